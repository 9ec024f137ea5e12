//! The fields that a query can name. A new one is its line in [`FIELDS`].

use crate::model::Scheme;

/// What a test in a field means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The words stand in the text of one of these fields of the entry, each taken by itself.
    Text(&'static [&'static str]),
    /// The whole text of one of these fields of the entry, folded, is the words; with a star, begins with them.
    Value(&'static [&'static str]),
    /// The entry type is this one, ignoring case, or one of those that [`types_of`] says it stands
    /// for; with a star, begins with it.
    Type,
    /// The citation key begins with it, ignoring the case of ASCII letters; quoted, it is the key.
    Key,
    /// A tag is it, ignoring the case of ASCII letters; with a star, begins with it.
    Tag,
    /// [`Test::Years`](super::Test::Years): the (first) year of publication; [`Test::Days`](super::Test::Days): its month
    /// or day.
    Year,
    /// [`Test::Days`](super::Test::Days): when the entry came into the library, or was changed last.
    Day(Event),
    /// [`Test::Identifiers`](super::Test::Identifiers), of this scheme or of any; words with a star are the beginning
    /// of an identifier's normal form.
    Identifier(Option<Scheme>),
    /// [`Test::Has`](super::Test::Has).
    Has,
}

/// What happened to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It came into the library.
    Added,
    /// It was changed last.
    Modified,
}

/// A field with a meaning of its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name, as in `author:`.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What a test in it means.
    pub kind: Kind,
    /// What it looks at, for the help page.
    pub help: &'static str,
    /// A term with it.
    pub example: &'static str,
}

/// A field of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// One of [`FIELDS`].
    Known(&'static Known),
    /// Any other by the name it has in entries, lower case: its text holds the words, as with [`Kind::Text`].
    Other(String),
}

impl Field {
    /// The field called `name`, in any case; every name is one.
    pub fn named(name: &str) -> Self {
        let lower = name.to_lowercase();
        match known(&lower) {
            Some(known) => Self::Known(known),
            None => Self::Other(lower),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Known(known) => known.name,
            Self::Other(name) => name,
        }
    }

    /// Whether it is in neither [`FIELDS`] nor [`LISTED`]. Then `name:value` may as well be a word with a colon in it,
    /// so that entries match in which the two stand one after the other, too.
    pub fn is_unlisted(&self) -> bool {
        match self {
            Self::Known(_) => false,
            Self::Other(name) => !LISTED.contains(&name.as_str()),
        }
    }
}

/// The field of [`FIELDS`] with this name in lower case.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    FIELDS
        .iter()
        .find(|field| field.name == name || field.aliases.contains(&name))
}

const TITLE: &[&str] = &[
    "title",
    "subtitle",
    "titleaddon",
    "shorttitle",
    "maintitle",
    "mainsubtitle",
    "origtitle",
    "issuetitle",
    "reprinttitle",
];
const VENUE: &[&str] = &[
    "journal",
    "journaltitle",
    "journalsubtitle",
    "shortjournal",
    "fjournal",
    "booktitle",
    "booksubtitle",
    "series",
    "eventtitle",
    "venue",
    "howpublished",
    "institution",
    "school",
    "organization",
    "publisher",
];

