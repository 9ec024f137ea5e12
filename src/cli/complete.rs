//! Completion of command lines: the shell asks this program, with IBID_COMPLETE set, what could come next.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use ibid::query::FIELDS;
use ibid::store::Library;

use super::context;
use super::error::CliError;
use super::template;
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
            let values: Vec<&str> = match field.to_lowercase().as_str() {
                "has" => HAS.to_vec(),
                "type" => template::types().collect(),
                _ => return Vec::new(),
            };
            let value = value.to_lowercase();
            return values
                .iter()
                .filter(|known| known.starts_with(&value))
                .map(|known| CompletionCandidate::new(format!("{before}{field}:{known}")))
                .collect();
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

/// Completes keys, also those within a citation: `[@knu`, `-@knu`.
pub(crate) fn keys() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let library = context::open_for_completion(library_of(std::env::args_os()));
        let (Some(typed), Some(library)) = (typed.to_str(), library) else {
            return Vec::new();
        };
        let found = keys_starting(&library, typed);
        match typed.rfind('@') {
            // a key may have the sign in it
            Some(at) if found.is_empty() => {
                let (before, prefix) = typed.split_at(at + 1);
                candidates(before, keys_starting(&library, prefix))
            }
            _ => candidates("", found),
        }
    })
}

/// The keys that start with `prefix` and what they mean; a large letter is found by a small one and the other way round.
fn keys_starting(library: &Library, prefix: &str) -> Vec<(String, String)> {
    let mut letters = prefix.chars();
    let first: String = letters.next().into_iter().collect();
    // SQLite knows the cases of ASCII alone
    let mut prefixes = vec![prefix.to_owned()];
    if !first.is_ascii() {
        for first in [first.to_uppercase(), first.to_lowercase()] {
            prefixes.push(first + letters.as_str());
        }
        prefixes.sort();
        prefixes.dedup();
    }
    let found = prefixes
        .iter()
        .filter_map(|prefix| library.keys_starting(prefix, OFFERED).ok());
    found.flatten().collect()
}

fn candidates(before: &str, keys: Vec<(String, String)>) -> Vec<CompletionCandidate> {
    let candidate = |(key, title): (String, String)| {
        let help = fit(&clean(&title), 60).into_owned();
        CompletionCandidate::new(format!("{before}{key}")).help(Some(help.into()))
    };
    keys.into_iter().map(candidate).collect()
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
