//! Changes to one entry's text that touch nothing around what changes.
//!
//! ```
//! use ibid::formats::bibtex::edit::{Text, set_field, unset_field};
//!
//! let entry = "@book{k,\n  title = {T},\n  year  = 1999\n}";
//! let entry = set_field(entry, "publisher", Text::Plain("P")).unwrap();
//! assert_eq!(entry, "@book{k,\n  title = {T},\n  year  = 1999,\n  publisher = {P}\n}");
//! assert_eq!(unset_field(&entry, "title").unwrap(), "@book{k,\n  year  = 1999,\n  publisher = {P}\n}");
//! ```

use std::ops::Range;

use super::fields::{Cursor, Piece, RawBlock, RawEntry, RawField, Value, is_name_byte};
use super::letters::{to_ascii, to_unicode};
use super::macros::{MONTHS, macro_key};
use super::options::Letters;
use super::record::{Keys, REFERENCE_FIELDS};

/// Why an entry's text cannot be changed as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The text is not one entry.
    #[error("that is not one BibTeX entry")]
    NotAnEntry,
    /// BibTeX could not read the field's name.
    #[error("{0:?} cannot be a field name: letters, digits and `-` are safe")]
    FieldName(String),
    /// BibTeX could not read the entry type.
    #[error("{0:?} cannot be an entry type")]
    EntryType(String),
    /// The braces in a value do not match.
    #[error("the braces in {0:?} do not match")]
    Braces(String),
    /// Not a value in BibTeX's notation.
    #[error("{0:?} is not a value: write {{text}}, \"text\", a number or macro names, joined by #")]
    Value(String),
}

/// A field's new value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text<'t> {
    /// TeX text, which gets its delimiters here.
    Plain(&'t str),
    /// A value as BibTeX writes it: `{text}`, `acm # " 12"`.
    Raw(&'t str),
}

/// `source` with the field `name` set to `value`: in its place and its delimiters where the entry has it, else as a
/// new last field laid out like the one before it.
///
/// # Errors
/// [`EditError`] where the result would not be an entry.
pub fn set_field(source: &str, name: &str, value: Text<'_>) -> Result<String, EditError> {
    let entry = RawEntry::parse(source).map_err(|_| EditError::NotAnEntry)?;
    if !is_name(name) {
        return Err(EditError::FieldName(name.to_owned()));
    }
    let old = entry.field(name);
    let written = match value {
        Text::Raw(text) => raw(text)?,
        Text::Plain(text) => delimited(name, text, old.map(|field| &field.value))?,
    };
    if let Some(field) = old {
        return Ok(spliced(source, &field.value_span, &written));
    }
    let Some(last) = entry.fields.last() else {
        let line_end = if source.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let end = entry.key_span.end;
        let rest = source[end..].trim_start();
        let (comma, separator, tail) = match rest.strip_prefix(',') {
            Some(behind) => (source.len() - behind.len(), "", behind.trim_start()),
            None => (end, ",", rest),
        };
        return Ok(format!(
            "{}{separator}{line_end}  {name} = {written}{line_end}{tail}",
            &source[..comma]
        ));
    };
    let before = entry
        .fields
        .len()
        .checked_sub(2)
        .map_or(entry.key_span.end, |index| entry.fields[index].span.end);
    let space = source[before..last.span.start]
        .trim_start_matches(|c: char| c != ',')
        .trim_start_matches(',');
    let gap =
        |field: &RawField<'_>| &source[field.span.start + field.name.len()..field.value_span.start];
    let column = |field: &RawField<'_>| {
        field.span.len() - field.value_span.len() - gap(field).trim_start_matches(' ').len()
    };
    let between = gap(last);
    // where the equals signs are in a column, the new one goes there too
    let width = column(last);
    let uneven = entry
        .fields
        .iter()
        .any(|field| field.name.len() != last.name.len());
    let aligned = between.starts_with("  ")
        || (uneven && entry.fields.iter().all(|field| column(field) == width));
    let padding = if aligned {
        " ".repeat(width.saturating_sub(name.len()).max(1))
    } else {
        String::new()
    };
    let equals = if aligned {
        between.trim_start_matches(' ')
    } else {
        between
    };
    let added = format!(",{space}{name}{padding}{equals}{written}");
    Ok(spliced(source, &(last.span.end..last.span.end), &added))
}

/// `source` without the field `name`, however often it has it.
///
/// # Errors
/// [`EditError::NotAnEntry`].
pub fn unset_field(source: &str, name: &str) -> Result<String, EditError> {
    let entry = RawEntry::parse(source).map_err(|_| EditError::NotAnEntry)?;
    let mut out = source.to_owned();
    for (index, field) in entry.fields.iter().enumerate().rev() {
        if field.name.eq_ignore_ascii_case(name) {
            let before = index
                .checked_sub(1)
                .map_or(entry.key_span.end, |index| entry.fields[index].span.end);
            out.replace_range(before..field.span.end, "");
        }
    }
    Ok(out)
}

