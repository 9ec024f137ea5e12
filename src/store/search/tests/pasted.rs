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
