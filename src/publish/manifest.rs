//! What a target holds by its own account: the manifest of the last publication, and notes of one under way.

use crate::base::Hash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the manifest lies at a target.
pub const MANIFEST: &str = ".chancery/manifest.json";
/// Where a publication under way writes down what it touches.
pub const PENDING: &str = ".chancery/pending.json";
/// Where one who lost the lock writes down what it may have touched afterwards.
pub const LATE: &str = ".chancery/late.json";
/// The version of both that this program writes.
const VERSION: u32 = 1;

/// What was published: every file of ours at the target.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form.
    pub version: u32,
    /// Who wrote it.
    pub generator: String,
    /// Name of the publication: the same for the same files.
    pub deploy: String,
    /// Where it is written down that this was published. Older manifests do not tell.
    #[serde(default, skip_serializing_if = "Record::is_unknown")]
    pub record: Record,
    /// The files of the site.
    pub files: BTreeMap<String, Entry>,
    /// Files of the release before, kept for readers who still have its pages open.
    #[serde(default)]
    pub kept: BTreeMap<String, Entry>,
}

/// Where a publication is written down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Record {
    /// Nobody knows.
    #[default]
    Unknown,
    /// In the site's `published.json`, by the name of the publication.
    Ledger,
    /// Nowhere: it is a preview.
    Nowhere,
}

impl Record {
    fn is_unknown(&self) -> bool {
        *self == Record::Unknown
    }
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Bytes.
    pub size: u64,
    /// Hash of the bytes, in hexadecimal.
    pub hash: String,
    /// Fingerprint of the headers it is served with; empty where the target keeps none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub headers: String,
    /// Whether a hash of what it holds stands in its name. Older manifests do not tell; then it stays for no other release.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hashed: bool,
}

impl Entry {
    /// Whether the same is served.
    pub fn serves(&self, other: &Entry) -> bool {
        (&self.hash, &self.headers) == (&other.hash, &other.headers)
    }
}

/// What a publication under way has touched: until a file is done, nobody knows what stands there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Version of this form.
    pub version: u32,
    /// By path: what stands there, as far as it is known.
    pub touched: BTreeMap<String, Option<Entry>>,
}

impl Manifest {
    /// A manifest of these files.
    pub fn of(files: BTreeMap<String, Entry>, kept: BTreeMap<String, Entry>) -> Manifest {
        let mut parts: Vec<&[u8]> = Vec::new();
        for (path, entry) in &files {
            parts.extend([path.as_bytes(), entry.hash.as_bytes(), entry.headers.as_bytes()]);
        }
        let deploy = Hash::of_parts(&parts).to_string();
        let generator = concat!("chancery ", env!("CARGO_PKG_VERSION")).into();
        Manifest { version: VERSION, generator, deploy, record: Record::Ledger, files, kept }
    }

    /// As JSON.
    pub fn bytes(&self) -> Vec<u8> {
        lines(self)
    }

    /// Reads one. What is odd is refused: by a manifest that is not ours nothing may be deleted.
    pub fn parse(bytes: &[u8]) -> Result<Manifest, String> {
        let manifest: Manifest = serde_json::from_slice(bytes).map_err(|error| {
            format!(
                "`{MANIFEST}` at the target cannot be read ({error}). Something else may have answered in its place, a login page say: \
                 try again. If that file itself is broken, put an older copy back; with none, move it away there and publish with \
                 `--adopt`, which removes what is not the site's"
            )
        })?;
        check(manifest.version, manifest.files.keys().chain(manifest.kept.keys()), MANIFEST)?;
        Ok(manifest)
    }
}

impl Pending {
    /// Notes of a publication that touches these.
    pub fn of(touched: BTreeMap<String, Option<Entry>>) -> Pending {
        Pending { version: VERSION, touched }
    }

    /// As JSON.
    pub fn bytes(&self) -> Vec<u8> {
        lines(self)
    }

    /// Reads notes that stand beside a manifest. Of those that cannot be read, broken off themselves perhaps, nobody knows what they
    /// said: then nothing of the manifest is believed.
    pub fn read(bytes: &[u8], manifest: Option<&Manifest>) -> Result<Pending, String> {
        if let Ok(pending) = serde_json::from_slice::<Pending>(bytes) {
            check(pending.version, [].into_iter(), PENDING)?;
            if pending.touched.keys().all(|path| is_plain(path)) {
                return Ok(pending);
            }
        }
        let all = manifest.into_iter().flat_map(|manifest| manifest.files.keys().chain(manifest.kept.keys()));
        Ok(Pending::of(all.map(|path| (path.clone(), None)).collect()))
    }
}

fn lines(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn check<'a>(version: u32, mut paths: impl Iterator<Item = &'a String>, name: &str) -> Result<(), String> {
    if version > VERSION {
        return Err(format!("`{name}` at the target was written by a newer Chancery; use that one"));
    }
    match paths.find(|path| !is_plain(path)) {
        Some(path) => Err(format!("`{name}` at the target names `{}`, which is no path of a site", path.escape_debug())),
        None => Ok(()),
    }
}

/// Whether a path stays below the target's root, and is not one of our own files there.
pub fn is_plain(path: &str) -> bool {
    let parts = path.split('/');
    !path.is_empty()
        && !path.chars().any(|c| c.is_control() || c == '\\')
        && !path.starts_with(".chancery/")
        && parts.clone().all(|part| !matches!(part, "" | "." | ".." | ".git"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_notes_that_cannot_be_read_everything_may_be_touched() {
        let entry = || Entry { size: 1, hash: "x".into(), headers: String::new(), hashed: false };
        let manifest = Manifest::of([("a".to_string(), entry())].into(), [("b".to_string(), entry())].into());
        let notes = Pending::of([("c".to_string(), None)].into());
        assert_eq!(Pending::read(&notes.bytes(), Some(&manifest)), Ok(notes.clone()));
        for broken in [&b""[..], b"<html>", &notes.bytes()[..20], br#"{"version": 1, "touched": {"../x": null}}"#] {
            let read = Pending::read(broken, Some(&manifest)).unwrap();
            assert_eq!(read.touched.into_iter().collect::<Vec<_>>(), [("a".to_string(), None), ("b".to_string(), None)]);
            assert_eq!(Pending::read(broken, None), Ok(Pending::of(BTreeMap::new())));
        }
        assert!(Pending::read(br#"{"version": 9, "touched": {}}"#, None).is_err());
    }

    #[test]
    fn what_leads_out_of_the_target_is_refused() {
        for bad in ["../x", "/x", "a//b", "a/../b", ".git/config", ".chancery/lock", "", "a\nb"] {
            let manifest = Manifest::of(
                [(bad.to_string(), Entry { size: 1, hash: "x".into(), headers: String::new(), hashed: false })].into(),
                BTreeMap::new(),
            );
            assert!(Manifest::parse(&manifest.bytes()).is_err(), "{bad}");
        }
        assert!(Manifest::parse(b"{}").is_err());
        let older = br#"{"version": 1, "generator": "", "deploy": "", "files": {"a.css": {"size": 1, "hash": "x"}}}"#;
        let older = Manifest::parse(older).unwrap();
        assert!(!older.files["a.css"].hashed && older.record == Record::Unknown);
        let whole = Manifest::of(BTreeMap::new(), BTreeMap::new());
        assert_eq!(Manifest::parse(&whole.bytes()).unwrap(), whole);
    }
}
