//! Drawing. Everything that comes from a record is cleaned and measured before it is drawn.

use std::borrow::Cow;

use ibid::store::{Sort, Summary};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line as Text, Span};

use super::highlight::pieces;
use super::keys::{self, COPIES, GROUPS};
use super::pane;
use super::state::{Mode, Notice, State};
use super::theme::Theme;
use super::worker;
use crate::cli::text::{clean, fit, width};

/// From so many columns on the preview stands beside the results.
const WIDE: u16 = 110;
/// From so many lines on it stands below them where it cannot stand beside them.
const HIGH: u16 = 14;

/// Where things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Layout {
    prompt: Rect,
    status: Rect,
    list: Rect,
    /// The line between list and preview.
    rule: Rect,
    preview: Rect,
    footer: Rect,
}

impl Layout {
    fn new(area: Rect, pane: bool) -> Self {
        let row = |y: u16| {
            let height = u16::from(y < area.height);
            Rect::new(0, y.min(area.height), area.width, height)
        };
        let none = Rect::new(0, 0, 0, 0);
        let mut layout = Self {
            prompt: row(0),
            status: none,
            list: none,
            rule: none,
            preview: none,
            footer: none,
        };
        // of a few lines the list gets what there is
        let top = if area.height > 4 {
            layout.status = row(1);
            2
        } else {
            1
        };
        let bottom = if area.height > 5 {
            layout.footer = row(area.height - 1);
            1
        } else {
            0
        };
        let height = area.height.saturating_sub(top + bottom);
        layout.list = Rect::new(0, top.min(area.height), area.width, height);
        if !pane {
            return layout;
        }
        if area.width >= WIDE && height >= 5 {
            let list = area.width * 11 / 20;
            layout.list.width = list;
            layout.rule = Rect::new(list, top, 1, height);
            layout.preview = Rect::new(list + 2, top, area.width - list - 2, height);
        } else if area.height >= HIGH && area.width >= 30 {
            let preview = (height * 9 / 20).max(4);
            layout.list.height = height - preview - 1;
            layout.rule = row(top + layout.list.height);
            layout.preview = Rect::new(0, layout.rule.y + 1, area.width, preview);
        }
        layout
    }
}

/// How wide a list is at least that has a column of keys.
const KEYED: u16 = 50;

/// Draws everything, and tells `state` how much of the list is to be seen.
pub(crate) fn draw(frame: &mut Frame<'_>, state: &mut State, theme: &Theme) {
    let area = frame.area();
    if area.width == 0 || area.height == 0 {
        return;
    }
    if let Mode::Help(at) = state.mode {
        let at = help(frame, area, at, theme);
        state.mode = Mode::Help(at);
        return;
    }
    let layout = Layout::new(area, state.pane);
    state.page = usize::from(layout.list.height.max(1));
    // the selected row is on the screen, and the list does not end above its lower edge
    let last = state.rows.len().saturating_sub(state.page);
    state.offset = state
        .offset
        .clamp(
            (state.selected + 1).saturating_sub(state.page),
            state.selected,
        )
        .min(last);
    prompt(frame, layout.prompt, state, theme);
    let named = layout.list.width >= KEYED || layout.rule.width > 1;
    status(frame, layout.status, state, theme, named);
    list(frame, layout.list, state, theme);
    rule(frame, layout.rule, state, theme);
    if layout.preview.area() > 0 {
        state.preview_offset = pane::draw(frame, layout.preview, state, theme);
    }
    footer(frame, layout.footer, state, theme);
}

/// Puts pieces of text one after the other, as far as there is room.
pub(super) fn put(frame: &mut Frame<'_>, area: Rect, spans: Vec<Span<'_>>) {
    if area.area() > 0 {
        frame
            .buffer_mut()
            .set_line(area.x, area.y, &Text::from(spans), area.width);
    }
}

/// The part of `area` that starts so many columns from its left edge.
fn from_column(area: Rect, column: usize) -> Rect {
    let column = u16::try_from(column).unwrap_or(u16::MAX).min(area.width);
    Rect::new(area.x + column, area.y, area.width - column, area.height)
}

