//! The live preview over real sockets: who may ask, what is served, and that nobody stops it.

use crate::sandbox::{self, Sandbox};
use chancery::files::Files;
use chancery::model::Settings;
use chancery::serve::{Day, Options, Serving, start};
use chancery::session::{Session, build};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

fn settings() -> Settings {
    Settings { drafts: true, ..sandbox::settings() }
}

/// The day of the settings, whatever the clock says.
pub fn day() -> Day {
    let today = settings().today;
    Arc::new(move |_| today)
}

/// At any port, and nobody listens to what it says.
pub fn options() -> Options {
    let tell = Arc::new(|_| {});
    Options { settings: settings(), day: day(), allowed: Vec::new(), port: 0, host: None, editor: None, follow: true, tell }
}

pub fn serve(root: &Path) -> Serving {
    start(root, options()).expect("the preview starts")
}

/// A copy of a small site in a folder of its own.
fn site() -> Sandbox {
    let files = sandbox::files_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/basic"));
    Sandbox::with(files.iter().map(|file| (file.path.as_str().to_string(), file.bytes.open().to_vec())))
}

pub struct Answer {
    pub status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Sends bytes and reads until the server closes; what is no request at all may get no answer in time.
fn raw(serving: &Serving, request: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(serving.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    let _ = stream.write_all(request);
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    let at = all.windows(4).position(|part| part == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&all[..at]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head, body: all[at + 4..].to_vec() })
}

pub fn ask(serving: &Serving, path: &str, headers: &str) -> Answer {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n", serving.address());
    raw(serving, request.as_bytes()).unwrap_or_else(|| panic!("no answer to {path}"))
}

/// A page's body without the preview's tags.
fn plain(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body).into_owned();
    let Some(start) = text.find("<link rel=\"stylesheet\" href=\"/.chancery/preview.css\">") else { return body.to_vec() };
    let end = text[start..].find("</head>").map_or(text.len(), |end| start + end);
    format!("{}{}", &text[..start], &text[end..]).into_bytes()
}

pub fn word(serving: &Serving) -> String {
    let text = ask(serving, "/", "").text();
    let (_, rest) = text.split_once("data-word=\"").expect("the preview's script");
    rest.split('"').next().unwrap_or("").to_string()
}

