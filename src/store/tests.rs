//! The promises that hold for any sequence of writes.

use proptest::prelude::*;

use super::*;
use crate::formats::bibtex::edit::{Text, set_field};
use crate::formats::bibtex::write::Layout;
use crate::import::OnConflict;
use crate::model::{Name, Role, Scheme};
use crate::testing::Fresh;

/// Everything the record holds, as text.
fn record(fresh: &Fresh) -> String {
    let mut out = fresh.export();
    for sql in [
        "SELECT id || key || coalesce(given_key, '-') || added || ' ' || modified FROM entry ORDER BY id",
        "SELECT key || entry FROM alias ORDER BY key",
        "SELECT entry || name FROM tag ORDER BY entry, name",
        "SELECT id || macros FROM entry WHERE macros NOT NULL ORDER BY id",
    ] {
        let mut statement = fresh.library.conn.prepare(sql).unwrap();
        for row in statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap()
        {
            out.push('\n');
            out.push_str(&row.unwrap());
        }
    }
    out
}

fn last_batch(fresh: &Fresh) -> Option<i64> {
    fresh
        .library
        .conn
        .query_row("SELECT max(id) FROM batch", [], |row| row.get(0))
        .unwrap()
}

#[derive(Debug, Clone)]
enum Step {
    Import(Vec<String>, OnConflict),
    Set(usize, &'static str, &'static str),
    Rename(usize, usize),
    Remove(usize),
    Tag(usize),
    Undo,
    UndoAny(i64),
    Redo,
}

const KEYS: [&str; 5] = ["a", "b", "P", "Smith2001", "x-2"];

