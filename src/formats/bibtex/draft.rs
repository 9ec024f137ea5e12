//! One entry while it is being converted: its fields as lists of parts, each knowing where it came from, so that
//! what does not change is written as it stood.

use std::borrow::Cow;

use super::fields::{Piece, RawEntry, RawField, Value};
use super::macros::{MacroTexts, expand_pieces};

/// One part of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'s> {
    /// TeX text; whether it stands in quotation marks.
    Text(Cow<'s, str>, bool),
    Number(Cow<'s, str>),
    Macro(Cow<'s, str>),
}

impl<'s> Part<'s> {
    pub(super) fn text(text: impl Into<Cow<'s, str>>) -> Self {
        Self::Text(text.into(), false)
    }

    pub(super) fn literal(&self) -> Option<&str> {
        match self {
            Self::Text(text, _) | Self::Number(text) => Some(text),
            Self::Macro(_) => None,
        }
    }
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field<'s> {
    /// Lower case.
    pub(super) name: Cow<'s, str>,
    pub(super) parts: Vec<Part<'s>>,
    /// Which field of the entry it was.
    origin: Option<usize>,
    /// Whether the value is another than the entry's.
    altered: bool,
}

impl<'s> Field<'s> {
    /// Its text, macros expanded.
    pub(super) fn expanded(&self, texts: &MacroTexts) -> String {
        let pieces = self.parts.iter().map(|part| match part {
            Part::Text(text, _) => Piece::Braced(text),
            Part::Number(text) => Piece::Number(text),
            Part::Macro(name) => Piece::Macro(name),
        });
        expand_pieces(pieces, texts)
    }

    /// Gives it another value.
    pub(super) fn set(&mut self, parts: Vec<Part<'s>>) {
        self.altered |= self.parts != parts;
        self.parts = parts;
    }

    /// Gives each literal text another, where `change` has one.
    pub(super) fn change(&mut self, mut change: impl FnMut(&str) -> Option<String>) {
        for part in &mut self.parts {
            if let Part::Text(text, _) = part
                && let Some(new) = change(text)
                && new != **text
            {
                *text = Cow::Owned(new);
                self.altered = true;
            }
        }
    }
}

/// An entry being converted.
#[derive(Debug, Clone)]
pub(super) struct Draft<'s> {
    raw: &'s RawEntry<'s>,
    /// Lower case.
    pub(super) entry_type: Cow<'s, str>,
    pub(super) key: Cow<'s, str>,
    pub(super) fields: Vec<Field<'s>>,
}

impl<'s> Draft<'s> {
    pub(super) fn new(raw: &'s RawEntry<'s>) -> Self {
        let fields = raw.fields.iter().enumerate().map(|(index, field)| Field {
            name: lower(field.name),
            parts: parts(&field.value),
            origin: Some(index),
            altered: false,
        });
        Self {
            entry_type: lower(raw.entry_type),
            key: Cow::Borrowed(raw.key),
            fields: fields.collect(),
            raw,
        }
    }

    /// Where the field stands that counts: the first of its name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Field<'s>> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// The text of a field, macros expanded and white space at the ends taken off; `None` where that leaves nothing.
    pub(super) fn text(&self, name: &str, texts: &MacroTexts) -> Option<String> {
        let text = self.get(name)?.expanded(texts);
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<Field<'s>> {
        let at = self.position(name)?;
        Some(self.fields.remove(at))
    }

    pub(super) fn rename(&mut self, from: &str, to: &'static str) {
        if let Some(at) = self.position(from) {
            self.fields[at].name = Cow::Borrowed(to);
        }
    }

    /// Sets a field in its place, or puts it behind `after`, or else at the end.
    pub(super) fn set(&mut self, name: &str, parts: Vec<Part<'s>>, after: Option<&str>) {
        if let Some(at) = self.position(name) {
            self.fields[at].set(parts);
            return;
        }
        let field = Field {
            name: Cow::Owned(name.to_owned()),
            parts,
            origin: None,
            altered: true,
        };
        match after.and_then(|after| self.position(after)) {
            Some(at) => self.fields.insert(at + 1, field),
            None => self.fields.push(field),
        }
    }

    /// The macro names in it, lower case.
    pub(super) fn macros(&self) -> impl Iterator<Item = String> {
        self.fields
            .iter()
            .flat_map(|field| &field.parts)
            .filter_map(|part| match part {
                Part::Macro(name) => Some(name.to_ascii_lowercase()),
                _ => None,
            })
    }

    /// The entry's text: the original wherever nothing changed, the rest laid out like it.
    pub(super) fn write(&self) -> String {
        let raw = self.raw;
        let text = raw.text;
        let mut out = String::with_capacity(text.len() + 64);
        let type_start = text.len() - text[1..].trim_start().len();
        out.push_str(&text[..type_start]);
        if self.entry_type.eq_ignore_ascii_case(raw.entry_type) {
            out.push_str(raw.entry_type);
        } else {
            out.push_str(&cased(&self.entry_type, raw.entry_type));
        }
        out.push_str(&text[type_start + raw.entry_type.len()..raw.key_span.start]);
        out.push_str(&self.key);
        let layout = Layout::of(raw);
        for (index, field) in self.fields.iter().enumerate() {
            let origin = field.origin.map(|at| (at, &raw.fields[at]));
            match origin {
                Some((at, original)) => {
                    let before =
                        text[layout.before(raw, at)..original.span.start].trim_start_matches(' ');
                    // what follows a field that is gone, or none, still needs its comma
                    if index == 0 && at > 0 && !before.starts_with(',') {
                        out.push_str(&layout.separator);
                    } else {
                        out.push_str(&text[layout.before(raw, at)..original.span.start]);
                    }
                    self.field(field, Some(original), &layout, &mut out);
                }
                None => {
                    out.push_str(&layout.separator);
                    self.field(field, None, &layout, &mut out);
                }
            }
        }
        let end = raw
            .fields
            .last()
            .map_or(raw.key_span.end, |field| field.span.end);
        if self.fields.is_empty() || !raw.fields.is_empty() {
            out.push_str(&text[end..]);
        } else {
            // the first fields of an entry without any
            let close = &text[text.len() - 1..];
            out.push_str(layout.line_end);
            out.push_str(close);
        }
        out
    }

    fn field(
        &self,
        field: &Field<'s>,
        original: Option<&RawField<'s>>,
        layout: &Layout<'_>,
        out: &mut String,
    ) {
        let text = self.raw.text;
        let Some(original) = original else {
            out.push_str(&layout.cased(&field.name));
            out.push_str(&layout.equals(field.name.len()));
            write_parts(&field.parts, out);
            return;
        };
        let gap = &text[original.span.start + original.name.len()..original.value_span.start];
        if field.name.eq_ignore_ascii_case(original.name) {
            out.push_str(original.name);
            out.push_str(gap);
        } else {
            out.push_str(&cased(&field.name, original.name));
            match layout.column {
                Some(column) => {
                    out.push_str(&" ".repeat(column.saturating_sub(field.name.len()).max(1)));
                    out.push_str(gap.trim_start_matches(' '));
                }
                None => out.push_str(gap),
            }
        }
        if field.altered {
            write_parts(&field.parts, out);
        } else {
            out.push_str(&text[original.value_span.clone()]);
        }
    }
}

/// How an entry lays its fields out.
struct Layout<'s> {
    /// What stands between two fields.
    separator: String,
    /// What stands between a name and a value, from the equals sign on.
    gap: &'s str,
    /// The column of the equals signs, where they are in one.
    column: Option<usize>,
    line_end: &'static str,
    upper: bool,
}

