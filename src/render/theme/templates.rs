//! Templates: loaded so that every broken one is reported, not only the first.

use super::Layer;
use crate::base::{Fault, FilePath, Range};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where those who write templates find what they may name.
const VALUES: &str = "`chancery explain theme` lists every value, function and filter that a template may name";

/// A template as it was read.
pub struct Source {
    /// Its file.
    pub path: FilePath,
    /// What it holds.
    pub text: Arc<str>,
}

/// Adds the templates of all layers; the broken ones become faults and are left out.
pub fn load(tera: &mut tera::Tera, layers: &[Layer], faults: &mut Vec<(FilePath, Fault)>) -> BTreeMap<String, Source> {
    let sources = read(layers, faults);
    let mut good: BTreeSet<&str> = sources.keys().map(String::as_str).collect();
    if add(tera, &sources, &good).is_ok() {
        return sources;
    }
    // Each alone first: what cannot be parsed is known without the others.
    let mut broken: Vec<&str> = Vec::new();
    for (name, source) in &sources {
        let mut alone = tera.clone();
        if let Err(error) = alone.add_raw_template(name, &source.text)
            && let tera::ErrorKind::SyntaxError(report) = error.kind()
        {
            let range = report.span().range.start as u32..report.span().range.end as u32;
            faults.push((source.path.clone(), fault(range, plain(report.message()))));
            good.remove(name.as_str());
            broken.push(name);
        }
    }
    // Then all together, without those that are to blame, until the rest holds.
    for _ in 0..=sources.len() {
        let Err(error) = add(tera, &sources, &good) else { break };
        let blamed = blame(&error, &sources);
        if blamed.is_empty() {
            let path = super::site_file("templates");
            faults.push((path, fault(0..0, plain(&error.to_string()))));
            break;
        }
        for (name, range, message) in blamed {
            let Some((name, source)) = sources.get_key_value(&name) else { continue };
            // What only fails because another is broken is not worth a second fault.
            let follows = broken.iter().any(|other| {
                message.split('`').nth(1).is_some_and(|word| other.ends_with(word) || sources[*other].text.contains(word))
            });
            if !follows {
                faults.push((source.path.clone(), fault(range, message)));
            }
            if good.remove(name.as_str()) {
                broken.push(name);
            }
        }
    }
    sources
}

fn fault(range: Range, message: String) -> Fault {
    let help = help(&message);
    Fault::new("broken-template", range, message).with_help(help)
}

/// The way out of what Tera says.
pub fn help(message: &str) -> &'static str {
    if message.starts_with("variable") {
        "`chancery explain theme` lists every value; write `a?.b or \"\"` for one that may be missing"
    } else if message.contains("calls the component") {
        "`chancery explain theme` lists what each component takes; write its arguments as they stand there"
    } else if message.contains("in a circle") {
        "take the last of them out of the circle"
    } else if message.contains("too deep") {
        "move what is inside into a component of its own"
    } else if message.ends_with("` to share") {
        "put it into `templates/`, or share another"
    } else if message.contains("`range` makes at most") {
        "go through a list of the page or of the site instead"
    } else {
        VALUES
    }
}

fn add(tera: &mut tera::Tera, sources: &BTreeMap<String, Source>, good: &BTreeSet<&str>) -> tera::TeraResult<()> {
    tera.add_raw_templates(good.iter().filter_map(|name| Some((*name, &*sources.get(*name)?.text))))
}

fn read(layers: &[Layer], faults: &mut Vec<(FilePath, Fault)>) -> BTreeMap<String, Source> {
    let mut sources = BTreeMap::new();
    for layer in layers {
        for (name, (path, bytes)) in &layer.files {
            let Some(name) = name.strip_prefix("templates/") else { continue };
            if !name.ends_with(".html") && !name.ends_with(".xml") && !name.ends_with(".txt") && !name.ends_with(".svg") {
                continue;
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => {
                    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                    sources.insert(format!("{}{name}", layer.prefix), Source { path: path.clone(), text: text.into() });
                }
                Err(error) => {
                    let at = error.valid_up_to() as u32;
                    faults.push((
                        path.clone(),
                        fault(at..at, "the template is not UTF-8 from here on".into()).with_help("save it as UTF-8"),
                    ));
                }
            }
        }
    }
    sources
}

