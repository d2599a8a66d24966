//! What did not go over as it was, or needs a look: each matter once, with how often and where.

use std::fmt;

/// Most places that are named for one matter.
const MOST_PLACES: usize = 4;
/// Most bytes of the words that show a place.
const LONGEST_PLACE: usize = 48;

/// A matter that may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // Their sentences say what they are.
pub enum Matter {
    Deleted,
    Inserted,
    Comments,
    Hidden,
    Highlighted,
    TextBox,
    Formula,
    PictureForm,
    PictureElsewhere,
    PictureMissing,
    PictureAlt,
    Drawing,
    Group,
    Merged,
    TableInTable,
    TableList,
    Raised,
    Symbol,
    Address,
    Place,
    Contents,
    SourcesList,
    Citation,
    CitationText,
    Bold,
    Deep,
    Large,
    Note,
    Encoding,
    HeadingGuess,
    Front,
    Embedded,
    Attached,
    Bibliography,
    Mail,
    Translated,
    Layout,
    Code,
    Linked,
    EmbeddedNote,
    Unlinked,
}

impl Matter {
    /// One of it, several of it, and what there is to do; `#` stands for the number.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Matter::Deleted => ("1 tracked deletion was left out", "# tracked deletions were left out", ""),
            Matter::Inserted => ("1 tracked insertion was kept", "# tracked insertions were kept", ""),
            Matter::Comments => (
                "1 comment was left out",
                "# comments were left out",
                "what they ask for must be settled in the document, or by you",
            ),
            Matter::Hidden => ("1 hidden piece of text was left out", "# hidden pieces of text were left out", ""),
            Matter::Highlighted => (
                "1 piece is marked with a highlighter, which is not kept",
                "# pieces are marked with a highlighter, which is not kept",
                "",
            ),
            Matter::TextBox => (
                "1 text box stands in the text behind its paragraph",
                "# text boxes stand in the text behind their paragraphs",
                "see whether they read well there",
            ),
            Matter::Formula => (
                "1 formula became plain text",
                "# formulas became plain text",
                "see whether they can be read, or put in images of them",
            ),
            Matter::PictureForm => (
                "1 picture is of a form that browsers do not show, and was left out",
                "# pictures are of a form that browsers do not show, and were left out",
                "save each as PNG, and write `![what it shows](name.png)` where the text has a remark, or its alternative text in brackets",
            ),
            Matter::PictureElsewhere => (
                "1 picture lies elsewhere, and was not fetched",
                "# pictures lie elsewhere, and were not fetched",
                "save each beside the text, and write `![what it shows](name.png)` where the text has a remark, or its alternative text in brackets",
            ),
            Matter::PictureMissing => (
                "1 picture is not in the document",
                "# pictures are not in the document",
                "put them in by hand; of a page, their alternative text stands there in brackets",
            ),
            Matter::PictureAlt => (
                "1 picture has no alternative text",
                "# pictures have no alternative text",
                "write what it shows between the brackets of `![](…)`",
            ),
            Matter::Drawing => (
                "1 drawing or chart was left out",
                "# drawings or charts were left out",
                "write it as a chart (see `docs/drawings.md`), or save it as a picture; the text has a remark there",
            ),
            Matter::Group => (
                "1 group of pictures and shapes was taken apart: what it has stands one after the other",
                "# groups of pictures and shapes were taken apart: what they have stands one after the other",
                "see whether it can be read without arrows and places",
            ),
            Matter::Merged => (
                "1 table has merged cells: what spans several stands in the first of them",
                "# tables have merged cells: what spans several stands in the first of them",
                "see whether it can be read",
            ),
            Matter::TableInTable => (
                "1 table within a table became text in its cell",
                "# tables within tables became text in their cells",
                "make a table of its own of it",
            ),
            Matter::TableList => ("1 list within a table became lines", "# lists within tables became lines", ""),
            Matter::Raised => (
                "1 raised or lowered piece stands on the line, as there is no sign for it",
                "# raised or lowered pieces stand on the line, as there are no signs for them",
                "see whether they can be read",
            ),
            Matter::Symbol => (
                "1 sign of a symbol font was left out",
                "# signs of symbol fonts were left out",
                "write the sign itself where one is missing",
            ),
            Matter::Address => (
                "1 link leads to no address on the web, and became plain text",
                "# links lead to no address on the web, and became plain text",
                "",
            ),
            Matter::Place => (
                "1 cross-reference became plain text",
                "# cross-references became plain text",
                "write `[words](#heading)` or `[[tbl-1]]` where a link is wanted",
            ),
            Matter::Contents => ("the table of contents was left out: every page has its own", "", ""),
            Matter::SourcesList => ("the list of sources was left out: the page makes its own of what is cited", "", ""),
            Matter::Citation => ("1 citation is live", "# citations are live", ""),
            Matter::CitationText => (
                "1 citation could not be read, and stands as text",
                "# citations could not be read, and stand as text",
                "write it as `[@key, p. 4]`",
            ),
            Matter::Bold => (
                "1 line in bold was taken for a heading",
                "# lines in bold were taken for headings",
                "see whether their levels are right",
            ),
            Matter::HeadingGuess => {
                ("1 line was taken for a heading", "# lines were taken for headings", "see whether each is one, and of which level")
            }
            Matter::Deep => {
                ("1 part was nested too deep, and is shown flat", "# parts were nested too deep, and are shown flat", "")
            }
            Matter::Large => (
                "1 table is larger than any document needs, and ends early",
                "# tables are larger than any document needs, and end early",
                "lay it beside the text as a file of its own, and link to it",
            ),
            Matter::Note => {
                ("1 note is missing in the document", "# notes are missing in the document", "write it, or take its mark out")
            }
            Matter::Encoding => (
                "1 letter could not be read, and is shown as �",
                "# letters could not be read, and are shown as �",
                "save the document as UTF-8, and import it again",
            ),
            Matter::Front => (
                "1 line of the front matter means nothing here, and stands as a comment",
                "# lines of the front matter mean nothing here, and stand as comments",
                "take out what is not needed; `chancery explain report` tells all fields",
            ),
            Matter::Embedded => (
                "1 embedded object (a sheet, a film) was left out",
                "# embedded objects (sheets, films) were left out",
                "lay the file beside the text, and link to it",
            ),
            Matter::Attached => (
                "1 file that the text shows or links to was not taken over",
                "# files that the text shows or links to were not taken over",
                "copy it into the folder of the report, under the same path",
            ),
            Matter::Bibliography => (
                "the sources lie in a file of their own",
                "the sources lie in files of their own",
                "copy it into `content/sources/`, and every page may cite them",
            ),
            Matter::Translated => (
                "1 piece in the way of another program is written as Chancery has it",
                "# pieces in the way of another program are written as Chancery has them",
                "",
            ),
            Matter::Layout => (
                "1 mark of layout was taken out, and what it held stands in the text",
                "# marks of layout were taken out, and what they held stands in the text",
                "see whether it reads well without columns, tabs and margins",
            ),
            Matter::Code => (
                "1 piece of code is not run here, and stands in the text as code",
                "# pieces of code are not run here, and stand in the text as code",
                "put the result into the text, as an image, a table or a drawing, and take the code out",
            ),
            Matter::Linked => ("1 link leads to another report", "# links lead to other reports", ""),
            Matter::EmbeddedNote => (
                "1 text that is shown within this one became a link to it",
                "# texts that are shown within this one became links to them",
                "write into the text what readers shall see here",
            ),
            Matter::Unlinked => (
                "1 link leads to a note that is no report of this site, and became its words",
                "# links lead to notes that are no reports of this site, and became their words",
                "import these notes together with this one, and they stay links",
            ),
            Matter::Mail => (
                "1 address of mail beside an author was left out",
                "# addresses of mail beside authors were left out",
                "where readers are to have it, write it into the text",
            ),
        }
    }

    /// Whether it asks for no look: it is said in a line of its own, without places.
    pub fn is_plain(self) -> bool {
        matches!(
            self,
            Matter::Inserted
                | Matter::Contents
                | Matter::SourcesList
                | Matter::Citation
                | Matter::Comments
                | Matter::Translated
                | Matter::Linked
        )
    }
}

