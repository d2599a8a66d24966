use super::super::tree::{Block, LeafSort};
use super::*;

fn parsed(text: &str) -> (Body, Vec<Fault>) {
    let (body, faults) = parse(text, 0, &Options::default());
    check(text, &body, &faults);
    (body, faults)
}

/// What holds for every tree.
fn check(text: &str, body: &Body, faults: &[Fault]) {
    let whole = |range: &crate::base::Range| text.get(range.start as usize..range.end as usize).is_some();
    let mut end = 0;
    for leaf in &body.leaves {
        assert!(whole(&leaf.range) && leaf.range.start >= end, "leaf {:?} after {end} in {text:?}", leaf.range);
        end = leaf.range.end;
    }
    assert!(body.written.iter().all(|written| whole(&written.range)), "{:?} in {text:?}", body.written);
    assert!(body.written.is_sorted_by_key(|written| written.range.start));
    assert!(faults.iter().all(|fault| whole(&fault.range)), "{faults:?} in {text:?}");
    body.each_leaf(&mut |leaf| {
        let info = &body.leaves[leaf.id as usize].range;
        for inline in leaf.inlines.iter() {
            let range = inline.range();
            assert!(range.start >= info.start && range.end <= info.end, "{inline:?} outside {info:?} in {text:?}");
        }
    });
}

fn rules(faults: &[Fault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.rule).collect()
}

#[test]
fn hostile_texts_end_soon() {
    let many = |unit: &str, times: usize| unit.repeat(times);
    let clock = std::time::Instant::now();
    for text in [
        many("> ", 10_000),
        many("- ", 10_000),
        many("*a ", 10_000),
        many("[", 100_000),
        many("![", 50_000),
        many("[[", 50_000),
        many("[a](", 50_000),
        many("@a ", 100_000),
        many("[@a ", 50_000),
        many("@{", 50_000),
        many("]{", 50_000),
        many("[a]{.b}", 50_000),
        many("[a]{.b", 50_000),
        many("{#", 50_000),
        many("[^a", 50_000),
        many("[^a]", 50_000),
        many("@a [", 50_000),
        many("x", 1_000_000),
        many("\0\r", 10_000),
        many("<!-- ", 50_000),
        many("<a ", 50_000),
        many("| a ", 50_000),
        many("# a\n", 20_000),
        many("![a](b){#fig-x}\n\n", 10_000),
        (0..20_000).map(|n| format!("[^{n}]\n\n[^{n}]: x\n\n")).collect(),
        (0..200).map(|n| format!("{}- x\n", "  ".repeat(n))).collect(),
        format!("{}a{}", many("**a *b ", 5_000), many("* b**", 5_000)),
        format!("|a|\n|-|\n{}", many(": x\n", 20_000)),
    ] {
        let _ = parsed(&text);
        assert!(clock.elapsed().as_secs() < 60, "{}", &text[..40]);
    }
}

#[test]
fn depth_is_bounded() {
    for text in ["> ".repeat(10_000) + "deep", "- ".repeat(10_000) + "deep", "1. > ".repeat(3_000) + "deep"] {
        let (body, faults) = parsed(&text);
        assert_eq!(rules(&faults), ["nesting-too-deep"]);
        let mut found = 0;
        body.each_leaf(&mut |leaf| found += usize::from(super::super::plain::plain(&leaf.inlines, &text) == "deep"));
        assert_eq!(found, 1);
    }
}

#[test]
fn ranges_count_from_the_start_of_the_file() {
    let text = "---\ntitle: ä\n---\n# Über [[usa]]\n\nSee [@a, p. 4].\n";
    let (body, faults) = parse(text, 18, &Options::default());
    check(text, &body, &faults);
    let written: Vec<_> = body.written.iter().map(|w| &text[w.range.start as usize..w.range.end as usize]).collect();
    assert_eq!(written, ["usa", "a"]);
    assert_eq!(body.headings[0].id, "uber-usa");
    // Even a start that makes no sense ends well.
    for start in 0..text.len() + 3 {
        let (body, faults) = parse(text, start, &Options::default());
        check(text, &body, &faults);
    }
}

#[test]
fn sections_begin_with_the_highest_level_of_the_text() {
    for (text, sections) in [
        ("a\n\n## b\n\nc\n\n### d\n\ne\n\n## f\n\ng\n", [0, 0, 1, 1, 1, 1, 2]),
        ("a\n\n# b\n\nc\n\n## d\n\ne\n\n# f\n\ng\n", [0, 0, 1, 1, 1, 1, 2]),
        // What comes before the first `#` stands below none.
        ("a\n\n## b\n\nc\n\n## d\n\ne\n\n# f\n\ng\n", [0, 0, 0, 0, 0, 0, 1]),
        ("a\n\n> # b\n\nc\n\n## d\n\ne\n\n## f\n\ng\n", [0, 0, 0, 0, 1, 1, 2]),
    ] {
        let (body, _) = parsed(text);
        assert_eq!(body.leaves.iter().map(|leaf| leaf.section).collect::<Vec<_>>(), sections, "{text}");
    }
}

