//! What stands in braces: spans, images, the language of paragraphs and quotations; and what is wrong with it.

use super::super::dialect::{attributes, caption, short};
use super::super::plain::plain;
use super::super::tree::{Attributes, Block, Image, Inline, Leaf, Mark};
use super::Builder;
use super::blocks::{Container, Frame};
use crate::base::fields::bcp47;
use crate::base::{Fault, Ranged};
use pulldown_cmark::LinkType;
use std::ops::Range;

/// Longest unreadable block that is told of, in bytes.
const LONGEST: usize = 500;

impl Builder<'_> {
    /// `{…}` directly behind a closing bracket makes the bracketed text a span.
    pub(super) fn end_span(&mut self, at: usize) {
        let Some((first, end)) = self.span.take() else { return };
        if end != at || first >= self.nodes.len() {
            return;
        }
        let Some((mut attributes, end)) = attributes::read(self.text, at) else { return self.unread_block(at, false) };
        self.heed(&mut attributes, at..end, &["reason", "lang", "dir"]);
        let mut children: Vec<Inline> = self.nodes.drain(first..).collect();
        let start = children.first().map_or(at as u32, |inline| inline.range().start);
        if let Some(Inline::Text(letters)) = children.first_mut() {
            letters.range.start += 1;
        }
        if let Some(Inline::Text(letters)) = children.last_mut() {
            letters.range.end -= 1;
        }
        children.retain(|inline| !matches!(inline, Inline::Text(letters) if letters.range.start >= letters.range.end));
        self.claim(&mut attributes.id);
        let mark = Mark { attributes, range: start..end as u32 };
        self.nodes.push(Inline::Span { mark: Box::new(mark), children: children.into() });
        self.skip = self.skip.max(end);
    }

    /// Takes an anchor; one that cannot be had is removed.
    pub(super) fn claim(&mut self, id: &mut Option<Ranged<String>>) {
        let Some(wanted) = id else { return };
        match self.anchors.claim(wanted) {
            None => self.named.push(wanted.clone()),
            Some(fault) => {
                self.faults.push(fault);
                *id = None;
            }
        }
    }

    /// Joins an image to the attributes behind it.
    pub(super) fn image(&mut self, mut image: Image) -> Inline {
        let at = image.range.end as usize;
        match attributes::read(self.text, at) {
            Some((mut attributes, end)) => {
                self.heed(&mut attributes, at..end, &["width", "height"]);
                image.attributes = attributes;
                image.range.end = end as u32;
                self.skip = self.skip.max(end);
                self.claim(&mut image.attributes.id);
            }
            None => self.unread_block(at, true),
        }
        Inline::Image(Box::new(image))
    }

    /// Keeps of the keys those that mean something here, and tells of the others; the braces stand at `place`.
    pub(super) fn heed(&mut self, attributes: &mut Attributes, place: Range<usize>, known: &[&str]) {
        if attributes.pairs.iter().all(|(key, value)| odd(key, value, known).is_none()) {
            return;
        }
        // What a chat program left is told as a whole.
        let is_told = self.foreign_before(place.start);
        let (mut keys, faults) = (attributes::keys(self.text, place.start).into_iter(), &mut self.faults);
        attributes.pairs.retain(|(key, value)| {
            let range = keys.next().unwrap_or(place.clone());
            let Some((rule, message, help)) = odd(key, value, known) else { return true };
            if !is_told {
                faults.push(Fault::new(rule, short(range), message).with_help(help));
            }
            false
        });
    }

    /// Tells of braces directly behind an image or words in brackets that cannot be read, so that readers see them.
    fn unread_block(&mut self, at: usize, image: bool) {
        let rest = self.text.get(at..).unwrap_or_default();
        let end = rest.bytes().take(LONGEST).position(|b| matches!(b, b'}' | b'\n' | b'\r'));
        let Some(length) = end.filter(|end| rest.as_bytes()[*end] == b'}').map(|end| end + 1) else { return };
        let block = &rest[..length];
        // Behind words in brackets, braces may be anything.
        let meant = block.starts_with("{.") || block.starts_with("{#") || block.starts_with("{:") || block.contains('=');
        if !block.starts_with('{') || block.starts_with("{{") || block.starts_with("{%") || !(image || meant) {
            return;
        }
        let range = short(at..at + length);
        let what = if image { "the image" } else { "the words" };
        let message = format!("these braces behind {what} cannot be read, and readers see them as they stand");
        let fault = Fault::new("loose-braces", range.clone(), message);
        let plain = block.strip_prefix("{:").map(|rest| format!("{{{}", rest.trim_start()));
        let fault = match plain.filter(|plain| attributes::read(plain, 0).is_some_and(|(_, end)| end == plain.len())) {
            Some(plain) => fault.with_help("take the colon out").with_fix(range, plain),
            None => fault
                .with_help("write an id as `#name`, a class as `.name`, and others as `key=\"value\"`, with a space between them"),
        };
        self.faults.push(fault);
        self.foreign_told(at + length);
    }

    /// `{lang=de}` at the end of a text: its language. On a line of its own within or behind a quotation it is that of the
    /// quotation. Whether nothing else is left of the leaf.
    pub(super) fn take_language(&mut self, leaf: &mut Leaf) -> bool {
        let bytes = self.body.leaves[leaf.id as usize].range.clone();
        let Some((mut found, at)) = attributes::read_last(self.text, bytes.start as usize, bytes.end as usize) else {
            return false;
        };
        let languages = !found.pairs.is_empty() && found.pairs.iter().all(|(key, _)| matches!(key.as_str(), "lang" | "dir"));
        let alone = at == bytes.start as usize;
        if !languages
            || found.id.is_some()
            || !found.classes.is_empty()
            || !(alone || self.text[..at].ends_with(char::is_whitespace) || self.text[..at].ends_with('>'))
        {
            return false;
        }
        self.heed(&mut found, at..bytes.end as usize, &["lang", "dir"]);
        let text = self.text;
        leaf.inlines.edit(|inlines| {
            caption::split(inlines, at as u32);
            caption::trim(inlines, text);
        });
        let own_line = text[..at].trim_end_matches([' ', '\t', '>']).ends_with(['\n', '\r']);
        let behind = alone && matches!(self.frames.last().and_then(|frame| frame.blocks.last()), Some(Block::Quote { .. }));
        match self.frames.last_mut() {
            Some(Frame { blocks, .. }) if behind => {
                if let Some(Block::Quote { attributes, .. }) = blocks.last_mut() {
                    *attributes = found.into();
                }
            }
            Some(Frame { kind: Container::Quote(attributes), .. }) if own_line || alone => *attributes = found,
            _ if leaf.inlines.is_empty() => {}
            _ => leaf.inlines.edit(|inlines| {
                let children: Box<[Inline]> = inlines.drain(..).collect();
                let start = children.first().map_or(bytes.start, |first| first.range().start);
                let mark = Mark { attributes: found, range: start..bytes.end };
                inlines.push(Inline::Span { mark: Box::new(mark), children });
            }),
        }
        leaf.inlines.is_empty()
    }
}

