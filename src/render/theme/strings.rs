//! The texts of the interface: `i18n/` of all layers.

use super::{BUILT_IN, Layer};
use crate::base::fields::bcp47;
use crate::base::text::shown;
use crate::base::{Fault, FilePath};
use crate::config::Config;
use crate::render::{builtin, words};

/// The text of a file that is part of the program, unless the site has one in its place.
fn built_in(prefix: &str, name: &str, bytes: &[u8]) -> Option<&'static str> {
    prefix.strip_suffix('/').filter(|theme| *theme == BUILT_IN)?;
    let (_, own) = builtin::FILES.iter().find(|(path, _)| *path == name)?;
    std::str::from_utf8(own).ok().filter(|_| std::ptr::eq(own.as_ptr(), bytes.as_ptr()))
}

/// The strings of all layers; those of higher layers win, text by text.
pub fn strings(layers: &[Layer], faults: &mut Vec<(FilePath, Fault)>) -> words::Words {
    let mut words = words::Words::default();
    let english = std::cell::LazyCell::new(|| words::parse(english()));
    for layer in layers.iter().rev() {
        for (name, (path, bytes)) in &layer.files {
            let Some(below) = name.strip_prefix("templates/i18n/").or_else(|| name.strip_prefix("i18n/")) else { continue };
            let language = below.strip_suffix(".yaml").filter(|tag| bcp47(tag));
            if let Some((language, text)) = language.zip(built_in(&layer.prefix, name, bytes)) {
                words.add_built_in(language, text);
                continue;
            }
            let Some(language) = language else {
                let message = format!("`{}` is not the name of a language's file", shown(below));
                let fault = Fault::new("broken-theme", 0..0, message);
                faults.push((path.clone(), fault.with_help("call it by the tag of its language, as `en.yaml` or `pt-BR.yaml`")));
                continue;
            };
            let text = String::from_utf8_lossy(bytes);
            let (lines, wrong) = words::read::read(&text);
            faults.extend(wrong.into_iter().map(|fault| (path.clone(), fault)));
            let mut strings = words::Strings::default();
            for line in lines {
                let (fault, is_usable) = words::read::check(&line, &english, |key| is_asked(layers, key));
                faults.extend(fault.map(|fault| (path.clone(), fault)));
                if is_usable {
                    strings.insert(line.key.value, line.text.value);
                }
            }
            words.add(language, strings);
        }
    }
    words
}

/// The English texts of the program.
fn english() -> &'static str {
    let file = builtin::FILES.iter().find(|(path, _)| *path == "i18n/en.yaml");
    file.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

/// Whether a template may ask for a text of that name: it stands there whole, or its beginning up to a hyphen does, as in
/// `t(key="sort-" ~ e.sort)`.
fn is_asked(layers: &[Layer], key: &str) -> bool {
    let beginnings = key.match_indices('-').map(|(at, _)| &key[..=at]);
    let names: Vec<String> =
        beginnings.chain([key]).flat_map(|name| [format!("\"{name}\""), format!("'{name}'"), format!("`{name}`")]).collect();
    let templates =
        layers.iter().flat_map(|layer| &layer.files).filter(|(name, _)| name.starts_with("templates/") && !name.ends_with(".yaml"));
    let mut texts = templates.filter_map(|(_, (_, bytes))| std::str::from_utf8(bytes).ok());
    // Words of a site's own scale have texts of their own.
    key.starts_with("likelihood-") || texts.any(|text| names.iter().any(|name| text.contains(name.as_str())))
}

/// Says of each language of the site that the interface does not speak that its pages have an English one.
pub fn unspoken(words: &words::Words, config: &Config, faults: &mut Vec<(FilePath, Fault)>) {
    for (at, language) in config.languages.iter().enumerate() {
        let range = match at {
            0 => config.place("language"),
            _ => config.place("languages"),
        };
        if words.speaks(language) {
            faults.extend(half_spoken(words, language, range));
            continue;
        }
        let message = format!("the interface has no texts in `{language}`: menus, labels and dates of its pages are English");
        let help = format!(
            "`chancery new theme ours --copy` writes the English ones into `themes/ours/i18n/en.yaml`: save them in `{language}` as \
             `{language}.yaml` beside it, and write `theme: ours` in chancery.yaml"
        );
        faults.push((super::site_file("chancery.yaml"), Fault::new("untranslated-interface", range, message).with_help(help)));
    }
}

/// Texts of a language that are named in a fault.
const NAMED: usize = 5;

/// Says how many texts a language lacks, and which: they are English on its pages.
fn half_spoken(words: &words::Words, language: &str, range: crate::base::Range) -> Option<(FilePath, Fault)> {
    let lacking = words.lacking(language);
    // A relation is called in words that a site may never need; the other texts stand on every site.
    let lacking: Vec<&str> = lacking.into_iter().filter(|key| !key.starts_with("relation-")).collect();
    if lacking.is_empty() {
        return None;
    }
    let named: Vec<String> = lacking.iter().take(NAMED).map(|key| format!("`{key}`")).collect();
    let (one, more) = match lacking.len() {
        1 => ("1 text of the interface is".to_string(), String::new()),
        n if n > NAMED => (format!("{n} texts of the interface are"), format!(" and {} more", n - NAMED)),
        n => (format!("{n} texts of the interface are"), String::new()),
    };
    let message = format!("{one} missing in `{language}`, and English on its pages");
    let help = format!("write {}{more} into the `i18n/{language}.yaml` of your theme", named.join(", "));
    Some((super::site_file("chancery.yaml"), Fault::new("untranslated-interface", range, message).with_help(help)))
}
