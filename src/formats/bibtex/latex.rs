//! LaTeX field text to plain Unicode, for the projection and for people to read. Never for writing back: the
//! entry's source keeps the TeX.
//!
//! [`to_unicode`] is total. It runs in linear time, nests at most [`NESTING`] arguments deep and returns text of a
//! size bounded by its input's; what it does not know it reads as a reader of the printed page would guess.
//!
//! ```
//! use ibid::formats::bibtex::latex::to_unicode;
//! assert_eq!(to_unicode(r#"G{\"o}del, {Escher} \& Bach"#), "Gödel, Escher & Bach");
//! assert_eq!(to_unicode(r"On the ${\mathbb R}^{2}$ case---\emph{a note}"), "On the ℝ² case—a note");
//! ```

use std::borrow::Cow;

use crate::model::Typography;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::latex_marked::Looks;
pub use super::latex_marked::to_marked;
use super::latex_symbols::{self as symbols, Command};
pub use super::latex_verbatim::verbatim;
pub(super) use super::latex_verbatim::{unescaped, unwrapped};

/// How many arguments may be nested; deeper ones are read as if they stood beside their command.
pub const NESTING: usize = 200;

/// `tex` as plain text, in normalisation form C.
///
/// Braces vanish, formatting commands leave their argument, accents and symbols become characters, quotes and
/// dashes the typographic ones, formulas are approximated (`$x_1^2$` is `x₁²`). White space, ties and no-break
/// spaces fold to single spaces, none at the ends. No TeX remains: a backslash, brace or dollar sign in the result
/// was written as such (`\textbackslash`, `\{` with its `\}`, `\$`). An unknown command leaves its argument's text, or its
/// own name where it has no argument. Text that needs nothing of this is borrowed.
pub fn to_unicode(tex: &str) -> Cow<'_, str> {
    match german(tex) {
        Some(tex) => Cow::Owned(plain(&tex).into_owned()),
        None => plain(tex),
    }
}

/// `tex` with German quotation marks in place of what stands for them: ``"`so"'`` of babel and the ligature in
/// ``,,so``''; `None` where there is nothing of the kind.
pub(super) fn german(tex: &str) -> Option<String> {
    if !tex.contains("\"`") && !tex.contains(",,") {
        return None;
    }
    let mut out = String::with_capacity(tex.len());
    let mut open = 0_usize;
    let mut rest = tex;
    while let Some(c) = rest.chars().next() {
        let begins = out
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || "([{".contains(c));
        let behind = rest.get(2..).unwrap_or_default();
        let mark = if rest.starts_with("\"`") {
            open += 1;
            '„'
        } else if open > 0 && rest.starts_with("\"'") {
            open -= 1;
            '“'
        } else if begins
            && rest.starts_with(",,")
            && behind.starts_with(char::is_alphanumeric)
            && ["``", "''"].iter().any(|end| behind.contains(end))
        {
            '„'
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        out.push(mark);
        rest = behind;
    }
    Some(out)
}

/// The text of TeX in which quotation marks are the usual ones.
fn plain(tex: &str) -> Cow<'_, str> {
    if is_plain(tex) {
        return match tex.is_ascii() || is_nfc_quick(tex.chars()) == IsNormalized::Yes {
            true => Cow::Borrowed(tex),
            false => Cow::Owned(tex.nfc().collect()),
        };
    }
    let mut out = Reader::new(tex).read();
    if out.starts_with(' ') || out.ends_with(' ') || out.contains("  ") {
        // arguments that moved brought their spaces with them
        out = out
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
    }
    if out.is_ascii() || is_nfc_quick(out.chars()) == IsNormalized::Yes {
        return Cow::Owned(out);
    }
    Cow::Owned(out.nfc().collect())
}

/// Raised or lowered text without looks: in Unicode's characters where they all exist, else by a sign if it could be
/// misread; `None` where it stays as it is.
pub(crate) fn on_the_line(text: &str, raised: bool) -> Option<String> {
    let map = match raised {
        true => symbols::superscript,
        false => symbols::subscript,
    };
    if let Some(mapped) = text.chars().map(map).collect() {
        return Some(mapped);
    }
    // `n^{1/2}` is not n1/2, nor `10^{10^6}` 1010⁶
    let misread = raised
        && text.chars().nth(1).is_some()
        && text.contains(|c: char| !c.is_alphabetic() && !c.is_ascii_digit());
    misread.then(|| match text.starts_with('(') {
        true => format!("^{text}"),
        false => format!("^({text})"),
    })
}

