use super::*;

fn read(text: &str) -> Parsed {
    parse(text, 0..text.len() as u32, FRONT_MATTER)
}

/// The rule of each fault with the text that it underlines.
fn faults(text: &str) -> Vec<(&'static str, String)> {
    let show = |fault: &Fault| (fault.rule, text[fault.range.start as usize..fault.range.end as usize].to_string());
    read(text).faults.iter().map(show).collect()
}

#[test]
fn every_value_knows_its_place() {
    let text =
        "a: 1\nb:\nf: |\n  lit\n  two\n\nh: multi\n  line # c\ni: [a, b ]\nj: {k: v}\nl:\n  - x\n  - y: 1\n    z: 2\n\nm: 'q'\n";
    let parsed = read(text);
    assert!(parsed.whole && parsed.faults.is_empty());
    let node = parsed.node.unwrap();
    let at = |node: &Node| text[node.range.start as usize..node.range.end as usize].to_string();
    let of = |key: &str| at(node.get(key).unwrap());
    assert_eq!(of("a"), "1");
    assert_eq!(of("b"), "b", "nothing is shown at its key");
    assert_eq!(of("f"), "lit\n  two");
    assert_eq!(of("h"), "multi\n  line");
    assert_eq!(of("i"), "[a, b ]");
    assert_eq!(of("j"), "{k: v}");
    assert_eq!(of("l"), "- x\n  - y: 1\n    z: 2");
    assert_eq!(of("m"), "'q'");
    assert_eq!(node.get("f").unwrap().text(), Some("lit\ntwo\n"));
    assert_eq!(at(&node), text.trim_end());
}

#[test]
fn words_and_numbers_keep_their_letters() {
    let node = read("title: no\nversion: 1.10\nname: Null\nx: null\n").node.unwrap();
    assert_eq!(node.get("title").unwrap().text(), Some("no"));
    assert_eq!(node.get("version").unwrap().text(), Some("1.10"));
    assert_eq!(node.get("name").unwrap().text(), Some("Null"));
    assert!(node.get("x").unwrap().is_null());
}

#[test]
fn crlf_and_offset_keep_positions() {
    let text = "\u{feff}---\r\nü: é\r\nb: [x,\r\n  y]\r\n---\r\n";
    let parsed = parse(text, 8..text.len() as u32 - 5, FRONT_MATTER);
    let node = parsed.node.unwrap();
    let y = match &node.get("b").unwrap().value {
        Value::Seq(items) => items[1].range.clone(),
        _ => panic!("a list"),
    };
    assert_eq!(&text[y.start as usize..y.end as usize], "y");
    assert_eq!(node.pairs()[0].0.value, "ü");
}

#[test]
fn what_is_no_yaml_is_said_where_it_is() {
    let cases = [
        ("a: b: c\n", ":"),
        ("a:\n\t- b\n", "\t"),
        ("a: \"open\nb: c\n", "\"open"),
        ("a: @x y\n", "@x"),
        ("a: *gone\n", "*gone"),
        ("a: !!python/object:os.system x\n", "!!python/object:os.system"),
        ("? [a]\n: b\n", "[a]"),
        ("a: x\u{0}b: y\n", "\u{0}"),
        ("a: 1\n---\nb: 2\n", "---"),
        ("a: - b\n", "-"),
        ("a: b\nword\n", "word"),
        ("a: &x [*x]\n", "*x"),
        ("  a: 1\n b: 2\n", "b:"),
        ("a: R\n\tb: S.\n", "\t"),
        ("a:\n  - b: A\n\tc: d\n", "\t"),
        ("a: R\n\n \tmore\n\tb: S.\n", "\t"),
        ("a: \"x\n\ty: z\n", "\"x"),
        ("a: R\n b: S.\n", "b:"),
        ("a:\n  - b: A\n      more\n      c: d\n", "c:"),
        ("a: [b] c\n", "c"),
        ("a: {b: c} d\n", "d"),
        ("a: {was: 75,000 people, now: 84}\n", "000 people"),
    ];
    for (text, underlined) in cases {
        assert_eq!(faults(text), [("invalid-yaml", underlined.to_string())], "{text:?}");
    }
}

