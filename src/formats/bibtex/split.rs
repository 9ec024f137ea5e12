//! A `.bib` text cut into blocks, whatever state it is in.
//!
//! What `bibtex` would accept is cut exactly as `bibtex` cuts it; the text between blocks belongs to the block that
//! follows. Where `bibtex` would give up on an entry, one of two things happens: a slip that has only one reading (a
//! missing or doubled comma, an empty or bare value, white space in a key) is mended in that entry's text, anything
//! else rejects the entry, and reading goes on at the next thing that looks like the start of a block, even inside a
//! value that was never closed. Each fault costs one entry at most, and linear time.
//!
//! ```
//! use ibid::formats::bibtex::split::{Body, Splitter};
//!
//! let mut blocks = Splitter::new("see @misc{a, year = 1}\n@misc{b, title = {never closed\n@misc{c, year = 3}");
//! let first = blocks.next().unwrap();
//! assert_eq!(blocks.text(&first.leading), "see ");
//! assert!(matches!(first.body, Body::Entry(_)));
//! assert!(matches!(blocks.next().unwrap().body, Body::Rejected));
//! assert!(matches!(blocks.next().unwrap().body, Body::Entry(_)));
//! assert!(blocks.next().is_none());
//! ```

use std::ops::Range;

use super::fields::{
    Cursor, Expected, Fault, RawBlock, RawEntry, RawMacro, RawPreamble, is_name_byte,
};

/// How many slips are mended in one entry before it is rejected.
const REPAIRS_IN_ONE_ENTRY: usize = 200;
/// How many bytes may be read twice, beyond four times the text, before values are no longer read past the next
/// line that starts a block.
const REWIND_BUDGET: usize = 16 << 20;

/// A block and the text before it.
#[derive(Debug)]
pub struct Block<'s> {
    /// Bytes of the text between the block before this one and this one.
    pub leading: Range<usize>,
    /// Bytes of the text that the block takes.
    pub span: Range<usize>,
    /// What it is.
    pub body: Body<'s>,
    /// What was wrong with it, in the order of the text.
    pub findings: Vec<Finding>,
}

/// What a block is.
#[derive(Debug)]
pub enum Body<'s> {
    /// An entry, as it stands.
    Entry(RawEntry<'s>),
    /// An entry whose text had to be mended; the text given can be read by [`RawEntry::parse`].
    Mended(String),
    /// A macro definition.
    Macro(RawMacro<'s>),
    /// A preamble.
    Preamble(RawPreamble<'s>),
    /// A block that cannot be read.
    Rejected,
}

/// Something wrong, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Byte of the text.
    pub at: usize,
    /// What kind of finding.
    pub kind: FindingKind,
}

/// The kinds of [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// The block was rejected.
    Rejected {
        /// Why.
        fault: Fault,
        /// Whether it is an entry, not a macro definition or a preamble.
        entry: bool,
    },
    /// A comma was put in.
    CommaAdded,
    /// A comma too many was taken out.
    CommaRemoved,
    /// A missing value became `{}`.
    ValueAdded,
    /// A value without delimiters got braces.
    ValueDelimited,
    /// White space was taken out of the key.
    KeyJoined,
    /// There was no key; an empty one was put in.
    KeyAdded,
    /// A value holds what looks like the start of another entry: a brace may be missing.
    EntryInValue,
    /// BibTeX reads this entry although it stands inside `@comment{…}`.
    EntryInComment,
    /// Text between entries that looks like fields cut off by a brace too many.
    FieldsOutside,
    /// A `%` comment inside an entry, which `biber` reads and `bibtex` does not.
    CommentInEntry,
    /// What looks like an entry on a line that starts with `%`, and cannot be read as one: it is text.
    CommentedOut,
}

/// Cuts a text into blocks.
pub struct Splitter<'s> {
    text: &'s str,
    at: usize,
    rewound: usize,
    tight: bool,
    comment: bool,
    done: bool,
    /// Findings in the text before the next block.
    pending: Vec<Finding>,
}

impl<'s> Splitter<'s> {
    /// Starts at the beginning of `text`, which has no byte order mark any more.
    pub fn new(text: &'s str) -> Self {
        Self {
            text,
            at: 0,
            rewound: 0,
            tight: false,
            comment: false,
            done: false,
            pending: Vec::new(),
        }
    }

