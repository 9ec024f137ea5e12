//! What was done, undoing it and doing it again.
//!
//! A batch keeps what each item was before it. What the item was afterwards is what its next change says, or what
//! it is now. A batch can be undone while everything it changed still is as it left it; undoing is a batch itself,
//! so that redoing is undoing that one.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::batch::{Batch, entry_state};
use super::state::{self, Kind, State};
use super::{Library, StoreError};

/// A batch, as `log` tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// Its number.
    pub batch: i64,
    /// When, in seconds since 1970, UTC.
    pub at: i64,
    /// The command line.
    pub command: String,
    /// How many entries it added.
    pub added: i64,
    /// How many it changed.
    pub changed: i64,
    /// How many it removed.
    pub removed: i64,
    /// The batch that it undoes.
    pub reverts: Option<i64>,
    /// Whether it is undone now.
    pub undone: bool,
}

/// One entry's part in a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// The entry's text before, if it existed.
    pub before: Option<String>,
    /// The entry's text afterwards, if it exists.
    pub after: Option<String>,
}

/// Every item a batch made or changed, with what it was before.
const TOUCHED: &str = "
    SELECT kind, item, before FROM change WHERE batch = ?1
    UNION ALL SELECT 'entry', entry.id, NULL FROM batch JOIN entry ON entry.id >= first AND entry.id < next
              WHERE batch.id = ?1
    UNION ALL SELECT 'macro', macro.id, NULL FROM batch JOIN macro ON macro.id >= first AND macro.id < next
              WHERE batch.id = ?1
    UNION ALL SELECT 'preamble', preamble.id, NULL FROM batch JOIN preamble ON preamble.id >= first AND preamble.id < next
              WHERE batch.id = ?1
    UNION ALL SELECT 'free_text', free_text.id, NULL FROM batch JOIN free_text ON free_text.id >= first AND free_text.id < next
              WHERE batch.id = ?1
    UNION ALL SELECT DISTINCT kind, item, NULL FROM batch JOIN change ON item >= first AND item < next
              WHERE batch.id = ?1
                AND NOT EXISTS (SELECT 1 FROM entry WHERE id = item)
                AND NOT EXISTS (SELECT 1 FROM macro WHERE id = item)
                AND NOT EXISTS (SELECT 1 FROM preamble WHERE id = item)
                AND NOT EXISTS (SELECT 1 FROM free_text WHERE id = item)";

const BATCH: &str = "SELECT id, at, command, reverts FROM batch";

fn logged(conn: &Connection, row: &Row<'_>) -> Result<Logged, StoreError> {
    let batch = row.get(0)?;
    let (mut added, mut changed, mut removed) = (0, 0, 0);
    // what exists now and was not changed since is what the batch left; else the next change knows
    let mut statement = conn.prepare_cached(&format!(
        "SELECT before IS NULL,
                coalesce((SELECT later.before IS NOT NULL FROM change AS later
                          WHERE later.item = touched.item AND later.batch > ?1
                          ORDER BY later.batch LIMIT 1),
                         EXISTS (SELECT 1 FROM entry WHERE id = touched.item)),
                count(*)
         FROM ({TOUCHED}) AS touched WHERE kind = 'entry' GROUP BY 1, 2"
    ))?;
    let mut rows = statement.query([batch])?;
    while let Some(row) = rows.next()? {
        let (new, left, count): (bool, bool, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        match (new, left) {
            (true, true) => added += count,
            (false, true) => changed += count,
            (false, false) => removed += count,
            (true, false) => {}
        }
    }
    Ok(Logged {
        batch,
        at: row.get(1)?,
        command: row.get(2)?,
        added,
        changed,
        removed,
        reverts: row.get(3)?,
        undone: undone(conn, batch)?,
    })
}

/// Whether a batch is undone: the last batch that reverts it is in effect.
fn undone(conn: &Connection, batch: i64) -> Result<bool, StoreError> {
    let mut batch = batch;
    let mut undone = false;
    let mut last = conn.prepare_cached("SELECT max(id) FROM batch WHERE reverts = ?1")?;
    while let Some(reverting) = last.query_row([batch], |row| row.get::<_, Option<i64>>(0))? {
        undone = !undone;
        batch = reverting;
    }
    Ok(undone)
}

impl Library {
    /// The batches, newest first: all, or those that touched the entry `id`.
    ///
    /// # Errors
    /// SQLite's.
    pub fn log(&self, id: Option<i64>, most: usize) -> Result<Vec<Logged>, StoreError> {
        let sql = format!(
            "{BATCH} WHERE ?1 IS NULL OR id IN (SELECT batch FROM change WHERE item = ?1)
             OR (first <= ?1 AND ?1 < next) ORDER BY id DESC LIMIT ?2"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![id, i64::try_from(most).unwrap_or(i64::MAX)])?;
        let mut log = Vec::new();
        while let Some(row) = rows.next()? {
            log.push(logged(&self.conn, row)?);
        }
        Ok(log)
    }

    /// What a batch did to each entry, in the library's order.
    ///
    /// # Errors
    /// [`StoreError::UnknownBatch`]; SQLite's.
    pub fn touched(&self, batch: i64) -> Result<Vec<Touched>, StoreError> {
        known(&self.conn, batch)?;
        let mut touched = Vec::new();
        for (kind, item, before) in changes(&self.conn, batch)? {
            let after = after(&self.conn, batch, kind, item)?;
            let text = |state: &State| match state {
                State::Entry(entry) => entry.source.clone(),
                State::Macro(definition) => definition.source.clone(),
                State::Text(text) => text.source.clone(),
            };
            touched.push(Touched {
                before: before.as_ref().map(text),
                after: after.as_ref().map(text),
            });
        }
        Ok(touched)
    }

    /// The last batch that removed an entry which had `key`, then or earlier.
    ///
    /// # Errors
    /// SQLite's.
    pub fn removed_in(&self, key: &str) -> Result<Option<i64>, StoreError> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT max(last.batch) FROM change JOIN change AS last ON last.item = change.item
                 WHERE change.kind = 'entry' AND change.before IS NOT NULL
                   AND json_extract(change.before, '$.key') = ?1 COLLATE NOCASE
                   AND NOT EXISTS (SELECT 1 FROM entry WHERE id = change.item)",
            )?
            .query_row([key], |row| row.get(0))?)
    }
}

