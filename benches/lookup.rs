//! How good and how fast look-up is: the figures that README quotes.
//!
//! `cargo bench --bench lookup` does both parts, with `-- quality` or `-- speed` one of them. Quality is measured over
//! the first 20,000 usable entries of the folder `wild` of IBID_CORPUS, or of a file or folder of `.bib` files given
//! as argument: 1,000 entries are drawn (always the same ones) and looked for by an author's family name and two words
//! of four letters or more of the title; then with one of these damaged. An entry with the same title is the right one.
//! Speed is that of whole processes, beside SQLite asked for the same words in the same library.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // what it is for; and what cannot be measured ends it

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use ibid::formats::bibtex::write::Layout;
use ibid::import::{Input, OnConflict, Options};
use ibid::model::{Publication, Role, fold};
use ibid::query::parse;
use ibid::store::{Access, Asked, Library, SearchOptions, Selection, StoreError};
use unicode_normalization::UnicodeNormalization;

const IBID: &str = env!("CARGO_BIN_EXE_ibid");
/// How many entries the library for quality has, and how many of them are looked for.
const ENTRIES: usize = 20_000;
const DRAWN: usize = 1_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [asked, library, sql, ..] = arguments.as_slice()
        && asked == ASK_SQLITE
    {
        return ask_sqlite(library, sql);
    }
    let asked = |what: &str| arguments.iter().any(|argument| argument == what);
    let both = !asked("quality") && !asked("speed");
    let given = arguments
        .iter()
        .map(PathBuf::from)
        .find(|path| path.exists());
    if both || asked("quality") {
        let corpus = std::env::var_os("IBID_CORPUS");
        match given.or_else(|| corpus.map(|corpus| Path::new(&corpus).join("wild"))) {
            Some(folder) => quality(&folder, asked("misses")),
            None => println!(
                "quality: skipped, for neither IBID_CORPUS nor an argument names .bib files\n"
            ),
        }
    }
    if both || asked("speed") {
        let runs = arguments.iter().find_map(|word| word.parse().ok());
        speed(runs.unwrap_or(11), !asked("small"));
    }
}

// ── Quality ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A way to change a query.
type Damage = fn(&mut Draw, &mut Vec<String>);

const KINDS: [(&str, Damage); 9] = [
    ("clean", |_, _| {}),
    ("a letter dropped", |draw, words| {
        damage(draw, words, |draw, word| {
            word.remove(draw.below(word.len()));
        });
    }),
    ("a letter doubled", |draw, words| {
        damage(draw, words, |draw, word| {
            let at = draw.below(word.len());
            word.insert(at, word[at]);
        });
    }),
    ("two letters swapped", |draw, words| {
        damage(draw, words, |draw, word| {
            let differing = |at: &usize| word[*at] != word[at + 1];
            let places: Vec<usize> = (0..word.len() - 1).filter(differing).collect();
            if !places.is_empty() {
                let at = places[draw.below(places.len())];
                word.swap(at, at + 1);
            }
        });
    }),
    ("a letter replaced", |draw, words| {
        damage(draw, words, |draw, word| {
            let at = draw.below(word.len());
            let letters: Vec<char> = ('a'..='z').filter(|letter| *letter != word[at]).collect();
            word[at] = letters[draw.below(letters.len())];
        });
    }),
    ("the first five letters of a word", |draw, words| {
        let long: Vec<usize> = (0..words.len())
            .filter(|&at| words[at].chars().count() > 5)
            .collect();
        if !long.is_empty() {
            let at = long[draw.below(long.len())];
            words[at] = words[at].chars().take(5).collect();
        }
    }),
    ("accents left out", |_, words| {
        for word in words {
            let plain = word.nfd();
            *word = plain
                .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
                .collect();
        }
    }),
    ("accents as LaTeX writes them", |_, words| {
        words.iter_mut().for_each(|word| *word = latex(word));
    }),
    ("words in any order", |draw, words| {
        for at in (1..words.len()).rev() {
            words.swap(at, draw.below(at + 1));
        }
    }),
];

fn damage(draw: &mut Draw, words: &mut [String], change: impl Fn(&mut Draw, &mut Vec<char>)) {
    let longest = words.iter_mut().max_by_key(|word| word.chars().count());
    if let Some(word) = longest {
        let mut letters: Vec<char> = word.chars().collect();
        change(draw, &mut letters);
        *word = letters.into_iter().collect();
    }
}

