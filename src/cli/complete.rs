//! Completion of command lines: the shell asks this program, with IBID_COMPLETE set, what could come next.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::context;
use super::error::CliError;
use super::text::{clean, fit};

/// The variable by which the shell asks.
const VARIABLE: &str = "IBID_COMPLETE";
/// The script for bash, in place of the crate's, which does not know keys with colons.
const BASH: &str = include_str!("completions.bash");
/// How many keys are offered at once.
const OFFERED: usize = 50;

/// Answers a shell; false where none asks.
pub(crate) fn answered() -> bool {
    if std::env::var_os(VARIABLE).is_none() {
        return false;
    }
    let environment = CompleteEnv::with_factory(super::parser)
        .var(VARIABLE)
        .bin("ibid");
    let folder = std::env::current_dir().ok();
    // whatever goes wrong, the person typing is not to be disturbed
    environment
        .try_complete(std::env::args_os(), folder.as_deref())
        .unwrap_or(true)
}

/// The shells that can be set up.
pub(crate) fn shells() -> Vec<&'static str> {
    Shells::builtins().names().collect()
}

/// The script that sets `shell` up.
pub(crate) fn script(shell: &str) -> Result<Vec<u8>, CliError> {
    if shell == "bash" {
        return Ok(BASH.replace("VARIABLE", VARIABLE).into_bytes());
    }
    let shells = Shells::builtins();
    let Some(completer) = shells.completer(shell) else {
        return Err(CliError::new(format!("no completions for {shell}")));
    };
    let mut script = Vec::new();
    completer
        .write_registration(VARIABLE, "ibid", "ibid", "ibid", &mut script)
        .map_err(CliError::output)?;
    Ok(script)
}

/// Completes the names of citation styles.
pub(crate) fn styles() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let styles = ibid::render::STYLES.iter();
        styles
            .map(|style| CompletionCandidate::new(style.name).help(Some(style.title.into())))
            .collect()
    })
}

/// Completes the tags of languages.
pub(crate) fn locales() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        ibid::render::locales()
            .map(CompletionCandidate::new)
            .collect()
    })
}

/// Completes keys.
pub(crate) fn keys() -> ArgValueCompleter {
    ArgValueCompleter::new(|prefix: &OsStr| {
        let Some(prefix) = prefix.to_str() else {
            return Vec::new();
        };
        let library = context::open_for_completion(library_of(std::env::args_os()));
        let keys = library
            .and_then(|library| library.keys_starting(prefix, OFFERED).ok())
            .unwrap_or_default();
        let candidate = |(key, title): (String, String)| {
            CompletionCandidate::new(key).help(Some(fit(&clean(&title), 60).into_owned().into()))
        };
        keys.into_iter().map(candidate).collect()
    })
}

/// What `--library` says in a command line that is not finished.
fn library_of(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Option<PathBuf> {
    while let Some(argument) = arguments.next() {
        if argument == "--library" {
            return arguments.next().map(PathBuf::from);
        }
        if let Some(path) = argument
            .to_str()
            .and_then(|argument| argument.strip_prefix("--library="))
        {
            return Some(PathBuf::from(path));
        }
    }
    None
}
