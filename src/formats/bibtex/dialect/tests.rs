use super::*;
use crate::formats::bibtex::fields::RawEntry;

fn converted(entry: &str, dialect: Dialect, kin: &Kin) -> (String, Vec<String>) {
    let raw = RawEntry::parse(entry).unwrap();
    let mut draft = Draft::new(&raw);
    let mut lost = Vec::new();
    let there = convert(
        &mut draft,
        dialect,
        kin,
        &MacroTexts::new(),
        &mut |field, kind, message| {
            lost.push(format!("{field} {kind:?}: {message}"));
        },
    );
    let text = if there.is_some() {
        draft.write()
    } else {
        String::new()
    };
    (text, lost)
}

/// Both ways without a loss.
fn same(bibtex: &str, biblatex: &str) {
    let kin = Kin::default();
    assert_eq!(
        converted(bibtex, Dialect::Biblatex, &kin),
        (biblatex.to_owned(), vec![])
    );
    assert_eq!(
        converted(biblatex, Dialect::Bibtex, &kin),
        (bibtex.to_owned(), vec![])
    );
}

#[test]
fn what_both_can_say_goes_both_ways() {
    same(
        "@article{k, journal = acm # \" J\", year = 1999, month = jul, number = 3, annote = {x}}",
        "@article{k, journaltitle = acm # \" J\", date = {1999-07}, number = 3, annotation = {x}}",
    );
    same(
        "@phdthesis{k, title = {T}, school = {S}, address = {A}, year = 1999}",
        "@thesis{k, title = {T}, type = {phdthesis}, institution = {S}, location = {A}, date = {1999}}",
    );
    same(
        "@mastersthesis{k, title = {T}, type = {Diplomarbeit}, school = {S}}",
        "@thesis{k, title = {T}, type = {Diplomarbeit}, institution = {S}}",
    );
    // the `type` alone does not tell a master's thesis
    same(
        "@mastersthesis{k, title = {T}, type = {Semester Project}, school = {S}}",
        "@thesis{k, title = {T}, type = {Semester Project}, entrysubtype = {mastersthesis}, institution = {S}}",
    );
    same(
        "@phdthesis{k, title = {T}, type = {Licentiate thesis}, school = {S}}",
        "@thesis{k, title = {T}, type = {Licentiate thesis}, entrysubtype = {phdthesis}, institution = {S}}",
    );
    same(
        "@techreport{k, title = {T}, institution = {S}, number = {7}}",
        "@report{k, title = {T}, type = {techreport}, institution = {S}, number = {7}}",
    );
    same(
        "@misc{k, archiveprefix = {arXiv}, primaryclass = {cs.DL}, eprint = {1}, key = {x}}",
        "@misc{k, eprinttype = {arXiv}, eprintclass = {cs.DL}, eprint = {1}, sortkey = {x}}",
    );
    same(
        "@book{k, title = {T}, edition = {Second}, year = {1999--2001}}",
        "@book{k, title = {T}, edition = {Second}, date = {1999/2001}}",
    );
}

#[test]
fn a_page_of_the_web_keeps_its_address() {
    let kin = Kin::default();
    let (there, lost) = converted(
        "@misc{k, howpublished = {\\url{http://a.org/x_y}}}",
        Dialect::Biblatex,
        &kin,
    );
    assert_eq!(
        (there.as_str(), lost.len()),
        ("@online{k, url = {http://a.org/x_y}}", 0)
    );
    let (back, lost) = converted(&there, Dialect::Bibtex, &kin);
    assert_eq!(back, "@misc{k, howpublished = {\\url{http://a.org/x_y}}}");
    assert_eq!(
        lost,
        ["type Weakened: BibTeX has no @online; it is written as @misc"]
    );
}

#[test]
fn bibtex_gets_what_it_can_print() {
    let kin = Kin::default();
    let bibtex = |entry| converted(entry, Dialect::Bibtex, &kin);
    assert_eq!(
        bibtex("@book{k, title = {T}, subtitle = sub # {x}, maintitle = {M}, volume = 2, date = {2001-05-03/2001-05-05}}").0,
        "@book{k, title = {T: } # sub # {x}, series = {M}, volume = 2, year = 2001, month = may # \"~3--5\"}"
    );
    assert_eq!(
        bibtex("@article{k, title = {T?}, subtitle = {S}, issue = {Spring}, eid = {12}, date = {2001-21}}").0,
        "@article{k, title = {T? S}, number = {Spring}, eid = {12}, pages = {12}, year = 2001, month = {Spring}}"
    );
    let (text, lost) = bibtex(
        "@inbook{k, title = {T}, booktitle = {B}, booksubtitle = {C}, titleaddon = {x}, date = {199X}}",
    );
    assert_eq!(
        text,
        "@incollection{k, title = {T}, booktitle = {B: C}, titleaddon = {x}, year = {1990s}, entrysubtype = {inbook}}"
    );
    assert_eq!(lost.len(), 3, "{lost:?}");
    let (text, _) = bibtex("@patent{k, type = {patentus}, number = {123}, holder = {H}}");
    assert_eq!(
        text,
        "@misc{k, type = {U.S. patent}, number = {123}, holder = {H}, entrysubtype = {patent}, howpublished = {U.S. patent~123}}"
    );
    let (text, lost) = bibtex(
        "@misc{k, author = {family=Gaulle, given=Charles, prefix=de, useprefix=true}, title = {a \\bibstring{inpress} b}}",
    );
    assert_eq!(
        text,
        "@misc{k, author = {de Gaulle, Charles}, title = {a In press b}}"
    );
    assert_eq!(
        lost,
        ["author Weakened: BibTeX's names cannot say useprefix"]
    );
    assert_eq!(bibtex("@set{k, entryset = {a, b}}").0, "");
    let (text, lost) = bibtex("@misc{k, year = {2000}, date = {1999}, title = {x}, title = {y}}");
    assert_eq!(text, "@misc{k, year = {2000}, title = {x}}");
    assert_eq!(
        lost,
        [
            "title Dropped: the entry has it twice, and the first counts",
            "date Weakened: `year`, which is there too, does not say 1999"
        ]
    );
}

