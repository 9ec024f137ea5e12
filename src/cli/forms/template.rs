//! Templates: text with `{fields}` in it, filled in for each entry.
//!
//! `{a|b}` takes the first field that has a text; `{{` and `}}` are braces, `\n` and `\t` a new line and a tab.
//! `{field.NAME}` is any field of the entry by its name.

use chrono::DateTime;
use ibid::diagnostic::{Diagnostic, Lines, Severity};
use ibid::model::{Name, Publication, Role, Scheme};
use ibid::query::LISTED;

use crate::cli::text::clean;

/// A field of templates.
pub(crate) struct TemplateField {
    /// As it stands between braces.
    pub(crate) name: &'static str,
    /// What it gives.
    pub(crate) help: &'static str,
    fill: fn(&Publication) -> String,
}

/// The fields, in the order of the help page.
#[rustfmt::skip]
pub(crate) const FIELDS: &[TemplateField] = &[
    TemplateField { name: "key", help: "citation key", fill: |p| p.key.clone() },
    TemplateField { name: "type", help: "entry type", fill: |p| p.entry_type.clone() },
    TemplateField { name: "author", help: "all authors: Knuth, Donald E.; Plass, Michael F.", fill: |p| all(p, Role::Author) },
    TemplateField { name: "author.family", help: "family names in short: Knuth & Plass, Knuth et al.", fill: |p| families(p, Role::Author) },
    TemplateField { name: "author.first", help: "family name of the first author", fill: |p| first(p, Role::Author) },
    TemplateField { name: "author.names", help: "all authors as spoken: Donald E. Knuth, Michael F. Plass", fill: |p| spoken(p, Role::Author) },
    TemplateField { name: "editor", help: "all editors, likewise", fill: |p| all(p, Role::Editor) },
    TemplateField { name: "editor.family", help: "likewise", fill: |p| families(p, Role::Editor) },
    TemplateField { name: "editor.first", help: "likewise", fill: |p| first(p, Role::Editor) },
    TemplateField { name: "editor.names", help: "likewise", fill: |p| spoken(p, Role::Editor) },
    TemplateField { name: "title", help: "title and subtitle", fill: |p| p.title.clone().unwrap_or_default() },
    TemplateField { name: "year", help: "year, or the text in its place", fill: |p| p.year.map(|year| year.to_string()).or_else(|| p.date.clone()).unwrap_or_default() },
    TemplateField { name: "date", help: "date (EDTF), or the text in its place", fill: |p| p.date.clone().unwrap_or_default() },
    TemplateField { name: "venue", help: "whatever contains the work", fill: |p| p.venue.clone().unwrap_or_default() },
    TemplateField { name: "journal", help: "journal", fill: |p| p.journal.as_ref().map(|journal| journal.title.clone()).unwrap_or_default() },
    TemplateField { name: "volume", help: "volume", fill: |p| p.volume.clone().unwrap_or_default() },
    TemplateField { name: "issue", help: "issue", fill: |p| p.issue.clone().unwrap_or_default() },
    TemplateField { name: "number", help: "the same", fill: |p| p.issue.clone().unwrap_or_default() },
    TemplateField { name: "pages", help: "pages", fill: |p| p.pages.clone().unwrap_or_default() },
    TemplateField { name: "publisher", help: "publisher, institution, school or organization", fill: |p| p.publisher.clone().unwrap_or_default() },
    TemplateField { name: "doi", help: "DOI", fill: |p| identifier(p, Scheme::Doi) },
    TemplateField { name: "isbn", help: "ISBN", fill: |p| identifier(p, Scheme::Isbn) },
    TemplateField { name: "issn", help: "ISSN", fill: |p| identifier(p, Scheme::Issn) },
    TemplateField { name: "arxiv", help: "arXiv identifier", fill: |p| identifier(p, Scheme::Arxiv) },
    TemplateField { name: "pmid", help: "PubMed number", fill: |p| identifier(p, Scheme::Pmid) },
    TemplateField { name: "url", help: "address", fill: |p| p.get(&["url"]).unwrap_or_default().to_owned() },
    TemplateField { name: "abstract", help: "abstract", fill: |p| p.get(&["abstract"]).unwrap_or_default().to_owned() },
    TemplateField { name: "keywords", help: "keywords", fill: |p| p.get(&["keywords", "keyword"]).unwrap_or_default().to_owned() },
    TemplateField { name: "tags", help: "tags", fill: |p| p.tags.join(", ") },
    TemplateField { name: "file", help: "first attached file", fill: |p| p.attachments.first().map(|file| file.path.clone()).unwrap_or_default() },
    TemplateField { name: "added", help: "day on which it came into the library (UTC)", fill: |p| day(p.added) },
    TemplateField { name: "modified", help: "day on which it was changed last (UTC)", fill: |p| day(p.modified) },
];

