//! Lines of the menu in chancery.yaml that lead nowhere.

use super::{Index, Page};
use crate::base::address::{Scheme, scheme};
use crate::base::{Fault, FilePath, UrlPath, text};
use crate::config::{self, Config, MenuItem};
use crate::files::Files;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The fault of each line whose page there is not: an id, an address on the site, or one on the web.
pub(super) fn check(
    pages: &[Arc<Page>],
    index: &Index,
    files: &Files,
    listings: &BTreeSet<String>,
    config: &Config,
) -> Vec<(FilePath, Fault)> {
    let leads = |page: &str| match page.strip_prefix('/') {
        _ if scheme(page) == Scheme::Web => true,
        Some(rest) => {
            let file = FilePath::new(&format!("static/{rest}")).is_some_and(|file| files.get(&file).is_some());
            let known = UrlPath::new(page).is_ok_and(|url| index.by_url.contains_key(&url));
            known || file || listings.contains(page)
        }
        None => index.find(pages, page, &[]).is_some(),
    };
    let fault = |item: &MenuItem| {
        let bare = item.page.rsplit(':').next().unwrap_or(&item.page);
        let near = text::nearest(bare, index.by_key.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let help = near
            .unwrap_or_else(|| "write the id of a page, an address such as `/actors/`, or one that begins with `https:`".into());
        let message = format!("the menu leads to `{}`, and there is no such page", text::shown(&item.page));
        (config::path(), Fault::new("unresolved-reference", item.range.clone(), message).with_help(help))
    };
    config.menu.iter().filter(|item| !leads(&item.page) && !index.may_be_unread(&item.page)).map(fault).collect()
}
