use super::*;
use crate::document::{Options, Sort, markdown};
use proptest::prelude::*;
use quick_xml::events::Event;
use std::collections::BTreeSet;

const LINE: At = At { model: None, said_by: None, shown: None, root: "../", language: "en", linked: true };

fn plain(text: &str) -> String {
    plain_text(text, "en", None)
}

/// Everything leads somewhere; citations and mentions make links, notes and anchors.
struct Everywhere {
    notes: bool,
}

impl Links for Everywhere {
    fn href(&self, _: &Target) -> String {
        "x/?a=1&b='\"<".into()
    }

    fn name(&self, _: &Target) -> String {
        "<Name>".into()
    }

    fn look(&self, _: PageId) -> Option<Look<'_>> {
        Some(Look { class: "who", card: Some("card-\"x".into()), language: Some("es"), is_defined: false })
    }

    fn anchor(&self, mention: &Reference) -> Option<String> {
        Some(format!("m-{}", mention.range.start))
    }

    fn citation(&self, range: &Range) -> Option<Cited<'_>> {
        let text = "<a href=\"#s\">A</a> (2025)".into();
        // Far above the numbers of footnotes.
        Some(Cited { text, note: self.notes.then(|| ("<a href=\"#s\">A</a>".into(), 1_000_000 + range.start)) })
    }
}

/// The HTML is well formed, has no link in a link and no id twice, and nothing in it acts.
fn check(html: &str, from: &str) {
    let mut reader = quick_xml::Reader::from_str(html);
    let (mut open, mut links, mut ids) = (0_u32, 0_u32, BTreeSet::new());
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(tag)) => {
                open += 1;
                links += u32::from(tag.name().as_ref() == "a");
                assert!(links < 2, "a link in a link from {from:?}\n{html}");
                attributes(&tag, &mut ids, html, from);
            }
            Ok(Event::Empty(tag)) => attributes(&tag, &mut ids, html, from),
            Ok(Event::End(tag)) => {
                open -= 1;
                links -= u32::from(tag.name().as_ref() == "a");
            }
            Ok(Event::Text(text)) => assert!(!text.contains('\0'), "NUL from {from:?}"),
            Ok(Event::GeneralRef(_)) => {}
            Ok(_) => panic!("something strange from {from:?}\n{html}"),
            Err(error) => panic!("{error} from {from:?}\n{html}"),
        }
    }
    assert_eq!(open, 0, "not closed, from {from:?}\n{html}");
}

fn attributes(tag: &quick_xml::events::BytesStart, ids: &mut BTreeSet<String>, html: &str, from: &str) {
    for attribute in tag.attributes() {
        let attribute = attribute.unwrap_or_else(|error| panic!("{error} from {from:?}\n{html}"));
        let (key, value) = (attribute.key.as_ref(), attribute.value.to_ascii_lowercase());
        assert!(!key.starts_with("on") && key != "style", "from {from:?}\n{html}");
        assert!(key != "id" || ids.insert(attribute.value.to_string()), "an id twice from {from:?}\n{html}");
        assert!(key != "href" || !value.starts_with("javascript"), "from {from:?}\n{html}");
    }
}

