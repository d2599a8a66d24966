//! Images, figures and tables.

use super::Writer;
use super::attributes::{push_href, value};
use crate::base::address::{Scheme, scheme};
use crate::document::plain::{Unsaid, named};
use crate::document::tree::{Align, Cells, Image, Inline, Leaf};
use crate::model::Target;

/// Tables of more columns scroll; those of fewer become labelled rows on a small screen.
const STACKED: usize = 5;

/// What has more letters is a text, and no name or number.
const WORDY: usize = 40;

/// Whether the cells of a row stand below each other on narrow screens, each with the words at the head of its column: where there are
/// few, and none of these is a formula, which is no words.
fn stacks(head: &[Leaf]) -> bool {
    head.len() <= STACKED && !head.iter().skip(1).flat_map(|cell| cell.inlines.iter()).any(Inline::has_formula)
}

impl Writer<'_, '_> {
    pub(super) fn figure(&mut self, image: &Image, figure: Option<u32>) {
        if !self.page {
            self.push("<p>");
            self.image(image);
            return self.push("</p>\n");
        }
        let found = figure.and_then(|at| self.input.body.figures.get(at as usize));
        let classes = super::attributes::classes(&image.attributes);
        self.push("<figure class=\"fig");
        if !classes.is_empty() {
            self.push(" ");
            self.push(&classes);
        }
        self.push("\"");
        let id = found.map(|figure| &figure.id).or(image.attributes.id.as_ref());
        self.id(id.map(|id| id.value.as_str()));
        self.push(">\n");
        self.kept(id.map_or("", |id| id.value.as_str()));
        match found {
            Some(figure) => {
                self.caption(self.input.words.figure, figure.number, figure.caption.as_ref());
                self.picture(image, false);
                self.push("\n");
                self.source(figure.source.as_ref());
            }
            None => {
                if !image.title.is_empty() {
                    self.push("<figcaption>");
                    self.escaped(&image.title);
                    self.push("</figcaption>\n");
                }
                self.picture(image, false);
                self.push("\n");
            }
        }
        self.push("</figure>\n");
    }

    pub(super) fn id(&mut self, id: Option<&str>) {
        if let Some(id) = id {
            self.push(" id=\"");
            self.escaped(id);
            self.push("\"");
        }
    }

    fn caption(&mut self, words: &str, number: u32, caption: Option<&Leaf>) {
        self.push("<figcaption><span class=\"label\">");
        self.numbered(words, &number.to_string());
        self.push("</span>");
        if let Some(caption) = caption {
            self.push("<span class=\"ttl\">");
            self.leaf(caption);
            self.push("</span>");
        }
        self.push("</figcaption>\n");
    }

    fn source(&mut self, source: Option<&Leaf>) {
        if let Some(source) = source {
            self.push("<p class=\"src\">");
            self.leaf(source);
            self.push("</p>\n");
        }
    }

    /// The words of some inlines, for what takes no marks; references without words of their own as the page shows them.
    fn words(&self, inlines: &[Inline]) -> String {
        named(inlines, self.input.text, &|unsaid| match unsaid {
            Unsaid::Name(to) => Some(self.input.links.name(&self.reference(to.range.start)?.to)).filter(|name| !name.is_empty()),
            Unsaid::Author(key) => self.input.links.author(&key.range),
        })
    }

    /// An image in running text.
    pub(super) fn image(&mut self, image: &Image) {
        self.picture(image, true);
    }

    /// `<img>`, if the file is one of the site's own: a page makes no request to anyone else, so an image elsewhere is a link.
    fn picture(&mut self, image: &Image, own_attributes: bool) {
        let alt = self.words(&image.alt);
        let target = self.reference(image.destination.range.start).map(|reference| &reference.to);
        let address = match target {
            Some(Target::Web) | None if !self.page => image.destination.value.clone(),
            Some(Target::Web) => return self.far_image(&image.destination.value, &alt),
            None if scheme(&image.destination.value) == Scheme::Web => return self.far_image(&image.destination.value, &alt),
            Some(target) => self.input.links.href(target),
            None => return self.escaped(&alt),
        };
        if scheme(&address) == Scheme::Forbidden {
            return self.escaped(&alt);
        }
        self.push("<img src=\"");
        push_href(&address, self.out);
        self.push("\" alt=\"");
        self.escaped(&alt);
        self.push("\"");
        if !image.title.is_empty() && own_attributes {
            self.push(" title=\"");
            self.escaped(&image.title);
            self.push("\"");
        }
        if self.page {
            if own_attributes {
                self.id(image.attributes.id.as_ref().map(|id| id.value.as_str()));
                self.class(&image.attributes);
            }
            self.size(image, target);
            // Not lazily: a picture that nobody has scrolled to would be missing on paper.
            self.push(" decoding=\"async\"");
        }
        self.push(" />");
    }

    fn far_image(&mut self, address: &str, alt: &str) {
        let words = if alt.is_empty() { address } else { alt };
        if self.is_linked() {
            return self.escaped(words);
        }
        self.push("<a href=\"");
        push_href(address, self.out);
        self.push("\">");
        self.escaped(words);
        self.push("</a>");
    }

    /// Width and height: as written, else as the file has them, so that text does not jump when it arrives.
    fn size(&mut self, image: &Image, target: Option<&Target>) {
        let number = |key| value(&image.attributes, key).and_then(|value| value.parse::<u32>().ok());
        let known = target.and_then(|target| self.input.links.size(target));
        let width = number("width").or(known.map(|(width, _)| width));
        // A width written without a height keeps the proportions.
        let scaled = known
            .zip(number("width"))
            .map(|((width, height), wanted)| (u64::from(height) * u64::from(wanted) / u64::from(width.max(1))) as u32);
        let height = number("height").or(scaled).or(known.map(|(_, height)| height));
        for (name, length) in [(" width=\"", width), (" height=\"", height)] {
            if let Some(length) = length {
                let length = length.to_string();
                for part in [name, &length, "\""] {
                    self.push(part);
                }
            }
        }
    }

