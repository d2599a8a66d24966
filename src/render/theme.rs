//! Themes: layers of templates, strings and assets. A site's `templates/` lie over its theme, that over the one it
//! extends, and all over the built-in one.

use super::{RenderFault, builtin, functions, words};
use crate::base::{Fault, FilePath, Range};
use crate::config::Config;
use crate::files::{Files, OpenedBytes};
use std::collections::BTreeMap;
use std::sync::Arc;

mod assets;
pub mod budget;
mod contrast;
mod manifest;
mod references;
pub mod schema;
mod shared;
mod strings;
mod templates;
mod unused;
mod wants;

pub use assets::{Asset, css_string};
pub use manifest::{Manifest, Setting};
pub use shared::Parts;
pub use wants::Wanted;

/// Name of the theme that is part of the program.
pub const BUILT_IN: &str = "chancery";
/// Most themes that may extend one another.
const MAX_LAYERS: usize = 8;

/// How a site looks: templates, strings and assets of all its layers.
pub struct Theme {
    /// The theme that the site chose.
    pub name: String,
    /// The strings of all layers.
    pub words: Arc<words::Words>,
    /// Every file of `assets/`, by its name there, such as `fonts/x.woff2`.
    pub assets: BTreeMap<String, Asset>,
    /// The theme's settings with the site's own values.
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// What is wrong in theme files and settings.
    pub faults: Vec<(FilePath, Fault)>,
    /// Links to places on the site that its templates write out.
    links: Vec<references::Link>,
    tera: Arc<tera::Tera>,
    sources: BTreeMap<String, templates::Source>,
    wants: wants::Wants,
    /// Templates that the themes below have and this one leaves out.
    without: Vec<&'static str>,
}

/// One layer: a folder of theme files.
struct Layer<'a> {
    /// What template names begin with; empty for the site's own.
    prefix: String,
    /// Its files by path below the layer, with their path in the site.
    files: BTreeMap<String, (FilePath, OpenedBytes<'a>)>,
}

impl Theme {
    /// Loads the site's theme. What is broken becomes a fault and is left out, so that the layer below shows.
    pub fn load(files: &Files, config: &Config) -> Theme {
        let mut faults = Vec::new();
        let (layers, manifests) = layers(files, config, &mut faults);
        let names = manifest::Names {
            assets: layers.iter().flat_map(|layer| layer.files.keys()).filter_map(|name| name.strip_prefix("assets/")).collect(),
            files: files.below("static").filter_map(|file| file.path.below("static")).collect(),
        };
        let settings = manifest::settings(&manifests, config, &names, &mut faults);
        let words = Arc::new(strings::strings(&layers, &mut faults));
        strings::unspoken(&words, config, &mut faults);
        unused::check(&layers, &mut faults);
        let assets = assets::load(&layers, config, &settings);
        let addresses = assets.iter().map(|(name, asset)| (name.clone(), asset.path.as_str().to_string())).collect();
        let mut tera = tera::Tera::default();
        tera.autoescape_on([".html", ".htm", ".xml", ".svg"].to_vec());
        let parts = Arc::new(Parts::default());
        functions::register(&mut tera, words.clone(), Arc::new(addresses), parts.clone());
        // Only fails if templates were added before, and none were.
        let _ = tera.set_fallback_prefixes(layers.iter().map(|layer| layer.prefix.clone()).filter(|prefix| !prefix.is_empty()));
        let sources = templates::load(&mut tera, &layers, &mut faults);
        let links = references::check(&layers, &mut faults);
        let prefixes: Vec<String> = layers.iter().map(|layer| layer.prefix.clone()).collect();
        let wants = wants::Wants::new(&sources, &tera.get_template_names().collect(), &prefixes);
        let without = without(&layers, &manifests);
        let tera = Arc::new(tera);
        parts.know(Arc::downgrade(&tera));
        Theme { name: chosen(config).value.clone(), words, assets, settings, faults, links, tera, sources, wants, without }
    }

