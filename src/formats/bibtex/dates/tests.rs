use proptest::prelude::*;

use super::*;

fn edtf(reading: &DateReading) -> String {
    reading
        .date
        .as_ref()
        .map_or_else(String::new, Date::to_edtf)
}

fn year_month(year: &str, month: &str) -> DateReading {
    interpret_date(None, Some(year), Some(month), None)
}

#[test]
fn months_in_every_shape() {
    for (month, expected) in [
        ("jan", "1996-01"),
        ("Jan.", "1996-01"),
        ("January", "1996-01"),
        ("1", "1996-01"),
        ("01", "1996-01"),
        ("January 1996", "1996-01"),
        ("Jan./Feb.", "1996-01/1996-02"),
        ("January/February", "1996-01/1996-02"),
        ("January–March", "1996-01/1996-03"),
        ("January--March", "1996-01/1996-03"),
        ("JulyAugust", "1996-07/1996-08"),
        ("Spring", "1996-21"),
        ("Winter 1996", "1996-24"),
        ("3 March", "1996-03-03"),
        ("March 3", "1996-03-03"),
        ("March~3", "1996-03-03"),
        ("March 3rd", "1996-03-03"),
        ("March 3--5", "1996-03-03/1996-03-05"),
        ("10–14 October", "1996-10-10/1996-10-14"),
        ("May 31 - June 2", "1996-05-31/1996-06-02"),
        ("29 Nov to 1 Dec", "1996-11-29/1996-12-01"),
        ("FEB-28", "1996-02-28"),
        ("May and June", "1996-05/1996-06"),
        ("1st quarter", "1996-01/1996-03"),
        ("Q1", "1996-01/1996-03"),
        ("Second Quarter", "1996-04/1996-06"),
        ("Quarter 2", "1996-04/1996-06"),
        ("4. Quartal", "1996-10/1996-12"),
        ("7/8", "1996-07/1996-08"),
        ("mai-juin", "1996-05/1996-06"),
        ("März", "1996-03"),
        ("dicembre", "1996-12"),
        ("lipiec", "1996-07"),
        ("Août", "1996-08"),
        ("September 29 – October 2, 1996", "1996-09-29/1996-10-02"),
        ("not given", "1996"),
        ("Summer/Fall", "1996-22/1996-23"),
        ("September17–20", "1996-09-17/1996-09-20"),
        ("????", "1996"),
        ("Nov. 1995–Jan. 1996", "1995-11/1996-01"),
        ("Monday, 5 May", "1996-05-05"),
        ("", "1996"),
    ] {
        let reading = year_month("1996", month);
        assert_eq!(
            (edtf(&reading).as_str(), reading.problem),
            (expected, None),
            "{month}"
        );
    }
}

#[test]
fn years_in_every_shape() {
    for (year, expected) in [
        ("1999/2000", "1999/2000"),
        ("1999--2000", "1999/2000"),
        ("1999–2000", "1999/2000"),
        ("1999-2000", "1999/2000"),
        ("1998/99", "1998/1999"),
        ("1999/00", "1999/2000"),
        ("1996–97", "1996/1997"),
        ("c. 1850", "1850~"),
        ("ca. 1850", "1850~"),
        ("circa 1850", "1850~"),
        ("[1850]", "1850"),
        ("[1850?]", "1850?"),
        ("1850?", "1850?"),
        ("2001a", "2001"),
        ("c1984", "1984"),
        ("©1984", "1984"),
        ("MCMXCII", "1992"),
        ("May 2017", "2017-05"),
        ("2017-05-03", "2017-05-03"),
        ("03.05.2017", "2017-05-03"),
        ("5/2017", "2017-05"),
        ("12 B.C.", "-0011"),
        ("- 7", "-0007"),
        ("850", "0850"),
        ("199?", "199X"),
        ("19??", "19XX"),
        ("200x", "200X"),
        ("1990s", "199X"),
        ("1989–", "1989/.."),
        ("1989-present", "1989/.."),
        ("20082009", "2008/2009"),
        ("20080512", "2008-05-12"),
        ("2008/10/", "2008-10"),
        ("7 March 2002", "2002-03-07"),
        ("November 07 - 08, 2003", "2003-11-07/2003-11-08"),
        ("5-7 January, 1997", "1997-01-05/1997-01-07"),
        ("Tuesday 12 June 2001", "2001-06-12"),
        ("AD 79", "0079"),
        ("1723~", "1723~"),
        ("2004-21", "2004-21"),
        ("2017/5/13", "2017-05-13"),
        ("5/13/2017", "2017-05-13"),
        ("2017年5月3日", "2017-05-03"),
        ("१९८७", "1987"),
        ("Winter 2001/02", "2001-24"),
        ("1995/1995", "1995/1995"),
    ] {
        let reading = interpret_date(None, Some(year), None, None);
        assert_eq!(
            (edtf(&reading).as_str(), reading.problem),
            (expected, None),
            "{year}"
        );
    }
}

