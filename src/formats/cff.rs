//! CITATION.cff, by the Citation File Format's schema 1.2.0: what tells people how to cite a program or data set.
//!
//! One entry becomes the work itself and its `preferred-citation`; several become `references`. The schema wants an
//! author for everything, so one who is not known is called `anonymous`, and it wants no reference twice.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};

use super::csl;
use super::loss::{Loss, LossKind};
use super::mapping::{Carried, How, Mapping, Row, exact, loss, near, row};
use super::sources::{Source as S, Value};
use super::text::{begin, ends, one_line};
use super::tree::Node;
use super::{Format, Item, Output, Writer};
use crate::model::{Date, DatePoint, Identifier, Name, Publication, Role, Scheme};

pub(super) const FORMAT: Format = Format {
    name: "cff",
    title: "CITATION.cff",
    extensions: &["cff"],
    by_extension: true,
    purpose: "GitHub, Zenodo and Zotero: how to cite a program or data set, or what it cites",
    media_type: "application/yaml",
    several: true,
    mapping: Some(&MAPPING),
    output: Output::Publications(|_| Ok(Box::new(Cff::default()))),
};

static MAPPING: Mapping = Mapping {
    format: "CITATION.cff",
    types: &[
        exact("article", "article"),
        near("suppperiodical", "article"),
        near("review", "article"),
        exact("periodical", "serial"),
        exact("book", "book"),
        near("mvbook", "book"),
        near("inbook", "book"),
        near("bookinbook", "book"),
        near("suppbook", "book"),
        exact("booklet", "pamphlet"),
        exact("collection", "edited-work"),
        near("mvcollection", "edited-work"),
        near("incollection", "generic"),
        near("suppcollection", "generic"),
        exact("reference", "encyclopedia"),
        near("mvreference", "encyclopedia"),
        near("inreference", "encyclopedia"),
        exact("proceedings", "proceedings"),
        near("mvproceedings", "proceedings"),
        exact("inproceedings", "conference-paper"),
        exact("conference", "conference-paper"),
        exact("thesis", "thesis"),
        exact("phdthesis", "thesis"),
        exact("mastersthesis", "thesis"),
        exact("report", "report"),
        exact("techreport", "report"),
        exact("manual", "manual"),
        exact("standard", "standard"),
        exact("patent", "patent"),
        exact("online", "website"),
        exact("electronic", "website"),
        exact("www", "website"),
        exact("software", "software"),
        exact("dataset", "data"),
        exact("unpublished", "unpublished"),
        exact("misc", "generic"),
        exact("artwork", "art"),
        near("image", "art"),
        exact("audio", "sound-recording"),
        exact("music", "music"),
        exact("movie", "film-broadcast"),
        exact("video", "video"),
        exact("letter", "personal-communication"),
        exact("jurisdiction", "legal-case"),
        exact("legislation", "statute"),
        exact("legal", "legal-rule"),
    ],
    other: "generic",
    rows: &[
        row(S::People(Role::Author), "authors").how(How::Each),
        row(S::People(Role::Director), "authors").how(How::Each),
        row(S::People(Role::Editor), "editors").how(How::Each),
        row(S::People(Role::Translator), "translators").how(How::Each),
        row(S::Title, "title"),
        row(S::Journal, "journal"),
        row(S::JournalAbbreviation, "abbreviation"),
        row(S::BookTitle, "collection-title"),
        row(S::MainTitle, "collection-title"),
        row(S::Series, "collection-title"),
        row(S::IssueTitle, "issue-title"),
        row(S::Event, "conference.name"),
        row(S::Venue, "conference.location"),
        row(S::Venue, "location.name"),
        row(S::EventDate, "conference.date-start, conference.date-end"),
        row(S::Date, "year, month, date-published"),
        row(S::OriginalDate, "year-original").how(How::Year),
        row(S::Volume, "volume"),
        row(S::Issue, "issue"),
        row(S::Number, "number"),
        row(S::Pages, "start, end").how(How::Ends),
        row(S::PageTotal, "pages"),
        row(S::ArticleNumber, "number"),
        row(S::Chapter, "section"),
        row(S::Edition, "edition"),
        row(S::Version, "version"),
        row(S::Volumes, "number-volumes"),
        row(S::Kind, "thesis-type").only(&["thesis"]),
        row(S::Publisher, "publisher.name"),
        row(S::Institution, "institution.name"),
        row(S::Organization, "institution.name"),
        row(S::Place, "publisher.address"),
        row(S::Place, "institution.address"),
        row(S::Place, "location.name"),
        row(S::HowPublished, "medium"),
        row(S::Library, "database"),
        row(S::State, "status"),
        row(S::Doi, "doi"),
        row(S::Isbn, "isbn"),
        row(S::Issn, "issn"),
        row(S::Pmcid, "pmcid"),
        row(S::Url, "url"),
        row(S::Accessed, "date-accessed"),
        row(S::Eprint, "identifiers"),
        row(S::Pmid, "identifiers"),
        row(S::Language, "languages"),
        row(S::Keywords, "keywords").how(How::Each),
        row(S::Note, "notes"),
        row(S::Addendum, "notes"),
        row(S::Abstract, "abstract"),
    ],
};

