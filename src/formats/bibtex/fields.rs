//! One block of a `.bib` file, taken apart without interpreting anything: its type, its key and its fields, each a
//! slice of the text as it stands.
//!
//! The grammar is that of the `bibtex` program (the section on reading the database files in `bibtex.web`): names
//! are what its table of legal identifier characters allows, `\{` and `\}` count as braces, quotes end a value only
//! outside braces, the value parts are joined by `#`. In one thing it is wider: where `bibtex` would stop at a `%`
//! between the parts of an entry, the rest of that line is a comment, as it is to `biber`.
//!
//! ```
//! use ibid::formats::bibtex::fields::{Piece, RawEntry};
//!
//! let entry = RawEntry::parse("@Article{k, title = {On {TeX}}, month = 1 # jan}").unwrap();
//! assert_eq!((entry.entry_type, entry.key), ("Article", "k"));
//! assert_eq!(entry.fields[0].value.pieces(), [Piece::Braced("On {TeX}")]);
//! assert_eq!(entry.fields[1].value.pieces(), [Piece::Number("1"), Piece::Macro("jan")]);
//! ```

use std::ops::Range;

/// One part of a value, without its delimiters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'s> {
    /// `{…}`
    Braced(&'s str),
    /// `"…"`
    Quoted(&'s str),
    /// Digits without delimiters.
    Number(&'s str),
    /// The name of a macro.
    Macro(&'s str),
}

impl<'s> Piece<'s> {
    /// The text between the delimiters, a number's digits; nothing for a macro.
    pub fn literal(self) -> Option<&'s str> {
        match self {
            Self::Braced(text) | Self::Quoted(text) | Self::Number(text) => Some(text),
            Self::Macro(_) => None,
        }
    }
}

/// A value: one part, or several joined by `#`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'s> {
    /// The usual case, kept without an allocation.
    One(Piece<'s>),
    /// Two parts or more.
    Many(Vec<Piece<'s>>),
}

impl<'s> Value<'s> {
    /// The parts in their order, at least one.
    pub fn pieces(&self) -> &[Piece<'s>] {
        match self {
            Self::One(piece) => std::slice::from_ref(piece),
            Self::Many(pieces) => pieces,
        }
    }

    /// The names of the macros in it.
    pub fn macros(&self) -> impl Iterator<Item = &'s str> {
        self.pieces().iter().filter_map(|piece| match piece {
            Piece::Macro(name) => Some(*name),
            _ => None,
        })
    }
}

/// One `name = value` of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawField<'s> {
    /// The field's name as written.
    pub name: &'s str,
    /// Its value.
    pub value: Value<'s>,
    /// Bytes of the block from the name's first to the value's last.
    pub span: Range<usize>,
    /// Bytes of the block that the value takes, delimiters and `#` included.
    pub value_span: Range<usize>,
}

/// One entry, every part a slice of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEntry<'s> {
    /// The whole block, from `@` to the closing delimiter.
    pub text: &'s str,
    /// The type as written, without `@`.
    pub entry_type: &'s str,
    /// The key as written; may be empty.
    pub key: &'s str,
    /// Bytes of the block that the key takes.
    pub key_span: Range<usize>,
    /// The fields in their order, repeated ones included.
    pub fields: Vec<RawField<'s>>,
    /// Byte of the block at which the first `%` comment between its parts starts.
    pub comment: Option<usize>,
}

impl<'s> RawEntry<'s> {
    /// Reads `text`, which must be one entry and nothing else.
    ///
    /// # Errors
    /// The fault that `bibtex` would report; `Expected::Entry` where the text is not one entry.
    pub fn parse(text: &'s str) -> Result<Self, Fault> {
        let mut cursor = Cursor::new(text, 0);
        match cursor.block(0)? {
            RawBlock::Entry(entry) if cursor.at == text.len() => Ok(entry),
            _ => Err(Fault::at(Expected::Entry, 0, 0)),
        }
    }

    /// The first field of that name, case aside; BibTeX ignores the later ones.
    pub fn field(&self, name: &str) -> Option<&RawField<'s>> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
    }
}

/// A macro definition, `@string{name = value}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawMacro<'s> {
    /// The whole block.
    pub text: &'s str,
    /// The name as written.
    pub name: &'s str,
    /// Bytes of the block that the name takes.
    pub name_span: Range<usize>,
    /// The value.
    pub value: Value<'s>,
}

