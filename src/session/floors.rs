//! The calls to the floors below, in one place.

use crate::base::text::{Quotes, conflict};
use crate::base::{Fault, FilePath, Hash, OutPath, Ranged};
use crate::check::{Found, Level, Levels};
use crate::config::{self, Config};
use crate::document::{self, Body, Document, Kind, Options, Unread, front};
use crate::files::{Bytes, File, Files};
use crate::model::layout::{Role, report_folders, role};
use crate::model::memory::Memory;
use crate::model::resolve::resolve as resolve_model;
use crate::model::{Model, PageId, Settings};
use crate::render::values::evidence;
use crate::render::{self, Plan, RenderFault, Route, Theme, View};
use std::borrow::Cow;
use std::sync::Arc;

pub use crate::model::layout::Place;
pub use crate::model::pages::Parsed;

pub(super) fn config_path() -> FilePath {
    config::path()
}

pub(super) fn config(files: &Files) -> (Arc<Config>, Vec<Found>) {
    let bytes = files.get(&config::path()).map(|file| file.bytes.clone());
    let opened = bytes.as_ref().map(Bytes::open);
    let text = match opened.as_deref().map(front::decode) {
        Some(Err(bad)) => {
            let fault = Fault::new("not-utf8", 0..0, bad.message).with_help(bad.help);
            return (Arc::new(Config::new()), vec![(config::path(), fault)]);
        }
        Some(Ok(text)) => Some(text),
        None => None,
    };
    let conflict = text.and_then(conflict);
    let (config, mut faults) = config::load(text);
    if let Some(fault) = conflict {
        faults = vec![fault];
    }
    (Arc::new(config), faults.into_iter().map(|fault| (config::path(), fault)).collect())
}

pub(super) fn options(config: &Config) -> Options {
    let markdown = &config.markdown;
    Options {
        math: markdown.math,
        typography: markdown.typography,
        raw_html: markdown.raw_html,
        quotes: Quotes::of(&config.language),
        ..Options::default()
    }
}

/// The same for one file, whose name may say its language.
pub(super) fn options_at<'a>(place: &Place, options: &'a Options) -> Cow<'a, Options> {
    match place.language.as_str() {
        "" => Cow::Borrowed(options),
        language => Cow::Owned(Options { quotes: Quotes::of(language), named: true, ..options.clone() }),
    }
}

/// How loud rules are before front matter has its say: as chancery.yaml has it, then the command line (rules that stay silent, rules
/// that are errors); and what is wrong with the table in chancery.yaml.
pub(super) fn levels(config: &Config, (allowed, denied): (&[String], &[String])) -> (Levels, Vec<Found>) {
    let mut levels = Levels::default();
    let bad = levels.configure(&config_path(), &table(config));
    levels.deny(denied);
    levels.allow(allowed);
    (levels, bad)
}

/// The table `rules:` with the place of each name.
fn table(config: &Config) -> Vec<(Ranged<String>, Level)> {
    let level = |level: &config::Level| match level {
        config::Level::Allow => Level::Allow,
        config::Level::Warn => Level::Warn,
        config::Level::Error => Level::Error,
    };
    config.rules.iter().map(|(name, set)| (Ranged::new(name.clone(), config.place(&format!("rules.{name}"))), level(set))).collect()
}

/// What a theme is made of beside chancery.yaml: its files by path and hash, and what lies in `static/`, which settings name.
pub(super) type ThemeInputs = (Vec<(FilePath, Hash)>, Vec<FilePath>);

pub(super) fn theme_inputs(files: &Files) -> ThemeInputs {
    let own = ["templates", "themes"].iter().flat_map(|top| files.below(top));
    let named = files.below("static").map(|file| file.path.clone());
    (own.map(|file| (file.path.clone(), file.hash)).collect(), named.collect())
}

/// Loads the theme; it looks at `theme_inputs` and at nothing else.
pub(super) fn theme(files: &Files, config: &Config) -> Theme {
    Theme::load(files, config)
}

pub(super) fn theme_faults(theme: &Theme) -> &[Found] {
    &theme.faults
}

