//! One type for everything ibid has to say about an input or a record.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Something was mended, kept aside or will not come out as meant.
    Warning,
    /// Something was not taken.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in an input, with the line so that it can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The input's path as it was given; `<stdin>` for standard input.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// The line's text, or the part of a very long one around the column.
    pub text: String,
    /// Byte of `text` that `column` names.
    pub at: usize,
}

/// A finding: what, where, how bad, and what to do about it.
///
/// As JSON: `{"code","severity","message","file","line","column","key","help"}`, `null` where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable name for the kind of finding, such as `missing-comma`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found and what was done, one sentence without a full stop.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// Where in an input.
    pub place: Option<Place>,
    /// The key of the entry it is about.
    pub key: Option<String>,
}

impl Diagnostic {
    /// A finding without a place.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            help: None,
            place: None,
            key: None,
        }
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same about an entry.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The same at a place.
    #[must_use]
    pub fn place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(8))?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("severity", &self.severity)?;
        map.serialize_entry("message", &self.message)?;
        map.serialize_entry("file", &self.place.as_ref().map(|place| &place.file))?;
        map.serialize_entry("line", &self.place.as_ref().map(|place| place.line))?;
        map.serialize_entry("column", &self.place.as_ref().map(|place| place.column))?;
        map.serialize_entry("key", &self.key)?;
        map.serialize_entry("help", &self.help)?;
        map.end()
    }
}

/// Finds lines and columns in one text; cheap where it is asked in the order of the text.
pub struct Lines<'s> {
    file: &'s str,
    text: &'s str,
    /// A byte at the start of a line, and that line's number.
    known: (usize, usize),
}

/// The longest line that is shown whole, and how much of a longer one, in bytes.
const SHOWN: usize = 160;

impl<'s> Lines<'s> {
    /// For the input `file` that holds `text`.
    pub fn new(file: &'s str, text: &'s str) -> Self {
        Self {
            file,
            text,
            known: (0, 1),
        }
    }

    /// The place of byte `at`; the end of the text for anything behind it.
    pub fn place(&mut self, at: usize) -> Place {
        let bytes = self.text.as_bytes();
        let at = self.text.floor_char_boundary(at);
        if at < self.known.0 {
            self.known = (0, 1);
        }
        let (mut start, mut line) = self.known;
        while let Some(end) = memchr::memchr(b'\n', &bytes[start..at]) {
            start += end + 1;
            line += 1;
        }
        self.known = (start, line);
        let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        let (from, to) = if end - start <= SHOWN {
            (start, end)
        } else {
            let from = self
                .text
                .floor_char_boundary(at.saturating_sub(SHOWN / 2).max(start));
            (from, self.text.floor_char_boundary((from + SHOWN).min(end)))
        };
        Place {
            file: self.file.to_owned(),
            line,
            column: self.text[start..at].chars().count() + 1,
            text: self.text[from..to.max(at)].to_owned(),
            at: at - from,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters() {
        let mut lines = Lines::new("x.bib", "eins\r\nzwölf\n\nvier");
        let place = lines.place(10);
        assert_eq!(
            (place.line, place.column, place.text.as_str(), place.at),
            (2, 4, "zwölf", 4)
        );
        assert_eq!(lines.place(99).line, 4);
        assert_eq!((lines.place(0).line, lines.place(3).column), (1, 4));
        let long = "x".repeat(1000);
        let place = Lines::new("x", &long).place(500);
        assert_eq!((place.column, place.text.len(), place.at), (501, 160, 80));
    }
}