fn prompt(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let columns = usize::from(area.width);
    let counts = counts(state);
    // the query comes first where there is little room
    let counts = if columns >= width(&counts) + 24 {
        counts
    } else {
        String::new()
    };
    let room = columns.saturating_sub(2 + width(&counts) + usize::from(!counts.is_empty()) * 2);
    let (shown, cursor) = state.line.window(room);
    let query = if state.line.text().is_empty() {
        let hint = fit(
            "words of the title, names, a year, a key …",
            room.saturating_sub(1),
        );
        Span::styled(hint.into_owned(), theme.faint)
    } else {
        Span::styled(shown.to_owned(), theme.strong)
    };
    put(frame, area, vec![Span::styled("❯ ", theme.accent), query]);
    let right = from_column(area, columns.saturating_sub(width(&counts)));
    put(frame, right, vec![Span::styled(counts, theme.faint)]);
    let column = u16::try_from(cursor + 2).unwrap_or(u16::MAX);
    frame.set_cursor_position((area.x + column.min(area.width.saturating_sub(1)), area.y));
}

/// `100+ of 100,000`
fn counts(state: &State) -> String {
    let total = grouped(state.total);
    if state.line.text().trim().is_empty() {
        return match state.total {
            1 => "1 entry".to_owned(),
            _ => format!("{total} entries"),
        };
    }
    let more = if state.more { "+" } else { "" };
    let found = u64::try_from(state.rows.len()).unwrap_or(u64::MAX);
    format!("{}{more} of {total}", grouped(found))
}

/// `100,000`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn noticed<'n>(notice: &'n Notice, theme: &Theme) -> (Cow<'n, str>, Style) {
    match notice {
        Notice::Done(text) => (clean(text), theme.good),
        Notice::Note(text) => (clean(text), theme.warning),
        Notice::Hint(text) => (clean(text), theme.faint),
        Notice::Failed(text) => (clean(text), theme.error),
    }
}

/// A rule with what the search says at its left, or the selected key where nothing else names it, and how things are
/// sorted at its right.
fn status(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme, named: bool) {
    if area.area() == 0 {
        return;
    }
    let columns = usize::from(area.width);
    let mut right = String::new();
    if !state.marked.is_empty() {
        right = format!(" {} marked ·", state.marked.len());
    }
    right.push_str(&format!(" {} ", order(state)));
    if columns < width(&right) + 10 {
        right.clear();
    }
    let mut spans = Vec::new();
    let mut taken = width(&right) + 1;
    let key = state.current().filter(|_| !named);
    let said = match (&state.remark, key) {
        (Some(remark), _) => Some(noticed(remark, theme)),
        (None, key) => key.map(|entry| (clean(&entry.key), theme.strong)),
    };
    if let Some((text, style)) = said {
        let text = fit(&text, columns.saturating_sub(taken + 4)).into_owned();
        taken += width(&text) + 3;
        spans.push(Span::styled("─ ", theme.faint));
        spans.push(Span::styled(text, style));
        spans.push(Span::raw(" "));
    }
    spans.push(Span::styled(
        "─".repeat(columns.saturating_sub(taken)),
        theme.faint,
    ));
    spans.push(Span::styled(right, theme.faint));
    spans.push(Span::styled("─", theme.faint));
    put(frame, area, spans);
}

fn order(state: &State) -> &'static str {
    if state.line.text().trim().is_empty() && state.order == Sort::Relevance {
        "last added first"
    } else {
        worker::name(state.order)
    }
}

fn list(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    if area.area() == 0 {
        return;
    }
    if state.rows.is_empty() && !state.is_stale() {
        if let Some(Notice::Hint(_) | Notice::Failed(_)) = state.remark {
            return;
        }
        let query = clean(state.line.text().trim());
        let text = format!("  nothing found for “{query}”");
        let text = fit(&text, usize::from(area.width)).into_owned();
        put(frame, area, vec![Span::styled(text, theme.faint)]);
        return;
    }
    let rows = state.rows.iter().enumerate().skip(state.offset);
    for (line, (index, entry)) in (0..area.height).zip(rows) {
        let at = Rect::new(area.x, area.y + line, area.width, 1);
        let selected = index == state.selected;
        if selected {
            frame.buffer_mut().set_style(at, theme.row);
        }
        row(frame, at, state, entry, selected, theme);
    }
}

