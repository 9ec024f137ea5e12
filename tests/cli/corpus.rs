//! The promises about real files, kept where `IBID_CORPUS` names a folder of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ibid::formats::bibtex::fields::RawEntry;
use ibid::formats::encoding::decode;
use serde_json::Value;

use crate::Ibid;
use crate::blocks::blocks;
use crate::judge::{References, has_tool, references, say, skipped};

/// Fields with what a reference says, under names that BibTeX's styles do not know.
const ONLY_BIBLATEX: &[&str] = &["date", "journaltitle", "subtitle", "booksubtitle"];

/// A file carried through a library of its own.
struct Carried {
    name: String,
    bytes: Vec<u8>,
    /// What the import said.
    report: Value,
    /// What the export of everything wrote.
    export: String,
    /// Its library.
    ibid: Ibid,
    /// What bibtex makes of it, once asked.
    original: OnceLock<References>,
    /// What bibtex makes of the export, once asked.
    exported: OnceLock<References>,
}

impl Carried {
    fn new(path: &Path) -> Self {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ibid = Ibid::new();
        let said = ibid.run(&["import", "--json", path.to_str().unwrap()]);
        assert!(matches!(said.code, Some(0 | 1)), "{name}: {said}");
        let output = ibid.command().arg("export").output().unwrap();
        assert!(output.status.success(), "{name}");
        Self {
            name,
            bytes: fs::read(path).unwrap(),
            report: serde_json::from_str(&said.stdout).unwrap(),
            export: String::from_utf8(output.stdout).unwrap(),
            ibid,
            original: OnceLock::new(),
            exported: OnceLock::new(),
        }
    }

    fn count(&self, what: &str) -> usize {
        usize::try_from(self.report[what].as_u64().unwrap()).unwrap()
    }

    /// What the import says became of entries.
    fn accounted(&self) -> usize {
        ["added", "updated", "unchanged", "rejected"]
            .iter()
            .map(|what| self.count(what))
            .sum()
    }

    fn original(&self) -> &References {
        self.original.get_or_init(|| references(&self.bytes))
    }

    fn exported(&self) -> &References {
        self.exported
            .get_or_init(|| references(self.export.as_bytes()))
    }

    /// The keys, in lower case, of entries with fields that only biblatex reads.
    fn for_biblatex(&self) -> BTreeSet<String> {
        let spans = blocks(&self.export).entries.into_iter();
        spans
            .filter_map(|span| RawEntry::parse(&self.export[span]).ok())
            .filter(|entry| ONLY_BIBLATEX.iter().any(|name| entry.field(name).is_some()))
            .map(|entry| entry.key.to_lowercase())
            .collect()
    }

    fn text(&self) -> String {
        decode(self.bytes.clone()).text
    }
}

/// The corpus, or a word on why the test is skipped.
fn corpus(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("IBID_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        skipped(test, "IBID_CORPUS names no folder");
    }
    folder.map(|folder| fs::canonicalize(folder).unwrap())
}

/// The `.bib` files of a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "bib"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{}", folder.display());
    files
}

/// `work` done for each of `items`, on all cores, in their order.
pub(crate) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        while let Some((index, item)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        } {
            done.push((index, work(item)));
        }
        done
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let done: BTreeMap<usize, R> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    done.into_values().collect()
}

/// Every file of the corpus, carried once for all tests.
fn carried(corpus: &Path) -> &'static BTreeMap<&'static str, Vec<Carried>> {
    static CARRIED: OnceLock<BTreeMap<&'static str, Vec<Carried>>> = OnceLock::new();
    CARRIED.get_or_init(|| {
        let mut groups: BTreeMap<_, _> = ["wild", "biblatex", "traps"]
            .map(|group| (group, files(&corpus.join(group))))
            .into();
        groups.insert("tugboat", vec![corpus.join("tugboat.bib")]);
        groups
            .into_iter()
            .map(|(group, files)| (group, each(&files, |path| Carried::new(path))))
            .collect()
    })
}

