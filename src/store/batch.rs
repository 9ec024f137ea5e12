//! The only way to change a library: one transaction, one recorded batch.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::incoming::NewEntry;
use super::projection::{self, Known};
use super::state::{self, Bindings, EntryState, Kind, State};
use super::{Access, Library, StoreError, entries, history};
use crate::formats::bibtex::edit;
use crate::formats::bibtex::fields::RawEntry;
use crate::formats::bibtex::macros::{is_month, macro_key};
use crate::model::Key;

/// What was asked for, as history tells it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The command line.
    pub command: String,
    /// The present time, in seconds since 1970, UTC.
    pub now: i64,
    /// Do everything, then take it back.
    pub dry_run: bool,
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<T> {
    /// What the work gave back.
    pub value: T,
    /// The batch that was recorded; `None` where nothing changed or nothing was to change.
    pub batch: Option<i64>,
}

/// A write under way.
pub struct Batch<'l> {
    pub(super) tx: Transaction<'l>,
    id: Option<i64>,
    command: String,
    reverts: Option<i64>,
    pub(super) now: i64,
    /// The numbers of the first item that this batch makes, and of the next.
    first: i64,
    pub(super) next: i64,
    recorded: HashSet<i64>,
    pub(super) known: Known,
    /// Entries whose projection is out of date.
    pub(super) dirty: BTreeSet<i64>,
    /// Keys whose heirs' projection may be.
    pub(super) dirty_keys: HashSet<String>,
    pub(super) had_links: bool,
    /// Whether there are former keys or keys that an entry came with and could not have.
    pub(super) had_other_keys: bool,
    /// The keys of all entries, as numbers, where the library held none before.
    pub(super) keys: Option<HashSet<u64>>,
    /// Definitions of indexes that are to be built before anything is looked up by them.
    pub(super) indexes: Vec<String>,
}

impl Library {
    /// Runs `work` in one transaction and records what it changed as one batch; an error takes everything back.
    /// Waits while another process writes.
    ///
    /// # Errors
    /// What `work` gives; [`StoreError::ReadOnly`], [`StoreError::Busy`], SQLite's.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        asked: &Asked,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, E>,
    ) -> Result<Written<T>, E> {
        self.writable()?;
        let mut batch = Batch::begin(self, asked)?;
        let value = work(&mut batch)?;
        let id = batch.finish(asked.dry_run)?;
        self.share()?;
        Ok(Written { value, batch: id })
    }

    /// Whether anything can be written, for those who would ask a person for what is to be written.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`].
    pub fn writable(&self) -> Result<(), StoreError> {
        if self.access == Access::Read {
            Err(StoreError::ReadOnly)
        } else {
            Ok(())
        }
    }
}

impl<'l> Batch<'l> {
    fn begin(library: &'l mut Library, asked: &Asked) -> Result<Self, StoreError> {
        let tx = library
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        let next = tx.query_row("SELECT next FROM library", [], |row| row.get(0))?;
        let had_links = tx.query_row("SELECT EXISTS (SELECT 1 FROM link)", [], |row| row.get(0))?;
        let known = Known::begin(&tx)?;
        let had_other_keys = tx.query_row(
            "SELECT EXISTS (SELECT 1 FROM alias)
                 OR EXISTS (SELECT 1 FROM entry WHERE given_key IS NOT NULL)",
            [],
            |row| row.get(0),
        )?;
        Ok(Self {
            tx,
            id: None,
            command: asked.command.clone(),
            reverts: None,
            now: asked.now,
            first: next,
            next,
            recorded: HashSet::new(),
            known,
            dirty: BTreeSet::new(),
            dirty_keys: HashSet::new(),
            had_links,
            had_other_keys,
            keys: (next == 1).then(HashSet::new),
            indexes: Vec::new(),
        })
    }

    /// Brings projections up to date and commits; the batch's number if anything was changed.
    fn finish(mut self, dry_run: bool) -> Result<Option<i64>, StoreError> {
        self.settle()?;
        self.known.index.finish(&self.tx)?;
        if dry_run || self.id.is_none() {
            self.tx.rollback()?;
            return Ok(None);
        }
        self.tx
            .execute("UPDATE library SET next = ?1", [self.next])?;
        self.tx.execute(
            "UPDATE batch SET next = ?1 WHERE id = ?2",
            params![self.next, self.id],
        )?;
        self.tx.commit()?;
        Ok(self.id)
    }

