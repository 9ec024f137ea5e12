//! From the tokens of one field to what it says of year, month and day.

use std::ops::Range;

use super::tokens::{Token, tokens};
use super::words::{Word, month_name};

mod numbers;

/// Which field a text stands in, which settles what a bare number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Date,
    Year,
    Month,
    Day,
}

/// A year as written, and how many of its final digits are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Year {
    pub(super) value: i64,
    pub(super) missing: u8,
}

/// What is known of one date; `month` is 1 to 12 or a season, 21 to 24. Not checked against the calendar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Partial {
    pub(super) year: Option<Year>,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
}

/// What one field says.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) start: Partial,
    pub(super) end: Option<Partial>,
    /// Goes on: `1989--`, "1989-present".
    pub(super) open: bool,
    pub(super) approximate: bool,
    pub(super) uncertain: bool,
    /// Where a phrase like "to appear" stands.
    pub(super) status: Option<Range<usize>>,
    pub(super) problem: Option<String>,
}

#[derive(Debug, Clone, Copy)]
enum Item {
    Year(Year),
    Month(u8),
    Day(u8),
    /// A sign or word between the ends of a range.
    To,
    /// Something unreadable.
    Gap,
}

impl Item {
    const fn kind(self) -> u8 {
        match self {
            Self::Year(_) => 1,
            Self::Month(_) => 2,
            Self::Day(_) => 4,
            Self::To | Self::Gap => 0,
        }
    }
}

/// Reads one field. `month_elsewhere`: another field gives the month, so that numbers here are not one.
pub(super) fn read(text: &str, role: Role, month_elsewhere: bool) -> Reading {
    let tokens = tokens(text);
    let mut reader = Reader {
        role,
        names_month: tokens.iter().any(|(token, _)| {
            matches!(
                token,
                Token::Misspelt(_) | Token::Word(Word::Month(_) | Word::Season(_) | Word::Quarter)
            )
        }),
        has_year: tokens.iter().any(|(token, _)| {
            matches!(
                token,
                Token::Number { digits: 4.., .. } | Token::Span { .. } | Token::Roman(_)
            )
        }),
        month_elsewhere,
        tokens,
        items: Vec::with_capacity(8),
        reading: Reading::default(),
        before_christ: false,
        era: false,
    };
    for (token, _) in &reader.tokens {
        match token {
            Token::Word(Word::BeforeChrist) => (reader.before_christ, reader.era) = (true, true),
            Token::Word(Word::AnnoDomini) => reader.era = true,
            _ => {}
        }
    }
    if role == Role::Year && reader.negative_year(text) {
        return reader.reading;
    }
    let mut at = 0;
    while at < reader.tokens.len() {
        at += reader.step(at);
    }
    reader.finish(text)
}

struct Reader {
    role: Role,
    names_month: bool,
    has_year: bool,
    month_elsewhere: bool,
    tokens: Vec<(Token, Range<usize>)>,
    items: Vec<Item>,
    reading: Reading,
    before_christ: bool,
    era: bool,
}

