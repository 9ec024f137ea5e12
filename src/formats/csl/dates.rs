//! Dates: from EDTF to CSL's parts.

use super::{Date, Member, Out, Source};
use crate::formats::bibtex::dates::interpret_date;
use crate::model::{Bound, Date as Edtf, DatePoint, Qualifier};

/// A variable and its field, beside `issued`.
const DATES: &[(&str, &[&str])] = &[
    ("accessed", &["urldate", "lastchecked", "accessed"]),
    ("original-date", &["origdate", "origyear"]),
    ("event-date", &["eventdate"]),
];

pub(super) fn dates(source: &Source<'_>, out: &mut Out) {
    if let Some(text) = &source.publication.date {
        let given = source.peek(&["date"]).map_or("year", |_| "date");
        let date = match Edtf::parse_edtf(text) {
            Ok(date) => convert(source, given, &date),
            Err(_) => literal(text),
        };
        out.put("issued", Member::Date(date));
    }
    for &(variable, fields) in DATES {
        let Some((field, text)) = fields
            .iter()
            .find_map(|field| Some((*field, source.take(&[field])?)))
        else {
            continue;
        };
        let date = match interpret_date(Some(text), None, None, None).date {
            Some(date) => convert(source, field, &date),
            None => literal(text),
        };
        out.put(variable, Member::Date(date));
    }
}

/// The date of a note that says nothing but when a page was looked at: `Accessed: 2020-01-02`, `[Online; accessed
/// 19-July-2008]`, `last visited on 5 May 2019`.
pub(super) fn of_access(source: &Source<'_>, field: &str, note: &str) -> Option<Date> {
    const BEFORE: &[&str] = &["online", "last", "date", "page", "website", "was", "on"];
    const LOOKED: &[&str] = &[
        "access",
        "accessed",
        "visited",
        "retrieved",
        "checked",
        "viewed",
    ];
    let is_mark = |c: char| c.is_whitespace() || ".,;:[]()".contains(c);
    let mut rest = note.trim_matches(is_mark);
    let mut looked = false;
    loop {
        let end = rest.find(is_mark).unwrap_or(rest.len());
        let word = rest[..end].to_lowercase();
        if LOOKED.contains(&word.as_str()) {
            looked = true;
        } else if !BEFORE.contains(&word.as_str()) {
            break;
        }
        rest = rest[end..].trim_start_matches(is_mark);
    }
    if !looked || rest.is_empty() {
        return None;
    }
    // `19-July-2008`
    let apart = match rest.contains(char::is_alphabetic) {
        true => rest.replace('-', " "),
        false => rest.to_owned(),
    };
    let date = interpret_date(None, Some(&apart), None, None).date;
    let date = date.or_else(|| interpret_date(Some(&apart), None, None, None).date)?;
    Some(convert(source, field, &date))
}

/// Whether a field says when a page was looked at.
pub(super) fn is_access_known(source: &Source<'_>) -> bool {
    let (_, fields) = DATES[0];
    source.peek(fields).is_some()
}

fn literal(text: &str) -> Date {
    Date {
        literal: text.to_owned(),
        ..Date::default()
    }
}

fn convert(source: &Source<'_>, field: &str, date: &Edtf) -> Date {
    let mut out = Date::default();
    match date {
        Edtf::Single(point) => {
            if point.unspecified_year_digits() > 0 {
                return literal(&span(point));
            }
            add(source, field, point, &mut out);
            out.season = point.season().map(|season| season - 20);
        }
        Edtf::Interval { start, end } => {
            for bound in [start, end] {
                match bound {
                    Bound::Date(point) => {
                        if point.season().is_some() || point.unspecified_year_digits() > 0 {
                            source.weakened(field, "only the years of the interval are kept");
                        }
                        add(source, field, point, &mut out);
                    }
                    // what goes on: `1997–`
                    Bound::Open | Bound::Unknown if !out.parts.is_empty() => {
                        out.parts.push(vec![0]);
                    }
                    Bound::Open | Bound::Unknown => {
                        source.weakened(field, "an open interval is its known end");
                    }
                }
            }
        }
    }
    out
}

/// `1990s`; a century as EDTF writes it, for no words of it are the same in all languages.
fn span(point: &DatePoint) -> String {
    match point.unspecified_year_digits() {
        1 => format!("{}s", point.year()),
        _ => point.to_string(),
    }
}

fn add(source: &Source<'_>, field: &str, point: &DatePoint, out: &mut Date) {
    // CSL counts from 1 BCE backwards
    let year = point.year() - i64::from(point.year() <= 0);
    let parts = std::iter::once(year)
        .chain(point.month().map(i64::from))
        .chain(point.month().and(point.day()).map(i64::from));
    out.parts.push(parts.collect());
    out.circa |= point.qualifier() != Qualifier::Exact;
    if point.time().is_some() {
        source.weakened(field, "the time of day is left out");
    }
}
