//! What documents cite, looked up in the library: for `cited` and `export --cited-in`.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ibid::diagnostic::{Diagnostic, Lines, Place, Severity};
use ibid::formats::encoding::decode;
use ibid::scan::{self, Scanner, tree};
use ibid::store::Library;

use super::error::CliError;

/// How many keys are suggested in place of a missing one.
const SUGGESTED: usize = 3;
/// For how many missing keys: each is compared with all keys.
const LOOKED_UP: usize = 20;
/// How many further places of a missing key are told.
const TOLD: usize = 4;

/// What documents cite.
#[derive(Debug, Default)]
pub(crate) struct Citations {
    /// The keys, each once, in the order of their first citation.
    pub(crate) keys: Vec<CitedKey>,
    /// Where the whole library is asked for.
    pub(crate) everything: Option<Place>,
    /// The files that were read.
    pub(crate) files: Vec<String>,
    /// The bibliographies that the documents name.
    pub(crate) bibliographies: Vec<String>,
    /// What was wrong with the documents.
    pub(crate) findings: Vec<Diagnostic>,
}

/// A key that is cited.
#[derive(Debug)]
pub(crate) struct CitedKey {
    /// As written.
    pub(crate) key: String,
    /// The entry that it names: its number and its key.
    pub(crate) entry: Option<(i64, String)>,
    /// Keys close to it, where it names none.
    pub(crate) near: Vec<String>,
    /// Where it is cited.
    pub(crate) places: Vec<Place>,
}

/// The kind of document called `name`, for a command line.
pub(crate) fn kind(name: &str) -> Result<&'static Scanner, String> {
    scan::named(name).ok_or_else(|| {
        let names: Vec<&str> = scan::SCANNERS.iter().map(|scanner| scanner.name).collect();
        format!(
            "no kind of document is called {name:?}; there are {}",
            names.join(", ")
        )
    })
}

impl Citations {
    /// Reads documents, `-` for standard input, and all files that they include.
    pub(crate) fn read(
        documents: &[PathBuf],
        kind: Option<&'static Scanner>,
    ) -> Result<Self, CliError> {
        let mut citations = Self::default();
        let mut numbers = HashMap::new();
        for document in documents {
            let standard_input = document == Path::new("-");
            let text = if standard_input {
                let mut bytes = Vec::new();
                let failed =
                    |error| CliError::new("standard input could not be read").because(error);
                io::stdin().read_to_end(&mut bytes).map_err(failed)?;
                decode(bytes).text
            } else {
                decode(fs::read(document).map_err(|error| CliError::file(document, error))?).text
            };
            let scanner = kind
                .or_else(|| scan::by_path(document))
                .unwrap_or_else(|| scan::by_content(&text));
            let path = if standard_input {
                PathBuf::from("<stdin>")
            } else {
                document.clone()
            };
            citations.add(
                &tree::walk(path, text, scanner, &mut read_if_there),
                &mut numbers,
            );
        }
        Ok(citations)
    }

    fn add(&mut self, tree: &tree::Tree, numbers: &mut HashMap<String, usize>) {
        let names: Vec<String> = tree
            .files
            .iter()
            .map(|file| file.path.display().to_string())
            .collect();
        let mut lines: Vec<Lines<'_>> = names
            .iter()
            .zip(&tree.files)
            .map(|(name, file)| Lines::new(name, &file.text))
            .collect();
        for (file, cited) in &tree.cited {
            let number = *numbers.entry(cited.key.clone()).or_insert_with(|| {
                self.keys.push(CitedKey {
                    key: cited.key.clone(),
                    entry: None,
                    near: Vec::new(),
                    places: Vec::new(),
                });
                self.keys.len() - 1
            });
            self.keys[number].places.push(lines[*file].place(cited.at));
        }
        if let Some((file, at)) = tree.everything {
            self.everything.get_or_insert(lines[file].place(at));
        }
        for (file, include) in &tree.missing {
            let message = format!(
                "{} is not there, so what it cites is not known",
                include.path
            );
            self.findings.push(
                Diagnostic::new("missing-include", Severity::Warning, message)
                    .place(lines[*file].place(include.at)),
            );
        }
        for (path, error) in &tree.unreadable {
            let message = format!("{} could not be read: {error}", path.display());
            self.findings.push(Diagnostic::new(
                "unreadable-include",
                Severity::Warning,
                message,
            ));
        }
        for name in &tree.bibliographies {
            if !self.bibliographies.contains(name) {
                self.bibliographies.push(name.clone());
            }
        }
        self.files.extend(names);
    }

