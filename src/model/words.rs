//! The words that an entry is found by, and the words that a person types: the same folding for both, here alone.
//!
//! A text has its words as [`fold`](super::fold) gives them and, behind them, other forms by which people know the
//! same words: `co-operation` also as `cooperation`, `Müller` also as `mueller`, `Достоевский` also in Latin letters.
//! What is typed has alternatives likewise, so that each form finds the others. Chinese, Japanese and Korean, which
//! are written without spaces, are taken two signs at a time.
//!
//! ```
//! use ibid::model::{Column, forms, stands};
//!
//! let mut title = Column::default();
//! title.text("Müller’s co-operation");
//! let title = title.finish();
//! assert_eq!(title, "muller s co operation mueller muellers mullers cooperation");
//! for typed in ["cooperation", "co-operation", "mueller", "müller", "MULLER"] {
//!     assert!(forms(typed).iter().any(|form| stands(&title, &form.words, form.prefix)), "{typed}");
//! }
//! ```

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Name;
use super::fold::{fold_into, letter};

/// Longer joined forms are nobody's word.
const LONGEST: usize = 40;

/// The words of one column of the index, gathered from one text after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    main: String,
    forms: String,
    initials: u32,
}

impl Column {
    /// Adds the words of a text.
    pub fn text(&mut self, text: &str) {
        read(text, |piece| match piece {
            Piece::Word(word) => append(&mut self.main, word),
            Piece::Form(word) | Piece::Joined(word) => append(&mut self.forms, word),
            Piece::Signs(signs) => {
                for pair in signs.windows(2) {
                    append_signs(&mut self.main, pair);
                }
                // the last sign by itself: each is the beginning of a word then
                append_signs(&mut self.main, &signs[signs.len() - 1..]);
            }
        });
    }

    /// Adds the words of a name, the initials of the given names, and forms of names alone: `Mueller` also as `muller`.
    pub fn name(&mut self, name: &Name) {
        if name.corporate {
            return self.text(&name.family);
        }
        let start = self.main.len();
        self.text(&name.given);
        self.initials(start);
        let before = self.main.len();
        self.text(&name.prefix);
        self.text(&name.family);
        let words = self.main[before..].trim_start();
        if !name.prefix.is_empty() && words.contains(' ') && words.len() <= LONGEST {
            let joined = words.replace(' ', "");
            append(&mut self.forms, &joined);
        }
        for word in words.split(' ') {
            if let Some(plain) = without_e(word) {
                append(&mut self.forms, &plain);
            }
        }
        self.text(&name.suffix);
    }

    /// Adds the initials of the words from `start` on, one by one and together.
    fn initials(&mut self, start: usize) {
        let mut together = String::new();
        for word in self.main[start..]
            .split(' ')
            .filter(|word| !word.is_empty())
        {
            let Some(first) = word.chars().next().filter(char::is_ascii_lowercase) else {
                continue;
            };
            together.push(first);
            let bit = 1_u32 << (first as u32 - 'a' as u32);
            if word.len() > 1 && self.initials & bit == 0 {
                self.initials |= bit;
                append(&mut self.forms, first.encode_utf8(&mut [0; 4]));
            }
        }
        if (2..=4).contains(&together.len()) {
            append(&mut self.forms, &together);
        }
    }

    /// Adds the words of what is a name for machines, such as a key or an identifier, as they stand.
    pub fn plain(&mut self, text: &str) {
        fold_into(text, &mut self.main);
    }

    /// Whether one of the words so far is `word`.
    pub fn holds(&self, word: &str) -> bool {
        self.main.split(' ').any(|known| known == word)
    }

    /// The words as they follow each other, and their other forms.
    pub fn parts(&self) -> (&str, &str) {
        (&self.main, &self.forms)
    }

    /// The words, then the other forms, a space between them.
    pub fn finish(self) -> String {
        let mut words = self.main;
        append(&mut words, &self.forms);
        words
    }
}

/// One of the ways in which typed words may stand in an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Folded words that stand one after the other.
    pub words: Vec<String>,
    /// Whether the last may be the beginning of a word.
    pub prefix: bool,
    /// Whether this is a form of names only: it counts in the column of people, and nowhere else.
    pub names: bool,
}

