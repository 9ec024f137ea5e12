//! What became of an export: told as it happens, or gathered to be printed as JSON.

use ibid::diagnostic::{Diagnostic, Place, Severity};
use ibid::formats::bibtex::merge::Changes;
use ibid::formats::loss::Loss;
use serde::Serialize;

use crate::cli::citations::Citations;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;

/// Everything that one command wrote; public as JSON.
#[derive(Debug, Serialize)]
pub(super) struct Reports {
    pub(super) exports: Vec<Report>,
}

/// What became of one output; public as JSON.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Whether it is gathered.
    #[serde(skip)]
    pub(super) json: bool,
    /// The output file.
    pub(super) file: Option<String>,
    /// The format's name; null where each entry stays in the dialect that it came in.
    pub(super) format: Option<&'static str>,
    pub(super) status: Status,
    /// The keys of the entries, as written, in the file's order.
    pub(super) keys: Vec<String>,
    /// How many entries of others the file has, too.
    pub(super) kept: usize,
    /// How many private fields were left out.
    pub(super) left_out: u64,
    /// How many entries got another key than in the library.
    pub(super) renamed: u64,
    /// What `--check` says would change in a BibTeX file.
    pub(super) changes: Option<Differences>,
    pub(super) losses: Vec<Loss>,
    /// The keys that are cited and that no entry has.
    pub(super) missing: Vec<Missing>,
    /// What is to be said about the documents, and about the file that is there.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Why nothing was written.
    pub(super) error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    /// The file has changed.
    Written,
    /// The file was like that already.
    Unchanged,
    /// The file would change, says `--check`.
    WouldChange,
    /// The file was left alone.
    Failed,
}

/// The keys of entries that differ.
#[derive(Debug, Serialize)]
pub(super) struct Differences {
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
}

impl From<&Changes> for Differences {
    fn from(changes: &Changes) -> Self {
        Self {
            added: changes.added.clone(),
            changed: changes.changed.clone(),
            removed: changes.removed.clone(),
        }
    }
}

/// A key that no entry has.
#[derive(Debug, Serialize)]
pub(super) struct Missing {
    key: String,
    /// Keys that may be meant.
    near: Vec<String>,
    places: Vec<At>,
}

#[derive(Debug, Serialize)]
struct At {
    file: String,
    line: usize,
    column: usize,
}

impl From<&Place> for At {
    fn from(place: &Place) -> Self {
        Self {
            file: place.file.clone(),
            line: place.line,
            column: place.column,
        }
    }
}

impl Report {
    pub(super) fn new(json: bool) -> Self {
        Self {
            json,
            file: None,
            format: None,
            status: Status::Failed,
            keys: Vec::new(),
            kept: 0,
            left_out: 0,
            renamed: 0,
            changes: None,
            losses: Vec::new(),
            missing: Vec::new(),
            diagnostics: Vec::new(),
            error: None,
        }
    }

    /// Something worth knowing, which JSON says in its own way.
    pub(super) fn note(&self, ui: &mut Ui, text: &str) {
        if !self.json {
            ui.note(text);
        }
    }

    /// Something about the file that is there.
    pub(super) fn remark(&mut self, ui: &mut Ui, code: &'static str, text: String) {
        if self.json {
            self.diagnostics
                .push(Diagnostic::new(code, Severity::Note, text));
        } else {
            ui.note(&text);
        }
    }

    /// Findings, of which a person is shown the first `shown`.
    pub(super) fn findings(&mut self, ui: &mut Ui, mut found: Vec<Diagnostic>, shown: usize) {
        if self.json {
            self.diagnostics.append(&mut found);
        } else {
            found.truncate(shown);
            ui.diagnostics(&found);
        }
    }

    /// Takes note of the keys that are missing.
    pub(super) fn miss(&mut self, cited: &Citations) {
        let missing = cited.keys.iter().filter(|cited| cited.entry.is_none());
        self.missing.extend(missing.map(|cited| Missing {
            key: cited.key.clone(),
            near: cited.near.clone(),
            places: cited.places.iter().map(At::from).collect(),
        }));
    }

    /// Takes note of why nothing was written.
    pub(super) fn fail(&mut self, error: &CliError) {
        self.status = Status::Failed;
        self.error = Some(error.message.clone());
        self.diagnostics.extend(error.diagnostics.iter().cloned());
    }
}
