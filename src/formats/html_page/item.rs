//! One publication on the page.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::escape::{escape, part, relative, web};
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

/// How many names are listed before `et al.`; a paper with thousands of authors would fill the page.
const NAMES: usize = 40;

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
    keywords: String,
    html: String,
}

impl Item {
    pub(super) fn new(
        publication: &Publication,
        bibtex: &str,
        reference: Option<&str>,
        files: bool,
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
        let links = links(publication, files);
        let mut html = String::with_capacity(512 + bibtex.len());
        html.push_str("<div>");
        match reference {
            Some(reference) => {
                let _ = write!(html, "<p class=\"r\">{reference}</p>");
            }
            None => plain(
                publication,
                links.first().map(|link| link.1.as_str()),
                &mut html,
            ),
        }
        html.push_str("</div>\n<div class=\"l\">");
        for (label, url, is_doi) in &links {
            let class = if *is_doi { " class=\"d\"" } else { "" };
            let _ = write!(
                html,
                "<a{class} href=\"{}\">{}</a> ",
                escape(url),
                escape(label)
            );
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
        let mut keywords = String::new();
        for (name, text) in &publication.fields {
            if name == "keywords" {
                keywords.push_str(text);
            }
        }
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
            keywords,
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
        if !self.keywords.is_empty() {
            write!(out, " data-k=\"{}\"", escape(&self.keywords))?;
        }
        writeln!(out, ">{}</li>", self.html)
    }
}

/// Title; names; where and when: the page's own layout, for a list that is looked through rather than cited from.
fn plain(publication: &Publication, link: Option<&str>, out: &mut String) {
    let title = publication.title.as_deref().unwrap_or(&publication.key);
    let _ = match link {
        Some(link) => write!(
            out,
            "<p class=\"t\"><a href=\"{}\">{}</a></p>",
            escape(link),
            escape(title)
        ),
        None => write!(out, "<p class=\"t\">{}</p>", escape(title)),
    };
    if let Some((role, names)) = people(publication) {
        let listed = list(&names);
        let editors = match (role, names.len()) {
            (Role::Editor, 1) => " (ed.)",
            (Role::Editor, _) => " (eds.)",
            _ => "",
        };
        let _ = write!(out, "<p class=\"a\">{}{editors}</p>", escape(&listed));
    }
    let mut parts: Vec<String> = Vec::new();
    let get = |text: &Option<String>| {
        text.as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let venue = get(&publication.venue).filter(|venue| Some(venue) != publication.title.as_ref());
    let publisher = get(&publication.publisher).filter(|name| Some(name) != venue.as_ref());
    let mut place = String::new();
    if let Some(venue) = &venue {
        let _ = write!(place, "<i>{}</i>", escape(venue));
    }
    if let Some(volume) = get(&publication.volume) {
        let lead = if place.is_empty() { "vol. " } else { " " };
        let _ = write!(place, "{lead}{}", escape(&volume));
    }
    if let Some(issue) = get(&publication.issue) {
        let _ = write!(place, "({})", escape(&issue));
    }
    if let Some(pages) = get(&publication.pages) {
        let lead = if place.is_empty() { "pp. " } else { ", " };
        let _ = write!(place, "{lead}{}", escape(&pages));
    }
    if !place.is_empty() {
        parts.push(place);
    }
    if let Some(publisher) = publisher {
        parts.push(escape(&publisher).to_string());
    }
    match (publication.year, get(&publication.date)) {
        (Some(year), _) => parts.push(year.to_string()),
        (None, Some(date)) => parts.push(escape(&date).to_string()),
        (None, None) => {}
    }
    if !parts.is_empty() {
        let _ = write!(out, "<p class=\"v\">{}</p>", parts.join(" · "));
    }
}

/// Who stands at the head: authors, else editors.
fn people(publication: &Publication) -> Option<(Role, Vec<Option<&Name>>)> {
    [Role::Author, Role::Editor].into_iter().find_map(|role| {
        let names: Vec<_> = publication.people(role).collect();
        (!names.is_empty()).then_some((role, names))
    })
}

fn list(names: &[Option<&Name>]) -> String {
    let mut out = String::new();
    let others = names.len() > NAMES || names.contains(&None);
    let shown: Vec<String> = names
        .iter()
        .flatten()
        .take(NAMES)
        .map(|name| name.display())
        .collect();
    for (index, name) in shown.iter().enumerate() {
        let lead = match index {
            0 => "",
            _ if index + 1 < shown.len() || others => ", ",
            1 => " and ",
            _ => ", and ",
        };
        out.push_str(lead);
        out.push_str(name);
    }
    if others {
        out.push_str(", et al.");
    }
    out
}

/// What the publication can be reached by, the best first: its label, the URL, and whether it is the DOI.
fn links(publication: &Publication, files: bool) -> Vec<(String, String, bool)> {
    let mut links: Vec<(String, String, bool)> = Vec::new();
    let mut put = |label: &str, url: String, is_doi: bool| {
        if !links.iter().any(|(_, known, _)| *known == url) {
            links.push((label.to_owned(), url, is_doi));
        }
    };
    for (scheme, label) in [
        (Scheme::Doi, "DOI"),
        (Scheme::Arxiv, "arXiv"),
        (Scheme::Pmcid, "PMC"),
        (Scheme::Pmid, "PubMed"),
        (Scheme::Bibcode, "ADS"),
        (Scheme::Handle, "Handle"),
    ] {
        if let Some(value) = publication.identifier(scheme) {
            put(
                label,
                format!("{}{}", scheme.url_prefix(), part(value)),
                scheme == Scheme::Doi,
            );
        }
    }
    if let Some(url) = publication.get(&["url"]).and_then(web) {
        put("Link", url, false);
    }
    if files {
        for attachment in &publication.attachments {
            let Some(url) = web(&attachment.path).or_else(|| relative(&attachment.path)) else {
                continue;
            };
            let name = attachment
                .path
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or_default();
            let label = match attachment.description.trim() {
                "" => name,
                description => description,
            };
            put(label, url, false);
        }
    }
    links
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
