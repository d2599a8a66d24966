//! Floor 8: asks hosts on the web whether the addresses of a site lead somewhere. `chancery check --external` alone does; no
//! build, no preview and no publication ever asks.
//!
//! A host hears of the address and of who asks, nothing else: no cookies, no referrer. It is asked one thing at a time, with a
//! pause, and left alone when it says so. What lies in private networks is never asked.

mod ask;
mod hosts;
pub mod reach;
pub mod remembered;

use crate::check::external::Answer;
use ask::Asker;
use futures_util::StreamExt;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Finds the addresses of a host by its name; may take its time.
pub type LookUp = Arc<dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync>;

/// How hosts are asked.
#[derive(Clone)]
pub struct Manner {
    /// Who asks, in the words of the header `User-Agent`.
    pub agent: String,
    /// So many hosts are asked at once, at most.
    pub at_once: usize,
    /// Between two questions to one host.
    pub pause: Duration,
    /// So long an answer may take.
    pub patience: Duration,
    /// Before a host is asked a second time that could not be reached; before a third time, twice that.
    pub backoff: Duration,
    /// A host that asks for more than this is left alone for good.
    pub longest_wait: Duration,
    /// Hosts of the proxies that the environment names; where there are any, they look names up and reach hosts.
    pub proxies: Vec<String>,
    /// Addresses that were there lately: where nobody answers, they are asked for, to tell whether it is this machine's fault.
    pub witnesses: Vec<String>,
    /// How names are looked up.
    pub look_up: LookUp,
    /// Which hosts may be asked, by their addresses.
    pub is_open: fn(IpAddr) -> bool,
}

impl Manner {
    /// As hosts on the web are asked.
    pub fn new(agent: String) -> Manner {
        Manner {
            agent,
            at_once: 16,
            pause: Duration::from_millis(300),
            patience: Duration::from_secs(20),
            backoff: Duration::from_secs(2),
            longest_wait: Duration::from_secs(60),
            proxies: Vec::new(),
            witnesses: Vec::new(),
            look_up: Arc::new(reach::look_up),
            is_open: reach::is_public,
        }
    }
}

/// Why nothing could be asked at all.
#[derive(Debug)]
pub struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// Asks for each address, once, and gives the answers in their order. `seen` hears of each as it comes: its position, and what
/// became of it.
pub fn ask(urls: &[&str], manner: &Manner, seen: &dyn Fn(usize, &Answer)) -> Result<Vec<Answer>, Failure> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cannot = |error: &dyn fmt::Display| Failure(format!("cannot ask on the web: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| cannot(&error))?;
    let asker = Asker::new(manner).map_err(|error| cannot(&error))?;
    let mut by_host: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, url) in urls.iter().enumerate() {
        let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_string));
        by_host.entry(host.unwrap_or_default()).or_default().push(at);
    }
    let mut hosts: Vec<Vec<usize>> = by_host.into_values().collect();
    // The longest first, so that none is left over at the end.
    hosts.sort_by_key(|addresses| std::cmp::Reverse(addresses.len()));
    let asker = &asker;
    let one = |at: usize| async move {
        let answer = asker.ask(urls.get(at).copied().unwrap_or_default()).await;
        seen(at, &answer);
        (at, answer)
    };
    let of_host = |addresses: Vec<usize>| futures_util::stream::iter(addresses).then(one).collect::<Vec<_>>();
    let answered = async {
        let all = futures_util::stream::iter(hosts).map(of_host).buffer_unordered(manner.at_once.max(1));
        all.collect::<Vec<_>>().await
    };
    let mut answers: Vec<(usize, Answer)> = runtime.block_on(answered).into_iter().flatten().collect();
    // Where all else is remembered, only what is amiss was asked for.
    for witness in manner.witnesses.iter().filter(|_| !urls.is_empty()) {
        if !asker.hosts.is_silent() {
            break;
        }
        runtime.block_on(asker.ask(witness));
    }
    // Names may still be looked up that nobody waits for.
    runtime.shutdown_background();
    if asker.hosts.is_cut_off() {
        let hint = "is this machine connected? behind a proxy, name it in HTTPS_PROXY";
        return Err(Failure(format!("not one of the hosts could be reached; {hint}")));
    }
    answers.sort_by_key(|(at, _)| *at);
    Ok(answers.into_iter().map(|(_, answer)| asker.weighed(answer)).collect())
}
