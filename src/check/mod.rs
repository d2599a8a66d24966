//! Floor 6: from facts to diagnostics. The one place where levels and excuses apply, and where the list is put in order.

use crate::base::{Fault, FilePath};
use crate::files::Files;
use crate::model::{Index, Model, Page};
use crate::render::{Plan, Route};
use rayon::prelude::*;
use std::sync::Arc;

pub mod diagnostic;
pub mod levels;
pub mod report;
pub mod rules;

pub use diagnostic::{Diagnostic, Level};
pub use levels::Levels;
pub use rules::{RULES, rule};

/// A rule: a name for something bad, what it means, and how it is noticed.
pub struct Rule {
    /// What is bad, in words that read well after *allow*: `missing-summary`.
    pub name: &'static str,
    /// What becomes of it where nobody says otherwise.
    pub level: Level,
    /// Its documentation in Markdown, with a `bad` and a `good` example that are its test.
    pub about: &'static str,
    /// How it is noticed.
    pub sort: RuleCheck,
}

/// How a rule is noticed.
pub enum RuleCheck {
    /// A lower floor records it as a fault on its way.
    Below,
    /// It looks at one page that has a file of its own: its record and its text, and nothing else.
    Page(fn(&Page, &mut Diagnostics)),
    /// It looks at the resolved site, and there at what comes of front matter, data files and settings alone.
    Head(fn(&View, &mut Diagnostics)),
    /// It looks at the resolved site.
    Site(fn(&View, &mut Diagnostics)),
    /// It looks at each output, whenever everything is rendered.
    Output(fn(&Rendered, &View, &mut Diagnostics)),
}

/// What a rule may look at.
pub struct View<'a> {
    /// The snapshot.
    pub files: &'a Files,
    /// The site.
    pub model: &'a Model,
    /// What will exist.
    pub plan: &'a Plan,
}

/// One finished output.
pub struct Rendered<'a> {
    /// Where it will stand, and what it is made of.
    pub route: &'a Route,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// A fault and its file.
pub type Found = (FilePath, Fault);

/// Collects what the rules find.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// What was found, in no order.
    pub found: Vec<Found>,
}

impl Diagnostics {
    /// Adds a fault.
    pub fn say(&mut self, path: &FilePath, fault: Fault) {
        self.found.push((path.clone(), fault));
    }
}

/// What one run of the rules leaves for the next, by the rule of `model::memory`.
#[derive(Debug, Default)]
pub struct Memory {
    index: Option<Arc<Index>>,
    heads: Vec<Found>,
    pages: Vec<(Arc<Page>, Option<Arc<[Found]>>)>,
}

impl Memory {
    /// How many results are kept. For tests that nothing grows.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }
}

/// Runs every rule that needs no outputs, except those that are silent on the whole site. `memory` is that of the last
/// run, and may be empty.
pub fn observe(view: &View, levels: &Levels, memory: &mut Memory) -> Vec<Found> {
    let mut found = Diagnostics::default();
    let speaks = |rule: &&Rule| levels.speaks(rule.name);
    let page_rules = |page: &Page| {
        let mut own = Diagnostics::default();
        // A record declared by the way has no text.
        if page.position == 0 {
            for rule in RULES {
                if let RuleCheck::Page(check) = rule.sort {
                    check(page, &mut own);
                }
            }
        }
        (!own.found.is_empty()).then(|| Arc::from(own.found))
    };
    let old = std::mem::take(&mut memory.pages);
    let known =
        |page: &Arc<Page>| old.get(page.id.0 as usize).filter(|(old, _)| Arc::ptr_eq(old, page)).map(|(_, own)| own.clone());
    let run = |page: &Arc<Page>| (page.clone(), known(page).unwrap_or_else(|| page_rules(page)));
    memory.pages = view.model.pages.par_iter().map(run).collect();
    found.found.extend(memory.pages.iter().filter_map(|(_, own)| own.as_ref()).flat_map(|own| own.iter().cloned()));
    if memory.index.as_ref().is_none_or(|index| !Arc::ptr_eq(index, &view.model.index)) {
        let mut heads = Diagnostics::default();
        for rule in RULES.iter().filter(speaks) {
            if let RuleCheck::Head(check) = rule.sort {
                check(view, &mut heads);
            }
        }
        memory.heads = heads.found;
        memory.index = Some(view.model.index.clone());
    }
    found.found.extend(memory.heads.iter().cloned());
    for rule in RULES.iter().filter(speaks) {
        if let RuleCheck::Site(check) = rule.sort {
            check(view, &mut found);
        }
    }
    found.found
}

/// Runs every `Output` rule on one output.
pub fn observe_output(output: &Rendered, view: &View) -> Vec<Found> {
    let mut found = Diagnostics::default();
    for rule in RULES {
        if let RuleCheck::Output(check) = rule.sort {
            check(output, view, &mut found);
        }
    }
    found.found
}

/// Gives each fault its level, and returns them sorted by file and place, without doubles.
pub fn judge(found: Vec<Found>, levels: &Levels) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = found
        .into_iter()
        .filter_map(|(path, fault)| match levels.of(&path, &fault) {
            Level::Allow => None,
            level => Some(Diagnostic { path, level, fault }),
        })
        .collect();
    sort(&mut all);
    all
}

/// Sorts by file and place, and drops doubles.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| order(a).cmp(&order(b)));
    diagnostics.dedup_by(|b, a| order(a) == order(b));
}

fn order(d: &Diagnostic) -> (&FilePath, u32, u32, &str, &str) {
    (&d.path, d.fault.range.start, d.fault.range.end, d.fault.rule, &d.fault.message)
}

/// Whether anything stops a build.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_without_doubles_and_without_what_is_allowed() {
        let path = |name: &str| FilePath::new(name).unwrap();
        let fault = |rule, start: u32| Fault::new(rule, start..start + 1, "m");
        let found = vec![
            (path("b"), fault("invalid-yaml", 3)),
            (path("a"), fault("missing-summary", 9)),
            (path("a"), fault("invalid-yaml", 9)),
            (path("b"), fault("invalid-yaml", 3)),
            (path("a"), fault("missing-alt", 1)),
        ];
        let levels = Levels::with_allowed(&["missing-alt".into()]);
        let list = judge(found, &levels);
        let short: Vec<_> = list.iter().map(|d| (d.path.as_str(), d.fault.rule, d.level)).collect();
        assert_eq!(
            short,
            [("a", "invalid-yaml", Level::Error), ("a", "missing-summary", Level::Warn), ("b", "invalid-yaml", Level::Error)]
        );
        assert!(has_errors(&list));
    }
}
