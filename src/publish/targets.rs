//! From an address to the place that it names.

use super::archive::Archive;
use super::folder::Folder;
use super::git::Branch;
use super::programs::Scratch;
use super::rsync::Rsync;
use super::sftp::{Host, Sftp};
use super::store::{Service, Store};
use super::{Failure, Target};
use crate::files::is_input;
use crate::system::{of_address, real_path};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use crate::config::Target as Settings;

/// Every sort of address, as people are told of them.
pub const FORMS: &str = "s3://bucket/folder, gs://bucket/folder, az://container/folder, file:///folder, \
    git+https://host/repository#branch, git+ssh://…#branch, git+file://…#branch, sftp://user@host/folder, \
    rsync://host/module/folder, rsync+ssh://user@host/folder, zip:site.zip";

/// What is taken from the machine: the command line reads it, nobody below.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The environment.
    pub vars: BTreeMap<String, String>,
    /// The person's home folder.
    pub home: Option<PathBuf>,
    /// Where files may lie for a while.
    pub temp: PathBuf,
    /// The folder of the site: relative folders start there.
    pub root: PathBuf,
}

/// A parsed address.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Address {
    S3 { bucket: String, prefix: String },
    Google { bucket: String, prefix: String },
    Azure { container: String, prefix: String },
    Folder(PathBuf),
    Git { url: String, branch: String },
    Sftp { host: String, port: Option<u16>, folder: String },
    RsyncSsh { host: String, port: Option<u16>, folder: String },
    Rsync(String),
    Zip(PathBuf),
}

/// Values that must never be shown.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

impl Address {
    /// Reads an address. An error says what is wrong with it, and shows no password.
    pub fn parse(written: &str) -> Result<Address, String> {
        let shown = without_password(written);
        if let Some(path) = written.strip_prefix("zip:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() {
                Err("`zip:` needs the name of a file, such as `zip:site.zip`".into())
            } else {
                Ok(Address::Zip(path.into()))
            };
        }
        let Some((scheme, rest)) = written.split_once("://") else {
            return Err(format!("`{shown}` is no address of a target; there are: {FORMS}"));
        };
        if rest.chars().any(char::is_control) || rest.starts_with('-') {
            return Err(format!("`{}` is no address of a target", shown.escape_debug()));
        }
        let (host, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, folder) = (host.to_string(), folder.trim_end_matches('/').to_string());
        let named = || if host.is_empty() { Err(format!("`{shown}` names no host or bucket")) } else { Ok(()) };
        match scheme {
            "s3" => named().map(|()| Address::S3 { bucket: host, prefix: folder }),
            "gs" => named().map(|()| Address::Google { bucket: host, prefix: folder }),
            "az" => named().map(|()| Address::Azure { container: host, prefix: folder }),
            "file" if rest.is_empty() => Err("`file://` needs a folder, such as `file:///var/www/site`".into()),
            "file" => Ok(Address::Folder(of_address(rest))),
            "git+https" | "git+http" | "git+ssh" | "git+file" => match rest.split_once('#') {
                Some((rest, branch)) if !branch.is_empty() => {
                    Ok(Address::Git { url: format!("{}://{rest}", scheme.trim_start_matches("git+")), branch: branch.into() })
                }
                _ => Err(format!("`{shown}` names no branch; write it behind a `#`, as in `#gh-pages`")),
            },
            "sftp" | "rsync+ssh" => {
                named()?;
                let (host, port) = match host.rsplit_once(':') {
                    Some((host, port)) => (
                        host.to_string(),
                        Some(port.parse().map_err(|_| {
                            format!("`{shown}` has no port that is a number; passwords belong into SSH keys, not into addresses")
                        })?),
                    ),
                    None => (host, None),
                };
                if host.contains(':') || host.starts_with('-') {
                    return Err(format!("`{shown}`: passwords belong into SSH keys, not into addresses"));
                }
                // From the home folder on a path is relative; with a dot before it, no name can be taken for an option.
                let home = folder.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/'));
                let folder = home.map_or_else(|| format!("/{folder}"), |rest| format!(".{rest}"));
                Ok(if scheme == "sftp" { Address::Sftp { host, port, folder } } else { Address::RsyncSsh { host, port, folder } })
            }
            "rsync" => named().map(|()| Address::Rsync(written.to_string())),
            _ => {
                let near = crate::base::text::nearest(
                    scheme,
                    ["s3", "gs", "az", "file", "git+https", "git+ssh", "git+file", "sftp", "rsync", "rsync+ssh", "zip"],
                );
                let hint = near.map_or_else(|| format!("there are: {FORMS}"), |near| format!("did you mean `{near}://`?"));
                Err(format!("`{scheme}://` is no sort of target; {hint}"))
            }
        }
    }

    /// The same, with a path on this machine as it stands below the site's folder: two that are equal are one place.
    pub fn below(self, root: &Path) -> Address {
        let whole = |path: PathBuf| std::path::absolute(root.join(&path)).unwrap_or(path);
        match self {
            Address::Folder(path) => Address::Folder(whole(path)),
            Address::Zip(path) => Address::Zip(whole(path)),
            Address::Rsync(url) => Address::Rsync(url.trim_end_matches('/').to_string()),
            other => other,
        }
    }

    /// Whether the site goes into a git branch, from which hosts of pages serve it.
    pub fn is_git(&self) -> bool {
        matches!(self, Address::Git { .. })
    }

    /// Whether it serves what it is given with headers of our choice.
    pub fn keeps_headers(&self) -> bool {
        matches!(self, Address::S3 { .. } | Address::Google { .. } | Address::Azure { .. })
    }

    /// Opens the place. Git fetches the newest commit; the others make no request yet.
    pub fn open(&self, settings: &Settings, place: &Place) -> Result<Box<dyn Target>, Failure> {
        let scratch = || Scratch::below(&place.temp);
        let ssh_config = (!settings.ssh_config.is_empty()).then(|| place.root.join(&settings.ssh_config));
        Ok(match self.clone() {
            Address::S3 { bucket, prefix } => Box::new(Store::open(Service::S3, &bucket, &prefix, settings, place)?),
            Address::Google { bucket, prefix } => Box::new(Store::open(Service::Google, &bucket, &prefix, settings, place)?),
            Address::Azure { container, prefix } => Box::new(Store::open(Service::Azure, &container, &prefix, settings, place)?),
            Address::Folder(path) => Box::new(Folder::at(&outside(&place.root.join(path), &place.root)?)),
            Address::Git { url, branch } => {
                let url = url
                    .strip_prefix("file://")
                    .map_or(url.clone(), |path| place.root.join(of_address(path)).to_string_lossy().into_owned());
                Box::new(Branch::open(&url, &without_password(&url), &branch, scratch()?)?)
            }
            Address::Sftp { host, port, folder } => Box::new(Sftp::new(Host { name: host, port, folder, ssh_config }, scratch()?)),
            Address::RsyncSsh { host, port, folder } => {
                let shown = format!("rsync+ssh://{host}{}", from_host(&folder));
                Box::new(Rsync::ssh(Host { name: host, port, folder, ssh_config }, shown, scratch()?))
            }
            Address::Rsync(url) => Box::new(Rsync::daemon(&url, without_password(&url), scratch()?)),
            Address::Zip(path) => Box::new(Archive::at(&outside(&place.root.join(path), &place.root)?)?),
        })
    }
}

