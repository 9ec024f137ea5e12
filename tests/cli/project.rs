//! `ibid.toml`: what people set once per project.

use std::fs;

use insta::assert_snapshot;

use crate::{Ibid, Said};

/// A home with a library and a project in the folder `paper`.
fn project(settings: &str) -> Ibid {
    let ibid = Ibid::with_entries();
    ibid.run(&["set", "knuth84", "file=home.pdf"]);
    fs::create_dir_all(ibid.path("paper/parts")).unwrap();
    fs::write(ibid.path("paper/paper.tex"), "\\cite{knuth84}").unwrap();
    fs::write(ibid.path("paper/ibid.toml"), settings).unwrap();
    ibid
}

/// Runs in a folder of the home.
fn run_in(ibid: &Ibid, folder: &str, arguments: &[&str]) -> Said {
    ibid.ended(
        ibid.command()
            .args(arguments)
            .current_dir(ibid.path(folder)),
    )
}

#[test]
fn export_needs_no_arguments_in_a_project() {
    let ibid = project("documents = ['paper.tex']\noutput = 'refs.bib'\n");
    assert_snapshot!(run_in(&ibid, "paper", &["export"]), @"
    [stderr]
    wrote 1 entry to refs.bib
    ");
    assert_snapshot!(ibid.read("paper/refs.bib"), @r#"
    @book{knuth84,
      author = "Donald E. Knuth",
      title = "The {\TeX}book",
      publisher = "Addison-Wesley",
      year = 1984
    }
    "#);
    // the file is found from folders below it, and its paths start where it stands
    assert_snapshot!(run_in(&ibid, "paper/parts", &["export"]), @"
    [stderr]
    ../refs.bib is unchanged (1 entry)
    ");
    // options win
    let said = run_in(
        &ibid,
        "paper",
        &["export", "--private", "--tidy", "-o", "-"],
    );
    assert_snapshot!(said, @r"
    @book{knuth84,
      author = {Donald E. Knuth},
      title = {The {\TeX}book},
      publisher = {Addison-Wesley},
      year = 1984,
      file = {home.pdf}
    }
    ");
    // outside of it nothing changes
    assert!(ibid.run(&["export"]).stdout.contains("@article{zahid2017"));
    let said = run_in(&ibid, "paper", &["export", "--no-project"]);
    assert!(said.stdout.contains("@article{zahid2017"), "{said}");
}

#[test]
fn a_choice_on_the_command_line_leaves_documents_and_output_aside() {
    let ibid = project("documents = ['paper.tex']\noutput = 'refs.bib'\ntidy = true\n");
    let said = run_in(&ibid, "paper", &["export", "knuth84"]);
    assert!(
        said.stdout
            .contains("  year = 1984,\n  file = {home.pdf}\n"),
        "{said}"
    );
    assert!(!ibid.path("paper/refs.bib").exists());
}

#[test]
fn one_project_may_have_several_outputs() {
    let ibid = project(
        "documents = ['paper.tex']\n\n[[export]]\noutput = 'a.bib'\n\n[[export]]\noutput = 'b.bib'\ntidy = true\n",
    );
    assert_snapshot!(run_in(&ibid, "paper", &["export"]), @"
    [stderr]
    wrote 1 entry to a.bib
    wrote 1 entry to b.bib
    ");
    assert!(ibid.read("paper/a.bib").contains("year = 1984\n}"));
    assert!(ibid.read("paper/b.bib").contains("  year = 1984\n}"));
    assert_snapshot!(run_in(&ibid, "paper", &["export", "-o", "c.bib"]), @"
    [stderr]
    error: ibid.toml asks for 2 exports, which cannot all go to c.bib
    hint: leave `--output` out, or `--no-project` leaves the file aside
    [exit 2]
    ");
    // one that fails does not keep the others back
    fs::write(
        ibid.path("paper/ibid.toml"),
        "[[export]]\noutput = 'no/a.bib'\n[[export]]\noutput = 'd.bib'\n",
    )
    .unwrap();
    assert_snapshot!(run_in(&ibid, "paper", &["export"]), @"
    [stderr]
    wrote 3 entries to d.bib
    error: no/a.bib: No such file or directory (os error 2)
    [exit 2]
    ");
}

#[test]
fn mistakes_are_shown_where_they_are() {
    let ibid = project("documents = ['paper.tex']\noutptu = 'refs.bib'\n");
    assert_snapshot!(run_in(&ibid, "paper", &["export"]), @"
    [stderr]
    error[config]: unknown field `outptu`
     --> ibid.toml:2:1
      |
    2 | outptu = 'refs.bib'
      | ^
      |
      = help: did you mean `output`?

    [exit 2]
    ");
    fs::write(ibid.path("paper/ibid.toml"), "[[export]]\ntidy = 'yes'\n").unwrap();
    assert_snapshot!(run_in(&ibid, "paper/parts", &["export"]), @r#"
    [stderr]
    error[config]: true or false belongs here, not the string "yes"
     --> ../ibid.toml:2:8
      |
    2 | tidy = 'yes'
      |        ^

    [exit 2]
    "#);
    fs::write(ibid.path("paper/ibid.toml"), "kind = 'latx'\n").unwrap();
    assert_snapshot!(run_in(&ibid, "paper", &["export"]), @r#"
    [stderr]
    error[config]: no kind of document is called "latx"; there are aux, bcf, notebook, latex, bib, typst, org, rst, asciidoc, markdown, keys
     --> ibid.toml:1:8
      |
    1 | kind = 'latx'
      |        ^
      |
      = help: did you mean `latex`?

    [exit 2]
    "#);
    fs::write(
        ibid.path("paper/ibid.toml"),
        "output = 'refs.bib'\nmerge-into = 'all.bib'\n",
    )
    .unwrap();
    assert_snapshot!(run_in(&ibid, "paper", &["export"]), @"
    [stderr]
    error[config]: `merge-into` is in place of `output`, and both are set
     --> ibid.toml:2:1
      |
    2 | merge-into = 'all.bib'
      | ^
      |
      = help: leave one of the two out, or give each an [[export]] table

    [exit 2]
    ");
    for (wrong, said) in [
        ("group = 'yaer'", "did you mean `year`?"),
        ("wrap = 5", "20 are the least"),
        ("format = 'biblatx'", "did you mean `biblatex`?"),
        ("wrap = 'x'", "a number belongs here"),
    ] {
        fs::write(ibid.path("paper/ibid.toml"), wrong).unwrap();
        let told = run_in(&ibid, "paper", &["export"]);
        assert!(told.stderr.contains(said), "{told}");
        assert!(told.stderr.contains("ibid.toml:1:"), "{told}");
    }
    // one text is a list of one
    fs::write(
        ibid.path("paper/ibid.toml"),
        "documents = 'paper.tex'\nomit = 'year'\n",
    )
    .unwrap();
    let told = run_in(&ibid, "paper", &["export"]);
    assert!(told.stdout.starts_with("@book{knuth84,"), "{told}");
    assert!(!told.stdout.contains("year"), "{told}");
    fs::write(ibid.path("paper/ibid.toml"), "output = refs.bib\n").unwrap();
    assert_snapshot!(run_in(&ibid, "paper", &["find", "knuth"]), @"
    [stderr]
    error[config]: string values must be quoted, expected literal string
     --> ibid.toml:1:10
      |
    1 | output = refs.bib
      |          ^

    [exit 2]
    ");
}

#[test]
fn a_project_may_have_a_library_of_its_own() {
    let ibid = project("library = 'own.ibid'\n");
    let entry = "@misc{own, title = {Own}}";
    fs::write(ibid.path("paper/own.bib"), entry).unwrap();
    assert_eq!(run_in(&ibid, "paper", &["import", "own.bib"]).code, Some(0));
    assert!(ibid.path("paper/own.ibid").exists());
    assert_eq!(
        run_in(&ibid, "paper/parts", &["export"]).stdout.trim(),
        entry
    );
    assert_eq!(
        run_in(&ibid, "paper/parts", &["find", "-k", "own"]).stdout,
        "own\n"
    );
    // what is asked for on the command line or in the environment wins
    let library = ibid.path(".local/share/ibid/library.ibid");
    let library = library.to_str().unwrap();
    let said = run_in(
        &ibid,
        "paper",
        &["--library", library, "find", "-k", "knuth"],
    );
    assert_eq!(said.stdout, "knuth84\n");
}

#[cfg(unix)]
#[test]
fn watching_exports_with_each_change() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    use std::sync::mpsc;
    use std::time::Duration;

    let ibid = project("documents = ['paper.tex']\noutput = 'refs.bib'\n");
    let mut watching = Command::new(env!("CARGO_BIN_EXE_ibid"))
        .args(["export", "--watch"])
        .env_clear()
        .env("HOME", ibid.home.path())
        .current_dir(ibid.path("paper"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (sender, lines) = mpsc::channel();
    let said = BufReader::new(watching.stderr.take().unwrap());
    std::thread::spawn(move || {
        said.lines()
            .map_while(Result::ok)
            .for_each(|line| drop(sender.send(line)))
    });
    let until = |wanted: &str| {
        let mut told = Vec::new();
        loop {
            let Ok(line) = lines.recv_timeout(Duration::from_secs(60)) else {
                panic!("not told {wanted:?}, but {told:?}");
            };
            told.push(line);
            if told.last().unwrap().contains(wanted) {
                return;
            }
        }
    };
    until("wrote 1 entry to refs.bib");
    until("watching 2 files and the library; Ctrl-C ends it");
    // a file that is replaced, as editors do
    fs::write(ibid.path("paper/new.tex"), "\\cite{knuth84}\\input{more}").unwrap();
    fs::rename(ibid.path("paper/new.tex"), ibid.path("paper/paper.tex")).unwrap();
    until("more is not there");
    until("refs.bib is unchanged (1 entry)");
    // a file that was missing
    fs::write(ibid.path("paper/more.tex"), "\\cite{zahid2017}").unwrap();
    until("wrote 2 entries to refs.bib");
    // the library
    ibid.run(&["set", "knuth84", "note=New"]);
    until("wrote 2 entries to refs.bib");
    assert!(
        ibid.read("paper/refs.bib").contains("note = {New}")
            || ibid.read("paper/refs.bib").contains("New")
    );
    // an error is told and ends nothing
    fs::write(ibid.path("paper/ibid.toml"), "outptu = 'x'\n").unwrap();
    until("did you mean");
    fs::write(
        ibid.path("paper/ibid.toml"),
        "documents = ['paper.tex']\noutput = 'other.bib'\n",
    )
    .unwrap();
    until("wrote 2 entries to other.bib");
    let id = watching.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(watching.wait().unwrap().code(), Some(0));
    assert_snapshot!(run_in(&ibid, "paper", &["export", "--watch", "-"]), @"
    [stderr]
    error: standard input does not change
    hint: name files with `--cited-in`, or leave `--watch` out
    [exit 2]
    ");
}
