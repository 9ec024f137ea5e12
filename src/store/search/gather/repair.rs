//! Words that find nothing, put right: joined, parted, or misspelt.

use std::collections::{HashMap, HashSet};

use super::{Asked, PEOPLE, Pool, REPAIRED, SEEN, sort};
use crate::model::{Form, forms};
use crate::store::search::compile::{Compiled, any_form};
use crate::store::search::rank::{Place, Ranked, Wanted};
use crate::store::search::vocabulary::{self, Known, Where};
use crate::store::{Library, StoreError};

/// How often a word stands in the library at least that is hardly a slip.
const USUAL: u64 = 3;
/// How many letters a word has at most that is too short to tell a slip in it.
const SHORT: usize = 3;
/// Words of so many letters at most that stand in more than this share of the entries are no names and subjects but
/// `the`, `with` and the like: nobody misspells them in a query,
const FILLERS: &[(usize, f64)] = &[(3, 0.01), (4, 0.06)];
/// where they stand in more entries than these.
const FILLED: f64 = 50.0;

impl Asked<'_> {
    /// Words that find nothing, put right.
    pub(super) fn repaired(
        &mut self,
        library: &Library,
        ranked: &mut Vec<Ranked>,
    ) -> Result<bool, StoreError> {
        let can = |wanted: &Wanted| {
            !wanted.fixed
                && wanted.place != Place::Other
                && wanted.word().is_some_and(|word| {
                    (word.len() >= 3 || self.parts.len() > 2)
                        && word.bytes().any(|byte| !byte.is_ascii_digit())
                })
        };
        let able: Vec<usize> = (0..self.parts.len())
            .filter(|&at| self.wanted[at].as_ref().is_some_and(can))
            .collect();
        if self.joined(library, ranked)? {
            return Ok(false);
        }
        let mut unknown = Vec::new();
        let mut usual = true;
        for &at in &able {
            if !self.stands_alone(library, at)? {
                unknown.push(at);
            } else if let Some(wanted) = &mut self.wanted[at] {
                wanted.known = true;
                let word = wanted.word().unwrap_or_default();
                usual &= vocabulary::count(&library.conn, word)? >= USUAL;
            }
        }
        let mut names = false;
        let mut settled = Vec::new();
        for &at in able.iter().filter(|at| !unknown.contains(at)) {
            let is_name = unknown.is_empty() && self.is_name_alone(library, at)?;
            names |= is_name;
            if is_name || self.is_settled(library, at, unknown.is_empty())? {
                settled.push(at);
            }
            if self.is_usual_name(library, at)? {
                self.names.push(at);
            }
        }
        // nobody means by words that are usual in the library others far from them
        let distances: &[bool] = if unknown.is_empty() && usual {
            &[false]
        } else {
            &[false, true]
        };
        for &far in distances {
            let mut near: HashMap<usize, Vec<Known>> = HashMap::new();
            let mut fetched = |this: &Self, at: usize| -> Result<Vec<Known>, StoreError> {
                if let Some(known) = near.get(&at) {
                    return Ok(known.clone());
                }
                let mut known = this.near(library, at, far)?;
                // what is meant as it is may still go on
                known.retain(|known| known.distance == 0 || !settled.contains(&at));
                near.insert(at, known.clone());
                Ok(known)
            };
            let mut full = false;
            if unknown.is_empty() {
                // one of them is not what was meant
                for &at in able.iter().take(REPAIRED) {
                    if settled.contains(&at) {
                        continue;
                    }
                    let mut all = vec![(at, fetched(self, at)?)];
                    if let Some(typed) = self.typed.filter(|typed| *typed != at) {
                        all.push((typed, fetched(self, typed)?));
                    }
                    full |= self.repair(library, &all, ranked)?;
                }
            } else {
                let mut all = Vec::new();
                for &at in unknown.iter().take(REPAIRED) {
                    all.push((at, fetched(self, at)?));
                }
                full |= self.repair(library, &all, ranked)?;
                for &at in able.iter().take(REPAIRED) {
                    if ranked.is_empty() && !unknown.contains(&at) {
                        let mut all = all.clone();
                        all.push((at, fetched(self, at)?));
                        full |= self.repair(library, &all, ranked)?;
                    }
                }
            }
            if ranked.is_empty() && !names && able.len() > 1 && able.len() <= REPAIRED {
                let mut all = Vec::new();
                for &at in &able {
                    all.push((at, fetched(self, at)?));
                }
                full |= self.repair(library, &all, ranked)?;
            }
            if !ranked.is_empty() {
                return Ok(full);
            }
        }
        Ok(false)
    }

    /// Whether a word that the library has in titles or names is meant as it is: where others are unknown, any; where
    /// all are known, but in no entry together, short ones.
    fn is_settled(&self, library: &Library, at: usize, all: bool) -> Result<bool, StoreError> {
        let word = self.wanted[at].as_ref().and_then(Wanted::word);
        let word = word.filter(|word| !all || word.chars().count() <= SHORT);
        word.map_or(Ok(false), |word| {
            Ok(vocabulary::count_of_own(&library.conn, word)? > 0)
        })
    }

    /// Whether a word is a name that several people of the library have: who misspells a name means another.
    fn is_usual_name(&self, library: &Library, at: usize) -> Result<bool, StoreError> {
        match self.wanted[at].as_ref().and_then(Wanted::word) {
            Some(word) if vocabulary::count_of_own(&library.conn, word)? >= USUAL => {
                is_family_name(library, word)
            }
            _ => Ok(false),
        }
    }

    /// Whether a word is one of those that say nothing, see [`FILLERS`]; `van` and `de` are parts of names.
    fn is_filler(&self, library: &Library, known: &Known) -> Result<bool, StoreError> {
        let length = known.word.chars().count();
        let share = FILLERS.iter().find(|(longest, _)| length <= *longest);
        if !share.is_some_and(|(_, share)| {
            known.weight > FILLED && known.weight > share * self.entries as f64
        }) {
            return Ok(false);
        }
        let [titles, people] = vocabulary::counts_of_own(&library.conn, &known.word)?;
        Ok(titles > people)
    }

    /// Whether a word is somebody's family name and nothing else is asked but a year and the like: then nobody else is
    /// meant.
    fn is_name_alone(&self, library: &Library, at: usize) -> Result<bool, StoreError> {
        let says = |wanted: &Option<Wanted>| {
            let word = wanted.as_ref().and_then(Wanted::word);
            word.is_some_and(|word| {
                word.len() > 2 && word.bytes().any(|byte| !byte.is_ascii_digit())
            })
        };
        let mut others = self
            .wanted
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at);
        let word = self.wanted[at].as_ref().and_then(Wanted::word);
        Ok(self.parts.len() > 1
            && !others.any(|(_, wanted)| says(wanted))
            && is_family_name(library, word.unwrap_or_default())?)
    }

    pub(super) fn stands_alone(&self, library: &Library, at: usize) -> Result<bool, StoreError> {
        let mut compiled = Compiled::new(&self.parts[at]);
        if Some(at) == self.last {
            let prefixed = self.wanted[at]
                .as_ref()
                .and_then(|wanted| any_form(&wanted.forms, wanted.prefix, wanted.column()));
            compiled = Compiled::with(prefixed.into_iter().collect(), []);
        }
        let mut pool = Pool::new(library, &compiled, None);
        pool.most = 1;
        pool.fill("", "")?;
        Ok(!pool.ids.is_empty())
    }

    /// What a word may have been meant for.
    fn near(&self, library: &Library, at: usize, far: bool) -> Result<Vec<Known>, StoreError> {
        let Some((wanted, word)) = self.wanted[at]
            .as_ref()
            .and_then(|wanted| Some((wanted, wanted.word()?)))
        else {
            return Ok(Vec::new());
        };
        if word.len() > vocabulary::LONGEST {
            return Ok(Vec::new());
        }
        let place = match wanted.vocabulary() {
            Where::Anywhere if self.names.contains(&at) => Where::People,
            place => place,
        };
        let length = word.chars().count();
        if Some(at) == self.typed {
            return vocabulary::completions(&library.conn, word, place, self.completed(word));
        }
        let mut known = Vec::new();
        if !far {
            known = vocabulary::completions(&library.conn, word, place, self.completed(word))?;
            // of short words too much is near, unless others say what is meant
            if length >= 4 || length == 3 && self.parts.len() > 1 {
                known.extend(vocabulary::one_away(&library.conn, word, place, false)?);
            }
        } else {
            if length >= 4 {
                known = vocabulary::one_away(&library.conn, word, place, true)?;
            }
            if length >= 8 {
                known.extend(vocabulary::two_away(&library.conn, word, place)?);
            }
        }
        let mut wanted = Vec::with_capacity(known.len());
        for known in known {
            if known.distance == 0 || !self.is_filler(library, &known)? {
                wanted.push(known);
            }
        }
        Ok(wanted)
    }

    /// Candidates with the words near to some parts in their place.
    fn repair(
        &self,
        library: &Library,
        near: &[(usize, Vec<Known>)],
        ranked: &mut Vec<Ranked>,
    ) -> Result<bool, StoreError> {
        let mut wanted = self.wanted.clone();
        let mut replaced = HashMap::new();
        for (at, known) in near {
            let Some(wanted) = &mut wanted[*at] else {
                continue;
            };
            let most = known.iter().map(|known| known.weight).fold(1.0, f64::max);
            for known in known.iter().filter(|known| known.distance > 0) {
                // among words as near as each other the frequent one is likelier
                let frequent = 0.05 * (1.0 + known.weight).ln() / (1.0 + most).ln();
                let fit = if known.distance == 1 { 0.55 } else { 0.4 } + frequent;
                wanted.near.insert(known.word.clone(), fit);
            }
            wanted.prefix = true;
            let mut phrases = Vec::new();
            // an initial says little: something else that says more must stand as it was typed
            let as_typed = (0..self.parts.len())
                .filter(|other| near.iter().all(|(replaced, _)| replaced != other))
                .any(|other| {
                    let word = self.wanted[other].as_ref().and_then(Wanted::word);
                    word.is_none_or(|word| word.chars().count() > 1)
                });
            if as_typed
                && Some(*at) != self.typed
                && matches!(
                    wanted.place,
                    Place::Anywhere | Place::Authors | Place::People
                )
                && let Some(first) = wanted.word().and_then(|word| word.chars().next())
                && wanted.word().is_some_and(|word| word.len() >= 3)
                && first.is_ascii_lowercase()
                && may_be_given(library, wanted.word().unwrap_or_default())?
            {
                phrases.push(format!("{{people}} : \"{first}\""));
                wanted.initial = Some(first.to_string());
            }
            wanted.required = true;
            // the index is asked for all of them, the ranking tells them apart
            let forms: Vec<Known> = known.clone();
            let columns = if self.names.contains(at) {
                PEOPLE
            } else {
                SEEN
            };
            replaced.insert(*at, self.expression(*at, &forms, columns, &phrases));
        }
        let wanted: Vec<Wanted> = wanted.into_iter().flatten().collect();
        let (mut more, full) =
            self.with(library, &replaced, &wanted, HashSet::new(), self.candidates)?;
        // an initial is for where no word is near
        let words: HashSet<&str> = near
            .iter()
            .flat_map(|(_, known)| known)
            .map(|known| known.word.as_str())
            .collect();
        let is_near = |ranked: &Ranked| {
            let mut corrections = ranked.corrections.iter();
            corrections.all(|correction| words.contains(correction.shown.as_str()))
        };
        if more.iter().any(is_near) {
            more.retain(is_near);
        }
        let before: HashSet<i64> = ranked.iter().map(|ranked| ranked.hit.id).collect();
        let better: HashMap<i64, f64> = more
            .iter()
            .map(|ranked| (ranked.hit.id, ranked.hit.score))
            .collect();
        ranked.retain(|ranked| {
            better
                .get(&ranked.hit.id)
                .is_none_or(|score| *score <= ranked.hit.score)
        });
        let kept: HashSet<i64> = ranked.iter().map(|ranked| ranked.hit.id).collect();
        ranked.extend(
            more.into_iter()
                .filter(|more| !before.contains(&more.hit.id) || !kept.contains(&more.hit.id)),
        );
        sort(ranked);
        Ok(full)
    }

    /// Two words that are one in the library, `co operation`; one that is two.
    fn joined(&mut self, library: &Library, ranked: &mut Vec<Ranked>) -> Result<bool, StoreError> {
        for at in 1..self.parts.len().min(REPAIRED) {
            let pair = [&self.wanted[at - 1], &self.wanted[at]].map(|wanted| {
                let wanted = wanted.as_ref().filter(|wanted| !wanted.fixed)?;
                wanted.word().map(|word| (word, wanted.place))
            });
            let [
                Some((first, Place::Anywhere)),
                Some((second, Place::Anywhere)),
            ] = pair
            else {
                continue;
            };
            let together = format!("{first}{second}");
            if vocabulary::count(&library.conn, &together)? == 0 {
                continue;
            }
            let Some(expression) = any_form(&forms(&together), false, None) else {
                continue;
            };
            let replaced = HashMap::from([(at - 1, expression), (at, String::new())]);
            let mut wanted = self.wanted.clone();
            if let Some(wanted) = &mut wanted[at] {
                wanted.forms = forms(&together);
            }
            wanted[at - 1] = None;
            let wanted: Vec<Wanted> = wanted.into_iter().flatten().collect();
            let (more, _) =
                self.with(library, &replaced, &wanted, HashSet::new(), self.candidates)?;
            if !more.is_empty() {
                *ranked = more;
                return Ok(true);
            }
        }
        for at in 0..self.parts.len().min(REPAIRED) {
            let Some(wanted) = self.wanted[at].as_ref().filter(|wanted| !wanted.fixed) else {
                continue;
            };
            let Some(word) = wanted.word().map(str::to_owned) else {
                continue;
            };
            if word.chars().count() < 5 || vocabulary::count(&library.conn, &word)? > 0 {
                continue;
            }
            let mut halves = Vec::new();
            for (cut, _) in word.char_indices().skip(2) {
                let (first, second) = word.split_at(cut);
                if second.chars().count() >= 2
                    && vocabulary::count(&library.conn, first)? > 0
                    && vocabulary::count(&library.conn, second)? > 0
                {
                    halves.push(Form {
                        words: vec![first.to_owned(), second.to_owned()],
                        prefix: false,
                        names: false,
                    });
                }
            }
            let Some(expression) = any_form(&halves, false, wanted.column()) else {
                continue;
            };
            let replaced = HashMap::from([(at, expression)]);
            let mut wanted = self.wanted.clone();
            if let Some(wanted) = &mut wanted[at] {
                wanted.forms = halves;
            }
            let wanted: Vec<Wanted> = wanted.into_iter().flatten().collect();
            let (more, _) =
                self.with(library, &replaced, &wanted, HashSet::new(), self.candidates)?;
            if !more.is_empty() {
                *ranked = more;
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether a word may be a given name of which an initial is known: it is nobody's family name, and no word of titles
/// that never stands in a name.
fn may_be_given(library: &Library, word: &str) -> Result<bool, StoreError> {
    let [titles, people] = vocabulary::counts_of_own(&library.conn, word)?;
    Ok((titles == 0 || people > 0) && !is_family_name(library, word)?)
}

/// Whether somebody in the library is called so.
fn is_family_name(library: &Library, word: &str) -> Result<bool, StoreError> {
    let mut letters = word.chars();
    let capital: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let family = capital + letters.as_str();
    Ok(library
        .conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM person WHERE family = ?1)")?
        .query_row([family], |row| row.get(0))?)
}
