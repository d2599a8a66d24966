//! Syntaxes of other programs: what each looks like, and what says the same here.

use super::pasted;
use std::borrow::Cow;

/// Longest piece that is looked at, in bytes; bounds how far what is never closed is looked after.
const LONGEST: usize = 2000;

/// How formulas are written.
pub const FORMULA: &str = "set `markdown: {math: true}` in `chancery.yaml`, and write it as `$…$`, or on its own as `$$…$$`";

/// A piece in the syntax of another program.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is, for a message: a word or two and the piece itself in backticks.
    pub what: String,
    /// How many bytes it has.
    pub length: usize,
    /// The way out.
    pub help: Cow<'static, str>,
    /// It was meant for editors only.
    pub comment: bool,
    /// What may stand in its place.
    pub instead: Option<String>,
}

const CALLOUT: &str = "write a call-out: `> [!NOTE]` on a line of its own, and each line of its text behind `> `";
const FIGURE: &str = "write it as an image: `![what it shows](file.png)`";
const INCLUDE: &str = "texts of other files are not put in: write the text here";
const CODE: &str = "nothing is run here: put the result into the text, as an image, a table or a drawing";

pub(super) fn found(what: &str, length: usize, help: impl Into<Cow<'static, str>>) -> Option<Found> {
    Some(Found { what: what.to_string(), length, help: help.into(), comment: false, instead: None })
}

fn comment(what: &str, rest: &str, length: usize, marks: (usize, usize)) -> Option<Found> {
    let inner = rest.get(marks.0..length.checked_sub(marks.1)?).unwrap_or_default().trim();
    let help = "write comments as `<!-- … -->`, which no reader gets, or take it out";
    let instead = (!inner.contains("--") && !inner.contains('\n')).then(|| format!("<!-- {inner} -->"));
    Some(Found { what: what.to_string(), length, help: help.into(), comment: true, instead })
}

/// A text up to its bound.
pub(super) fn bounded(rest: &str) -> &str {
    let mut end = rest.len().min(LONGEST);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    &rest[..end]
}

pub(super) fn first_line(rest: &str) -> &str {
    rest.split(['\n', '\r']).next().unwrap_or_default().trim_end()
}

/// What a text begins with that begins a line; `first` says that the line is the first of its paragraph.
pub fn line(rest: &str, first: bool) -> Option<Found> {
    let rest = bounded(rest);
    let line = first_line(rest);
    let whole = line.len();
    match rest.as_bytes().first()? {
        b'#' => pasted::heading(rest, line, first),
        0xc2 | 0xe2 => pasted::bullets(rest),
        b':' if line.starts_with(":::") => {
            let name = line.trim_start_matches(':').trim();
            let help = if name.contains("callout") || admonition(name) || name.is_empty() {
                CALLOUT
            } else {
                "take the lines that begin with `:::` out"
            };
            found("`:::`", whole, help)
        }
        b'!' | b'?' => {
            let mark = ["!!!", "???+", "???"].into_iter().find(|mark| line.starts_with(mark))?;
            let name = line[mark.len()..].strip_prefix(' ')?;
            name.starts_with(|c: char| c.is_ascii_lowercase()).then(|| found(&format!("`{mark}`"), whole, CALLOUT))?
        }
        b'+' => {
            let fine = line.len() > 4 && line.ends_with('+') && line.bytes().all(|b| matches!(b, b'+' | b'-' | b'=' | b':'));
            // The whole table is told of once.
            let rows = rest.split_inclusive('\n').take_while(|row| row.trim_start_matches([' ', '>']).starts_with(['+', '|']));
            let table = rest[..rows.map(str::len).sum()].trim_end().len();
            fine.then(|| {
                found(
                    "a table drawn with `+---+`",
                    table.max(whole),
                    "write it with `|` between the cells, and `|---|---|` under the head",
                )
            })?
        }
        b'-' => line.starts_with("--8<--").then(|| found("`--8<--`", whole, INCLUDE))?,
        b'\\' => {
            let name = line.strip_prefix("\\begin{")?.split('}').next()?;
            found(&format!("`\\begin{{{name}}}`"), whole, FORMULA)
        }
        b'[' => {
            let toc = ["[TOC]", "[toc]", "[[_TOC_]]", "[[TOC]]"].contains(&line);
            toc.then(|| found(&format!("`{line}`"), whole, "take it out: the page has its contents beside the text"))?
        }
        b'(' => line.starts_with("(@) ").then(|| found("a numbered example `(@)`", 3, "write a list: `1. …`"))?,
        b'%' if first => line.starts_with("% ").then(|| comment("`% …`", rest, whole, (1, 0)))?,
        b'{' => {
            let inner = line.strip_prefix("{:")?.split('}').next()?;
            let length = 3 + inner.len();
            let fine = length <= whole && inner.starts_with([' ', '.', '#', '"']) || inner.contains('=');
            fine.then(|| {
                found(
                    &format!("`{{:{}}}`", inner.trim_end()),
                    length.min(whole),
                    "take it out, or write `[words]{.name}` for a part of a line",
                )
            })?
        }
        _ => None,
    }
}

