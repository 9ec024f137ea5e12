//! The fields that are plain text: which variable each goes to.

use super::languages::language as language_tag;
use super::types::{is_archive, is_issue, titled_part};
use super::{Member, Out, Source, dates, identifiers, numbers};
use crate::formats::bibtex::dialect;
use crate::model::Typography;

/// Every variable that [`super::item`] writes, in the order in which it writes them.
const ORDER: &[&str] = &[
    "author",
    "editor",
    "container-author",
    "collection-editor",
    "compiler",
    "contributor",
    "director",
    "editorial-director",
    "illustrator",
    "original-author",
    "translator",
    "title",
    "title-short",
    "container-title",
    "container-title-short",
    "collection-title",
    "collection-number",
    "original-title",
    "reviewed-title",
    "part-number",
    "volume",
    "number-of-volumes",
    "issue",
    "number",
    "edition",
    "version",
    "chapter-number",
    "page",
    "number-of-pages",
    "genre",
    "medium",
    "publisher",
    "publisher-place",
    "original-publisher",
    "original-publisher-place",
    "event-title",
    "event-place",
    "event-date",
    "issued",
    "original-date",
    "available-date",
    "accessed",
    "status",
    "archive",
    "archive_location",
    "call-number",
    "DOI",
    "ISBN",
    "ISSN",
    "PMID",
    "PMCID",
    "URL",
    "language",
    "keyword",
    "abstract",
    "annote",
    "note",
];

/// Where a variable stands in an item.
pub(super) fn place(variable: &str) -> usize {
    ORDER
        .iter()
        .position(|known| *known == variable)
        .unwrap_or(ORDER.len())
}

/// Variables that are whole sentences.
pub(super) fn is_prose(variable: &str) -> bool {
    matches!(variable, "abstract" | "annote" | "note" | "keyword")
}

/// A text without the comma, colon or semicolon at its end, a title without the period that ends no abbreviation.
pub(super) fn without_end<'t>(variable: &str, text: &'t str) -> &'t str {
    let text = text.trim_end_matches([',', ';', ':', ' ']);
    if variable != "title" {
        return text;
    }
    let bare = text.strip_suffix('.').unwrap_or(text);
    // italics may end before the period
    let words = bare.trim_end_matches(Typography::is_sign);
    let word = words.rsplit(|c: char| !c.is_alphanumeric()).next();
    let is_word = word.is_some_and(|word| {
        let is_symbol = word.chars().count() == 1 && !word.is_ascii();
        let lower = word.to_lowercase();
        (word.chars().count() > 2 || is_symbol) && !ABBREVIATED.contains(&lower.as_str())
    });
    if is_word && bare.contains(' ') {
        bare
    } else {
        text
    }
}

/// Words of three letters or more that a period abbreviates.
#[rustfmt::skip]
const ABBREVIATED: &[&str] = &[
    "inc", "ltd", "etc", "vol", "vols", "nos", "eds", "ser", "spp", "var", "nov", "rev", "int", "jun", "sen", "corp",
    "univ", "dept", "prof", "proc", "conf", "symp", "assoc", "acad", "bros", "trans", "suppl",
];

/// A variable and the fields it is taken from, the first that has a text.
const PLAIN: &[(&str, &[&str])] = &[
    ("title-short", &["shorttitle"]),
    ("original-title", &["origtitle"]),
    ("reviewed-title", &["reviewedtitle"]),
    ("part-number", &["part"]),
    ("volume", &["volume"]),
    ("version", &["version"]),
    ("chapter-number", &["chapter"]),
    ("number-of-pages", &["pagetotal", "numpages"]),
    ("original-publisher", &["origpublisher"]),
    (
        "original-publisher-place",
        &["origlocation", "origaddress", "origplace"],
    ),
    ("event-title", &["eventtitle"]),
    ("event-place", &["venue", "eventvenue"]),
    ("call-number", &["library", "lccn", "callnumber"]),
    ("keyword", &["keywords", "keyword"]),
    ("abstract", &["abstract"]),
    ("annote", &["annotation", "annote"]),
    ("medium", &["medium"]),
];

/// biblatex's localisation keys for `pubstate`, and their words.
const STATES: &[(&str, &str)] = &[
    ("inpress", "in press"),
    ("inpreparation", "in preparation"),
    ("submitted", "submitted"),
    ("forthcoming", "forthcoming"),
    ("prepublished", "pre-published"),
];

/// Notes that say how far a work has come.
#[rustfmt::skip]
pub(super) const UNPUBLISHED: &[&str] = &[
    "to appear", "to be published", "in press", "in print", "forthcoming", "accepted", "accepted for publication",
    "submitted", "submitted for publication", "under review", "in review", "in preparation",
];

/// Fields that are instructions rather than data, or that have done their work when an entry is read.
const MACHINERY: &[&str] = &[
    "crossref",
    "xdata",
    "xref",
    "ids",
    "options",
    "sortkey",
    "key",
    "presort",
    "langidopts",
    "indextitle",
    "sorttitle",
    "sortyear",
    "sortname",
    "year",
    "month",
    "day",
    "date",
    "eprinttype",
    "eprintclass",
    "archiveprefix",
    "primaryclass",
];

