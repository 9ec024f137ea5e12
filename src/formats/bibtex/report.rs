//! What the reader found, in words.

use super::fields::{Expected, Fault};
use super::split::{Finding, FindingKind};
use crate::diagnostic::{Diagnostic, Lines, Severity};

/// The finding as a diagnostic, with its place in the text that `lines` knows.
pub fn explain(finding: &Finding, lines: &mut Lines<'_>) -> Diagnostic {
    let (code, severity, message, help): (_, _, String, Option<&str>) = match finding.kind {
        FindingKind::Rejected { fault, entry } => (
            code(fault),
            Severity::Error,
            rejected(fault, entry),
            Some(advice(fault)),
        ),
        FindingKind::CommaAdded => (
            "missing-comma",
            Severity::Warning,
            "a comma was missing between fields; it was put in".into(),
            None,
        ),
        FindingKind::CommaRemoved => (
            "doubled-comma",
            Severity::Warning,
            "a comma without a field was taken out".into(),
            None,
        ),
        FindingKind::ValueAdded => (
            "missing-value",
            Severity::Warning,
            "a missing value was made {}".into(),
            None,
        ),
        FindingKind::ValueDelimited => (
            "bare-value",
            Severity::Warning,
            "a value without delimiters was put into braces".into(),
            None,
        ),
        FindingKind::KeyJoined => (
            "key-with-space",
            Severity::Warning,
            "white space was taken out of the key".into(),
            None,
        ),
        FindingKind::KeyAdded => (
            "missing-key",
            Severity::Warning,
            "the entry has no key".into(),
            None,
        ),
        FindingKind::EntryInValue => (
            "entry-in-value",
            Severity::Warning,
            "a value holds what looks like another entry; it was read as BibTeX reads it".into(),
            Some("look for a missing brace above this line"),
        ),
        FindingKind::EntryInComment => (
            "entry-in-comment",
            Severity::Note,
            "BibTeX reads this entry although it stands inside @comment; so it was read".into(),
            Some("to switch an entry off, take its @ away"),
        ),
        FindingKind::CommentInEntry => (
            "comment-in-entry",
            Severity::Warning,
            "biber takes this % for a comment, but bibtex stops reading the entry here".into(),
            Some("move the comment out of the entry, or delete it"),
        ),
        FindingKind::CommentedOut => (
            "commented-out",
            Severity::Note,
            "an entry that is commented out was kept as text".into(),
            Some("bibtex does not know % as a comment: to switch an entry off, take its @ away"),
        ),
        FindingKind::FieldsOutside => (
            "fields-outside",
            Severity::Warning,
            "what looks like fields stands behind the end of an entry; BibTeX ignores it".into(),
            Some("look for a brace too many above this line"),
        ),
    };
    let at = match finding.kind {
        FindingKind::Rejected { fault, .. } => place(fault),
        _ => finding.at,
    };
    let diagnostic = Diagnostic::new(code, severity, message).place(lines.place(at));
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn code(fault: Fault) -> &'static str {
    match fault.expected {
        Expected::Entry => "not-an-entry",
        Expected::EntryType => "missing-entry-type",
        Expected::OpeningDelimiter => "missing-opening-brace",
        Expected::Name => "missing-field-name",
        Expected::Equals => "missing-equals-sign",
        Expected::Value => "missing-value",
        Expected::CommaOrEnd(_) | Expected::End(_) => "missing-closing-brace",
        Expected::ClosingDelimiter(_) => "unclosed-value",
        Expected::BalancedBraces => "unbalanced-braces",
    }
}

/// Where to point: at a value that is never closed, else where something else was expected.
fn place(fault: Fault) -> usize {
    match fault.expected {
        Expected::ClosingDelimiter(_) => fault.opened,
        _ => fault.at,
    }
}

/// What `fault` is and what was done, in words.
fn rejected(fault: Fault, entry: bool) -> String {
    let what = if entry { "the entry" } else { "the definition" };
    format!("{}; {what} was left out", expected(fault))
}

/// What `fault` is, in words.
fn expected(fault: Fault) -> String {
    match fault.expected {
        Expected::Entry => "expected one entry".to_owned(),
        Expected::EntryType => "expected an entry type after @".to_owned(),
        Expected::OpeningDelimiter => "expected { or ( after the entry type".to_owned(),
        Expected::Name => "expected a field name".to_owned(),
        Expected::Equals => "expected = after the name".to_owned(),
        Expected::Value => {
            "expected a value: {text}, \"text\", a number or a macro name".to_owned()
        }
        Expected::CommaOrEnd(close) => format!("expected , or {close} here"),
        Expected::End(close) => format!("expected {close} here"),
        Expected::ClosingDelimiter(close) => {
            format!("the value that starts here is never closed: expected {close}")
        }
        Expected::BalancedBraces => "a } in quotes closes no {".to_owned(),
    }
}

/// What to do about `fault`.
fn advice(fault: Fault) -> &'static str {
    match fault.expected {
        Expected::ClosingDelimiter(_) | Expected::BalancedBraces => {
            "count the braces of this entry; --rejects FILE keeps its text to mend and import again"
        }
        _ => "--rejects FILE keeps its text to mend and import again",
    }
}
