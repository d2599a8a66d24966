//! Taking out of a style what sources of some types can never reach.
//!
//! A style asks for the type of a source again and again, and the engine follows every branch to see whether it would
//! print anything. A branch for other types never does, so it is cut off beforehand; what is left makes the same letters.

use hayagriva::citationberg::taxonomy::{Kind, Variable};
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, IndependentStyle, LayoutRenderingElement as Element, NamesChild, Sort, SortKey, TextTarget,
};
use std::collections::BTreeSet;

/// Variables that styles test for and the engine takes from the source as they are, under their own names.
pub(super) const OFTEN_TESTED: [&str; 33] = [
    "DOI",
    "URL",
    "author",
    "chair",
    "collection-editor",
    "collection-title",
    "composer",
    "container-author",
    "container-title",
    "director",
    "edition",
    "editor",
    "editorial-director",
    "event-date",
    "genre",
    "host",
    "illustrator",
    "interviewer",
    "issue",
    "medium",
    "original-author",
    "original-date",
    "page",
    "publisher",
    "publisher-place",
    "recipient",
    "reviewed-author",
    "reviewed-title",
    "section",
    "status",
    "translator",
    "volume",
    "volume-title",
];

/// A style for sources of these types, given as CSL names; one that CSL does not know is of no type.
/// `variables` are those of `OFTEN_TESTED` that any of the sources has.
pub(super) fn pruned(style: &IndependentStyle, types: &[&str], variables: &BTreeSet<&str>) -> IndependentStyle {
    let known: Vec<Kind> = types.iter().filter_map(|name| name.parse().ok()).collect();
    let types = Types { known, variables, any: types.len() };
    let mut style = style.clone();
    let layouts = [Some(&mut style.citation.layout), style.bibliography.as_mut().map(|list| &mut list.layout)];
    layouts.into_iter().flatten().for_each(|layout| types.all(&mut layout.elements));
    style.macros.iter_mut().for_each(|one| types.all(&mut one.children));
    let wanted = reached(&style, true, true);
    style.macros.retain(|one| wanted.contains(&one.name));
    style
}

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

/// The types that sources have.
struct Types<'a> {
    known: Vec<Kind>,
    /// The variables of `OFTEN_TESTED` that any of them has.
    variables: &'a BTreeSet<&'a str>,
    /// How many types there are, known or not.
    any: usize,
}

impl Types<'_> {
    fn all(&self, elements: &mut [Element]) {
        for element in elements {
            match element {
                Element::Group(group) => self.all(&mut group.children),
                Element::Choose(choose) => self.choose(choose),
                Element::Names(names) => {
                    for child in &mut names.children {
                        if let NamesChild::Substitute(substitute) = child {
                            self.all(&mut substitute.children);
                        }
                    }
                }
                Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
            }
        }
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
            Some(false) => choose.if_.children.clear(),
            None => {}
        }
        self.all(&mut choose.if_.children);
        choose.else_if.iter_mut().for_each(|branch| self.all(&mut branch.children));
        choose.otherwise.iter_mut().for_each(|other| self.all(&mut other.children));
    }

    /// Whether the test of a branch comes out the same for every source; `None` if that is not known.
    fn holds(&self, branch: &ChooseBranch) -> Option<bool> {
        let kind = |kind: &Kind| match self.known.contains(kind) {
            false => Some(false),
            true => (self.any == 1).then_some(true),
        };
        let mut tests: Vec<Option<bool>> = branch.type_.iter().flatten().map(kind).collect();
        tests.extend(branch.variable.iter().flatten().map(|variable| self.lacks(variable).then_some(false)));
        let others = [
            branch.disambiguate.is_some(),
            branch.is_numeric.is_some(),
            branch.is_uncertain_date.is_some(),
            branch.locator.is_some(),
            branch.position.is_some(),
        ];
        tests.extend(others.iter().filter(|there| **there).map(|_| None));
        let (every, some) = (|is| tests.iter().all(|test| *test == Some(is)), |is| tests.contains(&Some(is)));
        match branch.match_ {
            _ if tests.is_empty() => None,
            ChooseMatch::All if some(false) => Some(false),
            ChooseMatch::All if every(true) => Some(true),
            ChooseMatch::Any if some(true) => Some(true),
            ChooseMatch::Any if every(false) => Some(false),
            ChooseMatch::None if some(true) => Some(false),
            ChooseMatch::None if every(false) => Some(true),
            _ => None,
        }
    }

    /// Whether no source has a variable. Those that the engine makes up by itself are never said to be missing.
    fn lacks(&self, variable: &Variable) -> bool {
        let name = variable.to_string();
        OFTEN_TESTED.contains(&name.as_str()) && !self.variables.contains(name.as_str())
    }
}
