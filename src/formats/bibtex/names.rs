//! Name lists, read as BibTeX reads them: the rules are those of `bibtex.web` (the functions behind `format.name$`
//! and `num.names$`), described for users in "BibTeXing" (`btxdoc`), section 4. biblatex's extended form,
//! `family=Bach, given={Johann Sebastian}`, is read as well (biblatex manual, section 3.4).
//!
//! Three things differ from the program. It knows only the letters A to Z, so to it the first letter of `Émile` is a
//! small `m`; here every Unicode letter has its case. It takes an `and` at either end of the list for a part of a
//! name; here it is dropped and reported. And what it prints between two words parted by a third comma alone depends
//! on the names before; here it is a space.
//!
//! ```
//! use ibid::formats::bibtex::names::parse_names;
//! let list = parse_names("Ludwig van Beethoven and {World Health Organization} and King, Jr, M. L. and others");
//! let names: Vec<_> = list.names.iter().map(|name| name.sorted()).collect();
//! assert_eq!(names, ["van Beethoven, Ludwig", "World Health Organization", "King, Jr, M. L."]);
//! assert!(list.others && list.problems.is_empty());
//! ```

use std::borrow::Cow;

use super::latex::to_unicode;
use super::names_extended::{Extended, extended};
use crate::model::Name;

/// A name list as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameList {
    /// The names, in order.
    pub names: Vec<Name>,
    /// Whether the list ends in `and others`.
    pub others: bool,
    /// What is wrong with the list, a sentence each, for people to read.
    pub problems: Vec<String>,
}

/// Reads a name list, such as the value of `author`. Never fails: what BibTeX would complain of is a problem, and
/// the names are read as it would read them. An empty name is left out.
pub fn parse_names(tex: &str) -> NameList {
    let mut list = NameList::default();
    let text = without_outer_ands(tex.trim(), &mut list.problems);
    if text.is_empty() {
        return list;
    }
    let mut tokens = Vec::new();
    let mut names = split_list(text).enumerate().peekable();
    while let Some((index, source)) = names.next() {
        let mut source = source.trim();
        let mut problem = |what: &str| list.problems.push(format!("name {} {what}", index + 1));
        if source.is_empty() {
            problem("is empty: two `and` in a row");
            continue;
        }
        if names.peek().is_none() {
            if source == "others" {
                list.others = true;
                continue;
            }
            if matches!(
                source,
                "et al." | "et al" | "{et al.}" | "{et al}" | "et. al."
            ) {
                problem("is `et al.`: BibTeX expects `and others`");
                list.others = true;
                continue;
            }
            if let Some(first) = without_et_al(source) {
                problem("ends in `et al.`: BibTeX expects `and others`");
                list.others = true;
                source = first;
            }
        }
        let name = match extended(source) {
            Extended::Name(name) => name,
            Extended::Options => continue,
            Extended::Not => {
                let raw = split_name_into(source, &mut tokens);
                for (wrong, what) in [
                    (raw.unbalanced, "has unbalanced braces"),
                    (raw.trailing_commas > 0, "has a comma at the end"),
                    (raw.commas > 2, "has more than two commas"),
                ] {
                    if wrong {
                        problem(&format!("{what}: `{}`", excerpt(source)));
                    }
                }
                raw.name()
            }
        };
        if name.is_empty() {
            problem(&format!("is empty: `{}`", excerpt(source)));
            continue;
        }
        if name.family.is_empty() {
            problem(&format!("has no family name: `{}`", excerpt(source)));
        }
        list.names.push(name);
    }
    list
}

/// A name without the `et al.` behind it.
fn without_et_al(source: &str) -> Option<&str> {
    let mut endings = ["et al.", "et al", "et. al."].iter();
    let before = endings.find_map(|ending| source.strip_suffix(ending))?;
    let name = before.trim_end().trim_end_matches(',').trim_end();
    (before.ends_with(char::is_whitespace) && !name.is_empty()).then_some(name)
}

fn excerpt(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// Drops an `and` with nothing before or after it, which BibTeX takes for a part of the name.
fn without_outer_ands<'a>(mut text: &'a str, problems: &mut Vec<String>) -> &'a str {
    let bytes_are_and = |bytes: &[u8]| bytes.eq_ignore_ascii_case(b"and");
    while text.len() > 3 && bytes_are_and(&text.as_bytes()[..3]) && is_white(text.as_bytes()[3]) {
        problems.push("the list starts with `and`".into());
        text = text[3..].trim_start();
    }
    while text.len() > 3 {
        let (head, tail) = text.as_bytes().split_at(text.len() - 3);
        if !bytes_are_and(tail) || !head.last().is_some_and(|&byte| is_white(byte)) {
            break;
        }
        problems.push("the list ends with `and`".into());
        text = text[..head.len()].trim_end();
    }
    text
}

