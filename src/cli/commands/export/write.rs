//! How an export gets into its file: complete or not at all, beside entries of others, and never over what somebody
//! changed there by hand.

use std::fs;
use std::io::Write;
use std::path::Path;

use ibid::diagnostic::{Diagnostic, Lines, Severity};
use ibid::formats::bibtex::merge::{self, Changes, Odd};
use ibid::formats::bibtex::options::Options;
use ibid::formats::encoding::decode;
use ibid::store::{Library, Origin, Origins, Selection, variants};

use super::report::{Report, Status};
use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::files::{self, Prepared};
use crate::cli::ui::Ui;
use crate::cli::written::few;

/// How many findings about one file are shown.
const SHOWN: usize = 10;

/// How to write.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mode {
    /// Only say whether the file would change.
    pub(super) check: bool,
    /// Write over what was changed by hand.
    pub(super) force: bool,
    /// Keep the file's other entries.
    pub(super) merge: bool,
    /// Whether the file holds BibTeX.
    pub(super) bibtex: bool,
}

/// What is written: its library, which entries, and how.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) library: &'s Library,
    pub(super) selection: &'s Selection,
    pub(super) options: &'s Options,
}

/// Writes what `write` gives to `path`; `write` tells how many entries that are.
pub(super) fn put<T>(
    ui: &mut Ui,
    report: &mut Report,
    source: Source<'_>,
    path: &Path,
    mode: Mode,
    write: impl FnOnce(&mut dyn Write) -> Result<T, CliError>,
    entries: impl FnOnce(&T) -> String,
) -> Result<(T, Outcome), CliError> {
    let (value, prepared, kept) = if mode.merge {
        let mut new = Vec::new();
        let value = write(&mut new)?;
        let (prepared, kept) = merged(ui, report, source, path, mode, new)?;
        (value, prepared, kept)
    } else {
        let (value, prepared) = files::prepare(path, write)?;
        let texts = if mode.bibtex && !mode.force {
            prepared.texts()?
        } else {
            None
        };
        if let Some((old, new)) = texts {
            let odd = merge::odd(&old, &new);
            refuse(ui, report, source, path, &old, &odd, false)?;
        }
        (value, prepared, 0)
    };
    let entries = entries(&value);
    report.kept = kept;
    if mode.check {
        let outcome = check(ui, report, path, &prepared, &entries, mode)?;
        return Ok((value, outcome));
    }
    let written = prepared.commit()?;
    let (path, others) = (path.display(), others(kept));
    let said = if written {
        report.status = Status::Written;
        format!("wrote {entries} to {path}{others}")
    } else {
        report.status = Status::Unchanged;
        format!("{path} is unchanged ({entries}{others})")
    };
    report.note(ui, &said);
    Ok((value, Outcome::Done))
}

fn others(kept: usize) -> String {
    match kept {
        0 => String::new(),
        1 => ", and kept 1 other".to_owned(),
        kept => format!(", and kept {kept} others"),
    }
}

