//! Conversion on export, judged by the programs that read what comes out: bibtex, biber, pandoc.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::Ibid;
use crate::judge::{has_tool, references, say};

/// How many entries of a file a document cites.
const CITED: usize = 40;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/dialects")
        .join(name)
}

/// The `.bbl` that bibtex makes of `bib` for a document that cites `keys`.
fn bbl(bib: &[u8], keys: &[String], style: &str) -> String {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("refs.bib"), bib).unwrap();
    fs::write(folder.path().join("doc.aux"), aux(keys, style)).unwrap();
    quietly(
        Command::new("bibtex").args(["-terse", "doc"]),
        folder.path(),
    );
    let bbl = fs::read(folder.path().join("doc.bbl")).unwrap_or_default();
    String::from_utf8_lossy(&bbl).into_owned()
}

fn aux(keys: &[String], style: &str) -> String {
    let cited: String = keys
        .iter()
        .map(|key| format!("\\citation{{{key}}}\n"))
        .collect();
    format!("\\relax\n{cited}\\bibstyle{{{style}}}\n\\bibdata{{refs}}\n")
}

fn quietly(command: &mut Command, folder: &Path) -> bool {
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Files whose every entry bibtex reads: of the corpus ten, else those of the round trip.
fn clean_files() -> Vec<PathBuf> {
    let (folder, least) = match std::env::var_os("IBID_CORPUS") {
        Some(corpus) => (PathBuf::from(corpus).join("wild"), CITED),
        None => (
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fidelity"),
            1,
        ),
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let clean = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap();
        if std::str::from_utf8(&bytes).is_err() || bytes.len() > 2_000_000 {
            return false;
        }
        let found = references(&bytes);
        !found.complained && found.asked().count() >= least
    };
    files.into_iter().filter(clean).take(10).collect()
}

#[test]
fn a_document_gets_the_same_references_from_its_export() {
    let test = "a_document_gets_the_same_references_from_its_export";
    if !has_tool("bibtex", test) {
        return;
    }
    let files = clean_files();
    let mut cited = 0;
    for path in &files {
        let bytes = fs::read(path).unwrap();
        let found = references(&bytes);
        // the first, the last and those between, evenly
        let citable = |key: &&str| !key.contains(['{', '}', '\\']);
        let all: Vec<String> = found.asked().filter(citable).map(str::to_owned).collect();
        let step = (all.len() / CITED).max(1);
        let keys: Vec<String> = all.into_iter().step_by(step).take(CITED).collect();
        let ibid = Ibid::new();
        ibid.run(&["import", path.to_str().unwrap()]);
        fs::write(ibid.path("doc.aux"), aux(&keys, "plain")).unwrap();
        let said = ibid.run(&["export", "--cited-in", "doc.aux", "-o", "refs.bib"]);
        assert_eq!(said.code, Some(0), "{path:?}: {said}");
        let export = fs::read(ibid.path("refs.bib")).unwrap();
        for style in ["plain", "unsrt", "alpha", "abbrv"] {
            assert_eq!(
                bbl(&export, &keys, style),
                bbl(&bytes, &keys, style),
                "{path:?}, {style}"
            );
        }
        cited += keys.len();
    }
    assert!(files.len() >= 3, "{files:?}");
    say(&format!(
        "bibtex makes the same .bbl of {cited} cited entries of {} files in four styles",
        files.len()
    ));
}

/// The `.bbl` that biber makes of all of a `.bib` file.
fn biber(bib: &[u8]) -> String {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("refs.bib"), bib).unwrap();
    let document = "\\documentclass{article}\\usepackage[style=authoryear]{biblatex}\\addbibresource{refs.bib}\
                    \\begin{document}\\nocite{*}\\printbibliography\\end{document}";
    fs::write(folder.path().join("doc.tex"), document).unwrap();
    quietly(
        Command::new("pdflatex").args(["-interaction=batchmode", "doc"]),
        folder.path(),
    );
    assert!(
        folder.path().join("doc.bcf").exists(),
        "pdflatex has no biblatex"
    );
    quietly(
        Command::new("biber").args(["--quiet", "doc"]),
        folder.path(),
    );
    let bbl = fs::read_to_string(folder.path().join("doc.bbl")).unwrap();
    assert!(bbl.contains("\\entry{"), "{bbl}");
    bbl
}