/// Blocks that meet, inherit from and name each other.
fn block() -> impl Strategy<Value = String> {
    let key = prop::sample::select(&KEYS[..]);
    let value = prop::sample::select(
        &[
            "{On {\\TeX}}",
            "\"Two\"",
            "j",
            "J # { more}",
            "1999",
            "{Knuth, Donald and others}",
            "{10.1000/x}",
            "{a, x-2}",
        ][..],
    );
    let field = prop::sample::select(
        &[
            "title", "author", "year", "journal", "crossref", "xdata", "ids", "doi", "note", "file",
        ][..],
    );
    let kind =
        prop::sample::select(&["article", "inproceedings", "proceedings", "xdata", "book"][..]);
    let fields = prop::collection::vec((field, value), 0..4);
    let parent = prop::option::of((
        prop::sample::select(&["crossref", "xdata"][..]),
        prop::sample::select(&KEYS[..]),
    ));
    prop_oneof![
        8 => (kind, key, fields, parent).prop_map(|(kind, key, fields, parent)| {
            let mut out = format!("@{kind}{{{key}");
            for (name, value) in fields {
                out.push_str(&format!(", {name} = {value}"));
            }
            if let Some((name, key)) = parent {
                out.push_str(&format!(", {name} = {{{key}}}"));
            }
            out + "}"
        }),
        1 => prop::sample::select(&["@string{j = {One}}", "@string{J = {Two}}", "@string{k = j # { x}}"][..])
            .prop_map(str::to_owned),
        1 => prop::sample::select(&["% text", "@preamble{{x} # j}", "@misc{broken, title = {"][..]).prop_map(str::to_owned),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let policy = prop::sample::select(
        &[
            OnConflict::Keep,
            OnConflict::Replace,
            OnConflict::Merge,
            OnConflict::Rename,
        ][..],
    );
    prop_oneof![
        4 => (prop::collection::vec(block(), 1..5), policy).prop_map(|(blocks, policy)| Step::Import(blocks, policy)),
        2 => (0..KEYS.len(), prop::sample::select(&["title", "crossref", "year", "ids"][..]),
              prop::sample::select(&["New", "P", "a", "2001"][..])).prop_map(|(key, name, text)| Step::Set(key, name, text)),
        2 => (0..KEYS.len(), 0..KEYS.len()).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => (0..KEYS.len()).prop_map(Step::Remove),
        1 => (0..KEYS.len()).prop_map(Step::Tag),
        2 => Just(Step::Undo),
        1 => (1..8_i64).prop_map(Step::UndoAny),
        1 => Just(Step::Redo),
    ]
}

fn apply(fresh: &mut Fresh, step: &Step) {
    // a step that cannot be made is no step; that it changes nothing is checked by the caller
    let done = match step {
        Step::Import(blocks, policy) => {
            fresh.import(&[&(blocks.join("\n") + "\n")], *policy);
            Ok(())
        }
        Step::Set(key, name, text) => fresh.write(|batch| {
            let id = batch.find(KEYS[*key])?;
            let source = set_field(&batch.source(id)?, name, Text::Plain(text)).unwrap();
            batch.replace(id, &source).map(drop)
        }),
        Step::Rename(from, to) => fresh.write(|batch| {
            let id = batch.find(KEYS[*from])?;
            batch.rename(id, KEYS[*to]).map(drop)
        }),
        Step::Remove(key) => fresh.write(|batch| {
            let id = batch.find(KEYS[*key])?;
            batch.remove(id)
        }),
        Step::Tag(key) => fresh.write(|batch| {
            let id = batch.find(KEYS[*key])?;
            batch.tag(id, &["t".to_owned()]).map(drop)
        }),
        Step::Undo => fresh.write(|batch| batch.undo(None).map(drop)),
        Step::UndoAny(target) => fresh.write(|batch| batch.undo(Some(*target)).map(drop)),
        Step::Redo => fresh.write(|batch| batch.redo(None).map(drop)),
    };
    if let Err(error) = done {
        assert!(
            matches!(
                error,
                StoreError::UnknownKey(_)
                    | StoreError::KeyTaken { .. }
                    | StoreError::NothingTo(_)
                    | StoreError::UnknownBatch(_)
                    | StoreError::AlreadyUndone(_)
                    | StoreError::ChangedLater { .. }
                    | StoreError::Clash(..)
            ),
            "{step:?}: {error:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// After any writes the projection is what a rebuild makes of the record, and undoing a batch gives back the
    /// record as it was, as doing it again does.
    #[test]
    fn the_projection_follows_and_every_batch_can_be_undone(steps in prop::collection::vec(step(), 1..12)) {
        let mut fresh = Fresh::new();
        for step in &steps {
            let (before, last) = (record(&fresh), last_batch(&fresh));
            apply(&mut fresh, step);
            let health = fresh.library.health().unwrap();
            prop_assert_eq!(&health.damage, &vec![], "after {:?}", step);
            if last_batch(&fresh) == last {
                prop_assert_eq!(&record(&fresh), &before, "{:?} left a trace without a batch", step);
            } else if !matches!(step, Step::Undo | Step::UndoAny(_) | Step::Redo) {
                let after = record(&fresh);
                fresh.write(|batch| batch.undo(None)).unwrap();
                prop_assert_eq!(&record(&fresh), &before, "undoing {:?}", step);
                prop_assert_eq!(&fresh.library.health().unwrap().damage, &vec![], "undoing {:?}", step);
                fresh.write(|batch| batch.redo(None)).unwrap();
                prop_assert_eq!(&record(&fresh), &after, "doing {:?} again", step);
                prop_assert_eq!(&fresh.library.health().unwrap().damage, &vec![], "doing {:?} again", step);
            }
        }
    }
}

#[test]
fn history_counts_and_names_what_stands_in_the_way() {
    let mut fresh = Fresh::new();
    fresh.import(
        &["@misc{a, title = {A}}\n@misc{b, title = {B}}\n"],
        OnConflict::Keep,
    );
    fresh
        .write(|batch| batch.find("a").and_then(|id| batch.rename(id, "c")))
        .unwrap();
    fresh
        .write(|batch| batch.find("b").and_then(|id| batch.remove(id)))
        .unwrap();
    let log = fresh.library.log(None, 9).unwrap();
    let counts: Vec<_> = log
        .iter()
        .map(|logged| (logged.batch, logged.added, logged.changed, logged.removed))
        .collect();
    assert_eq!(counts, [(3, 0, 0, 1), (2, 0, 1, 0), (1, 2, 0, 0)]);
    let error = fresh.write(|batch| batch.undo(Some(1))).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::ChangedLater {
                batch: 1,
                later: 2,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(fresh.library.removed_in("B").unwrap(), Some(3));
    assert_eq!(fresh.library.entry("a").unwrap().unwrap().key, "c");
    assert_eq!(fresh.library.entry("a").unwrap().unwrap().aliases, ["a"]);
    assert!(fresh.export().contains("ids = {a}"));
    fresh.write(|batch| batch.undo(Some(2))).unwrap();
    assert!(matches!(
        fresh.write(|batch| batch.undo(Some(2))),
        Err(StoreError::AlreadyUndone(2))
    ));
    fresh.write(|batch| batch.undo(Some(3))).unwrap();
    fresh.write(|batch| batch.undo(Some(1))).unwrap();
    assert_eq!(fresh.export(), "");
    fresh.write(|batch| batch.redo(Some(1))).unwrap();
    assert_eq!(
        fresh.export(),
        "@misc{a, title = {A}}\n@misc{b, title = {B}}\n"
    );
}

#[test]
fn a_macro_in_use_keeps_its_batch_from_being_undone() {
    let mut fresh = Fresh::new();
    fresh.import(&["@string{j = {J}}\n"], OnConflict::Keep);
    fresh.import(
        &["@article{a, title = {A}, journal = j}\n"],
        OnConflict::Keep,
    );
    assert!(matches!(
        fresh.write(|batch| batch.undo(Some(1))),
        Err(StoreError::Clash(1, _))
    ));
}

#[test]
fn words_are_found_in_every_column_whatever_their_accents() {
    let mut fresh = Fresh::new();
    fresh.import(&["@article{Erd59, author = {Erd{\\H o}s, Paul and R\\'enyi, Alfr\\'ed}, title = {On random graphs {I}},\n\
         journal = {Publicationes Mathematicae}, year = 1959, keywords = {networks}, doi = {10.5486/PMD.1959.6.3-4.12},\n\
         abstract = {The evolution of something}}\n@misc{other, title = {Randomness}}\n"], OnConflict::Keep);
    let find = |words: &str| -> Vec<String> {
        fresh
            .library
            .find(words, 10)
            .unwrap()
            .into_iter()
            .map(|summary| summary.key)
            .collect()
    };
    for words in [
        "erdos graphs",
        "Rényi",
        "PUBLICATIONES 1959",
        "networks",
        "pmd.1959",
        "evolution",
        "erd59",
        "Erdős-Rényi",
    ] {
        assert_eq!(find(words), ["Erd59"], "{words}");
    }
    // whole words before beginnings
    assert_eq!(find("random"), ["Erd59", "other"]);
    for words in ["", "\"", "* OR NEAR(", "erdos nowhere", "\u{0}"] {
        assert_eq!(find(words), [""; 0], "{words}");
    }
}

#[test]
fn a_backup_is_a_library_and_replaces_only_libraries() {
    let mut fresh = Fresh::new();
    fresh.import(&["@misc{a, title = {A}}\n"], OnConflict::Keep);
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("copy");
    fresh.library.backup(&to).unwrap();
    assert!(
        Library::open(&to, Access::Read)
            .unwrap()
            .entry("a")
            .unwrap()
            .is_some()
    );
    fresh
        .write(|batch| batch.find("a").and_then(|id| batch.remove(id)))
        .unwrap();
    fresh.library.backup(&to).unwrap();
    assert!(
        Library::open(&to, Access::Read)
            .unwrap()
            .is_empty()
            .unwrap()
    );
    let other = folder.path().join("other");
    Library::open(&other, Access::Create).unwrap();
    assert!(matches!(
        fresh.library.backup(&other),
        Err(StoreError::OtherLibrary(_))
    ));
    std::fs::write(&to, "a letter").unwrap();
    assert!(matches!(
        fresh.library.backup(&to),
        Err(StoreError::NotALibrary(_))
    ));
    assert_eq!(std::fs::read(&to).unwrap(), b"a letter");
    assert!(fresh.library.backup(fresh.library.path()).is_err());
    assert!(fresh.library.health().is_ok());
}

#[test]
fn selections_bring_what_they_need() {
    let mut fresh = Fresh::new();
    fresh.import(&["@string{p = {Press}}\n@string{q = {Other}}\n@proceedings{P, title = {P}, publisher = p}\n% own\n\
         @inproceedings{a, title = {A}, crossref = {p}}\n@misc{b, title = q}\n"], OnConflict::Keep);
    let id = fresh.library.id("A").unwrap().unwrap();
    let mut out = Vec::new();
    let written = fresh
        .library
        .export(&Selection::Entries(vec![id]), Layout::Original, &mut out)
        .unwrap();
    assert_eq!(written, 2);
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "@string{p = {Press}}\n\n% own\n@inproceedings{a, title = {A}, crossref = {p}}\n\n\
         @proceedings{P, title = {P}, publisher = p}\n"
    );
    // in the whole library too the parent goes behind its child
    let all = fresh.export();
    assert!(
        all.find("@inproceedings").unwrap() < all.find("@proceedings").unwrap(),
        "{all}"
    );
}

#[test]
fn heirs_by_way_of_ids_follow_when_the_parent_is_renamed_on_its_way_in() {
    let mut fresh = Fresh::new();
    fresh.import(
        &["@article{a, xdata = 1999}\n@article{x-2}\n"],
        OnConflict::Keep,
    );
    fresh.import(
        &["@article{x-2, ids = 1999, title = {On {\\TeX}}, crossref = {a}}\n"],
        OnConflict::Keep,
    );
    assert_eq!(
        fresh
            .library
            .summary("a")
            .unwrap()
            .unwrap()
            .title
            .as_deref(),
        Some("On TeX")
    );
    assert_eq!(fresh.library.health().unwrap().damage, []);
}

#[test]
fn public_views_keep_their_columns() {
    let fresh = Fresh::new();
    let columns = |view: &str| -> String {
        let sql = format!("SELECT group_concat(name, ' ') FROM pragma_table_info('{view}')");
        fresh
            .library
            .conn
            .query_row(&sql, [], |row| row.get(0))
            .unwrap()
    };
    insta::assert_snapshot!(columns("publication"), @"key type title authors editors year date venue journal journal_abbreviation volume issue pages publisher doi isbn issn url abstract tags added modified bibtex id");
    insta::assert_snapshot!(columns("field"), @"key name value");
}

#[test]
fn a_publication_is_read_from_the_projection() {
    let mut fresh = Fresh::new();
    fresh.import(
        &["@inproceedings{k, editor = {{A Body}}, author = {von \u{c4}, Jr, B. and others},
           title = {A {\\TeX}t}, pages = {1--2}, doi = {10.1000/X}, crossref = {p}}
           @proceedings{p, title = {The {P}roceedings}, booktitle = {The {P}roceedings}, year = 1999}"],
        OnConflict::Keep,
    );
    let id = fresh.library.id("k").unwrap().unwrap();
    let publication = fresh.library.publication(id).unwrap().unwrap();
    let authors: Vec<_> = publication.people(Role::Author).collect();
    assert_eq!(authors[0].unwrap().sorted(), "von \u{c4}, Jr, B.");
    assert_eq!(authors[1], None);
    assert_eq!(
        publication.people(Role::Editor).next().unwrap(),
        Some(&Name::body("A Body"))
    );
    assert_eq!(publication.contributions[0].role, Role::Author);
    assert_eq!(publication.title.as_deref(), Some("A TeXt"));
    assert_eq!(publication.venue.as_deref(), Some("The Proceedings"));
    assert_eq!(publication.get(&["booktitle"]), Some("The Proceedings"));
    assert_eq!(publication.year, Some(1999));
    assert_eq!(publication.identifier(Scheme::Doi), Some("10.1000/x"));
    assert_eq!(fresh.library.publication(id + 9).unwrap(), None);
}
