//! What a browser, or the host that hands it out, may do with a file besides showing or saving it. Nobody can list all that
//! runs, so the list is that of what does not.

use flate2::read::MultiGzDecoder;
use std::io::Read;

/// So far browsers look into a file when they guess.
const HEAD: u64 = 4 << 10;

/// What a file may do, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acts {
    /// It is shown, played or saved. Every host knows what it is.
    Not,
    /// The same; but hosts that do not know its ending leave it to the browser to guess, and one that begins like a page of HTML
    /// is taken for one.
    IfGuessed,
    /// It is XML, and does what stands in it.
    Markup,
    /// It is an SVG, and does what stands in it.
    Drawing,
    /// It is run: by browsers, as pages and scripts are, or by hosts, as PHP is.
    Runs,
    /// Who knows: it has an ending that is on no list, or none at all.
    Unknown,
}

/// Endings of what every host has known for so long that no browser guesses.
const KNOWN: [&str; 13] = ["txt", "text", "csv", "tsv", "json", "pdf", "rtf", "doc", "xls", "ppt", "png", "jpg", "jpeg"];

/// Endings of other things that are shown, played or saved, and never run.
const PASSIVE: [&[&str]; 8] = [
    // images
    &["apng", "avif", "bmp", "gif", "heic", "heif", "ico", "jfif", "jp2", "jxl", "pjpeg", "psd", "tif", "tiff", "webp"],
    // sound and moving images, and what is said in them
    &[
        "3gp", "aac", "avi", "flac", "m4a", "m4v", "mid", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "oga", "ogg", "ogv", "opus",
        "srt", "vtt", "wav", "weba", "webm",
    ],
    // documents
    &[
        "azw3", "djvu", "docm", "docx", "eps", "epub", "ics", "key", "log", "markdown", "md", "mdown", "mobi", "numbers", "odg",
        "odp", "ods", "odt", "org", "pages", "pptm", "pptx", "ps", "rst", "tex", "vcf", "xlsb", "xlsm", "xlsx",
    ],
    // data, as tables, records, statistics, maps and graphs
    &[
        "arrow", "dat", "db", "dbf", "dta", "feather", "geojson", "gpkg", "h5", "hdf5", "jsonl", "jsonld", "kmz", "mat", "mbtiles",
        "n3", "nc", "ndjson", "net", "nq", "nt", "npy", "npz", "parquet", "pbf", "pmtiles", "por", "prj", "rda", "rdata", "rds",
        "sav", "shp", "shx", "cpg", "sqlite", "tab", "toml", "topojson", "trig", "ttl", "yaml", "yml", "zsav",
    ],
    // how they were computed: no host runs what it has no right to execute
    &["ado", "do", "ipynb", "jl", "m", "py", "qmd", "r", "rmd", "sas", "sps", "sql", "stan"],
    // sources
    &["bib", "enw", "nbib", "ris"],
    // archives, checksums and signatures
    &["7z", "asc", "md5", "rar", "sha1", "sha256", "sha512", "sig", "tar", "tbz2", "tgz", "txz", "zip"],
    // fonts
    &["otf", "ttc", "ttf", "woff", "woff2"],
];

/// Endings of what is packed. A host may unpack it on its way to the reader, and then it is what it was before.
const PACKED: [&str; 4] = ["bz2", "gz", "xz", "zst"];

/// Endings of XML, which browsers show as a page if it says that it is one.
const MARKUP: [&str; 20] = [
    "atom", "dfxp", "gexf", "gml", "gpx", "graphml", "kml", "mets", "mods", "nexml", "owl", "rdf", "rss", "tei", "ttml", "wsdl",
    "xbrl", "xmi", "xml", "xsd",
];

/// Endings of what browsers run or hosts execute, for those who wonder why; and those that hide behind another ending.
const RUN: [&str; 20] = [
    "htm", "html", "xhtml", "xht", "stm", "mht", "mhtml", "hta", "htc", "js", "mjs", "cjs", "wasm", "swf", "jar", "xsl", "xslt",
    "svgz", "css", "pl",
];

/// Endings of what hosts execute, wherever they stand in a name: Apache runs `a.php.jpg`, too.
const EXECUTED: [&str; 18] = [
    "phtml", "pht", "phps", "phar", "shtml", "shtm", "cgi", "fcgi", "asp", "aspx", "ashx", "asmx", "jsp", "jspx", "cfm", "cfc",
    "asis", "var",
];

fn is_executed(part: &str) -> bool {
    let is_version = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
    EXECUTED.contains(&part) || part.strip_prefix("php").is_some_and(is_version)
}

