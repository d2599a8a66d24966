//! Citations in Pandoc's syntax: `[see @a, pp. 33-35; also @{b c}, ch. 2]`, and `@a` in running text.

use super::{collapse, escaped, short};
use crate::base::Ranged;
use crate::document::tree::{Citation, CiteItem};
use std::ops::Range;

/// Longest key, in bytes; bounds how far text is looked at before and behind an `@`.
const LONGEST_KEY: usize = 200;

/// Locator labels of CSL 1.0.2 and how they are written, in lower case without a dot.
const LABELS: [(&str, &[&str]); 28] = [
    ("act", &["act", "acts"]),
    ("appendix", &["appendix", "appendices", "app", "apps"]),
    ("article-locator", &["article", "articles", "art", "arts"]),
    ("book", &["book", "books", "bk", "bks"]),
    ("canon", &["canon", "canons", "can", "cann"]),
    ("chapter", &["chapter", "chapters", "chap", "chaps", "ch", "chs"]),
    ("column", &["column", "columns", "col", "cols"]),
    ("elocation", &["location", "locations", "loc", "locs"]),
    ("equation", &["equation", "equations", "eq", "eqs"]),
    ("figure", &["figure", "figures", "fig", "figs"]),
    ("folio", &["folio", "folios", "fol", "fols"]),
    ("issue", &["issue", "issues", "number", "numbers", "no", "nos"]),
    ("line", &["line", "lines", "l", "ll"]),
    ("note", &["note", "notes", "n", "nn"]),
    ("opus", &["opus", "opera", "op", "opp"]),
    ("page", &["page", "pages", "p", "pp"]),
    ("paragraph", &["paragraph", "paragraphs", "para", "paras", "¶", "¶¶"]),
    ("part", &["part", "parts", "pt", "pts"]),
    ("rule", &["rule", "rules", "r", "rr"]),
    ("scene", &["scene", "scenes", "sc", "scs"]),
    ("section", &["section", "sections", "sec", "secs", "sect", "sects", "§", "§§"]),
    ("sub-verbo", &["sub verbo", "sub verbis", "s.v", "s.vv"]),
    ("supplement", &["supplement", "supplements", "supp", "supps", "suppl", "suppls"]),
    ("table", &["table", "tables", "tbl", "tbls"]),
    ("timestamp", &["timestamp", "timestamps", "at"]),
    ("title-locator", &["title", "titles", "tit", "titt"]),
    ("verse", &["verse", "verses", "v", "vv"]),
    ("volume", &["volume", "volumes", "vol", "vols"]),
];

/// Reads what stands between two brackets, at `inside` of `text`; `None` if it is no citation.
pub fn bracketed(text: &str, inside: Range<usize>) -> Option<Vec<CiteItem>> {
    let slice = text.get(inside.clone())?;
    if !slice.contains('@') {
        return None;
    }
    parts(slice, inside.start).map(|part| item(text, part)).collect()
}

/// What stands between the semicolons of a slice, which begins at a byte of the text.
pub fn parts(slice: &str, start: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = start;
    separators(slice).chain([slice.len()]).map(move |at| std::mem::replace(&mut from, start + at + 1)..start + at)
}

/// The key in a part of a citation, if it has one.
pub fn item_key(text: &str, part: Range<usize>) -> Option<Ranged<String>> {
    item(text, part).map(|item| item.key)
}

/// The key behind the `@` at a byte within brackets, and where the whole ends.
pub fn key_at(text: &str, at: usize, inside: &Range<usize>) -> Option<(Range<usize>, usize)> {
    let suppressed = at > inside.start && text.as_bytes()[at - 1] == b'-';
    key(text, at, inside.end).filter(|_| begins_word(text, if suppressed { at - 1 } else { at }, inside.start))
}

/// A citation in plain words, where no style is asked: "Olay 2025, 7; Vance 2025", in brackets unless it is part of a sentence.
/// `label` gives author and year; without one for each source it has no words.
pub fn said(citation: &Citation, label: &dyn Fn(&CiteItem) -> Option<String>) -> Option<String> {
    let items: Option<Vec<String>> = citation.items.iter().map(|item| Some(item_said(item, &label(item)?))).collect();
    let items = items?.join("; ");
    Some(if citation.narrative { items } else { format!("({items})") })
}

