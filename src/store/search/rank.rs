//! Putting candidates in order by what people mean.
//!
//! Each word counts by how rare it is, by where it stands (titles and names before keys and venues before the rest) and
//! by how well it fits (whole before beginning before put right). Then come how much of the title the words are,
//! whether they stand side by side, and, between equals, the person's use and recency.

use std::collections::HashMap;

use rusqlite::Row;
use unicode_normalization::UnicodeNormalization;

use super::candidate::{Letters, Text};
use super::vocabulary::Where;
use super::{Correction, Hit};
use crate::model::{Form, forms, stands};
use crate::project::{PEOPLE, TITLE, VENUE};
use crate::query::{Field, Kind, Term, Test, Words};
use crate::store::{Library, StoreError};

/// Where a word must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Anywhere,
    Title,
    Authors,
    Editors,
    People,
    Venue,
    Other,
}

/// Words that are looked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) typed: String,
    pub(super) forms: Vec<Form>,
    pub(super) place: Place,
    /// Not to be taken for anything else.
    pub(super) fixed: bool,
    /// Beginnings of words will do.
    pub(super) prefix: bool,
    /// Others come after this name.
    pub(super) et_al: bool,
    /// Words near to it will do: the word, and how well it fits.
    pub(super) near: HashMap<String, f64>,
    /// A given name of this initial will do.
    pub(super) initial: Option<String>,
    /// Whether some entry has it as it was typed.
    pub(super) known: bool,
    /// An entry without it is none.
    pub(super) required: bool,
    /// In how many places it stands, about.
    pub(super) places: u64,
    /// How rare it is.
    pub(super) weight: f64,
}

impl Wanted {
    /// What a term looks for, if that is words of which the order depends.
    pub(super) fn new(term: &Term) -> Option<Self> {
        let Test::Words(words) = &term.test else {
            return None;
        };
        let Words {
            text,
            phrase,
            prefix,
            et_al,
        } = words;
        let place = match &term.field {
            None => Place::Anywhere,
            Some(Field::Known(known)) => match known.kind {
                Kind::Text(["author"]) => Place::Authors,
                Kind::Text(names) if known.name == "editor" && !names.is_empty() => Place::Editors,
                Kind::Text(names) => match super::compile::column_of_fields(names) {
                    Some(TITLE) => Place::Title,
                    Some(PEOPLE) => Place::People,
                    Some(VENUE) => Place::Venue,
                    _ => Place::Other,
                },
                _ => return None,
            },
            Some(Field::Other(_)) => return None,
        };
        let forms = forms(text);
        if forms.is_empty() {
            return None;
        }
        Some(Self {
            typed: text.clone(),
            forms,
            place,
            fixed: *phrase || *prefix || !words.identifiers().is_empty(),
            prefix: *prefix,
            et_al: *et_al,
            near: HashMap::new(),
            initial: None,
            known: false,
            required: false,
            places: 1,
            weight: 1.0,
        })
    }

    /// The one word that it is.
    pub(super) fn word(&self) -> Option<&str> {
        match self.forms.first()?.words.as_slice() {
            [word] => Some(word),
            _ => None,
        }
    }

    pub(super) fn vocabulary(&self) -> Where {
        match self.place {
            Place::Anywhere => Where::Anywhere,
            Place::Title => Where::Titles,
            Place::Authors | Place::Editors | Place::People => Where::People,
            Place::Venue | Place::Other => Where::Others,
        }
    }

    /// Takes it for the beginning of a word. The index does not tell authors from editors, so that is to be seen.
    pub(super) fn begins(&mut self) {
        self.prefix = true;
        self.required |= matches!(self.place, Place::Authors | Place::Editors);
    }

    /// The column of the index where it must stand.
    pub(super) fn column(&self) -> Option<usize> {
        match self.place {
            Place::Anywhere | Place::Other => None,
            Place::Title => Some(TITLE),
            Place::Authors | Place::Editors | Place::People => Some(PEOPLE),
            Place::Venue => Some(VENUE),
        }
    }

    /// Whether it is one of the words of a key.
    fn is_in(&self, key: &str) -> bool {
        key.split(' ').any(|word| self.fits(word, false) == 1.0)
    }

