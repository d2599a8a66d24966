//! What stands in a paragraph: runs of letters, links, notes, pictures, tracked changes.

use super::super::redirect;
use super::super::told::Matter;
use super::super::tree::{Inline, Style};
use super::Reader;
use super::fields::Field;
use super::xml::{Element, Node};
use crate::base::address::{self, Scheme};
use crate::base::text::primary_language;

/// Most fields that are open within each other.
const MOST_FIELDS: usize = 40;

/// How letters look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    strong: bool,
    emph: bool,
    struck: bool,
    raised: bool,
    lowered: bool,
    code: bool,
}

impl Reader<'_, '_> {
    /// Reads what lies in a paragraph or in a part of one.
    pub(super) fn letters(&mut self, parent: &Element, look: Look) {
        for element in parent.all() {
            match element.name() {
                "w:r" => self.run(element, look),
                "w:hyperlink" => self.hyperlink(element, look),
                "w:ins" | "w:moveTo" => {
                    if element.name() == "w:ins" && element.find("w:t").is_some() {
                        self.tell(Matter::Inserted);
                    }
                    self.letters(element, look);
                }
                "w:del" if element.find("w:delText").is_some() || element.find("w:drawing").is_some() => self.tell(Matter::Deleted),
                "w:fldSimple" => {
                    let instruction = element.get("w:instr").unwrap_or_default().to_string();
                    self.frames.push(Vec::new());
                    self.letters(element, look);
                    let inner = self.frames.pop().unwrap_or_default();
                    self.end_field(&instruction, inner);
                }
                "w:sdt" => self.part(element, look),
                "w:smartTag" | "w:customXml" | "w:dir" | "w:bdo" => self.letters(element, look),
                "w:bookmarkStart" => {
                    if let Some(name) = element.get("w:name").filter(|name| *name != "_GoBack") {
                        self.put(Inline::Anchor(name.to_string()));
                    }
                }
                "m:oMath" | "m:oMathPara" => self.formula(element),
                "mc:AlternateContent" => self.alternative(element, look),
                _ => {}
            }
        }
    }

    /// A part that Word or a reference manager fills in.
    fn part(&mut self, element: &Element, look: Look) {
        if self.is_dropped(element) {
            return;
        }
        let Some(content) = element.first("w:sdtContent") else { return };
        let tag = element.first("w:sdtPr").and_then(|properties| properties.val("w:tag")).unwrap_or_default();
        if tag.starts_with("MENDELEY_CITATION") {
            match self.works.mendeley(tag) {
                Some(cited) => {
                    self.tell(Matter::Citation);
                    self.put(Inline::Cite(cited));
                    return;
                }
                None => self.tell(Matter::CitationText),
            }
        }
        self.letters(content, look);
    }

    pub(super) fn put(&mut self, inline: Inline) {
        if self.fields.iter().any(|field| !field.in_result) {
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.push(inline);
        }
    }

    fn put_text(&mut self, text: &str, look: Look) {
        if text.is_empty() {
            return;
        }
        let mut inline = if look.code { Inline::Code(text.to_string()) } else { Inline::Text(text.to_string()) };
        let styles = [
            (look.raised, Style::Raised),
            (look.lowered, Style::Lowered),
            (look.struck, Style::Struck),
            (look.emph, Style::Emph),
            (look.strong, Style::Strong),
        ];
        // What is all white space looks like nothing.
        for (_, style) in styles.into_iter().filter(|(on, _)| *on && !text.trim().is_empty()) {
            inline = Inline::Styled(style, vec![inline]);
        }
        self.put(inline);
    }

