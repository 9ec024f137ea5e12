//! What becomes of types and fields in a format: tables of data, and the one walk over them that misses nothing.
//!
//! A format lists rows, each a [`Source`], the target and how the text changes on the way. [`Mapping::carry`] offers
//! the format every row that has something to say. What no row took is reported, unless it is in [`NOT_CONTENT`].

use super::bibtex::private::is_private;
use super::loss::{Loss, LossKind};
use super::sources::{Source, Value};
use crate::model::Publication;

/// What becomes of types and fields.
#[derive(Debug)]
pub struct Mapping {
    /// The format's title, for reports.
    pub format: &'static str,
    /// What becomes of entry types.
    pub types: &'static [TypeRow],
    /// What becomes of the other entry types.
    pub other: &'static str,
    /// What becomes of fields, in the order of the output. Of several rows of one source the first that fits counts.
    pub rows: &'static [Row],
}

/// What becomes of an entry type.
#[derive(Debug, Clone, Copy)]
pub struct TypeRow {
    /// The type, in lower case.
    pub from: &'static str,
    /// What it becomes.
    pub to: &'static str,
    /// Whether that says as much.
    pub exact: bool,
}

/// What becomes of a source.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What is carried.
    pub source: Source,
    /// Where to: a tag, a column or a path.
    pub to: &'static str,
    /// What becomes of it on the way.
    pub how: How,
    /// The targets of entry types to which it is limited; none for all.
    pub only: &'static [&'static str],
}

/// What becomes of a text on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It stays, or takes the form that the target asks for.
    Plain,
    /// The year alone.
    Year,
    /// Each of several for itself.
    Each,
    /// First and last page each for itself.
    Ends,
    /// A note that starts with this label: weakened.
    Note(&'static str),
}

/// What became of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// It arrived.
    Whole,
    /// It arrived and says less: what is missing.
    Weakened(String),
    /// There is no place for it here.
    Not,
}

impl Carried {
    /// Weakened, if there is something to say.
    pub fn unless(missing: Option<&str>) -> Self {
        missing.map_or(Self::Whole, |missing| Self::Weakened(missing.to_owned()))
    }
}

/// A type that says as much.
pub const fn exact(from: &'static str, to: &'static str) -> TypeRow {
    TypeRow {
        from,
        to,
        exact: true,
    }
}

/// A type that says less.
pub const fn near(from: &'static str, to: &'static str) -> TypeRow {
    TypeRow {
        from,
        to,
        exact: false,
    }
}

/// A row for all types that changes nothing.
pub const fn row(source: Source, to: &'static str) -> Row {
    Row {
        source,
        to,
        how: How::Plain,
        only: &[],
    }
}

impl Row {
    /// The same, changed on the way.
    #[must_use]
    pub const fn how(self, how: How) -> Self {
        Self { how, ..self }
    }

    /// The same for some types only.
    #[must_use]
    pub const fn only(self, only: &'static [&'static str]) -> Self {
        Self { only, ..self }
    }
}

/// Fields that are never content, with the reason; their loss is none.
pub const NOT_CONTENT: &[(&str, &str)] = &[
    ("crossref", "what it inherits is in the entry"),
    ("xdata", "what it inherits is in the entry"),
    ("xref", "links entries of a library"),
    ("ids", "further keys"),
    ("key", "sorts and labels in BibTeX's styles"),
    ("label", "labels in biblatex's styles"),
    ("shorthand", "labels in biblatex's styles"),
    ("shorthandintro", "labels in biblatex's styles"),
    ("sortkey", "sorts"),
    ("sortname", "sorts"),
    ("sortshorthand", "sorts"),
    ("sorttitle", "sorts"),
    ("sortyear", "sorts"),
    ("presort", "sorts"),
    ("indextitle", "sorts in an index"),
    ("indexsorttitle", "sorts in an index"),
    ("options", "settings for biblatex"),
    ("langidopts", "settings for biblatex"),
    ("execute", "settings for biblatex"),
    ("gender", "grammar for biblatex's styles"),
    ("pagination", "grammar for biblatex's styles"),
    ("bookpagination", "grammar for biblatex's styles"),
    ("bibdate", "book-keeping of a bibliography's editors"),
    ("bibsource", "book-keeping of a bibliography's editors"),
    ("biburl", "book-keeping of a bibliography's editors"),
    (
        "acknowledgement",
        "book-keeping of a bibliography's editors",
    ),
];

/// Whether the field `name` can be left out without a word: it is in [`NOT_CONTENT`] or private.
pub fn is_content(name: &str) -> bool {
    !NOT_CONTENT.iter().any(|(known, _)| *known == name) && !is_private(name)
}

impl Mapping {
    /// What the type of `publication` becomes.
    pub fn type_of(&self, publication: &Publication, lost: &mut dyn FnMut(Loss)) -> &'static str {
        let known = publication.entry_type.as_str();
        let row = self.types.iter().find(|row| row.from == known);
        let target = row.map_or(self.other, |row| row.to);
        if !row.is_some_and(|row| row.exact) {
            let message = format!("{} knows no @{known}: it became {target}", self.format);
            lost(loss(publication, "type", LossKind::Weakened, message));
        }
        target
    }

    /// Offers `take` every row that has something to say for a publication whose type became `target`, and reports
    /// what did not arrive whole.
    pub fn carry<'p>(
        &self,
        publication: &'p Publication,
        target: &str,
        lost: &mut dyn FnMut(Loss),
        mut take: impl FnMut(&'static Row, Value<'p>) -> Carried,
    ) {
        let mut done: Vec<Source> = Vec::with_capacity(24);
        let mut arrived: Vec<&'static str> = Vec::with_capacity(32);
        for row in self.rows {
            if done.contains(&row.source) || !(row.only.is_empty() || row.only.contains(&target)) {
                continue;
            }
            let Some((value, fields)) = row.source.read(publication) else {
                continue;
            };
            match take(row, value) {
                Carried::Not => continue,
                Carried::Whole => {}
                Carried::Weakened(message) => {
                    let field = field_of(publication, &fields);
                    lost(loss(publication, field, LossKind::Weakened, message));
                }
            }
            done.push(row.source);
            arrived.extend(fields);
        }
        for (name, text) in &publication.fields {
            if !arrived.contains(&name.as_str()) && !text.trim().is_empty() && is_content(name) {
                let message = format!("{} has no place for it", self.format);
                lost(loss(publication, name, LossKind::Dropped, message));
            }
        }
    }
}

/// The field among `fields` that the entry has.
fn field_of<'f>(publication: &Publication, fields: &[&'f str]) -> &'f str {
    let has = |name: &&&str| publication.get(&[**name]).is_some();
    fields
        .iter()
        .find(has)
        .or(fields.first())
        .copied()
        .unwrap_or_default()
}

/// A loss of `publication`.
pub fn loss(publication: &Publication, field: &str, kind: LossKind, message: String) -> Loss {
    Loss {
        key: publication.key.clone(),
        field: field.to_owned(),
        kind,
        message,
    }
}
