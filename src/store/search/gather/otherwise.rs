//! What the parts of a query may mean besides, where it finds nothing as it stands.

use crate::model::Identifier;
use crate::query::{Field, Query, Term, Test, Words, years_of};
use crate::store::search::rank::Wanted;

/// How many words a text has at least in which a hyphen before a word is no negation.
const TEXT: usize = 4;

/// What a term may be instead; none where it is not of that kind.
type Reading = fn(&Term) -> Option<Query>;

/// The readings, of which the first that a term has is taken.
const READINGS: &[Reading] = &[
    written_out,
    owner,
    name_and_year,
    volume_and_pages,
    years,
    address,
    apart,
];

/// The query with another reading of each part that has one; none where no part has.
pub(super) fn otherwise(query: &Query) -> Option<Query> {
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        query => std::slice::from_ref(query),
    };
    let is_text = is_text(parts);
    let reading = |part: &Query| match part {
        Query::Term(term) => READINGS.iter().find_map(|reading| reading(term)),
        Query::Not(hyphened) if is_text => Some((**hyphened).clone()),
        _ => None,
    };
    let read: Vec<Option<Query>> = parts.iter().map(reading).collect();
    read.iter().any(Option::is_some).then(|| {
        let read = read.into_iter().zip(parts);
        Query::and(read.map(|(read, part)| read.unwrap_or_else(|| part.clone())))
    })
}

