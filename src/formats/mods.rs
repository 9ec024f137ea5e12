//! MODS, the Library of Congress's Metadata Object Description Schema, version 3.7: for library catalogues.
//!
//! Targets are paths of elements with their attributes, `part/detail[type=volume]/number`; a step that is there
//! already is walked into, the last is always made anew. Genres of the authority `local` are Zotero's item types,
//! relators are MARC's.

use std::io::{self, Write};

use quick_xml::escape::escape;

use super::csl;
use super::loss::Loss;
use super::mapping::{Carried, How, Mapping, Row, exact, near, row};
use super::sources::{Source as S, Value};
use super::text::{begin, ends, one_line};
use super::{Format, Item, Output, Plain};
use crate::model::{Name, Publication, Role};

pub(super) const FORMAT: Format = Format {
    name: "mods",
    title: "MODS XML",
    extensions: &["mods", "xml"],
    by_extension: true,
    purpose: "library catalogues and repositories",
    media_type: "application/mods+xml",
    several: true,
    mapping: Some(&MAPPING),
    output: Output::Publications(|_| {
        Plain {
            before: HEAD,
            behind: "</modsCollection>\n",
            empty: EMPTY,
            ..Plain::entries(write)
        }
        .open()
    }),
};

const HEAD: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<modsCollection xmlns=\"http://www.loc.gov/mods/v3\" ",
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
    "xsi:schemaLocation=\"http://www.loc.gov/mods/v3 http://www.loc.gov/standards/mods/v3/mods-3-7.xsd\">\n",
);
const EMPTY: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<modsCollection xmlns=\"http://www.loc.gov/mods/v3\"/>\n",
);

/// What stands in a journal.
const IN_JOURNAL: &[&str] = &["journalArticle"];
/// What stands in something else.
const INSIDE: &[&str] = &[
    "journalArticle",
    "bookSection",
    "conferencePaper",
    "encyclopediaArticle",
];
/// What has a number of its own rather than one in a series.
const NUMBERED: &[&str] = &["report", "patent", "standard", "case", "statute"];

/// What the schema calls the kind of thing, by genre; the others are text.
const RESOURCES: &[(&str, &str)] = &[
    ("computerProgram", "software, multimedia"),
    ("dataset", "software, multimedia"),
    ("artwork", "still image"),
    ("audioRecording", "sound recording"),
    ("film", "moving image"),
    ("videoRecording", "moving image"),
];

/// MARC's genres, of the thing itself and of what contains it, with whether that goes on appearing.
const MARC: &[(&str, &str, &str, &str)] = &[
    ("journalArticle", "article", "periodical", "continuing"),
    ("periodical", "periodical", "", ""),
    ("book", "book", "", "monographic"),
    ("bookSection", "", "book", "monographic"),
    ("encyclopediaArticle", "", "encyclopedia", "monographic"),
    (
        "conferencePaper",
        "",
        "conference publication",
        "monographic",
    ),
    ("proceedings", "conference publication", "", "monographic"),
    ("thesis", "thesis", "", "monographic"),
    ("report", "technical report", "", "monographic"),
    ("patent", "patent", "", ""),
    ("webpage", "web site", "", ""),
    ("letter", "letter", "", ""),
    ("statute", "legislation", "", ""),
    ("case", "legal case and case notes", "", ""),
];

