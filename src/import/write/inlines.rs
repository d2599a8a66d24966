//! Letters, marks, links and citations of a line.

use super::super::escape::{self, Here};
use super::super::told::Matter;
use super::super::tree::{Cited, Inline, Style, plain};
use super::{Breaks, Writer};
use crate::document::dialect::foreign::script;

impl Writer<'_> {
    /// Inlines as Markdown.
    pub(super) fn inlines(&mut self, inlines: &[Inline], here: Here, breaks: Breaks) -> String {
        let mut out = String::new();
        let here = Here { math: self.math, ..here };
        self.put(&tidied(inlines, &[]), here, breaks, &mut out);
        while out.ends_with("\\\n") {
            out.truncate(out.len() - 2);
        }
        out
    }

    fn put(&mut self, inlines: &[Inline], here: Here, breaks: Breaks, out: &mut String) {
        let mut begins = here.begins;
        for (at, inline) in inlines.iter().enumerate() {
            let next = inlines.get(at + 1);
            let behind = next.and_then(first_letter).or(here.behind);
            let now = Here { begins, opens: next.is_some_and(opens), behind, ..here };
            let before = out.len();
            match inline {
                Inline::Text(text) => {
                    let text = if begins { text.trim_start() } else { text };
                    escape::put(out, text, now);
                }
                Inline::Styled(style @ (Style::Raised | Style::Lowered), inner) => self.script(*style, inner, now, breaks, out),
                Inline::Styled(style, inner) => self.styled(*style, inner, now, breaks, out),
                Inline::Code(text) => code(text, here.cell, out),
                Inline::Link(to, inner) => self.link(to, inner, now, breaks, out),
                Inline::Place(to, inner) => self.place(to, inner, now, breaks, out),
                Inline::Note(note) => out.push_str(&format!("[^{}]", note + 1)),
                Inline::Break => match breaks {
                    Breaks::Line => out.push_str("\\\n"),
                    Breaks::Space if !out.ends_with(' ') => out.push(' '),
                    Breaks::Space => {}
                    Breaks::Tag => out.push_str("<br>"),
                },
                Inline::Picture { file, alt } => {
                    let alt = self.alt(alt);
                    out.push_str(&format!("![{alt}]({file})"));
                }
                Inline::Cite(items) => out.push_str(&self.cite(items)),
                Inline::Anchor(_) => {}
            }
            if out.len() > before {
                // What follows a line end begins a line, also between marks.
                begins = out.ends_with("\\\n");
            }
        }
    }

    /// Words between marks. Where the marks could not be told from letters they are left out: no word is lost.
    fn styled(&mut self, style: Style, inner: &[Inline], here: Here, breaks: Breaks, out: &mut String) {
        let mark = match style {
            Style::Strong => "**",
            Style::Emph => "*",
            _ => "~~",
        };
        let mut words = String::new();
        // What begins a block would do so behind no mark.
        self.put(inner, Here { begins: false, opens: false, behind: None, ..here }, breaks, &mut words);
        let core = words.trim();
        let whole = |text: &str| text.chars().next_back().is_none_or(|c| c.is_whitespace() || is_sign(c));
        let lead = &words[..words.len() - words.trim_start().len()];
        let tail = &words[words.trim_end().len()..];
        let first = core.trim_start_matches(['*', '~']).chars().next();
        let last = core.trim_end_matches(['*', '~']).chars().next_back();
        let opens = !lead.is_empty() || whole(out) || first.is_some_and(char::is_alphanumeric);
        let behind = here.behind;
        let closes =
            !tail.is_empty() || behind.is_none_or(|c| c.is_whitespace() || is_sign(c)) || last.is_some_and(char::is_alphanumeric);
        // Marks of one sort beside each other would be read as one.
        let collides = out.ends_with(['*', '~']) && lead.is_empty() && !out.ends_with("\\*") && !out.ends_with("\\~")
            || (core.starts_with(&mark[..1]) || core.ends_with(&mark[..1])) && style == Style::Struck;
        let said = core.contains(|c: char| c.is_alphanumeric() || c == '[');
        if !said || core.contains('\n') || !opens || !closes || collides {
            let plain = Here { opens: false, ..here };
            return self.put(inner, plain, breaks, out);
        }
        out.push_str(lead);
        out.push_str(&format!("{mark}{core}{mark}"));
        out.push_str(tail);
    }

    fn script(&mut self, style: Style, inner: &[Inline], here: Here, breaks: Breaks, out: &mut String) {
        let words = plain(inner);
        match script(words.trim(), style == Style::Raised) {
            Some(signs) if inner.iter().all(|inline| matches!(inline, Inline::Text(_))) => out.push_str(&signs),
            _ => {
                // The ending of an ordinal number reads the same on the line.
                let ordinal = words.chars().all(char::is_alphabetic)
                    && words.chars().count() <= 3
                    && out.ends_with(|c: char| c.is_ascii_digit());
                if !ordinal && !words.trim().is_empty() {
                    self.draft.told.tell(Matter::Raised, &words);
                }
                self.put(inner, here, breaks, out);
            }
        }
    }

    fn link(&mut self, to: &str, inner: &[Inline], here: Here, breaks: Breaks, out: &mut String) {
        let words = plain(inner);
        if here.bracket {
            return self.put(inner, here, breaks, out);
        }
        let address = escape::address(to);
        let trimmed = words.trim();
        if trimmed == to.trim() && address == trimmed && trimmed.contains("://") {
            out.push_str(&format!("<{address}>"));
            return;
        }
        let mut text = String::new();
        self.put(inner, Here { bracket: true, begins: false, opens: false, behind: None, ..here }, breaks, &mut text);
        let core = text.trim();
        if core.is_empty() {
            return out.push_str(&text);
        }
        let lead = &text[..text.len() - text.trim_start().len()];
        out.push_str(&format!("{lead}[{core}]({address}){}", &text[text.trim_end().len()..]));
    }

    /// A link to a place of the text.
    fn place(&mut self, to: &str, inner: &[Inline], here: Here, breaks: Breaks, out: &mut String) {
        let words = plain(inner);
        match self.ids.get(to).cloned() {
            Some(id) if !here.bracket && !words.trim().is_empty() => {
                if id.starts_with("tbl-") || id.starts_with("fig-") {
                    let bar = if here.cell { "\\|" } else { "|" };
                    out.push_str(&format!(
                        "[[{id}{bar}{}]]",
                        words.trim().replace(['[', ']', '|', '\\', '\n', '`', '*', '<', '>'], " ")
                    ));
                } else {
                    let mut text = String::new();
                    self.put(inner, Here { bracket: true, begins: false, opens: false, behind: None, ..here }, breaks, &mut text);
                    out.push_str(&format!("[{}](#{id})", text.trim()));
                }
            }
            _ => {
                if !words.trim().is_empty() {
                    self.draft.told.tell(Matter::Place, &words);
                }
                self.put(inner, here, breaks, out);
            }
        }
    }

    fn cite(&self, items: &[Cited]) -> String {
        let clean = |text: &str| {
            let text = escape::tidy(text).replace(';', ",").replace('[', "(").replace(']', ")");
            text.replace(['@', '{', '}', '\\', '*', '_', '|', '<', '>', '`'], "").trim().to_string()
        };
        let mut out = String::from("[");
        for (at, item) in items.iter().enumerate() {
            let Some(work) = self.draft.works.get(item.work) else { continue };
            if at > 0 {
                out.push_str("; ");
            }
            let prefix = clean(&item.prefix);
            if !prefix.is_empty() {
                out.push_str(&prefix);
                out.push(' ');
            }
            out.push_str(if item.year_only { "-@" } else { "@" });
            out.push_str(&work.key);
            let (locator, suffix) = (clean(&item.locator), clean(&item.suffix));
            if !locator.is_empty() {
                out.push_str(&format!(", {locator}"));
            }
            if !suffix.is_empty() {
                let comma = if suffix.starts_with([',', '.', ':', ')']) { "" } else { ", " };
                out.push_str(&format!("{comma}{suffix}"));
            }
        }
        out.push(']');
        out
    }
}