pub fn wait(what: &str, mut test: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !test() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What a build of the folder as it is now would write.
fn built(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = Files::read(root).expect("the site is read");
    let site = Session::of(files, settings(), Vec::new()).update([]);
    build::outputs(&site).into_iter().map(|(path, bytes)| (path.as_str().to_string(), bytes)).collect()
}

#[test]
fn only_its_own_pages_and_only_to_its_own() {
    let sandbox = site();
    sandbox.write("secret.md", "SECRET");
    std::os::unix::fs::symlink("../secret.md", sandbox.at("content/link.md")).expect("linked");
    let serving = serve(sandbox.path());
    let port = serving.address().port();
    assert!(serving.address().ip().is_loopback());
    let with_host = |host: &str| raw(&serving, format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes());
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        assert_eq!(with_host(&host).map(|answer| answer.status), Some(200), "{host}");
    }
    for host in ["evil.example", "localhost", "127.0.0.1:1", "evil.example:80", "a b", "localhost:99999", "[::1", "0x7f.1"] {
        let status = with_host(host).map(|answer| answer.status);
        assert!(matches!(status, Some(400 | 403 | 421) | None), "{host}: {status:?}");
    }
    let word = word(&serving);
    for path in ["/".to_string(), format!("/.chancery/source?word={word}&page=/")] {
        for origin in ["http://evil.example", "null", "http://localhost:1", "file://"] {
            assert_eq!(ask(&serving, &path, &format!("Origin: {origin}\r\n")).status, 403, "{path} {origin}");
        }
    }
    assert_eq!(ask(&serving, "/.chancery/events?page=/", "").status, 403);
    assert_eq!(ask(&serving, &format!("/.chancery/events?page=/&word={}", "0".repeat(32)), "").status, 403);
    let page = ask(&serving, "/", "");
    let head = page.head.to_ascii_lowercase();
    for header in ["cross-origin-resource-policy: same-origin", "x-content-type-options: nosniff", "frame-ancestors", "no-store"] {
        assert!(head.contains(header), "{header}\n{head}");
    }
    assert!(!head.contains("access-control-"));
    for path in [
        "/../secret.md",
        "/..%2fsecret.md",
        "/%2e%2e/secret.md",
        "/content/../../secret.md",
        "//secret.md",
        "/..\\secret.md",
        "/%5c..%5csecret.md",
        "/secret.md",
        "/content/link.md",
        "/link.md",
        "/chancery.yaml",
        "/%00",
        "/%",
        "/%ff",
        "/.git/config",
        "/reports/../secret.md",
        "/.chancery/../secret.md",
    ] {
        let answer = ask(&serving, path, "");
        assert!(matches!(answer.status, 400 | 403 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("SECRET"), "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let request = format!("{method} / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
        assert_eq!(raw(&serving, request.as_bytes()).map(|answer| answer.status), Some(405), "{method}");
    }
}

#[test]
fn what_a_contributor_brings_can_do_nothing() {
    let sandbox = small();
    sandbox.write(REPORT, report("One", "[a](a.html) [b](b.xml) [d](d.svg) ![e](c.svg) [f](f.csv) [g](g.pdf) [h](/h.html)"));
    for name in ["a.html", "b.xml", "c.svg", "d.svg", "f.csv", "g.pdf"] {
        sandbox.write(&format!("content/reports/first/{name}"), "<script>x()</script>");
    }
    sandbox.write("static/h.html", "<script>x()</script>");
    let serving = serve(sandbox.path());
    let policy = |path: &str| {
        let answer = ask(&serving, path, "");
        assert_eq!(answer.status, 200, "{path}");
        let line = |line: &&str| line.to_ascii_lowercase().starts_with("content-security-policy:");
        answer.head.lines().find(line).unwrap_or_default().to_string()
    };
    for name in ["a.html", "b.xml", "c.svg", "d.svg"] {
        let policy = policy(&format!("/files/reports/first/{name}"));
        assert!(policy.ends_with("; sandbox") && !policy.contains("script-src"), "{name}: {policy}");
    }
    // What the owner put into `static/` is of the site, and a PDF is shown by a part of the browser that is sandboxed itself.
    for path in ["/files/reports/first/f.csv", "/files/reports/first/g.pdf", "/h.html", "/"] {
        assert!(!policy(path).contains("sandbox"), "{path}");
    }
}

#[test]
fn another_site_may_lead_here_but_not_choose_the_day() {
    let sandbox = small();
    let serving = serve(sandbox.path());
    let navigates = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    for from in ["cross-site", "same-site"] {
        let answer = ask(&serving, "/?as-of=2025-01-01&x=1", &format!("Sec-Fetch-Site: {from}\r\n{navigates}"));
        assert_eq!(answer.status, 302, "{from}");
        assert!(answer.head.lines().any(|line| line == "location: /?x=1"), "{}", answer.head);
        assert_eq!(ask(&serving, "/?x=1", &format!("Sec-Fetch-Site: {from}\r\n{navigates}")).status, 200, "{from}");
    }
    for from in ["same-origin", "none"] {
        let answer = ask(&serving, "/?as-of=2025-01-01", &format!("Sec-Fetch-Site: {from}\r\n{navigates}"));
        assert_eq!(answer.status, 200, "{from}");
    }
}

#[test]
fn whatever_is_sent_the_next_request_is_answered() {
    let sandbox = site();
    let serving = serve(sandbox.path());
    let host = serving.address();
    let long = format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n", "a".repeat(100_000));
    let many = format!("GET / HTTP/1.1\r\nHost: {host}\r\n{}\r\n", "X: y\r\n".repeat(5000));
    let both = format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    let ranges = format!("GET / HTTP/1.1\r\nHost: {host}\r\nRange: bytes={}\r\nConnection: close\r\n\r\n", "0-1,".repeat(2000));
    for bad in [
        long.as_bytes(),
        many.as_bytes(),
        both.as_bytes(),
        ranges.as_bytes(),
        b"\0\xff\r\n\r\n",
        b"GET",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let _ = raw(&serving, bad);
        assert_eq!(ask(&serving, "/", "").status, 200);
    }
    // Clients that say nothing, or the half of it, and stay.
    let idle: Vec<TcpStream> = (0..100).map(|_| TcpStream::connect(host).expect("it listens")).collect();
    for mut stream in &idle {
        let _ = stream.write_all(b"GET / HT");
    }
    assert_eq!(ask(&serving, "/", "").status, 200);
}

#[test]
fn what_is_served_is_what_is_built() {
    let sandbox = site();
    let serving = serve(sandbox.path());
    for (path, bytes) in built(sandbox.path()) {
        let answer = ask(&serving, &format!("/{}", path.replace(' ', "%20")), "");
        assert_eq!((answer.status, plain(&answer.body) == bytes), (200, true), "{path}");
    }
    let folder =
        built(sandbox.path()).into_keys().find_map(|path| path.strip_suffix("/index.html").map(str::to_string)).expect("a folder");
    let answer = ask(&serving, &format!("/{folder}"), "");
    assert_eq!(answer.status, 302);
    assert!(answer.head.contains(&format!("location: /{folder}/")), "{}", answer.head);
    assert_eq!(ask(&serving, "/no/such/page/", "").status, 404);
    assert!(!sandbox.at("public").exists(), "nothing is written");
}

/// The stream of a tab, read line by line.
pub struct Tab(BufReader<TcpStream>);

impl Tab {
    pub fn open(serving: &Serving, word: &str, page: &str) -> Tab {
        let mut stream = TcpStream::connect(serving.address()).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let host = serving.address();
        let request = format!("GET /.chancery/events?word={word}&page={page}&has=x HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it takes a request");
        Tab(BufReader::new(stream))
    }

    /// Reads on until a line has some words.
    pub fn until(&mut self, words: &str) {
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = self.0.read_until(b'\n', &mut line).unwrap_or(0);
            assert!(read > 0, "the stream ended before `{words}`");
            if String::from_utf8_lossy(&line).contains(words) {
                return;
            }
        }
    }
}

pub const REPORT: &str = "content/reports/first/index.md";

pub fn small() -> Sandbox {
    Sandbox::with([("chancery.yaml", "title: Small\n".to_string()), (REPORT, report("One", "Words."))])
}

pub fn report(title: &str, words: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2025-06-01\nsummary: S.\n---\n\n{words}\n")
}

#[test]
fn edits_reach_all_tabs_though_some_never_read() {
    let sandbox = small();
    let serving = serve(sandbox.path());
    let word = word(&serving);
    let page = "/reports/first/";
    let deaf: Vec<Tab> = (0..20).map(|_| Tab::open(&serving, &word, page)).collect();
    let mut tabs: Vec<Tab> = (0..180).map(|_| Tab::open(&serving, &word, page)).collect();
    wait("all tabs", || serving.tabs() == 200);
    for round in 0..5 {
        let sign = format!("round{round}x");
        sandbox.write(REPORT, report("One", &format!("Words of {sign}. {}", "Much more is said here. ".repeat(4000))));
        tabs.iter_mut().for_each(|tab| tab.until(&sign));
    }
    drop(tabs);
    drop(deaf);
    wait("no tab", || serving.tabs() == 0);
}

#[test]
fn a_file_is_never_shown_half_read_and_saves_of_all_sorts_arrive() {
    let sandbox = small();
    let serving = serve(sandbox.path());
    let shows = |words: &str| ask(&serving, "/reports/first/", "").text().contains(words);
    // In pieces, with pauses: neither the empty file nor a half of it is ever served.
    let text = report("Slow", "All of it.");
    let (first, second) = text.split_at(30);
    let mut file = std::fs::File::create(sandbox.at(REPORT)).expect("opened");
    for _ in 0..3 {
        std::thread::sleep(Duration::from_millis(20));
        assert!(shows("Words."), "half a file was shown");
    }
    file.write_all(first.as_bytes()).expect("written");
    for _ in 0..3 {
        std::thread::sleep(Duration::from_millis(20));
        assert!(shows("Words."), "half a file was shown");
    }
    file.write_all(second.as_bytes()).expect("written");
    drop(file);
    wait("the slow save", || shows("All of it."));
    // By a new file that takes the name; by deleting and making; with the old one moved aside.
    sandbox.write("content/reports/first/.index.md.swp", report("One", "Renamed."));
    std::fs::rename(sandbox.at("content/reports/first/.index.md.swp"), sandbox.at(REPORT)).expect("renamed");
    wait("the rename", || shows("Renamed."));
    std::fs::rename(sandbox.at(REPORT), sandbox.at("content/reports/first/index.md~")).expect("renamed");
    sandbox.write(REPORT, report("One", "Aside."));
    wait("the save with a copy", || shows("Aside."));
    std::fs::remove_file(sandbox.at("content/reports/first/index.md~")).expect("removed");
    // Folders: new with files in it at once, renamed, removed.
    sandbox.write("content/reports/deep/index.md", report("Deep", "Far down."));
    wait("a new folder", || ask(&serving, "/reports/deep/", "").status == 200);
    std::fs::rename(sandbox.at("content/reports/deep"), sandbox.at("content/reports/shallow")).expect("renamed");
    wait("a renamed folder", || ask(&serving, "/reports/shallow/", "").status == 200);
    wait("its old address", || ask(&serving, "/reports/deep/", "").status == 404);
    std::fs::remove_dir_all(sandbox.at("content/reports/shallow")).expect("removed");
    wait("a removed folder", || ask(&serving, "/reports/shallow/", "").status == 404);
    // A folder at the top that was not there.
    sandbox.write("static/robots-not.txt", "static");
    wait("a new top", || ask(&serving, "/robots-not.txt", "").status == 200);
}

#[test]
fn another_branch_is_one_update() {
    let sandbox = small();
    for number in 0..60 {
        sandbox.write(&format!("content/reports/r{number}/index.md"), report(&format!("R{number}"), "See [[report:first]]."));
    }
    std::fs::create_dir(sandbox.at(".git")).expect("made");
    let updates = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = updates.clone();
    let tell = Arc::new(move |told| {
        if let chancery::serve::Told::Updated { edited, .. } = told {
            seen.lock().expect("a lock").push(edited.len());
        }
    });
    let serving = start(sandbox.path(), Options { tell, ..options() }).expect("it starts");
    sandbox.write(".git/index.lock", "");
    for number in 0..60 {
        std::fs::remove_file(sandbox.at(&format!("content/reports/r{number}/index.md"))).expect("removed");
        sandbox.write(&format!("content/reports/r{number}/index.md"), report(&format!("New R{number}"), "Other words."));
        if number % 20 == 0 {
            std::thread::sleep(Duration::from_millis(60));
        }
    }
    std::fs::remove_file(sandbox.at(".git/index.lock")).expect("removed");
    wait("the branch", || ask(&serving, "/reports/r59/", "").text().contains("Other words."));
    // The page is there a moment before the terminal is told.
    let told = || updates.lock().expect("a lock").clone();
    wait("the word of it", || told().iter().sum::<usize>() >= 60);
    // Where a machine is busy the last files may be told of late. Without a look at the lock each pause would be an update.
    assert!(told().len() <= 2, "{:?}", told());
}

/// What is known is counted apart, and new faults are told as ever.
#[test]
fn known_faults_are_counted_beside_the_page() {
    let sandbox = small();
    sandbox.write(REPORT, report("One", "They paid [@nobody, p. 3]."));
    sandbox.write("known-faults.yaml", format!("{REPORT}:\n  unknown-source:\n    \"nobody\": 1\n"));
    let serving = serve(sandbox.path());
    assert_eq!((serving.faults().0, serving.known()), (0, 1));
    let word = word(&serving);
    let mut tab = Tab::open(&serving, &word, "/reports/first/");
    tab.until("\"here\":1");
    sandbox.write(REPORT, report("One", "They paid [@nobody, p. 3], and [@others]."));
    tab.until("no source is called `others`");
    assert_eq!((serving.faults().0, serving.known()), (1, 1));
    std::fs::remove_file(sandbox.at("known-faults.yaml")).expect("removed");
    tab.until("no source is called `nobody`");
    assert_eq!((serving.faults().0, serving.known()), (2, 0));
}

#[test]
fn the_last_good_page_stays_while_its_file_is_broken() {
    let sandbox = small();
    let serving = serve(sandbox.path());
    let word = word(&serving);
    assert!(ask(&serving, "/reports/first/", "").text().contains("Words."));
    let mut tab = Tab::open(&serving, &word, "/reports/first/");
    tab.until("event: panel");
    sandbox.write(REPORT, report("One", "Words.").replace("title: One", "title: [<script>alert(1)</script>"));
    tab.until("invalid-yaml");
    let kept = ask(&serving, "/reports/first/", "");
    assert_eq!((kept.status, kept.text().contains("Words.")), (200, true));
    sandbox.write(REPORT, report("One", "Mended."));
    tab.until("Mended.");
    std::fs::remove_file(sandbox.at(REPORT)).expect("removed");
    tab.until("\"standing\":\"gone\"");
    assert_eq!(ask(&serving, "/reports/first/", "").status, 404);
    // A template that cannot be: told as text.
    sandbox.write("templates/report.html", "{{ page.<b>nothing</b> }}");
    tab.until("broken-template");
}

#[test]
fn a_port_in_use_is_passed_over() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let sandbox = small();
    let serving = start(sandbox.path(), Options { port, ..options() }).expect("it starts");
    assert!(serving.address().port() > port);
    assert_eq!(ask(&serving, "/", "").status, 200);
}