#[test]
fn biber_makes_the_same_of_what_was_written_for_it() {
    let test = "biber_makes_the_same_of_what_was_written_for_it";
    if !has_tool("biber", test) || !has_tool("pdflatex", test) {
        return;
    }
    let mut files = vec![fixture("biblatex.bib")];
    if let Some(corpus) = std::env::var_os("IBID_CORPUS") {
        files.push(PathBuf::from(corpus).join("biblatex/biblatex-examples.bib"));
    }
    for path in files {
        let ibid = Ibid::new();
        ibid.run(&["import", path.to_str().unwrap()]);
        let original = biber(&fs::read(&path).unwrap());
        let export = |arguments: &[&str]| {
            let output = ibid
                .command()
                .arg("export")
                .args(arguments)
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(0));
            biber(&output.stdout)
        };
        assert!(export(&[]) == original, "{path:?}: as given");
        // a year that becomes a date has an era
        let alike = |bbl: &str| {
            let lines = bbl
                .lines()
                .filter(|line| !line.contains("{labeldatesource}") && !line.contains("{dateera}"));
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            alike(&export(&["--format", "biblatex"])),
            alike(&original),
            "{path:?}"
        );
    }
}

#[test]
fn pandoc_resolves_every_key() {
    if !has_tool("pandoc", "pandoc_resolves_every_key") {
        return;
    }
    let ibid = Ibid::new();
    let path = fixture("biblatex.bib");
    ibid.run(&["import", path.to_str().unwrap()]);
    let keys = [
        "aksin", "bach", "herrmann", "paper", "chapter", "patent", "page", "reprint",
    ];
    let text: String = keys.iter().map(|key| format!("[@{key}]\n\n")).collect();
    fs::write(ibid.path("doc.md"), text).unwrap();
    for format in ["bibtex", "biblatex"] {
        let said = ibid.run(&[
            "export",
            "--cited-in",
            "doc.md",
            "--format",
            format,
            "-o",
            &format!("{format}.bib"),
        ]);
        assert_eq!(said.code, Some(0), "{said}");
        let output = Command::new("pandoc")
            .args([
                "--citeproc",
                "--bibliography",
                &format!("{format}.bib"),
                "-t",
                "plain",
                "doc.md",
            ])
            .current_dir(ibid.path(""))
            .output()
            .unwrap();
        let warned = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.success() && !warned.contains("not found"),
            "{format}: {warned}"
        );
        assert!(!String::from_utf8_lossy(&output.stdout).contains("???"));
    }
}

#[test]
fn the_order_of_imports_does_not_show_in_a_sorted_export() {
    let one = fixture("biblatex.bib");
    let two = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/classics.bib");
    let orders = [[&one, &two], [&two, &one]].map(|files| {
        let ibid = Ibid::new();
        for file in files {
            ibid.run(&["import", file.to_str().unwrap()]);
        }
        ibid
    });
    for arguments in [
        &["--sort", "key"][..],
        &["--sort", "author-year"],
        &["--sort", "key", "--format", "bibtex", "--journals", "iso4"],
        &[
            "--sort",
            "author-year",
            "--format",
            "biblatex",
            "--key-style",
            "{author}{yy}",
            "--ascii",
        ],
    ] {
        let [first, second] = orders.each_ref().map(|ibid| {
            let output = ibid
                .command()
                .arg("export")
                .args(arguments)
                .output()
                .unwrap();
            String::from_utf8(output.stdout).unwrap()
        });
        assert!(first.len() > 4000, "{arguments:?}");
        assert_eq!(first, second, "{arguments:?}");
    }
}

