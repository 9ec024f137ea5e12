//! What a publication record is made of: names, dates, identifiers, keys. Plain data, no I/O.

mod fold;

pub use fold::{fold, fold_into};
