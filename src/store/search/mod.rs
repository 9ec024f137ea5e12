//! Finding entries: a query of [`crate::query`] compiled to SQL, the best matches first.
//!
//! What a query asks is found by the full-text index and the other tables (`compile`). For the best matches,
//! `gather` takes a bounded number of candidates, those with the words in titles and names first, and `rank` reads
//! what these are and puts them in order, so that a word of half a million entries takes no longer than a rare one.
//! Where words find nothing, `vocabulary` gives the library's nearest words.

#[cfg(test)]
mod agreement;
pub(super) mod candidate;
mod compile;
mod gather;
pub(super) mod index;
mod marks;
mod rank;
#[cfg(test)]
mod tests;
mod usage;
pub(super) mod vocabulary;

use std::collections::HashMap;

use rusqlite::params_from_iter;

pub use marks::Marks;

use super::{Library, StoreError, Summary, entries, publications};
use crate::query::{Field, Query, Term, Test, Words, cited_keys};
use compile::Compiled;

/// How a search is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchOptions {
    /// How many hits there are to be at most.
    pub most: usize,
    /// Their order.
    pub sort: Sort,
    /// Only what the query says, word for word: no words put right, no beginnings of words but those with a star.
    pub exact: bool,
    /// Whether the last word may be the beginning of one, as while typing.
    pub prefix_last: bool,
    /// Whether the last word is still being typed: while a word of the library begins so, it is not put right.
    pub typing: bool,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            most: 20,
            sort: Sort::Relevance,
            exact: false,
            prefix_last: true,
            typing: false,
        }
    }
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best match first.
    #[default]
    Relevance,
    /// The newest publication first; those without a year last.
    Year,
    /// By the family name of the first author, else of the first other person.
    Author,
    /// What came into the library last, first.
    Added,
    /// By title.
    Title,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The entries, in the order asked for.
    pub hits: Vec<Hit>,
    /// Whether there are more.
    pub more: bool,
    /// Words that the hits were found by in place of those typed.
    pub corrections: Vec<Correction>,
    /// Whether the hits have but some of the words, as of a whole reference that was pasted: their titles, nearly
    /// whole, or an identifier.
    pub pasted: bool,
    /// The words to be marked in what is shown of the hits.
    pub marks: Marks,
}

/// An entry that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its number.
    pub id: i64,
    /// How well it matches, higher is better; of use only beside the other hits of one search.
    pub score: f64,
}

/// A word for which another was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub typed: String,
    /// The library's word.
    pub shown: String,
    /// Whether the library has the typed word, too, but in no entry that the rest of the query finds.
    pub known: bool,
}

impl Library {
    /// The entries that `query` asks for, the best first, or in another order. Unless `exact`, words that find nothing
    /// are tried as beginnings of words, as initials, and as misspelt words of the library, and many words as a pasted
    /// reference. A query that is a key finds the entry first. [`Query::All`] finds every entry, the last added first.
    ///
    /// # Errors
    /// SQLite's.
    ///
    /// ```
    /// # use ibid::store::{Access, Asked, Library, SearchOptions};
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let mut library = Library::open(&folder.path().join("library.ibid"), Access::Create).unwrap();
    /// # let asked = Asked { command: "ibid new".into(), now: 1_500_000_000, dry_run: false };
    /// library.write(&asked, |batch| batch.add("@misc{k, author = {Zahid, F.}, title = {IS Footprint}}").map(|_| ())).unwrap();
    /// let query = ibid::query::parse("zahdi footp").unwrap();
    /// let found = library.search(&query, &SearchOptions::default()).unwrap();
    /// assert_eq!(found.hits.len(), 1);
    /// assert_eq!(found.corrections[0].shown, "zahid");
    /// ```
    pub fn search(&self, query: &Query, options: &SearchOptions) -> Result<Found, StoreError> {
        // what is looked at lies scattered over the file: mapped, it need not be copied
        self.conn
            .pragma_update(None, "mmap_size", i64::from(i32::MAX))?;
        let _snapshot = self.snapshot()?;
        if *query == Query::All || options.most == 0 {
            return self.everything(options);
        }
        let mut found = gather::search(self, query, options)?;
        if let Some(id) = self.named(query)? {
            let best = found.hits.first().map_or(0.0, |hit| hit.score);
            found.hits.retain(|hit| hit.id != id);
            found.hits.insert(
                0,
                Hit {
                    id,
                    score: best + 1.0,
                },
            );
        }
        if options.sort != Sort::Relevance {
            self.sort(&mut found, options)?;
        }
        found.more |= found.hits.len() > options.most;
        found.hits.truncate(options.most);
        Ok(found)
    }

