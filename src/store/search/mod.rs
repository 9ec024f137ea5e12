//! Finding entries by words.

pub(super) mod vocabulary;

use rusqlite::params;

use super::{Library, StoreError, Summary, entries};
use crate::model::fold;

/// How much a word counts in each column of the index: title, people, venue, key, date, keywords, text.
const WEIGHTS: &str = "10.0, 9.0, 3.0, 8.0, 4.0, 4.0, 1.0";

impl Library {
    /// The entries in which all words of `text` stand, anywhere, best first: whole words before beginnings of words.
    /// A text that names an entry by its key finds that one first. No words find nothing.
    ///
    /// # Errors
    /// SQLite's.
    pub fn find(&self, text: &str, most: usize) -> Result<Vec<Summary>, StoreError> {
        let mut found = Vec::new();
        let mut seen = Vec::new();
        for (id, score) in self.matches(text, most)? {
            if !seen.contains(&id) {
                seen.push(id);
                found.extend(self.summary_of(id, Some(score))?);
            }
        }
        Ok(found)
    }

    /// The numbers of all entries in which all words of `text` stand, in the library's order.
    ///
    /// # Errors
    /// SQLite's.
    pub fn find_all(&self, text: &str) -> Result<Vec<i64>, StoreError> {
        let mut found: Vec<i64> = entries::id_of(&self.conn, text.trim())?
            .into_iter()
            .collect();
        if let Some(query) = query(text, "*") {
            let mut statement = self
                .conn
                .prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1")?;
            for id in statement.query_map([query], |row| row.get(0))? {
                found.push(id?);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Entries and scores, best first; an entry may come twice.
    fn matches(&self, text: &str, most: usize) -> Result<Vec<(i64, f64)>, StoreError> {
        let mut found = Vec::new();
        if let Some(id) = entries::id_of(&self.conn, text.trim())? {
            found.push((id, 100.0));
        }
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT rowid, -bm25(search, {WEIGHTS}) AS score FROM search WHERE search MATCH ?1
             ORDER BY score DESC, rowid DESC LIMIT ?2"
        ))?;
        for ending in ["", "*"] {
            let Some(query) = query(text, ending) else {
                break;
            };
            if found.len() < most {
                // as many again, since the beginnings find the whole words once more
                let limit = i64::try_from(most.saturating_mul(2)).unwrap_or(i64::MAX);
                let rows = statement
                    .query_map(params![query, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
                for row in rows {
                    found.push(row?);
                }
            }
        }
        let mut seen = std::collections::HashSet::new();
        found.retain(|(id, _)| seen.insert(*id));
        found.truncate(most);
        Ok(found)
    }
}

/// The folded words of `text` as a query, each a quoted string, so that no word is an operator.
fn query(text: &str, ending: &str) -> Option<String> {
    let words = fold(text);
    if words.is_empty() {
        return None;
    }
    let terms: Vec<String> = words
        .split(' ')
        .map(|word| format!("\"{word}\"{ending}"))
        .collect();
    Some(terms.join(" AND "))
}