fn latex(word: &str) -> String {
    const MARKS: [(char, &str); 12] = [
        ('\u{300}', "`"),
        ('\u{301}', "'"),
        ('\u{302}', "^"),
        ('\u{303}', "~"),
        ('\u{304}', "="),
        ('\u{307}', "."),
        ('\u{308}', "\""),
        ('\u{30a}', "r "),
        ('\u{30b}', "H "),
        ('\u{30c}', "v "),
        ('\u{327}', "c "),
        ('\u{328}', "k "),
    ];
    let mut out = String::new();
    for c in word.nfc() {
        let letters: Vec<char> = std::iter::once(c).nfd().collect();
        let mark = |mark: char| MARKS.iter().find(|(known, _)| *known == mark);
        match (letters.as_slice(), c) {
            ([base, accent], _) if mark(*accent).is_some() => {
                let name = mark(*accent).map_or("", |(_, name)| name);
                if name.ends_with(' ') {
                    out.push_str(&format!("{{\\{}{{{base}}}}}", name.trim_end()));
                } else {
                    out.push_str(&format!("{{\\{name}{base}}}"));
                }
            }
            (_, 'ß') => out.push_str("{\\ss}"),
            (_, 'ø') => out.push_str("{\\o}"),
            (_, 'Ø') => out.push_str("{\\O}"),
            (_, 'ł') => out.push_str("{\\l}"),
            (_, 'Ł') => out.push_str("{\\L}"),
            (_, 'æ') => out.push_str("{\\ae}"),
            (_, c) => out.push(c),
        }
    }
    out
}

/// Numbers that look random and are the same each time (splitmix64).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

