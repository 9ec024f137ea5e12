//! `ibid completions`, and what the scripts ask.

use insta::assert_snapshot;

use crate::Ibid;

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
    assert_snapshot!(complete(&["exp"]), @"export	Writes entries as BibTeX: the whole library, or some entries with all they need");
    assert_snapshot!(complete(&["new", "--type", "inp"]), @"inproceedings");
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
