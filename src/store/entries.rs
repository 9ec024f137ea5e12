//! Reading entries.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;

use super::search::candidate;
use super::{Library, StoreError, projection};
use crate::formats::bibtex::fields::RawEntry;
use crate::formats::bibtex::macros::MacroTexts;

/// An entry of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its number, which is its place in the library's order.
    pub id: i64,
    /// Its key.
    pub key: String,
    /// Its type, in lower case.
    pub entry_type: String,
    /// Its text.
    pub source: String,
    /// When it was added and last changed, in seconds since 1970, UTC.
    pub added: i64,
    /// See `added`.
    pub modified: i64,
    /// Former keys.
    pub aliases: Vec<String>,
    /// Attached files: path as the entry gives it, description.
    pub files: Vec<(String, String)>,
    /// What could not be interpreted: field, message.
    pub problems: Vec<(String, String)>,
    /// Every field's plain text, inherited ones included.
    pub fields: Vec<(String, String)>,
}

/// What lists show of an entry; public as JSON. Text is plain Unicode.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Citation key.
    pub key: String,
    /// Entry type, lower case.
    pub r#type: String,
    /// Title and subtitle.
    pub title: Option<String>,
    /// `von Last, Jr, First`; `et al.` last where the list is open.
    pub authors: Vec<String>,
    /// Likewise.
    pub editors: Vec<String>,
    /// EDTF level 1, or the text in its place.
    pub date: Option<String>,
    /// The (first) year.
    pub year: Option<i64>,
    /// Whatever contains the work.
    pub venue: Option<String>,
    /// As given.
    pub volume: Option<String>,
    /// As given.
    pub issue: Option<String>,
    /// With en dashes.
    pub pages: Option<String>,
    /// Lower case, bare.
    pub doi: Option<String>,
    /// In alphabetical order.
    pub tags: Vec<String>,
    /// How well it matches, higher is better; `null` where nothing was searched.
    pub score: Option<f64>,
}

/// A key without its case, and how often each byte stands in it, modulo 32: what differs in more letters than edits can
/// account for need not be compared letter by letter.
struct Spelling {
    text: String,
    bytes: [u8; 32],
}

impl Spelling {
    fn new(key: &str) -> Self {
        let text = key.to_lowercase();
        let mut bytes = [0_u8; 32];
        for byte in text.bytes() {
            let count = &mut bytes[usize::from(byte % 32)];
            *count = count.saturating_add(1);
        }
        Self { text, bytes }
    }

    /// How many edits away `other` is: none where it begins so; `None` where it is far.
    fn distance(&self, other: &Self) -> Option<usize> {
        /// Bytes of the longest letter: so many can be put for so many others by one edit.
        const LONGEST: usize = 4;
        if other.text.starts_with(&self.text) {
            return Some(0);
        }
        let allowed = 1 + self.text.chars().count() / 4;
        let counts = self.bytes.iter().zip(&other.bytes);
        let apart: usize = counts.map(|(a, b)| usize::from(a.abs_diff(*b))).sum();
        let each = if self.text.is_ascii() && other.text.is_ascii() {
            2
        } else {
            2 * LONGEST
        };
        if apart > each * allowed {
            return None;
        }
        let distance = strsim::osa_distance(&self.text, &other.text);
        (distance <= allowed).then_some(distance)
    }
}

