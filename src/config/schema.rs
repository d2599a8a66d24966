//! The table of fields of chancery.yaml.

use crate::base::fields::{Field, Shape, Want};

const SORTS: Want = Want::Word(&super::ActorSort::NAMES);

/// chancery.yaml.
pub static CONFIG: Shape = Shape {
    name: "chancery.yaml",
    about: "What holds for the whole site.",
    fields: &[&[
        Field::new("title", Want::Text, "The site's name.", "Chancery Papers").must(),
        Field::new("description", Want::Text, "One sentence about it.", "\"Reports on the politics of the Americas.\""),
        Field::new(
            "base_url",
            Want::Web,
            "Where it will stand on the web; feeds and the sitemap need it.",
            "\"https://example.org/\"",
        ),
        Field::new("language", Want::Language, "Main language, as a BCP 47 tag.", "en"),
        Field::new(
            "time_zone",
            Want::Text,
            "Where its days begin and end, which decides when an embargo is over and what day it is: a distance from UTC, or a name such as Pacific/Auckland. UTC, if it is not said.",
            "\"+13:00\"",
        ),
        Field::new("languages", Want::List(&Want::Language), "All languages of the site.", "[en, es]"),
        Field::new(
            "translations",
            Want::Keyed(&Want::Map(&TRANSLATION)),
            "What the site says of itself in its other languages.",
            "{es: {title: Documentos, description: \"Informes sobre las Américas.\", menu: {About: Acerca de}}}",
        ),
        Field::new(
            "publisher",
            Want::TextOr(&PUBLISHER),
            "Who publishes it.",
            "{name: An Institute, url: \"https://example.org\"}",
        ),
        Field::new("series", Want::Map(&SERIES), "The series of its reports.", "{prefix: CH, name: Chancery Papers}"),
        Field::new("theme", Want::Key, "Folder of the theme below `themes/`, or `chancery` for the built-in one.", "chancery"),
        Field::new(
            "settings",
            Want::Keyed(&Want::Free),
            "Settings of the theme; `chancery explain theme` lists them.",
            "{shelf: 4}",
        ),
        Field::new("citation", Want::Map(&CITATION), "How sources are cited.", "{style: chicago-notes, locale: en-GB}"),
        Field::new("markdown", Want::Map(&MARKDOWN), "How the text is read.", "{math: false, typography: true, raw_html: false}"),
        Field::new(
            "menu",
            Want::List(&Want::Map(&MENU)),
            "Lines that are added to the theme's menu, in order.",
            "[{label: About, page: \"page:about\"}]",
        ),
        Field::new("licence", Want::Text, "Under which licence the site may be used.", "CC BY 4.0"),
        Field::new(
            "topics",
            Want::Keyed(&Want::TextOr(&TOPIC)),
            "Topics of reports, by the word that reports use.",
            "{migration: {title: Migration, summary: Who moves and why.}}",
        ),
        Field::new(
            "relation_types",
            Want::Keyed(&Want::Map(&RELATION_TYPE)),
            "Relation types of your own, or changes to the built-in ones.",
            "{trains: {forward: trains, backward: is trained by, group: cooperation}}",
        ),
        Field::new(
            "likelihood",
            Want::List(&Want::Map(&LIKELIHOOD)),
            "Words of likelihood with their ranges in per cent, instead of those of ICD 203.",
            "[{word: likely, label: likely, from: 55, to: 80}]",
        ),
        Field::new(
            "rules",
            Want::Keyed(&Want::Word(&["allow", "warn", "error"])),
            "Levels of rules, by name; `chancery explain` names them.",
            "{missing-archive: warn}",
        ),
        Field::new(
            "acronyms",
            Want::List(&Want::Text),
            "Acronyms that your readers know, for the rule unexplained-acronym.",
            "[OAS, IMF]",
        ),
        Field::new(
            "source_age",
            Want::Integer(1, 500),
            "Years after which a source counts as old on the day of a report that cites it, for the rule old-source.",
            "10",
        ),
        Field::new(
            "withdrawn",
            Want::List(&Want::Map(&WITHDRAWN)),
            "Addresses at which something stood that was withdrawn; a page there says so.",
            "[{address: /reports/x/, date: 2025-07-02, reason: Its main source was forged.}]",
        ),
        Field::new(
            "drafts",
            Want::Bool,
            "Drafts and embargoed reports are in every build, as with `--drafts`. For previews only: `chancery publish` refuses it.",
            "false",
        ),
        Field::new("feed", Want::Map(&FEED), "Feeds.", "{limit: 20}"),
        Field::new(
            "exports",
            Want::Map(&EXPORTS),
            "Which data is written beside the pages. All of it, unless said otherwise here.",
            "{pages: false, citations: true, dataset: true}",
        ),
        Field::new(
            "publish",
            Want::Map(&PUBLISH),
            "Where `chancery publish` sends the site.",
            "{targets: {production: \"s3://bucket/folder\"}}",
        ),
        Field::new("extra", Want::Keyed(&Want::Free), "Data of your own, for templates.", "{phone: 123}"),
    ]],
    instead: &[
        ("name", "title"),
        ("url", "base_url"),
        ("baseurl", "base_url"),
        ("baseURL", "base_url"),
        ("site_url", "base_url"),
        ("lang", "language"),
        ("locale", "language"),
        ("license", "licence"),
        ("params", "extra"),
        ("relations", "relation_types"),
        ("csl", "citation"),
        ("style", "citation"),
        ("author", "publisher"),
        ("summary", "description"),
        ("timezone", "time_zone"),
        ("timeZone", "time_zone"),
        ("tz", "time_zone"),
    ],
};

