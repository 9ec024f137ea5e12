//! `ibid cite` and `ibid styles`

use std::fs;
use std::path::PathBuf;

use insta::assert_snapshot;

use crate::Ibid;
use crate::judge::skipped;

#[test]
fn references_and_citations() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["cite", "zahid2017", "knuth84"]), @"
    Knuth, D. E. (1984). The TeXbook. Addison-Wesley.
    Zahid, F., Müller, J., & Third, A. (2017). The TeX of a long title that goes on until it must be cut, for it does not fit. Journal of Long Names, 12(3), 45–67. https://doi.org/10.1000/Example.1
    ");
    assert_snapshot!(ibid.run(&["cite", "zahid2017", "knuth84", "--each"]), @"
    (Zahid et al., 2017)
    (Knuth, 1984)
    ");
    assert_snapshot!(ibid.run(&["cite", "zahid2017", "-s", "ieee"]), @"[1] F. Zahid, J. Müller, and A. Third, “The TeX of a long title that goes on until it must be cut, for it does not fit,” Journal of Long Names, vol. 12, no. 3, pp. 45–67, Mar. 2017, doi: 10.1000/Example.1.");
    assert_snapshot!(ibid.run(&["cite", "knuth84", "--locator", "chap. 3"]), @"(Knuth, 1984, Chapter 3)");
    assert_snapshot!(ibid.run(&["cite", "--query", "texbook", "-s", "chicago-notes", "-i"]), @"Knuth, The TeXbook.");
    assert_snapshot!(ibid.run_with("knuth84\n", &["cite", "-", "-s", "nature"]), @"1. Knuth, D. E. The TeXbook. (Addison-Wesley, 1984).");
}