/// One item of a citation in plain words: "see Olay 2025, chap. 2, for a critique".
pub fn item_said(item: &CiteItem, label: &str) -> String {
    let [before, place, behind] = around(&item.prefix, (&item.label, &item.locator), &item.suffix);
    [&before, label, &place, &behind].concat()
}

/// What stands in plain words around author and year: "see " before them, ", chap. 2" as the place, and " for a critique" behind it.
pub fn around(prefix: &str, (label, locator): (&str, &str), suffix: &str) -> [String; 3] {
    let place = if locator.is_empty() { String::new() } else { format!(", {}", place(label, locator)) };
    let gap = if suffix.starts_with(char::is_alphanumeric) { " " } else { "" };
    [prefix.to_string(), place, format!("{gap}{suffix}")]
}

/// Where in a source: "7" for a page, "chap. 2", "secs. 3–5".
fn place(label: &str, locator: &str) -> String {
    let forms = LABELS.iter().find(|(name, _)| *name == label).map_or(&[][..], |(_, forms)| forms);
    let several = locator.contains(['-', '–', ',', '&']) || locator.contains(" and ");
    let form = match forms {
        [_, _, one, many, ..] => Some((if several { many } else { one }, ".")),
        [one, many, ..] => Some((if several { many } else { one }, "")),
        _ => None,
    };
    match form.filter(|_| label != "page") {
        Some((form, dot)) => format!("{form}{dot} {locator}"),
        None => locator.to_string(),
    }
}

/// Where the semicolons between items stand: those outside braces.
fn separators(slice: &str) -> impl Iterator<Item = usize> + '_ {
    let mut depth = 0_usize;
    slice.bytes().enumerate().filter_map(move |(at, byte)| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (byte == b';' && depth == 0).then_some(at)
    })
}

fn item(text: &str, part: Range<usize>) -> Option<CiteItem> {
    let mut from = part.start;
    let (at, key, end) = loop {
        let at = from + text.get(from..part.end)?.find('@')?;
        let suppressed = at > part.start && text.as_bytes()[at - 1] == b'-';
        let first = if suppressed { at - 1 } else { at };
        match key_at(text, at, &part) {
            Some((key, end)) => break (first, key, end),
            None => from = at + 1,
        }
    };
    let prefix = collapse(&text[part.start..at]);
    let (label, locator, suffix) = locator(&text[end..part.end], false);
    Some(CiteItem {
        prefix: if prefix.trim().is_empty() { String::new() } else { prefix.trim_start().to_string() },
        suppress_author: text.as_bytes()[at] == b'-',
        key: Ranged::new(text[key.clone()].to_string(), short(key)),
        label,
        locator,
        suffix,
    })
}

/// Reads `@key` in running text, where the `@` stands at `at`: the key's bytes, and where the whole ends.
pub fn narrative(text: &str, at: usize, limit: usize) -> Option<(Range<usize>, usize)> {
    // `\\[[@key]]` is a wikilink that the author took the meaning from.
    let untouched = text.get(..at).is_some_and(|before| before.ends_with("[["));
    key(text, at, limit).filter(|_| begins_word(text, at, 0) && !untouched)
}

/// An item without prefix, as `narrative` found it.
pub fn narrative_item(text: &str, key: Range<usize>) -> CiteItem {
    let key = Ranged::new(text.get(key.clone()).unwrap_or_default().to_string(), short(key));
    let empty = String::new;
    CiteItem { key, prefix: empty(), label: empty(), locator: empty(), suffix: empty(), suppress_author: false }
}

/// Whether `@key ` stands directly before the bracket at `at`; then the bracket holds its locator.
pub fn narrative_before(text: &str, at: usize) -> bool {
    let Some(end) = at.checked_sub(1).filter(|end| text.as_bytes()[*end] == b' ') else { return false };
    let from = end.saturating_sub(LONGEST_KEY);
    let bytes = &text.as_bytes()[from..end];
    // A key in braces may hold spaces and other `@`; a plain one cannot.
    let opener = if bytes.last() == Some(&b'}') {
        bytes.windows(2).rposition(|w| w == b"@{")
    } else {
        bytes.iter().rposition(|b| *b == b'@')
    };
    opener.and_then(|back| narrative(text, from + back, end)).is_some_and(|(_, found)| found == end)
}

