use super::*;
use unicode_normalization::UnicodeNormalization;

fn mathml(tex: &str) -> String {
    set(tex, true).unwrap_or_else(|wrong| panic!("{tex}: {wrong:?}")).map(|made| made.mathml.into()).unwrap_or_default()
}

fn words(tex: &str) -> String {
    set(tex, false).unwrap_or_else(|wrong| panic!("{tex}: {wrong:?}")).map(|made| made.words.into()).unwrap_or_default()
}

fn wrong(tex: &str) -> Wrong {
    match set(tex, true) {
        Err(wrong) => wrong,
        Ok(made) => panic!("{tex}: {made:?}"),
    }
}

#[test]
fn formulas_become_mathml_with_their_tex() {
    let made = set("x^2 < y", false).unwrap().unwrap();
    assert_eq!(
        &*made.mathml,
        "<math><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>&lt;</mo><mi>y</mi></mrow>\
            <annotation encoding=\"application/x-tex\">x^2 &lt; y</annotation></semantics></math>"
    );
    assert!(mathml("x").starts_with("<math display=\"block\"><semantics>"));
    for tex in [r"\widetilde{x}", r"a, \dotsc, b \dotsb \dotsm \dotsi \dotso", r"\operatorname*{arg\,max}_x", r"\mathrm{Var}(X)"] {
        assert!(set(tex, true).is_ok(), "{tex}: {:?}", set(tex, true));
    }
    assert!(mathml(r"\sum_{\substack{i<n \\ j}} x").contains("<mtable"));
}

/// What contents, feeds and search have of a formula.
#[test]
fn formulas_are_said_in_a_line_of_text() {
    for (tex, said) in [
        ("x^2", "x²"),
        ("y_{it}", "yᵢₜ"),
        ("y_{i,t}", "y_(i,t)"),
        (r"y = X\beta + \varepsilon", "y = Xβ + ε"),
        (r"0 < \beta \le 1", "0 < β ≤ 1"),
        (r"\hat{\beta} = (X^\top X)^{-1} X^\top y", "β̂ = (X^⊤X)⁻¹X^⊤y"),
        (r"\frac{a+b}{2n}", "(a + b)/(2n)"),
        (r"\frac{dy}{dx} = -k", "dy/dx = −k"),
        (r"\sqrt{b^2 - 4ac}", "√(b² − 4ac)"),
        (r"\sqrt[3]{x}", "³√x"),
        (r"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\int_0^\infty f(x)\,dx", "∫₀^∞ f(x) dx"),
        (r"\lim_{n \to \infty} a_n", "lim_(n→∞) aₙ"),
        (r"\log x + \sin(\theta)", "log x + sin(θ)"),
        (r"a\log b", "a log b"),
        (r"90^\circ, f'(x)", "90°, f′(x)"),
        (r"\bar{x} \in \mathbb{R}", "x̄ ∈ ℝ"),
        (r"\mathbf{x}^{T}", "xᵀ"),
        (r"5\,\text{kg} \times 3", "5 kg × 3"),
        (r"P(A | B)", "P(A|B)"),
        (r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}", "(1, 0; 0, 1)"),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "a = b; = c"),
        (
            r"f(x) = \begin{cases} 1 & \text{where } x > 0 \\ 0 & \text{otherwise} \end{cases}",
            "f(x) = {1, where x > 0; 0, otherwise",
        ),
        (r"\underbrace{a+b}_{\text{sum}}", "(a + b)_sum"),
        (r"{x^2}^3 \overline{AB}", "(x²)³ĀB̄"),
        (r"\widehat{AB} \underline{y} \vec{v}", "ÂB̂y̲v⃗"),
        (r"\{ x \mid x > 0 \}", "{x ∣ x > 0}"),
        (r"x = -1, (-2) \pm 3", "x = −1, (−2) ± 3"),
        (r"\max_{x} f(x) := 1{,}200", "maxₓ f(x) := 1,200"),
        (r"\binom{n}{k}", "(n; k)"),
        (r"x_{\text{max}} + \bar{x}_i^2", "x_max + x̄ᵢ²"),
        (r"R^2 = 1 - \frac{SS_{res}}{SS_{tot}}", "R² = 1 − SSᵣₑₛ/SSₜₒₜ"),
        (r"\beta_1, \ldots, \beta_k", "β₁, …, βₖ"),
        (r"\Pr[X \geq t] \approx e^{-t^2/2}", "Pr[X ≥ t] ≈ e^(−t²/2)"),
        (r"\phantom{x}", r"\phantom{x}"),
    ] {
        // Marks that stand in one letter with it, or behind it, are the same.
        let said: String = said.nfc().collect();
        assert_eq!(words(tex), said, "{tex}: {}", mathml(tex));
    }
}

