//! What the person looked up, cited or exported. It only decides between equal matches.

use rusqlite::{OptionalExtension, params};

use crate::store::{Access, Library, StoreError};

impl Library {
    /// Notes that the person used these entries at `now` (in seconds since 1970, UTC). No batch tells of it. A library
    /// that is only read, or that another process is writing to just now, stays as it is.
    ///
    /// # Errors
    /// SQLite's, such as a full disk.
    pub fn record_use(&self, ids: &[i64], now: i64) -> Result<(), StoreError> {
        if self.access == Access::Read || self.schema < 2 || ids.is_empty() {
            return Ok(());
        }
        self.conn.busy_timeout(std::time::Duration::ZERO)?;
        let recorded = self.note(ids, now);
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

    /// How often an entry was used.
    pub(super) fn times_used(&self, id: i64) -> Result<i64, StoreError> {
        if self.schema < 2 {
            return Ok(0);
        }
        let times = self
            .conn
            .prepare_cached("SELECT times FROM usage WHERE entry = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        Ok(times.unwrap_or(0))
    }
}
