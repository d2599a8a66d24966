//! What must hold for any bytes. The fuzz targets look for inputs that break it; `tests/suite/fuzz.rs` replays those that
//! were found, and the corpora, in every run of the tests.

use chancery::base::{Fault, Range};
use chancery::document::tree::Inline;
use chancery::document::{self, Document, Kind};
use chancery::files::{Change, Files};
use chancery::import;
use chancery::model::Settings;
use chancery::model::citation::Library;
use chancery::serve::{Options, Serving};
use chancery::session::{Session, Site, build};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// More than this is cut off: long inputs find nothing that short ones do not, and take long.
const LONGEST: usize = 16 << 10;

/// Front matter and data files of every kind and format.
pub fn front_matter(bytes: &[u8]) {
    let Some((text, choice)) = text(bytes) else { return };
    let kind = [None, Some(Kind::Report), Some(Kind::Actor), Some(Kind::Source), Some(Kind::Term), Some(Kind::Event)]
        [usize::from(choice) % 6];
    let (extension, text) = match choice / 6 % 4 {
        0 => ("md", format!("---\n{text}\n---\n")),
        1 => ("yaml", text.into()),
        2 => ("json", text.into()),
        _ => ("bib", text.into()),
    };
    check_document(&document::parse(kind, extension, text.into(), &document::Options::default()));
}

/// A Markdown body, from its bytes to HTML.
pub fn markdown(bytes: &[u8]) {
    let Some((text, choice)) = text(bytes) else { return };
    let settings = format!(
        "markdown: {{math: {}, typography: {}, raw_html: {}}}\ntheme: bare\n",
        choice & 1 == 1,
        choice & 2 == 2,
        choice & 4 == 4
    );
    let page = format!("---\ntitle: A\n---\n\n{text}");
    // A theme that shows a report's body and nothing else.
    let site = site_of([
        ("chancery.yaml", format!("{CONFIG}{settings}")),
        ("content/reports/a/index.md", page),
        ("themes/bare/theme.yaml", "name: bare\nextends: chancery\n".into()),
        ("themes/bare/templates/report.html", "{% if page.body %}{{ page.body }}{% endif %}".into()),
    ]);
    check_site(&site);
    let Some(route) = site.route("/reports/a/") else { return };
    let body = site.render_one(route).unwrap_or_else(|fault| panic!("the template holds for any text: {fault:?}"));
    check_html(&String::from_utf8_lossy(&body));
}

/// A document of another program (plain text, Markdown, HTML, the parts of a Word file, or a whole one), and the report that is made
/// of it: its front matter can be read to its end, and no place is outside of it.
pub fn import(bytes: &[u8]) {
    let Some((choice, raw)) = bytes.split_first() else { return };
    let words = || text(bytes).map(|(text, _)| text);
    let document = match choice % 5 {
        0 => words().map(|text| ("a.txt", text.as_bytes().to_vec())),
        1 => words().map(|text| ("a.md", text.as_bytes().to_vec())),
        2 => words().map(|text| ("a.html", text.as_bytes().to_vec())),
        3 => words().map(|text| ("a.docx", word_file(text))),
        _ => Some(("a.docx", raw.to_vec())),
    };
    let Some((name, document)) = document else { return };
    let Ok(mut draft) = import::read(name, &document, &mut |_| None) else { return };
    let math = choice / 5 % 2 == 1;
    let body = import::write::body(&mut draft, math);
    let given =
        import::front::Given { actor: &|_| None, taken: &|_| false, is_body: &|_| false, language: "en", math, apart: false };
    let proposed = [import::held(&draft)];
    let page = import::front::closed(&import::front::front(&mut draft, &given), &proposed) + &body;
    let document = document::parse(Some(Kind::Report), "md", page.as_str().into(), &document::Options::default());
    assert!(document.unread.is_none() && !document.records.is_empty(), "{page}");
    check_document(&document);
}

