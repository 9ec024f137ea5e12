//! What holds for any export.

use proptest::prelude::*;

use super::*;
use crate::formats::bibtex::fields::RawEntry;
use crate::formats::bibtex::options::{Dialect, DoiAs, KeyStyle};
use crate::import::OnConflict;
use crate::testing::Fresh;

fn exported(fresh: &Fresh, selection: &Selection, options: &Options) -> String {
    let mut out = Vec::new();
    fresh
        .library
        .export_with(selection, options, &mut |_| {}, &mut out)
        .unwrap();
    String::from_utf8(out).unwrap()
}

/// The keys of the entries in a text, in their order.
fn keys(text: &str) -> Vec<String> {
    let starts = text
        .split("\n@")
        .map(|block| format!("@{}", block.trim_start_matches('@')));
    starts
        .filter_map(|block| {
            let end = block.rfind('}').map_or(block.len(), |end| end + 1);
            RawEntry::parse(&block[..end])
                .ok()
                .map(|entry| entry.key.to_owned())
        })
        .collect()
}

#[test]
fn entries_stand_where_they_are_wanted() {
    let mut fresh = Fresh::new();
    fresh.import(
        &["@proceedings{p, title = {P}, year = 1990}\n@misc{c, author = {A, B}, year = 2000}\n\
           @misc{B, author = {A, B}, year = 1990}\n@inproceedings{a, author = {Z, Y}, crossref = {p}, year = 1990}\n"],
        OnConflict::Keep,
    );
    let order = |sort, selection: &Selection| {
        let options = Options {
            sort,
            ..Options::default()
        };
        keys(&exported(&fresh, selection, &options)).join(" ")
    };
    assert_eq!(order(Sort::Library, &Selection::All), "c B a p");
    assert_eq!(order(Sort::Key, &Selection::All), "a B c p");
    assert_eq!(order(Sort::AuthorYear, &Selection::All), "B c a p");
    let id = |key: &str| fresh.library.id(key).unwrap().unwrap();
    let cited = Selection::Entries(vec![id("c"), id("a"), id("c"), id("B")]);
    assert_eq!(order(Sort::Citation, &cited), "c a B p");
}

#[test]
fn ascii_reaches_macros_and_preambles() {
    let mut fresh = Fresh::new();
    fresh.import(
        &["@preamble{\"é\"}\n@string{x = {ß}}\n@misc{k, title = x # {ü}}\n"],
        OnConflict::Keep,
    );
    for sort in [Sort::Library, Sort::Key] {
        let options = Options {
            letters: Letters::Ascii,
            sort,
            ..Options::default()
        };
        let text = exported(&fresh, &Selection::All, &options);
        assert!(text.is_ascii() && text.contains("{\\ss}"), "{text}");
    }
}

#[test]
fn only_macros_that_are_used_come_along() {
    let mut fresh = Fresh::new();
    fresh.import(
        &["@string{m = {March}}\n@string{mar = m # {}}\n@string{x = {X}}\n@misc{k, year = 1999, month = mar, title = x}\n"],
        OnConflict::Keep,
    );
    let cited = Selection::Entries(vec![fresh.library.id("k").unwrap().unwrap()]);
    let biblatex = Options {
        dialect: Some(Dialect::Biblatex),
        ..Options::default()
    };
    let given = exported(
        &fresh,
        &cited,
        &Options {
            sort: Sort::Key,
            ..Options::default()
        },
    );
    assert!(
        given.contains("@string{m ") && given.contains("@string{mar"),
        "{given}"
    );
    let text = exported(&fresh, &cited, &biblatex);
    assert_eq!(
        text,
        "@string{x = {X}}\n\n@misc{k, date = {1999-03}, title = x}\n"
    );
}

