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
    let shard = std::fs::read_dir(site.at("public/search/en/d")).unwrap().next().unwrap().unwrap();
    let search = std::fs::read_to_string(shard.path()).unwrap();
    for text in [
        "The World Health Organization publishes guidelines, About us, they, para.\u{a0}2.",
        "World Health Organization acts",
        "What World Health Organization does",
        summary,
    ] {
        assert!(search.contains(text), "{text}: {search}");
    }
}

/// What is near to a reference that leads nowhere is looked for some hundred times for a page, however many it has.
#[test]
fn a_page_of_broken_references_is_told_what_some_of_them_meant() {
    let lines: String = (0..300)
        .map(|at| format!("See [[acto-{at}]], [@sourc-{at}], [x](#hea-{at}), [y](fil-{at}.pdf), [z](/abot/).\n\n"))
        .collect();
    let heads: String = (0..300).map(|at| format!("## Hea {at}x\n\n")).collect();
    let list =
        |of: &str, field: &str| (0..300).map(|at| format!("- {{id: {of}-{at}, {field}: Some {of} {at}}}\n")).collect::<String>();
    let site = Sandbox::with([
        ("chancery.yaml", "title: T\n".to_string()),
        ("content/actors/all.yaml", list("actor", "name")),
        ("content/sources/all.yaml", list("source", "type: book, title")),
        ("content/reports/a/index.md", format!("---\ntitle: A\ndate: 2025-01-01\nsummary: S.\n---\n\n{lines}{heads}")),
        ("content/reports/a/file-0.pdf", "%PDF".to_string()),
        ("content/pages/about.md", "---\ntitle: About us\n---\nText.\n".to_string()),
    ]);
    let ran = site.run(&["check", "--format", "json"]);
    let guesses = ran.out.matches("did you mean").count();
    assert!((100..=200).contains(&guesses), "{guesses}");
    for sort in ["`actor-0`", "`source-0`", "`#hea-0x`", "`file-0.pdf`", "`/about/`"] {
        assert!(ran.out.contains(&format!("did you mean {sort}")), "{sort}");
    }
    let told = ["no page or record is called", "no source is called", "has no place called", "there is no file", "has no page at"];
    assert_eq!(told.map(|words| ran.out.matches(words).count()), [300; 5], "each is told");
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

/// A kind before an id counts in titles and remarks as anywhere, and a title that is named in another is the one that readers see.
#[test]
fn titles_and_remarks_name_who_is_meant() {
    let report = |title: &str| format!("---\ntitle: \"{title}\"\ndate: 2025-01-01\nsummary: S.\n---\n\nText [@book].\n");
    let site = Sandbox::built([
        ("chancery.yaml", "title: T\nbase_url: https://x.org\n"),
        ("content/actors/mercury.md", "---\nname: Mercury Group\nkind: organisation\n---\n"),
        ("content/glossary/mercury.md", "---\nterm: quicksilver\ndefinition: A metal.\n---\n"),
        ("content/actors/ivan.md", "---\nname: Ivan Petrov\nkind: person\n---\n"),
        ("content/sources/book.md", "---\ntitle: Book\ntype: book\nissued: 2020\nnote: \"See [[term:mercury]].\"\n---\n"),
        ("content/reports/a/index.md", &report("Meaning of [[term:mercury]]")),
        // In order of id, the one that names the other comes first.
        ("content/reports/answer/index.md", &report("Answer to [[tre]]")),
        ("content/reports/answer/short.md", "---\nversion_title: Short\n---\nText.\n"),
        ("content/reports/tre/index.md", &report("Meeting of [[ivan]]")),
        ("content/reports/one/index.md", &report("One after [[two]]")),
        ("content/reports/two/index.md", &report("Two after [[one]]")),
    ]);
    let titled = |path: &str, title: &str| {
        let html = site.read(&format!("public/reports/{path}/index.html"));
        assert!(html.contains(&format!("<title>{title}")), "{path}: {html}");
    };
    titled("a", "Meaning of quicksilver");
    titled("tre", "Meeting of Ivan Petrov");
    titled("answer", "Answer to Meeting of Ivan Petrov");
    titled("answer/short", "Answer to Meeting of Ivan Petrov");
    let circle = site.read("public/reports/two/index.html");
    assert!(circle.contains("<title>Two after one") || circle.contains("<title>Two after One after two"), "{circle}");
    assert!(site.read("public/reports/a/cite.bib").contains("Meaning of quicksilver"));
    assert!(site.read("public/sources/book/index.html").contains("See <"), "a link");
    let cited = site.read("public/sources/book/cite.bib");
    assert!(cited.contains("See quicksilver."), "{cited}");
}

#[test]
fn addresses_in_full_of_the_site_are_looked_up() {
    let report = |text: &str| format!("---\ntitle: A\ndate: 2025-01-01\nsummary: S.\n---\n\n{text}\n");
    let text = "[a](https://X.org/papers/about/) [b](http://x.org/papers/#main) [c](https://x.org/paper/) [d](https://x.org/papers/feed.xml) \
        [e](https://x.org/papers/search/?q=a)";
    let site = Sandbox::built([
        ("chancery.yaml", "title: T\nbase_url: https://x.org/papers/\n"),
        ABOUT,
        ("content/reports/a/index.md", &report(text)),
    ]);
    let html = site.read("public/reports/a/index.html");
    assert!(html.contains("<a href=\"../../about/\">a</a>"), "{html}");
    assert!(html.contains("<a href=\"../../feed.xml\">d</a>"), "{html}");
    for kept in ["https://x.org/paper/", "https://x.org/papers/search/?q=a"] {
        assert!(html.contains(&format!("href=\"{kept}\"")), "{kept}: {html}");
    }
    // Other things may stand on the same host, so that one is no error.
    site.write("content/reports/a/index.md", report("[a](https://x.org/papers/abut/)"));
    let ran = site.run(&["check"]);
    assert!(ran.err.contains("warning[own-address]") && ran.err.contains("did you mean `/about/`?"), "{}", ran.err);
    site.run(&["build"]);
    assert!(site.read("public/reports/a/index.html").contains("href=\"https://x.org/papers/abut/\""));
}