/// What begins at a byte of a text that is `{`, `%`, `=`, `:`, `^` or `~`.
pub fn anywhere(text: &str, at: usize) -> Option<Found> {
    let rest = bounded(text.get(at..)?);
    let before = text[..at].chars().next_back();
    let alone = before.is_none_or(|c| c.is_whitespace() || "([*_\"'—–".contains(c));
    match rest.as_bytes()[0] {
        b'{' => braces(rest, text[..at].ends_with("](")),
        b'%' if alone => {
            let inner = rest.strip_prefix("%%")?;
            let line = first_line(rest);
            // One that only closes says nothing new.
            let begins = before.is_none_or(|c| matches!(c, '\n' | '\r')) || line.contains(char::is_alphanumeric);
            let length = inner.find("%%").map(|end| end + 4).or(begins.then_some(line.len()))?;
            comment("`%% … %%`", rest, length, (2, 2))
        }
        b'=' if alone => {
            let inner = rest.strip_prefix("==")?;
            let end = first_line(inner).find("==")?;
            let fine =
                end > 0 && !inner.starts_with(['=', ' ']) && !inner[..end].ends_with(' ') && !inner[end + 2..].starts_with('=');
            fine.then(|| found("`==…==`", end + 4, "write `*words*` or `**words**`"))?
        }
        b':' if alone => {
            let name = name(&rest[1..], b"_+-");
            let behind = rest.get(1 + name.len()..)?.strip_prefix(':')?;
            let letters = name.bytes().filter(u8::is_ascii_lowercase).count();
            if letters < 2 || behind.starts_with(|c: char| c.is_alphanumeric() || c == ':') {
                return None;
            }
            let what = format!("`:{name}:`");
            if behind.starts_with('`') {
                return found(&what, name.len() + 2, role(name));
            }
            found(&what, name.len() + 2, format!("write the sign itself, or `\\:{name}:` if it is meant as it stands"))
        }
        sign @ (b'^' | b'~') if before.is_some_and(char::is_alphanumeric) => {
            let inner = &rest[1..];
            let end = inner.bytes().take(12).position(|b| b == sign)?;
            let short = inner[..end].bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-'));
            let raised = script(&inner[..end], sign == b'^');
            let sign = char::from(sign);
            let what = format!("`{sign}{}{sign}`", &inner[..end]);
            let help =
                raised.as_ref().map_or("write it in words".to_string(), |raised| format!("write the sign itself: `{raised}`"));
            let found = found(&what, end + 2, help).filter(|_| short && end > 0)?;
            Some(Found { instead: raised, ..found })
        }
        _ => None,
    }
}

/// A formula between dollar signs, where the site has none: what is one beyond doubt, and no price.
pub fn formula(rest: &str) -> Option<Found> {
    let rest = bounded(rest);
    let marks = if rest.starts_with("$$") { "$$" } else { "$" };
    let inner = rest.strip_prefix(marks)?;
    let inner = &inner[..inner.find(marks)?];
    let is_tex = match marks {
        "$$" => inner.contains(['\\', '^', '_', '=', '+', '{']),
        _ => inner.split('\\').skip(1).any(|behind| behind.starts_with(|c: char| c.is_ascii_alphabetic())),
    };
    let one = !inner.trim().is_empty() && !inner.contains("\n\n");
    found(&format!("`{marks}…{marks}`"), inner.len() + 2 * marks.len(), FORMULA).filter(|_| is_tex && one)
}

