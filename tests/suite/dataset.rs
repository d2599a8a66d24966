//! What programs read: JSON-LD, the data below `data/`, records for reference managers.

use crate::ledger::{BODY, CONFIG, Desk, FRONT};
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Built = BTreeMap<String, String>;

fn linked(built: &Built, path: &str) -> Value {
    let (_, rest) = built[path].split_once("application/ld+json\">").unwrap();
    serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()
}

/// The entities of FollowTheMoney whose id begins with a text.
fn entities(built: &Built, id: &str) -> Vec<Value> {
    let all = built["data/entities.ftm.json"].lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.filter(|entity| entity["id"].as_str().unwrap().starts_with(id)).collect()
}

fn records(desk: &mut Desk) {
    for (key, front) in [
        ("sv", "name: El Salvador\nkind: state\nids: {iso3166: SV, viaf: 155893155}"),
        ("gov", "name: The Government\nkind: organisation\npart_of: sv"),
        ("president", "name: The President\nkind: office\npart_of: sv"),
        ("secretary", "name: The Secretary\nkind: office\npart_of: gov"),
        (
            "ana",
            "name: Ana Ruiz\nkind: person\npart_of: gov\nposts:\n  - {post: president, from: 2019-06-01, to: 2021}\n  - {post: secretary, from: 2022, to: ..}\nnames: [{name: Ana, as: short}, {name: Ana Street, as: shadow}, {name: \"A; B\", as: full}]",
        ),
    ] {
        desk.put(&format!("content/actors/{key}.md"), &format!("---\n{front}\nsummary: S.\n---\n"));
    }
}

#[test]
fn offices_and_what_belongs_to_what_are_in_the_data() {
    let mut desk = Desk::new();
    records(&mut desk);
    let built = desk.built();
    let of = |id: &str| entities(&built, id).remove(0)["properties"].clone();
    assert_eq!(of("actor-gov")["parent"], json!(["actor-sv"]));
    assert_eq!(of("actor-president")["organization"], json!(["actor-sv"]));
    assert_eq!(of("membership-"), json!({"member": ["actor-ana"], "organization": ["actor-gov"]}));
    let network = &built["data/network.gexf"];
    for edge in [
        "source=\"actor:ana\" target=\"actor:president\" label=\"holds the office\" start=\"2019-06-01\" end=\"2021-12-31\"",
        "source=\"actor:gov\" target=\"actor:sv\" label=\"is part of\"",
    ] {
        assert!(network.contains(edge), "{edge}\n{network}");
    }
    assert_eq!(network.matches("<edge ").count(), 6);
    let table = &built["data/relations.csv"];
    assert_eq!(table.lines().count(), 7);
    assert!(table.contains("part-of,is part of,structure,ana,gov,,,false,,,,ana,,false\r\n"), "{table}");
    assert!(built["data/index.html"].contains("6 entries"), "both files have six");
}

