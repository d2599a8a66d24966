//! Blocks.

use super::Writer;
use super::attributes::classes;
use crate::base::Range;
use crate::document::tree::{Attributes, Block, CalloutSort, Item, Leaf};
use crate::render::highlight;

impl Block {
    /// First byte of the block; of its text, for a paragraph or heading.
    pub(super) fn start(&self) -> u32 {
        self.place().map_or(0, |range| range.start)
    }

    /// The byte behind the block.
    pub(super) fn end(&self) -> u32 {
        self.place().map_or(0, |range| range.end)
    }

    fn place(&self) -> Option<Range> {
        match self {
            Block::Paragraph { leaf, .. } | Block::Heading { leaf, .. } => {
                let (first, last) = leaf.inlines.first().zip(leaf.inlines.last())?;
                Some(first.range().start..last.range().end)
            }
            Block::List { range, .. }
            | Block::Quote { range, .. }
            | Block::Callout { range, .. }
            | Block::Code { range, .. }
            | Block::Table { range, .. }
            | Block::Figure { range, .. }
            | Block::Definitions { range, .. }
            | Block::Rule { range }
            | Block::Html { range, .. }
            | Block::Math { range, .. } => Some(range.clone()),
            Block::Drawing(drawing) => Some(drawing.range.clone()),
        }
    }
}

