//! The keys of the picker. This list is all there is to know of them: what a key does, the line at the bottom of the
//! screen, the help on F1 and the table in `ibid pick --help` come from it.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Print,
    Quit,
    Mark,
    MarkUp,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Left,
    Right,
    WordLeft,
    WordRight,
    Start,
    End,
    Backspace,
    Delete,
    DeleteWord,
    Clear,
    Older,
    Newer,
    Sort,
    Copy,
    Open,
    Edit,
    Source,
    Pane,
    PreviewUp,
    PreviewDown,
    Help,
    Redraw,
    Suspend,
}

impl Action {
    /// Whether it depends on what was found.
    pub(crate) fn is_about_rows(self) -> bool {
        matches!(
            self,
            Self::Print
                | Self::Mark
                | Self::MarkUp
                | Self::Up
                | Self::Down
                | Self::PageUp
                | Self::PageDown
                | Self::First
                | Self::Last
                | Self::Copy
                | Self::Open
                | Self::Edit
        )
    }
}

/// One key, with what is held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chord {
    held: KeyModifiers,
    code: KeyCode,
}

const fn plain(code: KeyCode) -> Chord {
    Chord {
        held: KeyModifiers::NONE,
        code,
    }
}

const fn ctrl(letter: char) -> Chord {
    ctrl_code(KeyCode::Char(letter))
}

const fn ctrl_code(code: KeyCode) -> Chord {
    Chord {
        held: KeyModifiers::CONTROL,
        code,
    }
}

const fn alt(code: KeyCode) -> Chord {
    Chord {
        held: KeyModifiers::ALT,
        code,
    }
}

const fn shift(code: KeyCode) -> Chord {
    Chord {
        held: KeyModifiers::SHIFT,
        code,
    }
}

impl Chord {
    /// The key that was pressed; nothing where a letter was typed into the query.
    pub(crate) fn of(event: KeyEvent) -> Self {
        let mut held =
            event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match event.code {
            // the letter tells by itself
            KeyCode::Char(letter) => {
                held -= KeyModifiers::SHIFT;
                let commands = held.intersects(KeyModifiers::CONTROL);
                KeyCode::Char(if commands {
                    letter.to_ascii_lowercase()
                } else {
                    letter
                })
            }
            KeyCode::BackTab => {
                held = KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            code => code,
        };
        Self { held, code }
    }

    /// The letter that this types.
    pub(crate) fn letter(self) -> Option<char> {
        match self.code {
            // what AltGr types comes with both held down
            KeyCode::Char(letter)
                if self.held.is_empty()
                    || self.held == KeyModifiers::CONTROL | KeyModifiers::ALT =>
            {
                Some(letter)
            }
            _ => None,
        }
    }

    /// As the line at the bottom has it: `^Y`.
    pub(crate) fn short(self) -> String {
        match self.code {
            KeyCode::Char(letter) if self.held == KeyModifiers::CONTROL => {
                format!("^{}", letter.to_ascii_uppercase())
            }
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in [
            (KeyModifiers::CONTROL, "Ctrl-"),
            (KeyModifiers::ALT, "Alt-"),
            (KeyModifiers::SHIFT, "Shift-"),
        ] {
            if self.held.contains(modifier) {
                f.write_str(name)?;
            }
        }
        match self.code {
            KeyCode::Char(letter) if self.held.is_empty() => write!(f, "{letter}"),
            KeyCode::Char(letter) => write!(f, "{}", letter.to_ascii_uppercase()),
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            code => write!(f, "{code:?}"),
        }
    }
}

/// What the keys of one action do.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) action: Action,
    /// The first is the one that is shown where there is room for one.
    pub(crate) chords: &'static [Chord],
    /// What it does.
    pub(crate) help: &'static str,
    /// The same in a word, for the line at the bottom; empty where it is not there.
    pub(crate) brief: &'static str,
}

/// A heading of the help and what stands under it.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) heading: &'static str,
    pub(crate) bindings: &'static [Binding],
}

