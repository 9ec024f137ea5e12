use super::*;
use crate::formats::csl::tests::publication;
use crate::render::Renderer;

const ENTRIES: [&str; 6] = [
    "@book{a, author={Ann Smith}, title={Zoology}, year=2000}",
    "@book{b, author={Bob Jones}, title={Botany}, year=1999}",
    "@book{c, author={Ann Smith}, title={Anatomy}, year=2001}",
    "@book{d, author={Ann Smith}, title={Physics}, year=2001}",
    "@book{e, author={Cy Pym}, title={Logic}, year=1990}",
    "@book{f, author={Ann Smith}, title={Virology}, year=2001}",
];

/// Citations by a style; each is of items by their letters: `ab`, `a:12` with a page.
fn cited(style: &str, citations: &[&str]) -> Vec<String> {
    let publications: Vec<_> = ENTRIES.iter().map(|entry| publication(entry)).collect();
    let renderer = match style.strip_prefix('<') {
        Some(_) => Renderer::from_csl(style, Some("en-US")).unwrap(),
        None => Renderer::new(style, Some("en-US")).unwrap(),
    };
    let citations: Vec<Vec<CitedItem>> = citations
        .iter()
        .map(|citation| {
            citation
                .split(' ')
                .map(|item| {
                    let (key, page) = item.split_once(':').unwrap_or((item, ""));
                    CitedItem {
                        index: "abcdef".find(key).unwrap(),
                        locator: page.parse().ok(),
                        ..CitedItem::default()
                    }
                })
                .collect()
        })
        .collect();
    renderer
        .publications(&publications)
        .cited(&citations, Markup::Text)
}

#[test]
fn a_sentence_names_the_authors_and_brackets_hold_the_rest() {
    let entries = [
        "@book{a, author={Ann Smith}, title={Zoology}, year=2000}",
        "@book{m, author={Paul Erdős and Alfréd Rényi}, title={Botany}, year=1999}",
        "@book{q, author={A. One and B. Two and C. Three and D. Four}, title={Anatomy}, year=2001}",
        "@book{n, title={Anonymous Work}, year=2001}",
        "@book{o, author={Ann Smith}, title={Virology}, year=2002}",
    ];
    let publications: Vec<_> = entries.iter().map(|entry| publication(entry)).collect();
    let item = |index: usize, page: &str| CitedItem {
        index,
        locator: page.parse().ok(),
        ..CitedItem::default()
    };
    let mut citations = vec![
        vec![item(0, "3")],
        vec![item(1, ""), item(0, "")],
        vec![item(2, "")],
        vec![item(3, "")],
        vec![item(0, ""), item(4, "")],
    ];
    for citation in &mut citations {
        citation[0].in_sentence = true;
    }
    let cited_in = |style: &str, markup| {
        let renderer = Renderer::new(style, Some("en-US")).unwrap();
        let formatted = renderer.publications(&publications);
        formatted.cited(&citations, markup).join(" | ")
    };
    let cited = |style: &str| cited_in(style, Markup::Text);
    assert_eq!(
        cited("apa"),
        "Smith (2000, p. 3) | Erdős and Rényi (1999; Smith, 2000) | One et al. (2001) | Anonymous Work (2001) | \
         Smith (2000, 2002)"
    );
    assert_eq!(
        cited("chicago"),
        "Smith (2000, 3) | Erdős and Rényi (1999; Smith 2000) | One et al. (2001) | Anonymous Work (2001) | \
         Smith (2000, 2002)"
    );
    assert_eq!(
        cited("ieee"),
        "Smith [1, p. 3] | Erdős and Rényi [2], [1] | One et al. [3] | [4] | Smith [1], [5]"
    );
    let raised = cited_in("nature", Markup::Html);
    assert!(
        raised.starts_with("Smith<sup>1</sup> | Erdős and Rényi<sup>2,1</sup> |"),
        "{raised}"
    );
    assert_eq!(
        cited("mla"),
        "Smith (Zoology 3) | Erdős and Rényi (Smith, Zoology) | One et al. | Anonymous Work | Smith (Zoology; Smith, Virology)"
    );
    let elsewhere = |in_sentence| CitedItem {
        index: 2,
        suffix: ", and elsewhere".to_owned(),
        in_sentence,
        without_author: !in_sentence,
        ..CitedItem::default()
    };
    let mla = Renderer::new("mla", Some("en-US")).unwrap();
    let formatted = mla.publications(&publications);
    assert_eq!(
        formatted.cited(
            &[vec![elsewhere(true)], vec![elsewhere(false)]],
            Markup::Text
        ),
        ["One et al. (and elsewhere)", "(and elsewhere)"]
    );
    assert_eq!(
        cited("chicago-notes"),
        "Smith [Zoology, 3.] | Erdős and Rényi [Botany; Smith, Zoology.] | One et al. [Anatomy.] | Anonymous Work. | \
         Smith [Zoology; Smith, Virology.]"
    );
    let noted = cited_in("chicago-notes", Markup::Latex);
    assert!(
        noted.starts_with("Smith\\footnote{\\emph{Zoology}, 3.} | "),
        "{noted}"
    );
}

