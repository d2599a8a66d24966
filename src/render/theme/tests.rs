use super::*;
use crate::base::Ranged;
use crate::files::Change;
use serde_json::json;

fn config(theme: &str) -> Config {
    Config { title: "Papers".into(), language: "en".into(), theme: Ranged::new(theme.to_string(), 0..0), ..Config::default() }
}

fn files(list: &[(&str, &str)]) -> Files {
    let mut files = Files::default();
    for (path, text) in list {
        files.apply(Change::Put(FilePath::new(path).unwrap(), text.as_bytes().into()));
    }
    files
}

fn shown(theme: &Theme, template: &str) -> String {
    let mut context = tera::Context::new();
    context.insert("lang", "en");
    context.insert("root", "./");
    String::from_utf8(theme.render(template, &context, None).unwrap()).unwrap()
}

#[test]
fn the_built_in_theme_is_whole() {
    let theme = Theme::load(&Files::default(), &config("chancery"));
    assert!(theme.faults.is_empty(), "{:#?}", theme.faults);
    assert!(theme.has("report.html") && theme.assets.contains_key("chancery.css"));
}

#[test]
fn layers_lie_over_each_other() {
    let site = files(&[
        ("templates/one.html", "site over {% include \"ours/one.html\" %}"),
        ("themes/ours/theme.yaml", "name: ours\nextends: base\n"),
        ("themes/ours/templates/one.html", "ours"),
        ("themes/ours/templates/two.html", "{% include \"three.html\" %}"),
        ("themes/base/templates/two.html", "base two"),
        ("themes/base/templates/three.html", "base three {{ t(key=\"contents\") }} {{ t(key=\"own\") }}"),
        ("themes/base/i18n/en.yaml", "own: Mine\n"),
        ("themes/ours/i18n/en.yaml", "contents: Inside\n"),
    ]);
    let theme = Theme::load(&site, &config("ours"));
    // Nothing but these tests asks for `two.html`.
    assert!(theme.faults.iter().all(|(_, fault)| fault.rule == "unused-theme-file"), "{:#?}", theme.faults);
    assert_eq!(shown(&theme, "one.html"), "site over ours");
    assert_eq!(shown(&theme, "two.html"), "base three Inside Mine");
}

#[test]
fn a_theme_does_without_a_page() {
    let bare = ("themes/bare/theme.yaml", "name: bare\nwithout: [search.html]\n");
    let theme = |files: &[(&str, &str)]| Theme::load(&self::files(files), &config("bare"));
    assert!(!theme(&[bare]).has("search.html"));
    assert!(theme(&[bare, ("templates/search.html", "mine")]).has("search.html"), "the site has its own");
    assert!(theme(&[("themes/bare/theme.yaml", "name: bare\n")]).has("search.html"));
    let wrong = theme(&[("themes/bare/theme.yaml", "name: bare\nwithout: [search.html, report.html]\n")]);
    let [(path, fault)] = &wrong.faults[..] else { panic!("{:?}", wrong.faults) };
    assert_eq!((path.as_str(), fault.range.clone()), ("themes/bare/theme.yaml", 34..45));
    assert!(wrong.has("report.html"));
}

#[test]
fn every_broken_template_is_reported_in_its_place() {
    let site = files(&[
        ("templates/a.html", "fine\n{{ x | nonsense }}"),
        ("templates/b.html", "{% if %}"),
        ("templates/c.html", "{% extends \"nowhere.html\" %}"),
        ("templates/report.html", "{% extends \"base.html\" %}{% block nothing %}{% endblock nothing %}"),
        ("templates/fine.html", "good"),
    ]);
    let theme = Theme::load(&site, &config("chancery"));
    let mut found: Vec<(String, String)> = theme
        .faults
        .iter()
        .filter(|(_, fault)| fault.rule != "unused-theme-file")
        .map(|(path, fault)| {
            let text = theme.source(path).unwrap();
            (path.to_string(), text[fault.range.start as usize..fault.range.end as usize].to_string())
        })
        .collect();
    found.sort();
    let names: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["templates/a.html", "templates/b.html", "templates/c.html", "templates/report.html"]);
    assert_eq!(found[0].1, "nonsense");
    assert_eq!(found[2].1, "nowhere.html");
    assert!(theme.has("report.html"), "the built-in one shows");
    assert_eq!(shown(&theme, "fine.html"), "good");
}

