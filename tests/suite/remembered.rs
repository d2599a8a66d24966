//! What a session keeps from one update to the next is known by everything that it was made of: whatever of a site is edited, the
//! next state is that of a fresh session.

use crate::rebuild::{Dice, unchanged_is_unchanged};
use crate::sandbox;
use chancery::base::FilePath;
use chancery::files::{Change, Files};
use chancery::model::Settings;
use chancery::publish::ledger;
use chancery::session::{Session, Site, build};
use std::sync::Arc;

fn put(path: &str, text: &str) -> Change {
    Change::Put(FilePath::new(path).expect("a path"), text.as_bytes().into())
}

fn remove(path: &str) -> Change {
    Change::Remove(FilePath::new(path).expect("a path"))
}

fn session(files: &[(&str, &str)]) -> Session {
    Session::of(Files::from_memory(files.iter().copied()), sandbox::settings(), Vec::new())
}

/// A page of a site; empty if there is none.
fn page(site: &Site, path: &str) -> String {
    let html = site.route(path).and_then(|route| site.render_one(route).ok());
    String::from_utf8_lossy(&html.unwrap_or_default()).into_owned()
}

fn help<'a>(site: &'a Site, rule: &str) -> Option<&'a str> {
    site.diagnostics.iter().find(|one| one.fault.rule == rule)?.fault.help.as_deref()
}

fn square(width: u32) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"10\" viewBox=\"0 0 {width} 10\"/>\n")
}

#[test]
fn a_theme_is_remembered_with_the_files_that_its_settings_name() {
    let mut session = session(&[("chancery.yaml", "title: X\nsettings: {logo: crest.svg}\n")]);
    let missing = "wrong-setting";
    assert!(help(&session.update([]), missing).is_some());
    let site = session.update([put("static/crest.svg", &square(10))]);
    assert_eq!((help(&site, missing), page(&site, "/").contains("crest.svg")), (None, true));
    let site = session.update([remove("static/crest.svg")]);
    assert_eq!((help(&site, missing).is_some(), page(&site, "/").contains("crest.svg")), (true, false));
}

#[test]
fn a_logo_has_the_width_of_its_file() {
    let mut session = session(&[
        ("chancery.yaml", "title: X\nsettings: {logo: crest.svg}\n"),
        ("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n"),
        ("static/crest.svg", &square(10)),
    ]);
    let before = session.update([]);
    assert!(page(&before, "/about/").contains("width=\"32\""));
    let after = session.update([put("static/crest.svg", &square(30))]);
    assert!(page(&after, "/about/").contains("width=\"96\""), "{}", page(&after, "/about/"));
    assert!(after.changed_since(&before).everything, "it stands on every page");
}

#[test]
fn a_picture_that_changed_is_a_change_of_the_pages_that_show_it() {
    let mut session = session(&[
        ("content/pages/about.md", "---\ntitle: About\n---\n\n![Map](map.svg)\n"),
        ("content/pages/other.md", "---\ntitle: Other\n---\n\nNone.\n"),
        ("content/pages/map.svg", &square(10)),
    ]);
    let before = session.update([]);
    let after = session.update([put("content/pages/map.svg", &square(30))]);
    let changed = after.changed_since(&before);
    let urls: Vec<&str> = changed.pages.iter().map(|id| after.model.page(*id).url.as_str()).collect();
    assert_eq!((urls.as_slice(), changed.everything), (&["/about/"][..], false));
}

#[test]
fn the_way_out_of_an_unused_term_is_told_anew_when_it_was_taken() {
    let term = |more: &str| format!("---\nterm: cupo\nlanguage: es\ndefinition: A ration.\n{more}---\n");
    let mut session = session(&[
        ("chancery.yaml", "title: X\nlanguage: en\nlanguages: [en, es]\n"),
        ("content/reports/a.md", "---\ntitle: A\nterms: [cupo]\n---\n\nNothing of it.\n"),
        ("content/glossary/cupo.md", &term("")),
    ]);
    assert!(help(&session.update([]), "unused-term").expect("it is told").contains("write `foreign: {en: …}`"));
    let site = session.update([put("content/glossary/cupo.md", &term("foreign: {en: ration}\n"))]);
    assert!(help(&site, "unused-term").expect("it is told").starts_with("remove it from `terms:`, or add the form"));
}

