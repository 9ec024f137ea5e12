//! Pandoc's Markdown with what Quarto, R Markdown and MyST add: `@key`, `[-@key, p. 3; @other]`, `@{any key}`,
//! ``{cite}`key` ``, and LaTeX's commands.
//!
//! The grammar of keys is that of Pandoc's manual. Code, comments and addresses are skipped; so are Quarto's
//! cross-references, which look the same (`@fig-plot`), and example lists (`(@good)`).

use memchr::memmem;

use super::{Base, Known, Scan, Scanner, latex};

/// Markdown.
pub(super) const SCANNER: Scanner = Scanner {
    name: "markdown",
    title: "Markdown: Pandoc, Quarto, R Markdown, MyST",
    endings: &[
        "md",
        "qmd",
        "rmd",
        "markdown",
        "mkd",
        "mdown",
        "rmarkdown",
        "jmd",
        "pmd",
    ],
    sniff: |text| {
        text.starts_with("---\n")
            || text.starts_with("# ") && !super::keys::is_list(text)
            || memchr::memchr_iter(b'@', text.as_bytes()).any(|at| {
                let before = text[..at].chars().next_back();
                before.is_none_or(|c| !c.is_alphanumeric()) && key_at(&text[at + 1..]).is_some()
            })
    },
    scan: |text, _| scan(text),
};

/// What Quarto, bookdown and pandoc-crossref refer to with `@`.
const CROSS_REFERENCES: &[&str] = &[
    "fig", "tbl", "tab", "lst", "sec", "eq", "thm", "lem", "cor", "prp", "cnj", "def", "exm",
    "exr", "sol", "rem", "alg", "tip", "nte", "wrn", "imp", "cau", "prf", "suppfig", "supptbl",
    "vid",
];

pub(super) fn scan(text: &str) -> Scan {
    let mut markdown = Markdown {
        text,
        found: Scan::default(),
        skip_to: 0,
        open_comment: false,
    };
    markdown.blocks();
    markdown.found.in_order()
}

struct Markdown<'t> {
    text: &'t str,
    found: Scan,
    /// What a comment has taken.
    skip_to: usize,
    /// Whether a comment is never closed: the rest need not be searched again.
    open_comment: bool,
}

/// How far a line is indented, in columns.
fn indentation(line: &str) -> usize {
    line.bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .map(|byte| if byte == b'\t' { 4 } else { 1 })
        .sum()
}

/// The run of `` ` `` or `~` that starts a block of code.
fn fence(line: &str) -> Option<&str> {
    let first = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let run = &line[..line.len() - line.trim_start_matches(first).len()];
    let info = &line[run.len()..];
    (run.len() >= 3 && !(first == '`' && info.contains('`'))).then_some(run)
}

/// Whether what follows may be indented without being code.
fn starts_list(line: &str) -> bool {
    let line = line.trim_start();
    let marker = line.split([' ', '\t']).next().unwrap_or_default();
    matches!(marker, "-" | "*" | "+" | ":" | "~")
        || line.starts_with("[^")
        || is_enumerator(marker)
        || marker.starts_with("(@")
}

/// `1.`, `(12)`, `a)`, `iv.`, `#.`
fn is_enumerator(marker: &str) -> bool {
    let Some(body) = marker.strip_suffix(['.', ')']) else {
        return false;
    };
    let body = body.trim_start_matches('(');
    let digits = body.bytes().all(|byte| byte.is_ascii_digit());
    let roman = body.bytes().all(|byte| b"ivxIVX".contains(&byte));
    let letter = body.len() == 1
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'#');
    !body.is_empty() && (digits && body.len() <= 9 || roman && body.len() <= 5 || letter)
}