/// A Word file whose parts are told apart by form feeds; those that do not come are empty.
fn word_file(parts: &str) -> Vec<u8> {
    const PARTS: [&str; 6] = ["document", "footnotes", "styles", "numbering", "_rels/document.xml.rels", "comments"];
    const SPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
    // A part that the document does not refer to is not read.
    const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="footnotes" Type="x/footnotes" Target="footnotes.xml"/>
        <Relationship Id="styles" Type="x/styles" Target="styles.xml"/>
        <Relationship Id="numbering" Type="x/numbering" Target="numbering.xml"/>"#;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in PARTS.iter().zip(parts.split('\u{c}').chain(std::iter::repeat(""))) {
        let part = match *name {
            "document" => format!("<w:document {SPACE}><w:body>{part}</w:body></w:document>"),
            "footnotes" | "styles" | "numbering" | "comments" => format!("<w:{name} {SPACE}>{part}</w:{name}>"),
            _ => format!("{RELATIONS}{part}</Relationships>"),
        };
        let name = if name.ends_with(".rels") { format!("word/{name}") } else { format!("word/{name}.xml") };
        let begun = zip.start_file(name, stored);
        begun.and_then(|()| Ok(zip.write_all(part.as_bytes())?)).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

/// Citations in prose, and the sources they cite, in BibTeX or CSL-JSON.
pub fn citations(bytes: &[u8]) {
    let Some((text, choice)) = text(bytes) else { return };
    let (prose, sources) = text.split_once('\u{c}').unwrap_or((text, ""));
    let style = ["apa", "chicago-notes", "ieee", "chicago-author-date"][usize::from(choice) % 4];
    let list = if choice & 4 == 4 { "content/sources/a.json" } else { "content/sources/a.bib" };
    let page = format!(
        "---\ntitle: A\nsources: [{{id: s, type: book, title: Book, author: [{{family: Ä, given: B}}], issued: 2020}}]\n---\n\nSo [@s, p. 4]. {prose}"
    );
    let site = site_of([
        ("chancery.yaml", format!("{CONFIG}citation: {{style: {style}}}\n")),
        ("content/reports/a/index.md", page),
        (list, sources.to_string()),
    ]);
    check_site(&site);
    let library: &Library = &site.model.library;
    for page in site.model.pages.iter() {
        let rendered = library.report(page, &site.model);
        for cited in &rendered.citations {
            check_html(&cited.text);
            check_html(cited.note.as_deref().unwrap_or_default());
        }
        for (_, entry) in &rendered.bibliography {
            check_html(entry);
        }
        if page.kind == Kind::Source {
            check_html(&library.reference(page.id, "en"));
        }
    }
}

/// Names of actors and terms, and prose that may hold them.
pub fn names(bytes: &[u8]) {
    let Some((text, choice)) = text(bytes) else { return };
    let (names, prose) = text.split_once('\u{c}').unwrap_or(("Ann Lee", text));
    let language = ["en", "es", "fr", "de"][usize::from(choice) % 4];
    let mut files = vec![
        ("chancery.yaml".to_string(), format!("title: F\nlanguage: {language}\nrules: {{unused-actor: allow}}\n")),
        ("content/reports/a/index.md".to_string(), format!("---\ntitle: A\n---\n\n{prose}\n")),
    ];
    for (at, name) in names.lines().take(40).enumerate() {
        let (name, other) = name.split_once('|').unwrap_or((name, ""));
        let quoted = |text: &str| format!("{:?}", text.chars().filter(|c| !c.is_control()).collect::<String>());
        let (folder, field) = if at % 3 == 2 { ("glossary", "term") } else { ("actors", "name") };
        let front = format!("---\n{field}: {}\naliases: [{}]\n---\n", quoted(name), quoted(other));
        files.push((format!("content/{folder}/r{at}.md"), front));
    }
    check_site(&site_of(files));
}

/// A whole small site. A line `=== path` begins a file.
pub fn site(bytes: &[u8]) {
    let Some((text, choice)) = text(bytes) else { return };
    let mut files: Vec<(String, String)> = vec![("chancery.yaml".into(), CONFIG.into())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("=== ") {
            Some(path) if files.len() < 12 => files.push((path.trim_end().to_string(), String::new())),
            _ => files.last_mut().expect("never empty").1.push_str(line),
        }
    }
    // Templates are code of the site's owner; their budgets are the program's, not the library's.
    let of_content = |path: &str| path == "chancery.yaml" || path.starts_with("content/");
    files.retain(|(path, _)| chancery::base::FilePath::new(path).is_some() && of_content(path));
    let site = site_of(files);
    check_site(&site);
    // Everything is rendered now and then only: it takes a hundred times as long as the rest.
    if choice % 16 == 0 {
        for (path, bytes) in build::outputs(&site) {
            let html = String::from_utf8_lossy(&bytes);
            assert!(!path.as_str().ends_with(".html") || html.contains("<html"), "{path} is no page");
        }
    }
}

/// What comes in at the door of the preview: the bytes of a request.
pub fn request(bytes: &[u8]) {
    static PREVIEW: OnceLock<(std::path::PathBuf, Serving)> = OnceLock::new();
    let (_, serving) = PREVIEW.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("chancery-fuzz-{}", std::process::id()));
        let write = |path: &str, text: &str| {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
            std::fs::write(path, text).expect("it can be written");
        };
        write("secret.txt", SECRET);
        write("site/.env", SECRET);
        write("site/chancery.yaml", CONFIG);
        write("site/content/reports/a/index.md", "---\ntitle: A\naliases: [/old/]\n---\n\nText.\n");
        let settings = Settings { today: (2025, 7, 1), drafts: false, base_url: None };
        let tell = Arc::new(|_| ());
        let today = settings.today;
        let options = Options {
            settings,
            day: Arc::new(move |_| today),
            allowed: Vec::new(),
            port: 0,
            host: None,
            editor: None,
            follow: true,
            tell,
        };
        let serving = chancery::serve::start(&folder.join("site"), options).expect("the preview starts");
        (folder, serving)
    });
    let said = ask(serving, bytes.get(..bytes.len().min(LONGEST)).unwrap_or_default());
    assert!(said.is_empty() || said.starts_with(b"HTTP/1."), "{:?}", String::from_utf8_lossy(&said));
    assert!(!said.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()), "a secret was told");
    // Whatever was sent, the next one is answered.
    if bytes.first().is_none_or(|byte| byte % 32 == 0) {
        let good = format!("GET /reports/a/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", serving.address());
        let mut stream = sent(serving, good.as_bytes());
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        assert!(said.starts_with(b"HTTP/1.1 200"), "the preview does not answer any more");
    }
}

