//! What becomes of each item of an input.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::read::{Item, ReadEntry, ReadMacro};
use super::{Conflict, OnConflict, Options, Reject, Renamed, Report};
use crate::diagnostic::{Diagnostic, Lines, Severity};
use crate::formats::bibtex::edit::{self, Text};
use crate::formats::bibtex::fields::RawEntry;
use crate::formats::bibtex::macros::{MacroTexts, is_month, macro_key};
use crate::formats::bibtex::record::Record;
use crate::keys;
use crate::model::fold;
use crate::project::{Projection, project};
use crate::store::{Batch, KnownMacro, NewEntry, NewMacro, StoreError};

/// Decides about the items of one input.
pub(super) struct Decider<'d, 'l, 'o> {
    batch: &'d mut Batch<'l>,
    lines: Lines<'d>,
    pub(super) options: &'d mut Options<'o>,
    report: &'d mut Report,
    /// The item from which on items are from this input.
    first: i64,
    /// The library's macros before this input, by name and by the name they came with.
    known: Vec<KnownMacro>,
    by_name: HashMap<String, usize>,
    /// The names that this input defines somewhere, in lower case.
    own: HashSet<String>,
    by_given: HashMap<String, Vec<usize>>,
    /// What this input's macro names mean: the definition and the name it has in the library.
    macros: HashMap<String, (i64, String)>,
    /// The names given to this input's own definitions.
    named: HashMap<String, String>,
    /// The keys of this input, and keys with contents, as numbers.
    keys: HashSet<u64>,
    contents: HashSet<u64>,
    /// What became of the first entry of each key in lower case, where it got another.
    moved: HashMap<String, String>,
    /// Text before items of this input that were not stored, to go before the next that is.
    carried: String,
    stored: bool,
    last_alternative: HashMap<String, usize>,
}

/// An entry of the library that a new one meets.
struct Met {
    id: i64,
    key: String,
    source: String,
}

