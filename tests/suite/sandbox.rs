//! A folder of its own for each test, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_chancery");

/// A folder that is gone when the test is over.
pub struct Sandbox {
    folder: tempfile::TempDir,
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; -1 if it was killed.
    pub code: i32,
    /// What it printed.
    pub out: String,
    /// What it said.
    pub err: String,
}

impl Sandbox {
    /// An empty folder.
    pub fn empty() -> Sandbox {
        Sandbox { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A folder with some files.
    pub fn with<P: AsRef<str>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Sandbox {
        let sandbox = Sandbox::empty();
        for (path, bytes) in files {
            sandbox.write(path.as_ref(), bytes);
        }
        sandbox
    }

    /// The same, built without an error.
    pub fn built<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Sandbox {
        let sandbox = Sandbox::with(files);
        let ran = sandbox.run(&["build"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        sandbox
    }

    /// The site of `chancery init`.
    pub fn starter() -> Sandbox {
        let sandbox = Sandbox::empty();
        let ran = sandbox.run(&["init"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        sandbox
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    pub fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    /// Writes a file, and the folders it needs.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, bytes).expect("the file is written");
    }

    /// Reads a file as text.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The program with some arguments, ready to be started here.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).current_dir(self.path()).env_remove("SOURCE_DATE_EPOCH").env_remove("CLICOLOR_FORCE");
        command
    }

    /// Runs the program here.
    pub fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(args).output().expect("the program starts"))
    }

    /// Every file below a folder with its bytes, in order; links by what they point at.
    pub fn snapshot(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let top = self.at(folder);
        let walk =
            walkdir::WalkDir::new(&top).follow_links(false).follow_root_links(false).sort_by_file_name().into_iter().flatten();
        walk.filter(|entry| !entry.file_type().is_dir())
            .map(|entry| {
                let name = entry.path().strip_prefix(&top).expect("below").to_string_lossy().into_owned();
                let bytes = match std::fs::read_link(entry.path()) {
                    Ok(target) => target.to_string_lossy().into_owned().into_bytes(),
                    Err(_) => std::fs::read(entry.path()).unwrap_or_default(),
                };
                (name, bytes)
            })
            .collect()
    }
}

/// What a session depends on besides its files; the day is fixed.
pub fn settings() -> chancery::model::Settings {
    chancery::model::Settings { today: (2025, 7, 1), drafts: false, base_url: None }
}

/// The files of a case below `tests/sites/`.
pub fn files_of(case: &Path) -> chancery::files::Files {
    chancery::files::Files::read(case).expect("the case can be read")
}

/// What a finished process left.
pub fn ran(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// The JSON-LD of a page, all of which must be JSON.
pub fn linked_data(html: &str) -> Vec<serde_json::Value> {
    let blocks = html.split("<script type=\"application/ld+json\">").skip(1);
    let json = blocks.map(|rest| rest.split_once("</script>").expect("a script ends").0);
    json.map(|json| serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))).collect()
}