/// Signs that may stand directly beside a mark of emphasis.
fn is_sign(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '*' | '~' | '\\') || "“”‘’«»–—…¿¡„‚‹›·•".contains(c)
}

/// Whether what is written for it begins with a bracket.
fn opens(inline: &Inline) -> bool {
    match inline {
        Inline::Link(..) | Inline::Place(..) | Inline::Note(_) | Inline::Cite(_) | Inline::Picture { .. } => true,
        Inline::Styled(_, inner) => inner.first().is_some_and(opens),
        Inline::Text(text) => text.starts_with('['),
        _ => false,
    }
}

/// The first letter that will stand there.
fn first_letter(inline: &Inline) -> Option<char> {
    match inline {
        Inline::Text(text) => text.chars().next(),
        Inline::Styled(_, inner) => inner.first().and_then(first_letter),
        Inline::Break => Some(' '),
        Inline::Code(_) => Some('`'),
        _ => Some('['),
    }
}

fn code(text: &str, cell: bool, out: &mut String) {
    let text = escape::tidy(text);
    let text = if cell { text.replace('|', "\\|") } else { text };
    let fence = "`".repeat(escape::ticks(&text) + 1);
    if text.trim().is_empty() {
        return out.push_str(&text);
    }
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    out.push_str(&format!("{fence}{pad}{text}{pad}{fence}"));
}

/// Inlines with tidy letters, pieces of one sort joined, and nothing empty. What is set off in the ways of `open` already is not set
/// off so once more: it says nothing, and where marks nest without end, writing them takes time without end.
fn tidied(inlines: &[Inline], open: &[Style]) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(inlines.len());
    gather(inlines, open, &mut out);
    for inline in &mut out {
        match inline {
            Inline::Styled(style, inner) => {
                let mut open = open.to_vec();
                open.push(*style);
                *inner = tidied(inner, &open);
            }
            Inline::Link(_, inner) | Inline::Place(_, inner) => *inner = tidied(inner, open),
            _ => {}
        }
    }
    out
}

fn gather(inlines: &[Inline], open: &[Style], out: &mut Vec<Inline>) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => {
                let text = escape::tidy(text);
                match out.last_mut() {
                    Some(Inline::Text(last)) => {
                        let text = if last.ends_with(' ') { text.trim_start_matches(' ') } else { &text };
                        last.push_str(text);
                    }
                    _ if text.is_empty() => {}
                    _ => out.push(Inline::Text(text)),
                }
            }
            Inline::Styled(style, inner) if open.contains(style) => gather(inner, open, out),
            Inline::Styled(style, inner) => {
                if let Some(Inline::Styled(last, before)) = out.last_mut()
                    && last == style
                {
                    before.extend(inner.iter().cloned());
                } else if !inner.is_empty() {
                    out.push(Inline::Styled(*style, inner.clone()));
                }
            }
            Inline::Code(text) if matches!(out.last(), Some(Inline::Code(_))) => {
                if let Some(Inline::Code(last)) = out.last_mut() {
                    last.push_str(text);
                }
            }
            Inline::Anchor(_) => {}
            other => out.push(other.clone()),
        }
    }
}
