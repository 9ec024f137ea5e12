use super::*;
use crate::testing::Fresh;

/// Imports and checks what holds of every import.
fn import_with(fresh: &mut Fresh, texts: &[&str], on_conflict: OnConflict) -> Report {
    let report = fresh.import(texts, on_conflict);
    assert_eq!(fresh.library.health().unwrap().damage, []);
    let entries: u64 = report.files.iter().map(|file| file.entries).sum();
    assert_eq!(
        report.added + report.updated + report.unchanged + report.rejected,
        entries
    );
    report
}

fn import(fresh: &mut Fresh, text: &str) -> Report {
    import_with(fresh, &[text], OnConflict::Keep)
}

fn title(fresh: &Fresh, key: &str) -> Option<String> {
    fresh
        .library
        .summary(key)
        .unwrap()
        .and_then(|summary| summary.title)
}

fn counts(report: &Report) -> (u64, u64, u64, u64) {
    (
        report.added,
        report.updated,
        report.unchanged,
        report.rejected,
    )
}

fn codes(report: &Report) -> Vec<&'static str> {
    report
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}

fn renamed(report: &Report) -> Vec<(&str, &str)> {
    report
        .renamed
        .iter()
        .map(|renamed| (renamed.from.as_str(), renamed.to.as_str()))
        .collect()
}

#[test]
fn a_file_comes_back_as_it_was() {
    let text = "% head\n@string{acm = \"ACM\"}\n\n@preamble{\"x\"}\n\n% one\n@Article{a,\n\ttitle=\"A\" , journal = acm\n}\n\n\
                text\n@book( b, title = {B} )\n\n% end\n";
    let mut fresh = Fresh::new();
    assert_eq!(counts(&import(&mut fresh, text)), (2, 0, 0, 0));
    assert_eq!(fresh.export(), text);
    let again = import(&mut fresh, text);
    assert_eq!((counts(&again), again.batch), ((0, 0, 2, 0), None));
    assert_eq!(fresh.export(), text);
}

#[test]
fn another_layout_is_no_change() {
    let mut fresh = Fresh::new();
    import(
        &mut fresh,
        "@string{acm = \"ACM\"}@article{a, title = {A  b}, journal = acm}",
    );
    let report = import(
        &mut fresh,
        "@ARTICLE(A,\n JOURNAL = {ACM}, TITLE = \"A b\")",
    );
    assert_eq!((counts(&report), report.batch), ((0, 0, 1, 0), None));
}

#[test]
fn another_work_gets_a_fresh_key_and_is_recognised_again() {
    let mut fresh = Fresh::new();
    import(
        &mut fresh,
        "@misc{k1, title = {First}, year = 2001}\n@misc{plain, title = {P}}",
    );
    let text = "@misc{k1, title = {Quite another}, year = 1999}\n@misc{PLAIN, title = {Q}}\n";
    let report = import(&mut fresh, text);
    assert_eq!(renamed(&report), [("k1", "k1a"), ("PLAIN", "PLAIN-2")]);
    assert_eq!(codes(&report), ["key-renamed", "key-renamed"]);
    assert_eq!(title(&fresh, "k1a").as_deref(), Some("Quite another"));
    assert_eq!(counts(&import(&mut fresh, text)), (0, 0, 2, 0));
}

#[test]
fn references_follow_the_renamed_parent() {
    let mut fresh = Fresh::new();
    import(&mut fresh, "@proceedings{p, title = {Old}}");
    import(
        &mut fresh,
        "@inproceedings{c, title = {C}, crossref = {p}}\n@proceedings{p, title = {New}, year = 2020}\n",
    );
    assert!(fresh.export().contains("crossref = {p-2}"));
    let child = fresh.library.summary("c").unwrap().unwrap();
    assert_eq!(
        (child.venue.as_deref(), child.year),
        (Some("New"), Some(2020))
    );
}

#[test]
fn a_parent_that_comes_later_is_seen_by_its_children() {
    let mut fresh = Fresh::new();
    import(&mut fresh, "@inproceedings{c, title = {C}, crossref = {p}}");
    assert_eq!(fresh.library.summary("c").unwrap().unwrap().venue, None);
    import(&mut fresh, "@proceedings{p, title = {P}}");
    assert_eq!(
        fresh
            .library
            .summary("c")
            .unwrap()
            .unwrap()
            .venue
            .as_deref(),
        Some("P")
    );
}

