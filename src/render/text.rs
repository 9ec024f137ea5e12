//! The case of letters, typographic quotation marks, and the like.

use super::rich::{Piece, Rich};
use super::style::Case;

/// Words that keep their lower case in an English title: articles, conjunctions, prepositions.
#[rustfmt::skip]
const SMALL: &[&str] = &[
    "a", "about", "above", "across", "afore", "after", "against", "al", "along", "alongside", "amid", "amidst", "among",
    "amongst", "an", "and", "anenst", "apropos", "apud", "around", "as", "aside", "astride", "at", "athwart", "atop",
    "barring", "before", "behind", "below", "beneath", "beside", "besides", "between", "beyond", "but", "by", "c", "ca",
    "circa", "d'", "de", "despite", "down", "during", "et", "except", "for", "forenenst", "from", "given", "il", "in",
    "inside", "into", "la", "le", "lest", "like", "modulo", "near", "next", "nor", "notwithstanding", "of", "off", "on",
    "onto", "or", "out", "over", "per", "plus", "pro", "qua", "sans", "since", "so", "than", "that", "the", "through",
    "throughout", "thru", "thruout", "till", "to", "toward", "towards", "under", "underneath", "until", "unto", "up",
    "upon", "v", "van", "versus", "via", "vis-à-vis", "von", "vs", "with", "within", "without", "worth", "yet",
];

/// `text` in a case; `english` says whether titles have a case of their own.
pub(super) fn recase(text: &str, case: Case, english: bool) -> String {
    match case {
        Case::Lower => text.to_lowercase(),
        Case::Upper => text.to_uppercase(),
        Case::CapitalizeFirst => capitalize_first(text),
        Case::CapitalizeAll => words(text, |word, _| capitalize_first(word)),
        Case::Sentence => sentence(text),
        Case::Title if english => title(text),
        Case::Title => text.to_owned(),
    }
}

/// The same over several pieces.
pub(super) fn recase_rich(rich: &mut Rich, case: Case, english: bool) {
    match case {
        Case::CapitalizeFirst | Case::Sentence => {
            if let Some(piece) = rich.iter_mut().find(|piece| has_letter(piece)) {
                piece.text = capitalize_first(&piece.text);
            }
        }
        _ => {
            for piece in rich {
                piece.text = recase(&piece.text, case, english);
            }
        }
    }
}

fn has_letter(piece: &Piece) -> bool {
    piece.text.chars().any(char::is_alphanumeric)
}

/// The first word's first letter in upper case, if that word is in lower case.
fn capitalize_first(text: &str) -> String {
    let Some((at, first)) = text.char_indices().find(|(_, c)| c.is_alphanumeric()) else {
        return text.to_owned();
    };
    let word = text[at..]
        .split(char::is_whitespace)
        .next()
        .unwrap_or_default();
    if !first.is_lowercase() || word.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    upper_at(text, at)
}

fn upper_at(text: &str, at: usize) -> String {
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..at]);
    let mut rest = text[at..].chars();
    if let Some(first) = rest.next() {
        out.extend(first.to_uppercase());
    }
    out.push_str(rest.as_str());
    out
}

fn words(text: &str, mut change: impl FnMut(&str, usize) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.push_str(&change(word, index));
    }
    out
}

fn sentence(text: &str) -> String {
    let shouts = !text.chars().any(char::is_lowercase);
    let lower = if shouts {
        text.to_lowercase()
    } else {
        text.to_owned()
    };
    capitalize_first(&lower)
}

/// English title case (CSL 1.0.2, Title Case Conversion).
fn title(text: &str) -> String {
    let shouts = text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase);
    let text = if shouts {
        text.to_lowercase()
    } else {
        text.to_owned()
    };
    let last = text.split(' ').count() - 1;
    let mut starts = true;
    words(&text, |word, index| {
        let first = std::mem::replace(&mut starts, word.ends_with([':', '?', '!']));
        title_word(word, first || index == last)
    })
}

