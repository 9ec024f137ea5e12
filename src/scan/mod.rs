//! What a document cites: which keys, where, and which other files belong to it.
//!
//! Each kind of document is one file here and one line in [`SCANNERS`]. A scanner is a pure function of a text: it
//! reads no files, never fails, and takes linear time whatever it is given. [`tree::walk`] follows the files that a
//! document includes, with a function that reads them.
//!
//! ```
//! use ibid::scan::{Known, named};
//!
//! let latex = named("latex").unwrap();
//! let scan = (latex.scan)(r"See \citep[p.~3]{knuth84, plass81}. % \cite{not}", &mut Known::default());
//! let keys: Vec<&str> = scan.cited.iter().map(|cited| cited.key.as_str()).collect();
//! assert_eq!(keys, ["knuth84", "plass81"]);
//! assert_eq!(scan.cited[0].at, 17);
//! ```

mod asciidoc;
mod aux;
mod bcf;
mod bib;
mod keys;
mod latex;
mod latex_commands;
mod markdown;
mod notebook;
mod org;
mod rst;
pub mod tree;
mod typst;

use std::collections::{HashMap, HashSet};
use std::path::Path;

pub use latex_commands::Shape;

/// A kind of document.
#[derive(Debug)]
pub struct Scanner {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// The endings of file names, in lower case, without the dot.
    pub endings: &'static [&'static str],
    /// Whether a text looks like one.
    pub sniff: fn(&str) -> bool,
    /// Finds what a text cites.
    pub scan: fn(&str, &mut Known) -> Scan,
}

/// All kinds, in the order in which a text without a telling name is tried.
pub const SCANNERS: &[Scanner] = &[
    aux::SCANNER,
    bcf::SCANNER,
    notebook::SCANNER,
    latex::SCANNER,
    bib::SCANNER,
    typst::SCANNER,
    org::SCANNER,
    rst::SCANNER,
    asciidoc::SCANNER,
    markdown::SCANNER,
    keys::SCANNER,
];

/// What a text cites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// Citations in the order of the text; a key comes as often as it is cited.
    pub cited: Vec<Cited>,
    /// The byte at which the whole bibliography is asked for, as with `\nocite{*}`.
    pub everything: Option<usize>,
    /// Files that belong to the document, in the order of the text.
    pub includes: Vec<Include>,
    /// Bibliographies that it names, as written.
    pub bibliographies: Vec<String>,
    /// Names that it defines itself: what refers to one of these is no citation, where the notation is the same.
    pub labels: Vec<String>,
}

/// A citation of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The key as written.
    pub key: String,
    /// The byte of the text at which it stands.
    pub at: usize,
    /// Whether it could also refer to a label of the document.
    pub or_label: bool,
}

/// A file that belongs to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include {
    /// Its path as written.
    pub path: String,
    /// The byte of the text at which it is named.
    pub at: usize,
    /// The folders in which it is looked for, in that order.
    pub bases: &'static [Base],
    /// What is put behind the path, in that order; `""` for the path as it stands.
    pub endings: &'static [&'static str],
    /// What is wanted of it.
    pub wants: Wants,
}

/// A folder in which an included file is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// That of the document named first.
    Document,
    /// That of the file that includes it.
    File,
}

/// What is wanted of an included file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// Its citations; a missing file is reported.
    Citations,
    /// Definitions only; it may well be absent.
    Definitions,
}

/// What files of a document tell those that follow.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Commands that cite, made by the document's author.
    pub commands: HashMap<String, Shape>,
    /// Environments, made likewise, in which nothing is a command.
    pub verbatim: HashSet<String>,
}

impl Known {
    /// How much is known.
    pub(crate) fn len(&self) -> usize {
        self.commands.len() + self.verbatim.len()
    }
}

impl Scan {
    /// A citation of `key`.
    fn cite(&mut self, key: &str, at: usize, or_label: bool) {
        self.cited.push(Cited {
            key: key.to_owned(),
            at,
            or_label,
        });
    }

    /// The whole bibliography is asked for at `at`.
    fn cite_everything(&mut self, at: usize) {
        self.everything.get_or_insert(at);
    }

    /// A file whose citations count.
    fn include(
        &mut self,
        path: &str,
        at: usize,
        bases: &'static [Base],
        endings: &'static [&'static str],
    ) {
        if !path.is_empty() {
            self.includes.push(Include {
                path: path.to_owned(),
                at,
                bases,
                endings,
                wants: Wants::Citations,
            });
        }
    }

    /// Brings what was found out of order into the order of the text.
    fn in_order(mut self) -> Self {
        self.cited.sort_by_key(|cited| cited.at);
        self.includes.sort_by_key(|include| include.at);
        self
    }

    /// Adds the keys of a list with commas, which starts at byte `start` of the text; `*` asks for everything.
    fn cite_list(&mut self, list: &str, start: usize) {
        for (key, at) in split_list(list, &[',']) {
            if key == "*" {
                self.cite_everything(start + at);
            } else {
                self.cite(key, start + at, false);
            }
        }
    }
}

/// The parts of `list` that are not empty, trimmed, with the byte at which each starts.
fn split_list<'l>(list: &'l str, separators: &'l [char]) -> impl Iterator<Item = (&'l str, usize)> {
    let mut at = 0;
    list.split_inclusive(separators).filter_map(move |part| {
        let start = at;
        at += part.len();
        let part = part.trim_end_matches(separators);
        let key = part.trim();
        let before = part.len() - part.trim_start().len();
        (!key.is_empty()).then_some((key, start + before))
    })
}

/// The lines of `text`, line ends aside, each with its first byte.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// The kind called `name`.
pub fn named(name: &str) -> Option<&'static Scanner> {
    SCANNERS.iter().find(|scanner| scanner.name == name)
}

/// The kind that the ending of `path` tells.
pub fn by_path(path: &Path) -> Option<&'static Scanner> {
    let ending = path.extension()?.to_str()?.to_lowercase();
    SCANNERS
        .iter()
        .find(|scanner| scanner.endings.contains(&ending.as_str()))
}

/// The kind that `text` looks like; a list of keys where it looks like nothing else.
pub fn by_content(text: &str) -> &'static Scanner {
    SCANNERS
        .iter()
        .find(|scanner| (scanner.sniff)(text))
        .unwrap_or(&keys::SCANNER)
}

#[cfg(test)]
mod tests;