impl<'s> Layout<'s> {
    fn of(raw: &RawEntry<'s>) -> Self {
        let line_end = if raw.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let Some(last) = raw.fields.last() else {
            return Self {
                separator: format!(",{line_end}  "),
                gap: " = ",
                column: None,
                line_end,
                upper: false,
            };
        };
        let before = raw
            .fields
            .len()
            .checked_sub(2)
            .map_or(raw.key_span.end, |index| raw.fields[index].span.end);
        let between = &raw.text[before..last.span.start];
        let space = between
            .rfind(',')
            .map_or(between, |comma| &between[comma + 1..]);
        let space = match space.rfind(['\n', '\r']) {
            // a comment stands before it
            Some(line) if space.contains('%') => format!("{line_end}{}", &space[line + 1..]),
            _ => space.to_owned(),
        };
        let gap = |field: &RawField<'_>| {
            &raw.text[field.span.start + field.name.len()..field.value_span.start]
        };
        let column = |field: &RawField<'_>| {
            field.name.len() + gap(field).len() - gap(field).trim_start_matches(' ').len()
        };
        let width = column(last);
        let uneven = raw
            .fields
            .iter()
            .any(|field| field.name.len() != last.name.len());
        let aligned = gap(last).starts_with("  ")
            || (uneven && raw.fields.iter().all(|field| column(field) == width));
        Self {
            separator: format!(",{space}"),
            gap: gap(last),
            column: aligned.then_some(width),
            line_end,
            upper: last.name.len() > 1 && last.name.bytes().all(|b| !b.is_ascii_lowercase()),
        }
    }

    /// Where what stands before the field `at` begins.
    fn before(&self, raw: &RawEntry<'_>, at: usize) -> usize {
        at.checked_sub(1)
            .map_or(raw.key_span.end, |before| raw.fields[before].span.end)
    }

    fn equals(&self, name: usize) -> String {
        match self.column {
            Some(column) => {
                let rest = self.gap.trim_start_matches(' ');
                format!("{}{rest}", " ".repeat(column.saturating_sub(name).max(1)))
            }
            None => self.gap.to_owned(),
        }
    }

    fn cased(&self, name: &str) -> String {
        if self.upper {
            name.to_ascii_uppercase()
        } else {
            name.to_owned()
        }
    }
}

