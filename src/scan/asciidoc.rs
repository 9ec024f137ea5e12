//! AsciiDoc with asciidoctor-bibtex: `cite:[key]`, `citenp:[a,b(3)]`, `cite:See[key(p. 3)]`; or with
//! asciidoctor-bibliography: `citet:[key, page=3]`, `cite:[a]+[b]`.

use super::{Base, Scan, Scanner};

/// AsciiDoc.
pub(super) const SCANNER: Scanner = Scanner {
    name: "asciidoc",
    title: "AsciiDoc with asciidoctor-bibtex",
    endings: &["adoc", "asciidoc", "asc"],
    sniff: |text| {
        text.contains("cite:[")
            || text.contains("citenp:[")
            || text.starts_with("= ")
            || text.contains("\n:bibtex-file:")
    },
    scan: |text, _| scan(text),
};

/// The macros that cite.
const MACROS: &[&str] = &[
    "cite",
    "citenp",
    "fullcite",
    "bibitem",
    "nocite",
    "citet",
    "citep",
    "citealt",
    "citealp",
    "citeauthor",
    "citeyear",
    "citeyearpar",
];

fn scan(text: &str) -> Scan {
    let mut found = Scan::default();
    let mut block: Option<&str> = None;
    for (start, line) in super::lines(text) {
        let trimmed = line.trim_end();
        if let Some(delimiter) = block {
            if trimmed == delimiter {
                block = None;
            }
            continue;
        }
        if is_delimiter(trimmed) {
            block = Some(trimmed);
        } else if trimmed.starts_with("```") {
            block = Some("```");
        } else if let Some(name) = [":bibtex-file:", ":bibliography-database:"]
            .iter()
            .find_map(|attribute| trimmed.strip_prefix(attribute))
        {
            found.bibliographies.push(name.trim().to_owned());
        } else if let Some(rest) = trimmed.strip_prefix("include::") {
            if let Some((path, _)) = rest.split_once('[')
                && !path.contains('{')
            {
                found.include(path, start, &[Base::File], &[""]);
            }
        } else if !trimmed.starts_with("//") {
            inline(text, start, start + trimmed.len(), &mut found);
        }
    }
    found
}

/// A line that starts or ends a comment, a listing, a literal block or a pass-through.
fn is_delimiter(line: &str) -> bool {
    line.len() >= 4
        && ['/', '-', '.', '+']
            .iter()
            .any(|mark| line.chars().all(|c| c == *mark))
}

fn inline(text: &str, start: usize, end: usize, found: &mut Scan) {
    let bytes = &text.as_bytes()[..end];
    let mut at = start;
    while let Some(next) = memchr::memchr2(b':', b'`', &bytes[at..]) {
        at += next;
        if bytes[at] == b'`' {
            // code, on one line
            at = memchr::memchr(b'`', &bytes[at + 1..]).map_or(at + 1, |close| at + close + 2);
            continue;
        }
        let before = &text[start..at];
        let length = before
            .bytes()
            .rev()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let name = &before[before.len() - length..];
        let escaped = before[..before.len() - length].ends_with('\\');
        at += 1;
        if !MACROS.contains(&name) || escaped {
            continue;
        }
        let Some(open) = memchr::memchr(b'[', &bytes[at..]).map(|open| at + open) else {
            return;
        };
        let Some(close) = memchr::memchr(b']', &bytes[open..]).map(|close| open + close) else {
            return;
        };
        let prefix = &text[at..open];
        if prefix.contains(':') {
            continue;
        }
        keys(&text[open + 1..close], open + 1, found);
        at = close;
        while text[at + 1..end].starts_with("+[")
            && let Some(length) = memchr::memchr(b']', &bytes[at + 3..])
        {
            keys(&text[at + 3..][..length], at + 3, found);
            at += 3 + length;
        }
    }
}

/// `a, b(p. 3, 5)`
fn keys(list: &str, start: usize, found: &mut Scan) {
    let mut depth = 0_usize;
    let mut from = 0;
    let mut end = None;
    for (at, c) in list.char_indices().chain([(list.len(), ',')]) {
        match c {
            '(' => {
                end.get_or_insert(at);
                depth += 1;
            }
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 || at == list.len() => {
                let part = &list[from..end.take().unwrap_or(at)];
                let key = part.trim();
                // `page=3` and the like are no keys
                if !key.is_empty() && !key.contains(|c: char| c.is_whitespace() || c == '=') {
                    found.cite(
                        key,
                        start + from + part.len() - part.trim_start().len(),
                        false,
                    );
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::tests::keys;

    #[test]
    fn finds_macros_outside_code() {
        let text = "= T\n:bibtex-file: r.bib\n\nSee cite:[a], citenp:[b(3), c(p. 4, 5)] and cite:See[d].\n// cite:[no]\n\
                    ----\ncite:[no]\n----\n////\ncite:[no]\n////\n`cite:[no]` \\cite:[no] xref:x[no] http://x[no] fullcite:[e]\n\
                    include::ch/a.adoc[]\ninclude::{dir}/b.adoc[]\n";
        let found = scan(text);
        assert_eq!(keys(&found), ["a", "b", "c", "d", "e"]);
        for cited in &found.cited {
            assert!(text[cited.at..].starts_with(&cited.key), "{cited:?}");
        }
        assert_eq!(found.includes[0].path, "ch/a.adoc");
        assert_eq!(found.includes.len(), 1);
        assert_eq!(found.bibliographies, ["r.bib"]);
    }
}
