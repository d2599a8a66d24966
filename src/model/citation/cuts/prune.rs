//! Taking out of a style what some sources can never reach.
//!
//! A style asks for the type of a source and for what is known of it again and again, and the engine follows every branch,
//! at every level anew, to see whether it would print anything. A test that comes out the same for all the sources is
//! decided beforehand, and what never prints is taken out; what is left makes the same letters.

use super::super::engine::Sort;
use super::super::positions::Position;
use super::super::style::{TOLD, untested};
use super::reach::{of_number, reached, substituted};
use super::shape::{Shape, place};
use hayagriva::citationberg::taxonomy::{Kind, NumberVariable, Variable};
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, IndependentStyle, LayoutRenderingElement as Element, LongShortForm, Names, NamesChild,
    TextTarget,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A style for sources of a shape, and of one citation where its position is told, and whether it has a locator.
/// `whole_names` says that the style never cuts a list of names down to nothing.
pub(super) fn pruned(
    style: &IndependentStyle,
    shape: &Shape,
    cited: Option<(Position, bool)>,
    whole_names: bool,
) -> IndependentStyle {
    let kinds: Vec<Kind> = shape.types().filter_map(|name| name.parse().ok()).collect();
    let mut style = style.clone();
    let (macros, places) = Default::default();
    let mut pruner = Pruner { kinds, shape, cited, whole_names, substituted: substituted(&style), macros, places };
    // A macro that is found to print nothing may leave others with nothing to print.
    loop {
        style.macros.iter_mut().for_each(|one| pruner.all(&mut one.children, Within::Macro));
        let layouts = [Some(&mut style.citation.layout), style.bibliography.as_mut().map(|list| &mut list.layout)];
        layouts.into_iter().flatten().for_each(|layout| pruner.all(&mut layout.elements, Within::Layout));
        without_idle(&mut style);
        let found = style.macros.iter().filter_map(|one| Some((one.name.clone(), pruner.never(&one.children)?))).collect();
        let substituted = substituted(&style);
        if pruner.macros == found && pruner.substituted == substituted {
            break;
        }
        (pruner.macros, pruner.substituted) = (found, substituted);
    }
    style
}

/// Takes out the macros that nothing leads to.
pub(super) fn without_idle(style: &mut IndependentStyle) {
    let wanted = reached(style, true, true);
    style.macros.retain(|one| wanted.contains(&one.name));
}

/// Where elements stand: what surrounds them tells what may be done with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Layout,
    Macro,
    Group,
    Branch,
    Substitute,
}

/// What an element that never prints anything tells the group that it stands in.
#[derive(Debug, Clone, PartialEq)]
enum Never {
    /// Nothing: it may as well not be there.
    Nothing,
    /// That a variable was asked for, which hides the group unless another is found. An element that tells the same.
    Asked(Box<Element>),
}

struct Pruner<'a> {
    kinds: Vec<Kind>,
    shape: &'a Shape,
    cited: Option<(Position, bool)>,
    whole_names: bool,
    /// Variables that may be gone after they stood in for names.
    substituted: FxHashSet<Variable>,
    /// Macros that never print anything.
    macros: BTreeMap<String, Never>,
    /// Where variables stand among those that are looked at, as far as that was asked for: it is, very often.
    places: RefCell<FxHashMap<Variable, Option<u32>>>,
}

