//! `ibid export --json`: what became of an export, for scripts.

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::Ibid;

fn report(ibid: &Ibid, arguments: &[&str]) -> (Value, Option<i32>) {
    let mut all = vec!["export", "--json"];
    all.extend(arguments);
    let said = ibid.run(&all);
    let value = serde_json::from_str(&said.stdout).unwrap_or_else(|_| panic!("{said}"));
    (value, said.code)
}

#[test]
fn everything_about_an_export_is_told_as_json() {
    let ibid = Ibid::with_entries();
    fs::write(ibid.path("a.tex"), "\\cite{knuth84}\n\\cite{knut84,nobody}").unwrap();
    assert_snapshot!(ibid.run(&[
        "export", "--json", "--cited-in", "a.tex", "--allow-missing", "-o", "refs.ris",
    ]), @r##"
    {
      "exports": [
        {
          "file": "refs.ris",
          "format": "ris",
          "status": "written",
          "keys": [
            "knuth84"
          ],
          "kept": 0,
          "left_out": 0,
          "renamed": 0,
          "changes": null,
          "losses": [],
          "missing": [
            {
              "key": "knut84",
              "near": [
                "knuth84"
              ],
              "places": [
                {
                  "file": "a.tex",
                  "line": 2,
                  "column": 7
                }
              ]
            },
            {
              "key": "nobody",
              "near": [],
              "places": [
                {
                  "file": "a.tex",
                  "line": 2,
                  "column": 14
                }
              ]
            }
          ],
          "diagnostics": [
            {
              "code": "missing-key",
              "severity": "warning",
              "message": "no entry has this key",
              "file": "a.tex",
              "line": 2,
              "column": 7,
              "key": "knut84",
              "help": "did you mean knuth84?"
            },
            {
              "code": "missing-key",
              "severity": "warning",
              "message": "no entry has this key",
              "file": "a.tex",
              "line": 2,
              "column": 14,
              "key": "nobody",
              "help": null
            }
          ],
          "error": null
        }
      ]
    }
    "##);
    let (again, code) = report(&ibid, &["knuth84", "-o", "refs.ris"]);
    assert_eq!(again["exports"][0]["status"], "unchanged");
    assert_eq!(again["exports"][0]["keys"], json!(["knuth84"]));
    assert_eq!(code, Some(0));
    // what is missing is told where it is the reason for having written nothing, too
    let (failed, code) = report(&ibid, &["--cited-in", "a.tex", "-o", "new.bib"]);
    let failed = &failed["exports"][0];
    assert_eq!(failed["status"], "failed");
    assert_eq!(
        failed["error"],
        "2 cited keys are not in the library, so nothing was written"
    );
    assert_eq!(
        failed["missing"][0],
        json!({"key": "knut84", "near": ["knuth84"], "places": [{"file": "a.tex", "line": 2, "column": 7}]})
    );
    assert_eq!(code, Some(1));
    assert!(!ibid.path("new.bib").exists());
}

#[test]
fn checks_and_edits_by_hand_are_told_as_json() {
    let ibid = Ibid::with_entries();
    ibid.run(&["export", "knuth84", "-o", "refs.bib"]);
    let (checked, code) = report(&ibid, &["--check", "-o", "refs.bib"]);
    assert_eq!(checked["exports"][0]["status"], "would-change");
    assert_eq!(
        checked["exports"][0]["changes"],
        json!({"added": ["zahid2017", "Erdos1959"], "changed": [], "removed": []})
    );
    assert_eq!(code, Some(1));
    let edited = ibid.read("refs.bib").replace("1984", "1985");
    fs::write(ibid.path("refs.bib"), edited).unwrap();
    let (refused, code) = report(&ibid, &["-o", "refs.bib"]);
    let refused = &refused["exports"][0];
    assert_eq!(refused["status"], "failed");
    assert_eq!(refused["diagnostics"][0]["code"], "edited-by-hand");
    assert_eq!(refused["diagnostics"][0]["key"], "knuth84");
    assert_eq!(refused["diagnostics"][0]["line"], 1);
    assert_eq!(code, Some(1));
    // each output of a project has its place
    fs::write(
        ibid.path("ibid.toml"),
        "[[export]]\noutput = 'refs.bib'\n[[export]]\noutput = 'refs.json'\nformat = 'csl-json'\n",
    )
    .unwrap();
    let (both, code) = report(&ibid, &[]);
    let statuses: Vec<_> = both["exports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["file"], &one["format"], &one["status"]))
        .collect();
    assert_eq!(
        json!(statuses),
        json!([
            ["refs.bib", null, "failed"],
            ["refs.json", "csl-json", "written"]
        ])
    );
    assert_eq!(code, Some(1));
}

#[test]
fn the_bibliography_and_the_json_do_not_go_to_one_place() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "--json"]), @"
    [stderr]
    error: the bibliography goes to standard output, where the JSON about it would go
    hint: `--output FILE` writes the bibliography to a file
    [exit 2]
    ");
}

#[test]
fn what_is_looked_up_cited_or_exported_counts_as_used() {
    let ibid = Ibid::with_entries();
    fs::write(ibid.path("a.md"), "@Erdos1959").unwrap();
    let used = |ibid: &Ibid| -> Vec<(String, i64)> {
        let library = ibid.path(".local/share/ibid/library.ibid");
        let library = rusqlite::Connection::open(library).unwrap();
        let mut statement = library
            .prepare(
                "SELECT key, times FROM usage JOIN entry ON entry.id = entry ORDER BY entry.id",
            )
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().map(Result::unwrap).collect()
    };
    let an_hour_passes = || {
        let library = ibid.path(".local/share/ibid/library.ibid");
        let library = rusqlite::Connection::open(library).unwrap();
        let passed = library.execute("UPDATE usage SET last = last - 3600", []);
        passed.unwrap();
    };
    let times = |counts: [(&str, i64); 2]| counts.map(|(key, times)| (key.to_owned(), times));
    // a whole library is no choice, nor is what a query finds; what is only checked was not used
    ibid.run(&["export", "-o", "all.bib"]);
    ibid.run(&["export", "--query", "knuth", "-o", "some.bib"]);
    ibid.run(&["export", "knuth84", "--check", "-o", "some.bib"]);
    assert_eq!(used(&ibid), []);
    ibid.run(&["export", "knuth84", "-o", "one.bib"]);
    ibid.run(&["export", "knuth84", "-o", "one.bib"]);
    ibid.run(&["export", "--cited-in", "a.md", "--format", "ris"]);
    assert_eq!(used(&ibid), times([("knuth84", 1), ("Erdos1959", 1)]));
    // what is used again within the hour was used once
    ibid.run(&["show", "knuth84"]);
    assert_eq!(used(&ibid), times([("knuth84", 1), ("Erdos1959", 1)]));
    an_hour_passes();
    ibid.run(&["show", "knuth84"]);
    ibid.run(&["cite", "Erdos1959"]);
    an_hour_passes();
    ibid.run(&["cite", "Erdos1959"]);
    assert_eq!(used(&ibid), times([("knuth84", 2), ("Erdos1959", 3)]));
    // unless nothing is to be remembered
    fs::create_dir_all(ibid.path(".config/ibid")).unwrap();
    fs::write(ibid.path(".config/ibid/config.toml"), "remember = false\n").unwrap();
    an_hour_passes();
    ibid.run(&["show", "knuth84"]);
    ibid.run(&["cite", "knuth84"]);
    ibid.run(&["export", "knuth84"]);
    assert_eq!(used(&ibid), times([("knuth84", 2), ("Erdos1959", 3)]));
}
