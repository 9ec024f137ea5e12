//! An item of the record as one value: what history keeps, and what undoing puts back.

use std::collections::BTreeMap;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::StoreError;

/// The kinds of items, as `change.kind` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Entry,
    Macro,
    Preamble,
    FreeText,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Macro => "macro",
            Self::Preamble => "preamble",
            Self::FreeText => "free_text",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Entry, Self::Macro, Self::Preamble, Self::FreeText]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// Macro names in lower case and the definitions they mean.
pub(super) type Bindings = BTreeMap<String, Option<i64>>;

/// Everything the record holds of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum State {
    Entry(EntryState),
    Macro(MacroState),
    Text(TextState),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EntryState {
    pub(super) key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) given_key: Option<String>,
    pub(super) r#type: String,
    pub(super) source: String,
    pub(super) leading: String,
    pub(super) added: i64,
    pub(super) modified: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Bindings::is_empty")]
    pub(super) macros: Bindings,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MacroState {
    pub(super) name: String,
    pub(super) given_name: String,
    pub(super) source: String,
    pub(super) leading: String,
    pub(super) value: String,
    #[serde(default, skip_serializing_if = "Bindings::is_empty")]
    pub(super) macros: Bindings,
}

/// A preamble, or free text, which has nothing before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TextState {
    pub(super) source: String,
    #[serde(default)]
    pub(super) leading: String,
    #[serde(default, skip_serializing_if = "Bindings::is_empty")]
    pub(super) macros: Bindings,
}

impl State {
    /// A short name of the item for messages.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Entry(entry) => format!("entry {:?}", entry.key),
            Self::Macro(definition) => format!("macro {:?}", definition.name),
            Self::Text(_) => "a preamble or text between entries".to_owned(),
        }
    }
}

/// The present state of an item, `None` where there is none.
pub(super) fn load(conn: &Connection, kind: Kind, item: i64) -> Result<Option<State>, StoreError> {
    Ok(match kind {
        Kind::Entry => {
            let mut statement = conn.prepare_cached(
                "SELECT key, given_key, type, source, leading, added, modified, macros
                 FROM entry WHERE id = ?1",
            )?;
            let entry = statement
                .query_row([item], |row| {
                    Ok(EntryState {
                        key: row.get(0)?,
                        given_key: row.get(1)?,
                        r#type: row.get(2)?,
                        source: row.get(3)?,
                        leading: row.get(4)?,
                        added: row.get(5)?,
                        modified: row.get(6)?,
                        tags: Vec::new(),
                        aliases: Vec::new(),
                        macros: macros_in(row, 7)?,
                    })
                })
                .optional()?;
            match entry {
                Some(mut entry) => {
                    entry.tags = names(
                        conn,
                        "SELECT name FROM tag WHERE entry = ?1 ORDER BY name",
                        item,
                    )?;
                    entry.aliases = names(
                        conn,
                        "SELECT key FROM alias WHERE entry = ?1 ORDER BY key",
                        item,
                    )?;
                    Some(State::Entry(entry))
                }
                None => None,
            }
        }
        Kind::Macro => conn
            .prepare_cached(
                "SELECT name, given_name, source, leading, value, macros FROM macro WHERE id = ?1",
            )?
            .query_row([item], |row| {
                Ok(State::Macro(MacroState {
                    name: row.get(0)?,
                    given_name: row.get(1)?,
                    source: row.get(2)?,
                    leading: row.get(3)?,
                    value: row.get(4)?,
                    macros: macros_in(row, 5)?,
                }))
            })
            .optional()?,
        Kind::Preamble => conn
            .prepare_cached("SELECT source, leading, macros FROM preamble WHERE id = ?1")?
            .query_row([item], |row| {
                Ok(State::Text(TextState {
                    source: row.get(0)?,
                    leading: row.get(1)?,
                    macros: macros_in(row, 2)?,
                }))
            })
            .optional()?,
        Kind::FreeText => conn
            .prepare_cached("SELECT source FROM free_text WHERE id = ?1")?
            .query_row([item], |row| {
                Ok(State::Text(TextState {
                    source: row.get(0)?,
                    leading: String::new(),
                    macros: Bindings::new(),
                }))
            })
            .optional()?,
    })
}

/// Removes an item from the record; an entry's projection goes with it.
pub(super) fn remove(conn: &Connection, kind: Kind, item: i64) -> Result<(), StoreError> {
    let sql = match kind {
        Kind::Entry => "DELETE FROM entry WHERE id = ?1",
        Kind::Macro => "DELETE FROM macro WHERE id = ?1",
        Kind::Preamble => "DELETE FROM preamble WHERE id = ?1",
        Kind::FreeText => "DELETE FROM free_text WHERE id = ?1",
    };
    conn.prepare_cached(sql)?.execute([item])?;
    Ok(())
}

/// Puts an item into the record, which does not hold it. An entry's fingerprint is left to its projection.
pub(super) fn insert(
    conn: &Connection,
    kind: Kind,
    item: i64,
    state: &State,
) -> Result<(), StoreError> {
    match state {
        State::Entry(entry) => {
            conn.prepare_cached(
                "INSERT INTO entry (id, key, given_key, type, source, leading, fingerprint, added, modified, macros)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9)",
            )?
            .execute(params![
                item,
                entry.key,
                entry.given_key,
                entry.r#type,
                entry.source,
                entry.leading,
                entry.added,
                entry.modified,
                macros_text(&entry.macros)?
            ])?;
            for tag in &entry.tags {
                conn.prepare_cached("INSERT INTO tag (entry, name) VALUES (?1, ?2)")?
                    .execute(params![item, tag])?;
            }
            for alias in &entry.aliases {
                conn.prepare_cached("INSERT INTO alias (key, entry) VALUES (?2, ?1)")?
                    .execute(params![item, alias])?;
            }
        }
        State::Macro(definition) => {
            conn.prepare_cached(
                "INSERT INTO macro (id, name, given_name, source, leading, value, macros)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                item,
                definition.name,
                definition.given_name,
                definition.source,
                definition.leading,
                definition.value,
                macros_text(&definition.macros)?
            ])?;
        }
        State::Text(text) => {
            if kind == Kind::Preamble {
                conn.prepare_cached(
                    "INSERT INTO preamble (id, source, leading, macros) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    item,
                    text.source,
                    text.leading,
                    macros_text(&text.macros)?
                ])?;
            } else {
                conn.prepare_cached("INSERT INTO free_text (id, source) VALUES (?1, ?2)")?
                    .execute(params![item, text.source])?;
            }
        }
    }
    Ok(())
}

/// What a library says of macro names: a JSON object, nothing where there are none.
pub(super) fn macros_text(macros: &Bindings) -> Result<Option<String>, StoreError> {
    Ok(if macros.is_empty() {
        None
    } else {
        Some(serde_json::to_string(macros)?)
    })
}

/// The macro names in column `column` of a row, as [`macros_text`] wrote them.
pub(super) fn macros_in(row: &Row<'_>, column: usize) -> rusqlite::Result<Bindings> {
    match row.get_ref(column)?.as_str_or_null()? {
        None => Ok(Bindings::new()),
        Some(text) => serde_json::from_str(text).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
        }),
    }
}

/// Which definitions the macro names of an entry mean.
pub(super) fn bindings(conn: &Connection, entry: i64) -> Result<Bindings, StoreError> {
    let mut statement = conn.prepare_cached("SELECT macros FROM entry WHERE id = ?1")?;
    Ok(statement
        .query_row([entry], |row| macros_in(row, 0))
        .optional()?
        .unwrap_or_default())
}

fn names(conn: &Connection, sql: &str, item: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([item], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
