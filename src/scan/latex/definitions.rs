//! Commands that the author makes, and files that a document names.

use memchr::memchr;

use super::{Base, Include, Latex, Shape, Wants, built_in, name_at};

/// Endings of LaTeX source, `.tex` first as TeX has it.
const TEX: &[&str] = &[".tex", ""];

impl<'t> Latex<'t, '_> {
    /// Remembers a citing command, unless LaTeX's packages have one of that name.
    pub(super) fn learn(&mut self, name: &str, shape: Shape) {
        if built_in(name).is_none() && !name.is_empty() {
            self.known.commands.entry(name.to_owned()).or_insert(shape);
        }
    }

    /// The `\name` or `{\name}` at `at`, and the byte behind it.
    pub(super) fn defined_name(&mut self, at: usize) -> Option<(&'t str, usize)> {
        let start = at + usize::from(self.bytes.get(at) == Some(&b'*'));
        let start = self.space(start);
        let braced = usize::from(self.bytes.get(start) == Some(&b'{'));
        let slash = self.space(start + braced);
        if self.bytes.get(slash) != Some(&b'\\') {
            return Some(("", at));
        }
        let name = name_at(self.text, slash + 1);
        let mut end = slash + 1 + name.len();
        if braced == 1 {
            end = self.space(end);
            if self.bytes.get(end) != Some(&b'}') {
                return Some(("", at));
            }
            end += 1;
        }
        Some((name, end))
    }

    /// `\newcommand{\name}[n][default]{body}`, or xparse's with a list of arguments; where to go on.
    pub(super) fn definition(&mut self, xparse: bool, at: usize) -> usize {
        let Some((name, end)) = self.defined_name(at).filter(|(name, _)| !name.is_empty()) else {
            return at;
        };
        // which mandatory argument each #n is
        let mut arguments: Vec<Option<u32>> = Vec::new();
        let mut at = end;
        if xparse {
            let Some((list, behind)) = self.group(at) else {
                return at;
            };
            arguments = xparse_arguments(list);
            at = behind;
        } else {
            let start = self.space(at);
            at = self.optional(at);
            let count = self
                .text
                .get(start + 1..at.saturating_sub(1))
                .unwrap_or_default();
            let count = if at > start {
                count.trim().parse().unwrap_or(0)
            } else {
                0_u32
            };
            let default = self.optional(at);
            let has_default = u32::from(default != at && count > 0);
            at = default;
            for index in 0..count.min(9) {
                arguments.push(index.checked_sub(has_default));
            }
        }
        self.body(name, &arguments, at)
    }

    /// `\def\name#1#2{body}`; where to go on.
    pub(super) fn primitive_definition(&mut self, at: usize) -> usize {
        let start = self.space(at);
        if self.bytes.get(start) != Some(&b'\\') {
            return at;
        }
        let name = name_at(self.text, start + 1);
        let from = start + 1 + name.len();
        let Some(length) = memchr(b'{', &self.bytes[from..self.text.len().min(from + 64)]) else {
            return from;
        };
        let parameters = self.bytes[from..from + length]
            .iter()
            .filter(|byte| **byte == b'#')
            .count();
        // arguments with delimiters of their own are no braces
        if length != 2 * parameters || name.is_empty() {
            return from;
        }
        let arguments: Vec<_> = (0..u32::try_from(parameters).unwrap_or(0))
            .map(Some)
            .collect();
        self.body(name, &arguments, from + length)
    }

    /// Learns what the command `name` cites from its body; the byte at which that starts.
    fn body(&mut self, name: &str, arguments: &[Option<u32>], at: usize) -> usize {
        let start = self.space(at);
        let Some((body, end)) = self.group(at) else {
            // \newcommand\mycite\cite
            if self.bytes.get(start) == Some(&b'\\') && arguments.is_empty() {
                self.same_as(name, start);
            }
            return at;
        };
        let inner = end - 1 - body.len();
        let mut mask = 0_u16;
        let mut alias = None;
        let mut place = inner;
        while let Some(next) = memchr(b'\\', &self.bytes[place..end - 1]) {
            place += next;
            let command = name_at(&self.text[..end - 1], (place + 1).min(end - 1));
            let behind = (place + 1 + command.len().max(1)).min(end - 1);
            place = self.text.ceil_char_boundary(behind);
            if place >= end {
                break;
            }
            let shape = built_in(command).or_else(|| self.known.commands.get(command).copied());
            let Some(shape) = shape else { continue };
            let rest = self.text[place..end - 1].trim();
            if arguments.iter().all(Option::is_none) && (rest.is_empty() || rest == "*") {
                alias = Some(shape);
            }
            for (list, _) in self.cited_arguments(shape, place, end - 1) {
                for (sharp, _) in list.match_indices('#') {
                    let number = list[sharp + 1..]
                        .chars()
                        .next()
                        .and_then(|digit| digit.to_digit(10));
                    let argument = number
                        .and_then(|number| usize::try_from(number).ok()?.checked_sub(1))
                        .and_then(|index| arguments.get(index).copied().flatten());
                    if let Some(index) = argument.filter(|index| *index < 16) {
                        mask |= 1 << index;
                    }
                }
            }
        }
        if mask != 0 {
            self.learn(name, Shape::Arguments(mask));
        } else if let Some(shape) = alias {
            self.learn(name, shape);
        }
        // keys that the body names itself are cited like others
        inner
    }

    /// Learns that the command `name` is the one at `at`.
    fn same_as(&mut self, name: &str, at: usize) {
        let other = name_at(self.text, at + 1);
        let shape = built_in(other).or_else(|| self.known.commands.get(other).copied());
        if let Some(shape) = shape {
            self.learn(name, shape);
        }
    }

    /// `\let\name=\cite`
    pub(super) fn equal_command(&mut self, at: usize) {
        let start = self.space(at);
        if self.bytes.get(start) != Some(&b'\\') {
            return;
        }
        let name = name_at(self.text, start + 1);
        let mut other = self.space(start + 1 + name.len());
        if self.bytes.get(other) == Some(&b'=') {
            other = self.space(other + 1);
        }
        if self.bytes.get(other) == Some(&b'\\') {
            self.same_as(name, other);
        }
    }

    /// `\input{file}`, `\input file`
    pub(super) fn input(&mut self, name: &str, at: usize) {
        let at = self.optional(at);
        const BASES: &[Base] = &[Base::Document, Base::File];
        match self.group(at) {
            Some((path, end)) => {
                self.include(path.trim().trim_matches('"'), end - 1 - path.len(), BASES)
            }
            None if name == "input" && self.bytes.get(at) == Some(&b' ') => {
                let rest = &self.text[at + 1..];
                let length = rest.find(|c: char| c.is_whitespace() || "\\{}%".contains(c));
                self.include(&rest[..length.unwrap_or(rest.len())], at + 1, BASES);
            }
            None => {}
        }
    }

    /// A file to follow, unless its name is for TeX to work out.
    pub(super) fn include(&mut self, path: &str, at: usize, bases: &'static [Base]) {
        if !path.contains(['#', '\\', '|']) {
            self.found.include(path, at, bases, TEX);
        }
    }

    /// `\usepackage{name}`: one of the author's own may define commands.
    pub(super) fn package(&mut self, command: &str, at: usize) {
        let at = self.optional(at);
        let Some((list, end)) = self.group(at) else {
            return;
        };
        let endings: &[&str] = if command.ends_with("lass") {
            &[".cls"]
        } else {
            &[".sty"]
        };
        for (path, _) in super::super::split_list(list, &[',']) {
            if !path.contains(['#', '\\', '%']) {
                self.found.includes.push(Include {
                    path: path.to_owned(),
                    at: end - 1 - list.len(),
                    bases: &[Base::Document],
                    endings,
                    wants: Wants::Definitions,
                });
            }
        }
    }

    /// `\bibliography{a,b}`, `\addbibresource[options]{a.bib}`
    pub(super) fn bibliographies(&mut self, at: usize, list: bool) {
        let at = self.optional(at);
        if let Some((names, _)) = self.group(at) {
            let separators: &[char] = if list { &[','] } else { &[] };
            for (name, _) in super::super::split_list(names, separators) {
                if !name.contains(['#', '\\']) {
                    self.found.bibliographies.push(name.to_owned());
                }
            }
        }
    }
}

/// For each argument in xparse's notation, such as `s O{} m`, which mandatory one it is.
fn xparse_arguments(list: &str) -> Vec<Option<u32>> {
    let mut arguments = Vec::new();
    let mut mandatory = 0;
    let mut depth = 0_usize;
    let mut skip = 0;
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() => {}
            _ if skip > 0 => skip -= 1,
            '+' | '!' | '>' | '=' => {}
            'm' | 'v' => {
                arguments.push(Some(mandatory));
                mandatory += 1;
            }
            _ => {
                // delimiters follow these
                skip = match c {
                    't' => 1,
                    'd' | 'D' | 'r' | 'R' => 2,
                    _ => 0,
                };
                arguments.push(None);
            }
        }
        if arguments.len() >= 9 {
            break;
        }
    }
    arguments
}