    fn run(&mut self, run: &Element, outer: Look) {
        let properties = run.first("w:rPr");
        let style = properties.and_then(|properties| properties.val("w:rStyle"));
        let mut look = outer;
        if let Some(style) = style {
            let (strong, emph, raised) = self.styles.letters(style);
            let is_link = style.eq_ignore_ascii_case("hyperlink");
            look.strong |= strong && !is_link;
            look.emph |= emph && !is_link;
            look.code |= self.styles.is_code(style);
            look.raised |= raised == Some("superscript");
            look.lowered |= raised == Some("subscript");
        }
        if let Some(properties) = properties {
            look.strong = properties.flag("w:b").unwrap_or(look.strong);
            look.emph = properties.flag("w:i").unwrap_or(look.emph);
            look.struck |= properties.flag("w:strike").unwrap_or(false) || properties.flag("w:dstrike").unwrap_or(false);
            if let Some(raised) = properties.val("w:vertAlign") {
                look.raised = raised == "superscript";
                look.lowered = raised == "subscript";
            }
            if properties.flag("w:vanish").unwrap_or(false) || properties.flag("w:webHidden").unwrap_or(false) {
                // Page numbers of a table of contents are hidden from the web.
                if properties.flag("w:vanish").unwrap_or(false) && run.find("w:t").is_some() {
                    self.tell(Matter::Hidden);
                }
                return self.marks_of_fields(run);
            }
            let marked = properties.val("w:highlight").is_some_and(|colour| colour != "none");
            if marked && run.find("w:t").is_some() {
                self.tell(Matter::Highlighted);
            }
        }
        let mut count = 0;
        let mut first = None;
        for element in run.all() {
            match element.name() {
                "w:t" => {
                    let text = element.text();
                    count += text.len();
                    first = first.or_else(|| text.chars().find(|c| c.is_alphabetic()));
                    self.put_text(&text, look);
                }
                "w:tab" | "w:ptab" => self.put_text(" ", look),
                "w:br" | "w:cr" => match element.get("w:type") {
                    Some("page" | "column") => self.put_text(" ", look),
                    _ => self.put(Inline::Break),
                },
                "w:noBreakHyphen" => self.put_text("\u{2011}", look),
                "w:sym" => self.symbol(element, look),
                "w:footnoteReference" | "w:endnoteReference" => {
                    let end = element.name() == "w:endnoteReference";
                    let note = element.get("w:id").and_then(|id| self.note(id, end));
                    match note {
                        Some(note) => self.put(Inline::Note(note)),
                        None => self.tell(Matter::Note),
                    }
                }
                "w:commentReference" => self.tell(Matter::Comments),
                "w:fldChar" | "w:instrText" => self.field_part(element),
                // The letters without the small ones that tell how they are read.
                "w:ruby" => {
                    if let Some(base) = element.first("w:rubyBase") {
                        self.letters(base, look);
                    }
                }
                "w:drawing" | "w:pict" | "w:object" => self.drawing(element),
                "mc:AlternateContent" => self.alternative(element, look),
                _ => {}
            }
        }
        let language = first.and_then(|first| language(first, properties.and_then(|properties| properties.first("w:lang"))));
        let language = language.or_else(|| self.styles.language.clone());
        if let Some(language) = language.filter(|language| count > 0 && crate::base::fields::bcp47(language)) {
            *self.languages.entry(language).or_default() += count;
        }
    }

    /// Only what begins and ends fields.
    fn marks_of_fields(&mut self, run: &Element) {
        for element in run.all().filter(|element| matches!(element.name(), "w:fldChar" | "w:instrText")) {
            self.field_part(element);
        }
    }

    fn field_part(&mut self, element: &Element) {
        if element.name() == "w:instrText" {
            if let Some(field) = self.fields.last_mut().filter(|field| !field.in_result) {
                field.instruction.push_str(&element.text());
            }
            return;
        }
        match element.get("w:fldCharType") {
            // Beyond a limit they are only counted, for each to end at its own end.
            Some("begin") if self.fields.len() >= MOST_FIELDS => self.fields_beyond += 1,
            Some("begin") => self.fields.push(Field::default()),
            Some("end") if self.fields_beyond > 0 => self.fields_beyond -= 1,
            Some("separate") => {
                if let Some(field) = self.fields.last_mut().filter(|field| !field.in_result) {
                    field.begin_result();
                    self.frames.push(Vec::new());
                }
            }
            Some("end") => {
                let Some(field) = self.fields.pop() else { return };
                let inner =
                    if field.in_result && self.frames.len() > 1 { self.frames.pop().unwrap_or_default() } else { Vec::new() };
                self.end_field(&field.instruction, inner);
            }
            _ => {}
        }
    }

