use super::*;
use crate::formats::csl::tests::publication;

fn all(style: &str, entries: &[&str]) -> (Vec<String>, Vec<String>) {
    let publications: Vec<_> = entries.iter().map(|entry| publication(entry)).collect();
    let renderer = Renderer::new(style, Some("en-US")).unwrap();
    let formatted = renderer.publications(&publications);
    let references = formatted.bibliography(Markup::Text);
    let citations = formatted.citations(None, Markup::Text);
    (
        references.into_iter().map(|entry| entry.text).collect(),
        citations.into_iter().map(|entry| entry.text).collect(),
    )
}

fn reference(style: &str, entry: &str) -> String {
    all(style, &[entry]).0.remove(0)
}

const ARTICLE: &str = "@article{zahid2017, author={Farhan Zahid and Karl von der Au and Lee, Jr., Ann},
    title={Recruitment, and future: what SNPs say?}, journal={Counter Terrorist Trends}, volume=9, number=5,
    pages={107--118}, year=2017, month=may, doi={10.1000/182}}";

#[test]
fn every_bundled_style_and_locale_is_read() {
    for style in STYLES {
        let renderer = Renderer::new(style.name, None).unwrap();
        assert_eq!(renderer.title(), style.title, "{}", style.name);
        assert_eq!(renderer.cites_in_notes(), style.kind == StyleKind::Note);
        assert!(
            style
                .text
                .contains(&format!("citation-format=\"{}\"", style.kind.name()))
        );
        assert!(Renderer::new(style.id, None).is_ok());
    }
    for tag in locales() {
        Renderer::new("apa", Some(tag)).unwrap();
    }
}

