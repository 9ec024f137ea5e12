//! Numbers, ordinals, and ranges of pages.

use super::locale::{Gender, Locale};
use super::style::{NumberForm, PageRange};

/// Whether a text counts something: `2`, `2nd`, `L2d`, `2-5`, `2, 4`; not `second` (CSL 1.0.2, is-numeric).
pub(super) fn is_numeric(text: &str) -> bool {
    let mut parts = 0;
    for part in text.replace(" and ", "&").split([',', '&', '-', '–', '/']) {
        let part = part.trim();
        let body = part.trim_start_matches(|c: char| c.is_alphabetic());
        let digits = body.trim_start_matches(|c: char| c.is_ascii_digit());
        let tail = digits.trim_start_matches(|c: char| c.is_alphabetic());
        if body.len() == digits.len() || !tail.is_empty() {
            return false;
        }
        parts += 1;
    }
    parts > 0
}

/// Whether a text names more than one thing, as `12–20` and `3, 4` do.
pub(super) fn is_plural(text: &str) -> bool {
    let joined = text.replace(" and ", "&");
    let mut pieces = joined
        .split([',', '&', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    if let (Some(first), None) = (pieces.next(), pieces.next()) {
        // to a page that nobody knew yet
        if let Some((from, "??")) = first.split_once("--").or(first.split_once(['-', '–'])) {
            return from.contains(|c: char| c.is_ascii_digit());
        }
        if first.contains(" - ") || first.contains('–') && first.contains('-') {
            return first.contains(|c: char| c.is_ascii_digit());
        }
        let counted = |word: &str| {
            range(word).is_some_and(|(from, _)| from.contains(|c: char| c.is_ascii_digit()))
        };
        if first.split_whitespace().any(counted) {
            return true;
        }
        return range(first).is_some() && !first.starts_with(char::is_uppercase)
            || range(first).is_some_and(|(from, _)| from.contains(|c: char| c.is_ascii_digit()));
    }
    let mut pieces = joined.split([',', '&', ';']).map(str::trim);
    // whatever is beside it: `219-360, tab. I-VI`
    let begins = pieces.clone().next().and_then(range);
    if begins.is_some_and(|(from, _)| from.contains(|c: char| c.is_ascii_digit())) {
        return true;
    }
    // `2, p. 3` is a part of one
    let is_part = |piece: &str| {
        piece.split_once(' ').is_some_and(|(word, _)| {
            word.ends_with('.') && word.starts_with(|c: char| c.is_alphabetic())
        })
    };
    joined.contains([',', '&', ';'])
        && (joined.contains(|c: char| c.is_ascii_digit()) && !pieces.clone().skip(1).any(is_part)
            || pieces.all(|piece| is_roman(piece) || range(piece).is_some_and(are_roman)))
}

fn are_roman((from, to): (&str, &str)) -> bool {
    is_roman(unbracketed(from)) && is_roman(unbracketed(to))
}

/// `xv` of `(xv)`, as a page is called that has no number printed on it.
fn unbracketed(page: &str) -> &str {
    let inner = page.strip_prefix('(');
    inner
        .and_then(|inner| inner.strip_suffix(')'))
        .unwrap_or(page)
}

/// Whether a text is a number in Roman numerals.
pub(super) fn is_roman(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| b"ivxlcdm".contains(&byte.to_ascii_lowercase()))
}

/// The two ends of a range of numbers.
fn range(text: &str) -> Option<(&str, &str)> {
    let (from, to) = text.split_once(['-', '–'])?;
    let (from, to) = (from.trim(), to.trim());
    (is_page(from) && is_page(to)).then_some((from, to))
}

/// `12`, `A12`, `12b`, `xii`, and `3:12` of the third article of an issue.
fn is_page(text: &str) -> bool {
    if let Some((article, page)) = text.split_once(':') {
        return !article.is_empty()
            && article.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !page.contains(':')
            && is_page(page);
    }
    let text = unbracketed(text);
    let body = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let digits = body.trim_start_matches(|c: char| c.is_ascii_digit());
    let tail = digits.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    body.len() > digits.len() && tail.is_empty() || is_roman(text)
}

/// A number in a form; `gender` is that of what it counts.
pub(super) fn number(
    text: &str,
    form: NumberForm,
    locale: &Locale,
    gender: Option<Gender>,
) -> String {
    let count = text.trim().parse::<u32>().ok();
    let ordinal = |count| format!("{count}{}", locale.ordinal(count, gender));
    match (form, count) {
        (NumberForm::Ordinal, Some(count)) => ordinal(count),
        (NumberForm::LongOrdinal, Some(count)) => match locale.long_ordinal(count, gender) {
            Some(word) => word.to_owned(),
            None => ordinal(count),
        },
        (NumberForm::Roman, Some(count @ 1..4000)) => roman(count),
        _ => dashes(text),
    }
}

/// Hyphens in ranges of numbers as en dashes.
pub(super) fn dashes(text: &str) -> String {
    pages(text, PageRange::AsGiven)
}

fn roman(mut number: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (value, digits) in VALUES {
        while number >= value {
            out.push_str(digits);
            number -= value;
        }
    }
    out
}

/// Pages as a style wants ranges written; what is no plain range stays as it is.
pub(super) fn pages(text: &str, format: PageRange) -> String {
    if !text.contains(['-', '–', '&']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 4);
    let mut rest = text;
    loop {
        let at = [",", ";", "&", " and "]
            .iter()
            .filter_map(|mark| Some((rest.find(mark)?, mark.len())))
            .min();
        let Some((end, length)) = at else {
            out.push_str(&one_range(rest, format));
            return out;
        };
        out.push_str(&one_range(&rest[..end], format));
        match &rest[end..end + length] {
            "&" => {
                let kept = out.trim_end().len();
                out.truncate(kept);
                out.push_str(" & ");
                rest = rest[end + length..].trim_start();
                continue;
            }
            mark => out.push_str(mark),
        }
        rest = &rest[end + length..];
    }
}

fn one_range(part: &str, format: PageRange) -> String {
    // hyphens within the numbers, spaces around the one between them
    if let Some((first, last)) = part.split_once(" - ")
        && (first.contains('-') || last.contains('-'))
    {
        return format!("{}–{}", first.trim_end(), last.trim_start());
    }
    // words before it are left alone
    let (lead, bare) = match range(part.trim()) {
        Some(_) => part.split_at(part.len() - part.trim_start().len()),
        None => match part.trim_end().rsplit_once(' ') {
            Some((words, _)) => part.split_at(words.len() + 1),
            None => ("", part),
        },
    };
    let Some((first, last)) = range(bare) else {
        return part.to_owned();
    };
    let ((lead1, digits1), (lead2, digits2)) = (split(first), split(last));
    // the pages of an article with a number are written out
    if first.contains(':')
        || lead1 != lead2 && !lead2.is_empty()
        || digits1.is_empty()
        || digits2.is_empty()
    {
        return format!("{lead}{first}–{last}");
    }
    let long = if digits2.len() < digits1.len() {
        format!("{}{digits2}", &digits1[..digits1.len() - digits2.len()])
    } else {
        digits2.to_owned()
    };
    let number = |digits: &str| digits.parse::<u64>().unwrap_or(0);
    if number(&long) <= number(digits1) || format == PageRange::AsGiven {
        return format!("{lead}{first}–{last}");
    }
    let end = match format {
        PageRange::Expanded | PageRange::AsGiven => format!("{lead1}{long}"),
        PageRange::Minimal => shorten(digits1, &long, 1),
        PageRange::MinimalTwo => shorten(digits1, &long, 2),
        PageRange::Chicago15 | PageRange::Chicago16 => chicago(digits1, &long, format),
    };
    format!("{lead}{first}–{end}")
}

/// `A12` as `A` and `12`; what has anything behind its digits has none.
fn split(page: &str) -> (&str, &str) {
    let digits = page.len() - page.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    page.split_at(page.len() - digits)
}

/// The digits of `last` that differ from those of `first`, at least `least`.
fn shorten(first: &str, last: &str, least: usize) -> String {
    if first.len() != last.len() {
        return last.to_owned();
    }
    let same = first
        .bytes()
        .zip(last.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let from = same.min(last.len().saturating_sub(least));
    last[from..].to_owned()
}

/// The Chicago Manual of Style's way with inclusive numbers (15th edition; the 16th lets long numbers be).
fn chicago(first: &str, last: &str, format: PageRange) -> String {
    let number = first.parse::<u64>().unwrap_or(0);
    if number < 100 || number % 100 == 0 || first.len() != last.len() {
        return last.to_owned();
    }
    if number % 100 < 10 {
        return shorten(first, last, 1);
    }
    if format == PageRange::Chicago15 && first.len() == 4 {
        let short = shorten(first, last, 2);
        return if short.len() > 2 {
            last.to_owned()
        } else {
            short
        };
    }
    shorten(first, last, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_articles_with_numbers() {
        assert_eq!(pages("1:1-1:12", PageRange::Expanded), "1:1–1:12");
        assert_eq!(pages("1:1-1:12", PageRange::AsGiven), "1:1–1:12");
        assert!(is_plural("1:1-1:12") && !is_plural("1:1"));
    }

    #[test]
    fn what_counts() {
        for text in ["2", "2nd", "L2d", "2-5", "2 & 5", "12, 14"] {
            assert!(is_numeric(text), "{text}");
        }
        for text in ["second", "2nd edition", "", "-", "x"] {
            assert!(!is_numeric(text), "{text}");
        }
        assert!(
            is_plural("12-20")
                && is_plural("47-??")
                && is_plural("iv–vi")
                && is_plural("iv, vi")
                && is_plural("iv, vi-xi, (xv)-(xvii)")
                && !is_plural("iv, vi-part")
                && !is_plural("2, p. 3")
                && is_plural("219-360, tab. I-VI")
                && is_plural("2, 4")
                && !is_plural("RC-6947")
                && !is_plural("12")
        );
    }

    #[test]
    fn ranges_of_pages() {
        use PageRange::*;
        for (given, format, expected) in [
            ("321-328", Expanded, "321–328"),
            ("321-8", Expanded, "321–328"),
            ("321-328", Minimal, "321–8"),
            ("321-328", MinimalTwo, "321–28"),
            ("100-104", Chicago15, "100–104"),
            ("107-108", Chicago15, "107–8"),
            ("755-755", Chicago15, "755–755"),
            ("1496-1504", Chicago15, "1496–1504"),
            ("11564-11568", Chicago15, "11564–68"),
            ("71-72", Chicago15, "71–72"),
            ("99-02", Minimal, "99–02"),
            ("RC-6947", Minimal, "RC-6947"),
            ("12-20, 30", Minimal, "12–20, 30"),
            ("A12-A15", Minimal, "A12–5"),
            ("338-??", Minimal, "338-??"),
            ("174-175 and 334-335", Minimal, "174–5 and 334–5"),
            ("342-360, tab. I-VI", Expanded, "342–360, tab. I–VI"),
            ("2-15 - 2-23", Minimal, "2-15–2-23"),
            ("C-23", AsGiven, "C–23"),
            ("12&13", Minimal, "12 & 13"),
            ("1:1-1:15", Minimal, "1:1–1:15"),
            (
                "iv, vi-xi, (xv)-(xvii)",
                Chicago15,
                "iv, vi–xi, (xv)–(xvii)",
            ),
            ("(12)-(14)", Minimal, "(12)–(14)"),
            ("12", Minimal, "12"),
        ] {
            assert_eq!(pages(given, format), expected);
        }
    }
}
