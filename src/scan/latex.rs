//! LaTeX source: citing commands of LaTeX, natbib, biblatex and many styles, and those that the author makes.
//!
//! What TeX does not read as commands is skipped: comments, verbatim text, `\iffalse … \fi`, whatever stands behind
//! `\end{document}`. A command that is defined as something that cites its `#n` cites likewise.

use memchr::{memchr, memchr2, memmem};

use super::latex_commands::{VERBATIM, built_in};
use super::{Base, Include, Known, Scan, Scanner, Shape, Wants};

/// LaTeX source.
pub(super) const SCANNER: Scanner = Scanner {
    name: "latex",
    title: "LaTeX source",
    endings: &["tex", "ltx", "latex", "sty", "cls", "rnw"],
    sniff: |text| {
        [
            "\\documentclass",
            "\\begin{",
            "\\usepackage",
            "\\section{",
            "\\chapter{",
            "\\input{",
        ]
        .iter()
        .any(|command| text.contains(command))
            || text
                .match_indices("\\")
                .any(|(at, _)| built_in(name_at(text, at + 1)).is_some())
    },
    scan,
};

/// How often the text may be read again for arguments, and bytes in addition.
const REREAD: (usize, usize) = (6, 1 << 20);
/// How far an argument may reach when that is used up.
const SHORT: usize = 256;

pub(super) fn scan(text: &str, known: &mut Known) -> Scan {
    let mut latex = Latex {
        text,
        bytes: text.as_bytes(),
        known,
        found: Scan::default(),
        budget: text.len().saturating_mul(REREAD.0).saturating_add(REREAD.1),
        unclosed: false,
    };
    latex.run();
    latex.found.in_order()
}

/// Adds what the citing command at `at` (its backslash) cites; for notations that carry LaTeX along.
pub(super) fn command(text: &str, at: usize, scan: &mut Scan) {
    let name = name_at(text, at + 1);
    if let Some(shape) = built_in(name) {
        // what stands around it is another notation's, so a citation is short
        let end = text.floor_char_boundary((at + 2000).min(text.len()));
        let text = &text[..end];
        let mut latex = Latex {
            text,
            bytes: text.as_bytes(),
            known: &mut Known::default(),
            found: Scan::default(),
            budget: 2000,
            unclosed: false,
        };
        latex.cite(name, shape, at + 1 + name.len(), text.len());
        scan.cited.append(&mut latex.found.cited);
        if let Some(everything) = latex.found.everything {
            scan.cite_everything(everything);
        }
    }
}

/// The command name at `at`, which may be empty.
fn name_at(text: &str, at: usize) -> &str {
    let length = text.as_bytes()[at..]
        .iter()
        .position(|byte| !byte.is_ascii_alphabetic() && *byte != b'@')
        .unwrap_or(text.len() - at);
    &text[at..at + length]
}

struct Latex<'t, 'k> {
    text: &'t str,
    bytes: &'t [u8],
    known: &'k mut Known,
    found: Scan,
    /// How many bytes may still be read twice.
    budget: usize,
    /// Whether an `\iffalse` was not closed.
    unclosed: bool,
}

