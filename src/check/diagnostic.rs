//! A fault with its file and level: what people and programs are shown.

use crate::base::{Fault, FilePath};
use std::sync::Arc;

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
    pub fault: Arc<Fault>,
}

impl Level {
    /// What it is called in chancery.yaml.
    pub fn name(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Error => "error",
        }
    }

    /// The level of that name.
    pub fn named(name: &str) -> Option<Level> {
        [Level::Allow, Level::Warn, Level::Error].into_iter().find(|level| level.name() == name)
    }
}