pub(super) fn is_machinery(field: &str) -> bool {
    MACHINERY.contains(&field)
}

pub(super) fn texts(source: &Source<'_>, kind: &'static str, out: &mut Out) {
    for &(variable, fields) in PLAIN {
        if let Some(text) = source.take(fields)
            && (variable != "volume" || !numbers::is_number_again(source, kind, text))
            && (variable != "chapter-number" || titled_part(source).is_none())
        {
            out.text(variable, numbers::bare(variable, text));
        }
    }
    if let Some(text) = source.take(&["volumes"]) {
        // all of them are counted by the last
        let last = text.strip_prefix('1').map(str::trim_start);
        let last = last.and_then(|rest| rest.strip_prefix(['-', '–']));
        let last = last.map(|rest| rest.trim_start_matches(['-', '–', ' ']));
        out.text("number-of-volumes", last.unwrap_or(text));
    }
    titles(source, kind, out);
    numbers::numbers(source, kind, out);
    publisher(source, out);
    identifiers::identifiers(source, out);
    if let Some(text) = source.take(&["edition"]) {
        out.text("edition", numbers::edition(source, text));
    }
    if let Some(state) = source.take(&["pubstate", "status"]) {
        let words = STATES
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(state));
        out.text("status", words.map_or(state, |(_, words)| words));
    }
    if let Some(text) = source.take(&["langid", "language", "hyphenation"]) {
        // `language` beside `langid` mostly says the same in other words
        source.carried("language");
        source.carried("hyphenation");
        out.text("language", language_tag(text));
    }
    notes(source, kind, out);
}

/// What a note says that CSL has a place of its own for, and the notes.
fn notes(source: &Source<'_>, kind: &'static str, out: &mut Out) {
    /// The longest note that says what a manuscript is.
    const GENRE: usize = 80;
    let mut note = source.take(&["note"]);
    if let Some(date) = note.and_then(|text| dates::of_access(source, "note", text))
        && !dates::is_access_known(source)
        && out.put("accessed", Member::Date(date))
    {
        note = None;
    }
    if let Some(text) = note {
        let bare = text.trim_end_matches('.').to_lowercase();
        if UNPUBLISHED.contains(&bare.as_str()) {
            out.text("status", bare);
        } else if kind == "manuscript" && text.len() <= GENRE && !text.contains("://") {
            out.text("genre", text.trim_end_matches('.'));
        }
    }
    let notes: Vec<&str> = [note, source.take(&["addendum"])]
        .into_iter()
        .flatten()
        .collect();
    out.text("note", notes.join(". "));
}

fn titles(source: &Source<'_>, kind: &'static str, out: &mut Out) {
    let publication = source.publication;
    let used: &[&str] = if source.peek(&["title"]).is_some() {
        &["title", "subtitle"]
    } else if source.peek(&["booktitle"]).is_some() {
        &["booktitle", "booksubtitle"]
    } else {
        &[
            "maintitle",
            "mainsubtitle",
            "issuetitle",
            "shorttitle",
            "label",
        ]
    };
    for field in used {
        source.carried(field);
    }
    let mut title = with_subtitle(source, used[0], used[1])
        .or_else(|| publication.title.clone())
        .unwrap_or_default();
    if is_issue(source) {
        out.text("container-title", title);
        title = with_subtitle(source, "issuetitle", "issuesubtitle").unwrap_or_default();
    }
    if let Some(addition) = source.take(&["titleaddon"]) {
        let gap = if ends_with(&title, &['.', '?', '!']) {
            " "
        } else {
            ". "
        };
        title = format!("{title}{gap}{addition}");
    }
    let main = with_subtitle(source, "maintitle", "mainsubtitle");
    let container = match &publication.journal {
        Some(journal) => {
            for field in [
                "journal",
                "journaltitle",
                "fjournal",
                "journalsubtitle",
                "shortjournal",
                "journalabbr",
            ] {
                source.carried(field);
            }
            // the publisher of a preprint is the archive already
            if kind == "article" && is_archive(source) {
                None
            } else {
                out.text("container-title-short", journal.abbreviation.clone());
                Some(journal.title.clone())
            }
        }
        None => None,
    };
    let book = if used[0] == "booktitle" {
        None
    } else {
        with_subtitle(source, "booktitle", "booksubtitle").map(|book| {
            match source.take(&["booktitleaddon"]) {
                Some(addition) => format!("{book}. {addition}"),
                None => book,
            }
        })
    };
    match (container, book, main) {
        (Some(journal), book, _) => {
            out.text("container-title", journal);
            if book.is_some() {
                source.weakened("booktitle", "the journal takes its place");
            }
        }
        (None, Some(book), main) => {
            let whole = match main {
                Some(main) if main != book => format!("{main}: {book}"),
                _ => book,
            };
            // what lends its title to its parts is no part of itself
            if kind != "book" && whole.trim() != title.trim() {
                out.text("container-title", whole);
            }
        }
        (None, None, Some(main)) if main != title && !title.is_empty() => {
            if kind == "book" {
                title = format!("{main}: {title}");
            } else {
                out.text("container-title", main);
            }
        }
        _ => {}
    }
    if let Some(part) = titled_part(source) {
        source.carried("chapter");
        out.text("container-title", title);
        title = part.to_owned();
    }
    out.text("title", title);
    if let Some(series) = source.take(&["series"]) {
        let words = dialect::in_words("series", series).unwrap_or(series);
        // journals count theirs
        let counts =
            kind.starts_with("article-") && words.bytes().all(|byte| byte.is_ascii_digit());
        match words.parse::<u64>() {
            Ok(number) if counts => {
                let ending = ordinal_ending(number);
                out.text("collection-title", format!("{number}{ending} ser."))
            }
            _ => out.text("collection-title", words),
        };
    }
}