impl<'t> Markdown<'t> {
    fn blocks(&mut self) {
        let text = self.text;
        let mut lines = super::lines(text).peekable();
        if text.starts_with("---")
            && let Some((_, first)) = lines.peek()
            && first.trim_end() == "---"
            && super::lines(text)
                .skip(1)
                .any(|(_, line)| matches!(line.trim_end(), "---" | "..."))
        {
            lines.next();
            let mut header = Vec::new();
            for (start, line) in lines.by_ref() {
                if matches!(line.trim_end(), "---" | "...") {
                    break;
                }
                header.push((start, line));
            }
            self.header(&header);
        }
        let mut paragraph: Option<usize> = None;
        let mut code: Option<(&str, &str, bool)> = None;
        let mut list = false;
        let mut blank = true;
        for (start, line) in lines {
            let end = start + line.len();
            let trimmed = line.trim_start();
            if let Some((run, info, quoted)) = code {
                let trimmed = if quoted {
                    trimmed.trim_start_matches(['>', ' '])
                } else {
                    trimmed
                };
                let closes = trimmed.starts_with(run)
                    && trimmed.trim_end().trim_start_matches(&run[..1]).is_empty();
                if closes {
                    code = None;
                    blank = true;
                } else if info.starts_with("{=") && (info.contains("latex") || info.contains("tex"))
                {
                    self.commands(start, end);
                } else if info.starts_with('{') && is_caption_option(trimmed) {
                    self.inline(start, end);
                }
                continue;
            }
            if end < self.skip_to {
                continue;
            }
            // quotations may hold code, too
            let unquoted = trimmed.trim_start_matches(['>', ' ']);
            if let Some(run) = fence(unquoted) {
                self.flush(&mut paragraph, start);
                if end >= self.skip_to {
                    let info = unquoted[run.len()..].trim();
                    code = Some((run, info, unquoted.len() < trimmed.len()));
                    self.chunk(start + line.len() - unquoted.len() + run.len(), end, info);
                }
                continue;
            }
            if trimmed.is_empty() {
                self.flush(&mut paragraph, start);
                blank = true;
                continue;
            }
            let indented = indentation(line) >= 4;
            if starts_list(line) && (!indented || list) {
                list = true;
            } else if blank && indentation(line) < 2 {
                list = false;
            }
            if blank && indented && !list && paragraph.is_none() {
                // still code after its first line, as far as it is indented
                continue;
            }
            if line.starts_with("(@")
                && let Some((label, rest)) = line[2..].split_once(')')
                && rest.starts_with([' ', '\t'])
            {
                self.found.labels.push(label.to_owned());
            }
            paragraph.get_or_insert(start);
            blank = false;
        }
        self.flush(&mut paragraph, text.len());
    }

    fn flush(&mut self, paragraph: &mut Option<usize>, end: usize) {
        if let Some(start) = paragraph.take() {
            self.inline(start, end);
        }
    }

    /// The YAML at the beginning.
    fn header(&mut self, lines: &[(usize, &str)]) {
        let mut field = "";
        for (start, line) in lines {
            if line.trim_start().starts_with('#') {
                continue;
            }
            let mut value = line.trim();
            if !line.starts_with([' ', '\t', '-'])
                && let Some((name, rest)) = line.split_once(':')
            {
                field = name.trim();
                value = rest.trim();
            }
            match field {
                "bibliography" => {
                    let value = value.split(" #").next().unwrap_or_default();
                    for name in value
                        .trim_start_matches("- ")
                        .trim_matches(['[', ']'])
                        .split(',')
                    {
                        let name = name.trim().trim_matches(['"', '\'']);
                        if !name.is_empty() {
                            self.found.bibliographies.push(name.to_owned());
                        }
                    }
                }
                "nocite" if value.contains("@*") => {
                    self.found
                        .cite_everything(start + line.find("@*").unwrap_or(0));
                }
                _ => self.inline(*start, start + line.len()),
            }
        }
    }

    /// The options of a chunk of code: captions are text, `child` is a file.
    fn chunk(&mut self, start: usize, end: usize, info: &str) {
        if !info.starts_with('{') {
            return;
        }
        for option in ["fig.cap", "tab.cap", "fig-cap", "tbl-cap"] {
            if info.contains(option) {
                self.inline(start, end);
                return;
            }
        }
        if let Some((_, rest)) = info.split_once("child")
            && let Some(path) = rest
                .trim_start_matches([' ', '='])
                .strip_prefix(['"', '\''])
            && let Some(length) = path.find(['"', '\''])
        {
            self.found
                .include(&path[..length], start, &[Base::File, Base::Document], &[""]);
        }
    }