    /// The text of the paragraph that ends. What fields that go on have so far stays where it is, unless they show nothing.
    pub(super) fn close_paragraph(&mut self, base: usize) -> Vec<Inline> {
        // An instruction ends with its paragraph: one without an end must not hold back the rest of the text.
        let before = self.fields.len();
        self.fields.retain(|field| field.in_result);
        if self.fields.len() < before {
            self.tell(Matter::Hidden);
        }
        let open: Vec<bool> = self.fields.iter().filter(|field| field.in_result).map(Field::is_shown).collect();
        let mut text = Vec::new();
        for (at, frame) in self.frames.drain(base.min(self.frames.len())..).enumerate() {
            if open.iter().take(at).all(|shown| *shown) {
                text.extend(frame);
            }
        }
        text
    }

    fn hyperlink(&mut self, element: &Element, look: Look) {
        self.frames.push(Vec::new());
        self.letters(element, look);
        let inner = self.frames.pop().unwrap_or_default();
        let anchor = element.get("w:anchor").unwrap_or_default();
        let relations = self.relations.clone();
        let target = element.get("r:id").and_then(|id| relations.get(id)).map(|relation| relation.target.clone());
        match target {
            Some(target) => {
                let hash = if anchor.is_empty() || target.contains('#') { String::new() } else { format!("#{anchor}") };
                self.linked(&format!("{target}{hash}"), inner);
            }
            None if !anchor.is_empty() => self.put(Inline::Place(anchor.to_string(), inner)),
            None => inner.into_iter().for_each(|inline| self.put(inline)),
        }
    }

    /// A link to an address, if it is one of the web.
    pub(super) fn linked(&mut self, to: &str, inner: Vec<Inline>) {
        let to = redirect::direct(to);
        match address::scheme(&to) {
            Scheme::Web | Scheme::Person if !to.starts_with("//") && !to.starts_with('\\') => self.put(Inline::Link(to, inner)),
            _ => {
                self.tell(Matter::Address);
                inner.into_iter().for_each(|inline| self.put(inline));
            }
        }
    }

    /// A sign of a font that has signs in the place of letters.
    fn symbol(&mut self, element: &Element, look: Look) {
        let code = element.get("w:char").and_then(|code| u32::from_str_radix(code, 16).ok()).unwrap_or(0);
        let font = element.get("w:font").unwrap_or_default().to_ascii_lowercase();
        // Such fonts lie in the private area as well as in the lower one.
        let low = if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code };
        let sign = match (font.as_str(), low) {
            ("wingdings", 0xe0) => Some('→'),
            ("wingdings", 0xdf) => Some('←'),
            ("wingdings", 0xfc) => Some('✓'),
            ("wingdings", 0xfb) => Some('✗'),
            ("wingdings", 0xa8 | 0x6f) => Some('☐'),
            ("wingdings", 0xfe) => Some('☑'),
            ("symbol", 0xb7) => Some('•'),
            ("symbol", 0xa3) => Some('≤'),
            ("symbol", 0xb3) => Some('≥'),
            ("symbol", 0xb9) => Some('≠'),
            ("symbol", 0xb1) => Some('±'),
            ("symbol", 0xb4) => Some('×'),
            ("symbol", 0xae) => Some('→'),
            ("symbol", 0x61) => Some('α'),
            ("symbol", 0x62) => Some('β'),
            ("symbol", 0x44) => Some('Δ'),
            ("symbol", 0x6d) => Some('μ'),
            ("symbol", 0x53) => Some('Σ'),
            ("symbol" | "wingdings" | "wingdings 2" | "wingdings 3" | "webdings", _) => None,
            _ => char::from_u32(code).filter(|c| !c.is_control() && !(0xe000..=0xf8ff).contains(&code)),
        };
        match sign {
            Some(sign) => self.put_text(sign.encode_utf8(&mut [0; 4]), look),
            None => self.tell(Matter::Symbol),
        }
    }

    /// A formula as a line of text.
    fn formula(&mut self, element: &Element) {
        let mut text = String::new();
        put_formula(element, &mut text);
        self.tell(Matter::Formula);
        self.put_text(&text, Look::default());
    }

    /// Parts that Word writes twice: for itself, and for programs before it.
    fn alternative(&mut self, element: &Element, look: Look) {
        let chosen = element.first("mc:Choice").or(element.first("mc:Fallback"));
        let Some(chosen) = chosen else { return };
        for inner in chosen.all() {
            match inner.name() {
                "w:drawing" | "w:pict" | "w:object" => self.drawing(inner),
                "w:r" => self.run(inner, look),
                _ => {}
            }
        }
    }
}

