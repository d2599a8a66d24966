//! Characters that stand for letters which were lost on the way, and signs of one font: readers see boxes.

use crate::base::Fault;
use crate::base::text::misread;

/// Tells of them: each character once, where it stands first. Where YAML refused that one already, it is only said how many there are.
pub fn tell(text: &str, faults: &mut Vec<Fault>) {
    let mut all: Vec<(char, u32, usize)> = Vec::new();
    for (at, c) in lost(text) {
        match all.iter_mut().find(|(known, ..)| *known == c) {
            Some((.., times)) => *times += 1,
            None => all.push((c, at, 1)),
        }
    }
    all.sort_by_key(|(_, at, _)| *at);
    for (c, at, times) in all {
        let meant = misread(c).filter(|meant| *meant != '\u{fffd}');
        let (what, help) = match (c, meant) {
            (_, Some(meant)) => (
                "is an invisible control character, where a sign was misread",
                format!("write `{meant}`, which it is in the encoding Windows-1252"),
            ),
            (c, None) => {
                let (what, help) = of(c);
                (what, help.to_string())
            }
        };
        let many = if times > 1 { format!(", and stands in this file {times} times") } else { String::new() };
        if let Some(told) = faults.iter_mut().find(|fault| fault.rule == "invalid-yaml" && fault.range.start == at) {
            told.message.push_str(&many);
            told.help = Some(help.into());
            continue;
        }
        let message = format!("U+{:04X} {what}{many}", u32::from(c));
        let range = at..at + c.len_utf8() as u32;
        let fault = Fault::new("lost-letter", range.clone(), message).with_help(help);
        faults.push(match meant {
            Some(meant) => fault.with_fix(range, meant.to_string()),
            None => fault,
        });
    }
}

/// What a character stands for, and the way out.
fn of(c: char) -> (&'static str, &'static str) {
    match c {
        '\u{80}'..='\u{9f}' => {
            ("is an invisible control character, where a sign was lost", "delete it, or write the sign that was meant")
        }
        '\u{fffd}' => ("stands for a letter that was lost when a text was converted", "write the letter that was meant"),
        '\u{fffc}' => {
            ("stands for a picture or a note that was lost when a text was copied", "put it in again, or delete the character")
        }
        '\u{e200}'..='\u{e206}' => (
            "is a mark of a chat program around the number of a source, and a box to readers",
            "name the source that you read yourself, as `[@key]`, or take the mark out",
        ),
        '\u{b}' => ("is a break of the line in Word", "write a line break, or an empty line for a new paragraph"),
        _ => (
            "is a sign of one font, such as a bullet of Word, and a box to readers",
            "write the sign itself; an item of a list begins with `- `",
        ),
    }
}

/// Such characters and their places, control characters behind the others; found by their first byte, for this reads every text.
fn lost(text: &str) -> impl Iterator<Item = (u32, char)> {
    let is_lost = |c: &char| matches!(c, '\u{b}' | '\u{80}'..='\u{9f}' | '\u{fffc}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}');
    memchr::memchr3_iter(0xee, 0xef, 0xb, text.as_bytes())
        .chain(memchr::memchr_iter(0xc2, text.as_bytes()))
        .filter_map(move |at| Some((at as u32, text.get(at..)?.chars().next().filter(is_lost)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_such_character_is_found_and_no_other() {
        let all: String = ('\0'..='\u{fffd}').collect();
        let is_lost = |c: char| matches!(u32::from(c), 0xb | 0x80..=0x9f | 0xe000..=0xf8ff | 0xfffc | 0xfffd);
        let slow: Vec<(u32, char)> = all.char_indices().filter(|(_, c)| is_lost(*c)).map(|(at, c)| (at as u32, c)).collect();
        let mut found: Vec<(u32, char)> = lost(&all).collect();
        found.sort_unstable();
        assert_eq!(found, slow);
    }

    fn all(text: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        tell(text, &mut faults);
        faults
    }

    #[test]
    fn each_is_told_once() {
        let found = all("\u{f0b7} a \u{fffd}\u{fffd} b，");
        let told: Vec<_> = found.iter().map(|fault| (fault.range.clone(), fault.message.contains("2 times"))).collect();
        assert_eq!(told, [(0..3, false), (6..9, true)]);
        let misread = all("a \u{81} it\u{92}s\u{e200}");
        let fixes: Vec<_> = misread.iter().map(|fault| fault.fix.as_ref().map(|fix| fix.text.as_str())).collect();
        assert_eq!(fixes, [None, Some("’"), None]);
    }
}
