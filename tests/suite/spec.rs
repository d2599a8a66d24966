//! The examples of CommonMark and of GFM's extensions, through Chancery's own tree and back out as plain HTML.
//!
//! The dialect is on: what it changes is listed in `tests/spec/exceptions.yaml`, each example with its reason. A listed
//! example that comes out right is an error too, so the list cannot grow old.

use chancery::document::{Options, markdown};
use chancery::render::html::{self, Input, Settings, Words};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Example {
    example: u32,
    section: String,
    markdown: String,
    html: String,
}

/// Reason to examples, by specification.
type Exceptions = BTreeMap<String, BTreeMap<String, Vec<u32>>>;

#[test]
fn commonmark() {
    run("commonmark", 652);
}

#[test]
fn gfm() {
    run("gfm", 24);
}

fn run(name: &str, count: usize) {
    let folder = format!("{}/tests/spec", env!("CARGO_MANIFEST_DIR"));
    let read = |file: String| std::fs::read_to_string(file).expect("the file of the specification");
    let examples: Vec<Example> = serde_json::from_str(&read(format!("{folder}/{name}.json"))).expect("examples");
    let all: Exceptions = serde_yaml::from_str(&read(format!("{folder}/exceptions.yaml"))).expect("exceptions");
    assert_eq!(examples.len(), count);
    let listed: Vec<u32> = all[name].values().flatten().copied().collect();
    let mut bad = Vec::new();
    for Example { example, section, markdown, html } in &examples {
        let found = rendered(markdown);
        match (normal(&found) == normal(html), listed.contains(example)) {
            (false, false) => bad.push(format!("{name} {example} ({section})\n{markdown}--- expected\n{html}--- found\n{found}")),
            (true, true) => bad.push(format!("{name} {example} ({section}) comes out right: take it off the list")),
            _ => {}
        }
    }
    assert!(bad.is_empty(), "{} examples:\n\n{}", bad.len(), bad.join("\n\n"));
}

fn rendered(text: &str) -> String {
    let options = Options { math: false, typography: false, raw_html: true, literal_html: false, ..Options::default() };
    let (body, _) = markdown::parse(text, 0, &options);
    let mut out = String::new();
    let settings = Settings::COMMONMARK;
    let input = Input { text, body: &body, references: &[], links: &super::case::Nowhere, words: &Words::ENGLISH, settings };
    html::write(&input, &mut out);
    out
}

/// Line ends next to tags of blocks mean nothing; all else is compared to the letter, and `<pre>` wholly.
fn normal(html: &str) -> String {
    const BLOCKS: [&str; 19] = [
        "p",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ];
    let mut out = String::new();
    let mut rest = html;
    let mut code = false;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        let name = tag.trim_start_matches(['<', '/']).split([' ', '>', '/', '\n']).next().unwrap_or_default();
        let block = BLOCKS.contains(&name);
        out.push_str(&rest[..at]);
        if block && !code {
            out.truncate(out.trim_end_matches('\n').len());
        }
        out.push_str(tag);
        code = if name == "pre" { !tag.starts_with("</") } else { code };
        rest = &rest[end..];
        if block && !code {
            rest = rest.trim_start_matches('\n');
        }
    }
    out.push_str(rest);
    out.trim_end_matches('\n').to_string()
}
