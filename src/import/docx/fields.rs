//! Fields: what Word and reference managers fill in. Each has an instruction, and the result as it was filled in last.

use super::super::told::Matter;
use super::super::tree::Inline;
use super::Reader;

/// A field that is open.
#[derive(Default)]
pub(super) struct Field {
    /// What Word is told to fill in.
    pub instruction: String,
    /// The result is read, no longer the instruction.
    pub in_result: bool,
    /// Its result is one that a page makes itself; known as soon as the result begins.
    is_left: bool,
}

impl Field {
    /// The instruction ends, and the result begins.
    pub fn begin_result(&mut self) {
        self.in_result = true;
        self.is_left = dropped(&self.instruction).is_some();
    }

    /// Whether its result is part of the text.
    pub fn is_shown(&self) -> bool {
        !self.is_left
    }
}

/// Results that a page makes itself.
fn dropped(instruction: &str) -> Option<Option<Matter>> {
    let mut words = instruction.split_whitespace();
    let name = words.next().unwrap_or_default().to_ascii_uppercase();
    let second = words.next().unwrap_or_default();
    match name.as_str() {
        "TOC" | "INDEX" | "TOA" => Some(Some(Matter::Contents)),
        "BIBLIOGRAPHY" => Some(Some(Matter::SourcesList)),
        "ADDIN" if matches!(second, "ZOTERO_BIBL" | "EN.REFLIST" | "EN.REFLIST;") || instruction.contains("CSL_BIBLIOGRAPHY") => {
            Some(Some(Matter::SourcesList))
        }
        "PAGE" | "NUMPAGES" | "SECTIONPAGES" | "XE" | "TC" | "RD" | "TA" | "PRIVATE" => Some(None),
        _ => None,
    }
}

/// The words of an instruction; those in quotation marks are one.
pub(super) fn words(instruction: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = instruction.trim();
    while !rest.is_empty() {
        let (word, behind) = match rest.strip_prefix('"') {
            Some(inner) => inner.split_once('"').unwrap_or((inner, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        out.push(word.to_string());
        rest = behind.trim_start();
    }
    out
}

impl Reader<'_, '_> {
    /// A field has ended; `inner` is its result.
    pub(super) fn end_field(&mut self, instruction: &str, inner: Vec<Inline>) {
        if let Some(matter) = dropped(instruction) {
            if let Some(matter) = matter {
                self.draft.told.tell(matter, "");
            }
            return;
        }
        if let Some(cited) = self.works.cited(instruction) {
            match cited {
                Some(cited) => {
                    self.tell(Matter::Citation);
                    return self.put(Inline::Cite(cited));
                }
                None => self.tell(Matter::CitationText),
            }
            return inner.into_iter().for_each(|inline| self.put(inline));
        }
        let words = words(instruction);
        let name = words.first().map(|word| word.to_ascii_uppercase()).unwrap_or_default();
        match name.as_str() {
            "HYPERLINK" => {
                let mut address = words.get(1).filter(|word| !word.starts_with('\\')).cloned().unwrap_or_default();
                let place = words.iter().position(|word| word == "\\l").and_then(|at| words.get(at + 1));
                match place {
                    Some(place) if address.is_empty() => return self.put(Inline::Place(place.clone(), inner)),
                    Some(place) => address = format!("{address}#{place}"),
                    None => {}
                }
                return self.linked(&address, inner);
            }
            "REF" if inner.iter().any(|inline| !matches!(inline, Inline::Anchor(_))) => {
                if let Some(place) = words.get(1) {
                    return self.put(Inline::Place(place.clone(), inner));
                }
            }
            _ => {}
        }
        // Notes that are referred to twice, numbers of tables, dates: the result as it stands.
        inner.into_iter().for_each(|inline| self.put(inline));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_have_words() {
        assert_eq!(words(r#" HYPERLINK "https://x.org/a b" \l "top" "#), ["HYPERLINK", "https://x.org/a b", "\\l", "top"]);
        assert_eq!(words(" REF _Ref12 \\h"), ["REF", "_Ref12", "\\h"]);
    }
}
