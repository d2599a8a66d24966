//! Themes by others: what `chancery new theme` makes, and every setting without a template touched.

use crate::sandbox::Sandbox;
use chancery::base::OutPath;
use chancery::files::Files;
use chancery::model::Settings;
use chancery::session::Session;
use std::path::Path;

const CONFIG: &str = "title: Site\nlanguage: en-GB\n";
const PAGE: &str = "---\ntitle: About\n---\nText.\n";

fn site(config: &str) -> Sandbox {
    Sandbox::with([("chancery.yaml", format!("{CONFIG}{config}").as_str()), ("content/pages/about.md", PAGE)])
}

fn built(sandbox: &Sandbox) -> String {
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    sandbox.read("public/about/index.html")
}

/// The bytes of the asset whose name begins so.
fn asset(sandbox: &Sandbox, name: &str) -> String {
    let folder = sandbox.at("public/assets");
    let found = std::fs::read_dir(folder).expect("assets").filter_map(Result::ok).find(|entry| {
        let file = entry.file_name().to_string_lossy().into_owned();
        file.starts_with(name) && !file.ends_with(".br") && !file.ends_with(".gz")
    });
    std::fs::read_to_string(found.unwrap_or_else(|| panic!("no asset {name}")).path()).expect("text")
}

#[test]
fn a_new_theme_builds() {
    let sandbox = site("theme: ours\nsettings: {motto: Every claim leads to its source.}\n");
    let ran = sandbox.run(&["new", "theme", "ours"]);
    assert!(ran.code == 0 && ran.err.contains("theme: ours"), "{ran:?}");
    let page = built(&sandbox);
    assert!(page.contains("<span class=\"motto\">Every claim leads to its source.</span>"), "{page}");
    assert!(page.contains("assets/ours.") && asset(&sandbox, "ours.").contains("--mark"));
    let again = sandbox.run(&["new", "theme", "ours"]);
    assert!(again.code == 2 && again.err.contains("exists already"), "{again:?}");
    for bad in ["chancery", "../x", "Ours", "?"] {
        assert_eq!(sandbox.run(&["new", "theme", bad]).code, 2, "{bad}");
    }
}

/// Overriding needs nothing but the program.
#[test]
fn a_copy_of_the_theme_builds_to_the_same() {
    let sandbox = site("");
    built(&sandbox);
    let pages = |sandbox: &Sandbox| -> Vec<(String, Vec<u8>)> {
        sandbox.snapshot("public").into_iter().filter(|(path, _)| path.ends_with(".html")).collect()
    };
    let before = pages(&sandbox);
    assert_eq!(sandbox.run(&["new", "theme", "ours", "--copy"]).code, 0);
    sandbox.write("chancery.yaml", format!("{CONFIG}theme: ours\n"));
    built(&sandbox);
    assert!(before == pages(&sandbox), "the copy makes other pages");
    let reference = sandbox.read("themes/ours/REFERENCE.md");
    assert_eq!(sandbox.run(&["explain", "theme"]).out, reference);
    sandbox.write("themes/ours/templates/page.html", "{{ page.nothing }}");
    let ran = sandbox.run(&["build"]);
    assert!(ran.code == 1 && ran.err.contains("`chancery explain theme`"), "{}", ran.err);
    let odd = sandbox.run(&["new", "actor", "x", "--copy"]);
    assert!(odd.code == 2 && odd.err.contains("only a theme"), "{odd:?}");
}

