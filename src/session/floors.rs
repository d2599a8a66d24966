//! The calls to the floors below, in one place.

use crate::base::{FilePath, Ranged};
use crate::check::{Found, Level};
use crate::config::{self, Config, Markdown};
use crate::document::decode::decode;
use crate::document::{Document, Kind, Options};
use crate::files::{File, Files};
use crate::model::{Index, Model, Settings};
use crate::render::{Plan, RenderFault, Route, Theme, View};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A parsed file.
pub struct Parsed {
    /// Where it lies.
    pub path: FilePath,
    /// What it holds.
    pub document: Arc<Document>,
}

pub(super) type Place = Option<Kind>;

pub(super) fn config_path() -> FilePath {
    FilePath::new("chancery.yaml").expect("a plain name is a path")
}

pub(super) fn config(files: &Files) -> (Arc<Config>, Vec<Found>) {
    let decoded = files.get(&config_path()).map(|file| decode(&file.bytes));
    let (text, fault) = decoded.map_or((None, None), |(text, fault)| (Some(text), fault));
    let (config, faults) = config::load(text.as_deref());
    (Arc::new(config), faults.into_iter().chain(fault).map(|fault| (config_path(), fault)).collect())
}

pub(super) fn options(config: &Config) -> Options {
    let Markdown { math, typography, raw_html } = config.markdown;
    Options { math, typography, raw_html }
}

/// The table `rules:`, each name with its place.
pub(super) fn levels(config: &Config) -> Vec<(Ranged<String>, Level)> {
    let level = |level| match level {
        config::Level::Allow => Level::Allow,
        config::Level::Warn => Level::Warn,
        config::Level::Error => Level::Error,
    };
    config
        .rules
        .iter()
        .map(|(name, set)| (Ranged::new(name.clone(), config.place(&format!("rules.{name}"))), level(*set)))
        .collect()
}

pub(super) fn theme(_files: &Files, _config: &Config) -> Theme {
    Theme {}
}

pub(super) fn theme_faults(_theme: &Theme) -> &[Found] {
    &[]
}

pub(super) fn wanted<'a>(files: &'a Files, _config: &Config) -> Vec<(&'a Arc<File>, Place)> {
    files.below("content").filter(|file| file.path.extension() == "md").map(|file| (file, None)).collect()
}

pub(super) fn kind(place: &Place) -> Option<Kind> {
    *place
}

pub(super) fn parsed(path: FilePath, _place: Place, document: Arc<Document>) -> Parsed {
    Parsed { path, document }
}

pub(super) fn parse(kind: Option<Kind>, extension: &str, bytes: &[u8], options: &Options) -> Document {
    let (text, fault) = decode(bytes);
    let mut document = crate::document::parse(kind, extension, text, options);
    document.faults.extend(fault);
    document
}

pub(super) fn resolve(_documents: &[Parsed], _files: &Files, config: Arc<Config>, settings: &Settings) -> Model {
    Model {
        config,
        settings: settings.clone(),
        pages: Vec::new(),
        index: Index::default(),
        references: Vec::new(),
        outgoing: Vec::new(),
        incoming: Vec::new(),
        families: Vec::new(),
        ties: Vec::new(),
        tenures: Vec::new(),
        assets: BTreeMap::new(),
        faults: Vec::new(),
    }
}

pub(super) fn plan(_model: &Model, _theme: &Theme) -> Plan {
    Plan { routes: BTreeMap::new(), faults: Vec::new(), shared: tera::Value::none() }
}

pub(super) fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    (route.format.render)(route, view)
}

pub(super) fn context(_route: &Route, _view: &View) -> Option<String> {
    None
}
