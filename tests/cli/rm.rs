//! `ibid rm`

use insta::assert_snapshot;

use crate::Ibid;

#[test]
fn entries_go_and_come_back() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["rm", "knuth84", "zahid2017", "--dry-run"]), @"
    [stderr]
    would remove knuth84, zahid2017
    ");
    assert_snapshot!(ibid.run(&["rm", "knuth84", "KNUTH84", "zahid2017", "-v"]), @"
    [stderr]
    removed knuth84, zahid2017; `ibid undo` takes it back
    ");
    assert_snapshot!(ibid.run(&["show", "knuth84"]), @r#"
    [stderr]
    error: no entry has the key "knuth84"
    hint: it was removed in batch 2; `ibid undo 2` brings it back
    [exit 1]
    "#);
    assert_eq!(ibid.run_with("", &["rm", "-"]).code, Some(1));
    assert_eq!(ibid.run(&["undo", "-q"]).to_string(), "");
    assert_eq!(ibid.run(&["show", "knuth84"]).code, Some(0));
}

#[test]
fn one_unknown_key_stops_all() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["rm", "knuth84", "nothing"]), @r#"
    [stderr]
    error: no entry has the key "nothing"
    hint: `ibid find WORDS` looks for entries by author, title, year …
    [exit 1]
    "#);
    assert_eq!(ibid.run(&["show", "knuth84"]).code, Some(0));
}

#[test]
fn a_removed_entry_is_named_by_its_former_key_too() {
    let ibid = Ibid::with_entries();
    ibid.run(&["rename", "knuth84", "knuth1984"]);
    ibid.run(&["rm", "knuth1984"]);
    assert_snapshot!(ibid.run(&["show", "knuth84"]), @r#"
    [stderr]
    error: no entry has the key "knuth84"
    hint: it was removed in batch 3; `ibid undo 3` brings it back
    [exit 1]
    "#);
    assert_eq!(ibid.run(&["undo", "3"]).code, Some(0));
    assert_eq!(ibid.run(&["show", "knuth84"]).code, Some(0));
}
