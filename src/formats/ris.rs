//! RIS, which reference managers read: a tag and a text a line.
//!
//! Tags and types are those of the format's second specification (Research Information Systems, 2011) as EndNote,
//! Zotero and `rispy` read them. Lines end in LF, which all of them take.

use std::io::{self, Write};

use super::loss::Loss;
use super::mapping::{How, Mapping, exact, near, row};
use super::sources::Source as S;
use super::tagged::Tagged;
use super::{Format, Item, Output, Plain};
use crate::model::Role;

pub(super) const FORMAT: Format = Format {
    name: "ris",
    title: "RIS",
    extensions: &["ris"],
    by_extension: true,
    purpose: "Zotero, EndNote, Mendeley and other reference managers",
    media_type: "application/x-research-info-systems",
    several: true,
    mapping: Some(&MAPPING),
    output: Output::Publications(|_| Plain::entries(write).open()),
};

/// What has a number of its own rather than one in a series.
const NUMBERED: &[&str] = &["RPRT", "PAT", "STAND", "CASE", "STAT", "BILL"];

static TAGGED: Tagged = Tagged {
    mapping: &MAPPING,
    repeated: &["AU", "A2", "A3", "A4", "KW", "N1", "UR", "L1"],
    dash: '-',
    slashes: true,
};

static MAPPING: Mapping = Mapping {
    format: "RIS",
    types: &[
        exact("article", "JOUR"),
        exact("suppperiodical", "JOUR"),
        near("review", "JOUR"),
        exact("periodical", "JFULL"),
        exact("book", "BOOK"),
        near("mvbook", "BOOK"),
        near("booklet", "PAMP"),
        exact("collection", "EDBOOK"),
        near("mvcollection", "EDBOOK"),
        exact("reference", "DICT"),
        near("mvreference", "DICT"),
        exact("inbook", "CHAP"),
        near("bookinbook", "CHAP"),
        near("suppbook", "CHAP"),
        exact("incollection", "CHAP"),
        near("suppcollection", "CHAP"),
        exact("inreference", "ENCYC"),
        exact("proceedings", "CONF"),
        near("mvproceedings", "CONF"),
        exact("inproceedings", "CPAPER"),
        exact("conference", "CPAPER"),
        exact("thesis", "THES"),
        exact("phdthesis", "THES"),
        exact("mastersthesis", "THES"),
        exact("report", "RPRT"),
        exact("techreport", "RPRT"),
        near("manual", "BOOK"),
        exact("standard", "STAND"),
        exact("patent", "PAT"),
        exact("online", "ELEC"),
        exact("electronic", "ELEC"),
        exact("www", "ELEC"),
        exact("software", "COMP"),
        exact("dataset", "DATA"),
        exact("unpublished", "UNPB"),
        exact("misc", "GEN"),
        exact("artwork", "ART"),
        near("image", "ART"),
        exact("audio", "SOUND"),
        exact("music", "SOUND"),
        exact("movie", "MPCT"),
        exact("video", "VIDEO"),
        exact("letter", "PCOMM"),
        exact("jurisdiction", "CASE"),
        exact("legislation", "STAT"),
        exact("legal", "LEGAL"),
    ],
    other: "GEN",
    rows: &[
        row(S::Key, "ID"),
        row(S::People(Role::Author), "AU").how(How::Each),
        row(S::People(Role::Holder), "A2")
            .how(How::Each)
            .only(&["PAT"]),
        row(S::People(Role::Director), "AU")
            .how(How::Each)
            .only(&["MPCT", "VIDEO"]),
        row(S::People(Role::Editor), "A2").how(How::Each),
        row(S::People(Role::BookAuthor), "A2").how(How::Each),
        row(S::People(Role::EditorA), "A3").how(How::Each),
        row(S::People(Role::Translator), "A4").how(How::Each),
        row(S::Title, "TI"),
        row(S::ShortTitle, "ST"),
        row(S::OriginalTitle, "OP"),
        row(S::Journal, "T2"),
        row(S::BookTitle, "T2"),
        row(S::Event, "T2"),
        row(S::Event, "N1").how(How::Note("Event")),
        row(S::JournalAbbreviation, "J2"),
        row(S::Series, "T3"),
        row(S::MainTitle, "T3"),
        row(S::MainTitle, "N1").how(How::Note("Main title")),
        row(S::Date, "PY, DA"),
        row(S::Volume, "VL"),
        row(S::Issue, "IS"),
        row(S::Number, "SN").only(NUMBERED),
        row(S::Number, "M1"),
        row(S::Pages, "SP, EP").how(How::Ends),
        row(S::PageTotal, "SP").only(&["BOOK", "EDBOOK", "THES", "RPRT", "DICT", "PAMP"]),
        row(S::ArticleNumber, "C7"),
        row(S::Chapter, "SE"),
        row(S::Edition, "ET"),
        row(S::Version, "ET"),
        row(S::Volumes, "NV"),
        row(S::Kind, "M3"),
        row(S::Publisher, "PB"),
        row(S::Institution, "PB"),
        row(S::Organization, "PB"),
        row(S::Organization, "N1").how(How::Note("Organization")),
        row(S::Place, "CY"),
        row(S::Venue, "CY"),
        row(S::Venue, "N1").how(How::Note("Venue")),
        row(S::Isbn, "SN"),
        row(S::Issn, "SN"),
        row(S::Doi, "DO"),
        row(S::Url, "UR"),
        row(S::Accessed, "Y2"),
        row(S::Eprint, "AN"),
        row(S::Pmid, "AN"),
        row(S::Pmid, "N1").how(How::Note("PMID")),
        row(S::Pmcid, "C2"),
        row(S::Library, "CN"),
        row(S::Language, "LA"),
        row(S::Keywords, "KW").how(How::Each),
        row(S::Abstract, "AB"),
        row(S::Note, "N1"),
        row(S::Addendum, "N1"),
        row(S::TitleAddon, "N1").how(How::Note("Title addon")),
        row(S::HowPublished, "N1").how(How::Note("How published")),
        row(S::State, "N1").how(How::Note("Publication state")),
        row(S::IssueTitle, "N1").how(How::Note("Issue title")),
        row(S::Annotation, "RN"),
        row(S::Files, "L1").how(How::Each),
    ],
};

fn write(item: Item<'_>, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()> {
    let (target, lines) = TAGGED.lines(item.publication, lost);
    writeln!(out, "TY  - {target}")?;
    for (tag, text) in lines {
        writeln!(out, "{tag}  - {text}")?;
    }
    writeln!(out, "ER  - \n")
}
