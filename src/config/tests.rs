use super::*;
use crate::base::Fault;

fn show(text: &str, faults: &[Fault]) -> Vec<(&'static str, String)> {
    faults.iter().map(|fault| (fault.rule, text[fault.range.start as usize..fault.range.end as usize].to_string())).collect()
}

#[test]
fn everything_has_a_default() {
    let (config, faults) = load(Some("title: A site\n"));
    assert_eq!(faults, []);
    assert_eq!((config.title.as_str(), config.language.as_str(), config.theme.value.as_str()), ("A site", "en", "chancery"));
    assert_eq!((config.feed.limit, config.likelihood.len(), config.publisher.name.as_str()), (20, 7, "A site"));
    assert!(config.markdown.typography && !config.markdown.raw_html && !config.drafts);
    assert!(config.exports.pages && config.exports.citations && config.exports.dataset);
}

#[test]
fn without_a_file_it_says_so() {
    let (config, faults) = load(None);
    assert_eq!(faults[0].rule, "no-config");
    assert_eq!(config.theme.value, "chancery");
}

#[test]
fn what_is_written_is_read() {
    let text = "title: S\nbase_url: https://example.org/x/\nlanguage: en-GB\nlanguages: [en-GB, es]\npublisher: {name: P, url: \"https://p.org\"}\n\
        menu:\n  - {label: About, page: \"page:about\"}\nrules: {stale-source: warn}\ntopics: {migration: {title: Migration}}\n\
        relation_types:\n  trains: {forward: trains, backward: is trained by, group: cooperation, from: [state]}\n  ally-of: {group: structure}\n\
        extra: {v: 1.10}\nsettings: {accent: blue}\nmarkdown: {math: true}\nfeed: {limit: 5}\nexports: {citations: false}\nseries: {prefix: CH}\n";
    let (config, faults) = load(Some(text));
    assert_eq!(show(text, &faults), []);
    assert_eq!(config.base_url, "https://example.org/x");
    assert_eq!(config.languages, ["en-GB", "es"]);
    assert_eq!(&text[config.place("publisher.url").start as usize..][..6], "\"https");
    assert_eq!(config.menu[0].page, "page:about");
    assert_eq!((config.settings[0].0.value.as_str(), &config.settings[0].1.value), ("accent", &serde_json::json!("blue")));
    assert_eq!(config.rules["stale-source"], Level::Warn);
    assert_eq!(config.relation_types["trains"].backward, "is trained by");
    assert!(config.relation_types["ally-of"].group == Group::Structure && config.relation_types["ally-of"].symmetric);
    assert_eq!(config.extra["v"], "1.10");
    assert_eq!((config.feed.limit, config.markdown.math, config.markdown.typography), (5, true, true));
    assert_eq!(config.exports, Exports { pages: true, citations: false, dataset: true, evidence: true });
}

#[test]
fn a_site_has_its_words_in_each_language() {
    let text = "title: Papers\ndescription: On ports.\nlanguages: [en, es, fr]\nmenu: [{label: About, page: \"page:about\"}]\n\
        translations:\n  es: {title: Papeles, menu: {About: Acerca de}}\n  fr: {description: Sur les ports.}\n";
    let (config, faults) = load(Some(text));
    assert_eq!(show(text, &faults), []);
    let in_ = |language| (config.title_in(language), config.description_in(language), config.label_in("About", language));
    assert_eq!(in_("en"), ("Papers", "On ports.", "About"));
    assert_eq!(in_("es"), ("Papeles", "On ports.", "Acerca de"));
    assert_eq!(in_("fr"), ("Papers", "Sur les ports.", "About"));
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    let cases = [
        ("titel: S\n", vec![("unknown-field", "titel")]),
        ("description: D\n", vec![("missing-field", "description")]),
        ("title: S\nbase_url: example.org\n", vec![("invalid-url", "example.org")]),
        ("title: S\nbase_url: https://e.org/?x\n", vec![("invalid-url", "https://e.org/?x")]),
        ("title: S\nlanguage: English\n", vec![("invalid-language", "English")]),
        ("title: S\nrules: {x: off}\n", vec![("unknown-word", "off")]),
        ("title: S\nfeed: {limit: 0}\n", vec![("wrong-type", "0")]),
        ("title: S\ndrafts: yes\n", vec![("wrong-type", "yes")]),
        ("title: S\nmenu: [{label: A}]\n", vec![("missing-field", "label")]),
        ("title: S\nlikelihood: [{word: w, from: 9, to: 5}]\n", vec![("reversed-range", "5")]),
        ("title: S\nrelation_types: {x: {form: a}}\n", vec![("unknown-field", "form")]),
        ("title: S\nrelation_types: {x: {group: structure}}\n", vec![("missing-field", "x")]),
        ("title: S\nrelation_types: {ally-of: {group: structure}}\n", vec![]),
        ("title: S\nrelation_types: {x: {forward: a, ftm: Bogus}}\n", vec![("unknown-word", "Bogus")]),
        ("title: S\nlikelihood: [{word: w-x, from: 5, to: 9}, {word: W-x, from: 9, to: 12}]\n", vec![("duplicate-id", "W-x")]),
        ("title: S\ntranslations: {es: {title: T}}\n", vec![("unknown-language", "es")]),
        ("title: S\nlanguages: [en, es]\ntranslations: {es: {menu: {Abot: T}}}\n", vec![("unknown-word", "Abot")]),
        ("title: S\ntitle: T\n", vec![("duplicate-key", "title")]),
        ("- a\n", vec![("wrong-type", "- a")]),
        ("title: [\n", vec![("invalid-yaml", "[")]),
        ("", vec![("missing-field", "")]),
    ];
    for (text, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(|(rule, text)| (rule, text.to_string())).collect();
        assert_eq!(show(text, &load(Some(text)).1), expected, "{text:?}");
    }
}

#[test]
fn tags_of_languages_may_be_written_in_any_case() {
    let text = "title: S\nlanguage: FR\nlanguages: [Fr, PT-br, pt-BR]\ntranslations: {pt-BR: {title: T}}\n";
    let (config, faults) = load(Some(text));
    assert_eq!(show(text, &faults), []);
    assert_eq!((config.language.as_str(), config.title_in("pt-br")), ("fr", "T"));
    assert_eq!(config.languages, ["fr", "pt-br"]);
}

#[test]
fn words_of_likelihood_are_found() {
    use crate::base::Ranged;
    let config = Config::new();
    let word = |text: &str| Ranged::new(text.to_string(), 0..1);
    assert_eq!(config.likelihood(&word("very likely")).unwrap().from, 80.0);
    assert_eq!(config.likelihood(&word("probable")).unwrap_err().rule, "unknown-word");
    assert_eq!(config.likelihood(&word("likly")).unwrap_err().help.unwrap(), "did you mean `likely`?");
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_it(text in "(title|base_url|language|menu|rules|feed|likelihood|relation_types|topics|: |\n|  |- |\\[|\\]|\\{|\\}|,|é|\"|x|1|.){0,50}") {
        for fault in load(Some(&text)).1 {
            proptest::prop_assert!(text.get(fault.range.start as usize..fault.range.end as usize).is_some(), "{fault:?}");
        }
    }
}
