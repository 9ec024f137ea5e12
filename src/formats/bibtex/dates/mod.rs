//! The date of an entry, from whatever its `date`, `year`, `month` and `day` fields say.
//!
//! biblatex's `date` is EDTF; BibTeX's `year` and `month` are free text that styles print. This reads both, in the
//! languages and shapes found in real files, into one [`Date`]. What it cannot read lowers the precision and is
//! reported; it never hides a year that can be found. It interprets text that is already plain: macros expanded,
//! LaTeX converted.
//!
//! ```
//! use ibid::formats::bibtex::dates::interpret_date;
//! let read = |year, month| interpret_date(None, Some(year), Some(month), None).date.map(|date| date.to_edtf());
//! assert_eq!(read("1999", "Nov.~29 -- Dec.~1").as_deref(), Some("1999-11-29/1999-12-01"));
//! assert_eq!(read("c. 1850", "").as_deref(), Some("1850~"));
//! ```

mod read;
mod tokens;
mod words;

use read::{Partial, Reading, Role, Year, read};

use crate::model::{Bound, Date, DatePoint, Qualifier};

/// What the date fields of an entry say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateReading {
    /// The date, if there is one.
    pub date: Option<Date>,
    /// What to show in its place, or beside it: "in press", "n.d."; as written.
    pub text: Option<String>,
    /// What could not be read, for a report; names the field and quotes it.
    pub problem: Option<String>,
}

/// Interprets the plain text of an entry's date fields.
///
/// `date` wins where it holds a year, and the others fill in what it leaves open. Two-digit years are taken to lie
/// in 1930 to 2029. Quarters become intervals of months, `12 B.C.` is year -11. Of `03/05/2017` only the year is
/// taken, as nobody can say which number is the month.
pub fn interpret_date(
    date: Option<&str>,
    year: Option<&str>,
    month: Option<&str>,
    day: Option<&str>,
) -> DateReading {
    let [date, year, month, day] = [date, year, month, day].map(|text| text.map_or("", str::trim));
    if date.is_empty()
        && let Some(reading) = usual(year, month, day)
    {
        return reading;
    }
    if !date.is_empty()
        && let Ok(date) = Date::parse_edtf(date)
    {
        return DateReading {
            date: Some(date),
            ..DateReading::default()
        };
    }
    if date.is_empty()
        && (month.is_empty() || year.contains('X'))
        && day.is_empty()
        && year.len() > 4
        && let Ok(date) = Date::parse_edtf(year)
    {
        return DateReading {
            date: Some(date),
            ..DateReading::default()
        };
    }
    Interpreter::default().interpret([
        ("date", Role::Date, date),
        ("year", Role::Year, year),
        ("month", Role::Month, month),
        ("day", Role::Day, day),
    ])
}

/// A year of four digits, with or without an English month or its number, and a day.
fn usual(year: &str, month: &str, day: &str) -> Option<DateReading> {
    if year.len() != 4 || year.starts_with("00") || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year = year.parse().ok()?;
    let small = |text: &str| {
        let digits = matches!(text.len(), 1..=2) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u8>().ok()).flatten()
    };
    let point = if month.is_empty() && day.is_empty() {
        DatePoint::from_year(year)
    } else {
        let month =
            words::english_month(month).or_else(|| small(month).filter(|month| *month <= 12))?;
        if day.is_empty() {
            DatePoint::from_month(year, month)?
        } else {
            DatePoint::from_day(year, month, small(day)?)?
        }
    };
    Some(DateReading {
        date: Some(Date::Single(point)),
        ..DateReading::default()
    })
}

#[derive(Default)]
struct Interpreter {
    base: Reading,
    text: Option<String>,
    problem: Option<String>,
}

impl Interpreter {
    fn interpret(mut self, fields: [(&str, Role, &str); 4]) -> DateReading {
        let month = !fields[2].2.is_empty();
        let mut late = None;
        for (name, role, text) in fields {
            if text.is_empty() {
                continue;
            }
            let mut reading = read(text, role, month && role != Role::Month);
            if let Some(problem) = reading.problem.take() {
                self.report(format!("{name} “{}” {problem}", beginning(text)));
            }
            if let Some(status) = reading.status.take().and_then(|span| text.get(span)) {
                self.text.get_or_insert_with(|| String::from(status));
            }
            if role == Role::Date && reading.start.year.is_none() {
                // `date = {May 15}` beside a `year`
                late = Some(reading);
            } else if matches!(role, Role::Date | Role::Year) && self.base.start.year.is_none() {
                self.base = reading;
            } else {
                self.fill(name, text, reading);
            }
        }
        if let Some(reading) = late {
            self.fill("date", fields[0].2, reading);
        }
        let date = self.date();
        if date.is_none() {
            let shown = fields
                .iter()
                .find(|(_, role, text)| *role != Role::Day && !text.is_empty());
            if let Some((name, _, text)) = shown {
                if self.text.is_none() && text.contains(char::is_alphanumeric) {
                    self.problem = Some(format!("{name} “{}” holds no year", beginning(text)));
                }
                self.text = Some(String::from(*text));
            }
        }
        DateReading {
            date,
            text: self.text,
            problem: self.problem,
        }
    }

