//! Adds an entry to a new library, sets a field of it, tells what was done, and takes the change back.
//!
//! `cargo run --example edit_and_undo`

use std::error::Error;
use std::io::Write;

use ibid::formats::bibtex::edit::{Text, set_field};
use ibid::store::{Access, Asked, Library, StoreError};

const ENTRY: &str = r"@article{zahid2017,
  author  = {Zahid, Farhan},
  title   = {{IS} Footprint in {Pakistan}},
  journal = {Counter Terrorist Trends and Analyses},
  volume  = 9,
  year    = 2017
}";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut library = Library::open(&folder.path().join("library.ibid"), Access::Create)?;
    // each write is one batch: what was asked, and when, goes into the library's history
    let asked = |command: &str| Asked {
        command: command.to_owned(),
        now: 1_500_000_000,
        dry_run: false,
    };
    library.write(&asked("add"), |batch| batch.add(ENTRY).map(|_| ()))?;

    // an edit changes a text, and the text is the record
    let changed = set_field(ENTRY, "number", Text::Raw("5"))?;
    library.write(&asked("set number"), |batch| {
        let id = batch.find("zahid2017")?;
        batch.replace(id, &changed)
    })?;
    let mut out = std::io::stdout().lock();
    let issue = |library: &Library| {
        let summary = library.summary("zahid2017")?;
        Ok::<_, StoreError>(summary.and_then(|summary| summary.issue))
    };
    writeln!(out, "issue: {:?}", issue(&library)?)?;

    let undone = library.write(&asked("undo"), |batch| batch.undo(None))?;
    writeln!(out, "undone: {}", undone.value.command)?;
    writeln!(out, "issue: {:?}", issue(&library)?)?;
    for logged in library.log(None, 10)? {
        writeln!(out, "{}  {}", logged.batch, logged.command)?;
    }
    Ok(())
}
