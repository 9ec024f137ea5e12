//! `ibid pick`: looking up while typing.

use clap::Args as ClapArgs;

use super::Run;
use super::find::Order;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::forms::{Form, FormArgs, cite};
use crate::cli::picker::{self, keys};
use crate::cli::ui::Ui;
use crate::cli::{Outcome, complete};

const EXAMPLES: &str = "\
Examples:
  ibid pick                         all entries, the last added first
  ibid pick author:knuth            start with a query
  ibid show $(ibid pick)            hand keys to another command
  ibid pick --cite pandoc           print a citation of what is picked
  ibid pick | xargs ibid export";

/// Picks entries in a full-screen list that follows as you type.
///
/// The screen is drawn on the terminal itself; standard output gets what you picked, so that other commands can take
/// it: keys, one a line, or another form. Leaving without picking prints nothing and ends with status 1. Queries that
/// led somewhere are kept in ~/.local/state/ibid/queries, unless the configuration says `remember = false`.
#[derive(Debug, ClapArgs)]
#[command(after_help = help())]
pub(crate) struct Args {
    /// What to look for at first; `ibid help query` explains all that it can be
    #[arg(value_name = "WORDS", add = complete::queries())]
    words: Vec<String>,
    /// In which order
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = Order::Relevance)]
    sort: Order,
    #[command(flatten)]
    form: FormArgs,
}

fn help() -> String {
    format!("{EXAMPLES}\n\n{}", keys::table().trim_end())
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let form = match self.form.form(context)? {
            Form::Readable => Form::Keys,
            form => form,
        };
        let syntax = match &form {
            Form::Cite(syntax, _) => *syntax,
            _ => &cite::SYNTAXES[0],
        };
        let entries = picker::pick(ui, context, &self.words.join(" "), self.sort.into(), syntax)?;
        if entries.is_empty() {
            return Ok(Outcome::Findings);
        }
        let library = context.open()?;
        if !form.print(ui, &library, &entries)? {
            let mut summaries = Vec::with_capacity(entries.len());
            for (_, key) in &entries {
                summaries.extend(library.summary(key)?);
            }
            ui.json(&summaries)?;
        }
        Ok(Outcome::Done)
    }
}