    /// Looks the keys up.
    pub(crate) fn look_up(&mut self, library: &Library) -> Result<(), CliError> {
        let _snapshot = library.snapshot()?;
        for cited in &mut self.keys {
            cited.entry = library.resolve(&cited.key)?;
        }
        let missing = self.keys.iter_mut().filter(|cited| cited.entry.is_none());
        let missing: Vec<&mut CitedKey> = missing.take(LOOKED_UP).collect();
        let keys: Vec<&str> = missing.iter().map(|cited| cited.key.as_str()).collect();
        let near = library.keys_near(&keys, SUGGESTED)?;
        for (cited, near) in missing.into_iter().zip(near) {
            cited.near = near;
        }
        Ok(())
    }

    /// How many keys name no entry.
    pub(crate) fn missing(&self) -> usize {
        self.keys
            .iter()
            .filter(|cited| cited.entry.is_none())
            .count()
    }

    /// What is to be said about the documents and their keys, missing ones with this severity.
    pub(crate) fn diagnostics(&self, severity: Severity) -> Vec<Diagnostic> {
        let about = self.keys.iter().filter_map(|cited| cited.finding(severity));
        self.findings.iter().cloned().chain(about).collect()
    }
}

impl CitedKey {
    /// `found`, `alias` where the entry has another key now or its letters' case differs, `missing`.
    pub(crate) fn status(&self) -> &'static str {
        match &self.entry {
            Some((_, key)) if *key == self.key => "found",
            Some(_) => "alias",
            None => "missing",
        }
    }

    /// `did you mean …?`
    pub(crate) fn suggestion(&self) -> Option<String> {
        (!self.near.is_empty()).then(|| format!("did you mean {}?", self.near.join(" or ")))
    }

    fn finding(&self, severity: Severity) -> Option<Diagnostic> {
        let finding = match &self.entry {
            Some((_, key)) if *key == self.key => return None,
            Some((_, key)) if key.eq_ignore_ascii_case(&self.key) => {
                let message = format!("the library's key is {key}");
                Diagnostic::new("cited-in-other-case", Severity::Warning, message)
                    .help("only BibTeX takes capital and small letters for the same")
            }
            Some((_, key)) => {
                let message = format!("this is now called {key}");
                let help =
                    format!("cite {key}: only biber and Pandoc find an entry by its former keys");
                Diagnostic::new("cited-by-alias", Severity::Warning, message).help(help)
            }
            None => {
                let also: Vec<String> = self.places.iter().skip(1).take(TOLD).map(place).collect();
                let mut message = "no entry has this key".to_owned();
                if !also.is_empty() {
                    message.push_str(&format!("; also cited at {}", also.join(", ")));
                }
                if let Some(more) = self.places.len().checked_sub(TOLD + 2) {
                    message.push_str(&format!(" and {} more places", more + 1));
                }
                let finding = Diagnostic::new("missing-key", severity, message);
                match self.suggestion() {
                    Some(suggestion) => finding.help(suggestion),
                    None => finding,
                }
            }
        };
        let finding = finding.key(&self.key);
        Some(match self.places.first() {
            Some(place) => finding.place(place.clone()),
            None => finding,
        })
    }
}

/// `file:line:column`
pub(crate) fn place(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.line, place.column)
}

/// The text of a file; `None` where there is none.
fn read_if_there(path: &Path) -> io::Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(decode(bytes).text)),
        // a folder of that name, or a part of the path that is a file
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::IsADirectory
                    | io::ErrorKind::NotADirectory
                    | io::ErrorKind::InvalidFilename
                    | io::ErrorKind::InvalidInput
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
