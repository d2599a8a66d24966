//! Faults that are known: those that a site had when they were written down in `known-faults.yaml`. They are set apart, so that only
//! new ones are told and stop a build.
//!
//! A fault is known by its file, its rule, the words that are underlined (where there are none, by what is said of it), and by how
//! often these come together: lines may move, and a new release may say it in other words.

use super::report::{Places, Texts, cut, human};
use super::{Diagnostic, Found, rule};
use crate::base::text::{self, conflict};
use crate::base::yaml::{self, Limits, Node, Value};
use crate::base::{Fault, FilePath, Hash, Range};
use crate::document::front;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// What the file is called.
pub const NAME: &str = "known-faults.yaml";

/// How much of the file is read; nothing longer is written.
const LIMITS: Limits = Limits { bytes: 32 << 20, nodes: 1_000_000 };
/// Characters of underlined text that are looked at.
const LOOKED_AT: usize = 400;
/// Characters of it by which a fault is known: an edit further behind makes no new fault of it.
const MOST_WORDS: usize = 80;
/// Longest path that a line of the file begins with, in bytes: keys of YAML have a limit.
const MOST_PATH: usize = 500;
/// Wrong lines of the file that are told.
const MOST_WRONG: usize = 20;
/// Places that are shown of what is not there any more, beside the first.
const MOST_MENDED: usize = 4;

const HEAD: &str = "\
# Faults that this site had when `chancery check --freeze` wrote them down, by file, rule and underlined words, with their number.
# They are not told and stop nothing; any other fault does. `chancery check --thaw` takes out what has been put right.
";

const HELP: &str = "`chancery check --freeze` writes it anew: then all that is wrong on that day is known";

/// What the file lists.
#[derive(Debug, Default)]
pub struct Known {
    files: BTreeMap<FilePath, Rules>,
    /// How many of each entry are known.
    counts: Vec<usize>,
}

/// What is listed of a file: by rule, then by underlined words.
type Rules = BTreeMap<String, BTreeMap<String, Entry>>;

/// A line of the file.
#[derive(Debug)]
struct Entry {
    /// Its position in `Known::counts`.
    at: usize,
    /// The underlined words as the file has them.
    range: Range,
}

/// A list of diagnostics in two.
#[derive(Debug, Default)]
pub struct Apart {
    /// What is not known.
    pub fresh: Vec<Diagnostic>,
    /// What is.
    pub known: Vec<Diagnostic>,
    /// What the file lists and is not there any more: a fault of the file.
    pub mended: Option<Found>,
}

/// What is looked at to set apart what is known.
pub struct Look<'a> {
    /// The texts of files.
    pub texts: &'a Texts<'a>,
    /// What tells a text from another under its path.
    pub hash: &'a dyn Fn(&FilePath) -> Option<Hash>,
    /// Whether a fault of a file and a rule that is not in the list is not there.
    pub is_looked_for: &'a dyn Fn(&FilePath, &str) -> bool,
}

/// What one run of [`Known::apart`] leaves for the next, by the rule of `model::memory`.
#[derive(Debug, Default)]
pub struct Memory {
    known: Option<Arc<Known>>,
    files: FxHashMap<FilePath, Taken>,
}

/// What was found of one file.
#[derive(Debug)]
struct Taken {
    hash: Option<Hash>,
    faults: Vec<Arc<Fault>>,
    /// By which line of the list each of them is known.
    entries: Vec<Option<usize>>,
}

