//! The library's own words, from which misspelt words are put right and beginnings of words completed.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rusqlite::{Connection, params};

use crate::store::StoreError;

/// How many different words are gathered before they are written.
const GATHERED: usize = 300_000;
/// Bytes of the shortest and of the longest word that the vocabulary keeps.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=48;

/// Words on their way into the vocabulary.
#[derive(Default)]
pub(in crate::store) struct Words {
    counts: HashMap<Box<str>, [u32; 3], BuildHasherDefault<WordHasher>>,
}

impl Words {
    /// Counts the words of an entry's title, of its people, and of other columns.
    pub(in crate::store) fn add(
        &mut self,
        conn: &Connection,
        own: [&String; 2],
        others: [&String; 3],
    ) -> Result<(), StoreError> {
        let others = others.iter().map(|column| (2, column));
        for (place, column) in own.iter().enumerate().chain(others) {
            for word in column.split(' ') {
                if LENGTHS.contains(&word.len()) && word.bytes().any(|byte| !byte.is_ascii_digit())
                {
                    match self.counts.get_mut(word) {
                        Some(counts) => counts[place] += 1,
                        None => {
                            let mut counts = [0; 3];
                            counts[place] = 1;
                            self.counts.insert(word.into(), counts);
                        }
                    }
                }
            }
        }
        if self.counts.len() >= GATHERED {
            self.write(conn)?;
        }
        Ok(())
    }

    /// Writes what was gathered.
    pub(in crate::store) fn write(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let mut words: Vec<_> = std::mem::take(&mut self.counts).into_iter().collect();
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