/// The words of `status`.
const STATES: &[(&str, &str)] = &[
    ("inpreparation", "in-preparation"),
    ("in preparation", "in-preparation"),
    ("inpress", "in-press"),
    ("in press", "in-press"),
    ("prepublished", "advance-online"),
    ("preprint", "preprint"),
    ("submitted", "submitted"),
];

#[derive(Default)]
struct Cff {
    /// The first entry, until it is known whether there is another.
    first: Option<(Node, Node)>,
    several: bool,
    /// Hashes of the references written, since none may stand twice.
    seen: HashSet<u64>,
}

impl Writer for Cff {
    fn write(
        &mut self,
        item: Item<'_>,
        out: &mut dyn Write,
        lost: &mut dyn FnMut(Loss),
    ) -> io::Result<()> {
        let reference = reference(item.publication, lost);
        let mut hash = DefaultHasher::new();
        format!("{reference:?}").hash(&mut hash);
        if !self.seen.insert(hash.finish()) {
            let message = "it says the same as an entry before it".to_owned();
            lost(loss(item.publication, "key", LossKind::Weakened, message));
            return Ok(());
        }
        if self.seen.len() == 1 {
            let work = work(item.publication, &reference);
            self.first = Some((work, reference));
            return Ok(());
        }
        if let Some((_, first)) = self.first.take() {
            self.several = true;
            yaml(
                &head("Bibliography", "These are the works that are referred to."),
                out,
            )?;
            out.write_all(b"references:\n")?;
            yaml(&Node::List(vec![first]), out)?;
        }
        yaml(&Node::List(vec![reference]), out)
    }

    fn finish(&mut self, out: &mut dyn Write, _: &mut dyn FnMut(Loss)) -> io::Result<()> {
        match self.first.take() {
            Some((mut work, reference)) => {
                work.put("preferred-citation", reference);
                yaml(&work, out)
            }
            None if self.several => Ok(()),
            None => yaml(&head("Bibliography", "Nothing is referred to."), out),
        }
    }
}

fn yaml(node: &Node, out: &mut dyn Write) -> io::Result<()> {
    serde_yaml_ng::to_writer(out, node).map_err(io::Error::other)
}

/// What every file must say, for a list of works.
fn head(title: &str, message: &str) -> Node {
    let mut head = Node::map();
    head.put("cff-version", Node::from("1.2.0"));
    head.put("message", Node::from(message));
    head.put("title", Node::from(title));
    head.put("authors", Node::List(vec![entity("various authors")]));
    head
}

/// What every file must say, for a work of its own.
fn work(publication: &Publication, reference: &Node) -> Node {
    let mut work = Node::map();
    work.put("cff-version", Node::from("1.2.0"));
    work.put(
        "message",
        Node::from("If you use this work, please cite it as below."),
    );
    for name in ["title", "authors"] {
        if let Some(node) = reference.get(name) {
            work.put(name, node.clone());
        }
    }
    match publication.entry_type.as_str() {
        "software" => work.put("type", Node::from("software")),
        "dataset" => work.put("type", Node::from("dataset")),
        _ => false,
    };
    for name in ["version", "doi"] {
        if let Some(node) = reference.get(name) {
            work.put(name, node.clone());
        }
    }
    work
}

