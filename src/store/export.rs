//! Reading the library in its order, to be written as BibTeX.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{self, Write};

use rusqlite::Row;

use super::{Library, StoreError, entries, state};
use crate::formats::bibtex::private::without_private;
use crate::formats::bibtex::write::{Definition, Definitions, Layout, Writer, own_comment};

/// Which entries to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// The whole library: every entry, macro and preamble, and the text between them.
    All,
    /// These entries, with what they need: the macros they use, preambles, cross-referenced parents, data containers.
    Entries(Vec<i64>),
}

/// Which fields of an entry to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Privacy {
    /// All.
    #[default]
    AllFields,
    /// Without those of [`crate::formats::bibtex::private`], and without the text between entries, in which programs
    /// keep such things, too.
    Public,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exported {
    /// How many entries.
    pub entries: u64,
    /// How many private fields were left out.
    pub left_out: u64,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Reading the library.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Writing the output.
    #[error(transparent)]
    Output(#[from] io::Error),
}

impl From<rusqlite::Error> for ExportError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Macro names of one item and the definitions they mean.
type Uses = Vec<(String, Option<i64>)>;

impl Library {
    /// The number of the entry that `key` names, now or formerly.
    ///
    /// # Errors
    /// SQLite's.
    pub fn id(&self, key: &str) -> Result<Option<i64>, StoreError> {
        entries::id_of(&self.conn, key)
    }

    /// The entry that `key` names, now or formerly: its number and its key.
    ///
    /// # Errors
    /// SQLite's.
    pub fn resolve(&self, key: &str) -> Result<Option<(i64, String)>, StoreError> {
        let Some(id) = entries::id_of(&self.conn, key)? else {
            return Ok(None);
        };
        let key = self
            .conn
            .prepare_cached("SELECT key FROM entry WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        Ok(Some((id, key)))
    }

    /// Writes entries as BibTeX, in the library's order; a cross-referenced parent that stands before its child goes
    /// behind it, where BibTeX looks for it. How many entries were written.
    ///
    /// # Errors
    /// SQLite's, the output's.
    pub fn export(
        &self,
        selection: &Selection,
        layout: Layout,
        out: impl Write,
    ) -> Result<u64, ExportError> {
        let exported = self.export_as(selection, layout, Privacy::AllFields, out)?;
        Ok(exported.entries)
    }

    /// The same, with a choice of fields.
    ///
    /// # Errors
    /// SQLite's, the output's.
    pub fn export_as(
        &self,
        selection: &Selection,
        layout: Layout,
        privacy: Privacy,
        out: impl Write,
    ) -> Result<Exported, ExportError> {
        // one snapshot, so that what another process writes meanwhile is not half seen
        let _snapshot = self
            .conn
            .unchecked_transaction()
            .map_err(StoreError::from)?;
        let definitions = self.definitions()?;
        let writer = Writer::new(out, layout, &definitions);
        match selection {
            Selection::All if privacy == Privacy::AllFields => {
                self.export_all(writer, &definitions)
            }
            Selection::All => self.export_some(writer, &self.all()?, privacy),
            Selection::Entries(ids) => self.export_some(writer, ids, privacy),
        }
    }

    fn export_all<W: Write>(
        &self,
        mut writer: Writer<'_, W>,
        definitions: &Definitions,
    ) -> Result<Exported, ExportError> {
        let mut others = self.others(definitions)?;
        let late = self.late_parents(None)?;
        let parents: HashSet<i64> = late.values().flatten().copied().collect();
        let mut written = 0;
        let mut statement = self
            .conn
            .prepare("SELECT id, leading, source, macros FROM entry ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            while let Some(first) = others.first_entry().filter(|first| *first.key() < id) {
                Self::write_other(&mut writer, first.remove())?;
            }
            let needed = uses_in(row, 3)?;
            if !parents.contains(&id) {
                writer.entry(
                    row.get_ref(1)?.as_str().unwrap_or_default(),
                    row.get_ref(2)?.as_str().unwrap_or_default(),
                    &needed,
                )?;
                written += 1;
            }
            for parent in late.get(&id).into_iter().flatten() {
                let (leading, source) = self.text_of(*parent)?;
                if !leading.starts_with(['\n', '\r']) {
                    writer.apart()?;
                }
                writer.entry(&leading, &source, &self.uses(*parent)?)?;
                written += 1;
            }
        }
        for (_, other) in others {
            Self::write_other(&mut writer, other)?;
        }
        writer.finish(true)?;
        Ok(Exported {
            entries: written,
            left_out: 0,
        })
    }

    /// The numbers of all entries.
    pub(super) fn all(&self) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.conn.prepare("SELECT id FROM entry")?;
        let ids = statement.query_map([], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    fn export_some<W: Write>(
        &self,
        mut writer: Writer<'_, W>,
        ids: &[i64],
        privacy: Privacy,
    ) -> Result<Exported, ExportError> {
        let ids = self.closure(ids)?;
        let late = self.late_parents(Some(&ids))?;
        let parents: HashSet<i64> = late.values().flatten().copied().collect();
        let order: Vec<i64> = ids
            .iter()
            .filter(|id| !parents.contains(id))
            .flat_map(|id| std::iter::once(*id).chain(late.get(id).into_iter().flatten().copied()))
            .collect();
        let mut statement = self
            .conn
            .prepare("SELECT id, source, macros FROM preamble ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            writer.apart()?;
            writer.preamble(
                "",
                row.get_ref(1)?.as_str().unwrap_or_default(),
                &uses_in(row, 2)?,
            )?;
        }
        // one definition of each name goes to the top, where people look for it
        let mut defined = HashSet::new();
        for id in &order {
            for (name, definition) in self.uses(*id)? {
                if let Some(definition) = definition
                    && defined.insert(name)
                {
                    writer.definition(definition, None)?;
                }
            }
        }
        let mut left_out = 0;
        for id in &order {
            let (leading, mut source) = self.text_of(*id)?;
            if privacy == Privacy::Public
                && let Some((public, count)) = without_private(&source)
            {
                source = public;
                left_out += count as u64;
            }
            writer.apart()?;
            writer.entry(own_comment(&leading), &source, &self.uses(*id)?)?;
        }
        writer.finish(true)?;
        Ok(Exported {
            entries: order.len() as u64,
            left_out,
        })
    }

    fn write_other<W: Write>(writer: &mut Writer<'_, W>, other: Other) -> io::Result<()> {
        match other {
            Other::Macro { id, leading } => writer.definition(id, Some(&leading)),
            Other::Preamble {
                leading,
                source,
                uses,
            } => writer.preamble(&leading, &source, &uses),
            Other::Text(text) => writer.text(&text),
        }
    }

    pub(super) fn text_of(&self, id: i64) -> Result<(String, String), StoreError> {
        Ok(self
            .conn
            .prepare_cached("SELECT leading, source FROM entry WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    fn uses(&self, item: i64) -> Result<Uses, StoreError> {
        Ok(state::bindings(&self.conn, item)?.into_iter().collect())
    }

    fn definitions(&self) -> Result<Definitions, StoreError> {
        let mut statement = self
            .conn
            .prepare("SELECT id, leading, source, lower(name), macros FROM macro")?;
        let mut rows = statement.query([])?;
        let mut definitions = Definitions::new();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let definition = Definition {
                leading: row.get(1)?,
                source: row.get(2)?,
                name: row.get(3)?,
                uses: uses_in(row, 4)?,
            };
            definitions.insert(id, definition);
        }
        Ok(definitions)
    }

    /// Everything that is no entry, by its number.
    fn others(&self, definitions: &Definitions) -> Result<BTreeMap<i64, Other>, StoreError> {
        let mut others: BTreeMap<i64, Other> = definitions
            .iter()
            .map(|(id, definition)| {
                (
                    *id,
                    Other::Macro {
                        id: *id,
                        leading: definition.leading.clone(),
                    },
                )
            })
            .collect();
        let mut statement = self
            .conn
            .prepare("SELECT id, leading, source, macros FROM preamble")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let uses = uses_in(row, 3)?;
            others.insert(
                id,
                Other::Preamble {
                    leading: row.get(1)?,
                    source: row.get(2)?,
                    uses,
                },
            );
        }
        let mut statement = self.conn.prepare("SELECT id, source FROM free_text")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            others.insert(row.get(0)?, Other::Text(row.get(1)?));
        }
        Ok(others)
    }

    /// `ids` and the entries they need, in the library's order.
    fn closure(&self, ids: &[i64]) -> Result<BTreeSet<i64>, StoreError> {
        let mut closure = BTreeSet::new();
        let mut open = ids.to_vec();
        let mut statement = self.conn.prepare_cached(
            "SELECT target FROM link WHERE entry = ?1 AND field IN ('crossref', 'xdata', 'entryset', 'set', 'related')",
        )?;
        while let Some(id) = open.pop() {
            if closure.insert(id) {
                for target in statement.query_map([id], |row| row.get::<_, String>(0))? {
                    open.extend(entries::id_of(&self.conn, &target?)?);
                }
            }
        }
        Ok(closure)
    }

    /// Which of these entries, or of all, names which key as its parent.
    fn crossrefs(&self, among: Option<&BTreeSet<i64>>) -> Result<Vec<(i64, String)>, StoreError> {
        let Some(among) = among else {
            let mut statement = self
                .conn
                .prepare_cached("SELECT entry, target FROM link WHERE field = 'crossref'")?;
            let links = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            return Ok(links.collect::<Result<_, _>>()?);
        };
        // a few of very many
        let mut statement = self
            .conn
            .prepare_cached("SELECT target FROM link WHERE entry = ?1 AND field = 'crossref'")?;
        let mut links = Vec::new();
        for child in among {
            for target in statement.query_map([child], |row| row.get(0))? {
                links.push((*child, target?));
            }
        }
        Ok(links)
    }

    /// Parents that stand before a child of theirs: the entry behind which they are to go, and they.
    fn late_parents(
        &self,
        among: Option<&BTreeSet<i64>>,
    ) -> Result<BTreeMap<i64, Vec<i64>>, StoreError> {
        let mut last_child: HashMap<i64, i64> = HashMap::new();
        for (child, target) in self.crossrefs(among)? {
            if let Some(parent) = entries::id_of(&self.conn, &target)? {
                let last = last_child.entry(parent).or_insert(child);
                *last = child.max(*last);
            }
        }
        // a child that is itself moved takes its parents further; a cycle ends where it began
        let place = |parent: i64| {
            let mut place = parent;
            let mut seen = HashSet::from([parent]);
            while let Some(&child) = last_child.get(&place).filter(|child| **child > place) {
                if !seen.insert(child) {
                    break;
                }
                place = child;
            }
            place
        };
        let mut late: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        let mut moved: Vec<i64> = last_child
            .iter()
            .filter(|(parent, child)| child > parent)
            .map(|(parent, _)| *parent)
            .collect();
        moved.sort_unstable();
        // behind one entry the children before their parents
        for parent in moved.into_iter().rev() {
            let place = last_child
                .get(&parent)
                .map_or(parent, |child| place(*child).max(*child));
            late.entry(place).or_default().push(parent);
        }
        Ok(late)
    }
}

fn uses_in(row: &Row<'_>, column: usize) -> Result<Uses, StoreError> {
    Ok(state::macros_in(row, column)?.into_iter().collect())
}

enum Other {
    Macro {
        id: i64,
        leading: String,
    },
    Preamble {
        leading: String,
        source: String,
        uses: Uses,
    },
    Text(String),
}
