//! Floor 4: documents of other programs, made into the text of a report.
//!
//! Each format has a reader that makes a [`Draft`] of a file's bytes; what is common to all, such as finding the line that names the
//! author, is done to the draft (`tidy.rs`), and it is written as Markdown (`write.rs`) with front matter (`front.rs`). Nothing here
//! reads or writes a disk, and nothing is fetched: what a document does not hold is told.

mod cell;
mod docx;
mod escape;
pub mod front;
mod guess;
mod html;
mod images;
pub mod keys;
pub mod links;
mod markdown;
mod plain;
mod redirect;
pub mod terms;
mod tidy;
pub mod told;
pub mod tree;
mod works;
pub mod write;

use crate::document::bibtex;
pub use markdown::labels::Label;
pub use markdown::lines::Fence;
use std::collections::BTreeSet;
pub use tree::Draft;

/// Why a file cannot be imported, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in a sentence.
    pub message: String,
    /// The way out.
    pub help: String,
}

impl Refusal {
    fn new(message: impl Into<String>) -> Self {
        Refusal { message: message.into(), help: String::new() }
    }

    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

/// Largest file that is read, in bytes.
pub const MOST_BYTES: u64 = 256 << 20;

/// Gives the bytes of a picture beside the document, by its path as seen from there; `None` if there is none, or it is not to be had.
pub type Beside<'a> = &'a mut dyn FnMut(&str) -> Option<Vec<u8>>;

/// The way out of a file in a format that is not read.
pub const READ: &str = "documents are read in .docx (Word), .html, .md and .txt; save it as one of these, and import that";

/// A format that is read.
struct Format {
    /// How its files end, in small letters.
    extensions: &'static [&'static str],
    /// It names pictures that may lie in any folder of those it is written in, and cites works of files beside it.
    scattered: bool,
    read: fn(&[u8], Beside) -> Result<Draft, Refusal>,
}

const FORMATS: [Format; 4] = [
    Format { extensions: &["docx", "docm", "dotx"], scattered: false, read: |bytes, _| docx::read(bytes) },
    Format { extensions: &["html", "htm", "xhtml"], scattered: false, read: html::read },
    Format { extensions: &["md", "markdown", "qmd", "rmd", "mdx"], scattered: true, read: markdown::read },
    Format { extensions: &["txt", "text"], scattered: false, read: |bytes, _| plain::read(bytes) },
];

/// Formats that are not read, and what to do with them.
const OTHERS: [(&[&str], &str, &str); 9] = [
    (&["doc", "dot"], "a document of Word before 2007", "open it in Word or LibreOffice, save it as .docx, and import that"),
    (
        &["odt", "ott", "fodt"],
        "a document of LibreOffice",
        "open it in LibreOffice, choose File, Save As and Word (.docx), and import that",
    ),
    (&["rtf"], "a document in RTF", "open it in Word or LibreOffice, save it as .docx, and import that"),
    (&["pages"], "a document of Apple's Pages", "open it in Pages, choose File, Export To and Word, and import that"),
    (
        &["gdoc"],
        "a link to a Google document",
        "open it in the browser, choose File, Download and Microsoft Word (.docx), and import that",
    ),
    (
        &["pdf"],
        "a PDF, which holds the letters of pages and not the text of a document",
        "import the document that it was made from; Word can open a PDF, too, and save what it makes of it as .docx",
    ),
    (&["epub"], "an e-book", "import the document that it was made from"),
    (&["tex", "latex"], "a document of LaTeX", "convert it by `pandoc brief.tex -o brief.docx`, and import that"),
    (
        &["rst", "org", "adoc", "asciidoc"],
        "marked-up text of another sort",
        "convert it by `pandoc brief.rst -o brief.docx`, and import that",
    ),
];

/// Whether a file is a document, by the end of its name: one that is read, or one for which there is a way out.
pub fn is_document(name: &str) -> bool {
    let Some((_, end)) = name.rsplit_once('.') else { return false };
    let end = end.to_ascii_lowercase();
    let read = FORMATS.iter().flat_map(|format| format.extensions);
    read.chain(OTHERS.iter().flat_map(|(extensions, ..)| *extensions)).any(|known| *known == end)
}

/// Whether pictures of a document may lie in other folders than its text says, as in a vault of Obsidian, and its sources in files
/// beside it.
pub fn is_scattered(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    FORMATS.iter().any(|format| format.scattered && format.extensions.contains(&end.as_str()))
}

