//! One law for references: whatever points at something by id, path or key is resolved here, or is a fault.

use super::anchors::Anchors;
use super::called::Called;
use super::listings::Listings;
use super::resolve::{file_address, odd_file};
use super::{Index, Page, PageId, Reference, Target};
use crate::base::address::{self, Scheme, percent_decoded, scheme};
use crate::base::paths::MARKDOWN;
use crate::base::text::MOST_GUESSES;
use crate::base::{Fault, FilePath, Range, text};
use crate::document::tree::LeafId;
use crate::document::{Kind, Sort, Written, schema};
use crate::files::Files;
use std::sync::Arc;

/// The key within an id as it is written: `usa` of `actor:usa#history`.
pub fn key_of(id: &str) -> &str {
    Kind::parted(id.split('#').next().unwrap_or(id).trim()).1
}

/// Which files there are. What they hold cannot be asked here: a page's references are remembered with the paths of the site, and
/// with no bytes but its own.
#[derive(Clone, Copy)]
pub(super) struct Paths<'a>(&'a Files);

impl<'a> Paths<'a> {
    pub fn of(files: &'a Files) -> Paths<'a> {
        Paths(files)
    }

    pub fn has(self, path: &FilePath) -> bool {
        self.0.get(path).is_some()
    }

    /// The names of the files below a folder.
    pub fn names_below(self, folder: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |file| file.path.below(folder).is_some()).map(|file| file.path.name())
    }
}

/// What references are resolved against.
pub(super) struct Resolver<'a> {
    pub pages: &'a [Arc<Page>],
    pub index: &'a Index,
    pub files: Paths<'a>,
    /// Pages whose anchors were asked for: what the result depends on beside the page and the ids and paths of the site.
    pub asked: std::cell::RefCell<Vec<PageId>>,
    /// Anchors that exist on each page.
    pub anchors: &'a [Arc<Anchors>],
    /// How many guesses were made at what the page may have meant.
    pub guesses: std::cell::Cell<usize>,
    /// What the site makes of its own accord, such as `/glossary/`.
    pub listings: &'a Listings,
    /// Records by what they are called, for those who write a name.
    pub called: &'a Called<'a>,
    /// Where the site stands on the web.
    pub base_url: &'a str,
}