#[test]
fn an_article_in_every_style() {
    let lines: Vec<_> = STYLES
        .iter()
        .map(|style| {
            let (references, citations) = all(style.name, &[ARTICLE]);
            format!("{}: {}\n  {}", style.name, citations[0], references[0])
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_letter_tells_the_years_of_one_author_apart() {
    let entries = [
        "@book{b, author={Ann Lee}, title={Zoology}, year=2001}",
        "@book{a, author={Ann Lee}, title={Anatomy}, year=2001}",
        "@book{c, author={Ann Lee}, title={Botany}, year=2002}",
    ];
    let (references, citations) = all("apa", &entries);
    assert_eq!(citations, ["(Lee, 2001b)", "(Lee, 2001a)", "(Lee, 2002)"]);
    assert_eq!(
        references,
        [
            "Lee, A. (2001a). Anatomy.",
            "Lee, A. (2001b). Zoology.",
            "Lee, A. (2002). Botany."
        ]
    );
}

#[test]
fn two_hundred_of_one_author_and_year_get_letters() {
    let entries: Vec<String> = (0..200)
        .map(|n| format!("@book{{k{n}, author={{Ann Lee}}, title={{T{n:03}}}, year=2001}}"))
        .collect();
    let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    let (_, mut citations) = all("apa", &entries);
    assert_eq!(citations[199], "(Lee, 2001gr)");
    citations.sort();
    citations.dedup();
    assert_eq!(citations.len(), 200);
}

#[test]
fn people_of_one_surname_get_their_initials() {
    let entries = [
        "@book{a, author={Ann Lee}, title={A}, year=2001}",
        "@book{b, author={Bob Lee}, title={B}, year=2001}",
    ];
    assert_eq!(all("apa", &entries).1, ["(A. Lee, 2001)", "(B. Lee, 2001)"]);
}

#[test]
fn more_names_tell_long_lists_apart() {
    let entries = [
        "@book{a, author={Ann Lee and Bo Od and Cy Pym and Di Qu}, title={A}, year=2001}",
        "@book{b, author={Ann Lee and Ed Rey and Cy Pym and Di Qu}, title={B}, year=2001}",
    ];
    assert_eq!(
        all("apa", &entries).1,
        ["(Lee, Od, et al., 2001)", "(Lee, Rey, et al., 2001)"]
    );
}

#[test]
fn letters_follow_the_titles_where_the_style_sorts_by_year() {
    // the style's macro shows the year alone, so months do not count
    let entries = [
        "@article{a, author={Ann Lee}, title={Zoology}, journal={J}, year=2001, month=jan}",
        "@article{b, author={Ann Lee}, title={Anatomy}, journal={J}, year=2001, month=may}",
    ];
    assert_eq!(all("harvard", &entries).1, ["(Lee, 2001b)", "(Lee, 2001a)"]);
}

#[test]
fn the_styles_own_condition_stays_where_it_tells_nothing() {
    let entry = "author={Ann Lee}, title={Botany}, year=2001";
    let entries = [
        format!("@book{{a, {entry}}}"),
        format!("@book{{b, {entry}}}"),
    ];
    let entries = [entries[0].as_str(), entries[1].as_str()];
    assert_eq!(all("mla", &entries).1, ["(Lee, Botany)", "(Lee, Botany)"]);
}

#[test]
fn hyphens_and_apostrophes_that_stay() {
    let report = "@techreport{a, author={Ann Lee}, title={T}, number={CSE90-001}, institution={I}, year=2001}";
    assert!(
        reference("apa", report).contains("CSE90-001"),
        "{}",
        reference("apa", report)
    );
    let name = "@book{a, author={Proenc, Jose'}, title={T}, year=2001}";
    assert!(reference("mla", name).starts_with("Proenc, Jose"));
    let second = "@book{a, author={Lee, Ann and Proenc, Jose'}, title={T}, year=2001}";
    assert!(
        reference("chicago", second).contains("Jose’ Proenc"),
        "{}",
        reference("chicago", second)
    );
}

#[test]
fn abbreviated_months_of_a_range_keep_their_periods() {
    let entry = "@article{a, author={Ann Lee}, title={T}, journal={J}, date={1994-06/1994-07}}";
    let reference = reference("ieee", entry);
    assert!(reference.contains("Jun.–Jul. 1994"), "{reference}");
}

#[test]
fn letters_are_shown_where_the_style_collapses_them() {
    let entries = [
        "@book{a, author={Ann Lee}, title={Anatomy}, year=2001}",
        "@book{b, author={Ann Lee}, title={Botany}, year=2001}",
    ];
    assert_eq!(all("springer", &entries).1, ["(Lee 2001a)", "(Lee 2001b)"]);
}

#[test]
fn lists_of_names_are_sorted_name_by_name() {
    let entries = [
        "@book{b, author={Squire, L. and Zola, S.}, title={T}, year=1978}",
        "@book{c, author={Squire, L. and Cohen, N. and Nadel, M.}, title={T}, year=1979}",
        "@book{a, author={Squire, L.}, title={T}, year=1980}",
    ];
    let publications: Vec<_> = entries.iter().map(|entry| publication(entry)).collect();
    for style in ["apa", "acm", "chicago", "harvard", "elsevier-harvard"] {
        let renderer = Renderer::new(style, Some("en-US")).unwrap();
        let references = renderer.bibliography(&publications, Markup::Text);
        let keys: Vec<&str> = references.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["a", "c", "b"], "{style}");
    }
}

#[test]
fn names_are_sorted_as_the_manuals_have_it() {
    let entries = [
        "@book{lobos, author={Villa-Lobos, J.}, title={T}, year=1978}",
        "@book{fuerte, author={Villafuerte, S.}, title={T}, year=1979}",
        "@book{stuart, author={Mill, John Stuart}, title={T}, year=1886}",
        "@book{inoue, author={Mill, John and Inoue, Atsushi}, title={T}, year=2003}",
    ];
    let publications: Vec<_> = entries.iter().map(|entry| publication(entry)).collect();
    for style in ["apa", "acm", "chicago"] {
        let renderer = Renderer::new(style, Some("en-US")).unwrap();
        let references = renderer.bibliography(&publications, Markup::Text);
        let keys: Vec<&str> = references.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["inoue", "stuart", "fuerte", "lobos"], "{style}");
    }
}

#[test]
fn a_comma_that_the_author_put_behind_a_quotation_stays_there() {
    let entry = "@book{a, author={Ann Lee}, title={The ``Good Grids'', and Others}, year=1972, publisher={P}}";
    let reference = reference("apa", entry);
    assert!(
        reference.contains("The “Good Grids”, and Others"),
        "{reference}"
    );
}

#[test]
fn numbers_follow_the_order_given() {
    let entries = [
        "@book{z, author={Zed Zu}, title={Z}, year=2001}",
        "@book{a, author={Ann Lee}, title={A}, year=2002}",
    ];
    let (references, citations) = all("ieee", &entries);
    assert_eq!(citations, ["[1]", "[2]"]);
    assert!(references[0].starts_with("[1] Z. Zu,"), "{}", references[0]);
}

#[test]
fn repeated_names_are_a_dash() {
    let entries = [
        "@book{a, author={Ann Lee}, title={A}, year=2001}",
        "@book{b, author={Ann Lee}, title={B}, year=2002}",
    ];
    assert_eq!(
        all("chicago", &entries).0,
        ["Lee, Ann. 2001. A.", "———. 2002. B."]
    );
}

#[test]
fn others_are_named_so() {
    let entry = "@book{a, author={Ann Lee and others}, title={A}, year=2001}";
    assert_eq!(all("apa", &[entry]).1, ["(Lee et al., 2001)"]);
    assert_eq!(reference("mla", entry), "Lee, Ann, et al. A. 2001.");
}

#[test]
fn dates_of_all_kinds() {
    for (date, expected) in [
        ("date={2001-03-05/2001-03-07}", "(2001, March 5–7)"),
        ("date={2001-03/2002-01}", "(2001–2002, March–January)"),
        ("date={2001/2003}", "(2001–2003)"),
        ("date={-0043}", "(44 B.C.E.)"),
        ("date={1999?}", "(ca. 1999)"),
        ("date={2004-21}", "(2004, Spring)"),
        ("year={in press}", "(in press)"),
        ("note={}", "(n.d.)"),
    ] {
        let entry = format!(
            "@online{{d, author={{Ann Lee}}, title={{T}}, url={{https://example.org}}, {date}}}"
        );
        let text = reference("apa", &entry);
        let shown = text
            .trim_start_matches("Lee, A. ")
            .split(". T")
            .next()
            .unwrap_or_default();
        assert_eq!(shown, expected, "{date}");
    }
}

#[test]
fn names_of_all_kinds() {
    for (author, style, expected) in [
        ("van Gogh, Vincent", "apa", "van Gogh, V. (2001). T."),
        (
            "van Gogh, Vincent",
            "chicago",
            "Gogh, Vincent van. 2001. T.",
        ),
        (
            "{World Health Organization}",
            "apa",
            "World Health Organization. (2001). T.",
        ),
        (
            "King, Jr., Martin Luther",
            "apa",
            "King, M. L., Jr. (2001). T.",
        ),
        (
            "{Barnes and Noble, Inc.}",
            "apa",
            "Barnes and Noble, Inc. (2001). T.",
        ),
        ("毛, 泽东", "apa", "毛泽东. (2001). T."),
        ("Plato", "mla", "Plato. T. 2001."),
    ] {
        let entry = format!("@book{{n, author={{{author}}}, title={{T}}, year=2001}}");
        assert_eq!(reference(style, &entry), expected);
    }
}

#[test]
fn locales_change_terms_and_quotation_marks() {
    let entry = publication(
        "@incollection{a, author={A. Lee}, title={Ein Titel}, booktitle={Buch}, editor={B. Od and C. Pym}, pages={1--9}, date={2001-03-05}}",
    );
    for (locale, expected) in [
        (
            "de-DE",
            "Lee, A. 2001. „Ein Titel“. In Buch, herausgegeben von B. Od und C. Pym, 1–9.",
        ),
        (
            "en-GB",
            "Lee, A. 2001. ‘Ein Titel’. In Buch, edited by B. Od and C. Pym, 1–9.",
        ),
        ("fr", "Lee, A. 2001. « Ein Titel »."),
    ] {
        let renderer = Renderer::new("chicago", Some(locale)).unwrap();
        let text = renderer
            .bibliography(std::slice::from_ref(&entry), Markup::Text)
            .remove(0)
            .text;
        let text = text.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(text.starts_with(expected), "{locale}: {text}");
    }
}

#[test]
fn locators_stand_in_citations() {
    let entry = publication("@book{a, author={Ann Lee}, title={A}, year=2001}");
    let renderer = Renderer::new("apa", None).unwrap();
    for (part, expected) in [
        ("12", "(Lee, 2001, p. 12)"),
        ("12-14", "(Lee, 2001, pp. 12–14)"),
        ("chap. 3", "(Lee, 2001, Chapter 3)"),
    ] {
        let locator = part.parse().unwrap();
        let citations =
            renderer.citations(std::slice::from_ref(&entry), Some(&locator), Markup::Text);
        assert_eq!(citations[0].text, expected);
    }
    let german = Renderer::new("apa", Some("de-DE")).unwrap();
    for (part, expected) in [
        ("S. 5", "(Lee, 2001, S. 5)"),
        ("S5", "(Lee, 2001, S. S5)"),
        ("Kap. 3", "(Lee, 2001, Kapitel 3)"),
        ("Seiten 3-5", "(Lee, 2001, S. 3–5)"),
        ("Satz 3", "(Lee, 2001, Satz 3)"),
    ] {
        let locator = part.parse().unwrap();
        let citations =
            german.citations(std::slice::from_ref(&entry), Some(&locator), Markup::Text);
        assert_eq!(citations[0].text, expected);
    }
}

#[test]
fn no_record_is_markup() {
    let entry = r"@book{e, author={<b>x</b> \& Co}, title={A $<i>$ \#let x*y*}, year=2001}";
    let publications = [publication(entry)];
    let renderer = Renderer::new("apa", None).unwrap();
    let html = renderer
        .bibliography(&publications, Markup::Html)
        .remove(0)
        .text;
    assert_eq!(html.matches("<i>").count(), html.matches("</i>").count());
    assert!(
        html.contains("&lt;b&gt;") && !html.contains("<b>"),
        "{html}"
    );
    let latex = renderer
        .bibliography(&publications, Markup::Latex)
        .remove(0)
        .text;
    assert!(latex.contains("\\#let"), "{latex}");
}

/// The typography of a title is kept, in the case of its style and within its italics.
#[test]
fn titles_keep_their_typography() {
    let written = |style: &str, kind: &str, title: &str, markup: Markup| {
        let journal = if kind == "article" { "journal={J}" } else { "" };
        let entry =
            format!("@{kind}{{e, author={{Lee, A.}}, title={{{title}}}, year=2001, {journal}}}");
        let renderer = Renderer::new(style, Some("en-US")).unwrap();
        renderer
            .bibliography(&[publication(&entry)], markup)
            .remove(0)
            .text
    };
    let emphasis = r"Growth of \emph{Escherichia coli} ``by \textit{Hamlet}''";
    for (style, kind, title, markup, expected) in [
        (
            "apa",
            "article",
            emphasis,
            Markup::Html,
            "Lee, A. (2001). Growth of <i>Escherichia coli</i> “by <i>Hamlet</i>.” <i>J</i>.",
        ),
        (
            "apa",
            "article",
            emphasis,
            Markup::Text,
            "Lee, A. (2001). Growth of Escherichia coli “by Hamlet.” J.",
        ),
        (
            "apa",
            "article",
            emphasis,
            Markup::Latex,
            "Lee, A. (2001). Growth of \\emph{Escherichia coli} “by \\emph{Hamlet}.” \\emph{J}.",
        ),
        (
            "apa",
            "book",
            r"Reading \emph{Hamlet} today",
            Markup::Html,
            "Lee, A. (2001). <i>Reading</i> Hamlet <i>today</i>.",
        ),
        (
            "mla",
            "book",
            r"the {de novo} synthesis of $n$-and $x_\alpha$-things \emph{in vivo} and $L^\infty$",
            Markup::Html,
            "Lee, A. <i>The de novo Synthesis of n-and x<sub>α</sub>-Things</i> in Vivo <i>and L<sup>∞</sup></i>. 2001.",
        ),
        (
            "apa",
            "article",
            r"$T_c$, $T^{3/2}$, $x_1^2$, SO$_4^{2-}$ and $e^{x^2}$",
            Markup::Text,
            "Lee, A. (2001). Tc, T^(3/2), x₁², SO₄²⁻ and e^(x²). J.",
        ),
        (
            "apa",
            "article",
            r"On $2^{\log n}$ and $K_{3,3}$",
            Markup::Text,
            "Lee, A. (2001). On 2^(log n) and K_(3,3). J.",
        ),
        (
            "apa",
            "article",
            r"On $2^{\log n}$",
            Markup::Markdown,
            "Lee, A. (2001). On 2^log\\ n^. *J*.",
        ),
        (
            "apa",
            "article",
            r"$T_c$, SO$_4^{2-}$ and $x_{ij}$",
            Markup::Latex,
            "Lee, A. (2001). T\\textsubscript{c}, SO\\textsubscript{4}\\textsuperscript{2-} and \
             x\\textsubscript{ij}. \\emph{J}.",
        ),
    ] {
        assert_eq!(written(style, kind, title, markup), expected, "{style}");
    }
}

#[test]
fn styles_that_cannot_be_used_say_why() {
    let said = |csl: &str| Renderer::from_csl(csl, None).unwrap_err().to_string();
    let dependent = "<style><info>\n<link href=\"http://www.zotero.org/styles/apa\" rel=\"independent-parent\"/></info></style>";
    assert_eq!(
        said(dependent),
        "line 2: it is only another name for the style apa, which is to be named in its place"
    );
    assert_eq!(said("<style>"), "line 1: <style> is not closed");
    assert_eq!(said("<html/>"), "line 1: <html> is no CSL style");
    assert_eq!(said("<style/>"), "line 1: there is no <citation> in it");
    let looped = "<style><macro name=\"a\">\n<text macro=\"b\"/></macro><macro name=\"b\"><group><text macro=\"a\"/></group></macro><citation><layout/></citation></style>";
    assert_eq!(said(looped), "line 1: the macro \"a\" calls itself");
    let unknown = "<style><citation><layout>\n<text macro=\"b\"/></layout></citation></style>";
    assert_eq!(said(unknown), "line 2: there is no macro \"b\"");
    assert_eq!(
        Renderer::new("chicgo", None).unwrap_err(),
        RenderError::UnknownStyle {
            name: "chicgo".into(),
            near: vec!["chicago", "chicago-notes", "chicago-fullnote"]
        }
    );
    assert_eq!(
        Renderer::new("apa", Some("tlh")).unwrap_err().to_string(),
        "there is no locale \"tlh\""
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    /// Whatever is in an item, every style and markup gives something and ends.
    #[test]
    fn nothing_in_an_item_can_stop_a_style(
        texts in proptest::collection::vec("[-–.,;:!?'\"“”‘’ a-zA-Z0-9éß中<>{}\\\\&$]{0,24}", 12),
        parts in proptest::collection::vec(proptest::collection::vec(-9999i64..9999, 0..5), 0..3),
        season in proptest::option::of(0u8..255),
    ) {
        let name = |at: usize| csl::Name {
            family: texts[at].clone(),
            given: texts[at + 1].clone(),
            non_dropping: texts[at + 2].clone(),
            suffix: texts[at + 3].clone(),
            ..csl::Name::default()
        };
        let mut item = Item { id: "k".into(), kind: "chapter".into(), ..Item::default() };
        let names = csl::Names { names: vec![name(0), name(1), name(2)], others: season.is_some() };
        item.members.push(("author".into(), Member::Names(names.clone())));
        item.members.push(("editor".into(), Member::Names(names)));
        for (variable, text) in ["title", "container-title", "page", "volume", "edition", "publisher", "number"].iter().zip(&texts[4..]) {
            item.members.push(((*variable).into(), Member::Text(text.clone())));
        }
        let date = csl::Date { parts, season, circa: true, literal: String::new() };
        item.members.push(("issued".into(), Member::Date(date)));
        static RENDERERS: std::sync::LazyLock<Vec<Renderer>> = std::sync::LazyLock::new(|| {
            STYLES.iter().map(|style| Renderer::new(style.name, None).unwrap()).collect()
        });
        for renderer in &*RENDERERS {
            let formatted = renderer.formatted(vec![item.clone(), item.clone()]);
            for (markup, _) in Markup::ALL {
                formatted.bibliography(markup);
                formatted.citations(None, markup);
            }
        }
    }
}

#[test]
fn ordinals_are_those_of_one_language() {
    let text = "@book{b, author={Roe, A.}, title={T}, edition={2}, publisher={P}, year=2001}";
    for (locale, edition) in [
        ("de-DE", "(2. Aufl.)"),
        ("en-US", "(2nd ed.)"),
        ("it-IT", "(2ª ed.)"),
        ("fr-FR", "(2ᵉ éd.)"),
    ] {
        let renderer = Renderer::new("apa", Some(locale)).unwrap();
        let references = renderer.bibliography(&[publication(text)], Markup::Text);
        assert!(
            references[0].text.contains(edition),
            "{}",
            references[0].text
        );
    }
}

#[test]
fn signs_and_words_are_those_of_the_page() {
    let written = |style, locale, text| {
        let renderer = Renderer::new(style, Some(locale)).unwrap();
        let [reference] = &renderer.bibliography(&[publication(text)], Markup::Text)[..] else {
            panic!()
        };
        reference.text.clone()
    };
    let article = "@article{a, author={Roe, A.}, title={T}, journal={J}, pages={225--229}, date={2001-10-01}}";
    assert!(written("ama", "en-US", article).contains(":225-229"));
    let preface = article.replace("225--229", "xi--xx");
    assert!(written("ama", "en-US", &preface).contains(":xi-xx"));
    assert!(written("apa", "fr-FR", article).contains("225\u{2011}229"));
    let issue = article.replace("2001-10-01", "2010-05/2010-06");
    let spanish = written("chicago-fullnote", "es-ES", &issue);
    assert!(spanish.contains("mayo–junio de 2010"), "{spanish}");
    let days = article.replace("2001-10-01", "2010-05-01/2010-06-02");
    let spanish = written("chicago-fullnote", "es-ES", &days);
    assert!(spanish.contains("1 de mayo–2 de junio"), "{spanish}");
    // the word for editors is English on an English page, whatever the book is in
    let book = "@book{b, editor={Roe, A.}, title={Ein Buch}, publisher={P}, date={1984/1986}, langid={german}}";
    assert!(written("apa", "en-US", book).starts_with("Roe, A. (Ed.). "));
    let renderer = Renderer::new("chicago", None).unwrap();
    let books = [publication(book), publication(&book.replace("{b,", "{c,"))];
    let references = renderer.bibliography(&books, Markup::Text);
    assert!(references[0].text.contains("1984–1986a. "));
}

#[test]
fn numbers_of_articles_and_versions() {
    let article = publication(
        "@article{a, author={Lee, Ann}, title={On wood}, journal={Wood}, year=2001, volume=3, eid={012345}}",
    );
    let program = publication(
        "@software{p, author={Lee, Ann}, title={Prog}, year=2001, version={4.1.0}, publisher={Zenodo}}",
    );
    let book = publication(
        "@book{b, author={Lee, Ann}, title={Wood}, year=2001, publisher={Press}, pages={ix + 483}}",
    );
    let both = publication(
        "@article{b, author={Lee, Ann}, title={On wood}, journal={Wood}, year=2001, volume=3, eprint={2101.00100},
         eprinttype={arxiv}}",
    );
    let patent = publication(
        "@patent{c, author={Lee, Ann}, title={A saw}, type={patentus}, number={12}, year=2001, location={countryus}}",
    );
    let volumes = publication(
        "@book{d, author={Lee, Ann}, title={Wood}, year=2001, publisher={Press}, volumes=3, series={newseries}}",
    );
    let written = |style: &str, publication: &Publication| {
        let renderer = Renderer::new(style, None).unwrap();
        let references = renderer.bibliography(std::slice::from_ref(publication), Markup::Text);
        references[0].text.clone()
    };
    for (style, publication, expected) in [
        (
            "apa",
            &article,
            "Lee, A. (2001). On wood. Wood, 3, Article 012345.",
        ),
        (
            "ieee",
            &article,
            "[1] A. Lee, “On wood,” Wood, vol. 3, Art. no. 012345, 2001.",
        ),
        (
            "chicago",
            &article,
            "Lee, Ann. 2001. “On Wood.” Wood 3: 012345.",
        ),
        (
            "apa",
            &program,
            "Lee, A. (2001). Prog (Version 4.1.0) [Computer software]. Zenodo.",
        ),
        ("apa", &book, "Lee, A. (2001). Wood. Press."),
        (
            "apa",
            &both,
            "Lee, A. (2001). On wood. Wood, 3. https://arxiv.org/abs/2101.00100",
        ),
        (
            "mla",
            &both,
            "Lee, Ann. “On Wood.” Wood, vol. 3, 2001, https://arxiv.org/abs/2101.00100. arXiv, 2101.00100.",
        ),
        (
            "vancouver",
            &patent,
            "1. Lee A. A saw. United States of America; 12, 2001.",
        ),
        ("apa", &volumes, "Lee, A. (2001). Wood (Vols. 1–3). Press."),
        (
            "harvard",
            &volumes,
            "Lee, A. (2001) Wood (3 vols). Press (new series).",
        ),
    ] {
        assert_eq!(written(style, publication), expected, "{style}");
    }
}

#[test]
fn the_number_of_an_article_is_shown_though_its_doi_has_it() {
    let entry =
        "@article{vb, author={Abe, K.}, title={Higgs}, journal={Phys. Rev. D}, volume=91, number=4,
        eid={045012}, year=2015, doi={10.1103/PhysRevD.91.045012}}";
    for style in [
        "chicago",
        "acs",
        "harvard",
        "chicago-fullnote",
        "apa",
        "ieee",
    ] {
        let reference = reference(style, entry);
        let (before, _) = reference.split_once("10.1103").unwrap_or((&reference, ""));
        assert!(before.contains("045012"), "{style}: {reference}");
    }
}