impl<'d, 'l, 'o> Decider<'d, 'l, 'o> {
    pub(super) fn new(
        batch: &'d mut Batch<'l>,
        name: &'d str,
        text: &'d str,
        own: HashSet<String>,
        options: &'d mut Options<'o>,
        report: &'d mut Report,
    ) -> Result<Self, StoreError> {
        let known = batch.macros()?;
        let mut by_name = HashMap::new();
        let mut by_given: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, known) in known.iter().enumerate() {
            by_name.insert(known.name.to_ascii_lowercase(), index);
            by_given
                .entry(known.given_name.to_ascii_lowercase())
                .or_default()
                .push(index);
        }
        Ok(Self {
            first: batch.next_item(),
            batch,
            lines: Lines::new(name, text),
            options,
            report,
            known,
            by_name,
            own,
            by_given,
            macros: HashMap::new(),
            named: HashMap::new(),
            keys: HashSet::new(),
            contents: HashSet::new(),
            moved: HashMap::new(),
            carried: String::new(),
            stored: false,
            last_alternative: HashMap::new(),
        })
    }

    pub(super) fn take(&mut self, item: Item<'_>) -> Result<(), StoreError> {
        match item {
            Item::Entry(entry) => self.entry(*entry),
            Item::Macro(definition) => self.definition(&definition),
            Item::Preamble {
                source,
                leading,
                uses,
            } => {
                let source = edit::preamble_with_macros(source, &|name| self.other_name(name));
                if self.batch.has_preamble(&source)? {
                    return Ok(());
                }
                let leading = self.leading(leading)?;
                let bindings = self.bindings(&uses);
                self.batch.add_preamble(&source, &leading, bindings)
            }
            Item::Rejected {
                text,
                leading,
                why,
                entry,
            } => {
                self.carried.push_str(leading);
                self.report.rejected += u64::from(entry);
                self.report.rejects.push(Reject {
                    text: text.to_owned(),
                    why: why.clone(),
                });
                self.report.diagnostics.push(why);
                Ok(())
            }
            Item::Found(diagnostic) => {
                self.report.diagnostics.push(diagnostic);
                Ok(())
            }
            Item::Trailing(text) => {
                let text = std::mem::take(&mut self.carried) + text;
                if self.stored && !text.is_empty() {
                    self.batch.add_free_text(&text)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// Lets later entries see what this input defines, and its references follow renamed keys.
    pub(super) fn finish(self) -> Result<(), StoreError> {
        for (given, key) in &self.moved {
            self.batch.redirect(given, key, Some(self.first))?;
        }
        let own = self.macros.values().filter(|(id, _)| *id >= self.first);
        let own: HashMap<String, i64> = own
            .map(|(id, name)| (macro_key(name).into_owned(), *id))
            .collect();
        if own.is_empty() {
            Ok(())
        } else {
            self.batch.bind_undefined(&own, self.first)
        }
    }

    /// The text before an item that is stored: what stands before it in the input, and what stood before items that
    /// were not stored; set off from what the library holds already.
    fn leading<'t>(&mut self, leading: &'t str) -> Result<Cow<'t, str>, StoreError> {
        let first = !self.stored;
        self.stored = true;
        if self.carried.is_empty() && !(first && self.first > 1) {
            return Ok(Cow::Borrowed(leading));
        }
        let mut text = std::mem::take(&mut self.carried);
        text.push_str(leading);
        if first && self.first > 1 && !text.starts_with(['\n', '\r']) {
            text.insert_str(0, self.batch.separator()?);
        }
        Ok(Cow::Owned(text))
    }

    // ── Macros ──

    fn definition(&mut self, definition: &ReadMacro<'_>) -> Result<(), StoreError> {
        let given = macro_key(definition.name).into_owned();
        let same = self
            .by_given
            .get(&given)
            .into_iter()
            .flatten()
            .map(|index| &self.known[*index]);
        if let Some(same) = same.rev().find(|known| known.value == definition.value) {
            self.macros.insert(given, (same.id, same.name.clone()));
            return Ok(());
        }
        let name = match self.named.get(&given) {
            Some(name) => name.clone(),
            None => self.macro_name(definition.name),
        };
        self.named.insert(given.clone(), name.clone());
        let own = (!name.eq_ignore_ascii_case(definition.name)).then_some(name.as_str());
        let source = edit::macro_with_names(definition.source, own, &|used| self.other_name(used));
        let leading = self.leading(definition.leading)?;
        let id = self.batch.define(NewMacro {
            name: &name,
            given_name: definition.name,
            source: &source,
            leading: &leading,
            value: &definition.value,
            macros: self.bindings(&definition.uses),
        })?;
        self.macros.insert(given, (id, name));
        Ok(())
    }

    /// A name that no macro of the library has: the given one, else with a number.
    fn macro_name(&mut self, given: &str) -> String {
        let taken = |name: &str| self.by_name.contains_key(macro_key(name).as_ref());
        if !taken(given) {
            return given.to_owned();
        }
        let fresh = (2..)
            .map(|number| format!("{given}-{number}"))
            .find(|name| !taken(name))
            .unwrap_or_default();
        let message = format!(
            "the library defines the macro {given} otherwise; this one is called {fresh} there"
        );
        self.found(
            Diagnostic::new("macro-renamed", Severity::Note, message),
            None,
        );
        fresh
    }

    /// The name a macro of this input has in the library, if it is another.
    fn other_name(&self, name: &str) -> Option<String> {
        let (_, stored) = self.macros.get(name)?;
        (!stored.eq_ignore_ascii_case(name)).then(|| stored.clone())
    }

    fn bindings(&self, uses: &[String]) -> BTreeMap<String, Option<i64>> {
        let bind = |name: &String| match self.macros.get(name) {
            Some((id, stored)) => (macro_key(stored).into_owned(), Some(*id)),
            None if self.own.contains(name) => (name.clone(), None),
            None => (
                name.clone(),
                self.by_name.get(name).map(|index| self.known[*index].id),
            ),
        };
        let meaningful = |(name, id): &(String, Option<i64>)| id.is_some() || !is_month(name);
        uses.iter().map(bind).filter(meaningful).collect()
    }

    // ── Entries ──

    fn entry(&mut self, mut entry: ReadEntry<'_>) -> Result<(), StoreError> {
        if entry
            .uses
            .iter()
            .any(|name| self.other_name(name).is_some())
            && let Ok(source) = edit::rename_macros(&entry.source, &|name| self.other_name(name))
        {
            entry.source = Cow::Owned(source);
        }
        let given = entry.key.to_ascii_lowercase();
        let repeated = !self.contents.insert(number(&(&given, entry.fingerprint)));
        let first = self.keys.insert(number(&given));
        let key = self.settle(&entry, repeated)?;
        if first && !given.is_empty() && !key.eq_ignore_ascii_case(&given) {
            self.moved.insert(given, key);
        }
        Ok(())
    }

    /// Stores the entry or not; the key under which the library has it.
    fn settle(&mut self, entry: &ReadEntry<'_>, repeated: bool) -> Result<String, StoreError> {
        if entry.key.is_empty() {
            if let Some(known) = self.batch.same_content("", entry.fingerprint)? {
                return Ok(self.unchanged(entry, &known, false));
            }
            let key = self.fresh(&keys::generate(&self.own_projection(entry)))?;
            self.rename(entry, &key, "has no key");
            return self.add(entry, &key);
        }
        let Some(owner) = self.batch.find_by_key(&entry.key)? else {
            return match self.batch.same_content(&entry.key, entry.fingerprint)? {
                Some(known) => Ok(self.unchanged(entry, &known, repeated)),
                None => {
                    let key = entry.key.clone();
                    self.add(entry, &key)
                }
            };
        };
        if self.batch.fingerprint(owner)? == entry.fingerprint {
            let key = self.batch.key(owner)?;
            return Ok(self.unchanged(entry, &key, repeated));
        }
        if let Some(known) = self.batch.same_content(&entry.key, entry.fingerprint)? {
            return Ok(self.unchanged(entry, &known, repeated));
        }
        let new = Work::of(&self.own_projection(entry));
        let candidates = std::iter::once(owner).chain(self.batch.with_given_key(&entry.key)?);
        for id in candidates.collect::<Vec<_>>() {
            let source = self.batch.source(id)?;
            let Some(old) = self.work(&source, id)? else {
                continue;
            };
            if new.same(&old) {
                let met = Met {
                    id,
                    key: self.batch.key(id)?,
                    source,
                };
                return self.conflict(entry, &met);
            }
        }
        let key = self.fresh(&entry.key)?;
        let owner = self.batch.key(owner)?;
        self.rename(
            entry,
            &key,
            &format!("is another work than {owner} in the library"),
        );
        self.add(entry, &key)
    }

    fn unchanged(&mut self, entry: &ReadEntry<'_>, key: &str, repeated: bool) -> String {
        self.report.unchanged += 1;
        if repeated {
            // what stood before it is not in the library
            self.carried.push_str(entry.leading);
            let message = "the same entry stands in this file before";
            let diagnostic = Diagnostic::new("repeated-entry", Severity::Note, message);
            self.found(diagnostic.key(&entry.key), Some(entry.at));
        }
        key.to_owned()
    }

    fn rename(&mut self, entry: &ReadEntry<'_>, key: &str, why: &str) {
        let (from, to) = (entry.key.clone(), key.to_owned());
        let what = if from.is_empty() {
            "this entry"
        } else {
            from.as_str()
        };
        let message = format!("{what} {why}; it is called {key}");
        self.found(
            Diagnostic::new("key-renamed", Severity::Warning, message).key(key),
            Some(entry.at),
        );
        self.report.renamed.push(Renamed { from, to });
    }

    fn found(&mut self, diagnostic: Diagnostic, at: Option<usize>) {
        let diagnostic = match at {
            Some(at) => diagnostic.place(self.lines.place(at)),
            None => diagnostic,
        };
        self.report.diagnostics.push(diagnostic);
    }

    /// A key that no entry has or had, like `key`.
    fn fresh(&mut self, key: &str) -> Result<String, StoreError> {
        if self.batch.owner(key)?.is_none() {
            return Ok(key.to_owned());
        }
        let last = self
            .last_alternative
            .entry(key.to_ascii_lowercase())
            .or_default();
        for alternative in keys::alternatives(key).skip(*last) {
            *last += 1;
            if self.batch.owner(&alternative)?.is_none() {
                return Ok(alternative);
            }
        }
        Ok(key.to_owned())
    }

    fn add(&mut self, entry: &ReadEntry<'_>, key: &str) -> Result<String, StoreError> {
        let leading = self.leading(entry.leading)?;
        let source = if key == entry.key {
            Cow::Borrowed(entry.source.as_ref())
        } else {
            Cow::Owned(edit::set_key(&entry.source, key).map_err(|_| StoreError::NotAnEntry)?)
        };
        let macros = self.bindings(&entry.uses);
        let new = NewEntry {
            key,
            given_key: (key != entry.key).then_some(entry.key.as_str()),
            entry_type: &entry.entry_type,
            source: &source,
            leading: &leading,
            fingerprint: entry.fingerprint,
            macros,
            tags: &self.options.tags,
        };
        self.batch.insert(&new, entry.projection.as_ref())?;
        self.report.added += 1;
        Ok(key.to_owned())
    }

    /// The projection of the entry without what it inherits.
    fn own_projection<'e>(&self, entry: &'e ReadEntry<'_>) -> Cow<'e, Projection> {
        match &entry.projection {
            Some(projection) => Cow::Borrowed(projection),
            None => {
                let texts = self.texts(&entry.source);
                let record = RawEntry::parse(&entry.source).map(|raw| Record::new(&raw, &texts));
                Cow::Owned(record.map(|record| project(&record)).unwrap_or_default())
            }
        }
    }

    /// What the macros in a text of this input stand for.
    fn texts(&self, source: &str) -> MacroTexts {
        let Ok(raw) = RawEntry::parse(source) else {
            return MacroTexts::new();
        };
        let names = super::read::uses(raw.fields.iter().map(|field| &field.value));
        let bindings = self.bindings(&names);
        let value = |id: i64| self.batch.macro_value(id).ok().flatten();
        bindings
            .into_iter()
            .filter_map(|(name, id)| Some((name, value(id?)?)))
            .collect()
    }

    fn work(&self, source: &str, id: i64) -> Result<Option<Work>, StoreError> {
        let texts = self.batch.texts(id)?;
        let record = RawEntry::parse(source).map(|raw| Record::new(&raw, &texts));
        Ok(record.ok().map(|record| Work::of(&project(&record))))
    }

    // ── Conflicts ──

    fn conflict(&mut self, entry: &ReadEntry<'_>, met: &Met) -> Result<String, StoreError> {
        let fields = differing(&met.source, &entry.source);
        let choice = match self.options.ask.as_mut() {
            Some(ask) => ask(&Conflict {
                key: &met.key,
                old: &met.source,
                new: &entry.source,
                fields: &fields,
            }),
            None => self.options.on_conflict,
        };
        let changed = match choice {
            OnConflict::Keep => false,
            OnConflict::Rename => {
                let key = self.fresh(&entry.key)?;
                self.rename(
                    entry,
                    &key,
                    &format!("differs from {} in the library", met.key),
                );
                return self.add(entry, &key);
            }
            OnConflict::Replace => {
                let source =
                    edit::set_key(&entry.source, &met.key).map_err(|_| StoreError::NotAnEntry)?;
                let macros = self.bindings(&entry.uses);
                self.batch.overwrite(met.id, &source, &macros)?
            }
            OnConflict::Merge => self.merge(entry, met)?,
        };
        if changed {
            self.report.updated += 1;
        } else {
            self.report.unchanged += 1;
        }
        if !changed || choice == OnConflict::Merge {
            self.kept(entry, met, &fields, choice);
        }
        Ok(met.key.clone())
    }

    /// Reports what the library's entry did not take over.
    fn kept(&mut self, entry: &ReadEntry<'_>, met: &Met, fields: &[String], choice: OnConflict) {
        let (old, new) = (RawEntry::parse(&met.source), RawEntry::parse(&entry.source));
        let has = |entry: &Result<RawEntry<'_>, _>, name: &str| {
            name == "@type"
                || entry
                    .as_ref()
                    .is_ok_and(|entry| entry.field(name).is_some())
        };
        // a field that the new entry lacks is no news, and one that the old lacks was merged
        let fields: Vec<&str> = fields
            .iter()
            .map(String::as_str)
            .filter(|name| has(&new, name) && (choice == OnConflict::Keep || has(&old, name)))
            .collect();
        if fields.is_empty() {
            return;
        }
        let message = format!(
            "the library has {} with other content ({}); that was kept",
            met.key,
            fields.join(", ")
        );
        let place = self.lines.place(entry.at);
        let why = Diagnostic::new("conflict-kept", Severity::Warning, message)
            .help("--on-conflict=replace, merge, rename or ask settles it otherwise")
            .key(&met.key)
            .place(place);
        self.report.rejects.push(Reject {
            text: entry.source.clone().into_owned(),
            why: why.clone(),
        });
        self.report.diagnostics.push(why);
    }

    /// Adds the fields that the library's entry lacks.
    fn merge(&mut self, entry: &ReadEntry<'_>, met: &Met) -> Result<bool, StoreError> {
        let failed = |_| StoreError::NotAnEntry;
        let (new, old) = (
            RawEntry::parse(&entry.source).map_err(failed)?,
            RawEntry::parse(&met.source).map_err(failed)?,
        );
        let mut source = met.source.clone();
        let mut uses = HashSet::new();
        let mut added: Vec<&str> = Vec::new();
        for field in &new.fields {
            if old.field(field.name).is_none()
                && !added
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(field.name))
            {
                let value = Text::Raw(&entry.source[field.value_span.clone()]);
                source = edit::set_field(&source, field.name, value)
                    .map_err(|_| StoreError::NotAnEntry)?;
                uses.extend(
                    field
                        .value
                        .macros()
                        .map(|name| macro_key(name).into_owned()),
                );
                added.push(field.name);
            }
        }
        if added.is_empty() {
            return Ok(false);
        }
        let uses: Vec<String> = entry
            .uses
            .iter()
            .filter(|name| {
                let stored = self.other_name(name).unwrap_or_else(|| (*name).clone());
                uses.contains(macro_key(&stored).as_ref())
            })
            .cloned()
            .collect();
        let mut macros = self.batch.bindings_of(met.id)?;
        macros.extend(self.bindings(&uses));
        self.batch.overwrite(met.id, &source, &macros)
    }
}

