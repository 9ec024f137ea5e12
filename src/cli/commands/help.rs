//! `ibid help`: about commands and topics.

use clap::Args as ClapArgs;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::topics::TOPICS;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, parser};

const EXAMPLES: &str = "\
Examples:
  ibid help find                    a command, with examples
  ibid help query                   the query language
  ibid help forms                   citations and templates
  ibid help project                 every setting of ibid.toml, with examples";

/// Prints help on a command, or on a topic: query, forms, project.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// A command or a topic
    #[arg(value_name = "NAME", add = ArgValueCandidates::new(names))]
    name: Option<String>,
}

fn names() -> Vec<CompletionCandidate> {
    let parser = parser();
    let commands = parser.get_subcommands().map(|command| {
        CompletionCandidate::new(command.get_name().to_owned()).help(command.get_about().cloned())
    });
    let topics = TOPICS
        .iter()
        .map(|topic| CompletionCandidate::new(topic.name).help(Some(topic.about.into())));
    commands.chain(topics).collect()
}

impl Run for Args {
    const JSON: bool = false;

    fn run(self, ui: &mut Ui, _: &Context) -> Result<Outcome, CliError> {
        let mut parser = parser();
        parser.build();
        let Some(asked) = self.name else {
            let help = parser.render_long_help();
            return print(ui, &help);
        };
        let mut known: Vec<&str> = parser
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        known.extend(TOPICS.iter().map(|topic| topic.name));
        let meant: Vec<&str> = match known.iter().find(|name| **name == asked) {
            Some(name) => vec![*name],
            None => known
                .iter()
                .copied()
                .filter(|name| name.starts_with(&asked))
                .collect(),
        };
        let name = match meant.as_slice() {
            [name] => (*name).to_owned(),
            [] => {
                let near = known
                    .iter()
                    .map(|name| (strsim::jaro_winkler(&asked, name), name))
                    .filter(|(near, _)| *near > 0.7)
                    .max_by(|a, b| a.0.total_cmp(&b.0));
                let error = CliError::new(format!("there is no help on {asked:?}"));
                return Err(match near {
                    Some((_, name)) => error.hint(format!("did you mean `ibid help {name}`?")),
                    None => {
                        let topics: Vec<&str> = TOPICS.iter().map(|topic| topic.name).collect();
                        error.hint(format!(
                            "`ibid help` lists the commands; topics are {}",
                            topics.join(", ")
                        ))
                    }
                });
            }
            several => {
                return Err(CliError::new(format!(
                    "{asked:?} may be {}",
                    several.join(" or ")
                )));
            }
        };
        if let Some(topic) = TOPICS.iter().find(|topic| topic.name == name) {
            for line in (topic.text)().lines() {
                ui.line(line)?;
            }
            return Ok(Outcome::Done);
        }
        match parser.find_subcommand_mut(&name) {
            Some(command) => {
                let help = command.render_long_help();
                print(ui, &help)
            }
            None => Ok(Outcome::Done),
        }
    }
}

fn print(ui: &mut Ui, help: &clap::builder::StyledStr) -> Result<Outcome, CliError> {
    let text = if ui.colors() {
        help.ansi().to_string()
    } else {
        help.to_string()
    };
    ui.line(text.trim_end())?;
    Ok(Outcome::Done)
}
