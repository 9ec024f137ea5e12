use base64_of::base64;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::*;
use crate::model::{Attachment, Contribution, Identifier, Journal, Name, Role, Scheme};

mod base64_of {
    /// RFC 4648.
    pub(super) fn base64(bytes: &[u8]) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let mut word = 0_u32;
            for index in 0..3 {
                word = word << 8 | u32::from(*chunk.get(index).unwrap_or(&0));
            }
            for index in 0..4 {
                let digit = (word >> (18 - 6 * index)) & 63;
                let letter = char::from(ALPHABET[digit as usize]);
                out.push(if index <= chunk.len() { letter } else { '=' });
            }
        }
        out
    }
}

#[test]
fn the_policy_allows_the_script_that_is_there() {
    let hash = format!("sha256-{}", base64(&Sha256::digest(SCRIPT)));
    assert_eq!(SCRIPT_HASH, hash, "page.js changed, so does SCRIPT_HASH");
}

fn publication(text: &str) -> Publication {
    let own = |text: &str| Some(text.to_owned());
    Publication {
        key: text.to_owned(),
        entry_type: "article".to_owned(),
        title: own(text),
        venue: Some(format!("In {text}")),
        volume: own(text),
        issue: own(text),
        pages: own(text),
        publisher: Some(format!("By {text}")),
        date: own(text),
        contributions: vec![
            Contribution {
                role: Role::Author,
                name: Some(Name::body(text)),
            },
            Contribution {
                role: Role::Author,
                name: None,
            },
        ],
        identifiers: vec![Identifier::parse(Scheme::Doi, "10.1000/<a>\"b").unwrap()],
        attachments: vec![Attachment {
            path: format!("a/{text}"),
            description: text.to_owned(),
        }],
        fields: vec![
            ("keywords".to_owned(), text.to_owned()),
            ("url".to_owned(), format!("https://x.org/{text}")),
        ],
        ..Publication::default()
    }
}

fn page(publications: &[Publication], bibtex: &str, options: PageOptions) -> String {
    styled("apa", publications, bibtex, options)
}

fn styled(style: &str, publications: &[Publication], bibtex: &str, options: PageOptions) -> String {
    let mut page = Page::new(Renderer::new(style, None).unwrap(), options);
    for publication in publications {
        page.add(publication.clone(), bibtex.to_owned());
    }
    let mut out = Vec::new();
    page.print(&mut out, &mut |_| {}).unwrap();
    String::from_utf8(out).unwrap()
}

/// The tags of the body, with the names of their attributes and without what these say.
fn tags(page: &str) -> Vec<String> {
    let body = page.split_once("<body>").unwrap().1;
    body.split('<')
        .skip(1)
        .map(|tag| {
            let mut out = String::new();
            let mut quoted = false;
            for c in tag.chars() {
                match c {
                    '"' => quoted = !quoted,
                    '>' if !quoted => break,
                    c if !quoted => out.push(c),
                    _ => {}
                }
            }
            out
        })
        .collect()
}

const HOSTILE: [&str; 9] = [
    "</pre></li><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{main}}",
    "<!-- --><!--",
    "&lt;script&gt;&#60;b&#62;",
    "\u{0}\u{1b}[31m\u{202e}txt.exe\u{2028}",
    "ÌÑ",
];

fn with_files() -> PageOptions {
    PageOptions {
        files: true,
        ..PageOptions::default()
    }
}

/// The tags that an item may have beside those of the page itself.
const ITEM: [&str; 11] = [
    // without `data-k`, where all its words stand in the reference already
    "li id= data-o= data-y= data-t=",
    "a href=",
    "a class= href=",
    "/a",
    "span class=",
    "span style=",
    "/span",
    "i",
    "/i",
    "b",
    "/b",
];

/// Panics where the page has a tag or a link that no page has.
fn assert_harmless(page: &str, about: &str) {
    let known = tags(&self::page(&[publication("x")], "x", with_files()));
    for tag in tags(page) {
        let is_known = known.contains(&tag) || ITEM.contains(&tag.as_str());
        let is_raised = ["sup", "/sup", "sub", "/sub"].contains(&tag.as_str());
        assert!(is_known || is_raised, "{tag} in {about}");
    }
    let body = page.split_once("<body>").unwrap().1;
    for url in between(body, " href=\"", "\"") {
        let starts = ["https://", "http://", "./", "#"];
        assert!(starts.iter().any(|start| url.starts_with(start)), "{url}");
    }
}

#[test]
fn no_record_brings_markup_in() {
    for (text, style) in HOSTILE.iter().flat_map(|text| {
        let styles = ["apa", "ieee", "vancouver", "mla", "nature"];
        styles.map(|style| (*text, style))
    }) {
        let page = styled(
            style,
            &[publication(text)],
            text,
            PageOptions {
                title: text.to_owned(),
                language: text.to_owned(),
                ..with_files()
            },
        );
        assert_harmless(&page, text);
        let body = page.split_once("<body>").unwrap().1;
        assert!(
            !body.contains(['\0', '\u{1b}', '\u{202e}', '\u{2028}']),
            "{text}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_brings_markup_in(text in "[\\PC\\n<>&\"'=/{}-]{1,40}") {
        prop_assume!(!text.trim().is_empty());
        assert_harmless(&page(&[publication(&text)], &text, with_files()), &text);
    }
}

fn dated(key: &str, entry_type: &str, year: Option<i64>, date: Option<&str>) -> Publication {
    Publication {
        key: key.to_owned(),
        entry_type: entry_type.to_owned(),
        title: Some(format!("On {key}")),
        year,
        date: date.map(str::to_owned),
        ..Publication::default()
    }
}

/// What stands between `before` and `after`, each time.
fn between<'p>(page: &'p str, before: &str, after: &str) -> Vec<&'p str> {
    page.split(before)
        .skip(1)
        .map(|rest| rest.split(after).next().unwrap())
        .collect()
}