/// `name` in the letter case of `like`.
fn cased(name: &str, like: &str) -> String {
    let mut letters = like.bytes().filter(u8::is_ascii_alphabetic);
    match (letters.next(), letters.next()) {
        (Some(first), Some(second))
            if first.is_ascii_uppercase() && second.is_ascii_uppercase() =>
        {
            name.to_ascii_uppercase()
        }
        (Some(first), _) if first.is_ascii_uppercase() => {
            let mut name = name.to_owned();
            if let Some(first) = name.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            name
        }
        _ => name.to_owned(),
    }
}

fn parts<'s>(value: &Value<'s>) -> Vec<Part<'s>> {
    let part = |piece: &Piece<'s>| match *piece {
        Piece::Braced(text) => Part::Text(Cow::Borrowed(text), false),
        Piece::Quoted(text) => Part::Text(Cow::Borrowed(text), true),
        Piece::Number(text) => Part::Number(Cow::Borrowed(text)),
        Piece::Macro(name) => Part::Macro(Cow::Borrowed(name)),
    };
    value.pieces().iter().map(part).collect()
}

fn write_parts(parts: &[Part<'_>], out: &mut String) {
    if parts.is_empty() {
        out.push_str("{}");
    }
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(" # ");
        }
        match part {
            Part::Text(text, true) if !quote_inside(text) => {
                out.push('"');
                out.push_str(text);
                out.push('"');
            }
            Part::Text(text, _) => {
                out.push('{');
                out.push_str(text);
                out.push('}');
            }
            Part::Number(text) | Part::Macro(text) => out.push_str(text),
        }
    }
}

/// Whether a quotation mark outside braces would end the text.
fn quote_inside(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        byte == b'"' && depth == 0
    })
}

fn lower(name: &str) -> Cow<'_, str> {
    super::macros::macro_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, edit: impl FnOnce(&mut Draft<'_>)) -> String {
        let raw = RawEntry::parse(text).unwrap();
        let mut draft = Draft::new(&raw);
        edit(&mut draft);
        let out = draft.write();
        RawEntry::parse(&out).unwrap();
        out
    }

    #[test]
    fn what_does_not_change_stays() {
        for text in [
            "@ Article ( k ,Title = \"a\" # b, % c\n year=1999 , )",
            "@misc{k}",
            "@misc{k,}",
            "@misc{k,a=1,A=2}",
        ] {
            assert_eq!(edited(text, |_| ()), text);
        }
    }

    #[test]
    fn changes_are_laid_out_like_the_rest() {
        let text = "@Article{k,\n  Journal = \"J\" # x,\n  Year    = 1999,\n}";
        let out = edited(text, |draft| {
            draft.entry_type = "report".into();
            draft.rename("journal", "journaltitle");
            draft.set("year", vec![Part::text("2000")], None);
            draft.set(
                "month",
                vec![Part::Macro("jan".into())],
                Some("journaltitle"),
            );
        });
        assert_eq!(
            out,
            "@Report{k,\n  Journaltitle = \"J\" # x,\n  month   = jan,\n  Year    = {2000},\n}"
        );
        let out = edited("@misc{k, a = 1, b = 2}", |draft| {
            draft.remove("a");
        });
        assert_eq!(out, "@misc{k, b = 2}");
        let out = edited("@misc{k, a = {1}}", |draft| {
            draft.remove("a");
            draft.set("b", vec![Part::text("2")], None);
        });
        assert_eq!(out, "@misc{k, b = {2}}");
        let out = edited("@misc{k}", |draft| {
            draft.set("b", vec![Part::text("2")], None)
        });
        assert_eq!(out, "@misc{k,\n  b = {2}\n}");
        assert_eq!(
            edited("@misc{k, a = \"x\"}", |draft| {
                draft.set("a", vec![Part::Text("x\"y".into(), true)], None);
            }),
            "@misc{k, a = {x\"y}}"
        );
    }
}
