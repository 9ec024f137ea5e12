//! `ibid export`

use std::fs;

use insta::assert_snapshot;

use crate::{ENTRIES, Ibid, files_in};

#[test]
fn entries_leave_as_they_came() {
    let ibid = Ibid::with_entries();
    let said = ibid.run(&["export"]);
    assert_eq!(said.code, Some(0), "{said}");
    for entry in ENTRIES.split("\n\n").take(2) {
        assert!(said.stdout.contains(entry), "{said}");
    }
}

#[test]
fn a_file_is_written_when_it_changes() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "knuth84", "-o", "refs.bib", "--tidy"]), @"
    [stderr]
    wrote 1 entry to refs.bib
    ");
    assert_snapshot!(ibid.read("refs.bib"), @r"
    @book{knuth84,
      author = {Donald E. Knuth},
      title = {The {\TeX}book},
      publisher = {Addison-Wesley},
      year = 1984
    }
    ");
    let before = fs::metadata(ibid.path("refs.bib"))
        .unwrap()
        .modified()
        .unwrap();
    assert_snapshot!(ibid.run(&["export", "knuth84", "-o", "refs.bib", "--tidy"]), @"
    [stderr]
    refs.bib is unchanged (1 entry)
    ");
    assert_eq!(
        fs::metadata(ibid.path("refs.bib"))
            .unwrap()
            .modified()
            .unwrap(),
        before
    );
    assert_eq!(files_in(ibid.home.path()), 3, "home, tmp and the file");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let ibid = Ibid::with_entries();
    fs::create_dir(ibid.path("d")).unwrap();
    fs::write(ibid.path("d/real.bib"), "\n").unwrap();
    fs::set_permissions(ibid.path("d/real.bib"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("d/real.bib", ibid.path("link.bib")).unwrap();
    assert_eq!(ibid.run(&["export", "-o", "link.bib"]).code, Some(0));
    assert!(
        fs::symlink_metadata(ibid.path("link.bib"))
            .unwrap()
            .is_symlink()
    );
    assert!(ibid.read("d/real.bib").contains("@book{knuth84"));
    assert_eq!(
        fs::metadata(ibid.path("d/real.bib"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o640
    );
}

#[test]
fn unknown_keys_are_all_told_and_nothing_is_written() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "knuth85", "knuth84", "zahid2018", "-o", "x.bib"]), @"
    [stderr]
    error: no entries have the keys knuth85, zahid2018
    hint: knuth85: did you mean knuth84?
    hint: zahid2018: did you mean zahid2017?
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["export", "--query", "no such", "-o", "x.bib"]), @"
    [stderr]
    error: no entry matches, so nothing was written
    [exit 1]
    ");
    assert!(!ibid.path("x.bib").exists());
    assert_snapshot!(ibid.run(&["export", "-o", "no/x.bib"]), @"
    [stderr]
    error: no/x.bib: No such file or directory (os error 2)
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["export", "-o", "tmp"]), @"
    [stderr]
    error: tmp is a folder
    hint: name a file
    [exit 2]
    ");
}

#[test]
fn keys_come_from_standard_input_and_queries() {
    let ibid = Ibid::with_entries();
    let keys = |said: crate::Said| {
        said.stdout.matches("\n@").count() + usize::from(said.stdout.starts_with('@'))
    };
    assert_eq!(
        keys(ibid.run_with("knuth84\nzahid2017 knuth84\n", &["export", "-"])),
        2
    );
    assert_eq!(
        keys(ibid.run_with("# mine\nknuth84, zahid2017\n", &["export", "-"])),
        2
    );
    assert_eq!(keys(ibid.run(&["export", "--query", "tex", "-o", "-"])), 1);
    assert_eq!(keys(ibid.run(&["export", "--query", "tex*", "-o", "-"])), 2);
    assert_eq!(
        keys(ibid.run(&["export", "--query", "year:1980.. -zahid"])),
        1
    );
    assert_snapshot!(ibid.run(&["export", "--query", "autor:knuth"]), @"
    [stderr]
    error[query-field]: there is no field `autor:`
     --> query:1:1
      |
    1 | autor:knuth
      | ^
      |
      = help: did you mean `author:`?

    [exit 2]
    ");
    assert_eq!(keys(ibid.run_with("knuth84\n", &["show", "-b", "-"])), 1);
    assert_eq!(ibid.run_with("", &["export", "-"]).code, Some(1));
    // the cross-referenced book comes along
    assert_eq!(keys(ibid.run(&["export", "erdos1959"])), 2);
}

#[test]
fn a_library_is_not_overwritten() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "-o", ".local/share/ibid/library.ibid"]), @"
    [stderr]
    error: .local/share/ibid/library.ibid is a database; it was left alone
    hint: name another file
    [exit 2]
    ");
    assert_eq!(ibid.run(&["find", "-k", "knuth"]).stdout, "knuth84\n");
}

