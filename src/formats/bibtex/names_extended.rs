//! biblatex's extended form of names (its manual, section 3.4): `family=Bach, given={Johann Sebastian}`.

use super::latex::to_unicode;
use crate::model::Name;

/// What a name written with `=` turns out to be.
pub(super) enum Extended {
    Name(Name),
    /// Options for the list or the name alone, `useprefix=true`.
    Options,
    Not,
}

/// biblatex's extended form: parts `key=value` between commas.
pub(super) fn extended(source: &str) -> Extended {
    if memchr::memchr(b'=', source.as_bytes()).is_none() {
        return Extended::Not;
    }
    let mut name = Name::default();
    let mut parts = 0;
    for part in split_commas(source) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        // `"family={a, b}"` may be quoted as a whole
        let part = part
            .strip_prefix('"')
            .and_then(|part| part.strip_suffix('"'))
            .unwrap_or(part);
        let Some((key, value)) = part.split_once('=') else {
            return Extended::Not;
        };
        let key = key.trim().to_ascii_lowercase();
        let value = value.trim();
        let value = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'))
            .unwrap_or(value);
        let slot = match key.as_str() {
            "family" => &mut name.family,
            "given" => &mut name.given,
            "prefix" => &mut name.prefix,
            "suffix" => &mut name.suffix,
            "family-i"
            | "given-i"
            | "prefix-i"
            | "suffix-i"
            | "id"
            | "hash"
            | "gender"
            | "useprefix"
            | "juniorcomma"
            | "uniquename"
            | "uniquelist"
            | "nametemplates"
            | "nosortothers"
            | "sortingnamekeytemplatename"
            | "uniquenametemplatename"
            | "labelalphanametemplatename"
            | "namehashtemplatename" => continue,
            _ => return Extended::Not,
        };
        *slot = to_unicode(value).into_owned();
        parts += 1;
    }
    match parts {
        0 => Extended::Options,
        _ => Extended::Name(name),
    }
}

/// What stands between commas outside braces and quotes.
pub(super) fn split_commas(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0usize;
    let mut quoted = false;
    text.split(move |c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '"' if depth == 0 => quoted = !quoted,
            _ => {}
        }
        c == ',' && depth == 0 && !quoted
    })
}
