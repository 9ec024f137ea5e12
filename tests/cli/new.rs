//! `ibid new`

use std::fs;

use insta::assert_snapshot;

use crate::{Ibid, files_in};

#[test]
fn keys_are_printed_and_made() {
    let ibid = Ibid::new();
    let entry = "@misc{, author = {Erdős, Paul}, year = 1959, note = {}}";
    assert_snapshot!(ibid.run_with(entry, &["new", "-", "-v"]), @"
    Erdos1959
    [stderr]
    added Erdos1959; `ibid undo` takes it back
    ");
    assert_eq!(ibid.run_with(entry, &["new", "-"]).stdout, "Erdos1959a\n");
    assert_snapshot!(ibid.source("Erdos1959a"), @"@misc{Erdos1959a, author = {Erdős, Paul}, year = 1959, note = {}}");
    assert_snapshot!(ibid.run_with("@misc{x, title = {T}}", &["new", "-", "--json"]), @r#"
    {
      "batch": 3,
      "keys": [
        "x"
      ]
    }
    "#);
}

#[test]
fn faults_are_shown_and_nothing_is_added() {
    let ibid = Ibid::new();
    assert_snapshot!(ibid.run_with("@misc{a, title = {x}}\n\n@misc{b,\n  title {y}\n}\n", &["new", "-"]), @"
    [stderr]
    error[missing-equals-sign]: expected = after the name
     --> <stdin>:4:9
      |
    4 |   title {y}
      |         ^

    [exit 2]
    ");
    assert!(!ibid.path(".local").exists());
    assert_snapshot!(ibid.run_with("some text\n", &["new", "-"]), @"
    [stderr]
    error[not-an-entry]: this is not a BibTeX entry
     --> <stdin>:1:1
      |
    1 | some text
      | ^

    [exit 2]
    ");
    assert_snapshot!(ibid.run_with("", &["new", "-"]), @"
    [stderr]
    error: <stdin> holds no BibTeX entry
    [exit 2]
    ");
    assert_snapshot!(ibid.run_with("@string{a = {b}}", &["new", "-"]), @"
    [stderr]
    error[not-an-entry]: only entries can be written here, no @string or @preamble
     --> <stdin>:1:1
      |
    1 | @string{a = {b}}
      | ^

    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["new", "none.bib"]), @"
    [stderr]
    error: none.bib: No such file or directory (os error 2)
    [exit 2]
    ");
}

#[test]
fn slips_are_mended_and_told() {
    let ibid = Ibid::new();
    fs::write(
        ibid.path("a.bib"),
        "@misc{a,\n\ttitle = {x}\n\tyear = 1999\n}\n",
    )
    .unwrap();
    assert_snapshot!(ibid.run(&["new", "a.bib"]), @"
    a
    [stderr]
    warning[missing-comma]: a comma was missing between fields; it was put in
     --> a.bib:2:13
      |
    2 |     title = {x}
      |                ^
    ");
    assert_snapshot!(ibid.source("a"), @"
    @misc{a,
    	title = {x},
    	year = 1999
    }
    ");
}

#[test]
fn taken_keys_are_refused() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run_with("@misc{Knuth84, title = {x}}", &["new", "-"]), @r#"
    [stderr]
    error: another entry has the key "knuth84"
    hint: choose another key; `ibid show knuth84` shows that entry
    [exit 2]
    "#);
}

#[test]
fn a_template_loses_what_stays_empty() {
    let ibid = Ibid::new();
    let said = ibid.edit(
        "sed -i 's/title *= {}/title = {Filled In}/'",
        &["new", "-t", "book"],
    );
    assert_snapshot!(said, @"FilledIn");
    assert_snapshot!(ibid.source("FilledIn"), @"
    @book{FilledIn,
      title = {Filled In}
    }
    ");
}

#[test]
fn an_unchanged_template_adds_nothing() {
    let ibid = Ibid::new();
    assert_snapshot!(ibid.edit("true", &["new"]), @"
    [stderr]
    nothing was written, so nothing was added
    ");
    assert_snapshot!(ibid.edit("truncate -s 0", &["new"]), @"
    [stderr]
    nothing was written, so nothing was added
    ");
    assert_eq!(
        (ibid.path(".local").exists(), files_in(&ibid.path("tmp"))),
        (false, 0)
    );
    assert_eq!(ibid.edit("true", &["new", "-t", "a b"]).code, Some(2));
}
