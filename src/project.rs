//! From an entry to what is shown, searched and converted: pure, and the same for the same input.
//!
//! The only function that matters is [`project`]. It takes a record whose macros are expanded and whose inherited
//! fields are in place, and gives plain Unicode text, people, a date, identifiers and the words to search.
//!
//! ```
//! use ibid::formats::bibtex::{fields::RawEntry, record::Record};
//!
//! let entry = RawEntry::parse(r#"@article{z, author = {Zahid, Farhan}, title = {{IS} Footprint}, number = 5}"#).unwrap();
//! let projection = ibid::project::project(&Record::new(&entry, &Default::default()));
//! assert_eq!(projection.title.as_deref(), Some("IS Footprint"));
//! assert_eq!(projection.issue.as_deref(), Some("5"));
//! assert_eq!(projection.contributions[0].name.as_ref().unwrap().sorted(), "Zahid, Farhan");
//! ```

use std::borrow::Cow;

use crate::formats::bibtex::dates::interpret_date;
use crate::formats::bibtex::files::attachments;
use crate::formats::bibtex::identifiers::interpret_identifiers;
use crate::formats::bibtex::latex::{to_marked, to_unicode, verbatim};
use crate::formats::bibtex::names::parse_names;
use crate::formats::bibtex::record::{REFERENCE_FIELDS, Record};
pub use crate::model::{Attachment, Contribution, Journal};
use crate::model::{Column, Date, Identifier, Name, Publication, Role, Scheme};

/// What is derived from one entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Projection {
    /// Title and subtitle, with `: ` between them.
    pub title: Option<String>,
    /// People and organisations, by role and position.
    pub contributions: Vec<Contribution>,
    /// Whatever contains the work: journal, proceedings, book; else who published it.
    pub venue: Option<String>,
    /// The journal, for what appeared in one.
    pub journal: Option<Journal>,
    /// `volume`
    pub volume: Option<String>,
    /// The `number` of what appeared in a journal; else `issue`.
    pub issue: Option<String>,
    /// `pages`, with en dashes for ranges.
    pub pages: Option<String>,
    /// Publisher, institution, school or organization.
    pub publisher: Option<String>,
    /// An EDTF level 1 date, or the text that stands in its place, such as `in press`.
    pub date: Option<String>,
    /// The (first) year.
    pub year: Option<i64>,
    /// Identifiers, each once.
    pub identifiers: Vec<Identifier>,
    /// Attached files.
    pub attachments: Vec<Attachment>,
    /// Keys the entry names: field and key.
    pub links: Vec<(&'static str, String)>,
    /// Every field's text, in the record's order.
    pub fields: Vec<(String, String)>,
    /// `fields` as the JSON object that the library keeps.
    pub fields_json: String,
    /// The texts of titles with their looks ([`Typography`](crate::model::Typography)), where they have any.
    pub marked: Vec<(String, String)>,
    /// The words of each column of the index, in the order of [`COLUMNS`], key and tags aside.
    pub search: [String; COLUMNS.len()],
    /// What could not be interpreted.
    pub problems: Vec<Problem>,
}

/// The columns of the search index.
pub const COLUMNS: [&str; 7] = [
    "title", "people", "venue", "key", "date", "keywords", "text",
];
/// The column of titles.
pub const TITLE: usize = 0;
/// The column of people and bodies.
pub const PEOPLE: usize = 1;
/// The column of whatever contains or published the work.
pub const VENUE: usize = 2;
/// The column of keys and identifiers; the store puts the entry's key in front.
pub const KEY: usize = 3;
/// The column of dates.
pub const DATE: usize = 4;
/// The column of keywords; the store adds the tags.
pub const KEYWORDS: usize = 5;
const TEXT: usize = 6;

/// A field that could not be interpreted; it stays searchable as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field.
    pub field: String,
    /// A stable name for the kind: `name`, `date`, `identifier`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
}

/// Fields that hold a date by biblatex's rules.
const EDTF: &[&str] = &["date", "origdate", "eventdate", "urldate"];

/// Fields read as they stand, since TeX does not typeset them as text.
const VERBATIM: [&str; 7] = ["url", "doi", "eprint", "file", "pdf", "verba", "urlraw"];