/// Each level of a formula is read once, or what stands deep would take time without end.
#[test]
fn what_stands_deep_is_said_too() {
    for (open, inner, close) in [("\\hat{", "xy", "}"), ("\\overset{!}{", "x", "}"), ("{", "x", "^a}"), ("\\sqrt{1+", "x", "}")] {
        let said = words(&[open.repeat(40), inner.to_string(), close.repeat(40)].concat());
        assert!(said.contains('x') && said.len() < 1000, "{said}");
    }
}

#[test]
fn widths_are_guessed() {
    let width = |tex: &str| set(tex, true).unwrap().map_or(0, |made| made.width);
    assert!((4..8).contains(&width("y = a + b")) && width(r"\frac{a+b}{c}") < width("a + b + c"));
    // Measured at 42 ems in a browser.
    let long = r"\log P_{it} = \alpha_0 + \alpha_1 \text{income}_{it} + \alpha_2 \text{population}_{it} + \alpha_3 \text{rainfall}_{it}
        + \alpha_4 \text{distance}_{it} + \alpha_5 \text{tariff}_{it} + \mu_i + \lambda_t + \varepsilon_{it}";
    assert!((38..47).contains(&width(long)), "{}", width(long));
    // In lines it is as wide as the longest of them.
    assert!(width(&format!("\\begin{{aligned}} {long} \\\\ {long} \\end{{aligned}}")) < 50);
}

/// The policy of pages forbids `style`, and nothing of a formula may lead anywhere.
#[test]
fn no_style_and_no_address_leaves() {
    for tex in [
        r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{aligned} a &= b \\ &= c \end{aligned}",
        r"\begin{align} a &= b \\ c &= d \end{align}",
        r"\begin{multline} a \\ b \\ c \end{multline}",
        r"\begin{array}{|c:r|} \hline a & b \\ \hdashline c & d \\ \hline \end{array}",
        r"{\color{red} x} \! y \hspace{-1cm} z \textsc{Small} \cfrac{1}{2} \mathop{a} \mathbin{b} \cancel{x} \xcancel{y}",
        r"\text{a <b> \& \$ onclick=x} \mathrm{d}x \boldsymbol{\beta} \not\in \cramped{x^2}",
    ] {
        let made = mathml(tex);
        let before = made.split("<annotation").next().unwrap_or_default();
        for absent in [" style=", "href", "<a", "<b>", " on", "50%", "7.5%", "(1)"] {
            assert!(!before.contains(absent), "{tex}: {absent} in {made}");
        }
    }
    // The crate does not escape names of functions.
    for tex in [r"\operatorname{<img src=x onerror=alert(1)>}", r"\operatorname{<script>alert(1)</script>}", r"\operatorname{<b}"] {
        assert!(set(tex, true).is_err(), "{tex}: {:?}", set(tex, true));
    }
    for made in [r"\operatorname{a>b}", r"\operatorname{a&b}"].into_iter().filter_map(|tex| set(tex, true).ok().flatten()) {
        assert!(["a&gt;b", "a&amp;b"].iter().any(|kept| made.mathml.contains(kept)), "{made:?}");
    }
    let made = mathml(r"\begin{array}{|c|c|} \hline a & b \\ \hline \end{array}");
    assert!(made.contains("<mtr><mtd class=\"m-end m-bt\"></mtd><mtd class=\"m-end m-bt\"></mtd></mtr>"), "{made}");
    let made = mathml(r"\begin{aligned} a &= b \end{aligned} {\color{red} x} \! y");
    for present in ["m-right m-pr0", "m-left m-pl0", "mathcolor=\"#FF0000\"", "m-back3"] {
        assert!(made.contains(present), "{present} in {made}");
    }
}

