//! Writing projections, and finding out whose projection a change touches.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::BuildHasherDefault;

use rusqlite::{Connection, OptionalExtension, params};

use super::search::candidate;
use super::search::index::Index;
use super::search::vocabulary::WordHasher;
use super::{StoreError, state};
use crate::formats::bibtex::fields::RawEntry;
use crate::formats::bibtex::inherit::inherit;
use crate::formats::bibtex::macros::MacroTexts;
use crate::formats::bibtex::record::{Record, fingerprint};
use crate::model::{Column, Name};
use crate::project::{COLUMNS, Journal, KEY, KEYWORDS, Projection, json, project};

/// Row numbers of people and journals, so that a bulk import looks each up once.
#[derive(Default)]
pub(super) struct Known {
    people: HashMap<Name, i64, BuildHasherDefault<WordHasher>>,
    journals: HashMap<Journal, i64, BuildHasherDefault<WordHasher>>,
    /// Where the words go.
    pub(super) index: Index,
    /// Whether that is all there are, so that one not among them need not be looked up.
    complete: bool,
    /// People and journals that may have lost their last entry.
    left: (BTreeSet<i64>, BTreeSet<i64>),
}

/// How many people are remembered; beyond that the memory is emptied.
const REMEMBERED: usize = 200_000;

impl Known {
    /// What is known at the beginning of a write: nothing, which is everything where the library holds nothing.
    pub(super) fn begin(conn: &Connection) -> Result<Self, StoreError> {
        let complete = conn.query_row(
            "SELECT NOT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (SELECT 1 FROM journal)",
            [],
            |row| row.get(0),
        )?;
        Ok(Self {
            complete,
            ..Self::default()
        })
    }
}

/// Projects the entry `id` from what the record holds now.
pub(super) fn reproject(conn: &Connection, known: &mut Known, id: i64) -> Result<(), StoreError> {
    let Some((key, source)) = conn
        .prepare_cached("SELECT key, source FROM entry WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?
    else {
        return Ok(());
    };
    let texts = macro_texts(conn, id)?;
    let Ok(entry) = RawEntry::parse(&source) else {
        // only an entry that was read is ever written, so this is damage that `doctor` reports
        return Ok(());
    };
    let fingerprint = fingerprint(&entry, &texts);
    let record = inherited(conn, Record::new(&entry, &texts))?;
    let projection = project(&record);
    conn.prepare_cached("UPDATE entry SET fingerprint = ?2, type = ?3 WHERE id = ?1")?
        .execute(params![id, fingerprint.cast_signed(), record.entry_type])?;
    remove(conn, known, id)?;
    let mut statement =
        conn.prepare_cached("SELECT name FROM tag WHERE entry = ?1 ORDER BY name")?;
    let tags = statement
        .query_map([id], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    insert(conn, known, id, &key, &tags, &projection)
}

/// The record of `record`'s entry with what it takes from the entries of the library.
pub(super) fn inherited<'s>(
    conn: &Connection,
    record: Record<'s>,
) -> Result<Record<'s>, StoreError> {
    if !record.inherits() {
        return Ok(record);
    }
    let mut failed = None;
    let record = inherit(record, &mut |key| {
        let found = record_of(conn, key);
        found.unwrap_or_else(|error| {
            failed = Some(error);
            None
        })
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(record),
    }
}

/// The record of the entry that `key` names, without what it inherits.
pub(super) fn record_of(
    conn: &Connection,
    key: &str,
) -> Result<Option<Record<'static>>, StoreError> {
    let Some(id) = super::entries::id_of(conn, key)? else {
        return Ok(None);
    };
    let source: String = conn
        .prepare_cached("SELECT source FROM entry WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?;
    let texts = macro_texts(conn, id)?;
    Ok(RawEntry::parse(&source)
        .ok()
        .map(|entry| Record::new(&entry, &texts).into_owned()))
}

/// The texts of the macros that an entry uses.
pub(super) fn macro_texts(conn: &Connection, entry: i64) -> Result<MacroTexts, StoreError> {
    let mut texts = MacroTexts::new();
    for (name, definition) in state::bindings(conn, entry)? {
        let Some(definition) = definition else {
            continue;
        };
        let value = conn
            .prepare_cached("SELECT value FROM macro WHERE id = ?1")?
            .query_row([definition], |row| row.get(0))
            .optional()?;
        texts.extend(value.map(|value| (name, value)));
    }
    Ok(texts)
}

/// Writes the projection of an entry that has none.
pub(super) fn insert(
    conn: &Connection,
    known: &mut Known,
    id: i64,
    key: &str,
    tags: &[String],
    projection: &Projection,
) -> Result<(), StoreError> {
    let journal = projection
        .journal
        .as_ref()
        .map(|journal| journal_id(conn, known, journal))
        .transpose()?;
    conn.prepare_cached(
        "INSERT INTO projection
             (entry, title, venue, journal, volume, issue, pages, publisher, date, year, people, fields, marked)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        id,
        projection.title,
        projection.venue,
        journal,
        projection.volume,
        projection.issue,
        projection.pages,
        projection.publisher,
        projection.date,
        projection.year,
        candidate::people(&projection.contributions),
        projection.fields_json,
        (!projection.marked.is_empty()).then(|| json(&projection.marked))
    ])?;
    // the contributions of one role stand together
    let (mut role, mut position) = (None, 0_i64);
    let mut statement = conn.prepare_cached(
        "INSERT INTO contribution (entry, role, position, person) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for contribution in &projection.contributions {
        position = if role == Some(contribution.role) {
            position + 1
        } else {
            1
        };
        role = Some(contribution.role);
        let person = contribution
            .name
            .as_ref()
            .map(|name| person_id(conn, known, name))
            .transpose()?;
        statement.execute(params![id, contribution.role.name(), position, person])?;
    }
    let mut statement = conn.prepare_cached(
        "INSERT OR IGNORE INTO identifier (entry, scheme, value) VALUES (?1, ?2, ?3)",
    )?;
    for identifier in &projection.identifiers {
        statement.execute(params![id, identifier.scheme().name(), identifier.value()])?;
    }
    for (position, file) in (1_i64..).zip(&projection.attachments) {
        conn.prepare_cached(
            "INSERT INTO attachment (entry, position, path, description) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![id, position, file.path, file.description])?;
    }
    for (field, target) in &projection.links {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO link (entry, field, target) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![id, field, target])?;
    }
    for problem in &projection.problems {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO problem (entry, field, code, message) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![id, problem.field, problem.code, problem.message])?;
    }
    let words = &projection.search;
    let mut keys = Column::default();
    keys.plain(key);
    let mut keys = keys.finish();
    append(&mut keys, &words[KEY]);
    let mut tagged = Column::default();
    tags.iter().for_each(|tag| tagged.text(tag));
    let mut keywords = words[KEYWORDS].clone();
    append(&mut keywords, &tagged.finish());
    let mut columns: [&str; COLUMNS.len()] = words.each_ref().map(String::as_str);
    (columns[KEY], columns[KEYWORDS]) = (&keys, &keywords);
    known.index.add(conn, id, &columns)
}

