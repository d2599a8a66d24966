//! Where links lead, and what they are called where there are none.

use crate::sandbox::Sandbox;

const WHO: (&str, &str) = ("content/actors/who.md", "---\nname: World Health Organization\nkind: organisation\n---\n");
const ABOUT: (&str, &str) = ("content/pages/about.md", "---\ntitle: About us\n---\nText.\n");

/// What has no links names what it speaks of as readers see it.
#[test]
fn plain_texts_have_names() {
    let report = "---\ntitle: A\ndate: 2025-01-01\nsummary: \"Of [[who]] and [[page:about]], [[who#main]].\"\nactors: [who]\n\
        corrections:\n  - {date: 2025-02-01, level: minor, note: \"By [[who]].\"}\nkey_judgements: [{text: \"[[who]] acts\"}]\n---\n\n\
        ## What [[who]] does\n\nThe [[who]] publishes guidelines, [[page:about]], [[who|they]], [[#p2]].\n\nSecond.\n";
    let site = Sandbox::built([
        ("chancery.yaml", "title: T\nbase_url: https://x.org\n"),
        WHO,
        ABOUT,
        ("content/reports/a/index.md", report),
    ]);
    let summary = "Of World Health Organization and About us, World Health Organization.";
    for path in ["reports/a/index.html", "reports/a/index.json", "feed.xml", "feed.json"] {
        let text = site.read(&format!("public/{path}"));
        assert!(text.contains(summary), "{path}: {text}");
        assert!(!text.contains("[[") && !text.contains("Of who"), "{path}: {text}");
    }
    let page = site.read("public/reports/a/index.html");
    assert!(page.contains("\"text\":\"By World Health Organization.\""), "{page}");
    assert!(page.matches("What World Health Organization does").count() > 0 && !page.contains("What who does"), "{page}");
    let search = site.read("public/search/en/d/0.json");
    for text in [
        "The World Health Organization publishes guidelines, About us, they, para.\u{a0}2.",
        "World Health Organization acts",
        "What World Health Organization does",
        summary,
    ] {
        assert!(search.contains(text), "{text}: {search}");
    }
}

/// A number alone would be taken for one of the page that it is read on.
#[test]
fn places_on_other_pages_have_their_name() {
    let head = |title: &str| format!("---\ntitle: {title}\ndate: 2025-01-01\nsummary: S.\n---\n\n");
    let one = head("Alpha") + "First.\n\nSecond, as [[report:alpha#p1]] says.\n";
    let two = head("Beta") + "As shown in [[report:alpha#p2]], it fell.\n";
    let site = Sandbox::built([
        ("chancery.yaml", "title: T\n"),
        ("content/reports/alpha/index.md", &one),
        ("content/reports/beta/index.md", &two),
    ]);
    assert!(site.read("public/reports/beta/index.html").contains("#p2\">Alpha, para.\u{a0}2</a>, it fell"));
    assert!(site.read("public/reports/alpha/index.html").contains("#p1\">para.\u{a0}1</a> says"));
}

#[test]
fn what_the_site_makes_can_be_linked_to() {
    let text = "[a](/topics/water-law/) [[topic:Water law]] [[topic:water-law|b]] [c](/feed.xml) [d](/data/actors.csv) \
        [e](/reports/a/cite.bib) [f](/reports/a/index.json) [g](/sitemap.xml) [h](/reports/)";
    let report = format!("---\ntitle: A\ndate: 2025-01-01\nsummary: S.\ntopics: [Water law]\n---\n\n{text}\n");
    let config =
        "title: T\nbase_url: https://x.org\nmenu: [{label: Water, page: /topics/water-law/}, {label: Feed, page: /feed.xml}]\n";
    let site = Sandbox::built([("chancery.yaml", config), WHO, ("content/reports/a/index.md", &report)]);
    let html = site.read("public/reports/a/index.html");
    for part in [
        "<a href=\"../../topics/water-law/\">a</a> <a href=\"../../topics/water-law/\">Water law</a> <a href=\"../../topics/water-law/\">b</a>",
        "<a href=\"../../feed.xml\">c</a> <a href=\"../../data/actors.csv\">d</a> <a href=\"../../reports/a/cite.bib\">e</a>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert!(html.contains(">Water</a>"), "{html}");
    // Nothing of that is made without an address and without the data.
    site.write("chancery.yaml", "title: T\nexports: {dataset: false, citations: false, pages: false}\n");
    let ran = site.run(&["check"]);
    assert_eq!(ran.err.matches("error[unresolved-reference]").count(), 5, "{}", ran.err);
    site.write("content/reports/a/index.md", report.replace("water-law/", "water-lore/"));
    let ran = site.run(&["check"]);
    assert!(ran.err.contains("did you mean `/topics/water-law/`?"), "{}", ran.err);
}
