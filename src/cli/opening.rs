//! Opening what an entry leads to in the program that the system has for it: its file, else its DOI, else its URL.
//!
//! Only existing files and `http` or `https` addresses are opened, the file by its whole path, and nothing goes
//! through a shell. Programs are not started: a bibliography that comes from elsewhere may name any file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ibid::model::{Publication, Scheme};

use super::error::CliError;

/// What can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file that exists, by its whole path.
    File(PathBuf),
    /// An address that starts with `http://` or `https://`.
    Url(String),
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// What of an entry to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The file, else the DOI, else the URL, else another identifier that has a page.
    Best,
    /// The file.
    File,
    /// The page of the DOI.
    Doi,
    /// The URL.
    Url,
}

/// What was found to open, and what has to be said about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) target: Option<Target>,
    /// Why something better could not be had.
    pub(crate) remarks: Vec<String>,
}

/// Endings of files that would be run rather than shown.
const PROGRAMS: &[&str] = &[
    "app",
    "appimage",
    "appref-ms",
    "bat",
    "cmd",
    "com",
    "command",
    "cpl",
    "desktop",
    "exe",
    "hta",
    "jar",
    "js",
    "jse",
    "lnk",
    "msc",
    "msi",
    "pif",
    "ps1",
    "psm1",
    "reg",
    "scf",
    "scr",
    "service",
    "sh",
    "terminal",
    "url",
    "vbe",
    "vbs",
    "webloc",
    "workflow",
    "wsf",
    "wsh",
];

/// What there is to open of a publication. Relative paths start at one of `folders`, the first that has the file.
pub(crate) fn target(publication: &Publication, wanted: Wanted, folders: &[PathBuf]) -> Found {
    let mut found = Found::default();
    if matches!(wanted, Wanted::Best | Wanted::File) {
        for attachment in &publication.attachments {
            match file(&attachment.path, folders) {
                Ok(target) => {
                    // an address among the files is one of the last resorts
                    if wanted == Wanted::File || matches!(target, Target::File(_)) {
                        found.target = Some(target);
                        return found;
                    }
                }
                Err(remark) => found.remarks.push(remark),
            }
        }
    }
    let doi = || {
        let doi = publication
            .identifiers
            .iter()
            .find(|identifier| identifier.scheme() == Scheme::Doi)?;
        Some(Target::Url(doi.url()))
    };
    let url = |found: &mut Found| {
        let url = publication.get(&["url", "howpublished", "note"])?;
        let named = publication.get(&["url"]);
        match (address(url), named) {
            (Some(url), _) => Some(Target::Url(url)),
            (None, Some(url)) => {
                found
                    .remarks
                    .push(format!("{url:?} is no http or https address"));
                None
            }
            (None, None) => None,
        }
    };
    found.target = match wanted {
        Wanted::File => None,
        Wanted::Doi => doi(),
        Wanted::Url => url(&mut found),
        Wanted::Best => doi()
            .or_else(|| url(&mut found))
            .or_else(|| {
                let attachments = publication.attachments.iter();
                attachments
                    .filter_map(|attachment| address(&attachment.path))
                    .map(Target::Url)
                    .next()
            })
            .or_else(|| {
                let pages = [
                    Scheme::Arxiv,
                    Scheme::Pmid,
                    Scheme::Pmcid,
                    Scheme::Bibcode,
                    Scheme::Handle,
                    Scheme::Isbn,
                ];
                pages.iter().find_map(|scheme| {
                    let mut known = publication.identifiers.iter();
                    let identifier = known.find(|identifier| identifier.scheme() == *scheme)?;
                    Some(Target::Url(identifier.url()))
                })
            }),
    };
    found
}

/// The file at a path as entries give it, or why it cannot be opened.
fn file(given: &str, folders: &[PathBuf]) -> Result<Target, String> {
    let given = given.trim();
    if let Some(url) = address(given) {
        return Ok(Target::Url(url));
    }
    let path = match given.strip_prefix("file://") {
        // the host, if there is one, is this machine
        Some(rest) => PathBuf::from(unescaped(rest.find('/').map_or(rest, |at| &rest[at..]))),
        None => PathBuf::from(given),
    };
    if given.is_empty() || given.contains('\0') {
        return Err(format!("{given:?} is no path"));
    }
    let candidates: Vec<PathBuf> = if path.is_absolute() {
        vec![path]
    } else {
        folders.iter().map(|folder| folder.join(&path)).collect()
    };
    for candidate in candidates {
        // the whole path, so that none can look like an option
        let Ok(whole) = candidate.canonicalize() else {
            continue;
        };
        if !whole.is_file() {
            continue;
        }
        let ending = whole.extension().and_then(|ending| ending.to_str());
        let ending = ending.unwrap_or_default().to_ascii_lowercase();
        if PROGRAMS.contains(&ending.as_str()) {
            return Err(format!("{given} looks like a program; it was not opened"));
        }
        return Ok(Target::File(whole));
    }
    Err(format!("the file {given} is missing"))
}

/// `text` as an address that can be opened, with nothing in it that is not allowed there.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let at = text.find("://")?;
    let scheme = text[..at].to_ascii_lowercase();
    let rest = &text[at + 3..];
    if !matches!(scheme.as_str(), "http" | "https") || rest.is_empty() || rest.starts_with('/') {
        return None;
    }
    let mut url = format!("{scheme}://");
    // of several addresses in one field the first
    for byte in rest.split_whitespace().next()?.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(url)
}

/// `text` with `%20` and the like read.
fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// How long an opener is watched.
const FAILS_WITHIN: Duration = Duration::from_millis(300);

