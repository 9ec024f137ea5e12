//! `ibid cited` and `ibid export --cited-in`

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::Ibid;

/// Documents such as people write, each with the keys that it cites, listed by hand in the order of the text.
#[test]
fn no_key_is_missed_and_none_invented() {
    let ibid = Ibid::with_entries();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/documents");
    let mut documents = 0;
    let mut wrong = Vec::new();
    for file in fs::read_dir(&folder).unwrap() {
        let list = file.unwrap().path();
        let name = list.file_name().unwrap().to_str().unwrap();
        let Some(name) = name.strip_suffix(".keys") else {
            continue;
        };
        let document = folder.join(name);
        let said = ibid.run(&["cited", "--keys", document.to_str().unwrap()]);
        let expected = fs::read_to_string(&list).unwrap();
        if !said.stderr.is_empty() || said.stdout != expected {
            wrong.push(format!("{name}: {said}"));
        }
        // the keys all stand where they are said to stand
        let said = ibid.run(&["cited", "--json", document.to_str().unwrap()]);
        let cited: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        for key in cited["keys"].as_array().unwrap() {
            for place in key["places"].as_array().unwrap() {
                let text = fs::read_to_string(place["file"].as_str().unwrap()).unwrap();
                let index =
                    |field: &str| usize::try_from(place[field].as_u64().unwrap()).unwrap() - 1;
                let line = text.lines().nth(index("line")).unwrap();
                let rest: String = line.chars().skip(index("column")).collect();
                let mut key = key["key"].as_str().unwrap().to_owned();
                if name.ends_with("bcf") {
                    key = key.replace('&', "&amp;");
                }
                assert!(rest.starts_with(&key), "{name}: {key} at {place}");
            }
        }
        documents += 1;
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(documents, 18);
}

fn with_document() -> Ibid {
    let ibid = Ibid::with_entries();
    ibid.run(&["rename", "zahid2017", "zahid17"]);
    fs::create_dir(ibid.path("ch")).unwrap();
    fs::write(
        ibid.path("paper.tex"),
        "\\citep[3]{knuth84} and \\citet{zahid2017}\n\\input{ch/one}\n",
    )
    .unwrap();
    fs::write(ibid.path("ch/one.tex"), "\n\\cite{knuth84,knuth85}\n").unwrap();
    ibid
}

#[test]
fn keys_are_listed_with_places() {
    let ibid = with_document();
    assert_snapshot!(ibid.run(&["cited", "paper.tex"]), @"
    knuth84
        paper.tex:1:11
        ch/one.tex:2:7
    zahid2017  now zahid17
        paper.tex:1:31
    knuth85  not in the library: did you mean knuth84?
        ch/one.tex:2:15
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["cited", "paper.tex", "--json"]), @r#"
    {
      "keys": [
        {
          "key": "knuth84",
          "status": "found",
          "entry": "knuth84",
          "near": [],
          "places": [
            {
              "file": "paper.tex",
              "line": 1,
              "column": 11
            },
            {
              "file": "ch/one.tex",
              "line": 2,
              "column": 7
            }
          ]
        },
        {
          "key": "zahid2017",
          "status": "alias",
          "entry": "zahid17",
          "near": [],
          "places": [
            {
              "file": "paper.tex",
              "line": 1,
              "column": 31
            }
          ]
        },
        {
          "key": "knuth85",
          "status": "missing",
          "entry": null,
          "near": [
            "knuth84"
          ],
          "places": [
            {
              "file": "ch/one.tex",
              "line": 2,
              "column": 15
            }
          ]
        }
      ],
      "everything": null,
      "files": [
        "paper.tex",
        "ch/one.tex"
      ],
      "bibliographies": [],
      "diagnostics": []
    }
    [exit 1]
    "#);
    assert_snapshot!(ibid.run_with("As @knuth84 and @Knuth84 say", &["cited", "-"]), @"
    knuth84
        <stdin>:1:5
    Knuth84  now knuth84
        <stdin>:1:18
    ");
    assert_snapshot!(ibid.run_with("knuth84", &["cited", "-", "--kind", "markdown"]), @"
    [stderr]
    nothing is cited in -
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["cited", "gone.tex"]), @"
    [stderr]
    error: gone.tex: No such file or directory (os error 2)
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["cited", "paper.tex", "--kind", "word"]), @r#"
    [stderr]
    error: invalid value 'word' for '--kind <KIND>': no kind of document is called "word"; there are aux, bcf, notebook, latex, bib, typst, org, rst, asciidoc, markdown, keys

    For more information, try '--help'.
    [exit 2]
    "#);
}

#[test]
fn missing_keys_are_told_and_nothing_is_written() {
    let ibid = with_document();
    assert_snapshot!(ibid.run(&["export", "--cited-in", "paper.tex", "-o", "x.bib"]), @r"
    [stderr]
    warning[cited-by-alias]: zahid2017: this is now called zahid17
     --> paper.tex:1:31
      |
    1 | \citep[3]{knuth84} and \citet{zahid2017}
      |                               ^
      |
      = help: cite zahid17: only biber and Pandoc find an entry by its former keys

    error[missing-key]: knuth85: no entry has this key
     --> ch/one.tex:2:15
      |
    2 | \cite{knuth84,knuth85}
      |               ^
      |
      = help: did you mean knuth84?

    error: a cited key is not in the library, so nothing was written
    hint: `--allow-missing` writes the other entries
    [exit 1]
    ");
    assert!(!ibid.path("x.bib").exists());
    assert_snapshot!(ibid.run(&["export", "--cited-in", "paper.tex", "-o", "x.bib", "--allow-missing"]), @r"
    [stderr]
    warning[cited-by-alias]: zahid2017: this is now called zahid17
     --> paper.tex:1:31
      |
    1 | \citep[3]{knuth84} and \citet{zahid2017}
      |                               ^
      |
      = help: cite zahid17: only biber and Pandoc find an entry by its former keys

    warning[missing-key]: knuth85: no entry has this key
     --> ch/one.tex:2:15
      |
    2 | \cite{knuth84,knuth85}
      |               ^
      |
      = help: did you mean knuth84?

    wrote 2 entries to x.bib
    ");
    assert_eq!(ibid.read("x.bib").matches("\n@").count(), 1, "two entries");
}

#[test]
fn missing_files_are_told() {
    let ibid = Ibid::with_entries();
    let text = "\\cite{knuth84}\\input{gone}\n\\usepackage{natbib}";
    assert_snapshot!(ibid.run_with(text, &["export", "--cited-in", "-"]), @r#"
    @book{knuth84,
      author = "Donald E. Knuth",
      title = "The {\TeX}book",
      publisher = "Addison-Wesley",
      year = 1984
    }
    [stderr]
    warning[missing-include]: gone is not there, so what it cites is not known
     --> <stdin>:1:22
      |
    1 | \cite{knuth84}\input{gone}
      |                      ^
    "#);
}

#[test]
fn private_fields_stay_at_home() {
    let ibid = Ibid::new();
    let entries = "@comment{jabref-meta: fileDirectory:/home/me;}\n@string{p = {P}}\n@string{unused = {U}}\n\
        @book{b,\n  owner = {me},\n  title = {T},\n  publisher = p,\n  file = {:/home/me/b.pdf:PDF},\n  abstract = {A},\n  \
        crossref = {c}\n}\n\n@book{c,\n  title = {C},\n  Bdsk-Url-1 = {x},\n  groups = {g}\n}\n\n@misc{d, title = {D}, timestamp = {1}}\n";
    fs::write(ibid.path("in.bib"), entries).unwrap();
    assert_eq!(ibid.run(&["import", "in.bib"]).code, Some(0));
    assert_snapshot!(ibid.run_with("b", &["export", "--cited-in", "-", "-v"]), @"
    @string{p = {P}}

    @book{b,
      title = {T},
      publisher = p,
      abstract = {A},
      crossref = {c}
    }

    @book{c,
      title = {C}
    }
    [stderr]
    left 4 private fields out; `--private` keeps them
    ");
    assert!(
        ibid.run_with("b", &["export", "--cited-in", "-", "--private"])
            .stdout
            .contains("/home/me/b.pdf")
    );
    // a plain export loses nothing, a public one tells nothing
    assert_eq!(ibid.run(&["export"]).stdout, entries);
    assert_snapshot!(ibid.run(&["export", "--public"]), @"
    @string{p = {P}}

    @book{b,
      title = {T},
      publisher = p,
      abstract = {A},
      crossref = {c}
    }

    @book{c,
      title = {C}
    }

    @misc{d, title = {D}}
    ");
    // the whole library
    let all = ibid.run_with("\\nocite{*}", &["export", "--cited-in", "-"]);
    assert_eq!(all.stdout, ibid.run(&["export", "--public"]).stdout);
}
