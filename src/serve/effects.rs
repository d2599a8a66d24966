//! What an edit changed elsewhere: the pages whose bytes are others than before, found while nobody waits.

use super::endless;
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
const LONGEST: Duration = Duration::from_secs(10);
/// The tabs come first.
const AFTER: Duration = Duration::from_millis(120);
/// The next edit is waited for in steps of this length.
const STEP: Duration = Duration::from_millis(10);

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
    let stopped = || stop.load(Ordering::Relaxed);
    let begin = Instant::now();
    while begin.elapsed() < AFTER {
        std::thread::sleep(STEP);
        if stopped() {
            return None;
        }
    }
    let start = Instant::now();
    let mut found = Effects::default();
    let changed = new.changed_since(old);
    let likely: BTreeSet<PageId> = changed.pages.into_iter().collect();
    let is_likely = |route: &&Route| match route.subject {
        Subject::Page(id) => likely.contains(&id),
        _ => changed.listings,
    };
    let pages = || new.plan.routes.iter().filter(|route| is_page(route));
    let rest = pages().filter(|route| changed.everything && !is_likely(route));
    for route in pages().filter(is_likely).chain(rest) {
        if stopped() {
            return None;
        }
        if start.elapsed() > LONGEST {
            found.at_least = true;
            break;
        }
        if differs(old, new, route) {
            found.add(new, route);
        }
    }
    Some(found)
}

fn differs(old: &Site, new: &Site, route: &Route) -> bool {
    let Some(before) = old.plan.routes.get(&route.path) else { return true };
    // What cannot be made is not told as changed: it is told as a fault.
    endless::render_here(new, route).is_some_and(|now| endless::render_here(old, before) != Some(now))
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
