//! A written file beside the one that is to be replaced: what differs, and both in one.
//!
//! [`merge()`] puts entries into a file that has others: these stay in their places, byte for byte. An entry that the
//! file has is updated where it stands; a new one goes before the one that follows it in the order of what is
//! written, else to the end. Parents stay behind their children, where BibTeX looks for them. Macros are defined
//! before the first entry; one that the file defines otherwise is a conflict, since its own entries mean that.
//!
//! ```
//! use ibid::formats::bibtex::merge::merge;
//!
//! let file = "% mine\n@misc{a, year = 1}\n\n@misc{x, title = {Kept  as it is}}\n";
//! let merged = merge(file, "@misc{a, year = 2}\n\n@misc{b, year = 3}\n").unwrap();
//! assert_eq!(merged, "% mine\n@misc{a, year = 2}\n\n@misc{x, title = {Kept  as it is}}\n\n@misc{b, year = 3}\n");
//! ```

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::fields::{Piece, RawEntry, Value};
use super::macros::MacroTexts;
use super::record::{TextPrint, fingerprint};
use super::split::{Body, Splitter};
use super::write::own_comment;

/// What one file has and another has not, by key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The keys of entries that are new.
    pub added: Vec<String>,
    /// The keys of entries whose content differs.
    pub changed: Vec<String>,
    /// The keys of entries that are gone.
    pub removed: Vec<String>,
}

impl Changes {
    /// What becomes of the entries of `old` in `new`.
    pub fn between(old: &str, new: &str) -> Self {
        let (old, new) = (prints(old), prints(new));
        let known: HashMap<String, u64> = old
            .iter()
            .map(|(key, print)| (key.to_lowercase(), *print))
            .collect();
        let mut changes = Self::default();
        let mut seen = HashSet::new();
        for (key, print) in &new {
            match known.get(&key.to_lowercase()) {
                None => changes.added.push(key.clone()),
                Some(before) if before != print => changes.changed.push(key.clone()),
                Some(_) => {}
            }
            seen.insert(key.to_lowercase());
        }
        changes.removed = old
            .into_iter()
            .map(|(key, _)| key)
            .filter(|key| !seen.contains(&key.to_lowercase()))
            .collect();
        changes
    }

    /// Whether the entries are the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Keys and contents of a file's entries.
fn prints(text: &str) -> Vec<(String, u64)> {
    let none = MacroTexts::new();
    let mut blocks = Splitter::new(text);
    let mut found = Vec::new();
    while let Some(block) = blocks.next() {
        if let Body::Entry(entry) = &block.body {
            found.push((entry.key.to_owned(), fingerprint(entry, &none)));
        }
    }
    found
}

/// What an entry or a macro says, layout aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The entry's key, or `@` and the macro's name.
    pub key: String,
    /// A number for what it says, stable across versions and machines.
    pub print: u64,
    /// Byte of the file.
    pub at: usize,
}

/// What the entries and macros of a file say, in their order.
pub fn contents(text: &str) -> Vec<Content> {
    let none = MacroTexts::new();
    let mut blocks = Splitter::new(text);
    let mut found = Vec::new();
    while let Some(block) = blocks.next() {
        let (key, print) = match &block.body {
            Body::Entry(entry) => (entry.key.to_owned(), fingerprint(entry, &none)),
            Body::Macro(definition) => {
                let value = meaning(&definition.value);
                (
                    format!("@{}", definition.name),
                    TextPrint::of(value.as_bytes()),
                )
            }
            _ => continue,
        };
        found.push(Content {
            key,
            print,
            at: block.span.start,
        });
    }
    found
}

/// An entry of a file that does not stand in another like that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odd<'s> {
    /// Its key; empty where it cannot be read.
    pub key: &'s str,
    /// Its text.
    pub text: &'s str,
    /// A number for what it says, as in [`Content`].
    pub print: u64,
    /// Byte of the file.
    pub at: usize,
    /// Whether it can be read.
    pub readable: bool,
}

