//! What is said of YAML that cannot be read: each message says in plain words what stands there, each help what to write.

mod mend;
mod seen;

use crate::base::text::misread;
use crate::base::{Fault, Range, Ranged};
use granit_parser::{ErrorKind, ScanError};

const QUOTE: &str = "put the whole value in quotation marks: `key: \"value\"`";

/// The parser's error, in words of our own.
pub(super) fn of_syntax(source: &str, base: u32, error: &ScanError) -> Fault {
    let at = floor(source, error.marker().byte_offset().unwrap_or(source.len()));
    if let Some(tab) = tab(source, at, error.kind()) {
        let range = base + tab as u32..base + tab as u32 + 1;
        return Fault::new("invalid-yaml", range, "a tab stands at the beginning of a line; YAML is indented with spaces")
            .with_help(match seen::indent(source, tab) {
                0 => "begin this line without a tab and without spaces".to_string(),
                1 => "begin this line with 1 space and no tab".to_string(),
                spaces => format!("begin this line with {spaces} spaces and no tab"),
            });
    }
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_deep(base + at as u32..base + (at + source[at..].chars().next().map_or(0, char::len_utf8)) as u32);
    }
    let seen::Seen { at, message, help, mend } = seen::at(source, at, error.kind()).unwrap_or_else(|| {
        let (message, help) = words(error.kind(), source, at);
        let mend = if is_of_text(error.kind()) { mend::value(source, at) } else { None };
        seen::Seen { at, message, help, mend }
    });
    let range = base + at as u32..base + at as u32 + extent(source, at) as u32;
    let fault = Fault::new("invalid-yaml", range, message);
    match mend {
        Some((range, text)) => fault.with_help(help).with_fix(base + range.start as u32..base + range.end as u32, text),
        None => fault.with_help(help),
    }
}

/// Whether a value that is meant as a text, and begins with or holds signs that YAML reads, brings an error about.
fn is_of_text(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::MappingValueNotAllowed
            | E::InvalidColonPlacement
            | E::UnknownAnchor
            | E::MissingAnchorOrAliasName
            | E::UnexpectedCharacter { .. }
            | E::UnclosedQuotedScalar
            | E::DocumentIndicatorInQuotedScalar
            | E::InvalidTrailingSingleQuotedScalar
            | E::InvalidTrailingDoubleQuotedScalar
            | E::UnknownQuotedScalarEscape
            | E::InvalidQuotedScalarHexEscape
            | E::InvalidUnicodeEscape
            | E::UndeclaredTagHandle
            | E::ExpectedTagBang
            | E::InvalidTagTerminator
            | E::MissingTagUri
    )
}

/// A comment for editors that readers would see.
pub(super) fn open_comment(range: Range) -> Fault {
    let help = "end it with `-->`; in YAML ` #` cuts a text off, and `: ` breaks it, unless it stands in quotation marks";
    Fault::new("public-comment", range, "the comment that begins with `<!--` has no end, so that readers see it").with_help(help)
}

/// A text of words that ends before a `#` which touches a word: `title: The #MeToo movement`. Remarks have a space behind it.
pub(super) fn cut_value(text: &str, range: &Range, behind: &str) -> Option<Fault> {
    let line = behind.split(['\n', '\r']).next().unwrap_or_default().trim_end();
    let sign = line.len() - line.trim_start_matches([' ', '\t']).len();
    let comment = line[sign..].strip_prefix('#').filter(|_| sign > 0)?;
    if !comment.starts_with(char::is_alphanumeric) || !text.contains(char::is_alphabetic) {
        return None;
    }
    let cut = crate::base::text::shown(&line[sign..]);
    let message = format!("what stands behind a space and `#` is a remark in YAML: `{cut}` is no part of this value");
    let start = range.end + sign as u32;
    let fault = Fault::new("cut-value", start..range.end + line.len() as u32, message);
    let help = "put the whole value in quotation marks, or write a space behind `#` if it is a remark";
    let fault = fault.with_help(help);
    // A value over several lines would have to be joined.
    let whole = range.start..range.end + line.len() as u32;
    let one_line = range.len() == text.len() && !text.contains(['"', '\\', '\n']) && !line.contains(['"', '\\']);
    Some(if one_line { fault.with_fix(whole, format!("\"{text}{line}\"")) } else { fault })
}

