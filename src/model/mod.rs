//! What a publication record is made of: names, dates, identifiers, keys. Plain data, no I/O.

mod fold;
pub mod name;

pub use fold::fold;
pub use name::{Name, Role};
