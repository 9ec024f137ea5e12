//! What a search forgives, in which order it puts what it finds, and what becomes of older libraries.

mod pasted;

use rusqlite::Connection;

use super::{SearchOptions, Sort};
use crate::import::OnConflict;
use crate::query::parse;
use crate::store::{Access, Library};
use crate::testing::Fresh;

fn keys_with(library: &Library, typed: &str, options: &SearchOptions) -> Vec<String> {
    let found = library.search(&parse(typed).unwrap(), options).unwrap();
    let summaries = found
        .hits
        .iter()
        .map(|hit| library.hit(hit).unwrap().unwrap());
    summaries.map(|summary| summary.key).collect()
}

fn keys(library: &Library, typed: &str) -> Vec<String> {
    keys_with(library, typed, &SearchOptions::default())
}

fn exact(library: &Library, typed: &str) -> Vec<String> {
    let options = SearchOptions {
        exact: true,
        ..SearchOptions::default()
    };
    keys_with(library, typed, &options)
}

fn library(text: &str) -> Fresh {
    let mut fresh = Fresh::new();
    fresh.import(&[text], OnConflict::Rename);
    fresh
}

/// As papers, browsers and other programs write what they cite.
#[test]
fn citations_as_they_are_printed() {
    let fresh = library(
        r#"@article{knuth:ct:a, author = {Knuth, D.}, title = {Computers}, year = 2000, note = {knuth ct a related}}
           @article{knuth:ct:b, author = {Knuth, D.}, title = {knuth ct a knuth ct a}, year = 2001}
           @article{von1, author = {von Neumann, John}, title = {Zur Theorie}, year = 1928}
           @article{von2, author = {Hemmo, M.}, title = {Von Neumann entropy in many systems}, year = 2006}
           @article{h1, author = {Hinton, G.}, title = {Nets}, year = 1999}
           @article{h2, author = {Pinton, G.}, title = {Nets again}, year = 2006}
           @misc{ctan, title = {CTAN}, url = {https://www.ctan.org/pkg/ibid}}
           @misc{web, title = {MDN}, howpublished = {\url{https://developer.mozilla.org/}}}
           @book{mao, author = {毛, 泽东}, title = {A book}} @book{yamada, author = {山田, 太郎}, title = {B book}}
           @book{acquisition, author = {MacWhinney, Brian}, title = {Mechanisms of Language Acquisition},
             publisher = {LEA}, year = 1987}
           @incollection{competition, author = {MacWhinney, Brian}, title = {The Competition Model},
             booktitle = {Mechanisms of Language Acquisition}, year = 1987}
           @inbook{edited, author = {Smolensky, P.}, editor = {Rumelhart, D.}, title = {Harmony}, year = 1986}
           @article{own, author = {Rumelhart, D. and Hinton, G. and Williams, R.}, title = {Errors}, year = 1986}
           @book{dahl3, author = {Dahl, O. and Dijkstra, E. and Hoare, C.}, title = {Programming}, year = 1972}
           @book{dahl1, author = {Dahl, O.}, title = {Classes}, year = 1972}
           @article{bach, author = {Bach, F.}, title = {Kernels}, journal = {Preprint arXiv:0909.0844}, year = 2009}
           @article{vedral, author = {Vedral, V.}, title = {Inference}, note = {quant-ph/9703025}, year = 1997}
           @article{abram, author = {Abram, I.}, title = {Light}, volume = 35, number = 11, pages = {4661--4672}, year = 1987}
           @article{vilfan, author = {Vilfan, S.}, title = {Podobe}, volume = {V}, number = 2, pages = {69--88}, year = 1957}
           @article{fisher, author = {Fisher, J.}, title = {Traces}, volume = {C-30}, number = 7, pages = {478--490}, year = 1981}
           @book{kibble, author = {Kibble, T.}, title = {Relativity}, year = 1979}
           @book{kibble2, author = {Kibble, T.}, title = {Phases}, year = 1980}
           @article{plass, author = {Plass, M. and Kahn, D.}, title = {Choosing breaks}, year = 1982}
           @article{kahn, author = {Kahn, D. and Plass, M.}, title = {Breaking paragraphs}, year = 1981}
           @article{ward, author = {Ward, Jr., J. F.}, title = {Hierarchies}, year = 1963}"#,
    );
    let library = &fresh.library;
    for (typed, first) in [
        ("knuth:ct:a", "knuth:ct:a"),
        ("[@knuth:ct:a]", "knuth:ct:a"),
        ("von neumann", "von1"),
        ("Hinton 1999b", "h1"),
        ("[Hinton et al. 1999b]", "h1"),
        ("https://developer.mozilla.org/", "web"),
        ("ctan.org", "ctan"),
        ("www.ctan.org/pkg/ibid", "ctan"),
        ("毛泽东", "mao"),
        ("山田太郎", "yamada"),
        ("rumelhart 1986", "own"),
        ("Dahl 1972", "dahl1"),
        ("Dahl et al. 1972", "dahl3"),
        ("dahl et al", "dahl3"),
        ("[12] O. Dahl, Classes", "dahl1"),
        ("arXiv:0909.0844v2", "bach"),
        ("Bach arXiv 0909.0844", "bach"),
        ("arXiv:quant-ph/9703025", "vedral"),
        ("https://arxiv.org/abs/quant-ph/9703025", "vedral"),
        ("35:4661-4672", "abram"),
        ("Abram 35:4661–4672", "abram"),
        ("Fisher C-30:478-490", "fisher"),
        ("Vilfan V:69–88", "vilfan"),
        ("Vilfan, S. 69–88", "vilfan"),
        ("Abram pp. 4661-4672", "abram"),
        ("Kibble '79", "kibble"),
        ("kibble1979", "kibble"),
        ("Kib79", "kibble"),
        ("kibble1980phases", "kibble2"),
        ("kibble 1980s", "kibble2"),
        ("kibble 197x", "kibble"),
        ("Kibble’s Relativity", "kibble"),
        ("Kahn & Plass", "kahn"),
        ("Plass and Kahn", "plass"),
        ("author:\"Ward, Jr., J. F.\"", "ward"),
        (
            "MacWhinney, B. (1987). The Competition Model [PhD thesis]. In B. MacWhinney (Ed.), Mechanisms of Language \
             Acquisition (pp. 249–308). LEA.",
            "competition",
        ),
    ] {
        let found = keys(library, typed);
        assert_eq!(
            found.first().map(String::as_str),
            Some(first),
            "{typed}: {found:?}"
        );
    }
    // nobody who writes a name and a year means somebody else
    assert_eq!(keys(library, "hinton et al. 2006"), [""; 0]);
}

#[test]
fn a_key_pasted_whole_is_no_field() {
    let fresh = library(
        "@misc{keyn:form06, title = {A}} @misc{part:situ85, title = {B}, ids = {Posner:1977}}
         @misc{url:fileplanet:x, title = {C}} @misc{other, title = {D}, url = {fileplanet:x}, part = {situ85}}
         @misc{plain, title = {E}}",
    );
    for (typed, key) in [
        ("keyn:form06", "keyn:form06"),
        (" @Keyn:form06, ", "keyn:form06"),
        ("[@keyn:form06]", "keyn:form06"),
        ("part:situ85", "part:situ85"),
        ("Posner:1977", "part:situ85"),
        ("url:fileplanet:x", "url:fileplanet:x"),
    ] {
        let query = fresh.library.query_of_key(typed).unwrap();
        let query = query.unwrap_or_else(|| panic!("{typed} is a key"));
        let options = SearchOptions::default();
        let found = fresh.library.search(&query, &options).unwrap();
        let first = fresh.library.hit(&found.hits[0]).unwrap().unwrap();
        assert_eq!(first.key, key, "{typed}");
    }
    for typed in ["plain", "keyn:form06 b", "keyn:form07", "part:situ"] {
        assert_eq!(fresh.library.query_of_key(typed).unwrap(), None, "{typed}");
    }
}

#[test]
fn spellings_find_each_other() {
    let fresh = library(
        r#"@misc{a, author = {M{\"u}ller, J.}, title = {Gr{\"o}{\ss}e}}
           @misc{b, author = {Mueller, J.}, title = {B}} @misc{c, author = {Muller, J.}, title = {C}}
           @misc{d, author = {O'Brien, Flann}, title = {Co-operation}}
           @misc{e, author = {OBrien, F.}, title = {Cooperation}}
           @misc{f, author = {Knuth, Donald Ervin}, title = {{\TeX}}}
           @misc{g, author = {Достоевский, Фёдор}, title = {Идиот}}
           @misc{h, author = {Łukasiewicz, Jan}, title = {基于机器学习}}"#,
    );
    let library = &fresh.library;
    let sorted = |typed: &str| {
        let mut keys = keys(library, typed);
        keys.sort();
        keys.join("")
    };
    for (typed, found) in [
        ("müller", "abc"),
        ("mueller", "abc"),
        ("muller", "abc"),
        (r#"M{\"u}ller"#, "abc"),
        ("grosse", "a"),
        ("groesse", "a"),
        ("Größe", "a"),
        ("O'Brien", "de"),
        ("o’brien", "de"),
        ("obrien", "de"),
        ("o brien", "d"),
        ("cooperation", "de"),
        ("co-operation", "de"),
        ("d knuth", "f"),
        ("knuth de", "f"),
        ("d.e. knuth", "f"),
        ("knuth donald", "f"),
        ("dostoevskii", "g"),
        ("dostoevsky", "g"),
        ("достоевский", "g"),
        ("lukasiewicz", "h"),
        ("机器", "h"),
        ("学习", "h"),
    ] {
        assert_eq!(sorted(typed), found, "{typed}");
    }
    assert_eq!(keys(library, "co operation"), ["d"]);
    let other =
        self::library("@misc{a, title = {Cooperation}} @misc{b, title = {Machine learning}}");
    assert_eq!(keys(&other.library, "co operation"), ["a"]);
    assert_eq!(keys(&other.library, "machinelearning"), ["b"]);
}

#[test]
fn words_of_one_name_are_one_person() {
    let fresh = library(
        r#"@misc{a, author = {Smith, John}, title = {Many words about other things}}
         @misc{b, author = {Conway, John and Smith, Derek}, title = {Quaternions}}
         @misc{c, author = {Penny, W. and Roberts, A. and Wilson, Z.}, title = {Bayes}}
         @misc{d, author = {Wilson, Robert}, title = {Some longer title of a work}}
         @misc{e, author = {Knuth, Donald}, title = {The longest title of all that there are}}
         @misc{g, author = {Schr{\"o}dinger, Erwin}, title = {A title of five words}, year = 1926}
         @misc{h, author = {Cook, D.}, title = {Schr{\"o}dinger's mechanics of quanta}, year = 2002}
         @misc{f, author = {Liang, F.}, editor = {Knuth, Eve}, title = {{Ph.D.} thesis}}"#,
    );
    for (typed, found) in [
        ("schrödinger", "g"),
        ("smith john", "ab"),
        ("john smith", "ab"),
        ("robert wilson", "d"),
        ("wilson robert", "d"),
        ("d knuth", "ef"),
        ("\"smith, john\"", "a"),
        ("author:\"Smith, John\"", "a"),
    ] {
        let found_keys = keys(&fresh.library, typed).join("");
        assert!(found_keys.starts_with(found), "{typed}: {found_keys}");
    }
}

#[test]
fn words_that_others_have_are_not_told_to_be_missing() {
    let fresh = library(
        "@misc{a, title = {The Turing machine and its test}} @misc{b, title = {Turning wheels}}
         @misc{c, author = {Lane, Hugo}, title = {L}}",
    );
    let found = |typed: &str| {
        let query = parse(typed).unwrap();
        let found = fresh.library.search(&query, &SearchOptions::default());
        found.unwrap()
    };
    let corrections = found("turning test").corrections;
    assert_eq!(corrections.len(), 1);
    assert!(corrections[0].known);
    assert!(!found("turnimg").corrections[0].known);
    // one letter says nothing beside an initial
    assert_eq!(found("l'hopital").hits, []);
}

#[test]
fn misspelt_words_are_put_right_and_told() {
    let fresh = library(
        "@misc{a, author = {Zahid, Farhan}, title = {Footprint of information systems}}
         @misc{b, author = {Knuth, D.}, title = {Literate programming}}",
    );
    for (typed, key, shown) in [
        ("zahed", "a", "zahid"),
        ("zahdi footprint", "a", "zahid"),
        ("zahid fotprint", "a", "footprint"),
        ("foootprint", "a", "footprint"),
        ("knuth literate progarming", "b", "programming"),
        ("author:knuht", "b", "knuth"),
        ("infromatoin", "a", "information"),
    ] {
        let found = fresh
            .library
            .search(&parse(typed).unwrap(), &SearchOptions::default())
            .unwrap();
        assert_eq!(keys(&fresh.library, typed), [key], "{typed}");
        assert_eq!(found.corrections.len(), 1, "{typed}");
        assert_eq!(found.corrections[0].shown, shown, "{typed}");
        assert_eq!(exact(&fresh.library, typed), [""; 0], "{typed}");
    }
    // a beginning is no mistake
    let found = fresh
        .library
        .search(&parse("foot zah").unwrap(), &SearchOptions::default())
        .unwrap();
    assert_eq!(found.hits.len(), 1);
    assert_eq!(found.corrections, []);
    // quoted words and other fields are meant as they are
    for typed in ["\"zahed\"", "author:footprnt", "zahed*"] {
        assert_eq!(keys(&fresh.library, typed), [""; 0], "{typed}");
    }
}

#[test]
fn what_is_put_right_says_something() {
    let mut text = String::from(
        "@misc{ito, author = {Ito, K.}, title = {Integrals}} @misc{tex, author = {Knuth, D. and Thorup, T.}, title = {Art}}
         @misc{texbook, author = {Bach, A.}, title = {TeXbook}} @misc{mach, author = {Lee, J.}, title = {Mach calculus}}
         @misc{bach2, author = {Bach, B.}, title = {B}} @misc{bach3, author = {Bach, C.}, title = {C}}",
    );
    for n in 0..80 {
        text.push_str(&format!("@misc{{k{n}, title = {{To calculus {n}}}}}\n"));
    }
    let fresh = library(&text);
    for typed in [
        // a word that stands everywhere
        "Ito calculus",
        // a word of a title is no given name
        "Knuth TeXbook",
        // a name is meant as it is, and so is a word beside one that nobody has
        "Bach calculus",
        "Bach quxquxqux",
    ] {
        assert_eq!(keys(&fresh.library, typed), [""; 0], "{typed}");
    }
    assert_eq!(keys(&fresh.library, "inetgrals ito"), ["ito"]);
    // but it may be the beginning of one
    assert_eq!(keys(&fresh.library, "lee calc mahc"), ["mach"]);
}

#[test]
fn a_word_that_is_being_typed_is_not_put_right_while_one_begins_so() {
    let fresh = library(
        "@misc{a, author = {Zahid, Farhan}, title = {Footprint neat}} @misc{b, author = {Knuth, D.}, title = {Nets}}",
    );
    let search = |typed: &str, typing| {
        let options = SearchOptions {
            typing,
            ..SearchOptions::default()
        };
        let found = fresh.library.search(&parse(typed).unwrap(), &options);
        let found = found.unwrap();
        let shown: Vec<String> = found
            .corrections
            .into_iter()
            .map(|word| word.shown)
            .collect();
        (found.hits.len(), shown.join(" "))
    };
    assert_eq!(search("zahid naet", true), (1, "neat".to_owned()));
    assert_eq!(search("zahid net", false), (1, "neat".to_owned()));
    assert_eq!(search("zahid net", true), (0, String::new()));
    assert_eq!(search("zahed foo", true), (1, "zahid".to_owned()));
    assert_eq!(search("zahed net", true), (0, String::new()));
}

#[test]
fn a_beginning_of_very_many_words_finds_the_rare_one_beside_another() {
    let mut text = String::from("@misc{a, title = {Strain networks}}");
    for (at, letter) in (0..400).flat_map(|at| [(at, 'x'), (at, 'y')]) {
        text.push_str(&format!("@misc{{{letter}{at}, title = {{Nec{at}r}}}}\n"));
    }
    let fresh = library(&text);
    for typed in ["strain n", "strain ne", "strain net", "networks st"] {
        let found = fresh
            .library
            .search(&parse(typed).unwrap(), &SearchOptions::default());
        let found = found.unwrap();
        assert_eq!(
            (found.hits.len(), found.corrections.len()),
            (1, 0),
            "{typed}"
        );
    }
}

#[test]
fn the_best_come_first() {
    let fresh = library(
        "@misc{text, title = {Other}, abstract = {graph}}
         @misc{venue, title = {Another}, journal = {Graph}}
         @misc{prefix, title = {Graphics}}
         @misc{long, title = {On the theory of every graph there is in the world}}
         @misc{short, title = {Graph}}",
    );
    assert_eq!(
        keys(&fresh.library, "graph"),
        ["short", "long", "prefix", "venue", "text"]
    );
    let fresh = library(
        "@misc{given, author = {Smith, Thomas}, title = {A}} @misc{part, author = {Thomas Garcia, Ann}, title = {B}}
         @misc{whole, author = {Thomas, Ann}, title = {C}}
         @misc{apart, title = {Learning of a machine}} @misc{phrase, title = {A machine learning view}}",
    );
    assert_eq!(keys(&fresh.library, "thomas"), ["whole", "part", "given"]);
    assert_eq!(
        keys(&fresh.library, "machine learning"),
        ["phrase", "apart"]
    );
}

#[test]
fn the_beginning_of_an_editor_is_no_author() {
    let fresh = library(
        "@book{editor, editor = {Smithson, Ann}, title = {A}} @book{author, author = {Smithers, Bo}, title = {B}}
         @book{whole, editor = {Smith, Cy}, title = {C}} @book{other, author = {Smith, Di}, title = {D}}",
    );
    assert_eq!(keys(&fresh.library, "editor:smith"), ["whole", "editor"]);
    assert_eq!(keys(&fresh.library, "author:smith"), ["other", "author"]);
    assert_eq!(keys(&fresh.library, "editor:smit"), ["whole", "editor"]);
}

#[test]
fn a_family_name_of_the_library_is_no_initial() {
    let fresh = library(
        "@misc{smith, author = {Smith, L.}, title = {Trees}} @misc{lamport, author = {Lamport, Leslie}, title = {Clocks}}",
    );
    assert_eq!(keys(&fresh.library, "linda smith"), ["smith"]);
    assert!(keys(&fresh.library, "lamport smith").is_empty());
}

#[test]
fn signs_that_are_part_of_a_word_decide() {
    let fresh = library(
        "@misc{plain, title = {C}} @misc{plus, title = {Templates and generic programming in C++}}
         @misc{sharp, title = {Generics in C\\#}}",
    );
    // also among very many that have but the letter
    let many: Vec<String> = (0..400)
        .map(|number| format!("@misc{{m{number}, title = {{C {number}}}}}"))
        .collect();
    let mut fresh = fresh;
    fresh.import(&[&many.join("\n")], OnConflict::Rename);
    assert_eq!(keys(&fresh.library, "c++")[0], "plus");
    assert_eq!(keys(&fresh.library, "C#")[0], "sharp");
    assert_ne!(keys(&fresh.library, "c")[0], "plus");
}

#[test]
fn a_word_is_put_right_beside_a_year_or_a_key() {
    let fresh = library(
        "@misc{Sha48, author = {Shannon, Claude}, title = {A mathematical theory}, year = 1948}
         @misc{other, author = {Moore, Ann}, title = {Theory}, year = 1948, note = {green}}",
    );
    for typed in [
        "shanon 1948",
        "shanon Sha48",
        "mathematicl 1948",
        "shann 1948 theor",
    ] {
        assert_eq!(keys(&fresh.library, typed), ["Sha48"], "{typed}");
    }
    // a name that begins alike is no better guess than a word that is near
    let fresh_names = library(
        "@misc{lamport, author = {Lamport, Leslie}, title = {Clocks}} @misc{liu, author = {Liu, Li}, title = {Clocks}}",
    );
    assert_eq!(keys(&fresh_names.library, "lampotr clocks"), ["lamport"]);
    assert_eq!(keys(&fresh.library, "moor green"), ["other"]);
    assert_eq!(keys(&fresh.library, "morre green"), ["other"]);
}

#[test]
fn all_are_all_with_beginnings_and_in_any_order() {
    let mut text = String::new();
    for n in 0..400 {
        let title = if n % 3 == 0 { "Graph" } else { "Graphs" };
        text.push_str(&format!(
            "@misc{{k{n}, title = {{{title} {n}}}, year = {}}}\n",
            1600 + n
        ));
    }
    let fresh = library(&text);
    for sort in [Sort::Relevance, Sort::Year] {
        let options = SearchOptions {
            most: usize::MAX,
            sort,
            ..SearchOptions::default()
        };
        let all = keys_with(&fresh.library, "graph", &options);
        assert_eq!(all.len(), 400);
        if sort == Sort::Year {
            assert_eq!(all[..2], ["k399", "k398"]);
        }
    }
}

#[test]
fn all_of_a_word_put_right_are_all() {
    let mut text = String::new();
    for n in 0..400 {
        text.push_str(&format!("@misc{{k{n}, title = {{Footprint {n}}}}}\n"));
    }
    let fresh = library(&text);
    let options = SearchOptions {
        most: usize::MAX,
        ..SearchOptions::default()
    };
    assert_eq!(keys_with(&fresh.library, "footpint", &options).len(), 400);
}

#[test]
fn accents_that_are_typed_decide_between_equals() {
    let fresh = library(
        "@misc{a, author = {M{\\\"u}ller, A.}, title = {Same}} @misc{b, author = {Mueller, B.}, title = {Same}}
         @misc{c, author = {Muller, C.}, title = {Same}} @misc{d, title = {\\'Etudes}} @misc{e, title = {Etudes}}",
    );
    let library = &fresh.library;
    assert_eq!(keys(library, "müller same"), ["a", "c", "b"]);
    assert_eq!(keys(library, "MU\u{308}LLER same"), ["a", "c", "b"]);
    assert_eq!(keys(library, "muller same"), ["c", "a", "b"]);
    assert_eq!(keys(library, "études"), ["d", "e"]);
    assert_eq!(keys(library, "etudes"), ["e", "d"]);
}

#[test]
fn the_order_of_words_does_not_decide_which_are_beginnings() {
    let fresh = library(
        "@misc{a, title = {Graph coloring}} @misc{b, title = {Coloring graphs}} @misc{c, title = {Graph colorings}}
         @misc{d, title = {Colorings}, abstract = {Graphs}}",
    );
    let library = &fresh.library;
    let mut first = keys(library, "graph coloring");
    let mut second = keys(library, "coloring graph");
    assert_eq!(first[0], "a");
    assert_eq!(second[0], "a");
    first.sort();
    second.sort();
    assert_eq!(first.concat(), "abcd");
    assert_eq!(second, first);
    let options = SearchOptions::default();
    let found = library.search(&parse("graph coloring").unwrap(), &options);
    assert_eq!(
        found.unwrap().marks.ranges("Coloring graphs"),
        [0..8, 9..14]
    );
}

#[test]
fn a_very_long_word_is_looked_for_at_once() {
    let fresh = library("@misc{a, title = {A}}");
    assert_eq!(keys(&fresh.library, &"x".repeat(100_000)), [""; 0]);
}

#[test]
fn all_words_are_beginnings_where_nothing_has_them_whole() {
    let fresh = library(
        "@misc{a, author = {Yu, A.}, title = {Spaces}} @misc{b, author = {Yukawa, B.}, title = {Spaces}}
         @misc{c, author = {Yukawa, C.}, title = {Planes}} @misc{d, title = {Yu}, abstract = {Planes}}",
    );
    let library = &fresh.library;
    assert_eq!(keys(library, "yu spaces"), ["a"]);
    assert_eq!(keys(library, "yu planes"), ["c", "d"]);
}

#[test]
fn the_best_of_very_many_come_first() {
    let mut text =
        "@misc{start, title = {Graph theory}} @misc{title, title = {A theory of the graph}}
                    @misc{begun, title = {Graphical theorems}}"
            .to_owned();
    for n in 0..400 {
        text.push_str(&format!(
            "@misc{{k{n}, title = {{Other{n}}}, abstract = {{graph theory}}}}\n"
        ));
    }
    let fresh = library(&text);
    assert_eq!(
        keys(&fresh.library, "graph theory")[..2],
        ["start", "title"]
    );
    assert_eq!(keys(&fresh.library, "graph theor")[..2], ["start", "title"]);
    assert_eq!(keys(&fresh.library, "graphi theor"), ["begun"]);
}

#[test]
fn use_decides_between_equals_and_is_no_batch() {
    let fresh =
        library("@misc{a, title = {Same}, year = 2000} @misc{b, title = {Same}, year = 2000}");
    assert_eq!(keys(&fresh.library, "same"), ["b", "a"]);
    let id = fresh.library.id("a").unwrap().unwrap();
    fresh.library.record_use(&[id, 999], 1_500_000_000).unwrap();
    assert_eq!(keys(&fresh.library, "same"), ["a", "b"]);
    assert_eq!(fresh.library.log(None, 9).unwrap().len(), 1);
    // once an hour is enough
    let times = || -> i64 {
        let sql = "SELECT times FROM usage WHERE entry = ?1";
        fresh
            .library
            .conn
            .query_row(sql, [id], |row| row.get(0))
            .unwrap()
    };
    fresh.library.record_use(&[id], 1_500_003_599).unwrap();
    assert_eq!(times(), 1);
    fresh.library.record_use(&[id], 1_500_003_600).unwrap();
    assert_eq!(times(), 2);
    let reader = Library::open(fresh.library.path(), Access::Read).unwrap();
    reader.record_use(&[id], 1_500_000_001).unwrap();
    assert_eq!(keys(&reader, "same"), ["a", "b"]);
}

#[test]
fn other_orders() {
    let fresh = library(
        "@misc{a, author = {Zhang, A.}, title = {Word C}, year = 2001} @misc{b, author = {Adams, B.}, title = {Word B}}
         @misc{c, author = {Moore, C.}, title = {Word A}, year = 2010}",
    );
    let sorted = |sort| {
        let options = SearchOptions {
            sort,
            ..SearchOptions::default()
        };
        keys_with(&fresh.library, "word", &options).join("")
    };
    assert_eq!(sorted(Sort::Year), "cab");
    assert_eq!(sorted(Sort::Author), "bca");
    assert_eq!(sorted(Sort::Title), "cba");
    assert_eq!(sorted(Sort::Added), "cba");
}

#[test]
fn whatever_is_typed_is_a_search() {
    let fresh = library("@misc{a, title = {A title}}");
    let long = "word ".repeat(200) + &"x".repeat(9_000);
    for typed in [
        "NEAR(a b)",
        "a AND",
        "\"",
        "*",
        "^a",
        "a:b:c",
        "-",
        "{title} : a",
        "😀",
        "\0",
        "'; --",
        &long,
    ] {
        if let Ok(query) = parse(typed) {
            fresh
                .library
                .search(&query, &SearchOptions::default())
                .unwrap();
            fresh.library.search_all(&query).unwrap();
        }
    }
}

#[test]
fn a_library_of_the_first_schema_is_carried_forward() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.ibid");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(include_str!("../../../migrations/0001_library.sql"))
        .unwrap();
    conn.execute_batch(
        r#"INSERT INTO entry (id, key, type, source, leading, fingerprint, added, modified)
           VALUES (1, 'm', 'misc', '@misc{m, author = {M{\"u}ller, J.}, title = {Co-operation}, year = 2001}', '', 0, 1, 1);
           INSERT INTO projection (entry, title, year, fields) VALUES (1, 'Co-operation', 2001, '{"title": "Co-operation"}');
           INSERT INTO search (rowid, title, people) VALUES (1, 'co operation', 'j muller');
           UPDATE library SET next = 2; PRAGMA user_version = 1;"#,
    )
    .unwrap();
    drop(conn);
    // as it is, where it is only read
    let library = Library::open(&path, Access::Read).unwrap();
    assert_eq!(keys(&library, "muller co-operation"), ["m"]);
    assert_eq!(keys(&library, "mulller"), [""; 0]);
    drop(library);
    let mut library = Library::open(&path, Access::Write).unwrap();
    assert_eq!(keys(&library, "mueller cooperation"), ["m"]);
    assert_eq!(keys(&library, "mulller"), ["m"]);
    assert_eq!(library.health().unwrap().damage, []);
}

#[test]
fn a_vocabulary_that_lacks_words_is_damage() {
    let mut fresh = library("@misc{a, title = {Words}}");
    assert_eq!(fresh.library.health().unwrap().damage, []);
    fresh
        .library
        .conn
        .execute_batch("DELETE FROM vocabulary")
        .unwrap();
    assert_eq!(fresh.library.health().unwrap().damage.len(), 1);
    fresh.library.rebuild().unwrap();
    assert_eq!(fresh.library.health().unwrap().damage, []);
}

#[test]
fn an_initial_for_a_given_name_is_told_and_needs_the_family_name() {
    let fresh = library(
        "@misc{w, author = {Wang, Z. and Simoncelli, Eero P.}, title = {Perceptual Conjectures}}",
    );
    // nothing but an initial of somebody would speak for it
    for typed in ["zahid pakistan", "zahid perceptual", "simoncelli zhou"] {
        assert_eq!(keys(&fresh.library, typed), [""; 0], "{typed}");
    }
    let query = parse("zhou wang").unwrap();
    let found = fresh
        .library
        .search(&query, &SearchOptions::default())
        .unwrap();
    assert_eq!(found.hits.len(), 1);
    assert_eq!(found.corrections.len(), 1);
    assert_eq!(found.corrections[0].typed, "zhou");
}

#[test]
fn a_pasted_reference_finds_what_it_names() {
    let fresh = library(
        "@article{shannon, author = {Shannon, Claude E.}, title = {A Mathematical Theory of Communication},
           journal = {Bell System Technical Journal}, year = 1948, pages = {379--423}}
         @article{lamport, author = {Lamport, Leslie}, title = {Time, Clocks, and the Ordering of Events},
           journal = {Communications of the ACM}, year = 1978, pages = {558--564}, doi = {10.1145/359545.359563}}
         @article{time, author = {Hawking, S.}, title = {Time and Events}, year = 1988}
         @article{short, author = {Roe, J.}, title = {Communication}, year = 1948}",
    );
    let library = &fresh.library;
    for (typed, key) in [
        (
            "C. E. Shannon, “A mathematical theory of communication,” Bell Syst. Tech. J., vol. 27, pp. 379–423, 1948.",
            "shannon",
        ),
        (
            "Lamport, L. (1978). Time, clocks, and the ordering of events. Commun. ACM, 21(7), 558–565.",
            "lamport",
        ),
        (
            "Somebody else (1999). Other words by far than those, 3, 1–2. https://doi.org/10.1145/359545.359563",
            "lamport",
        ),
    ] {
        let query = parse(typed).unwrap();
        let found = library.search(&query, &SearchOptions::default()).unwrap();
        assert!(found.pasted, "{typed}");
        assert_eq!(keys(library, typed), [key], "{typed}");
    }
    // whose title is not there is not meant
    assert_eq!(
        keys(
            library,
            "Hawking (1999), Clocks of other theory and communication, of ones, vol. 3"
        ),
        [""; 0]
    );
}

#[test]
fn many_entries_are_indexed_as_few_are() {
    let words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu".repeat(3);
    let text: String = (0..900)
        .map(|n| {
            format!("@misc{{k{n}, author = {{Author{n}, A.}}, title = {{Number{n} {words}}}}}\n")
        })
        .collect();
    let mut fresh = Fresh::new();
    // what is remembered of the empty index must not outlive it
    assert_eq!(keys(&fresh.library, "number7"), [""; 0]);
    fresh.import(&[&text], OnConflict::Rename);
    assert_eq!(keys(&fresh.library, "author7 number7")[0], "k7");
    assert_eq!(fresh.library.health().unwrap().damage, []);
    fresh.import(
        &["@misc{later, title = {Number7 Omega}}"],
        OnConflict::Rename,
    );
    assert_eq!(keys(&fresh.library, "omega"), ["later"]);
    assert!(exact(&fresh.library, "number7").contains(&"k7".to_owned()));
    let removed = fresh.write(|batch| {
        let id = batch.find("k8")?;
        batch.remove(id)
    });
    removed.unwrap();
    assert_eq!(exact(&fresh.library, "number8"), [""; 0]);
    assert_eq!(fresh.library.health().unwrap().damage, []);
    // a dry run leaves an empty library as it was
    let mut fresh = Fresh::new();
    let asked = crate::store::Asked {
        dry_run: true,
        ..fresh.asked()
    };
    let inputs = [Ok::<_, crate::store::StoreError>(crate::import::Input {
        name: "many.bib".into(),
        bytes: text.clone().into_bytes(),
    })];
    let mut options = crate::import::Options {
        on_conflict: OnConflict::Keep,
        ask: None,
        tags: Vec::new(),
        progress: &mut |_| {},
        interrupted: &std::sync::atomic::AtomicBool::new(false),
    };
    fresh
        .library
        .import(&asked, inputs.into_iter(), &mut options)
        .unwrap();
    assert_eq!(fresh.library.health().unwrap().damage, []);
    // removing in the same batch that adds many
    let done = fresh.write(|batch| {
        batch.expect_many()?;
        for n in 0..900 {
            batch.add(&format!("@misc{{k{n}, title = {{Number{n} {words}}}}}"))?;
        }
        let id = batch.find("k8")?;
        batch.remove(id)
    });
    done.unwrap();
    assert_eq!(exact(&fresh.library, "number8"), [""; 0]);
    assert_eq!(exact(&fresh.library, "number9"), ["k9"]);
    assert_eq!(fresh.library.health().unwrap().damage, []);
}
