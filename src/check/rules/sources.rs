//! What is wrong with sources: incomplete, twice, never cited, not archived, read in the future.

use super::tracked_address::tracks;
use crate::base::{Fault, Range};
use crate::check::{Diagnostics, View};
use crate::document::record::{Own, Source, When};
use crate::document::{Kind, Sort, csl};
use crate::model::{Model, Page};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

fn sources(model: &Model) -> impl Iterator<Item = (&Page, &Source)> {
    model.of_kind(Kind::Source).filter_map(|page| match &page.record.own {
        Own::Source(source) => Some((page, &**source)),
        _ => None,
    })
}

/// Looks at each source by itself; what is found stands in the field that is named with it.
fn each<F: IntoIterator<Item = (&'static str, Fault)>>(
    view: &View,
    found: &mut Diagnostics,
    look: impl Fn(&Page, &Source) -> F + Sync,
) {
    let all: Vec<(&Page, &Source)> = sources(view.model).collect();
    let one = |(page, source): (&Page, &Source)| {
        // What it lacks may stand in what could not be read.
        let faults = (!page.is_unread()).then(|| look(page, source));
        faults.into_iter().flatten().map(|(field, fault)| (page.file_of(field).clone(), fault)).collect::<Vec<_>>()
    };
    found.found.par_extend(all.into_par_iter().flat_map_iter(one));
}

/// `incomplete-source`: what a reference to its type needs is missing.
pub(super) fn incomplete(view: &View, found: &mut Diagnostics) {
    each(view, found, |page, source| {
        let work = view.model.library.work(page.id)?;
        let sort = work.text("type");
        // A date that could not be read is told as such.
        let is_date = |name: &str| csl::holds(name) == Some(csl::Holds::Date);
        let written = |name: &str| is_date(name) && page.record.written.iter().any(|(field, _)| *field == name);
        let has = |name: &&str| work.json.contains_key(*name) || written(name);
        let missing: Vec<&[&str]> = csl::required(sort).iter().copied().filter(|group| !group.iter().any(has)).collect();
        if missing.is_empty() {
            return None;
        }
        // Of a group that needs one of several, the usual ones are named.
        let names = |group: &&[&str]| group.iter().take(3).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
        let list: Vec<String> = missing.iter().map(names).collect();
        let range = source.sort.as_ref().map_or_else(|| page.record.key.range.clone(), |sort| sort.range.clone());
        let message = format!("the source `{}` lacks {}", page.key, list.join(", and "));
        let help = format!("a full reference to `{sort}` needs this; add it, or give the source another type");
        let field = if source.sort.is_some() { "type" } else { "" };
        Some((field, Fault::new("incomplete-source", range, message).with_help(help)))
    });
}

/// `duplicate-source`: two sources have the same DOI or address.
pub(super) fn duplicate(view: &View, found: &mut Diagnostics) {
    let mut seen: FxHashMap<(&str, String), (&Page, Range)> = FxHashMap::default();
    for (page, source) in sources(view.model) {
        let doi = source.doi.as_ref().map(|doi| ("DOI", doi.value.to_lowercase(), doi.range.clone()));
        let url = source.url.as_ref().map(|url| ("URL", bare(&url.value), url.range.clone()));
        for (field, value, range) in doi.into_iter().chain(url) {
            match seen.get(&(field, value.clone())) {
                Some((first, place)) => {
                    let what = if field == "URL" { "address" } else { field };
                    let message = format!("the sources `{}` and `{}` have the same {what}", first.key, page.key);
                    let fault = Fault::new("duplicate-source", range, message).with_help("keep one of them and cite it everywhere");
                    let fault = fault.with_label(Some(first.file_of(field).clone()), place.clone(), "the first one");
                    found.say(page.file_of(field), fault);
                    // One source that is there twice is one fault.
                    break;
                }
                None => {
                    seen.insert((field, value), (page, range));
                }
            }
        }
    }
}

/// An address without what does not tell pages apart: scheme, `www.`, anchor, slash at the end, and tracking.
fn bare(url: &str) -> String {
    let url = url.trim().split('#').next().unwrap_or("");
    let url = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let url = url.strip_prefix("www.").unwrap_or(url);
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let query: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !tracks(part)).collect();
    let path = path.trim_end_matches('/');
    let (host, rest) = path.split_once('/').unwrap_or((path, ""));
    format!("{}/{rest}?{}", host.to_lowercase(), query.join("&"))
}