/// Mark, people, year, title and venue, and the key at the right edge.
fn row(
    frame: &mut Frame<'_>,
    area: Rect,
    state: &State,
    entry: &Summary,
    selected: bool,
    theme: &Theme,
) {
    let columns = usize::from(area.width);
    let (plain, faint, matched, accent) = if selected {
        (
            theme.row,
            theme.row_faint,
            theme.row_matched,
            theme.row_accent,
        )
    } else {
        (theme.plain, theme.faint, theme.matched, theme.accent)
    };
    let spans = |text: &str, style: Style| -> Vec<Span<'static>> {
        let to_span = |(piece, is_match): (&str, bool)| {
            Span::styled(piece.to_owned(), if is_match { matched } else { style })
        };
        pieces(text, &state.marks)
            .into_iter()
            .map(to_span)
            .collect()
    };
    let mark = match (state.marked.contains(&entry.key), selected) {
        (true, true) => "▌●",
        (true, false) => " ●",
        (false, true) => "▌ ",
        (false, false) => "  ",
    };
    put(frame, area, vec![Span::styled(mark, accent)]);
    let mut column = 3;
    let key = clean(&entry.key);
    let key = fit(&key, (columns / 5).min(28));
    let with_key = area.width >= KEYED;
    let right = if with_key {
        columns.saturating_sub(width(&key) + 1)
    } else {
        columns
    };
    if columns >= 40 {
        let for_people = (columns / 5).clamp(10, 22);
        let people = people(entry);
        let people = clean(&people);
        put(
            frame,
            from_column(area, column),
            spans(&fit(&people, for_people), plain),
        );
        column += for_people + 2;
        let year = entry.year.map(|year| year.to_string());
        let year = year.or_else(|| entry.date.clone()).unwrap_or_default();
        let year = clean(&year);
        put(
            frame,
            from_column(area, column),
            spans(&fit(&year, 4), faint),
        );
        column += 6;
    }
    let room = right.saturating_sub(column + usize::from(with_key) * 2);
    let title = clean(entry.title.as_deref().unwrap_or("(no title)"));
    let title = fit(&title, room);
    put(frame, from_column(area, column), spans(&title, plain));
    let venue = clean(entry.venue.as_deref().unwrap_or_default());
    let left = room.saturating_sub(width(&title));
    // a few letters of it would say nothing
    if !venue.is_empty() && left >= (width(&venue) + 3).min(13) {
        let at = from_column(area, column + width(&title));
        let mut text = vec![Span::styled(" · ", faint)];
        text.extend(spans(&fit(&venue, left - 3), faint));
        put(frame, at, text);
    }
    if with_key {
        put(frame, from_column(area, right), spans(&key, faint));
    }
}

/// `Knuth`, `Knuth & Plass`, `Smith et al.`
fn people(entry: &Summary) -> String {
    let people = if entry.authors.is_empty() {
        &entry.editors
    } else {
        &entry.authors
    };
    let family = |name: &String| name.split(',').next().unwrap_or(name).to_owned();
    match people.as_slice() {
        [] => String::new(),
        [one] => family(one),
        [one, other] if other != "et al." => format!("{} & {}", family(one), family(other)),
        [one, ..] => format!("{} et al.", family(one)),
    }
}

