//! `ibid export`

use std::fs;

use insta::assert_snapshot;

use crate::{ENTRIES, Ibid, files_in};

#[test]
fn entries_leave_as_they_came() {
    let ibid = Ibid::with_entries();
    let said = ibid.run(&["export"]);
    assert_eq!(said.code, Some(0), "{said}");
    for entry in ENTRIES.split("\n\n").take(2) {
        assert!(said.stdout.contains(entry), "{said}");
    }
}

#[test]
fn a_file_is_written_when_it_changes() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "knuth84", "-o", "refs.bib", "--tidy"]), @"
    [stderr]
    wrote 1 entry to refs.bib
    ");
    assert_snapshot!(ibid.read("refs.bib"), @r"
    @book{knuth84,
      author = {Donald E. Knuth},
      title = {The {\TeX}book},
      publisher = {Addison-Wesley},
      year = 1984
    }
    ");
    let before = fs::metadata(ibid.path("refs.bib"))
        .unwrap()
        .modified()
        .unwrap();
    assert_snapshot!(ibid.run(&["export", "knuth84", "-o", "refs.bib", "--tidy"]), @"
    [stderr]
    refs.bib is unchanged (1 entry)
    ");
    assert_eq!(
        fs::metadata(ibid.path("refs.bib"))
            .unwrap()
            .modified()
            .unwrap(),
        before
    );
    assert_eq!(files_in(ibid.home.path()), 3, "home, tmp and the file");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let ibid = Ibid::with_entries();
    fs::create_dir(ibid.path("d")).unwrap();
    fs::write(ibid.path("d/real.bib"), "old").unwrap();
    fs::set_permissions(ibid.path("d/real.bib"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("d/real.bib", ibid.path("link.bib")).unwrap();
    assert_eq!(ibid.run(&["export", "-o", "link.bib"]).code, Some(0));
    assert!(
        fs::symlink_metadata(ibid.path("link.bib"))
            .unwrap()
            .is_symlink()
    );
    assert!(ibid.read("d/real.bib").contains("@book{knuth84"));
    assert_eq!(
        fs::metadata(ibid.path("d/real.bib"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o640
    );
}

#[test]
fn unknown_keys_are_all_told_and_nothing_is_written() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "knuth85", "knuth84", "zahid2018", "-o", "x.bib"]), @"
    [stderr]
    error: no entries have the keys knuth85, zahid2018
    hint: knuth85: did you mean knuth84?
    hint: zahid2018: did you mean zahid2017?
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["export", "--query", "no such", "-o", "x.bib"]), @"
    [stderr]
    error: no entry matches, so nothing was written
    [exit 1]
    ");
    assert!(!ibid.path("x.bib").exists());
    assert_snapshot!(ibid.run(&["export", "-o", "no/x.bib"]), @"
    [stderr]
    error: no/x.bib: No such file or directory (os error 2)
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["export", "-o", "tmp"]), @"
    [stderr]
    error: tmp is a folder
    hint: name a file
    [exit 2]
    ");
}

#[test]
fn keys_come_from_standard_input_and_queries() {
    let ibid = Ibid::with_entries();
    let keys = |said: crate::Said| {
        said.stdout.matches("\n@").count() + usize::from(said.stdout.starts_with('@'))
    };
    assert_eq!(
        keys(ibid.run_with("knuth84\nzahid2017 knuth84\n", &["export", "-"])),
        2
    );
    assert_eq!(keys(ibid.run(&["export", "--query", "tex", "-o", "-"])), 2);
    assert_eq!(keys(ibid.run_with("knuth84\n", &["show", "-b", "-"])), 1);
    assert_eq!(ibid.run_with("", &["export", "-"]).code, Some(1));
    // the cross-referenced book comes along
    assert_eq!(keys(ibid.run(&["export", "erdos1959"])), 2);
}

#[test]
fn a_library_is_not_overwritten() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "-o", ".local/share/ibid/library.ibid"]), @"
    [stderr]
    error: .local/share/ibid/library.ibid is a database; it was left alone
    hint: name another file
    [exit 2]
    ");
    assert_eq!(ibid.run(&["find", "-k", "knuth"]).stdout, "knuth84\n");
}

#[test]
fn a_format_is_named_or_told_by_the_file() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "knuth84", "--format", "ris"]), @"
    TY  - BOOK
    ID  - knuth84
    AU  - Knuth, Donald E.
    TI  - The TeXbook
    PY  - 1984
    PB  - Addison-Wesley
    ER  -
    ");
    assert_snapshot!(ibid.run(&["export", "knuth84", "-o", "refs.ris"]), @"
    [stderr]
    wrote 1 entry to refs.ris
    ");
    assert_eq!(
        ibid.read("refs.ris"),
        ibid.run(&["export", "knuth84", "-f", "RIS"]).stdout
    );
    assert_snapshot!(ibid.run(&["export", "--format", "rsi"]), @"
    [stderr]
    error: invalid value 'rsi' for '--format <NAME>'
      [possible values: csl-json, csl-yaml, ris, csv, tsv, jsonl]

    For more information, try '--help'.
    [exit 2]
    ");
}

#[test]
fn losses_are_told_and_make_strict_exports_fail() {
    let ibid = Ibid::with_entries();
    assert_eq!(
        ibid.run(&["set", "knuth84", "langid=english", "venue=x", "lccn=12 & 3"])
            .code,
        Some(0)
    );
    let all = [
        "export",
        "-f",
        "ris",
        "-o",
        "x.ris",
        "--losses",
        "losses.json",
    ];
    assert_snapshot!(ibid.run(&all), @"
    [stderr]
    wrote 3 entries to x.ris
    warning: `lccn`: RIS has no place for it (knuth84, Erdos1959)
    ");
    assert_snapshot!(ibid.read("losses.json"), @r#"
    [
    {"key":"knuth84","field":"lccn","kind":"dropped","message":"RIS has no place for it"},
    {"key":"Erdos1959","field":"lccn","kind":"dropped","message":"RIS has no place for it"}
    ]
    "#);
    assert_snapshot!(ibid.run(&["export", "-f", "ris", "-o", "x.ris", "--strict"]), @"
    [stderr]
    x.ris is unchanged (3 entries)
    warning: `lccn`: RIS has no place for it (knuth84, Erdos1959)
    [exit 1]
    ");
    assert_eq!(
        ibid.run(&["export", "-f", "jsonl", "--strict"]).code,
        Some(0)
    );
}
