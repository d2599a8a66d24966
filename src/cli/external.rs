//! The part of `chancery check --external` that a person sees: progress, what is remembered from one run to the next, and what
//! was found.

use super::args::Check;
use super::{init, terminal};
use crate::check::external::{self as links, Answer};
use crate::check::report::human;
use crate::check::{self, Diagnostic};
use crate::external::remembered::Remembered;
use crate::external::{self, Manner};
use crate::session::Site;
use crate::system::CACHES;
use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::RefCell;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What is remembered is written down each time that so many answers came: who breaks off does not begin at the beginning.
const OFTEN: usize = 100;
/// Where nobody answers, at most so many of the addresses that were there lately are asked for once more.
const WITNESSES: usize = 3;
/// The largest file of what is remembered that is read, in bytes.
const MOST_BYTES: u64 = 64 << 20;
/// Variables that name a proxy, as those who make them agree on.
const PROXIES: [&str; 6] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// Asks for all addresses on the web, and gives what is to be said of them.
pub(super) fn check(site: &Site, args: &Check) -> Result<Vec<Diagnostic>> {
    let addresses = links::addresses(&site.check_view(), &site.theme);
    let now = jiff::Timestamp::now().as_second();
    let file = file();
    let known = file.as_ref().and_then(|file| {
        let is_plain = file.symlink_metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= MOST_BYTES);
        is_plain.then(|| std::fs::read(file).ok()).flatten()
    });
    let mut memory = Remembered::read(&known.unwrap_or_default(), now, i64::from(args.remember) * 24 * 60 * 60);
    let mut answers: Vec<Option<Answer>> = addresses.iter().map(|one| memory.get(&one.url)).collect();
    let open: Vec<usize> = (0..answers.len()).filter(|at| answers[*at].is_none()).collect();
    let urls: Vec<&str> = open.iter().map(|at| addresses[*at].url.as_str()).collect();
    let known = addresses.iter().zip(&answers).filter(|(_, answer)| answer.is_some());
    let known: Vec<String> = known.map(|(address, _)| address.url.clone()).collect();
    let witnesses = known.iter().step_by(known.len() / WITNESSES + 1).cloned().collect();
    let manner = Manner { witnesses, ..manner(site) };
    let bar = bar(urls.len());
    let work = RefCell::new((&mut memory, 0));
    let asked = external::ask(&urls, &manner, &|at, answer| {
        bar.inc(1);
        let (memory, count) = &mut *work.borrow_mut();
        memory.put(urls[at], answer, now);
        *count += 1;
        if *count % OFTEN == 0 {
            keep(file.as_ref(), memory);
        }
    });
    bar.finish_and_clear();
    for (at, answer) in open.iter().zip(asked?) {
        answers[*at] = Some(answer);
    }
    keep(file.as_ref(), &memory);
    let answers: Vec<Answer> = answers.into_iter().flatten().collect();
    if args.choice.format == check::report::Form::Human {
        summary(site, args, &answers, urls.len());
    }
    Ok(check::judge(links::told(&addresses, &answers, &|path| site.text(path)), &site.levels))
}

fn summary(site: &Site, args: &Check, answers: &[Answer], asked: usize) {
    let all = human::counted(answers.len(), "link");
    if asked < answers.len() {
        let known = human::counted(answers.len() - asked, "link");
        let days = human::counted(args.remember.into(), "day");
        terminal::say(&format!("note: {known} to the web led somewhere within the last {days}, and were not tried again"));
    }
    let unclear = answers.iter().filter(|answer| matches!(answer, Answer::Unclear(_))).count();
    if unclear > 0 && !site.levels.speaks("unchecked-link") {
        let line =
            format!("note: {unclear} of {all} to the web could not be checked: their hosts refuse programs, or do not answer");
        terminal::say(&format!("{line}; `--deny unchecked-link` shows which"));
    }
}

/// As whom the hosts are asked: they are told for which site, so that they can find out who it is.
fn manner(site: &Site) -> Manner {
    let program = concat!("Chancery/", env!("CARGO_PKG_VERSION"));
    let agent = match site.model.base_url() {
        url if url.is_empty() || !url.bytes().all(|byte| byte.is_ascii_graphic()) => format!("{program} (link check)"),
        url => format!("{program} (link check for {url})"),
    };
    let named = PROXIES.iter().filter_map(|name| std::env::var(name).ok()).filter(|value| !value.is_empty());
    Manner { proxies: named.map(|value| host(&value)).collect(), ..Manner::new(agent) }
}

/// The host of a proxy, which is written as an address or as `host:port`.
fn host(proxy: &str) -> String {
    let full = if proxy.contains("://") { proxy.to_string() } else { format!("http://{proxy}") };
    url::Url::parse(&full).ok().and_then(|url| url.host_str().map(str::to_string)).unwrap_or_default()
}

/// Where answers are remembered: in the person's folder for what can be made anew, never among the files of the site.
fn file() -> Option<PathBuf> {
    let folder = match std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute()) {
        Some(folder) => folder,
        None => std::env::home_dir()?.join(CACHES),
    };
    Some(folder.join("chancery").join("links.json"))
}

/// Writes down what is remembered. Where that cannot be done, the next run asks for all of it: no reason to stop.
fn keep(file: Option<&PathBuf>, memory: &Remembered) {
    let Some((file, folder)) = file.and_then(|file| Some((file, file.parent()?))) else { return };
    if std::fs::create_dir_all(folder).is_ok() {
        let _ = init::replace(file, memory.write());
    }
}

/// Progress, on a terminal.
fn bar(count: usize) -> ProgressBar {
    let target = if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style =
        ProgressStyle::with_template("asking on the web {bar:24} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(count as u64), target).with_style(style)
}
