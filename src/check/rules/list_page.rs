//! Texts of lists, as other generators have them: here lists are made by the site itself.

use crate::base::Fault;
use crate::base::text::article;
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::model::layout::is_list_page;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for path in view.files.below("content").map(|file| &file.path).filter(|path| is_list_page(path)) {
        let below = path.below("content").unwrap_or_default();
        let top = below.split_once('/').map_or("", |(top, _)| top);
        let kind = Kind::of_folder(top);
        let address = match kind.map(|kind| kind.row().prefix) {
            Some(prefix) if !prefix.is_empty() => format!("the list at `/{prefix}/`"),
            _ => "the home page".to_string(),
        };
        let is_section = path.name().starts_with("_index");
        let message = format!("{address} is made by the site itself, so `{}` is not read", path.name());
        let page = "to keep its text, save it as a page, `content/pages/NAME.md`, and name that under `menu:` in chancery.yaml";
        let help = match kind {
            Some(Kind::Report) if !is_section => {
                format!("if it is a report, it needs a folder of its own: `content/reports/NAME/index.md`; {page}")
            }
            Some(kind) if !is_section && kind != Kind::Plain => {
                format!("if it is {} {kind}, call the file by its id: `content/{top}/ID.md`; {page}", article(kind.name()))
            }
            _ => format!("delete it; {page}"),
        };
        found.say(path, Fault::new("list-page", 0..0, message).with_help(help));
    }
}
