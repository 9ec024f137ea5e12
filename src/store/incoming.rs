//! What an import asks of the library and gives to it.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hasher};

use rusqlite::{OptionalExtension, params};

use super::StoreError;
use super::batch::Batch;
use super::projection;
use super::state::{self, Bindings, Kind, MacroState, State, TextState};
use crate::formats::bibtex::macros::MacroTexts;
use crate::project::Projection;

/// An entry to be added as it is.
#[derive(Debug)]
pub struct NewEntry<'e> {
    /// A key that no entry has or had.
    pub key: &'e str,
    /// The key it came with, if another.
    pub given_key: Option<&'e str>,
    /// In lower case.
    pub entry_type: &'e str,
    /// The entry's text.
    pub source: &'e str,
    /// The text before it.
    pub leading: &'e str,
    /// See [`crate::formats::bibtex::record::fingerprint`].
    pub fingerprint: u64,
    /// The macro names in it, in lower case, and the definitions they mean.
    pub macros: BTreeMap<String, Option<i64>>,
    /// Tags.
    pub tags: &'e [String],
}

/// A macro definition of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMacro {
    /// Its number, which is its place in the library's order.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The name it came with.
    pub given_name: String,
    /// Its TeX text, macros expanded.
    pub value: String,
}

/// A macro definition to be added.
#[derive(Debug)]
pub struct NewMacro<'m> {
    /// Its name in the library.
    pub name: &'m str,
    /// The name it came with.
    pub given_name: &'m str,
    /// `@string{name = value}`
    pub source: &'m str,
    /// The text before it.
    pub leading: &'m str,
    /// Its TeX text, macros expanded.
    pub value: &'m str,
    /// The macro names in it, in lower case, and the definitions they mean.
    pub macros: BTreeMap<String, Option<i64>>,
}

/// A number that stands for a key in this process; case does not matter.
fn key_number(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.bytes()
        .for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase()));
    hasher.finish()
}