/// A `@preamble{value}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawPreamble<'s> {
    /// The whole block.
    pub text: &'s str,
    /// The value.
    pub value: Value<'s>,
}

/// What follows an `@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawBlock<'s> {
    /// An entry.
    Entry(RawEntry<'s>),
    /// `@string`
    Macro(RawMacro<'s>),
    /// `@preamble`
    Preamble(RawPreamble<'s>),
    /// `@comment`: to BibTeX the word alone, what follows it is text like any other.
    Comment,
}

/// What the grammar asks for where a block breaks off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// One entry and nothing around it.
    Entry,
    /// The entry type behind `@`.
    EntryType,
    /// `{` or `(` behind the type.
    OpeningDelimiter,
    /// A field's or macro's name.
    Name,
    /// `=` behind a name.
    Equals,
    /// A value.
    Value,
    /// `,` or the end of the entry.
    CommaOrEnd(char),
    /// The end of a `@string` or `@preamble`.
    End(char),
    /// The delimiter that ends a value that was opened.
    ClosingDelimiter(char),
    /// A `"` before a `}` that nothing opened.
    BalancedBraces,
}

/// Where and why a block cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What was expected.
    pub expected: Expected,
    /// Byte of the text where it was expected.
    pub at: usize,
    /// Byte where the value began that is still open, or that the fault stands behind; else the same as `at`.
    pub opened: usize,
}

impl Fault {
    fn at(expected: Expected, at: usize, opened: usize) -> Self {
        Self {
            expected,
            at,
            opened,
        }
    }
}

/// Whether BibTeX takes `byte` in a type's, field's or macro's name (the table `id_class` of `bibtex.web`).
pub fn is_name_byte(byte: u8) -> bool {
    !matches!(
        byte,
        0..=b' ' | 0x7f | b'"' | b'#' | b'%' | b'\'' | b'(' | b')' | b',' | b'=' | b'{' | b'}'
    )
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// A position in a text that is being read.
pub(crate) struct Cursor<'s> {
    text: &'s str,
    bytes: &'s [u8],
    pub(crate) at: usize,
    /// A value that has not ended here is taken as never ending; see [`super::split`].
    pub(crate) limit: usize,
    /// Whether `%` starts a comment between the parts of an entry.
    pub(crate) comments: bool,
    comment: Option<usize>,
}

