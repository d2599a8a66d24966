//! What can be written on the command line. The comments here are the help that people read.

use crate::check::report::Form;
use crate::document::{Kind, jsonschema};
use clap::builder::PossibleValue;
use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Makes a website of a folder of reports: every claim leads to its source, every name to its actor, every term to its
/// meaning.
#[derive(Parser)]
#[command(name = "chancery", version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = "\
To begin:
  chancery init my-site     make a small site
  cd my-site
  chancery serve --open     show it while you write
  chancery build            make the website, in the folder public

Exit codes: 0 all is well; 1 the content has errors; 2 the work could not be done; 75 another build is running.")]
pub(super) struct Args {
    /// The folder of the site: the one that holds chancery.yaml
    #[arg(long, short = 'C', global = true, value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub root: PathBuf,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make the website
    ///
    /// Reads chancery.yaml and the folders content, static, templates and themes, and writes the website to the folder
    /// public. If anything is wrong, everything that is wrong is shown, and the website stays as it was.
    #[command(after_help = "Example:\n  chancery build\n  chancery build --drafts --out preview")]
    Build(Build),

    /// Show the site in a browser while you write it
    ///
    /// What you save appears in every open page at once, at the place that you look at; faults appear where they are.
    /// Drafts and reports under embargo are shown, and marked. Nothing is written, and public stays as it is.
    #[cfg(feature = "serve")]
    #[command(after_help = "Example:\n  chancery serve --open\n  chancery serve --editor code")]
    Serve(Serve),

    /// Look for everything that is wrong, and write nothing
    #[command(
        after_help = "Example:\n  chancery check\n  chancery check --deny warnings\n  chancery check --external\n  chancery check --format sarif > faults.sarif\n  chancery check --format github\n  chancery check --freeze"
    )]
    Check(Check),

    /// Write the data of the site on their own, without the website
    ///
    /// Actors, relations, sources, events, claims and mentions as tables (CSV), for reference managers (CSL-JSON, BibTeX, RIS), for
    /// investigators (FollowTheMoney) and as a network (GEXF, GraphML): the files that a build writes below data/, with the same
    /// bytes. They go to a folder, which then holds what is asked for and
    /// files of your own, or one of them to standard output; whether chancery.yaml has them on the website does not matter. If anything is wrong, what was there stays as it was.
    #[command(
        after_help = "Example:\n  chancery export\n  chancery export --format ftm > entities.ftm.json\n  chancery export --format csv tables"
    )]
    Export(Export),

    /// Put the website on the web
    ///
    /// Builds the site, compares it with what stands at the target, shows what will change, and sends that: files first,
    /// pages next, deletions last. Broken off at any moment, it can be run again. TARGET is a name from chancery.yaml or
    /// an address: s3://bucket/folder, gs://bucket/folder, az://container/folder, file:///folder,
    /// git+https://host/repository#branch, git+ssh://..., sftp://user@host/folder, rsync://host/module/folder,
    /// rsync+ssh://user@host/folder, zip:site.zip.
    #[cfg(feature = "publish")]
    #[command(after_help = "Example:\n  chancery publish --dry-run\n  chancery publish file:///var/www/papers")]
    Publish(Publish),

    /// Join both sides of a conflict in published.json
    ///
    /// What either side of a conflict in Git has published is public, so the file gets both. With two files it joins these and
    /// writes the first: `git config merge.chancery.driver 'chancery merge %A %B || { git merge-file %A %O %B; exit 1; }'`, and a
    /// line `published.json merge=chancery` in .gitattributes.
    #[cfg(feature = "publish")]
    #[command(after_help = "Example:\n  chancery merge")]
    Merge {
        /// Two ledgers, ours and theirs; those of the conflict in published.json, if none are named
        #[arg(num_args = 2, value_names = ["OURS", "THEIRS"])]
        files: Vec<PathBuf>,
    },

    /// Tell what a rule wants and why, all fields of a page or of chancery.yaml, or how a theme is made
    ///
    /// Each fault that is shown names its rule in brackets, as in error[unknown-field]. Without a rule, all are listed. For
    /// `report`, `actor`, `place`, `source`, `term`, `event`, `page`, `chancery.yaml` and `theme.yaml` it lists every field
    /// with what may be written in it; for `styles`, the citation styles; for `relations` and `likelihood`,
    /// the words of these; for `theme`, every template, block, value, function, filter and setting of the built-in theme.
    #[command(after_help = "Example:\n  chancery explain unknown-field\n  chancery explain report\n  chancery explain theme")]
    Explain {
        /// The rule, the kind of page, `chancery.yaml`, `theme.yaml`, `styles`, `relations`, `likelihood` or `theme`
        rule: Option<String>,
    },

    /// Make a report of a document of Word, a web page or a text
    ///
    /// Reads a brief in .docx, .html, .md or .txt, and makes a folder in content/reports of it: title, day, authors, headings,
    /// lists, tables, pictures, notes, and the citations of Zotero, Mendeley, EndNote and Word. What could not go over is told, with
    /// its place, and names that no record has are proposed. The report is a draft; nothing that exists is changed. Of several
    /// documents, and of folders, each becomes a report; one that cannot be read is told at the end, and stops no other.
    #[cfg(feature = "import")]
    #[command(
        after_help = "Example:\n  chancery import brief.docx\n  chancery import \"My brief.docx\" --id water-prices\n  chancery import old-papers"
    )]
    Import(Import),

    /// Make a small site to start from
    ///
    /// It has a report, an actor, a source, a term and a page about the site, and builds as it is. Files that exist
    /// already are never overwritten.
    #[command(after_help = "Example:\n  chancery init my-site")]
    Init {
        /// The folder to make it in; this one, if none is named
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },

    /// Make a new report, a record of an actor, source, term, event or place, a page, or a theme
    ///
    /// Writes a file with the fields that are used most, and what each is for; `chancery explain report` tells all fields of a
    /// report, and so on. What only you know is left empty, and `chancery check` asks for it. A theme is a folder with one
    /// template and one style sheet, which lie over those of the built-in theme; with `--copy` it has all templates, texts
    /// and styles of that one, to be changed.
    #[command(
        after_help = "Example:\n  chancery new report water-prices\n  chancery new actor Nayib Bukele\n  chancery new theme ours\n  chancery new theme ours --copy"
    )]
    New {
        /// What to make
        kind: Made,
        /// Its id, in lower case with hyphens, or its name, from which the id is made
        #[arg(required = true, value_name = "ID")]
        id: Vec<String>,
        /// Of a theme: copy everything of the built-in one into it
        #[arg(long)]
        copy: bool,
    },

    /// Print the JSON Schema of front matter, of chancery.yaml or of a drawing, by which editors complete and check it
    ///
    /// For people, `chancery explain report` tells the same.
    #[command(after_help = "Example:\n  chancery schema report\n  chancery schema chancery\n  chancery schema --out schemas")]
    Schema {
        /// The kind of page, `chancery` for chancery.yaml, or the kind of drawing; all, if none is named
        #[arg(value_parser = jsonschema::sorts(), value_name = "KIND")]
        kind: Option<String>,
        /// Write one file for each kind into this folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },

    /// Print a script by which a shell completes commands, options and paths at the Tab key
    ///
    /// It goes where the shell looks for such scripts, and counts in the next shell that is opened:
    ///
    ///   bash:        chancery completions bash > ~/.local/share/bash-completion/completions/chancery
    ///
    ///   zsh:         chancery completions zsh > DIR/_chancery   (DIR stands in $fpath)
    ///
    ///   fish:        chancery completions fish > ~/.config/fish/completions/chancery.fish
    ///
    ///   PowerShell:  chancery completions powershell >> $PROFILE
    ///
    ///   Elvish:      chancery completions elvish >> ~/.config/elvish/rc.elv
    ///
    /// Print it again after an update of Chancery.
    #[command(after_help = "Example:\n  chancery completions bash > ~/.local/share/bash-completion/completions/chancery")]
    Completions {
        /// The shell
        shell: Shell,
    },

    /// Help an editor while one writes: faults, completion, what stands behind a word
    ///
    /// Editors start it themselves and talk to it over standard input and output, by the language server protocol; docs/editors.md
    /// tells how each is set up. Nothing is written. The site is found by the file that is opened: the nearest folder above it that
    /// has a chancery.yaml.
    #[cfg(feature = "lsp")]
    Lsp,
}

