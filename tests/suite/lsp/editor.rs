//! An editor that is held against the server: it speaks the protocol over pipes in memory, and keeps its texts as UTF-16.

use chancery::lsp::{self, Ending, Options};
use chancery::model::Settings;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufReader, PipeWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Whoever waits longer waits for nothing.
const LONGEST: Duration = Duration::from_secs(60);

/// An editor.
pub struct Editor {
    input: Option<Box<dyn Write + Send>>,
    messages: Receiver<Value>,
    server: Option<std::thread::JoinHandle<std::io::Result<Ending>>>,
    root: PathBuf,
    next: i64,
    versions: BTreeMap<String, i64>,
    /// The faults that were told last, by file.
    pub told: BTreeMap<String, Vec<Value>>,
    /// What was shown to the user.
    pub shown: Vec<String>,
    /// What the server asked for.
    pub asked: Vec<String>,
}

/// What every editor can do.
pub fn capable() -> Value {
    json!({
        "workspace": {
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
        "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } },
    })
}

/// Reads frames until there are no more.
pub fn frames(output: impl Read + Send + 'static) -> Receiver<Value> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        while let Ok(Some(body)) = frame(&mut output) {
            let value = serde_json::from_slice(&body).expect("the server speaks JSON");
            if sender.send(value).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The body of one frame; anything else than frames is a fault of the server.
fn frame(output: &mut impl std::io::BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = String::new();
    if output.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let length = line.strip_prefix("Content-Length: ").expect("a header").trim().parse().expect("a number");
    line.clear();
    output.read_line(&mut line)?;
    assert_eq!(line, "\r\n");
    let mut body = vec![0; length];
    output.read_exact(&mut body)?;
    Ok(Some(body))
}

/// A message in its frame.
fn framed(message: &Value) -> Vec<u8> {
    let text = message.to_string();
    format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes()
}

impl Editor {
    /// An editor and a server that have not met.
    pub fn strange(root: &Path) -> Editor {
        Editor::on(root, Arc::new(|_| (2025, 7, 1)))
    }

    /// The same on other days.
    pub fn on(root: &Path, day: lsp::Day) -> Editor {
        let (to_server, input): (_, PipeWriter) = std::io::pipe().expect("a pipe");
        let (from_server, output) = std::io::pipe().expect("a pipe");
        let options =
            Options { settings: Settings { today: (2025, 7, 1), drafts: true, base_url: None }, day, tell: Arc::new(|_| {}) };
        let serve = move || lsp::serve(to_server, output, options);
        let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(serve).expect("a thread");
        let mut editor = Editor::over(Box::new(input), frames(from_server), root);
        editor.server = Some(thread);
        editor
    }

    /// An editor over any two pipes.
    pub fn over(input: Box<dyn Write + Send>, messages: Receiver<Value>, root: &Path) -> Editor {
        Editor {
            input: Some(input),
            messages,
            server: None,
            root: root.to_path_buf(),
            next: 0,
            versions: BTreeMap::new(),
            told: BTreeMap::new(),
            shown: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// An editor that has the folder of a site open.
    pub fn open(root: &Path) -> Editor {
        Editor::with(root, capable())
    }

    /// The same with other capabilities.
    pub fn with(root: &Path, capabilities: Value) -> Editor {
        let mut editor = Editor::strange(root);
        editor.begin(capabilities);
        editor
    }

    /// Introduces itself; gives what the server can do.
    pub fn begin(&mut self, capabilities: Value) -> Value {
        let uri = self.uri("");
        let params = json!({ "processId": null, "rootUri": uri.trim_end_matches('/'), "capabilities": capabilities });
        let result = self.ask("initialize", params).expect("it begins");
        self.tell("initialized", json!({}));
        result
    }

    /// The address of a file of the site.
    pub fn uri(&self, path: &str) -> String {
        format!("file://{}", self.root.join(path).to_string_lossy().replace(' ', "%20"))
    }

    /// The path of an address.
    pub fn path(&self, uri: &str) -> String {
        uri.strip_prefix(&self.uri("")).unwrap_or_else(|| panic!("{uri}")).to_string()
    }

    /// Sends bytes.
    pub fn send(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("it is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server listens");
    }

    /// Tells the server something.
    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&framed(&json!({ "jsonrpc": "2.0", "method": method, "params": params })));
    }

    /// Sends a request without waiting for its answer.
    pub fn post(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        self.send(&framed(&json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params })));
        self.next
    }

    /// Asks something and waits for the answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.post(method, params);
        self.answer(&json!(id))
    }

    /// Waits for the answer to a request.
    pub fn answer(&mut self, id: &Value) -> Result<Value, Value> {
        loop {
            let message = self.next_message();
            if message.get("method").is_none() && message["id"] == *id {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
        }
    }

    fn next_message(&mut self) -> Value {
        let message = self.messages.recv_timeout(LONGEST).expect("the server says something");
        let params = &message["params"];
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let uri = params["uri"].as_str().expect("an address").to_string();
                self.told.insert(uri, params["diagnostics"].as_array().expect("a list").clone());
            }
            Some("window/showMessage") => self.shown.push(params["message"].as_str().expect("a text").to_string()),
            Some(method) => self.asked.push(method.to_string()),
            None => {}
        }
        message
    }

    /// Opens a text.
    pub fn did_open(&mut self, path: &str, text: &str) {
        let uri = self.uri(path);
        self.versions.insert(uri.clone(), 1);
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes a text; each change is a range, if it is not of the whole, and what comes in its place.
    pub fn did_change(&mut self, path: &str, changes: Value) {
        let uri = self.uri(path);
        let version = self.versions.entry(uri.clone()).or_default();
        *version += 1;
        let document = json!({ "uri": uri, "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Asks something about a place of a text.
    pub fn ask_at(&mut self, method: &str, path: &str, position: Value, more: Value) -> Result<Value, Value> {
        let mut params = json!({ "textDocument": { "uri": self.uri(path) }, "position": position });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        self.ask(method, params)
    }

    /// Waits until the faults of a file are as wanted, and gives them.
    pub fn faults(&mut self, path: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = self.uri(path);
        loop {
            if let Some(told) = self.told.get(&uri).filter(|told| wanted(told)) {
                return told.clone();
            }
            self.next_message();
        }
    }

    /// Ends the conversation as the protocol wants.
    pub fn end(mut self) -> Ending {
        self.ask("shutdown", Value::Null).expect("it shuts down");
        self.tell("exit", Value::Null);
        self.wait()
    }

    /// Goes away without a word.
    pub fn leave(mut self) -> Ending {
        self.input = None;
        self.wait()
    }

    /// Waits for the server to end.
    pub fn wait(&mut self) -> Ending {
        self.server.take().expect("it runs").join().expect("no panic").expect("no fault")
    }
}

/// Line and column, in units of UTF-16, of an offset in bytes.
pub fn position(text: &str, at: usize) -> Value {
    let before = text[..at].replace("\r\n", "\n").replace('\r', "\n");
    let line = before.matches('\n').count();
    let column = before[before.rfind('\n').map_or(0, |end| end + 1)..].encode_utf16().count();
    json!({ "line": line, "character": column })
}

/// The place of some words, and of the cursor so many bytes into them.
pub fn within(text: &str, words: &str, bytes: usize) -> Value {
    position(text, text.find(words).unwrap_or_else(|| panic!("`{words}` is not there")) + bytes)
}

/// An offset in a text as UTF-16, of a line and a column.
pub fn offset(text: &[u16], position: &Value) -> usize {
    let (line, column) = (position["line"].as_u64().expect("a line"), position["character"].as_u64().expect("a column"));
    let mut start = 0;
    for _ in 0..line {
        let rest = &text[start..];
        let Some(end) = rest.iter().position(|unit| *unit == 10 || *unit == 13) else { return text.len() };
        start += end + if rest[end] == 13 && rest.get(end + 1) == Some(&10) { 2 } else { 1 };
    }
    let length = text[start..].iter().position(|unit| *unit == 10 || *unit == 13).unwrap_or(text.len() - start);
    start + (column as usize).min(length)
}

/// Applies changes of a text as an editor does: those of one list all speak of the text before.
pub fn applied(text: &str, edits: &[Value]) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let place = |edit: &Value| (offset(&units, &edit["range"]["start"]), offset(&units, &edit["range"]["end"]));
    let mut all: Vec<((usize, usize), &str)> =
        edits.iter().map(|edit| (place(edit), edit["newText"].as_str().expect("a text"))).collect();
    all.sort_by_key(|(place, _)| *place);
    for ((start, end), new) in all.into_iter().rev() {
        units.splice(start..end, new.encode_utf16());
    }
    String::from_utf16(&units).expect("no letter is cut")
}
