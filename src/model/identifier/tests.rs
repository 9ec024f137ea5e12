use proptest::prelude::*;

use super::*;

fn value(scheme: Scheme, text: &str) -> String {
    match Identifier::parse(scheme, text) {
        Ok(identifier) => String::from(identifier.value()),
        Err(error) => error.fault.to_string(),
    }
}

fn values(found: &[Identifier]) -> Vec<String> {
    found.iter().map(Identifier::to_string).collect()
}

#[test]
fn the_table_lists_schemes_in_order() {
    for (place, scheme) in Scheme::all().enumerate() {
        assert_eq!(scheme as usize, place);
        assert_eq!(Scheme::from_name(scheme.name()), Some(scheme));
    }
    assert_eq!(Scheme::Handle as usize + 1, SCHEMES.len());
}

#[test]
fn doi() {
    for (text, expected) in [
        ("10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1000/ABC", "10.1000/abc"),
        (
            "http://dx.doi.org/10.1016/0301-4215(95)90167-6",
            "10.1016/0301-4215(95)90167-6",
        ),
        ("doi:10.1000/182.", "10.1000/182"),
        ("DOI: https://doi.org/10.1000/182", "10.1000/182"),
        ("doi 10.1000/182", "10.1000/182"),
        ("doi.org/10.1000/182", "10.1000/182"),
        (
            "(10.1000/182)",
            "expected 10., a registrant of four to nine digits, / and a suffix",
        ),
        ("10.1000/182),", "10.1000/182"),
        ("10.1007/978-3\\_12", "10.1007/978-3_12"),
        ("10.1007/978-3{\\_}12", "10.1007/978-3_12"),
        (
            "https://doi.org/10.1002%2F(SICI)1097-0258(19980815)17%3A15%3C1661%3A%3AAID-SIM968%3E3.0.CO%3B2-2",
            "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2",
        ),
        (
            "10.1002/1097-0258&lt;1661::AID&gt;3",
            "10.1002/1097-0258<1661::aid>3",
        ),
        (
            "https://onlinelibrary.wiley.com/doi/abs/10.1111/j.1467-8659.2008.01209.x?x=1",
            "10.1111/j.1467-8659.2008.01209.x",
        ),
        ("10.1000.10/123", "10.1000.10/123"),
        (
            "10.100/123",
            "expected 10., a registrant of four to nine digits, / and a suffix",
        ),
        ("10.1000/", "expected a suffix after the slash"),
        ("10.1000/1 2", "expected no space within"),
        (
            "",
            "expected 10., a registrant of four to nine digits, / and a suffix",
        ),
    ] {
        assert_eq!(value(Scheme::Doi, text), expected, "{text}");
    }
}

#[test]
fn isbn() {
    for (text, expected) in [
        ("978-3-540-74852-6", "9783540748526"),
        ("0-19-856385-X", "9780198563853"),
        ("019856385x", "9780198563853"),
        ("0 387 06710 8", "9780387067100"),
        ("978 3 540 74852 6", "9783540748526"),
        ("ISBN 0-387-06710-8 (pbk.)", "9780387067100"),
        ("ISBN-13: 978-3-540-74852-6", "9783540748526"),
        ("ISBN:0816520666", "9780816520664"),
        ("0-387-06710-8 (vol. 2)", "9780387067100"),
        ("0–387–06710–8", "9780387067100"),
        ("0-387-06710-9", "the check digit should be 8"),
        ("978-3-540-74852-0", "the check digit should be 6"),
        ("1211-4855", "expected 10 or 13 digits, found 8"),
        ("977-3-540-74852-6", "expected 978 or 979 at the beginning"),
        ("none", "expected digits"),
    ] {
        assert_eq!(value(Scheme::Isbn, text), expected, "{text}");
    }
    let (found, errors) = Identifier::parse_all(
        Scheme::Isbn,
        "0-387-06710-8 (hc), 3-540-07546-1; 80-85424-67-2",
    );
    assert_eq!(values(&found), ["isbn:9780387067100", "isbn:9783540075462"]);
    assert_eq!(errors.len(), 1, "{errors:?}");
    let (found, _) = Identifier::parse_all(Scheme::Isbn, "0387067108 3540075461");
    assert_eq!(found.len(), 2);
}

