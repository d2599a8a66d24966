//! Characters that turn the direction of writing: a reader sees another order than a program.

use crate::base::Fault;

/// What is to be said of them, in order of place.
pub fn faults(text: &str) -> impl Iterator<Item = Fault> {
    turning(text).map(|(at, c)| {
        let end = at + c.len_utf8() as u32;
        let message = format!("the invisible character U+{:04X} changes the order in which this line is read", u32::from(c));
        let help = "delete it; words in another direction get theirs where readers and programs see it: write `[the words]{dir=ltr}`, or `{dir=rtl}`";
        Fault::new("hidden-direction", at..end, message).with_help(help).with_fix(at..end, "")
    })
}

/// Embeddings, overrides and isolates; found by their first byte, for this reads every text.
fn turning(text: &str) -> impl Iterator<Item = (u32, char)> {
    let turns = |c: &char| matches!(c, '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}');
    memchr::memchr_iter(0xe2, text.as_bytes())
        .filter_map(move |at| Some((at as u32, text.get(at..)?.chars().next().filter(turns)?)))
}

#[cfg(test)]
mod tests {
    use super::turning;

    #[test]
    fn every_such_character_is_found_and_no_other() {
        let all: String = (' '..'\u{3000}').collect();
        let turn = ['\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}'];
        let slow: Vec<(u32, char)> = all.char_indices().filter(|(_, c)| turn.contains(c)).map(|(at, c)| (at as u32, c)).collect();
        assert_eq!(turning(&all).collect::<Vec<_>>(), slow);
    }
}
