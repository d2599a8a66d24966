//! Text within a leaf, and the names found in it.
//!
//! A name lies over the text as a range. Where it holds an emphasis whole, the link goes around it; where it begins or ends
//! within one, the link is written in pieces, so that tags always nest; only the first piece has the anchor.

use super::Writer;
use super::attributes::{classes, push_href, value};
use crate::base::Range;
use crate::base::address::{Scheme, scheme};
use crate::document::Sort;
use crate::document::tree::{Attributes, Inline, Leaf, Letters, Style};
use crate::model::Target;

/// Where the writer is among the names of a leaf; positions are those of `Input::references`.
#[derive(Default)]
pub(super) struct Mentions {
    pub(super) next: usize,
    /// The one whose tag is open on this level, with the end of the tag.
    open: Option<(usize, &'static str)>,
    /// The last that was begun: it has its anchor.
    begun: Option<usize>,
    /// An open tag lies around everything on this level.
    covered: bool,
}

impl<'a> Writer<'a, '_> {
    pub(super) fn leaf(&mut self, leaf: &Leaf) {
        let mentions = std::mem::take(&mut self.mentions);
        let raw = std::mem::take(&mut self.raw);
        let start = self.input.body.leaves.get(leaf.id as usize).map_or(0, |info| info.range.start);
        self.mentions.next = self.input.references.partition_point(|reference| reference.range.start < start);
        self.inlines(&leaf.inlines);
        self.raw.close_all(self.out);
        self.raw = raw;
        self.mentions = mentions;
    }

    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.one(inline);
        }
        self.end_mention();
    }

    fn one(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(letters) => return self.letters(letters),
            Inline::Soft(range) => {
                self.end_mention_at(range.start);
                return self.push("\n");
            }
            Inline::Styled { style, children, range } => {
                let (begin, end) = match style {
                    Style::Emphasis => ("<em>", "</em>"),
                    Style::Strong => ("<strong>", "</strong>"),
                    Style::Strike => ("<del>", "</del>"),
                    Style::Superscript => ("<sup>", "</sup>"),
                    Style::Subscript => ("<sub>", "</sub>"),
                };
                let around = self.enter(range);
                self.push(begin);
                self.within(children, around);
                return self.push(end);
            }
            Inline::Span { mark, children } => {
                let around = self.enter(&mark.range);
                return self.span(&mark.attributes, children, around);
            }
            _ => self.end_mention(),
        }
        match inline {
            Inline::Hard(_) => self.push("<br />\n"),
            Inline::Code { text, .. } => {
                self.push("<code>");
                self.escaped(text);
                self.push("</code>");
            }
            Inline::Link { to, children } => self.link(&to.address.value, to.address.range.start, &to.title, children),
            Inline::Wiki { to, children } => self.wiki(&to.target.value, to.target.range.start, children),
            Inline::Unlinked { children, .. } => self.within(children, true),
            Inline::Image(image) => self.image(image),
            Inline::Cite(citation) => self.cite(citation),
            Inline::NoteRef { note, .. } => self.note_reference(*note),
            Inline::Html { text, range } => self.html(text, range),
            Inline::Math(formula) => self.formula(formula),
            Inline::Text(_) | Inline::Soft(_) | Inline::Styled { .. } | Inline::Span { .. } => {}
        }
    }

    /// Children of an inline: a level of its own for names and raw HTML. `covered`: no name begins in them.
    fn within(&mut self, children: &[Inline], covered: bool) {
        let open = self.mentions.open.take();
        let outside = self.mentions.covered;
        self.mentions.covered |= covered;
        let raw = std::mem::take(&mut self.raw);
        let linked = u32::from(raw.is_linked());
        self.linked += linked;
        self.inlines(children);
        self.linked -= linked;
        self.raw.close_all(self.out);
        self.raw = raw;
        self.mentions.covered = outside;
        self.mentions.open = open;
    }

    fn link(&mut self, destination: &str, place: u32, title: &str, children: &[Inline]) {
        let target = self.reference(place).map(|reference| reference.to.clone());
        let address = match &target {
            None | Some(Target::Web) => destination.to_string(),
            Some(target) => self.input.links.href(target),
        };
        let allowed = match scheme(&address) {
            Scheme::Forbidden => !self.page,
            // What did not resolve leads nowhere.
            Scheme::Relative => target.is_some() || !self.page,
            Scheme::Anchor | Scheme::Web | Scheme::Person => true,
        };
        if !allowed || self.is_linked() {
            return self.within(children, false);
        }
        self.push("<a");
        if let Some(target) = &target {
            self.look(target, false, false);
        }
        self.push(" href=\"");
        push_href(&address, self.out);
        self.push("\"");
        if !title.is_empty() {
            self.push(" title=\"");
            self.escaped(title);
            self.push("\"");
        }
        self.push(">");
        self.anchor_text(children);
    }

    fn anchor_text(&mut self, children: &[Inline]) {
        self.linked += 1;
        self.within(children, true);
        self.linked -= 1;
        self.push("</a>");
    }

    /// Class, card and language of a link to a record. `has_card`: the page has the card, and a definition in it can be pointed
    /// at; `named`: the link shows the record's name, and not words of the text.
    fn look(&mut self, target: &Target, has_card: bool, named: bool) {
        let links = self.input.links;
        let Some(look) = target.page().and_then(|page| links.look(page)) else { return };
        let card = look.card.as_deref().unwrap_or_default();
        let parts = [("class", look.class), ("lang", look.language.filter(|_| named).unwrap_or_default()), ("data-card", card)];
        for (name, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
            for part in [" ", name, "=\""] {
                self.push(part);
            }
            self.escaped(value);
            self.push("\"");
        }
        if has_card && look.is_defined && !card.is_empty() {
            self.push(" aria-describedby=\"");
            self.escaped(card);
            self.push("-d\"");
        }
    }

    fn wiki(&mut self, written: &str, place: u32, children: &[Inline]) {
        let target = self.reference(place).map(|reference| reference.to.clone());
        let links = self.input.links;
        let name = match &target {
            Some(target) if children.is_empty() => links.name(target),
            _ => written.to_string(),
        };
        let address = target.as_ref().map(|target| links.href(target)).filter(|address| !address.is_empty() && !self.is_linked());
        match (&target, address) {
            (Some(target), Some(address)) => {
                self.push("<a");
                self.look(target, true, children.is_empty());
                self.push(" href=\"");
                push_href(&address, self.out);
                self.push("\">");
                if children.is_empty() {
                    self.escaped(&name);
                }
                self.anchor_text(children);
            }
            _ if children.is_empty() => self.escaped(&name),
            _ => self.within(children, true),
        }
    }

    fn span(&mut self, attributes: &Attributes, children: &[Inline], around: bool) {
        self.push("<span");
        self.id(attributes.id.as_ref().map(|id| id.value.as_str()));
        let classes = classes(attributes);
        if !classes.is_empty() {
            for part in [" class=\"", &classes, "\""] {
                self.push(part);
            }
        }
        self.language(attributes);
        let reason = value(attributes, "reason");
        if let Some(reason) = reason {
            self.push(" data-reason=\"");
            self.escaped(reason);
            self.push("\"");
        }
        self.push(">");
        self.within(children, around);
        // What a wavy line or a bar tells the eye is told in words as well.
        let words = self.input.words;
        for class in classes.split(' ') {
            let told = match (class, reason) {
                ("uncited", Some(reason)) => &words.unsourced_because.replacen("{reason}", reason, 1),
                ("uncited", None) => words.unsourced,
                ("own-analysis", _) => words.own_analysis,
                _ => continue,
            };
            self.push("<span class=\"vh\"> (");
            self.escaped(told);
            self.push(")</span>");
        }
        self.push("</span>");
    }

    // Names.

    /// Goes into an emphasis or span; whether a name lies around all of it.
    fn enter(&mut self, range: &Range) -> bool {
        self.end_mention_at(range.start);
        if let Some((at, _)) = self.mentions.open {
            if self.input.references[at].range.end >= range.end {
                return true;
            }
            // It ends within: what is left of it is written there.
            self.end_mention();
            return false;
        }
        match self.mention(range.start) {
            Some(at)
                if self.input.references[at].range.start <= range.start && self.input.references[at].range.end >= range.end =>
            {
                self.begin_mention(at);
                true
            }
            _ => false,
        }
    }

    /// The first name that ends behind a byte.
    fn mention(&mut self, at: u32) -> Option<usize> {
        if self.mentions.covered || self.is_linked() {
            return None;
        }
        let references = self.input.references;
        while let Some(reference) = references.get(self.mentions.next) {
            if reference.sort == Sort::Mention && reference.range.end > at {
                return Some(self.mentions.next);
            }
            self.mentions.next += 1;
        }
        None
    }

    fn letters(&mut self, letters: &Letters) {
        let (mut at, end) = (letters.range.start, letters.range.end);
        self.end_mention_at(at);
        if let Some(own) = &letters.own {
            // Changed letters are taken whole: they have no place within.
            if self.mentions.open.is_none()
                && let Some(found) = self.mention(at)
                && self.input.references[found].range.start < end
            {
                self.begin_mention(found);
            }
            self.letters_behind(own);
            return self.end_mention_at(end);
        }
        while at < end {
            if let Some((open, _)) = self.mentions.open {
                let stop = self.boundary(self.input.references[open].range.end.min(end).max(at));
                self.slice(at..stop);
                at = stop;
                self.end_mention_at(at);
                if at < end && self.mentions.open.is_some() {
                    // A name that ends within a letter cannot be; without this the loop would not end.
                    self.end_mention();
                    self.mentions.next += 1;
                }
                continue;
            }
            match self.mention(at) {
                Some(found) if self.input.references[found].range.start < end => {
                    let start = self.boundary(self.input.references[found].range.start.max(at));
                    self.slice(at..start);
                    at = start;
                    self.begin_mention(found);
                }
                _ => {
                    self.slice(at..end);
                    at = end;
                }
            }
        }
    }

    fn slice(&mut self, range: Range) {
        let text = self.input.text.get(range.start as usize..range.end as usize).unwrap_or_default();
        self.letters_behind(text);
    }

    /// The next border between characters.
    fn boundary(&self, mut at: u32) -> u32 {
        while !self.input.text.is_char_boundary(at as usize) && (at as usize) < self.input.text.len() {
            at += 1;
        }
        at
    }

    fn begin_mention(&mut self, at: usize) {
        let mention = &self.input.references[at];
        let first = self.mentions.begun != Some(at);
        self.mentions.begun = Some(at);
        let links = self.input.links;
        let anchor = links.anchor(mention).filter(|_| first);
        let address = if mention.linked { links.href(&mention.to) } else { String::new() };
        if !address.is_empty() {
            self.push("<a");
            self.id(anchor.as_deref());
            self.look(&mention.to, true, true);
            self.push(" href=\"");
            push_href(&address, self.out);
            self.push("\">");
            self.linked += 1;
            self.mentions.open = Some((at, "</a>"));
        } else if anchor.is_some() {
            self.push("<span");
            self.id(anchor.as_deref());
            self.push(">");
            self.mentions.open = Some((at, "</span>"));
        } else {
            self.mentions.open = Some((at, ""));
        }
    }

    fn end_mention(&mut self) {
        if let Some((_, tag)) = self.mentions.open.take() {
            self.linked -= u32::from(tag == "</a>");
            self.push(tag);
        }
    }

    /// Ends the open name if it reaches no further than a byte.
    fn end_mention_at(&mut self, at: u32) {
        if self.mentions.open.is_some_and(|(open, _)| self.input.references[open].range.end <= at) {
            self.end_mention();
        }
    }
}