#[test]
fn editors_by_another_name_are_shown() {
    let entry = |kind: &str| {
        format!("@book{{b, editor={{Roe, Ann}}, editortype={{{kind}}}, title={{Wood}}, year=2001}}")
    };
    for kind in [
        "compiler",
        "redactor",
        "founder",
        "collaborator",
        "reviser",
        "continuator",
    ] {
        for style in STYLES {
            let written = all(style.name, &[&entry(kind)]);
            assert_eq!(
                written,
                all(style.name, &[&entry("editor")]),
                "{}",
                style.name
            );
        }
    }
    let both = "@book{b, author={Lee, Bo}, editor={Roe, Ann}, editortype={compiler}, title={Wood}, year=2001}";
    assert_eq!(
        reference("apa", both),
        "Lee, B. (2001). Wood (A. Roe, Ed.)."
    );
}

#[test]
fn numbers_of_reports_keep_their_hyphens_and_issues_are_ranges() {
    let report =
        "@techreport{r, author={Lee, Ann}, title={T}, number={98-14}, institution={I}, year=2001}";
    let article =
        "@article{a, author={Lee, Ann}, title={T}, journal={J}, volume=2, number={3-4}, year=2001}";
    for style in ["apa", "ieee", "chicago", "vancouver"] {
        let written = reference(style, report);
        assert!(
            written.contains("98-14") && !written.contains("os. 98"),
            "{style}: {written}"
        );
    }
    assert!(reference("apa", article).contains("2(3–4)"));
}

#[test]
fn a_range_without_an_end_has_its_dash() {
    let entry = "@book{b, author={Lee, Ann}, title={Wood}, date={1997/}}";
    let (references, citations) = all("apa", &[entry]);
    assert_eq!(references, ["Lee, A. (1997–). Wood."]);
    assert_eq!(citations, ["(Lee, 1997–)"]);
}
