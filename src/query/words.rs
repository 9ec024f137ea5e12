//! What single words of a query are: identifiers, addresses, years, names of fields.

use std::borrow::Cow;

use super::fields::{self, FIELDS, Field, Kind, LISTED};
use super::scan::{is_bare, without_end, without_latex};
use super::{Test, Words};
use crate::model::{Identifier, Scheme, fold};
use crate::scan;

/// What may stand between a field's name and its value in place of the colon.
pub(super) const COMPARED: &[char] = &['=', '<', '>', '≤', '≥'];
/// Whose identifiers are known behind their names.
const LABELS: &[Scheme] = &[
    Scheme::Doi,
    Scheme::Isbn,
    Scheme::Issn,
    Scheme::Arxiv,
    Scheme::Pmid,
    Scheme::Pmcid,
];

/// What stands before the last two digits of a year.
pub(super) const APOSTROPHES: &[char] = &['\'', '’', '‘'];

/// The scheme of the identifiers that a word announces.
pub(super) fn label(word: &str) -> Option<Scheme> {
    let name = word.trim_end_matches(':').to_lowercase();
    let name = name
        .strip_suffix("-10")
        .or(name.strip_suffix("-13"))
        .unwrap_or(&name);
    LABELS.iter().copied().find(|scheme| scheme.name() == name)
}

/// Whether words are looked for in a field as they are in texts, so that punctuation means nothing.
pub(super) fn takes_words(field: &Field) -> bool {
    match field {
        Field::Known(known) => matches!(known.kind, Kind::Text(_) | Kind::Value(_)),
        Field::Other(_) => true,
    }
}

/// The words without LaTeX's markup; several are a phrase.
pub(super) fn plain(words: Words) -> Words {
    let text = without_latex(&words.text);
    // markup hid the colon or what stands for it, so that it made no field
    let hidden =
        matches!(text, Cow::Owned(_)) && text.contains(|c| c == ':' || COMPARED.contains(&c));
    let text = text.trim_start_matches(|c: char| !words.phrase && !c.is_alphanumeric());
    let (text, star) = if words.phrase {
        (text, false)
    } else {
        without_end(text)
    };
    let text = text.trim();
    Words {
        phrase: words.phrase || hidden || !is_bare(text) || matches!(text, "OR" | "AND" | "NOT"),
        prefix: words.prefix || star,
        et_al: words.et_al,
        text: text.to_owned(),
    }
}

/// What is wrong with a value, and what to do where it is not to put it in quotes.
pub(super) type Fault = (String, Option<String>);

pub(super) fn identifiers(scheme: Option<Scheme>, text: &str) -> Result<Test, Fault> {
    let (text, _) = without_end(text.trim());
    let any = match scheme {
        Some(scheme) => {
            vec![Identifier::parse(scheme, text).map_err(|error| (error.to_string(), None))?]
        }
        None => Identifier::guess(text),
    };
    if any.is_empty() {
        return Err((
            format!("`{text}` is no identifier that is known here"),
            None,
        ));
    }
    Ok(Test::Identifiers {
        any,
        typed: text.to_owned(),
    })
}

/// The years that a word is besides a word, the first and the last of each run: `2009a`, `’79` of either century,
/// `1980s`, `198x`, `1984/85`.
pub(super) fn years_beside(text: &str) -> Vec<(i64, i64)> {
    let one = |year: &i64| (*year, *year);
    let four = |text: &str| Some(text).filter(|text| text.len() == 4).map(years_of);
    if let Some(digits) = text.strip_prefix(APOSTROPHES) {
        let short = Some(digits).filter(|digits| digits.len() == 2);
        return short.map_or_else(Vec::new, |digits| {
            years_of(digits).iter().map(one).collect()
        });
    }
    if let Some(years) = text
        .strip_suffix(|c: char| ('a'..='h').contains(&c))
        .and_then(four)
    {
        return years.iter().map(one).collect();
    }
    let decade = text.strip_suffix("0s").or(text.strip_suffix(['x', 'X']));
    if let Some(years) = decade.and_then(|start| four(&format!("{start}0"))) {
        return years.into_iter().map(|year| (year, year + 9)).collect();
    }
    // `1984/85` and `1984/1985`
    let Some((from, to)) = text.split_once('/') else {
        return Vec::new();
    };
    let from = four(from).unwrap_or_default();
    let next = |year: &i64| (year + 1).to_string();
    let follow = |year: &&i64| matches!(to.len(), 2 | 4) && next(year).ends_with(to);
    from.iter()
        .filter(follow)
        .map(|year| (*year, year + 1))
        .collect()
}

/// The years that digits stand for where a year is likely: four for themselves, two for a year of either century.
pub(crate) fn years_of(digits: &str) -> Vec<i64> {
    let number = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse());
    match (digits.len(), number) {
        (4, Some(Ok(year))) if (1500..2100).contains(&year) => vec![year],
        (2, Some(Ok(year))) => vec![1900 + year, 2000 + year],
        _ => Vec::new(),
    }
}

/// The address of a page that is no identifier, as words of the field `url`.
pub(super) fn web_page(text: &str) -> Option<Words> {
    let lower = text.to_ascii_lowercase();
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|start| lower.strip_prefix(start))?;
    if fold(rest).is_empty() || !Identifier::guess(text).is_empty() {
        return None;
    }
    let rest = &text[text.len() - rest.len()..];
    let (page, _) = without_end(rest.trim_end_matches('/'));
    let words = plain(Words::word(page));
    (!fold(&words.text).is_empty()).then_some(words)
}

/// The keys of a text that is a citation with something beside a key, in Pandoc's notation or LaTeX's.
pub(crate) fn cited_keys(text: &str) -> Vec<String> {
    let notation = match text.as_bytes() {
        [b'[', .., b']'] if text.contains('@') && text.contains([' ', ';']) => "markdown",
        [b'\\', .., b'}'] => "latex",
        _ => return Vec::new(),
    };
    let scanner = scan::named(notation);
    let scan = scanner.map(|scanner| (scanner.scan)(text, &mut scan::Known::default()));
    let cited = scan.into_iter().flat_map(|scan| scan.cited);
    cited.map(|cited| cited.key).collect()
}

/// The name of a field that somebody who typed `name` probably meant.
pub(super) fn near(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let allowed = match name.len() {
        0..=3 => return None,
        4..=5 => 1,
        _ => 2,
    };
    let known = FIELDS.iter().flat_map(|field| {
        std::iter::once(field.name).chain(
            field
                .aliases
                .iter()
                .copied()
                .filter(|alias| alias.len() > 3),
        )
    });
    known
        .chain(LISTED.iter().copied())
        .map(|known| (strsim::osa_distance(&name, known), known))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| fields::known(known).map_or(known, |field| field.name))
}
