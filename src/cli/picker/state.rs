//! What the picker shows and how that changes: events in, effects out. Nothing here knows a terminal or a library.

use std::collections::VecDeque;

use crossterm::event::KeyEvent;
use ibid::store::{Marks, Sort, Summary};

use super::history::History;
use super::keys::{Action, COPIES, Chord, Copying, action};
use super::line::Line;
use super::worker::{self, Answer, Preview, Request, Results};

/// How many entries are asked for at first.
const FIRST: usize = 100;
/// How many are asked for at most.
const MOST: usize = 5_000;
/// How many lines a key scrolls the preview.
const SCROLL: u16 = 3;

/// What happens.
#[derive(Debug)]
pub(crate) enum Event {
    Key(KeyEvent),
    Paste(String),
    Answer(Answer),
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    Search(Request),
    /// The preview of the entry with this key.
    Preview(String),
    Copy(Copying, Vec<String>),
    Open(String),
    Edit(Vec<String>),
    /// Keep a query that led somewhere.
    Remember(String),
    /// Leave, and print these.
    Print(Vec<String>),
    Quit,
    Suspend,
    Redraw,
}

/// What the screen is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Looking through results.
    Browse,
    /// A letter says what to copy.
    Copy,
    /// All keys, from this line on.
    Help(u16),
}

/// Something to tell, and how bad it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// It went well.
    Done(String),
    /// Worth knowing.
    Note(String),
    /// What would make the query whole that is being typed.
    Hint(String),
    /// It failed.
    Failed(String),
}

/// Everything that is shown.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) line: Line,
    pub(crate) order: Sort,
    pub(crate) rows: Vec<Summary>,
    /// Whether more entries match than there are rows.
    pub(crate) more: bool,
    /// What was looked for, to be pointed out.
    pub(crate) marks: Marks,
    /// How many entries the library has.
    pub(crate) total: u64,
    pub(crate) selected: usize,
    /// The first row that is on the screen.
    pub(crate) offset: usize,
    /// How many rows are on the screen; whoever draws says so.
    pub(crate) page: usize,
    /// The keys of the marked entries, in the order of marking.
    pub(crate) marked: Vec<String>,
    pub(crate) mode: Mode,
    /// What the last search has to say.
    pub(crate) remark: Option<Notice>,
    /// What the last key has to say; gone with the next one.
    pub(crate) notice: Option<Notice>,
    pub(crate) preview: Option<Preview>,
    pub(crate) preview_offset: u16,
    /// Whether the preview shows BibTeX.
    pub(crate) source: bool,
    /// Whether there is a preview.
    pub(crate) pane: bool,
    history: History,
    generation: u64,
    /// The request that is not answered yet.
    pending: Option<Request>,
    /// Whether the last entry is to be selected once all that are asked for are there.
    to_last: bool,
    /// The preview that was asked for and is not there yet.
    awaited: Option<String>,
    /// Keys that are about the rows of the query in the line, pressed before these were there, and all after them.
    put_off: VecDeque<Chord>,
}

impl State {
    /// The picker at its start, with what it asks for first.
    pub(crate) fn new(
        query: &str,
        order: Sort,
        total: u64,
        history: History,
    ) -> (Self, Vec<Effect>) {
        let mut state = Self {
            line: Line::new(query),
            order,
            rows: Vec::new(),
            more: false,
            marks: Marks::default(),
            total,
            selected: 0,
            offset: 0,
            page: 10,
            marked: Vec::new(),
            mode: Mode::Browse,
            remark: None,
            notice: None,
            preview: None,
            preview_offset: 0,
            source: false,
            pane: true,
            history,
            generation: 0,
            pending: None,
            to_last: false,
            awaited: None,
            put_off: VecDeque::new(),
        };
        let effects = state.search(FIRST, None);
        (state, effects)
    }

    /// The selected entry.
    pub(crate) fn current(&self) -> Option<&Summary> {
        self.rows.get(self.selected)
    }

