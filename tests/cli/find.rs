//! `ibid find`

use insta::assert_snapshot;

use crate::Ibid;

#[test]
fn lists_fit_eighty_columns() {
    let ibid = Ibid::with_entries();
    let said = ibid.on_page(&["find", "19*", "--limit", "5"]);
    assert_snapshot!(said, @"
    knuth84  Knuth 1984
        The TeXbook — Addison-Wesley
    Erdos1959  Erdős & Rényi 1959
        Graphs — Addison-Wesley
    ");
    assert_snapshot!(ibid.on_page(&["find", "zahid", "2017"]), @"
    zahid2017  Zahid et al. 2017
        The TeX of a long title that goes on until it mus… — Journal of Long Names…
    ");
    assert!(
        ibid.on_page(&["find", "tex"])
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
    hint: without such there is zahid2017
    [exit 1]
    "#);
    assert_snapshot!(ibid.run(&["find", "no", "such", "-q"]), @"[exit 1]");
    assert_snapshot!(ibid.run(&["find"]), @"
    [stderr]
    error: say what to look for
    hint: `ibid find WORDS` takes words of the title, names, years …; `ibid help query` tells all
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["find", "such", "--json"]), @r#"
    []
    [stderr]
    nothing found for "such"
    [exit 1]
    "#);
    assert_snapshot!(ibid.run(&["find", "author: knuth 1999"]), @r#"
    [stderr]
    nothing found for "author: knuth 1999"
    hint: without 1999 there is knuth84
    [exit 1]
    "#);
    assert_snapshot!(ibid.run(&["find", "1999 Author: knuth"]), @r#"
    [stderr]
    nothing found for "1999 Author: knuth"
    hint: a field's value follows its colon without a space: `author:…`
    [exit 1]
    "#);
    assert_snapshot!(ibid.run(&["find", "*hidden"]), @r#"
    [stderr]
    nothing found for "*hidden"
    hint: a star stands for the end of a word, as in `relativ*`, and not for its beginning
    [exit 1]
    "#);
    assert_snapshot!(ibid.run(&["find", "author:\"farhan müller\""]), @r#"
    [stderr]
    nothing found for "author:\"farhan müller\""
    hint: `author:(farhan müller)` finds the words apart
    [exit 1]
    "#);
    let empty = Ibid::new();
    empty.run_with("", &["import", "-"]);
    assert_snapshot!(empty.run(&["find", "x"]), @"
    [stderr]
    the library is empty
    hint: `ibid import FILE.bib` brings entries in
    [exit 1]
    ");
}

#[test]
fn a_title_may_end_in_the_name_of_a_field() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["find", "-k", "A long title:"]), @"zahid2017");
    for unfinished in ["Title:", "zahid title:", "Zahid -title:", "Zahid (title:)"] {
        let said = ibid.run(&["find", "-k", "--", unfinished]).stderr;
        assert!(said.contains("query-unfinished"), "{said}");
    }
}

#[test]
fn limits_are_told() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["find", "tex", "-n", "1", "-k"]), @"
    zahid2017
    [stderr]
    there is more than this one: add words, or `--limit 0` for all
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

#[test]
fn queries_are_understood_or_their_mistakes_shown() {
    let ibid = Ibid::with_entries();
    let keys = |words: &[&str]| {
        let said = ibid.run(&[&["find", "-k"], words].concat());
        said.stdout
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(keys(&["author:(knuth OR zahid) year:2000.."]), "zahid2017");
    assert_eq!(keys(&["tex*", "-zahid"]), "knuth84");
    assert_eq!(keys(&["-knuth", "-n5", "19*"]), "Erdos1959");
    assert_eq!(keys(&["graphs", "--", "-knuth"]), "Erdos1959");
    assert_eq!(keys(&["https://doi.org/10.1000/EXAMPLE.1"]), "zahid2017");
    assert_eq!(keys(&["has:doi"]), "zahid2017");
    assert_eq!(
        keys(&["*", "--sort", "year"]),
        "zahid2017 knuth84 Erdos1959"
    );
    assert_eq!(
        keys(&["*", "--sort", "author"]),
        "Erdos1959 knuth84 zahid2017"
    );
    assert_eq!(
        keys(&["*", "--sort", "title"]),
        "Erdos1959 zahid2017 knuth84"
    );
    for pasted in [
        "\"",
        "NEAR(a b) \"x",
        "a* b:c {\\\"o}",
        "\u{1F389} ' ; --",
        &"long ".repeat(200),
    ] {
        let said = ibid.run(&["find", "--", pasted]);
        let clear = said.code != Some(2) || said.stderr.contains("error[query");
        assert!(clear && !said.stderr.contains("SQL"), "{pasted}: {said}");
    }
    assert_snapshot!(ibid.run(&["find", "tex", "autor:knuth"]), @"
    [stderr]
    error[query-field]: there is no field `autor:`
     --> query:1:5
      |
    1 | tex autor:knuth
      |     ^
      |
      = help: did you mean `author:`?

    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["find", "tex", "author:"]), @"
    [stderr]
    error[query-unfinished]: there is nothing to look for behind `author:`
     --> query:1:12
      |
    1 | tex author:
      |            ^
      |
      = help: as `author:zahid`; `author:*` finds whatever has one

    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["find", "year:soon"]), @r#"
    [stderr]
    error[query-value]: `soon` is no year, month or day
     --> query:1:6
      |
    1 | year:soon
      |      ^
      |
      = help: as `year:2017`, `year:2015..2017`, `year:">=2015"` or `date:2015-06`

    [exit 2]
    "#);
}

#[test]
fn misspelt_words_are_put_right_and_told() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["find", "-k", "zahdi"]), @r#"
    zahid2017
    [stderr]
    no "zahdi": showing "zahid"
    "#);
    assert_snapshot!(ibid.run(&["find", "-k", "zahdi", "--exact"]), @r#"
    [stderr]
    nothing found for "zahdi"
    hint: without --exact, similar words are found too
    [exit 1]
    "#);
}

#[test]
fn matches_are_marked_where_there_are_colours() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.on_page(&["find", "third", "--color", "always"]).stdout.escape_debug(), @r"\u{1b}[1mzahid2017\u{1b}[0m  Zahid … \u{1b}[1m\u{1b}[33mThird\u{1b}[0m et al. 2017\n    The TeX of a long title that goes on until it mus… \u{1b}[2m— Journal of Long Names…\u{1b}[0m\n");
    let wide = "@misc{w, author = {山田, 太郎}, title = {日本語の本についてのとても長い題名で八十桁に収まらないものについての研究報告書である}, howpublished = {長い長い長い長い長い長い名前の出版社}}";
    ibid.run_with(wide, &["new", "-"]);
    let said = ibid.run(&["find", "日本語の本*", "-k"]);
    assert_eq!(said.stdout, "w\n", "{said}");
    assert_snapshot!(ibid.on_page(&["find", "key:w"]), @"
    w  山田
        日本語の本についてのとても長い題名で八十桁に収ま… — 長い長い長い長い長い長…
    ");
}

#[test]
fn the_last_search_is_made_again() {
    let ibid = Ibid::with_entries();
    ibid.run(&["find", "knuth", "texbook"]);
    ibid.run(&["find", "nothing", "like", "this"]);
    assert_snapshot!(ibid.run(&["find", "--cite", "latex"]), @r"
    \cite{knuth84}
    [stderr]
    again: knuth texbook
    ");
    assert_snapshot!(ibid.run(&["--read-only", "find", "-k", "-q"]), @"knuth84");
    // each library has its own
    ibid.run(&["backup", "copy.ibid"]);
    assert_eq!(ibid.run(&["--library", "copy.ibid", "find"]).code, Some(2));
    // and nothing is kept by those who do not want it
    std::fs::create_dir_all(ibid.path(".config/ibid")).unwrap();
    std::fs::write(ibid.path(".config/ibid/config.toml"), "remember = false\n").unwrap();
    assert_eq!(ibid.run(&["find"]).code, Some(2));
    let log = ibid.run(&["log"]).stdout;
    assert!(!log.contains("find"), "{log}");
}

#[test]
fn entries_come_in_every_form() {
    let ibid = Ibid::with_entries();
    let find = |more: &[&str]| ibid.run(&[&["find", "tex*"], more].concat());
    assert_snapshot!(find(&["--cite", "latex"]), @r"\cite{zahid2017,knuth84}");
    assert_snapshot!(find(&["--cite", "typst", "--first"]), @"@zahid2017");
    assert_snapshot!(find(&["--cite", "quarto", "--locator", "p. 3"]), @"[@zahid2017; @knuth84, p. 3]");
    assert_snapshot!(find(&["--cite", "org"]), @"[cite:@zahid2017;@knuth84]");
    assert_snapshot!(find(&["--template", "{author.family} {year} – {title}"]), @"
    Zahid et al. 2017 – The TeX of a long title that goes on until it must be cut, for it does not fit
    Knuth 1984 – The TeXbook
    ");
    assert_snapshot!(find(&["--template", "{autor}"]), @"
    [stderr]
    error[template]: templates have no field {autor}
     --> template:1:2
      |
    1 | {autor}
      |  ^
      |
      = help: did you mean {author}? `ibid help forms` lists them

    [exit 2]
    ");
    assert_snapshot!(find(&["--bibtex", "--first"]), @r#"
    @article{zahid2017,
      author   = {Zahid, Farhan and M{\"u}ller, J{\"o}rg and Third, A.},
      title    = {The {TeX} of a long title that goes on until it must be cut, for it does not fit},
      journal  = {Journal of Long Names},
      volume   = 12,
      number   = 3,
      pages    = {45--67},
      year     = 2017,
      month    = mar,
      doi      = {10.1000/Example.1},
      abstract = {Much is said here, more than goes on a line of eighty columns, so that it is wrapped.}
    }
    "#);
    assert_eq!(find(&["--keys", "--bibtex"]).code, Some(2));
    assert_eq!(find(&["--keys", "--json"]).code, Some(2));
    assert_eq!(find(&["--locator", "p. 3"]).code, Some(2));
    assert_eq!(find(&["--cite", "word"]).code, Some(2));
    assert_snapshot!(ibid.run_with("zahid2017\nknuth84\n", &["show", "-", "--cite", "latex"]), @r"\cite{zahid2017,knuth84}");
    assert_eq!(
        ibid.run(&["find", "--first", "-k", "nothing"]).code,
        Some(1)
    );
}

#[test]
fn a_key_as_long_as_the_line_stays_in_it() {
    let ibid = Ibid::new();
    let entry = format!(
        "@misc{{{}, author = {{Lee, A.}}, title = {{T}}}}",
        "k".repeat(100)
    );
    assert_eq!(ibid.run_with(&entry, &["new", "-"]).code, Some(0));
    let said = ibid.on_page(&["find", "lee"]).to_string();
    assert!(
        said.lines().all(|line| line.chars().count() <= 80),
        "{said}"
    );
    // one letter is no term but a mistake
    assert_eq!(ibid.run(&["pick", "-n", "3"]).code, Some(2));
    assert_eq!(ibid.run(&["find", "-z", "lee"]).code, Some(2));
}

#[test]
fn a_value_that_nothing_has_is_told() {
    let ibid = Ibid::with_entries();
    for (typed, told) in [
        ("type:articel", "did you mean `type:article`?"),
        ("type:nonsense", "no entry is of the type `nonsense`"),
        ("type:foo", "no entry is of the type `foo`"),
        ("has:xyz", "no entry has `xyz`"),
        ("xyz:foo", "no entry has `xyz`"),
        (
            "doi:10.1000/exam",
            "`doi:10.1000/exam*` finds what begins so",
        ),
    ] {
        let run = ibid.run(&["find", typed]);
        assert_eq!(run.code, Some(1), "{typed}");
        assert!(run.stderr.contains(told), "{typed}: {}", run.stderr);
    }
}

#[test]
fn other_names_and_wrong_numbers() {
    let ibid = Ibid::with_entries();
    assert_eq!(ibid.run(&["search", "zahid", "-k"]).stdout, "zahid2017\n");
    for number in ["many", "-3", "1.5"] {
        let run = ibid.run(&["find", "zahid", "-n", number]);
        assert_eq!(run.code, Some(2), "{run}");
        assert!(
            run.stderr.contains("a whole number is wanted here"),
            "{run}"
        );
    }
}

#[test]
fn nothing_is_not_the_last_search() {
    let ibid = Ibid::with_entries();
    ibid.run(&["find", "zahid"]);
    assert_eq!(ibid.run(&["find", "", "-k"]).code, Some(2));
    assert_eq!(ibid.run(&["find", "-k"]).stdout, "zahid2017\n");
    let shown = ibid.run_with("", &["show", "-"]);
    assert_eq!(shown.code, Some(1));
    assert!(shown.stderr.contains("standard input has no keys"));
}

#[test]
fn a_pipe_takes_whole_lines() {
    let ibid = Ibid::new();
    let title = "long ".repeat(60);
    ibid.run_with(
        &format!("@misc{{k, title = {{{title}}}, howpublished = {{Somewhere}}}}"),
        &["import", "-"],
    );
    let run = ibid.run(&["find", "long"]);
    assert!(run.stdout.contains(title.trim_end()), "{}", run.stdout);
    assert!(run.stdout.ends_with("— Somewhere\n"), "{}", run.stdout);
    let cut = ibid
        .ended(ibid.command().args(["find", "long"]).env("COLUMNS", "40"))
        .stdout;
    assert!(cut.lines().all(|line| line.chars().count() <= 40), "{cut}");
}

#[test]
fn a_key_pasted_whole_is_found_though_it_looks_like_a_field() {
    let ibid = Ibid::with_entries();
    let entries =
        "@misc{keyn:form06, title = {General Theory}} @misc{part:situ85, title = {Situations}}";
    ibid.run_with(entries, &["import", "-"]);
    for typed in ["keyn:form06", "[@keyn:form06]", "part:situ85"] {
        let key = typed.trim_matches(['[', '@', ']']);
        let found = ibid.run(&["find", "--keys", typed]).stdout;
        assert_eq!(found.trim_end(), key);
    }
    assert_snapshot!(ibid.run(&["cite", "--query", "keyn:form06"]), @"General Theory. (n.d.).");
    let unknown = ibid.run(&["find", "keyn:form07"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("did you mean `key:`?"), "{unknown}");
}

#[test]
fn years_are_no_beginnings_of_others() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["find", "year:20s"]), @r#"
    [stderr]
    nothing found for "year:20s"
    [exit 1]
    "#);
}
