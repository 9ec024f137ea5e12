//! What a publication record is made of: names, dates, identifiers, keys. Plain data, no I/O.

mod fold;
mod key;
pub mod name;

pub use fold::{fold, fold_into};
pub use key::{Key, KeyError};
pub use name::{Name, Role};
