//! Terms that a text explains by itself: words with their abbreviation in brackets behind them.

use super::front::flow;
use super::tree::{Block, Draft, plain};
use crate::base::text::slug;

/// Most terms that are proposed.
const MOST: usize = 30;
/// Most bytes before a bracket, and in it, that are looked at.
const LONGEST_NAME: usize = 400;
const LONGEST_SHORT: usize = 40;

/// A term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its words.
    pub name: String,
    /// How it is shortened.
    pub abbreviation: String,
}

impl Term {
    /// An item of the list of terms, in YAML on one line.
    pub fn item(&self) -> String {
        format!(
            "{{id: {}, term: {}, abbreviation: {}, definition: \"\"}}",
            slug(&self.name),
            flow(&self.name),
            flow(&self.abbreviation)
        )
    }
}

/// The terms of a text, each once, in order: `major non-NATO allies (MNNA)`. Names of bodies in capitals are none: they are actors.
pub fn found(draft: &Draft) -> Vec<Term> {
    let mut out: Vec<Term> = Vec::new();
    let mut look = |text: &str| {
        for (at, _) in text.match_indices('(') {
            let rest = &text[at + 1..];
            let Some(end) = rest.bytes().take(LONGEST_SHORT).position(|byte| byte == b')') else { continue };
            let short = &rest[..end];
            let from = text.ceil_char_boundary(at.saturating_sub(LONGEST_NAME));
            let Some(name) = long(&text[from..at], short).filter(|_| is_short(short)) else { continue };
            if out.len() < MOST && out.iter().all(|term| term.abbreviation != short) {
                out.push(Term { name, abbreviation: short.to_string() });
            }
        }
    };
    match &draft.verbatim {
        Some(text) => look(text),
        None => each(&draft.blocks, &mut look),
    }
    out
}

fn each(blocks: &[Block], look: &mut dyn FnMut(&str)) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => look(&plain(text)),
            Block::List { items, .. } => items.iter().for_each(|item| each(item, look)),
            Block::Quote(blocks) => each(blocks, look),
            _ => {}
        }
    }
}

fn is_short(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    (2..=8).contains(&text.chars().count()) && capitals >= 2 && text.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// The words before a bracket whose first letters are those in it; of these words at least one is no name.
fn long(before: &str, short: &str) -> Option<String> {
    let letters: Vec<char> = short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = before.trim_end().rsplit(|c: char| c.is_whitespace() || c == '-').take(letters.len() * 2).collect();
    let mut left = letters.len();
    let mut used = 0;
    for word in &words {
        if left == 0 {
            break;
        }
        let first = word.chars().next()?.to_lowercase().next()?;
        used += 1;
        if letters.get(left - 1) == Some(&first) {
            left -= 1;
        } else if !matches!(*word, "of" | "the" | "and" | "for" | "de" | "del" | "la" | "y" | "on" | "in" | "to") {
            return None;
        }
    }
    if left > 0 {
        return None;
    }
    let length: usize = words.iter().take(used).map(|word| word.len() + 1).sum();
    let text = before.trim_end();
    let name = text.get((text.len() + 1).checked_sub(length)?..)?.trim();
    let small = name.split_whitespace().filter(|word| word.len() > 3).any(|word| word.starts_with(char::is_lowercase));
    (small && name.split_whitespace().count() > 1).then(|| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::tree::Inline;
    use super::*;

    #[test]
    fn words_with_their_abbreviation() {
        let text = "The gross domestic product (GDP) rose; the International Monetary Fund (IMF) agreed. A state of exception (SOE) (see above).";
        let draft = Draft { blocks: vec![Block::Paragraph(vec![Inline::Text(text.into())])], ..Draft::default() };
        let terms: Vec<String> = found(&draft).into_iter().map(|term| format!("{}={}", term.abbreviation, term.name)).collect();
        assert_eq!(terms, ["GDP=gross domestic product", "SOE=state of exception"]);
    }
}
