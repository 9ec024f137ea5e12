//! Identifiers of publications and people: verified, and written one way whatever way they were given.
//!
//! Each scheme is one line of [`SCHEMES`] and one reader. A reader takes what people paste (`doi:…`, a resolver's
//! URL, hyphens or none), verifies shape and check digit, and yields the one value that is stored and compared.
//!
//! ```
//! use ibid::model::{Identifier, Scheme};
//! let doi = Identifier::parse(Scheme::Doi, "https://dx.doi.org/10.1137/S0895480102417379").expect("a DOI");
//! assert_eq!(doi.value(), "10.1137/s0895480102417379");
//! let wrong = Identifier::parse(Scheme::Isbn, "0-19-852663-5").expect_err("one digit off");
//! assert_eq!(wrong.to_string(), "“0-19-852663-5” is no ISBN: the check digit should be 6");
//! ```

mod arxiv;
mod book;
mod doi;
mod other;

use std::fmt;
use std::str::FromStr;

/// The kinds of identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Digital Object Identifier (DOI Handbook, ISO 26324), lower-case: `10.1000/182`.
    Doi,
    /// International Standard Book Number (ISBN Users' Manual, ISO 2108) as thirteen digits without hyphens.
    Isbn,
    /// International Standard Serial Number (ISO 3297): `0896-3207`.
    Issn,
    /// arXiv identifier (arXiv's identifier scheme) without version or subject class: `1501.00001`, `math/0309136`.
    Arxiv,
    /// PubMed number, without leading zeros.
    Pmid,
    /// PubMed Central number: `PMC3531190`.
    Pmcid,
    /// Open Researcher and Contributor ID (ISO 27729, check character by ISO 7064 mod 11-2): `0000-0002-1825-0097`.
    Orcid,
    /// The Astrophysics Data System's nineteen characters: `1992ApJ...400L...1W`.
    Bibcode,
    /// Handle of the Handle System (RFC 3650) other than a DOI: `2027/mdp.39015034570180`.
    Handle,
}

struct Info {
    scheme: Scheme,
    name: &'static str,
    label: &'static str,
    url: &'static str,
    read: fn(&str) -> Result<String, IdentifierFault>,
}

#[rustfmt::skip]
const SCHEMES: &[Info] = &[
    Info { scheme: Scheme::Doi, name: "doi", label: "DOI", url: "https://doi.org/", read: doi::read },
    Info { scheme: Scheme::Isbn, name: "isbn", label: "ISBN", url: "https://openlibrary.org/isbn/", read: book::read_isbn },
    Info { scheme: Scheme::Issn, name: "issn", label: "ISSN", url: "https://portal.issn.org/resource/ISSN/", read: book::read_issn },
    Info { scheme: Scheme::Arxiv, name: "arxiv", label: "arXiv identifier", url: "https://arxiv.org/abs/", read: arxiv::read },
    Info { scheme: Scheme::Pmid, name: "pmid", label: "PubMed number", url: "https://pubmed.ncbi.nlm.nih.gov/", read: other::read_pmid },
    Info { scheme: Scheme::Pmcid, name: "pmcid", label: "PubMed Central number", url: "https://pmc.ncbi.nlm.nih.gov/articles/", read: other::read_pmcid },
    Info { scheme: Scheme::Orcid, name: "orcid", label: "ORCID iD", url: "https://orcid.org/", read: other::read_orcid },
    Info { scheme: Scheme::Bibcode, name: "bibcode", label: "bibcode", url: "https://ui.adsabs.harvard.edu/abs/", read: other::read_bibcode },
    Info { scheme: Scheme::Handle, name: "handle", label: "handle", url: "https://hdl.handle.net/", read: other::read_handle },
];

/// How many identifiers one text is read for, so that none takes for ever.
const MOST: usize = 500;

impl Scheme {
    /// Every scheme.
    pub fn all() -> impl Iterator<Item = Self> {
        SCHEMES.iter().map(|info| info.scheme)
    }

    /// The name in the store and in JSON: `doi`.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// What a URL to the identifier begins with.
    pub fn url_prefix(self) -> &'static str {
        self.info().url
    }

    /// The scheme of a name, in any case, with the other names biblatex's `eprinttype` goes by.
    pub fn from_name(name: &str) -> Option<Self> {
        let alias = [
            ("hdl", Self::Handle),
            ("pubmed", Self::Pmid),
            ("pmc", Self::Pmcid),
            ("ads", Self::Bibcode),
        ];
        let known = SCHEMES
            .iter()
            .map(|info| (info.name, info.scheme))
            .chain(alias);
        known
            .into_iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, scheme)| scheme)
    }

    fn info(self) -> &'static Info {
        // the table lists every scheme in order; a test holds that
        &SCHEMES[self as usize]
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().label)
    }
}

