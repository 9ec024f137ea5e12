//! Findings as text: the line they are about, a caret under the place, and what to do.

use std::collections::HashMap;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use ibid::diagnostic::{Diagnostic, Severity};

use super::text::clean;

/// How many findings of one kind are shown.
const SHOWN: usize = 20;

/// The findings, each followed by an empty line where it shows a place; of many of one kind the first ones and how
/// many more there are.
pub(crate) fn render(found: &[Diagnostic], color: bool, width: usize) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(width.clamp(40, DEFAULT_TERM_WIDTH));
    let mut out = String::new();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut index: HashMap<&str, usize> = HashMap::new();
    for diagnostic in found {
        let at = *index.entry(diagnostic.code).or_insert_with(|| {
            counts.push((diagnostic.code, 0));
            counts.len() - 1
        });
        counts[at].1 += 1;
        if counts[at].1 <= SHOWN {
            out.push_str(&one(diagnostic, &renderer));
        }
    }
    for (code, count) in counts {
        if let Some(more) = count.checked_sub(SHOWN).filter(|more| *more > 0) {
            out.push_str(&format!("… and {more} more of the kind {code}\n"));
        }
    }
    out
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = match &diagnostic.key {
        Some(key) => format!("{}: {}", clean(key), clean(&diagnostic.message)),
        None => clean(&diagnostic.message).into_owned(),
    };
    let title = level.primary_title(message).id(diagnostic.code);
    let mut group = Group::with_title(title);
    let text;
    if let Some(place) = &diagnostic.place {
        // of a long line only a part is known; the renderer counts columns from its beginning
        let before = place.text[..place.at].chars().count();
        let missing = (place.column - 1).saturating_sub(before);
        text = format!("{}{}", " ".repeat(missing), place.text);
        let at = missing + place.at;
        let next = text[at..].chars().next().map_or(0, char::len_utf8);
        group = group.element(
            Snippet::source(text.as_str())
                .path(clean(&place.file).into_owned())
                .line_start(place.line)
                .annotation(AnnotationKind::Primary.span(at..at + next)),
        );
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let mut shown = renderer.render(&[group]);
    shown.push_str(if diagnostic.place.is_some() {
        "\n\n"
    } else {
        "\n"
    });
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibid::diagnostic::Lines;

    #[test]
    fn shows_the_line_and_the_place() {
        let text = "@misc{a,\n  title = {x}\n  year = 1999\n}";
        let place = Lines::new("refs.bib", text).place(23);
        let finding = Diagnostic::new("missing-comma", Severity::Error, "expected , here")
            .key("a")
            .place(place)
            .help("put one");
        insta::assert_snapshot!(render(&[finding], false, 80), @"
        error[missing-comma]: a: expected , here
         --> refs.bib:3:1
          |
        3 |   year = 1999
          | ^
          |
          = help: put one
        ");
    }

    #[test]
    fn shows_the_middle_of_a_long_line() {
        let text = format!("{}\u{1b}@{}", "x".repeat(500), "y".repeat(500));
        let place = Lines::new("refs.bib", &text).place(501);
        let finding = Diagnostic::new("code", Severity::Warning, "here");
        insta::assert_snapshot!(render(&[finding.place(place)], false, 80), @"
        warning[code]: here
         --> refs.bib:1:502
          |
        1 | ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx␛@yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...
          |                                      ^
        ");
    }

    #[test]
    fn repeats_itself_twenty_times_only() {
        let found = vec![Diagnostic::new("code", Severity::Note, "again"); 23];
        let text = render(&found, false, 80);
        assert_eq!(text.matches("again").count(), 20);
        assert!(text.ends_with("… and 3 more of the kind code\n"));
    }
}
