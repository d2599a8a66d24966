//! Links whose words do not say where they lead: who goes from link to link, as screen readers do, hears *here*, *here*, *here*
//! (WCAG 2.4.4).

use super::words::of;
use crate::base::Fault;
use crate::base::text::shown;
use crate::check::Diagnostics;
use crate::document::plain::plain;
use crate::document::tree::Inline;
use crate::model::Page;

pub(in crate::check::rules) fn check(page: &Page, found: &mut Diagnostics) {
    let text = page.text();
    page.body().each_leaf(&mut |leaf| look(&leaf.inlines, &text, page, found));
}

/// Looks at links, and at those within emphasis and spans. The tree is no deeper than the parser allows.
fn look(inlines: &[Inline], text: &str, page: &Page, found: &mut Diagnostics) {
    for inline in inlines {
        if !matches!(inline, Inline::Link { .. } | Inline::Wiki { .. }) {
            look(inline.children(), text, page, found);
            continue;
        }
        let words = plain(inline.children(), text);
        let bare = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if bare.is_empty() || !of(&page.language).links.split(", ").any(|link| link == bare) {
            continue;
        }
        let message = format!("“{}” does not say where the link leads", shown(&words));
        let help = "link the words that name it, as in `[the ministry's figures](…)`: many readers go from link to link, and hear nothing else";
        found.say(&page.path, Fault::new("vague-link", inline.range(), message).with_help(help));
    }
}
