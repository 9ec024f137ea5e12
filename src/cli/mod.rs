//! The command line: what is typed becomes a command, a command does its work through the library and speaks
//! through [`ui::Ui`].
//!
//! The commands are listed in [`commands`]; each is one file there. Nothing below this module asks for the time,
//! the environment or the terminal: [`context::Context`] does, once.

mod arguments;
mod citations;
mod commands;
mod complete;
mod config;
mod context;
mod diagnostics;
mod diff;
mod editor;
mod error;
mod exports;
mod files;
mod forms;
mod keys;
mod losses;
mod opening;
mod picker;
mod project;
mod searches;
mod settings;
mod template;
mod text;
mod topics;
mod ui;
mod unfound;
mod written;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser};

use commands::Command;
use context::Context;
use error::CliError;
use ui::Ui;

/// How a command ended, where it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done: exit code 0.
    Done,
    /// Nothing was found, or something was found that should be looked at: exit code 1.
    Findings,
}

/// Reads how many of something are wanted.
fn count(text: &str) -> Result<usize, String> {
    text.parse()
        .map_err(|_| "a whole number is wanted here, such as 20".to_owned())
}

const EXAMPLES: &str = "\
Examples:
  ibid import refs.bib            bring a file into the library
  ibid find knuth literate        look a publication up
  ibid export -o refs.bib         write the whole library as BibTeX
  ibid undo                       take the last change back

The library is the file that --library or IBID_LIBRARY names, else the `library` of the
project's ibid.toml, else that of the configuration file (~/.config/ibid/config.toml), else
~/.local/share/ibid/library.ibid.
Exit status: 0 done, 1 nothing found or something to look at, 2 error.";

/// Keeps bibliographies in one file: look a citation up, export exactly what a document needs.
#[derive(Debug, Parser)]
#[command(
    name = "ibid",
    version,
    infer_subcommands = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = EXAMPLES,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The library to use [env: IBID_LIBRARY]
    #[arg(long, global = true, value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
    library: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Say nothing but results, warnings and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Open the library for reading only
    #[arg(long, global = true)]
    read_only: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also in pipes and files
    Always,
    /// Nowhere
    Never,
}

impl From<Color> for anstream::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// Runs the command that was typed.
pub(crate) fn main() -> ExitCode {
    if complete::answered() {
        return ExitCode::SUCCESS;
    }
    let cli = match parse(std::env::args_os().collect()) {
        Ok(cli) => cli,
        Err(error) => {
            // a closed pipe is no reason to complain about the help text
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let context = Context::new(&cli.global);
    let mut ui = Ui::new(&cli.global, &context);
    let outcome = run(cli.command, &mut ui, &context);
    let outcome = outcome.and_then(|outcome| ui.finish().map(|()| outcome));
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            // what was shown before the error comes before it
            let _ = ui.finish();
            ui.error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

/// What was typed. The parser of one command is made in a fraction of the time that those of all take, which a look-up
/// would notice; where something is not understood, or help is asked for, all of them have their say.
fn parse(arguments: Vec<OsString>) -> Result<Cli, clap::Error> {
    let known = |mut parser: clap::Command| {
        let arguments = arguments::with_negated_terms(arguments.clone(), || parser.clone());
        let matches = parser.try_get_matches_from_mut(arguments)?;
        Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut parser))
    };
    let names = arguments.iter().skip(1).filter_map(|name| name.to_str());
    if let Some(command) = names.filter_map(Command::alone).next()
        && let Ok(cli) = known(parser_of(command))
    {
        return Ok(cli);
    }
    known(parser())
}

/// The parser of a program that has one command.
fn parser_of(command: clap::Command) -> clap::Command {
    Global::augment_args(clap::Command::new("ibid"))
        .disable_help_subcommand(true)
        .subcommand(command)
}

fn run(command: Command, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
    if context.json && !command.prints_json() {
        return Err(CliError::new("this command has no --json")
            .hint("leave --json out; commands that list or change entries have it"));
    }
    command.run(ui, context)
}

/// The parser, for completions and manual pages.
pub(crate) fn parser() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_alone_is_understood_as_among_all() {
        for typed in [
            "find knuth -tex --limit 3",
            "--library find show find",
            "-q fi show",
            "--json export --format bibtex -o x.bib find",
            "help find",
            "nothing find",
            "find --nonsense",
            "find -k -b",
            "--version find",
            "cite",
        ] {
            let arguments: Vec<OsString> = format!("ibid {typed}")
                .split(' ')
                .map(OsString::from)
                .collect();
            let among_all = arguments::with_negated_terms(arguments.clone(), parser);
            let among_all = Cli::try_parse_from(among_all);
            assert_eq!(
                format!("{:?}", parse(arguments)),
                format!("{among_all:?}"),
                "{typed}"
            );
        }
        let parser = parser();
        for command in parser.get_subcommands() {
            parser_of(Command::alone(command.get_name()).unwrap()).debug_assert();
        }
    }

    #[test]
    fn every_command_has_help_and_an_example() {
        let parser = super::parser();
        parser.clone().debug_assert();
        for command in parser.get_subcommands() {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name} has no help");
            let after = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(
                after.starts_with("Examples:\n") && after.contains(&format!("  ibid {name}")),
                "{name}: {after}"
            );
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{name}: {} has no help",
                    argument.get_id()
                );
            }
        }
    }
}