/// Files of entries whose keys are all different, each with what it needs or without.
fn files() -> impl Strategy<Value = [String; 2]> {
    let value = prop::sample::select(vec![
        "author = {Knuth, Donald E.}",
        "author = {Erd{\\H{o}}s, Paul and Rényi, A.}",
        "editor = {Knuth, D.}",
        "year = 1999",
        "date = {2001-05}",
        "title = {On {TeX}}",
        "title = {Other} # x",
        "journal = acm",
        "journaltitle = {Journal of Physics}",
        "crossref = {k3}",
        "crossref = {k0}",
        "xdata = {k1}",
        "month = jan",
        "doi = {10.1000/1}",
        "owner = {me}",
        "related = {k2}",
        "xref = {k4}",
    ]);
    let kind = prop::sample::select(vec![
        "article",
        "book",
        "inproceedings",
        "proceedings",
        "xdata",
        "thesis",
        "misc",
    ]);
    let entry = (
        kind,
        prop::collection::vec(value, 0..5),
        any::<bool>(),
        any::<bool>(),
    );
    prop::collection::vec(entry, 1..8).prop_map(|entries| {
        let mut files = ["@string{acm = {Comm. ACM}}\n", "@string{x = {X}}\n"].map(str::to_owned);
        for (index, (kind, fields, second, comment)) in entries.into_iter().enumerate() {
            let comment = if comment { "% its own\n" } else { "" };
            let fields: String = fields.iter().map(|field| format!(",\n  {field}")).collect();
            files[usize::from(second)]
                .push_str(&format!("\n{comment}@{kind}{{k{index}{fields}\n}}\n"));
        }
        files[0].push_str("@preamble{\"b\"}\n");
        files[1].push_str("@preamble{\"a\"}\n");
        files
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Sorted, the same entries are the same bytes, whichever file came first; a parent follows its children.
    #[test]
    fn the_order_of_imports_does_not_show(
        files in files(), sort in prop::sample::select(vec![Sort::Key, Sort::AuthorYear]), how in 0..6_u8, chosen in any::<bool>(),
    ) {
        let [one, two] = files;
        let options = Options {
            sort,
            dialect: [None, Some(Dialect::Bibtex), Some(Dialect::Biblatex)][usize::from(how % 3)],
            resolve_crossrefs: how == 4,
            letters: if how == 2 { Letters::Ascii } else { Letters::AsGiven },
            journals: if how > 2 { JournalNames::Iso4 } else { JournalNames::AsGiven },
            doi_as: if how == 1 { DoiAs::Url } else { DoiAs::AsGiven },
            key_style: if how == 5 { KeyStyle::Template("{author}{year}".into()) } else { KeyStyle::AsGiven },
            public: how == 3,
            ..Options::default()
        };
        let texts = [[&one, &two], [&two, &one]].map(|order| {
            let mut fresh = Fresh::new();
            for file in order {
                fresh.import(&[file], OnConflict::Keep);
            }
            let mut ids: Vec<i64> = (0..4).filter_map(|index| fresh.library.id(&format!("k{index}")).unwrap()).collect();
            ids.reverse();
            let selection = if chosen { Selection::Entries(ids) } else { Selection::All };
            exported(&fresh, &selection, &options)
        });
        prop_assert_eq!(&texts[0], &texts[1]);
        if options.key_style == KeyStyle::AsGiven && !options.resolve_crossrefs {
            let order = keys(&texts[0]);
            let place = |key: &str| order.iter().position(|known| known == key);
            for block in texts[0].split("\n@").map(|block| format!("@{}", block.trim_start_matches('@'))) {
                let end = block.rfind('}').map_or(block.len(), |end| end + 1);
                let Ok(entry) = RawEntry::parse(&block[..end]) else { continue };
                let parent = entry.field("crossref").and_then(|field| field.value.pieces()[0].literal());
                // two that name each other cannot both come first
                if let Some(parent) = parent.filter(|parent| !["k0", "k3"].contains(&entry.key) || *parent == entry.key)
                    && let Some(behind) = place(parent)
                {
                    prop_assert!(entry.key == parent || Some(behind) > place(entry.key), "{}", texts[0]);
                }
            }
        }
    }
}
