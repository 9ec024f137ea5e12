//! `ibid rename`: another key, the old one kept.

use clap::Args as ClapArgs;

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::written::{self, Report};
use crate::cli::{Outcome, complete, keys};

const EXAMPLES: &str = "\
Examples:
  ibid rename knuth84 knuth1984";

/// Gives an entry another key.
///
/// The old key goes on naming the entry, here and, through the field `ids`, in biblatex. References in other entries,
/// such as `crossref`, follow.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The present key
    #[arg(value_name = "OLD", add = complete::keys())]
    old: String,
    /// The key to be
    #[arg(value_name = "NEW")]
    new: String,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let mut library = context.open()?;
        let entry = keys::resolve_one(&library, &self.old)?;
        if entry.key == self.new {
            ui.note(&format!("{} is its key already", self.new));
            return Ok(Outcome::Done);
        }
        let written = library.write(&context.asked(self.dry_run), |batch| {
            batch.rename(entry.id, &self.new)
        })?;
        let follow = match written.value {
            0 => String::new(),
            1 => ", and 1 entry that refers to it follows".to_owned(),
            count => format!(", and {count} entries that refer to it follow"),
        };
        let names = format!("{} to {}{follow}", entry.key, self.new);
        if self.dry_run {
            ui.note(&format!("would rename {names}"));
        }
        let report = Report {
            batch: written.batch,
            keys: vec![self.new],
        };
        written::tell(ui, context, &format!("renamed {names}"), &report)?;
        Ok(Outcome::Done)
    }
}
