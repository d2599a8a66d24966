//! What files of a theme refer to: other files of it, and what would be fetched from elsewhere.
//!
//! Style sheets and scripts are read for their addresses, templates for those of elements that fetch something. It is a reading of
//! letters and no parse of three languages, so it tells only of what is written out, and leaves alone what it cannot know.

use super::Layer;
use crate::base::{Fault, FilePath, OutPath, Range, text::nearest, text::shown};
use crate::document::dialect::html::decoded;
use crate::render::builtin;
use std::collections::BTreeSet;

/// An address that is written in an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it stands, without the quotation marks around it.
    pub range: std::ops::Range<usize>,
    /// It stands in quotation marks.
    pub quoted: bool,
}

/// The addresses in a style sheet or a script that are fetched, in order.
pub fn in_asset(name: &str, text: &str) -> Vec<Written> {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => in_sheet(text),
        Some("js" | "mjs") => in_script(text),
        _ => Vec::new(),
    }
}

/// `url(…)` and `@import "…"`, outside of comments.
fn in_sheet(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['/', 'u', 'U', '@']).map(|next| at + next) {
        let rest = &text[next..];
        let begins = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        at = if rest.starts_with("/*") {
            next + rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if begins("url(") {
            let Some(end) = rest.find(')') else { break };
            let inside = &rest[4..end];
            let written = inside.trim();
            let bare = written.trim_matches(['"', '\'']);
            let start = next + 4 + inside.find(bare).unwrap_or(0);
            found.push(Written { range: start..start + bare.len(), quoted: bare.len() < written.len() });
            next + end
        } else if begins("@import") {
            match literal(text, next + "@import".len()) {
                Some(range) => {
                    let end = range.end;
                    found.push(Written { range, quoted: true });
                    end
                }
                None => next + "@import".len(),
            }
        } else {
            next + rest.chars().next().map_or(1, char::len_utf8)
        };
    }
    found
}

/// `import "…"`, `import … from "…"`, `export … from "…"` and `import("…")`, outside of lines that are comments.
fn in_script(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    let mut words: Vec<(usize, &str)> = text.match_indices("import").chain(text.match_indices("from")).collect();
    words.sort_unstable();
    // Scripts may be one long line: what is known of it so far is kept.
    let begins_comment = |line: usize| text[line..].trim_start().starts_with(['*', '/']);
    let (mut seen, mut comment) = (0, begins_comment(0));
    for (at, word) in words {
        let before = &text[seen..at];
        let rest = match before.rfind('\n') {
            Some(end) => {
                comment = begins_comment(seen + end + 1);
                &before[end + 1..]
            }
            None => before,
        };
        comment |= rest.contains("//");
        seen = at;
        let is_word = !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '-' | '"' | '\''));
        if !is_word || comment {
            continue;
        }
        let mut after = at + word.len();
        if word == "import" && text[after..].starts_with('(') {
            after += 1;
        }
        found.extend(literal(text, after).map(|range| Written { range, quoted: true }));
    }
    found
}

/// The text in quotation marks that stands next.
fn literal(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let rest = &text[at..];
    let quote = rest.trim_start().chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let start = at + rest.find(quote)? + 1;
    let length = text[start..].find([quote, '\n']).filter(|length| text[start + length..].starts_with(quote))?;
    Some(start..start + length)
}

/// Whether an address leads to another server.
fn is_far(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    address.starts_with("//") || address.starts_with("http:") || address.starts_with("https:")
}

/// A link that a template writes out.
#[derive(Debug, Clone)]
pub struct Link {
    /// The template.
    pub path: FilePath,
    /// Where the address stands in it.
    pub range: Range,
    /// Where it leads.
    pub to: To,
}

/// Where a link of a template leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// To a place on the site, from its top: `{{ root }}about/`.
    Here(String),
    /// To an address on the web.
    Web(String),
}

/// What is wrong with the references of all layers but the program's own, and the links in their templates.
pub fn check(layers: &[Layer], faults: &mut Vec<(FilePath, Fault)>) -> Vec<Link> {
    let assets: BTreeSet<&str> =
        layers.iter().flat_map(|layer| layer.files.keys()).filter_map(|name| name.strip_prefix("assets/")).collect();
    let mut links = Vec::new();
    for (name, (path, bytes)) in layers.iter().flat_map(|layer| &layer.files) {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        // A copy of a file of the program says what the program says.
        if builtin::FILES.iter().any(|(own, bytes)| own == name && *bytes == text.as_bytes()) {
            continue;
        }
        let mut told = |fault: Fault| faults.push((path.clone(), fault));
        if let (true, Err(reason)) = (name.starts_with("assets/"), OutPath::new(name)) {
            let message = format!("`{}` cannot be published under its name: {reason}", shown(path.name()));
            told(Fault::new("odd-address", 0..0, message).with_help("rename it"));
        }
        if let Some(asset) = name.strip_prefix("assets/") {
            for written in in_asset(asset, text) {
                let address = &text[written.range.clone()];
                let range = written.range.start as u32..written.range.end as u32;
                if is_far(address) {
                    told(far(range, address));
                } else if let Some(target) = super::assets::resolve(asset, address)
                    && !assets.contains(target.as_str())
                    && target != "site.css"
                {
                    told(missing(range, &target, &assets));
                }
            }
        } else if name.starts_with("templates/") && name.ends_with(".html") {
            in_template(text, &mut told, |range, to| links.push(Link { path: path.clone(), range, to }));
        }
    }
    links
}