#[test]
fn leaves_know_what_they_are_part_of() {
    let text = "a\n\n## h\n\n- i\n\n> q\n\n> - qi\n\n> [!KEY]\n> c\n\n| t |\n|---|\n| u |\n\nT\n: d\n\nb[^1]\n\n[^1]: n\n";
    let (body, _) = parsed(text);
    let shown: Vec<_> = body.leaves.iter().map(|l| (l.sort, l.paragraph(), l.section)).collect();
    use LeafSort::*;
    let expected = [(Paragraph, Some(0), 0), (Heading, Some(0), 0), (Item, Some(0), 1), (Quote, Some(0), 1), (Quote, Some(0), 1)];
    assert_eq!(shown[..5], expected);
    assert_eq!(shown[5..].iter().map(|s| s.0).collect::<Vec<_>>(), [Callout, Cell, Cell, Term, Definition, Paragraph, Note]);
    assert_eq!((shown[10].1, shown[11].1), (Some(1), Some(1)));
    assert_eq!(body.leaf_at(text.find("q").unwrap() as u32), Some(3));
}

#[test]
fn paragraphs_keep_numbers_given_by_hand() {
    let (body, faults) = parsed("a\n\nb {#p1A}\n\nc\n\nd {#p9}\n\ne\n\nf {#p2}\n");
    let numbers: Vec<_> = body.paragraphs.iter().map(|p| p.number.as_str()).collect();
    assert_eq!(numbers, ["1", "1A", "2", "9", "10", "2-6"]);
    assert_eq!(rules(&faults), ["duplicate-anchor"]);
    assert!(body.has_anchor("p1A") && !body.has_anchor("p3"));
}

#[test]
fn unknown_notes_are_reported_with_their_place() {
    let text = "a[^one] b[^on] c\\[^x] `[^y]`\n\n[^one]: x\n\n[^two]: y\n";
    let (_, faults) = parsed(text);
    assert_eq!(rules(&faults), ["unknown-footnote", "unused-footnote"]);
    assert_eq!(&text[faults[0].range.start as usize..faults[0].range.end as usize], "[^on]");
    assert_eq!(faults[0].help.as_deref(), Some("did you mean `[^one]`?"));
}

#[test]
fn words_are_counted_once() {
    let count = |text: &str| parsed(text).0.words;
    assert_eq!(count("One *two* th**re**e, self-made — it's six.\n"), 6);
    assert_eq!(count("# One\n\n- two\n- three\n\n| not |\n|---|\n\nfour[^n]\n\n[^n]: not these\n"), 4);
    assert_eq!(count("日本語 ok"), 4);
    assert_eq!(count("![not these](x.png)"), 0);
}

#[test]
fn definitions_of_citations_are_reported() {
    let text = "See [@key].\n\n[@key]: https://example.org\n";
    let (body, faults) = parsed(text);
    assert_eq!(rules(&faults), ["citation-as-link-definition"]);
    assert!(text[faults[0].range.start as usize..].starts_with("[@key]:"));
    assert!(matches!(body.blocks[0], Block::Paragraph { .. }));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(2000) })]

    /// Pieces that mean something, in any order, with and without the options.
    #[test]
    fn any_text_becomes_a_whole_tree(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24), flags in 0_u8..8) {
        let text = pieces.concat();
        let options = Options { math: flags & 1 > 0, typography: flags & 2 > 0, raw_html: flags & 4 > 0, literal_html: false, ..Options::default() };
        let (body, faults) = parse(&text, 0, &options);
        check(&text, &body, &faults);
    }
}

const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\0",
    "ü",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```\n",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "!",
    "[[",
    "]]",
    "|",
    "[[!",
    "@",
    "@a",
    "[@a",
    "; @b",
    ", p. 4",
    "[p. 4]",
    "-@",
    "@{a b}",
    "{#x}",
    "{.uncited reason=\"x\"}",
    "{#p7A}",
    "{#fig-x}",
    "[^n]",
    "[^n]: ",
    "> ",
    "> [!KEY]\n",
    "> [!NOTE]\n",
    "- ",
    "1. ",
    "- [x] ",
    "    ",
    "\t",
    "# ",
    "## ",
    "---",
    "| a | b |\n|---|---|\n",
    ": ",
    ": c {#tbl-x}",
    "Source: s",
    "![a](b \"t\")",
    "[t](u)",
    "[t][r]",
    "[r]: u",
    "<b>",
    "</b>",
    "<!-- c -->",
    "<https://x.y>",
    "<a@b.c>",
    "&amp;",
    "&#0;",
    "\\",
    "\\[",
    "$",
    "$$",
    "\"",
    "'",
    "--",
    "...",
    "\u{200b}",
    "😀",
];
