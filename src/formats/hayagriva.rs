//! Hayagriva's YAML, which Typst reads: a mapping of keys to entries, each inside what it was published in.
//!
//! Types, fields and parents are those of the crate's `docs/file-format.md`. One value that the crate cannot read
//! would cost a document its whole bibliography, so what is not sure to be read goes elsewhere or is reported.

use std::io::{self, Write};

use super::csl;
use super::loss::Loss;
use super::mapping::{Carried, How, Mapping, Row, exact, near, row};
use super::sources::{Source as S, Value};
use super::text::{begin, ends, one_line};
use super::tree::Node;
use super::{Format, Item, Output, Plain};
use crate::model::{Date, DatePoint, Name, Publication, Role};

pub(super) const FORMAT: Format = Format {
    name: "hayagriva",
    title: "Hayagriva YAML",
    extensions: &["yaml", "yml"],
    by_extension: true,
    purpose: "Typst",
    media_type: "application/yaml",
    several: true,
    mapping: Some(&MAPPING),
    output: Output::Publications(|_| {
        Plain {
            between: "\n",
            empty: "{}\n",
            ..Plain::entries(write)
        }
        .open()
    }),
};

/// What stands in a book, proceedings or the like, to which volume, edition and publisher belong.
const IN_BOOK: &[&str] = &[
    "chapter in book",
    "anthos in anthology",
    "article in proceedings",
    "entry in reference",
    "misc in book",
    "misc in anthology",
];
/// The same, and what stands in a journal.
const INSIDE: &[&str] = &[
    "chapter in book",
    "anthos in anthology",
    "article in proceedings",
    "entry in reference",
    "misc in book",
    "misc in anthology",
    "article in periodical",
    "misc in periodical",
];
/// What stands in a journal.
const IN_JOURNAL: &[&str] = &["article in periodical", "misc in periodical"];
/// What has a number of its own rather than one in a series.
const NUMBERED: &[&str] = &[
    "report",
    "patent",
    "reference",
    "case",
    "legislation",
    "repository",
];

