//! What pages say to those who do not see them, or read in another direction: languages, order, names.

use crate::sandbox::Sandbox;

const REPORT: &str = r#"---
title: "Water: what it costs"
date: 2024-03-01
symbol: W/2024/1
summary: A summary.
authors: [ann, {actor: bob, role: editor}]
claims:
  - {at: "Prices rose", likelihood: likely, evidence: [{source: de1, is: supports, quote: "Die Preise.", locator: "S. 3", credibility: 2}]}
---

Prices rose in 2020, as Ann Alpha and Bob Beta say [@de1; @ar1].

## The line

The term mano dura is used here. See [[md|hard hand]].

| a | b | c | d | e | f |
|---|---|---|---|---|---|
| 1 | 2 | 3 | 4 | 5 | 6 |

```relations
title: Ties
actors: [ann, bob]
```
"#;

fn site() -> Sandbox {
    let actors = concat!(
        "- {id: bob, name: Bob Beta, kind: person, summary: A writer.}\n",
        "- {id: inst, name: Institute, kind: organisation, summary: An institute.}\n",
        "- {id: ann, name: Ann Alpha, kind: person, image: p.png, summary: A researcher., part_of: inst, ",
        "ids: {orcid: 0000-0002-1825-0097}, relations: ",
        "[{type: rivals, to: bob, from: 2020, sources: [de1], note: Bitter., reported: true}, {type: praises, to: inst, sources: [de1]}]}\n",
    );
    let sources = concat!(
        "- {id: de1, type: report, title: Wasser, author: [{family: Müller, given: Jan}], issued: 2020, language: de}\n",
        "- {id: ar1, type: report, title: تقرير, author: [{literal: دار}], issued: 2024, language: ar}\n",
        "- {id: gb1, type: report, title: Rain, author: [{literal: Board}], issued: 2024, language: en-GB}\n",
    );
    let term = "---\nterm: mano dura\nlanguage: es\ndefinition: Policing by force.\ncontested: true\n---\n";
    let sandbox = Sandbox::with([
        ("chancery.yaml", "title: Site\nbase_url: https://example.org/\nlanguage: en\nlanguages: [en, es]\n"),
        ("content/actors/all.yaml", actors),
        ("content/glossary/md.md", term),
        ("content/sources/s.yaml", sources),
        ("content/reports/a/index.md", REPORT),
        (
            "content/reports/a/index.es.md",
            "---\ntitle: Agua\nsummary: Un resumen.\n---\nLos precios, dicen Ann Alpha y Bob Beta [@de1].\n",
        ),
        ("content/reports/b/index.md", "---\ntitle: Before\ndate: 2023-01-01\nsummary: S.\n---\nAnn Alpha [@gb1].\n"),
    ]);
    sandbox.write("content/actors/p.png", PNG);
    sandbox
}

/// One grey dot.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";

fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn what_is_in_another_language_says_so() {
    let sandbox = site();
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let page = sandbox.read("public/reports/a/index.html");
    has(
        &page,
        &[
            // A source by its own language, its words by the same.
            "<bdi lang=\"de\">Müller, Jan. <i>Wasser</i>. 2020.</bdi>",
            "<bdi lang=\"ar\">",
            "<a class=\"cite\" href=\"#src-de1\" lang=\"de\" data-card",
            "‘<bdi lang=\"de\">Die Preise.</bdi>’",
            "<a href=\"../../sources/de1/\" lang=\"de\">Wasser</a>",
            // A term has a language, and its definition that of the site.
            "<a href=\"../../glossary/md/\" lang=\"es\">mano dura</a>",
            "<dd>Policing by force.</dd>",
            "<p id=\"card-term-md-d\">Policing",
            // A link with words of its own is in the language of the text.
            "<a class=\"term\" data-card=\"card-term-md\" aria-describedby=\"card-term-md-d\" href=\"../../glossary/md/\">hard hand</a>",
            "aria-label=\"a, b, c, d, e, f\"",
            "<span class=\"secno\">1</span> The line",
            "<p class=\"meta\">Likely</p>",
            "<bdi>https://example.org/reports/a/</bdi>",
        ],
    );
    // Heads that small screens hide have no links.
    let head = page.split_once("grid-table matrix").and_then(|(_, rest)| rest.split("</thead>").next()).expect("a matrix");
    assert!(!head.contains("<a "), "{head}");
    let spanish = sandbox.read("public/es/reports/a/index.html");
    has(
        &spanish,
        &[
            "<p class=\"name\" lang=\"en\" dir=\"auto\">Ann Alpha</p><p id=\"card-actor-ann-d\" lang=\"en\" dir=\"auto\">A researcher.</p>",
            "(<span lang=\"en\">editor</span>)",
            "<a href=\"../../../reports/b/\" lang=\"en\" hreflang=\"en\">Before</a>",
        ],
    );
    let home = sandbox.read("public/es/index.html");
    has(&home, &["lang=\"en\">Ann Alpha</a>"]);
    has(
        &sandbox.read("public/sources/de1/index.html"),
        &["<h1><bdi lang=\"de\">Wasser</bdi></h1>", "id=\"reference-text\" lang=\"de\""],
    );
    // British English is English.
    assert!(!sandbox.read("public/sources/gb1/index.html").contains("lang=\"en-GB\""));
    has(
        &sandbox.read("public/glossary/index.html"),
        &["</a> <span class=\"lang\"", " <span class=\"contested\">", "<li aria-hidden=\"true\"><span>A</span></li>"],
    );
    has(&sandbox.read("public/actors/index.html"), &["<div class=\"stack\">", "role=\"rowheader\"", "data-label=\"Paragraphs\""]);
    has(
        &sandbox.read("public/search/index.html"),
        &["<h2 id=\"h-hits\">What can be found</h2>", "role=\"status\" class=\"vh\" id=\"search-status\""],
    );
}

#[test]
fn an_actor_and_an_author_are_shown_with_all_that_is_known() {
    let sandbox = site();
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let page = sandbox.read("public/actors/ann/index.html");
    has(
        &page,
        &[
            "<p class=\"portrait\"><img src=\"../../files/actors/p.png\"",
            "(reported or offered)",
            ": Bitter. (",
            "lang=\"de\">Müller 2020</a>)",
        ],
    );
    // No wire is dashed, so nothing says what a dashed one means.
    assert!(!page.contains("class=\"dash\""), "{page}");
    has(
        &sandbox.read("public/reports/a/index.html"),
        &[
            "<ul class=\"credits\">",
            "<a href=\"../../actors/inst/\">Institute</a>, <a href=\"https://orcid.org/0000-0002-1825-0097\" rel=\"external\">ORCID",
        ],
    );
    let many = format!(
        "authors: [ann, bob, inst, {}]",
        ["c", "d", "e"].map(|id| format!("{{id: {id}, name: Person {id}, kind: person}}")).join(", ")
    );
    sandbox.write("content/reports/b/index.md", format!("---\ntitle: B\ndate: 2023-01-01\nsummary: S.\n{many}\n---\nWords.\n"));
    sandbox.write(
        "content/actors/all.yaml",
        sandbox.read("content/actors/all.yaml").replace("part_of: inst, ", "").replace("ids: {orcid: 0000-0002-1825-0097}, ", ""),
    );
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let page = sandbox.read("public/reports/b/index.html");
    has(&page, &["and 1 other", "<li><a href=\"../../actors/e/\">Person e</a></li>"]);
    // What the cover says whole is not said again.
    assert!(!sandbox.read("public/reports/a/index.html").contains("class=\"credits\""));
}
