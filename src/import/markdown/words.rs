//! What stands within lines: cross-references, citations and roles of MyST, shortcodes, notes. Code and comments stay as they are.

use super::dialects::Writer;
use super::directive::image;
use super::lines::{attributes, unquoted};
use crate::base::fields::key;
use crate::document::dialect::{citation, foreign};
use crate::import::told::Matter;

/// Longest text of a shortcode or role, in bytes.
const LONGEST: usize = 2000;

/// A text as it is written here.
pub(super) fn write(text: &str, writer: &mut Writer) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(next) = text[at..].find(['`', '<', '\\', '{', '^', '~', '[', '@', '!']) {
        out.push_str(&text[at..at + next]);
        at += next;
        let rest = &text[at..];
        let taken = match rest.as_bytes()[0] {
            b'`' => Some((code(rest).to_string(), code(rest).len())),
            b'<' if rest.starts_with("<!--") => rest.find("-->").map(|end| (rest[..end + 3].to_string(), end + 3)),
            b'\\' => {
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                Some((rest[..length].to_string(), length))
            }
            b'{' => shortcode(rest, out.ends_with("]("), writer).or_else(|| function(rest, writer)).or_else(|| role(rest, writer)),
            b'^' if rest.starts_with("^[") => note(rest, writer),
            b'^' | b'~' => foreign::anywhere(text, at).and_then(|found| Some((found.instead?, found.length))),
            b'[' => grouped(rest, &mut out, writer),
            b'!' => pictured(rest),
            b'@' => narrative(text, at, writer),
            _ => None,
        };
        match taken {
            Some((written, length)) => {
                out.push_str(&written);
                if !text[at..].starts_with(&written) {
                    writer.told.tell(Matter::Translated, "");
                }
                at += length;
            }
            None => {
                out.push_str(&rest[..1]);
                at += 1;
            }
        }
    }
    out.push_str(&text[at..]);
    out
}

/// Code within a line, to its end; the marks alone, if it has none.
fn code(rest: &str) -> &str {
    let length = rest.len() - rest.trim_start_matches('`').len();
    let marks = &rest[..length];
    let mut from = length;
    while let Some(found) = rest[from..].find(marks) {
        let end = from + found;
        let run = rest[end..].len() - rest[end..].trim_start_matches('`').len();
        if run == length {
            return &rest[..end + run];
        }
        from = end + run;
    }
    marks
}

/// A shortcode that is all of a line: its name, and what stands behind that.
pub(super) fn call(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix("{{<").and_then(|rest| rest.strip_suffix(">}}"));
    let inner = inner.or_else(|| line.strip_prefix("{{%").and_then(|rest| rest.strip_suffix("%}}")))?.trim();
    let inner = inner.strip_suffix('/').unwrap_or(inner).trim();
    let start = if inner.starts_with('/') { 1 } else { 0 };
    let end = inner[start..].trim_start().find(char::is_whitespace);
    let lead = inner[start..].len() - inner[start..].trim_start().len();
    let end = end.map_or(inner.len(), |end| start + lead + end);
    (end > start && !inner.contains("{{")).then(|| (&inner[..end], inner[end..].trim()))
}

