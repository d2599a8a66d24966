//! `.html`: pages of the web, and what Word, Google Docs, LibreOffice and Pandoc save as such.

mod dom;
mod letters;
mod lists;
mod look;
mod notes;
mod read;
mod table;

use super::plain::decode;
use super::tidy::{LONGEST_OF_HEAD, LONGEST_SUMMARY};
use super::tree::{Draft, Inline};
use super::{Beside, Refusal, guess};
use dom::{Data, Id, Page};
use look::Sheet;
use notes::Notes;
use std::collections::HashMap;

/// Largest page, in bytes.
const MOST_BYTES: usize = 64 << 20;

struct Reader<'a, 'b> {
    page: &'a Page,
    sheet: Sheet,
    notes: Notes,
    draft: Draft,
    beside: Beside<'b>,
    /// Files of pictures, by address.
    pictures: HashMap<String, Option<String>>,
    depth: usize,
    near: String,
    /// The first long piece of text: what stands before it may say who wrote the text, and when.
    begins: Id,
}

/// Reads a page.
pub(super) fn read(bytes: &[u8], beside: Beside) -> Result<Draft, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::new(format!("the page is larger than {} MB", MOST_BYTES >> 20))
            .with_help("save it with its pictures beside it, and import that"));
    }
    if let Some(letters) = foreign_letters(bytes) {
        return Err(Refusal::new(format!("the page is written in {letters}, and its letters would be misread"))
            .with_help("open it in a browser or in Word, save it as UTF-8, and import that"));
    }
    let mut draft = Draft::default();
    let text = decode(bytes, &mut draft.told)?;
    let page = dom::parse(&text)?;
    let all = page.below(0);
    let notes = Notes::find(&page, &all);
    describe(&page, &all, &mut draft);
    let root = root(&page, &all);
    let sheet = Sheet::read(&page, &all);
    let long = |id: &&Id| matches!(page.data(**id), Data::Text(text) if text.trim().len() > LONGEST_OF_HEAD);
    let shown = |id: &&Id| page.parent(**id).is_none_or(|parent| !matches!(page.name(parent), "script" | "style" | "title"));
    let begins = all.iter().filter(shown).find(long).copied().unwrap_or(Id::MAX);
    let (pictures, near) = (HashMap::new(), String::new());
    let mut reader = Reader { page: &page, sheet, notes, draft, beside, pictures, depth: 0, near, begins };
    let blocks = reader.blocks(&[root]);
    reader.draft.blocks = blocks;
    Ok(reader.draft)
}

/// The character set that a page names, where its bytes are not in UTF-8 or UTF-16, and not in Windows-1252 either.
fn foreign_letters(bytes: &[u8]) -> Option<String> {
    const READ: [&str; 7] = ["", "utf-8", "utf8", "us-ascii", "windows-1252", "iso-8859-1", "latin1"];
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, behind) = head.split_once("charset=")?;
    let name = behind.trim_start_matches(['"', '\'', ' ']).chars().take(40);
    let name: String = name.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    (!READ.contains(&name.as_str())).then_some(name)
}

/// Where the text is: the only article, the main part, or the body.
fn root(page: &Page, all: &[Id]) -> Id {
    let named = |name: &str| all.iter().copied().filter(|id| page.name(*id) == name).collect::<Vec<Id>>();
    for name in ["article", "main"] {
        if let [only] = named(name).as_slice() {
            // Notes stand behind it now and then; a part that holds little of the text is none.
            let body = named("body").first().map_or(0, |body| page.text(*body).len());
            if page.text(*only).len() * 2 > body {
                return *only;
            }
        }
    }
    named("body").first().copied().unwrap_or(0)
}

/// What the head of the page says of it.
fn describe(page: &Page, all: &[Id], draft: &mut Draft) {
    let mut title = None;
    for id in all {
        match page.name(*id) {
            "html" => {
                let language = page.get(*id, "lang").or(page.get(*id, "xml:lang"));
                draft.language = language.filter(|language| crate::base::fields::bcp47(language)).map(str::to_string);
            }
            "title" if title.is_none() => title = Some(page.text(*id).split_whitespace().collect::<Vec<_>>().join(" ")),
            "meta" => {
                let name = page.get(*id, "name").or(page.get(*id, "property")).unwrap_or_default().to_ascii_lowercase();
                let content = page.get(*id, "content").unwrap_or_default().trim();
                if content.is_empty() {
                    continue;
                }
                match name.as_str() {
                    "author" | "citation_author" | "dc.creator" | "dcterms.creator" | "article:author" => {
                        draft.told.tell_mails(content);
                        draft.authors.extend(guess::names(content).into_iter().filter(|author| !author.contains("//")));
                    }
                    "date"
                    | "citation_publication_date"
                    | "article:published_time"
                    | "dc.date"
                    | "dcterms.date"
                    | "dcterms.created" => {
                        let day = content.get(..10).filter(|day| content.len() > 10 && crate::base::Date::parse(day).is_ok());
                        let found = day.map(str::to_string).or_else(|| super::works::edtf(&content.replace('/', "-")));
                        draft.date = draft.date.take().or(found);
                    }
                    "description" | "og:description" | "dc.description"
                        if draft.summary.is_empty() && content.len() <= LONGEST_SUMMARY =>
                    {
                        draft.summary = vec![Inline::Text(content.to_string())];
                    }
                    "keywords" | "dcterms.subject" => draft.topics = guess::topics(content),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    if let Some(title) = title.filter(|title| guess::is_title(title)) {
        draft.title = vec![Inline::Text(title)];
        draft.title_is_hidden = true;
    }
}