impl Memory {
    /// How many results are kept. For tests that nothing grows.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Where the file lies.
pub fn path() -> FilePath {
    FilePath::new(NAME).expect("a plain name is a path")
}

/// Whether it may be set apart as known: not all rules allow it, see [`super::Rule::may_be_known`], and nothing that is wrong with
/// what says whether readers may see a page, see [`Fault::guards`].
pub fn is_possible(diagnostic: &Diagnostic) -> bool {
    let (path, fault) = (diagnostic.path.as_str(), &diagnostic.fault);
    path != NAME && path.len() <= MOST_PATH && !fault.guards && rule(fault.rule).is_some_and(super::Rule::may_be_known)
}

impl Known {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many faults are known.
    pub fn len(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Reads the bytes of the file; `None` where there is none. What cannot be read is a fault, and makes nothing known.
    pub fn read(bytes: Option<&[u8]>) -> (Known, Vec<Fault>) {
        let Some(bytes) = bytes else { return Default::default() };
        let text = match front::decode(bytes) {
            Ok(text) => text,
            Err(bad) => return (Known::default(), vec![broken(0..0, bad.message)]),
        };
        if let Some(fault) = conflict(text) {
            let help = "take either side whole (`git checkout --ours known-faults.yaml`); `chancery check --thaw` takes out what was put right";
            return (Known::default(), vec![Fault { rule: "broken-known-faults", ..fault }.with_help(help)]);
        }
        let parsed = yaml::parse(text, 0..u32::try_from(text.len()).unwrap_or(u32::MAX), LIMITS);
        let mut reader = Reader { known: Known::default(), faults: Vec::new() };
        for fault in parsed.faults {
            reader.faults.push(Fault { rule: "broken-known-faults", ..fault }.with_help(HELP));
        }
        // Of what stands before a line that cannot be read nobody knows whether it is whole.
        if let Some(node) = parsed.node.filter(|_| parsed.whole) {
            reader.files(&node);
        }
        reader.faults.truncate(MOST_WRONG);
        (reader.known, reader.faults)
    }

    /// Sets apart what is known of a list that is in order of path. A file of which the list says what it said last, and whose text is
    /// the same, costs a comparison.
    pub fn apart(self: &Arc<Self>, all: Vec<Diagnostic>, look: &Look, memory: &mut Memory) -> Apart {
        if !memory.known.as_ref().is_some_and(|last| Arc::ptr_eq(last, self)) {
            *memory = Memory { known: Some(self.clone()), ..Memory::default() };
        }
        let mut before = std::mem::take(&mut memory.files);
        if self.is_empty() {
            return Apart { fresh: all, ..Apart::default() };
        }
        let mut left = self.counts.clone();
        let mut places = Places::new(look.texts);
        let mut marks = Vec::with_capacity(all.len());
        for of_file in all.chunk_by(|a, b| a.path == b.path) {
            let listed = of_file.first().and_then(|first| Some((&first.path, self.files.get(&first.path)?)));
            let Some((path, rules)) = listed else {
                marks.extend(of_file.iter().map(|_| false));
                continue;
            };
            let hash = (look.hash)(path);
            let same = |old: &Taken| {
                let faults = old.faults.iter().zip(of_file);
                old.hash == hash
                    && old.faults.len() == of_file.len()
                    && faults.into_iter().all(|(old, new)| Arc::ptr_eq(old, &new.fault))
            };
            let taken = before.remove(path).filter(same).unwrap_or_else(|| self.take(rules, of_file, hash, &mut places));
            for entry in &taken.entries {
                marks.push(entry.is_some());
                if let Some(left) = entry.and_then(|at| left.get_mut(at)) {
                    *left = left.saturating_sub(1);
                }
            }
            memory.files.insert(path.clone(), taken);
        }
        drop(places);
        let mut apart = Apart { mended: self.mended(&left, look.is_looked_for), ..Apart::default() };
        for (diagnostic, is_known) in all.into_iter().zip(marks) {
            if is_known { &mut apart.known } else { &mut apart.fresh }.push(diagnostic);
        }
        apart
    }

    /// Which line of the file each fault of one file is known by, as often as it says.
    fn take<'a>(&self, rules: &Rules, all: &'a [Diagnostic], hash: Option<Hash>, places: &mut Places<'a>) -> Taken {
        let mut used: BTreeMap<usize, usize> = BTreeMap::new();
        let mut entry = |diagnostic: &'a Diagnostic| {
            let entries = rules.get(diagnostic.fault.rule).filter(|_| is_possible(diagnostic))?;
            let at = entries.get(&words(diagnostic, places))?.at;
            let used = used.entry(at).or_default();
            *used += 1;
            (Some(&*used) <= self.counts.get(at)).then_some(at)
        };
        let entries = all.iter().map(&mut entry).collect();
        Taken { hash, faults: all.iter().map(|one| one.fault.clone()).collect(), entries }
    }

