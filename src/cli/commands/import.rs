//! `ibid import`: files of any quality into the library.

use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args as ClapArgs;
use ibid::diagnostic::Severity;
use ibid::import::{Conflict, Input, OnConflict, Options, Progress, Report};
use ibid::store::{Access, Library};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::text::clean;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, files, written};

const EXAMPLES: &str = "\
Examples:
  ibid import refs.bib
  ibid import ~/papers                    every .bib file in a folder and below it
  ibid import --dry-run --on-conflict merge new.bib
  ibid import broken.bib --rejects mend.bib
  curl -sLH 'Accept: application/x-bibtex' https://doi.org/10.1145/12345 | ibid import -";

/// Brings BibTeX and biblatex files into the library.
///
/// Entries that the library has already, layout aside, change nothing. An entry whose key another work has gets a
/// fresh key. An entry that cannot be read is reported with its place and left out; it never costs another one. All
/// inputs together are one batch, which `ibid undo` takes back.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Files, folders (all .bib files in them), or - for standard input
    #[arg(value_name = "FILE", required = true, value_hint = clap::ValueHint::AnyPath)]
    inputs: Vec<PathBuf>,
    /// What to do where the library has the same work under the same key with other content
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Policy::Keep)]
    on_conflict: Policy,
    /// Where to write the texts that were not taken, with the reasons, to be mended and imported again
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    rejects: Option<PathBuf>,
    /// Tag the entries that are added; may be repeated
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

/// [`OnConflict`] as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Policy {
    /// Leave the library's entry as it is
    Keep,
    /// Put the new entry in its place
    Replace,
    /// Add the fields that the library's entry lacks
    Merge,
    /// Keep both, the new one under a fresh key
    Rename,
    /// Ask about each (on a terminal)
    Ask,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        if self.on_conflict == Policy::Ask && !(context.terminal.stdin && context.terminal.stderr) {
            return Err(
                CliError::new("--on-conflict=ask needs a terminal to ask on")
                    .hint("choose keep, replace, merge or rename"),
            );
        }
        let paths = found(&self.inputs)?;
        // trying things out on no library makes none
        let nowhere = tempfile::tempdir()
            .map_err(|error| CliError::new("no temporary folder").because(error))?;
        let mut library = if self.dry_run && !context.library_path()?.exists() {
            Library::open(&nowhere.path().join("library.ibid"), Access::Create)?
        } else {
            context.open_or_create()?
        };
        let interrupted = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&interrupted);
        // where another handler is in place, an interrupt ends the process, which leaves the library as it was too
        let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
        let bar = progress_bar(context, &paths);
        let mut asked_all = None;
        let mut ask = |conflict: &Conflict<'_>| bar.suspend(|| ask(conflict, &mut asked_all));
        let mut shown = String::new();
        let mut done_before = 0;
        let mut size = 0;
        let mut progress = |progress: Progress<'_>| {
            if shown != progress.input {
                done_before += size;
                shown.clear();
                shown.push_str(progress.input);
                bar.set_message(clean(progress.input).into_owned());
            }
            size = progress.size as u64;
            bar.set_position(done_before + progress.done as u64);
        };
        let mut options = Options {
            on_conflict: match self.on_conflict {
                Policy::Keep | Policy::Ask => OnConflict::Keep,
                Policy::Replace => OnConflict::Replace,
                Policy::Merge => OnConflict::Merge,
                Policy::Rename => OnConflict::Rename,
            },
            ask: (self.on_conflict == Policy::Ask).then_some(&mut ask),
            tags: self.tag.clone(),
            progress: &mut progress,
            interrupted: &interrupted,
        };
        let report = library.import(
            &context.asked(self.dry_run),
            paths.iter().map(|path| input(path)),
            &mut options,
        );
        bar.finish_and_clear();
        let report = report?;
        if let Some(path) = &self.rejects {
            write_rejects(ui, path, &report)?;
        }
        self.tell(ui, context, &report)?;
        let refused = report
            .diagnostics
            .iter()
            .any(|found| found.severity == Severity::Error);
        Ok(if refused {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}

impl Args {
    fn tell(&self, ui: &mut Ui, context: &Context, report: &Report) -> Result<(), CliError> {
        if context.json {
            ui.json(report)?;
            return ui.finish();
        }
        ui.diagnostics(&report.diagnostics);
        let entries: u64 = report.files.iter().map(|file| file.entries).sum();
        let files = match report.files.as_slice() {
            [file] => clean(&file.path).into_owned(),
            files => format!("{} files", files.len()),
        };
        let mut counts = vec![format!("{} added", report.added)];
        for (count, what) in [
            (report.updated, "updated"),
            (report.unchanged, "unchanged"),
            (report.rejected, "rejected"),
        ] {
            if count > 0 {
                counts.push(format!("{count} {what}"));
            }
        }
        if !report.renamed.is_empty() {
            counts.push(format!("{} under another key", report.renamed.len()));
        }
        let entries = if entries == 1 {
            "1 entry".to_owned()
        } else {
            format!("{entries} entries")
        };
        let would = if self.dry_run {
            " (nothing was written: --dry-run)"
        } else {
            ""
        };
        ui.note(&format!("{files}: {entries}, {}{would}", counts.join(", ")));
        if !report.rejects.is_empty() && self.rejects.is_none() {
            ui.remark("`--rejects FILE` keeps what was not taken, to be mended");
        }
        if report.batch.is_some() {
            ui.remark(written::UNDO);
        }
        Ok(())
    }
}

/// The files that `inputs` name, those of a folder in the order of their names.
fn found(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut paths = Vec::new();
    for path in inputs {
        if path == Path::new("-") {
            paths.push(path.clone());
            continue;
        }
        let metadata = fs::metadata(path).map_err(|error| CliError::file(path, error))?;
        if metadata.is_dir() {
            let before = paths.len();
            walk(path, &mut paths)?;
            if paths.len() == before {
                return Err(CliError::new(format!(
                    "{}: no .bib file in this folder",
                    path.display()
                ))
                .hint("name files of another ending one by one"));
            }
        } else {
            paths.push(path.clone());
        }
    }
    Ok(paths)
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let failed = |error| CliError::file(folder, error);
    let mut entries = fs::read_dir(folder)
        .map_err(failed)?
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        // a link to a folder could lead back here
        if entry.file_type().map_err(failed)?.is_dir() {
            if !hidden {
                walk(&path, paths)?;
            }
        } else if !hidden
            && path
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("bib"))
            && path.is_file()
        {
            paths.push(path);
        }
    }
    Ok(())
}