/// Titles, whose typography means something.
const TITLES: [&str; 15] = [
    "title",
    "subtitle",
    "titleaddon",
    "shorttitle",
    "booktitle",
    "booksubtitle",
    "booktitleaddon",
    "maintitle",
    "mainsubtitle",
    "maintitleaddon",
    "issuetitle",
    "issuesubtitle",
    "origtitle",
    "reprinttitle",
    "reviewedtitle",
];

/// The column whose words a field's text goes to; none for people, identifiers and what nobody looks for.
pub(crate) fn column_of(name: &str) -> Option<usize> {
    column(name).filter(|_| Role::from_field(name).is_none())
}

fn column(name: &str) -> Option<usize> {
    match name {
        "title" | "subtitle" | "titleaddon" | "shorttitle" | "maintitle" | "mainsubtitle"
        | "origtitle" | "issuetitle" | "reprinttitle" => Some(TITLE),
        "journal" | "journaltitle" | "journalsubtitle" | "shortjournal" | "fjournal"
        | "booktitle" | "booksubtitle" | "series" | "publisher" | "institution" | "school"
        | "organization" | "eventtitle" | "venue" | "howpublished" => Some(VENUE),
        "year" | "date" => Some(DATE),
        "keywords" | "keyword" | "mesh" => Some(KEYWORDS),
        "doi" | "eprint" | "pmid" | "pmcid" | "crossref" | "xdata" => None,
        // paths, where the record comes from, numbers kept elsewhere: nobody looks for these words
        "acknowledgement" | "bibdate" | "coden" | "file" | "pdf" | "owner" | "timestamp"
        | "date-added" | "date-modified" | "bibsource" | "biburl" | "langid" | "hyphenation"
        | "options" | "ids" | "sortkey" | "presort" | "numpages" | "issn" | "isbn" | "url"
        | "urldate" | "month" => None,
        name if name.starts_with("bdsk-") => None,
        _ => Some(TEXT),
    }
}

/// What of an entry is searched.
struct Searched<'p> {
    key: &'p str,
    fields: &'p [(String, String)],
    contributions: &'p [Contribution],
    identifiers: &'p [Identifier],
    tags: &'p [String],
    year: Option<i64>,
}

impl Searched<'_> {
    fn columns(&self) -> [String; COLUMNS.len()] {
        let mut columns: [Column; COLUMNS.len()] = Default::default();
        columns[KEY].plain(self.key);
        for (name, text) in self.fields {
            if let Some(column) = column_of(name) {
                columns[column].text(text);
            } else if name == "ids" {
                text.split(',').for_each(|key| columns[KEY].plain(key));
            }
        }
        let mut people: Vec<(Role, &Name)> = Vec::with_capacity(self.contributions.len());
        for contribution in self.contributions {
            people.extend(
                contribution
                    .name
                    .iter()
                    .map(|name| (contribution.role, name)),
            );
        }
        // the people of one role stand together
        people.sort_by_key(|(role, _)| *role);
        for (_, name) in people {
            columns[PEOPLE].name(name);
        }
        for identifier in self.identifiers {
            columns[KEY].plain(identifier.value());
        }
        if let Some(year) = self.year {
            let year = year.to_string();
            if !columns[DATE].holds(&year) {
                columns[DATE].plain(&year);
            }
        }
        self.tags.iter().for_each(|tag| columns[KEYWORDS].text(tag));
        columns.map(Column::finish)
    }
}

/// The words of each column of the index for `publication`, in the order of [`COLUMNS`]: what a search for words looks
/// at.
pub fn search_words(publication: &Publication) -> [String; COLUMNS.len()] {
    Searched {
        key: &publication.key,
        fields: &publication.fields,
        contributions: &publication.contributions,
        identifiers: &publication.identifiers,
        tags: &publication.tags,
        year: publication.year,
    }
    .columns()
}

