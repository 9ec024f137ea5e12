use proptest::prelude::*;

use super::*;
use crate::model::{Contribution, Name, Publication, Role, Scheme};

/// How a query is printed again.
fn again(text: &str) -> String {
    match parse(text) {
        Ok(query) => query.to_string(),
        Err(error) => format!(
            "{} at {}: {}",
            error.code,
            error.place.as_ref().map_or(0, |place| place.column),
            error.message
        ),
    }
}

#[test]
fn the_language_is_read() {
    for (text, printed) in [
        ("", "*"),
        ("*", "*"),
        ("knuth  literate", "knuth literate"),
        (
            "\"literate programming\" -tex",
            "\"literate programming\" -tex",
        ),
        ("NOT tex relativ*", "-tex relativ*"),
        ("a b OR c d", "a b OR c d"),
        ("(a b) OR (c d)", "a b OR c d"),
        ("a (b OR c) d", "a (b OR c) d"),
        ("a AND b", "a b"),
        ("Shannon and Weaver (1964)", "Shannon Weaver 1964"),
        (
            "Lamport, Shostak, and Pease 1982",
            "Lamport Shostak Pease 1982",
        ),
        ("Müller und Weiß", "Müller Weiß"),
        ("Lamport et al. 1982", "Lamport et al 1982"),
        ("knuth et al", "knuth et al"),
        ("-(author:knuth* et al) tex", "-(author:knuth* et al) tex"),
        ("lamport et.al. 1978", "lamport et al 1978"),
        ("lamport u.a. 1978 x", "lamport et al 1978 x"),
        ("Knuth et alii, x", "Knuth et al x"),
        ("Knuth & al.", "Knuth et al"),
        ("Lamport and others", "Lamport et al"),
        (
            "Lamport and others 2009a",
            "Lamport et al (2009a OR year:2009)",
        ),
        (
            "Ibn al Haytham and others who, Müller U.A.",
            "Ibn al Haytham and others who Müller U.A",
        ),
        ("cats and others", "cats and others"),
        ("No and others 5", "No et al 5"),
        ("et.al", "et.al"),
        ("war and peace", "war and peace"),
        ("et al", "et al"),
        ("Shannon \"and\" Weaver", "Shannon \"and\" Weaver"),
        (
            "author:(Shannon and Weaver)",
            "author:Shannon author:Weaver",
        ),
        ("--a NOT -b", "a b"),
        ("-(a b)", "-(a b)"),
        ("AUTHOR:Knuth", "author:Knuth"),
        ("by:knuth in:nature", "author:knuth venue:nature"),
        ("title:\"general theory\"", "title:\"general theory\""),
        (
            "author:(knuth OR lamport) tex",
            "(author:knuth OR author:lamport) tex",
        ),
        (
            "year:2015..2017 year:>=2015 year:2017",
            "year:2015..2017 year:2015.. year:2017",
        ),
        ("knuth 1998..2000", "knuth year:1998..2000"),
        ("date:2006-11 tex", "year:2006-11-01..2006-11-30 tex"),
        (
            "year>=2015 year=2017 Author=knuth",
            "year:2015.. year:2017 author:knuth",
        ),
        ("author: knuth year: 1984", "author:knuth year:1984"),
        ("year >= 2015 year = 2017", "year:2015.. year:2017"),
        ("author = knuth title = x", "author:knuth title x"),
        ("title = {A b}", "title:A b"),
        ("Title = x", "Title x"),
        ("title=\"a b\" title=(x", "title:\"a b\" title:x"),
        ("tex | latex || troff", "tex OR latex OR troff"),
        ("!tex && knuth !\"a b\"", "-tex knuth -\"a b\""),
        ("1998..20000 2000..1998", "1998..20000 2000..1998"),
        ("added:>2026-01", "added:2026-02-01.."),
        ("doi:10.1000/182", "doi:10.1000/182"),
        (
            "doi:https://doi.org/10.1000/182.",
            "doi:https://doi.org/10.1000/182",
        ),
        ("doi:10.1000/*", "doi:10.1000/*"),
        ("id:978-0-201-13447-6", "id:978-0-201-13447-6"),
        ("arXiv:1501.00001v2", "arxiv:1501.00001v2"),
        ("has:doi has:files has:tags", "has:doi has:file has:tag"),
        ("abstract:*", "has:abstract"),
        ("note:read", "note:read"),
        ("x-shelf:3", "x-shelf:3"),
        ("tag:\"to read\" tag:@home", "tag:\"to read\" tag:@home"),
        ("key:DBLP:conf/x/K84", "key:DBLP:conf/x/K84"),
        ("TO BE OR NOT TO BE", "TO BE \"OR\" \"NOT\" TO BE"),
        ("“general theory”", "\"general theory\""),
    ] {
        assert_eq!(again(text), printed, "{text:?}");
    }
}