#[test]
fn ways_out_lead_out() {
    let said = |text: &str| {
        let faults = read(text).faults;
        (faults[0].message.clone(), faults[0].help.clone().unwrap().into_owned())
    };
    let (message, help) = said("a: R\n b: S.\n");
    assert_eq!(message, "this line is indented further than `a`, and so it is read as more of its value");
    assert!(help.starts_with("take out the spaces before it, to begin below `a`"), "{help}");
    let (_, help) = said("a:\n  - b: A\n     c: d\n");
    assert!(help.starts_with("write 4 spaces before it, to begin below `b`"), "{help}");
    assert_eq!(read("a:\n  - b: A\n    c: d\n").faults, []);
    for (text, spaces) in [
        ("a: R\n\tb: S.\n", ""),
        ("a:\n  - b: A\n\t\tc: d\n", "    "),
        ("a:\n\t- b\n", "  "),
        ("a:\n  b:\n\n\t\tc: d\n", "    "),
        ("a: R\n\tmore\n", "  "),
    ] {
        if let [fault] = &read(text).faults[..] {
            let help = fault.help.clone().unwrap();
            let number = if spaces.is_empty() { "without spaces".to_string() } else { format!("with {} spaces", spaces.len()) };
            assert!(help.contains(&number), "{text:?}: {help}");
        }
        let mended: String = text
            .lines()
            .map(|line| if line.starts_with('\t') { format!("{spaces}{}\n", line.trim()) } else { format!("{line}\n") })
            .collect();
        assert_eq!(read(&mended).faults, [], "{mended}");
    }
    assert!(said("a: x\n  y: z: b\n").0.starts_with("this line is indented further"));
    assert!(said("a: x: y\n").0.starts_with("a `:` stands"));
    assert!(said("a: [b] c\n").0.starts_with("a value that begins with `[` is a list"));
}

#[test]
fn a_comma_ends_a_value_in_braces() {
    let text = "a: [{at: 1, was: 1,000,000 people, now: 84,000}]\nb: {draft}\nc: {k: , l: ~, \"m\":1}\n";
    let parsed = read(text);
    let said: Vec<_> = parsed.faults.iter().map(|fault| fault.help.clone().unwrap().into_owned()).collect();
    assert_eq!(
        said,
        [
            "a comma ends a value in braces: write `was: \"1,000,000 people\"`",
            "a comma ends a value in braces: write `now: \"84,000\"`",
            "write `key: value` within braces; a text that begins with `{` needs quotation marks",
        ]
    );
    let mut mended = text.to_string();
    for fix in parsed.faults.iter().rev().filter_map(|fault| fault.fix.as_ref()) {
        mended.replace_range(fix.range.start as usize..fix.range.end as usize, &fix.text);
    }
    let decimal = &read("a: {x: 1,5}\n").faults[0];
    assert!(decimal.help.as_deref().is_some_and(|help| help.ends_with("a decimal has a point, as `x: 1.5`")));
    assert!(mended.starts_with("a: [{at: 1, was: \"1,000,000 people\", now: \"84,000\"}]\n"), "{mended}");
    assert_eq!(parsed.node.unwrap().get("c").unwrap().pairs().len(), 3);
}

#[test]
fn what_stands_before_an_error_is_kept() {
    let parsed = read("title: A\nactors: [x, y]\nbad: [1,\nmore: b: c\n");
    assert!(!parsed.whole);
    assert_eq!(parsed.node.unwrap().get("title").unwrap().text(), Some("A"));
    let node = read("title: A\nsummary: [draft] text\n").node.unwrap();
    assert_eq!(node.pairs().iter().map(|(key, _)| key.value.as_str()).collect::<Vec<_>>(), ["title"]);
}

#[test]
fn a_key_written_twice_names_both_places() {
    let text = "a: 1\nb: 2\na: 3\n";
    let parsed = read(text);
    assert_eq!(parsed.faults[0].rule, "duplicate-key");
    assert_eq!(parsed.faults[0].range, 10..11);
    assert_eq!(parsed.faults[0].labels[0].range, 0..1);
    assert_eq!(parsed.node.unwrap().get("a").unwrap().text(), Some("1"));
}

#[test]
fn aliases_and_merges_work() {
    let node = read("base: &b {x: 1, y: 2}\nover: {<<: *b, y: 3}\ncopy: *b\n").node.unwrap();
    let over = node.get("over").unwrap();
    assert_eq!((over.get("x").unwrap().text(), over.get("y").unwrap().text()), (Some("1"), Some("3")));
    assert_eq!(node.get("copy").unwrap().get("y").unwrap().text(), Some("2"));
}

