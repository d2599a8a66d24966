//! A fault with its file and level: what people and programs are shown.

use crate::base::{Fault, FilePath};

/// What becomes of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not shown.
    Allow,
    /// Shown.
    Warn,
    /// Shown; the build fails.
    Error,
}

/// A fault in a file, with its level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file.
    pub path: FilePath,
    /// Whether it stops a build.
    pub level: Level,
    /// What is wrong.
    pub fault: Fault,
}