#[test]
fn a_fault_of_rendering_names_template_place_and_page() {
    let site = files(&[("templates/a.html", "one\n{{ page.nothing.more }}")]);
    let theme = Theme::load(&site, &config("chancery"));
    let mut context = tera::Context::new();
    context.insert("page", &json!({}));
    let page = FilePath::new("content/x.md").unwrap();
    let fault = theme.render("a.html", &context, Some(&page)).unwrap_err();
    assert_eq!(fault.path.as_str(), "templates/a.html");
    assert!(fault.fault.range.start >= 4, "{:?}", fault.fault);
    assert!(fault.fault.message.contains("content/x.md"), "{:?}", fault.fault);
}

#[test]
fn a_template_that_writes_without_end_is_stopped() {
    let line = "x".repeat(4000);
    let text = format!("{{% for a in range(end=10000) %}}{{% for b in range(end=10000) %}}{line}{{% endfor %}}{{% endfor %}}");
    let site = files(&[("templates/a.html", &text), ("templates/b.html", "{% for a in range(end=100000) %}{% endfor %}")]);
    let theme = Theme::load(&site, &config("chancery"));
    assert_eq!(theme.render("a.html", &tera::Context::new(), None).unwrap_err().fault.rule, "template-budget");
    assert_eq!(theme.render("b.html", &tera::Context::new(), None).unwrap_err().fault.rule, "broken-template");
}

#[test]
fn circles_are_faults() {
    let site = files(&[
        ("templates/a.html", "{% include \"b.html\" %}"),
        ("templates/b.html", "{% include \"a.html\" %}"),
        ("themes/x/theme.yaml", "extends: y"),
        ("themes/y/theme.yaml", "extends: x"),
    ]);
    let theme = Theme::load(&site, &config("x"));
    let rules: Vec<&str> = theme.faults.iter().map(|(_, fault)| fault.rule).collect();
    assert!(rules.contains(&"broken-theme") && rules.contains(&"broken-template"), "{:#?}", theme.faults);
}

/// What a template gives for a site, a language and a way to the top.
fn framed(theme: &Theme, template: &str, site: &tera::Value, lang: &str, root: &str) -> Result<String, RenderFault> {
    let mut context = tera::Context::new();
    context.insert_value("site", site.clone());
    context.insert("page", &json!({ "name": "One" }));
    context.insert("lang", lang);
    context.insert("root", root);
    theme.render(template, &context, None).map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn what_pages_share_differs_by_site_language_section_and_depth_alone() {
    let site = files(&[
        ("templates/a.html", "{% set x = 1 %}[{{ shared(part=\"shared/x.html\") }}]"),
        ("templates/b.html", "{{ shared(part=\"shared/y.html\") }}"),
        ("templates/shared/y.html", "{{ section }}"),
        ("templates/shared/x.html", "\n{#- Said once. -#}\n <b>{{ site.title }}</b> {{ t(key=\"contents\") }} {{ root }}\n\n"),
    ]);
    let theme = Theme::load(&site, &config("chancery"));
    let title = |title: &str| tera::Value::from_serializable(&json!({ "title": title }));
    let (one, other) = (title("A & B"), title("C"));
    for _ in 0..2 {
        assert_eq!(framed(&theme, "a.html", &one, "en", "../").unwrap(), "[<b>A &amp; B</b> Contents ../]");
        assert_eq!(framed(&theme, "a.html", &one, "es", "../").unwrap(), "[<b>A &amp; B</b> Contenido ../]");
        assert_eq!(framed(&theme, "a.html", &one, "en", "").unwrap(), "[<b>A &amp; B</b> Contents]");
        // An edit makes another site of it.
        assert_eq!(framed(&theme, "a.html", &other, "en", "../").unwrap(), "[<b>C</b> Contents ../]");
    }
    // A section is another one.
    let mut context = tera::Context::new();
    context.insert_value("site", one.clone());
    for section in ["reports", "actors", "reports"] {
        context.insert("section", section);
        let bytes = theme.render("b.html", &context, None).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), section);
    }
    // More ways to the top than are kept.
    for number in 0..600 {
        let root = format!("{number}/");
        assert!(framed(&theme, "a.html", &one, "en", &root).unwrap().ends_with(&format!(" {number}/]")));
    }
}

