//! Citations in Typst.

use super::*;
use crate::scan::tests::keys;

fn cited(text: &str) -> Vec<String> {
    let scan = scan(text);
    for cited in &scan.cited {
        assert!(text[cited.at..].starts_with(&cited.key), "{cited:?}");
    }
    keys(&scan)
        .into_iter()
        .filter(|key| !scan.labels.iter().any(|label| label == key))
        .map(str::to_owned)
        .collect()
}

#[test]
fn finds_references_and_calls() {
    assert_eq!(
        cited("See @a, @b:2[p. 3 and @c]. (@d-e.)"),
        ["a", "b:2", "c", "d-e"]
    );
    assert_eq!(
        cited("\"quoted @a\" #cite(<b>, form: \"prose\") #cite(label(\"c d\"), supplement: [@e])"),
        ["a", "b", "c d", "e"]
    );
    assert_eq!(
        cited(
            "#{ let x = cite(<a>); [see @b] } #figure(caption: [@c]) <d> #foo[@e][@f].bar(cite(<g>))"
        ),
        ["a", "b", "c", "e", "f", "g"]
    );
    assert_eq!(
        cited("#if true [@a] else [@b] \"and @c\"\n#for x in (1,) { [@d] } @e"),
        ["a", "b", "c", "d", "e"]
    );
    assert_eq!(
        cited("#ref(<a>) #link(<no>)[x] #query(<no>) 如@b。"),
        ["a", "b"]
    );
    assert_eq!(
        cited("#let f(x) = [see #x @a]\n#show: t.with(title: [On @b], author: \"x@no\")\n@c"),
        ["a", "b", "c"]
    );
}

#[test]
fn leaves_the_rest_alone() {
    assert_eq!(
        cited("#figure([x]) <fig:1> See @fig:1 and @a. = Intro <intro>\n@intro"),
        ["a"]
    );
    assert_eq!(
        cited("`@no` ```typ\n@no `x` \n``` @a `` @b // @no\n/* @no /* x */ @no */ @c"),
        ["a", "b", "c"]
    );
    assert_eq!(
        cited("x@no.org a\\@no https://x.y/@no @a $ x \"@no\" #text[@b] $ @c @"),
        ["a", "b", "c"]
    );
    assert_eq!(
        cited("#let s = \"@no \\\" @no\"\n#f(\"@no\") #(if a < b { 1 })"),
        Vec::<String>::new()
    );
}

#[test]
fn names_files_and_bibliographies() {
    let scan = scan(
        "#import \"@preview/x:1.0.0\": *\n#include \"ch/a.typ\"\n#import \"b.typ\": x, y\n\
                     #bibliography((\"r.bib\", \"s.yml\"), title: \"T\", style: \"ieee\", full: true)",
    );
    let paths: Vec<_> = scan
        .includes
        .iter()
        .map(|include| include.path.as_str())
        .collect();
    assert_eq!(paths, ["ch/a.typ", "b.typ"]);
    assert_eq!(scan.bibliographies, ["r.bib", "s.yml"]);
    assert!(scan.everything.is_some());
}