#[test]
fn bibtex_makes_the_same_of_the_export() {
    let test = "bibtex_makes_the_same_of_the_export";
    let Some(corpus) = corpus(test) else { return };
    if !has_tool("bibtex", test) {
        return;
    }
    let wild = &carried(&corpus)["wild"];
    let judged = each(wild, |file| {
        let original = file.original();
        let missing = original.missing_in(file.exported());
        (original.asked().count(), missing)
    });
    let asked: usize = judged.iter().map(|(asked, _)| asked).sum();
    let mut different = Vec::new();
    for (file, (_, missing)) in wild.iter().zip(&judged) {
        different.extend(missing.iter().map(|line| format!("{}: {line}", file.name)));
    }
    let same = asked - different.len();
    say(&format!(
        "bibtex makes the same of {same} of {asked} references"
    ));
    assert!(asked > 0);
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn no_entry_vanishes() {
    let Some(corpus) = corpus("no_entry_vanishes") else {
        return;
    };
    let (mut sum, mut accounted, mut doubtful) = (0, 0, 0);
    let mut different = Vec::new();
    for (group, files) in carried(&corpus) {
        for file in files {
            let name = format!("{group}/{}", file.name);
            let entries = file.report["files"][0]["entries"].as_u64().unwrap();
            assert_eq!(file.accounted() as u64, entries, "{name}");
            let counted = blocks(&file.text());
            doubtful += usize::from(!counted.doubts.is_empty());
            sum += counted.entries.len();
            accounted += file.accounted();
            if counted.entries.len() != file.accounted() {
                different.push(format!(
                    "{name}: counted {}, accounted for {}: {}",
                    counted.entries.len(),
                    file.accounted(),
                    counted.doubts.join("; ")
                ));
            }
        }
    }
    say(&format!(
        "counted {sum} entries, {accounted} accounted for; doubtful files: {doubtful}"
    ));
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn faultless_files_come_back_byte_for_byte() {
    let test = "faultless_files_come_back_byte_for_byte";
    let Some(corpus) = corpus(test) else { return };
    if !has_tool("bibtex", test) {
        return;
    }
    // some of the traps are traps for bibtex too
    let all: Vec<(&str, &Carried)> = carried(&corpus)
        .iter()
        .filter(|(group, _)| **group != "traps")
        .flat_map(|(group, files)| files.iter().map(move |file| (*group, file)))
        .collect();
    // what bibtex says nothing about has no fault and no key twice
    let faultless = each(&all, |(_, file)| !file.original().complained);
    let (mut files, mut entries, mut whole) = (0, 0, 0);
    for ((group, file), _) in all
        .iter()
        .zip(faultless)
        .filter(|(_, faultless)| *faultless)
    {
        let text = file.text();
        let sources = |text: &str| {
            let mut sources: Vec<String> = blocks(text)
                .entries
                .into_iter()
                .map(|span| text[span].to_owned())
                .collect();
            sources.sort();
            sources
        };
        let (before, after) = (sources(&text), sources(&file.export));
        let differ = before.iter().zip(&after).find(|(old, new)| old != new);
        assert_eq!(differ, None, "{group}/{}", file.name);
        assert_eq!(before.len(), after.len(), "{group}/{}", file.name);
        files += 1;
        entries += before.len();
        whole += usize::from(text == file.export);
    }
    say(&format!(
        "{entries} entries of {files} faultless files came back byte for byte; {whole} files as a whole"
    ));
    assert!(files > 0);
}

#[test]
fn hard_files_do_no_harm() {
    let Some(corpus) = corpus("hard_files_do_no_harm") else {
        return;
    };
    for path in ["traps", "biblatex"]
        .iter()
        .flat_map(|group| files(&corpus.join(group)))
    {
        let ibid = Ibid::new();
        let name = path.display();
        let import = || {
            let begun = Instant::now();
            let said = ibid.run(&["import", "--json", path.to_str().unwrap()]);
            assert!(matches!(said.code, Some(0 | 1)), "{name}: {said}");
            // not a measurement: a hang or a blow-up, even on a loaded machine
            assert!(begun.elapsed() < Duration::from_secs(20), "{name}");
            serde_json::from_str::<Value>(&said.stdout).unwrap()
        };
        let first = import();
        let second = import();
        assert_eq!(second["added"], 0, "{name}: {second:#}");
        assert_eq!(second["updated"], 0, "{name}: {second:#}");
        assert_eq!(first["rejected"], second["rejected"], "{name}");
        let health = ibid.run(&["doctor", "--json"]);
        if first["added"] == 0 && health.code == Some(2) {
            continue; // nothing to keep, so no library was made
        }
        let health: Value =
            serde_json::from_str(&health.stdout).unwrap_or_else(|_| panic!("{name}: {health}"));
        assert_eq!(health["damage"], Value::Array(Vec::new()), "{name}");
    }
}

#[test]
fn conversion_to_biblatex_and_back_typesets_the_same() {
    let test = "conversion_to_biblatex_and_back_typesets_the_same";
    let Some(corpus) = corpus(test) else { return };
    if !has_tool("bibtex", test) {
        return;
    }
    let wild = &carried(&corpus)["wild"];
    let judged = each(wild, |file| {
        let convert = |ibid: &Ibid, format: &str, out: &str| {
            let losses = format!("{out}.json");
            let arguments = ["export", "--format", format, "--losses", &losses, "-o", out];
            let said = ibid.run(&arguments);
            assert_eq!(said.code, Some(0), "{}: {said}", file.name);
            let losses: Value = serde_json::from_str(&ibid.read(&losses)).unwrap();
            let keys = losses.as_array().unwrap().iter();
            keys.map(|loss| loss["key"].as_str().unwrap().to_lowercase())
                .collect::<BTreeSet<_>>()
        };
        let (there, back) = (&file.ibid, Ibid::new());
        let mut told = convert(there, "biblatex", "there.bib");
        back.run(&["import", there.path("there.bib").to_str().unwrap()]);
        told.append(&mut convert(&back, "bibtex", "back.bib"));
        let given = file.exported();
        let other = references(&fs::read(back.path("back.bib")).unwrap());
        let asked: BTreeSet<&str> = given.asked().collect();
        let different: BTreeSet<&str> = asked
            .iter()
            .copied()
            .filter(|key| !given.same_in(&other, key))
            .collect();
        let (told_too, untold): (Vec<&str>, Vec<&str>) =
            different.iter().partition(|key| told.contains(**key));
        // for such an entry the trip begins in the middle: BibTeX reads some of it only once it is converted
        let begun_there = match untold.is_empty() {
            true => BTreeSet::new(),
            false => {
                convert(there, "bibtex", "direct.bib");
                let direct = references(&fs::read(there.path("direct.bib")).unwrap());
                let mut keys = file.for_biblatex();
                keys.retain(|key| given.within(&other, key) && direct.same_in(&other, key));
                keys
            }
        };
        let (more, untold): (Vec<&str>, Vec<&str>) =
            untold.iter().partition(|key| begun_there.contains(**key));
        Judged {
            asked: asked.len(),
            told_and_same: told
                .iter()
                .filter(|key| asked.contains(key.as_str()) && !different.contains(key.as_str()))
                .count(),
            told_too: told_too.len(),
            more: more.len(),
            untold: untold
                .iter()
                .map(|key| format!("{}: {key}", file.name))
                .collect(),
            different: different.len(),
            lines: given.missing_in(&other),
        }
    });
    let sum = |count: &dyn Fn(&Judged) -> usize| judged.iter().map(count).sum::<usize>();
    let (asked, different) = (sum(&|file| file.asked), sum(&|file| file.different));
    let untold: Vec<&str> = judged
        .iter()
        .flat_map(|judged| judged.untold.iter().map(String::as_str))
        .collect();
    say(&format!(
        "bibtex makes the same of {} of {asked} references converted to biblatex and back; of {different} that \
         differ {} are told as losses, {} were biblatex to begin with and say all they said and more, and {} are \
         neither; {} are told and typeset the same",
        asked - different,
        sum(&|file| file.told_too),
        sum(&|file| file.more),
        untold.len(),
        sum(&|file| file.told_and_same)
    ));
    assert!(untold.is_empty(), "not told:\n{}", untold.join("\n"));
    let lines = || {
        judged
            .iter()
            .flat_map(|file| file.lines.iter().map(String::as_str))
            .collect::<Vec<_>>()
    };
    // in a thousand references five may differ
    assert!(
        asked > 0 && different * 1000 <= asked * 5,
        "{}",
        lines().join("\n")
    );
}

/// What became of a file's references.
struct Judged {
    asked: usize,
    different: usize,
    told_and_same: usize,
    /// How many differ and are told.
    told_too: usize,
    /// How many say more, for BibTeX now reads what was written for biblatex.
    more: usize,
    /// File and key of those of others that differ.
    untold: Vec<String>,
    /// Those that differ, to read.
    lines: Vec<String>,
}
