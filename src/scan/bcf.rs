//! `.bcf` files, which biblatex writes for biber: XML with a `citekey` element for each citation.

use memchr::memmem;

use super::{Scan, Scanner};

/// biblatex's control file.
pub(super) const SCANNER: Scanner = Scanner {
    name: "bcf",
    title: "biblatex's .bcf file",
    endings: &["bcf"],
    sniff: |text| text.contains("<bcf:controlfile"),
    scan: |text, _| scan(text),
};

fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    let mut at = 0;
    let mut comment_end = 0;
    let mut unclosed = false;
    while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
        let tag = at + found;
        at = tag + 1;
        let rest = &text[tag..];
        if rest.starts_with("<!--") && !unclosed {
            match memmem::find(&rest.as_bytes()[4..], b"-->") {
                Some(end) => comment_end = tag + 4 + end,
                None => unclosed = true,
            }
            at = at.max(comment_end);
            continue;
        }
        let name = ["<bcf:citekey", "<bcf:datasource"]
            .into_iter()
            .find(|name| {
                rest.strip_prefix(name)
                    .is_some_and(|behind| !behind.starts_with(|c: char| c.is_alphanumeric()))
            });
        let Some(name) = name else { continue };
        // neither keys nor attributes hold these
        let Some(open) = memchr::memchr2(b'>', b'<', &rest.as_bytes()[1..]) else {
            break;
        };
        let content = tag + 1 + open + 1;
        let attributes = &rest[name.len()..1 + open];
        if !rest[1 + open..].starts_with('>') || attributes.ends_with('/') {
            continue;
        }
        let Some(length) = memchr::memchr(b'<', &text.as_bytes()[content..]) else {
            break;
        };
        at = content + length;
        let inner = &text[content..at];
        let shift = inner.len() - inner.trim_start().len();
        let value = unescape(inner.trim());
        if name == "<bcf:datasource" {
            scan.bibliographies.push(value);
        } else if attributes.contains("type=\"set\"") {
            // a set that the document makes: its members are wanted, and its own name is no key
            scan.labels.push(value);
            if let Some(start) = attributes.find("members=\"") {
                let members = &attributes[start + 9..];
                let members = &members[..members.find('"').unwrap_or(members.len())];
                let from = tag + name.len() + start + 9;
                for (key, offset) in super::split_list(members, &[',']) {
                    scan.cite(&unescape(key), from + offset, false);
                }
            }
        } else if value == "*" {
            scan.cite_everything(content + shift);
        } else if !value.is_empty() {
            scan.cite(&value, content + shift, true);
        }
    }
    scan
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::tests::keys;

    #[test]
    fn reads_keys_sets_and_sources() {
        let text = r#"<?xml version="1.0"?><bcf:controlfile version="3.9" bltxversion="3.19">
  <bcf:bibdata section="0"><bcf:datasource type="file" datatype="bibtex" glob="false">refs.bib</bcf:datasource></bcf:bibdata>
  <bcf:section number="0">
    <bcf:citekey order="1" intorder="1">knuth84</bcf:citekey>
    <!-- <bcf:citekey order="9">not</bcf:citekey> -->
    <bcf:citekey order="2" intorder="1" nocite="1">a&amp;b</bcf:citekey>
    <bcf:citekey order="0" type="set" members="x,y">set1</bcf:citekey>
    <bcf:citekey order="3">set1</bcf:citekey>
    <bcf:citekey order="3"/>
    <bcf:citekeycount order="3">not</bcf:citekeycount>
  </bcf:section></bcf:controlfile>"#;
        let found = scan(text);
        assert_eq!(keys(&found), ["knuth84", "a&b", "x", "y", "set1"]);
        assert_eq!(&text[found.cited[0].at..][..7], "knuth84");
        assert_eq!(&text[found.cited[3].at..][..1], "y");
        assert_eq!(found.labels, ["set1"]);
        assert_eq!(found.bibliographies, ["refs.bib"]);
        assert!(scan("<bcf:citekey>*</bcf:citekey>").everything.is_some());
    }
}