/// A number that stands for `value` in this process.
fn number(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The names of the fields that one entry has and the other has not, or in which they differ, layout aside; `@type`
/// for the entry type.
fn differing(old: &str, new: &str) -> Vec<String> {
    let (Ok(old), Ok(new)) = (RawEntry::parse(old), RawEntry::parse(new)) else {
        return Vec::new();
    };
    let text = |entry: &RawEntry<'_>, name: &str| {
        let none = MacroTexts::new();
        let value = entry
            .field(name)
            .map(|field| crate::formats::bibtex::macros::expand(&field.value, &none).into_owned());
        value.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let mut names: Vec<String> = Vec::new();
    if !old.entry_type.eq_ignore_ascii_case(new.entry_type) {
        names.push("@type".to_owned());
    }
    for field in old.fields.iter().chain(&new.fields) {
        let name = field.name.to_ascii_lowercase();
        if !names.contains(&name) && text(&old, &name) != text(&new, &name) {
            names.push(name);
        }
    }
    names
}

/// What tells one work from another.
struct Work {
    title: Option<String>,
    person: Option<String>,
    year: Option<i64>,
    dois: Vec<String>,
}

impl Work {
    fn of(projection: &Projection) -> Self {
        let doi = |identifier: &crate::model::Identifier| {
            identifier.scheme() == crate::model::Scheme::Doi
        };
        Self {
            title: projection
                .title
                .as_deref()
                .map(fold)
                .filter(|title| !title.is_empty()),
            person: projection
                .contributions
                .iter()
                .find_map(|contribution| contribution.name.as_ref())
                .map(|name| fold(&name.family)),
            year: projection.year,
            dois: projection
                .identifiers
                .iter()
                .filter(|id| doi(id))
                .map(|id| id.value().to_owned())
                .collect(),
        }
    }

    /// Whether both are the same work, going by DOI if both have one, else by title, first person and year: what
    /// both have must agree, and there must be something. A year may be off by one, as between preprint and print.
    fn same(&self, other: &Self) -> bool {
        if !self.dois.is_empty() && !other.dois.is_empty() {
            return self.dois.iter().any(|doi| other.dois.contains(doi));
        }
        let agree = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => {
                Some(a == b || a.starts_with(&format!("{b} ")) || b.starts_with(&format!("{a} ")))
            }
            _ => None,
        };
        let years = match (self.year, other.year) {
            (Some(a), Some(b)) => a.abs_diff(b) <= 1,
            _ => true,
        };
        let (titles, people) = (
            agree(&self.title, &other.title),
            agree(&self.person, &other.person),
        );
        years
            && titles != Some(false)
            && people != Some(false)
            && (titles.is_some() || people.is_some())
    }
}
