//! Between the site and the protocol: the one place that knows its types, its addresses of files and how it counts columns.

mod texts;

use crate::base::text::Lines;
use crate::base::{Range, address};
use crate::files::INPUTS;
use crate::system::{as_address, of_address};
use gen_lsp_types as lsp;
use serde::Serialize;
use serde_json::{Value, json};
use std::cell::Cell;
use std::path::{Path, PathBuf};
pub use texts::Texts;

/// How columns are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// In bytes.
    Utf8,
    /// In units of UTF-16: what every editor knows.
    #[default]
    Utf16,
}

/// What the editor said of itself that matters here.
#[derive(Debug, Clone, Copy, Default)]
pub struct Client {
    /// How it counts columns.
    pub encoding: Encoding,
    /// It takes changes with the versions of texts.
    pub versioned: bool,
    /// It can rename files.
    pub renames: bool,
    /// It shows from where a link leads.
    pub links: bool,
    /// It tells of files that change, if it is asked to.
    pub watches: bool,
    /// It takes sections within sections.
    pub nested: bool,
}

impl Client {
    /// Reads the parameters of `initialize`, leniently: an editor may be newer than we are.
    pub fn of(params: &Value) -> Client {
        let said = |path: &str| params.pointer(&format!("/capabilities/{path}"));
        let flag = |path: &str| said(path).and_then(Value::as_bool).unwrap_or(false);
        let has = |path: &str, word: &str| {
            said(path).and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one.as_str() == Some(word)))
        };
        Client {
            encoding: if has("general/positionEncodings", "utf-8") { Encoding::Utf8 } else { Encoding::Utf16 },
            versioned: flag("workspace/workspaceEdit/documentChanges"),
            renames: has("workspace/workspaceEdit/resourceOperations", "rename"),
            links: flag("textDocument/definition/linkSupport"),
            watches: flag("workspace/didChangeWatchedFiles/dynamicRegistration"),
            nested: flag("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
        }
    }
}

/// What the server can do: the answer to `initialize`.
pub fn capabilities(client: Client) -> Value {
    let strings = |all: &[&str]| Some(all.iter().map(|one| one.to_string()).collect());
    let encoding = match client.encoding {
        Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
        Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
    };
    let sync = lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        save: Some(lsp::Save::Bool(true)),
        ..Default::default()
    };
    let capabilities = lsp::ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(lsp::TextDocumentSync::Options(sync)),
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: strings(&["[", "@", "(", "#", ":", "/", " ", ","]),
            ..Default::default()
        }),
        code_action_provider: Some(lsp::CodeActionProvider::CodeActionOptions(lsp::CodeActionOptions {
            code_action_kinds: Some(vec![lsp::CodeActionKind::QuickFix]),
            ..Default::default()
        })),
        rename_provider: Some(lsp::RenameProvider::RenameOptions(lsp::RenameOptions {
            prepare_provider: Some(true),
            ..Default::default()
        })),
        hover_provider: Some(lsp::HoverProvider::Bool(true)),
        definition_provider: Some(lsp::DefinitionProvider::Bool(true)),
        references_provider: Some(lsp::ReferencesProvider::Bool(true)),
        document_symbol_provider: Some(lsp::DocumentSymbolProvider::Bool(true)),
        workspace_symbol_provider: Some(lsp::WorkspaceSymbolProvider::Bool(true)),
        document_highlight_provider: Some(lsp::DocumentHighlightProvider::Bool(true)),
        folding_range_provider: Some(lsp::FoldingRangeProvider::Bool(true)),
        ..Default::default()
    };
    let mut begun = value(lsp::InitializeResult {
        capabilities,
        server_info: Some(lsp::ServerInfo { name: "chancery".into(), version: Some(env!("CARGO_PKG_VERSION").into()) }),
    });
    begun["capabilities"]["workspace"] = json!({
        "workspaceFolders": { "supported": true, "changeNotifications": true },
        "fileOperations": { "willRename": { "filters": [{ "scheme": "file", "pattern": { "glob": "**/content/**" } }] } },
    });
    begun
}

/// What the editor is asked for when it has begun: to tell of files that change.
pub fn watching() -> Value {
    let (files, folders): (Vec<&str>, Vec<&str>) = INPUTS.iter().partition(|input| input.contains('.'));
    let globs = [format!("**/{{{}}}", files.join(",")), format!("**/{{{}}}/**", folders.join(","))];
    let watchers = globs.map(|glob| json!({ "globPattern": glob }));
    json!({ "registrations": [{
        "id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": { "watchers": watchers },
    }] })
}

/// The file that an address names; `None` for one that lies in no folder.
pub fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = address::percent_decoded(rest.split(['?', '#']).next().unwrap_or(rest));
    (path.starts_with('/') && !path.contains('\0')).then(|| of_address(&path))
}

/// The address of a file.
pub fn uri_of(path: &Path) -> String {
    format!("file://{}", address::encoded(&as_address(path)))
}

/// A text in which places are found.
pub struct Positions<'t> {
    text: &'t str,
    lines: Lines,
    encoding: Encoding,
}

