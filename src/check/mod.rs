//! Floor 6: from facts to diagnostics. The one place where levels and excuses apply, and where the list is put in order.

use crate::base::fault::Label;
use crate::base::{Fault, Faults, FilePath, SHARE, together};
use crate::files::Files;
use crate::model::{Index, Model, Page, PageId, Reference};
use crate::render::{Plan, Route};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::sync::Arc;

pub mod diagnostic;
#[cfg(feature = "publish")]
pub mod external;
pub mod groups;
mod judged;
pub mod known;
pub mod levels;
pub mod manual;
pub mod report;
pub mod rules;

pub use diagnostic::{Diagnostic, Level};
use judged::Judged;
pub use levels::Levels;
use rules::prose::Reading;
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
    /// It looks at one page: its record, what its texts point at, and what points at it; of other pages at their front
    /// matter alone.
    Ties(fn(&View, &Page, &mut Diagnostics)),
    /// It reads the words of a report's text, read once for all rules of this sort, and looks at what `Ties` does.
    Prose(fn(&View, &Page, &Reading, &mut Diagnostics)),
    /// It looks at the resolved site.
    Site(fn(&View, &mut Diagnostics)),
    /// Whoever answers on the web is asked: `chancery check --external` alone finds it, and no build.
    Asked,
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
    /// How loud rules are.
    pub levels: &'a Levels,
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
    last: Option<Last>,
    heads: Faults,
    site: Faults,
    /// What was found on each page: by rules that look at it alone, and at what it is tied to.
    pages: Vec<[Option<Faults>; 2]>,
    judged: Judged,
}

/// The parts of the last model that were looked at.
#[derive(Debug)]
struct Last {
    index: Arc<Index>,
    pages: Arc<Vec<Arc<Page>>>,
    said: Arc<Vec<Arc<[Reference]>>>,
    incoming: Arc<Vec<Arc<[(PageId, u32)]>>>,
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

    /// Gives each fault its level, and returns them sorted by file and place, without doubles.
    pub fn judge(&mut self, groups: Vec<Faults>, levels: &Arc<Levels>) -> Vec<Diagnostic> {
        self.judged.judge(groups, levels)
    }

    /// Pages of which something changed that a rule for pages may look at.
    fn changed(&self, model: &Model) -> Vec<usize> {
        let Some(last) = self.last.as_ref().filter(|last| Arc::ptr_eq(&last.index, &model.index)) else {
            return (0..model.pages.len()).collect();
        };
        let same = |at: usize| {
            Arc::ptr_eq(&last.pages[at], &model.pages[at])
                && Arc::ptr_eq(&last.said[at], &model.said[at])
                && Arc::ptr_eq(&last.incoming[at], &model.incoming[at])
        };
        let mut changed: Vec<usize> = (0..model.pages.len()).filter(|at| !same(*at)).collect();
        // A report answers for what its other texts say.
        let mains: Vec<usize> = changed.iter().map(|at| model.pages[*at].main.0 as usize).collect();
        changed.extend(mains);
        changed.sort_unstable();
        changed.dedup();
        changed
    }
}

/// Runs every rule that needs no outputs, except those that are silent on the whole site. `memory` is that of the last
/// run, and may be empty.
pub fn observe(view: &View, levels: &Levels, memory: &mut Memory) -> Vec<Faults> {
    let model = view.model;
    let speaking: Vec<&Rule> = RULES.iter().filter(|rule| levels.speaks(rule.name)).collect();
    let some = |found: Diagnostics| (!found.found.is_empty()).then(|| together(found.found));
    let page = |at: &usize| {
        let page = &*model.pages[*at];
        let (mut own, mut tied) = (Diagnostics::default(), Diagnostics::default());
        let reading = Reading::new(page);
        for rule in &speaking {
            match rule.sort {
                // A record declared by the way has no text.
                RuleCheck::Page(check) if page.position == 0 => check(page, &mut own),
                RuleCheck::Ties(check) => check(view, page, &mut tied),
                RuleCheck::Prose(check) => check(view, page, &reading, &mut tied),
                _ => {}
            }
        }
        (*at, [some(own), some(tied)])
    };
    let whole = |looks: fn(&RuleCheck) -> Option<fn(&View, &mut Diagnostics)>| {
        let checks: Vec<_> = speaking.iter().filter_map(|rule| looks(&rule.sort)).collect();
        let one = |check: fn(&View, &mut Diagnostics)| {
            let mut found = Diagnostics::default();
            check(view, &mut found);
            found.found
        };
        let found: Vec<Vec<Found>> = checks.into_par_iter().with_max_len(1).map(one).collect();
        together(found.into_iter().flatten())
    };
    let same = memory.last.as_ref().is_some_and(|last| Arc::ptr_eq(&last.index, &model.index));
    let heads = || (!same).then(|| whole(|sort| if let RuleCheck::Head(check) = sort { Some(*check) } else { None }));
    let site = || whole(|sort| if let RuleCheck::Site(check) = sort { Some(*check) } else { None });
    let changed = memory.changed(model);
    let pages = || changed.par_iter().with_max_len(SHARE).map(page).collect::<Vec<_>>();
    let ((heads, site), pages) = rayon::join(|| rayon::join(heads, site), pages);
    memory.pages.resize(model.pages.len(), [None, None]);
    pages.into_iter().for_each(|(at, found)| memory.pages[at] = found);
    if let Some(heads) = heads {
        memory.heads = heads;
    }
    if memory.site != site {
        memory.site = site;
    }
    memory.last = Some(Last {
        index: model.index.clone(),
        pages: model.pages.clone(),
        said: model.said.clone(),
        incoming: model.incoming.clone(),
    });
    let pages = memory.pages.iter().flatten().flatten();
    [&memory.heads, &memory.site].into_iter().chain(pages).cloned().collect()
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
            level => Some(Diagnostic { path, level, fault: Arc::new(fault) }),
        })
        .collect();
    sort(&mut all);
    all
}

/// Sorts by file and place, and drops doubles.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(compare);
    diagnostics.dedup_by(|b, a| order(a) == order(b));
}

fn order(d: &Diagnostic) -> (&FilePath, u32, u32, &str, &str) {
    (&d.path, d.fault.range.start, d.fault.range.end, d.fault.rule, &d.fault.message)
}

/// The order of a list; of doubles too, so that it does not matter which was found first.
fn compare(a: &Diagnostic, b: &Diagnostic) -> Ordering {
    let fix = |d: &Diagnostic| d.fault.fix.as_ref().map(|fix| (fix.range.start, fix.range.end, fix.text.clone()));
    let labels = |d: &Diagnostic| -> Vec<_> {
        let label = |label: &Label| (label.path.clone(), label.range.start, label.range.end, label.text.clone());
        d.fault.labels.iter().map(label).collect()
    };
    let ends = || a.fault.help.cmp(&b.fault.help).then_with(|| fix(a).cmp(&fix(b))).then_with(|| labels(a).cmp(&labels(b)));
    order(a).cmp(&order(b)).then_with(ends)
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
        let mut levels = Levels::default();
        levels.allow(&["missing-alt".into()]);
        let list = judge(found, &levels);
        let short: Vec<_> = list.iter().map(|d| (d.path.as_str(), d.fault.rule, d.level)).collect();
        assert_eq!(
            short,
            [("a", "invalid-yaml", Level::Error), ("a", "missing-summary", Level::Warn), ("b", "invalid-yaml", Level::Error)]
        );
        assert!(has_errors(&list));
    }
}
