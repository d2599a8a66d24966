//! By what the works are known that published reports rest on: another work under the same key is other evidence.

use super::Ledger;
use crate::base::Hash;
use crate::base::text::fold;
use crate::model::Page;
use crate::model::citation::item::Work;

/// How many of the 16 digits of a mark stand for the first author, for the year and for the title.
const PARTS: [(&str, usize); 3] = [("first author", 5), ("year", 5), ("title", 6)];

/// What a work is known by: 16 hexadecimal digits made of its first author, its year and its title.
pub fn mark(work: &Work) -> String {
    let first = ["author", "editor", "director", "composer"].into_iter().find_map(|name| work.names(name).into_iter().next());
    let author = first.map_or_else(|| work.plain("publisher"), |name| name.listed());
    let year = work.year().map_or(String::new(), |year| year.to_string());
    let parts = [author, year, work.plain("title")];
    let digits = |(part, (_, length)): (&String, &(&str, usize))| {
        let letters: String = fold(part).chars().filter(|c| c.is_alphanumeric()).collect();
        Hash::of_parts(&[letters.as_bytes()]).to_string()[..*length].to_string()
    };
    parts.iter().zip(&PARTS).map(digits).collect()
}

/// What two marks differ in, where they are those of two works: whoever mends a name, a year or a title changes one of the
/// three, whoever exchanges the work at least two.
pub fn differing(was: &str, now: &str) -> Option<Vec<&'static str>> {
    let mut at = 0;
    let mut others = Vec::new();
    for (name, length) in PARTS {
        let part = at..at + length;
        if was.get(part.clone())? != now.get(part)? {
            others.push(name);
        }
        at += length;
    }
    (others.len() > 1).then_some(others)
}

/// The key by which texts were published that cite a source: an earlier one, where the source stands at its address as well.
pub fn published_key<'a>(source: &'a Page, ledger: &Ledger) -> Option<&'a str> {
    let mut addresses = source.record.rare.aliases.iter().map(|alias| alias.value.as_str());
    let known = addresses.find(|address| ledger.addresses.contains_key(*address))?;
    known.strip_prefix("/sources/").map(|key| key.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn work(author: &str, year: i64, title: &str) -> String {
        let json = [
            ("author".to_string(), json!([{ "family": author, "given": "A." }])),
            ("issued".to_string(), json!({ "date-parts": [[year]] })),
            ("title".to_string(), title.into()),
        ];
        mark(&Work { key: "a".into(), json: json.into_iter().collect() })
    }

    #[test]
    fn a_work_that_is_mended_is_the_same_and_one_that_is_exchanged_is_not() {
        let was = work("Smith", 2020, "Dams of the Nile");
        assert_eq!(was.len(), 16);
        assert_eq!(differing(&was, &work("Smith", 2020, "<i>Dams</i> of the nile!")), None);
        assert_eq!(differing(&was, &work("Smith", 2021, "Dams of the Nile")), None);
        assert_eq!(differing(&was, &work("Smith", 2020, "Dams on the Nile")), None);
        assert_eq!(differing(&was, &work("Smyth", 2020, "Dams of the Nile")), None);
        assert_eq!(differing(&was, &work("Brown", 2020, "A Blog")), Some(vec!["first author", "title"]));
        assert_eq!(differing(&was, &work("Smith", 2024, "A Blog")), Some(vec!["year", "title"]));
        assert_eq!(differing("", &was), None);
    }
}
