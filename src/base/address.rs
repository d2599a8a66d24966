//! What sort of address a link is; every address passes here before it can reach a page. And addresses on the site itself,
//! as authors write them.

use super::UrlPath;
use super::paths::is_host_file;

/// The sort of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// A path, to be resolved within the site.
    Relative,
    /// `#anchor` on the same page.
    Anchor,
    /// `http`, `https` or `//host`.
    Web,
    /// `mailto` or `tel`.
    Person,
    /// Everything else: `javascript`, `data`, `file` …
    Forbidden,
}

/// Judges an address as a browser would read it: controls and white space dropped, per cent signs and entities decoded.
pub fn scheme(address: &str) -> Scheme {
    let plain: String = decoded(address).chars().filter(|c| !c.is_control() && !c.is_whitespace() && !is_invisible(*c)).collect();
    if plain.starts_with('#') {
        return Scheme::Anchor;
    }
    if plain.starts_with("//") || plain.starts_with("\\") || plain.starts_with("/\\") {
        return Scheme::Web;
    }
    let end = plain.find(['/', '?', '#', ':']).unwrap_or(plain.len());
    if !plain[end..].starts_with(':') {
        return Scheme::Relative;
    }
    match plain[..end].to_ascii_lowercase().as_str() {
        "http" | "https" => Scheme::Web,
        "mailto" | "tel" => Scheme::Person,
        _ => Scheme::Forbidden,
    }
}

/// The path on a site of an address in full that lies below the site's own (`base`), with what stands behind it: `/reports/x/#p3`.
/// It may be of the other scheme, `http` for `https`.
pub fn below<'a>(written: &'a str, base: &str) -> Option<&'a str> {
    let bare = |address: &'a str| {
        if let Some(rest) = address.strip_prefix("//") {
            return Some(rest);
        }
        let (scheme, rest) = address.split_once("://")?;
        (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")).then_some(rest)
    };
    let own = base.split_once("://")?.1.trim_end_matches('/');
    let (host, path) = own.split_at(own.find('/').unwrap_or(own.len()));
    let rest = bare(written.trim())?;
    let at_host = rest.get(..host.len()).is_some_and(|named| !host.is_empty() && named.eq_ignore_ascii_case(host));
    let below = rest.get(host.len()..).filter(|_| at_host)?.strip_prefix(path)?;
    (below.is_empty() || below.starts_with(['/', '#', '?'])).then_some(below)
}

/// The address on the web, or of a person, that was meant by one without `https://` or `mailto:`; `None` for a path.
pub fn in_full(written: &str) -> Option<String> {
    /// Ends of names of hosts that end no name of a file.
    const TOPS: [&str; 9] = ["com", "org", "net", "int", "gov", "edu", "eu", "info", "uk"];
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    let is_host = |host: &str, tops: &[&str]| {
        let mut labels = host.split(':').next().unwrap_or(host).split('.').rev();
        let top = labels.next().unwrap_or("");
        (tops.is_empty() || tops.contains(&top))
            && labels.clone().count() > 0
            && labels.all(|label| !label.is_empty() && label.chars().all(plain))
    };
    if let Some((name, host)) = written.split_once('@') {
        return (!name.is_empty() && name.chars().all(plain) && is_host(host, &[])).then(|| format!("mailto:{written}"));
    }
    let host = written.split(['/', '?', '#']).next().unwrap_or(written).to_ascii_lowercase();
    let www = host.strip_prefix("www.").is_some_and(|rest| is_host(rest, &[]));
    (www || is_host(&host, &TOPS)).then(|| format!("https://{written}"))
}

