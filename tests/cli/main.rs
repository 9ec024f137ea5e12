//! The command line as its users meet it: a file per command, a home of its own for each test.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod blocks;
mod browser;
mod cite;
mod cited;
mod cli;
mod completions;
mod corpus;
mod dialects;
mod doctor;
mod edit;
mod export;
mod export_json;
mod fidelity;
mod find;
mod formats;
mod formats_doc;
mod history;
mod import;
mod interrupt;
mod judge;
mod new;
mod open;
mod pick;
mod project;
mod readme;
mod rename;
mod rm;
mod set;
mod show;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A person with a home folder and nothing else.
struct Ibid {
    home: TempDir,
}

/// What a command said and how it ended.
struct Said {
    stdout: String,
    stderr: String,
    code: Option<i32>,
}

impl Ibid {
    /// An empty home.
    fn new() -> Self {
        let home = TempDir::new().unwrap();
        fs::create_dir(home.path().join("tmp")).unwrap();
        Self { home }
    }

    /// A home with a library of three entries.
    fn with_entries() -> Self {
        let ibid = Self::new();
        let said = ibid.run_with(ENTRIES, &["new", "-"]);
        assert_eq!(said.code, Some(0), "{said}");
        ibid
    }

    /// The path of a file in the home.
    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The program with a clean environment.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ibid"));
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home.path())
            .env("TMPDIR", self.path("tmp"))
            .env("TZ", "UTC")
            .env("IBID_NOW", "1500000000")
            .current_dir(self.home.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Said {
        self.run_with("", arguments)
    }

    fn run_with(&self, stdin: &str, arguments: &[&str]) -> Said {
        self.ended(self.command().args(arguments).write_stdin(stdin))
    }

    /// Runs where lines have eighty columns.
    fn on_page(&self, arguments: &[&str]) -> Said {
        self.ended(self.command().args(arguments).env("COLUMNS", "80"))
    }

    /// Runs with `editor` as $EDITOR.
    fn edit(&self, editor: &str, arguments: &[&str]) -> Said {
        self.ended(self.command().args(arguments).env("EDITOR", editor))
    }

    /// What a run says, paths under the home as `~`.
    fn ended(&self, command: &mut Command) -> Said {
        let output = command.output().unwrap();
        let home = self.home.path().to_string_lossy().into_owned();
        let text = |bytes: Vec<u8>| unnamed(&String::from_utf8(bytes).unwrap().replace(&home, "~"));
        Said {
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            code: output.status.code(),
        }
    }

    /// What stands in a file of the home.
    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The source of an entry.
    fn source(&self, key: &str) -> String {
        self.run(&["show", "--bibtex", key]).stdout
    }
}

/// `text` with the names of temporary files made alike.
fn unnamed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("/tmp/ibid-") {
        let end = rest[at..].find(".bib").map_or(rest.len(), |end| at + end);
        out.push_str(&rest[..at]);
        out.push_str("/tmp/ibid-XXXXXX");
        rest = &rest[end..];
    }
    out + rest
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "[stderr]\n{}", self.stderr)?;
        }
        match self.code {
            Some(0) => Ok(()),
            Some(code) => write!(f, "[exit {code}]"),
            None => write!(f, "[killed]"),
        }
    }
}

/// The number of files in a folder.
fn files_in(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

const ENTRIES: &str = r#"@article{zahid2017,
  author   = {Zahid, Farhan and M{\"u}ller, J{\"o}rg and Third, A.},
  title    = {The {TeX} of a long title that goes on until it must be cut, for it does not fit},
  journal  = {Journal of Long Names},
  volume   = 12,
  number   = 3,
  pages    = {45--67},
  year     = 2017,
  month    = mar,
  doi      = {10.1000/Example.1},
  abstract = {Much is said here, more than goes on a line of eighty columns, so that it is wrapped.}
}

@book{knuth84,
  author = "Donald E. Knuth",
  title = "The {\TeX}book",
  publisher = "Addison-Wesley",
  year = 1984
}

@misc{, author = {Erdős, Paul and Rényi, Alfréd}, title = {Graphs}, year = 1959, crossref = {knuth84}}
"#;
