//! `ibid doctor`: is the library sound?

use clap::Args as ClapArgs;

use super::Run;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  ibid doctor
  ibid doctor --rebuild             make everything derived from the entries anew
  ibid doctor --json | jq '.findings[].key'";

/// Looks for damage to the library and for what its entries leave to be desired.
///
/// Damage concerns the file and everything derived from the entries. Findings are fields that could not be read,
/// references to entries that are not there, and macros that nothing defines. Exit status 1 where there are any.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// First make everything that is derived from the entries anew
    #[arg(long)]
    rebuild: bool,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let mut library = context.open()?;
        if self.rebuild {
            library.rebuild()?;
            ui.note("everything derived from the entries was made anew");
        }
        let health = library.health()?;
        if context.json {
            ui.json(&health)?;
        } else {
            ui.results(&health.damage, context.width)?;
            ui.results(&health.findings, context.width)?;
            let damage = match health.damage.len() {
                0 => "no damage".to_owned(),
                count => format!(
                    "damage in {count} {}",
                    if count == 1 { "place" } else { "places" }
                ),
            };
            let findings = match health.findings.len() {
                0 => "nothing to look at".to_owned(),
                1 => "1 thing to look at".to_owned(),
                count => format!("{count} things to look at"),
            };
            let entries = if health.entries == 1 {
                "entry"
            } else {
                "entries"
            };
            ui.line(&format!(
                "{} {entries}: {damage}, {findings}",
                health.entries
            ))?;
        }
        let sound = health.damage.is_empty() && health.findings.is_empty();
        Ok(if sound {
            Outcome::Done
        } else {
            Outcome::Findings
        })
    }
}
