//! From what is typed to a [`Query`].
//!
//! Terms that stand side by side must all match; `OR` binds less than that. Whatever could come from a paper is read
//! kindly: punctuation is dropped, an open quote or bracket closes at the end, a colon makes a field only where a name
//! stands before it and a value at once behind it, or where a field's name and a colon begin the query.

use super::fields::{self, Field, Kind};
use super::noise::without_joints;
use super::scan::{
    is_bare, is_gap, is_initial, is_quote, is_shouted, list_number, phrase_end, punctuation,
    without_end, word_end,
};
use super::values::{dates, days, range_of_years};
use super::words::{
    APOSTROPHES, COMPARED, Fault, identifiers, label, near, plain, takes_words, web_page,
    years_beside,
};
use super::{Query, Term, Test, Words};
use crate::diagnostic::{Diagnostic, Lines, Severity};
use crate::model::{Scheme, fold};

/// How deep brackets may stand in each other.
const DEEPEST: usize = 50;
/// What closes something in a text, other than a bracket of the query.
const CLOSING: &[char] = &[']', '}', '’', '\'', '»', '›'];
/// Behind what a hyphen is that of a compound.
const CLOSED: &[char] = &[')', ']', '}'];
/// How many words a text has at least that begins with a capital and is no query but a title or a reference.
const PASTED: usize = 4;
/// How many terms a query may have.
const LONGEST: usize = 256;

/// Reads a query; an empty text is [`Query::All`].
///
/// # Errors
/// One finding with its place in the text (as the file `query`) and what to do about it: a field that is not known but
/// close to one that is, a value that its field cannot have, an operator without something on both sides, a closing
/// bracket too many beside operators, text without a letter or a digit, or too much of it.
pub fn parse(text: &str) -> Result<Query, Box<Diagnostic>> {
    let mut parser = Parser {
        text,
        at: list_number(text),
        shouted: is_shouted(text),
        operators: false,
        stray: None,
        terms: 0,
    };
    let mut parts = Vec::new();
    loop {
        parts.extend(parser.any_of(None, 0)?);
        if !parser.take(')') {
            break;
        }
        parser.stray.get_or_insert(parser.at - 1);
    }
    if let Some(at) = parser.stray.filter(|_| parser.operators) {
        return Err(parser
            .error("query-bracket", at, "this bracket closes nothing")
            .help("put a ( before it, or leave it out")
            .into());
    }
    if parts.is_empty() && !text.trim().is_empty() {
        let at = text.find(|c: char| !c.is_whitespace()).unwrap_or(0);
        return Err(parser
            .error("query-empty", at, "there is no word here to look for")
            .help("`*` finds everything")
            .into());
    }
    Ok(side_by_side(parts))
}

/// All of `parts`, without words that only join others.
fn side_by_side(parts: Vec<Query>) -> Query {
    match Query::and(parts) {
        Query::And(parts) => Query::and(without_joints(parts)),
        query => query,
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    shouted: bool,
    operators: bool,
    /// A closing bracket that closes nothing.
    stray: Option<usize>,
    terms: usize,
}

/// A word that joins or turns terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Or,
    And,
    Not,
}

