//! How letters look by attributes and by the classes of the page's own style sheet, as Google Docs writes them.

use super::super::tree::Style;
use super::dom::{Id, Page};
use std::collections::HashMap;

/// Most rules that are read.
const MOST_RULES: usize = 10_000;

/// Looks by class.
#[derive(Default)]
pub(super) struct Sheet(HashMap<String, Vec<Style>>);

impl Sheet {
    /// Reads the style sheets within a page: rules of one class alone.
    pub fn read(page: &Page, all: &[Id]) -> Sheet {
        let mut classes = HashMap::new();
        for id in all.iter().filter(|id| page.name(**id) == "style") {
            for rule in page.text(*id).split('}').take(MOST_RULES) {
                let Some((selector, body)) = rule.split_once('{') else { continue };
                let selector = selector.rsplit(['\n', ';', '>']).next().unwrap_or_default().trim();
                let Some(class) = selector.strip_prefix('.').filter(|class| !class.contains([' ', '.', ':', ','])) else {
                    continue;
                };
                let looks = styles(body);
                if !looks.is_empty() {
                    classes.insert(class.to_string(), looks);
                }
            }
        }
        Sheet(classes)
    }

    /// How the letters of an element are set off.
    pub fn look(&self, page: &Page, id: Id) -> Vec<Style> {
        let mut out = match page.name(id) {
            "b" | "strong" => vec![Style::Strong],
            "i" | "em" | "cite" | "dfn" | "var" | "u" => vec![Style::Emph],
            "s" | "strike" | "del" => vec![Style::Struck],
            "sup" => vec![Style::Raised],
            "sub" => vec![Style::Lowered],
            _ => Vec::new(),
        };
        let own = page.get(id, "style").unwrap_or_default();
        // Google Docs has all of what it copies in `<b style="font-weight:normal">`.
        if own.replace(' ', "").contains("font-weight:normal") {
            out.retain(|style| *style != Style::Strong);
        }
        let classes = page.get(id, "class").unwrap_or_default().split_whitespace();
        for style in styles(own).into_iter().chain(classes.filter_map(|class| self.0.get(class)).flatten().copied()) {
            if !out.contains(&style) {
                out.push(style);
            }
        }
        out.sort_unstable();
        out
    }
}

fn styles(declarations: &str) -> Vec<Style> {
    let mut out = Vec::new();
    for declaration in declarations.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
        let style = match (name.as_str(), value.as_str()) {
            ("font-weight", "bold" | "bolder" | "600" | "700" | "800" | "900") => Style::Strong,
            ("font-style", "italic" | "oblique") => Style::Emph,
            ("text-decoration" | "text-decoration-line", "line-through") => Style::Struck,
            ("vertical-align", "super") => Style::Raised,
            ("vertical-align", "sub") => Style::Lowered,
            _ => continue,
        };
        if !out.contains(&style) {
            out.push(style);
        }
    }
    out
}