#[test]
fn entries_stand_by_year_or_by_type() {
    let publications = [
        dated("old", "book", Some(1999), Some("1999")),
        dated("none", "article", None, None),
        dated("press", "article", None, Some("in press")),
        dated("new", "phdthesis", Some(2024), Some("2024")),
        dated("also", "article", Some(2024), Some("2024")),
    ];
    let by_year = page(&publications, "@misc{}", PageOptions::default());
    assert_eq!(
        between(&by_year, "<h2 id=\"ibid-group-", " <small>")
            .iter()
            .filter_map(|heading| heading.split('>').nth(1))
            .collect::<Vec<_>>(),
        ["Forthcoming", "2024", "1999", "Undated"]
    );
    assert_eq!(
        between(&by_year, "<li id=\"", "\""),
        ["press", "also", "new", "old", "none"]
    );
    let by_type = page(
        &publications,
        "@misc{}",
        PageOptions {
            group: Group::Type,
            ..PageOptions::default()
        },
    );
    assert_eq!(
        between(&by_type, "<li id=\"", "\""),
        ["press", "also", "none", "old", "new"]
    );
    assert!(by_type.contains("value=\"type\" checked"));
    // the same order, whatever it is grouped by at first
    assert!(
        by_type.contains("<li id=\"new\" data-o=\"2\" data-y=\"2024\" data-t=\"5\">"),
        "{by_type}"
    );
    assert!(page(&[], "", PageOptions::default()).contains("0 publications"));
}

#[test]
fn an_item_reads_well() {
    let name = |family: &str, given: &str| Name {
        family: family.to_owned(),
        given: given.to_owned(),
        ..Name::body("")
    };
    let author = |name| Contribution {
        role: Role::Author,
        name: Some(name),
    };
    let mut publication = dated("er59", "article", Some(1959), Some("1959"));
    publication.title = Some("On Random Graphs & Trees".to_owned());
    publication.venue = Some("Publicationes Mathematicae".to_owned());
    publication.journal = Some(Journal {
        title: "Publicationes Mathematicae".to_owned(),
        abbreviation: String::new(),
        issn: String::new(),
    });
    publication.volume = Some("6".to_owned());
    publication.pages = Some("290–297".to_owned());
    publication.contributions = [("Erdős", "Paul"), ("Rényi", "Alfréd"), ("Third", "A.")]
        .map(|(family, given)| {
            let mut name = name(family, given);
            name.corporate = false;
            author(name)
        })
        .to_vec();
    publication.identifiers =
        vec![Identifier::parse(Scheme::Doi, "10.5486/PMD.1959.6.3-4.12").unwrap()];
    let text = page(
        &[publication.clone()],
        "@article{er59}",
        PageOptions::default(),
    );
    insta::assert_snapshot!(between(&text, "<li ", "</li>")[0], @r##"
    id="er59" data-o="0" data-y="1959" data-t="0" data-k="Paul Alfréd"><p class="r">Erdős, P., Rényi, A., &amp; Third, A. (1959). <a class="title" href="https://doi.org/10.5486/pmd.1959.6.3-4.12">On Random Graphs &amp; Trees</a>. <i>Publicationes Mathematicae</i>, 290–297. <a href="https://doi.org/10.5486/pmd.1959.6.3-4.12">https://doi.org/10.5486/pmd.1959.6.3-4.12</a></p>
    <div class="l"><details><summary>BibTeX</summary><pre>@article{er59}</pre></details> <button type="button" class="c" aria-label="Copy BibTeX of er59">Copy</button> <a class="k" href="#er59">er59</a></div>
    "##);
    // no number: the page has an order of its own, and its filter leaves entries out
    publication.identifiers.clear();
    publication
        .fields
        .push(("keywords".to_owned(), "graphs, Probability".to_owned()));
    let text = styled(
        "ieee",
        &[publication],
        "@article{er59}",
        PageOptions::default(),
    );
    insta::assert_snapshot!(between(&text, "<li ", "</li>")[0], @r##"
    id="er59" data-o="0" data-y="1959" data-t="0" data-k="Paul Alfréd Probability"><p class="r">P. Erdős, A. Rényi, and A. Third, “<span class="title">On Random Graphs &amp; Trees,</span>” <i>Publicationes Mathematicae</i>, pp. 290–297, 1959.</p>
    <div class="l"><details><summary>BibTeX</summary><pre>@article{er59}</pre></details> <button type="button" class="c" aria-label="Copy BibTeX of er59">Copy</button> <a class="k" href="#er59">er59</a></div>
    "##);
}

#[test]
fn an_entry_without_a_reference_stands_by_its_title_and_is_told() {
    let csl = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>x</title>
        <id>x</id><updated>2020-01-01T00:00:00Z</updated></info><citation><layout><text variable="title"/></layout>
        </citation><bibliography><layout><text variable="publisher"/></layout></bibliography></style>"#;
    let renderer = Renderer::from_csl(csl, None).unwrap();
    let mut page = Page::new(renderer, PageOptions::default());
    page.add(dated("a<b", "book", None, None), "@book{a}".to_owned());
    let (mut out, mut lost) = (Vec::new(), Vec::new());
    page.print(&mut out, &mut |loss| lost.push(loss.key))
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("<p class=\"r\">On a&lt;b</p>"), "{text}");
    assert_eq!(lost, ["a<b"]);
}
