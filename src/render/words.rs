//! The words of the interface: one strings file for each language and plural categories.

use crate::base::text::primary_language;
use crate::config::Config;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

mod dates;
mod languages;
pub mod read;

pub use dates::{Form, datetime};

/// A text of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// The same for every number.
    Plain(String),
    /// One text for each plural category of CLDR: zero, one, two, few, many, other.
    Plural(BTreeMap<String, String>),
    /// Several, such as the names of the months.
    List(Vec<String>),
}

/// One strings file.
pub type Strings = FxHashMap<String, Text>;

/// All strings, by language tag.
#[derive(Debug, Clone, Default)]
pub struct Words {
    languages: BTreeMap<String, Layered>,
}

/// The strings of one language.
#[derive(Debug, Clone, Default)]
struct Layered {
    /// A file of the program itself, below all others; read when the language is first asked for.
    built_in: Option<&'static str>,
    /// What other files say.
    over: Strings,
    /// Both together.
    all: OnceLock<Strings>,
}

impl Layered {
    fn strings(&self) -> &Strings {
        let Some(built_in) = self.built_in else { return &self.over };
        self.all.get_or_init(|| {
            let mut strings = parse(built_in);
            strings.extend(self.over.iter().map(|(key, text)| (key.clone(), text.clone())));
            strings
        })
    }
}

impl Words {
    /// Adds a strings file over what the layers below say; its own texts win.
    pub fn add(&mut self, language: &str, strings: Strings) {
        let layered = self.languages.entry(language.to_string()).or_default();
        layered.over.extend(strings);
        layered.all.take();
    }

    /// Puts a strings file of the program below all that was added.
    pub fn add_built_in(&mut self, language: &str, text: &'static str) {
        let layered = self.languages.entry(language.to_string()).or_default();
        layered.built_in = Some(text);
        layered.all.take();
    }

    /// A text of one language.
    fn in_language(&self, tag: &str, key: &str) -> Option<&Text> {
        self.languages.get(tag)?.strings().get(key)
    }

    /// Tags of the languages that have strings of their own.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// The strings of one language, without those it falls back to.
    pub fn of(&self, language: &str) -> Option<&Strings> {
        self.languages.get(language).map(Layered::strings)
    }

    /// The text of that name: in the language, in its base language (`es` for `es-MX`), or else in English.
    pub fn find(&self, language: &str, key: &str) -> Option<&Text> {
        self.found(language, key).map(|(_, text)| text)
    }

    /// The same, and whether it is English in the place of another language.
    fn found(&self, language: &str, key: &str) -> Option<(bool, &Text)> {
        let own = self.own(language, key).map(|text| (false, text));
        own.or_else(|| Some((true, self.in_language("en", key)?)))
    }

    /// The text for a number, with `{n}` not yet replaced; `None` if nothing has that name.
    pub fn text(&self, language: &str, key: &str, number: Option<i64>) -> Option<&str> {
        // An English text in the place of another takes the plural that English has.
        let (is_english, text) = self.found(language, key)?;
        let language = if is_english { "en" } else { language };
        match text {
            Text::Plain(text) => Some(text),
            Text::Plural(forms) => {
                let category = plural(language, number.unwrap_or(0).unsigned_abs());
                forms.get(category).or_else(|| forms.get("other")).map(String::as_str)
            }
            Text::List(_) => None,
        }
    }

    /// What both ends of a tie call it: "praises", "is praised by"; empty where the registry does not say.
    ///
    /// Built-in types have words in every language, types of the site those of chancery.yaml.
    pub fn tie(&self, config: &Config, language: &str, key: &str) -> (String, String) {
        let Some(sort) = config.relation_types.get(key) else { return (key.replace('-', " "), String::new()) };
        let own = config.words_relation(key);
        let said = |name: &str, or: &str| self.text(language, name, None).filter(|_| !own).unwrap_or(or).to_string();
        let forward = said(&format!("relation-{key}"), &sort.forward);
        let backward = if sort.symmetric { forward.clone() } else { said(&format!("relation-{key}-by"), &sort.backward) };
        (forward, backward)
    }

    /// The text of that name in the language or its base language, without English in its place.
    fn own(&self, language: &str, key: &str) -> Option<&Text> {
        self.in_language(language, key).or_else(|| {
            let (base, _) = language.split_once('-')?;
            self.in_language(base, key)
        })
    }

