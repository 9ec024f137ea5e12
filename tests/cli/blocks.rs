//! A second opinion on where the entries of a text are: a scanner that counts braces and shares nothing with the
//! reader it checks.

use std::ops::Range;

/// Where the entries of a text are.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    /// Each entry.
    pub(crate) entries: Vec<Range<usize>>,
    /// Why the count cannot be relied upon, if so.
    pub(crate) doubts: Vec<String>,
}

/// Finds the entries of `text`.
pub(crate) fn blocks(text: &str) -> Blocks {
    let bytes = text.as_bytes();
    let mut found = Blocks::default();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(|byte| *byte == b'@') {
        let start = at + start;
        let Some((name, open)) = head(bytes, start) else {
            at = start + 1;
            continue;
        };
        let name = text[name].to_ascii_lowercase();
        if name == "comment" {
            // bibtex goes on behind the word
            at = open;
            continue;
        }
        let end = close(bytes, open);
        let line = text[..start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        if text[line..start].trim_start().starts_with('%') {
            // commented out: an entry to bibtex all the same, unless the lines inside start with % too
            let commented = |end: usize| text[start..end].lines().skip(1).any(percent);
            if end.is_none_or(commented) {
                at = start + 1;
                continue;
            }
        }
        let inner = next_line_start(bytes, open + 1, end.unwrap_or(bytes.len()));
        let end = match (end, inner) {
            (Some(end), None) => end,
            (None, None) => {
                found.doubts.push(format!("{start}: left open to the end"));
                bytes.len()
            }
            (_, Some(inner)) => {
                found.doubts.push(format!("{start}: another block inside"));
                inner
            }
        };
        if name != "string" && name != "preamble" {
            found.entries.push(start..end);
        }
        at = end;
    }
    found
}

fn percent(line: &str) -> bool {
    line.trim_start().starts_with('%')
}

/// The name behind the `@` at `start` and where the delimiter behind that is.
fn head(bytes: &[u8], start: usize) -> Option<(Range<usize>, usize)> {
    let name = skip(bytes, start + 1, |byte| byte.is_ascii_whitespace());
    let end = skip(bytes, name, |byte| {
        !byte.is_ascii_whitespace() && !byte.is_ascii_control() && !b"\"#%'(),={}".contains(&byte)
    });
    let open = skip(bytes, end, |byte| byte.is_ascii_whitespace());
    let delimited = matches!(bytes.get(open), Some(b'{' | b'('));
    let named = end > name && !bytes[name].is_ascii_digit();
    (delimited && named).then_some((name..end, open))
}

fn skip(bytes: &[u8], mut at: usize, of: impl Fn(u8) -> bool) -> usize {
    while bytes.get(at).is_some_and(|byte| of(*byte)) {
        at += 1;
    }
    at
}

/// Behind the delimiter that closes the one at `open`.
fn close(bytes: &[u8], open: usize) -> Option<usize> {
    let braces = bytes[open] == b'{';
    let (mut depth, mut quoted) = (0_usize, false);
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            b'"' if depth == 0 => quoted = !quoted,
            b')' if !braces && depth == 0 && !quoted => return Some(at + 1),
            _ => {}
        }
        if braces && depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// The first block between `from` and `to` that starts a line.
fn next_line_start(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    (from..to).filter(|at| bytes[*at] == b'@').find(|&at| {
        let before = bytes[..at].iter().rev().find(|byte| !b" \t".contains(byte));
        before.is_none_or(|byte| b"\r\n".contains(byte)) && head(bytes, at).is_some()
    })
}

#[test]
fn entries_are_found() {
    let text = r#"a@b.org @Article{x, t = {a @misc{no} b}} @string(s = ")")
% @book{c,
%  t = {}
@misc(p, t = ")") @comment{@misc{q}} @preamble{"@"}"#;
    let found = blocks(text);
    let entries: Vec<&str> = found
        .entries
        .iter()
        .map(|span| &text[span.clone()])
        .collect();
    assert_eq!(
        entries,
        [
            "@Article{x, t = {a @misc{no} b}}",
            "@misc(p, t = \")\")",
            "@misc{q}"
        ]
    );
    assert!(found.doubts.is_empty(), "{:?}", found.doubts);
    let open = "@misc{a, t = {x\n@misc{b}\n@misc{c, t = {";
    assert_eq!(blocks(open).entries.len(), 3);
    assert_eq!(blocks(open).doubts.len(), 2);
}
