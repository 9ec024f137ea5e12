//! Jupyter notebooks: what their Markdown cells cite. Places are those in the file, which is JSON.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Cited, Scan, Scanner, markdown};

/// A notebook.
pub(super) const SCANNER: Scanner = Scanner {
    name: "notebook",
    title: "Jupyter notebook: its Markdown cells",
    endings: &["ipynb"],
    sniff: |text| text.trim_start().starts_with('{') && text.contains("\"cells\""),
    scan: |text, _| scan(text),
};

#[derive(Deserialize)]
struct Notebook<'t> {
    #[serde(borrow, default)]
    cells: Vec<Cell<'t>>,
}

#[derive(Deserialize)]
struct Cell<'t> {
    #[serde(borrow)]
    cell_type: Cow<'t, str>,
    #[serde(borrow)]
    source: Option<&'t RawValue>,
}

fn scan(text: &str) -> Scan {
    let mut found = Scan::default();
    let Ok(notebook) = serde_json::from_str::<Notebook<'_>>(text) else {
        return found;
    };
    for cell in notebook.cells {
        let Some(source) = cell
            .source
            .filter(|_| matches!(&*cell.cell_type, "markdown" | "raw"))
        else {
            continue;
        };
        // the raw value is a part of the text
        let start = source.get().as_ptr() as usize - text.as_ptr() as usize;
        let (plain, places) = strings(source.get());
        let place = |at: usize| {
            let index = places.partition_point(|(from, _)| *from <= at);
            let (from, raw) = index
                .checked_sub(1)
                .and_then(|index| places.get(index))
                .copied()
                .unwrap_or((0, 0));
            start + raw + (at - from)
        };
        let first = found.cited.len();
        let scan = markdown::scan(&plain);
        for mut cited in scan.cited {
            cited.at = place(cited.at);
            found.cited.push(cited);
        }
        for mut cited in marked(&plain) {
            cited.at = place(cited.at);
            found.cited.push(cited);
        }
        found.cited[first..].sort_by_key(|cited| cited.at);
        for mut include in scan.includes {
            include.at = place(include.at);
            found.includes.push(include);
        }
        if let Some(at) = scan.everything {
            found.cite_everything(place(at));
        }
        found.bibliographies.extend(scan.bibliographies);
        found.labels.extend(scan.labels);
    }
    found
}

/// The keys in `<cite data-cite="a,b">`, which nbconvert takes for a citation.
fn marked(text: &str) -> Vec<Cited> {
    const MARK: &str = "data-cite=";
    let mut found = Vec::new();
    for (at, _) in text.match_indices(MARK) {
        let start = at + MARK.len();
        let tag = text[..at].rfind('<').map_or("", |open| &text[open..at]);
        let quote = text[start..].chars().next().filter(|c| "\"'".contains(*c));
        let Some(quote) = quote.filter(|_| tag.starts_with("<cite") && !tag.contains('>')) else {
            continue;
        };
        let value = &text[start + 1..];
        let Some(value) = value.find(quote).map(|end| &value[..end]) else {
            continue;
        };
        let mut at = start + 1;
        for part in value.split(',') {
            let key = part.trim();
            if !key.is_empty() {
                let skipped = part.len() - part.trim_start().len();
                found.push(Cited {
                    key: key.to_owned(),
                    at: at + skipped,
                    or_label: false,
                });
            }
            at += part.len() + 1;
        }
    }
    found
}

/// The strings in `json`, one string or a list of them, joined; and for each byte of that at which the distance
/// changes, where it stands in `json`.
fn strings(json: &str) -> (String, Vec<(usize, usize)>) {
    let mut plain = String::new();
    let mut places = Vec::new();
    let mut at = 0;
    let bytes = json.as_bytes();
    while let Some(open) = memchr::memchr(b'"', &bytes[at..]) {
        at += open + 1;
        places.push((plain.len(), at));
        while let Some(next) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
            plain.push_str(&json[at..at + next]);
            at += next;
            if bytes[at] == b'"' {
                break;
            }
            let length = escape(&json[at..]);
            places.push((plain.len(), at));
            // serde_json has found the escapes to be right
            let quoted = format!("\"{}\"", &json[at..at + length]);
            plain.push_str(&serde_json::from_str::<String>(&quoted).unwrap_or_default());
            at += length;
            places.push((plain.len(), at));
        }
        at += 1;
    }
    (plain, places)
}

/// The length of the escape at the beginning of `text`.
fn escape(text: &str) -> usize {
    if !text.starts_with("\\u") {
        return text.len().min(2);
    }
    let pair = text.get(6..8) == Some("\\u")
        && text
            .get(2..3)
            .is_some_and(|digit| digit.eq_ignore_ascii_case("d"));
    if pair
        && text.get(8..12).is_some()
        && text.get(3..4).is_some_and(|digit| "89abAB".contains(digit))
    {
        12
    } else {
        text.len().min(6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::tests::keys;

    #[test]
    fn finds_what_markdown_cells_cite() {
        let text = r#"{"cells": [
  {"cell_type": "markdown", "metadata": {}, "source": ["See \"x\" @a\n", "and \u00e9 [@b].\n", "\ud83d\ude00 @c"]},
  {"cell_type": "code", "source": ["@no"], "outputs": [{"text": "@no"}]},
  {"cell_type": "markdown", "source": "<cite id=\"x\">y</cite> {cite}`d` <cite data-cite=\"e, f\">z</cite> <b data-cite='no'>"}
 ], "nbformat": 4}"#;
        let found = scan(text);
        assert_eq!(keys(&found), ["a", "b", "c", "d", "e", "f"]);
        for cited in &found.cited {
            assert!(text[cited.at..].starts_with(&cited.key), "{cited:?}");
        }
        assert_eq!(scan("{\"cells\": 3"), Scan::default());
    }
}
