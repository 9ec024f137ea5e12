//! DOIs: `10.`, a registrant of four to nine digits with optional subdivisions, `/` and a suffix (DOI Handbook 2).
//!
//! They are compared ignoring the case of ASCII letters, so lower case is the normal form.

use super::{IdentifierFault, percent_decode, strip_prefix};

/// No DOI is longer; what is would only cost time.
const LONGEST: usize = 2000;

pub(super) fn read(text: &str) -> Result<String, IdentifierFault> {
    if text.len() > LONGEST {
        return Err(IdentifierFault::Expected("at most 2000 characters"));
    }
    let text = text.trim_start_matches(['<', '"', '\'', '\u{201c}', '\u{201d}', ' ']);
    let (text, url) = without_prefix(text);
    let text = if url || text.contains("%2") || text.contains("%3") {
        percent_decode(text)
    } else {
        String::from(text)
    };
    let text = plain(&text);
    let mut doi = trimmed(&text);
    if url && !doi.starts_with("10.") {
        // a publisher's page: …/doi/abs/10.1000/182?download=1
        let at = doi
            .find("/10.")
            .ok_or(IdentifierFault::Expected("10., a number and a slash"))?;
        doi = &doi[at + 1..];
        let end = doi.find(['?', '#', '&']).unwrap_or(doi.len());
        doi = &doi[..end];
        for tail in [
            "/full",
            "/abstract",
            "/pdf",
            "/epdf",
            "/meta",
            "/summary",
            ".pdf",
            "/html",
            "/fulltext",
        ] {
            doi = doi.strip_suffix(tail).unwrap_or(doi);
        }
        doi = trimmed(doi);
    }
    verify(doi)?;
    Ok(doi.to_ascii_lowercase())
}

fn verify(doi: &str) -> Result<(), IdentifierFault> {
    let expected =
        IdentifierFault::Expected("10., a registrant of four to nine digits, / and a suffix");
    let Some((prefix, suffix)) = doi.split_once('/') else {
        return Err(expected);
    };
    let Some(registrant) = prefix.strip_prefix("10.") else {
        return Err(expected);
    };
    let mut parts = registrant.split('.');
    let first = parts.next().unwrap_or_default();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(first) || !(4..=9).contains(&first.len()) || !parts.all(digits) {
        return Err(expected);
    }
    if suffix.is_empty() {
        return Err(IdentifierFault::Expected("a suffix after the slash"));
    }
    if suffix.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(IdentifierFault::Expected("no space within"));
    }
    Ok(())
}

/// Takes off `doi:`, `DOI 10…`, resolvers' addresses; and whether there was an address.
fn without_prefix(mut text: &str) -> (&str, bool) {
    let mut url = false;
    loop {
        text = text.trim_start_matches([' ', ':', '=', '/']);
        let rest = ["https://", "http://", "https:/", "http:/"]
            .iter()
            .find_map(|prefix| strip_prefix(text, prefix));
        if let Some(rest) = rest {
            url = true;
            text = rest;
            continue;
        }
        let hosts = ["doi.org/", "dx.doi.org/", "www.doi.org/", "doi.acm.org/"];
        if let Some(rest) = hosts.iter().find_map(|host| strip_prefix(text, host)) {
            url = true;
            text = rest;
        } else if let Some(rest) = ["info:doi/", "doi"]
            .iter()
            .find_map(|mark| strip_prefix(text, mark))
            && rest.starts_with([':', ' ', '=', '/', '1', '\u{a0}'])
        {
            text = rest;
        } else {
            return (text, url);
        }
    }
}

/// Undoes what TeX and HTML need: `\_`, `{\_}`, `&lt;`.
fn plain(text: &str) -> String {
    let mut plain = String::from(text);
    if plain.contains('\\') {
        plain = plain
            .replace("{\\_}", "_")
            .replace("\\textless", "<")
            .replace("\\textgreater", ">")
            .replace('\\', "");
    }
    for (code, sign) in [
        ("$<$", "<"),
        ("$>$", ">"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("{", ""),
        ("}", ""),
    ] {
        if plain.contains(code) {
            plain = plain.replace(code, sign);
        }
    }
    plain
}

/// Without the punctuation of the sentence it stood in; brackets stay where they are paired.
fn trimmed(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let unpaired = |open: char, close: char| {
            text.ends_with(close) && text.matches(open).count() < text.matches(close).count()
        };
        let loose = text.ends_with(['.', ',', ';', ':', '"', '\'', '\u{201d}', '\u{2019}']);
        if !(loose || unpaired('(', ')') || unpaired('[', ']') || unpaired('<', '>')) {
            return text;
        }
        let Some(last) = text.chars().next_back() else {
            return text;
        };
        text = text[..text.len() - last.len_utf8()].trim_end();
    }
}

/// The parts of a text that holds several DOIs; empty if it holds one or none.
pub(super) fn split(text: &str) -> Vec<String> {
    let parts = text
        .split_whitespace()
        .filter(|part| part.contains("10.") && part.contains('/'));
    let parts: Vec<String> = parts.map(String::from).collect();
    if parts.len() > 1 || parts.len() == 1 && read(text.trim()).is_err() {
        parts
    } else {
        Vec::new()
    }
}
