//! The one test program; each file is about one matter.

mod cli;
mod hostile;
mod rules;
mod sandbox;
mod tidy;
mod write;