fn far(range: Range, address: &str) -> Fault {
    let message = format!("`{}` is on another server, which would learn of every reader", shown(address));
    let help =
        "save the file in the theme's `assets/` and refer to it there; the pages' Content-Security-Policy blocks other servers";
    Fault::new("theme-reference", range, message).with_help(help)
}

fn missing(range: Range, target: &str, assets: &BTreeSet<&str>) -> Fault {
    let fault = Fault::new("theme-reference", range, format!("the theme has no file `assets/{}`", shown(target)));
    match nearest(target, assets.iter().copied()) {
        Some(near) => fault.with_help(format!("did you mean `assets/{near}`?")),
        None => fault.with_help("put the file there, or take the reference out"),
    }
}

/// Words in `rel` of what a browser fetches for a page.
const FETCHED: [&str; 8] =
    ["stylesheet", "preload", "modulepreload", "icon", "apple-touch-icon", "manifest", "preconnect", "dns-prefetch"];
/// Elements that fetch what they name.
const FETCHING: [&str; 11] = ["script", "img", "iframe", "source", "video", "audio", "embed", "object", "track", "image", "use"];

/// The tags of a template: what they fetch from elsewhere, what the policy of the pages blocks, and links within the site.
fn in_template(text: &str, told: &mut impl FnMut(Fault), mut link: impl FnMut(Range, To)) {
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|next| at + next) {
        at = start + 1;
        if text[start..].starts_with("<!--") {
            at = start + text[start..].find("-->").unwrap_or(text.len() - start);
            continue;
        }
        let name: String = text[at..].chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if name.is_empty() {
            continue;
        }
        let end = tag_end(text, at);
        at = end;
        let tag = &text[start..end];
        let value = |attribute: &str| value(tag, attribute).map(|(from, value)| (start + from, value));
        let fetches = match name.as_str() {
            "link" => value("rel").is_some_and(|(_, rel)| rel.split_ascii_whitespace().any(|word| FETCHED.contains(&word))),
            name => FETCHING.contains(&name),
        };
        for attribute in ["href", "src", "srcset", "data", "poster"] {
            let Some((from, written)) = value(attribute) else { continue };
            let range = from as u32..(from + written.len()) as u32;
            if fetches && is_far(written) {
                told(far(range, written));
                continue;
            }
            let is_whole = |to: &&str| !to.contains("{{") && !to.contains("{%");
            if let Some(to) = written.strip_prefix("{{ root }}").filter(is_whole) {
                link(range, To::Here(to.split(['#', '?']).next().unwrap_or_default().to_string()));
            } else if is_far(written) && attribute == "href" && is_whole(&written) {
                link(range, To::Web(decoded(written.trim()).into_owned()));
            }
        }
        let runs = |data: &str| !data.eq_ignore_ascii_case("application/ld+json") && !data.eq_ignore_ascii_case("application/json");
        let inline = match name.as_str() {
            "style" => Some(("styles", "a `.css` file in `assets/`")),
            "script" if value("src").is_none() && value("type").is_none_or(|(_, data)| runs(data)) => {
                Some(("scripts", "a `.js` file in `assets/`"))
            }
            _ if value("style").is_some() => Some(("`style` attributes", "a `.css` file in `assets/`, by a class")),
            _ => None,
        };
        if let Some((what, instead)) = inline {
            let message = format!("the pages' Content-Security-Policy blocks {what} that stand in the page");
            let range = start as u32..(start + 1 + name.len()) as u32;
            told(Fault::new("theme-reference", range, message).with_help(format!("put it into {instead}")));
        }
    }
}

