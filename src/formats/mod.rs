//! Interchange formats, one file or folder each, listed in [`FORMATS`].
//!
//! [`bibtex`] is the language that entries are kept in. Every other format is a [`Writer`]: it takes publications one
//! at a time, so that a library of any size passes through, and says what it could not carry as [`loss::Loss`]. What
//! becomes of which field is data, a [`mapping::Mapping`], from which the documentation is made as well.
//!
//! A new format is its file here and its line in [`FORMATS`]; names in help, completions and documentation follow.

use std::io::{self, Write};

use crate::model::Publication;
use crate::render::Renderer;

mod bibliography;
pub mod bibtex;
mod cff;
pub mod csl;
mod csl_data;
mod csv;
pub mod encoding;
mod endnote;
mod hayagriva;
pub mod html_page;
mod jsonl;
pub mod loss;
pub mod mapping;
mod mods;
mod ris;
pub mod sources;
mod tagged;
mod text;
mod tree;

use loss::Loss;
use mapping::Mapping;

/// A format that entries can be written in.
#[derive(Debug)]
pub struct Format {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Endings of its files without the dot; the first is the usual one.
    pub extensions: &'static [&'static str],
    /// Whether a file's ending says that it is this format; not where several formats share it.
    pub by_extension: bool,
    /// What it is for: a phrase.
    pub purpose: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Whether one file can hold several entries.
    pub several: bool,
    /// What becomes of types and fields, where that is a table.
    pub mapping: Option<&'static Mapping>,
    /// How it is written.
    pub output: Output,
}

/// How a format is written.
#[derive(Debug, Clone, Copy)]
pub enum Output {
    /// From the entries' own text, by [`crate::store::Library::export_with`].
    Source(bibtex::options::Dialect),
    /// From publications.
    Publications(fn(&Options<'_>) -> Result<Box<dyn Writer>, FormatError>),
    /// From publications, as references in a citation style.
    Bibliography(OpenReferences),
}

/// Makes a writer of references in a style.
pub type OpenReferences = fn(Renderer, &Options<'_>) -> Result<Box<dyn Writer>, FormatError>;

/// What a person may ask of a format; each uses what concerns it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// The language of what is formatted: `en-GB`.
    pub locale: Option<&'a str>,
    /// The heading of a page.
    pub title: Option<&'a str>,
    /// What a page groups its entries by: `year` or `type`.
    pub group: Option<&'a str>,
    /// Whether a page links attached files.
    pub files: bool,
}

/// Why a format cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FormatError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// An entry as formats take it.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// What the projection knows of it.
    pub publication: &'a Publication,
    /// Its own text, in BibTeX.
    pub source: &'a str,
}

/// Writes publications in one format.
pub trait Writer {
    /// Writes one, or keeps it until [`Writer::finish`]; gives `lost` what cannot be carried.
    ///
    /// # Errors
    /// The output's.
    fn write(
        &mut self,
        item: Item<'_>,
        out: &mut dyn Write,
        lost: &mut dyn FnMut(Loss),
    ) -> io::Result<()>;

    /// Writes what belongs at the end. A file of no entries is valid, too.
    ///
    /// # Errors
    /// The output's.
    fn finish(&mut self, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()>;

    /// Whether it writes what is no publication of its own, too: sets of other entries and data containers.
    fn takes_all(&self) -> bool {
        false
    }
}

/// Every format, in the order they are listed.
pub const FORMATS: &[Format] = &[
    bibtex::BIBTEX,
    bibtex::BIBLATEX,
    csl_data::JSON,
    csl_data::YAML,
    hayagriva::FORMAT,
    ris::FORMAT,
    endnote::FORMAT,
    cff::FORMAT,
    mods::FORMAT,
    csv::CSV,
    csv::TSV,
    jsonl::FORMAT,
    bibliography::TEXT,
    bibliography::MARKDOWN,
    bibliography::HTML,
    bibliography::LATEX,
    bibliography::TYPST,
    bibliography::RTF,
    html_page::FORMAT,
];

/// The format called `name`, in any case.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS
        .iter()
        .find(|format| format.name.eq_ignore_ascii_case(name))
}

/// The format that the ending of a file's name says.
///
/// ```
/// assert_eq!(ibid::formats::of_file("refs.RIS").unwrap().name, "ris");
/// assert!(ibid::formats::of_file("refs.txt").is_none());
/// ```
pub fn of_file(name: &str) -> Option<&'static Format> {
    let name = name.to_ascii_lowercase();
    FORMATS
        .iter()
        .filter(|format| format.by_extension)
        .find(|format| {
            format.extensions.iter().any(|extension| {
                name.strip_suffix(extension)
                    .is_some_and(|start| start.ends_with('.') || start.is_empty())
            })
        })
}

/// The format of formatted references whose files have such a name. Where no style is asked for, such a file is more
/// likely a document.
pub fn formatted_of_file(name: &str) -> Option<&'static Format> {
    let (_, extension) = name.rsplit_once('.')?;
    FORMATS
        .iter()
        .filter(|format| matches!(format.output, Output::Bibliography(_)))
        .find(|format| {
            let mut known = format.extensions.iter();
            known.any(|known| known.eq_ignore_ascii_case(extension))
        })
}

/// Writes one entry.
type WriteItem = fn(Item<'_>, &mut dyn Write, &mut dyn FnMut(Loss)) -> io::Result<()>;

/// A writer of what has a text before, between and behind its entries, and keeps nothing of them.
struct Plain {
    before: &'static str,
    between: &'static str,
    behind: &'static str,
    /// The whole file where there are no entries.
    empty: &'static str,
    /// As [`Writer::takes_all`].
    all: bool,
    write: WriteItem,
    begun: bool,
}

impl Plain {
    /// A writer with nothing but entries.
    fn entries(write: WriteItem) -> Self {
        Self {
            before: "",
            between: "",
            behind: "",
            empty: "",
            all: false,
            write,
            begun: false,
        }
    }

    /// A writer of whole records.
    fn records(write: WriteItem) -> Self {
        Self {
            all: true,
            ..Self::entries(write)
        }
    }

    fn open(self) -> Result<Box<dyn Writer>, FormatError> {
        Ok(Box::new(self))
    }
}

impl Writer for Plain {
    fn write(
        &mut self,
        item: Item<'_>,
        out: &mut dyn Write,
        lost: &mut dyn FnMut(Loss),
    ) -> io::Result<()> {
        let lead = if self.begun {
            self.between
        } else {
            self.before
        };
        self.begun = true;
        out.write_all(lead.as_bytes())?;
        (self.write)(item, out, lost)
    }

    fn finish(&mut self, out: &mut dyn Write, _: &mut dyn FnMut(Loss)) -> io::Result<()> {
        let end = if self.begun { self.behind } else { self.empty };
        out.write_all(end.as_bytes())
    }

    fn takes_all(&self) -> bool {
        self.all
    }
}

#[cfg(test)]
mod tests;
