//! Rename: the id of a record or report, with everything that refers to it by that id, by its file or by its address. Where an
//! address that readers have would be lost, it goes on as an old one.

use super::{Answer, Asked, Edit, Edits, Spot};
use crate::base::text::{article, bare};
use crate::base::{FilePath, Range, UrlPath, address, fields};
use crate::document::{Kind, Sort, Written, front, schema};
use crate::lsp::under::{self, Under};
use crate::model::references::key_of;
use crate::model::resolve::asset_address;
use crate::model::{Page, Target};
use crate::session::{Parsed, Site};
use crate::{config, files};
use std::collections::BTreeSet;

/// Tells which id stands under the cursor, if it can be renamed.
pub(super) fn prepare(asked: &Asked) -> Answer {
    match id_at(asked) {
        Some((page, range)) => Answer::Renameable(range, page.key.clone()),
        None => Answer::Refused("there is no id here; go to one, as in `[[id]]`, `@key` or `id: …`".into()),
    }
}

/// Tells what changes if the id under the cursor becomes another.
pub(super) fn rename(asked: &Asked) -> Answer {
    let Some((page, _)) = id_at(asked) else { return prepare(asked) };
    let new = asked.word.trim();
    if new == page.key {
        return Answer::Edits(Edits::default());
    }
    Work::whole(asked.site, page, new).map_or_else(Answer::Refused, Answer::Edits)
}

/// Tells what else changes if a file or folder gets another name from which a record has its id.
pub(super) fn follow(asked: &Asked) -> Answer {
    let Some((page, new)) = renamed(asked) else { return Answer::Nothing };
    match Work::whole(asked.site, page, &new) {
        Ok(mut edits) => {
            edits.moves.retain(|(from, _)| from != asked.path);
            Answer::Edits(edits)
        }
        Err(reason) => Answer::Refused(reason),
    }
}

/// The record that has its id from the name of a file or folder, and its id when that has another.
fn renamed<'a>(asked: &Asked<'a>) -> Option<(&'a Page, String)> {
    let (from, to) = (asked.path, FilePath::new(asked.word)?);
    let mut pages = asked.site.model.pages.iter().filter(|page| page.main == page.id && page.position == 0);
    pages.find_map(|page| {
        let rest = from.name().strip_prefix(page.key.as_str())?;
        let new = to.name().strip_suffix(rest)?;
        let parsed = under::parsed(asked.site, &page.path)?;
        let own = parsed.document.records.first()?.key.value.is_empty() && parsed.place.key == page.key;
        let moves = moved(parsed, &page.key, new).is_ok_and(|(own, other)| own == *from && other == to);
        (own && moves && new != page.key).then(|| (&**page, new.to_string()))
    })
}

/// The record whose id stands under the cursor, and the place of the id.
fn id_at<'a>(asked: &Asked<'a>) -> Option<(&'a Page, Range)> {
    let (id, range) = match under::under(asked.site, asked.path, asked.at())? {
        Under::Reference(written, Some(Target::Page(id) | Target::Anchor(id, _))) if is_by_id(written) => {
            (id, written.range.clone())
        }
        Under::Declaration(range, id) => (id, range),
        _ => return None,
    };
    let page = asked.site.model.page(asked.site.model.page(id).main);
    Some((page, place_of(asked.text, &range, &page.key)?))
}

/// Whether it is written as an id, not as a path or an address.
fn is_by_id(written: &Written) -> bool {
    match written.sort.in_body() {
        Sort::Field(field) => !schema::is_file(field),
        Sort::Wiki | Sort::Citation => true,
        _ => false,
    }
}

/// Where a key stands within an id as it is written: `usa` of `actor:usa#history`; `None` if it does not stand there.
fn place_of(text: &str, range: &Range, key: &str) -> Option<Range> {
    let range = bare(text, range);
    let written = text.get(range.start as usize..range.end as usize)?;
    let head = written.split('#').next().unwrap_or(written);
    let (_, found) = Kind::parted(head.trim());
    let start = range.start + (head.trim_end().len() - found.len()) as u32;
    (found == key).then(|| start..start + key.len() as u32)
}

/// Where a key stands within an address on the site, as a part of its own.
fn place_in_address(text: &str, range: &Range, key: &str) -> Option<Range> {
    let written = text.get(range.start as usize..range.end as usize)?;
    let is_part = |at: &usize| written[..*at].ends_with('/') && matches!(written.as_bytes().get(at + key.len()), None | Some(b'/'));
    let at = written.rmatch_indices(key).map(|(at, _)| at).find(is_part)? as u32;
    Some(range.start + at..range.start + at + key.len() as u32)
}