#[test]
fn conflicts_are_settled_as_asked() {
    let old = "@article{k, title = {Same}, author = {A, B}, note = {old}}";
    let new = "@article{k, title = {Same}, author = {A, B}, note = {new}, doi = {10.1000/1}, month = may}";
    for (on_conflict, counted, expected) in [
        (OnConflict::Keep, (0, 0, 1, 0), old.to_owned()),
        (OnConflict::Replace, (0, 1, 0, 0), new.to_owned()),
        (
            OnConflict::Merge,
            (0, 1, 0, 0),
            "@article{k, title = {Same}, author = {A, B}, note = {old}, doi = {10.1000/1}, month = may}".to_owned(),
        ),
        (OnConflict::Rename, (1, 0, 0, 0), format!("{old}\n\n{}", new.replace("{k", "{k-2"))),
    ] {
        let mut fresh = Fresh::new();
        import(&mut fresh, old);
        let report = import_with(&mut fresh, &[new], on_conflict);
        assert_eq!(counts(&report), counted, "{on_conflict:?}");
        assert_eq!(fresh.export().trim_end(), expected, "{on_conflict:?}");
        let again = import_with(&mut fresh, &[new], on_conflict);
        assert_eq!((again.added, again.updated), (0, 0), "{on_conflict:?} again");
        if matches!(on_conflict, OnConflict::Keep | OnConflict::Merge) {
            assert_eq!(report.rejects.len(), 1);
            assert!(report.rejects_file().contains(new));
        }
    }
}

#[test]
fn a_macro_defined_otherwise_gets_a_fresh_name() {
    let mut fresh = Fresh::new();
    import(
        &mut fresh,
        "@string{j = \"One\"}\n@article{a, title = {A}, journal = j}\n",
    );
    let text = "@string{J = \"Two\"}\n@string{jj = j # \" x\"}\n@article{b, title = {B}, journal = J, note = jj}\n";
    assert_eq!(codes(&import(&mut fresh, text)), ["macro-renamed"]);
    assert_eq!(
        fresh
            .library
            .summary("b")
            .unwrap()
            .unwrap()
            .venue
            .as_deref(),
        Some("Two")
    );
    assert_eq!(
        fresh.export(),
        "@string{j = \"One\"}\n@article{a, title = {A}, journal = j}\n\n@string{J-2 = \"Two\"}\n\
         @string{jj = J-2 # \" x\"}\n@article{b, title = {B}, journal = J-2, note = jj}\n"
    );
    assert_eq!(counts(&import(&mut fresh, text)), (0, 0, 1, 0));
}

#[test]
fn a_macro_redefined_in_a_file_keeps_its_name_and_each_entry_its_meaning() {
    let text = "@string{j = {One}}\n@article{a, title = {A}, journal = j}\n@string{J = {Two}}\n\
                @article{b, title = {B}, journal = j}\n@string{j = {One}}\n@article{c, title = {C}, journal = j}\n";
    let mut fresh = Fresh::new();
    import(&mut fresh, text);
    let venues: Vec<_> = ["a", "b", "c"]
        .map(|key| fresh.library.summary(key).unwrap().unwrap().venue)
        .into();
    assert_eq!(
        venues,
        [
            Some("One".to_owned()),
            Some("Two".to_owned()),
            Some("One".to_owned())
        ]
    );
    assert_eq!(fresh.export(), text);
    let mut again = Fresh::new();
    import(&mut again, &fresh.export());
    assert_eq!(again.export(), text);
}

#[test]
fn a_macro_used_before_its_definition_is_the_same_the_second_time() {
    for text in [
        "@string{j = j}\n@article{a, title = j}\n@string{j = j # {y}}\n",
        "@article{a, title = j}\n@String ( J = {Journal} )\n@article{b, title = J}\n",
        "@string{j = i # {x}}\n@string{i = j # {y}}\n@article{a, title = j # i}\n",
    ] {
        let mut fresh = Fresh::new();
        let added = import(&mut fresh, text).added;
        let export = fresh.export();
        let again = import(&mut fresh, text);
        assert_eq!(counts(&again), (0, 0, added, 0), "{text}");
        assert_eq!(again.batch, None, "{text}");
        assert_eq!(fresh.export(), export);
    }
}

