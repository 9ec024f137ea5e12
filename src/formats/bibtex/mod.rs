//! BibTeX and biblatex: the only place that interprets TeX.

mod dates;
mod identifiers;

pub use dates::{DateReading, interpret_date};
pub use identifiers::{FieldProblem, interpret_identifiers};
