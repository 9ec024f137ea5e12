//! The library: one SQLite file. The only module that names SQLite.
//!
//! `entry.source` (with macros, preambles and free text) is the truth; everything else is a projection that
//! [`Library::rebuild`] can make anew. Every change goes through [`Library::write`], which makes one transaction and
//! one recorded batch of it.
//!
//! ```
//! use ibid::store::{Access, Asked, Library};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let mut library = Library::open(&folder.path().join("library.ibid"), Access::Create).unwrap();
//! let asked = Asked { command: "ibid new".into(), now: 1_500_000_000, dry_run: false };
//! library.write(&asked, |batch| batch.add("@misc{k, title = {T}}").map(|_| ())).unwrap();
//! assert_eq!(library.entry("K").unwrap().unwrap().key, "k");
//! ```

mod batch;
mod convert;
mod entries;
mod export;
mod history;
mod incoming;
mod integrity;
mod interrupter;
mod opening;
mod projection;
mod publications;
mod search;
mod state;

pub use batch::{Asked, Batch, Written};
pub use entries::{Stored, Summary};
pub use export::{Dangling, ExportError, Exported, Origin, Origins, Privacy, Selection, variants};
pub use history::{Logged, Touched};
pub use incoming::{KnownMacro, NewEntry, NewMacro};
pub use integrity::Health;
pub use interrupter::Interrupter;
pub use search::{Correction, Found, Hit, Marks, SearchOptions, Sort};

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use opening::{FileKind, kind_of};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{HookError, M, Migrations};

/// `application_id` of a library: "ibid".
const APPLICATION_ID: u32 = 0x6962_6964;
/// How long a command waits for another that is writing.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many migrations there are: the number of the present schema.
const SCHEMA: i64 = 4;

/// The migrations; after the last that changes what is derived the projection is made anew.
static MIGRATIONS: LazyLock<Migrations<'static>> = LazyLock::new(|| {
    Migrations::new(vec![
        M::up(include_str!("../../migrations/0001_library.sql")),
        M::up(include_str!("../../migrations/0002_search.sql")),
        M::up(include_str!("../../migrations/0003_people.sql")),
        M::up_with_hook(
            include_str!("../../migrations/0004_typography.sql"),
            |transaction: &rusqlite::Transaction<'_>| {
                projection::rebuild(transaction).map_err(|error| match error {
                    StoreError::Sqlite(error) => HookError::RusqliteError(error),
                    error => HookError::Hook(error.to_string()),
                })
            },
        ),
    ])
});

/// Why a library cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file at the path.
    #[error("there is no library at {}", .0.display())]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{} is not an ibid library; it was left alone", .0.display())]
    NotALibrary(PathBuf),
    /// The library was written by a later version.
    #[error("{} was written by a newer ibid (schema {found}, this one knows {known})", path.display())]
    Newer {
        /// The library.
        path: PathBuf,
        /// Its schema's number.
        found: i64,
        /// The last schema this version knows.
        known: i64,
    },
    /// A library cannot be its own backup.
    #[error("{} is the library itself", .0.display())]
    OwnBackup(PathBuf),
    /// A backup must not replace another library.
    #[error("{} is another library; it was left alone", .0.display())]
    OtherLibrary(PathBuf),
    /// A write was asked of a library opened for reading.
    #[error("the library is open for reading only")]
    ReadOnly,
    /// What was written last stands in a log beside the file, which cannot be read where nothing may be written.
    #[error("what was written to {} last is in a file beside it that cannot be read there", .0.display())]
    Logged(PathBuf),
    /// Another process kept the library for too long.
    #[error("another program has been writing to the library for over a minute")]
    Busy,
    /// No entry has that key, now or formerly.
    #[error("no entry has the key {0:?}")]
    UnknownKey(String),
    /// Another entry has the key, now or formerly.
    #[error("the key {key:?} belongs to {owner:?} already")]
    KeyTaken {
        /// The key asked for.
        key: String,
        /// The present key of the entry that has it.
        owner: String,
    },
    /// BibTeX could not read the key.
    #[error("{0:?} cannot be a key: {1}")]
    ImpossibleKey(String, &'static str),
    /// The text is not one entry.
    #[error("that is not one BibTeX entry")]
    NotAnEntry,
    /// There is no such batch, or none to undo.
    #[error("there is nothing to {0}")]
    NothingTo(&'static str),
    /// No batch has that number.
    #[error("there is no batch {0}")]
    UnknownBatch(i64),
    /// The batch is in the asked state already.
    #[error("batch {0} is undone already")]
    AlreadyUndone(i64),
    /// The batch is in effect.
    #[error("batch {0} is not undone")]
    NotUndone(i64),
    /// Something in the batch was changed later.
    #[error("batch {batch} cannot be reverted: {what} was changed later, in batch {later}")]
    ChangedLater {
        /// The batch asked about.
        batch: i64,
        /// What was changed.
        what: String,
        /// The batch that did.
        later: i64,
    },
    /// What the batch would restore or remove is in the way of something else.
    #[error(
        "batch {0} cannot be reverted: what it would restore clashes with what is there now ({1})"
    )]
    Clash(i64, String),
    /// The work was interrupted and nothing was changed.
    #[error("interrupted; nothing was changed")]
    Interrupted,
    /// A file operation.
    #[error("{}: {error}", path.display())]
    File {
        /// What was being read or written.
        path: PathBuf,
        /// What went wrong.
        #[source]
        error: std::io::Error,
    },
    /// SQLite.
    #[error("SQLite: {0}")]
    Sqlite(rusqlite::Error),
    /// A migration.
    #[error("the library's schema could not be brought up to date: {0}")]
    Migration(#[from] rusqlite_migration::Error),
    /// A recorded state that is not what was written.
    #[error("the library's history is damaged: {0}")]
    Damaged(#[from] serde_json::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::Busy
            }
            Some(rusqlite::ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(rusqlite::ErrorCode::OperationInterrupted) => Self::Interrupted,
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreError {
    /// Whether the person may not write the file, or make the files that SQLite keeps beside it.
    fn is_of_rights(&self) -> bool {
        match self {
            Self::ReadOnly => true,
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied)
            ),
            _ => false,
        }
    }
}

