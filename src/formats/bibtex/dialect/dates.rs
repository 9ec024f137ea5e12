//! `date` to `year` and `month`, and back.

use std::borrow::Cow;

use super::super::dates::interpret_date;
use super::super::draft::{Draft, Part};
use super::super::fields::Piece;
use super::super::latex::to_unicode;
use super::super::macros::{MONTHS, MacroTexts, expand_pieces, is_defined};
use crate::model::{Bound, Date, DatePoint, Qualifier};

/// A date as BibTeX's fields hold it.
pub(super) struct Fields {
    pub(super) year: String,
    /// No parts for none.
    pub(super) month: Vec<Part<'static>>,
    /// What of the date they do not say.
    pub(super) weakened: Option<&'static str>,
}

/// `date` as `year` and `month`, in the forms that BibTeX's manual gives: `month = jul # "~4"`.
pub(super) fn fields(date: &Date) -> Fields {
    let mut weakened = None;
    let (start, end) = match date {
        Date::Single(point) => (point, None),
        Date::Interval {
            start: Bound::Date(start),
            end: Bound::Date(end),
        } => (start, Some(end)),
        Date::Interval {
            start: Bound::Date(start),
            end,
        } => {
            if *end == Bound::Unknown {
                weakened = Some("that its end is unknown");
            } else if start.month().is_some() || start.season().is_some() {
                weakened = Some("that it has no end");
            }
            let mut fields = single(start);
            fields.year.push_str("--");
            fields.weakened = fields.weakened.or(weakened);
            return fields;
        }
        Date::Interval { end, .. } => {
            let Bound::Date(end) = end else {
                return Fields {
                    year: String::new(),
                    month: Vec::new(),
                    weakened: None,
                };
            };
            let mut fields = single(end);
            fields.year.insert_str(0, "--");
            return fields;
        }
    };
    let first = single(start);
    let Some(end) = end else { return first };
    let last = single(end);
    weakened = first.weakened.or(last.weakened);
    let same_month =
        start.year() == end.year() && start.month() == end.month() && start.month().is_some();
    let mut month = first.month;
    let year = if start.year() == end.year()
        && start.unspecified_year_digits() == end.unspecified_year_digits()
    {
        match (start.day(), end.day()) {
            (Some(from), Some(to)) if same_month => {
                month.truncate(1);
                month.push(Part::Text(format!("~{from}--{to}").into(), true));
            }
            _ if first_is_same(&month, &last.month) => {}
            _ => join(&mut month, last.month),
        }
        first.year
    } else {
        if !month.is_empty() && !last.month.is_empty() {
            join(&mut month, last.month);
            weakened = weakened.or(Some("which month belongs to which year"));
        } else if !month.is_empty() || !last.month.is_empty() {
            month = Vec::new();
            weakened = weakened.or(Some("its month"));
        }
        format!("{}--{}", first.year, last.year)
    };
    Fields {
        year,
        month,
        weakened,
    }
}

fn first_is_same(one: &[Part<'_>], other: &[Part<'_>]) -> bool {
    one == other
}

fn join(month: &mut Vec<Part<'static>>, last: Vec<Part<'static>>) {
    if last.is_empty() {
        return;
    }
    match month.last_mut() {
        Some(Part::Text(text, _)) => text.to_mut().push_str("--"),
        Some(_) => month.push(Part::Text("--".into(), true)),
        None => {}
    }
    month.extend(last);
}

fn single(point: &DatePoint) -> Fields {
    let mut weakened = None;
    let year = point.year();
    let mut text = match point.unspecified_year_digits() {
        0 if year > 0 => year.to_string(),
        // year 0 is 1 BC
        0 => format!("{} BC", 1 - year),
        digits => {
            weakened = Some("which of its years is open");
            let _ = digits;
            format!("{year}s")
        }
    };
    match point.qualifier() {
        Qualifier::Exact => {}
        Qualifier::Uncertain => text.push('?'),
        Qualifier::Approximate => text.insert_str(0, "ca.~"),
        Qualifier::UncertainAndApproximate => {
            text.insert_str(0, "ca.~");
            text.push('?');
        }
    }
    if point.time().is_some() {
        weakened = weakened.or(Some("its time"));
    }
    let mut month = Vec::new();
    if let Some(number) = point.month() {
        month.push(Part::Macro(MONTHS[usize::from(number) - 1].0.into()));
        if let Some(day) = point.day() {
            month.push(Part::Text(format!("~{day}").into(), true));
        }
    } else if let Some(season) = point.season() {
        const SEASONS: [&str; 4] = ["Spring", "Summer", "Autumn", "Winter"];
        let season = SEASONS[usize::from(season - 21).min(3)];
        month.push(Part::Text(Cow::Borrowed(season), false));
    }
    Fields {
        year: text,
        month,
        weakened,
    }
}