/// Of a file in BibTeX the works that a text cites, as they stand there, and their keys; see [`bibtex::excerpt`].
pub fn cited_of(text: &str, wanted: &BTreeSet<String>) -> Option<(String, BTreeSet<String>)> {
    bibtex::excerpt(text, &|key| wanted.contains(key))
}

/// Of a file in CSL-JSON the works that a text cites, and their keys; `None` if it is no such file.
pub fn described_of(text: &str, wanted: &BTreeSet<String>) -> Option<(Vec<tree::Work>, BTreeSet<String>)> {
    works::cited_of(text, wanted)
}

/// Reads a document; `name` is that of its file, whose ending tells the format.
pub fn read(name: &str, bytes: &[u8], beside: Beside) -> Result<Draft, Refusal> {
    let extension = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let format = FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()));
    if bytes.is_empty() {
        return Err(Refusal::new("the file is empty").with_help("save the document again, and import that"));
    }
    // What a file is, its bytes tell better than its name, where the name is of another sort of Word file.
    let other = |extension: &str| OTHERS.iter().find(|(extensions, ..)| extensions.contains(&extension));
    let by_bytes = match bytes {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => other("doc"),
        [b'%', b'P', b'D', b'F', ..] => other("pdf"),
        [b'{', b'\\', b'r', b't', b'f', ..] => other("rtf"),
        _ => None,
    };
    if let Some((_, what, help)) = by_bytes.or_else(|| other(&extension)) {
        let locked = bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) && extension == "docx";
        return Err(match locked {
            true => Refusal::new("this is a Word document that is protected by a password, or one of Word before 2007")
                .with_help("open it in Word, take the password off, save it as .docx, and import that"),
            false => Refusal::new(format!("this is {what}, which is not read")).with_help(*help),
        });
    }
    let Some(format) = format else {
        let what =
            if extension.is_empty() { "a file whose name has no ending".to_string() } else { format!("a file in .{extension}") };
        return Err(Refusal::new(format!("this is {what}, which is not read")).with_help(READ));
    };
    let mut draft = (format.read)(bytes, beside)?;
    if draft.verbatim.is_none() {
        tidy::tidy(&mut draft);
    }
    let mut seen = BTreeSet::new();
    draft.authors.retain(|author| seen.insert(author.clone()));
    if draft.blocks.is_empty() && draft.verbatim.as_deref().is_none_or(|text| text.trim().is_empty()) {
        return Err(
            Refusal::new("there is no text in the document").with_help("see whether its text is a picture of a page, as of a scan")
        );
    }
    Ok(draft)
}

/// What a draft holds, in words: `3 headings, 12 paragraphs and 2 tables`.
pub fn held(draft: &Draft) -> String {
    let mut counts = [0_usize; 5];
    count(&draft.blocks, &mut counts);
    let [headings, paragraphs, lists, tables, figures] = counts;
    let all = [
        (headings, "heading"),
        (paragraphs, "paragraph"),
        (lists, "list"),
        (tables, "table"),
        (figures.max(draft.pictures.len()), "picture"),
        (draft.notes.len(), "note"),
        (draft.works.len(), "source"),
    ];
    let parts: Vec<String> = all
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    match parts.as_slice() {
        _ if draft.verbatim.is_some() && draft.told.count(told::Matter::Translated) == 0 => {
            "its text as it was written".to_string()
        }
        _ if draft.verbatim.is_some() => "its text".to_string(),
        [] => "its text".to_string(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

fn count(blocks: &[tree::Block], counts: &mut [usize; 5]) {
    use tree::Block;
    for block in blocks {
        match block {
            Block::Heading { .. } => counts[0] += 1,
            Block::Paragraph(_) => counts[1] += 1,
            Block::List { items, .. } => {
                counts[2] += 1;
                // Their paragraphs are no paragraphs to a reader.
                let mut inner = [0; 5];
                items.iter().for_each(|item| count(item, &mut inner));
                counts[4] += inner[4];
            }
            Block::Quote(blocks) => count(blocks, counts),
            Block::Table(_) => counts[3] += 1,
            Block::Figure { .. } => counts[4] += 1,
            Block::Code(_) | Block::Rule | Block::Remark(_) => {}
        }
    }
}
