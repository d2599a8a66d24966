//! The three sorts of path, each with its own law: files of the site, addresses on the web, files of the output.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A file inside the site folder: relative, with `/`, no `.` or `..`, valid UTF-8, letters with their accents in one (NFC).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilePath(Arc<str>);

/// An address on the site, such as `/actors/nayib-bukele/`: begins with `/`, never contains `..`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UrlPath(Arc<str>);

/// A file of the output, such as `actors/nayib-bukele/index.html`.
///
/// Content never becomes a path unchecked: the only constructor refuses everything that is not a plain, portable,
/// relative path below the output folder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutPath(Arc<str>);

/// Longest part of an address, in bytes; common file systems allow 255 for a name.
pub const MAX_PART: usize = 200;
/// Longest address, in bytes.
pub const MAX_PATH: usize = 1000;

/// Names by which a web host is steered: in `static/` the owner put such a file, anywhere else a contributor may have.
const HOST_FILES: [&str; 8] =
    ["_headers", "_redirects", "_routes.json", "_worker.js", "CNAME", "netlify.toml", "vercel.json", "web.config"];

/// Whether a web host is steered by a file of that name.
pub fn is_host_file(name: &str) -> bool {
    HOST_FILES.iter().any(|host| host.eq_ignore_ascii_case(name))
}

/// Endings of the names of texts in Markdown.
pub const MARKDOWN: [&str; 3] = ["md", "markdown", "mdown"];

impl FilePath {
    /// Checks a relative path; `None` if it is absolute, climbs, or has empty parts.
    pub fn new(path: &str) -> Option<Self> {
        let fine = !path.is_empty() && path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains('\0'));
        fine.then(|| match path.is_ascii() || is_nfc(path) {
            true => FilePath(path.into()),
            false => FilePath(path.nfc().collect::<String>().into()),
        })
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// What follows the last dot of the last part, in lower case; empty without a dot.
    pub fn extension(&self) -> String {
        self.name().rsplit_once('.').map(|(_, ext)| ext.to_ascii_lowercase()).unwrap_or_default()
    }

    /// The last part without what follows its last dot.
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// Whether it is a text in Markdown, by its ending.
    pub fn is_markdown(&self) -> bool {
        MARKDOWN.contains(&self.extension().as_str())
    }

    /// The folder, without a slash at the end; empty at the top.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// What stands after `folder/`, if the file lies there.
    pub fn below(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }

    /// Resolves a relative path as written in this file (`../actors/x.md`); `None` if it leaves the site.
    pub fn join(&self, relative: &str) -> Option<FilePath> {
        let mut parts: Vec<&str> = if relative.starts_with('/') { Vec::new() } else { self.folder().split('/').collect() };
        parts.retain(|part| !part.is_empty());
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        FilePath::new(&parts.join("/"))
    }

    /// How another file is written as seen from this one: `../actors/x.md`.
    pub fn towards(&self, other: &FilePath) -> String {
        let folders =
            |path: &FilePath| path.folder().split('/').filter(|part| !part.is_empty()).map(String::from).collect::<Vec<_>>();
        let (from, to) = (folders(self), folders(other));
        let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        let parts = std::iter::repeat_n("..", from.len() - same).chain(to[same..].iter().map(String::as_str)).chain([other.name()]);
        parts.collect::<Vec<_>>().join("/")
    }
}