#[test]
fn faults_in_texts_are_told_where_they_stand() {
    for (file, text, place, message) in [
        ("en.yaml", "menu-report: x\n", "en.yaml:1:1", "did you mean `menu-reports`?"),
        ("en.yaml", "skip: a\nn-papers: \"{m} x\"\n", "en.yaml:2:11", "readers would see `{m}`"),
        ("en.yaml", "menu-reports: [a]\n", "en.yaml:1:15", "one text, and no list"),
        ("english.yaml", "skip: a\n", "english.yaml:1:1", "is not the name of a language's file"),
        ("en.yml", "skip: a\n", "en.yml:1:1", "is not the name of a language's file"),
    ] {
        let sandbox = site("theme: ours\nrules: {unknown-text: error}\n");
        sandbox.write("themes/ours/theme.yaml", "name: ours\n");
        sandbox.write(&format!("themes/ours/i18n/{file}"), text);
        let ran = sandbox.run(&["check"]);
        assert!(ran.code == 1 && ran.err.contains(message), "{file}: {}", ran.err);
        assert!(ran.err.contains(&format!("themes/ours/i18n/{place}")), "{file}: {}", ran.err);
        assert_eq!(ran.err.matches("error[").count(), 1, "{}", ran.err);
    }
}

#[test]
fn a_language_that_the_interface_lacks_is_told_once() {
    let sandbox = site("");
    sandbox.write("chancery.yaml", "title: Site\nlanguage: de-AT\n");
    let ran = sandbox.run(&["check"]);
    assert!(ran.code == 0 && ran.err.matches("[untranslated-interface]").count() == 1, "{}", ran.err);
    assert!(ran.err.contains("chancery.yaml:2:11"), "{}", ran.err);
    // One text is no translation: what is missing is counted, and some of it named.
    sandbox.write("templates/i18n/de.yaml", "skip: Zum Text\n");
    let ran = sandbox.run(&["check"]);
    assert!(ran.err.matches("[untranslated-interface]").count() == 1, "{}", ran.err);
    assert!(
        ran.err.contains("texts of the interface are missing in `de-AT`") && ran.err.contains("`about-menu-actors`"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("`skip`"), "{}", ran.err);
    assert_eq!(sandbox.run(&["new", "theme", "ours", "--copy"]).code, 0);
    let english = sandbox.read("themes/ours/i18n/en.yaml");
    sandbox.write("templates/i18n/de.yaml", &english);
    assert!(!sandbox.run(&["check"]).err.contains("untranslated"));
}

#[test]
fn colours_fonts_logo_and_menu_need_no_template() {
    let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30"><rect width="60" height="30"/></svg>"#;
    let sandbox = site(concat!(
        "theme: ours\n",
        "menu:\n  - {label: About us, page: \"page:about\"}\n  - {label: Elsewhere, page: \"https://example.org/x\"}\n",
        "settings:\n",
        "  logo: crest.svg\n  logo_dark: crest-dark.svg\n  logo_alt: A crest\n",
        "  serif_file: fonts/ours.woff2\n  sans: Verdana, sans-serif\n",
        "  link: \"#123456\"\n  link_dark: \"#abcdef\"\n  binding_blue: \"#aabbcc\"\n  bar: \"#010203\"\n  foot: A foot.\n",
    ));
    for (path, bytes) in [
        ("static/crest.svg", svg),
        ("static/crest-dark.svg", svg),
        ("themes/ours/theme.yaml", "name: ours\n"),
        ("themes/ours/assets/fonts/ours.woff2", "wOF2"),
    ] {
        sandbox.write(path, bytes);
    }
    let page = built(&sandbox);
    for part in [
        "<img class=\"logo logo-light\" src=\"../crest.svg\" alt=\"A crest\" width=\"64\" height=\"32\">",
        "<img class=\"logo logo-dark\" src=\"../crest-dark.svg\"",
        "<a href=\"https://example.org/x\">Elsewhere</a>",
        "<a href=\"../about/\" aria-current=\"true\">About us</a>",
        "A foot.",
        "as=\"font\" crossorigin",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("stix-two"), "a font that is not used is not fetched early");
    let sheet = asset(&sandbox, "site.");
    for part in [
        "--link: #123456",
        "--link: #abcdef",
        "--bind-blue: #aabbcc",
        "--bar: #010203",
        "--sans: Verdana, sans-serif",
        "--serif: \"Site Serif\", Cambria",
        "src: url(\"fonts/ours.",
    ] {
        assert!(sheet.contains(part), "{part}\n{sheet}");
    }
}

#[test]
fn a_wrong_setting_is_a_fault_at_its_place() {
    for (settings, place, message) in [
        ("  shelf: many\n", "4:10", "wants a number"),
        ("  link: blueish\n", "4:9", "wants a colour"),
        ("  theme_button: maybe\n", "4:17", "wants `true` or `false`"),
        ("  logo: crest.svg\n", "4:9", "did you mean `crests.svg`?"),
        ("  serif_file: fonts/x.woff2\n", "4:15", "has no such file"),
        ("  sans: \"Arial; } body{\"\n", "4:9", "wants names of fonts"),
        ("  serif: \"'Arial\"\n", "4:10", "such as `Georgia"),
        ("  binding_blu: \"#aabbcc\"\n", "4:3", "did you mean `binding_blue`?"),
    ] {
        let sandbox = site(&format!("settings:\n{settings}"));
        sandbox.write("static/crests.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>");
        let ran = sandbox.run(&["check"]);
        assert!(ran.code == 1 && ran.err.contains(message), "{settings}: {}", ran.err);
        assert!(ran.err.contains(&format!("chancery.yaml:{place}")), "{settings}: {}", ran.err);
    }
    let sandbox = site("menu: [{label: X, page: abuot}]\n");
    let ran = sandbox.run(&["check"]);
    assert!(ran.code == 1 && ran.err.contains("did you mean `about`?"), "{}", ran.err);
}

/// The theme's README has a row for each setting, block and component.
#[test]
fn everything_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/chancery");
    let read = |path: &Path| std::fs::read_to_string(path).expect("a theme file");
    let readme = read(&root.join("README.md"));
    let mut wanted: Vec<String> = Vec::new();
    let manifest = read(&root.join("theme.yaml"));
    let settings = manifest.split("\nsettings:\n").nth(1).expect("settings");
    let named = |line: &str| {
        line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '#'])).map(|rest| rest.trim_end_matches(':').to_string())
    };
    wanted.extend(settings.lines().filter_map(named));
    assert!(wanted.len() > 20, "{wanted:?}");
    for entry in
        walkdir::WalkDir::new(root.join("templates")).into_iter().filter_map(Result::ok).filter(|one| one.file_type().is_file())
    {
        let text = read(entry.path());
        for sign in ["{% block ", "{%- block ", "{% component ", "{%- component "] {
            for rest in text.split(sign).skip(1) {
                wanted.push(rest.split([' ', '(']).next().unwrap_or_default().to_string());
            }
        }
    }
    wanted.sort();
    wanted.dedup();
    let missing: Vec<&String> = wanted.iter().filter(|name| !readme.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "not in themes/chancery/README.md: {missing:?}");
}

