//! The tabs: who looks at which page, and how each is told of changes.
//!
//! A tab holds one stream of server-sent events and looks at the latest state only; nothing queues up for one that does
//! not read. Messages are made once for all tabs of a page.

use super::show::{Key, Lens, Shown};
use super::work::{State, Workshop};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// Tabs at a time.
const MOST_TABS: usize = 500;
/// A sign of life for tabs, so that dead ones are noticed.
const BEAT: Duration = Duration::from_secs(15);

/// What tabs of one page are told, ready to be sent.
pub struct Prepared {
    /// What they show.
    pub shown: Arc<Shown>,
    /// The event that brings the page.
    pub page: Bytes,
    /// The event that brings what stands beside it.
    pub panel: Bytes,
}

/// The tabs that are open, by what they look at.
#[derive(Default)]
pub struct Tabs {
    open: Mutex<BTreeMap<Key, usize>>,
}

impl Tabs {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, usize>> {
        self.open.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// What is looked at.
    pub fn keys(&self) -> Vec<Key> {
        self.lock().keys().cloned().collect()
    }

    /// The lenses that are looked through.
    pub fn lenses(&self) -> BTreeSet<Lens> {
        self.lock().keys().map(|key| key.lens).collect()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.lock().values().sum()
    }

    fn enter(self: &Arc<Self>, key: Key) -> Option<Seat> {
        let mut open = self.lock();
        if open.values().sum::<usize>() >= MOST_TABS {
            return None;
        }
        *open.entry(key.clone()).or_default() += 1;
        drop(open);
        Some(Seat { tabs: self.clone(), key })
    }
}

/// A tab's place among the others, until it is dropped.
struct Seat {
    tabs: Arc<Tabs>,
    key: Key,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.tabs.lock();
        if let Some(count) = open.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.key);
            }
        }
    }
}

/// The stream of one tab.
pub struct Events(mpsc::Receiver<Bytes>);

impl Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|bytes| bytes.map(Ok))
    }
}

/// Opens the stream of a tab that shows the page of hash `has`; `None` if there are too many.
pub fn open(workshop: &Arc<Workshop>, key: Key, has: String) -> Option<Events> {
    let seat = workshop.tabs.enter(key)?;
    // One message waits, no more.
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(tell(workshop.clone(), seat, has, sender));
    Some(Events(receiver))
}

async fn tell(workshop: Arc<Workshop>, seat: Seat, has: String, sender: mpsc::Sender<Bytes>) {
    let mut states: watch::Receiver<Arc<State>> = workshop.states();
    let (mut page, mut panel) = (has, Bytes::new());
    if sender.send(Bytes::from_static(b"retry: 300\n\n")).await.is_err() {
        return;
    }
    loop {
        let state = states.borrow_and_update().clone();
        let Some(prepared) = prepared(&workshop, state, &seat.key).await else { return };
        let mut message = BytesMut::new();
        if prepared.shown.hash != page {
            page.clone_from(&prepared.shown.hash);
            message.extend_from_slice(&prepared.page);
        }
        if prepared.panel != panel {
            panel = prepared.panel.clone();
            message.extend_from_slice(&panel);
        }
        if !message.is_empty() && sender.send(message.freeze()).await.is_err() {
            return;
        }
        loop {
            tokio::select! {
                changed = states.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return,
                },
                () = sender.closed() => return,
                () = tokio::time::sleep(BEAT) => {
                    if sender.send(Bytes::from_static(b":\n\n")).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// What the worker has made for all tabs of the page, or else made here for this one.
async fn prepared(workshop: &Arc<Workshop>, state: Arc<State>, key: &Key) -> Option<Arc<Prepared>> {
    if let Some(prepared) = state.prepared.get(key) {
        return Some(prepared.clone());
    }
    let (workshop, key) = (workshop.clone(), key.clone());
    tokio::task::spawn_blocking(move || workshop.prepare(&state, &key).map(Arc::new)).await.ok()?
}

/// An event of a stream; the data is JSON, which has no line ends.
pub fn event(name: &str, data: &serde_json::Value) -> Bytes {
    format!("event: {name}\ndata: {data}\n\n").into()
}
