//! A query as SQL with bound parameters.
//!
//! What the full-text index can say goes into one expression for it, whose words are all quoted; the rest are
//! conditions on the tables. Where SQL cannot say all (words within one field of several that share a column), it says
//! less, and [`Compiled::exact`] tells that each row is still to be asked.

use rusqlite::types::Value;

use crate::formats::bibtex::record::REFERENCE_FIELDS;
use crate::model::{Form, Identifier, Role, Scheme, forms};
use crate::project::{COLUMNS, PEOPLE, column_of};
use crate::query::{Event, Field, Kind, Query, Term, Test, Words, types_of};

/// A query in SQL.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    /// What the full-text index is asked, if it is: for these words,
    fts: Option<String>,
    /// and not for these.
    without: Vec<String>,
    conditions: Vec<String>,
    values: Vec<Value>,
    /// Whether the rows are what the query asks for; else these and others.
    pub(super) exact: bool,
}

impl Compiled {
    pub(super) fn new(query: &Query) -> Self {
        let parts = match query {
            Query::And(parts) => parts.as_slice(),
            query => std::slice::from_ref(query),
        };
        let mut words = Vec::new();
        let mut rest = Vec::new();
        for part in parts {
            match fts(part) {
                Some(expression) => words.push(expression),
                None => rest.push(part),
            }
        }
        Self::with(words, rest)
    }