static MAPPING: Mapping = Mapping {
    format: "MODS",
    types: &[
        exact("article", "journalArticle"),
        near("suppperiodical", "journalArticle"),
        near("review", "journalArticle"),
        exact("periodical", "periodical"),
        exact("book", "book"),
        near("mvbook", "book"),
        near("booklet", "book"),
        near("collection", "book"),
        near("mvcollection", "book"),
        near("reference", "book"),
        near("mvreference", "book"),
        near("manual", "book"),
        exact("inbook", "bookSection"),
        near("bookinbook", "bookSection"),
        near("suppbook", "bookSection"),
        exact("incollection", "bookSection"),
        near("suppcollection", "bookSection"),
        exact("inreference", "encyclopediaArticle"),
        exact("proceedings", "proceedings"),
        near("mvproceedings", "proceedings"),
        exact("inproceedings", "conferencePaper"),
        exact("conference", "conferencePaper"),
        exact("thesis", "thesis"),
        exact("phdthesis", "thesis"),
        exact("mastersthesis", "thesis"),
        exact("report", "report"),
        exact("techreport", "report"),
        exact("standard", "standard"),
        exact("patent", "patent"),
        exact("online", "webpage"),
        exact("electronic", "webpage"),
        exact("www", "webpage"),
        exact("software", "computerProgram"),
        exact("dataset", "dataset"),
        exact("unpublished", "manuscript"),
        exact("misc", "document"),
        exact("artwork", "artwork"),
        near("image", "artwork"),
        exact("audio", "audioRecording"),
        near("music", "audioRecording"),
        exact("movie", "film"),
        exact("video", "videoRecording"),
        exact("letter", "letter"),
        exact("jurisdiction", "case"),
        exact("legislation", "statute"),
        near("legal", "statute"),
    ],
    other: "document",
    rows: &[
        row(S::Title, "titleInfo/title"),
        row(S::TitleAddon, "titleInfo/subTitle"),
        row(S::ShortTitle, "titleInfo[type=abbreviated]/title"),
        row(
            S::OriginalTitle,
            "relatedItem[type=original]/titleInfo/title",
        ),
        row(S::People(Role::Author), "name: aut"),
        row(S::People(Role::Editor), "relatedItem[type=host]/name: edt").only(INSIDE),
        row(S::People(Role::Editor), "name: edt"),
        row(S::People(Role::EditorA), "name: edt"),
        row(S::People(Role::EditorB), "name: edt"),
        row(S::People(Role::EditorC), "name: edt"),
        row(
            S::People(Role::BookAuthor),
            "relatedItem[type=host]/name: aut",
        ),
        row(S::People(Role::Translator), "name: trl"),
        row(S::People(Role::Annotator), "name: ann"),
        row(S::People(Role::Commentator), "name: cwt"),
        row(S::People(Role::Introduction), "name: aui"),
        row(S::People(Role::Foreword), "name: aui"),
        row(S::People(Role::Afterword), "name: aft"),
        row(S::People(Role::Holder), "name: pth"),
        row(S::People(Role::Director), "name: drt"),
        row(S::Journal, "relatedItem[type=host]/titleInfo/title"),
        row(
            S::JournalAbbreviation,
            "relatedItem[type=host]/titleInfo[type=abbreviated]/title",
        ),
        row(S::BookTitle, "relatedItem[type=host]/titleInfo/title"),
        row(
            S::BookTitleAddon,
            "relatedItem[type=host]/titleInfo/subTitle",
        ),
        row(
            S::MainTitle,
            "relatedItem[type=host]/relatedItem[type=host]/titleInfo/title",
        )
        .only(INSIDE),
        row(S::MainTitle, "relatedItem[type=host]/titleInfo/title"),
        row(
            S::Series,
            "relatedItem[type=host]/relatedItem[type=series]/titleInfo/title",
        )
        .only(INSIDE),
        row(S::Series, "relatedItem[type=series]/titleInfo/title"),
        row(S::Number, "identifier[type=issue number]").only(NUMBERED),
        row(
            S::Number,
            "relatedItem[type=host]/relatedItem[type=series]/titleInfo/partNumber",
        )
        .only(INSIDE),
        row(S::Number, "relatedItem[type=series]/titleInfo/partNumber"),
        row(
            S::IssueTitle,
            "relatedItem[type=host]/part/detail[type=issue]/title",
        ),
        row(S::Event, "name[type=conference]/namePart"),
        row(S::EventDate, "name[type=conference]/namePart[type=date]"),
        row(S::Date, "relatedItem[type=host]/part/date").only(IN_JOURNAL),
        row(S::Date, "originInfo/dateIssued"),
        row(
            S::OriginalDate,
            "relatedItem[type=original]/originInfo/dateIssued",
        ),
        row(S::Edition, "originInfo/edition"),
        row(S::Version, "originInfo/edition"),
        row(S::Publisher, "originInfo/publisher"),
        row(S::Institution, "originInfo/publisher"),
        row(S::Organization, "originInfo/publisher"),
        row(S::Place, "originInfo/place/placeTerm[type=text]"),
        row(S::Venue, "note[type=venue]"),
        row(
            S::Volume,
            "relatedItem[type=host]/part/detail[type=volume]/number",
        )
        .only(INSIDE),
        row(S::Volume, "part/detail[type=volume]/number"),
        row(
            S::Issue,
            "relatedItem[type=host]/part/detail[type=issue]/number",
        )
        .only(INSIDE),
        row(S::Issue, "part/detail[type=issue]/number"),
        row(
            S::Part,
            "relatedItem[type=host]/part/detail[type=part]/number",
        )
        .only(INSIDE),
        row(S::Part, "part/detail[type=part]/number"),
        row(S::Chapter, "part/detail[type=chapter]/number"),
        row(S::Pages, "relatedItem[type=host]/part/extent[unit=pages]")
            .how(How::Ends)
            .only(INSIDE),
        row(S::Pages, "part/extent[unit=pages]").how(How::Ends),
        row(
            S::ArticleNumber,
            "relatedItem[type=host]/part/detail[type=article number]/number",
        )
        .only(INSIDE),
        row(S::ArticleNumber, "part/detail[type=article number]/number"),
        row(S::PageTotal, "physicalDescription/extent"),
        row(S::Volumes, "physicalDescription/note[type=volumes]"),
        row(S::Kind, "genre"),
        row(
            S::Language,
            "language/languageTerm[type=code][authority=rfc3066]",
        ),
        row(S::Abstract, "abstract"),
        row(S::Keywords, "subject/topic").how(How::Each),
        row(S::Isbn, "relatedItem[type=host]/identifier[type=isbn]").only(INSIDE),
        row(S::Isbn, "identifier[type=isbn]"),
        row(S::Issn, "relatedItem[type=host]/identifier[type=issn]").only(INSIDE),
        row(S::Issn, "identifier[type=issn]"),
        row(S::Doi, "identifier[type=doi]"),
        row(S::Pmid, "identifier[type=pmid]"),
        row(S::Pmcid, "identifier[type=pmc]"),
        row(S::Eprint, "identifier[type=eprint]"),
        row(S::Url, "location/url"),
        row(S::Accessed, "location/url@dateLastAccessed"),
        row(S::Library, "location/physicalLocation"),
        row(S::HowPublished, "note[type=publication]"),
        row(S::State, "note[type=publication status]"),
        row(S::Note, "note"),
        row(S::Addendum, "note"),
        row(S::Annotation, "note[type=annotation]"),
        row(S::Key, "identifier[type=citekey]"),
    ],
};

