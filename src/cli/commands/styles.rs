//! `ibid styles`: the citation styles that come with the program.

use clap::Args as ClapArgs;
use ibid::render::STYLES;
use serde::Serialize;

use super::Run;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::text::fit;
use crate::cli::ui::{FAINT, STRONG, Ui};

const EXAMPLES: &str = "\
Examples:
  ibid styles
  ibid styles --json | jq -r '.[] | select(.kind == \"numeric\") | .name'
  ibid cite knuth1984 --style ieee";

/// Lists the citation styles that `cite` knows by name.
///
/// A style's kind is how it cites: author-date, author, numeric, label or note. Any other style of the Citation Style
/// Language can be used as a file: `ibid cite --style FILE.csl`. With --json each style has `name`, `id`, `title` and
/// `kind`.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {}

/// A style as JSON.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    id: &'static str,
    title: &'static str,
    kind: &'static str,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        if context.json {
            let all = STYLES.iter().map(|style| Listed {
                name: style.name,
                id: style.id,
                title: style.title,
                kind: style.kind.name(),
            });
            ui.json(&all.collect::<Vec<_>>())?;
            return Ok(Outcome::Done);
        }
        let names = STYLES
            .iter()
            .map(|style| style.name.len())
            .max()
            .unwrap_or(0);
        for style in STYLES {
            let title = fit(
                style.title,
                context.width.saturating_sub(names + 15).max(20),
            );
            let line = format!(
                "{}{}  {}  {title}",
                ui.paint(STRONG, style.name),
                " ".repeat(names - style.name.len()),
                ui.paint(FAINT, &format!("{:11}", style.kind.name())),
            );
            ui.line(&line)?;
        }
        Ok(Outcome::Done)
    }
}
