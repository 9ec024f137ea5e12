//! What a file says outside the values of its entries: the text between blocks, and `%` comments inside entries.
//!
//! It is compared line by line, for whoever writes entries anew puts other entries between the same lines.
//!
//! ```
//! use ibid::formats::bibtex::free_text::free_lines;
//!
//! let file = "% mine\n\n@misc{k, % why?\n  year = 1999}\nSee above.\n";
//! let lines: Vec<_> = free_lines(file).into_iter().map(|line| (line.text, line.key)).collect();
//! assert_eq!(lines, [("% mine", None), ("% why?", Some("k".into())), ("See above.", None)]);
//! ```

use std::ops::Range;

use super::fields::RawEntry;
use super::record::TextPrint;
use super::split::{Body, Splitter};

/// A line of such text that has letters or digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeLine<'s> {
    /// What it says, without white space at the ends.
    pub text: &'s str,
    /// A number for that, stable across versions and machines.
    pub print: u64,
    /// Byte of the file at which it starts.
    pub at: usize,
    /// The key of the entry that it stands in, in lower case.
    pub key: Option<String>,
}

/// The lines of such text in a file, in their order.
pub fn free_lines(text: &str) -> Vec<FreeLine<'_>> {
    let mut blocks = Splitter::new(text);
    let mut found = Vec::new();
    while let Some(block) = blocks.next() {
        between(text, block.leading, &mut found);
        if let Body::Entry(entry) = &block.body
            && entry.comment.is_some()
        {
            inside(text, entry, block.span.start, &mut found);
        }
    }
    between(
        text,
        text.len() - blocks.trailing().len()..text.len(),
        &mut found,
    );
    found
}

fn between<'s>(text: &'s str, span: Range<usize>, found: &mut Vec<FreeLine<'s>>) {
    let mut at = span.start;
    for line in text[span].split_inclusive(['\n', '\r']) {
        take(line, at, None, found);
        at += line.len();
    }
}

/// The comments between the fields of the entry that starts at byte `start`.
fn inside<'s>(text: &'s str, entry: &RawEntry<'_>, start: usize, found: &mut Vec<FreeLine<'s>>) {
    let mut gap = entry.key_span.end;
    let fields = entry.fields.iter().map(|field| field.span.clone());
    for field in fields.chain(std::iter::once(entry.text.len()..entry.text.len())) {
        let mut at = start + gap;
        for line in text[at..start + field.start].split_inclusive(['\n', '\r']) {
            if let Some(comment) = line.find('%') {
                let key = Some(entry.key.to_lowercase());
                take(&line[comment..], at + comment, key, found);
            }
            at += line.len();
        }
        gap = field.end;
    }
}

fn take<'s>(line: &'s str, at: usize, key: Option<String>, found: &mut Vec<FreeLine<'s>>) {
    let text = line.trim();
    if text.contains(char::is_alphanumeric) {
        found.push(FreeLine {
            text,
            print: TextPrint::of(text.as_bytes()),
            at: at + line.len() - line.trim_start().len(),
            key,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_where_they_stand() {
        let file = "One\r\n  % two %\n%%%%\n@comment{three}\n@misc{K, a = {% no}, % yes\n b = 1 % too\n} rest\n@misc{b}% end";
        let found = free_lines(file);
        let texts: Vec<&str> = found.iter().map(|line| line.text).collect();
        let all = [
            "One",
            "% two %",
            "@comment{three}",
            "% yes",
            "% too",
            "rest",
            "% end",
        ];
        assert_eq!(texts, all);
        for line in &found {
            assert!(file[line.at..].starts_with(line.text), "{line:?}");
        }
        assert_eq!(
            found
                .iter()
                .filter(|line| line.key.as_deref() == Some("k"))
                .count(),
            2
        );
        assert_eq!(free_lines("only words").len(), 1);
        assert_eq!(free_lines("@misc{a}\n\n@misc{b}\n,\n"), []);
    }
}
