//! The identifiers of an entry: from the fields made for them and from where people and services put them instead.
//!
//! `doi`, `isbn`, `issn` and `eprint` are biblatex's; `arxivid`, `pmid` and `pmcid` are reference managers'; DBLP
//! writes `journal = {CoRR}, volume = {abs/1501.00001}`, Google Scholar `journal = {arXiv preprint arXiv:1501.00001}`.

use crate::model::{Identifier, Scheme};

/// A field that should hold an identifier and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Lower-case name of the field.
    pub field: String,
    /// What is wrong: "“0-19-852663-5” is no ISBN: the check digit should be 6".
    pub message: String,
}

/// Fields that hold identifiers of one scheme, and nothing else.
const OWN: &[(&str, Scheme)] = &[
    ("doi", Scheme::Doi),
    ("isbn", Scheme::Isbn),
    ("issn", Scheme::Issn),
    ("eissn", Scheme::Issn),
    ("arxivid", Scheme::Arxiv),
    ("arxiv", Scheme::Arxiv),
    ("pmid", Scheme::Pmid),
    ("pmcid", Scheme::Pmcid),
    ("bibcode", Scheme::Bibcode),
];

/// Fields that may name an identifier among other things.
const OTHER: &[&str] = &[
    "url",
    "adsurl",
    "note",
    "howpublished",
    "journal",
    "journaltitle",
    "number",
    "volume",
];

/// The identifiers of an entry, each once, those of its own fields first, and the fields that fail to hold one.
///
/// `field` gives the text of a field by its lower-case name: verbatim for `doi`, `url` and `eprint`, else plain.
pub fn interpret_identifiers(
    field: &dyn Fn(&str) -> Option<String>,
) -> (Vec<Identifier>, Vec<FieldProblem>) {
    let mut found = Found::default();
    for (name, scheme) in OWN {
        if let Some(text) = field(name) {
            found.all(name, *scheme, &text);
        }
    }
    if let Some(text) = field("eprint") {
        let kind = field("eprinttype")
            .or_else(|| field("archiveprefix"))
            .unwrap_or_default();
        found.eprint(text.trim(), kind.trim());
    }
    for name in OTHER {
        let Some(text) = field(name) else { continue };
        for identifier in Identifier::mentioned(&text) {
            found.add(identifier);
        }
        found.preprint(name, text.trim());
    }
    (found.identifiers, found.problems)
}

#[derive(Default)]
struct Found {
    identifiers: Vec<Identifier>,
    problems: Vec<FieldProblem>,
}

impl Found {
    fn add(&mut self, identifier: Identifier) {
        // DataCite registers a DOI for each arXiv paper, made of its identifier
        let arxiv = identifier
            .value()
            .strip_prefix("10.48550/arxiv.")
            .filter(|_| identifier.scheme() == Scheme::Doi);
        let arxiv = arxiv.and_then(|value| Identifier::parse(Scheme::Arxiv, value).ok());
        for identifier in [Some(identifier), arxiv].into_iter().flatten() {
            if !self.identifiers.contains(&identifier) {
                self.identifiers.push(identifier);
            }
        }
    }

    fn all(&mut self, field: &str, scheme: Scheme, text: &str) {
        if is_placeholder(text) {
            return;
        }
        let (found, errors) = Identifier::parse_all(scheme, text);
        for identifier in found {
            self.add(identifier);
        }
        for error in errors {
            if scheme == Scheme::Isbn
                && let Ok(serial) = Identifier::parse(Scheme::Issn, &error.text)
            {
                self.add(serial);
            }
            self.problems.push(FieldProblem {
                field: String::from(field),
                message: error.to_string(),
            });
        }
    }

    fn eprint(&mut self, text: &str, kind: &str) {
        if let Some(scheme) = Scheme::from_name(kind) {
            self.all("eprint", scheme, text);
        } else if let Ok(identifier) = Identifier::parse(Scheme::Arxiv, text) {
            self.add(identifier);
        } else if let Ok(identifier) = Identifier::parse(Scheme::Arxiv, &format!("{kind}/{text}")) {
            // `archiveprefix = {hep-th}, eprint = {9901001}`
            self.add(identifier);
        } else {
            for identifier in Identifier::mentioned(text) {
                self.add(identifier);
            }
        }
    }

