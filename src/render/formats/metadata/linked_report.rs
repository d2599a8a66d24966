//! JSON-LD of a report: what it says of itself, its sources, its corrections and its other texts.

use super::linked::{Data, cited, licence_data, put, put_if, put_list, reference, same_as, thing};
use super::{address, day, description, modified, pdf_address, plain, text, topics};
use crate::base::address::of_doi;
use crate::document::Kind;
use crate::document::record::{Correction, Own, Report};
use crate::model::citation::html::safe;
use crate::model::citation::this;
use crate::model::{Model, Page, PageId, place_anchor};
use serde_json::{Map, Value, json};

/// A text of a report.
pub(super) fn report_data(page: &Page, report: &Report, model: &Model) -> Option<Data> {
    let work = this::report_work(page, model)?;
    let mut data = thing("Report", page);
    data.insert("name".into(), work.text("title").into());
    put(&mut data, "headline", page.name());
    put(&mut data, "alternativeHeadline", text(&report.subtitle));
    let main = model.page(page.main);
    let says = |field: &str| page.record.written.iter().any(|(name, _)| *name == field);
    // A version takes its report's number and DOI, and is not that report.
    let is_version = page.version != main.version;
    put(&mut data, "reportNumber", if is_version && !says("symbol") { "" } else { text(&report.symbol) });
    put(&mut data, "inLanguage", page.language.as_str());
    put(&mut data, "datePublished", day(&report.date));
    let standing = match report.standing() {
        "withdrawn" => "Withdrawn",
        "superseded" => "Superseded",
        _ => "",
    };
    put(&mut data, "creativeWorkStatus", standing);
    put(&mut data, "dateModified", modified(page, model));
    put_if(&mut data, "license", licence_data(work.text("license")));
    put(&mut data, "abstract", description(page, model));
    put(&mut data, "keywords", topics(page, report, model).join(", "));
    if let Some(doi) = report.doi.as_ref().filter(|_| page.main == page.id || says("doi")) {
        put(&mut data, "sameAs", of_doi(&doi.value));
    }
    let mut publisher = Map::new();
    publisher.insert("@type".into(), "Organization".into());
    publisher.insert("name".into(), model.config.publisher_name().into());
    put(&mut publisher, "url", if safe(&model.config.publisher.url) { model.config.publisher.url.as_str() } else { "" });
    let authors: Vec<Value> = model.authors(report).map(|author| person(author, model)).collect();
    put_list(&mut data, "author", if authors.is_empty() { vec![Value::Object(publisher.clone())] } else { authors });
    data.insert("publisher".into(), Value::Object(publisher));
    let about = report.actors.iter().filter_map(|id| model.find(&id.value, &[Kind::Actor])).map(|id| reference(id, model));
    put_list(&mut data, "about", about.collect());
    let rendered = model.library.report(page, model);
    let cited = rendered.bibliography.iter().filter_map(|(id, _)| cited(*id, model));
    put_list(&mut data, "citation", cited.collect());
    let series = &model.config.series.name;
    if !series.is_empty() && report.symbol.is_some() {
        data.insert("isPartOf".into(), json!({ "@type": "CreativeWorkSeries", "name": series }));
    }
    put_list(&mut data, "correction", report.corrections.iter().map(|one| correction(one, page, model)).collect());
    put_if(&mut data, "encoding", encoding(page, model));
    translations(&mut data, page, model);
    put_if(&mut data, "isBasedOn", is_version.then(|| text_of(model.page(whole(page, main, model)), model)));
    Some(data)
}

/// The PDF of the text.
fn encoding(page: &Page, model: &Model) -> Option<Value> {
    let url = pdf_address(page, model);
    let printed = model.printed(page).filter(|_| !url.is_empty())?;
    let size = format!("{} kB", printed.kilobytes());
    Some(json!({ "@type": "MediaObject", "encodingFormat": "application/pdf", "contentUrl": url, "contentSize": size }))
}

/// What was wrong and what stands now, and why.
fn correction(one: &Correction, page: &Page, model: &Model) -> Value {
    let [was, now, note] = [&one.was, &one.now, &one.note].map(|words| plain(words, model));
    let change = match (was.is_empty(), now.is_empty()) {
        (false, false) => format!("“{was}” → “{now}”"),
        (false, true) => format!("“{was}” → –"),
        _ => now,
    };
    let mut data = Map::new();
    data.insert("@type".into(), "CorrectionComment".into());
    put(&mut data, "datePublished", one.date.value.start_iso());
    put(&mut data, "text", [note, change].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
    let url = address(page, model);
    if let Some(at) = one.at.as_ref().filter(|_| !url.is_empty()) {
        put(&mut data, "url", format!("{url}#{}", place_anchor(&at.value)));
    }
    Value::Object(data)
}

/// The same text in other languages: that of the main text's language is the work, the others are translations of it.
fn translations(data: &mut Data, page: &Page, model: &Model) {
    let Some(family) = model.family(page.id) else { return };
    let same = family.texts.iter().map(|id| model.page(*id)).filter(|text| text.version == page.version);
    let texts: Vec<&Page> = same.collect();
    let language = &model.page(family.main).language;
    let Some(first) = texts.iter().find(|text| text.language == *language).or(texts.first()) else { return };
    if first.id == page.id {
        let others = texts.iter().filter(|text| text.id != page.id).map(|text| text_of(text, model));
        put_list(data, "workTranslation", others.collect());
    } else {
        data.insert("translationOfWork".into(), text_of(first, model));
    }
}

/// The whole text that a version is made from: in its language if there is one.
fn whole(page: &Page, main: &Page, model: &Model) -> PageId {
    let texts = model.family(page.id).map_or(&[][..], |family| &family.texts);
    let mut whole = texts.iter().filter(|id| model.page(**id).version == main.version);
    whole.find(|id| model.page(**id).language == page.language).copied().unwrap_or(main.id)
}

/// Another text of a report.
fn text_of(page: &Page, model: &Model) -> Value {
    let mut data = thing("Report", page);
    put(&mut data, "@id", address(page, model));
    put(&mut data, "inLanguage", page.language.as_str());
    Value::Object(data)
}

fn person(page: &Page, model: &Model) -> Value {
    let Value::Object(mut data) = reference(page.id, model) else { return Value::Null };
    put(&mut data, "url", address(page, model));
    if let Own::Actor(actor) = &page.record.own {
        put_list(&mut data, "sameAs", same_as(actor));
    }
    Value::Object(data)
}
