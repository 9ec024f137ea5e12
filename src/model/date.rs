//! Dates of publication, as precise as they are known: EDTF level 1 as plain data.
//!
//! The syntax is the Library of Congress's Extended Date/Time Format, level 1 (ISO 8601-2:2019, annex A), which
//! is what biblatex writes in its date fields. It says what a bare number cannot: a decade (`199X`), an unknown
//! day (`2004-01-XX`), a season (`2004-21`), doubt (`1999?`), and intervals with an open (`2001/..`) or unknown
//! (`2001/`) end. Nothing here guesses: reading what people write in `year` and `month` is the BibTeX reader's task.
//!
//! ```
//! use ibid::model::Date;
//! let date = Date::parse_edtf("199X/2004-02~").expect("level 1");
//! assert_eq!(date.first_year(), Some(1990));
//! assert_eq!(date.latest(), Some((2004, 2, 29)));
//! assert_eq!(date.to_string(), "199X/2004-02~");
//! ```

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

mod parse;

use parse::Parser;

/// A date, or the interval between two.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Date {
    /// One year, season, month, day or moment.
    Single(DatePoint),
    /// `start/end`. At least one end is a date, and the end does not precede the start.
    Interval {
        /// Where it begins.
        start: Bound,
        /// Where it ends, included.
        end: Bound,
    },
}

/// One end of an interval.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A known end.
    Date(DatePoint),
    /// `..`: there is no end, or none yet.
    Open,
    /// Nothing written: there is an end, but it is not known.
    Unknown,
}

/// A year with what is known of its month or season, day and time. Always a day that exists.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DatePoint {
    year: i64,
    unspecified_year_digits: u8,
    month: Option<Unit>,
    day: Option<Unit>,
    qualifier: Qualifier,
    time: Option<Box<str>>,
}

/// A month or a day: its number, or `XX` where it is not specified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Unit {
    Known(u8),
    Unspecified,
}

/// What EDTF's `?`, `~` and `%` say about a date.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// Nothing: the date is as stated.
    #[default]
    Exact,
    /// `?`: the source is doubtful.
    Uncertain,
    /// `~`: an estimate.
    Approximate,
    /// `%`: both.
    UncertainAndApproximate,
}

/// Why a text is not an EDTF level 1 date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault} at byte {at}")]
pub struct DateError {
    /// Byte offset in the text at which reading stopped.
    pub at: usize,
    /// What is wrong there.
    pub fault: DateFault,
}

/// The kinds of [`DateError`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// Something else should stand here.
    #[error("expected {0}")]
    Expected(&'static str),
    /// A month (or season) that does not exist; seasons are 21 to 24.
    #[error("there is no month {0}")]
    NoSuchMonth(u8),
    /// A day the month does not have.
    #[error("there is no day {day} in {year:04}-{month:02}")]
    NoSuchDay {
        /// Astronomical year.
        year: i64,
        /// 1 to 12.
        month: u8,
        /// The day as written.
        day: u8,
    },
    /// An interval that ends before it begins.
    #[error("the interval ends before it begins")]
    Reversed,
}

impl DatePoint {
    /// A whole year, astronomically numbered: 0 is 1 BCE, -1 is 2 BCE. At most eighteen digits.
    pub const fn from_year(year: i64) -> Self {
        Self {
            year,
            unspecified_year_digits: 0,
            month: None,
            day: None,
            qualifier: Qualifier::Exact,
            time: None,
        }
    }

    /// The decade (`digits` 1, `199X`) or century (2, `19XX`) that `year` lies in. `None` for other digit counts
    /// and for years of more than four digits.
    pub fn from_year_span(year: i64, digits: u8) -> Option<Self> {
        let unit = match digits {
            1 => 10,
            2 => 100,
            _ => return None,
        };
        if !(-9999..=9999).contains(&year) || year.abs() < unit && year < 0 {
            return None;
        }
        Some(Self {
            unspecified_year_digits: digits,
            ..Self::from_year(year / unit * unit)
        })
    }

    /// A month (1 to 12) or a season (21 spring, 22 summer, 23 autumn, 24 winter) of a year of up to four digits.
    pub fn from_month(year: i64, month: u8) -> Option<Self> {
        let known = matches!(month, 1..=12 | 21..=24) && (-9999..=9999).contains(&year);
        known.then(|| Self {
            month: Some(Unit::Known(month)),
            ..Self::from_year(year)
        })
    }