/// The entries that are, were or came called `key`.
pub(super) fn called(conn: &Connection, key: &str) -> Result<Vec<i64>, StoreError> {
    let mut items: Vec<i64> = super::entries::id_of(conn, key)?.into_iter().collect();
    let mut others = conn.prepare_cached("SELECT id FROM entry WHERE given_key = ?1")?;
    for item in others.query_map([key], |row| row.get(0))? {
        items.push(item?);
    }
    if items.is_empty() {
        let mut removed = conn.prepare_cached(
            "SELECT DISTINCT item FROM change WHERE kind = 'entry'
             AND json_extract(before, '$.key') = ?1 COLLATE NOCASE",
        )?;
        for item in removed.query_map([key], |row| row.get(0))? {
            items.push(item?);
        }
    }
    Ok(items)
}

/// Every text that an entry has or had, the present one first.
pub(super) fn texts(conn: &Connection, item: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT source FROM (
           SELECT source, 0 AS earlier, 0 AS batch FROM entry WHERE id = ?1
           UNION ALL SELECT json_extract(before, '$.source'), 1, batch FROM change
                     WHERE item = ?1 AND kind = 'entry' AND before NOT NULL)
         ORDER BY earlier, batch DESC",
    )?;
    let texts = statement.query_map([item], |row| row.get(0))?;
    Ok(texts.collect::<Result<_, _>>()?)
}

fn known(conn: &Connection, batch: i64) -> Result<(), StoreError> {
    let known: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM batch WHERE id = ?1)",
        [batch],
        |row| row.get(0),
    )?;
    if known {
        Ok(())
    } else {
        Err(StoreError::UnknownBatch(batch))
    }
}

/// The items a batch changed and what they were before.
fn changes(conn: &Connection, batch: i64) -> Result<Vec<(Kind, i64, Option<State>)>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{TOUCHED} ORDER BY item"))?;
    let mut rows = statement.query([batch])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(0)?;
        let kind = Kind::from_name(&kind).ok_or(StoreError::UnknownBatch(batch))?;
        changes.push((kind, row.get(1)?, parse(kind, row.get(2)?)?));
    }
    Ok(changes)
}

fn parse(kind: Kind, text: Option<String>) -> Result<Option<State>, StoreError> {
    let Some(text) = text else { return Ok(None) };
    Ok(Some(match kind {
        Kind::Entry => State::Entry(serde_json::from_str(&text)?),
        Kind::Macro => State::Macro(serde_json::from_str(&text)?),
        Kind::Preamble | Kind::FreeText => State::Text(serde_json::from_str(&text)?),
    }))
}

/// What an item was after a batch.
fn after(
    conn: &Connection,
    batch: i64,
    kind: Kind,
    item: i64,
) -> Result<Option<State>, StoreError> {
    let later: Option<Option<String>> = conn
        .prepare_cached(
            "SELECT before FROM change WHERE item = ?1 AND batch > ?2 ORDER BY batch LIMIT 1",
        )?
        .query_row([item, batch], |row| row.get(0))
        .optional()?;
    match later {
        Some(before) => parse(kind, before),
        None => state::load(conn, kind, item),
    }
}

