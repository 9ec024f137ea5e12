//! What all commands have in common.

use std::fs;
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::{ENTRIES, Ibid};

#[test]
fn an_empty_home_is_told_what_to_do() {
    let ibid = Ibid::new();
    assert_snapshot!(ibid.run(&["find", "x"]), @"
    [stderr]
    error: there is no library at ~/.local/share/ibid/library.ibid
    hint: `ibid import FILE.bib` makes it; `--library PATH` names another
    [exit 2]
    ");
    assert_eq!(ibid.run(&[]).code, Some(2));
    assert!(!ibid.path(".local").exists());
}

#[test]
fn wrong_words_are_usage_errors() {
    let ibid = Ibid::new();
    assert_snapshot!(ibid.run(&["fnd"]), @"
    [stderr]
    error: unrecognized subcommand 'fnd'

      tip: some similar subcommands exist: 'undo', 'find'

    Usage: ibid [OPTIONS] <COMMAND>

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["re"]), @"
    [stderr]
    error: unrecognized subcommand 're'

      tip: some similar subcommands exist: 'rename', 'remove', 'redo'

    Usage: ibid [OPTIONS] <COMMAND>

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["find", "--lmit", "3", "x"]), @"
    [stderr]
    error: unexpected argument '--lmit' found

      tip: a similar argument exists: '--limit'

    Usage: ibid find --limit <N> [WORDS]...

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(ibid.run(&["man", "--json"]), @"
    [stderr]
    error: this command has no --json
    hint: leave --json out; commands that list or change entries have it
    [exit 2]
    ");
}

#[test]
fn commands_may_be_shortened() {
    let ibid = Ibid::with_entries();
    assert_eq!(ibid.run(&["fi", "-k", "knuth"]).stdout, "knuth84\n");
}

#[test]
fn the_library_is_named_by_option_environment_and_configuration_in_that_order() {
    let ibid = Ibid::new();
    let add = |command: &mut assert_cmd::Command| {
        let said = ibid.ended(command.args(["new", "-"]).write_stdin(ENTRIES));
        assert_eq!(said.code, Some(0), "{said}");
    };
    fs::create_dir_all(ibid.path(".config/ibid")).unwrap();
    fs::write(
        ibid.path(".config/ibid/config.toml"),
        "library = \"~/papers/c.ibid\"\n",
    )
    .unwrap();
    add(&mut ibid.command());
    assert!(ibid.path("papers/c.ibid").exists());
    add(ibid.command().env("IBID_LIBRARY", "e.ibid"));
    assert!(ibid.path("e.ibid").exists());
    add(ibid
        .command()
        .env("IBID_LIBRARY", "e.ibid")
        .args(["--library", "o.ibid"]));
    assert!(ibid.path("o.ibid").exists());
    fs::write(
        ibid.path(".config/ibid/config.toml"),
        "library = \"beside.ibid\"\n",
    )
    .unwrap();
    add(&mut ibid.command());
    assert!(ibid.path(".config/ibid/beside.ibid").exists());
    assert!(!ibid.path(".local").exists());
}

#[test]
fn a_wrong_configuration_is_shown() {
    let ibid = Ibid::new();
    fs::create_dir_all(ibid.path(".config/ibid")).unwrap();
    fs::write(
        ibid.path(".config/ibid/config.toml"),
        "# mine\nlibarry = \"x\"\n",
    )
    .unwrap();
    assert_snapshot!(ibid.run(&["find", "x"]), @r#"
    [stderr]
    error[config]: unknown field `libarry`
     --> ~/.config/ibid/config.toml:2:1
      |
    2 | libarry = "x"
      | ^
      |
      = help: did you mean `library`?

    [exit 2]
    "#);
    fs::write(ibid.path(".config/ibid/config.toml"), "library = [").unwrap();
    assert_snapshot!(ibid.run(&["find", "x"]), @"
    [stderr]
    error[config]: unclosed array, expected `]`
     --> ~/.config/ibid/config.toml:1:12
      |
    1 | library = [
      |            ^

    [exit 2]
    ");
    // what needs no library is not stopped by it
    assert_eq!(ibid.run(&["completions", "bash"]).code, Some(0));
}

#[test]
fn other_files_and_newer_libraries_are_refused() {
    let ibid = Ibid::new();
    fs::write(ibid.path("x"), "text").unwrap();
    assert_snapshot!(ibid.run(&["--library", "x", "find", "x"]), @"
    [stderr]
    error: x is not an ibid library; it was left alone
    hint: `--library PATH` names another file
    [exit 2]
    ");
    assert_eq!(ibid.read("x"), "text");
}

#[test]
fn reading_only_writes_nothing() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["--read-only", "rm", "knuth84"]), @"
    [stderr]
    error: the library is open for reading only
    hint: to change it takes the right to write the file and its folder, and no `--read-only`
    [exit 2]
    ");
    assert_eq!(
        ibid.run(&["--read-only", "find", "-k", "knuth"]).stdout,
        "knuth84\n"
    );
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let ibid = Ibid::with_entries();
    let many: String = (0..3000)
        .map(|n| format!("@misc{{k{n}, title = {{Graphs again and again}}}}\n"))
        .collect();
    assert_eq!(ibid.run_with(&many, &["new", "-"]).code, Some(0));
    for arguments in [
        &["find", "graphs", "-n", "0"] as &[_],
        &["export"],
        &["find", "graphs", "-n", "0", "--json"],
    ] {
        let program = ibid.command().get_program().to_owned();
        let mut child = Command::new(program)
            .args(arguments)
            .env("HOME", ibid.home.path())
            .env_remove("IBID_LIBRARY")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), output.stderr.as_slice()),
            (Some(0), &[] as &[u8]),
            "{arguments:?}"
        );
    }
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let ibid = Ibid::with_entries();
    let colored = |command: &mut assert_cmd::Command| {
        ibid.ended(command.args(["find", "knuth"]))
            .stdout
            .contains("\u{1b}[")
    };
    assert!(!colored(&mut ibid.command()));
    assert!(colored(ibid.command().args(["--color", "always"])));
    assert!(colored(ibid.command().env("CLICOLOR_FORCE", "1")));
    assert!(!colored(
        ibid.command()
            .env("CLICOLOR_FORCE", "1")
            .args(["--color", "never"])
    ));
}