impl Reader {
    fn token(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).map(|token| token.0)
    }

    /// A number of one or two digits.
    fn small(&self, at: usize) -> Option<u32> {
        match self.token(at) {
            Some(Token::Number {
                value,
                digits: 1..=2,
            }) => Some(value),
            _ => None,
        }
    }

    fn four(&self, at: usize) -> Option<u32> {
        match self.token(at) {
            Some(Token::Number { value, digits: 4 }) => Some(value),
            _ => None,
        }
    }

    fn year(&mut self, value: i64) {
        self.items.push(Item::Year(Year { value, missing: 0 }));
    }

    fn problem(&mut self, message: String) {
        self.reading.problem.get_or_insert(message);
    }

    /// `-7`, `- 7`: a year before Christ, astronomically.
    fn negative_year(&mut self, text: &str) -> bool {
        let Some(digits) = text.trim().strip_prefix(['-', '\u{2212}', '\u{2013}']) else {
            return false;
        };
        let digits = digits.trim();
        if digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        match digits.parse::<i64>() {
            Ok(value) if value > 0 => {
                self.reading.start.year = Some(Year {
                    value: -value,
                    missing: 0,
                });
                true
            }
            _ => false,
        }
    }

    /// Handles the token at `at` and returns how many tokens that took.
    fn step(&mut self, at: usize) -> usize {
        let Some(token) = self.token(at) else {
            return 1;
        };
        match token {
            Token::Number { .. } => return self.number(at),
            Token::Span { year, missing } => self.items.push(Item::Year(Year {
                value: year,
                missing,
            })),
            Token::Roman(year) => self.year(year),
            Token::Misspelt(month) => {
                self.problem(format!("read as {}", month_name(month)));
                self.items.push(Item::Month(month));
            }
            Token::Doubt => self.reading.uncertain = true,
            Token::Tilde | Token::Word(Word::About) => self.reading.approximate = true,
            Token::Slash | Token::Hyphen | Token::Dash | Token::And => self.items.push(Item::To),
            Token::TooLong => {
                self.problem(String::from("holds too long a number"));
                self.items.push(Item::Gap);
            }
            Token::Dot | Token::Suffix => {}
            Token::Word(word) => return self.word(word, at),
        }
        1
    }

    fn word(&mut self, word: Word, at: usize) -> usize {
        match word {
            Word::Month(month) | Word::Season(month) => {
                // "JulyAugust", "January, February"
                if matches!(self.items.last(), Some(Item::Month(before)) if *before < month) {
                    self.items.push(Item::To);
                }
                self.items.push(Item::Month(month));
            }
            Word::Ordinal(ordinal) => {
                if self.token(at + 1) == Some(Token::Word(Word::Quarter)) {
                    self.quarter(ordinal);
                    return 2;
                }
                self.items.push(Item::Gap);
            }
            Word::Quarter => {
                if let Some(number @ 1..=4) = self.small(at + 1) {
                    self.quarter(number as u8);
                    return 2;
                }
                self.items.push(Item::Gap);
            }
            Word::Present if matches!(self.items.last(), Some(Item::To)) => {
                self.reading.open = true
            }
            Word::Joiner if self.joins(at) => self.items.push(Item::To),
            // a missing month is not worth a word, a missing year is
            Word::Missing if matches!(self.role, Role::Month | Role::Day) => {}
            Word::Status | Word::Missing => self.status(at),
            Word::Unknown | Word::Present => {
                self.problem(String::from("was understood only in part"));
                self.items.push(Item::Gap);
            }
            _ => {}
        }
        1
    }

    /// Whether dates stand on both sides of the word at `at`.
    fn joins(&self, at: usize) -> bool {
        let dated = |token| {
            matches!(
                token,
                Token::Number { .. }
                    | Token::Span { .. }
                    | Token::Word(Word::Month(_) | Word::Season(_))
            )
        };
        self.token(at + 1).is_some_and(dated)
            && matches!(
                self.items.last(),
                Some(Item::Year(_) | Item::Month(_) | Item::Day(_))
            )
    }

    /// "to appear": the phrase begins with the glue before it.
    fn status(&mut self, at: usize) {
        let glue = |token| {
            matches!(
                token,
                Some(Token::Word(
                    Word::Glue | Word::Joiner | Word::Status | Word::Missing
                ))
            )
        };
        let mut first = at;
        while first > 0 && glue(self.token(first - 1)) {
            first -= 1;
        }
        let span = self.tokens[first].1.start..self.tokens[at].1.end;
        match &mut self.reading.status {
            Some(status) => status.end = span.end,
            none => *none = Some(span),
        }
    }

    fn quarter(&mut self, number: u8) {
        self.items.extend([
            Item::Month(number * 3 - 2),
            Item::To,
            Item::Month(number * 3),
        ]);
    }

    fn finish(mut self, text: &str) -> Reading {
        let items = std::mem::take(&mut self.items);
        let Some(items) = best_part(&items) else {
            return self.reading;
        };
        let mut groups: Vec<(u8, Vec<Item>)> = Vec::with_capacity(2);
        for part in items
            .split(|item| matches!(item, Item::To))
            .filter(|part| !part.is_empty())
        {
            let kinds = part.iter().fold(0, |kinds, item| kinds | item.kind());
            match groups.last_mut() {
                Some((before, items)) if *before & kinds == 0 => {
                    *before |= kinds;
                    items.extend_from_slice(part);
                }
                _ => groups.push((kinds, part.to_vec())),
            }
        }
        let [(_, first), rest @ ..] = groups.as_slice() else {
            return self.reading;
        };
        self.reading.start = self.partial(first);
        self.reading.end = rest.last().map(|(_, last)| self.partial(last));
        let trailing = text.trim_end_matches([' ', '?', ')', ']']);
        let dash = trailing.ends_with(['-', '\u{2013}', '\u{2014}']);
        if dash && groups.len() == 1 && groups[0].0 == 1 && matches!(items.last(), Some(Item::To)) {
            self.reading.open = true;
        }
        complete(&mut self.reading);
        self.reading
    }

    fn partial(&mut self, items: &[Item]) -> Partial {
        let mut partial = Partial::default();
        let mut extra = false;
        for item in items {
            match *item {
                Item::Year(year) => {
                    let value = if self.before_christ {
                        1 - year.value
                    } else {
                        year.value
                    };
                    let missing = if self.before_christ { 0 } else { year.missing };
                    extra |= partial.year.is_some_and(|known| known.value != value);
                    partial.year.get_or_insert(Year { value, missing });
                }
                Item::Month(month) => {
                    extra |= partial.month.is_some_and(|known| known != month);
                    partial.month.get_or_insert(month);
                }
                Item::Day(day) => {
                    extra |= partial.day.is_some();
                    partial.day.get_or_insert(day);
                }
                Item::To | Item::Gap => {}
            }
        }
        if extra {
            self.problem(String::from("holds more than one date"));
        }
        partial
    }
}

