//! `ibid completions`, and what the scripts ask.

use insta::assert_snapshot;

use crate::Ibid;
#[cfg(target_os = "linux")]
use crate::judge::has_tool;

#[test]
fn every_shell_gets_a_script() {
    let ibid = Ibid::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = ibid.run(&["completions", shell]);
        assert!(
            said.code == Some(0) && said.stdout.contains("IBID_COMPLETE"),
            "{said}"
        );
    }
    assert_eq!(ibid.run(&["completions", "tcsh"]).code, Some(2));
}

#[test]
fn keys_commands_and_types_complete() {
    let ibid = Ibid::with_entries();
    let complete = |words: &[&str]| {
        ibid.ended(
            ibid.command()
                .env("IBID_COMPLETE", "fish")
                .args(["--", "ibid"])
                .args(words),
        )
    };
    assert_snapshot!(complete(&["show", "kn"]), @"knuth84	Knuth: The TeXbook");
    assert_snapshot!(complete(&["show", "knuth84", "z"]), @"zahid2017	Zahid: The TeX of a long title that goes on until it must b…");
    assert_snapshot!(complete(&["exp"]), @"export	Writes entries with all they need, as BibTeX or in another format");
    assert_snapshot!(complete(&["new", "--type", "inp"]), @"inproceedings");
    assert_snapshot!(complete(&["find", "auth"]), @"author:	authors");
    assert_snapshot!(complete(&["find", "tex", "(-ye"]), @"(-year:	year of publication, or a range; also a month or day, as date:2006-11");
    assert_snapshot!(complete(&["pick", "has:fi"]), @"has:file");
    assert_snapshot!(complete(&["find", "type:inpr"]), @"type:inproceedings");
    assert_snapshot!(complete(&["cite", "[@kn"]), @"[@knuth84	Knuth: The TeXbook");
    ibid.run_with("@misc{Łukasz01, title = {T}}", &["new", "-"]);
    assert_snapshot!(complete(&["show", "łuk"]), @"Łukasz01	T");
    assert_snapshot!(complete(&["--library", "none", "show", "k"]), @"");
    assert_eq!(complete(&["show", "nothing"]).to_string(), "");
    let empty = Ibid::new();
    let said = empty.ended(
        empty
            .command()
            .env("IBID_COMPLETE", "bash")
            .args(["--", "ibid", "show", ""]),
    );
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
}

/// What a script says in a shell that knows the program and the entries.
#[cfg(target_os = "linux")]
fn in_shell(ibid: &Ibid, arguments: &[&str]) -> String {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_ibid"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    let mut shell = assert_cmd::Command::new(arguments[0]);
    shell
        .args(&arguments[1..])
        .env("HOME", ibid.home.path())
        .env("PATH", &path);
    for variable in ["IBID_LIBRARY", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        shell.env_remove(variable);
    }
    ibid.ended(&mut shell).stdout
}

#[cfg(target_os = "linux")]
#[test]
fn fish_completes_with_what_keys_mean() {
    if !has_tool("fish", "fish_completes_with_what_keys_mean") {
        return;
    }
    let ibid = Ibid::with_entries();
    let complete = |line: &str| {
        let ask = format!("ibid completions fish | source; complete -C '{line}'");
        in_shell(&ibid, &["fish", "--no-config", "-c", &ask])
    };
    assert_eq!(complete("ibid show kn"), "knuth84\tKnuth: The TeXbook\n");
    assert_eq!(complete("ibid find auth"), "author:\tauthors\n");
}

#[cfg(target_os = "linux")]
#[test]
fn zsh_completes_with_what_keys_mean() {
    if !has_tool("zsh", "zsh_completes_with_what_keys_mean") {
        return;
    }
    let ibid = Ibid::with_entries();
    ibid.run_with("@misc{DBLP:conf/x/K84, title = {T}}", &["new", "-"]);
    // in place of what takes the answers, something that prints them
    let complete = |words: &str| {
        let ask = format!(
            "compdef() {{ }}; _describe() {{ print -r -- \"$2\"; print -rl -- ${{(P)3}} }}
            source <(ibid completions zsh); words=({words}); CURRENT=${{#words}}
            _clap_dynamic_completer_ibid"
        );
        in_shell(&ibid, &["zsh", "-f", "-c", &ask])
    };
    assert_eq!(
        complete("ibid show kn"),
        "values\nknuth84:Knuth: The TeXbook\n"
    );
    assert_eq!(complete("ibid find auth"), "fields\nauthor\\::authors\n");
    assert!(complete("ibid show DB").starts_with("values\nDBLP\\:conf/x/K84:"));
}

#[cfg(target_os = "linux")]
#[test]
fn bash_completes_keys_with_colons() {
    let ibid = Ibid::new();
    ibid.run_with(
        "@misc{DBLP:conf/x/K84, title = {T}}\n@misc{DBLP:conf/x/K85}\n@misc{pay$me, title = {P}}
         @misc{O'Shea-99, title = {O}} @misc{A&B|c;d$(id)`e, title = {A}}",
        &["new", "-"],
    );
    let complete = |line: &str| {
        let line = line.trim_end_matches('?').to_owned()
            + if line.ends_with('?') { "\n63" } else { "\n9" };
        let (line, kind) = line.split_once('\n').unwrap();
        let ask = "source <(ibid completions bash); COMP_LINE=$1 COMP_TYPE=$2 COMP_POINT=${#1}; _ibid; printf '%s\n' \"${COMPREPLY[@]}\"";
        in_shell(&ibid, &["bash", "--norc", "-c", ask, "-", line, kind])
    };
    assert_eq!(
        complete("ibid show DBLP:conf/x/K8"),
        "conf/x/K84\nconf/x/K85\n"
    );
    assert_eq!(
        complete("ibid show DBLP"),
        "DBLP:conf/x/K84\nDBLP:conf/x/K85\n"
    );
    // what was typed in another case stays so, and once
    assert_eq!(complete("ibid show dblp:CONF/x/K84"), "conf/x/K84\n");
    // a list that is only shown says what the keys are
    let shown = complete("ibid show DBLP:conf/x/K8?");
    assert!(
        shown.starts_with("conf/x/K84  (") && shown.contains("T)\nconf/x/K85"),
        "{shown}"
    );
    // the shell is not to take a part of a key for something of its own
    assert_eq!(complete("ibid show pay"), "pay\\$me\n");
    assert_eq!(complete("ibid show pay\\$"), "pay\\$me\n");
    assert_eq!(complete("ibid show 'pay$"), "pay$me\n");
    assert_eq!(complete("ibid show \"pa"), "pay\\$me\n");
    assert_eq!(complete("ibid show a\\&"), "A\\&B\\|c\\;d\\$\\(id\\)\\`e\n");
    assert_eq!(complete("ibid show \"a&b|"), "A&B|c;d\\$(id)\\`e\n");
    assert_eq!(complete("ibid show 'a&b|"), "A&B|c;d$(id)`e\n");
    assert_eq!(complete("ibid show O\\'Sh"), "O\\'Shea-99\n");
    assert_eq!(complete("ibid show 'O"), "O'\\''Shea-99\n");
    assert_eq!(complete("ibid show o'sh"), "''\\''Shea-99\n");
    assert_eq!(complete("ibid find auth"), "author:\n");
    assert_eq!(complete("ibid exp"), "export\n");
    assert_eq!(complete("ibid --color=al"), "always\n");
    assert_eq!(complete("ibid show nothing"), "\n");
}
