//! Lists of keys: words and commas; a line that starts with `#` or `%` is a comment.

use super::{Scan, Scanner};

/// A list of keys.
pub(super) const SCANNER: Scanner = Scanner {
    name: "keys",
    title: "list of keys",
    endings: &["txt", "keys", "lst"],
    sniff: |_| true,
    scan: |text, _| scan(text),
};

fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    for (start, line) in super::lines(text) {
        if line.trim_start().starts_with(['#', '%']) {
            continue;
        }
        let mut at = start;
        for part in line.split_inclusive(|c: char| c.is_whitespace() || c == ',') {
            let key = part.trim_end_matches(|c: char| c.is_whitespace() || c == ',');
            if key == "*" {
                scan.cite_everything(at);
            } else if !key.is_empty() {
                scan.cite(key, at, false);
            }
            at += part.len();
        }
    }
    scan
}

/// Whether each line of `text` is a key or several with commas, comments aside.
pub(super) fn is_list(text: &str) -> bool {
    let mut lines = super::lines(text)
        .map(|(_, line)| line.trim())
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '%']))
        .peekable();
    lines.peek().is_some()
        && lines.all(|line| {
            line.split(',').all(|part| {
                !part
                    .trim()
                    .contains(|c: char| c.is_whitespace() || "@[]`".contains(c))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::tests::keys;

    #[test]
    fn words_are_keys() {
        let text = "# mine\na b,c\r\n\n  d:2, e+\u{a0}f\n";
        let found = scan(text);
        assert_eq!(keys(&found), ["a", "b", "c", "d:2", "e+", "f"]);
        assert_eq!(&text[found.cited[3].at..][..3], "d:2");
        assert!(scan("*").everything.is_some());
    }
}
