//! Bare addresses in running text: GFM's extended autolinks (<https://github.github.com/gfm/#autolinks-extension->).

use super::escaped;
use std::ops::Range;

/// Longest address that is looked for, in bytes; bounds how far text is looked at.
const LONGEST: usize = 2000;

/// A bare address.
#[derive(Debug, PartialEq, Eq)]
pub struct Bare {
    /// Where it stands; begins at or before the place that it was looked for at.
    pub range: Range<usize>,
    /// What stands before it in the link: `http://` for `www.…`, `mailto:` for an address of mail, else nothing.
    pub scheme: &'static str,
}

/// Where in a file the next bytes stand without which there is neither a bare address nor a citation. Whoever asks in order of
/// place has the file looked through once, and most files hold few of these bytes or none.
#[derive(Default)]
pub struct Signs {
    at: Next,
    scheme: Next,
    www: Next,
    mailto: Next,
}

/// The next sign of one sort: none stands in `from..at`. At the beginning nothing is known, not even of the first byte.
#[derive(Default)]
pub struct Next {
    from: usize,
    at: usize,
}

impl Next {
    /// Where it stands, at or behind `from`; `find` looks for it where that is not known.
    pub fn behind(&mut self, from: usize, find: impl FnOnce(usize) -> Option<usize>) -> usize {
        if from < self.from || from >= self.at {
            *self = Next { from, at: find(from).unwrap_or(usize::MAX) };
        }
        self.at
    }
}

impl Signs {
    /// The first `@` at or behind `from`.
    pub fn at(&mut self, text: &str, from: usize) -> usize {
        let bytes = text.as_bytes();
        self.at.behind(from, |from| Some(from + memchr::memchr(b'@', bytes.get(from..)?)?))
    }

    /// No bare address has its colon, `@` or `www.` at or behind `from` and before this.
    pub fn address(&mut self, text: &str, from: usize) -> usize {
        // What is found may have begun before `from`: it is known by a byte within it.
        let find = |word: &str, known_by: usize| {
            let begin = from.saturating_sub(known_by);
            memchr::memmem::find(text.as_bytes().get(begin..)?, word.as_bytes()).map(|at| begin + at + known_by)
        };
        let at = self.at(text, from);
        let mailto = if at == usize::MAX { at } else { self.mailto.behind(from, |_| find("mailto:", 6)) };
        at.min(mailto).min(self.scheme.behind(from, |_| find("://", 0))).min(self.www.behind(from, |_| find("www.", 0)))
    }
}

/// The first bare address that stands, or whose `@` stands, within `range`; it may reach up to `limit`. The local part of an
/// address of mail may begin before `range`, down to `floor`.
pub fn find(text: &str, range: Range<usize>, floor: usize, limit: usize) -> Option<Bare> {
    let mut look = range.start;
    while let Some(found) = memchr::memchr3(b':', b'@', b'w', text.as_bytes().get(look..range.end)?).map(|at| look + at) {
        let bare = match text.as_bytes()[found] {
            b':' => with_scheme(text, found, floor, limit),
            b'@' => mail(text, found, floor, limit),
            _ => www(text, found, limit),
        };
        // A `w` within a word is found anew at each letter of a run; `www` is looked at once.
        if bare.is_some() {
            return bare;
        }
        look = found + 1;
    }
    None
}

/// Whether a bare address may begin there.
fn begins(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(')) && !escaped(text, at)
}

/// `http://`, `https://` and `mailto:`, whose colon stands at `colon`.
fn with_scheme(text: &str, colon: usize, floor: usize, limit: usize) -> Option<Bare> {
    let before = text.get(floor..colon)?;
    let scheme = ["https", "http", "ftp", "mailto"].into_iter().find(|scheme| before.ends_with(scheme))?;
    let start = colon - scheme.len();
    if !begins(text, start) {
        return None;
    }
    if scheme == "mailto" {
        let at = colon + text.get(colon..limit.min(colon + LONGEST))?.find('@')?;
        let mail = mail(text, at, colon + 1, limit).filter(|mail| mail.range.start == colon + 1)?;
        return Some(Bare { range: start..mail.range.end, scheme: "" });
    }
    let rest = text.get(colon..limit)?.strip_prefix("://")?;
    let end = colon + 3 + address(rest)?;
    Some(Bare { range: start..end, scheme: "" })
}

fn www(text: &str, at: usize, limit: usize) -> Option<Bare> {
    let rest = text.get(at..limit)?;
    if !rest.starts_with("www.") || !begins(text, at) {
        return None;
    }
    Some(Bare { range: at..at + address(rest)?, scheme: "http://" })
}

/// The length of a domain with its path; `None` if the domain is none.
fn address(rest: &str) -> Option<usize> {
    let longest = rest.char_indices().take_while(|(at, c)| *at < LONGEST && !c.is_whitespace() && *c != '<');
    let end = longest.last().map(|(at, c)| at + c.len_utf8())?;
    let domain = rest[..end].split(['/', '?', '#', ':']).next()?;
    let domain = domain.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '_');
    let parts: Vec<&str> = domain.split('.').collect();
    let valid = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if parts.len() < 2 || !parts.iter().all(valid) || parts.iter().rev().take(2).any(|part| part.contains('_')) {
        return None;
    }
    Some(trimmed(&rest[..end]).max(domain.len()))
}

