//! Writing the library in formats other than BibTeX.

use std::collections::BTreeSet;
use std::io::Write;

use super::export::{ExportError, Exported, Privacy, Selection};
use super::{Library, StoreError};
use crate::formats::bibtex::private::{is_private_field, without_private};
use crate::formats::loss::{Loss, LossKind};
use crate::formats::{Item, Writer};
use crate::model::Publication;

impl Library {
    /// Gives the selected entries, in the library's order, to `writer`, one at a time, and what they lose to `lost`.
    /// Data containers and sets of other entries are no publications of their own and are left out.
    ///
    /// # Errors
    /// SQLite's, the output's.
    pub fn export_in(
        &self,
        writer: &mut dyn Writer,
        selection: &Selection,
        privacy: Privacy,
        out: &mut dyn Write,
        lost: &mut dyn FnMut(Loss),
    ) -> Result<Exported, ExportError> {
        // one snapshot, so that what another process writes meanwhile is not half seen
        let _snapshot = self
            .conn
            .unchecked_transaction()
            .map_err(StoreError::from)?;
        let ids: BTreeSet<i64> = match selection {
            Selection::All => self.all()?.into_iter().collect(),
            Selection::Entries(ids) => ids.iter().copied().collect(),
        };
        let mut exported = Exported::default();
        self.publications(ids, |mut publication| {
            if is_part(&publication, lost) {
                return Ok(());
            }
            let (_, mut source) = self.text_of(publication.id)?;
            if privacy == Privacy::Public {
                exported.left_out += keep_public(&mut publication, &mut source);
            }
            let item = Item {
                publication: &publication,
                source: &source,
            };
            writer.write(item, out, lost)?;
            exported.entries += 1;
            Ok::<_, ExportError>(())
        })?;
        writer.finish(out, lost)?;
        Ok(exported)
    }
}

/// Whether it is no publication of its own.
fn is_part(publication: &Publication, lost: &mut dyn FnMut(Loss)) -> bool {
    if publication.entry_type == "set" {
        lost(Loss {
            key: publication.key.clone(),
            field: "type".to_owned(),
            kind: LossKind::Dropped,
            message: "only BibTeX files hold a set of other entries".to_owned(),
        });
    }
    matches!(publication.entry_type.as_str(), "set" | "xdata")
}

/// Takes the private fields out; how many there were.
fn keep_public(publication: &mut Publication, source: &mut String) -> u64 {
    let before = publication.fields.len();
    publication
        .fields
        .retain(|(name, text)| !is_private_field(name, text));
    publication.attachments.clear();
    if let Some((public, _)) = without_private(source) {
        *source = public;
    }
    (before - publication.fields.len()) as u64
}