/// Both ends of a tie are called in the site's language what its type is called there; own types by their own words.
#[test]
fn ties_speak_the_language_of_the_site() {
    let config = "title: Site\nlanguage: es\nrelation_types:\n  trains: {forward: entrena a, backward: se entrena con}\n  sanctions: {forward: castiga a}\n";
    let actor = "---\nname: Aland\nkind: state\nrelations:\n  - {type: praises, to: borduria}\n  - {type: trains, to: borduria}\n  - {type: sanctions, to: borduria}\n---\n";
    let sandbox = Sandbox::with([
        ("chancery.yaml", config),
        ("content/actors/aland.md", actor),
        ("content/actors/borduria.md", "---\nname: Borduria\nkind: state\n---\n"),
        ("content/reports/a/index.md", "---\ntitle: A\nsummary: S.\ndate: 2025-01-01\n---\nAland y Borduria.\n"),
    ]);
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let (here, there) = (sandbox.read("public/actors/aland/index.html"), sandbox.read("public/actors/borduria/index.html"));
    for words in ["elogia a", "entrena a", "castiga a"] {
        assert!(here.contains(words), "{words}: {here}");
    }
    assert!(there.contains("recibe elogios de") || there.contains("elogia a"), "{there}");
    assert!(!here.contains("praises") && !there.contains("praised"), "{here}");
}

