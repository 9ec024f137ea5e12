//! Keys on the command line: found, or reported with what was probably meant.

use std::collections::HashSet;

use ibid::store::{Library, StoreError, Stored};

use super::error::CliError;
use super::forms::cited::is_citation;
use super::written;

/// How many keys are suggested in place of an unknown one.
const SUGGESTED: usize = 3;

/// `keys` with what stands on standard input in place of `-`: words, with or without commas; a line behind `# ` is a
/// comment. Nothing at all there is as if nothing were found: the search before the pipe has said why.
pub(crate) fn with_standard_input(keys: &[String]) -> Result<Vec<String>, CliError> {
    let mut all = Vec::with_capacity(keys.len());
    for key in keys {
        if key == "-" {
            let text = std::io::read_to_string(std::io::stdin());
            let failed = |error| CliError::new("standard input could not be read").because(error);
            for line in text.map_err(failed)?.lines().map(str::trim) {
                // a citation is one, with all its spaces
                if is_citation(line) {
                    all.push(line.to_owned());
                } else if line != "#" && !line.starts_with("# ") {
                    // no key has a comma in it
                    let words = line.split(|c: char| c.is_whitespace() || c == ',');
                    all.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
                }
            }
        } else {
            all.push(key.clone());
        }
    }
    if all.is_empty() && !keys.is_empty() {
        return Err(CliError::not_found("standard input has no keys"));
    }
    Ok(all)
}

/// The entries that `keys` name, each once, in that order, and the keys that name none.
pub(crate) fn lookup(
    library: &Library,
    keys: &[String],
) -> Result<(Vec<Stored>, Vec<String>), CliError> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    for key in keys {
        match library.entry(key)? {
            Some(entry) if !seen.insert(entry.id) => {}
            Some(entry) => found.push(entry),
            None => unknown.push(key.clone()),
        }
    }
    Ok((found, unknown))
}

/// The entries that `keys` name, each once; an error that names all keys that name none.
pub(crate) fn resolve(library: &Library, keys: &[String]) -> Result<Vec<Stored>, CliError> {
    let (found, unknown) = lookup(library, keys)?;
    match unknown_error(library, &unknown)? {
        Some(error) => Err(error),
        None => Ok(found),
    }
}

/// The entry that `key` names.
pub(crate) fn resolve_one(library: &Library, key: &str) -> Result<Stored, CliError> {
    match library.entry(key)? {
        Some(entry) => Ok(entry),
        None => {
            Err(unknown_error(library, &[key.to_owned()])?
                .unwrap_or_else(|| CliError::not_found(key)))
        }
    }
}

/// How many unknown keys are named.
const LISTED: usize = 20;
/// Of how many of them it is said what may have been meant: each is compared with all keys.
const EXPLAINED: usize = 10;

/// What to say about keys that name no entry; nothing where there are none.
pub(crate) fn unknown_error(
    library: &Library,
    unknown: &[String],
) -> Result<Option<CliError>, CliError> {
    let mut error = match unknown {
        [] => return Ok(None),
        [key] => CliError::not_found(StoreError::UnknownKey(key.clone()).to_string()),
        _ => {
            let listed = written::first(unknown, LISTED);
            CliError::not_found(format!("no entries have the keys {listed}"))
        }
    };
    let explained: Vec<&str> = unknown.iter().take(EXPLAINED).map(String::as_str).collect();
    let near = library.keys_near(&explained, SUGGESTED)?;
    for (key, near) in explained.iter().zip(near) {
        let subject = if unknown.len() == 1 {
            String::new()
        } else {
            format!("{key}: ")
        };
        if let Some(batch) = library.removed_in(key)? {
            error = error.hint(format!(
                "{subject}it was removed in batch {batch}; `ibid undo {batch}` brings it back"
            ));
            continue;
        }
        if !near.is_empty() {
            error = error.hint(format!("{subject}did you mean {}?", near.join(" or ")));
        }
    }
    if error.hints.is_empty() {
        error = error.hint("`ibid find WORDS` looks for entries by author, title, year …");
    }
    Ok(Some(error))
}
