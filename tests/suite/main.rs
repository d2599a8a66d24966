//! The one test program.

mod case;
mod citations;
mod faults;
mod mentions;
mod sketch;
mod spec;