/// Links of templates to places where nothing will stand.
pub(super) fn theme_astray(theme: &Theme, plan: &Plan) -> Vec<Found> {
    theme.astray(|to| OutPath::new(to).is_ok_and(|path| plan.routes.contains(&path)))
}

/// Which of the files below `content/` hold records, in order of path; `refused` are texts that are there and were not read.
pub(super) fn wanted(content: &[Arc<File>], refused: &[FilePath], config: &Config) -> Vec<(usize, Place)> {
    let folders = report_folders(content.iter().map(|file| &file.path).chain(refused));
    let place = |file: &Arc<File>| match role(&file.path, &folders, &config.languages, &config.language) {
        Role::Records(place) => Some(place),
        Role::Asset => None,
    };
    content.iter().enumerate().filter_map(|(at, file)| Some((at, place(file)?))).collect()
}

pub(super) fn kind(place: &Place) -> Option<Kind> {
    place.kind
}

/// The language that the name of a file says.
pub(super) fn language(place: &Place) -> String {
    place.language.clone()
}

pub(super) fn parsed(path: FilePath, place: Arc<Place>, document: Arc<Document>) -> Parsed {
    Parsed { path, place, document }
}

pub(super) fn parse(kind: Option<Kind>, extension: &str, bytes: &Bytes, options: &Options) -> Document {
    if let Some(text) = bytes.text() {
        return document::parse(kind, extension, text.clone(), options);
    }
    let bytes = &bytes.open();
    match front::decode(bytes) {
        Ok(text) => document::parse(kind, extension, text.into(), options),
        Err(bad) => {
            // What can be read is shown with the fault, so that its line is found.
            let text = String::from_utf8_lossy(bytes);
            let at = String::from_utf8_lossy(&bytes[..bad.offset.min(bytes.len())]).len() as u32;
            let fault = Fault::new("not-utf8", at..at, bad.message).with_help(bad.help);
            Document {
                lacking: Vec::new(),
                unread: Some(Unread::new(&text)),
                text: text.into(),
                records: Vec::new(),
                fields: Vec::new(),
                body: Arc::new(Body::default()),
                faults: vec![fault],
            }
        }
    }
}

pub(super) fn resolve(
    documents: &[Parsed],
    files: &Files,
    config: Arc<Config>,
    settings: &Settings,
    levels: &Levels,
    memory: &mut Memory,
) -> Model {
    let mut settings = settings.clone();
    settings.drafts |= config.drafts;
    let base_url = settings.base_url.as_deref().unwrap_or(&config.base_url);
    let listings = render::listings(&config, !base_url.is_empty());
    resolve_model(documents, files, config, settings, !levels.stops_at_unread(), &listings, memory)
}

pub(super) fn plan(model: &Model, theme: &Arc<Theme>, memory: &mut render::memory::Memory) -> Plan {
    render::plan(model, theme, memory)
}

/// Makes what many outputs share; before they are rendered in parallel.
pub(super) fn prepare(view: &View) {
    render::prepare(view);
}

/// Whether an output is made of what `prepare` makes.
pub(super) fn is_prepared(route: &Route) -> bool {
    render::is_prepared(route)
}

/// Whether it tells of others by what these hold.
pub(super) fn is_last(route: &Route) -> bool {
    render::is_last(route)
}

pub(super) fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    render::render(route, *view)
}

/// What the template of an output gets, as JSON.
pub(super) fn context(route: &Route, view: &View) -> Option<String> {
    render::formats::page::dump(route, view).map(|value| format!("{value:#}"))
}

/// What lists tell of what a page says without a source.
pub(super) fn unsourced(view: &View, id: PageId) -> impl PartialEq + use<> {
    let page = view.model.page(id);
    (evidence::gaps(view.model, page), evidence::waivers(view, page))
}

/// The text of a theme's file that is no file of the site, as of the built-in theme.
pub(super) fn theme_text(theme: &Theme, path: &FilePath) -> Option<Arc<str>> {
    theme.source(path).map(Arc::from)
}
