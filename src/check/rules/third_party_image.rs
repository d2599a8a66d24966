//! Images that a reader's browser would fetch from someone else, who so learns of each reader.

use super::images;
use crate::base::Fault;
use crate::check::Diagnostics;
use crate::model::Page;

pub(super) fn check(page: &Page, found: &mut Diagnostics) {
    for image in images::of(page.body()) {
        let address = image.destination.value.trim();
        let Some(host) = host(address) else { continue };
        let message = format!("this image lies at `{host}`, which would learn of every reader");
        let help = "save it beside the text and refer to it by its name; until then it is shown as a link";
        found.say(&page.path, Fault::new("third-party-image", image.destination.range.clone(), message).with_help(help));
    }
}

/// The host of an address on the web.
fn host(address: &str) -> Option<&str> {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    let rest = if lower.starts_with("https://") {
        &address[8..]
    } else if lower.starts_with("http://") {
        &address[7..]
    } else {
        address.strip_prefix("//")?
    };
    rest.split(['/', '?', '#']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        assert_eq!(host("HTTPS://a.example/x.png"), Some("a.example"));
        assert_eq!(host("//b.example"), Some("b.example"));
        assert_eq!(host("http://c?x"), Some("c"));
        assert_eq!(host("chart.png"), None);
        assert_eq!(host("é.png"), None);
    }
}