/// A verified identifier in its normal form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    scheme: Scheme,
    value: Box<str>,
}

/// Why a text is no identifier of its scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is no {scheme}: {fault}")]
pub struct IdentifierError {
    /// The scheme asked for.
    pub scheme: Scheme,
    /// The text in question, as given.
    pub text: String,
    /// What is wrong.
    pub fault: IdentifierFault,
}

/// The kinds of [`IdentifierError`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierFault {
    /// A digit is wrong or two are exchanged.
    #[error("the check digit should be {0}")]
    CheckDigit(char),
    /// Too few or too many digits.
    #[error("expected {expected} digits, found {found}")]
    Digits {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: &'static str,
    },
    /// It does not look like one.
    #[error("expected {0}")]
    Expected(&'static str),
}

impl Identifier {
    /// Reads one identifier.
    ///
    /// # Errors
    /// Says what is wrong with it, as the right check digit.
    pub fn parse(scheme: Scheme, text: &str) -> Result<Self, IdentifierError> {
        match (scheme.info().read)(text.trim()) {
            Ok(value) => Ok(Self {
                scheme,
                value: value.into(),
            }),
            Err(fault) => Err(IdentifierError {
                scheme,
                text: String::from(text.trim()),
                fault,
            }),
        }
    }

    /// Reads all identifiers of a text such as `0-387-06710-8 (hardcover), 3-540-07546-1`, and what fails to be one.
    /// Blank text holds neither; of a text with more than 500 candidates the rest is one error.
    pub fn parse_all(scheme: Scheme, text: &str) -> (Vec<Self>, Vec<IdentifierError>) {
        if text.trim().is_empty() {
            return (Vec::new(), Vec::new());
        }
        let parts = match scheme {
            Scheme::Isbn => book::isbns(text),
            Scheme::Issn => book::issns(text),
            Scheme::Doi => doi::split(text),
            _ if scheme.info().read_fails(text) => text
                .split([',', ';', ' '])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(String::from)
                .collect(),
            _ => Vec::new(),
        };
        let parts = if parts.is_empty() {
            vec![String::from(text)]
        } else {
            parts
        };
        let (mut found, mut errors) = (Vec::new(), Vec::new());
        for (place, part) in parts.into_iter().enumerate() {
            if place == MOST {
                let fault = IdentifierFault::Expected("at most 500 of them");
                errors.push(IdentifierError {
                    scheme,
                    text: part,
                    fault,
                });
                break;
            }
            match Self::parse(scheme, &part) {
                Ok(identifier) if found.contains(&identifier) => {}
                Ok(identifier) => found.push(identifier),
                Err(error) => errors.push(error),
            }
        }
        (found, errors)
    }

    /// What a text somebody typed or pasted may identify, the likeliest first: a URL, a marked identifier
    /// (`arXiv:…`, `PMID 123`), or a bare one. Empty if nothing fits.
    pub fn guess(text: &str) -> Vec<Self> {
        let mut found = Self::mentioned(text);
        let text = text.trim();
        let mut add = |identifier: Self| {
            if !found.contains(&identifier) {
                found.push(identifier);
            }
        };
        let url = text.contains("://");
        for scheme in [
            Scheme::Doi,
            Scheme::Arxiv,
            Scheme::Orcid,
            Scheme::Pmcid,
            Scheme::Isbn,
            Scheme::Issn,
            Scheme::Pmid,
            Scheme::Bibcode,
        ] {
            let likely = match scheme {
                Scheme::Doi => text.contains("10."),
                Scheme::Pmcid => text
                    .get(..3)
                    .is_some_and(|start| start.eq_ignore_ascii_case("pmc")),
                Scheme::Pmid => {
                    text.len() >= 5
                        || text
                            .get(..4)
                            .is_some_and(|start| start.eq_ignore_ascii_case("pmid"))
                }
                _ => !url,
            };
            if likely && let Ok(identifier) = Self::parse(scheme, text) {
                add(identifier);
            }
        }
        found
    }