/// The site's own words in a language.
pub static TRANSLATION: Shape = Shape {
    name: "a translation",
    about: "What the site says of itself in another language.",
    fields: &[&[
        Field::new("title", Want::Text, "The site's name.", "Documentos"),
        Field::new("description", Want::Text, "One sentence about it.", "\"Informes sobre las Américas.\""),
        Field::new("menu", Want::Keyed(&Want::Text), "Labels of the menu, by those of the main language.", "{About: Acerca de}"),
        Field::new(
            "topics",
            Want::Keyed(&Want::Text),
            "Titles of topics, by the words that reports use.",
            "{migration: Migración}",
        ),
    ]],
    instead: &[("name", "title"), ("summary", "description"), ("labels", "menu")],
};

/// Who publishes.
pub static PUBLISHER: Shape = Shape {
    name: "a publisher",
    about: "Who publishes the site.",
    fields: &[&[
        Field::new("name", Want::Text, "Name.", "An Institute").must(),
        Field::new("url", Want::Web, "Own pages on the web.", "\"https://example.org\""),
    ]],
    instead: &[("title", "name"), ("website", "url")],
};

/// The series.
pub static SERIES: Shape = Shape {
    name: "a series",
    about: "The series of the site's reports.",
    fields: &[&[
        Field::new("prefix", Want::Text, "First part of symbols such as CH/2025/1.", "CH"),
        Field::new("name", Want::Text, "Name of the series.", "Chancery Papers"),
    ]],
    instead: &[("title", "name")],
};

/// How sources are cited.
pub static CITATION: Shape = Shape {
    name: "the way of citing",
    about: "How sources are cited.",
    fields: &[&[
        Field::new("style", Want::Text, "Name of a CSL style, or a .csl file of the site.", "chicago-notes"),
        Field::new(
            "locale",
            Want::Language,
            "Language of the style's words instead of the page's. A form of one of the site's languages is for pages in that.",
            "en-GB",
        ),
    ]],
    instead: &[("lang", "locale"), ("language", "locale"), ("csl", "style")],
};

/// How Markdown is read.
pub static MARKDOWN: Shape = Shape {
    name: "the way of reading Markdown",
    about: "How the text is read.",
    fields: &[&[
        Field::new(
            "math",
            Want::Bool,
            "`$…$` and `$$…$$` are formulas in TeX, which become MathML. A dollar sign of a price is then best written `\\$`.",
            "true",
        ),
        Field::new("typography", Want::Bool, "Straight quotes and hyphens become typographic ones.", "true"),
        Field::new(
            "raw_html",
            Want::Bool,
            "Raw HTML is kept, cleaned; else its tags are left out with a warning, and its text is shown as plain text.",
            "false",
        ),
    ]],
    instead: &[("html", "raw_html"), ("smart", "typography"), ("maths", "math")],
};

/// Data beside the pages.
pub static EXPORTS: Shape = Shape {
    name: "the exports",
    about: "Data that is written beside the pages. Without it a site has fewer files, for hosts that count them.",
    fields: &[&[
        Field::new("pages", Want::Bool, "`index.json` beside each page.", "false"),
        Field::new(
            "citations",
            Want::Bool,
            "`cite.bib`, `cite.ris` and `cite.json` beside reports and sources, `sources.bib`, `sources.ris` and `sources.json` beside reports.",
            "false",
        ),
        Field::new("dataset", Want::Bool, "The page `/data/` with its tables and lists.", "false"),
        Field::new(
            "evidence",
            Want::Bool,
            "The page `/evidence/`, which tells what reports rest on and what they say without a source, and its line on reports.",
            "false",
        ),
    ]],
    instead: &[("json", "pages"), ("bibtex", "citations"), ("ris", "citations"), ("data", "dataset")],
};

/// A line of the menu.
pub static MENU: Shape = Shape {
    name: "a line of the menu",
    about: "A line of the menu.",
    fields: &[&[
        Field::new("label", Want::Text, "What readers see.", "About").must(),
        Field::new("page", Want::Text, "The page: its id, its address on the site, or an address on the web.", "\"page:about\"")
            .must(),
    ]],
    instead: &[("title", "label"), ("name", "label"), ("url", "page"), ("href", "page"), ("link", "page")],
};

/// A topic.
pub static TOPIC: Shape = Shape {
    name: "a topic",
    about: "A topic of reports.",
    fields: &[&[
        Field::new("title", Want::Text, "What readers see.", "Migration").must(),
        Field::new("summary", Want::Inline, "What it is.", "\"Who moves and why.\""),
    ]],
    instead: &[("name", "title"), ("description", "summary")],
};

