//! Files of themes that no theme uses: misspelt names, and folders of other generators.

use super::Layer;
use crate::base::text::nearest;
use crate::base::{Fault, FilePath};
use crate::render::builtin;
use std::collections::BTreeSet;

/// What may lie at the top of a theme beside its folders, by how the names begin.
const BESIDE: [&str; 7] = ["theme.yaml", "README", "REFERENCE", "LICENSE", "LICENCE", "CHANGELOG", "NOTICE"];

/// Says of each file of a layer that nothing comes of it; of a folder once.
pub fn check(layers: &[Layer], faults: &mut Vec<(FilePath, Fault)>) {
    let known: BTreeSet<&str> = builtin::FILES.iter().map(|(path, _)| *path).collect();
    for layer in layers {
        let mut told = BTreeSet::new();
        for (name, (path, bytes)) in layer.files.iter().filter(|(name, _)| !known.contains(name.as_str())) {
            let (top, rest) = name.split_once('/').unwrap_or((name, ""));
            let help = match (top, rest) {
                ("assets" | "i18n", _) => continue,
                ("templates", rest) if rest.starts_with("i18n/") || is_used(layers, rest, bytes) => continue,
                ("templates", rest) => template(&known, rest),
                (file, "") if BESIDE.iter().any(|beginning| file.starts_with(beginning)) => continue,
                ("theme.yml", "") => "call it `theme.yaml`".to_string(),
                ("static" | "css" | "js" | "img" | "images" | "fonts", _) => {
                    format!("files that pages load lie in the theme's `assets/`: move what is in `{top}/` there")
                }
                ("partials" | "layouts" | "_layouts" | "_includes" | "includes", _) => {
                    format!("templates lie in the theme's `templates/`: move what is in `{top}/` there")
                }
                _ => "a theme has `templates/`, `assets/`, `i18n/` and `theme.yaml`: move it into one of these, or take it out"
                    .to_string(),
            };
            if top == "templates" || told.insert(top) {
                let message = format!(
                    "nothing comes of `{}`: no theme asks for a file of that name",
                    if rest.is_empty() {
                        name
                    } else if top == "templates" {
                        rest
                    } else {
                        top
                    }
                );
                faults.push((path.clone(), Fault::new("unused-theme-file", 0..0, message).with_help(help)));
            }
        }
    }
}

/// Whether another template may name a template, or it defines components, which are found by their own names.
fn is_used(layers: &[Layer], name: &str, bytes: &[u8]) -> bool {
    let defines = |text: &str| text.contains("{% component") || text.contains("{%- component");
    let names = |text: &str| ['"', '\'', '`'].iter().any(|mark| text.contains(&format!("{name}{mark}")));
    let mut templates = layers.iter().flat_map(|layer| &layer.files).filter(|(file, _)| file.starts_with("templates/"));
    std::str::from_utf8(bytes).is_ok_and(defines) || templates.any(|(_, (_, bytes))| std::str::from_utf8(bytes).is_ok_and(names))
}

/// The way out of a template that nobody names.
fn template(known: &BTreeSet<&str>, name: &str) -> String {
    match nearest(name, known.iter().filter_map(|path| path.strip_prefix("templates/"))) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "a template has the name of one of the built-in theme, which `chancery explain theme` lists, or is named by another, as in \
                 `{% include \"parts/mine.html\" %}`"
            .to_string(),
    }
}
