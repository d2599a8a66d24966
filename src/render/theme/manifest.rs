//! `theme.yaml`: what a theme is called, what it extends, and what a site may set.

use super::schema::MANIFEST;
use crate::base::yaml::{self, Node};
use crate::base::{Fault, FilePath, Range, Ranged, fields, text::nearest};
use crate::config::Config;
use crate::files::OpenedBytes;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What `theme.yaml` says.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// The theme below it; the built-in one if nothing is said.
    pub extends: Option<String>,
    /// Templates of the themes below that this one leaves out: any of `OPTIONAL`.
    pub without: Vec<String>,
    /// What a site may set under `settings:` in chancery.yaml.
    pub settings: BTreeMap<String, Setting>,
    /// Where `extends` stands.
    pub extends_range: Range,
    /// The file.
    pub path: Option<FilePath>,
    /// Not all of it could be read: it may know settings that are not here.
    pub broken: bool,
}

/// Templates that a theme may do without: their pages, and what only they need, are not made.
pub const OPTIONAL: [&str; 1] = [crate::render::formats::search::TEMPLATE];

/// One thing that a site may set.
#[derive(Debug, Clone)]
pub struct Setting {
    /// `text`, `number`, `flag`, `colour`, `choice`, `asset` or `file`.
    pub sort: Type,
    /// Its value where the site says nothing.
    pub default: Value,
    /// One sentence for the site's author.
    pub doc: String,
    /// The values that a `choice` allows.
    pub of: Vec<String>,
    /// Where its default stands in `theme.yaml`.
    pub range: Range,
}

/// What a setting may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Type {
    Text,
    Number,
    Flag,
    /// `#rrggbb`
    Colour,
    /// One of `of`.
    Choice,
    /// A file in `assets/` of the theme or of one below it.
    Asset,
    /// A file in `static/` of the site.
    File,
}

impl Type {
    /// The type of a name; `schema::TYPES` lists them.
    fn of(name: &str) -> Option<Type> {
        Some(match name {
            "text" => Type::Text,
            "number" => Type::Number,
            "flag" => Type::Flag,
            "colour" => Type::Colour,
            "choice" => Type::Choice,
            "asset" => Type::Asset,
            "file" => Type::File,
            _ => return None,
        })
    }
}

/// Files that settings may name.
pub struct Names<'a> {
    /// In `assets/`, of all layers.
    pub assets: BTreeSet<&'a str>,
    /// In `static/`.
    pub files: BTreeSet<&'a str>,
}

impl Setting {
    /// What it wants, in words; `None` if the value is that.
    fn refuses(&self, value: &Value) -> Option<String> {
        let fits = match self.sort {
            Type::Text | Type::Asset | Type::File => value.is_string(),
            Type::Number => value.is_number(),
            Type::Flag => value.is_boolean(),
            Type::Colour => value.as_str().is_some_and(is_colour),
            Type::Choice => value.as_str().is_some_and(|text| self.of.iter().any(|one| one == text)),
        };
        let wants = match self.sort {
            Type::Text => "a text".to_string(),
            Type::Asset => "the name of a file in `assets/`".to_string(),
            Type::File => "the name of a file in `static/`".to_string(),
            Type::Number => "a number".to_string(),
            Type::Flag => "`true` or `false`".to_string(),
            Type::Colour => "a colour such as `#0f4c8a`".to_string(),
            Type::Choice => format!("one of `{}`", self.of.join("`, `")),
        };
        (!fits).then_some(wants)
    }
}

