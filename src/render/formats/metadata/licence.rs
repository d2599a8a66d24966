//! Addresses of licences, which is what programs know them by.

use crate::base::address::{Scheme, scheme};

/// The address of a licence: what is written, if it is one, or that of a Creative Commons licence, written as `CC BY-SA 4.0` or
/// by its SPDX identifier, `CC-BY-SA-4.0` (<https://spdx.org/licenses/>).
pub fn address(written: &str) -> Option<String> {
    let written = written.trim();
    if scheme(written) == Scheme::Web {
        return Some(written.to_string());
    }
    let words: Vec<String> = written.split([' ', '-']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["cc0"] | ["cc0", "1.0"] => Some("https://creativecommons.org/publicdomain/zero/1.0/".into()),
        ["cc", terms @ .., version] => {
            let known = ["by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"].contains(&terms.join("-").as_str());
            let issued = ["1.0", "2.0", "2.5", "3.0", "4.0"].contains(version);
            (known && issued).then(|| format!("https://creativecommons.org/licenses/{}/{version}/", terms.join("-")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_addresses() {
        for (written, found) in [
            ("CC BY 4.0", Some("https://creativecommons.org/licenses/by/4.0/")),
            ("CC-BY-NC-SA-3.0", Some("https://creativecommons.org/licenses/by-nc-sa/3.0/")),
            ("CC0", Some("https://creativecommons.org/publicdomain/zero/1.0/")),
            ("https://example.org/l", Some("https://example.org/l")),
            ("CC BY", None),
            ("CC BY-XX 4.0", None),
            ("All rights reserved", None),
            ("javascript:x", None),
            ("", None),
        ] {
            assert_eq!(address(written).as_deref(), found, "{written}");
        }
    }
}
