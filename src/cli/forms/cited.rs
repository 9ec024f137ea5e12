//! Citations as Pandoc's Markdown writes them, read from a command line: `[see @knuth1984, p. 33; -@lamport1986]`.

use ibid::render::Locator;

/// One work in a citation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cited {
    /// Its key.
    pub(crate) key: String,
    /// What stands before it.
    pub(crate) prefix: String,
    /// What part of it is meant.
    pub(crate) locator: Option<Locator>,
    /// What stands behind it, with what separates it.
    pub(crate) suffix: String,
    /// Whether its authors are left out: `-@key`.
    pub(crate) without_author: bool,
}

/// Whether a text is written as a citation rather than a key.
pub(crate) fn is_citation(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']') && text.contains('@')
}

/// Reads `[…]`; says what is wrong with it.
pub(crate) fn read(text: &str) -> Result<Vec<Cited>, String> {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let inner = inner.unwrap_or(text);
    apart(inner)
        .into_iter()
        .map(|part| {
            one(part).ok_or_else(|| format!("{:?} names no key, as @key does", part.trim()))
        })
        .collect()
}

/// The parts between semicolons that stand in no braces.
fn apart(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let split = text.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ';' && depth == 0
    });
    split.collect()
}

fn one(part: &str) -> Option<Cited> {
    // an @ within a word is none of a key
    let at = part
        .match_indices('@')
        .map(|(at, _)| at)
        .find(|at| !part[..*at].ends_with(|c: char| c.is_alphanumeric()))?;
    let (before, rest) = (&part[..at], &part[at + 1..]);
    let (key, rest) = match rest.strip_prefix('{') {
        Some(braced) => braced.split_once('}')?,
        None => rest.split_at(key_end(rest)),
    };
    if key.is_empty() {
        return None;
    }
    let (prefix, without_author) = match before.trim().strip_suffix('-') {
        Some(prefix) => (prefix.trim(), true),
        None => (before.trim(), false),
    };
    let (locator, suffix) = place(rest);
    Some(Cited {
        key: key.to_owned(),
        prefix: prefix.to_owned(),
        locator,
        suffix: suffix.trim_end().to_owned(),
        without_author,
    })
}

/// Where a key ends: before a space, or punctuation that no letter follows.
fn key_end(text: &str) -> usize {
    let inner = |c: char| c.is_alphanumeric() || c == '_';
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if inner(c) {
            end = at + c.len_utf8();
        } else if !":.#$%&-+?<>~/'*@|".contains(c) {
            break;
        }
    }
    end
}

/// The part of a work that a text begins with, and what is left.
fn place(text: &str) -> (Option<Locator>, &str) {
    let start = text.trim_start();
    let start = start.strip_prefix(',').unwrap_or(start).trim_start();
    if let Some(braced) = start.strip_prefix('{')
        && let Some((place, rest)) = braced.split_once('}')
        && let Ok(locator) = place.parse()
    {
        return (Some(locator), rest);
    }
    // the longest run of words that are numbers, behind one word at most that says of what
    let mut found = (None, text);
    let mut from = 0;
    for (count, word) in start.split_inclusive(' ').enumerate() {
        let to = from + word.len();
        let bare = word.trim_end().trim_end_matches(',');
        let numbers = bare.contains(|c: char| c.is_ascii_digit())
            || is_roman(bare)
            || matches!(bare, "&" | "-" | "–");
        if !numbers && count > 0 {
            break;
        }
        if numbers {
            let end = from + bare.len();
            if let Ok(locator) = start[..end].parse() {
                found = (Some(locator), &start[end..]);
            }
        }
        from = to;
    }
    found
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| "ivxlcdmIVXLCDM-–".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(text: &str) -> Vec<String> {
        let parts = read(text).unwrap().into_iter();
        parts
            .map(|cited| {
                let locator = cited
                    .locator
                    .map(|locator| format!("{} {}", locator.label, locator.value));
                format!(
                    "{}{}|{}|{}|{}",
                    if cited.without_author { "-" } else { "" },
                    cited.prefix,
                    cited.key,
                    locator.unwrap_or_default(),
                    cited.suffix
                )
            })
            .collect()
    }

    #[test]
    fn citations_of_all_kinds() {
        assert_eq!(
            cited("[see @knuth1984, pp. 33-35 and elsewhere; also -@lamport:1986, chap. 1]"),
            [
                "see|knuth1984|page 33-35| and elsewhere",
                "-also|lamport:1986|chapter 1|"
            ]
        );
        assert_eq!(cited("[@a, 3, 5]"), ["|a|page 3, 5|"]);
        assert_eq!(cited("[@a p. iv-vi, as said]"), ["|a|page iv-vi|, as said"]);
        assert_eq!(cited("[@{odd; key}, {p. 3}x]"), ["|odd; key|page 3|x"]);
        assert_eq!(cited("[@a, passim]"), ["|a||, passim"]);
        assert_eq!(cited("[@a.]"), ["|a||."]);
        assert_eq!(cited("[mail me@x.org @a]"), ["mail me@x.org|a||"]);
    }

    #[test]
    fn what_is_none() {
        assert!(
            read("[@a; see]")
                .unwrap_err()
                .contains("\"see\" names no key")
        );
        assert!(!is_citation("[1]") && !is_citation("a@b") && is_citation("[@a]"));
    }
}
