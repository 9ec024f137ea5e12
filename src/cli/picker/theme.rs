//! How things look: few colours, and none where none are wanted.

use ratatui::style::{Color, Modifier, Style};

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colors {
    None,
    Sixteen,
    Many,
}

/// The styles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    pub(crate) plain: Style,
    pub(crate) strong: Style,
    pub(crate) faint: Style,
    /// The prompt and the marks.
    pub(crate) accent: Style,
    /// Words that were looked for.
    pub(crate) matched: Style,
    /// The selected row, and in it: the faint parts, the words that were looked for, and marks.
    pub(crate) row: Style,
    pub(crate) row_faint: Style,
    pub(crate) row_matched: Style,
    pub(crate) row_accent: Style,
    pub(crate) good: Style,
    pub(crate) warning: Style,
    pub(crate) error: Style,
}

impl Theme {
    /// The theme for so many colours.
    pub(crate) fn new(colors: Colors) -> Self {
        let plain = Style::new();
        let strong = plain.add_modifier(Modifier::BOLD);
        let faint = plain.add_modifier(Modifier::DIM);
        let of = |color: Color| plain.fg(color);
        if colors == Colors::None {
            let row = plain.add_modifier(Modifier::REVERSED);
            return Self {
                plain,
                strong,
                faint,
                accent: strong,
                matched: strong.add_modifier(Modifier::UNDERLINED),
                row,
                row_faint: row,
                row_matched: row.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
                row_accent: row.add_modifier(Modifier::BOLD),
                good: strong,
                warning: strong,
                error: strong.add_modifier(Modifier::REVERSED),
            };
        }
        // both colours of the selected row are given, so that it can be read on a light and on a dark screen
        let (back, front, dim, bright) = if colors == Colors::Many {
            (
                Color::Indexed(24),
                Color::Indexed(255),
                Color::Indexed(152),
                Color::Indexed(222),
            )
        } else {
            (Color::Blue, Color::White, Color::Gray, Color::Yellow)
        };
        let row = plain.fg(front).bg(back);
        Self {
            plain,
            strong,
            faint,
            accent: of(Color::Cyan).add_modifier(Modifier::BOLD),
            matched: of(Color::Cyan).add_modifier(Modifier::BOLD),
            row,
            row_faint: row.fg(dim),
            row_matched: row.fg(bright).add_modifier(Modifier::BOLD),
            row_accent: row.fg(bright).add_modifier(Modifier::BOLD),
            good: of(Color::Green),
            warning: of(Color::Yellow),
            error: of(Color::Red).add_modifier(Modifier::BOLD),
        }
    }
}
