//! The characters of a query: what ends a word, what belongs to it, what is only punctuation.

use std::borrow::Cow;

use crate::formats::bibtex::latex::to_unicode;

/// A sign that opens or closes a phrase, straight or typographic.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟')
}

/// What separates words.
pub(super) fn is_gap(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Signs behind a word that belong to the sentence around it.
fn is_trailing(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '\'' | '…')
}

/// How many bytes of `text` a bare word takes from its beginning: up to a gap, a quote or a bracket that has no partner
/// within the word. So `f(x)` is a word, and `(f(x))` a word in brackets. Behind a backslash whatever comes belongs to
/// the word, as in `M{\\"u}ller`.
pub(super) fn word_end(text: &str) -> usize {
    let mut at = 0;
    let mut escaped = false;
    for (start, c) in text.char_indices() {
        if start < at {
            continue;
        }
        if is_gap(c) || !escaped && (is_quote(c) || c == ')') {
            return start;
        }
        if c == '(' && !escaped {
            match partner(&text[start..]) {
                Some(length) => at = start + length,
                None => return start,
            }
            continue;
        }
        escaped = c == '\\' && !escaped;
        at = start + c.len_utf8();
    }
    at
}

/// How many bytes of `text`, which stands behind an opening quote, come before the closing one.
pub(super) fn phrase_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if is_quote(c) && !escaped {
            return at;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// Whether `text` begins with a capital and a period and no more: the second initial of `H. -J. Werner`.
pub(super) fn is_initial(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_uppercase)
        && chars.next() == Some('.')
        && chars.next().is_none_or(is_gap)
}

/// How many bytes the number takes that a reference has in a list, where a query begins with one: `[12] Knuth`,
/// `5. Knuth`. Three digits at most, so that years are none.
pub(super) fn list_number(text: &str) -> usize {
    let start = text.trim_start_matches(is_gap);
    let (open, number) = match start.strip_prefix('[') {
        Some(number) => (true, number),
        None => (false, start),
    };
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let close = if open { ']' } else { '.' };
    let behind = match rest.strip_prefix(close) {
        Some(behind) if (1..=3).contains(&(number.len() - rest.len())) => behind,
        _ => return 0,
    };
    let next = behind.trim_start_matches(is_gap);
    // `5. Auflage` has such a number, too, but `3.5 mm` and `1. beat` have not
    let begins =
        |c: char| c.is_uppercase() || open && c.is_alphanumeric() || is_quote(c) || c == '‘';
    if next.len() < behind.len() && next.starts_with(begins) {
        text.len() - next.len()
    } else {
        0
    }
}

/// How many bytes of punctuation `text` begins with: what is neither a letter nor a digit and begins nothing else.
pub(super) fn punctuation(text: &str) -> usize {
    let begins = |c: char| c.is_alphanumeric() || is_gap(c) || is_quote(c) || "(){\\".contains(c);
    text.find(begins).unwrap_or(text.len())
}

/// A word without LaTeX's markup: `M{\\"u}ller` is `Müller`. Other words stay as they are.
pub(super) fn without_latex(word: &str) -> Cow<'_, str> {
    let markup = |c: char| matches!(c, '\\' | '{' | '}' | '$');
    if !word.contains(markup) {
        return Cow::Borrowed(word);
    }
    let text = to_unicode(word);
    let words: Vec<&str> = text
        .split(|c| is_gap(c) || is_quote(c) || markup(c))
        .filter(|word| !word.is_empty())
        .collect();
    Cow::Owned(words.join(" "))
}

/// The bytes from the bracket that `text` starts with to its partner, where no gap or quote comes before that.
fn partner(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            c if is_gap(c) || is_quote(c) => return None,
            _ => {}
        }
    }
    None
}

/// A word without the punctuation behind it, and whether a star stood there.
pub(super) fn without_end(text: &str) -> (&str, bool) {
    let (mut text, mut star) = (text, false);
    loop {
        let before = text;
        text = text.trim_end_matches(is_trailing);
        // a bracket that was opened before the word
        if !text.contains('[') {
            text = text.strip_suffix(']').unwrap_or(text);
        }
        if let Some(rest) = text.strip_suffix('*') {
            star = true;
            text = rest;
        }
        if text == before {
            return (text, star);
        }
    }
}

/// Whether a value behind a field's colon reads as itself without quotes.
pub(super) fn is_bare(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(['(', ':', '/'])
        && word_end(text) == text.len()
        && without_end(text) == (text, false)
}

/// Whether a text is all in capitals, and longer than somebody types operators for: as a title pasted from a title
/// page. Then `OR`, `AND` and `NOT` are words.
pub(super) fn is_shouted(text: &str) -> bool {
    let syntax = |c: char| is_quote(c) || "()*{}\\$".contains(c);
    text.split(is_gap).filter(|word| !word.is_empty()).count() > 4
        && !text.chars().any(|c| c.is_lowercase() || syntax(c))
        && !text
            .split(is_gap)
            .any(|word| word.starts_with('-') && word.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_they_end() {
        for (text, word) in [
            ("one two", "one"),
            ("f(x) y", "f(x)"),
            ("f(x))", "f(x)"),
            ("f(x y)", "f"),
            ("a\"b", "a"),
            ("x)", "x"),
            ("a((b)c)(d", "a((b)c)"),
            ("(x", ""),
            ("é\u{0}x", "é"),
            ("M{\\\"u}ller y", "M{\\\"u}ller"),
        ] {
            assert_eq!(&text[..word_end(text)], word, "{text:?}");
        }
        assert_eq!(without_latex("M{\\\"u}ller"), "Müller");
        assert_eq!(without_end("you?"), ("you", false));
        assert_eq!(without_end("C*,"), ("C", true));
        assert_eq!(without_end("..."), ("", false));
        assert_eq!(without_end("1986]."), ("1986", false));
        assert_eq!(without_end("a[1]"), ("a[1]", false));
        for (text, number) in [
            ("[12] Knuth", 5),
            (" [12] “Mind” ", 6),
            ("5. Knuth", 3),
            ("5. edition", 0),
            ("1984. Knuth", 0),
            ("[2009] Knuth", 0),
            ("[12]", 0),
            ("[2]Catenanes", 0),
            ("3.5 Inch", 0),
        ] {
            assert_eq!(list_number(text), number, "{text:?}");
        }
        assert!(is_shouted("TO BE OR NOT TO BE"));
        assert!(!is_shouted("KNUTH OR LAMPORT"));
        assert!(!is_shouted("(TO BE OR NOT TO BE)"));
    }
}
