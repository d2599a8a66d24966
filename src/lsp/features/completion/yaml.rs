//! Where in YAML the cursor stands, by the lines above it: keys that lead there, and what is typed.

/// Where the cursor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Context<'t> {
    /// The keys that lead there, from the top.
    pub path: Vec<&'t str>,
    /// What is typed there.
    pub slot: Slot,
    /// The letters before the cursor that belong to it.
    pub typed: &'t str,
    /// Where these begin.
    pub start: usize,
    /// Keys of the same map that stand before it.
    pub siblings: Vec<&'t str>,
}

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A key of the map that the path leads to.
    Key,
    /// The value of the last key of the path.
    Value,
    /// An item of the list that is the value of the last key, in brackets.
    Item,
    /// The same on a line of its own: a value, or the first key of a map.
    LineItem,
}

/// So many lines are looked at; who writes a list of more gets nothing.
const MOST_LINES: usize = 20_000;

/// A line in parts.
struct Line<'t> {
    /// Columns of its dashes.
    dashes: Vec<usize>,
    /// Where what follows them begins.
    column: usize,
    rest: &'t str,
    key: Option<(&'t str, usize)>,
}

impl<'t> Line<'t> {
    fn of(line: &'t str) -> Line<'t> {
        let mut dashes = Vec::new();
        let mut column = line.len() - line.trim_start_matches(' ').len();
        while line[column..].starts_with("- ") || &line[column..] == "-" {
            dashes.push(column);
            let behind = &line[column + 1..];
            column += 1 + behind.len() - behind.trim_start_matches(' ').len();
        }
        let rest = &line[column..];
        Line { dashes, column, rest, key: key(rest) }
    }

    fn says_nothing(&self) -> bool {
        self.dashes.is_empty() && (self.rest.trim().is_empty() || self.rest.starts_with('#'))
    }
}

/// The key that a line begins with, and where its value begins.
fn key(rest: &str) -> Option<(&str, usize)> {
    if rest.starts_with(['{', '[', '"', '\'', '#', '&', '*', '|', '>']) {
        return None;
    }
    let at = rest.match_indices(':').map(|(at, _)| at).find(|at| rest[at + 1..].is_empty() || rest[at + 1..].starts_with(' '))?;
    Some((rest[..at].trim_end(), at + 1))
}

/// What is being looked for in the lines above.
#[derive(Clone, Copy)]
enum Above {
    /// The line to which a map with keys at a column belongs.
    Map(usize),
    /// The line to which a list with dashes at a column belongs.
    List(usize),
}

/// Where an offset of a text stands whose YAML begins at `start`; `None` in a comment, or where tabs are.
pub(super) fn context(text: &str, start: usize, at: usize) -> Option<Context<'_>> {
    let before = text.get(start..at)?;
    let from = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let written = &before[from..];
    if written.contains('\t') || written.trim_start().starts_with('#') || written.contains(" #") {
        return None;
    }
    let line = Line::of(written);
    let (value, mut inner) = match line.key {
        Some((key, value)) => (value, vec![key]),
        None => (0, Vec::new()),
    };
    let in_flow = line.key.is_some() || line.rest.starts_with(['{', '[']);
    let flow = in_flow.then(|| flow(&line.rest[value..]));
    let (slot, typed, mut siblings) = match &flow {
        Some(flow) => {
            inner.extend(&flow.path);
            (flow.slot, flow.typed, flow.siblings.clone())
        }
        None if line.dashes.is_empty() => (Slot::Key, line.rest, Vec::new()),
        None => (Slot::LineItem, line.rest, Vec::new()),
    };
    let (outer, beside) = above(&before[..from], &line);
    if slot == Slot::Key && flow.is_none() {
        siblings = beside;
    }
    let path = outer.into_iter().chain(inner).collect();
    Some(Context { path, slot, typed, start: at - typed.len(), siblings })
}

/// The keys that lead to a line, and those beside it in its map.
fn above<'t>(before: &'t str, line: &Line) -> (Vec<&'t str>, Vec<&'t str>) {
    let mut looking = match line.dashes.last() {
        Some(dash) => Above::List(*dash),
        None => Above::Map(line.column),
    };
    let (mut path, mut siblings) = (Vec::new(), Vec::new());
    let lines = before.rsplit(['\n', '\r']).take(MOST_LINES);
    for line in lines.map(Line::of).filter(|line| !line.says_nothing()) {
        let key = line.key.map(|(key, _)| key);
        match looking {
            Above::Map(column) => {
                if line.column == column {
                    siblings.extend(key.filter(|_| path.is_empty()));
                    if let Some(dash) = line.dashes.last() {
                        looking = Above::List(*dash);
                    }
                    continue;
                }
                if line.column > column {
                    continue;
                }
            }
            Above::List(column) => {
                if line.column > column || line.dashes.last() == Some(&column) {
                    continue;
                }
            }
        }
        let Some(key) = key else { continue };
        path.push(key);
        looking = line.dashes.last().map_or(Above::Map(line.column), |dash| Above::List(*dash));
        if let Above::Map(0) = looking {
            break;
        }
    }
    path.reverse();
    (path, siblings)
}

