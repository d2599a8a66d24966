//! Colour in fenced code: syntect's scopes become a dozen short classes. Without the feature `highlight` code is plain.

/// Longest code that is coloured, in bytes, and the longest line of it: colour is worth no more time than that.
#[cfg(feature = "highlight")]
const LONGEST: (usize, usize) = (200_000, 2_000);

/// Appends code in colour; `false`, and nothing appended, if the language is not known or the code too long.
#[cfg(not(feature = "highlight"))]
pub fn push(_code: &str, _language: &str, _out: &mut String) -> bool {
    false
}

#[cfg(feature = "highlight")]
mod digits;

#[cfg(feature = "highlight")]
pub use coloured::push;

#[cfg(feature = "highlight")]
mod coloured {
    use super::{LONGEST, digits};
    use rustc_hash::FxHashMap;
    use std::cell::RefCell;
    use std::rc::Rc;
    use std::sync::LazyLock;
    use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

    static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

    /// What the beginnings of scopes become; the longest that fits the innermost scope decides.
    ///
    /// `k` keyword, `o` operator, `s` string, `e` escape, `n` number or constant, `c` comment, `f` function, `t` type,
    /// `v` variable, `a` attribute, `g` tag, `p` preprocessor, `h` heading, `i` inserted, `d` deleted.
    const CLASSES: [(&str, &str); 29] = [
        ("comment", "c"),
        ("punctuation.definition.comment", "c"),
        ("string", "s"),
        ("punctuation.definition.string", "s"),
        ("constant.character.escape", "e"),
        ("constant", "n"),
        ("keyword", "k"),
        ("keyword.operator", "o"),
        ("storage", "k"),
        ("storage.type.numeric", "n"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("variable.function", "f"),
        ("entity.name", "t"),
        ("entity.other.inherited-class", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("entity.name.tag", "g"),
        ("entity.name.section", "h"),
        ("entity.other.attribute-name", "a"),
        ("variable.language", "k"),
        ("variable.parameter", "v"),
        ("variable.other.readwrite", "v"),
        ("meta.preprocessor", "p"),
        ("markup.heading", "h"),
        ("markup.inserted", "i"),
        ("markup.deleted", "d"),
        ("markup.raw", "s"),
        ("support.type.property-name", "a"),
    ];

    static SCOPES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
        let mut scopes: Vec<_> = CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect();
        scopes.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        scopes
    });

    /// Appends code in colour; `false`, and nothing appended, if the language is not known or the code too long.
    pub fn push(code: &str, language: &str, out: &mut String) -> bool {
        let Some(syntax) = syntax(language) else { return false };
        if code.len() > LONGEST.0 || code.split('\n').any(|line| line.len() > LONGEST.1) {
            return false;
        }
        let start = out.len();
        let done = coloured(code, syntax, out);
        if done.is_none() {
            out.truncate(start);
        }
        done.is_some()
    }

