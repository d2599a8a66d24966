//! `shared(part="shared/menu.html")`: a template that is rendered once for all pages on which it comes out the same.
//!
//! It sees the site, the section, the language and the way to the top of the site, and no page. So it differs by these
//! alone, and a site of thousands of pages has a few of it. White space around it is left out.

use super::budget::Capped;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::sync::{OnceLock, PoisonError, RwLock, Weak};
use tera::{Context, Error, Kwargs, State, Tera, TeraResult, Value};

/// What a shared template sees beside `site`.
const SEEN: [&str; 4] = ["section", "lang", "dir", "root"];
/// Most texts that are kept; what comes after them is rendered each time. Plain pages have a section each.
const MOST: usize = 256;
/// Longest text that is kept, in bytes.
const LONGEST: usize = 64 << 10;
/// How deep shared templates may stand in one another: one that shares itself has no end.
const DEEPEST: usize = 8;

thread_local! {
    /// How deep this thread is in shared templates.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// What went wrong in one of them: the template that shares it is told the words, not the place.
    static CAUSE: RefCell<Option<Error>> = const { RefCell::new(None) };
}

/// The shared templates of a theme, as far as they have been rendered.
#[derive(Default)]
pub struct Parts {
    /// Where the templates are; known once they are loaded.
    tera: OnceLock<Weak<Tera>>,
    made: RwLock<FxHashMap<Key, Made>>,
}

/// The name of a template, and what it sees beside the site.
type Key = (String, [String; SEEN.len()]);

/// A text and the site that it was made for.
struct Made {
    site: Value,
    html: Value,
}

impl Parts {
    /// Says where the templates are.
    pub fn know(&self, tera: Weak<Tera>) {
        // Only fails if it was said before, and a theme is loaded once.
        let _ = self.tera.set(tera);
    }

    /// The text of a shared template, as a template calls it.
    pub fn call(&self, kwargs: &Kwargs, state: &State) -> TeraResult<Value> {
        let part = kwargs.must_get::<&str>("part")?;
        let site = state.get::<Value>("site")?.unwrap_or_else(Value::none);
        let mut seen: [String; SEEN.len()] = Default::default();
        for (name, value) in SEEN.iter().zip(&mut seen) {
            *value = state.get::<String>(name)?.unwrap_or_default();
        }
        let key = (part.to_string(), seen);
        if let Some(made) = self.made.read().unwrap_or_else(PoisonError::into_inner).get(&key)
            && is_same(&made.site, &site)
        {
            return Ok(made.html.clone());
        }
        // No lock is held while it is rendered: what two threads make at once is the same.
        let html = self.render(&key, &site)?;
        let mut all = self.made.write().unwrap_or_else(PoisonError::into_inner);
        let is_short = html.as_str().is_some_and(|html| html.len() <= LONGEST);
        if is_short && (all.len() < MOST || all.contains_key(&key)) {
            all.insert(key, Made { site, html: html.clone() });
        }
        Ok(html)
    }

    fn render(&self, (part, seen): &Key, site: &Value) -> TeraResult<Value> {
        let Some(tera) = self.tera.get().and_then(Weak::upgrade) else { return Err(Error::message("no template is there yet")) };
        if !tera.contains_template(part) {
            return Err(Error::message(format!("there is no template `{part}` to share")));
        }
        if DEPTH.get() >= DEEPEST {
            return Err(Error::message(format!("templates share each other in a circle, or more than {DEEPEST} deep: {part}")));
        }
        let mut context = Context::new();
        context.insert_value("site", site.clone());
        SEEN.iter().zip(seen).for_each(|(name, value)| context.insert(*name, value));
        let mut out = Capped::within();
        DEPTH.set(DEPTH.get() + 1);
        let rendered = tera.render_to(part, &context, &mut out);
        DEPTH.set(DEPTH.get() - 1);
        match rendered {
            Ok(()) => Ok(Value::safe_string(String::from_utf8_lossy(&out.bytes()).trim())),
            Err(error) => {
                let said = match error.kind() {
                    tera::ErrorKind::RenderingError(report) => report.message().to_string(),
                    _ => error.to_string(),
                };
                // The innermost knows the place best.
                CAUSE.with_borrow_mut(|cause| _ = cause.get_or_insert(error));
                Err(Error::message(said))
            }
        }
    }
}

/// Whether two values of `site` are one: then all that is made of them is the same. The one that is kept stays where it
/// is, so no other can come to lie in its place.
fn is_same(one: &Value, other: &Value) -> bool {
    one.as_map().zip(other.as_map()).is_some_and(|(one, other)| std::ptr::eq(one, other))
}

/// Forgets what went wrong before: a render begins.
pub fn begin() {
    CAUSE.with_borrow_mut(|cause| *cause = None);
    DEPTH.set(0);
}

/// What went wrong in a shared template since the render began.
pub fn cause() -> Option<Error> {
    CAUSE.with_borrow_mut(Option::take)
}
