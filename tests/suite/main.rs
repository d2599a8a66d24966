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
mod mentions;
mod rebuild;
mod rules;
mod sandbox;
#[cfg(feature = "serve")]
mod serve;
mod spec;
mod tidy;
mod write;