const PIECES: &[&str] = &[
    "a",
    " ",
    "Ann",
    "\n",
    "\n\n",
    "\0",
    "ü",
    "*",
    "**",
    "~~",
    "`",
    "```\n",
    "[",
    "](u)",
    "](javascript:x)",
    "![",
    "](u \"t\"){#fig-x .w}",
    "[[x]]",
    "[[x|",
    "]]",
    "|",
    "[[!",
    "@a ",
    "[@a; @b, p. 4]",
    "[^n]",
    "[^m]",
    "\n\n[^n]: ",
    "\n\n[^m]: x [^n] ",
    "\n\n> ",
    "> [!KEY]\n> ",
    "\n- ",
    "\n1. [x] ",
    "\n## ",
    "\n\n## S {#s}\n\n",
    "\n---\n",
    "\n\n| a[^n] | b |\n|---|--:|\n| Ann | ",
    "\n\n: Cap. Source: s {#tbl-x}\n\n",
    "]{.uncited reason=\"r\"}",
    "{#p7A}\n\n",
    "<b>",
    "</b>",
    "<div>\n\n",
    "</div>\n\n",
    "<script>",
    "<a href=javascript:x onclick=y>",
    "<details open>\n\n",
    "<i title='\"<'>",
    "&amp;",
    "\"",
    "T\n: d\n\n",
    "\n\n    ",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_text_becomes_sound_html(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30),
        cuts in prop::collection::vec((0_u32..200, 1_u32..12, any::<bool>()), 0..6),
        flags in 0_u8..8,
    ) {
        let text = pieces.concat();
        let options = Options { math: false, typography: true, raw_html: flags & 1 > 0, literal_html: false, ..Options::default() };
        let (body, _) = markdown::parse(&text, 0, &options);
        // Names anywhere, apart from one another; what is written resolves.
        let reference = |sort, range, linked| Reference { from: PageId(0), to: Target::Page(PageId(1)), sort, range, leaf: Some(0), linked };
        let mut references: Vec<_> = body.written.iter().filter(|w| !w.text.contains(':')).map(|w| reference(w.sort, w.range.clone(), true)).collect();
        let mut end = 0;
        for (gap, length, linked) in cuts {
            let start = end + gap % 40;
            end = (start + length).min(text.len() as u32);
            if start < end {
                references.push(reference(Sort::Mention, start..end, linked));
            }
        }
        references.sort_by_key(|reference| reference.range.start);
        let links = Everywhere { notes: flags & 2 > 0 };
        let settings = if flags & 4 > 0 { Settings::REPORT } else { Settings::RECORD };
        let settings = Settings { raw_html: options.raw_html, ..settings };
        let mut html = String::new();
        write(&Input { text: &text, body: &body, references: &references, links: &links, words: &Words::ENGLISH, settings }, &mut html);
        check(&html, &text);
        check(&inline_text(&text, LINE), &text);
    }
}

#[test]
fn depth_costs_no_stack() {
    let text = format!("{}{}x", "> - ".repeat(5_000), "*a **b ".repeat(5_000));
    // A thread of the smallest common stack.
    let run = move || {
        let (body, _) = markdown::parse(&text, 0, &Options::default());
        let mut html = String::new();
        let (links, words, settings) = (Everywhere { notes: false }, Words::ENGLISH, Settings::REPORT);
        write(&Input { text: &text, body: &body, references: &[], links: &links, words: &words, settings }, &mut html);
        html
    };
    let html = std::thread::Builder::new().stack_size(1 << 20).spawn(run).expect("a thread").join().expect("no overflow");
    assert!(html.contains("<blockquote>"));
}

#[test]
fn lines() {
    for (text, expected) in [
        (" A plain line ", "A plain line"),
        (
            "It's *so* [@a], see [x](/glossary/), [y](other.md), [z](https://example.org) & more[^1]",
            "It’s <em>so</em>, see <a href=\"../glossary/\">x</a>, y, <a href=\"https://example.org\">z</a> &amp; more[^1]",
        ),
        ("[[usa]] and [[usa|them]]", "usa and them"),
        ("One.\n\nTwo.", "One. Two."),
        ("# Not a heading", "Not a heading"),
        ("[x](javascript:y) <b>z</b>", "x &lt;b&gt;z&lt;/b&gt;"),
        ("Intro:\n\n- one\n- *two*\n\n> quoted", "Intro: one two quoted"),
    ] {
        assert_eq!(inline_text(text, LINE), expected);
    }
    assert_eq!(plain("It's *so* [@a], [x](y.md): `z`."), "It’s so, x: z.");
    assert_eq!(plain("a < b & c"), "a < b & c");
    assert_eq!(plain("Intro:\n\n- one\n- *two*\n\n> quoted"), "Intro: one two quoted");
}