#[test]
fn issn() {
    for (text, expected) in [
        ("0028-0836", "0028-0836"),
        ("00280836", "0028-0836"),
        ("0028 0836", "0028-0836"),
        ("1044-789x", "1044-789X"),
        ("0933--6192", "0933-6192"),
        ("ISSN 0028-0836 (print)", "0028-0836"),
        ("0028-0837", "the check digit should be 6"),
        ("0140-018/97", "expected 8 digits, found 7"),
    ] {
        assert_eq!(value(Scheme::Issn, text), expected, "{text}");
    }
    let (found, errors) =
        Identifier::parse_all(Scheme::Issn, "1540-3459 (print), 1540-3467 (electronic)");
    assert_eq!(
        (values(&found).join(" "), errors),
        (String::from("issn:1540-3459 issn:1540-3467"), vec![])
    );
}

#[test]
fn arxiv() {
    for (text, expected) in [
        ("1501.00001v1", "1501.00001"),
        ("arXiv:0710.0206", "0710.0206"),
        ("hep-th/9901001v2", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("arXiv:astro-ph/0510735", "astro-ph/0510735"),
        ("https://arxiv.org/abs/1501.00001", "1501.00001"),
        ("http://arxiv.org/pdf/1105.5041.pdf", "1105.5041"),
        ("arxiv.org/abs/hep-th/9603067", "hep-th/9603067"),
        ("abs/1008.5356", "1008.5356"),
        ("0805.3602 [stat.CO]", "0805.3602"),
        ("arXiv preprint arXiv:1501.00001", "1501.00001"),
        (
            "1501.0001",
            "expected five digits after the point, as since 2015",
        ),
        (
            "0713.0206",
            "expected a month from 01 to 12 as third and fourth digit",
        ),
        ("poetry/0510735", "expected YYMM.NNNNN or archive/YYMMNNN"),
    ] {
        assert_eq!(value(Scheme::Arxiv, text), expected, "{text}");
    }
}

#[test]
fn people_and_medicine() {
    for (scheme, text, expected) in [
        (Scheme::Pmid, "PMID: 16799934", "16799934"),
        (
            Scheme::Pmid,
            "https://pubmed.ncbi.nlm.nih.gov/16799934/",
            "16799934",
        ),
        (
            Scheme::Pmid,
            "http://www.ncbi.nlm.nih.gov/pubmed/16799934?dopt=Abstract",
            "16799934",
        ),
        (Scheme::Pmid, "0016799934", "16799934"),
        (Scheme::Pmid, "abc", "expected up to eight digits"),
        (Scheme::Pmcid, "PMC3531190.1", "PMC3531190"),
        (Scheme::Pmcid, "3531190", "PMC3531190"),
        (
            Scheme::Orcid,
            "https://orcid.org/0000-0002-1825-0097",
            "0000-0002-1825-0097",
        ),
        (Scheme::Orcid, "0000-0002-1694-233x", "0000-0002-1694-233X"),
        (
            Scheme::Orcid,
            "0000-0002-1825-0098",
            "the check digit should be 7",
        ),
        (
            Scheme::Bibcode,
            "http://adsabs.harvard.edu/abs/1992ApJ...400L...1W",
            "1992ApJ...400L...1W",
        ),
        (
            Scheme::Bibcode,
            "2001A%26A...365L...1J",
            "2001A&A...365L...1J",
        ),
        (
            Scheme::Handle,
            "https://hdl.handle.net/2027/mdp.39015034570180",
            "2027/mdp.39015034570180",
        ),
    ] {
        assert_eq!(value(scheme, text), expected, "{text}");
    }
}

#[test]
fn guesses() {
    for (text, expected) in [
        ("10.1000/182", "doi:10.1000/182"),
        ("https://doi.org/10.1000/182", "doi:10.1000/182"),
        (
            "https://www.tandfonline.com/doi/full/10.1080/01621459.2017.1285773",
            "doi:10.1080/01621459.2017.1285773",
        ),
        ("https://arxiv.org/abs/1501.00001v3", "arxiv:1501.00001"),
        ("hep-th/9901001", "arxiv:hep-th/9901001"),
        ("978-3-540-74852-6", "isbn:9783540748526"),
        ("https://pubmed.ncbi.nlm.nih.gov/16799934/", "pmid:16799934"),
        (
            "https://orcid.org/0000-0002-1825-0097",
            "orcid:0000-0002-1825-0097",
        ),
        ("PMC3531190", "pmcid:PMC3531190"),
        ("https://example.org/knuth", ""),
        ("Knuth 1984", ""),
        ("1984", ""),
    ] {
        assert_eq!(
            values(&Identifier::guess(text)).join(" "),
            expected,
            "{text}"
        );
    }
}

#[test]
fn mentions_in_notes() {
    for (text, expected) in [
        ("e-print arXiv:math.AG/0701409v2", "arxiv:math/0701409"),
        (
            "Accepted. (arXiv:0910.1654), doi:10.1000/182.",
            "arxiv:0910.1654 doi:10.1000/182",
        ),
        ("doi: 10.1000/182", "doi:10.1000/182"),
        (
            "Available at http://arxiv.org/pdf/1105.5041",
            "arxiv:1105.5041",
        ),
        ("See erratum Muses:2000:ESN", ""),
    ] {
        assert_eq!(
            values(&Identifier::mentioned(text)).join(" "),
            expected,
            "{text}"
        );
    }
}

#[test]
fn urls_escape_what_a_url_cannot_hold() {
    let doi = Identifier::parse(Scheme::Doi, "10.1002/a<1::b>3#x").expect("a DOI");
    assert_eq!(doi.url(), "https://doi.org/10.1002/a%3C1::b%3E3%23x");
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        for scheme in Scheme::all() {
            let _ = Identifier::parse_all(scheme, &text);
        }
        let _ = Identifier::guess(&text);
    }

    #[test]
    fn nor_nearly_right_text(text in "(https?://|doi|arXiv|:|10\\.1000|/|[0-9]{4}|-|X|v[0-9]|math| |pmid|isbn|%2F|\u{2013}|é|[()<>{}.]){0,9}") {
        for scheme in Scheme::all() {
            if let Ok(found) = Identifier::parse(scheme, &text) {
                prop_assert_eq!(Identifier::parse(scheme, found.value()), Ok(found.clone()), "{}", text);
            }
            let _ = Identifier::parse_all(scheme, &text);
        }
        let _ = Identifier::guess(&text);
    }

    #[test]
    fn an_isbn_with_one_wrong_digit_is_refused(digits in "[0-9]{9}", at in 0_usize..12, by in 1_u8..10) {
        let wrong = Identifier::parse(Scheme::Isbn, &format!("978{digits}0"));
        let right = match wrong {
            Ok(right) => right,
            Err(IdentifierError { fault: IdentifierFault::CheckDigit(check), .. }) => {
                Identifier::parse(Scheme::Isbn, &format!("978{digits}{check}")).expect("the right check digit")
            }
            Err(error) => panic!("{error}"),
        };
        let mut changed = right.value().as_bytes().to_vec();
        changed[at] = b'0' + (changed[at] - b'0' + by) % 10;
        prop_assert!(Identifier::parse(Scheme::Isbn, &String::from_utf8_lossy(&changed)).is_err());
    }
}
