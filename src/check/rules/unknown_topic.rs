//! Topics that are nearly those that chancery.yaml lists: each would have a page of its own.

use crate::base::Fault;
use crate::base::text::{nearest, shown, slug};
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::document::record::Text;
use std::collections::BTreeMap;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let model = view.model;
    let listed = &model.config.topics;
    if listed.is_empty() {
        return;
    }
    let titles: BTreeMap<String, &str> = listed.iter().map(|topic| (slug(&topic.title), topic.id.as_str())).collect();
    let known: Vec<String> = listed.iter().map(|topic| slug(&topic.id)).collect();
    // Reports share topics, and something near is looked for once.
    let mut meant: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for page in model.of_kind(Kind::Report) {
        for topic in model.report(page).into_iter().flat_map(|report| &report.topics) {
            let written = slug(&topic.value);
            if known.contains(&written) {
                continue;
            }
            let meant = *meant.entry(written).or_insert_with_key(|written| {
                titles.get(written).copied().or_else(|| nearest(&topic.value, listed.iter().map(|topic| topic.id.as_str())))
            });
            if let Some(id) = meant {
                found.say(page.file_of("topics"), fault(topic, id));
            }
        }
    }
}

fn fault(topic: &Text, id: &str) -> Fault {
    let message = format!("chancery.yaml lists no topic `{}`; it gets a page of its own", shown(&topic.value));
    let help = format!("did you mean `{id}`? if it is another topic, list it under `topics:` in chancery.yaml");
    Fault::new("unknown-topic", topic.range.clone(), message).with_help(help).with_fix(topic.range.clone(), id)
}