fn people(publication: &Publication, role: Role) -> Vec<Option<&Name>> {
    publication.people(role).collect()
}

fn family(name: &Name) -> String {
    let family = Name {
        given: String::new(),
        suffix: String::new(),
        ..name.clone()
    };
    family.display()
}

fn all(publication: &Publication, role: Role) -> String {
    let names = people(publication, role).into_iter();
    let names: Vec<String> = names
        .map(|name| name.map_or_else(|| "et al.".to_owned(), Name::sorted))
        .collect();
    names.join("; ")
}

fn spoken(publication: &Publication, role: Role) -> String {
    let names = people(publication, role).into_iter();
    let names: Vec<String> = names
        .map(|name| name.map_or_else(|| "et al.".to_owned(), Name::display))
        .collect();
    names.join(", ")
}

fn first(publication: &Publication, role: Role) -> String {
    people(publication, role)
        .into_iter()
        .flatten()
        .next()
        .map(family)
        .unwrap_or_default()
}

fn families(publication: &Publication, role: Role) -> String {
    match people(publication, role).as_slice() {
        [Some(one)] => family(one),
        [Some(one), Some(other)] => format!("{} & {}", family(one), family(other)),
        [Some(one), ..] => format!("{} et al.", family(one)),
        _ => String::new(),
    }
}

fn identifier(publication: &Publication, scheme: Scheme) -> String {
    publication
        .identifier(scheme)
        .unwrap_or_default()
        .to_owned()
}

