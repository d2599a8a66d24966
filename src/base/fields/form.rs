//! The forms of single values: addresses, languages, identifiers, ids. Each answers with the reason if it is none.

use unicode_normalization::char::is_combining_mark;

/// Checks an `http` or `https` address; the reason if it is none.
pub fn web_address(text: &str) -> Result<(), &'static str> {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return Err("it does not begin with `https://` or `http://`");
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let name = host.rsplit_once('@').map_or(host, |(_, name)| name);
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '`')) {
        Err("it contains a space or another character that no address has")
    } else if host.contains('@') {
        Err("it contains a user name or password")
    } else if name.is_empty() || name.starts_with(['.', ':', '-']) {
        Err("nothing says which site it is on")
    } else {
        Ok(())
    }
}

/// Whether a text has the form of a BCP 47 language tag, such as `en`, `es-SV` or `zh-Hant`.
pub fn bcp47(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or("");
    let letters = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    letters
        && text.len() <= 35
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a text can be an id or the last part of an address: letters, digits and `-`, `_`, `.`, `+`, at most 100 bytes.
pub fn key(text: &str) -> bool {
    // Words of many scripts have marks that are no letters: हिन्दी.
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+') || (!c.is_ascii() && is_combining_mark(c));
    (1..=100).contains(&text.len()) && !text.starts_with(['.', '-']) && !text.ends_with('.') && text.chars().all(fine)
}

/// A digital object identifier without the address or the word that people write before it.
pub fn bare_doi(text: &str) -> &str {
    let before = ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"];
    before.iter().find_map(|before| text.strip_prefix(before)).unwrap_or(text).trim()
}

/// Checks a digital object identifier, with or without `https://doi.org/`.
pub fn doi(text: &str) -> Result<(), &'static str> {
    let bare = bare_doi(text);
    let fine = bare.strip_prefix("10.").and_then(|rest| rest.split_once('/')).is_some_and(|(registrant, rest)| {
        registrant.len() >= 4
            && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && !rest.is_empty()
            && !rest.contains(char::is_whitespace)
    });
    if fine { Ok(()) } else { Err("a DOI looks like `10.1000/xyz123`") }
}

/// Checks an identifier of a known scheme; those of other schemes pass.
///
/// ORCID's last character is a check digit (ISO 7064, MOD 11-2), as is that of an ISNI, of which ORCID iDs are a part.
pub fn identifier(scheme: &str, text: &str) -> Result<(), &'static str> {
    let tail = text.rsplit('/').next().unwrap_or(text);
    match scheme.to_ascii_lowercase().as_str() {
        "wikidata" if !is_wikidata(tail) => Err("a Wikidata id looks like `Q792`"),
        "orcid" if !is_orcid(tail) => {
            Err("an ORCID iD is four groups of four digits, the last of which checks the others, like `0000-0002-1825-0097`")
        }
        "ror" if !is_ror(tail) => Err("a ROR id looks like `03yrm5c26`"),
        "isni" if !is_isni(tail) => Err("an ISNI is 16 digits, the last of which checks the others, like `0000 0001 2103 2683`"),
        "viaf" if !is_digits(tail) => Err("a VIAF id is a number, like `102333412`"),
        "lei" if !is_lei(text) => {
            Err("an LEI is 20 capital letters and digits, the last two of which check the others, like `529900T8BM49AURSDO55`")
        }
        "isbn" if !parts(text).iter().all(|part| is_isbn(part)) => {
            Err("an ISBN is 13 digits or 10, the last of which checks the others, like `978-92-1-100000-9`")
        }
        "issn" if !parts(text).iter().all(|part| is_issn(part)) => {
            Err("an ISSN is two groups of four digits, the last of which checks the others, like `0015-7120`")
        }
        "pmid" if !is_digits(tail) => Err("a PubMed number has digits alone, like `12345678`"),
        "pmcid" if !is_digits(tail.strip_prefix("PMC").unwrap_or(tail)) => Err("a PubMed Central number looks like `PMC1234567`"),
        "sha256" if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) => {
            Err("a SHA-256 is 64 hexadecimal digits, as `sha256sum FILE` prints them")
        }
        "iso3166" | "iso" if !is_country(text) => Err("an ISO 3166 code looks like `SV`, `SLV` or `US-CA`"),
        "cameo" if !is_cameo(text) => {
            Err("a code of the CAMEO codebook has two to four digits, of which the first two are its root, 01 to 20: `04`, `163`")
        }
        "doi" => doi(text),
        _ if text.trim().is_empty() => Err("it is empty"),
        _ => Ok(()),
    }
}

fn is_wikidata(text: &str) -> bool {
    let digits = text.strip_prefix(['Q', 'P', 'L']).unwrap_or("");
    (1..=12).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_orcid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    if groups.len() != 4 || groups.iter().any(|group| group.len() != 4) {
        return false;
    }
    is_isni(&groups.concat())
}

fn is_isni(text: &str) -> bool {
    let characters: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    let Some((last, digits)) = characters.split_last().filter(|_| characters.len() == 16) else { return false };
    let mut sum = 0;
    for digit in digits {
        let Some(value) = digit.to_digit(10) else { return false };
        sum = (sum + value) * 2 % 11;
    }
    let check = (12 - sum) % 11;
    if check == 10 { *last == 'X' } else { last.to_digit(10) == Some(check) }
}

