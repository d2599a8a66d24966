//! Faults: what was found wrong, noticed on any floor; `check` gives each its level and shows it.

use super::{FilePath, Range};
use std::borrow::Cow;
use std::sync::Arc;

/// One thing that is wrong in one file.
///
/// A fault is phrased where it is found, because the finder knows most; whether it stops a build, and how it is
/// printed, is decided on the floor of `check`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule it breaks, by name, such as `unknown-field`; every name is a row in `check::rules::RULES`.
    pub rule: &'static str,
    /// The bytes that are underlined.
    pub range: Range,
    /// One sentence in plain words, lower case, no full stop, names in backticks; it makes sense alone.
    pub message: String,
    /// The way out.
    pub help: Option<Cow<'static, str>>,
    /// Other places that explain this one.
    pub labels: Vec<Label>,
    /// A change of the text that would put it right.
    pub fix: Option<Fix>,
    /// It is about what decides whether readers may see a page, so nobody may ever set it apart as known.
    pub guards: bool,
}

/// Some faults with their files, found together; that they are the same as before is seen by their address. Each is shared
/// with whoever shows it.
pub type Faults = Arc<[(FilePath, Arc<Fault>)]>;

/// Puts faults together.
pub fn together(found: impl IntoIterator<Item = (FilePath, Fault)>) -> Faults {
    found.into_iter().map(|(path, fault)| (path, Arc::new(fault))).collect()
}

/// A second place that belongs to a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The file, where it is not the fault's own.
    pub path: Option<FilePath>,
    /// The bytes that are underlined.
    pub range: Range,
    /// What stands under the line.
    pub text: String,
}

/// Replace the bytes of `range` by `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The bytes that go.
    pub range: Range,
    /// What comes in their place.
    pub text: String,
}

impl Fault {
    /// A fault without help, labels or fix; see the `with_` functions.
    pub fn new(rule: &'static str, range: Range, message: impl Into<String>) -> Self {
        Fault { rule, range, message: message.into(), help: None, labels: Vec::new(), fix: None, guards: false }
    }

    /// Adds the way out.
    pub fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the way out, where there is one.
    pub fn with_help_if(mut self, help: Option<String>) -> Self {
        self.help = help.map(Cow::Owned).or(self.help);
        self
    }

    /// Adds another place; `path` is `None` for the fault's own file.
    pub fn with_label(mut self, path: Option<FilePath>, range: Range, text: impl Into<String>) -> Self {
        self.labels.push(Label { path, range, text: text.into() });
        self
    }

    /// Adds a replacement for the underlined text.
    pub fn with_fix(mut self, range: Range, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { range, text: text.into() });
        self
    }
}
