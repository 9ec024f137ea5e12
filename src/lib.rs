//! Bibliographies in one SQLite file: import, look up, edit and export publication records.
//!
//! | module | what is there |
//! |---|---|
//! | [`model`] | what a record is made of: names, dates, identifiers, keys; plain data |
//! | [`diagnostic`] | the one type for everything there is to say about an input or a record |
//! | [`formats`] | interchange formats; [`formats::bibtex`] alone interprets TeX |
//! | [`mod@project`] | from an entry to what is shown and searched: a pure function |
//! | [`store`] | the library: entries, batches, history, search, export; alone speaks SQL |
//! | [`import`] | inputs of any quality into a library, and the decisions that takes |
//! | [`keys`] | citation keys for entries without one |
//! | [`query`] | the query language: what is typed, and what it means |
//! | [`render`] | formatted references and citations in CSL styles |
//! | [`scan`] | documents and the keys they cite |
//!
//! An entry's own text is the record; everything else is derived from it and can be made anew. Every change is a
//! batch that can be undone.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use ibid::formats::bibtex::write::Layout;
//! use ibid::import::{Input, OnConflict, Options};
//! use ibid::store::{Access, Asked, Library, Selection, StoreError};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let mut library = Library::open(&folder.path().join("library.ibid"), Access::Create)?;
//!
//! let text = "@article{zahid2017,\n  author = {Farhan Zahid},\n  title = {{IS} Footprint in {Pakistan}},\n  volume = 9\n}\n";
//! let input = Input { name: "zahid.bib".into(), bytes: text.as_bytes().to_vec() };
//! let asked = Asked { command: "an example".into(), now: 1_500_000_000, dry_run: false };
//! let mut options = Options {
//!     on_conflict: OnConflict::Keep,
//!     ask: None,
//!     tags: Vec::new(),
//!     progress: &mut |_| {},
//!     interrupted: &AtomicBool::new(false),
//! };
//! let report = library.import(&asked, std::iter::once(Ok::<_, StoreError>(input)), &mut options)?;
//! assert_eq!(report.added, 1);
//!
//! let found = library.find("zahid footprint", 10)?;
//! assert_eq!(found[0].title.as_deref(), Some("IS Footprint in Pakistan"));
//!
//! let mut bibliography = Vec::new();
//! library.export(&Selection::All, Layout::Original, &mut bibliography)?;
//! assert_eq!(bibliography, text.as_bytes());
//! # Ok(())
//! # }
//! ```

pub mod diagnostic;
pub mod formats;
pub mod import;
pub mod keys;
pub mod model;
pub mod project;
pub mod query;
pub mod render;
pub mod scan;
pub mod store;

#[cfg(test)]
mod testing;
