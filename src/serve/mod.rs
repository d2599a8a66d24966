//! Floor 8: the live preview. What is written is shown, in every open tab, without a reload.
//!
//! ```text
//!  watch ──Seen──▶ gather ──Batch──▶ work ──State──▶ push ──▶ tabs
//! (machine)       (when is it       (the session,    (what each
//!                  complete?)        one thread)      tab lacks)
//!                                        └──────────▶ http (pages, rendered when asked for)
//! ```
//!
//! Nothing is written anywhere, and nothing but the plan of the site decides what can be asked for.

pub mod editor;
pub mod effects;
mod endless;
pub mod gather;
mod guard;
mod http;
mod interrupt;
mod line;
mod panel;
mod push;
mod show;
mod source;
mod told;
mod watch;
mod work;

pub use editor::Editor;
pub use effects::Effects;

use crate::base::FilePath;
use crate::model::Settings;
use anyhow::{Context, Result, bail};
use http::Desk;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use work::{Note, Workshop};

/// The port that is tried first.
pub const PORT: u16 = 4400;
/// How many ports are tried.
const PORTS: u16 = 50;

/// Tells the day that it is in a time zone, named as in chancery.yaml, as (year, month, day).
pub type Day = Arc<dyn Fn(&str) -> (i32, u8, u8) + Send + Sync>;

/// How a preview is started.
#[derive(Clone)]
pub struct Options {
    /// What the site depends on besides its files. Drafts are always shown, and marked, unless the public's view is asked for.
    pub settings: Settings,
    /// The day as it goes on: a preview may be left open overnight, and chancery.yaml name another time zone.
    pub day: Day,
    /// Rules that stay silent.
    pub allowed: Vec<String>,
    /// The port to try first; 0 for any.
    pub port: u16,
    /// The name or address to listen at; loopback only, if `None`.
    pub host: Option<String>,
    /// What opens files.
    pub editor: Option<Editor>,
    /// Tabs scroll to what was saved.
    pub follow: bool,
    /// Called with what a person at a terminal wants to know; from any thread.
    pub tell: Arc<dyn Fn(Told) + Send + Sync>,
}

/// What is told while the preview runs.
#[derive(Debug, Clone)]
pub enum Told {
    /// The site was made anew.
    Updated {
        /// The files that changed, in order.
        edited: Vec<FilePath>,
        /// From the reading of them to the state that the tabs were shown.
        took: Duration,
        /// Errors that there are now.
        errors: usize,
        /// Warnings that there are now.
        warnings: usize,
        /// The faults that were not there before, those of the edited files first.
        faults: Vec<Fresh>,
        /// How many faults are there no more.
        mended: usize,
    },
    /// Pages that the last edit changed.
    Effects(Effects),
    /// Another day began, in the time zone of the site.
    Day((i32, u8, u8)),
    /// Another folder stands in the place of the site's: it is read and watched from now on.
    Replaced,
    /// Something does not work as it should.
    Trouble(String),
}

/// A fault that an update brought.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// Whether it is an error, not a warning.
    pub is_error: bool,
    /// Place, rule and message, in one line.
    pub line: String,
    /// A way out.
    pub help: Option<String>,
}

/// A running preview; it ends when this is dropped.
pub struct Serving {
    runtime: Option<Runtime>,
    workshop: Arc<Workshop>,
    address: SocketAddr,
    url: String,
}

/// Starts the preview of the site at `root`. A port in use is passed over; see [`Serving::address`].
pub fn start(root: &Path, options: Options) -> Result<Serving> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (listener, address) = runtime.block_on(listen(&options))?;
    let (sender, notes) = mpsc::channel();
    let seen = sender.clone();
    // The watcher first: what changes while the site is read for the first time is seen.
    let watch = watch::Watch::begin(root, move |one| {
        let _ = seen.send(Note::Seen(one));
    });
    let watch = watch.map_err(|error| (options.tell)(Told::Trouble(blind(&error)))).ok();
    let polled = watch.is_none().then(|| sender.clone());
    let (workshop, worker) = Workshop::open(options, root.to_path_buf(), sender)?;
    std::thread::Builder::new().name("preview".into()).stack_size(64 << 20).spawn(move || worker.run(&notes, watch))?;
    if let Some(sender) = polled {
        runtime.spawn(look_again_and_again(sender));
    }
    let names = guard::Names::new(address, workshop.options.host.clone());
    let desk = Arc::new(Desk { workshop: workshop.clone(), names, word: word() });
    let url = format!("http://{}/", shown_address(address));
    runtime.spawn(line::serve(vec![listener], desk));
    Ok(Serving { runtime: Some(runtime), workshop, address, url })
}

