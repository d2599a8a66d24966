//! What becomes of a block of another program: a call-out, a figure, a table, a formula, a quotation, or the text in it.

use super::blocks;
use super::dialects::Writer;
use super::labels::{heading, id_of, sort_of};
use super::words;
use crate::base::text::slug;
use crate::document::dialect::callout::{self, Meant};
use crate::document::tree::CalloutSort;
use crate::import::told::Matter;

/// A block as it was found.
#[derive(Default)]
pub(super) struct Block<'t> {
    /// The name of a directive or shortcode.
    pub name: &'t str,
    /// What stands behind the name, or is called its title.
    pub title: String,
    /// Classes of a block between colons, and words of a shortcode.
    pub classes: Vec<String>,
    /// Its id or label.
    pub id: Option<String>,
    /// The label that stands before it.
    pub label: Option<&'t str>,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// Its width, in pixels.
    pub width: Option<u32>,
    /// Its lines.
    pub lines: Vec<&'t str>,
    /// It stands between fences of code.
    pub is_code: bool,
    /// It stands between colons, and classes say what it is.
    pub is_div: bool,
    /// It is a shortcode.
    pub is_call: bool,
    /// It is a call-out, whatever its name.
    pub is_callout: bool,
}

/// Words for call-outs that are no sort of them here.
const ASIDE: [&str; 16] = [
    "admonition",
    "alert",
    "aside",
    "box",
    "callout",
    "card",
    "column-margin",
    "details",
    "dropdown",
    "expand",
    "margin",
    "marginnote",
    "notice",
    "seealso",
    "sidebar",
    "topic",
];

/// Shortcodes that say how what they hold looks, and nothing else.
const LAYOUT: [&str; 16] = [
    "block",
    "center",
    "column",
    "columns",
    "container",
    "content",
    "div",
    "lead",
    "main",
    "raw",
    "rawhtml",
    "row",
    "section",
    "tab",
    "tabs",
    "wide",
];

/// The lines of a block as they are written here; `None` if it has no place here.
pub(super) fn write(block: &Block, depth: usize, writer: &mut Writer) -> Option<Vec<String>> {
    let id = block.id.as_deref().or(block.label);
    if block.is_div {
        if id == Some("refs") {
            writer.told.tell(Matter::SourcesList, "");
            return Some(Vec::new());
        }
        if let Some(word) = block.classes.iter().find(|word| sort(word).is_some()) {
            return Some(call_out(block, word, depth, writer));
        }
        return Some(match id {
            Some(id) if id.starts_with("fig-") => figures(block, id, depth, writer),
            Some(id) if id.starts_with("tbl-") => captioned(block, id, depth, writer),
            _ => plain(block, depth, writer),
        });
    }
    match block.name {
        "figure" | "image" if !block.is_call => Some(vec![figure(block, writer)]),
        "table" if !block.is_call => {
            let mut out = blocks::write(&block.lines, depth, writer);
            caption(&mut out, &block.title, id.map(|id| id_of(id, "tbl-")), writer);
            Some(out)
        }
        "list-table" if block.is_code || !block.is_call => list_table(block, id, depth, writer),
        "math" => {
            let mut out = vec!["$$".to_string()];
            out.extend(block.lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.to_string()));
            out.push(id.map_or_else(|| "$$".to_string(), |id| format!("$$ {{#{}}}", id_of(id, "eq-"))));
            Some(out)
        }
        "epigraph" | "pull-quote" | "blockquote" => Some(quoted(blocks::write(&block.lines, depth, writer))),
        "bibliography" => {
            writer.told.tell(Matter::SourcesList, "");
            Some(Vec::new())
        }
        "tableofcontents" | "toctree" | "contents" => {
            writer.told.tell(Matter::Contents, "");
            Some(Vec::new())
        }
        "code-block" | "code" | "sourcecode" | "highlight" | "code-tab" => {
            let words = if block.is_call { block.classes.first().map_or("", String::as_str) } else { &block.title };
            // A tab has words for readers behind the language.
            let language = words.split_whitespace().next().unwrap_or_default();
            let mut out = vec![format!("````{language}")];
            out.extend(block.lines.iter().map(|line| line.to_string()));
            out.push("````".into());
            Some(out)
        }
        "tab" | "tabs" | "tab-item" | "group-tab" | "grid" | "tab-set" | "grid-item" | "panels" | "div" => {
            Some(plain(block, depth, writer))
        }
        name => match sort(name) {
            Some(_) => {
                // The class of an admonition says what it is, and an alert has its sort as a word.
                let own = block.classes.iter().find(|word| word.as_str() != "dropdown" && sort(word).is_some());
                Some(call_out(block, own.map_or(name, String::as_str), depth, writer))
            }
            None if matches!(name, "quote" | "cite") && !block.is_div => Some(quoted(plain_of(block, depth, writer))),
            None if block.is_callout => Some(call_out(block, name, depth, writer)),
            None if block.is_call && LAYOUT.contains(&name) => Some(plain(block, depth, writer)),
            None => None,
        },
    }
}