/// `uncited-source`: nothing rests on it; or a report lists it and does not cite it.
pub(super) fn uncited(view: &View, page: &Page, found: &mut Diagnostics) {
    let model = view.model;
    let cited = || model.incoming(page.id).any(|reference| reference.from != page.id) || model.index.may_be_unread(&page.key);
    if page.kind == Kind::Source && !cited() {
        let message = format!("the source `{}` is cited nowhere", page.key);
        let help = "cite it, name it in front matter, or remove it";
        found.say(&page.path, Fault::new("uncited-source", page.record.key.range.clone(), message).with_help(help));
    }
    if page.kind != Kind::Report || page.main != page.id || page.is_unread() {
        return;
    }
    let Some(report) = model.report(page).filter(|report| !report.sources.is_empty()) else { return };
    let texts = model.family(page.id).map_or_else(|| vec![page.id], |family| family.texts.clone());
    // What is declared in its files, and the events that it tells of, rest on sources in its name.
    let declared = texts.iter().filter_map(|text| model.index.by_path.get(&model.page(*text).path)).flatten().copied();
    let told = report.events.iter().filter_map(|id| model.find(&id.value, &[Kind::Event]));
    let others = declared.filter(|id| !matches!(model.page(*id).kind, Kind::Report | Kind::Source)).chain(told);
    let by_others = others.flat_map(|id| model.outgoing(id)).filter(|reference| reference.leaf.is_none());
    let used = texts.iter().flat_map(|text| model.outgoing(*text)).filter(|reference| {
        reference.sort != Sort::Field("sources") || !report.sources.iter().any(|id| id.range == reference.range)
    });
    let mut used: Vec<_> = used.chain(by_others).filter_map(|reference| reference.to.page()).collect();
    used.sort_unstable();
    for id in &report.sources {
        let Some(source) = model.find(&id.value, &[Kind::Source]) else { continue };
        if used.binary_search(&source).is_err() {
            let message = format!("the report lists the source `{}` and does not cite it", id.value);
            let help = format!("cite it with `[@{}]` where it is used, or take it off the list", model.page(source).key);
            found.say(&page.path, Fault::new("uncited-source", id.range.clone(), message).with_help(help));
        }
    }
}

/// Types of works that are cited for what they said in their time, and do not age.
const LASTING: [&str; 7] = ["legal_case", "legislation", "bill", "treaty", "regulation", "classic", "standard"];

/// `old-source`: a report rests on what was out of date, by the years that the site allows, on its own day.
pub(super) fn old(view: &View, page: &Page, found: &mut Diagnostics) {
    let model = view.model;
    let Some(most) = model.config.source_age else { return };
    let when = model.report(page).filter(|_| page.position == 0).and_then(|report| report.as_of());
    let Some(year) = when.map(|when| when.value.point().year) else { return };
    let mut told = FxHashSet::default();
    for reference in model.outgoing(page.id).iter().filter(|one| one.leaf.is_some() && one.sort != Sort::Mention) {
        let Some(source) = reference.to.page().map(|id| model.page(id)) else { continue };
        let Own::Source(own) = &source.record.own else { continue };
        let Some(issued) = own.issued.as_ref().map(|when| when.value.last_point().last().0) else { continue };
        let sort = own.sort.as_ref().map_or("", |sort| sort.value.as_str());
        let primary = own.rare.origin.as_ref().is_some_and(|origin| origin.value == "primary");
        if LASTING.contains(&sort) || primary || i64::from(year) - i64::from(issued) <= i64::from(most) || !told.insert(source.id) {
            continue;
        }
        let message = format!("the source `{}` is of {issued}, and the report of {year}: {most} years are allowed", source.key);
        let help = "cite something newer; a source of its time says `origin: primary`, and `source_age:` in chancery.yaml is the \
                    number of years";
        found.say(&page.path, Fault::new("old-source", reference.range.clone(), message).with_help(help));
    }
}

/// `missing-archive`: it is on the web only, and no copy is kept.
pub(super) fn unarchived(view: &View, found: &mut Diagnostics) {
    each(view, found, |page, source| {
        let url = source.url.as_ref().filter(|_| source.doi.is_none() && source.rare.archive_url.is_none())?;
        let message = format!("no archived copy of the source `{}` is named", page.key);
        let help = "save the page at an archive and add `archive_url:` and `archive_date:`";
        Some(("URL", Fault::new("missing-archive", url.range.clone(), message).with_help(help)))
    });
}

/// `future-access-date`: it was read, or archived, after today.
pub(super) fn future(view: &View, found: &mut Diagnostics) {
    each(view, found, |page, source| {
        let dates = [("accessed", &source.rare.accessed), ("archive_date", &source.rare.archive_date)];
        let to_come = |(name, date): (&'static str, &Option<When>)| {
            let date = date.as_ref().filter(|date| date.value.point().first() > view.model.settings.today)?;
            let message = format!("`{name}` of the source `{}` is {}, which has not come yet", page.key, date.value);
            let help = "write the day on which you read it";
            Some((name, Fault::new("future-access-date", date.range.clone(), message).with_help(help)))
        };
        dates.map(to_come).into_iter().flatten()
    });
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn addresses_of_one_page_are_one() {
        for url in ["https://www.x.example/a/?utm_source=y&gclid=z#top", "http://x.example/a", "https://X.example/a/"] {
            assert_eq!(bare(url), "x.example/a?");
        }
        assert_ne!(bare("https://x.example/A"), bare("https://x.example/a"));
        assert_ne!(bare("https://x.example/?id=1"), bare("https://x.example/?id=2"));
    }
}
