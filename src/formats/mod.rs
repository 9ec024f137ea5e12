//! Interchange formats, one file or folder each.

pub mod bibtex;
pub mod csl;
pub mod encoding;
pub mod html_page;
pub mod loss;
