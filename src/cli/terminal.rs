//! Printing: results to standard output, everything said to a person to standard error; colours only on a terminal.

use anyhow::{Context, Result};
use std::io::{self, Write};

/// Prints a result. A reader that has gone away (`| head`) is no fault; a disk that is full is one.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(end.as_bytes())).and_then(|()| out.flush());
    written.or_else(unless_closed).context("cannot write to standard output")
}

/// Prints bytes as they are.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    written.or_else(unless_closed).context("cannot write to standard output")
}

/// A fault in writing, unless nobody reads any more.
pub(super) fn unless_closed(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

/// Says a line to the person at the terminal.
pub(super) fn say(line: &str) {
    say_raw(&format!("{line}\n"));
}

/// Says some lines, colours and all; `NO_COLOR` and a standard error that is no terminal take the colours off.
pub(super) fn say_raw(text: &str) {
    // Taking off colours cuts a text into many pieces; they are written as one.
    let choice = anstream::AutoStream::choice(&std::io::stderr());
    let mut shown = anstream::AutoStream::new(Vec::with_capacity(text.len()), choice);
    let _ = shown.write_all(text.as_bytes());
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(&shown.into_inner());
    let _ = err.flush();
}

/// Says why the work could not be done.
pub(super) fn say_error(message: &str) {
    let message: String = message.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    say_raw(&format!("\x1b[1;31merror\x1b[0m: {message}\n"));
}
