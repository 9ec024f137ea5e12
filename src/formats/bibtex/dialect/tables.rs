//! What BibTeX and biblatex call the same things: data for both directions and for the documentation. From
//! biblatex's manual (entry types, type aliases, fields, field aliases) and `btxdoc`, "BibTeXing".

use super::super::options::Dialect;

/// A field under its two names.
pub(super) struct FieldNames {
    pub(super) bibtex: &'static str,
    pub(super) biblatex: &'static str,
    /// In which biblatex types, where not in all.
    pub(super) types: &'static [&'static str],
    /// The only direction in which the name changes, where it does not in both.
    pub(super) only: Option<Dialect>,
}

const fn both(bibtex: &'static str, biblatex: &'static str) -> FieldNames {
    FieldNames {
        bibtex,
        biblatex,
        types: &[],
        only: None,
    }
}

/// Fields that have another name in the other dialect.
pub(super) const FIELDS: &[FieldNames] = &[
    both("journal", "journaltitle"),
    both("address", "location"),
    FieldNames {
        types: &["thesis", "phdthesis", "mastersthesis"],
        ..both("school", "institution")
    },
    both("annote", "annotation"),
    both("archiveprefix", "eprinttype"),
    both("primaryclass", "eprintclass"),
    both("key", "sortkey"),
    FieldNames {
        only: Some(Dialect::Biblatex),
        ..both("pdf", "file")
    },
    FieldNames {
        only: Some(Dialect::Biblatex),
        ..both("hyphenation", "langid")
    },
];

/// A type under its two names.
pub(super) struct TypeNames {
    pub(super) bibtex: &'static str,
    pub(super) biblatex: &'static str,
    /// The `type` field that says in biblatex what the type says in BibTeX.
    pub(super) kind: &'static str,
}

const fn types(bibtex: &'static str, biblatex: &'static str, kind: &'static str) -> TypeNames {
    TypeNames {
        bibtex,
        biblatex,
        kind,
    }
}

/// Types of BibTeX that have another name in biblatex.
pub(super) const TYPES: &[TypeNames] = &[
    types("phdthesis", "thesis", "phdthesis"),
    types("mastersthesis", "thesis", "mathesis"),
    types("techreport", "report", "techreport"),
    types("conference", "inproceedings", ""),
    types("electronic", "online", ""),
    types("www", "online", ""),
];

/// Types of biblatex that BibTeX lacks, and the nearest it has. The difference is kept in `entrysubtype` and undone
/// on the way back; it counts as a loss, for the styles print something else.
pub(super) const NEAREST: &[(&str, &str)] = &[
    ("suppperiodical", "article"),
    ("review", "article"),
    ("mvbook", "book"),
    ("collection", "book"),
    ("mvcollection", "book"),
    ("reference", "book"),
    ("mvreference", "book"),
    ("bookinbook", "incollection"),
    ("suppbook", "incollection"),
    ("suppcollection", "incollection"),
    ("inreference", "incollection"),
    ("mvproceedings", "proceedings"),
    ("online", "misc"),
    ("dataset", "misc"),
    ("software", "misc"),
    ("patent", "misc"),
    ("periodical", "misc"),
    ("artwork", "misc"),
    ("audio", "misc"),
    ("commentary", "misc"),
    ("image", "misc"),
    ("jurisdiction", "misc"),
    ("legal", "misc"),
    ("legislation", "misc"),
    ("letter", "misc"),
    ("movie", "misc"),
    ("music", "misc"),
    ("performance", "misc"),
    ("standard", "misc"),
    ("video", "misc"),
];

/// Titles in two parts: the field that BibTeX has and the one whose text joins it there behind `: `.
pub(super) const SUBTITLES: &[(&str, &str)] = &[
    ("title", "subtitle"),
    ("booktitle", "booksubtitle"),
    ("journaltitle", "journalsubtitle"),
    ("maintitle", "mainsubtitle"),
];

