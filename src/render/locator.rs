//! What part of a work a citation means: `12`, `pp. 12-14`, `chap. 3`.

use super::locale::{Form, Locale};

/// A part of a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator {
    /// CSL's word for the kind of part: `page`; empty where CSL has none and the value says it, as `Theorem 3` does.
    pub label: &'static str,
    /// Which: `12-14`.
    pub value: String,
}

/// Why a text is no locator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no page, chapter or other part of a work")]
pub struct LocatorError(String);

/// CSL's locators and what people write for them.
const LABELS: &[(&str, &[&str])] = &[
    ("act", &["act", "acts"]),
    ("appendix", &["appendix", "appendices", "app"]),
    ("book", &["book", "books", "bk"]),
    ("canon", &["canon", "canons"]),
    ("chapter", &["chapter", "chapters", "chap", "chaps", "ch"]),
    ("column", &["column", "columns", "col", "cols"]),
    ("elocation", &["elocation", "loc", "location", "locations"]),
    ("equation", &["equation", "equations", "eq", "eqs"]),
    ("figure", &["figure", "figures", "fig", "figs"]),
    ("folio", &["folio", "folios", "fol", "fols"]),
    ("line", &["line", "lines", "l", "ll"]),
    (
        "note",
        &[
            "note",
            "notes",
            "n",
            "nn",
            "fn",
            "fns",
            "footnote",
            "footnotes",
        ],
    ),
    ("opus", &["opus", "op"]),
    ("page", &["page", "pages", "p", "pp"]),
    (
        "paragraph",
        &["paragraph", "paragraphs", "para", "paras", "¶"],
    ),
    ("part", &["part", "parts", "pt", "pts"]),
    ("rule", &["rule", "rules"]),
    ("scene", &["scene", "scenes"]),
    (
        "section",
        &["section", "sections", "sec", "secs", "§", "§§"],
    ),
    ("sub-verbo", &["sub-verbo", "s.v", "sv", "s.vv"]),
    ("table", &["table", "tables"]),
    ("timestamp", &["timestamp", "time"]),
    ("title-locator", &["title"]),
    ("verse", &["verse", "verses", "v", "vv"]),
    ("volume", &["volume", "volumes", "vol", "vols"]),
];

impl std::str::FromStr for Locator {
    type Err = LocatorError;

    /// Reads a number of a page, or a word for a part and which.
    fn from_str(text: &str) -> Result<Self, LocatorError> {
        // TeX's tie is a space
        let text = text.replace(['~', '\u{a0}'], " ");
        let text = text.trim();
        let unknown = || LocatorError(text.to_owned());
        let end = text
            .find(|c: char| c.is_ascii_digit() || c.is_whitespace())
            .unwrap_or(text.len());
        let word = text[..end].trim_end_matches(['.', ':']).to_lowercase();
        let known = LABELS
            .iter()
            .find(|(label, words)| *label == word || words.contains(&word.as_str()));
        let (label, value) = match known {
            Some((label, _)) => (*label, text[end..].trim()),
            None if names_a_part(&word, &text[end..]) => ("", text),
            None => ("page", text),
        };
        if value.is_empty()
            || (known.is_none()
                && value.contains(' ')
                && !value.chars().any(|c| c.is_ascii_digit()))
        {
            return Err(unknown());
        }
        Ok(Self {
            label,
            // TeX's dashes
            value: value.replace("---", "-").replace("--", "-"),
        })
    }
}

impl Locator {
    /// Label and value where the value may begin with a word of the locale's for a part, as `S. 5` does in German.
    pub(super) fn in_language(&self, locale: &Locale) -> (String, String) {
        let whole = || (self.label.to_owned(), self.value.clone());
        let end = self.value.find(|c: char| c.is_ascii_digit());
        let Some((word, rest)) = end.map(|end| self.value.split_at(end)) else {
            return whole();
        };
        // `S5` is a page
        if !matches!(self.label, "" | "page") || !word.ends_with(['.', ' ', '\u{a0}']) {
            return whole();
        }
        let bare = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
        let word = bare(word);
        let is_called = |label: &str| {
            [Form::Long, Form::Short, Form::Symbol].iter().any(|form| {
                [false, true].iter().any(|plural| {
                    let term = locale.term(label, *form, *plural);
                    term.is_some_and(|term| bare(term) == word)
                })
            })
        };
        match LABELS.iter().find(|(label, _)| is_called(label)) {
            Some((label, _)) => ((*label).to_owned(), rest.to_owned()),
            None => whole(),
        }
    }
}

/// Whether an unknown word and what follows it are a part of a work and its number: `Theorem 3.1`, `thm. 3`.
fn names_a_part(word: &str, rest: &str) -> bool {
    word.chars().count() > 1
        && word.chars().all(char::is_alphabetic)
        && !super::number::is_roman(word)
        && rest.starts_with(char::is_whitespace)
        && rest.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_works() {
        for (text, label, value) in [
            ("12", "page", "12"),
            ("pp. 12-14", "page", "12-14"),
            ("p12", "page", "12"),
            ("chap. 3", "chapter", "3"),
            ("§ 7", "section", "7"),
            ("xii", "page", "xii"),
            ("A7", "page", "A7"),
            ("pp. 3--5", "page", "3-5"),
            ("3--5", "page", "3-5"),
            ("pp.~33--35", "page", "33-35"),
            ("p.~33", "page", "33"),
            ("Theorem~3", "", "Theorem 3"),
            ("fn. 4", "note", "4"),
            ("Theorem 3.1", "", "Theorem 3.1"),
            ("thm. 3", "", "thm. 3"),
            ("iv 3", "page", "iv 3"),
        ] {
            let locator: Locator = text.parse().unwrap();
            assert_eq!((locator.label, locator.value.as_str()), (label, value));
        }
        assert!("".parse::<Locator>().is_err());
        assert!("p.".parse::<Locator>().is_err());
    }
}
