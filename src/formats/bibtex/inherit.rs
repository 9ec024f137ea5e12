//! What an entry takes from the entries it names in `crossref` and `xdata`.
//!
//! The rules are those of biblatex's manual (the appendix on default inheritance setup, and the section on data
//! containers): all fields of the parent that the child lacks, under the same name, except those listed in
//! `NEVER`; some change their name with the types of parent and child (`RENAMED`). What is taken is for showing,
//! searching and converting; nobody writes it into the child.

use std::borrow::Cow;

use super::record::Record;

/// How many entries deep and how many in all one entry may inherit from.
const DEEPEST: usize = 32;

/// The fields no child takes over.
const NEVER: [&str; 16] = [
    "ids",
    "crossref",
    "xref",
    "xdata",
    "entryset",
    "entrysubtype",
    "execute",
    "label",
    "options",
    "presort",
    "related",
    "relatedoptions",
    "relatedstring",
    "relatedtype",
    "shorthand",
    "sortkey",
];

/// A rule: parent types, child types, and the names that change (`""` for a field that is not taken).
struct Rule {
    parents: &'static [&'static str],
    children: &'static [&'static str],
    names: &'static [(&'static str, &'static str)],
}

const TITLE_TO_MAIN: &[(&str, &str)] = &[
    ("title", "maintitle"),
    ("subtitle", "mainsubtitle"),
    ("titleaddon", "maintitleaddon"),
    ("shorttitle", ""),
    ("sorttitle", ""),
    ("indextitle", ""),
    ("indexsorttitle", ""),
];
const TITLE_TO_BOOK: &[(&str, &str)] = &[
    ("title", "booktitle"),
    ("subtitle", "booksubtitle"),
    ("titleaddon", "booktitleaddon"),
    ("shorttitle", ""),
    ("sorttitle", ""),
    ("indextitle", ""),
    ("indexsorttitle", ""),
];
const TITLE_TO_JOURNAL: &[(&str, &str)] = &[
    ("title", "journaltitle"),
    ("subtitle", "journalsubtitle"),
    ("titleaddon", "journaltitleaddon"),
    ("shorttitle", ""),
    ("sorttitle", ""),
    ("indextitle", ""),
    ("indexsorttitle", ""),
];

/// The names that change.
const RENAMED: [Rule; 8] = [
    Rule {
        parents: &["mvbook", "book"],
        children: &["inbook", "bookinbook", "suppbook"],
        names: &[("author", "author"), ("author", "bookauthor")],
    },
    Rule {
        parents: &["mvbook"],
        children: &["book", "inbook", "bookinbook", "suppbook"],
        names: TITLE_TO_MAIN,
    },
    Rule {
        parents: &["mvcollection", "mvreference"],
        children: &[
            "collection",
            "reference",
            "incollection",
            "inreference",
            "suppcollection",
        ],
        names: TITLE_TO_MAIN,
    },
    Rule {
        parents: &["mvproceedings"],
        children: &["proceedings", "inproceedings"],
        names: TITLE_TO_MAIN,
    },
    Rule {
        parents: &["book"],
        children: &["inbook", "bookinbook", "suppbook"],
        names: TITLE_TO_BOOK,
    },
    // BibTeX's @incollection has a @book for its parent as often as a @collection
    Rule {
        parents: &["collection", "reference", "book"],
        children: &["incollection", "inreference", "suppcollection"],
        names: TITLE_TO_BOOK,
    },
    Rule {
        parents: &["proceedings", "book"],
        children: &["inproceedings"],
        names: TITLE_TO_BOOK,
    },
    Rule {
        parents: &["periodical"],
        children: &["article", "suppperiodical"],
        names: TITLE_TO_JOURNAL,
    },
];

/// Names under which the same field goes in BibTeX and in biblatex.
const SAME: [(&str, &str); 8] = [
    ("journal", "journaltitle"),
    ("address", "location"),
    ("school", "institution"),
    ("annote", "annotation"),
    ("archiveprefix", "eprinttype"),
    ("primaryclass", "eprintclass"),
    ("pdf", "file"),
    ("year", "date"),
];

