//! Writing the library in formats other than BibTeX.

use std::collections::{BTreeSet, HashSet};
use std::io::Write;

use rusqlite::OptionalExtension;

use super::export::{ExportError, Exported, Selection};
use super::{Library, StoreError, entries};
use crate::formats::bibtex::options::Options;
use crate::formats::bibtex::private::{is_private_field, without_private};
use crate::formats::loss::{Loss, LossKind};
use crate::formats::{Item, Writer};
use crate::model::Publication;

impl Library {
    /// Gives the selected entries to `writer`, one at a time, and what they lose to `lost`. Of `options` the order and
    /// the choice of fields hold for any format. Data containers and sets of other
    /// entries are no publications of their own and are left out, unless the format holds whole records; the members of a set come along.
    ///
    /// # Errors
    /// SQLite's, the output's.
    pub fn export_in(
        &self,
        writer: &mut dyn Writer,
        selection: &Selection,
        options: &Options,
        out: &mut dyn Write,
        lost: &mut dyn FnMut(Loss),
    ) -> Result<Exported, ExportError> {
        // one snapshot, so that what another process writes meanwhile is not half seen
        let _snapshot = self.snapshot()?;
        let ids = match selection {
            Selection::All => self.all()?,
            Selection::Entries(ids) => self.with_members(ids)?,
        };
        let ids = self.sorted(ids, selection, options)?;
        let mut exported = Exported::default();
        let takes_all = writer.takes_all();
        self.publications(ids, |mut publication| {
            if !takes_all && is_part(&publication, lost) {
                return Ok(());
            }
            let (_, mut source) = self.text_of(publication.id)?;
            if options.public {
                exported.left_out += keep_public(&mut publication, &mut source, options);
            }
            publication.fields.retain(|(name, _)| !options.omits(name));
            let item = Item {
                publication: &publication,
                source: &source,
            };
            writer.write(item, out, lost)?;
            exported.add(&publication.key);
            Ok::<_, ExportError>(())
        })?;
        writer.finish(out, lost)?;
        Ok(exported)
    }

    /// `ids`, each once, and behind them the members of those that are sets: what is to be read of a set is in them.
    fn with_members(&self, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
        let mut seen = HashSet::new();
        let mut all: Vec<i64> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
        let mut members = BTreeSet::new();
        for id in &all {
            for key in self.set_members(*id)? {
                members.extend(entries::id_of(&self.conn, &key)?.filter(|id| !seen.contains(id)));
            }
        }
        all.extend(members);
        Ok(all)
    }

    /// The keys of the members of an entry of the type `set` (biblatex's manual, section 3.12.5), as its `entryset`
    /// names them, whether the library has them or not; none for other entries.
    ///
    /// # Errors
    /// SQLite's.
    pub fn set_members(&self, id: i64) -> Result<Vec<String>, StoreError> {
        // most entries have no such link, and their rows need not be read
        let mut statement = self.conn.prepare_cached(
            "SELECT coalesce(json_extract(projection.fields, '$.entryset'), '')
             FROM link CROSS JOIN entry ON entry.id = link.entry JOIN projection ON projection.entry = entry.id
             WHERE link.entry = ?1 AND link.field = 'entryset' AND entry.type = 'set' LIMIT 1",
        )?;
        let keys: Option<String> = statement.query_row([id], |row| row.get(0)).optional()?;
        let keys = keys
            .as_deref()
            .unwrap_or_default()
            .split(',')
            .map(str::trim);
        Ok(keys
            .filter(|key| !key.is_empty())
            .map(str::to_owned)
            .collect())
    }
}

/// Whether it is no publication of its own.
fn is_part(publication: &Publication, lost: &mut dyn FnMut(Loss)) -> bool {
    if publication.entry_type == "set" {
        lost(Loss {
            key: publication.key.clone(),
            field: "type".to_owned(),
            kind: LossKind::Dropped,
            message: "only BibTeX files hold sets of entries; the members are there".to_owned(),
        });
    }
    matches!(publication.entry_type.as_str(), "set" | "xdata")
}

/// Takes the private fields out; how many there were.
fn keep_public(publication: &mut Publication, source: &mut String, options: &Options) -> u64 {
    let before = publication.fields.len();
    publication
        .fields
        .retain(|(name, text)| options.keeps(name) || !is_private_field(name, text));
    if !options.keeps("file") {
        publication.attachments.clear();
    }
    if let Some((public, _)) = without_private(source) {
        *source = public;
    }
    (before - publication.fields.len()) as u64
}