    /// How well a word fits, from 0 to 1.
    fn fits(&self, word: &str, names: bool) -> f64 {
        let mut best = 0.0_f64;
        for form in self.forms.iter().filter(|form| names || !form.names) {
            let [asked] = form.words.as_slice() else {
                continue;
            };
            if asked == word {
                return 1.0;
            }
            if (self.prefix || form.prefix) && word.starts_with(asked.as_str()) {
                let share = asked.len() as f64 / word.len() as f64;
                best = best.max(0.58 + 0.1 * share);
            }
        }
        match self.near.get(word) {
            Some(fit) => best.max(*fit),
            None => best,
        }
    }
}

/// What a word is worth at least that stands whole in the title or as a name.
const WHOLE: f64 = 0.9;
/// By how much a work of an author comes before one of an editor of this name.
const EDITED: f64 = 0.06;
/// How many authors there are at least where styles write `et al.` behind the first,
const ET_AL: usize = 3;
/// and how likely that is of such an entry, beside others of this first author.
const LIKELY_ET_AL: f64 = 2.5;
/// By how much a work comes before others whose authors stand in the order in which their names were typed.
const IN_ORDER: f64 = 0.03;
/// What a given name or its initial is worth beside the same person's family name.
const GIVEN: f64 = 0.95;

/// A hit and what it was found by.
pub(super) struct Ranked {
    pub(super) hit: Hit,
    pub(super) corrections: Vec<Correction>,
    /// Whether every word stands whole in the title or a name.
    pub(super) whole: bool,
}

/// The candidates in order, without those in which a required word is not to be seen.
pub(super) fn rank(
    library: &Library,
    wanted: &[Wanted],
    ids: &[i64],
) -> Result<Vec<Ranked>, StoreError> {
    let mut statement = library.conn.prepare_cached(&Text::sql(library.schema))?;
    let mut ranked = Vec::with_capacity(ids.len());
    let (accented, signs) = (accented(wanted), with_signs(wanted));
    let letters = letters(wanted);
    for &id in ids {
        let mut rows = statement.query([id])?;
        let Some(row) = rows.next()? else {
            continue;
        };
        let words = Text::read(row, letters)?;
        let as_typed = 0.02 * spelt_so(row, &accented)? + 0.5 * spelt_so(row, &signs)?;
        drop(rows);
        let mut key = || -> Result<String, StoreError> {
            let key: String = library
                .conn
                .prepare_cached("SELECT key FROM entry WHERE id = ?1")?
                .query_row([id], |row| row.get(0))?;
            Ok(crate::model::fold(&key))
        };
        ranked.extend(score(id, &words, wanted, &mut key)?.map(|mut ranked| {
            ranked.hit.score += as_typed;
            ranked
        }));
    }
    ranked.sort_by(|a, b| {
        b.hit
            .score
            .total_cmp(&a.hit.score)
            .then(b.hit.id.cmp(&a.hit.id))
    });
    Ok(ranked)
}

/// What the words begin with that are looked for in names.
fn letters(wanted: &[Wanted]) -> Letters {
    let of_people =
        |wanted: &&Wanted| !matches!(wanted.place, Place::Title | Place::Venue | Place::Other);
    let words = wanted.iter().filter(of_people).flat_map(|wanted| {
        let forms = wanted.forms.iter().filter_map(|form| form.words.first());
        forms.chain(wanted.near.keys()).chain(&wanted.initial)
    });
    words.map(String::as_str).collect()
}

/// The words that are typed with accents or in other letters than those from a to z: between equals, who takes the
/// trouble means them.
fn accented(wanted: &[Wanted]) -> Vec<String> {
    let typed = wanted.iter().map(|wanted| wanted.typed.as_str());
    let typed = typed.filter(|typed| !typed.is_ascii());
    typed
        .map(|typed| typed.nfc().collect::<String>().to_lowercase())
        .collect()
}

