//! Small repairs of what the engine wrote: authors taken out of a cite, capitals where a note begins.

use super::convert::OTHERS;
use super::html::{self, To};
use super::spans::texts_of;
use hayagriva::{ElemChild, ElemChildren, ElemMeta};

/// Takes out the names that a cite begins with, and the punctuation behind them; `None` if it begins otherwise.
pub(super) fn take_author(children: &mut ElemChildren) -> Option<ElemChildren> {
    let at = children.0.iter().position(has_content)?;
    let ElemChild::Elem(elem) = &mut children.0[at] else { return None };
    let taken = if matches!(elem.meta, Some(ElemMeta::Names(_))) {
        let ElemChild::Elem(elem) = children.0.remove(at) else { return None };
        elem.children
    } else {
        take_author(&mut elem.children)?
    };
    if let Some(ElemChild::Text(text)) = children.0.iter_mut().find(|child| has_text(child)) {
        text.text = text.text.trim_start_matches([',', ' ', ':', '.', ';', '\u{a0}']).to_string();
    }
    Some(taken)
}

/// Whether what a cite has in the place of its author are names; without any, styles set the title there.
pub(super) fn has_name(children: &ElemChildren) -> bool {
    children.0.iter().any(|child| match child {
        ElemChild::Elem(elem) => matches!(elem.meta, Some(ElemMeta::Name(..))) || has_name(&elem.children),
        _ => false,
    })
}

fn has_text(child: &ElemChild) -> bool {
    !matches!(child, ElemChild::Text(text) if text.text.is_empty())
}

fn has_content(child: &ElemChild) -> bool {
    let mut out = String::new();
    html::child(child, To::Plain, &mut out);
    !out.trim().is_empty()
}

/// Takes out spaces that one part of a style ends with before a sign that another begins with: `2019 May ;77`.
pub(super) fn tightened(children: &mut ElemChildren) {
    let mut texts = Vec::new();
    texts_of(children, &mut texts);
    texts.retain(|text| !text.is_empty());
    for at in 1..texts.len() {
        if texts[at].starts_with([',', ';', ':']) && texts[at - 1].ends_with(' ') {
            let length = texts[at - 1].trim_end_matches(' ').len();
            texts[at - 1].truncate(length);
        }
    }
}

/// Writes "et al." where a list of names ends with what stands for others: `A, B, and OTHERS` is `A, B et al.`
pub(super) fn with_others(html: &str, and: &str, others: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(OTHERS) {
        let before = rest[..at].trim_end();
        let joined = [and, "&amp;", "&", "and"].into_iter().filter(|and| !and.is_empty());
        let before =
            joined.filter_map(|and| before.strip_suffix(and)).find(|before| before.ends_with([' ', ','])).unwrap_or(before);
        out.push_str(before.trim_end().trim_end_matches([',', ';']));
        out.push(' ');
        out.push_str(others);
        rest = &rest[at + OTHERS.len()..];
        rest = if others.ends_with('.') { rest.strip_prefix('.').unwrap_or(rest) } else { rest };
    }
    out + rest
}

/// Whether the end of a citation closes a bracket: that stands behind another one too, as a full stop does not.
pub(super) fn closes(suffix: &str) -> bool {
    suffix.starts_with([')', ']', '}', '）', '］', '】'])
}

/// A note begins with a capital letter, also where its first cite has a prefix or is "ibid".
pub(super) fn capitalised(note: String) -> String {
    let mut inside = false;
    let first = note.char_indices().find(|(_, c)| {
        let shown = !inside && *c != '<';
        inside = *c == '<' || (inside && *c != '>');
        shown
    });
    match first {
        Some((at, c)) if c.is_lowercase() => {
            note[..at].chars().chain(c.to_uppercase()).chain(note[at + c.len_utf8()..].chars()).collect()
        }
        _ => note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_no_name() {
        for (list, wanted) in [
            ("Roe, A., Doe, B., &amp; \u{e0f3}others. (2020)", "Roe, A., Doe, B. et al. (2020)"),
            ("Ann Roe and \u{e0f3}others, <i>T</i>", "Ann Roe et al., <i>T</i>"),
            ("Roe und \u{e0f3}others 2020", "Roe et al. 2020"),
            ("Roe A, \u{e0f3}others. T", "Roe A et al. T"),
        ] {
            assert_eq!(with_others(list, "und", "et al."), wanted);
        }
    }

    #[test]
    fn notes_begin_with_a_capital() {
        assert_eq!(capitalised("<a href=\"#x\">ibid 4</a>.".into()), "<a href=\"#x\">Ibid 4</a>.");
        assert_eq!(capitalised("‘quoted’".into()), "‘quoted’");
        assert_eq!(capitalised(String::new()), "");
    }
}