/// The entries of `old` that `new` has not, or has with other content, in their order; and what cannot be read.
pub fn odd<'o>(old: &'o str, new: &str) -> Vec<Odd<'o>> {
    let none = MacroTexts::new();
    let known: HashSet<(String, u64)> = prints(new)
        .into_iter()
        .map(|(key, print)| (key.to_lowercase(), print))
        .collect();
    let mut blocks = Splitter::new(old);
    let mut found = Vec::new();
    while let Some(block) = blocks.next() {
        let text = blocks.text(&block.span);
        let at = block.span.start;
        match &block.body {
            Body::Entry(entry) => {
                let print = fingerprint(entry, &none);
                if !known.contains(&(entry.key.to_lowercase(), print)) {
                    found.push(Odd {
                        key: entry.key,
                        text,
                        print,
                        at,
                        readable: true,
                    });
                }
            }
            Body::Mended(_) | Body::Rejected => found.push(Odd {
                key: "",
                text,
                print: 0,
                at,
                readable: false,
            }),
            Body::Macro(_) | Body::Preamble(_) => {}
        }
    }
    found
}

/// The names of all fields in a file, in lower case.
pub fn field_names(text: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut blocks = Splitter::new(text);
    while let Some(block) = blocks.next() {
        if let Body::Entry(entry) = &block.body {
            for field in &entry.fields {
                if !names.contains(field.name) {
                    names.insert(field.name.to_ascii_lowercase());
                }
            }
        }
    }
    names
}

/// Whether two entries have the same content, layout and key aside. One that cannot be read equals none.
pub fn same_content(one: &str, other: &str) -> bool {
    let none = MacroTexts::new();
    match (RawEntry::parse(one), RawEntry::parse(other)) {
        (Ok(one), Ok(other)) => fingerprint(&one, &none) == fingerprint(&other, &none),
        _ => false,
    }
}

/// A macro that means one thing in the file and another in what is put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its name.
    pub name: String,
    /// Byte of the file where it is defined.
    pub at: usize,
}

/// A block and what stands before it.
struct Part<'s> {
    leading: &'s str,
    text: &'s str,
    at: usize,
    what: What,
}

enum What {
    Entry {
        key: String,
        crossref: Option<String>,
    },
    Macro {
        name: String,
        value: String,
    },
    Preamble,
    Other,
}

fn parts(text: &str) -> (Vec<Part<'_>>, &str) {
    let mut blocks = Splitter::new(text);
    let mut parts = Vec::new();
    while let Some(block) = blocks.next() {
        let what = match &block.body {
            Body::Entry(entry) => entry_part(entry),
            Body::Mended(text) => match RawEntry::parse(text) {
                Ok(entry) => entry_part(&entry),
                Err(_) => What::Other,
            },
            Body::Macro(definition) => What::Macro {
                name: definition.name.to_lowercase(),
                value: meaning(&definition.value),
            },
            Body::Preamble(_) => What::Preamble,
            Body::Rejected => What::Other,
        };
        parts.push(Part {
            leading: blocks.text(&block.leading),
            text: blocks.text(&block.span),
            at: block.span.start,
            what,
        });
    }
    (parts, blocks.trailing())
}

fn entry_part(entry: &RawEntry<'_>) -> What {
    let crossref = entry.field("crossref").map(|field| {
        let literals = field.value.pieces().iter();
        literals
            .filter_map(|piece| piece.literal())
            .collect::<String>()
            .trim()
            .to_lowercase()
    });
    What::Entry {
        key: entry.key.to_lowercase(),
        crossref,
    }
}

