//! Pages in several languages: what leads to them, and which name means which record.

use crate::sandbox::{self, Sandbox};
use chancery::base::OutPath;
use chancery::session::{Session, Site, build};
use std::sync::Arc;

fn site(files: &[(&str, &str)]) -> Arc<Site> {
    let sandbox = Sandbox::with(files.iter().copied());
    Session::of(sandbox::files_of(sandbox.path()), sandbox::settings(), Vec::new()).update([])
}

#[test]
fn menu_and_foot_lead_to_the_page_in_the_readers_language() {
    let site = site(&[
        ("chancery.yaml", "title: Papers\nlanguage: en\nlanguages: [en, es]\nmenu:\n- {label: Of us, page: about}\n"),
        ("content/about.md", "---\ntitle: About us\nin_footer: true\n---\n\nText.\n"),
        ("content/about.es.md", "---\ntitle: De nosotros\nin_footer: true\n---\n\nTexto.\n"),
        ("content/only.md", "---\ntitle: Only here\nin_footer: true\n---\n\nText.\n"),
        ("content/reports/r/index.md", "---\ntitle: A\nsummary: B.\ndate: 2025-01-01\n---\n\nText.\n"),
        ("content/reports/r/index.es.md", "---\ntitle: C\nsummary: D.\n---\n\nTexto.\n"),
    ]);
    let outputs = build::outputs(&site);
    let page = |path: &str| String::from_utf8_lossy(&outputs[&OutPath::new(path).unwrap()]).into_owned();
    let (english, spanish) = (page("reports/r/index.html"), page("es/reports/r/index.html"));
    assert!(english.contains("href=\"../../about/\"") && !english.contains("es/about/"), "{english}");
    assert!(spanish.contains("href=\"../../about/\"") || spanish.contains("es/about/"), "{spanish}");
    assert!(spanish.contains("De nosotros") && !spanish.contains("About us"), "{spanish}");
    assert!(english.contains("About us") && !english.contains("De nosotros"), "{english}");
    // What is written in one language is led to from all.
    assert!(english.contains("Only here") && spanish.contains("Only here"));
}

#[test]
fn a_name_of_two_records_says_where_to_declare_one() {
    for (folder, field, fields) in [
        ("events", "events", "title: The Accord\ndate: 2001-01-01\n"),
        ("places", "places", "name: The Accord\nsort: city\n"),
        ("glossary", "terms", "term: The Accord\ndefinition: X.\n"),
        ("actors", "actors", "name: The Accord\nsort: organisation\n"),
    ] {
        let record = format!("---\n{fields}summary: One.\n---\n");
        let (one, two) = (format!("content/{folder}/one.md"), format!("content/{folder}/two.md"));
        let site = site(&[
            ("chancery.yaml", "title: Papers\nlanguage: en\n"),
            (&one, &record),
            (&two, &record),
            ("content/reports/r/index.md", "---\ntitle: A\nsummary: B.\ndate: 2025-01-01\n---\n\nThey spoke of The Accord.\n"),
        ]);
        let found = site.diagnostics.iter().find(|diagnostic| diagnostic.fault.rule == "ambiguous-mention");
        let help = found.and_then(|diagnostic| diagnostic.fault.help.clone()).unwrap_or_default();
        assert!(help.contains(&format!("in `{field}:`")), "{folder}: {help}");
    }
}

/// A locale in another language than the site's is for all pages, a form of one of its languages for pages in that.
#[test]
#[cfg(feature = "citations")]
fn citations_speak_the_language_that_is_asked_for() {
    let source = "---\ntitle: Audit\ntype: chapter\nauthor: [{family: Ríos, given: Z}]\neditor: [{family: Paz, given: O}]\n\
        container-title: Book\nissued: 2024-03-05\npublisher: Court\nURL: https://x.org/a\naccessed: 2025-01-02\n---\n";
    let report = "---\ntitle: A\nsummary: B.\ndate: 2025-01-01\n---\n\nText [@audit].\n";
    let references = |config: &str| -> [String; 2] {
        let site = site(&[
            ("chancery.yaml", &format!("title: T\nlanguage: en-GB\nlanguages: [en-GB, es]\ncitation: {{style: apa, {config}}}\n")),
            ("content/sources/audit.md", source),
            ("content/reports/r/index.md", report),
            ("content/reports/r/index.es.md", report),
        ]);
        let outputs = build::outputs(&site);
        ["reports/r/index.html", "es/reports/r/index.html"].map(|path| {
            let text = String::from_utf8_lossy(&outputs[&OutPath::new(path).unwrap()]).into_owned();
            let from = text.find("id=\"src-audit\"").expect("a list of sources");
            text[from..].split("</li>").next().unwrap().to_string()
        })
    };
    let [english, spanish] = references("locale: en-GB");
    assert!(english.contains(" In ") && spanish.contains(" En "), "{english}{spanish}");
    let [first, second] = references("locale: de-DE");
    assert!(first.contains("Hrsg.") && second.contains("Hrsg."), "{first}{second}");
    let told = |tag: &str| {
        let site = site(&[("chancery.yaml", &format!("title: T\ncitation: {{style: apa, locale: {tag}}}\n"))]);
        site.diagnostics.iter().find(|one| one.fault.rule == "unknown-language").map(|one| one.fault.clone())
    };
    let fault = told("xx").expect("it is told");
    assert_eq!(fault.range, 40..42);
    assert!(fault.help.is_some());
    // What falls back to another form of the same language is known.
    assert!(told("de-LU").is_none() && told("fr").is_none());
}
