use super::{parse_names, split_name};

/// Names and the parts `first|von|last|jr` that the bibtex program gives them.
#[test]
fn parts_are_those_of_the_program() {
    for (source, parts) in [
        ("Donald E. Knuth", "Donald E.||Knuth|"),
        ("Knuth, Donald E.", "Donald E.||Knuth|"),
        ("Plato", "||Plato|"),
        ("Ludwig van Beethoven", "Ludwig|van|Beethoven|"),
        ("van Beethoven, Ludwig", "Ludwig|van|Beethoven|"),
        (
            "Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin",
            "Charles Louis Xavier Joseph|de la|Vall{\\'e}e Poussin|",
        ),
        ("King, Jr, Martin Luther", "Martin Luther||King|Jr"),
        ("Ford, Jr., Henry", "Henry||Ford|Jr."),
        ("Jean-Paul Sartre", "Jean-Paul||Sartre|"),
        ("Marie Curie-Sk{\\l}odowska", "Marie||Curie-Sk{\\l}odowska|"),
        ("jean de la fontaine", "|jean de la|fontaine|"),
        ("de la fontaine, jean", "jean|de la|fontaine|"),
        ("Jean {de la} Fontaine", "Jean {de la}||Fontaine|"),
        ("{\\'e}tienne Dupont", "|{\\'e}tienne|Dupont|"),
        ("{\\'E}tienne Dupont", "{\\'E}tienne||Dupont|"),
        ("{\\oe}uvre Dupont", "|{\\oe}uvre|Dupont|"),
        ("Aa {\\relax von} Bb", "Aa|{\\relax von}|Bb|"),
        ("{IBM} Research", "{IBM}||Research|"),
        ("{Barnes and Noble, Inc.}", "||{Barnes and Noble, Inc.}|"),
        ("A.~B.~van der~Berg", "A.~B.|van der|Berg|"),
        ("a, b, c, d", "c d||a|b"),
        ("Smith,", "||Smith|"),
        ("von", "||von|"),
        ("von der, A", "A|von|der|"),
        ("X Y-von Z", "X Y|von|Z|"),
    ] {
        let raw = split_name(source);
        let got = format!("{}|{}|{}|{}", raw.first, raw.von, raw.last, raw.jr);
        assert_eq!(got, parts, "{source}");
    }
}

fn sorted(tex: &str) -> Vec<String> {
    parse_names(tex)
        .names
        .iter()
        .map(|name| name.sorted())
        .collect()
}

#[test]
fn lists_are_split_outside_braces() {
    assert_eq!(sorted("A B AND C D\nand\tE F"), ["B, A", "D, C", "F, E"]);
    assert_eq!(
        sorted("{A and B} and Candy Anderson"),
        ["A and B", "Anderson, Candy"]
    );
    assert_eq!(sorted(""), Vec::<String>::new());
    let list = parse_names("Smith, J. and others");
    assert!(list.others && list.names.len() == 1 && list.problems.is_empty());
    assert!(!parse_names("others and Smith, J.").others);
}

#[test]
fn faults_are_reported_and_read_on() {
    for (tex, count, problem) in [
        ("A B and and C D", 2, "name 2 is empty: two `and` in a row"),
        ("and A B", 1, "the list starts with `and`"),
        ("A B and", 1, "the list ends with `and`"),
        (
            "a, b, c, d",
            1,
            "name 1 has more than two commas: `a, b, c, d`",
        ),
        ("A B, and C D", 2, "name 1 has a comma at the end: `A B,`"),
        ("A B} and C D", 2, "name 1 has unbalanced braces: `A B}`"),
        (
            "{A B and C D",
            1,
            "name 1 has unbalanced braces: `{A B and C D`",
        ),
        ("A B and {}", 1, "name 2 is empty: `{}`"),
        (
            "A B and et al.",
            1,
            "name 2 is `et al.`: BibTeX expects `and others`",
        ),
        (", John", 1, "name 1 has no family name: `, John`"),
    ] {
        let list = parse_names(tex);
        assert_eq!(
            (list.names.len(), list.problems),
            (count, vec![problem.to_owned()]),
            "{tex}"
        );
    }
}

#[test]
fn names_become_unicode() {
    assert_eq!(
        sorted(r#"G{\"o}del, K. and Paul Erd{\H o}s"#),
        ["Gödel, K.", "Erdős, Paul"]
    );
    assert_eq!(sorted(r"A.~B. van~der Berg"), ["van der Berg, A. B."]);
    let list = parse_names(r"{\'E} and {\it The Group} and {{Inner}} and {van} Gogh");
    assert_eq!(
        list.names
            .iter()
            .map(|name| name.corporate)
            .collect::<Vec<_>>(),
        [false, true, true, false]
    );
}

#[test]
fn every_letter_has_its_case() {
    assert_eq!(
        sorted("Émile Zola and Émile de Ésope"),
        ["Zola, Émile", "de Ésope, Émile"]
    );
    assert_eq!(sorted("ʿAbd al-Raḥmān"), ["al-Raḥmān, ʿAbd"]);
    assert_eq!(sorted("李 lei"), ["lei, 李"]);
    assert_eq!(sorted("A\u{a0}B"), ["B, A"]);
}

#[test]
fn the_extended_form_is_read() {
    assert_eq!(
        sorted(
            "family=Bach, given={Johann Sebastian} and given=Jean, prefix=de la, prefix-i=d, family=Rousseau"
        ),
        ["Bach, Johann Sebastian", "de la Rousseau, Jean"]
    );
    assert_eq!(
        sorted("useprefix=false and useprefix=true, given=R., prefix=von, family=Rabble"),
        ["von Rabble, R."]
    );
    assert_eq!(
        sorted("id=x, given=Alfred, family=Adler, suffix={Jr, II}"),
        ["Adler, Jr, II, Alfred"]
    );
    assert_eq!(sorted("\"family={A, B}\", given=C"), ["A, B, C"]);
    assert_eq!(sorted("E = mc, A"), ["E = mc, A"]);
}

#[test]
fn hostile_input_comes_to_an_end() {
    for unit in [
        "and ",
        "{",
        "}",
        ",",
        "a ",
        "- ",
        " and and ",
        "a,b and ",
        "x-",
        "~",
        "=,",
        "family=,",
        "é ",
        "{\\ ",
    ] {
        let tex = unit.repeat(100_000);
        parse_names(&tex);
    }
}

proptest::proptest! {
    /// No panic, no empty name, and as many names as the list has items at most.
    #[test]
    fn any_text_is_a_name_list(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                " and ", " AND\n", "and", "others", "{", "}", ",", " ", "~", "-", "\u{a0}", "von", "Smith", "J.", "{\\'e}",
                "{\\O}", "É", "ü", "\\", "\"", "family=", "given=", "=", "{A and B}",
            ]),
            0..30,
        )
    ) {
        let tex = words.concat();
        let list = parse_names(&tex);
        proptest::prop_assert!(list.names.iter().all(|name| !name.is_empty()));
        proptest::prop_assert!(list.names.len() <= tex.to_lowercase().matches("and").count() + 1);
    }
}
