//! The round trip, judged as the corpus is, over small files that stand for what real ones hold.

use std::fs;
use std::path::Path;

use ibid::formats::encoding::decode;

use crate::Ibid;
use crate::blocks::blocks;
use crate::judge::{has_tool, references};

#[test]
fn bibtex_makes_the_same_of_what_is_carried_over() {
    if !has_tool("bibtex", "bibtex_makes_the_same_of_what_is_carried_over") {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fidelity");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let (name, path) = (path.file_name().unwrap(), path.to_str().unwrap());
        let ibid = Ibid::new();
        let said = ibid.run(&["import", path]);
        assert!(matches!(said.code, Some(0 | 1)), "{said}");
        let export = ibid.command().arg("export").output().unwrap().stdout;

        let bytes = fs::read(path).unwrap();
        let original = references(&bytes);
        let missing = original.missing_in(&references(&export));
        assert!(original.asked().next().is_some(), "{name:?}");
        assert!(missing.is_empty(), "{name:?}\n{}", missing.join("\n"));
        if !original.complained {
            let text = decode(bytes).text;
            let export = String::from_utf8(export).unwrap();
            let sources = |text: &str| {
                let mut found: Vec<String> = blocks(text)
                    .entries
                    .into_iter()
                    .map(|span| text[span].to_owned())
                    .collect();
                found.sort();
                found
            };
            assert_eq!(sources(&text), sources(&export), "{name:?}");
        }
        let again = ibid.run(&["import", path]);
        assert!(again.stderr.contains(" 0 added"), "{name:?}: {again}");
    }
}

#[test]
fn the_judge_sees_differences() {
    if !has_tool("bibtex", "the_judge_sees_differences") {
        return;
    }
    let original =
        references(b"@misc{a, title = {Same}}\n@misc{B, title = {Other}}\n@misc{c, title = x y}");
    assert_eq!(original.asked().collect::<Vec<_>>(), ["a", "b"]);
    assert!(original.complained);
    let other = references(b"@misc{b, title = {Another}}\n@misc{A,\n title = \"Same\"}");
    let missing = original.missing_in(&other);
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert!(missing[0].starts_with("b:"), "{missing:?}");
}
