//! How far ibid's references and citations are those of npm's citeproc, the reference processor, for the same items,
//! styles and locale. `benches/csl/compare.sh` runs it; `benches/csl/DIFFERENCES.md` explains what remains.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // what it is for; and what cannot be compared ends it

#[path = "csl/clusters.rs"]
mod clusters;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use ibid::formats::csl::{self, Item};
use ibid::import::{Input, OnConflict, Options};
use ibid::render::{Markup, Renderer};
use ibid::store::{Access, Asked, Library, StoreError};
use serde_json::Value;

const STYLES: [(&str, &str); 10] = [
    ("APA", "apa"),
    ("Chicago author-date", "chicago-author-date"),
    ("Chicago notes", "chicago-note-bibliography"),
    ("IEEE", "ieee"),
    ("MLA", "modern-language-association"),
    ("Vancouver", "vancouver"),
    ("Harvard", "harvard-cite-them-right"),
    ("Nature", "nature"),
    ("Springer author-date", "springer-basic-author-date"),
    ("ACM", "association-for-computing-machinery"),
];

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let count = arguments.first().map_or(300, |word| word.parse().unwrap());
    let seed = arguments.get(1).map_or(1, |word| word.parse().unwrap());
    let folder = arguments.get(2).map(PathBuf::from).or_else(|| {
        std::env::var_os("IBID_CORPUS").map(|corpus| PathBuf::from(corpus).join("wild"))
    });
    let Some(folder) = folder else {
        println!("IBID_CORPUS or the third argument names the folder of .bib files");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join("target/bench-data/csl");
    fs::create_dir_all(&data).unwrap();
    let items = sample(&folder, &data, count, seed);
    let file = data.join("items.json");
    fs::write(&file, serde_json::to_string(&items).unwrap()).unwrap();
    // what both see is the JSON
    let values: Vec<Value> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let items: Vec<Item> = values
        .iter()
        .map(|value| Item::from_json(value).unwrap())
        .collect();

    let drawn = clusters::draw(items.len(), seed);
    let several = data.join("clusters.json");
    fs::write(&several, clusters::to_json(&drawn, &items).to_string()).unwrap();

    println!(
        "{} items of {}, {} citations of several\n",
        items.len(),
        folder.display(),
        drawn.len()
    );
    println!(
        "| style | bibliography | its order | citations | of several |\n|---|---:|---:|---:|---:|"
    );
    let mut differences = String::new();
    let mut all = [0; 8];
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, style) in STYLES {
        let csl = root.join(format!("src/render/data/styles/{style}.csl"));
        let locale = root.join("src/render/data/locales/locales-en-US.xml");
        let output = Command::new("node")
            .arg(root.join("benches/csl/citeproc.mjs"))
            .args([&file, &csl, &locale, &several])
            .current_dir(&data)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let theirs: Theirs = serde_json::from_slice(&output.stdout).unwrap();
        let renderer =
            Renderer::from_csl(&fs::read_to_string(&csl).unwrap(), Some("en-US")).unwrap();
        let formatted = renderer.formatted(items.clone());
        let mut same = [0, 0, 0];
        let ours = formatted.bibliography(Markup::Html);
        let same_order = followers(theirs.order.iter().map(String::as_str))
            .intersection(&followers(ours.iter().map(|entry| entry.key.as_str())))
            .count();
        let references = ours.iter().map(|entry| (0, &entry.key, &entry.text));
        let cited = formatted.citations(None, Markup::Html);
        let citations = cited.iter().map(|entry| (1, &entry.key, &entry.text));
        let ours = clusters::ours(&formatted, &drawn);
        let numbers: Vec<String> = (1..=ours.len()).map(|number| number.to_string()).collect();
        let several = numbers
            .iter()
            .zip(&ours)
            .map(|(number, text)| (2, number, text));
        for (which, key, text) in references.chain(citations).chain(several) {
            let kind = ["bibliography", "citations", "clusters"][which];
            let ours = normal(text);
            let theirs = match which {
                0 => theirs.bibliography.get(key),
                1 => theirs.citations.get(key),
                _ => theirs.clusters.get(key.parse::<usize>().unwrap() - 1),
            };
            let theirs = normal(theirs.map_or("", String::as_str));
            if ours == theirs {
                same[which] += 1;
            } else {
                let cause = cause(&ours, &theirs);
                *causes.entry(cause).or_default() += 1;
                writeln!(
                    differences,
                    "{name} {kind} {key} [{cause}]\n  - {theirs}\n  + {ours}"
                )
                .unwrap();
            }
        }
        let same = [same[0], same_order, same[1], same[2]];
        let counts = [items.len(), items.len() - 1, items.len(), drawn.len()];
        row(name, same, counts);
        for which in 0..4 {
            all[which] += same[which];
            all[which + 4] += counts[which];
        }
    }
    let [a, b, c, d, counts @ ..] = all;
    row("**all**", [a, b, c, d], counts);
    println!();
    for (cause, count) in causes {
        println!("{count:5}  {cause}");
    }
    if let Some(file) = std::env::var_os("IBID_CSL_DIFFS") {
        fs::write(file, differences).unwrap();
    }
}

