//! An entry with its macros expanded: what is projected, compared and inherited.

use std::borrow::Cow;

use super::fields::{Piece, RawEntry, Value};
use super::macros::{MacroTexts, expand, is_defined, macro_key};

/// The fields that name other entries, and how many keys each may hold.
pub const REFERENCE_FIELDS: [(&str, Keys); 6] = [
    ("crossref", Keys::One),
    ("xdata", Keys::List),
    ("xref", Keys::One),
    ("related", Keys::List),
    ("entryset", Keys::List),
    ("set", Keys::List),
];

/// How many keys a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// The whole value is one key.
    One,
    /// Keys with commas between them.
    List,
}

/// An entry's type and fields as TeX text, macros expanded; of a repeated field the first, as in BibTeX.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record<'s> {
    /// The type in lower case.
    pub entry_type: String,
    /// Names in lower case with their text, in the order of the entry, inherited ones last.
    pub fields: Vec<(Cow<'s, str>, Cow<'s, str>)>,
    /// How many of the fields are the entry's own, not inherited.
    pub own: usize,
    /// The keys of the data containers that single values were taken from.
    pub containers: Vec<String>,
}

impl<'s> Record<'s> {
    /// The record of `entry`, its macros expanded from `texts`.
    pub fn new(entry: &RawEntry<'s>, texts: &MacroTexts) -> Self {
        let mut fields: Vec<(Cow<'s, str>, Cow<'s, str>)> = Vec::with_capacity(entry.fields.len());
        for field in &entry.fields {
            let name = lower(field.name);
            if !fields.iter().any(|(known, _)| *known == name) {
                fields.push((name, expand(&field.value, texts)));
            }
        }
        Self {
            entry_type: entry.entry_type.to_ascii_lowercase(),
            own: fields.len(),
            fields,
            containers: Vec::new(),
        }
    }

    /// The text of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, text)| text.as_ref())
    }

    /// The keys that the field `name` holds.
    pub fn keys(&self, name: &str) -> impl Iterator<Item = &str> {
        let single = REFERENCE_FIELDS.contains(&(name, Keys::One));
        self.get(name)
            .into_iter()
            .flat_map(move |text| text.split(move |c| c == ',' && !single))
            .map(str::trim)
            .filter(|key| !key.is_empty())
    }

    /// Whether it takes fields from other entries.
    pub fn inherits(&self) -> bool {
        self.fields
            .iter()
            .any(|(name, text)| name == "crossref" || name == "xdata" || has_reference(text))
    }

    /// The same, owning its text.
    pub fn into_owned(self) -> Record<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let fields = self
            .fields
            .into_iter()
            .map(|(name, text)| (own(name), own(text)))
            .collect();
        Record {
            entry_type: self.entry_type,
            own: self.own,
            fields,
            containers: self.containers,
        }
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    macro_key(name)
}

/// Whether a value takes something from a data container.
fn has_reference(text: &str) -> bool {
    // few values hold the sign, and looking for one byte is fast
    memchr::memchr(b'=', text.as_bytes()).is_some() && text.contains("xdata=")
}

/// A number for an entry's content: the same for two entries that differ in layout only (white space, delimiters,
/// letter case of names, order of fields, macro or text), stable across versions and machines. The key does not
/// count.
pub fn fingerprint(entry: &RawEntry<'_>, texts: &MacroTexts) -> u64 {
    let mut hashes: Vec<u64> = Vec::with_capacity(entry.fields.len());
    for (index, field) in entry.fields.iter().enumerate() {
        let mut hash = Content::new();
        hash.lower(field.name);
        // the second of two fields of one name is not the first
        if entry.fields[..index]
            .iter()
            .any(|earlier| earlier.name.eq_ignore_ascii_case(field.name))
        {
            hash.byte(1);
        }
        hash.byte(0);
        content(&field.value, texts, &mut hash);
        hashes.push(hash.finish());
    }
    hashes.sort_unstable();
    let mut hash = Content::new();
    hash.lower(entry.entry_type);
    for field in hashes {
        field
            .to_le_bytes()
            .into_iter()
            .for_each(|byte| hash.byte(byte));
    }
    hash.finish()
}

/// A number for a text that comes in pieces, stable across versions and machines.
pub struct TextPrint(Content);

