//! `ibid man`: manual pages.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::topics::{TOPICS, manual};
use crate::cli::ui::Ui;
use crate::cli::{Outcome, parser};

const EXAMPLES: &str = "\
Examples:
  ibid man | man -l -               read the main page
  ibid man ~/.local/share/man/man1  install a page for each command";

/// Prints the manual page, or writes one for each command and topic into a folder.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The folder; it is made where there is none
    #[arg(value_name = "FOLDER", value_hint = clap::ValueHint::DirPath)]
    folder: Option<PathBuf>,
}

impl Run for Args {
    const JSON: bool = false;

    fn run(self, ui: &mut Ui, _: &Context) -> Result<Outcome, CliError> {
        match self.folder {
            None => clap_mangen::Man::new(parser())
                .render(ui.out())
                .map_err(CliError::output)?,
            Some(folder) => {
                let failed = |error| CliError::file(&folder, error);
                std::fs::create_dir_all(&folder).map_err(failed)?;
                clap_mangen::generate_to(parser(), &folder).map_err(failed)?;
                for topic in TOPICS {
                    let path = folder.join(format!("ibid-{}.1", topic.name));
                    std::fs::write(&path, manual(topic))
                        .map_err(|error| CliError::file(&path, error))?;
                }
                ui.note(&format!("wrote the manual pages into {}", folder.display()));
            }
        }
        Ok(Outcome::Done)
    }
}
