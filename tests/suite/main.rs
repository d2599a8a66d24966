//! The one test program; each file is about one matter.

mod brief;
mod case;
mod citations;
mod cli;
mod determinism;
mod faults;
mod fuzz;
mod golden;
mod hostile;
mod ledger;
mod mentions;
mod rebuild;
mod rules;
mod sandbox;
mod search;
mod spec;
mod tidy;
mod write;
