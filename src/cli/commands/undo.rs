//! `ibid undo`: a change taken back.

use clap::Args as ClapArgs;

use super::Run;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::written;

const EXAMPLES: &str = "\
Examples:
  ibid undo                         take the last change back
  ibid undo 12                      take batch 12 of `ibid log` back";

/// Takes a change back: the last one, or the batch of that number.
///
/// A batch can be taken back while everything it changed is as it left it. Undoing is a change itself, which
/// `ibid redo` takes back.
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
        let written = library.write(&context.asked(false), |batch| batch.undo(self.batch))?;
        written::tell_reverted(ui, context, "undid", "ibid redo", &written.value)
    }
}
