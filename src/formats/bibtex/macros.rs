//! Macros (`@string`) and the text of values in which they stand.
//!
//! A macro is expanded when it is defined, from the macros defined before it, as `bibtex` does; so no definition can
//! refer to itself. A name nothing defines stands for nothing in BibTeX's output; here it is shown by its name.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::fields::{Piece, Value, is_name_byte};

/// The longest text of one value, in bytes; what a chain of macros would make of it beyond that is cut off.
pub const LONGEST_VALUE: usize = 1 << 16;

/// The macros in force: name in lower case to text.
pub type MacroTexts = HashMap<String, String>;

/// The months, which every style defines, and what they stand for.
pub const MONTHS: [(&str, &str); 12] = [
    ("jan", "January"),
    ("feb", "February"),
    ("mar", "March"),
    ("apr", "April"),
    ("may", "May"),
    ("jun", "June"),
    ("jul", "July"),
    ("aug", "August"),
    ("sep", "September"),
    ("oct", "October"),
    ("nov", "November"),
    ("dec", "December"),
];

/// The journals that BibTeX's standard styles define (`plain.bst`), so that they can be found by their names.
const STYLE_MACROS: [(&str, &str); 20] = [
    ("acmcs", "ACM Computing Surveys"),
    ("acta", "Acta Informatica"),
    ("cacm", "Communications of the ACM"),
    ("ibmjrd", "IBM Journal of Research and Development"),
    ("ibmsj", "IBM Systems Journal"),
    ("ieeese", "IEEE Transactions on Software Engineering"),
    ("ieeetc", "IEEE Transactions on Computers"),
    (
        "ieeetcad",
        "IEEE Transactions on Computer-Aided Design of Integrated Circuits",
    ),
    ("ipl", "Information Processing Letters"),
    ("jacm", "Journal of the ACM"),
    ("jcss", "Journal of Computer and System Sciences"),
    ("scp", "Science of Computer Programming"),
    ("sicomp", "SIAM Journal on Computing"),
    ("tcs", "Theoretical Computer Science"),
    ("tocs", "ACM Transactions on Computer Systems"),
    ("tods", "ACM Transactions on Database Systems"),
    ("tog", "ACM Transactions on Graphics"),
    ("toms", "ACM Transactions on Mathematical Software"),
    ("toois", "ACM Transactions on Office Information Systems"),
    (
        "toplas",
        "ACM Transactions on Programming Languages and Systems",
    ),
];

/// What a style defines `name` (in lower case) to be, if the standard styles agree on it.
pub fn style_macro(name: &str) -> Option<&'static str> {
    MONTHS
        .iter()
        .chain(&STYLE_MACROS)
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// Whether `name` (in lower case) is a month, which stands for itself wherever nothing defines it.
pub fn is_month(name: &str) -> bool {
    MONTHS.iter().any(|(month, _)| *month == name)
}

/// `name` as macro names are compared.
pub fn macro_key(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// The TeX text of `value`, macros replaced by what `texts` or else the standard styles give, or by their names.
pub fn expand<'s>(value: &Value<'s>, texts: &MacroTexts) -> Cow<'s, str> {
    if let Value::One(piece) = value
        && let Some(text) = piece.literal()
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(expand_pieces(value.pieces().iter().copied(), texts))
}

/// The same for the parts of a value.
pub(super) fn expand_pieces<'p>(
    pieces: impl IntoIterator<Item = Piece<'p>>,
    texts: &MacroTexts,
) -> String {
    let mut out = String::new();
    for piece in pieces {
        let text = match &piece {
            Piece::Braced(text) | Piece::Quoted(text) | Piece::Number(text) => text,
            Piece::Macro(name) => {
                let key = macro_key(name);
                texts
                    .get(key.as_ref())
                    .map(String::as_str)
                    .or_else(|| style_macro(&key))
                    .unwrap_or(name)
            }
        };
        let room = LONGEST_VALUE - out.len();
        out.push_str(&text[..text.floor_char_boundary(room)]);
    }
    out
}

/// Whether some macro or style defines `name`.
pub fn is_defined(name: &str, texts: &MacroTexts) -> bool {
    let key = macro_key(name);
    texts.contains_key(key.as_ref()) || style_macro(&key).is_some()
}

/// The names, in lower case, that what looks like definitions in `text` defines.
pub fn defined_in(text: &str) -> HashSet<String> {
    let name = |at: usize| {
        let rest = text[at + 1..].trim_ascii_start();
        let (word, rest) = rest.split_at_checked("string".len())?;
        let rest = rest.trim_ascii_start().strip_prefix(['{', '('])?;
        let rest = rest.trim_ascii_start();
        let end = rest.bytes().position(|byte| !is_name_byte(byte))?;
        word.eq_ignore_ascii_case("string")
            .then(|| macro_key(&rest[..end]).into_owned())
    };
    memchr::memchr_iter(b'@', text.as_bytes())
        .filter_map(name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::bibtex::fields::RawEntry;

    fn expanded(entry: &str, texts: &MacroTexts) -> String {
        expand(&RawEntry::parse(entry).unwrap().fields[0].value, texts).into_owned()
    }

    #[test]
    fn expands_known_names_and_shows_unknown_ones() {
        let texts = MacroTexts::from([("acm".to_owned(), "ACM".to_owned())]);
        assert_eq!(
            expanded("@a{k, j = {x } # ACM # \" y\"}", &texts),
            "x ACM y"
        );
        assert_eq!(expanded("@a{k, m = Jan # \"~1\"}", &texts), "January~1");
        assert_eq!(expanded("@a{k, m = nobody}", &texts), "nobody");
        assert!(
            is_defined("CACM", &texts)
                && is_defined("aCm", &texts)
                && !is_defined("nobody", &texts)
        );
    }

    #[test]
    fn definitions_are_noticed() {
        let text = "@ STRING ( Ab:c = 1) x@string{é} @stringent{d=1} @string{ e\n= 2} @string{f";
        let mut names: Vec<_> = defined_in(text).into_iter().collect();
        names.sort();
        assert_eq!(names, ["ab:c", "e", "é"]);
    }

    #[test]
    fn expansion_is_bounded() {
        let texts = MacroTexts::from([("a".to_owned(), "é".repeat(LONGEST_VALUE / 2 - 1))]);
        assert_eq!(
            expanded("@a{k, m = {x} # a # a}", &texts).len(),
            LONGEST_VALUE - 1
        );
    }
}