static MAPPING: Mapping = Mapping {
    format: "Hayagriva",
    types: &[
        exact("article", "article in periodical"),
        near("review", "article in periodical"),
        near("suppperiodical", "misc in periodical"),
        exact("periodical", "periodical"),
        exact("book", "book"),
        near("mvbook", "book"),
        near("booklet", "book"),
        exact("inbook", "chapter in book"),
        near("bookinbook", "chapter in book"),
        near("suppbook", "misc in book"),
        exact("collection", "anthology"),
        near("mvcollection", "anthology"),
        exact("incollection", "anthos in anthology"),
        near("suppcollection", "misc in anthology"),
        exact("reference", "reference"),
        near("mvreference", "reference"),
        exact("inreference", "entry in reference"),
        exact("proceedings", "proceedings"),
        near("mvproceedings", "proceedings"),
        exact("inproceedings", "article in proceedings"),
        exact("conference", "article in proceedings"),
        exact("thesis", "thesis"),
        exact("phdthesis", "thesis"),
        exact("mastersthesis", "thesis"),
        exact("report", "report"),
        exact("techreport", "report"),
        exact("manual", "reference"),
        near("standard", "report"),
        exact("patent", "patent"),
        exact("online", "web"),
        exact("electronic", "web"),
        exact("www", "web"),
        exact("software", "repository"),
        exact("dataset", "repository"),
        exact("unpublished", "manuscript"),
        exact("misc", "misc"),
        exact("artwork", "artwork"),
        near("image", "artwork"),
        exact("audio", "audio"),
        near("music", "audio"),
        exact("movie", "video"),
        exact("video", "video"),
        exact("performance", "performance"),
        exact("jurisdiction", "case"),
        exact("legislation", "legislation"),
        near("legal", "legislation"),
    ],
    other: "misc",
    rows: &[
        row(S::Title, "title.value"),
        row(S::ShortTitle, "title.short"),
        row(S::People(Role::Author), "author"),
        row(S::People(Role::Editor), "parent.editor").only(IN_BOOK),
        row(S::People(Role::Editor), "editor"),
        row(S::People(Role::BookAuthor), "parent.author").only(IN_BOOK),
        row(S::People(Role::EditorA), "affiliated: collaborator"),
        row(S::People(Role::EditorB), "affiliated: collaborator"),
        row(S::People(Role::EditorC), "affiliated: collaborator"),
        row(S::People(Role::Translator), "affiliated: translator"),
        row(S::People(Role::Annotator), "affiliated: annotator"),
        row(S::People(Role::Commentator), "affiliated: commentator"),
        row(S::People(Role::Introduction), "affiliated: introduction"),
        row(S::People(Role::Foreword), "affiliated: foreword"),
        row(S::People(Role::Afterword), "affiliated: afterword"),
        row(S::People(Role::Holder), "affiliated: holder"),
        row(S::People(Role::Director), "affiliated: director"),
        row(S::Date, "date"),
        row(S::Date, "note").how(How::Note("Date")),
        row(S::Journal, "parent.title.value"),
        row(S::JournalAbbreviation, "parent.title.short"),
        row(S::BookTitle, "parent.title.value"),
        row(S::Series, "parent.parent.title.value").only(INSIDE),
        row(S::Series, "parent.title.value"),
        row(S::MainTitle, "parent.parent.title.value").only(IN_BOOK),
        row(S::MainTitle, "parent.title.value"),
        row(S::Event, "conference.title.value"),
        row(S::EventDate, "conference.date"),
        row(S::Venue, "conference.location"),
        row(S::OriginalTitle, "original.title.value"),
        row(S::OriginalDate, "original.date"),
        row(S::Volume, "parent.volume").only(INSIDE),
        row(S::Volume, "volume"),
        row(S::Issue, "parent.issue").only(IN_JOURNAL),
        row(S::Issue, "issue"),
        row(S::Number, "serial-number.serial").only(NUMBERED),
        row(S::Number, "parent.parent.volume").only(INSIDE),
        row(S::Number, "parent.issue").only(INSIDE),
        row(S::Number, "parent.volume"),
        row(S::Number, "issue"),
        row(S::Volumes, "parent.volume-total").only(IN_BOOK),
        row(S::Volumes, "volume-total"),
        row(S::Edition, "parent.edition").only(IN_BOOK),
        row(S::Edition, "edition"),
        row(S::Chapter, "chapter"),
        row(S::Pages, "page-range"),
        row(S::ArticleNumber, "serial-number.serial"),
        row(S::PageTotal, "page-total"),
        row(S::Kind, "genre"),
        row(S::Publisher, "parent.publisher.name").only(INSIDE),
        row(S::Publisher, "publisher.name"),
        row(S::Place, "parent.publisher.location").only(INSIDE),
        row(S::Place, "publisher.location"),
        row(S::Institution, "organization"),
        row(S::Organization, "organization"),
        row(S::Version, "serial-number.version"),
        row(S::Doi, "serial-number.doi"),
        row(S::Isbn, "parent.serial-number.isbn").only(IN_BOOK),
        row(S::Isbn, "serial-number.isbn"),
        row(S::Issn, "parent.serial-number.issn").only(INSIDE),
        row(S::Issn, "serial-number.issn"),
        row(S::Pmid, "serial-number.pmid"),
        row(S::Pmcid, "serial-number.pmcid"),
        row(S::Eprint, "serial-number.arxiv"),
        row(S::Eprint, "serial-number.eprint"),
        row(S::Url, "url.value"),
        row(S::Url, "note").how(How::Note("URL")),
        row(S::Accessed, "url.date"),
        row(S::Library, "archive"),
        row(S::Language, "language"),
        row(S::HowPublished, "note"),
        row(S::Note, "note"),
        row(S::Addendum, "note"),
        row(S::TitleAddon, "note").how(How::Note("Title addon")),
        row(S::State, "note").how(How::Note("Publication state")),
        row(S::IssueTitle, "note").how(How::Note("Issue title")),
        row(S::Abstract, "abstract"),
    ],
};

fn write(item: Item<'_>, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()> {
    let publication = item.publication;
    let entry = Node::Map(vec![(publication.key.clone(), entry(publication, lost))]);
    serde_yaml_ng::to_writer(out, &entry).map_err(io::Error::other)
}

/// The entry as a tree.
fn entry(publication: &Publication, lost: &mut dyn FnMut(Loss)) -> Node {
    let target = MAPPING.type_of(publication, lost);
    let (kind, parent) = match target.split_once(" in ") {
        Some((kind, parent)) => (kind, Some(parent)),
        None => (target, None),
    };
    let mut node = Node::map();
    node.put("type", Node::from(kind));
    let mut container = None;
    MAPPING.carry(publication, target, lost, |row, value| {
        let carried = take(row, &value, &mut node);
        if carried != Carried::Not && row.to == "parent.title.value" {
            container = Some(row.source);
        }
        carried
    });
    let parent = parent.unwrap_or(match container {
        Some(S::Journal) => "periodical",
        Some(S::BookTitle | S::MainTitle) => "book",
        // a series
        _ => "anthology",
    });
    let Node::Map(mut members) = node else {
        return node;
    };
    let mut parents = Vec::new();
    for (name, kind) in [
        ("parent", parent),
        ("conference", "conference"),
        ("original", "original"),
    ] {
        if let Some(at) = members.iter().position(|(known, _)| known == name)
            && let (_, Node::Map(inner)) = members.remove(at)
        {
            parents.push(typed(kind, inner));
        }
    }
    match parents.len() {
        0 => {}
        1 => members.extend(parents.pop().map(|parent| ("parent".to_owned(), parent))),
        _ => members.push(("parent".to_owned(), Node::List(parents))),
    }
    simplify(&mut members);
    Node::Map(members)
}