/// GraphML as its schema has it: keys first, each value under a key of its own sort of element, ends that are there; and what
/// GEXF has.
#[test]
fn graphml_is_what_its_schema_wants() {
    let mut desk = Desk::new();
    records(&mut desk);
    let front = "name: A <b> & \"c\"\nkind: state\nrelations: [{type: ally-of, to: sv, since: 2019}]";
    desk.put("content/actors/odd.md", &format!("---\n{front}\nsummary: S.\n---\n"));
    let built = desk.built();
    let text = &built["data/network.graphml"];
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut open, mut keys, mut nodes, mut edges): (Vec<String>, BTreeMap<String, (String, String)>, Vec<String>, usize) =
        Default::default();
    let mut said: Option<(String, String)> = None;
    loop {
        let event = reader.read_event().unwrap();
        let (quick_xml::events::Event::Start(start) | quick_xml::events::Event::Empty(start)) = &event else {
            match event {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::End(_) => drop(open.pop()),
                quick_xml::events::Event::Text(words) => {
                    if let Some((_, sort)) = said.take().filter(|(_, sort)| sort == "boolean") {
                        assert!(["true", "false"].contains(&&*words), "{sort}");
                    }
                }
                _ => {}
            }
            continue;
        };
        let name = start.name().as_ref().to_string();
        let value = |wanted: &str| {
            let found = start.attributes().flatten().find(|one| one.key.as_ref() == wanted);
            found.map(|one| one.value.to_string()).unwrap_or_default()
        };
        let above = open.last().cloned().unwrap_or_default();
        match name.as_str() {
            "graphml" => assert_eq!((value("xmlns").as_str(), above.as_str()), ("http://graphml.graphdrawing.org/xmlns", "")),
            "key" => {
                assert!(above == "graphml" && nodes.is_empty(), "keys stand first");
                let sort = value("attr.type");
                assert!(["string", "boolean"].contains(&sort.as_str()) && !value("attr.name").is_empty());
                assert!(keys.insert(value("id"), (value("for"), sort)).is_none(), "a key stands twice");
            }
            "graph" => assert_eq!((value("edgedefault").as_str(), above.as_str()), ("directed", "graphml")),
            "node" => {
                assert!(!nodes.contains(&value("id")) && edges == 0, "nodes stand once, and before edges");
                nodes.push(value("id"));
            }
            "edge" => {
                assert!(nodes.contains(&value("source")) && nodes.contains(&value("target")), "{text}");
                edges += 1;
            }
            "data" => {
                let (of, sort) = keys[&value("key")].clone();
                assert_eq!(of, above, "a value is under a key for what it is said of");
                said = Some((of, sort));
            }
            other => panic!("no element `{other}` is known"),
        }
        if matches!(event, quick_xml::events::Event::Start(_)) {
            open.push(name);
        }
    }
    let gexf = &built["data/network.gexf"];
    assert_eq!((nodes.len(), edges), (gexf.matches("<node ").count(), gexf.matches("<edge ").count()), "{text}");
    assert_eq!((nodes.len(), edges), (6, 7));
    assert!(text.contains("<data key=\"node-label\">A &lt;b&gt; &amp; &quot;c&quot;</data>"), "{text}");
}

#[test]
fn people_have_their_posts_and_all_identifiers() {
    let mut desk = Desk::new();
    records(&mut desk);
    let built = desk.built();
    let data = linked(&built, "actors/ana/index.html");
    let posts = data["hasOccupation"].as_array().unwrap();
    assert_eq!(posts.len(), 2);
    let first = &posts[0];
    assert_eq!((&first["@type"], &first["roleName"]), (&json!("OrganizationRole"), &json!("The President")));
    assert_eq!((&first["startDate"], &first["endDate"]), (&json!("2019-06-01"), &json!("2021")));
    assert_eq!(first["hasOccupation"]["@id"], "https://example.org/actors/president/");
    assert_eq!(posts[1].get("endDate"), None);
    assert_eq!(data["memberOf"][1]["memberOf"]["@id"], "https://example.org/actors/gov/");
    assert_eq!(data["affiliation"]["@id"], "https://example.org/actors/gov/");
    assert_eq!(data["mainEntityOfPage"]["@type"], "ProfilePage");
    // An occupation has a country, and no parent.
    let office = linked(&built, "actors/president/index.html");
    assert_eq!((office.get("parentOrganization"), &office["occupationLocation"]["name"]), (None, &json!("El Salvador")));
    let state = linked(&built, "actors/sv/index.html");
    assert_eq!(state["sameAs"], json!(["https://viaf.org/viaf/155893155"]));
    assert_eq!(state["identifier"][0], json!({"@type": "PropertyValue", "propertyID": "ISO 3166", "value": "SV"}));
    // A shadow is what somebody is not called.
    let data: Value = serde_json::from_str(&built["actors/ana/index.json"]).unwrap();
    assert_eq!(data["names"], json!(["Ana", "A; B"]));
    assert!(built["data/actors.csv"].contains(",Ana;A\\; B,"), "{}", built["data/actors.csv"]);
}

