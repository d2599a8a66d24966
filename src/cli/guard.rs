//! What keeps a build within bounds: a large stack, one word for our own faults, and a watch over renders without end.

use super::{FAILED, terminal};
use crate::session::build::{Progress, Running};
use crate::system::{memory, time_of};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Stack of the main work: front matter and Markdown may nest, within limits that this is more than enough for.
const STACK: usize = 64 << 20;
/// Stack of each thread that parses and renders.
const POOL_STACK: usize = 16 << 20;
/// A page takes milliseconds; a template that computes for so long has no end.
const LONGEST_RENDER: Duration = Duration::from_secs(8);
/// One that only waits for a busy machine has more time.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// A render that grows the process by so much is a bomb.
const MOST_GROWTH_KB: u64 = 600 << 10;
/// Shorter renders are never suspected of that.
const SUSPECT: Duration = Duration::from_millis(100);
/// How often renders are looked at.
const TICK: Duration = Duration::from_millis(20);

/// Runs the work where deep structures cannot overflow the stack. A panic, which should never be, ends with code 2.
pub(super) fn on_a_large_stack(work: impl FnOnce() -> u8 + Send + 'static) -> ExitCode {
    static SAID: AtomicBool = AtomicBool::new(false);
    std::panic::set_hook(Box::new(|info| {
        // Other threads may fall over the same thing; once is enough.
        if SAID.swap(true, Ordering::Relaxed) {
            return;
        }
        let place = info.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
        let what = info.payload_as_str().unwrap_or("something that cannot be");
        let message = format!("this is a fault in Chancery, not in your site{place}: {what}; please report it");
        terminal::say_error(&message);
    }));
    // A pool that is there already, as in tests, serves as well.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(POOL_STACK).build_global();
    let thread = std::thread::Builder::new().name("chancery".into()).stack_size(STACK).spawn(move || {
        // To end the process from here leaves its memory to the system, which is quicker than to give back piece by piece.
        std::process::exit(work().into())
    });
    let code = match thread.map(JoinHandle::join) {
        // It did not come to its end, or it would not be joined.
        Ok(Ok(never)) => never,
        Ok(Err(_)) => FAILED,
        Err(error) => {
            terminal::say_error(&format!("cannot start a thread: {error}"));
            FAILED
        }
    };
    ExitCode::from(code)
}

/// Watches a rendering until it is dropped.
pub(super) struct Watch {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// Shows a bar on work longer than a second, and ends the process where a template has no end.
///
/// A loop within a template cannot be interrupted from outside. To end the process is safe: what was rendered stands in
/// `temp`, a folder beside the site, which is removed as far as may be; the next build clears away the rest.
pub(super) fn watch(progress: Arc<Progress>, temp: Option<PathBuf>) -> Watch {
    let over = Arc::new(AtomicBool::new(false));
    let seen = over.clone();
    let thread = std::thread::Builder::new().name("watch".into()).spawn(move || {
        let start = Instant::now();
        let before = memory().unwrap_or(0);
        let mut bar: Option<ProgressBar> = None;
        let mut clock = ThreadClock::default();
        while !seen.load(Ordering::Relaxed) {
            if let Some(running) = progress.slowest() {
                end_if_endless(&running, clock.used(&running), before, temp.as_deref());
            }
            show(&mut bar, &progress, start);
            std::thread::park_timeout(TICK);
        }
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
    });
    Watch { over, thread: thread.ok() }
}

/// How long the thread of one output has computed since that output was first looked at.
#[derive(Default)]
struct ThreadClock {
    first: Option<(Instant, Duration)>,
}

impl ThreadClock {
    /// `None` where the system does not tell.
    fn used(&mut self, running: &Running) -> Option<Duration> {
        let now = time_of(running.thread?)?;
        match self.first {
            Some((since, begun)) if since == running.since => Some(now.saturating_sub(begun)),
            _ => {
                self.first = Some((running.since, now));
                Some(Duration::ZERO)
            }
        }
    }
}

/// `used` is how long it has computed, if that is known.
fn end_if_endless(running: &Running, used: Option<Duration>, before: u64, temp: Option<&Path>) {
    let time = running.since.elapsed();
    let why = if used.unwrap_or(time) > LONGEST_RENDER || time > LONGEST_WAIT {
        let most = if time > LONGEST_WAIT { LONGEST_WAIT } else { LONGEST_RENDER };
        format!("did not come to an end within {} s", most.as_secs())
    } else if time > SUSPECT && memory().unwrap_or(0).saturating_sub(before) > MOST_GROWTH_KB {
        format!("needed more than {} MB of memory", MOST_GROWTH_KB >> 10)
    } else {
        return;
    };
    let origin = running.origin.as_ref().map(|path| format!(" from {path}")).unwrap_or_default();
    let what = match running.template {
        Some(name) => format!("the template `{name}` {why}, while it made `{}`{origin}", running.path),
        // Lists have templates, too; the index of search has none.
        None => format!("`{}`{origin} {why}", running.path),
    };
    terminal::say_error(&format!("{what}; the site stays as it was"));
    // Other threads may still write there; a second look finds what came after the first.
    for _ in 0..3 {
        if temp.is_some_and(|temp| std::fs::remove_dir_all(temp).is_err() && temp.exists()) {
            std::thread::sleep(TICK);
        }
    }
    std::process::exit(FAILED.into());
}

fn show(bar: &mut Option<ProgressBar>, progress: &Progress, start: Instant) {
    let (done, total) = progress.count();
    if bar.is_none() && start.elapsed() > Duration::from_secs(1) && std::io::stderr().is_terminal() {
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} pages").unwrap_or_else(|_| ProgressStyle::default_bar());
        *bar = Some(ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr()).with_style(style));
    }
    if let Some(bar) = bar {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    }
}
