//! The schemes that need but a few lines: PubMed, PubMed Central, ORCID, bibcodes and handles.

use super::{IdentifierFault, after_mark, percent_decode, strip_prefix};

/// At most eight digits; zeros in front do not count.
pub(super) fn read_pmid(text: &str) -> Result<String, IdentifierFault> {
    let text = address(text, &["/pubmed/", "nlm.nih.gov/"]);
    let text = without_name(text, &["pmid", "pubmed"]);
    let digits = text.trim_start_matches('0');
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentifierFault::Expected("up to eight digits"));
    }
    Ok(String::from(digits))
}

/// `PMC` and digits; a version (`.1`) is left out.
pub(super) fn read_pmcid(text: &str) -> Result<String, IdentifierFault> {
    let text = address(text, &["/articles/"]);
    let text = without_name(text, &["pmcid", "pmc"]);
    let text = strip_prefix(text, "pmc").unwrap_or(text);
    let digits = text
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_start_matches('0');
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentifierFault::Expected("PMC and up to nine digits"));
    }
    Ok(format!("PMC{digits}"))
}

/// Sixteen digits, the last a check character by ISO 7064 mod 11-2 ("Structure of the ORCID Identifier").
pub(super) fn read_orcid(text: &str) -> Result<String, IdentifierFault> {
    let text = without_name(address(text, &["orcid.org/"]), &["orcid"]);
    let digits: String = text
        .chars()
        .filter(|c| *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits.is_ascii() || digits.len() != 16 || !number(&digits[..15]) {
        return Err(IdentifierFault::Expected("four groups of four digits"));
    }
    let total = digits
        .bytes()
        .take(15)
        .fold(0, |total, digit| (total + u32::from(digit - b'0')) * 2 % 11);
    let check = char::from_digit((12 - total) % 11, 10).unwrap_or('X');
    if !digits.ends_with(check) {
        return Err(IdentifierFault::CheckDigit(check));
    }
    Ok(format!(
        "{}-{}-{}-{}",
        &digits[..4],
        &digits[4..8],
        &digits[8..12],
        &digits[12..]
    ))
}

/// `YYYYJJJJJVVVVMPPPPA`: year, journal, volume, qualifier, page, the author's initial, filled up with dots.
pub(super) fn read_bibcode(text: &str) -> Result<String, IdentifierFault> {
    let text = address(text, &["/abs/"]);
    let text = text.split('/').next().unwrap_or_default();
    let text = percent_decode(text).replace("\\&", "&");
    let bytes = text.as_bytes();
    let year = bytes.len() == 19
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && matches!(bytes[0], b'1' | b'2');
    let journal = year
        && (bytes[4].is_ascii_alphabetic() || bytes[4] == b'.')
        && bytes[4..9].iter().any(u8::is_ascii_alphabetic);
    let author = journal && (bytes[18].is_ascii_alphabetic() || matches!(bytes[18], b'.' | b':'));
    if !author
        || !bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b".&:+-".contains(b))
    {
        return Err(IdentifierFault::Expected(
            "nineteen characters: year, journal, volume, page and initial",
        ));
    }
    Ok(text)
}

/// A prefix of numbers with dots, `/`, and a local name.
pub(super) fn read_handle(text: &str) -> Result<String, IdentifierFault> {
    let text = without_name(address(text, &["handle.net/"]), &["hdl", "handle"]);
    let text = percent_decode(text.split('?').next().unwrap_or_default());
    let whole = text.split_once('/').is_some_and(|(authority, name)| {
        authority
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
            && !name.is_empty()
            && !name.contains(|c: char| c.is_whitespace() || c.is_control())
    });
    if whole {
        Ok(text)
    } else {
        Err(IdentifierFault::Expected("a number, a slash and a name"))
    }
}

/// What an address ends in; the text itself if it is none.
fn address<'a>(text: &'a str, marks: &[&str]) -> &'a str {
    if !text.contains('/') {
        return text;
    }
    let rest = after_mark(text, marks);
    if rest.len() == text.len() {
        text
    } else {
        rest.split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim_end_matches('/')
    }
}

fn without_name<'a>(text: &'a str, names: &[&str]) -> &'a str {
    let rest = names
        .iter()
        .find_map(|name| strip_prefix(text, name))
        .unwrap_or(text);
    rest.trim_matches([' ', ':', '\u{a0}', '#', '.', ',', ';'])
}
