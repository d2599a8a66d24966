//! The one test program.

mod case;
mod spec;
