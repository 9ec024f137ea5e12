//! Writing the library in formats other than BibTeX.

use std::collections::HashSet;
use std::io::Write;

use super::Library;
use super::export::{ExportError, Exported, Selection};
use crate::formats::bibtex::options::Options;
use crate::formats::bibtex::private::{is_private_field, without_private};
use crate::formats::loss::{Loss, LossKind};
use crate::formats::{Item, Writer};
use crate::model::Publication;

impl Library {
    /// Gives the selected entries to `writer`, one at a time, and what they lose to `lost`. Of `options` the order and
    /// the choice of fields hold for any format. Data containers and sets of other entries are no publications of their own and are left out.
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
            Selection::Entries(ids) => {
                let mut seen = HashSet::new();
                ids.iter().copied().filter(|id| seen.insert(*id)).collect()
            }
        };
        let ids = self.sorted(ids, selection, options)?;
        let mut exported = Exported::default();
        self.publications(ids, |mut publication| {
            if is_part(&publication, lost) {
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
