//! Tables that are drawn (`+---+---+`) or written in HTML, as tables of Markdown.

use super::directive::image;
use super::lines::attributes;
use crate::document::dialect::html as html_text;
use crate::import::{html, write};

/// Longest drawn table, in lines.
const MOST_LINES: usize = 5000;
/// Longest piece of HTML that shows a picture, in lines.
const MOST_OF_PICTURE: usize = 20;

/// A table drawn with `+---+`: its lines here, and how many it had.
pub(super) fn drawn(lines: &[&str]) -> Option<(Vec<String>, usize)> {
    let first = lines.first()?.trim_end();
    let columns: Vec<usize> = border(first)?;
    let length = lines.iter().take(MOST_LINES).take_while(|line| line.starts_with(['+', '|'])).count();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut open = false;
    for line in &lines[1..length] {
        let line = line.trim_end();
        if line.starts_with('+') {
            // Cells that go over several columns or rows have no place here.
            if border(line)? != columns {
                return None;
            }
            open = false;
            continue;
        }
        let cells = cells(line, &columns)?;
        match rows.last_mut().filter(|_| open) {
            None => rows.push(cells.into_iter().map(|cell| cell.to_string()).collect()),
            Some(row) => row.iter_mut().zip(cells).for_each(|(whole, cell)| add(whole, cell)),
        }
        open = true;
    }
    if !lines[length - 1].starts_with('+') || rows.is_empty() {
        return None;
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().map(|cell| cell.trim_end_matches("<br>").replace('|', "\\|"));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut out = vec![line(&rows[0]), format!("|{}", "---|".repeat(columns.len() - 1))];
    out.extend(rows[1..].iter().map(line));
    Some((out, length))
}

/// Adds a further line to a cell: what is a paragraph or an item of its own begins a line.
fn add(whole: &mut String, cell: &str) {
    let item = cell.starts_with("- ")
        || cell.starts_with("* ")
        || cell.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
    if cell.is_empty() || (item && !whole.is_empty()) {
        if !whole.is_empty() && !whole.ends_with("<br>") {
            whole.push_str("<br>");
        }
    } else if !whole.is_empty() && !whole.ends_with("<br>") {
        whole.push(' ');
    }
    whole.push_str(cell);
}

/// Where the `+` of a line stand that is drawn between rows, by characters.
fn border(line: &str) -> Option<Vec<usize>> {
    let fine = line.len() > 4 && line.ends_with('+') && line.bytes().all(|b| matches!(b, b'+' | b'-' | b'=' | b':'));
    let found: Vec<usize> = line.char_indices().filter(|(_, c)| *c == '+').map(|(at, _)| at).collect();
    (fine && found.len() > 1).then_some(found)
}

/// The cells of a line, whose borders stand where those above it do.
fn cells<'t>(line: &'t str, columns: &[usize]) -> Option<Vec<&'t str>> {
    let places: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
    let at = |column: usize| places.get(column).copied().filter(|at| line[*at..].starts_with('|'));
    let borders: Option<Vec<usize>> = columns.iter().map(|column| at(*column)).collect();
    let borders = borders?;
    Some(borders.windows(2).map(|pair| line[pair[0] + 1..pair[1]].trim()).collect())
}

/// A table in HTML; `None` if it holds pictures or no rows.
pub(super) fn of_html(text: &str) -> Option<Vec<String>> {
    let lower = text.to_ascii_lowercase();
    if !lower.contains("<table") || !lower.contains("</table") || lower.contains("<img") || lower.contains("<script") {
        return None;
    }
    let page = format!("<!DOCTYPE html><meta charset=\"utf-8\"><body>{text}</body>");
    let mut draft = html::read(page.as_bytes(), &mut |_| None).ok()?;
    let written = write::body(&mut draft, false);
    // What became of it is a table, and nothing of it has become a title or a name.
    let whole = draft.title.is_empty() && draft.authors.is_empty() && draft.date.is_none() && draft.summary.is_empty();
    (whole && draft.notes.is_empty() && written.contains("|---")).then(|| written.trim_end().lines().map(str::to_string).collect())
}