    /// Projects what is out of date: changed entries and those that inherit from them.
    pub(super) fn settle(&mut self) -> Result<(), StoreError> {
        self.build_indexes()?;
        // the first round may find that an entry has other `ids` than before, whose heirs are then touched too
        while !self.dirty.is_empty() || !self.dirty_keys.is_empty() {
            let keys = std::mem::take(&mut self.dirty_keys);
            self.dirty.extend(projection::heirs(&self.tx, keys)?);
            // the newest first: parents stand behind their children
            let dirty = std::mem::take(&mut self.dirty);
            for &id in &dirty {
                let before = projection::names_of(&self.tx, id)?;
                projection::reproject(&self.tx, &mut self.known, id)?;
                let after = projection::names_of(&self.tx, id)?;
                let changed = after
                    .iter()
                    .chain(&before)
                    .filter(|key| before.contains(key) != after.contains(key));
                self.dirty_keys.extend(changed.cloned());
            }
        }
        projection::sweep(&self.tx, &mut self.known)
    }

    /// Builds the indexes that [`Batch::expect_many`] put off.
    fn build_indexes(&mut self) -> Result<(), StoreError> {
        let indexes = std::mem::take(&mut self.indexes);
        let build = || projection::build_indexes(&self.tx, &indexes);
        self.known.index.settle(&self.tx, build)
    }

    /// The time of the batch, in seconds since 1970, UTC.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Marks the batch as one that undoes another.
    pub(super) fn reverts(&mut self, batch: i64) -> Result<(), StoreError> {
        self.reverts = Some(batch);
        self.number().map(drop)
    }

    /// The number of this batch, which is recorded with it.
    fn number(&mut self) -> Result<i64, StoreError> {
        if let Some(id) = self.id {
            return Ok(id);
        }
        self.tx
            .prepare_cached(
                "INSERT INTO batch (at, command, program, reverts, first, next) VALUES (?1, ?2, ?3, ?4, ?5, ?5)"
            )?
            .execute(params![
                self.now,
                self.command,
                env!("CARGO_PKG_VERSION"),
                self.reverts,
                self.first
            ])?;
        let id = self.tx.last_insert_rowid();
        self.id = Some(id);
        Ok(id)
    }

