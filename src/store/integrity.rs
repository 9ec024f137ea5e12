//! Is the library sound, and does its projection say what its record says?

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, TransactionBehavior};
use serde::Serialize;

use super::{Library, StoreError, projection};
use crate::diagnostic::{Diagnostic, Severity};

/// What [`Library::health`] found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// How many entries there are.
    pub entries: u64,
    /// Damage: to the file, to references between tables, to the index or the projection.
    pub damage: Vec<Diagnostic>,
    /// Fields that could not be interpreted, and keys that name no entry.
    pub findings: Vec<Diagnostic>,
}

impl Library {
    /// Checks SQLite's own integrity, foreign keys, the index, and that every projection equals one made anew.
    ///
    /// # Errors
    /// SQLite's, where the check itself cannot be made.
    pub fn health(&mut self) -> Result<Health, StoreError> {
        self.writable()?;
        let mut damage = Vec::new();
        let mut statement = self.conn.prepare("PRAGMA integrity_check(20)")?;
        let messages = statement
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        drop(statement);
        for message in messages {
            if message != "ok" {
                damage.push(
                    Diagnostic::new("damaged-file", Severity::Error, message)
                        .help("restore a backup, or export what can be read and import it into a new library"),
                );
            }
        }
        let mut statement = self.conn.prepare("PRAGMA foreign_key_check")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for row in rows.collect::<Result<Vec<(String, Option<i64>, String)>, _>>()? {
            let message = format!(
                "row {} of table {} names a missing row of {}",
                row.1.unwrap_or(0),
                row.0,
                row.2
            );
            damage.push(
                Diagnostic::new("dangling-row", Severity::Error, message)
                    .help("run `ibid doctor --rebuild`"),
            );
        }
        drop(statement);
        if let Err(error) = self
            .conn
            .execute_batch("INSERT INTO search (search) VALUES ('integrity-check')")
        {
            let message = format!("the search index is damaged: {error}");
            damage.push(
                Diagnostic::new("damaged-index", Severity::Error, message)
                    .help("run `ibid doctor --rebuild`"),
            );
        }
        if damage.is_empty() && self.lacks_words()? {
            damage.push(
                Diagnostic::new(
                    "damaged-index",
                    Severity::Error,
                    "the vocabulary lacks words of the search index",
                )
                .help("run `ibid doctor --rebuild`"),
            );
        }
        damage.extend(self.stale()?);
        Ok(Health {
            entries: self.len()?,
            damage,
            findings: self.findings()?,
        })
    }

