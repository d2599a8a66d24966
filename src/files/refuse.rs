//! What is not taken into the snapshot, and how that is said.

use crate::base::{Fault, FilePath};
use std::ffi::OsStr;
use std::fs::FileType;
use std::path::Path;

/// Files by which a host is steered: in `static/` the owner put them, in `content/` a contributor may have.
const HOST_FILES: [&str; 8] =
    ["_headers", "_redirects", "_routes.json", "_worker.js", "CNAME", "netlify.toml", "vercel.json", "web.config"];

/// What becomes of a directory entry.
pub(super) enum Verdict {
    /// It belongs to the site.
    Take(FilePath),
    /// It is left out, and nobody needs to know.
    Skip,
    /// It is left out, for a reason.
    Refuse(Fault),
}

/// Whether nothing is said of a file or folder of such a name that is left out, and of what lies in it: whatever else is not taken is
/// a fault.
pub fn is_passed_over(path: &FilePath) -> bool {
    let mut parts = path.as_str().split('/');
    parts.next() != Some("static") && parts.any(|name| is_hidden(name) || is_copy(name))
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// What editors call the copy of a file as it was before.
fn is_copy(name: &str) -> bool {
    name.ends_with('~')
}

/// Judges an entry by its name and type, without opening it.
pub(super) fn by_name(top: &str, relative: &Path, name: &OsStr, file_type: FileType) -> Verdict {
    let depth = relative.components().count();
    let written = name.to_string_lossy();
    if depth > 1 && is_copy(&written) {
        let message =
            format!("`{}` is not published: its name ends with `~`, as copies do that editors leave behind", clean(&written));
        let fault =
            || Fault::new("hidden-file", 0..0, message).with_help("remove it, or give it another name if readers are to have it");
        return if top == "static" { Verdict::Refuse(fault()) } else { Verdict::Skip };
    }
    if depth > 1 && is_hidden(&written) && !(top == "static" && depth == 2 && written == ".well-known") {
        let fault = || {
            let message = format!("`{}` is not published: its name begins with a dot", clean(&written));
            Fault::new("hidden-file", 0..0, message)
                .with_help("move it out of `static/`; only `.well-known/` is published as it is")
        };
        return if top == "static" { Verdict::Refuse(fault()) } else { Verdict::Skip };
    }
    if file_type.is_symlink() {
        return Verdict::Refuse(link());
    }
    if !file_type.is_dir() && !file_type.is_file() {
        return Verdict::Refuse(not_a_file("a pipe, socket or device"));
    }
    let path = relative.to_str().and_then(FilePath::new);
    let Some(path) = path.filter(|path| !path.as_str().chars().any(unwanted)) else {
        return Verdict::Refuse(odd_name(&written, name.to_str().is_some()));
    };
    if top == "content" && HOST_FILES.iter().any(|host| host.eq_ignore_ascii_case(&written)) {
        let message = format!("`{written}` steers a web host, and content may not");
        return Verdict::Refuse(Fault::new("host-file", 0..0, message).with_help("if you mean it, move it to `static/`"));
    }
    Verdict::Take(path)
}

/// Judges a file by what it holds: private keys are never published.
pub(super) fn by_content(path: &FilePath, bytes: &[u8]) -> Option<Fault> {
    let head = bytes.get(..bytes.len().min(100)).unwrap_or_default();
    let key = head.starts_with(b"-----BEGIN ") && head.windows(16).any(|part| part == b"PRIVATE KEY-----");
    key.then(|| {
        Fault::new("secret-file", 0..0, format!("`{}` is a private key, and is not published", path.name()))
            .with_help("move it out of the site, and if it was ever published, replace it")
    })
}

/// A symbolic link.
pub(super) fn link() -> Fault {
    Fault::new("refused-link", 0..0, "this is a symbolic link, and links are not followed")
        .with_help("put the file itself in its place; what lies outside the site's folder is never read")
}

/// Something that cannot be read like a file.
pub(super) fn not_a_file(what: &str) -> Fault {
    Fault::new("not-a-file", 0..0, format!("this is {what}, and is left out")).with_help("remove it from the site's folder")
}

/// A file beyond the limit.
pub(super) fn too_large() -> Fault {
    Fault::new("file-too-large", 0..0, format!("this file is larger than {} MB, and is left out", super::MAX_FILE >> 20))
        .with_help("publish it elsewhere and link to it")
}

/// A file or folder that the machine does not let us read.
pub(super) fn unreadable(reason: &str) -> Fault {
    Fault::new("unreadable-file", 0..0, format!("this cannot be read: {reason}")).with_help("give yourself the right to read it")
}

fn odd_name(written: &str, utf8: bool) -> Fault {
    let why = if utf8 { "it contains a control character" } else { "it is not valid UTF-8" };
    Fault::new("odd-name", 0..0, format!("`{}` cannot be the name of a file of the site: {why}", clean(written)))
        .with_help("rename it; until then it is left out")
}

/// Control characters, and those that turn the direction of writing: nobody sees them in a name.
fn unwanted(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn clean(name: &str) -> String {
    name.chars().map(|c| if unwanted(c) { '\u{fffd}' } else { c }).collect()
}

/// The nearest thing to a site path for what has no proper one.
pub(super) fn shown(relative: &Path) -> FilePath {
    let text = clean(&relative.to_string_lossy());
    FilePath::new(&text).unwrap_or_else(|| FilePath::new("content").expect("a plain name is a path"))
}
