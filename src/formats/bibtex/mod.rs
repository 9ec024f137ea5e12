//! BibTeX and biblatex: the only place that interprets TeX.

pub mod fields;
pub mod inherit;
pub mod macros;
pub mod record;
pub mod split;
