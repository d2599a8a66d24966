//! Where the sentences of a text begin.

use super::borders::borders;
use super::prose::GAP;
use crate::base::date::months;
use crate::model::words;

/// Signs that open a quotation or a bracket where no space follows them.
const OPENING: [char; 15] = ['「', '『', '（', '《', '〈', '【', '〔', '［', '“', '‘', '«', '‹', '„', '(', '['];

/// Where the sentences of a text begin.
///
/// The borders of Unicode (UAX 29), without those after an abbreviation or an initial.
pub fn sentences(text: &str) -> Vec<u32> {
    let mut starts = Vec::new();
    let (mut last, mut rest) = ("", text);
    // Where no spaces stand between sentences, UAX 29 leaves the sign that opens the next one with the one before.
    let opened = |border: u32| text.get(..border as usize).map_or(border, |before| before.trim_end_matches(OPENING).len() as u32);
    for next in borders(text).into_iter().map(opened).map(Some).chain([None]) {
        let at = text.len() - rest.len();
        let (sentence, after) = rest.split_at(next.map_or(rest.len(), |next| (next as usize).saturating_sub(at)));
        if sentence.is_empty() {
            continue;
        }
        if at == 0 || ends(last, sentence) {
            starts.push(at as u32);
        }
        (last, rest) = (sentence, after);
    }
    starts
}

/// Whether a sentence really ends before another.
fn ends(last: &str, next: &str) -> bool {
    let ended = last.trim_end();
    let last = ended.trim_end_matches(CLOSING);
    // “Will it hold?” he asked: who says it goes on with a small letter; in Japanese 「…。」と述べた with kana.
    let goes_on = next.chars().find(|c| c.is_alphanumeric());
    let quoted = last.len() < ended.trim_end_matches(GAP).len();
    if goes_on.is_some_and(char::is_lowercase) || quoted && next.starts_with(|c| matches!(c, '\u{3041}'..='\u{3096}')) {
        return false;
    }
    let Some(stem) = last.strip_suffix('.') else { return true };
    let word = stem.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '‘' | '"' | GAP)).next().unwrap_or("");
    let low = word.to_lowercase();
    let letters = word.chars().filter(|c| *c != '.').count();
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
    let initial = letters == 1 && word.chars().all(char::is_uppercase);
    if is_ordinal(word, next) || is_spaced_abbreviation(stem, word, next) {
        return false;
    }
    if !(dotted || initial || words::is_abbreviation(&low)) {
        return true;
    }
    // "… in the U.S. The army …": after a dotted acronym an article or the like with a capital begins a sentence.
    let first: String = next.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
    dotted && first.starts_with(char::is_uppercase) && STARTERS.contains(&first.to_lowercase().as_str())
}

/// Signs that close a quotation or a bracket behind a full stop.
const CLOSING: [char; 14] = [')', '”', '’', '“', '"', '\'', '»', '›', ']', '」', '』', '）', '】', GAP];

/// "Am 3. Mai", "im 19. Jahrhundert": a figure with a stop is an ordinal in German and its neighbours.
fn is_ordinal(word: &str, next: &str) -> bool {
    const COUNTED: [&str; 12] = [
        "jahrhundert",
        "jahrhunderts",
        "quartal",
        "quartals",
        "halbjahr",
        "legislaturperiode",
        "tagung",
        "sitzung",
        "plenartagung",
        "weltkrieg",
        "weltkriegs",
        "kongress",
    ];
    if word.is_empty() || word.len() > 2 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let first: String = next.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
    months::is_month(&first) || COUNTED.contains(&first.to_lowercase().as_str())
}

/// "z. B.", "u. a.", "d. h.", "p. ej.": single letters with stops and spaces between them.
fn is_spaced_abbreviation(stem: &str, word: &str, next: &str) -> bool {
    let single = |word: &str| word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    if !single(word) {
        return false;
    }
    let before = stem.strip_suffix(word).unwrap_or_default().trim_end();
    let earlier = before.strip_suffix('.').and_then(|before| before.rsplit(|c: char| !c.is_alphanumeric()).next());
    let later = next.trim_start().split_once('.').map(|(later, _)| later);
    earlier.is_some_and(single) || later.is_some_and(single)
}

/// Words that are capitalised only where they begin a sentence, in English, Spanish and French.
#[rustfmt::skip]
const STARTERS: [&str; 88] = [
    "the", "a", "an", "this", "that", "these", "those", "it", "he", "she", "they", "we", "i", "in", "on", "at", "by", "for", "from",
    "with", "as", "but", "and", "or", "if", "when", "while", "since", "after", "before", "although", "however", "moreover",
    "furthermore", "there", "their", "his", "her", "its", "our", "my", "such", "some", "many", "most", "all", "no", "not", "both",
    "el", "la", "los", "las", "un", "una", "este", "esta", "en", "por", "con", "para", "pero", "y", "si", "cuando", "su", "sus",
    "le", "les", "une", "ce", "cette", "ces", "il", "elle", "ils", "elles", "dans", "par", "pour", "avec", "mais", "et", "quand",
    "selon", "son", "sa", "ses",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let mut starts = sentences(text);
        starts.push(text.len() as u32);
        starts.windows(2).map(|pair| text[pair[0] as usize..pair[1] as usize].trim()).collect()
    }

    #[test]
    fn sentences_do_not_end_at_abbreviations() {
        assert_eq!(split("Mr. Rubio met him. He left."), ["Mr. Rubio met him.", "He left."]);
        assert_eq!(split("The U.S. Congress agreed. See No. 5."), ["The U.S. Congress agreed.", "See No. 5."]);
        assert_eq!(split("He went to the U.S. The army stayed."), ["He went to the U.S.", "The army stayed."]);
        assert_eq!(
            split("Donald J. Trump spoke (see p. 4 and Fig. 2). Why? No."),
            ["Donald J. Trump spoke (see p. 4 and Fig. 2).", "Why?", "No."]
        );
        assert_eq!(split("El Sr. Bukele habló. Nadie oyó."), ["El Sr. Bukele habló.", "Nadie oyó."]);
        for whole in [
            "“Will it hold?” he asked Nayib Bukele.",
            "Am 3. Mai 2020 sagte der Fonds z. B. Herrn Dr. Meyer ab.",
            "Betroffen sind u. a. Deutschland, d. h. Berlin, und das 19. Jahrhundert.",
            "国際通貨基金は「良い。」と述べた。",
            "« Tiendra-t-il ? » demanda-t-il.",
        ] {
            assert_eq!(split(whole), [whole]);
        }
        assert_eq!(
            split("It rose to 3. Nobody knew. “Why?” Nobody said."),
            ["It rose to 3.", "Nobody knew.", "“Why?”", "Nobody said."]
        );
        assert_eq!(split("彼は「はい。」世界銀行は助言した。"), ["彼は「はい。」", "世界銀行は助言した。"]);
        assert_eq!(split(""), [] as [&str; 0]);
    }

    #[test]
    fn chinese_and_japanese_sentences_keep_their_signs() {
        assert_eq!(
            split("世界銀行は助言した。「引用」と言った。『本』。"),
            ["世界銀行は助言した。", "「引用」と言った。", "『本』。"]
        );
        assert_eq!(split("他提出建议。“你好”他说。"), ["他提出建议。", "“你好”他说。"]);
    }
}
