//! What goes wrong between an editor and the server, and how both go on.

use super::editor::{Editor, capable, position, within};
use super::{ONE, codes, site};
use crate::sandbox::Sandbox;
use chancery::lsp::Ending;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is shown of a place.
fn hover(editor: &mut Editor, text: &str, words: &str) -> String {
    let answer = editor.ask_at("textDocument/hover", ONE, within(text, words, 2), json!({})).expect("an answer");
    answer["contents"]["value"].as_str().unwrap_or_default().to_string()
}

#[test]
fn a_fault_of_ours_in_one_update_is_none_of_the_next() {
    let sandbox = site("basic");
    let broken = Arc::new(AtomicBool::new(false));
    let breaks = broken.clone();
    let day = move |_: &str| if breaks.load(Ordering::SeqCst) { panic!("a fault that a test makes") } else { (2025, 7, 1) };
    let mut editor = Editor::on(sandbox.path(), Arc::new(day));
    editor.begin(capable());
    let text = sandbox.read(ONE);
    editor.did_open(ONE, &text);
    assert!(hover(&mut editor, &text, "jane-doe").contains("Jane Doe"));

    broken.store(true, Ordering::SeqCst);
    let write = |editor: &mut Editor, text: &str, words: &str| {
        let end = position(text, text.len());
        editor.did_change(ONE, json!([{ "range": { "start": end, "end": end }, "text": words }]));
        format!("{text}{words}")
    };
    let text = write(&mut editor, &text, "\nSee [[nobdy]].\n");
    // Of a text that no site has there is nothing to be asked; of others there is.
    assert_eq!(hover(&mut editor, &text, "jane-doe"), "");
    let found = editor.ask("workspace/symbol", json!({ "query": "bukele" })).expect("an answer");
    assert_eq!(found[0]["name"], "Nayib Bukele");
    let text = write(&mut editor, &text, "\nSee [[nobdz]].\n");
    assert_eq!(hover(&mut editor, &text, "jane-doe"), "");
    // It is said once.
    assert_eq!(editor.shown.len(), 1, "{:?}", editor.shown);
    assert!(editor.shown[0].starts_with("a fault in Chancery at the last change in "), "{:?}", editor.shown);

    broken.store(false, Ordering::SeqCst);
    // What changed on the disk meanwhile is seen, too.
    sandbox.write("content/actors/nobdz.md", "---\nname: The Other\nkind: person\nsummary: X.\n---\n");
    let text = write(&mut editor, &text, "\nSee [[nobdx]].\n");
    let faults = editor.faults(ONE, |all| codes(all).contains(&"unresolved-reference"));
    assert_eq!(codes(&faults).iter().filter(|rule| **rule == "unresolved-reference").count(), 2, "{faults:?}");
    assert!(hover(&mut editor, &text, "nobdz").contains("The Other"));
    assert_eq!(editor.end(), Ending::Asked);
}

#[test]
fn a_change_that_cannot_be_read_is_told_and_the_disk_counts_until_the_text_is_known_again() {
    let sandbox = site("basic");
    let text = sandbox.read(ONE);
    let start = json!({ "line": 0, "character": 0 });
    for heals in ["save", "whole", "open"] {
        sandbox.write(ONE, &text);
        let mut editor = Editor::open(sandbox.path());
        editor.did_open(ONE, &text.replace("Nayib Bukele's answer", "[[nobdy]]'s answer"));
        editor.faults(ONE, |all| codes(all).contains(&"unresolved-reference"));
        editor.did_change(ONE, json!([{ "range": { "start": start, "end": { "line": 0.5 } }, "text": "x" }]));
        // What is said of places counts from a text that nobody knows.
        editor.did_change(ONE, json!([{ "range": { "start": start, "end": start }, "text": "x" }]));
        assert_eq!(hover(&mut editor, &text, "jane-doe"), "");
        editor.faults(ONE, |all| !codes(all).contains(&"unresolved-reference"));
        assert_eq!(editor.shown.len(), 1, "{:?}", editor.shown);
        assert!(editor.shown[0].contains("one/index.md cannot be read"), "{:?}", editor.shown);

        let new = text.replace("Nayib Bukele's answer", "[[nobdz]]'s answer");
        match heals {
            "save" => {
                sandbox.write(ONE, &new);
                let uri = editor.uri(ONE);
                editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
            }
            "whole" => editor.did_change(ONE, json!([{ "text": new }])),
            _ => editor.did_open(ONE, &new),
        }
        editor.faults(ONE, |all| codes(all).contains(&"unresolved-reference"));
        let at = within(&new, "[[nobdz]]", 2);
        let end = within(&new, "[[nobdz]]", 7);
        editor.did_change(ONE, json!([{ "range": { "start": at, "end": end }, "text": "jane-doe" }]));
        let new = new.replace("nobdz", "jane-doe");
        assert!(hover(&mut editor, &new, "[[jane-doe]]'s").contains("Jane Doe"), "{heals}");
    }
}