#[test]
fn faults_of_what_is_shared_have_its_place() {
    let site = files(&[
        ("templates/a.html", "{{ shared(part=\"shared/x.html\") }}"),
        ("templates/shared/x.html", "so {{ page.name }}"),
        ("templates/b.html", "{{ shared(part=\"b.html\") }}"),
        ("templates/c.html", "{{ shared(part=\"nowhere.html\") }}"),
        ("templates/d.html", "good"),
    ]);
    let theme = Theme::load(&site, &config("chancery"));
    let none = tera::Value::none();
    let fault = |template: &str| framed(&theme, template, &none, "en", "").unwrap_err();
    let unseen = fault("a.html");
    assert_eq!(unseen.path.as_str(), "templates/shared/x.html");
    assert!(unseen.fault.range.start >= 6 && unseen.fault.message.starts_with("variable `page` is not defined"), "{unseen:?}");
    let circle = fault("b.html");
    assert_eq!(circle.path.as_str(), "templates/b.html");
    assert_eq!(circle.fault.help.as_deref(), Some("take the last of them out of the circle"), "{circle:?}");
    let missing = fault("c.html");
    assert_eq!(missing.fault.message, "there is no template `nowhere.html` to share");
    assert_eq!(missing.fault.help.as_deref(), Some("put it into `templates/`, or share another"));
    assert_eq!(framed(&theme, "d.html", &none, "en", "").unwrap(), "good");
}

#[test]
fn a_template_that_a_theme_has_not_is_named_as_the_one_below_has_it() {
    let ours = ("themes/ours/theme.yaml", "name: ours\nextends: chancery");
    let said = |text: &str| {
        let theme = Theme::load(&files(&[ours, ("templates/report.html", text)]), &config("ours"));
        theme.faults.into_iter().map(|(_, fault)| fault.message).collect::<Vec<_>>()
    };
    let message = "there is no template `ours/report.html` to extend; `chancery/report.html` is one";
    assert_eq!(said("{% extends \"ours/report.html\" %}"), [message]);
    assert_eq!(said("{% extends \"nowhere.html\" %}"), ["there is no template `nowhere.html` to extend"]);
    assert_eq!(said("{% extends \"chancery/report.html\" %}"), [] as [&str; 0]);
}

#[test]
fn settings_are_checked() {
    let mut config = config("chancery");
    let set = |name: &str, value| (Ranged::new(name.to_string(), 3..9), Ranged::new(value, 11..15));
    config.settings = vec![set("shelv", json!(2)), set("shelf", json!("two")), set("link", json!("#123456"))];
    let theme = Theme::load(&Files::default(), &config);
    let found: Vec<(&str, u32)> = theme.faults.iter().map(|(_, fault)| (fault.rule, fault.range.start)).collect();
    assert_eq!(found, [("unknown-setting", 3), ("wrong-setting", 11)]);
    assert_eq!(theme.faults[0].1.help.as_deref(), Some("did you mean `shelf`?"));
    assert_eq!(theme.settings["shelf"], json!(3));
    let sheet = std::str::from_utf8(&theme.assets["site.css"].bytes).unwrap();
    assert!(sheet.contains("--link: #123456") && sheet.contains("\"Papers\""), "{sheet}");
}

#[test]
fn an_unknown_theme_gets_a_suggestion() {
    let theme = Theme::load(&files(&[("themes/ours/theme.yaml", "name: ours")]), &config("our"));
    assert_eq!(theme.faults.len(), 1);
    assert_eq!(theme.faults[0].1.help.as_deref(), Some("did you mean `ours`?"));
    assert!(theme.has("report.html"));
}
