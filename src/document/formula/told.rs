//! What is wrong in a formula, in plain words.

use super::{Piece, Wrong, pieces};
use crate::base::text::{nearest, shown};
use math_core::LatexError;
use std::ops::Range;

/// Commands that are proposed where one is written that is not known: those that are written most.
pub(super) const COMMANDS: &str = "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho \
    sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega frac dfrac tfrac cfrac binom \
    sqrt sum prod int iint iiint oint coprod lim limsup liminf max min sup inf arg argmax argmin log ln exp sin cos tan cot sec csc \
    arcsin arccos arctan sinh cosh tanh det dim ker gcd deg hom Pr left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr \
    langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert mid parallel backslash times div cdot pm mp ast star circ \
    bullet oplus ominus otimes odot cup cap bigcup bigcap setminus subset subseteq supset supseteq in ni notin emptyset varnothing wedge \
    vee neg land lor forall exists nexists leq le geq ge neq ne approx equiv sim simeq cong propto ll gg prec succ perp models vdash to \
    rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow longleftarrow implies iff mapsto uparrow \
    downarrow xrightarrow xleftarrow infty partial nabla ell hbar Re Im aleph prime ldots cdots vdots ddots dots quad qquad hspace \
    overline underline overbrace underbrace overset underset stackrel widehat widetilde hat tilde bar vec dot ddot acute grave check \
    breve mathring boldsymbol bm mathbf mathrm mathit mathsf mathtt mathbb mathcal mathscr mathfrak operatorname text textbf textit \
    texttt textrm color cancel bcancel xcancel displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits not phantom \
    hphantom vphantom begin end substack pmod bmod mod degree dagger ddagger therefore because square triangle angle checkmark";

/// The same of environments.
pub(super) const ENVIRONMENTS: &str = "matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix cases rcases dcases array subarray aligned align \
    align* gather gather* gathered multline equation equation*";

/// The way out for commands whose work is done outside of formulas.
pub(super) fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name {
        "label" | "tag" => "write an id behind the formula: `$$ … $$ {#eq-name}`; it numbers the formula as a whole",
        "ref" | "eqref" | "autoref" | "cref" => "refer to a formula outside of it: `[[eq-name]]`",
        "newcommand" | "renewcommand" | "def" | "let" | "DeclareMathOperator" | "providecommand" => {
            "no command can be defined: write out what it stands for; `\\operatorname{name}` sets the name of a function"
        }
        "href" | "url" => "write the link outside of the formula",
        "cite" | "citep" | "citet" => "cite outside of the formula, as `[@key]`",
        "includegraphics" => "write it as an image outside of the formula: `![what it shows](file.png)`",
        "html" | "htmlClass" | "htmlId" | "htmlStyle" | "htmlData" | "class" | "style" | "cssId" => "take it out",
        "ce" | "pu" => "write it out: `\\mathrm{H_2O}`",
        "SI" | "si" | "qty" | "unit" | "num" => "write it out: `3\\,\\mathrm{km}`",
        "textcolor" => "write `{\\color{red} x}`",
        _ => return None,
    })
}

/// An error of the crate as we say it.
pub(super) fn told(error: &LatexError, tex: &str) -> Wrong {
    let range = part(&error.0, tex);
    let written = tex.get(range.clone()).unwrap_or_default();
    let what = shown(written);
    let wrong = |range: Range<usize>, message: String, help: &str| Wrong { range, message, help: help.to_string(), instead: None };
    let at = error.0.start;
    match error.label() {
        "unknown command" => unknown(range, tex, "command"),
        "unknown environment" => unknown(range, tex, "environment"),
        "a group was never closed" => {
            let closing = quoted(&error.error_message()).unwrap_or_else(|| "}".into());
            let opened = open(tex, &closing).unwrap_or(range);
            let opening = shown(tex.get(opened.clone()).unwrap_or_default());
            wrong(opened, format!("`{opening}` is not closed: `{closing}` is missing"), &format!("write `{closing}` where it ends"))
        }
        "no matching opening for this" => {
            let help = "take it out, or write what it closes before it; a brace that readers shall see is `\\}`";
            wrong(range, format!("`{what}` closes nothing"), help)
        }
        "expected an argument here" => {
            let message = format!("something is missing behind `{what}`");
            wrong(range, message, "write it in braces; a command such as `\\frac` takes two: `\\frac{a}{b}`")
        }
        "expected a different environment name here" => {
            let begun = quoted(&error.error_message()).unwrap_or_default();
            wrong(range, format!("`{what}` closes another environment than the one that is open"), &format!("write `{begun}`"))
        }
        "duplicate" => {
            let help = "put braces around what belongs together: `{x_1}_2` or `x_{1_2}`";
            wrong(range, format!("a second `{what}` stands behind one sign"), help)
        }
        "unexpected bound" => {
            let help = "write braces around what is raised or lowered: `x^{2}`";
            wrong(range, format!("`{what}` stands where what is raised or lowered should begin"), help)
        }
        "cannot be used here" if written == "&" => {
            let help = "write `\\&` for the sign; columns stand in `\\begin{aligned} … \\end{aligned}`";
            wrong(range, "`&` parts columns, and there are none here".into(), help)
        }
        "unknown color" => {
            wrong(range, format!("`{what}` is no colour that is known"), "write a name such as `red`, or six digits: `#aa0000`")
        }
        "expected a delimiter here" => {
            let range = behind(at, tex);
            let what = shown(tex.get(range.clone()).unwrap_or_default());
            wrong(range, format!("no parenthesis follows `{what}`"), "write one, or `.` for none: `\\left. … \\right)`")
        }
        "this is not valid in text mode" => {
            let help = "within `\\text{…}` write a backslash before `&`, `$`, `#` and `%`, and end it before what is a formula";
            wrong(range, format!("`{what}` means nothing within `\\text{{…}}`"), help)
        }
        "this is not valid in math mode" => {
            wrong(range, format!("`{what}` stands for words, and not for a formula"), "put it within `\\text{…}`, or take it out")
        }
        "limit exceeded" => wrong(range, "this formula is too large".into(), "split it into several"),
        _ => {
            let message = error.error_message();
            let message = message.trim_end_matches('.').replace('"', "`");
            let mut letters = message.chars();
            let first: String = letters.next().map(|c| c.to_lowercase().collect()).unwrap_or_default();
            wrong(range, format!("{first}{}", letters.as_str()), "look at what stands there and behind it")
        }
    }
}

