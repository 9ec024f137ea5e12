//! The judge of a round trip: what the `bibtex` program itself makes of a file with the style `unsrt`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Whether the program `name` is there. Where it is not, says that `test` was skipped, or fails the test if
/// `IBID_REQUIRE_TOOLS=1`.
pub(crate) fn has_tool(name: &str, test: &str) -> bool {
    let found = Command::new(name)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !found {
        let required = std::env::var_os("IBID_REQUIRE_TOOLS").is_some_and(|value| value == "1");
        assert!(!required, "{test} needs the program {name}");
        skipped(test, &format!("the program {name} is not installed"));
    }
    found
}

/// Says on the terminal that a test did not run.
pub(crate) fn skipped(test: &str, why: &str) {
    say(&format!("skipped {test}: {why}"));
}

/// Says something on the terminal, although the output of tests that pass is not shown.
pub(crate) fn say(what: &str) {
    let _ = writeln!(io::stderr(), "{what}");
}

/// What bibtex made of a file.
#[derive(Debug, Default)]
pub(crate) struct References {
    /// The references by key, in lower case as bibtex compares keys; white space folded.
    found: BTreeMap<String, String>,
    /// The keys of entries in whose text bibtex found a fault; it drops the rest of such an entry.
    faulty: BTreeSet<String>,
    /// Whether it said anything about the file's text.
    pub(crate) complained: bool,
    /// Whether the file was not UTF-8, so that its letters are a guess.
    guessed: bool,
}

/// Gives the bytes of a `.bib` file to bibtex.
pub(crate) fn references(bib: &[u8]) -> References {
    let (data, guessed) = as_utf8(bib);
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("refs.bib"), &data).unwrap();
    let aux = "\\relax\n\\citation{*}\n\\bibstyle{unsrt}\n\\bibdata{refs}\n";
    fs::write(folder.path().join("doc.aux"), aux).unwrap();
    Command::new("bibtex")
        .args(["-terse", "doc"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let said = fs::read(folder.path().join("doc.blg")).unwrap_or_default();
    let bbl = fs::read(folder.path().join("doc.bbl")).unwrap_or_default();
    let (mut faulty, complained, left_open) = faults(&String::from_utf8_lossy(&said), &data);
    let order = bibitems(&String::from_utf8_lossy(&bbl));
    if left_open && let Some((key, _)) = order.last() {
        faulty.insert(key.clone());
    }
    References {
        found: order.into_iter().collect(),
        faulty,
        complained,
        guessed,
    }
}

impl References {
    /// The keys of the references that another file must give too.
    pub(crate) fn asked(&self) -> impl Iterator<Item = &str> {
        self.found
            .keys()
            .map(String::as_str)
            .filter(|key| !self.faulty.contains(*key))
    }

    /// Whether `other` has the reference `key` and has it the same.
    pub(crate) fn same_in(&self, other: &Self, key: &str) -> bool {
        self.text(self, key) == self.text(other, key)
    }

    /// Whether `other` has all words of the reference `key`, in their order.
    pub(crate) fn within(&self, other: &Self, key: &str) -> bool {
        let words = |references| {
            let text = self.text(references, key).unwrap_or_default();
            let words = text.split(|c: char| !c.is_alphanumeric());
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        let mut others = words(other).into_iter();
        words(self)
            .iter()
            .filter(|word| !word.is_empty())
            .all(|word| others.any(|other| other == *word))
    }

    /// The asked references that `other` does not have or has otherwise, each as a line to read.
    pub(crate) fn missing_in(&self, other: &Self) -> Vec<String> {
        self.asked()
            .filter(|key| !self.same_in(other, key))
            .map(|key| {
                let (own, others) = (self.text(self, key), self.text(other, key));
                format!("{key}:\n  {own:?}\n  {others:?}")
            })
            .collect()
    }

    /// A reference's text as far as it is compared.
    fn text(&self, references: &Self, key: &str) -> Option<String> {
        let text = references.found.get(key)?;
        // which 8-bit encoding was meant is a guess, so only what all of them share is compared
        let kept = |letter: &char| !self.guessed || (letter.is_ascii() && *letter != '?');
        let text: String = text.chars().filter(kept).collect();
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// The file as UTF-8 without a mark, and whether it was something else.
fn as_utf8(bib: &[u8]) -> (Vec<u8>, bool) {
    if std::str::from_utf8(bib).is_ok() {
        return (
            bib.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bib).to_vec(),
            false,
        );
    }
    let encoding = match bib {
        [0xff, 0xfe, ..] => encoding_rs::UTF_16LE,
        [0xfe, 0xff, ..] => encoding_rs::UTF_16BE,
        _ => encoding_rs::WINDOWS_1252,
    };
    let (text, _, _) = encoding.decode(bib);
    (text.into_owned().into_bytes(), true)
}

/// The references of a `.bbl` file, in its order.
fn bibitems(bbl: &str) -> Vec<(String, String)> {
    // bibtex breaks a long word behind a %
    let bbl = bbl.replace("%\n", "");
    let mut found = Vec::new();
    for item in bbl.split("\n\\bibitem{").skip(1) {
        let item = item.split("\n\\end{thebibliography}").next().unwrap_or("");
        if let Some((key, text)) = item.split_once('}') {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            found.push((key.to_lowercase(), text));
        }
    }
    found
}

/// From bibtex's log: the keys of the entries it found fault with, whether it found any, and whether the last entry
/// was left open at the end of the file.
fn faults(log: &str, data: &[u8]) -> (BTreeSet<String>, bool, bool) {
    let lines: Vec<&[u8]> = data.split(|byte| *byte == b'\n').collect();
    let (mut keys, mut complained, mut left_open) = (BTreeSet::new(), false, false);
    for line in log.lines() {
        let Some((what, number)) = line.rsplit_once("---line ") else {
            continue;
        };
        let Some((number, _)) = number.split_once(" of file") else {
            continue;
        };
        let Ok(number) = number.parse::<usize>() else {
            continue;
        };
        complained = true;
        if what.starts_with("Illegal end of database") {
            left_open = true;
        } else if !what.starts_with("Repeated entry") {
            keys.extend(
                lines[..number.min(lines.len())]
                    .iter()
                    .rev()
                    .find_map(|line| key_of_start(line)),
            );
        }
    }
    (keys, complained, left_open)
}

/// The key, in lower case, where an entry starts at the start of `line`.
fn key_of_start(line: &[u8]) -> Option<String> {
    let line = String::from_utf8_lossy(line);
    let rest = line.trim_start().strip_prefix('@')?.trim_start();
    let behind =
        rest.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    if behind.len() == rest.len() {
        return None;
    }
    let key = behind.trim_start().strip_prefix(['{', '('])?.trim_start();
    let end = key.find(|letter: char| letter == ',' || letter.is_whitespace());
    Some(key[..end.unwrap_or(key.len())].to_lowercase())
}