impl Pruner<'_> {
    fn all(&self, elements: &mut Vec<Element>, within: Within) {
        let mut asked = false;
        let mut out = Vec::with_capacity(elements.len());
        for mut element in std::mem::take(elements) {
            self.one(&mut element);
            match self.never_prints(&element) {
                Some(Never::Nothing) => continue,
                // Whether it is told once or twice is the same.
                Some(Never::Asked(_)) if asked => continue,
                Some(Never::Asked(other)) => {
                    asked = true;
                    out.push(*other);
                    continue;
                }
                None => {}
            }
            match element {
                // A group within a group tells more than one within a branch.
                Element::Choose(choose)
                    if matches!(within, Within::Group | Within::Branch)
                        && is_decided(&choose)
                        && (within == Within::Branch
                            || !choose.if_.children.iter().any(|child| matches!(child, Element::Group(_)))) =>
                {
                    out.extend(choose.if_.children);
                }
                other => out.push(other),
            }
        }
        *elements = out;
    }

    fn one(&self, element: &mut Element) {
        match element {
            Element::Group(group) => self.all(&mut group.children, Within::Group),
            Element::Choose(choose) => self.choose(choose),
            Element::Names(names) => self.names(names),
            Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }

    fn names(&self, names: &mut Names) {
        let is_there = names.variable.iter().any(|variable| self.has(&Variable::Name(*variable)));
        if is_there && self.whole_names && names.children.iter().any(|child| matches!(child, NamesChild::Name(_))) {
            names.children.retain(|child| !matches!(child, NamesChild::Substitute(_)));
        }
        for child in &mut names.children {
            if let NamesChild::Substitute(substitute) = child {
                self.all(&mut substitute.children, Within::Substitute);
            }
        }
    }

    /// What an element tells that never prints; `None` if it may print.
    fn never_prints(&self, element: &Element) -> Option<Never> {
        let asked = || Some(Never::Asked(Box::new(element.clone())));
        match element {
            Element::Text(text) => match &text.target {
                // No text is made of these.
                TextTarget::Variable { var: Variable::Name(_) | Variable::Date(_), .. } => asked(),
                TextTarget::Variable { var, form } => {
                    let short = match (form, var) {
                        (LongShortForm::Short, var) => self.shape.some_have(place(&format!("{var}-short"))),
                        _ => false,
                    };
                    if self.lacks(var) && !short { asked() } else { None }
                }
                TextTarget::Macro { name } => self.macros.get(name).cloned(),
                TextTarget::Term { .. } | TextTarget::Value { .. } => None,
            },
            Element::Number(number) => {
                if self.lacks(&of_number(number.variable)) {
                    asked()
                } else {
                    None
                }
            }
            Element::Names(names) => {
                let empty = names.variable.iter().all(|variable| self.lacks(&Variable::Name(*variable)));
                let other = names.substitute().is_some_and(|substitute| !substitute.children.is_empty());
                (empty && !other).then_some(Never::Nothing)
            }
            Element::Group(group) => self.never(&group.children),
            Element::Choose(choose) if choose.else_if.is_empty() && choose.otherwise.is_none() => {
                match choose.if_.children.as_slice() {
                    [] => Some(Never::Nothing),
                    [one] if is_decided(choose) => self.never_prints(one),
                    _ => None,
                }
            }
            Element::Choose(_) | Element::Date(_) | Element::Label(_) => None,
        }
    }

    /// What a group or a macro tells that never prints: one without anything, or one that asks for variables that are not
    /// there, whatever words it has besides.
    fn never(&self, children: &[Element]) -> Option<Never> {
        let mut asked = None;
        for child in children {
            let word = match child {
                Element::Text(text) => matches!(text.target, TextTarget::Term { .. } | TextTarget::Value { .. }),
                Element::Label(_) => true,
                _ => false,
            };
            match self.never_prints(child) {
                Some(Never::Asked(one)) => asked = asked.or(Some(Never::Asked(one))),
                Some(Never::Nothing) => {}
                None if word => {}
                None => return None,
            }
        }
        asked.or_else(|| children.is_empty().then_some(Never::Nothing))
    }

    fn choose(&self, choose: &mut Choose) {
        choose.else_if.retain(|branch| self.holds(branch) != Some(false));
        if let Some(first) = choose.else_if.iter().position(|branch| self.holds(branch) == Some(true)) {
            choose.else_if.truncate(first + 1);
            choose.otherwise = None;
        }
        match self.holds(&choose.if_) {
            Some(true) => {
                choose.else_if.clear();
                choose.otherwise = None;
            }
            Some(false) if !choose.else_if.is_empty() => choose.if_ = choose.else_if.remove(0),
            Some(false) => {
                choose.if_.children = choose.otherwise.take().map(|other| other.children).unwrap_or_default();
                always(&mut choose.if_);
            }
            None => {}
        }
        for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
            if self.holds(branch) == Some(true) {
                always(branch);
            } else {
                self.shorten(branch);
            }
            self.all(&mut branch.children, Within::Branch);
        }
        if let Some(other) = &mut choose.otherwise {
            self.all(&mut other.children, Within::Branch);
            choose.otherwise = choose.otherwise.take().filter(|other| !other.children.is_empty());
        }
    }

    /// Takes out of a branch the tests that do not decide anything.
    fn shorten(&self, branch: &mut ChooseBranch) {
        let idle = branch.match_ == ChooseMatch::All;
        let left = |found: Option<bool>| found != Some(idle);
        let keep = |all: &mut Option<Vec<Variable>>, test: &dyn Fn(&Variable) -> Option<bool>| {
            *all = all
                .take()
                .map(|all| all.into_iter().filter(|one| left(test(one))).collect())
                .filter(|all: &Vec<_>| !all.is_empty());
        };
        keep(&mut branch.variable, &|variable| self.known(variable));
        keep(&mut branch.is_numeric, &|variable| self.lacks(variable).then_some(false));
        let types = branch.type_.take().map(|all| all.into_iter().filter(|kind| left(self.is_of(kind))).collect());
        branch.type_ = types.filter(|all: &Vec<Kind>| !all.is_empty());
        if self.cited.is_some_and(|(_, located)| !located && !left(Some(false))) {
            branch.locator = None;
        }
        if let Some((position, _)) = self.cited {
            let tests = branch.position.take().map(|all| all.into_iter().filter(|test| left(Some(position.is(test)))).collect());
            branch.position = tests.filter(|all: &Vec<_>| !all.is_empty());
        }
    }

    /// Whether the test of a branch comes out the same for every source; `None` if that is not known.
    fn holds(&self, branch: &ChooseBranch) -> Option<bool> {
        let types = branch.type_.iter().flatten().map(|kind| self.is_of(kind));
        let variables = branch.variable.iter().flatten().map(|variable| self.known(variable));
        let numbers = branch.is_numeric.iter().flatten().map(|variable| self.lacks(variable).then_some(false));
        let positions = branch.position.iter().flatten().map(|test| self.cited.map(|(position, _)| position.is(test)));
        let locators = branch.locator.iter().flatten().map(|_| self.cited.and_then(|(_, located)| (!located).then_some(false)));
        let others = [branch.disambiguate.is_some(), branch.is_uncertain_date.is_some()];
        let others = others.into_iter().filter(|there| *there).map(|_| None);
        let (mut yes, mut no, mut unknown) = (false, false, false);
        for test in types.chain(variables).chain(numbers).chain(positions).chain(locators).chain(others) {
            match test {
                Some(true) => yes = true,
                Some(false) => no = true,
                None => unknown = true,
            }
        }
        let some = |is| if is { yes } else { no };
        let every = |is: bool| !unknown && !some(!is);
        match branch.match_ {
            ChooseMatch::All if some(false) => Some(false),
            ChooseMatch::All if every(true) => Some(true),
            ChooseMatch::Any if some(true) => Some(true),
            ChooseMatch::Any if every(false) => Some(false),
            ChooseMatch::None if some(true) => Some(false),
            ChooseMatch::None if every(false) => Some(true),
            _ => None,
        }
    }

    /// Whether all sources are of a type.
    fn is_of(&self, kind: &Kind) -> Option<bool> {
        match self.kinds.contains(kind) {
            false => Some(false),
            true => (self.shape.count() == 1).then_some(true),
        }
    }

    /// Whether all sources have a variable.
    fn known(&self, variable: &Variable) -> Option<bool> {
        if self.has(variable) { Some(true) } else { self.lacks(variable).then_some(false) }
    }

    /// Its place, or that of the variable which it tells of.
    fn place(&self, variable: &Variable) -> Option<u32> {
        let variable = told_of(variable);
        *self.places.borrow_mut().entry(*variable).or_insert_with(|| place(&variable.to_string()))
    }

    /// Whether no source has a variable; of the locator, whether no citation has one. Those that the engine makes up by itself are never said to be missing.
    fn lacks(&self, variable: &Variable) -> bool {
        if *variable == Variable::Number(NumberVariable::Locator) {
            return self.cited.is_some_and(|(_, located)| !located);
        }
        let place = self.place(variable);
        place.is_some() && !self.shape.some_have(place)
    }

    /// Whether every source has a variable, in the form in which the engine looks for it.
    fn has(&self, variable: &Variable) -> bool {
        if *variable == Variable::Number(NumberVariable::Locator) {
            return self.cited.is_some_and(|(_, located)| located);
        }
        let sort = match told_of(variable) {
            Variable::Standard(_) | Variable::Number(_) | Variable::Page(_) => Sort::Text,
            Variable::Date(_) => Sort::Date,
            Variable::Name(_) => Sort::Names,
        };
        self.shape.all_have(self.place(variable), sort) && !self.substituted.contains(variable)
    }
}

/// The variable that one tells of, or itself.
fn told_of(variable: &Variable) -> &Variable {
    TOLD.iter().find(|(.., teller, _)| teller == variable).map_or(variable, |(own, ..)| own)
}

/// A test that always holds: one of nothing.
fn always(branch: &mut ChooseBranch) {
    *branch = untested(std::mem::take(&mut branch.children));
}

/// Whether a choice is none: its first branch is always taken.
fn is_decided(choose: &Choose) -> bool {
    let tests = &choose.if_;
    tests.disambiguate.is_none()
        && tests.is_numeric.is_none()
        && tests.is_uncertain_date.is_none()
        && tests.locator.is_none()
        && tests.position.is_none()
        && tests.type_.is_none()
        && tests.variable.is_none()
        && tests.match_ != ChooseMatch::Any
}
