//! Writing files: whole or not at all, and only when they change.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use ibid::formats::encoding::decode;

use super::error::CliError;

/// Inputs above this size, in bytes, take long enough for a progress bar.
pub(crate) const WORTH_A_BAR: u64 = 8 << 20;

/// Writes to `path` what `write` gives, unless it holds that already; whether it was written. A symbolic link stays
/// and what it points to is replaced; the permissions stay; a device or a pipe is written to, a library
/// refused.
pub(crate) fn replace<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, CliError>,
) -> Result<(T, bool), CliError> {
    let (value, prepared) = prepare(path, write)?;
    Ok((value, prepared.commit()?))
}

/// The same up to the point where the file changes: what is to be written lies beside it.
pub(crate) fn prepare<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, CliError>,
) -> Result<(T, Prepared), CliError> {
    let failed = |error| CliError::file(path, error);
    let target = target(path);
    let existing = fs::metadata(&target).ok();
    if existing.as_ref().is_some_and(|metadata| metadata.is_dir()) {
        return Err(CliError::new(format!("{} is a folder", path.display())).hint("name a file"));
    }
    let mut prepared = Prepared {
        path: path.to_owned(),
        target,
        temporary: None,
        state: State::New,
    };
    if existing
        .as_ref()
        .is_some_and(|metadata| !metadata.is_file())
    {
        // a device or a pipe cannot be replaced
        let file = File::options()
            .write(true)
            .open(&prepared.target)
            .map_err(failed)?;
        let mut out = BufWriter::new(file);
        let value = write(&mut out)?;
        out.flush().map_err(failed)?;
        prepared.state = State::Written;
        return Ok((value, prepared));
    }
    if existing.is_some() && is_database(&prepared.target).map_err(failed)? {
        let message = format!("{} is a database; it was left alone", path.display());
        return Err(CliError::new(message).hint("name another file"));
    }
    let folder = prepared
        .target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let temporary = new_file(folder).map_err(failed)?;
    let mut out = BufWriter::with_capacity(1 << 16, temporary.as_file());
    let value = write(&mut out)?;
    out.flush().map_err(failed)?;
    drop(out);
    if let Some(metadata) = existing {
        prepared.state = if same(temporary.path(), &prepared.target).map_err(failed)? {
            State::Same
        } else {
            fs::set_permissions(temporary.path(), metadata.permissions()).map_err(failed)?;
            State::Differs
        };
    }
    prepared.temporary = Some(temporary);
    Ok((value, prepared))
}

/// What is to be written, beside the file whose place it takes; gone unless [`Prepared::commit`] is called.
pub(crate) struct Prepared {
    path: PathBuf,
    target: PathBuf,
    temporary: Option<tempfile::NamedTempFile>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is no file.
    New,
    /// It holds this already.
    Same,
    /// It holds something else.
    Differs,
    /// It cannot be replaced and was written to.
    Written,
}

impl Prepared {
    /// Whether [`Prepared::commit`] would change the file.
    pub(crate) fn changes(&self) -> bool {
        matches!(self.state, State::New | State::Differs)
    }

    /// What the file holds and what it is to hold, where it is there and that differs.
    pub(crate) fn texts(&self) -> Result<Option<(String, String)>, CliError> {
        let (State::Differs, Some(temporary)) = (self.state, &self.temporary) else {
            return Ok(None);
        };
        let read = |path: &Path| {
            let bytes = fs::read(path).map_err(|error| CliError::file(&self.path, error))?;
            Ok::<_, CliError>(decode(bytes).text)
        };
        Ok(Some((read(&self.target)?, read(temporary.path())?)))
    }

    /// Replaces the file, unless it holds that already; whether it was written.
    pub(crate) fn commit(self) -> Result<bool, CliError> {
        let failed = |error| CliError::file(&self.path, error);
        match (self.state, self.temporary) {
            (State::New | State::Differs, Some(temporary)) => {
                temporary.as_file().sync_all().map_err(failed)?;
                temporary
                    .persist(&self.target)
                    .map_err(|error| failed(error.error))?;
                Ok(true)
            }
            (state, _) => Ok(state == State::Written),
        }
    }
}

/// What a symbolic link points to, so that the link stays.
fn target(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    for _ in 0..32 {
        let Ok(next) = fs::read_link(&target) else {
            break;
        };
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    target
}

#[cfg(unix)]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // what a file that a program makes usually has; the process's mask takes its part away
    let usual = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .prefix(".ibid-")
        .permissions(usual)
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".ibid-")
        .tempfile_in(folder)
}

/// Whether the file is a library, which nobody wants to lose to a slip of the fingers.
fn is_database(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut start)?;
    Ok(start == b"SQLite format 3\0")
}

fn same(one: &Path, other: &Path) -> io::Result<bool> {
    if fs::metadata(one)?.len() != fs::metadata(other)?.len() {
        return Ok(false);
    }
    let (mut one, mut other) = (
        BufReader::new(File::open(one)?),
        BufReader::new(File::open(other)?),
    );
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let count = one.read(&mut left)?;
        if count == 0 {
            return Ok(true);
        }
        // a file that grew shorter meanwhile is another
        if other.read_exact(&mut right[..count]).is_err() || left[..count] != right[..count] {
            return Ok(false);
        }
    }
}
