//! What is said beside a page: its faults, where they stand and the way out; all else that an author wants to know.
//!
//! It leaves the server as plain values; the page's script puts them into text nodes, so no fault can become markup.

use super::editor::Editor;
use super::effects::Effects;
use super::show::{Lens, Shown, Standing};
use super::source;
use crate::base::date::day_iso;
use crate::base::text::Lines;
use crate::base::{FilePath, Range};
use crate::check::{Diagnostic, Level};
use crate::document::record::{Own, Status};
use crate::files::on_disk;
use crate::model::{Page, Settings};
use crate::render::html::escape;
use crate::session::Site;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Faults of a page that are told in full.
const MOST_OWN: usize = 40;
/// Faults elsewhere, and known ones of a page, that are named.
const MOST_ELSEWHERE: usize = 12;
/// Characters of a line that are shown before and after what is underlined.
const AROUND: usize = 60;
/// Most characters that are underlined.
const MOST_MARKED: usize = 120;

/// What does not change while the preview runs.
pub struct Fixed<'a> {
    /// The folder of the site, as a whole path.
    pub root: &'a Path,
    /// Where files are opened.
    pub editor: Option<&'a Editor>,
    /// Tabs follow what is saved.
    pub follow: bool,
}

/// Everything that stands beside one page, seen through a lens, today.
pub fn panel(
    site: &Site,
    shown: &Shown,
    (lens, today): (Lens, (i32, u8, u8)),
    effects: Option<&Effects>,
    files: &BTreeMap<String, String>,
    fixed: &Fixed,
) -> Value {
    let mut writer = Writer { site, fixed, lines: BTreeMap::new() };
    let page = shown.page.map(|id| site.model.page(id));
    let (own, elsewhere): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        site.diagnostics.iter().partition(|diagnostic| concerns(&diagnostic.path, shown));
    let mut own: Vec<&Diagnostic> = shown.found.iter().chain(own).collect();
    own.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.level));
    let errors = |list: &[&Diagnostic]| list.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
    let (many, errors_here, errors_elsewhere) = (elsewhere.len(), errors(&own), errors(&elsewhere));
    let mut named = elsewhere;
    named.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.level));
    let (known, known_elsewhere): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        site.known.iter().partition(|diagnostic| concerns(&diagnostic.path, shown));
    let source = page.map(|page| source::spot(page, page.record.range.start));
    json!({
        "standing": standing(shown.standing),
        "moved": moved(site, shown),
        "faults": own.iter().take(MOST_OWN).map(|diagnostic| writer.fault(diagnostic, page)).collect::<Vec<_>>(),
        "errors": errors_here,
        "warnings": own.len() - errors_here,
        "elsewhere": {
            "errors": errors_elsewhere,
            "warnings": many - errors_elsewhere,
            "faults": named.iter().take(MOST_ELSEWHERE).map(|diagnostic| writer.brief(diagnostic)).collect::<Vec<_>>(),
        },
        "known": {
            "here": known.len(),
            "elsewhere": known_elsewhere.len(),
            "faults": known.iter().take(MOST_ELSEWHERE).map(|diagnostic| writer.brief(diagnostic)).collect::<Vec<_>>(),
        },
        "mark": page.and_then(|page| mark(page, &site.model.settings)),
        "day": match lens { Lens::Own => Value::Null, Lens::Public(day) => day_iso(day).into() },
        "today": day_iso(today),
        "effects": effects.map(|effects| effects.to_json()),
        "files": files,
        "follow": fixed.follow,
        "source": source.map(|spot| writer.spot(&spot)),
    })
}

/// Whether a file has a part in a page: its own files, and what all pages are made with.
fn concerns(path: &FilePath, shown: &Shown) -> bool {
    let top = path.as_str().split('/').next().unwrap_or("");
    matches!(top, "templates" | "themes" | "chancery.yaml") || shown.files.contains(path)
}

/// A page of its own for what cannot be rendered and never could: plain, and without the theme, which may be at fault.
pub fn broken_page(site: &Site, shown: &Shown) -> String {
    let mut list = String::new();
    for diagnostic in &shown.found {
        let text = site.text(&diagnostic.path);
        let (line, column) = text.map_or((1, 1), |text| Lines::new(&text).position(&text, diagnostic.fault.range.start));
        let help = diagnostic.fault.help.as_deref().map(|help| format!("<br>{}", escape(help))).unwrap_or_default();
        let (path, message) = (escape(diagnostic.path.as_str()), escape(&diagnostic.fault.message));
        list.push_str(&format!("<li><code>{path}:{line}:{column}</code> {message}{help}</li>\n"));
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>This page cannot be made</title>\n</head>\n<body>\n<h1>This page cannot be made</h1>\n<ul>\n{list}</ul>\n</body>\n</html>\n"
    )
}

/// A fault as one line: place, rule, message.
pub fn line(site: &Site, diagnostic: &Diagnostic) -> String {
    let text = site.text(&diagnostic.path);
    let (line, column) = text.map_or((1, 1), |text| Lines::new(&text).position(&text, diagnostic.fault.range.start));
    format!("{}:{line}:{column} {}: {}", diagnostic.path, diagnostic.fault.rule, diagnostic.fault.message)
}

struct Writer<'a> {
    site: &'a Site,
    fixed: &'a Fixed<'a>,
    lines: BTreeMap<FilePath, Option<(Arc<str>, Lines)>>,
}

