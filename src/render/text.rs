//! The case of letters, typographic quotation marks, and the like.

use super::rich::{Part, Piece, Rich, plain};
use super::style::Case;
use crate::model::Typography;

/// Words that keep their lower case in an English title: articles, conjunctions, prepositions.
#[rustfmt::skip]
const SMALL: &[&str] = &[
    "a", "about", "above", "across", "afore", "after", "against", "al", "along", "alongside", "amid", "amidst", "among",
    "amongst", "an", "and", "anenst", "apropos", "apud", "around", "as", "aside", "astride", "at", "athwart", "atop",
    "barring", "before", "behind", "below", "beneath", "beside", "besides", "between", "beyond", "but", "by", "ca",
    "circa", "de", "despite", "down", "during", "et", "except", "for", "forenenst", "from", "given", "in", "inside",
    "into", "lest", "like", "modulo", "near", "next", "nor", "notwithstanding", "of", "off", "on", "onto", "or",
    "over", "per", "plus", "pro", "qua", "sans", "since", "so", "than", "the", "through", "throughout", "thruout", "till",
    "to", "toward", "towards", "under", "underneath", "until", "unto", "up", "upon", "van", "versus", "via", "von", "vs",
    "with", "within", "without", "yet",
];

/// `text` in a case; `english` says whether titles have a case of their own.
pub(super) fn recase(text: &str, case: Case, english: bool) -> String {
    if !text.contains(Typography::is_sign) {
        return recase_plain(text, case, english);
    }
    let plain = Typography::plain(text);
    let recased = recase_plain(&plain, case, english);
    if recased.chars().count() != plain.chars().count() {
        // letters have become two, and it is not known where
        return text.to_owned();
    }
    let mut recased = recased.chars();
    let mut as_is = 0_usize;
    let shown = text.chars().filter_map(|c| match Typography::of(c) {
        Some((Typography::AsIs, begins)) => {
            as_is = if begins {
                as_is + 1
            } else {
                as_is.saturating_sub(1)
            };
            Some(c)
        }
        Some(_) => Some(c),
        None => recased
            .next()
            .map(|changed| if as_is > 0 { c } else { changed }),
    });
    shown.collect()
}