/// The end of the tag that begins at `from`; signs of templates and quotation marks hide a `>`. One without it ends where the
/// next begins.
fn tag_end(text: &str, from: usize) -> usize {
    let mut quote = None;
    let mut rest = text[from..].char_indices();
    while let Some((at, c)) = rest.next() {
        let here = from + at;
        let sign = [("{{", "}}"), ("{%", "%}")].into_iter().find(|(open, _)| text[here..].starts_with(open));
        if let Some((_, close)) = sign {
            let Some(length) = text[here..].find(close) else { return text.len() };
            // Up to the last letter of the closing sign.
            while rest.next().is_some_and(|(next, _)| from + next < here + length + close.len() - 1) {}
            continue;
        }
        match (quote, c) {
            (None, '>' | '<') => return here,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// The value of an attribute in quotation marks, and where in the tag it begins.
fn value<'a>(tag: &'a str, attribute: &str) -> Option<(usize, &'a str)> {
    for (at, _) in tag.match_indices(attribute) {
        let before = tag[..at].chars().next_back();
        let rest = tag[at + attribute.len()..].strip_prefix('=');
        let (true, Some(rest)) = (before.is_some_and(|c| c.is_whitespace() || c == '}'), rest) else { continue };
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = rest[1..].find(quote)?;
        return Some((at + attribute.len() + 2, &rest[1..1 + end]));
    }
    None
}

/// What is to be said of a link to a place where nothing will stand.
pub fn astray(link: &Link, to: &str) -> (FilePath, Fault) {
    let message = format!("the site has nothing at `/{}`", shown(to));
    let help = "write the address of a page or file of the site; what stands in `static/` is at the top of the site";
    (link.path.clone(), Fault::new("theme-reference", link.range.clone(), message).with_help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str, text: &str) -> Vec<String> {
        in_asset(name, text).into_iter().map(|written| text[written.range].to_string()).collect()
    }

    #[test]
    fn addresses_of_assets_are_found() {
        let sheet = "@import \"a.css\"; @import url(b.css) screen; /* url(no) */ p { background: URL( 'c.png' ) } @importé";
        assert_eq!(words("x.css", sheet), ["a.css", "b.css", "c.png"]);
        let script = "import \"./a.js\";\nimport { x } from './b.js';\nexport * from \"./c.js\"\n// import \"./no.js\"\nimport('./d.js');\nconst important = \"x\"; a.from(\"no\");\nimport x from \"open\n";
        assert_eq!(words("x.js", script), ["./a.js", "./b.js", "./c.js", "./d.js"]);
        assert_eq!(words("x.svg", "url(a)"), [""; 0]);
        for cut in 0..sheet.len() {
            if sheet.is_char_boundary(cut) {
                words("x.css", &sheet[..cut]);
            }
        }
        (0..script.len()).for_each(|cut| drop(words("x.js", &script[..cut])));
    }

    #[test]
    fn long_lines_and_tags_without_an_end_are_read_once() {
        // A look back, or ahead, for each of them would take hours.
        assert_eq!(words("x.js", &"a from b ".repeat(200_000)), [""; 0]);
        assert_eq!(words("x.js", "/* import './a.js'; */ import './b.js';\n  x; import './c.js'; // import './d.js'"), ["./c.js"]);
        for part in ["<a href ", "<a {{ ", "<a {{ }} ", "<a '", "<a \"'"] {
            in_template(&part.repeat(200_000), &mut |_| {}, |_, _| {});
        }
    }

    #[test]
    fn templates_are_read_tag_by_tag() {
        let told = |text: &str| {
            let (mut faults, mut links) = (Vec::new(), Vec::new());
            in_template(text, &mut |fault| faults.push(fault.range), |range, to| links.push((range, to)));
            let at = |range: &Range| text[range.start as usize..range.end as usize].to_string();
            let to = |to| match to {
                To::Here(to) | To::Web(to) => to,
            };
            (faults.iter().map(at).collect::<Vec<_>>(), links.into_iter().map(|(_, at)| to(at)).collect::<Vec<_>>())
        };
        for text in [
            "<a href=\"https://x.org/{{ page.path }}\">",
            "<link rel=\"license\" href=\"{{ site.licence }}\">",
            "<script type=\"application/ld+json\">",
        ] {
            assert_eq!(told(text), (Vec::new(), Vec::new()), "{text}");
        }
        for text in ["<a href=\"https://x.org/a\">", "<link rel=\"license\" href='https://x.org/a'>"] {
            assert_eq!(told(text), (Vec::new(), vec!["https://x.org/a".to_string()]), "{text}");
        }
        assert_eq!(told("<a href=\"//x.org/?a=1&amp;b=2\">").1, ["//x.org/?a=1&b=2"]);
        for (text, at) in [
            ("<link rel=\"stylesheet\" href=\"https://x.org/a.css\">", "https://x.org/a.css"),
            ("<img{% if a > b %} x{% endif %} src='//x.org/a.png'>", "//x.org/a.png"),
            ("<style>p {}</style>", "<style"),
            ("<script>x()</script>", "<script"),
            ("<p style=\"color: red\">", "<p"),
        ] {
            assert_eq!(told(text).0, [at], "{text}");
        }
        assert_eq!(told("<a href=\"{{ root }}no/#a\"> <a href=\"{{ root }}{{ x.path }}\"> a < b <").1, ["no/"]);
        let text = "<a href=\"{{ \"é>\" }}\" style='x'><!-- <style> --> <é <b";
        (0..text.len()).filter(|cut| text.is_char_boundary(*cut)).for_each(|cut| drop(told(&text[..cut])));
    }
}
