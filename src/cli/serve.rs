//! `chancery serve`.

use super::args::Serve;
use super::{CLEAN, build, terminal};
use crate::base::date::day_iso;
use crate::model::Settings;
use crate::serve::{self, Editor, Options, Told};
use anyhow::{Result, bail};
use std::path::Path;
use std::sync::Arc;

/// New faults that are shown of one update; the rest is counted.
const MOST_FAULTS: usize = 6;
/// Edited files that are named.
const MOST_FILES: usize = 3;

/// Shows the site until Ctrl-C.
pub(super) fn serve(root: &Path, args: &Serve) -> Result<u8> {
    build::require_site(root)?;
    build::require_rules(&args.allow)?;
    let today = build::today(root)?;
    let options = Options {
        settings: Settings { today, drafts: true, base_url: None },
        day: Arc::new(move |zone| build::today_in(zone).unwrap_or(today)),
        allowed: args.allow.clone(),
        port: args.port,
        host: args.host.clone(),
        editor: editor(args.editor.as_deref())?,
        follow: !args.no_follow,
        tell: Arc::new(|told| say(&told)),
    };
    let asked = options.port;
    let serving = serve::start(root, options)?;
    // Before the first word: whoever reads it may end this at once.
    let interrupt = serving.interrupt()?;
    if asked != 0 && serving.address().port() != asked {
        terminal::say(&format!("port {asked} is in use; this is the next free one"));
    }
    let (errors, warnings) = serving.faults();
    let known = match serving.known() {
        0 => String::new(),
        many => format!("  ({many} known)"),
    };
    terminal::say_raw(&format!("\x1b[1m{}\x1b[0m  Ctrl-C ends it{}{known}\n", serving.url(), faults(errors, warnings)));
    if serving.is_wide() {
        let warning = "other machines can read all that is shown here, drafts and embargoed reports too";
        terminal::say_raw(&format!("\x1b[1;33mwarning\x1b[0m: {warning}\n"));
    }
    if args.open
        && let Err(error) = open::that_detached(serving.url())
    {
        terminal::say(&format!("no browser could be opened: {error}"));
    }
    interrupt.wait();
    Ok(CLEAN)
}

/// The editor that was named, or else that of `$VISUAL` or `$EDITOR`, if an address opens it.
fn editor(named: Option<&str>) -> Result<Option<Editor>> {
    if let Some(name) = named {
        let Some(editor) = Editor::named(name) else {
            let near = crate::base::text::nearest(name, Editor::names());
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let names: Vec<&str> = Editor::names().collect();
                    format!(
                        "there are {}; or give an address such as `my-editor://open?file={{file}}&line={{line}}`",
                        names.join(", ")
                    )
                }
            };
            bail!("no editor called `{name}` is known that opens addresses; {hint}");
        };
        return Ok(Some(editor));
    }
    let command = |name: &str| std::env::var(name).ok().and_then(|command| Editor::named(&command));
    Ok(command("VISUAL").or_else(|| command("EDITOR")))
}

fn say(told: &Told) {
    match told {
        Told::Updated { edited, took, errors, warnings, faults: fresh, mended } => {
            let time = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
            let mut names: Vec<String> = edited.iter().take(MOST_FILES).map(ToString::to_string).collect();
            if edited.len() > MOST_FILES {
                names.push(format!("{} more", edited.len() - MOST_FILES));
            }
            let mended = match mended {
                0 => String::new(),
                1 => ", 1 fault mended".to_string(),
                many => format!(", {many} faults mended"),
            };
            let took = took.as_secs_f64() * 1000.0;
            let mut out = format!("{time} {}  {took:.0} ms{mended}{}\n", names.join(", "), faults(*errors, *warnings));
            let shown = |text: &str| text.replace(|c: char| c.is_control(), "\u{fffd}");
            for fault in fresh.iter().take(MOST_FAULTS) {
                let colour = if fault.is_error { "\x1b[31m" } else { "\x1b[33m" };
                out.push_str(&format!("  {colour}{}\x1b[0m\n", shown(&fault.line)));
                if let Some(help) = &fault.help {
                    out.push_str(&format!("    help: {}\n", shown(help)));
                }
            }
            if fresh.len() > MOST_FAULTS {
                out.push_str(&format!("  and {} more\n", fresh.len() - MOST_FAULTS));
            }
            terminal::say_raw(&out);
        }
        Told::Effects(effects) if effects.count > 1 => {
            let names: Vec<&str> = effects.pages.iter().take(MOST_FILES).map(|(href, _)| href.as_str()).collect();
            let more = if effects.count > names.len() { " …" } else { "" };
            let least = if effects.at_least { "at least " } else { "" };
            terminal::say(&format!("         {least}{} pages changed: {}{more}", effects.count, names.join(" ")));
        }
        Told::Effects(_) => {}
        Told::Day(day) => terminal::say(&format!("it is {} now", day_iso(*day))),
        Told::Replaced => terminal::say("another folder stands in the place of the site's: it is read and watched from now on"),
        Told::Trouble(message) => terminal::say_error(message),
    }
}

/// `  2 errors, 1 warning`
fn faults(errors: usize, warnings: usize) -> String {
    let counted = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{number} {word}s")),
    };
    let parts: Vec<String> = [counted(errors, "error"), counted(warnings, "warning")].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("  {}", parts.join(", ")) }
}
