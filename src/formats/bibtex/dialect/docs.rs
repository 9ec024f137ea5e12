//! The tables of the conversion as a page of the documentation.

use super::super::options::Dialect;
use super::tables::{EITHER, FIELDS, NEAREST, NOT_IN_MISC, STRINGS, SUBTITLES, TYPES, UNPRINTED};

/// What maps to what, as Markdown: `docs/dialects.md` holds this text, and a test sees to it.
pub fn documentation() -> String {
    let mut out = String::from(
        "# BibTeX and biblatex\n\n\
         What `ibid export --format bibtex` and `--format biblatex` make of types and fields. This page is made from the\n\
         program's tables. Whatever is not named here stays as it is; what cannot be carried is told on export.\n\n\
         ## Types\n\n\
         | BibTeX | biblatex | |\n|---|---|---|\n",
    );
    for names in TYPES {
        let note = match names.kind {
            "" => "to biblatex only".to_owned(),
            kind if names.biblatex == "thesis" => format!(
                "with `type = {{{kind}}}`, unless the entry has a `type` of its own; `entrysubtype` keeps what that \
                 does not tell"
            ),
            kind => format!("with `type = {{{kind}}}`, unless the entry has a `type` of its own"),
        };
        out.push_str(&format!(
            "| `@{}` | `@{}` | {note} |\n",
            names.bibtex, names.biblatex
        ));
    }
    out.push_str("| `@incollection` | `@inbook` | to BibTeX, where the part and the book have a title each; kept in `entrysubtype` |\n");
    for (biblatex, bibtex) in NEAREST {
        let note = match *biblatex {
            "online" => "to BibTeX; `url` becomes `howpublished = {\\url{…}}`, and back",
            _ => "to BibTeX; kept in `entrysubtype` and restored from there",
        };
        out.push_str(&format!("| `@{bibtex}` | `@{biblatex}` | {note} |\n"));
    }
    out.push_str("| none | `@xdata` | its fields are written into the entries that name it |\n| none | `@set` | dropped; its members are there |\n");
    out.push_str("\n## Fields\n\n| BibTeX | biblatex | |\n|---|---|---|\n");
    for names in FIELDS {
        let mut notes = Vec::new();
        if !names.types.is_empty() {
            notes.push(format!("in {}", list(names.types, "@")));
        }
        if let Some(only) = names.only {
            let to = if only == Dialect::Bibtex {
                "BibTeX"
            } else {
                "biblatex"
            };
            notes.push(format!("to {to} only"));
        }
        out.push_str(&format!(
            "| `{}` | `{}` | {} |\n",
            names.bibtex,
            names.biblatex,
            notes.join(", ")
        ));
    }
    out.push_str(
        "| `year`, `month` | `date` | where the date says all that the two print; else they stay beside it or alone. `month = jul # \"~4\"` \
         is a day, and so is `day` |\n\
         | `address`, `location` | `location`, `venue` | in `@inproceedings` and `@proceedings` |\n\
         | `number` | `issue` | to BibTeX, in an `@article` without `number` |\n\
         | `pages` | `eid` | to BibTeX, in an `@article` without `pages` |\n\
         | `series` | `maintitle` | to BibTeX, in books and their parts without `series` |\n\
         | `year` | `pubstate` | to BibTeX, where there is no date |\n",
    );
    for (title, subtitle) in SUBTITLES {
        out.push_str(&format!(
            "| `{title}` | `{title}`, `{subtitle}` | to BibTeX, with `: ` between |\n"
        ));
    }
    out.push_str(&format!(
        "\nBibTeX's standard styles do not print {}. They stay in the entry and are told. Of the types that become `@misc`\n\
         that holds for {}, too. Nor do they print {}.\n\n\
         ## Dates\n\n\
         | `date` | `year` | `month` |\n|---|---|---|\n",
        list(UNPRINTED, ""),
        list(NOT_IN_MISC, ""),
        EITHER
            .iter()
            .map(|(types, name, beside)| format!("`{name}` beside `{beside}` in {}", list(types, "@")))
            .collect::<Vec<_>>()
            .join(", nor ")
    ));
    for date in [
        "1999",
        "1999-07",
        "1999-07-04",
        "1999-21",
        "1999?",
        "1999~",
        "199X",
        "-0043",
        "1999/2001",
        "1999/..",
        "1999-05/1999-07",
        "1999-05-03/1999-05-05",
        "1999-05-30/1999-06-02",
        "1999-11/2000-01",
    ] {
        out.push_str(&super::dates::row(date));
    }
    out.push_str("\n## Keywords\n\nIn `type`, `pubstate`, `series`, `location` and `\\bibstring`, to BibTeX:\n\n| keyword | text |\n|---|---|\n");
    for (keyword, text) in STRINGS.iter().flat_map(|(_, words)| *words) {
        out.push_str(&format!("| `{keyword}` | {text} |\n"));
    }
    out.push_str(
        "\n## Cross-references\n\n\
         A child takes its parent's title as `booktitle` in biblatex; in BibTeX it takes fields of the same name, so the parent\n\
         gets a `booktitle` and whatever else BibTeX would not hand down is written into the child. Parents stand behind\n\
         their children. `--resolve-crossrefs` writes all that is inherited into the children and leaves the references out.\n",
    );
    out
}

fn list(names: &[&str], mark: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{mark}{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_up_to_date() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/dialects.md");
        if std::env::var_os("IBID_WRITE_DOCS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, super::documentation()).unwrap();
        }
        let page = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            page == super::documentation(),
            "IBID_WRITE_DOCS=1 cargo test the_page_is_up_to_date writes it anew"
        );
    }
}
