//! The commands, in the order in which `--help` lists them. A new one is its file, its `mod` and its line in the list.
//!
//! A command's `Args` documents itself: the comments are its help. It ends with examples in `after_help`.

mod backup;
pub(super) mod cite;
mod cited;
mod completions;
mod doctor;
pub(super) mod edit;
mod export;
mod find;
mod help;
mod import;
mod log;
mod man;
mod new;
mod open;
mod pick;
mod redo;
mod rename;
mod rm;
mod set;
mod show;
mod styles;
mod undo;
mod unset;

use super::Outcome;
use super::context::Context;
use super::error::CliError;
use super::ui::Ui;

/// What a command is.
pub(crate) trait Run: clap::Args {
    /// Whether it knows `--json`.
    const JSON: bool;

    /// Does the work.
    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError>;
}

macro_rules! commands {
    ($($name:ident: $module:ident,)*) => {
        /// What can be done.
        #[derive(Debug, clap::Subcommand)]
        #[allow(clippy::large_enum_variant)] // there is one in a process
        pub(crate) enum Command {
            $(#[allow(missing_docs)] $name($module::Args),)*
        }

        impl Command {
            /// The parser of the command of this name alone, without the program's options.
            pub(crate) fn alone(name: &str) -> Option<clap::Command> {
                $(if name == stringify!($module) {
                    return Some(<$module::Args as clap::Args>::augment_args(clap::Command::new(stringify!($module))));
                })*
                None
            }

            /// Whether it knows `--json`.
            pub(crate) fn prints_json(&self) -> bool {
                match self {
                    $(Self::$name(_) => <$module::Args as Run>::JSON,)*
                }
            }

            /// Does the work.
            pub(crate) fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
                match self {
                    $(Self::$name(args) => args.run(ui, context),)*
                }
            }
        }
    };
}

commands! {
    // getting entries in
    Import: import,
    New: new,
    // looking
    Find: find,
    Pick: pick,
    Show: show,
    Cite: cite,
    Styles: styles,
    Open: open,
    Cited: cited,
    Export: export,
    // changing
    Edit: edit,
    Set: set,
    Unset: unset,
    Rename: rename,
    Rm: rm,
    // history
    Log: log,
    Undo: undo,
    Redo: redo,
    // the library and the program
    Doctor: doctor,
    Backup: backup,
    Completions: completions,
    Man: man,
    Help: help,
}
