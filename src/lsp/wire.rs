//! Messages as they travel: JSON-RPC 2.0 in the frames of the protocol
//! (<https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol>).
//!
//! A reader of our own, because those of the libraries end the server at a message that is no JSON, and ask for as much memory as a
//! header names.

use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// The largest message that is read, in bytes; a longer one is passed over and answered with an error.
pub const MAX_MESSAGE: u64 = 64 << 20;
/// The longest line of a header, in bytes.
const MAX_LINE: u64 = 4 << 10;
/// Messages that may wait before the reader does.
const WAITING: usize = 64;
/// Bytes of messages that may wait, or be worked on, before the reader waits; one that is longer waits by itself.
const MOST_BYTES: u64 = MAX_MESSAGE;

/// Codes of errors, by JSON-RPC and by the protocol.
pub mod code {
    /// It is no JSON.
    pub const PARSE_ERROR: i32 = -32700;
    /// It is no message, or comes at the wrong time.
    pub const INVALID_REQUEST: i32 = -32600;
    /// Nothing answers to that.
    pub const METHOD_NOT_FOUND: i32 = -32601;
    /// What it says does not fit.
    pub const INVALID_PARAMS: i32 = -32602;
    /// A fault of ours.
    pub const INTERNAL_ERROR: i32 = -32603;
    /// Something else has to come first.
    pub const NOT_INITIALIZED: i32 = -32002;
    /// It was taken back.
    pub const REQUEST_CANCELLED: i32 = -32800;
    /// It was understood, and cannot be done.
    pub const REQUEST_FAILED: i32 = -32803;
}

/// What comes from the editor.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// Wants an answer.
    Request {
        /// A number or a text; the answer bears it.
        id: Value,
        /// What is asked.
        method: String,
        /// Of what.
        params: Value,
    },
    /// Wants none.
    Notification {
        /// What is told.
        method: String,
        /// About what.
        params: Value,
    },
    /// An answer to a request of ours.
    Answer,
    /// What is no message, with the error that it is answered with.
    Bad {
        /// Of the message, if it has one.
        id: Value,
        /// A [`code`].
        code: i32,
        /// Why it is none.
        reason: String,
    },
}

/// A message that waits; the bytes of it count until it is dropped.
#[derive(Debug)]
pub struct Waiting {
    /// What was said.
    pub message: Incoming,
    _weight: Weight,
}

#[cfg(test)]
impl Waiting {
    /// One beside which nothing waits.
    pub fn alone(message: Incoming) -> Waiting {
        Waiting { message, _weight: Weight(0, Arc::default()) }
    }
}

/// The bytes of all that waits, and whoever waits for there to be fewer.
#[derive(Debug, Default)]
struct Scales {
    sum: Mutex<u64>,
    lighter: Condvar,
}

/// Bytes that count for as long as this is kept.
#[derive(Debug)]
struct Weight(u64, Arc<Scales>);

impl Weight {
    /// Waits until there is room for so many bytes.
    fn laid(bytes: u64, most: u64, on: &Arc<Scales>) -> Weight {
        let mut sum = on.sum.lock().unwrap_or_else(PoisonError::into_inner);
        while *sum > 0 && sum.saturating_add(bytes) > most {
            sum = on.lighter.wait(sum).unwrap_or_else(PoisonError::into_inner);
        }
        *sum += bytes;
        Weight(bytes, on.clone())
    }
}

impl Drop for Weight {
    fn drop(&mut self) {
        *self.1.sum.lock().unwrap_or_else(PoisonError::into_inner) -= self.0;
        self.1.lighter.notify_all();
    }
}

/// Reads messages on a thread of its own until there are no more; then the channel is closed.
pub fn listen(input: impl Read + Send + 'static) -> io::Result<Receiver<Waiting>> {
    listen_within(input, MOST_BYTES, Arc::default())
}

fn listen_within(input: impl Read + Send + 'static, most: u64, scales: Arc<Scales>) -> io::Result<Receiver<Waiting>> {
    let (sender, receiver) = sync_channel(WAITING);
    let read = move || {
        let mut input = BufReader::new(input);
        while let Ok(Some((message, bytes))) = read(&mut input) {
            let waiting = Waiting { message, _weight: Weight::laid(bytes, most, &scales) };
            if sender.send(waiting).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("lsp-reader".into()).spawn(read)?;
    Ok(receiver)
}

/// Reads one message, and tells how many bytes it had; `None` at the end of the input.
fn read(input: &mut impl BufRead) -> io::Result<Option<(Incoming, u64)>> {
    let bad = |code: i32, reason: String| Ok(Some((Incoming::Bad { id: Value::Null, code, reason }, 0)));
    let Some(length) = header(input)? else { return Ok(None) };
    let Some(length) = length else { return bad(code::INVALID_REQUEST, "no Content-Length in the header".into()) };
    if length > MAX_MESSAGE {
        io::copy(&mut input.take(length), &mut io::sink())?;
        return bad(code::INVALID_REQUEST, format!("the message has {length} bytes, and {MAX_MESSAGE} is the most"));
    }
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Ok(None);
    }
    match serde_json::from_slice(&bytes) {
        Ok(value) => Ok(Some((sorted(value), length))),
        Err(error) => bad(code::PARSE_ERROR, format!("the message is no JSON: {error}")),
    }
}

/// Reads a header to the empty line behind it; `None` at the end of the input, `Some(None)` if it names no length.
fn header(input: &mut impl BufRead) -> io::Result<Option<Option<u64>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            return Ok(Some(length));
        }
        if let Some((name, value)) = text.split_once(':')
            && name.trim().eq_ignore_ascii_case("Content-Length")
        {
            length = value.trim().parse().ok();
        }
    }
}