/// The projection of `record`, which has its inherited fields.
pub fn project(record: &Record<'_>) -> Projection {
    let mut out = Projection::default();
    for (name, tex) in &record.fields {
        let text = match Role::from_field(name) {
            Some(role) => contribute(role, name, tex, &mut out),
            None if VERBATIM.contains(&name.as_ref()) || name.starts_with("bdsk-") => {
                Cow::Owned(verbatim(tex))
            }
            None if EDTF.contains(&name.as_ref()) => date_text(tex),
            None => to_unicode(tex),
        };
        if TITLES.contains(&name.as_ref())
            && let Some(marked) = to_marked(tex)
        {
            out.marked.push((name.clone().into_owned(), marked));
        }
        out.fields
            .push((name.clone().into_owned(), text.into_owned()));
    }
    out.title = title(&out.fields);
    let issn = identify(&mut out);
    venue(record, &mut out, issn);
    date(&mut out);
    for (field, _) in REFERENCE_FIELDS {
        out.links
            .extend(record.keys(field).map(|key| (field, key.to_owned())));
    }
    out.links
        .extend(record.containers.iter().map(|key| ("xdata", key.clone())));
    for alias in get(&out.fields, &["ids"])
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
    {
        if !alias.is_empty() {
            out.links.push(("ids", alias.to_owned()));
        }
    }
    let files = |name: &str| {
        let field = record.fields.iter().find(|(known, _)| known == name);
        field.filter(|(_, tex)| !tex.trim().is_empty())
    };
    if let Some((_, tex)) = files("file").or_else(|| files("pdf")) {
        out.attachments = attachments(tex);
    }
    out.fields_json = json(&out.fields);
    out.search = Searched {
        key: "",
        fields: &out.fields,
        contributions: &out.contributions,
        identifiers: &out.identifiers,
        tags: &[],
        year: out.year,
    }
    .columns();
    // what is inherited is reported where it stands
    let own = &record.fields[..record.own];
    out.problems
        .retain(|problem| own.iter().any(|(name, _)| *name == problem.field));
    out
}

/// An object with the fields in their order.
pub(crate) fn json(fields: &[(String, String)]) -> String {
    struct Object<'f>(&'f [(String, String)]);
    impl serde::Serialize for Object<'_> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|(name, text)| (name, text)))
        }
    }
    // strings can always be written
    serde_json::to_string(&Object(fields)).unwrap_or_default()
}

/// The first of the fields that has a text.
fn get<'f>(fields: &'f [(String, String)], names: &[&str]) -> Option<&'f str> {
    names.iter().find_map(|name| {
        let text = fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, text)| text.trim());
        text.filter(|text| !text.is_empty())
    })
}

fn joined(fields: &[(String, String)], title: &[&str], subtitle: &str) -> Option<String> {
    let title = get(fields, title)?;
    Some(match get(fields, &[subtitle]) {
        Some(subtitle) if title.ends_with(['?', '!', ':']) => format!("{title} {subtitle}"),
        Some(subtitle) => format!("{title}: {subtitle}"),
        None => title.to_owned(),
    })
}

fn title(fields: &[(String, String)]) -> Option<String> {
    joined(fields, &["title"], "subtitle")
        .or_else(|| joined(fields, &["booktitle"], "booksubtitle"))
        .or_else(|| joined(fields, &["maintitle"], "mainsubtitle"))
        .or_else(|| get(fields, &["issuetitle", "shorttitle", "label"]).map(str::to_owned))
}

/// Adds the people of a field; its text for showing.
fn contribute(role: Role, field: &str, tex: &str, out: &mut Projection) -> Cow<'static, str> {
    let list = parse_names(tex);
    let mut text = String::new();
    for name in list.names {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(&name.sorted());
        out.contributions.push(Contribution {
            role,
            name: Some(name),
        });
    }
    if list.others {
        text.push_str("; et al.");
        out.contributions.push(Contribution { role, name: None });
    }
    for message in list.problems {
        out.problems.push(Problem {
            field: field.to_owned(),
            code: "name",
            message,
        });
    }
    Cow::Owned(text)
}

/// Adds the identifiers; the first valid ISSN.
fn identify(out: &mut Projection) -> String {
    let (identifiers, problems) =
        interpret_identifiers(&|name| get(&out.fields, &[name]).map(str::to_owned));
    out.problems
        .extend(problems.into_iter().map(|problem| Problem {
            field: problem.field,
            code: "identifier",
            message: problem.message,
        }));
    let issn = identifiers
        .iter()
        .find(|identifier| identifier.scheme() == Scheme::Issn);
    let issn = issn
        .map(|identifier| identifier.value().to_owned())
        .unwrap_or_default();
    out.identifiers = identifiers;
    issn
}

