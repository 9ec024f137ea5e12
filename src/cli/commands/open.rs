//! `ibid open`: what an entry leads to, in the program the system has for it.

use clap::Args as ClapArgs;

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::opening::{self, Wanted};
use crate::cli::text::clean;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, complete, keys};

const EXAMPLES: &str = "\
Examples:
  ibid open knuth1984
  ibid open knuth1984 --doi         the publisher's page, though there is a file
  ibid open knuth1984 --print       only say what would be opened
  IBID_OPENER=zathura ibid open knuth1984 --file";

/// Opens an entry's file, else its DOI, else its URL.
///
/// Relative paths of files start at the current folder, the library's folder, or the folder that `files` in the
/// configuration file names: the first that has the file. The program is what the system has for it, or what
/// IBID_OPENER or `opener` in the configuration file names. Only files that exist, and http and https addresses, are
/// opened, and no program is started because an entry names it.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation keys; - reads them from standard input
    #[arg(value_name = "KEY", required = true, add = complete::keys())]
    keys: Vec<String>,
    /// Open the file, nothing else
    #[arg(long, group = "what")]
    file: bool,
    /// Open the page of the DOI, nothing else
    #[arg(long, group = "what")]
    doi: bool,
    /// Open the URL, nothing else
    #[arg(long, group = "what")]
    url: bool,
    /// Print the path or address instead
    #[arg(short, long)]
    print: bool,
}

impl Run for Args {
    const JSON: bool = false;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let library = context.open()?;
        let entries = keys::resolve(&library, &keys::with_standard_input(&self.keys)?)?;
        let config = context.config()?;
        let folders = opening::folders(library.path(), config.files.as_deref());
        let opener = context.opener(&config);
        let (wanted, none) = match (self.file, self.doi, self.url) {
            (true, ..) => (Wanted::File, "no file that can be opened"),
            (_, true, _) => (Wanted::Doi, "no DOI"),
            (.., true) => (Wanted::Url, "no URL that can be opened"),
            _ => (Wanted::Best, "no file, DOI or URL to open"),
        };
        let mut outcome = Outcome::Done;
        for entry in &entries {
            let Some(publication) = library.publication(entry.id)? else {
                continue;
            };
            let found = opening::target(&publication, wanted, &folders);
            for remark in &found.remarks {
                ui.note(&format!("{}: {remark}", entry.key));
            }
            match found.target {
                None => {
                    outcome = Outcome::Findings;
                    ui.note(&format!("{} has {none}", entry.key));
                }
                Some(target) if self.print => ui.line(&clean(&target.to_string()))?,
                Some(target) => {
                    opening::open(&target, opener.as_deref())?;
                    context.record_use(&library, &[entry.id])?;
                    ui.remark(&format!("opened {target}"));
                }
            }
        }
        Ok(outcome)
    }
}