/// A command or an environment that is not known.
fn unknown(range: Range<usize>, tex: &str, what: &str) -> Wrong {
    let written = tex.get(range.clone()).unwrap_or_default();
    let (known, name) = match what {
        "command" => (COMMANDS, written.trim_start_matches('\\')),
        _ => (ENVIRONMENTS, written.trim_start_matches('{').trim_end_matches('}')),
    };
    let near = nearest(name, known.split_whitespace());
    let instead = near.map(|near| if what == "command" { format!("\\{near}") } else { format!("{{{near}}}") });
    let help = match (near, what, name.is_empty()) {
        (Some(near), "command", _) => format!("did you mean `\\{near}`?"),
        (Some(near), ..) => format!("did you mean `{near}`?"),
        (None, "command", true) => "write `\\\\` for a new line, or take the backslash out".into(),
        (None, "command", false) => "write it with commands of LaTeX; the name of a function is `\\operatorname{name}`".into(),
        (None, ..) => "write `aligned` for lines of a calculation, `cases` or `pmatrix`".into(),
    };
    let shown = shown(if what == "command" { written } else { name });
    let message = format!("`{shown}` is no {what} of formulas that is known here");
    Wrong { range, message, help, instead }
}

/// A part that is not empty: what stands before it, where the crate points behind the end.
fn part(range: &Range<usize>, tex: &str) -> Range<usize> {
    match tex.get(range.clone()) {
        Some(part) if !part.trim().is_empty() => range.clone(),
        _ => behind(range.start, tex),
    }
}

/// What ends at a byte, or before the white space there: a command with its name, or else a character.
fn behind(at: usize, tex: &str) -> Range<usize> {
    let before = tex.get(..at).unwrap_or(tex).trim_end();
    let last = pieces(before).map(|piece| match piece {
        Piece::Command(at, name) => at..at + 1 + name.len(),
        Piece::Open(at) | Piece::Close(at) => at..at + 1,
    });
    let last = last.last().filter(|last| last.end == before.len());
    let letter = || before.chars().next_back().map(|c| before.len() - c.len_utf8()..before.len());
    last.or_else(letter).unwrap_or(0..tex.len())
}

/// What stands in the first pair of quotation marks of a message.
fn quoted(message: &str) -> Option<String> {
    message.split('"').nth(1).map(str::to_string)
}

/// The last that is open of what is closed so: a brace, `\left`, or `\begin{…}`.
fn open(tex: &str, closing: &str) -> Option<Range<usize>> {
    let (begins, ends) = match closing {
        "\\right" => ("left", "right"),
        "}" => ("", ""),
        _ if closing.starts_with("\\end") => ("begin", "end"),
        _ => return None,
    };
    let mut open: Vec<Range<usize>> = Vec::new();
    for piece in pieces(tex) {
        match piece {
            Piece::Open(at) if begins.is_empty() => open.push(at..at + 1),
            Piece::Close(_) if begins.is_empty() => _ = open.pop(),
            Piece::Command(at, name) if !begins.is_empty() && name == begins => {
                let end = at + 1 + name.len();
                let named =
                    tex.get(end..).filter(|rest| begins == "begin" && rest.starts_with('{')).and_then(|rest| rest.find('}'));
                open.push(at..named.map_or(end, |close| end + close + 1));
            }
            Piece::Command(_, name) if !begins.is_empty() && name == ends => _ = open.pop(),
            _ => {}
        }
    }
    open.pop()
}
