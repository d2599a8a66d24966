//! Assets: each gets the hash of what it holds into its name, so that browsers may keep it for ever.

use super::Layer;
use super::references::in_asset;
use crate::base::{FilePath, Hash, OutPath};
use crate::config::Config;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// A file of a theme.
pub struct Asset {
    /// Where it goes: `assets/chancery.3f2a….css`.
    pub path: OutPath,
    /// What it holds; in style sheets the addresses of other assets are their final ones.
    pub bytes: Arc<[u8]>,
    /// The file that it was made from.
    pub origin: Option<FilePath>,
}

/// Deepest chain of style sheets that import each other.
const MAX_IMPORTS: usize = 8;

/// The assets of all layers, and `site.css`, which is made from chancery.yaml.
pub fn load(layers: &[Layer], config: &Config, settings: &serde_json::Map<String, serde_json::Value>) -> BTreeMap<String, Asset> {
    let mut raw: BTreeMap<String, (Option<FilePath>, &[u8])> = BTreeMap::new();
    for layer in layers.iter().rev() {
        for (name, (path, bytes)) in &layer.files {
            if let Some(name) = name.strip_prefix("assets/") {
                raw.insert(name.to_string(), (Some(path.clone()), bytes));
            }
        }
    }
    let sheet = site_sheet(&config.title, settings);
    raw.entry("site.css".into()).or_insert((None, sheet.as_bytes()));
    let mut assets = BTreeMap::new();
    for (name, (origin, _)) in &raw {
        let bytes = finished(name, &raw, 0);
        // Names that no file system could hold are left out; `Files` has already refused such names.
        if let Ok(path) = OutPath::new(&format!("assets/{}", hashed(name, &bytes))) {
            assets.insert(name.clone(), Asset { path, bytes: bytes.into(), origin: origin.clone() });
        }
    }
    assets
}

/// `fonts/x.woff2` → `fonts/x.0123456789.woff2`
fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash = Hash::of(bytes).short();
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let file = match file.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem}.{hash}.{extension}"),
        _ => format!("{file}.{hash}"),
    };
    if folder.is_empty() { file } else { format!("{folder}/{file}") }
}

/// The bytes of an asset with the addresses in a style sheet or script made final.
fn finished(name: &str, raw: &BTreeMap<String, (Option<FilePath>, &[u8])>, depth: usize) -> Vec<u8> {
    let bytes = raw[name].1;
    let reads = [".css", ".js", ".mjs"].iter().any(|extension| name.ends_with(extension)) && depth < MAX_IMPORTS;
    let (true, Ok(text)) = (reads, std::str::from_utf8(bytes)) else {
        return bytes.to_vec();
    };
    let mut out = String::with_capacity(text.len() + 256);
    let mut at = 0;
    let is_script = !name.ends_with(".css");
    for written in in_asset(name, text) {
        let address = &text[written.range.clone()];
        // Without a dot it is the name of a package.
        let target = resolve(name, address).filter(|_| !is_script || address.starts_with('.'));
        let Some(target) = target.filter(|target| raw.contains_key(target) && target != name) else { continue };
        let new = hashed(&target, &finished(&target, raw, depth + 1));
        let up = "../".repeat(name.matches('/').count());
        let here = if is_script && up.is_empty() { "./" } else { "" };
        let quote = if written.quoted { "" } else { "\"" };
        out.push_str(&text[at..written.range.start]);
        let _ = write!(out, "{quote}{here}{up}{new}{quote}");
        at = written.range.end;
    }
    out.push_str(&text[at..]);
    out.into_bytes()
}

/// The asset that a relative address in a style sheet or script means.
pub(super) fn resolve(from: &str, written: &str) -> Option<String> {
    if written.is_empty() || written.starts_with(['/', '#']) || written.contains(':') {
        return None;
    }
    let written = written.split(['?', '#']).next()?;
    Some(FilePath::new(&format!("assets/{from}"))?.join(written)?.below("assets")?.to_string())
}

/// Settings of colours, each with a second one for dark mode, and what they change in the style sheet.
const COLOURS: [(&str, &str); 9] = [
    ("link", "--link"),
    ("rubric", "--rubric"),
    ("bar", "--bar"),
    ("binding_blue", "--bind-blue"),
    ("binding_buff", "--bind-buff"),
    ("binding_green", "--bind-green"),
    ("binding_rose", "--bind-rose"),
    ("binding_orange", "--bind-orange"),
    ("binding_grey", "--bind-grey"),
];

