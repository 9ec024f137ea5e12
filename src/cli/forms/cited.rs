//! Citations as Pandoc's Markdown writes them, read from a command line: `[see @knuth1984, p. 33; -@lamport1986]`,
//! `@knuth1984 [p. 33]`.

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
    /// Whether its authors stand in the sentence: `@key`.
    pub(crate) in_sentence: bool,
}

/// Whether a text is written as a citation rather than a key.
pub(crate) fn is_citation(text: &str) -> bool {
    text.starts_with('[') && text.contains('@') || in_sentence(text).is_some()
}

/// Reads `[…]`, `@key` or `@key […]`; says what is wrong with it.
pub(crate) fn read(text: &str) -> Result<Vec<Cited>, String> {
    if text.starts_with('[') && !text.ends_with(']') {
        return Err("a citation that begins with [ ends with ]".to_owned());
    }
    let mut all = Vec::new();
    let mut inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    if let Some((key, behind)) = in_sentence(text) {
        let mut first = Cited {
            key: key.to_owned(),
            in_sentence: true,
            ..Cited::default()
        };
        inner = behind;
        let own = apart(behind).first().copied().unwrap_or_default();
        if one(own).is_none() {
            inner = behind[own.len()..].trim_start_matches(';');
            let (locator, suffix) = place(own);
            first.suffix = match suffix.trim() {
                "" => String::new(),
                // what begins with a word is not close to what stands before
                suffix if locator.is_none() && suffix.starts_with(char::is_alphanumeric) => {
                    format!(", {suffix}")
                }
                _ => suffix.trim_end().to_owned(),
            };
            first.locator = locator;
        }
        all.push(first);
        if inner.trim().is_empty() {
            return Ok(all);
        }
    }
    for part in apart(inner) {
        let cited =
            one(part).ok_or_else(|| format!("{:?} names no key, as @key does", part.trim()));
        all.push(cited?);
    }
    Ok(all)
}

/// What stands around a work and looks as if it were meant otherwise: another key, or the bracket of another citation.
pub(crate) fn doubt(cited: &Cited) -> Option<String> {
    let Cited {
        key,
        prefix,
        suffix,
        locator,
        ..
    } = cited;
    // a key with digits in it may have been read as a page
    let place = locator
        .as_ref()
        .and_then(|locator| stray_key(&locator.value));
    if let Some(other) = stray_key(suffix).or(place) {
        return Some(format!(
            "@{other} behind @{key} is text: the works of a citation are parted by ;"
        ));
    }
    let whole = "each citation in brackets is an argument of its own";
    if unpaired(suffix) < 0 {
        return Some(format!("the ] behind @{key} is text: {whole}"));
    }
    (unpaired(prefix) > 0).then(|| format!("the [ before @{key} is text: {whole}"))
}

/// How many brackets of a text are open at its end; fewer than none where one was closed that stands before it.
fn unpaired(text: &str) -> i32 {
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '[' => depth += 1,
            ']' if depth == 0 => return -1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    depth
}

/// The first key that a text names.
fn stray_key(text: &str) -> Option<&str> {
    let keys = at_signs(text).filter_map(|at| key(&text[at + 1..]));
    keys.map(|(key, _)| key).next()
}

/// Where a text has an @ that is none within a word.
fn at_signs(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('@')
        .map(|(at, _)| at)
        .filter(|at| !text[..*at].ends_with(|c: char| c.is_alphanumeric()))
}

/// The key of `@key` or `@key […]`, and what stands in the brackets.
fn in_sentence(text: &str) -> Option<(&str, &str)> {
    let (key, behind) = key(text.strip_prefix('@')?)?;
    let behind = behind.trim();
    if behind.is_empty() {
        return Some((key, ""));
    }
    let inner = behind.strip_prefix('[')?.strip_suffix(']')?;
    Some((key, inner))
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
    let at = at_signs(part).next()?;
    let (before, rest) = (&part[..at], &part[at + 1..]);
    let (key, rest) = key(rest)?;
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
        in_sentence: false,
    })
}

/// The key behind an @, and what stands behind it.
fn key(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = match text.strip_prefix('{') {
        Some(braced) => braced.split_once('}')?,
        None => text.split_at(key_end(text)),
    };
    (!key.is_empty()).then_some((key, rest))
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
                let mark = match (cited.without_author, cited.in_sentence) {
                    (true, _) => "-",
                    (false, true) => "@",
                    _ => "",
                };
                format!(
                    "{mark}{}|{}|{}|{}",
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
        assert_eq!(cited("@a"), ["@|a||"]);
        assert_eq!(cited("@{a b} [chap. 2]"), ["@|a b|chapter 2|"]);
        assert_eq!(
            cited("@a [pp. 3-5 and elsewhere; see @b, 7]"),
            ["@|a|page 3-5| and elsewhere", "see|b|page 7|"]
        );
        assert_eq!(cited("@a [and elsewhere]"), ["@|a||, and elsewhere"]);
        assert_eq!(cited("@a [see @b]"), ["@|a||", "see|b||"]);
    }

    #[test]
    fn what_was_hardly_meant_as_text() {
        for (text, word) in [
            ("[@a]; [@b]", "the ] behind @a"),
            ("[@a; [@b]", "the [ before @b"),
            ("[@a and @b]", "@b behind @a"),
            ("[@a, p. 3, @b]", "@b behind @a"),
        ] {
            let doubt = read(text).unwrap().iter().find_map(doubt).unwrap();
            assert!(doubt.starts_with(word), "{text}: {doubt}");
        }
        for text in ["[see [1] @a, p. 3 [sic]; @b]", "[@a, mail me@x.org]"] {
            assert_eq!(read(text).unwrap().iter().find_map(doubt), None, "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        assert!(
            read("[@a; see]")
                .unwrap_err()
                .contains("\"see\" names no key")
        );
        assert!(read("@a [p. 3; see]").is_err());
        assert!(!is_citation("@a @b") && !is_citation("@") && !is_citation("@a [p. 3"));
        assert!(!is_citation("[1]") && !is_citation("a@b") && is_citation("[@a]"));
    }
}
