//! Bibliographies in one SQLite file: import, look up, edit and export publication records.

pub mod diagnostic;
pub mod formats;
pub mod import;
pub mod keys;
pub mod model;
pub mod project;
pub mod store;

#[cfg(test)]
mod testing;
