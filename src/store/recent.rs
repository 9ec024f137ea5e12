//! What a program that looks at a library interactively needs: the newest entries, and a way to break a search off.

use super::{Library, StoreError, Summary};

/// Breaks off what a library is reading, from another thread; see [`Library::interrupter`].
pub struct Interrupter(rusqlite::InterruptHandle);

impl Interrupter {
    /// What the library reads just now fails with [`StoreError::Interrupted`]; what it reads later does not.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl std::fmt::Debug for Interrupter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interrupter")
    }
}

impl Library {
    /// What breaks a search of this library off.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.conn.get_interrupt_handle())
    }

    /// The entries that came last, the newest first; `most` at most.
    ///
    /// # Errors
    /// SQLite's.
    pub fn newest(&self, most: usize) -> Result<Vec<Summary>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut statement = self
            .conn
            .prepare_cached("SELECT id FROM entry ORDER BY id DESC LIMIT ?1")?;
        let mut rows = statement.query([most])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.extend(self.summary_of(row.get(0)?, None)?);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use crate::store::{Access, Asked, Library, StoreError};

    #[test]
    fn the_newest_come_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.ibid");
        let mut library = Library::open(&path, Access::Create).unwrap();
        let asked = Asked {
            command: String::new(),
            now: 1,
            dry_run: false,
        };
        for key in ["a", "b", "c"] {
            library
                .write(&asked, |batch| {
                    batch.add(&format!("@misc{{{key}, title = {{T}}}}"))?;
                    Ok::<_, StoreError>(())
                })
                .unwrap();
        }
        let keys = |most| -> Vec<String> {
            let newest = library.newest(most).unwrap();
            newest.into_iter().map(|entry| entry.key).collect()
        };
        assert_eq!(keys(2), ["c", "b"]);
        assert_eq!(keys(9), ["c", "b", "a"]);
        library.interrupter().interrupt();
        assert_eq!(keys(1), ["c"], "what is read later is not broken off");
    }
}