/// What stands in brackets and braces.
struct Flow<'t> {
    path: Vec<&'t str>,
    slot: Slot,
    typed: &'t str,
    siblings: Vec<&'t str>,
}

/// A list or map in brackets that is not closed.
struct Open<'t> {
    is_map: bool,
    key: Option<&'t str>,
    keys: Vec<&'t str>,
}

/// Reads the value of a key up to the cursor.
fn flow(value: &str) -> Flow<'_> {
    let mut open: Vec<Open> = Vec::new();
    // `blank` says whether nothing but white space stands between `token` and here.
    let (mut token, mut quote, mut blank) = (0, None, true);
    for (at, c) in value.char_indices() {
        if let Some(mark) = quote {
            quote = (c != mark).then_some(mark);
            continue;
        }
        match c {
            '"' | '\'' if blank => quote = Some(c),
            // Brackets within a word are part of it.
            '{' | '[' if blank => {
                open.push(Open { is_map: c == '{', key: None, keys: Vec::new() });
                token = at + 1;
            }
            '}' | ']' if !open.is_empty() => {
                open.pop();
                token = at + 1;
            }
            ',' => {
                if let Some(last) = open.last_mut() {
                    last.key = None;
                    token = at + 1;
                }
            }
            ':' => {
                let ends = value[at + 1..].is_empty() || value[at + 1..].starts_with(' ');
                if let Some(last) = open.last_mut().filter(|last| last.is_map && last.key.is_none() && ends) {
                    let key = value[token..at].trim();
                    last.key = Some(key);
                    last.keys.push(key);
                    token = at + 1;
                }
            }
            _ => {}
        }
        blank = token == at + 1 || (blank && c.is_whitespace());
    }
    let typed = value[token..].trim_start().trim_start_matches(['"', '\'']);
    let path = open.iter().filter_map(|one| one.key).collect();
    let (slot, siblings) = match open.pop() {
        None => (Slot::Value, Vec::new()),
        Some(Open { is_map: true, key: None, keys }) => (Slot::Key, keys),
        Some(Open { is_map: true, .. }) => (Slot::Value, Vec::new()),
        Some(_) => (Slot::Item, Vec::new()),
    };
    Flow { path, slot, typed, siblings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> String {
        let at = text.find('|').expect("a cursor");
        let text = text.replacen('|', "", 1);
        match context(&text, 0, at) {
            Some(context) => {
                let beside =
                    if context.siblings.is_empty() { String::new() } else { format!(" beside {}", context.siblings.join(",")) };
                format!("{:?} {} `{}`{beside}", context.slot, context.path.join("."), context.typed)
            }
            None => "nothing".into(),
        }
    }

    #[test]
    fn the_cursor_is_found() {
        for (text, found) in [
            ("|", "Key  ``"),
            ("title: x\nda|", "Key  `da` beside title"),
            ("title: |", "Value title ``"),
            ("status: dr|", "Value status `dr`"),
            ("actors: [a, na|", "Item actors `na`"),
            ("actors: [|", "Item actors ``"),
            ("actors: [{id: x, ki|", "Key actors `ki` beside id"),
            ("actors: [{id: x, kind: per|", "Value actors.kind `per`"),
            ("actors: [{id: x}, b|", "Item actors `b`"),
            ("actors:\n  - na|", "LineItem actors `na`"),
            ("actors:\n- na|", "LineItem actors `na`"),
            ("actors:\n  - id: x\n    na|", "Key actors `na` beside id"),
            ("actors:\n  - id: x\n    names: [{name: y, as: |", "Value actors.names.as ``"),
            ("actors:\n  - {id: x, kind: |", "Value actors.kind ``"),
            ("a: 1\nclaims:\n  - at: x\n    evidence:\n      - sou|", "LineItem claims.evidence `sou`"),
            ("a: 1\nclaims:\n  - at: x\n    evidence:\n      - source: a\n        is: |", "Value claims.evidence.is ``"),
            ("claims:\n  - at: x\n\n  # a\n  - |", "LineItem claims ``"),
            ("disclosures:\n  fun|", "Key disclosures `fun`"),
            ("disclosures: {a: 1}\nfun|", "Key  `fun` beside disclosures"),
            ("- id: x\n  na|", "Key  `na` beside id"),
            ("x: y # |", "nothing"),
            ("# a: |", "nothing"),
            ("url: http://x|", "Value url `http://x`"),
            ("sources: [\"ab|", "Item sources `ab`"),
        ] {
            assert_eq!(at(text), found, "{text}");
            assert_eq!(at(&text.replace('\n', "\r\n")), found, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[ a\\-:{}\\[\\],#'\"\n\rü]{0,60}", at in any::<prop::sample::Index>()) {
            let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            if let Some(found) = context(&text, 0, *at.get(&borders)) {
                prop_assert_eq!(&text[found.start..found.start + found.typed.len()], found.typed);
            }
        }
    }
}
