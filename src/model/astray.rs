//! References that lead nowhere: what their author may have meant, and what to do about it.

use super::Page;
use super::called::Meant;
use super::references::{Resolver, draft};
use crate::base::{Fault, FilePath, UrlPath, address, text};
use crate::document::kind::KINDS;
use crate::document::{Kind, Sort, Written, schema};

/// A single word in small letters is taken for an id from so many bytes on: shorter ones differ by a letter and mean other things.
const LONG: usize = 6;

impl Resolver<'_> {
    /// The fault of an id that nothing has.
    pub(super) fn unresolved(&self, page: &Page, written: &Written, kind: Option<Kind>, key: &str, wanted: &[Kind]) -> Box<Fault> {
        let allowed = |found: Kind| kind.is_none_or(|kind| kind == found) && (wanted.is_empty() || wanted.contains(&found));
        let mut kinds = KINDS.iter().map(|row| row.kind).filter(|kind| allowed(*kind));
        if let Some(path) = kinds.find_map(|kind| self.index.hidden.get(&(kind, key.to_string()))) {
            return Box::new(draft(written, path));
        }
        if let Some(fault) =
            self.path_for_id(page, written, key, wanted).or_else(|| self.odd_kind(page, written, kind, key, wanted))
        {
            return fault;
        }
        let what = match (kind, wanted) {
            (Some(kind), _) => kind.name(),
            (None, [only]) => only.name(),
            _ => "page or record",
        };
        if let Some(fault) = self.cross_reference(page, written, key) {
            return Box::new(fault);
        }
        let figures = page.body().figures.iter().map(|figure| figure.id.value.as_str()).filter(|_| written.sort == Sort::Wiki);
        let guess = self.may_guess();
        let meant = self.called.meant(key, &allowed, figures, guess);
        let rule = if what == Kind::Source.name() { "unknown-source" } else { "unresolved-reference" };
        let shown = text::shown(key);
        let fault = |message: String| Fault::new(rule, written.range.clone(), message);
        let nobody = || fault(format!("no {what} is called `{shown}`"));
        Box::new(match meant {
            Meant::Named(ids) => {
                let all = ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ");
                let fault = fault(format!("`{shown}` is a name, and an id is wanted here")).with_help(format!("write {all}"));
                if let [only] = ids.as_slice() { fault.with_fix(written.range.clone(), only.clone()) } else { fault }
            }
            Meant::Near(id, name) => {
                let name = name.map_or_else(String::new, |name| format!(" ({})", text::shown(&name)));
                let (_, bare) = Kind::parted(&id);
                let path = self.index.by_key.get(bare).and_then(|ids| Some(&self.pages[ids.first()?.0 as usize].path));
                let path = path.map_or_else(String::new, |path| format!(" it is in {path}"));
                nobody().with_help(format!("did you mean `{id}`{name}?{path}")).with_fix(written.range.clone(), id)
            }
            Meant::Nobody if key.starts_with("topic:") && kind.is_none() => {
                nobody().with_help("no report has this topic: write it under `topics:` in the front matter of one")
            }
            Meant::Nobody => match figure(page, written, key, guess).filter(|_| kind.is_none()) {
                Some((what, help)) => fault(format!("this page has no {what} `{shown}`")).with_help(help),
                None => {
                    let kind = kind.or(wanted.first().copied()).unwrap_or(Kind::Actor);
                    let help = format!("`chancery new {} {}` begins a file for it", kind.name(), in_command(key));
                    // A path, or a word before a colon, is none that this file could have as its id.
                    let own = written.text.split('#').next().unwrap_or_default().trim();
                    let odd = own != key && own.strip_prefix(kind.name()) != Some(&format!(":{key}"));
                    let then = if odd { format!("; its id is `{}`", text::slug(key)) } else { String::new() };
                    let stray = self.called.stray_source(key).filter(|_| kind == Kind::Source);
                    let stray = stray
                        .map(|path| format!("`{shown}` stands in {path}, which is not read: move that file to content/sources/"));
                    nobody().with_help(help + &then + &self.no_citation(page, written, key, guess)).with_help_if(stray)
                }
            },
        })
    }

    /// The fault of a text in a field that takes ids, too, which looks like one and is a letter away from one.
    pub(super) fn almost_id(&self, page: &Page, written: &Written) -> Option<Fault> {
        let Sort::Field(field) = written.sort else { return None };
        let wanted = schema::kinds_of(page.kind, field);
        let shown = &written.text;
        let is_key = text::slug(shown) == *shown && (shown.contains('-') || shown.len() >= LONG);
        if !is_key || self.index.may_be_unread(shown) || !self.may_guess() {
            return None;
        }
        let (near, name) = self.called.by_a_letter(shown, wanted)?;
        let what = wanted.first().map_or("record", |kind| kind.name());
        let message = format!("no {what} has the id `{shown}`, so readers see it as it stands");
        let help = format!("did you mean `{near}` ({})? a name is written as readers are to see it", text::shown(name));
        Some(Fault::new("almost-an-id", written.range.clone(), message).with_help(help).with_fix(written.range.clone(), near))
    }

    /// `@fig-river`, `@sec-aims`: places of this page, as other programs refer to them.
    fn cross_reference(&self, page: &Page, written: &Written, key: &str) -> Option<Fault> {
        let (sort, _) = key.split_once('-').filter(|_| written.sort == Sort::Citation)?;
        let body = page.body();
        let shown = text::shown(key);
        let message = format!("`@{shown}` cites a source, and `{shown}` is a place of this page");
        let fault = Fault::new("unknown-source", written.range.clone(), message);
        match sort {
            "fig" | "tbl" | "eq" if body.figure(key).is_some() => {
                let whole = page.text();
                let (start, end) = (written.range.start as usize, written.range.end as usize);
                let before = whole.get(..start)?.strip_suffix('@')?;
                let (before, end) = match before.strip_suffix('[').filter(|_| whole[end..].starts_with(']')) {
                    Some(before) => (before, end + 1),
                    None => (before, end),
                };
                let alone = end > written.range.end as usize
                    || !before.ends_with(['[', '-', ' '])
                    || before.rfind('[') <= before.rfind(']');
                let fault = fault.with_help(format!("write `[[{key}]]`"));
                Some(if alone { fault.with_fix(before.len() as u32..end as u32, format!("[[{key}]]")) } else { fault })
            }
            "sec" | "fig" | "tbl" | "eq" if body.has_anchor(key) => Some(fault.with_help(format!("write `[words](#{key})`"))),
            _ => None,
        }
    }

    /// `[[reports/on-water/index]]`, `[[On water.md]]`: a path, as some editors write links.
    fn path_for_id(&self, page: &Page, written: &Written, key: &str, wanted: &[Kind]) -> Option<Box<Fault>> {
        let bare = key.trim_end_matches(".md");
        // Keys of sources may have a stroke in them.
        if written.sort == Sort::Citation || wanted == [Kind::Source] || !(bare.contains('/') || bare.len() < key.len()) {
            return None;
        }
        let path = bare.trim_start_matches('/').trim_start_matches("content/");
        let stem = path.strip_suffix("/index").unwrap_or(path);
        let files = ["", "/index"].map(|end| format!("{stem}{end}.md"));
        let below = files.iter().filter_map(|file| FilePath::new(&format!("content/{file}")));
        let mut all = below.chain(files.iter().filter_map(|file| page.path.join(file)));
        let known = all.find_map(|file| self.index.by_path.get(&file)?.first());
        let last = stem.rsplit('/').next().unwrap_or(stem);
        let folder = path.split_once('/').and_then(|(top, _)| Kind::of_folder(top));
        let found = known.map(|id| &self.pages[id.0 as usize]);
        let found = found.filter(|found| wanted.is_empty() || wanted.contains(&found.kind));
        let id = match found {
            Some(found) => found.key.as_str(),
            None if last.is_empty() => return None,
            None => match self.index.by_key.get(&text::slug(last)).and_then(|ids| ids.first()) {
                Some(id) => self.pages[id.0 as usize].key.as_str(),
                None => return Some(self.unresolved(page, written, folder, last, wanted)),
            },
        };
        let message = format!("`{}` is a path, and an id is wanted here", text::shown(key));
        let fault = Fault::new("unresolved-reference", written.range.clone(), message).with_help(format!("write `{id}`"));
        Some(Box::new(fault.with_fix(written.range.clone(), id)))
    }

    /// `[[person:nayib-bukele]]`: what stands before the colon is no kind.
    fn odd_kind(&self, page: &Page, written: &Written, kind: Option<Kind>, key: &str, wanted: &[Kind]) -> Option<Box<Fault>> {
        let (before, rest) = key.split_once(':').filter(|_| kind.is_none() && written.sort != Sort::Citation)?;
        let sort = schema::ACTOR_SORTS.contains(&before);
        let meant = Kind::of_folder(before).or(sort.then_some(Kind::Actor));
        let all = self.index.by_key.get(rest).map_or(&[][..], Vec::as_slice);
        let kinds = all.iter().map(|id| self.pages[id.0 as usize].kind).filter(|found| wanted.is_empty() || wanted.contains(found));
        let mut kinds: Vec<Kind> = kinds.collect();
        kinds.dedup();
        let ids: Vec<String> = match (kinds.as_slice(), meant) {
            ([], Some(meant)) => return Some(self.unresolved(page, written, Some(meant), rest, wanted)),
            ([], None) => return None,
            ([_], _) => vec![rest.to_string()],
            (many, Some(meant)) if many.contains(&meant) => vec![format!("{meant}:{rest}")],
            (many, _) => many.iter().map(|kind| format!("{kind}:{rest}")).collect(),
        };
        let before = text::shown(before);
        let message = match sort {
            true => format!("`{before}` is a sort of actor, and no kind of record"),
            false => format!("`{before}` is no kind of record"),
        };
        let all = ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ");
        let fault = Fault::new("unresolved-reference", written.range.clone(), message).with_help(format!("write {all}"));
        Some(Box::new(if let [only] = ids.as_slice() { fault.with_fix(written.range.clone(), only.clone()) } else { fault }))
    }

    /// What else an `@name` in running text may have been meant for.
    fn no_citation(&self, page: &Page, written: &Written, key: &str, guess: bool) -> String {
        let whole = page.text();
        let before = whole.get(..written.range.start as usize).filter(|_| written.sort == Sort::Citation).unwrap_or("");
        // No more is looked at: a long text may have no bracket at all.
        let near = (before.len().saturating_sub(499)..).find_map(|at| before.get(at..)).unwrap_or("");
        let bracket = |c: char| near.rfind(c);
        if !before.ends_with('@') || bracket('[') > bracket(']') {
            return String::new();
        }
        let literal = format!("; if it cites nothing, write `\\@{key}`");
        match self.called.meant(key, &|_| true, std::iter::empty(), guess) {
            Meant::Named(ids) if ids.len() == 1 => format!("{literal}, or `[[{}]]` to name that record", ids[0]),
            Meant::Near(id, None) if text::fold(&id) == text::fold(key) => format!("{literal}, or `[[{id}]]` to name that record"),
            _ => literal,
        }
    }

    /// The fault of an address at which nothing stands, where it is surely known what was meant: one without its last slash,
    /// the file of a page, or an old address.
    pub(super) fn almost_address(&self, page: &Page, path: &str, written: &Written) -> Option<Fault> {
        let bare =
            ["/index.html", "/index.htm", "/index.md", ".html", ".htm", ".md", "/"].iter().find_map(|end| path.strip_suffix(end));
        let whole = format!("{}/", bare.unwrap_or(path));
        let stands = |url: &UrlPath| self.index.by_url.contains_key(url) || self.listings.has(self.index, self.pages, url.as_str());
        let shown = text::shown(path);
        let (to, fault) = match UrlPath::new(&whole).ok().filter(stands) {
            Some(url) => (url, format!("the site has no page at `{shown}`")),
            None => {
                let of = self.called.at_old_address(path)?;
                (of.url.clone(), format!("`{shown}` is an old address of {}", of.path))
            }
        };
        let anchor = written.text.split_once('#').map_or(String::new(), |(_, anchor)| format!("#{anchor}"));
        let exact = format!("{}{anchor}", address::encoded(to.as_str()));
        let fault = Fault::new("unresolved-reference", written.range.clone(), fault).with_help(format!("write `{exact}`"));
        let stands = page.text().get(written.range.start as usize..written.range.end as usize) == Some(&*written.text);
        Some(if stands { fault.with_fix(written.range.clone(), exact) } else { fault })
    }

    /// The fault of a link or image whose file is not there; `path` is how it was written, without its anchor.
    pub(super) fn no_file(&self, page: &Page, file: &FilePath, path: &str, is_page: bool, written: &Written) -> Fault {
        let fault = |rule, message: String| Fault::new(rule, written.range.clone(), message);
        if let Some(meant) = address::in_full(&written.text) {
            let message =
                format!("`{}` is no file of the site, and no address on the web as it stands", text::shown(&written.text));
            return fault("unresolved-reference", message).with_help(format!("write `{meant}`"));
        }
        let guess = self.may_guess();
        let did =
            |near: String| if near.contains(' ') { format!("did you mean `<{near}>`?") } else { format!("did you mean `{near}`?") };
        if is_page {
            let near = self.called.namesake(file);
            let near = near.or_else(|| self.called.near_file(file.as_str()).filter(|_| guess));
            let help = "write the path of its file as seen from this one, or its id, as `[[id]]`";
            let fault = fault("unresolved-reference", format!("there is no page `{file}`")).with_help(help);
            return fault.with_help_if(near.map(|near| did(page.path.towards(&near))));
        }
        let folder = path.rfind('/').map_or("", |at| &path[..=at]);
        let near = guess.then(|| self.called.near_beside(self.files, file.folder(), file.name())).flatten();
        // Windows writes `img\a.png`.
        let turned = path.replace('\\', "/");
        let is_there = |path: &String| path.contains('/') && page.path.join(path).is_some_and(|file| self.files.has(&file));
        let near = match Some(turned).filter(|turned| path.contains('\\') && is_there(turned)) {
            Some(turned) => Some(format!("write `{turned}`: folders are parted by `/`")),
            None => near.map(|near| did(format!("{folder}{near}"))),
        };
        let fault = fault("missing-asset", format!("there is no file `{file}`"));
        fault.with_help("put it there, or write its path as seen from this file").with_help_if(near)
    }
}

