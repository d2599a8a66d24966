//! The one test program; each file is about one matter.

mod accessible;
mod brief;
mod case;
mod causes;
mod citations;
mod cli;
mod csl;
mod dataset;
mod determinism;
mod drawings;
mod embargo;
mod events;
mod evidence;
mod export;
mod exports;
#[cfg(feature = "publish")]
mod external;
mod faults;
mod feeds;
mod files;
mod footnotes;
mod fuzz;
mod golden;
mod heads;
mod held;
mod hostile;
#[cfg(feature = "publish")]
mod hosts;
mod html;
#[cfg(feature = "import")]
mod import;
mod import_projects;
mod known;
mod languages;
mod ledger;
mod ledger_evidence;
mod ledger_merged;
mod ledger_moved;
#[cfg(feature = "serve")]
mod left_open;
mod lines;
mod links;
#[cfg(feature = "lsp")]
mod lsp;
mod mentions;
mod migrated;
#[cfg(feature = "publish")]
mod prose;
mod publish;
mod publish_broken;
mod publish_flow;
#[cfg(feature = "publish")]
mod publish_known;
mod publisher;
mod rebuild;
mod remembered;
mod rules;
mod sandbox;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod spec;
mod standing;
mod theme;
mod tidy;
mod unchanged;
mod unsaid;
mod write;
