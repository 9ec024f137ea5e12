//! CSV and TSV for spreadsheets and data frames: a line of column names, then a line an entry.
//!
//! CSV is RFC 4180 with LF; TSV has neither quotes nor line breaks in a cell (the IANA's `text/tab-separated-values`).
//! Both are UTF-8. A spreadsheet takes a text that starts with `=`, `+`, `-` or `@` for a formula and runs it, and
//! records come from anywhere: such a text gets an apostrophe in front, and that is reported.

use std::borrow::Cow;
use std::io::{self, Write};

use super::loss::{Loss, LossKind};
use super::mapping::{Carried, Mapping, loss, row};
use super::sources::Source as S;
use super::text::one_line;
use super::{Format, Item, Options, Output, Writer};
use crate::model::Role;

pub(super) const CSV: Format = Format {
    name: "csv",
    title: "CSV",
    extensions: &["csv"],
    by_extension: true,
    purpose: "spreadsheets and data frames",
    media_type: "text/csv",
    several: true,
    mapping: Some(&MAPPING),
    output: Output::Publications(|_: &Options<'_>| {
        Ok(Box::new(Table {
            comma: true,
            begun: false,
        }))
    }),
};

pub(super) const TSV: Format = Format {
    name: "tsv",
    title: "TSV",
    extensions: &["tsv", "tab"],
    by_extension: true,
    purpose: "`cut`, `awk` and other programs that split lines at tabs",
    media_type: "text/tab-separated-values",
    several: true,
    mapping: Some(&MAPPING),
    output: Output::Publications(|_: &Options<'_>| {
        Ok(Box::new(Table {
            comma: false,
            begun: false,
        }))
    }),
};

/// The columns that every table begins with.
const FIRST: [&str; 2] = ["key", "type"];

static MAPPING: Mapping = Mapping {
    format: "CSV",
    types: &[],
    other: "as it is",
    rows: &[
        row(S::People(Role::Author), "authors"),
        row(S::People(Role::Editor), "editors"),
        row(S::People(Role::Translator), "translators"),
        row(S::Date, "date"),
        row(S::Title, "title"),
        row(S::ShortTitle, "short_title"),
        row(S::Journal, "journal"),
        row(S::JournalAbbreviation, "journal_abbreviation"),
        row(S::BookTitle, "book_title"),
        row(S::MainTitle, "main_title"),
        row(S::Series, "series"),
        row(S::Event, "event"),
        row(S::Venue, "event_place"),
        row(S::Volume, "volume"),
        row(S::Issue, "issue"),
        row(S::Number, "number"),
        row(S::Pages, "pages"),
        row(S::ArticleNumber, "article_number"),
        row(S::PageTotal, "page_total"),
        row(S::Chapter, "chapter"),
        row(S::Edition, "edition"),
        row(S::Version, "version"),
        row(S::Volumes, "volumes"),
        row(S::Publisher, "publisher"),
        row(S::Institution, "institution"),
        row(S::Organization, "organization"),
        row(S::Place, "place"),
        row(S::HowPublished, "how_published"),
        row(S::Kind, "kind"),
        row(S::Doi, "doi"),
        row(S::Isbn, "isbn"),
        row(S::Issn, "issn"),
        row(S::Eprint, "eprint"),
        row(S::Pmid, "pmid"),
        row(S::Pmcid, "pmcid"),
        row(S::Url, "url"),
        row(S::Accessed, "accessed"),
        row(S::Language, "language"),
        row(S::Keywords, "keywords"),
        row(S::Note, "note"),
        row(S::Addendum, "addendum"),
        row(S::State, "state"),
        row(S::Annotation, "annotation"),
        row(S::Files, "files"),
        row(S::Abstract, "abstract"),
    ],
};

/// The year, which people sort by, stands beside the date.
const YEAR: &str = "year";

struct Table {
    comma: bool,
    begun: bool,
}

impl Table {
    fn line(&self, cells: &[Cow<'_, str>], out: &mut dyn Write) -> io::Result<()> {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                out.write_all(if self.comma { b"," } else { b"\t" })?;
            }
            if self.comma && cell.contains([',', '"', '\n', '\r']) {
                write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
            } else {
                out.write_all(cell.as_bytes())?;
            }
        }
        out.write_all(b"\n")
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        let mut names: Vec<Cow<'_, str>> = FIRST.map(Cow::Borrowed).to_vec();
        for row in MAPPING.rows {
            if row.source == S::Date {
                names.push(Cow::Borrowed(YEAR));
            }
            names.push(Cow::Borrowed(row.to));
        }
        self.line(&names, out)
    }
}

/// What is told of a guarded text.
const GUARD: &str = "an apostrophe in front keeps it from being a formula";

/// Whether a spreadsheet would take `text` for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err()
}

impl Writer for Table {
    fn write(
        &mut self,
        item: Item<'_>,
        out: &mut dyn Write,
        lost: &mut dyn FnMut(Loss),
    ) -> io::Result<()> {
        self.begin(out)?;
        let publication = item.publication;
        let mut cells: Vec<Cow<'_, str>> = vec![Cow::Borrowed(""); MAPPING.rows.len()];
        MAPPING.carry(publication, "", lost, |row, value| {
            let at = MAPPING.rows.iter().position(|known| known.to == row.to);
            let Some(cell) = at.and_then(|at| cells.get_mut(at)) else {
                return Carried::Not;
            };
            // a tab or a line break would be another cell
            let text = one_line(&value.text()).into_owned();
            let guarded = is_formula(&text);
            *cell = Cow::Owned(if guarded { format!("'{text}") } else { text });
            Carried::unless(guarded.then_some(GUARD))
        });
        let mut line: Vec<Cow<'_, str>> = Vec::with_capacity(cells.len() + 3);
        for text in [&publication.key, &publication.entry_type] {
            let text = one_line(text);
            if is_formula(&text) {
                lost(loss(
                    publication,
                    "key",
                    LossKind::Weakened,
                    GUARD.to_owned(),
                ));
                line.push(Cow::Owned(format!("'{text}")));
            } else {
                line.push(text);
            }
        }
        for (cell, row) in cells.into_iter().zip(MAPPING.rows) {
            if row.source == S::Date {
                let year = publication.year.map(|year| year.to_string());
                line.push(Cow::Owned(year.unwrap_or_default()));
            }
            line.push(cell);
        }
        self.line(&line, out)
    }

    fn finish(&mut self, out: &mut dyn Write, _: &mut dyn FnMut(Loss)) -> io::Result<()> {
        self.begin(out)
    }
}
