//! BibTeX and biblatex: the only place that interprets TeX.

pub mod convert;
pub mod dates;
pub mod dialect;
mod draft;
pub mod edit;
pub mod fields;
pub mod files;
pub mod free_text;
pub mod identifiers;
pub mod inherit;
mod journal_words;
pub mod journals;
pub mod latex;
mod latex_commands;
mod latex_marked;
mod latex_symbols;
mod latex_tables;
mod latex_verbatim;
pub mod letters;
pub mod macros;
pub mod merge;
pub mod names;
mod names_extended;
pub mod options;
pub mod private;
pub mod record;
pub mod report;
pub mod split;
mod wrap;
pub mod write;

use self::options::Dialect;
use super::{Format, Output};

/// BibTeX's dialect.
pub(super) const BIBTEX: Format = Format {
    name: "bibtex",
    title: "BibTeX",
    extensions: &["bib"],
    // a .bib file is in the dialect its entries are in
    by_extension: false,
    purpose: "for LaTeX with BibTeX, and most other programs; converts entries written for biblatex",
    media_type: "application/x-bibtex",
    several: true,
    mapping: None,
    output: Output::Source(Dialect::Bibtex),
};

/// biblatex's dialect.
pub(super) const BIBLATEX: Format = Format {
    name: "biblatex",
    title: "biblatex",
    purpose: "for LaTeX with biblatex and biber; converts entries written for BibTeX",
    output: Output::Source(Dialect::Biblatex),
    ..BIBTEX
};
