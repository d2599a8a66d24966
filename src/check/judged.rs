//! The list of diagnostics, kept from one run to the next: only what new groups of faults say is judged and put in order.

use super::{Diagnostic, Level, Levels, compare, order};
use crate::base::Faults;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What was judged last, by the rule of `model::memory`.
#[derive(Debug, Default)]
pub struct Judged {
    levels: Option<Arc<Levels>>,
    /// By address; a group that is held here keeps its own.
    groups: FxHashMap<usize, Faults>,
    /// In order, doubles among them, each with the address of its group.
    all: Vec<(Diagnostic, usize)>,
}

fn address(group: &Faults) -> usize {
    Arc::as_ptr(group).cast::<()>() as usize
}

impl Judged {
    /// Gives each fault its level, and returns them sorted by file and place, without doubles.
    pub fn judge(&mut self, groups: Vec<Faults>, levels: &Arc<Levels>) -> Vec<Diagnostic> {
        if self.levels.as_ref().is_none_or(|old| !Arc::ptr_eq(old, levels)) {
            *self = Judged { levels: Some(levels.clone()), ..Judged::default() };
        }
        let now: FxHashMap<usize, Faults> =
            groups.into_iter().filter(|group| !group.is_empty()).map(|group| (address(&group), group)).collect();
        let mut all = std::mem::take(&mut self.all);
        if self.groups.keys().any(|old| !now.contains_key(old)) {
            all.retain(|(_, group)| now.contains_key(group));
        }
        let mut fresh: Vec<(Diagnostic, usize)> = Vec::new();
        for (at, group) in now.iter().filter(|(at, _)| !self.groups.contains_key(at)) {
            let judged = group.iter().map(|(path, fault)| (path, levels.of(path, fault), fault));
            let heard = judged.filter(|(_, level, _)| *level != Level::Allow);
            fresh.extend(heard.map(|(path, level, fault)| (Diagnostic { path: path.clone(), level, fault: fault.clone() }, *at)));
        }
        fresh.par_sort_unstable_by(|(a, _), (b, _)| compare(a, b));
        self.all = merged(all, fresh);
        self.groups = now;
        let mut list: Vec<Diagnostic> = self.all.iter().map(|(diagnostic, _)| diagnostic.clone()).collect();
        list.dedup_by(|b, a| order(a) == order(b));
        list
    }
}

/// One sorted list of two.
fn merged(old: Vec<(Diagnostic, usize)>, new: Vec<(Diagnostic, usize)>) -> Vec<(Diagnostic, usize)> {
    if new.is_empty() {
        return old;
    }
    if old.is_empty() {
        return new;
    }
    let mut all = Vec::with_capacity(old.len() + new.len());
    let mut rest = old.into_iter().peekable();
    for one in new {
        while let Some(before) = rest.next_if(|(old, _)| compare(old, &one.0).is_le()) {
            all.push(before);
        }
        all.push(one);
    }
    all.extend(rest);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Fault, FilePath, together};

    #[test]
    fn a_double_speaks_when_the_first_is_gone() {
        let group = |starts: &[u32]| -> Faults {
            let path = FilePath::new("a.md").unwrap();
            together(starts.iter().map(|start| (path.clone(), Fault::new("missing-alt", *start..9, "m"))))
        };
        let (levels, mut judged) = (Arc::new(Levels::default()), Judged::default());
        let (one, two) = (group(&[3, 1]), group(&[1, 2]));
        let starts = |list: Vec<Diagnostic>| list.iter().map(|one| one.fault.range.start).collect::<Vec<_>>();
        assert_eq!(starts(judged.judge(vec![one.clone(), two.clone()], &levels)), [1, 2, 3]);
        assert_eq!(starts(judged.judge(vec![two.clone()], &levels)), [1, 2]);
        assert_eq!(starts(judged.judge(vec![one, two, group(&[0])], &levels)), [0, 1, 2, 3]);
        assert!(judged.judge(Vec::new(), &levels).is_empty());
    }
}
