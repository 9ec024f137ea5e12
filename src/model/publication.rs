//! A publication as renderers and formats take it: what the projection knows of an entry, as plain Unicode text.

use super::{Identifier, Name, Role, Scheme};

/// One publication. Inherited fields are in place, and no text holds TeX.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Publication {
    /// The entry's number in its library.
    pub id: i64,
    /// Citation key.
    pub key: String,
    /// Entry type, lower case.
    pub entry_type: String,
    /// Title and subtitle, with `: ` between them.
    pub title: Option<String>,
    /// Whatever contains the work.
    pub venue: Option<String>,
    /// The journal, for what appeared in one.
    pub journal: Option<Journal>,
    /// As given.
    pub volume: Option<String>,
    /// The number of the issue.
    pub issue: Option<String>,
    /// With en dashes for ranges.
    pub pages: Option<String>,
    /// Publisher, institution, school or organization.
    pub publisher: Option<String>,
    /// EDTF level 1, or the text that stands in its place, such as `in press`.
    pub date: Option<String>,
    /// The (first) year.
    pub year: Option<i64>,
    /// People and bodies: by role, in their order.
    pub contributions: Vec<Contribution>,
    /// Identifiers, each once.
    pub identifiers: Vec<Identifier>,
    /// Attached files.
    pub attachments: Vec<Attachment>,
    /// In alphabetical order.
    pub tags: Vec<String>,
    /// When it came into the library, in seconds since 1970, UTC.
    pub added: i64,
    /// When it was changed last, likewise.
    pub modified: i64,
    /// Every field's text by its name in lower case, in the entry's order, inherited ones last.
    pub fields: Vec<(String, String)>,
    /// The texts of titles among them that have a [`Typography`](super::Typography), with its signs.
    pub marked: Vec<(String, String)>,
}

impl Publication {
    /// The text of the first of these fields that has one.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let (_, text) = self.fields.iter().find(|(known, _)| known == name)?;
            Some(text.trim()).filter(|text| !text.is_empty())
        })
    }

    /// The same, of titles with their typography.
    pub fn get_marked(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let marked = self.marked.iter().find(|(known, _)| known == name);
            match marked {
                Some((_, text)) => Some(text.trim()),
                None => self.get(&[name]),
            }
        })
    }

    /// The people of a role, in their order; `None` among them is `and others`.
    pub fn people(&self, role: Role) -> impl Iterator<Item = Option<&Name>> {
        self.contributions
            .iter()
            .filter(move |contribution| contribution.role == role)
            .map(|contribution| contribution.name.as_ref())
    }

    /// The first identifier of a scheme, normalised.
    pub fn identifier(&self, scheme: Scheme) -> Option<&str> {
        self.identifiers
            .iter()
            .find(|identifier| identifier.scheme() == scheme)
            .map(Identifier::value)
    }
}

/// One person's part in a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// As what.
    pub role: Role,
    /// Who; `None` for `and others`.
    pub name: Option<Name>,
}

/// A journal as an entry names it; empty where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Journal {
    /// The title as given.
    pub title: String,
    /// The abbreviated title.
    pub abbreviation: String,
    /// The first valid ISSN, `NNNN-NNNX`.
    pub issn: String,
}

/// An attached file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its path or URL as given.
    pub path: String,
    /// Its description, or empty.
    pub description: String,
}
