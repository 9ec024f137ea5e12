//! The figures that README quotes: whole processes, as a person waits for them.
//!
//! `cargo bench --bench speed` prints a table of medians of five runs; `cargo bench --bench speed -- 1` of one.
//! Input is kept in `target/bench-data`. Where `IBID_CORPUS` names the corpus, it is TUGboat's bibliography and
//! entries recombined from real ones; else all of it is made up here.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // what it is for; and what cannot be measured ends it

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const IBID: &str = env!("CARGO_BIN_EXE_ibid");

fn main() {
    let runs = std::env::args()
        .find_map(|word| word.parse().ok())
        .unwrap_or(5);
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data");
    fs::create_dir_all(&data).unwrap();
    let bench = Bench { data, runs };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("medians of {runs} runs of the whole process, {cores} cores\n");
    println!("| what | time | |\n|---|---:|---|");
    bench.small();
    bench.large();
    bench.one_lookup();
}

struct Bench {
    data: PathBuf,
    runs: usize,
}

impl Bench {
    /// Import of a file of a few thousand entries beside a program that only parses and prints it.
    fn small(&self) {
        let corpus = std::env::var_os("IBID_CORPUS").map(PathBuf::from);
        let tugboat = corpus.map(|corpus| corpus.join("tugboat.bib"));
        let (name, file) = match tugboat.filter(|file| file.exists()) {
            Some(file) => ("TUGboat's 3,644 entries", file),
            None => ("3,644 made entries", self.made(3_644)),
        };
        let mut ibid = Vec::new();
        let mut bibtool = Vec::new();
        for _ in 0..self.runs {
            ibid.push(self.import(&file));
            bibtool.extend(timed(Command::new("bibtool").arg("-q").arg(&file)));
        }
        let ibid = median(ibid);
        if bibtool.is_empty() {
            row(&format!("import {name}"), ibid, "bibtool is not installed");
        } else {
            let bibtool = median(bibtool);
            let ratio = ibid.as_secs_f64() / bibtool.as_secs_f64();
            row(
                &format!("import {name}"),
                ibid,
                &format!("{ratio:.2} times bibtool"),
            );
            row("`bibtool -q` parses and prints them", bibtool, "");
        }
    }

    /// Import, export and look-up of many entries.
    fn large(&self) {
        let mut each = Vec::new();
        for count in [50_000, 100_000, 400_000] {
            let file = self.made(count);
            let time = median((0..self.runs).map(|_| self.import(&file)).collect());
            let seconds = time.as_secs_f64();
            each.push(seconds / f64::from(count));
            let size = fs::metadata(&file).unwrap().len() >> 20;
            let memory = said_memory(self.import_memory(&file));
            let speed = f64::from(count) / seconds;
            row(
                &format!("import {} entries, {size} MB", thousands(count)),
                time,
                &format!("{speed:.0} entries a second, {memory}"),
            );
            if count == 100_000 {
                self.export(&file);
                self.find();
            }
        }
        println!(
            "| time an entry at 400,000, over that at 50,000 | {:.2} | |",
            each[2] / each[0]
        );
    }

    /// Exports of the library, which was made of `file`.
    fn export(&self, file: &Path) {
        for (what, name) in [("BibTeX", "out.bib"), ("CSL-JSON", "out.json")] {
            let out = self.data.join(name);
            let mut arguments = vec![
                "export".to_owned(),
                "-o".to_owned(),
                out.display().to_string(),
            ];
            if what != "BibTeX" {
                arguments.extend(["--format".to_owned(), "csl-json".to_owned()]);
            }
            let run = || {
                let _ = fs::remove_file(&out);
                timed(self.ibid().args(&arguments)).unwrap()
            };
            let time = median((0..self.runs).map(|_| run()).collect());
            let _ = fs::remove_file(&out);
            row(
                &format!("export 100,000 entries as {what}"),
                time,
                &said_memory(self.memory(&arguments)),
            );
        }
        self.cited(file);
    }

