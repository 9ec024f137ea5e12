//! Reading the library to be written as BibTeX or biblatex.
//!
//! The whole library goes out in its own order, with everything between its entries. A choice of entries brings what
//! it needs along, and only that is read: what an export costs grows with what is exported, not with the library.

mod around;
mod order;
mod origin;

pub use origin::{Origin, Origins, variants};

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{self, Write};

use rusqlite::Row;

use self::around::Relations;
use super::{Library, StoreError, entries, state};
use crate::formats::bibtex::convert::{Around, Converted, convert};
use crate::formats::bibtex::dialect::Found;
use crate::formats::bibtex::edit::with_letters;
use crate::formats::bibtex::journals::JournalTable;
use crate::formats::bibtex::options::{Dialect, JournalNames, Letters, Options, Sort};
use crate::formats::bibtex::write::{Definition, Definitions, Layout, Writer, own_comment};
use crate::formats::loss::{Loss, LossKind};

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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exported {
    /// How many entries.
    pub entries: u64,
    /// Their keys, a line each: a library has very many.
    keys: String,
    /// How many private fields were left out.
    pub left_out: u64,
    /// How many entries got another key.
    pub renamed: u64,
}

impl Exported {
    /// The entries' keys as they were written, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.lines()
    }

    pub(super) fn add(&mut self, key: &str) {
        self.entries += 1;
        self.keys.push_str(key);
        self.keys.push('\n');
    }
}

