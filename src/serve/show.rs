//! What a tab is shown: a page rendered when it is asked for, or the last good one where that cannot be.

use super::endless;
use crate::base::media::media_type;
use crate::base::{FilePath, Hash, OutPath};
use crate::check::{self, Diagnostic, Level, Rendered};
use crate::model::PageId;
use crate::render::{Route, Subject};
use crate::session::Site;
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Whose eyes a site is seen with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lens {
    /// The author's: drafts and embargoed reports are there.
    Own,
    /// The public's on a day, as (year, month, day).
    Public((i32, u8, u8)),
}

/// Which page, seen how.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Seen how.
    pub lens: Lens,
    /// Which file of the output.
    pub path: OutPath,
}

/// How what is shown relates to the site as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is what a build would make.
    Good,
    /// It was good before; now the page cannot be made.
    Kept,
    /// It was there before; now no file makes it.
    Gone,
    /// There is no such page.
    Missing,
    /// It cannot be made, and never could since the preview began.
    Broken,
}

/// An output as it is shown.
#[derive(Debug)]
pub struct Shown {
    /// How it relates to the site.
    pub standing: Standing,
    /// What a build would write.
    pub bytes: Bytes,
    /// Hash of the bytes.
    pub hash: String,
    /// Its media type.
    pub media: &'static str,
    /// A page of the site's own making, which gets the preview's script.
    pub is_page: bool,
    /// The page of the model, where it is one and stands there now.
    pub page: Option<PageId>,
    /// The files that it is made of, in order.
    pub files: Vec<FilePath>,
    /// What is wrong with its rendering.
    pub found: Vec<Diagnostic>,
    /// What its own file holds; by that it is found again under another name.
    pub content: Option<Hash>,
    /// Of a page that is gone: the file that it is made of now.
    pub moved_to: Option<FilePath>,
}

/// Rules that speak of files of which nearly nothing could be read. What such a file makes is no page to look at.
const UNREADABLE: [&str; 5] = ["invalid-yaml", "invalid-json", "not-utf8", "unclosed-front-matter", "yaml-limit"];

/// What is shown at a path, after what was shown there `before`.
pub fn show(site: &Arc<Site>, path: &OutPath, before: Option<&Shown>) -> Shown {
    let Some(route) = site.plan.routes.get(path) else { return absent(site, before) };
    if let (Subject::Redirect(id), Some(before)) = (&route.subject, before.filter(|before| before.is_page)) {
        return gone(before, Some(site.model.page(*id).path.clone()));
    }
    match endless::render(site, path) {
        Ok(bytes) => {
            let shown = good(site, route, bytes);
            match before.filter(|before| before.is_page && unreadable(site, &shown.files)) {
                Some(before) => Shown { standing: Standing::Kept, page: shown.page, ..gone(before, None) },
                None => shown,
            }
        }
        Err((file, fault)) => {
            let found = check::judge(vec![(file, fault)], &site.levels);
            let (standing, bytes) = match before.filter(|shown| matches!(shown.standing, Standing::Good | Standing::Kept)) {
                Some(shown) => (Standing::Kept, shown.bytes.clone()),
                None => (Standing::Broken, Bytes::new()),
            };
            Shown { standing, found, ..shown(site, route, bytes) }
        }
    }
}

/// Whether an author would not know the page again.
fn unreadable(site: &Site, files: &[FilePath]) -> bool {
    let is_unreadable = |one: &Diagnostic| UNREADABLE.contains(&one.fault.rule) && files.contains(&one.path);
    site.diagnostics.iter().any(is_unreadable)
}

fn good(site: &Site, route: &Route, bytes: Vec<u8>) -> Shown {
    let found = check::observe_output(&Rendered { route, bytes: &bytes }, &site.check_view());
    Shown { found: check::judge(found, &site.levels), ..shown(site, route, bytes.into()) }
}

fn shown(site: &Site, route: &Route, bytes: Bytes) -> Shown {
    let is_html = route.path.as_str().ends_with(".html");
    let page = match route.subject {
        Subject::Page(id) => Some(id),
        _ => None,
    };
    Shown {
        standing: Standing::Good,
        hash: hash(&bytes),
        bytes,
        media: media_type(route.path.as_str()),
        is_page: is_html && matches!(route.subject, Subject::Page(_) | Subject::Listing(..)),
        page,
        files: files(site, route),
        found: Vec::new(),
        content: route.origin.as_ref().and_then(|path| site.files.get(path)).map(|file| file.hash),
        moved_to: None,
    }
}

