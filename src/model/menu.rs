//! Lines of chancery.yaml that lead nowhere: those of the menu, and pages to read instead of what was withdrawn.

use super::called::Called;
use super::listings::Listings;
use super::{Index, Page};
use crate::base::address::{Scheme, scheme};
use crate::base::{Fault, FilePath, Ranged, UrlPath, text};
use crate::config::{self, Config, MenuItem};
use crate::files::Files;
use std::sync::Arc;

/// The fault of each line of the menu whose page there is not: an id, an address on the site, or one on the web.
pub(super) fn check(
    pages: &[Arc<Page>],
    index: &Index,
    files: &Files,
    listings: &Listings,
    config: &Config,
    called: &Called,
) -> Vec<(FilePath, Fault)> {
    let leads = |page: &str| match page.strip_prefix('/') {
        _ if scheme(page) == Scheme::Web => true,
        Some(rest) => {
            let file = FilePath::new(&format!("static/{rest}")).is_some_and(|file| files.get(&file).is_some());
            let known = UrlPath::new(page).is_ok_and(|url| index.by_url.contains_key(&url));
            known || file || listings.has(index, pages, page)
        }
        None => index.find(pages, page, &[]).is_some(),
    };
    let fault = |item: &MenuItem| {
        let message = format!("the menu leads to `{}`, and there is no such page", text::shown(&item.page));
        let fault = Fault::new("unresolved-reference", item.range.clone(), message);
        let help = "write the id of a page, an address such as `/actors/`, or one that begins with `https:`";
        (config::path(), fault.with_help(help).with_help_if(called.help(&item.page)))
    };
    config.menu.iter().filter(|item| !leads(&item.page) && !index.may_be_unread(&item.page)).map(fault).collect()
}

/// The fault of each page to read instead that there is not.
pub(super) fn instead(pages: &[Arc<Page>], index: &Index, config: &Config, called: &Called) -> Vec<(FilePath, Fault)> {
    let fault = |id: &Ranged<String>| {
        let message = format!("no page or record is called `{}`", text::shown(&id.value));
        let fault = Fault::new("unresolved-reference", id.range.clone(), message);
        let help = "write the id of a page or record of this site";
        (config::path(), fault.with_help(help).with_help_if(called.help(&id.value)))
    };
    let wanted = config.withdrawn.iter().filter_map(|one| one.instead.as_ref());
    wanted.filter(|id| index.find(pages, &id.value, &[]).is_none()).map(fault).collect()
}
