//! The one test program.

mod mentions;
mod sketch;
