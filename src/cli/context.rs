//! The clock, the environment and the terminal, asked once; everything else takes them from here.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::BaseStrategy;
use ibid::store::{Access, Asked, Library};

use super::Global;
use super::config::Config;
use super::error::CliError;
use super::project::{self, Project};
use super::text::clean;
use super::ui::announce;

/// What a command knows of the world around it.
#[derive(Debug)]
pub(crate) struct Context {
    /// The present time, in seconds since 1970, UTC.
    now: i64,
    /// The command line as typed, quoted for a shell.
    command: String,
    /// What `--library` or IBID_LIBRARY says.
    library: Option<PathBuf>,
    read_only: bool,
    quiet: bool,
    /// Whether JSON is asked for.
    pub(crate) json: bool,
    /// Which of the three streams are terminals.
    pub(crate) terminal: Terminal,
    /// How many columns results may take.
    pub(crate) width: usize,
    /// The columns that a line of a list may have: in a pipe nothing is cut.
    pub(crate) line: usize,
    /// The command that edits a file.
    pub(crate) editor: String,
    /// What the terminal calls itself, and what it is in.
    pub(crate) tty: Tty,
}

/// What the environment says of the terminal.
#[derive(Debug)]
pub(crate) struct Tty {
    /// TERM says that it can do nothing but print.
    pub(crate) dumb: bool,
    /// Whether it has more than sixteen colours.
    pub(crate) many_colors: bool,
    /// Whether colours are wanted.
    pub(crate) color: bool,
    pub(crate) tmux: bool,
    pub(crate) gnu_screen: bool,
}

impl Tty {
    fn new(color: super::Color) -> Self {
        let term = text("TERM").unwrap_or_default();
        let many = |term: &str| {
            term.contains("256color")
                || ["kitty", "alacritty", "foot", "ghostty", "wezterm", "direct"]
                    .iter()
                    .any(|known| term.contains(known))
        };
        Self {
            dumb: term == "dumb",
            many_colors: text("COLORTERM").is_some() || many(&term) || cfg!(windows),
            color: match color {
                super::Color::Auto => text("NO_COLOR").is_none(),
                super::Color::Always => true,
                super::Color::Never => false,
            },
            tmux: text("TMUX").is_some(),
            gnu_screen: text("STY").is_some(),
        }
    }
}

/// Which streams are terminals.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    pub(crate) stdin: bool,
    pub(crate) stdout: bool,
    pub(crate) stderr: bool,
}

/// The columns of a page that is no terminal,
const PAGE: usize = 80;
/// and more than any line of a list needs.
const UNCUT: usize = 100_000;

