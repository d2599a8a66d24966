//! For GitLab, which shows it in the changes of a merge request: a report of code quality,
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use super::human::clean;
use super::{Places, Texts};
use crate::base::Hash;
use crate::check::{Diagnostic, Level};
use rustc_hash::FxHashMap;
use serde_json::json;
use std::fmt::Write;

/// Writes a list as an array of JSON, one fault a line, with `below` before all paths. What is known is not in it: GitLab shows what
/// a change adds. A fault has the same fingerprint wherever its lines go to; of two that say the same the second has another.
pub fn write(diagnostics: &[Diagnostic], texts: &Texts, below: &str) -> String {
    let mut places = Places::below(texts, below);
    let mut seen: FxHashMap<(&str, &str, &str), u32> = FxHashMap::default();
    let mut out = String::from("[");
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        let fault = &diagnostic.fault;
        let place = places.find(&diagnostic.path, &fault.range);
        let path = places.shown(&diagnostic.path);
        let count = seen.entry((diagnostic.path.as_str(), fault.rule, &fault.message)).or_default();
        *count += 1;
        let what = [path.as_bytes(), fault.rule.as_bytes(), fault.message.as_bytes(), &count.to_le_bytes()];
        let help = fault.help.as_ref().map_or(String::new(), |help| format!("; {}", clean(help)));
        let value = json!({
            "description": format!("{}{help}", clean(&fault.message)),
            "check_name": fault.rule,
            "fingerprint": Hash::of_parts(&what).to_string(),
            "severity": if diagnostic.level == Level::Error { "major" } else { "minor" },
            "location": { "path": path, "lines": { "begin": place.line, "end": place.end_line } },
        });
        let _ = write!(out, "{}\n{value}", if at == 0 { "" } else { "," });
    }
    out.push_str(if diagnostics.is_empty() { "]\n" } else { "\n]\n" });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Fault, FilePath};
    use serde_json::Value;
    use std::sync::Arc;

    fn written(text: &'static str, faults: &[(Level, Fault)]) -> Value {
        let one = |(level, fault): &(Level, Fault)| Diagnostic {
            path: FilePath::new("content/a.md").unwrap(),
            level: *level,
            fault: fault.clone().into(),
        };
        let all: Vec<Diagnostic> = faults.iter().map(one).collect();
        serde_json::from_str(&write(&all, &|_: &FilePath| Some(Arc::from(text)), "papers/")).unwrap()
    }

    #[test]
    fn has_what_gitlab_requires() {
        let fault = |at: u32| Fault::new("missing-alt", at..at + 1, "m").with_help("h");
        let out = written("ab\ncd\n", &[(Level::Warn, fault(0)), (Level::Error, fault(3))]);
        assert_eq!(out[0]["description"], "m; h");
        assert_eq!((&out[0]["check_name"], &out[0]["severity"]), (&"missing-alt".into(), &"minor".into()));
        assert_eq!((&out[1]["severity"], &out[1]["location"]["lines"]["begin"]), (&"major".into(), &2.into()));
        assert_eq!(out[1]["location"]["path"], "papers/content/a.md");
        assert_eq!(written("", &[]), serde_json::json!([]));
        // The same fault a line lower keeps its fingerprint; another of the same words has its own.
        let lower = written("\nab\ncd\n", &[(Level::Warn, fault(1)), (Level::Error, fault(4))]);
        assert_eq!(out[0]["fingerprint"], lower[0]["fingerprint"]);
        assert_ne!(out[0]["fingerprint"], out[1]["fingerprint"]);
    }
}
