//! Words of entries on their way into the full-text index and the vocabulary.
//!
//! Into an index that is empty, many entries go by way of a database of their own, which a thread fills beside the
//! writing of their records; its tables are copied into the library when all are in. Few entries, and those of an index
//! that has others already, go in one by one.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, params, params_from_iter};

use super::vocabulary::Vocabulary;
use crate::project::COLUMNS;
use crate::store::StoreError;

/// Bytes of text that are handed on at once, and how many such packs may wait.
const PACK: usize = 32 * 1024;
const WAITING: usize = 32;
/// Kibibytes of the index's own database that stay in memory.
const CACHE: i64 = 8 * 1024;

/// What the index and the vocabulary are kept in, in the order in which it is copied: `search` is a table of FTS5, whose
/// own tables have its name in theirs.
const TABLES: [&str; 5] = [
    "search_config",
    "search_data",
    "search_idx",
    "search_docsize",
    "vocabulary",
];

/// The words of some entries.
#[derive(Default)]
pub(super) struct Pack {
    entries: Vec<i64>,
    /// A line for each column of each entry.
    lines: String,
}

impl Pack {
    fn push(&mut self, entry: i64, columns: &[&str; COLUMNS.len()]) {
        self.entries.push(entry);
        for column in columns {
            self.lines.push_str(column);
            self.lines.push('\n');
        }
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= PACK
    }

    fn take(&mut self) -> Self {
        let room = Self {
            entries: Vec::with_capacity(self.entries.len()),
            lines: String::with_capacity(PACK + PACK / 8),
        };
        std::mem::replace(self, room)
    }

    /// Each column of each entry: its number and its words.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbers = (0..COLUMNS.len()).cycle();
        numbers
            .zip(self.lines.split('\n'))
            .take(self.entries.len() * COLUMNS.len())
    }

    fn insert(&self, conn: &Connection) -> Result<(), StoreError> {
        let mut lines = self.lines.split('\n');
        for entry in &self.entries {
            insert(
                conn,
                *entry,
                &std::array::from_fn(|_| lines.next().unwrap_or_default()),
            )?;
        }
        Ok(())
    }
}

fn insert(conn: &Connection, entry: i64, words: &[&str; COLUMNS.len()]) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO search (rowid, title, people, venue, key, date, keywords, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        entry, words[0], words[1], words[2], words[3], words[4], words[5], words[6]
    ])?;
    Ok(())
}

/// Where the words of entries go.
#[derive(Default)]
pub(in crate::store) struct Index {
    /// Whether entries are held back until it is known whether they are many.
    held: bool,
    waiting: Pack,
    vocabulary: Vocabulary,
    apart: Option<Apart>,
}

/// An index that is filled apart.
struct Apart {
    packs: SyncSender<Pack>,
    filled: JoinHandle<Result<(Connection, Vocabulary), StoreError>>,
}

impl Index {
    /// Expects many entries. The index and the vocabulary must be empty; nothing may be looked up in them, nor taken
    /// from them, before [`Index::settle`].
    pub(in crate::store) fn hold(&mut self) {
        self.held = true;
    }

    /// Takes an entry's words, in the order of [`COLUMNS`].
    pub(in crate::store) fn add(
        &mut self,
        conn: &Connection,
        entry: i64,
        columns: &[&str; COLUMNS.len()],
    ) -> Result<(), StoreError> {
        if !self.held {
            insert(conn, entry, columns)?;
        }
        self.waiting.push(entry, columns);
        if !self.waiting.is_full() {
            return Ok(());
        }
        let pack = self.waiting.take();
        if self.held {
            self.send(conn, pack)
        } else {
            self.vocabulary.add(conn, pack)
        }
    }

    fn send(&mut self, conn: &Connection, pack: Pack) -> Result<(), StoreError> {
        let apart = match self.apart.take() {
            Some(apart) => apart,
            None => Apart::start(conn)?,
        };
        if apart.packs.send(pack).is_ok() {
            self.apart = Some(apart);
            return Ok(());
        }
        // it listens until there are no more, unless it failed
        apart.end().map(drop)
    }

    /// Lets everything that was held back come in. `meanwhile` is done while the last of it is indexed.
    pub(in crate::store) fn settle(
        &mut self,
        conn: &Connection,
        meanwhile: impl FnOnce() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if !std::mem::take(&mut self.held) {
            return meanwhile();
        }
        let Some(apart) = self.apart.take() else {
            meanwhile()?;
            return self.waiting.insert(conn);
        };
        // a failure to take it is told at the end
        let _ = apart.packs.send(std::mem::take(&mut self.waiting));
        meanwhile()?;
        let (filled, vocabulary) = apart.end()?;
        self.vocabulary = vocabulary;
        copy(&filled, conn)
    }

    /// Writes the words that the vocabulary lacks.
    pub(in crate::store) fn finish(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let pack = std::mem::take(&mut self.waiting);
        self.vocabulary.write(conn, &pack)
    }
}

impl Apart {
    fn start(library: &Connection) -> Result<Self, StoreError> {
        // a temporary file, which goes with its connection
        let conn = Connection::open("")?;
        conn.execute_batch(&format!(
            "PRAGMA page_size = 8192; PRAGMA cache_size = -{CACHE}; PRAGMA journal_mode = OFF;
             PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
        ))?;
        conn.execute_batch(&definition(library, "search")?)?;
        conn.execute_batch(&definition(library, "vocabulary")?)?;
        let size: Option<i64> = library.query_row(
            "SELECT max(v) FROM search_config WHERE k = 'hashsize'",
            [],
            |row| row.get(0),
        )?;
        if let Some(size) = size {
            conn.execute(
                "INSERT INTO search (search, rank) VALUES ('hashsize', ?1)",
                [size],
            )?;
        }
        let (packs, received) = sync_channel::<Pack>(WAITING);
        let filled = std::thread::spawn(move || {
            conn.execute_batch("BEGIN")?;
            let mut vocabulary = Vocabulary::default();
            for pack in received {
                pack.insert(&conn)?;
                vocabulary.add(&conn, pack)?;
            }
            conn.execute_batch("COMMIT")?;
            Ok((conn, vocabulary))
        });
        Ok(Self { packs, filled })
    }

    /// Waits until everything that was sent is in.
    fn end(self) -> Result<(Connection, Vocabulary), StoreError> {
        drop(self.packs);
        let filled = self.filled.join();
        filled.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn definition(conn: &Connection, table: &str) -> Result<String, StoreError> {
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    Ok(conn.query_row(sql, [table], |row| row.get(0))?)
}

/// Puts the index of `from`, and what it has of the vocabulary, into `library`, in the place of its own, which are empty.
fn copy(from: &Connection, library: &Connection) -> Result<(), StoreError> {
    // what FTS5 remembers of the table goes with it
    let search = definition(library, "search")?;
    library.execute_batch(&format!("DROP TABLE search; {search};"))?;
    for table in TABLES {
        library.execute_batch(&format!("DELETE FROM {table}"))?;
        let mut rows = from.prepare(&format!("SELECT * FROM {table}"))?;
        let places = vec!["?"; rows.column_count()].join(", ");
        let mut insert = library.prepare(&format!("INSERT INTO {table} VALUES ({places})"))?;
        let columns = 0..rows.column_count();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let values = columns.clone().map(|column| row.get_ref(column));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            insert.execute(params_from_iter(
                values.into_iter().map(ToSqlOutput::Borrowed),
            ))?;
        }
    }
    Ok(())
}
