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
            let rename = tongue(&page.version, &view.model.config.languages).unwrap_or_default();
            let help = format!(
                "{rename}write in its front matter what readers see it called, as `version_title: Summary`; \
                 what is not for readers belongs outside of `content`"
            );
            found.say(&page.path, Fault::new("unnamed-version", page.record.name.range.clone(), message).with_help(help));
        }
    }
}

/// The way out where a version is called like a translation: `es`, `index_es`, `index-de`.
fn tongue(version: &str, languages: &[String]) -> Option<String> {
    let tag = version.strip_prefix("index").and_then(|rest| rest.strip_prefix(['_', '-'])).unwrap_or(version);
    if let Some(tag) = languages.iter().find(|known| known.eq_ignore_ascii_case(tag)) {
        return Some(format!("if it is a translation, call the file `index.{tag}.md`; else "));
    }
    let is_tag = tag.len() == 2 && tag.bytes().all(|byte| byte.is_ascii_lowercase());
    is_tag.then(|| {
        format!("if it is a translation, call the file `index.{tag}.md`, and add `{tag}` to `languages:` in chancery.yaml; else ")
    })
}
