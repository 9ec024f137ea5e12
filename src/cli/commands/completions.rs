//! `ibid completions`: what makes the shell complete commands, options and keys.

use std::io::Write;

use clap::Args as ClapArgs;
use clap::builder::PossibleValuesParser;

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, complete};

const EXAMPLES: &str = "\
Examples:
  ibid completions bash                     goes into ~/.bashrc as: source <(ibid completions bash)
  ibid completions zsh                      goes into ~/.zshrc, behind compinit, likewise
  ibid completions fish > ~/.config/fish/completions/ibid.fish
  ibid completions elvish                   goes into rc.elv as: eval (ibid completions elvish | slurp)
  ibid completions powershell               goes into $PROFILE as: ibid completions powershell | Out-String | iex";

/// Prints the script that makes a shell complete commands, options and citation keys.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_name = "SHELL", value_parser = PossibleValuesParser::new(complete::shells()))]
    shell: String,
}

impl Run for Args {
    const JSON: bool = false;

    fn run(self, ui: &mut Ui, _: &Context) -> Result<Outcome, CliError> {
        let script = complete::script(&self.shell)?;
        ui.out().write_all(&script).map_err(CliError::output)?;
        Ok(Outcome::Done)
    }
}
