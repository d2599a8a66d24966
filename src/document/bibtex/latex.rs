//! LaTeX in values: escapes, accents and signs become letters, a few commands become CSL's tags; of others their argument
//! stays, and what has none stays as it is written, for somebody to see.

use super::signs;
use crate::base::text::fold;
use biblatex::{Bibliography, Chunk, Chunks, ChunksExt, Entry, Pair, Person, RawBibliography, RawChunk, RawEntry, Spanned};
use serde_json::{Map, Value};

/// The value of one field, parsed.
fn chunks(name: &str, value: &str) -> Option<Chunks> {
    let raw = RawEntry {
        key: Spanned::detached("x"),
        kind: Spanned::detached("misc"),
        fields: vec![Pair::new(Spanned::detached(name), Spanned::detached(vec![Spanned::zero(RawChunk::Normal(value))]))],
    };
    let raw = RawBibliography { preamble: String::new(), entries: vec![Spanned::detached(raw)], abbreviations: Vec::new() };
    let library = Bibliography::from_raw(raw).ok()?;
    let mut chunks = library.get("x").map(|entry: &Entry| entry.get(name).map(<[_]>::to_vec).unwrap_or_default())?;
    for chunk in &mut chunks {
        if let Chunk::Math(formula) = &chunk.v {
            chunk.v = Chunk::Normal(math(formula));
        }
    }
    Some(chunks)
}

/// A formula as text with CSL's tags, where that can say it; else as it is written.
fn math(formula: &str) -> String {
    let text = commands(formula, 8);
    if unknown(&text).is_some() {
        return format!("${formula}$");
    }
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['^', '_', '{', '}']) {
        let (before, behind) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        let tag = match rest.as_bytes()[at] {
            b'^' => "sup",
            b'_' => "sub",
            _ => {
                rest = behind;
                continue;
            }
        };
        let raised = match behind.strip_prefix('{').and_then(closing) {
            Some(end) => &behind[1..=end],
            None => &behind[..behind.chars().next().map_or(0, char::len_utf8)],
        };
        out.push_str(&format!("<{tag}>{}</{tag}>", raised.replace(['{', '}', '^', '_'], "")));
        rest = &behind[(raised.len() + if behind.starts_with('{') { 2 } else { 0 }).min(behind.len())..];
    }
    tidy(&(out + rest))
}

/// The first command that nobody knew what to make of.
pub fn unknown(text: &str) -> Option<&str> {
    let letters = |at: usize| text[at + 1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len() - at - 1);
    text.match_indices('\\')
        .map(|(at, _)| (at, letters(at)))
        .find(|(_, length)| *length > 0)
        .map(|(at, length)| &text[at..=at + length])
}

/// A value as text with CSL's tags.
pub fn text(value: &str) -> String {
    let value = prepared(value);
    match chunks("note", &value) {
        Some(chunks) => tidy(&commands(&chunks.format_verbatim(), 8)),
        // What the parser refuses, such as a lone `$`: braces go, the rest stays.
        None => tidy(&commands(&value, 8).replace(['{', '}'], "")),
    }
}

/// A title as text with CSL's tags: whole words in braces keep their case.
pub fn title(value: &str) -> String {
    // Braces around all of it are a habit of programs, not of authors.
    let mut bare = value.trim();
    while let Some(inner) = bare.strip_prefix('{').filter(|rest| closing(rest) == Some(rest.len() - 1)) {
        bare = inner[..inner.len() - 1].trim();
    }
    let clean = prepared(bare);
    let Some(chunks) = chunks("note", &clean) else { return text(bare) };
    let mut out = String::new();
    for (at, chunk) in chunks.iter().enumerate() {
        let one = chunks[at..=at].to_vec().format_verbatim();
        let next = chunks.get(at + 1).map(|next| [next.clone()].format_verbatim()).unwrap_or_default();
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let whole = !letter(out.chars().next_back()) && !letter(next.chars().next());
        if matches!(chunk.v, Chunk::Verbatim(_)) && whole && one.contains(char::is_alphabetic) && !one.contains('\\') {
            out.push_str(&format!("<span class=\"nocase\">{one}</span>"));
        } else {
            out.push_str(&one);
        }
    }
    tidy(&commands(&out, 8))
}

