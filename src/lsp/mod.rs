//! Floor 8: the language server. An editor is told what is wrong while one types, and asks what stands behind a word.
//!
//! ```text
//!  editor ──bytes──▶ wire ──Incoming──▶ the loop ──▶ workspace (texts, a session for each site)
//!                                          │
//!                                          └──request──▶ features, each a question to the latest site ──▶ convert ──▶ editor
//! ```
//!
//! A text that is not saved is a change of the snapshot like any other. Nothing is written to the disk, nothing is fetched, and no
//! feature keeps anything from one question to the next.

mod convert;
mod features;
mod under;
pub mod wire;
mod workspace;

use crate::model::Settings;
use crate::{config, files};
use convert::{Client, Positions};
use features::{Asked, FEATURES, FOLLOW, Feature};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use wire::{Incoming, Outgoing, Waiting, code};
use workspace::Workspace;

/// After so long a rest faults are told anew.
const REST: Duration = Duration::from_millis(120);
/// Whoever types on is told all the same, after this time.
const LONGEST: Duration = Duration::from_millis(600);
/// Messages that are taken in before the first of them is worked on.
const AT_A_TIME: usize = 1000;

/// Tells the day that it is in a time zone, named as in chancery.yaml, as (year, month, day).
pub type Day = Arc<dyn Fn(&str) -> (i32, u8, u8) + Send + Sync>;

/// How the server is started.
#[derive(Clone)]
pub struct Options {
    /// What a site depends on besides its files. Drafts are part of it: they are what is written.
    pub settings: Settings,
    /// The day as it goes on: an editor may be left open overnight.
    pub day: Day,
    /// Called with what a person may want to know.
    pub tell: Arc<dyn Fn(Told) + Send + Sync>,
}

/// What is told beside the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A file is part of no site, so that nothing is said of it. It is told once.
    NoSite(String),
    /// Something does not work as it should.
    Trouble(String),
    /// What the editor says cannot be followed, so that its user has to do something.
    Lost(String),
    /// A fault of ours; the server goes on.
    Fault(String),
}