fn input(path: &Path) -> Result<Input, CliError> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let failed = |error| CliError::new("standard input could not be read").because(error);
        io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        return Ok(Input {
            name: "<stdin>".to_owned(),
            bytes,
        });
    }
    let bytes = fs::read(path).map_err(|error| CliError::file(path, error))?;
    Ok(Input {
        name: path.display().to_string(),
        bytes,
    })
}

/// A bar on a terminal's standard error, which shows itself after half a second.
fn progress_bar(context: &Context, paths: &[PathBuf]) -> ProgressBar {
    if !context.shows_progress() {
        return ProgressBar::hidden();
    }
    let size = paths
        .iter()
        .filter_map(|path| fs::metadata(path).ok())
        .map(|metadata| metadata.len())
        .sum();
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3}% {eta} {wide_msg}") {
        bar.set_style(style);
    }
    if size > files::WORTH_A_BAR {
        bar.enable_steady_tick(Duration::from_millis(500));
        bar
    } else {
        ProgressBar::hidden()
    }
}

/// What to do about one conflict; an answer in a capital letter goes for the rest too.
fn ask(conflict: &Conflict<'_>, for_all: &mut Option<OnConflict>) -> OnConflict {
    if let Some(choice) = *for_all {
        return choice;
    }
    let mut err = io::stderr().lock();
    let fields = conflict.fields.join(", ");
    let _ = writeln!(
        err,
        "\nThe library has {} with other content ({}).\n\n{}\n\nThe new entry:\n\n{}\n",
        clean(conflict.key),
        clean(&fields),
        crate::cli::text::clean_lines(conflict.old),
        crate::cli::text::clean_lines(conflict.new)
    );
    loop {
        let _ = write!(
            err,
            "[k]eep, [r]eplace, [m]erge, re[n]ame, capital letter for all that follow? [k] "
        );
        let _ = err.flush();
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer).unwrap_or(0) == 0 {
            return OnConflict::Keep;
        }
        let letter = answer.trim().chars().next().unwrap_or('k');
        let choice = match letter.to_ascii_lowercase() {
            'k' => OnConflict::Keep,
            'r' => OnConflict::Replace,
            'm' => OnConflict::Merge,
            'n' => OnConflict::Rename,
            _ => continue,
        };
        if letter.is_ascii_uppercase() {
            *for_all = Some(choice);
        }
        return choice;
    }
}

fn not_taken(count: usize) -> String {
    match count {
        1 => "the one that was not taken".to_owned(),
        count => format!("the {count} that were not taken"),
    }
}

fn write_rejects(ui: &mut Ui, path: &Path, report: &Report) -> Result<(), CliError> {
    if report.rejects.is_empty() {
        return Ok(());
    }
    let text = report.rejects_file();
    if path == Path::new("-") {
        return ui
            .out()
            .write_all(text.as_bytes())
            .map_err(CliError::output);
    }
    files::replace(path, |out| {
        out.write_all(text.as_bytes())
            .map_err(|error| CliError::file(path, error))
    })?;
    ui.note(&format!(
        "wrote {} to {}",
        not_taken(report.rejects.len()),
        path.display()
    ));
    Ok(())
}