/// The length without punctuation that belongs to the sentence, an unmatched `)`, or an entity at the end.
fn trimmed(address: &str) -> usize {
    let mut end = address.len();
    loop {
        let now = &address[..end];
        match now.chars().next_back() {
            Some(')') if now.matches(')').count() > now.matches('(').count() => end -= 1,
            Some(';') => match now.rfind('&') {
                Some(at) if now[at + 1..end - 1].chars().all(|c| c.is_ascii_alphanumeric()) && at + 2 < end => end = at,
                _ => end -= 1,
            },
            Some(last @ ('?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | '”' | '’' | '»' | ']' | '…')) => {
                end -= last.len_utf8();
            }
            _ => return end,
        }
    }
}

/// An address of mail whose `@` stands at `at`.
fn mail(text: &str, at: usize, floor: usize, limit: usize) -> Option<Bare> {
    let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let before = text.get(floor..at)?;
    let start = at - before.chars().rev().take_while(|c| local(*c)).count().min(LONGEST);
    let host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let after = text.get(at + 1..limit)?;
    let length = after.find(|c| !host(c)).unwrap_or(after.len());
    let domain = after[..length].trim_end_matches('.');
    if start == at || escaped(text, at) || !domain.contains('.') || domain.ends_with(['-', '_']) || domain.contains("..") {
        return None;
    }
    // A letter of another script directly before is part of a word that is no address.
    let whole = text
        .get(..start)
        .and_then(|before| before.chars().next_back())
        .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '\\'));
    (whole && domain.split('.').all(|part| !part.is_empty()))
        .then_some(Bare { range: start..at + 1 + domain.len(), scheme: "mailto:" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(bare) = find(text, from..text.len(), from, text.len()) {
            found.push(&text[bare.range.clone()]);
            from = bare.range.end;
        }
        found
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        assert_eq!(all("See https://who.int/a?b=1&c=2. Then"), ["https://who.int/a?b=1&c=2"]);
        assert_eq!(all("(see www.x.org/a_(b)) or “https://x.org/ä”,"), ["www.x.org/a_(b)"]);
        assert_eq!(all("www.x.org/a&copy; and www.x.org/a;b"), ["www.x.org/a", "www.x.org/a;b"]);
        assert_eq!(
            all("http://x.org:80/#f! https://x.org/x* ftp://x.org"),
            ["http://x.org:80/#f", "https://x.org/x", "ftp://x.org"]
        );
    }

    #[test]
    fn signs_stand_before_every_address() {
        let text = "a@b http://x.org: www.x.org www.y.org/:// mailto:a@b.org, ftp://x a:b ww.w é@z.org mailto:x";
        let mut signs = Signs::default();
        // There and back: an answer that is known must not be given for another place.
        for from in (0..=text.len()).chain((0..=text.len()).rev()) {
            let (next, at) = (signs.address(text, from), signs.at(text, from));
            assert_eq!(at, memchr::memchr(b'@', &text.as_bytes()[from..]).map_or(usize::MAX, |at| from + at), "{from}");
            for end in from..=text.len().min(next) {
                assert_eq!(find(text, from..end, 0, text.len()), None, "{from}..{end}");
            }
            assert!(next >= from);
        }
        assert_eq!(Signs::default().address("none: here, w", 3), usize::MAX);
        assert_eq!(Signs::default().at("none", 9), usize::MAX);
    }

    #[test]
    fn mail() {
        assert_eq!(all("to a.b+c@x.org. or hello@mail+xyz.example or a@b.c-_"), ["a.b+c@x.org"]);
        assert_eq!(all("mailto:foo@bar.baz, xmpp:foo@bar.baz/txt"), ["mailto:foo@bar.baz", "foo@bar.baz"]);
    }

    #[test]
    fn what_is_none() {
        let none =
            ["http://", "https://localhost", "www.", "awww.x.org", "xhttp://x.org", "see @key and [@key]", "http://x_y.org", "a@b"];
        for text in none {
            assert_eq!(all(text), Vec::<&str>::new(), "{text}");
        }
    }
}
