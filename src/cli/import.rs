//! `chancery import`.

mod beside;
mod called;
mod many;
mod others;
mod parts;

use super::args::Import;
use super::build::{require_site, today};
use super::{CLEAN, CONTENT, init, new, terminal};
use crate::base::FilePath;
use crate::base::fields::bare_doi;
use crate::base::text::{shortened, slug};
use crate::check::report::{Form, human};
use crate::check::{Diagnostic, Level};
use crate::document::Kind;
use crate::document::record::Own;
use crate::files::Change;
use crate::import::front::{self, Given};
use crate::import::keys::{self, Ids};
use crate::import::tree::{Work, plain};
use crate::import::{self, Draft, Refusal, terms, write};
use crate::model::mention::{is_body, proposed};
use crate::model::names::Names;
use crate::model::{Model, Settings};
use crate::session::{Session, Site};
use anyhow::{Context, Result, bail};
use beside::Beside;
use called::{dated, named, undated};
use others::Others;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

/// What comes after it.
const NEXT: &str = "\nnext: `chancery serve --open` shows it. It is a draft: take `status: draft` out when readers may see it";
/// Longest id that is made of a title, in bytes.
const LONGEST_ID: usize = 48;
/// Most bytes of sources in the front matter, which may have 64 KB.
const MOST_SOURCES: usize = 40 << 10;
/// Most names that are proposed.
const MOST_PROPOSED: usize = 60;

/// Makes a report of each document.
pub(super) fn import(root: &Path, options: &Import) -> Result<u8> {
    require_site(root)?;
    if let [file] = options.files.as_slice()
        && !file.is_dir()
    {
        let code = one(root, (file, None), options.id.as_deref(), &mut BTreeSet::new(), &Others::default())?;
        terminal::say(NEXT);
        return Ok(code);
    }
    if options.id.is_some() {
        bail!("`--id` names one report, and these may be several documents; leave it out, or import them one by one");
    }
    let (files, mut missing) = many::documents(&options.files);
    if files.is_empty()
        && let Some((folder, why)) = missing.pop()
    {
        bail!("{}: {why:#}", folder.display());
    }
    let others = Others::of(&files);
    let mut made = BTreeSet::new();
    let mut worst = CLEAN;
    for (file, named) in &files {
        terminal::say(&format!("{}:", file.display()));
        match one(root, (file, named.as_deref()), None, &mut made, &others) {
            Ok(code) => worst = worst.max(code),
            Err(why) => {
                terminal::say(&format!("not imported: {why:#}"));
                missing.push((file.clone(), why));
            }
        }
        terminal::say("");
    }
    terminal::say(&format!("{} of {} imported", made.len(), human::counted(files.len(), "document")));
    for (file, why) in &missing {
        let why = format!("{why:#}");
        let shown = file.display().to_string();
        terminal::say(&format!("  not {shown}: {}", why.strip_prefix(&format!("{shown}: ")).unwrap_or(&why)));
    }
    if others.any() && !made.is_empty() {
        let mut session = Session::open(root, Settings { today: today(root)?, drafts: true, base_url: None }, Vec::new())?;
        let paths: BTreeSet<String> = made.iter().map(|id| format!("content/reports/{id}/index.md")).collect();
        let is_made = |path: &FilePath| paths.contains(path.as_str());
        worst = worst.max(settle(&session.update([]), &is_made, "they are there, and a build will refuse them"));
    }
    if !made.is_empty() {
        terminal::say(NEXT);
    }
    Ok(if missing.is_empty() { worst } else { CONTENT })
}

