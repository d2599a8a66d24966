//! Files from `content/` that browsers run, or hosts execute: whoever may send a text must not bring a program with it.

use super::active_svg::{NOT_UTF8, UNREADABLE, instruction};
use super::xml::{Attribute, Piece, Reader};
use crate::base::active::{Acts, acts};
use crate::base::{Fault, Range};
use crate::check::{Diagnostics, View};
use crate::files::File;

const HTML: &str = "HTML";

/// Names of what browsers run wherever it stands in XML, and what each is called in the message.
const LANGUAGES: [(&str, &str); 3] = [
    ("http://www.w3.org/1999/xhtml", HTML),
    ("http://www.w3.org/2000/svg", "a drawing"),
    ("http://www.w3.org/1998/Math/MathML", "a formula that can be a link"),
];

/// XML that holds none of these has no part that a browser runs, and is not taken apart.
const SIGNS: [&str; 7] = ["/1999/xhtml", "/2000/svg", "/1998/Math/", "<!DOCTYPE", "<?xml-stylesheet", "&#", "\0"];

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for (path, file) in view.model.assets.iter().filter(|(path, _)| path.below("content").is_some()) {
        let name = path.name();
        let (range, message, help) = match acts(path.as_str()) {
            Acts::Not | Acts::Drawing => continue,
            Acts::IfGuessed => match file.bytes.is_like_a_page() {
                true => (0..0, format!("`{name}` begins as a page of HTML does, and a browser may run it as one"), PACK),
                false => continue,
            },
            Acts::Markup => match active(file) {
                Some((range, what)) => (range, format!("`{name}` contains {what}, and a browser may run it as a page"), MARKUP),
                None => continue,
            },
            Acts::Runs => (0..0, format!("`{name}` is of a sort that browsers run or hosts execute"), PACK),
            Acts::Unknown => {
                let message = format!("`{name}` has no ending that hosts know, and a browser may run it as a page");
                (0..0, message, PACK)
            }
        };
        found.say(path, Fault::new("active-file", range, message).with_help(help));
    }
}

const PACK: &str = "save it as PDF, text, CSV or an image, or pack it as `.zip`; what the owner of the site answers for goes into \
                    `static/`, and is linked as `/name.html`";
const MARKUP: &str = "save it as plain data in UTF-8, without HTML, style sheets and document types, or pack it as `.zip`";

/// The first thing in XML that a browser may run, or the first that cannot be read.
fn active(file: &File) -> Option<(Range, &'static str)> {
    let bytes = file.bytes.open();
    let Ok(text) = std::str::from_utf8(&bytes) else { return Some((0..0, NOT_UTF8)) };
    let declared = text.trim_start_matches('\u{feff}').strip_prefix("<?").and_then(|rest| rest.split_once("?>"));
    let is_odd = declared.is_some_and(|(said, _)| instruction(said, text).is_some());
    if is_odd || SIGNS.iter().any(|sign| text.contains(sign)) { in_markup(text) } else { None }
}

fn in_markup(text: &str) -> Option<(Range, &'static str)> {
    Reader::new(text).find_map(|piece| match piece {
        Err(at) => Some((at as u32..at as u32 + u32::from(text[at..].starts_with('<')), UNREADABLE)),
        Ok(Piece::Type { range }) => Some((range, "a document type")),
        Ok(Piece::Instruction { text: said, range }) => instruction(said, text).map(|what| (range, what)),
        Ok(Piece::Start { attributes, .. }) => attributes.iter().find_map(|one| Some((one.range.clone(), language(one)?))),
        Ok(Piece::End { .. } | Piece::Text { .. } | Piece::Comment) => None,
    })
}

/// The language that elements are said to be of.
fn language(one: &Attribute) -> Option<&'static str> {
    let names = one.name == "xmlns" || one.name.starts_with("xmlns:");
    LANGUAGES.iter().find(|(name, _)| names && one.value.trim() == *name).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Files;

    fn what(text: &str) -> Option<&'static str> {
        let files = Files::from_memory([("content/a.xml", text.as_bytes())]);
        files.iter().next().and_then(|file| active(file)).map(|(_, what)| what)
    }

    #[test]
    fn xml_that_is_run_is_seen() {
        for (text, expected) in [
            ("<a xmlns='http://www.w3.org/1999/xhtml'/>", HTML),
            ("<a><h:b xmlns:h=\"http://www.w3.org/1999/xhtm&#108;\"/></a>", HTML),
            ("<svg xmlns='http://www.w3.org/2000/svg'/>", "a drawing"),
            ("<m:math xmlns:m='http://www.w3.org/1998/Math/MathML'/>", "a formula that can be a link"),
            ("<?xml-stylesheet href='a.xsl' type='text/xsl'?><a/>", "a foreign style sheet"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a document type"),
            ("<?xml version='1.0' encoding='utf-7'?><a/>", NOT_UTF8),
            ("<\0a\0/\0>\0", UNREADABLE),
        ] {
            assert_eq!(what(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn xml_that_is_data_passes() {
        for text in [
            "<?xml version='1.0' encoding='UTF-8'?>\n<kml xmlns='http://www.opengis.net/kml/2.2'><name>A &#38; B</name></kml>",
            "<data xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><![CDATA[<script>x</script>]]></data>",
            "<a note='http://www.w3.org/1999/xhtml'>http://www.w3.org/2000/svg</a>",
        ] {
            assert_eq!(what(text), None, "{text}");
        }
    }
}
