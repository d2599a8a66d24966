//! Output formats. A new one is a file here and its row in `FORMATS`.

pub mod asset;
pub mod citations;
mod data;
pub mod dataset;
pub mod evidence;
mod feed;
pub mod host;
pub mod listing;
pub mod metadata;
pub mod page;
mod redirect;
pub mod search;
mod sitemap;
mod topics;
mod xml;

use super::Format;

/// All formats, in the order in which they claim paths: what comes first keeps a path that two want.
pub static FORMATS: &[&Format] = &[
    &page::PAGE,
    &listing::LISTING,
    &listing::DATA_LISTING,
    &page::PRINT,
    &asset::THEME_ASSET,
    &asset::FILE,
    &redirect::REDIRECT,
    &data::DATA,
    &evidence::EVIDENCE,
    &citations::CITATIONS,
    &dataset::DATASET,
    &feed::ATOM,
    &feed::JSON_FEED,
    &search::SEARCH,
    &sitemap::SITEMAP,
    &sitemap::ROBOTS,
    &host::HOST,
];

/// JSON as it is published: indented, with a line end.
fn json_bytes(value: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