/// A row of the documentation's table of dates.
pub(super) fn row(date: &str) -> String {
    let Ok(parsed) = Date::parse_edtf(date) else {
        return String::new();
    };
    let fields = fields(&parsed);
    let month: Vec<String> = fields
        .month
        .iter()
        .map(|part| match part {
            Part::Text(text, true) => format!("\"{text}\""),
            Part::Text(text, false) => format!("{{{text}}}"),
            Part::Number(text) | Part::Macro(text) => text.to_string(),
        })
        .collect();
    let month = match month.is_empty() {
        true => String::new(),
        false => format!("`{}`", month.join(" # ")),
    };
    format!("| `{date}` | `{}` | {month} |\n", fields.year)
}

/// What becomes of `year` and `month` in biblatex.
pub(super) enum Reading {
    /// A `date` that prints the same.
    Same(String),
    /// A `date` that says the same; to print the same, BibTeX needs the `day` and, if so told, the `month` beside it.
    Beside(String, bool),
    /// They stay, and biber reads them whole.
    Stays,
    /// They stay, and biber reads less; what of.
    Less(&'static str),
}

/// The text of a value, macros expanded.
fn printed(parts: &[Part<'_>], texts: &MacroTexts) -> String {
    let pieces = parts.iter().map(|part| match part {
        Part::Text(text, _) => Piece::Braced(text),
        Part::Number(text) => Piece::Number(text),
        Part::Macro(name) => Piece::Macro(name),
    });
    expand_pieces(pieces, texts)
}

/// The date that a year, a month and a day say, if they say nothing else.
pub(super) fn said(year: &str, month: Option<&str>, day: Option<&str>) -> Option<Date> {
    let plain = |text: Option<&str>| text.map(|text| to_unicode(text).into_owned());
    let (month, day) = (plain(month), plain(day));
    let reading = interpret_date(
        None,
        Some(&to_unicode(year)),
        month.as_deref(),
        day.as_deref(),
    );
    reading
        .date
        .filter(|_| reading.problem.is_none() && reading.text.is_none())
}

/// What the fields of a BibTeX entry say.
pub(super) fn read(draft: &Draft<'_>, texts: &MacroTexts) -> Reading {
    let [year, month, day] = ["year", "month", "day"].map(|name| draft.text(name, texts));
    let Some(year) = year else {
        return Reading::Stays;
    };
    let month = month.as_deref();
    // a name that nothing defines prints nothing, whatever it looks like
    let undefined = ["year", "month", "day"]
        .iter()
        .filter_map(|name| draft.get(name))
        .any(|field| {
            field.parts.iter().any(|part| match part {
                Part::Macro(name) => !is_defined(name, texts),
                _ => false,
            })
        });
    if undefined {
        return Reading::Stays;
    }
    if let Some(date) = said(&year, month, day.as_deref()) {
        let back = fields(&date);
        let same_year = back.year == year;
        if same_year
            && day.is_none()
            && back.weakened.is_none()
            && printed(&back.month, texts) == month.unwrap_or_default()
        {
            return Reading::Same(date.to_edtf());
        }
        if same_year && (day.is_some() || !native(month)) {
            let bare = &back.month[..back.month.len().min(1)];
            let same_month = day.is_some() && printed(bare, texts) == month.unwrap_or_default();
            return Reading::Beside(date.to_edtf(), !same_month);
        }
    }
    match month {
        month if native(month) => Reading::Stays,
        Some(month) if month_at_start(month).is_some() => Reading::Less("the day"),
        _ => Reading::Less("the month"),
    }
}

/// Whether biber reads such a month whole.
fn native(month: Option<&str>) -> bool {
    let Some(month) = month else { return true };
    if month.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    month_at_start(month).is_some_and(|rest| rest.trim_matches('.').is_empty())
}

/// What follows the name of a month, or its beginning, at the start of `text`.
fn month_at_start(text: &str) -> Option<&str> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text[..length].to_ascii_lowercase();
    let known = length >= 3
        && MONTHS
            .iter()
            .any(|(_, name)| name.to_ascii_lowercase().starts_with(&word) || word == "sept");
    known.then(|| &text[length..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::bibtex::fields::RawEntry;

    fn forward(date: &str) -> String {
        let fields = fields(&Date::parse_edtf(date).unwrap());
        let month = fields.month.iter().map(|part| match part {
            Part::Text(text, _) | Part::Number(text) => format!("'{text}'"),
            Part::Macro(name) => name.to_string(),
        });
        let month: Vec<String> = month.collect();
        let weakened = fields.weakened.map(|what| format!(" without {what}"));
        format!(
            "{}|{}{}",
            fields.year,
            month.join(""),
            weakened.unwrap_or_default()
        )
    }

    #[test]
    fn every_form_of_date_has_its_fields() {
        for (date, expected) in [
            ("1999", "1999|"),
            ("1999-07", "1999|jul"),
            ("1999-07-04", "1999|jul'~4'"),
            ("1999-07-04T10:00:00", "1999|jul'~4' without its time"),
            ("1999-07-XX", "1999|jul"),
            ("1999-21", "1999|'Spring'"),
            ("1999?", "1999?|"),
            ("1999~", "ca.~1999|"),
            ("1999%", "ca.~1999?|"),
            ("199X", "1990s| without which of its years is open"),
            ("19XX", "1900s| without which of its years is open"),
            ("-0043", "44 BC|"),
            ("0000", "1 BC|"),
            ("1999/2001", "1999--2001|"),
            ("1999/..", "1999--|"),
            ("1999/", "1999--| without that its end is unknown"),
            ("../1999", "--1999|"),
            ("1999-05/1999-07", "1999|may'--'jul"),
            ("1999-05-03/1999-05-05", "1999|may'~3--5'"),
            ("1999-05-30/1999-06-02", "1999|may'~30--'jun'~2'"),
            (
                "1999-11/2000-01",
                "1999--2000|nov'--'jan without which month belongs to which year",
            ),
        ] {
            assert_eq!(forward(date), expected, "{date}");
        }
    }

    fn back(entry: &str) -> String {
        let raw = RawEntry::parse(entry).unwrap();
        match read(&Draft::new(&raw), &MacroTexts::new()) {
            Reading::Same(date) => date,
            Reading::Beside(date, month) => {
                format!("{date} beside{}", if month { " month" } else { "" })
            }
            Reading::Stays => "stays".to_owned(),
            Reading::Less(what) => format!("less: {what}"),
        }
    }

    #[test]
    fn years_and_months_become_dates_where_nothing_is_lost() {
        for (fields, expected) in [
            ("year = 1999", "1999"),
            ("year = 1999, month = jul", "1999-07"),
            ("year = 1999, month = {July}", "1999-07"),
            ("year = 1999, month = jul # \"~4\"", "1999-07-04"),
            (
                "year = 1999, month = jul # {~4--6}",
                "1999-07-04/1999-07-06",
            ),
            ("year = {1999--2001}", "1999/2001"),
            ("year = {1999?}", "1999?"),
            ("year = 1999, month = {Jul.}", "stays"),
            ("year = 1999, month = 7", "stays"),
            ("year = 1999, month = {July 4}", "1999-07-04 beside month"),
            (
                "year = 1999, month = {10--12 July}",
                "1999-07-10/1999-07-12 beside month",
            ),
            ("year = 1999, month = jul, day = 4", "1999-07-04 beside"),
            ("year = {to appear}", "stays"),
            ("month = jul", "stays"),
        ] {
            assert_eq!(back(&format!("@misc{{k, {fields}}}")), expected, "{fields}");
        }
    }
}
