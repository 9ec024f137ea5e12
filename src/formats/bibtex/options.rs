//! What may be asked of entries on their way out: one plain struct, filled by flags or read from a project's file.
//!
//! ```
//! use ibid::formats::bibtex::options::{Dialect, Options, Sort};
//!
//! let options: Options = toml::from_str("dialect = 'biblatex'\nsort = 'key'\nomit = ['abstract', 'bdsk-*']").unwrap();
//! assert_eq!(options.dialect, Some(Dialect::Biblatex));
//! assert_eq!(options.sort, Sort::Key);
//! assert!(options.omits("Bdsk-Url-1") && !options.omits("title"));
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use super::private::is_private;

/// An enum of plain choices with the names by which people ask for them.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every choice with its name.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($text, Self::$variant),)*];

            /// The name people ask for it by.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice).ok_or_else(|| {
                    let names: Vec<&str> = Self::ALL.iter().map(|(name, _)| *name).collect();
                    format!("it can be {}", names.join(", "))
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                text.parse().map_err(|wrong| serde::de::Error::custom(format!("`{text}` is no choice: {wrong}")))
            }
        }
    };
}

choices! {
    /// Which program's types and fields entries have.
    Dialect {
        /// BibTeX, with its standard styles.
        Bibtex = "bibtex",
        /// biblatex, with biber.
        Biblatex = "biblatex",
    }
}

choices! {
    /// How letters outside ASCII are written.
    #[derive(Default)]
    Letters {
        /// As the entry has them.
        #[default]
        AsGiven = "as-given",
        /// As TeX commands, so that 8-bit BibTeX and LaTeX read them.
        Ascii = "ascii",
        /// As themselves, in place of accents and letters written as TeX commands.
        Unicode = "unicode",
    }
}

choices! {
    /// In what order entries stand. A cross-referenced parent stands behind its children in any.
    #[derive(Default)]
    Sort {
        /// The library's.
        #[default]
        Library = "library",
        /// By citation key, letter case aside.
        Key = "key",
        /// By the first names, then the year, then the title.
        AuthorYear = "author-year",
        /// In the order asked for: for a document that of its first citations.
        Citation = "citation",
    }
}

choices! {
    /// How journals are named.
    #[derive(Default)]
    JournalNames {
        /// As the entry has it.
        #[default]
        AsGiven = "as-given",
        /// In full, where the library knows the full name.
        Full = "full",
        /// Abbreviated by ISO 4: `J. Am. Chem. Soc.`
        Iso4 = "iso4",
        /// The same without the dots: `J Am Chem Soc`.
        Dotless = "dotless",
    }
}

choices! {
    /// How a DOI is written.
    #[derive(Default)]
    DoiAs {
        /// As the entry has it.
        #[default]
        AsGiven = "as-given",
        /// As the address in `url`, for styles that know no `doi`; an entry that has another `url` keeps both.
        Url = "url",
        /// As `10.1000/182` in `doi`.
        Bare = "bare",
    }
}

/// How citation keys are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum KeyStyle {
    /// As the library has them.
    #[default]
    AsGiven,
    /// Letters outside ASCII by their nearest in ASCII, and without what TeX takes for its own.
    Ascii,
    /// Made anew by a template: `{author}{year}`; see [`crate::keys::from_template`].
    Template(String),
}

impl FromStr for KeyStyle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "as-given" => Ok(Self::AsGiven),
            "ascii" => Ok(Self::Ascii),
            template if template.contains('{') => {
                crate::keys::check_template(template)?;
                Ok(Self::Template(template.to_owned()))
            }
            _ => Err("it can be as-given, ascii, or a template such as {author}{year}".to_owned()),
        }
    }
}

impl<'de> Deserialize<'de> for KeyStyle {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse()
            .map_err(|wrong| serde::de::Error::custom(format!("`{text}` is no key style: {wrong}")))
    }
}

/// What is asked of an export to BibTeX or biblatex. The default changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// The dialect to convert types and fields to; `None` leaves each entry as it was given.
    pub dialect: Option<Dialect>,
    /// How letters outside ASCII are written.
    pub letters: Letters,
    /// Write what an entry inherits into it, by the rules of the dialect, and leave the references out.
    pub resolve_crossrefs: bool,
    /// The order of entries.
    pub sort: Sort,
    /// Fields to leave out; a name that ends in `*` stands for all that start like it, `*` for all.
    pub omit: Vec<String>,
    /// Fields that stay although they are private or `omit` names them; wildcards as there.
    pub keep: Vec<String>,
    /// Leave private fields out: those of [`super::private`].
    pub public: bool,
    /// How journals are named.
    pub journals: JournalNames,
    /// How a DOI is written.
    pub doi_as: DoiAs,
    /// How citation keys are written.
    pub key_style: KeyStyle,
    /// One layout for all entries, that of [`super::write::tidy`].
    pub tidy: bool,
    /// Break lines of text that are longer than this many characters.
    pub wrap: Option<u16>,
}

impl Options {
    /// Whether the field `name` is left out because of what [`Options::omit`], [`Options::keep`] and
    /// [`Options::public`] say; its value may be a reason of its own.
    pub fn omits(&self, name: &str) -> bool {
        (self.public && is_private(name) || matches(&self.omit, name)) && !matches(&self.keep, name)
    }

    /// Whether [`Options::keep`] names the field.
    pub fn keeps(&self, name: &str) -> bool {
        matches(&self.keep, name)
    }

    /// Whether an entry's text leaves as it came in, so that nothing of it need be read.
    pub fn verbatim(&self) -> bool {
        let Self {
            dialect,
            letters,
            resolve_crossrefs,
            sort: _,
            omit,
            keep: _,
            public,
            journals,
            doi_as,
            key_style,
            tidy: _,
            wrap,
        } = self;
        dialect.is_none()
            && *letters == Letters::AsGiven
            && !resolve_crossrefs
            && omit.is_empty()
            && !public
            && *journals == JournalNames::AsGiven
            && *doi_as == DoiAs::AsGiven
            && *key_style == KeyStyle::AsGiven
            && wrap.is_none()
    }
}

fn matches(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| {
        let pattern = pattern.trim();
        match pattern.strip_suffix('*') {
            Some(start) => name
                .get(..start.len())
                .is_some_and(|prefix| prefix.eq_ignore_ascii_case(start)),
            None => name.eq_ignore_ascii_case(pattern),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_changes_nothing() {
        assert!(Options::default().verbatim());
        assert_eq!(toml::from_str::<Options>("").unwrap(), Options::default());
    }

    #[test]
    fn omitting_all_and_keeping_some_leaves_some() {
        let options: Options = toml::from_str("omit = ['*']\nkeep = ['title', 'file']").unwrap();
        assert!(options.omits("author") && !options.omits("Title") && !options.omits("file"));
    }

    #[test]
    fn wrong_choices_name_the_right_ones() {
        let wrong = toml::from_str::<Options>("sort = 'name'").unwrap_err();
        assert!(
            wrong
                .message()
                .contains("`name` is no choice: it can be library, key")
        );
        assert!("plain".parse::<KeyStyle>().is_err());
        assert!("{author}{year}".parse::<KeyStyle>().is_ok());
        assert!("{autor}".parse::<KeyStyle>().is_err());
    }
}