/// `{{< figure src="a.png" >}}`, `{{< ref "b.md" >}}`; `address` where it stands in the place of one.
fn shortcode(rest: &str, address: bool, writer: &mut Writer) -> Option<(String, usize)> {
    let end = [("{{<", ">}}"), ("{{%", "%}}")].iter().find(|(open, _)| rest.starts_with(open)).map(|(_, close)| close)?;
    let length = rest.find(end).filter(|length| *length < LONGEST)? + 3;
    let (name, arguments) = call(&rest[..length])?;
    let pairs = attributes(arguments);
    let get = |names: &[&str]| {
        let found = pairs.iter().find(|(key, value)| names.contains(&key.to_ascii_lowercase().as_str()) && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    };
    let first = || pairs.iter().find(|(key, _)| key.is_empty()).map(|(_, value)| value.as_str());
    let written = match name {
        "figure" | "img" | "image" | "imgproc" | "picture" => {
            let file = get(&["src", "link", "file"]).or_else(first)?;
            let words = [get(&["title"]), get(&["caption"]), get(&["attr"])];
            let caption = words.into_iter().flatten().collect::<Vec<_>>().join(". ");
            let caption = write(&caption, writer);
            let width = get(&["width"]).and_then(|width| width.trim_end_matches("px").parse().ok());
            image(file, get(&["alt"]).unwrap_or_default(), &caption, None, width)
        }
        "ref" | "relref" => {
            let path = get(&["path"]).or_else(first)?;
            if address { path.replace(' ', "%20") } else { return None }
        }
        "youtube" => link("video", &format!("https://www.youtube.com/watch?v={}", get(&["id"]).or_else(first)?))?,
        "vimeo" => link("video", &format!("https://vimeo.com/{}", get(&["id"]).or_else(first)?))?,
        "gist" => {
            let mut words = pairs.iter().filter(|(key, _)| key.is_empty()).map(|(_, value)| value.as_str());
            link("gist", &format!("https://gist.github.com/{}/{}", words.next()?, words.next()?))?
        }
        "tweet" | "x" => link("post", &format!("https://x.com/{}/status/{}", get(&["user"])?, get(&["id"])?))?,
        "video" | "iframe" | "embed" => link("video", get(&["src", "url"]).or_else(first)?)?,
        "pagebreak" => String::new(),
        "toc" => {
            writer.told.tell(Matter::Contents, "");
            String::new()
        }
        _ => return None,
    };
    Some((written, length))
}

/// A shortcode of Zola: `{{ figure(src="a.png", alt="…") }}`, `{{ toc() }}`.
fn function(rest: &str, writer: &mut Writer) -> Option<(String, usize)> {
    let length = rest.strip_prefix("{{").and_then(|_| rest.find("}}")).filter(|length| *length < LONGEST)? + 2;
    let (name, arguments) = rest[2..length - 2].trim().strip_suffix(')')?.split_once('(')?;
    let pairs = attributes(&arguments.replace(",\n", "\n").replace(", ", " "));
    let get =
        |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim_end_matches(',')).unwrap_or_default();
    let written = match name.trim() {
        "figure" | "img" | "image" | "inline_image" | "svgfigure" if !get("src").is_empty() => {
            let caption = write(get("caption"), writer);
            image(get("src"), get("alt"), &caption, None, get("width").parse().ok())
        }
        "youtube" => link("video", &format!("https://www.youtube.com/watch?v={}", Some(get("id")).filter(|id| !id.is_empty())?))?,
        "toc" => {
            writer.told.tell(Matter::Contents, "");
            String::new()
        }
        _ => return None,
    };
    Some((written, length))
}

/// A link to an address on the web.
fn link(words: &str, address: &str) -> Option<String> {
    let fine = address.starts_with("https://") && !address.contains(|c: char| c.is_whitespace() || "()<>".contains(c));
    fine.then(|| format!("[{words}]({address})"))
}