/// What a file may do, by the last part of its path.
pub fn acts(path: &str) -> Acts {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let Some((_, endings)) = name.split_once('.') else { return Acts::Unknown };
    if endings.split(|c: char| !c.is_ascii_alphanumeric()).any(is_executed) {
        return Acts::Runs;
    }
    let mut parts: Vec<&str> = endings.split('.').collect();
    let all = parts.len();
    while parts.pop_if(|part| PACKED.contains(part)).is_some() {}
    let is_packed = parts.len() < all;
    let ending = parts.last().copied().unwrap_or_default();
    match ending {
        "svg" if is_packed => Acts::Runs,
        "svg" => Acts::Drawing,
        _ if RUN.contains(&ending) => Acts::Runs,
        _ if MARKUP.contains(&ending) && is_packed => Acts::Runs,
        _ if MARKUP.contains(&ending) => Acts::Markup,
        _ if is_packed => Acts::IfGuessed,
        _ if KNOWN.contains(&ending) => Acts::Not,
        _ if PASSIVE.iter().any(|group| group.contains(&ending)) => Acts::IfGuessed,
        _ => Acts::Unknown,
    }
}

/// Whether a browser that has to guess takes bytes for a page: they begin with a tag or a comment
/// (<https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type>, and what browsers do beyond that);
/// or they do once a host has unpacked them.
pub fn is_like_a_page(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\x1f\x8b") {
        let mut head = Vec::new();
        // What cannot be unpacked to the end begins all the same.
        let _ = MultiGzDecoder::new(bytes).take(HEAD).read_to_end(&mut head);
        return begins_with_a_tag(&head);
    }
    begins_with_a_tag(bytes)
}

fn begins_with_a_tag(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let Some(rest) = bytes.strip_prefix(b"<") else { return false };
    let name = rest.iter().take(20).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    match rest.get(name) {
        Some(b'!' | b'?') => name == 0,
        Some(b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'>' | b'/') => name > 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn what_runs_is_known_by_its_name() {
        for name in [
            "a.html",
            "a.HTM",
            "a.xhtml",
            "a.shtml",
            "a.js",
            "a.mjs",
            "a.wasm",
            "a.swf",
            "a.hta",
            "a.mht",
            "a.xsl",
            "a.svgz",
            "a.php",
            "a.php5",
            "a.phtml",
            "a.cgi",
            "a.aspx",
            "a.php.jpg",
            "a.phtml.tar.gz",
            "a.asp;.jpg",
            "a.var.txt",
            "a.html.gz",
            "a.svg.bz2",
            "a.xml.gz",
            "a.js.gz",
        ] {
            assert_eq!(acts(&format!("content/reports/r/{name}")), Acts::Runs, "{name}");
        }
        for name in ["LICENSE", "a.", "a.xyz", "a.html.bak", "a.b/c", "a.lnk", "a.ts", "a.html.br"] {
            assert_eq!(acts(name), Acts::Unknown, "{name}");
        }
        assert_eq!([acts("a.svg"), acts("a.XML"), acts("a.kml")], [Acts::Drawing, Acts::Markup, Acts::Markup]);
    }

    #[test]
    fn data_and_documents_do_nothing() {
        for name in ["a.csv", "a.JSON", "a.pdf", "a.v2.txt", "php.csv", "a.jpg", "summary.pl.pdf"] {
            assert_eq!(acts(name), Acts::Not, "{name}");
        }
        for name in
            ["a.zip", "a.tar.gz", "a.csv.gz", "a.gz", "a.docx", "a.woff2", "a.mp4", "a.geojson", "a.parquet", "a.R", "a.v2.gz"]
        {
            assert_eq!(acts(name), Acts::IfGuessed, "{name}");
        }
        // Each list holds what no other does.
        let mut all: Vec<&str> = [&PASSIVE.concat(), &KNOWN[..], &PACKED, &MARKUP, &RUN].concat();
        all.sort_unstable();
        assert_eq!(all.windows(2).find(|pair| pair[0] == pair[1]), None);
        assert!(!all.iter().any(|ending| is_executed(ending)));
    }

    #[test]
    fn what_begins_with_a_tag_is_taken_for_a_page() {
        for text in ["<html>", "\u{feff}\n <SCRIPT src=x>", "<!-- x", "<!doctype html>", "<?xml", "<p/>", "<h1\n>"] {
            assert!(is_like_a_page(text.as_bytes()), "{text}");
        }
        for text in ["", "<", "< a", "<http://a> <b> <c> .", "a <b>", "<3", "{\"a\": 1}"] {
            assert!(!is_like_a_page(text.as_bytes()), "{text}");
        }
        let packed = |text: &str| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(text.as_bytes()).unwrap();
            packer.finish().unwrap()
        };
        assert!(is_like_a_page(&packed("<html>")) && !is_like_a_page(&packed("a,b")) && !is_like_a_page(b"\x1f\x8b"));
    }
}
