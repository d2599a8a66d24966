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
        // Shapes in a group have a text or a picture each.
        let mut parts = Vec::new();
        element.find_all(&["w:txbxContent", "pic:pic", "a:blip", "v:imagedata"], &mut parts);
        let (boxes, mut pictures): (Vec<&Element>, _) = parts.into_iter().partition(|part| part.name() == "w:txbxContent");
        pictures.retain(|picture| reference(picture).is_some());
        if boxes.is_empty() && pictures.is_empty() {
            return self.left_out(element);
        }
        let grouped = boxes.len() + pictures.len() > 1;
        if grouped && !pictures.is_empty() {
            self.tell(Matter::Group);
        }
        let whole = described(element).unwrap_or_default();
        for (at, picture) in pictures.into_iter().enumerate() {
            let own = picture.find("pic:cNvPr").filter(|_| grouped).and_then(|own| said(own.get("descr")?));
            self.picture(picture, own.unwrap_or_else(|| if at == 0 { whole.clone() } else { String::new() }));
        }
        boxes.into_iter().for_each(|content| self.text_box(content));
    }

    /// What is neither a picture nor a text.
    fn left_out(&mut self, element: &Element) {
        let line = element.find("v:rect").is_some_and(|rect| rect.get("o:hr") == Some("t"));
        if line {
            return self.behind.push(Piece::Block(Block::Rule));
        }
        self.tell(if element.name() == "w:object" { Matter::Embedded } else { Matter::Drawing });
        let what = described(element).map(|alt| format!(": {alt}")).unwrap_or_default();
        self.remark(format!("A drawing or chart of the document stood here{what}"));
    }

    fn picture(&mut self, picture: &Element, alt: String) {
        let relations = self.relations.clone();
        let Some(relation) = reference(picture).and_then(|id| relations.get(id)) else { return self.tell(Matter::PictureMissing) };
        if relation.external {
            self.tell(Matter::PictureElsewhere);
            // The folders of somebody's machine are nobody's business.
            let place = relation.target.strip_prefix("file:").and_then(|path| path.rsplit(['/', '\\']).next());
            return self.remark(format!(
                "A picture stood here, which lies at {}{}",
                place.unwrap_or(&relation.target),
                shows(&alt)
            ));
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
                self.remark(format!("The picture {name} of the document stood here{}", shows(&alt)));
            }
            None => {
                self.tell(Matter::PictureMissing);
                if !alt.is_empty() {
                    self.remark(format!("A picture of the document stood here{}", shows(&alt)));
                }
            }
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
    texts.into_iter().flatten().find_map(said)
}

/// What a picture shows, as somebody wrote it.
fn said(text: &str) -> Option<String> {
    let name = text.rsplit_once('.').map_or("", |(_, end)| end);
    if matches!(&*name.to_ascii_lowercase(), "png" | "jpg" | "jpeg" | "gif" | "emf") {
        return None;
    }
    // Word adds by whom a description was made.
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.contains("AI-generated") && !line.starts_with("Description automatically"));
    let text = lines.collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// What a picture that was left out shows, behind a remark on it.
fn shows(alt: &str) -> String {
    if alt.is_empty() { String::new() } else { format!(": {alt}") }
}

/// What a picture says of where it lies.
fn reference(picture: &Element) -> Option<&str> {
    let inner = if picture.name() == "pic:pic" { picture.find("a:blip")? } else { picture };
    inner.get("r:embed").or(inner.get("r:link")).or(inner.get("r:id"))
}
