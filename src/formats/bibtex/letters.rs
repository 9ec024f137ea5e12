//! Letters outside ASCII as TeX commands, and TeX's accents and letters as themselves: on field text that stays TeX.
//!
//! Neither direction touches what is no prose: formulas keep their commands, the arguments of `\url` and its kin their
//! address. A command or brace that means something else than a letter stays. What neither TeX nor a table here can
//! say stays as it is and is told.
//!
//! ```
//! use ibid::formats::bibtex::letters::{to_ascii, to_unicode};
//!
//! assert_eq!(to_ascii("Erdős – naïve").0, r#"Erd{\H{o}}s -- na{\"\i}ve"#);
//! assert_eq!(to_unicode(r#"G{\"o}del \& {\O}re, $\alpha$"#), r"Gödel \& Øre, $\alpha$");
//! ```

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_canonical};

use super::latex_symbols::{ACCENTS, blackboard, counterparts};
use super::latex_tables::TEXT;

/// Letters and signs with the commands that print them in text, in either direction.
const COMMANDS: &[(char, &str)] = &[
    ('ß', "ss"),
    ('ẞ', "SS"),
    ('æ', "ae"),
    ('Æ', "AE"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('ø', "o"),
    ('Ø', "O"),
    ('å', "aa"),
    ('Å', "AA"),
    ('ł', "l"),
    ('Ł', "L"),
    ('ð', "dh"),
    ('Ð', "DH"),
    ('þ', "th"),
    ('Þ', "TH"),
    ('đ', "dj"),
    ('Đ', "DJ"),
    ('ŋ', "ng"),
    ('Ŋ', "NG"),
    ('ı', "i"),
    ('ȷ', "j"),
    ('¡', "textexclamdown"),
    ('¿', "textquestiondown"),
    ('£', "pounds"),
    ('§', "S"),
    ('¶', "P"),
    ('©', "copyright"),
    ('®', "textregistered"),
    ('™', "texttrademark"),
    ('°', "textdegree"),
    ('€', "texteuro"),
    ('ª', "textordfeminine"),
    ('º', "textordmasculine"),
    ('·', "textperiodcentered"),
    ('•', "textbullet"),
    ('…', "ldots"),
    ('†', "dag"),
    ('‡', "ddag"),
    ('«', "guillemotleft"),
    ('»', "guillemotright"),
    ('‹', "guilsinglleft"),
    ('›', "guilsinglright"),
    ('„', "quotedblbase"),
    ('‚', "quotesinglbase"),
    ('№', "textnumero"),
    ('℃', "textcelsius"),
    ('‰', "textperthousand"),
    ('‱', "textpertenthousand"),
];

/// Commands that are read besides those.
const READ: &[(&str, char)] = &[
    ("textendash", '–'),
    ("textemdash", '—'),
    ("textellipsis", '…'),
    ("dots", '…'),
    ("textquoteright", '’'),
    ("textquoteleft", '‘'),
    ("textquotedblleft", '“'),
    ("textquotedblright", '”'),
    ("textsection", '§'),
    ("textparagraph", '¶'),
    ("textcopyright", '©'),
    ("textsterling", '£'),
    ("textdagger", '†'),
    ("textdaggerdbl", '‡'),
    ("textmu", 'µ'),
    ("textpm", '±'),
    ("texttimes", '×'),
    ("textdiv", '÷'),
];

/// Signs that ASCII has its own way of writing in TeX.
const SIGNS: &[(char, &str)] = &[
    ('\u{a0}', "~"),
    ('\u{202f}', "\\,"),
    ('\u{2009}', "\\,"),
    ('\u{ad}', "\\-"),
    ('\u{200b}', ""),
    ('\u{feff}', ""),
    ('\u{2002}', " "),
    ('\u{2003}', " "),
    ('\u{3000}', " "),
    ('\u{2028}', " "),
    ('‐', "-"),
    ('‑', "-"),
    ('–', "--"),
    ('—', "---"),
    ('“', "``"),
    ('”', "''"),
    ('‘', "`"),
    ('’', "'"),
    ('ʼ', "'"),
    ('ﬀ', "ff"),
    ('ﬁ', "fi"),
    ('ﬂ', "fl"),
    ('ﬃ', "ffi"),
    ('ﬄ', "ffl"),
    ('−', "\\ensuremath{-}"),
];

/// Accents that every LaTeX has, by their commands; the others need packages or fonts.
const SAFE: &str = "`'^~=u.\"rHvdckb";

/// Commands whose first argument is an address or code.
const VERBATIM: [&str; 6] = ["url", "path", "nolinkurl", "burl", "href", "verb"];

/// Upright Greek letters, which only packages have.
const UPRIGHT: [&str; 6] = [
    "upalpha", "upbeta", "upgamma", "updelta", "uplambda", "upmu",
];

static WRITTEN: LazyLock<HashMap<char, String>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    let mut pairs = TEXT.split_whitespace();
    while let (Some(name), Some(text)) = (pairs.next(), pairs.next()) {
        let mut letters = text.chars();
        if let (Some(c), None) = (letters.next(), letters.next())
            && !c.is_ascii()
            // what only packages have is no help
            && !name.starts_with("text") && !UPRIGHT.contains(&name)
        {
            table
                .entry(c)
                .or_insert_with(|| format!("\\ensuremath{{\\{name}}}"));
        }
    }
    for (plain, raised) in counterparts(true) {
        table.insert(raised, format!("\\textsuperscript{{{plain}}}"));
    }
    for (plain, lowered) in counterparts(false) {
        table.insert(lowered, format!("\\textsubscript{{{plain}}}"));
    }
    table.retain(|_, command| command.is_ascii());
    for (c, name) in COMMANDS {
        table.insert(*c, format!("{{\\{name}}}"));
    }
    for (c, sign) in SIGNS {
        table.insert(*c, (*sign).to_owned());
    }
    table.insert('×', "\\ensuremath{\\times}".to_owned());
    table.insert('√', "\\ensuremath{\\surd}".to_owned());
    // `\R` is what people define for themselves
    for letter in 'A'..='Z' {
        let command = format!("\\ensuremath{{\\mathbb{{{letter}}}}}");
        table.insert(blackboard(letter), command);
    }
    table
});