/// The sort of call-out that a word means, and the title that it has where nothing else is said; `None` if it means none.
fn sort(word: &str) -> Option<(&'static str, String)> {
    let word = word.strip_prefix("callout-").unwrap_or(word).to_ascii_lowercase();
    if ASIDE.contains(&word.as_str()) {
        let title = match word.as_str() {
            "seealso" => "See also",
            _ => "",
        };
        return Some(("NOTE", title.into()));
    }
    let line = format!("> [!{word}]");
    let meant = callout::marker(&line)?.meant;
    let (name, own) = match meant {
        Meant::Callout(CalloutSort::Note) => ("NOTE", "note"),
        Meant::Callout(CalloutSort::Tip) => ("TIP", "tip"),
        Meant::Callout(CalloutSort::Important) => ("IMPORTANT", "important"),
        Meant::Callout(CalloutSort::Warning) => ("WARNING", "warning"),
        Meant::Callout(CalloutSort::Caution) => ("CAUTION", "caution"),
        Meant::Callout(CalloutSort::Key) | Meant::Quotation | Meant::Unknown => return None,
    };
    // Words that are heard in the sort say nothing new.
    let same = word == own || matches!(word.as_str(), "info" | "hint" | "attention" | "danger" | "error");
    let mut letters = word.chars();
    let title = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    Some((name, if same { String::new() } else { title }))
}

fn call_out(block: &Block, word: &str, depth: usize, writer: &mut Writer) -> Vec<String> {
    let (name, own) = sort(word).unwrap_or(("NOTE", String::new()));
    let mut lines = block.lines.as_slice();
    while lines.first().is_some_and(|line| line.trim().is_empty()) {
        lines = &lines[1..];
    }
    let mut title = block.title.clone();
    // Quarto takes a heading for the title.
    if title.is_empty()
        && block.is_div
        && let Some((words, _)) = lines.first().and_then(|line| heading(line))
    {
        title = words.to_string();
        lines = &lines[1..];
    }
    if title.is_empty() {
        title = own;
    }
    let title = words::write(title.trim(), writer);
    let mut out = vec![format!("[!{name}] {title}").trim_end().to_string()];
    let inner = blocks::write(lines, depth, writer);
    let from = inner.iter().position(|line| !line.trim().is_empty()).unwrap_or(inner.len());
    out.extend(inner.into_iter().skip(from));
    quoted(out)
}

/// Lines as a quotation.
fn quoted(mut lines: Vec<String>) -> Vec<String> {
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines.into_iter().map(|line| format!("> {line}").trim_end().to_string()).collect()
}

/// The text of a block that means nothing here but what it holds.
fn plain(block: &Block, depth: usize, writer: &mut Writer) -> Vec<String> {
    writer.told.tell(Matter::Layout, block.classes.first().map_or(block.name, String::as_str));
    plain_of(block, depth, writer)
}

fn plain_of(block: &Block, depth: usize, writer: &mut Writer) -> Vec<String> {
    let mut out = Vec::new();
    if !block.title.trim().is_empty() && !block.is_call {
        out.extend([format!("**{}**", words::write(block.title.trim(), writer)), String::new()]);
    }
    out.extend(blocks::write(&block.lines, depth, writer));
    out
}

/// An image on its own, with its caption.
fn figure(block: &Block, writer: &mut Writer) -> String {
    let id = block.id.as_deref().or(block.label).map(|id| id_of(id, sort_of("figure")));
    let caption = block.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let caption = words::write(&caption, writer);
    image(&block.title, &block.alt, &caption, id.as_deref(), block.width)
}

/// An image as it is written here: of two texts the one stands in the brackets, the other is the caption.
pub(super) fn image(file: &str, alt: &str, caption: &str, id: Option<&str>, width: Option<u32>) -> String {
    let file = file.trim();
    let file = if file.contains([' ', '(', ')']) { format!("<{file}>") } else { file.to_string() };
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (alt, caption) = (one_line(alt), one_line(caption));
    let (inside, title) = match (alt.is_empty(), caption.is_empty() || caption == alt) {
        (true, _) => (caption, String::new()),
        (false, true) => (alt, String::new()),
        (false, false) => (alt.replace(['[', ']'], ""), format!(" \"{}\"", caption.replace('"', "\\\""))),
    };
    let id = id.map(|id| format!("#{id}"));
    let width = width.map(|width| format!("width={width}"));
    let attributes: Vec<String> = id.into_iter().chain(width).collect();
    let attributes = if attributes.is_empty() { String::new() } else { format!("{{{}}}", attributes.join(" ")) };
    format!("![{inside}]({file}{title}){attributes}")
}

