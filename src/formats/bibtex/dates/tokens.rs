//! Cuts the text of a date into numbers, words and the signs between them.

use std::ops::Range;

use super::words::{self, Word};

/// A piece of a date's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits: their value and how many there are.
    Number {
        value: u32,
        digits: u8,
    },
    /// A decade (one digit missing) or century (two): `198?`, `19xx`.
    Span {
        year: i64,
        missing: u8,
    },
    Word(Word),
    /// A year in Roman numerals.
    Roman(i64),
    /// A month with one letter wrong.
    Misspelt(u8),
    /// `.`
    Dot,
    /// `/`
    Slash,
    /// `-` without spaces around it.
    Hyphen,
    /// A dash, or a hyphen between spaces.
    Dash,
    /// `&`
    And,
    /// `?`
    Doubt,
    /// `~` where it is not a space.
    Tilde,
    /// A letter that tells works of one year apart: the `a` of `2001a`.
    Suffix,
    /// More digits than any date has.
    TooLong,
}

/// The tokens of `text` with their places, at most a hundred.
pub(super) fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut out: Vec<(Token, Range<usize>)> = Vec::with_capacity(8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if out.len() == 100 {
            break;
        }
        let at = text.len() - rest.len();
        let (token, length) = if digit(c).is_some() {
            number(rest, text[..at].chars().next_back())
        } else if c.is_alphabetic() {
            word(
                rest,
                text[..at].chars().next_back().and_then(digit).is_some(),
                out.last().map(|last| last.0),
            )
        } else {
            (sign(c, &text[..at], &rest[c.len_utf8()..]), c.len_utf8())
        };
        if let Some(token) = token {
            out.push((token, at..at + length));
        }
        rest = &rest[length..];
    }
    out
}

fn sign(c: char, before: &str, after: &str) -> Option<Token> {
    match c {
        '.' => Some(Token::Dot),
        '/' => Some(Token::Slash),
        '-' | '\u{2010}' | '\u{2011}' => {
            let spaced =
                before.ends_with([' ', '-', '\u{a0}']) || after.starts_with([' ', '-', '\u{a0}']);
            Some(if spaced { Token::Dash } else { Token::Hyphen })
        }
        '\u{2012}'..='\u{2015}' | '\u{2212}' => Some(Token::Dash),
        '&' => Some(Token::And),
        '?' => Some(Token::Doubt),
        '~' if before.trim().is_empty() || after.trim().is_empty() => Some(Token::Tilde),
        _ => None,
    }
}

/// The value of a decimal digit of the scripts dates are written in.
fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    const ZEROS: [u32; 8] = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xe50, 0xff10];
    ZEROS
        .iter()
        .find_map(|zero| u32::from(c).checked_sub(*zero).filter(|value| *value < 10))
}

fn number(rest: &str, before: Option<char>) -> (Option<Token>, usize) {
    let mut length = 0;
    let (mut value, mut digits) = (0_u32, 0_u8);
    for c in rest.chars() {
        let Some(next) = digit(c) else { break };
        value = value.saturating_mul(10).saturating_add(next);
        digits = digits.saturating_add(1);
        length += c.len_utf8();
    }
    let after = &rest[length..];
    if after.starts_with(':') || before == Some(':') {
        // a time of day
        return (None, length + usize::from(after.starts_with(':')));
    }
    if let Some(missing) = missing_digits(value, digits, after) {
        let year = i64::from(value) * if missing == 1 { 10 } else { 100 };
        let signs = after
            .chars()
            .take(usize::from(missing))
            .map(char::len_utf8)
            .sum::<usize>();
        return (Some(Token::Span { year, missing }), length + signs);
    }
    if digits == 4 && value % 10 == 0 && value > 1000 {
        let plural = after.trim_start_matches(['\'', '\u{2019}']);
        if plural.starts_with('s') && !plural[1..].starts_with(char::is_alphanumeric) {
            let length = length + after.len() - plural.len() + 1;
            return (
                Some(Token::Span {
                    year: i64::from(value),
                    missing: 1,
                }),
                length,
            );
        }
    }
    (
        Some(if digits > 8 {
            Token::TooLong
        } else {
            Token::Number { value, digits }
        }),
        length,
    )
}