/// The names of a list, between ` and ` in any case outside braces.
pub(super) fn split_list(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let start = at;
        let mut depth = 0usize;
        let mut white = false;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b'a' | b'A' if white && depth == 0 => {
                    if let Some([b'n' | b'N', b'd' | b'D', after]) = bytes.get(at + 1..at + 4)
                        && is_white(*after)
                    {
                        let name = &text[start..at];
                        at += 3;
                        return Some(name);
                    }
                }
                _ => {}
            }
            white = is_white(byte);
            at += 1;
        }
        done = true;
        Some(&text[start..])
    })
}

/// The four parts of a name, still TeX. Words within a part are joined as BibTeX joins them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct RawName<'a> {
    pub(super) first: Cow<'a, str>,
    pub(super) von: Cow<'a, str>,
    pub(super) last: Cow<'a, str>,
    pub(super) jr: Cow<'a, str>,
    /// *von* and *Last* stand in one word, `al-Hasan`.
    hyphenated: bool,
    commas: usize,
    trailing_commas: usize,
    unbalanced: bool,
}

impl RawName<'_> {
    fn name(&self) -> Name {
        let text = |part: &Cow<'_, str>| match part.is_empty() {
            true => String::new(),
            false => to_unicode(part).into_owned(),
        };
        let family = text(&self.last);
        let alone = self.commas == 0 && self.first.is_empty() && self.von.is_empty();
        if alone && is_one_group(&self.last) {
            // `{\'E}` is a letter, `{\it The Group}` a body
            let letter = self.last.starts_with("{\\") && family.chars().nth(1).is_none();
            if !letter && !family.is_empty() {
                return Name::body(family);
            }
        }
        let mut prefix = text(&self.von);
        if self.hyphenated && !prefix.is_empty() {
            prefix.push('-');
        }
        Name {
            family,
            given: text(&self.first),
            prefix,
            suffix: text(&self.jr),
            corporate: false,
        }
    }
}

/// Whether the brace that opens `text` is closed by its last byte.
fn is_one_group(text: &str) -> bool {
    if !text.starts_with('{') {
        return false;
    }
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == text.len();
        }
    }
    false
}

/// A word of a name: its place in the source and the sign before it.
#[derive(Clone, Copy)]
struct Token {
    start: usize,
    end: usize,
    separator: u8,
}

/// Splits one name into its parts.
#[cfg(test)]
pub(super) fn split_name(source: &str) -> RawName<'_> {
    split_name_into(source.trim(), &mut Vec::new())
}

