//! Addresses on the web: which a site has, and what is said of those that lead nowhere. Nobody is asked here; that is what
//! `chancery check --external` does, by way of `external`.

use super::{Found, View};
use crate::base::address::{Scheme, below, of_doi, scheme};
use crate::base::text::{bare, shown};
use crate::base::{Fault, FilePath, Range, Ranged};
use crate::config;
use crate::document::record::{Own, Source};
use crate::document::{Sort, Written};
use crate::model::Page;
use crate::render::{Theme, identifiers};
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

/// An address on the web, and where the site names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As it is asked for: in full, without `#…`, which no server is told. What no browser understands stands as it was written.
    pub url: String,
    /// Where it stands, in order of file and place.
    pub places: Vec<Place>,
}

/// Where an address stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: FilePath,
    /// Its bytes there.
    pub range: Range,
    /// The address as it was meant there, with `#…`.
    pub written: String,
    /// What it is there for.
    pub role: Role,
}

/// What an address is there for: that decides what can be done when it leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A link, in text or in a field that is one.
    Link,
    /// The address of a source, with that of a kept copy, if one is named.
    Source(Option<String>),
    /// The address of a kept copy.
    Archive,
    /// A DOI: what stands in the file is made an address of.
    Doi,
    /// An identifier of an actor in a registry, likewise.
    Identifier,
}

/// What became of asking for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is there.
    There,
    /// It is there, and at another address for good, which is this.
    Moved(String),
    /// Nothing is there; why, in words that go on after the address.
    Gone(String),
    /// It is in a private network, where readers do not come; nobody was asked.
    Private,
    /// Whether it is there could not be found out; why, in such words.
    Unclear(String),
}

/// All addresses on the web that a site leads its readers to, each once, in order. Those of the site itself are not among them:
/// they are held to what is built, always.
pub fn addresses(view: &View, theme: &Theme) -> Vec<Address> {
    let mut list = List { base_url: view.model.base_url(), found: BTreeMap::new() };
    for page in view.model.pages.iter() {
        let own = page.document.fields.get(page.position).into_iter().flatten();
        own.filter(|one| !matches!(one.sort, Sort::Field(_))).for_each(|one| list.written(&page.path, one));
        page.body().written.iter().for_each(|one| list.written(&page.path, one));
        for (path, document, position) in &page.additions {
            let more = document.fields.get(*position).into_iter().flatten();
            more.filter(|one| !matches!(one.sort, Sort::Field(_))).for_each(|one| list.written(path, one));
        }
        list.record(page);
    }
    list.config(&view.model.config);
    theme.web_links().for_each(|(path, range, to)| list.add(path, to, range.clone(), Role::Link));
    list.sorted()
}

struct List<'a> {
    base_url: &'a str,
    found: BTreeMap<String, Vec<Place>>,
}

impl List<'_> {
    /// What stands in text.
    fn written(&mut self, path: &FilePath, one: &Written) {
        if matches!(one.sort.in_body(), Sort::Link | Sort::Image) {
            self.add(path, &one.text, one.range.clone(), Role::Link);
        }
    }

    /// What stands in fields of a record that are addresses, or become such.
    fn record(&mut self, page: &Page) {
        match &page.record.own {
            // A version says again what its report says.
            Own::Report(report) if page.main == page.id => {
                self.doi(page.file_of("doi"), report.doi.as_ref());
                self.field(page, "licence", report.licence.as_ref(), Role::Link);
            }
            Own::Actor(actor) => {
                self.field(page, "website", actor.website.as_ref(), Role::Link);
                for (scheme, id) in &actor.ids {
                    let url = identifiers::address(scheme, &id.value);
                    self.add(page.file_of("ids"), &url, id.range.clone(), Role::Identifier);
                }
            }
            Own::Place(place) => place.same_as.iter().for_each(|one| self.field(page, "same_as", Some(one), Role::Link)),
            Own::Source(source) => self.source(page, source),
            _ => {}
        }
    }

    fn source(&mut self, page: &Page, source: &Source) {
        let archive = source.rare.archive_url.as_ref();
        self.field(page, "URL", source.url.as_ref(), Role::Source(archive.map(|copy| copy.value.clone())));
        self.field(page, "archive_url", archive, Role::Archive);
        self.doi(page.file_of("DOI"), source.doi.as_ref());
    }

    fn field(&mut self, page: &Page, name: &str, value: Option<&Ranged<String>>, role: Role) {
        if let Some(value) = value {
            self.add(page.file_of(name), &value.value, value.range.clone(), role);
        }
    }

    fn doi(&mut self, path: &FilePath, doi: Option<&Ranged<String>>) {
        if let Some(doi) = doi {
            let url = of_doi(&doi.value);
            self.add(path, &url, doi.range.clone(), Role::Doi);
        }
    }

    fn config(&mut self, config: &config::Config) {
        let path = config::path();
        let at = |name: &str| config.places.get(name).cloned().unwrap_or_default();
        self.add(&path, &config.publisher.url, at("publisher.url"), Role::Link);
        self.add(&path, &config.licence, at("licence"), Role::Link);
        for line in &config.menu {
            self.add(&path, &line.page, line.range.clone(), Role::Link);
        }
    }

    /// Adds an address, if it is one on the web and not of the site itself.
    fn add(&mut self, path: &FilePath, written: &str, range: Range, role: Role) {
        let written = written.trim();
        if written.is_empty() || scheme(written) != Scheme::Web || below(written, self.base_url).is_some() {
            return;
        }
        let full = if written.starts_with("//") { format!("https:{written}") } else { written.to_string() };
        let url = match Url::parse(&full) {
            Ok(mut url) => {
                url.set_fragment(None);
                url.into()
            }
            Err(_) => full,
        };
        let place = Place { path: path.clone(), range, written: written.to_string(), role };
        self.found.entry(url).or_default().push(place);
    }

    fn sorted(self) -> Vec<Address> {
        let one = |(url, mut places): (String, Vec<Place>)| {
            places.sort_by(|a, b| {
                let order = |one: &Place| (one.range.start, one.range.end);
                a.path.cmp(&b.path).then(order(a).cmp(&order(b))).then_with(|| a.role.cmp(&b.role))
            });
            places.dedup();
            Address { url, places }
        };
        self.found.into_iter().map(one).collect()
    }
}

