//! Floor 2: chancery.yaml.

mod read;
pub mod relations;
mod scale;
pub mod schema;
#[cfg(test)]
mod tests;
mod translations;
pub mod zone;

pub use read::load;
pub use relations::{ActorSort, Group, RelationType};
pub use scale::Likelihood;
pub use translations::Translation;

use crate::base::{Date, FilePath, Range, Ranged};
use std::collections::BTreeMap;

/// What chancery.yaml says, with a default for everything that it does not say.
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
    /// The time zone in which its days begin and end, as in [`zone`]; empty for UTC.
    pub time_zone: String,
    /// All languages of the site; the main one is the first.
    pub languages: Vec<String>,
    /// What it says of itself in its other languages, by their tags.
    pub translations: BTreeMap<String, Translation>,
    /// Who publishes it.
    pub publisher: Publisher,
    /// The series of its reports.
    pub series: Series,
    /// Folder of the theme below `themes/`, or the name of the built-in one, `chancery`.
    pub theme: Ranged<String>,
    /// Settings of the theme, in order; the theme says which there are.
    pub settings: Vec<(Ranged<String>, Ranged<serde_json::Value>)>,
    /// How sources are cited.
    pub citation: Citation,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// The menu, in order; empty for the theme's own.
    pub menu: Vec<MenuItem>,
    /// Under which licence the site may be used.
    pub licence: String,
    /// Topics, in order.
    pub topics: Vec<Topic>,
    /// Relation types, by key: the built-in ones, and those of the site.
    pub relation_types: BTreeMap<String, RelationType>,
    /// Words of likelihood, from the least likely on.
    pub likelihood: Vec<Likelihood>,
    /// Levels of rules, by name.
    pub rules: BTreeMap<String, Level>,
    /// Acronyms that readers know.
    pub acronyms: Vec<String>,
    /// Years after which a source is old.
    pub source_age: Option<u32>,
    /// Addresses at which something stood that was withdrawn, in order.
    pub withdrawn: Vec<Withdrawn>,
    /// Drafts and embargoed reports are public. For previews only.
    pub drafts: bool,
    /// Feeds.
    pub feed: Feed,
    /// Which data is written beside the pages.
    pub exports: Exports,
    /// Where the site is published to.
    pub publish: Publish,
    /// Free data for templates.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Where each value stands in chancery.yaml, by dotted path, such as `publisher.url` or `menu.0.page`.
    pub places: BTreeMap<String, Range>,
}

/// Who publishes the site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publisher {
    /// Name; the site's title if not said.
    pub name: String,
    /// Own pages on the web; empty if not said.
    pub url: String,
}

/// The series of the site's reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    /// First part of symbols such as `CH/2025/1`.
    pub prefix: String,
    /// Name of the series.
    pub name: String,
}

/// How sources are cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// Name of a CSL style, or a `.csl` file of the site.
    pub style: String,
    /// BCP 47 tag of the style's words; empty for the language of the page. A form of one of the site's languages is for
    /// pages in that, any other for all.
    pub locale: String,
}

/// How Markdown is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markdown {
    /// `$…$` and `$$…$$` are formulas in TeX.
    pub math: bool,
    /// Straight quotes and hyphens become typographic ones.
    pub typography: bool,
    /// Raw HTML is kept, sanitised.
    pub raw_html: bool,
}

/// Data that is written beside the pages. All of it, unless the site says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exports {
    /// `index.json` beside each page.
    pub pages: bool,
    /// `cite.bib`, `cite.ris` and `cite.json` beside reports and sources, `sources.bib`, `sources.ris` and `sources.json` beside reports.
    pub citations: bool,
    /// The tables and lists below `data/`, and the page that names them.
    pub dataset: bool,
    /// The page `evidence/`, and its line on reports.
    pub evidence: bool,
}

impl Default for Exports {
    fn default() -> Exports {
        Exports { pages: true, citations: true, dataset: true, evidence: true }
    }
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// What readers see.
    pub label: String,
    /// The page: a reference (`page:about`, `report:slug`) or an address on the site (`/actors/`).
    pub page: String,
    /// Place of `page` in chancery.yaml.
    pub range: Range,
}

/// A topic of reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// What reports call it.
    pub id: String,
    /// What readers see.
    pub title: String,
    /// What it is; empty if not said.
    pub summary: String,
    /// Place of its key.
    pub range: Range,
}

/// Something that was withdrawn, and the page that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// Where it stood.
    pub address: Ranged<String>,
    /// When it was withdrawn (EDTF).
    pub date: Date,
    /// Why (Markdown, inline).
    pub reason: String,
    /// What it was called; empty if not said.
    pub title: String,
    /// The page to read instead, by its id.
    pub instead: Option<Ranged<String>>,
}

/// What a rule does to a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing is said.
    Allow,
    /// It is said.
    Warn,
    /// It stops the build.
    Error,
}

/// Feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// How many reports a feed holds, at most.
    pub limit: usize,
}

/// Where the site is published to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publish {
    /// The target that is meant where none is named; empty if not said.
    pub default: String,
    /// All targets, by name.
    pub targets: BTreeMap<String, Target>,
}

/// A place that the site is published to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Its address.
    pub to: String,
    /// Address of an S3-compatible service, or another one than the usual; empty for the usual.
    pub endpoint: String,
    /// Region of an S3 bucket; empty for that of the environment.
    pub region: String,
    /// Profile in the files of the AWS tools; empty for that of the environment.
    pub profile: String,
    /// `Cache-Control` of all files without a hash in their names; empty for five minutes.
    pub cache: String,
    /// Files that become smaller by it are sent packed by gzip.
    pub precompress: bool,
    /// The host that a git branch is served as; empty for that of `base_url`.
    pub cname: String,
    /// A configuration for SSH instead of the person's own; empty for that.
    pub ssh_config: String,
    /// Files that are on their way at once.
    pub parallel: Option<usize>,
    /// Seconds that one request may take.
    pub timeout: Option<u64>,
    /// What is published there is for no readers yet: the ledger does not hear of it.
    pub preview: bool,
}

impl Default for Citation {
    fn default() -> Self {
        Citation { style: "chicago-notes".into(), locale: String::new() }
    }
}

impl Default for Markdown {
    fn default() -> Self {
        Markdown { math: false, typography: true, raw_html: false }
    }
}

impl Default for Feed {
    fn default() -> Self {
        Feed { limit: 20 }
    }
}

/// Where the configuration lies.
pub fn path() -> FilePath {
    FilePath::new("chancery.yaml").expect("a plain name is a path")
}

impl Config {
    /// What stands when nothing is written.
    pub fn new() -> Self {
        Config {
            language: "en".into(),
            languages: vec!["en".into()],
            theme: Ranged::new("chancery".into(), 0..0),
            relation_types: relations::built_in(),
            likelihood: scale::icd_203(),
            ..Config::default()
        }
    }

    /// Who publishes the site: the publisher's name, or the site's title.
    pub fn publisher_name(&self) -> &str {
        if self.publisher.name.is_empty() { &self.title } else { &self.publisher.name }
    }

    /// Where a value stands in chancery.yaml, by dotted path; its beginning if it is not written.
    pub fn place(&self, path: &str) -> Range {
        self.places.get(path).cloned().unwrap_or(0..0)
    }
}
