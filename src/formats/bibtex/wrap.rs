//! Long lines of values broken at their spaces, which to BibTeX are spaces either way.

use unicode_width::UnicodeWidthStr;

use super::convert::is_verbatim;
use super::fields::{Piece, RawEntry};

/// `source` with the values that have a line of more than `width` columns broken anew, so that no line is longer
/// unless a single word is. Addresses and values with empty lines in them stay.
pub(super) fn wrapped(source: &str, width: usize) -> String {
    let Ok(entry) = RawEntry::parse(source) else {
        return source.to_owned();
    };
    let line_end = if source.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let mut out = source.to_owned();
    for field in entry.fields.iter().rev() {
        let line_start = source[..field.value_span.start]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let line_stop = source[field.value_span.end..]
            .find('\n')
            .map_or(source.len(), |at| field.value_span.end + at);
        let long = source[line_start..line_stop]
            .lines()
            .any(|line| line.width() > width);
        let value = &source[field.value_span.clone()];
        let paragraphs = value.lines().skip(1).any(|line| line.trim().is_empty());
        if !long || paragraphs || is_verbatim(field.name) {
            continue;
        }
        let column = source[line_start..field.value_span.start].width();
        let indent = if column < width / 3 { column + 1 } else { 4 };
        let pieces = field.value.pieces();
        let mut at = column;
        let mut written = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 {
                written.push_str(" # ");
                at += 3;
            }
            let (open, text, close) = match piece {
                Piece::Braced(text) => ("{", *text, "}"),
                Piece::Quoted(text) => ("\"", *text, "\""),
                Piece::Number(text) | Piece::Macro(text) => ("", *text, ""),
            };
            written.push_str(open);
            at += open.len();
            fill(
                text,
                width.saturating_sub(close.len() + 1),
                indent,
                line_end,
                &mut at,
                &mut written,
            );
            written.push_str(close);
            at += close.len();
        }
        out.replace_range(field.value_span.clone(), &written);
    }
    out
}

fn fill(text: &str, width: usize, indent: usize, line_end: &str, at: &mut usize, out: &mut String) {
    // white space at the ends is part of the text where pieces are joined
    if text.starts_with(|c: char| c.is_ascii_whitespace()) {
        out.push(' ');
        *at += 1;
    }
    for (index, word) in text.split_ascii_whitespace().enumerate() {
        let length = word.width();
        if index > 0 {
            if *at + 1 + length > width {
                out.push_str(line_end);
                out.extend(std::iter::repeat_n(' ', indent));
                *at = indent;
            } else {
                out.push(' ');
                *at += 1;
            }
        }
        out.push_str(word);
        *at += length;
    }
    if text.ends_with(|c: char| c.is_ascii_whitespace()) && !text.trim_ascii().is_empty() {
        out.push(' ');
        *at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_break_at_spaces() {
        let text = "@misc{k,\n  title = {one two three four five six},\n  url = {http://a.org/b c d e f g h i},\n  n = {x}\n}";
        assert_eq!(
            wrapped(text, 30),
            "@misc{k,\n  title = {one two three\n    four five six},\n  url = {http://a.org/b c d e f g h i},\n  n = {x}\n}"
        );
        assert_eq!(wrapped(text, 90), text);
        let joined = "@misc{k, t = {aaa bbb } # jan # \" ccc ddd eee fff\"}";
        assert_eq!(
            wrapped(joined, 28),
            "@misc{k, t = {aaa bbb } # jan # \" ccc\n    ddd eee fff\"}"
        );
    }
}