    /// The numbers of all entries that `query` asks for, word for word, in the library's order; for a query that is a
    /// key also the entry that has it.
    ///
    /// # Errors
    /// SQLite's.
    pub fn search_all(&self, query: &Query) -> Result<Vec<i64>, StoreError> {
        let mut ids = self.matching(query)?;
        if let Some(id) = self.named(query)?
            && let Err(place) = ids.binary_search(&id)
        {
            ids.insert(place, id);
        }
        Ok(ids)
    }

    /// Exactly what the query says, in the library's order.
    pub(super) fn matching(&self, query: &Query) -> Result<Vec<i64>, StoreError> {
        let _snapshot = self.snapshot()?;
        let compiled = Compiled::new(query);
        let plain = Plain::new(query);
        let mut ids = Vec::new();
        let sql = compiled.sql(" ORDER BY e.id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(compiled.values("")))?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            if compiled.exact || self.verified(&plain, id)? {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    /// The entries in which all words of `text` stand, best first, as [`Library::search`] finds them. No words
    /// find nothing.
    ///
    /// # Errors
    /// SQLite's.
    pub fn find(&self, text: &str, most: usize) -> Result<Vec<Summary>, StoreError> {
        let options = SearchOptions {
            most,
            ..SearchOptions::default()
        };
        let query = plain(text);
        if query == Query::All {
            return Ok(Vec::new());
        }
        let found = self.search(&query, &options)?;
        let mut summaries = Vec::with_capacity(found.hits.len());
        for hit in found.hits {
            summaries.extend(self.hit(&hit)?);
        }
        Ok(summaries)
    }

    /// The numbers of all entries in which all words of `text` stand, in the library's order.
    ///
    /// # Errors
    /// SQLite's.
    pub fn find_all(&self, text: &str) -> Result<Vec<i64>, StoreError> {
        match plain(text) {
            Query::All => Ok(Vec::new()),
            query => self.search_all(&query),
        }
    }

    /// What lists show of a hit.
    ///
    /// # Errors
    /// SQLite's.
    pub fn hit(&self, hit: &Hit) -> Result<Option<Summary>, StoreError> {
        self.summary_of(hit.id, Some(hit.score))
    }

    /// Whether the query in its plain meaning is true of an entry.
    fn verified(&self, plain: &Plain<'_>, id: i64) -> Result<bool, StoreError> {
        if plain.fields != Query::All {
            let fields = publications::fields_of(&self.conn, id)?;
            let true_of = fields.is_some_and(|fields| plain.fields.matches(&fields));
            if !true_of || plain.fields == *plain.query {
                return Ok(true_of);
            }
        }
        Ok(self
            .publication(id)?
            .is_some_and(|publication| plain.query.matches(&publication)))
    }

    /// The entry that a query of one word names by its key. A key with a colon in it reads as a field and its value.
    fn named(&self, query: &Query) -> Result<Option<i64>, StoreError> {
        let Query::Term(term) = query else {
            return Ok(None);
        };
        match (&term.field, &term.test) {
            (None, Test::Words(words)) => entries::id_of(&self.conn, words.text.trim()),
            _ => match term.plain_reading() {
                Some(words) => entries::id_of(&self.conn, words.text.trim()),
                None => Ok(None),
            },
        }
    }

    /// The query that `typed` is where it is a whole key of the library, though it may read as a field and its value:
    /// `part:situ85`, or end in punctuation; also as documents cite it, `[@part:situ85]`. For a citation of several, any
    /// of them: `\cite[p.~3]{knuth84,lamport86}`.
    ///
    /// # Errors
    /// SQLite's.
    pub fn query_of_key(&self, typed: &str) -> Result<Option<Query>, StoreError> {
        let typed = typed.trim();
        let cited = cited_keys(typed);
        if !cited.is_empty() {
            return self.any_of_keys(&cited);
        }
        let reads_otherwise = |c: char| matches!(c, ':' | '=' | '<' | '>');
        let ends_otherwise = typed.ends_with(|c: char| c.is_ascii_punctuation());
        if typed.contains(char::is_whitespace)
            || !ends_otherwise && !typed.contains(reads_otherwise)
        {
            return Ok(None);
        }
        let cited = typed.trim_start_matches(['[', '@']);
        let cited = cited.trim_end_matches([']', ',', ';', '.']);
        for key in [typed, cited] {
            let is_whole = key == typed || key.contains(reads_otherwise);
            if is_whole && entries::id_of(&self.conn, key)?.is_some() {
                return Ok(Some(as_it_is(None, key)));
            }
            if typed == cited {
                break;
            }
        }
        Ok(None)
    }

    /// The entries with one of these keys, as far as the library has them.
    fn any_of_keys(&self, keys: &[String]) -> Result<Option<Query>, StoreError> {
        let mut any = Vec::new();
        for key in keys {
            if entries::id_of(&self.conn, key)?.is_some() {
                any.push(as_it_is(Some(Field::named("key")), key));
            }
        }
        Ok((!any.is_empty()).then(|| Query::or(any)))
    }

    fn everything(&self, options: &SearchOptions) -> Result<Found, StoreError> {
        let mut found = Found::default();
        if options.most == 0 {
            return Ok(found);
        }
        let order = order(options.sort);
        let most = i64::try_from(options.most.saturating_add(1)).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT e.id FROM entry AS e LEFT JOIN projection AS p ON p.entry = e.id ORDER BY {order} LIMIT ?1"
        ))?;
        for id in statement.query_map([most], |row| row.get(0))? {
            found.hits.push(Hit {
                id: id?,
                score: 0.0,
            });
        }
        found.more = found.hits.len() > options.most;
        found.hits.truncate(options.most);
        Ok(found)
    }

