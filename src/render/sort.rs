//! The order of a bibliography.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::dates;
use super::eval::{Mode, Scope};
use super::style::{SortBy, SortKey};
use crate::formats::csl::Member;
use crate::model::Typography;

/// What an item is sorted by under one key; `None` sorts last.
type Key = Option<(String, String)>;

/// The keys of an item. `scope` makes the item's scope under a key.
pub(super) fn keys<'a>(keys: &[SortKey], mut scope: impl FnMut(&SortKey) -> Scope<'a>) -> Vec<Key> {
    keys.iter()
        .map(|key| {
            let scope = scope(key);
            debug_assert_eq!(scope.mode, Mode::Sort);
            let text = match &key.by {
                SortBy::Macro(index) => scope.sort_key(*index),
                SortBy::Variable(variable) => match scope.item.get(variable) {
                    _ if variable == "citation-number" => format!("{:09}", scope.cite.number),
                    Some(Member::Text(text)) => Typography::plain(text).into_owned(),
                    Some(Member::Date(date)) => dates::sort_text(date, 3),
                    Some(Member::Names(names)) => {
                        let names = names.names.iter();
                        let text = names.map(|name| format!("{} {}", name.family, name.given));
                        text.collect::<Vec<_>>().join(", ")
                    }
                    None => String::new(),
                },
            };
            let folded = fold(&text);
            (!folded.is_empty()).then_some((folded, text))
        })
        .collect()
}

/// Compares two items by their keys.
pub(super) fn compare(keys: &[SortKey], a: &[Key], b: &[Key]) -> Ordering {
    for (key, (a, b)) in keys.iter().zip(a.iter().zip(b)) {
        let order = match (a, b) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (Some(a), Some(b)) if key.descending => b.0.cmp(&a.0),
            (Some(a), Some(b)) => a.0.cmp(&b.0),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// Base letters in lower case; the end of a name before spaces before punctuation before digits before letters.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            'ı' => out.push('i'),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            c if c.is_whitespace() => out.push(' '),
            '’' | '\'' | '‘' | '“' | '”' | '"' | '(' | '[' => {}
            '-' | '–' | '—' => out.push('!'),
            // a name ends, which comes before any more of it
            ',' => out.push('\u{1}'),
            _ => out.push('#'),
        }
    }
    // what stands around a macro's text says nothing of the order
    out.trim_matches([' ', '#', '!', '\u{1}']).to_owned()
}
