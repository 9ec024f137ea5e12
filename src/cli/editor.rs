//! Entries in the person's own editor: opened, read back, and opened again at the fault until they can be taken.
//!
//! A text that could not be taken is never thrown away: it stays in a file whose path is told.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use ibid::diagnostic::{Diagnostic, Lines, Severity};
use ibid::formats::bibtex::report::explain;
use ibid::formats::bibtex::split::{Body, FindingKind, Splitter};

use super::context::Context;
use super::error::CliError;
use super::ui::Ui;

/// How the lines that tell of a fault begin.
const REMARK: &str = "% ibid: ";
/// Editors that take the line to start at as `+LINE` before the file.
const TAKE_PLUS_LINE: &[&str] = &[
    "vi",
    "vim",
    "nvim",
    "gvim",
    "view",
    "nano",
    "pico",
    "emacs",
    "emacsclient",
    "micro",
    "kak",
    "joe",
    "jed",
    "mg",
    "ne",
    "mcedit",
];

/// The entries in `text`, which `file` names, and what was mended in them.
///
/// An entry that cannot be read, a macro or a preamble is an error.
pub(crate) fn entries(file: &str, text: &str) -> Result<(Vec<String>, Vec<Diagnostic>), CliError> {
    let mut lines = Lines::new(file, text);
    let mut splitter = Splitter::new(text);
    let mut entries = Vec::new();
    let mut slips = Vec::new();
    while let Some(block) = splitter.next() {
        for finding in &block.findings {
            let mut diagnostic = explain(finding, &mut lines);
            if let FindingKind::Rejected { .. } = finding.kind {
                // the advice is about imports
                diagnostic.help = None;
                let message = diagnostic
                    .message
                    .strip_suffix("; the entry was left out")
                    .map(str::to_owned);
                diagnostic.message = message.unwrap_or(diagnostic.message);
                return Err(CliError::in_input(diagnostic));
            }
            slips.push(diagnostic);
        }
        if !splitter
            .text(&block.leading)
            .lines()
            .all(|line| line.trim().is_empty() || line.starts_with('%'))
        {
            let message = "text outside an entry is not kept";
            slips.push(
                Diagnostic::new("text-outside", Severity::Warning, message)
                    .place(lines.place(block.leading.start)),
            );
        }
        match block.body {
            Body::Entry(entry) => entries.push(entry.text.to_owned()),
            Body::Mended(text) => entries.push(text),
            Body::Macro(_) | Body::Preamble(_) | Body::Rejected => {
                let message = "only entries can be written here, no @string or @preamble";
                let diagnostic = Diagnostic::new("not-an-entry", Severity::Error, message);
                let diagnostic = diagnostic.place(lines.place(block.span.start));
                return Err(CliError::in_input(diagnostic));
            }
        }
    }
    let trailing = splitter.trailing();
    if trailing.contains('@') || (entries.is_empty() && !trailing.trim().is_empty()) {
        let at = text.len() - trailing.trim_start().len();
        let diagnostic = Diagnostic::new(
            "not-an-entry",
            Severity::Error,
            "this is not a BibTeX entry",
        );
        return Err(CliError::in_input(diagnostic.place(lines.place(at))));
    }
    Ok((entries, slips))
}

/// Lets the person edit `text` until `accept` takes it; nothing where it was not changed or was emptied.
///
/// `accept` gets the name of the file for its reports.
pub(crate) fn edit<T>(
    ui: &mut Ui,
    context: &Context,
    text: &str,
    mut accept: impl FnMut(&mut Ui, &str, &str) -> Result<T, CliError>,
) -> Result<Option<T>, CliError> {
    let failed = |error| CliError::new("no temporary file could be made").because(error);
    let mut file = tempfile::Builder::new()
        .prefix("ibid-")
        .suffix(".bib")
        .tempfile()
        .map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    let path = file.path().to_owned();
    let mut line = None;
    loop {
        if let Err(error) = launch(context, &path, line) {
            return Err(keep(file, text, error));
        }
        let edited = match std::fs::read_to_string(&path) {
            Ok(edited) => edited,
            Err(error) => return Err(keep(file, text, CliError::file(&path, error))),
        };
        let edited = without_remarks(&edited);
        if edited == text || edited.trim().is_empty() {
            return Ok(None);
        }
        let error = match accept(ui, &path.to_string_lossy(), edited) {
            Ok(value) => return Ok(Some(value)),
            Err(error) => error,
        };
        let retry = context.terminal.stdin && context.terminal.stderr && {
            ui.error(&error);
            ui.ask("Edit it again?")
        };
        let remarks = if retry {
            remarks(&error)
        } else {
            String::new()
        };
        line = error
            .diagnostics
            .first()
            .and_then(|found| found.place.as_ref())
            .map(|place| place.line);
        line = line.map(|line| line + remarks.lines().count());
        let again = format!("{remarks}{edited}");
        if let Err(error) = std::fs::write(&path, again) {
            return Err(CliError::file(&path, error));
        }
        if !retry {
            return Err(keep(file, text, error));
        }
    }
}

