//! The candidates for the best hits: a bounded number, however many entries match.
//!
//! First what the query says. Where too few entries have its words in titles and names and the last word may be the
//! beginning of one, then with the most frequent words that begin so; where there are few still, with those of every
//! word. Only where nothing is found are words taken `otherwise`, such as for parts of compounds, for a pasted reference,
//! for initials, or for misspelt.

mod otherwise;
mod pasted;
mod repair;

use std::collections::{HashMap, HashSet};

use rusqlite::params_from_iter;

use self::otherwise::otherwise;
use super::compile::{Compiled, any_form, fts};
use super::rank::{Place, Ranked, Wanted, rank, with_signs};
use super::vocabulary::{self, Known};
use super::{Found, Hit, Marks, Plain, SearchOptions, Sort};
use crate::model::{Form, forms};
use crate::query::{Query, Term, Test};
use crate::store::{Library, StoreError};

/// How many candidates are looked at,
const CANDIDATES: usize = 300;
/// and with a lone word that is the beginning of many others, so that any will do.
const BEGUN_ALONE: usize = 100;
/// How many words of a beginning are looked for,
const COMPLETIONS: usize = 48;
/// and of one or two letters, where other words narrow down what is meant.
const COMPLETIONS_OF_SHORT: usize = 300;
/// Where fewer entries are found and a beginning has more words than were looked for, the entries with the other words
/// are read instead,
const SCREEN: usize = 20;
/// if one of these words stands in no more than these.
const READ: u32 = 500;
/// Where each word stands in more places, it is not looked where they stand side by side: that takes longer than a
/// person waits.
const PHRASED: u64 = 20_000;
/// In how many entries it is looked for the signs of a word.
const SIGNED: u32 = 20_000;
/// Where no more entries are found, all words are taken for the beginnings of others.
const FEW: usize = 20;
/// How long a word is at least that is taken for a beginning though some entry has all words whole.
const BEGUN: usize = 3;
/// How many words a query has at most of which all may be beginnings, or misspelt.
const MENDED: usize = 12;
/// How many words of a query are put right one by one.
const REPAIRED: usize = 8;

const ANY: &str = "";
const PEOPLE: &str = "{people}";
const OWN: &str = "{title people}";
const SEEN: &str = "{title people venue}";
const NEWEST: &str = " ORDER BY e.id DESC";

/// The parts of a query that must all be true.
struct Asked<'q> {
    query: &'q Query,
    parts: &'q [Query],
    /// The words of each part, where it has them and they may be put right.
    wanted: Vec<Option<Wanted>>,
    /// Words in alternatives, which count for the order alone.
    optional: Vec<Wanted>,
    /// The part whose word may be the beginning of one.
    last: Option<usize>,
    /// The same part, where its word is being typed and begins one of the library.
    typed: Option<usize>,
    /// The parts that are names of the library, which are put right by other names alone.
    names: Vec<usize>,
    /// How many entries there are, about.
    entries: u64,
    /// How many candidates are looked at where the query as it stands finds few,
    candidates: usize,
    /// and how many with the last word as a beginning.
    begun: usize,
}

pub(super) fn search(
    library: &Library,
    query: &Query,
    options: &SearchOptions,
) -> Result<Found, StoreError> {
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        query => std::slice::from_ref(query),
    };
    let mut asked = Asked::new(query, parts, options);
    asked.weigh(library)?;
    let everything = options.most > CANDIDATES || options.sort != Sort::Relevance;
    let needed = if everything { usize::MAX } else { options.most };
    let (mut ranked, mut full) = asked.said(library, needed)?;
    let mut pasted = false;
    if !options.exact && library.schema >= 2 {
        // who has typed all of it and gets a list of what was said needs no guesses
        let answered = !options.typing && whole(&ranked) > needed;
        if let Some(last) = asked
            .last
            .filter(|_| !answered && ranked.len() < CANDIDATES)
        {
            full |= asked.begun(library, last, &mut ranked)?;
            if options.typing && ranked.is_empty() && asked.stands_alone(library, last)? {
                asked.typed = Some(last);
            }
        }
        if everything && ranked.len() <= FEW {
            asked.candidates = usize::MAX;
        }
        if ranked.len() <= needed.min(FEW) && parts.len() <= MENDED {
            full |= asked.all_begun(library, &mut ranked)?;
        }
        if ranked.is_empty()
            && let Some(otherwise) = otherwise(query)
        {
            return search(library, &otherwise, options);
        }
        if ranked.is_empty() && parts.len() >= pasted::WORDS {
            asked.pasted(library, &mut ranked)?;
            pasted = !ranked.is_empty();
        }
        if ranked.is_empty() && parts.len() <= MENDED {
            full |= asked.repaired(library, &mut ranked)?;
        }
    }
    let mut found = Found {
        marks: asked.marks(&ranked, options.most),
        more: full,
        pasted,
        ..Found::default()
    };
    for ranked in ranked.iter().take(options.most) {
        for correction in &ranked.corrections {
            if !found.corrections.contains(correction) {
                found.corrections.push(correction.clone());
            }
        }
    }
    found.hits = ranked.into_iter().map(|ranked| ranked.hit).collect();
    if everything && full {
        // the best of them first, the others the newest first
        let known: HashSet<i64> = found.hits.iter().map(|hit| hit.id).collect();
        let all = library.matching(&asked.begun_query())?;
        let others = all.into_iter().rev().filter(|id| !known.contains(id));
        found.hits.extend(others.map(|id| Hit { id, score: 0.0 }));
        found.more = false;
    }
    Ok(found)
}

