//! Typst documents: `@key`, `#cite(<key>)`, `#cite(label("key"))`.
//!
//! `@key` also refers to figures, sections and whatever else has a label; what has one in the document is no citation.
//! Strings are strings in code only, so that code, markup and formulas are told apart.

mod frames;

use super::{Base, Scan, Scanner};
use frames::{Call, Frame, Refers};

/// Typst.
pub(super) const SCANNER: Scanner = Scanner {
    name: "typst",
    title: "Typst document",
    endings: &["typ", "typst"],
    sniff: |text| {
        super::lines(text).any(|(_, line)| {
            [
                "#import \"",
                "#set ",
                "#show",
                "#let ",
                "#include \"",
                "#bibliography(",
            ]
            .iter()
            .any(|word| line.starts_with(word))
        }) || text.contains("#cite(")
    },
    scan: |text, _| scan(text),
};

fn scan(text: &str) -> Scan {
    let mut typst = Typst {
        text,
        bytes: text.as_bytes(),
        at: 0,
        frames: Vec::new(),
        found: Scan::default(),
    };
    typst.run();
    typst.found.in_order()
}

struct Typst<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    frames: Vec<Frame>,
    found: Scan,
}

/// Whether `c` can stand in a label.
fn in_label(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '\u{300}'..='\u{36f}')
}