/// The words of which the signs at the end are a part: `C++`, `F#`.
pub(super) fn with_signs(wanted: &[Wanted]) -> Vec<String> {
    let typed = wanted.iter().map(|wanted| wanted.typed.as_str());
    let typed = typed.filter(|typed| {
        let bare = typed.trim_end_matches(['+', '#']);
        bare.len() < typed.len() && bare.ends_with(char::is_alphanumeric)
    });
    typed.map(str::to_lowercase).collect()
}

/// The share of these words that stand so in the title or a name.
fn spelt_so(row: &Row<'_>, words: &[String]) -> Result<f64, StoreError> {
    if words.is_empty() {
        return Ok(0.0);
    }
    let mut text = String::new();
    for column in [0, 3] {
        text.extend(row.get_ref(column)?.as_str_or_null().ok().flatten());
        text.push('\n');
    }
    let text = text.nfc().collect::<String>().to_lowercase();
    let found = words.iter().filter(|word| text.contains(word.as_str()));
    Ok(found.count() as f64 / words.len() as f64)
}

/// What the best place of a word is worth.
#[derive(Default)]
struct Best<'w> {
    value: f64,
    /// The near word by which it was found.
    near: Option<&'w str>,
}

impl<'w> Best<'w> {
    fn offer(&mut self, value: f64, wanted: &Wanted, word: &'w str) {
        if value > self.value {
            let plain = wanted.forms.iter().any(|form| form.words == [word])
                || wanted.prefix && wanted.word().is_some_and(|start| word.starts_with(start));
            self.value = value;
            self.near = (!plain && wanted.near.contains_key(word)).then_some(word);
        }
    }
}

/// How well an entry matches; `None` where a required word is missing.
fn score(
    id: i64,
    words: &Text,
    wanted: &[Wanted],
    key: &mut dyn FnMut() -> Result<String, StoreError>,
) -> Result<Option<Ranked>, StoreError> {
    let mut total = 0.0;
    let mut weights = 0.0;
    let mut corrections = Vec::new();
    let mut in_title = vec![false; words.title_words.len()];
    let mut places: Vec<Option<usize>> = Vec::with_capacity(wanted.len());
    let (mut first_author, mut edited, mut et_al, mut named, mut whole) =
        (false, false, false, 0, true);
    // the places of the people of whom the family names were typed
    let mut people_asked = Vec::new();
    let of_one = of_one_person(words, wanted);
    let asked_for = asked_for(words, wanted);
    for (at, wanted) in wanted.iter().enumerate() {
        let mut best = Best::default();
        let given = of_one.contains(&at);
        // an initial beside its family name is no letter of a title
        let place = if given && wanted.word().is_some_and(|word| word.len() == 1) {
            None
        } else {
            title(words, wanted, &mut best, &mut in_title)
        };
        let as_title = best.value;
        let (of, person) = people(words, wanted, &asked_for, &mut best);
        people_asked.extend(person.filter(|_| !given && best.value >= WHOLE));
        first_author |= of == Named::FirstAuthor;
        et_al |= wanted.et_al
            && of == Named::FirstAuthor
            && (words.authors() >= ET_AL || words.has_other_authors());
        edited |= of == Named::Other && !given && wanted.place == Place::Anywhere;
        if given {
            best.value = best.value.max(GIVEN);
            best.near = None;
        }
        // a person's given name is no second person
        named += usize::from(!given && best.value > as_title);
        elsewhere(words, wanted, &mut best);
        if best.value < 0.5 && wanted.place == Place::Anywhere && wanted.is_in(&key()?) {
            best.value = 0.8;
            best.near = None;
        }
        if best.value == 0.0 {
            if wanted.required {
                return Ok(None);
            }
            // the index says that it is there
            best.value = 0.2;
        }
        if let Some(near) = best.near {
            corrections.push(Correction {
                typed: wanted.typed.clone(),
                shown: near.to_owned(),
                known: wanted.known,
            });
        }
        whole &= best.value >= WHOLE;
        places.push(place);
        total += wanted.weight * best.value;
        weights += wanted.weight;
    }
    let mut score = if weights > 0.0 { total / weights } else { 0.0 };
    // how likely a person who means this entry is to choose these words: all of a short title, two of many
    let likely = ways(
        words
            .title_words
            .iter()
            .filter(|word| word.len() > 3)
            .count(),
        places.iter().flatten().count(),
    );
    let likely_names = if et_al {
        -LIKELY_ET_AL
    } else {
        ways(words.authors(), named)
    };
    score -= 0.04 * (likely + likely_names);
    if !in_title.is_empty() && in_title.iter().all(|hit| *hit) {
        score += 0.1;
    }
    let pairs = places.windows(2);
    let near = pairs
        .map(|pair| match pair {
            [Some(first), Some(second)] if *second == first + 1 => 1.0,
            [Some(first), Some(second)] if first < second => 0.7,
            [Some(first), Some(second)] if first.abs_diff(*second) == 1 => 0.3,
            _ => 0.0,
        })
        .sum::<f64>();
    score += 0.12 * near / places.len().max(1) as f64;
    if first_author {
        score += 0.01;
    }
    if people_asked.len() > 1 && people_asked.is_sorted_by(|first, second| first < second) {
        score += IN_ORDER;
    }
    if edited {
        score -= EDITED;
    }
    if !of_one.is_empty() {
        score += 0.1;
    }
    // ties
    score += 0.01 * (1.0 - 1.0 / (1 + words.times) as f64);
    if let Some(year) = words.year {
        score += 0.004 * ((year - 1800) as f64 / 300.0).clamp(0.0, 1.0);
    }
    Ok(Some(Ranked {
        hit: Hit { id, score },
        corrections,
        whole,
    }))
}