    /// All of `words`, expressions for the index, and of `rest`.
    pub(super) fn with<'q>(
        mut words: Vec<String>,
        rest: impl IntoIterator<Item = &'q Query>,
    ) -> Self {
        let mut compiled = Self {
            exact: true,
            ..Self::default()
        };
        let mut without = Vec::new();
        let mut others = Vec::new();
        for part in rest {
            match part {
                // words of one field are among those of its column
                Query::Term(term) if column_words(term).is_some() => {
                    compiled.exact = false;
                    words.extend(column_words(term));
                }
                Query::Not(inner) => match fts(inner) {
                    Some(expression) => without.push((expression, part)),
                    None => others.push(part),
                },
                part => others.push(part),
            }
        }
        if words.is_empty() {
            others.extend(without.iter().map(|(_, part)| *part));
        } else {
            compiled.fts = Some(words.join(" AND "));
            compiled.without = without.into_iter().map(|(without, _)| without).collect();
        }
        for part in others {
            let condition = compiled.condition(part, false);
            compiled.conditions.push(condition);
        }
        compiled
    }

    /// Whether the full-text index is asked.
    pub(super) fn is_indexed(&self) -> bool {
        self.fts.is_some()
    }

    /// The statement, which gives numbers of entries; `ending` is the order and limit.
    pub(super) fn sql(&self, ending: &str) -> String {
        let conditions = self.conditions.join(" AND ");
        let conditions = if conditions.is_empty() {
            "1"
        } else {
            &conditions
        };
        if self.fts.is_none() {
            format!(
                "SELECT e.id FROM entry AS e LEFT JOIN projection AS p ON p.entry = e.id WHERE {conditions}{ending}"
            )
        } else if self.conditions.is_empty() {
            let ending = ending.replace("e.id", "search.rowid");
            format!("SELECT search.rowid FROM search WHERE search MATCH ?1{ending}")
        } else {
            let ending = ending.replace("e.id", "search.rowid");
            format!(
                "SELECT search.rowid FROM search CROSS JOIN entry AS e ON e.id = search.rowid
                 LEFT JOIN projection AS p ON p.entry = e.id WHERE search MATCH ?1 AND {conditions}{ending}"
            )
        }
    }

    /// What is bound to the statement; `columns`, as in `{title people}`, are where the words must stand.
    pub(super) fn values(&self, columns: &str) -> Vec<Value> {
        let fts = self.fts.as_ref().map(|words| {
            let mut expression = if columns.is_empty() {
                words.clone()
            } else {
                format!("{columns} : ({words})")
            };
            for without in &self.without {
                expression = format!("({expression}) NOT {without}");
            }
            Value::Text(expression)
        });
        fts.into_iter().chain(self.values.iter().cloned()).collect()
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len() + usize::from(self.fts.is_some()))
    }

    /// What is true at least of all rows for which `query` is, or, under a `not`, of none for which it is not.
    fn condition(&mut self, query: &Query, negated: bool) -> String {
        if let Some(expression) = fts(query) {
            let bound = self.bind(expression);
            return format!("e.id IN (SELECT rowid FROM search WHERE search MATCH {bound})");
        }
        match query {
            Query::All => "1".to_owned(),
            Query::Not(inner) => format!("NOT {}", self.condition(inner, !negated)),
            Query::And(parts) | Query::Or(parts) => {
                let conditions: Vec<String> = parts
                    .iter()
                    .map(|part| self.condition(part, negated))
                    .collect();
                let by = if matches!(query, Query::And(_)) {
                    " AND "
                } else {
                    " OR "
                };
                format!("({})", conditions.join(by))
            }
            Query::Term(term) => self.term(term, negated),
        }
    }

    /// A condition that is too wide for a term, or, negated, too narrow: the row is to be asked.
    fn about(&mut self, condition: String, negated: bool) -> String {
        self.exact = false;
        if negated {
            // what is bound stays in use
            format!("(0 AND {condition})")
        } else {
            condition
        }
    }

    fn term(&mut self, term: &Term, negated: bool) -> String {
        let condition = self.said(term, negated);
        // what may be a word with a colon in it
        match term.plain_reading() {
            Some(words) => {
                let plain = self.anywhere(&words);
                format!("({condition} OR {plain})")
            }
            None => condition,
        }
    }

    fn said(&mut self, term: &Term, negated: bool) -> String {
        let kind = match &term.field {
            None => None,
            Some(Field::Known(known)) => Some(known.kind),
            Some(Field::Other(name)) => {
                if let Test::Words(words) = &term.test {
                    let condition = self.in_fields(words, &[name]);
                    return self.about(condition, negated);
                }
                return "0".to_owned();
            }
        };
        match (&term.test, kind) {
            (Test::Words(words), None) => self.anywhere(words),
            (Test::Words(words), Some(Kind::Text(names))) => {
                let condition = self.in_fields(words, names);
                self.about(condition, negated)
            }
            (Test::Words(_), Some(Kind::Value(names))) => {
                let condition = self.has_field(names);
                self.about(condition, negated)
            }
            (Test::Words(words), Some(Kind::Type)) if words.prefix => {
                let bound = self.bind(words.text.to_lowercase());
                format!("substr(e.type, 1, length({bound})) = {bound}")
            }
            (Test::Words(words), Some(Kind::Type)) => {
                let types: Vec<String> = types_of(&words.text)
                    .into_iter()
                    .map(|name| self.bind(name))
                    .collect();
                format!("e.type IN ({})", types.join(", "))
            }
            (Test::Words(words), Some(Kind::Key)) => {
                let prefix = words.prefix || !words.phrase;
                let condition = self.begins("e.key", &words.text, prefix);
                format!("({condition})")
            }
            (Test::Words(words), Some(Kind::Tag)) => {
                let condition = self.begins("tag.name", &words.text, words.prefix);
                format!("e.id IN (SELECT entry FROM tag WHERE {condition})")
            }
            (Test::Words(words), Some(Kind::Identifier(scheme))) => {
                let bound = self.bind(words.text.to_lowercase());
                let scheme = self.scheme(scheme);
                format!(
                    "EXISTS (SELECT 1 FROM identifier WHERE identifier.entry = e.id{scheme}
                             AND substr(lower(value), 1, length({bound})) = {bound})"
                )
            }
            (Test::Years(from, to), _) => {
                let condition = self.between("year", *from, *to);
                if self.fts.is_some() {
                    // row by row behind the words
                    format!("coalesce(p.{condition}, 0)")
                } else {
                    format!("e.id IN (SELECT entry FROM projection WHERE {condition})")
                }
            }
            (Test::Days(from, to), Some(Kind::Day(event))) => {
                let column = match event {
                    Event::Added => "e.added",
                    Event::Modified => "e.modified",
                };
                let from = from.map(crate::query::Day::starts);
                self.between(column, from, to.map(crate::query::Day::ends))
            }
            (Test::Days(from, to), Some(Kind::Year)) => {
                // months and days stand in the date's text
                let [from, to] = [from, to].map(|day| day.map(crate::query::Day::year));
                let condition = self.between("year", from, to);
                self.about(
                    format!("e.id IN (SELECT entry FROM projection WHERE {condition})"),
                    negated,
                )
            }
            (Test::Identifiers { any, .. }, _) => self.identified(any),
            (Test::Has(field), _) => self.has(field, negated),
            (Test::Words(_), Some(_)) | (Test::Days(..), _) => "0".to_owned(),
        }
    }

    fn anywhere(&mut self, words: &Words) -> String {
        let condition = match expression(words) {
            Some(expression) => {
                let bound = self.bind(expression);
                format!("e.id IN (SELECT rowid FROM search WHERE search MATCH {bound})")
            }
            None => "0".to_owned(),
        };
        let identifiers = words.identifiers();
        if identifiers.is_empty() {
            return condition;
        }
        let identified = self.identified(&identifiers);
        format!("({condition} OR {identified})")
    }

    fn identified(&mut self, any: &[Identifier]) -> String {
        let all: Vec<String> = any
            .iter()
            .map(|identifier| {
                let scheme = self.bind(identifier.scheme().name().to_owned());
                let value = self.bind(identifier.value().to_owned());
                format!("SELECT entry FROM identifier WHERE value = {value} AND scheme = {scheme}")
            })
            .collect();
        format!("e.id IN ({})", all.join(" UNION ALL "))
    }

    /// Entries in which the words stand in the columns that these fields share with others.
    fn in_fields(&mut self, words: &Words, names: &[&str]) -> String {
        match within(words, names) {
            Some(expression) => {
                let bound = self.bind(expression);
                format!("e.id IN (SELECT rowid FROM search WHERE search MATCH {bound})")
            }
            None => self.has_field(names),
        }
    }

    /// Entries that have one of these fields.
    fn has_field(&mut self, names: &[&str]) -> String {
        let fields: Vec<String> = names
            .iter()
            .map(|name| {
                // JSON has a bare quote before and behind no text but a name's and a whole value's, and a colon behind
                // a name alone
                let bound = self.bind(format!("{}:", serde_json::Value::from(*name)));
                format!("instr(p.fields, {bound}) > 0")
            })
            .collect();
        format!("({})", fields.join(" OR "))
    }

    fn has(&mut self, field: &Field, negated: bool) -> String {
        let known = match field {
            Field::Other(name) if name == "file" => {
                return "EXISTS (SELECT 1 FROM attachment WHERE attachment.entry = e.id)"
                    .to_owned();
            }
            Field::Other(name) => {
                let condition = self.has_field(&[name]);
                return self.about(condition, negated);
            }
            Field::Known(known) => known,
        };
        match known.kind {
            Kind::Text(names) | Kind::Value(names) => {
                let condition = self.has_field(names);
                self.about(condition, negated)
            }
            Kind::Year => "p.year IS NOT NULL".to_owned(),
            Kind::Tag => "EXISTS (SELECT 1 FROM tag WHERE tag.entry = e.id)".to_owned(),
            Kind::Identifier(scheme) => {
                let scheme = self.scheme(scheme);
                format!("EXISTS (SELECT 1 FROM identifier WHERE identifier.entry = e.id{scheme})")
            }
            Kind::Type | Kind::Key | Kind::Day(_) | Kind::Has => "1".to_owned(),
        }
    }

    fn scheme(&mut self, scheme: Option<Scheme>) -> String {
        match scheme {
            Some(scheme) => {
                let bound = self.bind(scheme.name().to_owned());
                format!(" AND scheme = {bound}")
            }
            None => String::new(),
        }
    }

    /// `column`, which ignores the case of ASCII letters, is `text` or begins with it.
    fn begins(&mut self, column: &str, text: &str, prefix: bool) -> String {
        let bound = self.bind(text.to_owned());
        if prefix {
            format!("{column} >= {bound} AND {column} < {bound} || char(0x10FFFF)")
        } else {
            format!("{column} = {bound}")
        }
    }

    fn between(&mut self, column: &str, from: Option<i64>, to: Option<i64>) -> String {
        let from = self.bind(from.unwrap_or(i64::MIN));
        let to = self.bind(to.unwrap_or(i64::MAX));
        format!("{column} BETWEEN {from} AND {to}")
    }
}

