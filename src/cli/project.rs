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

use clap::Args as _;
use ibid::diagnostic::{Diagnostic, Lines, Severity};

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
        if let Some([one, other]) = settings.conflict() {
            return Err(conflict(path, &text, one, other));
        }
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

/// Says that two settings exclude each other.
fn conflict(path: &Path, text: &str, one: &str, other: &str) -> CliError {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with(other) {
            break;
        }
        at += line.len();
    }
    let message = format!("`{other}` is in place of `{one}`, and both are set");
    let place = Lines::new(&path.to_string_lossy(), text).place(at.min(text.len()));
    let finding = Diagnostic::new("config", Severity::Error, message).place(place);
    CliError::in_input(finding.help("leave one of the two out, or give each an [[export]] table"))
}

/// Every setting with a value that it may have.
const VALUES: &[(&str, &str)] = &[
    ("documents", "[\"thesis.tex\"]"),
    ("kind", "\"latex\""),
    ("allow-missing", "true"),
    ("output", "\"refs.bib\""),
    ("merge-into", "\"shared.bib\""),
    ("library", "\"papers.ibid\""),
    ("format", "\"biblatex\""),
    ("public", "true"),
    ("omit", "[\"abstract\", \"annot*\"]"),
    ("keep", "[\"note\"]"),
    ("sort", "\"author-year\""),
    ("tidy", "true"),
    ("wrap", "80"),
    ("journals", "\"iso4\""),
    ("doi-as", "\"url\""),
    ("key-style", "\"{author}{year}\""),
    ("ascii", "true"),
    ("unicode", "true"),
    ("resolve-crossrefs", "true"),
    ("strict", "true"),
    ("losses", "\"losses.json\""),
    ("style", "\"ieee\""),
    ("locale", "\"en-GB\""),
    ("title", "\"Our papers\""),
    ("group", "\"type\""),
    ("files", "true"),
];

/// The page on project files.
pub(crate) fn help() -> String {
    let options = Settings::augment_args(clap::Command::new("export"));
    let mut out = format!(
        "An {NAME} beside a document keeps the options of `ibid export`, which needs no\n\
         arguments in its folder and those below. The least there is to it:\n\n{LEAST}\n\
         Options on the command line win over it. With keys, --query or --cited-in on the\n\
         command line its documents and output are left aside, and the rest of its top\n\
         holds. --no-project looks for no file. Paths start at the file's folder, ~ is the\n\
         home folder. What is exported for a project leaves private fields at home, unless\n\
         it says `public = false` or keeps them.\n\n\
         Several outputs are several tables; what stands above them holds for all:\n\n{SEVERAL}\n\
         Each setting, with a value it may have:\n\n"
    );
    for (name, value) in VALUES {
        let option = match *name {
            "documents" => "cited-in",
            name => name,
        };
        let help = match options
            .get_arguments()
            .find(|one| one.get_long() == Some(option))
        {
            Some(option) => option
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default(),
            None => "The library, where it is not the usual one".to_owned(),
        };
        out.push_str(&format!("  {name} = {value}\n"));
        for line in super::text::wrap(&help, 74) {
            out.push_str(&format!("      {line}\n"));
        }
        if let Some(option) = options
            .get_arguments()
            .find(|one| one.get_long() == Some(option))
        {
            let values = option.get_possible_values();
            let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
            if names.len() > 2 {
                for line in super::text::wrap(&format!("One of {}", names.join(", ")), 74) {
                    out.push_str(&format!("      {line}\n"));
                }
            }
        }
    }
    out
}

/// A project file that does the main thing.
const LEAST: &str = "  documents = [\"thesis.tex\"]
  output = \"refs.bib\"
";

/// A project file with two outputs.
const SEVERAL: &str = "  documents = [\"thesis.tex\"]
  tidy = true

  [[export]]
  output = \"refs.bib\"

  [[export]]
  output = \"papers.html\"
  format = \"html-page\"
  title = \"What the thesis cites\"
";

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_setting_and_its_examples_hold() {
        let names = |error: &toml::de::Error| -> Vec<String> {
            let quoted = error.message().split('`').skip(3).step_by(2);
            quoted.map(str::to_owned).collect()
        };
        let known = toml::from_str::<Settings>("\"?\" = 1").unwrap_err();
        let mut known = names(&known);
        assert!(known.len() > 20, "{known:?}");
        // how several are made stands above the list
        known.retain(|name| name != "export" && name != "cited-in");
        let mut told: Vec<&str> = VALUES.iter().map(|(name, _)| *name).collect();
        told.sort_unstable();
        known.sort_unstable();
        assert_eq!(told, known);
        for (name, value) in VALUES {
            let one = format!("{name} = {value}\n");
            toml::from_str::<Settings>(&one).unwrap_or_else(|error| panic!("{one}: {error}"));
        }
        for example in [LEAST, SEVERAL] {
            let settings: Settings = toml::from_str(example).unwrap();
            assert!(settings.conflict().is_none());
        }
        let page = help();
        assert!(page.contains(LEAST) && page.contains(SEVERAL));
        assert!(page.contains("  group = \"type\"\n"), "{page}");
    }
}
