//! A style for sources of many types: at its top it asks once for the type, and goes on with the style pruned for it.
//!
//! What is pruned to the same for several types is shared, and what is left is found again by a number.

use super::super::style::untested;
use super::prune::pruned;
use super::shape::Shape;
use hayagriva::citationberg::{
    Choose, ChooseBranch, CslMacro, ElseBranch, IndependentStyle, LayoutRenderingElement as Element, NamesChild, Sort, SortKey,
    TextTarget,
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often a type's form is made anew for sources that know more or less than those before, until that is not looked at
/// any more.
const MAX_ANEW: usize = 6;

/// Of how many lengths the names of shared macros are.
const LENGTHS: usize = 40;

/// A style for all the sources that it was asked for so far.
#[derive(Default)]
pub(super) struct Many {
    /// By type: the shape of its sources, the style pruned for them, and how often that was made. The empty type is that
    /// of sources whose type CSL does not know.
    forms: BTreeMap<String, (Shape, IndependentStyle, usize)>,
    style: Option<Arc<IndependentStyle>>,
}

impl Many {
    /// The style for sources of some shapes, each of one type, and for all before them. `None` if it cannot be parted.
    pub fn style(
        &mut self,
        whole: impl FnOnce() -> Arc<IndependentStyle>,
        shapes: BTreeMap<String, Shape>,
        whole_names: bool,
    ) -> Option<Arc<IndependentStyle>> {
        let mut fresh = Vec::new();
        for (kind, shape) in shapes {
            let before = self.forms.get(&kind);
            let mut wanted = match before {
                Some((before, ..)) => shape.and(*before),
                None => shape,
            };
            if before.is_some_and(|(before, ..)| *before == wanted) {
                continue;
            }
            let times = before.map_or(0, |(.., times)| times + 1);
            if times >= MAX_ANEW {
                wanted = wanted.of_any_variables();
            }
            fresh.push((kind, wanted, times));
        }
        if !fresh.is_empty() {
            let whole = whole();
            for (kind, shape, times) in fresh {
                let form = pruned(&whole, &shape, None, whole_names);
                self.forms.insert(kind, (shape, form, times));
            }
            self.style = parted(&whole, &self.forms).map(Arc::new);
        }
        self.style.clone()
    }
}

/// One style out of those for each type.
fn parted(whole: &IndependentStyle, forms: &BTreeMap<String, (Shape, IndependentStyle, usize)>) -> Option<IndependentStyle> {
    let mut shared = Shared::default();
    let mut style = whole.clone();
    let mut own = |pick: &dyn Fn(&IndependentStyle) -> Option<&[Element]>| {
        let mut branches = Vec::with_capacity(forms.len());
        for (kind, (_, form, _)) in forms {
            let mut elements = pick(form)?.to_vec();
            shared.named(kind, form, &mut elements)?;
            branches.push((kind.as_str(), elements));
        }
        Some(by_type(branches))
    };
    style.citation.layout.elements = own(&|form| Some(&form.citation.layout.elements))?;
    if let Some(list) = &mut style.bibliography {
        list.layout.elements = own(&|form| Some(&form.bibliography.as_ref()?.layout.elements))?;
    }
    let sorts = [style.citation.sort.as_mut(), style.bibliography.as_mut().and_then(|list| list.sort.as_mut())];
    let names = sorts.into_iter().flatten().flat_map(keys);
    let mut macros = BTreeMap::new();
    for name in names {
        let children = own(&|form| form.macros.iter().find(|one| one.name == *name).map(|one| one.children.as_slice()));
        macros.insert(name.clone(), CslMacro { name: name.clone(), children: children? });
    }
    style.macros = macros.into_values().chain(shared.macros).collect();
    Some(style)
}

/// The macros that a list is sorted by.
fn keys(sort: &mut Sort) -> impl Iterator<Item = &String> {
    sort.keys.iter().filter_map(|key| if let SortKey::MacroName { name, .. } = key { Some(name) } else { None })
}

/// The choice between elements by type; what is no type stands for all others.
pub fn by_type(branches: Vec<(&str, Vec<Element>)>) -> Vec<Element> {
    let mut otherwise = None;
    let mut tests = Vec::with_capacity(branches.len());
    for (kind, children) in branches {
        match kind.parse() {
            Ok(kind) => tests.push(ChooseBranch { type_: Some(vec![kind]), ..untested(children) }),
            Err(_) => otherwise = Some(ElseBranch { children }),
        }
    }
    let mut tests = tests.into_iter();
    match tests.next() {
        Some(if_) => vec![Element::Choose(Choose { if_, else_if: tests.collect(), otherwise })],
        None => otherwise.map(|other| other.children).unwrap_or_default(),
    }
}

/// Macros of all types, each but once.
#[derive(Default)]
struct Shared {
    macros: Vec<CslMacro>,
    /// Numbers of the macros by what they hold.
    numbers: FxHashMap<Vec<Element>, String>,
    /// Numbers by type and name. Empty while it is looked into: a macro that leads to itself.
    known: BTreeMap<(String, String), String>,
}

impl Shared {
    /// Names the macros in some elements by their numbers. How deep elements are nested was checked when the style was read.
    fn named(&mut self, kind: &str, form: &IndependentStyle, elements: &mut [Element]) -> Option<()> {
        for element in elements {
            match element {
                Element::Text(text) => {
                    if let TextTarget::Macro { name } = &mut text.target {
                        *name = self.number(kind, form, name)?;
                    }
                }
                Element::Names(names) => {
                    for child in &mut names.children {
                        if let NamesChild::Substitute(substitute) = child {
                            self.named(kind, form, &mut substitute.children)?;
                        }
                    }
                }
                Element::Group(group) => self.named(kind, form, &mut group.children)?,
                Element::Choose(choose) => {
                    for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
                        self.named(kind, form, &mut branch.children)?;
                    }
                    if let Some(other) = &mut choose.otherwise {
                        self.named(kind, form, &mut other.children)?;
                    }
                }
                Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
            }
        }
        Some(())
    }

    fn number(&mut self, kind: &str, form: &IndependentStyle, name: &str) -> Option<String> {
        let key = (kind.to_string(), name.to_string());
        if let Some(found) = self.known.get(&key) {
            return Some(found.clone()).filter(|found| !found.is_empty());
        }
        self.known.insert(key.clone(), String::new());
        let mut children = form.macros.iter().find(|one| one.name == name)?.children.clone();
        self.named(kind, form, &mut children)?;
        let macros = &mut self.macros;
        let number = self.numbers.entry(children).or_insert_with_key(|children| {
            // No name in a file of XML has this letter in it. The engine looks through all names each time, and the length
            // is what it compares first.
            let name = format!("{}{}", "\u{0}".repeat(1 + macros.len() % LENGTHS), macros.len());
            macros.push(CslMacro { name: name.clone(), children: children.clone() });
            name
        });
        self.known.insert(key, number.clone());
        Some(number.clone())
    }
}
