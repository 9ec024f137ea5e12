//! Journals by their full and their abbreviated names: from what a library's entries say, and by ISO 4.
//!
//! ISO 4 abbreviates word by word after a list of many thousand words that is not free to copy; the words here are a choice of
//! their own, so a rare word stays whole. What entries give themselves (`shortjournal`, or two names under one ISSN) goes first.
//!
//! ```
//! use ibid::formats::bibtex::journals::iso4;
//!
//! assert_eq!(iso4("Journal of the American Chemical Society"), "J. Am. Chem. Soc.");
//! assert_eq!(iso4("Nature"), "Nature");
//! ```

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::journal_words::{LEFT_OUT, WORDS};
use super::options::JournalNames;
use crate::model::{Journal, fold};

/// The journals of a library by each name that its entries call them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalTable {
    full: HashMap<String, String>,
    short: HashMap<String, String>,
}

impl JournalTable {
    /// The table of these journals. Their order does not count.
    pub fn new(journals: impl IntoIterator<Item = Journal>) -> Self {
        let mut journals: Vec<Journal> = journals.into_iter().collect();
        journals.sort_by(|a, b| {
            (&a.title, &a.abbreviation, &a.issn).cmp(&(&b.title, &b.abbreviation, &b.issn))
        });
        let mut table = Self::default();
        let mut by_issn: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for journal in &journals {
            if !journal.abbreviation.is_empty() && !is_abbreviated(&journal.title) {
                table.pair(&journal.title, &journal.abbreviation);
            }
            if !journal.issn.is_empty() {
                by_issn
                    .entry(&journal.issn)
                    .or_default()
                    .push(&journal.title);
            }
        }
        for titles in by_issn.into_values() {
            let full = titles.iter().find(|title| !is_abbreviated(title));
            for short in titles.iter().filter(|title| is_abbreviated(title)) {
                if let Some(full) = full {
                    table.pair(full, short);
                }
            }
        }
        // an abbreviated name is made out by the full ones that are abbreviated like it
        for journal in journals
            .iter()
            .filter(|journal| !is_abbreviated(&journal.title))
        {
            let short = key(&iso4(&journal.title));
            if short != key(&journal.title) {
                table
                    .full
                    .entry(short)
                    .or_insert_with(|| journal.title.clone());
            }
        }
        table
    }

    fn pair(&mut self, full: &str, short: &str) {
        self.full
            .entry(key(short))
            .or_insert_with(|| full.to_owned());
        self.short
            .entry(key(full))
            .or_insert_with(|| short.to_owned());
    }

    /// What the journal `title` is called, `short` being the abbreviation that the entry itself gives; `None` where its
    /// name stays.
    pub fn name(&self, title: &str, short: Option<&str>, names: JournalNames) -> Option<String> {
        let abbreviated = || {
            if is_abbreviated(title) && !is_unfinished(title) {
                return title.to_owned();
            }
            let known = short.or_else(|| self.short.get(&key(title)).map(String::as_str));
            match known {
                // one without dots is no ISO 4
                Some(known) if names == JournalNames::Dotless || known.contains('.') => {
                    known.to_owned()
                }
                _ => iso4(title),
            }
        };
        match names {
            JournalNames::AsGiven => None,
            JournalNames::Full => {
                let full = self.full.get(&key(title));
                let rest = || self.full.get(&key(&iso4(title)));
                full.or_else(|| rest().filter(|_| is_abbreviated(title)))
                    .cloned()
            }
            JournalNames::Iso4 => Some(abbreviated()),
            JournalNames::Dotless => Some(abbreviated().replace('.', "")),
        }
    }
}

fn key(title: &str) -> String {
    fold(&title.replace('.', " "))
}

/// Whether a title looks abbreviated: a word of it ends in a dot.
fn is_abbreviated(title: &str) -> bool {
    title
        .split_whitespace()
        .any(|word| word.len() > 1 && word.ends_with('.'))
}

/// Whether an abbreviated title has words left that would be shortened: `Proc. of the Royal Society`. One that has none
/// is somebody's abbreviation and stays, whatever its rules; so does one with other words in it that end in a dot, or
/// with numbers and brackets: the dot may be a full stop.
fn is_unfinished(title: &str) -> bool {
    let other = |word: &str| {
        word.strip_suffix('.')
            .is_some_and(|stem| abbreviated(stem) != stem)
    };
    !title.contains(|c: char| c.is_ascii_digit() || matches!(c, '(' | '[' | ':'))
        && !words(title).any(other)
        && words(title).any(|word| abbreviated(word) != word)
}

