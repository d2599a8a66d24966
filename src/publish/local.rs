//! What is to be published: the files that a build wrote, and the few that only a host wants.

use super::headers;
use super::programs::Scratch;
use super::targets::{Address, Settings};
use super::{Failure, Item};
use crate::base::{Hash, media};
use crate::session::write::MANIFEST;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a build made.
#[derive(Clone, Copy)]
pub struct Built<'a> {
    /// The folder.
    pub out: &'a Path,
    /// Hash of the manifest that it wrote there.
    pub manifest: Hash,
    /// Whether a path has a hash of what stands there in its name.
    pub hashed: &'a dyn Fn(&str) -> bool,
    /// The site's address.
    pub base_url: &'a str,
}

/// The files of a built site. Only what its manifest lists: what others put into the folder is not published, nor is a
/// site that another build put there meanwhile, with drafts perhaps.
pub fn items(built: &Built, address: &Address, settings: &Settings, scratch: &Scratch) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    for (path, hash) in listed(built)? {
        let source = built.out.join(&path);
        let bytes = std::fs::read(&source).map_err(|error| Failure::new(format!("cannot read {}: {error}", source.display())))?;
        if Hash::of(&bytes).to_string() != hash {
            return Err(changed(&source));
        }
        let hashed = (built.hashed)(&path);
        let item = |path: &str, source, bytes: &[u8]| item(path, source, bytes, hashed, settings, address);
        let mut whole = item(&path, source, &bytes);
        if settings.precompress && media::is_text(&path) {
            let (packed, source) = (pack(&bytes), scratch.name());
            if packed.len() < bytes.len() {
                scratch.write(&source, &packed)?;
                if address.keeps_headers() {
                    whole = item(&path, source, &packed);
                    whole.headers.content_encoding = "gzip".into();
                } else {
                    items.push(item(&format!("{path}.gz"), source, &packed));
                }
            }
        }
        items.push(whole);
    }
    for (name, bytes) in for_hosts(address, settings, built.base_url) {
        if !items.iter().any(|item| item.path == name) {
            let source = scratch.name();
            scratch.write(&source, &bytes)?;
            items.push(item(name, source, &bytes, false, settings, address));
        }
    }
    items.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(items)
}

fn changed(what: &Path) -> Failure {
    Failure::new(format!(
        "{} is no longer what was built: another build, or another program, wrote there meanwhile; publish again",
        what.display()
    ))
}

fn item(path: &str, source: PathBuf, bytes: &[u8], hashed: bool, settings: &Settings, address: &Address) -> Item {
    let headers = if address.keeps_headers() { headers::of(path, hashed, &settings.cache) } else { headers::Headers::default() };
    Item { path: path.to_string(), source, size: bytes.len() as u64, hash: Hash::of(bytes), headers, hashed }
}

/// What hosts of git branches want: no Jekyll, and the name of the host.
fn for_hosts(address: &Address, settings: &Settings, base_url: &str) -> Vec<(&'static str, Vec<u8>)> {
    if !address.is_git() {
        return Vec::new();
    }
    let mut files = vec![(".nojekyll", Vec::new())];
    let host = match (settings.cname.as_str(), base_url.split_once("://").map(|(_, rest)| rest)) {
        ("", Some(host)) if !host.contains(['/', ':']) && !is_shared(host) => host,
        (cname, _) => cname,
    };
    if !host.is_empty() {
        files.push(("CNAME", format!("{host}\n").into_bytes()));
    }
    files
}

/// Hosts under whose own names sites stand: they want no `CNAME`.
fn is_shared(host: &str) -> bool {
    let shared = [".github.io", ".gitlab.io", ".codeberg.page", ".pages.dev", ".netlify.app"];
    let reserved = ["localhost", "example.org", "example.com", "example.net"];
    shared.iter().any(|end| host.ends_with(end)) || reserved.contains(&host)
}

/// The same bytes for the same bytes: no time, no name.
fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(packed) => packed,
        Err(_) => bytes.to_vec(),
    }
}

/// The paths that the build's manifest lists, with the hash of each file.
fn listed(built: &Built) -> Result<BTreeMap<String, String>, Failure> {
    #[derive(serde::Deserialize)]
    struct Listed {
        files: BTreeMap<String, String>,
    }
    let path = built.out.join(MANIFEST);
    let unreadable =
        |error: &dyn std::fmt::Display| Failure::new(format!("cannot read {}: {error}; publish again", path.display()));
    let bytes = std::fs::read(&path).map_err(|error| unreadable(&error))?;
    if Hash::of_pieces([&bytes].into_iter()) != built.manifest {
        return Err(changed(built.out));
    }
    let Listed { files } = serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))?;
    match files.keys().find(|path| !super::manifest::is_plain(path)) {
        Some(odd) => Err(Failure::new(format!("`{}` is no path of a site", odd.escape_debug()))),
        None => Ok(files),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::OutPath;
    use crate::session::write::Staging;

    fn build(root: &Path, text: &str) -> Hash {
        let staging = Staging::open(root, &root.join("public"), &[]).unwrap();
        for path in ["index.html", "assets/a.css", "isbn-0306406152.txt"] {
            staging.put(&OutPath::new(path).unwrap(), format!("{text} {path}").as_bytes()).unwrap();
        }
        staging.commit().unwrap().manifest
    }

    #[test]
    fn only_what_this_build_made_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::below(folder.path()).unwrap();
        let (out, hashed) = (folder.path().join("public"), |path: &str| path == "assets/a.css");
        let address = Address::parse("s3://bucket").unwrap();
        let take = |manifest| {
            let built = Built { out: &out, manifest, hashed: &hashed, base_url: "" };
            items(&built, &address, &Settings::default(), &scratch)
        };
        let first = build(folder.path(), "first");
        let found = take(first).unwrap();
        assert_eq!(
            found.iter().map(|item| (item.path.as_str(), item.hashed)).collect::<Vec<_>>(),
            [("assets/a.css", true), ("index.html", false), ("isbn-0306406152.txt", false)]
        );
        assert_eq!(
            (found[0].headers.cache_control.as_str(), found[2].headers.cache_control.as_str()),
            (headers::IMMUTABLE, headers::SHORT)
        );
        // Another build comes between, or a hand.
        let second = build(folder.path(), "with drafts");
        assert!(take(first).unwrap_err().to_string().contains("another build"));
        assert!(take(second).is_ok());
        std::fs::write(out.join("index.html"), "x").unwrap();
        assert!(take(second).unwrap_err().to_string().contains("index.html"));
    }
}