/// What a macro stands for, whatever delimits it.
fn meaning(value: &Value<'_>) -> String {
    let mut out = String::new();
    for piece in value.pieces() {
        match piece {
            Piece::Macro(name) => {
                out.push('\u{1}');
                out.push_str(&name.to_lowercase());
                out.push('\u{1}');
            }
            piece => out.push_str(piece.literal().unwrap_or_default()),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `existing` with the blocks of `new` in it.
///
/// # Errors
/// The macros that both define, each otherwise.
pub fn merge(existing: &str, new: &str) -> Result<String, Vec<Conflict>> {
    let (parts, trailing) = self::parts(existing);
    let (fresh, _) = self::parts(new);
    let top = definitions(&parts, &fresh)?;
    let mut file = File::new(&parts);
    file.take(&fresh);
    file.parents_behind_children();
    Ok(file.write(&top, trailing, line_end(existing)))
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The macros and preambles of `fresh` that `parts` has not.
fn definitions<'s>(parts: &[Part<'_>], fresh: &[Part<'s>]) -> Result<Vec<&'s str>, Vec<Conflict>> {
    let mut macros: HashMap<&str, Vec<(&str, usize)>> = HashMap::new();
    let mut preambles = HashSet::new();
    for there in parts {
        match &there.what {
            What::Macro { name, value } => macros.entry(name).or_default().push((value, there.at)),
            What::Preamble => {
                preambles.insert(there.text);
            }
            What::Entry { .. } | What::Other => {}
        }
    }
    let mut top = Vec::new();
    let mut conflicts: Vec<Conflict> = Vec::new();
    for part in fresh {
        match &part.what {
            What::Macro { name, value } => match macros.get(name.as_str()) {
                Some(known) => {
                    let other = known.iter().find(|(known, _)| known != value);
                    if let Some((_, at)) = other
                        && !conflicts.iter().any(|one| one.name == *name)
                    {
                        conflicts.push(Conflict {
                            name: name.clone(),
                            at: *at,
                        });
                    }
                }
                None => top.push(part.text),
            },
            What::Preamble => {
                if !preambles.contains(part.text) {
                    top.push(part.text);
                }
            }
            What::Entry { .. } | What::Other => {}
        }
    }
    if conflicts.is_empty() {
        Ok(top)
    } else {
        Err(conflicts)
    }
}

/// The file that comes about: slots in order.
struct File<'s> {
    slots: Vec<Slot<'s>>,
}

struct Slot<'s> {
    /// What stands before it, its own comment aside.
    head: Cow<'s, str>,
    comment: &'s str,
    text: &'s str,
    key: Option<String>,
    /// The key of its parent.
    crossref: Option<String>,
    ours: bool,
    /// Whether it was in the file, at this place.
    there: bool,
}

impl<'s> File<'s> {
    fn new(parts: &[Part<'s>]) -> Self {
        let slots = parts
            .iter()
            .map(|part| {
                let comment = own_comment(part.leading);
                let (key, crossref) = match &part.what {
                    What::Entry { key, crossref } => (Some(key.clone()), crossref.clone()),
                    _ => (None, None),
                };
                Slot {
                    head: Cow::Borrowed(&part.leading[..part.leading.len() - comment.len()]),
                    comment,
                    text: part.text,
                    key,
                    crossref,
                    ours: false,
                    there: true,
                }
            })
            .collect();
        Self { slots }
    }

    /// Updates the entries that are there and puts the others in.
    fn take(&mut self, fresh: &[Part<'s>]) {
        let mut places: HashMap<String, usize> = HashMap::new();
        for (index, slot) in self.slots.iter().enumerate() {
            if let Some(key) = &slot.key {
                places.entry(key.clone()).or_insert(index);
            }
        }
        // each new entry and the slot before which it goes, in the opposite order
        let mut added: Vec<(usize, Slot<'s>)> = Vec::new();
        let mut next = self.slots.len();
        for part in fresh.iter().rev() {
            let What::Entry { key, crossref } = &part.what else {
                continue;
            };
            let parent = crossref.as_ref().and_then(|parent| places.get(parent));
            match places.get(key) {
                Some(&index)
                    if index < self.slots.len() && self.slots[index].key.as_ref() == Some(key) =>
                {
                    let slot = &mut self.slots[index];
                    slot.text = part.text;
                    slot.crossref.clone_from(crossref);
                    slot.ours = true;
                    next = index;
                }
                _ => {
                    next = parent.map_or(next, |parent| next.min(*parent));
                    added.push((
                        next,
                        Slot {
                            head: Cow::Borrowed(""),
                            comment: own_comment(part.leading),
                            text: part.text,
                            key: Some(key.clone()),
                            crossref: crossref.clone(),
                            ours: true,
                            there: false,
                        },
                    ));
                    places.insert(key.clone(), next);
                }
            }
        }
        added.reverse();
        added.sort_by_key(|(place, _)| *place);
        let mut added = added.into_iter().peekable();
        let mut slots: Vec<Slot<'s>> = Vec::with_capacity(self.slots.len() + added.len());
        for (index, mut slot) in std::mem::take(&mut self.slots).into_iter().enumerate() {
            while let Some((_, mut new)) = added.next_if(|(place, _)| *place <= index) {
                // what stands at the top of the file stays there
                if slots.is_empty() {
                    new.head = std::mem::take(&mut slot.head);
                }
                slots.push(new);
            }
            slots.push(slot);
        }
        slots.extend(added.map(|(_, slot)| slot));
        self.slots = slots;
    }

    /// Moves each parent of ours that stands before a child behind its last one. Where others stand in the file is
    /// their business: only a parent that is new goes behind children of theirs.
    fn parents_behind_children(&mut self) {
        let parents: HashMap<&str, usize> = self
            .slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| slot.ours)
            .filter_map(|(index, slot)| Some((slot.key.as_deref()?, index)))
            .collect();
        let parent_of: Vec<Option<usize>> = self
            .slots
            .iter()
            .map(|slot| {
                let parent = *parents.get(slot.crossref.as_deref()?)?;
                (slot.ours || !self.slots[parent].there).then_some(parent)
            })
            .collect();
        let places = places(&parent_of);
        let mut slots: Vec<_> = std::mem::take(&mut self.slots)
            .into_iter()
            .zip(places)
            .enumerate()
            .map(|(index, (slot, place))| (place, place != (index, 0), slot))
            .collect();
        // the text before one that goes stays, before the next that stays
        let mut left: Option<Cow<'s, str>> = None;
        for (index, (_, moved, slot)) in slots.iter_mut().enumerate() {
            if *moved {
                let head = std::mem::take(&mut slot.head);
                slot.there = false;
                if index == 0 || !head.trim().is_empty() {
                    left = Some(match left {
                        Some(before) => before + head,
                        None => head,
                    });
                }
            } else if let Some(before) = left.take() {
                slot.head = if slot.head.trim().is_empty() {
                    before
                } else {
                    before + std::mem::take(&mut slot.head)
                };
            }
        }
        slots.sort_by_key(|(place, ..)| *place);
        self.slots = slots.into_iter().map(|(_, _, slot)| slot).collect();
    }

    fn write(&self, top: &[&str], trailing: &str, line_end: &str) -> String {
        let mut out = String::new();
        let first = self.slots.iter().position(|slot| slot.key.is_some());
        for (index, slot) in self.slots.iter().enumerate() {
            out.push_str(&slot.head);
            if Some(index) == first {
                define(&mut out, top, line_end);
            }
            let follows_new = index
                .checked_sub(1)
                .is_some_and(|before| !self.slots[before].there);
            if !slot.there || (follows_new && slot.head.is_empty()) {
                apart(&mut out, line_end);
            }
            // what is put in before this one stands between its head and its comment
            out.push_str(slot.comment);
            out.push_str(slot.text);
        }
        out.push_str(trailing);
        if first.is_none() {
            define(&mut out, top, line_end);
        }
        if !out.ends_with('\n') {
            out.push_str(line_end);
        }
        out
    }
}

/// Where each goes so that every parent stands behind its children: `(index, 0)` for one that stays at its index, and
/// `(index, n)` for the `n`th behind the one that stays there. A cycle has no order; its
/// members only go behind children outside of it.
fn places(parent_of: &[Option<usize>]) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = (0..parent_of.len()).map(|index| (index, 0)).collect();
    let mut children = vec![0_usize; parent_of.len()];
    for parent in parent_of.iter().flatten() {
        children[*parent] += 1;
    }
    // those first whose children have their places
    let mut open: Vec<usize> = (0..parent_of.len())
        .filter(|index| children[*index] == 0 && parent_of[*index].is_some())
        .collect();
    while let Some(index) = open.pop() {
        let Some(parent) = parent_of[index] else {
            continue;
        };
        let (base, nth) = places[index];
        places[parent] = places[parent].max((base, nth + 1));
        children[parent] -= 1;
        if children[parent] == 0 {
            open.push(parent);
        }
    }
    places
}

fn define(out: &mut String, top: &[&str], line_end: &str) {
    for (index, text) in top.iter().enumerate() {
        if index == 0 && !out.is_empty() {
            apart(out, line_end);
        }
        out.push_str(text);
        out.push_str(line_end);
    }
    if !top.is_empty() {
        out.push_str(line_end);
    }
}

/// Ends the line and leaves one empty, unless nothing was written yet.
fn apart(out: &mut String, line_end: &str) {
    if out.is_empty() {
        return;
    }
    while !out.ends_with("\n\n") && !out.ends_with("\n\r\n") {
        out.push_str(line_end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn changes_are_found_by_content() {
        let changes = Changes::between(
            "@misc{a, year = 1}\n@misc{b, year = 1}\n@misc{c, year = 1}",
            "@misc{A,\n  year = {1}\n}\n@misc{b, year = 2}\n@misc{d, year = 1}",
        );
        let all = [changes.added, changes.changed, changes.removed];
        assert_eq!(all.map(|keys| keys.join(" ")), ["d", "b", "c"]);
        let odd = odd(
            "@misc{a, year = 1} @misc{b, x} @misc{c, year = {1}}\n@misc{d, year",
            "@misc{c, year = 1}",
        );
        let found: Vec<_> = odd
            .iter()
            .map(|odd| (odd.key, odd.readable, odd.at))
            .collect();
        assert_eq!(found[0], ("a", true, 0));
        assert!(!found.iter().any(|(key, ..)| *key == "c"), "{found:?}");
        assert!(found.iter().any(|(_, readable, _)| !readable), "{found:?}");
    }

    #[test]
    fn new_entries_go_where_their_order_puts_them() {
        let file = "% the top\n\n% of b\n@misc{b, year = 1}\n\n@misc{x}\n\n@misc{d}\n\n@comment{the end}\n";
        assert_eq!(
            merge(
                file,
                "@misc{a}\n\n@misc{b, year = 2}\n\n% of c\n@misc{c}\n\n@misc{d}\n\n@misc{e}\n"
            )
            .unwrap(),
            "% the top\n\n@misc{a}\n\n% of b\n@misc{b, year = 2}\n\n@misc{x}\n\n% of c\n@misc{c}\n\n@misc{d}\n\n@misc{e}\n\n@comment{the end}\n"
        );
        assert_eq!(merge("", "@misc{a}\n").unwrap(), "@misc{a}\n");
        assert_eq!(
            merge("@misc{x}", "@misc{a}\n").unwrap(),
            "@misc{x}\n\n@misc{a}\n"
        );
        assert_eq!(
            merge("@misc{x}\r\n", "@misc{a}\n").unwrap(),
            "@misc{x}\r\n\r\n@misc{a}\r\n"
        );
    }

    #[test]
    fn macros_and_preambles_come_along_once() {
        let new = "@preamble{\"p\"}\n\n@string{acm = \"ACM\"}\n\n@misc{a, t = acm}\n";
        let once = merge("% top\n@misc{x}\n", new).unwrap();
        assert_eq!(
            once,
            "@preamble{\"p\"}\n@string{acm = \"ACM\"}\n\n% top\n@misc{x}\n\n@misc{a, t = acm}\n"
        );
        assert_eq!(merge(&once, new).unwrap(), once);
        assert_eq!(
            merge(
                "@string{ACM = {ACM}}\n\n@misc{a}\n",
                "@string{acm = \"ACM\"}\n@misc{a}"
            )
            .unwrap(),
            "@string{ACM = {ACM}}\n\n@misc{a}\n"
        );
        let conflicts = merge("\n@string{acm = {Other}}\n", new).unwrap_err();
        assert_eq!(
            conflicts,
            [Conflict {
                name: "acm".to_owned(),
                at: 1
            }]
        );
    }

    #[test]
    fn parents_stay_behind_their_children() {
        // a new child of a parent that is there
        assert_eq!(
            merge(
                "@book{p}\n\n@misc{x}\n",
                "@misc{c, crossref = {p}}\n\n@book{p}\n"
            )
            .unwrap(),
            "@misc{c, crossref = {p}}\n\n@book{p}\n\n@misc{x}\n"
        );
        // a parent that became one
        assert_eq!(
            merge(
                "@book{p}\n\n@misc{c}\n\n@misc{x}\n",
                "@misc{c, crossref = {p}}\n\n@book{p}\n"
            )
            .unwrap(),
            "@misc{c, crossref = {p}}\n\n@book{p}\n\n@misc{x}\n"
        );
    }

    /// An export of entries `key` with the parent of the second number, where that is greater.
    fn export(entries: &[(u8, u8)]) -> String {
        let mut keys = HashSet::new();
        let mut new = String::new();
        for (key, parent) in entries {
            if keys.insert(*key) {
                let crossref = match parent > key {
                    true => format!(", crossref = {{k{parent}}}"),
                    false => String::new(),
                };
                new.push_str(&format!("@misc{{k{key}, note = {{new}}{crossref}}}\n\n"));
            }
        }
        new
    }

    #[test]
    fn a_grandparent_ends_behind_all() {
        let new = export(&[(15, 0), (10, 15), (0, 10)]);
        let merged = merge("", &new).unwrap();
        let order = export(&[(0, 10), (10, 15), (15, 0)]);
        assert_eq!(merged.trim_end(), order.trim_end());
        assert_eq!(merge(&merged, &new).unwrap(), merged);
    }

    #[test]
    fn a_new_parent_goes_behind_the_children_of_others() {
        assert_eq!(
            merge(
                "@misc{x, crossref = {P}}\n\n@misc{z}\n",
                "@book{p}\n\n@misc{z}\n"
            )
            .unwrap(),
            "@misc{x, crossref = {P}}\n\n@book{p}\n\n@misc{z}\n"
        );
        // one that is there stays where somebody put it
        let file = "@book{p}\n\n@misc{x, crossref = {p}}\n";
        assert_eq!(merge(file, "@book{p}\n").unwrap(), file);
    }

    #[test]
    fn text_before_an_entry_that_moves_stays() {
        assert_eq!(
            merge(
                "One.\n\n@book{p}\n\nTwo.\n\n@misc{x}\n\nThree.\n\n@misc{c}\n",
                "@misc{c, crossref = {p}}\n\n@book{p}\n"
            )
            .unwrap(),
            "One.\n\n\n\nTwo.\n\n@misc{x}\n\nThree.\n\n@misc{c, crossref = {p}}\n\n@book{p}\n"
        );
    }

    #[test]
    fn a_cycle_has_no_order_and_ends() {
        let new =
            "@misc{a, crossref = {b}}\n\n@misc{b, crossref = {a}}\n\n@misc{c, crossref = {a}}\n";
        let merged = merge("", new).unwrap();
        assert_eq!(
            merged,
            "@misc{b, crossref = {a}}\n\n@misc{c, crossref = {a}}\n\n@misc{a, crossref = {b}}\n"
        );
        assert_eq!(merge(&merged, new).unwrap(), merged);
    }

    fn file(keys: &[(u8, u8)]) -> String {
        let mut seen = HashSet::new();
        let mut out = String::new();
        for (key, gap) in keys {
            if seen.insert(*key) {
                out.push_str(["", "\n", "\n\n", "\n% words\n", " text\n\n"][usize::from(gap % 5)]);
                let crossref = match gap > key {
                    true => format!(", crossref = {{k{gap}}}"),
                    false => String::new(),
                };
                out.push_str(&format!("@misc{{k{key},  note = {{old {gap}}}{crossref}}}"));
            }
        }
        out
    }

    proptest! {
        #[test]
        fn others_stay_and_ours_arrive(
            there in proptest::collection::vec((0_u8..20, 0_u8..20), 0..12),
            put in proptest::collection::vec((0_u8..20, 0_u8..20), 1..8),
        ) {
            let existing = file(&there);
            let new = export(&put);
            let merged = merge(&existing, &new).unwrap();
            let (before, after, ours) = (parts(&existing).0, parts(&merged).0, parts(&new).0);
            let key = |part: &Part<'_>| match &part.what { What::Entry { key, .. } => key.clone(), _ => String::new() };
            let is_ours = |part: &Part<'_>| ours.iter().any(|our| key(our) == key(part));
            let others = |parts: &[Part<'_>]| parts.iter().filter(|part| !is_ours(part)).map(|part| part.text.to_owned()).collect::<Vec<_>>();
            prop_assert_eq!(others(&before), others(&after));
            for our in &ours {
                prop_assert_eq!(after.iter().filter(|part| part.text == our.text).count(), 1, "{}", merged);
            }
            let place = |wanted: &str| after.iter().position(|part| key(part) == wanted);
            for our in &ours {
                if let What::Entry { crossref: Some(parent), .. } = &our.what && ours.iter().any(|one| key(one) == *parent) {
                    prop_assert!(place(parent) > place(&key(our)), "{}", merged);
                }
            }
            for text in ["% words", " text"] {
                prop_assert_eq!(merged.matches(text).count(), existing.matches(text).count(), "{}", merged);
            }
            prop_assert_eq!(merge(&merged, &new).unwrap(), merged.clone());
        }
    }
}
