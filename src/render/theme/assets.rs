//! Assets: each gets the hash of what it holds into its name, so that browsers may keep it for ever.

use super::Layer;
use super::references::{Written, in_asset};
use crate::base::{FilePath, Hash, OutPath};
use crate::config::Config;
use crate::render::routes::stamped;
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

/// An asset as its layer has it.
struct Raw<'a> {
    origin: Option<FilePath>,
    bytes: &'a [u8],
}

/// The assets of all layers, and `site.css`, which is made from chancery.yaml.
pub fn load(layers: &[Layer], config: &Config, settings: &serde_json::Map<String, serde_json::Value>) -> BTreeMap<String, Asset> {
    let mut raw: BTreeMap<String, Raw> = BTreeMap::new();
    for layer in layers.iter().rev() {
        for (name, (path, bytes)) in &layer.files {
            if let Some(name) = name.strip_prefix("assets/") {
                raw.insert(name.to_string(), Raw { origin: Some(path.clone()), bytes });
            }
        }
    }
    let sheet = site_sheet(&config.title, settings);
    raw.entry("site.css".into()).or_insert(Raw { origin: None, bytes: sheet.as_bytes() });
    let mut assets = BTreeMap::new();
    for ((name, raw), (path, bytes)) in raw.iter().zip(finished(&raw)) {
        // Names that no file system could hold are left out, and told of where the theme's references are looked at.
        if let Ok(path) = OutPath::new(&format!("assets/{path}")) {
            assets.insert(name.clone(), Asset { path, bytes: bytes.into(), origin: raw.origin.clone() });
        }
    }
    assets
}

/// The final name and bytes of each asset, in order of name: in style sheets and scripts the addresses of others are final ones.
///
/// An asset is made after those that it refers to. Where some refer to each other in a circle, none of their names can come of what
/// it holds in the end; they come of what all of them hold before.
fn finished(raw: &BTreeMap<String, Raw>) -> Vec<(String, Vec<u8>)> {
    let names: Vec<&str> = raw.keys().map(String::as_str).collect();
    let uses: Vec<Vec<Use>> = raw.iter().map(|(name, raw)| uses(name, raw.bytes, &names)).collect();
    let write = |at: usize, ends: &[String]| written(names[at], raw[names[at]].bytes, &uses[at], ends);
    let mut ends: Vec<String> = vec![String::new(); names.len()];
    let mut made: Vec<Vec<u8>> = vec![Vec::new(); names.len()];
    let targets: Vec<Vec<usize>> = uses.iter().map(|uses| uses.iter().map(|one| one.target).collect()).collect();
    for circle in circles(&targets) {
        if let [at] = circle[..]
            && !targets[at].contains(&at)
        {
            made[at] = write(at, &ends);
            ends[at] = stamped(names[at], &Hash::of(&made[at]));
            continue;
        }
        let drafts: Vec<Vec<u8>> = circle.iter().map(|at| write(*at, &ends)).collect();
        let parts: Vec<&[u8]> = circle.iter().zip(&drafts).flat_map(|(at, draft)| [names[*at].as_bytes(), draft]).collect();
        let all = Hash::of_parts(&parts).to_string();
        circle.iter().for_each(|at| ends[*at] = stamped(names[*at], &Hash::of_parts(&[all.as_bytes(), names[*at].as_bytes()])));
        circle.iter().for_each(|at| made[*at] = write(*at, &ends));
    }
    ends.into_iter().zip(made).collect()
}

/// An address of another asset in a style sheet or script.
struct Use {
    written: Written,
    /// Position of what it leads to among all names.
    target: usize,
}

/// The addresses of other assets in one of them, in order of place.
fn uses(name: &str, bytes: &[u8], names: &[&str]) -> Vec<Use> {
    let is_script = !name.ends_with(".css");
    let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
    let target = |written: &Written| {
        // Without a dot it is the name of a package.
        let address = text.get(written.range.clone()).filter(|address| !is_script || address.starts_with('.'))?;
        names.binary_search(&resolve(name, address)?.as_str()).ok()
    };
    in_asset(name, text).into_iter().filter_map(|written| Some(Use { target: target(&written)?, written })).collect()
}

/// An asset with the addresses that have a final form by now in that form.
fn written(name: &str, bytes: &[u8], uses: &[Use], ends: &[String]) -> Vec<u8> {
    let up = "../".repeat(name.matches('/').count());
    let here = if up.is_empty() && !name.ends_with(".css") { "./" } else { "" };
    let mut out = Vec::with_capacity(bytes.len() + 24 * uses.len());
    let mut at = 0;
    for Use { written, target } in uses.iter().filter(|one| !ends[one.target].is_empty()) {
        let quote = if written.quoted { "" } else { "\"" };
        out.extend_from_slice(&bytes[at..written.range.start]);
        out.extend_from_slice([quote, here, &up, &ends[*target], quote].concat().as_bytes());
        at = written.range.end;
    }
    out.extend_from_slice(&bytes[at..]);
    out
}