    /// A day that exists in the proleptic Gregorian calendar, in a year of up to four digits.
    pub fn from_day(year: i64, month: u8, day: u8) -> Option<Self> {
        if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
            return None;
        }
        Self::from_month(year, month).map(|point| Self {
            day: Some(Unit::Known(day)),
            ..point
        })
    }

    /// The same date with another qualifier.
    #[must_use]
    pub fn with_qualifier(self, qualifier: Qualifier) -> Self {
        Self { qualifier, ..self }
    }

    /// The year, astronomically numbered; the first of a decade or century.
    pub const fn year(&self) -> i64 {
        self.year
    }

    /// How many final digits of the year are `X`: 0, 1 or 2.
    pub const fn unspecified_year_digits(&self) -> u8 {
        self.unspecified_year_digits
    }

    /// The month, 1 to 12.
    pub fn month(&self) -> Option<u8> {
        self.month
            .and_then(Unit::known)
            .filter(|&month| month <= 12)
    }

    /// The season: 21 spring, 22 summer, 23 autumn, 24 winter.
    pub fn season(&self) -> Option<u8> {
        self.month.and_then(Unit::known).filter(|&month| month > 12)
    }

    /// The day of the month.
    pub fn day(&self) -> Option<u8> {
        self.day.and_then(Unit::known)
    }

    /// The time of day as written after `T`: `15:00:00`, `17:07:34+05:00`.
    pub fn time(&self) -> Option<&str> {
        self.time.as_deref()
    }

    /// Doubt about the whole of this date.
    pub const fn qualifier(&self) -> Qualifier {
        self.qualifier
    }

    /// The first day it can be, as year, month, day.
    pub fn earliest(&self) -> (i64, u8, u8) {
        let first = match (self.year < 0, self.unspecified_year_digits) {
            (true, digits @ 1..) => self.year - (10_i64.pow(u32::from(digits)) - 1),
            _ => self.year,
        };
        match self.month {
            None | Some(Unit::Unspecified) => (first, 1, 1),
            Some(Unit::Known(month)) => (first, season_months(month).0, self.day().unwrap_or(1)),
        }
    }

    /// The last day it can be, as year, month, day.
    ///
    /// Winter is the last season of its year, as EDTF numbers it, and is December here.
    pub fn latest(&self) -> (i64, u8, u8) {
        let last = match (self.year < 0, self.unspecified_year_digits) {
            (false, digits @ 1..) => self.year + (10_i64.pow(u32::from(digits)) - 1),
            _ => self.year,
        };
        match self.month {
            None | Some(Unit::Unspecified) => (last, 12, 31),
            Some(Unit::Known(month)) => {
                let month = season_months(month).1;
                (
                    last,
                    month,
                    self.day().unwrap_or_else(|| days_in_month(last, month)),
                )
            }
        }
    }
}

impl Unit {
    const fn known(self) -> Option<u8> {
        match self {
            Self::Known(number) => Some(number),
            Self::Unspecified => None,
        }
    }
}

/// First and last month of a month or season.
const fn season_months(month: u8) -> (u8, u8) {
    match month {
        21 => (3, 5),
        22 => (6, 8),
        23 => (9, 11),
        24 => (12, 12),
        month => (month, month),
    }
}

/// Days of a month (1 to 12) in the proleptic Gregorian calendar, whose leap years recur every 400 years.
fn days_in_month(year: i64, month: u8) -> u8 {
    let year = 2000 + i32::try_from(year.rem_euclid(400)).unwrap_or(0);
    NaiveDate::from_ymd_opt(year, u32::from(month), 1).map_or(31, |first| first.num_days_in_month())
}

impl Date {
    /// Reads an EDTF level 1 date.
    ///
    /// # Errors
    /// Says what was expected and at which byte; also for days that do not exist and for reversed intervals.
    pub fn parse_edtf(text: &str) -> Result<Self, DateError> {
        let Some(slash) = text.find('/') else {
            return Parser {
                text: text.as_bytes(),
                at: 0,
                end: text.len(),
            }
            .point()
            .map(Self::Single);
        };
        let start = Self::parse_bound(text, 0, slash)?;
        let end = Self::parse_bound(text, slash + 1, text.len())?;
        match (&start, &end) {
            (Bound::Date(first), Bound::Date(last)) if first.earliest() > last.latest() => {
                Err(DateError {
                    at: slash + 1,
                    fault: DateFault::Reversed,
                })
            }
            (Bound::Open | Bound::Unknown, Bound::Open | Bound::Unknown) => Err(DateError {
                at: 0,
                fault: DateFault::Expected("a date at one end of the interval"),
            }),
            _ => Ok(Self::Interval { start, end }),
        }
    }