static KNOWN: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    let commands = COMMANDS.iter().map(|(c, name)| (*name, *c));
    let mut table: HashMap<_, _> = commands.chain(READ.iter().copied()).collect();
    // two letters, not one
    table.remove("SS");
    table
});

/// `tex` in ASCII, and the characters for which TeX has no command: they stay.
pub fn to_ascii(tex: &str) -> (String, Vec<char>) {
    let mut left = Vec::new();
    if tex.is_ascii() {
        return (tex.to_owned(), left);
    }
    let composed: String = tex.nfc().collect();
    let mut out = String::with_capacity(composed.len() + 32);
    let mut walk = Walk::new(&composed);
    // the last thing written was made here, and may join with what follows
    let mut made = false;
    while let Some(token) = walk.next() {
        let text = match token {
            Token::Char(c) if !c.is_ascii() => {
                let written = written(c, walk.math);
                if written.is_none() {
                    left.push(c);
                }
                let written = written.unwrap_or_else(|| c.to_string());
                if joins(&out, &written) {
                    out.push_str("{}");
                }
                out.push_str(&written);
                made = true;
                continue;
            }
            Token::Char(c) => {
                let mut buffer = [0; 4];
                let text: &str = c.encode_utf8(&mut buffer);
                if made && joins(&out, text) {
                    out.push_str("{}");
                }
                out.push_str(text);
                made = false;
                continue;
            }
            Token::Command(text) => text,
            Token::Verbatim(text) => {
                out.push_str(&percent_encoded(text));
                made = false;
                continue;
            }
        };
        made = false;
        out.push_str(text);
    }
    (out, left)
}

