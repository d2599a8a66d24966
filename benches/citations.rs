//! Many citations: 2,000 over 500 sources in one report, and 1,000 reports with 10 citations each, in four styles.
//!
//! `cargo bench --bench citations [style …]`. Prints wall time; locales and styles are read once, before the first.
//! For figures that hold on a busy machine: `perf stat -e instructions:u` or `valgrind --tool=callgrind` around it.

use chancery::document::csljson;
use chancery::model::PageId;
use chancery::model::citation::item::Work;
use chancery::model::citation::reading::{Cite, One};
use chancery::model::citation::{Library, Setup};
use std::time::Instant;

const SOURCES: usize = 500;

/// The sources of the tests, over and over under other keys.
fn works() -> Vec<(PageId, Work)> {
    let (records, _, _) = csljson::parse(include_str!("../tests/citations/sources.json"));
    let one = |at: usize| {
        let record = records.get(at % records.len().max(1))?;
        Some((PageId(at as u32), Work::new(&format!("{}-{at}", record.key.value), record, None)?))
    };
    (0..SOURCES).filter_map(one).collect()
}

fn cite(at: usize) -> Cite {
    Cite { items: vec![One { work: at * 7 % SOURCES, ..One::default() }], note: at + 1, ..Cite::default() }
}

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let works = works();
    for style in ["apa", "chicago-author-date", "chicago-notes", "ieee"] {
        if !named.is_empty() && !named.iter().any(|name| name == style) {
            continue;
        }
        let (library, _) = Library::of(works.clone(), &Setup { style, ..Setup::default() });
        library.cites(&[cite(0)], "en");
        let start = Instant::now();
        let one = library.cites(&(0..2000).map(cite).collect::<Vec<_>>(), "en");
        let one_report = start.elapsed();
        let start = Instant::now();
        let mut entries = 0;
        for report in 0..1000 {
            entries += library.cites(&(0..10).map(|at| cite(report * 11 + at)).collect::<Vec<_>>(), "en").bibliography.len();
        }
        let reports = start.elapsed();
        println!(
            "{style}: {} citations in one report {one_report:.2?}, 1,000 reports with {entries} entries {reports:.2?}",
            one.citations.len()
        );
    }
}
