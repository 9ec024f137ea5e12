//! `ibid set` and `ibid unset`

use insta::assert_snapshot;

use crate::Ibid;

#[test]
fn fields_change_in_their_place() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["set", "knuth84", "year=1986", "month:=jan", "@type=manual", "--dry-run"]), @r#"
    -@book{knuth84,
    +@manual{knuth84,
       author = "Donald E. Knuth",
       title = "The {\TeX}book",
       publisher = "Addison-Wesley",
    -  year = 1984
    +  year = 1986,
    +  month = jan
     }
    "#);
    assert!(ibid.source("knuth84").starts_with("@book"));
    assert_snapshot!(ibid.run(&["set", "knuth84", "year=1986", "key=K", "-v"]), @"
    [stderr]
    changed knuth84; `ibid undo` takes it back
    ");
    assert_snapshot!(ibid.source("knuth84"), @r#"
    @book{knuth84,
      author = "Donald E. Knuth",
      title = "The {\TeX}book",
      publisher = "Addison-Wesley",
      year = 1986,
      key = {K}
    }
    "#);
    assert_snapshot!(ibid.run(&["set", "knuth84", "year=1986"]), @"
    [stderr]
    knuth84 is like that already; nothing was changed
    ");
    assert_snapshot!(ibid.run(&["unset", "knuth84", "key", "year", "--json"]), @r#"
    {
      "batch": 3,
      "keys": [
        "knuth84"
      ]
    }
    "#);
    assert_snapshot!(ibid.source("knuth84"), @r#"
    @book{knuth84,
      author = "Donald E. Knuth",
      title = "The {\TeX}book",
      publisher = "Addison-Wesley"
    }
    "#);
}

#[test]
fn what_cannot_be_written_is_refused() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["set", "knuth84", "title"]), @"
    [stderr]
    error: invalid value 'title' for '<FIELD=VALUE>...': write FIELD=VALUE, or FIELD:=VALUE for a macro

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["set", "knuth84", "@key=x"]), @"
    [stderr]
    error: invalid value '@key=x' for '<FIELD=VALUE>...': behind @ there is only `type`

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["set", "knuth84", "a b=x"]), @r#"
    [stderr]
    error: "a b" cannot be a field name: letters, digits and `-` are safe
    [exit 2]
    "#);
    assert_snapshot!(ibid.run(&["set", "knuth84", "title={x"]), @r#"
    [stderr]
    error: the braces in "{x" do not match
    [exit 2]
    "#);
    assert_snapshot!(ibid.run(&["set", "knuth84", "title:=x, y = 1"]), @r#"
    [stderr]
    error: "x, y = 1" is not a value: write {text}, "text", a number or macro names, joined by #
    [exit 2]
    "#);
    assert_snapshot!(ibid.run(&["set", "knuth", "title=x"]), @r#"
    [stderr]
    error: no entry has the key "knuth"
    hint: did you mean knuth84?
    [exit 1]
    "#);
    assert_snapshot!(ibid.run(&["unset", "knuth84", "isbn"]), @r#"
    [stderr]
    error: knuth84 has no field "isbn"
    hint: `ibid show knuth84 --bibtex` shows the fields it has
    [exit 1]
    "#);
}