/// A key that an entry names in a field, such as `crossref`, and that no entry of the library has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dangling {
    /// The entry's key.
    pub key: String,
    /// The field.
    pub field: String,
    /// The key that it names.
    pub target: String,
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
        Ok(Some((id, self.key_of(id)?)))
    }

    fn key_of(&self, id: i64) -> Result<String, StoreError> {
        Ok(self
            .conn
            .prepare_cached("SELECT key FROM entry WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?)
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
        let options = Options {
            tidy: layout == Layout::Tidy,
            public: privacy == Privacy::Public,
            ..Options::default()
        };
        self.export_with(selection, &options, &mut |_| {}, out)
    }

    /// Writes entries as `options` ask for; what a conversion cannot carry goes to `lost`.
    ///
    /// # Errors
    /// SQLite's, the output's.
    pub fn export_with(
        &self,
        selection: &Selection,
        options: &Options,
        lost: &mut dyn FnMut(Loss),
        out: impl Write,
    ) -> Result<Exported, ExportError> {
        // one snapshot, so that what another process writes meanwhile is not half seen
        let _snapshot = self.snapshot()?;
        let layout = if options.tidy {
            Layout::Tidy
        } else {
            Layout::Original
        };
        let definitions = |wanted: Option<&[i64]>| -> Result<Definitions, StoreError> {
            let mut definitions = self.definitions(wanted)?;
            for definition in definitions.values_mut() {
                definition.source = with_letters(&definition.source, options.letters);
            }
            Ok(definitions)
        };
        let ids = match selection {
            // what stands between entries may be as private as what stands in them
            Selection::All if options.sort == Sort::Library && !options.public => {
                let definitions = definitions(None)?;
                let job = match options.verbatim() {
                    true => None,
                    false => Some(Job::new(self, &self.all()?, options)?),
                };
                let writer = Writer::new(out, layout, &definitions);
                return self.export_all(writer, &definitions, job.as_ref(), lost);
            }
            Selection::All => self.all()?,
            Selection::Entries(ids) => self.closure(ids, options.resolve_crossrefs)?,
        };
        let order = self.order(ids, selection, options)?;
        let job = Job::new(self, &order, options)?;
        let needed = job.needed(&order)?;
        let definitions = definitions(Some(&needed.all))?;
        let writer = Writer::new(out, layout, &definitions);
        job.write(&order, &needed.first, writer, lost)
    }

    fn export_all<W: Write>(
        &self,
        mut writer: Writer<'_, W>,
        definitions: &Definitions,
        job: Option<&Job<'_>>,
        lost: &mut dyn FnMut(Loss),
    ) -> Result<Exported, ExportError> {
        let mut others = self.others(
            definitions,
            job.map_or(Letters::AsGiven, |job| job.options.letters),
        )?;
        let late = order::late(&self.parents("crossref", None)?).behind;
        let parents: HashSet<i64> = late.values().flatten().copied().collect();
        let mut tally = Tally::default();
        let mut statement = self
            .conn
            .prepare("SELECT id, leading, source, macros, key FROM entry ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            while let Some(first) = others.first_entry().filter(|first| *first.key() < id) {
                Self::write_other(&mut writer, first.remove())?;
            }
            if !parents.contains(&id) {
                match job {
                    None => {
                        writer.entry(
                            row.get_ref(1)?.as_str().unwrap_or_default(),
                            row.get_ref(2)?.as_str().unwrap_or_default(),
                            &uses_in(row, 3)?,
                        )?;
                        tally
                            .exported
                            .add(row.get_ref(4)?.as_str().unwrap_or_default());
                    }
                    Some(job) => job.put(&mut writer, id, false, &mut tally, lost)?,
                }
            }
            for parent in late.get(&id).into_iter().flatten() {
                match job {
                    None => {
                        let (leading, source) = self.text_of(*parent)?;
                        let key = self.key_of(*parent)?;
                        if !leading.starts_with(['\n', '\r']) {
                            writer.apart()?;
                        }
                        writer.entry(&leading, &source, &self.uses(*parent)?)?;
                        tally.exported.add(&key);
                    }
                    Some(job) => job.put(&mut writer, *parent, true, &mut tally, lost)?,
                }
            }
        }
        for (_, other) in others {
            Self::write_other(&mut writer, other)?;
        }
        writer.finish(true)?;
        Ok(self.told(tally, lost)?)
    }

    /// Tells what only biblatex reads, where the entries are for the most part written for BibTeX: their references
    /// say more than they did. In a library for biblatex that is no news.
    fn told(&self, tally: Tally, lost: &mut dyn FnMut(Loss)) -> Result<Exported, StoreError> {
        if tally.bibtex > tally.biblatex {
            for (id, fields) in tally.unread {
                let key: String = self
                    .conn
                    .prepare_cached("SELECT key FROM entry WHERE id = ?1")?
                    .query_row([id], |row| row.get(0))?;
                for (field, message) in fields {
                    lost(Loss {
                        key: key.clone(),
                        field: field.to_owned(),
                        kind: LossKind::Weakened,
                        message: message.to_owned(),
                    });
                }
            }
        }
        Ok(tally.exported)
    }

    /// The numbers of all entries.
    pub(super) fn all(&self) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.conn.prepare("SELECT id FROM entry")?;
        let ids = statement.query_map([], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
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

    /// All definitions, or those of `wanted` with the ones they need.
    fn definitions(&self, wanted: Option<&[i64]>) -> Result<Definitions, StoreError> {
        const COLUMNS: &str = "SELECT id, leading, source, lower(name), macros FROM macro";
        let read = |row: &Row<'_>| -> Result<(i64, Definition), StoreError> {
            let definition = Definition {
                leading: row.get(1)?,
                source: row.get(2)?,
                name: row.get(3)?,
                uses: uses_in(row, 4)?,
            };
            Ok((row.get(0)?, definition))
        };
        let mut definitions = Definitions::new();
        let Some(wanted) = wanted else {
            let mut statement = self.conn.prepare(COLUMNS)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                definitions.extend([read(row)?]);
            }
            return Ok(definitions);
        };
        let mut statement = self.conn.prepare(&format!("{COLUMNS} WHERE id = ?1"))?;
        let mut open = wanted.to_vec();
        while let Some(id) = open.pop() {
            if definitions.contains_key(&id) {
                continue;
            }
            let mut rows = statement.query([id])?;
            if let Some(row) = rows.next()? {
                let (id, definition) = read(row)?;
                open.extend(definition.uses.iter().filter_map(|(_, id)| *id));
                definitions.insert(id, definition);
            }
        }
        Ok(definitions)
    }

    /// Everything that is no entry, by its number.
    fn others(
        &self,
        definitions: &Definitions,
        letters: Letters,
    ) -> Result<BTreeMap<i64, Other>, StoreError> {
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
                    source: with_letters(&row.get::<_, String>(2)?, letters),
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

    /// What chosen entries and those they need name, and the library has not. Of a whole library that is no news.
    ///
    /// # Errors
    /// SQLite's.
    pub fn dangling(&self, selection: &Selection) -> Result<Vec<Dangling>, StoreError> {
        let Selection::Entries(ids) = selection else {
            return Ok(Vec::new());
        };
        let mut missing = Vec::new();
        self.reached(ids, false, &mut |id, field, target| {
            missing.push((id, field, target));
        })?;
        let mut dangling = Vec::new();
        for (id, field, target) in missing {
            let key = self.key_of(id)?;
            dangling.push(Dangling { key, field, target });
        }
        dangling.sort();
        Ok(dangling)
    }

    /// `ids` and the entries they need, those asked for first; without the ones whose fields are written into them.
    fn closure(&self, ids: &[i64], resolved: bool) -> Result<Vec<i64>, StoreError> {
        self.reached(ids, resolved, &mut |_, _, _| {})
    }

    /// The same; keys that nothing has go to `missing`, with the entry and the field that name them.
    fn reached(
        &self,
        ids: &[i64],
        resolved: bool,
        missing: &mut dyn FnMut(i64, String, String),
    ) -> Result<Vec<i64>, StoreError> {
        let mut seen = BTreeSet::new();
        let mut closure: Vec<i64> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
        let mut statement = self.conn.prepare_cached(
            "SELECT target, field FROM link WHERE entry = ?1 AND (field IN ('entryset', 'set', 'related', 'xref')
                 OR (field IN ('crossref', 'xdata') AND NOT ?2))",
        )?;
        let mut needed = BTreeSet::new();
        let mut open = closure.clone();
        while let Some(id) = open.pop() {
            let mut rows = statement.query((id, resolved))?;
            while let Some(row) = rows.next()? {
                let target: String = row.get(0)?;
                match entries::id_of(&self.conn, &target)? {
                    None => missing(id, row.get(1)?, target),
                    Some(target) if seen.insert(target) => {
                        needed.insert(target);
                        open.push(target);
                    }
                    Some(_) => {}
                }
            }
        }
        closure.extend(needed);
        Ok(closure)
    }

    /// Children and their parents by one of the fields that name these: of these entries, or of all.
    fn parents(&self, field: &str, among: Option<&[i64]>) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut named: Vec<(i64, String)> = Vec::new();
        match among {
            None => {
                let mut statement = self
                    .conn
                    .prepare_cached("SELECT entry, target FROM link WHERE field = ?1")?;
                let mut rows = statement.query([field])?;
                while let Some(row) = rows.next()? {
                    named.push((row.get(0)?, row.get(1)?));
                }
            }
            // a few of very many
            Some(among) => {
                let mut statement = self
                    .conn
                    .prepare_cached("SELECT target FROM link WHERE entry = ?1 AND field = ?2")?;
                for child in among {
                    for target in
                        statement.query_map(rusqlite::params![child, field], |row| row.get(0))?
                    {
                        named.push((*child, target?));
                    }
                }
            }
        }
        let mut links = Vec::with_capacity(named.len());
        for (child, key) in named {
            links.extend(entries::id_of(&self.conn, &key)?.map(|parent| (child, parent)));
        }
        Ok(links)
    }
}

