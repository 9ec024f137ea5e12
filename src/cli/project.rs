//! The project file, `ibid.toml` beside a document:
//!
//! ```toml
//! documents = ["thesis.tex"]
//! output = "refs.bib"
//! ```
//!
//! It is looked for in the current folder and the folders around it, up to the home folder. Every path in it starts
//! at its own folder.

use std::io;
use std::path::{Path, PathBuf};

use super::config;
use super::error::CliError;
use super::settings::{Settings, resolved};

/// What the file is called.
pub(crate) const NAME: &str = "ibid.toml";

/// A project file.
#[derive(Debug)]
pub(crate) struct Project {
    /// Its path, as short as it can be said.
    pub(crate) path: PathBuf,
    /// What it says, paths as the current folder means them.
    pub(crate) settings: Settings,
}

impl Project {
    /// Reads the file at `path`.
    pub(crate) fn read(path: &Path, home: &Path) -> Result<Self, CliError> {
        let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, error))?;
        let mut settings: Settings =
            toml::from_str(&text).map_err(|error| config::fault(path, &text, &error))?;
        settings.start_at(folder(path), home);
        Ok(Self {
            path: path.to_owned(),
            settings,
        })
    }
}

/// The library that the project file at `path` names. Mistakes elsewhere in it are the business of who reads it all.
pub(crate) fn library(path: &Path, home: &Path) -> Result<Option<PathBuf>, CliError> {
    #[derive(serde::Deserialize)]
    struct Only {
        library: Option<PathBuf>,
    }
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CliError::file(path, error)),
    };
    let only: Only = toml::from_str(&text).map_err(|error| config::fault(path, &text, &error))?;
    Ok(only
        .library
        .map(|library| resolved(&library, folder(path), home)))
}

/// The project file of the current folder, `here`: `ibid.toml`, `../ibid.toml`, and so on.
pub(crate) fn find(here: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let mut up = PathBuf::new();
    for folder in here.ancestors() {
        let path = up.join(NAME);
        if path.is_file() {
            return Some(path);
        }
        if Some(folder) == home {
            return None;
        }
        up.push("..");
    }
    None
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}