/// Of the last answer: where its line begins, its offset, its column. On a line of a megabyte, counting on from there keeps a thousand
/// places from costing a thousand lines.
type Last = Cell<(usize, usize, u32)>;

impl<'t> Positions<'t> {
    /// Makes a text ready.
    pub fn new(text: &'t str, encoding: Encoding) -> Positions<'t> {
        Positions { text, lines: Lines::new(text), encoding }
    }

    /// The offset of a place, as [`offset`] finds it.
    pub fn offset(&self, position: lsp::Position) -> u32 {
        offset(self.text, &self.lines, self.encoding, position)
    }

    /// The bytes between two places, whichever comes first.
    pub fn range(&self, range: &lsp::Range) -> Range {
        between(range, |position| self.offset(position))
    }
}

/// The offset of a place: behind the end of a line its end, behind the last line the end of the text, within a character its
/// beginning.
fn offset(text: &str, lines: &Lines, encoding: Encoding, position: lsp::Position) -> u32 {
    let line = lines.range(text, (position.line as usize).saturating_add(1));
    let written = &text[line.start as usize..line.end as usize];
    let before = written.as_bytes().get(..position.character as usize).unwrap_or(written.as_bytes());
    if before.is_ascii() {
        return line.start + before.len() as u32;
    }
    let (mut column, mut offset) = (0, line.start);
    for c in written.chars() {
        column += match encoding {
            Encoding::Utf8 => c.len_utf8() as u32,
            Encoding::Utf16 => c.len_utf16() as u32,
        };
        if column > position.character {
            break;
        }
        offset += c.len_utf8() as u32;
    }
    offset
}

/// The bytes between two places, whichever comes first.
fn between(range: &lsp::Range, offset: impl Fn(lsp::Position) -> u32) -> Range {
    let (one, other) = (offset(range.start), offset(range.end));
    one.min(other)..one.max(other)
}

/// The place of an offset in bytes; within a character, that of the character.
fn position(text: &str, lines: &Lines, encoding: Encoding, last: &Last, offset: u32) -> lsp::Position {
    let offset = text.floor_char_boundary(offset as usize);
    let (line, start) = lines.line(offset as u32);
    let start = start as usize;
    let width = |text: &str| match encoding {
        Encoding::Utf8 => text.len() as u32,
        Encoding::Utf16 => text.chars().map(|c| c.len_utf16() as u32).sum(),
    };
    let column = match last.get() {
        (of, at, column) if of == start && start <= at && at <= offset => column + width(&text[at..offset]),
        _ => width(&text[start..offset]),
    };
    last.set((start, offset, column));
    lsp::Position { line: line as u32, character: column }
}

/// A text that an editor changes. Where its lines begin is kept from one change to the next, for there may be very many.
pub struct Held {
    text: String,
    lines: Lines,
}

/// The longest text that is kept up with, in bytes.
const LONGEST: usize = 1 << 30;

impl Held {
    /// Holds a text.
    pub fn new(text: String) -> Held {
        Held { lines: Lines::new(&text), text }
    }

    /// The text as it is now.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Applies one change as `textDocument/didChange` tells it; the reason if it cannot be read.
    pub fn change(&mut self, change: &Value, encoding: Encoding) -> Result<(), String> {
        let new = change.get("text").and_then(Value::as_str).ok_or("a change without a text")?;
        let Some(range) = change.get("range").filter(|range| !range.is_null()) else {
            *self = Held::new(new.to_string());
            return Ok(());
        };
        let range = between(&parsed(range)?, |position| offset(&self.text, &self.lines, encoding, position));
        if self.text.len() + new.len() > LONGEST {
            return Err("the text becomes too long".into());
        }
        self.text.replace_range(range.start as usize..range.end as usize, new);
        self.lines.replace(&self.text, &range, new.len() as u32);
        Ok(())
    }
}

/// Whether a change, as `textDocument/didChange` tells it, says what the whole text is.
pub fn is_whole(change: &Value) -> bool {
    change.get("text").is_some_and(Value::is_string) && change.get("range").is_none_or(Value::is_null)
}

/// A place in a text, or a range; what a request is about.
pub fn place(params: &Value, positions: &Positions) -> Result<Range, String> {
    if let Some(position) = params.get("position") {
        let at = positions.offset(parsed(position)?);
        return Ok(at..at);
    }
    params.get("range").map_or(Ok(0..0), |range| Ok(positions.range(&parsed(range)?)))
}

fn parsed<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|error| error.to_string())
}