impl Resolver<'_> {
    /// Whether one more guess may be made at what the page meant.
    pub(super) fn may_guess(&self) -> bool {
        let made = self.guesses.get();
        self.guesses.set(made.saturating_add(1));
        made < MOST_GUESSES
    }

    /// Resolves all that a page says, in order of place; faults with the file that they stand in.
    pub fn page(&self, page: &Page) -> (Vec<Reference>, Vec<(FilePath, Fault)>) {
        let (mut references, mut faults, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        let mut add = |written: &Written, path: &FilePath, range: Range, leaf: Option<LeafId>| match self.said(page, written) {
            Ok(to) => references.push(Reference { from: page.id, to, sort: written.sort, range, leaf, linked: true }),
            // Until all files can be read, nobody knows whether it is there.
            Err(fault) if is_absence(&fault) && self.index.may_be_unread(&written.text) => {}
            // It stays what it is: a link to the web.
            Err(fault) if fault.rule == OWN_ADDRESS => {
                references.push(Reference { from: page.id, to: Target::Web, sort: written.sort, range, leaf, linked: true });
                faults.push((path.clone(), *fault));
            }
            Err(fault) => faults.push((path.clone(), *fault)),
        };
        let mut field = |written: &Written, path: &FilePath, range: Range| match self.is_text(page, written) {
            false => add(written, path, range, None),
            true => texts.extend(self.almost_id(page, written).map(|fault| (path.clone(), fault))),
        };
        for written in page.document.fields.get(page.position).into_iter().flatten() {
            field(written, &page.path, written.range.clone());
        }
        // What a second declaration refers to has no place in the page's own file.
        for (path, document, position) in &page.additions {
            for written in document.fields.get(*position).into_iter().flatten() {
                field(written, path, 0..0);
            }
        }
        for written in &page.body().written {
            add(written, &page.path, written.range.clone(), page.body().leaf_at(written.range.start));
        }
        faults.append(&mut texts);
        references.sort_by_key(|reference| (reference.range.start, reference.range.end));
        (references, faults)
    }

    /// Whether what stands in a field that takes texts, too, is no id: nothing of the kind has it, and it does not say that it is one.
    fn is_text(&self, page: &Page, written: &Written) -> bool {
        let Sort::Field(field) = written.sort else { return false };
        if !schema::may_be_text(field) {
            return false;
        }
        let (kind, key) = Kind::parted(&written.text);
        let wanted = schema::kinds_of(page.kind, field);
        let all = self.index.by_key.get(key).map_or(&[][..], Vec::as_slice);
        let is_there = all.iter().any(|id| wanted.contains(&self.pages[id.0 as usize].kind));
        let is_held = wanted.iter().any(|kind| self.index.hidden.contains_key(&(*kind, key.to_string())));
        kind.is_none() && !is_there && !is_held
    }

    /// Resolves what stands in the body, in a field, or in the words of a field.
    fn said(&self, page: &Page, written: &Written) -> Result<Target, Box<Fault>> {
        match written.sort.in_body() {
            sort if sort == written.sort => self.resolve(page, written),
            sort => self.resolve(page, &Written { sort, ..written.clone() }),
        }
    }

    fn resolve(&self, page: &Page, written: &Written) -> Result<Target, Box<Fault>> {
        match written.sort {
            Sort::Link | Sort::Image => self.link(page, written),
            Sort::Citation => self.id(page, written, &[Kind::Source]),
            Sort::Field(field) if schema::is_file(field) => self.link(page, written),
            Sort::Field(field) => self.id(page, written, schema::kinds_of(page.kind, field)),
            Sort::Wiki | Sort::Mention | Sort::Prose(..) => self.id(page, written, &[]),
        }
    }

    /// Resolves `id`, `kind:id`, `id#anchor`, or the id of a figure on the same page.
    fn id(&self, page: &Page, written: &Written, wanted: &[Kind]) -> Result<Target, Box<Fault>> {
        let (name, anchor) =
            written.text.split_once('#').map_or((written.text.as_str(), None), |(name, anchor)| (name, Some(anchor)));
        let name = name.trim();
        if name.is_empty() && anchor.is_some() {
            return self.anchored(page.id, anchor, written);
        }
        if written.sort == Sort::Wiki && anchor.is_none() && page.body().figure(name).is_some() {
            return Ok(Target::Anchor(page.id, name.into()));
        }
        let topic = name.strip_prefix("topic:").filter(|_| written.sort == Sort::Wiki && anchor.is_none());
        if let Some(url) = topic.and_then(|topic| self.listings.topic(topic)) {
            return Ok(Target::Listing(url));
        }
        let (kind, key) = Kind::parted(name);
        let all = self.index.by_key.get(key).map_or(&[][..], Vec::as_slice);
        let page_of = |id: PageId| &self.pages[id.0 as usize];
        // Most ids are those of one page, and it is of the kind that is wanted.
        if let [only] = all {
            let found = page_of(*only).kind;
            if kind.is_none_or(|kind| kind == found) && (wanted.is_empty() || wanted.contains(&found)) {
                return self.anchored(*only, anchor, written);
            }
        }
        // One candidate for each kind: of a report's texts, the main one or the one in the language of this page.
        let mut kinds: Vec<Kind> =
            all.iter().map(|id| page_of(*id).kind).filter(|found| kind.is_none_or(|kind| kind == *found)).collect();
        kinds.dedup();
        let fitting: Vec<Kind> = kinds.iter().copied().filter(|found| wanted.is_empty() || wanted.contains(found)).collect();
        match (fitting.as_slice(), kinds.as_slice()) {
            ([only], _) => {
                let texts = all.iter().copied().filter(|id| page_of(*id).kind == *only);
                let same = texts.clone().find(|id| page_of(*id).version.is_empty() && page_of(*id).language == page.language);
                let to = same.or_else(|| texts.clone().next()).unwrap_or(page.id);
                self.anchored(to, anchor, written)
            }
            ([], []) => Err(self.unresolved(page, written, kind, key, wanted)),
            ([], [found, ..]) => Err(Box::new(wrong_kind(written, key, *found, wanted))),
            _ => {
                let places = fitting.iter().map(|kind| format!("`{kind}:{key}`")).collect::<Vec<_>>().join(" or ");
                let fault =
                    Fault::new("ambiguous-reference", written.range.clone(), format!("`{}` may mean {places}", text::shown(key)));
                Err(Box::new(fault.with_help(format!("write {places}"))))
            }
        }
    }

    fn anchored(&self, to: PageId, anchor: Option<&str>, written: &Written) -> Result<Target, Box<Fault>> {
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { return Ok(Target::Page(to)) };
        let anchor = percent_decoded(anchor);
        self.asked.borrow_mut().push(to);
        let known = &self.anchors[to.0 as usize];
        if known.contains(&anchor) {
            return Ok(Target::Anchor(to, anchor.into()));
        }
        let page = &self.pages[to.0 as usize];
        let message = format!("{} has no place called `{}`", page.path, text::shown(&anchor));
        let help = if page.body().headings.is_empty() {
            "it has no headings: link to the page alone, or name a place in it by an id written as `{#id}`"
        } else {
            "headings are reached by their words, as `#key-judgements`, or by an id written as `{#id}`"
        };
        let near = self.may_guess().then(|| self.called.near_place(to, known, &anchor)).flatten();
        let near = near.map(|near| format!("did you mean `#{near}`?"));
        Err(Box::new(Fault::new("missing-anchor", written.range.clone(), message).with_help(help).with_help_if(near)))
    }

    /// Resolves a link or image as written in Markdown.
    fn link(&self, page: &Page, written: &Written) -> Result<Target, Box<Fault>> {
        let fault = |rule, message: String| Box::new(Fault::new(rule, written.range.clone(), message));
        match scheme(&written.text) {
            Scheme::Web => return self.in_full(page, written),
            Scheme::Person => return Ok(Target::Web),
            Scheme::Forbidden => {
                let message = format!("a link may not lead to `{}`", text::shown(&written.text));
                if address::is_of_a_machine(&written.text) {
                    let help = "that is a place on your own machine: put the file beside the text, and write its name alone";
                    return Err(Box::new(*fault("forbidden-address", message)).map_help(help));
                }
                return Err(Box::new(*fault("forbidden-address", message))
                    .map_help("links lead to pages and files of the site, or begin with `https:`, `http:`, `mailto:` or `tel:`"));
            }
            Scheme::Anchor => return self.anchored(page.id, written.text.trim().strip_prefix('#'), written),
            Scheme::Relative => {}
        }
        let (path, anchor) =
            written.text.split_once('#').map_or((written.text.as_str(), None), |(path, anchor)| (path, Some(anchor)));
        let path = percent_decoded(path.split('?').next().unwrap_or(path));
        if path.is_empty() {
            return self.anchored(page.id, anchor, written);
        }
        if let Some(target) = self.address(page, &path, anchor, written)? {
            return Ok(target);
        }
        let Some(file) = page.path.join(&path).filter(|file| !path.starts_with('/') && file.below("content").is_some()) else {
            let message = format!("`{}` lies outside the site's content", text::shown(&path));
            return Err(Box::new(*fault("outside-site", message)).map_help("move the file below `content/` and link to it there"));
        };
        self.file(page, file, &path, anchor, written)
    }

    /// Resolves an address with scheme and host: one of the site itself is as good as one without.
    fn in_full(&self, page: &Page, written: &Written) -> Result<Target, Box<Fault>> {
        let own = address::below(&written.text, self.base_url).filter(|own| written.sort == Sort::Link && !own.contains('?'));
        let Some(own) = own else { return Ok(Target::Web) };
        let (path, anchor) = own.split_once('#').map_or((own, None), |(path, anchor)| (path, Some(anchor)));
        let path = percent_decoded(if path.is_empty() { "/" } else { path });
        match self.address(page, &path, anchor, written) {
            Ok(found) => Ok(found.unwrap_or(Target::Web)),
            // Something that is not of this site may stand on the same host.
            Err(fault) if fault.rule == "unresolved-reference" => Err(Box::new(Fault { rule: OWN_ADDRESS, ..*fault })),
            Err(fault) => Err(fault),
        }
    }

    /// An address of the built site, such as `/glossary/`; `None` if it is none.
    fn address(&self, page: &Page, path: &str, anchor: Option<&str>, written: &Written) -> Result<Option<Target>, Box<Fault>> {
        if !path.starts_with('/') {
            return Ok(None);
        }
        let Ok(url) = crate::base::UrlPath::new(path) else { return Ok(None) };
        if let Some(id) = self.index.by_url.get(&url) {
            return self.anchored(*id, anchor, written).map(Some);
        }
        if let Some(file) = FilePath::new(&format!("static{path}")).filter(|file| self.files.has(file)) {
            return self.asset(file, written).map(Some);
        }
        if self.listings.has(self.index, self.pages, path) {
            return Ok(Some(Target::Listing(url)));
        }
        if let Some(fault) = self.almost_address(page, path, written) {
            return Err(Box::new(fault));
        }
        let near = self.may_guess().then(|| self.called.near_address(path)).flatten();
        let near = near.map(|near| format!("did you mean `{near}`?"));
        let message = format!("the site has no page at `{}`", text::shown(path));
        let fault = Fault::new("unresolved-reference", written.range.clone(), message);
        let help = match address::is_of_a_machine(path) {
            true => "that is a place on your own machine: put the file beside the text, and write its name alone",
            false => "write an address of the built site, such as `/glossary/`, or the path of a file, seen from this one",
        };
        Err(Box::new(fault.with_help(help).with_help_if(near)))
    }

    /// A file of the site: a page's own file, a report's folder, or an asset.
    fn file(&self, page: &Page, file: FilePath, path: &str, anchor: Option<&str>, written: &Written) -> Result<Target, Box<Fault>> {
        let index = |ending: &&str| self.index.by_path.get(&FilePath::new(&format!("{file}/index.{ending}"))?);
        let folder = || MARKDOWN.iter().filter(|_| path.ends_with('/')).find_map(index);
        if let Some(ids) = self.index.by_path.get(&file).or_else(folder) {
            return self.anchored(ids[0], anchor, written);
        }
        let is_page = written.sort != Sort::Image && (file.is_markdown() || file.extension().is_empty());
        if !is_page && self.files.has(&file) {
            return self.asset(file, written);
        }
        if is_page && self.index.held.contains(&file) {
            return Err(Box::new(draft(written, &file)));
        }
        Err(Box::new(self.no_file(page, &file, path, is_page, written)))
    }

    /// A file that is copied, if it has an address and is for readers.
    fn asset(&self, file: FilePath, written: &Written) -> Result<Target, Box<Fault>> {
        // A report in the folder of another has its own files.
        let has_text = |folder: &str| {
            let texts = MARKDOWN.iter().filter_map(|ending| FilePath::new(&format!("{folder}/index.{ending}")));
            texts.into_iter().any(|text| self.index.by_path.contains_key(&text))
        };
        let mut folders =
            file.as_str().rmatch_indices('/').map(|(at, _)| &file.as_str()[..at]).take_while(|folder| !has_text(folder));
        if !self.index.closed.is_empty() && folders.any(|folder| self.index.closed.contains(folder)) {
            let message = format!(
                "`{}` lies beside a draft, a report under embargo or one that could not be read",
                text::shown(&written.text)
            );
            let help = "publish that report first, put the file beside this text, or build with `--drafts`";
            return Err(Box::new(Fault::new("draft-reference", written.range.clone(), message).with_help(help)));
        }
        match file_address(&file) {
            Some(Err(reason)) => Err(Box::new(odd_file(&file, &reason, written.range.clone()))),
            _ => Ok(Target::Asset(file)),
        }
    }
}

