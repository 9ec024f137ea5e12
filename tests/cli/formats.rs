//! `ibid export --format`: every entry type through every format, and what other programs make of it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ibid::formats::{FORMATS, Format, Output};
use insta::assert_snapshot;
use serde_json::Value;

use crate::Ibid;
use crate::judge::{say, skipped};

/// A library of every entry type.
fn with_types() -> Ibid {
    let ibid = Ibid::new();
    let said = ibid.run(&["import", fixture("types.bib").to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{said}");
    ibid
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/formats")
        .join(name)
}

/// What the library says in a format, and what it lost.
fn written(ibid: &Ibid, format: &str) -> (String, String) {
    let said = ibid.run(&["export", "-f", format, "--losses", "losses.json"]);
    assert_eq!(said.code, Some(0), "{said}");
    (said.stdout, ibid.read("losses.json"))
}

#[test]
fn the_members_of_a_set_come_along() {
    let ibid = Ibid::new();
    let bib = "@misc{one, title = {One}}\n\n@misc{two, title = {Two}}\n\n@set{both, entryset = {one, two}}\n";
    fs::write(ibid.path("in.bib"), bib).unwrap();
    ibid.run(&["import", "in.bib"]);
    let said = ibid.run(&["export", "both", "--format", "text"]);
    assert_eq!(said.stdout.lines().count(), 2, "{said}");
    assert!(
        said.stdout.contains("One") && said.stdout.contains("Two"),
        "{said}"
    );
    assert!(
        said.stderr.contains("only BibTeX files hold sets"),
        "{said}"
    );
    // a format for whole records has the set, too
    let said = ibid.run(&["export", "both", "--format", "jsonl", "--strict"]);
    assert_eq!(
        (said.code, said.stdout.lines().count()),
        (Some(0), 3),
        "{said}"
    );
}

#[test]
fn every_type_goes_through_every_format() {
    let ibid = with_types();
    for format in others() {
        let (text, losses) = written(&ibid, format.name);
        if losses == "[]\n" {
            assert_snapshot!(format.name, text);
        } else {
            assert_snapshot!(format.name, format!("{text}\n== losses ==\n{losses}"));
        }
        let again = written(&ibid, format.name);
        assert_eq!(again, (text, losses), "{}", format.name);
    }
}

#[test]
fn no_entries_make_a_valid_file() {
    let ibid = Ibid::with_entries();
    let said = ibid.run(&["rm", "knuth84", "zahid2017", "erdos1959"]);
    assert_eq!(said.code, Some(0), "{said}");
    let empty: String = others()
        .map(|format| {
            let text = ibid.run(&["export", "-f", format.name]);
            format!("== {}\n{text}", format.name)
        })
        .collect();
    assert_snapshot!(empty);
}

#[test]
fn one_entry_is_what_a_citation_file_is_about() {
    let ibid = with_types();
    assert_snapshot!(ibid.run(&["export", "-f", "cff", "tex"]));
}

#[test]
fn private_fields_stay_at_home_in_every_format() {
    let ibid = with_types();
    for format in others() {
        let said = ibid.run(&["export", "-f", format.name, "--public", "knuth1984"]);
        assert_eq!(said.code, Some(0), "{said}");
        assert!(!said.stdout.contains("texbook.pdf"), "{}", format.name);
        assert!(!said.stdout.contains("on the shelf"), "{}", format.name);
        assert!(!said.stderr.contains("annote"), "{said}");
    }
}

#[test]
fn hayagriva_reads_what_is_written_for_it() {
    let ibid = with_types();
    let (text, _) = written(&ibid, "hayagriva");
    let library = hayagriva::io::from_yaml_str(&text).unwrap();
    assert_eq!(
        library.len(),
        text.lines()
            .filter(|line| !line.is_empty() && !line.starts_with([' ', '-']))
            .count()
    );
    let taocp = library.get("knuthtaocp").unwrap();
    assert_eq!(taocp.volume_total().unwrap().to_string(), "4");
    let article = library.get("turing1950").unwrap();
    assert_eq!(article.parents()[0].title().unwrap().to_string(), "Mind");
    assert_eq!(article.authors().unwrap()[0].name, "Turing");
    let odd = library.get("a:b/c").unwrap();
    assert!(odd.title().unwrap().to_string().contains("{braces} $5"));
}

#[test]
fn references_are_formatted_for_every_page() {
    let ibid = with_types();
    for (style, format, expected) in [
        ("apa", "text", "Turing, A. M. (1950). "),
        ("apa", "markdown", "*Mind*, *59*(236), 433–460."),
        (
            "apa",
            "html",
            "<div class=\"csl-entry\" id=\"ref-turing1950\">",
        ),
        ("ieee", "latex", "\\bibitem{turing1950}\nA. M. Turing, "),
        ("chicago-notes", "latex", "\\bibitem{turing1950}\nTuring, "),
        ("ieee", "typst", "#emph[Mind]"),
        ("ieee", "rtf", "{\\rtf1\\ansi"),
    ] {
        let said = ibid.run(&["export", "--style", style, "-f", format, "turing1950"]);
        assert_eq!(said.code, Some(0), "{said}");
        assert!(said.stdout.contains(expected), "{style}, {format}: {said}");
    }
}

#[test]
fn a_style_makes_references_of_what_is_exported() {
    let ibid = with_types();
    let references = ibid.run(&["export", "--style", "ieee", "tex"]);
    assert_eq!(
        references.stdout,
        ibid.run(&["export", "--style", "ieee", "-f", "text", "tex"])
            .stdout
    );
    assert_eq!(
        ibid.run(&["export", "--style", "ieee", "-o", "x.md", "tex"])
            .code,
        Some(0)
    );
    assert!(ibid.read("x.md").starts_with("\\[1\\] "));
    // but never of a bibliography
    assert_eq!(
        ibid.run(&["export", "--style", "ieee", "-o", "x.bib", "tex"])
            .code,
        Some(0)
    );
    assert!(ibid.read("x.bib").starts_with("@software"));
    let said = ibid.run(&["export", "--style", "iee", "tex"]);
    assert!(said.stderr.contains("did you mean"), "{said}");
}

/// The formats made of publications.
fn others() -> impl Iterator<Item = &'static Format> {
    let is_other = |format: &&Format| {
        // the page for the web has tests of its own
        matches!(format.output, Output::Publications(_))
    };
    FORMATS.iter().filter(is_other)
}

/// The `.bib` files of the corpus, or a word on why the test is skipped.
fn corpus(test: &str) -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("IBID_CORPUS").map(PathBuf::from) else {
        skipped(test, "IBID_CORPUS names no folder");
        return Vec::new();
    };
    let mut files = vec![folder.join("tugboat.bib")];
    for group in ["wild", "biblatex", "traps"] {
        let entries = fs::read_dir(folder.join(group)).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    files.retain(|path| path.extension().is_some_and(|ending| ending == "bib"));
    files.sort();
    files
}

#[test]
fn real_entries_arrive_in_every_format() {
    let files = corpus("real_entries_arrive_in_every_format");
    if files.is_empty() {
        return;
    }
    // libraries of their own, so that all cores have something to do
    let parts: Vec<Vec<&PathBuf>> = (0..8)
        .map(|part| files.iter().skip(part).step_by(8).collect())
        .collect();
    let counts = crate::corpus::each(&parts, |files| arrivals(files));
    let (entries, publications) = counts
        .iter()
        .fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    say(&format!(
        "formats: {entries} entries of {} files, {publications} publications",
        files.len()
    ));
}

/// How many entries the files have, and how many publications each format has of them.
fn arrivals(files: &[&PathBuf]) -> (u64, usize) {
    if files.is_empty() {
        return (0, 0);
    }
    let ibid = Ibid::new();
    let mut import = ibid.command();
    import
        .arg("import")
        .arg("--json")
        .args(files)
        .arg("--on-conflict")
        .arg("rename");
    let output = import.output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let count = report["added"].as_u64().unwrap();

    let (text, _) = written(&ibid, "hayagriva");
    let library = hayagriva::io::from_yaml_str(&text).unwrap();
    let (text, _) = written(&ibid, "csl-json");
    let items: Vec<Value> = serde_json::from_str(&text).unwrap();
    let (text, _) = written(&ibid, "csl-yaml");
    let yaml: Value = serde_yaml_ng::from_str(&text).unwrap();
    let (text, _) = written(&ibid, "jsonl");
    let records = text
        .lines()
        .filter(|line| serde_json::from_str::<Value>(line).unwrap().is_object())
        .count();
    let (text, _) = written(&ibid, "csv");
    let rows = csv::Reader::from_reader(text.as_bytes())
        .records()
        .filter(|record| record.as_ref().unwrap().len() > 2)
        .count();
    let (text, _) = written(&ibid, "tsv");
    let width = text.lines().next().unwrap().matches('\t').count();
    assert!(text.lines().all(|line| line.matches('\t').count() == width));
    let lines = text.lines().count() - 1;
    let (text, _) = written(&ibid, "ris");
    let ends = text.lines().filter(|line| *line == "ER  - ").count();
    let (text, _) = written(&ibid, "mods");
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut elements = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(start) if start.name().as_ref() == "mods" => {
                elements += 1
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(yaml["references"], Value::Array(items.clone()));
    assert_eq!(records as u64, count, "JSON Lines");
    for (what, found) in [
        ("hayagriva", library.len()),
        ("csv", rows),
        ("tsv", lines),
        ("ris", ends),
        ("mods", elements),
    ] {
        assert_eq!(found, items.len(), "{what}");
    }
    (count, items.len())
}

/// Has a program that is no part of a usual system look at `text`, and gives the JSON that it prints; `None`, and a
/// word on why, where the program lacks `needs`.
fn asked(test: &str, program: &Program, kind: &[&str], text: &str) -> Option<Value> {
    let ready = Command::new(&program.name)
        .args(program.probe)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !ready {
        let required = std::env::var_os("IBID_REQUIRE_TOOLS").is_some_and(|value| value == "1");
        assert!(!required, "{test} needs {}", program.needs);
        skipped(test, &format!("{} is not installed", program.needs));
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export");
    fs::write(&path, text).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tools")
        .join(program.script);
    let output = Command::new(&program.name)
        .arg(script)
        .args(kind)
        .arg(path)
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{test}: {complaint}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// A program with packages.
struct Program {
    name: OsString,
    /// What succeeds where the packages are there.
    probe: [&'static str; 2],
    needs: &'static str,
    script: &'static str,
}

fn python() -> Program {
    Program {
        // a virtual environment's, with the packages
        name: std::env::var_os("IBID_PYTHON").unwrap_or_else(|| "python3".into()),
        probe: [
            "-c",
            "import rispy, cffconvert, jsonschema, importlib.util as i; assert i.find_spec('commonmeta')",
        ],
        needs: "Python with rispy, cffconvert, jsonschema and commonmeta-py",
        script: "formats.py",
    }
}

#[test]
fn rispy_reads_ris() {
    let ibid = with_types();
    let (text, _) = written(&ibid, "ris");
    let Some(entries) = asked("rispy_reads_ris", &python(), &["ris"], &text) else {
        return;
    };
    let entries = entries.as_array().unwrap();
    assert_eq!(entries.len(), text.matches("\nER  - ").count());
    assert!(
        entries
            .iter()
            .all(|entry| entry.get("unknown_tag").is_none())
    );
    let entry = entries
        .iter()
        .find(|entry| entry["id"] == "turing1950")
        .unwrap();
    assert_eq!(entry["type_of_reference"], "JOUR");
    assert_eq!(entry["authors"][0], "Turing, A. M.");
    assert_eq!(entry["secondary_title"], "Mind");
    assert_eq!(
        (&entry["start_page"], &entry["end_page"]),
        (&"433".into(), &"460".into())
    );
    assert_eq!(entry["keywords"].as_array().unwrap().len(), 3);
}

#[test]
fn cffconvert_accepts_citation_files() {
    let ibid = with_types();
    let (text, _) = written(&ibid, "cff");
    let test = "cffconvert_accepts_citation_files";
    let Some(found) = asked(test, &python(), &["cff"], &text) else {
        return;
    };
    assert_eq!(found["version"], "1.2.0");
    for key in ["tex", "turing1950", "stoc1971", "a:b/c"] {
        let said = ibid.run(&["export", "-f", "cff", key]);
        asked(test, &python(), &["cff"], &said.stdout);
    }
}

#[test]
fn csl_json_is_valid_by_its_schema() {
    let ibid = with_types();
    let (text, _) = written(&ibid, "csl-json");
    let test = "csl_json_is_valid_by_its_schema";
    if let Some(found) = asked(test, &python(), &["csl"], &text) {
        assert_eq!(found["items"], text.matches("\n{").count());
    }
}

#[test]
fn citeproc_renders_csl_json() {
    let node = Program {
        name: "node".into(),
        probe: ["-e", "require('citeproc')"],
        needs: "Node.js with citeproc",
        script: "citeproc.js",
    };
    let ibid = with_types();
    let (text, _) = written(&ibid, "csl-json");
    let Some(references) = asked("citeproc_renders_csl_json", &node, &[], &text) else {
        return;
    };
    let references = references.as_array().unwrap();
    assert_eq!(references.len(), text.matches("\n{").count());
    let is_turing = |text: &&Value| {
        text.as_str()
            .unwrap()
            .contains("Turing, A. M. Computing Machinery and Intelligence. Mind. ")
    };
    assert_eq!(
        references.iter().filter(is_turing).count(),
        1,
        "{references:#?}"
    );
}

#[test]
fn a_page_shows_references_in_the_style_that_is_asked_for() {
    let ibid = Ibid::with_entries();
    let reference = |arguments: &[&str]| {
        let mut all = vec!["export", "knuth84", "--format", "html-page"];
        all.extend(arguments);
        let said = ibid.run(&all);
        let (_, rest) = said.stdout.split_once("<p class=\"r\">").unwrap();
        rest.split_once("</p>").unwrap().0.to_owned()
    };
    insta::assert_snapshot!(reference(&[]), @r##"Knuth, D. E. (1984). <span class="title"><i>The TeXbook</i></span>. Addison-Wesley."##);
    // numbered in the style, but not on the page
    insta::assert_snapshot!(reference(&["--style", "ieee"]), @r##"D. E. Knuth, <span class="title"><i>The TeXbook</i></span>. Addison-Wesley, 1984."##);
    fs::create_dir_all(ibid.path(".config/ibid")).unwrap();
    fs::write(ibid.path(".config/ibid/config.toml"), "style = 'ieee'\n").unwrap();
    assert!(reference(&[]).starts_with("D. E. Knuth"));
    let said = ibid.run(&["export", "--format", "html-page", "--style", "apaa"]);
    assert_eq!(said.code, Some(2), "{said}");
}

#[test]
fn the_order_of_imports_does_not_show_in_a_sorted_export() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut files: Vec<PathBuf> = fs::read_dir(examples)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "bib"))
        .collect();
    files.push(fixture("../dialects/biblatex.bib"));
    files.sort();
    let import = |files: &mut dyn Iterator<Item = &PathBuf>| {
        let ibid = Ibid::new();
        for file in files {
            let said = ibid.run(&["import", file.to_str().unwrap()]);
            assert_eq!(said.code, Some(0), "{said}");
        }
        ibid
    };
    let one = import(&mut files.iter());
    let other = import(&mut files.iter().rev());
    for format in FORMATS {
        for sort in ["key", "author-year"] {
            let export = ["export", "--format", format.name, "--sort", sort];
            let (one, other) = (one.run(&export), other.run(&export));
            assert_eq!(one.code, Some(0), "{one}");
            assert!(one.stdout == other.stdout, "{} by {sort}", format.name);
        }
    }
}
