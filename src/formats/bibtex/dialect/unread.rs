//! What biblatex reads of an entry and BibTeX passes over. Real BibTeX files have such fields, and converted, their
//! references say more than before.

use super::super::draft::Draft;
use super::super::macros::MacroTexts;
use super::super::options::Dialect;
use super::tables::{FIELDS, NEAREST, TELLTALE, TYPES};
use super::{ANYBODYS, Kin};

const PASSED_OVER: &str = "BibTeX passes it over, and biblatex prints it";

/// Fields that only biblatex reads, though BibTeX's users write them as well.
const LIKELY: &[&str] = &["location", "issue", "titleaddon", "maintitle", "pubstate"];

/// Fields that only biblatex reads, and the one that BibTeX reads in their place.
const DOUBTFUL: &[(&str, &str)] = &[
    ("date", "year"),
    ("journaltitle", "journal"),
    ("subtitle", ""),
    ("booksubtitle", ""),
    ("journalsubtitle", ""),
];

/// Which dialect's names the entry uses, where it uses those of one. A `year` both have.
pub(super) fn written_for(draft: &Draft<'_>) -> Option<Dialect> {
    let bibtex = draft.fields.iter().any(|field| {
        FIELDS
            .iter()
            .any(|names| names.only.is_none() && names.bibtex == field.name)
    }) || TYPES.iter().any(|names| names.bibtex == draft.entry_type);
    let biblatex = draft.fields.iter().any(|field| {
        let name: &&str = &&*field.name;
        TELLTALE.contains(name) && !ANYBODYS.contains(name)
    }) || NEAREST
        .iter()
        .any(|(biblatex, _)| *biblatex == draft.entry_type)
        || TYPES
            .iter()
            .any(|names| names.biblatex == draft.entry_type && !names.kind.is_empty());
    match (bibtex, biblatex) {
        (true, false) => Some(Dialect::Bibtex),
        (false, true) => Some(Dialect::Biblatex),
        // both, or neither: `year` alone is how BibTeX says it
        (false, false) if draft.has("year") => Some(Dialect::Bibtex),
        _ => None,
    }
}

/// What of an entry that is written for BibTeX only biblatex reads.
pub(super) fn surely(draft: &Draft<'_>, texts: &MacroTexts) -> Vec<(&'static str, &'static str)> {
    let conference = matches!(
        &*draft.entry_type,
        "inproceedings" | "proceedings" | "conference"
    );
    let mut unread: Vec<_> = LIKELY
        .iter()
        .filter(|name| draft.text(name, texts).is_some() && !(**name == "location" && conference))
        .map(|name| (*name, PASSED_OVER))
        .collect();
    match &*draft.entry_type {
        "thesis" => unread.push((
            "type",
            "BibTeX prints @thesis as @misc, and biblatex as what it is",
        )),
        "report" => unread.push((
            "type",
            "BibTeX prints @report as @misc, and biblatex as what it is",
        )),
        _ => {}
    }
    unread
}

/// What only biblatex reads of an entry that may be written for it; `given` for BibTeX, the likely fields are told
/// already.
pub(super) fn perhaps(
    draft: &Draft<'_>,
    kin: &Kin,
    texts: &MacroTexts,
    given: bool,
) -> Vec<(&'static str, &'static str)> {
    let mut unread = if given {
        Vec::new()
    } else {
        surely(draft, texts)
    };
    let has = |name: &str| draft.text(name, texts).is_some();
    for (name, instead) in DOUBTFUL {
        if has(name) && !has(instead) {
            unread.push((name, PASSED_OVER));
        }
    }
    if matches!(&*draft.entry_type, "phdthesis" | "mastersthesis")
        && has("institution")
        && !has("school")
    {
        unread.push(("institution", PASSED_OVER));
    }
    // BibTeX's papers print the `booktitle` of their parent, biblatex's its `title`
    if let Some(parent) = &kin.parent
        && !draft.has("booktitle")
        && parent
            .get("booktitle")
            .is_none_or(|title| title.trim().is_empty())
        && kin.inherited.iter().any(|(name, _)| name == "booktitle")
    {
        unread.push((
            "booktitle",
            "BibTeX does not take it from the title of the parent, and biblatex does",
        ));
    }
    unread
}