/// The letters of an English ordinal number.
fn ordinal_ending(number: u64) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// Whether a title ends with one of these, whatever its typography.
fn ends_with(title: &str, signs: &[char]) -> bool {
    title.trim_end_matches(Typography::is_sign).ends_with(signs)
}

/// Whether the period at the end of a title is none of an abbreviation, as `U.S.` and `vol.` are.
fn ends_sentence(title: &str) -> bool {
    let word = title
        .trim_end_matches(Typography::is_sign)
        .strip_suffix('.')
        .and_then(|bare| bare.rsplit(' ').next());
    word.is_some_and(|word| word.chars().count() > 3 && !word.contains('.'))
}

fn with_subtitle(source: &Source<'_>, title: &str, subtitle: &str) -> Option<String> {
    let title = source.take(&[title])?;
    Some(match source.take(&[subtitle]) {
        Some(subtitle) if ends_with(title, &['?', '!', ':']) || ends_sentence(title) => {
            format!("{title} {subtitle}")
        }
        Some(subtitle) => format!("{title}: {subtitle}"),
        None => title.to_owned(),
    })
}

/// Publisher and place, and how something was published where nobody is named as its publisher.
fn publisher(source: &Source<'_>, out: &mut Out) {
    if let Some(publisher) = &source.publication.publisher {
        out.text("publisher", publisher.clone());
        for field in ["publisher", "institution", "school", "organization"] {
            if source.peek(&[field]) == Some(publisher.trim()) {
                source.carried(field);
            }
        }
    }
    if let Some(organization) = source.peek(&["organization"])
        && out.text("publisher", organization)
    {
        source.carried("organization");
    }
    // beside the publisher's address, BibTeX's `location` is where people met
    if source.peek(&["address"]).is_some()
        && let Some(location) = source.peek(&["location"])
        && source.take(&["location"]) != source.peek(&["address"])
    {
        out.text("event-place", location);
    }
    if let Some(place) = source.take(&["address", "location", "place"]) {
        let countries = place.split(" and ");
        let countries: Option<Vec<&str>> = countries
            .map(|keyword| dialect::in_words("location", keyword))
            .collect();
        match countries {
            Some(countries) => out.text("publisher-place", countries.join(", ")),
            None => out.text("publisher-place", place),
        };
    }
    if let Some(how) = source.peek(&["howpublished"]) {
        let url = how
            .split_whitespace()
            .map(|word| word.trim_matches(['<', '>', '(', ')', ',', ';']))
            .find(|word| word.starts_with("http://") || word.starts_with("https://"));
        match url {
            Some(url) if source.peek(&["url"]).is_none() => {
                out.text("URL", url);
                let rest = how.replacen(url, "", 1);
                let date = dates::of_access(source, "howpublished", &rest);
                let date = date.filter(|_| !dates::is_access_known(source));
                if how.trim() == url
                    || date.is_some_and(|date| out.put("accessed", Member::Date(date)))
                {
                    source.carried("howpublished");
                } else {
                    source.weakened("howpublished", "only its URL is kept");
                }
            }
            Some(url)
                if source
                    .peek(&["url"])
                    .is_some_and(|known| is_same_page(known, url)) =>
            {
                source.carried("howpublished");
            }
            Some(url) if how.trim() == url => {
                source.weakened("howpublished", "the URL takes its place");
            }
            _ => {
                if out.text("publisher", how) || out.text("medium", how) {
                    source.carried("howpublished");
                }
            }
        }
    }
}

/// Whether two URLs differ in no more than scheme, `www.`, case and a slash at the end.
fn is_same_page(one: &str, other: &str) -> bool {
    let bare = |url: &str| {
        let url = url.trim().to_lowercase();
        let url = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let url = url.strip_prefix("www.").unwrap_or(url);
        url.trim_end_matches('/').to_owned()
    };
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_has_its_place() {
        for (variable, _) in PLAIN {
            assert!(ORDER.contains(variable), "{variable}");
        }
    }
}