/// The fields with a meaning of their own, in the order of the help page.
#[rustfmt::skip]
pub const FIELDS: &[Known] = &[
    Known { name: "author", aliases: &["by"], kind: Kind::Text(&["author"]), help: "authors", example: "author:zahid" },
    Known { name: "editor", aliases: &[], kind: Kind::Text(&["editor", "editora", "editorb", "editorc"]), help: "editors", example: "editor:spielman" },
    Known { name: "title", aliases: &[], kind: Kind::Text(TITLE), help: "titles and subtitles", example: "title:\"general theory\"" },
    Known { name: "venue", aliases: &["journal", "in"], kind: Kind::Text(VENUE), help: "whatever contains the work: journal, proceedings, book, series; who published it", example: "venue:nature" },
    Known { name: "volume", aliases: &["vol"], kind: Kind::Value(&["volume"]), help: "volume, the whole of it", example: "volume:12" },
    Known { name: "issue", aliases: &["number", "no"], kind: Kind::Value(&["issue", "number"]), help: "issue or number, the whole of it", example: "issue:3" },
    Known { name: "publisher", aliases: &[], kind: Kind::Text(&["publisher", "institution", "school", "organization"]), help: "publisher, institution, school or organization", example: "publisher:springer" },
    Known { name: "year", aliases: &["date"], kind: Kind::Year, help: "year of publication, or a range; also a month or day, as date:2006-11", example: "year:2015..2017" },
    Known { name: "type", aliases: &[], kind: Kind::Type, help: "entry type; thesis and report stand for all kinds of them", example: "type:article" },
    Known { name: "key", aliases: &[], kind: Kind::Key, help: "beginning of the citation key; the whole key in quotes", example: "key:zahid" },
    Known { name: "tag", aliases: &["tags"], kind: Kind::Tag, help: "a tag, the whole of it", example: "tag:read" },
    Known { name: "keyword", aliases: &["keywords"], kind: Kind::Text(&["keywords", "keyword", "mesh"]), help: "keywords", example: "keyword:terrorism" },
    Known { name: "abstract", aliases: &[], kind: Kind::Text(&["abstract"]), help: "abstract", example: "abstract:recruit*" },
    Known { name: "id", aliases: &[], kind: Kind::Identifier(None), help: "any identifier, bare or as a URL", example: "id:https://doi.org/10.1000/182" },
    Known { name: "doi", aliases: &[], kind: Kind::Identifier(Some(Scheme::Doi)), help: "DOI", example: "doi:10.1000/182" },
    Known { name: "isbn", aliases: &[], kind: Kind::Identifier(Some(Scheme::Isbn)), help: "ISBN of ten or thirteen digits", example: "isbn:0-201-13447-0" },
    Known { name: "issn", aliases: &[], kind: Kind::Identifier(Some(Scheme::Issn)), help: "ISSN", example: "issn:0896-3207" },
    Known { name: "arxiv", aliases: &[], kind: Kind::Identifier(Some(Scheme::Arxiv)), help: "arXiv identifier", example: "arXiv:1501.00001" },
    Known { name: "pmid", aliases: &["pubmed"], kind: Kind::Identifier(Some(Scheme::Pmid)), help: "PubMed number", example: "pmid:23193287" },
    Known { name: "pmcid", aliases: &["pmc"], kind: Kind::Identifier(Some(Scheme::Pmcid)), help: "PubMed Central number", example: "pmcid:PMC3531190" },
    Known { name: "has", aliases: &[], kind: Kind::Has, help: "that an entry has a field, a file, a tag, a DOI …", example: "has:doi" },
    Known { name: "added", aliases: &[], kind: Kind::Day(Event::Added), help: "when the entry came into the library (a day, month or year in UTC, or a range)", example: "added:>2026-01" },
    Known { name: "modified", aliases: &["changed"], kind: Kind::Day(Event::Modified), help: "when it was changed last, likewise", example: "modified:2026-05-28" },
];

/// Other fields that entries commonly have: those of BibTeX's and biblatex's manuals, and of widespread use.
#[rustfmt::skip]
pub const LISTED: &[&str] = &[
    "addendum", "address", "afterword", "annotation", "annotator", "annote", "archiveprefix", "author", "authortype",
    "bookauthor", "bookpagination", "booksubtitle", "booktitle", "booktitleaddon", "chapter", "collaboration",
    "comment", "commentator", "copyright", "crossref", "day", "director", "edition", "editora", "editorb", "editorc",
    "editortype", "eid", "entrysubtype", "eprint", "eprintclass", "eprinttype", "eventdate", "eventtitle", "execute",
    "file", "foreword", "gender", "groups", "holder", "howpublished", "ids", "indextitle", "institution",
    "introduction", "isan", "ismn", "isrn", "issuetitle", "iswc", "journalsubtitle", "journaltitle", "label",
    "langid", "language", "library", "location", "mainsubtitle", "maintitle", "month", "namea", "nameaddon", "nameb",
    "namec", "note", "options", "organization", "origdate", "origlanguage", "origlocation", "origpublisher",
    "origtitle", "owner", "pages", "pagetotal", "pagination", "part", "pdf", "primaryclass", "pubstate", "related",
    "reprinttitle", "review", "school", "series", "shortauthor", "shorteditor", "shorthand", "shortjournal",
    "shortseries", "shorttitle", "sortkey", "sortname", "subtitle", "timestamp", "titleaddon", "translator", "url",
    "urldate", "usera", "userb", "userc", "userd", "usere", "userf", "version", "volumes", "xdata",
];

/// Types that stand for several: biblatex's `thesis` for BibTeX's two, and so on. The type itself comes first.
pub fn types_of(asked: &str) -> Vec<String> {
    let asked = asked.to_lowercase();
    let more: &[&str] = match asked.as_str() {
        "thesis" => &["phdthesis", "mastersthesis"],
        "report" => &["techreport"],
        "techreport" => &["report"],
        "online" => &["electronic", "www"],
        "inproceedings" | "paper" => &["conference", "inproceedings"],
        "conference" => &["inproceedings"],
        _ => &[],
    };
    let mut types = vec![asked];
    for name in more {
        if !types.iter().any(|known| known == name) {
            types.push((*name).to_owned());
        }
    }
    types
}
