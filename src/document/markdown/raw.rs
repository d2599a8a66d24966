//! Raw HTML, where the site allows it: what it refers to, and what of it is left out. And in lines of front matter, where it is
//! text like any other.

use super::super::Sort;
use super::super::dialect::html::way_out;
use super::super::dialect::short;
use super::super::raw_html::{self, Attribute, Piece, Tag};
use super::super::tree::{Block, Inline, LeafInfo, LeafSort, Letters};
use super::Builder;
use crate::base::address::{Scheme, scheme};
use crate::base::text::shown;
use crate::base::{Fault, Range as Short, Ranged};
use std::ops::Range;

impl Builder<'_> {
    /// Takes the links, images and ids of raw HTML that is kept, and says of what is not that it is left out.
    pub(super) fn keep_html(&mut self, html: &str, range: &Range<usize>, block: bool) {
        let range = short(range.clone());
        let text = self.text;
        let place = |at: usize, length: usize| -> Short {
            let start = raw_html::origin(text, &range, html, at);
            let end = (start as usize + length).min(range.end as usize);
            start..(text.ceil_char_boundary(end) as u32).max(start)
        };
        for piece in raw_html::pieces(html, block) {
            match piece {
                Piece::LeftOut(tag) if !tag.end => {
                    let help = way_out(&tag.name).unwrap_or("write it in Markdown, or take the tag away");
                    self.left_out(&tag.name, "", place(tag.range.start, tag.range.len()), help);
                }
                Piece::Kept(tag) if !tag.end => self.keep_tag(&tag, &place),
                _ => {}
            }
        }
    }

    fn keep_tag(&mut self, tag: &Tag, place: &dyn Fn(usize, usize) -> Short) {
        for one in &tag.attributes {
            let range = place(one.at, one.length);
            if !raw_html::is_kept(&tag.name, one) {
                let help =
                    "kept are `class` and `id` of small letters, `lang`, `dir`, `title`, and the address of a link or an image";
                self.left_out(&tag.name, &one.key, range, help);
                continue;
            }
            match one.key.as_str() {
                "href" => self.written(raw_html::address(one.value), range, Sort::Link),
                "src" => self.keep_image(tag, one, range),
                "id" => self.claim(&mut Some(Ranged::new(one.value.to_string(), range))),
                _ => {}
            }
        }
    }

    fn keep_image(&mut self, tag: &Tag, source: &Attribute, range: Short) {
        let address = raw_html::address(source.value);
        let name = shown(&address);
        if scheme(&address) == Scheme::Web {
            let message = format!("this image lies at `{name}`, which would learn of every reader");
            let fault = Fault::new("third-party-image", range, message);
            self.faults.push(fault.with_help("save it beside the text and refer to it by its name; until then it is left out"));
            return;
        }
        if !tag.attributes.iter().any(|one| one.key == "alt") {
            let fault = Fault::new("missing-alt", range.clone(), format!("the image `{name}` has no alternative text"));
            self.faults.push(fault.with_help("say in `alt=\"…\"` what it shows, or write `alt=\"\"` where it shows nothing"));
        }
        self.written(address, range, Sort::Image);
    }

    /// Says once of each tag, or attribute of it, that it is left out.
    fn left_out(&mut self, tag: &str, attribute: &str, range: Short, help: &'static str) {
        if self.left_out.insert((tag.to_string(), attribute.to_string())) {
            let what = match attribute {
                "" => format!("`<{}>`", shown(tag)),
                attribute => format!("`{}` of `<{}>`", shown(attribute), shown(tag)),
            };
            self.faults.push(Fault::new("raw-html", range, format!("{what} is left out of the page")).with_help(help));
        }
    }

    /// A block of raw HTML that is kept. What it refers to stands in a leaf of its own, without inlines.
    pub(super) fn html_block(&mut self, html: String, range: &Range<usize>) {
        let before = self.body.written.len();
        self.keep_html(&html, range, true);
        if self.body.written.len() > before {
            let leaf = LeafInfo::new(short(range.clone()), LeafSort::Caption, self.body.paragraphs.len());
            self.body.leaves.push(leaf);
        }
        self.push_block(Block::Html { range: short(range.clone()), text: html });
    }

    /// HTML as text.
    pub(super) fn literal_html(&mut self, html: &str, range: &Range<usize>) {
        let is_alone = self.leaf.is_none();
        if is_alone {
            self.begin_leaf(range.clone(), LeafSort::Paragraph, true);
        }
        self.nodes.push(Inline::Text(Letters { range: short(range.clone()), own: Some(html.trim_end_matches('\n').into()) }));
        if is_alone && let Some(leaf) = self.end_leaf() {
            self.push_block(Block::Paragraph { leaf, number: None });
        }
    }
}
