//! What is pasted from papers and their lists of references.

use super::{SearchOptions, keys, library};

#[test]
fn a_reference_says_of_which_kind_its_numbers_are() {
    let fresh = library(
        r#"@article{tait, author = {Tait, W. W.}, title = {Finitism}, journal = {The Journal of Philosophy},
             volume = 78, number = 9, pages = {524--546}, year = 1981}
           @article{gough, author = {Gough, W.}, title = {Units}, journal = {Eur. J. Phys.}, volume = 7, pages = 81, year = 1986}
           @book{volume, author = {Knuth, D.}, title = {Sorting, Volume Three}, year = 1998}"#,
    );
    for (typed, key) in [
        (
            "Tait, “Finitism,” The Journal of Philosophy, vol. 78, no. 9, pp. 524–546, 1981.",
            "tait",
        ),
        ("Tait volume 78", "tait"),
        ("tait number 9", "tait"),
        ("Gough, Eur. J. Phys., vol. 7, p. 81, 1986", "gough"),
        ("volume three", "volume"),
    ] {
        assert_eq!(keys(&fresh.library, typed), [key], "{typed}");
    }
}

#[test]
fn a_hyphen_in_a_text_is_no_negation_where_that_finds_nothing() {
    let fresh = library(
        r#"@article{drabek, author = {Dr{\'a}bek, P.}, title = {On the Fredholm alternative for the p -Laplacian}, year = 2001}
           @article{werner, author = {Werner, H.-J.}, title = {Drazin-monotonicity}, year = 1990}
           @article{zhang, author = {Zhang, L.}, title = {Many a network of words for all}, year = 2003}"#,
    );
    let library = &fresh.library;
    for (typed, key) in [
        ("On the Fredholm alternative for the p -Laplacian", "drabek"),
        ("H. -J. Werner drazin-monotonicity", "werner"),
    ] {
        assert_eq!(keys(library, typed), [key], "{typed}");
    }
    for typed in [
        "zhang -network",
        "Zhang many -network",
        "zhang many words -network",
        "Zhang words year:2003 -network",
        "Zhang many words -\"a network\"",
    ] {
        assert_eq!(keys(library, typed), [""; 0], "{typed}");
    }
}

#[test]
fn years_with_a_dash_are_a_range_where_no_pages_are() {
    let fresh = library(
        "@article{a, author = {Knuth, D.}, title = {A}, year = 1992} @article{b, author = {Knuth, D.}, title = {B}, year = 1999}
         @article{c, author = {Lamport, L.}, title = {C}, pages = {1990--1995}, year = 1978}
         @article{d, author = {Lamport, L.}, title = {D}, year = 1991}",
    );
    for (typed, key) in [
        ("1990-1995 knuth", "a"),
        ("Knuth 1990–1995", "a"),
        ("lamport 1990-1995", "c"),
    ] {
        assert_eq!(keys(&fresh.library, typed), [key], "{typed}");
    }
    assert_eq!(keys(&fresh.library, "knuth 1995-1990"), [""; 0]);
}

#[test]
fn whole_citations_and_keys_with_signs_find_their_entries() {
    let fresh = library(
        "@misc{Lam78, title = {Time}} @misc{Knuth:1984, title = {Programming}} @misc{other, title = {Lam78 p 3}}
         @misc{rosch-??, title = {A}} @misc{rosch-a, title = {rosch rosch}} @misc{rosch, title = {rosch}}",
    );
    for (typed, wanted) in [
        ("[@Lam78, p. 3]", vec!["Lam78"]),
        ("[see @Lam78; @Knuth:1984]", vec!["Knuth:1984", "Lam78"]),
        ("[@Lam78;@Knuth:1984]", vec!["Knuth:1984", "Lam78"]),
        (r"\cite[p.~3]{Lam78}", vec!["Lam78"]),
        (
            r" \citep{Lam78, Knuth:1984,none}",
            vec!["Knuth:1984", "Lam78"],
        ),
        (r"\cite{lam78}", vec!["Lam78"]),
    ] {
        let query = fresh.library.query_of_key(typed).unwrap().expect(typed);
        let found = fresh.library.search_all(&query).unwrap();
        let mut keys: Vec<String> = found
            .iter()
            .map(|id| fresh.library.summary_of(*id, None).unwrap().unwrap().key)
            .collect();
        keys.sort();
        assert_eq!(keys, wanted, "{typed}");
    }
    let query = fresh.library.query_of_key("rosch-??").unwrap().unwrap();
    let options = SearchOptions::default();
    let found = fresh.library.search(&query, &options).unwrap();
    let first = fresh.library.hit(&found.hits[0]).unwrap().unwrap();
    assert_eq!(first.key, "rosch-??");
    for typed in [
        "rosch?",
        "rosch.",
        "[@none, p. 3]",
        r"\cite{none}",
        r"\alpha{rosch}",
        "[a @ b]",
    ] {
        assert_eq!(fresh.library.query_of_key(typed).unwrap(), None, "{typed}");
    }
}