fn recase_plain(text: &str, case: Case, english: bool) -> String {
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
    if let [piece] = &mut rich[..] {
        piece.text = recase(&piece.text, case, english);
        return;
    }
    match case {
        Case::CapitalizeFirst | Case::Sentence => {
            if let Some(piece) = rich.iter_mut().find(|piece| has_letter(piece))
                && !piece.style.as_is
            {
                piece.text = capitalize_first(&piece.text);
            }
        }
        _ => {
            for piece in rich.iter_mut().filter(|piece| !piece.style.as_is) {
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
    let Some(at) = text.find(char::is_alphanumeric) else {
        return text.to_owned();
    };
    let end = text[at..]
        .find(|c: char| c.is_whitespace() || matches!(c, '\'' | '’' | '-' | '–' | '—' | '/'))
        .map_or(text.len(), |end| at + end);
    if is_lower(&text[at..end]) {
        upper_at(text, at)
    } else {
        text.to_owned()
    }
}

/// Whether a word begins with a small letter and has no large one.
fn is_lower(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && !word.contains(char::is_uppercase)
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
    capitalize_first(&text.to_lowercase())
}

/// English title case (CSL 1.0.2, Title Case Conversion): words in lower case get a large letter, but for small words
/// that neither begin nor end the title or what follows a colon. Single letters are symbols. All else is as the author
/// wrote it.
fn title(text: &str) -> String {
    let words = parts(text);
    let last = words.len().saturating_sub(1);
    let mut out = String::with_capacity(text.len());
    let mut starts = true;
    for (index, (word, gap)) in words.iter().enumerate() {
        let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
        let next = words.get(index + 1).map(|(word, _)| *word);
        let small = SMALL.contains(&letters.trim_end_matches('.').to_lowercase().as_str())
            || letters == "out" && *gap == " " && next == Some("of");
        let symbol = is_symbol(letters) || letters.contains('.') && !starts;
        let before = out.strip_suffix(['\'', '’']);
        let tied = before.is_some_and(|before| before.ends_with(char::is_alphanumeric));
        // a word that begins with a quotation mark begins anew only after a colon
        let first = starts && (index > 0 || !word.starts_with(['"', '“', '\'', '‘']));
        let within = index.checked_sub(1).is_some_and(|before| {
            let (word, gap) = words[before];
            is_ending(letters) && gap == "-" && word.chars().count() == 1
        });
        let address = is_address(word);
        let counted = index.checked_sub(1).is_some_and(|before| {
            let (number, _) = words[before];
            UNITS.contains(&letters) && number.ends_with(|c: char| c.is_ascii_digit())
        });
        if !tied
            && !address
            && !counted
            && !within
            && (first && !is_formula(letters) || !symbol && (!small || index == last))
        {
            out.push_str(&capitalize_first(word));
        } else {
            out.push_str(word);
        }
        out.push_str(gap);
        if !letters.is_empty() {
            starts = false;
        }
        let end = word.chars().next_back();
        starts |= matches!(end, Some('?' | '!')) && gap.contains(' ')
            || gap.contains(':')
            || end == Some(':');
    }
    out
}

/// Units that begin with a small letter, and would be others with a capital.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "nm", "mm", "cm", "km", "pm", "fm", "dm", "mg", "kg", "ms", "ns", "ps", "fs", "min", "kpc", "pc", "eV", "keV", "mK",
    "nK", "kHz", "mV", "mA", "nA", "mW", "kW", "mol", "ml", "bar", "dB", "px", "bit", "kb", "bp",
];

/// Whether a word is a letter or a formula: `n`, `μm`, `f(x)`, `a=b`, `p+1`.
fn is_symbol(letters: &str) -> bool {
    letters.chars().count() == 1 || is_formula(letters)
}

fn is_formula(letters: &str) -> bool {
    let mut chars = letters.chars();
    let first = chars.next();
    // title case is English, and other letters in it are symbols
    first.is_some_and(|c| c.is_alphabetic() && !is_latin(c))
        || letters.contains(is_raised_or_lowered)
        || chars.next() == Some('(')
        || letters.contains(['=', '^', '_', '+', '<', '>', '\\', '*', '|'])
}

/// A superscript or subscript sign.
fn is_raised_or_lowered(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209f}' | '\u{1d62}'..='\u{1d6a}' | '\u{2c7c}')
}

fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | 'À'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// What makes a number of a letter, as in `k-th`.
fn is_ending(word: &str) -> bool {
    matches!(word, "th" | "st" | "nd" | "rd")
}

/// Whether a word is an address of the web or of mail, which is kept to the letter.
fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.") || word.contains('@')
}

/// The words of a text, each with what parts it from the next: white space, hyphens, slashes, apostrophes.
fn parts(text: &str) -> Vec<(&str, &str)> {
    let parts_words =
        |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | ':' | '\'' | '’');
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        // an apostrophe that begins a word belongs to it
        let skip = rest
            .chars()
            .next()
            .filter(|c| matches!(c, '\'' | '’'))
            .map_or(0, char::len_utf8);
        let whole = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let end = match rest[skip..].find(parts_words) {
            _ if is_address(&rest[..whole]) => whole,
            Some(at) => at + skip,
            None => rest.len(),
        };
        let gap = rest[end..]
            .find(|c: char| !parts_words(c))
            .map_or(rest.len(), |at| at + end);
        out.push((&rest[..end], &rest[end..gap]));
        rest = &rest[gap..];
    }
    out
}

/// What a quotation mark is, and which opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open(usize),
    Close(usize),
}