#[test]
fn sources_are_one_graph_with_their_pages() {
    let mut desk = Desk::new();
    let source = "- {id: s, title: On water, type: article-newspaper, container-title: Times, issued: 2024, ISSN: 0362-4331, URL: \"https://x.example/s\"}\n";
    desk.put("content/sources/s.yaml", source);
    desk.report(FRONT, "They paid [@s].\n");
    let built = desk.built();
    let cited = linked(&built, "reports/a/index.html")["citation"][0].clone();
    assert_eq!((&cited["@id"], &cited["url"]), (&json!("https://example.org/sources/s/"), &json!("https://x.example/s")));
    assert_eq!(cited["isPartOf"], json!({"@type": "Newspaper", "name": "Times", "issn": "0362-4331"}));
    assert_eq!(linked(&built, "sources/s/index.html")["@id"], cited["@id"]);
    for path in ["reports/a/sources.ris", "data/sources.ris"] {
        assert!(built[path].contains("TI  - On water\r\n"), "{path}");
    }
}

#[test]
fn corrections_and_claims_are_whole() {
    let mut desk = Desk::new();
    let claim = "{id: c1, at: they held 61 men, kind: fact, likelihood: likely, review: 2026-01}";
    let rows = "{date: 2025-04-01, level: minor, was: \"61\", now: \"62\", note: Counted anew.}, {date: 2025-04-02, level: minor, was: too much}";
    desk.report(&format!("{FRONT}claims: [{claim}]\ncorrections: [{rows}]\n"), BODY);
    let built = desk.built();
    let data = linked(&built, "reports/a/index.html");
    assert_eq!(data["correction"][0]["text"], "Counted anew. “61” → “62”");
    assert_eq!(data["correction"][1]["text"], "“too much” → –");
    let data: Value = serde_json::from_str(&built["reports/a/index.json"]).unwrap();
    let whole = json!([{"@type": "Claim", "id": "c1", "text": "they held 61 men", "paragraph": "1", "kind": "fact", "likelihood": "likely", "review": "2026-01"}]);
    assert_eq!(data["claims"], whole);
}

#[test]
fn texts_of_a_report_are_tied_and_none_says_that_it_is_another() {
    let mut desk = Desk::new();
    desk.put("chancery.yaml", &format!("{CONFIG}languages: [en, fr]\n"));
    desk.report(&format!("{FRONT}symbol: T/1\ndoi: 10.1234/abc\n"), BODY);
    desk.put("content/reports/a/index.fr.md", "---\ntitle: Une prison\nsummary: S.\n---\nTexte.\n");
    desk.put("content/reports/a/summary.md", "---\ntitle: In short\nversion_title: Summary\nsummary: S.\n---\nWords.\n");
    let built = desk.built();
    let [main, french, short] =
        ["reports/a", "fr/reports/a", "reports/a/summary"].map(|path| linked(&built, &format!("{path}/index.html")));
    assert_eq!(main["workTranslation"][0]["@id"], "https://example.org/fr/reports/a/");
    assert_eq!(french["translationOfWork"]["@id"], "https://example.org/reports/a/");
    assert_eq!(short["isBasedOn"]["@id"], "https://example.org/reports/a/");
    assert_eq!((main.get("isBasedOn"), short.get("workTranslation")), (None, None));
    assert_eq!(main["sameAs"], "https://doi.org/10.1234/abc");
    assert_eq!((french.get("sameAs"), short.get("sameAs"), short.get("reportNumber")), (None, None, None));
    assert_eq!(french["reportNumber"], "T/1");
}

#[test]
fn terms_have_their_other_forms() {
    let mut desk = Desk::new();
    let term = "---\nterm: tariff\ndefinition: D.\nforms: [duty on imports]\nforeign: {fr: droit de douane}\n---\n";
    desk.put("content/glossary/tariff.md", term);
    let data = linked(&desk.built(), "glossary/tariff/index.html");
    assert_eq!(data["alternateName"], json!(["duty on imports", {"@value": "droit de douane", "@language": "fr"}]));
}