/// What separates list and preview; it names the entry where it is a line.
fn rule(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    if area.area() == 0 {
        return;
    }
    if area.width == 1 {
        for y in area.y..area.bottom() {
            put(
                frame,
                Rect::new(area.x, y, 1, 1),
                vec![Span::styled("│", theme.faint)],
            );
        }
        return;
    }
    let columns = usize::from(area.width);
    let name = state.current().map(|entry| {
        let about = format!(" {} · {} ", clean(&entry.key), clean(&entry.r#type));
        fit(&about, columns.saturating_sub(4)).into_owned()
    });
    let name = name.unwrap_or_default();
    let rest = "─".repeat(columns.saturating_sub(width(&name) + 1));
    put(
        frame,
        area,
        vec![
            Span::styled("─", theme.faint),
            Span::styled(name, theme.strong),
            Span::styled(rest, theme.faint),
        ],
    );
}

/// What the last key had to say, or else the most important keys, as many as there is room for.
fn footer(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    if area.area() == 0 {
        return;
    }
    let columns = usize::from(area.width);
    if let Some(notice) = &state.notice {
        let (text, style) = noticed(notice, theme);
        let text = fit(&text, columns).into_owned();
        return put(frame, area, vec![Span::styled(text, style)]);
    }
    let mut hints: Vec<(String, &str)> = Vec::new();
    let mut title = "";
    if state.mode == Mode::Copy {
        title = "copy  ";
        hints = COPIES
            .iter()
            .map(|(letter, _, name)| (letter.to_string(), *name))
            .collect();
        hints.push(("Esc".to_owned(), "back"));
    } else {
        let brief = keys::bindings().filter(|binding| !binding.brief.is_empty());
        for binding in brief {
            if let Some(chord) = binding.chords.first() {
                hints.push((chord.short(), binding.brief));
            }
        }
    }
    let taken = |hints: &[(String, &str)]| -> usize {
        let each = hints
            .iter()
            .map(|(key, brief)| width(key) + 1 + width(brief) + 2);
        width(title) + each.sum::<usize>().saturating_sub(2)
    };
    // help and how to leave stand last and are kept longest
    while hints.len() > 2 && taken(&hints) > columns {
        hints.remove(hints.len() - 3);
    }
    if taken(&hints) > columns {
        hints.truncate(1);
    }
    let mut spans = vec![Span::styled(title, theme.accent)];
    for (key, brief) in hints {
        spans.push(Span::styled(key, theme.strong));
        spans.push(Span::styled(format!(" {brief}  "), theme.faint));
    }
    put(frame, area, spans);
}

/// All keys, from line `at` on, as far as there are so many; says where it really starts.
fn help(frame: &mut Frame<'_>, area: Rect, at: u16, theme: &Theme) -> u16 {
    let names = keys::bindings().map(|binding| width(&keys::names(binding)));
    let column = names
        .max()
        .unwrap_or_default()
        .min(usize::from(area.width) / 2)
        + 4;
    let mut lines: Vec<Vec<Span<'static>>> = Vec::new();
    for group in GROUPS {
        if !lines.is_empty() {
            lines.push(Vec::new());
        }
        lines.push(vec![Span::styled(group.heading, theme.accent)]);
        for binding in group.bindings {
            let names = fit(&keys::names(binding), column - 3).into_owned();
            let gap = " ".repeat(column.saturating_sub(width(&names) + 2));
            let room = usize::from(area.width).saturating_sub(column).max(1);
            let wrapped = crate::cli::text::wrap(binding.help, room);
            for (index, text) in wrapped.into_iter().enumerate() {
                if index == 0 {
                    lines.push(vec![
                        Span::styled(format!("  {names}"), theme.strong),
                        Span::raw(gap.clone()),
                        Span::raw(text),
                    ]);
                } else {
                    lines.push(vec![Span::raw(" ".repeat(column)), Span::raw(text)]);
                }
            }
        }
    }
    let height = area.height.saturating_sub(1).max(1);
    let most = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let at = at.min(most.saturating_sub(height));
    let visible = lines.into_iter().skip(usize::from(at));
    for (y, line) in (0..height).zip(visible) {
        put(frame, Rect::new(0, y, area.width, 1), line);
    }
    if area.height > 1 {
        let hint = if most > height {
            "Up and Down scroll; any other key goes back"
        } else {
            "any key goes back"
        };
        let hint = fit(hint, usize::from(area.width)).into_owned();
        let below = Rect::new(0, area.height - 1, area.width, 1);
        put(frame, below, vec![Span::styled(hint, theme.faint)]);
    }
    at
}
