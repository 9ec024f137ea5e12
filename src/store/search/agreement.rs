//! What SQL finds is what the plain filter says: libraries and queries at random.

use proptest::prelude::*;

use super::{SearchOptions, Sort};
use crate::import::OnConflict;
use crate::query::parse;
use crate::testing::Fresh;

/// Field values that collide, fold, inherit and are hard to read.
const ENTRIES: &[&str] = &[
    r#"@article{knuth84, author = "Donald E. Knuth", title = {Literate Programming}, journal = {The Computer Journal}, volume = 27, number = 2, year = 1984, doi = {10.1093/comjnl/27.2.97}}"#,
    r#"@book{knuth1986, author = {Knuth, Donald E.}, title = {The {\TeX}book}, publisher = {Addison-Wesley}, year = {1986}, isbn = {0-201-13447-0}, keywords = {tex, typesetting}}"#,
    r#"@phdthesis{mueller2017, author = {M{\"u}ller, J{\"o}rg}, title = {On the General Theory of f(x)}, school = {University of {\L}\'od\'z}, year = 2017, note = {E. coli}, abstract = {General words on theory}}"#,
    r#"@misc{obrien, author = {O'Brien, Flann and van der Berg, Ann}, title = {Co-operation: the general case}, date = {2015-05}, url = {https://example.org/x}, x-shelf = {top}}"#,
    r#"@inproceedings{graphs, author = {Erd{\H o}s, Paul and others}, title = {Random Graphs}, crossref = {acm}, pages = {1--2}}"#,
    r#"@proceedings{acm, editor = {Knuth, D. and Spielman, D.}, title = {Proceedings of the {ACM}}, year = 1959, publisher = {ACM}, volume = {27}}"#,
    r#"@online{arx, author = {{World Health Organization}}, title = {Theory of programming}, eprint = {1501.00001}, eprinttype = {arxiv}, year = 2015, file = {a.pdf}}"#,
    r#"@article{ward63, author = {Ward, Jr., Joe H.}, title = {Hierarchies of the 1980s}, year = 1963, volume = 58, pages = {236--244}}"#,
    r#"@misc{empty}"#,
    r#"@misc{cjk, author = {山田, 太郎}, title = {日本語の本}, year = {in press}}"#,
];

const TERMS: &[&str] = &[
    "knuth",
    "muller",
    "mueller",
    "theory",
    "general",
    "programming",
    "tex",
    "texbook",
    "the",
    "acm",
    "obrien",
    "o'brien",
    "cooperation",
    "co-operation",
    "erdos",
    "berg",
    "d",
    "2015",
    "1984",
    "日本",
    "日本語",
    "f(x)",
    "lodz",
    "e:coli",
    "x-shelf:top",
    "gener*",
    "t*",
    "knu*",
    "日*",
    "\"general theory\"",
    "\"theory general\"",
    "\"the acm\"",
    "\"general th\"*",
    "author:knuth",
    "author:d",
    "editor:knuth",
    "author:(knuth OR muller)",
    "author:\"donald knuth\"",
    "editor:spielman",
    "title:theory",
    "title:gener*",
    "title:\"literate programming\"",
    "venue:acm",
    "venue:computer",
    "publisher:acm",
    "publisher:addison",
    "volume:27",
    "volume:2*",
    "issue:2",
    "number:2",
    "year:2015",
    "date:2015-05",
    "date:2014-12..2015-06",
    "year:2015..2017",
    "year:1980..",
    "year:..1986",
    "type:article",
    "type:thesis",
    "type:in*",
    "key:knuth",
    "key:\"knuth84\"",
    "key:KNUTH1*",
    "tag:read",
    "tag:re*",
    "keyword:tex",
    "abstract:theory",
    "abstract:*",
    "doi:10.1093/comjnl/27.2.97",
    "10.1093/comjnl/27.2.97",
    "doi:10.1093/*",
    "id:0201134470",
    "isbn:978*",
    "1501.00001",
    "arXiv:1501.00001",
    "has:doi",
    "has:file",
    "has:year",
    "has:tag",
    "has:isbn",
    "has:key",
    "has:volume",
    "has:author",
    "has:editor",
    "has:x-shelf",
    "has:url",
    "url:example.org/x",
    "https://example.org/x",
    "note:coli",
    "pages:1",
    "school:lodz",
    "added:1970",
    "added:1971",
    "modified:..1970",
    "added:1970-01-01",
    "*",
    "author:\"ward, jr., joe h.\"",
    "\"Ward, Jr., Joe H.\"",
    "58:236-244",
    "'84",
    "1980s",
    "1984/85",
    "2015a",
    "knuth84",
    "crossref:acm",
    "file:a",
];

fn query() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(TERMS).prop_map(str::to_owned);
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| format!("({})", parts.join(" "))),
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.prop_map(|part| format!("NOT {part}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn sql_finds_what_the_filter_says(
        chosen in prop::sample::subsequence(ENTRIES, 0..=ENTRIES.len()),
        queries in prop::collection::vec(query(), 24),
    ) {
        let mut fresh = Fresh::new();
        fresh.import(&chosen, OnConflict::Keep);
        let all = fresh.library.search_all(&parse("").unwrap()).unwrap();
        if let Some(first) = all.first() {
            fresh.write(|batch| batch.tag(*first, &["Read".to_owned()])).unwrap();
        }
        for text in queries {
            let query = parse(&text).unwrap();
            let mut expected = Vec::new();
            for id in &all {
                let publication = fresh.library.publication(*id).unwrap().unwrap();
                if query.matches(&publication) {
                    expected.push(*id);
                }
            }
            prop_assert_eq!(&fresh.library.matching(&query).unwrap(), &expected, "{}", text);
            // a search word for word finds the same in another order, any other at least that
            for (exact, sort) in [(true, Sort::Relevance), (true, Sort::Year), (false, Sort::Relevance), (false, Sort::Author)] {
                let options = SearchOptions { most: 100, sort, exact, prefix_last: false, typing: false };
                let found = fresh.library.search(&query, &options).unwrap();
                let mut ids: Vec<i64> = found.hits.iter().map(|hit| hit.id).collect();
                ids.sort_unstable();
                if exact {
                    let named = fresh.library.named(&query).unwrap();
                    ids.retain(|id| expected.contains(id) || Some(*id) != named);
                    prop_assert_eq!(&ids, &expected, "{} exactly", text);
                } else {
                    let lacking: Vec<_> = expected.iter().filter(|id| !ids.contains(id)).collect();
                    prop_assert!(lacking.is_empty(), "{} lacks {:?} in {:?}", text, lacking, ids);
                }
            }
        }
    }
}
