//! Comments for editors in texts that are no Markdown file of their own: `<!-- … -->` in front matter, data files, settings.

use memchr::{memchr, memchr3, memmem};
use rustc_hash::FxHashMap;

/// A text without its comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncommented {
    /// What readers get.
    pub text: String,
    /// A comment of words begins and does not end: it is in the text still.
    pub is_open: bool,
}

/// Where a comment that begins at the start of a text ends; `None` if none begins, or it has no end.
pub fn comment(text: &str) -> Option<usize> {
    if !text.starts_with("<!--") {
        return None;
    }
    // `<!-->` is a comment, too.
    memmem::find(&text.as_bytes()[2..], b"-->").map(|at| 2 + at + 3)
}

/// Takes comments out of a text, with the white space that stood about them and the lines that they had for themselves; `None`
/// if there are none. What stands in code, or behind a backslash, is no comment.
pub fn uncommented(text: &str) -> Option<Uncommented> {
    memmem::find(text.as_bytes(), b"<!--")?;
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut from, mut at, mut is_open) = (0, 0, false);
    let (mut runs, mut last) = (None, false);
    while let Some(found) = memchr3(b'<', b'`', b'\\', bytes.get(at..)?) {
        at += found;
        match bytes[at] {
            b'\\' => at = (at + 2).min(bytes.len()),
            b'`' => at = behind_code(text, at, runs.get_or_insert_with(|| last_runs(bytes))),
            _ => match Some(&text[at..]).filter(|_| !last).and_then(comment) {
                Some(length) => {
                    out.push_str(&text[from..at]);
                    from = joined(&mut out, text, at + length);
                    at = from;
                }
                None => {
                    let words = text[at..].strip_prefix("<!--").map(str::trim_start);
                    // Where one has no end no later one has.
                    last |= words.is_some();
                    is_open |= words.is_some_and(|words| words.starts_with(char::is_alphanumeric));
                    at += 1;
                }
            },
        }
    }
    out.push_str(&text[from..]);
    (from > 0 || is_open).then_some(Uncommented { text: out, is_open })
}

/// Where the last run of so many backticks begins, by their number.
fn last_runs(bytes: &[u8]) -> FxHashMap<usize, usize> {
    let mut runs = FxHashMap::default();
    let mut at = 0;
    while let Some(found) = memchr(b'`', &bytes[at..]) {
        at += found;
        let length = run(bytes, at);
        runs.insert(length, at);
        at += length;
    }
    runs
}

fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| **byte == b'`').count()
}

/// Where code ends that begins at a backtick: behind as many of them; behind the first ones where it has no end.
fn behind_code(text: &str, at: usize, last: &FxHashMap<usize, usize>) -> usize {
    let bytes = text.as_bytes();
    let opened = run(bytes, at);
    let mut next = at + opened;
    if last.get(&opened).is_none_or(|last| *last <= at) {
        return next;
    }
    while let Some(found) = memchr(b'`', &bytes[next..]) {
        let closed = run(bytes, next + found);
        next += found + closed;
        if closed == opened {
            break;
        }
    }
    next
}

/// Where the text goes on behind a comment that ends at a byte, so that no gap is seen.
fn joined(out: &mut String, text: &str, end: usize) -> usize {
    let rest = &text[end..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let behind = &rest[blank..];
    let before = out.trim_end_matches([' ', '\t']);
    let (length, alone) = (before.len(), before.is_empty() || before.ends_with('\n'));
    if alone && behind.starts_with('\n') {
        out.truncate(length);
        return end + blank + 1;
    }
    if behind.is_empty() || behind.starts_with('\n') || behind.starts_with(['.', ',', ';', ')']) && blank == 0 {
        out.truncate(length);
        return end + blank;
    }
    // However many there are, they are not looked at again and again.
    out.truncate(length + 1);
    if out.is_empty() || out.ends_with(char::is_whitespace) { end + blank } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_leave_no_gap() {
        for (text, left) in [
            ("A <!-- ask --> b", "A b"),
            ("A<!-- ask -->b", "Ab"),
            ("A <!-- ask -->.", "A."),
            ("A b <!-- ask -->", "A b"),
            ("<!-- ask --> A", "A"),
            ("<!-- ask -->", ""),
            ("A\n<!-- ask\nand ask -->\nb\n", "A\nb\n"),
            ("<!-- a --><!-- b -->A <!-- c --> <!-- d --> é", "A é"),
            ("a <!--> b <!---> c", "a b c"),
            ("Write `<!-- x -->` <!-- y -->", "Write `<!-- x -->`"),
            ("``<!-- ` x -->`` \\<!-- z -->", "``<!-- ` x -->`` \\<!-- z -->"),
            ("` <!-- x -->", "`"),
        ] {
            let found = uncommented(text);
            assert!(found.as_ref().is_none_or(|found| !found.is_open), "{text}");
            assert_eq!(found.map_or(text.to_string(), |found| found.text), left, "{text}");
        }
        assert_eq!(uncommented("A < b -- c"), None);
    }

    /// As long as YAML may be; a walk that looked at anything again and again would not end today.
    #[test]
    fn hostile_texts_take_one_walk() {
        let steps: String = (1..1_500).map(|length| format!("{} ", "`".repeat(length))).collect();
        for text in
            ["<!-- a ".repeat(400_000), format!("<!---->{steps}"), format!("{}{}", " ".repeat(1 << 20), "<!---->".repeat(100_000))]
        {
            assert!(uncommented(&text).is_some());
        }
    }

    #[test]
    fn a_comment_without_end_stays_and_is_told() {
        let open = |text: &str| uncommented(text).map(|found| (found.text, found.is_open));
        assert_eq!(open("A <!-- see"), Some(("A <!-- see".into(), true)));
        assert_eq!(open("A <!-- a --> b <!-- see é"), Some(("A b <!-- see é".into(), true)));
        assert_eq!([open("`<!-- x`"), open("A <!-- ]]> b"), open("<!--")], [const { None }; 3]);
        assert_eq!(open("\\"), None);
    }
}
