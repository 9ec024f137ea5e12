//! What is pasted from papers and their lists of references.

use super::{keys, library};

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
