//! How a query is read; what is told of searches: which words stand for others; and the last search of each library, for
//! `ibid find` without words: kept beside the person's other state and not in the library, so that a library which is only read has one too.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use ibid::query::{Query, parse};
use ibid::store::{Correction, Found, Library};
use serde::{Deserialize, Serialize};

use crate::cli::error::CliError;

/// How many libraries are remembered.
const KEPT: usize = 100;

/// Reads a query. A key of the library that is typed whole is that, whatever else it looks like.
pub(crate) fn read(library: &Library, text: &str) -> Result<Query, CliError> {
    match library.query_of_key(text)? {
        Some(query) => Ok(query),
        None => parse(text)
            .or_else(|error| {
                let title = ends_in_colon(text).filter(|_| error.code == "query-unfinished");
                title.and_then(|title| parse(title).ok()).ok_or(error)
            })
            .map_err(|error| CliError::in_input(*error)),
    }
}

/// A text of several words that begins with a capital, without the colon behind the last: `Programming language:` is a
/// title, and its last word not the field that it may name. Who is still typing is told that a value is missing.
fn ends_in_colon(text: &str) -> Option<&str> {
    let text = text.trim().strip_suffix(':')?;
    let (_, last) = text.rsplit_once(char::is_whitespace)?;
    let is_title = text.starts_with(char::is_uppercase) && last.starts_with(char::is_alphabetic);
    is_title.then_some(text)
}

/// How what was found differs from what was asked, `most` words for each that stand in its place.
pub(crate) fn told(found: &Found, most: usize) -> Vec<String> {
    let mut told = corrected(&found.corrections, most);
    if found.pasted {
        told.push(
            "no entry has all these words: showing those whose titles are among them".to_owned(),
        );
    }
    told
}

/// `no "zahed": showing "zahid"` for each word in place of which others are shown, `most` of those.
pub(crate) fn corrected(corrections: &[Correction], most: usize) -> Vec<String> {
    let mut by_word: Vec<(&Correction, Vec<String>)> = Vec::new();
    for correction in corrections {
        let shown = format!("{:?}", correction.shown);
        let known = by_word
            .iter_mut()
            .find(|(first, _)| first.typed == correction.typed);
        match known {
            Some((_, all)) => all.push(shown),
            None => by_word.push((correction, vec![shown])),
        }
    }
    let told = by_word.into_iter().map(|(first, mut shown)| {
        if shown.len() > most {
            shown.truncate(most);
            shown.push("…".to_owned());
        }
        let beside = if first.known { " with the rest" } else { "" };
        format!("no {:?}{beside}: showing {}", first.typed, shown.join(", "))
    });
    told.collect()
}

/// A search, as it can be made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Search {
    /// The query as typed.
    pub(crate) query: String,
    /// Whether it was to be taken word for word.
    #[serde(default)]
    pub(crate) exact: bool,
    /// When it was made, in seconds since 1970.
    #[serde(default)]
    at: i64,
}

/// The last search in the library at `library`; none where there was none, or where the file cannot be read.
pub(crate) fn last(file: &Path, library: &Path) -> Option<Search> {
    let text = std::fs::read_to_string(file).ok()?;
    let mut all: BTreeMap<PathBuf, Search> = serde_json::from_str(&text).ok()?;
    all.remove(&absolute(library))
}

/// Keeps a search. Where that cannot be done, the search is no worse for it.
pub(crate) fn keep(file: &Path, library: &Path, query: &str, exact: bool, now: i64) {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let mut all: BTreeMap<PathBuf, Search> = serde_json::from_str(&text).unwrap_or_default();
    let search = Search {
        query: query.to_owned(),
        exact,
        at: now,
    };
    let path = absolute(library);
    if all
        .get(&path)
        .is_some_and(|known| known.query == query && known.exact == exact)
    {
        return;
    }
    all.insert(path, search);
    while all.len() > KEPT {
        let oldest = all
            .iter()
            .min_by_key(|(_, search)| search.at)
            .map(|(path, _)| path.clone());
        match oldest {
            Some(path) => all.remove(&path),
            None => break,
        };
    }
    let _ = write(file, &all);
}

fn write(file: &Path, all: &BTreeMap<PathBuf, Search>) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    // at once: the serializer writes sign by sign
    fresh.write_all(&serde_json::to_vec_pretty(all)?)?;
    fresh.write_all(b"\n")?;
    fresh.persist(file)?;
    Ok(())
}

fn absolute(library: &Path) -> PathBuf {
    library
        .canonicalize()
        .unwrap_or_else(|_| library.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_told_by_the_word_that_was_typed() {
        let correction = |(typed, shown): &(&str, &str)| Correction {
            known: false,
            typed: (*typed).to_owned(),
            shown: (*shown).to_owned(),
        };
        let told = |words: &[(&str, &str)]| {
            let found = Found {
                corrections: words.iter().map(correction).collect(),
                ..Found::default()
            };
            super::told(&found, 2).join("; ")
        };
        assert_eq!(told(&[]), "");
        assert_eq!(
            told(&[
                ("zahed", "zahid"),
                ("nte", "net"),
                ("nte", "note"),
                ("nte", "nets")
            ]),
            "no \"zahed\": showing \"zahid\"; no \"nte\": showing \"net\", \"note\", …"
        );
    }

    #[test]
    fn each_library_has_its_last_search() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/searches.json");
        let (one, other) = (Path::new("/no/one.ibid"), Path::new("/no/other.ibid"));
        assert_eq!(last(&file, one), None);
        keep(&file, one, "a", false, 1);
        keep(&file, other, "b c", true, 2);
        keep(&file, one, "d", false, 3);
        assert_eq!(
            last(&file, one).map(|search| search.query).as_deref(),
            Some("d")
        );
        assert!(last(&file, other).unwrap().exact);
        for n in 0..KEPT {
            let path = PathBuf::from(format!("/no/{n}.ibid"));
            keep(&file, &path, "x", false, 4);
        }
        assert_eq!(last(&file, other), None);
        std::fs::write(&file, "not json").unwrap();
        assert_eq!(last(&file, one), None);
    }
}