/// Groups of those that lead to each other, most of them of one alone; each group comes after those that it leads to.
/// This is Tarjan's way to find them, without recursion: a chain may be as long as a theme has files.
fn circles(targets: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    // When each was met, and the earliest that it leads back to; 0 for what was not met, and for what has its group.
    let (mut met, mut back) = (vec![0; targets.len()], vec![0; targets.len()]);
    let (mut count, mut open) = (0, Vec::new());
    for start in 0..targets.len() {
        let mut path = vec![(start, 0)];
        while let Some((at, next)) = path.pop() {
            if next == 0 {
                if met[at] > 0 {
                    continue;
                }
                count += 1;
                (met[at], back[at]) = (count, count);
                open.push(at);
            } else if back[targets[at][next - 1]] > 0 {
                back[at] = back[at].min(back[targets[at][next - 1]]);
            }
            if let Some(to) = targets[at].get(next) {
                path.extend([(at, next + 1), (*to, 0)]);
            } else if back[at] == met[at] {
                let from = open.iter().rposition(|other| *other == at).unwrap_or_default();
                let mut circle = open.split_off(from);
                circle.sort_unstable();
                circle.iter().for_each(|at| back[*at] = 0);
                found.push(circle);
            }
        }
    }
    found
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
            // Rules outside of layers win over the theme's dark values, so a light one holds where it is light only.
            let _ = writeln!(
                css,
                "@media not all and (prefers-color-scheme: dark) {{ :root:not([data-theme=\"dark\"]) {{ {variable}: {value}; }} }}\n\
                 :root[data-theme=\"light\"] {{ {variable}: {value}; }}"
            );
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

    /// Assets by name: their final names and texts.
    fn all(files: &[(&str, &str)]) -> BTreeMap<String, (String, String)> {
        let raw: BTreeMap<String, Raw> =
            files.iter().map(|(name, text)| (name.to_string(), Raw { origin: None, bytes: text.as_bytes() })).collect();
        let made = finished(&raw).into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()));
        raw.keys().cloned().zip(made).collect()
    }

    #[test]
    fn addresses_in_style_sheets_become_final() {
        let sheet = "a { src: url(\"fonts/x.woff2\") } b { background: url(https://e.org/x.png) } c { src: url(none.woff2)";
        let text = &all(&[("a.css", sheet), ("fonts/x.woff2", "font")])["a.css"].1;
        let hash = Hash::of(b"font").short();
        assert!(text.contains(&format!("url(\"fonts/x.{hash}.woff2\")")), "{text}");
        assert!(text.contains("url(https://e.org/x.png)") && text.ends_with("url(none.woff2)"), "{text}");
    }

    #[test]
    fn imports_become_final() {
        let all = all(&[
            ("a.css", "@import \"parts/b.css\"; @import 'none.css';"),
            ("parts/b.css", "p { background: url(../c.png) }"),
            ("c.png", "png"),
            ("a.js", "import { x } from \"./m/b.js\";\nimport \"c.js\"; import(\"./none.js\");"),
            ("m/b.js", "export * from '../c.js';"),
            ("c.js", "export const x = 1;"),
        ]);
        let done = |name: &str| all[name].1.as_str();
        let named = |name: &str| all[name].0.as_str();
        assert_eq!(named("a.css"), stamped("a.css", &Hash::of(done("a.css").as_bytes())));
        assert_eq!(done("a.css"), format!("@import \"{}\"; @import 'none.css';", named("parts/b.css")));
        assert_eq!(done("parts/b.css"), format!("p {{ background: url(\"../{}\") }}", named("c.png")));
        let imports = format!("import {{ x }} from \"./{}\";\nimport \"c.js\"; import(\"./none.js\");", named("m/b.js"));
        assert_eq!(done("a.js"), imports);
        assert_eq!(done("m/b.js"), format!("export * from '../{}';", named("c.js")));
    }

    #[test]
    fn modules_in_a_circle_know_each_other_by_their_final_names() {
        let files = |end: &str| {
            all(&[
                ("top.js", "import './a.js';"),
                ("a.js", "import './b.js'; import './leaf.js';"),
                ("b.js", &format!("import './a.js'; {end}")),
                ("leaf.js", "1"),
                ("self.js", "import('./self.js')"),
            ])
        };
        let one = files("1");
        for (from, to) in [("top.js", "a.js"), ("a.js", "b.js"), ("a.js", "leaf.js"), ("b.js", "a.js"), ("self.js", "self.js")] {
            assert!(one[from].1.contains(&format!("'./{}'", one[to].0)), "{from}: {:?}", one[from]);
        }
        // What one of them holds is in the names of all.
        let two = files("2");
        let same: Vec<&str> = one.keys().filter(|name| one[*name].0 == two[*name].0).map(String::as_str).collect();
        assert_eq!(same, ["leaf.js", "self.js"]);
    }

    #[test]
    fn chains_and_nets_of_imports_are_made_once_each() {
        // Each imports the next eight times over, and the last the first: without a memory this would take for ever.
        let name = |at: usize| format!("{at:04}.css");
        let text = |at: usize| format!("@import \"{}\";", name((at + 1) % 3000)).repeat(8);
        let files: Vec<(String, String)> = (0..3000).map(|at| (name(at), text(at))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        for files in [&files[..], &files[..2999]] {
            let all = all(files);
            assert!(all["0000.css"].1.contains(&all["0001.css"].0));
        }
        assert_eq!(circles(&[vec![1, 2], vec![2], vec![1, 3], vec![]]), [vec![3], vec![1, 2], vec![0]]);
    }

    #[test]
    fn a_light_colour_leaves_dark_mode_alone() {
        let settings = serde_json::json!({"link": "#0b5345", "bar": "#111111", "bar_dark": "#eeeeee"});
        let css = site_sheet("T", settings.as_object().unwrap());
        let light = |variable: &str, value: &str| {
            format!(
                "(prefers-color-scheme: dark) {{ :root:not([data-theme=\"dark\"]) {{ {variable}: {value}; }} }}\n:root[data-theme=\"light\"]"
            )
        };
        assert!(css.contains(&light("--link", "#0b5345")) && css.contains(&light("--bar", "#111111")), "{css}");
        assert!(!css.contains("\n:root { --"), "{css}");
    }

    #[test]
    fn a_title_cannot_leave_its_string() {
        assert_eq!(css_string("A \"b\"; }"), "\"A \\22 b\\22 \\3b  \\7d \"");
    }
}