impl Batch<'_> {
    /// Expects many entries: where the library holds none yet, indexes are built when all are in, which is faster than
    /// row by row.
    ///
    /// # Errors
    /// SQLite's.
    pub fn expect_many(&mut self) -> Result<(), StoreError> {
        if self.next == 1 && self.indexes.is_empty() {
            self.indexes = projection::drop_indexes(&self.tx)?;
            self.known.index.hold();
        }
        Ok(())
    }

    /// The number that the next item will have.
    pub fn next_item(&self) -> i64 {
        self.next
    }

    /// The macros of the library, in its order.
    ///
    /// # Errors
    /// SQLite's.
    pub fn macros(&self) -> Result<Vec<KnownMacro>, StoreError> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT id, name, given_name, value FROM macro ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(KnownMacro {
                id: row.get(0)?,
                name: row.get(1)?,
                given_name: row.get(2)?,
                value: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the library's macros stand for, by name in lower case; of several of one name the last.
    ///
    /// # Errors
    /// SQLite's.
    pub fn macro_texts(&self) -> Result<MacroTexts, StoreError> {
        let texts = self.macros()?.into_iter();
        Ok(texts
            .map(|known| (known.name.to_ascii_lowercase(), known.value))
            .collect())
    }

    /// What a macro stands for.
    ///
    /// # Errors
    /// SQLite's.
    pub fn macro_value(&self, id: i64) -> Result<Option<String>, StoreError> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT value FROM macro WHERE id = ?1")?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?)
    }

    /// What the macros in an item stand for.
    ///
    /// # Errors
    /// SQLite's.
    pub fn texts(&self, item: i64) -> Result<MacroTexts, StoreError> {
        projection::macro_texts(&self.tx, item)
    }

    /// Which definitions the macro names of an item mean.
    ///
    /// # Errors
    /// SQLite's.
    pub fn bindings_of(&self, item: i64) -> Result<Bindings, StoreError> {
        state::bindings(&self.tx, item)
    }

    /// The entry that has or had `key`, leaving biblatex's `ids` aside.
    ///
    /// # Errors
    /// SQLite's.
    pub fn find_by_key(&self, key: &str) -> Result<Option<i64>, StoreError> {
        let known = self.keys.as_ref();
        let places = [
            (
                known.is_none_or(|keys| keys.contains(&key_number(key))),
                "SELECT id FROM entry WHERE key = ?1",
            ),
            (
                self.had_other_keys,
                "SELECT entry FROM alias WHERE key = ?1",
            ),
        ];
        for (_, sql) in places.iter().filter(|(possible, _)| *possible) {
            if let Some(id) = self
                .tx
                .prepare_cached(sql)?
                .query_row([key], |row| row.get(0))
                .optional()?
            {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// The entries that came with `key` and could not have it, in the library's order.
    ///
    /// # Errors
    /// SQLite's.
    pub fn with_given_key(&self, key: &str) -> Result<Vec<i64>, StoreError> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT id FROM entry WHERE given_key = ?1 ORDER BY id")?;
        let rows = statement.query_map([key], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The key of the entry that came with `key`, could not have it, and has the content `fingerprint`.
    ///
    /// # Errors
    /// SQLite's.
    pub fn same_content(&self, key: &str, fingerprint: u64) -> Result<Option<String>, StoreError> {
        if !self.had_other_keys {
            return Ok(None);
        }
        let mut statement = self.tx.prepare_cached(
            "SELECT key FROM entry WHERE given_key = ?1 AND fingerprint = ?2 LIMIT 1",
        )?;
        Ok(statement
            .query_row(params![key, fingerprint.cast_signed()], |row| row.get(0))
            .optional()?)
    }

    /// The fingerprint of an entry's content.
    ///
    /// # Errors
    /// SQLite's.
    pub fn fingerprint(&self, id: i64) -> Result<u64, StoreError> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT fingerprint FROM entry WHERE id = ?1")?;
        Ok(statement
            .query_row([id], |row| row.get::<_, i64>(0))?
            .cast_unsigned())
    }

    /// Gives an entry another text under the same key, its macro names meaning `macros`. Whether that changed
    /// anything.
    ///
    /// # Errors
    /// SQLite's.
    pub fn overwrite(
        &mut self,
        id: i64,
        source: &str,
        macros: &Bindings,
    ) -> Result<bool, StoreError> {
        if self.source(id)? == source && self.bindings_of(id)? == *macros {
            return Ok(false);
        }
        self.record(Kind::Entry, id)?;
        self.mark(id)?;
        self.tx
            .prepare_cached(
                "UPDATE entry SET source = ?2, modified = ?3, macros = ?4 WHERE id = ?1",
            )?
            .execute(params![id, source, self.now, state::macros_text(macros)?])?;
        Ok(true)
    }

    /// Whether the library has the preamble already.
    ///
    /// # Errors
    /// SQLite's.
    pub fn has_preamble(&self, source: &str) -> Result<bool, StoreError> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM preamble WHERE source = ?1)")?;
        Ok(statement.query_row([source], |row| row.get(0))?)
    }

    /// What sets something new off from what stands at the end of the library.
    ///
    /// # Errors
    /// SQLite's.
    pub fn separator(&self) -> Result<&'static str, StoreError> {
        if self.next == 1 {
            return Ok("");
        }
        let ended: bool = self.tx.query_row(
            "SELECT coalesce((SELECT source LIKE '%' || char(10) FROM free_text WHERE id = ?1), 0)",
            [self.next - 1],
            |row| row.get(0),
        )?;
        Ok(if ended { "\n" } else { "\n\n" })
    }

    /// Adds an entry whose projection is known already, or is to be made when the batch ends.
    ///
    /// # Errors
    /// SQLite's, among them that the key is taken.
    pub fn insert(
        &mut self,
        entry: &NewEntry<'_>,
        projection: Option<&Projection>,
    ) -> Result<i64, StoreError> {
        let id = self.new_item()?;
        self.had_other_keys |= entry.given_key.is_some();
        if let Some(keys) = &mut self.keys {
            keys.insert(key_number(entry.key));
        }
        self.tx
            .prepare_cached(
                "INSERT INTO entry (id, key, given_key, type, source, leading, fingerprint, added, modified, macros)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)",
            )?
            .execute(params![
                id,
                entry.key,
                entry.given_key,
                entry.entry_type,
                entry.source,
                entry.leading,
                entry.fingerprint.cast_signed(),
                self.now,
                state::macros_text(&entry.macros)?
            ])?;
        for tag in entry.tags {
            self.tx
                .prepare_cached("INSERT OR IGNORE INTO tag (entry, name) VALUES (?1, ?2)")?
                .execute(params![id, tag])?;
        }
        match projection {
            Some(projection) => projection::insert(
                &self.tx,
                &mut self.known,
                id,
                entry.key,
                entry.tags,
                projection,
            )?,
            None => drop(self.dirty.insert(id)),
        }
        if self.had_links {
            self.dirty_keys.insert(entry.key.to_owned());
            let links = projection.map_or(&[][..], |projection| &projection.links);
            let aliases = links.iter().filter(|(field, _)| *field == "ids");
            self.dirty_keys
                .extend(aliases.map(|(_, alias)| alias.clone()));
        }
        Ok(id)
    }

    /// Adds a macro definition.
    ///
    /// # Errors
    /// SQLite's.
    pub fn define(&mut self, definition: NewMacro<'_>) -> Result<i64, StoreError> {
        let id = self.new_item()?;
        let state = MacroState {
            name: definition.name.to_owned(),
            given_name: definition.given_name.to_owned(),
            source: definition.source.to_owned(),
            leading: definition.leading.to_owned(),
            value: definition.value.to_owned(),
            macros: definition.macros,
        };
        state::insert(&self.tx, Kind::Macro, id, &State::Macro(state))?;
        Ok(id)
    }

    /// Adds a preamble.
    ///
    /// # Errors
    /// SQLite's.
    pub fn add_preamble(
        &mut self,
        source: &str,
        leading: &str,
        macros: Bindings,
    ) -> Result<(), StoreError> {
        let id = self.new_item()?;
        let state = TextState {
            source: source.to_owned(),
            leading: leading.to_owned(),
            macros,
        };
        state::insert(&self.tx, Kind::Preamble, id, &State::Text(state))
    }

    /// Adds text that stands behind the last block.
    ///
    /// # Errors
    /// SQLite's.
    pub fn add_free_text(&mut self, text: &str) -> Result<(), StoreError> {
        let id = self.new_item()?;
        let state = TextState {
            source: text.to_owned(),
            leading: String::new(),
            macros: Bindings::new(),
        };
        state::insert(&self.tx, Kind::FreeText, id, &State::Text(state))
    }

    /// Lets entries before the item `before` that use a macro without a definition mean the one in `definitions`, which
    /// has names in lower case.
    ///
    /// # Errors
    /// SQLite's.
    pub fn bind_undefined(
        &mut self,
        definitions: &HashMap<String, i64>,
        before: i64,
    ) -> Result<(), StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT id, macros FROM entry WHERE instr(macros, ':null') > 0 AND id < ?1",
        )?;
        let rows =
            statement.query_map([before], |row| Ok((row.get(0)?, state::macros_in(row, 1)?)))?;
        let entries = rows.collect::<Result<Vec<(i64, Bindings)>, _>>()?;
        drop(statement);
        for (id, mut macros) in entries {
            let mut bound = false;
            for (name, definition) in &mut macros {
                if definition.is_none() {
                    *definition = definitions.get(name).copied();
                    bound |= definition.is_some();
                }
            }
            if bound {
                self.record(Kind::Entry, id)?;
                self.mark(id)?;
                self.tx
                    .prepare_cached("UPDATE entry SET macros = ?2 WHERE id = ?1")?
                    .execute(params![id, state::macros_text(&macros)?])?;
            }
        }
        Ok(())
    }
}