fn value(from: impl Serialize) -> Value {
    // Only a map with keys that are no texts could fail.
    serde_json::to_value(from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(line: u32, character: u32) -> lsp::Position {
        lsp::Position { line, character }
    }

    #[test]
    fn places_are_counted_in_units() {
        let text = "a\r\nü🦀b\rc\n";
        for (encoding, position, offset) in [
            (Encoding::Utf16, at(0, 0), 0),
            (Encoding::Utf16, at(0, 9), 1),
            (Encoding::Utf16, at(1, 1), 5),
            // Within a character.
            (Encoding::Utf16, at(1, 2), 5),
            (Encoding::Utf16, at(1, 3), 9),
            (Encoding::Utf8, at(1, 2), 5),
            (Encoding::Utf8, at(1, 4), 5),
            (Encoding::Utf8, at(1, 6), 9),
            (Encoding::Utf8, at(2, 1), 12),
            (Encoding::Utf8, at(3, 0), 13),
            (Encoding::Utf16, at(u32::MAX, u32::MAX), 13),
        ] {
            assert_eq!(Positions::new(text, encoding).offset(position), offset, "{encoding:?} {position:?}");
        }
        let (lines, last) = (Lines::new(text), Last::default());
        let found = [0, 3, 5, 6, 9, 10, 11, 3, 99].map(|offset| position(text, &lines, Encoding::Utf16, &last, offset));
        assert_eq!(found, [at(0, 0), at(1, 0), at(1, 1), at(1, 1), at(1, 3), at(1, 4), at(2, 0), at(1, 0), at(3, 0)]);
    }

    #[test]
    fn addresses_of_files_are_read_and_written() {
        for (uri, path) in [
            ("file:///a/b%20c.md", Some("/a/b c.md")),
            ("file://localhost/a", Some("/a")),
            ("file:///c%3A/x", Some("/c:/x")),
            ("file:///r%C3%ADos.md#x", Some("/ríos.md")),
            ("untitled:Untitled-1", None),
            ("file://host/a", None),
            ("file:///a%00b", None),
            ("", None),
        ] {
            assert_eq!(path_of(uri), path.map(PathBuf::from), "{uri}");
        }
        for path in ["/a/b c.md", "/ríos/100%.md", "/a#b?.md"] {
            assert_eq!(path_of(&uri_of(Path::new(path))).as_deref(), Some(Path::new(path)));
        }
    }

    /// A text in units of UTF-16, as most editors have it.
    fn model_offset(text: &[u16], position: lsp::Position) -> usize {
        let (mut at, mut line) = (0, 0);
        while line < position.line {
            let Some(end) = text[at..].iter().position(|unit| matches!(unit, 10 | 13)) else { return text.len() };
            at += end + if text[at + end] == 13 && text.get(at + end + 1) == Some(&10) { 2 } else { 1 };
            line += 1;
        }
        let length = text[at..].iter().position(|unit| matches!(unit, 10 | 13)).unwrap_or(text.len() - at);
        let at = at + length.min(position.character as usize);
        at - usize::from(text.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit)))
    }

    proptest! {
        #[test]
        fn places_lead_there_and_back(text in "[aü🦀\r\n]{0,40}", at in any::<prop::sample::Index>(), utf8 in any::<bool>()) {
            let positions = Positions::new(&text, if utf8 { Encoding::Utf8 } else { Encoding::Utf16 });
            let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = *at.get(&borders);
            // Between the two signs of a line end nobody stands.
            prop_assume!(!(text[..at].ends_with('\r') && text[at..].starts_with('\n')));
            let (lines, last) = (Lines::new(&text), Last::default());
            let place = |last: &Last, at: usize| position(&text, &lines, positions.encoding, last, at as u32);
            prop_assert_eq!(positions.offset(place(&last, at)), at as u32);
            // The same from any other place.
            place(&last, borders[borders.len() / 2]);
            prop_assert_eq!(place(&last, at), place(&Last::default(), at));
        }

        #[test]
        fn edits_leave_the_text_of_the_editor(
            text in "[aü🦀\r\n]{0,40}",
            edits in proptest::collection::vec((0..6u32, 0..12u32, 0..6u32, 0..12u32, "[bö🦀\r\n]{0,4}"), 0..12),
        ) {
            let (mut held, mut model) = (Held::new(text.clone()), text.encode_utf16().collect::<Vec<u16>>());
            for (line, column, end_line, end_column, new) in edits {
                let range = json!({
                    "start": { "line": line, "character": column },
                    "end": { "line": end_line, "character": end_column },
                });
                let [one, other] = [at(line, column), at(end_line, end_column)].map(|place| model_offset(&model, place));
                model.splice(one.min(other)..one.max(other), new.encode_utf16());
                prop_assert_eq!(held.change(&json!({ "range": range, "text": new }), Encoding::Utf16), Ok(()));
                prop_assert_eq!(&held.text().encode_utf16().collect::<Vec<u16>>(), &model);
            }
        }

        #[test]
        fn no_change_harms(value in proptest::collection::vec(-3..9i64, 4), with_text in any::<bool>()) {
            let mut held = Held::new("ü🦀\n".into());
            let range = json!({
                "start": { "line": value[0], "character": value[1] },
                "end": { "line": value[2], "character": value[3] },
            });
            let given = if with_text { json!({ "range": range, "text": "x" }) } else { json!({ "range": range }) };
            let fine = with_text && value.iter().all(|value| *value >= 0);
            prop_assert_eq!(held.change(&given, Encoding::Utf8).is_ok(), fine);
            prop_assert!(fine || held.text() == "ü🦀\n");
        }
    }
}
