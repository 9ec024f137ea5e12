//! The line in which the query is typed.

use unicode_segmentation::UnicodeSegmentation;

use crate::cli::text::{clean, width};

/// How long a query may be, in bytes; what is pasted beyond that is left out.
const LONGEST: usize = 10_000;

/// A text with a cursor between two of its characters, as a person counts them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    text: String,
    /// In bytes.
    cursor: usize,
}

impl Line {
    /// A line with the cursor at its end.
    pub(crate) fn new(text: &str) -> Self {
        let mut line = Self::default();
        line.insert(text);
        line
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Puts `text` before the cursor, without what a terminal must not be shown.
    pub(crate) fn insert(&mut self, text: &str) {
        let text = clean(text);
        let mut end = text.len().min(LONGEST.saturating_sub(self.text.len()));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.insert_str(self.cursor, &text[..end]);
        self.cursor += end;
    }

    pub(crate) fn left(&mut self) {
        self.cursor = self.before();
    }

    pub(crate) fn right(&mut self) {
        self.cursor = self.after();
    }

    pub(crate) fn word_left(&mut self) {
        self.cursor = self.word_before();
    }

    pub(crate) fn word_right(&mut self) {
        let rest = &self.text[self.cursor..];
        let word = rest.len() - rest.trim_start().len();
        let end = rest[word..].find(char::is_whitespace);
        self.cursor = end.map_or(self.text.len(), |end| self.cursor + word + end);
    }

    pub(crate) fn start(&mut self) {
        self.cursor = 0;
    }

    pub(crate) fn end(&mut self) {
        self.cursor = self.text.len();
    }

    pub(crate) fn backspace(&mut self) {
        let start = self.before();
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    pub(crate) fn delete(&mut self) {
        let end = self.after();
        self.text.replace_range(self.cursor..end, "");
    }

    pub(crate) fn delete_word(&mut self) {
        let start = self.word_before();
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    /// What to show in so many columns, and the column of the cursor in it. A longer text is shown around the cursor.
    pub(crate) fn window(&self, columns: usize) -> (&str, usize) {
        // the cursor behind the last character takes a column too
        let columns = columns.saturating_sub(1);
        let before = &self.text[..self.cursor];
        let mut start = 0;
        if width(before) > columns {
            for (at, _) in before.grapheme_indices(true) {
                start = at;
                if width(&before[at..]) <= columns {
                    break;
                }
            }
            if width(&before[start..]) > columns {
                start = self.cursor;
            }
        }
        let at = width(&before[start..]);
        let mut end = self.cursor;
        for (offset, character) in self.text[self.cursor..].grapheme_indices(true) {
            let next = self.cursor + offset + character.len();
            if width(&self.text[start..next]) > columns {
                break;
            }
            end = next;
        }
        (&self.text[start..end], at)
    }

    fn before(&self) -> usize {
        let last = self.text[..self.cursor].grapheme_indices(true).next_back();
        last.map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        let next = self.text[self.cursor..].graphemes(true).next();
        self.cursor + next.map_or(0, str::len)
    }

    fn word_before(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        let space = before.char_indices().rfind(|(_, c)| c.is_whitespace());
        space.map_or(0, |(at, c)| at + c.len_utf8())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_edited_by_characters_as_people_count_them() {
        let mut line = Line::new("e\u{301}👩\u{200d}💻x");
        line.left();
        line.backspace();
        assert_eq!(line.text(), "e\u{301}x");
        line.backspace();
        line.backspace();
        assert_eq!(line.text(), "x");
        line.delete();
        line.delete();
        assert_eq!(line.text(), "");
        line.insert("one two\n  three\u{1b}[2J ");
        assert_eq!(line.text(), "one two   three[2J ");
        line.delete_word();
        line.delete_word();
        assert_eq!(line.text(), "one ");
        line.start();
        line.word_right();
        line.insert("-");
        assert_eq!(line.text(), "one- ");
        line.word_left();
        line.word_left();
        line.insert("x");
        line.end();
        line.insert("y");
        assert_eq!(line.text(), "xone- y");
    }

    #[test]
    fn it_takes_only_so_much() {
        let mut line = Line::new(&"ä".repeat(20_000));
        assert_eq!(line.text().len(), LONGEST);
        line.insert("ab");
        assert_eq!(line.text().len(), LONGEST);
    }

    #[test]
    fn a_long_one_is_shown_around_the_cursor() {
        let mut line = Line::new("abcdef");
        assert_eq!(line.window(10), ("abcdef", 6));
        assert_eq!(line.window(5), ("cdef", 4));
        line.start();
        assert_eq!(line.window(5), ("abcd", 0));
        let line = Line::new("日本語");
        assert_eq!(line.window(6), ("本語", 4));
        assert_eq!(line.window(2), ("", 0));
        assert_eq!(line.window(0), ("", 0));
    }
}
