//! One publication on the page.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::escape::escape;
use super::links::Link;
use crate::model::url::part;
use crate::model::{Name, Publication, Role, Scheme, fold};

/// The kinds of publication, in the order of their headings.
pub(super) const TYPES: [&str; 10] = [
    "Journal articles",
    "Conference papers",
    "Books",
    "Chapters",
    "Proceedings",
    "Theses",
    "Reports",
    "Preprints",
    "Data and software",
    "Other",
];

/// A publication as it will be written.
#[derive(Debug)]
pub(super) struct Item {
    /// The newest first, then by name and title.
    pub(super) order: (Reverse<i64>, String, String, String),
    /// The heading that it stands under: its year, or why there is none.
    pub(super) year: String,
    /// The number of its kind in [`TYPES`].
    pub(super) kind: usize,
    key: String,
    /// What it is found by beside what is seen.
    words: String,
    html: String,
}

impl Item {
    /// `reference` is HTML; where it is empty the title stands in its place.
    pub(super) fn new(
        publication: &Publication,
        reference: &str,
        links: &[Link],
        bibtex: &str,
    ) -> Self {
        let forthcoming = publication.year.is_none()
            && publication
                .date
                .as_deref()
                .is_some_and(|date| !date.trim().is_empty());
        let (rank, year) = match publication.year {
            Some(year) => (year, year.to_string()),
            None if forthcoming => (i64::MAX, "Forthcoming".to_owned()),
            None => (i64::MIN, "Undated".to_owned()),
        };
        let first = people(publication)
            .and_then(|(_, names)| names.into_iter().flatten().next())
            .map(Name::sorted)
            .unwrap_or_default();
        let title = publication.title.as_deref().unwrap_or_default();
        let mut html = String::with_capacity(512 + reference.len() + bibtex.len());
        let _ = match (reference, title) {
            ("", "") => write!(html, "<p class=\"r\">{}</p>", escape(&publication.key)),
            ("", title) => write!(html, "<p class=\"r\">{}</p>", escape(title)),
            _ => write!(html, "<p class=\"r\">{reference}</p>"),
        };
        html.push_str("\n<div class=\"l\">");
        for link in links {
            let url = escape(&link.url).to_string();
            // the reference has some of them itself
            if reference.contains(&format!("<a href=\"{url}\">")) {
                continue;
            }
            let class = if link.is_doi { " class=\"d\"" } else { "" };
            let label = escape(&link.label);
            let _ = write!(html, "<a{class} href=\"{url}\">{label}</a> ");
        }
        let key = &publication.key;
        let _ = write!(
            html,
            "<details><summary>BibTeX</summary><pre>{2}</pre></details> \
             <button type=\"button\" class=\"c\" aria-label=\"Copy BibTeX of {0}\">Copy</button> \
             <a class=\"k\" href=\"#{1}\">{0}</a></div>",
            escape(key),
            escape(&part(key)),
            escape(bibtex.trim_end())
        );
        Self {
            order: (
                Reverse(rank),
                fold(&first),
                fold(title),
                publication.key.clone(),
            ),
            year,
            kind: kind(publication),
            key: publication.key.clone(),
            words: words_beyond(reference, publication),
            html,
        }
    }

    /// Writes it as the one with this number in the order.
    pub(super) fn write(&self, number: usize, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "<li id=\"{}\" data-o=\"{number}\" data-y=\"{}\" data-t=\"{}\"",
            escape(&self.key),
            escape(&self.year),
            self.kind
        )?;
        if !self.words.is_empty() {
            write!(out, " data-k=\"{}\"", escape(&self.words))?;
        }
        writeln!(out, ">{}</li>", self.html)
    }
}

/// Who stands at the head: authors, else editors.
fn people(publication: &Publication) -> Option<(Role, Vec<Option<&Name>>)> {
    [Role::Author, Role::Editor].into_iter().find_map(|role| {
        let names: Vec<_> = publication.people(role).collect();
        (!names.is_empty()).then_some((role, names))
    })
}

/// The words that people look for and that do not stand in the reference: full names, names that a style leaves out,
/// keywords.
fn words_beyond(reference: &str, publication: &Publication) -> String {
    let mut seen = HashSet::new();
    let mut shown = String::with_capacity(reference.len());
    let mut rest = reference;
    while let Some((text, tag)) = rest.split_once('<') {
        shown.push_str(text);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    shown.push_str(rest);
    for word in words(&shown) {
        seen.insert(fold(word));
    }
    let mut out = String::new();
    let mut add = |text: &str| {
        for word in words(text) {
            if seen.insert(fold(word)) {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(word);
            }
        }
    };
    let people = publication.contributions.iter();
    for name in people.filter_map(|one| one.name.as_ref()) {
        add(&name.display());
    }
    let year = publication.year.map(|year| year.to_string());
    let texts = [&publication.title, &publication.venue, &year];
    texts.into_iter().flatten().for_each(|text| add(text));
    for (name, text) in &publication.fields {
        if name == "keywords" {
            add(text);
        }
    }
    out
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '“' | '”'))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| word.contains(char::is_alphanumeric))
}

fn kind(publication: &Publication) -> usize {
    let preprint = publication.identifier(Scheme::Arxiv).is_some()
        && publication.identifier(Scheme::Doi).is_none()
        && publication.journal.is_none();
    match publication.entry_type.as_str() {
        "article" | "periodical" | "suppperiodical" | "review" => 0,
        "inproceedings" | "conference" => 1,
        "book" | "mvbook" | "collection" | "mvcollection" | "reference" | "mvreference"
        | "booklet" | "manual" | "commentary" => 2,
        "incollection" | "inbook" | "suppbook" | "suppcollection" | "inreference"
        | "bookinbook" => 3,
        "proceedings" | "mvproceedings" => 4,
        "thesis" | "phdthesis" | "mastersthesis" | "bachelorsthesis" => 5,
        "report" | "techreport" | "standard" | "patent" => 6,
        "dataset" | "software" => 8,
        _ if preprint => 7,
        _ => 9,
    }
}