    pub(super) fn table(&mut self, cells: &Cells, figure: Option<u32>) {
        let Cells { align, head, rows } = cells;
        if !self.page {
            return self.plain_table(align, head, rows);
        }
        let found = figure.and_then(|at| self.input.body.figures.get(at as usize));
        if let Some(figure) = found {
            self.push("<figure class=\"tbl\"");
            self.id(Some(&figure.id.value));
            self.push(">\n");
            self.kept(&figure.id.value);
            self.caption(self.input.words.table, figure.number, figure.caption.as_ref());
        }
        if stacks(head) {
            self.push("<div class=\"stack\">\n");
        } else {
            let mut name = String::new();
            match found {
                Some(figure) => name.push_str(&self.input.words.table.replacen("{number}", &figure.number.to_string(), 1)),
                // Without a caption it is called by what its columns are.
                None => {
                    let columns = head.iter().map(|cell| self.words(&cell.inlines)).filter(|words| !words.trim().is_empty());
                    name.push_str(&columns.collect::<Vec<_>>().join(self.input.words.comma));
                }
            }
            self.push("<div class=\"scroll\" tabindex=\"0\" role=\"group\"");
            if !name.is_empty() {
                self.push(" aria-label=\"");
                self.escaped(&name);
                self.push("\"");
            }
            self.push(">\n");
        }
        self.grid(align, head, rows);
        self.push("</div>\n");
        if let Some(figure) = found {
            self.source(figure.source.as_ref());
            self.push("</figure>\n");
        }
    }

    /// The table itself. Its roles are written out because style sheets that stack the cells would take them away.
    fn grid(&mut self, align: &[Align], head: &[Leaf], rows: &[Vec<Leaf>]) {
        let labels: Vec<String> = head.iter().map(|cell| self.words(&cell.inlines)).collect();
        let stacked = stacks(head);
        // A table that scrolls need not press what it says into a narrow column; its first is kept in view, and so has a width of its own.
        let wordy: Vec<bool> = (0..head.len())
            .map(|column| {
                let long = |row: &Vec<Leaf>| row.get(column).is_some_and(|cell| self.words(&cell.inlines).chars().count() > WORDY);
                !stacked && column > 0 && rows.iter().any(long)
            })
            .collect();
        self.push("<table class=\"grid-table\" role=\"table\">\n<thead role=\"rowgroup\"><tr role=\"row\">");
        for (column, cell) in head.iter().enumerate() {
            let named = !cell.inlines.is_empty();
            self.push(if named { "<th role=\"columnheader\" scope=\"col\"" } else { "<td role=\"cell\"" });
            self.column(align, &wordy, column);
            self.leaf(cell);
            self.push(if named { "</th>" } else { "</td>" });
        }
        self.push("</tr></thead>\n");
        if !rows.is_empty() {
            self.push("<tbody role=\"rowgroup\">\n");
            for row in rows {
                self.push("<tr role=\"row\">");
                for (column, cell) in row.iter().enumerate() {
                    let names_row = column == 0 && row.len() > 1 && !cell.inlines.is_empty();
                    self.push(if names_row { "<th role=\"rowheader\" scope=\"row\"" } else { "<td role=\"cell\"" });
                    if let Some(label) = labels.get(column).filter(|label| column > 0 && stacked && !label.is_empty()) {
                        self.push(" data-label=\"");
                        self.escaped(label);
                        self.push("\"");
                    }
                    self.column(align, &wordy, column);
                    self.leaf(cell);
                    self.push(if names_row { "</th>" } else { "</td>" });
                }
                self.push("</tr>\n");
            }
            self.push("</tbody>\n");
        }
        self.push("</table>\n");
    }

    /// The class of a cell: numbers stand at the end, words have room.
    fn column(&mut self, align: &[Align], wordy: &[bool], column: usize) {
        self.push(match (align.get(column), wordy.get(column)) {
            (Some(Align::Right), _) => " class=\"n\">",
            (Some(Align::Center), Some(true)) => " class=\"mid words\">",
            (Some(Align::Center), _) => " class=\"mid\">",
            (_, Some(true)) => " class=\"words\">",
            _ => ">",
        });
    }

    /// As GFM's specification writes tables.
    fn plain_table(&mut self, align: &[Align], head: &[Leaf], rows: &[Vec<Leaf>]) {
        self.push("<table>\n<thead>\n");
        self.plain_row("th", align, head);
        self.push("</thead>\n");
        if !rows.is_empty() {
            self.push("<tbody>\n");
            rows.iter().for_each(|row| self.plain_row("td", align, row));
            self.push("</tbody>\n");
        }
        self.push("</table>\n");
    }

    fn plain_row(&mut self, tag: &str, align: &[Align], cells: &[Leaf]) {
        self.push("<tr>\n");
        for (column, cell) in cells.iter().enumerate() {
            let align = match align.get(column) {
                Some(Align::Left) => " align=\"left\">",
                Some(Align::Center) => " align=\"center\">",
                Some(Align::Right) => " align=\"right\">",
                _ => ">",
            };
            for part in ["<", tag, align] {
                self.push(part);
            }
            self.leaf(cell);
            for part in ["</", tag, ">\n"] {
                self.push(part);
            }
        }
        self.push("</tr>\n");
    }
}
