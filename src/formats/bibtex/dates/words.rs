//! The words of dates in the languages bibliographies are written in: one table.

use crate::model::fold;

/// What a word means in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// 1 to 12.
    Month(u8),
    /// 21 spring to 24 winter, as EDTF counts.
    Season(u8),
    /// "first" to "fourth".
    Ordinal(u8),
    Quarter,
    /// "circa".
    About,
    /// "present", "today": the end of something that goes on.
    Present,
    BeforeChrist,
    AnnoDomini,
    /// "in *press*", "*submitted*": why there is no date yet.
    Status,
    /// "*n.d.*", "*unknown*": that there is none.
    Missing,
    /// Joins two dates between numbers and months ("3 to 5", "May and June"); else glue.
    Joiner,
    /// A word of a status phrase: "*in* press", "*under* review".
    Glue,
    /// Weekdays, articles, ordinal endings: says nothing.
    Noise,
    Unknown,
}

/// Every word once per meaning, folded: lower case, no accents. English names of months come first.
#[rustfmt::skip]
const TABLE: &[(Word, &[&str])] = &[
    (Word::Month(1), &["january", "jan", "janu", "januar", "janner", "jann", "janvier", "janv", "enero", "ene", "gennaio", "genn", "gen", "janeiro", "januari", "styczen", "stycznia", "sty", "tammikuu", "leden", "ledna", "января", "январь"]),
    (Word::Month(2), &["february", "feb", "febr", "februar", "feber", "fevrier", "fevr", "fev", "febrero", "febbraio", "febb", "fevereiro", "februari", "luty", "lutego", "lut", "helmikuu", "unor", "unora", "февраля", "февраль"]),
    (Word::Month(3), &["march", "mar", "marz", "maerz", "mrz", "mars", "marzo", "marco", "maart", "mrt", "marts", "marzec", "marca", "maaliskuu", "brezen", "brezna", "марта", "март"]),
    (Word::Month(4), &["april", "apr", "avril", "avr", "abril", "abr", "aprile", "kwiecien", "kwietnia", "kwi", "huhtikuu", "duben", "dubna", "апреля", "апрель"]),
    (Word::Month(5), &["may", "mai", "mayo", "maggio", "magg", "mag", "maio", "mei", "maj", "maja", "toukokuu", "kveten", "kvetna", "мая", "маи"]),
    (Word::Month(6), &["june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "czerwiec", "czerwca", "cze", "kesakuu", "cerven", "cervna", "июня", "июнь"]),
    (Word::Month(7), &["july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "lipiec", "lipca", "lip", "heinakuu", "cervenec", "cervence", "июля", "июль"]),
    (Word::Month(8), &["august", "aug", "aout", "aou", "agosto", "ago", "augustus", "augusti", "sierpien", "sierpnia", "sie", "elokuu", "srpen", "srpna", "августа", "август"]),
    (Word::Month(9), &["september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "sett", "set", "setembro", "wrzesien", "wrzesnia", "wrz", "syyskuu", "zari", "сентября", "сентябрь"]),
    (Word::Month(10), &["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out", "pazdziernik", "pazdziernika", "paz", "lokakuu", "rijen", "rijna", "октября", "октябрь"]),
    (Word::Month(11), &["november", "nov", "novembre", "noviembre", "novembro", "listopad", "listopada", "listopadu", "lis", "marraskuu", "ноября", "ноябрь"]),
    (Word::Month(12), &["december", "dec", "dezember", "dez", "decembre", "diciembre", "dic", "dicembre", "dezembro", "desember", "des", "grudzien", "grudnia", "gru", "joulukuu", "prosinec", "prosince", "декабря", "декабрь"]),
    (Word::Season(21), &["spring", "spr", "fruhjahr", "fruehjahr", "fruhling", "printemps", "primavera", "lente", "voorjaar", "wiosna", "var", "forar"]),
    (Word::Season(22), &["summer", "sum", "sommer", "ete", "verano", "estate", "verao", "zomer", "lato", "sommar"]),
    (Word::Season(23), &["autumn", "fall", "aut", "fal", "herbst", "automne", "otono", "autunno", "outono", "herfst", "jesien", "host", "efterar"]),
    (Word::Season(24), &["winter", "win", "hiver", "invierno", "inverno", "zima", "vinter"]),
    (Word::Ordinal(1), &["first"]),
    (Word::Ordinal(2), &["second"]),
    (Word::Ordinal(3), &["third"]),
    (Word::Ordinal(4), &["fourth"]),
    (Word::Quarter, &["quarter", "quarters", "qtr", "q", "quartal", "trimestre", "trim", "kwartal", "kwartaal", "kvartal"]),
    (Word::About, &["c", "ca", "circa", "cca", "approx", "approximately", "about", "around", "um", "vers", "env", "early", "late", "mid"]),
    (Word::Present, &["present", "today", "now", "ongoing", "heute", "current"]),
    (Word::BeforeChrist, &["bc", "bce"]),
    (Word::AnnoDomini, &["ad", "ce"]),
    (Word::Status, &["press", "appear", "appears", "forthcoming", "forthcomming", "submitted", "accepted", "preparation", "progress", "unpublished", "preprint", "draft", "druck", "erscheint", "erscheinen", "vorbereitung", "presse", "paraitre", "prensa", "stampa", "review", "tbp", "soon", "published", "print", "manuscript", "online", "expected"]),
    (Word::Missing, &["nd", "sd", "sa", "oj", "undated", "date", "unknown", "na", "none", "given", "nil", "tba", "tbd"]),
    (Word::Joiner, &["to", "a", "al", "au", "bis", "until", "through", "thru", "till", "tot", "do", "and", "und", "et", "y", "e", "en", "i", "och", "og"]),
    (Word::Glue, &["in", "be", "under", "im", "zu", "sous", "no", "not", "work", "this", "issue", "ahead", "of", "for", "publication", "yet", "published", "soon"]),
    (Word::Noise, &["the", "th", "st", "nd", "rd", "er", "de", "le", "du", "del", "den", "der", "am", "il", "d", "on", "from", "since", "von", "vom", "copyright", "cop", "anno", "year", "yr",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]),
];

/// What `word` means; `after_number` when it is written onto a number, as `nd` in "2nd".
pub(super) fn lookup(word: &str, after_number: bool) -> Word {
    if word.len() > 40 {
        return Word::Unknown;
    }
    let folded = fold(word);
    let folded = folded.as_str();
    if after_number
        && matches!(
            folded,
            "st" | "nd" | "rd" | "th" | "d" | "er" | "e" | "o" | "a"
        )
    {
        return Word::Noise;
    }
    let meaning = TABLE
        .iter()
        .find(|(_, words)| words.contains(&folded))
        .map(|(meaning, _)| *meaning);
    meaning.unwrap_or(Word::Unknown)
}

/// The month an English name, abbreviation or macro of BibTeX's standard styles stands for, without allocating.
pub(super) fn english_month(word: &str) -> Option<u8> {
    (1..=12).zip(TABLE).find_map(|(month, (_, names))| {
        names[..2]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(word))
            .then_some(month)
    })
}

/// The month whose English name `word` misspells by one letter.
pub(super) fn misspelt_month(word: &str) -> Option<u8> {
    if !(5..=12).contains(&word.len()) || !word.is_ascii() {
        return None;
    }
    let word = word.to_ascii_lowercase();
    (1..=12).zip(TABLE).find_map(|(month, (_, names))| {
        let name = names[0];
        (name.len() >= 4 && strsim::osa_distance(name, &word) == 1).then_some(month)
    })
}

/// The English name of a month, for messages.
pub(super) fn month_name(month: u8) -> String {
    let name = TABLE
        .get(usize::from(month).wrapping_sub(1))
        .map_or("", |(_, names)| names[0]);
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

/// A year in Roman numerals as title pages print it; `None` outside 1400 to 2099.
pub(super) fn roman_year(word: &str) -> Option<i64> {
    let value = |letter| match letter {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        b'L' => Some(50),
        b'C' => Some(100),
        b'D' => Some(500),
        b'M' => Some(1000),
        _ => None,
    };
    if !(2..=15).contains(&word.len()) {
        return None;
    }
    let mut year = 0_i64;
    let mut previous = 0;
    for letter in word.bytes().rev() {
        let value = value(letter)?;
        year += if value < previous { -value } else { value };
        previous = previous.max(value);
    }
    (1400..2100).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_folded() {
        for (meaning, words) in TABLE {
            for word in *words {
                assert_eq!(fold(word), *word, "{meaning:?}");
            }
        }
    }

    #[test]
    fn words_mean_what_they_say() {
        for (word, meaning) in [
            ("Août", Word::Month(8)),
            ("Października", Word::Month(10)),
            ("März", Word::Month(3)),
            ("été", Word::Season(22)),
            ("CIRCA", Word::About),
            ("Thomson", Word::Unknown),
        ] {
            assert_eq!(lookup(word, false), meaning, "{word}");
        }
        assert_eq!(lookup("nd", true), Word::Noise);
        assert_eq!(lookup("nd", false), Word::Missing);
        assert_eq!(roman_year("MCMXCII"), Some(1992));
        assert_eq!(roman_year("MIX"), None);
        assert_eq!(misspelt_month("Febuary"), Some(2));
        assert_eq!(english_month("sep"), Some(9));
    }
}