/// The alternatives for what a person typed as one word or phrase, the plain one first; none where `text` holds no
/// letter or digit.
///
/// ```
/// let words = |text| -> Vec<String> { ibid::model::forms(text).into_iter().map(|form| form.words.join(" ")).collect() };
/// assert_eq!(words("O'Brien"), ["o brien", "obrien"]);
/// assert_eq!(words("Müller"), ["muller", "mueller"]);
/// assert_eq!(words("D.E."), ["d e", "de"]);
/// assert_eq!(words("机器学习"), ["机器 器学 学习", "器学 学习 习 机", "学习 习 机器 器"]);
/// assert_eq!(words("Smith, John"), ["smith john", "john smith"]);
/// assert_eq!(words("Ward, Jr., J. F."), ["ward jr j f", "j f ward jr"]);
/// ```
pub fn forms(text: &str) -> Vec<Form> {
    let (mut main, mut other): (Vec<String>, Vec<Option<String>>) = (Vec::new(), Vec::new());
    let mut latin: Vec<Option<String>> = Vec::new();
    let mut joined: Vec<(usize, String)> = Vec::new();
    let mut prefix = false;
    read(text, |piece| {
        prefix = false;
        match piece {
            Piece::Word(word) => {
                main.push(word.to_owned());
                other.push(None);
                latin.push(None);
            }
            // the second form of a word, where it has two, is the one in Latin letters
            Piece::Form(word) => {
                if let Some(last) = other.last_mut().filter(|last| last.is_none()) {
                    *last = Some(word.to_owned());
                } else if let Some(last) = latin.last_mut() {
                    *last = Some(word.to_owned());
                }
            }
            Piece::Joined(word) => joined.push((main.len(), word.to_owned())),
            Piece::Signs(signs) => {
                prefix = signs.len() == 1;
                for pair in signs.windows(2.min(signs.len())) {
                    main.push(pair.iter().collect());
                    other.push(None);
                    latin.push(None);
                }
            }
        }
    });
    let mut found: Vec<Form> = Vec::new();
    let mut put = |words: Vec<String>, prefix: bool, names: bool| {
        if !words.is_empty() && !found.iter().any(|form| form.words == words) {
            found.push(Form {
                words,
                prefix,
                names,
            });
        }
    };
    put(main.clone(), prefix, false);
    for others in [&other, &latin] {
        if others.iter().any(Option::is_some) {
            let words = main.iter().zip(others);
            let words = words.map(|(word, other)| other.as_ref().unwrap_or(word).clone());
            put(words.collect(), prefix, false);
        }
    }
    if let [one] = main.as_slice()
        && let Some(plain) = without_e(one)
    {
        put(vec![plain], false, true);
    }
    // a name as lists print it, with `Jr.` between family and given names
    if let Some((family, given)) = text.split_once(',') {
        let (suffix, given) = given.split_once(',').unwrap_or(("", given));
        let plain = |text: &str| forms(text).into_iter().next().map(|form| form.words);
        if let (false, Some(family), Some(given)) =
            (given.contains(','), plain(family), plain(given))
        {
            let suffix = plain(suffix).unwrap_or_default();
            put([given, family, suffix].concat(), false, true);
        }
    }
    // a name of signs is written without a space
    let signs: Vec<char> = text.trim().chars().collect();
    if (2..=6).contains(&signs.len()) && signs.iter().all(|c| is_sign(*c)) {
        for cut in 1..signs.len().min(3) {
            let (family, given) = signs.split_at(cut);
            put(
                [words_of_signs(given), words_of_signs(family)].concat(),
                false,
                true,
            );
        }
    }
    // a compound by itself
    for (end, word) in joined {
        if end == main.len() && main.len() > 1 && covers(&word, &main, &other) {
            put(vec![word], false, false);
        }
    }
    found
}

/// A run of signs as [`Column::text`] has it: two at a time, then the last by itself.
fn words_of_signs(signs: &[char]) -> Vec<String> {
    let pairs = signs.windows(2).map(|pair| pair.iter().collect());
    let last = signs.last().map(|last| last.to_string());
    pairs.chain(last).collect()
}

/// Whether `joined` is made of all the words.
fn covers(joined: &str, main: &[String], other: &[Option<String>]) -> bool {
    let length = |words: usize| words == joined.len();
    length(main.iter().map(String::len).sum())
        || length(
            main.iter()
                .zip(other)
                .map(|(word, other)| other.as_ref().unwrap_or(word).len())
                .sum(),
        )
}

