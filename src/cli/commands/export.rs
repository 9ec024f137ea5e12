//! `ibid export`: exactly the bibliography a document needs.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use ibid::formats::bibtex::write::Layout;
use ibid::store::{Library, Selection};

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, complete, keys};

const EXAMPLES: &str = "\
Examples:
  ibid export -o refs.bib                     the whole library
  ibid export knuth1984 plass1981 -o refs.bib
  ibid export --query \"knuth 1984\"            all entries that match
  ibid find tex -n 0 --keys | ibid export -   keys from standard input";

/// Writes entries as BibTeX: the whole library, or some entries with all they need.
///
/// Entries leave as they came in and in the library's order. Chosen entries bring the macros, cross-referenced parents
/// and preambles along that they need. A file is replaced only when it is complete, and left alone when it would not
/// change.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation keys; - reads them from standard input
    #[arg(value_name = "KEY", add = complete::keys())]
    keys: Vec<String>,
    /// Also the entries that match these words
    #[arg(long, value_name = "WORDS")]
    query: Option<String>,
    /// Where to write; - is standard output
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Lay all entries out alike: a field a line, names in lower case, values in braces
    #[arg(long)]
    tidy: bool,
    /// Leave each entry as it came in (the default)
    #[arg(long, conflicts_with = "tidy")]
    original: bool,
}

impl Run for Args {
    const JSON: bool = false;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let library = context.open()?;
        let selection = self.selection(&library)?;
        let layout = if self.tidy {
            Layout::Tidy
        } else {
            Layout::Original
        };
        if selection == Selection::Entries(Vec::new()) {
            return Err(CliError::not_found(
                "no entry matches, so nothing was written",
            ));
        }
        match self
            .output
            .as_deref()
            .filter(|path| *path != Path::new("-"))
        {
            None => {
                library.export(&selection, layout, ui.out())?;
            }
            Some(path) => match to_file(&library, &selection, layout, path)? {
                (count, true) => {
                    ui.note(&format!("wrote {} to {}", entries(count), path.display()))
                }
                (count, false) => ui.note(&format!(
                    "{} is unchanged ({})",
                    path.display(),
                    entries(count)
                )),
            },
        }
        Ok(Outcome::Done)
    }
}

fn entries(count: u64) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}

impl Args {
    fn selection(&self, library: &Library) -> Result<Selection, CliError> {
        if self.keys.is_empty() && self.query.is_none() {
            return Ok(Selection::All);
        }
        let wanted = keys::with_standard_input(&self.keys)?;
        let found = keys::resolve(library, &wanted)?;
        let mut ids: Vec<i64> = found.into_iter().map(|entry| entry.id).collect();
        if let Some(words) = &self.query {
            ids.extend(library.find_all(words)?);
        }
        Ok(Selection::Entries(ids))
    }
}

/// Writes to `path` what it does not hold already: how many entries, and whether it was written.
fn to_file(
    library: &Library,
    selection: &Selection,
    layout: Layout,
    path: &Path,
) -> Result<(u64, bool), CliError> {
    let failed = |error| CliError::file(path, error);
    let target = target(path);
    let existing = fs::metadata(&target).ok();
    if existing.as_ref().is_some_and(|metadata| metadata.is_dir()) {
        return Err(CliError::new(format!("{} is a folder", path.display()))
            .hint("-o takes the name of a file"));
    }
    if existing
        .as_ref()
        .is_some_and(|metadata| !metadata.is_file())
    {
        // a device or a pipe cannot be replaced
        let file = File::options().write(true).open(&target).map_err(failed)?;
        return Ok((
            library.export(selection, layout, BufWriter::new(file))?,
            true,
        ));
    }
    if existing.is_some() && is_database(&target).map_err(failed)? {
        let message = format!("{} is a database; it was left alone", path.display());
        return Err(CliError::new(message).hint("-o takes the name of a BibTeX file"));
    }
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let temporary = new_file(folder).map_err(failed)?;
    let count = library.export(
        selection,
        layout,
        BufWriter::with_capacity(1 << 16, temporary.as_file()),
    )?;
    if let Some(metadata) = existing {
        if same(temporary.path(), &target).map_err(failed)? {
            return Ok((count, false));
        }
        fs::set_permissions(temporary.path(), metadata.permissions()).map_err(failed)?;
    }
    temporary.as_file().sync_all().map_err(failed)?;
    temporary
        .persist(&target)
        .map_err(|error| failed(error.error))?;
    Ok((count, true))
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
