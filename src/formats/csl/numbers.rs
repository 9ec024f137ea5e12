//! Numbers: of issues, series and works, pages and editions.

use super::fields::UNPUBLISHED;
use super::languages::language as language_tag;
use super::{Member, Out, Source};
use crate::model::Scheme;

/// Types whose `number` counts issues.
fn counts_issues(kind: &str) -> bool {
    kind.starts_with("article-") || matches!(kind, "periodical" | "review")
}

/// Types whose `number` counts the volumes of a series.
fn in_series(kind: &str) -> bool {
    matches!(
        kind,
        "book" | "chapter" | "paper-conference" | "entry-encyclopedia" | "entry-dictionary"
    )
}

/// Whether a field of a preprint is no more than the preprint's number: `abs/1409.0473`.
pub(super) fn is_number_again(source: &Source<'_>, kind: &str, text: &str) -> bool {
    let number = source.publication.identifier(Scheme::Arxiv);
    kind == "article" && number.is_some_and(|number| text.contains(number))
}

/// Numbers of issues, series and works, and pages.
pub(super) fn numbers(source: &Source<'_>, kind: &'static str, out: &mut Out) {
    let number = source
        .take(&["number"])
        .map(|number| bare_number(number, out));
    if let Some(issue) = source.take(&["issue"]).map(|issue| bare("number", issue)) {
        match number.filter(|_| counts_issues(kind)) {
            // a designation beside the number, such as `Spring`
            Some(number) if number != issue => {
                source.weakened("issue", "the number takes its place")
            }
            Some(_) => {}
            None => {
                out.text("issue", issue);
            }
        }
    }
    if let Some(number) = number {
        let variable = if counts_issues(kind) {
            "issue"
        } else if in_series(kind) && source.peek(&["series"]).is_some() {
            "collection-number"
        } else {
            "number"
        };
        if !is_number_again(source, kind, number)
            && !out.text(variable, number)
            && !out.text("number", number)
        {
            source.weakened("number", "the identifier takes its place");
        }
    }
    let pages = source.publication.pages.as_deref().and_then(bare_pages);
    let mut pages = pages.filter(|pages| !is_number_again(source, kind, pages));
    source.carried("pages");
    let state = pages.map(str::to_lowercase);
    if let Some(state) = state.filter(|state| UNPUBLISHED.contains(&state.as_str()))
        && out.text("status", state)
    {
        pages = None;
    }
    let mut eid = source
        .take(&["eid", "articleno", "article-number"])
        .map(|eid| bare("eid", eid));
    // `Article 14` among the pages
    let article = pages.map(|pages| bare("eid", pages));
    if eid.is_none() && kind.starts_with("article") && article != pages {
        (eid, pages) = (article, None);
    }
    if let Some(pages) = pages {
        let is_part = source.publication.entry_type == "inbook";
        if is_part || !(is_whole(kind) && is_extent(pages) && out.text("number-of-pages", pages)) {
            out.text("page", pages.replace('–', "-"));
        }
    }
    // the number of an article (CSL 1.0.2, `number`); nothing else has pages and a number alike
    if let Some(eid) = eid.filter(|eid| pages != Some(*eid))
        && !out.text("number", eid)
        && !out.text("page", eid)
    {
        source.weakened("eid", "the number takes its place");
    }
}

/// A number without the words that styles put before it: what kind of work it counts, and that it is a number.
fn bare_number<'t>(number: &'t str, out: &Out) -> &'t str {
    let genre = match out.members.iter().find(|(name, _)| *name == "genre") {
        Some((_, Member::Text(genre))) => genre.as_str(),
        _ => "",
    };
    let number = without_word(number, genre).unwrap_or(number);
    bare("number", without_series(number).unwrap_or(number))
}

/// What reports of a series are called before their numbers, abbreviated or not.
#[rustfmt::skip]
const REPORTS: &[&str] = &["technical", "tech", "report", "rep", "rept", "no", "nr", "number"];

/// The number of `Tech. Rep. CS-12`, whatever its series is called.
fn without_series(number: &str) -> Option<&str> {
    let mut rest = number;
    while let Some((word, behind)) = rest.split_once(' ') {
        let bare = word.trim_end_matches(['.', ',', ':']).to_lowercase();
        if !REPORTS.contains(&bare.as_str()) {
            break;
        }
        rest = behind.trim_start();
    }
    let is_number = rest.contains(|c: char| c.is_ascii_digit());
    (rest.len() < number.len() && is_number).then_some(rest)
}

/// The words for what a variable counts, which styles bring themselves; the longer before their beginnings.
#[rustfmt::skip]
const LABELS: &[(&str, &[&str])] = &[
    ("volume", &["volumes", "volume", "vols.", "vol.", "vols", "vol", "band", "bd.", "bd"]),
    ("number", &["numbers", "number", "nos.", "no.", "nrs.", "nr.", "issue", "#"]),
    ("eid", &["article number", "article no.", "article nr.", "article", "art. no.", "art. nr.", "art.", "no.", "paper no."]),
    ("page", &["pages", "page", "pp.", "pp", "pgs.", "pg.", "p.", "p", "seiten", "seite", "s."]),
    ("chapter-number", &["chapters", "chapter", "chaps.", "chap.", "chap", "ch.", "kapitel", "kap."]),
];