/// A mention is explicit, or found by a name.
#[test]
fn links_to_records_are_mentions() {
    let mut desk = Desk::new();
    records(&mut desk);
    desk.report(FRONT, "El Salvador and [[sv|the *small* one]] paid; [they](../../actors/gov.md) and [[ana]] knew.\n");
    let table = desk.built()["data/mentions.csv"].clone();
    let rows: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(
        rows,
        [
            "a,1,actor,sv,El Salvador,false,en,found",
            "a,1,actor,sv,the small one,true,en,linked",
            "a,1,actor,gov,they,true,en,linked",
            "a,1,actor,ana,Ana Ruiz,true,en,linked",
        ]
    );
}

#[test]
fn who_edits_is_a_creator_where_nobody_else_is() {
    let mut desk = Desk::new();
    records(&mut desk);
    desk.report(&format!("{FRONT}authors: [{{actor: ana, role: editor}}]\n"), BODY);
    assert!(desk.built()["reports/a/index.html"].contains("name=\"DC.creator\" content=\"Ruiz, Ana\""));
    // Roles are said in the language of the report.
    desk.report(&format!("{FRONT}authors: [gov, {{actor: ana, role: Übersetzerin}}]\n"), BODY);
    let built = desk.built();
    assert!(built["reports/a/index.html"].contains("name=\"DC.contributor\" content=\"Ruiz, Ana\""));
    assert!(built["reports/a/cite.bib"].contains("translator = {Ruiz, Ana}"), "{}", built["reports/a/cite.bib"]);
}

/// In Chinese, Japanese and Korean the family name comes first, without a space.
#[test]
fn names_are_spoken_as_in_their_language() {
    let mut desk = Desk::new();
    let source = |key: &str, name: &str| format!("- {{id: {key}, title: T, type: book, issued: 2024, author: [{name}]}}\n");
    let all = source("s", "{family: 王, given: 小明}") + &source("t", "{family: Wang, given: Xiaoming}");
    desk.put("content/sources/s.yaml", &all);
    let built = desk.built();
    let authors = |key: &str| linked(&built, &format!("sources/{key}/index.html"))["author"][0]["name"].clone();
    assert_eq!((authors("s"), authors("t")), (json!("王小明"), json!("Xiaoming Wang")));
    assert!(built["data/sources.csv"].contains(",王小明,"), "{}", built["data/sources.csv"]);
}

/// A version of one report, and another report that is called like both together.
#[test]
fn every_text_has_a_key_of_its_own() {
    let mut desk = Desk::new();
    desk.put("content/reports/a/summary.md", "---\ntitle: In short\nversion_title: Summary\nsummary: S.\n---\nWords.\n");
    assert!(desk.built()["reports/a/summary/cite.bib"].contains("{a-summary,"));
    desk.put("content/reports/a-summary/index.md", "---\ntitle: Other\nsummary: S.\ndate: 2025\n---\nWords.\n");
    let built = desk.built();
    assert!(
        built["reports/a/summary/cite.bib"].contains("{a/summary,") && built["reports/a-summary/cite.bib"].contains("{a-summary,")
    );
}

#[test]
fn the_hash_of_a_copy_is_kept() {
    let mut desk = Desk::new();
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    desk.put("content/sources/s.yaml", &format!("- {{id: s, title: S, type: book, issued: 2024, sha256: {hash}}}\n"));
    let item = format!("[{{\"id\": \"z\", \"type\": \"book\", \"title\": \"Z\", \"custom\": {{\"sha256\": \"{hash}\"}}}}]");
    desk.put("content/sources/z.json", &item);
    let built = desk.built();
    for key in ["s", "z"] {
        assert!(built[&format!("sources/{key}/cite.json")].contains(&format!("\"sha256\": \"{hash}\"")), "{key}");
        assert!(built[&format!("sources/{key}/index.html")].contains(&format!("<code>{hash}</code>")), "{key}");
    }
}
