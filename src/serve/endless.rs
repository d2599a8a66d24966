//! Renders that come to no end. A thread cannot be stopped from outside, so it is left behind, and what it was making is
//! not tried again until the theme or the page is another.

use crate::base::{Fault, FilePath, Hash, OutPath};
use crate::render::{self, RenderFault, Route, Subject, Theme};
use crate::session::Site;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak, mpsc};
use std::time::Duration;

/// A render that takes longer has no end; a page takes milliseconds.
const LONGEST: Duration = Duration::from_secs(8);
/// So many threads left behind are borne: each may hold a processor until the program ends.
const MOST_LEFT: usize = 4;
/// Stack of a render, in bytes.
pub const STACK: usize = 16 << 20;

/// A render that was given up.
struct Left {
    theme: Weak<Theme>,
    template: String,
    /// The page that it was made for, and what its file held.
    page: Option<(FilePath, Hash)>,
    /// Whether the thread came to its end after all.
    end: Arc<AtomicU8>,
}

const RUNNING: u8 = 0;
const FAILED: u8 = 1;
/// It was only slow, as on a busy machine: it may be tried again.
const MADE: u8 = 2;

static LEFT: Mutex<Vec<Left>> = Mutex::new(Vec::new());

fn left() -> MutexGuard<'static, Vec<Left>> {
    LEFT.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Renders an output on a thread of its own, and gives it up after some seconds.
pub fn render(site: &Arc<Site>, path: &OutPath) -> Result<Vec<u8>, (FilePath, Fault)> {
    render_within(site, path, LONGEST)
}

/// Renders an output on this thread, unless it is known to have no end: for those who nobody waits for.
pub fn render_here(site: &Site, route: &Route) -> Option<Vec<u8>> {
    refused(site, route).ok()?;
    render::render(route, site.view()).ok()
}

fn render_within(site: &Arc<Site>, path: &OutPath, longest: Duration) -> Result<Vec<u8>, (FilePath, Fault)> {
    let Some(route) = site.plan.routes.get(path) else { return Ok(Vec::new()) };
    refused(site, route)?;
    let (sender, receiver) = mpsc::sync_channel(1);
    let end = Arc::new(AtomicU8::new(RUNNING));
    let work = {
        let (site, path, end) = (site.clone(), path.clone(), end.clone());
        move || {
            let result = site.plan.routes.get(&path).map(|route| render::render(route, site.view()));
            end.store(if matches!(result, Some(Err(_))) { FAILED } else { MADE }, Ordering::Relaxed);
            let _ = sender.send(result);
        }
    };
    let thread = std::thread::Builder::new().name("render".into()).stack_size(STACK).spawn(work);
    match thread.map(|_| receiver.recv_timeout(longest)) {
        Ok(Ok(result)) => result.unwrap_or_else(|| Ok(Vec::new())).map_err(|RenderFault { path, fault }| (path, fault)),
        Ok(Err(mpsc::RecvTimeoutError::Timeout)) => {
            let page = route.origin.clone().and_then(|path| Some((path.clone(), site.files.get(&path)?.hash)));
            left().push(Left { theme: Arc::downgrade(&site.theme), template: template(site, route), page, end });
            Err(fault(site, route, &format!("within {} s", longest.as_secs().max(1))))
        }
        _ => Err(fault(site, route, "because Chancery itself failed; please report it")),
    }
}

/// Whether a render is not to be tried: the same template already came to no end, and neither it nor that page changed.
fn refused(site: &Site, route: &Route) -> Result<(), (FilePath, Fault)> {
    let template = template(site, route);
    let mut left = left();
    let end = |one: &Left| one.end.load(Ordering::Relaxed);
    left.retain(|one| end(one) == RUNNING || end(one) == FAILED && one.theme.strong_count() > 0);
    let same_theme = |one: &Left| std::ptr::eq(one.theme.as_ptr(), Arc::as_ptr(&site.theme));
    let unchanged = |path: &FilePath, hash: Hash| site.files.get(path).is_some_and(|file| file.hash == hash);
    let same_page = |one: &Left| one.page.as_ref().is_none_or(|(path, hash)| unchanged(path, *hash));
    if let Some(one) = left.iter().find(|one| one.template == template && same_theme(one) && same_page(one)) {
        let of = one.page.as_ref().map(|(path, _)| format!("for `{path}` ")).unwrap_or_default();
        return Err(fault(site, route, &format!("{of}and is not tried again until it changes")));
    }
    if left.iter().filter(|one| end(one) == RUNNING).count() >= MOST_LEFT {
        return Err(fault(site, route, "and others before it did not; start the preview again once it is mended"));
    }
    Ok(())
}

/// What makes an output: the name of its template, or else its path.
fn template(site: &Site, route: &Route) -> String {
    match route.subject {
        Subject::Page(id) => site.model.page(id).kind.row().template.to_string(),
        _ => route.path.to_string(),
    }
}

fn fault(site: &Site, route: &Route, why: &str) -> (FilePath, Fault) {
    let (path, name) = match route.subject {
        Subject::Page(_) => {
            let template = template(site, route);
            (site.theme.path_of(&template), format!("the template `{template}`"))
        }
        _ => (route.origin.clone().unwrap_or_else(crate::config::path), format!("the making of `{}`", route.path)),
    };
    let help = "look for a loop in a template that runs too often";
    (path, Fault::new("template-budget", 0..0, format!("{name} did not come to an end {why}")).with_help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Change, Files};
    use crate::model::Settings;
    use crate::session::Session;

    const REPORT: &str = "---\ntitle: T\ndate: 2025-06-19\nsummary: S.\n---\n\nWords.\n";

    #[test]
    fn what_has_no_end_is_given_up_and_not_tried_again_until_it_is_another() {
        // Long, but with an end: the test leaves nothing behind.
        let slow = "{% for a in range(end=3000) %}{% for b in range(end=1000) %}{% endfor %}{% endfor %}{{ nothing.at.all }}";
        let files = [("chancery.yaml", "title: T\n"), ("content/reports/a/index.md", REPORT), ("templates/report.html", slow)];
        let settings = Settings { today: (2025, 7, 1), drafts: true, base_url: None };
        let mut session = Session::of(Files::from_memory(files), settings, Vec::new());
        let site = session.update([]);
        let path = OutPath::new("reports/a/index.html").expect("a path");
        let message = |site: &Arc<Site>| {
            render_within(site, &path, Duration::from_millis(1)).map_err(|(path, fault)| (path.to_string(), fault.message))
        };
        let (file, first) = message(&site).expect_err("given up");
        assert_eq!((file.as_str(), first.contains("within")), ("templates/report.html", true), "{first}");
        assert!(message(&site).expect_err("not tried").1.contains("not tried again"));
        let put = |path: &str, text: &str| Change::Put(FilePath::new(path).expect("a path"), text.as_bytes().into());
        let site = session.update([put("content/reports/a/index.md", &REPORT.replace("Words", "Others"))]);
        assert!(message(&site).expect_err("tried again").1.contains("within"));
        let site = session.update([put("templates/report.html", "fine")]);
        assert_eq!(render_within(&site, &path, LONGEST).expect("made"), b"fine");
    }
}