impl Writer<'_, '_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block, false));
    }

    /// Writes a block; in a `tight` list a paragraph stands without tags.
    pub(super) fn block(&mut self, block: &Block, tight: bool) {
        match block {
            Block::Paragraph { leaf, .. } if tight => self.leaf(leaf),
            Block::Paragraph { leaf, number } => self.paragraph(leaf, *number),
            Block::Heading { leaf, index, attributes } => self.heading(leaf, *index, attributes),
            Block::List { start, tight, items, .. } => self.list(*start, *tight, items),
            Block::Quote { blocks, attributes, .. } => {
                self.push("<blockquote");
                self.language(attributes);
                self.push(">\n");
                self.nested(blocks);
                self.push("</blockquote>\n");
            }
            Block::Callout { sort, blocks, .. } => self.callout(*sort, blocks),
            Block::Code { info, text, .. } => self.code(&info.value, text),
            Block::Drawing(drawing) => {
                let picture = self.drawing(drawing);
                self.push(&picture);
            }
            Block::Table { cells, figure, .. } => self.table(cells, *figure),
            Block::Figure { image, figure, .. } => self.figure(image, *figure),
            Block::Definitions { groups, .. } => self.definitions(groups),
            Block::Rule { .. } => self.push("<hr />\n"),
            Block::Html { text, range } => self.html_block(text, range),
            Block::Math { formula, figure, .. } => self.formula_block(formula, *figure),
        }
    }

    /// Blocks within a container, which raw HTML cannot leave.
    pub(super) fn nested(&mut self, blocks: &[Block]) {
        let outside = std::mem::take(&mut self.raw);
        self.blocks(blocks);
        self.raw.close_all(self.out);
        self.raw = outside;
    }

    fn paragraph(&mut self, leaf: &Leaf, number: Option<u32>) {
        let found = number.and_then(|at| Some((at, self.input.body.paragraphs.get(at as usize)?)));
        let Some((at, paragraph)) = found.filter(|_| self.page && self.input.settings.paragraphs) else {
            self.push("<p>");
            self.leaf(leaf);
            return self.push("</p>\n");
        };
        self.at_paragraph = Some(at);
        let number = paragraph.number.as_str();
        // The ledger has a say in it, and a ledger may come from anywhere.
        let shown = crate::render::html::escape(number);
        for part in ["<p class=\"para\" id=\"p", &shown, "\"><a class=\"pno\" href=\"#p", &shown, "\" aria-label=\""] {
            self.push(part);
        }
        self.numbered(self.input.words.paragraph, number);
        for part in ["\">", &shown, "</a>"] {
            self.push(part);
        }
        self.kept(&["p", number].concat());
        self.leaf(leaf);
        self.push("</p>\n");
    }

    pub(super) fn heading(&mut self, leaf: &Leaf, index: u32, attributes: &Attributes) {
        let Some(heading) = self.input.body.headings.get(index as usize) else { return };
        // The page has its one `h1` already.
        let level = if self.page { (heading.level + self.input.body.shift).clamp(2, 6) } else { heading.level }.to_string();
        self.push("<h");
        self.push(&level);
        if self.page {
            self.push(" id=\"");
            self.escaped(&heading.id);
            self.push("\"");
        }
        self.class(attributes);
        self.language(attributes);
        self.push(">");
        if self.page {
            self.kept(&heading.id);
        }
        self.leaf(leaf);
        for part in ["</h", &level, ">\n"] {
            self.push(part);
        }
    }

    /// Old anchors that lead to this place.
    pub(super) fn kept(&mut self, at: &str) {
        for old in self.input.body.kept_at(at) {
            self.push("<span class=\"kept\" id=\"");
            self.escaped(old);
            self.push("\"></span>");
        }
    }

    pub(super) fn class(&mut self, attributes: &Attributes) {
        let classes = classes(attributes);
        if !classes.is_empty() {
            for part in [" class=\"", &classes, "\""] {
                self.push(part);
            }
        }
    }

    /// `lang` and `dir`, where they are said.
    pub(super) fn language(&mut self, attributes: &Attributes) {
        for (name, value) in super::attributes::language(attributes).into_iter().filter(|(_, value)| !value.is_empty()) {
            for part in [" ", name, "=\""] {
                self.push(part);
            }
            self.escaped(value);
            self.push("\"");
        }
    }

    fn list(&mut self, start: Option<u32>, tight: bool, items: &[Item]) {
        match start {
            None => self.push("<ul>\n"),
            Some(1) => self.push("<ol>\n"),
            Some(start) => {
                let start = start.to_string();
                for part in ["<ol start=\"", &start, "\">\n"] {
                    self.push(part);
                }
            }
        }
        for item in items {
            self.item(item, tight);
        }
        self.push(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn item(&mut self, item: &Item, tight: bool) {
        self.push(if item.task.is_some() && self.page { "<li class=\"task\">" } else { "<li>" });
        let outside = std::mem::take(&mut self.raw);
        let mut blocks = item.blocks.as_slice();
        match (item.task, blocks) {
            (Some(done), [Block::Paragraph { leaf, .. }, rest @ ..]) if !tight => {
                self.push("\n<p>");
                self.tick(done);
                self.leaf(leaf);
                self.push("</p>\n");
                blocks = rest;
            }
            (Some(done), _) => self.tick(done),
            (None, _) => {}
        }
        for block in blocks {
            let bare = tight && matches!(block, Block::Paragraph { .. });
            if !bare && !self.out.ends_with('\n') {
                self.push("\n");
            }
            self.block(block, tight);
        }
        self.raw.close_all(self.out);
        self.raw = outside;
        self.push("</li>\n");
    }

    fn tick(&mut self, done: bool) {
        let words = if done { self.input.words.done } else { self.input.words.open };
        match (self.page, done) {
            (true, _) => {
                self.push("<span class=\"tick\" role=\"img\" aria-label=\"");
                self.escaped(words);
                self.push(if done { "\">☑</span> " } else { "\">☐</span> " });
            }
            (false, true) => self.push("<input checked=\"\" disabled=\"\" type=\"checkbox\"> "),
            (false, false) => self.push("<input disabled=\"\" type=\"checkbox\"> "),
        }
    }

    fn callout(&mut self, sort: CalloutSort, blocks: &[Block]) {
        let class = match sort {
            CalloutSort::Note => "note",
            CalloutSort::Tip => "tip",
            CalloutSort::Important => "important",
            CalloutSort::Warning => "warning",
            CalloutSort::Caution => "caution",
            CalloutSort::Key => "key",
        };
        for part in ["<div class=\"callout callout-", class, "\" role=\"note\">\n<p class=\"callout-title\">"] {
            self.push(part);
        }
        self.escaped(self.input.words.callouts[sort as usize]);
        self.push("</p>\n");
        self.nested(blocks);
        self.push("</div>\n");
    }

    pub(super) fn code(&mut self, info: &str, text: &str) {
        let language = info.split_whitespace().next().unwrap_or_default();
        self.push(if self.page { "<pre class=\"code\" tabindex=\"0\"><code" } else { "<pre><code" });
        if !language.is_empty() {
            self.push(" class=\"language-");
            self.escaped(language);
            self.push("\"");
        }
        self.push(">");
        if !self.page || !highlight::push(text, language, self.out) {
            self.escaped(text);
        }
        self.push("</code></pre>\n");
    }

    fn definitions(&mut self, groups: &[(Vec<Leaf>, Vec<Vec<Block>>)]) {
        self.push("<dl>\n");
        for (terms, definitions) in groups {
            for term in terms {
                self.push("<dt>");
                self.leaf(term);
                self.push("</dt>\n");
            }
            for blocks in definitions {
                self.push("<dd>");
                match blocks.as_slice() {
                    [Block::Paragraph { leaf, .. }] => self.leaf(leaf),
                    blocks => {
                        self.push("\n");
                        self.nested(blocks);
                    }
                }
                self.push("</dd>\n");
            }
        }
        self.push("</dl>\n");
    }
}
