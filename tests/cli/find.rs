//! `ibid find`

use insta::assert_snapshot;

use crate::Ibid;

#[test]
fn lists_fit_eighty_columns() {
    let ibid = Ibid::with_entries();
    let said = ibid.run(&["find", "19", "--limit", "5"]);
    assert_snapshot!(said, @"
    Erdos1959  Erdős & Rényi 1959
        Graphs — Addison-Wesley
    knuth84  Knuth 1984
        The TeXbook — Addison-Wesley
    ");
    assert_snapshot!(ibid.run(&["find", "zahid", "2017"]), @"
    zahid2017  Zahid et al. 2017
        The TeX of a long title that goes on until it mus… — Journal of Long Names…
    ");
    assert!(
        ibid.run(&["find", "tex"])
            .stdout
            .lines()
            .all(|line| line.chars().count() <= 80)
    );
}

#[test]
fn nothing_found_is_told() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["find", "no", "such"]), @r#"
    [stderr]
    nothing found for "no such"
    [exit 1]
    "#);
    assert_snapshot!(ibid.run(&["find", "no", "such", "-q"]), @"[exit 1]");
    assert_snapshot!(ibid.run(&["find"]), @"
    [stderr]
    error: say what to look for
    hint: `ibid find WORDS` takes words of the title, names, years …; `ibid log` tells what was added last
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["find", "no", "--json"]), @r#"
    [
      {
        "key": "zahid2017",
        "type": "article",
        "title": "The TeX of a long title that goes on until it must be cut, for it does not fit",
        "authors": [
          "Zahid, Farhan",
          "Müller, Jörg",
          "Third, A."
        ],
        "editors": [],
        "date": "2017-03",
        "year": 2017,
        "venue": "Journal of Long Names",
        "volume": "12",
        "issue": "3",
        "pages": "45–67",
        "doi": "10.1000/example.1",
        "tags": [],
        "score": 0.9098254309303591
      }
    ]
    "#);
}

#[test]
fn limits_are_told() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["find", "tex", "-n", "1", "-k"]), @"
    zahid2017
    [stderr]
    there are more than these 1: add words, or `--limit 0` for all
    ");
    assert_eq!(ibid.run(&["find", "tex", "-n", "2", "-k"]).stderr, "");
    assert_eq!(
        ibid.run(&["find", "tex", "-n", "0", "-k"])
            .stdout
            .lines()
            .count(),
        2
    );
}

#[test]
fn json_is_what_scripts_rely_on() {
    let ibid = Ibid::with_entries();
    let said = ibid.run(&["find", "zahid", "--json"]);
    let mut found: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert!(found[0]["score"].take().is_f64());
    assert_snapshot!(serde_json::to_string_pretty(&found).unwrap(), @r#"
    [
      {
        "key": "zahid2017",
        "type": "article",
        "title": "The TeX of a long title that goes on until it must be cut, for it does not fit",
        "authors": [
          "Zahid, Farhan",
          "Müller, Jörg",
          "Third, A."
        ],
        "editors": [],
        "date": "2017-03",
        "year": 2017,
        "venue": "Journal of Long Names",
        "volume": "12",
        "issue": "3",
        "pages": "45–67",
        "doi": "10.1000/example.1",
        "tags": [],
        "score": null
      }
    ]
    "#);
}