    /// Renders a template; `page` is the content file that it is rendered for, named if something is wrong.
    pub fn render(&self, template: &str, context: &tera::Context, page: Option<&FilePath>) -> Result<Vec<u8>, RenderFault> {
        let mut out = budget::Capped::begin();
        shared::begin();
        match self.tera.render_to(template, context, &mut out) {
            Ok(()) => Ok(out.bytes()),
            Err(error) => Err(self.render_fault(template, &shared::cause().unwrap_or(error), page)),
        }
    }

    /// What is to be said of links in templates that lead to nothing.
    pub fn astray(&self, stands: impl Fn(&str) -> bool) -> Vec<(FilePath, Fault)> {
        let leads = |to: &str| to.is_empty() || stands(to) || stands(&format!("{}/index.html", to.trim_end_matches('/')));
        let here = self.links.iter().filter_map(|link| match &link.to {
            references::To::Here(to) => Some((link, to)),
            references::To::Web(_) => None,
        });
        here.filter(|(_, to)| !leads(to)).map(|(link, to)| references::astray(link, to)).collect()
    }

    /// The links to the web that templates write out, but for the program's own: each with its template and its place there.
    pub fn web_links(&self) -> impl Iterator<Item = (&FilePath, &Range, &str)> {
        self.links.iter().filter_map(|link| match &link.to {
            references::To::Web(to) => Some((&link.path, &link.range, to.as_str())),
            references::To::Here(_) => None,
        })
    }

    /// Whether a template may name a value of its page, such as `cite`: if not, the value need not be computed.
    pub fn wants(&self, template: &str, value: &str) -> bool {
        self.wants.value(template, value)
    }

    /// What a template may name of any value.
    pub fn wanted_of_any(&self, template: &str) -> Wanted {
        self.wants.of_any(template)
    }

    /// What a template may reach of `page`.
    pub fn wanted(&self, template: &str) -> &Wanted {
        self.wants.page(template)
    }

    /// Whether any layer has that template, and none above leaves it out.
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template) && !self.without.contains(&template)
    }

    /// The text of a theme file that a fault may point into; needed for built-in ones, which are no input files.
    pub fn source(&self, path: &FilePath) -> Option<&str> {
        self.sources.values().find(|source| source.path == *path).map(|source| &*source.text)
    }

    fn render_fault(&self, template: &str, error: &tera::Error, page: Option<&FilePath>) -> RenderFault {
        let whose = page.map(|page| format!(" (while rendering `{page}`)")).unwrap_or_default();
        let (name, range, message) = match error.kind() {
            tera::ErrorKind::RenderingError(report) | tera::ErrorKind::SyntaxError(report) => {
                let range = report.span().range.start as u32..report.span().range.end as u32;
                (report.filename(), range, templates::plain(report.message()))
            }
            tera::ErrorKind::Io(kind) => {
                let message = format!("the template {}{whose}", budget::spent(*kind));
                let fault = Fault::new("template-budget", 0..0, message).with_help("look for a loop in it that runs too often");
                return RenderFault { path: self.path_of(template), fault };
            }
            _ => (template, 0..0, templates::plain(&error.to_string())),
        };
        let redefined = templates::redefined(name, range.start, &message, &self.sources);
        let (name, range, message) = match &redefined {
            Some((name, range, message)) => (name.as_str(), range.clone(), message.clone()),
            None => (name, range, message),
        };
        let help = templates::help(&message);
        let fault = Fault::new("broken-template", range, format!("{message}{whose}")).with_help(help);
        RenderFault { path: self.path_of(name), fault }
    }

    /// The file of a template, by the name that it is rendered by.
    pub fn path_of(&self, template: &str) -> FilePath {
        let known = self.sources.get(template).or_else(|| {
            // As Tera looks them up: by full name first, then with each layer's prefix. Shorter names stand higher.
            let tail = format!("/{template}");
            self.sources.iter().filter(|(name, _)| name.ends_with(&tail)).map(|(_, source)| source).next()
        });
        known
            .map(|source| source.path.clone())
            .unwrap_or_else(|| FilePath::new(&format!("templates/{template}")).unwrap_or_else(|| site_file("templates")))
    }
}

/// The theme that chancery.yaml names.
fn chosen(config: &Config) -> &crate::base::Ranged<String> {
    &config.theme
}

fn site_file(path: &'static str) -> FilePath {
    FilePath::new(path).expect("a plain relative path")
}

