//! What the engine's reader of styles leaves undone, as CSL 1.0.2 has it.
//!
//! Names in a `choose` of a `substitute` take over the form of the names that they stand for, as all names there do. Names
//! without a `<name/>` have one, before their label. A group whose names are all empty shows nothing, words neither. What
//! stood in for names is not shown again, but it is there for those who test for it. The short form of a container's title
//! is that of the source, if it has one.

use super::sorting;
use hayagriva::citationberg::taxonomy::{DateVariable, NameVariable, StandardVariable, Variable};
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, ElseBranch, IndependentStyle, LayoutRenderingElement as Element, LongShortForm, Name, Names,
    NamesChild, Text, TextTarget,
};

/// A variable that is never shown as a text, but counts among those that a group asks for.
const NEVER: Variable = Variable::Date(DateVariable::AvailableDate);

/// Variables that often stand in for names, and those that tell that they are there: the engine says of the first that they
/// are not once they stood in. The others are of no work as the engine has it.
pub const TOLD: [(Variable, &str, Variable, &str); 3] = [
    (Variable::Standard(StandardVariable::Title), "title", Variable::Standard(StandardVariable::Annote), "annote"),
    (
        Variable::Standard(StandardVariable::ContainerTitle),
        "container-title",
        Variable::Standard(StandardVariable::Abstract),
        "abstract",
    ),
    (Variable::Name(NameVariable::Editor), "editor", Variable::Standard(StandardVariable::CitationKey), "citation-key"),
];

/// Stands for them where the style itself asks for one; the engine is never given it.
const LACKING: Variable = Variable::Standard(StandardVariable::Event);

/// Whether a variable tells of another.
fn tells(variable: &Variable) -> bool {
    TOLD.iter().any(|(_, _, teller, _)| teller == variable)
}

/// Has a branch test for the variables that tell of others, or (`back`) for these again.
fn told(branch: &mut ChooseBranch, back: bool) {
    for variable in branch.variable.iter_mut().flatten() {
        if !back && tells(variable) {
            *variable = LACKING;
        }
        let pairs = TOLD.iter().map(|(own, _, teller, _)| if back { (teller, own) } else { (own, teller) });
        if let Some((_, other)) = { pairs }.find(|(one, _)| *one == variable) {
            *variable = *other;
        }
    }
}

/// A branch of a choice that tests for nothing.
pub fn untested(children: Vec<Element>) -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_: ChooseMatch::All,
        children,
    }
}

/// Completes a style. It goes as deep as the style does, which is bounded where a style is read.
pub fn complete(style: &mut IndependentStyle) {
    for found in &mut style.macros {
        grouped(&mut found.children, None);
    }
    elements(&mut style.citation.layout.elements, None, false);
    if let Some(bibliography) = &mut style.bibliography {
        elements(&mut bibliography.layout.elements, None, false);
    }
    tests(style, false);
    sorting::unquoted(style);
}

/// A style for other programs, which know themselves what is there.
pub fn for_others(style: &IndependentStyle) -> IndependentStyle {
    let mut style = style.clone();
    tests(&mut style, true);
    style
}

fn tests(style: &mut IndependentStyle, back: bool) {
    fn all(list: &mut [Element], back: bool) {
        for element in list {
            match element {
                Element::Group(group) => all(&mut group.children, back),
                Element::Names(names) => {
                    for child in &mut names.children {
                        if let NamesChild::Substitute(substitute) = child {
                            all(&mut substitute.children, back);
                        }
                    }
                }
                Element::Choose(choose) => {
                    for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
                        told(branch, back);
                        all(&mut branch.children, back);
                    }
                    choose.otherwise.iter_mut().for_each(|other| all(&mut other.children, back));
                }
                Element::Text(text) => match &mut text.target {
                    TextTarget::Variable { var, .. } if !back && tells(var) => *var = NEVER,
                    _ => {}
                },
                Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
            }
        }
    }
    style.macros.iter_mut().for_each(|one| all(&mut one.children, back));
    all(&mut style.citation.layout.elements, back);
    style.bibliography.iter_mut().for_each(|list| all(&mut list.layout.elements, back));
}