/// `source` with another key, which must be one that BibTeX can read.
///
/// # Errors
/// [`EditError::NotAnEntry`].
pub fn set_key(source: &str, key: &str) -> Result<String, EditError> {
    let entry = RawEntry::parse(source).map_err(|_| EditError::NotAnEntry)?;
    Ok(spliced(source, &entry.key_span, key))
}

/// `source` with another entry type.
///
/// # Errors
/// [`EditError`] where BibTeX could not read it.
pub fn set_type(source: &str, entry_type: &str) -> Result<String, EditError> {
    let entry = RawEntry::parse(source).map_err(|_| EditError::NotAnEntry)?;
    let reserved = ["string", "preamble", "comment"]
        .iter()
        .any(|word| entry_type.eq_ignore_ascii_case(word));
    if !is_name(entry_type) || reserved {
        return Err(EditError::EntryType(entry_type.to_owned()));
    }
    let start = source[1..].len() - source[1..].trim_start().len() + 1;
    Ok(spliced(
        source,
        &(start..start + entry.entry_type.len()),
        entry_type,
    ))
}

/// `source` with every use of the macros that `renamed` gives another name for.
///
/// # Errors
/// [`EditError::NotAnEntry`].
pub fn rename_macros(
    source: &str,
    renamed: &dyn Fn(&str) -> Option<String>,
) -> Result<String, EditError> {
    let entry = RawEntry::parse(source).map_err(|_| EditError::NotAnEntry)?;
    let values: Vec<&Value<'_>> = entry.fields.iter().map(|field| &field.value).collect();
    Ok(with_macros(source, &values, renamed))
}

/// The `@string` block `source` under the name `own`, if given, with the macros in its value renamed.
pub fn macro_with_names(
    source: &str,
    own: Option<&str>,
    renamed: &dyn Fn(&str) -> Option<String>,
) -> String {
    let Ok(RawBlock::Macro(definition)) = Cursor::new(source, 0).block(0) else {
        return source.to_owned();
    };
    let out = with_macros(source, &[&definition.value], renamed);
    // the name stands before the value, so its place has not changed
    own.map_or_else(
        || out.clone(),
        |own| spliced(&out, &definition.name_span, own),
    )
}

/// The `@string` or `@preamble` block `source` with its letters as `letters` has them. What a preamble defines is TeX's
/// own and is not made letters.
pub fn with_letters(source: &str, letters: Letters) -> String {
    let change = match letters {
        Letters::AsGiven => return source.to_owned(),
        Letters::Ascii => |text: &str| to_ascii(text).0,
        Letters::Unicode => to_unicode,
    };
    let value = match Cursor::new(source, 0).block(0) {
        Ok(RawBlock::Macro(definition)) => definition.value,
        Ok(RawBlock::Preamble(preamble)) if letters == Letters::Ascii => preamble.value,
        _ => return source.to_owned(),
    };
    let mut out = source.to_owned();
    for piece in value.pieces().iter().rev() {
        if let Piece::Braced(text) | Piece::Quoted(text) = piece {
            let at = text.as_ptr().addr() - source.as_ptr().addr();
            out.replace_range(at..at + text.len(), &change(text));
        }
    }
    out
}

/// The `@preamble` block `source` with the macros in its value renamed.
pub fn preamble_with_macros(source: &str, renamed: &dyn Fn(&str) -> Option<String>) -> String {
    match Cursor::new(source, 0).block(0) {
        Ok(RawBlock::Preamble(preamble)) => with_macros(source, &[&preamble.value], renamed),
        _ => source.to_owned(),
    }
}

