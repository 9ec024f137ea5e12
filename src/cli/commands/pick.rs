//! `ibid pick`: looking up while typing.

use clap::Args as ClapArgs;

use super::Run;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::picker::worker::Order;
use crate::cli::picker::{self, keys};
use crate::cli::text::clean;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  ibid pick                         all entries, the newest first
  ibid pick knuth                   start with a query
  ibid show $(ibid pick)            hand keys to another command
  ibid pick | xargs ibid export";

/// Picks entries in a full-screen list that follows as you type.
///
/// The screen is drawn on the terminal itself; standard output gets the keys of what you picked, one a line, so that
/// other commands can take them. Leaving without picking prints nothing and ends with status 1. Queries that led
/// somewhere are kept in ~/.local/state/ibid/queries.
#[derive(Debug, ClapArgs)]
#[command(after_help = help())]
pub(crate) struct Args {
    /// What to look for at first
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
}

fn help() -> String {
    format!("{EXAMPLES}\n\n{}", keys::table().trim_end())
}

impl Run for Args {
    const JSON: bool = false;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let keys = picker::pick(ui, context, &self.words.join(" "), Order::Relevance)?;
        for key in &keys {
            ui.line(&clean(key))?;
        }
        Ok(if keys.is_empty() {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}
