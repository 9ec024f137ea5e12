//! JSON Lines: everything that is known of an entry, an object a line, for programs.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::bibtex::fields::RawEntry;
use super::loss::Loss;
use super::{Format, Item, Output, Plain};
use crate::model::{Contribution, Publication};

pub(super) const FORMAT: Format = Format {
    name: "jsonl",
    title: "JSON Lines",
    extensions: &["jsonl", "ndjson"],
    by_extension: true,
    purpose: "programs: everything about an entry, fields plain and verbatim, an object a line",
    media_type: "application/jsonl",
    several: true,
    mapping: None,
    output: Output::Publications(|_| Plain::records(write).open()),
};

/// One line. Names are public.
#[derive(Serialize)]
struct Record<'a> {
    key: &'a str,
    r#type: &'a str,
    title: Option<&'a str>,
    people: Vec<Person<'a>>,
    date: Option<&'a str>,
    year: Option<i64>,
    venue: Option<&'a str>,
    journal: Option<Journal<'a>>,
    volume: Option<&'a str>,
    issue: Option<&'a str>,
    pages: Option<&'a str>,
    publisher: Option<&'a str>,
    identifiers: Vec<Identifier<'a>>,
    tags: &'a [String],
    files: Vec<File<'a>>,
    text: Members<'a>,
    fields: Members<'a>,
    source: &'a str,
}

#[derive(Serialize)]
struct Person<'a> {
    role: &'a str,
    family: &'a str,
    given: &'a str,
    prefix: &'a str,
    suffix: &'a str,
    corporate: bool,
    others: bool,
}

#[derive(Serialize)]
struct Journal<'a> {
    title: &'a str,
    abbreviation: &'a str,
    issn: &'a str,
}

#[derive(Serialize)]
struct Identifier<'a> {
    scheme: &'a str,
    value: &'a str,
    url: String,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    description: &'a str,
}

/// Fields in their order.
struct Members<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, text)| (name, text)))
    }
}

fn write(item: Item<'_>, out: &mut dyn Write, _: &mut dyn FnMut(Loss)) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &record(item.publication, item.source))?;
    out.write_all(b"\n")
}

fn record<'a>(publication: &'a Publication, source: &'a str) -> Record<'a> {
    Record {
        key: &publication.key,
        r#type: &publication.entry_type,
        title: publication.title.as_deref(),
        people: publication.contributions.iter().map(person).collect(),
        date: publication.date.as_deref(),
        year: publication.year,
        venue: publication.venue.as_deref(),
        journal: publication.journal.as_ref().map(|journal| Journal {
            title: &journal.title,
            abbreviation: &journal.abbreviation,
            issn: &journal.issn,
        }),
        volume: publication.volume.as_deref(),
        issue: publication.issue.as_deref(),
        pages: publication.pages.as_deref(),
        publisher: publication.publisher.as_deref(),
        identifiers: publication
            .identifiers
            .iter()
            .map(|identifier| Identifier {
                scheme: identifier.scheme().name(),
                value: identifier.value(),
                url: format!("{}{}", identifier.scheme().url_prefix(), identifier.value()),
            })
            .collect(),
        tags: &publication.tags,
        files: publication
            .attachments
            .iter()
            .map(|file| File {
                path: &file.path,
                description: &file.description,
            })
            .collect(),
        text: Members(
            publication
                .fields
                .iter()
                .map(|(name, text)| (Cow::Borrowed(name.as_str()), text.as_str()))
                .collect(),
        ),
        fields: Members(
            RawEntry::parse(source).map_or_else(|_| Vec::new(), |entry| verbatim(&entry)),
        ),
        source,
    }
}

fn person(contribution: &Contribution) -> Person<'_> {
    let name = contribution.name.as_ref();
    let part = |part: fn(&crate::model::Name) -> &String| name.map_or("", |name| part(name));
    Person {
        role: contribution.role.name(),
        family: part(|name| &name.family),
        given: part(|name| &name.given),
        prefix: part(|name| &name.prefix),
        suffix: part(|name| &name.suffix),
        corporate: name.is_some_and(|name| name.corporate),
        others: name.is_none(),
    }
}

/// Each field's value as it is written; of several of one name the first, which is the one that counts.
fn verbatim<'a>(entry: &RawEntry<'a>) -> Vec<(Cow<'a, str>, &'a str)> {
    let mut fields: Vec<(Cow<'a, str>, &'a str)> = Vec::with_capacity(entry.fields.len());
    for field in &entry.fields {
        if fields
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(field.name))
        {
            continue;
        }
        let whole = &entry.text[field.value_span.clone()];
        let text = match field.value.pieces() {
            [piece] => piece.literal().unwrap_or(whole),
            _ => whole,
        };
        fields.push((Cow::Owned(field.name.to_ascii_lowercase()), text));
    }
    fields
}
