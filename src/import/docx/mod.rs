//! `.docx`: Word's documents (ECMA-376), also as LibreOffice, Google Docs and Pandoc write them.
//!
//! The package is opened (`package.rs`), its parts are trees (`xml.rs`); `body.rs` goes through paragraphs and tables, `letters.rs`
//! through what stands in them, `fields.rs` takes fields for what they are; `cite.rs` reads citations of reference managers. Of
//! the paragraphs in a row, `arrange.rs` makes lists, quotations, figures and tables with captions.

mod arrange;
mod body;
mod cite;
mod fields;
mod letters;
mod numbering;
mod package;
mod picture;
mod styles;
mod word_sources;
mod xml;

use super::tidy::{self, HEAD, LONGEST_OF_HEAD};
use super::told::Matter;
use super::tree::{Block, Draft, Inline};
use super::{Refusal, guess};
use arrange::Piece;
use cite::Works;
use numbering::Numbering;
use package::{Package, Relations};
use std::collections::HashMap;
use std::rc::Rc;
use styles::{Role, Styles};
use xml::Element;

/// Deepest nesting of notes within notes, tables and text boxes.
const DEEPEST: usize = 16;

/// What is known while a document is read.
struct Reader<'a, 'p> {
    package: &'p mut Package<'a>,
    styles: Styles,
    numbering: Numbering,
    /// What the part that is read refers to.
    relations: Rc<Relations>,
    footnotes: Notes,
    endnotes: Notes,
    draft: Draft,
    works: Works,
    fields: Vec<fields::Field>,
    fields_beyond: usize,
    /// What is read of the innermost field or link, outermost first.
    frames: Vec<Vec<Inline>>,
    /// Files of pictures, by part.
    pictures: HashMap<String, Option<String>>,
    /// Letters by language.
    languages: HashMap<String, usize>,
    /// The first words of the paragraph that is read.
    near: String,
    /// The same of the last paragraph with words.
    last: String,
    /// Blocks that stand behind the paragraph that is read.
    behind: Vec<Piece>,
    /// Places before the paragraph that comes next.
    places: Vec<String>,
    /// A cell of a table is read.
    in_cell: bool,
    depth: usize,
    failed: Option<Refusal>,
}

/// Notes of one sort that have not been read yet, by id.
#[derive(Default)]
struct Notes {
    by_id: HashMap<String, Element>,
    relations: Rc<Relations>,
    /// Those that were referred to, with their position.
    read: HashMap<String, usize>,
}

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<Draft, Refusal> {
    let mut package = Package::open(bytes)?;
    let top = package.relations("")?;
    let main = top.of_sort("officeDocument").unwrap_or("word/document.xml").to_string();
    let Some(document) = package.xml(&main)? else {
        return Err(Refusal::new("this is no Word document: the text that one has in `word/document.xml` is missing")
            .with_help("open it in the program that made it, save it as .docx, and import that"));
    };
    let relations = Rc::new(package.relations(&main)?);
    let part = |package: &mut Package, sort: &str| match relations.of_sort(sort) {
        Some(name) => Ok(package.xml(name)?.map(|root| (root, name.to_string()))),
        None => Ok(None),
    };
    let styles = part(&mut package, "styles")?.map(|(root, _)| Styles::read(&root)).unwrap_or_default();
    let numbering = part(&mut package, "numbering")?.map(|(root, _)| Numbering::read(&root)).unwrap_or_default();
    let notes = |package: &mut Package, sort: &str, name: &'static str| -> Result<Notes, Refusal> {
        let Some((root, path)) = part(package, sort)? else { return Ok(Notes::default()) };
        let relations = Rc::new(package.relations(&path)?);
        let mut by_id = HashMap::new();
        for child in root.children {
            let xml::Node::Element(note) = child else { continue };
            let id = note.get("w:id").map(str::to_string);
            // Those of a sort of their own are the lines above the notes.
            let plain = note.name() == name && note.get("w:type").is_none_or(|sort| sort == "normal");
            if let Some(id) = id.filter(|_| plain) {
                by_id.insert(id, note);
            }
        }
        Ok(Notes { by_id, relations, read: HashMap::new() })
    };
    let footnotes = notes(&mut package, "footnotes", "w:footnote")?;
    let endnotes = notes(&mut package, "endnotes", "w:endnote")?;
    let works = word_sources::read(&mut package, &relations)?;
    let properties = match top.of_sort("core-properties") {
        Some(name) => package.xml(name)?,
        None => None,
    };
    let mut reader = Reader {
        package: &mut package,
        styles,
        numbering,
        relations,
        footnotes,
        endnotes,
        draft: Draft::default(),
        works,
        fields: Vec::new(),
        fields_beyond: 0,
        frames: Vec::new(),
        pictures: HashMap::new(),
        languages: HashMap::new(),
        near: String::new(),
        last: String::new(),
        behind: Vec::new(),
        places: Vec::new(),
        in_cell: false,
        depth: 0,
        failed: None,
    };
    let Some(body) = document.first("w:body") else {
        return Err(Refusal::new("there is no text in the document").with_help("see whether it is the right file"));
    };
    let pieces = reader.pieces(body);
    // A table of contents without an end takes all that follows with it.
    if reader.fields.iter().any(|field| !field.is_shown()) {
        reader.draft.told.tell(Matter::Hidden, &reader.last);
    }
    if let Some(refusal) = reader.failed.take() {
        return Err(refusal);
    }
    let mut draft = reader.finish(pieces);
    if let Some(properties) = properties {
        describe(&mut draft, &properties);
    }
    Ok(draft)
}

