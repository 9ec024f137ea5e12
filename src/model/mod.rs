//! What a publication record is made of: names, dates, identifiers, keys. Plain data, no I/O.

mod date;
mod fold;
mod identifier;
mod key;
mod name;
mod publication;
mod typography;
pub(crate) mod url;
mod words;

pub use date::{Bound, Date, DateError, DateFault, DatePoint, Qualifier};
pub use fold::{fold, fold_into};
pub use identifier::{Identifier, IdentifierError, IdentifierFault, Scheme};
pub use key::{Key, KeyError};
pub use name::{Name, Role, is_east_asian};
pub use publication::{Attachment, Contribution, Journal, Publication};
pub use typography::Typography;
pub use words::{Column, Form, forms, stands};
