//! LaTeX in values: escapes and accents become letters, a few commands become CSL's tags, all others go.

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
    library.get("x").map(|entry: &Entry| entry.get(name).map(<[_]>::to_vec).unwrap_or_default())
}

/// A value as text with CSL's tags.
pub fn text(value: &str) -> String {
    let value = dotted(&quotes(value));
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
    let clean = dotted(&quotes(bare));
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

/// TeX's quotation marks as letters, where they are not an accent's.
fn quotes(value: &str) -> String {
    value.replace("``", "“").replace("''", "”")
}

/// What the parser leaves of commands: `\emph{x}` and its like become tags, all others leave their argument.
fn commands(value: &str, depth: u8) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let command = &rest[..length];
        rest = &rest[length..];
        let Some(end) = rest.strip_prefix('{').and_then(closing).filter(|_| depth > 0) else {
            if command.is_empty() {
                // `\&` and the like: the character stays.
                let next = rest.chars().next();
                out.extend(next.filter(|c| !c.is_whitespace()));
                rest = &rest[next.map_or(0, char::len_utf8)..];
            } else {
                rest = rest.strip_prefix(' ').unwrap_or(rest);
            }
            continue;
        };
        let inner = commands(&rest[1..=end], depth - 1);
        rest = &rest[end + 2..];
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