impl UrlPath {
    /// Checks an address: it begins with `/` and is a portable path; the reason if not.
    pub fn new(path: &str) -> Result<Self, String> {
        let Some(rest) = path.strip_prefix('/') else {
            return Err("it does not begin with `/`".into());
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if !rest.is_empty() {
            portable(rest)?;
        }
        Ok(UrlPath(path.into()))
    }

    /// The address as text, beginning with `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same with each letter and its accents in one (NFC); `None` if it is so already.
    pub fn composed(&self) -> Option<UrlPath> {
        let is_whole = self.0.is_ascii() || is_nfc(&self.0);
        (!is_whole).then(|| UrlPath(self.0.nfc().collect::<String>().into()))
    }

    /// The address without its first slash: what templates put after `root`.
    pub fn relative(&self) -> &str {
        &self.0[1..]
    }

    /// What leads from this page up to the top of the site: `../../`, or `./` at the top.
    pub fn root(&self) -> String {
        match self.0[1..].matches('/').count() {
            0 => "./".into(),
            depth => "../".repeat(depth),
        }
    }

    /// The file that a web server sends for the address.
    pub fn out(&self) -> OutPath {
        let rest = &self.0[1..];
        OutPath(if rest.is_empty() || rest.ends_with('/') { [rest, "index.html"].concat().into() } else { rest.into() })
    }
}

impl OutPath {
    /// Checks a path of the output; the reason if it is refused.
    pub fn new(path: &str) -> Result<Self, String> {
        portable(path)?;
        Ok(OutPath(path.into()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address that shows this file.
    pub fn url(&self) -> UrlPath {
        let path = self.0.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
        UrlPath(format!("/{}", path.unwrap_or(&self.0)).into())
    }

    /// The path as a case-insensitive disk sees it: two that fold alike cannot both exist there.
    pub fn folded(&self) -> Arc<str> {
        match folded(&self.0) {
            Cow::Borrowed(_) => self.0.clone(),
            Cow::Owned(folded) => folded.into(),
        }
    }

    /// The file on disk.
    pub fn under(&self, root: &Path) -> PathBuf {
        root.join(&*self.0)
    }
}

/// A path of the output, or of a folder there, as a case-insensitive disk sees it.
pub fn folded(path: &str) -> Cow<'_, str> {
    if !path.is_ascii() {
        return path.nfc().flat_map(char::to_lowercase).collect::<String>().into();
    }
    if path.bytes().any(|byte| byte.is_ascii_uppercase()) { path.to_ascii_lowercase().into() } else { path.into() }
}

/// Why a relative path could not exist on every system that a site may be built on or copied to.
fn portable(path: &str) -> Result<(), String> {
    if path.is_empty() {
        return Err("it is empty".into());
    }
    if path.len() > MAX_PATH {
        return Err(format!("it is {} bytes long, and {MAX_PATH} is the most", path.len()));
    }
    path.split('/').try_for_each(portable_part)
}

fn portable_part(part: &str) -> Result<(), String> {
    if part.is_empty() {
        Err("it has an empty part between two slashes".into())
    } else if part == "." || part == ".." {
        Err(format!("`{part}` would leave its folder"))
    } else if part.starts_with('.') && part != ".well-known" {
        Err(format!("`{part}` begins with a dot, and such files are hidden, or steer a host"))
    } else if part.len() > MAX_PART {
        Err(format!("a part of it is {} bytes long, and {MAX_PART} is the most", part.len()))
    } else if is_device(part) {
        Err(format!("`{part}` is a reserved name on Windows"))
    } else if part.ends_with(['.', ' ']) || part.starts_with(' ') {
        Err(format!("`{part}` begins or ends with a space or dot, which some systems drop"))
    } else if let Some(bad) = part.chars().find(|c| {
        c.is_control()
            || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' | '#' | '\u{2028}' | '\u{2029}' | '\u{feff}')
    }) {
        Err(format!("it contains `{}`", bad.escape_debug()))
    } else {
        Ok(())
    }
}

/// Whether Windows takes a name for that of a device, whatever stands behind its first dot.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or("").trim_end().to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || numbered.is_some_and(|rest| matches!(rest, "¹" | "²" | "³") || (rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit()))
}

macro_rules! display {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
display!(FilePath, UrlPath, OutPath);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_paths_stay_inside() {
        let here = FilePath::new("content/reports/a/index.md").unwrap();
        assert_eq!(here.join("../../actors/x.md").unwrap().as_str(), "content/actors/x.md");
        assert_eq!(here.join("../../../../x"), None);
        assert_eq!(here.join("chart.png").unwrap().as_str(), "content/reports/a/chart.png");
        assert_eq!(FilePath::new("../x"), None);
        assert_eq!(FilePath::new("/x"), None);
    }

    #[test]
    fn a_file_is_seen_from_another() {
        for (from, to, seen) in [
            ("content/reports/a/index.md", "content/actors/x.md", "../../actors/x.md"),
            ("content/reports/a/index.md", "content/reports/b/index.md", "../b/index.md"),
            ("content/reports/a/index.md", "content/reports/a/es.md", "es.md"),
            ("content/a.md", "content/pages/a.md", "pages/a.md"),
            ("a.md", "b/a.md", "b/a.md"),
        ] {
            let [from, to] = [from, to].map(|path| FilePath::new(path).unwrap());
            assert_eq!(from.towards(&to), seen);
            assert_eq!(from.join(seen), Some(to));
        }
    }

    #[test]
    fn out_paths_are_portable() {
        for bad in [
            "", "../x", "a//b", "CON", "aux.html", "lpt9.txt", "a.", "a ", "a\\b", "a%2e", "a\0b", "x:y", "COM¹.x", "conin$",
            "nul .txt", ".git/x", "a/.x",
        ] {
            assert!(OutPath::new(bad).is_err(), "{bad:?}");
        }
        assert!(OutPath::new(&"a".repeat(300)).is_err());
        assert!(OutPath::new("actors/zury-ríos/index.html").is_ok());
        assert!(["com", "com10", "console.txt", ".well-known/x", "a..b"].iter().all(|fine| OutPath::new(fine).is_ok()));
        assert_eq!(OutPath::new("a/Ä.html").unwrap().folded(), OutPath::new("A/a\u{308}.html").unwrap().folded());
    }

    #[test]
    fn addresses_and_files_correspond() {
        let url = UrlPath::new("/actors/x/").unwrap();
        assert_eq!((url.out().as_str(), url.root().as_str(), url.relative()), ("actors/x/index.html", "../../", "actors/x/"));
        assert_eq!(url.out().url(), url);
        let home = UrlPath::new("/").unwrap();
        assert_eq!((home.out().as_str(), home.root().as_str()), ("index.html", "./"));
        assert_eq!(UrlPath::new("/404.html").unwrap().out().as_str(), "404.html");
    }
}
