//! Formulas as a line of plain text, for where nothing can be set: `x² ≤ 1`, `β̂ = (X^⊤X)⁻¹`. Read from the MathML that
//! `clean.rs` writes.

use super::elements::Element;
use unicode_normalization::UnicodeNormalization;

/// Signs with a space on either side, as they are printed between two things.
pub(super) const SPACED: &str = "∣=≠<>≤≥≪≫≈≃≅∼≡≔∝∈∉∋⊂⊆⊃⊇⊥∥→←↔⇒⇐⇔⟶⟵⟹⟸⟺↦+−±∓×÷⋅·∗∘∪∩∧∨∖⊕⊗";
/// Signs behind which a minus belongs to what follows.
const OPENING: &str = "([{|,;/";
/// Signs that stand for many of what follows.
pub(super) const LARGE: &str = "∑∏∐∫∬∭∮⋃⋂⋁⋀";
/// What has a small form above the line, and that form.
const RAISED: (&str, &str) = ("0123456789+−=()abcdefghijklmnoprstuvwxyzT∘", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ°");
/// The same below it.
const LOWERED: (&str, &str) = ("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ");
/// Accents above a letter, and the same as marks behind it.
const ACCENTS: (&str, &str) = (
    "ˆ^˜~¯‾―\u{332}˙.¨ˇ˘´`˚→",
    "\u{302}\u{302}\u{303}\u{303}\u{304}\u{304}\u{304}\u{304}\u{307}\u{307}\u{308}\u{30c}\u{306}\u{301}\u{300}\u{30a}\u{20d7}",
);
/// What only shows how far something reaches.
const REACH: &str = "⏞⏟⏜⏝⎴⎵";

/// What a formula says; nothing where it shows nothing.
pub(super) fn of(formula: &Element) -> Option<Box<str>> {
    let words = formula.said();
    let words: Vec<&str> = words.split_whitespace().collect();
    // Signs that come in pieces.
    let pieces = [("...", "…"), (": = ", " := "), (" ,", ","), (" ;", ";")];
    let words = pieces.iter().fold(words.join(" "), |words, (from, to)| words.replace(from, to));
    let words: String = words.nfc().collect();
    let words = words.trim_end_matches([',', ';', ' ']);
    (!words.is_empty()).then(|| words.into())
}

impl Element<'_> {
    fn child(&self, at: usize) -> String {
        self.children.get(at).map_or(String::new(), Element::said)
    }

    /// What it says, within a line.
    fn said(&self) -> String {
        match self.name {
            "mi" | "mn" | "mtext" | "mo" => self.text.clone(),
            "mspace" => if self.has_width() { " " } else { "" }.to_string(),
            "mphantom" => String::new(),
            "mfrac" if self.attributes.contains("linethickness=\"0\"") => format!("{}; {}", self.child(0), self.child(1)),
            "mfrac" => format!("{}/{}", grouped(self.child(0), false), grouped(self.child(1), true)),
            "msqrt" => format!("√{}", grouped(row(&self.children), true)),
            "mroot" => {
                let index = tight(&self.child(1));
                format!("{}√{}", mapped(&index, RAISED).unwrap_or(index), grouped(self.child(0), true))
            }
            "msup" => self.scripts(None, Some(1)),
            "msub" => self.scripts(Some(1), None),
            "msubsup" | "munderover" => self.scripts(Some(1), Some(2)),
            "munder" => self.accented().unwrap_or_else(|| self.scripts(Some(1), None)),
            "mover" => self.accented().unwrap_or_else(|| self.scripts(None, Some(1))),
            "mmultiscripts" => self.scripts(Some(1), Some(2)),
            "mtable" => {
                let rows = self.children.iter().map(|row| row.said().trim().to_string()).filter(|row| !row.is_empty());
                rows.collect::<Vec<_>>().join("; ")
            }
            "mtr" => self.cells(),
            _ => row(&self.children),
        }
    }

    fn has_width(&self) -> bool {
        self.attributes
            .split("width=\"")
            .nth(1)
            .is_some_and(|width| width.starts_with(|c| matches!(c, '1'..='9' | '.')) || width.starts_with("0."))
    }

    /// Cells of a row: with commas between, and without where one goes on with what stands before it, as `= b` does.
    fn cells(&self) -> String {
        let mut out = String::new();
        for cell in self.children.iter().map(Element::said) {
            let cell = cell.trim();
            let goes_on = out.is_empty() || cell.is_empty() || cell.starts_with(|c| SPACED.contains(c));
            out.push_str(if goes_on { " " } else { ", " });
            out.push_str(cell);
        }
        out
    }

    /// A letter with an accent, or what a brace reaches over; nothing where something else stands above or below.
    fn accented(&self) -> Option<String> {
        let sign = self.children.get(1).filter(|sign| sign.name == "mo")?.text.as_str();
        let mut signs = sign.chars();
        let only = signs.next().filter(|_| signs.next().is_none())?;
        if REACH.contains(only) {
            return Some(self.child(0));
        }
        let above = mapped(sign, ACCENTS).filter(|_| self.name == "mover");
        let mark = above.or_else(|| is_mark(only).then(|| sign.to_string()))?;
        // Read once it is known that it is needed: what stands below is read for every level of it.
        let base = self.child(0);
        if !is_atom(&base) || base.chars().filter(|c| !is_mark(*c)).count() < 2 {
            return Some(grouped(base, true) + &mark);
        }
        // The letters of a word have it one by one.
        let mut out = String::new();
        for c in base.chars() {
            out.push(c);
            out.push_str(if is_mark(c) { "" } else { &mark });
        }
        Some(out)
    }

    /// What has something below it and above it, at these places.
    fn scripts(&self, below: Option<usize>, above: Option<usize>) -> String {
        let base = self.child(0);
        let is_one = match self.children.first().map_or("", |base| base.name) {
            "mi" | "mn" | "mo" | "mtext" => true,
            "msup" | "msub" | "msubsup" => false,
            _ => is_atom(&base),
        };
        let mut out = if is_one || base.is_empty() || is_bracketed(&base) { base } else { format!("({base})") };
        let mut put = |at: Option<usize>, small: (&str, &str), sign: char| {
            let Some(script) = at.and_then(|at| self.children.get(at)) else { return };
            let said = tight(&script.said());
            if said.is_empty() {
                return;
            }
            if said.chars().all(|c| "′″‴'*∗".contains(c)) {
                out.push_str(&said.replace('∗', "*"));
            } else if let Some(said) = mapped(&said, small).filter(|_| !script.has_word()) {
                out.push_str(&said);
            } else {
                out.push(sign);
                out.push_str(&if said.chars().count() == 1 { said } else { grouped(said, true) });
            }
        };
        put(below, LOWERED, '_');
        put(above, RAISED, '^');
        out
    }

    /// Whether a whole word stands in it, which no small letters would do well for.
    fn has_word(&self) -> bool {
        self.is_name() || self.children.iter().any(Element::has_word)
    }

    /// Whether it is a word, such as the name of a function.
    fn is_name(&self) -> bool {
        matches!(self.name, "mi" | "mo" | "mtext") && self.text.chars().filter(|c| c.is_alphabetic()).count() > 1
    }

    /// The sign or name that it is, perhaps with something below it and above it.
    fn head(&self) -> &Self {
        match (self.name, self.children.as_slice()) {
            ("msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover", [first, ..]) => first.head(),
            ("mrow", children) => {
                let mut shown = children.iter().filter(|child| !child.text.is_empty());
                shown.next().filter(|_| shown.next().is_none()).map_or(self, Self::head)
            }
            _ => self,
        }
    }

    /// Whether it is a sign for many, or the name of a function.
    fn governs(&self) -> bool {
        let head = self.head();
        let is_large = head.name == "mo" && !head.text.is_empty() && head.text.chars().all(|c| LARGE.contains(c));
        is_large || head.name != "mtext" && head.is_name()
    }
}