    /// The name of a language in that language: as its strings file says, or else as is usual;
    /// its tag if nobody knows it.
    pub fn language_name(&self, tag: &str) -> String {
        let mut known = tag;
        loop {
            if let Some(Text::Plain(name)) = self.in_language(known, "language-name") {
                return name.clone();
            }
            if let Some(name) = languages::name(known) {
                return name.to_string();
            }
            // With less of the tag, from behind.
            let Some((shorter, _)) = known.rsplit_once('-') else { return tag.to_string() };
            known = shorter;
        }
    }

    /// Whether there are texts of the interface in a language, or in its base language.
    pub fn speaks(&self, language: &str) -> bool {
        [language, &*primary_language(language)].iter().any(|tag| self.languages.contains_key(*tag))
    }

    /// Names of the English texts that neither a language nor its base language has, in order. Those that are part of the program
    /// have all, as a test holds, and are not read for this.
    pub fn lacking(&self, language: &str) -> Vec<&str> {
        let base = primary_language(language);
        if [language, &*base].iter().any(|tag| self.languages.get(*tag).is_some_and(|layered| layered.built_in.is_some())) {
            return Vec::new();
        }
        let names = self.of("en").into_iter().flatten().map(|(key, _)| key.as_str());
        let mut lacking: Vec<&str> = names.filter(|key| self.own(language, key).is_none()).collect();
        lacking.sort_unstable();
        lacking
    }

    /// Whether the language is written from right to left.
    pub fn direction(language: &str) -> &'static str {
        let script = language.split('-').skip(1).find(|part| part.len() == 4).unwrap_or("");
        if matches!(script.to_ascii_lowercase().as_str(), "arab" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm") {
            return "rtl";
        }
        match &*primary_language(language) {
            _ if script.eq_ignore_ascii_case("latn") || script.eq_ignore_ascii_case("cyrl") => "ltr",
            "ar" | "fa" | "he" | "ur" | "ps" | "yi" | "dv" | "ug" | "sd" | "ckb" => "rtl",
            _ => "ltr",
        }
    }
}

/// Replaces each `{name}`; names that are not given stay as they are, and values are never searched again.
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = after
            .split_once('}')
            .and_then(|(name, tail)| values.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value, tail)));
        match found {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The plural category of a whole number (CLDR 48, cardinals; languages without a line here have `one` and `other`).
pub fn plural(language: &str, n: u64) -> &'static str {
    let (ten, hundred) = (n % 10, n % 100);
    match (&*primary_language(language), n) {
        ("ar", 0) => "zero",
        ("ar", 1) => "one",
        ("ar", 2) => "two",
        ("ar", _) if (3..=10).contains(&hundred) => "few",
        ("ar", _) if hundred >= 11 => "many",
        ("ar" | "ja" | "zh" | "ko" | "id" | "vi" | "th", _) => "other",
        ("fr" | "pt", 0 | 1) => "one",
        ("fr" | "es" | "pt" | "it", _) if n != 0 && n.is_multiple_of(1_000_000) => "many",
        ("ru" | "uk" | "be", _) if ten == 1 && hundred != 11 => "one",
        ("ru" | "uk" | "be", _) if (2..=4).contains(&ten) && !(12..=14).contains(&hundred) => "few",
        ("ru" | "uk" | "be", _) => "many",
        ("pl", 1) | ("cs" | "sk", 1) => "one",
        ("pl", _) if (2..=4).contains(&ten) && !(12..=14).contains(&hundred) => "few",
        ("pl", _) => "many",
        ("cs" | "sk", 2..=4) => "few",
        ("cs" | "sk", _) => "other",
        (_, 1) => "one",
        _ => "other",
    }
}

/// The texts of a strings file of the program, which a test holds to be without fault.
pub fn parse(text: &str) -> Strings {
    read::read(text).0.into_iter().map(|line| (line.key.value, line.text.value)).collect()
}