    /// Puts hits into another order than by relevance: all that there are, not the best alone.
    fn sort(&self, found: &mut Found, options: &SearchOptions) -> Result<(), StoreError> {
        let hits: HashMap<i64, Hit> = found.hits.iter().map(|hit| (hit.id, *hit)).collect();
        let numbers = serde_json::to_string(&hits.keys().collect::<Vec<_>>())?;
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT e.id FROM json_each(?1) AS hit JOIN entry AS e ON e.id = hit.value
             LEFT JOIN projection AS p ON p.entry = e.id ORDER BY {}",
            order(options.sort)
        ))?;
        let mut sorted = Vec::with_capacity(hits.len());
        for id in statement.query_map([numbers], |row| row.get::<_, i64>(0))? {
            sorted.extend(hits.get(&id?));
        }
        found.hits = sorted;
        Ok(())
    }
}

/// A text that is to be taken for nothing else.
fn as_it_is(field: Option<Field>, text: &str) -> Query {
    let words = Words {
        phrase: true,
        ..Words::word(text)
    };
    Query::Term(Term {
        field,
        test: Test::Words(words),
    })
}

/// A query that entries are asked one by one.
struct Plain<'q> {
    query: &'q Query,
    /// What the fields alone tell, which are read much faster than the whole.
    fields: Query,
}

impl<'q> Plain<'q> {
    fn new(query: &'q Query) -> Self {
        Self {
            query,
            fields: query.of_fields(),
        }
    }
}

/// The order in SQL, of the tables `e` and `p`.
fn order(sort: Sort) -> &'static str {
    match sort {
        // numbers are given in the order in which entries come in
        Sort::Relevance | Sort::Added => "e.id DESC",
        Sort::Year => "p.year DESC NULLS LAST, p.date DESC, e.id DESC",
        Sort::Author => {
            "(SELECT family || ', ' || given FROM contribution JOIN person ON person.id = person
              WHERE contribution.entry = e.id ORDER BY role, position LIMIT 1) COLLATE NOCASE NULLS LAST, p.year, e.id"
        }
        Sort::Title => "p.title COLLATE NOCASE NULLS LAST, p.year, e.id",
    }
}

/// The words of a text that is no query: each must match.
fn plain(text: &str) -> Query {
    let words = text
        .split(|c: char| c.is_whitespace() || c == '\0')
        .filter(|word| word.chars().any(char::is_alphanumeric));
    Query::and(words.map(|word| {
        Query::Term(Term {
            field: None,
            test: Test::Words(Words::word(word)),
        })
    }))
}