/// The layers, highest first, with what their `theme.yaml` says.
fn layers<'a>(files: &'a Files, config: &Config, faults: &mut Vec<(FilePath, Fault)>) -> (Vec<Layer<'a>>, Vec<Manifest>) {
    let below = |folder: &str| -> BTreeMap<String, (FilePath, OpenedBytes<'a>)> {
        let inside = |file: &'a Arc<crate::files::File>| {
            let rest = file.path.below(folder)?;
            Some((rest.to_string(), (file.path.clone(), file.bytes.open())))
        };
        files.iter().filter_map(inside).collect()
    };
    let own = below("templates").into_iter().map(|(path, file)| (format!("templates/{path}"), file)).collect();
    let mut layers = vec![Layer { prefix: String::new(), files: own }];
    let mut manifests = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let mut next = Some((chosen(config).value.clone(), site_file("chancery.yaml"), chosen(config).range.clone()));
    while let Some((name, wanted_by, range)) = next.take() {
        let mut folder = below(&format!("themes/{name}"));
        if name == BUILT_IN {
            break;
        }
        if folder.is_empty() || seen.contains(&name) || seen.len() == MAX_LAYERS {
            faults.push((wanted_by, wrong_theme(files, &name, range, &seen)));
            break;
        }
        let manifest = manifest::read(&folder, faults);
        let extends = manifest.extends.clone().unwrap_or_else(|| BUILT_IN.to_string());
        let path = folder.get("theme.yaml").map(|(path, _)| path.clone()).unwrap_or_else(|| wanted_by.clone());
        next = Some((extends, path, manifest.extends_range.clone()));
        folder.retain(|path, _| !path.starts_with('.'));
        layers.push(Layer { prefix: format!("{name}/"), files: folder });
        manifests.push(manifest);
        seen.push(name);
    }
    // A site may carry a copy of the built-in theme: its files stand over the embedded ones.
    let mut folder: BTreeMap<String, (FilePath, OpenedBytes<'a>)> = builtin::FILES
        .iter()
        .filter_map(|(path, bytes)| {
            Some((path.to_string(), (FilePath::new(&format!("themes/{BUILT_IN}/{path}"))?, OpenedBytes::Other(bytes))))
        })
        .collect();
    folder.extend(below(&format!("themes/{BUILT_IN}")));
    manifests.push(manifest::read(&folder, faults));
    layers.push(Layer { prefix: format!("{BUILT_IN}/"), files: folder });
    (layers, manifests)
}

/// The templates that the highest theme to speak of them leaves out. The first layer is the site's own, which has no manifest.
fn without(layers: &[Layer], manifests: &[Manifest]) -> Vec<&'static str> {
    let manifest = |at: usize| at.checked_sub(1).and_then(|at| manifests.get(at));
    let left_out = |name: &&str| {
        let said = layers.iter().enumerate().find_map(|(at, layer)| {
            let leaves = manifest(at).is_some_and(|manifest| manifest.without.iter().any(|other| other == name));
            let has = layer.files.contains_key(&format!("templates/{name}"));
            (has || leaves).then_some(leaves && !has)
        });
        said == Some(true)
    };
    manifest::OPTIONAL.into_iter().filter(left_out).collect()
}

fn wrong_theme(files: &Files, name: &str, range: Range, seen: &[String]) -> Fault {
    if seen.iter().any(|other| other == name) {
        return Fault::new("broken-theme", range, format!("the theme `{name}` extends itself")).with_help("break the circle");
    }
    if seen.len() == MAX_LAYERS {
        let message = format!("more than {MAX_LAYERS} themes extend one another");
        return Fault::new("broken-theme", range, message).with_help(format!("let this one extend `{BUILT_IN}`"));
    }
    let known: Vec<&str> = files.below("themes").filter_map(|file| file.path.below("themes")?.split('/').next()).collect();
    let near = crate::base::text::nearest(name, known.iter().copied().chain([BUILT_IN]));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("put it into `themes/{name}/`, or use the built-in `{BUILT_IN}`"),
    };
    Fault::new("broken-theme", range, format!("there is no theme called `{name}`")).with_help(help)
}

#[cfg(test)]
mod tests;
