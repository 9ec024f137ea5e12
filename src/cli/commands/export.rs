//! `ibid export`: exactly the bibliography a document needs.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use clap::builder::{PossibleValue, PossibleValuesParser};
use ibid::diagnostic::Severity;
use ibid::formats::bibtex::write::Layout;
use ibid::formats::{self, Format, Options, Output, Writer};
use ibid::scan::Scanner;
use ibid::store::{ExportError, Library, Privacy, Selection};

use super::Run;
use crate::cli::citations::{self, Citations};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::losses::Losses;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, complete, files, keys};

const EXAMPLES: &str = "\
Examples:
  ibid export -o refs.bib                     the whole library
  ibid export knuth1984 plass1981 -o refs.bib
  ibid export --cited-in thesis.tex -o refs.bib
  ibid export -o refs.ris                     for other reference managers
  ibid export --format csv --query knuth      for a spreadsheet
  ibid export --query \"knuth 1984\"            all entries that match
  ibid find tex -n 0 --keys | ibid export -   keys from standard input";

/// Writes entries with all they need, as BibTeX or in another format.
///
/// BibTeX entries leave as they came in and in the library's order. Chosen entries bring the macros, cross-referenced parents
/// and preambles along that they need. A file is replaced only when it is complete, and left alone when it would not
/// change. What is exported for a document leaves private fields at home: local files, owners, groups, private notes
/// and the like. Other formats take plain text; what they have no place for is told.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation keys; - reads them from standard input
    #[arg(value_name = "KEY", add = complete::keys())]
    keys: Vec<String>,
    /// Also the entries that match these words
    #[arg(long, value_name = "WORDS")]
    query: Option<String>,
    /// The entries that these documents cite, as `ibid cited` lists them; - reads one from standard input
    #[arg(long, value_name = "DOCUMENT", num_args = 1.., value_hint = clap::ValueHint::FilePath)]
    cited_in: Vec<PathBuf>,
    /// What kind of document it is, such as latex or markdown, where that cannot be told
    #[arg(long, value_name = "KIND", value_parser = citations::kind, requires = "cited_in")]
    kind: Option<&'static Scanner>,
    /// Write the other entries where cited keys are missing
    #[arg(long, requires = "cited_in")]
    allow_missing: bool,
    /// Leave private fields out (the default with --cited-in)
    #[arg(long)]
    public: bool,
    /// Keep private fields (the default without --cited-in)
    #[arg(long, conflicts_with = "public")]
    private: bool,
    /// Where to write; - is standard output
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// The format; by default what the output file's ending says, else BibTeX
    #[arg(short, long, value_name = "NAME", value_parser = format_names(), ignore_case = true)]
    format: Option<String>,
    /// Fail, with exit status 1, where the format cannot hold all there is
    #[arg(long)]
    strict: bool,
    /// Write what the format cannot hold to a file: an array of JSON objects with key, field, kind and message
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    losses: Option<PathBuf>,
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
        let selection = self.selection(ui, &library)?;
        let privacy = if self.public || (!self.cited_in.is_empty() && !self.private) {
            Privacy::Public
        } else {
            Privacy::AllFields
        };
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
        let mut losses = Losses::written_to(self.losses.as_deref())?;
        let mut writer = self.writer()?;
        let mut export = |out: &mut dyn Write| match &mut writer {
            Some(writer) => {
                library.export_in(writer.as_mut(), &selection, privacy, out, &mut |loss| {
                    losses.add(loss)
                })
            }
            None => library.export_as(&selection, layout, privacy, out),
        };
        let left_out = match self
            .output
            .as_deref()
            .filter(|path| *path != Path::new("-"))
        {
            None => export(ui.out())?.left_out,
            Some(path) => {
                let failed = |error| match error {
                    ExportError::Output(error) => CliError::file(path, error),
                    error => error.into(),
                };
                let (exported, written) = files::replace(path, |out| export(out).map_err(failed))?;
                let (count, path) = (entries(exported.entries), path.display());
                ui.note(&if written {
                    format!("wrote {count} to {path}")
                } else {
                    format!("{path} is unchanged ({count})")
                });
                exported.left_out
            }
        };
        if left_out > 0 {
            ui.finish()?;
            ui.remark(&format!(
                "left {left_out} private field{} out; `--private` keeps them",
                if left_out == 1 { "" } else { "s" }
            ));
        }
        ui.finish()?;
        losses.tell(ui)?;
        Ok(if self.strict && !losses.is_empty() {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}

/// The formats by name, with what each is for.
fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(formats::FORMATS.iter().map(|format| {
        PossibleValue::new(format.name).help(format!("{}: {}", format.title, format.purpose))
    }))
}

fn entries(count: u64) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}

impl Args {
    /// What writes the format that is asked for; `None` for entries as they are.
    fn writer(&self) -> Result<Option<Box<dyn Writer>>, CliError> {
        let by_name = self.format.as_deref().and_then(formats::named);
        let by_file = || {
            let name = self.output.as_deref()?.file_name()?.to_str()?;
            formats::of_file(name)
        };
        let Some(Format { output, .. }) = by_name.or_else(by_file) else {
            return Ok(None);
        };
        match output {
            Output::Source => Ok(None),
            Output::Publications(open) => {
                let options = Options::default();
                open(&options).map(Some).map_err(CliError::from)
            }
        }
    }

    fn selection(&self, ui: &mut Ui, library: &Library) -> Result<Selection, CliError> {
        let chosen = !self.cited_in.is_empty();
        if !chosen && self.keys.is_empty() && self.query.is_none() {
            return Ok(Selection::All);
        }
        let wanted = keys::with_standard_input(&self.keys)?;
        let found = keys::resolve(library, &wanted)?;
        let mut ids: Vec<i64> = found.into_iter().map(|entry| entry.id).collect();
        if let Some(words) = &self.query {
            ids.extend(library.find_all(words)?);
        }
        if chosen {
            let cited = self.cited(ui, library)?;
            if cited.everything.is_some() {
                return Ok(Selection::All);
            }
            let entries = cited.keys.iter().filter_map(|cited| cited.entry.as_ref());
            ids.extend(entries.map(|(id, _)| *id));
            if ids.is_empty() {
                return Err(CliError::not_found(
                    "nothing is cited, so nothing was written",
                ));
            }
        }
        Ok(Selection::Entries(ids))
    }

    /// What the documents cite, which must be there.
    fn cited(&self, ui: &mut Ui, library: &Library) -> Result<Citations, CliError> {
        let mut cited = Citations::read(&self.cited_in, self.kind)?;
        cited.look_up(library)?;
        let severity = if self.allow_missing {
            Severity::Warning
        } else {
            Severity::Error
        };
        ui.diagnostics(&cited.diagnostics(severity));
        match cited.missing() {
            0 => Ok(cited),
            _ if self.allow_missing => Ok(cited),
            missing => {
                let message = if missing == 1 {
                    "a cited key is not in the library, so nothing was written".to_owned()
                } else {
                    format!("{missing} cited keys are not in the library, so nothing was written")
                };
                let hint = "`--allow-missing` writes the other entries";
                Err(CliError::not_found(message).hint(hint))
            }
        }
    }
}