impl<'q> Asked<'q> {
    fn new(query: &'q Query, parts: &'q [Query], options: &SearchOptions) -> Self {
        let wanted: Vec<Option<Wanted>> = parts
            .iter()
            .map(|part| match part {
                Query::Term(term) => Wanted::new(term),
                _ => None,
            })
            .collect();
        let mut optional = Vec::new();
        for part in parts {
            if matches!(part, Query::Or(_) | Query::And(_)) {
                optional.extend(part.wanted().into_iter().filter_map(Wanted::new));
            }
        }
        let last = parts.len() - 1;
        let begins = options.prefix_last
            && !options.exact
            && wanted[last].as_ref().is_some_and(|wanted| {
                !wanted.fixed && wanted.word().is_some() && wanted.place != Place::Other
            });
        Self {
            query,
            parts,
            wanted,
            optional,
            last: begins.then_some(last),
            typed: None,
            names: Vec::new(),
            entries: 0,
            candidates: CANDIDATES,
            begun: match parts {
                [_] => BEGUN_ALONE.max(options.most).min(CANDIDATES),
                _ => CANDIDATES,
            },
        }
    }

    /// Finds out how rare the words are.
    fn weigh(&mut self, library: &Library) -> Result<(), StoreError> {
        let all: i64 = library
            .conn
            .query_row("SELECT next FROM library", [], |row| row.get(0))?;
        self.entries = all.cast_unsigned();
        for wanted in self.wanted.iter_mut().flatten().chain(&mut self.optional) {
            let known = frequency(library, &wanted.forms)?;
            // a letter is the beginning of any name
            let is_letter = wanted.word().is_some_and(|word| word.len() == 1);
            wanted.places = known.unwrap_or(all.cast_unsigned() / if is_letter { 1 } else { 50 });
            // what is no word of the vocabulary, such as a year, is of middling rarity
            let known = known.unwrap_or(all.cast_unsigned() / 50).max(1);
            wanted.weight = (1.0 + all as f64 / known as f64).ln().max(0.2);
        }
        Ok(())
    }

    fn all_wanted(&self) -> Vec<Wanted> {
        let wanted = self.wanted.iter().flatten().chain(&self.optional);
        wanted.cloned().collect()
    }

    /// The query with the last word as the beginning of one, where that is what it may be.
    fn begun_query(&self) -> Query {
        Query::and(self.parts.iter().enumerate().map(|(at, part)| {
            let mut part = part.clone();
            if Some(at) == self.last
                && let Query::Term(Term {
                    test: Test::Words(words),
                    ..
                }) = &mut part
            {
                words.prefix = true;
            }
            part
        }))
    }

    /// What the query says; of very many entries, `needed` at least. Whether there may be more of it.
    fn said(&self, library: &Library, needed: usize) -> Result<(Vec<Ranked>, bool), StoreError> {
        let compiled = Compiled::new(self.query);
        let wanted = self.all_wanted();
        let mut pool = Pool::new(library, &compiled, Some(self.query));
        pool.fill(ANY, NEWEST)?;
        if !pool.full || !compiled.is_indexed() {
            return Ok((rank(library, &wanted, &pool.ids)?, pool.full));
        }
        // the newest of many: rather those with the words as the beginning of the title, and in titles and names
        let mut best = Pool::new(library, &compiled, Some(self.query));
        if let Some(start) = self.as_beginning() {
            let titles = Compiled::with(vec![start], self.others());
            let mut first = Pool::new(library, &titles, Some(self.query));
            first.most = 60;
            first.fill(ANY, NEWEST)?;
            best.add(&first.ids);
        }
        if let Some(name) = self.as_name() {
            let names = Compiled::with(vec![name], self.others());
            let mut named = Pool::new(library, &names, Some(self.query));
            named.most = 100;
            named.fill(ANY, NEWEST)?;
            best.add(&named.ids);
        }
        best.add(&self.spelt_with_signs(library, &wanted)?);
        best.fill(OWN, NEWEST)?;
        let mut ranked = rank(library, &wanted, &best.ids)?;
        if whole(&ranked) <= needed {
            ranked.extend(rank(library, &wanted, &best.besides(&pool.ids))?);
            sort(&mut ranked);
        }
        Ok((ranked, true))
    }