/// What is wrong with a key in braces: the rule, why, and the way out.
fn odd(key: &str, value: &str, known: &[&str]) -> Option<(&'static str, String, String)> {
    if !known.contains(&key) {
        let all = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let help = match key {
            "alt" | "fig-alt" => "write the alternative text in the brackets: `![alternative text](…)`".to_string(),
            "title" | "fig-cap" | "caption" => {
                "write the caption in quotation marks behind the address: `![…](file.png \"Caption\")`".to_string()
            }
            "id" => "write an id as `#name`".to_string(),
            "class" => "write a class as `.name`".to_string(),
            _ => format!("what takes effect here is {all}; take `{key}` out"),
        };
        return Some(("unknown-attribute", format!("`{key}` takes no effect here"), help));
    }
    let shown = crate::base::text::shown(value);
    match key {
        "lang" if !bcp47(value) => {
            let help = "write its tag, such as `de`, `pt-BR` or `zh-Hans`".to_string();
            Some(("invalid-language", format!("`{shown}` is no language tag"), help))
        }
        "dir" if !matches!(value, "ltr" | "rtl" | "auto") => {
            let help = "write `ltr`, `rtl` or `auto`, or leave it out: the language says it".to_string();
            Some(("unknown-attribute", format!("`{shown}` is no direction of writing"), help))
        }
        "width" | "height" if value.parse::<u32>().is_err() => {
            let help = format!("write pixels, as `{key}=400`, or take it out: an image is never wider than the text");
            Some(("unknown-attribute", format!("`{shown}` is no number of pixels, and takes no effect"), help))
        }
        _ => None,
    }
}

/// The alternative text of an image, and its size, as the parser gives them. `![[a.png|300]]` has a width where others have
/// words, or behind them (`![[a.png|words|300]]`), and `![[a.png]]` has none: its path says nothing to a reader.
pub(super) fn embedded(sort: LinkType, mut alt: Vec<Inline>, text: &str) -> (Vec<Inline>, Attributes) {
    let LinkType::WikiLink { has_pothole } = sort else { return (alt, Attributes::default()) };
    if !has_pothole {
        return Default::default();
    }
    let words = plain(&alt, text);
    let behind = words.rsplit_once('|').map(|(_, size)| size);
    let size = behind.unwrap_or(&words).trim();
    let (width, height) = size.split_once('x').unwrap_or((size, ""));
    let number = |size: &str| (1..=5).contains(&size.len()) && size.bytes().all(|b| b.is_ascii_digit());
    if !number(width) || !(height.is_empty() || number(height)) {
        return (alt, Attributes::default());
    }
    match alt.last_mut() {
        Some(Inline::Text(letters)) if behind.is_some() => {
            let own = letters.of(text);
            let Some((words, _)) = own.rsplit_once('|') else { return (alt, Attributes::default()) };
            letters.own = Some(words.trim_end().into());
        }
        _ if behind.is_some() => return (alt, Attributes::default()),
        _ => alt.clear(),
    }
    let sizes = [("width", width), ("height", height)].into_iter().filter(|(_, size)| !size.is_empty());
    (alt, Attributes { pairs: sizes.map(|(key, size)| (key.to_string(), size.to_string())).collect(), ..Attributes::default() })
}
