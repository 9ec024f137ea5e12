//! What the reader of `latex` does on meeting a command it knows.

use super::latex::{NESTING, Reader};
use super::latex_symbols::{self as symbols, Command};
use super::latex_verbatim::verbatim;

impl Reader<'_> {
    pub(super) fn apply(&mut self, command: Command) {
        match command {
            Command::Text(text) => {
                // the tilde of an address
                let text = if text == "∼" && self.out.ends_with('/') {
                    "~"
                } else {
                    text
                };
                // in formulas a sign keeps the space after it where it has one before it
                let spaced = self.math
                    && self.out.ends_with(' ')
                    && !text.starts_with(|c: char| c.is_alphanumeric() || "⟨⌊⌈".contains(c));
                if self.math && matches!(text, "⟩" | "⌋" | "⌉") && self.out.ends_with(' ') {
                    self.out.pop();
                }
                self.out.push_str(text);
                if !spaced {
                    self.skip_white();
                }
            }
            Command::Word(word) => self.out.push_str(word),
            Command::Function(name) => {
                if self.out.len() > self.floor && self.out.ends_with(char::is_alphanumeric) {
                    self.out.push(' ');
                }
                self.out.push_str(name);
                match &self.bytes[self.at..] {
                    [b'\\', b's', b'p' | b'b', ..] => {}
                    [b'\\', next, ..] | [next, ..] if next.is_ascii_alphanumeric() => {
                        self.out.push(' ')
                    }
                    _ => {}
                }
            }
            Command::Space => {
                if let [b'[', b'0'..=b'9', b']', ..] = &self.bytes[self.at..] {
                    self.at += 3;
                }
                self.skip_white();
                self.space();
            }
            Command::Drop => self.skip_white(),
            Command::Look(look) => {
                if self.begin(look) {
                    self.argument();
                    self.end(look);
                } else {
                    self.skip_white();
                }
            }
            Command::Switch(look) => {
                self.skip_white();
                self.switch(look);
            }
            Command::Accent(accent) => self.accent(accent),
            Command::Pick(arguments) => {
                for argument in arguments.bytes() {
                    match argument {
                        b'k' => _ = self.argument(),
                        _ => _ = self.raw_argument(),
                    }
                }
            }
            Command::Hspace => {
                if !self.raw_argument().trim_start().starts_with('-') {
                    self.space();
                }
            }
            Command::Swap => {
                let first = self.argument();
                let second = self.argument();
                // rotating nested swaps over and over would not be linear
                if self.out.len() - first <= 256 {
                    let moved = self.out[first..second].to_owned();
                    self.out.replace_range(first..second, "");
                    self.out.push_str(&moved);
                }
            }
            Command::Quote => {
                self.out.push('“');
                self.argument();
                self.out.push('”');
            }
            Command::Super => self.script(true),
            Command::Sub => self.script(false),
            Command::Upper => self.cased(|text| text.to_uppercase()),
            Command::Lower => self.cased(|text| text.to_lowercase()),
            Command::Verbatim => {
                let text = verbatim(self.raw_argument());
                self.literal(&text);
            }
            Command::Verb => {
                if let Some(delimiter) = self.text[self.at..].chars().next() {
                    let body = &self.text[self.at + delimiter.len_utf8()..];
                    let end = body.find(delimiter).unwrap_or(body.len());
                    self.literal(&body[..end]);
                    self.at = (self.at + 2 * delimiter.len_utf8() + end).min(self.text.len());
                }
            }
            Command::Math => {
                let math = std::mem::replace(&mut self.math, true);
                self.formula(true);
                self.argument();
                self.math = math;
                if !math {
                    self.formula(false);
                }
            }
            Command::Blackboard => {
                let start = self.argument();
                if self.out.len() - start <= 64 {
                    let tail = self.out.split_off(start);
                    self.out.extend(tail.chars().map(symbols::blackboard));
                }
            }
            Command::Root => {
                let before = self.at;
                self.optional_argument();
                let index = self.text[before..self.at].trim_matches(['[', ']']).trim();
                match index {
                    "3" => self.out.push('∛'),
                    "4" => self.out.push('∜'),
                    index => {
                        self.out
                            .extend(index.chars().filter_map(symbols::superscript));
                        self.out.push('√');
                    }
                }
                let start = self.argument();
                self.parenthesise(start);
            }
            Command::Fraction => {
                let start = self.argument();
                self.parenthesise(start);
                self.out.push('/');
                let start = self.argument();
                self.parenthesise(start);
            }
            Command::Binomial => {
                self.out.push('(');
                self.argument();
                self.space();
                self.argument();
                self.out.push(')');
            }
            Command::Delimiter => {
                self.skip_white();
                if self.peek() == Some(b'.') {
                    self.at += 1;
                }
            }
            Command::Glue => self.glue(),
            Command::Number => {
                self.number();
            }
            Command::Char => {
                let braced = self.peek() == Some(b'{');
                if braced {
                    self.at += 1;
                }
                if let Some(c) = self.number().and_then(char::from_u32) {
                    self.literal(c.encode_utf8(&mut [0; 4]));
                }
                if braced && self.peek() == Some(b'}') {
                    self.at += 1;
                }
            }
            Command::AccentPrimitive => {
                if let Some(accent) = self.number().and_then(symbols::accent_of_code) {
                    self.accent(accent);
                }
            }
            Command::Literal => {
                if !matches!(self.peek(), Some(b'\\' | b'{' | b'}' | b'$')) {
                    self.copy_char();
                }
            }
        }
    }

    /// An accent over the next argument.
    pub(super) fn accent(&mut self, accent: usize) {
        self.skip_white();
        // the usual shapes, `\"u` and `\"{u}`
        let (letter, length) = match &self.bytes[self.at..] {
            [b'{', letter, b'}', ..] => (*letter, 3),
            [letter, ..] => (*letter, 1),
            [] => (0, 0),
        };
        if let Some((base, mark)) = symbols::accented(accent, letter) {
            self.at += length;
            self.out.push(base);
            self.out.extend(mark);
            return;
        }
        let name = symbols::ACCENTS[accent].0;
        match &self.bytes[self.at..] {
            // `Montr{\'}eal`: the letter was left outside
            [b'}', next, ..] if next.is_ascii_alphabetic() => self.pending = Some(accent),
            // `\'{}\i`: the same mistake
            [b'{', b'}', b'\\', b'i' | b'j', ..] => {
                self.at += 2;
                let start = self.argument();
                self.combine(start, accent);
            }
            [] => {}
            [next, ..] => {
                let (braced, digit) = (*next == b'{', next.is_ascii_digit());
                if digit && name == "'" {
                    // `ICPP\'86`: meant as an apostrophe
                    self.out.push('\'');
                    return;
                }
                let start = self.argument();
                let empty = self.out[start..].trim().is_empty();
                if braced
                    && empty
                    && self.depth < NESTING
                    && matches!(name, "^" | "~" | "'" | "`" | "\"")
                {
                    // `\~{}` prints the sign itself
                    self.out.truncate(start);
                    self.out.push_str(name);
                } else {
                    self.combine(start, accent);
                }
            }
        }
    }

    /// Puts an accent on the first letter of the output from `start`; on what is no letter it is lost.
    fn combine(&mut self, start: usize, accent: usize) {
        let (name, mark, _) = symbols::ACCENTS[accent];
        let Some(base) = self.out[start..].chars().next() else {
            return;
        };
        let mut end = start + base.len_utf8();
        // `\overline{AB}`: there is no bar over two letters
        if name.len() > 2
            && name != "not"
            && end < self.out.len()
            && !matches!(name, "polhk" | "textcommabelow" | "textogonekcentered")
        {
            return;
        }
        match base {
            'ı' => self.out.replace_range(start..end, "i"),
            'ȷ' => self.out.replace_range(start..end, "j"),
            _ if base.is_alphabetic() || name == "not" => {}
            _ => return,
        }
        if matches!(base, 'ı' | 'ȷ') {
            end = start + 1;
        }
        let marks = self.out[end..].chars().take(4);
        end += marks
            .take_while(|&c| unicode_normalization::char::is_combining_mark(c))
            .map(char::len_utf8)
            .sum::<usize>();
        self.out.insert(end, mark);
    }

    fn cased(&mut self, change: fn(&str) -> String) {
        let nested = std::mem::replace(&mut self.cased, true);
        let start = self.argument();
        self.cased = nested;
        if !nested {
            let changed = change(&self.out[start..]);
            self.out.truncate(start);
            self.out.push_str(&changed);
        }
    }

    /// Puts the output from `start` in parentheses unless it is one word.
    pub(super) fn parenthesise(&mut self, start: usize) {
        let tail = &self.out[start..];
        if tail
            .chars()
            .take(32)
            .any(|c| !c.is_alphanumeric() && !"₊₋⁺⁻".contains(c))
            && !tail.starts_with('(')
        {
            self.out.insert(start, '(');
            self.out.push(')');
        }
    }

    /// Text that is no TeX, without the characters by which TeX would show.
    fn literal(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\\' | '{' | '}' | '$' => {}
                c if c.is_whitespace() => self.space(),
                c if c.is_control() => {}
                c => self.out.push(c),
            }
        }
    }

    /// A number as TeX writes it: decimal, `'` octal, `"` hexadecimal or `` ` `` and a character.
    fn number(&mut self) -> Option<u32> {
        self.skip_white();
        let radix = match self.peek()? {
            b'\'' => 8,
            b'"' => 16,
            b'`' => {
                self.at += 1;
                if self.peek() == Some(b'\\') {
                    self.at += 1;
                }
                let c = self.text[self.at..].chars().next()?;
                self.at += c.len_utf8();
                return Some(c as u32);
            }
            _ => 10,
        };
        if radix != 10 {
            self.at += 1;
        }
        let mut value = None;
        while let Some(digit) = self.peek().and_then(|byte| (byte as char).to_digit(radix)) {
            self.at += 1;
            value = Some((value.unwrap_or(0u32) * radix + digit).min(0x11_0000));
        }
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        value
    }

    /// Passes over a dimension such as `.16667em plus 1pt minus .5pt`.
    fn glue(&mut self) {
        loop {
            self.skip_white();
            if self.peek() == Some(b'=') {
                self.at += 1;
            }
            let rest = &self.bytes[self.at..];
            let digits = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b',');
            let number = rest.iter().position(|b| !digits(b)).unwrap_or(rest.len());
            if number == 0 {
                return;
            }
            self.at += number;
            if self.bytes[self.at..]
                .iter()
                .take(2)
                .filter(|b| b.is_ascii_lowercase())
                .count()
                == 2
            {
                self.at += 2;
            }
            let after = self.text[self.at..].trim_start();
            let Some(word) = ["plus", "minus"]
                .into_iter()
                .find(|word| after.starts_with(word))
            else {
                return;
            };
            self.at = self.text.len() - after.len() + word.len();
        }
    }
}