/// What is answered to these bytes until the door has been quiet for a moment, and until it is shut once we hang up.
fn ask(serving: &Serving, bytes: &[u8]) -> Vec<u8> {
    let stream = sent(serving, bytes);
    let mut said = Vec::new();
    // Who hangs up at once gets no answer: the server sees nobody there.
    let _ = stream.set_read_timeout(Some(Duration::from_millis(20)));
    let _ = (&stream).take(1 << 20).read_to_end(&mut said);
    let _ = stream.shutdown(Shutdown::Write);
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let _ = (&stream).take(1 << 20).read_to_end(&mut said);
    said
}

fn sent(serving: &Serving, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(serving.address()).expect("the preview listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time");
    // It may hang up before all is sent: that is an answer too.
    let _ = stream.write_all(bytes);
    stream
}

const PATIENCE: Duration = Duration::from_secs(20);
const SECRET: &str = "sesame-open-the-door";
// Rules that are silent by themselves read any words, too.
const CONFIG: &str = "title: F\nbase_url: https://example.org/f/\nsource_age: 5\nrules: {prose: warn, single-origin: warn, unsourced-paragraph: warn}\n";

fn text(bytes: &[u8]) -> Option<(&str, u8)> {
    let (choice, rest) = bytes.split_first()?;
    if rest.len() > LONGEST {
        return None;
    }
    Some((document::front::decode(rest).ok()?, *choice))
}

/// One session for all inputs with the same configuration, so that what it remembers is put to the test as well.
fn site_of<P: AsRef<str>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Arc<Site> {
    static SESSIONS: Mutex<BTreeMap<Vec<u8>, Session>> = Mutex::new(BTreeMap::new());
    let wanted = Files::from_memory(files);
    let mut sessions = SESSIONS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if sessions.len() > 20 {
        sessions.clear();
    }
    let config = chancery::config::path();
    let config = wanted.get(&config).map(|file| file.bytes.open().to_vec()).unwrap_or_default();
    let session = sessions.entry(config).or_insert_with(|| {
        let settings = Settings { today: (2025, 7, 1), drafts: false, base_url: None };
        Session::of(Files::from_memory::<&str, &str>([]), settings, Vec::new())
    });
    let gone: Vec<Change> = session.files().iter().map(|file| Change::Remove(file.path.clone())).collect();
    let put: Vec<Change> = wanted.iter().map(|file| Change::Put(file.path.clone(), file.bytes.clone())).collect();
    session.update(gone.into_iter().chain(put))
}