/// A parent of a type; what contains it is a series.
fn typed(kind: &str, mut members: Vec<(String, Node)>) -> Node {
    if let Some((_, Node::Map(inner))) = members.iter_mut().find(|(name, _)| name == "parent") {
        inner.insert(0, ("type".to_owned(), Node::from("anthology")));
        simplify(inner);
    }
    members.insert(0, ("type".to_owned(), Node::from(kind)));
    simplify(&mut members);
    Node::Map(members)
}

/// A title, a publisher or an address of one part only is a plain text.
fn simplify(members: &mut Vec<(String, Node)>) {
    for (name, node) in members.iter_mut() {
        let only = match name.as_str() {
            "title" | "url" => "value",
            "publisher" => "name",
            _ => continue,
        };
        if let Node::Map(parts) = node
            && let [(part, value)] = parts.as_slice()
            && part == only
        {
            *node = value.clone();
        }
    }
    // a short form of nothing, or the day on which nothing was seen
    members.retain(|(name, node)| {
        let whole = match name.as_str() {
            "title" | "url" => node.get("value").is_some(),
            _ => true,
        };
        whole || !matches!(node, Node::Map(_))
    });
}

fn take(row: &Row, value: &Value<'_>, node: &mut Node) -> Carried {
    let put = |node: &mut Node, value: Node| match node.put(row.to, value) {
        true => Carried::Whole,
        false => Carried::Not,
    };
    match value {
        Value::People(people) => {
            let list: Vec<Node> = people
                .iter()
                .flatten()
                .filter_map(|name| person(name))
                .collect();
            if list.is_empty() {
                return Carried::Not;
            }
            let list = match <[Node; 1]>::try_from(list) {
                Ok([one]) => one,
                Err(list) => Node::List(list),
            };
            match row.to.strip_prefix("affiliated: ") {
                Some(role) => affiliate(node, role, list),
                None if !node.put(row.to, list) => return Carried::Not,
                None => {}
            }
            let open = people.contains(&None);
            Carried::unless(open.then_some("“and others” is left out"))
        }
        Value::Date(date) if row.how == How::Plain => dated(date, row.to, node),
        value => {
            let text = value.text();
            let text = one_line(&text);
            if text.is_empty() {
                return Carried::Not;
            }
            match row.source {
                _ if row.to == "note" => note(row, &text, node),
                // no date but a text
                S::Date => Carried::Not,
                S::EventDate | S::OriginalDate | S::Accessed => match Date::parse_edtf(&text) {
                    // seen where there is no address
                    Ok(_) if row.source == S::Accessed && node.get("url.value").is_none() => {
                        Carried::Not
                    }
                    Ok(date) => dated(&date, row.to, node),
                    Err(_) => Carried::Not,
                },
                S::ShortTitle if node.get("title.value").is_none() => Carried::Not,
                S::JournalAbbreviation if node.get("parent.title.value").is_none() => Carried::Not,
                S::MainTitle
                    if row.to == "parent.parent.title.value"
                        && node.get("parent.title").is_none() =>
                {
                    Carried::Not
                }
                // the number of a series
                S::Number if row.to.ends_with("volume") => {
                    let series = row.to.trim_end_matches("volume");
                    match node.get(&format!("{series}title")) {
                        Some(_) => put(node, numeric(&text)),
                        None => Carried::Not,
                    }
                }
                S::Volume | S::Issue | S::Number | S::Edition | S::Chapter
                    if row.to != "serial-number.serial" =>
                {
                    put(node, numeric(&text))
                }
                S::Volumes | S::PageTotal => match text.parse::<i32>() {
                    Ok(number) if number >= 0 => put(node, Node::Number(number.into())),
                    _ => Carried::Not,
                },
                S::Pages => {
                    let range = ends(&text).map(|(first, last)| format!("{first}-{last}"));
                    put(node, range.map_or_else(|| numeric(&text), Node::Text))
                }
                S::Eprint if row.to.ends_with("arxiv") => match text.strip_prefix("arXiv:") {
                    Some(number) => put(node, Node::from(number)),
                    None => Carried::Not,
                },
                S::Url => match is_sound(&text) {
                    true => put(node, Node::from(&*text)),
                    false => Carried::Not,
                },
                S::Language => match language(&text) {
                    Some(tag) => put(node, Node::Text(tag)),
                    None => Carried::Not,
                },
                _ if row.to.contains("serial-number") => put(node, Node::from(&*text)),
                _ => put(node, Node::Text(escaped(&text))),
            }
        }
    }
}

