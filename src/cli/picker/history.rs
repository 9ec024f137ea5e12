//! Earlier queries: gone through with a key, and kept in a file of their own, one a line, the newest last.

use std::io;
use std::path::Path;

/// How many are kept.
const KEPT: usize = 200;

/// Earlier queries, and where in them a person is.
#[derive(Debug, Default)]
pub(crate) struct History {
    queries: Vec<String>,
    /// The one that is shown; none where it is what was typed.
    at: Option<usize>,
    /// What was typed before going back.
    draft: String,
}

impl History {
    /// From the text of the file.
    pub(crate) fn new(text: &str) -> Self {
        let mut history = Self::default();
        for query in text.lines() {
            history.add(query);
        }
        history
    }

    /// Adds a query that led somewhere; an equal one goes.
    pub(crate) fn add(&mut self, query: &str) {
        let query = query.trim();
        if query.is_empty() {
            return;
        }
        self.queries.retain(|known| known != query);
        self.queries.push(query.to_owned());
        if self.queries.len() > KEPT {
            self.queries.remove(0);
        }
        self.at = None;
    }

    /// The query before the one that is shown, `typed` being what stands in the line.
    pub(crate) fn older(&mut self, typed: &str) -> Option<&str> {
        let at = match self.at {
            None => {
                self.draft = typed.to_owned();
                // the newest may be what is there already
                self.queries
                    .iter()
                    .rposition(|query| query != typed.trim())?
            }
            Some(at) => at.checked_sub(1)?,
        };
        self.at = Some(at);
        self.queries.get(at).map(String::as_str)
    }

    /// The query after the one that is shown; at the end what was typed.
    pub(crate) fn newer(&mut self) -> Option<&str> {
        let at = self.at? + 1;
        if at < self.queries.len() {
            self.at = Some(at);
            return self.queries.get(at).map(String::as_str);
        }
        self.at = None;
        Some(&self.draft)
    }

    /// What was shown is now being changed.
    pub(crate) fn typed(&mut self) {
        self.at = None;
    }
}

/// What the file holds; nothing where it cannot be read.
pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// Adds a query to the file, which only its owner can read.
pub(crate) fn keep(path: &Path, query: &str) -> io::Result<()> {
    // read again, since another picker may have added to it
    let mut history = History::new(&read(path));
    history.add(query);
    let mut text = history.queries.join("\n");
    text.push('\n');
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_and_forth() {
        let mut history = History::new("one\n\ntwo\none\n");
        assert_eq!(history.newer(), None);
        assert_eq!(history.older("th"), Some("one"));
        assert_eq!(history.older("one"), Some("two"));
        assert_eq!(history.older("two"), None);
        assert_eq!(history.newer(), Some("one"));
        assert_eq!(history.newer(), Some("th"));
        assert_eq!(history.newer(), None);
        assert_eq!(
            history.older("one"),
            Some("two"),
            "what is there is passed over"
        );
    }

    #[test]
    fn it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/ibid/queries");
        assert_eq!(read(&path), "");
        for query in ["a", " b ", "", "a"] {
            keep(&path, query).unwrap();
        }
        assert_eq!(read(&path), "b\na\n");
        for number in 0..300 {
            keep(&path, &number.to_string()).unwrap();
        }
        assert_eq!(read(&path).lines().count(), KEPT);
    }
}
