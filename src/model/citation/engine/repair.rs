//! Small repairs of what the engine wrote: authors taken out of a cite, capitals where a note begins.

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
    fn notes_begin_with_a_capital() {
        assert_eq!(capitalised("<a href=\"#x\">ibid 4</a>.".into()), "<a href=\"#x\">Ibid 4</a>.");
        assert_eq!(capitalised("‘quoted’".into()), "‘quoted’");
        assert_eq!(capitalised(String::new()), "");
    }
}