use Action as A;
use KeyCode as K;

#[rustfmt::skip]
const RESULTS: &[Binding] = &[
    Binding { action: A::Print, chords: &[plain(K::Enter)], brief: "print", help: "print the marked entries, or else the selected one, and leave" },
    Binding { action: A::Mark, chords: &[plain(K::Tab)], brief: "mark", help: "mark the entry and go down" },
    Binding { action: A::MarkUp, chords: &[shift(K::Tab)], brief: "", help: "mark the entry and go up" },
    Binding { action: A::Copy, chords: &[ctrl('y')], brief: "copy", help: "copy key, citation, reference or BibTeX to the clipboard" },
    Binding { action: A::Open, chords: &[ctrl('o')], brief: "open", help: "open the file, else the DOI, else the URL" },
    Binding { action: A::Edit, chords: &[ctrl('x')], brief: "edit", help: "edit the entry in $VISUAL or $EDITOR" },
    Binding { action: A::Source, chords: &[ctrl('v')], brief: "BibTeX", help: "show the entry's BibTeX, and the reference again" },
    Binding { action: A::Sort, chords: &[ctrl('s')], brief: "sort", help: "sort otherwise" },
];

#[rustfmt::skip]
const MOVING: &[Binding] = &[
    Binding { action: A::Up, chords: &[plain(K::Up), ctrl('p'), ctrl('k')], brief: "", help: "go up" },
    Binding { action: A::Down, chords: &[plain(K::Down), ctrl('n'), ctrl('j')], brief: "", help: "go down" },
    Binding { action: A::PageUp, chords: &[plain(K::PageUp)], brief: "", help: "go up a page" },
    Binding { action: A::PageDown, chords: &[plain(K::PageDown)], brief: "", help: "go down a page" },
    Binding { action: A::First, chords: &[ctrl_code(K::Home), alt(K::Char('<'))], brief: "", help: "go to the first entry" },
    Binding { action: A::Last, chords: &[ctrl_code(K::End), alt(K::Char('>'))], brief: "", help: "go to the last entry" },
    Binding { action: A::PreviewUp, chords: &[shift(K::Up), alt(K::Up)], brief: "", help: "scroll the preview up" },
    Binding { action: A::PreviewDown, chords: &[shift(K::Down), alt(K::Down)], brief: "", help: "scroll the preview down" },
    Binding { action: A::Pane, chords: &[ctrl('t')], brief: "", help: "hide the preview, and show it again" },
];

#[rustfmt::skip]
const QUERY: &[Binding] = &[
    Binding { action: A::Clear, chords: &[ctrl('u')], brief: "clear", help: "clear the query" },
    Binding { action: A::Older, chords: &[ctrl('r')], brief: "", help: "go back to earlier queries" },
    Binding { action: A::Newer, chords: &[alt(K::Char('r'))], brief: "", help: "go on to later queries" },
    Binding { action: A::Left, chords: &[plain(K::Left), ctrl('b')], brief: "", help: "go left" },
    Binding { action: A::Right, chords: &[plain(K::Right), ctrl('f')], brief: "", help: "go right" },
    Binding { action: A::WordLeft, chords: &[alt(K::Char('b')), ctrl_code(K::Left), alt(K::Left)], brief: "", help: "go left a word" },
    Binding { action: A::WordRight, chords: &[alt(K::Char('f')), ctrl_code(K::Right), alt(K::Right)], brief: "", help: "go right a word" },
    Binding { action: A::Start, chords: &[plain(K::Home), ctrl('a')], brief: "", help: "go to the start" },
    Binding { action: A::End, chords: &[plain(K::End), ctrl('e')], brief: "", help: "go to the end" },
    Binding { action: A::Backspace, chords: &[plain(K::Backspace), ctrl('h')], brief: "", help: "delete the letter before" },
    Binding { action: A::Delete, chords: &[plain(K::Delete), ctrl('d')], brief: "", help: "delete the letter under the cursor" },
    Binding { action: A::DeleteWord, chords: &[ctrl('w'), alt(K::Backspace)], brief: "", help: "delete the word before" },
];

