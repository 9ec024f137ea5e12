//! A library of its own for a unit test.

use std::sync::atomic::AtomicBool;

use crate::formats::bibtex::write::Layout;
use crate::import::{Input, OnConflict, Options, Report};
use crate::store::{Access, Asked, Batch, Library, Selection, StoreError};

/// A library in a folder that goes with it; its clock ticks once a write.
pub(crate) struct Fresh {
    pub(crate) library: Library,
    now: i64,
    _folder: tempfile::TempDir,
}

impl Fresh {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let library = Library::open(&folder.path().join("library.ibid"), Access::Create).unwrap();
        Self {
            library,
            now: 0,
            _folder: folder,
        }
    }

    pub(crate) fn asked(&mut self) -> Asked {
        self.now += 1;
        Asked {
            command: "test".into(),
            now: self.now,
            dry_run: false,
        }
    }

    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let asked = self.asked();
        self.library
            .write(&asked, work)
            .map(|written| written.value)
    }

    pub(crate) fn import(&mut self, texts: &[&str], on_conflict: OnConflict) -> Report {
        let asked = self.asked();
        let inputs = texts.iter().enumerate().map(|(index, text)| {
            Ok::<_, StoreError>(Input {
                name: format!("{index}.bib"),
                bytes: text.as_bytes().to_vec(),
            })
        });
        let mut options = Options {
            on_conflict,
            ask: None,
            tags: Vec::new(),
            progress: &mut |_| {},
            interrupted: &AtomicBool::new(false),
        };
        self.library.import(&asked, inputs, &mut options).unwrap()
    }

    pub(crate) fn export(&self) -> String {
        let mut out = Vec::new();
        self.library
            .export(&Selection::All, Layout::Original, &mut out)
            .unwrap();
        String::from_utf8(out).unwrap()
    }
}
