//! HTML in content: kept where the site allows it, told of where it is not kept, and text in front matter.

use crate::sandbox::Sandbox;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\0\0\0\0\0\0\0\0\0\0\0\0IEND\xaeB`\x82";

#[test]
fn what_is_harmless_is_kept_and_the_rest_is_told() {
    let text = "A <a href=\"https://ok.org/?a=1&amp;b=2\">web</a> <a href=\"/about/\">abs</a> <a href='about.md'>file</a> <a id=\"anch\"></a> \
        <span class=\"k\" lang=\"es\" style=\"x\">x</span> <img src=\"p.png\" alt=\"x\"> <iframe src=\"https://v.org\"></iframe> \
        <i style=\"y\">z</i> <i style=\"y\">z</i> [to it](#anch)\n\n\
        > <div id=\"there\">\n> <a href=\"/abuot/\">Zury</a> <video></video>\n> </div>\n\n\
        <a href=\"https://y.org\">Zury Ríos *Zury Ríos* [in](about.md)</a> Zury Ríos\n";
    let page = |text: &str| format!("---\ntitle: Page\n---\n\n{text}");
    let sandbox = Sandbox::with([
        ("chancery.yaml", "title: T\nmarkdown: {raw_html: true}\n"),
        ("content/pages/about.md", "---\ntitle: About\n---\nText.\n"),
        ("content/actors/rios.md", "---\nname: Zury Ríos\nkind: person\n---\n"),
        ("content/pages/page.md", &page(text)),
    ]);
    sandbox.write("content/pages/p.png", PNG);
    let ran = sandbox.run(&["build", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let source = page(text);
    let told: Vec<(String, String)> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let line = source.lines().nth(one["line"].as_u64().unwrap() as usize - 1).unwrap();
            let from = line.chars().skip(one["column"].as_u64().unwrap() as usize - 1).take(7).collect();
            (one["rule"].as_str().unwrap().to_string(), from)
        })
        .collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(rule, at)| (rule.as_str(), at.as_str())).collect();
    assert_eq!(
        told,
        [
            ("raw-html", "x\">x</s"),
            ("raw-html", "<iframe"),
            ("raw-html", "y\">z</i"),
            ("unresolved-reference", "/abuot/"),
            ("raw-html", "<video>"),
        ]
    );
    assert_eq!(ran.code, 1);
    sandbox.write("content/pages/page.md", source.replace("/abuot/", "/about/"));
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let html = sandbox.read("public/page/index.html");
    for part in [
        "<a href=\"https://ok.org/?a=1&amp;b=2\">web</a> <a href=\"../about/\">abs</a> <a href=\"../about/\">file</a> <span id=\"anch\"></span>",
        "<span class=\"k\" lang=\"es\">x</span> <img src=\"../files/pages/p.png\" alt=\"x\" />  <i>z</i> <i>z</i> <a href=\"#anch\">to it</a>",
        "<div id=\"there\">\n<a href=\"../about/\">Zury</a>",
        "<a href=\"https://y.org\">Zury Ríos <em>Zury Ríos</em> in</a> <a id=\"m-actor-rios-1\" class=\"who\"",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

/// Nothing that is written there is lost: a tag is text like any other.
#[test]
fn tags_in_front_matter_are_text() {
    let report = "---\ntitle: A\ndate: 2025-01-01\nsummary: \"One <angle> two <b>three</b>\"\n\
        disclosures: {funding: \"X <ngo@x.org> Y <Ministry>\"}\n\
        key_judgements: [{text: \"Prob < 5 % <b>and</b> more\"}, {text: \"<div>block\"}]\n---\n\nText.\n";
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\nbase_url: https://x.org\n"), ("content/reports/a/index.md", report)]);
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let html = sandbox.read("public/reports/a/index.html");
    for part in [
        "One &lt;angle&gt; two &lt;b&gt;three&lt;/b&gt;",
        "<meta name=\"description\" content=\"One &lt;angle&gt; two &lt;b&gt;three&lt;/b&gt;\">",
        "Y &lt;Ministry&gt;",
        "<a href=\"mailto:ngo@x.org\">ngo@x.org</a>",
        "Prob &lt; 5 % &lt;b&gt;and&lt;/b&gt; more",
        "&lt;div&gt;block",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}
