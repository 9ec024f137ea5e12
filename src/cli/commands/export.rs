//! `ibid export`: exactly the bibliography a document needs.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use ibid::formats::bibtex::write::Layout;
use ibid::store::{ExportError, Library, Selection};

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, complete, files, keys};

const EXAMPLES: &str = "\
Examples:
  ibid export -o refs.bib                     the whole library
  ibid export knuth1984 plass1981 -o refs.bib
  ibid export --query \"knuth 1984\"            all entries that match
  ibid find tex -n 0 --keys | ibid export -   keys from standard input";

/// Writes entries as BibTeX: the whole library, or some entries with all they need.
///
/// Entries leave as they came in and in the library's order. Chosen entries bring the macros, cross-referenced parents
/// and preambles along that they need. A file is replaced only when it is complete, and left alone when it would not
/// change.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation keys; - reads them from standard input
    #[arg(value_name = "KEY", add = complete::keys())]
    keys: Vec<String>,
    /// Also the entries that match these words
    #[arg(long, value_name = "WORDS")]
    query: Option<String>,
    /// Where to write; - is standard output
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Lay all entries out alike: a field a line, names in lower case, values in braces
    #[arg(long)]
    tidy: bool,
    /// Leave each entry as it came in (the default)
    #[arg(long, conflicts_with = "tidy")]
    original: bool,
}

impl Run for Args {
    const JSON: bool = false;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let library = context.open()?;
        let selection = self.selection(&library)?;
        let layout = if self.tidy {
            Layout::Tidy
        } else {
            Layout::Original
        };
        if selection == Selection::Entries(Vec::new()) {
            return Err(CliError::not_found(
                "no entry matches, so nothing was written",
            ));
        }
        match self
            .output
            .as_deref()
            .filter(|path| *path != Path::new("-"))
        {
            None => {
                library.export(&selection, layout, ui.out())?;
            }
            Some(path) => {
                let failed = |error| match error {
                    ExportError::Output(error) => CliError::file(path, error),
                    error => error.into(),
                };
                let (count, written) = files::replace(path, |out| {
                    library.export(&selection, layout, out).map_err(failed)
                })?;
                let (count, path) = (entries(count), path.display());
                ui.note(&if written {
                    format!("wrote {count} to {path}")
                } else {
                    format!("{path} is unchanged ({count})")
                });
            }
        }
        Ok(Outcome::Done)
    }
}

fn entries(count: u64) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}

impl Args {
    fn selection(&self, library: &Library) -> Result<Selection, CliError> {
        if self.keys.is_empty() && self.query.is_none() {
            return Ok(Selection::All);
        }
        let wanted = keys::with_standard_input(&self.keys)?;
        let found = keys::resolve(library, &wanted)?;
        let mut ids: Vec<i64> = found.into_iter().map(|entry| entry.id).collect();
        if let Some(words) = &self.query {
            ids.extend(library.find_all(words)?);
        }
        Ok(Selection::Entries(ids))
    }
}
