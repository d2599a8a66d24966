//! For people: each fault with its line, the words underlined, the way out, and a count at the end.

use super::{Places, Texts, count, cut, floor};
use crate::base::{FilePath, Range};
use crate::check::{Diagnostic, Level, known};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Shown, Origin, Patch, Renderer, Snippet};
use std::collections::BTreeMap;

/// So many of one rule are shown in full; the rest is counted. Keeps a broken site's report below a megabyte.
pub const SHOWN_OF_A_RULE: usize = 200;
/// Longest message or help, in characters.
const MAX_MESSAGE: usize = 1000;
/// Characters of a line that are shown before and behind what is underlined.
const AROUND: (usize, usize) = (60, 80);
/// Most characters that are underlined in one line.
const MAX_MARKED: usize = 160;

/// Writes a list for a person, in colours, with `below` before all paths, and says at its end how many others are `known`; whoever
/// prints it takes the colours off where they are not wanted.
pub fn write(diagnostics: &[Diagnostic], known: usize, texts: &Texts, below: &str) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Unicode);
    let mut places = Places::below(texts, below);
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let count = shown.entry(diagnostic.fault.rule).or_default();
        *count += 1;
        if *count <= SHOWN_OF_A_RULE {
            let groups = groups(diagnostic, &mut places);
            out.push_str(&renderer.render(&groups));
            out.push_str("\n\n");
        }
    }
    for (rule, count) in shown.into_iter().filter(|(_, count)| *count > SHOWN_OF_A_RULE) {
        let more = Shown::NOTE.primary_title(format!("and {} more of `{rule}`", thousands(count - SHOWN_OF_A_RULE)));
        out.push_str(&renderer.render(&[Group::with_title(more)]));
        out.push_str("\n\n");
    }
    out.push_str(&summary(diagnostics, known));
    out.push('\n');
    out
}

/// `3 errors, 2 warnings in 4 files; 12 known faults are not shown`
pub(super) fn summary(diagnostics: &[Diagnostic], known: usize) -> String {
    let known = match known {
        0 => String::new(),
        many => {
            let verb = if many == 1 { "is" } else { "are" };
            format!("; {} {verb} not shown ({})", counted(many, "known fault"), known::NAME)
        }
    };
    let (errors, warnings) = count(diagnostics);
    if diagnostics.is_empty() {
        return format!("no errors, no warnings{known}");
    }
    let mut files: Vec<&FilePath> = diagnostics.iter().map(|diagnostic| &diagnostic.path).collect();
    files.sort_unstable();
    files.dedup();
    let parts: Vec<String> = [(errors, "error"), (warnings, "warning")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| counted(number, word))
        .collect();
    format!("{} in {}{known}", parts.join(", "), counted(files.len(), "file"))
}

/// `1 file`, `1,200 files`.
pub fn counted(number: usize, word: &str) -> String {
    format!("{} {word}{}", thousands(number), if number == 1 { "" } else { "s" })
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn groups<'a>(diagnostic: &'a Diagnostic, places: &mut Places<'a>) -> Vec<Group<'a>> {
    let fault = &diagnostic.fault;
    let level = if diagnostic.level == Level::Error { Shown::ERROR } else { Shown::WARNING };
    let mut main = Group::with_title(level.primary_title(clean(&fault.message)).id(fault.rule));
    main = show(main, &diagnostic.path, &fault.range, None, places);
    for label in &fault.labels {
        let path = label.path.as_ref().unwrap_or(&diagnostic.path);
        main = show(main, path, &label.range, Some(&label.text), places);
    }
    let patch = fault.fix.as_ref().and_then(|fix| patch(&diagnostic.path, fix, places));
    match (patch, fault.help.as_deref().map(clean)) {
        (Some(patch), help) => {
            let title = Shown::HELP.secondary_title(help.unwrap_or_else(|| "write instead".into()));
            vec![main, Group::with_title(title).element(patch)]
        }
        (None, Some(help)) => vec![main.element(Shown::HELP.message(help))],
        (None, None) => vec![main],
    }
}

/// Adds the place of a range and its line, underlined.
fn show<'a>(group: Group<'a>, path: &'a FilePath, range: &Range, label: Option<&str>, places: &mut Places<'a>) -> Group<'a> {
    let place = places.find(path, range);
    let text = places.text(path).filter(|text| !text.trim().is_empty());
    let Some(text) = text else {
        return match label {
            None => group.element(Origin::path(places.shown(path))),
            Some(label) => group.element(Origin::path(places.shown(path))).element(Shown::NOTE.message(clean(label))),
        };
    };
    let excerpt = excerpt(&text, range);
    let kind = if label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
    let annotation = kind.span(excerpt.marked).label(label.map(clean));
    let origin = Origin::path(places.shown(path)).line(place.line).char_column(place.column);
    let snippet = Snippet::source(excerpt.source).line_start(place.line).fold(false).annotation(annotation);
    group.element(origin).element(snippet)
}

