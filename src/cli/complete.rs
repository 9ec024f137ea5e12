//! Completion of command lines: the shell asks this program, with IBID_COMPLETE set, what could come next.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use ibid::query::FIELDS;

use super::context;
use super::error::CliError;
use super::text::{clean, fit};

/// The variable by which the shell asks.
const VARIABLE: &str = "IBID_COMPLETE";
/// The script for bash, in place of the crate's, which does not know keys with colons.
const BASH: &str = include_str!("completions.bash");
/// What is put into the crate's script for zsh.
const ZSH_FIELDS: [(&str, &str); 3] = [
    (
        "local -a other=()",
        "local -a other=()\n        local -a fields=()",
    ),
    (
        "            else\n                other+=",
        "            elif [[ \"$completion\" == *'\\:' || \"$completion\" == *'\\::'* ]]; then\n                fields+=(\"$completion\")\n            else\n                other+=",
    ),
    (
        "        [[ -n $other ]] && _describe",
        "        [[ -n $fields ]] && _describe -V 'fields' fields -S ''\n        [[ -n $other ]] && _describe",
    ),
];
/// What an entry may have, for `has:`.
const HAS: [&str; 8] = [
    "abstract", "author", "doi", "file", "isbn", "note", "url", "year",
];
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
    if shell == "zsh" {
        // the words of a field follow it without a space
        let script = String::from_utf8_lossy(&script);
        return Ok(ZSH_FIELDS
            .iter()
            .fold(script.into_owned(), |script, (from, to)| {
                script.replacen(from, to, 1)
            })
            .into_bytes());
    }
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

/// Completes the fields of a query, and what `has:` and `type:` take.
pub(crate) fn queries() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let Some(typed) = typed.to_str() else {
            return Vec::new();
        };
        let bare = typed.trim_start_matches(['-', '(']);
        let before = &typed[..typed.len() - bare.len()];
        let lower = bare.to_lowercase();
        if let Some((field, value)) = bare.split_once(':') {
            let named = lower.strip_prefix("has:");
            return match named {
                Some(_) => HAS
                    .iter()
                    .filter(|known| known.starts_with(&value.to_lowercase()))
                    .map(|known| CompletionCandidate::new(format!("{before}{field}:{known}")))
                    .collect(),
                None => Vec::new(),
            };
        }
        FIELDS
            .iter()
            .flat_map(|field| {
                std::iter::once(&field.name)
                    .chain(field.aliases)
                    .map(move |name| (name, field))
            })
            // a lone - begins options
            .filter(|_| !lower.is_empty() || before.is_empty())
            .filter(|(name, field)| match lower.is_empty() {
                true => **name == field.name,
                false => name.starts_with(&lower),
            })
            .map(|(name, field)| {
                CompletionCandidate::new(format!("{before}{name}:")).help(Some(field.help.into()))
            })
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