/// Whether `words` stand one after the other among the words of `column`, the last of them as the beginning of one if
/// `prefix`.
pub fn stands(column: &str, words: &[String], prefix: bool) -> bool {
    let Some((last, before)) = words.split_last() else {
        return false;
    };
    let mut rest = column;
    loop {
        let mut here = rest.split(' ');
        let first = before.iter().all(|word| here.next() == Some(word));
        let ends = |word: &str| {
            if prefix {
                word.starts_with(last.as_str())
            } else {
                word == last
            }
        };
        if first && here.next().is_some_and(ends) {
            return true;
        }
        match rest.split_once(' ') {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
}

/// What a text consists of.
enum Piece<'w> {
    /// A word.
    Word(&'w str),
    /// Another form of the word before.
    Form(&'w str),
    /// A compound's parts together, after them.
    Joined(&'w str),
    /// A run of signs written without spaces.
    Signs(&'w [char]),
}

/// Takes a text apart.
fn read(text: &str, mut take: impl FnMut(Piece<'_>)) {
    let text: Cow<'_, str> = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    };
    let mut compound = Compound::default();
    let mut words = Words {
        text: &text,
        at: 0,
        end: 0,
    };
    let (mut main, mut other, mut latin) = (String::new(), String::new(), String::new());
    while let Some((gap, word)) = words.next() {
        if compound.parts > 0 && !compound.goes_on(gap) {
            compound.finish(&mut take);
        }
        if word.chars().next().is_some_and(is_sign) {
            compound.finish(&mut take);
            let signs: Vec<char> = word.chars().filter(|c| !is_combining_mark(*c)).collect();
            take(Piece::Signs(&signs));
            continue;
        }
        main.clear();
        other.clear();
        latin.clear();
        if word.is_ascii() {
            main.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            spell(word, &mut main, &mut other, &mut latin);
        }
        if main.is_empty() {
            continue;
        }
        take(Piece::Word(&main));
        let other = if other.is_empty() || other == main {
            &main
        } else {
            take(Piece::Form(&other));
            &other
        };
        if !latin.is_empty() && latin != main {
            take(Piece::Form(&latin));
        }
        compound.add(&main, other);
    }
    compound.finish(&mut take);
}

/// A word letter by letter: folded, with `oe` for `ö` and the like, and in Latin letters where it has others.
fn spell(word: &str, main: &mut String, other: &mut String, latin: &mut String) {
    let mut foreign = false;
    for c in word.chars() {
        if is_silent(c) {
            continue;
        }
        let start = main.len();
        for part in std::iter::once(c).nfkd() {
            if !is_combining_mark(part) {
                letter(part, main);
            }
        }
        match c {
            'ä' | 'Ä' => other.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => other.push_str("oe"),
            'ü' | 'Ü' => other.push_str("ue"),
            'å' | 'Å' => other.push_str("aa"),
            _ => other.push_str(&main[start..]),
        }
        if main[start..].is_ascii() {
            latin.push_str(&main[start..]);
        } else {
            foreign = true;
            let plain = deunicode::deunicode_char(c).unwrap_or_default();
            let letters = plain.chars().filter(char::is_ascii_alphanumeric);
            latin.extend(letters.map(|c| c.to_ascii_lowercase()));
        }
    }
    if !foreign {
        latin.clear();
    }
}

/// Words that hyphens, apostrophes or, between single letters, full stops tie together.
#[derive(Default)]
struct Compound {
    main: String,
    other: String,
    parts: usize,
    single: bool,
    dots: bool,
}

impl Compound {
    fn goes_on(&mut self, gap: &str) -> bool {
        match gap {
            "-" | "'" | "’" | "‘" | "ʼ" | "‐" | "‑" => true,
            "." | ".-" | ".‐" => {
                self.dots = true;
                true
            }
            _ => false,
        }
    }

    fn add(&mut self, main: &str, other: &str) {
        self.single = (self.parts == 0 || self.single) && main.len() == 1;
        self.parts += 1;
        self.main.push_str(main);
        self.other.push_str(other);
    }

    fn finish(&mut self, take: &mut impl FnMut(Piece<'_>)) {
        let wanted = self.parts > 1
            && (!self.dots || self.single)
            && self.main.len() <= LONGEST
            && self.main.bytes().any(|byte| !byte.is_ascii_digit());
        if wanted {
            if self.other != self.main {
                take(Piece::Joined(&self.other));
            }
            take(Piece::Joined(&self.main));
        }
        *self = Self {
            main: std::mem::take(&mut self.main),
            other: std::mem::take(&mut self.other),
            ..Self::default()
        };
        self.main.clear();
        self.other.clear();
    }
}

/// The words of a text, each with what stands between it and the one before.
struct Words<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl<'t> Words<'t> {
    fn next(&mut self) -> Option<(&'t str, &'t str)> {
        let rest = &self.text[self.at..];
        let start = self.at + rest.find(char::is_alphanumeric)?;
        let gap = &self.text[self.end..start];
        let mut kind = None;
        let mut end = self.text.len();
        for (at, c) in self.text[start..].char_indices() {
            let ends = if c.is_ascii() {
                !c.is_ascii_alphanumeric() || kind == Some(true)
            } else if is_combining_mark(c) || is_silent(c) {
                false
            } else {
                !c.is_alphanumeric() || kind.is_some_and(|kind| kind != is_sign(c))
            };
            if ends {
                end = start + at;
                break;
            }
            if kind.is_none() {
                kind = Some(is_sign(c));
            }
        }
        self.at = end;
        self.end = end;
        Some((gap, &self.text[start..end]))
    }
}

/// Characters that are not seen: soft hyphens, joiners.
fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

/// Scripts written without spaces between words.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn append(words: &mut String, word: &str) {
    if !words.is_empty() && !word.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

fn append_signs(words: &mut String, signs: &[char]) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.extend(signs);
}

/// The name that `word` is with `ae`, `oe`, `ue`, `aa` read as `ä`, `ö`, `ü`, `å` and those folded: `muller` for
/// `mueller`; none where the letters can hardly mean that, as in `bauer`, `samuel`, `blue`.
fn without_e(word: &str) -> Option<String> {
    let bytes = word.as_bytes();
    if bytes.len() < 4 || !word.is_ascii() {
        return None;
    }
    let vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let mut out = String::with_capacity(word.len());
    let mut at = 0;
    while at < bytes.len() {
        out.push(bytes[at] as char);
        let pair = matches!(bytes.get(at..at + 2), Some(b"ae" | b"oe" | b"ue" | b"aa"));
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let after = bytes.get(at + 2).copied();
        let likely = pair
            && before.is_none_or(|before| !vowel(before) && before != b'q')
            && after.is_some_and(|after| after.is_ascii_lowercase() && !vowel(after))
            && bytes.get(at + 2..) != Some(b"l");
        at += if likely { 2 } else { 1 };
    }
    (out.len() < word.len()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str) -> String {
        let mut column = Column::default();
        column.text(text);
        column.finish()
    }

    fn named(given: &str, prefix: &str, family: &str) -> String {
        let mut column = Column::default();
        column.name(&Name {
            given: given.into(),
            prefix: prefix.into(),
            family: family.into(),
            ..Name::default()
        });
        column.finish()
    }

    fn finds(typed: &str, column: &str) -> bool {
        forms(typed)
            .iter()
            .any(|form| stands(column, &form.words, form.prefix))
    }

    #[test]
    fn words_and_their_other_forms() {
        for (text, words) in [
            (
                "Real-time co-operation",
                "real time co operation realtime cooperation",
            ),
            ("pages 1--2, 1992-1993", "pages 1 2 1992 1993"),
            ("U.S.A. e.g. x", "u s a e g x usa eg"),
            ("Fig.3 J.Smith", "fig 3 j smith"),
            ("co\u{ad}operation", "cooperation"),
            ("Größe Straße", "grosse strasse groesse"),
            ("Mu\u{308}ller", "muller mueller"),
            ("Łódź Ångström", "lodz angstrom aangstroem"),
            ("Достоевский", "достоевскии dostoevskii"),
            ("机器学习 AI", "机器 器学 学习 习 ai"),
            ("BERT的方法", "bert 的方 方法 法"),
            ("«»", ""),
        ] {
            assert_eq!(column(text), words, "{text}");
        }
    }

    #[test]
    fn names_are_found_by_their_initials_and_spellings() {
        assert_eq!(
            named("Donald Ervin", "", "Knuth"),
            "donald ervin knuth d e de"
        );
        assert_eq!(named("D. E.", "", "Knuth"), "d e knuth de");
        assert_eq!(
            named("Jean-Pierre", "", "Serre"),
            "jean pierre serre jeanpierre j p jp"
        );
        assert_eq!(named("", "van den", "Berg"), "van den berg vandenberg");
        let spellings = ["Müller", "Mueller", "Muller"];
        for stored in spellings {
            let stored = named("", "", stored);
            for typed in spellings {
                assert!(finds(typed, &stored), "{typed} in {stored}");
            }
        }
        for typed in ["O'Brien", "obrien", "OBrien", "O’Brien"] {
            assert!(finds(typed, &named("", "", "O'Brien")), "{typed}");
            assert!(finds(typed, &named("", "", "O’Brien")), "{typed}");
        }
        for plain in [
            "bauer", "samuel", "blue", "michael", "joel", "queen", "boer",
        ] {
            assert_eq!(
                without_e(plain),
                (plain == "boer").then(|| "bor".into()),
                "{plain}"
            );
        }
    }

    #[test]
    fn signs_are_found_in_any_number() {
        let title = column("基于机器学习的方法");
        for typed in ["机", "机器", "机器学习", "法", "方法"] {
            assert!(finds(typed, &title), "{typed}");
        }
        assert!(!finds("学机", &title));
        assert!(finds("достоевский", &column("Достоевский")));
        assert!(finds("dostoevskii", &column("Достоевский")));
        assert!(finds("Достоевский", &column("Dostoevskii")));
    }

    #[test]
    fn phrases_stand_in_order() {
        let words = ["a".to_owned(), "b".to_owned()];
        assert!(stands("x a b", &words, false));
        assert!(!stands("a x b", &words, false));
        assert!(!stands("a bc", &words, false));
        assert!(stands("a bc", &words, true));
        assert!(!stands("a", &words, true));
    }
}