/// The language of a piece of text by its first letter: Word names one for the letters of the West, one for those of East Asia and
/// one for those from right to left, and programs name what the text has no letters of.
fn language(first: char, named: Option<&Element>) -> Option<String> {
    let (attribute, of_script): (&str, &[&str]) = match first {
        '\u{590}'..='\u{5ff}' => ("w:bidi", &["he", "yi"]),
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => ("w:bidi", &["ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug"]),
        '\u{3040}'..='\u{30ff}' => ("w:eastAsia", &["ja"]),
        '\u{ac00}'..='\u{d7af}' => ("w:eastAsia", &["ko"]),
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => ("w:eastAsia", &["zh", "ja", "ko"]),
        _ => return named?.get("w:val").map(str::to_string),
    };
    let named = named
        .and_then(|named| named.get(attribute))
        .filter(|named| of_script.iter().any(|known| *known == primary_language(named)));
    named.or(of_script.first().copied()).map(str::to_string)
}

/// Office Math as a line of text: `(a+b)/c`, `x^2`, `√(x)`.
fn put_formula(element: &Element, out: &mut String) {
    let part = |name: &str| {
        let mut text = String::new();
        if let Some(inner) = element.first(name) {
            put_formula(inner, &mut text);
        }
        text
    };
    let grouped = |text: String| if text.chars().count() > 1 { format!("({text})") } else { text };
    match element.name() {
        "m:f" => out.push_str(&format!("{}/{}", grouped(part("m:num")), grouped(part("m:den")))),
        "m:sSup" => out.push_str(&format!("{}^{}", part("m:e"), grouped(part("m:sup")))),
        "m:sSub" => out.push_str(&format!("{}_{}", part("m:e"), grouped(part("m:sub")))),
        "m:sSubSup" => {
            out.push_str(&format!("{}_{}^{}", part("m:e"), grouped(part("m:sub")), grouped(part("m:sup"))));
        }
        "m:rad" => out.push_str(&format!("√({})", part("m:e"))),
        "m:d" => {
            let inner: Vec<String> = element
                .elements("m:e")
                .map(|inner| {
                    let mut text = String::new();
                    put_formula(inner, &mut text);
                    text
                })
                .collect();
            out.push_str(&format!("({})", inner.join("; ")));
        }
        "m:nary" => {
            let sign = element.at(&["m:naryPr", "m:chr"]).and_then(|sign| sign.get("m:val")).unwrap_or("∫");
            out.push_str(&format!("{sign}_{}^{} {}", grouped(part("m:sub")), grouped(part("m:sup")), part("m:e")));
        }
        "m:rPr" | "w:rPr" | "m:ctrlPr" => {}
        _ => {
            for child in &element.children {
                match child {
                    Node::Text(text) if matches!(element.name(), "m:t" | "w:t") => out.push_str(text),
                    Node::Text(_) => {}
                    Node::Element(inner) => put_formula(inner, out),
                }
            }
        }
    }
}