/// The logarithm of how many ways there are to choose `some` of `all`.
fn ways(all: usize, some: usize) -> f64 {
    let some = some.min(all);
    (0..some)
        .map(|chosen| ((all - chosen) as f64 / (chosen + 1) as f64).ln())
        .sum()
}

/// Its place in the title, whose words are ticked off.
fn title<'w>(
    words: &'w Text,
    wanted: &Wanted,
    best: &mut Best<'w>,
    ticked: &mut [bool],
) -> Option<usize> {
    if !matches!(wanted.place, Place::Anywhere | Place::Title) {
        return None;
    }
    let mut place = None;
    let mut fit = 0.0;
    for (at, word) in words.title_words.iter().enumerate() {
        let fits = wanted.fits(word, false);
        // of two equal words each is found once
        if fits > fit
            || fits == fit && fits > 0.0 && place.is_some_and(|place: usize| ticked[place])
        {
            fit = fits;
            place = Some(at);
            best.offer(fits, wanted, word);
        }
    }
    for word in &words.title_forms {
        best.offer(0.92 * wanted.fits(word, false), wanted, word);
    }
    if let Some(place) = place {
        ticked[place] = true;
    }
    for form in wanted.forms.iter().filter(|form| form.words.len() > 1) {
        if stands(&words.title, &form.words, wanted.prefix) {
            best.value = 1.0;
            best.near = None;
            let length = form.words.len();
            let found = words
                .title_words
                .windows(length)
                .position(|window| window[..length - 1] == form.words[..length - 1]);
            if let Some(found) = found {
                ticked[found..found + length].fill(true);
                return Some(found + length - 1);
            }
        }
    }
    place
}

/// Which words are the given names or initials of a person whose family name is another of the words.
fn of_one_person(words: &Text, wanted: &[Wanted]) -> Vec<usize> {
    let counts = |wanted: &Wanted| {
        matches!(
            wanted.place,
            Place::Anywhere | Place::Authors | Place::Editors | Place::People
        )
    };
    if wanted.iter().filter(|wanted| counts(wanted)).count() < 2 {
        return Vec::new();
    }
    let mut most = Vec::new();
    for person in words.people() {
        let is_one = |wanted: &Wanted, names: &[String]| {
            counts(wanted) && names.iter().any(|word| wanted.fits(word, true) >= 1.0)
        };
        if !wanted.iter().any(|wanted| is_one(wanted, &person.family)) {
            continue;
        }
        let is_initial = |wanted: &Wanted| {
            let initial = wanted.word().filter(|word| word.len() == 1);
            counts(wanted)
                && initial.is_some_and(|initial| {
                    person.given.iter().any(|word| word.starts_with(initial))
                })
        };
        let given: Vec<usize> = (0..wanted.len())
            .filter(|&at| !is_one(&wanted[at], &person.family))
            .filter(|&at| is_one(&wanted[at], &person.given) || is_initial(&wanted[at]))
            .collect();
        if given.len() > most.len() {
            most = given;
        }
    }
    most
}

