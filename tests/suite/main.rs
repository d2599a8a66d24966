//! The one test program.

mod citations;
mod faults;
mod mentions;
mod sketch;
