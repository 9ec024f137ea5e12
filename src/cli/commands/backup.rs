//! `ibid backup`: a copy of the library.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::Run;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  ibid backup /media/stick/library.ibid";

/// Copies the library, also while others write to it.
///
/// An earlier copy is replaced when the new one is complete; another file is left alone. The copy is a library:
/// `--library FILE` opens it.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Where to put the copy
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,
}

impl Run for Args {
    const JSON: bool = false;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let library = context.open()?;
        let real = |path: &std::path::Path| std::fs::canonicalize(path).ok();
        if real(&self.file).is_some_and(|target| Some(target) == real(library.path())) {
            return Err(
                CliError::new("the copy cannot take the library's own place")
                    .hint("name another file"),
            );
        }
        library.backup(&self.file)?;
        ui.note(&format!("copied the library to {}", self.file.display()));
        Ok(Outcome::Done)
    }
}