/// `text` with its quotation marks as the language writes them, straight ones and `“ ”` alike, and apostrophes in place
/// of straight ones. `quotes` are the outer and the inner pair; where the text itself stands within quotation marks
/// (`inside`), its own are the inner ones.
pub(super) fn typographic(text: &str, quotes: [&str; 4], inside: bool) -> Rich {
    if !text.contains(['"', '\'', '“', '‘']) {
        return vec![plain(text)];
    }
    let chars: Vec<char> = text.chars().collect();
    let marks = quotation_marks(&chars);
    let mut out = Rich::new();
    let mut run = String::new();
    // whether each open quotation is shown with the inner marks
    let mut open: Vec<bool> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let (part, shown) = match marks.iter().find(|(place, _)| *place == at) {
            Some((_, Mark::Open(_))) => {
                let inner = match open.last() {
                    Some(outer) => !outer,
                    None => inside || *c == '‘',
                };
                open.push(inner);
                (Part::OpenQuote, quotes[if inner { 2 } else { 0 }])
            }
            Some((_, Mark::Close(_))) => {
                let inner = open.pop().unwrap_or(inside);
                (Part::CloseQuote, quotes[if inner { 3 } else { 1 }])
            }
            None => {
                // a space between two marks that close is TeX's to set
                let closes = |at: usize| {
                    let mark = marks.iter().find(|(place, _)| *place == at);
                    matches!(mark, Some((_, Mark::Close(_))))
                };
                let parts = c.is_whitespace() && at > 0 && closes(at - 1) && closes(at + 1);
                if !parts {
                    run.push(if *c == '\'' { '’' } else { *c });
                }
                continue;
            }
        };
        if !run.is_empty() {
            out.push(plain(std::mem::take(&mut run)));
        }
        // the text's own punctuation stays where its author put it
        if part == Part::CloseQuote && matches!(chars.get(at + 1), Some('.' | ',')) {
            run.push_str(shown);
            continue;
        }
        out.push(Piece {
            part,
            ..plain(shown)
        });
    }
    if !run.is_empty() {
        out.push(plain(run));
    }
    out
}

/// Whether but a space, as TeX's `'\,''` has it, parts the mark at `at` from another one.
fn is_between_marks(chars: &[char], at: usize) -> bool {
    let other = at.checked_sub(2).map(|at| chars[at]);
    other.is_some_and(|c| matches!(c, '’' | '”' | '\''))
}