/// `url` with what is not ASCII in percent escapes.
pub fn percent_encoded(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// Whether two texts side by side would be read as a ligature.
fn joins(before: &str, after: &str) -> bool {
    match (before.as_bytes().last(), after.as_bytes().first()) {
        (Some(one), Some(two)) => {
            (one == two && matches!(one, b'-' | b'\'' | b'`'))
                || (matches!(one, b'?' | b'!') && *two == b'`')
        }
        _ => false,
    }
}

/// What prints a letter or sign outside ASCII in the text of a document: `\ensuremath{\alpha}`.
pub(crate) fn command(c: char) -> Option<String> {
    written(c, false)
}

/// The letter that a raised or lowered one stands for, and whether it is raised.
pub(crate) fn plain(c: char) -> Option<(char, bool)> {
    static PLAIN: LazyLock<HashMap<char, (char, bool)>> = LazyLock::new(|| {
        let raised = counterparts(true).map(|(plain, raised)| (raised, (plain, true)));
        let lowered = counterparts(false).map(|(plain, lowered)| (lowered, (plain, false)));
        // of hyphen and minus, the one that comes later: minus
        raised.chain(lowered).collect()
    });
    PLAIN.get(&c).copied()
}

/// The command of an accent that follows its letter, if every LaTeX has one.
pub(crate) fn accent(mark: char) -> Option<&'static str> {
    ACCENTS
        .iter()
        .find(|(name, known, _)| *known == mark && SAFE.contains(name))
        .map(|(name, ..)| *name)
}

fn written(c: char, math: bool) -> Option<String> {
    if math {
        let command = WRITTEN.get(&c)?;
        return match command
            .strip_prefix("\\ensuremath{")
            .and_then(|rest| rest.strip_suffix('}'))
        {
            Some(inner) => Some(format!("{inner} ")),
            None => command
                .strip_prefix("\\textsuperscript")
                .map(|rest| format!("^{rest}"))
                .or_else(|| {
                    command
                        .strip_prefix("\\textsubscript")
                        .map(|rest| format!("_{rest}"))
                })
                .or_else(|| Some(format!("\\mbox{{{command}}}"))),
        };
    }
    if let Some(command) = WRITTEN.get(&c) {
        return Some(command.clone());
    }
    let mut parts = Vec::new();
    decompose_canonical(c, |part| parts.push(part));
    let (base, marks) = parts.split_first()?;
    if marks.is_empty() {
        return None;
    }
    let mut out = match base {
        'i' | 'j' if marks.len() == 1 && !below(marks[0]) => format!("\\{base}"),
        base if base.is_ascii_alphabetic() => base.to_string(),
        _ => return None,
    };
    for mark in marks {
        let (name, ..) = ACCENTS
            .iter()
            .find(|(name, known, _)| known == mark && name.len() == 1 && SAFE.contains(name))
            .or_else(|| {
                ACCENTS
                    .iter()
                    .find(|(name, known, _)| known == mark && *name == "textcommabelow")
            })?;
        out = if name.bytes().all(|byte| byte.is_ascii_alphabetic()) || out.len() > 2 {
            format!("\\{name}{{{out}}}")
        } else {
            format!("\\{name}{out}")
        };
    }
    Some(format!("{{{out}}}"))
}

fn below(mark: char) -> bool {
    matches!(
        mark,
        '\u{323}' | '\u{327}' | '\u{328}' | '\u{331}' | '\u{326}'
    )
}

