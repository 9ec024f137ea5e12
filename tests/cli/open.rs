//! `ibid open`

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::Ibid;

const FILES: &str = r#"
@misc{both, title = {Both}, file = {paper.pdf}, doi = {10.1000/182}}
@misc{gone, title = {Gone}, file = {gone.pdf}, url = {https://example.org/a b}}
@misc{none, title = {None}}
@misc{strange, title = {Strange}, url = {javascript:alert(1)}, file = {run.sh}}
@misc{preprint, title = {Preprint}, eprint = {1501.00001}, eprinttype = {arxiv}}
"#;

fn with_files() -> Ibid {
    let ibid = Ibid::new();
    let said = ibid.run_with(FILES, &["new", "-"]);
    assert_eq!(said.code, Some(0), "{said}");
    fs::write(ibid.path("paper.pdf"), "").unwrap();
    fs::write(ibid.path("run.sh"), "").unwrap();
    ibid
}

#[test]
fn it_says_what_it_would_open() {
    let ibid = with_files();
    assert_snapshot!(ibid.run(&["open", "--print", "both", "gone", "preprint"]), @"
    ~/paper.pdf
    https://example.org/a
    https://arxiv.org/abs/1501.00001
    [stderr]
    gone: the file gone.pdf is missing
    ");
    assert_snapshot!(ibid.run(&["open", "--print", "both", "--doi"]), @"
    https://doi.org/10.1000/182
    ");
    assert_snapshot!(ibid.run(&["open", "--print", "gone", "--file"]), @"
    [stderr]
    gone: the file gone.pdf is missing
    gone has no file that can be opened
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["open", "--print", "none", "strange"]), @r#"
    [stderr]
    none has no file, DOI or URL to open
    strange: run.sh looks like a program; it was not opened
    strange: "javascript:alert(1)" is no http or https address
    strange has no file, DOI or URL to open
    [exit 1]
    "#);
    assert_snapshot!(ibid.run(&["open", "--print", "both", "--url"]), @"
    [stderr]
    both has no URL that can be opened
    [exit 1]
    ");
    assert_snapshot!(ibid.run(&["open", "nobody"]), @r#"
    [stderr]
    error: no entry has the key "nobody"
    hint: `ibid find WORDS` looks for entries by author, title, year …
    [exit 1]
    "#);
}

#[test]
fn files_are_looked_for_where_they_may_be() {
    let ibid = with_files();
    for folder in ["elsewhere", "pdf", ".config/ibid"] {
        fs::create_dir_all(ibid.path(folder)).unwrap();
    }
    let from_elsewhere = || {
        let mut command = ibid.command();
        command
            .args(["open", "both", "--print"])
            .current_dir(ibid.path("elsewhere"));
        ibid.ended(&mut command)
    };
    assert_snapshot!(from_elsewhere(), @"
    https://doi.org/10.1000/182
    [stderr]
    both: the file paper.pdf is missing
    ");
    fs::rename(ibid.path("paper.pdf"), ibid.path("pdf/paper.pdf")).unwrap();
    fs::write(ibid.path(".config/ibid/config.toml"), "files = \"~/pdf\"\n").unwrap();
    assert_snapshot!(from_elsewhere(), @"
    ~/pdf/paper.pdf
    ");
    fs::rename(
        ibid.path("pdf/paper.pdf"),
        ibid.path(".local/share/ibid/paper.pdf"),
    )
    .unwrap();
    assert_snapshot!(from_elsewhere(), @"
    ~/.local/share/ibid/paper.pdf
    ");
}

#[test]
fn the_opener_gets_the_target_as_it_is() {
    let ibid = with_files();
    fs::write(
        ibid.path("opener"),
        "printf '%s\\n' \"$@\" > opened.new; mv opened.new opened\n",
    )
    .unwrap();
    fs::create_dir_all(ibid.path(".config/ibid")).unwrap();
    fs::write(
        ibid.path(".config/ibid/config.toml"),
        "opener = \"sh opener 'one word'\"\n",
    )
    .unwrap();
    assert_snapshot!(ibid.run(&["open", "gone", "-v"]), @"
    [stderr]
    gone: the file gone.pdf is missing
    opened https://example.org/a
    ");
    let end = Instant::now() + Duration::from_secs(60);
    while !ibid.path("opened").exists() {
        assert!(Instant::now() < end);
        sleep(Duration::from_millis(10));
    }
    assert_eq!(ibid.read("opened"), "one word\nhttps://example.org/a\n");
    let mut command = ibid.command();
    command
        .args(["open", "gone"])
        .env("IBID_OPENER", "no-such-program");
    assert_snapshot!(ibid.ended(&mut command), @"
    [stderr]
    gone: the file gone.pdf is missing
    error: https://example.org/a could not be opened
      because: No such file or directory (os error 2)
    hint: `opener` in the configuration file, or the environment variable IBID_OPENER, names a program that opens files and addresses; `ibid open --print` prints what it would be given
    [exit 2]
    ");
}

#[cfg(unix)]
#[test]
fn an_opener_that_fails_is_told() {
    let ibid = Ibid::new();
    ibid.run_with(
        "@misc{a, title = {A}, url = {https://example.org/a}}",
        &["import", "-"],
    );
    let mut command = ibid.command();
    command.args(["open", "a"]).env("IBID_OPENER", "false");
    assert_snapshot!(ibid.ended(&mut command), @"
    [stderr]
    error: https://example.org/a could not be opened
      because: `false` failed (exit status: 1)
    hint: `opener` in the configuration file, or the environment variable IBID_OPENER, names a program that opens files and addresses; `ibid open --print` prints what it would be given
    [exit 2]
    ");
}

#[test]
fn files_are_found_whoever_wrote_the_field() {
    let ibid = Ibid::new();
    fs::write(ibid.path("b;c_d.pdf"), "").unwrap();
    let entries = r"@misc{jabref, title = {J}, file = {:b\;c_d.pdf:PDF}}
        @misc{zotero, title = {Z}, file = {Full Text PDF:b\;c\_d.pdf:application/pdf}}
        @misc{mendeley, title = {M}, file = {:b\;c{\_}d.pdf:pdf}}
        @misc{windows, title = {W}, file = {:C\:\\dir\\a_b.pdf:PDF}}";
    assert_eq!(ibid.run_with(entries, &["new", "-"]).code, Some(0));
    assert_snapshot!(ibid.run(&["open", "--print", "jabref", "zotero", "mendeley", "windows"]), @r"
    ~/b;c_d.pdf
    ~/b;c_d.pdf
    ~/b;c_d.pdf
    [stderr]
    windows: the file C:\dir\a_b.pdf is missing
    windows has no file, DOI or URL to open
    [exit 1]
    ");
}