#[test]
fn mistakes_are_told_in_words_at_their_place() {
    for (tex, part, message, help) in [
        (r"\fracc{a}{b}", r"\fracc", r"`\fracc` is no command of formulas that is known here", r"did you mean `\frac`?"),
        (r"a + \alhpa", r"\alhpa", r"`\alhpa` is no command of formulas that is known here", r"did you mean `\alpha`?"),
        (r"\qzxw", r"\qzxw", r"`\qzxw` is no command of formulas that is known here", "operatorname"),
        (r"\begin{pmatix} x \end{pmatix}", "{pmatix}", "`pmatix` is no environment", "did you mean `pmatrix`?"),
        (r"a + {b + c", "{", "`{` is not closed: `}` is missing", "write `}`"),
        (r"a + \left( b", r"\left", r"`\left` is not closed: `\right` is missing", r"write `\right`"),
        (r"\begin{cases} b", r"\begin{cases}", r"`\begin{cases}` is not closed", "write `"),
        ("a}", "}", "`}` closes nothing", "take it out"),
        (r"\frac{a}", "}", "something is missing behind `}`", "takes two"),
        (r"x + \sqrt", r"\sqrt", r"something is missing behind `\sqrt`", "braces"),
        ("x_1_2", "_", "a second `_` stands behind one sign", "braces"),
        ("a & b", "&", "`&` parts columns", r"write `\&`"),
        (r"\begin{matrix} x \end{pmatrix}", r"\end{pmatrix}", "closes another environment", r"write `\end{matrix}`"),
        (r"\color{rde} x", "{rde}", "no colour", "red"),
        (r"\text{a & b}", "&", r"means nothing within `\text{…}`", "backslash"),
        (r"x \label{a}", r"\label", "does nothing in a formula", "{#eq-name}"),
        (r"\href{javascript:alert(1)}{x}", r"\href", "does nothing in a formula", "link"),
        (r"\htmlClass{a}{b}", r"\htmlClass", "does nothing in a formula", "take it out"),
        (r"\newcommand{\y}{z} \y", r"\newcommand", "does nothing in a formula", "write out"),
        (" ", " ", "this formula is empty", "dollar"),
        ("x\\", "\\", "no command", "backslash"),
    ] {
        let wrong = wrong(tex);
        assert_eq!(tex.get(wrong.range.clone()), Some(part), "{tex}: {wrong:?}");
        assert!(wrong.message.contains(message) && wrong.help.contains(help), "{tex}: {wrong:?}");
    }
}

/// What is proposed must be known to the crate.
#[test]
fn every_name_that_is_proposed_is_known() {
    for name in told::COMMANDS.split_whitespace() {
        if let Err(wrong) = set(&format!("\\{name}"), true) {
            assert!(!wrong.message.contains("is no command"), "{name}: {wrong:?}");
        }
    }
    for name in told::ENVIRONMENTS.split_whitespace() {
        let columns = if name.ends_with("array") { "{c}" } else { "" };
        set(&format!("\\begin{{{name}}}{columns} x \\end{{{name}}}"), true).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
    }
}

