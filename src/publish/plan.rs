//! What has to be sent and removed, worked out without touching anything; and when to refuse.

use super::Item;
use super::manifest::{Entry, Manifest, Pending};
use crate::base::paths::folded;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What is known of a target before a publication.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// The manifest of the last publication, if there is one.
    pub manifest: Option<Manifest>,
    /// What an interrupted publication touched.
    pub pending: Pending,
    /// What lies there and is not known to be ours: all of it where there is no manifest, else what stands where new files have to.
    pub listed: BTreeMap<String, u64>,
}

/// The difference between a site and a target.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Files to send, in the order of [`Stage`], then of path.
    pub put: Vec<Item>,
    /// How many of them are new.
    pub new: usize,
    /// Files to remove.
    pub delete: Vec<String>,
    /// How many of those count for the guard: all but assets that nothing uses any more.
    pub counted: usize,
    /// Files that stand there already.
    pub unchanged: usize,
    /// Old assets that stay for one more release.
    pub kept: BTreeMap<String, Entry>,
    /// The manifest of the site as it will stand there.
    pub manifest: Manifest,
    /// Files of the target before.
    pub before: usize,
    /// Files of others that stand where ours have to.
    pub strangers: Vec<String>,
    /// Chancery has published there before.
    pub taken_over: bool,
    /// A publication was interrupted and is now brought to its end.
    pub resumes: bool,
}

/// When a file is sent: no page before its parts, no list before its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Files with a hash in their names: nothing that stands there is changed.
    Hashed,
    /// Other files.
    Assets,
    /// Pages.
    Pages,
    /// The home page, feeds, the sitemap, rules for hosts.
    Index,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Stage; 4] = [Stage::Hashed, Stage::Assets, Stage::Pages, Stage::Index];

    /// The stage of a path, which has a hash in its name or not.
    pub fn of(path: &str, hashed: bool) -> Stage {
        let plain = path.strip_suffix(".gz").unwrap_or(path);
        let name = plain.rsplit('/').next().unwrap_or(plain);
        let is_index = plain == "index.html"
            || (name == "index.html" && plain.matches('/').count() == 1)
            || matches!(name, "_headers" | "_redirects" | "CNAME" | "robots.txt" | ".nojekyll")
            || (name.ends_with(".xml") && (name.contains("sitemap") || name.contains("feed") || name.contains("atom")))
            || name == "feed.json"
            // It leads to shards that nothing else leads to, and says what the pages say.
            || (plain.starts_with("search/") && name == "index.json");
        match () {
            () if hashed => Stage::Hashed,
            () if is_index => Stage::Index,
            () if name.ends_with(".html") => Stage::Pages,
            () => Stage::Assets,
        }
    }

    /// As it is called in notes.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Hashed | Stage::Assets => "assets",
            Stage::Pages => "pages",
            Stage::Index => "index and feeds",
        }
    }
}