/// With more sources than ten thousand their short forms are made of what the index names; readers see no difference.
#[test]
fn an_index_of_very_many_sources_reads_like_one_of_many() {
    let lines = |count: usize, row: &str| -> Vec<String> {
        let sources: String =
            (0..count).map(|at| format!("- {{id: s{at:05}, title: \"Paper {at:05}\", reliability: A}}\n")).collect();
        let page = format!("{{% for g in page.groups %}}{{% for row in g.rows %}}{row}\n{{% endfor %}}{{% endfor %}}");
        let files =
            [("chancery.yaml", CONFIG.to_string()), ("content/sources/all.yaml", sources), ("templates/sources.html", page)];
        let files = Files::from_memory(files);
        let settings = Settings { today: (2026, 1, 1), drafts: false, base_url: None };
        let site = Session::of(files, settings, Vec::new()).finish();
        assert_eq!(site.plan.shared.is_sparing(), count > 10_000);
        let route = site.plan.routes.get(&OutPath::new("sources/index.html").expect("path")).expect("an index");
        let html = chancery::render::render(route, site.view()).expect("it renders");
        String::from_utf8(html).expect("text").lines().map(str::to_string).collect()
    };
    for row in ["{{ row.entry.name }} {{ row.entry.label }} {{ row.entry.path }} {{ row.grade }}", "{{ row.entry | json }}"] {
        let (many, very_many) = (lines(10_000, row), lines(10_001, row));
        assert_eq!((many.len(), very_many.len()), (10_000, 10_001), "{row}");
        assert!(many.iter().all(|line| line.contains("Paper")), "{}", many[0]);
        assert_eq!(many[..], very_many[..10_000], "{row}");
    }
}

/// What a site's own frame adds stands on pages of every kind: no template of the program takes it away.
#[test]
fn the_frame_of_a_theme_is_on_every_page() {
    let sandbox = site("");
    sandbox.write("chancery.yaml", format!("{CONFIG}theme: ours\n"));
    sandbox.write("themes/ours/theme.yaml", "name: ours\n");
    let frame = concat!(
        "{% extends \"chancery/base.html\" %}\n",
        "{% block title %}T: {{ super() }}{% endblock title %}{% block class %}mine{% endblock class %}\n",
        "{% block head %}{{ super() }}<meta name=\"x\" content=\"ours\">{% endblock head %}\n",
        "{% block foot %}{{ super() }} A motto.{% endblock foot %}\n",
    );
    sandbox.write("themes/ours/templates/base.html", frame);
    sandbox.write(
        "content/reports/r/index.md",
        "---\ntitle: R\ndate: 2025-01-02\nsymbol: X/1\nsummary: S.\ntopics: [a]\n---\nWords.\n",
    );
    sandbox.write("content/actors/a.md", "---\nname: Ann\nkind: person\n---\n");
    built(&sandbox);
    let mut seen = 0;
    for (path, bytes) in sandbox.snapshot("public") {
        let page = String::from_utf8_lossy(&bytes);
        if !path.ends_with(".html") || page.contains("http-equiv=\"refresh\"") {
            continue;
        }
        seen += 1;
        for part in ["<title>T: ", "content=\"ours\"", "A motto.", "<body class=\"mine"] {
            assert!(page.contains(part), "{path}: {part}");
        }
    }
    assert!(seen > 8, "{seen} pages");
}

