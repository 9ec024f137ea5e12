//! Folding of text for comparison and search: case, accents and ligatures aside.

use unicode_normalization::UnicodeNormalization;

/// `text` in the form in which words are compared: lower case, without accents, letters outside the basic
/// Latin alphabet that have a usual replacement replaced (`ß` → `ss`, `ø` → `o`, `ł` → `l`, `æ` → `ae`),
/// every run of other characters one space, none at the ends.
///
/// ```
/// assert_eq!(ibid::model::fold("  Über  die ‚Größe‘: Łódź–Tromsø "), "uber die grosse lodz tromso");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Adds the words of [`fold`] to `out`, a space before them where it holds words already.
pub fn fold_into(text: &str, out: &mut String) {
    let mut gap = true;
    if text.is_ascii() {
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                out.push(byte.to_ascii_lowercase() as char);
            } else {
                gap = true;
            }
        }
        return;
    }
    for c in text.nfkd() {
        if unicode_normalization::char::is_combining_mark(c) {
            continue;
        }
        if !c.is_alphanumeric() {
            // an apostrophe-like letter or a joiner inside a word separates like any other sign
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        letter(c, out);
    }
}

/// Adds what stands for a letter that has no accent any more: lower case, the usual replacement where the letter is
/// none of the basic Latin alphabet.
pub(super) fn letter(c: char, out: &mut String) {
    match c {
        'ß' | 'ẞ' => out.push_str("ss"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'þ' | 'Þ' => out.push_str("th"),
        'ħ' | 'Ħ' => out.push('h'),
        'ı' => out.push('i'),
        'ŋ' | 'Ŋ' => out.push('n'),
        'ς' => out.push('σ'),
        c => out.extend(c.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folds_case_accents_and_signs() {
        assert_eq!(fold("M\u{fc}ller, J\u{f6}rg"), "muller jorg");
        assert_eq!(fold("Mu\u{308}ller"), "muller");
        assert_eq!(fold("  A--B  "), "a b");
        assert_eq!(fold("\u{fb01}nite \u{c6}sop"), "finite aesop");
        assert_eq!(fold("«»"), "");
    }
}