/// What `chancery new` makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// A page of a kind.
    Page(Kind),
    /// A theme over the built-in one.
    Theme,
}

/// What decides which site it is.
#[derive(Arguments)]
pub(super) struct Choice {
    /// Take in drafts, and reports whose day has not come
    #[arg(long)]
    pub drafts: bool,

    /// Do not speak of this rule; may be given more than once
    #[arg(long, value_name = "RULE")]
    pub allow: Vec<String>,

    /// Make an error of this rule; may be given more than once. `warnings` are all that would be warnings
    #[arg(long, value_name = "RULE")]
    pub deny: Vec<String>,

    /// How faults are shown
    #[arg(long, value_enum, default_value_t = Form::Human)]
    pub format: Form,

    /// Say how long each step took, and how much memory was needed
    #[arg(long)]
    pub timings: bool,

    /// The address where the site will stand, instead of the one in chancery.yaml
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

#[derive(Arguments)]
pub(super) struct Build {
    #[command(flatten)]
    pub choice: Choice,

    /// The folder to write the website to
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Print what the template of this page gets, and build nothing: for those who make themes
    #[arg(long, value_name = "PATH")]
    pub dump_context: Option<String>,
}

#[cfg(feature = "publish")]
#[derive(Arguments)]
pub(super) struct Publish {
    /// A name from chancery.yaml, or an address
    pub target: Option<String>,

    /// Show what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Do not ask
    #[arg(long, short = 'y')]
    pub yes: bool,

    /// Agree to so many deletions, where they are more than a tenth of the site
    #[arg(long, value_name = "N")]
    pub allow_deletes: Option<usize>,

