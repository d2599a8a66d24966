//! What a report names as its PDF and is none.

use crate::base::{Fault, text};
use crate::check::{Diagnostics, View};
use crate::document::Sort;
use crate::model::Target;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let model = view.model;
    for page in model.pages.iter() {
        let Some(pdf) = model.report(page).and_then(|report| report.pdf.as_ref()) else { continue };
        let said = model.outgoing(page.id).iter().find(|one| one.sort == Sort::Field("pdf") && one.range == pdf.range);
        let name = text::shown(&pdf.value);
        let (message, help) = match said.map(|reference| &reference.to) {
            Some(Target::Web) => (
                format!("`pdf` wants a file of the site, and `{name}` is an address on the web"),
                "put the file beside the report and write its name; a PDF elsewhere is linked in the text",
            ),
            Some(Target::Asset(_)) if model.printed(page).is_none() => (
                format!("`{name}` does not lie beside a text, so it cannot stand beside its page"),
                "put the file into the report's folder, and write its name",
            ),
            Some(Target::Asset(path)) => {
                let is_pdf = model.assets.get(path).is_some_and(|file| file.bytes.is_pdf());
                match (path.extension().as_str() == "pdf", is_pdf) {
                    (true, true) => continue,
                    (false, true) => (format!("`{name}` is a PDF whose name does not say so"), "let its name end with `.pdf`"),
                    _ => (
                        format!("`{name}` is no PDF"),
                        "save or print the report as PDF, and name that file; any other file is linked in the text",
                    ),
                }
            }
            // What is not there is told as such.
            _ => continue,
        };
        found.say(page.file_of("pdf"), Fault::new("bad-pdf", pdf.range.clone(), message).with_help(help));
    }
}
