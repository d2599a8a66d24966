//! Which digits a syntax does not tell apart: lines that differ in these alone are coloured alike.

/// Syntaxes by name: for each of the digits 0 to 9 the one that stands for it. Where none of the patterns of a syntax tells two
/// digits apart, and none looks for a text that stood before, a line means the same with either of them.
const ALIKE: [(&str, &[u8; 10]); 32] = [
    ("ActionScript", b"0123444444"),
    ("Batch File", b"0123446788"),
    ("BibTeX", b"0000000000"),
    ("C#", b"0122222222"),
    ("CSS", b"0123455789"),
    ("Cargo Build Results", b"0000000000"),
    ("Clojure", b"0123444489"),
    ("Diff", b"0000000000"),
    ("Haskell", b"0123455588"),
    ("JSON", b"0122222229"),
    ("Java Properties", b"0000000000"),
    ("JavaScript", b"0123444489"),
    ("LaTeX Log", b"0000000000"),
    ("Lisp", b"0123333333"),
    ("Make Output", b"0000000000"),
    ("NAnt Build File", b"0000000000"),
    ("OCaml", b"0123456788"),
    ("OCamllex", b"0123456788"),
    ("OCamlyacc", b"0123456788"),
    ("Pascal", b"0111111111"),
    ("Plain Text", b"0000000000"),
    ("R", b"0123455589"),
    ("R Console", b"0123455589"),
    ("Regular Expression", b"0111111188"),
    ("Regular Expressions (Javascript)", b"0111111111"),
    ("Regular Expressions (Python)", b"0111111111"),
    ("Scala", b"0111111188"),
    ("Tcl", b"0122222288"),
    ("TeX", b"0000000000"),
    ("XML", b"0000000000"),
    ("YAML", b"0122226688"),
    ("camlp4", b"0123456788"),
];

/// The digits of a syntax, each with the one that stands for it; `None` where all of them differ.
pub fn alike(syntax: &str) -> Option<&'static [u8; 10]> {
    ALIKE.binary_search_by_key(&syntax, |(name, _)| name).ok().map(|at| ALIKE[at].1)
}