/// Words shared by all who need them.
pub type SharedWords = Arc<Words>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    pub(super) fn words() -> Words {
        let mut words = Words::default();
        for (language, text) in [
            ("en", include_str!("../../themes/chancery/i18n/en.yaml")),
            ("es", include_str!("../../themes/chancery/i18n/es.yaml")),
            ("fr", include_str!("../../themes/chancery/i18n/fr.yaml")),
            ("ar", include_str!("../../themes/chancery/i18n/ar.yaml")),
        ] {
            words.add(language, parse(text));
        }
        words
    }

    #[test]
    fn every_language_is_complete() {
        let words = words();
        for language in ["en", "es", "fr", "ar"] {
            let file = crate::render::builtin::FILES.iter().find(|(path, _)| *path == format!("i18n/{language}.yaml"));
            let text = std::str::from_utf8(file.unwrap().1).unwrap();
            assert_eq!(read::read(text).1, [], "{language}");
        }
        let english: BTreeSet<_> = words.of("en").unwrap().keys().collect();
        for language in ["es", "fr", "ar"] {
            let own: BTreeSet<_> = words.of(language).unwrap().keys().collect();
            assert_eq!(own, english, "{language}");
        }
        // Arabic has six categories, and each text with a number says all of them.
        for (key, text) in words.of("ar").unwrap() {
            let Text::Plural(forms) = text else { continue };
            let all = ["zero", "one", "two", "few", "many", "other"];
            assert!(all.iter().all(|form| forms.contains_key(*form)) && forms.len() == all.len(), "ar: {key}");
        }
    }

    #[test]
    fn placeholders_are_the_same_in_every_language() {
        let words = words();
        let names = |text: &Text| {
            let all = match text {
                Text::Plain(text) => text.clone(),
                Text::Plural(forms) => forms.get("other").cloned().unwrap_or_default(),
                Text::List(_) => String::new(),
            };
            let mut names: Vec<_> = all.split('{').skip(1).filter_map(|s| s.split_once('}')).map(|p| p.0.to_string()).collect();
            names.sort();
            names
        };
        for language in ["es", "fr", "ar"] {
            for (key, text) in words.of(language).unwrap() {
                assert_eq!(names(text), names(&words.of("en").unwrap()[key]), "{language}: {key}");
            }
        }
    }

    #[test]
    fn languages_are_named_by_themselves() {
        let words = words();
        for (tag, wanted) in [
            ("es-MX", "Español"),
            ("en-GB", "English"),
            ("de", "Deutsch"),
            ("de-AT", "Deutsch"),
            ("pt-BR", "Português (Brasil)"),
            ("PT-br", "Português (Brasil)"),
            ("pt-AO", "Português"),
            ("zh-Hans-CN", "简体中文"),
            ("sr-Latn", "Srpski (latinica)"),
            ("tlh", "tlh"),
        ] {
            assert_eq!(words.language_name(tag), wanted);
        }
    }

    #[test]
    fn plurals_follow_cldr() {
        for (language, n, category) in
            [("en", 1, "one"), ("en", 0, "other"), ("fr", 0, "one"), ("ar", 103, "few"), ("ar", 100, "other"), ("ru", 21, "one")]
        {
            assert_eq!(plural(language, n), category, "{language} {n}");
        }
        let words = words();
        assert_eq!(words.text("en", "n-paragraphs", Some(1)), Some("{n} paragraph"));
        assert_eq!(words.text("en", "n-paragraphs", Some(2)), Some("{n} paragraphs"));
        assert_eq!(words.text("xx", "contents", None), Some("Contents"));
        // Japanese has no plural; an English text in its place has.
        assert_eq!(words.text("ja", "n-paragraphs", Some(1)), Some("{n} paragraph"));
    }

    #[test]
    fn files_of_the_program_lie_below_all_others() {
        let mut lazy = Words::default();
        lazy.add("es", parse("contents: Contenido\nmine: Mío"));
        lazy.add_built_in("es", include_str!("../../themes/chancery/i18n/es.yaml"));
        let own = words();
        assert_eq!(lazy.text("es-MX", "contents", None), Some("Contenido"));
        assert_eq!(lazy.text("es", "mine", None), Some("Mío"));
        assert_eq!(lazy.find("es", "months"), own.find("es", "months"));
        lazy.add("es", parse("mine: Nuestro"));
        assert_eq!(lazy.text("es", "mine", None), Some("Nuestro"));
        assert_eq!(lazy.of("es").unwrap().len(), own.of("es").unwrap().len() + 1);
    }

    #[test]
    fn values_are_not_searched_again() {
        assert_eq!(fill("{a} and {b}, {c}", &[("a", "{b}"), ("b", "x")]), "{b} and x, {c}");
        assert_eq!(fill("open { end", &[]), "open { end");
    }
}
