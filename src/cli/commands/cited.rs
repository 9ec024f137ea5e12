//! `ibid cited`: what a document cites, and whether the library has it.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use ibid::diagnostic::{Diagnostic, Place};
use ibid::scan::Scanner;
use serde::Serialize;

use super::Run;
use crate::cli::citations::{self, Citations, CitedKey};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::text::clean;
use crate::cli::ui::{FAINT, STRONG, Ui};
use crate::cli::{Outcome, written};

const EXAMPLES: &str = "\
Examples:
  ibid cited thesis.tex             keys, and where they are cited
  ibid cited paper.md --keys        keys only, one a line
  ibid cited talk.typ notes.org --json
  ibid export --cited-in thesis.tex -o refs.bib";

/// Lists the keys that documents cite, with places, and what the library has of them.
///
/// LaTeX source, .aux and .bcf files, Typst, Markdown (Pandoc, Quarto, R Markdown, MyST), Org, reStructuredText,
/// AsciiDoc, Jupyter notebooks, .bib files and lists of keys are understood, known by the file's ending or else by
/// what stands in it. Included files are followed. The exit status is 1 where a key is not in the library.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Documents; - is standard input
    #[arg(value_name = "DOCUMENT", required = true, value_hint = clap::ValueHint::FilePath)]
    documents: Vec<PathBuf>,
    /// What kind of document it is, such as latex or markdown, where that cannot be told
    #[arg(long, value_name = "KIND", value_parser = citations::kind)]
    kind: Option<&'static Scanner>,
    /// Print keys only, one a line, as they are cited
    #[arg(short, long, conflicts_with = "json")]
    keys: bool,
}

/// What is cited; public as JSON.
#[derive(Serialize)]
struct Report<'c> {
    keys: Vec<Key<'c>>,
    /// Where the whole library is asked for.
    everything: Option<At<'c>>,
    files: &'c [String],
    bibliographies: &'c [String],
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Key<'c> {
    key: &'c str,
    /// `found`, `alias` or `missing`.
    status: &'static str,
    /// The key of the entry that it names.
    entry: Option<&'c str>,
    /// Keys that may be meant.
    near: &'c [String],
    places: Vec<At<'c>>,
}

#[derive(Serialize)]
struct At<'c> {
    file: &'c str,
    line: usize,
    column: usize,
}

impl<'c> From<&'c Place> for At<'c> {
    fn from(place: &'c Place) -> Self {
        Self {
            file: &place.file,
            line: place.line,
            column: place.column,
        }
    }
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let mut cited = Citations::read(&self.documents, self.kind)?;
        cited.look_up(&context.open()?)?;
        if context.json {
            ui.json(&report(&cited))?;
        } else {
            ui.diagnostics(&cited.findings);
            if self.keys {
                for key in &cited.keys {
                    ui.line(&clean(&key.key))?;
                }
            } else {
                list(ui, &cited)?;
            }
        }
        if cited.keys.is_empty() && cited.everything.is_none() {
            let names: Vec<String> = self
                .documents
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            ui.note(&format!("nothing is cited in {}", written::few(&names)));
            return Ok(Outcome::Findings);
        }
        Ok(if cited.missing() > 0 {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}

fn report(cited: &Citations) -> Report<'_> {
    Report {
        keys: cited.keys.iter().map(key).collect(),
        everything: cited.everything.as_ref().map(At::from),
        files: &cited.files,
        bibliographies: &cited.bibliographies,
        diagnostics: cited.findings.clone(),
    }
}

fn key(cited: &CitedKey) -> Key<'_> {
    Key {
        key: &cited.key,
        status: cited.status(),
        entry: cited.entry.as_ref().map(|(_, key)| key.as_str()),
        near: &cited.near,
        places: cited.places.iter().map(At::from).collect(),
    }
}

fn list(ui: &mut Ui, cited: &Citations) -> Result<(), CliError> {
    if let Some(place) = &cited.everything {
        ui.line(&ui.paint(STRONG, "the whole library"))?;
        ui.line(&ui.paint(FAINT, &format!("    {}", clean(&citations::place(place)))))?;
    }
    for key in &cited.keys {
        let name = ui.paint(STRONG, &clean(&key.key));
        let about = match (&key.entry, key.status()) {
            (Some((_, entry)), "alias") => format!("  now {}", clean(entry)),
            (Some(_), _) => String::new(),
            (None, _) => match key.suggestion() {
                Some(suggestion) => format!("  not in the library: {}", clean(&suggestion)),
                None => "  not in the library".to_owned(),
            },
        };
        ui.line(&format!("{name}{about}"))?;
        for place in &key.places {
            let place = citations::place(place);
            ui.line(&ui.paint(FAINT, &format!("    {}", clean(&place))))?;
        }
    }
    Ok(())
}