#[test]
fn dates_in_other_tongues_and_longer_ranges() {
    for (year, expected) in [
        ("1. Mai 1999", "1999-05-01"),
        ("le 3 mai 1999", "1999-05-03"),
        ("3 de mayo de 1999", "1999-05-03"),
        ("del 3 al 5 de mayo de 1999", "1999-05-03/1999-05-05"),
        ("1er janvier 2000", "2000-01-01"),
        ("vom 19. bis 21. Juni 1999", "1999-06-19/1999-06-21"),
        ("du 30 août au 2 septembre 1999", "1999-08-30/1999-09-02"),
        ("June 1999 to May 2000", "1999-06/2000-05"),
        ("2nd and 3rd June 1999", "1999-06-02/1999-06-03"),
        ("2nd & 3rd June 1999", "1999-06-02/1999-06-03"),
        ("28 Dec 2000 - 3 Jan 2001", "2000-12-28/2001-01-03"),
        ("Dec/Jan 2001", "2000-12/2001-01"),
        ("December 1999/January 2000", "1999-12/2000-01"),
        ("Hiver 2003–2004", "2003-24"),
        ("Fall/Winter 1999", "1999-23/1999-24"),
        ("Q3 2001", "2001-07/2001-09"),
        ("2001, 3rd quarter", "2001-07/2001-09"),
        ("3 maja 1999", "1999-05-03"),
        ("12 października 1999", "1999-10-12"),
        ("3. toukokuu 1999", "1999-05-03"),
        ("2001/2", "2001-02"),
        ("2001/02", "2001/2002"),
        ("mid-1990s", "199X~"),
        ("May '98", "1998-05"),
    ] {
        let reading = interpret_date(None, Some(year), None, None);
        assert_eq!(edtf(&reading), expected, "{year}: {:?}", reading.problem);
    }
}

#[test]
fn reports_quote_the_beginning_of_long_texts() {
    let reading = interpret_date(None, Some(&"x".repeat(5000)), None, None);
    assert!(reading.problem.is_some_and(|problem| problem.len() < 200));
}

#[test]
fn what_is_no_date_is_shown_as_text() {
    for (year, date, text) in [
        ("in press", "", Some("in press")),
        ("to appear", "", Some("to appear")),
        ("n.d.", "", Some("n.d.")),
        ("forthcoming", "", Some("forthcoming")),
        ("submitted", "", Some("submitted")),
        ("????", "", Some("????")),
        ("2016 (to appear)", "2016", Some("to appear")),
        ("1985, in press", "1985", Some("in press")),
        ("to appear in 2009", "2009", Some("to appear")),
        ("unknown", "", Some("unknown")),
        ("", "", None),
    ] {
        let reading = interpret_date(None, Some(year), None, None);
        assert_eq!(
            (
                edtf(&reading).as_str(),
                reading.text.as_deref(),
                reading.problem
            ),
            (date, text, None),
            "{year}"
        );
    }
}

