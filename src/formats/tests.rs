//! What holds for every format.

use proptest::prelude::*;
use serde_json::Value;

use super::sources::Source;
use super::*;
use crate::model::{Attachment, Contribution, Name, Role};

#[test]
fn names_and_endings_are_told_apart() {
    for (index, format) in FORMATS.iter().enumerate() {
        assert_eq!(format.name, format.name.to_ascii_lowercase());
        assert!(!format.purpose.is_empty() && !format.title.is_empty());
        assert!(!format.extensions.is_empty(), "{}", format.name);
        for other in &FORMATS[index + 1..] {
            assert_ne!(format.name, other.name);
            if format.by_extension && other.by_extension {
                assert!(
                    !format
                        .extensions
                        .iter()
                        .any(|one| other.extensions.contains(one))
                );
            }
        }
    }
}

/// Letters, signs that mean something somewhere, and control characters.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,8}",
        proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter),
        "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{2028}\u{feff}\u{fffe}<>&\"'{}\\\\$:#,=%|\\-\t\n\r]{1,8}",
        Just("1999-05-06".to_owned()),
        Just("1968/".to_owned()),
        Just("https://exa_mple.org:99999/a b".to_owned()),
        Just("https://1.2.3.999/".to_owned()),
        Just("12--34".to_owned()),
        Just("null".to_owned()),
        Just("~".to_owned()),
        Just("0123".to_owned()),
    ]
}

/// Publications such as no bibliography holds.
fn publication() -> impl Strategy<Value = Publication> {
    let names: Vec<&str> = Source::all().flat_map(Source::fields).collect();
    let types = [
        "article",
        "book",
        "inbook",
        "inproceedings",
        "thesis",
        "report",
        "patent",
        "online",
        "odd",
    ];
    let fields = proptest::collection::vec((proptest::sample::select(names), text()), 0..12);
    let name = (text(), text(), text(), text(), any::<bool>());
    let people = proptest::collection::vec(
        (
            proptest::sample::select(Role::ALL),
            proptest::option::of(name),
        ),
        0..4,
    );
    let kind = proptest::sample::select(types.to_vec());
    (text(), kind, fields, people, text(), text()).prop_map(
        |(key, kind, fields, people, date, title)| Publication {
            key,
            entry_type: kind.to_owned(),
            title: Some(title),
            date: Some(date),
            attachments: vec![Attachment {
                path: "a\tb".into(),
                description: String::new(),
            }],
            contributions: people
                .into_iter()
                .map(|(role, name)| Contribution {
                    role,
                    name: name.map(
                        |(family, given, prefix, suffix, corporate)| match corporate {
                            true => Name::body(family),
                            false => Name {
                                family,
                                given,
                                prefix,
                                suffix,
                                corporate,
                            },
                        },
                    ),
                })
                .collect(),
            fields: fields
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text))
                .collect(),
            ..Publication::default()
        },
    )
}

/// What a format makes of publications.
fn written(name: &str, publications: &[Publication]) -> String {
    let Output::Publications(open) = named(name).unwrap().output else {
        panic!("{name} is BibTeX");
    };
    let mut writer = open(&Options::default()).unwrap();
    let mut out = Vec::new();
    for publication in publications {
        let item = Item {
            publication,
            source: "@misc{k, title = {T}}",
        };
        writer.write(item, &mut out, &mut |_| {}).unwrap();
    }
    writer.finish(&mut out, &mut |_| {}).unwrap();
    String::from_utf8(out).unwrap()
}

proptest! {
    #[test]
    fn whatever_an_entry_holds_the_file_can_be_read(one in publication(), other in publication()) {
        let mut both = [one, other];
        both[0].key.insert(0, 'a');
        both[1].key.insert(0, 'b');

        let items: Vec<Value> = serde_json::from_str(&written("csl-json", &both)).unwrap();
        prop_assert_eq!(items.len(), 2);
        let yaml: Value = serde_yaml_ng::from_str(&written("csl-yaml", &both)).unwrap();
        prop_assert_eq!(&yaml["references"], &Value::Array(items));

        let text = written("hayagriva", &both);
        match ::hayagriva::io::from_yaml_str(&text) {
            Ok(library) => prop_assert_eq!(library.len(), 2),
            Err(error) => prop_assert!(false, "{}\n{}", error, text),
        }

        for cff in [written("cff", &both), written("cff", &both[..1])] {
            let cff: Value = serde_yaml_ng::from_str(&cff).unwrap();
            prop_assert!(cff["authors"].is_array());
        }

        let text = written("mods", &both);
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut depth = 0_i32;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Start(_)) => depth += 1,
                Ok(quick_xml::events::Event::End(_)) => depth -= 1,
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => prop_assert!(false, "{}\n{}", error, text),
            }
        }
        prop_assert_eq!(depth, 0);
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        prop_assert!(text.chars().all(allowed));

        let text = written("csv", &both);
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(rows.len(), 2);
        let formula = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
        prop_assert!(!rows.iter().flatten().any(formula));
        let text = written("tsv", &both);
        prop_assert_eq!(text.split('\n').count(), 4);

        let text = written("ris", &both);
        prop_assert_eq!(text.split('\n').filter(|line| *line == "ER  - ").count(), 2);
        let tagged = |line: &str| line.is_empty() || line.get(2..6) == Some("  - ");
        prop_assert!(text.split('\n').all(tagged), "{}", text);
        let text = written("endnote", &both);
        prop_assert!(text.split('\n').all(|line| line.is_empty() || line.starts_with('%')), "{}", text);

        prop_assert_eq!(written("jsonl", &both).lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count(), 2);
    }
}
