//! EndNote's import format (`.enw`), descended from Unix's `refer`: a tag of `%` and a sign, then the text, a line.
//!
//! Tags and types are those of EndNote's own export style as Zotero and bibutils read them.

use std::io::{self, Write};

use super::loss::Loss;
use super::mapping::{How, Mapping, exact, near, row};
use super::sources::Source as S;
use super::tagged::Tagged;
use super::{Format, Item, Output, Plain};
use crate::model::Role;

pub(super) const FORMAT: Format = Format {
    name: "endnote",
    title: "EndNote",
    extensions: &["enw"],
    by_extension: true,
    purpose: "EndNote's own import, and programs of the `refer` family",
    media_type: "application/x-endnote-refer",
    several: true,
    mapping: Some(&MAPPING),
    output: Output::Publications(|_| Plain::entries(write).open()),
};

/// What has a number of its own rather than one in a series.
const NUMBERED: &[&str] = &["Report", "Patent", "Standard", "Case", "Statute"];

static TAGGED: Tagged = Tagged {
    mapping: &MAPPING,
    repeated: &["%A", "%E", "%Y", "%?", "%K", "%Z", "%U", "%>"],
    dash: '-',
    slashes: false,
};

static MAPPING: Mapping = Mapping {
    format: "EndNote",
    types: &[
        exact("article", "Journal Article"),
        exact("suppperiodical", "Journal Article"),
        near("review", "Journal Article"),
        near("periodical", "Serial"),
        exact("book", "Book"),
        near("mvbook", "Book"),
        near("booklet", "Pamphlet"),
        exact("collection", "Edited Book"),
        near("mvcollection", "Edited Book"),
        exact("reference", "Dictionary"),
        near("mvreference", "Dictionary"),
        exact("inbook", "Book Section"),
        near("bookinbook", "Book Section"),
        near("suppbook", "Book Section"),
        exact("incollection", "Book Section"),
        near("suppcollection", "Book Section"),
        exact("inreference", "Encyclopedia"),
        exact("proceedings", "Conference Proceedings"),
        near("mvproceedings", "Conference Proceedings"),
        exact("inproceedings", "Conference Paper"),
        exact("conference", "Conference Paper"),
        exact("thesis", "Thesis"),
        exact("phdthesis", "Thesis"),
        exact("mastersthesis", "Thesis"),
        exact("report", "Report"),
        exact("techreport", "Report"),
        near("manual", "Book"),
        exact("standard", "Standard"),
        exact("patent", "Patent"),
        exact("online", "Web Page"),
        exact("electronic", "Web Page"),
        exact("www", "Web Page"),
        exact("software", "Computer Program"),
        exact("dataset", "Dataset"),
        exact("unpublished", "Unpublished Work"),
        exact("misc", "Generic"),
        exact("artwork", "Artwork"),
        near("image", "Artwork"),
        near("audio", "Audiovisual Material"),
        near("music", "Audiovisual Material"),
        exact("movie", "Film or Broadcast"),
        near("video", "Audiovisual Material"),
        exact("letter", "Personal Communication"),
        exact("jurisdiction", "Case"),
        exact("legislation", "Statute"),
        exact("legal", "Legal Rule or Regulation"),
    ],
    other: "Generic",
    rows: &[
        row(S::People(Role::Author), "%A").how(How::Each),
        row(S::People(Role::Director), "%A")
            .how(How::Each)
            .only(&["Film or Broadcast"]),
        row(S::People(Role::Holder), "%E")
            .how(How::Each)
            .only(&["Patent"]),
        row(S::People(Role::Editor), "%E").how(How::Each),
        row(S::People(Role::BookAuthor), "%E").how(How::Each),
        row(S::People(Role::EditorA), "%Y").how(How::Each),
        row(S::People(Role::Translator), "%?").how(How::Each),
        row(S::Date, "%D, %8"),
        row(S::Title, "%T"),
        row(S::ShortTitle, "%!"),
        row(S::OriginalTitle, "%("),
        row(S::Journal, "%J"),
        row(S::BookTitle, "%B"),
        row(S::Event, "%B"),
        row(S::Event, "%Z").how(How::Note("Event")),
        row(S::JournalAbbreviation, "%O"),
        row(S::Series, "%S"),
        row(S::MainTitle, "%S"),
        row(S::MainTitle, "%Z").how(How::Note("Main title")),
        row(S::Volume, "%V"),
        row(S::Issue, "%N"),
        row(S::Number, "%@").only(NUMBERED),
        row(S::Number, "%N"),
        row(S::Pages, "%P").how(How::Ends),
        row(S::PageTotal, "%P").only(&[
            "Book",
            "Edited Book",
            "Thesis",
            "Report",
            "Dictionary",
            "Pamphlet",
        ]),
        row(S::ArticleNumber, "%P"),
        row(S::Chapter, "%&"),
        row(S::Edition, "%7"),
        row(S::Version, "%7"),
        row(S::Volumes, "%6"),
        row(S::Kind, "%9"),
        row(S::Publisher, "%I"),
        row(S::Institution, "%I"),
        row(S::Organization, "%I"),
        row(S::Organization, "%Z").how(How::Note("Organization")),
        row(S::Place, "%C"),
        row(S::Venue, "%C"),
        row(S::Venue, "%Z").how(How::Note("Venue")),
        row(S::Isbn, "%@"),
        row(S::Issn, "%@"),
        row(S::Doi, "%R"),
        row(S::Url, "%U"),
        row(S::Accessed, "%["),
        row(S::Eprint, "%M"),
        row(S::Pmid, "%M"),
        row(S::Pmid, "%Z").how(How::Note("PMID")),
        row(S::Pmcid, "%2"),
        row(S::Library, "%L"),
        row(S::Language, "%G"),
        row(S::Keywords, "%K").how(How::Each),
        row(S::Abstract, "%X"),
        row(S::Note, "%Z"),
        row(S::Addendum, "%Z"),
        row(S::TitleAddon, "%Z").how(How::Note("Title addon")),
        row(S::HowPublished, "%Z").how(How::Note("How published")),
        row(S::State, "%Z").how(How::Note("Publication state")),
        row(S::IssueTitle, "%Z").how(How::Note("Issue title")),
        row(S::Annotation, "%Z").how(How::Note("Annotation")),
        row(S::Files, "%>").how(How::Each),
        row(S::Key, "%F"),
    ],
};

fn write(item: Item<'_>, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()> {
    let (target, lines) = TAGGED.lines(item.publication, lost);
    writeln!(out, "%0 {target}")?;
    for (tag, text) in lines {
        writeln!(out, "{tag} {text}")?;
    }
    writeln!(out)
}