/// A value in which nothing is LaTeX but escapes: an address, a file name, a DOI.
pub fn verbatim(value: &str) -> String {
    let bare = value.trim().trim_start_matches("\\url{").trim_matches(['{', '}', '<', '>']);
    let mut out = String::new();
    let mut chars = bare.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('_' | '%' | '&' | '#' | '~' | '$' | '{' | '}' | ':')) => {}
            _ => out.push(c),
        }
    }
    out.trim().to_string()
}

/// The address on the web that a text holds, with or without `\\url`, and its other words.
pub fn address(value: &str) -> Option<(String, String)> {
    // Words that only lead to the address.
    const LEADS: [&str; 6] = ["available at", "available from", "available online", "accessible at", "online", "url"];
    let command = ["\\url{", "\\href{"].iter().find_map(|command| Some((value.find(command)?, command.len())));
    let (start, from, to, end) = match command {
        Some((start, length)) => {
            let from = start + length;
            let to = from + value[from..].find('}')?;
            (start, from, to, to + 1)
        }
        None => {
            let start = value.find("https://").or_else(|| value.find("http://"))?;
            let to = value[start..].find([' ', '\n', '}', '>', ',', ';']).map_or(value.len(), |length| start + length);
            (start, start, to, to)
        }
    };
    let address = verbatim(&value[from..to]);
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    let rest = text(&format!("{} {}", &value[..start], &value[end..]));
    let rest = rest.trim_matches([' ', ',', ';', ':', '.', '<', '>']);
    let rest = if LEADS.contains(&fold(rest).as_str()) { "" } else { rest };
    is_web.then(|| (address.trim_end_matches('.').to_string(), rest.to_string()))
}

/// A list of names in CSL-JSON form.
pub fn names(value: &str) -> Value {
    let parsed = chunks("author", &dotted(value)).and_then(|chunks| chunks.parse::<Vec<Person>>().ok());
    let Some(list) = parsed else {
        return Value::Array(value.split(" and ").map(|name| literal(&text(name))).collect());
    };
    list.iter().filter(|person| !person.name.is_empty() || !person.given_name.is_empty()).map(name).collect()
}

fn literal(name: &str) -> Value {
    let mut map = Map::new();
    map.insert("literal".into(), name.into());
    Value::Object(map)
}

fn name(person: &Person) -> Value {
    let clean = |part: &str| tidy(&commands(part, 8));
    if person.given_name.is_empty() && person.prefix.is_empty() {
        return literal(&clean(&person.name));
    }
    let mut map = Map::new();
    let particle = if person.use_prefix == Some(false) { "dropping-particle" } else { "non-dropping-particle" };
    for (key, part) in
        [("family", &person.name), ("given", &person.given_name), (particle, &person.prefix), ("suffix", &person.suffix)]
    {
        if !part.is_empty() {
            map.insert(key.into(), clean(part).into());
        }
    }
    Value::Object(map)
}

/// A list joined by "and", such as publishers; an "and" in braces joins nothing.
pub fn list(value: &str) -> String {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, c) in value.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth == 0 && value[at..].starts_with(" and ") {
            parts.push(value.get(start..at).unwrap_or(""));
            start = at + 5;
        }
    }
    parts.push(value.get(start..).unwrap_or(""));
    parts.into_iter().map(text).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// `\'\i` and `\'{\i}` as `\'i`: beneath an accent the letter without a dot is the letter.