#[test]
fn mistakes_lower_the_precision_and_are_reported() {
    for (year, month, day, date, problem) in [
        ("1999", "14", "", "1999", "month “14” holds no month 14"),
        (
            "2001",
            "February",
            "31",
            "2001-02",
            "there is no day 31 in that month (2001-02)",
        ),
        (
            "1999",
            "Marcg",
            "",
            "1999-03",
            "month “Marcg” read as March",
        ),
        ("98", "", "", "1998", "year “98” read as 1998"),
        (
            "03/05/2017",
            "",
            "",
            "2017",
            "year “03/05/2017” may be read as day and month or month and day",
        ),
        (
            "September, 2009, 20 pages",
            "",
            "",
            "2009-09",
            "year “September, 2009, 20 pages” was understood only in part",
        ),
        (
            "1987, revised 1988",
            "",
            "",
            "1987",
            "year “1987, revised 1988” was understood only in part",
        ),
        ("1999–1989", "", "", "1999", "1999 to 1989 runs backwards"),
        (
            "1999",
            "May 2001",
            "",
            "1999-05",
            "month “May 2001” names another year",
        ),
        ("½u", "", "", "", "year “½u” holds no year"),
        ("", "May", "", "", "month “May” holds no year"),
    ] {
        let reading = interpret_date(None, Some(year), Some(month), Some(day));
        assert_eq!(
            (edtf(&reading).as_str(), reading.problem.as_deref()),
            (date, Some(problem)),
            "{year} {month} {day}"
        );
    }
}

#[test]
fn date_wins_and_the_others_fill_in() {
    let read = |date, year, month| edtf(&interpret_date(Some(date), Some(year), Some(month), None));
    assert_eq!(
        read("2004-06-11/2004-06-14", "1999", "jan"),
        "2004-06-11/2004-06-14"
    );
    assert_eq!(read("MAY 15", "1999", ""), "1999-05-15");
    assert_eq!(read("28-30", "1999", "April"), "1999-04-28/1999-04-30");
    assert_eq!(read("March - April, 2005", "", ""), "2005-03/2005-04");
    assert_eq!(read("2009///", "", ""), "2009");
    assert_eq!(read("1996-13-03", "", ""), "1996");
    assert_eq!(read("1995-1-04", "", ""), "1995-01-04");
    assert_eq!(read("", "1999/2000", "Winter"), "1999-24");
    assert_eq!(read("", "1999/2000", "Dec/Jan"), "1999-12/2000-01");
    assert_eq!(read("nonsense", "1999", "jan"), "1999-01");
}

#[test]
fn a_missing_month_is_no_text() {
    let text = |month| interpret_date(None, Some("1999"), Some(month), None).text;
    assert_eq!(text("not given"), None);
    assert_eq!(text("to appear").as_deref(), Some("to appear"));
}

#[test]
fn day_field() {
    let read = |month, day| edtf(&interpret_date(None, Some("1999"), Some(month), Some(day)));
    assert_eq!(read("jan", "3"), "1999-01-03");
    assert_eq!(read("jan", "3--5"), "1999-01-03/1999-01-05");
    assert_eq!(read("", "3 May"), "1999-05-03");
}

proptest! {
    #[test]
    fn nothing_panics(date in any::<Option<String>>(), year in any::<String>(), month in any::<String>(), day in any::<String>()) {
        interpret_date(date.as_deref(), Some(&year), Some(&month), Some(&day));
    }

    #[test]
    fn strange_dates_stay_valid(year in "[0-9?xX./–a-z ,\\-]{0,16}", month in "([0-9/. –\\-]|Jan|Feb|Winter|Q|to|th|c\\.|BC){0,8}", day in "[0-9\\-. ]{0,6}") {
        let reading = interpret_date(None, Some(&year), Some(&month), Some(&day));
        if let Some(date) = reading.date {
            prop_assert_eq!(Date::parse_edtf(&date.to_edtf()), Ok(date));
        }
    }

    #[test]
    fn a_year_is_found_whatever_stands_beside_it(year in 1000_i64..=2100, word in "[g-z]{3,9}") {
        let reading = interpret_date(None, Some(&format!("{word} ({year})")), None, None);
        prop_assert_eq!(reading.date.and_then(|date| date.first_year()), Some(year));
    }

    #[test]
    fn edtf_in_date_is_taken_as_it_is(year in 1000_i64..=2100, month in 1_u8..=12, day in 1_u8..=28) {
        let text = format!("{year}-{month:02}-{day:02}");
        prop_assert_eq!(edtf(&interpret_date(Some(&text), None, None, None)), text.clone());
        let (year, month, day) = (year.to_string(), month.to_string(), day.to_string());
        prop_assert_eq!(edtf(&interpret_date(None, Some(&year), Some(&month), Some(&day))), text);
    }
}
