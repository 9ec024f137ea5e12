//! `ibid new`: an entry written by hand.

use std::io::Read;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use ibid::formats::bibtex::edit::{set_key, set_type, unset_field};
use ibid::formats::bibtex::fields::RawEntry;
use ibid::formats::bibtex::record::Record;
use ibid::formats::encoding::decode;
use ibid::keys;
use ibid::project::project;
use ibid::store::Batch;

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::written::{self, Report};
use crate::cli::{Outcome, editor, template};

const EXAMPLES: &str = "\
Examples:
  ibid new                          an article, in your editor
  ibid new --type book
  ibid new paper.bib                the entries of a file
  xclip -o | ibid new -             what was copied from a web page";

/// Adds an entry: written in your editor, or read from a file.
///
/// The editor is $VISUAL, else $EDITOR, else vi. Fields left empty there are dropped, and an entry without a key gets one.
/// The keys of what was added are printed.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Read BibTeX entries from this file instead; - is standard input
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// The entry type whose fields the editor starts with
    #[arg(short = 't', long = "type", value_name = "TYPE", default_value = "article", conflicts_with = "file",
          add = clap_complete::engine::ArgValueCandidates::new(|| template::types().map(Into::into).collect()))]
    entry_type: String,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let report = if let Some(path) = &self.file {
            let (name, bytes) = if path.as_os_str() == "-" {
                let mut bytes = Vec::new();
                let failed =
                    |error| CliError::new("standard input could not be read").because(error);
                std::io::stdin().read_to_end(&mut bytes).map_err(failed)?;
                ("<stdin>".to_owned(), bytes)
            } else {
                let bytes = std::fs::read(path).map_err(|error| CliError::file(path, error))?;
                (path.to_string_lossy().into_owned(), bytes)
            };
            let text = decode(bytes).text;
            Some(add(ui, context, &name, &text, false)?)
        } else {
            // where there is no library yet, one is made
            if let Ok(library) = context.open() {
                library.writable()?;
            }
            let blank = template::of(&self.entry_type);
            set_type(blank.trim(), &self.entry_type)?;
            editor::edit(ui, context, &blank, |ui, file, text| {
                add(ui, context, file, text, true)
            })?
        };
        let Some(report) = report else {
            ui.note("nothing was written, so nothing was added");
            return Ok(Outcome::Done);
        };
        if !context.json {
            for key in &report.keys {
                ui.line(&crate::cli::text::clean(key))?;
            }
        }
        let done = format!("added {}", written::few(&report.keys));
        written::tell(ui, context, &done, &report)?;
        Ok(Outcome::Done)
    }
}

/// Adds the entries in `text`; `filled_in` tells that they began as a template, whose empty fields go.
fn add(
    ui: &mut Ui,
    context: &Context,
    file: &str,
    text: &str,
    filled_in: bool,
) -> Result<Report, CliError> {
    let (entries, slips) = editor::entries(file, text)?;
    if entries.is_empty() {
        return Err(CliError::new(format!("{file} holds no BibTeX entry")));
    }
    let mut library = context.open_or_create()?;
    let written = library.write(&context.asked(false), |batch| {
        let mut added = Vec::with_capacity(entries.len());
        for entry in &entries {
            let entry = if filled_in {
                without_empty_fields(entry)?
            } else {
                entry.clone()
            };
            let entry = with_key(batch, &entry)?;
            batch.add(&entry)?;
            added.push(key_of(&entry)?);
        }
        Ok::<_, CliError>(added)
    })?;
    ui.diagnostics(&slips);
    Ok(Report {
        batch: written.batch,
        keys: written.value,
    })
}

fn parse(entry: &str) -> Result<RawEntry<'_>, CliError> {
    RawEntry::parse(entry).map_err(|_| CliError::new("that is not one BibTeX entry"))
}

fn key_of(entry: &str) -> Result<String, CliError> {
    Ok(parse(entry)?.key.to_owned())
}

/// The entry without the fields that were not filled in.
fn without_empty_fields(entry: &str) -> Result<String, CliError> {
    let fields = parse(entry)?.fields;
    let empty = |name: &str| {
        let mut of_name = fields
            .iter()
            .filter(|field| field.name.eq_ignore_ascii_case(name));
        of_name.all(|field| {
            field
                .value
                .pieces()
                .iter()
                .all(|piece| piece.literal().is_some_and(|text| text.trim().is_empty()))
        })
    };
    let mut out = entry.to_owned();
    for field in fields.iter().filter(|field| empty(field.name)) {
        out = unset_field(&out, field.name)?;
    }
    Ok(out)
}

/// The entry with a key, which is made of its names and year where it has none.
fn with_key(batch: &Batch<'_>, entry: &str) -> Result<String, CliError> {
    let raw = parse(entry)?;
    if !raw.key.is_empty() {
        return Ok(entry.to_owned());
    }
    let key = keys::generate(&project(&Record::new(&raw, &Default::default())));
    let mut free = None;
    for candidate in std::iter::once(key.clone()).chain(keys::alternatives(&key)) {
        if batch.owner(&candidate)?.is_none() {
            free = Some(candidate);
            break;
        }
    }
    Ok(set_key(entry, &free.unwrap_or(key))?)
}