fn write(item: Item<'_>, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()> {
    element(item.publication, lost).write(0, out)
}

fn element(publication: &Publication, lost: &mut dyn FnMut(Loss)) -> Element {
    let genre = MAPPING.type_of(publication, lost);
    let mut mods = Element::new("mods");
    MAPPING.carry(publication, genre, lost, |row, value| {
        take(row, &value, &mut mods)
    });
    let resource = RESOURCES.iter().find(|(known, _)| *known == genre);
    mods.put(
        "typeOfResource",
        resource.map_or("text", |(_, resource)| resource),
    );
    mods.put("genre[authority=local]", genre);
    if let Some((_, own, host, issuance)) = MARC.iter().find(|(known, ..)| *known == genre) {
        if !own.is_empty() {
            mods.put("genre[authority=marcgt]", own);
        }
        let in_host = !host.is_empty();
        if in_host && mods.find("relatedItem[type=host]").is_some() {
            mods.put("relatedItem[type=host]/genre[authority=marcgt]", host);
            mods.put("relatedItem[type=host]/originInfo/issuance", issuance);
        } else if !in_host && !issuance.is_empty() {
            mods.put("originInfo/issuance", issuance);
        }
    }
    mods
}

fn take(row: &Row, value: &Value<'_>, mods: &mut Element) -> Carried {
    match value {
        Value::People(people) => {
            let Some((path, role)) = row.to.split_once(": ") else {
                return Carried::Not;
            };
            for name in people {
                let element = mods.walk(path, true);
                match name {
                    Some(name) => {
                        let kind = if name.corporate {
                            "corporate"
                        } else {
                            "personal"
                        };
                        element.attributes.push(("type".into(), kind.into()));
                        element.children = named(name, role);
                    }
                    None => {
                        element.put("etal", "");
                        element.put("role/roleTerm[type=code][authority=marcrelator]", role);
                    }
                }
            }
            Carried::Whole
        }
        Value::Texts(texts) => {
            let (parent, leaf) = row.to.rsplit_once('/').unwrap_or(("", row.to));
            for text in texts {
                let element = match parent {
                    "" => &mut *mods,
                    parent => mods.walk(parent, true),
                };
                element.put(leaf, &one_line(text));
            }
            Carried::Whole
        }
        Value::Date(date) => {
            let (point, missing) = begin(date);
            let Some(point) = point.filter(|point| (0..=9999).contains(&point.year())) else {
                return Carried::Not;
            };
            let mut text = format!("{:04}", point.year());
            if let Some(month) = point.month() {
                text.push_str(&format!("-{month:02}"));
                if let Some(day) = point.day() {
                    text.push_str(&format!("-{day:02}"));
                }
            }
            mods.put(&format!("{}[encoding=w3cdtf]", row.to), &text);
            Carried::unless(missing)
        }
        Value::Text(text) => {
            let text = one_line(text);
            if text.is_empty() {
                return Carried::Not;
            }
            match row.source {
                S::Pages => {
                    let extent = mods.walk(row.to, false);
                    match ends(&text) {
                        Some((first, last)) => {
                            extent.put("start", first);
                            extent.put("end", last);
                        }
                        None => extent.put("list", &text),
                    }
                }
                S::Accessed => {
                    let Some(url) = mods.find_mut("location/url") else {
                        return Carried::Not;
                    };
                    url.attributes
                        .push(("dateLastAccessed".into(), text.into_owned()));
                }
                S::Language => {
                    let tag = csl::language(&text);
                    let is_tag = tag.split('-').all(|part| {
                        (1..=8).contains(&part.len())
                            && part.bytes().all(|b| b.is_ascii_alphanumeric())
                    }) && tag.split('-').next().is_some_and(|part| part.len() <= 3);
                    match is_tag {
                        true => mods.put(row.to, &tag),
                        false => mods.put("language/languageTerm[type=text]", &text),
                    }
                }
                S::Publisher | S::Institution | S::Organization if mods.find(row.to).is_some() => {
                    // a second body is another publisher
                    mods.put(row.to, &text);
                }
                // one title and one edition only
                S::BookTitle | S::MainTitle | S::Version if mods.find(row.to).is_some() => {
                    return Carried::Not;
                }
                _ => mods.put(row.to, &text),
            }
            Carried::Whole
        }
    }
}