/// The rule about addresses in full at which the site has nothing.
const OWN_ADDRESS: &str = "own-address";

/// Whether a fault says that there is no such record, or none of its kind.
fn is_absence(fault: &Fault) -> bool {
    matches!(fault.rule, "unresolved-reference" | "unknown-source" | "wrong-kind" | OWN_ADDRESS)
}

fn wrong_kind(written: &Written, key: &str, found: Kind, wanted: &[Kind]) -> Fault {
    let list = wanted.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or ");
    let (key, wanted) = (text::shown(key), format!("{} {list}", text::article(&list)));
    let found = format!("{} {found}", text::article(found.name()));
    let message = format!("`{key}` is {found}, and {wanted} is wanted here");
    let help = format!("write the id of {wanted}, or name `{key}` where {found} belongs");
    Fault::new("wrong-kind", written.range.clone(), message).with_help(help)
}

pub(super) fn draft(written: &Written, path: &FilePath) -> Fault {
    let fault = Fault::new(
        "draft-reference",
        written.range.clone(),
        format!("`{}` is a draft or under embargo: {path}", text::shown(&written.text)),
    );
    fault.with_help("publish it first, take the reference out, or build with `--drafts`")
}

/// Adds help to a boxed fault.
trait MapHelp {
    fn map_help(self, help: &'static str) -> Self;
}

impl MapHelp for Box<Fault> {
    fn map_help(self, help: &'static str) -> Self {
        Box::new(self.with_help(help))
    }
}
