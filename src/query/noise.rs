//! Words of citations that no entry need have: `and` between two names, `et al.` behind one, `pp.` before pages and
//! `vol.` before a volume.

use super::{Field, Query, Term, Test, years_of};

/// What stands between the last two names, in the languages of most references.
const AND: &[&str] = &["and", "und", "et"];
/// What says of which kind the number behind it is, with the numbers that it is said of; elsewhere these are words like
/// others.
const NUMBERED: &[(fn(&str) -> bool, &[&str])] = &[
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

/// Parts without the words that stand for no word of an entry: of `Shannon and Weaver` the two, of `Lamport et al. 1982`
/// the first, of which it is noted, and the last; of `Shannon, vol. 27, pp. 379-423` the name and the numbers. Names are
/// told by their capital letters, so that `war and peace` stays as it is.
pub(super) fn without_joints(mut parts: Vec<Query>) -> Vec<Query> {
    for at in (1..parts.len()).rev() {
        if says_of_number(&parts[at - 1], &parts[at]) {
            parts.remove(at - 1);
        }
    }
    let mut at = 0;
    while at + 1 < parts.len() {
        let others = word(&parts[at]).zip(word(&parts[at + 1]));
        let joins = others.is_some_and(|((field, et), (other, al))| {
            field == other && et.eq_ignore_ascii_case("et") && al.eq_ignore_ascii_case("al")
        });
        if joins && parts.len() > 2 {
            parts.drain(at..at + 2);
            if let Some(Query::Term(Term {
                test: Test::Words(name),
                ..
            })) = at.checked_sub(1).and_then(|name| parts.get_mut(name))
            {
                name.et_al = true;
            }
        } else {
            at += 1;
        }
    }
    let mut at = 1;
    while at + 1 < parts.len() {
        let joint = word(&parts[at]).is_some_and(|(_, joint)| AND.contains(&joint));
        if joint && is_name(&parts[at - 1]) && is_name(&parts[at + 1]) {
            parts.remove(at);
        }
        at += 1;
    }
    parts
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

/// Whether a word says of which kind the number behind it is.
fn says_of_number(part: &Query, next: &Query) -> bool {
    let Some(((None, word), (None, number))) = word(part).zip(word(next)) else {
        return false;
    };
    NUMBERED
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

fn is_name(part: &Query) -> bool {
    word(part).is_some_and(|(_, text)| text.starts_with(char::is_uppercase))
}