/// Every place that a document speaks of is in its text, between two letters.
fn check_document(document: &Document) {
    for fault in &document.faults {
        check_fault(fault, &document.text.open());
    }
    for written in document.fields.iter().flatten().chain(&document.body.written) {
        check_range(&written.range, &document.text.open());
    }
    document.body.each_leaf(&mut |leaf| check_letters(&leaf.inlines, &document.body.leaves[leaf.id as usize].range));
}

/// Letters of a leaf stand where the leaf does: whoever reads that part of the text has them all.
fn check_letters(inlines: &[Inline], leaf: &Range) {
    for inline in inlines {
        if let Inline::Text(letters) = inline {
            let range = &letters.range;
            assert!(leaf.start <= range.start && range.end <= leaf.end, "{range:?} is no part of {leaf:?}");
        }
        check_letters(inline.children(), leaf);
    }
}

fn check_fault(fault: &Fault, text: &str) {
    check_range(&fault.range, text);
    assert!(!fault.message.is_empty());
    for label in fault.labels.iter().filter(|label| label.path.is_none()) {
        check_range(&label.range, text);
    }
}

fn check_range(range: &Range, text: &str) {
    let cut = text.get(range.start as usize..range.end as usize);
    assert!(cut.is_some(), "{range:?} is no part of a text of {} bytes", text.len());
}

/// References are in order and in the text; whatever is wrong can be told to a person.
fn check_site(site: &Site) {
    for parsed in &site.documents {
        check_document(&parsed.document);
    }
    for page in site.model.pages.iter() {
        let references = site.model.outgoing(page.id);
        assert!(references.is_sorted_by_key(|reference| reference.range.start));
        for reference in references {
            check_range(&reference.range, &page.text());
        }
    }
    let texts: BTreeMap<_, _> = site.model.pages.iter().map(|page| (&page.path, page.text())).collect();
    for told in &site.diagnostics {
        if let Some(text) = texts.get(&told.path) {
            check_range(&told.fault.range, text);
        }
    }
    let told = site.report(&site.diagnostics, chancery::check::report::Form::Human);
    assert!(site.diagnostics.is_empty() || !told.is_empty());
}

/// Elements that may stand in a body.
const ELEMENTS: &str = " a abbr aside b bdi bdo blockquote br button caption cite code col colgroup dd del details dfn div dl dt em \
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark math mi mn mo mrow msub msup ol p pre q s samp section small \
    span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr ";
const VOID: &str = " br col hr img input wbr ";

/// Tags are closed in the order in which they were opened, and nothing in them can act.
fn check_html(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = end_of_tag(rest).unwrap_or_else(|| panic!("a tag has no end: {html:?}"));
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "in {html:?}");
            continue;
        }
        let (name, attributes) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
        let name = name.trim_end_matches('/');
        assert!(ELEMENTS.contains(&format!(" {name} ")), "<{name}> in {html:?}");
        check_attributes(attributes, html);
        if !VOID.contains(&format!(" {name} ")) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open in {html:?}");
}

fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    })
}

fn check_attributes(attributes: &str, html: &str) {
    let mut names = BTreeSet::new();
    let mut rest = attributes.trim();
    while !rest.is_empty() && rest != "/" {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let name = &rest[..end];
        assert!(!name.starts_with("on") && name != "style" && name != "srcdoc", "{name} in {html:?}");
        assert!(names.insert(name), "{name} twice in {html:?}");
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix("=\"") else { continue };
        let end = value.find('"').expect("end_of_tag saw it");
        if matches!(name, "href" | "src" | "cite") {
            let plain: String = value[..end].chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
            let scheme = plain.split([':', '/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
            assert!(!plain.contains(':') || !matches!(scheme.as_str(), "javascript" | "vbscript" | "data"), "{value} in {html:?}");
        }
        rest = value[end + 1..].trim_start();
    }
}