fn split_name_into<'a>(source: &'a str, tokens: &mut Vec<Token>) -> RawName<'a> {
    tokens.clear();
    let mut raw = RawName::default();
    let bytes = source.as_bytes();
    let mut end = bytes.len();
    while end > 0 && (is_white(bytes[end - 1]) || matches!(bytes[end - 1], b'~' | b'-' | b',')) {
        end -= 1;
        raw.trailing_commas += usize::from(bytes[end] == b',');
    }
    let mut commas = [0; 2];
    let mut starting = true;
    let mut separator = b' ';
    let mut at = 0;
    while at < end {
        let byte = bytes[at];
        // a no-break space ties like `~`
        let tie = byte == 0xC2 && bytes.get(at + 1) == Some(&0xA0);
        if is_white(byte) || matches!(byte, b'~' | b'-') || tie {
            if !starting {
                separator = match byte {
                    b'~' | b'-' => byte,
                    0xC2 => b'~',
                    _ => b' ',
                };
            }
            starting = true;
            at += if tie { 2 } else { 1 };
            continue;
        }
        if byte == b',' {
            if let Some(comma) = commas.get_mut(raw.commas) {
                *comma = tokens.len();
            }
            raw.commas += 1;
            separator = b' ';
            starting = true;
            at += 1;
            continue;
        }
        let start = at;
        if byte == b'{' {
            let mut depth = 0usize;
            while at < end {
                match bytes[at] {
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    break;
                }
            }
            raw.unbalanced |= depth > 0;
        } else {
            raw.unbalanced |= byte == b'}';
            at += 1;
        }
        match tokens.last_mut() {
            Some(token) if !starting => token.end = at,
            _ => tokens.push(Token {
                start,
                end: at,
                separator,
            }),
        }
        starting = false;
    }

    let count = tokens.len();
    let is_von = |index: usize| is_von(&source[tokens[index].start..tokens[index].end]);
    // where *von* ends among the words before `last_end`: after the last word in lower case that is not the last
    let von_end = |von_start: usize, last_end: usize| {
        (von_start + 1..last_end)
            .rev()
            .find(|&end| is_von(end - 1))
            .unwrap_or(von_start)
    };
    let join = |from: usize, to: usize| join(source, tokens.get(from..to).unwrap_or_default());
    let hyphen_before = |index: usize| {
        tokens
            .get(index)
            .is_some_and(|token| token.separator == b'-')
    };
    if raw.commas == 0 {
        let last_end = count;
        let found = (0..last_end.saturating_sub(1)).find(|&index| is_von(index));
        let (von_start, von_end) = match found {
            Some(start) => (start, von_end(start, last_end)),
            None => {
                let mut start = last_end.saturating_sub(1);
                while start > 0 && tokens[start].separator == b'-' {
                    start -= 1;
                }
                (start, start)
            }
        };
        raw.first = join(0, von_start);
        raw.von = join(von_start, von_end);
        raw.last = join(von_end, last_end);
        raw.hyphenated = hyphen_before(von_end);
    } else {
        let last_end = commas[0];
        let jr_end = if raw.commas == 1 { last_end } else { commas[1] };
        let von_end = von_end(0, last_end);
        raw.von = join(0, von_end);
        raw.last = join(von_end, last_end);
        raw.hyphenated = hyphen_before(von_end);
        raw.jr = join(last_end, jr_end);
        raw.first = join(jr_end, count);
    }
    raw
}

/// The words as one text; borrowed where the source already reads so.
fn join<'a>(source: &'a str, tokens: &[Token]) -> Cow<'a, str> {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return Cow::Borrowed("");
    };
    let bytes = source.as_bytes();
    let as_written = |pair: &[Token]| {
        pair[1].start == pair[0].end + 1
            && (bytes[pair[0].end] == pair[1].separator || is_white(bytes[pair[0].end]))
    };
    if tokens.windows(2).all(as_written) {
        return Cow::Borrowed(&source[first.start..last.end]);
    }
    let mut out = String::with_capacity(last.end - first.start);
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 {
            out.push(token.separator as char);
        }
        out.push_str(&source[token.start..token.end]);
    }
    Cow::Owned(out)
}

/// Whether a word belongs to *von*: its first letter outside braces, or that of its first special character
/// (`{\` and what follows), is a small one.
fn is_von(word: &str) -> bool {
    let bytes = word.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'A'..=b'Z' => return false,
            b'a'..=b'z' => return true,
            b'{' => {
                at += 1;
                if bytes.get(at) == Some(&b'\\') && at + 2 < bytes.len() {
                    return is_small_special(&word[at + 1..]);
                }
                let mut depth = 1usize;
                while depth > 0 && at < bytes.len() {
                    match bytes[at] {
                        b'{' => depth += 1,
                        b'}' => depth -= 1,
                        _ => {}
                    }
                    at += 1;
                }
            }
            0x80.. => match word[at..].chars().next() {
                Some(c) => match is_small(c) {
                    Some(small) => return small,
                    None => at += c.len_utf8(),
                },
                None => at += 1,
            },
            _ => at += 1,
        }
    }
    false
}

/// Whether a letter is a small one; `None` for what is no letter. Letters of scripts without case are not small.
fn is_small(c: char) -> Option<bool> {
    // spacing modifiers such as the ʿ of ʿAbd are no letters here
    let modifier = ('\u{2B0}'..='\u{2FF}').contains(&c);
    (c.is_alphabetic() && !modifier).then(|| c.is_lowercase())
}

/// The case of a special character, given what follows its backslash.
fn is_small_special(text: &str) -> bool {
    let length = text
        .bytes()
        .position(|b| !b.is_ascii_alphabetic())
        .unwrap_or(text.len());
    match &text[..length] {
        "OE" | "AE" | "AA" | "O" | "L" => return false,
        "i" | "j" | "oe" | "ae" | "aa" | "o" | "l" | "ss" => return true,
        _ => {}
    }
    let mut depth = 1usize;
    for c in text[length..].chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            c => {
                if let Some(small) = is_small(c) {
                    return small;
                }
            }
        }
        if depth == 0 {
            break;
        }
    }
    false
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
