//! Why a command failed: what happened, what caused it, and what to do next.

use std::error::Error;
use std::io;
use std::path::Path;

use ibid::diagnostic::Diagnostic;
use ibid::formats::FormatError;
use ibid::formats::bibtex::edit::EditError;
use ibid::store::{ExportError, StoreError};

/// A failure, as it is shown.
#[derive(Debug)]
pub(crate) struct CliError {
    /// What happened: one sentence without a full stop.
    pub(crate) message: String,
    /// What caused it, the nearest first.
    pub(crate) causes: Vec<String>,
    /// What to do next.
    pub(crate) hints: Vec<String>,
    /// Where in an input; they are shown in place of the message.
    pub(crate) diagnostics: Vec<Diagnostic>,
    kind: Kind,
}

/// How a failure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Exit code 2.
    Failed,
    /// What was named does not exist: exit code 1.
    NotFound,
    /// Standard output was closed by its reader, who has seen enough.
    ClosedPipe,
}

impl CliError {
    /// A failure.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            causes: Vec::new(),
            hints: Vec::new(),
            diagnostics: Vec::new(),
            kind: Kind::Failed,
        }
    }

    /// Something that was named does not exist.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::NotFound,
            ..Self::new(message)
        }
    }

    /// Something in an input, which says it all.
    pub(crate) fn in_input(diagnostic: Diagnostic) -> Self {
        let message = diagnostic.message.clone();
        Self {
            diagnostics: vec![diagnostic],
            ..Self::new(message)
        }
    }

    /// A failure to read or write the file at `path`.
    pub(crate) fn file(path: &Path, error: io::Error) -> Self {
        // what a temporary file beside it was called is of no interest
        let error = error.to_string();
        let cause = error.split(" at path \"").next().unwrap_or_default();
        Self::new(format!("{}: {cause}", path.display()))
    }

    /// A failure to write to standard output.
    pub(crate) fn output(error: io::Error) -> Self {
        let kind = if error.kind() == io::ErrorKind::BrokenPipe {
            Kind::ClosedPipe
        } else {
            Kind::Failed
        };
        Self {
            kind,
            ..Self::new(format!("standard output: {error}"))
        }
    }

    /// The same with its cause.
    #[must_use]
    pub(crate) fn because(mut self, error: impl Error) -> Self {
        self.causes.push(error.to_string());
        let mut source = error.source();
        while let Some(cause) = source {
            self.causes.push(cause.to_string());
            source = cause.source();
        }
        self
    }

    /// The same with advice.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Failed => 2,
            Kind::NotFound => 1,
            Kind::ClosedPipe => 0,
        }
    }

    /// Whether the reader of standard output has gone.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        self.kind == Kind::ClosedPipe
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let hint = match &error {
            StoreError::Missing(_) => {
                Some("`ibid import FILE.bib` makes it; `--library PATH` names another".to_owned())
            }
            StoreError::NotALibrary(_) => Some("`--library PATH` names another file".to_owned()),
            StoreError::Newer { .. } => {
                Some("upgrade ibid, or read the library with `--read-only`".to_owned())
            }
            StoreError::ReadOnly => {
                Some("to change it takes the right to write the file and its folder, and no `--read-only`".to_owned())
            }
            StoreError::Logged(_) => Some(
                "copy it and the file with `-wal` at its end to where you may write".to_owned(),
            ),
            StoreError::Busy => Some("try again when it is done".to_owned()),
            StoreError::KeyTaken { owner, .. } => Some(format!(
                "choose another key; `ibid show {owner}` shows that entry"
            )),
            StoreError::UnknownBatch(_)
            | StoreError::AlreadyUndone(_)
            | StoreError::NotUndone(_) => Some("`ibid log` lists the batches".to_owned()),
            StoreError::ChangedLater { later, .. } => {
                Some(format!("undo batch {later} first: `ibid undo {later}`"))
            }
            StoreError::Sqlite(_) | StoreError::Damaged(_) => Some(
                "`ibid doctor` looks for damage; `ibid export -o FILE` saves what can be read"
                    .to_owned(),
            ),
            _ => None,
        };
        let plain = match error {
            StoreError::UnknownKey(_) | StoreError::UnknownBatch(_) | StoreError::NothingTo(_) => {
                Self::not_found(error.to_string())
            }
            StoreError::KeyTaken { key, owner } if key.eq_ignore_ascii_case(&owner) => {
                Self::new(format!("another entry has the key {owner:?}"))
            }
            StoreError::File { path, error } => Self::file(&path, error),
            error => Self::new(error.to_string()),
        };
        match hint {
            Some(hint) => plain.hint(hint),
            None => plain,
        }
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Output(error) => Self::output(error),
            other => Self::new(other.to_string()),
        }
    }
}

impl From<FormatError> for CliError {
    fn from(error: FormatError) -> Self {
        let plain = Self::new(error.message);
        match error.hint {
            Some(hint) => plain.hint(hint),
            None => plain,
        }
    }
}

impl From<EditError> for CliError {
    fn from(error: EditError) -> Self {
        Self::new(error.to_string())
    }
}