/// What chancery.yaml adds to the style: the site's name at the foot of printed pages, and the settings of colours and
/// type.
fn site_sheet(title: &str, settings: &serde_json::Map<String, serde_json::Value>) -> String {
    let mut css = String::from("/* Made from chancery.yaml. */\n");
    let _ = writeln!(
        css,
        "@page {{ @bottom-left {{ content: {}; font: 8pt \"Source Sans 3\", sans-serif; color: #414e5b; }} }}\n\
         @page cover {{ @bottom-left {{ content: none; }} }}",
        css_string(title)
    );
    let said = |name: &str| settings.get(name).and_then(|value| value.as_str()).filter(|text| !text.is_empty());
    for (name, family, rest) in
        [("serif", "Site Serif", "Cambria, \"Times New Roman\", serif"), ("sans", "Site Sans", "Arial, sans-serif")]
    {
        let file = said(&format!("{name}_file")).filter(|file| is_families(&file.replace('/', "")) && !file.contains(['"', ')']));
        if let Some(file) = file {
            let _ = writeln!(
                css,
                "@font-face {{ font-family: \"{family}\"; src: url(\"{file}\"); font-weight: 200 900; font-display: swap; }}"
            );
        }
        let chosen = said(name).filter(|value| is_families(value));
        let families = match (file, chosen) {
            (Some(_), chosen) => format!("\"{family}\", {}", chosen.unwrap_or(rest)),
            (None, Some(chosen)) => chosen.to_string(),
            (None, None) => continue,
        };
        let _ = writeln!(css, ":root {{ --{name}: {families}; }}");
    }
    for (name, variable) in COLOURS {
        let dark = format!("{name}_dark");
        if let Some(value) = said(name) {
            let _ = writeln!(css, ":root {{ {variable}: {value}; }}");
        }
        if let Some(value) = said(&dark) {
            let _ = writeln!(
                css,
                "@media (prefers-color-scheme: dark) {{ :root:not([data-theme=\"light\"]) {{ {variable}: {value}; }} }}\n\
                 :root[data-theme=\"dark\"] {{ {variable}: {value}; }}"
            );
        }
    }
    css
}

/// Settings that name font families.
pub const FAMILIES: [&str; 2] = ["serif", "sans"];

/// Whether a text may stand as families of fonts in CSS: it ends no declaration, and closes what it opens.
pub fn is_families(text: &str) -> bool {
    let is_paired = |quote: char| text.matches(quote).count().is_multiple_of(2);
    !text.contains(['{', '}', ';', '<', '\\', '/', '\n'])
        && is_paired('"')
        && is_paired('\'')
        && text.matches('(').count() == text.matches(')').count()
}

/// A text as a CSS string; everything but letters, digits and spaces is written as its number.
pub fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c.is_alphanumeric() || c == ' ' {
            out.push(c);
        } else {
            let _ = write!(out, "\\{:x} ", c as u32);
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_style_sheets_become_final() {
        let sheet = b"a { src: url(\"fonts/x.woff2\") } b { background: url(https://e.org/x.png) } c { src: url(none.woff2)";
        let raw = BTreeMap::from([
            ("a.css".to_string(), (None, sheet.as_slice())),
            ("fonts/x.woff2".to_string(), (None, b"font".as_slice())),
        ]);
        let text = String::from_utf8(finished("a.css", &raw, 0)).unwrap();
        let hash = Hash::of(b"font").short();
        assert!(text.contains(&format!("url(\"fonts/x.{hash}.woff2\")")), "{text}");
        assert!(text.contains("url(https://e.org/x.png)") && text.ends_with("url(none.woff2)"), "{text}");
    }

    #[test]
    fn imports_become_final() {
        let raw: BTreeMap<String, (Option<FilePath>, &[u8])> = [
            ("a.css", "@import \"parts/b.css\"; @import 'none.css';"),
            ("parts/b.css", "p { background: url(../c.png) }"),
            ("c.png", "png"),
            ("a.js", "import { x } from \"./m/b.js\";\nimport \"c.js\"; import(\"./a.js\");"),
            ("m/b.js", "export * from '../c.js';"),
            ("c.js", "export const x = 1;"),
        ]
        .into_iter()
        .map(|(name, text)| (name.to_string(), (None, text.as_bytes())))
        .collect();
        let done = |name: &str| String::from_utf8(finished(name, &raw, 0)).unwrap();
        let named = |name: &str| hashed(name, &finished(name, &raw, 0));
        assert_eq!(done("a.css"), format!("@import \"{}\"; @import 'none.css';", named("parts/b.css")));
        assert_eq!(done("parts/b.css"), format!("p {{ background: url(\"../{}\") }}", named("c.png")));
        assert_eq!(done("a.js"), format!("import {{ x }} from \"./{}\";\nimport \"c.js\"; import(\"./a.js\");", named("m/b.js")));
        assert_eq!(done("m/b.js"), format!("export * from '../{}';", named("c.js")));
    }

    #[test]
    fn a_title_cannot_leave_its_string() {
        assert_eq!(css_string("A \"b\"; }"), "\"A \\22 b\\22 \\3b  \\7d \"");
    }
}