/// The first stretch without gaps that holds a year, else a month, else anything.
fn best_part(items: &[Item]) -> Option<&[Item]> {
    let has = |wanted: u8| move |part: &&[Item]| part.iter().any(|item| item.kind() & wanted != 0);
    let parts = || items.split(|item| matches!(item, Item::Gap));
    parts()
        .find(has(1))
        .or_else(|| parts().find(has(2)))
        .or_else(|| parts().find(has(4)))
}

/// Lets each end of a range lend the other what was written once: "10--14 October", "Nov. 1999/Feb. 2000".
fn complete(reading: &mut Reading) {
    let start = &mut reading.start;
    let Some(end) = &mut reading.end else { return };
    if let (Some(first), Some(last), None) = (start.year, end.year, end.month)
        && start.month == Some(24)
        && last.value == first.value + 1
    {
        // "Winter 2001/02"
        reading.end = None;
        return;
    }
    if start.month.is_none() && start.day.is_some() {
        start.month = end.month;
    }
    if end.month.is_none() && end.day.is_some() {
        end.month = start.month;
    }
    match (start.year, end.year) {
        (None, Some(year)) => {
            let turn = matches!((start.month, end.month), (Some(first @ 1..=12), Some(last @ 1..=12)) if first > last);
            start.year = Some(Year {
                value: year.value - i64::from(turn),
                ..year
            });
        }
        (Some(year), None) => {
            let turn = matches!((start.month, end.month), (Some(first @ 1..=12), Some(last @ 1..=12)) if first > last);
            end.year = Some(Year {
                value: year.value + i64::from(turn),
                ..year
            });
        }
        _ => {}
    }
}
