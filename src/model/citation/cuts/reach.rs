//! What a style's parts lead to: the macros that they name, and the variables that may stand in for names.

use super::super::positions::Position;
use hayagriva::citationberg::taxonomy::{NumberOrPageVariable, NumberVariable, StandardVariable, Term, Variable};
use hayagriva::citationberg::{
    IndependentStyle, InheritableNameOptions, LayoutRenderingElement as Element, Name, NamesChild, Sort, SortKey, TextTarget,
};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Names of the macros that citations, or the list of sources, use, also by way of others.
pub(super) fn reached(style: &IndependentStyle, citation: bool, list: bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = Vec::new();
    let sorted = |sort: &'_ Option<Sort>| -> Vec<String> {
        let keys = sort.iter().flat_map(|sort| &sort.keys);
        keys.filter_map(|key| if let SortKey::MacroName { name, .. } = key { Some(name.clone()) } else { None }).collect()
    };
    if citation {
        style.citation.layout.elements.iter().for_each(|element| named(element, &mut open));
        found.extend(sorted(&style.citation.sort));
    }
    if let Some(bibliography) = style.bibliography.as_ref().filter(|_| list) {
        bibliography.layout.elements.iter().for_each(|element| named(element, &mut open));
        found.extend(sorted(&bibliography.sort));
    }
    let keys: Vec<String> = found.iter().cloned().collect();
    open.extend(keys.iter().map(String::as_str));
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    while let Some(name) = open.pop() {
        if seen.insert(name)
            && let Some(one) = style.macros.iter().find(|one| one.name == name)
        {
            one.children.iter().for_each(|element| named(element, &mut open));
        }
    }
    seen.into_iter().map(str::to_string).collect()
}

/// Variables that may stand in for names: once they did, the engine says that they are not there.
pub(super) fn substituted(style: &IndependentStyle) -> FxHashSet<Variable> {
    let mut found = FxHashSet::default();
    let layouts = [Some(&style.citation.layout), style.bibliography.as_ref().map(|list| &list.layout)];
    let all = layouts.into_iter().flatten().flat_map(|layout| &layout.elements);
    let mut open: Vec<(&Element, bool)> =
        all.chain(style.macros.iter().flat_map(|one| &one.children)).map(|element| (element, false)).collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    while let Some((element, inside)) = open.pop() {
        let variable = match element {
            Element::Text(text) => match &text.target {
                TextTarget::Macro { name } if inside && seen.insert(name) => {
                    let named = style.macros.iter().filter(|one| one.name == *name);
                    open.extend(named.flat_map(|one| &one.children).map(|child| (child, true)));
                    None
                }
                TextTarget::Variable { var, .. } => Some(*var),
                _ => None,
            },
            Element::Number(number) => Some(of_number(number.variable)),
            Element::Date(date) => date.variable.map(Variable::Date),
            Element::Names(names) => {
                if inside {
                    found.extend(names.variable.iter().map(|name| Variable::Name(*name)));
                }
                let others = names.substitute().into_iter().flat_map(|substitute| &substitute.children);
                open.extend(others.map(|child| (child, true)));
                None
            }
            Element::Group(group) => {
                open.extend(group.children.iter().map(|child| (child, inside)));
                None
            }
            Element::Choose(choose) => {
                let branches = choose.branches().flat_map(|branch| &branch.children);
                open.extend(branches.chain(choose.otherwise.iter().flat_map(|other| &other.children)).map(|child| (child, inside)));
                None
            }
            Element::Label(_) => None,
        };
        found.extend(variable.filter(|_| inside));
    }
    found
}

