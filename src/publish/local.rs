//! What is to be published: the files that a build wrote, and the few that only a host wants.

use super::headers;
use super::system::Scratch;
use super::targets::{Address, Settings};
use super::{Failure, Item};
use crate::base::Hash;
use crate::session::write::MANIFEST;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;

/// The files of a built site. Only what its manifest lists: what others put into the folder is not published.
pub fn items(out: &Path, address: &Address, settings: &Settings, base_url: &str, scratch: &Scratch) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    for path in listed(out)? {
        let source = out.join(&path);
        let bytes = std::fs::read(&source).map_err(|error| Failure::new(format!("cannot read {}: {error}", source.display())))?;
        let mut item = item(&path, source, &bytes, settings, address);
        if settings.precompress && headers::is_packable(&path) {
            let (packed, source) = (pack(&bytes), scratch.name());
            if packed.len() < bytes.len() {
                scratch.write(&source, &packed)?;
                if address.keeps_headers() {
                    item = self::item(&path, source, &packed, settings, address);
                    item.headers.content_encoding = "gzip".into();
                } else {
                    items.push(self::item(&format!("{path}.gz"), source, &packed, settings, address));
                }
            }
        }
        items.push(item);
    }
    for (name, bytes) in for_hosts(address, settings, base_url) {
        if !items.iter().any(|item| item.path == name) {
            let source = scratch.name();
            scratch.write(&source, &bytes)?;
            items.push(item(name, source, &bytes, settings, address));
        }
    }
    items.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(items)
}

fn item(path: &str, source: std::path::PathBuf, bytes: &[u8], settings: &Settings, address: &Address) -> Item {
    let headers = if address.keeps_headers() { headers::of(path, &settings.cache) } else { headers::Headers::default() };
    Item { path: path.to_string(), source, size: bytes.len() as u64, hash: Hash::of(bytes), headers }
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

/// The paths that the build's manifest lists.
fn listed(out: &Path) -> Result<Vec<String>, Failure> {
    let unreadable =
        |error: &dyn std::fmt::Display| Failure::new(format!("{} was not made by a build that succeeded: {error}", out.display()));
    let bytes = std::fs::read(out.join(MANIFEST)).map_err(|error| unreadable(&error))?;
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))?;
    let paths: Vec<String> = match value.get("files") {
        Some(serde_json::Value::Object(files)) => files.keys().cloned().collect(),
        Some(serde_json::Value::Array(files)) => {
            files.iter().filter_map(|file| file.as_str().or_else(|| file.get("path")?.as_str())).map(str::to_string).collect()
        }
        _ => return Err(unreadable(&"its manifest lists no files")),
    };
    match paths.iter().find(|path| !super::manifest::is_plain(path)) {
        Some(odd) => Err(Failure::new(format!("`{}` is no path of a site", odd.escape_debug()))),
        None => Ok(paths),
    }
}