/// What is published to never holds the site's sources, nor lies among them.
fn outside(folder: &Path, root: &Path) -> Result<PathBuf, Failure> {
    let real = real_path;
    let above = folder.ancestors().find_map(|above| real(above).ok().map(|found| (above.to_path_buf(), found)));
    let Some((above, found)) = above else {
        return Err(Failure::new(format!("the folder {} cannot be reached", folder.display())));
    };
    let full = folder
        .strip_prefix(&above)
        .map_or(found.clone(), |rest| if rest.as_os_str().is_empty() { found.clone() } else { found.join(rest) });
    let root = real(root).map_err(|error| Failure::new(format!("the site's folder cannot be reached: {error}")))?;
    if root.starts_with(&full) {
        return Err(Failure::new(format!("{} holds the site's own files; publish to a place of its own", folder.display())));
    }
    if is_input(&root, &full) || full.starts_with(root.join("public")) {
        return Err(Failure::new(format!(
            "{} lies among the files that the site is made of; publish to a place of its own",
            folder.display()
        )));
    }
    Ok(full)
}

/// A folder as it stands in an address.
pub(super) fn from_host(folder: &str) -> String {
    folder.strip_prefix('.').map_or_else(|| folder.to_string(), |rest| format!("/~{rest}"))
}

/// An address without the part between `:` and `@`.
pub fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_string() };
    match user_of(rest) {
        Some((user, host)) => {
            let user = user.split_once(':').map_or(user, |(user, _)| user);
            // A user name that is long is a token.
            let user = if user.len() > 20 { "…" } else { user };
            format!("{scheme}://{user}@{host}")
        }
        None => address.to_string(),
    }
}

/// Who is named in an address, with a password perhaps, and what follows. A password may hold a slash that nobody encoded; a port
/// that is a number is none.
fn user_of(rest: &str) -> Option<(&str, &str)> {
    let authority = rest.split('/').next().unwrap_or_default();
    if let Some((user, host)) = authority.rsplit_once('@') {
        return Some((user, rest.get(authority.len() - host.len()..)?));
    }
    let (_, password) = authority.split_once(':')?;
    if password.is_empty() || password.bytes().all(|byte| byte.is_ascii_digit()) { None } else { rest.rsplit_once('@') }
}