    /// The entries that a document cites, beside a program that reads the whole file for them.
    fn cited(&self, file: &Path) {
        const CITED: usize = 200;
        let text = fs::read_to_string(file).unwrap();
        let all: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix('@')?.split_once('{')?.1.strip_suffix(','))
            .filter(|key| !key.contains(char::is_whitespace))
            .collect();
        let cited: Vec<&str> = all
            .iter()
            .step_by((all.len() / CITED).max(1))
            .take(CITED)
            .copied()
            .collect();
        let (mut document, mut aux) = (String::new(), String::new());
        for key in &cited {
            writeln!(document, "As \\citep[p.~3]{{{key}}} says.").unwrap();
            writeln!(aux, "\\citation{{{key}}}").unwrap();
        }
        writeln!(aux, "\\bibstyle{{plain}}\n\\bibdata{{{}}}", file.display()).unwrap();
        let (tex, doc) = (self.data.join("doc.tex"), self.data.join("doc.aux"));
        fs::write(&tex, document).unwrap();
        fs::write(&doc, aux).unwrap();
        let out = self.data.join("cited.bib");
        let run = || {
            let _ = fs::remove_file(&out);
            let mut ibid = self.ibid();
            timed(
                ibid.arg("export")
                    .arg("--cited-in")
                    .arg(&tex)
                    .arg("-o")
                    .arg(&out),
            )
            .unwrap()
        };
        run();
        let ibid = median((0..self.runs).map(|_| run()).collect());
        let written = fs::read_to_string(&out).unwrap().matches("\n@").count();
        row(
            &format!(
                "export the {} entries that a document cites, of 100,000",
                cited.len()
            ),
            ibid,
            &format!("{} blocks with what they need", written + 1),
        );
        let mut bibtool = Vec::new();
        for _ in 0..self.runs {
            bibtool.extend(timed(
                Command::new("bibtool")
                    .arg("-q")
                    .arg("-x")
                    .arg(&doc)
                    .current_dir(&self.data),
            ));
        }
        if !bibtool.is_empty() {
            let bibtool = median(bibtool);
            let ratio = bibtool.as_secs_f64() / ibid.as_secs_f64();
            row(
                "`bibtool -x doc.aux` on the same file",
                bibtool,
                &format!("{ratio:.0} times as long"),
            );
        }
    }

    fn find(&self) {
        for words in [
            ["analysis", "199"],
            ["zhang", "network"],
            ["theory", "model"],
        ] {
            let run = || timed(self.ibid().arg("find").args(words)).unwrap();
            run();
            let found = self
                .ibid()
                .args(["find", "--keys", "-n", "0"])
                .args(words)
                .output();
            let found = String::from_utf8_lossy(&found.unwrap().stdout)
                .lines()
                .count();
            let words = words.join(" ");
            row(
                &format!("`find {words}` among 100,000"),
                median((0..self.runs).map(|_| run()).collect()),
                &format!("best 20 of {found}"),
            );
        }
    }

    fn one_lookup(&self) {
        let run = || timed(self.ibid().arg("--version")).unwrap();
        row(
            "`--version`",
            median((0..self.runs).map(|_| run()).collect()),
            "",
        );
    }

    fn library(&self) -> PathBuf {
        self.data.join("library.ibid")
    }

    fn ibid(&self) -> Command {
        let mut command = Command::new(IBID);
        command.env("IBID_LIBRARY", self.library());
        command
    }

    fn remove_library(&self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.library().into_os_string();
            path.push(ending);
            let _ = fs::remove_file(path);
        }
    }

    /// Imports `file` into a new library.
    fn import(&self, file: &Path) -> Duration {
        self.remove_library();
        timed(self.ibid().arg("import").arg("-q").arg(file)).unwrap()
    }

    /// The most memory that importing `file` takes, in kB.
    fn import_memory(&self, file: &Path) -> Option<u64> {
        self.remove_library();
        self.memory(&["import", "-q", &file.display().to_string()])
    }

    /// The most memory that a run takes, in kB.
    fn memory(&self, arguments: &[impl AsRef<std::ffi::OsStr>]) -> Option<u64> {
        let output = Command::new("/usr/bin/time")
            .args(["-v", IBID])
            .args(arguments)
            .env("IBID_LIBRARY", self.library())
            .stdout(Stdio::null())
            .output()
            .ok()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let line = said
            .lines()
            .find(|line| line.contains("Maximum resident set size"))?;
        line.rsplit(' ').next()?.parse().ok()
    }

    /// A file of `count` different entries.
    fn made(&self, count: u32) -> PathBuf {
        let tool = std::env::var_os("IBID_CORPUS")
            .map(|corpus| Path::new(&corpus).join("../tools/make_library.py"))
            .filter(|tool| tool.exists());
        let kind = if tool.is_some() {
            "recombined"
        } else {
            "made-up"
        };
        let path = self.data.join(format!("{kind}-{count}.bib"));
        if path.exists() {
            return path;
        }
        match tool {
            Some(tool) => {
                let status = Command::new("python3")
                    .arg(tool)
                    .arg(count.to_string())
                    .arg(&path)
                    .status();
                assert!(status.unwrap().success());
            }
            None => fs::write(&path, made_up(count)).unwrap(),
        }
        path
    }
}

