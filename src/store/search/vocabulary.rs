//! The library's own words, from which misspelt words are put right and beginnings of words completed.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::{Connection, OptionalExtension, params};

use super::index::Pack;
use crate::project::{DATE, KEY, PEOPLE, TITLE};
use crate::store::StoreError;

/// How many different words are gathered before they are written.
const GATHERED: usize = 300_000;
/// Bytes of the longest word that the vocabulary keeps.
pub(super) const LONGEST: usize = 48;
/// Bytes of the shortest and of the longest.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=LONGEST;
/// How many packs of words may wait.
const WAITING: usize = 16;

/// How often each word stands in titles, in names, and elsewhere.
type Counts = HashMap<Box<str>, [u32; 3], BuildHasherDefault<WordHasher>>;

/// Words on their way into the vocabulary, counted in a thread of their own.
#[derive(Default)]
pub(super) struct Vocabulary {
    counter: Option<Counter>,
}

struct Counter {
    packs: SyncSender<Pack>,
    /// How many different words it knows.
    different: Arc<AtomicUsize>,
    counts: JoinHandle<Counts>,
}

impl Counter {
    fn start() -> Self {
        let (packs, receive) = sync_channel::<Pack>(WAITING);
        let different = Arc::new(AtomicUsize::new(0));
        let told = Arc::clone(&different);
        let counts = std::thread::spawn(move || {
            let mut counts = Counts::default();
            for pack in receive {
                count_words(&mut counts, &pack);
                told.store(counts.len(), Ordering::Relaxed);
            }
            counts
        });
        Self {
            packs,
            different,
            counts,
        }
    }
}

impl Vocabulary {
    /// Takes the words of entries; writes what was gathered when there is much of it.
    pub(super) fn add(&mut self, conn: &Connection, pack: Pack) -> Result<(), StoreError> {
        let counter = self.counter.get_or_insert_with(Counter::start);
        // it listens until it is told to stop; if it failed, `write` says so
        let listens = counter.packs.send(pack).is_ok();
        if !listens || counter.different.load(Ordering::Relaxed) >= GATHERED {
            self.write(conn, &Pack::default())?;
        }
        Ok(())
    }

    /// Writes what was gathered, and the words of `rest`.
    pub(super) fn write(&mut self, conn: &Connection, rest: &Pack) -> Result<(), StoreError> {
        let mut counts = match self.counter.take() {
            Some(Counter { packs, counts, .. }) => {
                drop(packs);
                counts
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            }
            None => Counts::default(),
        };
        count_words(&mut counts, rest);
        let mut words: Vec<_> = counts.into_iter().collect();
        // in the table's order, which is quicker
        words.sort_unstable();
        let mut statement = conn.prepare_cached(
            "INSERT INTO vocabulary (word, titles, people, others) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (word) DO UPDATE SET titles = titles + excluded.titles,
                 people = people + excluded.people, others = others + excluded.others",
        )?;
        for (word, [titles, people, others]) in words {
            statement.execute(params![word, titles, people, others])?;
        }
        Ok(())
    }
}

fn count_words(counts: &mut Counts, pack: &Pack) {
    for (column, words) in pack.columns() {
        let place = match column {
            TITLE => 0,
            PEOPLE => 1,
            KEY | DATE => continue,
            _ => 2,
        };
        for word in words.split(' ') {
            if LENGTHS.contains(&word.len()) && word.bytes().any(|byte| !byte.is_ascii_digit()) {
                match counts.get_mut(word) {
                    Some(counts) => counts[place] += 1,
                    None => {
                        let mut new = [0; 3];
                        new[place] = 1;
                        counts.insert(word.into(), new);
                    }
                }
            }
        }
    }
}

/// A quick hash for short words (the multiplication of Knuth's *Sorting and Searching*, section 6.4). The words are
/// the person's own, so nobody makes them collide.
#[derive(Default)]
pub(in crate::store) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(23) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

/// A word of the library.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) word: String,
    /// How many letters it is away from what was typed.
    pub(super) distance: usize,
    /// How often it stands where it is looked for.
    pub(super) weight: f64,
}

/// Where a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    Anywhere,
    Titles,
    People,
    Others,
}

impl Where {
    /// What makes a word likely, in SQL.
    fn weight(self) -> &'static str {
        match self {
            Self::Anywhere => "titles + people + others * 0.2",
            Self::Titles => "titles",
            Self::People => "people",
            Self::Others => "others",
        }
    }
}

/// How often the word stands in the library, about.
pub(super) fn count(conn: &Connection, word: &str) -> Result<u64, StoreError> {
    counted(conn, word, "titles + people + others")
}

/// How often it stands in titles and names.
pub(super) fn count_of_own(conn: &Connection, word: &str) -> Result<u64, StoreError> {
    counted(conn, word, "titles + people")
}

/// How often it stands in titles, and how often in names.
pub(super) fn counts_of_own(conn: &Connection, word: &str) -> Result<[u64; 2], StoreError> {
    Ok([
        counted(conn, word, "titles")?,
        counted(conn, word, "people")?,
    ])
}

fn counted(conn: &Connection, word: &str, places: &str) -> Result<u64, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {places} FROM vocabulary WHERE word = ?1"))?;
    let mut rows = statement.query([word])?;
    Ok(match rows.next()? {
        Some(row) => row.get::<_, i64>(0)?.cast_unsigned(),
        None => 0,
    })
}

