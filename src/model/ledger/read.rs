//! Reads the ledger. What a hand or a merge has broken is said with its place, and the rest is read all the same.

use super::{Address, Ledger, Override, Published, Shown, Unit, Wording, number};
use crate::base::{Fault, Range, Ranged, text};
use crate::document::front;
use crate::document::json::{self, Json, Node};
use std::collections::BTreeSet;

/// The version of the format that is written and read.
pub const FORMAT: &str = "1";

const HELP: &str = "restore the file as `chancery publish` last wrote it, for instance from version control";

/// Reads the bytes of `published.json`; `None` is a site that was never published.
pub fn read(bytes: Option<&[u8]>) -> (Ledger, Vec<Fault>) {
    let mut reader = Reader { faults: Vec::new() };
    let Some(bytes) = bytes else { return (Ledger::default(), Vec::new()) };
    let text = match front::decode(bytes) {
        Ok(text) => text,
        Err(bad) => return (Ledger::default(), vec![Fault::new("not-utf8", 0..0, bad.message).with_help(bad.help)]),
    };
    if let Some(fault) = text::conflict(text) {
        // Both sides are right: what either of them published is public.
        let help = "both sides are right: `chancery merge` joins them";
        return (Ledger::default(), vec![fault.with_help(help)]);
    }
    let (node, fault) = json::parse(text);
    reader.faults.extend(fault.map(|fault| Fault { rule: "broken-ledger", ..fault }.with_help(HELP)));
    let ledger = node.map_or_else(Ledger::default, |node| reader.ledger(&node));
    (ledger, reader.faults)
}

struct Reader {
    faults: Vec<Fault>,
}

/// The fields of an object; nothing for anything else.
fn fields(node: &Node) -> &[(Ranged<String>, Node)] {
    match &node.value {
        Json::Object(fields) => fields,
        _ => &[],
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        Json::Array(items) => items,
        _ => &[],
    }
}

impl Reader {
    fn wrong(&mut self, range: &Range, message: impl Into<String>) {
        // One broken merge makes many; nobody reads them all.
        if self.faults.len() < 20 {
            self.faults.push(Fault::new("broken-ledger", range.clone(), message).with_help(HELP));
        }
    }

    fn ledger(&mut self, node: &Node) -> Ledger {
        let mut ledger = Ledger::default();
        if !matches!(node.value, Json::Object(_)) {
            self.wrong(&(node.range.start..node.range.start + 1), "the ledger must be an object in braces");
            return ledger;
        }
        match fields(node).iter().find(|(key, _)| key.value == "format") {
            Some((_, Node { value: Json::Number(number), .. })) if number == FORMAT => {}
            Some((_, other)) => {
                let fault = Fault::new("broken-ledger", other.range.clone(), "this ledger is of a format that is not known here");
                self.faults.push(fault.with_help("use the version of chancery that wrote it, or a newer one"));
                return ledger;
            }
            None => self.wrong(&(node.range.start..node.range.start + 1), "the ledger does not say its `format`"),
        }
        for (key, value) in fields(node) {
            match key.value.as_str() {
                "format" => {}
                "published" => ledger.published = self.day(value),
                "addresses" => {
                    for (address, value) in self.object(value) {
                        self.address(address, value, &mut ledger);
                    }
                }
                "pages" => {
                    for (name, value) in self.object(value) {
                        let page = self.page(name, value);
                        if ledger.pages.insert(name.value.clone(), page).is_some() {
                            self.wrong(&name.range, format!("`{}` stands here twice", text::shown(&name.value)));
                        }
                    }
                }
                "overrides" => ledger.overrides = items(value).iter().map(|item| self.set_aside(item)).collect(),
                "publications" => {
                    for item in items(value) {
                        let text = self.text(item);
                        let day = text.split_once(' ').filter(|(day, name)| is_day(day) && is_hash(name));
                        match day {
                            Some(_) => drop(ledger.publications.insert(text)),
                            None => self.wrong(&item.range, "a publication is written `2025-07-02 0123456789abcdef`"),
                        }
                    }
                }
                other => self.wrong(&key.range, format!("the ledger has no part `{}`", text::shown(other))),
            }
        }
        ledger
    }