/// The fault of a value, called `what`, that names a file which is not there.
fn missing(what: &str, setting: &Setting, value: &Value, range: &Range, names: &Names) -> Option<Fault> {
    let (folder, known) = match setting.sort {
        Type::Asset => ("the theme's `assets/`", &names.assets),
        Type::File => ("`static/`", &names.files),
        _ => return None,
    };
    let written = value.as_str().filter(|written| !written.is_empty() && !known.contains(written))?;
    let message = format!("{what} names `{}`, and {folder} has no such file", crate::base::text::shown(written));
    let fault = Fault::new("wrong-setting", range.clone(), message);
    let near = nearest(written, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let put = || format!("put the file into {folder}, or name one that lies there");
    Some(fault.with_help(near.unwrap_or_else(put)))
}

/// The fault of a setting that is to name font families, and would leave its place in the style sheet.
fn odd_families(name: &Ranged<String>, value: &Ranged<Value>) -> Option<Fault> {
    let text = value.value.as_str().filter(|_| super::assets::FAMILIES.contains(&name.value.as_str()))?;
    let message = format!("the setting `{}` wants names of fonts, and nothing else of CSS", name.value);
    let fault = Fault::new("wrong-setting", value.range.clone(), message);
    let help = "write the names with commas between them, such as `Georgia, \"Times New Roman\", serif`";
    (!super::assets::is_families(text)).then(|| fault.with_help(help))
}

fn is_colour(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('#') else { return text.is_empty() };
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Reads a layer's `theme.yaml`; a layer may do without one.
pub fn read(folder: &BTreeMap<String, (FilePath, OpenedBytes)>, faults: &mut Vec<(FilePath, Fault)>) -> Manifest {
    let Some((path, bytes)) = folder.get("theme.yaml") else { return Manifest::default() };
    let text = String::from_utf8_lossy(bytes);
    let parsed = yaml::parse(&text, 0..text.len() as u32, yaml::FRONT_MATTER);
    let mut found = parsed.faults;
    let node = parsed.node.unwrap_or(Node { range: 0..0, value: yaml::Value::Map(Vec::new()) });
    if !matches!(node.value, yaml::Value::Map(_)) {
        let fault = Fault::new("broken-theme", node.range.clone(), "`theme.yaml` must be keys and values");
        found.push(fault.with_help("`chancery explain theme.yaml` tells all of them"));
    }
    fields::check(&MANIFEST, &node, &(0..0), parsed.whole, &mut found);
    let mut manifest = manifest(&node, &mut found);
    manifest.broken = !found.is_empty();
    manifest.path = Some(path.clone());
    faults.extend(found.into_iter().map(|fault| (path.clone(), fault)));
    manifest
}

/// What the YAML says, as far as it fits; what does not was told before.
fn manifest(node: &Node, faults: &mut Vec<Fault>) -> Manifest {
    let mut manifest = Manifest::default();
    if let Some((name, range)) = node.get("extends").and_then(|node| Some((node.text()?, node.range.clone()))) {
        (manifest.extends, manifest.extends_range) = (Some(name.to_string()), range);
    }
    let items = |node: Option<&Node>| match node.map(|node| &node.value) {
        Some(yaml::Value::Seq(items)) => items.clone(),
        _ => Vec::new(),
    };
    for (name, range) in items(node.get("without")).iter().filter_map(|node| Some((node.text()?, node.range.clone()))) {
        if !OPTIONAL.contains(&name) {
            let fault =
                Fault::new("broken-theme", range, format!("a theme cannot do without `{}`", crate::base::text::shown(name)));
            faults.push(fault.with_help(format!("only these can be left out: {}", OPTIONAL.join(", "))));
        }
        manifest.without.push(name.to_string());
    }
    for (name, node) in node.get("settings").map(Node::pairs).unwrap_or_default() {
        let sort = node.get("type").and_then(Node::text).and_then(Type::of);
        let (Some(sort), Some(default)) = (sort, node.get("default")) else { continue };
        let doc = node.get("doc").and_then(Node::text).unwrap_or_default().to_string();
        let of = items(node.get("of")).iter().filter_map(Node::text).map(str::to_string).collect();
        let setting = Setting { sort, default: fields::json(default), doc, of, range: default.range.clone() };
        if let Some(wants) = setting.refuses(&setting.default) {
            let message = format!("the default of the setting `{}` is not {wants}", name.value);
            let fault = Fault::new("broken-theme", default.range.clone(), message);
            faults.push(fault.with_help(format!("write as its `default` {wants}")));
        }
        manifest.settings.insert(name.value.clone(), setting);
    }
    manifest
}

/// Every setting with its value: the site's where it says one that fits, else the default of the highest layer.
pub fn settings(
    manifests: &[Manifest],
    config: &Config,
    names: &Names,
    faults: &mut Vec<(FilePath, Fault)>,
) -> serde_json::Map<String, Value> {
    let mut known: BTreeMap<&str, &Setting> = BTreeMap::new();
    for manifest in manifests.iter().rev() {
        known.extend(manifest.settings.iter().map(|(name, setting)| (name.as_str(), setting)));
    }
    for manifest in manifests {
        let Some(path) = &manifest.path else { continue };
        let missing = |(name, setting): (&String, &Setting)| {
            let what = format!("the default of the setting `{name}`");
            missing(&what, setting, &setting.default, &setting.range, names)
        };
        faults.extend(manifest.settings.iter().filter_map(missing).map(|fault| (path.clone(), fault)));
    }
    let mut values: serde_json::Map<String, Value> =
        known.iter().map(|(name, setting)| (name.to_string(), setting.default.clone())).collect();
    let broken = manifests.iter().any(|manifest| manifest.broken);
    for (name, value) in &config.settings {
        // It may stand in what could not be read.
        if broken && !known.contains_key(name.value.as_str()) {
            continue;
        }
        let problem = match known.get(name.value.as_str()) {
            None => {
                let near = nearest(&name.value, known.keys().copied());
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let list =
                    format!("the theme knows: {}", known.keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "));
                Fault::new("unknown-setting", name.range.clone(), format!("the theme has no setting `{}`", name.value))
                    .with_help(help.unwrap_or(list))
            }
            Some(setting) => match setting.refuses(&value.value) {
                Some(wants) => {
                    Fault::new("wrong-setting", value.range.clone(), format!("the setting `{}` wants {wants}", name.value))
                        .with_help(format!("write {wants}; it is for this: {}", setting.doc))
                }
                None => {
                    let what = format!("the setting `{}`", name.value);
                    match missing(&what, setting, &value.value, &value.range, names).or_else(|| odd_families(name, value)) {
                        Some(fault) => fault,
                        None => {
                            if let (Type::Colour, Some(colour)) = (setting.sort, value.value.as_str()) {
                                let told = super::contrast::check(&name.value, colour, &value.range);
                                faults.extend(told.map(|fault| (super::site_file("chancery.yaml"), fault)));
                            }
                            values.insert(name.value.clone(), value.value.clone());
                            continue;
                        }
                    }
                }
            },
        };
        faults.push((super::site_file("chancery.yaml"), problem));
    }
    values
}