    /// LaTeX's commands in raw LaTeX.
    fn commands(&mut self, start: usize, end: usize) {
        let scan = latex::scan(&self.text[start..end], &mut Known::default());
        for cited in scan.cited {
            self.found.cite(&cited.key, start + cited.at, false);
        }
        if let Some(at) = scan.everything {
            self.found.cite_everything(start + at);
        }
    }

    /// A paragraph.
    fn inline(&mut self, start: usize, end: usize) {
        let text = &self.text[..end];
        let bytes = text.as_bytes();
        let mut at = start.max(self.skip_to.min(end));
        // lengths of runs of backticks that have no end in this paragraph
        let mut single: u64 = 0;
        // whether `$` and `$$` have an end in it
        let mut closed = [true; 2];
        while let Some(found) = bytes[at..]
            .iter()
            .position(|byte| matches!(byte, b'@' | b'`' | b'\\' | b'<' | b':' | b'{' | b'(' | b'$'))
        {
            at += found;
            match bytes[at] {
                b'\\' => {
                    if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
                        latex::command(text, at, &mut self.found);
                    }
                    at = text.ceil_char_boundary((at + 2).min(end));
                }
                b'`' => {
                    let run = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
                    let inner = at + run;
                    let bit = 1_u64
                        .checked_shl(u32::try_from(run).unwrap_or(64))
                        .unwrap_or(0);
                    let close = if single & bit == 0 {
                        closing_run(bytes, inner, run)
                    } else {
                        None
                    };
                    match close {
                        Some(close) => {
                            self.role(start, at, inner, close);
                            at = close + run;
                        }
                        None => {
                            single |= bit;
                            at = inner;
                        }
                    }
                }
                b'<' => at = self.angle(at, end),
                b':' if text[at..].starts_with("://") => at = address_end(text, at),
                b'{' if text[at..].starts_with("{{<") => at = self.shortcode(at, end),
                // the target of a link
                b'(' if at > start && bytes[at - 1] == b']' => {
                    let length = memchr::memchr3(b')', b'\n', b' ', &bytes[at..]).unwrap_or(0);
                    at += length.max(1);
                }
                b'@' => at = self.citation(start, at, end),
                b'$' => {
                    let run = 1 + usize::from(bytes.get(at + 1) == Some(&b'$'));
                    let close = closed[run - 1].then(|| formula_end(bytes, at + run, run));
                    at = match close {
                        Some(Ok(end)) => end,
                        Some(Err(Open::Here)) => at + run,
                        Some(Err(Open::Anywhere)) => {
                            closed[run - 1] = false;
                            at + run
                        }
                        None => at + run,
                    };
                }
                _ => at += 1,
            }
        }
    }

    /// MyST's roles: ``{cite:p}`a,b` ``
    fn role(&mut self, start: usize, tick: usize, inner: usize, close: usize) {
        let before = &self.text[start.min(tick)..tick];
        if !before.ends_with('}') {
            return;
        }
        let from = self
            .text
            .floor_char_boundary(tick.saturating_sub(40).max(start));
        let Some(open) = self.text[from..tick].rfind('{') else {
            return;
        };
        let name = &self.text[from + open + 1..tick - 1];
        if name.starts_with("cite") || name.starts_with("footcite") {
            super::rst::role_keys(&self.text[inner..close], inner, &mut self.found);
        }
    }

    /// A comment, a tag or an address in angle brackets.
    fn angle(&mut self, at: usize, end: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("<!--") {
            if self.open_comment {
                return at + 4;
            }
            // it may reach beyond the paragraph
            return match memmem::find(&rest.as_bytes()[4..], b"-->") {
                Some(length) => {
                    self.skip_to = at + 4 + length + 3;
                    self.skip_to.min(end)
                }
                None => {
                    self.open_comment = true;
                    at + 4
                }
            };
        }
        let line = &self.text.as_bytes()[at + 1..end];
        if line
            .first()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/')
            && let Some(length) = memchr::memchr3(b'>', b'<', b'\n', line)
            && line[length] == b'>'
        {
            return at + 1 + length;
        }
        at + 1
    }

    /// `{{< include file.qmd >}}`
    fn shortcode(&mut self, at: usize, end: usize) -> usize {
        let inner = &self.text[at + 3..end];
        let Some(length) = memchr::memchr2(b'>', b'\n', inner.as_bytes()) else {
            return at + 3;
        };
        if let Some(path) = inner[..length].trim().strip_prefix("include ") {
            let path = path.trim().trim_matches(['"', '\'']);
            self.found
                .include(path, at + 3, &[Base::File, Base::Document], &[""]);
        }
        at + 3 + length
    }

    /// `@key`; where to go on.
    fn citation(&mut self, start: usize, at: usize, end: usize) -> usize {
        let before = self.text[start.min(at)..at].chars().next_back();
        let from = at + 1;
        let Some((key, offset)) = key_at(&self.text[from..end]) else {
            return from;
        };
        let behind = from + offset + key.len();
        if before.is_some_and(char::is_alphanumeric) {
            return behind;
        }
        let prefix = key.split(['-', ':']).next().unwrap_or_default();
        let refers = offset == 0
            && prefix.len() < key.len()
            && CROSS_REFERENCES
                .iter()
                .any(|known| known.eq_ignore_ascii_case(prefix));
        if !refers {
            self.found.cite(key, from + offset, true);
        }
        behind
    }
}