/// References of a theme: files that are there get their final names, and what is not there, or elsewhere, is told.
#[test]
fn what_a_theme_refers_to_is_checked() {
    let sandbox = site("theme: ours\n");
    sandbox.write("themes/ours/theme.yaml", "name: ours\nsettings:\n  pic: {type: asset, default: none.png, doc: A picture.}\n");
    sandbox.write(
        "themes/ours/assets/ours.css",
        "@import \"base.css\";\n@import \"https://x.org/a.css\";\np { background: url(nosuch.png) }\n",
    );
    sandbox.write("themes/ours/assets/base.css", "p {}\n");
    let frame = concat!(
        "{% extends \"chancery/base.html\" %}\n",
        "{% block head %}{{ super() }}<script src=\"https://x.org/a.js\"></script><style>p {}</style>{% endblock head %}\n",
        "{% block foot %}<a href=\"{{ root }}nosuch/\">x</a><a href=\"{{ root }}reports/\">y</a>{% endblock foot %}\n",
    );
    sandbox.write("themes/ours/templates/base.html", frame);
    let ran = sandbox.run(&["check"]);
    for (place, message) in [
        ("assets/ours.css:2:10", "`https://x.org/a.css` is on another server"),
        ("assets/ours.css:3:21", "no file `assets/nosuch.png`"),
        ("templates/base.html:2:43", "`https://x.org/a.js` is on another server"),
        ("templates/base.html:2:72", "blocks styles that stand in the page"),
        ("templates/base.html:3:26", "the site has nothing at `/nosuch/`"),
        ("theme.yaml:3:3", "the default of the setting `pic` names `none.png`"),
    ] {
        assert!(ran.err.contains(place) && ran.err.contains(message), "{place} {message}\n{}", ran.err);
    }
    assert_eq!(ran.err.matches("[theme-reference]").count(), 5, "{}", ran.err);
    sandbox.write("themes/ours/theme.yaml", "name: ours\n");
    built(&sandbox);
    assert!(asset(&sandbox, "ours.").contains("@import \"base."), "{}", asset(&sandbox, "ours."));
}

/// A component that templates of the program cannot call is told where it is defined.
#[test]
fn a_component_is_blamed_where_it_is_defined() {
    for (head, message) in
        [("when(date)", "`form`"), ("when(date: string, must: string, @lang, form: string = \"long\")", "`must`")]
    {
        let sandbox = site("");
        sandbox.write("content/reports/r/index.md", "---\ntitle: R\ndate: 2025-01-02\nsummary: S.\n---\nWords.\n");
        sandbox.write("templates/parts/mine.html", format!("{{% component {head} %}}x{{% endcomponent when %}}\n"));
        let ran = sandbox.run(&["build"]);
        assert!(ran.code == 1 && ran.err.contains("templates/parts/mine.html:1:4"), "{}", ran.err);
        assert!(ran.err.contains("calls the component `when`") && ran.err.contains(message), "{}", ran.err);
        assert!(!ran.err.contains("╭▸ themes/chancery/"), "{}", ran.err);
    }
}

/// The arguments of components are documented as they are.
#[test]
fn components_are_documented_with_their_arguments() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/chancery");
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the theme's README");
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(root.join("templates/parts"))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|one| one.file_type().is_file())
    {
        let text = std::fs::read_to_string(entry.path()).expect("a template");
        for rest in text.split("{% component ").skip(1) {
            let (name, rest) = rest.split_once('(').expect("arguments");
            let (arguments, _) = rest.split_once(')').expect("their end");
            let told = |argument: &str| {
                let (name, default) = argument.split_once(" = ").map_or((argument, None), |(name, default)| (name, Some(default)));
                let name = name.split(':').next().unwrap_or(name);
                default.map_or_else(|| name.to_string(), |default| format!("{name}={default}"))
            };
            let told: Vec<String> =
                arguments.split(", ").filter(|one| !one.is_empty() && !one.starts_with('@')).map(told).collect();
            let told = if told.is_empty() { "none".to_string() } else { format!("`{}`", told.join(", ")) };
            assert!(readme.contains(&format!("| `{name}` | {told} |")), "`{name}` | {told}");
            seen += 1;
        }
    }
    assert!(seen > 25, "{seen}");
}

#[test]
fn an_asset_that_can_have_no_address_is_told() {
    let sandbox = site("theme: ours\n");
    sandbox.write("themes/ours/theme.yaml", "name: ours\nextends: chancery\n");
    sandbox.write("themes/ours/assets/a#b.css", "p {}");
    let ran = sandbox.run(&["check"]);
    assert!(ran.code == 1 && ran.err.contains("error[odd-address]") && ran.err.contains("themes/ours/assets/a#b.css"), "{ran:?}");
}
