//! Addresses that were published with accents apart from their letters, as macOS writes the names of files: they stay as they are.
//!
//! In the site each letter is one, and so it is in addresses that are made today. To lead on from the old one is no way: where a
//! disk takes both for one name, no second page can stand there.

use super::Ledger;
use crate::base::UrlPath;
use std::collections::BTreeMap;

/// The old addresses, by the same in whole letters; those of which readers have both are not among them.
pub type Apart = BTreeMap<UrlPath, UrlPath>;

/// Those of a ledger.
pub(super) fn of(ledger: &Ledger) -> Apart {
    let all = ledger.addresses.keys().filter(|address| !address.is_ascii()).filter_map(|address| UrlPath::new(address).ok());
    let apart = all.filter_map(|old| Some((old.composed()?, old)));
    apart.filter(|(whole, _)| !ledger.addresses.contains_key(whole.as_str())).collect()
}
