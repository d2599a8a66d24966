//! `> [!NOTE]`: call-outs, with the words of other programs, a title, and the sign that folds them there.

use crate::document::tree::CalloutSort;

/// The first line of a quotation that is meant as a call-out.
#[derive(Debug, PartialEq, Eq)]
pub struct Marker<'a> {
    /// The word, as written.
    pub word: &'a str,
    /// What it is here.
    pub meant: Meant,
    /// Bytes of the line up to its title.
    pub length: usize,
    /// A title follows.
    pub titled: bool,
}

/// What the word of a call-out means.
#[derive(Debug, PartialEq, Eq)]
pub enum Meant {
    /// A call-out of this sort.
    Callout(CalloutSort),
    /// `[!quote]`
    Quotation,
    /// Nothing that is known.
    Unknown,
}

/// What stands in a quotation behind its `>` and `[!`.
fn marked(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('>')?.trim_start().strip_prefix("[!")
}

/// Whether the first line of a quotation is worth reading: no more than its beginning is looked at.
pub fn may_be_marked(text: &str) -> bool {
    marked(text).is_some()
}

/// Reads the first line of a quotation, with its `>`.
pub fn marker(line: &str) -> Option<Marker<'_>> {
    let inner = marked(line)?;
    let (inside, rest) = inner.split_once(']')?;
    let word = inside.split('|').next().unwrap_or(inside).trim();
    if !(1..=30).contains(&word.len()) || !word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-') {
        return None;
    }
    // Not a link, and no reference to one.
    if rest.starts_with(['(', '[', ':']) {
        return None;
    }
    let title = rest.strip_prefix(['+', '-']).unwrap_or(rest).trim_start();
    let meant = match word.to_ascii_lowercase().as_str() {
        "note" | "info" | "abstract" | "summary" | "tldr" | "example" | "todo" | "question" | "help" | "faq" => {
            Meant::Callout(CalloutSort::Note)
        }
        "tip" | "hint" | "success" | "check" | "done" => Meant::Callout(CalloutSort::Tip),
        "important" => Meant::Callout(CalloutSort::Important),
        "warning" | "attention" => Meant::Callout(CalloutSort::Warning),
        "caution" | "danger" | "error" | "bug" | "failure" | "fail" | "missing" => Meant::Callout(CalloutSort::Caution),
        "key" => Meant::Callout(CalloutSort::Key),
        "quote" | "cite" => Meant::Quotation,
        _ => Meant::Unknown,
    };
    Some(Marker { word, meant, length: line.len() - title.len(), titled: !title.trim_end().is_empty() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines() {
        let read = |line| marker(line).map(|found| (found.meant, found.length, found.titled));
        assert_eq!(read("> [!info] Title"), Some((Meant::Callout(CalloutSort::Note), 10, true)));
        assert_eq!(read(">[!Question]-"), Some((Meant::Callout(CalloutSort::Note), 13, false)));
        assert_eq!(read("> [!WARNING]+ My title"), Some((Meant::Callout(CalloutSort::Warning), 14, true)));
        assert_eq!(read("> [!quote]"), Some((Meant::Quotation, 10, false)));
        assert_eq!(read("> [!recipe] x"), Some((Meant::Unknown, 12, true)));
        for line in ["> x", "> [!](a)", "> [!a](b)", "> [!a", "> [!a b] c"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
