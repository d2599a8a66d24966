//! Floor 9: the command line. The only place that prints, ends the process, or reads the environment.

use crate::session::write::Busy;
use clap::Parser;
use std::process::ExitCode;

mod args;
mod build;
mod completions;
mod explain;
mod export;
#[cfg(feature = "publish")]
mod external;
mod guard;
#[cfg(feature = "import")]
mod import;
mod init;
mod known;
#[cfg(feature = "lsp")]
mod lsp;
#[cfg(feature = "publish")]
mod merge;
mod new;
#[cfg(feature = "publish")]
mod publish;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod terminal;

/// Nothing is wrong with the content.
const CLEAN: u8 = 0;
/// The content has errors.
const CONTENT: u8 = 1;
/// The work could not be done: wrong usage, a full disk, a fault in Chancery.
const FAILED: u8 = 2;
/// Another build holds the output folder (`EX_TEMPFAIL`): try again later.
const BUSY: u8 = 75;

/// Runs the program with the arguments it was given.
pub fn run() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let printed = error.print().or_else(terminal::unless_closed);
            return ExitCode::from(if error.use_stderr() || printed.is_err() { FAILED } else { CLEAN });
        }
    };
    guard::on_a_large_stack(move || match dispatch(&args) {
        Ok(code) => code,
        Err(error) if error.is::<Busy>() => {
            terminal::say_error(&format!("{error:#}"));
            BUSY
        }
        Err(error) => {
            terminal::say_error(&format!("{error:#}"));
            FAILED
        }
    })
}

fn dispatch(args: &args::Args) -> anyhow::Result<u8> {
    let root = args.root.as_path();
    match &args.command {
        args::Command::Build(options) => build::build(root, options),
        args::Command::Check(options) => build::check(root, options),
        #[cfg(feature = "publish")]
        args::Command::Publish(options) => publish::publish(root, options),
        #[cfg(feature = "publish")]
        args::Command::Merge { files } => merge::merge(root, files),
        args::Command::Export(options) => export::export(root, options),
        args::Command::Explain { rule } => explain::explain(rule.as_deref()),
        #[cfg(feature = "import")]
        args::Command::Import(options) => import::import(root, options),
        args::Command::Init { folder } => init::init(root, folder.as_deref()),
        args::Command::New { kind, id, copy } => new::new(root, *kind, &id.join(" "), *copy),
        #[cfg(feature = "serve")]
        args::Command::Serve(options) => serve::serve(root, options),
        #[cfg(feature = "lsp")]
        args::Command::Lsp => lsp::lsp(),
        args::Command::Completions { shell } => completions::completions(*shell),
        args::Command::Schema { kind, out } => schema::schema(kind.as_deref(), out.as_deref()),
    }
}
