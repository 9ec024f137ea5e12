//! BibTeX and biblatex: the only place that interprets TeX.

mod dates;

pub use dates::{DateReading, interpret_date};