    fn parse_bound(text: &str, at: usize, end: usize) -> Result<Bound, DateError> {
        match &text.as_bytes()[at..end] {
            b"" => Ok(Bound::Unknown),
            b".." => Ok(Bound::Open),
            _ => Parser {
                text: text.as_bytes(),
                at,
                end,
            }
            .point()
            .map(Bound::Date),
        }
    }

    /// The interval between two dates; `None` if `end` lies before `start`.
    pub fn between(start: DatePoint, end: DatePoint) -> Option<Self> {
        let ordered = start.earliest() <= end.latest();
        ordered.then_some(Self::Interval {
            start: Bound::Date(start),
            end: Bound::Date(end),
        })
    }

    /// Canonical EDTF, which [`Date::parse_edtf`] reads back as the same date.
    pub fn to_edtf(&self) -> String {
        self.to_string()
    }

    /// The date, or where the interval begins, if that is known.
    pub const fn start(&self) -> Option<&DatePoint> {
        match self {
            Self::Single(point)
            | Self::Interval {
                start: Bound::Date(point),
                ..
            } => Some(point),
            Self::Interval { .. } => None,
        }
    }

    /// The date, or where the interval ends, if that is known.
    pub const fn end(&self) -> Option<&DatePoint> {
        match self {
            Self::Single(point)
            | Self::Interval {
                end: Bound::Date(point),
                ..
            } => Some(point),
            Self::Interval { .. } => None,
        }
    }

    /// The year people sort and cite by: the first, or the last where the beginning is open or unknown.
    /// Astronomical numbering. `None` never occurs for what [`Date::parse_edtf`] accepts.
    pub fn first_year(&self) -> Option<i64> {
        self.start()
            .or_else(|| self.end())
            .map(|point| point.earliest().0)
    }

    /// First and last year it can be; `None` for an end that is open or unknown.
    pub fn year_range(&self) -> (Option<i64>, Option<i64>) {
        (
            self.earliest().map(|day| day.0),
            self.latest().map(|day| day.0),
        )
    }

    /// The first day it can be, as year, month, day; `None` if the beginning is open or unknown.
    pub fn earliest(&self) -> Option<(i64, u8, u8)> {
        self.start().map(DatePoint::earliest)
    }

    /// The last day it can be, as year, month, day; `None` if the end is open or unknown.
    pub fn latest(&self) -> Option<(i64, u8, u8)> {
        self.end().map(DatePoint::latest)
    }
}

impl From<DatePoint> for Date {
    fn from(point: DatePoint) -> Self {
        Self::Single(point)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse_edtf(text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Single(point) => point.fmt(f),
            Self::Interval { start, end } => write!(f, "{start}/{end}"),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(point) => point.fmt(f),
            Self::Open => f.write_str(".."),
            Self::Unknown => Ok(()),
        }
    }
}

impl fmt::Display for DatePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (
            if self.year < 0 { "-" } else { "" },
            self.year.unsigned_abs(),
        );
        match self.unspecified_year_digits {
            1 => write!(f, "{sign}{:03}X", size / 10)?,
            2 => write!(f, "{sign}{:02}XX", size / 100)?,
            _ if size > 9999 => write!(f, "Y{sign}{size}")?,
            _ => write!(f, "{sign}{size:04}")?,
        }
        for unit in [self.month, self.day].into_iter().flatten() {
            match unit {
                Unit::Known(number) => write!(f, "-{number:02}")?,
                Unit::Unspecified => f.write_str("-XX")?,
            }
        }
        if let Some(time) = &self.time {
            write!(f, "T{time}")?;
        }
        f.write_str(match self.qualifier {
            Qualifier::Exact => "",
            Qualifier::Uncertain => "?",
            Qualifier::Approximate => "~",
            Qualifier::UncertainAndApproximate => "%",
        })
    }
}

#[cfg(test)]
mod tests;
