//! Floor 6: from facts to diagnostics.

pub mod diagnostic;

pub use diagnostic::{Diagnostic, Level};
