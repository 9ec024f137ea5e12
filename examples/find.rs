//! Opens a library, finds entries by words and prints them as a list of references.
//!
//! `cargo run --example find -- LIBRARY WORDS…`

use std::error::Error;
use std::io::Write;
use std::path::Path;

use ibid::store::{Access, Library};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        return Err("usage: find LIBRARY WORDS…".into());
    };
    let words = arguments.collect::<Vec<_>>().join(" ");
    // opened for reading only, nothing can be changed by mistake
    let library = Library::open(Path::new(&path), Access::Read)?;
    let mut out = std::io::stdout().lock();
    for found in library.find(&words, 10)? {
        // a summary holds plain Unicode: names as "Family, Given", the date as EDTF
        writeln!(
            out,
            "[{}] {}: {}. {} {}({}), {}.",
            found.key,
            found.authors.join("; "),
            found.title.as_deref().unwrap_or("no title"),
            found.venue.as_deref().unwrap_or("no venue"),
            found.volume.as_deref().unwrap_or("-"),
            found.issue.as_deref().unwrap_or("-"),
            found.date.as_deref().unwrap_or("no date"),
        )?;
    }
    Ok(())
}