/// Puts a date at `path`; only days, months and years have a form.
fn dated(date: &Date, path: &str, node: &mut Node) -> Carried {
    let (point, missing) = begin(date);
    let Some(text) = point.and_then(iso) else {
        return Carried::Not;
    };
    match node.put(path, Node::Text(text)) {
        true => Carried::unless(missing),
        false => Carried::Not,
    }
}

fn iso(point: &DatePoint) -> Option<String> {
    if !(0..=9999).contains(&point.year()) {
        return None;
    }
    let mut text = format!("{:04}", point.year());
    if let Some(month) = point.month() {
        text.push_str(&format!("-{month:02}"));
        if let Some(day) = point.day() {
            text.push_str(&format!("-{day:02}"));
        }
    }
    Some(text)
}

/// Notes of all kinds share one field.
fn note(row: &Row, text: &str, node: &mut Node) -> Carried {
    let labelled = match row.how {
        How::Note(label) => escaped(&format!("{label}: {text}")),
        _ => escaped(text),
    };
    let Node::Map(members) = node else {
        return Carried::Not;
    };
    match members.iter_mut().find(|(name, _)| name == "note") {
        Some((_, Node::Text(known))) => {
            known.push_str("; ");
            known.push_str(&labelled);
        }
        _ => members.push(("note".to_owned(), Node::Text(labelled))),
    }
    let weakened = matches!(row.how, How::Note(_));
    Carried::unless(weakened.then_some("it became a note"))
}

/// Adds people with a role; those of one role stand together.
fn affiliate(node: &mut Node, role: &str, people: Node) {
    let mut group = Node::map();
    group.put("role", Node::from(role));
    group.put("names", people);
    let Node::Map(members) = node else {
        return;
    };
    match members.iter_mut().find(|(name, _)| name == "affiliated") {
        Some((_, Node::List(groups))) => groups.push(group),
        _ => members.push(("affiliated".to_owned(), Node::List(vec![group]))),
    }
}

/// `Last, First` where that is read back as the same name, else its parts.
fn person(name: &Name) -> Option<Node> {
    let part = |text: &str| one_line(text).into_owned();
    let (family, given) = (part(&name.family), part(&name.given));
    let (prefix, suffix) = (part(&name.prefix), part(&name.suffix));
    let plain = |text: &str| {
        let first = text.chars().next();
        first.is_some_and(|c| !c.is_lowercase()) && !text.contains([',', ' '])
    };
    if prefix.is_empty() && suffix.is_empty() && plain(&family) && !given.contains(',') {
        return Some(Node::Text(match given.as_str() {
            "" => family,
            given => format!("{family}, {given}"),
        }));
    }
    // a name is required
    let (family, given) = match (family.is_empty(), given.is_empty()) {
        (true, true) => return None,
        (true, false) => (given, String::new()),
        _ => (family, given),
    };
    let parts = [
        ("name", family),
        ("given-name", given),
        ("prefix", prefix),
        ("suffix", suffix),
    ];
    let parts = parts.into_iter().filter(|(_, text)| !text.is_empty());
    Some(Node::Map(
        parts
            .map(|(name, text)| (name.to_owned(), Node::Text(text)))
            .collect(),
    ))
}

/// Braces and dollars mean something in its texts.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '{' | '}' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn numeric(text: &str) -> Node {
    match text.parse::<i32>() {
        Ok(number) if number.to_string() == text => Node::Number(number.into()),
        _ => Node::from(text),
    }
}

/// Whether every reader of URLs takes it: a plain host name of letters, digits and dots.
fn is_sound(url: &str) -> bool {
    let known = ["https://", "http://", "ftp://"];
    let Some(rest) = known.iter().find_map(|scheme| url.strip_prefix(scheme)) else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = host.split_once(':').unwrap_or((host, "80"));
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with("xn--")
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.to_ascii_lowercase().split('.').all(label)
        && last
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic())
        && port.parse::<u16>().is_ok()
}

/// A language tag that is one by its form.
fn language(text: &str) -> Option<String> {
    let tag = csl::language(text);
    let mut parts = tag.split('-');
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let first = parts
        .next()
        .filter(|part| (2..=3).contains(&part.len()) && letters(part))?;
    let rest_is_sound = parts.clone().count() <= 1
        && parts.all(|part| matches!(part.len(), 2 | 4) && letters(part));
    (rest_is_sound && first.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(tag)
}
