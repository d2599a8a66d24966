//! Floor 2: chancery.yaml.

use crate::base::{FilePath, Ranged};
use std::collections::BTreeMap;

/// What chancery.yaml says.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Where it will stand on the web, without a slash at the end; empty if not said.
    pub base_url: String,
    /// BCP 47 tag of the main language.
    pub language: String,
    /// The theme.
    pub theme: Ranged<String>,
    /// Settings of the theme.
    pub settings: Vec<(Ranged<String>, Ranged<serde_json::Value>)>,
    /// Relation types.
    pub relation_types: BTreeMap<String, RelationType>,
}

/// Stand-in.
#[derive(Debug, Clone, Default)]
pub struct RelationType {
    /// Forward.
    pub forward: String,
    /// Backward.
    pub backward: String,
    /// Group.
    pub group: String,
    /// Symmetric.
    pub symmetric: bool,
    /// From.
    pub from: Vec<crate::document::record::ActorSort>,
    /// To.
    pub to: Vec<crate::document::record::ActorSort>,
}

impl Config {
    /// Stand-in.
    pub fn feed_limit(&self) -> usize {
        20
    }
    /// Stand-in.
    pub fn publisher_name(&self) -> &str {
        &self.title
    }
}

/// Where it lies.
pub fn path() -> FilePath {
    FilePath::new("chancery.yaml").expect("plain")
}

impl crate::document::record::ActorSort {
    /// Stand-in.
    pub fn name(self) -> &'static str {
        "actor"
    }
}