fn dotted(value: &str) -> String {
    if !value.contains("\\i") && !value.contains("\\j") {
        return value.to_string();
    }
    let mut out = value.to_string();
    for accent in ['\'', '`', '^', '"', '~', '='] {
        for letter in ['i', 'j'] {
            out = out.replace(&format!("\\{accent}\\{letter}"), &format!("\\{accent}{letter}"));
            out = out.replace(&format!("\\{accent}{{\\{letter}}}"), &format!("\\{accent}{{{letter}}}"));
        }
    }
    out
}

/// A value with what the parser would misread written otherwise.
fn prepared(value: &str) -> String {
    ended(&linked(&dotted(&quotes(value))))
}

/// `\href{address}{words}` as its words: where a text leads is not part of it.
fn linked(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("\\href{") {
        let behind = &rest[at + 6..];
        let end = closing(&behind[1..]).map(|end| &behind[end + 2..]).filter(|words| words.starts_with('{'));
        out.push_str(&rest[..if end.is_some() { at } else { at + 6 }]);
        rest = end.unwrap_or(behind);
    }
    out + rest
}

/// `\euro5` as `\euro{}5`: a command ends with its letters, which the parser does not know.
fn ended(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut in_command = false;
    for c in value.chars() {
        if in_command && c.is_ascii_digit() {
            out.push_str("{}");
        }
        in_command = c == '\\' || (in_command && c.is_ascii_alphabetic());
        out.push(c);
    }
    out
}

/// TeX's quotation marks as letters, where they are not an accent's.
fn quotes(value: &str) -> String {
    let value = value.replace("``", "“").replace("''", "”");
    let mut out = String::with_capacity(value.len());
    let (mut before, mut open) = (' ', false);
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let begins = !before.is_alphanumeric() && before != '\\';
        let ends = chars.peek().is_none_or(|next| !next.is_alphanumeric()) && before != '\\';
        out.push(match c {
            '`' if begins => {
                open = true;
                '‘'
            }
            '\'' if open && ends => {
                open = false;
                '’'
            }
            c => c,
        });
        before = c;
    }
    out
}

/// What the parser leaves of commands: `\emph{x}` and its like become tags, signs become letters, others leave their
/// argument; a command without one that is not known stays.
fn commands(value: &str, depth: u8) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let command = &rest[..length];
        rest = &rest[length..];
        // `\texteuro{}`: the braces end the command.
        let bare = rest.strip_prefix("{}").or(rest.strip_prefix(' '));
        if let Some(sign) = signs::sign(command).filter(|_| bare.is_some() || !rest.starts_with('{')) {
            out.push_str(&sign);
            rest = bare.unwrap_or(rest);
            continue;
        }
        let Some(end) = rest.strip_prefix('{').and_then(closing).filter(|_| depth > 0) else {
            if command.is_empty() {
                let next = rest.chars().next();
                out.extend(next.and_then(signs::escaped));
                rest = &rest[next.map_or(0, char::len_utf8)..];
            } else {
                out.push('\\');
                out.push_str(command);
            }
            continue;
        };
        let inner = commands(&rest[1..=end], depth - 1);
        rest = &rest[end + 2..];
        let second = rest.strip_prefix('{').and_then(closing);
        let inner = match (command, second) {
            ("frac", Some(end)) => {
                let below = commands(&rest[1..=end], depth - 1);
                rest = &rest[end + 2..];
                format!("{inner}/{below}")
            }
            ("sqrt", _) => format!("√{inner}"),
            _ => inner,
        };
        let (open, close) = match command {
            "emph" | "textit" | "mkbibemph" | "mkbibitalic" | "textsl" => ("<i>", "</i>"),
            "textbf" | "mkbibbold" => ("<b>", "</b>"),
            "textsuperscript" | "mkbibsuperscript" => ("<sup>", "</sup>"),
            "textsubscript" | "mkbibsubscript" => ("<sub>", "</sub>"),
            "mkbibquote" | "enquote" => ("“", "”"),
            _ => ("", ""),
        };
        out.push_str(open);
        out.push_str(&inner);
        out.push_str(close);
    }
    out + rest
}

