//! Text of records on its way to a reader: made harmless, fitted to a width, wrapped.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` without what could command a terminal or disguise what it shows: control characters (white space becomes
/// a space) and the characters that reorder text.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let white = |c: char| if c.is_whitespace() { Some(' ') } else { None };
    Cow::Owned(
        text.chars()
            .filter_map(|c| if is_unsafe(c) { white(c) } else { Some(c) })
            .collect(),
    )
}

/// The same, keeping line breaks and tabs.
pub(crate) fn clean_lines(text: &str) -> Cow<'_, str> {
    let keeps = |c: char| !is_unsafe(c) || c == '\n' || c == '\t';
    if text.chars().all(keeps) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|c| keeps(*c)).collect())
    }
}

/// Control characters (C0, DEL, C1), line and paragraph separators, and the marks, embeddings, overrides and
/// isolates of the bidirectional algorithm.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The columns that `text` takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// `text` in at most `columns`, with an ellipsis where something was left out.
pub(crate) fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if text.width() <= columns {
        return Cow::Borrowed(text);
    }
    let mut taken = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        taken += c.width().unwrap_or(0);
        if taken >= columns {
            break;
        }
        end = at + c.len_utf8();
    }
    Cow::Owned(format!("{}…", text[..end].trim_end()))
}

/// The lines of `text`, broken between words so that each takes at most `columns`; a longer word stands alone, but is
/// broken where it is in a script without spaces.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut taken = 0;
    let words = text
        .split_whitespace()
        .flat_map(|word| broken(word, columns));
    for word in words {
        let width = word.width();
        if taken > 0 && taken + 1 + width > columns {
            lines.push(std::mem::take(&mut line));
            taken = 0;
        }
        if taken > 0 {
            line.push(' ');
            taken += 1;
        }
        line.push_str(word);
        taken += width;
    }
    lines.push(line);
    lines
}

/// A word in pieces that fit, where it may be broken between any of its wide signs.
fn broken(word: &str, columns: usize) -> Vec<&str> {
    let is_wide = |c: char| c.width() == Some(2);
    if columns < 2 || word.width() <= columns || !word.chars().any(is_wide) {
        return vec![word];
    }
    let mut pieces = Vec::new();
    let (mut start, mut taken) = (0, 0);
    for (at, c) in word.char_indices() {
        let width = c.width().unwrap_or(0);
        if taken + width > columns {
            pieces.push(&word[start..at]);
            (start, taken) = (at, 0);
        }
        taken += width;
    }
    pieces.push(&word[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_not_commanded() {
        assert_eq!(
            clean("a\u{1b}[31mb\u{9b}2J\u{202e}c\u{7}\td\n\u{2066}e\u{2028}"),
            "a[31mb2Jc d e "
        );
        assert_eq!(clean_lines("a\n\tb\u{1b}c\r"), "a\n\tbc");
    }

    #[test]
    fn widths_are_columns() {
        assert_eq!(fit("日本語の本", 7), "日本語…");
        assert_eq!(fit("plain", 5), "plain");
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("日本語の本 a", 7), ["日本語", "の本 a"]);
        assert_eq!(
            wrap("a https://example.org/x", 5),
            ["a", "https://example.org/x"]
        );
    }
}
