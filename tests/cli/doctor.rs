//! `ibid doctor`

use insta::assert_snapshot;

use crate::Ibid;

#[test]
fn a_sound_library_is_told_in_a_line() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.run(&["doctor"]), @"3 entries: no damage, nothing to look at");
    assert_snapshot!(ibid.run(&["doctor", "--rebuild"]), @"
    3 entries: no damage, nothing to look at
    [stderr]
    everything derived from the entries was made anew
    ");
}

#[test]
fn findings_are_shown() {
    let ibid = Ibid::with_entries();
    ibid.run(&[
        "set",
        "knuth84",
        "crossref=none",
        "month:=january",
        "year=soon",
    ]);
    assert_snapshot!(ibid.run(&["doctor"]), @r#"
    warning[missing-reference]: knuth84: crossref names "none", which no entry is called
    warning[undefined-macro]: knuth84: nothing defines the macro january
    3 entries: no damage, 2 things to look at
    [exit 1]
    "#);
    let said = ibid.run(&["doctor", "--json"]);
    let health: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(health["findings"][0]["code"], "missing-reference");
    assert_eq!(said.code, Some(1));
}