    /// Entries in whose titles a word has the signs with which it was typed, as `C++` has, which the index does not know;
    /// among the newest with the words.
    fn spelt_with_signs(
        &self,
        library: &Library,
        wanted: &[Wanted],
    ) -> Result<Vec<i64>, StoreError> {
        let (Some(sign), Some(words)) = (with_signs(wanted).pop(), fts(self.query)) else {
            return Ok(Vec::new());
        };
        let mut statement = library.conn.prepare_cached(
            "SELECT p.entry FROM (SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT ?2) AS found
             JOIN projection AS p ON p.entry = found.rowid WHERE instr(lower(p.title), ?3) > 0 LIMIT 100",
        )?;
        let ids = statement.query_map((words, SIGNED, sign), |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Whether a word is rare enough for the index to see quickly where it has others beside it.
    fn are_seen_together(&self) -> bool {
        let rarest = self.wanted.iter().flatten().map(|wanted| wanted.places);
        rarest.min().is_some_and(|places| places <= PHRASED)
    }

    /// The words, side by side at the beginning of a title.
    fn as_beginning(&self) -> Option<String> {
        if !self.are_seen_together() {
            return None;
        }
        let mut words: Vec<&str> = Vec::new();
        for wanted in self.wanted.iter().flatten() {
            if !matches!(wanted.place, Place::Anywhere | Place::Title) {
                return None;
            }
            words.extend(wanted.forms.first()?.words.iter().map(String::as_str));
        }
        (1..=6)
            .contains(&words.len())
            .then(|| format!("({{title}} : ^ \"{}\")", words.join(" ")))
    }

    /// Two words as one person's name, in either order.
    fn as_name(&self) -> Option<String> {
        if !self.are_seen_together() {
            return None;
        }
        let mut words = Vec::new();
        for wanted in self.wanted.iter().flatten() {
            if !matches!(
                wanted.place,
                Place::Anywhere | Place::Authors | Place::People
            ) {
                return None;
            }
            words.push(wanted.word()?);
        }
        match words.as_slice() {
            [first, second] => Some(format!(
                "({{people}} : (\"{first} {second}\" OR \"{second} {first}\"))"
            )),
            _ => None,
        }
    }

    /// The parts that are no words to be put right.
    fn others(&self) -> Vec<&'q Query> {
        let parts = self.parts.iter().zip(&self.wanted);
        parts
            .filter(|(_, wanted)| wanted.is_none())
            .map(|(part, _)| part)
            .collect()
    }

    /// The last word as the beginning of one.
    fn begun(
        &mut self,
        library: &Library,
        last: usize,
        ranked: &mut Vec<Ranked>,
    ) -> Result<bool, StoreError> {
        let known = self.completions(library, last)?;
        if known.is_empty() {
            return Ok(false);
        }
        let single = self.wanted[last]
            .as_ref()
            .and_then(Wanted::word)
            .is_some_and(|word| word.chars().count() == 1);
        let columns = if single { OWN } else { ANY };
        let replaced = HashMap::from([(last, self.expression(last, &known, columns, &[]))]);
        if let Some(wanted) = &mut self.wanted[last] {
            wanted.begins();
        }
        let full = self.more(library, &replaced, ranked, self.begun)?;
        let word = self.wanted[last].as_ref().and_then(Wanted::word);
        let cut = word.is_some_and(|word| known.len() >= self.completed(word));
        if cut && ranked.len() < SCREEN {
            self.read_through(library, last, ranked)?;
        }
        Ok(full)
    }

    /// Entries with the other words, if those are rare enough, in which a word begins as that of a part does.
    fn read_through(
        &self,
        library: &Library,
        part: usize,
        ranked: &mut Vec<Ranked>,
    ) -> Result<(), StoreError> {
        let mut rarest = u64::MAX;
        for (at, wanted) in self.wanted.iter().enumerate() {
            if let Some(wanted) = wanted.as_ref().filter(|_| at != part)
                && let Some(known) = frequency(library, &wanted.forms)?
            {
                rarest = rarest.min(known);
            }
        }
        if rarest > u64::from(READ) {
            return Ok(());
        }
        let mut wanted = self.wanted.clone();
        if let Some(wanted) = &mut wanted[part] {
            wanted.required = true;
        }
        let wanted: Vec<Wanted> = wanted.into_iter().flatten().collect();
        let (compiled, kept) = self.replaced(&HashMap::from([(part, String::new())]));
        let mut pool = Pool::new(library, &compiled, Some(&kept));
        pool.most = READ as usize;
        pool.seen = ranked.iter().map(|ranked| ranked.hit.id).collect();
        pool.fill(ANY, NEWEST)?;
        ranked.extend(rank(library, &wanted, &pool.ids)?);
        sort(ranked);
        Ok(())
    }

    /// Every word as the beginning of one, the short ones only where no entry has all words whole.
    fn all_begun(
        &mut self,
        library: &Library,
        ranked: &mut Vec<Ranked>,
    ) -> Result<bool, StoreError> {
        let mut replaced = HashMap::new();
        let mut begun = Vec::new();
        let found = whole(ranked) > 0;
        for at in 0..self.parts.len().min(REPAIRED) {
            let word = self.wanted[at].as_ref().and_then(Wanted::word);
            if found && word.is_none_or(|word| word.chars().count() < BEGUN) {
                continue;
            }
            let known = self.completions(library, at)?;
            if !known.is_empty() {
                replaced.insert(at, self.expression(at, &known, ANY, &[]));
                if Some(at) != self.last {
                    begun.push(at);
                }
            }
        }
        if begun.is_empty() {
            return Ok(false);
        }
        for at in begun {
            if let Some(wanted) = &mut self.wanted[at] {
                wanted.begins();
            }
        }
        self.more(library, &replaced, ranked, self.candidates)
    }

    fn completed(&self, word: &str) -> usize {
        if self.parts.len() > 2 && word.chars().count() <= 2 {
            COMPLETIONS_OF_SHORT
        } else {
            COMPLETIONS
        }
    }

    /// Words that begin with that of a part; none where it is not to be taken so.
    fn completions(&self, library: &Library, at: usize) -> Result<Vec<Known>, StoreError> {
        let Some(wanted) = &self.wanted[at] else {
            return Ok(Vec::new());
        };
        match wanted.word() {
            Some(word) if !wanted.fixed && wanted.place != Place::Other => {
                let most = self.completed(word);
                vocabulary::completions(&library.conn, word, wanted.vocabulary(), most)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Adds what is found with other expressions for some parts.
    fn more(
        &self,
        library: &Library,
        replaced: &HashMap<usize, String>,
        ranked: &mut Vec<Ranked>,
        most: usize,
    ) -> Result<bool, StoreError> {
        let known = ranked.iter().map(|ranked| ranked.hit.id).collect();
        let (more, full) = self.with(library, replaced, &self.all_wanted(), known, most)?;
        ranked.extend(more);
        sort(ranked);
        Ok(full)
    }

    /// The words of a part, those near to it in these columns, and phrases. What else is asked, such as a year or a key,
    /// may stand anywhere.
    fn expression(&self, part: usize, near: &[Known], columns: &str, phrases: &[String]) -> String {
        let Some(wanted) = &self.wanted[part] else {
            return String::new();
        };
        let near: Vec<Form> = near
            .iter()
            .map(|known| Form {
                words: vec![known.word.clone()],
                prefix: false,
                names: false,
            })
            .collect();
        let near = any_form(&near, false, wanted.column()).map(|near| match columns {
            ANY => near,
            columns => format!("({columns} : {near})"),
        });
        let any: Vec<String> = any_form(&wanted.forms, false, wanted.column())
            .into_iter()
            .chain(near)
            .chain(phrases.iter().cloned())
            .collect();
        format!("({})", any.join(" OR "))
    }

    /// The query with other expressions for some parts, an empty one for none; and what the index alone is not asked.
    fn replaced(&self, replaced: &HashMap<usize, String>) -> (Compiled, Query) {
        let mut words: Vec<String> = replaced
            .values()
            .filter(|expression| !expression.is_empty())
            .cloned()
            .collect();
        let mut rest: Vec<&Query> = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            if !replaced.contains_key(&at) {
                match fts(part) {
                    Some(expression) => words.push(expression),
                    None => rest.push(part),
                }
            }
        }
        let kept = Query::and(rest.iter().map(|part| (*part).clone()));
        (Compiled::with(words, rest), kept)
    }

    /// Candidates with other expressions for some parts, beside those that are `known`, `most` with them.
    fn with(
        &self,
        library: &Library,
        replaced: &HashMap<usize, String>,
        wanted: &[Wanted],
        known: HashSet<i64>,
        most: usize,
    ) -> Result<(Vec<Ranked>, bool), StoreError> {
        let (compiled, kept) = self.replaced(replaced);
        let mut pool = Pool::new(library, &compiled, Some(&kept));
        pool.most = most.saturating_sub(known.len());
        pool.seen = known;
        pool.fill(ANY, NEWEST)?;
        if pool.full {
            // too many: rather those with the words in titles and names
            let newest = pool.emptied();
            pool.fill(OWN, NEWEST)?;
            pool.add(&pool.besides(&newest));
            pool.full = true;
        }
        Ok((rank(library, wanted, &pool.ids)?, pool.full))
    }

    /// The words to be marked.
    fn marks(&self, ranked: &[Ranked], most: usize) -> Marks {
        let mut marks = Marks::default();
        for term in self.query.wanted() {
            if let Test::Words(words) = &term.test {
                for form in forms(&words.text) {
                    let prefix = words.prefix || form.prefix;
                    form.words.iter().for_each(|word| marks.add(word, prefix));
                }
            }
        }
        for (at, wanted) in self.wanted.iter().enumerate() {
            if let Some(wanted) = wanted
                && (wanted.prefix || Some(at) == self.last)
                && let Some(word) = wanted.word()
            {
                marks.add(word, true);
            }
        }
        for ranked in ranked.iter().take(most) {
            for correction in &ranked.corrections {
                marks.add(&correction.shown, false);
            }
        }
        marks
    }
}

/// Entries found, up to a number.
struct Pool<'c> {
    library: &'c Library,
    compiled: &'c Compiled,
    /// What each is asked, where SQL did not ask all.
    query: Option<&'c Query>,
    most: usize,
    ids: Vec<i64>,
    seen: HashSet<i64>,
    full: bool,
}

impl<'c> Pool<'c> {
    fn new(library: &'c Library, compiled: &'c Compiled, query: Option<&'c Query>) -> Self {
        Self {
            library,
            compiled,
            query,
            most: CANDIDATES,
            ids: Vec::new(),
            seen: HashSet::new(),
            full: false,
        }
    }

    fn add(&mut self, ids: &[i64]) {
        for &id in ids {
            if self.seen.insert(id) {
                self.ids.push(id);
            }
        }
    }

    /// Those of others for which there is room.
    fn besides(&self, others: &[i64]) -> Vec<i64> {
        let room = self.most.saturating_sub(self.ids.len());
        let others = others.iter().filter(|id| !self.seen.contains(*id));
        others.copied().take(room).collect()
    }

    /// Gives up what was taken, so that others can be.
    fn emptied(&mut self) -> Vec<i64> {
        self.full = false;
        for id in &self.ids {
            self.seen.remove(id);
        }
        std::mem::take(&mut self.ids)
    }

    /// Takes entries with the words in these columns until there are enough.
    fn fill(&mut self, columns: &str, order: &str) -> Result<(), StoreError> {
        if self.full {
            return Ok(());
        }
        let mut statement = self
            .library
            .conn
            .prepare_cached(&self.compiled.sql(order))?;
        let mut rows = statement.query(params_from_iter(self.compiled.values(columns)))?;
        let plain = self.query.filter(|_| !self.compiled.exact).map(Plain::new);
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let asked = |plain| self.library.verified(plain, id);
            if !self.seen.contains(&id) && plain.as_ref().map_or(Ok(true), asked)? {
                if self.ids.len() >= self.most {
                    self.full = true;
                    break;
                }
                self.seen.insert(id);
                self.ids.push(id);
            }
        }
        Ok(())
    }
}

/// In how many places the words stand, about; `None` where they are not counted.
fn frequency(library: &Library, forms: &[Form]) -> Result<Option<u64>, StoreError> {
    if library.schema < 2 {
        return Ok(None);
    }
    let mut sum = 0;
    for form in forms {
        let mut rarest = u64::MAX;
        for word in &form.words {
            if word.bytes().any(|byte| !byte.is_ascii_digit()) && word.len() > 1 && !form.prefix {
                rarest = rarest.min(vocabulary::count(&library.conn, word)?);
            }
        }
        if rarest == u64::MAX {
            return Ok(None);
        }
        sum += rarest;
    }
    Ok(Some(sum))
}

/// How many have all words whole in titles and names.
fn whole(ranked: &[Ranked]) -> usize {
    ranked.iter().filter(|ranked| ranked.whole).count()
}

fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        let by_score = b.hit.score.total_cmp(&a.hit.score);
        by_score.then(b.hit.id.cmp(&a.hit.id))
    });
}
