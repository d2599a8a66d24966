//! `chancery check --external` against a host of its own on this machine: what hosts are asked, and what is made of their answers.

use crate::sandbox::{self, Sandbox};
use chancery::check::external::{Address, Answer, addresses, told};
use chancery::check::report::Form;
use chancery::check::{self, Diagnostic};
use chancery::external::{Manner, ask, reach};
use chancery::files::Files;
use chancery::session::{Session, Site};
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// What a host was asked, and how many asked at once.
#[derive(Default)]
struct Log {
    requests: Vec<String>,
    heads: Vec<String>,
    now: usize,
    most: usize,
}

/// A host on loopback. `answer` gives the bytes that are sent back to a method and a path; the connection is closed behind them.
struct Host {
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
}

impl Host {
    fn new(answer: impl Fn(&str, &str) -> Vec<u8> + Send + Sync + 'static) -> Host {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let (log, answer) = (Arc::new(Mutex::new(Log::default())), Arc::new(answer));
        let host = Host { address, log: log.clone() };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (log.clone(), answer.clone());
                std::thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        host
    }

    fn port(&self) -> u16 {
        self.address.port()
    }

    /// The address of a path here, by a name.
    fn at(&self, name: &str, path: &str) -> String {
        format!("http://{name}:{}{path}", self.port())
    }

    /// What was asked for a path, in order: methods.
    fn asked(&self, path: &str) -> Vec<String> {
        let log = self.log.lock().unwrap();
        let of = |line: &String| line.split_once(' ').filter(|(_, asked)| *asked == path).map(|(method, _)| method.to_string());
        log.requests.iter().filter_map(of).collect()
    }

    fn count(&self) -> usize {
        self.log.lock().unwrap().requests.len()
    }
}

fn serve(mut stream: TcpStream, log: &Mutex<Log>, answer: &(dyn Fn(&str, &str) -> Vec<u8> + Send + Sync)) {
    let mut reader = BufReader::new(stream.try_clone().expect("the same stream"));
    let mut head = String::new();
    while reader.read_line(&mut head).is_ok_and(|length| length > 2) {}
    let mut words = head.split(' ');
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return };
    {
        let mut log = log.lock().unwrap();
        log.requests.push(format!("{method} {path}"));
        log.heads.push(head.clone());
        log.now += 1;
        log.most = log.most.max(log.now);
    }
    let bytes = answer(method, path);
    log.lock().unwrap().now -= 1;
    let _ = stream.write_all(&bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    // Until the other side has gone: what is not read would reset the connection.
    let _ = stream.set_read_timeout(Some(Duration::from_secs(30)));
    let _ = reader.read_to_end(&mut Vec::new());
}

/// An answer of a status, with more fields of its head.
fn status(code: u16, more: &str) -> Vec<u8> {
    format!("HTTP/1.1 {code} x\r\nconnection: close\r\ncontent-length: 0\r\n{more}\r\n").into_bytes()
}

/// As the web is asked, but without waiting; all names lead to this machine but for two.
fn manner() -> Manner {
    let look_up = |name: &str| match name {
        "nobody.test" => Err(io::Error::other("failed to lookup address information: Name or service not known")),
        "inside.test" => Ok(vec![IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1))]),
        _ => Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]),
    };
    Manner {
        pause: Duration::ZERO,
        backoff: Duration::ZERO,
        look_up: Arc::new(look_up),
        is_open: |address| address.is_loopback() || reach::is_public(address),
        ..Manner::new("Chancery (a test)".into())
    }
}

fn ask_all(urls: &[String], manner: &Manner) -> Vec<Answer> {
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    ask(&urls, manner, &|_, _| {}).expect("somebody answers")
}

/// What is made of one answer, in a few letters.
fn short(answer: &Answer) -> String {
    match answer {
        Answer::There => "there".into(),
        Answer::Moved(to) => format!("moved {to}"),
        Answer::Gone(why) => format!("gone: {why}"),
        Answer::Private => "private".into(),
        Answer::Unclear(why) => format!("unclear: {why}"),
    }
}

