//! `ibid show`: everything about an entry.

use chrono::{DateTime, Local};
use clap::Args as ClapArgs;
use ibid::formats::bibtex::fields::RawEntry;
use ibid::store::{Library, Stored, Summary};
use serde::Serialize;

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::forms::FormArgs;
use crate::cli::text::{clean, width, wrap};
use crate::cli::ui::{FAINT, STRONG, Ui};
use crate::cli::{Outcome, complete, keys};

const EXAMPLES: &str = "\
Examples:
  ibid show knuth1984               all fields as plain text
  ibid show knuth1984 --bibtex      the entry as it stands in the library
  ibid find knuth --keys | ibid show - --cite latex
  ibid show knuth1984 --json | jq -r '.[0].fields.abstract'";

/// Shows entries: every field as plain text, former keys, files, what could not be read.
///
/// A former key or one of biblatex's `ids` names its entry too. With --json each entry has, beside what `find` gives,
/// `fields`: each field's value as it is written, without its delimiters (a value joined by # stays as it is written),
/// and `source`: the whole entry.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation keys; - reads them from standard input
    #[arg(value_name = "KEY", required = true, add = complete::keys())]
    keys: Vec<String>,
    #[command(flatten)]
    form: FormArgs,
}

/// An entry as JSON.
#[derive(Serialize)]
struct Shown<'e> {
    #[serde(flatten)]
    summary: Summary,
    fields: serde_json::Map<String, serde_json::Value>,
    source: &'e str,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let form = self.form.form(context)?;
        let library = context.open()?;
        let (entries, unknown) = keys::lookup(&library, &keys::with_standard_input(&self.keys)?)?;
        let chosen: Vec<(i64, String)> = entries
            .iter()
            .map(|entry| (entry.id, entry.key.clone()))
            .collect();
        if form.print(ui, &library, &chosen)? {
            // done
        } else if context.json {
            let mut shown = Vec::with_capacity(entries.len());
            for entry in &entries {
                if let Some(summary) = library.summary(&entry.key)? {
                    shown.push(Shown {
                        summary,
                        fields: verbatim(&entry.parts()?),
                        source: &entry.source,
                    });
                }
            }
            ui.json(&shown)?;
        } else {
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    ui.line("")?;
                }
                card(ui, &library, entry, context.width)?;
            }
        }
        let ids: Vec<i64> = chosen.iter().map(|(id, _)| *id).collect();
        context.record_use(&library, &ids)?;
        match keys::unknown_error(&library, &unknown)? {
            Some(error) => Err(error),
            None => Ok(Outcome::Done),
        }
    }
}

/// Each field's value as it is written; of several of one name the first, which is the one that counts.
fn verbatim(entry: &RawEntry<'_>) -> serde_json::Map<String, serde_json::Value> {
    let mut fields = serde_json::Map::new();
    for field in &entry.fields {
        let text = match field.value.pieces() {
            [piece] => piece
                .literal()
                .unwrap_or(&entry.text[field.value_span.clone()]),
            _ => &entry.text[field.value_span.clone()],
        };
        fields
            .entry(field.name.to_ascii_lowercase())
            .or_insert_with(|| text.into());
    }
    fields
}

fn card(ui: &mut Ui, library: &Library, entry: &Stored, columns: usize) -> Result<(), CliError> {
    let date = |at: i64| {
        DateTime::from_timestamp(at, 0)
            .map(|date| date.with_timezone(&Local).format("%Y-%m-%d").to_string())
            .unwrap_or_default()
    };
    let mut rows: Vec<(&str, String)> = entry
        .fields
        .iter()
        .map(|(name, text)| (name.as_str(), text.clone()))
        .collect();
    // files and former keys have rows of their own
    let is_former = |key: &str| {
        entry
            .aliases
            .iter()
            .any(|alias| alias.eq_ignore_ascii_case(key.trim()))
    };
    rows.retain(|(name, text)| match *name {
        "file" | "pdf" => entry.files.is_empty(),
        "ids" => !text.split(',').all(is_former),
        _ => !text.trim().is_empty(),
    });
    let tags = library
        .summary(&entry.key)?
        .map(|summary| summary.tags)
        .unwrap_or_default();
    let mut more = |label, texts: Vec<String>, separator: &str| {
        if !texts.is_empty() {
            rows.push((label, texts.join(separator)));
        }
    };
    more("tags", tags, ", ");
    let file = |(path, description): &(String, String)| match description.as_str() {
        "" => path.clone(),
        description => format!("{path} ({description})"),
    };
    more("files", entry.files.iter().map(file).collect(), "; ");
    more("former keys", entry.aliases.clone(), ", ");
    more("added", vec![date(entry.added)], "");
    if entry.modified != entry.added {
        more("modified", vec![date(entry.modified)], "");
    }
    for (field, message) in &entry.problems {
        rows.push(("problem", format!("{field}: {message}")));
    }
    let head = format!(
        "{}  {}",
        ui.paint(STRONG, &clean(&entry.key)),
        ui.paint(FAINT, &clean(&entry.entry_type))
    );
    ui.line(&head)?;
    let labels = rows
        .iter()
        .map(|(label, _)| width(label))
        .max()
        .unwrap_or(0)
        .min(24);
    for (label, text) in rows {
        let label = clean(label);
        let gap = " ".repeat(labels.saturating_sub(width(&label)) + 2);
        let lines = wrap(&clean(&text), columns.saturating_sub(labels + 4).max(20));
        for (index, line) in lines.iter().enumerate() {
            let left = if index == 0 {
                format!("  {}{gap}", ui.paint(FAINT, &label))
            } else {
                " ".repeat(labels + 4)
            };
            ui.line(&format!("{left}{line}"))?;
        }
    }
    Ok(())
}