/// What an id of a figure or table lacks, if it is one: the word for it, and the way out; with a `look` at whether it stands in the
/// text after all.
fn figure(page: &Page, written: &Written, key: &str, look: bool) -> Option<(&'static str, String)> {
    let (what, how) = match key.split_once('-').filter(|_| matches!(written.sort, Sort::Wiki | Sort::Citation))? {
        ("fig", _) => {
            ("figure", format!("write `{{#{key}}}` directly behind its image, or behind the word that begins its drawing"))
        }
        ("tbl", _) => ("table", format!("write `: Caption {{#{key}}}` on a line of its own under it, the colon first")),
        _ => return None,
    };
    let how = if written.sort == Sort::Citation { format!("{how}, and refer to it as `[[{key}]]`") } else { how };
    let stands = look && [' ', '}'].iter().any(|end| page.text().contains(&format!("{{#{key}{end}")));
    let help = if stands {
        format!("`{{#{key}}}` stands in this file, and takes no effect there: put right what else is said of that place")
    } else {
        how
    };
    Some((what, help))
}

/// A text as it may stand in a command: its words, if these are nothing but letters and digits, or else the id made of it.
fn in_command(text: &str) -> String {
    let plain = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '-') && !word.starts_with('-');
    let id = text::slug(text);
    match id.as_str() {
        _ if text.split(' ').all(plain) => text.to_string(),
        "" => "its-id".to_string(),
        id => id.to_string(),
    }
}