impl<'t> Typst<'t> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            match self.frames.last().copied().unwrap_or(Frame::Markup) {
                Frame::Markup => self.markup(),
                Frame::Math => self.math(),
                Frame::Line { block } => self.line(block),
                Frame::Code { close, call } => self.code(close, call),
            }
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Steps over the character here.
    fn step(&mut self) {
        self.at = self
            .text
            .ceil_char_boundary((self.at + 1).min(self.text.len()));
    }

    fn push(&mut self, frame: Frame) {
        self.frames.push(frame);
        self.at += 1;
    }

    /// Steps over a comment or raw text; whether there was one.
    fn trivia(&mut self) -> bool {
        match (self.peek(0), self.peek(1)) {
            (Some(b'/'), Some(b'/')) => {
                self.at = memchr::memchr(b'\n', &self.bytes[self.at..])
                    .map_or(self.bytes.len(), |end| self.at + end);
            }
            (Some(b'/'), Some(b'*')) => {
                let mut depth = 0_usize;
                while let Some(found) = memchr::memchr(b'*', &self.bytes[self.at..]) {
                    let star = self.at + found;
                    if depth > 0 && self.bytes.get(star + 1) == Some(&b'/') && star > self.at {
                        depth -= 1;
                        self.at = star + 2;
                    } else if star > 0 && self.bytes[star - 1] == b'/' && star > self.at {
                        depth += 1;
                        self.at = star + 1;
                    } else if depth > 0 && self.bytes.get(star + 1) == Some(&b'/') {
                        depth -= 1;
                        self.at = star + 2;
                    } else {
                        self.at = star + 1;
                    }
                    if depth == 0 {
                        return true;
                    }
                }
                self.at = self.bytes.len();
            }
            (Some(b'`'), _) => {
                let rest = &self.bytes[self.at..];
                let ticks = rest.iter().take_while(|byte| **byte == b'`').count();
                self.at += ticks;
                if ticks != 2 {
                    let mut run = 0;
                    let end = self.bytes[self.at..].iter().position(|byte| {
                        run = if *byte == b'`' { run + 1 } else { 0 };
                        run == ticks
                    });
                    self.at = end.map_or(self.bytes.len(), |end| self.at + end + 1);
                }
            }
            _ => return false,
        }
        true
    }

    fn markup(&mut self) {
        if self.trivia() {
            return;
        }
        match self.bytes[self.at] {
            b'\\' => {
                self.step();
                self.step();
            }
            b'h' if self.rest().starts_with("http://") || self.rest().starts_with("https://") => {
                let end = self
                    .rest()
                    .find(|c: char| c.is_whitespace() || "[]()<>\"".contains(c));
                self.at = end.map_or(self.text.len(), |end| self.at + end);
            }
            b'$' => self.push(Frame::Math),
            b'[' => self.push(Frame::Markup),
            b']' => {
                self.at += 1;
                self.pop();
            }
            b'@' => self.reference(),
            b'<' => match self.label() {
                Some(name) => {
                    self.found.labels.push(name.to_owned());
                    self.at += name.len() + 2;
                }
                None => self.step(),
            },
            b'#' => self.hash(),
            _ => self.step(),
        }
    }

    fn math(&mut self) {
        if self.trivia() {
            return;
        }
        match self.bytes[self.at] {
            b'\\' => {
                self.step();
                self.step();
            }
            b'"' => {
                self.string();
            }
            b'$' => {
                self.at += 1;
                self.pop();
            }
            b'#' => self.hash(),
            _ => self.step(),
        }
    }

    fn line(&mut self, block: bool) {
        // behind the last block of `if … {} else {}`
        let closed = self.at > 0 && matches!(self.bytes[self.at - 1], b']' | b'}');
        if block
            && closed
            && !self
                .rest()
                .trim_start_matches([' ', '\t', '\n', '\r'])
                .starts_with("else")
        {
            self.frames.pop();
            return;
        }
        match self.bytes[self.at] {
            b'\n' | b';' => {
                self.at += 1;
                self.frames.pop();
            }
            // the content around it ends
            b']' => {
                self.frames.pop();
            }
            _ => self.code(0, Call::Other),
        }
    }

    fn code(&mut self, close: u8, call: Call) {
        if self.trivia() {
            return;
        }
        let byte = self.bytes[self.at];
        match byte {
            b'"' => {
                let before = self.text[..self.at].trim_end().as_bytes().last().copied();
                let (start, value) = self.string();
                match call {
                    Call::Label(Refers::Cites) => self.found.cite(value, start, false),
                    Call::Label(Refers::Either) => self.found.cite(value, start, true),
                    Call::Bibliography if matches!(before, Some(b'(' | b',')) => {
                        self.found.bibliographies.push(value.to_owned());
                    }
                    _ => {}
                }
            }
            b'[' => self.push(Frame::Markup),
            b'$' => self.push(Frame::Math),
            b'(' => self.push(Frame::Code {
                close: b')',
                call: Call::of("", call),
            }),
            b'{' => self.push(Frame::Code {
                close: b'}',
                call: Call::Other,
            }),
            _ if byte == close && close != 0 => {
                self.at += 1;
                self.pop();
            }
            b'<' => match (self.label(), call.refers()) {
                (Some(name), Some(refers)) => {
                    self.found.cite(name, self.at + 1, refers == Refers::Either);
                    self.at += name.len() + 2;
                }
                (Some(name), None) => self.at += name.len() + 2,
                _ => self.step(),
            },
            byte if byte.is_ascii_alphabetic() || byte == b'_' => self.word(call),
            // letters of a word may follow digits
            byte if byte.is_ascii_digit() => {
                let name = self.identifier();
                self.at += name.len().max(1);
            }
            _ => self.step(),
        }
    }

    /// A word in code.
    fn word(&mut self, call: Call) {
        let name = self.identifier();
        self.at += name.len();
        match name {
            "include" | "import" => self.file(),
            "full" if call == Call::Bibliography => {
                let value = self
                    .rest()
                    .trim_start()
                    .strip_prefix(':')
                    .map(str::trim_start);
                if value.is_some_and(|value| value.starts_with("true")) {
                    self.found.cite_everything(self.at - name.len());
                }
            }
            _ => {
                if self.peek(0) == Some(b'(') {
                    self.push(Frame::Code {
                        close: b')',
                        call: Call::of(name, call),
                    });
                }
            }
        }
    }

    /// `#` in markup or a formula.
    fn hash(&mut self) {
        self.at += 1;
        match self.peek(0) {
            Some(b'{') => self.push(Frame::Code {
                close: b'}',
                call: Call::Other,
            }),
            Some(b'(') => self.push(Frame::Code {
                close: b')',
                call: Call::Other,
            }),
            Some(b'"') => {
                self.string();
            }
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => {
                let name = self.identifier();
                self.at += name.len();
                match name {
                    "include" | "import" => {
                        self.file();
                        self.frames.push(Frame::Line { block: false });
                    }
                    "let" | "set" | "show" | "return" => {
                        self.frames.push(Frame::Line { block: false })
                    }
                    "if" | "for" | "while" | "context" => {
                        self.frames.push(Frame::Line { block: true })
                    }
                    _ => self.chain(name),
                }
            }
            _ => {}
        }
    }

    /// What directly follows an expression in markup: `.field`, `(arguments)`, `[content]`.
    fn chain(&mut self, name: &'t str) {
        let mut name = name;
        while self.peek(0) == Some(b'.')
            && self.peek(1).is_some_and(|byte| byte.is_ascii_alphabetic())
        {
            self.at += 1;
            name = self.identifier();
            self.at += name.len();
        }
        match self.peek(0) {
            Some(b'(') => self.push(Frame::Code {
                close: b')',
                call: Call::of(name, Call::Other),
            }),
            Some(b'[') => self.push(Frame::Markup),
            _ => {}
        }
    }

    /// Closes the innermost bracket.
    fn pop(&mut self) {
        let closed = self.frames.pop();
        let outside = self.frames.last().copied().unwrap_or(Frame::Markup);
        if closed.is_some_and(|closed| closed != Frame::Math)
            && matches!(outside, Frame::Markup | Frame::Math)
        {
            self.chain("");
        }
    }

    /// The word here, which may be empty.
    fn identifier(&self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
        &rest[..end.unwrap_or(rest.len())]
    }

    /// Steps over the string here: where its inside starts, and that as written.
    fn string(&mut self) -> (usize, &'t str) {
        let start = self.at + 1;
        let mut at = start;
        while let Some(found) = memchr::memchr2(b'"', b'\\', &self.bytes[at..]) {
            at += found;
            if self.bytes[at] == b'"' {
                self.at = at + 1;
                return (start, &self.text[start..at]);
            }
            at = (at + 2).min(self.bytes.len());
        }
        self.at = self.bytes.len();
        (start, "")
    }

    /// The path behind `include` or `import`.
    fn file(&mut self) {
        let space = self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        if self.peek(space) != Some(b'"') {
            return;
        }
        self.at += space;
        let (start, path) = self.string();
        if !path.starts_with('@') {
            self.found.include(path, start, &[Base::File], &[""]);
        }
    }

    /// The label `<name>` here.
    fn label(&self) -> Option<&'t str> {
        let inner = &self.text[self.at + 1..];
        let end = inner.find(|c| !in_label(c))?;
        (end > 0 && inner[end..].starts_with('>')).then(|| &inner[..end])
    }

    /// `@key` in markup.
    fn reference(&mut self) {
        let start = self.at + 1;
        let rest = &self.text[start..];
        let end = rest.find(|c| !in_label(c)).unwrap_or(rest.len());
        let key = rest[..end].trim_end_matches(['.', ':']);
        let address =
            self.at > 0 && self.bytes[self.at - 1].is_ascii_alphanumeric() && key.contains('.');
        if !key.is_empty() && !address {
            self.found.cite(key, start, true);
        }
        self.at = start + key.len();
    }
}

#[cfg(test)]
mod tests;
