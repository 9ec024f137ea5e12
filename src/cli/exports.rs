//! What ibid itself wrote into a bibliography, for each output file: so that a later export tells a person's edit from
//! its own earlier work, whatever options that had. Kept beside the person's other state and not in the library, since
//! it is about this machine's files. A file that came from elsewhere is judged by what the library had.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use ibid::formats::bibtex::free_text::free_lines;
use ibid::formats::bibtex::merge;
use ibid::formats::bibtex::record::TextPrint;

/// How many output files are remembered.
const KEPT: usize = 500;
/// How many earlier contents of a file are known as a whole, for one that version control brings back.
const WHOLES: usize = 16;
/// Of larger files, in bytes, only the whole is remembered and not each entry.
const LARGE: u64 = 8 << 20;
/// The first line, which names the form of the rest.
const FORM: &str = "ibid export 1";

/// What a file holds after an export.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holds<'t> {
    /// BibTeX, all of it ibid's.
    Bibtex,
    /// BibTeX, and this of it is ibid's.
    Merged(&'t str),
    /// Another format, which is only known as a whole.
    Other,
}

/// What is remembered of one output file.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Where it is kept; nowhere where nothing is to be remembered.
    file: Option<PathBuf>,
    /// Hashes of what the file was after exports, the last first.
    wholes: Vec<String>,
    /// The contents of its entries and macros after the last one.
    contents: HashMap<String, u64>,
    /// The lines of text that stood between and in its entries.
    lines: HashSet<u64>,
}

impl Memory {
    /// What is remembered of the output `path` in `folder`.
    pub(crate) fn of(folder: Option<&Path>, path: &Path) -> Self {
        let Some(file) = folder.and_then(|folder| Some(folder.join(name(&whole(path)?)))) else {
            return Self::default();
        };
        let text = fs::read_to_string(&file).unwrap_or_default();
        let mut memory = Self {
            file: Some(file),
            ..Self::default()
        };
        let mut lines = text.lines();
        if lines.next() != Some(FORM) {
            return memory;
        }
        for line in lines {
            match line.split_once(' ') {
                Some(("file", hash)) => memory.wholes.push(hash.to_owned()),
                Some(("text", print)) => {
                    memory.lines.extend(u64::from_str_radix(print, 16));
                }
                Some((print, key)) => {
                    if let Ok(print) = u64::from_str_radix(print, 16) {
                        memory.contents.insert(key.to_owned(), print);
                    }
                }
                None => {}
            }
        }
        memory
    }

    /// Whether an export to the file is remembered.
    pub(crate) fn is_known(&self) -> bool {
        !self.wholes.is_empty() || !self.contents.is_empty()
    }

    /// Whether ibid wrote the file just like that.
    pub(crate) fn wrote(&self, text: &str) -> bool {
        !self.wholes.is_empty() && self.wholes.contains(&hash(text.as_bytes()))
    }

    /// The same of the file `path`. One that cannot be read is none of ibid's.
    pub(crate) fn wrote_file(&self, path: &Path) -> bool {
        hash_of(path).is_ok_and(|hash| self.wholes.contains(&hash))
    }

    /// What ibid last wrote of the entry or macro `key`.
    pub(crate) fn content(&self, key: &str) -> Option<u64> {
        self.contents.get(&key.to_lowercase()).copied()
    }

    /// Whether ibid last wrote that line of text between or in entries.
    pub(crate) fn has_line(&self, print: u64) -> bool {
        self.lines.contains(&print)
    }

    /// The entries of `new` that the file had and that `old`, what it is now, has no more.
    pub(crate) fn taken_out(&self, old: &str, new: &str) -> Vec<String> {
        if self.contents.is_empty() {
            return Vec::new();
        }
        let there: HashSet<String> = merge::contents(old)
            .into_iter()
            .map(|content| content.key.to_lowercase())
            .collect();
        merge::contents(new)
            .into_iter()
            .map(|content| content.key)
            .filter(|key| !key.starts_with('@') && self.content(key).is_some())
            .filter(|key| !there.contains(&key.to_lowercase()))
            .collect()
    }

    /// Remembers what `path` holds after an export. That is no worse where it cannot be kept.
    pub(crate) fn keep(mut self, path: &Path, holds: Holds<'_>) {
        let Some(file) = self.file.take() else { return };
        let _ = self.write(&file, path, holds);
    }