/// Whether an address is a place on the machine of whoever wrote it: `C:\maps\a.png`, `file:///Users/ana/a.png`, `/Users/ana/a.png`.
pub fn is_of_a_machine(written: &str) -> bool {
    let drive = matches!(written.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let scheme = written.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
    // A site may well have a page `/home/`, but hardly a file in a folder of it.
    let home = ["/Users/", "/home/"].iter().find_map(|home| written.strip_prefix(home)).and_then(|rest| rest.split_once('/'));
    drive || scheme || written.starts_with("\\\\") || home.is_some_and(|(_, file)| file.contains('.'))
}

/// Characters that are drawn as nothing and could hide in a scheme.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Per cent signs decoded twice over, so that `%256a` does not slip through; what is no UTF-8 becomes U+FFFD.
fn decoded(address: &str) -> String {
    percent_decoded(&percent_decoded(&entities(address)))
}

/// An address on the site, such as an old one: the part behind the host, with or without its first slash; a folder gets its
/// `index.html`.
pub fn on_site(written: &str) -> Result<UrlPath, String> {
    if written.contains("://") || written.starts_with("//") {
        return Err("it names another host".into());
    }
    let path = format!("/{}", written.trim_start_matches('/'));
    let is_file = path.rsplit('/').next().is_some_and(|last| last.ends_with(".html") || last.ends_with(".htm"));
    if path == "/" {
        return Err("that is the home page".into());
    }
    let first = path.split('/').nth(1).unwrap_or_default();
    if is_host_file(first) {
        return Err(format!("`{first}` steers a web host"));
    }
    UrlPath::new(&if is_file || path.ends_with('/') { path } else { format!("{path}/") })
}

/// The old address of a file, as authors write it among those of a page: `/files/reports/x/annex.csv`, or that of a PDF,
/// which stands beside its page.
pub fn old_file(written: &str) -> Option<UrlPath> {
    let path = format!("/{}", written.trim_start_matches('/'));
    if !(path.starts_with("/files/") || path.ends_with(".pdf")) || path.ends_with('/') || is_page(&path) {
        return None;
    }
    UrlPath::new(&path).ok()
}

/// Whether a page can stand at an address: not where a file stood, such as `/files/a.pdf`.
pub fn is_page(address: &str) -> bool {
    let last = address.rsplit('/').next().unwrap_or("");
    !last.contains('.') || last.ends_with(".html") || last.ends_with(".htm")
}

/// Decodes `%41`; bytes that are no UTF-8 become U+FFFD.
pub fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |offset: usize| bytes.get(at + offset).and_then(|b| (*b as char).to_digit(16));
        match (bytes[at], digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A path as part of an address, for attributes, headers and lists of addresses: per cent signs for what is no plain ASCII,
/// and for what ends an address in text.
pub fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    encode(path, b"/-_.~+,=@!$", &mut out);
    out
}

/// Where a digital object identifier leads (<https://www.doi.org/doi-handbook/HTML/encoding-rules-for-urls.html>): `#`, `?`, `<` and
/// per cent signs are part of many. What is encoded already stays.
pub fn of_doi(doi: &str) -> String {
    let mut out = String::from("https://doi.org/");
    let mut rest = doi;
    while let Some(at) = rest.find('%') {
        let is_encoded = rest.as_bytes().get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        encode(&rest[..at], OF_DOI, &mut out);
        out.push_str(if is_encoded { "%" } else { "%25" });
        rest = &rest[at + 1..];
    }
    encode(rest, OF_DOI, &mut out);
    out
}

/// Signs of a DOI that mean nothing in an address.
const OF_DOI: &[u8] = b"/-_.~+,=@!$();:*'&";

/// Per cent signs for all but letters and digits of ASCII and these signs.
fn encode(text: &str, plain: &[u8], out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// The numeric entities and the few named ones that can hide a scheme.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let end = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(tail.len());
        // A number ends with its digits, whatever comes behind it: `&#106avascript` is `javascript`.
        let hex = tail.strip_prefix("#x").or(tail.strip_prefix("#X"));
        let digits = hex.or(tail.strip_prefix('#')).unwrap_or_default();
        let radix = if hex.is_some() { 16 } else { 10 };
        let digits = &digits[..digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len())];
        let code = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let end = if digits.is_empty() { end } else { digits.len() + if hex.is_some() { 2 } else { 1 } };
        let name = &tail[..end];
        let known = match name {
            "colon" => Some(':'),
            "Tab" => Some('\t'),
            "NewLine" => Some('\n'),
            "sol" => Some('/'),
            "num" => Some('#'),
            "lpar" => Some('('),
            _ => code,
        };
        match known {
            Some(c) => {
                out.push(c);
                rest = tail[end..].strip_prefix(';').unwrap_or(&tail[end..]);
            }
            None => {
                out.push('&');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois_lead_to_themselves() {
        for (doi, address) in [
            ("10.1000/xyz-1.2_(3);4:5", "10.1000/xyz-1.2_(3);4:5"),
            ("10.1002/(SICI)17:2<79::AID-SMJ796>3.0.CO;2-#", "10.1002/(SICI)17:2%3C79::AID-SMJ796%3E3.0.CO;2-%23"),
            ("10.1000/a%23b%c?é", "10.1000/a%23b%25c%3F%C3%A9"),
        ] {
            assert_eq!(of_doi(doi), format!("https://doi.org/{address}"));
        }
    }

    #[test]
    fn disguises_are_seen_through() {
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            " java\tscript:x",
            "&#106;avascript:x",
            "&#x6A;avascript&colon;x",
            "javascript%3Ax",
            "%6aavascript:x",
            "java\u{200b}script:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "\u{1}javascript:x",
            "%256aavascript:x",
            "&#106avascript:x",
            "&#0000106avascript:x",
            "&#X6aavascript&#58x",
            "&#x6a;avascript&#x3Ax",
        ] {
            assert_eq!(scheme(bad), Scheme::Forbidden, "{bad:?}");
        }
    }

    #[test]
    fn paths_are_encoded() {
        assert_eq!(encoded("actors/zury-ríos/"), "actors/zury-r%C3%ADos/");
        assert_eq!(encoded("a b'\"<%"), "a%20b%27%22%3C%25");
    }

    #[test]
    fn places_on_a_machine_are_told_from_pages() {
        for place in
            ["C:\\maps\\a.png", "d:/a.png", "file:///a", "FILE:a", "/Users/ana/a.png", "/home/ana/maps/a.png", "\\\\host\\a"]
        {
            assert!(is_of_a_machine(place), "{place}");
        }
        for page in
            ["/home/", "/home/about/", "/home.html", "/home/a.png", "/users/ana/a.png", "maps/a.png", "https://a.org/home/b/c.d"]
        {
            assert!(!is_of_a_machine(page), "{page}");
        }
    }

    #[test]
    fn addresses_without_a_scheme_are_known() {
        for (written, meant) in [
            ("www.example.org", Some("https://www.example.org")),
            ("www.bundestag.de/a#b", Some("https://www.bundestag.de/a#b")),
            ("who.int/news", Some("https://who.int/news")),
            ("info@who.int", Some("mailto:info@who.int")),
            ("www.md", None),
            ("chart.png", None),
            ("a/who.int", None),
            ("../who.int", None),
            ("notes.md", None),
            (".org", None),
            ("@a", None),
            ("", None),
        ] {
            assert_eq!(in_full(written).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn ordinary_addresses_pass() {
        assert_eq!(scheme("https://example.org/a:b"), Scheme::Web);
        assert_eq!(scheme("//example.org"), Scheme::Web);
        assert_eq!(scheme("mailto:a@b.org"), Scheme::Person);
        assert_eq!(scheme("../actors/x.md#a:b"), Scheme::Relative);
        assert_eq!(scheme("#p7"), Scheme::Anchor);
        assert_eq!(scheme("a&b.md"), Scheme::Relative);
        assert_eq!(scheme(""), Scheme::Relative);
    }

    #[test]
    fn addresses_on_the_site() {
        assert_eq!(on_site("old/name").unwrap().as_str(), "/old/name/");
        assert_eq!(on_site("/a.html").unwrap().as_str(), "/a.html");
        for bad in ["https://x.org/a", "//x.org", "/", "../x", "/a%2fb", "a\\b"] {
            assert!(on_site(bad).is_err(), "{bad}");
        }
        assert!(old_file("files/reports/x/a.pdf").is_some_and(|url| url.as_str() == "/files/reports/x/a.pdf"));
        assert!(old_file("/reports/x/a.pdf").is_some());
        assert!(
            ["/files/x/", "/files/x/a.html", "/a.csv", "/files/../a.pdf", "https://h/files/a.pdf"]
                .iter()
                .all(|no| old_file(no).is_none())
        );
        assert!(is_page("/a/") && is_page("/a.html") && !is_page("/a.json") && !is_page("/_x.d/b.pdf"));
    }
}
