//! What an export is to be like: each setting is an option of `ibid export` and a name in a project's `ibid.toml`.
//!
//! A new setting is its field here, its line in [`Settings::or`] and an example in `project.rs`; completions, the
//! project file and its error messages follow by themselves. What is not said is `None`, so that an option on the command line wins over
//! the file and both over the usual.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use ibid::formats::bibtex::options::{
    Dialect, DoiAs, JournalNames, KeyStyle, Letters, Options, Sort,
};
use ibid::formats::{self, Format};
use ibid::scan::Scanner;
use serde::{Deserialize, Deserializer};

use super::citations;

/// The settings of one export.
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    /// The entries that these documents cite, as `ibid cited` lists them; - reads one from standard input
    #[arg(long = "cited-in", value_name = "DOCUMENT", num_args = 1.., value_hint = clap::ValueHint::FilePath)]
    #[serde(alias = "cited-in", deserialize_with = "one_or_several")]
    pub(crate) documents: Vec<PathBuf>,
    /// What kind of document it is, such as latex or markdown, where that cannot be told
    #[arg(long, value_name = "KIND", value_parser = citations::kind)]
    #[serde(deserialize_with = "kind")]
    pub(crate) kind: Option<&'static Scanner>,
    /// Write the other entries where cited keys are missing
    #[arg(long, num_args = 0, default_missing_value = "true")]
    pub(crate) allow_missing: Option<bool>,
    /// Leave private fields out (the default with --cited-in or an ibid.toml)
    #[arg(long, num_args = 0, default_missing_value = "true")]
    pub(crate) public: Option<bool>,
    /// Where to write; - is standard output
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Write into a file that has other entries, too: they stay as they are, in their places
    #[arg(long, value_name = "FILE", conflicts_with = "output", value_hint = clap::ValueHint::FilePath)]
    pub(crate) merge_into: Option<PathBuf>,
    /// The format; else what the output file's ending says, else each entry in the dialect it came in
    #[arg(short, long, value_name = "NAME", value_parser = format_parser(), ignore_case = true)]
    #[serde(deserialize_with = "format")]
    pub(crate) format: Option<&'static Format>,
    /// Exit with status 1 where the format has no place for something
    #[arg(long, num_args = 0, default_missing_value = "true")]
    pub(crate) strict: Option<bool>,
    /// Write what the format has no place for to a file, as JSON: key, field, kind and message of each
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(crate) losses: Option<PathBuf>,
    /// The citation style of formatted references: a name that `ibid styles` lists, or a .csl file
    #[arg(long, value_name = "STYLE", add = super::complete::styles())]
    pub(crate) style: Option<String>,
    /// The language of what is formatted, such as en-GB
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) locale: Option<String>,
    /// The heading of a web page
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// What a web page groups its entries by at first: year or type
    #[arg(long, value_name = "BY", value_parser = GROUPS)]
    #[serde(deserialize_with = "group")]
    pub(crate) group: Option<String>,
    /// Link attached files on a web page: those with a relative path, and URLs
    #[arg(long, num_args = 0, default_missing_value = "true")]
    pub(crate) files: Option<bool>,
    /// Lay all entries out alike: a field a line, names in lower case, values in braces
    #[arg(long, num_args = 0, default_missing_value = "true")]
    pub(crate) tidy: Option<bool>,
    /// Write letters outside ASCII as TeX commands, for 8-bit BibTeX and LaTeX
    #[arg(
        long,
        num_args = 0,
        default_missing_value = "true",
        conflicts_with = "unicode"
    )]
    pub(crate) ascii: Option<bool>,
    /// Write accents and letters that are TeX commands as themselves
    #[arg(long, num_args = 0, default_missing_value = "true")]
    pub(crate) unicode: Option<bool>,
    /// The order of entries; a cross-referenced parent always follows its children
    #[arg(long, value_name = "ORDER", value_parser = choice::<Sort>(Sort::ALL))]
    pub(crate) sort: Option<Sort>,
    /// Fields to leave out; `*` at the end of a name stands for any ending
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    #[serde(deserialize_with = "one_or_several")]
    pub(crate) omit: Vec<String>,
    /// Fields to keep although they are private or `--omit` names them
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    #[serde(deserialize_with = "one_or_several")]
    pub(crate) keep: Vec<String>,
    /// How journals are named
    #[arg(long, value_name = "NAMES", value_parser = choice::<JournalNames>(JournalNames::ALL))]
    pub(crate) journals: Option<JournalNames>,
    /// How a DOI is written: in `url` for styles that know no `doi`, or bare
    #[arg(long, value_name = "FORM", value_parser = choice::<DoiAs>(DoiAs::ALL))]
    pub(crate) doi_as: Option<DoiAs>,
    /// How keys are written: as-given, ascii, or a template such as {author}{year}
    #[arg(long, value_name = "STYLE", value_parser = key_style)]
    pub(crate) key_style: Option<KeyStyle>,
    /// Write what entries inherit into them, for programs that know no cross-references
    #[arg(long, num_args = 0, default_missing_value = "true")]
    pub(crate) resolve_crossrefs: Option<bool>,
    /// Break lines of text that are longer than this
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(i64::from(NARROWEST)..))]
    #[serde(deserialize_with = "wrap")]
    pub(crate) wrap: Option<u16>,
    /// The library, in a project file; on the command line that is the global `--library`.
    #[arg(skip)]
    pub(crate) library: Option<PathBuf>,
    /// Several exports of one project; each takes from the file's top what it does not say itself.
    #[arg(skip)]
    pub(crate) export: Vec<Settings>,
}

