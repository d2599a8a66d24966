//! Lines of a text: fences, indents, options of directives.

/// Whether lines stand within fenced code.
#[derive(Default)]
pub struct Fence {
    open: Option<(char, usize)>,
}

impl Fence {
    /// Whether a fence is open behind the lines that were read.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Reads a line; tells whether it belongs to fenced code, its fences too.
    pub fn read(&mut self, line: &str) -> bool {
        let bare = line.trim_start_matches([' ', '\t', '>']);
        match (self.open, opening(bare)) {
            (Some((sign, least)), _) => {
                let rest = bare.trim_start_matches(sign);
                if bare.len() - rest.len() >= least && rest.trim().is_empty() {
                    self.open = None;
                }
                true
            }
            (None, Some((sign, length, _))) => {
                self.open = Some((sign, length));
                true
            }
            (None, None) => false,
        }
    }
}

/// The sign, the length and the words of a fence that a line opens.
pub(super) fn opening(bare: &str) -> Option<(char, usize, &str)> {
    let sign = bare.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let info = bare.trim_start_matches(sign);
    let length = bare.len() - info.len();
    // Code within a line may begin it, too.
    (length >= 3 && !(sign == '`' && info.contains('`'))).then_some((sign, length, info.trim()))
}

/// The white space that a line begins with.
pub(super) fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// A line without up to so many columns of white space before it.
pub(super) fn dedented(line: &str, columns: usize) -> &str {
    let mut left = columns;
    let mut rest = line;
    while left > 0 {
        rest = match rest.as_bytes().first() {
            Some(b' ') => {
                left -= 1;
                &rest[1..]
            }
            Some(b'\t') => {
                left = left.saturating_sub(4);
                &rest[1..]
            }
            _ => return rest,
        };
    }
    rest
}

/// How many columns of white space a line begins with.
pub(super) fn columns(line: &str) -> usize {
    indent(line).chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// An option of a directive of MyST: `:name: river`.
pub(super) fn option(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix(':')?.split_once(':')?;
    let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (!key.is_empty() && key.bytes().all(fine) && (value.is_empty() || value.starts_with(' '))).then(|| (key, value.trim()))
}

/// Options between `---` lines or as `:key: value`, and the lines behind them.
pub(super) fn options<'t, 'l>(lines: &'l [&'t str]) -> (Vec<(&'t str, &'t str)>, &'l [&'t str]) {
    let mut found = Vec::new();
    if lines.first().is_some_and(|line| line.trim() == "---")
        && let Some(end) = lines[1..].iter().position(|line| line.trim() == "---")
    {
        let pairs = lines[1..=end].iter().filter_map(|line| line.split_once(':'));
        found.extend(pairs.map(|(key, value)| (key.trim(), value.trim().trim_matches(['"', '\'']))));
        return (found, &lines[end + 2..]);
    }
    let mut rest = lines;
    while let Some((key, value)) = rest.first().and_then(|line| option(line.trim())) {
        found.push((key, value));
        rest = &rest[1..];
    }
    (found, rest)
}

/// Words between quotation marks, or as they stand.
pub(super) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inner = ['"', '\'', '`'].iter().find_map(|mark| text.strip_prefix(*mark)?.strip_suffix(*mark));
    inner.unwrap_or(text)
}

/// Attributes as Pandoc and shortcodes have them: words, and keys with values.
pub(super) fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '`')).unwrap_or(rest.len());
        let (key, behind) = match first {
            '"' | '\'' | '`' => ("", rest),
            _ => {
                let key = &rest[..end];
                let behind = rest[end..].trim_start();
                match behind.strip_prefix('=') {
                    Some(value) => (key, value.trim_start()),
                    None if end > 0 => {
                        found.push((String::new(), key.to_string()));
                        rest = behind;
                        continue;
                    }
                    None => return found,
                }
            }
        };
        let mark = behind.chars().next().filter(|mark| matches!(mark, '"' | '\'' | '`'));
        let (value, after) = match mark {
            Some(mark) => {
                let inner = &behind[1..];
                let close = closing(inner, mark);
                (&inner[..close], inner.get(close + 1..).unwrap_or_default())
            }
            None => behind.split_at(behind.find(char::is_whitespace).unwrap_or(behind.len())),
        };
        found.push((key.to_string(), value.replace("\\\"", "\"")));
        rest = after.trim_start();
    }
    found
}

/// Where a text in quotation marks ends; a backslash before a mark keeps it.
fn closing(text: &str, mark: char) -> usize {
    let ends = text.match_indices(mark).map(|(at, _)| at);
    ends.into_iter().find(|at| !text[..*at].ends_with('\\')).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_words_and_pairs() {
        let read =
            |text: &str| attributes(text).into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("|");
        assert_eq!(read(".callout-note title=\"A \\\"b\\\" c\" collapse=true"), "=.callout-note|title=A \"b\" c|collapse=true");
        assert_eq!(read("src = \"a b.png\" 'x' `y`"), "src=a b.png|=x|=y");
        for odd in ["=", "= =", "\"", "a=\"", "''", "a==b", "é=é"] {
            let _ = attributes(odd);
        }
    }
}