/// Of which people the family name is one of the words, where initials will do: `donald knuth` is D. Knuth and no other D.
fn asked_for(words: &Text, wanted: &[Wanted]) -> Vec<bool> {
    if wanted.iter().all(|wanted| wanted.initial.is_none()) {
        return Vec::new();
    }
    let is_family = |family: &[String]| {
        let mut typed = wanted.iter().filter(|wanted| wanted.initial.is_none());
        typed.any(|wanted| {
            // the beginning of a name must say something
            let says = wanted.word().is_some_and(|word| word.chars().count() > 2);
            let least = if says { 0.5 } else { 1.0 };
            family.iter().any(|word| wanted.fits(word, true) >= least)
        })
    };
    let people = words.people().iter();
    people.map(|person| is_family(&person.family)).collect()
}

/// Whose name a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Nobody,
    FirstAuthor,
    Author,
    /// An editor or somebody else.
    Other,
}

/// Whose family name it is, and at which place that person stands, where nothing fits better.
fn people<'w>(
    words: &'w Text,
    wanted: &Wanted,
    asked_for: &[bool],
    best: &mut Best<'w>,
) -> (Named, Option<usize>) {
    let mut named = (Named::Nobody, None);
    // nothing fits better than a whole word of the title
    if best.value >= 1.0 {
        return named;
    }
    for (at, person) in words.people().iter().enumerate() {
        let counts = match wanted.place {
            Place::Anywhere | Place::People => true,
            Place::Authors => person.author,
            Place::Editors => person.editor,
            Place::Title | Place::Venue | Place::Other => false,
        };
        if !counts {
            continue;
        }
        let whole = if person.compound { 0.92 } else { 1.0 };
        for word in &person.family {
            let fits = whole * wanted.fits(word, true);
            if fits > best.value {
                let of = match (person.author, person.at) {
                    (true, 0) => Named::FirstAuthor,
                    (true, _) => Named::Author,
                    (false, _) => Named::Other,
                };
                named = (of, Some(person.at));
            }
            best.offer(fits, wanted, word);
        }
        for word in &person.given {
            best.offer(0.7 * wanted.fits(word, true), wanted, word);
            if let Some(initial) = &wanted.initial
                && asked_for.get(at) == Some(&true)
                && word.starts_with(initial.as_str())
                && (word.len() == initial.len() || best.value < 0.3)
                && best.value < 0.35
            {
                best.offer(0.35, wanted, word);
                // a person is told of it as of a word put right
                best.near = Some(word);
            }
        }
        if best.value < 0.75 {
            for word in person.forms().split(' ') {
                let worth = if word.len() == 1 { 0.5 } else { 0.75 };
                best.offer(worth * wanted.fits(word, true), wanted, word);
            }
        }
        let phrases = wanted.forms.iter().filter(|form| form.words.len() > 1);
        if phrases
            .into_iter()
            .any(|form| best.value < 1.0 && stands(person.forms(), &form.words, wanted.prefix))
        {
            best.value = 1.0;
            best.near = None;
        }
    }
    named
}

fn elsewhere<'w>(words: &'w Text, wanted: &Wanted, best: &mut Best<'w>) {
    let anywhere = wanted.place == Place::Anywhere;
    if best.value < 0.5 && (anywhere || wanted.place == Place::Venue) {
        for word in words.venue().split(' ') {
            best.offer(0.5 * wanted.fits(word, false), wanted, word);
        }
        for form in wanted.forms.iter().filter(|form| form.words.len() > 1) {
            if stands(words.venue(), &form.words, wanted.prefix) && best.value < 0.5 {
                best.value = 0.5;
            }
        }
    }
    if anywhere
        && let (Some(year), Some(typed)) = (words.year, wanted.word())
        && typed.len() == 4
        && typed.parse() == Ok(year)
        && best.value < 0.9
    {
        best.value = 0.9;
        best.near = None;
    }
}
