//! Stand-in until the writer of bodies is merged.

use crate::model::{Model, Page};

/// Escapes text for HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// One line of Markdown as plain text.
pub fn inline_plain(text: &str) -> String {
    text.to_string()
}

/// One line of Markdown as HTML.
pub fn inline(text: &str, _root: &str) -> String {
    escape(text)
}

/// The body as HTML.
pub fn body(page: &Page, _model: &Model) -> String {
    format!("<p>{}</p>", page.body().words)
}
