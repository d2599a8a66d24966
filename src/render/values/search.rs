//! What the search page sees as `page`.

use super::head::Head;
use crate::base::address::encoded;
use crate::render::View;
use crate::render::formats::search::folder;
use crate::render::words::Text;
use serde::Serialize;
use std::collections::BTreeSet;

/// The search page.
#[derive(Debug, Serialize)]
pub struct SearchPage {
    /// What stands in the head.
    pub head: Head,
    /// Folder of the index in this language, from the top of the site.
    pub index: String,
    /// The texts `search-*` of the theme, and `comma`, as JSON, for the script: a text, or texts by plural category.
    pub words: String,
}

/// The search page of a language.
pub fn page(view: &View, language: &str, head: Head) -> SearchPage {
    let words = &view.theme.words;
    let known =
        words.of("en").into_iter().flat_map(|strings| strings.keys()).filter(|key| key.starts_with("search-") || *key == "comma");
    let own = known.collect::<BTreeSet<_>>().into_iter().filter_map(|key| {
        let value = match words.find(language, key)? {
            Text::Plain(text) => serde_json::json!(text),
            Text::Plural(forms) => serde_json::json!(forms),
            Text::List(texts) => serde_json::json!(texts),
        };
        Some((key.trim_start_matches("search-").to_string(), value))
    });
    let words = serde_json::Value::Object(own.collect()).to_string();
    SearchPage { head, index: encoded(&folder(language)), words }
}
