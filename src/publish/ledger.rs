//! Writes the ledger, and says what of the site stands against it.
//!
//! Nothing is ever forgotten: the new ledger is the old one and the site together. One entry stands on a line, in order,
//! so that a change of it reads well in version control.

use crate::base::FilePath;
use crate::check::rules::ledger::{Refusal, beside_texts, refusals as found};
use crate::check::{self, Diagnostic, Level};
use crate::document::Kind;
use crate::model::anchors::Anchors;
use crate::model::ledger::entries::entries;
use crate::model::ledger::{
    self, Address, FORMAT, Ledger, Published, Shown, Unit, Wording, evidence, files_of, identity, publication, text,
};
use crate::model::{Page, PageId};
use crate::render::{Route, Subject};
use crate::session::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

pub use crate::model::ledger::Override;

/// Everything that publishing stops at, as errors, sorted; an `allow` in front matter or configuration does not help.
pub fn refusals(site: &Site) -> Vec<Diagnostic> {
    let error = |Refusal { path, fault, .. }| Diagnostic { path, level: Level::Error, fault: fault.into() };
    let mut all: Vec<Diagnostic> = found(&site.check_view()).into_iter().map(error).collect();
    check::sort(&mut all);
    all
}

/// What is wrong with the ledger itself, as errors: what was published is not known then, and no level and no override helps.
pub fn unreadable(site: &Site) -> Vec<Diagnostic> {
    let path = ledger::path();
    let (_, mut faults) = ledger::read(site.files.get(&path).map(|file| file.bytes.open()).as_deref());
    faults.extend(site.files.faults.iter().filter(|(at, _)| *at == path).map(|(_, fault)| fault.clone()));
    let mut all: Vec<Diagnostic> =
        faults.into_iter().map(|fault| Diagnostic { path: path.clone(), level: Level::Error, fault: fault.into() }).collect();
    check::sort(&mut all);
    all
}

/// What an override that sets all refusals aside has to name.
pub fn refused(site: &Site) -> Vec<String> {
    let mut all: Vec<String> = found(&site.check_view()).into_iter().flat_map(|one| one.what).collect();
    all.sort();
    all.dedup();
    all
}

/// The ledger after this site was published on the day `when` (`2025-07-02`), as the publication `deploy` (empty where nobody
/// asks): what `published.json` holds then.
pub fn next(site: &Site, when: &str, deploy: &str, overrides: &[Override]) -> Vec<u8> {
    let mut ledger = Ledger::clone(&site.model.ledger);
    let before = std::mem::replace(&mut ledger.published, when.to_string());
    addresses(site, &mut ledger, &before, when);
    let public = || site.model.pages.iter().filter(|page| !page.unpublished);
    // A page that goes on under another identity leaves the old one, which another page may have from now on.
    for (page, (old, _)) in public().filter_map(|page| Some((page, site.model.published(page)?))) {
        let name = identity(page);
        let also = site.model.published_also(page).iter().map(String::as_str);
        for old in also.chain([old]).filter(|old| *old != name) {
            ledger.pages.remove(old);
            renamed(&mut ledger.overrides, old, &name);
        }
    }
    for page in public() {
        let old = site.model.published(page).map(|(_, old)| old.clone());
        ledger.pages.insert(identity(page), published(site, page, old, when));
    }
    ledger.overrides.extend(overrides.iter().cloned());
    if !deploy.is_empty() && !ledger.knows(deploy) {
        ledger.publications.insert(format!("{when} {}", publication(deploy)));
    }
    write(&ledger).into_bytes()
}

/// The ledger as it is, with the name of a publication that is about to begin.
pub fn announced(site: &Site, when: &str, deploy: &str) -> Vec<u8> {
    let mut ledger = Ledger::clone(&site.model.ledger);
    ledger.publications.insert(format!("{when} {}", publication(deploy)));
    write(&ledger).into_bytes()
}

/// Anchors that were set aside on a page stay so under its new identity.
fn renamed(overrides: &mut [Override], old: &str, new: &str) {
    for one in overrides {
        let anchors = one.what.iter().filter_map(|what| what.strip_prefix(old)?.strip_prefix('#'));
        let anchors: Vec<String> = anchors.map(|anchor| format!("{new}#{anchor}")).collect();
        one.what.extend(anchors);
    }
}