/// What a variable holds without the word for what it counts: `54` of `Vol. 54`. Only a number has such a word.
pub(super) fn bare<'t>(variable: &str, text: &'t str) -> &'t str {
    let words = LABELS.iter().find(|(known, _)| *known == variable);
    let words = words.map_or(&[][..], |(_, words)| words);
    let mut rests = words.iter().filter_map(|word| {
        // `P-12` is a page of its own kind
        let joined = text
            .get(word.len()..)
            .is_some_and(|rest| rest.starts_with(['-', '–']));
        without_word(text, word).filter(|_| !joined)
    });
    rests.find(|rest| is_counted(rest)).unwrap_or(text)
}

/// The title of a chapter without its number: of `3 -- Tabu Search`.
pub(super) fn title_of(chapter: &str) -> &str {
    let chapter = bare("chapter-number", chapter);
    let behind = chapter.trim_start_matches(|c: char| c.is_ascii_digit());
    let title = behind.trim_start_matches(['.', ':', '-', '–', '—', ' ']);
    let is_parted = behind.len() < chapter.len() && title.len() < behind.len();
    match is_parted && title.starts_with(char::is_alphabetic) && title.chars().count() > 3 {
        true => title,
        false => chapter,
    }
}

/// Whether a chapter is called by its title rather than by a number: not `5`, `IV`, `Chapter 5`, `A.2` or `Five`.
pub(super) fn is_title(chapter: &str) -> bool {
    const LONGEST: usize = "seventeen".len();
    let is_long = chapter.contains(' ') || chapter.chars().count() > LONGEST;
    is_long && !is_counted(title_of(chapter))
}

/// What stands behind a word that a text begins with.
fn without_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let start = text.get(..word.len()).filter(|_| !word.is_empty())?;
    let rest = &text[word.len()..];
    let ends = word.ends_with(['.', '#']) || !rest.starts_with(char::is_alphanumeric);
    let rest = rest.trim_start_matches([' ', '\u{a0}', ',', ':', '-', '–']);
    (start.eq_ignore_ascii_case(word) && ends && !rest.is_empty()).then_some(rest)
}

/// Whether a text begins with a number, in Roman numerals or not.
fn is_counted(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphanumeric()).next();
    let is_roman = |word: &str| word.chars().all(|c| "ivxlcIVXLC".contains(c));
    text.starts_with(|c: char| c.is_ascii_digit())
        || word.is_some_and(|word| !word.is_empty() && is_roman(word))
}

/// Pages without the words for pages; one of which it is said that it is the first and the last is one, and pages that
/// nobody knew are none.
fn bare_pages(pages: &str) -> Option<&str> {
    let pages = pages.trim();
    let within = pages
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    let bare = bare("page", within.unwrap_or(pages));
    // `3–9 pp.`
    let said = ["pp.", "pp", "p."]
        .iter()
        .find_map(|end| bare.strip_suffix(end));
    let said = said
        .map(str::trim_end)
        .filter(|text| text.contains(['-', '–']));
    let bare = said.unwrap_or(bare);
    if !bare.contains(char::is_alphanumeric) && !bare.contains('?') {
        return None;
    }
    let ends = bare.split_once("--").or(bare.split_once(['-', '–']));
    let ends = ends.map(|(from, to)| (from.trim(), to.trim_matches(['-', '–', ' '])));
    match ends {
        _ if is_unknown(bare) => None,
        Some((from, to)) if is_unknown(from) && is_unknown(to) => None,
        Some((from, to)) if from == to && from.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(from)
        }
        _ => Some(bare),
    }
}

fn is_unknown(text: &str) -> bool {
    ["n/a", "na", "n.a.", "?", "??", "none", "unknown"].contains(&text.to_lowercase().as_str())
}

/// Types of works that are no part of another.
fn is_whole(kind: &str) -> bool {
    matches!(kind, "book" | "thesis" | "report" | "pamphlet")
}

/// Whether pages are counted rather than named: `483`, `ix + 483`, `xii, 483 p.`
fn is_extent(pages: &str) -> bool {
    let is_count = |part: &str| {
        let part = part.trim().trim_end_matches(['.', ' ']);
        let part = part
            .strip_suffix("pp")
            .or(part.strip_suffix('p'))
            .unwrap_or(part)
            .trim();
        let roman = part.chars().all(|c| "ivxlcIVXLC".contains(c));
        !part.is_empty() && (roman || part.chars().all(|c| c.is_ascii_digit()))
    };
    let mut parts = pages.split(['+', ',']);
    let digits = pages.chars().filter(char::is_ascii_digit).count();
    // of a few pages nobody gives the number
    digits > 1
        && parts.all(is_count)
        && (!pages.contains(',') || pages.contains(|c| "ivxlc".contains(c)))
}

