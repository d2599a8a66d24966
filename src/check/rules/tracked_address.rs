//! Addresses on the web that say where a reader comes from.

use crate::base::text::shown;
use crate::base::{Fault, FilePath, Range, Ranged};
use crate::check::{Diagnostics, View};
use crate::document::Sort;
use crate::document::record::Own;
use crate::model::Page;

/// How keys begin that campaigns, networks and letters add.
const BEGINS: [&str; 2] = ["utm_", "_hs"];
/// Such keys.
const KEYS: [&str; 12] =
    ["fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "mc_cid", "mc_eid", "mkt_tok"];

pub(super) fn check(_: &View, page: &Page, found: &mut Diagnostics) {
    // A record declared by the way has no text.
    let text = (page.position == 0).then(|| page.body().written.iter()).into_iter().flatten();
    let own = page.document.fields.get(page.position).into_iter().flatten();
    let written = own.filter(|one| !matches!(one.sort, Sort::Field(_))).chain(text);
    for one in written.filter(|one| matches!(one.sort.in_body(), Sort::Link | Sort::Image)) {
        say(&page.path, &one.text, one.range.clone(), found);
    }
    let mut field = |name: &str, address: Option<&Ranged<String>>| {
        if let Some(address) = address {
            say(page.file_of(name), &address.value, address.range.clone(), found);
        }
    };
    match &page.record.own {
        Own::Source(source) => {
            field("URL", source.url.as_ref());
            field("archive_url", source.rare.archive_url.as_ref());
        }
        Own::Actor(actor) => field("website", actor.website.as_ref()),
        _ => {}
    }
}

fn say(path: &FilePath, address: &str, range: Range, found: &mut Diagnostics) {
    let Some((plain, key)) = without(address) else { return };
    let message = format!("`{}` in this address tells its host where a reader comes from", shown(key));
    let fault = Fault::new("tracked-address", range.clone(), message).with_help(format!("write `{}`", shown(&plain)));
    // What is written otherwise than it is meant cannot be replaced as a whole.
    let as_meant = range.len() == address.len();
    found.say(path, if as_meant { fault.with_fix(range, plain) } else { fault });
}

/// Whether a piece of a query, such as `utm_source=x`, does nothing but track.
pub(super) fn tracks(part: &str) -> bool {
    let key = part.split('=').next().unwrap_or_default();
    BEGINS.iter().any(|begin| key.starts_with(begin)) || KEYS.contains(&key)
}

/// An address on the web without what tracks, and the first piece of that.
fn without(address: &str) -> Option<(String, &str)> {
    let (address, place) = address.find('#').map_or((address, ""), |at| address.split_at(at));
    let (before, query) = address.split_once('?').filter(|(before, _)| before.starts_with("http") || before.starts_with("//"))?;
    // An archive keeps a page under the very address that it was asked for.
    let is_of_archive = before.split_once("//").is_some_and(|(_, path)| path.contains("//"));
    let first = query.split('&').find(|part| tracks(part) && !is_of_archive)?;
    let kept: Vec<&str> = query.split('&').filter(|part| !tracks(part)).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Some((format!("{before}{query}{place}"), first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tracks_is_taken_out() {
        for (address, plain) in [
            ("https://a.org/b?utm_source=chatgpt.com", Some("https://a.org/b")),
            ("https://a.org/b?id=1&utm_source=x&utm_medium=y&p=2#c", Some("https://a.org/b?id=1&p=2#c")),
            ("https://a.org/?fbclid=x#c", Some("https://a.org/#c")),
            ("//a.org/?_hsenc=x", Some("//a.org/")),
            ("https://a.org/?id=utm_source", None),
            ("https://web.archive.org/web/2025/https://a.org/?utm_source=x", None),
            ("https://a.org/#?utm_source=x", None),
            ("https://a.org/", None),
            ("mailto:a@b.org?utm_source=x", None),
        ] {
            assert_eq!(without(address).map(|(plain, _)| plain).as_deref(), plain, "{address}");
        }
    }
}