#[test]
fn every_sort_of_answer_is_understood_and_hardly_anything_asked_twice() {
    let host = Host::new(|method, path| match path {
        "/there" => status(200, ""),
        // Answers to HEAD say nothing, or say it wrongly.
        "/no-head" if method == "HEAD" => status(405, "allow: GET\r\n"),
        "/head-404" if method == "HEAD" => status(404, ""),
        "/head-hangs-up" if method == "HEAD" => Vec::new(),
        "/no-head" | "/head-404" | "/head-hangs-up" => status(200, ""),
        "/404" => status(404, ""),
        "/410" => status(410, ""),
        "/401" => status(401, "www-authenticate: Basic\r\nset-cookie: a=b\r\n"),
        "/403" => status(403, ""),
        "/500" => status(500, ""),
        "/999" => status(999, ""),
        "/301" => status(301, "location: /there#part\r\n"),
        "/308-twice" => status(308, "location: /301\r\n"),
        "/302-301" => status(302, "location: /301\r\n"),
        "/301-302" => status(301, "location: /302\r\n"),
        "/302" => status(302, "location: there\r\n"),
        "/301-404" => status(301, "location: /404\r\n"),
        "/nowhere" => status(302, ""),
        "/mail" => status(302, "location: mailto:a@b.example\r\n"),
        "/circle" => status(301, "location: /circle-2\r\n"),
        "/circle-2" => status(301, "location: /circle\r\n"),
        "/itself" => status(302, "set-cookie: a=b\r\nlocation: /itself\r\n"),
        "/inside" => status(301, "location: http://192.168.0.1/admin\r\n"),
        "/hangs-up" => Vec::new(),
        "/no-http" => b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
        "/huge" if method == "HEAD" => status(405, ""),
        "/huge" => [b"HTTP/1.1 200 x\r\ncontent-length: 1000000000000\r\n\r\n".to_vec(), vec![b'x'; 1 << 16]].concat(),
        "/wrong-length" if method == "HEAD" => status(405, ""),
        "/wrong-length" => b"HTTP/1.1 200 x\r\nconnection: close\r\ncontent-length: 10\r\n\r\nabc".to_vec(),
        path => match path.strip_prefix("/far/").and_then(|rest| rest.parse::<u32>().ok()) {
            Some(number) => status(302, &format!("location: /far/{}\r\n", number + 1)),
            None => status(400, ""),
        },
    });
    let (once, twice): (&[&str], &[&str]) = (&["HEAD"], &["HEAD", "GET"]);
    let moved = format!("moved {}", host.at("127.0.0.1", "/there#part"));
    let cases: [(&str, &str, &[&str]); 26] = [
        ("/there", "there", &["HEAD"; 6]),
        ("/no-head", "there", twice),
        ("/head-404", "there", twice),
        ("/head-hangs-up", "there", twice),
        ("/404", "gone: leads nowhere: its host answers 404, not found", &["HEAD", "GET", "HEAD", "GET"]),
        ("/410", "gone: leads nowhere: its host answers 410, gone for good", twice),
        ("/401", "unclear: asks for a password (401)", twice),
        ("/403", "unclear: is refused (403)", twice),
        ("/500", "unclear: is on a host that has a fault of its own (500)", twice),
        ("/999", "unclear: is on a host that wants to be left alone (999)", twice),
        ("/301", &moved, &["HEAD"; 3]),
        ("/308-twice", &moved, once),
        ("/302-301", "there", once),
        ("/301-302", &format!("moved {}", host.at("127.0.0.1", "/302")), once),
        ("/302", "there", &["HEAD"; 2]),
        (
            "/301-404",
            &format!("gone: leads on to `{}`, which leads nowhere: its host answers 404, not found", host.at("127.0.0.1", "/404")),
            once,
        ),
        ("/nowhere", "unclear: is answered with 302", twice),
        ("/mail", "unclear: leads on (302) to what is no address on the web", once),
        ("/circle", "unclear: leads round in a circle for whoever keeps no cookies", once),
        ("/itself", "unclear: leads round in a circle for whoever keeps no cookies", once),
        (
            "/inside",
            "gone: leads on to `http://192.168.0.1/admin`, which is on a host in a private network, which readers do not reach",
            once,
        ),
        ("/hangs-up", "unclear: has a host that breaks off without an answer", &["HEAD", "GET", "GET"]),
        ("/no-http", "unclear: has a host that breaks off without an answer", &["HEAD", "GET", "GET"]),
        ("/huge", "there", twice),
        ("/wrong-length", "there", twice),
        ("/far/0", "unclear: leads on more than 10 times", once),
    ];
    let urls: Vec<String> = cases.iter().map(|(path, ..)| host.at("127.0.0.1", path)).collect();
    let answers = ask_all(&urls, &manner());
    for ((path, expected, asked), answer) in cases.iter().zip(&answers) {
        assert_eq!(
            (short(answer).as_str(), host.asked(path)),
            (*expected, asked.iter().map(|one| one.to_string()).collect()),
            "{path}"
        );
    }
    assert_eq!((host.asked("/far/10").len(), host.asked("/far/11").len()), (1, 0));
    // One host was never asked two things at once; and nobody told it more than who asks.
    let log = host.log.lock().unwrap();
    assert_eq!(log.most, 1);
    for head in &log.heads {
        let lower = head.to_lowercase();
        assert!(head.contains("Chancery (a test)"), "{head}");
        assert!(!["cookie:", "referer:", "authorization:", "origin:", "#"].iter().any(|word| lower.contains(word)), "{head}");
    }
}