/// Compares a site with what is known of a target. With `adopt`, what lies there counts as ours.
pub fn plan(site: Vec<Item>, before: &Before, adopt: bool) -> Plan {
    let empty = Manifest::default();
    let manifest = before.manifest.as_ref().unwrap_or(&empty);
    let state = |path: &str| match before.pending.touched.get(path) {
        Some(known) => known.as_ref(),
        None => manifest.files.get(path).or_else(|| manifest.kept.get(path)),
    };
    let (resumes, taken_over) = (!before.pending.touched.is_empty(), before.manifest.is_some());
    let mut plan = Plan { before: manifest.files.len(), resumes, taken_over, ..Plan::default() };
    let mut files = BTreeMap::new();
    let mut ours: BTreeSet<&str> =
        manifest.files.keys().chain(manifest.kept.keys()).chain(before.pending.touched.keys()).map(String::as_str).collect();
    if adopt {
        ours.extend(before.listed.keys().map(String::as_str));
        plan.before = plan.before.max(before.listed.len());
    }
    for item in site {
        let entry =
            Entry { size: item.size, hash: item.hash.to_string(), headers: item.headers.fingerprint(), hashed: item.hashed };
        let there = ours.contains(item.path.as_str());
        if !there && before.listed.contains_key(&item.path) {
            plan.strangers.push(item.path.clone());
        }
        match state(&item.path).is_some_and(|there| there.serves(&entry)) {
            true => plan.unchanged += 1,
            false => {
                plan.new += usize::from(!there);
                plan.put.push(item.clone());
            }
        }
        files.insert(item.path, entry);
    }
    plan.put.sort_by(|a, b| (a.stage(), &a.path).cmp(&(b.stage(), &b.path)));
    // Shards of the search index hold what pages say: where one was taken away, its words go with it. Who still has the index before
    // reads the new one.
    let counts = |path: &str| manifest.files.get(path).is_some_and(|entry| !entry.hashed);
    let taken_away = ours.iter().any(|path| !files.contains_key(*path) && counts(path));
    let keeps = |path: &str, entry: &Entry| {
        entry.hashed && !before.pending.touched.contains_key(path) && !(taken_away && path.starts_with("search/"))
    };
    // What the last release used stays for this one; what it had kept goes. Without any change nothing is released.
    let same = Manifest::of(files.clone(), BTreeMap::new()).deploy == manifest.deploy;
    for path in ours {
        if files.contains_key(path) {
            continue;
        }
        match (manifest.files.get(path), manifest.kept.get(path)) {
            (Some(entry), _) if keeps(path, entry) => drop(plan.kept.insert(path.to_string(), entry.clone())),
            (None, Some(entry)) if same && keeps(path, entry) => drop(plan.kept.insert(path.to_string(), entry.clone())),
            _ => {
                plan.counted += usize::from(counts(path) || (adopt && before.listed.contains_key(path)));
                plan.delete.push(path.to_string());
            }
        }
    }
    plan.manifest = Manifest::of(files, plan.kept.clone());
    plan
}

impl Item {
    /// When it is sent.
    pub fn stage(&self) -> Stage {
        Stage::of(&self.path, self.hashed)
    }
}

impl Plan {
    /// Whether the target is as it should be.
    pub fn is_done(&self, before: &Before) -> bool {
        self.put.is_empty() && self.delete.is_empty() && !self.resumes && before.manifest.as_ref() == Some(&self.manifest)
    }

    /// Files to remove that stand where the site has a folder, or in a folder where it has a file, or under a name that is that of one
    /// of its files on disks that take capitals and small letters for the same; and all others.
    pub fn in_the_way(&self) -> (Vec<String>, Vec<String>) {
        let site = &self.manifest.files;
        let of_site: BTreeSet<Cow<str>> =
            if self.delete.is_empty() { BTreeSet::new() } else { site.keys().map(|path| folded(path)).collect() };
        let is_in_the_way = |path: &String| {
            let below = format!("{path}/");
            site.range(below.clone()..).next().is_some_and(|(first, _)| first.starts_with(&below))
                || path.match_indices('/').any(|(at, _)| site.contains_key(&path[..at]))
                || of_site.contains(&folded(path))
        };
        self.delete.iter().cloned().partition(is_in_the_way)
    }

    /// Bytes to send.
    pub fn bytes(&self) -> u64 {
        self.put.iter().map(|item| item.size).sum()
    }

    /// Why it is not to be carried out, if so. `allowed` is how many deletions the person agreed to.
    pub fn refusal(&self, allowed: Option<usize>) -> Option<String> {
        if self.manifest.files.is_empty() || !self.manifest.files.contains_key("index.html") {
            return Some("the site has no home page; an empty site is never published".into());
        }
        if !self.strangers.is_empty() {
            let shown: Vec<String> = self.strangers.iter().take(3).map(|path| format!("`{path}`")).collect();
            let more = if self.strangers.len() > 3 { format!(" and {} more", self.strangers.len() - 3) } else { String::new() };
            let help = match self.taken_over {
                false => "choose another place, or publish with `--adopt` to take it over and remove what is not the site's",
                true => {
                    "move them away, give the site's pages other addresses, or publish with `--adopt` to put the site's in their place"
                }
            };
            return Some(format!(
                "files that Chancery did not put there stand where the site has to: {}{more}; \
                 {help}",
                shown.join(", ")
            ));
        }
        let most = allowed.unwrap_or(self.before / 10);
        (self.counted > most).then(|| {
            format!(
                "this would delete {} of {} files, more than a tenth of what is published; if that is meant, publish with `--allow-deletes {}`",
                self.counted, self.before, self.counted
            )
        })
    }