    fn mended(&self, left: &[usize], is_looked_for: &dyn Fn(&FilePath, &str) -> bool) -> Option<Found> {
        let left = |entry: &Entry| left.get(entry.at).copied().unwrap_or(0);
        let rules = self.files.iter().flat_map(|(path, rules)| rules.iter().map(move |(rule, entries)| (path, rule, entries)));
        // Most of what is listed is still there.
        let missed = rules.filter(|(.., entries)| entries.values().any(|entry| left(entry) > 0));
        let looked = missed.filter(|(path, rule, _)| is_looked_for(path, rule));
        let gone = looked.flat_map(|(path, rule, entries)| entries.values().map(move |entry| (path, rule, entry)));
        let gone: Vec<_> = gone.filter(|(.., entry)| left(entry) > 0).collect();
        let ((file, rule, first), rest) = gone.split_first()?;
        let message = match gone.iter().map(|(.., entry)| left(entry)).sum::<usize>() {
            1 => format!("a known fault is not there any more: `{rule}` in {}", text::shown(file.as_str())),
            many => {
                format!("{many} known faults are not there any more, the first of them `{rule}` in {}", text::shown(file.as_str()))
            }
        };
        let help = "`chancery check --thaw` takes out of this file what has been put right, so that it cannot come back unseen";
        let fault = Fault::new("mended-fault", first.range.clone(), message).with_help(help);
        let labels = rest.iter().take(MOST_MENDED);
        let label = |fault: Fault, (file, rule, entry): &(&FilePath, &String, &Entry)| {
            fault.with_label(None, entry.range.clone(), format!("nor is this `{rule}` in {}", text::shown(file.as_str())))
        };
        Some((path(), labels.fold(fault, label)))
    }
}

/// What the file holds if these faults are to be known, in order of path, rule and words, and how many they are; `None` if it were
/// longer than what is read. What `listed` has of a file of which nobody knows now what is wrong with it stays: `is_held` says which are.
pub fn write<'a>(
    all: &'a [Diagnostic],
    texts: &'a Texts<'a>,
    listed: &'a Known,
    is_held: &dyn Fn(&FilePath) -> bool,
) -> Option<(String, usize)> {
    let mut places = Places::new(texts);
    let mut files: BTreeMap<&FilePath, BTreeMap<&str, BTreeMap<String, usize>>> = BTreeMap::new();
    for diagnostic in all {
        let entries = files.entry(&diagnostic.path).or_default().entry(diagnostic.fault.rule).or_default();
        *entries.entry(words(diagnostic, &mut places)).or_default() += 1;
    }
    for (path, rules) in listed.files.iter().filter(|(path, _)| is_held(path)) {
        for (rule, entries) in rules {
            let now = files.entry(path).or_default().entry(rule).or_default();
            for (words, entry) in entries {
                let count = now.entry(words.clone()).or_default();
                *count = listed.counts.get(entry.at).copied().unwrap_or(0).max(*count);
            }
        }
    }
    let total = files.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values).sum();
    let (mut out, mut nodes) = (HEAD.to_string(), 1);
    for (path, rules) in files {
        let _ = write!(out, "\n{}:\n", key(path.as_str()));
        nodes += 2;
        for (rule, entries) in rules {
            let _ = writeln!(out, "  {rule}:");
            nodes += 2 + 2 * entries.len();
            for (words, count) in entries {
                let _ = writeln!(out, "    {}: {count}", quoted(&words));
            }
        }
    }
    (out.len() <= LIMITS.bytes && nodes <= LIMITS.nodes).then_some((out, total))
}

/// By what a fault is known within its file and rule: on one line, with nothing in it that YAML or a terminal could misread.
fn words<'a>(diagnostic: &'a Diagnostic, places: &mut Places<'a>) -> String {
    let letters = places.letters(&diagnostic.path, &diagnostic.fault.range, LOOKED_AT).unwrap_or_default();
    let words = one_line(&letters);
    if words.is_empty() { one_line(&diagnostic.fault.message) } else { words }
}

fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let letter = |c: char| match human::clean_char(c) {
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c => c,
    };
    cut(&words.chars().map(letter).collect::<String>(), MOST_WORDS)
}

/// A path as a key of YAML: as it is, where nothing in it means anything there.
fn key(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    let is_plain = path.contains('/') && path.starts_with(|c: char| c.is_ascii_alphabetic()) && path.chars().all(plain);
    if is_plain { path.to_string() } else { quoted(path) }
}

/// What JSON puts in quotation marks, YAML reads as well.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn broken(range: Range, message: impl Into<String>) -> Fault {
    Fault::new("broken-known-faults", range, message).with_help(HELP)
}

struct Reader {
    known: Known,
    faults: Vec<Fault>,
}