#[test]
fn records_cannot_command_a_terminal() {
    let ibid = Ibid::new();
    let entry = "@misc{evil, title = {a\u{1b}[31mred \u{202e}b\u{9b}2J}, author = {B\u{7}ell}, note = {\u{2066}c}}";
    ibid.run_with(entry, &["new", "-"]);
    for arguments in [
        &["find", "bell"] as &[_],
        &["show", "evil"],
        &["doctor"],
        &["log", "-p"],
    ] {
        let said = ibid.run(arguments).to_string();
        assert!(
            !said.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}', '\u{2066}']),
            "{arguments:?}: {said:?}"
        );
    }
    assert_eq!(ibid.source("evil").trim_end(), entry);
}

#[test]
fn whatever_lists_or_changes_prints_json() {
    let ibid = Ibid::with_entries();
    for arguments in [
        &["find", "e"] as &[_],
        &["find", "nothing"],
        &["show", "knuth84"],
        &["show", "nothing"],
        &["log"],
        &["log", "-p"],
        &["doctor"],
        &["set", "knuth84", "note=x"],
        &["set", "knuth84", "note=y", "--dry-run"],
        &["unset", "knuth84", "note"],
        &["undo"],
        &["redo"],
        &["rename", "knuth84", "knuth1984"],
        &["edit", "knuth84"],
        &["rm", "knuth84"],
        &["new", "-"],
        &["import", "-"],
    ] {
        let said = ibid.ended(
            ibid.command()
                .args(arguments)
                .arg("--json")
                .env("EDITOR", "true")
                .write_stdin("@misc{new, title = {x}}"),
        );
        assert!(
            serde_json::from_str::<serde_json::Value>(&said.stdout).is_ok(),
            "{arguments:?}: {said}"
        );
    }
}

#[test]
fn manual_pages_are_written() {
    let ibid = Ibid::new();
    assert!(ibid.run(&["man"]).stdout.contains(".TH ibid 1"));
    assert_eq!(ibid.run(&["man", "pages", "-q"]).to_string(), "");
    assert!(ibid.read("pages/ibid-find.1").contains("best first"));
}

#[test]
fn a_backup_is_a_library() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["backup", "copy.ibid"]), @"
    [stderr]
    copied the library to copy.ibid
    ");
    assert_eq!(
        ibid.run(&["--library", "copy.ibid", "find", "-k", "knuth"])
            .stdout,
        "knuth84\n"
    );
    assert_snapshot!(ibid.run(&["backup", ".local/share/ibid/library.ibid"]), @"
    [stderr]
    error: the copy cannot take the library's own place
    hint: name another file
    [exit 2]
    ");
    fs::write(ibid.path("x"), "text").unwrap();
    assert_eq!(ibid.run(&["backup", "x"]).code, Some(2));
    assert_eq!(ibid.read("x"), "text");
}

#[test]
fn help_is_about_commands_and_topics() {
    let ibid = Ibid::new();
    let query = ibid.run(&["help", "query"]).stdout;
    for field in ibid::query::FIELDS {
        assert!(
            query.contains(&format!("{}:", field.name)),
            "{}",
            field.name
        );
        assert!(query.contains(field.example), "{}", field.name);
    }
    assert!(
        query.lines().all(|line| line.chars().count() <= 100),
        "{query}"
    );
    assert!(
        ibid.run(&["help", "forms"])
            .stdout
            .contains("{author.family}")
    );
    assert_eq!(
        ibid.run(&["help", "find"]).stdout,
        ibid.run(&["find", "--help"]).stdout
    );
    assert_eq!(ibid.run(&["help"]).stdout, ibid.run(&["--help"]).stdout);
    assert_snapshot!(ibid.run(&["help", "qeury"]), @r#"
    [stderr]
    error: there is no help on "qeury"
    hint: did you mean `ibid help query`?
    [exit 2]
    "#);
    ibid.run(&["man", "pages", "-q"]);
    assert!(ibid.read("pages/ibid-query.1").contains("author:zahid"));
}