#[test]
fn a_missing_source_is_looked_for_in_stray_files_as_they_are_now() {
    let mut session = session(&[
        ("content/reports/a.md", "---\ntitle: A\n---\n\nSo says [@smith2020].\n"),
        ("content/refs/r.bib", "@book{other, title={T}}\n"),
    ]);
    assert!(help(&session.update([]), "unknown-source").expect("it is told").starts_with("`chancery new source"));
    let site = session.update([put("content/refs/r.bib", "@book{smith2020, title={T}}\n")]);
    assert!(help(&site, "unknown-source").expect("it is told").contains("content/refs/r.bib"));
}

#[test]
fn the_page_of_data_is_there_when_there_are_data_and_linked_then() {
    let text = |words: &str| format!("---\ntitle: About\n---\n\n{words}\n");
    let mut session = session(&[
        ("content/pages/about.md", &text("Nothing.")),
        ("content/glossary/dam.md", "---\nterm: dam\ndefinition: A wall in a river.\n---\n"),
    ]);
    let is_there = |site: &Site| (site.route("/data/").is_some(), page(site, "/about/").contains("data/\""));
    assert_eq!(is_there(&session.update([])), (false, false));
    assert_eq!(is_there(&session.update([put("content/pages/about.md", &text("The dam broke."))])), (true, true));
    assert_eq!(is_there(&session.update([put("content/pages/about.md", &text("Nothing."))])), (false, false));
}

