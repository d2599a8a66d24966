//! The addresses of topics: each topic has one, and no two share one.

use crate::base::text::{fold, shown, slug};
use crate::base::{Fault, FilePath, Range, UrlPath};
use crate::model::Model;
use crate::render::Planner;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Signs that an address leaves out, and that tell one name from another: C++ is not C#.
const SIGNS: &str = "+#*@$%=<>~^€£¥";

/// A topic as it is written, and where that stands first.
type Written<'a> = (&'a str, &'a FilePath, &'a Range);

/// Tells of topics that can have no page, and of different ones that would share theirs.
pub(super) fn check(model: &Model, planner: &mut Planner) {
    let mut by_name: BTreeMap<&str, Written> = BTreeMap::new();
    for page in model.families.iter().map(|family| model.page(family.main)) {
        for topic in model.report(page).map_or(&[][..], |report| &report.topics) {
            by_name.entry(&topic.value).or_insert_with(|| (&topic.value, page.file_of("topics"), &topic.range));
        }
    }
    let way_out = "write a short word for it in the reports, such as `c-sharp`, and its title below `topics:` in chancery.yaml";
    let mut by_slug: BTreeMap<String, Vec<Written>> = BTreeMap::new();
    for (name, written) in by_name {
        let slug = slug(name);
        let reason = match UrlPath::new(&format!("/topics/{slug}/")) {
            _ if slug.is_empty() => Some("it has no letters or digits".to_string()),
            address => address.err(),
        };
        let Some(reason) = reason else {
            by_slug.entry(slug).or_default().push(written);
            continue;
        };
        let message = format!("the topic `{}` can have no page: {reason}", shown(name));
        let fault = Fault::new("odd-address", written.2.clone(), message).with_help(way_out);
        planner.faults.push((written.1.clone(), fault));
    }
    for (slug, topics) in by_slug {
        let mut known: Vec<&str> = Vec::new();
        for (name, path, range) in topics {
            match known.iter().find(|other| differ(other, name)) {
                None => known.push(name),
                Some(other) => {
                    let message =
                        format!("the topics `{}` and `{}` would share one page, `/topics/{slug}/`", shown(other), shown(name));
                    let fault = Fault::new("same-path", range.clone(), message).with_help(way_out);
                    planner.faults.push((path.clone(), fault));
                }
            }
        }
    }
}

/// Whether two topics of one slug are different words. Capitals, spaces and hyphens make no difference, and accents none where one
/// of the two is written without any.
fn differ(one: &str, other: &str) -> bool {
    let signs = |text: &str| text.chars().filter(|c| SIGNS.contains(*c)).collect::<String>();
    let letters = |text: &str| text.nfc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect::<String>();
    let (a, b) = (letters(one), letters(other));
    let accented = |letters: &str| fold(letters) != *letters;
    signs(one) != signs(other) || (a != b && accented(&a) && accented(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_topic_are_told_from_other_topics() {
        for (one, other, differs) in [
            ("C++", "C#", true),
            ("C", "C#", true),
            ("Pêche", "Péché", true),
            ("Peche", "Pêche", false),
            ("Water policy", "water-policy", false),
            ("Trade & aid", "trade-aid", false),
            ("Straße", "Strasse", false),
            ("e\u{301}cole", "École", false),
        ] {
            assert_eq!(slug(one), slug(other));
            assert_eq!(differ(one, other), differs, "{one}, {other}");
        }
    }
}
