use proptest::prelude::*;

use super::*;

fn parsed(text: &str) -> Date {
    match Date::parse_edtf(text) {
        Ok(date) => date,
        Err(error) => panic!("{text}: {error}"),
    }
}

#[test]
fn level_1_and_what_biblatex_documents_is_kept_as_written() {
    for text in [
        "1850",
        "0000",
        "-0379",
        "-0379-02",
        "Y17000002",
        "Y-17000002",
        "199X",
        "19XX",
        "-019X",
        "1999-XX",
        "1999-01-XX",
        "1999-XX-XX",
        "2004-21",
        "1723~",
        "1999?",
        "1999%",
        "1988-02/",
        "/1988",
        "1997/..",
        "../1565",
        "2004-06/2006-08",
        "1487~/1490",
        "1487/1488~",
        "2001-01-03T15:00:00",
        "2001-01-03T17:07:34Z",
        "2001-01-03T17:07:34+05:00",
        "2016-01-19T14:20:00.000Z",
        "2004-02-29",
        "-0221/-0219",
        "2004-06-11?",
    ] {
        assert_eq!(parsed(text).to_edtf(), text);
    }
}

#[test]
fn errors_say_what_and_where() {
    for (text, message) in [
        (
            "",
            "expected a year of four digits, the last two of which may be X at byte 0",
        ),
        (
            "199",
            "expected a year of four digits, the last two of which may be X at byte 3",
        ),
        (
            "19999",
            "expected a year of four digits, the last two of which may be X at byte 4",
        ),
        (
            "1999-1-04",
            "expected a month of two digits or XX at byte 5",
        ),
        ("1999-13", "there is no month 13 at byte 5"),
        ("1999-02-29", "there is no day 29 in 1999-02 at byte 8"),
        (
            "1999-XX-01",
            "expected XX, as the month is not specified at byte 8",
        ),
        ("1999-02 x", "expected the end of the date at byte 7"),
        ("2001/2000", "the interval ends before it begins at byte 5"),
        (
            "2000/20x1",
            "expected a year of four digits, the last two of which may be X at byte 7",
        ),
        ("/", "expected a date at one end of the interval at byte 0"),
        ("-0000", "expected a year other than -0000 at byte 0"),
        (
            "Y1700",
            "expected a year of five to eighteen digits at byte 1",
        ),
        ("199X-05", "expected the end of the date at byte 4"),
        ("2001-01-03T25:00:00", "expected hours at byte 11"),
    ] {
        assert_eq!(
            Date::parse_edtf(text).expect_err(text).to_string(),
            message,
            "{text}"
        );
    }
}

#[test]
fn spans_cover_what_is_not_specified() {
    for (text, earliest, latest) in [
        ("199X", Some((1990, 1, 1)), Some((1999, 12, 31))),
        ("-019X", Some((-199, 1, 1)), Some((-190, 12, 31))),
        ("19XX", Some((1900, 1, 1)), Some((1999, 12, 31))),
        ("1900-02", Some((1900, 2, 1)), Some((1900, 2, 28))),
        ("2000-02-XX", Some((2000, 2, 1)), Some((2000, 2, 29))),
        ("2000-XX", Some((2000, 1, 1)), Some((2000, 12, 31))),
        ("2004-22", Some((2004, 6, 1)), Some((2004, 8, 31))),
        ("2004-06-11/2005", Some((2004, 6, 11)), Some((2005, 12, 31))),
        ("2004/..", Some((2004, 1, 1)), None),
        ("/2004", None, Some((2004, 12, 31))),
    ] {
        assert_eq!(
            (parsed(text).earliest(), parsed(text).latest()),
            (earliest, latest),
            "{text}"
        );
    }
    assert_eq!(parsed("/2004").first_year(), Some(2004));
    assert_eq!(parsed("199X/2003").year_range(), (Some(1990), Some(2003)));
}

#[test]
fn constructors_refuse_what_does_not_exist() {
    assert_eq!(DatePoint::from_day(2001, 2, 29), None);
    assert_eq!(DatePoint::from_day(2001, 21, 1), None);
    assert_eq!(DatePoint::from_month(2001, 13), None);
    assert_eq!(DatePoint::from_month(12345, 1), None);
    assert_eq!(
        DatePoint::from_year_span(1987, 1)
            .map(|point| point.to_string())
            .as_deref(),
        Some("198X")
    );
    assert_eq!(
        Date::between(DatePoint::from_year(2001), DatePoint::from_year(2000)),
        None
    );
}

fn point() -> impl Strategy<Value = DatePoint> {
    let bare = prop_oneof![
        (-9999_i64..=9999).prop_map(DatePoint::from_year),
        (-999_999_999_999_999_999_i64..=999_999_999_999_999_999).prop_map(DatePoint::from_year),
        (-9999_i64..=9999, 1_u8..=2)
            .prop_filter_map("a span", |(y, n)| DatePoint::from_year_span(y, n)),
        (-9999_i64..=9999, 1_u8..=24)
            .prop_filter_map("a month", |(y, m)| DatePoint::from_month(y, m)),
        (-9999_i64..=9999, 1_u8..=12, 1_u8..=31)
            .prop_filter_map("a day", |(y, m, d)| DatePoint::from_day(y, m, d)),
    ];
    let qualifier = prop::sample::select(vec![
        Qualifier::Exact,
        Qualifier::Uncertain,
        Qualifier::Approximate,
        Qualifier::UncertainAndApproximate,
    ]);
    (bare, qualifier).prop_map(|(point, qualifier)| point.with_qualifier(qualifier))
}

proptest! {
    #[test]
    fn what_is_written_reads_back(start in point(), end in point()) {
        let single = Date::Single(start.clone());
        prop_assert_eq!(Date::parse_edtf(&single.to_edtf()), Ok(single));
        if let Some(interval) = Date::between(start, end) {
            prop_assert_eq!(Date::parse_edtf(&interval.to_edtf()), Ok(interval));
        }
    }

    #[test]
    fn what_is_read_is_canonical(text in "[-Y]?[0-9X]{3,6}(-[0-9X]{2}){0,2}[?~%]?(/(\\.\\.|[0-9]{4}(-[0-9X]{2}){0,2})?)?") {
        if let Ok(date) = Date::parse_edtf(&text) {
            prop_assert_eq!(date.to_edtf(), text);
            prop_assert!(date.first_year().is_some());
        }
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        let _ = Date::parse_edtf(&text);
    }

    #[test]
    fn earliest_is_not_after_latest(point in point()) {
        prop_assert!(point.earliest() <= point.latest());
    }
}