    /// The text of a span.
    pub fn text(&self, span: &Range<usize>) -> &'s str {
        &self.text[span.clone()]
    }

    /// What stands behind the last block, once there is no further one.
    pub fn trailing(&self) -> &'s str {
        &self.text[self.at..]
    }

    /// What was found in the text behind the last block, once there is no further one.
    pub fn trailing_findings(&self) -> &[Finding] {
        &self.pending
    }

    /// The next block.
    #[allow(clippy::should_implement_trait)] // `text` and `trailing` are asked between the calls
    pub fn next(&mut self) -> Option<Block<'s>> {
        if self.done {
            return None;
        }
        let mut search = self.at;
        while let Some(hit) = memchr::memchr(b'@', &self.text.as_bytes()[search..]) {
            let start = search + hit;
            // to BibTeX another `@` would be part of the type, which nobody means
            let behind = skip_white(self.text.as_bytes(), start + 1);
            if self.text.as_bytes().get(behind) == Some(&b'@') {
                search = behind;
                continue;
            }
            let mut cursor = Cursor::new(self.text, start);
            let commented_out = line_before(self.text, start).trim_start().starts_with('%');
            cursor.comments = !commented_out;
            if self.tight {
                cursor.limit = next_start(self.text, start + 1, true).unwrap_or(self.text.len());
            }
            match cursor.block(start) {
                Ok(RawBlock::Comment) => {
                    self.comment = true;
                    search = cursor.at;
                }
                Ok(block) => return Some(self.accepted(start, cursor.at, block)),
                // an `@` in free text, as in an address
                Err(Fault {
                    expected: Expected::EntryType,
                    ..
                }) => search = start + 1,
                Err(Fault {
                    expected: Expected::OpeningDelimiter,
                    ..
                }) if !at_line_start(self.text, start) => {
                    search = start + 1;
                }
                Err(fault) if commented_out => {
                    self.pending.push(Finding {
                        at: start,
                        kind: FindingKind::CommentedOut,
                    });
                    // as far as BibTeX had got, but not past what an unclosed value swallowed
                    search = if is_runaway(fault) {
                        start + 1
                    } else {
                        fault.at.max(start + 1)
                    };
                }
                Err(fault) => return Some(self.faulty(start, fault)),
            }
        }
        self.done = true;
        None
    }

    fn accepted(&mut self, start: usize, end: usize, block: RawBlock<'s>) -> Block<'s> {
        let mut findings = Vec::new();
        let body = match block {
            RawBlock::Entry(entry) => {
                self.notice_context(start, &mut findings);
                if let Some(at) = next_start(&self.text[..end], start + 1, true) {
                    findings.push(Finding {
                        at,
                        kind: FindingKind::EntryInValue,
                    });
                }
                if let Some(at) = entry.comment {
                    findings.push(Finding {
                        at: start + at,
                        kind: FindingKind::CommentInEntry,
                    });
                }
                Body::Entry(entry)
            }
            RawBlock::Macro(definition) => Body::Macro(definition),
            RawBlock::Preamble(preamble) => Body::Preamble(preamble),
            RawBlock::Comment => Body::Rejected,
        };
        self.finish(start, end, body, findings)
    }

    /// Notes what the text before the entry at `start` tells.
    fn notice_context(&self, start: usize, findings: &mut Vec<Finding>) {
        let leading = &self.text[self.at..start];
        if self.comment && unclosed(leading) {
            findings.push(Finding {
                at: start,
                kind: FindingKind::EntryInComment,
            });
        }
        let stray = leading.trim_start();
        if self.at > 0 && stray.starts_with(',') && stray.contains('=') {
            let at = self.at + (leading.len() - stray.len());
            findings.push(Finding {
                at,
                kind: FindingKind::FieldsOutside,
            });
        }
    }

    fn finish(
        &mut self,
        start: usize,
        end: usize,
        body: Body<'s>,
        mut findings: Vec<Finding>,
    ) -> Block<'s> {
        let leading = self.at..start;
        findings.splice(..0, self.pending.drain(..));
        self.at = end;
        self.comment = false;
        Block {
            leading,
            span: start..end,
            body,
            findings,
        }
    }

    fn faulty(&mut self, start: usize, fault: Fault) -> Block<'s> {
        let bytes = self.text.len();
        // A value that runs on may have swallowed the entries behind it; BibTeX would look on from the fault.
        let mut next = None;
        if is_runaway(fault) {
            next = next_start(&self.text[..fault.at], fault.opened + 1, true);
            if let Some(next) = next {
                self.rewound += fault.at - next;
            }
            self.tight |=
                fault.at == bytes || self.rewound > REWIND_BUDGET.saturating_add(4 * bytes);
        }
        let next = next
            .or_else(|| next_start(self.text, fault.at, false))
            .unwrap_or(bytes);
        if let Some((mended, used, findings)) = mend(&self.text[start..next], start) {
            let end = start + used;
            return self.finish(start, end, Body::Mended(mended), findings);
        }
        let mut end = start + self.text[start..next].trim_end().len();
        let at = fault.at.min(end);
        // what comments the next block out stays with it
        let line = next - line_before(self.text, next).len();
        if line > start && self.text[line..next].trim_start().starts_with('%') {
            end = start + self.text[start..line].trim_end().len();
        }
        let finding = Finding {
            at,
            kind: FindingKind::Rejected {
                fault: Fault { at, ..fault },
                entry: !starts_with_word(&self.text[start + 1..], &["string", "preamble"]),
            },
        };
        self.finish(start, end, Body::Rejected, vec![finding])
    }
}