/// The line as it was and as it would be; only where it is short enough to be shown whole.
fn patch<'a>(path: &'a FilePath, fix: &crate::base::Fix, places: &mut Places<'a>) -> Option<Snippet<'a, Patch<'a>>> {
    let text = &*places.text(path)?;
    let (start, end) = (floor(text, fix.range.start as usize), floor(text, fix.range.end as usize));
    let (first, last) = line(text, start);
    let plain = |text: &str| text.chars().all(|c| c == clean_char(c));
    if end > last || start > end || last - first > 200 || fix.text.len() > 200 || fix.text.contains('\n') {
        return None;
    }
    let source = &text[first..last];
    if !plain(source) || !plain(&fix.text) {
        return None;
    }
    let number = text[..first].matches('\n').count() + 1;
    Some(
        Snippet::source(source.to_string())
            .line_start(number)
            .fold(false)
            .patch(Patch::new(start - first..end - first, fix.text.clone())),
    )
}

/// A part of a text that fits a screen, and what is underlined in it.
struct Excerpt {
    source: String,
    marked: std::ops::Range<usize>,
}

/// The line of a range, cropped around it. Of a range over several lines, what stands on the first is underlined.
fn excerpt(text: &str, range: &Range) -> Excerpt {
    let start = floor(text, range.start as usize);
    let (first, last) = line(text, start);
    let start = start.min(last);
    let end = floor(text, range.end as usize).clamp(start, last);
    let before = text[first..start].char_indices().rev().nth(AROUND.0).map(|(at, _)| first + at);
    let end = text[start..end].char_indices().nth(MAX_MARKED).map_or(end, |(at, _)| start + at);
    let after = text[end..last].char_indices().nth(AROUND.1).map(|(at, _)| end + at);
    let mut source = String::new();
    if before.is_some() {
        source.push('…');
    }
    source.extend(text[before.unwrap_or(first)..start].chars().map(clean_char));
    let from = source.len();
    source.extend(text[start..end].chars().map(clean_char));
    let to = source.len();
    source.extend(text[end..after.unwrap_or(last)].chars().map(clean_char));
    if after.is_some() {
        source.push('…');
    }
    Excerpt { source, marked: from..to }
}

/// The line around an offset, without its end. Of a very long line a part, larger than what is shown of it.
fn line(text: &str, at: usize) -> (usize, usize) {
    let ends = ['\n', '\r'];
    let (low, high) = (floor(text, at.saturating_sub(1000)), floor(text, at + 2000));
    let first = text[low..at].rfind(ends).map_or(low, |end| low + end + 1);
    let last = text[at..high].find(ends).map_or(high, |end| at + end);
    (first, last)
}

/// A message on one line that no terminal can misread.
pub(super) fn clean(text: &str) -> String {
    cut(text, MAX_MESSAGE).chars().map(|c| if c == '\n' { ' ' } else { clean_char(c) }).collect()
}

