//! What the engine's reader of styles leaves undone: names in a `choose` of a `substitute` take over the form of the names
//! that they stand for, as CSL 1.0.2 has it for all names there.

use hayagriva::citationberg::{Choose, IndependentStyle, LayoutRenderingElement as Element, Names, NamesChild};

/// Completes a style. It goes as deep as the style does, which is bounded where a style is read.
pub fn complete(style: &mut IndependentStyle) {
    for found in &mut style.macros {
        elements(&mut found.children, None);
    }
    elements(&mut style.citation.layout.elements, None);
    if let Some(bibliography) = &mut style.bibliography {
        elements(&mut bibliography.layout.elements, None);
    }
}

/// `form`: the names that these elements stand for, if they are behind a condition.
fn elements(list: &mut [Element], form: Option<&Names>) {
    for element in list {
        match element {
            Element::Names(names) => {
                if let Some(form) = form {
                    *names = form.from_names_substitute(names);
                }
                substitutes(names);
            }
            Element::Group(group) => elements(&mut group.children, None),
            Element::Choose(choose) => branches(choose, form),
            Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

fn branches(choose: &mut Choose, form: Option<&Names>) {
    elements(&mut choose.if_.children, form);
    choose.else_if.iter_mut().for_each(|branch| elements(&mut branch.children, form));
    if let Some(otherwise) = &mut choose.otherwise {
        elements(&mut otherwise.children, form);
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
                Element::Choose(choose) => branches(choose, Some(&form)),
                other => elements(std::slice::from_mut(other), None),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayagriva::citationberg::Style;

    #[test]
    fn names_behind_a_condition_take_the_form_of_those_they_stand_for() {
        let style = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>x</title><id>x</id><updated>2020-01-01T00:00:00Z</updated></info><citation><layout><names variable="author"><name and="text"/><substitute><choose><if type="book"><names variable="editor"/></if></choose></substitute></names></layout></citation></style>"#;
        let Ok(Style::Independent(mut style)) = Style::from_xml(style) else { panic!("it is a style") };
        complete(&mut style);
        let xml = Style::Independent(style).to_xml().unwrap();
        assert_eq!(xml.matches("<name and=\"text\"").count(), 2, "{xml}");
    }
}
