//! `ibid log`, `ibid undo` and `ibid redo`

use insta::assert_snapshot;

use crate::Ibid;

#[test]
fn batches_are_told_undone_and_redone() {
    let ibid = Ibid::with_entries();
    ibid.run(&["set", "knuth84", "year=1986", "note=two words"]);
    ibid.run(&["rm", "zahid2017"]);
    assert_snapshot!(ibid.run(&["undo", "-v"]), @"
    [stderr]
    undid batch 3: ibid rm zahid2017
    `ibid redo` takes that back
    ");
    assert_snapshot!(ibid.run(&["undo", "--json"]), @r#"
    {
      "batch": 2,
      "at": 1500000000,
      "command": "ibid set knuth84 year=1986 'note=two words'",
      "added": 0,
      "changed": 1,
      "removed": 0,
      "reverts": null,
      "undone": true
    }
    "#);
    assert_snapshot!(ibid.run(&["redo"]), @"
    [stderr]
    did again batch 2: ibid set knuth84 year=1986 'note=two words'
    ");
    assert_snapshot!(ibid.run(&["log"]), @"
    6  2017-07-14 02:40  ~1       ibid redo
    5  2017-07-14 02:40  ~1       ibid undo --json  (undone)
    4  2017-07-14 02:40  +1       ibid undo -v
    3  2017-07-14 02:40  -1       ibid rm zahid2017  (undone)
    2  2017-07-14 02:40  ~1       ibid set knuth84 year=1986 'note=two words'
    1  2017-07-14 02:40  +3       ibid new -
    ");
    assert_snapshot!(ibid.run(&["log", "zahid2017", "-n", "1"]), @"   4  2017-07-14 02:40  +1       ibid undo -v");
    assert_snapshot!(ibid.run(&["log", "knuth84", "-n", "1", "-p"]), @r#"
       6  2017-07-14 02:40  ~1       ibid redo
     @book{knuth84,
       author = "Donald E. Knuth",
       title = "The {\TeX}book",
       publisher = "Addison-Wesley",
    -  year = 1984
    +  year = 1986,
    +  note = {two words}
     }
    "#);
}

#[test]
fn what_cannot_be_undone_says_why() {
    let ibid = Ibid::with_entries();
    ibid.run(&["set", "knuth84", "year=1986"]);
    ibid.run(&["set", "knuth84", "year=1987"]);
    assert_snapshot!(ibid.run(&["undo", "2"]), @r#"
    [stderr]
    error: batch 2 cannot be reverted: entry "knuth84" was changed later, in batch 3
    hint: undo batch 3 first: `ibid undo 3`
    [exit 2]
    "#);
    assert_snapshot!(ibid.run(&["undo", "9"]), @"
    [stderr]
    error: there is no batch 9
    hint: `ibid log` lists the batches
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["redo"]), @"
    [stderr]
    error: there is nothing to redo
    [exit 1]
    ");
    ibid.run(&["undo", "3"]);
    assert_snapshot!(ibid.run(&["undo", "3"]), @"
    [stderr]
    error: batch 3 is undone already
    hint: `ibid log` lists the batches
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["redo", "2"]), @"
    [stderr]
    error: batch 2 is not undone
    hint: `ibid log` lists the batches
    [exit 2]
    ");
}

#[test]
fn json_tells_batches() {
    let ibid = Ibid::with_entries();
    ibid.run(&["set", "erdos1959", "note=x"]);
    assert_snapshot!(ibid.run(&["log", "--json", "-p", "-n", "1"]), @r#"
    [
      {
        "batch": 2,
        "at": 1500000000,
        "command": "ibid set erdos1959 note=x",
        "added": 0,
        "changed": 1,
        "removed": 0,
        "reverts": null,
        "undone": false,
        "entries": [
          {
            "before": "@misc{Erdos1959, author = {Erdős, Paul and Rényi, Alfréd}, title = {Graphs}, year = 1959, crossref = {knuth84}}",
            "after": "@misc{Erdos1959, author = {Erdős, Paul and Rényi, Alfréd}, title = {Graphs}, year = 1959, crossref = {knuth84}, note = {x}}"
          }
        ]
      }
    ]
    "#);
}