/// An `@` begins a citation unless a word, an address or a backslash stands before it.
fn begins_word(text: &str, at: usize, from: usize) -> bool {
    let before = text.get(from..at).and_then(|before| before.chars().next_back());
    let fine = |c: char| !c.is_alphanumeric() && !matches!(c, '@' | '/' | '.' | '_' | '\\' | '-' | '+' | '%' | '=' | ':');
    before.is_none_or(fine) && !escaped(text, at)
}

/// The key behind the `@` at `at`, and where it ends.
///
/// As in Pandoc it begins with a letter, digit or `_`, and single marks may stand within it; those that mean something in
/// Markdown (`<`, `>`, `~`, `&`) may not.
fn key(text: &str, at: usize, limit: usize) -> Option<(Range<usize>, usize)> {
    let from = at + 1;
    let limit = limit.min(from + LONGEST_KEY).min(text.len());
    let bytes = text.as_bytes();
    if bytes.get(from) == Some(&b'{') {
        let length = bytes.get(from + 1..limit)?.iter().position(|b| matches!(b, b'}' | b'{' | b'\n' | b'\r'))?;
        let inner = from + 1..from + 1 + length;
        let fine = bytes[inner.end] == b'}' && !text.get(inner.clone())?.trim().is_empty();
        return fine.then_some((inner.clone(), inner.end + 1));
    }
    let mut end = from;
    let mut mark = true;
    for (offset, c) in text.get(from..)?.char_indices().take_while(|(offset, _)| from + offset < limit) {
        if c.is_alphanumeric() {
            end = from + offset + c.len_utf8();
            mark = false;
        } else if c == '_' {
            mark = false;
        } else if !mark && matches!(c, ':' | '.' | '#' | '$' | '%' | '+' | '-' | '?' | '/') {
            mark = true;
        } else {
            break;
        }
    }
    (end > from).then_some((from..end, end))
}

/// Reads what follows a key: label, locator and suffix. In `@key [p. 4]` no comma stands before the locator (`bare`).
pub fn locator(rest: &str, bare: bool) -> (String, String, String) {
    let whole = collapse(rest);
    let trimmed = whole.trim_start();
    let (comma, body) = match trimmed.strip_prefix(',') {
        Some(body) => (true, body.trim_start()),
        None => (false, trimmed),
    };
    let none = || (String::new(), String::new(), if bare { body.trim_end().to_string() } else { whole.trim_end().to_string() });
    if let Some((inner, after)) = body.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
        let (label, value) = label(inner.trim()).unwrap_or(("page", inner.trim()));
        let label = if value.is_empty() { "" } else { label };
        return (label.to_string(), value.to_string(), after.trim_end().to_string());
    }
    let (label, value) = match label(body) {
        Some(found) => found,
        None if comma || bare => ("page", body),
        None => return none(),
    };
    let labelled = value.len() < body.len();
    let length = match label {
        "sub-verbo" => value.find(',').unwrap_or(value.len()),
        _ => numbers(value, labelled),
    };
    if length == 0 {
        return none();
    }
    (label.to_string(), value[..length].trim_end().to_string(), value[length..].trim_end().to_string())
}

/// Reads the brackets behind a narrative `@key`: what they say of it is written into `item`, and what else they cite is
/// returned: `@key [p. 3; @other]`.
pub fn behind(text: &str, inside: Range<usize>, item: &mut CiteItem) -> Vec<CiteItem> {
    let marks: Vec<usize> = separators(text.get(inside.clone()).unwrap_or_default()).map(|at| inside.start + at).collect();
    let (mut others, mut end) = (Vec::new(), inside.end);
    for at in marks.into_iter().rev() {
        let Some(one) = self::item(text, at + 1..end) else { break };
        others.push(one);
        end = at;
    }
    others.reverse();
    let own = text.get(inside.start..end).unwrap_or_default();
    (item.label, item.locator, item.suffix) = locator(own, true);
    others
}

