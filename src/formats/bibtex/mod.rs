//! BibTeX and biblatex: the only place that interprets TeX.

pub mod convert;
pub mod dates;
pub mod dialect;
mod draft;
pub mod edit;
pub mod fields;
pub mod files;
pub mod identifiers;
pub mod inherit;
mod journal_words;
pub mod journals;
pub mod latex;
mod latex_commands;
mod latex_symbols;
mod latex_tables;
mod latex_verbatim;
pub mod letters;
pub mod macros;
pub mod names;
mod names_extended;
pub mod options;
pub mod private;
pub mod record;
pub mod report;
pub mod split;
mod wrap;
pub mod write;