fn append(words: &mut String, more: &str) {
    if !words.is_empty() && !more.is_empty() {
        words.push(' ');
    }
    words.push_str(more);
}

/// Takes the projection of an entry away.
pub(super) fn remove(conn: &Connection, known: &mut Known, id: i64) -> Result<(), StoreError> {
    let journal: Option<Option<i64>> = conn
        .prepare_cached("DELETE FROM projection WHERE entry = ?1 RETURNING journal")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let Some(journal) = journal else {
        return Ok(());
    };
    known.left.1.extend(journal);
    let mut statement = conn
        .prepare_cached("SELECT person FROM contribution WHERE entry = ?1 AND person NOT NULL")?;
    for person in statement.query_map([id], |row| row.get(0))? {
        known.left.0.insert(person?);
    }
    for sql in [
        "DELETE FROM contribution WHERE entry = ?1",
        "DELETE FROM identifier WHERE entry = ?1",
        "DELETE FROM attachment WHERE entry = ?1",
        "DELETE FROM link WHERE entry = ?1",
        "DELETE FROM problem WHERE entry = ?1",
        "DELETE FROM search WHERE rowid = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// Forgets the people and journals that no entry names any more.
pub(super) fn sweep(conn: &Connection, known: &mut Known) -> Result<(), StoreError> {
    let (people, journals) = std::mem::take(&mut known.left);
    for person in people {
        conn.prepare_cached(
            "DELETE FROM person WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM contribution WHERE person = ?1)",
        )?
        .execute([person])?;
    }
    for journal in journals {
        conn.prepare_cached(
            "DELETE FROM journal WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM projection WHERE journal = ?1)",
        )?
        .execute([journal])?;
    }
    Ok(())
}

fn person_id(conn: &Connection, known: &mut Known, name: &Name) -> Result<i64, StoreError> {
    if let Some(id) = known.people.get(name) {
        return Ok(*id);
    }
    let values = params![
        name.family,
        name.given,
        name.prefix,
        name.suffix,
        name.corporate
    ];
    let found = if known.complete {
        None
    } else {
        conn.prepare_cached(
            "SELECT id FROM person
             WHERE family = ?1 AND given = ?2 AND prefix = ?3 AND suffix = ?4 AND corporate = ?5",
        )?
        .query_row(values, |row| row.get(0))
        .optional()?
    };
    let id = match found {
        Some(id) => id,
        None => {
            conn.prepare_cached(
                "INSERT INTO person (family, given, prefix, suffix, corporate) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(values)?;
            conn.last_insert_rowid()
        }
    };
    if known.people.len() >= REMEMBERED {
        known.people.clear();
        known.complete = false;
    }
    known.people.insert(name.clone(), id);
    Ok(id)
}

fn journal_id(conn: &Connection, known: &mut Known, journal: &Journal) -> Result<i64, StoreError> {
    if let Some(id) = known.journals.get(journal) {
        return Ok(*id);
    }
    let values = params![journal.title, journal.abbreviation, journal.issn];
    let found = if known.complete {
        None
    } else {
        conn.prepare_cached(
            "SELECT id FROM journal WHERE title = ?1 AND abbreviation = ?2 AND issn = ?3",
        )?
        .query_row(values, |row| row.get(0))
        .optional()?
    };
    let id = match found {
        Some(id) => id,
        None => {
            conn.prepare_cached(
                "INSERT INTO journal (title, abbreviation, issn) VALUES (?1, ?2, ?3)",
            )?
            .execute(values)?;
            conn.last_insert_rowid()
        }
    };
    if known.journals.len() >= REMEMBERED {
        known.journals.clear();
        known.complete = false;
    }
    known.journals.insert(journal.clone(), id);
    Ok(id)
}

/// The entries that inherit, by however many steps, from one of `keys`.
pub(super) fn heirs(
    conn: &Connection,
    keys: impl IntoIterator<Item = String>,
) -> Result<HashSet<i64>, StoreError> {
    let mut heirs = HashSet::new();
    let mut keys: Vec<String> = keys.into_iter().collect();
    let mut statement = conn.prepare_cached(
        "SELECT entry FROM link WHERE target = ?1 AND field IN ('crossref', 'xdata')",
    )?;
    while let Some(key) = keys.pop() {
        for id in statement.query_map([&key], |row| row.get(0))? {
            let id = id?;
            if heirs.insert(id) {
                keys.extend(names_of(conn, id)?);
            }
        }
    }
    Ok(heirs)
}

/// Every key that names the entry `id`, now or formerly.
pub(super) fn names_of(conn: &Connection, id: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT key FROM entry WHERE id = ?1
         UNION SELECT key FROM alias WHERE entry = ?1
         UNION SELECT target FROM link WHERE entry = ?1 AND field = 'ids'",
    )?;
    let rows = statement.query_map([id], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Prepares for very many rows: takes away the indexes of the projection, which are built faster afterwards than row
/// by row, and lets more of the file stay in memory. The definitions of the indexes, for [`build_indexes`].
pub(super) fn drop_indexes(conn: &Connection) -> Result<Vec<String>, StoreError> {
    conn.execute_batch("PRAGMA cache_size = -32768")?;
    let mut statement = conn.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL
         AND tbl_name IN ('projection', 'contribution', 'identifier', 'link')",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let indexes = rows.collect::<Result<Vec<(String, String)>, _>>()?;
    for (name, _) in &indexes {
        conn.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    Ok(indexes.into_iter().map(|(_, sql)| sql).collect())
}

/// Builds indexes anew.
pub(super) fn build_indexes(conn: &Connection, indexes: &[String]) -> Result<(), StoreError> {
    indexes
        .iter()
        .try_for_each(|sql| Ok(conn.execute_batch(sql)?))
}

impl super::Library {
    /// Drops every projection and makes it anew from the record.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`]; SQLite's.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        self.writable()?;
        let transaction = self
            .conn
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        rebuild(&transaction)?;
        Ok(transaction.commit()?)
    }
}

/// Drops every projection and makes it anew.
pub(super) fn rebuild(conn: &Connection) -> Result<(), StoreError> {
    conn.execute_batch(
        "DELETE FROM contribution; DELETE FROM identifier; DELETE FROM attachment; DELETE FROM link;
         DELETE FROM problem; DELETE FROM projection; DELETE FROM person; DELETE FROM journal;
         DELETE FROM vocabulary; INSERT INTO search (search) VALUES ('delete-all');",
    )?;
    let mut known = Known::default();
    let indexes = drop_indexes(conn)?;
    known.index.hold();
    let mut ids = conn.prepare("SELECT id FROM entry ORDER BY id")?;
    for id in ids
        .query_map([], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?
    {
        reproject(conn, &mut known, id)?;
    }
    known.index.settle(conn, || build_indexes(conn, &indexes))?;
    // `ids` are known only now, and what is inherited by way of them
    let mut aliases = conn.prepare(
        "SELECT DISTINCT heir.target FROM link AS heir JOIN link AS alias ON alias.target = heir.target
         WHERE alias.field = 'ids' AND heir.field IN ('crossref', 'xdata')",
    )?;
    let aliases = aliases
        .query_map([], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    for id in heirs(conn, aliases)? {
        reproject(conn, &mut known, id)?;
    }
    known.index.finish(conn)?;
    sweep(conn, &mut known)
}
