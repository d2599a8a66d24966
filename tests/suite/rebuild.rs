//! A session that was changed many times is the same as a fresh one, in bytes and in diagnostics.

use crate::sandbox;
use chancery::base::FilePath;
use chancery::files::Change;
use chancery::session::Session;
use chancery::session::build;
use std::sync::Arc;

/// A site with every kind of record.
fn small() -> chancery::files::Files {
    sandbox::files_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/basic"))
}

/// A small linear congruential generator (Knuth, MMIX): the test makes the same edits every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// Words that make, break and mend references.
const WORDS: &[&str] = &[
    "El Salvador",
    " [[nayib-bukele]] ",
    " [@fp-2019] ",
    " [@ghost] ",
    "\n\n## New heading\n\n",
    "MS-13’s ",
    "[link](#p2)",
    "\n",
    "---\n",
    "title: x\n",
    "é",
    " mano dura ",
    "\n\n[^1]: note\n",
    "[^1]",
    "`code`",
    "*",
    "_",
    "|",
    ": ",
    "- ",
    "",
];

fn edit(text: &str, dice: &mut Dice) -> String {
    let mut at = dice.roll(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let mut end = (at + dice.roll(30)).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let end = if dice.roll(2) == 0 { at } else { end };
    format!("{}{}{}", &text[..at], WORDS[dice.roll(WORDS.len())], &text[end..])
}

#[test]
fn random_edits_end_where_a_fresh_build_does() {
    let files = small();
    let mut dice = Dice(2025);
    let mut session = Session::of(files.clone(), sandbox::settings(), Vec::new());
    let mut now = files;
    let paths: Vec<FilePath> = now.below("content").map(|file| file.path.clone()).collect();
    for round in 0..60 {
        let path = &paths[dice.roll(paths.len())];
        let change = match (dice.roll(12), now.get(path)) {
            (0, Some(_)) => Change::Remove(path.clone()),
            (_, Some(file)) => {
                Change::Put(path.clone(), edit(&String::from_utf8_lossy(&file.bytes), &mut dice).into_bytes().into())
            }
            (_, None) => {
                Change::Put(path.clone(), b"---\ntitle: Back\nname: Back\nterm: back\n---\n\nBack again.\n".as_slice().into())
            }
        };
        now.apply(change.clone());
        let kept = session.update([change]);
        let fresh = Session::of(now.clone(), sandbox::settings(), Vec::new()).update([]);
        assert_eq!(kept.diagnostics, fresh.diagnostics, "round {round}, {path}");
        if round % 6 == 0 {
            let all = |site: &Arc<chancery::session::Site>| build::outputs(site);
            assert!(all(&kept) == all(&fresh), "round {round}, {path}: outputs differ");
        }
    }
}

#[test]
fn an_edited_body_is_the_only_file_parsed_again() {
    let files = small();
    let path = files.below("content/reports").next().expect("there is a report").path.clone();
    let text = String::from_utf8_lossy(&files.get(&path).expect("it is there").bytes).into_owned();
    let mut session = Session::of(files, sandbox::settings(), Vec::new());
    let before = session.update([]);
    let after = session.update([Change::Put(path.clone(), format!("{text}\n\nOne sentence more.\n").into_bytes().into())]);
    for (old, new) in before.documents.iter().zip(&after.documents) {
        assert_eq!(Arc::ptr_eq(&old.document, &new.document), old.path != path, "{}", old.path);
    }
}
