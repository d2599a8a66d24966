//! Plain text of leaves: what is searched, quoted and counted. Depth is bounded by the parser.

use super::dialect::citation::said;
use super::tree::{Block, Body, Formula, Inline, Leaf, LeafId};
use crate::base::Ranged;

impl Body {
    /// The plain text of every leaf, in the order of the tree (notes last); `name` as for [`named`].
    pub fn plain_leaves(&self, source: &str, name: Name) -> impl Iterator<Item = (LeafId, String)> {
        let mut leaves = Vec::with_capacity(self.leaves.len());
        self.each_leaf(&mut |leaf| leaves.push((leaf.id, named(&leaf.inlines, source, name))));
        leaves.into_iter()
    }

    /// Calls `visit` with every leaf: the text in order, captions with their figures, then notes.
    pub fn each_leaf<'a>(&'a self, visit: &mut impl FnMut(&'a Leaf)) {
        self.leaves_of(&self.blocks, visit);
        for note in &self.notes {
            self.leaves_of(&note.blocks, visit);
        }
    }

    /// One leaf by its position, without a walk over all: what stands elsewhere is stepped over.
    pub fn leaf(&self, id: LeafId) -> Option<&Leaf> {
        let at = self.leaves.get(id as usize)?.range.start;
        let notes = || self.notes.iter().filter(|note| note.range.contains(&at));
        let near = leaf_near(&self.blocks, id, at).or_else(|| notes().find_map(|note| leaf_near(&note.blocks, id, at)));
        near.or_else(|| {
            // A caption stands beside its figure or table, not in it.
            let mut found = None;
            self.each_leaf(&mut |leaf| found = Some(leaf).filter(|leaf| leaf.id == id).or(found));
            found
        })
    }

    /// The leaves of some of its blocks, in order.
    pub fn leaves_of<'a>(&'a self, blocks: &'a [Block], visit: &mut impl FnMut(&'a Leaf)) {
        for block in blocks {
            match block {
                Block::Paragraph { leaf, .. } | Block::Heading { leaf, .. } => visit(leaf),
                Block::List { items, .. } => items.iter().for_each(|item| self.leaves_of(&item.blocks, visit)),
                Block::Quote { blocks, .. } | Block::Callout { blocks, .. } => self.leaves_of(blocks, visit),
                Block::Table { cells, figure, .. } => {
                    self.figure_leaves(*figure, visit);
                    cells.iter().for_each(&mut *visit);
                }
                Block::Figure { figure, .. } => self.figure_leaves(*figure, visit),
                Block::Definitions { groups, .. } => {
                    for (terms, definitions) in groups {
                        terms.iter().for_each(&mut *visit);
                        definitions.iter().for_each(|blocks| self.leaves_of(blocks, visit));
                    }
                }
                Block::Drawing(drawing) => visit(&drawing.leaf),
                Block::Code { .. } | Block::Rule { .. } | Block::Html { .. } | Block::Math { .. } => {}
            }
        }
    }

    fn figure_leaves<'a>(&'a self, figure: Option<u32>, visit: &mut impl FnMut(&'a Leaf)) {
        let Some(figure) = figure.and_then(|at| self.figures.get(at as usize)) else { return };
        figure.caption.iter().chain(&figure.source).for_each(visit);
    }
}

/// The leaf with this position that holds the byte `at`, in blocks which hold that byte too.
fn leaf_near(blocks: &[Block], id: LeafId, at: u32) -> Option<&Leaf> {
    let same = |leaf: &&Leaf| leaf.id == id;
    blocks.iter().find_map(|block| match block {
        Block::Paragraph { leaf, .. } | Block::Heading { leaf, .. } => Some(leaf).filter(same),
        Block::List { items, range, .. } if range.contains(&at) => items.iter().find_map(|item| leaf_near(&item.blocks, id, at)),
        Block::Quote { blocks, range, .. } | Block::Callout { blocks, range, .. } if range.contains(&at) => {
            leaf_near(blocks, id, at)
        }
        Block::Table { cells, range, .. } if range.contains(&at) => cells.iter().find(same),
        Block::Definitions { groups, range } if range.contains(&at) => groups.iter().find_map(|(terms, definitions)| {
            terms.iter().find(same).or_else(|| definitions.iter().find_map(|blocks| leaf_near(blocks, id, at)))
        }),
        Block::Drawing(drawing) => Some(&drawing.leaf).filter(same),
        _ => None,
    })
}

