//! When a report under embargo becomes public: at the end of what is written, in the site's time zone.

use crate::sandbox::{Ran, Sandbox, ran};

/// A site with a report under embargo.
fn site(config: &str, embargo: &str) -> Sandbox {
    let report = format!("---\ntitle: Later\nsummary: S.\ndate: 2026-01-01\nembargo_until: {embargo}\n---\n\nText.\n");
    Sandbox::with([("chancery.yaml", format!("title: T\n{config}").as_str()), ("content/reports/later/index.md", &report)])
}

/// Builds at a moment, in seconds; whether the report is public then.
fn build(sandbox: &Sandbox, seconds: i64) -> (Ran, bool) {
    let _ = std::fs::remove_dir_all(sandbox.at("public"));
    let mut command = sandbox.command(&["build"]);
    // The zone of the machine decides nothing.
    command.env("SOURCE_DATE_EPOCH", seconds.to_string()).env("TZ", "Pacific/Kiritimati");
    let ran = ran(command.output().expect("the program starts"));
    (ran, sandbox.at("public/reports/later/index.html").exists())
}

/// 1 March 2026, 00:00 UTC.
const MARCH: i64 = 1_772_323_200;
const HOUR: i64 = 3600;

#[test]
fn a_range_ends_at_its_end() {
    for (embargo, public) in [
        ("2026-02-01/2026-12-31", false),
        ("2025/2027", false),
        ("2026-02", true),
        ("2026", false),
        ("2026-02-01/2026-03-01", true),
        ("../2026-02-28", true),
    ] {
        let (ran, seen) = build(&site("", embargo), MARCH);
        assert_eq!((ran.code, seen), (0, public), "{embargo}: {ran:?}");
    }
}

#[test]
fn one_without_an_end_publishes_nothing() {
    for embargo in ["2026-02-01/..", "2026-02-01/", "soon", "2026-02-01T09:00:00+13:00"] {
        let (ran, seen) = build(&site("", embargo), MARCH);
        assert!(ran.code == 1 && !seen && ran.err.contains("error[invalid-date]"), "{embargo}: {ran:?}");
        // Whoever lowers the rule has not asked for it to be public.
        let (ran, seen) = build(&site("rules: {invalid-date: warn}\n", embargo), MARCH);
        assert_eq!((ran.code, seen), (0, false), "{embargo}: {ran:?}");
    }
    let (ran, _) = build(&site("", "2026-03-01T09:00:00+13:00"), MARCH);
    assert!(ran.err.contains("write `2026-03-02` if nothing may be public before that hour"), "{}", ran.err);
}

#[test]
fn days_begin_in_the_time_zone_of_the_site() {
    for (zone, first) in [
        ("", MARCH),
        ("time_zone: +13:00\n", MARCH - 13 * HOUR),
        ("time_zone: Pacific/Auckland\n", MARCH - 13 * HOUR),
        ("time_zone: \"-08:00\"\n", MARCH + 8 * HOUR),
        ("time_zone: America/Los_Angeles\n", MARCH + 8 * HOUR),
    ] {
        let sandbox = site(zone, "2026-03-01");
        let (before, after) = (build(&sandbox, first - 1), build(&sandbox, first));
        assert_eq!((before.1, after.1), (false, true), "{zone}: {before:?} {after:?}");
    }
    let (ran, _) = build(&site("time_zone: Auckland\n", "2026-03-01"), MARCH);
    assert!(ran.code == 1 && ran.err.contains("did you mean `Pacific/Auckland`?"), "{}", ran.err);
}

#[test]
fn a_new_report_has_the_day_of_the_site() {
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\ntime_zone: +13:00\n")]);
    let mut command = sandbox.command(&["new", "report", "x"]);
    let made = ran(command.env("SOURCE_DATE_EPOCH", (MARCH - 2 * HOUR).to_string()).output().expect("the program starts"));
    assert!(made.code == 0 && sandbox.read("content/reports/x/index.md").contains("date: 2026-03-01\n"), "{made:?}");
}
