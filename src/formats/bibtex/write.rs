//! Writing items of a library as a `.bib` file.
//!
//! Entries leave as they came in, with the text that stood before them. A macro is defined before the first entry
//! that needs it, and again where another definition of its name stood in between, so that every entry means what
//! it meant in the file it came from.

use std::collections::HashMap;
use std::io::{self, Write};

use super::fields::{Cursor, Piece, RawBlock, RawEntry, Value};

/// How entries are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// As they came in.
    #[default]
    Original,
    /// One layout for all: [`tidy`].
    Tidy,
}

/// A macro definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The text before it.
    pub leading: String,
    /// `@string{name = value}`
    pub source: String,
    /// Its name in lower case.
    pub name: String,
    /// The macro names in it and the definitions they mean.
    pub uses: Vec<(String, Option<i64>)>,
}

/// Definitions by their numbers.
pub type Definitions = HashMap<i64, Definition>;

/// Writes items one after the other.
pub struct Writer<'d, W: Write> {
    out: W,
    layout: Layout,
    definitions: &'d Definitions,
    in_force: HashMap<&'d str, i64>,
    begun: bool,
    newline: bool,
}

impl<'d, W: Write> Writer<'d, W> {
    /// Writes to `out`; `definitions` are the macros that items may use.
    pub fn new(out: W, layout: Layout, definitions: &'d Definitions) -> Self {
        Self {
            out,
            layout,
            definitions,
            in_force: HashMap::new(),
            begun: false,
            newline: true,
        }
    }

    /// Text as it stands.
    ///
    /// # Errors
    /// Those of the output.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        if let Some(last) = text.as_bytes().last() {
            self.begun = true;
            self.newline = *last == b'\n';
            self.out.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    /// Sets what follows off by an empty line.
    ///
    /// # Errors
    /// Those of the output.
    pub fn apart(&mut self) -> io::Result<()> {
        match (self.begun, self.newline) {
            (false, _) => Ok(()),
            (true, true) => self.text("\n"),
            (true, false) => self.text("\n\n"),
        }
    }

    /// The macro definition `id` with its text, unless it is in force already; before it the definitions it needs.
    ///
    /// # Errors
    /// Those of the output.
    pub fn definition(&mut self, id: i64, leading: Option<&str>) -> io::Result<()> {
        let Some(definition) = self.definitions.get(&id) else {
            return Ok(());
        };
        if self.in_force.get(definition.name.as_str()) == Some(&id) {
            return self.text(
                leading
                    .unwrap_or_default()
                    .trim_end_matches([' ', '\t', '\n', '\r']),
            );
        }
        self.needs(&definition.uses)?;
        match leading {
            Some(leading) => self.text(leading)?,
            None if self.begun => self.text(if self.newline { "" } else { "\n" })?,
            None => {}
        }
        match self.layout {
            Layout::Original => self.text(&definition.source)?,
            Layout::Tidy => self.text(&tidy_definition(&definition.source))?,
        }
        self.in_force.insert(&definition.name, id);
        Ok(())
    }

    /// The definitions that `uses` names and that are not in force.
    fn needs(&mut self, uses: &[(String, Option<i64>)]) -> io::Result<()> {
        for (name, id) in uses {
            if let Some(id) = id
                && self.in_force.get(name.as_str()) != Some(id)
            {
                self.definition(*id, None)?;
                self.text("\n")?;
            }
        }
        Ok(())
    }

    /// A preamble.
    ///
    /// # Errors
    /// Those of the output.
    pub fn preamble(
        &mut self,
        leading: &str,
        source: &str,
        uses: &[(String, Option<i64>)],
    ) -> io::Result<()> {
        self.block(leading, source, uses)
    }

    /// An entry.
    ///
    /// # Errors
    /// Those of the output.
    pub fn entry(
        &mut self,
        leading: &str,
        source: &str,
        uses: &[(String, Option<i64>)],
    ) -> io::Result<()> {
        match self.layout {
            Layout::Original => self.block(leading, source, uses),
            Layout::Tidy => match RawEntry::parse(source) {
                Ok(entry) => self.block(leading, &tidy(&entry), uses),
                Err(_) => self.block(leading, source, uses),
            },
        }
    }

    fn block(
        &mut self,
        leading: &str,
        source: &str,
        uses: &[(String, Option<i64>)],
    ) -> io::Result<()> {
        let missing = uses
            .iter()
            .any(|(name, id)| id.is_some_and(|id| self.in_force.get(name.as_str()) != Some(&id)));
        if missing {
            self.apart()?;
            self.needs(uses)?;
            if !leading.starts_with(['\n', '\r']) {
                self.text("\n")?;
            }
        }
        self.text(leading)?;
        self.text(source)
    }

