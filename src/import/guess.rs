//! What a line that people write means: who wrote a text, when, and what a caption begins with.

use super::tree::{Inline, plain};
use super::works::edtf;
use crate::base::date::months::of_arabic;
use std::borrow::Cow;

/// Words that a line on the author begins with, in small letters.
const BY: [&str; 24] = [
    "written by",
    "by",
    "author:",
    "authors:",
    "author(s):",
    "prepared by",
    "edited by",
    "autor:",
    "autora:",
    "autores:",
    "autoren:",
    "auteur:",
    "auteurs:",
    "von",
    "par",
    "por",
    "verfasst von",
    "escrito por",
    "autore:",
    "autori:",
    "di",
    "بقلم",
    "作者:",
    "作者：",
];
/// Words that a line on the day begins with, in small letters.
const ON: [&str; 22] = [
    "date:",
    "published:",
    "published on",
    "published",
    "updated:",
    "datum:",
    "fecha:",
    "date :",
    "data:",
    "veröffentlicht am",
    "publicado el",
    "publié le",
    "as of",
    "stand:",
    "posted on",
    "posted",
    "日期:",
    "日期：",
    "التاريخ:",
    "تاريخ:",
    "بتاريخ",
    "نشر في",
];
/// Longest line of names, in bytes.
const LONGEST_NAMES: usize = 4096;
/// Most names of a line.
const MOST_NAMES: usize = 200;
/// Longest part of a text that may be names alone, in bytes.
const LONGEST_HEAD: usize = 200;
/// Most key words of a line, and the longest, in bytes.
const MOST_TOPICS: usize = 20;
const LONGEST_TOPIC: usize = 60;
/// What programs write where nobody's name is known.
const NOBODY: [&str; 14] = [
    "microsoft office user",
    "microsoft account",
    "python-docx",
    "unknown",
    "user",
    "admin",
    "administrator",
    "author",
    "windows user",
    "owner",
    "apache poi",
    "docx4j",
    "un-named",
    "office",
];
/// Words that begin the caption of a table.
const TABLES: [&str; 12] =
    ["table", "tabelle", "tab", "tabla", "cuadro", "tableau", "tabela", "tabella", "tbl", "quadro", "جدول", "таблица"];
/// Words that begin the caption of a figure.
const FIGURES: [&str; 20] = [
    "figure",
    "fig",
    "figura",
    "abbildung",
    "abb",
    "gráfico",
    "gráfica",
    "grafico",
    "graph",
    "chart",
    "diagram",
    "map",
    "karte",
    "mapa",
    "carte",
    "schaubild",
    "grafik",
    "illustration",
    "شكل",
    "рисунок",
];
/// Small words within names.
const PARTICLES: [&str; 24] = [
    "de", "la", "le", "del", "della", "di", "da", "dos", "das", "do", "van", "von", "der", "den", "ter", "bin", "ibn", "al", "el",
    "y", "e", "zu", "af", "du",
];

/// The day that a line names.
pub(super) fn date(line: &str) -> Option<String> {
    let line = of_arabic(line.trim().trim_end_matches(['.', ',']));
    let line = &*line;
    if line.len() > 60 || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let low = line.to_lowercase();
    let word = ON.iter().find(|word| {
        low.starts_with(**word) && (word.ends_with([':', '：']) || !low[word.len()..].starts_with(char::is_alphanumeric))
    });
    let rest = word.and_then(|word| line.get(word.len()..)).unwrap_or(line).trim();
    if let Some(day) = east_asian(rest) {
        return Some(day);
    }
    // "Thursday, June 19, 2025"
    let behind = || rest.split_once(|c: char| c == ',' || c.is_whitespace()).map(|(_, behind)| behind.trim());
    let weekday = rest.starts_with(char::is_alphabetic);
    edtf(rest).or_else(|| edtf(&joined(rest))).or_else(|| behind().filter(|_| weekday).and_then(edtf)).filter(|date| {
        // A year alone may be anything.
        date.len() > 4 || word.is_some()
    })
}

/// `2025年6月19日`, as it is written in East Asia.
fn east_asian(line: &str) -> Option<String> {
    let number = |text: &str| text.trim().parse::<u16>().ok();
    let (year, rest) = line.split_once(['年', '년'])?;
    let (month, rest) = rest.split_once(['月', '월'])?;
    let day = rest.trim().trim_end_matches(['日', '일']);
    let month = format!("{:04}-{:02}", number(year)?, number(month)?);
    edtf(&if day.is_empty() { month } else { format!("{month}-{:02}", number(day)?) })
}

