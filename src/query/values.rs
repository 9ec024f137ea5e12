//! Years and days as values of a field, alone or as ranges.

use super::words::Fault;
use super::{Day, Test};

/// The ends of a range of `T`, both included.
type Range<T> = (Option<T>, Option<T>);

/// Years as [`read_years`] reads them, else months and days of publication.
pub(super) fn dates(text: &str) -> Result<Test, Fault> {
    if let Some((from, to)) = read_years(text) {
        return Ok(Test::Years(from, to));
    }
    if let Some((from, to)) = read_days(text) {
        return Ok(Test::Days(from, to));
    }
    let backwards = backwards(text, read_years).or_else(|| backwards(text, read_days));
    Err(backwards.unwrap_or_else(|| {
        let help = "as `year:2017`, `year:2015..2017`, `year:\">=2015\"` or `date:2015-06`";
        (
            format!("`{text}` is no year, month or day"),
            Some(help.to_owned()),
        )
    }))
}

/// `2017`, `2015..2017`, `2015..`, `..2017`, `>=2015`, `>2015`, `<=2017`, `<2017`, `2015-2017`, `201*`, `2010s`, and
/// with digits that are not known, `201?` or, as EDTF writes it, `201X`.
fn read_years(text: &str) -> Option<Range<i64>> {
    let number = |text: &str| -> Option<i64> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let short =
            (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        short.then(|| text.parse().ok()).flatten()
    };
    let span = |text: &str| -> Option<(i64, i64)> {
        let open = text.trim_end_matches(['?', 'x', 'X']);
        let start = text.strip_suffix('*');
        if let Some(start) =
            start.or(Some(open).filter(|open| open.len() < text.len() && text.len() == 4))
        {
            let missing = u32::try_from(4_usize.checked_sub(start.len())?).ok()?;
            let size = 10_i64.pow(missing);
            let first = number(start).filter(|first| *first > 0)? * size;
            return Some((first, first + size - 1));
        }
        if let Some(first) = text.strip_suffix("0s").and_then(number) {
            let century = match first {
                0..=2 if text.len() == 3 => 2000,
                3..=9 if text.len() == 3 => 1900,
                _ => 0,
            };
            return Some((century + first * 10, century + first * 10 + 9));
        }
        let year = number(text)?;
        Some((year, year))
    };
    range(text, span, |year| Some(year - 1), |year| Some(year + 1))
}

/// Years where nothing says that they are: `1998..2000`, both of four digits and in order.
pub(super) fn range_of_years(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.split_once("..")?;
    let year = |text: &str| {
        let four = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        four.then(|| text.parse().ok()).flatten()
    };
    let (from, to) = (year(from)?, year(to)?);
    (from <= to).then_some((from, to))
}

/// `2026-05-28`, `2026-05`, `2026`, and ranges of them as of years.
pub(super) fn days(text: &str) -> Result<Range<Day>, Fault> {
    read_days(text).ok_or_else(|| {
        backwards(text, read_days).unwrap_or_else(|| {
            let help = "as `added:2026`, `added:2026-05..2026-07`, `added:2026-05-28..` or `added:\">2026-01\"`";
            (
                format!("`{text}` is no day, month or year"),
                Some(help.to_owned()),
            )
        })
    })
}

fn read_days(text: &str) -> Option<Range<Day>> {
    range(text, span_of_days, Day::before, Day::after)
}

fn span_of_days(text: &str) -> Option<(Day, Day)> {
    let mut parts = text.split('-');
    let number = |part: &str, digits: usize| -> Option<u32> {
        let fits =
            (1..=digits).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse().ok()).flatten()
    };
    let year = parts.next().filter(|part| part.len() == 4)?;
    let year = i32::try_from(number(year, 4)?).ok()?;
    let month = match parts.next() {
        Some(part) => Some(number(part, 2)?),
        None => None,
    };
    let day = match parts.next() {
        Some(part) => Some(number(part, 2)?),
        None => None,
    };
    if parts.next().is_some() {
        return None;
    }
    Some(match (month, day) {
        (Some(month), Some(day)) => {
            let day = Day::new(year, month, day)?;
            (day, day)
        }
        (Some(month), None) => {
            let last = (28..=31).rev().find_map(|day| Day::new(year, month, day))?;
            (Day::new(year, month, 1)?, last)
        }
        _ => (Day::new(year, 1, 1)?, Day::new(year, 12, 31)?),
    })
}

