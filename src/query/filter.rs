//! What a query means, asked of one publication: the plain words, without the forgiveness of a search.
//!
//! The store must find exactly these where it is asked for exact matches.

use std::cell::OnceCell;

use super::{Day, Event, Field, Kind, Query, Term, Test, Words, types_of};
use crate::model::{Identifier, Publication, fold, fold_into};
use crate::project::{COLUMNS, column_of};

impl Query {
    /// Whether a publication is what is asked for: words as whole words, case and accents aside.
    ///
    /// Words without a field match where they stand one after the other in one column of the search index, which are
    /// titles, people, venues, keys and identifiers, dates, keywords and tags, and all other searched fields.
    ///
    /// ```
    /// use ibid::{model::Publication, query::parse};
    /// let publication = Publication {
    ///     key: "zahid2017".into(),
    ///     year: Some(2017),
    ///     fields: vec![("title".into(), "IS Footprint in Pakistan".into())],
    ///     ..Publication::default()
    /// };
    /// assert!(parse("footprint paki* year:2015..").unwrap().matches(&publication));
    /// assert!(!parse("foot OR has:doi").unwrap().matches(&publication));
    /// ```
    pub fn matches(&self, publication: &Publication) -> bool {
        Facts::new(publication).match_query(self)
    }
}

/// A publication and its words, folded when they are asked for.
struct Facts<'p> {
    publication: &'p Publication,
    columns: OnceCell<[String; COLUMNS.len()]>,
}

impl<'p> Facts<'p> {
    fn new(publication: &'p Publication) -> Self {
        Self {
            publication,
            columns: OnceCell::new(),
        }
    }

    fn match_query(&self, query: &Query) -> bool {
        match query {
            Query::All => true,
            Query::Term(term) => self.match_term(term),
            Query::Not(query) => !self.match_query(query),
            Query::And(parts) => parts.iter().all(|part| self.match_query(part)),
            Query::Or(parts) => parts.iter().any(|part| self.match_query(part)),
        }
    }

    fn match_term(&self, term: &Term) -> bool {
        if let Some(plain) = term.plain_reading()
            && self.anywhere(&plain)
        {
            return true;
        }
        let publication = self.publication;
        let kind = match &term.field {
            None => None,
            Some(Field::Known(known)) => Some(known.kind),
            Some(Field::Other(name)) => {
                let Test::Words(words) = &term.test else {
                    return false;
                };
                return self.text(name).any(|text| stands_in(words, &fold(text)));
            }
        };
        match (&term.test, kind) {
            (Test::Words(words), None) => self.anywhere(words),
            (Test::Words(words), Some(Kind::Text(names))) => names
                .iter()
                .any(|name| self.text(name).any(|text| stands_in(words, &fold(text)))),
            (Test::Words(words), Some(Kind::Value(names))) => {
                let asked = fold(&words.text);
                names
                    .iter()
                    .any(|name| self.text(name).any(|text| is(words, &asked, &fold(text))))
            }
            (Test::Words(words), Some(Kind::Type)) => {
                let known = publication.entry_type.to_lowercase();
                if words.prefix {
                    known.starts_with(&words.text.to_lowercase())
                } else {
                    types_of(&words.text).contains(&known)
                }
            }
            (Test::Words(words), Some(Kind::Key)) => {
                let prefix = words.prefix || !words.phrase;
                begins(&publication.key, &words.text, prefix)
            }
            (Test::Words(words), Some(Kind::Tag)) => publication
                .tags
                .iter()
                .any(|tag| begins(tag, &words.text, words.prefix)),
            (Test::Words(words), Some(Kind::Identifier(scheme))) => {
                let asked = words.text.to_lowercase();
                publication.identifiers.iter().any(|identifier| {
                    scheme.is_none_or(|scheme| scheme == identifier.scheme())
                        && identifier.value().to_lowercase().starts_with(&asked)
                })
            }
            (Test::Years(from, to), _) => publication.year.is_some_and(|year| {
                from.is_none_or(|from| from <= year) && to.is_none_or(|to| year <= to)
            }),
            (Test::Days(from, to), Some(Kind::Day(event))) => {
                let at = match event {
                    Event::Added => publication.added,
                    Event::Modified => publication.modified,
                };
                from.is_none_or(|day| day.starts() <= at)
                    && to.is_none_or(|day: Day| at <= day.ends())
            }
            (Test::Identifiers { any, .. }, _) => self.has_one_of(any),
            (Test::Has(field), _) => self.has(field),
            (Test::Words(_), Some(_)) | (Test::Days(..), _) => false,
        }
    }