/// `19. Juni 2025` and `1st June 2025` without what stands behind the number.
fn joined(line: &str) -> String {
    let words = line.split_whitespace().map(|word| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let end = word[digits..].trim_end_matches([',', '.']);
        if digits > 0 && matches!(end, "" | "st" | "nd" | "rd" | "th" | "er" | "º") { &word[..digits] } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Who a line says wrote the text; `None` if it says nothing of it.
pub(super) fn byline(line: &str) -> Option<Vec<String>> {
    let line = without_mail(line);
    let line = line.trim().trim_end_matches(['.', ',']);
    if line.len() > 160 {
        return None;
    }
    let low = line.to_lowercase();
    let word = BY.iter().filter(|word| low.starts_with(**word)).max_by_key(|word| word.len())?;
    let rest = line.get(word.len()..)?;
    if !word.ends_with([':', '：']) && !rest.starts_with([' ', ':', '\u{a0}']) {
        return None;
    }
    let names = names(rest.trim_start_matches([':', ' ', '\u{a0}']));
    let short =
        |name: &str| (2..=4).contains(&name.chars().count()) && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    (!names.is_empty() && names.iter().all(|name| is_name(name) || short(name))).then_some(names)
}

/// The names of a text that is nothing but names; `None` if a word of it is not part of one.
pub(super) fn only_names(text: &str) -> Option<Vec<String>> {
    let text = without_mail(text);
    let text = text.trim();
    if text.len() > LONGEST_HEAD {
        return None;
    }
    let found = names(text);
    // A body may have a name of one word.
    let one = |name: &str| {
        name.chars().all(|c| c.is_alphanumeric() || c == '-')
            && name.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
    };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let fine = !found.is_empty() && found.iter().all(|name| is_name(name) || one(name));
    let all: usize = found.iter().map(|name| letters(name)).sum();
    let between = text.split_whitespace().filter(|word| matches!(*word, "and" | "und" | "et" | "with")).map(letters).sum::<usize>();
    (fine && all + between == letters(text)).then_some(found)
}

/// Names in a row.
pub(super) fn names(line: &str) -> Vec<String> {
    if line.len() > LONGEST_NAMES {
        return Vec::new();
    }
    let line = without_mail(line).split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches([',', ' ']).to_string();
    let by_sign: Vec<&str> =
        line.split(';').map(|part| part.trim().trim_end_matches([',', ' '])).filter(|part| !part.is_empty()).collect();
    let parts: Vec<String> = if by_sign.len() > 1 {
        by_sign.into_iter().map(turned).collect()
    } else {
        let mut all = vec![line.clone()];
        for word in [" and ", " & ", " und ", " et ", " with "] {
            all = all.iter().flat_map(|part| part.split(word)).map(str::to_string).collect();
        }
        let pieces: Vec<String> =
            all.iter().flat_map(|part| part.split([',', '，', '、', '،'])).map(|part| part.trim().to_string()).collect();
        // `McMahon, Raphael` is one.
        let lone = pieces.len() == 2 && all.len() == 1 && line.contains(',') && pieces.iter().any(|piece| !piece.contains(' '));
        if lone { vec![turned(&line)] } else { pieces }
    };
    let real = |name: &String| {
        let low = name.to_lowercase();
        !name.is_empty() && name.len() <= 100 && name.contains(char::is_alphabetic) && !NOBODY.contains(&low.as_str())
    };
    parts.into_iter().filter(real).take(MOST_NAMES).collect()
}

/// What stands around an address of mail.
const AROUND: [char; 14] = [' ', '\t', '\n', '\u{a0}', ',', ';', '(', ')', '<', '>', '[', ']', '"', '،'];

/// The addresses of mail that stand in a line.
pub(super) fn mails(line: &str) -> Vec<&str> {
    let words = line.split(AROUND).filter(|word| word.contains('@'));
    words.map(|word| word.trim_start_matches("mailto:").trim_end_matches(['.', ':'])).collect()
}

/// A line on authors without the addresses of mail that stand behind their names, in brackets or not; see [`mails`].
fn without_mail(line: &str) -> Cow<'_, str> {
    const LABELS: [&str; 8] = ["e-mail:", "email:", "mail:", "mailto:", "courriel:", "correo:", "e-mail", "البريد:"];
    if !line.contains('@') {
        return line.into();
    }
    let mut out = String::new();
    for piece in line.split_inclusive(AROUND) {
        match piece.strip_suffix(AROUND).unwrap_or(piece) {
            word if word.contains('@') => out.push_str(&piece[word.len()..]),
            _ => out.push_str(piece),
        }
    }
    for empty in ["()", "<>", "[]", "\"\""] {
        out = out.replace(empty, " ");
    }
    out.split_whitespace().filter(|word| !LABELS.contains(&&*word.to_lowercase())).collect::<Vec<_>>().join(" ").into()
}

/// `Family, Given` as it is spoken.
fn turned(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given)) if !given.trim().is_empty() => format!("{} {}", given.trim(), family.trim()),
        _ => name.trim().to_string(),
    }
}

