//! Bringing inputs into the library: what is added, what is known already, what changes, what is left out.
//!
//! An input is read in a thread of its own (`read`) while its items are decided upon and written (`decide`). All
//! inputs of one call make one batch.
//!
//! Each entry of an input is added, updates an entry, is unchanged, or is rejected; the counts of [`Report`] add up
//! to the entries read. By its key an entry meets one of the library's (by present key, former key, or a key that
//! could not be given before): the same content leaves everything as it is; the same work with other content is a
//! conflict, settled by [`OnConflict`]; another work gets a fresh key.

mod decide;
mod read;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Lines, Severity};
use crate::formats::bibtex::macros::{MacroTexts, defined_in};
use crate::formats::encoding::decode;
use crate::store::{Asked, Library, StoreError, Written};
use decide::Decider;
use read::{Item, read};

/// What happens where an entry meets the same work under the same key with other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnConflict {
    /// The library's entry stays as it is.
    #[default]
    Keep,
    /// The new text takes the place of the old.
    Replace,
    /// Fields that the library's entry lacks are added to it.
    Merge,
    /// Both are kept, the new one under a fresh key.
    Rename,
}

/// A conflict, to be settled one by one.
#[derive(Debug)]
pub struct Conflict<'c> {
    /// The library's entry's key.
    pub key: &'c str,
    /// Its text.
    pub old: &'c str,
    /// The text of the new entry.
    pub new: &'c str,
    /// The fields in which they differ.
    pub fields: &'c [String],
}

/// How to import.
pub struct Options<'o> {
    /// What to do about conflicts.
    pub on_conflict: OnConflict,
    /// Asked about each conflict, if given, instead.
    pub ask: Option<&'o mut dyn FnMut(&Conflict<'_>) -> OnConflict>,
    /// Tags for every entry that is added.
    pub tags: Vec<String>,
    /// Told how many bytes of the present input are done, and of how many.
    pub progress: &'o mut dyn FnMut(Progress<'_>),
    /// Set from elsewhere to break off.
    pub interrupted: &'o AtomicBool,
}

/// How far an import is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'p> {
    /// The input being read.
    pub input: &'p str,
    /// Bytes of it that are done.
    pub done: usize,
    /// Its size in bytes.
    pub size: usize,
}

/// Something to import.
#[derive(Debug)]
pub struct Input {
    /// What to call it: a path, `<stdin>`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What an import did; public as JSON, except for `rejects`.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Entries added.
    pub added: u64,
    /// Entries changed.
    pub updated: u64,
    /// Entries that the library had already, or whose conflict was settled in favour of the library.
    pub unchanged: u64,
    /// Entries left out because they could not be read.
    pub rejected: u64,
    /// Entries that did not get the key they came with.
    pub renamed: Vec<Renamed>,
    /// The inputs.
    pub files: Vec<ReadFile>,
    /// What was found on the way.
    pub diagnostics: Vec<Diagnostic>,
    /// The batch that was recorded.
    pub batch: Option<i64>,
    /// The texts that were not taken, and why, to be mended and imported again.
    #[serde(skip)]
    pub rejects: Vec<Reject>,
}

/// A key that an entry could not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Renamed {
    /// The key it came with; empty for none.
    pub from: String,
    /// The key it has.
    pub to: String,
}

/// An input that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadFile {
    /// What it is called.
    pub path: String,
    /// Its encoding.
    pub encoding: &'static str,
    /// The entries in it, rejected ones included.
    pub entries: u64,
}

/// A text that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// As it stood.
    pub text: String,
    /// Why not.
    pub why: Diagnostic,
}

impl Report {
    /// The texts that were not taken, each under comments that say why, as a `.bib` file to mend and import again.
    pub fn rejects_file(&self) -> String {
        let mut out = String::new();
        for reject in &self.rejects {
            // an @ in a comment could start an entry
            let mut comment = |line: &str| {
                out.push_str("% ");
                out.push_str(&line.replace('@', "(at)").replace(['\n', '\r'], " "));
                out.push('\n');
            };
            if let Some(place) = &reject.why.place {
                comment(&format!(
                    "{}:{}:{}: {}",
                    place.file, place.line, place.column, reject.why.message
                ));
            } else {
                comment(&reject.why.message);
            }
            if let Some(help) = &reject.why.help {
                comment(help);
            }
            out.push_str(reject.text.trim_end());
            out.push_str("\n\n");
        }
        out
    }
}

