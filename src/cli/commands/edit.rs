//! `ibid edit`: entries in the person's own editor.

use clap::Args as ClapArgs;
use ibid::store::{Library, Stored};

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::written::{self, Report};
use crate::cli::{Outcome, complete, editor, keys};

const EXAMPLES: &str = "\
Examples:
  ibid edit knuth1984
  ibid edit knuth1984 plass1981     both in one file
  EDITOR='sed -i s/Acad\\./Academic/' ibid edit knuth1984";

/// Opens entries in your editor and saves what you changed.
///
/// The editor is $VISUAL, else $EDITOR, else vi. A changed key renames the entry, and its old key goes on naming it.
/// What cannot be read is shown and not lost.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation keys
    #[arg(value_name = "KEY", required = true, add = complete::keys())]
    keys: Vec<String>,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let report = edit(ui, context, &self.keys)?;
        if report.keys.is_empty() {
            ui.note("nothing was changed");
        }
        let done = format!("changed {}", written::few(&report.keys));
        written::tell(ui, context, &done, &report)?;
        Ok(Outcome::Done)
    }
}

/// Lets the person edit the entries that `keys` name, and saves what was changed.
pub(in crate::cli) fn edit(
    ui: &mut Ui,
    context: &Context,
    keys: &[String],
) -> Result<Report, CliError> {
    let mut library = context.open()?;
    library.writable()?;
    let entries = keys::resolve(&library, keys)?;
    let sources: Vec<&str> = entries.iter().map(|entry| entry.source.as_str()).collect();
    let text = format!("{}\n", sources.join("\n\n"));
    let report = editor::edit(ui, context, &text, |ui, file, text| {
        save(ui, context, &mut library, &entries, file, text)
    })?;
    Ok(report.unwrap_or_default())
}

fn save(
    ui: &mut Ui,
    context: &Context,
    library: &mut Library,
    entries: &[Stored],
    file: &str,
    text: &str,
) -> Result<Report, CliError> {
    let (edited, slips) = editor::entries(file, text)?;
    if edited.len() != entries.len() {
        let counts = format!("{} where there were {}", edited.len(), entries.len());
        return Err(
            CliError::new(format!("the number of entries changed: {counts}"))
                .hint("`ibid new` adds entries, `ibid rm` removes them"),
        );
    }
    let written = library.write(&context.asked(false), |batch| {
        let mut changed = Vec::new();
        for (entry, text) in entries.iter().zip(&edited) {
            if *text == entry.source {
                continue;
            }
            if batch.source(entry.id)? != entry.source {
                return Err(CliError::new(format!(
                    "{} was changed by another program meanwhile",
                    entry.key
                )));
            }
            if batch.replace(entry.id, text)? {
                changed.push(batch.key(entry.id)?);
            }
        }
        Ok(changed)
    })?;
    ui.diagnostics(&slips);
    Ok(Report {
        batch: written.batch,
        keys: written.value,
    })
}