    /// The summary for people, as a table.
    pub fn table(&self) -> String {
        let rows = [
            ("new", self.new),
            ("changed", self.put.len() - self.new),
            ("delete", self.delete.len()),
            ("unchanged", self.unchanged),
        ];
        let mut out = String::new();
        for (name, count) in rows {
            let _ = writeln!(out, "{name:10} {count:>7}");
        }
        let _ = writeln!(out, "{:10} {:>7}", "to send", size(self.bytes()));
        if !self.kept.is_empty() {
            let _ = writeln!(out, "{:10} {:>7}  old assets, for readers with open pages", "kept", self.kept.len());
        }
        out
    }

    /// Every step, a line each: what `--dry-run` prints.
    pub fn lines(&self) -> String {
        let mut out = String::new();
        for item in &self.put {
            let _ = writeln!(out, "put     {:>9}  {}", size(item.size), item.path);
        }
        for path in &self.delete {
            let _ = writeln!(out, "delete  {:>9}  {path}", "");
        }
        out
    }
}

/// A size for people.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Hash;
    use crate::publish::headers;

    fn item(path: &str, text: &str) -> Item {
        Item {
            path: path.into(),
            source: path.into(),
            size: text.len() as u64,
            hash: Hash::of(text.as_bytes()),
            headers: headers::of(path, path.starts_with("s."), ""),
            hashed: path.starts_with("s."),
        }
    }

    fn after(plan: &Plan) -> Before {
        Before { manifest: Some(plan.manifest.clone()), ..Before::default() }
    }

    #[test]
    fn assets_come_first_and_stay_for_one_release() {
        let first = plan(
            vec![
                item("index.html", "1"),
                item("a/x/index.html", "1"),
                item("feed.xml", "1"),
                item("i.png", "1"),
                item("s.0123456789.css", "1"),
            ],
            &Before::default(),
            false,
        );
        let order: Vec<&str> = first.put.iter().map(|item| item.path.as_str()).collect();
        assert_eq!(order, ["s.0123456789.css", "i.png", "a/x/index.html", "feed.xml", "index.html"]);
        let site = || {
            vec![
                item("index.html", "2"),
                item("a/x/index.html", "1"),
                item("feed.xml", "1"),
                item("i.png", "1"),
                item("s.9876543210.css", "2"),
            ]
        };
        let second = plan(site(), &after(&first), false);
        assert_eq!((second.put.len(), second.delete.len(), second.kept.len()), (2, 0, 1));
        let again = plan(site(), &after(&second), false);
        assert!(again.is_done(&after(&second)), "{again:?}");
        let mut site = site();
        site[1] = item("a/x/index.html", "3");
        let third = plan(site, &after(&second), false);
        assert_eq!(third.delete, ["s.0123456789.css"]);
        assert_eq!(third.counted, 0);
    }

    #[test]
    fn words_of_a_page_that_is_taken_away_go_with_it() {
        let hashed = |path: &str| Item { hashed: true, ..item(path, path) };
        let pages = |names: &[&str]| names.iter().map(|name| item(name, name)).collect::<Vec<_>>();
        let with = |mut items: Vec<Item>, stamp: &str| {
            items.extend([hashed(&format!("search/en/d/0.{stamp}.json")), hashed(&format!("assets/s.{stamp}.css"))]);
            items
        };
        let first = plan(with(pages(&["index.html", "a.html", "b.html"]), "1111111111"), &Before::default(), false);
        // A new page takes nothing away.
        let more = plan(with(pages(&["index.html", "a.html", "b.html", "c.html"]), "2222222222"), &after(&first), false);
        assert_eq!((more.kept.len(), more.delete.len()), (2, 0));
        let less = plan(with(pages(&["index.html", "a.html"]), "2222222222"), &after(&first), false);
        assert_eq!(less.delete, ["b.html", "search/en/d/0.1111111111.json"]);
        assert_eq!((less.counted, less.kept.keys().map(String::as_str).collect::<Vec<_>>()), (1, vec!["assets/s.1111111111.css"]));
    }

    #[test]
    fn what_was_touched_is_not_believed() {
        let old = plan(vec![item("index.html", "1"), item("b.html", "1")], &Before::default(), false);
        let mut before = after(&old);
        before.pending.touched = [("index.html".to_string(), None), ("lost.html".to_string(), None)].into();
        let next = plan(vec![item("index.html", "1"), item("b.html", "1")], &before, false);
        assert_eq!(next.put.len(), 1);
        assert_eq!(next.delete, ["lost.html"]);
    }

    #[test]
    fn what_stands_in_the_way_is_known() {
        let files = |names: &[&str]| names.iter().map(|name| item(name, name)).collect::<Vec<_>>();
        let old = plan(files(&["index.html", "a", "b/c/x", "b/d", "e", "f/x"]), &Before::default(), false);
        let new = plan(files(&["index.html", "a/index.html", "b", "ea/x", "f/y"]), &after(&old), false);
        let (first, last) = new.in_the_way();
        assert_eq!((first, last), (vec!["a".to_string(), "b/c/x".into(), "b/d".into()], vec!["e".to_string(), "f/x".into()]));
        // Broken off and run again, when the folder stands there already.
        let mut before = after(&old);
        let entry = new.manifest.files["a/index.html"].clone();
        before.pending.touched = [("a".to_string(), None), ("a/index.html".into(), Some(entry))].into();
        let again = plan(files(&["index.html", "a/index.html", "b/c/x", "b/d", "e", "f/x"]), &before, false);
        assert_eq!((again.put.len(), again.in_the_way()), (0, (vec!["a".to_string()], vec![])));
    }

    #[test]
    fn guards() {
        assert!(plan(vec![], &Before::default(), false).refusal(Some(9)).is_some());
        let many = || (0..20).map(|at| item(&format!("p{at}.html"), "x")).chain([item("index.html", "x")]);
        let old = plan(many().collect(), &Before::default(), false);
        let less = plan(many().skip(3).collect(), &after(&old), false);
        assert!(less.refusal(None).is_some_and(|text| text.contains("--allow-deletes 3")));
        assert!(less.refusal(Some(3)).is_none());
        assert!(plan(many().skip(2).collect(), &after(&old), false).refusal(None).is_none());
        let listed = Before { listed: [("index.html".to_string(), 1), ("theirs.txt".to_string(), 1)].into(), ..Before::default() };
        assert!(plan(many().collect(), &listed, false).refusal(None).is_some_and(|text| text.contains("--adopt")));
        assert!(plan(many().collect(), &listed, false).delete.is_empty());
        assert_eq!(plan(many().collect(), &listed, true).delete, ["theirs.txt"]);
    }

    #[test]
    fn a_name_in_other_letters_goes_first() {
        let site = |paths: &[&str]| paths.iter().map(|path| item(path, "1")).collect();
        let old = plan(site(&["index.html", "dl/Annex.txt", "old/x.html", "re\u{301}gime.txt"]), &Before::default(), false);
        let new = plan(site(&["index.html", "dl/annex.txt", "r\u{e9}gime.txt"]), &after(&old), false);
        assert_eq!(
            new.in_the_way(),
            (vec!["dl/Annex.txt".to_string(), "re\u{301}gime.txt".into()], vec!["old/x.html".to_string()])
        );
        assert!(new.put.iter().any(|item| item.path == "dl/annex.txt"));
    }
}
