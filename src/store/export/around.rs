//! What an entry has from others, and the journals of the library: what conversions ask beyond the entry.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::formats::bibtex::dialect::Kin;
use crate::formats::bibtex::fields::RawEntry;
use crate::formats::bibtex::journals::JournalTable;
use crate::formats::bibtex::macros::MacroTexts;
use crate::formats::bibtex::options::{JournalNames, Options};
use crate::formats::bibtex::record::Record;
use crate::model::Journal;
use crate::store::{Library, StoreError, projection};

type Field<'f> = (Cow<'f, str>, Cow<'f, str>);

/// The relations between the entries of an export.
pub(super) struct Relations<'l> {
    library: &'l Library,
    /// Whether conversions ask for more than the entry's own text.
    asked: bool,
    /// Whether they ask what entries inherit.
    inherited: bool,
}

impl<'l> Relations<'l> {
    pub(super) fn new(library: &'l Library, options: &Options) -> Self {
        let inherited = options.dialect.is_some() || options.resolve_crossrefs;
        Self {
            library,
            asked: inherited || options.journals != JournalNames::AsGiven,
            inherited,
        }
    }

    /// The macros of the entry `id` and its kin.
    pub(super) fn of(&self, id: i64, source: &str) -> Result<(MacroTexts, Kin), StoreError> {
        let conn = &self.library.conn;
        let mut kin = Kin::default();
        if !self.asked {
            return Ok((MacroTexts::new(), kin));
        }
        let texts = projection::macro_texts(conn, id)?;
        let Ok(entry) = RawEntry::parse(source) else {
            return Ok((texts, kin));
        };
        if !self.inherited {
            return Ok((texts, kin));
        }
        // by the library and not by the selection: an entry looks the same in each export
        kin.is_parent = conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM link WHERE field = 'crossref' AND target IN
                     (SELECT key FROM entry WHERE id = ?1 UNION ALL SELECT key FROM alias WHERE entry = ?1))",
            )?
            .query_row([id], |row| row.get(0))?;
        let record = Record::new(&entry, &texts);
        if !record.inherits() {
            return Ok((texts, kin));
        }
        let crossref = record.keys("crossref").next().map(str::to_owned);
        let mut alone = record.clone();
        alone.fields.retain(|(name, _)| name != "crossref");
        let with_containers = projection::inherited(conn, alone)?;
        let given = |name: &str, text: &str| record.get(name) == Some(text);
        let pair = |(name, text): &Field<'_>| (name.to_string(), text.to_string());
        let taken = |(name, text): &&Field<'_>| !given(name, text);
        kin.with_containers = with_containers
            .fields
            .iter()
            .filter(taken)
            .map(pair)
            .collect();
        if let Some(key) = crossref {
            kin.parent = projection::record_of(conn, &key)?;
            let own: HashSet<String> = with_containers
                .fields
                .iter()
                .map(|(name, _)| name.to_string())
                .collect();
            let whole = projection::inherited(conn, record)?;
            kin.inherited = whole
                .fields
                .iter()
                .filter(|(name, _)| !own.contains(&**name) && name != "crossref")
                .map(pair)
                .collect();
        }
        Ok((texts, kin))
    }
}

impl Library {
    /// The journals by the names that entries call them.
    pub(super) fn journals(&self) -> Result<JournalTable, StoreError> {
        let mut statement = self
            .conn
            .prepare("SELECT title, abbreviation, issn FROM journal")?;
        let journals = statement.query_map([], |row| {
            Ok(Journal {
                title: row.get(0)?,
                abbreviation: row.get(1)?,
                issn: row.get(2)?,
            })
        })?;
        Ok(JournalTable::new(journals.collect::<Result<Vec<_>, _>>()?))
    }
}