/// The entry that `key` names: by its key, a former key, or one of biblatex's `ids`, in that order.
pub(super) fn id_of(conn: &Connection, key: &str) -> Result<Option<i64>, StoreError> {
    for sql in [
        "SELECT id FROM entry WHERE key = ?1",
        "SELECT entry FROM alias WHERE key = ?1",
        "SELECT min(entry) FROM link WHERE target = ?1 AND field = 'ids' HAVING min(entry) NOT NULL",
    ] {
        if let Some(id) = conn
            .prepare_cached(sql)?
            .query_row([key], |row| row.get(0))
            .optional()?
        {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

impl Library {
    /// The entry that `key` names, ignoring case: by its key, a former key, or one of biblatex's `ids`.
    ///
    /// # Errors
    /// SQLite's.
    pub fn entry(&self, key: &str) -> Result<Option<Stored>, StoreError> {
        let Some(id) = id_of(&self.conn, key)? else {
            return Ok(None);
        };
        self.stored(id)
    }

    fn stored(&self, id: i64) -> Result<Option<Stored>, StoreError> {
        let stored = self
            .conn
            .prepare_cached(
                "SELECT id, key, type, source, added, modified, coalesce(fields, '{}')
                 FROM entry LEFT JOIN projection ON projection.entry = entry.id WHERE id = ?1",
            )?
            .query_row([id], |row| {
                Ok((
                    Stored {
                        id: row.get(0)?,
                        key: row.get(1)?,
                        entry_type: row.get(2)?,
                        source: row.get(3)?,
                        added: row.get(4)?,
                        modified: row.get(5)?,
                        aliases: Vec::new(),
                        files: Vec::new(),
                        problems: Vec::new(),
                        fields: Vec::new(),
                    },
                    row.get::<_, String>(6)?,
                ))
            })
            .optional()?;
        let Some((mut stored, fields)) = stored else {
            return Ok(None);
        };
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&fields)?;
        stored.fields = fields
            .into_iter()
            .map(|(name, text)| (name, text.as_str().map(str::to_owned).unwrap_or_default()))
            .collect();
        stored.aliases = self.strings("SELECT key FROM alias WHERE entry = ?1 ORDER BY key", id)?;
        stored.files = self.pairs(
            "SELECT path, description FROM attachment WHERE entry = ?1 ORDER BY position",
            id,
        )?;
        stored.problems = self.pairs(
            "SELECT field, message FROM problem WHERE entry = ?1 ORDER BY field, code, message",
            id,
        )?;
        Ok(Some(stored))
    }

    /// What the macros in an entry stand for.
    ///
    /// # Errors
    /// SQLite's.
    pub fn macro_texts(&self, entry: &Stored) -> Result<MacroTexts, StoreError> {
        projection::macro_texts(&self.conn, entry.id)
    }

    /// What lists show of the entry that `key` names.
    ///
    /// # Errors
    /// SQLite's.
    pub fn summary(&self, key: &str) -> Result<Option<Summary>, StoreError> {
        match id_of(&self.conn, key)? {
            Some(id) => self.summary_of(id, None),
            None => Ok(None),
        }
    }

    pub(super) fn summary_of(
        &self,
        id: i64,
        score: Option<f64>,
    ) -> Result<Option<Summary>, StoreError> {
        let text = |row: &Row<'_>, column: usize| row.get::<_, Option<String>>(column);
        // libraries of older schemas are only read
        let people = if self.schema < 4 { "NULL" } else { "people" };
        let summary = self
            .conn
            .prepare_cached(&format!(
                "SELECT key, type, title, date, year, venue, volume, issue, pages,
                        (SELECT min(value) FROM identifier WHERE identifier.entry = id AND scheme = 'doi'), {people}
                 FROM entry LEFT JOIN projection ON projection.entry = entry.id WHERE id = ?1"
            ))?
            .query_row([id], |row| {
                let people = row.get_ref(10)?.as_str_or_null().ok().flatten();
                let listed = people.and_then(candidate::listed);
                let summary = Summary {
                    key: row.get(0)?,
                    r#type: row.get(1)?,
                    title: text(row, 2)?,
                    authors: Vec::new(),
                    editors: Vec::new(),
                    date: text(row, 3)?,
                    year: row.get(4)?,
                    venue: text(row, 5)?,
                    volume: text(row, 6)?,
                    issue: text(row, 7)?,
                    pages: text(row, 8)?,
                    doi: text(row, 9)?,
                    tags: Vec::new(),
                    score,
                };
                Ok((summary, listed))
            })
            .optional()?;
        let Some((mut summary, listed)) = summary else {
            return Ok(None);
        };
        (summary.authors, summary.editors) = match listed {
            Some(listed) => listed,
            None => self.authors_and_editors(id)?,
        };
        summary.tags = self.strings("SELECT name FROM tag WHERE entry = ?1 ORDER BY name", id)?;
        Ok(Some(summary))
    }

    fn authors_and_editors(&self, id: i64) -> Result<(Vec<String>, Vec<String>), StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT role = 'author', family, given, prefix, suffix, corporate FROM contribution
             LEFT JOIN person ON person.id = contribution.person
             WHERE entry = ?1 AND role IN ('author', 'editor') ORDER BY role, position",
        )?;
        let (mut authors, mut editors) = (Vec::new(), Vec::new());
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            let of_role = if row.get(0)? {
                &mut authors
            } else {
                &mut editors
            };
            of_role.push(match row.get::<_, Option<String>>(1)? {
                None => "et al.".to_owned(),
                Some(family) => crate::model::Name {
                    family,
                    given: row.get(2)?,
                    prefix: row.get(3)?,
                    suffix: row.get(4)?,
                    corporate: row.get(5)?,
                }
                .sorted(),
            });
        }
        Ok((authors, editors))
    }

    /// For each of `asked`, the keys close to it, nearest first and `most` of them: ones it is the beginning of, and ones
    /// a few letters away.
    ///
    /// # Errors
    /// SQLite's.
    pub fn keys_near(&self, asked: &[&str], most: usize) -> Result<Vec<Vec<String>>, StoreError> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let asked: Vec<Spelling> = asked.iter().map(|key| Spelling::new(key)).collect();
        let mut near: Vec<Vec<(usize, String)>> = vec![Vec::new(); asked.len()];
        let mut statement = self
            .conn
            .prepare_cached("SELECT key FROM entry UNION ALL SELECT key FROM alias")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let candidate: String = row.get(0)?;
            let spelling = Spelling::new(&candidate);
            for (asked, near) in asked.iter().zip(&mut near) {
                if let Some(distance) = asked.distance(&spelling) {
                    near.push((distance, candidate.clone()));
                }
            }
        }
        let nearest = near.into_iter().map(|mut near| {
            near.sort();
            near.truncate(most);
            near.into_iter().map(|(_, key)| key).collect()
        });
        Ok(nearest.collect())
    }

    /// The keys that start with `prefix`, ignoring case, with the entry's title and first author's family name, in
    /// alphabetical order.
    ///
    /// # Errors
    /// SQLite's.
    pub fn keys_starting(
        &self,
        prefix: &str,
        most: usize,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT key, coalesce((SELECT family || ': ' FROM contribution JOIN person ON person.id = person
                                   WHERE contribution.entry = entry.id ORDER BY role, position LIMIT 1), '')
                         || coalesce(title, '')
             FROM entry LEFT JOIN projection ON projection.entry = entry.id
             WHERE key >= ?1 AND key < ?1 || char(0x10FFFF) ORDER BY key LIMIT ?2",
        )?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(rusqlite::params![prefix, most], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn strings(&self, sql: &str, id: i64) -> Result<Vec<String>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([id], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn pairs(&self, sql: &str, id: i64) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Stored {
    /// The entry's parts as its text gives them.
    ///
    /// # Errors
    /// [`StoreError::NotAnEntry`] where the text was damaged from outside.
    pub fn parts(&self) -> Result<RawEntry<'_>, StoreError> {
        RawEntry::parse(&self.source).map_err(|_| StoreError::NotAnEntry)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Spelling;

    proptest! {
        /// Counting letters passes over no key that is near.
        #[test]
        fn near_keys_are_near(
            (asked, other) in ("[a-cA-C0-2éß字:]{0,12}", "[a-cA-C0-2éß字:]{0,12}"),
        ) {
            let (lower, near) = (asked.to_lowercase(), other.to_lowercase());
            let distance = if near.starts_with(&lower) { 0 } else { strsim::osa_distance(&lower, &near) };
            let expected = (distance <= 1 + lower.chars().count() / 4).then_some(distance);
            prop_assert_eq!(Spelling::new(&asked).distance(&Spelling::new(&other)), expected);
        }
    }
}
