//! `ibid log`: the library's history.

use chrono::{DateTime, Local};
use clap::Args as ClapArgs;
use ibid::store::{Library, Logged, Touched};
use serde::Serialize;

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::text::clean;
use crate::cli::ui::{FAINT, STRONG, Ui};
use crate::cli::{Outcome, complete, count, keys, written};

const EXAMPLES: &str = "\
Examples:
  ibid log                          the last changes
  ibid log knuth1984 -p             every change to one entry, with its text
  ibid log --json -n 0";

/// Tells what was done to the library, newest first.
///
/// Every change is a batch with a number, which `ibid undo` and `ibid redo` take.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Only the batches that touched this entry
    #[arg(value_name = "KEY", add = complete::keys())]
    key: Option<String>,
    /// How many batches to show; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, value_parser = count, allow_negative_numbers = true)]
    limit: usize,
    /// Show each entry before and after
    #[arg(short, long)]
    patch: bool,
}

/// A batch as JSON.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    batch: Logged,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<Vec<Touched>>,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let library = context.open()?;
        let id = match &self.key {
            Some(key) => Some(keys::resolve_one(&library, key)?.id),
            None => None,
        };
        let limit = if self.limit == 0 {
            usize::MAX
        } else {
            self.limit
        };
        let batches = library.log(id, limit)?;
        if context.json {
            let told: Result<Vec<Told>, CliError> = batches
                .into_iter()
                .map(|batch| {
                    Ok(Told {
                        entries: self.touched(&library, batch.batch)?,
                        batch,
                    })
                })
                .collect();
            ui.json(&told?)?;
            return Ok(Outcome::Done);
        }
        for batch in &batches {
            ui.line(&line(ui, batch))?;
            for entry in self.touched(&library, batch.batch)?.unwrap_or_default() {
                let (before, after) = (
                    entry.before.unwrap_or_default(),
                    entry.after.unwrap_or_default(),
                );
                written::diff(ui, &before, &after)?;
                ui.line("")?;
            }
        }
        if batches.is_empty() {
            ui.note("nothing has been done yet");
            return Ok(Outcome::Findings);
        }
        Ok(Outcome::Done)
    }
}

impl Args {
    fn touched(&self, library: &Library, batch: i64) -> Result<Option<Vec<Touched>>, CliError> {
        Ok(if self.patch {
            Some(library.touched(batch)?)
        } else {
            None
        })
    }
}

fn line(ui: &Ui, batch: &Logged) -> String {
    let at = DateTime::from_timestamp(batch.at, 0)
        .map(|date| {
            date.with_timezone(&Local)
                .format("%Y-%m-%d %H:%M")
                .to_string()
        })
        .unwrap_or_default();
    let mut counts = Vec::new();
    for (sign, count) in [
        ('+', batch.added),
        ('~', batch.changed),
        ('-', batch.removed),
    ] {
        if count > 0 {
            counts.push(format!("{sign}{count}"));
        }
    }
    let counts = if counts.is_empty() {
        "·".to_owned()
    } else {
        counts.join(" ")
    };
    let number = ui.paint(STRONG, &format!("{:>4}", batch.batch));
    let undone = if batch.undone { "  (undone)" } else { "" };
    format!(
        "{number}  {}  {counts:<8} {}{}",
        ui.paint(FAINT, &at),
        clean(&batch.command),
        ui.paint(FAINT, undone)
    )
}