/// `text` without the braces that have no partner: the rests of `Te\{v}zak`, where a machine escaped one half only.
fn braces_in_pairs(text: String) -> String {
    let mut open = Vec::new();
    let mut alone = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '{' => open.push(at),
            '}' if open.pop().is_none() => alone.push(at),
            _ => {}
        }
    }
    alone.append(&mut open);
    if alone.is_empty() {
        return text;
    }
    let kept = text.char_indices().filter(|(at, _)| !alone.contains(at));
    kept.map(|(_, c)| c).collect()
}

/// Whether nothing in `text` needs interpretation.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut previous = b' ';
    for (index, &byte) in bytes.iter().enumerate() {
        if SPECIAL[byte as usize] {
            let fine = match byte {
                b' ' => previous != b' ',
                b'-' | b'\'' => previous != byte,
                b'?' | b'!' => true,
                0xC2.. => !text[index..].starts_with(char::is_whitespace),
                _ => false,
            };
            if !fine {
                return false;
            }
        }
        previous = byte;
    }
    previous != b' ' || bytes.is_empty()
}

/// Bytes at which a run of ordinary text ends. The last four start the Unicode spaces.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b" \t\n\r\x0b\x0c{}$~`'-\\^_?!\xC2\xE1\xE2\xE3";
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
};

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) out: String,
    pub(super) depth: usize,
    /// Where the output of the argument being read starts: what stands before it is finished.
    pub(super) floor: usize,
    /// In a formula.
    pub(super) math: bool,
    /// In `$$…$$`.
    display: bool,
    /// An accent that awaits the letter after the brace.
    pub(super) pending: Option<usize>,
    /// Single quotes opened and not closed.
    quotes: usize,
    /// In `\uppercase` or its like, which are not applied twice.
    pub(super) cased: bool,
    /// How many scripts are being read.
    scripts: usize,
    /// What has a look of its own, where that is asked for.
    pub(super) looks: Option<Looks>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            out: String::with_capacity(text.len()),
            depth: 0,
            floor: 0,
            math: false,
            display: false,
            quotes: 0,
            pending: None,
            cased: false,
            scripts: 0,
            looks: None,
        }
    }

    /// The whole text.
    pub(super) fn read(mut self) -> String {
        self.run(false);
        self.close_all();
        match self.out.contains(['{', '}']) {
            true => braces_in_pairs(self.out),
            false => self.out,
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn skip_white(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    pub(super) fn space(&mut self) {
        if self.out.bytes().last().is_some_and(|last| last != b' ') {
            self.out.push(' ');
        }
    }

    /// Moves the next character, whatever it is, to the output.
    pub(super) fn copy_char(&mut self) {
        if let Some(c) = self.text[self.at..].chars().next() {
            self.at += c.len_utf8();
            if c.is_whitespace() {
                self.space()
            } else {
                self.out.push(c)
            }
        }
    }

    /// Reads to the end, or, in a `group`, past the brace that closes it.
    fn run(&mut self, group: bool) {
        let mut level = 0usize;
        loop {
            let rest = &self.bytes[self.at..];
            let plain = rest
                .iter()
                .position(|&byte| SPECIAL[byte as usize])
                .unwrap_or(rest.len());
            self.out.push_str(&self.text[self.at..self.at + plain]);
            self.at += plain;
            let Some(byte) = self.peek() else { return };
            match byte {
                b'{' => {
                    level += 1;
                    self.at += 1;
                    self.open_group(true);
                }
                b'}' => {
                    self.at += 1;
                    if let Some(accent) = self.pending.take() {
                        self.accent(accent);
                    }
                    self.close_group();
                    if group && level == 0 {
                        return;
                    }
                    level = level.saturating_sub(1);
                }
                b'\\' => self.command(),
                b'$' => self.dollar(),
                b'~' | b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => {
                    self.at += 1;
                    self.space();
                }
                b'`' | b'\'' | b'-' | b'?' | b'!' => self.ligature(byte),
                b'^' | b'_' if self.math => {
                    self.at += 1;
                    self.script(byte == b'^');
                }
                _ => self.copy_char(),
            }
        }
    }

    /// Dashes, quotation marks and primes.
    fn ligature(&mut self, byte: u8) {
        let next = self.bytes.get(self.at + 1).copied();
        let run = self.bytes[self.at..]
            .iter()
            .take(3)
            .take_while(|&&b| b == byte)
            .count();
        let (length, text) = match (byte, run) {
            (b'-', 3) if !self.math => (3, "—"),
            (b'-', 2) if !self.math => (2, "–"),
            (b'-', _) => (1, "-"),
            (b'\'', _) if self.math => (1, "′"),
            (b'\'', 2..) => (2, "”"),
            (b'\'', _)
                if self.quotes > 0
                    && !next.is_some_and(|b| b.is_ascii_alphanumeric() || b >= 0x80) =>
            {
                self.quotes -= 1;
                (1, "’")
            }
            (b'\'', _) => (1, "'"),
            (b'`', 2..) => (2, "“"),
            (b'`', _) => {
                self.quotes += 1;
                (1, "‘")
            }
            (b'?', _) if next == Some(b'`') => (2, "¿"),
            (b'!', _) if next == Some(b'`') => (2, "¡"),
            (b'?', _) => (1, "?"),
            _ => (1, "!"),
        };
        self.at += length;
        self.out.push_str(text);
    }

    fn dollar(&mut self) {
        let double = self.bytes.get(self.at + 1) == Some(&b'$');
        if self.math {
            self.at += if self.display && double { 2 } else { 1 };
            self.leave_math();
            return;
        }
        self.display = double;
        self.at += if double { 2 } else { 1 };
        // a lone sign opens nothing
        let mut from = self.at;
        while let Some(found) = memchr::memchr(b'$', &self.bytes[from..]) {
            if from + found > 0 && self.bytes[from + found - 1] != b'\\' {
                self.math = true;
                self.formula(true);
                self.skip_white();
                return;
            }
            from += found + 1;
        }
    }

    fn leave_math(&mut self) {
        self.math = false;
        self.display = false;
        if self.out.len() > self.floor && self.out.ends_with(' ') {
            self.out.pop();
        }
        self.formula(false);
    }

    /// Reads one argument: a group, a command or a character. Gives where its text starts in the output.
    pub(super) fn argument(&mut self) -> usize {
        self.skip_white();
        let start = self.out.len();
        if self.depth >= NESTING {
            return start;
        }
        self.depth += 1;
        let floor = std::mem::replace(&mut self.floor, start);
        match self.peek() {
            Some(b'{') => {
                let math = self.math;
                self.at += 1;
                self.open_group(false);
                self.run(true);
                self.math = math;
            }
            Some(b'\\') => self.command(),
            None | Some(b'}' | b'$') => {}
            Some(_) => self.copy_char(),
        }
        self.floor = floor;
        self.depth -= 1;
        start
    }

    /// The source of a braced argument, which is passed over; nothing where there is none.
    pub(super) fn raw_argument(&mut self) -> &'a str {
        let before = self.at;
        self.skip_white();
        if self.peek() != Some(b'{') {
            self.at = before;
            return "";
        }
        let start = self.at + 1;
        let mut level = 0usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' if self.peek().is_some_and(|next| next.is_ascii_punctuation()) => {
                    self.at += 1
                }
                b'{' => level += 1,
                b'}' if level == 1 => return &self.text[start..self.at - 1],
                b'}' => level -= 1,
                _ => {}
            }
        }
        &self.text[start..]
    }

    /// A superscript or subscript: in Unicode's characters where they all exist, else on the line.
    pub(super) fn script(&mut self, raised: bool) {
        self.scripts += 1;
        let start = self.argument();
        self.scripts -= 1;
        let tail = self.out[start..].trim_end();
        let is_digit = |c: char| c.is_ascii_digit();
        if tail.len() > 64 {
            return;
        }
        let degrees = tail.strip_prefix(['∘', '◦']).filter(|_| raised);
        let primes = tail.chars().filter(|c| *c == '′').count();
        if primes > 0 && tail.chars().count() == primes {
            if primes == 2 {
                self.out.truncate(start);
                self.out.push('″');
            }
        } else if let Some(unit) = degrees {
            let unit = format!("°{unit}");
            self.out.truncate(start);
            self.out.push_str(&unit);
        } else if raised && tail == "TM" {
            self.out.truncate(start);
            self.out.push('™');
        } else if self.looks.is_some() && self.scripts == 0 {
            if !tail.is_empty() {
                let look = match raised {
                    true => Typography::Superscript,
                    false => Typography::Subscript,
                };
                self.out.insert(start, look.begin());
                self.out.push(look.end());
            }
        } else if let Some(line) = on_the_line(tail, raised) {
            self.out.truncate(start);
            self.out.push_str(&line);
        } else if raised && tail.starts_with(is_digit) && self.out[..start].ends_with(is_digit) {
            self.out.insert(start, '^');
        }
    }

    fn command(&mut self) {
        self.at += 1;
        let Some(byte) = self.peek() else { return };
        if byte.is_ascii_alphabetic() {
            return self.control_word();
        }
        match byte {
            b'\'' | b'`' | b'^' | b'"' | b'~' | b'=' | b'.' => {
                self.at += 1;
                if let Some(accent) = symbols::accent_of_byte(byte) {
                    self.accent(accent);
                }
            }
            b'{' | b'}' | b'$' | b'%' | b'&' | b'#' | b'_' => {
                self.at += 1;
                self.out.push(byte as char);
            }
            // outside formulas `\:` is an escape of reference managers
            b';' | b':' if !self.math => self.copy_char(),
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b';' | b':' | b'>' => {
                self.at += 1;
                self.space();
            }
            b'\\' => {
                self.at += 1;
                self.optional_argument();
                self.space();
            }
            b'(' | b'[' => {
                self.at += 1;
                self.math = true;
                self.formula(true);
                self.skip_white();
            }
            b')' | b']' => {
                self.at += 1;
                self.leave_math();
            }
            b'!' | b'/' | b'-' | b'@' | b'*' | b'+' | b'<' => self.at += 1,
            b'|' => {
                self.at += 1;
                self.out.push('‖');
            }
            _ => match self.text[self.at..].chars().next() {
                Some(sign @ ('´' | '¨')) => {
                    self.at += sign.len_utf8();
                    self.accent(if sign == '´' { 1 } else { 7 });
                }
                _ => self.copy_char(),
            },
        }
    }

    pub(super) fn optional_argument(&mut self) {
        if self.peek() == Some(b'[')
            && let Some(end) = memchr::memchr(
                b']',
                &self.bytes[self.at..self.bytes.len().min(self.at + 32)],
            )
        {
            self.at += end + 1;
        }
    }

    fn control_word(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        let length = rest
            .iter()
            .position(|b| !b.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let name = &self.text[start..start + length];
        self.at += length;
        if length == 1
            && let Some(accent) = symbols::accent_of_byte(rest[0])
        {
            return self.accent(accent);
        }
        let Some(command) = symbols::command(name) else {
            return self.unknown(name);
        };
        if self.peek() == Some(b'*') && !matches!(command, Command::Text(_)) {
            self.at += 1;
        }
        self.apply(command);
    }

    fn unknown(&mut self, name: &str) {
        let after = self.bytes[self.at..]
            .iter()
            .position(|b| !b.is_ascii_whitespace());
        let next = after.map(|skip| &self.bytes[self.at + skip..]);
        match next {
            Some([b'{', second, ..]) if *second != b'}' => {
                self.argument();
                // a second argument is not the rest of a word
                while self.peek() == Some(b'{') && self.depth < NESTING {
                    self.space();
                    self.argument();
                }
            }
            // `\citein[p. 5]{key}`
            Some([b'[', rest @ ..])
                if rest[..rest.len().min(64)]
                    .windows(2)
                    .any(|pair| pair == b"]{") => {}
            _ => self.out.push_str(name),
        }
    }
}

#[cfg(test)]
#[path = "latex_tests.rs"]
mod tests;
