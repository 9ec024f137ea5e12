//! A document with the files that it includes.
//!
//! ```
//! use std::path::Path;
//! use ibid::scan::{named, tree};
//!
//! let mut read = |path: &Path| Ok((path == Path::new("ch/one.tex")).then(|| r"\cite{a}".to_owned()));
//! let text = r"\cite{b}\input{ch/one}\input{two}".to_owned();
//! let tree = tree::walk("paper.tex".into(), text, named("latex").unwrap(), &mut read);
//! let keys: Vec<&str> = tree.cited.iter().map(|(_, cited)| cited.key.as_str()).collect();
//! assert_eq!(keys, ["b", "a"]);
//! assert_eq!(tree.missing[0].1.path, "two");
//! ```

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{Base, Cited, Include, Known, Scan, Scanner, Wants};

/// How deep files may include each other.
const DEPTH: usize = 100;
/// How often a document is read again because a later file defined a command.
const ROUNDS: usize = 4;

/// A document and its files.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files, the document first.
    pub files: Vec<File>,
    /// Citations in the order in which a reader meets them, each with the number of its file.
    pub cited: Vec<(usize, Cited)>,
    /// Where the whole bibliography is asked for: file and byte.
    pub everything: Option<(usize, usize)>,
    /// Bibliographies that are named, as written.
    pub bibliographies: Vec<String>,
    /// Included files that are not there, each with the number of the file that names it.
    pub missing: Vec<(usize, Include)>,
    /// Included files that could not be read, and why.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

/// A file of a document.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// What stands in it.
    pub text: String,
}

/// Reads a file: `None` where there is none.
pub type Read<'r> = dyn FnMut(&Path) -> io::Result<Option<String>> + 'r;

/// Scans the document at `path`, which holds `text`, and every file that it includes, each once.
pub fn walk(path: PathBuf, text: String, scanner: &Scanner, read: &mut Read<'_>) -> Tree {
    let mut walk = Walk {
        scanner,
        read,
        folder: path.parent().map(Path::to_owned).unwrap_or_default(),
        known: Known::default(),
        texts: HashMap::from([(tidy(&path), Some(text))]),
        tree: Tree::default(),
        numbers: HashMap::new(),
        done: HashSet::new(),
        labels: HashSet::new(),
    };
    for _ in 0..ROUNDS {
        let before = walk.known.len();
        walk.start();
        walk.file(&path, Wants::Citations, 0);
        if walk.known.len() == before {
            break;
        }
    }
    let Walk {
        mut tree,
        labels,
        mut texts,
        ..
    } = walk;
    for file in &mut tree.files {
        file.text = texts
            .remove(&tidy(&file.path))
            .flatten()
            .unwrap_or_default();
    }
    tree.cited
        .retain(|(_, cited)| !(cited.or_label && labels.contains(&cited.key)));
    tree
}

struct Walk<'w, 'r> {
    scanner: &'w Scanner,
    read: &'w mut Read<'r>,
    /// Where the document is.
    folder: PathBuf,
    known: Known,
    /// What was read.
    texts: HashMap<PathBuf, Option<String>>,
    tree: Tree,
    /// The numbers of the files in `tree`.
    numbers: HashMap<PathBuf, usize>,
    done: HashSet<PathBuf>,
    labels: HashSet<String>,
}

impl Walk<'_, '_> {
    /// Forgets everything but the texts and what is known.
    fn start(&mut self) {
        self.tree = Tree {
            unreadable: std::mem::take(&mut self.tree.unreadable),
            ..Tree::default()
        };
        self.numbers.clear();
        self.done.clear();
        self.labels.clear();
    }

