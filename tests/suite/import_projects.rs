//! `chancery import` of what other programs keep in several files: books of Quarto and MyST, sites of Hugo, Zola and MkDocs, vaults of
//! Obsidian. Their documents lead to each other, and share pictures, sources and heads.

use crate::sandbox::Sandbox;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\0IEND\xaeB`\x82";

/// The text of a report that was made, without its front matter.
fn body(sandbox: &Sandbox, id: &str) -> String {
    let text = sandbox.read(&format!("content/reports/{id}/index.md"));
    text.split_once("\n---\n\n").expect("front matter").1.to_string()
}

/// Imports a folder, and builds what became of it.
fn imported(files: &[(&str, &str)], named: &str) -> (Sandbox, String) {
    let sandbox = Sandbox::starter();
    files.iter().for_each(|(path, text)| sandbox.write(path, text));
    let ran = sandbox.run(&["import", named]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let built = sandbox.run(&["build", "--drafts"]);
    assert_eq!(built.code, 0, "{}", built.err);
    (sandbox, ran.err)
}

#[test]
fn notes_of_a_vault_lead_to_each_other() {
    let wells = "# Wells\n\nSee [[On rivers]], [[On rivers#Its mouth|the mouth]], [[Nobody wrote this]] and [[nobody|nobody *else*]].\n\n\
        | a | b |\n|---|---|\n| [[On rivers]] | x |\n\n![[On rivers]]\n\n[[#Depth]] `[[On rivers]]`\n\n## Depth\n\nText.\n";
    let rivers = "---\ntitle: The rivers\n---\n\n## Its mouth\n\nBack to [the wells](../wells.md#depth) and [[unga-64-292]].\n";
    let (sandbox, said) =
        imported(&[("in/.obsidian/app.json", "{}"), ("in/wells.md", wells), ("in/notes/On rivers.md", rivers)], "in");
    assert_eq!(
        body(&sandbox, "wells"),
        "See [[the-rivers|On rivers]], [[the-rivers#its-mouth|the mouth]], Nobody wrote this and nobody *else*.\n\n\
         | a | b |\n|---|---|\n| [[the-rivers\\|On rivers]] | x |\n\n[[the-rivers|On rivers]]\n\n[Depth](#depth) `[[On rivers]]`\n\n## Depth\n\nText.\n"
    );
    assert_eq!(body(&sandbox, "the-rivers"), "## Its mouth\n\nBack to [the wells](../wells/index.md#depth) and [[unga-64-292]].\n");
    for words in [
        "1 text that is shown within this one became a link to it (near “On rivers”)",
        "2 links lead to notes that are no reports of this site, and became their words (near “Nobody wrote this”, “nobody”)",
    ] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_book_has_its_sources_pictures_and_heads_in_other_folders() {
    let csl = r#"[{"id": "smith&coDam2020", "type": "book", "title": "The dam", "author": [{"family": "Smith", "given": "Ann"}],
        "issued": {"date-parts": [[2020]]}, "publisher": "P"}, {"id": "uncited", "type": "book", "title": "Uncited"}]"#;
    let aims = "# Aims {#sec-aims}\n\nThe dam [@smith&coDam2020, p. 4] stands; see @sec-method and @fig-dam.\n\n\
        ![The dam](../img/dam.png){#fig-dam fig-alt=\"A wall of stone\" width=80%}\n\n{{< include _shared.qmd >}}\n";
    let method = "---\ntitle: Our method\n---\n\n## How we asked {#sec-method}\n\nAs in @sec-aims, [@fig-dam], [aims](aims.qmd).\n";
    let files = [
        ("in/_quarto.yml", "project:\n  type: book\nbibliography: data/refs.json\n"),
        ("in/data/refs.json", csl),
        ("in/chapters/_metadata.yml", "author: Jane Doe\ndate: 2025-06-19\ntitle: Not this\n"),
        ("in/chapters/aims.qmd", aims),
        ("in/chapters/method.qmd", method),
        ("in/chapters/_shared.qmd", "---\ntitle: x\n---\nWhat both *share*.\n"),
        ("in/img/none.txt", ""),
    ];
    let sandbox = Sandbox::starter();
    files.iter().for_each(|(path, text)| sandbox.write(path, text));
    sandbox.write("in/img/dam.png", PNG);
    let ran = sandbox.run(&["import", "in/chapters/aims.qmd", "in/chapters/method.qmd"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let id = "not-this";
    let text = sandbox.read(&format!("content/reports/{id}/index.md"));
    assert!(
        text.contains("title: Not this\ndate: 2025-06-19\nauthors:\n  - {id: jane-doe, name: Jane Doe, kind: person}\n"),
        "{text}"
    );
    for words in [
        "The dam [@{smith&coDam2020}, p. 4] stands; see [How we asked](../our-method/index.md#sec-method) and [[fig-dam]].",
        "![A wall of stone](img/dam.png \"The dam\"){#fig-dam}",
        "\nWhat both *share*.\n",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let method = body(&sandbox, "our-method");
    assert!(
        method.contains(
            "As in [Aims](../not-this/index.md#sec-aims), [fig-dam](../not-this/index.md#fig-dam), [aims](../not-this/index.md)."
        ),
        "{method}"
    );
    assert!(sandbox.at("content/reports/not-this/img/dam.png").exists());
    let sources = sandbox.read("content/sources/not-this.json");
    assert!(sources.contains("The dam") && !sources.contains("Uncited"), "{sources}");
    assert!(ran.err.contains("are in content/sources/not-this.json, as they stand in refs.json"), "{}", ran.err);
    let built = sandbox.run(&["build", "--drafts"]);
    assert_eq!(built.code, 0, "{}", built.err);
}

/// Texts that include each other come to an end, and code is not filled in.
#[test]
fn parts_of_a_text_are_bounded() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| format!("{{{{< include {name}.md >}}}}\n").repeat(300));
    let brief = format!("# A brief\n\n~~~\n{{{{< include a.md >}}}}\n~~~\n\n{a}Text.\n");
    let files = [
        ("in/brief.md", brief.as_str()),
        ("in/a.md", &b),
        ("in/b.md", &c),
        ("in/c.md", &d),
        ("in/d.md", ""),
        ("in/_quarto.yml", ""),
    ];
    let (sandbox, said) = imported(&files, "in/brief.md");
    let body = body(&sandbox, "a-brief");
    assert!(body.contains("~~~\n{{< include a.md >}}\n~~~") && body.contains("Text."), "{said}");
}

#[test]
fn sources_above_a_text_come_along_where_it_names_them() {
    let bib = "@book{smith, author={Smith, Ann}, title={The Dam}, year={2020}, publisher={P}}\n";
    let files = [("refs.bib", bib), ("in/brief.md", "---\ntitle: A brief\nbibliography: ../refs.bib\n---\n\nText [@smith].\n")];
    let (sandbox, said) = imported(&files, "in/brief.md");
    assert!(sandbox.read("content/sources/a-brief.bib").contains("{smith,"), "{said}");
    // Pictures above it are of a project, or stay.
    let sandbox = Sandbox::starter();
    sandbox.write("a.png", PNG);
    sandbox.write("in/brief.md", "# A brief\n\n![A](../a.png)\n");
    let ran = sandbox.run(&["import", "in/brief.md"]);
    assert!(ran.err.contains("was not taken over (near “../a.png”)"), "{}", ran.err);
    assert!(body(&sandbox, "a-brief").contains("![A](../a.png)"));
}

#[test]
fn posts_of_hugo_and_zola_have_their_days_and_topics() {
    let post = "+++\ntitle = \"\"\"\nWhat water\ncosts\n\"\"\"\n[taxonomies]\ntags = [\n  \"water\",\n]\n[extra]\ntoc = true\n+++\n\n{{ toc() }}\n\n\
        ![A](/img/a.png)\n\n{% admonition(type=\"warning\", title=\"Mind\") %}\nText.\n{% end %}\n\nSee [the other](@/posts/2024-01-02-other/index.md).\n";
    let other = "---\ntitle: The other\ntags: [x]\n---\n\n{{< figure src=\"/img/a.png\" alt=\"A wall\" caption=\"The dam\" >}}\n\n\
        [First]({{< ref \"2024-05-06-costs.md\" >}}) and {{< youtube abc >}}.\n\n{{< hint info >}}\nNote this.\n{{< /hint >}}\n";
    let files = [
        ("in/config.toml", ""),
        ("in/content/posts/2024-05-06-costs.md", post),
        ("in/content/posts/2024-01-02-other/index.md", other),
    ];
    let sandbox = Sandbox::starter();
    files.iter().for_each(|(path, text)| sandbox.write(path, text));
    sandbox.write("in/static/img/a.png", PNG);
    let ran = sandbox.run(&["import", "in/content"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = sandbox.read("content/reports/what-water-costs/index.md");
    assert!(
        text.starts_with("---\ntitle: What water costs\ndate: 2024-05-06\nstatus: draft\ntopics: [water]\nextra:\n  toc: true\n"),
        "{text}"
    );
    let made = body(&sandbox, "what-water-costs");
    assert_eq!(made.trim(), "![A](img/a.png)\n\n> [!WARNING] Mind\n> Text.\n\nSee [the other](../the-other/index.md).");
    let made = body(&sandbox, "the-other");
    assert_eq!(
        made.trim(),
        "![A wall](img/a.png \"The dam\")\n\n[First](../what-water-costs/index.md) and [video](https://www.youtube.com/watch?v=abc).\n\n> [!NOTE]\n> Note this."
    );
    let built = sandbox.run(&["build", "--drafts"]);
    assert_eq!(built.code, 0, "{}", built.err);
}

#[test]
fn fields_of_others_that_would_name_sources_are_comments() {
    let (sandbox, _) = imported(&[("in/a.md", "---\ntitle: A person\norigin: Belarus\n---\n\nText.\n")], "in/a.md");
    assert!(sandbox.read("content/reports/a-person/index.md").contains("\n# origin: Belarus\n"));
}
