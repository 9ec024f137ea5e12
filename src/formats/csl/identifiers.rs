//! Identifiers, addresses, and the archives that have a work.

use super::{Out, Source};
use crate::model::Scheme;

/// An archive that numbers of `eprint` are of.
struct Archive {
    /// Its name in `eprinttype`.
    key: &'static str,
    /// Its own name; none where nobody cites the number by itself.
    name: &'static str,
    /// What stands before the number in a URL.
    start: &'static str,
}

#[rustfmt::skip]
const ARCHIVES: &[Archive] = &[
    Archive { key: "arxiv", name: "arXiv", start: "https://arxiv.org/abs/" },
    Archive { key: "eric", name: "ERIC", start: "https://eric.ed.gov/?id=" },
    Archive { key: "googlebooks", name: "", start: "https://books.google.com/books?id=" },
    Archive { key: "hal", name: "HAL", start: "https://hal.science/" },
    Archive { key: "hdl", name: "", start: "https://hdl.handle.net/" },
    Archive { key: "jstor", name: "JSTOR", start: "https://www.jstor.org/stable/" },
    Archive { key: "pubmed", name: "PubMed", start: "https://pubmed.ncbi.nlm.nih.gov/" },
    Archive { key: "ssrn", name: "SSRN", start: "https://ssrn.com/abstract=" },
];

fn archive(key: &str) -> Option<&'static Archive> {
    ARCHIVES
        .iter()
        .find(|archive| key.trim().eq_ignore_ascii_case(archive.key))
}

pub(super) fn identifiers(source: &Source<'_>, out: &mut Out) {
    let publication = source.publication;
    if let Some(doi) = publication.identifier(Scheme::Doi) {
        // as it is written, if that is the same one
        let given = source.peek(&["doi"]).unwrap_or_default();
        let at = given.to_ascii_lowercase().find(doi).unwrap_or(usize::MAX);
        let text = given.get(at..).filter(|text| text.len() == doi.len());
        out.text("DOI", text.unwrap_or(doi));
        source.carried("doi");
    } else if let Some(doi) = source.peek(&["doi"]).filter(|doi| is_doi(doi)) {
        out.text("DOI", doi);
        source.carried("doi");
    }
    for (scheme, field, variable) in [
        (Scheme::Isbn, "isbn", "ISBN"),
        (Scheme::Issn, "issn", "ISSN"),
        (Scheme::Pmid, "pmid", "PMID"),
        (Scheme::Pmcid, "pmcid", "PMCID"),
    ] {
        if let Some(text) = source.take(&[field]) {
            out.text(variable, text);
        } else if let Some(id) = publication.identifier(scheme) {
            out.text(variable, id);
        }
    }
    if let Some(urls) = source.take(&["url"]) {
        // CSL takes one
        let mut several = urls.split_whitespace();
        let first = several.next().unwrap_or(urls);
        let url = if several.any(|url| url.contains("://")) {
            source.weakened("url", "only the first URL is kept");
            first.trim_end_matches([';', ','])
        } else {
            urls
        };
        // what is given goes before what was made of the identifier
        out.members.retain(|(name, _)| *name != "URL");
        out.text("URL", url);
    }
    address_for_doi(source, out);
    if let Some(eprint) = source.peek(&["eprint"]) {
        if publication.identifier(Scheme::Arxiv).is_some()
            || publication.identifier(Scheme::Pmid) == Some(eprint)
        {
            source.carried("eprint");
        } else {
            let name = source.peek(&["eprinttype", "archiveprefix"]);
            let known = name.and_then(archive);
            if let Some(name) = name {
                out.text("archive", known.map_or(name, |archive| archive.name));
            }
            if known.is_some_and(|archive| archive.name.is_empty())
                || out.text("archive_location", eprint)
            {
                source.carried("eprint");
            }
        }
        // most styles show no archive, but where a work is to be had
        let (archive, number) = match publication.identifier(Scheme::Arxiv) {
            Some(number) => (archive("arxiv"), number),
            None => (
                source
                    .peek(&["eprinttype", "archiveprefix"])
                    .and_then(archive),
                eprint,
            ),
        };
        if let Some(Archive { start, .. }) = archive
            && !out.has("DOI")
            && !number.contains(char::is_whitespace)
        {
            out.text("URL", format!("{start}{number}"));
        }
    }
}

/// Whether a text that is no DOI to the letter is meant as one: every DOI begins with `10.`
fn is_doi(text: &str) -> bool {
    let start = text.trim_start();
    let bare = match start.get(..3) {
        Some(word) if word.eq_ignore_ascii_case("doi") => &start[3..],
        _ => start,
    };
    bare.trim_start_matches([':', ' ']).starts_with("10.")
}

/// The address that stands where a DOI should.
fn address_for_doi(source: &Source<'_>, out: &mut Out) {
    let Some(text) = source.peek(&["doi"]).map(str::trim) else {
        return;
    };
    if out.has("DOI") || !text.contains("://") || text.contains(char::is_whitespace) {
        return;
    }
    match out.text("URL", text) {
        true => source.carried("doi"),
        false => source.weakened("doi", "it is a URL, and the URL takes its place"),
    }
}
