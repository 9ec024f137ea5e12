//! The forms in which entries leave: as a list, keys, a citation, a template's text, JSON or BibTeX.
//!
//! Commands that print entries flatten [`FormArgs`] into their arguments. A citation's syntax is its line in
//! [`cite::SYNTAXES`], a template's field its line in [`template::FIELDS`].

pub(crate) mod cite;
pub(crate) mod cited;
pub(crate) mod list;
pub(crate) mod template;

use ibid::store::Library;

use super::context::Context;
use super::error::CliError;
use super::text::clean;
use super::ui::Ui;
use cite::Syntax;
use template::Template;

/// What a person chooses the form with.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Forms")]
pub(crate) struct FormArgs {
    /// Print keys only, one a line
    #[arg(short = 'k', long = "keys", group = "form")]
    only_keys: bool,
    /// Print one citation of all entries: latex, typst, pandoc (also markdown, quarto) or org
    #[arg(long, value_name = "SYNTAX", group = "form", value_parser = cite::parser())]
    cite: Option<&'static Syntax>,
    /// Where in the (last) cited work, such as "p. 3"
    #[arg(long, value_name = "PLACE", requires = "cite")]
    locator: Option<String>,
    /// Print a line for each entry, such as '{author.family} {year} – {title}'; `ibid help forms` lists the fields
    #[arg(long, value_name = "TEXT", group = "form", allow_hyphen_values = true)]
    template: Option<String>,
    /// Print the BibTeX source as it stands
    #[arg(short, long, group = "form")]
    bibtex: bool,
}

/// A form.
#[derive(Debug, Clone)]
pub(crate) enum Form {
    /// For a person; each command has its own.
    Readable,
    /// An array of everything.
    Json,
    /// A key a line.
    Keys,
    /// One citation of all entries, and where in the last one.
    Cite(&'static Syntax, Option<String>),
    /// A line an entry.
    Template(Template),
    /// The entries' sources, an empty line between them.
    Bibtex,
}

impl FormArgs {
    /// The form that is asked for.
    pub(crate) fn form(&self, context: &Context) -> Result<Form, CliError> {
        let form = if self.only_keys {
            Form::Keys
        } else if let Some(syntax) = self.cite {
            Form::Cite(syntax, self.locator.clone())
        } else if let Some(text) = &self.template {
            Form::Template(Template::parse(text).map_err(|error| CliError::in_input(*error))?)
        } else if self.bibtex {
            Form::Bibtex
        } else if context.json {
            Form::Json
        } else {
            Form::Readable
        };
        if context.json && !matches!(form, Form::Json) {
            return Err(CliError::new("--json is a form of its own")
                .hint("leave it out, or --keys, --cite, --template or --bibtex"));
        }
        Ok(form)
    }
}

impl Form {
    /// Prints entries in one of the forms that are the same everywhere; false for the others.
    pub(crate) fn print(
        &self,
        ui: &mut Ui,
        library: &Library,
        entries: &[(i64, String)],
    ) -> Result<bool, CliError> {
        match self {
            Self::Readable | Self::Json => return Ok(false),
            Self::Keys => {
                for (_, key) in entries {
                    ui.line(&clean(key))?;
                }
            }
            Self::Cite(syntax, locator) => {
                let keys: Vec<&str> = entries.iter().map(|(_, key)| key.as_str()).collect();
                if !keys.is_empty() {
                    let text = syntax.cite(&keys, locator.as_deref());
                    ui.line(&clean(&text.map_err(CliError::new)?))?;
                }
            }
            Self::Template(template) => {
                library.publications(entries.iter().map(|(id, _)| *id), |publication| {
                    ui.line(&template.fill(&publication))
                })?;
            }
            Self::Bibtex => {
                for (index, (_, key)) in entries.iter().enumerate() {
                    if index > 0 {
                        ui.line("")?;
                    }
                    if let Some(entry) = library.entry(key)? {
                        ui.line(&entry.source)?;
                    }
                }
            }
        }
        Ok(true)
    }
}