/// A query of words alone, for the full-text index.
pub(super) fn fts(query: &Query) -> Option<String> {
    let all = |parts: &[Query], by: &str| {
        let parts = parts.iter().map(fts).collect::<Option<Vec<_>>>()?;
        Some(format!("({})", parts.join(by)))
    };
    match query {
        Query::Term(Term {
            field: None,
            test: Test::Words(words),
        }) if words.identifiers().is_empty() => expression(words),
        Query::And(parts) => all(parts, " AND "),
        Query::Or(parts) => all(parts, " OR "),
        _ => None,
    }
}

/// Words anywhere, for the full-text index; `None` where there is no word.
fn expression(words: &Words) -> Option<String> {
    any_form(&forms(&words.text), words.prefix, None)
}

/// Any of these forms, in one column or anywhere.
pub(super) fn any_form(forms: &[Form], prefix: bool, column: Option<usize>) -> Option<String> {
    let phrases: Vec<String> = forms
        .iter()
        .filter(|form| !form.names || column.is_none_or(|column| column == PEOPLE))
        .map(|form| {
            let star = if prefix || form.prefix { " *" } else { "" };
            let phrase = format!("\"{}\"{star}", form.words.join(" "));
            if form.names && column.is_none() {
                format!("{{{}}} : {phrase}", COLUMNS[PEOPLE])
            } else {
                phrase
            }
        })
        .collect();
    let any = format!("({})", phrases.join(" OR "));
    (!phrases.is_empty()).then(|| match column {
        Some(column) => format!("({{{}}} : {any})", COLUMNS[column]),
        None => any,
    })
}

