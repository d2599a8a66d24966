//! Where Unicode (UAX 29) lets sentences end, for texts whose every character is known here; others are left to the library,
//! which asks for the properties of each character and so takes ten times as long.

use unicode_segmentation::UnicodeSegmentation;

/// What a character is to the borders of sentences (UAX 29, table 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Return,
    Line,
    Space,
    Lower,
    Upper,
    Numeric,
    Point,
    Term,
    Close,
    Continue,
}

use Class::*;

/// Of the ASCII characters.
const ASCII: [Class; 128] = {
    let mut classes = [Other; 128];
    let mut at = 0;
    while at < 128 {
        classes[at] = match at as u8 {
            b'\r' => Return,
            b'\n' => Line,
            b'\t' | 0x0b | 0x0c | b' ' => Space,
            b'a'..=b'z' => Lower,
            b'A'..=b'Z' => Upper,
            b'0'..=b'9' => Numeric,
            b'.' => Point,
            b'!' | b'?' => Term,
            b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => Close,
            b',' | b'-' | b':' | b';' => Continue,
            _ => Other,
        };
        at += 1;
    }
    classes
};

/// The class of the character that begins at a place, and its length; `None` for one that is not known here.
fn class(text: &str, at: usize) -> Option<(Class, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if let Some(class) = ASCII.get(byte as usize) {
        return Some((*class, 1));
    }
    let c = text.get(at..)?.chars().next()?;
    let class = match c {
        '’' | '‘' | '“' | '”' | '«' | '»' => Close,
        '–' | '—' => Continue,
        '\u{a0}' => Space,
        '\u{fffc}' | '§' | '€' | '×' => Other,
        'à'..='ö' | 'ø'..='ÿ' | 'ß' => Lower,
        'À'..='Ö' | 'Ø'..='Þ' => Upper,
        _ => return None,
    };
    Some((class, c.len_utf8()))
}

/// The places within a text where UAX 29 puts a border between sentences.
pub fn borders(text: &str) -> Vec<u32> {
    known(text).unwrap_or_else(|| by_library(text))
}

fn by_library(text: &str) -> Vec<u32> {
    text.split_sentence_bound_indices().map(|(at, _)| at as u32).filter(|at| *at > 0).collect()
}

/// The same, if every character is known.
fn known(text: &str) -> Option<Vec<u32>> {
    let mut found = Vec::new();
    let (mut at, mut before) = (0, Other);
    while at < text.len() {
        let (here, length) = class(text, at)?;
        at += length;
        match here {
            // SB3, SB4
            Return | Line => {
                at = after_line(text, at, here);
                border(text, at, &mut found);
            }
            Point | Term => {
                let next = class_at(text, at)?;
                let within = here == Point && (next == Numeric || (matches!(before, Lower | Upper) && next == Upper));
                // SB6, SB7
                if !within {
                    let (end, last) = past(text, at)?;
                    let next = class_at(text, end)?;
                    at = end;
                    match next {
                        // SB8a
                        Continue | Point | Term => {}
                        // SB9, SB10, SB4
                        Return | Line => {
                            at = after_line(text, end + 1, next);
                            border(text, at, &mut found);
                        }
                        _ if here == Point && goes_on(text, end)? => {}
                        _ => border(text, end, &mut found),
                    }
                    before = last.unwrap_or(here);
                    continue;
                }
            }
            _ => {}
        }
        before = here;
    }
    Some(found)
}

fn border(text: &str, at: usize, found: &mut Vec<u32>) {
    if at < text.len() {
        found.push(at as u32);
    }
}

/// Behind a line's end that began before `at`.
fn after_line(text: &str, at: usize, first: Class) -> usize {
    at + usize::from(first == Return && text.as_bytes().get(at) == Some(&b'\n'))
}

/// The class at a place; the end of the text is nothing in particular.
fn class_at(text: &str, at: usize) -> Option<Class> {
    if at >= text.len() { Some(Other) } else { class(text, at).map(|(class, _)| class) }
}

/// Past closing signs, then spaces (SB9 to SB11), and the class of the last.
fn past(text: &str, mut at: usize) -> Option<(usize, Option<Class>)> {
    let mut last = None;
    for sort in [Close, Space] {
        while at < text.len() {
            let (here, length) = class(text, at)?;
            if here != sort {
                break;
            }
            (at, last) = (at + length, Some(here));
        }
    }
    Some((at, last))
}

/// Whether the next letter is a small one (SB8).
fn goes_on(text: &str, mut at: usize) -> Option<bool> {
    while at < text.len() {
        let (here, length) = class(text, at)?;
        match here {
            Lower => return Some(true),
            Upper | Return | Line | Point | Term => return Some(false),
            _ => at += length,
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_known_character_stands_as_in_the_library() {
        let known_ones: Vec<char> =
            (0..=0xffff).filter_map(char::from_u32).filter(|c| class(&c.to_string(), 0).is_some()).collect();
        assert!(known_ones.len() > 190);
        for c in known_ones {
            for text in [
                format!("a.{c}b. {c}B! {c}c.\"{c} A"),
                format!("{c}.A b.) {c}"),
                format!("1{c}? {c}x.{c}{c}. {c}\r\n{c}"),
                format!("a. {c}{c}a. {c}A{c}.1.{c}"),
            ] {
                assert_eq!(known(&text), Some(by_library(&text)), "{c:?} in {text:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn borders_are_those_of_the_library(text in "[aA1.!?\"’) ,–\r\n\u{a0}é-]{0,16}") {
            prop_assert_eq!(known(&text), Some(by_library(&text)));
        }

        #[test]
        fn other_letters_are_left_to_the_library(text in "[aA. …中\u{301}]{0,12}") {
            prop_assert_eq!(borders(&text), by_library(&text));
        }
    }
}