/// Whatever nests, repeats or ends too early is a formula or a fault, and no overflow of the stack.
#[test]
fn hostile_formulas_come_to_an_end() {
    let nested = |open: &str, close: &str, times: usize| format!("{}x{}", open.repeat(times), close.repeat(times));
    for times in [90, 950, 100_000] {
        for (open, close) in [
            ("{", "}"),
            (r"\frac{1}{", "}"),
            (r"\sqrt ", ""),
            ("x^{", "}"),
            (r"\left(", r"\right)"),
            (r"\begin{matrix}", r"\end{matrix}"),
            (r"\hat ", ""),
            (r"\not ", ""),
            (r"\color{red}", ""),
            (r"\displaystyle ", ""),
            (r"\underbrace{", "}"),
            (r"\substack ", ""),
            (r"\substack{", "}"),
            (r"\sqrt[", "]"),
            (r"{a \over ", "}"),
            (r"\text{", "}"),
            ("x'", ""),
            ("&", ""),
            (r"\\", ""),
            (r"\begin{array}{c", "}"),
            ("%", "\n"),
            ("$", "$"),
            ("é^", ""),
        ] {
            for tex in [nested(open, close, times), open.repeat(times), close.repeat(times)] {
                if let Err(wrong) = set(&tex, true) {
                    assert!(wrong.range.start <= wrong.range.end && tex.get(wrong.range.clone()).is_some(), "{open}: {wrong:?}");
                }
            }
        }
    }
    assert!(wrong(&nested("{", "}", 101)).message.contains("nested more than 100 levels"));
    assert!(wrong(&nested(r"\hat ", "", 500)).message.contains("nested more than 100 levels"));
    assert!(wrong(&"x+".repeat(5000)).message.contains("more than 8000 bytes"));
}

/// Any text is a formula that nests, or a fault with a place in it.
#[test]
fn any_tex_is_set_or_told() {
    use proptest::prelude::*;
    let piece = prop::sample::select(vec![
        "\\",
        "{",
        "}",
        "^",
        "_",
        "&",
        "\\\\",
        "a",
        "1",
        " ",
        "\\frac",
        "\\left",
        "\\right",
        "(",
        ")",
        "[",
        "]",
        "\\begin{cases}",
        "\\end{cases}",
        "\\begin{array}",
        "{c|c}",
        "\\end{array}",
        "\\text",
        "\\color",
        "{red}",
        "\\sqrt",
        "'",
        "\\not",
        "\\over",
        "\\sum",
        "\\limits",
        "%",
        "\n",
        "é",
        "日",
        "~",
        "#",
        "$",
        "\"",
        "<",
        ">",
        "\\hspace{-1em}",
        "\\operatorname",
        "\\mathbb",
        "\\substack",
        "\\!",
        "\\hline",
        "\\big",
        "\\middle",
        "|",
        "\\overset",
        "\\cancel",
        "\\middle|",
        "\\raisebox",
        "\\hskip",
        "3pt",
        "\\mathrm",
        "\\tag",
        "\\genfrac",
    ]);
    let config = ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(pieces in prop::collection::vec(piece, 1..24), display: bool)| {
        let tex = pieces.concat();
        match set(&tex, display) {
            Ok(Some(made)) => {
                let mut reader = quick_xml::Reader::from_str(&made.mathml);
                let mut depth = 0;
                loop {
                    match reader.read_event() {
                        Ok(quick_xml::events::Event::Start(_)) => depth += 1,
                        Ok(quick_xml::events::Event::End(_)) => depth -= 1,
                        Ok(quick_xml::events::Event::Eof) => break,
                        Ok(_) => {}
                        Err(error) => prop_assert!(false, "{tex:?}: {error}: {made:?}"),
                    }
                }
                prop_assert_eq!(depth, 0);
                prop_assert!(!made.words.trim().is_empty() && !made.words.contains("<m"), "{tex:?}: {made:?}");
                prop_assert!(!made.mathml.split("<annotation").next().unwrap_or_default().contains(" style="));
            }
            Ok(None) => prop_assert!(false, "{tex:?}"),
            Err(wrong) => prop_assert!(tex.get(wrong.range.clone()).is_some_and(|part| !part.is_empty()), "{tex:?}: {wrong:?}"),
        }
    });
}