/// A file, and all that it may hold; the first is what it holds at first.
type Toggle = (&'static str, Vec<String>);

/// A small site in which everything that is remembered is made of something: note styles, a style of its own, logos, pictures and
/// figures in files, sources in several files, words of other languages, strings and templates.
fn toggles() -> Vec<Toggle> {
    const LAW: &str = include_str!("../sites/notes-style/styles/law.csl");
    let config = |citation: &str, more: &str| {
        format!(
            "title: Mixed\nlanguage: en\nlanguages: [en, es]\nbase_url: https://m.example\ncitation: {{style: {citation}}}\n{more}"
        )
    };
    let report = |words: &str| format!("---\ntitle: First\ndate: 2025-01-02\nterms: [cupo]\n---\n\n{words}\n");
    let cited = "Cited here [@oak, p. 2], by Ann Oak.[^a] And more.";
    let texts = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect::<Vec<String>>();
    let notes = |rest: &str| report(&format!("{cited}{rest}"));
    let waived = |figure: &str| {
        report(&format!(
            "Some [{figure} of [[ann]], by [[c#fig-rates]]]{{.uncited reason=\"None found\"}}.[^w]\n\nSome 60 [@oak; @sapling].\n\n[So it will be.]{{.own-analysis}}\n\nSome 70.\n\n[^w]: [In {figure}]{{.uncited}}.\n"
        ))
    };
    vec![
        (
            "chancery.yaml",
            vec![
                config("styles/own.csl", "settings: {logo: crest.svg}\n"),
                config("chicago-notes", "settings: {logo: crest.svg, logo_dark: night.svg}\n"),
                config("apa", "exports: {dataset: false, evidence: false}\nmenu: [{label: Map, page: \"/map.svg\"}]\n"),
                config("styles/gone.csl", "likelihood: [{word: sure, label: sure, from: 90, to: 99}]\n"),
            ],
        ),
        ("styles/own.csl", vec![LAW.into(), LAW.replace("and=\"text\"", "and=\"symbol\""), "<style".into()]),
        ("static/crest.svg", vec![square(10), square(30), "no picture".into()]),
        ("static/night.svg", vec![square(10), square(20)]),
        ("static/map.svg", vec![square(40)]),
        ("static/robots.txt", texts(&["User-agent: *\n", "Disallow: /x\n"])),
        ("static/_headers", texts(&["/*\n  X-One: 1\n"])),
        (
            "content/reports/a.md",
            vec![
                notes("\n\n[^a]: First note.\n"),
                notes("[^b]\n\n[^a]: First note.\n[^b]: Second note.\n"),
                notes("[^b]\n\n[^a]: First, [@oak].\n[^b]: Second note.\n"),
                report("Cited [@ghost], and a cupo, [the map](/map.svg).{#here}\n\n## A heading\n\nOf the dam."),
                report("Nothing of it. [[ann]] and [[Ann Oak]] and [[nobody]].").replace("title: First", "title: Other"),
            ],
        ),
        (
            "content/reports/b.md",
            vec![
                notes("\n\n[^a]: Only note.\n"),
                notes("[^z]\n\n[^a]: A.\n[^z]: Z.\n"),
                report("La ración."),
                waived("40"),
                waived("50"),
            ],
        ),
        (
            "content/reports/b.es.md",
            texts(&["---\ntitle: Segundo\n---\n\nDice Ann Oak del cupo [@oak].\n", "---\ntitle: Dos\n---\n\nNada, [[a#here]].\n"]),
        ),
        (
            "content/reports/c/index.md",
            texts(&[
                "---\ntitle: Drawn\nsummary: See [[a]] and [[fig-rates]].\nactors: [ann]\n---\n\n![Map](map.svg)\n\n```chart {#fig-rates}\ntitle: Rates\nunit: Per cent\nsources: [oak]\ntakeaway: It rose.\ndata: rates.csv\nlabel: year\n```\n\nSee [[a#p1]] and [[a#here]].\n",
                "---\ntitle: Drawn\nstatus: draft\n---\n\n![Map](map.svg) and [data](rates.csv).\n",
                "---\ntitle: Drawn\nembargo_until: 2025-09-01\naliases: [/old/]\n---\n\nNone.\n",
            ]),
        ),
        ("content/reports/c/map.svg", vec![square(10), square(50)]),
        ("content/reports/c/rates.csv", texts(&["year,rate\n2020,1\n2021,3\n", "year,rate\n2020,9\n", "rubbish\n"])),
        (
            "content/sources/x.bib",
            texts(&[
                "@book{oak, title={On Oaks}, author={Oak, Ann}, year={2019}}\n",
                "@book{oak, title={On Other Oaks}, author={Elm, Bea}, year={2020}}\n@book{ghost, title={G}, author={Oak, Ann}, year={2019}}\n",
                "@book{oak",
            ]),
        ),
        (
            "content/sources/y.bib",
            texts(&["@article{ash, title={Ash}, author={Oak, Ann}, year={2019}}\n", "@article{oak, title={A}}\n"]),
        ),
        (
            "content/sources/z.yaml",
            texts(&[
                "- {id: sapling, title: Saplings, derived_from: [oak]}\n",
                "- {id: sapling, title: Saplings}\n",
                "- {id: sapling, title: Saplings, derived_from: [oak, ash]}\n",
            ]),
        ),
        ("content/refs/stray.bib", texts(&["@book{none, title={N}}\n", "@book{ghost, title={G}}\n"])),
        (
            "content/glossary/cupo.md",
            texts(&[
                "---\nterm: cupo\nlanguage: es\ndefinition: A ration.\n---\n",
                "---\nterm: cupo\nlanguage: es\ndefinition: A ration.\nforeign: {en: ration}\n---\n",
                "---\nterm: cupo\ndefinition: See [[dam]].\n---\n",
            ]),
        ),
        (
            "content/glossary/dam.md",
            texts(&["---\nterm: dam\ndefinition: A wall.\n---\n", "---\nterm: weir\nid: dam\ndefinition: W.\n---\n"]),
        ),
        (
            "content/actors/ann.md",
            texts(&[
                "---\nname: Ann Oak\nkind: person\n---\n\nOf the dam.\n",
                "---\nname: Anna Oak\nkind: person\nnames: [Nobody]\n---\n",
                "---\nname: Ann Oak\nkind: person\n---\n\nNot of it; see [[b]] [@oak].\n",
            ]),
        ),
        (
            "content/pages/about.md",
            texts(&["---\ntitle: About\n---\n\nOf the dam.\n", "---\ntitle: About\n---\n\nNothing: [x](/data/).\n"]),
        ),
        ("templates/i18n/en.yaml", texts(&["menu-reports: Papers\n", "menu-reports: ["])),
        ("templates/page.html", texts(&["{% extends \"chancery/page.html\" %}", "<p>{{ page.name }}</p>", "{{ broken"])),
    ]
}

/// The first that differs of what two sites say, plan and are made of.
fn difference(kept: &Site, fresh: &Site) -> Option<String> {
    if kept.diagnostics != fresh.diagnostics {
        let other = kept.diagnostics.iter().zip(&fresh.diagnostics).find(|(kept, fresh)| kept != fresh);
        return Some(format!("{} and {} faults: {other:#?}", kept.diagnostics.len(), fresh.diagnostics.len()));
    }
    let (kept, fresh) = (build::outputs(kept), build::outputs(fresh));
    let differs = kept.iter().find(|(path, bytes)| fresh.get(*path) != Some(*bytes)).map(|(path, _)| path);
    let differs = differs.or_else(|| fresh.keys().find(|path| !kept.contains_key(*path)))?;
    let text =
        |all: &std::collections::BTreeMap<_, Vec<u8>>| all.get(differs).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let (kept, fresh) = (text(&kept).unwrap_or_default(), text(&fresh).unwrap_or_default());
    let line = kept.lines().zip(fresh.lines()).find(|(kept, fresh)| kept != fresh);
    Some(format!("{differs}: {line:?}"))
}

/// Edits whatever there is, in an order that chance gives and the seed fixes.
fn edits(rounds: usize, seed: u64) {
    let mut dice = Dice(seed);
    let mut toggles = toggles();
    let files: Vec<(&str, &str)> = toggles.iter().map(|(path, texts)| (*path, texts[0].as_str())).collect();
    let mut session = session(&files);
    let first = session.update([]);
    let published = String::from_utf8(ledger::next(&first, "2025-06-01", "", &[])).expect("a text");
    let fewer = String::from_utf8(ledger::next(&session.update([remove("content/reports/b.md")]), "2025-06-02", "", &[]));
    toggles.push(("published.json", vec![published, fewer.expect("a text"), "{".into()]));
    let mut before: Arc<Site> = session.update([]);
    let mut what = Vec::new();
    for round in 0..rounds {
        let count = 1 + dice.roll(4) / 3;
        let changes: Vec<Change> = (0..count)
            .map(|_| {
                let (path, texts) = &toggles[dice.roll(toggles.len())];
                let at = dice.roll(texts.len() + 1);
                what.push(format!("{path} {at}"));
                texts.get(at).map_or_else(|| remove(path), |text| put(path, text))
            })
            .collect();
        let kept = session.update(changes);
        let recent = || what[what.len().saturating_sub(6)..].join(", ");
        let fresh = Session::of((*kept.files).clone(), sandbox::settings(), Vec::new()).update([]);
        if let Some(difference) = difference(&kept, &fresh) {
            panic!("seed {seed}, round {round} ({}): {difference}", recent());
        }
        unchanged_is_unchanged(&before, &kept);
        if round % 6 == 0 {
            let later = Settings { drafts: true, today: (2025, 9, 1 + (round % 3) as u8), ..sandbox::settings() };
            let fresh = Session::of((*kept.files).clone(), later.clone(), Vec::new()).update([]);
            if let Some(difference) = difference(&session.site_with(&later), &fresh) {
                panic!("seed {seed}, later, round {round} ({}): {difference}", recent());
            }
        }
        before = kept;
    }
}

#[test]
fn after_any_edit_a_session_is_as_a_fresh_one() {
    edits(50, 2026);
}

#[test]
#[ignore = "takes minutes"]
fn after_many_edits_a_session_is_as_a_fresh_one() {
    (0..10).for_each(|seed| edits(200, seed));
}
