//! What a publication can be reached by.

pub(super) use crate::model::url::web;
use crate::model::url::{part, relative};
use crate::model::{Publication, Scheme};

/// A link as it stands on the page.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) label: String,
    pub(super) url: String,
    pub(super) is_doi: bool,
}

/// The page of what the publication is called in `scheme`.
pub(super) fn identified(publication: &Publication, scheme: Scheme) -> Option<String> {
    let value = publication.identifier(scheme)?;
    Some(format!("{}{}", scheme.url_prefix(), part(value)))
}

/// The links of a publication, the best first; with `files` those to attached files, too.
pub(super) fn of(publication: &Publication, files: bool) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut put = |label: &str, url: String, is_doi: bool| {
        if !links.iter().any(|known| known.url == url) {
            links.push(Link {
                label: label.to_owned(),
                url,
                is_doi,
            });
        }
    };
    for (scheme, label) in [
        (Scheme::Doi, "DOI"),
        (Scheme::Arxiv, "arXiv"),
        (Scheme::Pmcid, "PMC"),
        (Scheme::Pmid, "PubMed"),
        (Scheme::Bibcode, "ADS"),
        (Scheme::Handle, "Handle"),
    ] {
        if let Some(url) = identified(publication, scheme) {
            put(label, url, scheme == Scheme::Doi);
        }
    }
    if let Some(url) = publication.get(&["url"]).and_then(web) {
        put("Link", url, false);
    }
    if files {
        for attachment in &publication.attachments {
            let Some(url) = web(&attachment.path).or_else(|| relative(&attachment.path)) else {
                continue;
            };
            let name = attachment.path.rsplit(['/', '\\']).next();
            let label = match attachment.description.trim() {
                "" => name.unwrap_or_default(),
                description => description,
            };
            put(label, url, false);
        }
    }
    links
}