/// Whether one of `words`, in any case, is the first name in `text`.
fn starts_with_word(text: &str, words: &[&str]) -> bool {
    let text = text.trim_start();
    let end = text
        .bytes()
        .position(|byte| !is_name_byte(byte))
        .unwrap_or(text.len());
    words
        .iter()
        .any(|word| text[..end].eq_ignore_ascii_case(word))
}

fn is_runaway(fault: Fault) -> bool {
    matches!(
        fault.expected,
        Expected::ClosingDelimiter(_) | Expected::BalancedBraces
    )
}

/// What stands before `at` on its line.
fn line_before(text: &str, at: usize) -> &str {
    let start = memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
    &text[start..at]
}

fn at_line_start(text: &str, at: usize) -> bool {
    text[..at]
        .bytes()
        .rev()
        .find(|byte| !matches!(byte, b' ' | b'\t'))
        .is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
}

/// The first byte at or behind `from` that looks like the start of a block: `@word{` or `@word(`, first on its line
/// if `line_start`.
fn next_start(text: &str, from: usize, line_start: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'@', &bytes[from.min(bytes.len())..])
        .map(|hit| from + hit)
        .find(|&at| {
            let rest = skip_white(bytes, at + 1);
            let mut end = rest;
            while bytes.get(end).copied().is_some_and(is_name_byte) {
                end += 1;
            }
            let word = bytes.get(rest).is_some_and(u8::is_ascii_alphabetic);
            let open = bytes.get(skip_white(bytes, end));
            word && matches!(open, Some(b'{' | b'(')) && (!line_start || at_line_start(text, at))
        })
}