/// Whether a line in a chunk of code sets a caption: `#| fig-cap: "…"`
fn is_caption_option(line: &str) -> bool {
    ["#|", "//|", "%%|", "--|"]
        .iter()
        .find_map(|mark| line.strip_prefix(mark))
        .is_some_and(|option| option.contains("cap"))
}

/// Why a formula does not end.
enum Open {
    /// This dollar begins none.
    Here,
    /// No dollar behind it ends one.
    Anywhere,
}

/// The byte behind the formula whose inside begins at `at`, by Pandoc's rules: no white space inside of a single
/// dollar, and no digit behind it.
fn formula_end(bytes: &[u8], at: usize, run: usize) -> Result<usize, Open> {
    if run == 1 && bytes.get(at).is_none_or(u8::is_ascii_whitespace) {
        return Err(Open::Here);
    }
    let mut from = at + 1;
    while let Some(found) = bytes
        .get(from..)
        .and_then(|rest| memchr::memchr(b'$', rest))
    {
        let dollar = from + found;
        from = dollar + 1;
        let before = bytes[dollar - 1];
        let ends = match run {
            1 => !before.is_ascii_whitespace() && !bytes.get(from).is_some_and(u8::is_ascii_digit),
            _ => bytes.get(from) == Some(&b'$'),
        };
        if ends && before != b'\\' {
            return Ok(dollar + run);
        }
    }
    Err(Open::Anywhere)
}

/// The first run of exactly `length` backticks from `at` on.
fn closing_run(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let mut at = at;
    while let Some(found) = memchr::memchr(b'`', &bytes[at..]) {
        at += found;
        let run = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
        if run == length {
            return Some(at);
        }
        at += run;
    }
    None
}

/// The end of the address whose `://` is at `at`.
fn address_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"`)]".contains(c));
    at + end.unwrap_or(rest.len()).max(3)
}

/// The key at the beginning of `text`, behind its `@`, and where it starts: 1 in braces, else 0.
pub(super) fn key_at(text: &str) -> Option<(&str, usize)> {
    if let Some(inner) = text.strip_prefix('{') {
        let mut depth = 0_usize;
        for (at, c) in inner.char_indices().take(1000) {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => return (at > 0).then(|| (&inner[..at], 1)),
                '}' => depth -= 1,
                c if c.is_whitespace() => return None,
                _ => {}
            }
        }
        return None;
    }
    let regular = |c: char| c.is_alphanumeric() || c == '_' || matches!(c, '\u{300}'..='\u{36f}');
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let inside = end > 0
            && (":.#$%&-+?<>~/".contains(c) && next.is_some_and(regular)
                || ":/".contains(c) && next == Some('/'));
        if !(regular(c) || inside) {
            break;
        }
        end = at + c.len_utf8();
    }
    let key = text[..end].trim_end_matches(['/', ':']);
    (!key.is_empty()).then_some((key, 0))
}

#[cfg(test)]
mod tests;