#[test]
fn macros_from_another_file_are_found_before_and_after() {
    let mut fresh = Fresh::new();
    let entry = "@article{a, title = {A}, journal = j}\n";
    let report = import_with(
        &mut fresh,
        &[entry, "@string{j = {Journal}}\n"],
        OnConflict::Keep,
    );
    assert_eq!(codes(&report), ["undefined-macro"]);
    assert_eq!(
        fresh
            .library
            .summary("a")
            .unwrap()
            .unwrap()
            .venue
            .as_deref(),
        Some("Journal")
    );
    assert!(
        fresh.export().starts_with("@string{j = {Journal}}\n"),
        "{}",
        fresh.export()
    );
    assert_eq!(counts(&import(&mut fresh, entry)), (0, 0, 1, 0));
    import(&mut fresh, "@article{b, title = {B}, journal = J}\n");
    assert_eq!(
        fresh
            .library
            .summary("b")
            .unwrap()
            .unwrap()
            .venue
            .as_deref(),
        Some("Journal")
    );
}

#[test]
fn entries_without_a_key_get_one() {
    let mut fresh = Fresh::new();
    let text = "@book{, author = {Knuth, Donald E.}, title = {T}, year = 1986}\n@book{, title = {one thing more}}\n";
    let report = import(&mut fresh, text);
    assert_eq!(renamed(&report), [("", "Knuth1986"), ("", "OneThing")]);
    assert_eq!(counts(&import(&mut fresh, text)), (0, 0, 2, 0));
}

#[test]
fn what_cannot_be_read_is_kept_aside_with_its_place() {
    let mut fresh = Fresh::new();
    let report = import(
        &mut fresh,
        "@misc{a, title = {A}}\n% why\n@misc{b, title = {B\n@misc{c, title = {C}}\n",
    );
    assert_eq!(counts(&report), (2, 0, 0, 1));
    let place = report.diagnostics[0].place.as_ref().unwrap();
    assert_eq!(
        (place.line, report.diagnostics[0].code),
        (3, "unclosed-value")
    );
    let rejects = report.rejects_file();
    assert!(rejects.starts_with("% 0.bib:3:18:"), "{rejects}");
    assert!(rejects.ends_with("\n@misc{b, title = {B\n\n"), "{rejects}");
    // the text between the entries stays in the library
    assert!(fresh.export().contains("\n% why\n"));
    assert_eq!(
        counts(&import(&mut fresh, &rejects.replace("{B\n", "{B}}\n"))),
        (1, 0, 0, 0)
    );
}

#[test]
fn comments_before_a_repeated_entry_stay() {
    let mut fresh = Fresh::new();
    let report = import(
        &mut fresh,
        "@misc{a, title = {A}}\n% first\n@misc{a, title = {A}}\n% second\n@misc{b}\n",
    );
    assert_eq!(
        (counts(&report), codes(&report)),
        ((2, 0, 1, 0), vec!["repeated-entry"])
    );
    assert_eq!(
        fresh.export(),
        "@misc{a, title = {A}}\n% first\n\n% second\n@misc{b}\n"
    );
}

#[test]
fn a_sign_left_beside_what_was_left_out_begins_no_entry() {
    let text = "@string{j = {x}}@\n@title = @string{j = {x}}";
    let mut fresh = Fresh::new();
    let first = import(&mut fresh, text);
    let export = fresh.export();
    let again = import(&mut fresh, text);
    assert_eq!(
        (again.added, again.updated),
        (0, 0),
        "{:?}",
        again.diagnostics
    );
    assert_eq!(fresh.export(), export);
    let mut copy = Fresh::new();
    let carried = import(&mut copy, &export);
    assert_eq!(carried.added, first.added, "{export}");
}

#[test]
fn former_keys_are_met_too() {
    let mut fresh = Fresh::new();
    import(&mut fresh, "@misc{old, title = {T}}");
    let asked = Asked {
        command: "ibid rename".into(),
        now: 8,
        dry_run: false,
    };
    fresh
        .library
        .write(&asked, |batch| {
            batch.find("old").and_then(|id| batch.rename(id, "new"))
        })
        .unwrap();
    let report = import(&mut fresh, "@misc{old, title = {T}}");
    assert_eq!(counts(&report), (0, 0, 1, 0));
    let report = import(&mut fresh, "@misc{old, title = {Another}}");
    assert_eq!(renamed(&report), [("old", "old-2")]);
}