/// Control characters become their pictures, those that turn the direction of writing a placeholder; both of one column.
pub(in crate::check) fn clean_char(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            '\u{fffd}'
        }
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Fault;
    use std::sync::Arc;

    fn plain(diagnostics: &[Diagnostic], texts: &Texts) -> String {
        anstream::adapter::strip_str(&write(diagnostics, 0, texts, "")).to_string()
    }

    fn one(fault: Fault) -> Diagnostic {
        Diagnostic { path: FilePath::new("content/a.md").unwrap(), level: Level::Error, fault: fault.into() }
    }

    fn texts(text: &str) -> impl Fn(&FilePath) -> Option<Arc<str>> {
        move |path| (path.as_str() == "content/a.md").then(|| Arc::from(text))
    }

    #[test]
    fn shows_place_line_help_and_count() {
        let fault = Fault::new("unresolved-reference", 10..13, "no source is called `xyz`").with_help("did you mean `xy`?");
        let fault = fault.with_label(None, 0..3, "here");
        let out = plain(&[one(fault)], &texts("one\ntwoé [@xyz]\n"));
        assert!(out.starts_with("error[unresolved-reference]: no source is called `xyz`\n"), "{out}");
        assert!(out.contains("content/a.md:2:6\n"), "{out}");
        assert!(out.contains("twoé [@xyz]"), "{out}");
        assert!(out.contains("help: did you mean `xy`?"), "{out}");
        assert!(out.contains("content/a.md:1:1\n") && out.contains(" here\n"), "{out}");
        assert!(out.ends_with("\n1 error in 1 file\n"), "{out}");
    }

    #[test]
    fn the_last_line_counts_what_is_known() {
        let known = |number| anstream::adapter::strip_str(&write(&[], number, &texts(""), "")).to_string();
        assert_eq!(known(0), "no errors, no warnings\n");
        assert_eq!(known(1), "no errors, no warnings; 1 known fault is not shown (known-faults.yaml)\n");
        let some = write(&[one(Fault::new("missing-alt", 0..1, "m"))], 1200, &texts("x"), "");
        assert!(some.ends_with("\n1 error in 1 file; 1,200 known faults are not shown (known-faults.yaml)\n"), "{some}");
    }

    #[test]
    fn a_fix_is_shown_as_a_patch() {
        let fault = Fault::new("unknown-field", 0..3, "no field is called `tit`")
            .with_help("did you mean `title`?")
            .with_fix(0..3, "title");
        let out = plain(&[one(fault)], &texts("tit: x\n"));
        assert!(out.contains("- tit: x") && out.contains("+ title: x") || out.contains("title: x"), "{out}");
    }

    #[test]
    fn long_lines_are_cropped_and_many_faults_counted() {
        let text = "x\u{1b}[31m".repeat(200_000);
        let many: Vec<Diagnostic> =
            (0..50_000u32).map(|at| one(Fault::new("missing-alt", at * 6..at * 6 + 1, "m\u{1b}"))).collect();
        let out = plain(&many, &texts(&text));
        assert!(out.len() < 1 << 20, "{}", out.len());
        assert!(out.contains("and 49,800 more of `missing-alt`"), "{}", &out[out.len() - 300..]);
        assert!(!out.contains('\u{1b}'));
        assert!(out.ends_with("50,000 errors in 1 file\n"));
        assert!(out.contains("content/a.md:1:1195\n"), "columns are those of the file");
    }

    #[test]
    fn any_range_is_survived() {
        let text = "é\r\nü";
        for start in 0..9 {
            for end in 0..9 {
                let fault = Fault::new("missing-alt", start..end, "m").with_fix(start..end, "z").with_label(None, end..start, "l");
                plain(&[one(fault.clone())], &texts(text));
                plain(&[one(fault)], &|_: &FilePath| None);
            }
        }
    }
}