/// Which templates an error is about, and where. Tera says so in a value only for some kinds; a list of unknown names
/// comes as text, from which name, line and column are read.
fn blame(error: &tera::Error, sources: &BTreeMap<String, Source>) -> Vec<(String, Range, String)> {
    use tera::ErrorKind as E;
    let at = |name: &str, words: &str| -> Range {
        let start = sources.get(name).and_then(|source| source.text.find(words)).unwrap_or(0) as u32;
        start..start + words.len() as u32
    };
    match error.kind() {
        E::SyntaxError(report) | E::RenderingError(report) => {
            let range = report.span().range.start as u32..report.span().range.end as u32;
            vec![(report.filename().to_string(), range, plain(report.message()))]
        }
        E::MissingParent { current, parent } => {
            // `ours/report.html`, where the theme has no such file, and the one below it has.
            let name = parent.split_once('/').map_or(&**parent, |(_, name)| name);
            let below = sources.keys().rev().find(|other| other.split_once('/').is_some_and(|(_, below)| below == name));
            let other = below.filter(|other| *other != current).map_or(String::new(), |other| format!("; `{other}` is one"));
            vec![(current.clone(), at(current, parent), format!("there is no template `{parent}` to extend{other}"))]
        }
        E::CircularExtend { tpl, inheritance_chain } => {
            let message = format!("templates extend each other in a circle: {}", inheritance_chain.join(", "));
            vec![(tpl.clone(), at(tpl, "extends"), message)]
        }
        E::CircularInclude { tpl, include_chain } => {
            let message = format!("templates include each other in a circle: {}", include_chain.join(", "));
            vec![(tpl.clone(), at(tpl, "include"), message)]
        }
        _ => from_text(&error.to_string(), sources),
    }
}

fn from_text(text: &str, sources: &BTreeMap<String, Source>) -> Vec<(String, Range, String)> {
    let mut found = Vec::new();
    let mut message = "";
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("error: ") {
            message = rest;
        } else if let Some(place) = line.trim_start().strip_prefix("--> ") {
            let mut parts = place.rsplitn(3, ':');
            let (column, line, name) = (parts.next(), parts.next(), parts.next());
            let (Some(column), Some(line), Some(name)) = (number(column), number(line), name) else { continue };
            let Some(source) = sources.get(name) else { continue };
            let start = offset(&source.text, line, column);
            if let Some(definition) = redefined(name, start, message, sources) {
                found.push(definition);
                continue;
            }
            let width = message.split('`').nth(1).map_or(0, str::len) as u32;
            let end = (start + width).min(source.text.len() as u32);
            found.push((name.to_string(), start..end, plain(message)));
        }
    }
    // "Component `x` is defined in both `a` and `b`": the second is to blame.
    let quoted: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    if let ([component, .., name], true) = (quoted.as_slice(), found.is_empty())
        && let Some(source) = sources.get(*name)
    {
        let start = source.text.find(&format!("component {component}")).unwrap_or(0) as u32;
        found.push((name.to_string(), start..start, plain(text)));
    }
    found
}

/// Where a component of the program is replaced by one that a template of the program cannot call: the definition is to blame,
/// and not the call, which its author has never seen.
pub fn redefined(caller: &str, call: u32, message: &str, sources: &BTreeMap<String, Source>) -> Option<(String, Range, String)> {
    let own = format!("{}/", super::BUILT_IN);
    let text = &sources.get(caller).filter(|_| caller.starts_with(&own) && message.contains("argument"))?.text;
    let component: String = text.get(call as usize..)?.trim_start_matches('<').chars().take_while(|c| is_in_name(*c)).collect();
    let head = format!("component {component}(");
    let (name, source) = sources.iter().find(|(name, source)| !name.starts_with(&own) && source.text.contains(&head))?;
    let start = source.text.find(&head)?;
    let end = source.text[start..].find(')').map_or(start + head.len(), |end| start + end + 1);
    let message = format!("`{caller}` calls the component `{component}` as it is not defined here: {}", plain(message));
    Some((name.clone(), start as u32..end as u32, message))
}

fn is_in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn number(text: Option<&str>) -> Option<usize> {
    text?.trim().parse().ok()
}

/// The byte at a line and column, both counted from 1; columns are characters.
fn offset(text: &str, line: usize, column: usize) -> u32 {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or("");
    let within = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    (start + within) as u32
}

/// Tera's message in our style: no capital at the beginning, no full stop at the end.
pub fn plain(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut chars = message.chars();
    match chars.next() {
        // An acronym or a name keeps its capital.
        Some(first) if chars.clone().next().is_some_and(char::is_lowercase) => first.to_lowercase().chain(chars).collect(),
        _ => message.to_string(),
    }
}