    /// Whether an answer is on its way.
    pub(crate) fn waits(&self) -> bool {
        self.pending.is_some() || self.awaited.is_some()
    }

    /// Whether the rows are those of another query than the one in the line.
    pub(crate) fn is_stale(&self) -> bool {
        self.pending.is_some()
    }

    /// Takes an event.
    pub(crate) fn handle(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) => self.key(Chord::of(key)),
            Event::Paste(text) => {
                self.notice = None;
                self.mode = Mode::Browse;
                self.line.insert(&text);
                self.typed()
            }
            Event::Answer(Answer::Results(results)) => self.results(results),
            Event::Answer(Answer::Preview(preview)) => {
                if self.current().is_some_and(|entry| entry.key == preview.key) {
                    self.awaited = None;
                    self.preview = Some(preview);
                }
                Vec::new()
            }
        }
    }

    /// Looks again for the same, after something was changed; the selected entry stays selected, under its new key
    /// where it has one.
    pub(crate) fn refresh(&mut self, renamed: &[(String, String)]) -> Vec<Effect> {
        for (old, new) in renamed {
            for row in &mut self.rows {
                if row.key == *old {
                    row.key.clone_from(new);
                }
            }
            for key in &mut self.marked {
                if key == old {
                    key.clone_from(new);
                }
            }
        }
        self.preview = None;
        let kept = self.current().map(|entry| entry.key.clone());
        self.search(self.rows.len().max(FIRST), kept)
    }

    /// Takes a key, once the rows are there that it is about: who types fast means those of what was typed.
    fn key(&mut self, chord: Chord) -> Vec<Effect> {
        let action = action(chord);
        let at_once = matches!(
            action,
            Some(Action::Quit | Action::Suspend | Action::Redraw)
        );
        // with an entry that stays selected the rows are those of the query, and more are on their way
        let rows_lack = self
            .pending
            .as_ref()
            .is_some_and(|request| request.kept.is_none());
        let waits =
            self.mode == Mode::Browse && rows_lack && action.is_some_and(Action::is_about_rows);
        if !at_once && (waits || !self.put_off.is_empty()) {
            self.put_off.push_back(chord);
            return Vec::new();
        }
        self.press(chord)
    }

    fn press(&mut self, chord: Chord) -> Vec<Effect> {
        self.notice = None;
        let action = action(chord);
        match self.mode {
            Mode::Browse => {}
            Mode::Copy => {
                self.mode = Mode::Browse;
                let letter = chord.letter();
                // the same key again copies the key
                let letter = letter.or_else(|| (action == Some(Action::Copy)).then_some('k'));
                let known = COPIES.iter().find(|(known, ..)| Some(*known) == letter);
                return match known {
                    Some((_, copying, _)) => self.on_marked(|keys| Effect::Copy(*copying, keys)),
                    None => Vec::new(),
                };
            }
            Mode::Help(at) => {
                match action {
                    Some(Action::Up | Action::PreviewUp) => {
                        self.mode = Mode::Help(at.saturating_sub(1));
                    }
                    Some(Action::Down | Action::PreviewDown) => {
                        self.mode = Mode::Help(at.saturating_add(1));
                    }
                    Some(Action::PageUp) => self.mode = Mode::Help(at.saturating_sub(10)),
                    Some(Action::PageDown) => self.mode = Mode::Help(at.saturating_add(10)),
                    _ => self.mode = Mode::Browse,
                }
                return Vec::new();
            }
        }
        match (action, chord.letter()) {
            (Some(action), _) => self.act(action),
            (None, Some('?')) if self.line.text().is_empty() => self.act(Action::Help),
            (None, Some(letter)) => {
                self.line.insert(letter.encode_utf8(&mut [0; 4]));
                self.typed()
            }
            (None, None) => Vec::new(),
        }
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Print => {
                // the rows are those of what is finished of the query, and not what it asks for
                if let (Some(Notice::Hint(why)), true) = (&self.remark, self.marked.is_empty()) {
                    self.notice = Some(Notice::Failed(why.clone()));
                    return Vec::new();
                }
                let effects = self.on_marked(Effect::Print);
                if effects.is_empty() {
                    self.notice = Some(Notice::Note("there is nothing to print".to_owned()));
                }
                return effects;
            }
            Action::Quit => return vec![Effect::Quit],
            Action::Mark | Action::MarkUp => {
                if let Some(entry) = self.rows.get(self.selected) {
                    match self.marked.iter().position(|key| *key == entry.key) {
                        Some(at) => drop(self.marked.remove(at)),
                        None => self.marked.push(entry.key.clone()),
                    }
                }
                let mut effects = self.remember();
                effects.extend(self.step(if action == Action::Mark { 1 } else { -1 }));
                return effects;
            }
            Action::Up => return self.step(-1),
            Action::Down => return self.step(1),
            Action::PageUp => return self.step(-self.page_step()),
            Action::PageDown => return self.step(self.page_step()),
            Action::First => return self.go(0),
            Action::Last => {
                if self.more && self.rows.len() < MOST {
                    let effects = self.search(MOST, None);
                    self.to_last = true;
                    return effects;
                }
                if self.more {
                    self.notice = Some(Notice::Note(format!("these are the first {MOST}")));
                }
                return self.go(self.rows.len());
            }
            Action::Left => self.line.left(),
            Action::Right => self.line.right(),
            Action::WordLeft => self.line.word_left(),
            Action::WordRight => self.line.word_right(),
            Action::Start => self.line.start(),
            Action::End => self.line.end(),
            Action::Backspace => return self.change(Line::backspace),
            Action::Delete => return self.change(Line::delete),
            Action::DeleteWord => return self.change(Line::delete_word),
            Action::Clear => return self.change(|line| *line = Line::default()),
            Action::Older => {
                let typed = self.line.text().to_owned();
                let query = self.history.older(&typed).map(Line::new);
                return self.recall(query, "there are no earlier queries");
            }
            Action::Newer => {
                let query = self.history.newer().map(Line::new);
                return self.recall(query, "there are no later queries");
            }
            Action::Sort => {
                self.order = worker::next(self.order);
                return self.search(FIRST, None);
            }
            Action::Copy => {
                if self.current().is_some() || !self.marked.is_empty() {
                    self.mode = Mode::Copy;
                }
            }
            Action::Open => {
                let key = self.current().map(|entry| entry.key.clone());
                let Some(key) = key else {
                    return Vec::new();
                };
                let mut effects = self.remember();
                effects.push(Effect::Open(key));
                return effects;
            }
            Action::Edit => return self.on_marked(Effect::Edit),
            Action::Source => {
                self.source = !self.source;
                self.pane = true;
                self.preview_offset = 0;
                return self.look();
            }
            Action::Pane => {
                self.pane = !self.pane;
                return self.look();
            }
            Action::PreviewUp => self.preview_offset = self.preview_offset.saturating_sub(SCROLL),
            // whoever draws knows where the end is
            Action::PreviewDown => self.preview_offset = self.preview_offset.saturating_add(SCROLL),
            Action::Help => self.mode = Mode::Help(0),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return vec![Effect::Suspend],
        }
        Vec::new()
    }

    /// What to do with the marked entries, or else the selected one.
    fn on_marked(&mut self, effect: impl Fn(Vec<String>) -> Effect) -> Vec<Effect> {
        let keys = if self.marked.is_empty() {
            self.current()
                .map(|entry| entry.key.clone())
                .into_iter()
                .collect()
        } else {
            self.marked.clone()
        };
        if keys.is_empty() {
            return Vec::new();
        }
        let mut effects = self.remember();
        effects.push(effect(keys));
        effects
    }

    /// The query led somewhere.
    fn remember(&mut self) -> Vec<Effect> {
        let query = self.line.text().trim();
        if query.is_empty() {
            return Vec::new();
        }
        self.history.add(query);
        vec![Effect::Remember(query.to_owned())]
    }

    fn recall(&mut self, query: Option<Line>, none: &str) -> Vec<Effect> {
        match query {
            Some(query) => {
                self.line = query;
                self.search(FIRST, None)
            }
            None => {
                self.notice = Some(Notice::Note(none.to_owned()));
                Vec::new()
            }
        }
    }

    fn change(&mut self, change: impl Fn(&mut Line)) -> Vec<Effect> {
        let before = self.line.text().to_owned();
        change(&mut self.line);
        if self.line.text() == before {
            Vec::new()
        } else {
            self.typed()
        }
    }

    fn typed(&mut self) -> Vec<Effect> {
        self.history.typed();
        self.search(FIRST, None)
    }

    /// Asks for entries; the one with the key `kept` is to stay selected.
    fn search(&mut self, most: usize, kept: Option<String>) -> Vec<Effect> {
        self.generation += 1;
        self.to_last = false;
        let request = Request {
            generation: self.generation,
            query: self.line.text().to_owned(),
            order: self.order,
            most,
            kept,
        };
        self.pending = Some(request.clone());
        vec![Effect::Search(request)]
    }

    fn results(&mut self, results: Results) -> Vec<Effect> {
        if self.pending.as_ref().map(|request| request.generation) != Some(results.generation) {
            return Vec::new();
        }
        let kept = self.pending.take().and_then(|request| request.kept);
        self.remark = results.remark;
        let found = results.found;
        self.marks = found.marks;
        self.more = found.more;
        let kept = kept.and_then(|key| found.rows.iter().position(|entry| entry.key == key));
        self.rows = found.rows;
        self.selected = kept.unwrap_or(0);
        if std::mem::take(&mut self.to_last) {
            self.selected = self.rows.len().saturating_sub(1);
        } else if kept.is_none() {
            self.offset = 0;
        }
        let mut effects = self.look();
        let mut put_off = std::mem::take(&mut self.put_off);
        while let Some(chord) = put_off.pop_front() {
            effects.extend(self.key(chord));
            if !self.put_off.is_empty() {
                self.put_off.append(&mut put_off);
            }
        }
        effects
    }

    fn page_step(&self) -> isize {
        isize::try_from(self.page.saturating_sub(1).max(1)).unwrap_or(1)
    }

    fn step(&mut self, by: isize) -> Vec<Effect> {
        self.go(self.selected.saturating_add_signed(by))
    }

    /// Selects a row, and asks for more of them towards the end.
    fn go(&mut self, row: usize) -> Vec<Effect> {
        self.selected = row.min(self.rows.len().saturating_sub(1));
        let mut effects = self.look();
        let near_the_end = self.selected + self.page >= self.rows.len();
        let kept = self.current().map(|entry| entry.key.clone());
        if near_the_end && self.more && self.rows.len() < MOST && self.pending.is_none() {
            effects.extend(self.search((self.rows.len() * 2).clamp(FIRST, MOST), kept));
        }
        effects
    }

    /// Asks for the preview of the selected entry, where it is not there.
    fn look(&mut self) -> Vec<Effect> {
        let Some(key) = self.current().map(|entry| entry.key.clone()) else {
            self.preview = None;
            self.awaited = None;
            return Vec::new();
        };
        if !self.pane {
            self.awaited = None;
            return Vec::new();
        }
        if self
            .preview
            .as_ref()
            .is_some_and(|preview| preview.key == key)
        {
            self.awaited = None;
            return Vec::new();
        }
        self.preview_offset = 0;
        if self.awaited.as_ref() == Some(&key) {
            return Vec::new();
        }
        self.awaited = Some(key.clone());
        vec![Effect::Preview(key)]
    }
}