/// Opens `target` with `opener`, a command that takes it as its last argument, or with what the system has for it.
/// The program goes on when this one ends.
pub(crate) fn open(target: &Target, opener: Option<&str>) -> Result<(), CliError> {
    let what = match target {
        Target::File(path) => path.as_os_str(),
        Target::Url(url) => url.as_ref(),
    };
    let failed = || {
        CliError::new(format!("{target} could not be opened"))
            .hint("`opener` in the configuration file, or the environment variable IBID_OPENER, names a program that opens files and addresses; `ibid open --print` prints what it would be given")
    };
    let Some(opener) = opener else {
        return open::that_detached(what).map_err(|error| match error.raw_os_error() {
            Some(_) => failed().because(error),
            // what the opener itself said, or how it ended, is told in no words for people
            None => failed().because(std::io::Error::other(
                "no program for it was found, or it failed",
            )),
        });
    };
    let words = shlex::split(opener).filter(|words| !words.is_empty());
    let Some(words) = words else {
        return Err(CliError::new(format!(
            "the opener {opener:?} cannot be read"
        )));
    };
    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .arg(what)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // what is typed at this terminal is none of its business
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    match command.spawn() {
        Ok(mut child) => {
            // what fails does so at once
            let start = Instant::now();
            while start.elapsed() < FAILS_WITHIN {
                match child.try_wait() {
                    Ok(Some(status)) if status.success() => return Ok(()),
                    Ok(Some(status)) => {
                        let reason = format!("`{}` failed ({status})", words[0]);
                        return Err(failed().because(std::io::Error::other(reason)));
                    }
                    Ok(None) => std::thread::sleep(Duration::from_millis(5)),
                    Err(error) => return Err(failed().because(error)),
                }
            }
            // nobody waits for it, but it is not to be left dead either
            std::thread::spawn(move || child.wait());
            Ok(())
        }
        Err(error) => Err(failed().because(error)),
    }
}

/// Where relative paths may start: here, where the library is, and in the folder of files that is configured.
pub(crate) fn folders(library: &Path, configured: Option<&Path>) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::current_dir().into_iter().collect();
    if let Some(folder) = library.parent() {
        folders.push(folder.to_owned());
    }
    folders.extend(configured.map(Path::to_owned));
    folders
}

#[cfg(test)]
mod tests {
    use ibid::model::{Attachment, Identifier};

    use super::*;

    fn publication(files: &[&str], url: &str, doi: &str) -> Publication {
        let attachment = |path: &&str| Attachment {
            path: (*path).to_owned(),
            description: String::new(),
        };
        Publication {
            attachments: files.iter().map(attachment).collect(),
            identifiers: Identifier::parse(Scheme::Doi, doi).into_iter().collect(),
            fields: vec![("url".to_owned(), url.to_owned())],
            ..Publication::default()
        }
    }

    #[test]
    fn the_file_comes_before_the_doi_before_the_url() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().canonicalize().unwrap();
        std::fs::write(here.join("a b.pdf"), "").unwrap();
        std::fs::write(here.join("evil.DESKTOP"), "").unwrap();
        let folders = [PathBuf::from("/nowhere"), here.clone()];
        let open = |files: &[&str], url, doi, wanted| {
            let found = target(&publication(files, url, doi), wanted, &folders);
            let target = found.target.map(|target| target.to_string());
            (target.unwrap_or_default(), found.remarks.join("; "))
        };
        let pdf = here.join("a b.pdf").display().to_string();
        let url = "https://example.org/x y";
        let plain = |text: &str| (text.to_owned(), String::new());
        assert_eq!(open(&["a b.pdf"], url, "10.1/x", Wanted::Best), plain(&pdf));
        let escaped = format!("file://localhost{}", pdf.replace(' ', "%20"));
        assert_eq!(open(&[&escaped], "", "", Wanted::Best), plain(&pdf));
        assert_eq!(
            open(&["gone.pdf", "a b.pdf"], "", "", Wanted::File),
            (pdf, "the file gone.pdf is missing".to_owned())
        );
        assert_eq!(
            open(&["gone.pdf"], url, "10.1000/x", Wanted::Best),
            (
                "https://doi.org/10.1000/x".to_owned(),
                "the file gone.pdf is missing".to_owned()
            )
        );
        assert_eq!(
            open(&[], url, "10.1000/x", Wanted::Url),
            plain("https://example.org/x")
        );
        assert_eq!(
            open(&[], url, "", Wanted::Best),
            plain("https://example.org/x")
        );
        assert_eq!(open(&[], url, "", Wanted::Doi), plain(""));
        assert_eq!(
            open(&["https://example.org/a.pdf"], "", "", Wanted::Best),
            plain("https://example.org/a.pdf")
        );
        assert_eq!(
            open(&["evil.DESKTOP"], "", "", Wanted::Best),
            (
                String::new(),
                "evil.DESKTOP looks like a program; it was not opened".to_owned()
            )
        );
        // a folder is no file
        assert_eq!(open(&["/"], "", "", Wanted::Best).0, "");
    }

    #[test]
    fn only_addresses_are_opened() {
        assert_eq!(
            address(" HTTPS://example.org/ä ").as_deref(),
            Some("https://example.org/%C3%A4")
        );
        assert_eq!(
            address("https://a.org/\"';`x").as_deref(),
            Some("https://a.org/%22';%60x")
        );
        for text in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ftp://a",
            "https://",
            "http:///x",
            "x",
        ] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(unescaped("/a%20b%zz%C3%A4%"), "/a b%zzä%");
    }
}