#[test]
fn what_is_pasted_is_no_mistake() {
    for (text, printed) in [
        ("Attention: all you need?", "Attention all you need"),
        ("10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        (
            "https://example.org/papers/1.pdf",
            "url:example.org/papers/1.pdf OR \"example.org/papers/1.pdf\"",
        ),
        ("NEAR(a b)", "NEAR a b"),
        ("f(x) = (x", "f(x) x"),
        ("a) b", "a b"),
        ("\"open", "\"open\""),
        ("std::vector 10:30", "std::vector 10:30"),
        ("C*-algebras", "C*-algebras"),
        ("-- – ' ; DROP TABLE entry; --", "DROP TABLE entry"),
        ("🎉 party\0 M{\\\"u}ller {TeX}book", "party Müller TeXbook"),
        ("[12] D. Knuth, Mind", "D Knuth Mind"),
        ("5. Knuth, D.: Mind (2009)", "Knuth D Mind 2009"),
        ("[5] 5", "5"),
        ("(((", "query-empty at 1: there is no word here to look for"),
        ("🎉", "query-empty at 1: there is no word here to look for"),
        ("E:coli", "e:coli"),
        (
            "Gender: a study of title: and key",
            "Gender a study of title and key",
        ),
        ("E=mc2 a<b Yahoo! note=x", "E=mc2 a<b Yahoo note=x"),
        (
            "year = x year of 2000 title = y",
            "year x year of 2000 title y",
        ),
        ("| tex | | latex |", "tex latex"),
        ("[Bengio 2009a] 1800x", "Bengio (2009a OR year:2009) 1800x"),
        (
            "Kibble '79, Plastino ’94",
            "Kibble (79 OR year:1979 OR year:2079) Plastino (94 OR year:1994 OR year:2094)",
        ),
        ("'tis 'a '790 1984/86 2009a*", "tis a 790 1984/86 2009a*"),
        (
            "knuth 1980s 198x 1984/85",
            "knuth (1980s OR year:1980..1989) (198x OR year:1980..1989) (1984/85 OR year:1984..1985)",
        ),
        ("Faria pp. 1493-1514", "Faria 1493-1514"),
        ("Faria, S. 12–14 pages 5", "Faria 12–14 5"),
        ("Smith S. 1984, p. x", "Smith S 1984 p x"),
        (
            "Tait, J. Phil., vol. 78, no. 9, pp. 524–546, 1981",
            "Tait J Phil 78 9 524–546 1981",
        ),
        ("Lamport Volume 21 number 7 Bd. 3a", "Lamport 21 7 3a"),
        ("Nr. vol pp 5 art. 040401", "5 040401"),
        (
            "no number of issue 1998 the art 2010 volume x",
            "no number of issue 1998 the art 2010 volume x",
        ),
        ("Page et al. 2004 page 1998", "Page et al 2004 page 1998"),
        (
            "Jaynes (1982). [Book review:] ‘Methods’ (pages:) [title:]",
            "Jaynes 1982 Book review Methods’ pages title",
        ),
        (
            "Constructions of (t,m,s)-Nets and (t,s)-Sequences",
            "Constructions of t,m,s Nets and t,s Sequences",
        ),
        (
            "O(n log n)-Space [a]-b “c”-d",
            "O n log n Space a]-b \"c\" d",
        ),
        ("(1/3)-beta-D-glucans (a) -b", "1/3 beta-D-glucans a -b"),
        ("H. -J. Werner, -K. -L.x -m.", "H J Werner K -L.x -m"),
        ("The !Kung San: men", "The Kung San men"),
        ("Knuth !Lamport !kung", "Knuth -Lamport -kung"),
        ("determination of |Vcb|", "determination of Vcb|"),
        ("by: the sea author OR: x", "by the sea author \"OR\" x"),
        ("A STUDY OF THE AUTHOR:", "(A STUDY OF THE AUTHOR)"),
        ("Foreword by the way: foo:", "Foreword by the way foo"),
        ("-tag:(x a\\", "-(tag:x tag:a)"),
        ("key:(/\\ f(x)", "key:\"/\" key:f(x)"),
        ("O'Brien co-operation", "O'Brien co-operation"),
    ] {
        assert_eq!(again(text), printed, "{text:?}");
    }
    assert!(parse(&"long words ".repeat(1000)).is_err());
    assert!(parse(&"x".repeat(10_000)).is_ok());
    assert!(parse(&"(".repeat(10_000)).is_err());
    assert!(parse(&"-".repeat(10_000)).is_err());
    assert!(parse(&"NOT ".repeat(10_000)).is_err());
    assert!(parse(&"author:(".repeat(1_000)).is_err());
}