    /// The identifiers a text names outright, as `arXiv:1501.00001`, `doi:10.1000/182` or the URL of a resolver.
    /// Bare numbers are left alone.
    pub fn mentioned(text: &str) -> Vec<Self> {
        let mut found = Vec::new();
        if memchr::memchr2(b':', b'/', text.as_bytes()).is_none() {
            return found;
        }
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next().filter(|_| found.len() < MOST) {
            // every mark has one of these
            if memchr::memchr2(b':', b'/', word.as_bytes()).is_none() {
                continue;
            }
            let lower = word.to_ascii_lowercase();
            for (mark, scheme) in MARKS {
                let Some(at) = lower.find(mark).filter(|at| starts_word(&lower, *at)) else {
                    continue;
                };
                let rest = match &word[at + mark.len()..] {
                    "" => words.peek().copied().unwrap_or_default(),
                    rest => rest,
                };
                // a DOI may itself end in a bracket; its reader knows which are paired
                let loose: &[char] = &[
                    '(', ')', '[', ']', '<', '>', '{', '}', '"', ',', ';', '.', '\'',
                ];
                let rest = if *scheme == Scheme::Doi {
                    rest
                } else {
                    rest.trim_matches(loose)
                };
                if let Ok(identifier) = Self::parse(*scheme, rest) {
                    if !found.contains(&identifier) {
                        found.push(identifier);
                    }
                    break;
                }
            }
        }
        found
    }

    /// Its scheme.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Its normal form, by which it is compared; see [`Scheme`].
    pub const fn value(&self) -> &str {
        &self.value
    }

    /// Where it resolves.
    pub fn url(&self) -> String {
        let mut url = String::from(self.scheme.url_prefix());
        for byte in self.value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/:;()!$'*+,=@".contains(&byte) {
                url.push(char::from(byte));
            } else {
                url.push_str(&format!("%{byte:02X}"));
            }
        }
        url
    }
}

impl Info {
    fn read_fails(&self, text: &str) -> bool {
        (self.read)(text.trim()).is_err()
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme.name(), self.value)
    }
}

/// What stands before an identifier in running text, lower-case.
const MARKS: &[(&str, Scheme)] = &[
    ("doi.org/", Scheme::Doi),
    ("doi.acm.org/", Scheme::Doi),
    ("doi.ieeecomputersociety.org/", Scheme::Doi),
    ("doi.wiley.com/", Scheme::Doi),
    ("doi:", Scheme::Doi),
    ("arxiv.org/abs/", Scheme::Arxiv),
    ("arxiv.org/pdf/", Scheme::Arxiv),
    ("arxiv.org/html/", Scheme::Arxiv),
    ("arxiv.org/ps/", Scheme::Arxiv),
    ("lanl.gov/abs/", Scheme::Arxiv),
    ("arxiv:", Scheme::Arxiv),
    ("ncbi.nlm.nih.gov/pubmed/", Scheme::Pmid),
    ("pubmed.ncbi.nlm.nih.gov/", Scheme::Pmid),
    ("pmid:", Scheme::Pmid),
    ("ncbi.nlm.nih.gov/pmc/articles/", Scheme::Pmcid),
    ("pmc.ncbi.nlm.nih.gov/articles/", Scheme::Pmcid),
    ("pmcid:", Scheme::Pmcid),
    ("orcid.org/", Scheme::Orcid),
    ("hdl.handle.net/", Scheme::Handle),
    ("hdl:", Scheme::Handle),
    ("adsabs.harvard.edu/abs/", Scheme::Bibcode),
    ("isbn:", Scheme::Isbn),
    ("issn:", Scheme::Issn),
];

/// Whether a mark found at `at` is not the tail of a longer word.
fn starts_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-')
}

impl FromStr for Identifier {
    type Err = IdentifierError;

    /// Reads the form [`Display`](fmt::Display) writes, `doi:10.1000/182`; without a known scheme in front, a DOI.
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let named = text
            .split_once(':')
            .and_then(|(name, rest)| Some((Scheme::from_name(name)?, rest)));
        let (scheme, rest) = named.unwrap_or((Scheme::Doi, text));
        Self::parse(scheme, rest)
    }
}

/// `text` without `prefix`, whatever its case.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let start = text.get(..prefix.len())?;
    start
        .eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

/// `text` after the first of `marks` in it, whatever the case; `text` if there is none.
fn after_mark<'a>(text: &'a str, marks: &[&str]) -> &'a str {
    let lower = text.to_ascii_lowercase();
    marks
        .iter()
        .find_map(|mark| lower.find(mark).map(|at| &text[at + mark.len()..]))
        .unwrap_or(text)
}

/// `%2F` to `/`. What is no escape, or would not be UTF-8, stays.
fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        let escape =
            hex.filter(|hex| bytes[at] == b'%' && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| String::from(text))
}

#[cfg(test)]
mod tests;
