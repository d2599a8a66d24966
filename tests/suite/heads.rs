//! What stands around the text of a page: data for programs, images for cards, the site's mark, files for hosts.

use crate::sandbox::{Sandbox, linked_data};
use serde_json::Value;

const CONFIG: &str = "title: Papers\nbase_url: https://x.org/p\n";
/// A grey pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e,
    0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0xf8, 0x0f, 0, 1, 1, 1, 0, 0x1b, 0xb6, 0xee, 0x56, 0, 0, 0,
    0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

#[test]
fn every_kind_of_record_has_its_data() {
    let site = Sandbox::built([
        ("chancery.yaml", CONFIG),
        ("content/actors/who.md", "---\nname: The Host\nkind: organisation\nids: {ror: 01f80g185}\n---\n"),
        ("content/actors/guest.md", "---\nname: A \"Guest\" <&>\nkind: person\n---\n"),
        ("content/places/here.md", "---\nname: Here\n---\n"),
        ("content/glossary/due.md", "---\nterm: due process\ndefinition: D.\n---\n"),
        ("content/sources/audit.md", "---\ntitle: Audit\ntype: report\nissued: 2024\npublisher: Court\n---\n"),
        (
            "content/events/met.md",
            "---\ntitle: They met\ndate: 2025-04-16/2025-04-17\nplace: here\nactors: [{actor: who, role: host}, guest]\nsources: [audit]\n---\n",
        ),
    ]);
    let data = |path: &str| -> Value {
        let all = linked_data(&site.read(&format!("public/{path}/index.html")));
        assert_eq!(all.len(), 1, "{path}");
        all[0].clone()
    };
    let event = data("events/met");
    assert_eq!([&event["@type"], &event["startDate"], &event["endDate"]], ["Event", "2025-04-16", "2025-04-17"]);
    assert_eq!([&event["location"]["name"], &event["organizer"][0]["name"]], ["Here", "The Host"]);
    assert_eq!(event["attendee"][0]["@id"], "https://x.org/p/actors/guest/");
    let term = data("glossary/due");
    assert_eq!([&term["@type"], &term["inDefinedTermSet"]["@id"]], ["DefinedTerm", "https://x.org/p/glossary/"]);
    assert_eq!(data("actors/guest")["name"], "A \"Guest\" <&>");
    assert_eq!(data("actors/who")["sameAs"][0], "https://ror.org/01f80g185");
    assert_eq!([&data("places/here")["@type"], &data("sources/audit")["@type"]], ["Place", "Report"]);
}

#[test]
fn a_cover_is_the_image_of_cards() {
    let report = "---\ntitle: A\nsummary: S.\ndate: 2025-01-01\ncover: cover one.png\n---\n\nText.\n";
    let sandbox = Sandbox::with([("chancery.yaml", CONFIG), ("content/reports/a/index.md", report)]);
    sandbox.write("content/reports/a/cover one.png", PNG);
    sandbox.write("content/actors/who.md", "---\nname: Who\nkind: person\nimage: who.png\n---\n");
    sandbox.write("content/actors/who.png", PNG);
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let page = sandbox.read("public/reports/a/index.html");
    let address = "https://x.org/p/files/reports/a/cover%20one.png";
    assert!(page.contains(&format!("<meta property=\"og:image\" content=\"{address}\">")), "{page}");
    assert!(page.contains("<meta property=\"og:image:width\" content=\"1\">"), "{page}");
    assert_eq!(linked_data(&page)[0]["image"], address);
    let actor = sandbox.read("public/actors/who/index.html");
    assert_eq!(linked_data(&actor)[0]["image"], "https://x.org/p/files/actors/who.png");
    // A name is read as in text, with its per cent signs; so it is in a chart.
    sandbox.write("content/sources/s.yaml", "- {id: s, type: report, title: S}\n");
    sandbox.write("content/reports/a/what is.csv", "what,much\nWater,7\n");
    let chart = "```chart\ntitle: How much\nunit: Tons\nsources: [s]\ntakeaway: Much.\ndata: what%20is.csv\n```";
    sandbox.write("content/reports/a/index.md", report.replace("cover one", "cover%20one").replace("Text.", chart));
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let encoded = sandbox.read("public/reports/a/index.html");
    assert!(encoded.contains(&format!("<meta property=\"og:image\" content=\"{address}\">")), "{encoded}");
    assert!(encoded.contains("href=\"../../files/reports/a/what%20is.csv\"") && encoded.contains(">Water<"), "{encoded}");
    // Without an address of the site nothing absolute can be said.
    sandbox.write("chancery.yaml", "title: Papers\n");
    assert_eq!(sandbox.run(&["build"]).code, 0);
    assert!(!sandbox.read("public/reports/a/index.html").contains("og:image"));
}