/// Whether a text has the form of a person's name.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let fine = |word: &&str| {
        let capital = word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase());
        let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’' | '‑'));
        letters && (capital || PARTICLES.contains(word))
    };
    (2..=6).contains(&words.len()) && words.iter().all(fine)
}

/// Whether the title that a program wrote into a file is one.
pub(super) fn is_title(text: &str) -> bool {
    let low = text.to_lowercase();
    let file = [".doc", ".docx", ".odt", ".rtf", ".pdf", ".html"].iter().any(|end| low.ends_with(end));
    let program = low.starts_with("microsoft word") || low.starts_with("document") && low.len() < 12 || low.starts_with("untitled");
    !(file || program || low == "title" || low.len() < 3)
}

/// Key words in a row.
pub(super) fn topics(line: &str) -> Vec<String> {
    words_in_row(line).filter(|word| word.len() < LONGEST_TOPIC).take(MOST_TOPICS).map(str::to_string).collect()
}

/// Key words in a row, if these are all that a line says.
pub(super) fn only_topics(line: &str) -> Option<Vec<String>> {
    let fine = words_in_row(line).take(MOST_TOPICS + 1).count() <= MOST_TOPICS
        && words_in_row(line).all(|word| word.len() < LONGEST_TOPIC);
    Some(topics(line)).filter(|topics| fine && !topics.is_empty())
}

fn words_in_row(line: &str) -> impl Iterator<Item = &str> {
    line.split([',', ';', '·', '•', '、', '，']).map(|word| word.trim().trim_end_matches('.')).filter(|word| !word.is_empty())
}

/// Whether a caption says by its first word that it is of a table, or of a figure.
pub(super) fn is_table_label(caption: &str) -> Option<bool> {
    let word: String = caption.trim_start().chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    if TABLES.contains(&word.as_str()) { Some(true) } else { FIGURES.contains(&word.as_str()).then_some(false) }
}

/// A caption without `Table 1:`, which the site writes itself.
pub(super) fn unlabelled(text: Vec<Inline>) -> Vec<Inline> {
    let words = plain(&text);
    let length = label(&words);
    if length == 0 || words[length..].trim().is_empty() {
        return text;
    }
    let mut left = length;
    cut(text, &mut left)
}

/// How many bytes of a caption are its label.
pub(super) fn label(caption: &str) -> usize {
    if is_table_label(caption).is_none() {
        return 0;
    }
    let start = caption.len() - caption.trim_start().len();
    let word = caption[start..].chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
    let rest = caption[start + word..].trim_start_matches(['.', ' ', '\u{a0}', '\u{202f}']);
    let number = rest.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')).count();
    let number = rest[..number].trim_end_matches(['.', '-']).len();
    if number == 0 {
        return 0;
    }
    let behind = &rest[number..];
    let text = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}', ':', '.', '–', '—', '-', '|', ')']);
    if behind.len() == text.len() && !text.is_empty() {
        return 0;
    }
    caption.len() - text.len()
}

/// The first number of what a heading begins with, and the bytes of all of it: `2.`, `2.1`, `2)`.
pub(super) fn numbered(heading: &str) -> Option<(u32, usize)> {
    let digits = heading.bytes().take_while(u8::is_ascii_digit).count();
    let all = heading.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let sign = usize::from(heading[all..].starts_with(')'));
    let rest = &heading[all + sign..];
    let space = rest.len() - rest.trim_start().len();
    // Without a sign behind it, a number may be a year or a count.
    let marked = all > digits || sign > 0;
    let fine = (1..=2).contains(&digits) && space > 0 && marked && rest.trim_start().starts_with(char::is_alphabetic);
    fine.then(|| Some((heading[..digits].parse().ok()?, all + sign + space)))?
}