    fn write(mut self, file: &Path, path: &Path, holds: Holds<'_>) -> std::io::Result<()> {
        if !fs::metadata(path)?.is_file() {
            return Ok(());
        }
        let written = match holds {
            Holds::Merged(ours) => Some(ours.to_owned()),
            Holds::Bibtex | Holds::Other => {
                let whole = hash_of(path)?;
                if self.wholes.first() == Some(&whole) {
                    return Ok(());
                }
                self.wholes.retain(|known| *known != whole);
                self.wholes.insert(0, whole);
                self.wholes.truncate(WHOLES);
                (matches!(holds, Holds::Bibtex) && fs::metadata(path)?.len() <= LARGE)
                    .then(|| fs::read_to_string(path))
                    .transpose()?
            }
        };
        let folder = file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
        let mut out = BufWriter::new(&mut fresh);
        writeln!(out, "{FORM}")?;
        for whole in &self.wholes {
            writeln!(out, "file {whole}")?;
        }
        let mut seen = HashSet::new();
        for line in free_lines(written.as_deref().unwrap_or_default()) {
            if seen.insert(line.print) {
                writeln!(out, "text {:016x}", line.print)?;
            }
        }
        for content in merge::contents(written.as_deref().unwrap_or_default()) {
            // the first of one name counts
            writeln!(out, "{:016x} {}", content.print, content.key.to_lowercase())?;
        }
        out.flush()?;
        drop(out);
        let new = !file.exists();
        fresh.persist(file)?;
        if new { forget(folder) } else { Ok(()) }
    }
}

/// Deletes what is remembered of the files that were longest not exported to.
fn forget(folder: &Path) -> std::io::Result<()> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        all.push((entry.metadata()?.modified()?, entry.path()));
    }
    all.sort();
    let old = all.len().saturating_sub(KEPT);
    for (_, path) in &all[..old] {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// The path that the file has from the root, whatever links lead to it.
fn whole(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    })
}

/// What the file that remembers `path` is called.
fn name(path: &Path) -> String {
    hash(path.as_os_str().as_encoded_bytes())
}

fn hash(bytes: &[u8]) -> String {
    format!("{:016x}", TextPrint::of(bytes))
}

fn hash_of(path: &Path) -> std::io::Result<String> {
    let mut print = TextPrint::new();
    let mut file = fs::File::open(path)?;
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(format!("{:016x}", print.finish())),
            count => print.add(&piece[..count]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let path = folder.path().join("refs.bib");
        let memory = || Memory::of(Some(&state), &path);
        assert!(!memory().is_known());
        let text = "@string{acm = \"ACM\"}\n% text\n@misc{A, year = 1}\n@misc{b, year = 2}\n";
        fs::write(&path, text).unwrap();
        memory().keep(&path, Holds::Bibtex);
        assert!(memory().wrote(text) && !memory().wrote("@misc{A, year = 1}\n"));
        let contents = merge::contents(text);
        let keys: Vec<&str> = contents.iter().map(|content| &*content.key).collect();
        assert_eq!(keys, ["@acm", "A", "b"]);
        for content in &contents {
            assert_eq!(memory().content(&content.key), Some(content.print));
        }
        let lines = free_lines(text);
        assert!(memory().has_line(lines[0].print) && !memory().has_line(0));
        assert_eq!(memory().taken_out("@misc{b}", text), ["A"]);
        // what others have in the file is not ibid's
        let merged = "@misc{theirs}\n@misc{b, year = 3}\n";
        fs::write(&path, merged).unwrap();
        memory().keep(&path, Holds::Merged("@misc{b, year = 3}"));
        assert!(memory().wrote(text) && !memory().wrote(merged));
        assert_eq!(memory().content("theirs"), None);
        assert!(memory().content("b").is_some());
        assert!(memory().wrote(text) && !memory().wrote_file(&path));
        // of another format nothing is taken apart
        memory().keep(&path, Holds::Other);
        assert!(memory().wrote_file(&path) && memory().content("b").is_none());
        // another file, nothing to remember, and a spoilt file
        assert!(!Memory::of(Some(&state), Path::new("other.bib")).is_known());
        assert!(!Memory::of(None, &path).is_known());
        let file = fs::read_dir(&state).unwrap().next().unwrap().unwrap();
        fs::write(file.path(), "not this\nfile 00\n").unwrap();
        assert!(!memory().is_known());
    }
}