/// A line with the digits that stand for its own.
pub fn stood_for<'a>(line: &str, alike: &[u8; 10], buffer: &'a mut String) -> &'a str {
    buffer.clear();
    let digit = |c: char| c.to_digit(10).map_or(c, |digit| char::from(alike[digit as usize]));
    buffer.extend(line.chars().map(digit));
    buffer
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use syntect::parsing::SyntaxSet;
    use syntect::parsing::syntax_definition::{Context, MatchPattern, Pattern};

    /// What stands at a place of a pattern: a character, or something that takes digits all alike; and where the next begins.
    /// `None` of a text that was found before.
    fn atom(pattern: &[char], at: usize, in_set: bool) -> Option<(Option<char>, usize)> {
        let [c, next, ..] = pattern[at..] else { return Some((pattern.get(at).copied(), at + 1)) };
        let end = |of: char| pattern[at..].iter().position(|c| *c == of).map(|length| at + length + 1);
        let code = |digits: &[char]| u32::from_str_radix(&digits.iter().collect::<String>(), 16).ok().and_then(char::from_u32);
        match (c, next) {
            ('\\', 'p' | 'P') if pattern.get(at + 2) == Some(&'{') => Some((None, end('}')?)),
            ('\\', 'x') if pattern.get(at + 2) == Some(&'{') => Some((Some(code(&pattern[at + 3..end('}')? - 1])?), end('}')?)),
            ('\\', 'x') => Some((Some(code(pattern.get(at + 2..at + 4)?)?), at + 4)),
            ('\\', 'u') => Some((Some(code(pattern.get(at + 2..at + 6)?)?), at + 6)),
            ('\\', '0'..='9' | 'k' | 'g') => None,
            ('\\', c) if c.is_ascii_alphabetic() => Some((None, at + 2)),
            ('\\', c) => Some((Some(c), at + 2)),
            ('[', ':') if in_set => Some((None, end(']')?)),
            ('{', '0'..='9' | ',') if !in_set => Some((None, end('}')?)),
            (c, _) => Some((Some(c), at + 1)),
        }
    }

    /// Patterns that look for a text that was found before, which has no digits: how far a block of YAML is indented.
    const INDENTED: [&str; 1] = [r"^(?!\1|\s*(?m:$))"];

    /// Where a pattern tells digits apart: between a digit and the one before it. `None` where it looks for a text that it
    /// found before.
    fn bounds(regex: &str) -> Option<BTreeSet<u8>> {
        if INDENTED.contains(&regex) {
            return Some(BTreeSet::new());
        }
        let pattern: Vec<char> = regex.chars().collect();
        let (mut found, mut at, mut depth) = (BTreeSet::new(), 0, 0);
        let digit = |c: char| c.to_digit(10).map(|digit| digit as u8);
        let has_comments = regex.starts_with("(?x)");
        while at < pattern.len() {
            match pattern[at] {
                '#' if depth == 0 && has_comments => {
                    at += pattern[at..].iter().position(|c| *c == '\n').unwrap_or(1);
                    continue;
                }
                '[' if depth == 0 || pattern.get(at + 1) != Some(&':') => {
                    depth += 1;
                    at += 1 + usize::from(pattern.get(at + 1) == Some(&'^'));
                    // A bracket that comes first is one of the set.
                    at += usize::from(pattern.get(at) == Some(&']'));
                    continue;
                }
                ']' if depth > 0 => {
                    depth -= 1;
                    at += 1;
                    continue;
                }
                _ => {}
            }
            let (first, next) = atom(&pattern, at, depth > 0)?;
            at = next;
            let mut last = first;
            if depth > 0 && pattern.get(at) == Some(&'-') && !matches!(pattern.get(at + 1), None | Some(']' | '[')) {
                (last, at) = atom(&pattern, at + 1, true)?;
            }
            // What stands behind a class of characters and a hyphen is by itself.
            found.extend(first.or(last).and_then(digit));
            found.extend(last.and_then(digit).map(|last| last + 1));
        }
        Some(found)
    }

    fn patterns(context: &Context) -> impl Iterator<Item = &MatchPattern> {
        context.patterns.iter().filter_map(|pattern| if let Pattern::Match(one) = pattern { Some(one) } else { None })
    }

    /// The positions of the syntaxes that some contexts lead to.
    fn led_to(shown: &str) -> BTreeSet<usize> {
        let after = shown.split("syntax_index: ").skip(1);
        after.filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).collect()
    }

    #[test]
    fn the_table_is_what_the_syntaxes_say() {
        let all = SyntaxSet::load_defaults_newlines().into_builder();
        let own: Vec<(Option<BTreeSet<u8>>, BTreeSet<usize>)> = all
            .syntaxes()
            .iter()
            .map(|syntax| {
                let regexes = syntax.contexts.values().flat_map(patterns).map(|one| bounds(one.regex.regex_str()));
                let all: Option<Vec<BTreeSet<u8>>> = regexes.collect();
                (all.map(|all| all.into_iter().flatten().collect()), led_to(&format!("{:?}", syntax.contexts)))
            })
            .collect();
        let mut rows: BTreeMap<String, [u8; 10]> = BTreeMap::new();
        for (at, syntax) in all.syntaxes().iter().enumerate() {
            let (mut seen, mut next) = (BTreeSet::new(), vec![at]);
            while let Some(at) = next.pop() {
                if seen.insert(at) {
                    next.extend(&own[at].1);
                }
            }
            let bounds: Option<Vec<&BTreeSet<u8>>> = seen.iter().map(|at| own[*at].0.as_ref()).collect();
            let Some(bounds) = bounds else { continue };
            let bounds: BTreeSet<u8> = bounds.into_iter().flatten().copied().collect();
            let mut row = *b"0000000000";
            for digit in 1..10u8 {
                row[usize::from(digit)] = if bounds.contains(&digit) { b'0' + digit } else { row[usize::from(digit) - 1] };
            }
            if row != *b"0123456789" {
                rows.insert(syntax.name.clone(), row);
            }
        }
        let shown = |(name, row): (&str, &[u8; 10])| format!("    ({name:?}, b\"{}\"),\n", String::from_utf8_lossy(row));
        let wanted: String = rows.iter().map(|(name, row)| shown((name, row))).collect();
        let table: String = ALIKE.into_iter().map(shown).collect();
        assert_eq!(table, wanted);
    }
}
