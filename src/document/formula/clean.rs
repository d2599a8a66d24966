//! The MathML of the crate, taken apart and written anew: elements and attributes of a list, `style` as classes of the theme or as
//! attributes of MathML, and nothing else. Every byte that leaves was either looked up here or is text without `<`.

use crate::document::tree::MAX_DEPTH;

/// Why MathML is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is nested deeper than trees are.
    Deep,
    /// An element that is not known here, or tags that do not nest.
    Odd,
}

/// Elements of MathML, and those of HTML that stand in its text.
const ELEMENTS: [&str; 31] = [
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "msup",
    "msub",
    "msubsup",
    "mover",
    "munder",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mfrac",
    "msqrt",
    "mroot",
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
    "menclose",
    "mstyle",
    "b",
    "i",
    "em",
    "code",
    "span",
    "s",
    "u",
];
/// Attributes whose values are words, numbers and lengths.
const ATTRIBUTES: [&str; 20] = [
    "accent",
    "accentunder",
    "displaystyle",
    "form",
    "height",
    "depth",
    "largeop",
    "linethickness",
    "lspace",
    "rspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];
/// Classes of the crate, and ours.
const CLASSES: [(&str, &str); 5] = [
    ("menclose-updiagonalstrike", "m-up"),
    ("menclose-downdiagonalstrike", "m-down"),
    ("menclose-horizontalstrike", "m-through"),
    ("math-core-sans-serif-font", "m-sans"),
    ("math-core-serif-font", "m-serif"),
];
/// Declarations of `style`, and the class that says the same; an empty one says nothing that has to be said.
const DECLARATIONS: [(&str, &str); 26] = [
    ("text-align: left", "m-left"),
    ("text-align: right", "m-right"),
    ("padding-left: 0", "m-pl0"),
    ("padding-left:0", "m-pl0"),
    ("padding-right: 0", "m-pr0"),
    ("padding-right:0", "m-pr0"),
    ("padding-left: 0.1em", "m-pl1"),
    ("padding-right: 0.1em", "m-pr1"),
    ("padding-left:0.1667em", "m-pl3"),
    ("padding-right:0.1667em", "m-pr3"),
    ("padding-left:0.2222em", "m-pl4"),
    ("padding-right:0.2222em", "m-pr4"),
    ("padding-left:0.2778em", "m-pl5"),
    ("padding-right:0.2778em", "m-pr5"),
    ("padding-left:1em", "m-pl18"),
    ("padding-top: 0", "m-pt0"),
    ("padding-bottom: 0", "m-pb0"),
    ("padding-top: 0.1667em", "m-pt3"),
    ("border-left: 0.05em solid currentcolor", "m-bl"),
    ("border-left: 0.05em dashed currentcolor", "m-dl"),
    ("border-right: 0.05em solid currentcolor", "m-br"),
    ("border-right: 0.05em dashed currentcolor", "m-dr"),
    ("border-top: 0.05em solid currentcolor", "m-bt"),
    ("border-top: 0.05em dashed currentcolor", "m-dt"),
    ("font-variant-caps: small-caps", "m-caps"),
    ("font-variant-caps:small-caps", "m-caps"),
];
/// Spaces that go back, in eighteenths of an em; `m-back3` and so on. Another becomes the nearest.
const BACK: [u32; 6] = [3, 4, 5, 9, 18, 36];
/// Widths of the columns that the crate keeps free for numbers of lines. A formula has one number, which stands outside of it.
const NUMBERING: [&str; 2] = ["width: 50%", "width: 7.5%"];

/// Entities that the crate writes.
const ENTITIES: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "#39;"];

struct Writer<'a> {
    out: String,
    open: Vec<&'a str>,
    /// Elements that are open within a column for numbers.
    left_out: usize,
    /// Tables that are open.
    tables: Vec<Table>,
}

/// Where a table is.
#[derive(Default)]
struct Table {
    /// Cells of the rows above, at most.
    columns: usize,
    /// Where the row begins in what is written, and its cells so far.
    row: usize,
    cells: usize,
}

/// MathML as pages show it, with the TeX beside it for whoever wants that.
pub(super) fn clean(mathml: &str, tex: &str, display: bool) -> Result<Box<str>, Refused> {
    let rest = mathml.strip_prefix("<math").ok_or(Refused::Odd)?;
    let inner = rest.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</math>")).ok_or(Refused::Odd)?;
    let begin = if display { "<math display=\"block\">" } else { "<math>" };
    let mut writer =
        Writer { out: String::with_capacity(mathml.len() + tex.len() + 90), open: Vec::new(), left_out: 0, tables: Vec::new() };
    for part in [begin, "<semantics><mrow>"] {
        writer.out.push_str(part);
    }
    let mut rest = inner;
    while let Some((text, behind)) = rest.split_once('<') {
        writer.text(text);
        let (tag, behind) = behind.split_once('>').ok_or(Refused::Odd)?;
        writer.tag(tag)?;
        rest = behind;
    }
    writer.text(rest);
    if !writer.open.is_empty() {
        return Err(Refused::Odd);
    }
    let Writer { mut out, .. } = writer;
    out.push_str("</mrow><annotation encoding=\"application/x-tex\">");
    for c in tex.trim().chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    out.push_str("</annotation></semantics></math>");
    Ok(out.into())
}