/// A role of MyST: ``{cite:p}`key` ``, ``{ref}`words <label>` ``.
fn role(rest: &str, writer: &mut Writer) -> Option<(String, usize)> {
    let (name, behind) = rest.strip_prefix('{')?.split_once('}')?;
    let fine = |b: u8| b.is_ascii_lowercase() || matches!(b, b'-' | b':' | b'_');
    if name.is_empty() || name.len() > 30 || !name.bytes().all(fine) || !behind.starts_with('`') {
        return None;
    }
    let whole = code(behind);
    let text = whole.trim_matches('`').trim();
    if whole.len() < 3 || text.is_empty() || whole.len() > LONGEST {
        return None;
    }
    let length = name.len() + 2 + whole.len();
    // Words, and what they lead to.
    let (words, target) = match text.strip_suffix('>').and_then(|inner| inner.rsplit_once('<')) {
        Some((words, target)) => (words.trim(), target.trim()),
        None => ("", text),
    };
    let written = match name.split(':').next().unwrap_or_default() {
        "cite" | "citep" | "citet" | "footcite" => {
            let keys: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
            if !keys.iter().all(|name| key(name) || name.bytes().all(|b| b.is_ascii_alphanumeric() || b":_-+.".contains(&b))) {
                return None;
            }
            let narrative = name == "citet"
                || name.starts_with("cite:") && matches!(&name[5..], "t" | "ts" | "ct" | "cts" | "author" | "authors");
            let at = |name: &&str| format!("@{name}");
            match narrative {
                true => keys.iter().map(at).collect::<Vec<_>>().join(", "),
                false => format!("[{}]", keys.iter().map(at).collect::<Vec<_>>().join("; ")),
            }
        }
        "ref" | "numref" | "eq" | "any" => {
            let words = if words.contains("%s") || words.contains("{number}") { "" } else { words };
            writer.labels.reference(target.trim_start_matches('!'), words)?
        }
        "doc" => {
            let words = if words.is_empty() { target.rsplit('/').next().unwrap_or(target) } else { words };
            let end = if target.rsplit('/').next().is_some_and(|last| last.contains('.')) { "" } else { ".md" };
            format!("[{words}]({target}{end})")
        }
        "download" => format!("[{}]({target})", if words.is_empty() { target } else { words }),
        "term" | "abbr" | "dfn" => if words.is_empty() { text } else { words }.to_string(),
        "sub" | "sup" | "subscript" | "superscript" => foreign::script(text, name.starts_with("sup"))?,
        "math" => format!("${text}$"),
        "kbd" | "guilabel" | "file" | "command" | "code" | "menuselection" => whole.to_string(),
        _ => return None,
    };
    Some((written, length))
}

/// Pandoc's note within the text: `^[words]`.
fn note(rest: &str, writer: &mut Writer) -> Option<(String, usize)> {
    let length = foreign::note(&rest[1..])?.length;
    let inner = rest.get(2..length)?.to_string();
    let inner = write(&inner, writer);
    Some((format!("[^{}]", writer.note(inner)), length + 1))
}

/// What stands in brackets: `[@fig-a; @tbl-b]` of Quarto, `[](#place)` of MyST.
fn grouped(rest: &str, out: &mut String, writer: &Writer) -> Option<(String, usize)> {
    if let Some(target) = rest.strip_prefix("[](#") {
        let label = target.split(')').next().filter(|label| !label.contains(char::is_whitespace))?;
        return Some((writer.labels.reference(label, "")?, label.len() + 5));
    }
    let end = rest.find([']', '\n']).filter(|end| rest.as_bytes()[*end] == b']' && *end < LONGEST)?;
    let inner = rest.get(1..end).filter(|inner| inner.contains('@'))?;
    let mut bare = false;
    let all: Option<Vec<String>> = inner
        .split(';')
        .map(|part| {
            let (before, label) = part.split_once('@')?;
            let words = before.trim().strip_suffix('-');
            bare |= words.is_some();
            let reference = writer.labels.reference(label.trim(), "")?;
            let before = words.unwrap_or(before.trim()).trim();
            Some(if before.is_empty() { reference } else { format!("{before} {reference}") })
        })
        .collect();
    let written = all?.join(", ");
    // `Figure [-@fig-a]` names the sort itself.
    if bare {
        let kept = out.trim_end();
        let sort = ["Figures", "Figure", "Figs.", "Fig.", "Tables", "Table", "Tab.", "Equation", "Section"]
            .iter()
            .find(|word| kept.ends_with(*word));
        if let Some(sort) = sort {
            out.truncate(kept.len() - sort.len());
        }
    }
    Some((written, end + 1))
}

/// `@fig-a` in running text; and a key with a sign in it that Pandoc takes and Markdown may not, which stands in braces here.
fn narrative(text: &str, at: usize, writer: &Writer) -> Option<(String, usize)> {
    let (label, end) = citation::narrative(text, at, text.len())?;
    let more = |from: usize| {
        let rest = text.get(from..)?.strip_prefix(['&', '~'])?;
        let length = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':' | '-' | '.')).unwrap_or(rest.len());
        let length = rest[..length].trim_end_matches(['.', ':', '-']).len();
        (length > 0).then_some(from + 1 + length)
    };
    let whole = std::iter::successors(more(end), |from| more(*from)).last();
    if let Some(whole) = whole.filter(|whole| whole - at < 200 && text.as_bytes()[at + 1] != b'{') {
        return Some((format!("@{{{}}}", &text[at + 1..whole]), whole - at));
    }
    // Among others in brackets it stays for the author to part.
    let before = &text[text[..at].rfind('\n').map_or(0, |line| line + 1)..at];
    if before.rfind('[') > before.rfind(']') {
        return None;
    }
    Some((writer.labels.reference(&text[label], "")?, end - at))
}

