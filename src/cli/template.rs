//! The fields that one usually fills in, by entry type: what BibTeX's or biblatex's manual requires, then what is
//! worth having. Where the two have different names, BibTeX's, which both read.

/// An entry type and its usual fields.
struct Usual(&'static str, &'static [&'static str]);

const USUAL: &[Usual] = &[
    Usual(
        "article",
        &[
            "author", "title", "journal", "year", "volume", "number", "pages", "doi",
        ],
    ),
    Usual(
        "book",
        &[
            "author",
            "title",
            "publisher",
            "year",
            "edition",
            "series",
            "volume",
            "isbn",
        ],
    ),
    Usual(
        "booklet",
        &["author", "title", "howpublished", "year", "url"],
    ),
    Usual(
        "collection",
        &[
            "editor",
            "title",
            "publisher",
            "year",
            "series",
            "volume",
            "isbn",
        ],
    ),
    Usual(
        "dataset",
        &[
            "author",
            "title",
            "publisher",
            "year",
            "version",
            "doi",
            "url",
        ],
    ),
    Usual(
        "inbook",
        &[
            "author",
            "title",
            "booktitle",
            "chapter",
            "pages",
            "publisher",
            "year",
            "isbn",
        ],
    ),
    Usual(
        "incollection",
        &[
            "author",
            "title",
            "booktitle",
            "editor",
            "publisher",
            "year",
            "pages",
            "doi",
        ],
    ),
    Usual(
        "inproceedings",
        &[
            "author",
            "title",
            "booktitle",
            "year",
            "editor",
            "pages",
            "publisher",
            "doi",
        ],
    ),
    Usual(
        "manual",
        &["author", "title", "organization", "year", "edition", "url"],
    ),
    Usual(
        "mastersthesis",
        &["author", "title", "school", "year", "url"],
    ),
    Usual(
        "misc",
        &["author", "title", "howpublished", "year", "url", "note"],
    ),
    Usual("online", &["author", "title", "year", "url", "urldate"]),
    Usual(
        "patent",
        &["author", "title", "number", "holder", "year", "url"],
    ),
    Usual("phdthesis", &["author", "title", "school", "year", "url"]),
    Usual(
        "proceedings",
        &[
            "editor",
            "title",
            "year",
            "publisher",
            "series",
            "volume",
            "doi",
        ],
    ),
    Usual(
        "report",
        &[
            "author",
            "title",
            "type",
            "institution",
            "year",
            "number",
            "doi",
        ],
    ),
    Usual(
        "software",
        &["author", "title", "version", "year", "url", "doi"],
    ),
    Usual(
        "techreport",
        &["author", "title", "institution", "year", "number", "url"],
    ),
    Usual(
        "thesis",
        &["author", "title", "type", "institution", "year", "url"],
    ),
    Usual("unpublished", &["author", "title", "note", "year", "url"]),
];

/// The names of the types that have a template of their own.
pub(crate) fn types() -> impl Iterator<Item = &'static str> {
    USUAL.iter().map(|usual| usual.0)
}

/// An entry of that type to be filled in; one of a type that is not known has the fields of `misc`.
pub(crate) fn of(entry_type: &str) -> String {
    let of_type = |name: &str| {
        USUAL
            .iter()
            .find(|usual| usual.0.eq_ignore_ascii_case(name))
    };
    let fields = of_type(entry_type)
        .or_else(|| of_type("misc"))
        .map_or(&[] as &[_], |usual| usual.1);
    let width = fields.iter().map(|name| name.len()).max().unwrap_or(0);
    let mut out = format!("@{entry_type}{{");
    for name in fields {
        out.push_str(&format!(",\n  {name:width$} = {{}}"));
    }
    out.push_str("\n}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_entries() {
        for name in types().chain(["artwork"]) {
            let template = of(name);
            let entry = ibid::formats::bibtex::fields::RawEntry::parse(template.trim()).unwrap();
            assert_eq!((entry.entry_type, entry.key), (name, ""));
            assert!(entry.field("title").is_some(), "{name}");
        }
    }
}