#[test]
fn years_of_the_same_names_collapse() {
    assert_eq!(
        cited("apa", &["a b c d"]),
        ["(Jones, 1999; Smith, 2000, 2001a, 2001b)"]
    );
    assert_eq!(
        cited("chicago", &["a b c d e"]),
        ["(Smith 2000, 2001a, 2001b; Jones 1999; Pym 1990)"]
    );
    assert_eq!(
        cited("apa", &["a:3 c b"]),
        ["(Jones, 1999; Smith, 2000, p. 3, 2001a)"]
    );
    assert_eq!(
        cited("chicago", &["a:3 c b"]),
        ["(Smith 2000, 3; 2001a; Jones 1999)"]
    );
    assert_eq!(
        cited("springer", &["a c b", "a:3 c"]),
        [
            "(Jones 1999; Smith 2000, 2001a)",
            "(Smith 2000, p. 3, 2001a)"
        ]
    );
    assert_eq!(
        cited("springer", &["b c d f"]),
        ["(Jones 1999; Smith 2001a, b, c)"]
    );
}

#[test]
fn ranges_of_numbers_collapse() {
    assert_eq!(cited("ieee", &["a b c e"]), ["[1]–[3], [5]"]);
    assert_eq!(cited("ieee", &["b a"]), ["[1], [2]"]);
    assert_eq!(cited("ieee", &["c a b:7 e"]), ["[1], [2, p. 7], [3], [5]"]);
    assert_eq!(cited("vancouver", &["f e a d"]), ["(1,4–6)"]);
}

#[test]
fn equals_stand_as_in_the_bibliography() {
    let entries = [
        "@book{y, author={Ann Yang}, title={A}, year=2004}",
        "@book{d, author={Bo Doets}, title={B}, year=2004}",
    ];
    let publications: Vec<_> = entries.iter().map(|entry| publication(entry)).collect();
    let renderer = Renderer::new("harvard", None).unwrap();
    let items = [0, 1].map(|index| CitedItem {
        index,
        ..CitedItem::default()
    });
    let formatted = renderer.publications(&publications);
    assert_eq!(
        formatted.cited(&[items.to_vec()], Markup::Text),
        ["(Doets, 2004; Yang, 2004)"]
    );
}

#[test]
fn a_part_that_is_not_shown_leaves_a_number_bare() {
    assert_eq!(cited("vancouver", &["a b:3 c:4"]), ["(1–3)"]);
    assert_eq!(cited("ieee", &["a b:3 c:4"]), ["[1], [2, p. 3], [3, p. 4]"]);
}

#[test]
fn labels_are_no_numbers() {
    assert_eq!(
        cited("ams-label", &["a c d f"]),
        ["[Smit00, Smit01a, Smit01b, Smit01c]"]
    );
}

#[test]
fn letters_are_shown_as_a_range() {
    let style = "<style><citation collapse=\"year-suffix-ranged\" year-suffix-delimiter=\",\"
        disambiguate-add-year-suffix=\"true\"><layout delimiter=\"; \"><names variable=\"author\">
        <name form=\"short\"/></names><date variable=\"issued\" prefix=\" \"><date-part name=\"year\"/></date>
        </layout></citation></style>";
    assert_eq!(cited(style, &["c d f e"]), ["Smith 2001a–c; Pym 1990"]);
    assert_eq!(cited(style, &["c f"]), ["Smith 2001a,c"]);
}

