//! Drawings: pictures, which become files, text boxes, which become text, and all that can be neither.

use super::super::images;
use super::super::told::Matter;
use super::super::tree::{Block, Inline};
use super::Reader;
use super::arrange::Piece;
use super::xml::Element;

/// Largest picture, in bytes.
const MOST_BYTES: u64 = 64 << 20;
/// Deepest nesting of text boxes.
const DEEPEST: usize = 4;

impl Reader<'_, '_> {
    /// A drawing, or an object with a picture of it.
    pub(super) fn drawing(&mut self, element: &Element) {
        // Shapes in a group have a text each.
        let mut boxes = Vec::new();
        element.find_all("w:txbxContent", &mut boxes);
        if !boxes.is_empty() {
            return boxes.into_iter().for_each(|content| self.text_box(content));
        }
        let embedded = element.name() == "w:object";
        let blip = element.find("a:blip");
        let image = element.find("v:imagedata");
        let id = blip.and_then(|blip| blip.get("r:embed").or(blip.get("r:link"))).or(image.and_then(|image| image.get("r:id")));
        let Some(id) = id else {
            let line = element.find("v:rect").is_some_and(|rect| rect.get("o:hr") == Some("t"));
            if line {
                self.behind.push(Piece::Block(Block::Rule));
            } else {
                self.tell(if embedded { Matter::Embedded } else { Matter::Drawing });
                let what = described(element).map(|alt| format!(": {alt}")).unwrap_or_default();
                self.remark(format!("A drawing or chart of the document stood here{what}"));
            }
            return;
        };
        // Of pictures in a group the first goes over.
        let mut group = Vec::new();
        element.find_all("a:blip", &mut group);
        if group.len() > 1 {
            self.tell(Matter::Drawing);
            self.remark(format!("A group of {} pictures of the document stood here; the first is above", group.len()));
        }
        let alt = described(element).unwrap_or_default();
        let relations = self.relations.clone();
        let Some(relation) = relations.get(id) else { return self.tell(Matter::PictureMissing) };
        if relation.external {
            self.tell(Matter::PictureElsewhere);
            return self.remark(format!("A picture stood here, which lies at {}", relation.target));
        }
        match self.file(&relation.target) {
            Some(Some(file)) => {
                if alt.is_empty() {
                    self.tell(Matter::PictureAlt);
                }
                self.put(Inline::Picture { file, alt });
            }
            Some(None) => {
                self.tell(Matter::PictureForm);
                let name = relation.target.rsplit('/').next().unwrap_or_default();
                self.remark(format!("The picture {name} of the document stood here"));
            }
            None => self.tell(Matter::PictureMissing),
        }
    }

    fn text_box(&mut self, content: &Element) {
        if self.depth >= DEEPEST {
            self.tell(Matter::Deep);
            let text = vec![Inline::Text(content.text())];
            return self.behind.push(Piece::Block(Block::Paragraph(text)));
        }
        self.tell(Matter::TextBox);
        self.depth += 1;
        let outer = (
            std::mem::take(&mut self.fields),
            std::mem::take(&mut self.frames),
            self.near.clone(),
            std::mem::take(&mut self.behind),
        );
        let pieces = self.pieces(content);
        (self.fields, self.frames, self.near, self.behind) = outer;
        self.depth -= 1;
        self.behind.extend(pieces.into_iter().filter(|piece| !matches!(piece, Piece::Gap)));
    }

    /// The name of the file that a part becomes: `Some(None)` if browsers cannot show it, `None` if it is not there.
    fn file(&mut self, part: &str) -> Option<Option<String>> {
        if let Some(known) = self.pictures.get(part) {
            return Some(known.clone());
        }
        let bytes = match self.package.bytes(part, MOST_BYTES) {
            Ok(bytes) => bytes?,
            Err(refusal) => {
                self.failed.get_or_insert(refusal);
                return None;
            }
        };
        let name = images::keep(&mut self.draft, bytes);
        self.pictures.insert(part.to_string(), name.clone());
        Some(name)
    }
}

/// The alternative text of a drawing. What Word writes by itself says nothing.
fn described(element: &Element) -> Option<String> {
    let properties = element.find("wp:docPr");
    let shape = element.find("v:shape");
    let texts = [
        properties.and_then(|properties| properties.get("descr")),
        shape.and_then(|shape| shape.get("alt")),
        properties.and_then(|properties| properties.get("title")),
    ];
    let own = |text: &&str| {
        let name = text.rsplit_once('.').map_or("", |(_, end)| end);
        !text.trim().is_empty() && !matches!(&*name.to_ascii_lowercase(), "png" | "jpg" | "jpeg" | "gif" | "emf")
    };
    let text = texts.into_iter().flatten().find(own)?;
    // Word adds by whom a description was made.
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.contains("AI-generated") && !line.starts_with("Description automatically"));
    let text = lines.collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
