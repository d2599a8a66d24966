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
