//! BibTeX and biblatex: the only place that interprets TeX.

pub mod latex;
mod latex_commands;
mod latex_symbols;
mod latex_tables;
mod latex_verbatim;
pub mod names;
mod names_extended;