#[test]
fn subtypes_come_back() {
    let kin = Kin::default();
    let there = converted("@dataset{k, title = {T}}", Dialect::Bibtex, &kin).0;
    assert_eq!(there, "@misc{k, title = {T}, entrysubtype = {dataset}}");
    assert_eq!(
        converted(&there, Dialect::Biblatex, &kin).0,
        "@dataset{k, title = {T}}"
    );
}

#[test]
fn what_biber_would_misread_is_said() {
    let kin = Kin::default();
    let (text, lost) = converted(
        "@misc{k, year = 1999, month = {12 July}}",
        Dialect::Biblatex,
        &kin,
    );
    assert_eq!(
        (text.as_str(), lost.len()),
        ("@misc{k, date = {1999-07-12}, month = {12 July}}", 0)
    );
    let (text, _) = converted(&text, Dialect::Bibtex, &kin);
    assert_eq!(text, "@misc{k, year = 1999, month = {12 July}}");
    let (text, _) = converted(
        "@misc{k, year = 1999, month = jul, day = 4}",
        Dialect::Biblatex,
        &kin,
    );
    assert_eq!(text, "@misc{k, date = {1999-07-04}, day = 4}");
    let (text, _) = converted(&text, Dialect::Bibtex, &kin);
    assert_eq!(text, "@misc{k, year = 1999, month = jul, day = 4}");
    let (text, _) = converted(
        "@inproceedings{k, year = 1999, location = {Graz}}",
        Dialect::Biblatex,
        &kin,
    );
    assert_eq!(text, "@inproceedings{k, date = {1999}, venue = {Graz}}");
    let (text, lost) = converted(
        "@misc{k, year = 1999, month = {every full moon}}",
        Dialect::Biblatex,
        &kin,
    );
    assert_eq!(text, "@misc{k, year = 1999, month = {every full moon}}");
    assert_eq!(lost.len(), 1);
    let (text, _) = converted(
        "@inproceedings{k, address = {New York}, location = {Graz}, journal = {J}, journaltitle = {K}}",
        Dialect::Biblatex,
        &kin,
    );
    assert_eq!(
        text,
        "@inproceedings{k, location = {New York}, venue = {Graz}, journaltitle = {J}}"
    );
}

#[test]
fn bibtex_gets_what_its_own_inheritance_lacks() {
    let parent =
        RawEntry::parse("@proceedings{p, title = {P}, date = {1999}, shorthand = {X}}").unwrap();
    let kin = Kin {
        inherited: vec![
            ("booktitle".into(), "P".into()),
            ("date".into(), "1999".into()),
            ("maintitle".into(), "M".into()),
        ],
        parent: Some(Record::new(&parent, &MacroTexts::new())),
        ..Kin::default()
    };
    let (text, _) = converted(
        "@inproceedings{k, title = {T}, crossref = {p}}",
        Dialect::Bibtex,
        &kin,
    );
    assert_eq!(
        text,
        "@inproceedings{k, title = {T}, crossref = {p}, series = {M}}"
    );
    let is_parent = Kin {
        is_parent: true,
        ..Kin::default()
    };
    let (text, _) = converted(
        "@collection{p, title = {P}, date = {1999}}",
        Dialect::Bibtex,
        &is_parent,
    );
    assert_eq!(
        text,
        "@book{p, title = {P}, booktitle = {P}, year = 1999, entrysubtype = {collection}}"
    );
    let with_containers = Kin {
        with_containers: vec![
            ("title".into(), "T".into()),
            ("publisher".into(), "P".into()),
        ],
        ..Kin::default()
    };
    let (text, _) = converted(
        "@book{k, title = {T}, xdata = {x}}",
        Dialect::Bibtex,
        &with_containers,
    );
    assert_eq!(text, "@book{k, title = {T}, publisher = {P}}");
}

#[test]
fn tables_name_each_thing_once() {
    for (index, names) in FIELDS.iter().enumerate() {
        assert!(
            FIELDS[..index]
                .iter()
                .all(|other| other.bibtex != names.bibtex)
        );
    }
    for (from, _) in NEAREST {
        assert_eq!(
            NEAREST.iter().filter(|(other, _)| other == from).count(),
            1,
            "{from}"
        );
    }
}

#[test]
fn what_bibtex_prints_only_one_of_is_told() {
    let lost = |entry: &str| converted(entry, Dialect::Bibtex, &Kin::default()).1;
    let told = lost("@book{k, author = {A}, editor = {E}, volume = 1, number = 2, date = {1999}}");
    assert_eq!(
        told,
        [
            "editor Weakened: no standard style of BibTeX prints it beside `author` in @book",
            "number Weakened: no standard style of BibTeX prints it beside `volume` in @book"
        ]
    );
    let none: &[&str] = &[];
    assert_eq!(
        lost("@book{k, editor = {E}, number = 2, date = {1999}}"),
        none
    );
    // whoever writes for BibTeX has it like that anyway
    assert_eq!(
        lost("@book{k, author = {A}, editor = {E}, year = 1999}"),
        none
    );
}