fn words(title: &str) -> impl Iterator<Item = &str> {
    title
        .split([
            ' ', '\t', '\u{a0}', ':', ',', ';', '/', '(', ')', '[', ']', '–', '—',
        ])
        .map(|word| word.trim_matches(['"', '“', '”', '\'', '&']))
        .filter(|word| !word.is_empty())
}

/// `title` abbreviated by ISO 4's rules: articles, prepositions and conjunctions go, words are shortened after the
/// list unless they end in a dot, a title of one word stays.
pub fn iso4(title: &str) -> String {
    let words: Vec<&str> = words(title).collect();
    let counts = |word: &&str| !is_left_out(word, false);
    if words.iter().filter(|word| counts(word)).count() < 2 {
        return title.to_owned();
    }
    let mut out = String::with_capacity(title.len());
    for (index, word) in words.iter().enumerate() {
        let last = index + 1 == words.len();
        let section = |word: &str| {
            let letter = word.chars().count() == 1
                || word
                    .bytes()
                    .all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'0'..=b'9'));
            letter && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
        };
        // `Part A` is `A`
        let named = matches!(
            fold(word).as_str(),
            "part" | "series" | "section" | "teil" | "serie"
        ) && words.get(index + 1).is_some_and(|next| section(next));
        if named || is_left_out(word, index > 0 && (last || section(word))) {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&abbreviated(word));
    }
    out
}

fn is_left_out(word: &str, section: bool) -> bool {
    static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| LEFT_OUT.split(' ').collect());
    let capital = word.chars().all(char::is_uppercase);
    // the last letter of `Physical Review A` is no article
    if section && capital && word.chars().count() == 1 {
        return false;
    }
    // `A.` is no article either
    if word.ends_with('.') {
        return false;
    }
    let folded = fold(word);
    WORDS.contains(&folded.as_str())
        || ["l'", "d'", "l’", "d’"]
            .iter()
            .any(|article| word.eq_ignore_ascii_case(article))
}