/// Calls `visit` with every element that citations, or the list of sources, use, also by way of macros.
fn each<'a>(style: &'a IndependentStyle, citation: bool, list: bool, mut visit: impl FnMut(&'a Element)) {
    let wanted = reached(style, citation, list);
    let layouts =
        [Some(&style.citation.layout).filter(|_| citation), style.bibliography.as_ref().filter(|_| list).map(|list| &list.layout)];
    let macros = style.macros.iter().filter(|one| wanted.contains(&one.name)).flat_map(|one| &one.children);
    let mut open: Vec<&Element> = layouts.into_iter().flatten().flat_map(|layout| &layout.elements).chain(macros).collect();
    while let Some(element) = open.pop() {
        visit(element);
        match element {
            Element::Names(names) => open.extend(names.substitute().into_iter().flat_map(|substitute| &substitute.children)),
            Element::Group(group) => open.extend(&group.children),
            Element::Choose(choose) => {
                let branches = choose.branches().flat_map(|branch| &branch.children);
                open.extend(branches.chain(choose.otherwise.iter().flat_map(|other| &other.children)));
            }
            Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

/// What the citations of a style ask of their position.
pub(super) fn asked(style: &IndependentStyle) -> Position {
    let mut found = Position::default();
    each(style, true, false, |element| {
        if let Element::Choose(choose) = element {
            choose.branches().flat_map(|branch| branch.position.iter().flatten()).for_each(|test| found.ask(test));
        }
    });
    found
}

/// Whether the citations, or else the list of sources, have a number or label that depends on other sources.
pub(super) fn is_numbered(style: &IndependentStyle, citation: bool) -> bool {
    let depends = |variable: Variable| {
        let number = [NumberVariable::CitationNumber, NumberVariable::FirstReferenceNoteNumber].map(Variable::Number);
        number.contains(&variable) || variable == Variable::Standard(StandardVariable::CitationLabel)
    };
    let sort =
        if citation { style.citation.sort.as_ref() } else { style.bibliography.as_ref().and_then(|list| list.sort.as_ref()) };
    let keys = sort.into_iter().flat_map(|sort| &sort.keys);
    let mut found = { keys }.any(|key| matches!(key, SortKey::Variable { variable, .. } if depends(*variable)));
    each(style, citation, !citation, |element| {
        found |= match element {
            Element::Text(text) => match &text.target {
                TextTarget::Variable { var, .. } => depends(*var),
                TextTarget::Term { term: Term::NumberVariable(variable), .. } => depends(Variable::Number(*variable)),
                TextTarget::Term { .. } | TextTarget::Value { .. } | TextTarget::Macro { .. } => false,
            },
            Element::Number(number) => depends(of_number(number.variable)),
            Element::Label(label) => depends(of_number(label.variable)),
            Element::Choose(choose) => {
                let tested = choose.branches().flat_map(|branch| branch.variable.iter().chain(&branch.is_numeric).flatten());
                { tested }.any(|variable| depends(*variable))
            }
            Element::Date(_) | Element::Names(_) | Element::Group(_) => false,
        };
    });
    found
}

/// Whether a list of names may be cut down to none.
pub(super) fn may_cut_all_names(style: &IndependentStyle) -> bool {
    let none = |first: Option<u32>, later: Option<u32>| [first, later].contains(&Some(0));
    let by_options = |options: &InheritableNameOptions| none(options.et_al_use_first, options.et_al_subsequent_use_first);
    let unset = InheritableNameOptions::default();
    let by_name = |name: &Name| {
        let options = name.options(&unset);
        none(options.et_al_use_first, options.et_al_subsequent_use_first)
    };
    let list = style.bibliography.as_ref();
    let sorts = [style.citation.sort.as_ref(), list.and_then(|list| list.sort.as_ref())];
    let keys = sorts.into_iter().flatten().flat_map(|sort| &sort.keys);
    let mut found = by_options(&style.settings.options)
        || by_options(&style.citation.name_options)
        || list.is_some_and(|list| by_options(&list.name_options))
        || { keys }.any(|key| matches!(key, SortKey::MacroName { names_use_first: Some(0), .. }));
    each(style, true, true, |element| {
        if let Element::Names(names) = element {
            found |= none(names.et_al_use_first, names.et_al_subsequent_use_first)
                || names.children.iter().any(|child| matches!(child, NamesChild::Name(name) if by_name(name)));
        }
    });
    found
}

/// The same variable among all variables.
pub(super) fn of_number(variable: NumberOrPageVariable) -> Variable {
    match variable {
        NumberOrPageVariable::Number(variable) => Variable::Number(variable),
        NumberOrPageVariable::Page(variable) => Variable::Page(variable),
    }
}

/// The macros that an element names. How deep elements are nested was checked when the style was read.
fn named<'a>(element: &'a Element, out: &mut Vec<&'a str>) {
    let all = |children: &'a [Element], out: &mut Vec<&'a str>| children.iter().for_each(|child| named(child, out));
    match element {
        Element::Text(text) => {
            if let TextTarget::Macro { name } = &text.target {
                out.push(name);
            }
        }
        Element::Names(names) => {
            for child in &names.children {
                if let NamesChild::Substitute(substitute) = child {
                    all(&substitute.children, out);
                }
            }
        }
        Element::Group(group) => all(&group.children, out),
        Element::Choose(choose) => {
            choose.branches().for_each(|branch| all(&branch.children, out));
            choose.otherwise.iter().for_each(|other| all(&other.children, out));
        }
        Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
    }
}
