//! The configuration file, `~/.config/ibid/config.toml`:
//!
//! ```toml
//! library = "~/papers/library.ibid"   # relative paths start at the configuration file's folder
//! files = "~/papers/pdf"              # where relative paths of attached files start, among others
//! opener = "zathura"                  # what opens files and addresses
//! remember = false                    # keep no last search, used entries and written files
//! style = "ieee"                      # how `cite` formats: a name that `ibid styles` lists, or a .csl file
//! locale = "en-GB"
//! ```

use std::path::{Path, PathBuf};

use ibid::diagnostic::{Diagnostic, Lines, Severity};

use super::error::CliError;

/// What can be set. Every name has its field here and nowhere else.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The library's path.
    pub(crate) library: Option<PathBuf>,
    /// A folder in which relative paths of attached files start.
    pub(crate) files: Option<PathBuf>,
    /// The command that opens files and addresses, given as its last argument.
    pub(crate) opener: Option<String>,
    /// Whether to remember the last search, which entries were used, and what was exported where; yes, unless it says no.
    pub(crate) remember: Option<bool>,
    /// The citation style: a name, or the path of a `.csl` file.
    pub(crate) style: Option<String>,
    /// The language of references.
    pub(crate) locale: Option<String>,
}

impl Config {
    /// Reads the file at `path`; where there is none, nothing is set.
    pub(crate) fn read(path: &Path, home: &Path) -> Result<Self, CliError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(CliError::file(path, error)),
        };
        let mut config: Self = toml::from_str(&text).map_err(|error| fault(path, &text, &error))?;
        for given in [&mut config.library, &mut config.files]
            .into_iter()
            .flatten()
        {
            *given = match given.strip_prefix("~") {
                Ok(rest) => home.join(rest),
                Err(_) => path.parent().unwrap_or(Path::new(".")).join(&given),
            };
        }
        // a style's file stands beside the configuration too
        if let Some(style) = &mut config.style
            && Path::new(style)
                .extension()
                .is_some_and(|extension| extension == "csl")
        {
            let folder = path.parent().unwrap_or(Path::new("."));
            *style = match Path::new(style).strip_prefix("~") {
                Ok(rest) => home.join(rest),
                Err(_) => folder.join(&style),
            }
            .to_string_lossy()
            .into_owned();
        }
        Ok(config)
    }
}

/// A mistake in the configuration file at `path`, with its place and what was probably meant.
pub(super) fn fault(path: &Path, text: &str, error: &toml::de::Error) -> CliError {
    let at = error.span().map_or(0, |span| span.start);
    let place = Lines::new(&path.to_string_lossy(), text).place(at);
    let message = error.message().trim_end();
    let (what, help) = match message.split_once(", expected one of ") {
        Some((what, names)) if what.starts_with("unknown field") => {
            let help = match suggestion(message) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("what can be set is {names}"),
            };
            (what, Some(help))
        }
        _ => (
            message,
            suggestion(message)
                .or_else(|| choice_meant(message))
                .map(|name| format!("did you mean `{name}`?")),
        ),
    };
    let what = &in_plain_words(what);
    let diagnostic = Diagnostic::new("config", Severity::Error, what).place(place);
    CliError::in_input(match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    })
}

/// What serde says of a value of the wrong type, for people who know TOML and not Rust.
fn in_plain_words(message: &str) -> String {
    let Some((found, expected)) = message
        .strip_prefix("invalid type: ")
        .and_then(|rest| rest.split_once(", expected "))
    else {
        return message.to_owned();
    };
    let wanted = match expected {
        "a boolean" => "true or false",
        "a sequence" | "a text or a list of texts" => "a text or a list such as [\"a\", \"b\"]",
        "a string" => "a text in quotation marks",
        "u16" | "i64" => "a number",
        other => other,
    };
    format!("{wanted} belongs here, not the {found}")
}

/// The nearest of the choices that a message lists after the one that was made.
fn choice_meant(message: &str) -> Option<&str> {
    let (about, names) = message
        .rsplit_once("; there are ")
        .or_else(|| message.rsplit_once(": it can be "))?;
    let given = about.split(['`', '"']).nth(1)?;
    nearest(given, names.split(", "))
}

/// The nearest of the names that serde's "unknown field `x`, expected …" lists.
fn suggestion(message: &str) -> Option<&str> {
    let mut names = message
        .strip_prefix("unknown field")?
        .split('`')
        .skip(1)
        .step_by(2);
    let unknown = names.next()?;
    nearest(unknown, names)
}

fn nearest<'n>(unknown: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let unknown = &unknown.to_lowercase();
    names
        .map(|name| (strsim::jaro_winkler(unknown, name), name))
        .filter(|(near, _)| *near > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_suggested() {
        assert_eq!(
            suggestion("unknown field `libary`, expected `library`"),
            Some("library")
        );
        assert_eq!(suggestion("unknown field `x`, expected `library`"), None);
        assert_eq!(
            choice_meant("`athor-year` is no choice: it can be library, key, author-year"),
            Some("author-year")
        );
        assert_eq!(
            choice_meant("no format is called \"biblatx\"; there are bibtex, biblatex, ris"),
            Some("biblatex")
        );
        assert_eq!(choice_meant("no such thing; there are many"), None);
    }
}
