//! The calls to the floors below, in one place.

use crate::base::{FilePath, Ranged};
use crate::check::{Found, Level};
use crate::config::Config;
use crate::document::{Body, Document, Kind, Options};
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

pub(super) fn config(_files: &Files) -> (Arc<Config>, Vec<Found>) {
    (Arc::new(Config::default()), Vec::new())
}

pub(super) fn options(_config: &Config) -> Options {
    Options::default()
}

pub(super) fn levels(_config: &Config) -> Vec<(&Ranged<String>, Level)> {
    Vec::new()
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

pub(super) fn parse(_kind: Option<Kind>, _extension: &str, bytes: &[u8], _options: &Options) -> Document {
    let text = String::from_utf8_lossy(bytes).into();
    Document { text, records: Vec::new(), fields: Vec::new(), body: Arc::new(Body::default()), faults: Vec::new() }
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