    fn has_one_of(&self, any: &[Identifier]) -> bool {
        any.iter()
            .any(|identifier| self.publication.identifiers.contains(identifier))
    }

    /// The texts of a field that are not blank.
    fn text(&self, name: &str) -> impl Iterator<Item = &'p str> {
        self.publication
            .fields
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, text)| text.as_str())
            .filter(|text| !text.trim().is_empty())
    }

    fn anywhere(&self, words: &Words) -> bool {
        self.has_one_of(&words.identifiers())
            || self
                .columns
                .get_or_init(|| columns(self.publication))
                .iter()
                .any(|column| stands_in(words, column))
    }

    fn has(&self, field: &Field) -> bool {
        let publication = self.publication;
        let known = match field {
            Field::Other(name) if name == "file" => return !publication.attachments.is_empty(),
            Field::Other(name) => return self.text(name).next().is_some(),
            Field::Known(known) => known,
        };
        match known.kind {
            Kind::Text(names) | Kind::Value(names) => {
                names.iter().any(|name| self.text(name).next().is_some())
            }
            Kind::Year => publication.year.is_some(),
            Kind::Tag => !publication.tags.is_empty(),
            Kind::Identifier(scheme) => publication
                .identifiers
                .iter()
                .any(|identifier| scheme.is_none_or(|scheme| scheme == identifier.scheme())),
            Kind::Type | Kind::Key | Kind::Day(_) | Kind::Has => true,
        }
    }
}

/// The words of each column of the index.
fn columns(publication: &Publication) -> [String; COLUMNS.len()] {
    let mut columns: [String; COLUMNS.len()] = Default::default();
    let of = |name: &str| {
        COLUMNS
            .iter()
            .position(|column| *column == name)
            .unwrap_or(0)
    };
    fold_into(&publication.key, &mut columns[of("key")]);
    for (name, text) in &publication.fields {
        if let Some(column) = column_of(name) {
            fold_into(text, &mut columns[column]);
        }
        if name == "ids" {
            fold_into(text, &mut columns[of("key")]);
        }
    }
    for name in publication
        .contributions
        .iter()
        .filter_map(|contribution| contribution.name.as_ref())
    {
        for part in [&name.given, &name.prefix, &name.family, &name.suffix] {
            fold_into(part, &mut columns[of("people")]);
        }
    }
    for identifier in &publication.identifiers {
        fold_into(identifier.value(), &mut columns[of("key")]);
    }
    for tag in &publication.tags {
        fold_into(tag, &mut columns[of("keywords")]);
    }
    if let Some(year) = publication.year {
        fold_into(&year.to_string(), &mut columns[of("date")]);
    }
    columns
}

/// Whether the words stand one after the other in a folded text.
fn stands_in(words: &Words, text: &str) -> bool {
    let asked = fold(&words.text);
    let asked: Vec<&str> = asked.split(' ').filter(|word| !word.is_empty()).collect();
    let text: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let Some((last, before)) = asked.split_last() else {
        return false;
    };
    text.windows(asked.len()).any(|window| {
        let (found, first) = (window[before.len()], &window[..before.len()]);
        first == before && (found == *last || words.prefix && found.starts_with(last))
    })
}

/// Whether a folded text is the asked one, or begins with it where a star says so.
fn is(words: &Words, asked: &str, text: &str) -> bool {
    !asked.is_empty() && (text == asked || words.prefix && text.starts_with(asked))
}

/// Whether `text` is `asked`, or begins with it, ignoring the case of ASCII letters.
fn begins(text: &str, asked: &str, prefix: bool) -> bool {
    if prefix {
        text.get(..asked.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(asked))
    } else {
        text.eq_ignore_ascii_case(asked)
    }
}