/// The label that a text begins with, and what follows it.
fn label(text: &str) -> Option<(&'static str, &str)> {
    let mut best: Option<(usize, &'static str)> = None;
    for (name, forms) in LABELS {
        for form in forms {
            let Some(head) = text.get(..form.len()) else { continue };
            if head.to_lowercase() == *form && best.is_none_or(|(length, _)| form.len() > length) {
                best = Some((form.len(), name));
            }
        }
    }
    let (length, name) = best?;
    let after = &text[length..];
    let sign = text.starts_with(['§', '¶']);
    let rest = after.strip_prefix('.').unwrap_or(after);
    // "p4" and "part of it" are no labels: white space, a dot or a digit must part the label from its number.
    let parted = sign || rest.len() < after.len() || rest.starts_with(char::is_whitespace);
    parted.then(|| (name, rest.trim_start()))
}

/// How much of a text is numbers: `33-35`, `12a, 14 and 16`, `iv`, `3.2(b)`, `4 f.`, behind a label `B` and `A and C`. Without a
/// label it must begin with a digit.
///
/// "passim" is none, and "f." only behind a single number: a style that finds other words takes the whole for no number.
fn numbers(text: &str, labelled: bool) -> usize {
    let (mut end, mut count) = (0, 0);
    let mut lettered = false;
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        let length = trimmed.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).unwrap_or(trimmed.len());
        let word = &trimmed[..length];
        let digit = word.contains(|c: char| c.is_ascii_digit());
        let letter = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
        let first = end == 0;
        lettered |= first && letter;
        let fine = match first {
            true => {
                (digit && (labelled || word.starts_with(|c: char| c.is_ascii_digit()))) || (labelled && (roman(word) || letter))
            }
            false => digit || roman(word) || (lettered && letter) || (count == 1 && matches!(word, "f." | "ff." | "f" | "ff")),
        };
        let joint = !first && matches!(word, "and" | "&" | "-" | "–" | "—" | "to" | "," | "und" | "y" | "et");
        let after = &trimmed[length..];
        if fine {
            end = text.len() - after.len();
            count += 1;
        } else if !joint {
            return end;
        }
        rest = after.strip_prefix(',').unwrap_or(after);
        if word.is_empty() || rest.is_empty() {
            return end;
        }
    }
}