impl Reader {
    /// The keys and values of a map; anything else but nothing is wrong.
    fn pairs<'a>(&mut self, node: &'a Node, wanted: &str) -> &'a [(crate::base::Ranged<String>, Node)] {
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            self.faults.push(broken(node.range.clone(), format!("{wanted} must stand here, each with a colon behind it")));
        }
        node.pairs()
    }

    fn files(&mut self, node: &Node) {
        for (file, rules) in self.pairs(node, "files") {
            let Some(path) = FilePath::new(&file.value) else {
                let message = format!("`{}` is no path of a file of the site", text::shown(&file.value));
                self.faults.push(broken(file.range.clone(), message));
                continue;
            };
            for (name, entries) in self.pairs(rules, "names of rules") {
                if let Some(rule) = rule(&name.value).filter(|rule| !rule.may_be_known()) {
                    let message = format!("`{}` is never known and left at that", rule.name);
                    let help = "put it right, and take these lines out; `chancery check --thaw` does the second";
                    self.faults.push(Fault::new("firm-rule", name.range.clone(), message).with_help(help));
                    continue;
                }
                self.entries(&path, &name.value, entries);
            }
        }
    }

    fn entries(&mut self, path: &FilePath, rule: &str, node: &Node) {
        for (words, count) in self.pairs(node, "underlined words") {
            let number = count.text().and_then(|text| text.parse::<u32>().ok()).filter(|number| *number > 0);
            let Some(number) = number else {
                let message = "behind underlined words stands how often they are known, a whole number from 1";
                self.faults.push(broken(count.range.clone(), message));
                continue;
            };
            let entry = Entry { at: self.known.counts.len(), range: words.range.clone() };
            let rules = self.known.files.entry(path.clone()).or_default();
            rules.entry(rule.to_string()).or_default().insert(words.value.clone(), entry);
            self.known.counts.push(number as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Level;
    use std::cell::Cell;

    fn one(path: &str, rule: &'static str, range: Range) -> Diagnostic {
        let fault = Fault::new(rule, range, "what is said of it");
        Diagnostic { path: FilePath::new(path).unwrap(), level: Level::Error, fault: fault.into() }
    }

    fn texts(text: &'static str) -> impl Fn(&FilePath) -> Option<Arc<str>> {
        move |path| path.is_markdown().then(|| Arc::from(text))
    }

    fn known(text: &str) -> Arc<Known> {
        let (known, faults) = Known::read(Some(text.as_bytes()));
        assert!(faults.is_empty(), "{faults:?}");
        Arc::new(known)
    }

    fn apart(known: &Arc<Known>, all: Vec<Diagnostic>, texts: &Texts, is_looked_for: &dyn Fn(&FilePath, &str) -> bool) -> Apart {
        known.apart(all, &Look { texts, hash: &|_| None, is_looked_for }, &mut Memory::default())
    }

    fn starts(list: &[Diagnostic]) -> Vec<u32> {
        list.iter().map(|one| one.fault.range.start).collect()
    }

    #[test]
    fn what_is_written_is_known_wherever_it_has_moved() {
        let before = "x: a \"b\":\n  c\\ # y\n\nx: a \"b\":\n  c\\ # y\n";
        let texts_before = texts(before);
        let all = [
            one("content/a.md", "missing-alt", 0..13),
            one("content/a.md", "missing-alt", 20..33),
            one("content/a.md", "unknown-source", 0..1),
            one("content/é: {b}.md", "unknown-source", 0..0),
            one("static/p.png", "image-format", 3..9),
        ];
        let nothing = Known::default();
        let (written, total) = write(&all, &texts_before, &nothing, &|_| true).unwrap();
        let expected = format!(
            "{HEAD}\ncontent/a.md:\n  missing-alt:\n    \"x: a \\\"b\\\": c\": 2\n  unknown-source:\n    \"x\": 1\n\
             \n\"content/é: {{b}}.md\":\n  unknown-source:\n    \"what is said of it\": 1\n\
             \nstatic/p.png:\n  image-format:\n    \"what is said of it\": 1\n"
        );
        assert_eq!(written, expected);
        let known = known(&written);
        assert_eq!((known.len(), total), (5, 5));
        // Of a file that is held back all stays, and of others what is there.
        let held = |path: &FilePath| path.as_str() == "content/a.md";
        let (kept, total) = write(&all[..1], &texts_before, &known, &held).unwrap();
        assert_eq!((kept.as_str(), total), (&written[..written.find("\n\"content/é").unwrap()], 3));
        let texts_now = texts("New first line, and x.\n\nx: a \"b\": c\\ # y\n\nx: a \"b\":\n  c\\ # y\nx: a \"b\": c");
        let moved = vec![
            one("content/a.md", "missing-alt", 24..35),
            one("content/a.md", "missing-alt", 42..55),
            one("content/a.md", "missing-alt", 61..72),
            one("content/a.md", "unknown-source", 0..3),
            one("content/a.md", "unknown-source", 24..25),
        ];
        let found = apart(&known, moved, &texts_now, &|_, _| true);
        assert_eq!((starts(&found.known), starts(&found.fresh)), (vec![24, 42, 24], vec![61, 0]));
        let (file, mended) = found.mended.unwrap();
        assert_eq!(file, path());
        assert!(
            mended.message.starts_with("2 known faults are not there any more, the first of them `unknown-source`"),
            "{mended:?}"
        );
        let words = &written[mended.range.start as usize..mended.range.end as usize];
        assert_eq!((words, mended.labels.len()), ("\"what is said of it\"", 1));
        // Of what was not looked for nothing is said.
        let found = apart(&known, Vec::new(), &texts_now, &|file, _| file.as_str() == "static/p.png");
        assert_eq!(found.mended.unwrap().1.message, "a known fault is not there any more: `image-format` in static/p.png");
        assert!(apart(&known, Vec::new(), &texts_now, &|_, _| false).mended.is_none());
    }

    /// A save costs what it changed, however long the list is.
    #[test]
    fn what_is_as_it_was_is_not_read_again() {
        let known = known("c/a.md:\n  missing-alt:\n    \"x\": 1\nc/b.md:\n  missing-alt:\n    \"x\": 2\n");
        let asked = Cell::new(0);
        let texts = |_: &FilePath| {
            asked.set(asked.get() + 1);
            Some(Arc::from("xxy"))
        };
        let mut memory = Memory::default();
        let mut run = |all: &[Diagnostic], edited: u8| {
            let hash = |path: &FilePath| Some(Hash::of(&[u8::from(path.as_str() == "c/b.md") * edited]));
            let look = Look { texts: &texts, hash: &hash, is_looked_for: &|_, _| true };
            let found = known.apart(all.to_vec(), &look, &mut memory);
            let list =
                |list: &[Diagnostic]| list.iter().map(|one| (one.path.to_string(), one.fault.range.start)).collect::<Vec<_>>();
            (list(&found.known), list(&found.fresh), found.mended.is_some(), asked.take())
        };
        let b = |starts: &[u32]| starts.iter().map(|at| one("c/b.md", "missing-alt", *at..*at + 1)).collect::<Vec<_>>();
        let all = [vec![one("c/a.md", "missing-alt", 0..1)], b(&[0, 1, 2])].concat();
        let (first, second, third) = (("c/a.md".to_string(), 0), ("c/b.md".to_string(), 0), ("c/b.md".to_string(), 1));
        let whole = |asked| (vec![first.clone(), second.clone(), third.clone()], vec![("c/b.md".to_string(), 2)], false, asked);
        assert_eq!(run(&all, 0), whole(2));
        assert_eq!(run(&all, 0), whole(0));
        assert_eq!(run(&all, 1), whole(1), "its text is another");
        let fewer = [&all[..1], &b(&[1])[..]].concat();
        assert_eq!(run(&fewer, 1), (vec![first.clone(), third.clone()], vec![], true, 1), "other faults");
        assert_eq!((run(&fewer[..1], 1).2, memory.len()), (true, 1));
    }

    #[test]
    fn what_protects_is_never_known() {
        let text = "content/a.md:\n  secret-file:\n    \"x\": 1\n  unknown-source:\n    \"x\": 1\n";
        let (known, faults) = Known::read(Some(text.as_bytes()));
        assert_eq!((known.len(), faults.len(), faults[0].rule), (1, 1, "firm-rule"));
        assert_eq!(&text[faults[0].range.start as usize..faults[0].range.end as usize], "secret-file");
        let own = |rule| is_possible(&one(NAME, rule, 0..1));
        assert!(!own("mended-fault") && !own("unknown-source") && is_possible(&one("content/a.md", "unknown-source", 0..1)));
        // A report whose author wanted it kept back is never made public by this, whatever words are about it.
        let said = |guards: bool| {
            let fault = Fault { guards, ..Fault::new("unknown-field", 0..1, "`status` is no word for `draft`") };
            Diagnostic { fault: fault.into(), ..one("content/a.md", "unknown-field", 0..1) }
        };
        assert!(is_possible(&said(false)) && !is_possible(&said(true)));
        assert!(!is_possible(&one(&"a".repeat(MOST_PATH + 1), "unknown-source", 0..1)));
        // What has no address of its own would be published at none.
        assert!(!is_possible(&one("content/a.md", "odd-address", 0..1)));
    }

    #[test]
    fn a_broken_file_is_told_with_its_place_and_makes_nothing_known() {
        for (text, marked) in [
            ("content/a.md: missing-alt\n", "missing-alt"),
            ("content/a.md:\n  missing-alt: [x]\n", "[x]"),
            ("content/a.md:\n  missing-alt:\n    \"x\": many\n", "many"),
            ("content/a.md:\n  missing-alt:\n    \"x\": 0\n", "0"),
            ("../a.md:\n  missing-alt:\n    \"x\": 1\n", "../a.md"),
            ("content/a.md:\n  missing-alt:\n    \"x\": 1\n<<<<<<< a\n=======\n>>>>>>> b\n", "<<<<<<< a"),
        ] {
            let (known, faults) = Known::read(Some(text.as_bytes()));
            let said: Vec<_> =
                faults.iter().map(|fault| (fault.rule, &text[fault.range.start as usize..fault.range.end as usize])).collect();
            assert_eq!((known.len(), said), (0, vec![("broken-known-faults", marked)]), "{text}");
            assert!(faults[0].help.is_some());
        }
        for text in ["a: {b: \"c\n", "a/b:\n  missing-alt:\n    \"x\": 1\na/b:\n  missing-alt:\n    \"x\": 1\n"] {
            let (_, faults) = Known::read(Some(text.as_bytes()));
            assert!(!faults.is_empty() && faults.iter().all(|fault| fault.rule == "broken-known-faults"), "{faults:?}");
        }
        assert_eq!(Known::read(Some(b"\xff\xff")).1[0].rule, "broken-known-faults");
        let many = (0..99).fold(String::new(), |all, at| all + &format!("c/{at}.md: x\n"));
        assert_eq!(Known::read(Some(many.as_bytes())).1.len(), MOST_WRONG);
    }

    #[test]
    fn whatever_stands_in_the_file_is_survived() {
        let text = "content/a.md:\n  missing-alt:\n    \"x\": 1\n\"é/b.md\":\n  unknown-source:\n    \"y\": 2\n";
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            for odd in [
                "",
                "\0",
                "\u{feff}",
                "&a [*a]",
                "\t",
                ": ",
                "? ",
                "!!map ",
                "- ",
                "é\"",
                "99999999999",
                "<<<<<<< \n=======\n>>>>>>> \n",
            ] {
                for text in [format!("{}{odd}", &text[..at]), format!("{}{odd}{}", &text[..at], &text[at..])] {
                    let (known, faults) = Known::read(Some(text.as_bytes()));
                    assert!(known.len() <= 3 + 12 && faults.len() <= MOST_WRONG);
                    for fault in faults {
                        let letters = text.get(fault.range.start as usize..fault.range.end as usize);
                        assert!(letters.is_some() && fault.help.is_some(), "{text}: {fault:?}");
                    }
                }
            }
        }
        let deep = format!("a/b: {}", "[".repeat(100_000));
        assert!(!Known::read(Some(deep.as_bytes())).1.is_empty());
    }

    #[test]
    fn long_and_odd_words_fit_a_line() {
        let text: &'static str = Box::leak(format!("{}\u{202e}\u{7}\u{fffe}\u{85} end", "long word ".repeat(99)).into_boxed_str());
        let texts = texts(text);
        let ends = (text.len() as u32 - 12)..text.len() as u32;
        let all = [one("c/a.md", "missing-alt", 0..text.len() as u32), one("c/a.md", "missing-alt", ends)];
        let (written, _) = write(&all, &texts, &Known::default(), &|_| false).unwrap();
        assert!(written.lines().all(|line| line.chars().count() < 140) && written.contains("word …\": 1"), "{written}");
        let found = apart(&known(&written), all.to_vec(), &texts, &|_, _| true);
        assert!(found.fresh.is_empty() && found.mended.is_none(), "{written}");
    }
}