fn addresses(site: &Site, ledger: &mut Ledger, before: &str, when: &str) {
    let mut there = BTreeMap::new();
    // What reports show or link to is part of them.
    let reports = site.model.pages.iter().filter(|page| page.kind == Kind::Report && !page.unpublished);
    let shown: BTreeSet<&FilePath> = reports.flat_map(|page| files_of(&site.model, page).into_keys()).collect();
    for route in site.plan.routes.iter().filter(|route| is_lasting(route, site)) {
        let hash = match &route.subject {
            Subject::File(path) if shown.contains(path) => site.model.assets.get(path).map(|file| file.hash.to_string()),
            Subject::Page(id) => rested_on(site, *id),
            _ => None,
        };
        let hash = hash.and_then(|hash| hash.get(..16).map(str::to_string));
        there.insert(route.path.url().as_str().to_string(), (route.format.name, hash));
    }
    for (address, entry) in &mut ledger.addresses {
        match there.remove(address) {
            Some((kind, hash)) => {
                (entry.kind, entry.last) = (kind.to_string(), String::new());
                if let Some(hash) = hash {
                    entry.files = vec![Shown::after(hash, &entry.files)];
                }
            }
            None if entry.last.is_empty() => entry.last = before.to_string(),
            None => {}
        }
    }
    for (address, (kind, hash)) in there {
        let files = hash.map(|hash| Shown::after(hash, &[])).into_iter().collect();
        let entry = Address { kind: kind.to_string(), first: when.to_string(), files, ..Address::default() };
        ledger.addresses.insert(address, entry);
    }
}

/// What a source is known by that a public report rests on.
fn rested_on(site: &Site, id: PageId) -> Option<String> {
    let model = &site.model;
    let mut from = model.incoming(id).map(|reference| model.page(reference.from));
    let work = model.library.work(id).filter(|_| model.page(id).kind == Kind::Source)?;
    from.any(|page| page.kind == Kind::Report && !page.unpublished).then(|| evidence::mark(work))
}

/// Whether readers may have kept an address.
fn is_lasting(route: &Route, site: &Site) -> bool {
    let public = match &route.subject {
        Subject::Page(id) | Subject::Redirect(id) => !site.model.page(*id).unpublished,
        _ => true,
    };
    public && route.format.is_lasting
}

/// What the ledger says of a page from now on.
fn published(site: &Site, page: &Page, old: Option<Published>, when: &str) -> Published {
    let old = old.unwrap_or_default();
    let mut next = Published { address: page.url.to_string(), ..Published::default() };
    // What feeds know it by.
    if old.first_address() != next.address {
        next.first = old.first_address().to_string();
    }
    next.anchors.extend(Anchors::of(page).iter().filter(|anchor| *anchor != "main").map(str::to_string));
    next.anchors.extend(old.anchors.iter().cloned());
    if page.kind == Kind::Report {
        let model = &site.model;
        let named = |id: &str| model.find(id, &[]).map(|id| text::Named::of(model.page(id)));
        let cited = |key: &str| {
            let source = model.page(model.find(key, &[Kind::Source])?);
            evidence::published_key(source, &model.ledger).map(str::to_string)
        };
        let data = |path: &FilePath| model.assets.get(path).map(|file| String::from_utf8_lossy(&file.bytes.open()).into_owned());
        let pieces = text::pieces(page, &text::Elsewhere { named: &named, cited: &cited, data: &data });
        let numbers = page.body().paragraphs.iter().map(|paragraph| &paragraph.number);
        let numbered = pieces.paragraphs.into_iter().zip(numbers);
        let same = !old.wording().since.is_empty() && !model.changes.contains_key(&page.id);
        let wording = Wording {
            since: if same { old.wording().since.clone() } else { when.to_string() },
            entries: entries(page, model.page(page.main)).into_iter().map(|entry| entry.hash).collect(),
            paragraphs: numbered.map(|(piece, number)| Unit { name: number.clone(), ..piece.unit }).collect(),
            parts: pieces.parts.into_iter().map(|piece| piece.unit).collect(),
            replaced: BTreeSet::new(),
        };
        next.wordings = vec![wording.after(&old.wordings)];
    }
    next.anchors.sort();
    next.anchors.dedup();
    next
}

/// What changed in published texts, paragraph by paragraph, for `chancery publish --explain`.
pub fn explain(site: &Site) -> String {
    let mut out = String::new();
    for (id, changes) in &site.model.changes {
        let page = site.model.page(*id);
        let Some((_, before)) = site.model.published(page) else { continue };
        let untold = ledger::entries::untold(&entries(page, site.model.page(page.main)), before, changes);
        for (at, wording) in before.wordings.iter().enumerate() {
            let own = || changes.iter().filter(|change| change.wording == at);
            if own().next().is_none() {
                continue;
            }
            let told = !untold.iter().any(|change| change.wording == at);
            let how = if told { "told in its corrections or revisions" } else { "not told anywhere" };
            let _ = writeln!(out, "{} ({}), published {}: {how}", page.url, page.path, wording.since);
            for change in own() {
                let _ = writeln!(out, "  {}", change.told());
                if change.paragraph && !change.words.is_empty() {
                    let _ = writeln!(out, "      {} …", change.words);
                }
            }
        }
    }
    for one in beside_texts(&site.check_view()) {
        let (first, more) = (one.what.first().map_or("", String::as_str), one.what.len().saturating_sub(1));
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(out, "{first}{more}\n  {}", one.fault.message);
    }
    if out.is_empty() {
        out.push_str("nothing that was published has changed or gone\n");
    }
    out
}

