//! What a file is served with: its type, how long it may be kept, how it is packed.

use crate::base::Hash;

/// Headers of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    /// `Content-Type`, with the charset where there is one.
    pub content_type: String,
    /// `Cache-Control`.
    pub cache_control: String,
    /// `Content-Encoding`; empty for none.
    pub content_encoding: String,
}

/// For files whose name changes with what they hold: a year, never asked again.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// For everything else: caches ask again after five minutes.
pub const SHORT: &str = "public, max-age=300, must-revalidate";

/// Types by extension. Text is always UTF-8.
const TYPES: [(&str, &str); 36] = [
    ("html", "text/html; charset=utf-8"),
    ("htm", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("jsonld", "application/ld+json; charset=utf-8"),
    ("geojson", "application/geo+json; charset=utf-8"),
    ("ndjson", "application/x-ndjson; charset=utf-8"),
    ("webmanifest", "application/manifest+json; charset=utf-8"),
    ("xml", "application/xml; charset=utf-8"),
    ("atom", "application/atom+xml; charset=utf-8"),
    ("rss", "application/rss+xml; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("bib", "application/x-bibtex; charset=utf-8"),
    ("ris", "application/x-research-info-systems; charset=utf-8"),
    ("yaml", "application/yaml; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
    ("woff", "font/woff"),
    ("pdf", "application/pdf"),
    ("epub", "application/epub+zip"),
    ("zip", "application/zip"),
    ("wasm", "application/wasm"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
];

/// The headers of a file by its path; `cache` is for what has no hash in its name, empty for [`SHORT`].
pub fn of(path: &str, cache: &str) -> Headers {
    let short = if cache.is_empty() { SHORT } else { cache };
    let cache_control = if is_hashed(path) { IMMUTABLE } else { short };
    Headers { content_type: content_type(path).into(), cache_control: cache_control.into(), content_encoding: String::new() }
}

/// The media type of a file by its extension.
pub fn content_type(path: &str) -> &'static str {
    if path.ends_with("feed.xml") || path.ends_with("atom.xml") {
        return "application/atom+xml; charset=utf-8";
    }
    let extension = extension(path);
    TYPES.iter().find(|(name, _)| *name == extension).map_or("application/octet-stream", |(_, kind)| kind)
}

/// Whether the name of a file has ten hexadecimal digits of its hash in it, as in `style.0123456789.css`.
pub fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut parts = name.split('.').rev();
    parts.next();
    let hash = |part: &str| part.len() == 10 && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    parts.any(|part| hash(part) || part.rsplit('-').next().is_some_and(hash))
}

/// Whether a file becomes much smaller by packing.
pub fn is_packable(path: &str) -> bool {
    let kind = content_type(path);
    kind.contains("charset") || kind == "image/svg+xml"
}

impl Headers {
    /// What is compared to know whether they changed.
    pub fn fingerprint(&self) -> String {
        Hash::of_parts(&[self.content_type.as_bytes(), self.cache_control.as_bytes(), self.content_encoding.as_bytes()]).short()
    }
}

fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_caching() {
        assert_eq!(of("a/index.html", "").content_type, "text/html; charset=utf-8");
        assert_eq!(of("a/index.html", "").cache_control, SHORT);
        assert_eq!(of("a/index.html", "no-cache").cache_control, "no-cache");
        assert_eq!(of("assets/style.0123abcdef.css", "no-cache").cache_control, IMMUTABLE);
        assert_eq!(content_type("x/CNAME"), "application/octet-stream");
        for plain in ["a.css", "abcdefabcd/index.html", "style.0123abcdeg.css", "0123abcdef"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