/// What is counted while entries are written.
#[derive(Default)]
struct Tally {
    exported: Exported,
    /// How many entries are written for BibTeX.
    bibtex: u64,
    biblatex: u64,
    /// What only biblatex reads of which entry.
    unread: Vec<(i64, Vec<(&'static str, &'static str)>)>,
}

/// The definitions an export uses.
#[derive(Default)]
struct Needed {
    /// For each name the one that is used first.
    first: Vec<i64>,
    /// Those and other meanings of their names, which are defined again before the entry that has them.
    all: Vec<i64>,
}

/// An entry as it is to be written.
struct Written {
    /// Its key in the library.
    key: String,
    /// The text before it.
    leading: String,
    converted: Converted,
    /// What macro names mean in it.
    uses: Uses,
}

/// One export of entries that are looked at one by one.
struct Job<'l> {
    library: &'l Library,
    options: &'l Options,
    relations: Relations<'l>,
    journals: JournalTable,
    /// The new keys of those entries that get one.
    keys: HashMap<i64, String>,
}

impl<'l> Job<'l> {
    fn new(library: &'l Library, order: &[i64], options: &'l Options) -> Result<Self, StoreError> {
        Ok(Self {
            relations: Relations::new(library, options),
            journals: match options.journals {
                JournalNames::AsGiven => JournalTable::default(),
                _ => library.journals()?,
            },
            keys: library.new_keys(order, &options.key_style)?,
            library,
            options,
        })
    }

