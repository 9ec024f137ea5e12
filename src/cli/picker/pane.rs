//! The preview: the reference, the abstract, files, tags and notes of the selected entry, or its BibTeX.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

use super::highlight::pieces;
use super::state::State;
use super::theme::Theme;
use super::view::put;
use crate::cli::text::{clean, clean_lines, fit, width, wrap};

/// How many bytes of a text are shown.
const SHOWN: usize = 50_000;

/// Draws the preview and says from which line on, since there are only so many.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) -> u16 {
    let columns = usize::from(area.width);
    let lines = lines(state, columns, area.width < frame.area().width, theme);
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let at = state.preview_offset.min(count.saturating_sub(area.height));
    let visible = lines.into_iter().skip(usize::from(at));
    for (y, line) in (area.y..area.bottom()).zip(visible) {
        put(frame, Rect::new(area.x, y, area.width, 1), line);
    }
    let below = count.saturating_sub(at).saturating_sub(area.height);
    if below > 0 && area.width > 8 {
        let hint = format!(" ↓ {below} ");
        let wide = u16::try_from(width(&hint)).unwrap_or(area.width);
        let corner = Rect::new(area.right() - wide, area.bottom() - 1, wide, 1);
        put(frame, corner, vec![Span::styled(hint, theme.faint)]);
    }
    at
}

fn lines(state: &State, columns: usize, titled: bool, theme: &Theme) -> Vec<Vec<Span<'static>>> {
    let mut lines = Vec::new();
    let Some(entry) = state.current() else {
        return lines;
    };
    if titled {
        let key = clean(&entry.key);
        let key = fit(&key, columns).into_owned();
        lines.push(vec![
            Span::styled(key, theme.strong),
            Span::styled(format!("  {}", clean(&entry.r#type)), theme.faint),
        ]);
        lines.push(Vec::new());
    }
    let Some(preview) = state
        .preview
        .as_ref()
        .filter(|preview| preview.key == entry.key)
    else {
        return lines;
    };
    if state.source {
        for line in clean_lines(shortened(&preview.source)).lines() {
            let line = line.replace('\t', "    ");
            for part in indented(&line, columns) {
                lines.push(vec![Span::raw(part)]);
            }
        }
        return lines;
    }
    let marked = |text: &str, style: Style| -> Vec<Span<'static>> {
        let to_span = |(piece, is_match): (&str, bool)| {
            Span::styled(
                piece.to_owned(),
                if is_match { theme.matched } else { style },
            )
        };
        pieces(text, &state.marks)
            .into_iter()
            .map(to_span)
            .collect()
    };
    let paragraph = |lines: &mut Vec<Vec<Span<'static>>>, text: &str, style| {
        for line in wrapped(&clean(shortened(text)), columns) {
            lines.push(marked(&line, style));
        }
    };
    paragraph(&mut lines, &preview.reference, theme.plain);
    if !preview.abstract_.trim().is_empty() {
        lines.push(Vec::new());
        paragraph(&mut lines, &preview.abstract_, theme.plain);
    }
    if !preview.rows.is_empty() {
        lines.push(Vec::new());
    }
    let labels = preview.rows.iter().map(|(label, _)| width(label)).max();
    let labels = labels.unwrap_or_default() + 2;
    for (label, text) in &preview.rows {
        let text = clean(shortened(text));
        for (index, line) in wrapped(&text, columns.saturating_sub(labels).max(10))
            .into_iter()
            .enumerate()
        {
            let label = if index == 0 { label } else { "" };
            let mut spans = vec![Span::styled(format!("{label:labels$}"), theme.faint)];
            spans.extend(marked(&line, theme.plain));
            lines.push(spans);
        }
    }
    lines
}

/// The beginning of a text that is longer than anyone reads here.
fn shortened(text: &str) -> &str {
    let mut end = text.len().min(SHOWN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A line of BibTeX, broken between words; what follows stands deeper than its beginning.
fn indented(line: &str, columns: usize) -> Vec<String> {
    if width(line) <= columns {
        return vec![line.to_owned()];
    }
    let indent = line.len() - line.trim_start().len();
    let indent = if indent + 12 > columns { 0 } else { indent };
    let parts = wrapped(line, columns - indent - 2).into_iter().enumerate();
    let deeper = |(index, part)| {
        let indent = indent + if index > 0 { 2 } else { 0 };
        format!("{:indent$}{part}", "")
    };
    parts.map(deeper).collect()
}

/// Broken between words, and within those that are longer than a line.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let lines = wrap(text, columns).into_iter();
    lines.flat_map(|line| broken(&line, columns)).collect()
}

/// `text` in parts of at most so many columns.
fn broken(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut parts = vec![String::new()];
    let mut taken = 0;
    for character in text.graphemes(true) {
        let wide = width(character);
        if taken + wide > columns {
            parts.push(String::new());
            taken = 0;
        }
        taken += wide;
        if let Some(part) = parts.last_mut() {
            part.push_str(character);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_broken() {
        assert_eq!(
            wrapped("ab https://example.org", 8),
            ["ab", "https://", "example.", "org"]
        );
        assert_eq!(wrapped("日本語の本", 5), ["日本", "語の", "本"]);
        assert_eq!(wrapped("", 5), [""]);
        assert_eq!(shortened("ä"), "ä");
        assert_eq!(
            indented("  title = {A title of words},", 20),
            ["  title = {A title", "    of words},"]
        );
        assert_eq!(indented("  a   = {b},", 20), ["  a   = {b},"]);
    }
}
