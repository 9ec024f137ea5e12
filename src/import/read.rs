//! One input as a stream of items, ready to be decided upon. Pure: knows nothing of the library but the macros that
//! are in force before the input.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Lines, Severity};
use crate::formats::bibtex::fields::{RawEntry, Value};
use crate::formats::bibtex::macros::{MacroTexts, expand, is_defined, macro_key};
use crate::formats::bibtex::record::{Record, fingerprint};
use crate::formats::bibtex::report::explain;
use crate::formats::bibtex::split::{Block, Body, FindingKind, Splitter};
use crate::project::{Projection, project};

/// What an input holds, in its order.
pub(super) enum Item<'t> {
    Entry(Box<ReadEntry<'t>>),
    Macro(ReadMacro<'t>),
    Preamble {
        source: &'t str,
        leading: &'t str,
        uses: Vec<String>,
    },
    Rejected {
        text: &'t str,
        leading: &'t str,
        why: Diagnostic,
        /// Whether it is an entry, not a macro definition or a preamble.
        entry: bool,
    },
    Found(Diagnostic),
    /// What stands behind the last block.
    Trailing(&'t str),
}

pub(super) struct ReadEntry<'t> {
    pub(super) key: String,
    pub(super) entry_type: String,
    pub(super) source: Cow<'t, str>,
    pub(super) leading: &'t str,
    pub(super) fingerprint: u64,
    /// The macro names in it, in lower case, each once.
    pub(super) uses: Vec<String>,
    /// `None` for an entry that takes fields from others.
    pub(super) projection: Option<Projection>,
    /// Its byte in the text.
    pub(super) at: usize,
}

pub(super) struct ReadMacro<'t> {
    pub(super) name: &'t str,
    pub(super) source: &'t str,
    pub(super) leading: &'t str,
    /// Macros expanded.
    pub(super) value: String,
    pub(super) uses: Vec<String>,
}

/// Reads `text`, giving each item to `take` until that gives `false`. `texts` are the macros in force before it,
/// and afterwards those after it.
pub(super) fn read<'t>(
    file: &str,
    text: &'t str,
    texts: &mut MacroTexts,
    take: &mut dyn FnMut(Item<'t>, usize) -> bool,
) {
    let mut splitter = Splitter::new(text);
    let mut lines = Lines::new(file, text);
    let mut undefined = HashSet::new();
    while let Some(block) = splitter.next() {
        let Block {
            leading,
            span,
            body,
            findings,
        } = block;
        let leading = &text[leading];
        let entry = !findings
            .iter()
            .any(|found| matches!(found.kind, FindingKind::Rejected { entry: false, .. }));
        let mut findings = findings
            .iter()
            .map(|finding| explain(finding, &mut lines))
            .collect::<Vec<_>>();
        let item = match body {
            Body::Entry(raw) => {
                note_undefined(
                    &raw,
                    texts,
                    &mut undefined,
                    span.start,
                    &mut lines,
                    &mut findings,
                );
                Item::Entry(Box::new(read_entry(
                    &raw,
                    Cow::Borrowed(raw.text),
                    leading,
                    span.start,
                    texts,
                )))
            }
            Body::Mended(mended) => match RawEntry::parse(&mended) {
                Ok(raw) => {
                    note_undefined(
                        &raw,
                        texts,
                        &mut undefined,
                        span.start,
                        &mut lines,
                        &mut findings,
                    );
                    for finding in &mut findings {
                        finding.key = Some(raw.key.to_owned());
                    }
                    Item::Entry(Box::new(read_entry(
                        &raw,
                        Cow::Owned(mended.clone()),
                        leading,
                        span.start,
                        texts,
                    )))
                }
                Err(_) => continue,
            },
            Body::Macro(raw) => {
                let value = expand(&raw.value, texts).into_owned();
                texts.insert(macro_key(raw.name).into_owned(), value.clone());
                let uses = uses([&raw.value]);
                Item::Macro(ReadMacro {
                    name: raw.name,
                    source: raw.text,
                    leading,
                    value,
                    uses,
                })
            }
            Body::Preamble(raw) => Item::Preamble {
                source: raw.text,
                leading,
                uses: uses([&raw.value]),
            },
            Body::Rejected => match findings.pop() {
                Some(why) => Item::Rejected {
                    text: &text[span.clone()],
                    leading,
                    why,
                    entry,
                },
                None => continue,
            },
        };
        let more = findings
            .into_iter()
            .all(|finding| take(Item::Found(finding), span.start));
        if !more || !take(item, span.end) {
            return;
        }
    }
    for finding in splitter.trailing_findings() {
        if !take(Item::Found(explain(finding, &mut lines)), text.len()) {
            return;
        }
    }
    take(Item::Trailing(splitter.trailing()), text.len());
}

fn read_entry<'t>(
    raw: &RawEntry<'_>,
    source: Cow<'t, str>,
    leading: &'t str,
    at: usize,
    texts: &MacroTexts,
) -> ReadEntry<'t> {
    let record = Record::new(raw, texts);
    ReadEntry {
        key: raw.key.to_owned(),
        entry_type: record.entry_type.clone(),
        leading,
        fingerprint: fingerprint(raw, texts),
        uses: uses(raw.fields.iter().map(|field| &field.value)),
        projection: (!record.inherits()).then(|| project(&record)),
        at,
        source,
    }
}

/// The macro names in `values`, in lower case, each once.
pub(super) fn uses<'v, 's: 'v>(values: impl IntoIterator<Item = &'v Value<'s>>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in values.into_iter().flat_map(Value::macros) {
        let name = macro_key(name);
        if !names.iter().any(|known| *known == name) {
            names.push(name.into_owned());
        }
    }
    names
}

/// Reports each macro that nothing defines, where the input first uses it.
fn note_undefined(
    entry: &RawEntry<'_>,
    texts: &MacroTexts,
    known: &mut HashSet<String>,
    start: usize,
    lines: &mut Lines<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    for field in &entry.fields {
        for name in field.value.macros() {
            if !is_defined(name, texts) && known.insert(macro_key(name).into_owned()) {
                let message = format!("nothing defines the macro {name}; it was kept as it is");
                let help =
                    format!("put braces around the value, or define it: @string{{{name} = \"…\"}}");
                findings.push(
                    Diagnostic::new("undefined-macro", Severity::Warning, message)
                        .help(help)
                        .key(entry.key)
                        .place(lines.place(start + field.value_span.start)),
                );
            }
        }
    }
}
