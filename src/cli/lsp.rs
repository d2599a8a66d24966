//! `chancery lsp`.

use super::{CLEAN, CONTENT, build, terminal};
use crate::lsp::{self, Ending, Options, Told};
use crate::model::Settings;
use anyhow::{Context, Result};
use std::sync::Arc;

/// Serves the editor that started the program. Whatever is printed is part of the protocol; what a person should know goes to
/// standard error, which editors keep in a log.
pub(super) fn lsp() -> Result<u8> {
    let today = build::today_in("")?;
    let options = Options {
        settings: Settings { today, drafts: true, base_url: None },
        day: Arc::new(move |zone| build::today_in(zone).unwrap_or(today)),
        tell: Arc::new(|told| match told {
            Told::NoSite(reason) => terminal::say(&reason),
            Told::Trouble(reason) | Told::Lost(reason) | Told::Fault(reason) => terminal::say_error(&reason),
        }),
    };
    let ending = lsp::serve(std::io::stdin(), std::io::stdout(), options).context("cannot talk to the editor")?;
    // The protocol wants 1 of a server that was ended without being asked to shut down.
    Ok(if ending == Ending::Asked { CLEAN } else { CONTENT })
}