    fn address(&mut self, key: &Ranged<String>, value: &Node, ledger: &mut Ledger) {
        if !key.value.starts_with('/') {
            return self.wrong(&key.range, format!("`{}` is no address: it must begin with `/`", text::shown(&key.value)));
        }
        let mut address = Address { range: key.range.clone(), ..Address::default() };
        let mut file = Shown::default();
        for (name, value) in self.object(value) {
            match name.value.as_str() {
                "kind" => address.kind = self.text(value),
                "first" => address.first = self.day(value),
                "last" => address.last = self.day(value),
                "hash" => file.hash = self.hash(value),
                "was" => file.was = items(value).iter().map(|item| self.hash(item)).collect(),
                "beside" => address.files.extend(items(value).iter().map(|item| self.shown(item))),
                other => self.wrong(&name.range, format!("an address has no `{}`", text::shown(other))),
            }
        }
        if !file.hash.is_empty() {
            address.files.insert(0, file);
        }
        if ledger.addresses.insert(key.value.clone(), address).is_some() {
            self.wrong(&key.range, format!("`{}` stands here twice", text::shown(&key.value)));
        }
    }

    /// A file beside another one: its hash, then those in whose place it stands.
    fn shown(&mut self, node: &Node) -> Shown {
        let mut hashes = items(node).iter().map(|item| self.hash(item));
        Shown { hash: hashes.next().unwrap_or_default(), was: hashes.collect() }
    }

    fn page(&mut self, key: &Ranged<String>, value: &Node) -> Published {
        let mut page = Published { range: key.range.clone(), ..Published::default() };
        let mut wording = Wording::default();
        for (name, value) in self.object(value) {
            match name.value.as_str() {
                "address" => page.address = self.text(value),
                "first" => page.first = self.text(value),
                "anchors" => page.anchors = items(value).iter().map(|item| self.text(item)).collect(),
                "beside" => page.wordings = items(value).iter().map(|item| self.beside(item)).collect(),
                _ => self.wording(&mut wording, name, value),
            }
        }
        if wording != Wording::default() {
            page.wordings.insert(0, wording);
        }
        // Anchors of paragraphs that stood there last are told by their numbers.
        page.anchors.extend(page.wordings.iter().flat_map(|one| &one.paragraphs).map(|unit| format!("p{}", unit.name)));
        page.anchors.sort();
        page.anchors.dedup();
        page
    }

    /// A wording beside the newest one.
    fn beside(&mut self, node: &Node) -> Wording {
        let mut wording = Wording::default();
        for (name, value) in self.object(node) {
            self.wording(&mut wording, name, value);
        }
        wording
    }

    fn wording(&mut self, wording: &mut Wording, name: &Ranged<String>, value: &Node) {
        match name.value.as_str() {
            "since" => wording.since = self.day(value),
            "entries" => wording.entries = items(value).iter().map(|item| self.text(item)).collect(),
            "paragraphs" => wording.paragraphs = self.paragraphs(value),
            "parts" => wording.parts = items(value).iter().filter_map(|item| self.unit(item, false)).collect(),
            "replaced" => wording.replaced = items(value).iter().filter_map(|item| self.bits(item)).collect(),
            other => self.wrong(&name.range, format!("a page has no `{}`", text::shown(other))),
        }
    }