#[test]
fn entries_are_converted_as_asked() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["export", "zahid2017", "--format", "biblatex", "--omit", "abstract", "--unicode"]), @r###"
    @article{zahid2017,
      author   = {Zahid, Farhan and Müller, Jörg and Third, A.},
      title    = {The {TeX} of a long title that goes on until it must be cut, for it does not fit},
      journaltitle = {Journal of Long Names},
      volume   = 12,
      number   = 3,
      pages    = {45--67},
      date     = {2017-03},
      doi      = {10.1000/Example.1}
    }
    "###);
    assert_snapshot!(ibid.run(&["export", "--sort", "author-year", "--tidy", "--ascii", "--omit", "*", "--keep", "author,year"]), @r###"
    @misc{Erdos1959,
      author = {Erd{\H{o}}s, Paul and R{\'e}nyi, Alfr{\'e}d},
      year = 1959
    }

    @book{knuth84,
      author = {Donald E. Knuth},
      year = 1984
    }

    @article{zahid2017,
      author = {Zahid, Farhan and M{\"u}ller, J{\"o}rg and Third, A.},
      year = 2017
    }
    "###);
    assert_snapshot!(ibid.run(&["export", "zahid2017", "--journals", "iso4", "--doi-as", "url", "--wrap", "60", "--key-style", "{author:lower}-{year}"]), @r###"
    @article{zahid-2017,
      author   = {Zahid, Farhan and M{\"u}ller, J{\"o}rg and
                  Third, A.},
      title    = {The {TeX} of a long title that goes on until
                  it must be cut, for it does not fit},
      journal  = {J. Long Names},
      volume   = 12,
      number   = 3,
      pages    = {45--67},
      year     = 2017,
      month    = mar,
      url      = {https://doi.org/10.1000/Example.1},
      abstract = {Much is said here, more than goes on a line
                  of eighty columns, so that it is wrapped.}
    }
    [stderr]
    1 entry got another key than in the library
    "###);
    assert_snapshot!(ibid.run(&["export", "Erdos1959", "--resolve-crossrefs"]), @r###"
    @misc{Erdos1959, author = {Erdős, Paul and Rényi, Alfréd}, title = {Graphs}, year = 1959, publisher = {Addison-Wesley}}
    "###);
    assert_snapshot!(ibid.run(&["export", "--sort", "name"]), @r###"
    [stderr]
    error: invalid value 'name' for '--sort <ORDER>'
      [possible values: library, key, author-year, citation]

    For more information, try '--help'.
    [exit 2]
    "###);
    assert_snapshot!(ibid.run(&["export", "--key-style", "{autor}"]), @r###"
    [stderr]
    error: invalid value '{autor}' for '--key-style <STYLE>': there is no {autor}; there are author, authors, year, yy, title, words, venue, type, key

    For more information, try '--help'.
    [exit 2]
    "###);
    assert_snapshot!(ibid.run(&["export", "--ascii", "--unicode"]), @r###"
    [stderr]
    error: the argument '--ascii' cannot be used with '--unicode'

    Usage: ibid export --ascii [KEY]...

    For more information, try '--help'.
    [exit 2]
    "###);
}

#[test]
fn what_bibtex_cannot_say_is_told_and_strict_exports_fail() {
    let ibid = Ibid::new();
    ibid.run(&["import", fixture("biblatex.bib").to_str().unwrap()]);
    let said = ibid.run(&[
        "export",
        "--format",
        "bibtex",
        "--strict",
        "--losses",
        "losses.json",
        "-o",
        "refs.bib",
    ]);
    assert_eq!(said.code, Some(1), "{said}");
    assert_snapshot!(ibid.read("refs.bib"), @r###"
    @string{jomch = {J.~Organomet. Chem.}}

    @article{aksin,
      author       = {Aks{\i}n, {\"O}zge and T{\"u}rkmen, Hayati and others},
      title        = {Effect of immobilization on catalytic characteristics},
      journal      = jomch,
      year         = 2006,
      month        = jul # "~4",
      volume       = 691,
      number       = 13,
      pages        = {3027-3036},
      langid       = {english},
    }

    @book{bach,
      author       = {Bach, Carl Philipp Emanuel and de Gaulle, Charles},
      title        = {On the True Art: A Treatise},
      series       = {Collected Treatises},
      volume       = 2,
      edition      = 2,
      address      = {Berlin},
      publisher    = {Winter},
      year         = {ca.~1753--1762},
    }

    @mastersthesis{herrmann,
      author       = {Herrmann, Anna},
      title        = {Messungen},
      school       = {Universit{\"a}t Graz},
      year         = 1998,
      month        = {Spring},
    }

    @inproceedings{paper,
      author       = {One, Anna},
      title        = {A Paper},
      pages        = {1--9},
      crossref     = {conf},
    }

    @proceedings{conf,
      editor       = {Two, Bert},
      title        = {Proceedings of the Meeting: Held Once},
      booktitle    = {Proceedings of the Meeting: Held Once},
      eventtitle   = {The Meeting},
      venue        = {Linz},
      year         = 2001,
      month        = may # "~3--5",
      publisher    = {Press},
    }

    @incollection{chapter,
      author       = {Three, Carla},
      title        = {A Chapter},
      booktitle    = {The Book},
      address      = {Wien},
      publisher    = {The House},
      year         = {1990s},
      entrysubtype = {inbook},
    }

    @misc{patent,
      author       = {Four, Dora},
      title        = {A Machine},
      number       = {123},
      type         = {U.S. patent},
      year         = 1990,
      month        = dec,
      entrysubtype = {patent},
      howpublished = {U.S. patent~123},
    }

    @misc{page,
      author       = {Five, Emil},
      title        = {A Page},
      howpublished = {\url{http://example.org/~five/a_b}},
      urldate      = {2020-01-02},
      year         = 2019,
    }

    @book{reprint,
      author       = {Six, Frieda},
      title        = {Again},
      publisher    = {Press},
      year         = 1959,
      related      = {bach},
      relatedtype  = {reprintof},
      file         = {again.pdf},
    }
    "###);
    assert_snapshot!(ibid.read("losses.json"), @r###"
    [
    {"key":"bach","field":"author","kind":"weakened","message":"BibTeX's names cannot say useprefix"},
    {"key":"bach","field":"edition","kind":"weakened","message":"BibTeX's styles print the bare number: they want an ordinal, `Second`"},
    {"key":"conf","field":"eventtitle","kind":"weakened","message":"no standard style of BibTeX prints it in @proceedings"},
    {"key":"conf","field":"venue","kind":"weakened","message":"no standard style of BibTeX prints it in @proceedings"},
    {"key":"chapter","field":"type","kind":"weakened","message":"BibTeX's @inbook prints one title; it is written as @incollection, which prints both"},
    {"key":"chapter","field":"date","kind":"weakened","message":"`year` and `month` do not say which of its years is open: 199X"},
    {"key":"patent","field":"type","kind":"weakened","message":"BibTeX has no @patent; it is written as @misc"},
    {"key":"page","field":"type","kind":"weakened","message":"BibTeX has no @online; it is written as @misc"},
    {"key":"page","field":"urldate","kind":"weakened","message":"no standard style of BibTeX prints it in @misc"},
    {"key":"both","field":"type","kind":"dropped","message":"BibTeX has no sets; the members are there"},
    {"key":"reprint","field":"related","kind":"weakened","message":"no standard style of BibTeX prints it in @book"}
    ]
    "###);
}

/// A BibTeX entry may have fields that only biblatex reads: converted, its reference says more than before. Of an entry
/// for biblatex that is no news.
#[test]
fn what_only_biblatex_reads_is_told_in_a_library_for_bibtex() {
    let entries = "@book{old, title = {T}, subtitle = {S}, address = {Bonn}, year = 1999}
@phdthesis{thesis, title = {T}, institution = {U}, year = 1999}
@misc{dated, title = {T}, date = {July 2005}}
@proceedings{p, title = {P}, year = 1999, address = {Bonn}}
@inproceedings{c, title = {T}, crossref = {p}}
";
    let told = |bib: &str| {
        let ibid = Ibid::new();
        fs::write(ibid.path("in.bib"), bib).unwrap();
        ibid.run(&["import", "in.bib"]);
        let said = ibid.run(&[
            "export", "-f", "biblatex", "--losses", "l.json", "-o", "o.bib",
        ]);
        assert_eq!(said.code, Some(0), "{said}");
        let losses: serde_json::Value = serde_json::from_str(&ibid.read("l.json")).unwrap();
        let losses = losses.as_array().unwrap().iter();
        let told: Vec<String> = losses
            .map(|loss| {
                let text = |name: &str| loss[name].as_str().unwrap().to_owned();
                format!("{} {}", text("key"), text("field"))
            })
            .collect();
        assert!(ibid.read("o.bib").contains("date = {2005-07}"));
        told
    };
    assert_eq!(
        told(entries),
        [
            "old subtitle",
            "thesis institution",
            "dated date",
            "c booktitle"
        ]
    );
    let biblatex = "@article{a, title = {T}, journaltitle = {J}, date = {1999}}
@article{b, title = {T}, journaltitle = {J}, date = {1999}}
@book{d, title = {T}, subtitle = {S}, location = {Bonn}, date = {1999}}
@online{e, title = {T}, date = {1999}}
";
    assert_eq!(told(&format!("{biblatex}{entries}")), Vec::<String>::new());
}
