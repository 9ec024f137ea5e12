//! `ibid redo`: an undone change done again.

use clap::Args as ClapArgs;

use super::Run;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::written;

const EXAMPLES: &str = "\
Examples:
  ibid redo                         do again what was undone last
  ibid redo 12                      do batch 12 of `ibid log` again";

/// Does again what was undone: last, or the batch of that number.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The batch's number
    #[arg(value_name = "BATCH")]
    batch: Option<i64>,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let mut library = context.open()?;
        let written = library.write(&context.asked(false), |batch| batch.redo(self.batch))?;
        written::tell_reverted(ui, context, "did again", "ibid undo", &written.value)
    }
}