fn range<T: Copy + PartialOrd>(
    text: &str,
    span: impl Fn(&str) -> Option<(T, T)>,
    before: impl Fn(T) -> Option<T>,
    after: impl Fn(T) -> Option<T>,
) -> Option<Range<T>> {
    let text = text.trim();
    for (sign, strict, upward) in [
        (">=", false, true),
        ("≥", false, true),
        (">", true, true),
        ("<=", false, false),
        ("≤", false, false),
        ("<", true, false),
    ] {
        if let Some(rest) = text.strip_prefix(sign) {
            let (first, last) = span(rest.trim())?;
            return Some(match (upward, strict) {
                (true, false) => (Some(first), None),
                (true, true) => (Some(after(last)?), None),
                (false, false) => (None, Some(last)),
                (false, true) => (None, Some(before(first)?)),
            });
        }
    }
    if let Some((first, last)) = span(text) {
        return Some((Some(first), Some(last)));
    }
    let (from, to) = [("..", "."), ("–", "–"), ("-", "-")]
        .iter()
        .find_map(|(sign, more)| {
            let (from, to) = text.split_once(sign)?;
            Some((from.trim(), to.trim_start_matches(more).trim()))
        })?;
    let end = |text: &str| {
        if text.is_empty() {
            Some(None)
        } else {
            span(text).map(Some)
        }
    };
    let (from, to) = (
        end(from)?.map(|(first, _)| first),
        end(to)?.map(|(_, last)| last),
    );
    match (from, to) {
        (None, None) => None,
        (Some(from), Some(to)) if from > to => None,
        ends => Some(ends),
    }
}

/// The same range from its other end, where it was typed from late to early.
fn backwards<T>(text: &str, read: impl Fn(&str) -> Option<Range<T>>) -> Option<Fault> {
    // a hyphen may be that of a month
    let (from, to) = text.split_once("..")?;
    let turned = format!("{}..{}", to.trim_start_matches('.').trim(), from.trim());
    let (Some(_), Some(_)) = read(&turned)? else {
        return None;
    };
    Some((
        format!("`{text}` runs backwards"),
        Some(format!("`{turned}` runs from early to late")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_in_all_their_forms() {
        let read = read_years;
        assert_eq!(read("2017"), Some((Some(2017), Some(2017))));
        for text in ["2015..2017", "2015...2017", "2015-2017", "2015–2017"] {
            assert_eq!(read(text), Some((Some(2015), Some(2017))), "{text}");
        }
        assert_eq!(read("2015.."), Some((Some(2015), None)));
        assert_eq!(read("..2015"), Some((None, Some(2015))));
        assert_eq!(read(">=2015"), read("2015.."));
        assert_eq!(read(">2014"), read("2015.."));
        assert_eq!(read("<2016"), read("..2015"));
        assert_eq!(read("201*"), Some((Some(2010), Some(2019))));
        for text in ["201?", "201X", "201x"] {
            assert_eq!(read(text), read("201*"), "{text}");
        }
        assert_eq!(read("20??..201?"), Some((Some(2000), Some(2019))));
        assert_eq!(read("1990s"), Some((Some(1990), Some(1999))));
        assert_eq!(read("80s"), read("1980s"));
        assert_eq!(read("10s"), read("2010s"));
        assert_eq!(read("-44"), Some((Some(-44), Some(-44))));
        assert_eq!(read("-44..-20"), Some((Some(-44), Some(-20))));
        for text in [
            "",
            "..",
            "20177",
            "2017..2015",
            "2017-05",
            "x",
            ">",
            "0*",
            "*",
            "????",
            "2017?",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let message = |text: &str| dates(text).unwrap_err().0;
        assert_eq!(message("2017..2015"), "`2017..2015` runs backwards");
        assert_eq!(message("2017..x"), "`2017..x` is no year, month or day");
        assert_eq!(message("2006-13"), "`2006-13` is no year, month or day");
    }

    #[test]
    fn days_are_read_in_all_their_forms() {
        let shown = |text: &str| {
            let show = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
            days(text)
                .ok()
                .map(|(from, to)| format!("{}..{}", show(from), show(to)))
        };
        assert_eq!(shown("2026-02").as_deref(), Some("2026-02-01..2026-02-28"));
        assert_eq!(shown(">2026-01").as_deref(), Some("2026-02-01.."));
        assert_eq!(shown("<2026").as_deref(), Some("..2025-12-31"));
        assert_eq!(
            shown("2026-1-5..2026-03").as_deref(),
            Some("2026-01-05..2026-03-31")
        );
        for text in ["2026-13", "2026-02-30", "26", "yesterday", ">9999"] {
            assert_eq!(shown(text), None, "{text}");
        }
        assert_eq!(Day::new(1970, 1, 2).unwrap().starts(), 86_400);
        assert_eq!(Day::new(1970, 1, 1).unwrap().ends(), 86_399);
    }
}