#[test]
fn what_cannot_be_asked_is_not() {
    let host = Host::new(|_, _| status(200, ""));
    let inside = "private";
    let cases = [
        ("http://inside.test/a".to_string(), inside),
        ("http://inside.test/b".into(), inside),
        ("http://10.0.0.5/".into(), inside),
        ("http://[fd00::1]/".into(), inside),
        ("http://intranet/page".into(), inside),
        ("http://localhost/".into(), inside),
        (
            format!("http://user:secret@127.0.0.1:{}/", host.port()),
            "unclear: holds a user name or a password, which is sent to nobody",
        ),
        ("http://nobody.test/".into(), "gone: is on a host that does not exist"),
        ("http://".into(), "gone: is no address that a browser understands"),
    ];
    let urls: Vec<String> = cases.iter().map(|(url, _)| url.clone()).collect();
    // Somebody answers, so that it is no fault of this machine's.
    let answers = ask_all(&[urls, vec![host.at("a.test", "/")]].concat(), &manner());
    for ((url, expected), answer) in cases.iter().zip(&answers) {
        assert_eq!(short(answer), *expected, "{url}");
    }
    assert_eq!((host.count(), answers.last()), (1, Some(&Answer::There)));
    // As everybody asks, this machine is as private as any.
    let everybody = Manner::new("Chancery (a test)".into());
    let answers = ask_all(&[host.at("127.0.0.1", "/"), host.at("localhost", "/"), host.at("[::1]", "/")], &everybody);
    assert_eq!((answers.iter().map(short).collect::<Vec<_>>(), host.count()), (vec![inside.to_string(); 3], 1));
}

#[test]
fn who_wants_to_be_left_alone_is() {
    let host = Host::new(|method, path| match (method, path) {
        ("HEAD", "/soon") => status(429, "retry-after: 0\r\n"),
        ("HEAD", "/at-an-hour") => status(503, "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n"),
        (_, "/never") => status(429, ""),
        (_, "/later") => status(429, "retry-after: 86400\r\n"),
        (_, path) if path.starts_with("/busy/") => status(429, ""),
        _ => status(200, ""),
    });
    let urls = ["/at-an-hour", "/never", "/soon"].map(|path| host.at("polite.test", path));
    let answers = ask_all(&urls, &manner());
    let alone = "unclear: is on a host that wants to be left alone (429)";
    assert_eq!(answers.iter().map(short).collect::<Vec<_>>(), ["there", alone, "there"]);
    assert_eq!(host.count(), 6);
    let urls = ["/later", "/more", "/most"].map(|path| host.at("strict.test", path));
    let answers = ask_all(&urls, &manner());
    assert_eq!(
        answers.iter().map(short).collect::<Vec<_>>(),
        ["unclear: is on a host that wants not to be asked for a while (429)"; 3]
    );
    assert_eq!(host.asked("/later"), ["HEAD"]);
    assert_eq!(host.count(), 7, "its other addresses are not asked for");
    let urls: Vec<String> = (0..8).map(|number| host.at("busy.test", &format!("/busy/{number}"))).collect();
    let answers = ask_all(&urls, &manner());
    assert_eq!(answers.iter().map(short).collect::<Vec<_>>(), [alone; 8]);
    assert_eq!(host.count(), 17, "five addresses in a row are enough");
}