    fn report(&mut self, message: String) {
        match &mut self.problem {
            Some(problem) if problem.contains(&message) => {}
            Some(problem) => {
                problem.push_str("; ");
                problem.push_str(&message);
            }
            none => *none = Some(message),
        }
    }

    /// Adds what another field says where the date so far says nothing.
    fn fill(&mut self, name: &str, text: &str, other: Reading) {
        let base = &mut self.base;
        let years = [other.start.year, other.end.and_then(|end| end.year)];
        let mut other = other;
        match base.start.year {
            None => {
                base.start.year = other.start.year;
                base.approximate |= other.approximate;
            }
            Some(year) if years.iter().flatten().any(|known| *known == year) => {
                if base.end.is_none() {
                    base.start.year = years[0].or(base.start.year);
                }
            }
            Some(_) => {
                other.start.year = None;
                if let Some(end) = &mut other.end {
                    end.year = None;
                }
                if years[0].is_some() {
                    self.report(format!("{name} “{}” names another year", beginning(text)));
                }
            }
        }
        let base = &mut self.base;
        let adds_month = base.start.month.is_none() && other.start.month.is_some();
        let adds_day = base.start.day.is_none() && other.start.day.is_some();
        if !adds_month && !adds_day {
            return;
        }
        base.uncertain |= other.uncertain;
        if let (Some(end), None) = (base.end, other.end) {
            let consecutive =
                matches!((base.start.year, end.year), (Some(a), Some(b)) if b.value == a.value + 1);
            if other.start.month == Some(24) && consecutive {
                (base.start.month, base.end) = (Some(24), None);
            } else {
                self.report(format!(
                    "{name} “{}” does not say which end of the interval it belongs to",
                    beginning(text)
                ));
            }
            return;
        }
        let before = base.start;
        base.start.month = base.start.month.or(other.start.month);
        base.start.day = base.start.day.or(other.start.day);
        if let Some(add) = other.end {
            let end = base.end.get_or_insert(before);
            end.year = add.year.or(end.year).or(base.start.year);
            end.month = end.month.or(add.month).or(base.start.month);
            end.day = end.day.or(add.day);
        }
    }

    fn date(&mut self) -> Option<Date> {
        let base = std::mem::take(&mut self.base);
        let qualifier = match (base.uncertain, base.approximate) {
            (false, false) => Qualifier::Exact,
            (true, false) => Qualifier::Uncertain,
            (false, true) => Qualifier::Approximate,
            (true, true) => Qualifier::UncertainAndApproximate,
        };
        let start = self.point(base.start)?.with_qualifier(qualifier);
        if base.open {
            return Some(Date::Interval {
                start: Bound::Date(start),
                end: Bound::Open,
            });
        }
        let end = base
            .end
            .and_then(|end| self.point(end))
            .map(|end| end.with_qualifier(qualifier));
        let Some(end) = end.filter(|end| *end != start) else {
            return Some(Date::Single(start));
        };
        let interval = Date::between(start.clone(), end.clone())
            .filter(|_| start.earliest() <= end.earliest());
        if interval.is_some() {
            return interval;
        }
        self.report(format!("{start} to {end} runs backwards"));
        let year = DatePoint::from_year(start.year()).with_qualifier(qualifier);
        Some(Date::Single(if start.year() == end.year() {
            year
        } else {
            start
        }))
    }

    /// The most precise date the calendar allows.
    fn point(&mut self, Partial { year, month, day }: Partial) -> Option<DatePoint> {
        let Year { value, missing } = year?;
        if let Some(span) = DatePoint::from_year_span(value, missing) {
            return Some(span);
        }
        let Some(month) = month else {
            if let Some(day) = day {
                self.report(format!("day {day} without a month"));
            }
            return Some(DatePoint::from_year(value));
        };
        if let Some(day) = day {
            match DatePoint::from_day(value, month, day) {
                Some(point) => return Some(point),
                None => self.report(format!(
                    "there is no day {day} in that month ({value:04}-{month:02})"
                )),
            }
        }
        Some(DatePoint::from_month(value, month).unwrap_or_else(|| DatePoint::from_year(value)))
    }
}

/// As much of a text as a report has room for.
fn beginning(text: &str) -> &str {
    text.char_indices()
        .nth(80)
        .map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests;
