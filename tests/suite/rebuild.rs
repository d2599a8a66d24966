//! A session that was changed many times is the same as a fresh one, in bytes and in diagnostics.

use crate::sandbox;
use chancery::base::FilePath;
use chancery::files::Change;
use chancery::render::Subject;
use chancery::session::Session;
use chancery::session::build;
use std::sync::Arc;

/// A site with every kind of record.
fn small() -> chancery::files::Files {
    sandbox::files_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/basic"))
}

/// A small linear congruential generator (Knuth, MMIX): the test makes the same edits every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// Words that make, break and mend references.
const WORDS: &[&str] = &[
    "El Salvador",
    " [[nayib-bukele]] ",
    " [[Nayib Bukele]] ",
    " [@fp-2019] ",
    " [@ghost] ",
    "\n\n## New heading\n\n",
    "MS-13’s ",
    "[link](#p2)",
    "\n",
    "---\n",
    "title: x\n",
    "é",
    " mano dura ",
    "\n\n[^1]: note\n",
    "[^1]",
    "\n<<<<<<< ours\n=======\n>>>>>>> theirs\n",
    "`code`",
    "*",
    "_",
    "|",
    ": ",
    "- ",
    "",
];

fn edit(text: &str, dice: &mut Dice) -> String {
    let mut at = dice.roll(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let mut end = (at + dice.roll(30)).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let end = if dice.roll(2) == 0 { at } else { end };
    format!("{}{}{}", &text[..at], WORDS[dice.roll(WORDS.len())], &text[end..])
}

/// Files that are put in where they are missing: each changes something that many pages depend on.
const OTHERS: &[(&str, &[&str])] = &[
    (
        "content/sources/more.bib",
        &["@book{fresh, title={Fresh}, author={Doe, Jane}, year={2020}}", "@book{fp-2019, title={T}, year={1}}", "@"],
    ),
    ("content/sources/more.json", &["[{\"id\": \"ghost\", \"type\": \"book\", \"title\": \"Ghost\"}]", "[{]"]),
    (
        "content/actors/more.yaml",
        &["- {id: ghost, name: Ghost Writer, kind: person}", "ghost: {name: New heading, kind: group}", "- ["],
    ),
    ("content/terms/page.md", &["---\nterm: page\ndefinition: A [[ghost]].\nforce: true\n---\n"]),
    ("content/reports/el-salvador/index.es.md", &["---\ntitle: En español\n---\n\nMS-13 y Bukele.\n"]),
    ("content/reports/one.summary.md", &["---\ntitle: S\n---\n\nMS-13.\n"]),
    (
        "content/reports/hidden.md",
        &[
            "---\ntitle: Hidden\nstatus: draft\n---\n\nMS-13.\n",
            "---\ntitle: Hidden\n---\n\n[one](#p1)\n",
            "---\ntitle: Hidden\nid: held\ntopics: [x]\nsee_also: [{id: one, title: One, status: draft}]\n---\n\nSee [[topic:x]].\n",
        ],
    ),
    ("content/reports/hidden.es.md", &["---\ntitle: Oculto\n---\n\nEn [[held]].\n", "---\nid: x\n---\n"]),
    ("templates/page.html", &["{% extends \"chancery/page.html\" %}", "<p>{{ page.name }}</p>", "{{ broken"]),
    ("templates/parts/unused.html", &["<p>x</p>", "{% if %}"]),
    ("templates/i18n/en.yaml", &["menu-reports: Papers", "menu-reports: ["]),
    ("static/robots-extra.txt", &["x"]),
    ("themes/chancery/assets/chancery.css", &["a { b: c }"]),
    (
        "chancery.yaml",
        &[
            "title: Other\nlanguage: en\nlanguages: [en, es]\nbase_url: https://a.example\n",
            "title: Basic\nlanguage: en-GB\nbase_url: https://e.example/p\nrules: {undeclared-actor: error}\n",
            "title: Basic\nlanguage: es\nmarkdown: {math: true}\ncitation: {style: apa}\ndrafts: true\n",
            "title: Basic\nlanguages: [en, es]\nrules: {invalid-yaml: warn, merge-conflict: warn, unknown-field: warn}\n",
            "title: [",
        ],
    ),
];

/// A change of any sort: prose, a field, a rename, a removal, data, templates, strings, configuration.
fn change(now: &chancery::files::Files, original: &chancery::files::Files, dice: &mut Dice) -> Vec<Change> {
    let paths: Vec<FilePath> =
        original.iter().map(|file| file.path.clone()).filter(|path| path.below("expected").is_none()).collect();
    let path = &paths[dice.roll(paths.len())];
    let name = |path: &str| FilePath::new(path).expect("a path");
    let Some(file) = now.get(path) else {
        let back = original.get(path).expect("it was there").bytes.clone();
        return vec![Change::Put(path.clone(), back)];
    };
    match dice.roll(12) {
        0 => vec![Change::Remove(path.clone())],
        1 => {
            let moved = path.as_str().replacen(".md", "-moved.md", 1);
            vec![Change::Remove(path.clone()), Change::Put(name(&moved), file.bytes.clone())]
        }
        2..=4 => {
            let (path, texts) = OTHERS[dice.roll(OTHERS.len())];
            let text = texts.get(dice.roll(texts.len() + 1));
            vec![text.map_or(Change::Remove(name(path)), |text| Change::Put(name(path), text.as_bytes().into()))]
        }
        // What random edits broke is mended, so that there is something to break again.
        5..=6 => vec![Change::Put(path.clone(), original.get(path).expect("it was there").bytes.clone())],
        _ => vec![Change::Put(path.clone(), edit(&String::from_utf8_lossy(&file.bytes.open()), dice).into_bytes().into())],
    }
}

/// Edits a site many times, and holds the session's site against a fresh one after each edit.
fn random_edits(site: &str, rounds: usize, seed: u64) {
    let files = sandbox::files_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(site));
    let mut dice = Dice(seed);
    let settings = sandbox::settings();
    let mut session = Session::of(files.clone(), settings.clone(), Vec::new());
    let mut now = files.clone();
    let mut before = session.update([]);
    let mut most = 0;
    for round in 0..rounds {
        let changes = change(&now, &files, &mut dice);
        changes.iter().for_each(|change| now.apply(change.clone()));
        let what: Vec<String> = changes.iter().map(|change| format!("{change:.120?}")).collect();
        let kept = session.update(changes);
        let mut other = Session::of(now.clone(), settings.clone(), Vec::new());
        let fresh = other.update([]);
        assert_eq!(kept.diagnostics, fresh.diagnostics, "{site}, round {round}: {what:?}");
        let paths = |site: &chancery::session::Site| site.plan.routes.iter().map(|route| route.path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&kept), paths(&fresh), "{site}, round {round}: {what:?}");
        if round % 8 == 0 {
            let (kept, fresh) = (build::outputs(&kept), build::outputs(&fresh));
            let differ: Vec<_> =
                kept.iter().filter(|(path, bytes)| fresh.get(*path) != Some(*bytes)).map(|(path, _)| path).collect();
            assert!(kept.len() == fresh.len() && differ.is_empty(), "{site}, round {round}, {what:?}: {differ:?}");
        }
        if round % 20 == 0 {
            let drafts = chancery::model::Settings { drafts: true, ..settings.clone() };
            let fresh = Session::of(now.clone(), drafts.clone(), Vec::new()).update([]);
            assert_eq!(session.site_with(&drafts).diagnostics, fresh.diagnostics, "{site}, drafts, round {round}: {what:?}");
        }
        if round % 7 == 0 {
            unchanged_is_unchanged(&before, &kept);
        }
        most = most.max(session.remembered());
        // Twice as much as a session that made the main site and the one with drafts from nothing; nothing is left over.
        assert!(session.remembered() <= other.remembered() * 3 + 200, "{site}, round {round}: {}", session.remembered());
        before = kept;
    }
    assert!(most > 0);
}