/// All that is to be told.
#[derive(Debug, Default)]
pub struct Told(std::collections::BTreeMap<Matter, (usize, Vec<String>)>);

impl Told {
    /// Tells of a matter once more, at the place that some words show.
    pub fn tell(&mut self, matter: Matter, near: &str) {
        let (count, places) = self.0.entry(matter).or_default();
        *count += 1;
        let near = clipped(near);
        if places.len() < MOST_PLACES && !near.is_empty() && !places.contains(&near) {
            places.push(near);
        }
    }

    /// Takes back what was told of a matter with some words, as it was settled.
    pub fn untell(&mut self, matter: Matter, near: &str) {
        let near = clipped(near);
        if let Some((count, places)) = self.0.get_mut(&matter)
            && (places.contains(&near) || *count > places.len())
        {
            *count -= 1;
            places.retain(|place| *place != near);
            if *count == 0 {
                self.0.remove(&matter);
            }
        }
    }

    /// Tells of the addresses of mail in a line on authors, of which the names alone are taken.
    pub fn tell_mails(&mut self, line: &str) {
        super::guess::mails(line).into_iter().for_each(|mail| self.tell(Matter::Mail, mail));
    }

    /// How often a matter was told of.
    pub fn count(&self, matter: Matter) -> usize {
        self.0.get(&matter).map_or(0, |(count, _)| *count)
    }

    /// All matters, those that need a look last.
    pub fn lines(&self) -> impl Iterator<Item = (Matter, Line<'_>)> {
        let (plain, rest): (Vec<_>, Vec<_>) = self.0.iter().partition(|(matter, _)| matter.is_plain());
        plain.into_iter().chain(rest).map(|(matter, (count, places))| (*matter, Line { matter: *matter, count: *count, places }))
    }
}

/// One matter as it is said.
pub struct Line<'a> {
    matter: Matter,
    count: usize,
    places: &'a [String],
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        let (one, many, help) = self.matter.words();
        let many = if many.is_empty() { one } else { many };
        to.write_str(&if self.count == 1 { one.to_string() } else { many.replace('#', &self.count.to_string()) })?;
        if !self.matter.is_plain() && !self.places.is_empty() {
            let places: Vec<String> = self.places.iter().map(|place| format!("“{place}”")).collect();
            let more = if self.count > self.places.len() && self.places.len() == MOST_PLACES { " …" } else { "" };
            write!(to, " (near {}{more})", places.join(", "))?;
        }
        if help.is_empty() { Ok(()) } else { write!(to, ": {help}") }
    }
}

/// The first words of a text, on one line.
pub fn clipped(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if out.len() + word.len() > LONGEST_PLACE {
            if out.is_empty() {
                out.extend(word.chars().take(LONGEST_PLACE / 2));
            }
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.retain(|c| !c.is_control());
    out
}