#[test]
fn bombs_are_defused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    let mut merge = String::from("m0: &m0 {k: v}\n");
    let mut tower = String::from("t0: &t0 [x]\n");
    for n in 1..14 {
        bomb += &format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "));
        merge += &format!("m{n}: &m{n}\n  <<: [{}]\n", vec![format!("*m{}", n - 1); 9].join(", "));
    }
    for n in 1..200 {
        tower += &format!("t{n}: &t{n} [[[[[*t{}]]]]]\n", n - 1);
    }
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(20_000), "*a, ".repeat(5_000));
    let began = std::time::Instant::now();
    for text in [bomb, merge, tower, long] {
        let parsed = read(&text);
        assert_eq!(parsed.faults.iter().map(|fault| fault.rule).collect::<Vec<_>>(), ["yaml-limit"], "{}", &text[..40]);
        assert!(parsed.node.is_some_and(|node| !node.pairs().is_empty()));
    }
    assert!(began.elapsed().as_secs() < 5);
}

#[test]
fn depth_never_overflows() {
    for text in ["- ".repeat(30_000), "[".repeat(60_000), "? ".repeat(20_000), "{a: ".repeat(10_000), "- ? ".repeat(9_000)] {
        let rules: Vec<_> = read(&text).faults.iter().map(|fault| fault.rule).collect();
        assert_eq!(rules, ["yaml-limit"], "{}", &text[..8]);
    }
    let huge = "[".repeat(200_000);
    assert_eq!(read(&huge).faults[0].rule, "yaml-limit");
    let data = parse(&huge, 0..huge.len() as u32, DATA_FILE);
    assert!(!data.whole && data.faults.len() == 1);
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_it(text in "([a-c]: |- |\\[|\\]|\\{|\\}|&a |\\*a|<<: |\\? |\t|\"|'|\n|\r\n|  |é|€|\u{feff}|#|!x |\\||>|%|,|---\n|\\.\\.\\.\n|.){0,60}") {
        let parsed = read(&text);
        for fault in &parsed.faults {
            proptest::prop_assert!(text.get(fault.range.start as usize..fault.range.end as usize).is_some(), "{fault:?}");
        }
        let mut open: Vec<&Node> = parsed.node.iter().collect();
        while let Some(node) = open.pop() {
            proptest::prop_assert!(text.get(node.range.start as usize..node.range.end as usize).is_some(), "{node:?}");
            match &node.value {
                Value::Seq(items) => open.extend(items),
                Value::Map(pairs) => open.extend(pairs.iter().map(|(_, node)| node)),
                _ => {}
            }
        }
    }
}

#[test]
fn a_remark_that_touches_its_sign_is_told() {
    let told = |text: &str| {
        let parsed = parse(text, 0..text.len() as u32, FRONT_MATTER);
        let mended = |fault: &Fault| fault.fix.as_ref().map(|fix| fix.text.clone());
        parsed
            .faults
            .iter()
            .map(|fault| (text[fault.range.start as usize..fault.range.end as usize].to_string(), mended(fault)))
            .next()
    };
    let some = |cut: &str, fix: Option<&str>| Some((cut.to_string(), fix.map(str::to_string)));
    assert_eq!(told("title: The #MeToo movement\n"), some("#MeToo movement", Some("\"The #MeToo movement\"")));
    assert_eq!(told("- Draft S #2250 was\n- b\n"), some("#2250 was", Some("\"Draft S #2250 was\"")));
    assert_eq!(told("a: two\n  lines #so\nb: c\n"), some("#so", None));
    for text in ["a: b # so\n", "a: b#so\n", "a: \"b\" #so\n", "a: 12 #so\n", "# so\na: b\n", "a: b ##\n"] {
        assert_eq!(told(text), None, "{text}");
    }
}

/// What is said of a text, and the text with what it proposes.
fn mended(text: &str) -> (String, Option<String>) {
    let fault = read(text).faults.swap_remove(0);
    let made = fault.fix.map(|fix| [&text[..fix.range.start as usize], &fix.text, &text[fix.range.end as usize..]].concat());
    (fault.message, made)
}

