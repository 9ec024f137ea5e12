//! How an export gets into its file: complete or not at all, beside entries of others, and never over what somebody
//! changed there by hand.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use ibid::diagnostic::{Diagnostic, Lines, Severity};
use ibid::formats::bibtex::free_text::{FreeLine, free_lines};
use ibid::formats::bibtex::merge::{self, Changes, Odd};
use ibid::formats::bibtex::options::Options;
use ibid::formats::encoding::decode;
use ibid::store::{Library, Origin, Origins, Selection, variants};

use super::SHOWN;
use super::report::{Report, Status};
use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::exports::{Holds, Memory};
use crate::cli::files::{self, Prepared};
use crate::cli::ui::Ui;
use crate::cli::written::few;

/// The codes of what was changed and what was added by hand, and of text that is no entry's.
const EDITED: &str = "edited-by-hand";
const ADDED: &str = "added-by-hand";
const TEXT: &str = "text-by-hand";

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

/// Where it is written.
pub(super) struct Target<'t> {
    pub(super) path: &'t Path,
    pub(super) mode: Mode,
    /// What ibid wrote there before.
    pub(super) memory: Memory,
}

/// Writes what `write` gives to the file; `write` tells how many entries that are.
pub(super) fn put<T>(
    ui: &mut Ui,
    report: &mut Report,
    source: Source<'_>,
    target: Target<'_>,
    write: impl FnOnce(&mut dyn Write) -> Result<T, CliError>,
    entries: impl FnOnce(&T) -> String,
) -> Result<(T, Outcome), CliError> {
    let Target { path, mode, memory } = target;
    let mut ours = None;
    let (value, prepared, kept) = if mode.merge {
        let mut new = Vec::new();
        let value = write(&mut new)?;
        let new = String::from_utf8(new)
            .map_err(|error| CliError::new("what was to be written is not UTF-8").because(error))?;
        let (prepared, kept) = merged(ui, report, source, path, mode, &memory, &new)?;
        ours = Some(new);
        (value, prepared, kept)
    } else {
        let (value, prepared) = files::prepare(path, write)?;
        let texts = if mode.bibtex && !mode.force {
            prepared.texts()?
        } else {
            None
        };
        if let Some((old, new)) = texts
            && !memory.wrote(&old)
        {
            let odd = merge::odd(&old, &new);
            let mut edits = edited_entries(source, &memory, path, &old, &odd)?;
            let macros = edited_macros(&memory, path, &old, &new);
            edits.findings.splice(..0, macros);
            let texts = free_lines(&old);
            edits
                .findings
                .extend(added_text(source, &memory, path, &old, texts, &new)?);
            edits.refuse(ui, report, path, false)?;
            put_back(ui, report, &memory, path, &old, &new);
        }
        if !mode.bibtex
            && !mode.force
            && prepared.changes()
            && path.exists()
            && memory.is_known()
            && !memory.wrote_file(path)
        {
            let name = path.display();
            let message = format!("{name} is not as ibid wrote it, so it was left alone");
            return Err(CliError::not_found(message).hint("`--force` writes over it"));
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
    memory.keep(
        path,
        match &ours {
            Some(ours) => Holds::Merged(ours),
            None if mode.bibtex => Holds::Bibtex,
            None => Holds::Other,
        },
    );
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
    memory: &Memory,
    new: &str,
) -> Result<(Prepared, usize), CliError> {
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
    let changes = Changes::between(&old, new);
    if !mode.force {
        // what is not written here is kept anyway
        let mut odd = merge::odd(&old, new);
        let ours: Vec<String> = changes
            .changed
            .iter()
            .map(|key| key.to_lowercase())
            .collect();
        odd.retain(|odd| odd.readable && ours.contains(&odd.key.to_lowercase()));
        let mut edits = edited_entries(source, memory, path, &old, &odd)?;
        let keys: HashSet<String> = merge::contents(new)
            .into_iter()
            .map(|content| content.key.to_lowercase())
            .collect();
        let mut texts = free_lines(&old);
        texts.retain(|line| line.key.as_ref().is_some_and(|key| keys.contains(key)));
        edits
            .findings
            .extend(added_text(source, memory, path, &old, texts, new)?);
        edits.refuse(ui, report, path, true)?;
        put_back(ui, report, memory, path, &old, new);
    }
    let text = merge::merge(&old, new).map_err(|conflicts| {
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

/// The macros that ibid wrote and that say something else now, unless `new` says that, too.
fn edited_macros(memory: &Memory, path: &Path, old: &str, new: &str) -> Vec<Diagnostic> {
    let name = path.display().to_string();
    let mut lines = Lines::new(&name, old);
    let wanted: HashSet<(String, u64)> = merge::contents(new)
        .into_iter()
        .map(|content| (content.key.to_lowercase(), content.print))
        .collect();
    merge::contents(old)
        .into_iter()
        .filter(|content| content.key.starts_with('@'))
        .filter(|content| {
            memory
                .content(&content.key)
                .is_some_and(|wrote| wrote != content.print)
                && !wanted.contains(&(content.key.to_lowercase(), content.print))
        })
        .map(|content| {
            let message = format!("the macro {} is not as ibid wrote it", &content.key[1..]);
            Diagnostic::new(EDITED, Severity::Warning, message).place(lines.place(content.at))
        })
        .collect()
}

/// What of `odd` neither ibid wrote there the last time nor the library has or had.
fn edited_entries(
    source: Source<'_>,
    memory: &Memory,
    path: &Path,
    old: &str,
    odd: &[Odd<'_>],
) -> Result<Edits, CliError> {
    let name = path.display().to_string();
    let mut lines = Lines::new(&name, old);
    let variants = variants(source.options);
    let mut origins = Origins::new(source.library, source.selection, &variants, old)?;
    let mut found = Vec::new();
    let mut absent: HashMap<String, usize> = HashMap::new();
    for odd in odd {
        if odd.readable && memory.content(odd.key) == Some(odd.print) {
            continue;
        }
        let origin = match odd.readable {
            true => origins.origin(odd.key, odd.text)?,
            false => Origin::Unknown,
        };
        if let Origin::Without(fields) = &origin {
            for field in fields {
                *absent.entry(field.clone()).or_default() += 1;
            }
        }
        found.push((odd, origin));
    }
    let mut edits = Edits::default();
    for (odd, origin) in found {
        let (code, message) = match origin {
            Origin::Library => continue,
            Origin::Earlier => {
                if memory.content(odd.key).is_some() {
                    edits.set_back.push(odd.key.to_owned());
                }
                continue;
            }
            // options leave a field out of all entries; where ibid wrote the file itself, one alone is an edit
            Origin::Without(fields)
                if !memory.is_known() || fields.iter().all(|field| absent[field] > 1) =>
            {
                continue;
            }
            _ if !odd.readable => ("unreadable", "this cannot be read"),
            Origin::Unknown => (ADDED, "the library has no such entry"),
            Origin::Without(_) | Origin::Edited => {
                (EDITED, "this is not what the library has or had")
            }
        };
        let finding = Diagnostic::new(code, Severity::Warning, message).place(lines.place(odd.at));
        edits.findings.push(match odd.key {
            "" => finding,
            key => finding.key(key),
        });
    }
    Ok(edits)
}

/// Which of `lines`, text of the file that is no entry's, would be lost, for `new` has it not: all but what ibid wrote
/// there or the library has or had.
fn added_text(
    source: Source<'_>,
    memory: &Memory,
    path: &Path,
    old: &str,
    mut lines: Vec<FreeLine<'_>>,
    new: &str,
) -> Result<Vec<Diagnostic>, CliError> {
    let stays: HashSet<u64> = free_lines(new).iter().map(|line| line.print).collect();
    lines.retain(|line| !stays.contains(&line.print) && !memory.has_line(line.print));
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let mut unknown: HashSet<u64> = lines.iter().map(|line| line.print).collect();
    source.library.keep_unknown_text(&mut unknown)?;
    lines.retain(|line| unknown.contains(&line.print));
    let name = path.display().to_string();
    let mut places = Lines::new(&name, old);
    let mut findings = Vec::new();
    // of lines in one piece the first stands for all
    let mut end = None;
    for line in lines {
        let begins = end.is_none_or(|end: usize| !old[end..line.at].trim().is_empty());
        end = Some(line.at + line.text.len());
        if begins {
            let finding = Diagnostic::new(TEXT, Severity::Warning, "ibid did not write this text");
            findings.push(finding.place(places.place(line.at)));
        }
    }
    Ok(findings)
}

/// What somebody did to a file.
#[derive(Default)]
struct Edits {
    /// What would be lost.
    findings: Vec<Diagnostic>,
    /// The keys of entries that are as the library had them once, and not as ibid wrote them last.
    set_back: Vec<String>,
}

impl Edits {
    /// Reports what was edited by hand; fails where something would be lost.
    fn refuse(
        self,
        ui: &mut Ui,
        report: &mut Report,
        path: &Path,
        merging: bool,
    ) -> Result<(), CliError> {
        let count = self.findings.len();
        if count == 0 {
            if !self.set_back.is_empty() {
                let text = format!(
                    "set back to an earlier state in {} and written anew: {}",
                    path.display(),
                    few(&self.set_back)
                );
                report.remark(ui, "set-back", text);
            }
            return Ok(());
        }
        let has = |code: &str| self.findings.iter().any(|finding| finding.code == code);
        let (edited, added, text) = (has(EDITED), has(ADDED), has(TEXT));
        let texts = self
            .findings
            .iter()
            .filter(|finding| finding.code == TEXT)
            .count();
        report.findings(ui, self.findings, SHOWN);
        let name = path.display();
        let entries = match count - texts {
            0 => None,
            1 => Some("an entry".to_owned()),
            entries => Some(format!("{entries} entries")),
        };
        let what = match (entries, texts) {
            (Some(entries), 0) => format!("{entries} that ibid did not write like that"),
            (Some(entries), _) => format!("{entries} and text that ibid did not write like that"),
            (None, _) => "text that ibid did not write".to_owned(),
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
        } else if text && !merging {
            error = error.hint(format!(
                "`--merge-into {name}` leaves text between entries in the file"
            ));
        }
        let force = match texts == count {
            true => "`--force` writes over it",
            false => "`--force` writes over them",
        };
        Err(error.hint(force))
    }
}

/// Tells which entries that somebody took out of the file are in it again.
fn put_back(ui: &mut Ui, report: &mut Report, memory: &Memory, path: &Path, old: &str, new: &str) {
    let keys = memory.taken_out(old, new);
    if !keys.is_empty() {
        let text = format!(
            "taken out of {} since the last export and put in again: {}",
            path.display(),
            few(&keys)
        );
        report.remark(ui, "put-back", text);
    }
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
