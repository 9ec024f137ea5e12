//! What was pasted from a list of references: more words than any entry has, the title of one among them.

use std::collections::HashMap;

use super::{Asked, CANDIDATES, OWN, Pool, sort};
use crate::query::{Query, Test};
use crate::store::search::candidate::Text;
use crate::store::search::compile::Compiled;
use crate::store::search::rank::Ranked;
use crate::store::search::{Hit, vocabulary};
use crate::store::{Library, StoreError};

/// How many words a query has at least that may be a whole reference,
pub(super) const WORDS: usize = 7;
/// and how many of them are looked at.
const READ: usize = 80;
/// How many of the rarest words candidates are found by, each by two of them,
const RAREST: usize = 8;
/// and by how many pairs at once, the rarest first.
const PAIRS: usize = 3;
/// How much of a title must be among the words,
const TITLE: f64 = 0.8;
/// and how many words of a title it takes where none of its people are named.
const NAMELESS: usize = 4;

impl Asked<'_> {
    /// Entries whose title, or nearly all of it, is among the words; or that an identifier among them names.
    pub(super) fn pasted(
        &self,
        library: &Library,
        ranked: &mut Vec<Ranked>,
    ) -> Result<(), StoreError> {
        // each word and how far behind the beginning it stands first, from 0 to 1
        let mut said: Said = HashMap::new();
        let words = self.wanted.iter().flatten().take(READ);
        let length = words.clone().count().max(1);
        for (at, wanted) in words.enumerate() {
            for word in wanted.forms.iter().flat_map(|form| &form.words) {
                said.entry(word.clone())
                    .or_insert(at as f64 / length as f64);
            }
        }
        let mut ids = self.identified(library)?;
        let identified = ids.len();
        for expression in rare_pairs(library, &said)? {
            if ids.len() >= CANDIDATES {
                break;
            }
            let others = || {
                let others = self.others().into_iter();
                others.filter(|part| !names_identifier(part) && !is_page(part))
            };
            let compiled = Compiled::with(vec![expression], others());
            let kept = Query::and(others().cloned());
            let mut pool = Pool::new(library, &compiled, Some(&kept));
            pool.fill(OWN, "")?;
            pool.ids.retain(|id| !ids.contains(id));
            ids.extend(pool.ids);
        }
        let mut statement = library.conn.prepare_cached(&Text::sql(library.schema))?;
        for (place, id) in ids.into_iter().enumerate() {
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else {
                continue;
            };
            let text = Text::read(row, said.keys().map(String::as_str).collect())?;
            let score = if place < identified {
                Some(10.0)
            } else {
                share(&text, &said)
            };
            ranked.extend(score.map(|score| Ranked {
                hit: Hit { id, score },
                corrections: Vec::new(),
                whole: false,
            }));
        }
        sort(ranked);
        Ok(())
    }

    /// The entries that identifiers among the words name.
    fn identified(&self, library: &Library) -> Result<Vec<i64>, StoreError> {
        let mut ids = Vec::new();
        for part in self.parts {
            if names_identifier(part) {
                let compiled = Compiled::new(part);
                let mut pool = Pool::new(library, &compiled, Some(part));
                pool.fill("", "")?;
                ids.extend(pool.ids.iter().copied());
            }
        }
        Ok(ids)
    }
}

fn names_identifier(part: &Query) -> bool {
    match part {
        Query::Term(term) => match &term.test {
            Test::Words(words) => !words.identifiers().is_empty(),
            Test::Identifiers { .. } => true,
            _ => false,
        },
        Query::Or(parts) => parts.iter().any(names_identifier),
        _ => false,
    }
}

/// Whether a part is the address of a web page: references have it that come from elsewhere, too.
fn is_page(part: &Query) -> bool {
    match part {
        Query::Or(parts) => parts.iter().any(is_page),
        Query::Term(term) => term
            .field
            .as_ref()
            .is_some_and(|field| field.name() == "url"),
        _ => false,
    }
}

/// The words of a reference, each with its place.
type Said = HashMap<String, f64>;

/// Entries with two of the rarest words of titles and names that the library has, those with the rarest two first; none
/// where it has but one of them.
fn rare_pairs(library: &Library, said: &Said) -> Result<Vec<String>, StoreError> {
    let mut known = Vec::new();
    for word in said.keys() {
        if word.chars().count() > 2 && word.bytes().any(|byte| !byte.is_ascii_digit()) {
            match vocabulary::count_of_own(&library.conn, word)? {
                0 => {}
                count => known.push((count, word.as_str())),
            }
        }
    }
    known.sort_unstable();
    known.truncate(RAREST);
    let mut pairs = Vec::new();
    for (at, (count, first)) in known.iter().enumerate() {
        for (other, second) in &known[at + 1..] {
            let pair = format!("(\"{first}\" AND \"{second}\")");
            pairs.push((count.saturating_mul(*other), pair));
        }
    }
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs.into_iter().map(|(_, pair)| pair).collect();
    let expressions = pairs.chunks(PAIRS);
    Ok(expressions
        .map(|pairs| format!("({})", pairs.join(" OR ")))
        .collect())
}

/// How much the words say of an entry; nothing where they are not its title.
fn share(text: &Text, said: &Said) -> Option<f64> {
    let words = &text.title_words;
    let found = words
        .iter()
        .filter(|word| said.contains_key(word.as_str()))
        .count();
    let share = found as f64 / words.len().max(1) as f64;
    let people = text.people();
    let named = people
        .iter()
        .filter(|person| person.family.iter().any(|word| said.contains_key(word)))
        .count();
    if share < TITLE || found < 2 || named == 0 && found < NAMELESS {
        return None;
    }
    let of_people = named as f64 / text.all_people().max(1) as f64;
    let year = text
        .year
        .is_some_and(|year| said.contains_key(&year.to_string()));
    let venue: Vec<&str> = text
        .venue()
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect();
    let in_venue = venue
        .iter()
        .filter(|word| said.contains_key(**word))
        .count();
    let of_venue = in_venue as f64 / venue.len().max(1) as f64;
    // the work's own title comes before that of the book it is in
    let places = words.iter().filter(|word| word.len() > 3);
    let first = places.filter_map(|word| said.get(word)).copied();
    let first = first.min_by(f64::total_cmp).unwrap_or_default();
    // a long title says more than a short one, which may be but a part of it
    Some(
        share - 0.3 * first
            + 0.1 * (found as f64).ln()
            + 0.3 * of_people
            + 0.2 * f64::from(year)
            + 0.1 * of_venue,
    )
}
