//! What is not taken into the snapshot, and how that is said.

use crate::base::paths::is_host_file;
use crate::base::{Fault, FilePath};
use crate::system::slashed;
use memchr::memmem;
use std::ffi::OsStr;
use std::fs::FileType;
use std::path::Path;

/// How much of a file is looked through for a private key, in bytes: certificates may stand before it.
const KEY_IS_WITHIN: usize = 256 << 10;

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
    let is_static = parts.next() == Some("static");
    parts.any(|name| is_of_system(name) || !is_static && (is_hidden(name) || is_copy(name)))
}

/// What the Finder, the Explorer and their like put into folders that a person opens, for themselves: nobody is told of it.
pub fn is_of_system(name: &str) -> bool {
    const NAMES: [&str; 7] = [".ds_store", ".localized", ".directory", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"];
    name.starts_with("._") || NAMES.contains(&name.to_ascii_lowercase().as_str())
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
    if depth > 1 && file_type.is_file() && is_of_system(&written) {
        return Verdict::Skip;
    }
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
    let path = slashed(relative).and_then(|path| FilePath::new(&path));
    let Some(path) = path.filter(|path| !path.as_str().chars().any(unwanted)) else {
        return Verdict::Refuse(odd_name(&written, name.to_str().is_some()));
    };
    if top == "content" && is_host_file(&written) {
        let message = format!("`{written}` steers a web host, and content may not");
        return Verdict::Refuse(Fault::new("host-file", 0..0, message).with_help("if you mean it, move it to `static/`"));
    }
    Verdict::Take(path)
}

/// Judges a file by what it holds: private keys are never published.
pub(super) fn by_content(path: &FilePath, bytes: &[u8]) -> Option<Fault> {
    is_key(path, bytes).then(|| {
        Fault::new("secret-file", 0..0, format!("`{}` holds a private key, and is not published", path.name()))
            .with_help("move it out of the site, and if it was ever published, replace it")
    })
}

/// Whether a file holds a private key: PEM, wherever in it that stands, as OpenSSL, OpenSSH and GnuPG write it; PuTTY's own
/// form; the key of a cloud account in JSON. A text in Markdown may speak of keys, and is one only if it begins like one.
fn is_key(path: &FilePath, bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(KEY_IS_WITHIN)).unwrap_or_default();
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if start.starts_with(b"PuTTY-User-Key-File") {
        return true;
    }
    let before_start = head.len() - start.len();
    memmem::find_iter(head, b"PRIVATE KEY").any(|at| {
        // Of a line that says so in the midst of a text, no more is looked at than a label may have.
        let label = &head[at.saturating_sub(60)..at];
        let line = memchr::memrchr2(b'\n', b'\r', label).map_or(label, |end| &label[end + 1..]);
        let begin = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii_start();
        let is_first = at - begin.len() == before_start;
        let pem = begin.starts_with(b"-----BEGIN ") || begin.starts_with(b"---- BEGIN ");
        let in_json = || line.ends_with(b"\"-----BEGIN ") && memmem::find(line, b"\"private_key\"").is_some();
        (pem && (is_first || !path.is_markdown())) || in_json()
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

/// A file whose name has the letters of another one.
pub(super) fn second() -> Fault {
    let message = "two files here have this name: in one of them the accents stand apart from their letters, and it is left out";
    Fault::new("odd-name", 0..0, message).with_help("remove one of the two, or rename it")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_keys_are_known_wherever_they_stand() {
        let secret = |name: &str, text: &str| by_content(&FilePath::new(name).unwrap(), text.as_bytes()).is_some();
        let certificate = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", "TUlJQ\n".repeat(500));
        for (name, text) in [
            ("static/key", "-----BEGIN OPENSSH PRIVATE KEY-----\nx"),
            ("static/fullchain.pem", &format!("{certificate}-----BEGIN EC PRIVATE KEY-----\nx")),
            ("static/bag.pem", "Bag Attributes\r\n    localKeyID: 01\r\n-----BEGIN ENCRYPTED PRIVATE KEY-----\r\nx"),
            ("static/line.pem", "\n-----BEGIN PRIVATE KEY-----\nx"),
            ("static/bom.pem", "\u{feff}-----BEGIN RSA PRIVATE KEY-----\nx"),
            ("static/pgp.asc", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nx"),
            ("static/a.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none"),
            ("static/ssh2", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nx"),
            ("static/cloud.json", "{\"type\": \"service_account\", \"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMII\"}"),
            ("content/reports/a/index.md", "-----BEGIN PRIVATE KEY-----\nx"),
        ] {
            assert!(secret(name, text), "{name}");
        }
        for (name, text) in [
            ("static/cert.pem", &*certificate),
            ("static/lib.js", "const a = \"-----BEGIN PRIVATE KEY-----\";"),
            ("content/reports/a/index.md", "A file that begins so:\n\n-----BEGIN PRIVATE KEY-----\n"),
            ("static/public.asc", "-----BEGIN PGP PUBLIC KEY BLOCK-----"),
            ("static/a.txt", "PRIVATE KEY"),
            ("static/a.json", "{\"private_key_id\": \"1\", \"about\": \"PRIVATE KEYS\"}"),
        ] {
            assert!(!secret(name, text), "{name}");
        }
    }
}
