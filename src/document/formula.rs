//! Formulas: TeX to MathML Core, which browsers set themselves, without a script and without a font of ours.
//!
//! A crate reads the TeX. What it writes is taken apart and written anew (`clean.rs`), from a list of allowed names and without
//! `style` attributes, which the policy of pages forbids; what it says of mistakes is put into plain words (`told.rs`).

#[cfg(feature = "math")]
mod clean;
#[cfg(feature = "math")]
mod elements;
#[cfg(feature = "math")]
mod told;
#[cfg(feature = "math")]
mod width;
#[cfg(feature = "math")]
mod words;

use std::ops::Range;

/// A formula that was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// As MathML.
    pub mathml: Box<str>,
    /// As a line of plain text.
    pub words: Box<str>,
    /// How wide it is, roughly, in ems.
    pub width: u16,
}

/// What is wrong in a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The part that is wrong, in bytes of the TeX; not empty.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub message: String,
    /// The way out.
    pub help: String,
    /// What was meant in place of that part, where that is known.
    pub instead: Option<String>,
}

/// Most bytes of a formula.
#[cfg(feature = "math")]
const LONGEST: usize = 8000;
/// Most commands and braces of a formula: each may stand within the one before, and the crate calls itself for it.
#[cfg(feature = "math")]
const MOST_PARTS: usize = 1000;
/// What a part may take of the stack, in bytes: twice what was measured without optimisation, for one of [`MACROS`] is two parts.
#[cfg(feature = "math")]
const STACK: usize = 64 << 10;
/// A formula of so many parts is read on any stack; one of more on a stack of its own.
#[cfg(feature = "math")]
const FEW_PARTS: usize = 8;

/// What the crate lacks and can be said in its own words.
#[cfg(feature = "math")]
const MACROS: [(&str, &str); 7] = [
    ("substack", r"\begin{subarray}{c}#1\end{subarray}"),
    ("widetilde", r"\tilde{#1}"),
    ("dotsb", r"\cdots"),
    ("dotsc", r"\ldots"),
    ("dotsi", r"\cdots"),
    ("dotsm", r"\cdots"),
    ("dotso", r"\ldots"),
];

/// A formula, set; `display`: it stands on its own, and not in a line of text. Nothing where the program was built without formulas.
///
/// # Errors
///
/// What is wrong in it. Any text comes to an end, in time that grows with its length.
#[cfg(feature = "math")]
pub fn set(tex: &str, display: bool) -> Result<Option<Set>, Wrong> {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    let parts = bounded(tex)?;
    let run = || catch_unwind(AssertUnwindSafe(|| converted(tex, display))).ok();
    let made = if parts <= FEW_PARTS {
        run()
    } else {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK * parts);
            thread.spawn_scoped(scope, run).ok()?.join().ok().flatten()
        })
    };
    let beyond = || whole(tex, "this formula cannot be set", "write it in another way");
    let mathml = made.unwrap_or_else(|| Err(beyond()))?;
    let mathml = clean::clean(&mathml, tex, display).map_err(|refused| match refused {
        clean::Refused::Deep => nested(tex),
        clean::Refused::Odd => beyond(),
    })?;
    let read = elements::read(&mathml);
    let words = read.as_ref().and_then(words::of).unwrap_or_else(|| tex.trim().into());
    let width = read.as_ref().map_or(0, width::of);
    Ok(Some(Set { mathml, words, width }))
}

/// The same without the crate: nothing is set, and nothing is wrong.
#[cfg(not(feature = "math"))]
pub fn set(_: &str, _: bool) -> Result<Option<Set>, Wrong> {
    Ok(None)
}

#[cfg(feature = "math")]
fn converted(tex: &str, display: bool) -> Result<String, Wrong> {
    use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
    use std::sync::LazyLock;

    static CONVERTER: LazyLock<Option<LatexToMathML>> = LazyLock::new(|| {
        let macros = MACROS.iter().map(|(name, meaning)| (name.to_string(), meaning.to_string())).collect();
        LatexToMathML::new(MathCoreConfig { macros, ..MathCoreConfig::default() }).ok()
    });
    let Some(converter) = CONVERTER.as_ref() else {
        return Err(whole(tex, "this formula cannot be set", "write it in another way"));
    };
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    converter.convert_with_local_state(tex, display).map(|made| made.mathml).map_err(|error| told::told(&error, tex))
}

#[cfg(feature = "math")]
fn whole(tex: &str, message: impl Into<String>, help: &str) -> Wrong {
    Wrong { range: 0..tex.len(), message: message.into(), help: help.into(), instead: None }
}

#[cfg(feature = "math")]
fn nested(tex: &str) -> Wrong {
    whole(tex, format!("this formula is nested more than {} levels deep", super::tree::MAX_DEPTH), "take some levels away")
}

/// Holds a formula against the bounds, and looks for commands that would do nothing; how many parts it has.
#[cfg(feature = "math")]
fn bounded(tex: &str) -> Result<usize, Wrong> {
    if tex.trim().is_empty() {
        return Err(whole(tex, "this formula is empty", "write one, or take the dollar signs out"));
    }
    if tex.len() > LONGEST {
        let message = format!("this formula has more than {LONGEST} bytes");
        return Err(whole(tex, message, "split it into several"));
    }
    let (mut parts, mut depth) = (0, 0_usize);
    for piece in pieces(tex) {
        match piece {
            Piece::Command(at, name) => {
                parts += 1;
                if let Some(help) = told::elsewhere(name) {
                    let message = format!("`\\{name}` does nothing in a formula here");
                    return Err(Wrong { range: at..at + 1 + name.len(), message, help: help.into(), instead: None });
                }
            }
            Piece::Open(_) => (parts, depth) = (parts + 1, depth + 1),
            Piece::Close(_) => depth = depth.saturating_sub(1),
        }
        if depth > super::tree::MAX_DEPTH {
            return Err(nested(tex));
        }
    }
    if parts > MOST_PARTS {
        let message = format!("this formula has more than {MOST_PARTS} commands and braces");
        return Err(whole(tex, message, "split it into several"));
    }
    Ok(parts)
}

/// What may nest in TeX.
#[cfg(feature = "math")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    /// Where a command begins, and its name without the backslash: letters, or one other sign.
    Command(usize, &'a str),
    /// `{`
    Open(usize),
    /// `}`
    Close(usize),
}

/// Commands and braces in order, without those in comments.
#[cfg(feature = "math")]
fn pieces(tex: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = tex.get(at..)?;
            let found = at + rest.find(['\\', '{', '}', '%'])?;
            at = found + 1;
            match tex.as_bytes().get(found)? {
                b'\\' => {
                    let behind = tex.get(at..)?;
                    let letters = behind.bytes().take_while(u8::is_ascii_alphabetic).count();
                    let length = if letters > 0 { letters } else { behind.chars().next().map_or(0, char::len_utf8) };
                    at += length;
                    return Some(Piece::Command(found, behind.get(..length)?));
                }
                b'{' => return Some(Piece::Open(found)),
                b'}' => return Some(Piece::Close(found)),
                _ => at = tex.get(at..)?.find('\n').map_or(tex.len(), |end| at + end),
            }
        }
    })
}

#[cfg(all(test, feature = "math"))]
mod tests;