fn reference(publication: &Publication, lost: &mut dyn FnMut(Loss)) -> Node {
    let target = MAPPING.type_of(publication, lost);
    let mut node = Node::map();
    node.put("type", Node::from(target));
    MAPPING.carry(publication, target, lost, |row, value| {
        take(row, &value, publication, &mut node)
    });
    if node.get("title").is_none() {
        let title = publication.title.as_deref().unwrap_or(&publication.key);
        let title = one_line(title);
        let title = if title.is_empty() { "untitled" } else { &title };
        node.put("title", Node::from(title));
        let message = "it has no title, and one is required: another text stands in".to_owned();
        lost(loss(publication, "title", LossKind::Weakened, message));
    }
    if node.get("authors").is_none() {
        node.put("authors", Node::List(vec![entity("anonymous")]));
        let message = "it has no author, and one is required: `anonymous` stands in".to_owned();
        lost(loss(publication, "author", LossKind::Weakened, message));
    }
    node
}

fn entity(name: &str) -> Node {
    Node::Map(vec![("name".to_owned(), Node::from(name))])
}

fn person(name: &Name) -> Node {
    if name.corporate {
        return entity(&one_line(&name.family));
    }
    let parts = [
        ("family-names", &name.family),
        ("given-names", &name.given),
        ("name-particle", &name.prefix),
        ("name-suffix", &name.suffix),
    ];
    let parts = parts
        .into_iter()
        .filter(|(_, text)| !one_line(text).is_empty());
    Node::Map(
        parts
            .map(|(name, text)| (name.to_owned(), Node::Text(one_line(text).into_owned())))
            .collect(),
    )
}

fn take(row: &Row, value: &Value<'_>, publication: &Publication, node: &mut Node) -> Carried {
    let put = |node: &mut Node, path: &str, value: Node| match node.put(path, value) {
        true => Carried::Whole,
        false => Carried::Not,
    };
    match value {
        Value::People(people) => {
            let mut list: Vec<Node> = Vec::with_capacity(people.len());
            for name in people.iter().flatten().filter(|name| !name.is_empty()) {
                let person = person(name);
                // none may stand twice
                if !list.contains(&person) && person != Node::map() {
                    list.push(person);
                }
            }
            if list.is_empty() || !node.put(row.to, Node::List(list)) {
                return Carried::Not;
            }
            let open = people.contains(&None);
            Carried::unless(open.then_some("“and others” is left out"))
        }
        Value::Date(date) => {
            let (point, missing) = begin(date);
            let Some(point) = point else {
                return Carried::Not;
            };
            node.put("year", Node::Number(point.year()));
            if let Some(month) = point.month() {
                node.put("month", Node::Number(i64::from(month)));
            }
            if let Some(day) = iso_day(point) {
                node.put("date-published", Node::Text(day));
            }
            Carried::unless(missing)
        }
        Value::Texts(texts) => {
            let mut list: Vec<Node> = Vec::with_capacity(texts.len());
            for text in texts {
                let text = Node::Text(one_line(text).into_owned());
                if !list.contains(&text) {
                    list.push(text);
                }
            }
            put(node, row.to, Node::List(list))
        }
        Value::Text(text) => {
            let text = one_line(text);
            if text.is_empty() {
                return Carried::Not;
            }
            match row.source {
                S::Pages => {
                    let (first, last) = ends(&text).unwrap_or((&text, ""));
                    let carried = put(node, "start", number(first));
                    if !last.is_empty() {
                        node.put("end", number(last));
                    }
                    carried
                }
                S::Volume | S::Issue | S::Number | S::Volumes | S::PageTotal => {
                    put(node, row.to, number(&text))
                }
                S::OriginalDate => match text.get(..4).and_then(|year| year.parse().ok()) {
                    Some(year) => {
                        put(node, row.to, Node::Number(year));
                        Carried::unless((text.len() > 4).then_some("only its year"))
                    }
                    None => Carried::Not,
                },
                // an entity must have a name
                S::Place | S::Venue
                    if !row.to.ends_with(".name")
                        && row
                            .to
                            .split_once('.')
                            .is_some_and(|(of, _)| node.get(&format!("{of}.name")).is_none()) =>
                {
                    Carried::Not
                }
                S::EventDate => event(&text, node),
                S::Date => put(node, "year", Node::from(&*text)),
                S::Eprint | S::Pmid => {
                    let mut identifier = Node::map();
                    identifier.put("type", Node::from("other"));
                    let text = match row.source {
                        S::Pmid => format!("PMID:{text}"),
                        _ => text.into_owned(),
                    };
                    identifier.put("value", Node::Text(text));
                    put(node, row.to, Node::List(vec![identifier]))
                }
                _ => match checked(row.source, &text, publication) {
                    Some(value) => put(node, row.to, value),
                    None => Carried::Not,
                },
            }
        }
    }
}