    /// Whether words of the index are missing from the vocabulary, which may have others beside.
    fn lacks_words(&self) -> Result<bool, StoreError> {
        self.conn.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.term USING fts5vocab (main, search, col)",
        )?;
        let lacks = self.conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM temp.term WHERE col NOT IN ('key', 'date')
                 AND length(CAST(term AS BLOB)) BETWEEN 2 AND 48 AND term GLOB '*[^0-9]*'
                 AND NOT EXISTS (SELECT 1 FROM vocabulary WHERE word = term))",
            [],
            |row| row.get(0),
        )?;
        self.conn.execute_batch("DROP TABLE temp.term")?;
        Ok(lacks)
    }

    /// Entries whose projection is not what a rebuild makes of them, and leftovers of the projection.
    fn stale(&mut self) -> Result<Vec<Diagnostic>, StoreError> {
        let transaction = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let now = digests(&transaction)?;
        projection::rebuild(&transaction)?;
        let anew = digests(&transaction)?;
        let mut stale: Vec<i64> = now
            .keys()
            .chain(anew.keys())
            .copied()
            .filter(|id| now.get(id) != anew.get(id))
            .collect();
        stale.sort_unstable();
        stale.dedup();
        let mut found = Vec::new();
        for id in stale {
            let key = transaction
                .prepare_cached("SELECT key FROM entry WHERE id = ?1")?
                .query_row([id], |row| row.get::<_, String>(0));
            let diagnostic = Diagnostic::new(
                "stale-projection",
                Severity::Error,
                "what is searched and shown is not what the entry says",
            )
            .help("run `ibid doctor --rebuild`");
            found.push(match key {
                Ok(key) => diagnostic.key(key),
                Err(_) => diagnostic,
            });
        }
        transaction.rollback()?;
        Ok(found)
    }

    /// What the entries' own content leaves to be desired: fields that could not be interpreted, references to
    /// entries that are not there, macros that nothing defines.
    ///
    /// # Errors
    /// SQLite's.
    pub fn findings(&self) -> Result<Vec<Diagnostic>, StoreError> {
        let mut findings = Vec::new();
        let mut ask =
            |sql: &str, make: &dyn Fn(String, String) -> Diagnostic| -> Result<(), StoreError> {
                let mut statement = self.conn.prepare(sql)?;
                let rows =
                    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                for row in rows {
                    let (key, what, more): (String, String, String) = row?;
                    findings.push(make(what, more).key(key));
                }
                Ok(())
            };
        ask(
            "SELECT key, field, message FROM problem JOIN entry ON entry.id = problem.entry ORDER BY entry, field",
            &|field, message| {
                Diagnostic::new(
                    "uninterpreted",
                    Severity::Warning,
                    format!("{field}: {message}"),
                )
            },
        )?;
        ask(
            "SELECT key, field, target FROM link JOIN entry ON entry.id = link.entry
             WHERE field <> 'ids'
               AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.key = target)
               AND NOT EXISTS (SELECT 1 FROM alias WHERE alias.key = target)
               AND NOT EXISTS (SELECT 1 FROM link AS ids WHERE ids.target = link.target AND ids.field = 'ids')
             ORDER BY entry, field",
            &|field, target| {
                let message = format!("{field} names {target:?}, which no entry is called");
                Diagnostic::new("missing-reference", Severity::Warning, message)
            },
        )?;
        ask(
            "SELECT entry.key, name.key, '' FROM entry, json_each(macros) AS name
             WHERE instr(macros, ':null') > 0 AND name.value IS NULL ORDER BY entry.id",
            &|name, _| {
                let message = format!("nothing defines the macro {name}");
                Diagnostic::new("undefined-macro", Severity::Warning, message)
            },
        )?;
        findings.retain(|finding| {
            let name = finding.message.rsplit(' ').next().unwrap_or_default();
            finding.code != "undefined-macro"
                || crate::formats::bibtex::macros::style_macro(name).is_none()
        });
        Ok(findings)
    }
}

/// A number for each entry's whole projection: tables, index and fingerprint; under 0 one for rows that belong to
/// no entry.
fn digests(conn: &Connection) -> Result<HashMap<i64, u64>, StoreError> {
    conn.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word USING fts5vocab (main, search, instance)",
    )?;
    let mut digests: HashMap<i64, u64> = HashMap::new();
    for sql in [
        "SELECT entry, projection.title, venue, volume, issue, pages, publisher, date, year, people, fields, marked,
                journal.title, abbreviation, issn, fingerprint, type
         FROM projection JOIN entry ON entry.id = entry LEFT JOIN journal ON journal.id = journal",
        "SELECT entry, role, position, family, given, prefix, suffix, corporate
         FROM contribution LEFT JOIN person ON person.id = person",
        "SELECT entry, scheme, value FROM identifier",
        "SELECT entry, position, path, description FROM attachment",
        "SELECT entry, field, target FROM link",
        "SELECT entry, field, code, message FROM problem",
        "SELECT doc, term, col, \"offset\" FROM temp.word",
        "SELECT 0, 'person', count(*) FROM person
         WHERE NOT EXISTS (SELECT 1 FROM contribution WHERE contribution.person = person.id)",
        "SELECT 0, 'journal', count(*) FROM journal
         WHERE NOT EXISTS (SELECT 1 FROM projection WHERE projection.journal = journal.id)",
    ] {
        let mut statement = conn.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut hasher = DefaultHasher::new();
            sql.hash(&mut hasher);
            for column in 1..columns {
                match row.get_ref(column)? {
                    ValueRef::Integer(number) => number.hash(&mut hasher),
                    ValueRef::Text(text) => text.hash(&mut hasher),
                    _ => 0_u8.hash(&mut hasher),
                }
            }
            // a sum, since the order of rows does not count
            let digest = digests.entry(row.get(0)?).or_default();
            *digest = digest.wrapping_add(hasher.finish());
        }
    }
    conn.execute_batch("DROP TABLE temp.word")?;
    Ok(digests)
}