/// What a web page groups its entries by.
const GROUPS: [&str; 2] = ["year", "type"];
/// The shortest line that text is broken to.
const NARROWEST: u16 = 20;

impl Settings {
    /// What excludes what within one table: the two names.
    pub(crate) fn conflict(&self) -> Option<[&'static str; 2]> {
        if self.output.is_some() && self.merge_into.is_some() {
            return Some(["output", "merge-into"]);
        }
        if self.ascii == Some(true) && self.unicode == Some(true) {
            return Some(["ascii", "unicode"]);
        }
        self.export.iter().find_map(Self::conflict)
    }

    /// These settings, and where they say nothing, `other`'s.
    pub(crate) fn or(self, other: &Self) -> Self {
        let own = self.merge_into.is_some();
        Self {
            documents: if self.documents.is_empty() {
                other.documents.clone()
            } else {
                self.documents
            },
            kind: self.kind.or(other.kind),
            allow_missing: self.allow_missing.or(other.allow_missing),
            public: self.public.or(other.public),
            // one is in place of the other
            merge_into: match &self.output {
                Some(_) => self.merge_into,
                None => self.merge_into.or_else(|| other.merge_into.clone()),
            },
            output: if own {
                self.output
            } else {
                self.output.or_else(|| other.output.clone())
            },
            format: self.format.or(other.format),
            strict: self.strict.or(other.strict),
            losses: self.losses.or_else(|| other.losses.clone()),
            style: self.style.or_else(|| other.style.clone()),
            locale: self.locale.or_else(|| other.locale.clone()),
            title: self.title.or_else(|| other.title.clone()),
            group: self.group.or_else(|| other.group.clone()),
            files: self.files.or(other.files),
            tidy: self.tidy.or(other.tidy),
            // one of the two undoes the other
            ascii: self.ascii.or(if self.unicode == Some(true) {
                None
            } else {
                other.ascii
            }),
            unicode: self.unicode.or(if self.ascii == Some(true) {
                None
            } else {
                other.unicode
            }),
            sort: self.sort.or(other.sort),
            omit: either(self.omit, &other.omit),
            keep: either(self.keep, &other.keep),
            journals: self.journals.or(other.journals),
            doi_as: self.doi_as.or(other.doi_as),
            key_style: self.key_style.or_else(|| other.key_style.clone()),
            resolve_crossrefs: self.resolve_crossrefs.or(other.resolve_crossrefs),
            wrap: self.wrap.or(other.wrap),
            library: self.library.or_else(|| other.library.clone()),
            // never inherited: this is what inherits
            export: self.export,
        }
    }

    /// What they ask of entries, for this dialect; `public` is what holds where they do not say.
    pub(crate) fn options(&self, dialect: Option<Dialect>, public: bool) -> Options {
        Options {
            dialect,
            letters: match (self.ascii, self.unicode) {
                (Some(true), _) => Letters::Ascii,
                (_, Some(true)) => Letters::Unicode,
                _ => Letters::AsGiven,
            },
            resolve_crossrefs: self.resolve_crossrefs == Some(true),
            sort: self.sort.unwrap_or_default(),
            omit: self.omit.clone(),
            keep: self.keep.clone(),
            public: self.public.unwrap_or(public),
            journals: self.journals.unwrap_or_default(),
            doi_as: self.doi_as.unwrap_or_default(),
            key_style: self.key_style.clone().unwrap_or_default(),
            tidy: self.tidy == Some(true),
            wrap: self.wrap,
        }
    }

    /// The exports that a project file asks for.
    pub(crate) fn exports(mut self) -> Vec<Self> {
        let exports = std::mem::take(&mut self.export);
        if exports.is_empty() {
            return vec![self];
        }
        exports
            .into_iter()
            .flat_map(|export| export.or(&self).exports())
            .collect()
    }