/// The column that holds the words of all these fields, if one does.
pub(super) fn column_of_fields(names: &[&str]) -> Option<usize> {
    let column = |name: &str| {
        if Role::from_field(name).is_some() {
            Some(PEOPLE)
        } else if REFERENCE_FIELDS.iter().any(|(field, _)| *field == name) {
            None
        } else {
            column_of(name)
        }
    };
    let first = column(names.first()?)?;
    names
        .iter()
        .all(|name| column(name) == Some(first))
        .then_some(first)
}

/// Every word of one of the forms stands in the column of these fields: what is so at least where they stand in one of
/// the fields as typed.
fn within(words: &Words, names: &[&str]) -> Option<String> {
    let column = column_of_fields(names)?;
    let any: Vec<String> = forms(&words.text)
        .into_iter()
        .filter(|form| !form.names || column == PEOPLE)
        .map(|form| {
            let last = form.words.len() - 1;
            let all: Vec<String> = form
                .words
                .iter()
                .enumerate()
                .map(|(at, word)| {
                    let star = if at == last && (words.prefix || form.prefix) {
                        " *"
                    } else {
                        ""
                    };
                    format!("\"{word}\"{star}")
                })
                .collect();
            format!("({})", all.join(" AND "))
        })
        .collect();
    (!any.is_empty()).then(|| format!("({{{}}} : ({}))", COLUMNS[column], any.join(" OR ")))
}

/// The words of a term with a field, looked for in the field's column; `None` where that would not do.
fn column_words(term: &Term) -> Option<String> {
    if term.plain_reading().is_some() {
        return None;
    }
    let Test::Words(words) = &term.test else {
        return None;
    };
    match term.field.as_ref()? {
        Field::Known(known) => match known.kind {
            Kind::Text(names) => within(words, names),
            _ => None,
        },
        Field::Other(name) => within(words, &[name]),
    }
}