/// Quarto's image with its alternative text among the attributes: there the words in brackets are the caption.
fn pictured(rest: &str) -> Option<(String, usize)> {
    let inner = rest.strip_prefix("![")?;
    let mut depth = 1_usize;
    let close = inner.char_indices().take(LONGEST).find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let caption = &inner[..close];
    let behind = inner[close + 1..].strip_prefix('(')?;
    let end = behind.find(')').filter(|end| *end < LONGEST && !behind[..*end].contains('\n'))?;
    let braces = behind[end + 1..].strip_prefix('{')?;
    let length = braces.find('}').filter(|length| *length < LONGEST)?;
    let file = &behind[..end];
    if file.contains(['"', '\'']) {
        return None;
    }
    let pairs = attributes(&braces[..length]);
    let value = |names: &[&str]| pairs.iter().find(|(key, _)| names.contains(&key.as_str())).map(|(_, value)| value.as_str());
    let alt = value(&["fig-alt", "alt"]).unwrap_or_default();
    let own = |name: &str| pairs.iter().any(|(key, _)| key == name);
    if alt.is_empty() && !pairs.iter().any(|(key, _)| key.starts_with("fig-")) && !own("width") && !own("fig.align") {
        return None;
    }
    let caption = if caption.trim().is_empty() { value(&["fig-cap"]).unwrap_or_default() } else { caption };
    let id = pairs.iter().filter(|(key, _)| key.is_empty()).find_map(|(_, word)| word.strip_prefix('#'));
    let width = value(&["width"]).and_then(|width| width.trim_end_matches("px").parse().ok());
    let whole = 2 + close + 2 + end + 2 + length + 1;
    Some((image(unquoted(file.trim_matches(['<', '>'])), alt, caption, id, width), whole))
}

#[cfg(test)]
mod tests {
    use super::super::dialects::translated;
    use crate::import::told::Told;

    fn of(text: &str) -> String {
        translated(text, &mut Told::default(), (&[], "")).0.trim_end().to_string()
    }

    #[test]
    fn words_of_other_programs() {
        for (text, written) in [
            ("## A {#sec-a}\nSee @sec-a and [@sec-b].", "## A {#sec-a}\nSee [A](#sec-a) and [@sec-b]."),
            (
                "![M](m.png){#fig-m}\n@fig-m, (@fig-m), Figure [-@fig-m]; `@fig-m`, a@fig-m",
                "![M](m.png){#fig-m}\n[[fig-m]], ([[fig-m]]), [[fig-m]]; `@fig-m`, a@fig-m",
            ),
            ("![M](m.png){#fig-m}\n[see @fig-m; @fig-m]", "![M](m.png){#fig-m}\nsee [[fig-m]], [[fig-m]]"),
            ("![M](m.png){#fig-m}\n[@fig-m; @doe-2020]", "![M](m.png){#fig-m}\n[@fig-m; @doe-2020]"),
            ("{cite:p}`a,b-c` and {cite:t}`d`, {cite}`e:1`", "[@a; @b-c] and @d, [@e:1]"),
            ("{sup}`2` {sup}`th` {term}`Tariff` {doc}`other` {math}`x^2`", "² {sup}`th` Tariff [other](other.md) $x^2$"),
            (
                "(aims)=\n# Aims\n\n{ref}`aims`, {ref}`our aims <aims>`, [](#aims)",
                "# Aims {#aims}\n\n[Aims](#aims), [our aims](#aims), [Aims](#aims)",
            ),
            ("As [@a&b; @c] and @d~e.", "As [@{a&b}; @c] and @{d~e}."),
            ("10^6^, CO~2~, the 5^th^, `x^2^`, a ~b~ c", "10⁶, CO₂, the 5^th^, `x^2^`, a ~b~ c"),
            (
                "{{ figure(\n  src=\"a.png\",\n  alt=\"A river\",\n) }} {{ toc() }} {{ odd(x=1) }}",
                "![A river](a.png)  {{ odd(x=1) }}",
            ),
            ("Rain^[It *fell*.] fell.", "Rain[^n1] fell.\n\n[^n1]: It *fell*."),
            ("a {{< ref \"b.md\" >}} [b]({{< relref \"b c.md#d\" >}})", "a {{< ref \"b.md\" >}} [b](b%20c.md#d)"),
            (
                "{{< figure src=\"a b.png\" alt=\"A [river]\" caption=\"The \\\"river\\\"\" >}}",
                "![A river](<a b.png> \"The \\\"river\\\"\")",
            ),
            (
                "{{< youtube abc >}} {{< youtube \"a b\" >}} {{< odd x >}}",
                "[video](https://www.youtube.com/watch?v=abc) {{< youtube \"a b\" >}} {{< odd x >}}",
            ),
            ("![The cap](a.png){#fig-a fig-alt=\"A map\" width=80%}", "![A map](a.png \"The cap\"){#fig-a}"),
            ("![The cap](a.png){#fig-a}", "![The cap](a.png){#fig-a}"),
            ("<!-- {{< toc >}} @fig-a -->`{ref}`", "<!-- {{< toc >}} @fig-a -->`{ref}`"),
        ] {
            assert_eq!(of(text), written, "{text}");
        }
    }