/// First and last day of a conference that has a name.
fn event(text: &str, node: &mut Node) -> Carried {
    let Ok(date) = Date::parse_edtf(text) else {
        return Carried::Not;
    };
    let Some(first) = date.start().and_then(iso_day) else {
        return Carried::Not;
    };
    if node.get("conference.name").is_none() {
        return Carried::Not;
    }
    node.put("conference.date-start", Node::Text(first));
    if let Some(last) = date
        .end()
        .filter(|_| date.start() != date.end())
        .and_then(iso_day)
    {
        node.put("conference.date-end", Node::Text(last));
    }
    Carried::Whole
}

/// A number where it is one.
fn number(text: &str) -> Node {
    match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => Node::Number(number),
        _ => Node::from(text),
    }
}

fn iso_day(point: &DatePoint) -> Option<String> {
    let (year, month, day) = (point.year(), point.month()?, point.day()?);
    (0..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The value as the schema wants it; `None` where it cannot be had.
fn checked(source: S, text: &str, publication: &Publication) -> Option<Node> {
    let first = |scheme: Scheme| {
        publication
            .identifiers
            .iter()
            .find(|identifier| identifier.scheme() == scheme)
            .map(Identifier::value)
    };
    let text = match source {
        S::Doi => first(Scheme::Doi).filter(|doi| {
            let rest = doi.split_once('/').map(|(_, rest)| rest);
            let allowed = |c: char| c.is_ascii_alphanumeric() || ":/_;-.()[]\\".contains(c);
            rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(allowed))
                && doi
                    .strip_prefix("10.")
                    .and_then(|rest| rest.split(['.', '/']).next())
                    .is_some_and(|registrant| (4..=9).contains(&registrant.len()))
        })?,
        S::Isbn => first(Scheme::Isbn)?,
        S::Issn => first(Scheme::Issn)?,
        S::Pmcid => first(Scheme::Pmcid).filter(|number| number.len() == 10)?,
        S::Url => {
            let known = ["https://", "http://", "ftp://", "sftp://"];
            let is_url = known.iter().any(|scheme| text.starts_with(scheme));
            (is_url
                && text.is_ascii()
                && !text.contains([' ', '<', '>', '"', '{', '}', '\\', '^', '`', '|']))
            .then_some(text)?
        }
        S::Accessed => {
            let date = Date::parse_edtf(text).ok()?;
            return iso_day(date.start()?).map(Node::Text);
        }
        S::Language => {
            let tag = csl::language(text);
            let main = tag.split('-').next().unwrap_or_default();
            let is_code =
                (2..=3).contains(&main.len()) && main.bytes().all(|b| b.is_ascii_lowercase());
            return is_code.then(|| Node::List(vec![Node::from(main)]));
        }
        S::State => {
            let folded = text.to_lowercase();
            STATES.iter().find(|(known, _)| *known == folded)?.1
        }
        _ => text,
    };
    Some(Node::from(text))
}