/// The tab that indents the line of an error. A value that goes on behind one is called wrong where it begins, so that
/// the tab may stand on a line below.
fn tab(source: &str, at: usize, kind: &ErrorKind) -> Option<usize> {
    use ErrorKind as E;
    let of_tabs = matches!(
        kind,
        E::TabInBlockIndentation | E::TabInIndentation | E::TabNotAllowed | E::TabAtBlockScalarStart | E::TabInPlainScalar
    );
    let mut start = line_start(source, at);
    loop {
        let line = line_at(source, start);
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t').filter(|_| indent < line.len()) {
            return Some(start + tab);
        }
        start = next_line(source, start).filter(|_| of_tabs)?;
    }
}

fn words(kind: &ErrorKind, source: &str, at: usize) -> (String, String) {
    use ErrorKind as E;
    let plain = |message: &str, help: &str| (message.to_string(), help.to_string());
    match kind {
        E::MappingValueNotAllowed | E::InvalidColonPlacement => {
            plain("a `:` stands where no value can begin", &format!("a value that contains `: ` can be read in two ways: {QUOTE}"))
        }
        E::UnknownAnchor => {
            let name = &source[at..at + extent(source, at)];
            (
                format!("`{name}` repeats something that was not named before"),
                format!("a value that begins with `*` needs quotation marks; {QUOTE}"),
            )
        }
        E::MissingAnchorOrAliasName => plain("`*` or `&` stands alone", QUOTE),
        E::UnexpectedCharacter { character } => {
            (format!("a value cannot begin with `{}`", character.escape_default()), QUOTE.to_string())
        }
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            plain("a quotation mark is opened and never closed", "write the same mark at the end of the value")
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => plain(
            "something stands behind the closing quotation mark",
            "the marks of a value stand around all of it; within single ones write `''` for an apostrophe, within double ones `\\\"` for a quotation mark",
        ),
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape | E::InvalidUnicodeEscape => plain(
            "a `\\` stands before a letter that it means nothing with",
            "write `\\\\` for a backslash, or use single quotation marks",
        ),
        E::UnclosedFlowCollection { open } | E::MismatchedFlowCollectionEnd { open, .. } => (
            format!("a `{open}` is opened and never closed"),
            "write the closing bracket, or put the value in quotation marks".to_string(),
        ),
        E::UnexpectedEofFlowSequence | E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping => {
            plain("a bracket is opened and never closed", "write the closing bracket, or put the value in quotation marks")
        }
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator => {
            plain("a `,` or a closing bracket is missing before this", "close the bracket, or write a comma between two values")
        }
        E::MisplacedFlowCollectionEnd => plain("a bracket is closed that was never opened", QUOTE),
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            plain("this line has no `key:`", "write `key: value`; a longer text that goes on in the next line is indented")
        }
        E::BlockSequenceEntryNotAllowed => {
            plain("a list cannot begin on the line of its key", "write each `- item` on a line of its own below the key")
        }
        E::ExpectedBlockSequenceEntry => {
            plain("a list ends here and something else begins", "indent the list, or begin this line with `- `")
        }
        E::ExpectedBlockMappingKey | E::InvalidIndentation | E::ExpectedDocumentStart | E::UnexpectedEofBlockMapping => plain(
            "this line is indented neither like the one before nor like one above",
            "give lines that belong together the same number of spaces",
        ),
        E::TabInBlockIndentation | E::TabInIndentation | E::TabNotAllowed | E::TabAtBlockScalarStart | E::TabInPlainScalar => {
            plain("a tab stands where YAML wants spaces", "replace the tab with spaces")
        }
        E::CommentNotSeparated => {
            plain("a `#` stands without a space before it", "write a space before `#`, or put the value in quotation marks")
        }
        E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent => plain(
            "a value begins with `|` or `>` and something follows it on the line",
            &format!("begin the text on the next line; otherwise {QUOTE}"),
        ),
        E::UndeclaredTagHandle | E::ExpectedTagBang | E::InvalidTagTerminator | E::MissingTagUri => {
            plain("a value cannot begin with `!`", QUOTE)
        }
        E::BomInsideDocument => plain("a byte order mark stands within the text", "delete the invisible character"),
        _ => plain("this cannot be read as YAML", &format!("check the indentation, or {QUOTE}")),
    }
}