impl Serving {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address to open in a browser.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether other machines can reach it.
    pub fn is_wide(&self) -> bool {
        !self.address.ip().is_loopback()
    }

    /// How many errors and warnings the site has now.
    pub fn faults(&self) -> (usize, usize) {
        let state = self.workshop.state();
        let all = &state.sites[&show::Lens::Own].diagnostics;
        let errors = all.iter().filter(|one| one.level == crate::check::Level::Error).count();
        (errors, all.len() - errors)
    }

    /// How many faults are known, and not told for that.
    pub fn known(&self) -> usize {
        self.workshop.state().sites[&show::Lens::Own].known.len()
    }

    /// How many tabs are open.
    pub fn tabs(&self) -> usize {
        self.workshop.tabs.count()
    }

    /// From now on Ctrl-C does not end the program but the [waiting](Interrupt::wait).
    pub fn interrupt(&self) -> Result<Interrupt<'_>> {
        let runtime = self.runtime.as_ref().context("the preview is over")?;
        let _inside = runtime.enter();
        Ok(Interrupt { runtime, signal: interrupt::signal().context("cannot wait for Ctrl-C")? })
    }
}

/// Ctrl-C, from the moment that it was asked for.
pub struct Interrupt<'a> {
    runtime: &'a Runtime,
    signal: interrupt::Signal,
}

impl Interrupt<'_> {
    /// Waits for it.
    pub fn wait(mut self) {
        self.runtime.block_on(self.signal.recv());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.workshop.note(Note::Stop);
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Takes the first free port.
async fn listen(options: &Options) -> Result<(TcpListener, SocketAddr)> {
    let ip = match options.host.as_deref() {
        None | Some("localhost") => IpAddr::V4(Ipv4Addr::LOCALHOST),
        Some(host) => resolve(host)?,
    };
    let last = if options.port == 0 { 0 } else { options.port.saturating_add(PORTS) };
    for port in options.port..=last {
        match TcpListener::bind((ip, port)).await {
            Ok(listener) => {
                let address = listener.local_addr()?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse && port < last => {}
            Err(error) => return Err(error).with_context(|| format!("cannot listen at {}", SocketAddr::new(ip, port))),
        }
    }
    bail!("all ports from {} to {last} are in use", options.port)
}

fn resolve(host: &str) -> Result<IpAddr> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let mut found = (bare, 0).to_socket_addrs().with_context(|| format!("`{host}` is no address of this machine"))?;
    Ok(found.next().with_context(|| format!("`{host}` is no address of this machine"))?.ip())
}

/// An address that a browser can go to; for all addresses at once, the one that others see.
fn shown_address(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    // Nothing is sent: the system only says which of its addresses it would use.
    let outward = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    SocketAddr::new(outward.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |outward| outward.ip()), address.port())
}

/// A word that nobody can guess: the keys of the standard hasher come from the system's source of chance.
fn word() -> String {
    let part = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", part(), part())
}

fn blind(error: &notify::Error) -> String {
    let way = match error.kind {
        notify::ErrorKind::MaxFilesWatch => "; raise it with `sudo sysctl fs.inotify.max_user_watches=524288`",
        _ => "",
    };
    format!("cannot watch the folder, so it is looked at every second: {error}{way}")
}

async fn look_again_and_again(sender: mpsc::Sender<Note>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if sender.send(Note::Seen(gather::Seen::Everything)).is_err() {
            return;
        }
    }
}
