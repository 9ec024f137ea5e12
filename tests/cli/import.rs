//! `ibid import`

use std::fs;

use insta::assert_snapshot;

use crate::Ibid;

const ONE: &str = "@article{one, author = {One, Ann}, title = {The First}, year = 2001}\n";
const TWO: &str = "@article{two, author = {Two, Bo}, title = {The Second}, year = 2002}\n";
const MORE: &str =
    "@article{one, author = {One, Ann}, title = {The First}, year = 2002, note = {more}}\n";
const OTHER: &str = "@book{one, author = {Else, Somebody}, title = {Another Work}, year = 1950}\n";

/// A home with the file `one.bib`, imported.
fn with_one() -> Ibid {
    let ibid = Ibid::new();
    fs::write(ibid.path("one.bib"), ONE).unwrap();
    let said = ibid.run(&["import", "one.bib"]);
    assert_eq!(said.code, Some(0), "{said}");
    ibid
}

#[test]
fn files_folders_and_standard_input_are_one_batch() {
    let ibid = Ibid::new();
    fs::create_dir_all(ibid.path("papers/deep/.hidden")).unwrap();
    fs::write(ibid.path("one.bib"), ONE).unwrap();
    fs::write(ibid.path("papers/deep/two.BIB"), TWO).unwrap();
    fs::write(ibid.path("papers/readme.txt"), "@misc{no}").unwrap();
    fs::write(ibid.path("papers/deep/.hidden/no.bib"), "@misc{no}").unwrap();
    let said = ibid.run_with("@misc{three}", &["import", "one.bib", "papers", "-"]);
    assert_snapshot!(said, @"
    [stderr]
    3 files: 3 entries, 3 added
    ");
    assert_snapshot!(ibid.run(&["log"]), @"   1  2017-07-14 02:40  +3       ibid import one.bib papers -");
    assert_snapshot!(ibid.run(&["import", "one.bib", "papers"]), @"
    [stderr]
    2 files: 2 entries, 0 added, 2 unchanged
    ");
    assert_snapshot!(ibid.run(&["import", "one.bib", "-v"]), @"
    [stderr]
    one.bib: 1 entry, 0 added, 1 unchanged
    ");
    assert_snapshot!(ibid.run(&["import", "one.bib", "-q"]), @"");
    assert_snapshot!(ibid.run(&["undo"]), @"
    [stderr]
    undid batch 1: ibid import one.bib papers -
    ");
    assert_snapshot!(ibid.run(&["export"]), @"");
}

#[test]
fn another_work_gets_another_key() {
    let ibid = with_one();
    assert_snapshot!(ibid.run_with(OTHER, &["import", "-"]), @"
    [stderr]
    warning[key-renamed]: one-2: one is another work than one in the library; it is called one-2
     --> <stdin>:1:1
      |
    1 | @book{one, author = {Else, Somebody}, title = {Another Work}, year = 1950}
      | ^

    <stdin>: 1 entry, 1 added, 1 under another key
    ");
    assert_snapshot!(ibid.run_with(OTHER, &["import", "-"]), @"
    [stderr]
    <stdin>: 1 entry, 0 added, 1 unchanged
    ");
    assert_snapshot!(ibid.run(&["export"]), @"
    @article{one, author = {One, Ann}, title = {The First}, year = 2001}

    @book{one-2, author = {Else, Somebody}, title = {Another Work}, year = 1950}
    ");
}

#[test]
fn keep_leaves_the_library_as_it_is() {
    let ibid = with_one();
    assert_snapshot!(ibid.run_with(MORE, &["import", "-"]), @"
    [stderr]
    warning[conflict-kept]: one: the library has one with other content (year, note); that was kept
     --> <stdin>:1:1
      |
    1 | @article{one, author = {One, Ann}, title = {The First}, year = 2002, note...
      | ^
      |
      = help: --on-conflict=replace, merge, rename or ask settles it otherwise

    <stdin>: 1 entry, 0 added, 1 unchanged
    ");
    assert_eq!(ibid.run(&["export"]).stdout, ONE);
}

#[test]
fn replace_puts_the_new_in_the_place_of_the_old() {
    let ibid = with_one();
    assert_snapshot!(ibid.run_with(MORE, &["import", "-", "--on-conflict", "replace"]), @"
    [stderr]
    <stdin>: 1 entry, 0 added, 1 updated
    ");
    assert_eq!(ibid.run(&["export"]).stdout, MORE);
    ibid.run(&["undo"]);
    assert_eq!(ibid.run(&["export"]).stdout, ONE);
}

#[test]
fn merge_adds_what_is_missing() {
    let ibid = with_one();
    assert_snapshot!(ibid.run_with(MORE, &["import", "-", "--on-conflict", "merge"]), @"
    [stderr]
    warning[conflict-kept]: one: the library has one with other content (year); that was kept
     --> <stdin>:1:1
      |
    1 | @article{one, author = {One, Ann}, title = {The First}, year = 2002, note...
      | ^
      |
      = help: --on-conflict=replace, merge, rename or ask settles it otherwise

    <stdin>: 1 entry, 0 added, 1 updated
    ");
    assert_snapshot!(ibid.source("one"), @"@article{one, author = {One, Ann}, title = {The First}, year = 2001, note = {more}}");
    ibid.run(&["undo"]);
    assert_eq!(ibid.run(&["export"]).stdout, ONE);
}

#[test]
fn an_entry_that_says_less_says_nothing_new() {
    let ibid = Ibid::new();
    ibid.run_with(MORE, &["import", "-"]);
    let less = "@article{one, author = {One, Ann}, title = {The First}, year = 2002}";
    for what in ["keep", "merge"] {
        let said = ibid.run_with(
            less,
            &["import", "-", "--on-conflict", what, "--rejects", "none"],
        );
        assert_eq!(
            said.to_string(),
            "[stderr]\n<stdin>: 1 entry, 0 added, 1 unchanged\n"
        );
    }
    assert!(!ibid.path("none").exists());
    let said = ibid.run_with(&less.replace("article", "misc"), &["import", "-"]);
    assert!(said.stderr.contains("other content (@type)"), "{said}");
}

#[test]
fn rename_keeps_both() {
    let ibid = with_one();
    assert_snapshot!(ibid.run_with(MORE, &["import", "-", "--on-conflict", "rename"]), @"
    [stderr]
    warning[key-renamed]: one-2: one differs from one in the library; it is called one-2
     --> <stdin>:1:1
      |
    1 | @article{one, author = {One, Ann}, title = {The First}, year = 2002, note...
      | ^

    <stdin>: 1 entry, 1 added, 1 under another key
    ");
    assert_snapshot!(ibid.run(&["export"]), @"
    @article{one, author = {One, Ann}, title = {The First}, year = 2001}

    @article{one-2, author = {One, Ann}, title = {The First}, year = 2002, note = {more}}
    ");
    let again = ibid.run_with(MORE, &["import", "-", "--on-conflict", "rename"]);
    assert_snapshot!(again, @"
    [stderr]
    <stdin>: 1 entry, 0 added, 1 unchanged
    ");
}

#[test]
fn asking_needs_a_terminal() {
    let ibid = with_one();
    assert_snapshot!(ibid.run_with(MORE, &["import", "-", "--on-conflict", "ask"]), @"
    [stderr]
    error: --on-conflict=ask needs a terminal to ask on
    hint: choose keep, replace, merge or rename
    [exit 2]
    ");
    assert_eq!(ibid.run(&["export"]).stdout, ONE);
}

#[test]
fn a_dry_run_tells_and_does_nothing() {
    let ibid = with_one();
    let words = ["import", "-", "--dry-run", "--on-conflict", "merge"];
    assert_snapshot!(ibid.run_with(&format!("{MORE}{TWO}"), &words), @"
    [stderr]
    warning[conflict-kept]: one: the library has one with other content (year); that was kept
     --> <stdin>:1:1
      |
    1 | @article{one, author = {One, Ann}, title = {The First}, year = 2002, note...
      | ^
      |
      = help: --on-conflict=replace, merge, rename or ask settles it otherwise

    <stdin>: 2 entries, 1 added, 1 updated (nothing was written: --dry-run)
    ");
    assert_eq!(ibid.run(&["export"]).stdout, ONE);
    assert_eq!(ibid.run(&["log"]).stdout.lines().count(), 1);
    let new = Ibid::new();
    assert_snapshot!(new.run_with(ONE, &["import", "-", "--dry-run"]), @"
    [stderr]
    <stdin>: 1 entry, 1 added (nothing was written: --dry-run)
    ");
    assert!(
        new.run(&["export"]).stdout.is_empty(),
        "nothing to be found"
    );
}

#[test]
fn added_entries_are_tagged() {
    let ibid = with_one();
    let text = format!("{ONE}{TWO}");
    let said = ibid.run_with(&text, &["import", "-", "--tag", "new", "--tag", "to read"]);
    assert_eq!(said.code, Some(0), "{said}");
    let tags = |key| {
        let shown: serde_json::Value =
            serde_json::from_str(&ibid.run(&["show", key, "--json"]).stdout).unwrap();
        shown[0]["tags"].to_string()
    };
    assert_eq!(tags("one"), "[]");
    assert_eq!(tags("two"), r#"["new","to read"]"#);
    ibid.run(&["undo"]);
    assert_eq!(ibid.run(&["export"]).stdout, ONE);
}

const BROKEN: &str = "\
@article{good, title = {Good}, year = 2001}
@article{bad, title = {Never closed, year = 2002
}
@article{mended, title = {A comma is missing} year = 2003}
";

#[test]
fn a_fault_costs_one_entry_and_is_shown() {
    let ibid = Ibid::new();
    fs::write(ibid.path("broken.bib"), BROKEN).unwrap();
    assert_snapshot!(ibid.run(&["import", "broken.bib"]), @"
    [stderr]
    error[missing-closing-brace]: expected , or } here; the entry was left out
     --> broken.bib:3:2
      |
    3 | }
      |  ^
      |
      = help: --rejects FILE keeps its text to mend and import again

    warning[missing-comma]: mended: a comma was missing between fields; it was put in
     --> broken.bib:4:46
      |
    4 | @article{mended, title = {A comma is missing} year = 2003}
      |                                              ^

    broken.bib: 3 entries, 2 added, 1 rejected
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["export"]), @"
    @article{good, title = {Good}, year = 2001}

    @article{mended, title = {A comma is missing}, year = 2003}
    ");
}

#[test]
fn what_is_not_taken_can_be_mended_and_imported_again() {
    let ibid = Ibid::new();
    fs::write(ibid.path("broken.bib"), BROKEN).unwrap();
    let said = ibid.run(&["import", "broken.bib", "--rejects", "mend.bib", "-q"]);
    assert_eq!(said.code, Some(1), "{said}");
    assert_snapshot!(ibid.read("mend.bib"), @"
    % broken.bib:3:2: expected , or } here; the entry was left out
    % --rejects FILE keeps its text to mend and import again
    @article{bad, title = {Never closed, year = 2002
    }
    ");
    let mended = ibid.read("mend.bib").replace("closed,", "closed},");
    let said = ibid.run_with(&mended, &["import", "-", "--rejects", "none.bib"]);
    assert_snapshot!(said, @"
    [stderr]
    <stdin>: 1 entry, 1 added
    ");
    assert!(!ibid.path("none.bib").exists());
    assert!(ibid.source("bad").starts_with("@article{bad,"));

    let other = Ibid::new();
    let said = other.run_with(BROKEN, &["import", "-", "--rejects", "-", "-q"]);
    assert!(said.stdout.starts_with("% <stdin>:3:2: "), "{said}");
    assert!(said.stdout.contains("@article{bad,"), "{said}");
}

#[test]
fn json_says_all() {
    let ibid = with_one();
    fs::write(ibid.path("new.bib"), format!("{ONE}{OTHER}{TWO}@misc{{bad")).unwrap();
    let said = ibid.run(&["import", "new.bib", "--json"]);
    assert_snapshot!(said, @r#"
    {
      "added": 2,
      "updated": 0,
      "unchanged": 1,
      "rejected": 1,
      "renamed": [
        {
          "from": "one",
          "to": "one-2"
        }
      ],
      "files": [
        {
          "path": "new.bib",
          "encoding": "UTF-8",
          "entries": 4
        }
      ],
      "diagnostics": [
        {
          "code": "key-renamed",
          "severity": "warning",
          "message": "one is another work than one in the library; it is called one-2",
          "file": "new.bib",
          "line": 2,
          "column": 1,
          "key": "one-2",
          "help": null
        },
        {
          "code": "missing-closing-brace",
          "severity": "error",
          "message": "expected , or } here; the entry was left out",
          "file": "new.bib",
          "line": 4,
          "column": 10,
          "key": null,
          "help": "--rejects FILE keeps its text to mend and import again"
        }
      ],
      "batch": 2
    }
    [exit 1]
    "#);
}

#[test]
fn encodings_are_told_apart() {
    let ibid = Ibid::new();
    let entry = |key: &str| format!("@misc{{{key}, title = {{Müller}}}}\n");
    let utf16: Vec<u8> = format!("\u{feff}{}", entry("wide"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(ibid.path("wide.bib"), utf16).unwrap();
    let latin: Vec<u8> = entry("latin").chars().map(|letter| letter as u8).collect();
    fs::write(ibid.path("latin.bib"), latin).unwrap();
    fs::write(
        ibid.path("marked.bib"),
        format!("\u{feff}{}", entry("marked")),
    )
    .unwrap();
    let said = ibid.run(&["import", "wide.bib", "latin.bib", "marked.bib"]);
    assert_snapshot!(said, @"
    [stderr]
    note[encoding]: the file is not UTF-8; it was read as windows-1252
     --> latin.bib:1:24
      |
    1 | @misc{latin, title = {Müller}}
      |                        ^
      |
      = help: if letters come out wrong, convert the file to UTF-8 and import it again

    3 files: 3 entries, 3 added
    ");
    assert_eq!(
        ibid.run(&["find", "Müller", "--keys"])
            .stdout
            .lines()
            .count(),
        3
    );
    let said = ibid.run(&["import", "wide.bib", "latin.bib", "marked.bib", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let encodings: Vec<_> = [0, 1, 2]
        .map(|file| report["files"][file]["encoding"].as_str().unwrap())
        .into();
    assert_eq!(encodings, ["UTF-16LE", "windows-1252", "UTF-8"]);
}

#[test]
fn line_ends_stay() {
    let ibid = Ibid::new();
    let text = "% first\r\n@article{one,\r\n  title = {A\r\n  Title},\r\n  year = 2001\r\n}\r\n";
    assert_eq!(ibid.run_with(text, &["import", "-"]).code, Some(0));
    let export = ibid.command().arg("export").output().unwrap().stdout;
    assert_eq!(String::from_utf8(export).unwrap(), text);
    let unix = text.replace('\r', "");
    let said = ibid.run_with(&unix, &["import", "-"]);
    assert!(said.stderr.contains("1 unchanged"), "{said}");
}

#[test]
fn what_is_not_there_is_told_and_nothing_is_done() {
    let ibid = Ibid::new();
    fs::write(ibid.path("one.bib"), ONE).unwrap();
    fs::create_dir(ibid.path("empty")).unwrap();
    assert_snapshot!(ibid.run(&["import", "one.bib", "none.bib"]), @"
    [stderr]
    error: none.bib: No such file or directory (os error 2)
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["import", "empty"]), @"
    [stderr]
    error: empty: no .bib file in this folder
    hint: name files of another ending one by one
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["import"]), @"
    [stderr]
    error: the following required arguments were not provided:
      <FILE>...

    Usage: ibid import <FILE>...

    For more information, try '--help'.
    [exit 2]
    ");
    assert_eq!(ibid.run(&["export"]).code, Some(2), "no library was made");
    assert_snapshot!(ibid.run_with("", &["import", "-"]), @"
    [stderr]
    <stdin>: 0 entries, 0 added
    ");
    assert_snapshot!(ibid.run_with("no entry here", &["import", "-"]), @"
    [stderr]
    error[no-entries]: this file holds no BibTeX entry; nothing was taken from it
     --> <stdin>:1:1
      |
    1 | no entry here
      | ^
      |
      = help: look whether it is another format

    <stdin>: 0 entries, 0 added
    [exit 1]
    ");
}