/// `tex` with its accents and letters as themselves.
pub fn to_unicode(tex: &str) -> String {
    if !tex.contains('\\') {
        return tex.to_owned();
    }
    let bytes = tex.as_bytes();
    let mut out = String::with_capacity(tex.len());
    let mut walk = Walk::new(tex);
    let mut depth = 0_usize;
    // a control word that has just been written would swallow a letter
    let mut word = false;
    // the brace that follows opens an argument
    let mut argument = false;
    loop {
        let at = walk.at;
        if !walk.math {
            let letter = match bytes.get(at) {
                Some(b'\\') => construct(tex, at, false),
                Some(b'{') if !argument && !out.ends_with(['}', ']']) => group(tex, at, depth),
                _ => None,
            };
            if let Some((letters, end)) = letter {
                if word {
                    out.push(' ');
                }
                out.push_str(&letters);
                walk.at = end;
                (word, argument) = (false, false);
                continue;
            }
        }
        let Some(token) = walk.next() else { break };
        (word, argument) = (false, false);
        match token {
            Token::Char(c) => {
                match c {
                    '{' => depth += 1,
                    '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                out.push(c);
            }
            Token::Command(text) => {
                out.push_str(text);
                word = text.ends_with(|c: char| c.is_ascii_alphabetic());
                argument = true;
            }
            Token::Verbatim(text) => out.push_str(text),
        }
    }
    out
}

/// The letters that a group stands for that holds nothing else, and where it ends.
fn group(tex: &str, at: usize, depth: usize) -> Option<(String, usize)> {
    let mut end = at + 1;
    if tex.as_bytes().get(end) != Some(&b'\\') {
        return None;
    }
    let (mut letters, first) = construct(tex, end, true)?;
    end = first;
    // to BibTeX a group outside others that starts with a command is letters like any, whatever else is in it
    while tex.as_bytes().get(end) != Some(&b'}') {
        if depth > 0 {
            return None;
        }
        let c = tex[end..].chars().next()?;
        if c == '\\' {
            let (more, after) = construct(tex, end, true)?;
            letters.push_str(&more);
            end = after;
        } else if c.is_alphabetic() {
            letters.push(c);
            end += c.len_utf8();
        } else {
            return None;
        }
    }
    Some((letters, end + 1))
}

/// What the command at `at` prints, if that is a letter or sign, and where it ends; inside a group of its own no
/// space behind it is wanted.
fn construct(tex: &str, at: usize, grouped: bool) -> Option<(String, usize)> {
    let rest = tex.get(at + 1..)?;
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = match length {
        0 => rest.get(..1)?,
        _ => &rest[..length],
    };
    let after = at + 1 + name.len();
    if name.len() == 1
        && SAFE.contains(name)
        && let Some((_, mark, _)) = ACCENTS.iter().find(|(known, ..)| *known == name)
        && let Some((base, end)) = base(tex, after, length > 0)
    {
        let base = match base {
            'ı' => 'i',
            'ȷ' => 'j',
            base => base,
        };
        return compose(base, *mark).map(|letter| (letter.to_string(), end));
    }
    let letter = *KNOWN.get(name).filter(|_| length > 0)?;
    let behind = &tex[after..];
    let end = if let Some(rest) = behind.strip_prefix("{}") {
        tex.len() - rest.len()
    } else if behind.starts_with([' ', '\t', '\n', '\r']) {
        let next = tex.len() - behind.trim_ascii_start().len();
        // the space ends the command; at the end of a text nothing is left to keep apart
        if grouped && tex.as_bytes().get(next) == Some(&b'}') {
            after
        } else {
            next
        }
    } else {
        after
    };
    Some((letter.to_string(), end))
}

/// The letter that an accent stands over.
fn base(tex: &str, at: usize, control_word: bool) -> Option<(char, usize)> {
    let rest = &tex[at..];
    let white = rest.len() - rest.trim_ascii_start().len();
    let rest = &rest[white..];
    let at = at + white;
    let first = rest.chars().next()?;
    match first {
        '{' => {
            let inner = rest[1..].trim_ascii_start();
            let from = tex.len() - inner.len();
            let (letter, end) = base(tex, from, false)?;
            let behind = tex[end..].trim_ascii_start();
            behind
                .starts_with('}')
                .then(|| (letter, tex.len() - behind.len() + 1))
        }
        '\\' => {
            let (text, end) = construct(tex, at, false)?;
            let mut letters = text.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) if letter.is_alphabetic() => Some((letter, end)),
                _ => None,
            }
        }
        letter if letter.is_alphabetic() && (white > 0 || !control_word || !letter.is_ascii()) => {
            Some((letter, at + letter.len_utf8()))
        }
        _ => None,
    }
}