impl TextPrint {
    /// That of no text yet.
    #[expect(clippy::new_without_default, reason = "an empty one is only begun")]
    pub fn new() -> Self {
        Self(Content::new())
    }

    /// With `bytes` behind what was there.
    pub fn add(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0.byte(*byte));
    }

    /// The number.
    pub fn finish(self) -> u64 {
        self.0.finish()
    }

    /// That of one piece.
    pub fn of(bytes: &[u8]) -> u64 {
        let mut print = Self::new();
        print.add(bytes);
        print.finish()
    }
}

fn content(value: &Value<'_>, texts: &MacroTexts, hash: &mut Content) {
    let mut gap = false;
    let mut begun = false;
    let mut put = |text: &str, hash: &mut Content| {
        for byte in text.bytes() {
            if byte.is_ascii_whitespace() {
                gap = true;
            } else {
                if gap && begun {
                    hash.byte(b' ');
                }
                gap = false;
                begun = true;
                hash.byte(byte);
            }
        }
    };
    for piece in value.pieces() {
        match piece {
            Piece::Braced(text) | Piece::Quoted(text) | Piece::Number(text) => put(text, hash),
            Piece::Macro(name) if is_defined(name, texts) => {
                put(&expand(&Value::One(*piece), texts), hash);
            }
            Piece::Macro(name) => {
                put("\u{1}", hash);
                put(&macro_key(name), hash);
            }
        }
    }
}

/// A hash of bytes, taken eight at a time, the same on every machine.
struct Content {
    state: u64,
    block: u64,
    bytes: u32,
}

impl Content {
    fn new() -> Self {
        Self {
            state: 0x9e37_79b9_7f4a_7c15,
            block: 0,
            bytes: 0,
        }
    }

    fn byte(&mut self, byte: u8) {
        self.block |= u64::from(byte) << (8 * (self.bytes % 8));
        self.bytes = self.bytes.wrapping_add(1);
        if self.bytes.is_multiple_of(8) {
            self.mix();
        }
    }

    fn mix(&mut self) {
        self.state = (self.state ^ self.block).wrapping_mul(0xff51_afd7_ed55_8ccd);
        self.state ^= self.state >> 32;
        self.block = 0;
    }

    fn lower(&mut self, text: &str) {
        text.bytes()
            .for_each(|byte| self.byte(byte.to_ascii_lowercase()));
    }

    fn finish(mut self) -> u64 {
        self.mix();
        self.block = u64::from(self.bytes);
        self.mix();
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(text: &str) -> u64 {
        let texts = MacroTexts::from([("acm".to_owned(), "ACM".to_owned())]);
        fingerprint(&RawEntry::parse(text).unwrap(), &texts)
    }

    #[test]
    fn layout_does_not_count_and_content_does() {
        let first = print("@Article{k, title = {On  the\n way}, journal = acm, year = 1999}");
        assert_eq!(
            first,
            print("@ARTICLE(other,year={1999},Journal=\"ACM\",TITLE={On the way})")
        );
        assert_ne!(
            first,
            print("@Article{k, title = {On the Way}, journal = acm, year = 1999}")
        );
        assert_ne!(
            first,
            print("@Book{k, title = {On the way}, journal = acm, year = 1999}")
        );
        assert_ne!(
            print("@a{k, t = {x}, t = {y}}"),
            print("@a{k, t = {y}, t = {x}}")
        );
        assert_ne!(print("@a{k, t = unknown}"), print("@a{k, t = {unknown}}"));
    }

    #[test]
    fn stays_the_same_number() {
        // stored in libraries: may never change
        assert_eq!(print("@a{k, t = {x}}"), 0x7b5f_c627_fef9_12b5);
    }

    #[test]
    fn the_first_of_repeated_fields_counts() {
        let entry = RawEntry::parse("@a{k, T = {x}, t = {y}, crossref = { p , q}, xdata = {p, q}}")
            .unwrap();
        let record = Record::new(&entry, &MacroTexts::new());
        assert_eq!(record.get("t"), Some("x"));
        assert_eq!(record.keys("crossref").collect::<Vec<_>>(), ["p , q"]);
        assert_eq!(record.keys("xdata").collect::<Vec<_>>(), ["p", "q"]);
    }
}