/// The file with `new` in it, and how many entries of others it keeps.
fn merged(
    ui: &mut Ui,
    report: &mut Report,
    source: Source<'_>,
    path: &Path,
    mode: Mode,
    new: Vec<u8>,
) -> Result<(Prepared, usize), CliError> {
    let new = String::from_utf8(new)
        .map_err(|error| CliError::new("what was to be written is not UTF-8").because(error))?;
    let old = match fs::read(path) {
        Ok(bytes) => {
            if bytes.starts_with(b"SQLite format 3\0") {
                let message = format!("{} is a database; it was left alone", path.display());
                return Err(CliError::new(message).hint("name another file"));
            }
            let decoded = decode(bytes);
            if decoded.encoding != "UTF-8" {
                let message = format!(
                    "{} is {}, and what is put into it is UTF-8",
                    path.display(),
                    decoded.encoding
                );
                return Err(CliError::new(message).hint("save it as UTF-8 first"));
            }
            decoded.text
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(CliError::file(path, error)),
    };
    let changes = Changes::between(&old, &new);
    if !mode.force {
        // what is not written here is kept anyway
        let mut odd = merge::odd(&old, &new);
        let ours: Vec<String> = changes
            .changed
            .iter()
            .map(|key| key.to_lowercase())
            .collect();
        odd.retain(|odd| odd.readable && ours.contains(&odd.key.to_lowercase()));
        refuse(ui, report, source, path, &old, &odd, true)?;
    }
    let text = merge::merge(&old, &new).map_err(|conflicts| {
        let name = path.display().to_string();
        let mut lines = Lines::new(&name, &old);
        let findings: Vec<Diagnostic> = conflicts
            .iter()
            .map(|conflict| {
                let message = format!(
                    "the macro {} means something else here than in the library",
                    conflict.name
                );
                Diagnostic::new("macro-conflict", Severity::Error, message)
                    .place(lines.place(conflict.at))
            })
            .collect();
        report.findings(ui, findings, usize::MAX);
        CliError::not_found(format!("{name} was left alone"))
            .hint("give one of the two another name, or write to a file of its own with `--output`")
    })?;
    let ((), prepared) = files::prepare(path, |out| {
        out.write_all(text.as_bytes())
            .map_err(|error| CliError::file(path, error))
    })?;
    Ok((prepared, changes.removed.len()))
}

/// Reports those entries that the library never held as they are; fails where there are some.
fn refuse(
    ui: &mut Ui,
    report: &mut Report,
    source: Source<'_>,
    path: &Path,
    old: &str,
    odd: &[Odd<'_>],
    merging: bool,
) -> Result<(), CliError> {
    let name = path.display().to_string();
    let mut lines = Lines::new(&name, old);
    let variants = variants(source.options);
    let mut origins = Origins::new(source.library, source.selection, &variants, old)?;
    let mut findings = Vec::new();
    let (mut edited, mut added, mut count) = (false, false, 0);
    for odd in odd {
        let origin = if odd.readable {
            origins.origin(odd.key, odd.text)?
        } else {
            Origin::Unknown
        };
        if origin == Origin::Library {
            continue;
        }
        count += 1;
        let (code, message) = if !odd.readable {
            ("unreadable", "this cannot be read".to_owned())
        } else if origin == Origin::Unknown {
            added = true;
            ("added-by-hand", "the library has no such entry".to_owned())
        } else {
            edited = true;
            (
                "edited-by-hand",
                "this is not what the library has or had".to_owned(),
            )
        };
        if findings.len() < SHOWN || report.json {
            let finding =
                Diagnostic::new(code, Severity::Warning, message).place(lines.place(odd.at));
            findings.push(if odd.key.is_empty() {
                finding
            } else {
                finding.key(odd.key)
            });
        }
    }
    if count == 0 {
        return Ok(());
    }
    report.findings(ui, findings, SHOWN);
    let what = if count == 1 {
        "an entry that ibid did not write like that".to_owned()
    } else {
        format!("{count} entries that ibid did not write like that")
    };
    let mut error = CliError::not_found(format!("{name} holds {what}, so it was left alone"));
    if edited {
        error = error.hint(format!(
            "`ibid import --on-conflict ask {name}` takes edits into the library"
        ));
    }
    if added && !merging {
        error = error.hint(format!(
            "`ibid import {name}` takes new entries into the library, `--merge-into {name}` leaves them in the file"
        ));
    }
    Err(error.hint("`--force` writes over them"))
}

/// Says whether the file would change, and how.
fn check(
    ui: &mut Ui,
    report: &mut Report,
    path: &Path,
    prepared: &Prepared,
    entries: &str,
    mode: Mode,
) -> Result<Outcome, CliError> {
    let path = path.display();
    if !prepared.changes() {
        report.status = Status::Unchanged;
        report.note(ui, &format!("{path} is up to date ({entries})"));
        return Ok(Outcome::Done);
    }
    report.status = Status::WouldChange;
    let Some((old, new)) = prepared.texts()? else {
        report.note(ui, &format!("{path} is not there; it would hold {entries}"));
        return Ok(Outcome::Findings);
    };
    if mode.bibtex {
        let changes = Changes::between(&old, &new);
        let mut parts = Vec::new();
        for (what, keys) in [
            ("added", &changes.added),
            ("changed", &changes.changed),
            ("removed", &changes.removed),
        ] {
            if !keys.is_empty() {
                parts.push(format!("{} {what} ({})", keys.len(), few(keys)));
            }
        }
        if changes.is_empty() {
            parts.push("layout, order or macros".to_owned());
        }
        report.changes = Some((&changes).into());
        report.note(ui, &format!("{path} would change: {}", parts.join(", ")));
    } else {
        let line = old
            .lines()
            .zip(new.lines())
            .position(|(old, new)| old != new)
            .unwrap_or_else(|| old.lines().count().min(new.lines().count()));
        report.note(
            ui,
            &format!("{path} would change from line {} on", line + 1),
        );
    }
    Ok(Outcome::Findings)
}