const FAMILIES: [&str; 12] = [
    "Zhang",
    "Müller",
    "Garc{\\'i}a",
    "Novak",
    "Okafor",
    "Tanaka",
    "Larsen",
    "Rossi",
    "Dubois",
    "Silva",
    "Kim",
    "O'Brien",
];
const WORDS: [&str; 16] = [
    "analysis",
    "theory",
    "model",
    "network",
    "learning",
    "measure",
    "{DNA}",
    "graph",
    "structure",
    "growth",
    "motion",
    "language",
    "climate",
    "proof",
    "method",
    "history",
];

/// `count` entries that are all different, the same ones each time.
fn made_up(count: u32) -> String {
    let mut text = String::new();
    for number in 0..count {
        let pick =
            |salt: u32| (number.wrapping_add(salt).wrapping_mul(2_654_435_761) >> 16) as usize;
        let family = |salt| FAMILIES[pick(salt) % FAMILIES.len()];
        let word = |salt| WORDS[pick(salt) % WORDS.len()];
        writeln!(
            text,
            "@article{{key{number},\n  author = {{{}, Ann and {}, Bo}},\n  title = {{On the {} of {} and {} {number}}},\n  \
             journal = {{Journal of {} {}}},\n  volume = {{{}}},\n  number = {},\n  pages = {{{}--{}}},\n  \
             year = {},\n  doi = {{10.1000/example.{number}}}\n}}\n",
            family(1), family(2), word(3), word(4), word(5), word(6), number % 97, number % 80, number % 12 + 1,
            number % 500, number % 500 + 9, 1950 + number % 75,
        )
        .unwrap();
    }
    text
}

/// How long the process takes; `None` where there is no such program.
fn timed(command: &mut Command) -> Option<Duration> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let begun = Instant::now();
    command.status().ok()?;
    Some(begun.elapsed())
}

fn said_memory(memory: Option<u64>) -> String {
    memory.map_or_else(
        || "memory not measured, for /usr/bin/time is missing".to_owned(),
        |memory| format!("at most {} MB of memory", memory >> 10),
    )
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn thousands(count: u32) -> String {
    format!("{},{:03}", count / 1000, count % 1000)
}

fn row(what: &str, time: Duration, note: &str) {
    let time = if time < Duration::from_secs(1) {
        format!("{:.1} ms", time.as_secs_f64() * 1e3)
    } else {
        format!("{:.2} s", time.as_secs_f64())
    };
    println!("| {what} | {time} | {note} |");
}