impl Secrets {
    /// All secrets of the machine that a message could show, and those of an address.
    pub fn of(place: &Place, address: &str, profile: &str) -> Secrets {
        let telling =
            ["SECRET", "TOKEN", "PASSWORD", "PASSPHRASE", "ACCESS_KEY", "SAS", "CONNECTION_STRING", "CREDENTIAL", "ACCOUNT_KEY"];
        let mut all: Vec<String> = Vec::new();
        for (name, value) in &place.vars {
            if telling.iter().any(|word| name.contains(word)) {
                all.push(value.clone());
                all.extend(value.split([';', '&']).filter_map(|pair| pair.split_once('=')).map(|(_, value)| value.to_string()));
            }
        }
        let profile = super::credentials::profile(place, profile);
        all.extend(
            profile
                .into_iter()
                .filter(|(key, _)| key.contains("secret") || key.contains("token") || key.contains("access_key"))
                .map(|(_, value)| value),
        );
        if let Some(rest) = address.split_once("://").map(|(_, rest)| rest)
            && let Some((user, _)) = user_of(rest)
        {
            all.extend(user.split_once(':').map(|(_, password)| password.to_string()));
            all.extend((user.len() > 20).then(|| user.to_string()));
        }
        // Short values would take letters out of ordinary words.
        all.retain(|secret| secret.len() >= 6 && !secret.starts_with('/'));
        all.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Secrets(all)
    }

    /// A message without them.
    pub fn hide(&self, text: &str) -> String {
        self.0.iter().fold(text.to_string(), |text, secret| text.replace(secret.as_str(), "…"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(Address::parse("s3://b/p/q/").unwrap(), Address::S3 { bucket: "b".into(), prefix: "p/q".into() });
        assert_eq!(
            Address::parse("git+https://h/r#pages").unwrap(),
            Address::Git { url: "https://h/r".into(), branch: "pages".into() }
        );
        assert_eq!(
            Address::parse("sftp://me@h:2222/var/www").unwrap(),
            Address::Sftp { host: "me@h".into(), port: Some(2222), folder: "/var/www".into() }
        );
        for (written, read) in [("~/site", "./site"), ("~/", "."), ("~", "."), ("~/a/b/", "./a/b"), ("~x", "/~x"), ("", "/")] {
            let Address::Sftp { folder, .. } = Address::parse(&format!("sftp://h/{written}")).unwrap() else { panic!() };
            assert_eq!(folder, read, "{written}");
        }
        assert_eq!((from_host("./site"), from_host("."), from_host("/a")), ("/~/site".into(), "/~".into(), "/a".into()));
        assert_eq!(Address::parse("zip:a.zip").unwrap(), Address::Zip("a.zip".into()));
        for bad in [
            "",
            "x",
            "s3:///p",
            "git+https://h/r",
            "ftp://h/x",
            "sftp://me:secret@h:22x/",
            "sftp://-oProxyCommand=x/",
            "zip:",
            "file://",
        ] {
            let error = Address::parse(bad).unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
        assert!(Address::parse("s4://b").unwrap_err().contains("did you mean `s3://`"));
    }

    /// Whatever is an input is guarded, whichever sort of target would write there.
    #[test]
    fn inputs_are_never_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        std::fs::create_dir_all(root.join("content")).unwrap();
        std::fs::write(root.join("chancery.yaml"), "title: S").unwrap();
        std::fs::write(root.join("notes.txt"), "mine").unwrap();
        let place = Place { root, temp: folder.path().into(), ..Place::default() };
        let open = |address: &str| Address::parse(address).unwrap().open(&Settings::default(), &place).map(|target| target.shown());
        for input in crate::files::INPUTS.into_iter().chain(["public"]) {
            for bad in
                [format!("file://{input}"), format!("file://{input}/x"), format!("zip:{input}"), format!("zip:{input}/x.zip")]
            {
                assert!(open(&bad).is_err_and(|why| why.to_string().contains("made of")), "{bad}");
            }
        }
        for bad in ["file://.", "file://..", "zip:.", "zip:notes.txt", "zip:../site"] {
            assert!(open(bad).is_err(), "{bad}");
        }
        for fine in ["file://www", "zip:site.zip", "zip:../site.zip"] {
            assert!(open(fine).is_ok(), "{fine}");
        }
    }

    #[test]
    fn secrets_are_hidden() {
        let vars = [
            ("AWS_SECRET_ACCESS_KEY".to_string(), "s3cr3t-value".to_string()),
            ("AZURE_STORAGE_CONNECTION_STRING".into(), "AccountName=x;AccountKey=abcdefgh==".into()),
        ]
        .into();
        let place = Place { vars, ..Place::default() };
        let secrets = Secrets::of(&place, "git+https://me:hunter22@h/r#b", "");
        let hidden = secrets.hide("a s3cr3t-value b abcdefgh== c hunter22 me");
        assert_eq!(hidden, "a … b … c … me");
        assert_eq!(without_password("https://me:pw@h/r"), "https://me@h/r");
        for (address, shown) in [
            ("https://me:hun/ter2222@h/x.git", "https://me@h/x.git"),
            ("https://h:8080/a@b", "https://h:8080/a@b"),
            ("https://me@h/a@b", "https://me@h/a@b"),
            ("https://h/r", "https://h/r"),
        ] {
            assert_eq!(without_password(address), shown);
        }
        let secrets = Secrets::of(&Place::default(), "git+https://me:hun/ter2222@h/x.git#b", "");
        assert_eq!(secrets.hide("cannot reach hun/ter2222"), "cannot reach …");
    }
}
