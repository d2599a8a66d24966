//! A preview that is left open: days pass, folders are replaced, pictures are made anew.

use crate::sandbox::Sandbox;
use crate::serve::{REPORT, Tab, ask, day, options, report, serve, small, wait, word};
use chancery::base::Hash;
use chancery::serve::{Options, start};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

fn square(colour: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\" fill=\"{colour}\"/></svg>\n"
    )
}

#[test]
fn a_picture_that_was_deleted_and_made_again_is_another() {
    const MAP: &str = "content/reports/first/map.svg";
    let sandbox = small();
    sandbox.write(MAP, square("red"));
    sandbox.write("static/crest.svg", square("red"));
    sandbox.write(REPORT, report("One", "![Map](map.svg) ![Crest](/crest.svg)"));
    let serving = serve(sandbox.path());
    let mut tab = Tab::open(&serving, &word(&serving), "/reports/first/");
    let told = |address: &str, colour: &str| format!("\"{address}\":\"{}\"", Hash::of(square(colour).as_bytes()).short());
    tab.until("\"files\":{}");
    for (path, address) in [(MAP, "/files/reports/first/map.svg"), ("static/crest.svg", "/crest.svg")] {
        sandbox.write(path, square("green"));
        tab.until(&told(address, "green"));
        for colour in ["blue", "yellow"] {
            std::fs::remove_file(sandbox.at(path)).expect("removed");
            tab.until(&format!("\"{address}\":\"\""));
            sandbox.write(path, square(colour));
            tab.until(&told(address, colour));
        }
    }
    // One that was never another before it went.
    sandbox.write("static/late.svg", square("red"));
    wait("the file", || ask(&serving, "/late.svg", "").status == 200);
    std::fs::remove_file(sandbox.at("static/late.svg")).expect("removed");
    wait("its end", || ask(&serving, "/late.svg", "").status == 404);
    sandbox.write("static/late.svg", square("blue"));
    tab.until(&told("/late.svg", "blue"));
}

#[test]
fn days_pass_and_the_time_zone_may_be_another() {
    let sandbox = small();
    sandbox.write(REPORT, report("One", "Words.").replace("summary", "embargo_until: 2025-07-02\nsummary"));
    let today = Arc::new(AtomicU8::new(1));
    let clock = today.clone();
    let day = Arc::new(move |zone: &str| (2025, 7, clock.load(Ordering::Relaxed) + u8::from(zone == "+13:00")));
    let serving = start(sandbox.path(), Options { day, ..options() }).expect("it starts");
    let mut tab = Tab::open(&serving, &word(&serving), "/reports/first/");
    tab.until("Embargoed until 2025-07-02");
    sandbox.write("chancery.yaml", "title: Small\ntime_zone: \"+13:00\"\n");
    tab.until("\"today\":\"2025-07-02\"");
    sandbox.write("chancery.yaml", "title: Small\n");
    tab.until("Embargoed until 2025-07-02");
    // Nothing is edited.
    today.store(2, Ordering::Relaxed);
    tab.until("\"mark\":null");
    assert_eq!(ask(&serving, "/reports/first/?as-of=2025-07-01", "").status, 404);
}

#[test]
fn what_the_snapshot_takes_is_seen_and_nothing_else() {
    let sandbox = small();
    let serving = serve(sandbox.path());
    let status = |path: &str| ask(&serving, path, "").status;
    // A docket number that Vim uses, too.
    sandbox.write("aside/index.md", report("Docket", "Words."));
    std::fs::rename(sandbox.at("aside"), sandbox.at("content/reports/4913")).expect("renamed");
    wait("the folder", || status("/reports/4913/") == 200);
    std::fs::rename(sandbox.at("content/reports/4913"), sandbox.at("aside")).expect("renamed");
    wait("its end", || status("/reports/4913/") == 404);
    for path in ["static/4913", "static/b~", "static/c~/f.txt", "static/d/.e", "static/last"] {
        sandbox.write(path, "x");
    }
    wait("all files", || status("/last") == 200);
    assert_eq!(["/4913", "/b~", "/c~/f.txt", "/d/.e"].map(status), [200, 404, 404, 404]);
    let mut tab = Tab::open(&serving, &word(&serving), "/");
    tab.until("`b~` is not published");
    std::fs::remove_file(sandbox.at("static/4913")).expect("removed");
    wait("its end", || status("/4913") == 404);
    let fresh = serve(sandbox.path());
    assert_eq!(["/4913", "/b~", "/c~/f.txt", "/d/.e", "/last"].map(|path| ask(&fresh, path, "").status), [404, 404, 404, 404, 200]);
}

#[test]
fn a_folder_in_the_place_of_another_is_read_and_watched() {
    let site = |folder: &str, words: &str| {
        [(format!("{folder}/chancery.yaml"), "title: Small\n".to_string()), (format!("{folder}/{REPORT}"), report("One", words))]
    };
    let sandbox = Sandbox::with(site("site", "The first.").into_iter().chain(site("new", "The second.")));
    let serving = start(&sandbox.at("site"), Options { day: day(), ..options() }).expect("it starts");
    let shows = |words: &str| ask(&serving, "/reports/first/", "").text().contains(words);
    assert!(shows("The first."));
    std::fs::rename(sandbox.at("site"), sandbox.at("old")).expect("renamed");
    std::fs::rename(sandbox.at("new"), sandbox.at("site")).expect("renamed");
    wait("the other folder", || shows("The second."));
    sandbox.write(&format!("site/{REPORT}"), report("One", "An edit."));
    wait("an edit in it", || shows("An edit."));
    std::fs::remove_dir_all(sandbox.at("site")).expect("removed");
    for (path, text) in site("site", "The third.") {
        sandbox.write(&path, text);
    }
    wait("the same name again", || shows("The third."));
    sandbox.write(&format!("site/{REPORT}"), report("One", "One more."));
    wait("an edit in that", || shows("One more."));
}