impl<'t> Latex<'t, '_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(next) = memchr2(b'\\', b'%', &self.bytes[at..]) {
            at += next;
            if self.bytes[at] == b'%' {
                at = self.line_end(at);
                continue;
            }
            let name = name_at(self.text, at + 1);
            if name.is_empty() {
                // a control symbol, such as \% or \\
                at = self.text.ceil_char_boundary((at + 2).min(self.text.len()));
                continue;
            }
            let behind = at + 1 + name.len();
            match self.command(name, behind) {
                Some(next) => at = next.max(behind),
                None => return,
            }
        }
    }

    /// Deals with a command whose name ends at `at`; where to go on, `None` at the end of the document.
    fn command(&mut self, name: &'t str, at: usize) -> Option<usize> {
        match name {
            "begin" => return Some(self.begin(at)),
            "end" => {
                if self.bytes[at..].starts_with(b"{document}") {
                    return None;
                }
            }
            "verb" | "Verb" => return Some(self.verb(at)),
            "lstinline" | "mintinline" => {
                let mut at = self.optional(at);
                if name == "mintinline" {
                    at = self.group(at).map_or(at, |(_, end)| end);
                }
                return Some(self.group(at).map_or_else(|| self.verb(at), |(_, end)| end));
            }
            "url" | "path" | "nolinkurl" | "href" => {
                // per cent signs in addresses start no comment
                let rest = &self.bytes[at..];
                let end = memchr2(b'}', b'\n', rest).filter(|_| rest.first() == Some(&b'{'));
                return Some(end.map_or(at, |end| at + end));
            }
            "iffalse" => return Some(self.skip_conditional(at)),
            "newcommand"
            | "renewcommand"
            | "providecommand"
            | "DeclareRobustCommand"
            | "newrobustcmd"
            | "renewrobustcmd"
            | "providerobustcmd"
            | "NewDocumentCommand"
            | "RenewDocumentCommand"
            | "ProvideDocumentCommand"
            | "DeclareDocumentCommand"
            | "NewExpandableDocumentCommand" => {
                return Some(self.definition(name.contains("Document"), at));
            }
            "def" | "gdef" | "edef" | "xdef" => return Some(self.primitive_definition(at)),
            "let" => self.equal_command(at),
            "DeclareCiteCommand" | "DeclareMultiCiteCommand" => {
                let shape = if name == "DeclareCiteCommand" {
                    Shape::Arguments(1)
                } else {
                    Shape::Each(1)
                };
                let (made, end) = self.defined_name(at)?;
                self.learn(made, shape);
                return Some(end);
            }
            "newcites" => {
                // multibib: \citesec and the like
                if let Some((list, _)) = self.group(at) {
                    for (suffix, _) in super::split_list(list, &[',']) {
                        for cite in [
                            "cite",
                            "nocite",
                            "citet",
                            "citep",
                            "citealt",
                            "citealp",
                            "citeauthor",
                            "citeyear",
                        ] {
                            self.learn(&format!("{cite}{suffix}"), Shape::Arguments(1));
                        }
                    }
                }
            }
            "defbibentryset" => {
                // a set that the document makes: its members are wanted, and its own name is no key
                if let Some((set, _)) = self.group(at) {
                    self.found.labels.push(set.trim().to_owned());
                    self.cite(name, Shape::Arguments(2), at, self.text.len());
                }
            }
            "lstnewenvironment"
            | "DefineVerbatimEnvironment"
            | "excludecomment"
            | "newtcblisting" => {
                let start = self.optional(at);
                if let Some((environment, end)) = self.group(start) {
                    self.known.verbatim.insert(environment.trim().to_owned());
                    return Some(end);
                }
            }
            "input" | "include" | "subfile" | "subfileinclude" | "includestandalone"
            | "InputIfFileExists" => {
                self.input(name, at);
            }
            "import" | "subimport" | "includefrom" | "subincludefrom" | "inputfrom"
            | "subinputfrom" => {
                let at = at + usize::from(self.bytes.get(at) == Some(&b'*'));
                if let Some((folder, end)) = self.group(at)
                    && let Some((file, _)) = self.group(end)
                {
                    let bases: &[Base] = if name.starts_with("sub") {
                        &[Base::File, Base::Document]
                    } else {
                        &[Base::Document, Base::File]
                    };
                    let slash = if folder.ends_with('/') || folder.is_empty() {
                        ""
                    } else {
                        "/"
                    };
                    self.include(&format!("{folder}{slash}{}", file.trim()), end, bases);
                }
            }
            "usepackage" | "RequirePackage" | "documentclass" | "LoadClass" => {
                self.package(name, at)
            }
            "bibliography" | "nobibliography" => self.bibliographies(at, true),
            "addbibresource" | "addglobalbib" | "addsectionbib" => self.bibliographies(at, false),
            _ => {
                if let Some(shape) =
                    built_in(name).or_else(|| self.known.commands.get(name).copied())
                {
                    self.cite(name, shape, at, self.text.len());
                }
            }
        }
        Some(at)
    }

    /// The end of the line in which `at` is.
    fn line_end(&self, at: usize) -> usize {
        memchr(b'\n', &self.bytes[at..]).map_or(self.text.len(), |end| at + end + 1)
    }

    /// Adds what a citing command whose name ends at `at` cites.
    fn cite(&mut self, name: &str, shape: Shape, at: usize, end: usize) {
        for (list, start) in self.cited_arguments(shape, at, end) {
            self.cite_keys(
                list,
                start,
                name.ends_with("cite") || name.contains("nocite"),
            );
        }
    }

    /// The arguments with keys of a citing command whose name ends at `at`, each with its first byte.
    fn cited_arguments(&mut self, shape: Shape, at: usize, end: usize) -> Vec<(&'t str, usize)> {
        let mut at = at;
        let mut lists = Vec::new();
        let mut mandatory = 0_u32;
        while matches!(self.bytes.get(at), Some(b'*' | b'+')) {
            at += 1;
        }
        loop {
            let start = self.space(at);
            if start >= end {
                break;
            }
            let close = match self.bytes[start] {
                b'{' => b'}',
                b'[' => b']',
                b'(' if matches!(shape, Shape::Each(_)) && lists.is_empty() => b')',
                b'<' if mandatory == 0 => b'>',
                _ => break,
            };
            let Some(close) = self.closing(start, close).filter(|close| *close < end) else {
                break;
            };
            at = close + 1;
            if self.bytes[start] != b'{' {
                continue;
            }
            mandatory += 1;
            let wanted = match shape {
                Shape::Arguments(mask) => mandatory <= 16 && mask & (1 << (mandatory - 1)) != 0,
                Shape::Each(n) => mandatory.is_multiple_of(u32::from(n)),
            };
            if wanted {
                lists.push((&self.text[start + 1..close], start + 1));
            }
            if let Shape::Arguments(mask) = shape
                && mandatory >= 16 - mask.leading_zeros()
            {
                break;
            }
        }
        lists
    }

    /// Adds the keys of a list, in which comments may stand.
    fn cite_keys(&mut self, list: &str, start: usize, or_everything: bool) {
        let mut part_start = 0;
        let mut key = String::new();
        let mut key_at = None;
        let bytes = list.as_bytes();
        while part_start <= list.len() {
            let rest = &bytes[part_start..];
            let length = memchr2(b',', b'%', rest).unwrap_or(rest.len());
            let part = &list[part_start..part_start + length];
            let trimmed = part.trim();
            if !trimmed.is_empty() {
                let before = part.len() - part.trim_start().len();
                key_at.get_or_insert(start + part_start + before);
                key.push_str(trimmed);
            }
            part_start += length;
            if bytes.get(part_start) == Some(&b'%') {
                part_start = memchr(b'\n', &bytes[part_start..])
                    .map_or(list.len() + 1, |end| part_start + end + 1);
                if part_start <= list.len() {
                    continue;
                }
            }
            if let Some(at) = key_at.take() {
                if key == "*" {
                    if or_everything {
                        self.found.cite_everything(at);
                    }
                } else if !key.contains(['#', '\\', '{', '}']) {
                    self.found.cite(&key, at, true);
                }
            }
            key.clear();
            part_start += 1;
        }
    }

    /// Behind white space, comments and one line end.
    fn space(&self, at: usize) -> usize {
        let mut at = at;
        let mut line_ends = 0;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'\n' if line_ends == 0 => line_ends = 1,
                b' ' | b'\t' | b'\r' => {}
                b'%' => {
                    at = self.line_end(at);
                    continue;
                }
                _ => break,
            }
            at += 1;
        }
        at
    }

    /// The byte that closes what opens at `open`: braces match, comments are skipped, no empty line is crossed by
    /// what is no group.
    fn closing(&mut self, open: usize, close: u8) -> Option<usize> {
        let limit = if self.budget == 0 { SHORT } else { self.budget };
        let end = (open + limit).min(self.bytes.len());
        let mut depth = 0_usize;
        let mut inner = 0_usize;
        let mut at = open + 1;
        let mut result = None;
        while at < end {
            let byte = self.bytes[at];
            match byte {
                b'\\' => at += 1,
                b'%' => {
                    at = self.line_end(at);
                    continue;
                }
                b'{' => depth += 1,
                _ if byte == close && depth == 0 && inner == 0 => {
                    result = Some(at);
                    break;
                }
                b'}' => match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    // the group around it ends
                    None => break,
                },
                // biblatex's optional arguments may hold commands with their own
                b'[' if close == b']' && depth == 0 => inner += 1,
                b']' if close == b']' && depth == 0 => inner -= 1,
                b'\n' if close != b'}' && self.bytes.get(at + 1) == Some(&b'\n') => break,
                _ => {}
            }
            at += 1;
        }
        self.budget = self.budget.saturating_sub(at - open);
        result
    }

    /// The group at `at`, white space aside: its inside, and the byte behind it.
    fn group(&mut self, at: usize) -> Option<(&'t str, usize)> {
        let start = self.space(at);
        if self.bytes.get(start) != Some(&b'{') {
            return None;
        }
        let close = self.closing(start, b'}')?;
        Some((&self.text[start + 1..close], close + 1))
    }

    /// Behind the optional argument at `at`, if there is one.
    fn optional(&mut self, at: usize) -> usize {
        let start = self.space(at);
        if self.bytes.get(start) != Some(&b'[') {
            return at;
        }
        self.closing(start, b']').map_or(at, |close| close + 1)
    }

    fn begin(&mut self, at: usize) -> usize {
        let Some(rest) = self.text[at..].strip_prefix('{') else {
            return at;
        };
        let Some(length) = memchr2(b'}', b'\n', rest.as_bytes()) else {
            return at;
        };
        let name = &rest[..length];
        let behind = at + length + 2;
        if behind > self.text.len() {
            return at;
        }
        let plain = name.trim_end_matches('*');
        if VERBATIM.contains(&plain) || self.known.verbatim.contains(name) {
            let end = format!("\\end{{{name}}}");
            // an environment that is never closed takes the rest
            return memmem::find(&self.bytes[behind..], end.as_bytes())
                .map_or(self.text.len(), |found| behind + found + end.len());
        }
        let argument = match plain {
            "displaycquote" => 1,
            "foreigndisplaycquote" | "hyphendisplaycquote" => 2,
            _ => return behind,
        };
        self.cite(plain, Shape::Arguments(argument), behind, self.text.len());
        behind
    }

    /// Behind text between two equal characters on a line.
    fn verb(&self, at: usize) -> usize {
        let start = at + usize::from(self.bytes.get(at) == Some(&b'*'));
        let Some(delimiter) = self.text[start..].chars().next() else {
            return at;
        };
        if delimiter.is_whitespace() || delimiter.is_alphanumeric() {
            return at;
        }
        let inner = start + delimiter.len_utf8();
        let line = memchr(b'\n', &self.bytes[inner..]).map_or(self.text.len(), |end| inner + end);
        self.text[inner..line]
            .find(delimiter)
            .map_or(at, |end| inner + end + delimiter.len_utf8())
    }

    /// Behind the `\fi` or `\else` that ends an `\iffalse`.
    fn skip_conditional(&mut self, start: usize) -> usize {
        if self.unclosed {
            return start;
        }
        let mut depth = 0_usize;
        let mut at = start;
        while let Some(next) = memchr2(b'\\', b'%', &self.bytes[at..]) {
            at += next;
            if self.bytes[at] == b'%' {
                at = self.line_end(at);
                continue;
            }
            let name = name_at(self.text, at + 1);
            at = self
                .text
                .ceil_char_boundary((at + 1 + name.len().max(1)).min(self.text.len()));
            match name {
                "fi" if depth == 0 => return at,
                "fi" => depth -= 1,
                "else" if depth == 0 => return at,
                "iffalse" | "iftrue" | "ifx" | "if" | "ifcat" | "ifnum" | "ifdim" | "ifodd"
                | "ifvmode" | "ifhmode" | "ifmmode" | "ifinner" | "ifvoid" | "ifeof" | "ifcase"
                | "ifdefined" | "ifcsname" | "ifpdf" | "ifluatex" | "ifxetex" | "ifdraft" => {
                    depth += 1
                }
                _ => {}
            }
        }
        self.unclosed = true;
        start
    }
}

mod definitions;

#[cfg(test)]
mod tests;
