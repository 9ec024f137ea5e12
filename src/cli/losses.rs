//! What a conversion could not carry, told shortly on standard error and wholly as JSON.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use ibid::formats::loss::{Loss, LossKind};

use super::error::CliError;
use super::ui::Ui;

/// How many kinds of losses are told by default.
const TOLD: usize = 8;
/// How many keys stand for the entries.
const EXAMPLES: usize = 3;

/// Gathers losses as they occur; of any number it keeps one count for each kind.
#[derive(Default)]
pub(crate) struct Losses {
    groups: HashMap<(String, LossKind, String), Group>,
    all: Option<(PathBuf, BufWriter<File>)>,
    failed: Option<CliError>,
    count: u64,
}

#[derive(Default)]
struct Group {
    order: usize,
    count: u64,
    keys: Vec<String>,
}

impl Losses {
    /// Writes each to `path`, too, as an array of JSON objects.
    pub(crate) fn written_to(path: Option<&Path>) -> Result<Self, CliError> {
        let all = match path {
            Some(path) => {
                let file = File::create(path).map_err(|error| CliError::file(path, error))?;
                Some((path.to_owned(), BufWriter::new(file)))
            }
            None => None,
        };
        Ok(Self {
            all,
            ..Self::default()
        })
    }

    /// Takes note of one.
    pub(crate) fn add(&mut self, loss: Loss) {
        if let Some((path, file)) = &mut self.all {
            let lead = if self.count == 0 { "[\n" } else { ",\n" };
            let written = write!(file, "{lead}").and_then(|()| {
                serde_json::to_writer(&mut *file, &loss).map_err(std::io::Error::from)
            });
            if let Err(error) = written {
                self.failed
                    .get_or_insert_with(|| CliError::file(path, error));
            }
        }
        self.count += 1;
        let order = self.groups.len();
        let group = self
            .groups
            .entry((loss.field, loss.kind, loss.message))
            .or_insert_with(|| Group {
                order,
                ..Group::default()
            });
        group.count += 1;
        if group.keys.len() < EXAMPLES {
            group.keys.push(loss.key);
        }
    }

    /// Whether there were none.
    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Completes the file that they are written to.
    pub(crate) fn finish(&mut self) -> Result<(), CliError> {
        if let Some(failed) = self.failed.take() {
            return Err(failed);
        }
        if let Some((path, file)) = &mut self.all {
            let end = if self.count == 0 { "[]\n" } else { "\n]\n" };
            file.write_all(end.as_bytes())
                .and_then(|()| file.flush())
                .map_err(|error| CliError::file(path, error))?;
        }
        Ok(())
    }

    /// Tells of them on standard error, most frequent first.
    pub(crate) fn tell(&self, ui: &mut Ui) {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by(|((_, one, _), first), ((_, other, _), second)| {
            one.cmp(other)
                .then(second.count.cmp(&first.count))
                .then(first.order.cmp(&second.order))
        });
        let told = if ui.is_verbose() { groups.len() } else { TOLD };
        for ((field, kind, message), group) in groups.iter().take(told) {
            let mut keys = group.keys.join(", ");
            if group.count > group.keys.len() as u64 {
                keys = format!("{} entries: {keys}, …", group.count);
            }
            let fate = match kind {
                LossKind::Dropped => "",
                LossKind::Weakened => " is weakened",
            };
            ui.warning(&format!("`{field}`{fate}: {message} ({keys})"));
        }
        if let Some(more) = groups.len().checked_sub(told).filter(|more| *more > 0) {
            ui.warning(&format!(
                "{more} more kind{} of loss: `--verbose` tells them, `--losses FILE` writes each as JSON",
                if more == 1 { "" } else { "s" }
            ));
        }
    }
}
