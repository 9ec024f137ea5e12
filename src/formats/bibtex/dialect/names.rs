//! biblatex's extended names, `family=Bach, given={Johann Sebastian}`, in the form that BibTeX reads.

use super::super::names::split_list;
use super::super::names_extended::split_commas;

/// A name list without extended names, and what of them BibTeX cannot say; `None` where it has none.
pub(super) fn plain(list: &str) -> Option<(String, Vec<String>)> {
    if !list.contains('=') {
        return None;
    }
    let mut lost = Vec::new();
    let mut changed = false;
    let mut names = Vec::new();
    for name in split_list(list) {
        match one(name.trim(), &mut lost) {
            Some(plain) => {
                changed = true;
                names.extend(Some(plain).filter(|plain| !plain.is_empty()));
            }
            None => names.push(name.trim().to_owned()),
        }
    }
    changed.then(|| (names.join(" and "), lost))
}

fn one(name: &str, lost: &mut Vec<String>) -> Option<String> {
    let [mut family, mut given, mut prefix, mut suffix] = [const { String::new() }; 4];
    let mut unsaid = Vec::new();
    for part in split_commas(name) {
        let part = unquoted(part.trim());
        if part.is_empty() {
            continue;
        }
        let (key, value) = part.split_once('=')?;
        let key = key.trim().to_ascii_lowercase();
        let value = unquoted(value.trim());
        match key.as_str() {
            "family" => family = value.to_owned(),
            "given" => given = value.to_owned(),
            "prefix" => prefix = value.to_owned(),
            "suffix" => suffix = value.to_owned(),
            _ if key
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
                && !key.is_empty() =>
            {
                unsaid.push(key);
            }
            _ => return None,
        }
    }
    lost.extend(unsaid);
    if given.is_empty() && prefix.is_empty() && suffix.is_empty() {
        return Some(
            match family.is_empty() || is_group(&family) || !family.contains([' ', ',']) {
                true => family,
                false => format!("{{{family}}}"),
            },
        );
    }
    let mut out = String::new();
    if !prefix.is_empty() {
        out.push_str(&prefix);
        out.push(' ');
    }
    // BibTeX takes words in lower case for a prefix
    let lower = |word: &str| word.starts_with(|c: char| c.is_lowercase());
    let guarded = family.split(' ').rev().skip(1).any(lower)
        || family.contains(',') && !is_group(&family)
        || lower(&family) && prefix.is_empty();
    out.push_str(&guard(&family, guarded));
    if !suffix.is_empty() {
        out.push_str(", ");
        out.push_str(&guard(&suffix, suffix.contains(',')));
    }
    out.push_str(", ");
    out.push_str(&guard(&given, given.contains(',')));
    Some(out)
}

fn guard(text: &str, needed: bool) -> String {
    if needed && !is_group(text) {
        format!("{{{text}}}")
    } else {
        text.to_owned()
    }
}

fn is_group(text: &str) -> bool {
    let mut depth = 0_usize;
    text.starts_with('{')
        && text.bytes().enumerate().all(|(at, byte)| {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > 0 || at + 1 == text.len()
        })
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_names_become_plain() {
        for (extended, expected, lost) in [
            (
                "family=Bach, given={Johann Sebastian}",
                "Bach, {Johann Sebastian}",
                0,
            ),
            (
                "given=Ludwig, prefix=van, family=Beethoven, useprefix=true",
                "van Beethoven, Ludwig",
                1,
            ),
            (
                "given=Charles, family={de Gaulle}",
                "{de Gaulle}, Charles",
                0,
            ),
            (
                "family=King, suffix=Jr, given-i=ML, given=Martin",
                "King, Jr, Martin",
                1,
            ),
            (
                "family={World Health Organization}",
                "{World Health Organization}",
                0,
            ),
            (
                "\"given={A, B}\", family=C and Knuth, D.",
                "C, {A, B} and Knuth, D.",
                0,
            ),
            ("sortinits=true and A, B", "A, B", 1),
        ] {
            let (plain, unsaid) = plain(extended).unwrap();
            assert_eq!(
                (plain.as_str(), unsaid.len()),
                (expected, lost),
                "{extended}"
            );
        }
        assert_eq!(plain("A, B and {x=y}"), None);
        assert_eq!(plain("A, B"), None);
    }
}