#[test]
fn notes_are_shorter_when_they_come_again() {
    assert_eq!(
        cited(
            "chicago-fullnote",
            &["a:12", "a", "a", "b", "a:3", "a:3", "a:4", "a c", "a", "c"]
        ),
        [
            "Ann Smith, Zoology, 2000, 12.",
            "Smith, Zoology.",
            "Smith.",
            "Bob Jones, Botany, 1999.",
            "Smith, Zoology, 3.",
            "Smith, 3.",
            "Smith, 4.",
            "Smith, Zoology; Ann Smith, Anatomy, 2001.",
            "Smith, Zoology.",
            "Smith, Anatomy."
        ]
    );
}

#[test]
fn ibid_begins_a_note_with_a_capital() {
    let style = "<style class=\"note\"><citation near-note-distance=\"2\" et-al-min=\"9\"><layout suffix=\".\"><choose>
        <if position=\"ibid-with-locator\"><text term=\"ibid\"/><text variable=\"locator\" prefix=\", \"/></if>
        <else-if position=\"ibid\"><text term=\"ibid\"/></else-if>
        <else-if position=\"near-note\"><text variable=\"title\" suffix=\", near\"/></else-if>
        <else-if position=\"subsequent\"><text variable=\"title\"/>
          <text variable=\"first-reference-note-number\" prefix=\", n. \"/></else-if>
        <else><text variable=\"title\" suffix=\", first\"/></else></choose></layout></citation></style>";
    assert_eq!(
        cited(style, &["a", "a", "a:3", "b", "e", "a", "e"]),
        [
            "Zoology, first.",
            "Ibid.",
            "Ibid., 3.",
            "Botany, first.",
            "Logic, first.",
            "Zoology, n. 1.",
            "Logic, near."
        ]
    );
}

#[test]
fn lists_of_names_may_be_shorter_later() {
    let style = "<style class=\"note\"><citation et-al-min=\"9\" et-al-subsequent-min=\"2\"
        et-al-subsequent-use-first=\"1\"><layout><names variable=\"author\"><name form=\"short\"/></names>
        </layout></citation></style>";
    let entry = "@book{a, author={Ann Smith and Bob Jones}, title={A}, year=2000}";
    let renderer = Renderer::from_csl(style, None).unwrap();
    let item = vec![CitedItem::default()];
    let formatted = renderer.publications(&[publication(entry)]);
    assert_eq!(
        formatted.cited(&[item.clone(), item], Markup::Text),
        ["Smith, Jones", "Smith et al."]
    );
}

#[test]
fn what_stands_around_an_item() {
    let renderer = Renderer::new("apa", None).unwrap();
    let formatted = renderer.publications(&[publication(ENTRIES[0]), publication(ENTRIES[1])]);
    let first = CitedItem {
        prefix: "see".into(),
        suffix: " and elsewhere".into(),
        locator: "pp. 3-5".parse().ok(),
        ..CitedItem::default()
    };
    let second = CitedItem {
        index: 1,
        without_author: true,
        ..CitedItem::default()
    };
    let citations = [vec![first], vec![second], Vec::new()];
    assert_eq!(
        formatted.cited(&citations, Markup::Text),
        ["(see Smith, 2000, pp. 3–5 and elsewhere)", "(1999)", ""]
    );
}

#[test]
fn what_a_citation_says_beside_the_author_stands_in_the_brackets() {
    let letter = "@letter{let, author={Wri, Ter}, title={Letter to X}, date={1900-01-01}}";
    let cited = CitedItem {
        in_sentence: true,
        ..CitedItem::default()
    };
    let renderer = Renderer::new("apa", Some("en-US")).unwrap();
    let formatted = renderer.publications(&[publication(letter)]);
    assert_eq!(
        formatted.cited(&[vec![cited]], Markup::Text),
        ["T. Wri (personal communication, January 1, 1900)"]
    );
}