/// What sort of message a value is.
fn sorted(mut value: Value) -> Incoming {
    let id = value.get_mut("id").map(Value::take);
    let params = value.get_mut("params").map(Value::take).unwrap_or_default();
    let method = value.get("method").and_then(Value::as_str).map(str::to_string);
    match (method, id) {
        (Some(method), Some(id)) if id.is_string() || id.is_number() => Incoming::Request { id, method, params },
        (Some(method), None) => Incoming::Notification { method, params },
        (None, Some(_)) if value.get("result").is_some() || value.get("error").is_some() => Incoming::Answer,
        (_, id) => {
            let id = id.filter(|id| id.is_string() || id.is_number()).unwrap_or_default();
            Incoming::Bad { id, code: code::INVALID_REQUEST, reason: "this is neither a request nor a notification".into() }
        }
    }
}

/// The way to the editor.
pub struct Outgoing<W>(pub W);

impl<W: Write> Outgoing<W> {
    /// Answers a request.
    pub fn answer(&mut self, id: &Value, result: Result<Value, (i32, String)>) -> io::Result<()> {
        self.send(&match result {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err((code, message)) => json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } }),
        })
    }

    /// Tells something.
    pub fn tell(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Asks something; the answer is not waited for.
    pub fn ask(&mut self, id: &str, method: &str, params: &Value) -> io::Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
    }

    fn send(&mut self, message: &Value) -> io::Result<()> {
        let text = message.to_string();
        self.0.write_all(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes())?;
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(mut bytes: &[u8]) -> Vec<Incoming> {
        std::iter::from_fn(|| read(&mut bytes).ok().flatten()).map(|(message, _)| message).collect()
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn messages_are_sorted_and_bad_ones_do_not_end_it() {
        let bodies = [
            r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":1}}"#,
            "{",
            r#"[1]"#,
            r#"{"jsonrpc":"2.0","method":"b"}"#,
            r#"{"jsonrpc":"2.0","id":"w","result":null}"#,
            r#"{"jsonrpc":"2.0","id":{},"method":"c"}"#,
            r#"{"jsonrpc":"2.0","id":7}"#,
        ];
        let text: String = bodies.iter().map(|body| framed(body)).collect();
        let short: Vec<String> = all(text.as_bytes())
            .into_iter()
            .map(|one| match one {
                Incoming::Request { id, method, params } => format!("{id} {method} {params}"),
                Incoming::Notification { method, params } => format!("{method} {params}"),
                Incoming::Answer => "answer".into(),
                Incoming::Bad { id, code, .. } => format!("{id} {code}"),
            })
            .collect();
        assert_eq!(short, ["1 a {\"x\":1}", "null -32700", "null -32600", "b null", "answer", "null -32600", "7 -32600"]);
    }

    #[test]
    fn headers_are_read_with_tolerance_and_within_bounds() {
        let body = r#"{"method":"a"}"#;
        let typed = format!("content-type: x; charset=utf-8\r\nCONTENT-LENGTH:{}\r\n\r\n{body}", body.len());
        let unsized_ = format!("X: y\r\n\r\n{}", framed(body));
        let long = format!("{}\r\n\r\n{}", "h".repeat(100_000), framed(body));
        let huge = "Content-Length: 1000000000000000000\r\n\r\n{}";
        let deep = framed(&"[".repeat(1 << 20));
        let is_a = |one: Option<&Incoming>| matches!(one, Some(Incoming::Notification { method, .. }) if method == "a");
        assert!(is_a(all(typed.as_bytes()).first()));
        for text in [unsized_, long] {
            let found = all(text.as_bytes());
            assert!(matches!(found[0], Incoming::Bad { .. }) && is_a(found.last()), "{found:?}");
        }
        for text in [huge, &*deep] {
            assert!(matches!(*all(text.as_bytes()), [Incoming::Bad { .. }]));
        }
        // What is cut off is no message.
        assert!(all(&typed.as_bytes()[..typed.len() - 1]).is_empty());
    }

    #[test]
    fn messages_that_wait_have_few_bytes_together() {
        let scales = Arc::<Scales>::default();
        let small = framed(&format!("[\"{}\"]", "x".repeat(996)));
        let large = framed(&format!("[\"{}\"]", "x".repeat(9996)));
        let input = io::Cursor::new([small.repeat(40), large.repeat(2), small].concat().into_bytes());
        let messages = listen_within(input, 3500, scales.clone()).expect("a thread");
        let sum = || *scales.sum.lock().expect("not poisoned");
        while sum() < 3000 {
            std::thread::yield_now();
        }
        let mut weights = Vec::new();
        for message in messages {
            weights.push(message._weight.0);
            // One that is larger than all may be waits by itself.
            assert!(sum() <= 3500 || sum() == 10_000, "{}", sum());
        }
        assert_eq!((weights.len(), weights.iter().sum::<u64>(), sum()), (43, 61_000, 0));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), framed in any::<bool>()) {
            let head = if framed { format!("Content-Length: {}\r\n\r\n", bytes.len()) } else { String::new() };
            all(&[head.as_bytes(), &bytes].concat());
        }
    }
}
