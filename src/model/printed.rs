//! Reports as PDFs: each stands in the folder of its page, for search engines of scholars take one from nowhere else
//! (<https://scholar.google.com/intl/en/scholar/inclusion.html#indexing>).

use super::ledger::Apart;
use super::resolve::file_address;
use super::{Model, Page};
use crate::base::address::old_file;
use crate::base::{FilePath, UrlPath};
use crate::document::record::Own;
use crate::files::File;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The PDF of a text of a report.
pub struct Printed<'a> {
    /// What it is in the site's folder.
    pub path: FilePath,
    /// Where it stands.
    pub url: UrlPath,
    /// What it holds.
    pub file: &'a File,
}

impl Printed<'_> {
    /// Its size in thousands of bytes, rounded up.
    pub fn kilobytes(&self) -> u64 {
        self.file.bytes.length().div_ceil(1000)
    }
}

/// The file that a text of a report names as its PDF, and where it stands beside the page.
fn named(page: &Page, apart: &Apart) -> Option<(FilePath, UrlPath)> {
    let Own::Report(report) = &page.record.own else { return None };
    let path = page.file_named(&report.pdf.as_ref()?.value)?;
    let url = UrlPath::new(&format!("{}{}", page.url.as_str(), path.name())).ok();
    let url = url.filter(|_| path.below("content").is_some())?;
    let old = apart.get(&url.composed().unwrap_or_else(|| url.clone())).cloned();
    Some((path, old.unwrap_or(url)))
}

/// The address of each file that has another than its path says: of the PDF of a report (of one that several texts name, that beside
/// the first), and of files that were published in letters apart.
pub(super) fn addresses(pages: &[Arc<Page>], assets: &BTreeMap<FilePath, Arc<File>>, apart: &Apart) -> BTreeMap<FilePath, UrlPath> {
    let mut found = BTreeMap::new();
    for (path, url) in pages.iter().filter_map(|page| named(page, apart)).filter(|(path, _)| assets.contains_key(path)) {
        found.entry(path).or_insert(url);
    }
    for path in assets.keys().filter(|path| !apart.is_empty() && !path.as_str().is_ascii()) {
        if let Some(old) = file_address(path).and_then(Result::ok).and_then(|url| apart.get(&url)) {
            found.entry(path.clone()).or_insert_with(|| old.clone());
        }
    }
    found
}

impl Page {
    /// The old address of a file among those of this page. An old PDF is one where the page has a PDF: elsewhere its address leads to
    /// the page, as that of what was once only printed.
    pub fn old_file(&self, alias: &str) -> Option<UrlPath> {
        let has_pdf = || matches!(&self.record.own, Own::Report(report) if report.pdf.is_some());
        old_file(alias).filter(|url| url.as_str().starts_with("/files/") || has_pdf())
    }
}

impl Model {
    /// The PDF of a text of a report, if it names one that is there.
    pub fn printed(&self, page: &Page) -> Option<Printed<'_>> {
        let (path, url) = named(page, &self.apart)?;
        let file = self.assets.get(&path)?;
        Some(Printed { path, url, file })
    }
}
