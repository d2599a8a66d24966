//! The one test program; each file is about one matter.

mod brief;
mod case;
mod citations;
mod cli;
mod faults;
mod hostile;
mod mentions;
mod rules;
mod sandbox;
mod spec;
mod tidy;
mod write;