impl Told {
    /// How the editor is to show it: a number of the protocol's, and the words. The rest is left to its log.
    fn aloud(&self) -> Option<(u8, &str)> {
        match self {
            Told::Fault(words) => Some((1, words)),
            Told::Lost(words) => Some((2, words)),
            Told::NoSite(words) => Some((3, words)),
            Told::Trouble(_) => None,
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The editor asked for it, in the order that the protocol wants.
    Asked,
    /// The editor went away, or ended it without asking for it.
    Abrupt,
}

/// Serves one editor until it has enough.
pub fn serve(input: impl Read + Send + 'static, output: impl Write, options: Options) -> std::io::Result<Ending> {
    Server::new(output, options).run(&wire::listen(input)?)
}

/// How far the conversation is.
enum Stage {
    /// Nothing was said yet.
    Before,
    /// The editor and the server know each other.
    Begun(Box<Workspace>),
    /// The editor said that it is about to end it.
    Ending,
}

struct Server<W> {
    options: Options,
    output: Outgoing<W>,
    stage: Stage,
    /// What the editor is to show to its user.
    said: Arc<std::sync::Mutex<Vec<Told>>>,
    /// What came and was not worked on.
    waiting: VecDeque<Waiting>,
    /// Since when faults wait to be told, and when something last happened.
    since: Option<(Instant, Instant)>,
}

/// Whether it goes on.
enum Next {
    On,
    End(Ending),
}

impl<W: Write> Server<W> {
    fn new(output: W, options: Options) -> Server<W> {
        let said = Arc::new(std::sync::Mutex::new(Vec::new()));
        let (kept, tell) = (said.clone(), options.tell.clone());
        let tell = move |told: Told| {
            kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(told.clone());
            tell(told);
        };
        let options = Options { tell: Arc::new(tell), ..options };
        Server { options, output: Outgoing(output), stage: Stage::Before, said, waiting: VecDeque::new(), since: None }
    }

    fn run(mut self, messages: &Receiver<Waiting>) -> std::io::Result<Ending> {
        loop {
            if self.waiting.is_empty() {
                match self.wait(messages) {
                    Ok(message) => self.waiting.push_back(message),
                    Err(RecvTimeoutError::Timeout) => {
                        self.rested()?;
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return Ok(self.gone()),
                }
            }
            // What was taken back in the meantime need not be done.
            while self.waiting.len() < AT_A_TIME
                && let Ok(message) = messages.try_recv()
            {
                self.waiting.push_back(message);
            }
            if let Some(waiting) = self.waiting.pop_front()
                && let Next::End(ending) = self.take(&waiting.message)?
            {
                return Ok(ending);
            }
            self.say_aloud()?;
        }
    }

    fn wait(&mut self, messages: &Receiver<Waiting>) -> Result<Waiting, RecvTimeoutError> {
        let now = Instant::now();
        let waits = matches!(&self.stage, Stage::Begun(workspace) if workspace.is_waiting());
        self.since = waits.then(|| self.since.unwrap_or((now, now)));
        match self.since {
            None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some((first, last)) => {
                let due = (last + REST).min(first + LONGEST);
                messages.recv_timeout(due.saturating_duration_since(now))
            }
        }
    }

    fn gone(&self) -> Ending {
        if matches!(self.stage, Stage::Ending) { Ending::Asked } else { Ending::Abrupt }
    }

    /// What is done when nothing came for a while.
    fn rested(&mut self) -> std::io::Result<()> {
        self.since = None;
        match catch_unwind(AssertUnwindSafe(|| self.tell_faults())) {
            Ok(told) => told?,
            Err(_) => self.own_fault("while faults were told"),
        }
        self.say_aloud()
    }

    /// A fault of ours in one thing is none of the next.
    fn own_fault(&self, at: &str) {
        (self.options.tell)(Told::Fault(format!("a fault in Chancery, {at}; what was typed is kept")));
    }

    fn tell_faults(&mut self) -> std::io::Result<()> {
        let Stage::Begun(workspace) = &mut self.stage else { return Ok(()) };
        let mut told = Ok(());
        let output = &mut self.output;
        workspace.tell(|params| {
            if told.is_ok() {
                told = output.tell("textDocument/publishDiagnostics", params);
            }
        });
        told
    }

    /// What a person should read, the editor shows.
    fn say_aloud(&mut self) -> std::io::Result<()> {
        let said = std::mem::take(&mut *self.said.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        let mut aloud = said.iter().filter_map(Told::aloud);
        aloud.try_for_each(|(how, words)| self.output.tell("window/showMessage", &json!({ "type": how, "message": words })))
    }

    fn take(&mut self, message: &Incoming) -> std::io::Result<Next> {
        match message {
            Incoming::Request { id, method, params } => {
                let answer = self.request(id, method, params);
                self.output.answer(id, answer)?;
            }
            Incoming::Notification { method, params } => {
                match catch_unwind(AssertUnwindSafe(|| self.notification(method, params))) {
                    Ok(next) => return next,
                    Err(_) => self.own_fault(&format!("at `{method}`")),
                }
            }
            Incoming::Bad { id, code, reason } => {
                // It may have been a change of a text.
                (self.options.tell)(Told::Trouble(format!("a message of the editor cannot be read: {reason}")));
                self.output.answer(id, Err((*code, reason.clone())))?;
            }
            Incoming::Answer => {}
        }
        Ok(Next::On)
    }

    fn request(&mut self, id: &Value, method: &str, params: &Value) -> Result<Value, (i32, String)> {
        let taken_back = |one: &Waiting| matches!(&one.message, Incoming::Notification { method, params } if method == "$/cancelRequest" && params.get("id") == Some(id));
        match (&mut self.stage, method) {
            (Stage::Before, "initialize") => {
                let client = Client::of(params);
                self.stage = Stage::Begun(Box::new(Workspace::new(self.options.clone(), client, folders(params))));
                Ok(convert::capabilities(client))
            }
            (Stage::Before, _) => Err((code::NOT_INITIALIZED, "`initialize` comes first".into())),
            (Stage::Ending, _) => Err((code::INVALID_REQUEST, "the server was told to shut down".into())),
            (Stage::Begun(_), "initialize") => Err((code::INVALID_REQUEST, "the server is initialized already".into())),
            (Stage::Begun(_), "shutdown") => {
                self.stage = Stage::Ending;
                Ok(Value::Null)
            }
            (Stage::Begun(_), _) if self.waiting.iter().any(taken_back) => {
                Err((code::REQUEST_CANCELLED, "it was taken back".into()))
            }
            (Stage::Begun(workspace), method) => match FEATURES.iter().find(|feature| feature.method == method) {
                // A fault of ours in one answer is none of the next.
                Some(feature) => catch_unwind(AssertUnwindSafe(|| answer(workspace, feature, params)))
                    .unwrap_or_else(|_| Err((code::INTERNAL_ERROR, format!("a fault in Chancery, at `{method}`")))),
                None => Err((code::METHOD_NOT_FOUND, format!("nothing answers to `{method}`"))),
            },
        }
    }

    fn notification(&mut self, method: &str, params: &Value) -> std::io::Result<Next> {
        if method == "exit" {
            return Ok(Next::End(self.gone()));
        }
        let Stage::Begun(workspace) = &mut self.stage else { return Ok(Next::On) };
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        let version = params
            .pointer("/textDocument/version")
            .and_then(Value::as_i64)
            .and_then(|version| version.try_into().ok())
            .unwrap_or(0);
        match (method, uri) {
            ("initialized", _) => {
                if workspace.client.watches {
                    self.output.ask("watch", "client/registerCapability", &convert::watching())?;
                }
                // To read a large site takes a while, for which no answer has to wait.
                let folders = std::mem::take(&mut workspace.folders);
                workspace.enter(&folders);
            }
            ("textDocument/didOpen", Some(uri)) => {
                let text = params.pointer("/textDocument/text").and_then(Value::as_str).unwrap_or_default();
                workspace.open(uri, version, text.to_string());
            }
            ("textDocument/didChange", Some(uri)) => {
                let changes = params.get("contentChanges").and_then(Value::as_array);
                workspace.change(uri, version, changes.map_or(std::slice::from_ref(&Value::Null), Vec::as_slice));
            }
            ("textDocument/didSave", Some(uri)) => workspace.saved(uri),
            ("textDocument/didClose", Some(uri)) => workspace.close(uri),
            ("workspace/didChangeWatchedFiles", _) => {
                let changes = params.get("changes").and_then(Value::as_array).into_iter().flatten();
                let uris = changes.filter_map(|change| change.get("uri")?.as_str());
                uris.filter_map(convert::path_of).for_each(|path| workspace.touched(&path));
            }
            ("workspace/didChangeWorkspaceFolders", _) => {
                let added = params.pointer("/event/added").and_then(Value::as_array).into_iter().flatten();
                let added: Vec<PathBuf> = added.filter_map(|folder| convert::path_of(folder.get("uri")?.as_str()?)).collect();
                workspace.enter(&added);
            }
            _ => return Ok(Next::On),
        }
        if let Some((_, last)) = &mut self.since {
            *last = Instant::now();
        }
        Ok(Next::On)
    }
}

/// The folders that the editor has open.
fn folders(params: &Value) -> Vec<PathBuf> {
    let all = params.get("workspaceFolders").and_then(Value::as_array).into_iter().flatten();
    let mut folders: Vec<PathBuf> = all.filter_map(|folder| convert::path_of(folder.get("uri")?.as_str()?)).collect();
    if folders.is_empty() {
        folders.extend(params.get("rootUri").and_then(Value::as_str).and_then(convert::path_of));
    }
    folders
}

/// Answers a question with the site as it is now.
fn answer(workspace: &mut Workspace, feature: &Feature, params: &Value) -> Result<Value, (i32, String)> {
    let client = workspace.client;
    let word = ["query", "newName"].into_iter().find_map(|key| params.get(key)?.as_str()).unwrap_or_default();
    let declared = params.pointer("/context/includeDeclaration").and_then(Value::as_bool).unwrap_or(false);
    if feature.method == FOLLOW {
        return follow(workspace, feature, params);
    }
    let Some(uri) = params.pointer("/textDocument/uri").and_then(Value::as_str) else {
        if feature.method != "workspace/symbol" {
            return Err((code::INVALID_PARAMS, "it names no text".into()));
        }
        let mut all = Vec::new();
        for (root, site) in workspace.sites() {
            let path = config::path();
            let found = (feature.answer)(&Asked { site: &site, path: &path, text: "", range: 0..0, word, declared });
            if let Value::Array(found) = workspace.texts(&root, &site, |texts| texts.answer(&path, found))? {
                all.extend(found);
            }
        }
        return Ok(Value::Array(all));
    };
    let Some(seen) = workspace.see(uri) else { return Ok(Value::Null) };
    let (root, site, path) = (seen.root.to_path_buf(), seen.site, seen.path);
    // Of what is refused there is no text, and nothing to be asked.
    let (Some(text), true) = (site.text(&path), seen.text.is_none_or(|typed| site.text(&path).as_deref() == Some(typed))) else {
        return Ok(Value::Null);
    };
    let range = convert::place(params, &Positions::new(&text, client.encoding));
    let range = range.map_err(|reason| (code::INVALID_PARAMS, reason))?;
    if feature.method == "textDocument/codeAction" && !wants_fixes(params) {
        return Ok(json!([]));
    }
    let found = (feature.answer)(&Asked { site: &site, path: &path, text: &text, range, word, declared });
    workspace.texts(&root, &site, |texts| texts.answer(&path, found))
}

/// Answers what else changes with the name of a file or folder. Of several nothing is said: their edits would be of the same texts.
fn follow(workspace: &mut Workspace, feature: &Feature, params: &Value) -> Result<Value, (i32, String)> {
    let named = |key: &str| {
        let [file] = params.get("files")?.as_array()?.as_slice() else { return None };
        file.get(key)?.as_str()
    };
    let (Some(old), Some(new)) = (named("oldUri"), named("newUri")) else { return Ok(Value::Null) };
    let Some(seen) = workspace.see(old) else { return Ok(Value::Null) };
    let (root, site, path) = (seen.root.to_path_buf(), seen.site, seen.path);
    let Some(new) = convert::path_of(new).and_then(|new| files::input(&root, &new)) else { return Ok(Value::Null) };
    let found = (feature.answer)(&Asked { site: &site, path: &path, text: "", range: 0..0, word: new.as_str(), declared: false });
    workspace.texts(&root, &site, |texts| texts.answer(&path, found))
}

/// Whether quick fixes are among what the editor asks for.
fn wants_fixes(params: &Value) -> bool {
    let only = params.pointer("/context/only").and_then(Value::as_array);
    only.is_none_or(|only| only.iter().any(|kind| matches!(kind.as_str(), Some("" | "quickfix"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_back_while_it_waits_is_not_done() {
        let request =
            |id: u32, method: &str| Incoming::Request { id: id.into(), method: method.into(), params: json!({ "query": "" }) };
        let cancel = Incoming::Notification { method: "$/cancelRequest".into(), params: json!({ "id": 2 }) };
        // All of it is there before the first is worked on.
        let (sender, messages) = std::sync::mpsc::channel();
        for message in [request(1, "initialize"), request(2, "workspace/symbol"), request(3, "workspace/symbol"), cancel] {
            sender.send(Waiting::alone(message)).expect("somebody listens");
        }
        drop(sender);
        let day = (2025, 7, 1);
        let settings = Settings { today: day, drafts: true, base_url: None };
        let options = Options { settings, day: Arc::new(move |_| day), tell: Arc::new(|_| {}) };
        let mut written = Vec::new();
        assert_eq!(Server::new(&mut written, options).run(&messages).expect("no fault"), Ending::Abrupt);
        let answers = String::from_utf8(written).expect("a text");
        let bodies = answers.split("Content-Length: ").skip(1).filter_map(|frame| frame.split_once("\r\n\r\n"));
        let answers: Vec<Value> = bodies.map(|(_, body)| serde_json::from_str(body).expect("JSON")).collect();
        assert_eq!(answers.iter().map(|one| one["id"].as_i64()).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
        assert!(answers[0]["result"]["capabilities"].is_object(), "{}", answers[0]);
        assert_eq!(answers[1]["error"]["code"], code::REQUEST_CANCELLED);
        assert_eq!(answers[2]["result"], json!([]));
    }
}
