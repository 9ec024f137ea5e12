//! Citations in Markdown.

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
fn keys_end_where_pandoc_ends_them() {
    assert_eq!(
        cited("@a, see @b. [-@c, p. 3; see @d:2017-x/y]; @e_f?g! @h.i... @j--k"),
        ["a", "b", "c", "d:2017-x/y", "e_f?g", "h.i", "j"]
    );
    assert_eq!(
        cited("@{https://x.org/a b} @{https://x.org/a?b=1} @{k.} [@Müller2017; @李2020]"),
        ["https://x.org/a?b=1", "k.", "Müller2017", "李2020"]
    );
    assert_eq!(cited("@http://x.org/y"), ["http://x.org/y"]);
    assert_eq!(
        cited("x (@a) **@b** \"@c\" *@d*—@e ^[@f] [@g]: x"),
        ["a", "b", "c", "d", "e", "f", "g"]
    );
    assert_eq!(cited("me@no.org \\@no @ @- a@no"), Vec::<String>::new());
}

#[test]
fn code_comments_and_addresses_are_skipped() {
    assert_eq!(
        cited("`@no` ``x ` @no`` @a ` @b\n\n```\n@no\n```\n\n~~~~ {.r}\n~~~\n@no\n~~~~\n@c"),
        ["a", "b", "c"]
    );
    assert_eq!(
        cited(
            "<!-- @no\n\n@no -->@a https://x.org/@no <https://x/@no> [t](mailto:x@no) [u](/@no \"t\") @b <a href=\"@no\">@c</a>"
        ),
        ["a", "b", "c"]
    );
    assert_eq!(
        cited(
            "Text\n\n    @no\n    @no\n\nText\n    @a\n\n- item\n\n    @b\n\n1. x\n\n        @c\n\n[^1]: x\n\n    @d\n\nText\n\n\t@no"
        ),
        ["a", "b", "c", "d"]
    );
    assert_eq!(
        cited(
            "```{r, fig.cap=\"After [@a].\"}\nx@no\n#| fig-cap: \"As @b\"\n# @no\n```\n> ```\n> @no\n> ```\n@c"
        ),
        ["a", "b", "c"]
    );
}

#[test]
fn cross_references_and_examples_are_no_citations() {
    assert_eq!(
        cited("@fig-plot @tbl-x @sec-y @eq-z @fig:plot @Fig-a @figueroa2001 \\@ref(fig:x) @thm-1"),
        ["figueroa2001"]
    );
    assert_eq!(cited("(@good) An example.\n\nAs (@good) shows, @a."), ["a"]);
}

#[test]
fn headers_latex_and_roles_count() {
    let text = "---\ntitle: On @a\nauthor: x@no.org\nbibliography: [x.bib, \"y.bib\"]\nnocite: |\n  @b, @c\n# @no\n---\n\\citep[3]{d} {cite:p}`e,f` {cite}`g`\n\n```{=latex}\n\\cite{h}\n```\n";
    assert_eq!(cited(text), ["a", "b", "c", "d", "e", "f", "g", "h"]);
    assert_eq!(scan(text).bibliographies, ["x.bib", "y.bib"]);
    let all = scan("---\nnocite: '@*'\nbibliography:\n  - a.bib\n  - b.bib\n---\n");
    assert!(all.everything.is_some() && all.cited.is_empty());
    assert_eq!(all.bibliographies, ["a.bib", "b.bib"]);
}

#[test]
fn names_files() {
    let scan = scan("{{< include _a.qmd >}}\n\n```{r child = 'b.Rmd'}\n```\n{{< video @no >}}");
    let paths: Vec<_> = scan
        .includes
        .iter()
        .map(|include| include.path.as_str())
        .collect();
    assert_eq!(paths, ["_a.qmd", "b.Rmd"]);
    assert!(scan.cited.is_empty());
}