/// The words of some inlines, without marks, citations, note numbers and raw HTML.
/// References without words of their own are what was written; of who is cited within a sentence nothing is said.
pub fn plain(inlines: &[Inline], source: &str) -> String {
    named(inlines, source, &|_| None)
}

/// What points at something without saying it in words of its own: as it was written, with its place.
#[derive(Debug, Clone, Copy)]
pub enum Unsaid<'a> {
    /// `[[id]]`: readers see a name.
    Name(&'a Ranged<String>),
    /// `@key` within a sentence: readers see who wrote it, and when.
    Author(&'a Ranged<String>),
}

impl<'a> Unsaid<'a> {
    /// The id or key.
    pub fn written(self) -> &'a Ranged<String> {
        let (Unsaid::Name(written) | Unsaid::Author(written)) = self;
        written
    }
}

/// What readers see of something that is not said; `None` where nobody knows.
pub type Name<'a> = &'a dyn Fn(Unsaid) -> Option<String>;

/// The same, with the names of what is referred to, as readers see them.
pub fn named(inlines: &[Inline], source: &str, name: Name) -> String {
    let mut out = String::new();
    push(inlines, source, name, |formula| &formula.words, &mut out);
    out
}

/// The same as [`plain`], with formulas in TeX: what anchors are made of, which must not change when formulas are said in better words.
pub fn in_tex(inlines: &[Inline], source: &str) -> String {
    let mut out = String::new();
    push(inlines, source, &|_| None, |formula| &formula.tex, &mut out);
    out
}

fn push(inlines: &[Inline], source: &str, name: Name, math: fn(&Formula) -> &str, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(letters) => out.push_str(letters.of(source)),
            Inline::Soft(_) | Inline::Hard(_) => out.push(' '),
            Inline::Code { text, .. } => out.push_str(text),
            Inline::Math(formula) => out.push_str(math(formula)),
            Inline::Wiki { to, children } if children.is_empty() => match name(Unsaid::Name(&to.target)) {
                Some(name) => out.push_str(&name),
                None => out.push_str(&to.target.value),
            },
            Inline::Styled { children, .. }
            | Inline::Link { children, .. }
            | Inline::Wiki { children, .. }
            | Inline::Unlinked { children, .. }
            | Inline::Span { children, .. } => push(children, source, name, math, out),
            Inline::Image(image) => push(&image.alt, source, name, math, out),
            // A citation leaves no gap before the full stop that follows it.
            Inline::Cite(citation) if !citation.narrative => out.truncate(out.trim_end_matches(' ').len()),
            // Its author is part of the sentence.
            Inline::Cite(citation) => {
                let words = said(citation, &|item| name(Unsaid::Author(&item.key)));
                out.push_str(words.as_deref().unwrap_or_default());
            }
            Inline::NoteRef { .. } | Inline::Html { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Options, markdown};

    #[test]
    fn who_is_cited_within_a_sentence_is_named() {
        let text = "As @smith [p. 7; see @roe, ch. 2] shows to [[nix]] [@smith].";
        let (body, _) = markdown::parse(text, 0, &Options::default());
        let name = |unsaid: Unsaid| match unsaid {
            Unsaid::Name(to) => Some(format!("<{}>", to.value)),
            Unsaid::Author(key) => (key.value == "smith").then(|| "Smith 2020".to_string()).or(Some("Roe 2021".into())),
        };
        let words = |name: Name| body.plain_leaves(text, name).map(|(_, words)| words).collect::<String>();
        assert_eq!(words(&name), "As Smith 2020, 7; see Roe 2021, chap. 2 shows to <nix>.");
        assert_eq!(words(&|_| None), "As  shows to nix.");
    }

    #[test]
    fn every_leaf_is_found_by_its_position() {
        let text = "# Heading\n\ntext[^n]\n\n- a\n  - b\n\n  c\n\n> q\n> - d\n\n| a | b |\n| - | - |\n| c | d |\n\n\
            : Caption. Source: x. {#tbl-x}\n\n![alt](x.png \"Title\"){#fig-y}\n\nTerm\n: meaning\n\n[^n]: note\n\n    more\n";
        let (body, _) = markdown::parse(text, 0, &Options::default());
        let mut count = 0;
        body.each_leaf(&mut |leaf| {
            count += 1;
            assert!(body.leaf(leaf.id).is_some_and(|found| std::ptr::eq(found, leaf)), "{}", leaf.id);
        });
        assert!(count > 15, "{count}");
        assert!(body.leaf(9999).is_none());
    }
}
