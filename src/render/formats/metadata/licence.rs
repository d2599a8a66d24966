//! Licences: what they are called, and their addresses, which is what programs know them by.

use crate::base::address::{Scheme, scheme};
use crate::model::citation::html::safe;
use serde::Serialize;

/// A licence as readers see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Licence {
    /// What it is called.
    pub name: String,
    /// Where its terms stand, or empty.
    pub href: String,
}

/// Licences of texts and data other than those of Creative Commons: SPDX identifier in small letters, name, address.
const OTHERS: [(&str, &str, &str); 9] = [
    ("ogl-uk-1.0", "Open Government Licence v1.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/1/"),
    ("ogl-uk-2.0", "Open Government Licence v2.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/"),
    ("ogl-uk-3.0", "Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
    ("odbl-1.0", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    ("odc-by-1.0", "ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    ("pddl-1.0", "PDDL 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
    ("gfdl-1.3", "GFDL 1.3", "https://www.gnu.org/licenses/fdl-1.3.html"),
    ("gfdl-1.3-only", "GFDL 1.3", "https://www.gnu.org/licenses/fdl-1.3.html"),
    ("gfdl-1.3-or-later", "GFDL 1.3 or later", "https://www.gnu.org/licenses/fdl-1.3.html"),
];

/// Where licences of Creative Commons stand.
const COMMONS: &str = "https://creativecommons.org/";

impl Licence {
    /// What readers see of what is written; none where nothing is.
    pub fn shown(written: &str) -> Option<Licence> {
        Some(licence(written)).filter(|licence| !licence.name.is_empty())
    }
}

/// A licence that is written as an address, as `CC BY-SA 4.0`, or as an SPDX identifier (<https://spdx.org/licenses/>), such as
/// `CC-BY-SA-4.0`; whatever else is written is its name.
fn licence(written: &str) -> Licence {
    let written = written.trim();
    if scheme(written) == Scheme::Web && safe(written) {
        let name = written.strip_prefix(COMMONS).and_then(at_commons).map_or_else(|| written.to_string(), |(name, _)| name);
        return Licence { name, href: written.to_string() };
    }
    let small = written.to_lowercase();
    let words: Vec<&str> = small.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    let path = match words.as_slice() {
        ["cc0"] | ["cc0", "1.0"] => Some("publicdomain/zero/1.0/".to_string()),
        ["cc", "pdm", "1.0"] => Some("publicdomain/mark/1.0/".to_string()),
        ["cc", terms @ .., version, place] if is_version(version) => {
            Some(format!("licenses/{}/{version}/{place}/", terms.join("-")))
        }
        ["cc", terms @ .., version] => Some(format!("licenses/{}/{version}/", terms.join("-"))),
        _ => None,
    };
    if let Some((name, path)) = path.and_then(|path| at_commons(&path)) {
        return Licence { name, href: format!("{COMMONS}{path}") };
    }
    let key = words.join("-");
    match OTHERS.iter().find(|(id, ..)| *id == key) {
        Some((_, name, href)) => Licence { name: name.to_string(), href: href.to_string() },
        None => Licence { name: written.to_string(), href: String::new() },
    }
}

/// The address of a licence, where it has one.
pub fn address(written: &str) -> Option<String> {
    Some(licence(written).href).filter(|href| !href.is_empty())
}

fn is_version(text: &str) -> bool {
    ["1.0", "2.0", "2.5", "3.0", "4.0"].contains(&text)
}

/// The name of a licence of Creative Commons by the path of its deed, and that path; `None` where there is no such licence.
fn at_commons(path: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && !part.starts_with("deed.")).collect();
    let (name, parts) = match parts.as_slice() {
        ["publicdomain", "zero", "1.0", ..] => ("CC0 1.0".to_string(), &parts[..3]),
        ["publicdomain", "mark", "1.0", ..] => ("Public Domain Mark 1.0".to_string(), &parts[..3]),
        ["licenses", terms, version, rest @ ..] => {
            let known = ["by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"].contains(terms) && is_version(version);
            let name = format!("CC {} {version}", terms.to_uppercase());
            match rest {
                _ if !known => return None,
                [] | ["legalcode", ..] => (name, &parts[..3]),
                // Before the fourth, versions were adapted to the law of some countries and to what intergovernmental bodies need.
                [place, ..] if *version != "4.0" && is_place(place, version) => {
                    (format!("{name} {}", place.to_uppercase()), &parts[..4])
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    Some((name, format!("{}/", parts.join("/"))))
}

/// Whether a version may have been adapted to a place.
fn is_place(place: &str, version: &str) -> bool {
    place == "igo" && version == "3.0" || place.len() == 2 && place.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_names_and_addresses() {
        for (written, name, href) in [
            ("CC BY 4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
            ("CC-BY-NC-SA-3.0", "CC BY-NC-SA 3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
            ("cc-by-3.0-igo", "CC BY 3.0 IGO", "https://creativecommons.org/licenses/by/3.0/igo/"),
            ("CC-BY-SA-2.0-UK", "CC BY-SA 2.0 UK", "https://creativecommons.org/licenses/by-sa/2.0/uk/"),
            ("CC0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
            ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
            ("CC-PDM-1.0", "Public Domain Mark 1.0", "https://creativecommons.org/publicdomain/mark/1.0/"),
            ("ODbL-1.0", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
            ("https://example.org/l", "https://example.org/l", "https://example.org/l"),
            (
                "https://creativecommons.org/licenses/by-nd/4.0/deed.es",
                "CC BY-ND 4.0",
                "https://creativecommons.org/licenses/by-nd/4.0/deed.es",
            ),
            ("CC BY", "CC BY", ""),
            ("CC BY 4.0 IGO", "CC BY 4.0 IGO", ""),
            ("CC BY-XX 4.0", "CC BY-XX 4.0", ""),
            ("CC BY 9.0", "CC BY 9.0", ""),
            ("All rights reserved", "All rights reserved", ""),
            ("javascript:x", "javascript:x", ""),
            ("", "", ""),
        ] {
            assert_eq!(licence(written), Licence { name: name.into(), href: href.into() }, "{written}");
            assert_eq!(address(written), Some(href.to_string()).filter(|href| !href.is_empty()), "{written}");
        }
    }
}