/// How many items travel from the reading thread to the writing one at a time.
const PACK: usize = 32;
/// How many packs may wait.
const WAITING: usize = 8;

impl Library {
    /// Imports `inputs`, one after the other, as one batch.
    ///
    /// # Errors
    /// [`StoreError::Interrupted`]; what reading an input gives; those of [`Library::write`]. Nothing is changed then.
    pub fn import<E: From<StoreError>>(
        &mut self,
        asked: &Asked,
        inputs: impl Iterator<Item = Result<Input, E>>,
        options: &mut Options<'_>,
    ) -> Result<Report, E> {
        let Written { value, batch } = self.write(asked, |batch| {
            let mut report = Report::default();
            batch.expect_many()?;
            for input in inputs {
                let Input { name, bytes } = input?;
                import_one(batch, &name, bytes, options, &mut report)?;
            }
            Ok::<_, E>(report)
        })?;
        Ok(Report { batch, ..value })
    }
}

fn import_one(
    batch: &mut crate::store::Batch<'_>,
    name: &str,
    bytes: Vec<u8>,
    options: &mut Options<'_>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let decoded = decode(bytes);
    let text = decoded.text.as_str();
    if let Some(at) = decoded.guessed_at {
        let message = format!("the file is not UTF-8; it was read as {}", decoded.encoding);
        report.diagnostics.push(
            Diagnostic::new("encoding", Severity::Note, message)
                .help("if letters come out wrong, convert the file to UTF-8 and import it again")
                .place(Lines::new(name, text).place(at.min(text.len()))),
        );
    }
    // up to its definition in the input, a name that the input defines means nothing, as to BibTeX
    let own = defined_in(text);
    let mut texts: MacroTexts = batch.macro_texts()?;
    texts.retain(|name, _| !own.contains(name));
    let mut decider = Decider::new(batch, name, text, own, options, report)?;
    let (entries, others) = std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<(Vec<Item<'_>>, usize)>(WAITING);
        let texts = &mut texts;
        scope.spawn(move || {
            let mut pack = Vec::with_capacity(PACK);
            let mut done = 0;
            read(name, text, texts, &mut |item, at| {
                pack.push(item);
                done = at;
                // the other side is gone when something went wrong there
                pack.len() < PACK
                    || send
                        .send((std::mem::replace(&mut pack, Vec::with_capacity(PACK)), at))
                        .is_ok()
            });
            drop(send.send((pack, done)));
        });
        let (mut entries, mut others) = (0, 0);
        for (pack, done) in receive {
            if decider.options.interrupted.load(Ordering::Relaxed) {
                return Err(StoreError::Interrupted);
            }
            for item in pack {
                entries += u64::from(matches!(
                    item,
                    Item::Entry(_) | Item::Rejected { entry: true, .. }
                ));
                others += u64::from(matches!(
                    item,
                    Item::Macro(_) | Item::Preamble { .. } | Item::Rejected { entry: false, .. }
                ));
                decider.take(item)?;
            }
            (decider.options.progress)(Progress {
                input: name,
                done,
                size: text.len(),
            });
        }
        Ok((entries, others))
    })?;
    decider.finish()?;
    if entries + others == 0 && !text.trim().is_empty() {
        report.diagnostics.push(
            Diagnostic::new(
                "no-entries",
                Severity::Error,
                "this file holds no BibTeX entry; nothing was taken from it",
            )
            .help("look whether it is another format")
            .place(Lines::new(name, text).place(0)),
        );
    }
    report.files.push(ReadFile {
        path: name.to_owned(),
        encoding: decoded.encoding,
        entries,
    });
    Ok(())
}

#[cfg(test)]
mod tests;
