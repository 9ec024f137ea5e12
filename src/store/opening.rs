//! Opening a library's file: what it is, and reading it where nothing can be written beside it.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{APPLICATION_ID, PATIENCE, StoreError};

const READ: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY;

/// A connection to the file at `path`, and the number of its schema.
pub(super) fn connect(path: &Path, flags: OpenFlags) -> Result<(Connection, i64), StoreError> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(PATIENCE)?;
    // the page size is that of a new library: larger pages than SQLite's 4096 bytes make a large import faster
    conn.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384",
    )?;
    // a plan that holds for any value: SQLite as it is bundled would plan anew for each
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(64);
    let found = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok((conn, found))
}

/// A connection that writes nothing. Where the files that SQLite keeps beside one with a write-ahead log can neither be
/// made nor used, the file is read alone.
pub(super) fn to_read(path: &Path) -> Result<(Connection, i64), StoreError> {
    match connect(path, READ) {
        Err(error) if error.is_of_rights() => match alone(path) {
            Some(uri) => connect(Path::new(&uri), READ | OpenFlags::SQLITE_OPEN_URI),
            None if has_log(path) => Err(StoreError::Logged(path.to_owned())),
            None => Err(error),
        },
        opened => opened,
    }
}

/// Whether there is a write-ahead log beside the file, without which it is not whole.
fn has_log(path: &Path) -> bool {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut log = OsString::from(path);
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// The address of the file for SQLite to read it as what does not change; none where it is not whole.
fn alone(path: &Path) -> Option<String> {
    let path = path.canonicalize().ok().filter(|path| !has_log(path))?;
    let mut uri = String::from("file://");
    for byte in path.to_str()?.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            byte if byte.is_ascii_alphanumeric() || b"/-_.:".contains(&byte) => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    Some(uri)
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Nothing,
    Library { schema: u32 },
    Other,
}

/// What is at `path`, by its first hundred bytes, without giving it to SQLite.
pub(super) fn kind_of(path: &Path) -> Result<FileKind, StoreError> {
    let failed = |error| StoreError::File {
        path: path.to_owned(),
        error,
    };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(FileKind::Nothing),
        Err(error) => return Err(failed(error)),
    };
    if file.metadata().map_err(failed)?.is_dir() {
        return Ok(FileKind::Other);
    }
    // SQLite's file format: the magic string at 0, user_version at 60, application_id at 68, big-endian
    let mut header = Vec::with_capacity(100);
    file.by_ref()
        .take(100)
        .read_to_end(&mut header)
        .map_err(failed)?;
    let number = |at| {
        let bytes = header.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    Ok(match (number(60), number(68)) {
        _ if header.is_empty() => FileKind::Nothing,
        (Some(schema), Some(APPLICATION_ID)) if header.starts_with(b"SQLite format 3\0") => {
            FileKind::Library { schema }
        }
        _ => FileKind::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Access, Library, MIGRATIONS, SCHEMA};

    #[test]
    fn migrations_are_valid() {
        MIGRATIONS.validate().unwrap();
    }

    #[test]
    fn older_libraries_are_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.ibid");
        assert!(!Library::is_older(&path).unwrap());
        let library = Library::open(&path, Access::Create).unwrap();
        assert!(!Library::is_older(&path).unwrap());
        library
            .conn
            .pragma_update(None, "user_version", SCHEMA - 1)
            .unwrap();
        drop(library);
        assert!(Library::is_older(&path).unwrap());
    }

    #[test]
    fn other_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        assert!(matches!(
            Library::open(&path, Access::Write),
            Err(StoreError::Missing(_))
        ));
        for content in [
            "plain text".as_bytes(),
            &[b"SQLite format 3\0".as_slice(), &[0; 200]].concat(),
        ] {
            std::fs::write(&path, content).unwrap();
            assert!(matches!(
                Library::open(&path, Access::Create),
                Err(StoreError::NotALibrary(_))
            ));
            assert_eq!(std::fs::read(&path).unwrap(), content);
        }
    }

    #[test]
    fn a_newer_library_is_refused_and_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let library = Library::open(&path, Access::Create).unwrap();
        library
            .conn
            .execute_batch("PRAGMA user_version = 99")
            .unwrap();
        drop(library);
        assert!(matches!(
            Library::open(&path, Access::Write),
            Err(StoreError::Newer { found: 99, .. })
        ));
        assert_eq!(
            Library::open(&path, Access::Read).unwrap().len().unwrap(),
            0
        );
    }

    /// Whether anybody may make files in `folder`: the administrator may whatever its rights are.
    fn may_write(folder: &Path) -> bool {
        tempfile::tempfile_in(folder).is_ok()
    }

    #[cfg(unix)]
    #[test]
    fn what_may_not_be_written_is_read() {
        use std::os::unix::fs::PermissionsExt;

        for name in ["plain.ibid", "a b?c#d%20é.ibid"] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            let set = |path: &Path, mode| {
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
            };
            drop(Library::open(&path, Access::Create).unwrap());
            // from now on with a write-ahead log
            drop(Library::open(&path, Access::Write).unwrap());
            set(&path, 0o444);
            set(folder.path(), 0o555);
            let library = Library::open(&path, Access::Write).unwrap();
            assert_eq!(library.len().unwrap(), 0);
            if !may_write(folder.path()) {
                assert_eq!(library.access, Access::Read);
                let library = Library::open(&path, Access::Read).unwrap();
                assert_eq!(library.len().unwrap(), 0);
            }
            set(folder.path(), 0o755);
        }
    }

    #[test]
    fn a_file_that_nobody_writes_is_read_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a b?c#d%20é.ibid");
        drop(Library::open(&path, Access::Create).unwrap());
        let writing = Library::open(&path, Access::Write).unwrap();
        let written = writing
            .conn
            .execute_batch("UPDATE library SET next = next + 1");
        written.unwrap();
        assert_eq!(alone(&path), None, "what was written is in the log");
        drop(writing);
        let uri = alone(&path).unwrap();
        let (conn, schema) = connect(Path::new(&uri), READ | OpenFlags::SQLITE_OPEN_URI).unwrap();
        assert_eq!(schema, SCHEMA);
        let count = "SELECT count(*) FROM entry";
        assert_eq!(conn.query_row(count, [], |row| row.get::<_, i64>(0)), Ok(0));
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 1, "nothing is made beside it");
    }
}