/// `text`, in which `values` stand, with every use of the macros that `renamed` gives another name for.
fn with_macros(
    text: &str,
    values: &[&Value<'_>],
    renamed: &dyn Fn(&str) -> Option<String>,
) -> String {
    let mut out = text.to_owned();
    for value in values.iter().rev() {
        for name in value.macros().collect::<Vec<_>>().into_iter().rev() {
            if let Some(new) = renamed(&macro_key(name)) {
                // the name is a slice of the text
                let at = name.as_ptr().addr() - text.as_ptr().addr();
                out.replace_range(at..at + name.len(), &new);
            }
        }
    }
    out
}

/// `source` with every reference to the entry `old` (in `crossref`, `xdata` and the like) made one to `new`.
///
/// # Errors
/// [`EditError::NotAnEntry`].
pub fn rename_references(source: &str, old: &str, new: &str) -> Result<String, EditError> {
    let entry = RawEntry::parse(source).map_err(|_| EditError::NotAnEntry)?;
    let mut out = source.to_owned();
    for field in entry.fields.iter().rev() {
        let Some((_, keys)) = REFERENCE_FIELDS
            .iter()
            .find(|(name, _)| field.name.eq_ignore_ascii_case(name))
        else {
            continue;
        };
        for piece in field.value.pieces().iter().rev() {
            let Some(text) = piece.literal() else {
                continue;
            };
            let start = text.as_ptr().addr() - source.as_ptr().addr();
            let mut at = start + text.len();
            for part in text.rsplit(|c| c == ',' && *keys == Keys::List) {
                let from = at - part.len();
                if part.trim().eq_ignore_ascii_case(old) {
                    let from = from + (part.len() - part.trim_start().len());
                    out.replace_range(from..from + part.trim().len(), new);
                }
                at = from.saturating_sub(1);
            }
        }
    }
    Ok(out)
}

/// `source` with `key` among the keys of the list field `name`, or without it.
///
/// # Errors
/// [`EditError::NotAnEntry`].
pub fn list_key(source: &str, name: &str, key: &str, present: bool) -> Result<String, EditError> {
    let entry = RawEntry::parse(source).map_err(|_| EditError::NotAnEntry)?;
    let literals = entry.field(name).map(|field| {
        field
            .value
            .pieces()
            .iter()
            .filter_map(|piece| piece.literal())
    });
    let text = literals
        .map(|pieces| pieces.collect::<String>())
        .unwrap_or_default();
    let mut keys: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|key| !key.is_empty())
        .collect();
    keys.retain(|known| !known.eq_ignore_ascii_case(key));
    if present {
        keys.push(key);
    }
    if keys.is_empty() {
        unset_field(source, name)
    } else {
        set_field(source, name, Text::Plain(&keys.join(", ")))
    }
}

fn spliced(text: &str, range: &Range<usize>, with: &str) -> String {
    [&text[..range.start], with, &text[range.end..]].concat()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.as_bytes()[0].is_ascii_digit() && name.bytes().all(is_name_byte)
}

fn raw(text: &str) -> Result<String, EditError> {
    let text = text.trim();
    match RawEntry::parse(&format!("@a{{k,v={text}}}")) {
        Ok(entry) if entry.fields.len() == 1 => Ok(text.to_owned()),
        _ => Err(EditError::Value(text.to_owned())),
    }
}