/// What the reference processor makes of the items, by their keys, and of the citations of several.
#[derive(serde::Deserialize)]
struct Theirs {
    bibliography: HashMap<String, String>,
    order: Vec<String>,
    citations: HashMap<String, String>,
    clusters: Vec<String>,
}

fn row(name: &str, same: [usize; 4], counts: [usize; 4]) {
    let shares = same.iter().zip(counts);
    let shares: Vec<String> = shares
        .map(|(same, count)| format!("{:.1} %", share(*same, count)))
        .collect();
    println!("| {name} | {} |", shares.join(" | "));
}

/// Who follows whom.
fn followers<'k>(keys: impl Iterator<Item = &'k str>) -> HashSet<(&'k str, &'k str)> {
    let mut before = None;
    let pairs = keys.filter_map(|key| before.replace(key).map(|before| (before, key)));
    pairs.collect()
}

fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// The text without the boxes it stands in, entities read, white space and what is upright in italics made alike.
fn normal(html: &str) -> String {
    let mut text = html
        .replace("</div><div class=\"csl-right-inline\">", " ")
        .replace("</div>\n", "</div>");
    for tag in [
        "csl-entry",
        "csl-left-margin",
        "csl-right-inline",
        "csl-block",
        "csl-indent",
    ] {
        text = text.replace(&format!("<div class=\"{tag}\">"), " ");
    }
    // the reference processor makes no links
    while let Some((before, rest)) = text.split_once("<a href=\"") {
        let after = rest.split_once("\">").map_or("", |(_, after)| after);
        text = format!("{before}{after}");
    }
    text = text
        .replace("</a>", "")
        .replace("</div>", " ")
        .replace("</sup><sup>", "")
        .replace("</sub><sub>", "");
    // upright within italics, and looks that end at a space
    let upright = "<span style=\"font-style:normal;\">";
    while let Some((before, rest)) = text.split_once(upright) {
        let (inner, after) = rest.split_once("</span>").unwrap_or((rest, ""));
        text = format!("{before}</i>{inner}<i>{after}");
    }
    text = text
        .replace("<i></i>", "")
        .replace(" </i>", "</i> ")
        .replace("<i> ", " <i>")
        .replace("</i><i>", "")
        .replace("</i> <i>", " ");
    for (entity, c) in [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The kind of a difference, as far as it can be told from the texts.
fn cause(ours: &str, theirs: &str) -> &'static str {
    let letters = |text: &str| {
        let text = text.chars().filter(|c| c.is_alphanumeric());
        text.collect::<String>()
    };
    let untagged = |text: &str| {
        let mut out = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out
    };
    if untagged(ours) == untagged(theirs) {
        "italics and other looks"
    } else if letters(ours) == letters(theirs) {
        "punctuation"
    } else if letters(ours).to_lowercase() == letters(theirs).to_lowercase() {
        "upper and lower case"
    } else if theirs.is_empty() || theirs.contains("CSL STYLE ERROR") {
        "nothing on their side"
    } else if ours.is_empty() {
        "nothing on our side"
    } else {
        "words"
    }
}

/// `count` items drawn from the entries of the `.bib` files in `folder`, the same for the same seed.
fn sample(folder: &Path, data: &Path, count: usize, seed: u64) -> Vec<Item> {
    let name = folder.to_string_lossy().replace(['/', '\\', ':'], "-");
    let path = data.join(format!("library{name}.ibid"));
    let fresh = !path.exists();
    let mut library = Library::open(&path, Access::Create).unwrap();
    if fresh {
        let mut files = Vec::new();
        find(folder, &mut files);
        files.sort();
        let inputs = files.into_iter().map(|file| {
            Ok::<_, StoreError>(Input {
                name: file.to_string_lossy().into_owned(),
                bytes: fs::read(&file).unwrap(),
            })
        });
        let asked = Asked {
            command: "a sample".into(),
            now: 1_500_000_000,
            dry_run: false,
        };
        let mut options = Options {
            on_conflict: OnConflict::Rename,
            ask: None,
            tags: Vec::new(),
            progress: &mut |_| {},
            interrupted: &AtomicBool::new(false),
        };
        library.import(&asked, inputs, &mut options).unwrap();
    }
    let mut items = Vec::new();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut drawn = std::collections::BTreeSet::new();
    let mut tries = 0;
    while items.len() < count && tries < 200 * count {
        tries += 1;
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let id = i64::try_from(state % 150_000).unwrap();
        if !drawn.insert(id) {
            continue;
        }
        if let Some(publication) = library.publication(id).unwrap()
            && publication.title.is_some()
        {
            items.push(csl::item(&publication).0);
        }
    }
    items
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "bib") {
            files.push(path);
        }
    }
}