#[test]
fn very_many_changes_of_a_long_text_are_followed() {
    let sandbox = site("basic");
    let path = "content/reports/three/index.md";
    let mut text = format!("---\ntitle: T\ndate: 2025-01-01\nsummary: S.\n---\n\n{}", "Words and words.\n\n".repeat(15_000));
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(path, &text);
    // From the last line to the first, and back, as editors with many cursors have it.
    let lines = (0..1000).map(|line| 6 + 25 * line).rev().chain((0..1000).map(|line| 6 + 25 * line));
    let change = |line: usize| {
        let at = json!({ "line": line, "character": 5 });
        json!({ "range": { "start": at, "end": at }, "text": "x" })
    };
    editor.did_change(path, Value::Array(lines.map(change).collect()));
    text.push_str("[[el-salvador]]");
    let end = position(&text, text.len() - 15);
    editor.did_change(path, json!([{ "range": { "start": end, "end": end }, "text": "[[el-salvador]]" }]));
    let at = position(&text, text.len() - 8);
    let answer = editor.ask_at("textDocument/hover", path, at, json!({})).expect("an answer");
    assert!(answer.to_string().contains("A state in Central America"), "{answer}");
}

#[test]
fn what_is_known_is_told_quietly() {
    let sandbox = site("basic");
    let text = sandbox.read(ONE).replace("[@fp-2019, p. 4]", "[@fp-2091, p. 4]") + "\nSee [[nobdy]].\n";
    sandbox.write(ONE, &text);
    sandbox.write("known-faults.yaml", format!("{ONE}:\n  unknown-source:\n    \"fp-2091\": 1\n"));
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(ONE, &text);
    let faults = editor.faults(ONE, |all| codes(all).contains(&"unknown-source"));
    let severity = |rule: &str| faults.iter().find(|one| one["code"] == rule).map(|one| one["severity"].clone());
    assert_eq!((severity("unknown-source"), severity("unresolved-reference")), (Some(json!(4)), Some(json!(1))));
    let known = &faults[faults.len() - 1];
    assert!(known["message"].as_str().is_some_and(|said| said.ends_with("\nIt is known: known-faults.yaml lists it.")), "{known}");
    // It can be put right like any other.
    let params = json!({ "textDocument": { "uri": editor.uri(ONE) }, "range": known["range"], "context": {} });
    let fixes = editor.ask("textDocument/codeAction", params).expect("fixes");
    assert_eq!(fixes[0]["diagnostics"][0], *known, "{fixes}");
    assert!(hover(&mut editor, &text, "fp-2091").contains("unknown-source"));
}

#[test]
fn a_declaration_that_adds_to_another_is_read_by_its_own_kind() {
    // In a report `see_also` leads to reports, in a term to terms.
    let sandbox = Sandbox::with([
        ("chancery.yaml", "title: T\nlanguage: en\n"),
        ("content/glossary/siege.md", "---\nterm: state of siege\ndefinition: A regime.\n---\n"),
        ("content/glossary/curfew.md", "---\nterm: curfew\ndefinition: A ban.\n---\n"),
        (
            ONE,
            "---\ntitle: T\ndate: 2025-01-01\nsummary: S.\nterms:\n  - {id: curfew, term: curfew, see_also: [siege]}\n---\n\nWords.\n",
        ),
    ]);
    let text = sandbox.read(ONE);
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(ONE, &text);
    let place = within(&text, "[siege]", 3);
    let answer = editor.ask_at("textDocument/definition", ONE, place, json!({})).expect("an answer");
    assert_eq!(editor.path(answer[0]["uri"].as_str().unwrap_or_else(|| panic!("{answer}"))), "content/glossary/siege.md");
}