fn venue(record: &Record<'_>, out: &mut Projection, issn: String) {
    let fields = &out.fields;
    let journal = joined(
        fields,
        &["fjournal", "journaltitle", "journal"],
        "journalsubtitle",
    );
    let thesis = matches!(
        record.entry_type.as_str(),
        "thesis" | "phdthesis" | "mastersthesis" | "report" | "techreport" | "manual" | "standard"
    );
    let publisher = if thesis {
        get(
            fields,
            &["institution", "school", "organization", "publisher"],
        )
    } else {
        get(
            fields,
            &["publisher", "institution", "school", "organization"],
        )
    };
    out.venue = journal
        .clone()
        .or_else(|| {
            get(fields, &["title"]).and_then(|_| joined(fields, &["booktitle"], "booksubtitle"))
        })
        .or_else(|| publisher.map(str::to_owned))
        .or_else(|| {
            get(fields, &["series", "howpublished", "eventtitle", "venue"]).map(str::to_owned)
        });
    out.publisher = publisher.map(str::to_owned);
    out.volume = get(fields, &["volume"]).map(str::to_owned);
    let in_journal =
        journal.is_some() || matches!(record.entry_type.as_str(), "article" | "periodical");
    let issue: &[&str] = if in_journal {
        &["number", "issue"]
    } else {
        &["issue"]
    };
    out.issue = get(fields, issue).map(str::to_owned);
    out.pages = get(fields, &["pages"]).map(page_range);
    if let Some(title) = journal {
        let given = get(fields, &["shortjournal", "journalabbr"]);
        let other =
            get(fields, &["fjournal"]).and_then(|_| get(fields, &["journal", "journaltitle"]));
        let abbreviation = given
            .or(other)
            .filter(|short| *short != title)
            .unwrap_or_default()
            .to_owned();
        out.journal = Some(Journal {
            title,
            abbreviation,
            issn,
        });
    }
}

/// `12-20`, `12 -- 20` and `12–20` all as `12–20`.
fn page_range(pages: &str) -> String {
    let mut out = String::with_capacity(pages.len() + 2);
    for part in pages.split([',', ';']) {
        if !out.is_empty() {
            out.push_str(", ");
        }
        let mut ends = part
            .split(['-', '–', '—'])
            .map(str::trim)
            .filter(|end| !end.is_empty());
        let number =
            |end: &str| end.bytes().any(|byte| byte.is_ascii_digit()) || end.chars().all(roman);
        match (ends.next(), ends.next(), ends.next()) {
            (Some(first), Some(last), None)
                if number(first) && number(last) && !first.contains(' ') =>
            {
                out.push_str(first);
                out.push('–');
                out.push_str(last);
            }
            _ => out.push_str(part.trim()),
        }
    }
    out
}

fn roman(c: char) -> bool {
    matches!(
        c.to_ascii_lowercase(),
        'i' | 'v' | 'x' | 'l' | 'c' | 'd' | 'm'
    )
}

/// The text of a date: as it stands where it is EDTF, for whose `~` and `%` TeX has other uses.
fn date_text(tex: &str) -> Cow<'_, str> {
    let text = tex.trim();
    match Date::parse_edtf(text) {
        Ok(_) => Cow::Borrowed(text),
        Err(_) => to_unicode(tex),
    }
}

fn date(out: &mut Projection) {
    let field = |name: &str| get(&out.fields, &[name]);
    let reading = interpret_date(field("date"), field("year"), field("month"), field("day"));
    if let Some(message) = reading.problem {
        let field = if field("date").is_some() {
            "date"
        } else {
            "year"
        };
        out.problems.push(Problem {
            field: field.to_owned(),
            code: "date",
            message,
        });
    }
    if let Some(date) = reading.date {
        out.year = date.first_year();
        out.date = Some(date.to_edtf());
    } else {
        out.date = reading.text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::bibtex::fields::RawEntry;
    use crate::formats::bibtex::macros::MacroTexts;

    #[test]
    fn the_signs_of_a_date_are_its_own() {
        for (fields, expected) in [
            ("date = {1999~}", "1999~"),
            ("date = {1999%}", "1999%"),
            ("date = { 2001-02~/2003 }", "2001-02~/2003"),
            ("date = {July~2005}", "2005-07"),
            ("year = {1999~}", "1999"),
            ("year = 1999, month = {July~4}", "1999-07-04"),
        ] {
            let entry = format!("@misc{{k, {fields}, origdate = {{1850~}}}}");
            let entry = RawEntry::parse(&entry).unwrap();
            let projection = project(&Record::new(&entry, &MacroTexts::new()));
            assert_eq!(projection.date.as_deref(), Some(expected), "{fields}");
            assert_eq!(get(&projection.fields, &["origdate"]), Some("1850~"));
        }
    }
}