impl Writer<'_> {
    fn fault(&mut self, diagnostic: &Diagnostic, page: Option<&Page>) -> Value {
        let mut value = self.brief(diagnostic);
        let fault = &diagnostic.fault;
        value["help"] = fault.help.clone().into();
        value["about"] = crate::check::rule(fault.rule).map(|rule| first_paragraph(rule.about)).into();
        value["excerpt"] = self.excerpt(&diagnostic.path, &fault.range);
        let place = page.filter(|page| page.path == diagnostic.path).and_then(|page| source::shown(page, &fault.range));
        value["place"] = place.map(|place| json!({ "id": place.id, "words": place.words })).into();
        let labels = fault.labels.iter().map(|label| {
            let path = label.path.as_ref().unwrap_or(&diagnostic.path);
            let mut value = self.place(path, &label.range);
            value["text"] = label.text.clone().into();
            value
        });
        value["labels"] = labels.collect();
        value
    }

    fn brief(&mut self, diagnostic: &Diagnostic) -> Value {
        let mut value = self.place(&diagnostic.path, &diagnostic.fault.range);
        value["rule"] = diagnostic.fault.rule.into();
        value["level"] = if diagnostic.level == Level::Error { "error" } else { "warning" }.into();
        value["message"] = diagnostic.fault.message.clone().into();
        let pages = self.site.model.index.by_path.get(&diagnostic.path);
        value["page"] = pages.and_then(|pages| pages.first()).map(|id| self.site.model.page(*id).url.as_str()).into();
        value
    }

    fn place(&mut self, path: &FilePath, range: &Range) -> Value {
        let (line, column) = self.opened(path).map_or((1, 1), |(text, lines)| lines.position(text, range.start));
        self.spot(&source::Spot { file: path.clone(), line, column })
    }

    fn spot(&self, spot: &source::Spot) -> Value {
        spot_json(spot, self.fixed)
    }

    fn opened(&mut self, path: &FilePath) -> Option<&(Arc<str>, Lines)> {
        let site = self.site;
        let open = || site.text(path).map(|text| (text.clone(), Lines::new(&text)));
        self.lines.entry(path.clone()).or_insert_with(open).as_ref()
    }

    /// The line, in three parts: before, underlined, after.
    fn excerpt(&mut self, path: &FilePath, range: &Range) -> Value {
        let Some((text, lines)) = self.opened(path) else { return Value::Null };
        let (line, _) = lines.position(text, range.start);
        let whole = lines.range(text, line);
        let start = border(text, range.start.clamp(whole.start, whole.end) as usize);
        let end = border(text, range.end.clamp(start as u32, whole.end) as usize);
        let before: Vec<char> = text[border(text, whole.start as usize)..start].chars().collect();
        let cut = before.len().saturating_sub(AROUND);
        let mut left: String = before[cut..].iter().collect();
        if cut > 0 {
            left.insert(0, '…');
        }
        let marked: String = text[start..end].chars().take(MOST_MARKED).collect();
        let mut rest = text[end..border(text, whole.end as usize)].chars();
        let mut after: String = rest.by_ref().take(AROUND).collect();
        if rest.next().is_some() {
            after.push('…');
        }
        json!([left, marked, after])
    }
}

/// A place as the page's script needs it: with its link, if there is an editor that answers to one.
pub fn spot_json(spot: &source::Spot, fixed: &Fixed) -> Value {
    // What the theme carries with it is no file of the site.
    let path = on_disk(fixed.root, &spot.file);
    let link = fixed.editor.filter(|_| path.exists()).map(|editor| editor.link(&path, spot.line, spot.column));
    json!({ "file": spot.file.as_str(), "line": spot.line, "column": spot.column, "link": link })
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Good => "good",
        Standing::Kept => "kept",
        Standing::Gone => "gone",
        Standing::Missing => "missing",
        Standing::Broken => "broken",
    }
}

/// Where a page went that is gone: the page of a file with the same content.
fn moved(site: &Site, shown: &Shown) -> Value {
    let to = shown.moved_to.as_ref().filter(|_| shown.standing == Standing::Gone);
    let to = to.and_then(|path| site.model.index.by_path.get(path)?.first()).map(|id| site.model.page(*id));
    to.map(|page| json!({ "href": page.url.as_str(), "name": page.name() })).into()
}

/// What keeps a page from the public, in a word.
fn mark(page: &Page, settings: &Settings) -> Option<Value> {
    if !page.unpublished {
        return None;
    }
    let Own::Report(report) = &page.record.own else { return Some(json!({ "text": "Not public" })) };
    let text = match (report.status.value, &report.embargo_until) {
        (Status::Draft, _) => "Draft".to_string(),
        (Status::Review, _) => "In review".to_string(),
        (_, Some(until)) if report.is_embargoed(settings.today) => match until.value.known_end() {
            Some(day) => format!("Embargoed until {}", day_iso(day)),
            None => "Embargoed".to_string(),
        },
        _ => "Not public".to_string(),
    };
    Some(json!({ "text": text }))
}

fn first_paragraph(markdown: &str) -> String {
    let paragraphs = markdown.split("\n\n").map(str::trim);
    let first = paragraphs.into_iter().find(|part| !part.is_empty() && !part.starts_with(['#', '`', '-'])).unwrap_or("");
    first.replace('\n', " ")
}

fn border(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
