//! Pictures from fenced blocks, as far as they need other files: figures in CSV files, types of relations.

use super::{Model, Page};
use crate::base::{Fault, FilePath, Ranged};
use crate::config::Config;
use crate::document::drawing::{Chart, Drawing, Row, Spec};
use crate::document::tree::{Block, Body};
use crate::files::Files;
use std::sync::Arc;

impl Body {
    /// All pictures, in no order.
    pub fn drawings(&self) -> Vec<&Drawing> {
        let mut found = Vec::new();
        let mut waiting: Vec<&[Block]> = vec![&self.blocks];
        waiting.extend(self.notes.iter().map(|note| note.blocks.as_slice()));
        while let Some(blocks) = waiting.pop() {
            for block in blocks {
                match block {
                    Block::Drawing(drawing) => found.push(&**drawing),
                    Block::List { items, .. } => waiting.extend(items.iter().map(|item| item.blocks.as_slice())),
                    Block::Definitions { groups, .. } => {
                        waiting.extend(groups.iter().flat_map(|(_, definitions)| definitions).map(Vec::as_slice));
                    }
                    _ => {}
                }
            }
        }
        found
    }
}

/// What is wrong with the pictures of some pages, by file.
pub(super) fn check<'a>(pages: impl Iterator<Item = &'a Arc<Page>>, files: &Files, config: &Config) -> Vec<(FilePath, Fault)> {
    let mut faults = Vec::new();
    for page in pages {
        for drawing in page.body().drawings() {
            match &drawing.spec {
                Spec::Chart(chart) => check_chart(page, chart, files, &mut faults),
                Spec::Relations(relations) => {
                    for name in &relations.types {
                        let written = Ranged::new(name.clone(), place(page, drawing, name));
                        // The place may be that of the whole block, so nothing there is replaced.
                        let fault = config.relation_type(&written).err().map(|fault| Fault { fix: None, ..*fault });
                        faults.extend(fault.map(|fault| (page.path.clone(), fault)));
                    }
                }
                Spec::Timeline(_) => {}
            }
        }
    }
    faults
}

/// Where a word stands in a block; the block's first byte if it is not there as written.
fn place(page: &Page, drawing: &Drawing, word: &str) -> crate::base::Range {
    let range = drawing.range.clone();
    let text = page.text();
    let block = text.get(range.start as usize..range.end as usize).unwrap_or_default();
    let at = block.find("types:").and_then(|from| Some(from + block[from..].find(word)?)).unwrap_or(0) as u32;
    range.start + at..range.start + at + word.len() as u32
}

fn check_chart(page: &Page, chart: &Chart, files: &Files, faults: &mut Vec<(FilePath, Fault)>) {
    let Some(data) = &chart.data else { return };
    // A file that is not there is a fault of its reference.
    let Some((path, file)) = page.file_named(&data.file.value).and_then(|path| Some((path.clone(), files.get(&path)?))) else {
        return;
    };
    let bytes = file.bytes.open();
    let Ok(csv) = std::str::from_utf8(&bytes) else {
        let fault = Fault::new("invalid-drawing", data.file.range.clone(), format!("`{path}` is not UTF-8 text"));
        faults.push((page.path.clone(), fault.with_help("save it as CSV in UTF-8")));
        return;
    };
    if let Err((here, there)) = data.table(chart, csv) {
        faults.extend(here.into_iter().map(|fault| (page.path.clone(), fault)));
        faults.extend(there.into_iter().map(|fault| (path.clone(), fault)));
    }
}

impl Model {
    /// Names of the series and the rows of a chart, wherever they stand; nothing if they cannot be read.
    pub fn figures(&self, page: &Page, chart: &Chart) -> (Vec<String>, Vec<Row>) {
        let Some(data) = &chart.data else { return (chart.series.clone(), chart.rows.clone()) };
        let file = page.file_named(&data.file.value).and_then(|path| self.assets.get(&path));
        let bytes = file.map(|file| file.bytes.open());
        let text = bytes.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.and_then(|text| data.table(chart, text).ok()).unwrap_or_default()
    }
}