#[test]
fn the_mark_of_the_site_stands_on_every_page() {
    let site = Sandbox::built([
        ("chancery.yaml", "title: Papers\nsettings: {logo: l.svg}\nextra: {phone: 123}\n"),
        ("static/l.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 60 30\"></svg>"),
        ("templates/page.html", "{% extends \"chancery/page.html\" %}{% block foot %}{{ site.extra.phone }}{% endblock foot %}"),
        ("content/pages/about.md", "---\ntitle: About\n---\nText.\n"),
    ]);
    for page in ["index.html", "reports/index.html", "about/index.html"] {
        let html = site.read(&format!("public/{page}"));
        assert!(html.contains("<img class=\"logo\" src="), "{page}: {html}");
    }
    // What is written under `extra` reaches templates.
    assert!(site.read("public/about/index.html").contains("<p>123</p>"));
}

#[test]
fn what_the_site_says_to_hosts_comes_first() {
    let about = "---\ntitle: About\naliases: [/old/]\n---\nText.\n";
    let files = [
        ("chancery.yaml", CONFIG),
        ("content/pages/about.md", about),
        ("static/robots.txt", "User-agent: x\nDisallow: /"),
        ("static/_redirects", "/mine /about/ 302"),
    ];
    let site = Sandbox::built(files);
    assert_eq!(site.read("public/_redirects"), "/mine /about/ 302\n/old/ /about/ 301\n");
    assert_eq!(site.read("public/robots.txt"), "User-agent: x\nDisallow: /\n\nSitemap: https://x.org/p/sitemap.xml\n");
    site.write("static/robots.txt", "User-agent: x\nSITEMAP: https://x.org/other.xml\n");
    site.write("content/pages/about.md", "---\ntitle: About\n---\nText.\n");
    assert_eq!(site.run(&["build"]).code, 0);
    assert_eq!(site.read("public/robots.txt"), "User-agent: x\nSITEMAP: https://x.org/other.xml\n");
    assert_eq!(site.read("public/_redirects"), "/mine /about/ 302\n");
}

/// `networkx` refuses a graph with edges of both sorts; Gephi's time line wants whole days.
#[test]
fn the_network_has_edges_of_one_sort_with_their_time() {
    let site = Sandbox::built([
        ("chancery.yaml", CONFIG),
        (
            "content/actors/a.md",
            "---\nname: A\nkind: state\nrelations:\n  - {type: ally-of, to: b, since: 2019, until: 2020-02}\n  - {type: sanctions, to: b, since: 2021-03-04, until: ..}\n---\n",
        ),
        ("content/actors/b.md", "---\nname: B\nkind: state\n---\n"),
    ]);
    let network = site.read("public/data/network.gexf");
    let edges: Vec<&str> = network.split("<edge ").skip(1).collect();
    let [first, second] = edges.as_slice() else { panic!("{network}") };
    assert!(first.contains("start=\"2019-01-01\" end=\"2020-02-29\"") && first.contains("value=\"true\""), "{first}");
    assert!(second.contains("start=\"2021-03-04\"") && !second.contains("end="), "{second}");
    assert!(!network.contains("undirected") && network.contains("timeformat=\"date\""), "{network}");
    let network = site.read("public/data/network.graphml");
    for data in [
        "<edge id=\"e0\" source=\"actor:a\" target=\"actor:b\">",
        "<data key=\"edge-start\">2019-01-01</data>",
        "<data key=\"edge-end\">2020-02-29</data>",
        "<data key=\"edge-until\">2020-02</data>",
        "<data key=\"edge-symmetric\">true</data>",
    ] {
        assert_eq!(network.matches(data).count(), 1, "{data}: {network}");
    }
}