enum Token<'t> {
    Char(char),
    /// A command with its backslash.
    Command(&'t str),
    /// A command with an argument that is no prose.
    Verbatim(&'t str),
}

/// Goes through TeX text, knowing where it is a formula.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    math: bool,
    /// At which depth of braces an `\ensuremath` ends.
    until: Option<usize>,
    depth: usize,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            math: false,
            until: None,
            depth: 0,
        }
    }

    fn next(&mut self) -> Option<Token<'t>> {
        let text = self.text;
        let rest = text.get(self.at..)?;
        let c = rest.chars().next()?;
        if c != '\\' {
            self.at += c.len_utf8();
            match c {
                '$' if self.math || closes(&text[self.at..]) => self.math = !self.math,
                '{' => self.depth += 1,
                '}' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.until == Some(self.depth) {
                        self.until = None;
                        self.math = false;
                    }
                }
                _ => {}
            }
            return Some(Token::Char(c));
        }
        let length = rest[1..]
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let length = if length > 0 {
            1 + length
        } else {
            1 + rest[1..].chars().next().map_or(0, char::len_utf8)
        };
        let command = &rest[..length];
        let start = self.at;
        self.at += length;
        match &command[1..] {
            "(" | "[" => self.math = true,
            ")" | "]" => self.math = false,
            "ensuremath" if !self.math && text[self.at..].starts_with('{') => {
                self.math = true;
                self.until = Some(self.depth);
            }
            // a group that TeX sees and BibTeX too
            "{" | "}" => {}
            name if VERBATIM.contains(&name) => {
                if let Some(end) = argument_end(text, self.at, name == "verb") {
                    self.at = end;
                    return Some(Token::Verbatim(&text[start..end]));
                }
            }
            _ => {}
        }
        Some(Token::Command(command))
    }
}

/// Whether a formula that starts before `rest` ends in it.
fn closes(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    memchr::memchr_iter(b'$', bytes).any(|at| at == 0 || bytes[at - 1] != b'\\')
}