type Parsed<T> = Result<T, Box<Diagnostic>>;

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_gaps(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_gap).len();
    }

    fn skip_punctuation(&mut self) {
        self.at += punctuation(self.rest());
    }

    /// Whether a star comes next that is no part of a word.
    fn is_star(&self) -> bool {
        let rest = self.rest();
        without_end(&rest[..word_end(rest)]) == ("", true)
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn error(&self, code: &'static str, at: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, message)
            .place(Lines::new("query", self.text).place(at))
    }

    /// The operator that comes next, and its length.
    fn operator(&self) -> Option<(Operator, usize)> {
        let rest = self.rest();
        let word = &rest[..word_end(rest)];
        let operator = match word {
            _ if self.shouted => return None,
            "OR" => Operator::Or,
            "AND" => Operator::And,
            "|" | "||" if self.is_between(word.len()) => Operator::Or,
            "&&" if self.is_between(word.len()) => Operator::And,
            "NOT" => Operator::Not,
            _ => return None,
        };
        Some((operator, word.len()))
    }

    /// Whether there is something before what comes next, `length` bytes long, and behind it: at the edge of a pasted title
    /// a sign is punctuation.
    fn is_between(&self, length: usize) -> bool {
        let before = self.text[..self.at].trim_end_matches(is_gap);
        let behind = self.rest()[length..].trim_start_matches(is_gap);
        let is_edge = |c: char| matches!(c, '(' | ')' | '|' | '&');
        !before.is_empty()
            && !behind.is_empty()
            && !before.ends_with(['(', '|', '&'])
            && !behind.starts_with(|c| c != '(' && is_edge(c))
    }

    /// Alternatives, up to a closing bracket or the end; `None` where there is nothing to look for.
    fn any_of(&mut self, field: Option<&Field>, depth: usize) -> Parsed<Option<Query>> {
        let mut alternatives = Vec::new();
        loop {
            self.skip_gaps();
            let start = self.at;
            let found = self.all_of(field, depth)?;
            let or = self
                .operator()
                .filter(|(operator, _)| *operator == Operator::Or);
            match (found, or) {
                (Some(query), _) => alternatives.push(query),
                (None, None) if alternatives.is_empty() => return Ok(None),
                (None, None) => return Err(self.lonely("OR", start.min(self.at))),
                (None, Some(_)) => return Err(self.lonely("OR", self.at)),
            }
            let Some((_, length)) = or else {
                return Ok(Some(Query::or(alternatives)));
            };
            self.operators = true;
            self.at += length;
        }
    }

    fn lonely(&self, operator: &str, at: usize) -> Box<Diagnostic> {
        let message = format!("{operator} needs something to look for on both sides");
        self.error("query-operator", at, message)
            .help(format!(
                "in quotes, \"{operator}\", or in small letters it is a word"
            ))
            .into()
    }

    /// Terms side by side.
    fn all_of(&mut self, field: Option<&Field>, depth: usize) -> Parsed<Option<Query>> {
        let mut parts = Vec::new();
        // whether AND stands before what comes next, and where
        let mut and = None;
        loop {
            self.skip_gaps();
            match self.operator() {
                Some((Operator::And, length)) => {
                    if parts.is_empty() || and.is_some() {
                        return Err(self.lonely("AND", self.at));
                    }
                    self.operators = true;
                    and = Some(self.at);
                    self.at += length;
                    continue;
                }
                Some((Operator::Or, _)) => break,
                _ => {}
            }
            if self.rest().is_empty() || self.rest().starts_with(')') {
                break;
            }
            if let Some(part) = self.maybe_not(field, depth)? {
                parts.push(part);
                and = None;
            }
        }
        match and {
            Some(at) => Err(self.lonely("AND", at)),
            None if parts.is_empty() => Ok(None),
            None => Ok(Some(side_by_side(parts))),
        }
    }

    /// A term, a group or a phrase, with any number of negations before it.
    fn maybe_not(&mut self, field: Option<&Field>, depth: usize) -> Parsed<Option<Query>> {
        let mut negated = false;
        let mut word = None;
        loop {
            self.skip_gaps();
            if let Some((Operator::Not, length)) = self.operator() {
                word = Some(self.at);
                self.operators = true;
                self.at += length;
            } else if self.is_minus() {
                self.at += 1;
            } else {
                break;
            }
            negated = !negated;
        }
        let found = match self.rest().chars().next() {
            Some(')') | None => None,
            Some('(') => self.group(field, depth)?,
            _ if self.operator().is_some() => None,
            _ => self.term(field, depth)?,
        };
        match (found, word) {
            (Some(query), _) if negated => Ok(Some(Query::without(query))),
            (Some(query), _) => Ok(Some(query)),
            (None, Some(at)) => {
                let message = "NOT needs something to look for behind it";
                let help = "in quotes, \"NOT\", or in small letters it is a word";
                Err(self.error("query-operator", at, message).help(help).into())
            }
            (None, None) => Ok(None),
        }
    }

    /// Whether a hyphen comes next that something stands behind, at once and other than a hyphen; or an exclamation mark
    /// before a word, which is the letter of a name in `The !Kung San: men`. The hyphen of `(2+1)-dimensional` joins, that
    /// of `H. -J. Werner` is part of an initial.
    fn is_minus(&self) -> bool {
        let before = &self.text[..self.at];
        let joins = before.ends_with(|c| is_quote(c) || CLOSED.contains(&c));
        let mut chars = self.rest().chars();
        match chars.next() {
            Some('-') if joins || is_initial(chars.as_str()) => false,
            Some('-') => chars.next().is_some_and(|c| !is_gap(c) && c != '-'),
            Some('!') => chars.next().is_some_and(|c| {
                c.is_alphanumeric() && !(c.is_uppercase() && self.is_pasted())
                    || is_quote(c)
                    || c == '('
            }),
            _ => false,
        }
    }

    /// Whether the text is more likely copied from somewhere than typed.
    fn is_pasted(&self) -> bool {
        let words = self.text.split(is_gap).filter(|word| !word.is_empty());
        self.text.trim().starts_with(char::is_uppercase) && words.count() >= PASTED
    }

    /// A phrase or a word, with its field or the one of the group around it; `None` for mere punctuation.
    fn term(&mut self, field: Option<&Field>, depth: usize) -> Parsed<Option<Query>> {
        let start = self.at;
        if self.rest().starts_with(is_quote) {
            let words = self.quoted();
            return match field {
                None => match plain(words) {
                    words if fold(&words.text).is_empty() => Ok(None),
                    words => self.finish(None, Test::Words(words), start),
                },
                Some(field) => self.value(field, words, start, start),
            };
        }
        if self.is_star() {
            self.at += word_end(self.rest());
            return Ok(Some(Query::All));
        }
        if field.is_none()
            && let Some(labelled) = self.labelled()?
        {
            return Ok(Some(labelled));
        }
        if field.is_none()
            && let Some(year) = self.short_year()?
        {
            return Ok(Some(year));
        }
        if field.is_none_or(takes_words) {
            let before = self.at;
            self.skip_punctuation();
            let next = self.rest().chars().next();
            if self.at > before && next.is_none_or(|c| is_gap(c) || is_quote(c) || "()".contains(c))
            {
                return Ok(None);
            }
        }
        let start = self.at;
        let rest = self.rest();
        let length = word_end(rest);
        if let Some(named) = self.field(length)? {
            if takes_words(&named) && !self.is_star() {
                self.skip_punctuation();
            }
            let value_at = self.at;
            return match self.rest().chars().next() {
                Some('(') => match self.group(Some(&named), depth)? {
                    Some(query) => Ok(Some(query)),
                    None => Err(self.unfinished(&named, value_at)),
                },
                Some(c) if is_quote(c) => {
                    let words = self.quoted();
                    self.value(&named, words, start, value_at)
                }
                _ => {
                    let words = self.bare_value(&named);
                    self.value(&named, words, start, value_at)
                }
            };
        }
        let word = &rest[..length];
        if let Some(field) = field {
            let words = self.bare_value(field);
            return self.value(field, words, start, start);
        }
        self.at += length;
        let (text, prefix) = without_end(word);
        if let Some(url) = web_page(text) {
            // other fields, such as `howpublished`, are searched as words
            let words = Words {
                phrase: true,
                ..url.clone()
            };
            let anywhere = self.finish(None, Test::Words(words), start)?;
            let field = self.finish(Some(Field::named("url")), Test::Words(url), start)?;
            return Ok(Some(Query::or(field.into_iter().chain(anywhere))));
        }
        let words = plain(Words {
            prefix,
            ..Words::word(text)
        });
        if !words.phrase && !words.prefix {
            let years = years_beside(&words.text);
            if !years.is_empty() {
                return self.word_or_years(words, &years, start);
            }
            if let Some((from, to)) = range_of_years(&words.text) {
                let test = Test::Years(Some(from), Some(to));
                return self.finish(Some(Field::named("year")), test, start);
            }
        }
        if fold(&words.text).is_empty() {
            return Ok(None);
        }
        self.finish(None, Test::Words(words), start)
    }

    /// A word that is a year, too, as citations have it: `Bengio 2009a`.
    fn word_or_years(
        &mut self,
        words: Words,
        years: &[(i64, i64)],
        start: usize,
    ) -> Parsed<Option<Query>> {
        let mut any = Vec::from_iter(self.finish(None, Test::Words(words), start)?);
        for (from, to) in years {
            let years = Test::Years(Some(*from), Some(*to));
            any.extend(self.finish(Some(Field::named("year")), years, start)?);
        }
        Ok(Some(Query::or(any)))
    }

    /// `’79`, which without its apostrophe is any number.
    fn short_year(&mut self) -> Parsed<Option<Query>> {
        let start = self.at;
        let rest = self.rest();
        let (text, star) = without_end(&rest[..word_end(rest)]);
        if star || !text.starts_with(APOSTROPHES) {
            return Ok(None);
        }
        let years = years_beside(text);
        if years.is_empty() {
            return Ok(None);
        }
        self.at += word_end(rest);
        let words = Words::word(text.trim_start_matches(APOSTROPHES));
        self.word_or_years(words, &years, start)
    }

    /// An identifier behind its name as papers print it: `ISBN 0-201-13447-0`, `doi: 10.1000/182`, `arXiv preprint
    /// quant-ph/0101012`.
    fn labelled(&mut self) -> Parsed<Option<Query>> {
        let rest = self.rest();
        let length = word_end(rest);
        let Some(scheme) = label(&rest[..length]) else {
            return Ok(None);
        };
        let mut behind = rest[length..].trim_start_matches(is_gap);
        let mut value = &behind[..word_end(behind)];
        if scheme == Scheme::Arxiv && value.eq_ignore_ascii_case("preprint") {
            behind = behind[value.len()..].trim_start_matches(is_gap);
            value = &behind[..word_end(behind)];
        }
        let Ok(test) = identifiers(Some(scheme), value) else {
            return Ok(None);
        };
        let start = self.at;
        self.at += rest.len() - behind.len() + value.len();
        self.finish(Some(Field::named(scheme.name())), test, start)
    }

    /// What stands in brackets; an open one closes at the end.
    fn group(&mut self, field: Option<&Field>, depth: usize) -> Parsed<Option<Query>> {
        if depth >= DEEPEST {
            let message = format!("more than {DEEPEST} brackets in each other");
            return Err(self.error("query-depth", self.at, message).into());
        }
        self.at += 1;
        let found = self.any_of(field, depth + 1)?;
        self.take(')');
        Ok(found)
    }

    fn bare_value(&mut self, field: &Field) -> Words {
        let rest = self.rest();
        let is_range =
            matches!(field, Field::Known(known) if matches!(known.kind, Kind::Year | Kind::Day(_)));
        let mut end = word_end(rest);
        if is_range && rest[..end].chars().all(|c| COMPARED.contains(&c)) {
            // `>= 2015`
            let behind = rest[end..].trim_start_matches(is_gap);
            end = rest.len() - behind.len() + word_end(behind);
        }
        let word = &rest[..end];
        self.at += word.len();
        // a question mark stands for a digit, but is one behind a whole year
        let open =
            word.ends_with('?') && word.rsplit("..").next().is_some_and(|end| end.len() == 4);
        let (text, prefix) = if is_range && (word.ends_with("..") || open) {
            (word, false)
        } else {
            without_end(word)
        };
        Words {
            prefix,
            ..Words::word(text)
        }
    }

    /// What stands between quotes; an open one closes at the end.
    fn quoted(&mut self) -> Words {
        let rest = self.rest();
        let open = rest.chars().next().map_or(0, char::len_utf8);
        let inner = &rest[open..];
        let end = phrase_end(inner);
        self.at += open + end;
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        let mut prefix = false;
        while self.take('*') {
            prefix = true;
        }
        // a backslash at the end would take the quote with it
        let words: Vec<&str> = inner[..end]
            .trim_end_matches(|c| is_gap(c) || c == '\\')
            .split(is_gap)
            .filter(|word| !word.is_empty())
            .collect();
        Words {
            phrase: true,
            prefix,
            ..Words::word(words.join(" "))
        }
    }

    /// The field that the next word, `length` bytes long, names before a colon; it and the colon are then behind us.
    fn field(&mut self, length: usize) -> Parsed<Option<Field>> {
        if let Some((field, skipped)) = self.compared() {
            self.at += skipped;
            return Ok(Some(field));
        }
        let rest = self.rest();
        let Some(colon) = rest[..length].find(':') else {
            return Ok(None);
        };
        let name = &rest[..colon];
        let value = &rest[colon + 1..];
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !is_name {
            return Ok(None);
        }
        let is_known = fields::known(&name.to_lowercase()).is_some();
        let ends =
            value.trim_start_matches(is_gap).is_empty() || is_known && value.starts_with(')');
        if ends && !self.shouted && !Field::named(name).is_unlisted() {
            return Err(self.unfinished(&Field::named(name), self.at + colon + 1));
        }
        // `[Book review:] …` is the end of something in a text
        let word = &value[..word_end(value)];
        let is_empty = word.starts_with(CLOSING) && !word.contains(char::is_alphanumeric);
        if is_empty && takes_words(&Field::named(name)) {
            return Ok(None);
        }
        // `Title: …` and `name::` are words of a text, but a slip of the finger behind a field's name is none
        let slip = value.strip_prefix(':').filter(|_| is_known);
        let value = slip.unwrap_or(value);
        if self.is_spaced(name, value) {
            self.at += colon + 1 + (value.len() - value.trim_start_matches(is_gap).len());
            return Ok(Some(Field::named(name)));
        }
        let has_value = value
            .chars()
            .next()
            .is_some_and(|c| !is_gap(c) && !matches!(c, ':' | '/' | ')'));
        if !has_value {
            return Ok(None);
        }
        let named = Field::named(name);
        if named.is_unlisted() {
            let (text, _) = without_end(&value[..word_end(value)]);
            let quoted = value.starts_with(is_quote);
            if !quoted && !value.starts_with('(') && fold(text).is_empty() {
                return Ok(None);
            }
            if let Some(near) = near(name) {
                return Err(self
                    .error(
                        "query-field",
                        self.at,
                        format!("there is no field `{name}:`"),
                    )
                    .help(format!("did you mean `{near}:`?"))
                    .into());
            }
            if value.starts_with('(') {
                // a name nobody knows before a group is a word of its own
                return Ok(None);
            }
        }
        self.at += colon + 1 + usize::from(slip.is_some());
        Ok(Some(named))
    }

    /// The field where its name, a sign other than a colon and a value come next, as in `year>=2015` or `year = 2015`, and
    /// how many bytes come before what [`Self::bare_value`] reads.
    fn compared(&self) -> Option<(Field, usize)> {
        let rest = self.rest();
        let name = &rest[..rest.find(|c: char| !c.is_alphanumeric())?];
        let known = fields::known(&name.to_lowercase()).filter(|_| !self.shouted)?;
        let behind = rest[name.len()..].trim_start_matches(is_gap);
        let value = behind.trim_start_matches(COMPARED);
        let sign = &behind[..behind.len() - value.len()];
        let bare = value.trim_start_matches(is_gap);
        let spaced = name.len() + sign.len() + bare.len() < rest.len();
        let is_value = match known.kind {
            Kind::Year | Kind::Day(_) if spaced => bare.starts_with(|c: char| c.is_ascii_digit()),
            Kind::Year | Kind::Day(_) => true,
            _ if rest[name.len()..].starts_with(is_gap) => sign == "=" && self.may_be_spaced(name),
            _ => sign == "=" && !spaced,
        };
        let word = &bare[..word_end(bare)];
        let begins =
            bare.starts_with(|c| is_quote(c) || c == '(') || word.contains(char::is_alphanumeric);
        if sign.is_empty() || !is_value || !begins {
            return None;
        }
        // `year=2017` as `year:2017`; other signs are part of the value
        let kept = if sign == "=" { bare } else { behind };
        Some((Field::Known(known), rest.len() - kept.len()))
    }

    /// Whether a field's name in small letters, a colon and a gap begin the query, as in `author: knuth`, or something to
    /// count is behind them. Elsewhere they are words of a text: `a study of title: and key`.
    fn is_spaced(&self, name: &str, value: &str) -> bool {
        let behind = value.trim_start_matches(is_gap);
        let Some(known) = fields::known(name).filter(|_| behind.len() < value.len()) else {
            return false;
        };
        let counts = matches!(known.kind, Kind::Year | Kind::Day(_) | Kind::Value(_))
            && behind.starts_with(|c: char| c.is_ascii_digit() || COMPARED.contains(&c));
        let operator = Parser {
            at: self.text.len() - behind.len(),
            ..*self
        }
        .operator();
        let begins = self.may_be_spaced(name)
            && behind.starts_with(|c: char| c.is_alphanumeric() || is_quote(c) || c == '(')
            && operator.is_none();
        counts || begins
    }

    /// Whether a name, which comes next, begins the query and is long enough to be meant for that of a field.
    fn may_be_spaced(&self, name: &str) -> bool {
        let is_first = self.text[..self.at].trim_matches(is_gap).is_empty();
        is_first && name.len() > 2 && fields::known(name).is_some()
    }

    /// A field's name and a colon, and nothing behind them at `at`.
    fn unfinished(&self, field: &Field, at: usize) -> Box<Diagnostic> {
        let name = field.name();
        let message = format!("there is nothing to look for behind `{name}:`");
        let error = self.error("query-unfinished", at, message);
        let any = format!("`{name}:*` finds whatever has one");
        error
            .help(match field {
                Field::Known(known) if known.kind == Kind::Has => format!("as `{}`", known.example),
                Field::Known(known) => format!("as `{}`; {any}", known.example),
                Field::Other(_) => any,
            })
            .into()
    }

    /// A term of a field, from its value as written.
    fn value(
        &mut self,
        field: &Field,
        mut words: Words,
        start: usize,
        at: usize,
    ) -> Parsed<Option<Query>> {
        let kind = match field {
            Field::Known(known) => known.kind,
            Field::Other(_) => Kind::Text(&[]),
        };
        if words.text.is_empty() && words.prefix {
            let has = Term {
                field: Some(Field::named("has")),
                test: Test::Has(field.clone()),
            };
            return match kind {
                Kind::Has => Ok(Some(Query::All)),
                _ => self.finish(has.field, has.test, start),
            };
        }
        // it would take what closes a phrase or a group with it
        let kept = words.text.trim_end_matches('\\').len();
        words.text.truncate(kept);
        words.phrase |= !is_bare(&words.text);
        let typed = if words.prefix {
            format!("{}*", words.text)
        } else {
            words.text.clone()
        };
        let test = match kind {
            Kind::Year => dates(&typed),
            Kind::Day(_) => days(&typed).map(|(from, to)| Test::Days(from, to)),
            Kind::Identifier(_) if words.prefix => Ok(Test::Words(words)),
            Kind::Identifier(scheme) => identifiers(scheme, &words.text),
            Kind::Has => self.has(&words.text, at)?,
            Kind::Key | Kind::Tag | Kind::Type => Ok(Test::Words(words)),
            Kind::Text(_) | Kind::Value(_) => {
                words = plain(words);
                if fold(&words.text).is_empty() {
                    let help = format!("`{}:*` finds whatever has one", field.name());
                    Err(("there is no word here to look for".to_owned(), Some(help)))
                } else {
                    Ok(Test::Words(words))
                }
            }
        };
        match test {
            Ok(Test::Words(words)) if words.text.is_empty() => {
                let message = format!("`{}:` has no value", field.name());
                Err(self.error("query-value", at, message).into())
            }
            Ok(test) => self.finish(Some(field.clone()), test, start),
            Err((message, help)) => {
                let error = self.error("query-value", at, message);
                Err(match help {
                    Some(help) => error.help(help),
                    None => error.help(format!(
                        "in quotes, \"{}\", these are words to look for",
                        &self.text[start..self.at].replace(is_quote, "")
                    )),
                }
                .into())
            }
        }
    }

    fn has(&self, name: &str, at: usize) -> Parsed<Result<Test, Fault>> {
        let lower = name.to_lowercase();
        let lower = match lower.as_str() {
            "files" | "attachment" | "attachments" | "pdf" => "file",
            lower => lower,
        };
        let is_name = !lower.is_empty()
            && lower
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !is_name || lower == "has" {
            let help = "as `has:doi`, `has:file`, `has:abstract`, `has:tag` or with any field";
            return Ok(Err((
                format!("`{name}` is no field"),
                Some(help.to_owned()),
            )));
        }
        let field = Field::named(lower);
        if field.is_unlisted()
            && let Some(near) = near(lower)
        {
            return Err(self
                .error("query-field", at, format!("there is no field `{lower}`"))
                .help(format!("did you mean `has:{near}`?"))
                .into());
        }
        Ok(Ok(Test::Has(field)))
    }

    fn finish(&mut self, field: Option<Field>, test: Test, at: usize) -> Parsed<Option<Query>> {
        self.terms += 1;
        if self.terms > LONGEST {
            let message = format!("more than {LONGEST} words to look for");
            return Err(self
                .error("query-length", at, message)
                .help("a few will do")
                .into());
        }
        Ok(Some(Query::Term(Term { field, test })))
    }
}
