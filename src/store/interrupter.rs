//! A way to break a search off, for programs in which a person types.

use super::Library;

/// Breaks off what a library is reading, from another thread; see [`Library::interrupter`].
pub struct Interrupter(rusqlite::InterruptHandle);

impl Interrupter {
    /// What the library reads just now fails with [`StoreError::Interrupted`](super::StoreError::Interrupted); what it reads later does not.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl std::fmt::Debug for Interrupter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interrupter")
    }
}

impl Library {
    /// What breaks a search of this library off.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.conn.get_interrupt_handle())
    }
}

#[cfg(test)]
mod tests {
    use crate::store::{Access, Library};

    #[test]
    fn what_is_read_later_is_not_broken_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.ibid");
        let library = Library::open(&path, Access::Create).unwrap();
        library.interrupter().interrupt();
        assert_eq!(library.len().unwrap(), 0);
    }
}
