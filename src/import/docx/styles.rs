//! `styles.xml`: what a style means. Its name is English whatever the language of Word; its id is not.

use super::xml::Element;
use std::collections::HashMap;

/// Longest chain of styles that are based on each other.
const LONGEST_CHAIN: usize = 20;

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Subtitle,
    Author,
    Date,
    Abstract,
    Heading(u8),
    Quote,
    Caption,
    Code,
    /// A word above a part that has a place of its own here.
    Label,
    Contents,
    Sources,
    Body,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: (Option<u32>, Option<u8>),
    strong: Option<bool>,
    emph: Option<bool>,
    raised: Option<String>,
}

/// All styles of a document.
#[derive(Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    default: Option<String>,
    /// The language that is assumed where none is said.
    pub language: Option<String>,
}

impl Styles {
    /// Reads the part.
    pub fn read(root: &Element) -> Self {
        let assumed = root.at(&["w:docDefaults", "w:rPrDefault", "w:rPr"]).and_then(|run| run.first("w:lang")?.get("w:val"));
        let mut styles = Styles { language: assumed.map(str::to_string), ..Styles::default() };
        for element in root.elements("w:style") {
            let Some(id) = element.get("w:styleId") else { continue };
            let paragraph = element.first("w:pPr");
            let run = element.first("w:rPr");
            let number = paragraph.and_then(|paragraph| paragraph.first("w:numPr"));
            let style = Style {
                name: element.val("w:name").unwrap_or_default().to_lowercase(),
                based_on: element.val("w:basedOn").map(str::to_string),
                outline: paragraph.and_then(|paragraph| paragraph.val("w:outlineLvl")?.parse().ok()),
                list: (
                    number.and_then(|number| number.val("w:numId")?.parse().ok()),
                    number.and_then(|number| number.val("w:ilvl")?.parse().ok()),
                ),
                strong: run.and_then(|run| run.flag("w:b")),
                emph: run.and_then(|run| run.flag("w:i")),
                raised: run.and_then(|run| run.val("w:vertAlign")).map(str::to_string),
            };
            if element.get("w:default") == Some("1") && element.get("w:type") == Some("paragraph") {
                styles.default = Some(id.to_string());
                let own = run.and_then(|run| run.first("w:lang")?.get("w:val")).map(str::to_string);
                styles.language = own.or(styles.language.take());
            }
            styles.by_id.insert(id.to_string(), style);
        }
        styles
    }

    /// A style and those it is based on.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Style> {
        let mut next = id.or(self.default.as_deref());
        std::iter::from_fn(move || {
            let style = self.by_id.get(next?)?;
            next = style.based_on.as_deref();
            Some(style)
        })
        .take(LONGEST_CHAIN)
    }

    /// What a paragraph of a style is.
    pub fn role(&self, id: Option<&str>) -> Role {
        let named = self.chain(id).find_map(|style| role(&style.name));
        // Other programs leave the styles out.
        let named = named.or_else(|| role(&spaced(id?)));
        let outline = || self.chain(id).find_map(|style| style.outline).filter(|level| *level < 9);
        named.or_else(|| outline().map(|level| Role::Heading(level + 1))).unwrap_or(Role::Body)
    }

    /// The list that paragraphs of a style belong to, and the level.
    pub fn list(&self, id: Option<&str>) -> (Option<u32>, Option<u8>) {
        let number = self.chain(id).find_map(|style| style.list.0);
        // "List Bullet 2" is a list of its own to Word, and a level to readers.
        let named = |style: &Style| {
            let level = style.name.strip_prefix("list bullet ").or(style.name.strip_prefix("list number "))?;
            level.trim().parse::<u8>().ok()?.checked_sub(1)
        };
        (number, self.chain(id).find_map(|style| style.list.1.or_else(|| named(style))))
    }

    /// Whether letters of a style are strong, and emphasised, and whether they are raised or lowered.
    pub fn letters<'a>(&'a self, id: &'a str) -> (bool, bool, Option<&'a str>) {
        let strong = self.chain(Some(id)).find_map(|style| style.strong);
        let emph = self.chain(Some(id)).find_map(|style| style.emph);
        (strong.unwrap_or(false), emph.unwrap_or(false), self.chain(Some(id)).find_map(|style| style.raised.as_deref()))
    }

    /// Whether letters of a style are code.
    pub fn is_code(&self, id: &str) -> bool {
        self.chain(Some(id))
            .any(|style| matches!(&*style.name, "verbatim char" | "html code" | "source text" | "html typewriter" | "code"))
    }
}

/// `Heading1` as `heading 1`.
fn spaced(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        if c.is_ascii_digit() && !out.ends_with(|c: char| c.is_ascii_digit() || c == ' ') {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn role(name: &str) -> Option<Role> {
    if let Some(level) = name.strip_prefix("heading ") {
        return level.trim().parse().ok().filter(|level| (1..=9).contains(level)).map(Role::Heading);
    }
    if name.strip_prefix("toc ").is_some_and(|level| level.trim().bytes().all(|byte| byte.is_ascii_digit())) {
        return Some(Role::Contents);
    }
    Some(match name {
        "title" => Role::Title,
        "subtitle" => Role::Subtitle,
        "author" | "authors" => Role::Author,
        "date" => Role::Date,
        "abstract" => Role::Abstract,
        "quote" | "intense quote" | "block text" | "block quotation" | "quotations" | "quotation" => Role::Quote,
        "caption" | "image caption" | "table caption" | "figure caption" => Role::Caption,
        "source code" | "html preformatted" | "preformatted text" | "macro text" => Role::Code,
        "abstract title" => Role::Label,
        "toc heading" | "contents heading" | "table of figures" | "index heading" => Role::Contents,
        "bibliography" => Role::Sources,
        "normal" | "body text" => Role::Body,
        _ => return None,
    })
}