impl Reader<'_, '_> {
    fn finish(mut self, pieces: Vec<Piece>) -> Draft {
        let mut rest = Vec::new();
        // Where no citation is live, the list is all that says what was cited.
        let live = self.draft.told.count(Matter::Citation) > 0;
        let mut in_head = true;
        for piece in pieces {
            // Further down, who is named is whoever is quoted.
            in_head &= rest.len() <= HEAD && !rest.last().is_some_and(is_text);
            match piece {
                Piece::Paragraph(paragraph) if !super::tree::is_blank(&paragraph.text) => match paragraph.role {
                    Role::Title if self.draft.title.is_empty() => self.draft.title = paragraph.text,
                    Role::Subtitle if self.draft.subtitle.is_empty() => self.draft.subtitle = paragraph.text,
                    Role::Author => match guess::only_names(&super::tree::plain(&paragraph.text)) {
                        Some(names) if in_head && !tidy::has_marks(&paragraph.text) => {
                            tidy::tell_mails(&mut self.draft, &paragraph.text);
                            self.draft.authors.extend(names);
                        }
                        _ => rest.push(Piece::Paragraph(paragraph)),
                    },
                    Role::Date if in_head && self.draft.date.is_none() => match guess::date(&super::tree::plain(&paragraph.text)) {
                        Some(date) => self.draft.date = Some(date),
                        None => rest.push(Piece::Paragraph(paragraph)),
                    },
                    Role::Abstract if self.draft.summary.is_empty() => self.draft.summary = paragraph.text,
                    Role::Label => {}
                    Role::Contents => self.draft.told.tell(Matter::Contents, ""),
                    Role::Sources if live => self.draft.told.tell(Matter::SourcesList, ""),
                    _ => rest.push(Piece::Paragraph(paragraph)),
                },
                Piece::Paragraph(_) => {}
                piece => rest.push(piece),
            }
        }
        self.draft.blocks = arrange::arrange(rest, &self.numbering);
        // The language that most letters are in; Word marks what it takes for another one.
        let most = self.languages.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0)));
        self.draft.language = most.map(|(language, _)| language);
        self.draft.works = self.works.into_list();
        self.draft
    }

    /// Reads a note, where it is referred to first, and gives its position.
    fn note(&mut self, id: &str, end: bool) -> Option<usize> {
        let notes = if end { &mut self.endnotes } else { &mut self.footnotes };
        if let Some(known) = notes.read.get(id) {
            return Some(*known);
        }
        let element = notes.by_id.remove(id)?;
        let position = self.draft.notes.len();
        notes.read.insert(id.to_string(), position);
        let relations = notes.relations.clone();
        // A note may refer to a note, and that to another.
        if self.depth >= DEEPEST {
            self.tell(Matter::Deep);
            self.draft.notes.push(vec![Block::Paragraph(vec![Inline::Text(element.text())])]);
            return Some(position);
        }
        let relations = std::mem::replace(&mut self.relations, relations);
        self.draft.notes.push(Vec::new());
        let outer = (
            std::mem::take(&mut self.fields),
            std::mem::take(&mut self.frames),
            std::mem::take(&mut self.near),
            std::mem::take(&mut self.behind),
        );
        self.depth += 1;
        let pieces = self.pieces(&element);
        self.depth -= 1;
        (self.fields, self.frames, self.near, self.behind) = outer;
        self.relations = relations;
        let blocks = arrange::arrange(pieces, &self.numbering);
        if let Some(note) = self.draft.notes.get_mut(position) {
            *note = blocks;
        }
        Some(position)
    }

    fn tell(&mut self, matter: Matter) {
        self.draft.told.tell(matter, &self.near);
    }

    /// A remark behind the paragraph that is read.
    fn remark(&mut self, words: String) {
        self.behind.push(Piece::Block(Block::Remark(words)));
    }
}

/// Whether the text has begun with a piece: a heading, or more than a line.
fn is_text(piece: &Piece) -> bool {
    match piece {
        Piece::Paragraph(paragraph) => {
            matches!(paragraph.role, Role::Heading(_)) || super::tree::plain(&paragraph.text).len() > LONGEST_OF_HEAD
        }
        Piece::Block(_) | Piece::Gap => false,
    }
}

/// `docProps/core.xml`: what the document says of itself, where the text does not.
fn describe(draft: &mut Draft, properties: &Element) {
    let text = |name: &str| properties.words(&[name]);
    if draft.title.is_empty()
        && let Some(title) = text("dc:title").filter(|title| guess::is_title(title))
    {
        draft.title = vec![Inline::Text(title)];
        draft.title_is_hidden = true;
    }
    if draft.authors.is_empty()
        && let Some(creator) = text("dc:creator")
    {
        draft.told.tell_mails(&creator);
        draft.creators = guess::names(&creator.replace(';', ", "));
    }
    if let Some(language) = text("dc:language").filter(|language| crate::base::fields::bcp47(language)) {
        draft.language.get_or_insert(language);
    }
    if let Some(words) = text("cp:keywords") {
        draft.topics = guess::topics(&words);
    }
    draft.made = text("dcterms:modified").or(text("dcterms:created")).and_then(|day| day.get(..10).map(str::to_string));
    // It stands in the front matter, where a line end would begin another field.
    draft.made = draft.made.take().filter(|day| crate::base::Date::parse(day).is_ok());
}
