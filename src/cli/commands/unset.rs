//! `ibid unset`: fields away.

use clap::Args as ClapArgs;
use ibid::formats::bibtex::edit::unset_field;
use ibid::formats::bibtex::fields::RawEntry;

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::written;
use crate::cli::{Outcome, complete};

const EXAMPLES: &str = "\
Examples:
  ibid unset knuth1984 abstract keywords
  ibid unset knuth1984 note --dry-run";

/// Takes fields out of an entry and leaves everything around them as it is.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation key
    #[arg(value_name = "KEY", add = complete::keys())]
    key: String,
    /// The fields' names
    #[arg(value_name = "FIELD", required = true)]
    fields: Vec<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let missing = |source: &str| {
            let entry = RawEntry::parse(source).ok()?;
            self.fields
                .iter()
                .find(|name| entry.field(name).is_none())
                .cloned()
        };
        written::change_entry(ui, context, &self.key, self.dry_run, |source| {
            if let Some(name) = missing(source) {
                return Err(
                    CliError::not_found(format!("{} has no field {name:?}", self.key)).hint(
                        format!("`ibid show {} --bibtex` shows the fields it has", self.key),
                    ),
                );
            }
            let mut source = source.to_owned();
            for name in &self.fields {
                source = unset_field(&source, name)?;
            }
            Ok(source)
        })
    }
}