/// Takes bytes off the beginning; what shows nothing stays.
pub(super) fn cut(text: Vec<Inline>, left: &mut usize) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in text {
        if *left == 0 {
            out.push(inline);
            continue;
        }
        match inline {
            Inline::Text(text) => {
                let off = text.len().min(*left);
                *left -= off;
                if let Some(rest) = text.get(off..).filter(|rest| !rest.is_empty()) {
                    out.push(Inline::Text(rest.to_string()));
                }
            }
            Inline::Styled(style, inner) => {
                let inner = cut(inner, left);
                if !inner.is_empty() {
                    out.push(Inline::Styled(style, inner));
                }
            }
            Inline::Break => *left = left.saturating_sub(1),
            other @ Inline::Anchor(_) => out.push(other),
            other => {
                *left = 0;
                out.push(other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read() {
        for (line, day) in [
            ("June 19, 2025", Some("2025-06-19")),
            ("19 June 2025.", Some("2025-06-19")),
            ("Thursday, June 19, 2025", Some("2025-06-19")),
            ("Published: 1st June 2025", Some("2025-06-01")),
            ("19. Juni 2025", Some("2025-06-19")),
            ("19 de junio de 2025", Some("2025-06-19")),
            ("June 2025", Some("2025-06")),
            ("2025-06-19", Some("2025-06-19")),
            ("2025年6月19日", Some("2025-06-19")),
            ("日期：2025年6月", Some("2025-06")),
            ("2025年13月", None),
            ("Posted on May 6, 2024", Some("2024-05-06")),
            ("2025", None),
            ("In 2015 it was", None),
        ] {
            assert_eq!(date(line).as_deref(), day, "{line}");
        }
    }

    #[test]
    fn authors_are_read() {
        assert_eq!(byline("Written by Raphael McMahon").unwrap(), ["Raphael McMahon"]);
        assert_eq!(byline("By Ana de la Cruz, Jo Smith and J. K. Doe").unwrap(), ["Ana de la Cruz", "Jo Smith", "J. K. Doe"]);
        assert_eq!(byline("By the end of the year, prices rose"), None);
        assert_eq!(byline("Bypass roads"), None);
        assert_eq!(names("McMahon, Raphael"), ["Raphael McMahon"]);
        assert_eq!(names("Smith, Jo; Díaz, Ana"), ["Jo Smith", "Ana Díaz"]);
        assert_eq!(names("Microsoft Office User"), Vec::<String>::new());
        assert_eq!(byline("作者：王小明、李四").unwrap(), ["王小明", "李四"]);
        assert_eq!(names(&"Jane Doe and Jo Smith, ".repeat(250_000)), Vec::<String>::new());
        assert_eq!(only_names("Jane Doe and Jo Smith").unwrap(), ["Jane Doe", "Jo Smith"]);
        assert_eq!(only_names("OECD").unwrap(), ["OECD"]);
        for (line, found) in [
            ("Jane Doe, j@example.org", &["Jane Doe"][..]),
            ("Jane Doe <j@example.org> and Jo Smith (mailto:j@example.org)", &["Jane Doe", "Jo Smith"]),
            ("Doe, Jane [j@example.org]", &["Jane Doe"]),
            ("j@example.org", &[]),
        ] {
            assert_eq!(names(line), found, "{line}");
            assert_eq!(only_names(line).unwrap_or_default(), found, "{line}");
        }
        assert_eq!(mails("Jane Doe (mailto:j@x.org), k@y.org."), ["j@x.org", "k@y.org"]);
        for more in ["About the author and more", "Jane Doe (Delta Institute)", "Jane Doe, admin", ""] {
            assert_eq!(only_names(more), None, "{more}");
        }
        assert_eq!(only_topics("water, prices").unwrap(), ["water", "prices"]);
        assert_eq!(only_topics(&"x".repeat(80)), None);
    }

    #[test]
    fn headings_have_numbers() {
        for (heading, found) in [
            ("1. Aims", Some((1, 3))),
            ("2.1 Aims", Some((2, 4))),
            ("10) Aims", Some((10, 4))),
            ("2015 was", None),
            ("5 aims", None),
            ("1.5 % more", None),
            ("", None),
        ] {
            assert_eq!(numbered(heading), found, "{heading}");
        }
    }

    #[test]
    fn captions_lose_their_label() {
        for (caption, length) in [
            ("Table 1: Prices", 9),
            ("Figure 2. The river", 10),
            ("Tabelle 3 – Preise", "Tabelle 3 – ".len()),
            ("Table 1.2 Prices", 10),
            ("Tables of 2015", 0),
            ("Table of prices", 0),
            ("The figure 2", 0),
        ] {
            assert_eq!(label(caption), length, "{caption}");
        }
        let text = vec![
            Inline::Styled(super::super::tree::Style::Strong, vec![Inline::Text("Table 1:".into())]),
            Inline::Text(" So".into()),
        ];
        assert_eq!(unlabelled(text), [Inline::Text("So".into())]);
        assert!(is_title("Water") && !is_title("Microsoft Word - x.doc") && !is_title("Document1"));
    }
}