#[test]
fn the_command_says_where_and_ends_at_once() {
    let sandbox = small();
    let mut command = sandbox.command(&["serve", "--port", "0"]);
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().expect("it starts");
    let (says, said) = std::sync::mpsc::channel();
    let words = BufReader::new(child.stderr.take().expect("its words"));
    std::thread::spawn(move || words.lines().map_while(Result::ok).try_for_each(|line| says.send(line)));
    let line = said.recv_timeout(PATIENCE).expect("a line");
    assert!(line.starts_with("http://127.0.0.1:"), "{line}");
    // A mistake is told with its place and a way out.
    sandbox.write("content/reports/second/index.md", report("Second", "Words.").replace("title:", "titel:"));
    let fault = std::iter::from_fn(|| said.recv_timeout(PATIENCE).ok()).find(|line| line.contains("unknown-field"));
    let fault = fault.expect("the fault is told");
    assert!(fault.contains("content/reports/second/index.md:") && fault.contains("`titel`"), "{fault}");
    assert_eq!(said.recv_timeout(PATIENCE).expect("a way out").trim(), "help: did you mean `title`?");
    let pid = rustix::process::Pid::from_raw(child.id() as i32).expect("a process");
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("it takes a signal");
    let end = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = child.try_wait().expect("its end") {
            break status;
        }
        assert!(Instant::now() < end, "it did not end");
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(status.code(), Some(0));
    assert!(!sandbox.at("public").exists());
}