    #[test]
    fn blocks_of_other_programs() {
        for (text, written) in [
            ("::: {.callout-tip title=\"So it is\"}\nA\n\nB\n:::\nC", "> [!TIP] So it is\n> A\n>\n> B\n\nC"),
            ("A\n::: {.callout-note}\n## Title\n\nText `x`.\n:::", "A\n\n> [!NOTE] Title\n> Text `x`."),
            ("!!! danger \"Mind\"\n    A\n\n    B\nC", "> [!CAUTION] Mind\n> A\n>\n> B\n\nC"),
            ("- a\n\n    ??? example\n        B", "- a\n\n    > [!NOTE] Example\n    > B"),
            (":::{note} Title\n:class: dropdown\nA\n:::", "> [!NOTE] Title\n> A"),
            ("```{admonition} Mind\n:class: warning\nA\n```", "> [!WARNING] Mind\n> A"),
            ("::::{grid}\n:::{tip}\nA\n:::\n::::", "> [!TIP]\n> A"),
            (
                "```{figure} a.png\n:name: river\n:alt: A river\n\nThe *river*.\n```\n{numref}`river`",
                "![A river](a.png \"The *river*.\"){#fig-river}\n\n[[fig-river]]",
            ),
            ("::: {#fig-a}\n![](a.png)\n\nThe map\n:::\n@fig-a", "![The map](a.png){#fig-a}\n\n[[fig-a]]"),
            ("::: {#tbl-a}\n| A |\n|---|\n| 1 |\n\nThe prices\n:::", "| A |\n|---|\n| 1 |\n\n: The prices {#tbl-a}"),
            (
                "```{list-table} Prices\n:header-rows: 1\n:name: p\n\n* - Year\n  - Price\n* - 2024\n  - 3\n```",
                "| Year | Price |\n|---|---|\n| 2024 | 3 |\n\n: Prices {#tbl-p}",
            ),
            ("```{math}\n:label: ols\ny = x\n```", "$$\ny = x\n$$ {#eq-ols}"),
            ("{{% notice warning \"Mind\" %}}\nA\n{{% /notice %}}", "> [!WARNING] Mind\n> A"),
            ("{{< odd >}}\nA\n{{< /odd >}}", "{{< odd >}}\nA\n{{< /odd >}}"),
            (
                "```{r}\nx\n```\n\n```python\n::: {.callout-note}\n:::\n```",
                "```{r}\nx\n```\n\n```python\n::: {.callout-note}\n:::\n```",
            ),
            ("::: {.callout-note}\nnever closed", "::: {.callout-note}\nnever closed"),
            ("::: {.column-page}\nA\n:::", "A"),
            ("::: {#refs}\n:::", ""),
            (":::note[Title]\nA\n:::", "> [!NOTE] Title\n> A"),
        ] {
            assert_eq!(of(text), written, "{text}");
        }
    }
}