/// Lines of HTML that show pictures and nothing else, perhaps with a caption: as images.
pub(super) fn pictures(lines: &[&str]) -> Option<(Vec<String>, usize)> {
    let first = lines.first()?.trim();
    let name: String = first.strip_prefix('<')?.chars().take_while(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let close = match name.as_str() {
        "img" => ">".to_string(),
        "figure" | "p" | "div" | "center" | "a" => format!("</{name}>"),
        _ => return None,
    };
    // What stands behind an empty line is another block.
    let near = lines.iter().take(MOST_OF_PICTURE).take_while(|line| !line.trim().is_empty());
    let length = near.clone().position(|line| line.trim_end().to_ascii_lowercase().ends_with(&close))? + 1;
    if near.clone().count() > length && !near.clone().nth(length).is_some_and(|line| line.trim().starts_with('<')) {
        return None;
    }
    let text = lines[..length].join(" ");
    let (mut images, mut caption, mut in_caption) = (Vec::new(), String::new(), false);
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let Some(open) = rest.find('<') else { return rest.trim().is_empty().then(|| made(&images, &caption, length)) };
        let before = rest[..open].trim();
        match in_caption {
            true => caption.push_str(&format!("{} ", html_text::decoded(before))),
            false if !before.is_empty() => return None,
            false => {}
        }
        let end = tag_end(&rest[open..])?;
        let tag = &rest[open + 1..open + end];
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.to_ascii_lowercase().as_str() {
            "img" => images.push(image_of(tag)?),
            "figcaption" => in_caption = !tag.starts_with('/'),
            "figure" | "p" | "div" | "center" | "span" | "br" => {}
            "em" | "i" | "b" | "strong" | "small" if in_caption => {}
            _ => return None,
        }
        rest = &rest[open + end + 1..];
    }
    (!images.is_empty()).then(|| made(&images, &caption, length))
}

/// Where a tag ends: a `>` in quotation marks is none.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    rest.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        None
    })
}

/// The file, the alternative text and the width of an image.
fn image_of(tag: &str) -> Option<[String; 3]> {
    let pairs = attributes(tag.get(3..)?.trim_end_matches('/'));
    let value = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
        html_text::decoded(found.unwrap_or_default()).into_owned()
    };
    // blogdown writes the address of the page by a shortcode.
    let file = value("src").replace("{{< blogdown/postref >}}", "").replace("{{<blogdown/postref>}}", "");
    (!file.trim().is_empty() && !file.starts_with("data:")).then(|| [file, value("alt"), value("width")])
}

fn made(images: &[[String; 3]], caption: &str, length: usize) -> (Vec<String>, usize) {
    let caption = caption.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = Vec::new();
    for (at, [file, alt, width]) in images.iter().enumerate() {
        // The caption stands under the last.
        let caption = if at + 1 == images.len() { caption.as_str() } else { "" };
        let width = width.trim_end_matches("px").parse().ok();
        lines.extend([image(file, alt, caption, None, width), String::new()]);
    }
    lines.pop();
    (lines, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_tables_become_tables() {
        let text = "+------+-------+\n| Año  | Price |\n+======+=======+\n| 2024 | 3 |x  |\n+------+-------+\n| 2025 | - a   |\n|      | - b   |\n+------+-------+\nText";
        assert_eq!(
            drawn(&text.replace("3 |x  ", "3     ").lines().collect::<Vec<_>>()),
            Some((vec!["| Año | Price |".into(), "|---|---|".into(), "| 2024 | 3 |".into(), "| 2025 | - a<br>- b |".into()], 8))
        );
        for odd in ["+---+---+\n| a |", "+---+---+\n| a     |\n+---+---+", "+-+", "+---+---+", "+---+\n| a\n+---+"] {
            assert_eq!(drawn(&odd.lines().collect::<Vec<_>>()), None, "{odd}");
        }
    }

    #[test]
    fn tables_of_html_become_tables() {
        let table = "<table><thead><tr><th>Year</th><th>Price</th></tr></thead><tr><td>2024</td><td><b>3</b></td></tr></table>";
        assert_eq!(of_html(table).unwrap(), ["| Year | Price |", "|---:|---:|", "| 2024 | **3** |"]);
        assert_eq!(of_html("<p>Text</p>"), None);
        assert_eq!(of_html("<table><tr><td><img src=a.png></td></tr></table>"), None);
    }

    #[test]
    fn pictures_of_html_become_pictures() {
        let read = |text: &str| pictures(&text.lines().collect::<Vec<_>>()).map(|(lines, length)| (lines.join("|"), length));
        let found = |text: &str, length| Some((text.to_string(), length));
        assert_eq!(read("<img src=\"a.png\" alt=\"A > B\" width=\"300\" />\n\nText"), found("![A > B](a.png){width=300}", 1));
        let figure = "<figure>\n<img src='a b.png'>\n<figcaption>The <em>river</em> &amp; more</figcaption>\n</figure>";
        assert_eq!(read(figure), found("![The river & more](<a b.png>)", 4));
        assert_eq!(read("<p align=\"center\"><img src=a.png><img src=b.png></p>"), found("![](a.png)||![](b.png)", 1));
        for other in [
            "<p>Text <img src=a.png></p>",
            "<div>\n<img src=a.png>\n\n</div>",
            "<img>",
            "<img src=a.png>\nText",
            "<p></p>",
            "<a href=x><img src=a.png></a>",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
