//! `chancery completions`.

use super::args::Args;
use super::{CLEAN, terminal};
use anyhow::Result;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

/// Prints the script of a shell.
pub(super) fn completions(shell: Shell) -> Result<u8> {
    let mut script = Vec::new();
    generate(shell, &mut Args::command(), "chancery", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(CLEAN)
}