#[test]
fn hosts_that_say_nothing_hold_nobody_up() {
    // It listens, and never answers.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let host = Host::new(|_, _| status(200, ""));
    let silent_port = silent.local_addr().unwrap().port();
    let urls = [
        format!("http://silent.test:{silent_port}/a"),
        format!("http://silent.test:{silent_port}/b"),
        format!("http://closed.test:{}/", closed.port()),
        host.at("a.test", "/"),
    ];
    let manner = Manner { patience: Duration::from_millis(900), ..manner() };
    let answers = ask_all(&urls, &manner);
    let slow = "unclear: is on a host that does not answer within 0 seconds";
    assert_eq!(
        answers.iter().map(short).collect::<Vec<_>>(),
        [slow, slow, "unclear: is on a host that cannot be reached", "there"]
    );
    silent.set_nonblocking(true).unwrap();
    assert_eq!(silent.incoming().take_while(Result::is_ok).count(), 3, "once it is known to be silent, nobody tries again");
    // Where nobody answers at all, it is this machine's fault and no host's.
    let of = |urls: &[&str], words: &'static str| {
        let look_up = Arc::new(move |_: &str| Err(io::Error::other(words)));
        ask(urls, &Manner { look_up, ..self::manner() }, &|_, _| {}).map_err(|error| error.to_string())
    };
    let none = "failed to lookup address information: Name or service not known";
    for (urls, words) in [
        (&["http://a.test/"][..], "Temporary failure in name resolution"),
        (&["http://a.test/", "http://b.test/", "http://10.0.0.1/"], none),
    ] {
        let error = of(urls, words).unwrap_err();
        assert!(error.contains("is this machine connected?"), "{error}");
    }
    // Where all else is remembered and only what is amiss asked for, an address that was there tells one from the other.
    let known = Manner { witnesses: vec![host.at("a.test", "/")], ..self::manner() };
    let amiss = ["http://nobody.test/".to_string(), format!("http://closed.test:{}/", closed.port())];
    let answers = ask_all(&amiss, &known);
    assert_eq!(
        answers.iter().map(short).collect::<Vec<_>>(),
        ["gone: is on a host that does not exist", "unclear: is on a host that cannot be reached"]
    );
    // Of the one host of a site nobody can tell it.
    let alone = of(&["http://a.test/", "http://10.0.0.1/"], none).unwrap();
    let unclear = "unclear: is on a host whose name is not known here, and nobody else was there to be asked";
    assert_eq!(alone.iter().map(short).collect::<Vec<_>>(), [unclear, "private"]);
}

/// A site, and what is told of it when its addresses have been asked for.
fn site(files: &[(&str, String)]) -> Arc<Site> {
    let files: BTreeMap<String, String> = files.iter().map(|(path, text)| (path.to_string(), text.clone())).collect();
    Session::of(Files::from_memory(files), sandbox::settings(), Vec::new()).update([])
}

fn diagnostics(site: &Site, list: &[Address], answers: &[Answer]) -> Vec<Diagnostic> {
    check::judge(told(list, answers, &|path| site.text(path)), &site.levels)
}

