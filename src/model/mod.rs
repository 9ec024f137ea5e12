//! What a publication record is made of: names, dates, identifiers, keys. Plain data, no I/O.

mod date;
mod fold;
mod identifier;

pub use date::{Bound, Date, DateError, DateFault, DatePoint, Qualifier};
pub use fold::fold;
pub use identifier::{Identifier, IdentifierError, IdentifierFault, Scheme};
