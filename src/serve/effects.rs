//! What an edit changed elsewhere: the pages whose bytes are others than before, found while nobody waits.

use super::show;
use crate::model::PageId;
use crate::render::{Route, Subject};
use crate::session::Site;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Pages that are named; the rest is counted.
const MOST_NAMED: usize = 24;
/// Then the search is given up, and what was found is told as the least.
const LONGEST: Duration = Duration::from_secs(20);
/// The tabs come first.
const AFTER: Duration = Duration::from_millis(120);

/// Pages that an edit changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effects {
    /// How many.
    pub count: usize,
    /// There may be more.
    pub at_least: bool,
    /// Address and name of some of them.
    pub pages: Vec<(String, String)>,
}

impl Effects {
    pub(super) fn to_json(&self) -> Value {
        let pages: Vec<Value> = self.pages.iter().map(|(href, name)| json!({ "href": href, "name": name })).collect();
        json!({ "count": self.count, "atLeast": self.at_least, "pages": pages })
    }
}

/// Compares two states of a site, page by page; `None` if `stop` was set on the way.
pub fn effects(old: &Arc<Site>, new: &Arc<Site>, stop: &AtomicBool) -> Option<Effects> {
    std::thread::sleep(AFTER);
    let start = Instant::now();
    let mut found = Effects::default();
    let changed = new.changed_since(old);
    let pages: BTreeSet<PageId> = changed.pages.into_iter().collect();
    let may_differ = |route: &&Route| match route.subject {
        Subject::Page(id) => changed.everything || pages.contains(&id),
        _ => true,
    };
    for route in new.plan.routes.values().filter(|route| is_page(route)).filter(may_differ) {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        if start.elapsed() > LONGEST {
            found.at_least = true;
            break;
        }
        let is_new = !old.plan.routes.contains_key(&route.path);
        if is_new || show::show(old, &route.path, None).hash != show::show(new, &route.path, None).hash {
            found.add(new, route);
        }
    }
    Some(found)
}

impl Effects {
    fn add(&mut self, site: &Site, route: &Route) {
        self.count += 1;
        if self.pages.len() < MOST_NAMED {
            let url = route.path.url();
            let name = match &route.subject {
                Subject::Page(id) => site.model.page(*id).name().to_string(),
                _ => url.as_str().to_string(),
            };
            self.pages.push((url.as_str().to_string(), name));
        }
    }
}

fn is_page(route: &Route) -> bool {
    matches!(route.subject, Subject::Page(_) | Subject::Listing(..)) && route.path.as_str().ends_with(".html")
}
