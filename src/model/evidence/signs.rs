//! What in the words of a paragraph wants a source: a figure or date, a quotation, what tells what others say.

use super::words::{Table, of};
use crate::base::Range;
use crate::document::tree::LeafSort;
use crate::model::mention::fold::is_unspaced;
use crate::model::mention::{Heard, Zone, sentences, touches};

/// Words of a quotation; what is shorter may be a term in marks.
const WORDS: usize = 4;
/// The same by letters, for scripts without spaces.
const LETTERS: usize = 12;

/// Looks for what wants a source, in texts of one language.
pub(super) struct Signs {
    table: &'static Table,
}

impl Signs {
    /// For texts in the language with this tag.
    pub fn new(language: &str) -> Signs {
        Signs { table: of(language) }
    }

    /// The first words of a leaf that want a source, in its text; `excused` are parts that say of themselves that they have none, in
    /// order and apart. Links are passed over: they lead to what they rest on.
    pub fn first(&self, heard: &Heard, excused: &[Range]) -> Option<Range> {
        let prose = heard.prose;
        let text = prose.text.as_str();
        let open = |place: &std::ops::Range<usize>| {
            let range = place.start as u32..place.end as u32;
            !touches(excused, &(range.start..range.start + 1)) && prose.zone(&range) != Some(Zone::Closed)
        };
        if heard.info.sort == LeafSort::Quote {
            // All of it is somebody's words.
            let start = text.find(char::is_alphanumeric)?;
            let end = text.trim_end().len().max(start);
            return Some(start..end).filter(open).map(|place| place.start as u32..place.end as u32);
        }
        let quoted = || {
            let all = prose.quotations().iter().map(|range| range.start as usize..range.end as usize);
            all.filter(|place| is_quotation(text.get(place.clone()).unwrap_or_default())).find(open)
        };
        let named = |place: &std::ops::Range<usize>| heard.is_named(place.start as u32);
        let figure = figures(text, self.table).filter(|place| !named(place)).find(open);
        let found = figure.into_iter().chain(quoted()).min_by_key(|place| place.start);
        // Most paragraphs have figures: words are looked for in the others.
        let found = found.or_else(|| {
            // "According to him, [all are guilty]{.uncited}": the waiver is for what he says, and so for that he says it.
            let starts = if excused.is_empty() { Vec::new() } else { sentences(text) };
            self.table.telling(text).filter(open).find(|place| !shares_sentence(place.start as u32, &starts, excused))
        })?;
        Some(found.start as u32..found.end as u32)
    }
}

/// Whether some parts of a text, in order and apart, reach into the sentence that holds a byte; by where sentences begin.
fn shares_sentence(at: u32, starts: &[u32], parts: &[Range]) -> bool {
    let next = starts.partition_point(|start| *start <= at);
    let begin = next.checked_sub(1).and_then(|last| starts.get(last)).copied().unwrap_or(0);
    let end = starts.get(next).copied().unwrap_or(u32::MAX);
    touches(parts, &(begin..end))
}

/// Whether what stands in quotation marks is long enough to be what somebody said.
fn is_quotation(quoted: &str) -> bool {
    let words = quoted.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).take(WORDS).count();
    words == WORDS
        || words == 1
            && quoted.chars().filter(|c| c.is_alphabetic()).take(LETTERS).count() == LETTERS
            && quoted.chars().any(is_unspaced)
}

/// Figures and dates in a text, in order; none that are part of a name (`COVID-19`), count a list (`(2)`), or say a place or a law
/// (`paragraph 7`, `Article 5`).
fn figures<'a>(text: &'a str, table: &'static Table) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
    let mut at = 0;
    // The end of a number that was passed over because of the word before it: so is the other end of `paragraphs 3 to 7`.
    let mut labelled: Option<usize> = None;
    std::iter::from_fn(move || {
        while let Some(start) = text.get(at..)?.find(char::is_numeric).map(|next| at + next) {
            let end = start + number_length(&text[start..]);
            at = end;
            let before = &text[..start];
            let named = is_labelled(before, table) || labelled.is_some_and(|last| goes_on(&text[last..start]));
            labelled = named.then_some(end);
            if !named && !is_name(before) && !is_ordinal(&text[start..end], &text[end..]) && !is_count(before, &text[start..]) {
                return Some(start..end);
            }
        }
        None
    })
}