fn argument_end(text: &str, at: usize, delimited: bool) -> Option<usize> {
    let rest = &text[at..];
    if delimited {
        let mark = rest.chars().next().filter(|c| !c.is_alphabetic())?;
        let inner = &rest[mark.len_utf8()..];
        return inner.find(mark).map(|end| at + 2 * mark.len_utf8() + end);
    }
    if !rest.starts_with('{') {
        return None;
    }
    let mut depth = 0_usize;
    for (index, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + index + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::bibtex::latex;

    #[test]
    fn letters_become_commands() {
        for (text, ascii) in [
            ("Gödel", r#"G{\"o}del"#),
            (
                "Erdős Čech Åå Ø ß",
                r"Erd{\H{o}}s {\v{C}}ech {\AA}{\aa} {\O} {\ss}",
            ),
            (
                "naïve Việt",
                r#"na{\"\i}ve Vi{\d{\^e}}t"#.replace(r"\d{\^e}", r"\^{\d{e}}").as_str(),
            ),
            ("“a”–‘b’—…", "``a''--`b'---{\\ldots}"),
            ("a-–b", "a-{}--b"),
            (
                "β-decay at 5\u{a0}°C, x²",
                r"\ensuremath{\beta}-decay at 5~{\textdegree}C, x\textsuperscript{2}",
            ),
            (
                "$α_β$ and \\ensuremath{γ}",
                r"$\alpha _\beta $ and \ensuremath{\gamma }",
            ),
            (
                r"\url{http://a.org/é} é",
                r"\url{http://a.org/%C3%A9} {\'e}",
            ),
            ("e\u{301}", r"{\'e}"),
            ("5℃ 3‰", r"5{\textcelsius} 3{\textperthousand}"),
            ("υ ↑", r"\ensuremath{\upsilon} \ensuremath{\uparrow}"),
        ] {
            let (out, left) = to_ascii(text);
            assert_eq!((out.as_str(), left.len()), (ascii, 0), "{text}");
        }
        let (out, left) = to_ascii("書 é");
        assert_eq!((out.as_str(), left), (r"書 {\'e}", vec!['書']));
    }

    #[test]
    fn commands_become_letters() {
        for (tex, unicode) in [
            (r#"G{\"o}del G\"{o}del G\"odel"#, "Gödel Gödel Gödel"),
            (r"{\'{E}}cole {\'Ecole} {\v c}\v{c}\v c", "École École ččč"),
            (r"\o{}re {\O}re \o re \ss", "øre Øre øre ß"),
            (r"{\'\i}{\'{\i}}\'i", "ííí"),
            (r"\'{\^e}", "ế"),
            (
                r"\textit{\'e} \emph{{\'e}} \em\'e",
                r"\textit{é} \emph{é} \em é",
            ),
            (
                r"\& \% \$ \_ \# $\'e$ \~{}a \^{}",
                r"\& \% \$ \_ \# $\'e$ \~{}a \^{}",
            ),
            (
                r"\url{\'e} \textquoteright s {\TeX} \LaTeX",
                r"\url{\'e} ’s {\TeX} \LaTeX",
            ),
            (r"{IS} {\IS} {{\'E}cole}", r"{IS} {\IS} {École}"),
            (r"a $ b \'e", "a $ b é"),
            (r"{\o a}", "øa"),
            (r"\dots\ x", r"…\ x"),
            (r"5{\textcelsius} 3\textperthousand{}", "5℃ 3‰"),
        ] {
            assert_eq!(to_unicode(tex), unicode, "{tex}");
        }
    }

    /// Pieces of real text and TeX.
    fn tex() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "a",
            "Z",
            " ",
            "é",
            "Ő",
            "ç",
            "ß",
            "ø",
            "ı",
            "α",
            "²",
            "–",
            "“",
            "”",
            "…",
            "°",
            "{",
            "}",
            r"\'e",
            r"\'{e}",
            r"{\'e}",
            r"{\o}",
            r"\o ",
            r"\o{}",
            r"{\v{c}}",
            r"\v c",
            r"\&",
            r"\%",
            r"\$",
            "$x$",
            r"$\alpha$",
            r"\emph{a}",
            r"\emph{\'e}",
            r"\url{http://a/é}",
            "-",
            "'",
            "?",
            "~",
            "1",
            ",",
        ]);
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| {
            // only what BibTeX could have read
            let mut text = pieces.concat();
            let mut depth = 0_i32;
            let mut lowest = 0;
            for byte in text.bytes() {
                match byte {
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    _ => {}
                }
                lowest = lowest.min(depth);
            }
            for _ in lowest..0 {
                text.insert(0, '{');
                depth += 1;
            }
            text.extend(std::iter::repeat_n(
                '}',
                usize::try_from(depth).unwrap_or(0),
            ));
            text
        })
    }

    proptest! {
        #[test]
        fn what_is_meant_stays(tex in tex()) {
            let meant = latex::to_unicode(&tex).into_owned();
            let (ascii, left) = to_ascii(&tex);
            prop_assert!(left.is_empty() && ascii.is_ascii());
            if !tex.contains("\\url") {
                prop_assert_eq!(latex::to_unicode(&ascii), meant.as_str(), "{} -> {}", tex, ascii);
            }
            let unicode = to_unicode(&tex);
            prop_assert_eq!(latex::to_unicode(&unicode), meant.as_str(), "{} -> {}", tex, unicode);
            prop_assert_eq!(to_unicode(&unicode), unicode.as_str());
            prop_assert_eq!(to_ascii(&ascii).0, ascii.as_str());
        }

        #[test]
        fn letters_come_back(text in "[a-z éèüñçøåßłőěžšŵÉÖ]{0,12}") {
            let (ascii, _) = to_ascii(&text);
            prop_assert_eq!(to_unicode(&ascii), text);
        }

        #[test]
        fn anything_is_survived(text in "\\PC{0,40}", tex in r"[\\{}$'a-z éß^~]{0,30}") {
            for text in [text, tex] {
                let _ = to_ascii(&text);
                let _ = to_unicode(&text);
            }
        }
    }
}
