//! What an entry can tell another format, whatever BibTeX and biblatex call it: the sources that mappings draw from.

use std::borrow::Cow;

use crate::formats::bibtex::dialect;
use crate::model::{Date, Name, Publication, Role, Scheme};

macro_rules! sources {
    ($($(#[$doc:meta])* $variant:ident = $label:literal $fields:expr, $read:ident;)*) => {
        /// Something an entry can tell.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Source {
            $($(#[$doc])* $variant,)*
            /// The people of a role.
            People(Role),
        }

        /// Every source but people.
        const SOURCES: &[Source] = &[$(Source::$variant,)*];

        impl Source {
            /// What it is called in the documentation, the fields it is read from, and how.
            fn info(self) -> (&'static str, &'static [&'static str], Read) {
                match self {
                    $(Self::$variant => ($label, &$fields, Read::$read),)*
                    Self::People(role) => (role.name(), &[], Read::People),
                }
            }
        }
    };
}

/// How a source is read from its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    /// The entry's key.
    Key,
    /// From the people of a role.
    People,
    /// They are names for the same thing: the first that has a text.
    First,
    /// They are names for the same thing, and what the others say adds nothing.
    Any,
    /// A title and what follows it behind a colon.
    Title,
    /// Keywords and tags.
    Keywords,
    /// Year, month and day.
    Date,
    /// The journal, in full.
    Journal,
    /// The journal, abbreviated.
    Abbreviation,
    /// The issue of a journal.
    Issue,
    /// The number of what is in no journal.
    Number,
    /// The kind that `type` names, or that the entry's type says.
    Kind,
    /// A place, or biblatex's name for a country.
    Place,
    /// An arXiv number or another eprint.
    Eprint,
    /// Attached files.
    Files,
}

sources! {
    /// The citation key.
    Key = "key" [], Key;
    /// Title and subtitle.
    Title = "title" ["title", "subtitle"], Title;
    /// What is said beside the title.
    TitleAddon = "title addon" ["titleaddon"], First;
    /// A short form of the title.
    ShortTitle = "short title" ["shorttitle"], First;
    /// The title of the original.
    OriginalTitle = "original title" ["origtitle"], First;
    /// The journal.
    Journal = "journal" ["fjournal", "journaltitle", "journal", "journalsubtitle", "shortjournal"], Journal;
    /// The journal's abbreviation.
    JournalAbbreviation = "journal, abbreviated" ["shortjournal", "journalabbr", "journaltitle", "journal"], Abbreviation;
    /// The title of a special issue.
    IssueTitle = "issue title" ["issuetitle", "issuesubtitle"], Title;
    /// The book or the proceedings that contain it.
    BookTitle = "book title" ["booktitle", "booksubtitle"], Title;
    /// What is said beside that title.
    BookTitleAddon = "book title addon" ["booktitleaddon"], First;
    /// The title of the whole of which the book is a volume.
    MainTitle = "main title" ["maintitle", "mainsubtitle"], Title;
    /// The series of books.
    Series = "series" ["series"], First;
    /// The conference.
    Event = "event" ["eventtitle"], First;
    /// When it was held.
    EventDate = "event date" ["eventdate"], First;
    /// Where it was held.
    Venue = "venue" ["venue"], First;
    /// Who publishes it.
    Publisher = "publisher" ["publisher"], First;
    /// The university or other body it was written at.
    Institution = "institution" ["institution", "school"], First;
    /// The body behind a manual, a site or a conference.
    Organization = "organization" ["organization"], First;
    /// Where it was published.
    Place = "place" ["location", "address"], Place;
    /// How it was published.
    HowPublished = "how published" ["howpublished"], First;
    /// When it was published.
    Date = "date" ["date", "year", "month", "day"], Date;
    /// When the original was.
    OriginalDate = "original date" ["origdate", "origyear"], First;
    /// Whether it is in press, submitted or the like.
    State = "publication state" ["pubstate"], First;
    /// The volume.
    Volume = "volume" ["volume"], First;
    /// The issue of a journal.
    Issue = "issue" ["number", "issue"], Issue;
    /// The number of a report, a patent, or of a book in its series.
    Number = "number" ["number"], Number;
    /// The part of a volume.
    Part = "part" ["part"], First;
    /// How many volumes there are.
    Volumes = "volumes" ["volumes"], First;
    /// The edition.
    Edition = "edition" ["edition"], First;
    /// The version of a program.
    Version = "version" ["version"], First;
    /// The chapter.
    Chapter = "chapter" ["chapter"], First;
    /// The pages.
    Pages = "pages" ["pages"], First;
    /// How many pages there are.
    PageTotal = "pages in all" ["pagetotal", "numpages"], First;
    /// What stands in place of pages in electronic journals.
    ArticleNumber = "article number" ["eid", "article-number", "articleno"], First;
    /// The kind of thesis, report or patent.
    Kind = "kind" ["type"], Kind;
    /// The abstract.
    Abstract = "abstract" ["abstract"], First;
    /// Keywords and tags.
    Keywords = "keywords" ["keywords", "keyword"], Keywords;
    /// A note.
    Note = "note" ["note"], First;
    /// Another note, behind all else.
    Addendum = "addendum" ["addendum"], First;
    /// A private note.
    Annotation = "annotation" ["annotation", "annote"], First;
    /// The language.
    Language = "language" ["language", "langid", "hyphenation"], Any;
    /// The language of the original.
    OriginalLanguage = "original language" ["origlanguage"], First;
    /// The DOI, bare.
    Doi = "DOI" ["doi"], First;
    /// The ISBN.
    Isbn = "ISBN" ["isbn"], First;
    /// The ISSN.
    Issn = "ISSN" ["issn"], First;
    /// The PubMed number.
    Pmid = "PubMed number" ["pmid"], First;
    /// The PubMed Central number.
    Pmcid = "PubMed Central number" ["pmcid", "pmc"], First;
    /// An address on the web.
    Url = "URL" ["url"], First;
    /// When it was looked at.
    Accessed = "accessed" ["urldate"], First;
    /// An arXiv number or another eprint.
    Eprint = "eprint" ["eprint", "eprinttype", "archiveprefix", "eprintclass", "primaryclass"], Eprint;
    /// Where a copy is.
    Library = "library" ["library"], First;
    /// Files.
    Files = "files" ["file", "pdf"], Files;
}

/// What a source gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'p> {
    /// A text; never empty.
    Text(Cow<'p, str>),
    /// Several; never none.
    Texts(Vec<&'p str>),
    /// People in their order; `None` is `and others`.
    People(Vec<Option<&'p Name>>),
    /// A date.
    Date(Date),
}

impl Value<'_> {
    /// It as one text; several with `; ` between them.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Texts(texts) => Cow::Owned(texts.join("; ")),
            Self::People(people) => {
                let names = people
                    .iter()
                    .map(|name| name.map_or_else(|| "et al.".to_owned(), Name::sorted));
                Cow::Owned(names.collect::<Vec<_>>().join("; "))
            }
            Self::Date(date) => Cow::Owned(date.to_edtf()),
        }
    }
}

impl Source {
    /// Every source but people.
    pub fn all() -> impl Iterator<Item = Self> {
        SOURCES.iter().copied()
    }

    /// What it is called in the documentation.
    pub fn label(self) -> &'static str {
        self.info().0
    }

    /// The fields it may be read from.
    pub fn fields(self) -> Vec<&'static str> {
        match self {
            Self::People(role) => vec![role.name()],
            source => source.info().1.to_vec(),
        }
    }

    /// What `publication` says, and the fields that say it; `None` where it says nothing.
    pub fn read(self, publication: &Publication) -> Option<(Value<'_>, Vec<&'static str>)> {
        if let Self::People(role) = self {
            let people: Vec<_> = publication.people(role).collect();
            return (!people.is_empty()).then(|| (Value::People(people), vec![role.name()]));
        }
        let (_, fields, read) = self.info();
        let text = |name: &str| publication.get(&[name]);
        let own = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
        match read {
            Read::Key => Some((Value::Text(Cow::Borrowed(&publication.key)), Vec::new())),
            Read::People => None,
            Read::First | Read::Any => {
                let (name, found) = fields.iter().find_map(|name| Some((*name, text(name)?)))?;
                let found = match self {
                    Self::Doi => publication.identifier(Scheme::Doi).unwrap_or(found),
                    _ => found,
                };
                let same = |other: &&&str| {
                    **other == name || read == Read::Any || text(other) == Some(found)
                };
                let used = fields.iter().filter(same).copied().collect();
                Some((Value::Text(Cow::Borrowed(found)), used))
            }
            Read::Title => {
                let main = text(fields[0])?;
                let value = match text(fields[1]) {
                    None => Value::Text(Cow::Borrowed(main)),
                    Some(sub) if main.ends_with(['?', '!', ':', '.']) => {
                        own(&format!("{main} {sub}"))
                    }
                    Some(sub) => own(&format!("{main}: {sub}")),
                };
                Some((value, fields.to_vec()))
            }
            Read::Keywords => {
                let mut words: Vec<&str> = Vec::new();
                let listed = fields.iter().filter_map(|name| text(name));
                let listed = listed.flat_map(|list| list.split([',', ';']));
                for word in listed.chain(publication.tags.iter().map(String::as_str)) {
                    let word = word.trim();
                    if !word.is_empty() && !words.contains(&word) {
                        words.push(word);
                    }
                }
                (!words.is_empty()).then(|| (Value::Texts(words), fields.to_vec()))
            }
            Read::Date => {
                let date = publication.date.as_deref()?;
                let value = match Date::parse_edtf(date) {
                    Ok(date) => Value::Date(date),
                    Err(_) => Value::Text(Cow::Borrowed(date)),
                };
                Some((value, fields.to_vec()))
            }
            Read::Journal => {
                let journal = publication.journal.as_ref()?;
                let title = journal.title.as_str();
                let abbreviated = !journal.abbreviation.is_empty() && text("fjournal").is_some();
                let used = fields.iter().copied().filter(|name| match *name {
                    "fjournal" | "journalsubtitle" => true,
                    "shortjournal" => text(name) == Some(title),
                    _ => !abbreviated,
                });
                Some((Value::Text(Cow::Borrowed(title)), used.collect()))
            }
            Read::Abbreviation => {
                let short = publication.journal.as_ref()?.abbreviation.as_str();
                let used: Vec<_> = fields
                    .iter()
                    .copied()
                    .filter(|name| text(name) == Some(short))
                    .collect();
                (!short.is_empty()).then_some((Value::Text(Cow::Borrowed(short)), used))
            }
            Read::Issue => {
                let issue = publication.issue.as_deref()?;
                let used = fields
                    .iter()
                    .copied()
                    .filter(|name| text(name) == Some(issue));
                Some((Value::Text(Cow::Borrowed(issue)), used.collect()))
            }
            Read::Number => {
                let number = text("number")?;
                (publication.issue.as_deref() != Some(number))
                    .then(|| (Value::Text(Cow::Borrowed(number)), fields.to_vec()))
            }
            Read::Kind => {
                let implied = || {
                    let entry_type = publication.entry_type.as_str();
                    ["phdthesis", "mastersthesis"]
                        .contains(&entry_type)
                        .then_some(entry_type)
                };
                let kind = text("type").or_else(implied)?;
                Some((
                    Value::Text(Cow::Borrowed(in_words("type", kind))),
                    fields.to_vec(),
                ))
            }
            Read::Place => {
                let (name, place) = fields.iter().find_map(|name| Some((*name, text(name)?)))?;
                let same = |other: &&&str| **other == name || text(other) == Some(place);
                let used = fields.iter().filter(same).copied().collect();
                Some((
                    Value::Text(Cow::Borrowed(in_words("location", place))),
                    used,
                ))
            }
            Read::Eprint => {
                let eprint = text("eprint")?;
                let kind = text("eprinttype").or_else(|| text("archiveprefix"));
                let value = match (publication.identifier(Scheme::Arxiv), kind) {
                    (Some(arxiv), _) => own(&format!("arXiv:{arxiv}")),
                    (None, Some(kind)) => own(&format!("{kind}:{eprint}")),
                    (None, None) => Value::Text(Cow::Borrowed(eprint)),
                };
                Some((value, fields.to_vec()))
            }
            Read::Files => {
                let files = &publication.attachments;
                let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
                (!paths.is_empty()).then(|| (Value::Texts(paths), fields.to_vec()))
            }
        }
    }
}

fn in_words<'t>(field: &str, text: &'t str) -> &'t str {
    let keyword = match text {
        "mastersthesis" => "mathesis",
        text => text,
    };
    dialect::in_words(field, keyword).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publication(fields: &[(&str, &str)]) -> Publication {
        Publication {
            fields: fields
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect(),
            ..Publication::default()
        }
    }

    #[test]
    fn titles_are_joined_and_alternatives_are_not() {
        let entry = publication(&[
            ("title", "Why?"),
            ("subtitle", "Because"),
            ("location", "Paris"),
            ("address", "Rome"),
        ]);
        let (title, used) = Source::Title.read(&entry).unwrap();
        assert_eq!(
            (title.text().as_ref(), used),
            ("Why? Because", vec!["title", "subtitle"])
        );
        let (place, used) = Source::Place.read(&entry).unwrap();
        assert_eq!((place.text().as_ref(), used), ("Paris", vec!["location"]));
        assert_eq!(Source::Pages.read(&entry), None);
    }

    #[test]
    fn every_source_has_fields() {
        for source in Source::all() {
            assert!(!source.fields().is_empty() || source == Source::Key);
        }
    }
}
