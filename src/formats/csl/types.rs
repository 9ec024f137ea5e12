//! Entry types and what goes by them: BibTeX's, biblatex's and those in common use.

use super::{Out, Source, numbers};
use crate::formats::bibtex::dialect;
use crate::model::Scheme;

/// An entry type, its CSL type, and the genre it stands for where `type` says none.
struct Row(&'static str, &'static str, &'static str);

#[rustfmt::skip]
const TYPES: &[Row] = &[
    Row("article", "article-journal", ""),
    Row("suppperiodical", "article-journal", ""),
    // a review in CSL's sense is of a work that is named; some styles print neither volume nor pages of one
    Row("review", "article-journal", ""),
    Row("book", "book", ""),
    Row("mvbook", "book", ""),
    Row("collection", "book", ""),
    Row("mvcollection", "book", ""),
    Row("reference", "book", ""),
    Row("mvreference", "book", ""),
    Row("proceedings", "book", ""),
    Row("mvproceedings", "book", ""),
    Row("manual", "book", ""),
    Row("bookinbook", "chapter", ""),
    Row("inbook", "chapter", ""),
    Row("suppbook", "chapter", ""),
    Row("incollection", "chapter", ""),
    Row("suppcollection", "chapter", ""),
    Row("inreference", "entry-encyclopedia", ""),
    Row("inproceedings", "paper-conference", ""),
    Row("conference", "paper-conference", ""),
    Row("booklet", "pamphlet", ""),
    Row("pamphlet", "pamphlet", ""),
    Row("thesis", "thesis", ""),
    Row("phdthesis", "thesis", "PhD thesis"),
    Row("mastersthesis", "thesis", "Master’s thesis"),
    Row("bachelorsthesis", "thesis", "Bachelor’s thesis"),
    Row("diplomathesis", "thesis", "Diploma thesis"),
    Row("report", "report", ""),
    Row("techreport", "report", "Technical report"),
    Row("patent", "patent", ""),
    Row("standard", "standard", ""),
    Row("periodical", "periodical", ""),
    Row("unpublished", "manuscript", ""),
    Row("manuscript", "manuscript", ""),
    Row("letter", "personal_communication", ""),
    Row("online", "webpage", ""),
    Row("electronic", "webpage", ""),
    Row("www", "webpage", ""),
    Row("webpage", "webpage", ""),
    Row("preprint", "article", ""),
    Row("dataset", "dataset", ""),
    Row("data", "dataset", ""),
    Row("software", "software", ""),
    Row("softwareversion", "software", ""),
    Row("softwaremodule", "software", ""),
    Row("codefragment", "software", ""),
    Row("artwork", "graphic", ""),
    Row("image", "graphic", ""),
    Row("map", "map", ""),
    Row("audio", "song", ""),
    Row("music", "song", ""),
    Row("movie", "motion_picture", ""),
    Row("video", "motion_picture", ""),
    Row("performance", "performance", ""),
    Row("jurisdiction", "legal_case", ""),
    Row("legislation", "legislation", ""),
    Row("legal", "treaty", ""),
    Row("commentary", "book", ""),
    Row("misc", "document", ""),
];

fn row(entry_type: &str) -> Option<&'static Row> {
    TYPES.iter().find(|row| row.0 == entry_type)
}