/// What is said of addresses, of which each has its answer. `texts` gives the text of a file, for what can be put right there.
pub fn told(addresses: &[Address], answers: &[Answer], texts: &dyn Fn(&FilePath) -> Option<Arc<str>>) -> Vec<Found> {
    let mut found = Vec::new();
    for (address, answer) in addresses.iter().zip(answers) {
        for place in &address.places {
            let fault = match answer {
                Answer::There => None,
                Answer::Moved(to) => moved(address, place, to, texts),
                Answer::Gone(why) => Some(dead(place, format!("`{}` {why}", shown(&place.written)))),
                Answer::Private => Some(private(place)),
                Answer::Unclear(why) => Some(unclear(place, why)),
            };
            found.extend(fault.map(|fault| (place.path.clone(), fault)));
        }
    }
    found
}

fn dead(place: &Place, message: String) -> Fault {
    let url = place.written.split('#').next().unwrap_or_default();
    let copies = format!("https://web.archive.org/web/*/{url}");
    let help = match &place.role {
        Role::Link => format!("write where it went, or a copy that an archive kept ({copies}), or take the link out"),
        Role::Source(Some(copy)) => {
            format!("the archive has it: {copy}; write where it went, or `allow: [dead-link]` in the source if that copy is enough")
        }
        Role::Source(None) => {
            format!(
                "write where it went, or look for a copy at {copies} and name it in `archive_url:`, with its day in `archive_date:`"
            )
        }
        Role::Archive => "write the address of a copy that is there; while the original stands, save it anew".into(),
        Role::Doi => "compare it with what the work itself says; one that was given in these days may not be known yet".into(),
        Role::Identifier => "look the actor up in that registry, and write what stands there".into(),
    };
    Fault::new("dead-link", place.range.clone(), message).with_help(help)
}

/// What is said of hosts in private networks, behind their address.
pub const PRIVATE: &str = "is on a host in a private network, which readers do not reach";

fn private(place: &Place) -> Fault {
    let message = format!("`{}` {PRIVATE}", shown(&place.written));
    let help = "write an address that everybody reaches, or put what lies there into the site, or take it out";
    Fault::new("dead-link", place.range.clone(), message).with_help(help)
}

fn unclear(place: &Place, why: &str) -> Fault {
    let message = format!("`{}` could not be checked: it {why}", shown(&place.written));
    let help = "open it in a browser; programs are refused, or answered otherwise, by many hosts";
    Fault::new("unchecked-link", place.range.clone(), message).with_help(help)
}

/// Of what is moved: only where the address itself was written can another be.
fn moved(address: &Address, place: &Place, to: &str, texts: &dyn Fn(&FilePath) -> Option<Arc<str>>) -> Option<Fault> {
    if !matches!(place.role, Role::Link | Role::Source(_)) {
        return None;
    }
    let (was, is) = (Url::parse(&address.url).ok()?, Url::parse(to).ok()?);
    if is_front(&is) && !is_front(&was) {
        let message = format!(
            "`{}` leads to the front page of {} now, so what stood there is probably gone",
            shown(&place.written),
            host(&is)
        );
        return Some(Fault { rule: "moved-link", ..dead(place, message) });
    }
    let anchor = place.written.split_once('#').filter(|_| is.fragment().is_none());
    let new = anchor.map_or_else(|| to.to_string(), |(_, anchor)| format!("{to}#{anchor}"));
    let message = format!("`{}` moved for good to `{}`", shown(&place.written), shown(&new));
    let fault = Fault::new("moved-link", place.range.clone(), message);
    Some(match exact(place, texts).filter(|_| is_plain(&new)) {
        Some(range) => fault.with_help(format!("write `{new}`")).with_fix(range, new),
        None => fault.with_help(format!("write `{new}`")),
    })
}

/// Whether an address means nothing else wherever it is written: it is a foreign host that says it, and a bracket or a comma would
/// end a link, a list in YAML or a field of BibTeX.
fn is_plain(url: &str) -> bool {
    url.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#&=%+@;".contains(&byte)) && !url.ends_with(':')
}

fn is_front(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none()
}

fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

/// The bytes of the address itself, where it stands in the file letter by letter: with or without quotation marks around it.
fn exact(place: &Place, texts: &dyn Fn(&FilePath) -> Option<Arc<str>>) -> Option<Range> {
    let text = texts(&place.path)?;
    let range = bare(&text, &place.range);
    (text.get(range.start as usize..range.end as usize)? == place.written).then_some(range)
}
