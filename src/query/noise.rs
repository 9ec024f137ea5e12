//! Words of citations that no entry need have: `and` between two names, `et al.` behind one, `pp.` before pages and
//! `vol.` before a volume.

use super::words::{identifiers, label};
use super::{Field, Query, Term, Test, years_of};
use crate::model::Scheme;

/// What stands between the last two names, in the languages of most references.
const AND: &[&str] = &["and", "und", "et"];
/// What stands for the other names behind the first,
const OTHERS: &[&[&str]] = &[
    &["et", "al"],
    &["ET", "AL"],
    &["Et", "al"],
    &["et", "alii"],
    &["et.al"],
    &["u.a"],
];
/// and what does only at the end or before a year; of `& al.` the sign is no word.
const OTHERS_AT_END: &[&[&str]] = &[&["and", "others"], &["al"]];
/// Whether a number is one that words are said of, and the words.
type Numbered = (fn(&str) -> bool, &'static [&'static str]);

/// What says of which kind the number behind it is, with the numbers that it is said of; elsewhere these are words like
/// others.
const NUMBERED: &[Numbered] = &[
    (
        is_number,
        &[
            "pp", "Pp", "pages", "p", "vol", "Vol", "vols", "Vols", "nos", "Nos", "nr", "Nr", "Bd",
            "Bde",
        ],
    ),
    // `special issue 1998` has a year, not a number
    (
        is_no_year,
        &[
            "volume", "Volume", "volumes", "Volumes", "no", "No", "number", "Number", "numbers",
            "Numbers", "issue", "Issue", "art", "Art", "Band", "Heft",
        ],
    ),
    // the first letter of a name stands before a year, too
    (are_several, &["page", "Page", "Pages", "S"]),
];

/// Into how many groups a space parts an ISBN at most.
const GROUPS: usize = 5;

/// Parts without the words that stand for no word of an entry: of `Shannon and Weaver` the two, of `Lamport et al. 1982`
/// the first, of which it is noted, and the last; of `Shannon, vol. 27, pp. 379-423` the name and the numbers. Names are
/// told by their capital letters, so that `war and peace` stays as it is.
pub(super) fn without_joints(mut parts: Vec<Query>) -> Vec<Query> {
    for at in (1..parts.len()).rev() {
        if says_of_number(&parts[at - 1], &parts[at]) {
            parts.remove(at - 1);
        }
    }
    join_isbn(&mut parts);
    let mut at = 0;
    while at < parts.len() {
        let length = others(&parts, at);
        if length == 0 {
            at += 1;
            continue;
        }
        parts.drain(at..at + length);
        if let Some(Query::Term(Term {
            test: Test::Words(name),
            ..
        })) = at.checked_sub(1).and_then(|name| parts.get_mut(name))
        {
            name.et_al = true;
        }
    }
    let mut at = 1;
    while at + 1 < parts.len() {
        let joint = word(&parts[at]).is_some_and(|(_, joint)| AND.contains(&joint))
            && !has_others(&parts[at]);
        if joint && is_name(&parts[at - 1]) && is_name(&parts[at + 1]) {
            parts.remove(at);
        }
        at += 1;
    }
    parts
}

/// The groups of an ISBN as one term: `ISBN 0 201 13447 0`, and `978 0 201 13447 6` also without the name.
fn join_isbn(parts: &mut Vec<Query>) {
    for at in 0..parts.len() {
        let Some(part) = parts.get(at) else {
            break;
        };
        let named = is_isbn(part);
        if !named && !digits(part).is_some_and(|first| matches!(first, "978" | "979")) {
            continue;
        }
        let start = at + usize::from(named);
        if let Some((length, test)) = isbn(&parts[start..], named) {
            let term = Query::Term(Term {
                field: Some(Field::named(Scheme::Isbn.name())),
                test,
            });
            parts.splice(at..start + length, [term]);
        }
    }
}

/// The ISBN that words are together, and how many they are; without its name one of 13 digits.
fn isbn(parts: &[Query], named: bool) -> Option<(usize, Test)> {
    let parts = until_others(parts);
    let groups: Vec<&str> = parts.iter().map_while(digits).take(GROUPS).collect();
    (2..=groups.len()).rev().find_map(|length| {
        let groups = &groups[..length];
        let size: usize = groups.iter().map(|group| group.len()).sum();
        let test = identifiers(Some(Scheme::Isbn), &groups.join("-")).ok()?;
        (named || size == 13).then_some((length, test))
    })
}

fn is_isbn(part: &Query) -> bool {
    let is_label = |(field, word): (Option<&Field>, &str)| {
        field.is_none() && label(word) == Some(Scheme::Isbn)
    };
    !has_others(part) && word(part).is_some_and(is_label)
}

/// The digits that a word is, the last perhaps an X.
fn digits(part: &Query) -> Option<&str> {
    let (None, text) = word(part)? else {
        return None;
    };
    let number = text.strip_suffix(['x', 'X']).unwrap_or(text);
    number
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(text)
}

/// How many of the parts from `at` on stand for other names.
fn others(parts: &[Query], at: usize) -> usize {
    let field = word(&parts[at]).and_then(|(field, _)| field);
    let stands = |words: &&&[&str]| {
        let read = until_others(&parts[at..]).iter();
        let read = read.map_while(word).take(words.len());
        words.len() < parts.len() && read.eq(words.iter().map(|word| (field, *word)))
    };
    let is_name = at > 0 && is_name(&parts[at - 1]);
    let ends = |words: &&&[&str]| {
        is_name
            && !has_others(&parts[at + words.len() - 1])
            && parts.get(at + words.len()).is_none_or(is_year)
    };
    let found = OTHERS.iter().find(stands);
    found
        .or_else(|| {
            OTHERS_AT_END
                .iter()
                .find(|words| stands(words) && ends(words))
        })
        .map_or(0, |words| words.len())
}

/// The field and the text of a word that is neither a phrase nor a beginning.
fn word(part: &Query) -> Option<(Option<&Field>, &str)> {
    match part {
        Query::Term(Term {
            field,
            test: Test::Words(words),
        }) if !words.phrase && !words.prefix => Some((field.as_ref(), words.text.as_str())),
        _ => None,
    }
}

/// Whether `et al.` stood behind a word: what follows it is not next to it.
fn has_others(part: &Query) -> bool {
    matches!(part, Query::Term(Term { test: Test::Words(words), .. }) if words.et_al)
}

/// The parts that are next to each other, up to the first behind which `et al.` stood.
fn until_others(parts: &[Query]) -> &[Query] {
    let end = parts.iter().position(has_others);
    &parts[..end.map_or(parts.len(), |end| end + 1)]
}

/// Whether a word says of which kind the number behind it is.
fn says_of_number(part: &Query, next: &Query) -> bool {
    let Some(((None, word), (None, number))) = word(part).zip(word(next)) else {
        return false;
    };
    !has_others(part)
        && NUMBERED
            .iter()
            .any(|(of, words)| words.contains(&word) && of(number))
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_no_year(text: &str) -> bool {
    is_number(text) && (text.len() != 4 || years_of(text).is_empty())
}

fn are_several(text: &str) -> bool {
    is_number(text) && text.contains(['-', '–'])
}

fn is_year(part: &Query) -> bool {
    match part {
        // `2009a` is also a word
        Query::Or(readings) => readings.first().is_some_and(is_year),
        part => word(part).is_some_and(|(_, text)| is_number(text)),
    }
}

fn is_name(part: &Query) -> bool {
    word(part).is_some_and(|(_, text)| text.starts_with(char::is_uppercase))
}
