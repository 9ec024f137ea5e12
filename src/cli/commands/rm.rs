//! `ibid rm`: entries away.

use clap::Args as ClapArgs;

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::written::{self, Report};
use crate::cli::{Outcome, complete, keys};

const EXAMPLES: &str = "\
Examples:
  ibid rm knuth1984
  ibid find draft --keys -n 0 | ibid rm - --dry-run";

/// Removes entries. `ibid undo` brings them back.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES, alias = "remove")]
pub(crate) struct Args {
    /// Citation keys; - reads them from standard input
    #[arg(value_name = "KEY", required = true, add = complete::keys())]
    keys: Vec<String>,
    /// Say what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let mut library = context.open()?;
        let entries = keys::resolve(&library, &keys::with_standard_input(&self.keys)?)?;
        if entries.is_empty() {
            return Err(CliError::not_found(
                "no keys were given, so nothing was removed",
            ));
        }
        let keys: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
        let written = library.write(&context.asked(self.dry_run), |batch| {
            entries.iter().try_for_each(|entry| batch.remove(entry.id))
        })?;
        if self.dry_run {
            ui.note(&format!("would remove {}", written::few(&keys)));
        }
        let done = format!("removed {}", written::few(&keys));
        written::tell(
            ui,
            context,
            &done,
            &Report {
                batch: written.batch,
                keys,
            },
        )?;
        Ok(Outcome::Done)
    }
}