/// An inline note: `^[text]`.
pub fn note(rest: &str) -> Option<Found> {
    let mut depth = 0;
    for (at, byte) in bounded(rest).bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => {
                let help = "write `[^1]` here, and the note on a line of its own below: `[^1]: …`";
                let link = rest[at + 1..].starts_with(['(', '[']);
                return found("a note `^[…]`", at + 1, help).filter(|_| !link);
            }
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn braces(rest: &str, address: bool) -> Option<Found> {
    let ended = |end: &str| rest.find(end).map_or(first_line(rest).len(), |at| at + end.len());
    if rest.starts_with("{{/*") {
        let length = ended("}}");
        return comment("`{{/* … */}}`", rest, length, (4, 4));
    }
    if rest.starts_with("{# ") && first_line(rest).contains(" #}") {
        let length = ended("#}");
        return comment("`{# … #}`", rest, length, (2, 2));
    }
    for (open, close) in [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")] {
        let Some(inner) = rest.strip_prefix(open) else { continue };
        let length = ended(close);
        let call = inner.trim_start_matches(['-', ' ']);
        let word = name(call, b"_-.");
        if word == "comment" && open == "{%" {
            let length = rest.find("endcomment").map_or(length, |at| at + rest[at..].find("%}").map_or(0, |end| end + 2));
            let begin = rest.find("%}").map_or(0, |at| at + 2);
            let end = rest[..length].rfind("{%").map_or(0, |at| length - at);
            return comment("`{% comment %}`", rest, length, (begin, end));
        }
        // What closes says nothing new; `{{` alone may be anything.
        if word.is_empty() || word.starts_with("end") || open == "{{" && !(inner.starts_with(' ') && rest[..length].ends_with("}}"))
        {
            return None;
        }
        let what = format!("`{open} {word} … {close}`");
        let path = call.split(['"', '\'']).nth(1).filter(|path| path.ends_with(".md") && !path.contains(' '));
        return match path.filter(|_| address && matches!(word, "ref" | "relref" | "link")) {
            Some(path) => found(&what, length, format!("write the path of the file as seen from this one: `({path})`"))
                .map(|found| Found { instead: Some(path.to_string()), ..found }),
            None => found(&what, length, call_help(word)),
        };
    }
    // MyST: {cite:p}`key`
    let word = name(&rest[1..], b"_-:");
    let role_begins = !word.is_empty() && rest[1 + word.len()..].starts_with("}`");
    role_begins.then(|| found(&format!("`{{{word}}}`"), word.len() + 2, role(word)))?
}

/// A word of small letters, digits and some signs.
fn name<'a>(text: &'a str, signs: &[u8]) -> &'a str {
    let end = text.bytes().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || signs.contains(b)).count();
    &text[..end.min(60)]
}

/// What takes the place of a template's word.
fn call_help(word: &str) -> &'static str {
    match word {
        "figure" | "img" | "image" | "gallery" | "asset_img" => FIGURE,
        "youtube" | "vimeo" | "video" | "audio" | "tweet" | "gist" | "embed" | "pdf" => "link to it: `[what it is](https://…)`",
        "ref" | "relref" | "link" | "post_url" => {
            "write the path of the file as seen from this one, as `[words](../b/index.md)`, or `[[id]]`"
        }
        "include" | "include_relative" | "readfile" | "embed-md" => INCLUDE,
        "cite" | "cite_p" | "bibliography" | "references" => "cite as `[@key]`; the list of sources is made of what is cited",
        "toc" => "take it out: the page has its contents beside the text",
        "pagebreak" | "raw" => "take it out",
        word if admonition(word) => CALLOUT,
        _ => "templates are not filled in here: write in Markdown what readers shall see, or take it out",
    }
}

/// What takes the place of a role of MyST or Sphinx.
fn role(word: &str) -> &'static str {
    match word.split(':').next().unwrap_or_default() {
        "cite" | "footcite" => "cite as `[@key]`, or `@key` where the author is part of the sentence",
        "ref" | "numref" | "doc" | "eq" | "term" | "any" => {
            "write `[[id]]` for a record, a figure, a table or a formula, and `[words](#anchor)` for a place"
        }
        "sub" | "sup" => "write the sign itself, as in `CO₂` or `10⁶`",
        "math" => FORMULA,
        _ => "take it out",
    }
}

/// Whether a word names a call-out in another program.
fn admonition(word: &str) -> bool {
    let known = [
        "note",
        "tip",
        "warning",
        "important",
        "caution",
        "admonition",
        "danger",
        "hint",
        "attention",
        "error",
        "seealso",
        "info",
        "notice",
        "callout",
        "alert",
        "aside",
        "box",
        "success",
        "example",
        "abstract",
        "question",
        "quote",
        "bug",
        "failure",
        "topic",
        "sidebar",
        "margin",
    ];
    known.contains(&word)
}

/// What a fence's first word says to another program, and what helps.
pub fn fence(info: &str) -> Option<(String, &'static str)> {
    let Some(inner) = info.strip_prefix('{') else {
        let word = info.split_whitespace().next()?;
        if word == "math" {
            return Some(("`math`".into(), FORMULA));
        }
        let drawn = ["mermaid", "plantuml", "graphviz", "vega-lite"].contains(&word);
        return drawn.then(|| (format!("`{word}`"), DRAWING));
    };
    let word = inner.split(|c: char| c.is_whitespace() || matches!(c, '}' | ',')).next()?;
    let help = match word.trim_start_matches('.') {
        "" => return None,
        "figure" | "image" => FIGURE,
        "mermaid" | "dot" | "tikz" | "plantuml" => DRAWING,
        "table" | "list-table" | "csv-table" => "write a table: `|` between the cells, and `|---|---|` under the head",
        "include" | "literalinclude" => INCLUDE,
        "tableofcontents" | "contents" | "toctree" => "take it out: the page has its contents beside the text",
        "math" => FORMULA,
        "tabs" | "tab" | "tab-set" | "tab-item" => "readers see no tabs here: write their texts one after the other",
        _ if word.starts_with('.') => "write the name of the language alone behind the fence, as ```` ```python ````",
        word if admonition(word) => CALLOUT,
        _ => CODE,
    };
    Some((format!("`{{{word}}}`"), help))
}