impl<'a> Writer<'a> {
    fn text(&mut self, text: &str) {
        if self.left_out > 0 {
            return;
        }
        // The crate escapes what stands in `\text`, and not the name of a function.
        let mut parts = text.split('&');
        self.out.push_str(&parts.next().unwrap_or_default().replace('>', "&gt;"));
        for part in parts {
            let is_entity = ENTITIES.iter().any(|entity| part.starts_with(entity));
            self.out.push_str(if is_entity { "&" } else { "&amp;" });
            self.out.push_str(&part.replace('>', "&gt;"));
        }
    }

    fn tag(&mut self, tag: &'a str) -> Result<(), Refused> {
        if let Some(name) = tag.strip_prefix('/') {
            if self.open.pop() != Some(name) {
                return Err(Refused::Odd);
            }
            if self.left_out > 0 {
                self.left_out -= 1;
                return Ok(());
            }
            ["</", name, ">"].iter().for_each(|part| self.out.push_str(part));
            match (name, self.tables.last_mut()) {
                ("mtable", _) => _ = self.tables.pop(),
                ("mtr", Some(table)) => last_line(table, &mut self.out),
                _ => {}
            }
            return Ok(());
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
        if !ELEMENTS.contains(&name) {
            return Err(Refused::Odd);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Refused::Deep);
        }
        let numbering = name == "mtd" && NUMBERING.iter().any(|width| rest.contains(width));
        if self.left_out > 0 || numbering {
            self.left_out += usize::from(!closed);
        } else {
            match (name, self.tables.last_mut()) {
                ("mtable", _) => self.tables.push(Table::default()),
                ("mtr", Some(table)) => (table.row, table.cells) = (self.out.len(), 0),
                ("mtd", Some(table)) => table.cells += 1,
                _ => {}
            }
            self.begin(name, rest)?;
            self.out.push_str(if closed { "/>" } else { ">" });
        }
        if !closed {
            self.open.push(name);
        }
        Ok(())
    }

    fn begin(&mut self, name: &str, mut rest: &str) -> Result<(), Refused> {
        ["<", name].iter().for_each(|part| self.out.push_str(part));
        let mut classes: Vec<String> = Vec::new();
        while let Some((attribute, behind)) = rest.split_once("=\"") {
            let (value, behind) = behind.split_once('"').ok_or(Refused::Odd)?;
            rest = behind;
            match attribute.trim() {
                "style" => value.split(';').for_each(|one| self.declaration(one.trim(), &mut classes)),
                "class" => {
                    let known = CLASSES.iter().find(|(theirs, _)| *theirs == value);
                    classes.extend(known.map(|(_, ours)| ours.to_string()));
                }
                attribute if ATTRIBUTES.contains(&attribute) => self.attribute(attribute, value),
                _ => {}
            }
        }
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
        Ok(())
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'%' | b' ' | b'#')) {
            [" ", name, "=\"", value, "\""].iter().for_each(|part| self.out.push_str(part));
        }
    }

    fn declaration(&mut self, written: &str, classes: &mut Vec<String>) {
        if let Some((_, class)) = DECLARATIONS.iter().find(|(declaration, _)| *declaration == written) {
            classes.push(class.to_string());
        } else if let Some(color) = written.strip_prefix("color:") {
            self.attribute("mathcolor", color.trim());
        } else if let Some(size) = written.strip_prefix("font-size:") {
            self.attribute("mathsize", size.trim());
        } else if let Some(back) = written.strip_prefix("margin-left:-") {
            // A rem is as good as an em here.
            let number = back.trim_end_matches("em").trim_end_matches('r').trim();
            let eighteenths =
                number.parse::<f32>().ok().filter(|n| n.is_finite()).map_or(0, |n| (n * 18.0).round().min(1000.0) as u32);
            let nearest = BACK.iter().min_by_key(|step| step.abs_diff(eighteenths)).filter(|_| eighteenths > 0);
            classes.extend(nearest.map(|step| format!("m-back{step}")));
        }
    }
}

/// At the end of a row: a line below all others comes as a row of one empty cell with a line above it. It is drawn under all columns.
fn last_line(table: &mut Table, out: &mut String) {
    let row = out.get(table.row..).unwrap_or_default();
    let class = |line: &str| {
        let one = row.strip_prefix("<mtr><mtd class=\"").and_then(|row| row.strip_suffix("\"></mtd></mtr>"));
        one.is_some_and(|classes| classes.split(' ').any(|class| class == line))
    };
    let line = ["m-bt", "m-dt"].into_iter().find(|line| class(line)).filter(|_| table.columns > 1);
    if let Some(line) = line {
        out.truncate(table.row);
        out.push_str("<mtr>");
        (0..table.columns).for_each(|_| ["<mtd class=\"m-end ", line, "\"></mtd>"].iter().for_each(|part| out.push_str(part)));
        out.push_str("</mtr>");
    }
    table.columns = table.columns.max(table.cells);
}
