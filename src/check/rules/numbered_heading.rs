//! Headings with numbers of their own, as Word writes them: the sections of a report are numbered by the page.

use crate::base::Fault;
use crate::check::Diagnostics;
use crate::document::Kind;
use crate::document::tree::Heading;
use crate::model::Page;

pub(super) fn check(page: &Page, found: &mut Diagnostics) {
    let sections = || page.body().headings.iter().filter(|heading| heading.section && !heading.unnumbered);
    if page.kind != Kind::Report || sections().next().is_none() {
        return;
    }
    let numbered: Vec<(&Heading, u32)> = sections().filter_map(|heading| Some((heading, number(&heading.text)?))).collect();
    // `1. Mai 1945` is a day: most sections count, each one further, and from 1.
    let series = numbered.windows(2).all(|pair| pair[1].1 == pair[0].1 + 1) && 2 * numbered.len() > sections().count();
    let Some((first, 1)) = numbered.first().filter(|_| series) else { return };
    let message = "this heading has a number in its words, and the page numbers its sections: readers see both";
    let help = match numbered.len() {
        1 => "take the number out of it, or write `{.unnumbered}` behind it".to_string(),
        all => format!("take the numbers out of these {all} headings, or write `{{.unnumbered}}` behind each"),
    };
    found.say(&page.path, Fault::new("numbered-heading", first.range.clone(), message).with_help(help));
}

/// The number that a heading begins with: `1. Aims`, `2) Means`.
fn number(text: &str) -> Option<u32> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=2).contains(end))?;
    let rest = text[digits..].strip_prefix(['.', ')'])?;
    let words = rest.trim_start();
    (words.len() < rest.len() && words.starts_with(char::is_alphabetic)).then(|| text[..digits].parse().ok()).flatten()
}
