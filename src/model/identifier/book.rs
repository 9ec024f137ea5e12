//! ISBN and ISSN: digits with a check digit, among hyphens, spaces and remarks.
//!
//! ISBN-10 weighs its digits 10 to 1 and sums to a multiple of 11; ISBN-13 weighs 1 and 3 in turn and sums to a
//! multiple of 10 (ISBN Users' Manual, appendix 1). ISSN weighs 8 to 1, modulo 11 (ISO 3297). `X` is ten.

use super::IdentifierFault;

pub(super) fn read_isbn(text: &str) -> Result<String, IdentifierFault> {
    let digits = single(text, isbns)?;
    match digits.len() {
        10 => {
            let check = mod_11(&digits[..9]);
            expect(check, &digits)?;
            let mut isbn = format!("978{}", &digits[..9]);
            isbn.push(mod_10(&isbn));
            Ok(isbn)
        }
        13 => {
            if !digits.starts_with("978") && !digits.starts_with("979") {
                return Err(IdentifierFault::Expected("978 or 979 at the beginning"));
            }
            expect(mod_10(&digits[..12]), &digits)?;
            Ok(digits)
        }
        found => Err(IdentifierFault::Digits {
            found,
            expected: "10 or 13",
        }),
    }
}

pub(super) fn read_issn(text: &str) -> Result<String, IdentifierFault> {
    let digits = single(text, issns)?;
    if digits.len() != 8 {
        return Err(IdentifierFault::Digits {
            found: digits.len(),
            expected: "8",
        });
    }
    expect(mod_11(&digits[..7]), &digits)?;
    Ok(format!("{}-{}", &digits[..4], &digits[4..]))
}

/// The digits of a text that holds one number.
fn single(text: &str, split: fn(&str) -> Vec<String>) -> Result<String, IdentifierFault> {
    let parts = split(text);
    let one = match parts.as_slice() {
        [one] => one,
        [] => return Err(IdentifierFault::Expected("digits")),
        _ => return Err(IdentifierFault::Expected("one number")),
    };
    let digits: String = one
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    match digits.find('X') {
        Some(at) if at + 1 < digits.len() => Err(IdentifierFault::Expected("X only at the end")),
        _ => Ok(digits),
    }
}

fn expect(check: char, digits: &str) -> Result<(), IdentifierFault> {
    if digits.ends_with(check) {
        Ok(())
    } else {
        Err(IdentifierFault::CheckDigit(check))
    }
}

/// The check digit that makes the sum of digits, weighed by their place from the right, a multiple of 11.
fn mod_11(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip(2..)
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    char::from_digit((11 - sum % 11) % 11, 10).unwrap_or('X')
}

fn mod_10(digits: &str) -> char {
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = digits
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

pub(super) fn isbns(text: &str) -> Vec<String> {
    numbers(text, &[10, 13])
}

pub(super) fn issns(text: &str) -> Vec<String> {
    numbers(text, &[8])
}

/// The numbers of a text, as written. What spaces cut apart is joined up to one of `lengths`; short numbers beside
/// long ones are remarks ("vol. 2") and left out.
fn numbers(text: &str, lengths: &[usize]) -> Vec<String> {
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let breaks = |c: char| c.is_whitespace() || ",;()[]{}/:+&|<>\"~=\\".contains(c);
    for (at, chunk) in text.split(breaks).scan(0, |at, chunk| {
        let start = *at;
        *at += chunk.len()
            + text[*at + chunk.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
        Some((start, chunk))
    }) {
        let chunk = number_of(chunk);
        let digits = chunk.chars().filter(char::is_ascii_alphanumeric).count();
        if digits == 0 {
            // a word or a comma ends a number, more space does not
            if !after_space(text, at) || text[at..].starts_with(|c: char| !c.is_whitespace()) {
                found.extend(open.take());
            }
            continue;
        }
        open = match open.take() {
            Some((before, mut joined))
                if !complete(before, &joined, lengths)
                    && before + digits <= longest
                    && after_space(text, at) =>
            {
                joined.push(' ');
                joined.push_str(chunk);
                Some((before + digits, joined))
            }
            other => {
                found.extend(other);
                Some((digits, String::from(chunk)))
            }
        };
    }
    found.extend(open);
    let long = |digits: usize| digits + 3 >= lengths.iter().copied().min().unwrap_or(0);
    if found.iter().any(|(digits, _)| long(*digits)) {
        found.retain(|(digits, _)| long(*digits));
    }
    found.into_iter().map(|(_, number)| number).collect()
}

fn after_space(text: &str, at: usize) -> bool {
    text[..at].ends_with(char::is_whitespace)
}

/// Whether the digits gathered are a whole number. Ten that begin an ISBN-13 are only if their check digit is right.
fn complete(digits: usize, joined: &str, lengths: &[usize]) -> bool {
    if !lengths.contains(&digits) {
        return false;
    }
    let begins_longer = digits == 10 && (joined.starts_with("978") || joined.starts_with("979"));
    !begins_longer || read_isbn(joined).is_ok()
}

/// The number in a chunk: digits, hyphens and a final X, after "ISBN" or "ISSN-13" if that is written onto it.
fn number_of(chunk: &str) -> &str {
    let hyphen = |c: char| {
        matches!(
            c,
            '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '.' | '\u{200e}' | '\u{feff}'
        )
    };
    let mut rest = chunk;
    for mark in ["isbn", "issn", "eissn", "e-issn"] {
        rest = super::strip_prefix(rest, mark).unwrap_or(rest);
    }
    if rest.len() < chunk.len() && matches!(rest, "13" | "10" | "-13" | "-10") {
        return "";
    }
    let rest = rest.trim_matches(hyphen);
    let ends = |c: char| matches!(c, 'x' | 'X');
    if rest
        .chars()
        .all(|c| c.is_ascii_digit() || hyphen(c) || ends(c))
        && rest.contains(|c: char| c.is_ascii_digit() || ends(c))
    {
        rest
    } else {
        ""
    }
}
