//! What is copied from chat programs, and word processors: marks and signs that mean nothing in Markdown.

use super::foreign::{Found, bounded, first_line, found};
use crate::base::text::shown;

/// What marks begin with that chat programs leave in the place of sources.
pub const CHAT: [&str; 7] =
    ["【", ":contentReference[oaicite:", "[oaicite:", "[cite_start]", "[cite: ", "citeturn", "oai_citation:"];

/// Such a mark, if a text begins with one.
pub fn chat(rest: &str) -> Option<Found> {
    let rest = bounded(rest);
    let until = |end: char| rest.find(end).filter(|at| *at < 200).map(|at| at + end.len_utf8());
    let figures = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b' ' | b'-'));
    let length = if rest.starts_with('【') {
        until('】').filter(|end| rest[..*end].contains('†'))?
    } else if rest.starts_with(':') {
        let end = until(']')?;
        let index = rest[end..].strip_prefix("{index=").and_then(|index| index.find('}'));
        end + index.map_or(0, |at| "{index=}".len() + at)
    } else if let Some(inner) = rest.strip_prefix("[cite: ") {
        until(']').filter(|end| figures(&inner[..end - "[cite: ]".len()]))?
    } else if rest.starts_with('[') {
        until(']')?
    } else if let Some(name) = rest.strip_prefix("oai_citation:") {
        let end = name.find('‡').filter(|end| name[..*end].bytes().all(|b| b.is_ascii_digit()))?;
        "oai_citation:".len() + end + '‡'.len_utf8()
    } else {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let turns = rest.get("citeturn".len()..end)?;
        turns.starts_with(|c: char| c.is_ascii_digit()).then_some(end)?
    };
    let what = format!("`{}`, a mark that a chat program left,", &rest[..length]);
    let help = "name the source that you read yourself, as `[@key]`, or take the mark out";
    found(&what, length, help).map(|found| Found { instead: Some(String::new()), ..found })
}

/// A heading whose signs have no space behind them: `##Aims`. One `#` may begin a word that is meant with it.
pub(super) fn heading(rest: &str, line: &str, first: bool) -> Option<Found> {
    let signs = line.len() - line.trim_start_matches('#').len();
    let words = &line[signs..];
    let alone = || rest[line.len()..].trim_start_matches([' ', '\t', '\r']).strip_prefix('\n').is_none_or(is_blank);
    let title = || words.contains(' ') && !words.contains('#') && !words.ends_with(['.', '!', '?', ':', ';', ',', '…']);
    let fine = words.starts_with(char::is_alphanumeric) && signs <= 6 && (signs > 1 || first && alone() && title());
    let sign = "#".repeat(signs);
    let what = format!("a heading without a space behind its `{sign}`");
    let help = format!("write a space behind it: `{sign} {}`", shown(words));
    found(&what, signs, help).filter(|_| fine).map(|found| Found { instead: Some(format!("{sign} ")), ..found })
}

/// Whether a text begins with an empty line, or is at its end.
fn is_blank(rest: &str) -> bool {
    first_line(rest).trim().is_empty()
}

/// Signs that begin the items of a list in Word and in PDFs.
const BULLETS: [char; 9] = ['•', '●', '▪', '■', '◦', '○', '‣', '⁃', '·'];

/// Items of a list that begin with the bullet that is printed before them.
pub(super) fn bullets(rest: &str) -> Option<Found> {
    // The words of an item, with the end of its line.
    fn item(row: &str) -> Option<&str> {
        let words = row.strip_prefix(BULLETS)?;
        let behind = words.trim_start_matches(|c: char| c.is_whitespace() && !matches!(c, '\n' | '\r'));
        (behind.len() < words.len()).then_some(behind)
    }
    let bullet = rest.chars().next()?;
    item(rest)?;
    let (mut length, mut list) = (0, String::new());
    for row in rest.split_inclusive('\n') {
        let indent = row.len() - row.trim_start_matches([' ', '\t']).len();
        let Some(words) = item(&row[indent..]) else { break };
        length += row.len();
        list.push_str(&format!("{}- {words}", &row[..indent]));
    }
    let end = rest[..length].trim_end().len();
    let help = "write `- ` for each item of a list";
    found(&format!("the bullet `{bullet}`"), end, help).map(|found| Found { instead: Some(list.trim_end().into()), ..found })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::dialect::foreign::line;

    #[test]
    fn marks_of_chat_programs_are_known() {
        for (text, length) in [
            ("【1†source】 x", Some("【1†source】")),
            ("【4:0†a report.pdf】", Some("【4:0†a report.pdf】")),
            ("【注意】本文", None),
            (":contentReference[oaicite:2]{index=2} x", Some(":contentReference[oaicite:2]{index=2}")),
            (":contentReference[oaicite:2] x", Some(":contentReference[oaicite:2]")),
            ("[oaicite:1]", Some("[oaicite:1]")),
            ("[cite_start]A", Some("[cite_start]")),
            ("[cite: 1, 12]", Some("[cite: 1, 12]")),
            ("[cite: me]", None),
            ("citeturn0search3 and", Some("citeturn0search3")),
            ("citeturns", None),
            ("oai_citation:0‡Reuters](", Some("oai_citation:0‡")),
            ("oai_citation: what", None),
            ("[oaicite:", None),
        ] {
            assert_eq!(chat(text).map(|found| &text[..found.length]), length, "{text}");
        }
    }

    #[test]
    fn a_mark_is_told_once() {
        let text = "Rose:contentReference[oaicite:2]{index=2}. And [so]{index=2}.";
        let (_, faults) = crate::document::markdown::parse(text, 0, &crate::document::Options::default());
        let told: Vec<_> = faults.iter().map(|fault| (fault.rule, fault.range.start)).collect();
        assert_eq!(told, [("foreign-syntax", 4), ("unknown-attribute", 52)]);
    }

    fn mended(text: &str) -> Option<String> {
        let found = line(text, true)?;
        Some(format!("{}{}", found.instead?, &text[found.length..]))
    }

    #[test]
    fn headings_without_a_space_are_told_from_words_with_a_sign() {
        for (text, right) in [
            ("##Aims\n\nText", Some("## Aims\n\nText")),
            ("###2 Aims", Some("### 2 Aims")),
            ("#Aims and scope\n\nText", Some("# Aims and scope\n\nText")),
            ("#Aims and scope", Some("# Aims and scope")),
            ("#Aims and scope\nof it", None),
            ("#MeToo changed much.\n\nText", None),
            ("#water #prices", None),
            ("#MeToo", None),
            ("##", None),
            ("####### x", None),
            ("#######x", None),
        ] {
            assert_eq!(mended(text).as_deref(), right, "{text}");
        }
        assert!(line("#Aims and scope", false).is_none());
    }

    #[test]
    fn bullets_become_lists() {
        for (text, right) in [
            ("• One\n• Two\n\nText", Some("- One\n- Two\n\nText")),
            ("•\tOne\n  ◦ Two | x", Some("- One\n  - Two | x")),
            ("• One\r\n• Two\r\n", Some("- One\r\n- Two\r\n")),
            ("•One", None),
            ("•\n• Two", None),
            ("• \n• Two", Some("- \n- Two")),
            ("·", None),
            ("“One”", None),
            ("· One", Some("- One")),
        ] {
            assert_eq!(mended(text).as_deref(), right, "{text}");
        }
    }
}
