//! Media types of files, by extension: what a web server says that a file is.

/// The media type of a path, with its character set where it is text; `application/octet-stream` if it is not known.
///
/// The types are those of the IANA registry (<https://www.iana.org/assignments/media-types>).
pub fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    if matches!(name, "feed.xml" | "atom.xml") {
        return "application/atom+xml; charset=utf-8";
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "txt" | "text" => "text/plain; charset=utf-8",
        "md" | "markdown" | "mdown" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "bib" => "application/x-bibtex; charset=utf-8",
        "ris" => "application/x-research-info-systems; charset=utf-8",
        "yaml" | "yml" => "application/yaml; charset=utf-8",
        // JSON is UTF-8 by its own law (RFC 8259), and has no parameter.
        "json" | "map" => "application/json",
        "jsonld" => "application/ld+json",
        "geojson" => "application/geo+json",
        "ndjson" | "jsonl" => "application/x-ndjson",
        "webmanifest" => "application/manifest+json",
        "atom" => "application/atom+xml; charset=utf-8",
        "rss" => "application/rss+xml; charset=utf-8",
        "xml" | "gexf" | "graphml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "bmp" => "image/bmp",
        "tif" | "tiff" => "image/tiff",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "epub" => "application/epub+zip",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "wasm" => "application/wasm",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}

/// Whether bytes are those of a PDF: readers of them look for its mark in the first kilobyte (PDF Reference 1.7, appendix H, note 13).
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.get(..bytes.len().min(1024)).unwrap_or_default().windows(5).any(|part| part == b"%PDF-")
}

/// What bytes are in truth that are called an image or a text and are neither, in a word or two with its article; `None` if they do
/// not tell. Images of whatever format `picture::read` knows.
pub fn truly(bytes: &[u8]) -> Option<&'static str> {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    match () {
        () if is_pdf(bytes) => Some("a PDF"),
        () if starts(b"PK\x03\x04") => Some("a packed file, such as a document of Word"),
        () if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => Some("a document of an old version of Word or Excel"),
        () if matches!(bytes.get(4..12), Some(b"ftypqt  " | b"ftypisom" | b"ftypmp42" | b"ftypM4V ")) => Some("a film"),
        () => None,
    }
}

/// Whether a file is text by its media type: what becomes much smaller by packing.
pub fn is_text(path: &str) -> bool {
    let kind = media_type(path);
    kind.contains("charset") || kind.contains("json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_extension_counts_in_any_case() {
        assert_eq!(media_type("reports/a/index.html"), "text/html; charset=utf-8");
        assert_eq!(media_type("a.tar.GZ"), "application/gzip");
        assert_eq!(media_type("v1.2/LICENSE"), "application/octet-stream");
        assert_eq!(media_type("es/feed.xml"), "application/atom+xml; charset=utf-8");
        assert_eq!(media_type("newsfeed.xml"), "application/xml; charset=utf-8");
        assert!(is_text("a.json") && is_text("a.geojson") && is_text("a.svg") && !is_text("a.png") && !is_text("CNAME"));
        assert_eq!(media_type("feed.atom"), "application/atom+xml; charset=utf-8");
    }
}
