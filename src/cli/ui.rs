//! The only way out: results on standard output, everything else on standard error.
//!
//! Readable text passes [`super::text::clean`] before it gets here; JSON and BibTeX are written as they are.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use ibid::diagnostic::Diagnostic;

use super::Global;
use super::context::Context;
use super::diagnostics;
use super::error::CliError;
use super::text::clean_lines;

const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
const WARNING: Style = AnsiColor::BrightYellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
/// For keys and headings.
pub(crate) const STRONG: Style = Style::new().bold();
/// For what matters less.
pub(crate) const FAINT: Style = Style::new().dimmed();

/// For words that were looked for.
pub(crate) const MARK: Style = AnsiColor::Yellow.on_default().bold();

/// The two streams.
pub(crate) struct Ui {
    out: BufWriter<Stdout>,
    out_color: bool,
    err: AutoStream<io::Stderr>,
    err_color: bool,
    quiet: bool,
    verbose: bool,
    err_terminal: bool,
    err_width: usize,
}

/// Whether colours are wanted on a stream.
fn colored(choice: ColorChoice, stream: &(impl anstream::stream::RawStream + IsTerminal)) -> bool {
    match choice {
        ColorChoice::Auto => AutoStream::choice(stream) != ColorChoice::Never,
        choice => choice != ColorChoice::Never,
    }
}

/// Says on standard error what is about to take a while.
pub(crate) fn announce(text: &str) {
    // nobody needs to hear it
    let _ = writeln!(anstream::stderr(), "{text}");
}

impl Ui {
    /// The streams of this process.
    pub(crate) fn new(global: &Global, context: &Context) -> Self {
        let choice = ColorChoice::from(global.color);
        let stderr = io::stderr();
        let err_color = colored(choice, &stderr);
        Self {
            out: BufWriter::with_capacity(1 << 16, io::stdout()),
            out_color: colored(choice, &io::stdout()),
            err: AutoStream::new(
                stderr,
                if err_color {
                    ColorChoice::Always
                } else {
                    ColorChoice::Never
                },
            ),
            err_color,
            quiet: global.quiet,
            verbose: global.verbose,
            err_terminal: context.terminal.stderr,
            err_width: context.width,
        }
    }

    /// Whether results may have colours and italics.
    pub(crate) fn shows_color(&self) -> bool {
        self.out_color
    }

    /// Standard output, as it is.
    pub(crate) fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// A line of a result.
    pub(crate) fn line(&mut self, line: &str) -> Result<(), CliError> {
        writeln!(self.out, "{line}").map_err(CliError::output)
    }

    /// A result as JSON.
    pub(crate) fn json(&mut self, value: &impl serde::Serialize) -> Result<(), CliError> {
        serde_json::to_writer_pretty(&mut self.out, value)
            .map_err(|error| CliError::output(error.into()))?;
        self.line("")
    }

    /// Whether results have colours.
    pub(crate) fn colors(&self) -> bool {
        self.out_color
    }

    /// `text` in a style, where standard output has colours.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.out_color && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Findings as results.
    pub(crate) fn results(&mut self, found: &[Diagnostic], width: usize) -> Result<(), CliError> {
        let text = diagnostics::render(found, self.out_color, width);
        self.out
            .write_all(text.as_bytes())
            .map_err(CliError::output)
    }

    /// Findings about an input.
    pub(crate) fn diagnostics(&mut self, found: &[Diagnostic]) {
        let text = diagnostics::render(found, self.err_color, self.err_width);
        let _ = self.err.write_all(text.as_bytes());
    }

    /// Something worth knowing, unless `--quiet`.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.say("", None, text);
        }
    }

    /// Something that should be looked at, also with `--quiet`.
    pub(crate) fn warning(&mut self, text: &str) {
        self.say("warning", Some(WARNING), text);
    }

    /// Whether more is to be said.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Something that a person at a terminal wants to know, or one who asked for more.
    pub(crate) fn remark(&mut self, text: &str) {
        if self.verbose || (self.err_terminal && !self.quiet) {
            self.say("", None, text);
        }
    }

    /// What to do next.
    pub(crate) fn hint(&mut self, text: &str) {
        self.say("hint", Some(HINT), text);
    }

    /// What may be done about a result, unless `--quiet`.
    pub(crate) fn advice(&mut self, text: &str) {
        if !self.quiet {
            self.hint(text);
        }
    }

    /// A failure.
    pub(crate) fn error(&mut self, error: &CliError) {
        self.diagnostics(&error.diagnostics);
        if error.diagnostics.is_empty() {
            self.say("error", Some(ERROR), &error.message);
        }
        for cause in &error.causes {
            self.say("", None, &format!("  because: {cause}"));
        }
        for hint in &error.hints {
            self.hint(hint);
        }
    }

    fn say(&mut self, label: &str, style: Option<Style>, text: &str) {
        // nobody can be told that standard error is gone
        let text = clean_lines(text);
        let _ = match style {
            Some(style) => writeln!(self.err, "{style}{label}{style:#}: {text}"),
            None => writeln!(self.err, "{text}"),
        };
    }

    /// Asks something that is answered with yes, the default, or no.
    pub(crate) fn ask(&mut self, question: &str) -> bool {
        let _ = write!(self.err, "{question} [Y/n] ").and_then(|()| self.err.flush());
        let mut answer = String::new();
        match io::stdin().read_line(&mut answer) {
            Ok(0) | Err(_) => false,
            Ok(_) => !answer.trim().to_lowercase().starts_with('n'),
        }
    }

    /// Sends what is buffered on its way.
    pub(crate) fn finish(&mut self) -> Result<(), CliError> {
        self.out.flush().map_err(CliError::output)
    }
}