/// Whether the parts are more likely words of a text than a query: many, the first with a capital, and one of them behind
/// a hyphen, as in `On the Fredholm alternative for the p -Laplacian`.
fn is_text(parts: &[Query]) -> bool {
    let word = |part: &Query| match part {
        Query::Term(term) if term.field.is_none() => typed(term).map(|(_, words)| words.text),
        _ => None,
    };
    let is_hyphened = |part: &&Query| matches!(part, Query::Not(of) if word(of).is_some());
    let hyphened = parts.iter().filter(is_hyphened).count();
    let words = parts.iter().filter_map(word).count();
    let begins = parts.first().and_then(word);
    hyphened == 1
        && hyphened + words == parts.len()
        && parts.len() >= TEXT
        && begins.is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// An identifier behind its name, or as a URL, also as it may stand in a text: `arXiv:quant-ph/9703025` in a note.
fn written_out(term: &Term) -> Option<Query> {
    let (any, typed) = match &term.test {
        Test::Identifiers { any, typed } => (any.clone(), typed),
        Test::Words(words) if term.field.is_none() => (words.identifiers(), &words.text),
        _ => return None,
    };
    let is_bare = |value: &str| term.field.is_none() && typed.eq_ignore_ascii_case(value);
    let values: Vec<&str> = any.iter().map(Identifier::value).collect();
    if values.is_empty() || values.iter().any(|value| is_bare(value)) {
        return None;
    }
    let written = values.into_iter().map(|value| {
        let words = Words {
            phrase: true,
            ..Words::word(value)
        };
        of_field(None, words)
    });
    Some(Query::or(
        std::iter::once(Query::Term(term.clone())).chain(written),
    ))
}

/// `Knuth’s` as `Knuth`.
fn owner(term: &Term) -> Option<Query> {
    let (field, words) = typed(term)?;
    let ends = ["'s", "’s", "ʼs"];
    let owner = ends.iter().find_map(|end| words.text.strip_suffix(end))?;
    let is_word = owner.ends_with(char::is_alphanumeric);
    is_word.then(|| of_field(field, Words::word(owner)))
}

/// A key as people remember it, `knuth1984`, `Knu84` or `knuth1984literate`: a name or its beginning, a year, perhaps a
/// word.
fn name_and_year(term: &Term) -> Option<Query> {
    let (None, words) = typed(term)? else {
        return None;
    };
    let is_digit = |c: char| c.is_ascii_digit();
    let (name, rest) = words.text.split_at(words.text.find(is_digit)?);
    let (digits, rest) = rest.split_at(rest.find(|c| !is_digit(c)).unwrap_or(rest.len()));
    let are_letters = |text: &str| text.chars().all(char::is_alphabetic);
    let years = years_of(digits);
    if name.chars().count() < 2 || years.is_empty() || !are_letters(name) || !are_letters(rest) {
        return None;
    }
    let years = years.into_iter().map(|year| {
        Query::Term(Term {
            field: Some(Field::named("year")),
            test: Test::Years(Some(year), Some(year)),
        })
    });
    // a letter tells works of one year apart
    let word = Some(rest).filter(|rest| rest.chars().count() > 1);
    let words = [Some(name), word].into_iter().flatten();
    let words = words.map(|word| of_field(None, Words::word(word)));
    Some(Query::and(words.chain([Query::or(years)])))
}

/// `35:4661-4672` as a volume and pages, between which other words may stand.
fn volume_and_pages(term: &Term) -> Option<Query> {
    let (None, words) = typed(term)? else {
        return None;
    };
    let (volume, pages) = words.text.split_once(':')?;
    let is_digit = |c: char| c.is_ascii_digit();
    let is_volume = volume.contains(is_digit)
        || !volume.is_empty() && volume.chars().all(|c| "ivxlcdmIVXLCDM".contains(c));
    let are_pages =
        pages.starts_with(is_digit) && pages.chars().all(|c| is_digit(c) || matches!(c, '-' | '–'));
    (is_volume && are_pages)
        .then(|| Query::and([volume, pages].map(|part| of_field(None, Words::word(part)))))
}

/// `1990-1995` as the years from the one to the other.
fn years(term: &Term) -> Option<Query> {
    let (None, words) = typed(term)? else {
        return None;
    };
    let (from, to) = words.text.split_once(['-', '–'])?;
    let year = |text: &str| Some(text).filter(|text| text.len() == 4).map(years_of);
    let (from, to) = (*year(from)?.first()?, *year(to)?.first()?);
    (from <= to).then(|| {
        Query::Term(Term {
            field: Some(Field::named("year")),
            test: Test::Years(Some(from), Some(to)),
        })
    })
}

/// An address without `https://`, `ctan.org/pkg/x`, as that of a page.
fn address(term: &Term) -> Option<Query> {
    let (None, words) = typed(term)? else {
        return None;
    };
    let host = words.text.split('/').next()?;
    let (name, domain) = host.rsplit_once('.')?;
    let is_label = |label: &str| {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        label.len() > 1 && label.chars().all(fits)
    };
    let is_domain = domain.chars().all(|c| c.is_ascii_lowercase());
    (name.split('.').all(is_label) && is_label(domain) && is_domain)
        .then(|| of_field(Some(Field::named("url")), words))
}

/// The parts of a compound as words of their own: `Erdős-Rényi` are two people, perhaps.
fn apart(term: &Term) -> Option<Query> {
    let (field, words) = typed(term)?;
    if !words.identifiers().is_empty() {
        return None;
    }
    let term = Term {
        field,
        test: Test::Words(words),
    };
    let form = Wanted::new(&term)?.forms.into_iter().next()?;
    (form.words.len() > 1).then(|| {
        let words = form.words.into_iter();
        Query::and(words.map(|word| of_field(term.field.clone(), Words::word(word))))
    })
}

/// The words of a term that are neither quoted nor a beginning, and where they are looked for. A name that is no
/// field's is one of the words.
fn typed(term: &Term) -> Option<(Option<Field>, Words)> {
    let (field, words) = match (term.plain_reading(), &term.test) {
        (Some(words), _) => (None, words),
        (None, Test::Words(words)) => (term.field.clone(), words.clone()),
        _ => return None,
    };
    (!words.phrase && !words.prefix).then_some((field, words))
}

fn of_field(field: Option<Field>, words: Words) -> Query {
    Query::Term(Term {
        field,
        test: Test::Words(words),
    })
}