/// `text` in delimiters: those of the old value, bare for a number or a month that were bare or are new.
fn delimited(name: &str, text: &str, old: Option<&Value<'_>>) -> Result<String, EditError> {
    let mut depth = 0_usize;
    let mut quote = false;
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| EditError::Braces(text.to_owned()))?
            }
            b'"' if depth == 0 => quote = true,
            _ => {}
        }
    }
    if depth > 0 {
        return Err(EditError::Braces(text.to_owned()));
    }
    let was = old.map(|value| value.pieces()[0]);
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let month = name.eq_ignore_ascii_case("month")
        && MONTHS
            .iter()
            .any(|(month, _)| text.eq_ignore_ascii_case(month));
    Ok(match was {
        Some(Piece::Number(_)) if number => text.to_owned(),
        _ if month => text.to_ascii_lowercase(),
        Some(Piece::Quoted(_)) if !quote => format!("\"{text}\""),
        _ => format!("{{{text}}}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(source: &str, name: &str, value: &str) -> String {
        set_field(source, name, Text::Plain(value)).unwrap()
    }

    #[test]
    fn a_value_changes_in_its_place() {
        let entry = "@A( k , T = \"x\" # y ,YEAR= 1999,\n month=feb)";
        assert_eq!(
            set(entry, "t", "z"),
            "@A( k , T = \"z\" ,YEAR= 1999,\n month=feb)"
        );
        assert_eq!(
            set(entry, "t", "a \" b"),
            "@A( k , T = {a \" b} ,YEAR= 1999,\n month=feb)"
        );
        assert_eq!(
            set(entry, "year", "2001"),
            "@A( k , T = \"x\" # y ,YEAR= 2001,\n month=feb)"
        );
        assert_eq!(
            set(entry, "year", "c. 1999"),
            "@A( k , T = \"x\" # y ,YEAR= {c. 1999},\n month=feb)"
        );
        assert_eq!(
            set(entry, "month", "Mar"),
            "@A( k , T = \"x\" # y ,YEAR= 1999,\n month=mar)"
        );
        let raw = set_field(entry, "month", Text::Raw("1 # jan")).unwrap();
        assert_eq!(raw, "@A( k , T = \"x\" # y ,YEAR= 1999,\n month=1 # jan)");
    }

    #[test]
    fn a_new_field_is_laid_out_like_the_last() {
        assert_eq!(set("@a{k}", "t", "x"), "@a{k,\n  t = {x}\n}");
        assert_eq!(set("@a{k,\r\n}", "t", "x"), "@a{k,\r\n  t = {x}\r\n}");
        assert_eq!(set("@a{k,t={x}}", "u", "y"), "@a{k,t={x},u={y}}");
        assert_eq!(
            set("@a{k,\n\tt={x},\n}", "u", "y"),
            "@a{k,\n\tt={x},\n\tu={y},\n}"
        );
        assert_eq!(
            set(
                "@a{k,\n  author    = {x},\n  title     = {y}\n}",
                "year",
                "1"
            ),
            "@a{k,\n  author    = {x},\n  title     = {y},\n  year      = {1}\n}"
        );
        assert_eq!(
            set("@a{k, u = 1, title  = {x}, author = 2}", "ids", "y"),
            "@a{k, u = 1, title  = {x}, author = 2, ids = {y}}"
        );
        assert_eq!(
            set("@a{k, title  = {x}, author = 2}", "ids", "y"),
            "@a{k, title  = {x}, author = 2, ids    = {y}}"
        );
        assert_eq!(
            set("@a{k, title = {x}}", "doi", "y"),
            "@a{k, title = {x}, doi = {y}}"
        );
    }

    #[test]
    fn fields_go_with_their_comma() {
        let entry = "@a{k,\n  t = {x},\n  u = 1,\n  T = {y},\n}";
        assert_eq!(
            unset_field(entry, "u").unwrap(),
            "@a{k,\n  t = {x},\n  T = {y},\n}"
        );
        assert_eq!(unset_field(entry, "t").unwrap(), "@a{k,\n  u = 1,\n}");
        assert_eq!(unset_field("@a{k, t = 1}", "t").unwrap(), "@a{k}");
    }

    #[test]
    fn keys_types_macros_and_references_change() {
        assert_eq!(
            set_key("@a{ k , t = 1}", "new").unwrap(),
            "@a{ new , t = 1}"
        );
        assert_eq!(set_type("@ Article {k}", "book").unwrap(), "@ book {k}");
        let renamed = rename_macros("@a{k, j = ACM # { acm } # x}", &|name| {
            (name == "acm").then(|| "acm-2".into())
        });
        assert_eq!(renamed.unwrap(), "@a{k, j = acm-2 # { acm } # x}");
        let entry = "@a{k, crossref = {P}, xdata = \"x, p ,p2\", title = {p}}";
        assert_eq!(
            rename_references(entry, "p", "q").unwrap(),
            "@a{k, crossref = {q}, xdata = \"x, q ,p2\", title = {p}}"
        );
        let with = list_key("@a{k,\n t = 1\n}", "ids", "old", true).unwrap();
        assert_eq!(with, "@a{k,\n t = 1,\n ids = {old}\n}");
        assert_eq!(
            list_key(&with, "ids", "OLD", false).unwrap(),
            "@a{k,\n t = 1\n}"
        );
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        assert_eq!(
            set_field("@a{k}", "t", Text::Plain("}{")),
            Err(EditError::Braces("}{".into()))
        );
        assert_eq!(
            set_field("@a{k}", "a b", Text::Plain("x")),
            Err(EditError::FieldName("a b".into()))
        );
        assert_eq!(
            set_field("@a{k}", "t", Text::Raw("{x}, u = 1")),
            Err(EditError::Value("{x}, u = 1".into()))
        );
        assert!(set_type("@a{k}", "string").is_err());
    }

    proptest! {
        /// Setting a field changes that field and nothing else, and taking it away again gives the entry back.
        #[test]
        fn only_the_field_changes(
            entry in r#"@[a-z]{1,4}\{k(,[ \n]{0,2}[a-f]{1,2} ?= ?(\{[a-z ]{0,4}\}|"[a-z]{0,3}"|[0-9]{1,4})){0,4},?[ \n]?\}"#,
            value in "[a-z ]{0,6}",
        ) {
            let before = RawEntry::parse(&entry).unwrap();
            let changed = set(&entry, "zz", &value);
            let after = RawEntry::parse(&changed).unwrap();
            prop_assert_eq!(after.fields.len(), before.fields.len() + 1);
            for (old, new) in before.fields.iter().zip(&after.fields) {
                prop_assert_eq!((old.name, &old.value), (new.name, &new.value));
            }
            prop_assert_eq!(after.field("zz").unwrap().value.pieces()[0].literal(), Some(value.as_str()));
            if !before.fields.is_empty() {
                prop_assert_eq!(unset_field(&changed, "zz").unwrap(), entry);
            }
        }
    }
}
