//! What a page or record is, in a few lines of Markdown.

use crate::base::text::shown;
use crate::document::plain::{self, Unsaid};
use crate::document::record::Own;
use crate::document::tree::Place;
use crate::document::{Kind, Line};
use crate::lsp::under;
use crate::model::{Page, PageId, Target};
use crate::session::Site;

/// Where a reference leads.
pub fn target(site: &Site, target: &Target) -> Option<String> {
    match target {
        Target::Page(id) => Some(page(site, *id)),
        Target::Anchor(id, anchor) => Some(place(site, *id, anchor)),
        Target::Asset(path) => {
            let file = site.files.get(path)?;
            let size = file.bytes.size().map(|(width, height)| format!(", {width} × {height}")).unwrap_or_default();
            Some(format!("`{path}` ({} kB{size})", file.bytes.length().div_ceil(1000)))
        }
        Target::Listing(url) => Some(format!("`{url}`, a page that the site makes itself")),
        Target::Web => None,
    }
}

/// What a page is.
pub fn page(site: &Site, id: PageId) -> String {
    let model = &site.model;
    let page = model.page(id);
    let mut out = match page.name().trim() {
        "" => format!("**{}**", escaped(&page.key)),
        _ => format!("**{}**", escaped(&page.printed_name())),
    };
    out.push_str(&format!(" · {}\n\n", what(page)));
    if page.unpublished {
        out.push_str("*Not public yet.*\n\n");
    }
    let mut paragraph = |text: &str| {
        if !text.trim().is_empty() {
            out.push_str(&escaped(text.trim()));
            out.push_str("\n\n");
        }
    };
    match &page.record.own {
        Own::Source(source) => {
            paragraph(&model.library.plain(id, &page.language));
            if source.rare.retracted {
                paragraph("It was retracted.");
            }
            if let Some((letter, inherited)) = model.grade(source) {
                let whose = if inherited { ", as its publisher" } else { "" };
                paragraph(&format!("Reliability {letter} of A to F{whose}."));
            }
        }
        Own::Term(term) => term.definition.iter().for_each(|line| paragraph(&words(site, line))),
        _ => {}
    }
    page.record.summary.iter().for_each(|line| paragraph(&words(site, line)));
    out.push_str(&footer(site, page));
    out
}

/// Where it lies, and how often it is referred to.
fn footer(site: &Site, page: &Page) -> String {
    let count = site.model.incoming(page.id).count();
    let times = match count {
        0 => "nothing refers to it".to_string(),
        1 => "1 reference".to_string(),
        many => format!("{many} references"),
    };
    format!("`{}` in {}, {times}", page.key, page.path)
}

/// Its kind, and what tells it from others of that kind.
pub fn what(page: &Page) -> String {
    let of = |kind: &str, more: Option<String>| match more {
        Some(more) => format!("{kind}, {more}"),
        None => kind.to_string(),
    };
    match &page.record.own {
        Own::Actor(actor) => of("actor", Some(actor.sort.value.name().to_string())),
        Own::Place(place) => of("place", place.sort.as_ref().map(|sort| shown(&sort.value).to_string())),
        Own::Report(report) => of("report", report.date.as_ref().map(|date| date.value.to_string())),
        Own::Source(source) => of("source", source.sort.as_ref().map(|sort| shown(&sort.value).to_string())),
        Own::Event(event) => of("event", event.date.as_ref().map(|date| date.value.to_string())),
        Own::Term(_) | Own::Plain(_) => page.kind.to_string(),
    }
}

/// A place of a page.
fn place(site: &Site, id: PageId, anchor: &str) -> String {
    let page = site.model.page(id);
    let body = page.body();
    let place = match body.place(anchor) {
        Some(Place::Heading(heading)) => format!("**{}**", escaped(&heading.text)),
        Some(Place::Figure(figure)) => {
            let sort = figure.sort.name();
            let name = |unsaid: Unsaid| said(site, unsaid);
            let caption = figure.caption.as_ref().map(|leaf| plain::named(&leaf.inlines, &page.text(), &name));
            format!("**{sort} {}** {}", figure.number, escaped(caption.unwrap_or_default().trim()))
        }
        Some(Place::Paragraph(paragraph)) => {
            let range = body.leaves.get(paragraph.leaf as usize).map(|leaf| leaf.range.clone()).unwrap_or_default();
            let text = page.text();
            let words = text.get(range.start as usize..range.end as usize).unwrap_or_default();
            let cut: String = words.chars().take(MOST_WORDS).collect();
            let more = if cut.len() < words.len() { "…" } else { "" };
            format!("**Paragraph {}**\n\n{}{more}", paragraph.number, escaped(&cut.replace(['\n', '\r'], " ")))
        }
        None => format!("`#{}`", shown(anchor)),
    };
    format!("{place}\n\n{} · {}", escaped(&page.printed_name()), what(page))
}

/// So many characters of a paragraph are shown.
const MOST_WORDS: usize = 300;

/// A line of front matter in plain words.
pub fn words(site: &Site, line: &Line) -> String {
    line.words(&|unsaid| said(site, unsaid)).into_owned()
}

/// What readers see of something that is only named by its id.
fn said(site: &Site, unsaid: Unsaid) -> Option<String> {
    let kinds: &[Kind] = if matches!(unsaid, Unsaid::Author(_)) { &[Kind::Source] } else { &[] };
    let id = site.model.find(&unsaid.written().value, kinds)?;
    Some(match unsaid {
        Unsaid::Name(_) => site.model.page(id).name().to_string(),
        Unsaid::Author(_) => site.model.library.label(id),
    })
}

/// Author, year and title of a source, without asking its style: for lists of very many.
pub fn source(site: &Site, id: PageId) -> String {
    let Some(work) = site.model.library.work(id) else { return String::new() };
    let names: Vec<String> = work.names("author").iter().take(3).map(|name| name.listed()).collect();
    let more = if work.names("author").len() > 3 { " et al." } else { "" };
    let year = work.years().unwrap_or_else(|| "n.d.".into());
    let inside = work.plain("container-title");
    let inside = if inside.is_empty() { String::new() } else { format!(" *{}*", escaped(&inside)) };
    let title = escaped(&work.plain("title"));
    match names.as_slice() {
        [] => format!("{title} ({year}).{inside}"),
        names => format!("{}{more} ({year}). {title}.{inside}", escaped(&names.join(", "))),
    }
}

/// Letters that mean nothing else in Markdown.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// What is known of what stands under the cursor.
pub fn of(site: &Site, found: &under::Under) -> Option<String> {
    match found {
        under::Under::Heading(heading, page) => {
            let count = under::leading_to(site, &Target::Anchor(*page, heading.id.as_str().into())).len();
            let times = match count {
                0 => "nothing leads here".to_string(),
                1 => "1 reference leads here".to_string(),
                many => format!("{many} references lead here"),
            };
            Some(format!("`#{}`, {times}", heading.id))
        }
        found => target(site, &found.target()?),
    }
}
