//! What the engine puts a list of sources in order by. It hands that out to nobody, so it is made here, and the engine has to
//! say that its own is neither before nor behind it.

use super::convert::item;
use super::list::list;
use super::{Engine, Work};
use crate::model::citation::cuts::by_type;
use hayagriva::citationberg::taxonomy::{StandardVariable, Variable};
use hayagriva::citationberg::{
    CslMacro, Date, DatePartName, DateParts, LayoutRenderingElement as Element, LongShortForm, Names, NamesChild, SortKey, Text,
    TextTarget,
};
use std::collections::BTreeMap;

/// Name of the macro that stands for a key; no name in a file of XML has this letter in it.
const MACRO: &str = "\u{0}key";
/// Types of works that hold a text to be compared with; a work is never compared with one of its own type.
const HOLDERS: [&str; 2] = ["musical_score", "map"];

impl Engine<'_> {
    /// The text of a source that a key of the list's order looks at, but for the case of its letters; `None` where that is
    /// no text, or the engine has another.
    pub fn key(&self, at: usize, number: usize) -> Option<String> {
        match self.style.bibliography.as_ref()?.sort.as_ref()?.keys.get(number)? {
            SortKey::Variable { variable: Variable::Standard(name), .. } => {
                let name = name.to_string();
                match self.items[at].0.get(&name)? {
                    hayagriva::citationberg::json::Value::String(text) => Some(text.clone()),
                    _ => None,
                }
            }
            SortKey::Variable { .. } => None,
            key @ SortKey::MacroName { name, .. } => {
                let text = self.shown_key(at, name)?;
                self.is_key(at, key, &text)?.then_some(text)
            }
        }
    }

    /// What a macro would show of a source where sources are put in order by it.
    fn shown_key(&self, at: usize, name: &str) -> Option<String> {
        let mut style = self.style.clone();
        style.macros.iter_mut().for_each(|one| self.sorting(at, &mut one.children));
        let bibliography = style.bibliography.as_mut()?;
        bibliography.sort = None;
        let layout = &mut bibliography.layout;
        layout.elements = vec![text(TextTarget::Macro { name: name.to_string() })];
        (layout.prefix, layout.suffix, layout.delimiter) = (None, None, None);
        let made = self.drive(&style, &[], &[], &[], &[at]);
        list(&made).first().map(|item| format!("{:#}", item.content))
    }

    /// Whether the text that the engine has for a key is equal to one, in the order of the language.
    fn is_key(&self, at: usize, key: &SortKey, wanted: &str) -> Option<bool> {
        let SortKey::MacroName { name, .. } = key else { return None };
        let holder = HOLDERS.into_iter().find(|kind| *kind != self.works[at].text("type"))?;
        let json = [("type", holder), ("source", wanted)];
        let held =
            Work { key: "other".into(), json: json.into_iter().map(|(name, text)| (name.to_string(), text.into())).collect() };
        let mut style = self.style.clone();
        let children = style.macros.iter().find(|one| one.name == *name)?.children.clone();
        let source = Variable::Standard(StandardVariable::Source);
        let shown = text(TextTarget::Variable { var: source, form: LongShortForm::default() });
        style.macros.push(CslMacro { name: MACRO.into(), children: by_type(vec![(holder, vec![shown]), ("", children)]) });
        let mut key = key.clone();
        if let SortKey::MacroName { name, sort_direction, .. } = &mut key {
            (*name, *sort_direction) = (MACRO.into(), Default::default());
        }
        style.bibliography.as_mut()?.sort.as_mut()?.keys = vec![key];
        let engine = Engine {
            style: &style,
            sorter: None,
            pieces: None,
            locale: self.locale.clone(),
            locales: self.locales.clone(),
            works: vec![&held, self.works[at], &held],
            items: vec![item(0, &held), item(1, self.works[at]), item(2, &held)],
            given: BTreeMap::new(),
            and_others: Default::default(),
        };
        // What is equal stays in the order given.
        Some(engine.order(&[0, 1, 2]) == [0, 1, 2])
    }

    /// Gives elements the form that the engine gives them where it sorts. How deep elements are nested was checked when the
    /// style was read.
    fn sorting(&self, at: usize, elements: &mut [Element]) {
        for element in elements {
            match element {
                Element::Date(date) => {
                    if let Some(shown) = self.date_key(at, date) {
                        *element = text(TextTarget::Value { val: shown });
                    }
                }
                Element::Number(number) => {
                    (number.affixes, number.text_case) = (Default::default(), None);
                    number.form = Default::default();
                }
                Element::Names(names) => self.names(at, names),
                Element::Group(group) => self.sorting(at, &mut group.children),
                Element::Choose(choose) => {
                    self.sorting(at, &mut choose.if_.children);
                    choose.else_if.iter_mut().for_each(|branch| self.sorting(at, &mut branch.children));
                    choose.otherwise.iter_mut().for_each(|other| self.sorting(at, &mut other.children));
                }
                Element::Text(_) | Element::Label(_) => {}
            }
        }
    }

    fn names(&self, at: usize, names: &mut Names) {
        names.children.retain(|child| !matches!(child, NamesChild::Label(_)));
        for child in &mut names.children {
            if let NamesChild::Substitute(substitute) = child {
                self.sorting(at, &mut substitute.children);
            }
        }
    }

    /// A date in figures; `None` where the source has none that such figures do for.
    fn date_key(&self, at: usize, date: &Date) -> Option<String> {
        let [year, month, day] = *self.works[at].dates(&date.variable?.to_string()).first()?;
        let has = |part: DatePartName| date.date_part.iter().any(|one| one.name == part);
        let (has_year, has_month, has_day) = match (&date.form, &date.parts) {
            (Some(_), Some(DateParts::Year)) => (true, false, false),
            (Some(_), Some(DateParts::YearMonth)) => (true, true, false),
            (Some(_), Some(DateParts::YearMonthDay) | None) => (true, true, true),
            (None, _) => (has(DatePartName::Year), has(DatePartName::Month), has(DatePartName::Day)),
        };
        let mut out = String::new();
        for (there, figures) in
            [(has_year, format!("P{year:09}")), (has_month, format!("{month:02}")), (has_day, format!("{day:02}"))]
        {
            out.push_str(if there { &figures } else { "" });
        }
        // How the engine counts seasons is its own affair.
        (year > 0 && month <= 12).then_some(out)
    }
}

fn text(target: TextTarget) -> Element {
    Element::Text(Text {
        target,
        formatting: Default::default(),
        affixes: Default::default(),
        display: None,
        quotes: false,
        strip_periods: false,
        text_case: None,
    })
}
