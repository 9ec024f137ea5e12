//! `ibid edit`

use std::fs;

use insta::assert_snapshot;

use crate::{Ibid, files_in};

#[test]
fn changes_are_saved_and_nothing_else() {
    let ibid = Ibid::with_entries();
    let before = ibid.source("knuth84");
    assert_snapshot!(ibid.edit("sed -i s/Addison/Edison/", &["edit", "knuth84", "zahid2017", "-v"]), @"
    [stderr]
    changed knuth84; `ibid undo` takes it back
    ");
    assert_eq!(ibid.source("knuth84"), before.replace("Addison", "Edison"));
    assert_snapshot!(ibid.edit("true", &["edit", "knuth84"]), @"
    [stderr]
    nothing was changed
    ");
    assert_eq!(files_in(&ibid.path("tmp")), 0);
}

#[test]
fn a_new_key_renames() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.edit("sed -i s/{knuth84,/{knuth1984,/", &["edit", "knuth84", "--json"]), @r#"
    {
      "batch": 2,
      "keys": [
        "knuth1984"
      ]
    }
    "#);
    assert_snapshot!(ibid.source("knuth84"), @r#"
    @book{knuth1984,
      author = "Donald E. Knuth",
      title = "The {\TeX}book",
      publisher = "Addison-Wesley",
      year = 1984,
      ids = {knuth84}
    }
    "#);
    assert!(ibid.source("erdos1959").contains("crossref = {knuth1984}"));
}

#[test]
fn what_cannot_be_taken_is_kept() {
    let ibid = Ibid::with_entries();
    let before = ibid.run(&["export"]).stdout;
    assert_snapshot!(ibid.edit("sed -i 's/title = /title /'", &["edit", "knuth84"]), @r#"
    [stderr]
    error[missing-equals-sign]: expected = after the name
     --> ~/tmp/ibid-XXXXXX.bib:3:9
      |
    3 |   title "The {\TeX}book",
      |         ^

    hint: nothing was saved; the text is kept in ~/tmp/ibid-XXXXXX.bib
    [exit 2]
    "#);
    assert_snapshot!(ibid.edit("sed -i s/{knuth84,/{zahid2017,/", &["edit", "knuth84"]), @r#"
    [stderr]
    error: another entry has the key "zahid2017"
    hint: choose another key; `ibid show zahid2017` shows that entry
    hint: nothing was saved; the text is kept in ~/tmp/ibid-XXXXXX.bib
    [exit 2]
    "#);
    assert_snapshot!(ibid.edit("sed -i '/@book/,$d'", &["edit", "zahid2017", "knuth84"]), @"
    [stderr]
    error: the number of entries changed: 1 where there were 2
    hint: `ibid new` adds entries, `ibid rm` removes them
    hint: nothing was saved; the text is kept in ~/tmp/ibid-XXXXXX.bib
    [exit 2]
    ");
    assert_eq!(files_in(&ibid.path("tmp")), 3);
    let kept = fs::read_dir(ibid.path("tmp"))
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    assert!(kept.into_iter().all(|text| text.starts_with('@')));
    assert_eq!(ibid.run(&["export"]).stdout, before);
}

#[test]
fn editors_that_fail_change_nothing() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.edit("false", &["edit", "knuth84"]), @"
    [stderr]
    error: the editor `false` failed (exit status: 1)
    [exit 2]
    ");
    assert_snapshot!(ibid.edit("no-such-editor -w", &["edit", "knuth84"]), @"
    [stderr]
    error: the editor `no-such-editor -w` could not be started
      because: No such file or directory (os error 2)
    hint: set the environment variable VISUAL or EDITOR to the command that opens your editor and waits
    [exit 2]
    ");
    assert_snapshot!(ibid.edit("'", &["edit", "knuth84"]), @r#"
    [stderr]
    error: the editor command "'" cannot be read
    hint: set the environment variable VISUAL or EDITOR to the command that opens your editor and waits
    [exit 2]
    "#);
    // nobody is to write what cannot be kept
    assert_snapshot!(ibid.edit("false", &["--read-only", "edit", "knuth84"]), @"
    [stderr]
    error: the library is open for reading only
    hint: to change it takes the right to write the file and its folder, and no `--read-only`
    [exit 2]
    ");
    assert_snapshot!(ibid.edit("false", &["edit", "knuth"]), @r#"
    [stderr]
    error: no entry has the key "knuth"
    hint: did you mean knuth84?
    [exit 1]
    "#);
    assert_eq!(files_in(&ibid.path("tmp")), 0);
}
