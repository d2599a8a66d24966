//! The archive that a `.docx` is (ECMA-376, part 2), opened with limits: what unpacks to more than any document needs is refused.

use super::super::Refusal;
use super::xml::{self, Element, REFUSED};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most files in an archive.
const MOST_FILES: usize = 10_000;
/// Most bytes of one part in XML.
const MOST_XML: u64 = 64 << 20;
/// Most bytes that are unpacked of one archive, pictures and all.
const MOST_BYTES: u64 = 512 << 20;

/// A package, and how much of it was unpacked.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

/// What a part refers to, by id.
#[derive(Default)]
pub(super) struct Relations(HashMap<String, Relation>);

/// One such reference.
pub(super) struct Relation {
    /// The last part of its type: `image`, `hyperlink`.
    pub sort: String,
    /// A path within the package, or an address.
    pub target: String,
    /// It leads out of the package.
    pub external: bool,
}

impl Relations {
    /// What an id refers to.
    pub fn get(&self, id: &str) -> Option<&Relation> {
        self.0.get(id)
    }

    /// The target of the only reference of a sort.
    pub fn of_sort<'a>(&'a self, sort: &'a str) -> Option<&'a str> {
        self.all_of_sort(sort).min()
    }

    /// The targets of all references of a sort, in no order.
    pub fn all_of_sort<'a>(&'a self, sort: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.values().filter(move |relation| relation.sort == sort && !relation.external).map(|relation| relation.target.as_str())
    }
}

impl<'a> Package<'a> {
    /// Opens an archive.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let broken = |_| {
            Refusal::new("the file is damaged: it cannot be opened as the archive that a Word document is")
                .with_help("open it in Word or LibreOffice, save it again as .docx, and import that")
        };
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if archive.len() > MOST_FILES {
            let many = format!("the file has {} parts, and {MOST_FILES} are more than any document needs", archive.len());
            return Err(Refusal::new(many).with_help(REFUSED));
        }
        Ok(Package { archive, left: MOST_BYTES })
    }

    /// The bytes of a part, if there is one of that name.
    pub fn bytes(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Refusal> {
        let Ok(file) = self.archive.by_name(name) else { return Ok(None) };
        if file.encrypted() {
            return Err(
                Refusal::new("the file is protected by a password").with_help("take the password off in Word, and import it again")
            );
        }
        let most = most.min(self.left);
        let mut bytes = Vec::new();
        // What the archive says of its sizes is not believed.
        let read = file.take(most + 1).read_to_end(&mut bytes);
        let damaged = |_| {
            Refusal::new(format!("the file is damaged: its part `{}` cannot be unpacked", shown(name)))
                .with_help("open it in Word or LibreOffice, save it again as .docx, and import that")
        };
        read.map_err(damaged)?;
        if bytes.len() as u64 > most {
            let much = format!("the part `{}` of the file unpacks to more than {} MB", shown(name), most >> 20);
            return Err(Refusal::new(much).with_help(REFUSED));
        }
        self.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// A part in XML, if there is one of that name.
    pub fn xml(&mut self, name: &str) -> Result<Option<Element>, Refusal> {
        match self.bytes(name, MOST_XML)? {
            Some(bytes) => xml::parse(&bytes, name).map(Some),
            None => Ok(None),
        }
    }

    /// What a part refers to; `part` is empty for the package itself.
    pub fn relations(&mut self, part: &str) -> Result<Relations, Refusal> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(root) = self.xml(&format!("{folder}{slash}_rels/{name}.rels"))? else { return Ok(Relations::default()) };
        let mut all = HashMap::new();
        for element in root.elements("rel:Relationship") {
            let (Some(id), Some(target)) = (element.get("Id"), element.get("Target")) else { continue };
            let external = element.get("TargetMode") == Some("External");
            let sort = element.get("Type").and_then(|sort| sort.rsplit('/').next()).unwrap_or_default().to_string();
            let target = if external { Some(target.to_string()) } else { within(folder, target) };
            if let Some(target) = target {
                all.insert(id.to_string(), Relation { sort, target, external });
            }
        }
        Ok(Relations(all))
    }
}

/// The path within the package of a target as seen from a folder; `None` if it leads out of it.
fn within(folder: &str, target: &str) -> Option<String> {
    let from_top = target.starts_with('/');
    let mut parts: Vec<&str> = if from_top { Vec::new() } else { folder.split('/').filter(|part| !part.is_empty()).collect() };
    for part in target.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn shown(name: &str) -> String {
    crate::base::text::shown(name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_stay_within_the_package() {
        assert_eq!(within("word", "media/a.png").as_deref(), Some("word/media/a.png"));
        assert_eq!(within("word", "../customXml/item1.xml").as_deref(), Some("customXml/item1.xml"));
        assert_eq!(within("word", "/word/media/a.png").as_deref(), Some("word/media/a.png"));
        assert_eq!(within("word", "../../etc/passwd"), None);
    }
}
