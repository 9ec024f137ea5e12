//! What holds for every scanner.

use super::*;
use proptest::prelude::*;

/// The keys that a scan found.
pub(super) fn keys(scan: &Scan) -> Vec<&str> {
    scan.cited.iter().map(|cited| cited.key.as_str()).collect()
}

#[test]
fn names_and_endings_are_told_apart() {
    let (mut names, mut seen) = (HashSet::new(), HashSet::new());
    for scanner in SCANNERS {
        assert!(names.insert(scanner.name), "{}", scanner.name);
        for ending in scanner.endings {
            assert!(seen.insert(ending), "{ending}");
        }
    }
}

#[test]
fn a_kind_is_known_by_name_or_content() {
    assert_eq!(by_path(Path::new("a/B.TeX")).unwrap().name, "latex");
    assert!(by_path(Path::new("a/b")).is_none());
    for (text, name) in [
        ("\\relax \n\\citation{a}", "aux"),
        ("<?xml?>\n<bcf:controlfile>", "bcf"),
        ("{\"cells\": [], \"nbformat\": 4}", "notebook"),
        ("% x\n\\documentclass{article}", "latex"),
        ("text \\citep[3]{a} text", "latex"),
        ("% x\n@article{a,\n", "bib"),
        ("#set page(paper: \"a4\")\nSee @a.", "typst"),
        ("See #cite(<a>).", "typst"),
        ("#+TITLE: X\n", "org"),
        ("* Head\nSee [cite:@a].", "org"),
        ("See :cite:p:`a`.", "rst"),
        ("= Title\n:bibtex-file: x.bib\n\ncite:[a]", "asciidoc"),
        ("---\ntitle: X\n---\n\nSee [@a].", "markdown"),
        ("As @knuth84 says.", "markdown"),
        ("knuth84\nplass81\n", "keys"),
        ("# mine\nknuth84\na, b\n", "keys"),
        ("# Title\n\nSome words.", "markdown"),
        ("", "keys"),
    ] {
        assert_eq!(by_content(text).name, name, "{text}");
    }
}

/// Pieces of all notations, so that random texts get deep into the scanners.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "\\cite",
        "\\cites",
        "{a,b}",
        "[",
        "]",
        "{",
        "}",
        "(",
        ")",
        "<",
        ">",
        "*",
        "%",
        "\\",
        "\n",
        "\n\n",
        "@",
        "@key",
        "@{",
        "`",
        "```",
        "~~~",
        "\"",
        "'",
        "$",
        "#",
        "#cite(",
        "#let x = ",
        "#include \"a.typ\"",
        "//",
        "/*",
        "*/",
        "[cite:@a;",
        "cite:a,b",
        "[[cite:&a",
        ":cite:`a`",
        "[A1]_",
        ".. [A1] x",
        "::\n\n   ",
        "cite:[a,b(3)]",
        "----",
        "\\begin{verbatim}",
        "\\end{verbatim}",
        "\\newcommand{\\x}[2][]{",
        "#2",
        "\\x",
        "\\verb|",
        "\\iffalse",
        "\\fi",
        "\\input{a}",
        "---\n",
        "nocite: ",
        "<!--",
        "-->",
        "{{< include a >}}",
        "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":[\"",
        "\\u00e9",
        "é",
        "日",
        "\u{301}",
        " ",
        "    ",
        "- ",
        "#+begin_src",
        "#+end_src",
        "<bcf:citekey>",
        "</",
        "@misc{k,",
        "\\def\\x#1",
        "\\let\\x=",
        "\\url{",
        ".",
        ";",
        ":",
        "-",
        "<fig:1>",
        "bibliography(",
        "full: true",
    ];
    prop_oneof![
        4 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[a-z0-9 ]{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_can_be_scanned(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        by_content(&text);
        for scanner in SCANNERS {
            let scan = (scanner.scan)(&text, &mut Known::default());
            for cited in &scan.cited {
                prop_assert!(!cited.key.is_empty(), "{}: empty key", scanner.name);
                prop_assert!(text.is_char_boundary(cited.at) && cited.at < text.len(), "{}", scanner.name);
            }
            for include in &scan.includes {
                prop_assert!(text.is_char_boundary(include.at), "{}", scanner.name);
            }
            prop_assert!(scan.cited.is_sorted_by_key(|cited| cited.at), "{}", scanner.name);
        }
    }
}

#[test]
fn bad_texts_come_to_an_end() {
    for piece in [
        "\\cite{",
        "\\cite[",
        "\\cites(",
        "\\newcommand{\\x}{",
        "\\begin{verbatim}",
        "\\iffalse",
        "\\verb|",
        "`",
        "``` ",
        "[cite:",
        "@{",
        "<!--",
        "#(",
        "#[",
        "$",
        "/*",
        "\\url{",
        "[",
        "\"",
        ":cite:`",
        "{{< include ",
        "<bcf:citekey>",
        "`` ",
        "\\cite[\\cite[",
        "\\def\\x#1{\\cite{#1}",
        "#let x = (",
        "cite:[",
        "[[cite:",
        "a]_ [",
        "](",
        "<a",
    ] {
        let text = piece.repeat(120_000 / piece.len());
        for scanner in SCANNERS {
            // one that takes the square of the text's length would be at it for minutes
            (scanner.scan)(&text, &mut Known::default());
        }
    }
}
