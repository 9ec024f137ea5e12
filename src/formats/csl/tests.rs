use super::*;
use crate::formats::bibtex::{fields::RawEntry, record::Record};
use crate::project::project;

pub(crate) fn publication(text: &str) -> Publication {
    let entry = RawEntry::parse(text).unwrap();
    let record = Record::new(&entry, &Default::default());
    let projection = project(&record);
    Publication {
        id: 1,
        key: entry.key.to_owned(),
        entry_type: record.entry_type.clone(),
        title: projection.title,
        venue: projection.venue,
        journal: projection.journal,
        volume: projection.volume,
        issue: projection.issue,
        pages: projection.pages,
        publisher: projection.publisher,
        date: projection.date,
        year: projection.year,
        contributions: projection.contributions,
        identifiers: projection.identifiers,
        attachments: projection.attachments,
        tags: Vec::new(),
        fields: projection.fields,
        marked: projection.marked,
        ..Publication::default()
    }
}

fn json(text: &str) -> String {
    serde_json::to_string(&item(&publication(text)).0).unwrap()
}

#[test]
fn articles() {
    let text = "@article{a, author={van der Berg, Jr, Ann and {World Health Organization} and others}, title={On {IS}},
        subtitle={A view}, journal={J. Long Names}, volume=12, number={3}, pages={45--67}, year=2017, month=mar,
        doi={https://doi.org/10.1000/Example.1}, note={N}, langid={ngerman}}";
    assert_eq!(
        json(text),
        r#"{"id":"a","type":"article-journal","author":[{"family":"Berg","given":"Ann","non-dropping-particle":"van der","suffix":"Jr"},{"literal":"World Health Organization"},{"literal":"others"}],"title":"On IS: A view","container-title":"J. Long Names","volume":"12","issue":"3","page":"45-67","issued":{"date-parts":[[2017,3]]},"DOI":"10.1000/Example.1","language":"de","note":"N"}"#
    );
}

#[test]
fn a_number_is_the_issue_whatever_stands_beside_it() {
    let (_, losses) = item(&publication(
        "@article{s, journal={J}, number=5, issue={Spring}}",
    ));
    assert_eq!(losses.len(), 1, "{losses:?}");
    for (fields, issue) in [
        ("number=5, issue={Spring}", "5"),
        ("issue={Spring}", "Spring"),
    ] {
        assert_eq!(
            json(&format!("@article{{s, journal={{J}}, {fields}}}")),
            format!(
                r#"{{"id":"s","type":"article-journal","container-title":"J","issue":"{issue}"}}"#
            )
        );
    }
}

#[test]
fn reports_and_theses() {
    assert_eq!(
        json("@phdthesis{t, title={T}, school={MIT}, year={in press}}"),
        r#"{"id":"t","type":"thesis","title":"T","genre":"PhD thesis","publisher":"MIT","issued":{"literal":"in press"}}"#
    );
    assert_eq!(
        json(
            "@report{r, title={T}, type={resreport}, number={TR-7}, institution={I}, date={2001/2003}}"
        ),
        r#"{"id":"r","type":"report","title":"T","number":"TR-7","genre":"Research report","publisher":"I","issued":{"date-parts":[[2001],[2003]]}}"#
    );
}

#[test]
fn words_are_not_said_twice() {
    for (entry, expected) in [
        (
            "@techreport{r, number={Technical Report 1205}}",
            r#""type":"report","number":"1205","genre":"Technical report""#,
        ),
        (
            "@techreport{r, type={Memo}, number={Memo No. 7}}",
            r#""type":"report","number":"7","genre":"Memo""#,
        ),
        (
            "@techreport{r, number={Novelty}}",
            r#""type":"report","number":"Novelty","genre":"Technical report""#,
        ),
        (
            "@article{r, number={no. 3}}",
            r#""type":"article-journal","issue":"3""#,
        ),
        (
            "@misc{r, howpublished={\\url{http://www.example.org/}}, url={https://example.org}}",
            r#""type":"webpage","URL":"https://example.org""#,
        ),
        (
            "@book{r, volumes={1--6}}",
            r#""type":"book","number-of-volumes":"6""#,
        ),
        (
            "@article{r, pages={in press}}",
            r#""type":"article-journal","status":"in press""#,
        ),
        (
            "@book{r, author={Doe, Jane and Roe, R. (Eds.)}}",
            r#""type":"book","editor":[{"family":"Doe","given":"Jane"},{"family":"Roe","given":"R."}]"#,
        ),
        (
            "@book{r, author={R. Roe (Ed.)}}",
            r#""type":"book","editor":[{"family":"Roe","given":"R."}]"#,
        ),
        (
            "@review{r, title={T}, origtitle={O}, journal={J}}",
            r#""type":"article-journal","title":"T","container-title":"J","original-title":"O""#,
        ),
        (
            "@periodical{r, title={P}, issuetitle={T}, issuesubtitle={S}, volume=2}",
            r#""type":"article-journal","title":"T: S","container-title":"P","volume":"2""#,
        ),
        (
            "@book{r, author={Doe, Jane and Roe, R. et al.}}",
            r#""type":"book","author":[{"family":"Doe","given":"Jane"},{"family":"Roe","given":"R."},{"literal":"others"}]"#,
        ),
    ] {
        assert_eq!(
            json(entry),
            format!(r#"{{"id":"r",{expected}}}"#),
            "{entry}"
        );
    }
}

#[test]
fn pages_were_looked_at_when_a_note_says_so() {
    for (field, date) in [
        ("note={Accessed: 2020-01-02}", "[[2020,1,2]]"),
        ("note={[Online; accessed 19-July-2008]}", "[[2008,7,19]]"),
        ("note={Last accessed on 5 May 2019.}", "[[2019,5,5]]"),
        ("note={Date accessed: May 5, 2019}", "[[2019,5,5]]"),
        ("note={(visited July 2019)}", "[[2019,7]]"),
    ] {
        let expected =
            format!(r#"{{"id":"r","type":"document","accessed":{{"date-parts":{date}}}}}"#);
        assert_eq!(json(&format!("@misc{{r, {field}}}")), expected);
    }
    let expected = r#"{"id":"r","type":"webpage","accessed":{"date-parts":[[2010,9,30]]},"URL":"http://example.org/x"}"#;
    let how = "@misc{r, howpublished={\\url{http://example.org/x}, accessed 2010-09-30}}";
    assert_eq!(json(how), expected);
    let known =
        r#"{"id":"r","type":"document","accessed":{"date-parts":[[2021]]},"note":"Accessed 2020"}"#;
    assert_eq!(
        json("@misc{r, note={Accessed 2020}, urldate={2021}}"),
        known
    );
}

#[test]
fn archives_have_their_names_and_addresses() {
    for (entry, expected) in [
        (
            "@article{r, journal={J}, eprinttype={jstor}, eprint={20159}}",
            r#""container-title":"J","archive":"JSTOR","archive_location":"20159","URL":"https://www.jstor.org/stable/20159""#,
        ),
        (
            "@article{r, journal={J}, eprinttype={hdl}, eprint={10125/1}, doi={10.1000/1}}",
            r#""container-title":"J","DOI":"10.1000/1""#,
        ),
        (
            "@article{r, journal={J}, archiveprefix={own}, eprint={1}}",
            r#""container-title":"J","archive":"own","archive_location":"1""#,
        ),
    ] {
        let expected = format!(r#"{{"id":"r","type":"article-journal",{expected}}}"#);
        assert_eq!(json(entry), expected, "{entry}");
    }
}

#[test]
fn preprints_and_pages_of_the_web() {
    assert_eq!(
        json("@misc{p, title={T}, eprint={1501.00001}, archiveprefix={arXiv}}"),
        r#"{"id":"p","type":"article","title":"T","number":"arXiv:1501.00001","publisher":"arXiv","URL":"https://arxiv.org/abs/1501.00001"}"#
    );
    assert_eq!(
        json(
            "@misc{w, title={T}, howpublished={\\url{https://example.org/a_b}}, urldate={2014-09-01}}"
        ),
        r#"{"id":"w","type":"webpage","title":"T","accessed":{"date-parts":[[2014,9,1]]},"URL":"https://example.org/a_b"}"#
    );
}

#[test]
fn an_archive_is_no_journal() {
    let expected = r#"{"id":"p","type":"article","title":"T","number":"arXiv:1409.0473","publisher":"arXiv","issued":{"date-parts":[[2014]]},"URL":"https://arxiv.org/abs/1409.0473"}"#;
    for fields in [
        "journal={arXiv preprint arXiv:1409.0473}",
        "journal={CoRR}, volume={abs/1409.0473}",
        "journal={ArXiv e-prints}, eprint={1409.0473}, archiveprefix={arXiv}",
        "journal={arXiv}, number={arXiv:1409.0473}, pages={arXiv:1409.0473}",
    ] {
        let text = format!("@article{{p, title={{T}}, year=2014, {fields}}}");
        assert_eq!(json(&text), expected, "{fields}");
    }
    let published = json("@article{p, journal={Archive of CoRR}, eprint={1409.0473}}");
    assert!(published.contains("article-journal"), "{published}");
}

#[test]
fn notes_say_how_far_a_work_has_come() {
    for (kind, note, member) in [
        ("article", "To appear.", r#""status":"to appear""#),
        ("unpublished", "Submitted", r#""status":"submitted""#),
        ("unpublished", "Lecture notes", r#""genre":"Lecture notes""#),
    ] {
        let text = json(&format!("@{kind}{{p, title={{T}}, note={{{note}}}}}"));
        assert!(text.contains(member), "{text}");
    }
    let text = json("@unpublished{p, title={T}, type={Draft}, note={Read in May}}");
    assert!(text.contains(r#""genre":"Draft""#), "{text}");
    assert!(text.contains(r#""note":"Read in May""#), "{text}");
}

#[test]
fn styles_bring_the_punctuation() {
    for (title, expected) in [
        ("A study of trees.", "A study of trees"),
        ("A study of trees,", "A study of trees"),
        ("A study for Widgets Inc.", "A study for Widgets Inc."),
        ("A study of trees ...", "A study of trees ..."),
        ("Why?", "Why?"),
    ] {
        let publication = publication(&format!("@book{{b, title={{{title}}}}}"));
        assert_eq!(item(&publication).0.text("title"), Some(expected));
    }
    let text = json("@misc{u, title={T}, url={http://a.org/x; http://b.org/y}}");
    assert!(text.contains(r#""URL":"http://a.org/x""#), "{text}");
}

#[test]
fn dates_of_all_kinds() {
    for (date, expected) in [
        ("2004-21", r#"{"date-parts":[[2004]],"season":1}"#),
        ("1999?", r#"{"date-parts":[[1999]],"circa":true}"#),
        ("-0043-03-15", r#"{"date-parts":[[-44,3,15]]}"#),
        ("199X", r#"{"literal":"1990s"}"#),
        ("2004-01-XX", r#"{"date-parts":[[2004,1]]}"#),
        ("2001/..", r#"{"date-parts":[[2001],[0]]}"#),
    ] {
        let (item, _) = item(&publication(&format!("@book{{d, date={{{date}}}}}")));
        assert_eq!(
            serde_json::to_string(item.get("issued").unwrap()).unwrap(),
            expected
        );
    }
}

#[test]
fn what_has_no_place_is_reported() {
    let (_, losses) = item(&publication(
        "@book{b, title={T}, crossref={c}, mrnumber={1}, date={/2001}, foreword={Ann Lee}}",
    ));
    let losses: Vec<_> = losses.iter().map(ToString::to_string).collect();
    assert_eq!(
        losses,
        [
            "b: date is weakened: an open interval is its known end",
            "b: foreword is weakened: a contributor without a word on the part played",
            "b: mrnumber is left out: CSL has no place for it",
        ]
    );
}

#[test]
fn json_is_read_back() {
    let (item, _) = item(&publication(
        "@book{b, author={de la Cruz, Ann and {A Body}}, title={T}, date={2001-02~/2003}, volume=3, urldate={2001-02-03}}",
    ));
    let value = serde_json::to_value(&item).unwrap();
    assert_eq!(Item::from_json(&value).unwrap(), item);
    assert_eq!(
        Item::from_json(&serde_json::json!({"id": 7, "type": "book", "author": [3]}))
            .unwrap_err()
            .to_string(),
        "author: expected names"
    );
}

#[test]
fn what_lends_a_title_or_a_place_keeps_its_own() {
    let (proceedings, _) = item(&publication(
        "@proceedings{p, editor={Roe, A.}, title={Proceedings of the 40th STOC}, booktitle={STOC}, year=2008}",
    ));
    assert_eq!(proceedings.text("container-title"), None);
    let (paper, _) = item(&publication(
        "@inproceedings{q, title={T}, booktitle={B}, address={New York}, location={Banff}, year=2004}",
    ));
    assert_eq!(paper.text("publisher-place"), Some("New York"));
    assert_eq!(paper.text("event-place"), Some("Banff"));
    // a keyword of another field is none
    let (book, _) = item(&publication("@book{r, title={T}, series={Software}}"));
    assert_eq!(book.text("collection-title"), Some("Software"));
}

#[test]
fn what_editors_did_is_a_variable_or_they_are_editors() {
    for (field, variable) in [
        ("editortype={compiler}", "compiler"),
        ("editortype={redactor}", "editorial-director"),
        ("editortype={founder}", "editor"),
        ("editortype={collaborator}", "editor"),
        ("editortype={reviser}", "editor"),
        ("editortype={continuator}", "editor"),
    ] {
        let entry = format!("@book{{b, editor={{Roe, Ann}}, {field}, title={{T}}}}");
        let (item, _) = item(&publication(&entry));
        assert!(item.names(variable).is_some(), "{field}: {item:?}");
    }
    let entry = "@book{b, editora={Roe, Ann}, editoratype={continuator}, title={T}}";
    let (item, _) = item(&publication(entry));
    assert!(item.names("contributor").is_some());
}

#[test]
fn what_is_no_doi_is_none() {
    let page = "http://www.sciencedirect.com/science/article/B6VCT";
    for (fields, doi, url) in [
        (
            format!("doi={{{page}}}, url={{http://a.b/c}}"),
            None,
            Some("http://a.b/c"),
        ),
        (format!("doi={{{page}}}"), None, Some(page)),
        ("doi={n/a}".to_owned(), None, None),
        (
            "doi={DOI: 10.1000/182 }".to_owned(),
            Some("10.1000/182"),
            None,
        ),
    ] {
        let (item, losses) = item(&publication(&format!(
            "@article{{a, title={{T}}, {fields}}}"
        )));
        assert_eq!((item.text("DOI"), item.text("URL")), (doi, url), "{fields}");
        assert_eq!(
            losses.is_empty(),
            doi.is_some() || !fields.contains("url") && url.is_some(),
            "{losses:?}"
        );
    }
}

#[test]
fn words_that_styles_bring_are_not_said_twice() {
    let (item, _) = item(&publication(
        "@article{a, title={T}, journal={J}, volume={Vol. 54}, number={No. 3}, pages={pp. 2--4}}",
    ));
    let said = ["volume", "issue", "page"].map(|variable| item.text(variable).unwrap());
    assert_eq!(said, ["54", "3", "2-4"]);
    for (pages, page) in [
        ("n/a--n/a", None),
        ("--", None),
        ("187--187", Some("187")),
        ("3--9 pp.", Some("3-9")),
        ("(p. 94--109)", Some("94-109")),
    ] {
        let entry = format!("@article{{a, title={{T}}, journal={{J}}, pages={{{pages}}}}}");
        assert_eq!(super::item(&publication(&entry)).0.text("page"), page);
    }
}

#[test]
fn labels_of_reports_and_articles_are_not_said_twice() {
    for (fields, variable, text) in [
        ("techreport, number={Tech. Rep. CS-12}", "number", "CS-12"),
        ("techreport, number={Tech. Report No. 12}", "number", "12"),
        ("techreport, number={Report}", "number", "Report"),
        ("article, journal={J}, eid={Article No. 12}", "number", "12"),
        ("article, journal={J}, pages={Art. 13}", "number", "13"),
        ("inbook, chapter={3 -- Tabu Search}", "title", "Tabu Search"),
    ] {
        let (kind, fields) = fields.split_once(", ").unwrap();
        let entry = format!("@{kind}{{a, title={{T}}, {fields}}}");
        let (item, _) = item(&publication(&entry));
        assert_eq!(item.text(variable), Some(text), "{fields}");
    }
}

#[test]
fn titles_end_without_a_period_but_for_abbreviations() {
    for (title, expected) in [
        ("Models for Network Design.", "Models for Network Design"),
        ("Effects of Zipf's law.", "Effects of Zipf's law"),
        ("Cladosporium spp.", "Cladosporium spp."),
        ("The number $\\pi$.", "The number π"),
        ("Made by Acme Corp.", "Made by Acme Corp."),
        ("A History of the U.S.", "A History of the U.S."),
        ("Wood.", "Wood."),
    ] {
        let (item, _) = item(&publication(&format!("@book{{a, title={{{title}}}}}")));
        let written = crate::model::Typography::plain(item.text("title").unwrap());
        assert_eq!(written, expected);
    }
}

#[test]
fn a_title_that_ends_with_a_period_has_no_colon_behind() {
    for (book, whole) in [
        ("Title.", "Title. Subtitle"),
        ("Title", "Title: Subtitle"),
        ("Why?", "Why? Subtitle"),
        ("A History of the U.S.", "A History of the U.S.: Subtitle"),
    ] {
        let entry = format!(
            "@inbook{{a, title={{T}}, booktitle={{{book}}}, booksubtitle={{Subtitle}}, year=2001}}"
        );
        let (item, _) = item(&publication(&entry));
        assert_eq!(item.text("container-title"), Some(whole));
        let entry = format!("@book{{a, title={{{book}}}, subtitle={{Subtitle}}, year=2001}}");
        let (item, _) = super::item(&publication(&entry));
        assert_eq!(item.text("title"), Some(whole));
    }
}

#[test]
fn a_range_without_an_end_stays_one() {
    for (date, parts) in [
        ("1997/", "[[1997],[0]]"),
        ("1997-05/..", "[[1997,5],[0]]"),
        ("/1997", "[[1997]]"),
        ("1997/1999", "[[1997],[1999]]"),
    ] {
        let written = json(&format!("@book{{b, title={{T}}, date={{{date}}}}}"));
        assert!(written.contains(parts), "{date}: {written}");
    }
}

#[test]
fn patents_are_named_as_their_offices_name_them() {
    for (kind, genre) in [
        ("patentus", "U.S. Patent"),
        ("patreqeu", "European Patent Request"),
        ("patent", "Patent"),
        ("Utility model", "Utility model"),
    ] {
        let entry = format!("@patent{{p, title={{T}}, type={{{kind}}}, number=12}}");
        let (item, _) = item(&publication(&entry));
        assert_eq!(item.text("genre"), Some(genre));
    }
}

#[test]
fn a_chapter_with_a_title_is_a_part_of_its_book() {
    let entry = |chapter: &str| {
        let entry = format!(
            "@inbook{{b, title={{Whole Book}}, chapter={{{chapter}}}, publisher={{P}}, year=2001, pages={{3--5}}}}"
        );
        let (item, losses) = item(&publication(&entry));
        assert!(losses.is_empty(), "{losses:?}");
        item
    };
    let part = entry("The Fifth Chapter");
    let said = ["title", "container-title"].map(|variable| part.text(variable).unwrap());
    assert_eq!(
        (part.kind.as_str(), said),
        ("chapter", ["The Fifth Chapter", "Whole Book"])
    );
    assert_eq!(part.text("chapter-number"), None);
    let part = entry("5");
    assert_eq!(
        (part.kind.as_str(), part.text("title")),
        ("book", Some("Whole Book"))
    );
    assert_eq!(part.text("chapter-number"), Some("5"));
}

#[test]
fn a_title_loses_its_period_behind_italics_too() {
    for title in ["More about wood.", "More about \\emph{wood}."] {
        let (item, _) = item(&publication(&format!("@book{{a, title={{{title}}}}}")));
        let written = item.text("title").unwrap();
        assert!(!written.ends_with('.'), "{written}");
    }
}