/// What stands in a `name` element.
fn named(name: &Name, role: &str) -> Vec<Element> {
    let mut inner = Vec::new();
    let mut part = |kind: &str, text: &str| {
        let text = one_line(text);
        if !text.is_empty() {
            let mut part = Element::with("namePart", &text);
            if !kind.is_empty() {
                part.attributes.push(("type".into(), kind.into()));
            }
            inner.push(part);
        }
    };
    if name.corporate {
        part("", &name.family);
    } else {
        let bare = Name {
            given: String::new(),
            suffix: String::new(),
            ..name.clone()
        };
        part("given", &name.given);
        part("family", &bare.sorted());
        part("termsOfAddress", &name.suffix);
    }
    let mut kind = Element::new("role");
    kind.put("roleTerm[type=code][authority=marcrelator]", role);
    inner.push(kind);
    inner
}

/// An element of XML.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// An empty element, from a step of a path: `detail[type=volume]`.
    fn new(step: &str) -> Self {
        let mut parts = step.split('[');
        let name = parts.next().unwrap_or_default().to_owned();
        let attributes = parts.filter_map(|part| {
            let (name, value) = part.trim_end_matches(']').split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        });
        Self {
            attributes: attributes.collect(),
            name,
            text: String::new(),
            children: Vec::new(),
        }
    }

    fn with(step: &str, text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::new(step)
        }
    }

    /// The element at a path; the last step is made anew where `anew`, else only where it is missing.
    fn walk(&mut self, path: &str, anew: bool) -> &mut Self {
        let (step, rest) = match path.split_once('/') {
            Some((step, rest)) => (step, Some(rest)),
            None => (path, None),
        };
        let made = Self::new(step);
        let at = self.position(&made).filter(|_| !anew || rest.is_some());
        let at = at.unwrap_or_else(|| {
            self.children.push(made);
            self.children.len() - 1
        });
        match rest {
            Some(rest) => self.children[at].walk(rest, anew),
            None => &mut self.children[at],
        }
    }

    fn position(&self, like: &Self) -> Option<usize> {
        self.children
            .iter()
            .position(|child| child.name == like.name && child.attributes == like.attributes)
    }

    /// Adds an element with a text.
    fn put(&mut self, path: &str, text: &str) {
        self.walk(path, true).text = text.to_owned();
    }

    fn find(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |element, step| {
            let at = element.position(&Self::new(step))?;
            element.children.get(at)
        })
    }

    fn find_mut(&mut self, path: &str) -> Option<&mut Self> {
        path.split('/').try_fold(self, |element, step| {
            let at = element.position(&Self::new(step))?;
            element.children.get_mut(at)
        })
    }

    fn write(&self, depth: usize, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{:1$}<{2}", "", depth * 2, self.name)?;
        for (name, value) in &self.attributes {
            write!(out, " {name}=\"{}\"", escape(xml_text(value)))?;
        }
        if self.children.is_empty() && self.text.is_empty() {
            return out.write_all(b"/>\n");
        }
        write!(out, ">{}", escape(xml_text(&self.text)))?;
        if !self.children.is_empty() {
            out.write_all(b"\n")?;
            for child in &self.children {
                child.write(depth + 1, out)?;
            }
            write!(out, "{:1$}", "", depth * 2)?;
        }
        writeln!(out, "</{}>", self.name)
    }
}

/// The text without what XML 1.0 cannot hold even escaped (section 2.2).
fn xml_text(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}