/// Makes a report of a document, which lies in a folder that was named or was named itself. `made` are the ids of the reports of this run, to which its own is added; `others` the documents of it.
fn one(
    root: &Path,
    (file, named): (&Path, Option<&Path>),
    given: Option<&str>,
    made: &mut BTreeSet<String>,
    others: &Others,
) -> Result<u8> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut neighbours = Beside::of(file, named);
    let bytes = read(file, &neighbours)?;
    let draft = import::read(&name, &bytes, &mut |path| neighbours.picture(path));
    let mut draft = draft.map_err(|Refusal { message, help }| anyhow::anyhow!("{}: {message}; {help}", file.display()))?;
    if draft.date.is_none() {
        draft.date = dated(file);
    }
    let id = id(given, &draft, file, made, others)?;
    let folder = format!("content/reports/{id}");
    require_free(root, &folder)?;

    let settings = Settings { today: today(root)?, drafts: true, base_url: None };
    let mut session = Session::open(root, settings, Vec::new())?;
    let before = session.update([]);
    name_works(&mut draft, &before.model);
    others.join(&mut draft, file, &before.model);
    let body = write::body(&mut draft, before.model.config.markdown.math);
    let path = FilePath::new(&format!("{folder}/index.md")).context("the id makes no path")?;
    // A list of sources that is longer than front matter may be has a file of its own, and so have those of a file beside the document.
    let taken = neighbours.sources(&mut draft, &|key| before.model.find(key, &[Kind::Source]).is_some());
    let apart = !taken.described.is_empty() || front::sources(&draft).len() > MOST_SOURCES;
    let own = match taken.described.is_empty() {
        true => apart.then(|| ("yaml", front::sources(&draft))),
        false => Some(("json", front::described(&draft))),
    };
    let lists = taken.bibtex.iter().map(|text| ("bib", text.clone())).chain(own);
    let lists: Vec<(FilePath, String)> =
        lists.filter_map(|(end, text)| Some((FilePath::new(&format!("content/sources/{id}.{end}"))?, text))).collect();
    for (beside, _) in &lists {
        if root.join(beside.as_str()).symlink_metadata().is_ok() {
            bail!(
                "the sources of the document need a file of their own, and `{beside}` exists already; give another id, as `--id {id}-2`"
            );
        }
    }
    let front = front_of(&mut draft, &before.model, apart);
    let mut text = front::closed(&front, &[]) + &body;
    let pictures = draft.pictures.iter().filter_map(|picture| {
        Some(Change::Put(FilePath::new(&format!("{folder}/{}", picture.name))?, picture.bytes.clone().into()))
    });
    let sources = lists.iter().map(|(path, text)| Change::Put(path.clone(), text.clone().into_bytes().into()));
    let page = Change::Put(path.clone(), text.clone().into_bytes().into());
    let changes: Vec<Change> = pictures.chain(sources).chain([page]).collect();
    let mut site = session.update(changes);
    let proposals = proposals(&site, &path, &draft);
    if !proposals.lines.is_empty() {
        text = front::closed(&front, &proposals.lines) + &body;
        site = session.update([Change::Put(path.clone(), text.clone().into_bytes().into())]);
    }
    let mut put_down: Vec<std::path::PathBuf> = Vec::new();
    let written = (|| -> Result<()> {
        for (beside, sources) in &lists {
            let file = root.join(beside.as_str());
            fs::create_dir_all(file.parent().unwrap_or(root)).context("cannot make content/sources")?;
            if !init::write_new(&file, sources)? {
                bail!("`{beside}` was made by somebody meanwhile, and stays as it is; import the document again");
            }
            put_down.push(file);
        }
        put(root, &folder, &text, &draft)
    })();
    if written.is_err() {
        // They were made just now, and nothing cites them.
        put_down.iter().for_each(|file| drop(fs::remove_file(file)));
    }
    written?;
    made.insert(id);
    say(&draft, &folder, &proposals);
    for (beside, _) in &lists {
        let from = if beside.extension() == "bib" { &taken.from } else { &taken.described };
        terminal::say(&match from.is_empty() {
            false => format!("the sources that it cites are in {beside}, as they stand in {}", from.join(", ")),
            true => format!("the sources of the document are in {beside}, as they are many"),
        });
    }
    // Of several that lead to each other all must be there.
    Ok(if others.any() { CLEAN } else { settle(&site, &|found| *found == path, "it is there, and a build will refuse it") })
}

/// Says what a build will refuse of what was made.
fn settle(site: &Site, made: &dyn Fn(&FilePath) -> bool, said: &str) -> u8 {
    let wrong: Vec<Diagnostic> =
        site.diagnostics.iter().filter(|found| made(&found.path) && found.level == Level::Error).cloned().collect();
    if wrong.is_empty() {
        return CLEAN;
    }
    terminal::say(&format!("\n{said} until this is settled:\n"));
    terminal::say_raw(&site.report(&wrong, Form::Human));
    CONTENT
}

