//! BibTeX and biblatex: the only place that interprets TeX.

pub mod dates;
pub mod edit;
pub mod fields;
pub mod files;
pub mod identifiers;
pub mod inherit;
pub mod latex;
mod latex_commands;
mod latex_symbols;
mod latex_tables;
mod latex_verbatim;
pub mod macros;
pub mod merge;
pub mod names;
mod names_extended;
pub mod private;
pub mod record;
pub mod report;
pub mod split;
pub mod write;
