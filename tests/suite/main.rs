//! The one test program.

mod brief;
mod citations;
mod faults;
mod mentions;
