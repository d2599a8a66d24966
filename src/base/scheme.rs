//! What an address as written leads to, judged as a browser would read it.

/// The sorts of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// A path, relative to the file or to the top of the site.
    Relative,
    /// A place on the same page: `#anchor`.
    Anchor,
    /// `http:`, `https:` or an address without scheme that names a host (`//host`).
    Web,
    /// `mailto:` or `tel:`.
    Mail,
    /// Everything else: it may run script or read files, and is never put on a page.
    Forbidden,
}

/// Judges an address.
///
/// A browser drops control characters and white space before it looks for a scheme, so they are dropped here too; percent
/// signs and entities are decoded first, which is stricter than a browser is.
pub fn scheme(destination: &str) -> Scheme {
    let head: String = decode(destination).filter(|c| !c.is_control() && !c.is_whitespace() && !invisible(*c)).take(40).collect();
    if head.starts_with('#') {
        return Scheme::Anchor;
    }
    // Browsers read `\` as `/` in addresses of the web.
    if head.starts_with("//") || head.starts_with("\\\\") || head.starts_with("/\\") || head.starts_with("\\/") {
        return Scheme::Web;
    }
    let Some(end) = head.find([':', '/', '\\', '?', '#']) else { return Scheme::Relative };
    if !head[end..].starts_with(':') {
        return Scheme::Relative;
    }
    match head[..end].to_ascii_lowercase().as_str() {
        "http" | "https" => Scheme::Web,
        "mailto" | "tel" => Scheme::Mail,
        _ => Scheme::Forbidden,
    }
}

/// Formatting characters that show nothing: a scheme broken by one is meant to deceive.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Percent signs (`%3A`) and the entities that can stand in a scheme (`&#58;`, `&#x3a;`, `&colon;`, `&Tab;`, `&NewLine;`), decoded.
fn decode(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        let c = rest.chars().next()?;
        let (found, length) = match c {
            '%' => percent(rest),
            '&' => entity(rest),
            _ => None,
        }
        .unwrap_or((c, c.len_utf8()));
        rest = &rest[length..];
        Some(found)
    })
}

fn percent(text: &str) -> Option<(char, usize)> {
    let code = u8::from_str_radix(text.get(1..3)?, 16).ok()?;
    code.is_ascii().then(|| (char::from(code), 3))
}

fn entity(text: &str) -> Option<(char, usize)> {
    // Entities may lack their `;`, and may have any number of leading zeros.
    let body = &text[1..];
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, before) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 3),
            None => (number, 10, 2),
        };
        let count = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
        let found = char::from_u32(u32::from_str_radix(&digits[..count], radix).ok()?)?;
        let length = before + count;
        return Some((found, length + usize::from(text[length..].starts_with(';'))));
    }
    [("colon;", ':'), ("Tab;", '\t'), ("NewLine;", '\n'), ("amp;", '&'), ("sol;", '/'), ("num;", '#'), ("bsol;", '\\')]
        .iter()
        .find(|(name, _)| body.starts_with(name))
        .map(|(name, c)| (*c, name.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed() {
        for (address, expected) in [
            ("../actors/x.md#y", Scheme::Relative),
            ("a/b:c", Scheme::Relative),
            ("a%20b.pdf", Scheme::Relative),
            ("", Scheme::Relative),
            ("?a=b:c", Scheme::Relative),
            ("100%", Scheme::Relative),
            ("#summary", Scheme::Anchor),
            ("HTTPS://example.org", Scheme::Web),
            ("//example.org", Scheme::Web),
            ("mailto:a@b.c", Scheme::Mail),
            ("tel:+41", Scheme::Mail),
        ] {
            assert_eq!(scheme(address), expected, "{address:?}");
        }
    }

    #[test]
    fn script_in_disguise_is_forbidden() {
        for address in [
            "javascript:alert(1)",
            " JaVaScRiPt:x",
            "java\tscript:x",
            "java\u{0}script:x",
            "\u{1}javascript:x",
            "javascript%3Ax",
            "javascript&colon;x",
            "javascript&#58;x",
            "javascript&#0000058x",
            "&#x6A;avascript:x",
            "java&Tab;script:x",
            "java&NewLine;script:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:x",
            "view-source:x",
            "java\u{200b}script:x",
            "ftp://x",
        ] {
            assert_eq!(scheme(address), Scheme::Forbidden, "{address:?}");
        }
    }
}