/// A word between spaces; its parts at hyphens and slashes are words too.
fn title_word(word: &str, edge: bool) -> String {
    let mut out = String::with_capacity(word.len());
    let mut part = String::new();
    let mut first = edge;
    let push = |part: &mut String, first: bool, out: &mut String| {
        let bare: String = part
            .trim_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
            .to_lowercase();
        let small = SMALL.contains(&bare.as_str());
        if small && !first {
            out.push_str(&lower_if_capitalized(part));
        } else {
            out.push_str(&capitalize_first(part));
        }
        part.clear();
    };
    for c in word.chars() {
        if matches!(c, '-' | '/' | '–' | '—') {
            push(&mut part, first, &mut out);
            out.push(c);
            first = c == '—';
        } else {
            part.push(c);
        }
    }
    push(&mut part, first, &mut out);
    out
}

/// `And` as `and`; `AND` and `aNd` as they are.
fn lower_if_capitalized(word: &str) -> String {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    if first && letters.all(char::is_lowercase) {
        word.to_lowercase()
    } else {
        word.to_owned()
    }
}

/// Straight quotation marks and apostrophes as a language writes them; `quotes` are the outer and inner pairs. Within
/// quotation marks (`inside`) the inner ones come first.
pub(super) fn typographic(text: &str, quotes: [&str; 4], inside: bool) -> String {
    if !text.contains(['"', '\'']) {
        return text.to_owned();
    }
    let [open, close, open_inner, close_inner] = quotes;
    let (open, close) = if inside {
        (open_inner, close_inner)
    } else {
        (open, close)
    };
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let chars: Vec<char> = text.chars().collect();
    let pairs = chars.iter().filter(|c| **c == '"').count() / 2;
    let mut opened = 0;
    let mut closes = false;
    for (index, &c) in chars.iter().enumerate() {
        let opens = before.is_whitespace()
            || matches!(before, '(' | '[' | '“' | '‘' | '-' | '–' | '—' | '/');
        match c {
            '"' if closes => {
                out.push_str(close);
                closes = false;
            }
            '"' if opens && opened < pairs => {
                out.push_str(open);
                opened += 1;
                closes = true;
            }
            '\'' if opens && closes_later(&chars[index + 1..]) => out.push('‘'),
            '\'' => out.push('’'),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// Whether a single quotation mark that closes what another opened comes after a word.
fn closes_later(rest: &[char]) -> bool {
    let starts = rest.first().is_some_and(|c| !c.is_whitespace());
    let ends = rest
        .windows(2)
        .any(|pair| pair[0] != ' ' && pair[1] == '\'')
        && {
            let at = rest.iter().rposition(|c| *c == '\'').unwrap_or(0);
            rest.get(at + 1).is_none_or(|c| !c.is_alphanumeric())
        };
    starts && ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_titles() {
        for (given, expected) in [
            (
                "a theory of SNPs and recruitment, and future",
                "A Theory of SNPs and Recruitment, and Future",
            ),
            ("the iPhone: a history", "The iPhone: A History"),
            ("state-of-the-art methods", "State-of-the-Art Methods"),
            ("THE END OF IT", "The End of It"),
            ("what we live for", "What We Live For"),
        ] {
            assert_eq!(recase(given, Case::Title, true), expected);
        }
        assert_eq!(
            recase("über den wolken", Case::Title, false),
            "über den wolken"
        );
    }

    #[test]
    fn quotation_marks() {
        let quotes = ["“", "”", "‘", "’"];
        assert_eq!(typographic("a \"b\" c's", quotes, false), "a “b” c’s");
        assert_eq!(typographic("a \"b\"", quotes, true), "a ‘b’");
        assert_eq!(typographic("a 'b c' d", quotes, false), "a ‘b c’ d");
        assert_eq!(typographic("5\" disk", quotes, false), "5\" disk");
    }
}
