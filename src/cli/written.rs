//! What commands that change the library have in common: doing it and telling what was done.

use anstyle::{AnsiColor, Style};
use ibid::store::Logged;
use serde::Serialize;

use super::context::Context;
use super::error::CliError;
use super::ui::Ui;
use super::{Outcome, diff as compare, keys};

/// What a command wrote; public as JSON.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// The batch that `ibid undo` takes; null where nothing changed, or was to change.
    pub(crate) batch: Option<i64>,
    /// The entries that it concerned.
    pub(crate) keys: Vec<String>,
}

/// How to take a change back.
pub(crate) const UNDO: &str = "`ibid undo` takes it back";

/// Tells what was `done`, and how to take it back.
pub(crate) fn tell(
    ui: &mut Ui,
    context: &Context,
    done: &str,
    report: &Report,
) -> Result<(), CliError> {
    if context.json {
        ui.json(report)?;
    }
    ui.finish()?;
    if report.batch.is_some() {
        ui.remark(&format!("{done}; {UNDO}"));
    }
    Ok(())
}

/// Tells what was undone or done again.
pub(crate) fn tell_reverted(
    ui: &mut Ui,
    context: &Context,
    verb: &str,
    back: &str,
    batch: &Logged,
) -> Result<Outcome, CliError> {
    if context.json {
        ui.json(batch)?;
    } else {
        ui.note(&format!("{verb} batch {}: {}", batch.batch, batch.command));
        ui.remark(&format!("`{back}` takes that back"));
    }
    Ok(Outcome::Done)
}

/// The first few of `keys`.
pub(crate) fn few(keys: &[String]) -> String {
    first(keys, 5)
}

/// The first of `keys`, so many at most, and how many more there are.
pub(crate) fn first(keys: &[String], most: usize) -> String {
    let mut out = keys[..keys.len().min(most)].join(", ");
    if let Some(more @ 1..) = keys.len().checked_sub(most) {
        out.push_str(&format!(" and {more} more"));
    }
    out
}

/// Changes the text of one entry; with `dry_run` only shows what would change.
pub(crate) fn change_entry(
    ui: &mut Ui,
    context: &Context,
    key: &str,
    dry_run: bool,
    change: impl Fn(&str) -> Result<String, CliError>,
) -> Result<Outcome, CliError> {
    let mut library = context.open()?;
    let entry = keys::resolve_one(&library, key)?;
    let written = library.write(&context.asked(dry_run), |batch| {
        let before = batch.source(entry.id)?;
        let changed = batch.replace(entry.id, &change(&before)?)?;
        Ok::<_, CliError>((changed, before, batch.source(entry.id)?))
    })?;
    let (changed, before, after) = written.value;
    if !changed {
        ui.note(&format!(
            "{} is like that already; nothing was changed",
            entry.key
        ));
    } else if dry_run && !context.json {
        diff(ui, &before, &after)?;
    }
    let keys = if changed { vec![entry.key] } else { Vec::new() };
    let done = format!("changed {}", few(&keys));
    tell(
        ui,
        context,
        &done,
        &Report {
            batch: written.batch,
            keys,
        },
    )?;
    Ok(Outcome::Done)
}

/// Shows what changed from one text to another.
pub(crate) fn diff(ui: &mut Ui, before: &str, after: &str) -> Result<(), CliError> {
    const GONE: Style = AnsiColor::Red.on_default();
    const NEW: Style = AnsiColor::Green.on_default();
    for (sign, line) in compare::lines(before, after) {
        let line = format!("{sign}{line}");
        let line = match sign {
            '-' => ui.paint(GONE, &line),
            '+' => ui.paint(NEW, &line),
            _ => line,
        };
        ui.line(&line)?;
    }
    Ok(())
}
