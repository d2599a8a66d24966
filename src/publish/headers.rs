//! What a file is served with: its type, how long it may be kept, how it is packed.

use crate::base::Hash;
use crate::base::media::media_type;

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

/// The headers of a file by its path; `hashed` if its name changes with what it holds; `cache` is for all others, empty for
/// [`SHORT`].
pub fn of(path: &str, hashed: bool, cache: &str) -> Headers {
    let short = if cache.is_empty() { SHORT } else { cache };
    let cache_control = if hashed { IMMUTABLE } else { short };
    Headers { content_type: media_type(path).into(), cache_control: cache_control.into(), content_encoding: String::new() }
}

impl Headers {
    /// What is compared to know whether they changed.
    pub fn fingerprint(&self) -> String {
        Hash::of_parts(&[self.content_type.as_bytes(), self.cache_control.as_bytes(), self.content_encoding.as_bytes()]).short()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_caching() {
        assert_eq!(of("a/index.html", false, "").content_type, "text/html; charset=utf-8");
        assert_eq!(of("a/index.html", false, "").cache_control, SHORT);
        assert_eq!(of("a/index.html", false, "no-cache").cache_control, "no-cache");
        assert_eq!(of("isbn-0306406152.pdf", false, "").cache_control, SHORT);
        assert_eq!(of("assets/style.0123abcdef.css", true, "no-cache").cache_control, IMMUTABLE);
    }
}