#[test]
fn errors_point_at_their_place() {
    let error = |text: &str| {
        let error = parse(text).unwrap_err();
        let column = error.place.as_ref().unwrap().column;
        format!(
            "{column}: {}; {}",
            error.message,
            error.help.unwrap_or_default()
        )
    };
    insta::assert_snapshot!([
        "tex autor:knuth",
        "year:abc",
        "tex year:2017..2015",
        "date:2007-03..2006-11",
        "year>=abc",
        "added:soon",
        "doi:foo",
        "id:foo",
        "has:a/b",
        "has:abstrakt",
        "title:–",
        "title:\"\"",
        "a OR",
        "OR a",
        "a OR OR b",
        "a AND",
        "(a OR b)) c",
        "tex NOT",
        "title:",
        "-by: ",
        "(tex year:) knuth",
        "pages:",
        "author:()",
        "tex author:( ",
        "has:",
    ].map(error).join("\n"), @r#"
    5: there is no field `autor:`; did you mean `author:`?
    6: `abc` is no year, month or day; as `year:2017`, `year:2015..2017`, `year:">=2015"` or `date:2015-06`
    10: `2017..2015` runs backwards; `2015..2017` runs from early to late
    6: `2007-03..2006-11` runs backwards; `2006-11..2007-03` runs from early to late
    5: `>=abc` is no year, month or day; as `year:2017`, `year:2015..2017`, `year:">=2015"` or `date:2015-06`
    7: `soon` is no day, month or year; as `added:2026`, `added:2026-05..2026-07`, `added:2026-05-28..` or `added:">2026-01"`
    5: “foo” is no DOI: expected 10., a registrant of four to nine digits, / and a suffix; in quotes, "doi:foo", these are words to look for
    4: `foo` is no identifier that is known here; in quotes, "id:foo", these are words to look for
    5: `a/b` is no field; as `has:doi`, `has:file`, `has:abstract`, `has:tag` or with any field
    5: there is no field `abstrakt`; did you mean `has:abstract`?
    8: there is no word here to look for; `title:*` finds whatever has one
    7: there is no word here to look for; `title:*` finds whatever has one
    5: OR needs something to look for on both sides; in quotes, "OR", or in small letters it is a word
    1: OR needs something to look for on both sides; in quotes, "OR", or in small letters it is a word
    6: OR needs something to look for on both sides; in quotes, "OR", or in small letters it is a word
    3: AND needs something to look for on both sides; in quotes, "AND", or in small letters it is a word
    9: this bracket closes nothing; put a ( before it, or leave it out
    5: NOT needs something to look for behind it; in quotes, "NOT", or in small letters it is a word
    7: there is nothing to look for behind `title:`; as `title:"general theory"`; `title:*` finds whatever has one
    5: there is nothing to look for behind `author:`; as `author:zahid`; `author:*` finds whatever has one
    11: there is nothing to look for behind `year:`; as `year:2015..2017`; `year:*` finds whatever has one
    7: there is nothing to look for behind `pages:`; `pages:*` finds whatever has one
    8: there is nothing to look for behind `author:`; as `author:zahid`; `author:*` finds whatever has one
    12: there is nothing to look for behind `author:`; as `author:zahid`; `author:*` finds whatever has one
    5: there is nothing to look for behind `has:`; as `has:doi`
    "#);
}

fn publication() -> Publication {
    let author = Name {
        family: "Müller".into(),
        given: "Jörg".into(),
        ..Name::default()
    };
    Publication {
        key: "mueller2017".into(),
        entry_type: "phdthesis".into(),
        year: Some(2017),
        tags: vec!["To read".into()],
        added: 86_400 * 400,
        identifiers: vec![Identifier::parse(Scheme::Doi, "10.1000/182").unwrap()],
        contributions: vec![Contribution {
            role: Role::Author,
            name: Some(author),
        }],
        fields: [
            ("author", "Müller, Jörg"),
            ("title", "On the General Theory of f(x)"),
            ("school", "University of Łódź"),
            ("volume", "12A"),
            ("note", "E. coli"),
            ("doi", "10.1000/182"),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into(),
        ..Publication::default()
    }
}

#[test]
fn a_publication_is_asked() {
    let publication = publication();
    let asks = |text: &str| parse(text).unwrap().matches(&publication);
    for text in [
        "",
        "muller theory",
        "\"general theory\"",
        "theor*",
        "author:jorg",
        "school:lodz",
        "publisher:university",
        "venue:university",
        "volume:12a",
        "volume:1*",
        "type:thesis",
        "type:phd*",
        "key:mueller",
        "key:\"MUELLER2017\"",
        "tag:\"to read\"",
        "tag:to*",
        "doi:10.1000/182",
        "10.1000/182",
        "https://doi.org/10.1000/182",
        "id:doi:10.1000/182",
        "doi:10.1000/*",
        "has:doi",
        "has:tag",
        "year:2015..",
        "added:1971",
        "-abstract:*",
        "knuth OR muller",
        "note:coli",
        "e:coli",
        "title:(theory knuth OR general)",
        "to read",
        "f(x)",
    ] {
        assert!(asks(text), "{text}");
    }
    for text in [
        "mull",
        "\"theory general\"",
        "volume:12",
        "type:article",
        "key:\"mueller\"",
        "tag:read",
        "has:file",
        "year:..2016",
        "added:1970",
        "-muller",
        "title:muller",
        "abstract:*",
        "muller knuth",
        "isbn:10*",
    ] {
        assert!(!asks(text), "{text}");
    }
}

#[test]
fn every_field_is_read_by_all_its_names_and_its_example_is_a_query() {
    for field in FIELDS {
        for name in std::iter::once(&field.name).chain(field.aliases) {
            assert_eq!(Field::named(name), Field::Known(field));
        }
        let query = parse(field.example).unwrap();
        assert!(
            query.to_string().starts_with(&format!("{}:", field.name)),
            "{query}"
        );
    }
    assert!(LISTED.is_sorted());
}

#[test]
fn an_identifier_may_follow_its_name() {
    for (typed, same) in [
        ("ISBN 0-201-13447-0", "isbn:0-201-13447-0"),
        ("ISBN-13: 978-0-201-13447-6", "isbn:978-0-201-13447-6"),
        ("doi: 10.1000/182 knuth", "doi:10.1000/182 knuth"),
        ("DOI 10.1000/182", "doi:10.1000/182"),
        ("ISBN 0 201 13447 0", "isbn:0-201-13447-0"),
        ("ISBN 0 201 13447 0 1984", "isbn:0-201-13447-0 1984"),
        ("knuth 978 0 201 13447 6.", "knuth isbn:978-0-201-13447-6"),
        ("978 0201134476", "isbn:978-0201134476"),
        ("isbn-10: 0 8044 2957 X x", "isbn:0-8044-2957-X x"),
        ("arXiv preprint quant-ph/0101012", "arxiv:quant-ph/0101012"),
        (
            "Shor, arXiv Preprint arXiv:quant-ph/0101012, 2001",
            "Shor arxiv:arXiv:quant-ph/0101012 2001",
        ),
        ("-issn 0896-3207", "-issn:0896-3207"),
    ] {
        assert_eq!(parse(typed).unwrap(), parse(same).unwrap(), "{typed}");
    }
    for text in [
        "a 978 0 201 13447 5",
        "a 0 201 13447 0",
        "a (ISBN) 0 201 13447 1",
    ] {
        assert_eq!(parse(text).unwrap().to_string(), text);
    }
    assert_eq!(
        parse("arXiv preprint server").unwrap().to_string(),
        "(arXiv) preprint server"
    );
    assert_eq!(parse("doi handbook").unwrap().to_string(), "(doi) handbook");
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_and_printed_the_same(text in any::<String>()) {
        identity(&text)?;
    }

    #[test]
    fn whatever_looks_like_a_query_is_read_and_printed_the_same(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "a", "Bc", "OR", "AND", "NOT", "-", "(", ")", "\"", " ", " ", " ", "*", "author:", "year:", "2015", "..", ">=",
                "doi:", "10.1000/182", "x:", "E:", ":", ".", ",", "key:", "has:", "tag:", "id:", "added:", "2026-01", "’", "“", "f(x)",
                "https://", "isbn", "DOI:", "{", "}", "\\", "$", "TO", "BE", "url:", "\0", "[5]", "5.", "'79", "2009a", "1980s", "1998..2000", "1984/85", "pp.", "S.", "p", "arXiv", "978", " 0 201 13447 6 ", "preprint", "1501.00001", "vol", "No.", "-J.", "é", "–", "title:", "volume:", "type:", "/", " et al ", " and others ", "al", "et.al", "!", "=", "|",
            ]),
            0..24,
        )
    ) {
        identity(&parts.concat())?;
    }
}

fn identity(text: &str) -> Result<(), TestCaseError> {
    if let Ok(query) = parse(text) {
        let printed = query.to_string();
        prop_assert_eq!(
            parse(&printed),
            Ok(query),
            "{:?} printed {:?}",
            text,
            printed
        );
    }
    Ok(())
}
