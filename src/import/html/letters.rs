//! Elements as letters: marks, links, notes, pictures.

use super::super::told::Matter;
use super::super::tree::{Block, Inline, plain};
use super::super::{images, redirect};
use super::Reader;
use super::dom::{Data, Id};
use super::notes::is_of_comment;
use super::read::{DEEPEST, trimmed};
use crate::base::address::{self, Scheme};

impl Reader<'_, '_> {
    /// A node as letters.
    pub(super) fn letters(&mut self, id: Id, out: &mut Vec<Inline>) {
        let name = match self.page.data(id) {
            Data::Text(text) => return out.push(Inline::Text(text.clone())),
            Data::Other => return,
            Data::Element(name, _) => name.as_str(),
        };
        if self.depth > DEEPEST * 8 {
            return out.push(Inline::Text(self.page.text(id)));
        }
        if matches!(name, "iframe" | "video" | "audio" | "object") {
            self.draft.told.tell(Matter::Embedded, &self.near);
        }
        // Signs have no words; a chart has.
        if name == "svg" && self.page.below(id).into_iter().any(|inner| self.page.name(inner) == "text") {
            self.draft.told.tell(Matter::Drawing, &self.near);
        }
        if self.notes.back.contains(&id) || self.is_hidden(id) && name != "math" {
            return;
        }
        if let Some(place) = self.page.get(id, "id").or(self.page.get(id, "name").filter(|_| name == "a")) {
            out.push(Inline::Anchor(place.to_string()));
        }
        self.depth += 1;
        let mut inner = Vec::new();
        match name {
            "br" => out.push(Inline::Break),
            "img" => self.picture(id, out),
            "wbr" => {}
            // Numbers that Pandoc and Quarto write before headings; the site has its own.
            "span" if self.is_number_of_heading(id) => {}
            "math" => {
                self.draft.told.tell(Matter::Formula, &self.near);
                let tex = self.page.below(id).into_iter().find(|id| self.page.name(*id) == "annotation");
                out.push(Inline::Text(self.page.text(tex.unwrap_or(id))));
            }
            "a" => {
                self.page.children(id).iter().for_each(|child| self.letters(*child, &mut inner));
                self.link(id, inner, out);
            }
            "q" => {
                out.push(Inline::Text("“".into()));
                self.page.children(id).iter().for_each(|child| self.letters(*child, out));
                out.push(Inline::Text("”".into()));
            }
            "code" | "kbd" | "samp" | "tt" => out.push(Inline::Code(self.page.text(id))),
            _ => {
                self.page.children(id).iter().for_each(|child| self.letters(*child, &mut inner));
                // Pandoc leaves the TeX of formulas to scripts.
                if name == "span" && self.page.get(id, "class").is_some_and(|class| class.starts_with("math ")) {
                    self.draft.told.tell(Matter::Formula, &self.near);
                }
                // A mark of a note is raised anyhow.
                let noted = inner.iter().all(|inline| matches!(inline, Inline::Note(_) | Inline::Anchor(_)));
                let looks = if noted { Vec::new() } else { self.sheet.look(self.page, id) };
                if looks.is_empty() {
                    out.extend(inner);
                } else {
                    out.extend(looks.into_iter().rev().fold(inner, |inner, style| vec![Inline::Styled(style, inner)]));
                }
            }
        }
        self.depth -= 1;
    }

    fn is_number_of_heading(&self, id: Id) -> bool {
        self.page.get(id, "class").is_some_and(|class| matches!(class, "header-section-number" | "toc-section-number"))
    }

    fn link(&mut self, id: Id, inner: Vec<Inline>, out: &mut Vec<Inline>) {
        if self.page.get(id, "href").is_some_and(is_of_comment) {
            return self.draft.told.tell(Matter::Comments, "");
        }
        if let Some(block) = self.notes.by_link.get(&id).copied() {
            let note = self.note(block);
            return out.push(Inline::Note(note));
        }
        let Some(href) = self.page.get(id, "href").map(str::trim).filter(|href| !href.is_empty()) else { return out.extend(inner) };
        let href = redirect::direct(href);
        match address::scheme(&href) {
            Scheme::Anchor => out.push(Inline::Place(href.trim_start_matches('#').to_string(), inner)),
            Scheme::Web | Scheme::Person if !href.starts_with("//") => out.push(Inline::Link(href, inner)),
            _ => {
                self.draft.told.tell(Matter::Address, &plain(&inner));
                out.extend(inner);
            }
        }
    }

    /// Reads a note where it is referred to first.
    fn note(&mut self, block: Id) -> usize {
        if let Some(known) = self.notes.read.get(&block) {
            return *known;
        }
        let position = self.draft.notes.len();
        self.notes.read.insert(block, position);
        self.draft.notes.push(Vec::new());
        let mut blocks = self.blocks(self.page.children(block));
        // What is left of its mark: `[1]`, `1.`
        if let Some(Block::Paragraph(text)) = blocks.first_mut() {
            let first = text.iter_mut().find_map(|inline| match inline {
                Inline::Text(text) if !text.trim().is_empty() => Some(text),
                _ => None,
            });
            if let Some(text) = first {
                *text = text.trim_start_matches([' ', '\u{a0}', '\n', '.', ']', '[', '^', ')', ':']).to_string();
            }
            *text = trimmed(std::mem::take(text));
        }
        if let Some(note) = self.draft.notes.get_mut(position) {
            *note = blocks;
        }
        position
    }

    fn picture(&mut self, id: Id, out: &mut Vec<Inline>) {
        let address = self.page.get(id, "src").unwrap_or_default().trim().to_string();
        let alt = self.page.get(id, "alt").unwrap_or_default().trim().to_string();
        let small = |name: &str| self.page.get(id, name).is_some_and(|size| matches!(size, "0" | "1"));
        if address.is_empty() || small("width") && small("height") {
            return;
        }
        if let Some(known) = self.pictures.get(&address).cloned() {
            return out.extend(shown(known, alt));
        }
        let (bytes, lacks) = if let Some(data) = address.strip_prefix("data:image/") {
            (data.split_once(";base64,").and_then(|(_, data)| images::base64(data)), Matter::PictureMissing)
        } else if matches!(address::scheme(&address), Scheme::Relative) {
            let path = address::percent_decoded(address.split(['?', '#']).next().unwrap_or_default());
            ((self.beside)(path.trim_start_matches("./")), Matter::Attached)
        } else {
            (None, Matter::PictureElsewhere)
        };
        let file = match bytes {
            None => {
                self.draft.told.tell(lacks, if alt.is_empty() { &self.near } else { &alt });
                None
            }
            Some(bytes) => {
                let file = images::keep(&mut self.draft, bytes);
                if file.is_none() {
                    self.draft.told.tell(Matter::PictureForm, &self.near);
                }
                file
            }
        };
        self.pictures.insert(address, file.clone());
        if file.is_some() && alt.is_empty() {
            self.draft.told.tell(Matter::PictureAlt, &self.near);
        }
        out.extend(shown(file, alt));
    }
}

/// A picture; of one that is left out the words that stand for it, in brackets.
fn shown(file: Option<String>, alt: String) -> Option<Inline> {
    match file {
        Some(file) => Some(Inline::Picture { file, alt }),
        None => (!alt.is_empty()).then(|| Inline::Text(format!("[{alt}]"))),
    }
}
