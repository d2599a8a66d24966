//! What texts are compared by. White space and typographic marks do not count.

use crate::base::Hash;
use unicode_normalization::UnicodeNormalization;

/// Most figures that are kept of each unit.
const FIGURES: usize = 24;

/// The first 64 bits of the hash of a text, as it is compared.
pub fn hash(text: &str) -> u64 {
    let text = normal(text);
    u64::from_str_radix(&Hash::of(text.as_bytes()).to_string()[..16], 16).unwrap_or(0)
}

/// A text without what does not matter: one space between words, plain quotation marks, hyphens and dots.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfc() {
        let plain = match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => continue,
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
            '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' => '\'',
            '\u{2010}'..='\u{2015}' | '−' => '-',
            '…' => {
                gap = push(&mut out, gap, '.');
                out.push_str("..");
                continue;
            }
            c if c.is_whitespace() => {
                gap = true;
                continue;
            }
            c => c,
        };
        // `--` and `---` are ways to write a dash.
        if plain == '-' && !gap && out.ends_with('-') {
            continue;
        }
        gap = push(&mut out, gap, plain);
    }
    out
}

fn push(out: &mut String, gap: bool, c: char) -> bool {
    // Guillemets may have a space within, or outside, so space beside quotation marks says nothing.
    if gap && !out.is_empty() && c != '"' && !out.ends_with('"') {
        out.push(' ');
    }
    out.push(c);
    false
}

/// 64 bits that differ little between two forms of one text (Charikar, 2002, over words and pairs of words).
pub fn sketch(text: &str) -> u64 {
    let mut sums = [0i32; 64];
    let (mut before, mut any) = (0u64, false);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let own =
            word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |sum, c| mix(sum ^ u64::from(u32::from(c))));
        for bits in [own, mix(before.rotate_left(17) ^ own)] {
            for (place, sum) in sums.iter_mut().enumerate() {
                *sum += if bits >> place & 1 == 1 { 1 } else { -1 };
            }
        }
        (before, any) = (own, true);
    }
    if !any {
        return 0;
    }
    sums.iter().enumerate().fold(0, |bits, (place, sum)| bits | u64::from(*sum > 0) << place)
}

/// The finisher of MurmurHash3.
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x = (x ^ (x >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

/// The figures of a text, each with its sign and unit: `61`, `$4.76 million`, `12 per cent`.
pub fn figures(text: &str) -> Vec<String> {
    const UNITS: [&str; 7] = ["thousand", "million", "billion", "trillion", "per cent", "percent", "percentage points"];
    let text = normal(text);
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|to| at + to) {
        let bytes = text.as_bytes();
        let mut end = start;
        while end < bytes.len()
            && (bytes[end].is_ascii_digit()
                || (matches!(bytes[end], b',' | b'.' | b':') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)))
        {
            end += 1;
        }
        let sign = text[..start].chars().next_back().filter(|c| matches!(c, '$' | '€' | '£' | '¥'));
        let mut figure: String = sign.into_iter().chain(text[start..end].chars()).collect();
        let rest = text[end..].trim_start();
        if text[end..].starts_with('%') {
            figure.push('%');
        } else if let Some(unit) = UNITS.iter().find(|unit| rest.starts_with(**unit)) {
            figure.push(' ');
            figure.push_str(unit);
        }
        found.push(figure);
        if found.len() == FIGURES {
            break;
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_is_not_seen() {
        let same = [
            ("It’s “so” – 5–10…", "It's \"so\" -- 5-10..."),
            ("a\u{a0}b  c\nd", " a b c d "),
            ("l’ « État »", "l' \"État\""),
            ("co\u{ad}operate", "cooperate"),
            ("re\u{301}gime", "régime"),
        ];
        for (one, other) in same {
            assert_eq!(normal(one), normal(other));
        }
        assert_ne!(hash("61 people"), hash("62 people"));
        assert_ne!(hash("a b"), hash("ab"));
    }

    #[test]
    fn figures_have_their_units() {
        let text = "In 2025, $4.76 million went to 238 people (61 per cent; 12%), at 10:30.";
        assert_eq!(figures(text), ["2025", "$4.76 million", "238", "61 per cent", "12%", "10:30"]);
    }

    #[test]
    fn sketches_of_two_forms_are_near() {
        let text = "The United States paid El Salvador six million dollars to hold 261 men for a year.";
        let apart = |other: &str| (sketch(text) ^ sketch(other)).count_ones();
        assert!(apart(&text.replace("261", "238")) < 16);
        assert!(apart("Congress was told nothing, and the courts found out from a newspaper in March.") > 22);
    }
}