fn abbreviated(word: &str) -> String {
    static TABLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let mut words = WORDS.split_whitespace();
        let mut table = HashMap::new();
        while let (Some(word), Some(short)) = (words.next(), words.next()) {
            table.entry(word).or_insert(short);
        }
        table
    });
    let bare = ["l'", "d'", "l’", "d’"]
        .iter()
        .find_map(|article| {
            word.get(..article.len())
                .filter(|start| start.eq_ignore_ascii_case(article))
                .map(|_| &word[article.len()..])
        })
        .unwrap_or(word);
    if word.ends_with('.') {
        return word.to_owned();
    }
    // acronyms and words of more than one capital are names
    if bare.chars().skip(1).any(char::is_uppercase) || bare.contains('-') {
        return bare.to_owned();
    }
    let folded = fold(bare);
    let whole = TABLE.get(folded.as_str()).copied();
    let start = || {
        (3..=folded.len())
            .rev()
            .filter(|end| folded.is_char_boundary(*end))
            .find_map(|end| TABLE.get(format!("{}-", &folded[..end]).as_str()).copied())
    };
    let Some(short) = whole.or_else(start) else {
        return bare.to_owned();
    };
    // one letter is not worth a dot
    let stem = short.trim_end_matches('.');
    if !short.ends_with('.') || stem.chars().count() + 1 >= bare.chars().count() {
        return bare.to_owned();
    }
    let mut letters = stem.chars();
    let first = letters.next().unwrap_or_default();
    let first = if bare.starts_with(char::is_uppercase) {
        first.to_ascii_uppercase()
    } else {
        first
    };
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_abbreviated_as_their_journals_are() {
        for (title, short) in [
            (
                "Journal of the American Chemical Society",
                "J. Am. Chem. Soc.",
            ),
            ("Physical Review Letters", "Phys. Rev. Lett."),
            ("Physical Review A", "Phys. Rev. A"),
            ("Annals of Mathematics", "Ann. Math."),
            (
                "Proceedings of the National Academy of Sciences",
                "Proc. Natl. Acad. Sci.",
            ),
            ("Communications of the ACM", "Commun. ACM"),
            (
                "IEEE Transactions on Information Theory",
                "IEEE Trans. Inf. Theory",
            ),
            (
                "Journal of Computer and System Sciences",
                "J. Comput. Syst. Sci.",
            ),
            ("SIAM Journal on Computing", "SIAM J. Comput."),
            ("Theoretical Computer Science", "Theor. Comput. Sci."),
            ("Artificial Intelligence", "Artif. Intell."),
            ("The New England Journal of Medicine", "New England J. Med."),
            (
                "Journal of Polymer Science Part A: Polymer Chemistry",
                "J. Polym. Sci. A Polym. Chem.",
            ),
            ("Zeitschrift für Physik", "Z. Phys."),
            ("Annual Review of Biochemistry", "Annu. Rev. Biochem."),
            (
                "Journal of Machine Learning Research",
                "J. Mach. Learn. Res.",
            ),
            ("Machine Learning", "Mach. Learn."),
            ("Nature", "Nature"),
            ("The Lancet", "The Lancet"),
            ("Cell", "Cell"),
            ("Nature Communications", "Nat. Commun."),
            (
                "Monthly Notices of the Royal Astronomical Society",
                "Monthly Not. R. Astron. Soc.",
            ),
        ] {
            assert_eq!(iso4(title), short);
        }
    }

    #[test]
    fn begun_abbreviations_are_finished_and_finished_ones_stay() {
        let table = JournalTable::new([Journal {
            title: "Proceedings of the Royal Society".into(),
            abbreviation: String::new(),
            issn: String::new(),
        }]);
        for (title, short) in [
            ("Proc. of the Royal Society", "Proc. R. Soc."),
            ("Phys. Rev. Letters", "Phys. Rev. Lett."),
            (
                "St. Petersburg Mathematical Journal",
                "St. Petersburg Math. J.",
            ),
            ("Dr. Dobb's Journal", "Dr. Dobb's J."),
            ("Ann. of Math. (2)", "Ann. of Math. (2)"),
            ("Trans. Amer. Math. Soc.", "Trans. Amer. Math. Soc."),
            ("Philos. Trans. Royal Soc. A.", "Philos. Trans. R. Soc. A."),
            (
                "Discussiones Mathematicae. General Algebra",
                "Discussiones Mathematicae. General Algebra",
            ),
        ] {
            let name = table.name(title, None, JournalNames::Iso4);
            assert_eq!(name.as_deref(), Some(short));
            assert_eq!(
                table.name(short, None, JournalNames::Iso4).as_deref(),
                Some(short)
            );
        }
        assert_eq!(
            table
                .name("Proc. of the Royal Society", None, JournalNames::Full)
                .as_deref(),
            Some("Proceedings of the Royal Society")
        );
        assert_eq!(
            table.name("Ann. of Math. (2)", None, JournalNames::Full),
            None
        );
    }

    #[test]
    fn what_entries_say_goes_first() {
        let journal = |title: &str, abbreviation: &str, issn: &str| Journal {
            title: title.into(),
            abbreviation: abbreviation.into(),
            issn: issn.into(),
        };
        let table = JournalTable::new([
            journal(
                "Monthly Notices of the Royal Astronomical Society",
                "Mon. Not. R. Astron. Soc.",
                "",
            ),
            journal("Phys. Rev. Lett.", "", "0031-9007"),
            journal("Physical Review Letters", "", "0031-9007"),
            journal("Journal of the ACM", "", ""),
        ]);
        let name = |title, names| table.name(title, None, names);
        let mnras = "Monthly Notices of the Royal Astronomical Society";
        assert_eq!(
            name(mnras, JournalNames::Iso4).as_deref(),
            Some("Mon. Not. R. Astron. Soc.")
        );
        assert_eq!(
            name(mnras, JournalNames::Dotless).as_deref(),
            Some("Mon Not R Astron Soc")
        );
        assert_eq!(
            name("Mon Not R Astron Soc", JournalNames::Full).as_deref(),
            Some(mnras)
        );
        assert_eq!(
            name("Phys. Rev. Lett.", JournalNames::Full).as_deref(),
            Some("Physical Review Letters")
        );
        assert_eq!(
            name("J. ACM", JournalNames::Full).as_deref(),
            Some("Journal of the ACM")
        );
        assert_eq!(name("Unheard of", JournalNames::Full), None);
        assert_eq!(
            name("J. ACM", JournalNames::Dotless).as_deref(),
            Some("J ACM")
        );
    }
}
