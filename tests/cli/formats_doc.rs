//! `docs/formats.md` says what the tables of the formats say.
//!
//! `IBID_UPDATE_DOCS=1 cargo test formats_doc` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ibid::formats::FORMATS;
use ibid::formats::mapping::{How, Mapping, NOT_CONTENT};
use ibid::formats::sources::Source;
use ibid::model::Role;
use serde_json::Value;

use crate::Ibid;

const HEAD: &str = "\
# Formats

What `ibid export --format NAME` writes, and what becomes of which field. This page is made from the tables that the
program works by.

";

const BEHIND: &str = "
BibTeX and biblatex leave as the text that the entries are kept in. All other formats take what an entry says as plain
Unicode: letters in place of LaTeX's accents, no braces that protect capitals, no fonts; inherited fields are in place.
They are written one entry at a time, in the library's order; equal libraries give equal bytes.

Whatever a format has no place for is told on standard error, wholly with `--verbose` and as JSON with
`--losses FILE`: an array of objects with `key`, `field`, `kind` (`dropped`, `weakened`) and `message`. With `--strict`
the exit status is then 1. With `--public`, and for a document, private fields stay at home in every format.

- **CSV, TSV**: UTF-8, a line of column names, then a line an entry; several people, keywords or files have `; ` between
  them. CSV is RFC 4180 with LF line ends. No cell holds a tab or a line break. A spreadsheet runs a text that starts
  with `=`, `+`, `-` or `@` as a formula, so such a text gets an apostrophe in front, which is told.
- **CITATION.cff**: one entry becomes the work itself with its `preferred-citation`, several become `references`.
  The schema requires authors: `anonymous` stands in where none is known, which is told. No reference may
  stand twice.
- **JSON Lines**: an object a line with `key`, `type`, `title`, `people` (`role`, `family`, `given`, `prefix`, `suffix`,
  `corporate`, and `others` for “and others”), `date` (EDTF), `year`, `venue`, `journal` (`title`, `abbreviation`,
  `issn`), `volume`, `issue`, `pages`, `publisher`, `identifiers` (`scheme`, `value`, `url`), `tags`, `files` (`path`,
  `description`), `text` (each field as plain text, inherited ones included), `fields` (the entry's own fields verbatim)
  and `source` (the entry in BibTeX). Nothing is lost.
- **Hayagriva YAML**: what an entry appeared in is its `parent`. A web address whose host name is out of the ordinary
  becomes a note, since the crate refuses a whole file for one address that it cannot read.

";

/// The formats with a table, and CSL.
fn tables() -> Vec<(&'static str, &'static Mapping)> {
    FORMATS
        .iter()
        .filter(|format| format.name != "tsv")
        .filter_map(|format| Some((format.title, format.mapping?)))
        .collect()
}

#[test]
fn the_page_on_formats_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let page = page();
    if std::env::var_os("IBID_UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "`IBID_UPDATE_DOCS=1 cargo test formats_doc` brings docs/formats.md up to date"
    );
}

fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("| name | format | endings | for |\n|---|---|---|---|\n");
    for format in FORMATS {
        let endings: Vec<String> = format
            .extensions
            .iter()
            .map(|ending| format!("`.{ending}`"))
            .collect();
        writeln!(
            out,
            "| `{}` | {} | {}{} | {} |",
            format.name,
            format.title,
            endings.join(", "),
            if format.by_extension {
                ""
            } else {
                " (say `--format`)"
            },
            format.purpose
        )
        .unwrap();
    }
    out.push_str(BEHIND);
    let csl = Csl::ask();
    types(&mut out, &csl);
    fields(&mut out, &csl);
    out.push_str("\n## Fields that are no content\n\nThey concern the library or the typesetting; leaving them out is no loss.\n\n| field | reason |\n|---|---|\n");
    for (field, reason) in NOT_CONTENT {
        writeln!(out, "| `{field}` | {reason} |").unwrap();
    }
    out.push_str("\nNeither are private fields, such as `owner` or `timestamp`, where a format has no place for them.\n");
    out
}

fn types(out: &mut String, csl: &Csl) {
    out.push_str("## Entry types\n\nWhere an entry type says more than its counterpart, ~ stands before that, and it is told.\n\n");
    let tables: Vec<_> = tables()
        .into_iter()
        .filter(|(_, mapping)| !mapping.types.is_empty())
        .collect();
    let titles: Vec<&str> = tables.iter().map(|(title, _)| *title).collect();
    writeln!(out, "| entry type | CSL | {} |", titles.join(" | ")).unwrap();
    writeln!(out, "|---{}|", "|---".repeat(titles.len() + 1)).unwrap();
    for name in type_names() {
        let mut cells = vec![format!("`@{name}`"), code(&csl.types[name])];
        for (_, mapping) in &tables {
            let row = mapping.types.iter().find(|row| row.from == name);
            let mark = if row.is_some_and(|row| row.exact) {
                ""
            } else {
                "~ "
            };
            cells.push(format!(
                "{mark}{}",
                code(row.map_or(mapping.other, |row| row.to))
            ));
        }
        writeln!(out, "| {} |", cells.join(" | ")).unwrap();
    }
    let others: Vec<String> = tables
        .iter()
        .map(|(_, mapping)| format!("~ {}", code(mapping.other)))
        .collect();
    writeln!(
        out,
        "| others | {} | {} |",
        code(&csl.types["unheardof"]),
        others.join(" | ")
    )
    .unwrap();
    out.push_str("\nCSV, TSV and JSON Lines keep the type as it is.\n");
}

