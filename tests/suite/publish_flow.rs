//! Publishing as an editor meets it: what was public stays, what changed is owned up to, and the command says how.

use crate::sandbox::{Ran, Sandbox};
use chancery::base::OutPath;
use chancery::files::Files;
use chancery::publish::headers;
use chancery::session::{Session, build};

const FRONT: &str = "title: A prison\nsummary: What it finds.\ndate: 2025-03-01\nstatus: published\nauthors: []\n";
const BODY: &str = "## The agreement\n\nThey held 61 men in February.\n\nCongress learned of it from a newspaper.\n";
const REPORT: &str = "content/reports/prison/index.md";
const NOTE: &str = "content/pages/note.md";

fn report(front: &str, body: &str) -> String {
    format!("---\n{FRONT}{front}---\n{body}")
}

/// A site that was published to the folder `www`.
fn published() -> Sandbox {
    let sandbox = Sandbox::starter();
    let config = sandbox.read("chancery.yaml");
    sandbox.write("chancery.yaml", format!("{config}base_url: \"https://papers.institute.test\"\n"));
    sandbox.write(REPORT, report("", BODY));
    sandbox.write(NOTE, "---\ntitle: A note\n---\n\nText.\n");
    let ran = publish(&sandbox, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    sandbox
}

fn publish(sandbox: &Sandbox, more: &[&str]) -> Ran {
    let address = format!("file://{}", sandbox.at("www").display());
    sandbox.run(&[&["publish", &address], more].concat())
}

fn there(sandbox: &Sandbox, path: &str) -> String {
    std::fs::read_to_string(sandbox.at("www").join(path)).unwrap_or_default()
}

/// It stops, with exactly these words, and the readers' site is as it was.
fn refused(sandbox: &Sandbox, words: &[&str]) -> Ran {
    let before = there(sandbox, "reports/prison/index.html");
    let ran = publish(sandbox, &[]);
    assert!(ran.code == 1 && ran.err.contains("nothing was published"), "{ran:?}");
    assert!(words.iter().all(|word| ran.err.contains(word)), "{ran:?}");
    assert!(ran.err.contains("error[") && !ran.err.contains("warning["), "{ran:?}");
    assert_eq!(there(sandbox, "reports/prison/index.html"), before);
    ran
}

/// One number: it stops and names the paragraph and both figures; the line that it proposes lets it pass, and readers
/// are told on the report, on the page of corrections and in the feed.
#[test]
fn from_a_number_to_its_correction() {
    let sandbox = published();
    let edited = BODY.replace("61", "62");
    sandbox.write(REPORT, report("", &edited));
    let said = "the published report `prison` differs in paragraph 1 (`61` is now `62`), and no correction or revision says so";
    let ran = refused(&sandbox, &[said, "content/reports/prison/index.md"]);
    let explained = sandbox.run(&["publish", "--explain"]);
    assert!(explained.code == 0 && explained.out.contains("paragraph 1 (`61` is now `62`)"), "{explained:?}");
    let line = ran.err.split('`').find(|part| part.starts_with("- {date:")).unwrap_or_else(|| panic!("{ran:?}"));
    sandbox.write(REPORT, report(&format!("corrections:\n  {line}\n"), &edited));
    let ran = publish(&sandbox, &[]);
    assert!(ran.code == 0 && ran.err.contains("published:"), "{ran:?}");
    assert!(there(&sandbox, "reports/prison/index.html").contains("Corrected "));
    assert!(there(&sandbox, "corrections/index.html").contains("<ins>62</ins>"));
    assert!(there(&sandbox, "feed.xml").contains("“62” instead of “61”."));
    assert!(publish(&sandbox, &[]).err.contains("nothing changed"));
}

/// A page that is dropped: an alias or a tombstone lets it pass; so does a reason, which is written down.
#[test]
fn a_page_that_goes_leaves_word() {
    let sandbox = published();
    std::fs::remove_file(sandbox.at(NOTE)).unwrap();
    let ran = refused(&sandbox, &["`/note/` was published on", "aliases: [/note/]", "withdrawn: [{address: /note/"]);
    let about = sandbox.read("content/pages/about.md").replacen("---\n", "---\naliases: [/note/]\n", 1);
    sandbox.write("content/pages/about.md", about);
    assert_eq!(publish(&sandbox, &[]).code, 0);
    assert!(there(&sandbox, "note/index.html").contains("/about/"));
    assert!(there(&sandbox, "_redirects").lines().any(|line| line == "/note/ /about/ 301"), "{}", there(&sandbox, "_redirects"));

    let sandbox = published();
    std::fs::remove_file(sandbox.at(NOTE)).unwrap();
    let start = ran.err.find("withdrawn: [{").unwrap();
    let tombstone = ran.err[start..].split('`').next().unwrap().replace('…', "It was a test.");
    let config = sandbox.read("chancery.yaml");
    sandbox.write("chancery.yaml", format!("{config}{tombstone}\n"));
    let ran = publish(&sandbox, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(there(&sandbox, "note/index.html").contains("It was a test."));

    let sandbox = published();
    std::fs::remove_file(sandbox.at(NOTE)).unwrap();
    let ran = publish(&sandbox, &["--override-reason", "Asked for by the court"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ledger = sandbox.read("published.json");
    assert!(ledger.contains("Asked for by the court") && ledger.contains("[\"/note/\""), "{ledger}");
    assert!(publish(&sandbox, &[]).err.contains("nothing changed"));
}

/// The rules for hosts are in a published folder, and say of every route what our own tables say.
#[test]
fn rules_for_hosts_hold_for_every_file() {
    let sandbox = published();
    let text = there(&sandbox, "_headers");
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    let line = format!("  Content-Security-Policy: {policy}");
    assert!(text.lines().any(|one| one == line), "{text}");
    let (all, assets) = text.split_once("/assets/*\n").unwrap();
    assert!(all.starts_with("/*\n") && all.contains(headers::SHORT) && assets.contains(headers::IMMUTABLE), "{text}");
    assert!(["d", "p", "t"].iter().all(|kind| text.contains(&format!("/search/en-GB/{kind}/*\n"))), "{text}");
    let manifest: serde_json::Value = serde_json::from_str(&there(&sandbox, ".chancery/manifest.json")).unwrap();
    let mut hashed = 0;
    for entry in walkdir::WalkDir::new(sandbox.at("www")).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path().strip_prefix(sandbox.at("www")).unwrap().to_string_lossy().into_owned();
        // What a host keeps for a year has its hash in its name, and what has it is kept for a year.
        let is_hashed = manifest["files"][&path]["hashed"] == true;
        assert_eq!(is_hashed, chancery::render::unstamped(&path).is_some(), "{path}");
        hashed += usize::from(is_hashed);
    }
    assert!(hashed > 5, "{hashed}");
}

/// A space would begin another field; a file of the site's own has no hash in its name, wherever it lies.
#[test]
fn rules_for_hosts_are_written_as_hosts_read_them() {
    let built = |own: &[(&str, &str)]| {
        let page = "---\ntitle: A\naliases: [/old name/x/, /viejo/señal/]\n---\n\nText.\n";
        let files = [("chancery.yaml", "title: T\n"), ("content/pages/a.md", page)];
        let files = Files::from_memory(files.into_iter().chain(own.iter().copied()));
        let site = Session::of(files, crate::sandbox::settings(), Vec::new()).update([]);
        let outputs = build::outputs(&site);
        ["_redirects", "_headers"].map(|name| String::from_utf8(outputs[&OutPath::new(name).unwrap()].clone()).unwrap())
    };
    let [redirects, rules] = built(&[]);
    assert_eq!(redirects, "/old%20name/x/ /a/ 301\n/viejo/se%C3%B1al/ /a/ 301\n");
    assert!(rules.contains("\n/assets/*\n"), "{rules}");
    let [_, rules] = built(&[("static/assets/own.css", "a {}")]);
    let kept: Vec<&str> = rules.lines().filter(|line| line.starts_with("/assets/")).collect();
    assert!(kept.len() > 5 && !kept.contains(&"/assets/*") && !kept.contains(&"/assets/own.css"), "{rules}");
    // The owner's lines come last; of ours for all paths those go that the owner sets for all paths.
    let own = "# Ours\n/*\n  X-Frame-Options: DENY\n  cache-control: no-store\n/data/*\n  Referrer-Policy: no-referrer";
    let [_, rules] = built(&[("static/_headers", own)]);
    assert!(rules.ends_with(&format!("{own}\n")), "{rules}");
    let ours = rules.strip_suffix(&format!("{own}\n")).unwrap_or_default();
    assert!(ours.contains("  Content-Security-Policy: ") && ours.contains("  Referrer-Policy: strict"), "{rules}");
    assert!(!ours.contains("max-age=300") && ours.contains("max-age=31536000"), "{rules}");
}

/// A branch for a host of pages: no Jekyll, and the name of the host.
#[test]
fn a_branch_names_its_host() {
    let sandbox = Sandbox::starter();
    let config = sandbox.read("chancery.yaml");
    sandbox.write("chancery.yaml", format!("{config}base_url: \"https://papers.institute.test\"\n"));
    let remote = sandbox.at("remote.git");
    let git = |args: &[&str]| {
        let output = std::process::Command::new("git").args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    git(&["init", "--quiet", "--bare", remote.to_str().unwrap()]);
    let ran = sandbox.run(&["publish", &format!("git+file://{}#pages", remote.display())]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let show = |path: &str| git(&["-C", remote.to_str().unwrap(), "show", &format!("pages:{path}")]);
    assert_eq!((show(".nojekyll").as_str(), show("CNAME").as_str()), ("", "papers.institute.test\n"));
}

/// The PDF of a published report is part of it: its address stays, and so does what it holds.
#[test]
fn the_pdf_of_a_report_is_held_to_the_ledger() {
    let sandbox = published();
    let paper = |name: &str| format!("content/reports/{name}/paper.pdf");
    let own_up = "revisions:\n  - {date: 2025-03-02, note: There is a PDF.}\n";
    sandbox.write(REPORT, report(&format!("pdf: paper.pdf\n{own_up}"), BODY));
    sandbox.write(&paper("prison"), "%PDF-1.7 one");
    assert_eq!(publish(&sandbox, &[]).code, 0);
    assert_eq!(there(&sandbox, "reports/prison/paper.pdf"), "%PDF-1.7 one");
    sandbox.write(&paper("prison"), "%PDF-1.7 two");
    refused(&sandbox, &["`paper.pdf`, which the published report `prison` shows or links to, is another file than was published"]);
    sandbox.write(&paper("prison"), "%PDF-1.7 one");
    // It goes along with its report, and stands at its old address as well.
    sandbox.write(
        "content/reports/jail/index.md",
        report(&format!("id: prison\nslug: jail\npdf: paper.pdf\naliases: [/reports/prison/]\n{own_up}"), BODY),
    );
    sandbox.write(&paper("jail"), "%PDF-1.7 one");
    std::fs::remove_dir_all(sandbox.at("content/reports/prison")).unwrap();
    let ran = publish(&sandbox, &[]);
    assert!(ran.code == 1 && ran.err.contains("[dropped-address]") && ran.err.contains("/reports/prison/paper.pdf"), "{ran:?}");
    let text = sandbox
        .read("content/reports/jail/index.md")
        .replace("[/reports/prison/]", "[/reports/prison/, /reports/prison/paper.pdf]");
    sandbox.write("content/reports/jail/index.md", text);
    let ran = publish(&sandbox, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for place in ["reports/jail/paper.pdf", "reports/prison/paper.pdf"] {
        assert_eq!(there(&sandbox, place), "%PDF-1.7 one", "{place}");
    }
}