/// The error, and where the text is that could not be taken; nothing is kept of a text that is as it was.
fn keep(file: tempfile::NamedTempFile, original: &str, error: CliError) -> CliError {
    if std::fs::read_to_string(file.path()).is_ok_and(|text| text == original) {
        return error;
    }
    match file.keep() {
        Ok((_, path)) => error.hint(format!(
            "nothing was saved; the text is kept in {}",
            path.display()
        )),
        Err(lost) => error.because(lost),
    }
}

fn remarks(error: &CliError) -> String {
    let mut out = String::new();
    for diagnostic in &error.diagnostics {
        out.push_str(&format!("{REMARK}{}\n", diagnostic.message));
    }
    if error.diagnostics.is_empty() {
        for text in std::iter::once(&error.message).chain(&error.hints) {
            out.push_str(&format!("{REMARK}{text}\n"));
        }
    }
    // an @ would start an entry
    out.replace('@', "")
}

fn without_remarks(text: &str) -> &str {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    while rest.starts_with(REMARK) {
        rest = rest.find('\n').map_or("", |end| &rest[end + 1..]);
    }
    rest
}

fn launch(context: &Context, path: &Path, line: Option<usize>) -> Result<(), CliError> {
    let editor = context.editor.as_str();
    let words = shlex::split(editor).filter(|words| !words.is_empty());
    let hint = "set the environment variable VISUAL or EDITOR to the command that opens your editor and waits";
    let Some(words) = words else {
        return Err(
            CliError::new(format!("the editor command {editor:?} cannot be read")).hint(hint),
        );
    };
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    let name = PathBuf::from(&words[0]);
    let name = name
        .file_stem()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    if let Some(line) = line.filter(|_| TAKE_PLUS_LINE.contains(&name)) {
        command.arg(format!("+{line}"));
    }
    // where results go elsewhere, the editor is still to be seen
    #[cfg(unix)]
    if context.terminal.stderr {
        let tty = || {
            std::fs::File::options()
                .read(true)
                .write(true)
                .open("/dev/tty")
        };
        if !context.terminal.stdout
            && let Ok(tty) = tty()
        {
            command.stdout(tty);
        }
        if !context.terminal.stdin
            && let Ok(tty) = tty()
        {
            command.stdin(tty);
        }
    }
    match command.arg(path).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(CliError::new(format!(
            "the editor `{editor}` failed ({status})"
        ))),
        Err(error) => Err(
            CliError::new(format!("the editor `{editor}` could not be started"))
                .because(error)
                .hint(hint),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_and_faults_told() {
        let (found, slips) =
            entries("f", "% note\n@a{k, t = {x}}\n\n@b{l, u = 1 v = 2}\n").unwrap();
        assert_eq!(found, ["@a{k, t = {x}}", "@b{l, u = 1, v = 2}"]);
        assert_eq!(slips.len(), 1);
        let error = entries("f", "@a{k, t = {x}\n").unwrap_err();
        assert_eq!(error.diagnostics[0].code, "missing-closing-brace");
        assert!(entries("f", "@string{a = 1}").is_err());
        assert!(entries("f", "no entry").is_err());
        assert_eq!(entries("f", "").unwrap().0.len(), 0);
    }

    #[test]
    fn remarks_go_away_again() {
        let error = CliError::new("bad @ key").hint("do this");
        let text = format!("{}@a{{k}}", remarks(&error));
        assert_eq!(without_remarks(&text), "@a{k}");
        assert!(!text[..text.len() - 5].contains('@'));
    }
}
