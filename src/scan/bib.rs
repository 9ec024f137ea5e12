//! `.bib` files: the keys of their entries.

use super::{Scan, Scanner};
use crate::formats::bibtex::fields::RawEntry;
use crate::formats::bibtex::split::{Body, Splitter};

/// Entries wanted by another file.
pub(super) const SCANNER: Scanner = Scanner {
    name: "bib",
    title: "BibTeX or biblatex file: the keys of its entries",
    endings: &["bib"],
    sniff: |text| {
        super::lines(text).any(|(_, line)| {
            let line = line.trim_start();
            line.strip_prefix('@')
                .and_then(|rest| rest.split_once('{'))
                .is_some_and(|(word, rest)| {
                    !word.is_empty()
                        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
                        && (rest.contains(',') || rest.contains('='))
                })
        })
    },
    scan: |text, _| scan(text),
};

fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    let mut blocks = Splitter::new(text);
    while let Some(block) = blocks.next() {
        match block.body {
            Body::Entry(entry) if !entry.key.is_empty() => {
                scan.cite(entry.key, block.span.start + entry.key_span.start, false);
            }
            Body::Mended(mended) => {
                if let Ok(entry) = RawEntry::parse(&mended)
                    && !entry.key.is_empty()
                {
                    scan.cite(entry.key, block.span.start, false);
                }
            }
            _ => {}
        }
    }
    scan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::tests::keys;

    #[test]
    fn lists_the_keys_of_entries() {
        let text = "@string{x = \"y\"}\n@misc{a, year = 1}\n@comment{@b}\n@book{c,\n title = {@misc}}\n@misc{, year = 1}";
        let found = scan(text);
        assert_eq!(keys(&found), ["a", "c"]);
        assert_eq!(&text[found.cited[1].at..][..2], "c,");
    }
}