/// Where the parser counts beyond a limit.
pub(super) fn too_large(part: &Range, size: usize, limit: usize) -> Fault {
    let message = format!("this has {} kB of YAML; at most {} kB are read", size.div_ceil(1024), limit >> 10);
    Fault::new("yaml-limit", part.start..part.start, message).with_help("move what is long into the text, or into files of its own")
}

pub(super) fn too_deep(range: Range) -> Fault {
    Fault::new("yaml-limit", range, "lists and maps are nested more than 64 deep").with_help("write it flatter")
}

pub(super) fn too_many(range: Range, limit: usize) -> Fault {
    Fault::new("yaml-limit", range, format!("there are more than {limit} values here, or aliases that repeat too much"))
        .with_help("split the file, or write out what `*` repeats")
}

pub(super) fn endless_alias(range: Range) -> Fault {
    Fault::new("invalid-yaml", range, "an alias repeats the value that it stands in").with_help("write out what is meant")
}

pub(super) fn second_document(range: Range) -> Fault {
    Fault::new("invalid-yaml", range, "a second YAML document begins here; only the first is read")
        .with_help("put the second into a file of its own, or make a list of both")
}

pub(super) fn foreign_tag(range: Range, tag: &str) -> Fault {
    Fault::new("invalid-yaml", range, format!("the tag `{tag}` is not allowed"))
        .with_help("remove the tag: values are plain text, numbers, lists and maps")
}

/// Words in braces that have no value: most often what follows a comma within a value. `before` is the range of the value
/// before them, from its key, where there is one.
pub(super) fn no_value(source: &str, base: u32, before: Option<(&Ranged<String>, Range)>, words: Range) -> Fault {
    let text = |range: &Range| source.get((range.start - base) as usize..(range.end - base) as usize).unwrap_or("");
    let message = format!("`{}` stands in braces without a value", shorten(text(&words)));
    let fault = Fault::new("invalid-yaml", words.clone(), message);
    let Some((key, value)) = before else {
        return fault.with_help("write `key: value` within braces; a text that begins with `{` needs quotation marks");
    };
    let whole = value.start..words.end;
    let written = text(&whole);
    if written.contains(['"', '\'', '\\', '\n', '\r']) || written.len() > 80 {
        let help = format!("a comma ends a value in braces: put the whole value of `{}` in quotation marks", shorten(&key.value));
        return fault.with_help(help);
    }
    let figures = |range: &Range| text(range).bytes().all(|byte| byte.is_ascii_digit());
    // Three figures behind a comma are thousands, and stand in a text.
    if figures(&value) && figures(&words) && words.len() != 3 {
        let (key, point) = (shorten(&key.value), format!("{}.{}", text(&value), text(&words)));
        return fault.with_help(format!("a comma ends a value in braces: a decimal has a point, as `{key}: {point}`"));
    }
    let help = format!("a comma ends a value in braces: write `{}: \"{written}\"`", shorten(&key.value));
    fault.with_help(help).with_fix(whole, format!("\"{written}\""))
}

/// A key that begins with a space which YAML does not know as one: one that does not break, or is as wide as a letter of Chinese.
pub(super) fn odd_space(range: Range, space: char) -> Fault {
    let message = format!(
        "this line begins with another space than that of the keyboard (U+{:04X}), and YAML reads it as a letter",
        u32::from(space)
    );
    Fault::new("invalid-yaml", range, message)
        .with_help("delete the spaces at the beginning of the line and type them again; they often come with copied text")
}

