//! What the site says, as the protocol has it: places, faults, answers.

use super::{Client, Last, position, uri_of, value};
use crate::base::text::Lines;
use crate::base::{FilePath, Range};
use crate::check::{self, Diagnostic, Level};
use crate::document::Kind;
use crate::files::on_disk;
use crate::lsp::features::{Answer, Edit, Edits, Item, ItemSort, Named, Part, PartSort, Repair, Spot, diagnostics};
use crate::lsp::wire::code;
use gen_lsp_types as lsp;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// An open text that the editor knows by an address and a version of its own.
pub type Open = (String, i32);

/// The texts of a site, in which places are found.
pub struct Texts<'a> {
    root: &'a Path,
    client: Client,
    text: &'a dyn Fn(&FilePath) -> Option<Arc<str>>,
    open: &'a dyn Fn(&FilePath) -> Option<Open>,
    kept: RefCell<BTreeMap<FilePath, Rc<Kept>>>,
}

/// So many texts are ready at once; a list may speak of very many files, one after the other.
const MOST_KEPT: usize = 64;

struct Kept {
    uri: lsp::Uri,
    version: Option<i32>,
    text: Arc<str>,
    lines: Lines,
    last: Last,
}

impl<'a> Texts<'a> {
    /// Those of the site at `root`; `open` tells of those that the editor holds.
    pub fn new(
        root: &'a Path,
        client: Client,
        text: &'a dyn Fn(&FilePath) -> Option<Arc<str>>,
        open: &'a dyn Fn(&FilePath) -> Option<Open>,
    ) -> Texts<'a> {
        Texts { root, client, text, open, kept: RefCell::default() }
    }

    fn kept(&self, path: &FilePath) -> Rc<Kept> {
        let mut kept = self.kept.borrow_mut();
        if let Some(known) = kept.get(path) {
            return known.clone();
        }
        if kept.len() == MOST_KEPT {
            kept.clear();
        }
        let (uri, version) = match (self.open)(path) {
            Some((uri, version)) => (uri, Some(version)),
            None => (uri_of(&on_disk(self.root, path)), None),
        };
        let text = (self.text)(path).unwrap_or_default();
        let new = Rc::new(Kept { uri: uri.into(), version, lines: Lines::new(&text), text, last: Last::default() });
        kept.insert(path.clone(), new.clone());
        new
    }

    /// The address of a file.
    pub fn uri(&self, path: &FilePath) -> lsp::Uri {
        self.kept(path).uri.clone()
    }

    /// A range of a file in lines and columns.
    pub fn range(&self, path: &FilePath, range: &Range) -> lsp::Range {
        let kept = self.kept(path);
        let place = |last: &Last, offset: u32| position(&kept.text, &kept.lines, self.client.encoding, last, offset);
        let start = place(&kept.last, range.start);
        // The next range begins behind the start of this one, and may begin before its end.
        lsp::Range { start, end: place(&kept.last.clone(), range.end.max(range.start)) }
    }

    fn location(&self, spot: &Spot) -> lsp::Location {
        lsp::Location { uri: self.uri(&spot.path), range: self.range(&spot.path, &spot.range()) }
    }

    /// What is told of the faults of a file.
    pub fn publication(&self, path: &FilePath, diagnostics: &[Value]) -> Value {
        let kept = self.kept(path);
        let mut told = json!({ "uri": kept.uri, "diagnostics": diagnostics });
        if let Some(version) = kept.version {
            told["version"] = version.into();
        }
        told
    }

    /// A fault as editors show it; one that is known without a sound.
    pub fn diagnostic(&self, diagnostic: &Diagnostic, known: bool) -> Value {
        let (path, fault) = (&diagnostic.path, &diagnostic.fault);
        let mut message = fault.message.clone();
        fault.help.iter().for_each(|help| message.push_str(&format!("\nhelp: {help}")));
        if known {
            message.push_str(&format!("\nIt is known: {} lists it.", check::known::NAME));
        }
        let label = |label: &crate::base::fault::Label| lsp::DiagnosticRelatedInformation {
            location: self.location(&Spot::new(label.path.as_ref().unwrap_or(path), &label.range)),
            message: label.text.clone(),
        };
        let related: Vec<_> = fault.labels.iter().map(label).collect();
        value(lsp::Diagnostic {
            range: self.range(path, &fault.range),
            severity: Some(match diagnostic.level {
                _ if known => lsp::DiagnosticSeverity::Hint,
                Level::Error => lsp::DiagnosticSeverity::Error,
                Level::Warn | Level::Allow => lsp::DiagnosticSeverity::Warning,
            }),
            code: Some(lsp::Code::String(fault.rule.into())),
            source: Some("chancery".into()),
            message: lsp::Message::String(message),
            tags: diagnostics::is_unnecessary(diagnostic).then(|| vec![lsp::DiagnosticTag::Unnecessary]),
            related_information: (!related.is_empty()).then_some(related),
            ..Default::default()
        })
    }

    /// An answer to a question about a file.
    pub fn answer(&self, path: &FilePath, answer: Answer) -> Result<Value, (i32, String)> {
        let list = |spots: Vec<Spot>| value(spots.iter().map(|spot| self.location(spot)).collect::<Vec<_>>());
        Ok(match answer {
            Answer::Nothing => Value::Null,
            Answer::Shown(markdown, range) => value(lsp::Hover {
                contents: lsp::Contents::MarkupContent(markup(markdown)),
                range: Some(self.range(path, &range)),
            }),
            Answer::Leads(spots, from) if self.client.links => {
                let link = |spot: &Spot| {
                    let target = self.range(&spot.path, &spot.range());
                    lsp::LocationLink {
                        origin_selection_range: Some(self.range(path, &from)),
                        target_uri: self.uri(&spot.path),
                        target_range: target,
                        target_selection_range: target,
                    }
                };
                value(spots.iter().map(link).collect::<Vec<_>>())
            }
            Answer::Leads(spots, _) | Answer::Spots(spots) => list(spots),
            Answer::Marks(ranges) => ranges.iter().map(|range| json!({ "range": self.range(path, range), "kind": 1 })).collect(),
            Answer::Folds(ranges) => {
                let folds = ranges.iter().map(|range| self.range(path, range)).filter(|fold| fold.start.line < fold.end.line);
                folds.map(|fold| json!({ "startLine": fold.start.line, "endLine": fold.end.line })).collect()
            }
            Answer::Items(items, complete) => {
                let items = items.into_iter().enumerate().map(|(at, item)| self.item(path, at, item)).collect();
                value(lsp::CompletionList { is_incomplete: !complete, items, ..Default::default() })
            }
            Answer::Repairs(repairs) => {
                let action = |repair: Repair| {
                    json!({
                        "title": repair.title,
                        "kind": "quickfix",
                        "isPreferred": true,
                        "edit": self.edits(Edits { edits: vec![repair.edit], moves: Vec::new() }),
                        "diagnostics": [self.diagnostic(&repair.of, repair.known)],
                    })
                };
                repairs.into_iter().map(action).collect()
            }
            Answer::Outline(parts) if self.client.nested => {
                value(parts.iter().map(|part| self.part(path, part)).collect::<Vec<_>>())
            }
            Answer::Outline(parts) => {
                let mut flat = Vec::new();
                self.flat(path, &parts, None, &mut flat);
                Value::Array(flat)
            }
            Answer::Records(all) => value(all.iter().map(|one| self.named(one)).collect::<Vec<_>>()),
            Answer::Renameable(range, name) => {
                value(lsp::PrepareRenamePlaceholder { range: self.range(path, &range), placeholder: name })
            }
            Answer::Edits(edits) if !edits.moves.is_empty() && !self.client.renames => {
                let (from, to) = &edits.moves[0];
                let reason = format!("this editor lets no language server rename files, and {from} would have to be {to}");
                return Err((code::REQUEST_FAILED, reason));
            }
            Answer::Edits(edits) => self.edits(edits),
            Answer::Refused(reason) => return Err((code::REQUEST_FAILED, reason)),
        })
    }

    fn item(&self, path: &FilePath, at: usize, item: Item) -> lsp::CompletionItem {
        let edit = lsp::TextEdit { range: self.range(path, &item.range), new_text: item.text };
        let kept = self.kept(path);
        let typed = kept.text.get(item.range.start as usize..item.range.end as usize).unwrap_or_default();
        // Some editors show only what begins with the letters that are there, and have no better judgement than ours.
        let begins = if item.label.starts_with(typed) { String::new() } else { format!("{typed} ") };
        let found_by = format!("{begins}{} {}", item.label, item.found_by);
        lsp::CompletionItem {
            filter_text: Some(found_by.trim_end().to_string()).filter(|found_by| *found_by != item.label),
            label: item.label,
            kind: Some(match item.sort {
                ItemSort::Record(Kind::Source) => lsp::CompletionItemKind::Reference,
                ItemSort::Record(Kind::Report | Kind::Plain) => lsp::CompletionItemKind::File,
                ItemSort::Record(Kind::Event) => lsp::CompletionItemKind::Event,
                ItemSort::Record(Kind::Term) => lsp::CompletionItemKind::Text,
                ItemSort::Record(Kind::Actor | Kind::Place) => lsp::CompletionItemKind::Class,
                ItemSort::Anchor => lsp::CompletionItemKind::Reference,
                ItemSort::Field => lsp::CompletionItemKind::Field,
                ItemSort::Word => lsp::CompletionItemKind::EnumMember,
                ItemSort::File => lsp::CompletionItemKind::File,
            }),
            detail: (!item.detail.is_empty()).then_some(item.detail),
            documentation: (!item.about.is_empty()).then(|| lsp::Documentation::MarkupContent(markup(item.about))),
            // The order is ours: the nearest first.
            sort_text: Some(format!("{at:05}")),
            text_edit: Some(lsp::CompletionItemTextEdit::TextEdit(edit)),
            ..Default::default()
        }
    }

    #[allow(deprecated, reason = "the type has no way around its old field")]
    fn part(&self, path: &FilePath, part: &Part) -> lsp::DocumentSymbol {
        let children: Vec<_> = part.parts.iter().map(|part| self.part(path, part)).collect();
        lsp::DocumentSymbol {
            name: part.name.clone(),
            detail: (!part.detail.is_empty()).then(|| part.detail.clone()),
            kind: symbol(part.sort),
            tags: None,
            deprecated: None,
            range: self.range(path, &part.range),
            selection_range: self.range(path, &part.names),
            children: (!children.is_empty()).then_some(children),
        }
    }

    /// The same for editors that know no parts within parts.
    fn flat(&self, path: &FilePath, parts: &[Part], within: Option<&str>, out: &mut Vec<Value>) {
        for part in parts {
            let location = self.location(&Spot::new(path, &part.range));
            let mut one = json!({ "name": part.name, "kind": symbol(part.sort), "location": location });
            if let Some(within) = within {
                one["containerName"] = within.into();
            }
            out.push(one);
            self.flat(path, &part.parts, Some(&part.name), out);
        }
    }

    fn named(&self, one: &Named) -> lsp::WorkspaceSymbol {
        lsp::WorkspaceSymbol {
            location: lsp::WorkspaceSymbolLocation::Location(self.location(&one.spot)),
            data: None,
            base_symbol_information: lsp::BaseSymbolInformation {
                name: one.name.clone(),
                kind: symbol(PartSort::Record(one.kind)),
                tags: None,
                container_name: Some(one.detail.clone()),
            },
        }
    }

    fn edits(&self, edits: Edits) -> Value {
        let mut by_file: BTreeMap<FilePath, Vec<lsp::TextEdit>> = BTreeMap::new();
        for Edit { spot, text } in edits.edits {
            let edit = lsp::TextEdit { range: self.range(&spot.path, &spot.range()), new_text: text };
            by_file.entry(spot.path).or_default().push(edit);
        }
        if !self.client.versioned && edits.moves.is_empty() {
            let changes: HashMap<lsp::Uri, _> = by_file.into_iter().map(|(path, edits)| (self.uri(&path), edits)).collect();
            return value(lsp::WorkspaceEdit { changes: Some(changes), ..Default::default() });
        }
        let change = |(path, edits): (FilePath, Vec<lsp::TextEdit>)| {
            let kept = self.kept(&path);
            json!({ "textDocument": { "uri": kept.uri, "version": kept.version }, "edits": edits })
        };
        let mut changes: Vec<Value> = by_file.into_iter().map(change).collect();
        for (from, to) in &edits.moves {
            let [from, to] = [from, to].map(|path| uri_of(&on_disk(self.root, path)));
            changes.push(json!({ "kind": "rename", "oldUri": from, "newUri": to, "options": { "overwrite": false } }));
        }
        json!({ "documentChanges": changes })
    }
}

fn markup(markdown: String) -> lsp::MarkupContent {
    lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown }
}

fn symbol(sort: PartSort) -> lsp::SymbolKind {
    match sort {
        PartSort::Heading => lsp::SymbolKind::String,
        PartSort::Figure => lsp::SymbolKind::Field,
        PartSort::Record(Kind::Report | Kind::Plain) => lsp::SymbolKind::File,
        PartSort::Record(Kind::Actor) => lsp::SymbolKind::Class,
        PartSort::Record(Kind::Place) => lsp::SymbolKind::Namespace,
        PartSort::Record(Kind::Source) => lsp::SymbolKind::Object,
        PartSort::Record(Kind::Term) => lsp::SymbolKind::Key,
        PartSort::Record(Kind::Event) => lsp::SymbolKind::Event,
    }
}