fn type_names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = tables()
        .iter()
        .flat_map(|(_, mapping)| mapping.types.iter().map(|row| row.from))
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn fields(out: &mut String, csl: &Csl) {
    out.push_str("\n## Fields\n\n“Note” means that it becomes a note with a label, which is told; — that it is lost, which is told, too. Of several places the first that fits the entry's type and is free counts.\n\n");
    let tables = tables();
    let titles: Vec<&str> = tables.iter().map(|(title, _)| *title).collect();
    writeln!(out, "| what | fields | CSL | {} |", titles.join(" | ")).unwrap();
    writeln!(out, "|---{}|", "|---".repeat(titles.len() + 2)).unwrap();
    let people = Role::ALL.iter().map(|role| Source::People(*role));
    for source in people.chain(Source::all()) {
        let known: Vec<String> = source.fields().iter().map(|name| code(name)).collect();
        let mut cells = vec![source.label().to_owned(), known.join(", ")];
        cells.push(match csl.fields.get(source.label()) {
            Some(names) if !names.is_empty() => names
                .iter()
                .map(|name| code(name))
                .collect::<Vec<_>>()
                .join(", "),
            _ if source == Source::Key => code("id"),
            _ => "—".to_owned(),
        });
        for (_, mapping) in &tables {
            cells.push(targets(mapping, source));
        }
        writeln!(out, "| {} |", cells.join(" | ")).unwrap();
    }
}

/// Where a source goes, as a cell.
fn targets(mapping: &Mapping, source: Source) -> String {
    let mut targets: Vec<String> = Vec::new();
    for row in mapping.rows.iter().filter(|row| row.source == source) {
        let target = match row.how {
            How::Note(_) => "note".to_owned(),
            _ => code(row.to),
        };
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    match (targets.is_empty(), source) {
        (false, _) => targets.join(", "),
        (true, Source::Key) if ["Hayagriva", "CSV"].contains(&mapping.format) => code("key"),
        (true, _) => "—".to_owned(),
    }
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// What CSL's items hold, found by exporting samples.
struct Csl {
    types: BTreeMap<String, String>,
    fields: BTreeMap<String, Vec<String>>,
}

impl Csl {
    fn ask() -> Self {
        let mut bib = String::new();
        for name in type_names().into_iter().chain(["unheardof"]) {
            writeln!(bib, "@{name}{{type-{name}, note = {{x}}}}").unwrap();
        }
        let people = Role::ALL.iter().map(|role| Source::People(*role));
        let sources: Vec<Source> = people
            .chain(Source::all())
            .filter(|source| *source != Source::Key)
            .collect();
        for (index, source) in sources.iter().enumerate() {
            for (kind, rest) in SAMPLES {
                let field = sample(*source);
                // beside a key that no other entry has, so that no two are the same
                writeln!(bib, "@{kind}{{field-{index}-{kind}, {field}{rest}}}").unwrap();
                writeln!(bib, "@{kind}{{bare-{index}-{kind}{rest}}}").unwrap();
            }
        }
        let ibid = Ibid::new();
        let said = ibid.run_with(&bib, &["import", "-"]);
        assert_eq!(said.code, Some(0), "{said}");
        let said = ibid.run(&["export", "-f", "csl-json"]);
        let items: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
        let item = |key: &str| items.iter().find(|item| item["id"] == key);
        let types = items
            .iter()
            .filter_map(|item| {
                let name = item["id"].as_str()?.strip_prefix("type-")?;
                Some((name.to_owned(), item["type"].as_str()?.to_owned()))
            })
            .collect();
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (index, source) in sources.iter().enumerate() {
            for (kind, _) in SAMPLES {
                let (Some(with), Some(without)) = (
                    item(&format!("field-{index}-{kind}")),
                    item(&format!("bare-{index}-{kind}")),
                ) else {
                    continue;
                };
                for (name, value) in with.as_object().unwrap() {
                    if name != "id" && name != "type" && without.get(name) != Some(value) {
                        let names = fields.entry(source.label().to_owned()).or_default();
                        if !names.contains(name) {
                            names.push(name.clone());
                        }
                    }
                }
            }
        }
        Self { types, fields }
    }
}

/// Entries to which each source is added, with what else they hold.
const SAMPLES: [(&str, &str); 5] = [
    ("article", ", title = {T}"),
    ("book", ", title = {T}"),
    ("inproceedings", ", title = {T}"),
    ("report", ", title = {T}"),
    ("online", ", title = {T}"),
];

/// A field that says something of a source.
fn sample(source: Source) -> String {
    let field = source.fields()[0];
    let field = if source == Source::JournalAbbreviation {
        "journal = {Long Name}, shortjournal"
    } else {
        field
    };
    let text = match source {
        Source::People(_) => "Knuth, Donald",
        Source::Date | Source::EventDate | Source::OriginalDate => "1999-05-06",
        Source::Accessed => return "url = {https://tug.org}, urldate = {1999-05-06}".to_owned(),
        Source::Doi => "10.1000/182",
        Source::Isbn => "0-201-13447-0",
        Source::Issn => "0896-3207",
        Source::Pmid => "26918975",
        Source::Pmcid => "PMC3531190",
        Source::Url => "https://tug.org",
        Source::Eprint => return "eprint = {1602.03837}, eprinttype = {arxiv}".to_owned(),
        Source::Pages => "12--20",
        Source::State => "inpress",
        Source::Language | Source::OriginalLanguage => "german",
        Source::Issue => return "journal = {Mind}, number = {12}".to_owned(),
        _ => "12",
    };
    format!("{field} = {{{text}}}")
}