pub(super) fn strange_key(range: Range) -> Fault {
    Fault::new("invalid-yaml", range, "a key must be a word, not a list or map")
        .with_help("write `key: value`; a text in curly brackets needs quotation marks")
}

pub(super) fn merge_of_no_map(range: Range) -> Fault {
    Fault::new("invalid-yaml", range, "`<<` takes over the fields of a map, and this is none")
        .with_help("write `<<: *name` of a map that is marked with `&name`")
}

pub(super) fn duplicate_key(first: &Ranged<String>, second: &Ranged<String>) -> Fault {
    Fault::new("duplicate-key", second.range.clone(), format!("`{}` is written twice", shorten(&second.value)))
        .with_help("remove one of the two, or join their values")
        .with_label(None, first.range.clone(), "first written here")
}

/// The first character that no YAML may hold: control characters are invisible, and some end the text for the parser.
pub(super) fn control_character(source: &str, base: u32) -> Option<Fault> {
    let bytes = source.as_bytes();
    let control = bytes.iter().position(|byte| (*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || *byte == 0x7f);
    let first = |byte: u8, is_one: fn(char) -> bool| {
        memchr::memchr_iter(byte, bytes).find(|at| source.get(*at..).is_some_and(|rest| rest.starts_with(is_one)))
    };
    // U+0085 ends a line in YAML.
    let lost = first(0xc2, |c| c != '\u{85}' && misread(c).is_some());
    let none = first(0xef, |c| matches!(c, '\u{fffe}' | '\u{ffff}'));
    let at = [control, lost, none].into_iter().flatten().min()?;
    let c = source.get(at..)?.chars().next()?;
    let range = base + at as u32..base + (at + c.len_utf8()) as u32;
    let here = |what: &str| format!("the {what} U+{:04X} stands here", u32::from(c));
    let fault = |message: String, help: &'static str| Fault::new("invalid-yaml", range.clone(), message).with_help(help);
    Some(match misread(c) {
        Some('\u{fffd}') => fault(
            here("invisible control character"),
            "delete it, or write the sign that was meant: it was lost when a text was converted",
        ),
        Some(meant) => {
            let message = format!("{}, where a `{meant}` was misread", here("invisible control character"));
            let help = format!("write `{meant}`; it was written in an older encoding, Windows-1252");
            Fault::new("invalid-yaml", range.clone(), message).with_help(help).with_fix(range, meant.to_string())
        }
        None if u32::from(c) > 0xff => {
            let message = format!("{}, which means nothing in any text", here("invisible character"));
            fault(message, "delete it; it comes of a text that was converted wrongly").with_fix(range.clone(), "")
        }
        None => fault(here("invisible control character"), "delete it; it often comes with text that was copied from elsewhere"),
    })
}

/// A text for a message: one line, at most 40 characters.
fn shorten(text: &str) -> String {
    let line: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > 40 { format!("{line}…") } else { line }
}

/// The nearest character boundary at or before an offset.
fn floor(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the line of an offset begins.
fn line_start(source: &str, at: usize) -> usize {
    source[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// Where the line after the one that begins at an offset begins.
fn next_line(source: &str, start: usize) -> Option<usize> {
    let end = start + line_at(source, start).len();
    let after = end + if source[end..].starts_with("\r\n") { 2 } else { 1 };
    (after < source.len()).then_some(after)
}

/// The line that begins at an offset, without its end.
fn line_at(source: &str, start: usize) -> &str {
    source[start..].split(['\n', '\r']).next().unwrap_or("")
}

/// How much to underline: the word at an offset, at least one character, never beyond the line.
fn extent(source: &str, at: usize) -> usize {
    let rest = &source[at..];
    let word = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}')).unwrap_or(rest.len());
    if word > 0 { word } else { rest.chars().next().filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8) }
}