#[test]
fn a_value_that_is_no_text_to_yaml_is_put_in_marks() {
    for (value, right) in [
        ("Water: a history", Some("\"Water: a history\"")),
        ("“Water: a history”", Some("\"Water: a history\"")),
        ("„Water: a history“", Some("\"Water: a history\"")),
        ("\"Water\" and prices", Some("'\"Water\" and prices'")),
        ("\"Water\" and \"prices\"", Some("'\"Water\" and \"prices\"'")),
        ("'The state's water'", Some("\"The state's water\"")),
        ("The state's \"water\": x", Some("'The state''s \"water\": x'")),
        ("\"Water", Some("\"Water\"")),
        ("\"C:\\Users\"", Some("'C:\\Users'")),
        ("[Draft] Water", Some("\"[Draft] Water\"")),
        ("@water", Some("\"@water\"")),
        ("*Bills* rise", Some("\"*Bills* rise\"")),
        ("Water: a history # a remark", None),
        ("Water: a\n  history", None),
    ] {
        let text = format!("a: x\ntitle: {value}\nb: y\n");
        let right = right.map(|right| format!("a: x\ntitle: {right}\nb: y\n"));
        assert_eq!(mended(&text).1, right, "{value}");
        assert_eq!(right.map_or(Vec::new(), |right| read(&right).faults), [], "{value}");
    }
    // Within braces and in lists of texts it is for others to say.
    assert_eq!(mended("- {a: b: c}\n").1, None);
}

#[test]
fn lines_without_a_key_are_told_where_they_stand() {
    for (text, begins, right) in [
        ("title:Water\ndate:2025\nb: x\n", "`title:Water` has no space", "title: Water\ndate:2025\nb: x\n"),
        ("title = Water\nb: x\n", "`title = Water` has an equals sign", "title: Water\nb: x\n"),
        ("title：Water\nb: x\n", "`：` is no colon", "title: Water\nb: x\n"),
        ("title:\u{a0}Water\nb: x\n", "behind the colon of `title` stands a space", "title: Water\nb: x\n"),
        ("title\u{a0}:Water\nb: x\n", "`title\u{a0}:Water` has no space", "title: Water\nb: x\n"),
        ("- a:b\n- c: d: e\n", "a `:` stands where no value can begin", "- a:b\n- c: \"d: e\"\n"),
        ("title:\tWater\n  b: x\n", "this line is indented further than `title`", ""),
        ("a:\n  - id: x\n   name: y\n", "`name` begins neither below `id`", "a:\n  - id: x\n    name: y\n"),
        ("a:\n  - id: x\n      name: y\n", "this line is indented further than `id`", ""),
    ] {
        let (message, made) = mended(text);
        assert!(message.starts_with(begins), "{text}: {message}");
        assert_eq!(made.as_deref().unwrap_or_default(), right, "{text}");
    }
    let odd = read("a:\n\u{a0}\u{a0}- b: x\n");
    assert!(odd.faults[0].message.contains("U+00A0"), "{odd:?}");
}

#[test]
fn signs_that_were_misread_are_told_with_what_was_meant() {
    for (text, at, meant) in [
        ("title: The government\u{92}s plan: x\n", 21..23, Some("’")),
        ("title: \u{93}Water\u{94}\n", 7..9, Some("“")),
        ("a: b\n# \u{81}\n", 7..9, None),
        // What cannot be read in quotation marks either is not proposed without end.
        ("a]b: x- \u{23a}y1\u{99}z[[", 12..14, Some("™")),
    ] {
        let faults = parse(text, 0..text.len() as u32, FRONT_MATTER).faults;
        let [fault] = &faults[..] else { panic!("{faults:?}") };
        assert_eq!(
            (fault.rule, fault.range.clone(), fault.fix.as_ref().map(|fix| fix.text.as_str())),
            ("invalid-yaml", at, meant),
            "{text:?}"
        );
    }
    // NEL ends a line in YAML.
    assert!(parse("a: b\u{85}c: d", 0..12, FRONT_MATTER).faults.is_empty());
}

#[test]
fn what_is_no_character_is_told_by_its_number_where_it_stands() {
    // U+FFFE is no character of YAML, wherever it stands.
    for (text, at, code) in [
        ("title: The plan\u{fffe}: x\n", 15, "U+FFFE"),
        ("title: @a\u{ffff}\n", 9, "U+FFFF"),
        ("title: \"a\u{fffe}\n", 9, "U+FFFE"),
        ("title: a \u{fffe}\u{92}\n", 9, "U+FFFE"),
    ] {
        let faults = parse(text, 0..text.len() as u32, FRONT_MATTER).faults;
        let [fault] = &faults[..] else { panic!("{faults:?}") };
        assert_eq!((fault.rule, &fault.range, fault.message.contains(code)), ("invalid-yaml", &(at..at + 3), true), "{fault:?}");
        let fix = fault.fix.as_ref().unwrap();
        assert_eq!((&fix.range, fix.text.as_str()), (&(at..at + 3), ""));
    }
}