/// What changes.
struct Work<'a> {
    site: &'a Site,
    page: &'a Page,
    /// All texts of it.
    texts: Vec<&'a Page>,
    new: &'a str,
    edits: BTreeSet<Edit>,
    moves: BTreeSet<(FilePath, FilePath)>,
}

impl<'a> Work<'a> {
    fn new(site: &'a Site, page: &'a Page, new: &'a str) -> Result<Work<'a>, String> {
        if !fields::key(new) {
            return Err(format!("`{new}` cannot be an id: it may have letters, digits, and `-`, `_`, `.` or `+` between them"));
        }
        if let Some(other) = site.model.index.by_key.get(new).and_then(|ids| ids.first()) {
            let other = site.model.page(*other);
            let kind = format!("{} {}", article(other.kind.name()), other.kind);
            return Err(format!("`{new}` is the id of {kind} already, in {}", other.path));
        }
        if site.model.index.may_be_unread(&page.key) {
            return Err(format!("a file that cannot be read to its end may name `{}`: mend that first", page.key));
        }
        let texts = site.model.family(page.id).map_or_else(|| vec![page.id], |family| family.texts.clone());
        let texts = texts.into_iter().map(|id| site.model.page(id)).collect();
        Ok(Work { site, page, texts, new, edits: BTreeSet::new(), moves: BTreeSet::new() })
    }

    /// All that changes, or why it cannot be done.
    fn whole(site: &'a Site, page: &'a Page, new: &'a str) -> Result<Edits, String> {
        let mut work = Work::new(site, page, new)?;
        work.declarations()?;
        work.references()?;
        work.settings()?;
        work.free()?;
        Ok(Edits { edits: work.edits.into_iter().collect(), moves: work.moves.into_iter().collect() })
    }

    fn edit(&mut self, path: &FilePath, range: &Range, text: impl Into<String>) {
        self.edits.insert(Edit { spot: Spot::new(path, range), text: text.into() });
    }

    /// Every place where it is declared: its id, or the name of its file.
    fn declarations(&mut self) -> Result<(), String> {
        for page in self.texts.clone() {
            self.declaration(&page.path, page.position)?;
            self.keep_addresses(page)?;
        }
        for (path, _, position) in &self.page.additions {
            self.declaration(path, *position)?;
        }
        Ok(())
    }

    fn declaration(&mut self, path: &FilePath, position: usize) -> Result<(), String> {
        let Some(parsed) = under::parsed(self.site, path) else { return Ok(()) };
        let Some(record) = parsed.document.records.get(position) else { return Ok(()) };
        let text = parsed.document.text.to_arc();
        let key = &self.page.key;
        if record.key.value.is_empty() {
            if position == 0 && parsed.place.key == *key {
                self.moves.insert(moved(parsed, key, self.new)?);
            }
            return Ok(());
        }
        if record.key.value != *key {
            return Ok(());
        }
        match place_of(&text, &record.key.range, key) {
            Some(range) => self.edit(path, &range, self.new),
            // Its id comes of its name: from now on it is written.
            None => self.insert(path, &text, &record.range, &[format!("id: {}", self.new)]),
        }
        Ok(())
    }

    /// Writes lines as the first of a map or list: fields, or items.
    fn insert(&mut self, path: &FilePath, text: &str, map: &Range, lines: &[String]) {
        let start = map.start as usize;
        if text[start..].starts_with('{') {
            let at = map.start + 1;
            return self.edit(path, &(at..at), format!("{}, ", lines.join(", ")));
        }
        let line = &text[text[..start].rfind(['\n', '\r']).map_or(0, |end| end + 1)..start];
        let end = format!("{}{}", line_end(text), " ".repeat(line.chars().count()));
        let written = lines.iter().map(|line| format!("{line}{end}")).collect::<String>();
        self.edit(path, &(map.start..map.start), written);
    }

    /// Addresses that readers have and that become others: of a page, and of the files that move with it.
    fn left(&self, page: &Page) -> Vec<String> {
        let model = &self.site.model;
        let own = Some(&page.url).filter(|_| page.record.rare.slug.is_none());
        let moves = |path: &&FilePath| self.moves.iter().any(|(from, _)| path.below(from.as_str()).is_some());
        let files = model.assets.keys().filter(moves).filter_map(|path| asset_address(model, path));
        // A PDF stands beside the page that names it, any other file below the folder of the report.
        let its = |url: &UrlPath| match url.as_str().strip_prefix(page.url.as_str()) {
            Some(_) => own.is_some(),
            None => page.id == self.page.id && url.as_str().starts_with("/files/"),
        };
        let all = own.cloned().into_iter().chain(files.filter(its));
        let is_told = |url: &UrlPath| {
            page.record.rare.aliases.iter().any(|alias| address::on_site(&alias.value).is_ok_and(|old| old == *url))
        };
        let public = all.filter(|url| model.ledger.addresses.contains_key(url.as_str()) && !is_told(url));
        public.map(|url| url.as_str().to_string()).collect()
    }

    /// Addresses that readers have go on leading there.
    fn keep_addresses(&mut self, page: &Page) -> Result<(), String> {
        let all = self.left(page);
        if all.is_empty() {
            return Ok(());
        }
        let (path, old) = (&page.path, all.join(", "));
        if !path.is_markdown() && !matches!(path.extension().as_str(), "yaml" | "yml") {
            return Err(format!(
                "`{old}` is public, and {path} has no place for old addresses: first write `- {{id: {}, aliases: [{old}]}}` in a \
                 YAML file beside it",
                self.new
            ));
        }
        let text = page.document.text.to_arc();
        let own = page.document.records.get(page.position);
        let written = own.and_then(|own| own.written.iter().find(|(field, _)| *field == "aliases")).map(|(_, range)| range);
        match written {
            Some(list) if text[list.start as usize..].starts_with('[') => {
                let empty = text[list.start as usize + 1..].trim_start().starts_with(']');
                let at = list.start + 1;
                self.edit(path, &(at..at), if empty { old } else { format!("{old}, ") });
            }
            Some(list) if text[list.start as usize..].starts_with("- ") => {
                let lines: Vec<String> = all.iter().map(|old| format!("- {old}")).collect();
                self.insert(path, &text, list, &lines);
            }
            Some(_) => return Err(format!("`{old}` is public: first write `aliases: [{old}]` in {path}")),
            None => match (page.position, front::split(&text).yaml.filter(|_| path.is_markdown())) {
                (0, Some(yaml)) => {
                    self.edit(path, &(yaml.end..yaml.end), format!("aliases: [{old}]{}", line_end(&text)));
                }
                (0, None) if path.is_markdown() => {
                    return Err(format!("`{old}` is public: first write `aliases: [{old}]` in front matter of {path}"));
                }
                _ => {
                    let map = own.map(|own| own.range.clone()).unwrap_or_default();
                    self.insert(path, &text, &map, &[format!("aliases: [{old}]")]);
                }
            },
        }
        Ok(())
    }

    /// Every reference to it.
    fn references(&mut self) -> Result<(), String> {
        let site = self.site;
        for parsed in &site.documents {
            let text = parsed.document.text.open();
            if parsed.path.extension() == "bib" && is_inherited(&text, &self.page.key) {
                return Err(format!("other entries in {} inherit from `{}`; change it there by hand", parsed.path, self.page.key));
            }
            for made in under::written(site, parsed) {
                let (Some(target), written) = (under::target(site, parsed, &made), made.what) else { continue };
                let cannot = || format!("`{}` is written in {} in a way that cannot be changed", written.text, parsed.path);
                let range = if is_by_id(written) {
                    let ours = target.page().is_some_and(|id| self.texts.iter().any(|text| text.id == id));
                    if !ours || key_of(&written.text) != self.page.key {
                        continue;
                    }
                    // A record that is declared here without an id refers to itself by its name.
                    let declares = || parsed.document.records.iter().any(|record| record.key.range == written.range);
                    match place_of(&text, &written.range, &self.page.key) {
                        None if !declares() => return Err(cannot()),
                        found => found,
                    }
                } else {
                    self.in_link(parsed, &text, written, &target).map_err(|()| cannot())?
                };
                if let Some(range) = range {
                    self.edit(&parsed.path, &range, self.new);
                }
            }
        }
        Ok(())
    }

    /// Where in a link by path or address the old id stands as the name of its file, folder or page; an error, where it must stand
    /// and is not found, as behind per cent signs.
    fn in_link(&self, parsed: &Parsed, text: &str, written: &Written, target: &Target) -> Result<Option<Range>, ()> {
        let range = bare(text, &written.range);
        let Some(link) = text.get(range.start as usize..range.end as usize) else { return Ok(None) };
        let link = &link[..link.find(['#', '?']).unwrap_or(link.len())];
        let key = self.page.key.as_str();
        let path = match target {
            Target::Asset(path) => path,
            Target::Page(id) | Target::Anchor(id, _) => {
                let page = self.site.model.page(*id);
                if link.starts_with('/') || address::below(link, self.site.model.base_url()).is_some() {
                    let ours = self.texts.iter().any(|text| text.id == *id) && page.record.rare.slug.is_none();
                    if !ours || !page.url.as_str().split('/').any(|part| part == key) {
                        return Ok(None);
                    }
                    let path = range.start..range.start + link.len() as u32;
                    return place_in_address(text, &path, key).map(Some).ok_or(());
                }
                &page.path
            }
            Target::Listing(_) | Target::Web => return Ok(None),
        };
        let within = |path: &FilePath, from: &FilePath| path == from || path.below(from.as_str()).is_some();
        let Some((from, _)) = self.moves.iter().find(|(from, _)| within(path, from)).filter(|_| !link.is_empty()) else {
            return Ok(None);
        };
        let ends = match path.below(from.as_str()) {
            Some(rest) => vec![format!("{key}/{rest}"), format!("{key}/")],
            None => vec![from.name().to_string()],
        };
        let before = |link: &str| {
            let mut all = ends.iter().filter_map(|end| link.strip_suffix(end.as_str()));
            all.find(|rest| rest.is_empty() || rest.ends_with('/')).map(str::len)
        };
        match before(link) {
            Some(at) => {
                let start = range.start + at as u32;
                Ok(Some(start..start + key.len() as u32))
            }
            // From within a folder that gets another name, links to what lies in it do not have it.
            None if within(&parsed.path, from) && before(&address::percent_decoded(link)).is_none() => Ok(None),
            None => Err(()),
        }
    }

    /// Lines of chancery.yaml that name it.
    fn settings(&mut self) -> Result<(), String> {
        let path = config::path();
        let Some(text) = self.site.text(&path) else { return Ok(()) };
        let config = &self.site.model.config;
        let menu = config.menu.iter().map(|item| (item.page.as_str(), &item.range));
        let instead = config.withdrawn.iter().filter_map(|one| one.instead.as_ref()).map(|id| (id.value.as_str(), &id.range));
        let named: Vec<(&str, &Range)> = menu.chain(instead).collect();
        for (written, range) in named {
            let by_id = self.site.model.find(written, &[]) == Some(self.page.id) && key_of(written) == self.page.key;
            let by_address = written == self.page.url.as_str() && self.page.record.rare.slug.is_none();
            if by_id || by_address {
                let place = if by_id { place_of } else { place_in_address };
                let place = place(&text, &bare(&text, range), &self.page.key);
                let place = place.ok_or_else(|| format!("`{written}` is written in {path} in a way that cannot be changed"))?;
                self.edit(&path, &place, self.new);
            }
        }
        Ok(())
    }

    /// Nothing stands where files are to go.
    fn free(&self) -> Result<(), String> {
        let taken = |to: &FilePath| self.site.files.get(to).is_some() || self.site.files.below(to.as_str()).next().is_some();
        match self.moves.iter().find(|(_, to)| taken(to)) {
            Some((_, to)) => Err(format!("there is something at {to} already")),
            None => Ok(()),
        }
    }
}

/// How the lines of a text end.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The other name of the file or folder from which a record has its id.
fn moved(parsed: &Parsed, old: &str, new: &str) -> Result<(FilePath, FilePath), String> {
    let (path, home) = (&parsed.path, &parsed.place.home);
    let from = match home.strip_suffix('/') {
        Some(folder) => FilePath::new(folder),
        None => Some(path.clone()),
    };
    let to = from.as_ref().and_then(|from| {
        let rest = from.name().strip_prefix(old)?;
        from.join(&format!("{new}{rest}"))
    });
    match (from, to) {
        (Some(from), Some(to)) if !files::is_passed_over(&to) => Ok((from, to)),
        _ => Err(format!("the id of {path} comes of its name, which cannot become `{new}`; write `id: {old}` in it first")),
    }
}

/// Fields of BibTeX and BibLaTeX by which entries refer to each other.
const INHERITING: [&str; 5] = ["crossref", "xref", "xdata", "entryset", "related"];

/// Whether an entry of a bibliography takes fields from the one with that key.
fn is_inherited(text: &str, key: &str) -> bool {
    let small = text.to_ascii_lowercase();
    let values = INHERITING.iter().flat_map(|name| small.match_indices(name)).filter_map(|(at, name)| {
        let value = text[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let inside = value.trim_start_matches(['{', '"']);
        Some(inside.split(['}', '"', '\n']).next().unwrap_or(inside))
    });
    values.flat_map(|value| value.split(',')).any(|word| word.trim() == key)
}