#[rustfmt::skip]
const PROGRAM: &[Binding] = &[
    Binding { action: A::Help, chords: &[plain(K::F(1))], brief: "help", help: "show all keys; ? does so too where the query is empty" },
    Binding { action: A::Quit, chords: &[plain(K::Esc), ctrl('c'), ctrl('g')], brief: "quit", help: "leave without printing anything" },
    Binding { action: A::Redraw, chords: &[ctrl('l')], brief: "", help: "draw the screen again" },
    Binding { action: A::Suspend, chords: &[ctrl('z')], brief: "", help: "go back to the shell; `fg` comes back here" },
];

/// All keys.
pub(crate) const GROUPS: &[Group] = &[
    Group {
        heading: "Results",
        bindings: RESULTS,
    },
    Group {
        heading: "Moving",
        bindings: MOVING,
    },
    Group {
        heading: "Query",
        bindings: QUERY,
    },
    Group {
        heading: "Program",
        bindings: PROGRAM,
    },
];

/// All keys, one after the other.
pub(crate) fn bindings() -> impl Iterator<Item = &'static Binding> {
    GROUPS.iter().flat_map(|group| group.bindings)
}

/// What a key asks for.
pub(crate) fn action(chord: Chord) -> Option<Action> {
    bindings()
        .find(|binding| binding.chords.contains(&chord))
        .map(|binding| binding.action)
}

/// What can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copying {
    Key,
    Citation,
    Reference,
    Source,
}

/// The letters after the key that copies.
pub(crate) const COPIES: &[(char, Copying, &str)] = &[
    ('k', Copying::Key, "key"),
    ('c', Copying::Citation, "citation"),
    ('r', Copying::Reference, "reference"),
    ('b', Copying::Source, "BibTeX"),
];

/// The keys of a binding: `Up, Ctrl-P, Ctrl-K`.
pub(crate) fn names(binding: &Binding) -> String {
    let names: Vec<String> = binding.chords.iter().map(Chord::to_string).collect();
    names.join(", ")
}

/// The table of all keys, as plain text.
pub(crate) fn table() -> String {
    let widest = bindings().map(|binding| names(binding).len()).max();
    let widest = widest.unwrap_or_default();
    let mut out = String::from("Keys:\n");
    for binding in bindings() {
        out.push_str(&format!("  {:widest$}  {}\n", names(binding), binding.help));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_one_meaning_and_no_letter_is_taken() {
        let mut seen: Vec<Chord> = Vec::new();
        for binding in bindings() {
            assert!(!binding.chords.is_empty() && !binding.help.is_empty());
            for chord in binding.chords {
                assert!(!seen.contains(chord), "{chord} means two things");
                assert_eq!(chord.letter(), None, "{chord} could not be typed");
                assert_eq!(action(*chord), Some(binding.action));
                seen.push(*chord);
            }
        }
    }

    #[test]
    fn keys_have_names() {
        let pressed = |code, held| Chord::of(KeyEvent::new(code, held));
        assert_eq!(
            pressed(K::Char('Y'), KeyModifiers::CONTROL).to_string(),
            "Ctrl-Y"
        );
        assert_eq!(pressed(K::Char('y'), KeyModifiers::CONTROL).short(), "^Y");
        assert_eq!(
            pressed(K::BackTab, KeyModifiers::SHIFT).to_string(),
            "Shift-Tab"
        );
        assert_eq!(pressed(K::F(1), KeyModifiers::NONE).to_string(), "F1");
        assert_eq!(
            pressed(K::Char('Ä'), KeyModifiers::SHIFT).letter(),
            Some('Ä')
        );
        assert_eq!(
            pressed(K::Char('{'), KeyModifiers::CONTROL | KeyModifiers::ALT).letter(),
            Some('{')
        );
        assert_eq!(pressed(K::Char('x'), KeyModifiers::ALT).letter(), None);
    }
}