/// How long a number is: figures, and points, commas and narrow spaces between them.
fn number_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_numeric() {
            end = at + c.len_utf8();
        } else if !(matches!(c, '.' | ',' | '\u{a0}' | '\u{202f}' | '’' | '\'')
            && chars.peek().is_some_and(|(_, c)| c.is_numeric()))
        {
            break;
        }
    }
    end
}

/// Whether a number is the end of a name: `G20`, `COVID-19`; `mid-2019` and `la2019年` are none.
fn is_name(before: &str) -> bool {
    let cased = |c: char| c.is_lowercase() || c.is_uppercase();
    match before.chars().next_back() {
        Some('-' | '\u{2011}' | '/') => {
            let word = before.trim_end_matches(['-', '\u{2011}', '/']);
            word.chars().rev().take_while(|c| c.is_alphanumeric()).take(LETTERS).any(char::is_uppercase)
        }
        Some(c) => cased(c),
        None => false,
    }
}

/// Whether letters behind a number make something else of it: `5G`, `3D`, `19th`, `XXe` have no figure; `1990s` and `40kg` do.
fn is_ordinal(number: &str, after: &str) -> bool {
    let letters: String = after.chars().take_while(|c| c.is_alphabetic()).take(LETTERS).collect();
    let year = number.len() == 4;
    letters.starts_with(char::is_uppercase)
        || !year && matches!(letters.as_str(), "st" | "nd" | "rd" | "th" | "e" | "er" | "re" | "ème")
}

/// Whether a number counts the points of a list within a sentence: `(2)`.
fn is_count(before: &str, from: &str) -> bool {
    let digits = from.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0
        && digits <= 2
        && from.as_bytes().get(digits) == Some(&b')')
        && (before.ends_with('(') || before.trim_end().is_empty())
}

/// Whether the word before a number says that it names a place or a law.
fn is_labelled(before: &str, table: &Table) -> bool {
    let trimmed = before.trim_end_matches([' ', '\u{a0}', '\u{202f}', '.', '°', 'º', '(']);
    if trimmed.ends_with(['§', '#', '№', '¶']) {
        return true;
    }
    let word = trimmed.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.len() <= 24 && table.is_label(word)
}

/// Whether what stands between two numbers only joins them.
fn goes_on(between: &str) -> bool {
    const JOINS: [&str; 14] = ["and", "to", "or", "y", "a", "et", "à", "und", "bis", "oder", "ou", "o", "e", "و"];
    let between = between.trim();
    between.len() <= 6 && (matches!(between, "-" | "–" | "," | "/" | "&") || JOINS.contains(&between))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        figures(text, of("en")).map(|place| &text[place]).collect()
    }

    #[test]
    fn figures_and_dates_are_told_from_names_and_places() {
        assert_eq!(found("Some 75,000 people on 15 March 2025, 4.5% of all."), ["75,000", "15", "2025", "4.5"]);
        assert_eq!(found("in the 1990s, mid-2019, 40kg, ½ of it, 2019年"), ["1990", "2019", "40", "½", "2019"]);
        let none =
            "The G20 and COVID-19, an F-35, 5G, the 19th century; see paragraphs 3 to 7, p. 4, § 5, Article 248 and (2) this.";
        assert_eq!(found(none), [] as [&str; 0]);
        assert_eq!(found("of (2019) and fell (by 12)"), ["2019", "12"]);
        assert_eq!(found("paragraph 3 says that 40 people"), ["40"]);
    }

    #[test]
    fn figures_of_other_scripts_are_figures() {
        assert_eq!(found("سجن ٧٥ ألفا"), ["٧٥"]);
        assert_eq!(found("在2019年"), ["2019"]);
    }

    #[test]
    fn terms_in_marks_are_no_quotations() {
        assert!(
            !is_quotation("“iron fist”") && !is_quotation("‘world’s coolest dictator’") && !is_quotation("“internationalization”")
        );
        assert!(is_quotation("“we will not give in”") && is_quotation("「我々は決して屈しないと彼は述べた」"));
        assert!(is_quotation("«យើងនឹងមិនចុះចាញ់ទេ»") && is_quotation("“ကျွန်ုပ်တို့အရှုံးမပေးပါ”"));
    }
}