#[test]
fn all_addresses_of_a_site_are_found_each_once_with_their_places() {
    let report = "---\ntitle: A\ndate: 2025-01-01\nsummary: \"See [it](https://text.test/a#one).\"\ndoi: 10.1000/own\n\
        licence: https://licence.test/\n---\n\
        A [link](https://text.test/a#two), <https://auto.test/>, ![x](https://image.test/x.png), [own](https://own.test/papers/x/), [and](//own.test/papers/reports/a/),\n\
        [mail](mailto:a@b.test), [other](//two.test/), [odd](http://) and `https://code.test/`.\n\n[^1]: [Note](https://note.test/).\n\nA[^1]\n";
    let list = "- {id: s, title: S, type: webpage, URL: \"https://source.test/\", archive_url: \"https://archive.test/s\", DOI: \"https://doi.org/10.1000/xyz\"}\n";
    let actor = "---\nname: Nix\nkind: person\nids: {wikidata: Q1, orcid: 0000-0002-1825-0097}\nwebsite: https://nix.test/\n---\n";
    let site = site(&[
        ("chancery.yaml", "title: T\nbase_url: https://own.test/papers\npublisher: {name: P, url: \"https://publisher.test\"}\nmenu:\n  - {label: M, page: \"https://menu.test/\"}\n".into()),
        ("content/reports/a/index.md", report.into()),
        ("content/reports/a/summary.md", "---\nversion_title: Short\n---\nText.\n".into()),
        ("content/sources/s.yaml", list.into()),
        ("content/sources/b.bib", "@misc{b, title = {B}, url = {https://bib.test/}, year = 2020}\n".into()),
        ("content/actors/nix.md", actor.into()),
        ("templates/page.html", "{% extends \"chancery/page.html\" %}{% block foot %}<a href=\"https://theme.test/{{ page.path }}\">x</a> <a href=\"https://theme.test/\">y</a>{% endblock foot %}".into()),
        ("content/places/p.md", "---\nname: Lake\nsame_as: [\"https://same.test/\"]\n---\n".into()),
    ]);
    let list = addresses(&site.check_view(), &site.theme);
    let found: Vec<String> = list
        .iter()
        .map(|one| {
            let place = |place: &chancery::check::external::Place| {
                let text = site.text(&place.path).unwrap();
                format!("{} {}", place.path.name(), &text[place.range.start as usize..place.range.end as usize])
            };
            format!("{}: {}", one.url, one.places.iter().map(place).collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(
        found,
        [
            "http://: index.md http://",
            "https://archive.test/s: s.yaml \"https://archive.test/s\"",
            "https://auto.test/: index.md https://auto.test/",
            "https://bib.test/: b.bib https://bib.test/",
            "https://doi.org/10.1000/own: index.md 10.1000/own",
            "https://doi.org/10.1000/xyz: s.yaml \"https://doi.org/10.1000/xyz\"",
            "https://image.test/x.png: index.md https://image.test/x.png",
            "https://licence.test/: index.md https://licence.test/",
            "https://menu.test/: chancery.yaml \"https://menu.test/\"",
            "https://nix.test/: nix.md https://nix.test/",
            "https://note.test/: index.md https://note.test/",
            "https://orcid.org/0000-0002-1825-0097: nix.md 0000-0002-1825-0097",
            "https://publisher.test/: chancery.yaml \"https://publisher.test\"",
            "https://same.test/: p.md \"https://same.test/\"",
            "https://source.test/: s.yaml \"https://source.test/\"",
            "https://text.test/a: index.md https://text.test/a#one, index.md https://text.test/a#two",
            "https://theme.test/: page.html https://theme.test/",
            "https://two.test/: index.md //two.test/",
            "https://www.wikidata.org/wiki/Q1: nix.md Q1",
        ]
    );
}

#[test]
fn what_is_told_has_its_place_its_way_out_and_its_level() {
    let page = "---\ntitle: A\nallow: [dead-link]\n---\n[a](https://gone.test/) and [b](https://moved.test/x#p).\n";
    let sources = "- {id: s, title: S, type: webpage, URL: \"https://gone.test/\"}\n\
        - {id: t, title: T, type: webpage, URL: 'https://moved.test/x', archive_url: \"https://archive.test/t\"}\n\
        - {id: u, title: U, type: webpage, URL: https://gone.test/u, archive_url: \"https://archive.test/u\"}\n\
        - {id: v, title: V, type: webpage, URL: https://deep.test/a/b}\n\
        - {id: w, title: W, type: webpage, DOI: 10.1000/xyz, URL: https://unclear.test/}\n\
        - {id: x, title: X, type: webpage, URL: https://odd.test/x}\n";
    let config = "title: T\nrules: {moved-link: error}\n";
    let site =
        site(&[("chancery.yaml", config.into()), ("content/pages/a.md", page.into()), ("content/sources/s.yaml", sources.into())]);
    let list = addresses(&site.check_view(), &site.theme);
    let gone = || Answer::Gone("leads nowhere: its host answers 404, not found".into());
    let answer = |one: &Address| match one.url.as_str() {
        "https://gone.test/" | "https://gone.test/u" | "https://archive.test/t" => gone(),
        "https://moved.test/x" => Answer::Moved("https://new.test/y".into()),
        "https://deep.test/a/b" => Answer::Moved("https://deep.test/".into()),
        "https://doi.org/10.1000/xyz" => Answer::Moved("https://publisher.test/".into()),
        "https://unclear.test/" => Answer::Unclear("is refused (403)".into()),
        "https://odd.test/x" => Answer::Moved("https://new.test/y),z".into()),
        _ => Answer::There,
    };
    let answers: Vec<Answer> = list.iter().map(answer).collect();
    let found = diagnostics(&site, &list, &answers);
    let lines: Vec<String> = found
        .iter()
        .map(|one| {
            let fix = one.fault.fix.as_ref().map(|fix| {
                let mut text = site.text(&one.path).unwrap().to_string();
                text.replace_range(fix.range.start as usize..fix.range.end as usize, &fix.text);
                text.lines().find(|line| line.contains(&fix.text)).unwrap().chars().take(80).collect::<String>()
            });
            let help = one.fault.help.as_deref().unwrap_or_default();
            format!(
                "{} {} {}: {} | {help} | {}",
                one.path.name(),
                one.level.name(),
                one.fault.rule,
                one.fault.message,
                fix.unwrap_or_default()
            )
        })
        .collect();
    let gone = "leads nowhere: its host answers 404, not found";
    let expected = [
        "a.md error moved-link: `https://moved.test/x#p` moved for good to `https://new.test/y#p` | write `https://new.test/y#p` | [a](https://gone.test/) and [b](https://new.test/y#p).".to_string(),
        format!("s.yaml warn dead-link: `https://gone.test/` {gone} | write where it went, or look for a copy at https://web.archive.org/web/*/https://gone.test/ and name it in `archive_url:`, with its day in `archive_date:` | "),
        "s.yaml error moved-link: `https://moved.test/x` moved for good to `https://new.test/y` | write `https://new.test/y` | - {id: t, title: T, type: webpage, URL: 'https://new.test/y', archive_url: \"http".into(),
        format!("s.yaml warn dead-link: `https://archive.test/t` {gone} | write the address of a copy that is there; while the original stands, save it anew | "),
        format!("s.yaml warn dead-link: `https://gone.test/u` {gone} | the archive has it: https://archive.test/u; write where it went, or `allow: [dead-link]` in the source if that copy is enough | "),
        "s.yaml error moved-link: `https://deep.test/a/b` leads to the front page of deep.test now, so what stood there is probably gone | write where it went, or look for a copy at https://web.archive.org/web/*/https://deep.test/a/b and name it in `archive_url:`, with its day in `archive_date:` | ".into(),
        // What a host says is put into a text only if it means nothing else there.
        "s.yaml error moved-link: `https://odd.test/x` moved for good to `https://new.test/y),z` | write `https://new.test/y),z` | ".into(),
    ];
    assert_eq!(lines, expected);
    // What could not be found out speaks where it is asked for; and all of it is told in every form.
    let unclear = Session::of(
        Files::from_memory([
            ("chancery.yaml", "title: T\nrules: {unchecked-link: warn}\n".to_string()),
            ("content/sources/s.yaml", sources.to_string()),
        ]),
        sandbox::settings(),
        Vec::new(),
    )
    .update([]);
    let list = addresses(&unclear.check_view(), &unclear.theme);
    let found = diagnostics(&unclear, &list, &list.iter().map(answer).collect::<Vec<_>>());
    let human = unclear.report(&found, Form::Human);
    assert!(human.contains("`https://unclear.test/` could not be checked: it is refused (403)"), "{human}");
    let sarif: serde_json::Value = serde_json::from_str(&unclear.report(&found, Form::Sarif)).unwrap();
    let rules = sarif["runs"][0]["results"].as_array().unwrap().iter().map(|one| one["ruleId"].as_str().unwrap().to_string());
    assert_eq!(rules.filter(|rule| rule == "unchecked-link").count(), 1);
}

/// Whichever host answers first: the report is the same.
#[test]
fn the_order_of_answers_is_not_that_of_the_report() {
    let report = |first: &'static str| {
        let done = Arc::new((Mutex::new(false), Condvar::new()));
        let host = Host::new(move |_, path| {
            let (done, bell) = &*done;
            if path == first {
                *done.lock().unwrap() = true;
                bell.notify_all();
            } else {
                let mut done = done.lock().unwrap();
                while !*done {
                    done = bell.wait(done).unwrap();
                }
            }
            status(404, "")
        });
        let page = format!("---\ntitle: A\n---\n[a](http://a.test:{0}/a) [b](http://b.test:{0}/b)\n", host.port());
        let site = site(&[("chancery.yaml", "title: T\n".into()), ("content/pages/a.md", page)]);
        let list = addresses(&site.check_view(), &site.theme);
        let urls: Vec<String> = list.iter().map(|one| one.url.clone()).collect();
        let heard = Mutex::new(Vec::new());
        let shown: Vec<&str> = urls.iter().map(String::as_str).collect();
        let answers = ask(&shown, &manner(), &|at, _| heard.lock().unwrap().push(at)).unwrap();
        let text = site.report(&diagnostics(&site, &list, &answers), Form::Human);
        (text.replace(&host.port().to_string(), "PORT"), heard.into_inner().unwrap())
    };
    let ((one, heard), (two, _)) = (report("/a"), report("/b"));
    assert_eq!(one, two);
    assert_eq!(heard.len(), 2);
    assert_eq!(one.matches("warning").count(), 3, "{one}");
}

/// The command itself: by way of a proxy, which here is the whole web.
#[test]
fn the_command_asks_once_and_remembers() {
    let web = Host::new(|_, path| match path {
        "http://there.test/" => status(200, ""),
        "http://moved.test/" => status(301, "location: http://there.test/new\r\n"),
        "http://there.test/new" => status(200, ""),
        "http://refused.test/" => status(403, ""),
        _ => status(404, ""),
    });
    let page = "---\ntitle: A\n---\n[a](http://there.test/#x) [b](http://moved.test/) [c](http://gone.test/) [d](http://127.0.0.1:9/)\n\
        [e](http://refused.test/) [f](http://there.test/)\n";
    let sandbox = Sandbox::with([
        ("chancery.yaml", "title: T\nbase_url: https://papers.test\n".as_bytes()),
        ("content/pages/a.md", page.as_bytes()),
    ]);
    let run = |args: &[&str]| {
        let mut command = sandbox.command(args);
        command.env("HTTP_PROXY", format!("http://{}", web.address)).env("http_proxy", format!("http://{}", web.address));
        command.env_remove("NO_PROXY").env_remove("no_proxy").env("XDG_CACHE_HOME", sandbox.at("cache"));
        sandbox::ran(command.output().unwrap())
    };
    for args in [&["build"][..], &["check"]] {
        let ran = run(args);
        assert!(ran.code == 0 && !ran.err.contains("-link]"), "{ran:?}");
    }
    assert_eq!(web.count(), 0, "no build and no check asks anybody");
    let ran = run(&["check", "--external"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for line in [
        "warning[moved-link]: `http://moved.test/` moved for good to `http://there.test/new`",
        "warning[dead-link]: `http://gone.test/` leads nowhere: its host answers 404, not found",
        "warning[dead-link]: `http://127.0.0.1:9/` is on a host in a private network",
        "help: write an address that everybody reaches",
        "note: 1 of 5 links to the web could not be checked",
        "content/pages/a.md:4:31",
        "3 warnings in 1 file",
    ] {
        assert!(ran.err.contains(line), "{line}\n{}", ran.err);
    }
    assert_eq!((web.asked("http://there.test/").len(), web.count()), (1, 7));
    assert!(
        web.log.lock().unwrap().heads[0]
            .contains(&format!("Chancery/{} (link check for https://papers.test)", env!("CARGO_PKG_VERSION")))
    );
    // What was there is not asked for again; what was not is.
    let again = run(&["check", "--external", "--deny", "dead-link", "--format", "json"]);
    assert_eq!((again.code, web.count()), (1, 11), "{again:?}");
    let json: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    let rules: Vec<&str> = json["diagnostics"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["moved-link", "dead-link", "dead-link"]);
    assert!(again.err.is_empty(), "{again:?}");
    let all = run(&["check", "--external", "--remember", "0", "--allow", "dead-link", "--deny", "unchecked-link"]);
    assert_eq!((all.code, web.count()), (1, 18), "{all:?}");
    assert!(all.err.contains("error[unchecked-link]: `http://refused.test/` could not be checked: it is refused (403)"), "{all:?}");
    assert!(!all.err.contains("dead-link") && !all.err.contains("note:"), "{all:?}");
    // Nothing of it lies in the site.
    let names: Vec<String> =
        sandbox.snapshot(".").into_iter().map(|(name, _)| name).filter(|name| name.contains("links")).collect();
    assert_eq!(names, ["cache/chancery/links.json"]);
    let alone = run(&["check", "--remember", "3"]);
    assert_eq!(alone.code, 2, "{alone:?}");
}
