//! Links that open a file in an editor, at a line.

use crate::system::as_address;
use std::path::Path;

/// An editor that answers to addresses of its own scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    template: String,
}

/// What editors are called, as commands and by people, and the addresses that they document. VS Code's is that of its
/// offspring too; `{file}` is the whole path.
const KNOWN: &[(&[&str], &str)] = &[
    (&["vscode", "code"], "vscode://file{file}:{line}:{column}"),
    (&["vscode-insiders", "code-insiders"], "vscode-insiders://file{file}:{line}:{column}"),
    (&["vscodium", "codium"], "vscodium://file{file}:{line}:{column}"),
    (&["cursor"], "cursor://file{file}:{line}:{column}"),
    (&["windsurf"], "windsurf://file{file}:{line}:{column}"),
    (&["positron"], "positron://file{file}:{line}:{column}"),
    (&["zed", "zeditor", "zedit"], "zed://file{file}:{line}:{column}"),
    (&["idea", "intellij"], "idea://open?file={file}&line={line}&column={column}"),
    (&["pycharm", "charm"], "pycharm://open?file={file}&line={line}&column={column}"),
    (&["webstorm"], "webstorm://open?file={file}&line={line}&column={column}"),
    (&["rustrover"], "rustrover://open?file={file}&line={line}&column={column}"),
    (&["sublime", "subl", "sublime_text"], "subl://open?url=file://{file}&line={line}&column={column}"),
    (&["textmate", "mate"], "txmt://open?url=file://{file}&line={line}&column={column}"),
    (&["bbedit"], "bbedit://open?url=file://{file}&line={line}"),
    (&["macvim", "mvim"], "mvim://open?url=file://{file}&line={line}&column={column}"),
    (&["nova"], "nova://open?path={file}&line={line}"),
    (&["emacs-handler"], "emacs://open?url=file://{file}&line={line}&column={column}"),
];

impl Editor {
    /// The editor of that name or command (`code --wait`, `/usr/bin/codium`), or one with an address of its own, which has
    /// `{file}` in it. `None` for those that no address opens, such as editors within a terminal.
    pub fn named(name: &str) -> Option<Editor> {
        if name.contains("{file}") && name.contains("://") {
            return Some(Editor { template: name.to_string() });
        }
        let command = name.split_whitespace().next()?;
        let command = command.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
        let command = [".exe", ".cmd", ".sh"].iter().find_map(|end| command.strip_suffix(end)).unwrap_or(&command);
        let (_, template) = KNOWN.iter().find(|(names, _)| names.contains(&command))?;
        Some(Editor { template: template.to_string() })
    }

    /// The names that are known, for a message.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(names, _)| names[0])
    }

    /// The address that opens a file at a line and column, both counted from 1.
    pub fn link(&self, file: &Path, line: usize, column: usize) -> String {
        let file = encoded(&as_address(file));
        self.template.replace("{line}", &line.to_string()).replace("{column}", &column.to_string()).replace("{file}", &file)
    }
}

/// A path as part of an address.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(byte as char),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_names() {
        let link = |name: &str| Editor::named(name).map(|editor| editor.link(Path::new("/a b/ü.md"), 3, 7));
        assert_eq!(link("code --wait").as_deref(), Some("vscode://file/a%20b/%C3%BC.md:3:7"));
        assert_eq!(link("/usr/bin/subl").as_deref(), Some("subl://open?url=file:///a%20b/%C3%BC.md&line=3&column=7"));
        assert_eq!(link("x://open?f={file}&l={line}").as_deref(), Some("x://open?f=/a%20b/%C3%BC.md&l=3"));
        assert_eq!(link("vim"), None);
        assert_eq!(link(""), None);
    }
}