/// The ledger as JSON: what stands in `published.json`.
pub fn write(ledger: &Ledger) -> String {
    let mut out = format!("{{\n  \"format\": {FORMAT},\n");
    // A first publication that is only announced has no day.
    if !ledger.published.is_empty() {
        let _ = writeln!(out, "  \"published\": {},", quoted(&ledger.published));
    }
    let addresses = ledger.addresses.iter().map(|(address, entry)| {
        let last = if entry.last.is_empty() { String::new() } else { format!(", \"last\": {}", quoted(&entry.last)) };
        let files = files(&entry.files);
        format!("{}: {{\"kind\": {}, \"first\": {}{last}{files}}}", quoted(address), quoted(&entry.kind), quoted(&entry.first))
    });
    block(&mut out, "  \"addresses\": {", 4, addresses, "  },");
    let pages = ledger.pages.iter().map(|(name, page)| format!("{}: {}", quoted(name), page_text(page)));
    block(&mut out, "  \"pages\": {", 4, pages, "  },");
    let overrides = ledger.overrides.iter().map(|one| {
        format!("{{\"date\": {}, \"reason\": {}, \"what\": {}}}", quoted(&one.date), quoted(&one.reason), list(&one.what))
    });
    block(&mut out, "  \"overrides\": [", 4, overrides, if ledger.publications.is_empty() { "  ]" } else { "  ]," });
    if !ledger.publications.is_empty() {
        block(&mut out, "  \"publications\": [", 4, ledger.publications.iter().map(|one| quoted(one)), "  ]");
    }
    out.push_str("}\n");
    out
}

/// What readers have of a file; nothing where that is not remembered.
fn files(files: &[Shown]) -> String {
    let Some((first, beside)) = files.split_first() else { return String::new() };
    let mut out = format!(", \"hash\": {}", quoted(&first.hash));
    if !first.was.is_empty() {
        let _ = write!(out, ", \"was\": {}", list(&first.was));
    }
    if !beside.is_empty() {
        let one = |shown: &Shown| list(std::iter::once(&shown.hash).chain(&shown.was));
        let _ = write!(out, ", \"beside\": [{}]", beside.iter().map(one).collect::<Vec<_>>().join(", "));
    }
    out
}

fn page_text(page: &Published) -> String {
    // Those of paragraphs that are there stand with the paragraphs.
    let there: BTreeSet<&str> =
        page.wordings.iter().flat_map(|wording| &wording.paragraphs).map(|unit| unit.name.as_str()).collect();
    let is_told = |anchor: &String| anchor.strip_prefix('p').is_some_and(|number| there.contains(number));
    let anchors: Vec<&String> = page.anchors.iter().filter(|anchor| !is_told(anchor)).collect();
    let mut out = format!("{{\n      \"address\": {},\n", quoted(&page.address));
    if !page.first.is_empty() {
        let _ = writeln!(out, "      \"first\": {},", quoted(&page.first));
    }
    if let Some((newest, beside)) = page.wordings.split_first() {
        wording(&mut out, newest, 6);
        out.push_str(",\n");
        let beside = beside.iter().map(|one| {
            let mut text = String::from("{\n");
            wording(&mut text, one, 10);
            text + "\n        }"
        });
        if beside.len() > 0 {
            block(&mut out, "      \"beside\": [", 8, beside, "      ],");
        }
    }
    let _ = write!(out, "      \"anchors\": {}\n    }}", list(&anchors));
    out
}

/// One wording, without a comma behind it.
fn wording(out: &mut String, wording: &Wording, indent: usize) {
    let space = " ".repeat(indent);
    let _ = writeln!(out, "{space}\"since\": {},", quoted(&wording.since));
    let _ = writeln!(out, "{space}\"entries\": {},", list(&wording.entries));
    let close = format!("{space}],");
    block(out, &format!("{space}\"paragraphs\": ["), indent + 2, wording.paragraphs.iter().map(unit), &close);
    block(out, &format!("{space}\"parts\": ["), indent + 2, wording.parts.iter().map(unit), &close);
    if wording.replaced.is_empty() {
        out.truncate(out.trim_end().trim_end_matches(',').len());
    } else {
        let replaced: Vec<String> = wording.replaced.iter().map(|hash| format!("{hash:016x}")).collect();
        let _ = write!(out, "{space}\"replaced\": {}", list(&replaced));
    }
}

fn unit(unit: &Unit) -> String {
    let Unit { name, hash, meant, sketch, figures, words } = unit;
    let meant = meant.map_or(String::new(), |meant| format!(", \"{meant:016x}\""));
    let (name, figures, words) = (quoted(name), quoted(&figures.join("; ")), quoted(words));
    format!("[{name}, \"{hash:016x}\", \"{sketch:016x}\", {figures}, {words}{meant}]")
}

/// Lines within a bracket, with commas between them.
fn block(out: &mut String, open: &str, indent: usize, lines: impl Iterator<Item = String>, close: &str) {
    out.push_str(open);
    let mut any = false;
    for line in lines {
        out.push_str(if any { ",\n" } else { "\n" });
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(&line);
        any = true;
    }
    out.push_str(if any { "\n" } else { "" });
    out.push_str(if any { close } else { close.trim_start() });
    out.push('\n');
}

fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    format!("[{}]", items.into_iter().map(|item| quoted(item.as_ref())).collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