fn last(conn: &Connection, reverting: bool) -> Result<Option<i64>, StoreError> {
    // a batch that reverts one which reverts another is a redo: it is neither undone nor redone itself
    let sql = if reverting {
        "SELECT id FROM batch WHERE reverts IN (SELECT id FROM batch WHERE reverts IS NULL) ORDER BY id DESC"
    } else {
        "SELECT id FROM batch WHERE reverts IS NULL ORDER BY id DESC"
    };
    let mut statement = conn.prepare_cached(sql)?;
    for id in statement.query_map([], |row| row.get(0))? {
        let id = id?;
        if !undone(conn, id)? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

pub(super) fn undo(batch: &mut Batch<'_>, target: Option<i64>) -> Result<Logged, StoreError> {
    let target = match target {
        Some(target) => {
            known(&batch.tx, target)?;
            if undone(&batch.tx, target)? {
                return Err(StoreError::AlreadyUndone(target));
            }
            target
        }
        None => last(&batch.tx, false)?.ok_or(StoreError::NothingTo("undo"))?,
    };
    revert(batch, target)?;
    describe(batch, target)
}

pub(super) fn redo(batch: &mut Batch<'_>, target: Option<i64>) -> Result<Logged, StoreError> {
    let reverting = match target {
        Some(target) => {
            known(&batch.tx, target)?;
            if !undone(&batch.tx, target)? {
                return Err(StoreError::NotUndone(target));
            }
            batch.tx.query_row(
                "SELECT max(id) FROM batch WHERE reverts = ?1",
                [target],
                |row| row.get(0),
            )?
        }
        None => last(&batch.tx, true)?.ok_or(StoreError::NothingTo("redo"))?,
    };
    let undone: i64 = batch.tx.query_row(
        "SELECT reverts FROM batch WHERE id = ?1",
        [reverting],
        |row| row.get(0),
    )?;
    revert(batch, reverting)?;
    describe(batch, undone)
}

fn describe(batch: &Batch<'_>, id: i64) -> Result<Logged, StoreError> {
    let mut statement = batch.tx.prepare(&format!("{BATCH} WHERE id = ?1"))?;
    let mut rows = statement.query([id])?;
    match rows.next()? {
        Some(row) => logged(&batch.tx, row),
        None => Err(StoreError::UnknownBatch(id)),
    }
}

fn revert(batch: &mut Batch<'_>, target: i64) -> Result<(), StoreError> {
    batch.settle()?;
    let changes = changes(&batch.tx, target)?;
    for (kind, item, before) in &changes {
        let left = after(&batch.tx, target, *kind, *item)?;
        let now = state::load(&batch.tx, *kind, *item)?;
        if left != now {
            let what = [&now, &left, before].into_iter().flatten().next();
            let later = batch.tx.query_row(
                "SELECT max(batch) FROM change WHERE item = ?1",
                [item],
                |row| row.get(0),
            )?;
            return Err(StoreError::ChangedLater {
                batch: target,
                what: what.map_or_else(|| "an item".to_owned(), State::describe),
                later,
            });
        }
    }
    clashes(batch, target, &changes)?;
    batch.reverts(target)?;
    batch.restore(&changes)
}

/// Whether putting back what was before would take a key that is in use, or a definition that is.
fn clashes(
    batch: &Batch<'_>,
    target: i64,
    changes: &[(Kind, i64, Option<State>)],
) -> Result<(), StoreError> {
    let mut defined = HashSet::new();
    for (kind, item, before) in changes {
        if let Some(entry) = before.as_ref().and_then(entry_state) {
            for key in std::iter::once(&entry.key).chain(&entry.aliases) {
                let owner: Option<i64> = batch
                    .tx
                    .prepare_cached(
                        "SELECT id FROM entry WHERE key = ?1 UNION ALL SELECT entry FROM alias WHERE key = ?1",
                    )?
                    .query_row([key], |row| row.get(0))
                    .optional()?;
                if owner
                    .is_some_and(|owner| !changes.iter().any(|(_, changed, _)| *changed == owner))
                {
                    return Err(StoreError::Clash(
                        target,
                        format!("the key {key:?} is in use"),
                    ));
                }
            }
        }
        if *kind == Kind::Macro && before.is_none() {
            defined.insert(*item);
        }
    }
    if defined.is_empty() {
        return Ok(());
    }
    for sql in [
        "SELECT id, macros FROM entry WHERE macros NOT NULL",
        "SELECT id, macros FROM macro WHERE macros NOT NULL",
        "SELECT id, macros FROM preamble WHERE macros NOT NULL",
    ] {
        let mut statement = batch.tx.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (user, macros): (i64, _) = (row.get(0)?, state::macros_in(row, 1)?);
            let uses = macros.values().flatten().any(|used| defined.contains(used));
            if uses
                && changes
                    .binary_search_by_key(&user, |(_, changed, _)| *changed)
                    .is_err()
            {
                return Err(StoreError::Clash(
                    target,
                    "a macro that it defined is in use".to_owned(),
                ));
            }
        }
    }
    Ok(())
}