/// Words that make and break links, lists and front matter.
const WORDS: [&str; 12] = [
    "El Salvador ",
    " [[nayib-bukele]] ",
    "[@fp-2019]",
    "\n\n## Head\n\n",
    "[^1]",
    "\n\n[^1]: Note.\n",
    "é",
    "*",
    "\n\n",
    " [[ghost]] ",
    "`x`",
    "MS-13’s ",
];

/// The first line in which an answer is not what was built.
fn difference(answer: &Answer, built: &[u8]) -> Option<String> {
    if answer.status != 200 {
        return Some(format!("status {}\n{}", answer.status, answer.head));
    }
    let (got, wanted) = (String::from_utf8_lossy(&plain(&answer.body)).into_owned(), String::from_utf8_lossy(built).into_owned());
    let lines = |text: &str| text.lines().map(str::to_string).chain([String::new()]).collect::<Vec<_>>();
    let (got, wanted) = (lines(&got), lines(&wanted));
    let at = (0..got.len().max(wanted.len())).find(|at| got.get(*at) != wanted.get(*at))?;
    Some(format!("line {at}:\n{}\n{}", got.get(at).map_or("", String::as_str), wanted.get(at).map_or("", String::as_str)))
}

/// After each edit every page that is asked for is that of a fresh build, but where a file cannot be read at all: then
/// its last good page stays.
fn random_edits(rounds: usize, every: usize) {
    let sandbox = site();
    let serving = serve(sandbox.path());
    let files = Files::read(sandbox.path()).expect("read");
    let paths: Vec<String> =
        files.below("content").map(|file| file.path.as_str().to_string()).filter(|path| path.ends_with(".md")).collect();
    let mut dice = 2025u64;
    let mut roll = move |sides: usize| {
        dice = dice.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (dice >> 33) as usize % sides.max(1)
    };
    for round in 0..rounds {
        let path = &paths[roll(paths.len())];
        let text = sandbox.read(path);
        let body = text.match_indices("\n---\n").next().map_or(0, |(at, _)| at + 5);
        let mut at = body + roll(text.len() - body + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let sign = format!(" sign{round}x ");
        sandbox.write(path, format!("{}{}{}{sign}", &text[..at], WORDS[roll(WORDS.len())], &text[at..]));
        if round % every != 0 {
            continue;
        }
        let wanted = built(sandbox.path());
        let pages: Vec<(&String, &Vec<u8>)> = wanted.iter().filter(|(path, _)| path.ends_with(".html")).collect();
        let end = Instant::now() + PATIENCE;
        while let Some(wrong) = pages.iter().find_map(|(path, bytes)| difference(&ask(&serving, &format!("/{path}"), ""), bytes)) {
            assert!(Instant::now() < end, "round {round}, {path}: {wrong}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn random_edits_show_what_a_fresh_build_makes() {
    random_edits(100, 10);
}

#[test]
#[ignore = "takes minutes"]
fn a_thousand_random_edits_show_what_a_fresh_build_makes() {
    random_edits(1000, 1);
}