    fn syntax(language: &str) -> Option<&'static SyntaxReference> {
        if language.is_empty() || matches!(language, "text" | "txt" | "plain") {
            return None;
        }
        SYNTAXES.find_syntax_by_token(language)
    }

    /// What stands before a line: what the parser expects, and the scopes that are open.
    #[derive(Clone, PartialEq)]
    struct State {
        parser: ParseState,
        scopes: ScopeStack,
    }

    /// A part of a line: where it ends, and its class.
    type Piece = (usize, &'static str);

    impl State {
        fn new(syntax: &SyntaxReference) -> State {
            State { parser: ParseState::new(syntax), scopes: ScopeStack::new() }
        }

        /// Reads a line: its pieces, and the state behind it.
        fn read(&self, line: &str) -> Option<(Rc<[Piece]>, State)> {
            let mut behind = self.clone();
            let operations = behind.parser.parse_line(line, &SYNTAXES).ok()?;
            let mut pieces: Vec<Piece> = Vec::new();
            let mut end = |end: usize, class: &'static str| match pieces.last_mut() {
                Some((last, same)) if *last == end || !class.is_empty() && *same == class => *last = end,
                _ if end > 0 => pieces.push((end, class)),
                _ => {}
            };
            for (next, operation) in &operations {
                end(*next, class(&behind.scopes));
                behind.scopes.apply(operation).ok()?;
            }
            end(line.len(), class(&behind.scopes));
            Some((pieces.into(), behind))
        }
    }

    /// What lines mean in the states that they were met in: code repeats itself, and a preview shows it again and again.
    #[derive(Default)]
    struct Lines {
        states: Vec<State>,
        /// For each state its lines: their pieces, and the position of the state behind.
        known: Vec<FxHashMap<Box<str>, (Rc<[Piece]>, usize)>>,
        count: usize,
    }

    /// Most lines and states that a thread remembers; about 4 MB.
    const MOST: (usize, usize) = (16_384, 100);

    thread_local! {
        // What the parser expects belongs to one thread.
        static LINES: RefCell<Lines> = RefCell::default();
    }

    impl Lines {
        fn position(&mut self, state: State) -> usize {
            self.states.iter().position(|known| *known == state).unwrap_or_else(|| {
                self.states.push(state);
                self.known.push(FxHashMap::default());
                self.states.len() - 1
            })
        }

        /// A line in a state: its pieces, and the position of the state behind.
        fn read(&mut self, line: &str, state: usize) -> Option<(Rc<[Piece]>, usize)> {
            if let Some(found) = self.known[state].get(line) {
                return Some(found.clone());
            }
            let (pieces, behind) = self.states[state].read(line)?;
            let found = (pieces, self.position(behind));
            self.known[state].insert(line.into(), found.clone());
            self.count += 1;
            Some(found)
        }
    }

    fn coloured(code: &str, syntax: &SyntaxReference, out: &mut String) -> Option<()> {
        LINES.with_borrow_mut(|lines| {
            let done = coloured_by(lines, code, syntax, out);
            if lines.count > MOST.0 || lines.states.len() > MOST.1 {
                *lines = Lines::default();
            }
            done
        })
    }

    fn coloured_by(lines: &mut Lines, code: &str, syntax: &SyntaxReference, out: &mut String) -> Option<()> {
        let mut state = lines.position(State::new(syntax));
        let (alike, mut buffer) = (digits::alike(&syntax.name), String::new());
        let mut open = "";
        for line in code.split_inclusive('\n') {
            let known = alike.map_or(line, |alike| digits::stood_for(line, alike, &mut buffer));
            let (pieces, behind) = lines.read(known, state)?;
            state = behind;
            let mut at = 0;
            for (end, class) in pieces.iter() {
                piece(line.get(at..*end)?, class, &mut open, out);
                at = *end;
            }
        }
        if !open.is_empty() {
            out.push_str("</span>");
        }
        Some(())
    }

    /// Appends a piece; neighbours of one class share a span.
    fn piece(text: &str, class: &'static str, open: &mut &'static str, out: &mut String) {
        if text.is_empty() {
            return;
        }
        if class != *open && !(class.is_empty() && text.trim().is_empty()) {
            if !open.is_empty() {
                out.push_str("</span>");
            }
            if !class.is_empty() {
                out.push_str("<span class=\"");
                out.push_str(class);
                out.push_str("\">");
            }
            *open = class;
        }
        crate::render::html::push_escaped(text, out);
    }

    fn class(stack: &ScopeStack) -> &'static str {
        let of = |scope: &Scope| SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
        stack.as_slice().iter().rev().find_map(of).unwrap_or("")
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn shown(code: &str, language: &str) -> Option<String> {
            let mut out = String::from(">");
            push(code, language, &mut out).then(|| out[1..].to_string())
        }

        #[test]
        fn code_gets_short_classes() {
            let html = shown("// a <b>\nfn f(x: u8) -> &str { \"s\\n\" }\n", "rust").unwrap();
            assert!(
                html.starts_with("<span class=\"c\">// a &lt;b&gt;\n</span><span class=\"k\">fn </span><span class=\"f\">f</span>"),
                "{html}"
            );
            assert!(html.contains("<span class=\"e\">\\n</span>"), "{html}");
            assert_eq!(html.matches("<span").count(), html.matches("</span>").count());
            assert!(shown("a: 1 # x\n", "yaml").unwrap().contains("<span class=\"c\"># x"));
        }

        #[test]
        fn a_line_means_what_stands_before_it() {
            let code = "a = 1\n\"\"\"\na = 1\n\"\"\"\na = 1\n";
            let first = shown(code, "python").unwrap();
            // The second time every line is known, in each state that it was met in.
            assert_eq!(shown(code, "python").unwrap(), first);
            assert_eq!(first.matches("class=\"n\">1").count(), 2, "{first}");
            assert_ne!(shown("a = 1\n", "yaml"), shown("a = 1\n", "python"));
            // A state that is never left behind, and more lines than are remembered.
            let nested: String = (0..300).map(|at| format!("{}{{\"a{at}\":\n", " ".repeat(at % 7))).collect();
            assert_eq!(shown(&nested, "json"), shown(&nested, "json"));
            let many: String = (0..20_000).map(|at| format!("k{at}: {at}\n")).collect();
            assert_eq!(shown(&many, "yaml"), shown(&many, "yaml"));
        }

        /// Lines with other digits, each by itself, against the parser.
        #[test]
        fn digits_that_are_alike_mean_the_same() {
            let lines = [
                ("yaml", "a: {}.{}  # {}\n"),
                ("yaml", "since: {}-{}-{}\n"),
                ("yaml", "- {}:{}:{}\n"),
                ("yaml", "- [0x{}, 0b{}, 0{}, 1e{}]\n"),
                ("json", "{\"a{}\": [{}, -{}.{}e{}]}\n"),
                ("js", "let a{} = {} + 0x{} / 0{}; // {}\n"),
                ("css", "h{} { margin: {}px {}.{}em #{} }\n"),
                ("xml", "<a{} b=\"{}\">&#{};</a{}>\n"),
                ("r", "x{} <- c({}, {}L, 1e{}i)\n"),
                ("cs", "var x{} = {}.{}f;\n"),
            ];
            let mut seed = 7u64;
            let mut number = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let digits = (seed >> 40).to_string();
                digits[..1 + (seed >> 33) as usize % 4].to_string()
            };
            for (language, pattern) in lines {
                let syntax = syntax(language).unwrap();
                let alike = digits::alike(&syntax.name).unwrap();
                for _ in 0..60 {
                    let mut line = String::new();
                    for part in pattern.split_inclusive("{}") {
                        let (text, has_number) = part.strip_suffix("{}").map_or((part, false), |text| (text, true));
                        line += text;
                        line += &if has_number { number() } else { String::new() };
                    }
                    let mut buffer = String::new();
                    let known = digits::stood_for(&line, alike, &mut buffer);
                    let read = |line: &str| State::new(syntax).read(line).unwrap().0;
                    assert_eq!(read(&line), read(known), "{language}: {line}");
                }
            }
        }

        #[test]
        fn what_is_unknown_or_too_long_stays_plain() {
            assert_eq!(shown("x", "no-such-language"), None);
            assert_eq!(shown("x", ""), None);
            assert_eq!(shown(&"x".repeat(2001), "rust"), None);
            assert_eq!(shown(&"x\n".repeat(100_001), "rust"), None);
        }
    }
}