    /// The entry `id` as it is to be written; none where the dialect has no entry like it.
    fn entry(&self, id: i64, lost: &mut dyn FnMut(Loss)) -> Result<Option<Written>, StoreError> {
        let (key, leading, source, uses) = self
            .library
            .conn
            .prepare_cached("SELECT key, leading, source, macros FROM entry WHERE id = ?1")?
            .query_row([id], |row| {
                let uses: Uses = state::macros_in(row, 3)?.into_iter().collect();
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    uses,
                ))
            })?;
        let verbatim = self.options.verbatim();
        let converted = self.converted(id, &key, &source, lost)?;
        Ok(converted.map(|converted| {
            let used =
                |(name, _): &(String, Option<i64>)| verbatim || converted.macros.contains(name);
            let uses = uses.into_iter().filter(used).collect();
            Written {
                key,
                leading,
                converted,
                uses,
            }
        }))
    }

    /// `source`, which is or was the text of the entry `id`, as it is to be written.
    fn converted(
        &self,
        id: i64,
        key: &str,
        source: &str,
        lost: &mut dyn FnMut(Loss),
    ) -> Result<Option<Converted>, StoreError> {
        if self.options.verbatim() {
            return Ok(Some(Converted {
                text: source.to_owned(),
                macros: HashSet::new(),
                left_out: 0,
                found: Found::default(),
            }));
        }
        let (texts, kin) = self.relations.of(id, source)?;
        let renamed = |key: &str| {
            let id = entries::id_of(&self.library.conn, key).ok()??;
            self.keys.get(&id).cloned()
        };
        let around = Around {
            texts: &texts,
            kin: &kin,
            key: self.keys.get(&id).map_or(key, String::as_str),
            renamed: if self.keys.is_empty() {
                &|_| None
            } else {
                &renamed
            },
            journals: &self.journals,
        };
        Ok(convert(source, self.options, &around, lost))
    }

    /// The definitions that entries use as they are written.
    fn needed(&self, order: &[i64]) -> Result<Needed, StoreError> {
        let mut named = HashSet::new();
        let mut seen = HashSet::new();
        let mut needed = Needed::default();
        let mut statement = self
            .library
            .conn
            .prepare_cached("SELECT macros FROM entry WHERE id = ?1 AND macros IS NOT NULL")?;
        for id in order {
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else { continue };
            let uses = uses_in(row, 0)?;
            if uses.iter().all(|(_, id)| id.is_none()) {
                continue;
            }
            // what a conversion makes of it may need less
            let used = match self.options.verbatim() {
                true => None,
                false => match self.entry(*id, &mut |_| {})? {
                    Some(written) => Some(written.converted.macros),
                    None => continue,
                },
            };
            for (name, definition) in uses {
                if let Some(definition) = definition
                    && used.as_ref().is_none_or(|used| used.contains(&name))
                    && seen.insert(definition)
                {
                    needed.all.push(definition);
                    if named.insert(name) {
                        needed.first.push(definition);
                    }
                }
            }
        }
        Ok(needed)
    }

    fn write<W: Write>(
        &self,
        order: &[i64],
        needed: &[i64],
        mut writer: Writer<'_, W>,
        lost: &mut dyn FnMut(Loss),
    ) -> Result<Exported, ExportError> {
        for (source, uses) in self.preambles()? {
            writer.apart()?;
            writer.preamble("", &source, &uses)?;
        }
        // one definition of each name goes to the top, where people look for it
        for definition in needed {
            writer.definition(*definition, None)?;
        }
        let mut tally = Tally::default();
        for id in order {
            let Some(written) = self.entry(*id, lost)? else {
                continue;
            };
            writer.apart()?;
            let leading = own_comment(&written.leading);
            writer.entry(leading, &written.converted.text, &written.uses)?;
            self.count(*id, written, &mut tally);
        }
        writer.finish(true)?;
        Ok(self.library.told(tally, lost)?)
    }

    /// Writes one entry with all the text before it.
    fn put<W: Write>(
        &self,
        writer: &mut Writer<'_, W>,
        id: i64,
        moved: bool,
        tally: &mut Tally,
        lost: &mut dyn FnMut(Loss),
    ) -> Result<(), ExportError> {
        let Some(written) = self.entry(id, lost)? else {
            return Ok(());
        };
        if moved && !written.leading.starts_with(['\n', '\r']) {
            writer.apart()?;
        }
        writer.entry(&written.leading, &written.converted.text, &written.uses)?;
        self.count(id, written, tally);
        Ok(())
    }

    fn count(&self, id: i64, written: Written, tally: &mut Tally) {
        let Written { key, converted, .. } = written;
        let new = self.keys.get(&id);
        tally.exported.left_out += converted.left_out;
        tally.exported.renamed += u64::from(new.is_some());
        tally.exported.add(new.unwrap_or(&key));
        match converted.found.written_for {
            Some(Dialect::Bibtex) => tally.bibtex += 1,
            Some(Dialect::Biblatex) => tally.biblatex += 1,
            None => {}
        }
        if !converted.found.only_biblatex.is_empty() {
            tally.unread.push((id, converted.found.only_biblatex));
        }
    }

    /// The preambles: in the library's order, or, where the order of its entries does not count, in one of their own.
    fn preambles(&self) -> Result<Vec<(String, Uses)>, StoreError> {
        let mut statement = self
            .library
            .conn
            .prepare("SELECT source, macros FROM preamble ORDER BY id")?;
        let mut rows = statement.query([])?;
        let mut preambles = Vec::new();
        while let Some(row) = rows.next()? {
            let source = with_letters(&row.get::<_, String>(0)?, self.options.letters);
            preambles.push((source, uses_in(row, 1)?));
        }
        if self.options.sort != Sort::Library {
            preambles.sort();
            preambles.dedup_by(|a, b| a.0 == b.0);
        }
        Ok(preambles)
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

#[cfg(test)]
mod tests;