impl<'s> Cursor<'s> {
    pub(crate) fn new(text: &'s str, at: usize) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at,
            limit: text.len(),
            comments: true,
            comment: None,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(crate) fn skip_white(&mut self) {
        while self.peek().is_some_and(is_white) {
            self.at += 1;
        }
    }

    /// Skips white space and, inside an entry, comments.
    fn skip_space(&mut self) {
        self.skip_white();
        while self.comments && self.peek() == Some(b'%') {
            self.comment.get_or_insert(self.at);
            let rest = &self.bytes[self.at..];
            self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            self.skip_white();
        }
    }

    /// An identifier as `scan_identifier` takes it: not starting with a digit, ended by white space, the end of
    /// the text or one of `ends`; empty when there is none.
    pub(crate) fn name(&mut self, ends: &[u8], expected: Expected) -> Result<&'s str, Fault> {
        let start = self.at;
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            while self.peek().is_some_and(is_name_byte) {
                self.at += 1;
            }
        }
        let well_ended = self
            .peek()
            .is_none_or(|byte| is_white(byte) || ends.contains(&byte));
        if start == self.at || !well_ended {
            return Err(Fault::at(expected, self.at, self.at));
        }
        Ok(&self.text[start..self.at])
    }

    /// The block whose `@` is at `start`; afterwards the cursor stands behind it, after a fault where BibTeX would
    /// go on looking for the next `@`.
    pub(crate) fn block(&mut self, start: usize) -> Result<RawBlock<'s>, Fault> {
        if self.bytes.get(start) != Some(&b'@') {
            return Err(Fault::at(Expected::Entry, start, start));
        }
        self.at = start + 1;
        self.skip_white();
        let entry_type = self.name(b"{(", Expected::EntryType)?;
        if entry_type.eq_ignore_ascii_case("comment") {
            return Ok(RawBlock::Comment);
        }
        self.skip_white();
        let close = match self.peek() {
            Some(b'{') => b'}',
            Some(b'(') => b')',
            _ => return Err(Fault::at(Expected::OpeningDelimiter, self.at, self.at)),
        };
        self.at += 1;
        self.skip_white();
        if entry_type.eq_ignore_ascii_case("string") {
            self.macro_definition(start, close).map(RawBlock::Macro)
        } else if entry_type.eq_ignore_ascii_case("preamble") {
            let (value, _) = self.value(close)?;
            self.end(close)?;
            Ok(RawBlock::Preamble(RawPreamble {
                text: &self.text[start..self.at],
                value,
            }))
        } else {
            self.entry(start, entry_type, close).map(RawBlock::Entry)
        }
    }

    fn end(&mut self, close: u8) -> Result<(), Fault> {
        if self.peek() != Some(close) {
            return Err(Fault::at(Expected::End(close as char), self.at, self.at));
        }
        self.at += 1;
        Ok(())
    }

    fn macro_definition(&mut self, start: usize, close: u8) -> Result<RawMacro<'s>, Fault> {
        let name_start = self.at;
        let name = self.name(b"=", Expected::Name)?;
        let name_span = name_start - start..self.at - start;
        self.skip_white();
        self.equals()?;
        let (value, _) = self.value(close)?;
        self.end(close)?;
        Ok(RawMacro {
            text: &self.text[start..self.at],
            name,
            name_span,
            value,
        })
    }

    fn equals(&mut self) -> Result<(), Fault> {
        if self.peek() != Some(b'=') {
            return Err(Fault::at(Expected::Equals, self.at, self.at));
        }
        self.at += 1;
        self.skip_white();
        Ok(())
    }

    fn entry(
        &mut self,
        start: usize,
        entry_type: &'s str,
        close: u8,
    ) -> Result<RawEntry<'s>, Fault> {
        let key_start = self.at;
        // BibTeX lets a key in parentheses run on over a `)`.
        while self
            .peek()
            .is_some_and(|byte| byte != b',' && !is_white(byte) && (byte != b'}' || close == b')'))
        {
            self.at += 1;
        }
        let key = &self.text[key_start..self.at];
        let key_span = key_start - start..self.at - start;
        self.comment = None;
        self.skip_space();
        let mut fields = Vec::with_capacity(12);
        let mut last_value = None;
        loop {
            match self.peek() {
                Some(byte) if byte == close => break,
                Some(b',') => self.at += 1,
                _ => {
                    let opened = last_value.unwrap_or(self.at);
                    return Err(Fault::at(
                        Expected::CommaOrEnd(close as char),
                        self.at,
                        opened,
                    ));
                }
            }
            self.skip_space();
            if self.peek() == Some(close) {
                break;
            }
            let field_start = self.at;
            let name = self.name(b"=", Expected::Name)?;
            self.skip_space();
            self.equals()?;
            let value_start = self.at;
            last_value = Some(value_start);
            let (value, value_end) = self.value(close)?;
            fields.push(RawField {
                name,
                value,
                span: field_start - start..value_end - start,
                value_span: value_start - start..value_end - start,
            });
        }
        self.at += 1;
        Ok(RawEntry {
            text: &self.text[start..self.at],
            entry_type,
            key,
            key_span,
            fields,
            comment: self.comment.map(|at| at - start),
        })
    }

    /// A value and the byte behind its last part; the cursor stands behind the white space that follows.
    fn value(&mut self, close: u8) -> Result<(Value<'s>, usize), Fault> {
        let first = self.piece(close)?;
        let mut end = self.at;
        self.skip_space();
        if self.peek() != Some(b'#') {
            return Ok((Value::One(first), end));
        }
        let mut pieces = vec![first];
        while self.peek() == Some(b'#') {
            self.at += 1;
            self.skip_space();
            pieces.push(self.piece(close)?);
            end = self.at;
            self.skip_space();
        }
        Ok((Value::Many(pieces), end))
    }

    fn piece(&mut self, close: u8) -> Result<Piece<'s>, Fault> {
        let start = self.at;
        match self.peek() {
            Some(b'{') => {
                self.at += 1;
                self.braces(start)?;
                Ok(Piece::Braced(&self.text[start + 1..self.at - 1]))
            }
            Some(b'"') => {
                self.at += 1;
                self.quotes(start)?;
                Ok(Piece::Quoted(&self.text[start + 1..self.at - 1]))
            }
            Some(byte) if byte.is_ascii_digit() => {
                while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                    self.at += 1;
                }
                Ok(Piece::Number(&self.text[start..self.at]))
            }
            _ => self
                .name(&[b',', close, b'#'], Expected::Value)
                .map(Piece::Macro),
        }
    }

    fn braces(&mut self, opened: usize) -> Result<(), Fault> {
        let mut depth = 1_usize;
        for hit in memchr::memchr2_iter(b'{', b'}', &self.bytes[self.at..self.limit]) {
            if self.bytes[self.at + hit] == b'{' {
                depth += 1;
            } else {
                depth -= 1;
                if depth == 0 {
                    self.at += hit + 1;
                    return Ok(());
                }
            }
        }
        self.at = self.limit;
        Err(Fault::at(
            Expected::ClosingDelimiter('}'),
            self.limit,
            opened,
        ))
    }

    fn quotes(&mut self, opened: usize) -> Result<(), Fault> {
        let mut depth = 0_usize;
        for hit in memchr::memchr3_iter(b'{', b'}', b'"', &self.bytes[self.at..self.limit]) {
            let at = self.at + hit;
            match self.bytes[at] {
                b'{' => depth += 1,
                b'}' if depth == 0 => {
                    self.at = at;
                    return Err(Fault::at(Expected::BalancedBraces, at, opened));
                }
                b'}' => depth -= 1,
                _ if depth == 0 => {
                    self.at = at + 1;
                    return Ok(());
                }
                _ => {}
            }
        }
        self.at = self.limit;
        let missing = if depth == 0 { '"' } else { '}' };
        Err(Fault::at(
            Expected::ClosingDelimiter(missing),
            self.limit,
            opened,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        RawEntry::parse(text).expect_err("a fault")
    }

    #[test]
    fn takes_an_entry_apart() {
        let text = "@ARTICLE ( k:1 ,\n Title = \"a \\\"{o} {\"}\" # mac, year=1999 , )";
        let entry = RawEntry::parse(text).unwrap_err();
        // a quote outside braces ends the value whatever stands before it
        assert_eq!(entry.expected, Expected::CommaOrEnd(')'));
        let text = "@ARTICLE ( k:1 ,\n Title = \"a {\\\"o} {\"}\" # mac, year=1999 , )";
        let entry = RawEntry::parse(text).unwrap();
        assert_eq!(entry.key, "k:1");
        assert_eq!(&text[entry.key_span.clone()], "k:1");
        assert_eq!(entry.fields.len(), 2);
        assert_eq!(
            entry.fields[0].value.pieces(),
            [Piece::Quoted("a {\\\"o} {\"}"), Piece::Macro("mac")]
        );
        assert_eq!(
            &text[entry.fields[0].span.clone()],
            "Title = \"a {\\\"o} {\"}\" # mac"
        );
        assert_eq!(&text[entry.fields[1].value_span.clone()], "1999");
    }

    #[test]
    fn says_what_was_expected_and_where() {
        assert_eq!(
            fault("@a{k title={x}}"),
            Fault::at(Expected::CommaOrEnd('}'), 5, 5)
        );
        assert_eq!(fault("@a{k, ,title={x}}"), Fault::at(Expected::Name, 6, 6));
        assert_eq!(
            fault("@a{k, title {x}}"),
            Fault::at(Expected::Equals, 12, 12)
        );
        assert_eq!(
            fault("@a{k, t={x}"),
            Fault::at(Expected::CommaOrEnd('}'), 11, 8)
        );
        assert_eq!(
            fault("@a{k, t={x, y"),
            Fault::at(Expected::ClosingDelimiter('}'), 13, 8)
        );
        assert_eq!(
            fault("@a{k, t=\"}\"}"),
            Fault::at(Expected::BalancedBraces, 9, 8)
        );
        assert_eq!(fault("@a{k, 1t={x}}"), Fault::at(Expected::Name, 6, 6));
        assert_eq!(fault("@a k"), Fault::at(Expected::OpeningDelimiter, 3, 3));
    }

    #[test]
    fn keys_end_where_bibtex_ends_them() {
        assert_eq!(RawEntry::parse("@a{k}").unwrap().key, "k");
        assert_eq!(RawEntry::parse("@a{,t=1}").unwrap().key, "");
        assert_eq!(RawEntry::parse("@a(a)b, t=1)").unwrap().key, "a)b");
        assert_eq!(RawEntry::parse("@a{a{b, t=1}").unwrap().key, "a{b");
        assert_eq!(
            RawEntry::parse("@a{Müller#1, t=1}").unwrap().key,
            "Müller#1"
        );
    }
}