    /// Adds a file; false where there is none.
    fn file(&mut self, path: &Path, wants: Wants, depth: usize) -> bool {
        let name = tidy(path);
        if !self.texts.contains_key(&name) {
            let text = match (self.read)(path) {
                Ok(text) => text,
                Err(error) => {
                    self.tree.unreadable.push((path.to_owned(), error));
                    Some(String::new())
                }
            };
            self.texts.insert(name.clone(), text);
        }
        let Some(Some(text)) = self.texts.get(&name) else {
            return false;
        };
        if !self.done.insert(name.clone()) || depth > DEPTH {
            return true;
        }
        let Scan {
            cited,
            everything,
            includes,
            bibliographies,
            labels,
        } = (self.scanner.scan)(text, &mut self.known);
        let number = self.tree.files.len();
        self.tree.files.push(File {
            path: path.to_owned(),
            text: String::new(),
        });
        self.numbers.insert(name, number);
        self.labels.extend(labels);
        if wants == Wants::Citations {
            self.tree.bibliographies.extend(bibliographies);
            if let Some(at) = everything {
                self.tree.everything.get_or_insert((number, at));
            }
        }
        let mut cited = cited.into_iter().peekable();
        for include in includes {
            while let Some(next) = cited.next_if(|next| next.at < include.at) {
                if wants == Wants::Citations {
                    self.tree.cited.push((number, next));
                }
            }
            self.follow(path, include, wants, number, depth);
        }
        if wants == Wants::Citations {
            self.tree.cited.extend(cited.map(|cited| (number, cited)));
        }
        true
    }

    fn follow(&mut self, from: &Path, include: Include, wants: Wants, number: usize, depth: usize) {
        let wants = if include.wants == Wants::Definitions {
            include.wants
        } else {
            wants
        };
        let mut bases: Vec<PathBuf> = Vec::with_capacity(2);
        for base in include.bases {
            let folder = match base {
                // a path from the root of the project starts with a slash in Typst, Quarto and Sphinx
                _ if include.path.starts_with('/') => self.folder.clone(),
                Base::Document => self.folder.clone(),
                Base::File => from.parent().map(Path::to_owned).unwrap_or_default(),
            };
            if !bases.contains(&folder) {
                bases.push(folder);
            }
        }
        for base in &bases {
            for ending in include.endings {
                let named = format!("{}{ending}", include.path);
                let inside = base.join(named.trim_start_matches('/'));
                if self.file(&inside, wants, depth + 1) {
                    return;
                }
                if named.starts_with('/') && self.file(Path::new(&named), wants, depth + 1) {
                    return;
                }
            }
        }
        if include.wants == Wants::Citations && wants == Wants::Citations {
            self.tree.missing.push((number, include));
        }
    }
}

/// `path` without `.` and, as far as that is possible, without `..`, so that a file has one name.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::named;

    fn keys(kind: &str, main: &str, files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let mut read = |path: &Path| {
            let found = files.iter().find(|(name, _)| Path::new(name) == tidy(path));
            Ok(found.map(|(_, text)| (*text).to_owned()))
        };
        let tree = walk(
            "d/main".into(),
            main.to_owned(),
            named(kind).unwrap(),
            &mut read,
        );
        let place = |(file, cited): &(usize, Cited)| {
            format!("{} {}", tree.files[*file].path.display(), cited.key)
        };
        let missing = tree.missing.iter().map(|(_, include)| include.path.clone());
        (tree.cited.iter().map(place).collect(), missing.collect())
    }

    #[test]
    fn latex_looks_beside_the_document_first() {
        let files = [
            ("d/a.tex", r"\cite{a}\input{b}"),
            ("d/b.tex", r"\cite{b}\input{a}"),
            ("d/e/c.tex", r"\cite{c}\input{f}\input{gone}"),
            ("d/e/f.tex", r"\mine{f}"),
            (
                "d/own.sty",
                r"\newcommand{\mine}[1]{\cite{#1}}\cite{no}\input{nor}",
            ),
        ];
        let (cited, missing) = keys(
            "latex",
            r"\input{a}\cite{m}\import{e/}{c}\usepackage{own,other}",
            &files,
        );
        assert_eq!(
            cited,
            [
                "d/a.tex a",
                "d/b.tex b",
                "d/main m",
                "d/e/c.tex c",
                "d/e/f.tex f"
            ]
        );
        assert_eq!(missing, ["gone"]);
    }

    #[test]
    fn typst_looks_beside_the_file() {
        let files = [
            (
                "d/ch/a.typ",
                "@a @fig #include \"b.typ\"\n#include \"/top.typ\"",
            ),
            ("d/ch/b.typ", "@b"),
            ("d/top.typ", "#figure[x] <fig> @t"),
        ];
        let (cited, missing) = keys("typst", "@fig #include \"ch/a.typ\"\n", &files);
        assert_eq!(cited, ["d/ch/a.typ a", "d/ch/b.typ b", "d/top.typ t"]);
        assert_eq!(missing, Vec::<String>::new());
    }
}