#[test]
fn a_dry_run_and_an_interrupted_run_change_nothing() {
    let mut fresh = Fresh::new();
    let input = || {
        std::iter::once(Ok::<_, StoreError>(Input {
            name: "x".into(),
            bytes: b"@misc{a}".to_vec(),
        }))
    };
    for (dry_run, interrupted) in [(true, false), (false, true)] {
        let asked = Asked {
            command: "ibid import".into(),
            now: 7,
            dry_run,
        };
        let mut options = Options {
            on_conflict: OnConflict::Keep,
            ask: None,
            tags: Vec::new(),
            progress: &mut |_| {},
            interrupted: &AtomicBool::new(interrupted),
        };
        let result = fresh.library.import(&asked, input(), &mut options);
        match result {
            Ok(report) => assert_eq!((report.added, report.batch), (1, None)),
            Err(error) => assert!(matches!(error, StoreError::Interrupted)),
        }
        assert!(fresh.library.is_empty().unwrap());
        assert_eq!(fresh.library.log(None, 9).unwrap(), []);
    }
}

#[test]
fn encodings_are_named() {
    let mut fresh = Fresh::new();
    let asked = Asked {
        command: "ibid import".into(),
        now: 7,
        dry_run: false,
    };
    let input = Input {
        name: "x.bib".into(),
        bytes: b"@misc{a,\n title = {Gr\xfc\xdfe}}".to_vec(),
    };
    let mut options = Options {
        on_conflict: OnConflict::Keep,
        ask: None,
        tags: vec!["new".into()],
        progress: &mut |_| {},
        interrupted: &AtomicBool::new(false),
    };
    let report = fresh
        .library
        .import(
            &asked,
            std::iter::once(Ok::<_, StoreError>(input)),
            &mut options,
        )
        .unwrap();
    assert_eq!(
        (report.files[0].encoding, codes(&report)),
        ("windows-1252", vec!["encoding"])
    );
    let summary = fresh.library.summary("a").unwrap().unwrap();
    assert_eq!(
        (summary.title.as_deref(), summary.tags),
        (Some("Grüße"), vec!["new".to_owned()])
    );
}

/// Text that looks more or less like BibTeX.
fn soup() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let word = prop::sample::select(
        &[
            "@article{k",
            "@book{K2",
            "@misc(p",
            "@string{j = {x}}",
            "@string(j = \"y\")",
            "@string{",
            "@preamble{",
            "@comment{",
            ",",
            "title = ",
            "author = ",
            "crossref = ",
            "xdata = ",
            "ids = ",
            "year = ",
            "{",
            "}",
            "\"",
            "#",
            "j",
            "k",
            "K2",
            "p",
            "1999",
            "(",
            ")",
            "%",
            "\n",
            " ",
            "=",
            "é",
            "\\\"o",
            "{On \\TeX}",
            "{k}",
            "{K2, p}",
            "@",
            "\r\n",
            "}\n",
            "{A and B}",
        ][..],
    );
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 192, ..Default::default() })]

    /// Whatever comes in: every entry is accounted for, a second import changes nothing, and what goes out comes in as
    /// the same again.
    #[test]
    fn any_text_is_taken_once(text in soup()) {
        let mut fresh = Fresh::new();
        let first = import(&mut fresh, &text);
        let export = fresh.export();
        let again = import(&mut fresh, &text);
        proptest::prop_assert_eq!((again.added, again.updated), (0, 0), "{:?}", again.diagnostics);
        proptest::prop_assert_eq!(&fresh.export(), &export);
        let mut copy = Fresh::new();
        let carried = import(&mut copy, &export);
        proptest::prop_assert_eq!(carried.added, first.added, "{}", export);
        // text around what was left out may read otherwise without it
        if first.rejects.is_empty() {
            let strip = |text: &str| text.split_whitespace().collect::<String>();
            proptest::prop_assert_eq!(strip(&copy.export()), strip(&export));
        }
    }
}