/// Whether a word is made of Roman numerals: `iv`, `xi–xv`.
fn roman(word: &str) -> bool {
    let numeral = |c: char| matches!(c.to_ascii_lowercase(), 'i' | 'v' | 'x' | 'l' | 'c' | 'd' | 'm');
    !word.is_empty() && word.chars().all(|c| numeral(c) || matches!(c, '-' | '–' | '—')) && word.starts_with(numeral)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(inside: &str) -> Option<Vec<String>> {
        let items = bracketed(inside, 0..inside.len())?;
        let show = |item: CiteItem| {
            let minus = if item.suppress_author { "-" } else { "" };
            assert_eq!(&inside[item.key.range.start as usize..item.key.range.end as usize], item.key.value);
            format!("{}|{minus}{}|{}|{}|{}", item.prefix, item.key.value, item.label, item.locator, item.suffix)
        };
        Some(items.into_iter().map(show).collect())
    }

    #[test]
    fn citations() {
        for (inside, expected) in [
            ("@key", &["|key|||"][..]),
            ("@key, p. 4", &["|key|page|4|"]),
            ("see @a, pp. 33-35; also @b, ch. 2", &["see |a|page|33-35|", "also |b|chapter|2|"]),
            ("-@key", &["|-key|||"]),
            ("see -@key, 4", &["see |-key|page|4|"]),
            ("@{odd key}, sec. 3", &["|odd key|section|3|"]),
            ("@a, {p. 3-4 and 7}, suffix", &["|a|page|3-4 and 7|, suffix"]),
            ("@a, {}4 of them", &["|a|||4 of them"]),
            ("@a, {xyz}", &["|a|page|xyz|"]),
            ("@a, {sec. 2; 4}", &["|a|section|2; 4|"]),
            ("@a, for a critique", &["|a|||, for a critique"]),
            ("@a, 33-35, and *passim*", &["|a|page|33-35|, and *passim*"]),
            ("@a pp. 33, 35 and 37–39, passim", &["|a|page|33, 35 and 37–39|, passim"]),
            ("@a, chap. 2 and passim", &["|a|chapter|2| and passim"]),
            ("@a, pp. 33-35 passim", &["|a|page|33-35| passim"]),
            ("@a, pp. 33, 35 ff.", &["|a|page|33, 35| ff."]),
            ("@a, app. B", &["|a|appendix|B|"]),
            ("@a, figs. A and C, note", &["|a|figure|A and C|, note"]),
            ("@a, sec. A rose", &["|a|section|A| rose"]),
            ("@a, A rose", &["|a|||, A rose"]),
            ("@a, vol. iv, p. 3", &["|a|volume|iv|, p. 3"]),
            ("@a, § 12(b)", &["|a|section|12(b)|"]),
            ("@a, §§12-14", &["|a|section|12-14|"]),
            ("@a, ¶ 7", &["|a|paragraph|7|"]),
            ("@a, para. 7", &["|a|paragraph|7|"]),
            ("@a, s.v. due process, note", &["|a|sub-verbo|due process|, note"]),
            ("@a, sub verbo mano dura", &["|a|sub-verbo|mano dura|"]),
            ("@a, no. 3", &["|a|issue|3|"]),
            ("@a, part of it", &["|a|||, part of it"]),
            ("@a, p. 4 ff.", &["|a|page|4 ff.|"]),
            ("@a 4", &["|a||| 4"]),
            ("@doi:10.1/x-y_z", &["|doi:10.1/x-y_z|||"]),
            ("@a.", &["|a|||."]),
            ("e.g. x@y.z and @b", &["e.g. x@y.z and |b|||"]),
            ("@zürich-2020, Fig. 3", &["|zürich-2020|figure|3|"]),
            ("see\n> @a,\n> p. 4", &["see |a|page|4|"]),
        ] {
            let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
            assert_eq!(shown(inside), Some(expected), "{inside}");
        }
    }

    #[test]
    fn what_is_no_citation() {
        for inside in ["", "@", "a@b.c", "\\@a", "see @a; and more", "@a;", "@ a", "@{}", "@{a", "@@a", "@-a", "https://x.y/@a"] {
            assert_eq!(shown(inside), None, "{inside}");
        }
    }

    #[test]
    fn in_running_text() {
        let found = |text: &str| {
            text.find('@').and_then(|at| narrative(text, at, text.len())).map(|(key, end)| (text[key].to_string(), end))
        };
        assert_eq!(found("As @smith_2004, and"), Some(("smith_2004".into(), 14)));
        assert_eq!(found("(@a) x"), Some(("a".into(), 3)));
        assert_eq!(found("@{a b} x"), Some(("a b".into(), 6)));
        assert_eq!(found("_@key_ x"), None);
        assert_eq!(found("a@b"), None);
        assert_eq!(found("\\@b"), None);
        assert!(narrative_before("x @key [p. 4]", 7) && narrative_before("@{a b} [4]", 7));
        assert!(!narrative_before("x [p. 4]", 2) && !narrative_before("x@y [4]", 4) && !narrative_before("@key: [4]", 6));
    }

    #[test]
    fn brackets_behind_a_name_may_cite_others() {
        let made = |text: &str| {
            let mut item = narrative_item(text, 1..2);
            let others = behind(text, 4..text.len() - 1, &mut item);
            let others: Vec<String> =
                others.into_iter().map(|one| format!("{}{}|{}", one.prefix, one.key.value, one.locator)).collect();
            (item.locator, item.suffix, others.join(";"))
        };
        let all = |locator: &str, suffix: &str, others: &str| (locator.to_string(), suffix.to_string(), others.to_string());
        assert_eq!(made("@a [p. 3; @b]"), all("3", "", "b|"));
        assert_eq!(made("@a [p. 3, note; see @b, 4; @c]"), all("3", ", note", "see b|4;c|"));
        assert_eq!(made("@a [{p. 3; 4}; @b]"), all("3; 4", "", "b|"));
        // What cites nothing belongs to the first.
        assert_eq!(made("@a [p. 3; more; @b]"), all("3", "; more", "b|"));
        assert_eq!(made("@a []"), all("", "", ""));
    }

    #[test]
    fn every_label_is_found_by_each_of_its_forms() {
        for (name, forms) in LABELS {
            for form in forms {
                assert_eq!(locator(&format!(", {form}. 3"), false), (name.to_string(), "3".into(), String::new()), "{form}");
            }
        }
    }
}