const DRAWING: &str =
    "save the picture as a file, and write `![what it shows](file.svg)`; charts, timelines and relations are drawn here";

/// Letters as raised or lowered signs, if there are such of all.
pub fn script(text: &str, raised: bool) -> Option<String> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    const LOWERED: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    let sign = |c: char| match (c, raised) {
        ('0'..='9', true) => Some(RAISED[c as usize - '0' as usize]),
        ('0'..='9', false) => Some(LOWERED[c as usize - '0' as usize]),
        ('+', true) => Some('⁺'),
        ('-' | '−', true) => Some('⁻'),
        ('+', false) => Some('₊'),
        ('-' | '−', false) => Some('₋'),
        ('n', true) => Some('ⁿ'),
        _ => None,
    };
    let all: Option<String> = text.chars().map(sign).collect();
    all.filter(|all| !all.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_foreign_anywhere() {
        let told = |text: &str| {
            let at = text.find(['{', '%', '=', ':', '^', '~'])?;
            anywhere(text, at).map(|found| format!("{} {}", &text[at..at + found.length], found.comment))
        };
        for (text, found) in [
            ("{{< figure src=\"r.png\" >}} x", Some("{{< figure src=\"r.png\" >}} false")),
            ("{{% /notice %}}", None),
            ("{% include a.html %}", Some("{% include a.html %} false")),
            ("{% comment %} no {% endcomment %} x", Some("{% comment %} no {% endcomment %} true")),
            ("{{/* no */}} x", Some("{{/* no */}} true")),
            ("{{ page.title }}", Some("{{ page.title }} false")),
            ("{cite:p}`knuth`", Some("{cite:p} false")),
            ("{x} and {{y}}", None),
            ("a %% ask Jane %% b", Some("%% ask Jane %% true")),
            ("5%% of", None),
            ("a ==b c== d", Some("==b c== false")),
            ("if a == b == c", None),
            ("======", None),
            (":tada: x", Some(":tada: false")),
            ("at 10:30:45", None),
            ("a:b:c", None),
            (":ref:`x`", Some(":ref: false")),
            ("10^6^ x", Some("^6^ false")),
            ("H~2~O", Some("~2~ false")),
            ("a ~5 to ~6", None),
            ("a^b", None),
        ] {
            assert_eq!(told(text).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn what_is_foreign_at_the_beginning_of_a_line() {
        for (text, is) in [
            (":::", true),
            ("::: {.callout-note}\nx", true),
            (":: x", false),
            ("!!! note \"T\"", true),
            ("!!!", false),
            ("??? Really", false),
            ("+---+---+\n| a |", true),
            ("+1 555", false),
            ("--8<-- \"x.md\"", true),
            ("\\begin{equation}", true),
            ("[TOC]", true),
            ("[toc] x", false),
            ("(@) a", true),
            ("(@key) b", false),
            ("(@nobody)", false),
            ("% a comment", true),
            ("{: .lead}", true),
            ("{: x", false),
        ] {
            assert_eq!(line(text, true).is_some(), is, "{text}");
        }
        assert!(line("% of all", false).is_none());
    }

    #[test]
    fn signs_and_notes_and_fences() {
        assert_eq!(script("6", true).as_deref(), Some("⁶"));
        assert_eq!(script("th", true), None);
        assert_eq!(note("^[a [b] c] d").map(|found| found.length), Some(10));
        assert_eq!(note("^[a](b)"), None);
        assert!(
            fence("{note}").is_some()
                && fence("{r, echo=FALSE}").is_some()
                && fence("mermaid").is_some()
                && fence("math").is_some()
        );
        for (text, is) in [
            ("$$ x^2 $$ y", true),
            ("$$\na = b\n$$", true),
            (r"$\frac{a}{b}$", true),
            (r"$n \to \infty$.", true),
            ("$5 and $6", false),
            ("$$ or $$$", false),
            ("$5 = $6", false),
            ("$x$", false),
            (r"$5\$", false),
            ("$$\n\na = b\n\n$$", false),
        ] {
            assert_eq!(formula(text).is_some(), is, "{text}");
        }
        assert!(fence("python").is_none() && fence("").is_none() && fence("{").is_none());
    }
}