    /// `abs/1501.00001`, "Arxiv preprint cs.CY/0611137": no mark that says where the identifier begins.
    fn preprint(&mut self, field: &str, text: &str) {
        let start = text.get(..5).unwrap_or_default();
        let candidate = match field {
            "volume" if start.starts_with("abs/") => Some(text),
            "journal" | "journaltitle" | "note" | "howpublished"
                if start.eq_ignore_ascii_case("arxiv") || start.starts_with("CoRR") =>
            {
                text.split_whitespace()
                    .find(|word| word.contains(|c: char| c.is_ascii_digit()))
            }
            "journal" | "journaltitle" if text.contains('/') => Some(text),
            _ => None,
        };
        if let Some(identifier) =
            candidate.and_then(|text| Identifier::parse(Scheme::Arxiv, text).ok())
        {
            self.add(identifier);
        }
    }
}

/// What people write into a field they have nothing for.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    !text.contains(|c: char| c.is_alphanumeric())
        || [
            "none",
            "n/a",
            "na",
            "unknown",
            "not given",
            "no isbn",
            "tba",
        ]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(fields: &[(&str, &str)]) -> (String, Vec<String>) {
        let field = |name: &str| {
            fields
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, text)| String::from(*text))
        };
        let (found, problems) = interpret_identifiers(&field);
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        let problems = problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.field, problem.message));
        (found.join(" "), problems.collect())
    }

    #[test]
    fn fields_and_the_places_people_use_instead() {
        for (fields, expected) in [
            (
                &[
                    ("doi", "10.1000/182"),
                    ("url", "http://dx.doi.org/10.1000/182"),
                ] as &[_],
                "doi:10.1000/182",
            ),
            (
                &[("journal", "CoRR"), ("volume", "abs/1501.00001")],
                "arxiv:1501.00001",
            ),
            (
                &[("journal", "arXiv preprint arXiv:1501.00001")],
                "arxiv:1501.00001",
            ),
            (
                &[("journal", "Arxiv preprint cs.CY/0611137")],
                "arxiv:cs/0611137",
            ),
            (&[("journal", "hep-lat/9310007")], "arxiv:hep-lat/9310007"),
            (&[("journal", "Nature"), ("volume", "12/13")], ""),
            (
                &[("eprint", "0710.0206"), ("archiveprefix", "arXiv")],
                "arxiv:0710.0206",
            ),
            (
                &[("eprint", "9901001"), ("archiveprefix", "hep-th")],
                "arxiv:hep-th/9901001",
            ),
            (&[("eprint", "math/0307200v3")], "arxiv:math/0307200"),
            (
                &[("eprint", "4HIWAAAAYAAJ"), ("eprinttype", "googlebooks")],
                "",
            ),
            (
                &[("eprint", "16799934"), ("eprinttype", "pubmed")],
                "pmid:16799934",
            ),
            (
                &[("eprint", "http://aem.asm.org/cgi/reprint/65/8/3710.pdf")],
                "",
            ),
            (
                &[("doi", "10.48550/arXiv.1501.00001")],
                "doi:10.48550/arxiv.1501.00001 arxiv:1501.00001",
            ),
            (&[("note", "Accepted. arXiv:0910.1654")], "arxiv:0910.1654"),
            (&[("isbn", "none"), ("issn", "????-????")], ""),
            (
                &[
                    ("isbn", "0-387-06710-8"),
                    ("isbn13", "x"),
                    ("issn", "0028-0836"),
                ],
                "isbn:9780387067100 issn:0028-0836",
            ),
        ] {
            assert_eq!(read(fields), (String::from(expected), vec![]), "{fields:?}");
        }
    }

    #[test]
    fn wrong_ones_are_reported_beside_right_ones() {
        let (found, problems) = read(&[
            ("isbn", "0-387-06710-9, 3-540-07546-1"),
            ("eprint", "7"),
            ("eprinttype", "arxiv"),
        ]);
        assert_eq!(found, "isbn:9783540075462");
        assert_eq!(
            problems,
            [
                "isbn: “0-387-06710-9” is no ISBN: the check digit should be 8",
                "eprint: “7” is no arXiv identifier: expected YYMM.NNNNN or archive/YYMMNNN",
            ]
        );
    }

    #[test]
    fn a_serial_number_in_the_wrong_field_still_counts() {
        let (found, problems) = read(&[("isbn", "1211-4855")]);
        assert_eq!(found, "issn:1211-4855");
        assert_eq!(
            problems,
            ["isbn: “1211-4855” is no ISBN: expected 10 or 13 digits, found 8"]
        );
    }

    proptest! {
        #[test]
        fn no_field_is_too_strange(text in any::<String>(), kind in "(arxiv|hep-th|)") {
            interpret_identifiers(&|name| Some(if name == "eprinttype" { kind.clone() } else { text.clone() }));
        }
    }
}