    /// Take over a target to which Chancery has not published yet: what lies there and is not the site's is removed
    #[arg(long)]
    pub adopt: bool,

    /// Publish although another publication seems to be under way
    #[arg(long)]
    pub break_lock: bool,

    /// Show, paragraph by paragraph, what changed in published texts, and do nothing
    #[arg(long)]
    pub explain: bool,

    /// Publish although addresses or texts that were public change silently, or the target was published to with another
    /// published.json; the reason is written to it
    #[arg(long, value_name = "REASON")]
    pub override_reason: Option<String>,

    /// Read every file at the target back first, and send again what is not as it was sent
    #[arg(long)]
    pub verify: bool,

    /// Afterwards, fetch the changed pages (any, if nothing changed) from the site's address on the web and compare them
    #[arg(long)]
    pub verify_web: bool,

    /// The address where the site will stand, instead of the one in chancery.yaml
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,

    /// List every file
    #[arg(long, short = 'v')]
    pub verbose: bool,
}

#[cfg(feature = "import")]
#[derive(Arguments)]
pub(super) struct Import {
    /// The document; or several, and folders of them
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// The id of the report, which is the name of its folder; without it, it is made of the title
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
}

#[derive(Arguments)]
pub(super) struct Check {
    #[command(flatten)]
    pub choice: Choice,

    /// Ask on the web, too, whether links, sources and identifiers lead somewhere: this alone needs the network
    #[cfg(feature = "publish")]
    #[arg(long, conflicts_with_all = ["freeze", "thaw"])]
    pub external: bool,

    /// With `--external`: what was there within so many days is not asked for again; 0 asks for everything
    #[cfg(feature = "publish")]
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "external")]
    pub remember: u16,

    /// Write all that is wrong now to known-faults.yaml: it is not told again and stops nothing, so that only new faults do
    #[arg(long, conflicts_with_all = ["drafts", "allow", "deny", "base_url"])]
    pub freeze: bool,

    /// Take out of known-faults.yaml what has been put right, and add nothing
    #[arg(long, conflicts_with_all = ["freeze", "drafts", "allow", "deny", "base_url"])]
    pub thaw: bool,
}

#[derive(Arguments)]
pub(super) struct Export {
    /// The folder to write to, or `-` for standard output; without it `dataset`, or standard output where a format is named
    #[arg(value_name = "DIR")]
    pub to: Option<PathBuf>,

    /// Only this: csv (all tables), csl-json, bibtex, ris, ftm, gexf, graphml, or a file such as actors.csv; may be given more than
    /// once
    #[arg(long, value_name = "FORMAT")]
    pub format: Vec<String>,

    /// Take in drafts, and reports whose day has not come
    #[arg(long)]
    pub drafts: bool,

    /// Do not speak of this rule; may be given more than once
    #[arg(long, value_name = "RULE")]
    pub allow: Vec<String>,

    /// The address where the site will stand, instead of the one in chancery.yaml
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

#[cfg(feature = "serve")]
#[derive(Arguments)]
pub(super) struct Serve {
    /// Open it in the browser
    #[arg(long)]
    pub open: bool,

    /// The port; if it is in use, the next free one is taken
    #[arg(long, value_name = "NUMBER", default_value_t = crate::serve::PORT)]
    pub port: u16,

    /// The address or name to listen at, such as 0.0.0.0 to be seen by other machines; without it, only this one can look
    #[arg(long, value_name = "ADDRESS")]
    pub host: Option<String>,

    /// What opens files at the places that you click: vscode, zed, idea, sublime … or an address with {file} and {line};
    /// without it, the editor of $VISUAL or $EDITOR if it answers to addresses
    #[arg(long, value_name = "NAME")]
    pub editor: Option<String>,

    /// Do not scroll to the paragraph that was saved
    #[arg(long)]
    pub no_follow: bool,

    /// Do not speak of this rule; may be given more than once
    #[arg(long, value_name = "RULE")]
    pub allow: Vec<String>,
}

impl ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Self] {
        &[Form::Human, Form::Json, Form::Sarif, Form::Github, Form::Gitlab]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Form::Human => PossibleValue::new("human").help("For people: each fault with its line and the way out"),
            Form::Json => PossibleValue::new("json").help("For programs"),
            Form::Sarif => PossibleValue::new("sarif").help("For code hosts, which show it beside the text"),
            Form::Github => PossibleValue::new("github").help("For runs of GitHub Actions, which show it at its lines"),
            Form::Gitlab => PossibleValue::new("gitlab").help("For merge requests of GitLab, as a report of code quality"),
        })
    }
}

impl ValueEnum for Made {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Made; 8] = [
            Made::Page(Kind::Report),
            Made::Page(Kind::Actor),
            Made::Page(Kind::Source),
            Made::Page(Kind::Term),
            Made::Page(Kind::Event),
            Made::Page(Kind::Place),
            Made::Page(Kind::Plain),
            Made::Theme,
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Made::Page(kind) => kind.name(),
            Made::Theme => "theme",
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds() {
        Args::command().debug_assert();
    }
}
