//! CSL-JSON, the items that citation processors take (CSL 1.0.2, schema `csl-data.json`).
//!
//! [`item`] makes an item of a publication and says what CSL has no place for. What goes where is data: the types in
//! `types`, the plain fields in `fields`; `dates` and `names` hold what has a shape of its own. Members come in one
//! order, so equal publications give equal bytes.
//!
//! ```
//! use ibid::model::Publication;
//! let publication = Publication {
//!     key: "zahid2017".into(),
//!     entry_type: "article".into(),
//!     title: Some("IS Footprint".into()),
//!     date: Some("2017-03".into()),
//!     fields: vec![("title".into(), "IS Footprint".into()), ("owner".into(), "fz".into())],
//!     ..Publication::default()
//! };
//! let (item, losses) = ibid::formats::csl::item(&publication);
//! assert_eq!(
//!     serde_json::to_string(&item).unwrap(),
//!     r#"{"id":"zahid2017","type":"article-journal","title":"IS Footprint","issued":{"date-parts":[[2017,3]]}}"#
//! );
//! assert_eq!(losses[0].to_string(), "zahid2017: owner is left out: CSL has no place for it");
//! ```

mod dates;
mod fields;
mod identifiers;
mod json;
mod languages;
mod names;
mod numbers;
#[cfg(test)]
pub(crate) mod tests;
mod types;

use std::cell::RefCell;
use std::collections::BTreeSet;

pub use json::ItemError;
pub(super) use languages::language;

use super::loss::{Loss, LossKind};
use crate::model::Publication;

/// One CSL item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// The citation key.
    pub id: String,
    /// A type of CSL 1.0.2: `article-journal`.
    pub kind: String,
    /// Variables with what they hold, each once.
    pub members: Vec<(String, Member)>,
}

/// What a variable holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// Text, titles with their [`Typography`](crate::model::Typography), or a number as text.
    Text(String),
    /// People and bodies.
    Names(Names),
    /// A date.
    Date(Date),
}

/// A list of names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// In their order.
    pub names: Vec<Name>,
    /// Whether there are others who are not named. CSL-JSON knows no such thing; there it is a name `others`, as
    /// other programs write it.
    pub others: bool,
}

/// A person or a body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The family name; the whole name of a body.
    pub family: String,
    /// Given names.
    pub given: String,
    /// A particle that goes where only the family name stands: `de` in `de La Fontaine`.
    pub dropping: String,
    /// A particle that stays with the family name: `van` in `van Gogh`.
    pub non_dropping: String,
    /// `Jr.`
    pub suffix: String,
    /// Whether `family` is a name that is not taken apart.
    pub literal: bool,
}

/// A date as CSL writes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Date {
    /// Year, month and day as far as known, of the day or of the first and the last. Years BCE are negative, and no
    /// year is 0, but for that of a last day that nobody knows.
    pub parts: Vec<Vec<i64>>,
    /// 1 spring, 2 summer, 3 autumn, 4 winter.
    pub season: Option<u8>,
    /// Whether it is an estimate or doubtful.
    pub circa: bool,
    /// Text in place of a date: `in press`.
    pub literal: String,
}

impl Item {
    /// What a variable holds.
    pub fn get(&self, variable: &str) -> Option<&Member> {
        self.members
            .iter()
            .find(|(name, _)| name == variable)
            .map(|(_, member)| member)
    }

    /// The text of a variable, of titles with its [`Typography`](crate::model::Typography).
    pub fn text(&self, variable: &str) -> Option<&str> {
        match self.get(variable) {
            Some(Member::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The names of a variable.
    pub fn names(&self, variable: &str) -> Option<&Names> {
        match self.get(variable) {
            Some(Member::Names(names)) => Some(names),
            _ => None,
        }
    }

    /// The date of a variable.
    pub fn date(&self, variable: &str) -> Option<&Date> {
        match self.get(variable) {
            Some(Member::Date(date)) => Some(date),
            _ => None,
        }
    }
}

/// The CSL item of `publication`, and what of it CSL cannot hold, by field.
pub fn item(publication: &Publication) -> (Item, Vec<Loss>) {
    let source = Source::new(publication);
    let kind = types::kind(&source);
    let mut out = Out {
        members: Vec::with_capacity(publication.fields.len() + 4),
    };
    types::of_type(&source, kind, &mut out);
    fields::texts(&source, kind, &mut out);
    names::names(&source, &mut out);
    dates::dates(&source, &mut out);
    let mut losses = source.into_losses();
    losses.sort();
    losses.dedup();
    out.members.sort_by_key(|(name, _)| fields::place(name));
    let item = Item {
        id: publication.key.clone(),
        kind: kind.to_owned(),
        members: out
            .members
            .into_iter()
            .map(|(name, member)| (name.to_owned(), member))
            .collect(),
    };
    (item, losses)
}

/// The members of an item in the making; of two for one variable the first stays.
struct Out {
    members: Vec<(&'static str, Member)>,
}

impl Out {
    fn has(&self, variable: &str) -> bool {
        self.members.iter().any(|(name, _)| *name == variable)
    }

    fn put(&mut self, variable: &'static str, member: Member) -> bool {
        let free = !self.has(variable);
        if free {
            self.members.push((variable, member));
        }
        free
    }

    fn text(&mut self, variable: &'static str, text: impl Into<String>) -> bool {
        let mut text: String = text.into();
        // white space has been made spaces; what is left says nothing
        text.retain(|c| !c.is_control());
        if !fields::is_prose(variable) {
            // styles bring their own punctuation
            let kept = fields::without_end(variable, &text).len();
            text.truncate(kept);
        }
        !text.is_empty() && self.put(variable, Member::Text(text))
    }
}

/// A publication of which it is known what has been read.
struct Source<'p> {
    publication: &'p Publication,
    used: RefCell<BTreeSet<String>>,
    losses: RefCell<Vec<Loss>>,
}

impl<'p> Source<'p> {
    fn new(publication: &'p Publication) -> Self {
        Self {
            publication,
            used: RefCell::default(),
            losses: RefCell::default(),
        }
    }

    /// The text of the first of the fields that has one, of titles with its typography; it does not count as carried.
    fn peek(&self, names: &[&str]) -> Option<&'p str> {
        self.publication.get_marked(names)
    }

    /// The text of the first of the fields that has one. It counts as carried; the others do where they say the same.
    fn take(&self, names: &[&str]) -> Option<&'p str> {
        let text = self.peek(names)?;
        for name in names {
            if self.peek(&[name]) == Some(text) {
                self.carried(name);
            }
        }
        Some(text)
    }

    /// Counts a field as carried.
    fn carried(&self, name: &str) {
        self.used.borrow_mut().insert(name.to_owned());
    }

    /// Reports a field that arrives in a weaker form.
    fn weakened(&self, field: &str, message: impl Into<String>) {
        self.carried(field);
        self.losses.borrow_mut().push(Loss {
            key: self.publication.key.clone(),
            field: field.to_owned(),
            kind: LossKind::Weakened,
            message: message.into(),
        });
    }

    /// What has not been carried is lost.
    fn into_losses(self) -> Vec<Loss> {
        let used = self.used.into_inner();
        let mut losses = self.losses.into_inner();
        for (name, text) in &self.publication.fields {
            if !text.trim().is_empty() && !used.contains(name) && !fields::is_machinery(name) {
                losses.push(Loss {
                    key: self.publication.key.clone(),
                    field: name.clone(),
                    kind: LossKind::Dropped,
                    message: "CSL has no place for it".to_owned(),
                });
            }
        }
        losses
    }
}