/// How a library is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It must exist.
    Write,
    /// It is made where there is none.
    Create,
    /// Nothing is changed; a newer library is read as far as it can be.
    Read,
}

/// An open library.
pub struct Library {
    conn: Connection,
    path: PathBuf,
    access: Access,
    /// The number of its schema, older than this version's where an old library is only read.
    schema: i64,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library")
            .field("path", &self.path)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

/// What the library holds at one moment: as long as this lives, reading sees nothing that others write meanwhile.
#[must_use]
pub struct Snapshot<'l>(
    #[expect(dead_code, reason = "it is there to end")] Option<Transaction<'l>>,
);

impl Library {
    /// Reads from here on as of now. Many small readings are much quicker within a snapshot, since each alone locks
    /// and unlocks the file. Let go of it before anything is written.
    ///
    /// # Errors
    /// SQLite's.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        Ok(Snapshot(if self.conn.is_autocommit() {
            Some(self.conn.unchecked_transaction()?)
        } else {
            None
        }))
    }

    /// Opens the library at `path`, bringing its schema up to date unless it is only read. One that may not be written,
    /// such as somebody else's, is only read, whatever was asked for.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::NotALibrary`], [`StoreError::Newer`], or SQLite's.
    pub fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        let fresh = match kind_of(path)? {
            FileKind::Library { .. } => false,
            FileKind::Nothing if access == Access::Create => true,
            FileKind::Nothing => return Err(StoreError::Missing(path.to_owned())),
            FileKind::Other => return Err(StoreError::NotALibrary(path.to_owned())),
        };
        if fresh
            && let Some(folder) = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::File {
                path: folder.to_owned(),
                error,
            })?;
        }
        match Self::open_for(path, access, fresh) {
            Err(error) if access != Access::Read && !fresh && error.is_of_rights() => {
                Self::open_for(path, Access::Read, fresh)
            }
            opened => opened,
        }
    }

    fn open_for(path: &Path, access: Access, fresh: bool) -> Result<Self, StoreError> {
        let (conn, found) = match access {
            Access::Read => opening::to_read(path)?,
            Access::Write => opening::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?,
            Access::Create => opening::connect(
                path,
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            )?,
        };
        let mut library = Self {
            conn,
            path: path.to_owned(),
            access,
            schema: found,
        };
        if access == Access::Read {
            return Ok(library);
        }
        // SQLite opens what it may not write without a word
        if library.conn.is_readonly(rusqlite::MAIN_DB)? {
            return Err(StoreError::ReadOnly);
        }
        let known = SCHEMA;
        if found > known {
            return Err(StoreError::Newer {
                path: path.to_owned(),
                found,
                known,
            });
        }
        if fresh {
            // if the power fails now, there is nothing to lose; what comes in later waits for the disk
            library.conn.execute_batch("PRAGMA synchronous = OFF")?;
        }
        if found < known {
            library.migrate(known)?;
            library.schema = known;
        }
        library.conn.execute_batch("PRAGMA synchronous = NORMAL")?;
        // a first import is faster without a write-ahead log, and nobody reads a library that holds nothing
        if !fresh {
            library.share()?;
        }
        Ok(library)
    }

    /// Whether the file at `path` is a library of an older version, which [`Library::open`] brings up to date when it is
    /// to be written to, and may be; a large one takes a while.
    ///
    /// # Errors
    /// [`StoreError::File`].
    pub fn is_older(path: &Path) -> Result<bool, StoreError> {
        let kind = kind_of(path)?;
        let is_older = matches!(kind, FileKind::Library { schema } if i64::from(schema) < SCHEMA);
        let may_be_written = || std::fs::OpenOptions::new().append(true).open(path).is_ok();
        Ok(is_older && may_be_written())
    }

    /// Lets others read while one writes (SQLite's write-ahead log). Where another process is at work just now, this
    /// waits for the next time.
    fn share(&mut self) -> Result<(), StoreError> {
        let mode: String = self
            .conn
            .query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        if mode != "wal" {
            self.conn.busy_timeout(Duration::ZERO)?;
            let shared = self
                .conn
                .execute_batch("PRAGMA journal_mode = WAL")
                .map_err(StoreError::from);
            self.conn.busy_timeout(PATIENCE)?;
            if !matches!(shared, Err(StoreError::Busy)) {
                shared?;
            }
        }
        Ok(())
    }

    /// Brings the schema up to date. Two processes may come upon the same new library: the second waits, fails
    /// because the tables are there, and finds the work done.
    fn migrate(&mut self, known: i64) -> Result<(), StoreError> {
        self.conn
            .set_transaction_behavior(TransactionBehavior::Immediate);
        let migrated = MIGRATIONS.to_latest(&mut self.conn);
        self.conn
            .set_transaction_behavior(TransactionBehavior::Deferred);
        if let Err(error) = migrated {
            let found: i64 = self
                .conn
                .query_row("PRAGMA user_version", [], |row| row.get(0))?;
            if found < known {
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Where the library is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the library and its backups have in common.
    fn identity(&self) -> Result<String, StoreError> {
        Ok(self
            .conn
            .query_row("SELECT id FROM library", [], |row| row.get(0))?)
    }

    /// How many entries it holds.
    ///
    /// # Errors
    /// SQLite's.
    pub fn len(&self) -> Result<u64, StoreError> {
        let count: i64 = self
            .conn
            .query_row("SELECT count(*) FROM entry", [], |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// Whether it holds no entry.
    ///
    /// # Errors
    /// SQLite's.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(!self
            .conn
            .query_row("SELECT EXISTS (SELECT 1 FROM entry)", [], |row| {
                row.get::<_, bool>(0)
            })?)
    }

    /// Copies the library to `to`, a consistent state even while others write; an earlier copy is replaced only when
    /// the new one is complete.
    ///
    /// # Errors
    /// [`StoreError::NotALibrary`], [`StoreError::OtherLibrary`] or [`StoreError::OwnBackup`] where `to` is something
    /// that a copy must not replace; file errors; SQLite's.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        match kind_of(to)? {
            FileKind::Nothing => {}
            FileKind::Other => return Err(StoreError::NotALibrary(to.to_owned())),
            FileKind::Library { .. } => {
                let same_file = |a: &Path, b: &Path| {
                    std::fs::canonicalize(a).ok() == std::fs::canonicalize(b).ok()
                };
                if same_file(to, &self.path) {
                    return Err(StoreError::OwnBackup(to.to_owned()));
                }
                if Self::open(to, Access::Read)?.identity()? != self.identity()? {
                    return Err(StoreError::OtherLibrary(to.to_owned()));
                }
            }
        }
        let folder = to
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let failed = |error| StoreError::File {
            path: to.to_owned(),
            error,
        };
        let target = tempfile::Builder::new()
            .prefix(".ibid-backup")
            .tempfile_in(folder)
            .map_err(failed)?;
        let mut copy = Connection::open(target.path())?;
        rusqlite::backup::Backup::new(&self.conn, &mut copy)?.run_to_completion(
            4096,
            Duration::ZERO,
            None,
        )?;
        // one file, whatever the journal of the original
        copy.execute_batch("PRAGMA journal_mode = DELETE;")?;
        drop(copy);
        target.persist(to).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
