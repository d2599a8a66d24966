//! Links that lead over a page of somebody else.

use crate::base::address;

/// What Google Docs writes before addresses.
const GOOGLE: &str = "https://www.google.com/url?q=";

/// The address that a link leads to in the end.
pub(super) fn direct(href: &str) -> String {
    let target = href.strip_prefix(GOOGLE).map(|rest| address::percent_decoded(rest.split('&').next().unwrap_or(rest)));
    target.filter(|target| target.contains("://")).unwrap_or_else(|| href.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_lead_on() {
        assert_eq!(direct("https://www.google.com/url?q=https://x.org/?a%3D1%26b%3D2&sa=D"), "https://x.org/?a=1&b=2");
        assert_eq!(direct("https://www.google.com/url?q=water"), "https://www.google.com/url?q=water");
        assert_eq!(direct("https://x.org/"), "https://x.org/");
    }
}