/// The most frequent words that begin with `start`, itself aside.
pub(super) fn completions(
    conn: &Connection,
    start: &str,
    place: Where,
    most: usize,
) -> Result<Vec<Known>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT word, {0} AS weight FROM vocabulary
         WHERE word > ?1 AND word < ?1 || char(0x10FFFF) AND {0} > 0 ORDER BY weight DESC LIMIT {most}",
        place.weight()
    ))?;
    let rows = statement.query_map([start], |row| {
        Ok(Known {
            word: row.get(0)?,
            distance: 0,
            weight: row.get(1)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Words of the library one edit away from `word`: a letter more, less or another, or two neighbours exchanged; with
/// `prefix`, words that begin so, the first letter as typed, for else too much is near. The most frequent first.
pub(super) fn one_away(
    conn: &Connection,
    word: &str,
    place: Where,
    prefix: bool,
) -> Result<Vec<Known>, StoreError> {
    // most variants are no words: the first word that is not before one tells so of all variants before that word
    let mut from =
        conn.prepare_cached("SELECT word FROM vocabulary WHERE word >= ?1 ORDER BY word LIMIT 1")?;
    let mut exact = conn.prepare_cached(&format!(
        "SELECT word, {0} FROM vocabulary WHERE word = ?1 AND {0} > 0",
        place.weight()
    ))?;
    let mut starting = conn.prepare_cached(&format!(
        "SELECT word, {0} AS weight FROM vocabulary WHERE word >= ?1 AND word < ?1 || char(0x10FFFF) AND {0} > 0
         ORDER BY weight DESC LIMIT 2",
        place.weight()
    ))?;
    let mut found = Vec::new();
    let mut next = String::new();
    let first = word.chars().next();
    for variant in variants(word) {
        if prefix && variant.chars().next() != first {
            continue;
        }
        if next < variant {
            let known: Option<String> = from.query_row([&variant], |row| row.get(0)).optional()?;
            match known {
                Some(known) => next = known,
                None => break,
            }
        }
        if next != variant && !(prefix && next.starts_with(&variant)) {
            continue;
        }
        let statement = if prefix { &mut starting } else { &mut exact };
        let mut rows = statement.query([&variant])?;
        while let Some(row) = rows.next()? {
            found.push(Known {
                word: row.get(0)?,
                distance: 1,
                weight: row.get(1)?,
            });
        }
    }
    best(&mut found);
    Ok(found)
}

/// Words of the library two edits away from `word`, of which at most one is in the first four letters. The most
/// frequent first.
pub(super) fn two_away(
    conn: &Connection,
    word: &str,
    place: Where,
) -> Result<Vec<Known>, StoreError> {
    let letters: Vec<char> = word.chars().collect();
    let start: String = letters.iter().take(4).collect();
    let mut starts = variants(&start);
    starts.push(start);
    // a start that begins with another finds nothing new
    starts.sort();
    starts.dedup_by(|next, known| next.starts_with(known.as_str()));
    let mut statement = conn.prepare_cached(&format!(
        "SELECT word, {0} FROM vocabulary
         WHERE word >= ?1 AND word < ?1 || char(0x10FFFF) AND length(word) BETWEEN ?2 AND ?3 AND {0} > 0",
        place.weight()
    ))?;
    let mut found = Vec::new();
    let length = i64::try_from(letters.len()).unwrap_or(i64::MAX);
    for start in starts {
        let mut rows = statement.query(params![start, length - 2, length + 2])?;
        while let Some(row) = rows.next()? {
            let known = row.get_ref(0)?.as_str().unwrap_or_default();
            let distance = strsim::osa_distance(word, known);
            if (1..=2).contains(&distance) {
                found.push(Known {
                    word: known.to_owned(),
                    distance,
                    weight: row.get(1)?,
                });
            }
        }
    }
    best(&mut found);
    Ok(found)
}

/// How many near words are tried.
const TRIED: usize = 40;

fn best(found: &mut Vec<Known>) {
    found.sort_by(|a, b| {
        let by_weight = b.weight.total_cmp(&a.weight);
        a.distance
            .cmp(&b.distance)
            .then(by_weight)
            .then_with(|| a.word.cmp(&b.word))
    });
    found.dedup_by(|next, known| next.word == known.word);
    found.truncate(TRIED);
}

/// What is one edit away from `word`, in its own script; in order.
fn variants(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let alphabet: &[(char, char)] = if word.is_ascii() {
        &[('a', 'z')]
    } else {
        &[('a', 'z'), ('α', 'ω'), ('а', 'я')]
    };
    let alphabet = || alphabet.iter().flat_map(|(first, last)| *first..=*last);
    let mut all = Vec::with_capacity(letters.len() * 56 + 26);
    let spelt = |before: &[char], middle: &[char], after: &[char]| -> String {
        before.iter().chain(middle).chain(after).collect()
    };
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        for letter in alphabet() {
            all.push(spelt(before, &[letter], after));
        }
        let Some((first, after)) = after.split_first() else {
            continue;
        };
        all.push(spelt(before, &[], after));
        for letter in alphabet().filter(|letter| letter != first) {
            all.push(spelt(before, &[letter], after));
        }
        if let Some((second, after)) = after.split_first().filter(|(second, _)| *second != first) {
            all.push(spelt(before, &[*second, *first], after));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::variants;

    #[test]
    fn variants_are_one_edit_away() {
        let all = variants("zahid");
        for wanted in ["zahd", "zzahid", "zaihd", "zahed", "zahida", "ahid"] {
            assert!(all.iter().any(|word| word == wanted), "{wanted}");
        }
        for variant in &all {
            assert!(strsim::osa_distance("zahid", variant) <= 1, "{variant}");
        }
    }
}