/// Elements of a group, or of a macro, which is one. The engine does not count names that are empty among the variables that
/// a group asks for, so another that is empty is asked for beside them.
fn grouped(list: &mut Vec<Element>, form: Option<&Names>) {
    elements(list, form, true);
    if list.iter().any(|element| matches!(element, Element::Names(_))) {
        let target = TextTarget::Variable { var: NEVER, form: LongShortForm::default() };
        let (formatting, affixes) = Default::default();
        list.push(Element::Text(Text {
            target,
            formatting,
            affixes,
            display: None,
            quotes: false,
            strip_periods: false,
            text_case: None,
        }));
    }
}

/// `form`: the names that these elements stand for, if they are behind a condition. `in_group`: they are part of a group.
fn elements(list: &mut [Element], form: Option<&Names>, in_group: bool) {
    for element in list {
        match element {
            Element::Names(names) => {
                match form {
                    Some(form) => *names = form.from_names_substitute(names),
                    None => named(names),
                }
                substitutes(names);
            }
            Element::Group(group) => grouped(&mut group.children, None),
            Element::Choose(choose) => branches(choose, form, in_group),
            Element::Text(text) => {
                if let Some(choose) = short_container(text) {
                    *element = Element::Choose(choose);
                }
            }
            Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

/// The short form of a container's title where a source has one, and else the long one; `None` for other texts.
fn short_container(text: &Text) -> Option<Choose> {
    let short = Variable::Standard(StandardVariable::ContainerTitleShort);
    match text.target {
        TextTarget::Variable { var: Variable::Standard(StandardVariable::ContainerTitle), form: LongShortForm::Short } => {}
        _ => return None,
    }
    let mut own = text.clone();
    own.target = TextTarget::Variable { var: short, form: LongShortForm::Long };
    let if_ = ChooseBranch { variable: Some(vec![short]), ..untested(vec![Element::Text(own)]) };
    let otherwise = Some(ElseBranch { children: vec![Element::Text(text.clone())] });
    Some(Choose { if_, else_if: Vec::new(), otherwise })
}

fn branches(choose: &mut Choose, form: Option<&Names>, in_group: bool) {
    let one = |list: &mut Vec<Element>| if in_group { grouped(list, form) } else { elements(list, form, false) };
    one(&mut choose.if_.children);
    choose.else_if.iter_mut().for_each(|branch| one(&mut branch.children));
    if let Some(otherwise) = &mut choose.otherwise {
        one(&mut otherwise.children);
    }
}

/// Gives names a `<name/>` before their other parts; without any part they need none.
fn named(names: &mut Names) {
    let is_name = |child: &NamesChild| matches!(child, NamesChild::Name(_));
    if !names.children.is_empty() && !names.children.iter().any(is_name) {
        names.children.insert(0, NamesChild::Name(Name::default()));
    }
}

/// Names directly in a `substitute` are given their form by the engine.
fn substitutes(names: &mut Names) {
    let bare = |names: &Names| {
        let mut bare = names.clone();
        bare.children.retain(|child| !matches!(child, NamesChild::Substitute(_)));
        bare
    };
    let form = bare(names);
    for child in &mut names.children {
        let NamesChild::Substitute(substitute) = child else { continue };
        for element in &mut substitute.children {
            match element {
                Element::Choose(choose) => branches(choose, Some(&form), false),
                // Without a name they take over that of the names which they stand for.
                Element::Names(names) => substitutes(names),
                other => elements(std::slice::from_mut(other), None, false),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PageId;
    use crate::model::citation::item::Work;
    use crate::model::citation::reading::{Cite, One};
    use crate::model::citation::{Library, Setup};
    use hayagriva::citationberg::Style;

    /// A style of one layout, completed; `None` if it is none.
    fn completed(layout: &str) -> Option<IndependentStyle> {
        let xml = format!(
            r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>x</title><id>x</id><updated>2020-01-01T00:00:00Z</updated></info><citation><layout>{layout}</layout></citation></style>"#
        );
        let Ok(Style::Independent(mut style)) = Style::from_xml(&xml) else { return None };
        complete(&mut style);
        Some(style)
    }

    /// What a style of one layout makes of a book.
    fn cited(layout: &str, more: serde_json::Value) -> String {
        let style = completed(layout).unwrap();
        let xml = Style::Independent(for_others(&style)).to_xml().unwrap();
        let mut json = serde_json::json!({ "type": "book", "title": "Alpha" });
        json.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        let work = Work { key: "a".into(), json: json.as_object().cloned().unwrap() };
        let setup = Setup { style: "x.csl", csl: Some(xml.as_bytes()), ..Setup::default() };
        let (library, _) = Library::of(vec![(PageId(0), work)], &setup);
        let html = &library.cites(&[Cite { items: vec![One::default()], note: 1, ..Cite::default() }], "en").citations[0].text;
        html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
    }

    #[test]
    fn a_label_needs_no_name_beside_it() {
        let editors = serde_json::json!({ "editor": [{ "family": "Roe", "given": "Ann" }, { "family": "Doe", "given": "Jim" }] });
        let layout = r#"<names variable="editor" delimiter=";"><label prefix=", "/></names>"#;
        assert_eq!(cited(layout, editors.clone()), "Ann Roe, Jim Doe, editors");
        let layout = r#"<names variable="author"><label prefix=", "/><substitute><names variable="editor"/></substitute></names>"#;
        assert_eq!(cited(layout, editors), "Ann Roe, Jim Doe, editors");
    }

    #[test]
    fn a_group_of_empty_names_shows_nothing() {
        let layout =
            r#"<text variable="title"/><group delimiter=" " prefix=", "><text term="in"/><names variable="editor"/></group>"#;
        let editor = serde_json::json!({ "editor": [{ "family": "Roe", "given": "Ann" }] });
        assert_eq!(cited(layout, serde_json::json!({})), "Alpha");
        assert_eq!(cited(layout, editor.clone()), "Alpha, in Ann Roe");
        let layout = r#"<text variable="title"/><group delimiter=" " prefix=", "><text term="in"/><choose><if type="book"><names variable="editor"/></if><else><text value="x"/></else></choose></group>"#;
        assert_eq!(cited(layout, serde_json::json!({})), "Alpha");
        assert_eq!(cited(layout, serde_json::json!({ "type": "map" })), "Alpha, in x");
        assert_eq!(cited(layout, editor), "Alpha, in Ann Roe");
    }

    #[test]
    fn containers_have_a_short_title() {
        let layout = r#"<text variable="container-title" form="short"/>"#;
        let long = serde_json::json!({ "container-title": "Journal of It" });
        let short = serde_json::json!({ "container-title": "Journal of It", "container-title-short": "J. It" });
        assert_eq!((cited(layout, long), cited(layout, short)), ("Journal of It".to_string(), "J. It".to_string()));
    }

    #[test]
    fn what_stood_in_for_names_is_there() {
        let layout = r#"<group delimiter=", "><names variable="author"><substitute><names variable="editor"/><text variable="title"/></substitute></names><choose><if variable="editor"><text value="edited"/></if><else-if variable="title"><text value="titled"/></else-if></choose><text variable="title"/></group>"#;
        assert_eq!(cited(layout, serde_json::json!({})), "Alpha, titled");
        assert_eq!(cited(layout, serde_json::json!({ "editor": [{ "literal": "UN" }] })), "UN, edited, Alpha");
        assert_eq!(cited(layout, serde_json::json!({ "title": "", "author": [{ "literal": "UN" }] })), "UN");
        let layout = r#"<text variable="title"/><text variable="annote" prefix=", "/><choose><if variable="annote"><text value="!"/></if></choose>"#;
        assert_eq!(cited(layout, serde_json::json!({ "annote": "note" })), "Alpha");
    }

    #[test]
    fn names_behind_a_condition_take_the_form_of_those_they_stand_for() {
        let layout = r#"<names variable="author"><name and="text"/><substitute><choose><if type="book"><names variable="editor"/></if></choose></substitute></names>"#;
        let style = completed(layout).unwrap();
        let xml = Style::Independent(style).to_xml().unwrap();
        assert_eq!(xml.matches("<name and=\"text\"").count(), 2, "{xml}");
    }
}