/// A page that `changed_since` does not list has the same bytes as before.
pub fn unchanged_is_unchanged(before: &chancery::session::Site, now: &chancery::session::Site) {
    let changed = now.changed_since(before);
    if changed.everything {
        return;
    }
    for page in now.model.pages.iter().filter(|page| changed.pages.binary_search(&page.id).is_err()) {
        let route = |site: &chancery::session::Site| site.route(page.url.as_str()).cloned();
        let (Some(new), Some(old)) = (route(now), route(before)) else { continue };
        let bytes = |site: &chancery::session::Site, route| {
            site.render_one(&route).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        assert_eq!(bytes(now, new), bytes(before, old), "{}", page.url);
    }
    let lists = now.plan.routes.iter().filter(|route| !changed.listings && matches!(route.subject, Subject::Listing(..)));
    for route in lists {
        let bytes =
            |site: &chancery::session::Site| site.plan.routes.get(&route.path).and_then(|route| site.render_one(route).ok());
        assert!(bytes(now) == bytes(before), "{}", route.path);
    }
}

#[test]
fn a_citation_written_into_a_page_that_was_looked_at_is_shown() {
    let path = FilePath::new("content/pages/about.md").expect("a path");
    let mut session = Session::of(small(), sandbox::settings(), Vec::new());
    let site = session.update([]);
    let shown = |site: &chancery::session::Site| {
        let route = site.route("/about/").expect("the page");
        String::from_utf8_lossy(&site.render_one(route).expect("made")).into_owned()
    };
    assert!(shown(&site).contains("Who we are"));
    let text =
        String::from_utf8_lossy(&site.files.get(&path).expect("its file").bytes.open()).replace("Who we", "Who [@fp-2019] we");
    let site = session.update([Change::Put(path, text.into_bytes().into())]);
    assert!(!shown(&site).contains("@fp-2019"));
}

/// Texts whose citations are the same letters at the same places, and which differ in their footnotes.
#[test]
fn notes_are_numbered_by_the_text_that_they_stand_in() {
    const BOOK: &str = "@book{oak, title={On Oaks}, author={Oak, Ann}, year={2019}}\n";
    let text = |more: bool| {
        let (reference, note) = if more { ("[^b]", "\n[^b]: Second note.\n") } else { ("", "") };
        format!("---\ntitle: One\n---\n\nCited here [@oak].[^a] And more.{reference}\n\n[^a]: First note.\n{note}")
    };
    let put = |path: &str, text: &str| Change::Put(FilePath::new(path).expect("a path"), text.as_bytes().into());
    let notes = |site: &chancery::session::Site, page: &str| -> Vec<String> {
        let html = site.render_one(site.route(page).expect("the page")).expect("made");
        let html = String::from_utf8_lossy(&html).into_owned();
        html.split("id=\"n").skip(1).filter_map(|rest| rest.split('"').next().map(str::to_string)).collect()
    };
    let config = put("chancery.yaml", "title: X\nlanguage: en\ncitation: {style: chicago-notes}\n");
    let files = [
        config,
        put("content/sources/x.bib", BOOK),
        put("content/reports/a.md", &text(false)),
        put("content/reports/b.md", &text(false)),
    ];
    let mut session = Session::of(chancery::files::Files::default(), sandbox::settings(), Vec::new());
    assert_eq!(notes(&session.update(files), "/reports/a/"), ["1", "2"]);
    let site = session.update([put("content/reports/a.md", &text(true))]);
    assert_eq!(notes(&site, "/reports/a/"), ["1", "2", "3"]);
    // Two texts of one site, in either order.
    for pages in [["a", "b"], ["b", "a"]] {
        let site = Session::of((*site.files).clone(), sandbox::settings(), Vec::new()).update([]);
        for page in pages {
            let wanted: &[&str] = if page == "a" { &["1", "2", "3"] } else { &["1", "2"] };
            assert_eq!(notes(&site, &format!("/reports/{page}/")), wanted, "{pages:?}");
        }
    }
}

/// What a reference by name is told depends on front matter that it does not lead to.
#[test]
fn who_is_meant_is_told_anew_when_a_name_changes() {
    let mut files = small();
    let put = |path: &str, text: &str| Change::Put(FilePath::new(path).expect("a path"), text.as_bytes().into());
    files.apply(put("content/pages/who.md", "---\ntitle: Who\n---\n\n[[Ghost Writer]]\n"));
    files.apply(put("content/actors/x.md", "---\nname: Somebody\nkind: person\n---\n"));
    let mut session = Session::of(files.clone(), sandbox::settings(), Vec::new());
    let help = |site: &chancery::session::Site| {
        let found = site.diagnostics.iter().find(|one| one.fault.rule == "unresolved-reference").expect("it leads nowhere");
        found.fault.help.as_deref().unwrap_or_default().to_string()
    };
    assert!(help(&session.update([])).starts_with("`chancery new"));
    let named = put("content/actors/x.md", "---\nname: Ghost Writer\nkind: person\n---\n");
    assert_eq!(help(&session.update([named])), "write `x`");
}

#[test]
fn random_edits_end_where_a_fresh_build_does() {
    for (site, seed) in [("basic", 2025), ("versions", 7), ("inline", 11), ("drafts", 13), ("relations", 17)] {
        random_edits(site, 40, seed);
    }
}

#[test]
#[ignore = "takes minutes"]
fn a_thousand_random_edits() {
    for site in ["basic", "versions", "inline", "drafts", "relations"] {
        random_edits(site, 200, 4711);
    }
}

#[test]
fn a_memory_does_not_grow() {
    let files = small();
    let path = files.below("content/reports").next().expect("there is a report").path.clone();
    let text = String::from_utf8_lossy(&files.get(&path).expect("it is there").bytes.open()).into_owned();
    let mut session = Session::of(files, sandbox::settings(), Vec::new());
    session.update([]);
    let before = session.remembered();
    for round in 0..200 {
        session.update([Change::Put(path.clone(), format!("{text}\n\nSentence {round}.\n").into_bytes().into())]);
    }
    assert_eq!(session.remembered(), before);
}

#[test]
fn a_request_finds_its_route() {
    let mut session = Session::of(small(), sandbox::settings(), Vec::new());
    let site = session.update([]);
    let page = &site.model.pages[0];
    let route = |path: &str| site.route(path).map(|route| route.path.as_str().to_string());
    let own = page.url.out().as_str().to_string();
    assert_eq!(route(page.url.as_str()), Some(own.clone()));
    assert_eq!(route(page.url.as_str().trim_end_matches('/')), Some(own.clone()));
    assert_eq!(route(&format!("{}?x#y", page.url)), Some(own));
    assert_eq!(route("/"), Some("index.html".into()));
    for none in ["/../etc/passwd", "/%2e%2e/x", "/none/", "//", "/a\0b"] {
        assert_eq!(route(none), None, "{none}");
    }
    let made = site.render_one(site.route("/").expect("there is a home page")).expect("it can be made");
    assert!(made.starts_with(b"<!doctype html>"));
}

#[test]
fn an_edited_body_is_the_only_file_parsed_again() {
    let files = small();
    let path = files.below("content/reports").next().expect("there is a report").path.clone();
    let text = String::from_utf8_lossy(&files.get(&path).expect("it is there").bytes.open()).into_owned();
    let mut session = Session::of(files, sandbox::settings(), Vec::new());
    let before = session.update([]);
    let after = session.update([Change::Put(path.clone(), format!("{text}\n\nOne sentence more.\n").into_bytes().into())]);
    for (old, new) in before.documents.iter().zip(&after.documents) {
        assert_eq!(Arc::ptr_eq(&old.document, &new.document), old.path != path, "{}", old.path);
    }
}
