//! Words of citations that no entry need have: `and` between two names, `et al.` behind one, `pp.` before pages.

use super::{Field, Query, Term, Test};

/// What stands between the last two names, in the languages of most references.
const AND: &[&str] = &["and", "und", "et"];
/// What stands before the pages of a work,
const PAGES: &[&str] = &["pp", "Pp", "pages", "p"];
/// and what does before several, but may be a name before a year.
const PAGE: &[&str] = &["page", "Page", "Pages", "S"];

/// Parts without the words that stand for no word of an entry: of `Shannon and Weaver` the two, of `Lamport et al. 1982`
/// the first, of which it is noted, and the last; of `Shannon, pp. 379-423` the first and the last. Names are told by
/// their capital letters, so that `war and peace` stays as it is.
pub(super) fn without_joints(mut parts: Vec<Query>) -> Vec<Query> {
    let mut at = 0;
    while at + 1 < parts.len() {
        if says_pages(&parts[at], &parts[at + 1]) {
            parts.remove(at);
        } else {
            at += 1;
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

/// Whether a word says that the number behind it is one of pages.
fn says_pages(part: &Query, next: &Query) -> bool {
    let Some(((None, word), (None, number))) = word(part).zip(word(next)) else {
        return false;
    };
    let is_digit = |c: char| c.is_ascii_digit();
    let several = number.contains(['-', '–']);
    number.starts_with(is_digit) && (PAGES.contains(&word) || several && PAGE.contains(&word))
}

fn is_name(part: &Query) -> bool {
    word(part).is_some_and(|(_, text)| text.starts_with(char::is_uppercase))
}