/// The quotation marks that have their other half, by place.
fn quotation_marks(chars: &[char]) -> Vec<(usize, Mark)> {
    let closes = |c: char| match c {
        '“' => '”',
        '‘' => '’',
        c => c,
    };
    let mut found = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, &c) in chars.iter().enumerate() {
        // italics and the like part nothing
        let is_text = |c: &&char| !Typography::is_sign(**c);
        let before = chars[..at].iter().rev().find(is_text).copied();
        let after = chars[at + 1..].iter().find(is_text).copied();
        let ends_word = after.is_none_or(|c| !c.is_alphanumeric());
        if let Some(depth) = open.iter().rposition(|(_, mark)| closes(*mark) == c)
            && ends_word
            && before.is_some_and(|c| !c.is_whitespace() || is_between_marks(chars, at))
        {
            let (start, _) = open[depth];
            open.truncate(depth);
            found.push((start, Mark::Open(at)));
            found.push((at, Mark::Close(start)));
            continue;
        }
        let begins =
            before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '“' | '‘' | '"' | '\''));
        if matches!(c, '"' | '\'' | '“' | '‘')
            && begins
            && after.is_some_and(|c| !c.is_whitespace())
        {
            open.push((at, c));
        }
    }
    // what was opened within a pair and never closed does not count; pairs must nest
    let pairs: Vec<(usize, usize)> = found
        .iter()
        .filter_map(|(at, mark)| match mark {
            Mark::Open(end) => Some((*at, *end)),
            Mark::Close(_) => None,
        })
        .collect();
    found.retain(|(at, mark)| {
        let (start, end) = match mark {
            Mark::Open(end) => (*at, *end),
            Mark::Close(start) => (*start, *at),
        };
        pairs
            .iter()
            .all(|(s, e)| !(*s < start && start < *e && *e < end))
    });
    found
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
            ("THE END OF IT", "THE END OF IT"),
            ("what we live for", "What We Live For"),
            ("Journal Of the Foo", "Journal Of the Foo"),
            (
                "k-ary n-cube and k-ary things",
                "K-Ary n-Cube and k-Ary Things",
            ),
            ("on-line to off-line", "On-Line to off-Line"),
            (
                "finding out of out-of-core ways out of it",
                "Finding out of Out-of-Core Ways out of It",
            ),
            ("how to find out more", "How to Find Out More"),
            (
                "dell'Edera and l'académie d'art",
                "Dell'Edera and l'académie d'art",
            ),
            (
                "foo: a bar. a baz? a qux! an x",
                "Foo: A Bar. a Baz? A Qux! An x",
            ),
            ("(a foo) and (the bar)", "(A Foo) and (the Bar)"),
            ("“a foo” of “the bar”", "“a Foo” of “the Bar”"),
            ("p is larger than n", "P Is Larger than n"),
            ("selector:statistic", "Selector:Statistic"),
            ("linear λ-calculus", "Linear λ-Calculus"),
            (
                "from 5.2 nm at 3\u{a0}mm, mm or",
                "From 5.2 nm at 3\u{a0}mm, Mm Or",
            ),
            ("the sum xᵢ₊₁ of it", "The Sum xᵢ₊₁ of It"),
            ("3d models 2nd", "3d Models 2nd"),
            ("mcDonald rock'n'roll", "mcDonald Rock'n'roll"),
            ("of the and", "Of the And"),
            ("foo: “the bar”", "Foo: “The Bar”"),
            ("on the 'foo bar' of it", "On the 'Foo Bar' of It"),
            ("foo; the bar", "Foo; the Bar"),
            (
                "a 50 μm film of μm-thick α-iron",
                "A 50 μm Film of μm-Thick α-Iron",
            ),
            (
                "the k-th and 2-nd f(x) of a=b",
                "The k-th and 2-nd f(x) of a=b",
            ),
            ("α-helices and β-sheets", "α-Helices and β-Sheets"),
            (
                "method(s) and out-of-the-way",
                "Method(s) and Out-of-the-Way",
            ),
            (
                "see http://www.foo.org/bar-baz for more",
                "See http://www.foo.org/bar-baz for More",
            ),
            (
                "www.foo-bar.org and me@bar-baz.org",
                "www.foo-bar.org and me@bar-baz.org",
            ),
        ] {
            assert_eq!(recase(given, Case::Title, true), expected);
        }
        assert_eq!(
            recase("über den wolken", Case::Title, false),
            "über den wolken"
        );
    }

    #[test]
    fn quotation_marks_nest() {
        let quotes = ["“", "”", "‘", "’"];
        let written =
            |text: &str, inside| super::super::rich::to_text(&typographic(text, quotes, inside));
        for (given, outside, inside) in [
            ("a \"b\" c's", "a “b” c’s", "a ‘b’ c’s"),
            ("a ‘foo’ bar", "a ‘foo’ bar", "a ‘foo’ bar"),
            ("a “foo” bar", "a “foo” bar", "a ‘foo’ bar"),
            ("a 'b c' d", "a “b c” d", "a ‘b c’ d"),
            (
                "a \"foo 'bar' x\" baz",
                "a “foo ‘bar’ x” baz",
                "a ‘foo “bar” x’ baz",
            ),
            (
                "dogs' tails and cats' tails",
                "dogs’ tails and cats’ tails",
                "dogs’ tails and cats’ tails",
            ),
            ("the '90s", "the ’90s", "the ’90s"),
            ("5\" disk", "5\" disk", "5\" disk"),
            ("foo \"bar", "foo \"bar", "foo \"bar"),
            (
                "a “foo ‘bar’ ” baz",
                "a “foo ‘bar’” baz",
                "a ‘foo “bar”’ baz",
            ),
            ("(\"foo\")", "(“foo”)", "(‘foo’)"),
            ("\"foo\", bar", "“foo”, bar", "‘foo’, bar"),
            ("foo’s ‘x’", "foo’s ‘x’", "foo’s ‘x’"),
            ("f'(x)", "f’(x)", "f’(x)"),
        ] {
            assert_eq!(written(given, false), outside);
            assert_eq!(written(given, true), inside);
        }
    }
}