    /// Ends the last line and gives the output back.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(mut self, end_line: bool) -> io::Result<W> {
        if end_line && !self.newline {
            self.text("\n")?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

/// `entry` in ibid's own layout: type and field names in lower case, a field a line, two spaces of indentation,
/// values in braces, the closing brace on its own line. Values, their macros and the order of fields stay. An entry
/// with comments between its fields stays as it is.
pub fn tidy(entry: &RawEntry<'_>) -> String {
    if entry.comment.is_some() {
        return entry.text.to_owned();
    }
    let mut out = String::with_capacity(entry.text.len() + 16);
    let close = if entry.key.contains('}') { ')' } else { '}' };
    out.push('@');
    out.push_str(&entry.entry_type.to_ascii_lowercase());
    out.push(if close == ')' { '(' } else { '{' });
    out.push_str(entry.key);
    for field in &entry.fields {
        out.push_str(",\n  ");
        out.push_str(&field.name.to_ascii_lowercase());
        out.push_str(" = ");
        value(&field.value, &mut out);
    }
    out.push_str(if entry.fields.is_empty() && close == '}' {
        ""
    } else {
        "\n"
    });
    out.push(close);
    out
}

/// The macro definition `source` on one line, its value in braces.
fn tidy_definition(source: &str) -> String {
    let Ok(RawBlock::Macro(definition)) = Cursor::new(source, 0).block(0) else {
        return source.to_owned();
    };
    let mut out = format!("@string{{{} = ", definition.name);
    value(&definition.value, &mut out);
    out.push('}');
    out
}

fn value(value: &Value<'_>, out: &mut String) {
    for (index, piece) in value.pieces().iter().enumerate() {
        if index > 0 {
            out.push_str(" # ");
        }
        match piece {
            Piece::Braced(text) | Piece::Quoted(text) => {
                out.push('{');
                out.push_str(text);
                out.push('}');
            }
            Piece::Number(text) | Piece::Macro(text) => out.push_str(text),
        }
    }
}

/// The comment lines that stand directly before an entry, with nothing but a line break between: they go with it
/// when it is exported alone.
pub fn own_comment(leading: &str) -> &str {
    let body = leading.trim_end_matches([' ', '\t']);
    let mut start = body.len();
    for line in body.split_inclusive('\n').rev() {
        if !line.trim_start().starts_with('%') || line.contains('@') {
            break;
        }
        start -= line.len();
    }
    &leading[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidies_layout_and_nothing_else() {
        let entry =
            RawEntry::parse("@ARTICLE( k ,Title=\"a {\"} b\" # acm,\n YEAR =1999, )").unwrap();
        assert_eq!(
            tidy(&entry),
            "@article{k,\n  title = {a {\"} b} # acm,\n  year = 1999\n}"
        );
        assert_eq!(tidy(&RawEntry::parse("@misc{k}").unwrap()), "@misc{k}");
    }

    #[test]
    fn every_entry_gets_the_definition_it_means() {
        let definition = |name: &str, source: &str, uses: Vec<(String, Option<i64>)>| Definition {
            leading: String::new(),
            source: source.to_owned(),
            name: name.to_owned(),
            uses,
        };
        let definitions = Definitions::from([
            (1, definition("x", "@string{x = \"1\"}", vec![])),
            (2, definition("x", "@string{X = \"2\"}", vec![])),
            (
                3,
                definition(
                    "y",
                    "@string{y = x # \"3\"}",
                    vec![("x".to_owned(), Some(1))],
                ),
            ),
        ]);
        let mut writer = Writer::new(Vec::new(), Layout::Original, &definitions);
        writer
            .entry("", "@a{k, t = y}", &[("y".to_owned(), Some(3))])
            .unwrap();
        writer
            .entry("\n", "@a{l, t = x}", &[("x".to_owned(), Some(2))])
            .unwrap();
        writer
            .entry("\n", "@a{m, t = x}", &[("x".to_owned(), Some(1))])
            .unwrap();
        let text = String::from_utf8(writer.finish(true).unwrap()).unwrap();
        assert_eq!(
            text,
            "@string{x = \"1\"}\n@string{y = x # \"3\"}\n\n@a{k, t = y}\n\n@string{X = \"2\"}\n\n@a{l, t = x}\n\n\
             @string{x = \"1\"}\n\n@a{m, t = x}\n"
        );
    }

    #[test]
    fn only_an_adjacent_comment_is_an_entrys_own() {
        assert_eq!(own_comment("\n% file\n\n% one\n% two\n"), "% one\n% two\n");
        assert_eq!(own_comment("\n% one\n\n"), "");
        assert_eq!(own_comment("\n@comment{x}\n"), "");
        assert_eq!(own_comment("% x"), "% x");
    }
}