/// The bytes of the document, with those parts of it that lie elsewhere.
fn read(file: &Path, beside: &Beside) -> Result<Vec<u8>> {
    let shown = file.display();
    let meta = fs::metadata(file).with_context(|| format!("cannot read {shown}"))?;
    if meta.is_dir() {
        bail!("{shown} is a folder; name the document itself");
    }
    if !meta.is_file() {
        bail!("{shown} is no regular file");
    }
    let mut bytes = Vec::new();
    let opened = fs::File::open(file).with_context(|| format!("cannot read {shown}"))?;
    opened.take(import::MOST_BYTES + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {shown}"))?;
    if bytes.len() as u64 > import::MOST_BYTES {
        bail!("{shown} is larger than {} MB; make its pictures smaller, and import it again", import::MOST_BYTES >> 20);
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(if import::is_scattered(&name) { parts::whole(bytes, file, beside) } else { bytes })
}

/// The id that was given, or that the document has in this run, or one made of the title or the name of the file.
fn id(given: Option<&str>, draft: &Draft, file: &Path, made: &BTreeSet<String>, others: &Others) -> Result<String> {
    let id = match others.id(file).filter(|_| given.is_none()) {
        Some(id) => id.clone(),
        None => Ids::default().free(&made_of(given, draft, file, made)?, &|id| made.contains(id) || others.has(id)),
    };
    if let Some(why) = new::refused(Kind::Report, &id, &format!("content/reports/{id}/index.md")) {
        bail!("`{id}` {why}; give another id, as `--id water-prices`");
    }
    Ok(id)
}

/// The id that was given, or one made of the title or the name of the file, which none of those `made` has.
fn made_of(given: Option<&str>, draft: &Draft, file: &Path, made: &BTreeSet<String>) -> Result<String> {
    let id = match given {
        Some(id) if id.contains(['/', '\\']) => bail!("`{id}` is a path, and an id is wanted, as `water-prices`"),
        Some(id) => slug(id),
        None => {
            let title = plain(&draft.title);
            // What stands behind a colon is a second title.
            let first = title.split([':', '–', '—', '?']).next().unwrap_or_default();
            let short = |title: &str| shortened(slug(title), LONGEST_ID);
            let made = [short(first), short(&title), slug(undated(&named(file)))];
            made.into_iter().find(|id| !id.is_empty()).unwrap_or_default()
        }
    };
    if id.is_empty() {
        bail!("no id can be made of the title or the name of the file; give one, as `--id water-prices`");
    }
    // Another document of this run may have the same title.
    Ok(Ids::default().free(&id, &|id| made.contains(id)))
}

/// Nothing that exists is written to, and no link is followed out of the site.
fn require_free(root: &Path, folder: &str) -> Result<()> {
    for above in ["content", "content/reports", "content/sources"] {
        if root.join(above).symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
            bail!("`{above}` is no folder of this site, but a link or a file; make a folder of it");
        }
    }
    if root.join(folder).symlink_metadata().is_ok() {
        bail!("`{folder}` exists already, and stays as it is; give another id, as `--id water-prices-2`, or move it away");
    }
    Ok(())
}

/// Gives works the keys of the site's own records, where these are the same work, and keys of their own else.
fn name_works(draft: &mut Draft, model: &Model) {
    let sources = || model.pages.iter().filter(|page| page.kind == Kind::Source);
    let bare = |text: &str| {
        let text = text.trim().trim_end_matches('/').to_lowercase();
        let bare = bare_doi(&text);
        bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://")).unwrap_or(bare).to_string()
    };
    let known = |work: &Work| {
        let text = |name: &str| work.csl.get(name).and_then(|value| value.as_str());
        let (doi, url, title) = (text("DOI").map(bare), text("URL").map(bare), text("title").map(slug));
        let (year, author) = (issued(&work.csl), first_author(&work.csl));
        let same = |page: &&std::sync::Arc<crate::model::Page>| {
            let Own::Source(source) = &page.record.own else { return false };
            let is = |own: &Option<crate::base::Ranged<String>>, other: &Option<String>| {
                own.as_ref().is_some_and(|own| other.as_ref().is_some_and(|other| bare(&own.value) == *other))
            };
            let other = source.doi.is_some() && doi.is_some();
            // Where no identifier tells works with one title apart, the first author and the year do.
            let by = || year.is_some() && year == issued(&source.csl) && author == first_author(&source.csl);
            let titled = || title.as_ref().is_some_and(|title| *title == slug(&page.record.name.value));
            is(&source.doi, &doi) || is(&source.url, &url) || !other && (work.key == page.key || by()) && titled()
        };
        sources().find(same).map(|page| page.key.clone())
    };
    keys::name(draft, &known, &|key| model.find(key, &[]).is_some());
}

/// The year in which a work was issued.
fn issued(csl: &Map<String, Value>) -> Option<&str> {
    csl.get("issued")?.as_str()?.get(..4)
}

/// The name of its first author, as far as it counts.
fn first_author(csl: &Map<String, Value>) -> Option<String> {
    let first = csl.get("author")?.get(0)?;
    first.get("family").or(first.get("literal")).and_then(Value::as_str).map(slug)
}

fn front_of(draft: &mut Draft, model: &Model, apart: bool) -> String {
    let actors = || model.pages.iter().filter(|page| page.kind == Kind::Actor);
    let given = Given {
        actor: &|name| {
            // A name that differs in marks alone is of the same person.
            let found =
                actors().find(|page| page.record.name.value == name).or_else(|| actors().find(|page| page.key == slug(name)));
            found.map(|page| page.key.clone())
        },
        taken: &|id| model.find(id, &[]).is_some(),
        is_body: &is_body,
        language: model.config.languages.first().map_or("", String::as_str),
        math: model.config.markdown.math,
        apart,
    };
    front::front(draft, &given)
}

/// What the author may add to the front matter.
#[derive(Default)]
struct Proposals {
    lines: Vec<String>,
    actors: usize,
    terms: usize,
}

fn proposals(site: &Site, path: &FilePath, draft: &Draft) -> Proposals {
    let mut out = Proposals::default();
    let model = &site.model;
    let Some(page) = model.pages.iter().find(|page| page.path == *path && page.kind == Kind::Report) else { return out };
    let names = Names::new(&model.pages, &model.config).0;
    let all = proposed(page, &names, model.outgoing(page.id));
    // Who wrote the text stands among its authors.
    let is_author = |item: &str| draft.authors.iter().any(|author| item.contains(&format!("name: {author},")));
    for field in ["actors", "places"] {
        let items: Vec<&str> = all
            .iter()
            .filter(|item| item.field == field && !is_author(&item.item))
            .map(|item| item.item.as_str())
            .take(MOST_PROPOSED)
            .collect();
        if items.is_empty() {
            continue;
        }
        if out.lines.is_empty() {
            out.lines.push("Names in the text that no record has, or that are not declared here. Take the `# ` off those lines that are right,".into());
            out.lines.push(match field {
                "actors" => {
                    "with that of `actors:`; the kind is a guess: person, state, organisation, alliance, bloc, group or office."
                        .into()
                }
                _ => format!("with that of `{field}:`."),
            });
        }
        out.lines.push(format!("{field}:"));
        out.lines.extend(items.iter().map(|item| format!("  - {item}")));
        out.actors += items.len();
    }
    let known =
        |name: &str| model.pages.iter().any(|page| page.kind == Kind::Term && page.record.name.value.eq_ignore_ascii_case(name));
    let terms: Vec<terms::Term> = terms::found(draft).into_iter().filter(|term| !known(&term.name)).collect();
    if !terms.is_empty() {
        out.lines.push(
            "Terms that the text explains. Take the `# ` off, with that of `terms:`, and write what each means in one sentence."
                .into(),
        );
        out.lines.push("terms:".into());
        out.lines.extend(terms.iter().map(|term| format!("  - {}", term.item())));
        out.terms = terms.len();
    }
    out
}

/// Writes the folder, whole or not at all.
fn put(root: &Path, folder: &str, text: &str, draft: &Draft) -> Result<()> {
    let target = root.join(folder);
    let parent = target.parent().unwrap_or(root);
    fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let temp = parent.join(format!(".{name}.{}.tmp", std::process::id()));
    // Only what was made here is taken away again.
    fs::create_dir(&temp).with_context(|| format!("cannot write {folder}"))?;
    let written = (|| -> Result<()> {
        for picture in &draft.pictures {
            let file = temp.join(&picture.name);
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(file, &picture.bytes)?;
        }
        fs::write(temp.join("index.md"), text)?;
        // Whoever made it meanwhile keeps it.
        require_free(root, folder)?;
        fs::rename(&temp, &target)?;
        Ok(())
    })();
    if written.is_err() {
        let _ = fs::remove_dir_all(&temp);
    }
    written.with_context(|| format!("cannot write {folder}"))
}

/// Says what was made, what needs a look, and what is next.
fn say(draft: &Draft, folder: &str, proposals: &Proposals) {
    terminal::say(&format!("made {folder}/index.md, with {}", import::held(draft)));
    let title = plain(&draft.title);
    let shown = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    terminal::say(&format!("  title: {}", if title.is_empty() { "none was found".to_string() } else { shown(&title) }));
    let authors = if draft.authors.is_empty() { "nobody was found".to_string() } else { shown(&draft.authors.join(", ")) };
    terminal::say(&format!("  authors: {authors}"));
    terminal::say(&format!("  date: {}", draft.date.as_deref().unwrap_or("the document names none")));
    let mut looks = false;
    for (matter, line) in draft.told.lines() {
        if !matter.is_plain() && !looks {
            looks = true;
            terminal::say("\nplease look:");
        }
        terminal::say(&format!("  {line}"));
    }
    if proposals.actors > 0 {
        let names = human::counted(proposals.actors, "name");
        terminal::say(&format!(
            "\n{names} in the text may be of actors: the front matter lists them as comments, to be taken over"
        ));
    }
    if proposals.terms > 0 {
        let are = if proposals.terms == 1 { "is" } else { "are" };
        terminal::say(&format!("{} {are} proposed there, too", human::counted(proposals.terms, "term")));
    }
}