/// Fields of biblatex that carry something to be read and that no standard style of BibTeX prints. They stay in the
/// entry, where BibTeX passes them over.
pub(super) const UNPRINTED: &[&str] = &[
    "afterword",
    "annotator",
    "bookauthor",
    "bookpagination",
    "booktitleaddon",
    "commentator",
    "editora",
    "editorb",
    "editorc",
    "editoratype",
    "editorbtype",
    "editorctype",
    "editortype",
    "eventdate",
    "eventtitle",
    "eventtitleaddon",
    "foreword",
    "holder",
    "introduction",
    "issue",
    "issuesubtitle",
    "issuetitle",
    "issuetitleaddon",
    "journaltitleaddon",
    "maintitleaddon",
    "nameaddon",
    "origdate",
    "origlanguage",
    "origlocation",
    "origpublisher",
    "origtitle",
    "pagetotal",
    "part",
    "pubstate",
    "related",
    "reprinttitle",
    "titleaddon",
    "translator",
    "urldate",
    "venue",
    "version",
    "volumes",
];

/// In these types BibTeX's standard styles print the first field only without the second.
pub(super) const EITHER: &[(&[&str], &str, &str)] = &[
    (&["book", "inbook"], "editor", "author"),
    (
        &[
            "book",
            "inbook",
            "incollection",
            "inproceedings",
            "proceedings",
        ],
        "number",
        "volume",
    ),
];

/// What `@misc` does not print of the types that become one.
pub(super) const NOT_IN_MISC: &[&str] = &[
    "publisher",
    "organization",
    "institution",
    "location",
    "editor",
    "number",
    "volume",
    "series",
    "pages",
    "type",
];

/// Fields and types that only biblatex has, by which an entry is known to be written for it.
pub(super) const TELLTALE: &[&str] = &[
    "date",
    "journaltitle",
    "location",
    "subtitle",
    "booksubtitle",
    "maintitle",
    "eventtitle",
    "eventdate",
    "titleaddon",
    "langid",
    "eprinttype",
    "eprintclass",
    "xdata",
    "related",
    "pubstate",
    "origdate",
    "sortkey",
    "annotation",
    "editortype",
    "issuetitle",
    "shortjournal",
];

/// Keywords and their words.
pub(super) type Words = &'static [(&'static str, &'static str)];

/// biblatex's keywords: the fields that they stand in, and what English bibliographies print for them.
pub(super) const STRINGS: [(&[&str], Words); 3] = [
    (&["type", "pubstate"], KINDS),
    (&["location", "address"], COUNTRIES),
    (&["series"], SERIES),
];

const KINDS: Words = &[
    ("phdthesis", "PhD thesis"),
    ("mathesis", "Master's thesis"),
    ("bathesis", "Bachelor's thesis"),
    ("candthesis", "Candidate thesis"),
    ("techreport", "Technical report"),
    ("resreport", "Research report"),
    ("software", "Computer software"),
    ("datacd", "CD-ROM"),
    ("audiocd", "Audio CD"),
    ("patent", "Patent"),
    ("patentde", "German patent"),
    ("patenteu", "European patent"),
    ("patentfr", "French patent"),
    ("patentuk", "British patent"),
    ("patentus", "U.S. patent"),
    ("patreq", "Patent request"),
    ("patreqde", "German patent request"),
    ("patreqeu", "European patent request"),
    ("patreqfr", "French patent request"),
    ("patrequk", "British patent request"),
    ("patrequs", "U.S. patent request"),
    ("inpreparation", "In preparation"),
    ("submitted", "Submitted"),
    ("forthcoming", "Forthcoming"),
    ("inpress", "In press"),
    ("prepublished", "Pre-published"),
];

const COUNTRIES: Words = &[
    ("countryde", "Germany"),
    ("countryeu", "European Union"),
    ("countryep", "European Union"),
    ("countryfr", "France"),
    ("countryuk", "United Kingdom"),
    ("countryus", "United States of America"),
];

const SERIES: Words = &[
    ("newseries", "new series"),
    ("oldseries", "old series"),
    ("jourser", "journal series"),
];

/// Fields of people.
pub(super) const NAMES: &[&str] = &[
    "author",
    "editor",
    "editora",
    "editorb",
    "editorc",
    "translator",
    "annotator",
    "commentator",
    "introduction",
    "foreword",
    "afterword",
    "bookauthor",
    "holder",
    "shortauthor",
    "shorteditor",
    "sortname",
];
