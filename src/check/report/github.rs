//! For GitHub: one workflow command a line, which a run of Actions shows at its line of the change,
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.

use super::human::{clean, summary};
use super::{Places, Texts};
use crate::check::{Diagnostic, Level};
use std::fmt::Write;

/// Writes a list as workflow commands, with `below` before all paths: with it they are seen from the top of the repository, where
/// GitHub looks for them. The last line is that of the form for people: it counts, and says how many others are `known`.
pub fn write(diagnostics: &[Diagnostic], known: usize, texts: &Texts, below: &str) -> String {
    let mut places = Places::below(texts, below);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = if diagnostic.level == Level::Error { "error" } else { "warning" };
        let fault = &diagnostic.fault;
        let place = places.find(&diagnostic.path, &fault.range);
        let file = places.shown(&diagnostic.path);
        // The log of a run leaves the place out, so that the words begin with it.
        let mut text = format!("{file}:{}:{}: {}", place.line, place.column, clean(&fault.message));
        if let Some(help) = &fault.help {
            let _ = write!(text, "\nhelp: {}", clean(help));
        }
        let _ = write!(out, "::{command} file={},line={},endLine={}", value(&file), place.line, place.end_line);
        // Columns are taken within one line only.
        if place.line == place.end_line {
            let _ = write!(out, ",col={},endColumn={}", place.column, place.end_column.max(place.column));
        }
        let _ = writeln!(out, ",title={}::{}", value(fault.rule), data(&text));
    }
    out.push_str(&summary(diagnostics, known));
    out.push('\n');
    out
}

/// What stands behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands behind a `=`.
fn value(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Fault, FilePath};
    use std::sync::Arc;

    fn one(path: &str, level: Level, fault: Fault) -> Diagnostic {
        Diagnostic { path: FilePath::new(path).unwrap(), level, fault: fault.into() }
    }

    #[test]
    fn each_fault_is_a_command_at_its_place() {
        let texts = |_: &FilePath| Some(Arc::from("é\nab cd\nef\n"));
        let all = [
            one("content/a, b.md", Level::Error, Fault::new("missing-alt", 6..8, "50 % of\nit::x").with_help("h: 1,2\u{1b}")),
            one("content/c.md", Level::Warn, Fault::new("odd-id", 3..10, "m")),
            one("content/d.md", Level::Warn, Fault::new("odd-id", 3..3, "m")),
        ];
        assert_eq!(
            write(&all, 2, &texts, "my%site/"),
            "::error file=my%25site/content/a%2C b.md,line=2,endLine=2,col=4,endColumn=6,title=missing-alt\
             ::my%25site/content/a, b.md:2:4: 50 %25 of it::x%0Ahelp: h: 1,2␛\n\
             ::warning file=my%25site/content/c.md,line=2,endLine=3,title=odd-id::my%25site/content/c.md:2:1: m\n\
             ::warning file=my%25site/content/d.md,line=2,endLine=2,col=1,endColumn=1,title=odd-id::my%25site/content/d.md:2:1: m\n\
             1 error, 2 warnings in 3 files; 2 known faults are not shown (known-faults.yaml)\n"
        );
        assert_eq!(write(&[], 0, &texts, ""), "no errors, no warnings\n");
    }
}