fn skip_white(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Whether a brace opened in `text` is still open at its end.
fn unclosed(text: &str) -> bool {
    let depth = text.bytes().fold(0_usize, |depth, byte| match byte {
        b'{' => depth + 1,
        b'}' => depth.saturating_sub(1),
        _ => depth,
    });
    depth > 0
}

/// Mends the slips in the entry at the start of `region`: its new text, how many bytes of the region it takes and
/// what was mended, at positions counted from `offset`. `None` where there is more wrong than slips.
fn mend(region: &str, offset: usize) -> Option<(String, usize, Vec<Finding>)> {
    let mut text = region.to_owned();
    let mut findings = Vec::new();
    // bytes put in less bytes taken out so far, all of them before the next fault
    let mut shift = 0_isize;
    for _ in 0..REPAIRS_IN_ONE_ENTRY {
        let mut cursor = Cursor::new(&text, 0);
        let fault = match cursor.block(0) {
            Ok(RawBlock::Entry(_)) if !findings.is_empty() => {
                let used = cursor.at;
                text.truncate(used);
                return Some((text, used.checked_add_signed(-shift)?, findings));
            }
            Ok(_) => return None,
            Err(fault) => fault,
        };
        let (kind, range, replacement) = slip(&text, fault)?;
        let at = offset + range.start.checked_add_signed(-shift)?;
        findings.push(Finding { at, kind });
        shift += isize::try_from(replacement.len()).ok()? - isize::try_from(range.len()).ok()?;
        text.replace_range(range, &replacement);
    }
    None
}

/// The one edit that mends `fault`, if it is a slip.
fn slip(text: &str, fault: Fault) -> Option<(FindingKind, Range<usize>, String)> {
    let bytes = text.as_bytes();
    let rest = &text[fault.at..];
    match fault.expected {
        Expected::Name if rest.starts_with(',') => Some((
            FindingKind::CommaRemoved,
            fault.at..fault.at + 1,
            String::new(),
        )),
        Expected::Value if rest.starts_with([',', '}', ')']) => {
            Some((FindingKind::ValueAdded, fault.at..fault.at, "{}".to_owned()))
        }
        Expected::CommaOrEnd(_) => {
            let head = text[..fault.at].trim_end().len();
            if bytes.get(head.wrapping_sub(1)) != Some(&b',') && starts_field(rest) {
                return Some((FindingKind::CommaAdded, head..head, ",".to_owned()));
            }
            if fault.opened < fault.at {
                return bare_value(text, fault.opened);
            }
            // no field yet: the fault stands behind the key
            let key_start = skip_white(bytes, text.find(['{', '('])? + 1);
            if rest.starts_with('=') && starts_field(&text[key_start..]) {
                return Some((FindingKind::KeyAdded, key_start..key_start, ",".to_owned()));
            }
            let end = fault.at + rest.find([',', '\n', '=', '{', '}', '"'])?;
            if bytes[end] != b',' {
                return None;
            }
            let joined = text[key_start..end].split_whitespace().collect::<String>();
            Some((FindingKind::KeyJoined, key_start..end, joined))
        }
        Expected::Value | Expected::Name if fault.opened < fault.at => {
            bare_value(text, fault.opened)
        }
        _ => None,
    }
}

/// Whether `text` starts with `name =` and more than the `=`.
fn starts_field(text: &str) -> bool {
    let bytes = text.as_bytes();
    let end = bytes
        .iter()
        .position(|&byte| !is_name_byte(byte))
        .unwrap_or(bytes.len());
    bytes.first().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.get(skip_white(bytes, end)) == Some(&b'=')
}

/// Braces for a value on one line that has no delimiters, such as `pages = 12-20,`.
fn bare_value(text: &str, start: usize) -> Option<(FindingKind, Range<usize>, String)> {
    let line_end = text[start..]
        .find(['\n', '\r'])
        .map_or(text.len(), |end| start + end);
    let line = text[start..line_end].trim_end();
    // only a comma at the line's end, or the entry's end, can be told from a comma in the value
    let value = line.strip_suffix(',').unwrap_or(line).trim_end();
    let value = match value.strip_suffix('}') {
        Some(inner) if !value.contains('{') => inner.trim_end(),
        _ => value,
    };
    if value.is_empty() || value.contains(['{', '}', '"', '=', '#', '@', '\\', '%']) {
        return None;
    }
    Some((
        FindingKind::ValueDelimited,
        start..start + value.len(),
        format!("{{{value}}}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each block in short: what it is, its text.
    fn blocks(text: &str) -> Vec<(&'static str, String)> {
        let mut splitter = Splitter::new(text);
        let mut out = Vec::new();
        while let Some(block) = splitter.next() {
            let (kind, body) = match block.body {
                Body::Entry(entry) => ("entry", entry.text.to_owned()),
                Body::Mended(mended) => ("mended", mended),
                Body::Macro(definition) => ("macro", definition.text.to_owned()),
                Body::Preamble(preamble) => ("preamble", preamble.text.to_owned()),
                Body::Rejected => ("rejected", text[block.span].to_owned()),
            };
            out.push((kind, body));
        }
        out
    }

    fn kinds(text: &str) -> Vec<&'static str> {
        blocks(text).into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn a_missing_brace_costs_one_entry() {
        let text =
            "@a{one, t = {1}}\n@a{two, t = {2, y = 2}\n\n@a{three, t = {3}}\n@a{four, t = {4}}\n";
        assert_eq!(kinds(text), ["entry", "rejected", "entry", "entry"]);
        let text = "@a{one, t = {1}}\n@a{two, t = {2 {x, y = 2}\n\n@a{three, t = {3}}\n@a{four, t = {4}}\n";
        assert_eq!(kinds(text), ["entry", "rejected", "entry", "entry"]);
        assert_eq!(
            kinds("@a{one, t = {1}}\n@a{two, t = {2"),
            ["entry", "rejected"]
        );
        assert_eq!(
            kinds("@a{one, t = \"1}\n@a{two, t = {2}}"),
            ["rejected", "entry"]
        );
    }

    #[test]
    fn slips_are_mended() {
        for (text, mended) in [
            ("@a{k, t = {1} y = 2}", "@a{k, t = {1}, y = 2}"),
            ("@a{k t = {1}}", "@a{k, t = {1}}"),
            ("@a{k, t = {1},, y = 2}", "@a{k, t = {1}, y = 2}"),
            ("@a{k, t = , y = }", "@a{k, t = {}, y = {}}"),
            (
                "@a{k,\n p = 12-20,\n y = 2001a\n}",
                "@a{k,\n p = {12-20},\n y = {2001a}\n}",
            ),
            ("@a{k, y = 2001a}", "@a{k, y = {2001a}}"),
            (
                "@a{Smith et al 2001, t = {1}}",
                "@a{Smithetal2001, t = {1}}",
            ),
            ("@a{t = {1}, y = 2}", "@a{,t = {1}, y = 2}"),
        ] {
            assert_eq!(blocks(text), [("mended", mended.to_owned())], "{text}");
        }
    }

    #[test]
    fn mending_takes_no_more_than_the_entry() {
        let text = "@a{k, t = {1} y = 2} rest @b{l, t = {x}}";
        let mut splitter = Splitter::new(text);
        let first = splitter.next().unwrap();
        assert_eq!(&text[first.span], "@a{k, t = {1} y = 2}");
        assert_eq!(
            first.findings,
            [Finding {
                at: 13,
                kind: FindingKind::CommaAdded
            }]
        );
        assert_eq!(splitter.next().unwrap().leading, 20..26);
    }

    #[test]
    fn comments_swallow_nothing_but_themselves() {
        let text = "@comment{x @a{k, t = 1}}\n@Comment\n@b{l}";
        assert_eq!(kinds(text), ["entry", "entry"]);
        let mut splitter = Splitter::new(text);
        assert_eq!(
            splitter.next().unwrap().findings,
            [Finding {
                at: 11,
                kind: FindingKind::EntryInComment
            }]
        );
    }

    #[test]
    fn a_percent_sign_hides_what_bibtex_could_not_read() {
        let text = "%@a{k,\n% t = {1},\n%}\n@a{l,% x\n t = {1}, % y = {2},\n z = {3}% w\n}\n%@a{m, t = {1}}\n%@a{n,\n";
        assert_eq!(kinds(text), ["entry", "entry"]);
        let mut splitter = Splitter::new(text);
        let findings: Vec<FindingKind> = splitter
            .next()
            .unwrap()
            .findings
            .iter()
            .map(|found| found.kind)
            .collect();
        assert_eq!(
            findings,
            [FindingKind::CommentedOut, FindingKind::CommentInEntry]
        );
        // BibTeX reads this one
        assert_eq!(splitter.next().unwrap().span.len(), 14);
        assert!(splitter.next().is_none());
        assert_eq!(splitter.trailing_findings().len(), 1);
        // and it stays with what it hides when the block before it is left out
        let text = "@string{\n%@misc(t = )@string{j = {x}}";
        let mut splitter = Splitter::new(text);
        let rejected = splitter.next().unwrap();
        assert_eq!(&text[rejected.span], "@string{");
        let defined = splitter.next().unwrap();
        assert_eq!(&text[defined.leading], "\n%@misc(t = )");
    }

    #[test]
    fn an_address_between_entries_is_text() {
        assert_eq!(kinds("% me@site.org\n@a{k}\nyou@there\n"), ["entry"]);
    }

    #[test]
    fn a_swallowed_entry_is_pointed_out() {
        let mut splitter = Splitter::new("@a{k, t = {1\n@a{l, t = {2}}}}");
        let block = splitter.next().unwrap();
        assert!(matches!(block.body, Body::Entry(_)));
        assert_eq!(
            block.findings,
            [Finding {
                at: 13,
                kind: FindingKind::EntryInValue
            }]
        );
    }

    #[test]
    fn many_unclosed_entries_take_linear_time() {
        let text = "@a{k, t = {x\n".repeat(50_000);
        assert_eq!(kinds(&text).len(), 50_000);
        let text = format!(
            "{}{}",
            "@a{k, t = \"x{\n".repeat(20_000),
            "}".repeat(40_000)
        );
        assert!(kinds(&text).len() >= 20_000);
    }

    proptest! {
        /// Blocks and the text between them make up the text, whatever it is.
        #[test]
        fn nothing_falls_between(text in "[@a{}(),=\"# \n1k%é]{0,80}") {
            let mut splitter = Splitter::new(&text);
            let mut end = 0;
            while let Some(block) = splitter.next() {
                prop_assert_eq!(block.leading.start, end);
                prop_assert_eq!(block.leading.end, block.span.start);
                prop_assert!(block.span.end > block.span.start);
                end = block.span.end;
                if let Body::Mended(mended) = block.body {
                    prop_assert!(RawEntry::parse(&mended).is_ok());
                }
            }
            prop_assert_eq!(splitter.trailing(), &text[end..]);
        }
    }
}