fn day(at: i64) -> String {
    DateTime::from_timestamp(at, 0)
        .map(|at| at.format("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

/// A template that was understood.
#[derive(Debug, Clone)]
pub(crate) struct Template(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    /// The first of these that has a text.
    Fields(Vec<Source>),
}

#[derive(Debug, Clone)]
enum Source {
    Listed(usize),
    Named(String),
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// One finding with its place (in the file `template`): a field that there is none of, or a brace without its other.
    pub(crate) fn parse(text: &str) -> Result<Self, Box<Diagnostic>> {
        let fault = |at: usize, message: String, help: String| {
            Box::new(
                Diagnostic::new("template", Severity::Error, message)
                    .place(Lines::new("template", text).place(at))
                    .help(help),
            )
        };
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            match (c, next) {
                ('{', Some('{')) | ('}', Some('}')) => {
                    chars.next();
                    plain.push(c);
                }
                ('\\', Some(sign @ ('n' | 't' | '\\'))) => {
                    chars.next();
                    plain.push(match sign {
                        'n' => '\n',
                        't' => '\t',
                        sign => sign,
                    });
                }
                ('}', _) => {
                    let help = "write }} for a brace that is to be printed".to_owned();
                    return Err(fault(at, "this brace closes nothing".to_owned(), help));
                }
                ('{', _) => {
                    let Some(length) = text[at + 1..].find(['{', '}']) else {
                        let help = "write {{ for a brace that is to be printed".to_owned();
                        return Err(fault(at, "this brace is never closed".to_owned(), help));
                    };
                    let names = &text[at + 1..at + 1 + length];
                    let mut place = at + 1;
                    let mut sources = Vec::new();
                    for name in names.split('|') {
                        let source = source(name.trim())
                            .map_err(|(message, help)| fault(place, message, help))?;
                        sources.push(source);
                        place += name.len() + 1;
                    }
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    pieces.push(Piece::Fields(sources));
                    while chars.next_if(|(next, _)| *next <= at + length).is_some() {}
                    if chars.next().is_none_or(|(_, c)| c != '}') {
                        let help = "write {{ for a brace that is to be printed".to_owned();
                        return Err(fault(at, "this brace is never closed".to_owned(), help));
                    }
                }
                _ => plain.push(c),
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self(pieces))
    }

    /// The text for an entry, fit for a terminal; what the entry lacks is empty, and spaces at the end go.
    pub(crate) fn fill(&self, publication: &Publication) -> String {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Fields(sources) => {
                    let filled = sources.iter().map(|source| match source {
                        Source::Listed(index) => (FIELDS[*index].fill)(publication),
                        Source::Named(name) => {
                            publication.get(&[name]).unwrap_or_default().to_owned()
                        }
                    });
                    let text = filled.into_iter().find(|text| !text.trim().is_empty());
                    let text = text.unwrap_or_default();
                    let words: Vec<&str> = text.split_whitespace().collect();
                    out.push_str(&clean(&words.join(" ")));
                }
            }
        }
        out.truncate(out.trim_end_matches(' ').len());
        out
    }
}

fn source(name: &str) -> Result<Source, (String, String)> {
    let lower = name.to_lowercase();
    if let Some(index) = FIELDS.iter().position(|field| field.name == lower) {
        return Ok(Source::Listed(index));
    }
    if let Some(name) = lower.strip_prefix("field.").filter(|name| !name.is_empty()) {
        return Ok(Source::Named(name.to_owned()));
    }
    if LISTED.contains(&lower.as_str()) {
        return Ok(Source::Named(lower));
    }
    if name.is_empty() {
        let help = "write {{}} for braces that are to be printed".to_owned();
        return Err(("there is no field between these braces".to_owned(), help));
    }
    let names = FIELDS.iter().map(|field| field.name);
    let near = names
        .chain(LISTED.iter().copied())
        .map(|known| (strsim::jaro_winkler(&lower, known), known))
        .filter(|(near, _)| *near > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let help = match near {
        Some((_, known)) => format!("did you mean {{{known}}}? `ibid help forms` lists them"),
        None => {
            format!(
                "write {{field.{lower}}} for a field of your own; `ibid help forms` lists the others"
            )
        }
    };
    Err((format!("templates have no field {{{name}}}"), help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibid::model::{Contribution, Identifier};

    fn publication() -> Publication {
        let person = |family: &str, given: &str, prefix: &str| Contribution {
            role: Role::Author,
            name: Some(Name {
                family: family.into(),
                given: given.into(),
                prefix: prefix.into(),
                ..Name::default()
            }),
        };
        Publication {
            key: "beethoven1824".into(),
            entry_type: "article".into(),
            title: Some("On\nJoy \u{1b}[31m".into()),
            year: Some(1824),
            contributions: vec![
                person("Beethoven", "Ludwig", "van"),
                person("Schiller", "Friedrich", ""),
            ],
            identifiers: vec![Identifier::parse(Scheme::Doi, "10.1000/182").unwrap()],
            fields: vec![("note".into(), "N".into()), ("x-shelf".into(), "3".into())],
            ..Publication::default()
        }
    }

    #[test]
    fn templates_are_filled() {
        let fill = |text: &str| Template::parse(text).unwrap().fill(&publication());
        for (text, filled) in [
            (
                "{author.family} {year} – {title}",
                "van Beethoven & Schiller 1824 – On Joy [31m",
            ),
            (
                "{author}|{author.first}",
                "van Beethoven, Ludwig; Schiller, Friedrich|van Beethoven",
            ),
            ("{author.names}", "Ludwig van Beethoven, Friedrich Schiller"),
            (
                "{{{key}}} {url|DOI} {note}{field.x-shelf}",
                "{beethoven1824} 10.1000/182 N3",
            ),
            ("{volume}\\t{added}\\n", "\t1970-01-01\n"),
            ("{volume} {issue} ", ""),
            ("", ""),
        ] {
            assert_eq!(fill(text), filled, "{text}");
        }
        for field in FIELDS {
            fill(&format!("{{{}}}", field.name));
        }
    }

    #[test]
    fn mistakes_are_pointed_at() {
        let error = |text: &str| {
            let error = Template::parse(text).unwrap_err();
            format!(
                "{}: {}; {}",
                error.place.unwrap().column,
                error.message,
                error.help.unwrap()
            )
        };
        insta::assert_snapshot!(["{autor} x", "a {year|tittle}", "{x-shelf}", "{title", "title}", "{}", "{a{b}}"].map(error).join("\n"), @"
        2: templates have no field {autor}; did you mean {author}? `ibid help forms` lists them
        9: templates have no field {tittle}; did you mean {title}? `ibid help forms` lists them
        2: templates have no field {x-shelf}; write {field.x-shelf} for a field of your own; `ibid help forms` lists the others
        1: this brace is never closed; write {{ for a brace that is to be printed
        6: this brace closes nothing; write }} for a brace that is to be printed
        2: there is no field between these braces; write {{}} for braces that are to be printed
        2: templates have no field {a}; write {field.a} for a field of your own; `ibid help forms` lists the others
        ");
    }
}
