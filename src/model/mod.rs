//! What a publication record is made of: names, dates, identifiers, keys. Plain data, no I/O.

mod date;
mod fold;

pub use date::{Bound, Date, DateError, DateFault, DatePoint, Qualifier};
pub use fold::fold;