    /// Records what `item` is before this batch changes it, once.
    pub(super) fn record(&mut self, kind: Kind, item: i64) -> Result<(), StoreError> {
        // what this batch made itself was nothing before
        if item >= self.first || self.recorded.contains(&item) {
            return Ok(());
        }
        let before = state::load(&self.tx, kind, item)?;
        let before = before
            .map(|state| serde_json::to_string(&state))
            .transpose()?;
        let batch = self.number()?;
        self.recorded.insert(item);
        self.tx
            .prepare_cached(
                "INSERT INTO change (batch, item, kind, before) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![batch, item, kind.name(), before])?;
        Ok(())
    }

    /// The number of an item that this batch makes.
    pub(super) fn new_item(&mut self) -> Result<i64, StoreError> {
        self.number()?;
        let item = self.next;
        self.next += 1;
        Ok(item)
    }

    /// The entry that `key` names, now or formerly.
    ///
    /// # Errors
    /// [`StoreError::UnknownKey`]; SQLite's.
    pub fn find(&self, key: &str) -> Result<i64, StoreError> {
        entries::id_of(&self.tx, key)?.ok_or_else(|| StoreError::UnknownKey(key.to_owned()))
    }

    /// The present key of the entry that has or had `key`, if there is one.
    ///
    /// # Errors
    /// SQLite's.
    pub fn owner(&self, key: &str) -> Result<Option<String>, StoreError> {
        for sql in [
            "SELECT key FROM entry WHERE key = ?1",
            "SELECT entry.key FROM alias JOIN entry ON entry.id = alias.entry WHERE alias.key = ?1",
        ] {
            if let Some(owner) = self
                .tx
                .prepare_cached(sql)?
                .query_row([key], |row| row.get(0))
                .optional()?
            {
                return Ok(Some(owner));
            }
        }
        Ok(None)
    }

    /// The text of an entry.
    ///
    /// # Errors
    /// SQLite's.
    pub fn source(&self, id: i64) -> Result<String, StoreError> {
        Ok(self
            .tx
            .prepare_cached("SELECT source FROM entry WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?)
    }

    /// Adds the entry that `source` is, at the end of the library, under its own key.
    ///
    /// # Errors
    /// [`StoreError::NotAnEntry`], [`StoreError::ImpossibleKey`], [`StoreError::KeyTaken`]; SQLite's.
    pub fn add(&mut self, source: &str) -> Result<i64, StoreError> {
        let source = source.trim();
        let entry = RawEntry::parse(source).map_err(|_| StoreError::NotAnEntry)?;
        let key = parse_key(entry.key)?;
        self.free(key.as_str(), None)?;
        let macros = self.bindings(&entry, None)?;
        let added = NewEntry {
            key: key.as_str(),
            given_key: None,
            entry_type: &entry.entry_type.to_ascii_lowercase(),
            source,
            leading: self.separator()?,
            fingerprint: 0,
            macros,
            tags: &[],
        };
        self.insert(&added, None)
    }

    /// Which definition each macro name of `entry` means: what it means in the entry `id` already, else the last
    /// definition in the library.
    fn bindings(&self, entry: &RawEntry<'_>, id: Option<i64>) -> Result<Bindings, StoreError> {
        let old = id
            .map(|id| state::bindings(&self.tx, id))
            .transpose()?
            .unwrap_or_default();
        let mut bindings = Bindings::new();
        for name in entry.fields.iter().flat_map(|field| field.value.macros()) {
            let name = macro_key(name);
            let definition = match old.get(name.as_ref()).copied().flatten() {
                Some(definition) => Some(definition),
                None => self
                    .tx
                    .prepare_cached("SELECT max(id) FROM macro WHERE name = ?1")?
                    .query_row([name.as_ref()], |row| row.get(0))?,
            };
            if definition.is_some() || !is_month(&name) {
                bindings.insert(name.into_owned(), definition);
            }
        }
        Ok(bindings)
    }

    fn free(&self, key: &str, id: Option<i64>) -> Result<(), StoreError> {
        let Some(owner) = self.owner(key)? else {
            return Ok(());
        };
        if id.is_some() && entries::id_of(&self.tx, key)? == id {
            return Ok(());
        }
        Err(StoreError::KeyTaken {
            key: key.to_owned(),
            owner,
        })
    }

    /// Gives an entry another text; another key in it is a [`Batch::rename`]. Whether that changed anything.
    ///
    /// # Errors
    /// [`StoreError::NotAnEntry`], [`StoreError::ImpossibleKey`], [`StoreError::KeyTaken`]; SQLite's.
    pub fn replace(&mut self, id: i64, source: &str) -> Result<bool, StoreError> {
        let source = source.trim();
        let entry = RawEntry::parse(source).map_err(|_| StoreError::NotAnEntry)?;
        let old = self.source(id)?;
        if old == source {
            return Ok(false);
        }
        let key = parse_key(entry.key)?;
        let old_key = self.key(id)?;
        let macros = self.bindings(&entry, Some(id))?;
        let source = if key.as_str() == old_key {
            Cow::Borrowed(source)
        } else {
            // renaming sees to the key in the text
            Cow::Owned(edit::set_key(source, &old_key).map_err(|_| StoreError::NotAnEntry)?)
        };
        self.overwrite(id, &source, &macros)?;
        if key.as_str() != old_key {
            self.rename(id, key.as_str())?;
        }
        Ok(true)
    }

    /// The key of an entry.
    ///
    /// # Errors
    /// SQLite's.
    pub fn key(&self, id: i64) -> Result<String, StoreError> {
        Ok(self
            .tx
            .prepare_cached("SELECT key FROM entry WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?)
    }

    /// Notes that the projection of an entry and of its heirs is out of date.
    pub(super) fn mark(&mut self, id: i64) -> Result<(), StoreError> {
        self.dirty.insert(id);
        self.dirty_keys.extend(projection::names_of(&self.tx, id)?);
        Ok(())
    }

    /// Gives an entry another key. The old one stays as an alias, here and in biblatex's `ids`; references in other
    /// entries follow. How many of those there were.
    ///
    /// # Errors
    /// [`StoreError::ImpossibleKey`], [`StoreError::KeyTaken`]; SQLite's.
    pub fn rename(&mut self, id: i64, key: &str) -> Result<usize, StoreError> {
        let key = parse_key(key)?;
        let old = self.key(id)?;
        if old == key.as_str() {
            return Ok(0);
        }
        self.free(key.as_str(), Some(id))?;
        self.keys = None;
        self.record(Kind::Entry, id)?;
        self.mark(id)?;
        let failed = |_| StoreError::NotAnEntry;
        let mut source = edit::set_key(&self.source(id)?, key.as_str()).map_err(failed)?;
        source = edit::list_key(&source, "ids", key.as_str(), false).map_err(failed)?;
        // a key that differs in letter case only is the same key
        if !old.eq_ignore_ascii_case(key.as_str()) {
            source = edit::list_key(&source, "ids", &old, true).map_err(failed)?;
            self.tx
                .prepare_cached("DELETE FROM alias WHERE key = ?1 AND entry = ?2")?
                .execute(params![key.as_str(), id])?;
            self.tx
                .prepare_cached("INSERT INTO alias (key, entry) VALUES (?1, ?2)")?
                .execute(params![old, id])?;
            self.had_other_keys = true;
        }
        self.tx
            .prepare_cached("UPDATE entry SET key = ?2, source = ?3, modified = ?4 WHERE id = ?1")?
            .execute(params![id, key.as_str(), source, self.now])?;
        self.dirty_keys.insert(key.as_str().to_owned());
        self.redirect(&old, key.as_str(), None)
    }

    /// Makes references to the key `old` references to `new`, in all entries or from the item `since` on. How many
    /// entries changed.
    ///
    /// # Errors
    /// SQLite's.
    pub fn redirect(
        &mut self,
        old: &str,
        new: &str,
        since: Option<i64>,
    ) -> Result<usize, StoreError> {
        // so that the links of what is new are known
        self.settle()?;
        let mut statement = self.tx.prepare_cached(
            "SELECT DISTINCT entry FROM link WHERE target = ?1 AND field <> 'ids' AND entry >= ?2 ORDER BY entry",
        )?;
        let rows = statement.query_map(params![old, since.unwrap_or(0)], |row| row.get(0))?;
        let referring = rows.collect::<Result<Vec<i64>, _>>()?;
        drop(statement);
        let mut changed = 0;
        for id in referring {
            let source = self.source(id)?;
            let updated =
                edit::rename_references(&source, old, new).map_err(|_| StoreError::NotAnEntry)?;
            if updated != source {
                self.record(Kind::Entry, id)?;
                self.mark(id)?;
                self.tx
                    .prepare_cached("UPDATE entry SET source = ?2, modified = ?3 WHERE id = ?1")?
                    .execute(params![id, updated, self.now])?;
                changed += 1;
            }
        }
        Ok(changed)
    }

    /// Removes an entry.
    ///
    /// # Errors
    /// SQLite's.
    pub fn remove(&mut self, id: i64) -> Result<(), StoreError> {
        self.delete(Kind::Entry, id)
    }

    fn delete(&mut self, kind: Kind, item: i64) -> Result<(), StoreError> {
        self.record(kind, item)?;
        if kind == Kind::Entry {
            self.mark(item)?;
            self.dirty.remove(&item);
            self.build_indexes()?;
            projection::remove(&self.tx, &mut self.known, item)?;
        }
        state::remove(&self.tx, kind, item)
    }

    /// Puts items into the states that `target` gives, nothing for an item that is to be gone.
    pub(super) fn restore(
        &mut self,
        target: &[(Kind, i64, Option<State>)],
    ) -> Result<(), StoreError> {
        for (kind, item, _) in target {
            self.delete(*kind, *item)?;
        }
        for (kind, item, state) in target {
            if let Some(state) = state {
                state::insert(&self.tx, *kind, *item, state)?;
                if let State::Entry(entry) = state {
                    self.dirty.insert(*item);
                    self.dirty_keys.insert(entry.key.clone());
                    self.dirty_keys.extend(entry.aliases.iter().cloned());
                }
            }
        }
        Ok(())
    }

    /// Adds tags to an entry. Whether it lacked one.
    ///
    /// # Errors
    /// SQLite's.
    pub fn tag(&mut self, id: i64, tags: &[String]) -> Result<bool, StoreError> {
        let mut changed = false;
        for tag in tags {
            let has: bool = self
                .tx
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM tag WHERE entry = ?1 AND name = ?2)")?
                .query_row(params![id, tag], |row| row.get(0))?;
            if !has {
                self.record(Kind::Entry, id)?;
                self.dirty.insert(id);
                self.tx
                    .prepare_cached("INSERT INTO tag (entry, name) VALUES (?1, ?2)")?
                    .execute(params![id, tag])?;
                changed = true;
            }
        }
        Ok(changed)
    }

    /// Undoes a batch, or with `None` the last one that is in effect; what was undone.
    ///
    /// # Errors
    /// [`StoreError::NothingTo`], [`StoreError::UnknownBatch`], [`StoreError::AlreadyUndone`],
    /// [`StoreError::ChangedLater`], [`StoreError::Clash`]; SQLite's.
    pub fn undo(&mut self, batch: Option<i64>) -> Result<history::Logged, StoreError> {
        history::undo(self, batch)
    }

    /// Does an undone batch again, or with `None` the one undone last; what was done again.
    ///
    /// # Errors
    /// As [`Batch::undo`]; [`StoreError::NotUndone`].
    pub fn redo(&mut self, batch: Option<i64>) -> Result<history::Logged, StoreError> {
        history::redo(self, batch)
    }
}

/// The present state of the item and its text form.
pub(super) fn entry_state(state: &State) -> Option<&EntryState> {
    match state {
        State::Entry(entry) => Some(entry),
        _ => None,
    }
}

fn parse_key(key: &str) -> Result<Key, StoreError> {
    Key::parse(key).map_err(|error| StoreError::ImpossibleKey(key.to_owned(), error.reason()))
}