/// The CSL type of a publication.
pub(super) fn kind(source: &Source<'_>) -> &'static str {
    let entry_type = source.publication.entry_type.as_str();
    let preprint = source.publication.identifier(Scheme::Arxiv).is_some()
        && (source.publication.journal.is_none() || is_archive(source))
        && source.peek(&["booktitle"]).is_none();
    let part = source.peek(&["booktitle"]).is_some();
    let subtype = source
        .peek(&["entrysubtype"])
        .unwrap_or_default()
        .to_lowercase();
    if !subtype.is_empty() {
        source.carried("entrysubtype");
    }
    match entry_type {
        "article" | "misc" | "online" | "unpublished" | "electronic" | "www" if preprint => {
            "article"
        }
        "article" if subtype.contains("newspaper") => "article-newspaper",
        "article" if subtype.contains("magazine") => "article-magazine",
        "review" if source.peek(&["reviewedtitle"]).is_some() => "review",
        "suppperiodical"
            if subtype.contains("review") && source.peek(&["reviewedtitle"]).is_some() =>
        {
            "review"
        }
        "periodical" if is_issue(source) => "article-journal",
        "inbook" | "suppbook" if titled_part(source).is_some() => "chapter",
        // BibTeX's own: a part of the book that the title names
        "inbook" | "suppbook" if !part => "book",
        "misc" if source.publication.journal.is_some() => "article-journal",
        "misc" if is_url(source) => "webpage",
        "inreference" if subtype.contains("dictionary") => "entry-dictionary",
        _ => row(entry_type).map_or("document", |row| row.1),
    }
}

/// Whether the journal is none but the archive of the preprint: `CoRR`, `arXiv preprint arXiv:1409.0473`,
/// `ArXiv e-prints`.
pub(super) fn is_archive(source: &Source<'_>) -> bool {
    source.publication.journal.as_ref().is_some_and(|journal| {
        let title = journal.title.to_lowercase();
        let first = title.split([' ', ':', ',', '.', '[', '(']).next();
        matches!(first, Some("arxiv" | "corr")) || title == "computing research repository"
    })
}

/// Whether the entry is of an issue with a title of its own or with editors: styles know it as a part of its periodical.
pub(super) fn is_issue(source: &Source<'_>) -> bool {
    source.publication.entry_type == "periodical"
        && (source.peek(&["issuetitle"]).is_some() || source.peek(&["editor"]).is_some())
}

/// The title of the part of a book that BibTeX's own `inbook` has in `chapter`, where that is no number.
pub(super) fn titled_part<'p>(source: &Source<'p>) -> Option<&'p str> {
    let is_own = matches!(
        source.publication.entry_type.as_str(),
        "inbook" | "suppbook"
    );
    if !is_own || source.peek(&["booktitle"]).is_some() || source.peek(&["title"]).is_none() {
        return None;
    }
    source
        .peek(&["chapter"])
        .filter(|text| numbers::is_title(text))
        .map(numbers::title_of)
}

/// Whether the entry is of nothing but a web page.
fn is_url(source: &Source<'_>) -> bool {
    let url = |text: &str| text.contains("://");
    (source.peek(&["url"]).is_some_and(url) || source.peek(&["howpublished"]).is_some_and(url))
        && source
            .peek(&["publisher", "institution", "school", "eprint", "doi"])
            .is_none()
}

/// What the type says beside itself.
pub(super) fn of_type(source: &Source<'_>, kind: &'static str, out: &mut Out) {
    let known = row(&source.publication.entry_type);
    if known.is_none() {
        let message = format!(
            "CSL knows no {}; it is a document",
            source.publication.entry_type
        );
        source.weakened("type", message);
    }
    let given = source
        .take(&["type"])
        .map(|text| match dialect::in_words("type", text) {
            // a patent office's own name for it
            Some(words) if kind == "patent" => words.replace(" p", " P").replace(" r", " R"),
            Some(words) => words.replace('\'', "’"),
            None => text.to_owned(),
        });
    let implied = known.map_or("", |row| row.2);
    out.text("genre", given.as_deref().unwrap_or(implied));
    if kind == "article"
        && let Some(id) = source.publication.identifier(Scheme::Arxiv)
    {
        out.text("number", format!("arXiv:{id}"));
        out.text("publisher", "arXiv");
        out.text("URL", format!("https://arxiv.org/abs/{id}"));
    } else if let Some(id) = source.publication.identifier(Scheme::Arxiv) {
        out.text("archive", "arXiv");
        out.text("archive_location", id);
    }
}