#[test]
fn what_people_write_into_fields() {
    let ibid = Ibid::new();
    let entries = r"@article{thanks, author = {Lee, Ann\thanks{Supported by NSF} and Lee, Bob}, title = {On {Gauss}\footnote{Dedicated}},
            journal = {arXiv preprint arXiv:1234.56780}, year = 2003}
        @proceedings{proc, editor = {Miller, Ada}, title = {Proceedings of X}, booktitle = {Proceedings of X}, publisher = {ACM}, year = 2011}";
    assert_eq!(ibid.run_with(entries, &["new", "-"]).code, Some(0));
    assert_snapshot!(ibid.run(&["cite", "thanks", "proc"]), @"
    Lee, A., & Lee, B. (2003). On Gauss. arXiv Preprint arXiv:1234.56780.
    Miller, A. (Ed.). (2011). Proceedings of X. ACM.
    ");
    assert_snapshot!(ibid.run(&["cite", "thanks", "-s", "vancouver"]), @"1. Lee A, Lee B. On Gauss. arXiv preprint arXiv:1234.56780. 2003.");
    let located = |locator: &str| {
        let said = ibid.run(&["cite", "thanks", "-i", "--locator", locator]);
        said.to_string().trim().to_owned()
    };
    let all = [
        "pp. 3--5",
        "3--5",
        "p. iv, vi",
        "Theorem 3.1",
        "thm. 3",
        "fn. 4",
        "vol. 2, p. 3",
    ]
    .map(located);
    assert_snapshot!(all.join("\n"), @"
    (Lee & Lee, 2003, pp. 3–5)
    (Lee & Lee, 2003, pp. 3–5)
    (Lee & Lee, 2003, pp. iv, vi)
    (Lee & Lee, 2003, Theorem 3.1)
    (Lee & Lee, 2003, thm. 3)
    (Lee & Lee, 2003, n. 4)
    (Lee & Lee, 2003, vol. 2, p. 3)
    ");
}

#[test]
fn citations_of_several() {
    let ibid = Ibid::with_entries();
    let cite = |arguments: &[&str]| ibid.run(&[&["cite"], arguments].concat());
    assert_snapshot!(cite(&["zahid2017", "knuth84", "-i"]), @"(Knuth, 1984; Zahid et al., 2017)");
    assert_snapshot!(cite(&["zahid2017", "knuth84", "-i", "--locator", "3"]), @"(Knuth, 1984, p. 3; Zahid et al., 2017)");
    assert_snapshot!(cite(&["zahid2017", "knuth84", "-i", "-s", "ieee"]), @"[1], [2]");
    assert_snapshot!(cite(&["[@knuth84, p. 3]", "-s", "vancouver"]), @"
    (1)
    [stderr]
    the style shows no pages or other parts of works in citations
    ");
    let written = [
        "[see @knuth84, pp. 33-35 and elsewhere; also @zahid2017]",
        "[-@knuth84]",
        "knuth84",
    ];
    assert_snapshot!(cite(&written), @"
    (see Knuth, 1984, pp. 33–35 and elsewhere; also Zahid et al., 2017)
    (1984)
    (Knuth, 1984)
    ");
    // a later note is shorter
    assert_snapshot!(cite(&["[@knuth84, 3]", "[@knuth84, 4]", "[@zahid2017]", "[@knuth84]", "-s", "chicago-fullnote"]), @"
    Donald E. Knuth, The TeXbook (Addison-Wesley, 1984), 3.
    Knuth, 4.
    Farhan Zahid, Jörg Müller, and A. Third, “The TeX of a Long Title That Goes on until It Must Be Cut, for It Does Not Fit,” Journal of Long Names 12, no. 3 (March 2017): 45–67, https://doi.org/10.1000/Example.1.
    Knuth, The TeXbook.
    ");
    assert_snapshot!(ibid.run_with("knuth84 zahid2017\n[@knuth84, p. 3]\n", &["cite", "-", "-i"]), @"
    (Knuth, 1984; Zahid et al., 2017)
    (Knuth, 1984, p. 3)
    ");
    assert_snapshot!(cite(&["zahid2017", "--query", "texbook", "-i", "--json"]), @r#"
    [
      {
        "keys": [
          "zahid2017",
          "knuth84"
        ],
        "citation": "(Knuth, 1984; Zahid et al., 2017)"
      }
    ]
    "#);
    assert_snapshot!(cite(&["[@knuth84; @nothing]"]), @r#"
    (Knuth, 1984)
    [stderr]
    error: no entry has the key "nothing"
    hint: `ibid find WORDS` looks for entries by author, title, year …
    [exit 1]
    "#);
    assert_snapshot!(cite(&["--each", "[@knuth84]"]), @"
    [stderr]
    error: --each takes keys, not citations in brackets
    hint: without --each, every citation in brackets is one of its own
    [exit 2]
    ");
    // the sentence names the authors
    assert_snapshot!(cite(&["@knuth84 [p. 3; see also @zahid2017]", "@zahid2017", "--format", "markdown"]), @"
    Knuth (1984, p. 3; see also Zahid et al., 2017)
    Zahid et al. (2017)
    ");
    assert_snapshot!(ibid.run_with("@knuth84 [p. 3]\n@zahid2017 @knuth84\n", &["cite", "-", "-s", "ieee"]), @"
    Knuth [1, p. 3]
    Zahid et al. [2]
    Knuth [1]
    ");
    assert_snapshot!(cite(&["@knuth84 [p. 3"]), @r#"
    [stderr]
    error: "@knuth84 [p. 3" is neither a key nor a citation
    hint: a citation is written as [@key], [see @key, p. 3; @other], [-@key] or @key [p. 3]
    [exit 2]
    "#);
    let one = cite(&["knuth84", "--locator", "3", "--json"]);
    assert!(
        one.stdout.contains("\"citation\": \"(Knuth, 1984, p. 3)\"")
            && one.stdout.contains("reference"),
        "{one}"
    );
    assert_snapshot!(cite(&["[@knuth84; see]"]), @r#"
    [stderr]
    error: the citation [@knuth84; see]: "see" names no key, as @key does
    hint: a citation is written as [@key], [see @key, p. 3; @other], [-@key] or @key [p. 3]
    [exit 2]
    "#);
}

#[test]
fn every_markup() {
    let ibid = Ibid::with_entries();
    for markup in ["text", "ansi", "markdown", "html", "latex", "typst", "rtf"] {
        let said = ibid.run(&["cite", "knuth84", "--format", markup]);
        assert_snapshot!(format!("markup_{markup}"), said);
    }
}

#[test]
fn json_comes_in_the_order_asked_for() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["cite", "zahid2017", "knuth84", "--json"]), @r#"
    [
      {
        "key": "zahid2017",
        "reference": "Zahid, F., Müller, J., & Third, A. (2017). The TeX of a long title that goes on until it must be cut, for it does not fit. Journal of Long Names, 12(3), 45–67. https://doi.org/10.1000/Example.1",
        "citation": "(Zahid et al., 2017)"
      },
      {
        "key": "knuth84",
        "reference": "Knuth, D. E. (1984). The TeXbook. Addison-Wesley.",
        "citation": "(Knuth, 1984)"
      }
    ]
    "#);
}

#[test]
fn what_is_not_there_is_said() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["cite", "knuth84", "knuth"]), @r#"
    Knuth, D. E. (1984). The TeXbook. Addison-Wesley.
    [stderr]
    error: no entry has the key "knuth"
    hint: did you mean knuth84?
    [exit 1]
    "#);
    assert_snapshot!(ibid.run(&["cite", "knuth84", "--style", "chicgo"]), @r#"
    [stderr]
    error: there is no style "chicgo"
    hint: did you mean chicago or chicago-notes or chicago-fullnote? `ibid styles` lists all, and --style takes a .csl file
    [exit 2]
    "#);
    assert_snapshot!(ibid.run(&["cite", "knuth84", "--style", "my.csl"]), @"
    [stderr]
    error: my.csl: No such file or directory (os error 2)
    hint: `ibid styles` lists the styles that need no file
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["cite", "--query", "nothingofthekind"]), @r#"
    [stderr]
    error: nothing found for "nothingofthekind"
    [exit 1]
    "#);
    fs::write(ibid.path("broken.csl"), "<style>\n<citation>").unwrap();
    assert_snapshot!(ibid.run(&["cite", "knuth84", "--style", "broken.csl"]), @"
    [stderr]
    error: broken.csl:2: <citation> is not closed
    hint: a style is an independent style of the Citation Style Language; `ibid styles` lists those that need no file
    [exit 2]
    ");
    let said = ibid.run(&["cite", "knuth84", "--locale", "tlh"]);
    assert!(said.stderr.contains("there is no locale \"tlh\""), "{said}");
    assert_eq!(said.code, Some(2));
}

#[test]
fn what_does_not_come_out_as_it_was_meant_is_said() {
    let ibid = Ibid::with_entries();
    let entry = "@misc{page, url={http://a.b/c}}";
    assert_eq!(ibid.run_with(entry, &["new", "-"]).code, Some(0));
    assert_snapshot!(ibid.run(&["cite", "[@knuth84; @page]"]), @"
    (Knuth, 1984)
    [stderr]
    the style shows nothing of page
    ");
    assert_snapshot!(ibid.run(&["cite", "[@page]"]), @"
    [stderr]
    the style shows nothing of page
    ");
    assert_snapshot!(ibid.run(&["cite", "[@knuth84 and @page]"]), @"
    (Knuth, 1984 and @page)
    [stderr]
    @page behind @knuth84 is text: the works of a citation are parted by ;
    ");
    assert_snapshot!(ibid.run(&["cite", "[@knuth84, p. 3, @zahid2017]"]), @"
    (Knuth, 1984, pp. 3, @zahid2017)
    [stderr]
    @zahid2017 behind @knuth84 is text: the works of a citation are parted by ;
    ");
}

#[test]
fn sets_are_cited_by_their_members() {
    let ibid = Ibid::new();
    let entries = "@article{a, author={Doe, Jane}, title={On one}, year=2001, journal={J}}
        @article{b, author={Roe, Rob}, title={On two}, year=2002, journal={J}}
        @set{both, entryset={a,b}} @set{none, entryset={x}}";
    assert_eq!(ibid.run_with(entries, &["new", "-"]).code, Some(0));
    let references = "\
Doe, J. (2001). On one. J.
Roe, R. (2002). On two. J.
";
    assert_eq!(ibid.run(&["cite", "both"]).stdout, references);
    let found = ibid.run(&["cite", "--query", "type:set"]);
    assert_eq!(found.stdout, references);
    assert_snapshot!(ibid.run(&["cite", "[see @both, p. 3]", "none"]), @"
    (see Doe, 2001; Roe, 2002, p. 3)
    [stderr]
    none is a set, and none of its members is here
    ");
}

#[test]
fn the_configuration_sets_style_and_locale() {
    let ibid = Ibid::with_entries();
    let folder = ibid.path(".config/ibid");
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("config.toml"),
        "style = \"chicago\"\nlocale = \"de-DE\"\n",
    )
    .unwrap();
    assert_snapshot!(ibid.run(&["cite", "zahid2017"]), @"Zahid, Farhan, Jörg Müller, und A. Third. 2017. „The TeX of a long title that goes on until it must be cut, for it does not fit“. Journal of Long Names 12 (3): 45–67. https://doi.org/10.1000/Example.1.");
    // a style of one's own, beside the configuration
    let csl = "<style><citation><layout><text variable=\"title\"/></layout></citation></style>";
    fs::write(folder.join("mine.csl"), csl).unwrap();
    fs::write(folder.join("config.toml"), "style = \"mine.csl\"\n").unwrap();
    assert_snapshot!(ibid.run(&["cite", "knuth84"]), @"The TeXbook");
}

#[test]
fn styles_are_listed() {
    let ibid = Ibid::new();
    assert_snapshot!(ibid.run(&["styles"]), @"
    acm               numeric      Association for Computing Machinery
    acs               numeric      American Chemical Society
    alpha             label        DIN 1505-2 (alphanumeric, Deutsch) - standard su…
    ama               numeric      American Medical Association 11th edition
    ams               numeric      American Mathematical Society (numeric)
    ams-label         label        American Mathematical Society (label)
    apa               author-date  American Psychological Association 7th edition
    aps               numeric      American Physical Society
    chicago           author-date  Chicago Manual of Style 17th edition (author-dat…
    chicago-fullnote  note         Chicago Manual of Style 17th edition (full note)
    chicago-notes     note         Chicago Manual of Style 17th edition (note)
    elsevier          author-date  Elsevier - Harvard (with titles)
    harvard           author-date  Cite Them Right 12th edition - Harvard
    ieee              numeric      IEEE
    mla               author       Modern Language Association 9th edition
    nature            numeric      Nature
    springer          author-date  Springer - Basic (author-date)
    vancouver         numeric      Vancouver
    ");
    let said = ibid.run(&["styles", "--json"]);
    let styles: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_snapshot!(styles[0], @r#"{"name":"acm","id":"association-for-computing-machinery","title":"Association for Computing Machinery","kind":"numeric"}"#);
}

#[test]
fn no_tex_comes_out() {
    let Some(corpus) = std::env::var_os("IBID_CORPUS").map(PathBuf::from) else {
        skipped("no_tex_comes_out", "IBID_CORPUS names no folder");
        return;
    };
    let ibid = Ibid::new();
    let mut arguments = vec!["import".to_owned(), "--on-conflict".into(), "rename".into()];
    for name in ["tugboat.bib", "biblatex", "wild"] {
        let path = corpus.join(name);
        if path.exists() {
            arguments.push(path.to_string_lossy().into_owned());
        }
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = ibid.command().args(&arguments).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)));
    for style in ["apa", "ieee"] {
        let output = ibid
            .command()
            .args(["export", "-f", "text", "--style", style])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.lines().count() > 1_000, "{style}");
        for line in text.lines() {
            // addresses are as they are; and a set is written in braces: {0,1}
            let words: Vec<&str> = line
                .split_whitespace()
                .filter(|word| !word.contains("://"))
                .collect();
            let line = words.join(" ");
            assert!(!line.contains('\\'), "{style}: {line}");
            let braces = |c: char| line.matches(c).count();
            assert_eq!(braces('{'), braces('}'), "{style}: {line}");
            // a price, or a formula that was left as it was
            let formula = line.split('$').nth(1).filter(|_| braces('$') > 1);
            assert!(
                formula.is_none_or(|inside| !inside.contains(['^', '_', '\\'])),
                "{style}: {line}"
            );
        }
    }
}