/// Quarto's `::: {#fig-x}`: images, and their caption behind them.
fn figures(block: &Block, id: &str, depth: usize, writer: &mut Writer) -> Vec<String> {
    let filled: Vec<&str> = block.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    if let [picture, caption @ ..] = filled.as_slice()
        && let Some((alt, file)) = only_image(picture)
        && !caption.iter().any(|line| line.starts_with(['!', '`', '|', '#', ':']))
    {
        let caption = words::write(&caption.join(" "), writer);
        return vec![image(file, alt, &caption, Some(id), None)];
    }
    // Of several the first has the number, if it has none of its own.
    let mut lines: Vec<String> = block.lines.iter().map(|line| line.to_string()).collect();
    if let Some(first) = lines.iter_mut().find(|line| line.trim().starts_with("!["))
        && only_image(first.trim()).is_some()
    {
        *first = format!("{}{{#{id}}}", first.trim_end());
    }
    writer.told.tell(Matter::Layout, id);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    blocks::write(&lines, depth, writer)
}

/// The words and the address of an image that is all of a line, and has no attributes.
fn only_image(line: &str) -> Option<(&str, &str)> {
    let (alt, file) = line.strip_prefix("![")?.strip_suffix(')')?.split_once("](")?;
    (!file.contains(['(', '"', ' ']) && !alt.contains("![")).then_some((alt, file))
}

/// Quarto's `::: {#tbl-x}`: a table, and its caption behind it.
fn captioned(block: &Block, id: &str, depth: usize, writer: &mut Writer) -> Vec<String> {
    let mut out = blocks::write(&block.lines, depth, writer);
    while out.last().is_some_and(|line| line.trim().is_empty()) {
        out.pop();
    }
    let from = out.iter().rposition(|line| line.trim().is_empty()).map_or(out.len(), |at| at + 1);
    let is_caption =
        out.get(from..).is_some_and(|last| !last.is_empty() && !last.iter().any(|line| line.trim().starts_with(['|', '`', '!'])));
    let words = if is_caption { out.drain(from..).collect::<Vec<_>>().join(" ") } else { String::new() };
    caption(&mut out, words.trim_start_matches(':').trim(), Some(id.to_string()), writer);
    out
}

/// Writes the caption of a table under it.
fn caption(out: &mut Vec<String>, words: &str, id: Option<String>, writer: &mut Writer) {
    while out.last().is_some_and(|line| line.trim().is_empty()) {
        out.pop();
    }
    let words = words::write(words, writer);
    if out.is_empty() || words.is_empty() && id.is_none() {
        return;
    }
    let id = id.map_or_else(String::new, |id| format!(" {{#{id}}}"));
    out.extend([String::new(), format!(": {words}{id}")]);
}

/// MyST's table as a list of lists: `* - cell`, `  - cell`.
fn list_table(block: &Block, id: Option<&str>, depth: usize, writer: &mut Writer) -> Option<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in block.lines.iter().filter(|line| !line.trim().is_empty()) {
        let bare = line.trim();
        let row = bare.strip_prefix("* -").or(bare.strip_prefix("- -")).or(bare.strip_prefix("- *")).or(bare.strip_prefix("* *"));
        if let Some(cell) = row {
            rows.push(vec![cell.trim().to_string()]);
        } else if let Some(cell) =
            bare.strip_prefix('-').or(bare.strip_prefix('*')).filter(|cell| cell.is_empty() || cell.starts_with(' '))
        {
            rows.last_mut()?.push(cell.trim().to_string());
        } else {
            // What goes on in a cell.
            let cell = rows.last_mut()?.last_mut()?;
            cell.push(' ');
            cell.push_str(bare);
        }
    }
    let width = rows.iter().map(Vec::len).max()?;
    let mut lines: Vec<String> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let cells = (0..width).map(|at| row.get(at).map_or("", String::as_str).replace('|', "\\|"));
        lines.push(format!("| {} |", cells.collect::<Vec<_>>().join(" | ")));
        if at == 0 {
            lines.push(format!("|{}", "---|".repeat(width)));
        }
    }
    let text: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut out = blocks::write(&text, depth, writer);
    let id = id.map(|id| id_of(id, "tbl-"));
    caption(&mut out, &block.title, id.filter(|id| slug(id) != "tbl"), writer);
    Some(out)
}
