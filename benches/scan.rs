//! How long a document of 10 MB in 41 files takes to scan: `cargo bench --bench scan`. Files are read from memory.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // what it is for; and what cannot be measured ends it

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ibid::scan::{named, tree};

const TEXT: &str = "the quick brown fox jumps over \\emph{lazy} dogs and $x^2 + y_1 = \\frac{a}{b}$ when 5\\% of them \
                    are asleep % a comment\n";

fn main() {
    let mut main = "\\newcommand{\\mine}[2][]{\\citep[#1]{#2}}\n\\begin{document}\n".to_owned();
    let mut files = HashMap::new();
    let mut number = 0_u32;
    for chapter in 0..40 {
        let mut text = String::new();
        while text.len() < 262_144 {
            number += 1;
            text.push_str(TEXT);
            if number.is_multiple_of(4) {
                let other = number % 1000;
                text.push_str(&format!(
                    "As \\citep[see][p.~3]{{key{number},key{other}}}, \\mine{{k{other}}}.\n"
                ));
            }
            if number.is_multiple_of(9) {
                text.push_str(
                    "\\begin{equation}\\label{eq:1} \\alpha \\to \\beta \\end{equation}\n",
                );
            }
        }
        main.push_str(&format!("\\include{{ch{chapter}}}\n"));
        files.insert(PathBuf::from(format!("ch{chapter}.tex")), text);
    }
    let size: usize = files.values().map(String::len).sum();
    let mut times = Vec::new();
    let mut cited = 0;
    for _ in 0..15 {
        let mut files = files.clone();
        let mut read = |path: &Path| Ok(files.remove(path));
        let begin = Instant::now();
        let tree = tree::walk(
            "main.tex".into(),
            main.clone(),
            named("latex").unwrap(),
            &mut read,
        );
        times.push(begin.elapsed());
        cited = tree.cited.len();
    }
    times.sort();
    println!(
        "{size} bytes of LaTeX, {cited} citations: median {:?} of {} runs",
        times[times.len() / 2],
        times.len()
    );
}
