//! Files beside a report that nobody may have meant as a version of it.

use crate::base::Fault;
use crate::check::{Diagnostics, View};
use crate::document::Kind;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for page in view
        .model
        .pages
        .iter()
        .filter(|page| page.kind == Kind::Report && !page.version.is_empty() && !page.may_have_meant("version_title"))
        // `Index.md`, which has a fault of its own.
        .filter(|page| !page.version.eq_ignore_ascii_case("index"))
    {
        if view.model.report(page).is_some_and(|report| report.version_title.is_none()) {
            let message = format!("this file would be published, as the version `{}` of the report `{}`", page.version, page.key);
            let tongue = view.model.config.languages.iter().find(|tag| tag.eq_ignore_ascii_case(&page.version));
            let rename =
                tongue.map(|tag| format!("if it is a translation, call the file `index.{tag}.md`; else ")).unwrap_or_default();
            let help = format!(
                "{rename}write in its front matter what readers see it called, as `version_title: Summary`; \
                 what is not for readers belongs outside of `content`"
            );
            found.say(&page.path, Fault::new("unnamed-version", page.record.name.range.clone(), message).with_help(help));
        }
    }
}