fn quality(from: &Path, misses: bool) {
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> = if from.is_dir() {
        let entries = fs::read_dir(from).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    } else {
        vec![from.to_owned()]
    };
    files.retain(|file| file.extension().is_some_and(|ending| ending == "bib"));
    files.sort();
    // all of them, to find the usable ones; those alone into a library of their own
    let mut all = Library::open(&folder.path().join("all.ibid"), Access::Create).unwrap();
    let mut usable = Vec::new();
    for file in files {
        import(
            &mut all,
            &file.display().to_string(),
            fs::read(&file).unwrap(),
        );
        usable.clear();
        let ids = all.find_all_entries();
        all.publications(ids, |publication| {
            if usable.len() < ENTRIES && !words(&publication).is_empty() {
                usable.push(publication.id);
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
        if usable.len() >= ENTRIES {
            break;
        }
    }
    let mut text = Vec::new();
    all.export(
        &Selection::Entries(usable.clone()),
        Layout::Original,
        &mut text,
    )
    .unwrap();
    let mut library = Library::open(&folder.path().join("some.ibid"), Access::Create).unwrap();
    import(&mut library, "some.bib", text);
    let mut publications = Vec::new();
    let ids = library.find_all_entries();
    library
        .publications(ids, |publication| {
            if !words(&publication).is_empty() {
                publications.push(publication);
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    println!(
        "quality: {DRAWN} of {} entries looked for by a family name and two words of the title\n\n\
         | query | first place | top five |\n|---|---:|---:|",
        publications.len()
    );
    for (kind, change) in KINDS {
        let mut draw = Draw(20_170_101);
        let (mut first, mut five) = (0, 0);
        for _ in 0..DRAWN {
            let publication = &publications[draw.below(publications.len())];
            let mut query = draw_query(&mut draw, publication);
            // of its own, so that all kinds damage the same queries
            let mut damaging = Draw(draw.0);
            change(&mut damaging, &mut query);
            let title = fold(publication.title.as_deref().unwrap_or_default());
            let typed = query.join(" ");
            let (place, best) = place(&library, &typed, &title);
            first += usize::from(place == Some(0));
            five += usize::from(place.is_some_and(|place| place < 5));
            if misses && place != Some(0) {
                println!("  {kind}: {typed:?} at {place:?}: {title:?}; first {best:?}");
            }
        }
        let share = |count: usize| count as f64 * 100.0 / DRAWN as f64;
        println!("| {kind} | {:.1}% | {:.1}% |", share(first), share(five));
    }
    let (expected, guessed) = possible(&publications);
    println!(
        "\nSeveral titles have the name and the words of some queries. Who always guessed the likeliest of them would be\n\
         right at first place for {expected:.1}% of such clean queries, and is for {guessed:.1}% of these.\n"
    );
}

/// The share of clean queries, in percent, for which the likeliest title is the right one, as is to be expected and as it
/// turns out: an entry with the name and the words, in the title's order, is the likelier meant the fewer names and
/// pairs of words it could have been asked by.
fn possible(publications: &[Publication]) -> (f64, f64) {
    let mut by_family: HashMap<String, Vec<usize>> = HashMap::new();
    let asked_by: Vec<(Vec<String>, Vec<String>, String)> = publications
        .iter()
        .map(|publication| {
            let authors = publication.people(Role::Author).flatten();
            let families = authors
                .map(|name| fold(&name.family))
                .filter(|family| !family.is_empty());
            let words = words(publication).iter().map(|word| fold(word)).collect();
            let title = fold(publication.title.as_deref().unwrap_or_default());
            (families.collect(), words, title)
        })
        .collect();
    for (at, (families, ..)) in asked_by.iter().enumerate() {
        for family in families {
            let known = by_family.entry(family.clone()).or_default();
            if known.last() != Some(&at) {
                known.push(at);
            }
        }
    }
    let mut draw = Draw(20_170_101);
    let (mut expected, mut guessed) = (0.0, 0.0);
    for _ in 0..DRAWN {
        let asked = draw.below(publications.len());
        let publication = &publications[asked];
        let query: Vec<String> = draw_query(&mut draw, publication)
            .iter()
            .map(|word| fold(word))
            .collect();
        let mut by_title: HashMap<&str, f64> = HashMap::new();
        for &at in &by_family[&query[0]] {
            let (families, words, title) = &asked_by[at];
            let first = words.iter().position(|word| *word == query[1]);
            let second = words.iter().position(|word| *word == query[2]);
            if let (Some(first), Some(second)) = (first, second)
                && first < second
            {
                let named = families
                    .iter()
                    .filter(|family| **family == query[0])
                    .count();
                let pairs = words.len() * (words.len() - 1) / 2;
                *by_title.entry(title).or_default() +=
                    named as f64 / (families.len() * pairs) as f64;
            }
        }
        let best = by_title.values().copied().fold(0.0, f64::max);
        expected += best / by_title.values().sum::<f64>();
        // of equally likely titles any may be guessed
        let likeliest: Vec<&str> = by_title
            .iter()
            .filter(|(_, likely)| **likely == best)
            .map(|(title, _)| *title)
            .collect();
        if likeliest.contains(&asked_by[asked].2.as_str()) {
            guessed += 1.0 / likeliest.len() as f64;
        }
    }
    let share = |sum: f64| sum * 100.0 / DRAWN as f64;
    (share(expected), share(guessed))
}

fn import(library: &mut Library, name: &str, bytes: Vec<u8>) {
    let asked = Asked {
        command: "bench".into(),
        now: 1_500_000_000,
        dry_run: false,
    };
    let input = Input {
        name: name.to_owned(),
        bytes,
    };
    let mut options = Options {
        on_conflict: OnConflict::Rename,
        ask: None,
        tags: Vec::new(),
        progress: &mut |_| {},
        interrupted: &AtomicBool::new(false),
    };
    library
        .import(
            &asked,
            std::iter::once(Ok::<_, StoreError>(input)),
            &mut options,
        )
        .unwrap();
}

/// All entries, in the library's order.
trait Everything {
    fn find_all_entries(&self) -> Vec<i64>;
}

impl Everything for Library {
    fn find_all_entries(&self) -> Vec<i64> {
        self.search_all(&ibid::query::Query::All).unwrap()
    }
}

/// The words of the title that somebody may remember, where they and an author make an entry usable.
fn words(publication: &Publication) -> Vec<String> {
    let title = publication.title.as_deref().unwrap_or_default();
    let mut seen = HashSet::new();
    let words: Vec<String> = title
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() >= 4 && seen.insert(word.to_lowercase()))
        .map(str::to_owned)
        .collect();
    let authors = publication.people(Role::Author).flatten();
    if words.len() < 2 || authors.filter(|name| !name.family.is_empty()).count() == 0 {
        return Vec::new();
    }
    words
}

fn draw_query(draw: &mut Draw, publication: &Publication) -> Vec<String> {
    let authors = publication.people(Role::Author).flatten();
    let families: Vec<&str> = authors
        .map(|name| name.family.as_str())
        .filter(|family| !family.is_empty())
        .collect();
    let family = families[draw.below(families.len())].to_owned();
    let words = words(publication);
    let first = draw.below(words.len());
    let second = (first + 1 + draw.below(words.len() - 1)) % words.len();
    // in the title's order
    let [first, second] = [first.min(second), first.max(second)].map(|at| words[at].clone());
    vec![family, first, second]
}

/// Where the entry with the title stands among the five best; the title of the best.
fn place(library: &Library, typed: &str, title: &str) -> (Option<usize>, String) {
    let options = SearchOptions {
        most: 5,
        ..SearchOptions::default()
    };
    let found = library.search(&parse(typed).unwrap(), &options).unwrap();
    let titles: Vec<String> = found
        .hits
        .iter()
        .map(|hit| {
            let summary = library.hit(hit).unwrap().unwrap();
            fold(summary.title.as_deref().unwrap_or_default())
        })
        .collect();
    let place = titles.iter().position(|found| found == title);
    (place, titles.into_iter().next().unwrap_or_default())
}

// ── Speed ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// What is looked for. Where SQLite finds something, too, it is timed beside.
const LOOKUPS: [&str; 11] = [
    "zhang network",
    "knuth literate",
    "theory model",
    "homology groups",
    "analysis",
    "the",
    "zhagn netwrok",
    "knuht",
    "th",
    "a",
    "zha",
];
/// How many entries are looked for by a name and two words of the title.
const SELECTIVE: usize = 20;
/// The argument that makes this program ask SQLite, in place of a `sqlite3` that is missing or too old.
const ASK_SQLITE: &str = "--ask-sqlite";

fn speed(runs: usize, million: bool) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data");
    fs::create_dir_all(&data).unwrap();
    let tool = std::env::var_os("IBID_CORPUS")
        .map(|corpus| Path::new(&corpus).join("../tools/make_library.py"))
        .filter(|tool| tool.exists());
    let Some(tool) = tool else {
        println!("speed: skipped, for IBID_CORPUS names nothing to make large libraries of");
        return;
    };
    let (sqlite, name) = match sqlite3() {
        Some(version) => (vec!["sqlite3".into()], format!("`sqlite3` {version}")),
        None => (
            vec![std::env::current_exe().unwrap(), ASK_SQLITE.into()],
            "a program that asks SQLite and does nothing else (there is no `sqlite3` of 3.43 or later)".to_owned(),
        ),
    };
    println!(
        "speed: medians of {runs} runs, whole processes; beside it {name}\n\n\
         | entries | | ibid | SQLite | |\n|---:|---|---:|---:|---:|"
    );
    let sizes: &[u32] = if million {
        &[100_000, 1_000_000]
    } else {
        &[100_000]
    };
    for &count in sizes {
        let library = data.join(format!("lookup-{count}.ibid"));
        if Library::open(&library, Access::Write).is_err() {
            let file = data.join(format!("recombined-{count}.bib"));
            if !file.exists() {
                let made = Command::new("python3")
                    .arg(&tool)
                    .arg(count.to_string())
                    .arg(&file)
                    .status();
                assert!(made.unwrap().success());
            }
            let ibid = Command::new(IBID)
                .args(["import", "-q"])
                .arg(&file)
                .env("IBID_LIBRARY", &library)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            assert!(ibid.unwrap().code().is_some_and(|code| code < 2));
        }
        for typed in LOOKUPS {
            let (ibid, floor) = beside(&library, typed, &sqlite, runs);
            row(count, &format!("`find {typed}`"), ibid, floor);
        }
        let mut drawn = Vec::new();
        for typed in selective(&library) {
            if let (ibid, Some(floor)) = beside(&library, &typed, &sqlite, runs.min(5)) {
                drawn.push((ibid.as_secs_f64() / floor.as_secs_f64(), typed, ibid, floor));
            }
        }
        let worst = drawn.iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        row(
            count,
            &format!(
                "a name and two words, {} drawn; at worst {:.2} times SQLite for `{}`",
                drawn.len(),
                worst.0,
                worst.1
            ),
            middle(drawn.iter().map(|drawn| drawn.2).collect()),
            Some(middle(drawn.iter().map(|drawn| drawn.3).collect())),
        );
        let mut keys = Vec::new();
        for _ in 0..=runs {
            let mut command = Command::new(IBID);
            command
                .args(["--", "ibid", "show", "zha"])
                .env("IBID_COMPLETE", "fish")
                .env("IBID_LIBRARY", &library);
            keys.push(timed(&mut command));
        }
        row(count, "keys beginning with `zha`", median(keys), None);
        let known = Library::open(&library, Access::Read).unwrap();
        let known = known.keys_starting("g", 10_000).unwrap();
        for number in [1, 1_000, 10_000] {
            let few = known.iter().take(number);
            let few: String = few.map(|(key, _)| format!("{key}\n")).collect();
            let file = data.join("keys");
            fs::write(&file, few).unwrap();
            let cite = (0..=runs.min(5)).map(|_| {
                let mut command = Command::new(IBID);
                command
                    .args(["cite", "-"])
                    .stdin(fs::File::open(&file).unwrap());
                timed(command.env("IBID_LIBRARY", &library))
            });
            row(
                count,
                &format!("`cite` of {number}"),
                median(cite.collect()),
                None,
            );
        }
    }
}

/// How long ibid takes to find what is typed, and SQLite, where it finds something, too; one after the other.
fn beside(
    library: &Path,
    typed: &str,
    sqlite: &[PathBuf],
    runs: usize,
) -> (Duration, Option<Duration>) {
    let ask = || {
        let words: Vec<String> = typed
            .split(' ')
            .map(|word| format!("\"{}\"", fold(word)))
            .collect();
        let mut command = Command::new(&sqlite[0]);
        command.args(&sqlite[1..]).arg(library).arg(format!(
            "select rowid from search where search match '{}' order by rank limit 10",
            words.join(" ")
        ));
        command
    };
    let output = ask().output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let finds = !output.stdout.is_empty();
    let mut ibid = Vec::new();
    let mut floor = Vec::new();
    for _ in 0..=runs {
        let mut command = Command::new(IBID);
        command.arg("find").args(typed.split(' '));
        ibid.push(timed(command.env("IBID_LIBRARY", library)));
        if finds {
            floor.push(timed(&mut ask()));
        }
    }
    (median(ibid), finds.then(|| median(floor)))
}

/// Names with two words of a title, of entries from all over the library.
fn selective(library: &Path) -> Vec<String> {
    let library = Library::open(library, Access::Read).unwrap();
    let mut draw = Draw(20_170_101);
    let all = usize::try_from(library.len().unwrap()).unwrap();
    let mut drawn = Vec::new();
    while drawn.len() < SELECTIVE {
        let id = i64::try_from(draw.below(all)).unwrap();
        if let Some(publication) = library.publication(id).unwrap()
            && !words(&publication).is_empty()
        {
            drawn.push(draw_query(&mut draw, &publication).join(" "));
        }
    }
    drawn
}

fn row(count: u32, what: &str, ibid: Duration, floor: Option<Duration>) {
    let milliseconds = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    let ratio = floor.map(|floor| format!("{:.2}", ibid.as_secs_f64() / floor.as_secs_f64()));
    println!(
        "| {count} | {what} | {} | {} | {} |",
        milliseconds(ibid),
        floor.map(milliseconds).unwrap_or_default(),
        ratio.unwrap_or_default()
    );
}

/// The version of `sqlite3`, if there is one that can read the index, which `contentless_delete` makes one of 3.43.
fn sqlite3() -> Option<String> {
    let output = Command::new("sqlite3").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text.split(' ').next()?;
    let mut numbers = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    ((numbers.next(), numbers.next()) >= (Some(3), Some(43))).then(|| version.to_owned())
}

/// What `sqlite3 LIBRARY STATEMENT` does for a statement that gives numbers.
fn ask_sqlite(library: &str, sql: &str) {
    let connection = rusqlite::Connection::open(library).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get::<_, i64>(0)).unwrap();
    rows.for_each(|row| println!("{}", row.unwrap()));
}

fn timed(command: &mut Command) -> Duration {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    command.status().unwrap();
    begun.elapsed()
}

/// Of all but the first, which finds the file in no cache.
fn median(mut times: Vec<Duration>) -> Duration {
    times.remove(0);
    middle(times)
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
