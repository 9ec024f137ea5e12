//! BibTeX and biblatex: the only place that interprets TeX.

pub mod fields;
pub mod split;
