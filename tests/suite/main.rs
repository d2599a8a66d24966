//! The one test program.

mod citations;
mod mentions;
