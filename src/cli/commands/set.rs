//! `ibid set`: single fields.

use clap::Args as ClapArgs;
use ibid::formats::bibtex::edit::{Text, set_field, set_type};

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::cli::written;
use crate::cli::{Outcome, complete};

const EXAMPLES: &str = "\
Examples:
  ibid set knuth1984 pages=97--111 doi=10.1093/comjnl/27.2.97
  ibid set knuth1984 month:=may            a macro, not the word
  ibid set knuth1984 journal:='acm # { Letters}'
  ibid set knuth1984 @type=book --dry-run";

/// Sets fields of an entry and leaves everything around them as it is.
///
/// FIELD=VALUE takes TeX text, which gets the delimiters that the field has; FIELD:=VALUE takes a value as BibTeX
/// writes it, such as a macro; @type=TYPE changes the entry type. `ibid rename` changes the key: `key=` is the field of
/// that name.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation key
    #[arg(value_name = "KEY", add = complete::keys())]
    key: String,
    /// What to set
    #[arg(value_name = "FIELD=VALUE", required = true, value_parser = assignment)]
    assignments: Vec<Assignment>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// One `FIELD=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Assignment {
    Text(String, String),
    Raw(String, String),
    Type(String),
}

fn assignment(text: &str) -> Result<Assignment, String> {
    let Some((name, value)) = text.split_once('=') else {
        return Err("write FIELD=VALUE, or FIELD:=VALUE for a macro".to_owned());
    };
    if let Some(special) = name.strip_prefix('@') {
        return match special {
            "type" => Ok(Assignment::Type(value.to_owned())),
            _ => Err("behind @ there is only `type`".to_owned()),
        };
    }
    Ok(match name.strip_suffix(':') {
        Some(name) => Assignment::Raw(name.to_owned(), value.to_owned()),
        None => Assignment::Text(name.to_owned(), value.to_owned()),
    })
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        written::change_entry(ui, context, &self.key, self.dry_run, |source| {
            let mut source = source.to_owned();
            for assignment in &self.assignments {
                source = match assignment {
                    Assignment::Text(name, value) => set_field(&source, name, Text::Plain(value))?,
                    Assignment::Raw(name, value) => set_field(&source, name, Text::Raw(value))?,
                    Assignment::Type(name) => set_type(&source, name)?,
                };
            }
            Ok(source)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_are_read() {
        assert_eq!(
            assignment("a=b=c"),
            Ok(Assignment::Text("a".into(), "b=c".into()))
        );
        assert_eq!(
            assignment("a:=b"),
            Ok(Assignment::Raw("a".into(), "b".into()))
        );
        assert_eq!(
            assignment("@type=book"),
            Ok(Assignment::Type("book".into()))
        );
        assert!(assignment("a").is_err() && assignment("@key=x").is_err());
    }
}
