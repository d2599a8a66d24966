use super::*;

/// Reads a block that stands alone in a file; faults as `rule: "what is underlined"`.
fn block(info: &str, yaml: &str) -> (Option<Read>, Vec<String>) {
    let file = format!("```{info}\n{yaml}```\n");
    let start = info.len() as u32 + 4;
    let mut faults = Vec::new();
    let read = read(&file, info, &(0..start - 1), start..start + yaml.len() as u32, &mut faults);
    let shown = |fault: &Fault| {
        let place = &file[fault.range.start as usize..fault.range.end as usize];
        format!("{}: {place:?} {}", fault.rule, fault.message)
    };
    (read, faults.iter().map(shown).collect())
}

const HEAD: &str = "title: Murders in El Salvador\nunit: rate\nsources: [a, \"b\"]\ntakeaway: It fell.\n";

#[test]
fn a_chart() {
    let (read, faults) =
        block("chart", &format!("{HEAD}values: {{2015: {{value: 100, shown: over 100}}, 2020: none, 2024: 1.9}}\n"));
    assert_eq!(faults, Vec::<String>::new());
    let read = read.unwrap();
    let Spec::Chart(chart) = &read.drawing.spec else { panic!() };
    let cells: Vec<_> = chart.rows.iter().map(|row| (row.label.as_str(), row.cells[0].value.as_ref().map(|n| n.value))).collect();
    assert_eq!(cells, [("2015", Some(100.0)), ("2020", None), ("2024", Some(1.9))]);
    assert_eq!(chart.rows[0].cells[0].shown.as_deref(), Some("over 100"));
    let written: Vec<_> = read.written.iter().map(|one| (one.text.as_str(), one.sort)).collect();
    assert_eq!(written, [("a", Sort::Citation), ("b", Sort::Citation)]);
    let drawing = &read.drawing;
    assert_eq!((&drawing.title, drawing.sources.first(), &drawing.takeaway), (&(0..1), Some(&(2..5)), &(6..7)));
}

#[test]
fn what_is_missing_or_wrong_is_said_at_its_place() {
    let faults = |yaml: &str| block("chart", yaml).1;
    let all = faults("title: A\n");
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(all.iter().all(|fault| fault.starts_with("missing-field: \"```chart\"")), "{all:?}");
    let one = |rest: &str| faults(&format!("{HEAD}{rest}")).join("\n");
    assert_eq!(one("values: {a: 1,5}\n"), "invalid-yaml: \"5\" `5` stands in braces without a value");
    assert!(one("values:\n  a:\n").contains("invalid-drawing"), "{}", one("values:\n  a:\n"));
    assert!(one("values: {a: 1.5.2}\n").starts_with("invalid-drawing: \"1.5.2\""));
    assert!(one("values: {a: [1, 2]}\n").starts_with("invalid-drawing: \"a\" `a` has 2 values, and the chart names no series"));
    assert!(one("series: [x, y]\nvalues: {a: 1}\n").starts_with("invalid-drawing: \"a\" `a` has 1 values for 2 series"));
    assert!(one("series: [a, b, c, d, e]\nvalues: {}\n").starts_with("invalid-drawing: \"e\""));
    assert!(one("valus: {a: 1}\n").starts_with("unknown-field: \"valus\""));
    assert!(one("values: {a: {value: 1, show: x}}\n").starts_with("unknown-field: \"show\""));
    assert!(one("type: pie\nvalues: {a: 1}\n").starts_with("unknown-word: \"pie\""));
    assert!(one("marginal: true\nvalues: {a: 1, b: 1, c: 1, d: 1, e: 1}\n").starts_with("invalid-drawing"));
    assert!(one("values: {a: 1}\ndata: x.csv\n").starts_with("invalid-drawing: \"x.csv\""));
    assert!(faults("- a\n")[0].starts_with("wrong-type"));
    assert!(!faults("").is_empty() && !faults("title: [\n").is_empty());
}

#[test]
fn a_timeline_and_relations() {
    let (read, faults) =
        block("timeline", "events:\n  - x\n  - {date: 2025-04, text: They meet., sources: [a], key: true}\nactors: [y]\n");
    assert_eq!(faults, Vec::<String>::new());
    let read = read.unwrap();
    let written: Vec<_> = read.written.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(written, ["event:x", "a", "actor:y"]);
    let Spec::Timeline(timeline) = &read.drawing.spec else { panic!() };
    assert!(matches!(&timeline.events[1], Moment::Own { sources: Some(0), key: true, .. }));
    assert!(block("timeline", "events: [{date: soon, text: x}]\n").1[0].starts_with("invalid-date: \"soon\""));
    assert!(block("timeline", "title: A\n").1[0].starts_with("missing-field"));
    assert!(block("relations", "title: A\n").1[0].starts_with("missing-field"));
    let many: String = (0..13).map(|n| format!("a{n}, ")).collect();
    assert!(block("relations", &format!("actors: [{many}]\n")).1[0].starts_with("invalid-drawing: \"a12\""));
}

#[test]
fn tables_from_files() {
    let (read, _) = block("chart", &format!("{HEAD}data: x.csv\ncolumns: [rate, total]\n"));
    let Spec::Chart(chart) = read.unwrap().drawing.spec else { panic!() };
    let data = chart.data.clone().unwrap();
    let (names, rows) = data.table(&chart, "year,rate,total\n2015,103,\n2024,1.9,114\n").unwrap();
    assert_eq!(names, ["rate", "total"]);
    assert_eq!(rows[0].cells[1].value, None);
    let (here, _) = data.table(&chart, "year,rates,total\n").unwrap_err();
    assert_eq!((here[0].rule, here[0].help.as_deref()), ("unknown-column", Some("did you mean `rates`?")));
    // What spreadsheets write in Spain and Germany; no number of another form says which it is.
    let (_, two) = data.table(&chart, "year;rate;total\n2015;1.234;950\n2016;12.000;1\n").unwrap_err();
    assert!(two[0].message.starts_with("`1.234` means two things"), "{}", two[0].message);
    assert!(data.table(&chart, "year;rate;total\n2015;1.234;9.5\n").is_ok());
    assert!(data.table(&chart, "year,rate,total\n2015,1.234,9\n").is_ok());
    let (_, there) = data.table(&chart, "year,rate,total\n2015,a lot,1\n").unwrap_err();
    assert_eq!((there[0].rule, there[0].range.clone()), ("invalid-drawing", 21..26));
}
