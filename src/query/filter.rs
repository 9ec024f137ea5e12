//! What a query means, asked of one publication: the plain words, without the forgiveness of a search.
//!
//! The store must find exactly these where it is asked for exact matches.

use std::cell::OnceCell;

use super::{Day, Event, Field, Kind, Query, Term, Test, Words, types_of};
use crate::model::{Column, Date, Identifier, Publication, Role, fold, forms, stands};
use crate::project::{COLUMNS, PEOPLE, search_words};

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

    /// The conditions about which the texts of an entry's fields decide alone; [`Query::All`] for none. They must all
    /// be true, and where they are the whole query, nothing else.
    pub fn of_fields(&self) -> Query {
        match self {
            Self::And(parts) => Self::and(parts.iter().map(Self::of_fields)),
            query if query.is_of_fields() => query.clone(),
            _ => Self::All,
        }
    }

    fn is_of_fields(&self) -> bool {
        match self {
            Self::All => false,
            Self::Not(query) => query.is_of_fields(),
            Self::And(parts) | Self::Or(parts) => parts.iter().all(Self::is_of_fields),
            Self::Term(term) => {
                let is_text = |name: &str| Role::from_field(name).is_none();
                let known = match &term.field {
                    Some(Field::Other(name)) => is_text(name) && term.plain_reading().is_none(),
                    Some(Field::Known(known)) => match known.kind {
                        Kind::Text(names) | Kind::Value(names) => {
                            names.iter().all(|name| is_text(name))
                        }
                        _ => false,
                    },
                    None => false,
                };
                known && matches!(term.test, Test::Words(_))
            }
        }
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
                return self.of_field(words, name);
            }
        };
        match (&term.test, kind) {
            (Test::Words(words), None) => self.anywhere(words),
            (Test::Words(words), Some(Kind::Text(names))) => {
                names.iter().any(|name| self.of_field(words, name))
            }
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
            (Test::Days(from, to), Some(Kind::Year)) => is_within(publication, *from, *to),
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
                .get_or_init(|| search_words(self.publication))
                .iter()
                .enumerate()
                .any(|(place, column)| stands_in(words, column, place == PEOPLE))
    }

    fn of_field(&self, words: &Words, name: &str) -> bool {
        let names = Role::from_field(name).is_some();
        words_of(self.publication, name)
            .iter()
            .any(|column| stands_in(words, column, names))
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

/// Whether the day on which a work came out, or began to, as far as it is known lies between these.
fn is_within(publication: &Publication, from: Option<Day>, to: Option<Day>) -> bool {
    let date = publication.date.as_deref();
    let Some(date) = date.and_then(|text| Date::parse_edtf(text).ok()) else {
        return false;
    };
    let Some(point) = date.start().or(date.end()) else {
        return false;
    };
    from.is_none_or(|from| from.ymd() <= point.earliest())
        && to.is_none_or(|to| point.latest() <= to.ymd())
}

/// The words of the people of a role, or of the texts of a field.
fn words_of(publication: &Publication, field: &str) -> Vec<String> {
    if let Some(role) = Role::from_field(field) {
        let mut people = Column::default();
        publication
            .people(role)
            .flatten()
            .for_each(|name| people.name(name));
        return vec![people.finish()];
    }
    let texts = publication.fields.iter();
    texts
        .filter(|(known, _)| known == field)
        .map(|(_, text)| {
            let mut column = Column::default();
            column.text(text);
            column.finish()
        })
        .collect()
}

/// Whether the words stand one after the other among the words of a column; in `names`, as names are spelt, too.
fn stands_in(words: &Words, column: &str, names: bool) -> bool {
    forms(&words.text)
        .iter()
        .filter(|form| names || !form.names)
        .any(|form| stands(column, &form.words, form.prefix || words.prefix))
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