    /// Makes every path start at `folder`, where the file stands; `~` is `home`.
    pub(crate) fn start_at(&mut self, folder: &Path, home: &Path) {
        let paths = [
            &mut self.output,
            &mut self.merge_into,
            &mut self.losses,
            &mut self.library,
        ];
        for path in paths.into_iter().flatten().chain(&mut self.documents) {
            *path = resolved(path, folder, home);
        }
        if let Some(style) = self.style.as_mut().filter(|style| style.ends_with(".csl")) {
            *style = resolved(Path::new(style), folder, home)
                .to_string_lossy()
                .into_owned();
        }
        for export in &mut self.export {
            export.start_at(folder, home);
        }
    }
}

/// `path` as a file in `folder` means it; `-` is no path.
pub(crate) fn resolved(path: &Path, folder: &Path, home: &Path) -> PathBuf {
    match path.strip_prefix("~") {
        Ok(rest) => home.join(rest),
        Err(_) if path == Path::new("-") => path.to_owned(),
        Err(_) => folder.join(path),
    }
}

fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'static Scanner>, D::Error> {
    let name = String::deserialize(from)?;
    citations::kind(&name)
        .map(Some)
        .map_err(serde::de::Error::custom)
}

fn group<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let name = String::deserialize(from)?;
    if GROUPS.contains(&name.as_str()) {
        return Ok(Some(name));
    }
    let names = GROUPS.join(", ");
    Err(serde::de::Error::custom(format!(
        "`{name}` is no choice: it can be {names}"
    )))
}

fn wrap<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u16>, D::Error> {
    let columns = i64::deserialize(from)?;
    match u16::try_from(columns) {
        Ok(columns) if columns >= NARROWEST => Ok(Some(columns)),
        _ => Err(serde::de::Error::custom(format!(
            "{columns} columns are no line; {NARROWEST} are the least"
        ))),
    }
}

/// A list, or a text that stands for a list of one.
fn one_or_several<'de, D: Deserializer<'de>, T: From<String>>(from: D) -> Result<Vec<T>, D::Error> {
    struct Texts;
    impl<'de> serde::de::Visitor<'de> for Texts {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a text or a list of texts")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<String>, E> {
            Ok(vec![text.to_owned()])
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut list: A,
        ) -> Result<Vec<String>, A::Error> {
            let mut texts = Vec::new();
            while let Some(text) = list.next_element()? {
                texts.push(text);
            }
            Ok(texts)
        }
    }
    let texts = from.deserialize_any(Texts)?;
    Ok(texts.into_iter().map(T::from).collect())
}

fn either<T: Clone>(own: Vec<T>, other: &[T]) -> Vec<T> {
    if own.is_empty() { other.to_vec() } else { own }
}

/// Reads the name of one of a few choices.
fn choice<T>(all: &'static [(&'static str, T)]) -> impl TypedValueParser<Value = T>
where
    T: std::str::FromStr<Err = String> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.iter().map(|(name, _)| *name)).try_map(|name| name.parse::<T>())
}

fn key_style(text: &str) -> Result<KeyStyle, String> {
    text.parse()
}

/// Reads the name of a format; help and completions say what each is for.
fn format_parser() -> impl TypedValueParser<Value = &'static Format> {
    let values = formats::FORMATS.iter().map(|format| {
        PossibleValue::new(format.name).help(format!("{}: {}", format.title, format.purpose))
    });
    PossibleValuesParser::new(values).try_map(|name| format_named(&name))
}

fn format_named(name: &str) -> Result<&'static Format, String> {
    formats::named(name).ok_or_else(|| {
        let names: Vec<&str> = formats::FORMATS.iter().map(|format| format.name).collect();
        format!(
            "no format is called {name:?}; there are {}",
            names.join(", ")
        )
    })
}

fn format<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'static Format>, D::Error> {
    let name = String::deserialize(from)?;
    format_named(&name)
        .map(Some)
        .map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_export_takes_from_the_top_what_it_does_not_say() {
        let settings: Settings = toml::from_str(
            "documents = ['a.tex']\ntidy = true\n[[export]]\noutput = 'a.bib'\n\
             [[export]]\noutput = '~/b.bib'\ndocuments = ['/b.tex']\ntidy = false\n",
        )
        .unwrap();
        let mut settings = settings;
        settings.start_at(Path::new("up"), Path::new("/home/me"));
        let exports = settings.exports();
        let paths: Vec<_> = exports
            .iter()
            .map(|export| {
                (
                    export.output.clone().unwrap(),
                    export.documents[0].clone(),
                    export.tidy,
                )
            })
            .collect();
        assert_eq!(
            paths,
            [
                ("up/a.bib".into(), "up/a.tex".into(), Some(true)),
                ("/home/me/b.bib".into(), "/b.tex".into(), Some(false)),
            ]
        );
    }
}
