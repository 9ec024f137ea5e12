//! The query language: from what a person types to what is asked of an entry.
//!
//! [`parse`] reads a text into a [`Query`]; whatever is typed or pasted is a valid search or an error that points at
//! its place. The store compiles a query to SQL; [`Query::matches`] asks a [`Publication`](crate::model::Publication)
//! in memory and says what a query means. The fields are a list, [`FIELDS`], from which the parser, the help page and
//! completions come. Pure: no database, no clock.
//!
//! ```
//! use ibid::query::{Query, Term, parse};
//!
//! let query = parse(r#"author:zahid (footprint OR presence) -"future outlook" year:2015..2017"#).unwrap();
//! assert!(matches!(&query, Query::And(parts) if parts.len() == 4));
//! assert_eq!(query.to_string(), r#"author:zahid (footprint OR presence) -"future outlook" year:2015..2017"#);
//! // what is pasted from a paper is no mistake
//! assert!(parse("Attention: all you need? (10.1000/182)").is_ok());
//! let error = parse("autor:zahid").unwrap_err();
//! assert_eq!(error.help.as_deref(), Some("did you mean `author:`?"));
//! ```

mod fields;
mod filter;
pub mod help;
mod noise;
mod parse;
mod print;
mod scan;
#[cfg(test)]
mod tests;
mod values;
mod words;

pub use fields::{Event, FIELDS, Field, Kind, Known, LISTED, types_of};
pub use parse::parse;
pub(crate) use words::{cited_keys, years_of};

use chrono::Datelike;

use crate::model::Identifier;

/// What is asked of an entry. [`Query::and`], [`Query::or`] and [`Query::without`] keep it flat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Nothing: every entry will do.
    All,
    /// One condition.
    Term(Term),
    /// The opposite of one that is neither [`Query::Not`] nor [`Query::All`]; of [`Query::All`] only as "no entry".
    Not(Box<Query>),
    /// All of these, two at least, none of them [`Query::And`] or [`Query::All`].
    And(Vec<Query>),
    /// Any of these, two at least, none of them [`Query::Or`] or [`Query::All`].
    Or(Vec<Query>),
}

impl Query {
    /// All of `parts`.
    pub fn and(parts: impl IntoIterator<Item = Query>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::All => {}
                Self::And(inner) => flat.extend(inner),
                part => flat.push(part),
            }
        }
        match flat.len() {
            0 => Self::All,
            1 => flat.remove(0),
            _ => Self::And(flat),
        }
    }

    /// Any of `parts`, the same but once; of none, [`Query::All`].
    pub fn or(parts: impl IntoIterator<Item = Query>) -> Self {
        let mut flat = Vec::new();
        let put = |flat: &mut Vec<Query>, part| {
            if !flat.contains(&part) {
                flat.push(part);
            }
        };
        for part in parts {
            match part {
                Self::All => return Self::All,
                Self::Or(inner) => inner.into_iter().for_each(|part| put(&mut flat, part)),
                part => put(&mut flat, part),
            }
        }
        match flat.len() {
            0 => Self::All,
            1 => flat.remove(0),
            _ => Self::Or(flat),
        }
    }

    /// The opposite of `query`.
    #[must_use]
    pub fn without(query: Query) -> Self {
        match query {
            Self::Not(inner) => *inner,
            query => Self::Not(Box::new(query)),
        }
    }

    /// The terms that an entry is looked for by, left to right: all but those under a [`Query::Not`].
    pub fn wanted(&self) -> Vec<&Term> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(query) = open.pop() {
            match query {
                Self::Term(term) => found.push(term),
                Self::And(parts) | Self::Or(parts) => open.extend(parts.iter().rev()),
                Self::Not(_) | Self::All => {}
            }
        }
        found
    }
}

/// One condition: a test, and where it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The field; `None` for anywhere. [`Kind`] says what a test means in it.
    pub field: Option<Field>,
    /// What is asked.
    pub test: Test,
}

impl Term {
    /// The term that a name the language does not know and its value may be instead: `E:coli`, two words one after the other.
    pub fn plain_reading(&self) -> Option<Words> {
        let (Some(field), Test::Words(words)) = (&self.field, &self.test) else {
            return None;
        };
        field.is_unlisted().then(|| Words {
            text: format!("{}:{}", field.name(), words.text),
            ..words.clone()
        })
    }
}

/// What is asked of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Words, for every kind of field that none of the others is for. Never without a letter or a digit.
    Words(Words),
    /// A year from the first to the last of these, both included; not both `None`. For [`Kind::Year`].
    Years(Option<i64>, Option<i64>),
    /// A day from the first to the last of these, both included, in UTC; not both `None`. For [`Kind::Day`]; for
    /// [`Kind::Year`] the day of publication, which lies between them as far as it is known.
    Days(Option<Day>, Option<Day>),
    /// One of these identifiers, of which there is one at least. For [`Kind::Identifier`].
    Identifiers {
        /// What may have been meant.
        any: Vec<Identifier>,
        /// The text as it was typed.
        typed: String,
    },
    /// That the entry has this field. For [`Kind::Has`].
    Has(Field),
}

/// Words that belong together, as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The text as typed, without quotes and the star. Folded it may be several words, as `co-operation` or
    /// `10.1000/182`; then they stand one after the other, as in a phrase.
    pub text: String,
    /// Whether it was quoted: then it is not to be corrected, and not to be taken for the beginning of a word.
    pub phrase: bool,
    /// Whether the last word may go on: `relativ*`.
    pub prefix: bool,
    /// Whether `et al.` stands behind: a name that others come after. No condition, but such entries come first.
    pub et_al: bool,
}

impl Words {
    /// A word as typed.
    pub fn word(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            phrase: false,
            prefix: false,
            et_al: false,
        }
    }

    /// The identifiers that the text may be, bare (`10.1000/182`, `978-0-201-13447-6`) or as a URL; an entry that has
    /// one of them matches these words too, wherever they are looked for. Short numbers are none.
    pub fn identifiers(&self) -> Vec<Identifier> {
        let digits = self.text.bytes().filter(u8::is_ascii_digit).count();
        if self.phrase || self.prefix || digits < 5 {
            return Vec::new();
        }
        Identifier::guess(&self.text)
    }
}

/// A day of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(chrono::NaiveDate);

impl Day {
    /// The day, where there is one in the years 1 to 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        (1..=9999)
            .contains(&year)
            .then(|| chrono::NaiveDate::from_ymd_opt(year, month, day))
            .flatten()
            .map(Self)
    }

    /// Its first second, counted from 1970.
    pub fn starts(self) -> i64 {
        self.0
            .and_time(chrono::NaiveTime::MIN)
            .and_utc()
            .timestamp()
    }

    /// Its last second, counted from 1970.
    pub fn ends(self) -> i64 {
        self.starts() + 86_399
    }

    /// Its year.
    pub fn year(self) -> i64 {
        i64::from(self.0.year())
    }

    /// Year, month and day, as [`Date`](crate::model::Date) has them.
    fn ymd(self) -> (i64, u8, u8) {
        let small = |number| u8::try_from(number).unwrap_or(u8::MAX);
        (self.year(), small(self.0.month()), small(self.0.day()))
    }

    fn before(self) -> Option<Self> {
        self.0.pred_opt().filter(|day| day.year() >= 1).map(Self)
    }

    fn after(self) -> Option<Self> {
        self.0.succ_opt().filter(|day| day.year() <= 9999).map(Self)
    }
}
