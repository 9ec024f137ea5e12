//! Forms of text that several formats share.

use std::borrow::Cow;

use crate::model::{Bound, Date, DatePoint, Qualifier};

/// `text` on one line: white space folded, control characters out.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    if text.chars().all(plain) && !text.contains("  ") && text.trim() == text {
        return Cow::Borrowed(text);
    }
    let spaced: String = text
        .chars()
        .filter(|c| *c != '\u{feff}')
        .map(|c| if plain(c) { c } else { ' ' })
        .collect();
    Cow::Owned(spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The day on which a date begins, for formats without intervals and doubt, and what that leaves out.
pub(super) fn begin(date: &Date) -> (Option<&DatePoint>, Option<&'static str>) {
    let interval = match date {
        Date::Single(_) => None,
        Date::Interval {
            start: Bound::Date(_),
            ..
        } => Some("only the beginning of the interval"),
        Date::Interval { .. } => Some("only the end of the interval"),
    };
    let point = date.start().or_else(|| date.end());
    let doubt = point.and_then(|point| {
        if point.unspecified_year_digits() > 0 {
            Some("only the first year of the decade or century")
        } else if point.qualifier() != Qualifier::Exact {
            Some("the date without its doubt")
        } else if point.season().is_some() {
            Some("the year without its season")
        } else if point.time().is_some() {
            Some("the day without its time")
        } else {
            None
        }
    });
    (point, interval.or(doubt))
}

/// First and last page of one range; `None` for what is none.
pub(super) fn ends(pages: &str) -> Option<(&str, &str)> {
    let (first, last) = pages.split_once(['–', '—', '-'])?;
    let (first, last) = (first.trim(), last.trim_start_matches('-').trim());
    let whole = |page: &str| !page.is_empty() && !page.contains(['–', '—', '-', ',', ';', ' ']);
    (whole(first) && whole(last)).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_line() {
        assert_eq!(one_line("a b"), "a b");
        assert_eq!(one_line(" a\n\tb\u{7}c\u{85}\u{2028}d  e "), "a b c d e");
        assert_eq!(one_line("\u{feff}\r\n"), "");
    }

    #[test]
    fn pages_have_ends() {
        assert_eq!(ends("97–111"), Some(("97", "111")));
        assert_eq!(ends("97--111"), Some(("97", "111")));
        assert_eq!(ends("97"), None);
        assert_eq!(ends("1–2, 5–6"), None);
        assert_eq!(ends("A-1-A-5"), None);
    }
}
