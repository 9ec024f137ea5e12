//! Telling what ibid wrote from what somebody else did.
//!
//! An entry in a file is ibid's own where the library holds it like that, or ever held it: its history says so. That
//! is as true on another machine with the same library, and after a file has been through version control. Who knows
//! what ibid wrote need not ask.

use std::collections::{HashMap, HashSet};

use super::{Job, Selection};
use crate::formats::bibtex::convert::Converted;
use crate::formats::bibtex::edit::unset_field;
use crate::formats::bibtex::fields::RawEntry;
use crate::formats::bibtex::free_text::free_lines;
use crate::formats::bibtex::merge::{field_names, same_content};
use crate::formats::bibtex::options::{Dialect, DoiAs, JournalNames, KeyStyle, Letters, Options};
use crate::store::{Library, StoreError, history};

/// What an entry in a file is to the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It has this content.
    Library,
    /// It had this content.
    Earlier,
    /// The same, but for these fields, which no entry of the file has: they may have been left out when it was
    /// written, or somebody took the last of them out.
    Without(Vec<String>),
    /// It has or had an entry of this key, but not like that.
    Edited,
    /// It never had one of this key.
    Unknown,
}

/// Compares entries of a file with what the library would have written.
pub struct Origins<'l> {
    library: &'l Library,
    /// The options asked for, then those with one of them another: that may have been so when the file was written.
    variants: &'l [Options],
    /// The fields that some entry of the file has.
    present: HashSet<String>,
    /// The entries that have other keys in the file.
    renamed: HashMap<String, i64>,
    jobs: Vec<Option<Job<'l>>>,
}

impl<'l> Origins<'l> {
    /// For a file that an export of `selection` goes to and that holds `text`; `variants` are the [`variants`] of its
    /// options.
    ///
    /// # Errors
    /// SQLite's.
    pub fn new(
        library: &'l Library,
        selection: &Selection,
        variants: &'l [Options],
        text: &str,
    ) -> Result<Self, StoreError> {
        let mut renamed = HashMap::new();
        for options in variants.iter().take(1) {
            if options.key_style != KeyStyle::AsGiven {
                let ids = match selection {
                    Selection::All => library.all()?,
                    Selection::Entries(ids) => library.closure(ids, options.resolve_crossrefs)?,
                };
                for (id, key) in library.new_keys(&ids, &options.key_style)? {
                    renamed.insert(key.to_lowercase(), id);
                }
            }
        }
        Ok(Self {
            library,
            variants,
            present: field_names(text),
            renamed,
            jobs: variants.iter().map(|_| None).collect(),
        })
    }

    /// Where the entry `source`, called `key` in the file, is from.
    ///
    /// # Errors
    /// SQLite's.
    pub fn origin(&mut self, key: &str, source: &str) -> Result<Origin, StoreError> {
        let conn = &self.library.conn;
        let items = match self.renamed.get(&key.to_lowercase()) {
            Some(id) => vec![*id],
            None => history::called(conn, key)?,
        };
        if items.is_empty() {
            return Ok(Origin::Unknown);
        }
        let mut without = None;
        for item in items {
            let texts = history::texts(conn, item)?;
            for (number, options) in self.variants.iter().enumerate() {
                if self.jobs[number].is_none() {
                    self.jobs[number] = Some(Job::new(self.library, &[], options)?);
                }
                let Some(job) = &self.jobs[number] else {
                    continue;
                };
                for (age, text) in texts.iter().enumerate() {
                    let converted = job.converted(item, key, text, &mut |_| {})?;
                    let Some(Converted { text, .. }) = converted else {
                        continue;
                    };
                    if same_content(&text, source) {
                        return Ok(match age {
                            0 => Origin::Library,
                            _ => Origin::Earlier,
                        });
                    }
                    let (text, absent) = self.reduced(text);
                    if without.is_none() && same_content(&text, source) {
                        without = Some(absent);
                    }
                }
            }
        }
        Ok(without.map_or(Origin::Edited, Origin::Without))
    }

    /// An entry without the fields that no entry of the file has, and which these are.
    fn reduced(&self, text: String) -> (String, Vec<String>) {
        let absent: Vec<String> = match RawEntry::parse(&text) {
            Ok(entry) => entry
                .fields
                .iter()
                .map(|field| field.name.to_ascii_lowercase())
                .filter(|name| !self.present.contains(name))
                .collect(),
            Err(_) => Vec::new(),
        };
        let text = absent
            .iter()
            .fold(text, |text, name| unset_field(&text, name).unwrap_or(text));
        (text, absent)
    }
}

impl Library {
    /// Takes from `prints` those of lines of free text that the library has or ever had. It reads all of the library.
    ///
    /// # Errors
    /// SQLite's.
    pub fn keep_unknown_text(&self, prints: &mut HashSet<u64>) -> Result<(), StoreError> {
        let mut statement = self.conn.prepare(
            "SELECT source, leading FROM entry
             UNION ALL SELECT source, leading FROM macro
             UNION ALL SELECT source, leading FROM preamble
             UNION ALL SELECT '', source FROM free_text
             UNION ALL SELECT json_extract(before, '$.source'), json_extract(before, '$.leading')
                       FROM change WHERE before NOT NULL",
        )?;
        let mut rows = statement.query([])?;
        while !prints.is_empty()
            && let Some(row) = rows.next()?
        {
            for column in [0, 1] {
                let text = row
                    .get_ref(column)?
                    .as_str_or_null()
                    .map_err(rusqlite::Error::from)?
                    .unwrap_or_default();
                if column == 1 || text.contains('%') {
                    for line in free_lines(text) {
                        prints.remove(&line.print);
                    }
                }
            }
        }
        Ok(())
    }
}

/// `options`, and each with one of them another.
pub fn variants(options: &Options) -> Vec<Options> {
    let mut all = vec![options.clone()];
    let mut put = |change: &dyn Fn(&mut Options)| {
        let mut variant = options.clone();
        change(&mut variant);
        if !all.contains(&variant) {
            all.push(variant);
        }
    };
    put(&|variant| variant.public = !variant.public);
    put(&|variant| *variant = Options::default());
    put(&|variant| {
        *variant = Options {
            public: true,
            ..Options::default()
        };
    });
    put(&|variant| variant.omit.clear());
    put(&|variant| variant.keep.clear());
    for dialect in [None, Some(Dialect::Bibtex), Some(Dialect::Biblatex)] {
        put(&|variant| variant.dialect = dialect);
    }
    for (_, letters) in Letters::ALL {
        put(&|variant| variant.letters = *letters);
    }
    for (_, journals) in JournalNames::ALL {
        put(&|variant| variant.journals = *journals);
    }
    for (_, doi_as) in DoiAs::ALL {
        put(&|variant| variant.doi_as = *doi_as);
    }
    put(&|variant| variant.resolve_crossrefs = !variant.resolve_crossrefs);
    all
}