#[test]
fn a_format_is_named_or_told_by_the_file() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "knuth84", "--format", "ris"]), @"
    TY  - BOOK
    ID  - knuth84
    AU  - Knuth, Donald E.
    TI  - The TeXbook
    PY  - 1984
    PB  - Addison-Wesley
    ER  -
    ");
    assert_snapshot!(ibid.run(&["export", "knuth84", "-o", "refs.ris"]), @"
    [stderr]
    wrote 1 entry to refs.ris
    ");
    assert_eq!(
        ibid.read("refs.ris"),
        ibid.run(&["export", "knuth84", "-f", "RIS"]).stdout
    );
    assert_snapshot!(ibid.run(&["export", "--format", "rsi"]), @"
    [stderr]
    error: invalid value 'rsi' for '--format <NAME>'
      [possible values: bibtex, biblatex, csl-json, csl-yaml, hayagriva, ris, endnote, cff, mods, csv, tsv, jsonl, text, markdown, html, latex, typst, rtf, html-page]

    For more information, try '--help'.
    [exit 2]
    ");
}

#[test]
fn losses_are_told_and_make_strict_exports_fail() {
    let ibid = Ibid::with_entries();
    assert_eq!(
        ibid.run(&["set", "knuth84", "langid=english", "venue=x", "lccn=12 & 3"])
            .code,
        Some(0)
    );
    let all = [
        "export",
        "-f",
        "ris",
        "-o",
        "x.ris",
        "--losses",
        "losses.json",
    ];
    assert_snapshot!(ibid.run(&all), @"
    [stderr]
    wrote 3 entries to x.ris
    warning: `lccn`: RIS has no place for it (knuth84, Erdos1959)
    ");
    assert_snapshot!(ibid.read("losses.json"), @r#"
    [
    {"key":"knuth84","field":"lccn","kind":"dropped","message":"RIS has no place for it"},
    {"key":"Erdos1959","field":"lccn","kind":"dropped","message":"RIS has no place for it"}
    ]
    "#);
    assert_snapshot!(ibid.run(&["export", "-f", "ris", "-o", "x.ris", "--strict"]), @"
    [stderr]
    x.ris is unchanged (3 entries)
    warning: `lccn`: RIS has no place for it (knuth84, Erdos1959)
    [exit 1]
    ");
    assert_eq!(
        ibid.run(&["export", "-f", "jsonl", "--strict"]).code,
        Some(0)
    );
}

#[test]
fn entries_edited_in_the_file_are_not_overwritten() {
    let ibid = Ibid::with_entries();
    assert_eq!(ibid.run(&["export", "-o", "refs.bib"]).code, Some(0));
    // what the library had before is its own
    ibid.run(&["set", "knuth84", "year=1986"]);
    assert_snapshot!(ibid.run(&["export", "-o", "refs.bib"]), @"
    [stderr]
    wrote 3 entries to refs.bib
    ");
    // also entries that have another key since, or are gone
    ibid.run(&["rename", "knuth84", "texbook"]);
    ibid.run(&["rm", "zahid2017"]);
    assert_snapshot!(ibid.run(&["export", "-o", "refs.bib", "--tidy"]), @"
    [stderr]
    wrote 2 entries to refs.bib
    ");
    let edited = ibid
        .read("refs.bib")
        .replace("The {\\TeX}book", "The TeXbook")
        + "\n@misc{mine, title = {Mine}}\n";
    fs::write(ibid.path("refs.bib"), &edited).unwrap();
    ibid.run(&["set", "erdos1959", "title=Trees"]);
    assert_snapshot!(ibid.run(&["export", "-o", "refs.bib"]), @"
    [stderr]
    warning[edited-by-hand]: texbook: this is not what the library has or had
      --> refs.bib:10:1
       |
    10 | @book{texbook,
       | ^

    warning[added-by-hand]: mine: the library has no such entry
      --> refs.bib:18:1
       |
    18 | @misc{mine, title = {Mine}}
       | ^

    error: refs.bib holds 2 entries that ibid did not write like that, so it was left alone
    hint: `ibid import --on-conflict ask refs.bib` takes edits into the library
    hint: `ibid import refs.bib` takes new entries into the library, `--merge-into refs.bib` leaves them in the file
    hint: `--force` writes over them
    [exit 1]
    ");
    assert_eq!(ibid.read("refs.bib"), edited);
    // the edit can be kept, too
    assert_snapshot!(ibid.run(&["export", "-o", "refs.bib", "--force"]), @"
    [stderr]
    wrote 2 entries to refs.bib
    ");
    assert!(!ibid.read("refs.bib").contains("mine"));
}

#[test]
fn text_that_somebody_wrote_between_entries_is_not_overwritten() {
    let ibid = Ibid::new();
    let bib = "% the top\n@misc{a, title = {A}}\n\n@misc{b, % theirs\n  title = {B}}\n\n@comment{the end}\n";
    fs::write(ibid.path("in.bib"), bib).unwrap();
    ibid.run(&["import", "in.bib"]);
    assert_eq!(ibid.run(&["export", "-o", "refs.bib"]).code, Some(0));
    let edited = ibid.read("refs.bib").replace(
        "\n@misc{b, % theirs\n",
        "% still to be read:\n% who was B?\n\n@misc{b, % theirs\n  % page?\n",
    );
    fs::write(ibid.path("refs.bib"), &edited).unwrap();
    // layout is nobody's edit, and what is ibid's own may go
    assert_snapshot!(ibid.run(&["export", "-o", "refs.bib", "--tidy", "--sort=key"]), @"
    [stderr]
    warning[text-by-hand]: ibid did not write this text
     --> refs.bib:3:1
      |
    3 | % still to be read:
      | ^

    warning[text-by-hand]: ibid did not write this text
     --> refs.bib:7:3
      |
    7 |   % page?
      |   ^

    error: refs.bib holds text that ibid did not write, so it was left alone
    hint: `--merge-into refs.bib` leaves text between entries in the file
    hint: `--force` writes over it
    [exit 1]
    ");
    assert_eq!(ibid.read("refs.bib"), edited);
    let said = ibid.run(&["export", "--check", "-o", "refs.bib"]);
    assert_eq!(said.code, Some(1), "{said}");
    assert!(said.stderr.contains("warning[text-by-hand]"), "{said}");
    // merged, text between entries stays, and only that in an entry would be lost
    assert_snapshot!(ibid.run(&["export", "--merge-into", "refs.bib"]), @"
    [stderr]
    warning[text-by-hand]: ibid did not write this text
     --> refs.bib:7:3
      |
    7 |   % page?
      |   ^

    error: refs.bib holds text that ibid did not write, so it was left alone
    hint: `--force` writes over it
    [exit 1]
    ");
    assert_eq!(
        ibid.run(&["export", "a", "--merge-into", "refs.bib"]).code,
        Some(0)
    );
    assert_eq!(ibid.read("refs.bib"), edited);
    assert_eq!(
        ibid.run(&["export", "-o", "refs.bib", "--force"]).code,
        Some(0)
    );
    assert_eq!(ibid.read("refs.bib"), bib);
    // where nothing is remembered, the library knows its own
    forget(&ibid);
    ibid.run(&["rm", "b"]);
    let said = ibid.run(&["export", "-o", "refs.bib", "--tidy", "--sort=key"]);
    assert_eq!(said.code, Some(0), "{said}");
    fs::write(ibid.path("refs.bib"), format!("{bib}% mine\n")).unwrap();
    forget(&ibid);
    let said = ibid.run(&["export", "-o", "refs.bib"]);
    assert_eq!(said.code, Some(1), "{said}");
    assert_eq!(said.stderr.matches("text-by-hand").count(), 1, "{said}");
}

#[test]
fn a_file_of_another_format_that_somebody_edited_is_not_overwritten() {
    let ibid = Ibid::with_entries();
    let export = ["export", "knuth84", "-o", "refs.json"];
    // what was there before ibid is the business of whoever names the file
    fs::write(ibid.path("refs.json"), "[]").unwrap();
    assert_eq!(ibid.run(&export).code, Some(0));
    let written = ibid.read("refs.json");
    let edited = written.replace("1984", "1985");
    fs::write(ibid.path("refs.json"), &edited).unwrap();
    assert_snapshot!(ibid.run(&export), @"
    [stderr]
    error: refs.json is not as ibid wrote it, so it was left alone
    hint: `--force` writes over it
    [exit 1]
    ");
    assert_eq!(ibid.read("refs.json"), edited);
    assert_eq!(
        ibid.run(&["export", "knuth84", "-o", "refs.json", "--force"])
            .code,
        Some(0)
    );
    // an earlier one is no edit, nor is one with other options
    assert_eq!(ibid.run(&["export", "-o", "refs.json"]).code, Some(0));
    fs::write(ibid.path("refs.json"), &written).unwrap();
    assert_eq!(
        ibid.run(&["export", "-o", "refs.json", "--omit=title"])
            .code,
        Some(0)
    );
}

#[test]
fn chosen_entries_bring_what_they_refer_to() {
    let ibid = Ibid::new();
    let bib = "@collection{c, title = {C}}\n\n@incollection{a, title = {A}, xref = {c}, related = {r}}\n\n\
        @misc{r, title = {R}, xref = {R2}}\n\n@misc{r2, title = {R2}}\n\n@misc{x, title = {X}}\n";
    fs::write(ibid.path("in.bib"), bib).unwrap();
    ibid.run(&["import", "in.bib"]);
    fs::write(ibid.path("a.tex"), "\\cite{a}").unwrap();
    for options in [&[][..], &["--resolve-crossrefs"]] {
        let said = ibid.run(&[&["export", "--cited-in", "a.tex"], options].concat());
        assert_eq!(
            said.stdout,
            "@incollection{a, title = {A}, xref = {c}, related = {r}}\n\n\
             @collection{c, title = {C}}\n\n\
             @misc{r, title = {R}, xref = {R2}}\n\n\
             @misc{r2, title = {R2}}\n"
        );
    }
    // the whole library keeps its order
    assert_eq!(ibid.run(&["export"]).stdout, bib);
    // what is not there is told
    ibid.run(&["rm", "r2"]);
    assert_snapshot!(ibid.run(&["export", "a", "-o", "refs.bib"]), @"
    [stderr]
    wrote 3 entries to refs.bib
    warning[missing-relative]: r: `xref` names R2, which the library does not have

    ");
    assert_eq!(
        ibid.run(&["export", "-o", "all.bib"]).stderr,
        "wrote 4 entries to all.bib\n"
    );
}

#[test]
fn private_fields_that_stayed_at_home_are_no_edits() {
    let ibid = Ibid::with_entries();
    ibid.run(&["set", "knuth84", "file=x.pdf"]);
    fs::write(ibid.path("a.tex"), "\\cite{knuth84}").unwrap();
    for choice in ["--private", "--public", "--tidy", "--private"] {
        let said = ibid.run(&["export", "--cited-in", "a.tex", "-o", "refs.bib", choice]);
        assert_eq!(said.code, Some(0), "{said}");
    }
}

#[test]
fn other_entries_stay_where_they_are() {
    let ibid = Ibid::with_entries();
    let theirs = "% by hand\n@misc{mine,  title = {Mine}}\n\n@misc{zz, title={Z} }\n";
    fs::write(ibid.path("refs.bib"), theirs).unwrap();
    assert_snapshot!(ibid.run(&["export", "knuth84", "-o", "refs.bib"]), @"
    [stderr]
    warning[added-by-hand]: mine: the library has no such entry
     --> refs.bib:2:1
      |
    2 | @misc{mine,  title = {Mine}}
      | ^

    warning[added-by-hand]: zz: the library has no such entry
     --> refs.bib:4:1
      |
    4 | @misc{zz, title={Z} }
      | ^

    warning[text-by-hand]: ibid did not write this text
     --> refs.bib:1:1
      |
    1 | % by hand
      | ^

    error: refs.bib holds 2 entries and text that ibid did not write like that, so it was left alone
    hint: `ibid import refs.bib` takes new entries into the library, `--merge-into refs.bib` leaves them in the file
    hint: `--force` writes over them
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["export", "knuth84", "--merge-into", "refs.bib"]), @"
    [stderr]
    wrote 1 entry to refs.bib, and kept 2 others
    ");
    assert_snapshot!(ibid.read("refs.bib"), @r#"
    % by hand
    @misc{mine,  title = {Mine}}

    @misc{zz, title={Z} }

    @book{knuth84,
      author = "Donald E. Knuth",
      title = "The {\TeX}book",
      publisher = "Addison-Wesley",
      year = 1984
    }
    "#);
    ibid.run(&["set", "knuth84", "year=1986"]);
    assert_snapshot!(ibid.run(&["export", "knuth84", "--merge-into", "refs.bib", "--check"]), @"
    [stderr]
    refs.bib would change: 1 changed (knuth84)
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["export", "knuth84", "--merge-into", "refs.bib"]), @"
    [stderr]
    wrote 1 entry to refs.bib, and kept 2 others
    ");
    assert!(ibid.read("refs.bib").starts_with(theirs));
    // an edit of one of ours
    let edited = ibid.read("refs.bib").replace("1986", "1987");
    fs::write(ibid.path("refs.bib"), &edited).unwrap();
    assert_snapshot!(ibid.run(&["export", "knuth84", "--merge-into", "refs.bib"]), @"
    [stderr]
    warning[edited-by-hand]: knuth84: this is not what the library has or had
     --> refs.bib:6:1
      |
    6 | @book{knuth84,
      | ^

    error: refs.bib holds an entry that ibid did not write like that, so it was left alone
    hint: `ibid import --on-conflict ask refs.bib` takes edits into the library
    hint: `--force` writes over them
    [exit 1]
    ");
    assert_eq!(ibid.read("refs.bib"), edited);
    assert_snapshot!(ibid.run(&["export", "knuth84", "--merge-into", "refs.bib", "--force"]), @"
    [stderr]
    wrote 1 entry to refs.bib, and kept 2 others
    ");
    assert_snapshot!(ibid.run(&["export", "knuth84", "--merge-into", "refs.ris"]), @"
    [stderr]
    error: RIS cannot be merged into a file
    hint: `--output FILE` replaces the file
    [exit 2]
    ");
    fs::write(ibid.path("refs.bib"), "@string{acm = {Mine}}\n").unwrap();
    ibid.run_with(
        "@string{acm = {ACM}}\n@misc{m, title = acm}",
        &["import", "-"],
    );
    assert_snapshot!(ibid.run(&["export", "m", "--merge-into", "refs.bib"]), @"
    [stderr]
    error[macro-conflict]: the macro acm means something else here than in the library
     --> refs.bib:1:1
      |
    1 | @string{acm = {Mine}}
      | ^

    error: refs.bib was left alone
    hint: give one of the two another name, or write to a file of its own with `--output`
    [exit 1]
    ");
}

#[test]
fn check_says_whether_a_file_would_change() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "--check"]), @"
    [stderr]
    error: there is no output file to check
    hint: `--output FILE` or an ibid.toml names it
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["export", "--check", "-o", "refs.bib"]), @"
    [stderr]
    refs.bib is not there; it would hold 3 entries
    [exit 1]
    ");
    assert!(!ibid.path("refs.bib").exists());
    ibid.run(&["export", "-o", "refs.bib"]);
    assert_snapshot!(ibid.run(&["export", "--check", "-o", "refs.bib"]), @"
    [stderr]
    refs.bib is up to date (3 entries)
    ");
    ibid.run(&["set", "knuth84", "year=1986"]);
    ibid.run(&["rm", "zahid2017"]);
    ibid.run_with("@misc{new, title = {N}}", &["import", "-"]);
    assert_snapshot!(ibid.run(&["export", "--check", "-o", "refs.bib"]), @"
    [stderr]
    refs.bib would change: 1 added (new), 1 changed (knuth84), 1 removed (zahid2017)
    [exit 1]
    ");
    ibid.run(&["export", "-o", "refs.bib"]);
    assert_snapshot!(ibid.run(&["export", "--check", "-o", "refs.bib", "--tidy"]), @"
    [stderr]
    refs.bib would change: layout, order or macros
    [exit 1]
    ");
    ibid.run(&["export", "-o", "refs.csv"]);
    ibid.run(&["set", "knuth84", "year=1987"]);
    assert_snapshot!(ibid.run(&["export", "--check", "-o", "refs.csv"]), @"
    [stderr]
    refs.csv would change from line 2 on
    [exit 1]
    ");
}

#[test]
fn other_options_than_last_time_are_no_edits() {
    let ibid = Ibid::with_entries();
    ibid.run(&["set", "knuth84", "file=x.pdf"]);
    for options in [
        "--format=bibtex",
        "--format=biblatex",
        "--journals=dotless",
        "--ascii",
        "--unicode",
        "--omit=pages,doi",
        "--doi-as=url",
        "--resolve-crossrefs",
        "--wrap=40",
        "--private",
    ] {
        let said = ibid.run(&["export", "-o", "refs.bib", options]);
        assert_eq!(said.code, Some(0), "{options}: {said}");
        // and back
        let said = ibid.run(&["export", "-o", "refs.bib"]);
        assert_eq!(said.code, Some(0), "{options}: {said}");
    }
    // keys of another style are known again, and so are the library's own
    let styled = ["export", "-o", "keys.bib", "--key-style={author}{year}"];
    assert_eq!(ibid.run(&styled).code, Some(0));
    ibid.run(&["set", "knuth84", "note=New"]);
    for options in [&styled[..], &styled[..3], &styled[..]] {
        let said = ibid.run(options);
        assert_eq!(said.code, Some(0), "{said}");
    }
    // an edit is one whatever options changed
    let edited = ibid
        .read("keys.bib")
        .replace("The {\\TeX}book", "The TeXbook");
    fs::write(ibid.path("keys.bib"), &edited).unwrap();
    assert_eq!(ibid.run(&styled[..3]).code, Some(1));
    assert_eq!(ibid.read("keys.bib"), edited);
}

#[test]
fn a_field_that_somebody_took_out_is_noticed() {
    let ibid = Ibid::with_entries();
    let isbn = "@book{tex, title = {T}, year = 1999,\n  isbn = {0-201-13447-0},\n}";
    ibid.run_with(isbn, &["new", "-"]);
    let export = ["export", "-o", "refs.bib"];
    assert_eq!(ibid.run(&export).code, Some(0));
    let written = ibid.read("refs.bib");
    let edited: String = written
        .split_inclusive('\n')
        .filter(|line| !line.contains("isbn"))
        .collect();
    assert_ne!(edited, written);
    fs::write(ibid.path("refs.bib"), &edited).unwrap();
    let said = ibid.run(&export);
    assert_eq!(said.code, Some(1), "{said}");
    assert!(said.stderr.contains("edited-by-hand"), "{said}");
    assert_eq!(ibid.read("refs.bib"), edited);
    // what the library had once is not lost, but told
    ibid.run(&["export", "-o", "refs.bib", "--force"]);
    ibid.run(&["set", "tex", "year=2000"]);
    assert_eq!(ibid.run(&export).code, Some(0));
    fs::write(ibid.path("refs.bib"), written.clone() + "\n").unwrap();
    let said = ibid.run(&export);
    assert_eq!(said.code, Some(0), "{said}");
    let told = "set back to an earlier state in refs.bib and written anew: tex";
    assert!(said.stderr.contains(told), "{said}");
    let written = ibid.read("refs.bib");
    // what options leave out is no edit, on the machine that wrote the file and on another
    ibid.run(&["export", "-o", "refs.bib", "--force", "--omit=isbn"]);
    assert_eq!(ibid.run(&export).code, Some(0));
    ibid.run(&["export", "-o", "refs.bib", "--omit=isbn"]);
    forget(&ibid);
    assert_eq!(ibid.run(&export).code, Some(0));
    assert_eq!(ibid.read("refs.bib"), written);
}

/// Makes it another machine, which wrote no file.
fn forget(ibid: &Ibid) {
    fs::remove_dir_all(ibid.path(".local/state/ibid/exports")).unwrap();
}

#[test]
fn a_file_that_version_control_brings_is_no_edit() {
    let ibid = Ibid::with_entries();
    let export = ["export", "-o", "refs.bib", "--omit=pages"];
    assert_eq!(ibid.run(&export).code, Some(0));
    let first = ibid.read("refs.bib");
    ibid.run(&["set", "knuth84", "year=1986"]);
    assert_eq!(ibid.run(&export[..3]).code, Some(0));
    let second = ibid.read("refs.bib");
    // an older one is checked out
    fs::write(ibid.path("refs.bib"), &first).unwrap();
    assert_eq!(ibid.run(&export[..3]).code, Some(0));
    assert_eq!(ibid.read("refs.bib"), second);
    // one that another machine wrote of the same library, and on it, where nothing is remembered
    let elsewhere = ["export", "-o", "elsewhere.bib", "--tidy", "--journals=iso4"];
    assert_eq!(ibid.run(&elsewhere).code, Some(0));
    fs::copy(ibid.path("elsewhere.bib"), ibid.path("refs.bib")).unwrap();
    assert_eq!(ibid.run(&export[..3]).code, Some(0));
    forget(&ibid);
    ibid.run(&["set", "knuth84", "year=1984"]);
    assert_eq!(
        ibid.run(&["export", "--check", "-o", "refs.bib"]).code,
        Some(1)
    );
    assert_eq!(ibid.run(&export[..3]).code, Some(0));
    // nothing is remembered where nothing is to be
    let config = ibid.path(".config/ibid");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), "remember = false\n").unwrap();
    forget(&ibid);
    ibid.run(&["set", "knuth84", "year=1985"]);
    assert_eq!(ibid.run(&export[..3]).code, Some(0));
    assert!(!ibid.path(".local/state/ibid/exports").exists());
}

#[test]
fn an_edited_macro_and_an_entry_taken_out_are_noticed() {
    let ibid = Ibid::new();
    let bib = "@string{acm = \"ACM Press\"}\n\n@book{a, publisher = acm, year = 1999}\n\n@misc{b, title = {B}}\n";
    fs::write(ibid.path("in.bib"), bib).unwrap();
    ibid.run(&["import", "in.bib"]);
    assert_eq!(ibid.run(&["export", "-o", "refs.bib"]).code, Some(0));
    let written = ibid.read("refs.bib");
    let edited = written.replace("ACM Press", "Association");
    fs::write(ibid.path("refs.bib"), &edited).unwrap();
    let said = ibid.run(&["export", "-o", "refs.bib"]);
    assert_eq!(said.code, Some(1), "{said}");
    assert!(
        said.stderr
            .contains("the macro acm is not as ibid wrote it"),
        "{said}"
    );
    fs::write(
        ibid.path("refs.bib"),
        written.replace("@misc{b, title = {B}}\n", ""),
    )
    .unwrap();
    let said = ibid.run(&["export", "-o", "refs.bib"]);
    assert_eq!(said.code, Some(0), "{said}");
    assert!(
        said.stderr
            .contains("taken out of refs.bib since the last export and put in again: b"),
        "{said}"
    );
    assert_eq!(ibid.read("refs.bib"), written);
}

#[test]
fn merged_entries_are_known_again_and_others_are_nobodys_business() {
    let ibid = Ibid::with_entries();
    fs::write(ibid.path("refs.bib"), "@misc{mine, title = {Mine}}\n").unwrap();
    let merge = ["export", "knuth84", "--merge-into", "refs.bib"];
    for style in ["--key-style={author}{year}", "--tidy", "--omit=publisher"] {
        let said = ibid.run(&[&merge[..], &[style]].concat());
        assert_eq!(said.code, Some(0), "{said}");
    }
    // what others have in it is not overwritten by an export of the whole file
    let said = ibid.run(&["export", "knuth84", "-o", "refs.bib"]);
    assert_eq!(said.code, Some(1), "{said}");
    assert!(
        said.stderr.contains("mine: the library has no such entry"),
        "{said}"
    );
    assert!(!said.stderr.contains("edited-by-hand"), "{said}");
}

#[test]
fn tidy_definitions_look_alike_whatever_file_they_came_from() {
    let ibid = Ibid::new();
    let entries = "@STRING( acm\t=  \"Assoc. for \" # {C.M.} )\n@book{a, title = {T}, publisher = acm, year = 1999}";
    ibid.run_with(entries, &["import", "-"]);
    assert_snapshot!(ibid.run(&["export", "--tidy"]), @"
    @string{acm = {Assoc. for } # {C.M.}}
    @book{a,
      title = {T},
      publisher = acm,
      year = 1999
    }
    ");
}

#[test]
fn no_bibtex_goes_to_a_file_that_can_hold_none() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "-o", "refs.html"]), @"
    [stderr]
    error: it is not clear what refs.html is to hold
    hint: `--format html`: references in the style of `--style`, a part of a page
    hint: `--format html-page`: references in the style of `--style`, by year or type, with a filter, links and BibTeX to copy
    hint: `--format bibtex`: BibTeX all the same
    [exit 2]
    ");
    assert!(!ibid.path("refs.html").exists());
    for (arguments, begin) in [
        (&["--style", "apa"][..], "<div class=\"csl-bib-body\">"),
        (&["--format", "html-page"], "<!DOCTYPE html>"),
        (&["--format", "bibtex"], "@article{"),
    ] {
        let mut all = vec!["export", "-o", "refs.html"];
        all.extend(arguments);
        let said = ibid.run(&all);
        assert_eq!(said.code, Some(0), "{said}");
        let text = ibid.read("refs.html");
        assert!(text.starts_with(begin), "{text}");
        fs::remove_file(ibid.path("refs.html")).unwrap();
    }
    assert_eq!(ibid.run(&["export", "-o", "refs.txt"]).code, Some(0));
}