impl Context {
    /// Looks around.
    pub(crate) fn new(global: &Global) -> Self {
        let terminal = Terminal {
            stdin: std::io::stdin().is_terminal(),
            stdout: std::io::stdout().is_terminal(),
            stderr: std::io::stderr().is_terminal(),
        };
        let size = terminal.stdout.then(terminal_size::terminal_size).flatten();
        // what runs commands for a part of the screen says so, such as watch
        let columns = text("COLUMNS").and_then(|columns| columns.parse().ok());
        let size = size.map(|(width, _)| usize::from(width.0)).or(columns);
        let size = size.map(|width: usize| width.max(20));
        let width = size.unwrap_or(PAGE);
        let editor = ["VISUAL", "EDITOR"].into_iter().find_map(text);
        Self {
            now: now(),
            command: command_line(),
            library: global.library.clone().or_else(library_from_environment),
            read_only: global.read_only,
            quiet: global.quiet,
            json: global.json,
            terminal,
            width,
            line: size.unwrap_or(UNCUT),
            editor: editor
                .unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned()),
            tty: Tty::new(global.color),
        }
    }

    /// Where the library is.
    pub(crate) fn library_path(&self) -> Result<PathBuf, CliError> {
        library_path(self.library.as_deref())
    }

    /// What the configuration file says; nothing where there is no home folder to have one in.
    pub(crate) fn config(&self) -> Result<Config, CliError> {
        match etcetera::choose_base_strategy() {
            Ok(folders) => config_in(&folders),
            Err(_) => Ok(Config::default()),
        }
    }

    /// The command that opens files and addresses: IBID_OPENER, else what is configured; none for the system's.
    pub(crate) fn opener(&self, config: &Config) -> Option<String> {
        text("IBID_OPENER").or_else(|| config.opener.clone())
    }

    /// The project file of the current folder, if there is one.
    pub(crate) fn project(&self) -> Result<Option<Project>, CliError> {
        let Some(path) = project_path() else {
            return Ok(None);
        };
        let home = etcetera::home_dir().unwrap_or_default();
        Project::read(&path, &home).map(Some)
    }

    /// The file of last searches; none where nothing is to be remembered, or there is no home folder.
    pub(crate) fn searches(&self) -> Result<Option<PathBuf>, CliError> {
        if self.config()?.remember == Some(false) {
            return Ok(None);
        }
        let Ok(folders) = etcetera::choose_base_strategy() else {
            return Ok(None);
        };
        let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
        Ok(Some(state.join("ibid").join("searches.json")))
    }

    /// The folder that remembers what was exported where; none where nothing is to be remembered, or there is no home
    /// folder.
    pub(crate) fn exports(&self) -> Result<Option<PathBuf>, CliError> {
        let searches = self.searches()?;
        Ok(searches.map(|file| file.with_file_name("exports")))
    }

    /// Notes that the person used these entries, unless nothing is to be remembered or the library is only read.
    pub(crate) fn record_use(&self, library: &Library, ids: &[i64]) -> Result<(), CliError> {
        /// More than these are no choice.
        const CHOSEN: usize = 1_000;
        if ids.is_empty() || ids.len() > CHOSEN || self.config()?.remember == Some(false) {
            return Ok(());
        }
        Ok(library.record_use(ids, self.now)?)
    }

    /// The present time, in seconds since 1970, UTC.
    pub(crate) fn now(&self) -> i64 {
        self.now
    }

    /// Where the project file of the current folder is.
    pub(crate) fn project_path(&self) -> Option<PathBuf> {
        project_path()
    }

    /// Where the library is that `path` names, unless `--library` or IBID_LIBRARY do.
    pub(crate) fn library_for(&self, path: Option<&Path>) -> Result<PathBuf, CliError> {
        match (&self.library, path) {
            (None, Some(path)) => Ok(path.to_owned()),
            _ => self.library_path(),
        }
    }

    /// Opens the library, which must exist.
    pub(crate) fn open(&self) -> Result<Library, CliError> {
        self.open_at(None)
    }

    /// Opens the library at `path` unless `--library` or IBID_LIBRARY names one; it must exist.
    pub(crate) fn open_at(&self, path: Option<&Path>) -> Result<Library, CliError> {
        self.access(&self.library_for(path)?, Access::Write)
    }

    fn access(&self, path: &Path, access: Access) -> Result<Library, CliError> {
        if self.read_only {
            return Ok(Library::open(path, Access::Read)?);
        }
        if !self.quiet && Library::is_older(path)? {
            announce(&format!(
                "bringing {} up to date for this version, once",
                clean(&path.to_string_lossy())
            ));
        }
        Ok(Library::open(path, access)?)
    }

    /// Opens the library, which must exist, only to read it.
    pub(crate) fn open_to_read(&self) -> Result<Library, CliError> {
        Ok(Library::open(&self.library_path()?, Access::Read)?)
    }

    /// The file of the picker's earlier queries; none where nothing is to be remembered, or there is no home folder.
    pub(crate) fn queries(&self) -> Result<Option<PathBuf>, CliError> {
        let searches = self.searches()?;
        Ok(searches.map(|file| file.with_file_name("queries")))
    }

    /// Opens the library, or makes a new one.
    pub(crate) fn open_or_create(&self) -> Result<Library, CliError> {
        self.access(&self.library_path()?, Access::Create)
    }

    /// Whether somebody looks at standard error and wants to see how far things are.
    pub(crate) fn shows_progress(&self) -> bool {
        self.terminal.stderr && !self.quiet && !self.json
    }

    /// What to record with a write.
    pub(crate) fn asked(&self, dry_run: bool) -> Asked {
        Asked {
            command: self.command.clone(),
            now: self.now,
            dry_run,
        }
    }
}

/// Opens the library for completions, where there are no parsed options: `given` is what `--library` says.
pub(crate) fn open_for_completion(given: Option<PathBuf>) -> Option<Library> {
    let path = library_path(given.or_else(library_from_environment).as_deref()).ok()?;
    Library::open(&path, Access::Read).ok()
}

fn library_path(given: Option<&Path>) -> Result<PathBuf, CliError> {
    if let Some(path) = given {
        return Ok(path.to_owned());
    }
    let homeless = |error| {
        CliError::new("there is no home folder to keep a library in")
            .because(error)
            .hint("`--library PATH` or the environment variable IBID_LIBRARY names the library")
    };
    let folders = etcetera::choose_base_strategy().map_err(homeless)?;
    if let Some(project) = project_path()
        && let Some(library) = project::library(&project, folders.home_dir())?
    {
        return Ok(library);
    }
    let config = config_in(&folders)?;
    Ok(config
        .library
        .unwrap_or_else(|| folders.data_dir().join("ibid").join("library.ibid")))
}

fn config_in(folders: &impl BaseStrategy) -> Result<Config, CliError> {
    Config::read(
        &folders.config_dir().join("ibid").join("config.toml"),
        folders.home_dir(),
    )
}

fn project_path() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    project::find(&here, etcetera::home_dir().ok().as_deref())
}

fn library_from_environment() -> Option<PathBuf> {
    std::env::var_os("IBID_LIBRARY")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

fn text(name: &str) -> Option<String> {
    std::env::var(name)
        .ok()
        .filter(|text| !text.trim().is_empty())
}

/// The time; IBID_NOW, in seconds since 1970, sets it for tests.
fn now() -> i64 {
    if let Some(now) = text("IBID_NOW").and_then(|now| now.parse().ok()) {
        return now;
    }
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn command_line() -> String {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let mut line = "ibid".to_owned();
    for argument in &arguments {
        line.push(' ');
        line.push_str(&quoted(&argument.to_string_lossy()));
    }
    line
}

/// `word` as a shell takes it.
fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || "@%+=:,./_-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    // no argument holds a NUL, the only character that cannot be quoted
    shlex::try_quote(word).unwrap_or(Cow::Borrowed(word))
}