/// `Second`, `2nd` and `2nd ed.` as `2`; what is no count with the word for edition that styles do not bring:
/// `Revised ed.`
pub(super) fn edition(source: &Source<'_>, text: &str) -> String {
    if let Some(count) = edition_number(text) {
        return count;
    }
    let language = source.peek(&["langid", "language", "hyphenation"]);
    let english = language.is_none_or(|text| language_tag(text).starts_with("en"));
    let lower = text.to_lowercase();
    let is_words = text.split(' ').all(|word| {
        let word = word.trim_end_matches([',', '.']);
        word.chars().all(char::is_alphabetic) || edition_number(word).is_some()
    });
    // abbreviations and other languages' words for it
    let says = [
        "ed", "éd", "aufl", "ausg", "print", "vers", "release", "utg", "uitg", "wyd", "изд",
    ]
    .iter()
    .any(|word| lower.split(' ').any(|part| part.starts_with(word)));
    if english && is_words && !says {
        format!("{text} ed.")
    } else {
        text.to_owned()
    }
}

/// The number of an edition.
fn edition_number(text: &str) -> Option<String> {
    const WORDS: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    let lower = text.trim().to_lowercase();
    let mut bare = text.trim();
    for word in [" edition", " edn.", " edn", " ed.", " ed"] {
        if lower.len() == bare.len() && lower.ends_with(word) {
            bare = bare[..bare.len() - word.len()].trim_end_matches([',', ' ']);
            break;
        }
    }
    let lower = bare.to_lowercase();
    if let Some(count) = WORDS.iter().position(|word| *word == lower) {
        return Some((count + 1).to_string());
    }
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let ending = &lower[digits.len()..];
    let counts = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(ending, "" | "st" | "nd" | "rd" | "th" | "." | "e" | "ed");
    counts.then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Publication;

    #[test]
    fn words_for_what_is_counted_go() {
        for (variable, given, expected) in [
            ("volume", "Vol. 54", "54"),
            ("volume", "Volume 3", "3"),
            ("volume", "vol\u{a0}3", "3"),
            ("volume", "Bd. IV", "IV"),
            ("volume", "Volume of Papers", "Volume of Papers"),
            ("volume", "Voltaire 3", "Voltaire 3"),
            ("number", "No. 3", "3"),
            ("number", "nos. 1–2", "1–2"),
            ("number", "Nr.\u{a0}7", "7"),
            ("number", "Novel 3", "Novel 3"),
            ("page", "pp. 2–4", "2–4"),
            ("page", "p. xi", "xi"),
            ("page", "S. 12–15", "12–15"),
            ("page", "S12–S15", "S12–S15"),
            ("page", "p12", "p12"),
            ("page", "P-12–P-15", "P-12–P-15"),
            ("chapter-number", "Chapter 5", "5"),
            ("edition", "No. 3", "No. 3"),
        ] {
            assert_eq!(bare(variable, given), expected, "{given}");
        }
    }

    #[test]
    fn chapters_have_numbers_or_titles() {
        for chapter in ["The Fifth Chapter", "A View", "Introduction", "Über Holz"] {
            assert!(is_title(chapter), "{chapter}");
        }
        for chapter in ["Ch. 3: Wood", "3 -- Wood", "3. Wood"] {
            assert!(
                is_title(chapter) && title_of(chapter) == "Wood",
                "{chapter}"
            );
        }
        for chapter in ["5", "IV", "Chapter 5", "A.2", "Five", "A", "3, 4", "3 a"] {
            assert!(!is_title(chapter), "{chapter}");
        }
    }

    #[test]
    fn pages_that_are_none_or_one() {
        for (given, expected) in [
            ("n/a–n/a", None),
            ("N/A", None),
            ("187–187", Some("187")),
            ("pp. 187–188", Some("187–188")),
            ("e12", Some("e12")),
        ] {
            assert_eq!(bare_pages(given), expected, "{given}");
        }
    }

    #[test]
    fn editions_are_counted() {
        for (given, read) in [
            ("Second", "2"),
            ("2nd", "2"),
            ("2nd ed.", "2"),
            ("Third edition", "3"),
            ("12", "12"),
            ("Revised", "Revised ed."),
            ("Revised edition", "Revised edition"),
            ("2nd, revised", "2nd, revised ed."),
            ("first Dover", "first Dover ed."),
            ("École éd.", "École éd."),
            ("Fall 2007 ed.", "Fall 2007 ed."),
            ("Version 1.2", "Version 1.2"),
        ] {
            let publication = Publication::default();
            assert_eq!(edition(&Source::new(&publication), given), read, "{given}");
        }
    }

    #[test]
    fn pages_are_counted_or_named() {
        for pages in ["483", "ix + 483", "xii, 483 p.", "xi+483", "483 pp."] {
            assert!(is_extent(pages), "{pages}");
        }
        for pages in ["15-83", "15, 83", "7", "e123", "83ff"] {
            assert!(!is_extent(pages), "{pages}");
        }
    }
}