    /// Paragraphs, each with a number of its own: two of one number would be one place on the page.
    fn paragraphs(&mut self, node: &Node) -> Vec<Unit> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::with_capacity(items(node).len());
        for item in items(node) {
            let Some(unit) = self.unit(item, true) else { continue };
            if seen.insert(unit.name.clone()) {
                all.push(unit);
            } else {
                self.wrong(&item.range, format!("the number {} of a paragraph stands here twice", text::shown(&unit.name)));
            }
        }
        all
    }

    /// `["7", "hash", "sketch", "61; 12%", "first words"]`, and perhaps one more hash.
    fn unit(&mut self, node: &Node, paragraph: bool) -> Option<Unit> {
        let [name, hash, sketch, figures, words, rest @ ..] = items(node) else {
            self.wrong(&node.range, "a piece of text has five parts: name, two hashes, figures, first words");
            return None;
        };
        let meant = rest.first().and_then(|meant| self.bits(meant));
        let (name_text, figures, words) = (self.text(name), self.text(figures), self.text(words));
        if paragraph && !number::is_number(&name_text) {
            self.wrong(&name.range, format!("`{}` is no number of a paragraph", text::shown(&name_text)));
            return None;
        }
        let figures = figures.split("; ").filter(|figure| !figure.is_empty()).map(str::to_string).collect();
        Some(Unit { name: name_text, hash: self.bits(hash)?, meant, sketch: self.bits(sketch)?, figures, words })
    }

    fn set_aside(&mut self, node: &Node) -> Override {
        let mut found = Override::default();
        for (name, value) in self.object(node) {
            match name.value.as_str() {
                "date" => found.date = self.day(value),
                "reason" => found.reason = self.text(value),
                "what" => found.what = items(value).iter().map(|item| self.text(item)).collect(),
                other => self.wrong(&name.range, format!("an override has no `{}`", text::shown(other))),
            }
        }
        if found.reason.trim().is_empty() {
            self.wrong(&node.range, "this override gives no reason");
        }
        found
    }

    fn object<'a>(&mut self, node: &'a Node) -> &'a [(Ranged<String>, Node)] {
        if !matches!(node.value, Json::Object(_)) {
            self.wrong(&node.range, "an object in braces is expected here");
        }
        fields(node)
    }

    fn text(&mut self, node: &Node) -> String {
        match node.value.as_str() {
            Some(text) => text.to_string(),
            None => {
                self.wrong(&node.range, "a text in quotation marks is expected here");
                String::new()
            }
        }
    }

    /// A day: `2025-07-02`.
    fn day(&mut self, node: &Node) -> String {
        let text = self.text(node);
        if !is_day(&text) {
            self.wrong(&node.range, format!("`{}` is no day; one is written `2025-07-02`", text::shown(&text)));
            return String::new();
        }
        text
    }

    fn hash(&mut self, node: &Node) -> String {
        self.bits(node);
        self.text(node)
    }

    fn bits(&mut self, node: &Node) -> Option<u64> {
        let text = self.text(node);
        let bits = u64::from_str_radix(&text, 16).ok().filter(|_| is_hash(&text));
        if bits.is_none() {
            self.wrong(&node.range, "a hash of 16 hexadecimal digits is expected here");
        }
        bits
    }
}

/// Whether a text is a hash as the ledger writes it.
fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a text is a day as the ledger writes it.
fn is_day(text: &str) -> bool {
    let form = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_has_its_place() {
        let said = |text: &str| {
            let (_, faults) = read(Some(text.as_bytes()));
            let shown =
                |fault: Fault| format!("{:?} {}", &text[fault.range.start as usize..fault.range.end as usize], fault.message);
            faults.into_iter().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(said("[]"), ["\"[\" the ledger must be an object in braces"]);
        assert_eq!(said("{\"format\": 9}"), ["\"9\" this ledger is of a format that is not known here"]);
        assert_eq!(
            said("{\"format\": 1, \"published\": \"soon\"}"),
            ["\"\\\"soon\\\"\" `soon` is no day; one is written `2025-07-02`"]
        );
        assert_eq!(said("{\"format\": 1, \"addresses\": {\"x\": {}}}").len(), 1);
        let unit = "{\"format\": 1, \"pages\": {\"report:a@en\": {\"paragraphs\": [[\"7\", \"zz\", \"\", \"\", \"\"]]}}}";
        assert_eq!(said(unit), ["\"\\\"zz\\\"\" a hash of 16 hexadecimal digits is expected here"]);
        let numbers = |all: &[&str]| {
            let units = all.iter().map(|number| format!("[{number:?}, \"{:016x}\", \"{:016x}\", \"\", \"\"]", 1, 1));
            let text = units.collect::<Vec<_>>().join(", ");
            let whole = format!("{{\"format\": 1, \"pages\": {{\"report:a@en\": {{\"paragraphs\": [{text}]}}}}}}");
            let (ledger, faults) = read(Some(whole.as_bytes()));
            let names = ledger.pages["report:a@en"].paragraphs().iter().map(|unit| unit.name.clone()).collect::<Vec<_>>();
            (names, faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>())
        };
        assert_eq!(numbers(&["0A", "7", "7ZAA", "12a", "7-3"]).1.len(), 0);
        for bad in ["2\"><script src=x></script>", "2 ", "", "A", "18446744073709551615", "1234567890", "7é", "7A7", "7-"] {
            let (names, faults) = numbers(&["1", bad]);
            assert!(names == ["1"] && faults.len() == 1, "{bad}: {faults:?}");
        }
        let twice = numbers(&["1", "2", "2"]);
        assert_eq!((twice.0.len(), twice.1), (2, vec!["the number 2 of a paragraph stands here twice".to_string()]));
        assert_eq!(said("{\"format\": 1, \"pages\": {").len(), 1);
        assert!(said("{\"format\": 1}").is_empty());
    }
}
