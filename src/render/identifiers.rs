//! Identifiers of actors elsewhere: what each scheme is called, and where its identifiers lead.

use crate::document::record::Actor;
use crate::model::citation::html::safe;

/// What a scheme is called, and what stands before its identifiers in an address; empty if they have none.
pub fn scheme(key: &str) -> (&str, &'static str) {
    match key {
        "wikidata" => ("Wikidata", "https://www.wikidata.org/wiki/"),
        "orcid" => ("ORCID", "https://orcid.org/"),
        "ror" => ("ROR", "https://ror.org/"),
        "viaf" => ("VIAF", "https://viaf.org/viaf/"),
        "isni" => ("ISNI", "https://isni.org/isni/"),
        "iso3166" => ("ISO 3166", ""),
        "lei" => ("LEI", ""),
        "opensanctions" => ("OpenSanctions", "https://www.opensanctions.org/entities/"),
        "littlesis" => ("LittleSis", "https://littlesis.org/entities/"),
        _ => (key, ""),
    }
}

/// Where an identifier leads; empty if that is not known.
pub fn address(key: &str, value: &str) -> String {
    if safe(value) {
        return value.to_string();
    }
    // An ISNI is written with spaces between its groups.
    let bare: String = value.chars().filter(|c| key != "isni" || *c != ' ').collect();
    let plain = bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '/' | '_'));
    match scheme(key).1 {
        base if base.is_empty() || !plain => String::new(),
        base => format!("{base}{bare}"),
    }
}

/// Where the identifier of an actor in one scheme leads.
pub fn of_actor(actor: &Actor, key: &str) -> String {
    actor.ids.iter().find(|(name, _)| name == key).map_or(String::new(), |(_, value)| address(key, &value.value))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn identifiers_lead_to_their_registries() {
        assert_eq!(address("isni", "0000 0001 2103 2683"), "https://isni.org/isni/0000000121032683");
        assert_eq!(address("orcid", "https://orcid.org/0000-0002-1825-0097"), "https://orcid.org/0000-0002-1825-0097");
        assert_eq!(address("littlesis", "12"), "https://littlesis.org/entities/12");
        assert_eq!((address("lei", "X"), address("wikidata", "Q1\" onclick")), (String::new(), String::new()));
    }
}