/// Codes of the Conflict and Mediation Event Observations (CAMEO 1.1b3, chapter 6): a root, and up to two digits that tell more.
fn is_cameo(text: &str) -> bool {
    let root = text.get(..2).and_then(|root| root.parse::<u8>().ok());
    (2..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && root.is_some_and(|root| (1..=20).contains(&root))
}

fn is_digits(text: &str) -> bool {
    (1..=22).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Legal entity identifiers (ISO 17442): letters count as 10 to 35, and the whole leaves 1 when it is divided by 97.
fn is_lei(text: &str) -> bool {
    let capital = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    let value = |rest: u32, b: u8| match b {
        b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
        _ => (rest * 100 + u32::from(b.saturating_sub(b'A')) + 10) % 97,
    };
    text.len() == 20 && text.bytes().all(capital) && text.bytes().fold(0, value) == 1
}

/// The numbers of a field that may hold several: of the paperback, of the print edition.
fn parts(text: &str) -> Vec<String> {
    // Groups may have spaces between them instead of hyphens, so those that follow one another belong together.
    let bare = |part: &str| part.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{2010}'..='\u{2013}')).collect::<String>();
    let spaced = |part: &str| match bare(part) {
        whole if whole.len() <= 13 => vec![whole],
        _ => part.split_whitespace().map(bare).collect(),
    };
    // "(pbk)" says which it is.
    let words = |part: &str| part.split('(').next().unwrap_or("").trim().to_string();
    let all: Vec<String> = text.split([',', ';', '/']).map(words).filter(|part| !part.is_empty()).collect();
    all.iter().flat_map(|part| spaced(part)).collect()
}

fn is_isbn(text: &str) -> bool {
    let digit = |c: char| c.to_digit(10).or((c == 'X').then_some(10));
    let Some(digits) = text.chars().map(digit).collect::<Option<Vec<u32>>>() else { return false };
    let early = digits.iter().rev().skip(1).all(|digit| *digit < 10);
    match digits.len() {
        10 => early && digits.iter().zip((1..=10).rev()).map(|(digit, weight)| digit * weight).sum::<u32>() % 11 == 0,
        13 => {
            digits.iter().zip([1, 3].iter().cycle()).map(|(digit, weight)| digit * weight).sum::<u32>() % 10 == 0
                && !text.contains('X')
        }
        _ => false,
    }
}

fn is_issn(text: &str) -> bool {
    let digit = |c: char| c.to_digit(10).or((c == 'X').then_some(10));
    let Some(digits) = text.chars().map(digit).collect::<Option<Vec<u32>>>() else { return false };
    let sum: u32 = digits.iter().zip((1..=8).rev()).map(|(digit, weight)| digit * weight).sum();
    digits.len() == 8 && digits.iter().take(7).all(|digit| *digit < 10) && sum.is_multiple_of(11)
}

fn is_ror(text: &str) -> bool {
    let fine = |b: u8| b.is_ascii_digit() || (b.is_ascii_lowercase() && !matches!(b, b'i' | b'l' | b'o' | b'u'));
    text.len() == 9 && text.starts_with('0') && text.bytes().all(fine) && text.bytes().skip(7).all(|b| b.is_ascii_digit())
}

fn is_country(text: &str) -> bool {
    let (country, part) = text.split_once('-').unwrap_or((text, "A"));
    let upper = (2..=4).contains(&country.len()) && country.bytes().all(|b| b.is_ascii_uppercase());
    upper && (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_checked() {
        for (scheme, good, bad) in [
            ("orcid", "0000-0002-1825-0097", "0000-0002-1825-0098"),
            ("orcid", "https://orcid.org/0000-0002-1694-233X", "0000-0002-1694-2330"),
            ("wikidata", "Q792", "792"),
            ("ror", "https://ror.org/03yrm5c26", "03yrm5c2"),
            ("iso3166", "SV", "sv"),
            ("doi", "10.1000/xyz123", "10.1000"),
            ("littlesis", "123", " "),
            ("isni", "0000 0001 2103 2683", "0000 0001 2103 2684"),
            ("viaf", "https://viaf.org/viaf/102333412", "zz"),
            ("lei", "529900T8BM49AURSDO55", "529900T8BM49AURSDO54"),
            ("isbn", "978-0-306-40615-7", "9780306406158"),
            ("isbn", "0 306 40615 2 (pbk); 978 0 306 40615 7", "0306406153"),
            ("isbn", "9780306406157 080442957X", "9780306406157 0804429570"),
            ("issn", "0015-7120", "1234-5678"),
            ("issn", "2434-561X, 0015-7120", "2434-561X, x"),
            ("pmid", "12345678", "abc"),
            ("cameo", "04", "99"),
            ("cameo", "1823", "4"),
            ("cameo", "20", "00"),
            ("cameo", "190", "19000"),
            ("pmcid", "PMC1234567", "PMC"),
            ("sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "nothash"),
        ] {
            assert_eq!(identifier(scheme, good), Ok(()), "{scheme}");
            assert!(identifier(scheme, bad).is_err(), "{scheme}");
        }
    }

    #[test]
    fn addresses_and_languages_are_checked() {
        assert!(web_address("https://example.org/a?b#c").is_ok());
        for bad in [
            "example.org",
            "ftp://example.org",
            "https://",
            "https:///x",
            "https://a b",
            "https://user:pw@x.org",
            "javascript:alert(1)",
        ] {
            assert!(web_address(bad).is_err(), "{bad}");
        }
        assert!(bcp47("es") && bcp47("zh-Hant") && bcp47("es-419"));
        assert!(!bcp47("English") && !bcp47("e") && !bcp47("es_SV"));
        assert!(key("nayib-bukele") && key("ríos") && key("हिन्दी") && !key("../x") && !key("a b") && !key("") && !key(".x"));
    }
}