/// A relation type.
pub static RELATION_TYPE: Shape = Shape {
    name: "a relation type",
    about: "A type of relation between actors.",
    fields: &[&[
        Field::new("forward", Want::Text, "As the acting side says it.", "trains"),
        Field::new("backward", Want::Text, "As the other side says it.", "is trained by"),
        Field::new("symmetric", Want::Bool, "Both sides are alike.", "true"),
        Field::new("group", Want::Word(&["cooperation", "conflict", "structure"]), "What it is coloured by.", "cooperation"),
        Field::new("from", Want::List(&SORTS), "Sorts of actor that may act.", "[state]"),
        Field::new("to", Want::List(&SORTS), "Sorts of actor that it may be done to.", "[state, group]"),
        Field::new(
            "cameo",
            Want::Identifier("cameo"),
            "Code of the CAMEO codebook: two to four digits, of which the first two are its root, 01 to 20.",
            "\"163\"",
        ),
        Field::new("ftm", Want::Word(&super::relations::FTM), "Schema of FollowTheMoney in exports.", "Sanction"),
    ]],
    instead: &[("label", "forward"), ("inverse", "backward"), ("reverse", "backward")],
};

/// A word of likelihood.
pub static LIKELIHOOD: Shape = Shape {
    name: "a word of likelihood",
    about: "A word of the scale, and what it means in per cent.",
    fields: &[&[
        Field::new("word", Want::Key, "As written in front matter.", "very-likely").must(),
        Field::new("label", Want::Text, "As readers see it.", "very likely"),
        Field::new("from", Want::Number(0.0, 100.0), "Least probability, in per cent.", "80").must(),
        Field::new("to", Want::Number(0.0, 100.0), "Greatest probability, in per cent.", "95").must(),
    ]],
    instead: &[("name", "word"), ("min", "from"), ("max", "to")],
};

/// Something that was withdrawn.
pub static WITHDRAWN: Shape = Shape {
    name: "a withdrawn address",
    about: "An address at which something stood that was withdrawn.",
    fields: &[&[
        Field::new("address", Want::Text, "The address, as readers knew it.", "/reports/x/").must(),
        Field::new("date", Want::Date, "When it was withdrawn.", "2025-07-02").must(),
        Field::new("reason", Want::Inline, "Why.", "\"Its main source was forged.\"").must(),
        Field::new("title", Want::Text, "What stood there.", "\"A prison by the sea\""),
        Field::new("instead", Want::Text, "The page to read instead: its id.", "\"report:y\""),
    ]],
    instead: &[("url", "address"), ("path", "address"), ("note", "reason"), ("why", "reason"), ("superseded_by", "instead")],
};

/// Where the site goes.
pub static PUBLISH: Shape = Shape {
    name: "publishing",
    about: "Where `chancery publish` sends the site.",
    fields: &[&[
        Field::new("default", Want::Key, "The target that is meant where none is named.", "production"),
        Field::new(
            "targets",
            Want::Keyed(&Want::TextOr(&TARGET)),
            "Addresses, by name.",
            "{production: {to: \"s3://bucket/folder\", region: eu-west-1}}",
        )
        .must(),
    ]],
    instead: &[("target", "targets")],
};

/// One target.
pub static TARGET: Shape = Shape {
    name: "a target",
    about: "A place that the site is published to.",
    fields: &[&[
        Field::new("to", Want::Text, "Its address; `chancery publish --help` lists every sort.", "\"s3://bucket/folder\"").must(),
        Field::new(
            "endpoint",
            Want::Web,
            "Address of an S3-compatible service, or another than the usual.",
            "\"https://s3.example.org\"",
        ),
        Field::new("region", Want::Text, "Region of the bucket.", "eu-west-1"),
        Field::new("profile", Want::Text, "Profile in ~/.aws/credentials.", "press"),
        Field::new("cache", Want::Text, "Cache-Control of all that has no hash in its name.", "\"public, max-age=300\""),
        Field::new("precompress", Want::Word(&["gzip", "none"]), "How texts are packed before they are sent.", "gzip"),
        Field::new("cname", Want::Text, "Host that a git branch is served as.", "papers.example.org"),
        Field::new("ssh_config", Want::Text, "A configuration for SSH instead of your own.", "deploy/ssh_config"),
        Field::new("parallel", Want::Integer(1, 64), "Files that are on their way at once.", "8"),
        Field::new("timeout", Want::Integer(1, 3600), "Seconds that one request may take.", "120"),
        Field::new(
            "preview",
            Want::Bool,
            "Whether it is for review only: `published.json` stays as it is, and what was published stops nothing.",
            "true",
        ),
    ]],
    instead: &[
        ("url", "to"),
        ("address", "to"),
        ("bucket", "to"),
        ("compress", "precompress"),
        ("cache_control", "cache"),
        ("domain", "cname"),
        ("staging", "preview"),
    ],
};

/// Feeds.
pub static FEED: Shape = Shape {
    name: "the feed",
    about: "Feeds.",
    fields: &[&[Field::new("limit", Want::Integer(1, 1000), "How many reports a feed holds.", "20")]],
    instead: &[("count", "limit"), ("size", "limit")],
};