/// How far an argument may reach, in characters; keeps the search for its end short.
const FAR: usize = 5000;

/// Position of the brace that closes, in a text that begins behind the one that opens.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().take(FAR) {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn tidy(text: &str) -> String {
    text.replace('~', "\u{a0}").split([' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn latex_becomes_text() {
        for (written, expected) in [
            (r#"Gr{\"o}{\ss}e \& {\'E}lys{\'e}e \% 5\$"#, "Größe & Élysée % 5$"),
            (r"$5 \times 10^6$ people, 5~$\mu$m, $\alpha$-synuclein", "5 × 10<sup>6</sup> people, 5\u{a0}µm, α-synuclein"),
            (r"\euro5, \texteuro{}7, \pounds8, 5\textdegree C", "€5, €7, £8, 5°C"),
            (r"and so on \ldots{} \textonehalf\ J.\,R. Smith", "and so on … ½ J. R. Smith"),
            (r"$x_{12} \leq \frac{1}{2}$, \href{https://x.example/}{a link}", "x<sub>12</sub> ≤ 1/2, a link"),
            (r"`b' and Guns `n' Roses, don't", "‘b’ and Guns ‘n’ Roses, don't"),
            (r"what \isthis here, $\oint x$", r"what \isthis here, $\oint x$"),
            (r"The {United Nations} in {{El Salvador}}", "The United Nations in El Salvador"),
            (r"``Arrest'' -- now --- \emph{mano \textbf{dura}}", "“Arrest” – now — <i>mano <b>dura</b></i>"),
            (r"CO\textsubscript{2}, \textsc{ngo} \LaTeX", "CO<sub>2</sub>, ngo LaTeX"),
            ("two\n  lines \\relax x", "two lines x"),
            ("a lone $ sign {x}", "a lone $ sign x"),
            (r"M{\'i}guel \v{C}apek {\O}rsted", "Míguel Čapek Ørsted"),
            (r#"Garc{\'\i}a, na\"{\i}ve"#, "García, naïve"),
        ] {
            assert_eq!(text(written), expected, "{written}");
        }
        for (written, expected) in [
            (
                r"The {United Nations} in {{El Salvador}}",
                "The <span class=\"nocase\">United Nations</span> in <span class=\"nocase\">El Salvador</span>",
            ),
            (r"{G}ermany, {\'E}lys{\'e}e and {eLife}", "Germany, Élysée and <span class=\"nocase\">eLife</span>"),
            (r"\emph{mano {dura}} {12} {\emph{x}}", "<i>mano dura</i> 12 <i>x</i>"),
            ("{All of it}", "All of it"),
            ("{All {of} it}", "All <span class=\"nocase\">of</span> it"),
        ] {
            assert_eq!(title(written), expected, "{written}");
        }
        assert_eq!(verbatim(r"\url{https://x.example/a\_b?c=1\&d=\%20}"), "https://x.example/a_b?c=1&d=%20");
        text(&r"\emph{".repeat(20_000));
        assert_eq!(list("A and {B and C}"), "A; B and C");
        assert_eq!(list("A and  and B}"), "A; B");
        list("A and and B");
    }

    #[test]
    fn names_keep_their_parts() {
        assert_eq!(
            names(r"de la Cruz, Ana and {World Bank \& Partners} and Jan van der Berg and King, Jr., Martin Luther and others"),
            json!([
                { "family": "Cruz", "given": "Ana", "non-dropping-particle": "de la" },
                { "literal": "World Bank & Partners" },
                { "family": "Berg", "given": "Jan", "non-dropping-particle": "van der" },
                { "family": "King", "given": "Martin Luther", "suffix": "Jr." },
                { "literal": "others" }
            ])
        );
    }
}