/// `child` with all it takes from others; `parent` gives the record of a key, without what that one inherits.
/// Cycles and missing parents end the chain.
pub fn inherit<'s>(
    child: Record<'s>,
    parent: &mut dyn FnMut(&str) -> Option<Record<'static>>,
) -> Record<'s> {
    let mut seen = Vec::new();
    inherit_from(child, parent, &mut seen)
}

fn inherit_from<'s>(
    mut child: Record<'s>,
    parent: &mut dyn FnMut(&str) -> Option<Record<'static>>,
    seen: &mut Vec<String>,
) -> Record<'s> {
    granular(&mut child, parent);
    let mut visit = |key: &str, seen: &mut Vec<String>| -> Option<Record<'static>> {
        let folded = key.to_ascii_lowercase();
        if seen.len() >= DEEPEST || seen.contains(&folded) {
            return None;
        }
        seen.push(folded);
        let record = parent(key)?;
        Some(inherit_from(record, parent, seen))
    };
    let containers: Vec<String> = child.keys("xdata").map(str::to_owned).collect();
    for key in containers {
        for (name, text) in visit(&key, seen)
            .map(|record| record.fields)
            .unwrap_or_default()
        {
            if name != "ids" && !has(&child, &name) {
                child.fields.push((name, text));
            }
        }
    }
    let named: Vec<String> = child.keys("crossref").map(str::to_owned).collect();
    for key in named {
        if let Some(record) = visit(&key, seen) {
            take(&mut child, record);
        }
    }
    child
}

/// Whether `record` has the field, under its own or its other name.
fn has(record: &Record<'_>, name: &str) -> bool {
    let other = SAME.iter().find_map(|(bibtex, biblatex)| match name {
        name if name == *bibtex => Some(*biblatex),
        name if name == *biblatex => Some(*bibtex),
        _ => None,
    });
    record.get(name).is_some() || other.is_some_and(|other| record.get(other).is_some())
}

/// biblatex knows BibTeX's types under other names.
fn type_name(entry_type: &str) -> &str {
    match entry_type {
        "conference" => "inproceedings",
        other => other,
    }
}

fn take(child: &mut Record<'_>, parent: Record<'static>) {
    let (from, to) = (
        type_name(&parent.entry_type),
        type_name(&child.entry_type).to_owned(),
    );
    let names: Vec<(&str, &str)> = RENAMED
        .iter()
        .filter(|rule| rule.parents.contains(&from) && rule.children.contains(&to.as_str()))
        .flat_map(|rule| rule.names.iter().copied())
        .collect();
    let dated = ["date", "year"]
        .iter()
        .any(|name| child.get(name).is_some());
    for (name, text) in parent.fields {
        // a child's own year is not to be joined by its parent's month
        if NEVER.contains(&name.as_ref())
            || (dated && matches!(name.as_ref(), "date" | "year" | "month" | "day"))
        {
            continue;
        }
        let mut renamed = names.iter().filter(|(old, _)| *old == name).peekable();
        if renamed.peek().is_none() {
            if !has(child, &name) {
                child.fields.push((name, text));
            }
            continue;
        }
        for (_, new) in renamed {
            if !new.is_empty() && !has(child, new) {
                child.fields.push((Cow::Borrowed(*new), text.clone()));
            }
        }
    }
}

