//! `ibid rename`

use insta::assert_snapshot;

use crate::Ibid;

#[test]
fn old_keys_go_on_naming() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["rename", "knuth84", "knuth1984", "--dry-run"]), @"
    [stderr]
    would rename knuth84 to knuth1984, and 1 entry that refers to it follows
    ");
    assert_snapshot!(ibid.run(&["rename", "knuth84", "knuth1984", "-v"]), @"
    [stderr]
    renamed knuth84 to knuth1984, and 1 entry that refers to it follows; `ibid undo` takes it back
    ");
    assert_snapshot!(ibid.source("knuth84"), @r#"
    @book{knuth1984,
      author = "Donald E. Knuth",
      title = "The {\TeX}book",
      publisher = "Addison-Wesley",
      year = 1984,
      ids = {knuth84}
    }
    "#);
    assert_snapshot!(ibid.run(&["rename", "knuth84", "knuth1984"]), @"
    [stderr]
    knuth1984 is its key already
    ");
}

#[test]
fn impossible_keys_are_refused() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["rename", "knuth84", "a b"]), @r#"
    [stderr]
    error: "a b" cannot be a key: it holds white space or characters that cannot be seen
    [exit 2]
    "#);
    assert_snapshot!(ibid.run(&["rename", "knuth84", "zahid2017"]), @r#"
    [stderr]
    error: another entry has the key "zahid2017"
    hint: choose another key; `ibid show zahid2017` shows that entry
    [exit 2]
    "#);
    assert_snapshot!(ibid.run(&["rename", "knuth", "x"]), @r#"
    [stderr]
    error: no entry has the key "knuth"
    hint: did you mean knuth84?
    [exit 1]
    "#);
}