/// What is shown where no route leads: the last good page if a file of it is there and broken, else that it is gone.
fn absent(site: &Arc<Site>, before: Option<&Shown>) -> Shown {
    let Some(before) = before.filter(|shown| matches!(shown.standing, Standing::Good | Standing::Kept | Standing::Gone)) else {
        return missing(site);
    };
    let broken = |path: &FilePath| {
        site.files.get(path).is_some()
            && site.diagnostics.iter().any(|diagnostic| diagnostic.path == *path && diagnostic.level == Level::Error)
    };
    if before.files.iter().any(broken) {
        return Shown { standing: Standing::Kept, ..gone(before, None) };
    }
    let same = |content: Hash| site.files.below("content").find(|file| file.hash == content).map(|file| file.path.clone());
    gone(before, before.content.and_then(same))
}

/// A page as it was last, of which nothing is left.
fn gone(before: &Shown, moved_to: Option<FilePath>) -> Shown {
    Shown {
        standing: Standing::Gone,
        bytes: before.bytes.clone(),
        hash: before.hash.clone(),
        media: before.media,
        is_page: true,
        page: None,
        files: before.files.clone(),
        found: Vec::new(),
        content: before.content,
        moved_to,
    }
}

/// The site's page for addresses that are none.
pub fn missing(site: &Arc<Site>) -> Shown {
    let page = OutPath::new("404.html").ok().filter(|path| site.plan.routes.contains(path));
    let made = page.map(|path| show(site, &path, None)).filter(|shown| shown.standing == Standing::Good);
    let made = made.unwrap_or_else(|| {
        let bytes = Bytes::from_static(b"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Not found</title>\n</head>\n<body>\n<p>There is no such page.</p>\n</body>\n</html>\n");
        Shown {
            standing: Standing::Missing,
            hash: hash(&bytes),
            bytes,
            media: media_type("404.html"),
            is_page: true,
            page: None,
            files: Vec::new(),
            found: Vec::new(),
            content: None,
            moved_to: None,
        }
    });
    Shown { standing: Standing::Missing, ..made }
}

/// The files that a route is made of: a report's main text counts for its versions, second declarations for a record.
fn files(site: &Site, route: &Route) -> Vec<FilePath> {
    let mut files: BTreeSet<FilePath> = route.origin.iter().cloned().collect();
    if let Subject::Page(id) = route.subject {
        let page = site.model.page(id);
        files.insert(page.path.clone());
        files.insert(site.model.page(page.main).path.clone());
        files.extend(page.additions.iter().map(|(path, ..)| path.clone()));
    }
    files.into_iter().collect()
}

fn hash(bytes: &[u8]) -> String {
    Hash::of(bytes).short()
}

/// The bytes with some tags put before the end of the head; as they are, if they have none.
pub fn with_tags(bytes: &Bytes, tags: &str) -> Bytes {
    const END: &[u8] = b"</head>";
    let Some(at) = bytes.windows(END.len()).position(|part| part == END) else { return bytes.clone() };
    let mut out = Vec::with_capacity(bytes.len() + tags.len());
    out.extend_from_slice(&bytes[..at]);
    out.extend_from_slice(tags.as_bytes());
    out.extend_from_slice(&bytes[at..]);
    out.into()
}

/// A request's path, already decoded, as a file of the output; `None` if it is none.
pub fn out_path(path: &str) -> Option<OutPath> {
    let rest = path.strip_prefix('/')?;
    let index = rest.is_empty() || rest.ends_with('/');
    OutPath::new(&if index { format!("{rest}index.html") } else { rest.to_string() }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_at_the_end_of_the_head() {
        let page = Bytes::from_static(b"<head><title>x</title></head><body></head></body>");
        assert_eq!(&with_tags(&page, "<i>")[..], b"<head><title>x</title><i></head><body></head></body>");
        assert_eq!(&with_tags(&Bytes::from_static(b"x"), "<i>")[..], b"x");
    }

    #[test]
    fn paths_of_requests() {
        let path = |written: &str| out_path(written).map(|path| path.as_str().to_string());
        assert_eq!(path("/").as_deref(), Some("index.html"));
        assert_eq!(path("/a/").as_deref(), Some("a/index.html"));
        assert_eq!(path("/a.css").as_deref(), Some("a.css"));
        for bad in ["", "a", "/../a", "//a", "/a//", "/a\\b", "/a/./b"] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }
}