/// How many digits `198?`, `19xx`, `19--` leave out.
fn missing_digits(value: u32, digits: u8, after: &str) -> Option<u8> {
    let missing = match (digits, value) {
        (3, 100..=209) => 1,
        (2, 10..=20) => 2,
        _ => return None,
    };
    let mut signs = after.chars();
    let first = signs.next().filter(|c| "?xXuU-_*+".contains(*c))?;
    if missing == 2 && signs.next() != Some(first) {
        return None;
    }
    let rest = signs.as_str();
    (!rest.starts_with(|c: char| c.is_alphanumeric() || c == first)).then_some(missing)
}

fn word(rest: &str, after_number: bool, previous: Option<Token>) -> (Option<Token>, usize) {
    let mut length = 0;
    let mut lower = false;
    for c in rest.chars() {
        // `JulyAugust` is two words: a lost dash
        let combining = ('\u{300}'..='\u{36f}').contains(&c);
        if !c.is_alphabetic() && !combining || lower && c.is_uppercase() || is_cjk(c) && length > 0
        {
            break;
        }
        lower = c.is_lowercase();
        length += c.len_utf8();
        if is_cjk(c) {
            break;
        }
    }
    let text = &rest[..length];
    let after = &rest[length..];
    match text {
        // 2017年5月3日
        "年" | "月" => return (Some(Token::Hyphen), length),
        "日" => return (None, length),
        _ => {}
    }
    if length == 1 {
        // `n.d.`, `B.C.`, `o. J.`
        let joined = initials(rest);
        if joined.0.len() > 1 {
            let meaning = words::lookup(&joined.0, false);
            if meaning != Word::Unknown {
                return (Some(Token::Word(meaning)), joined.1);
            }
        }
        if matches!(text, "c" | "p") && after.starts_with(|c| digit(c).is_some()) {
            return (None, length);
        }
        let letter = text.chars().all(char::is_lowercase);
        if letter
            && matches!(previous, Some(Token::Number { digits: 4, .. }))
            && (after_number || !after.starts_with(' '))
        {
            return (Some(Token::Suffix), length);
        }
    }
    let token = match words::lookup(text, after_number) {
        Word::Unknown => match words::roman_year(text) {
            Some(year) => Token::Roman(year),
            None => words::misspelt_month(text).map_or(Token::Word(Word::Unknown), Token::Misspelt),
        },
        meaning => Token::Word(meaning),
    };
    (Some(token), length)
}

const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{9fff}')
}

/// The letters of an abbreviation of single letters, and how long it is with its dots.
fn initials(rest: &str) -> (String, usize) {
    let (mut letters, mut length) = (String::new(), 0);
    loop {
        let part = &rest[length..];
        let part = if letters.is_empty() {
            part
        } else {
            part.trim_start_matches(' ')
        };
        let mut chars = part.chars();
        match (chars.next(), chars.next()) {
            (Some(letter), Some('.')) if letter.is_ascii_alphabetic() => letters.push(letter),
            _ => return (letters, length),
        }
        length = rest.len() - part.len() + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Token> {
        tokens(text).into_iter().map(|token| token.0).collect()
    }

    #[test]
    fn cuts_where_people_forget_to() {
        let number = |value, digits| Token::Number { value, digits };
        let month = |number| Token::Word(Word::Month(number));
        assert_eq!(kinds("JulyAugust13"), [month(7), month(8), number(13, 2)]);
        assert_eq!(
            kinds("198?"),
            [Token::Span {
                year: 1980,
                missing: 1
            }]
        );
        assert_eq!(
            kinds("19xx"),
            [Token::Span {
                year: 1900,
                missing: 2
            }]
        );
        assert_eq!(
            kinds("1990s"),
            [Token::Span {
                year: 1990,
                missing: 1
            }]
        );
        assert_eq!(kinds("2001a"), [number(2001, 4), Token::Suffix]);
        assert_eq!(kinds("n. d."), [Token::Word(Word::Missing)]);
        assert_eq!(
            kinds("12 B.C."),
            [number(12, 2), Token::Word(Word::BeforeChrist)]
        );
        assert_eq!(kinds("c1984"), [number(1984, 4)]);
        assert_eq!(kinds("२००१"), [number(2001, 4)]);
    }
}
