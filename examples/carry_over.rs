//! Imports a `.bib` file into a new library and writes the whole library back out.
//!
//! `cargo run --example carry_over -- IN.bib OUT.bib`

use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use ibid::formats::bibtex::write::Layout;
use ibid::import::{Input, OnConflict, Options};
use ibid::store::{Access, Asked, Library, Selection, StoreError};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: carry_over IN.bib OUT.bib".into());
    };
    let folder = tempfile::tempdir()?;
    let mut library = Library::open(&folder.path().join("library.ibid"), Access::Create)?;
    let asked = Asked {
        command: "carry_over".into(),
        now: 0,
        dry_run: false,
    };
    let input = Input {
        name: from.clone(),
        bytes: std::fs::read(Path::new(&from))?,
    };
    let mut options = Options {
        on_conflict: OnConflict::Keep,
        ask: None,
        tags: Vec::new(),
        progress: &mut |_| {},
        interrupted: &AtomicBool::new(false),
    };
    let report = library.import(
        &asked,
        std::iter::once(Ok::<_, StoreError>(input)),
        &mut options,
    )?;
    library.export(&Selection::All, Layout::Original, File::create(to)?)?;
    let json = serde_json::to_string(&report)?;
    std::io::Write::write_all(&mut std::io::stdout(), json.as_bytes())?;
    Ok(())
}