/// Values of the form `xdata=KEY-FIELD` or `xdata=KEY-FIELD-INDEX`, alone or as members of a list.
/// What they name is taken as it stands, so that no chain of them can grow.
fn granular(child: &mut Record<'_>, parent: &mut dyn FnMut(&str) -> Option<Record<'static>>) {
    let containers = &mut child.containers;
    for (_, text) in &mut child.fields {
        if !text.contains("xdata=") {
            continue;
        }
        let resolve = &mut |member: &str| -> Option<String> {
            let reference = member.trim().strip_prefix("xdata=")?.trim();
            let (head, last) = reference.rsplit_once('-')?;
            let (key, name, index) = match last.parse::<usize>() {
                Ok(index) => head
                    .rsplit_once('-')
                    .map(|(key, name)| (key, name, Some(index)))?,
                Err(_) => (head, last, None),
            };
            containers.push(key.to_owned());
            let record = parent(key)?;
            let value = record.get(&name.to_ascii_lowercase())?;
            match index {
                Some(index) => value
                    .split(" and ")
                    .nth(index.checked_sub(1)?)
                    .map(str::to_owned),
                None => Some(value.to_owned()),
            }
        };
        let members: Vec<String> = text
            .split(" and ")
            .map(|member| resolve(member).unwrap_or_else(|| member.to_owned()))
            .collect();
        *text = Cow::Owned(members.join(" and "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::bibtex::fields::RawEntry;
    use crate::formats::bibtex::macros::MacroTexts;

    /// What the first entry has after inheriting from the others.
    fn inherited(entries: &[&str]) -> Vec<(String, String)> {
        let records: Vec<(String, Record<'static>)> = entries
            .iter()
            .map(|text| {
                let entry = RawEntry::parse(text).unwrap();
                (
                    entry.key.to_owned(),
                    Record::new(&entry, &MacroTexts::new()).into_owned(),
                )
            })
            .collect();
        let child = inherit(records[0].1.clone(), &mut |key| {
            records
                .iter()
                .find(|(known, _)| known == key)
                .map(|(_, record)| record.clone())
        });
        child
            .fields
            .into_iter()
            .map(|(name, text)| (name.into_owned(), text.into_owned()))
            .collect()
    }

    fn has(fields: &[(String, String)], name: &str, text: &str) -> bool {
        fields
            .iter()
            .any(|(known, value)| known == name && value == text)
    }

    #[test]
    fn a_paper_takes_the_title_of_its_proceedings_as_booktitle() {
        let fields = inherited(&[
            "@inproceedings{a, title = {T}, crossref = {p}}",
            "@proceedings{p, title = {P}, subtitle = {S}, year = 1999, editor = {E}, shorthand = {X}}",
        ]);
        assert!(
            has(&fields, "title", "T")
                && has(&fields, "booktitle", "P")
                && has(&fields, "booksubtitle", "S")
        );
        assert!(has(&fields, "year", "1999") && has(&fields, "editor", "E"));
        assert!(
            !fields
                .iter()
                .any(|(name, _)| name == "subtitle" || name == "shorthand")
        );
    }

    #[test]
    fn what_the_child_has_stays() {
        let fields = inherited(&[
            "@inbook{a, title = {T}, author = {A}, booktitle = {Own}, year = 2001, crossref = {p}}",
            "@book{p, title = {P}, author = {B}, date = {1999-05}, month = 5, address = {Bonn}}",
        ]);
        assert!(
            has(&fields, "booktitle", "Own")
                && has(&fields, "author", "A")
                && has(&fields, "bookauthor", "B")
        );
        assert!(
            !fields
                .iter()
                .any(|(name, _)| name == "date" || name == "month")
        );
    }

    #[test]
    fn chains_work_and_cycles_end() {
        let fields = inherited(&[
            "@inbook{a, title = {T}, crossref = {b}}",
            "@book{b, title = {B}, crossref = {m}}",
            "@mvbook{m, title = {M}, publisher = {P}, crossref = {a}}",
        ]);
        assert!(
            has(&fields, "maintitle", "M")
                && has(&fields, "booktitle", "B")
                && has(&fields, "publisher", "P")
        );
        inherited(&["@misc{x, crossref = {x}, xdata = {x}, title = {xdata=x-title}}"]);
    }

    #[test]
    fn data_containers_give_fields_whole_and_singly() {
        let fields = inherited(&[
            "@book{a, xdata = {x, y}, location = {xdata=x-address}, author = {xdata=x-names-2 and Own}}",
            "@xdata{x, publisher = {P}, address = {Bonn}, names = {One and Two}}",
            "@xdata{y, publisher = {Q}, series = {S}}",
        ]);
        assert!(has(&fields, "publisher", "P") && has(&fields, "series", "S"));
        assert!(has(&fields, "location", "Bonn") && has(&fields, "author", "Two and Own"));
    }
}
