//! What the person looked up, cited or exported. It only decides between equal matches.

use rusqlite::{OptionalExtension, params};

use crate::store::{Access, Library, StoreError};

/// Within how many seconds one use of an entry after another is the same use: a document that is typeset again and again
/// says nothing new, and nothing need be written for it.
const ONE_USE: i64 = 3600;

impl Library {
    /// Notes that the person used these entries at `now` (in seconds since 1970, UTC), unless they used them within the
    /// hour before. No batch tells of it. A library that is only read, or that another process is writing to just now,
    /// stays as it is.
    ///
    /// # Errors
    /// SQLite's, such as a full disk.
    pub fn record_use(&self, ids: &[i64], now: i64) -> Result<(), StoreError> {
        if self.access == Access::Read || self.schema < 2 || ids.is_empty() {
            return Ok(());
        }
        let mut fresh = Vec::with_capacity(ids.len());
        let mut last = self
            .conn
            .prepare_cached("SELECT last FROM usage WHERE entry = ?1")?;
        for &id in ids {
            let last: Option<i64> = last.query_row([id], |row| row.get(0)).optional()?;
            if last.is_none_or(|last| now >= last.saturating_add(ONE_USE)) {
                fresh.push(id);
            }
        }
        if fresh.is_empty() {
            return Ok(());
        }
        self.conn.busy_timeout(std::time::Duration::ZERO)?;
        let recorded = self.note(&fresh, now);
        self.conn.busy_timeout(super::super::PATIENCE)?;
        match recorded {
            Err(StoreError::Busy | StoreError::ReadOnly) => Ok(()),
            recorded => recorded,
        }
    }

    fn note(&self, ids: &[i64], now: i64) -> Result<(), StoreError> {
        let transaction = self.conn.unchecked_transaction()?;
        let mut statement = transaction.prepare_cached(
            "INSERT INTO usage (entry, times, last) SELECT id, 1, ?2 FROM entry WHERE id = ?1
             ON CONFLICT (entry) DO UPDATE SET times = times + 1, last = max(last, excluded.last)",
        )?;
        for id in ids {
            statement.execute(params![id, now])?;
        }
        drop(statement);
        Ok(transaction.commit()?)
    }
}