/// The paper as a PDF: it lies beside its page, where search engines of scholars take it, and is offered to readers.
#[test]
fn a_pdf_of_a_report_is_offered_and_told_of() {
    let head = "summary: S.\ndate: 2025-01-01\n";
    let sandbox = Sandbox::with([
        ("chancery.yaml", format!("{CONFIG}languages: [en, es, fr, ar]\n")),
        ("content/reports/a/index.md", format!("---\ntitle: A\n{head}pdf: the paper.pdf\n---\n\nText.\n")),
        ("content/reports/a/summary.md", "---\nversion_title: Short\n---\n\nShort.\n".into()),
        ("content/reports/a/index.es.md", "---\ntitle: B\nsummary: S.\npdf: the%20paper.pdf\n---\n\nTexto.\n".into()),
        ("content/reports/a/index.ar.md", "---\ntitle: C\nsummary: S.\npdf: papel.pdf\n---\n\nTexto.\n".into()),
        ("content/pages/note.md", "---\ntitle: N\n---\n\n[It](<../reports/a/the paper.pdf>)\n".into()),
    ]);
    let bytes = [b"%PDF-1.7\n".as_slice(), &[0xff; 4_812_000]].concat();
    sandbox.write("content/reports/a/the paper.pdf", &bytes);
    sandbox.write("content/reports/a/papel.pdf", b"%PDF-1.7\n");
    let ran = sandbox.run(&["build"]);
    assert!(ran.code == 0 && !ran.err.contains("[image-format]"), "{ran:?}");
    let page = sandbox.read("public/reports/a/index.html");
    assert_eq!(std::fs::read(sandbox.at("public/reports/a/the paper.pdf")).unwrap(), bytes);
    assert!(!sandbox.at("public/files").exists(), "it has one address");
    let address = "https://x.org/p/reports/a/the%20paper.pdf";
    for part in [
        &format!("<meta name=\"citation_pdf_url\" content=\"{address}\">"),
        "<link rel=\"alternate\" href=\"the%20paper.pdf\" type=\"application/pdf\">",
        "<link rel=\"item\" href=\"the%20paper.pdf\" type=\"application/pdf\">",
        "<li><a href=\"../../reports/a/the%20paper.pdf\" type=\"application/pdf\">PDF, 5 MB</a></li>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let encoding = &linked_data(&page)[0]["encoding"];
    assert_eq!([&encoding["@type"], &encoding["contentUrl"]], ["MediaObject", address]);
    assert_eq!([&encoding["encodingFormat"], &encoding["contentSize"]], ["application/pdf", "4813 kB"]);
    // A PDF is of the text that names it; one that two name lies beside both.
    let summary = sandbox.read("public/reports/a/summary/index.html");
    assert!(!summary.contains("pdf"), "{summary}");
    let spanish = sandbox.read("public/es/reports/a/index.html");
    assert!(
        spanish.contains("content=\"https://x.org/p/es/reports/a/the%20paper.pdf\"") && spanish.contains("PDF, 5 MB"),
        "{spanish}"
    );
    assert!(sandbox.at("public/es/reports/a/the paper.pdf").exists());
    let arabic = sandbox.read("public/ar/reports/a/index.html");
    assert!(arabic.contains("papel.pdf\" type=\"application/pdf\">PDF، 1 كيلوبايت</a>"), "{arabic}");
    assert!(sandbox.read("public/note/index.html").contains("href=\"../reports/a/the%20paper.pdf\""));
    // Without an address of the site nothing absolute can be said.
    sandbox.write("chancery.yaml", "title: Papers\nlanguages: [en, es, fr, ar]\n");
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let page = sandbox.read("public/reports/a/index.html");
    assert!(!page.contains("citation_pdf_url") && !page.contains("MediaObject") && page.contains(">PDF, 5 MB<"), "{page}");
    // What is none is an error, and so is one that is not there.
    sandbox.write("static/s.pdf", "%PDF-1.7");
    sandbox.write("content/reports/a/index.md", format!("---\ntitle: A\n{head}pdf: papel.pdf\n---\n\nText.\n"));
    for (name, bytes, told) in [
        ("papel.pdf", "<html>", "error[bad-pdf]: `papel.pdf` is no PDF"),
        ("paper.doc", "%PDF-1.7", "error[bad-pdf]: `paper.doc` is a PDF whose name does not say so"),
        ("paper.odt", "PK", "error[bad-pdf]: `paper.odt` is no PDF"),
        ("../gone.pdf", "", "error[missing-asset]"),
        ("/s.pdf", "", "error[bad-pdf]: `/s.pdf` does not lie beside a text"),
    ] {
        let report = format!("---\ntitle: A\n{head}pdf: {name}\n---\n\nText.\n");
        sandbox.write("content/reports/a/index.md", report);
        if !bytes.is_empty() {
            sandbox.write(&format!("content/reports/a/{name}"), bytes);
        }
        let ran = sandbox.run(&["check"]);
        assert!(ran.code == 1 && ran.err.contains(told) && ran.err.contains("index.md:5:6"), "{told}: {}", ran.err);
    }
    // A large one is known by what was read of it once.
    sandbox.write("content/reports/a/large.pdf", vec![0xff; 1_200_000]);
    sandbox.write("content/reports/a/index.md", format!("---\ntitle: A\n{head}pdf: large.pdf\n---\n\nText.\n"));
    assert!(sandbox.run(&["check"]).err.contains("`large.pdf` is no PDF"));
}

#[test]
fn an_old_pdf_leads_to_the_page_where_there_is_none_any_more() {
    let site = Sandbox::built([
        ("chancery.yaml", CONFIG),
        ("content/reports/a/index.md", "---\ntitle: A\nsummary: S.\ndate: 2025-01-01\naliases: [/papers/a.pdf]\n---\n\nText.\n"),
    ]);
    assert!(site.read("public/papers/a.pdf/index.html").contains("reports/a/"));
    assert!(site.read("public/_redirects").contains("/papers/a.pdf/ /reports/a/ 301"), "{}", site.read("public/_redirects"));
}

#[test]
fn dois_with_signs_of_addresses_lead_to_the_work() {
    let source = "sources: [{id: s, type: article-journal, title: T, author: [{literal: B}], issued: 2020, DOI: \"10.1002/(SICI)17:2<79::A>3;2-#\"}]";
    let site = Sandbox::built([
        ("chancery.yaml", CONFIG),
        ("content/reports/a/index.md", &format!("---\ntitle: A\nsummary: S.\ndate: 2025-01-01\n{source}\n---\n\nText [@s].\n")),
    ]);
    let address = "https://doi.org/10.1002/(SICI)17:2%3C79::A%3E3;2-%23";
    for page in ["reports/a/index.html", "sources/s/index.html"] {
        assert!(site.read(&format!("public/{page}")).contains(&format!("href=\"{address}\"")), "{page}");
    }
}

#[test]
fn the_pdf_of_a_draft_is_no_more_public_than_the_draft() {
    let sandbox = Sandbox::with([
        ("chancery.yaml", CONFIG),
        ("content/reports/a/index.md", "---\ntitle: A\nsummary: S.\ndate: 2025-01-01\nstatus: draft\npdf: a.pdf\n---\n\nText.\n"),
        ("content/reports/a/a.pdf", "%PDF-1.7"),
        ("content/reports/b/index.md", "---\ntitle: B\nsummary: S.\ndate: 2025-01-01\npdf: ../a/a.pdf\n---\n\nText.\n"),
    ]);
    let ran = sandbox.run(&["build"]);
    assert!(ran.code == 1 && ran.err.contains("error[draft-reference]"), "{ran:?}");
    sandbox.write("content/reports/b/index.md", "---\ntitle: B\nsummary: S.\ndate: 2025-01-01\n---\n\nText.\n");
    assert_eq!(sandbox.run(&["build"]).code, 0);
    assert!(!sandbox.snapshot("public").iter().any(|(path, _)| path.ends_with(".pdf")));
    assert_eq!(sandbox.run(&["build", "--drafts"]).code, 0);
    assert!(sandbox.at("public/reports/a/a.pdf").exists());
}