/// Elements in a row, with the spaces that their signs have in print.
fn row(elements: &[Element]) -> String {
    let mut out = String::new();
    let mut governed = false;
    for element in elements {
        let said = element.said();
        let is_sign = |signs: &str| element.name == "mo" && !said.is_empty() && said.chars().all(|c| signs.contains(c));
        // `= −1`, `(−1, ±2)`
        let before = out.trim_end();
        let begins = before.is_empty() || before.ends_with(|c| OPENING.contains(c));
        let is_unary = is_sign("+−±∓") && (begins || before.ends_with(|c| SPACED.contains(c)));
        let is_stop = is_sign(",;") && !element.attributes.contains("rspace=\"0\"");
        let touches = said.starts_with(|c: char| c.is_alphanumeric() || c == '√') || element.governs();
        let after_word = out.ends_with(|c: char| c.is_alphanumeric()) && element.head().is_name();
        if touches && (governed || after_word) {
            out.push(' ');
        }
        let (space, behind) = match () {
            () if is_sign(SPACED) && !is_unary => (!begins, true),
            () => (false, is_stop),
        };
        out.push_str(if space { " " } else { "" });
        out.push_str(&said);
        out.push_str(if behind { " " } else { "" });
        if !said.is_empty() {
            governed = element.governs();
        }
    }
    out
}

/// Brackets around what is more than one thing. `close`: what it stands behind would else take only a part of it.
fn grouped(said: String, close: bool) -> String {
    let said = said.trim();
    let mixed = said.contains(|c: char| c.is_ascii_digit()) && said.contains(char::is_alphabetic);
    if is_atom(said) && !(close && mixed) || is_bracketed(said) { said.to_string() } else { format!("({said})") }
}

/// Whether nothing in it could be taken apart.
fn is_atom(said: &str) -> bool {
    let is_small = |c: char| matches!(c, '.' | '′' | '∞' | '∂' | '°' | '⁺'..='⁾' | '₊'..='₎');
    said.chars().count() <= 1 || said.chars().all(|c| c.is_alphanumeric() || is_mark(c) || is_small(c))
}

/// Whether a sign is set over the letter before it, or under it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}')
}

/// Whether its first bracket is closed by its last.
fn is_bracketed(said: &str) -> bool {
    let mut depth = 0_i32;
    let closes = |(at, c): (usize, char)| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        (depth == 0).then_some(at)
    };
    said.starts_with('(') && said.char_indices().find_map(closes) == Some(said.len() - 1)
}

fn tight(said: &str) -> String {
    said.split_whitespace().collect()
}

/// A text in other forms of its letters; nothing where one has none.
fn mapped(said: &str, (from, to): (&str, &str)) -> Option<String> {
    said.chars().map(|c| to.chars().nth(from.chars().position(|one| one == c)?)).collect()
}
