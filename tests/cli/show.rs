//! `ibid show`

use insta::assert_snapshot;

use crate::Ibid;

#[test]
fn cards_wrap() {
    let ibid = Ibid::with_entries();
    ibid.run(&["rename", "knuth84", "knuth1984"]);
    assert_snapshot!(ibid.run(&["show", "zahid2017", "KNUTH84"]), @"
    zahid2017  article
      author    Zahid, Farhan; Müller, Jörg; Third, A.
      title     The TeX of a long title that goes on until it must be cut, for it
                does not fit
      journal   Journal of Long Names
      volume    12
      number    3
      pages     45–67
      year      2017
      month     March
      doi       10.1000/Example.1
      abstract  Much is said here, more than goes on a line of eighty columns, so
                that it is wrapped.
      added     2017-07-14

    knuth1984  book
      author       Knuth, Donald E.
      title        The TeXbook
      publisher    Addison-Wesley
      year         1984
      former keys  knuth84
      added        2017-07-14
    ");
}

#[test]
fn sources_are_verbatim() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["show", "-b", "knuth84"]), @r#"
    @book{knuth84,
      author = "Donald E. Knuth",
      title = "The {\TeX}book",
      publisher = "Addison-Wesley",
      year = 1984
    }
    "#);
}

#[test]
fn json_has_the_fields_as_written() {
    let ibid = Ibid::with_entries();
    ibid.run(&["set", "knuth84", "journal:=acm # { Letters}", "month:=jan"]);
    let said = ibid.run(&["show", "knuth84", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&found[0]["fields"]).unwrap(), @r#"
    {
      "author": "Donald E. Knuth",
      "title": "The {\\TeX}book",
      "publisher": "Addison-Wesley",
      "year": "1984",
      "journal": "acm # { Letters}",
      "month": "jan"
    }
    "#);
    assert_eq!(
        found[0]["source"].as_str().unwrap(),
        ibid.source("knuth84").trim_end()
    );
}

#[test]
fn unknown_keys_do_not_hide_the_others() {
    let ibid = Ibid::with_entries();
    let said = ibid.run(&["show", "-b", "knuth", "knuth84", "zahid2071"]);
    assert!(said.stdout.starts_with("@book{knuth84,"));
    assert_snapshot!(said.stderr, @"
    error: no entries have the keys knuth, zahid2071
    hint: knuth: did you mean knuth84?
    hint: zahid2071: did you mean zahid2017?
    ");
    assert_eq!(said.code, Some(1));
}
