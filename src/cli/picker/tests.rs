//! What the picker does and how it looks, without a terminal or a library.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ibid::store::{Marks, Sort, Summary};
use insta::assert_snapshot;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::history::History;
use super::keys::Copying;
use super::state::{Effect, Event, Mode, Notice, State};
use super::theme::{Colors, Theme};
use super::view::draw;
use super::worker::{Answer, Found, Preview, Results};

/// A picker whose library is played by the test.
struct Played {
    state: State,
    effects: Vec<Effect>,
}

impl Played {
    fn new(query: &str) -> Self {
        let history = History::new("older query\nnewer query\n");
        let (state, effects) = State::new(query, Sort::Relevance, 100_000, history);
        Self { state, effects }
    }

    /// With these entries found for what it asked at its start.
    fn with(rows: Vec<Summary>) -> Self {
        let mut played = Self::new("");
        played.answer(rows, false, &[]);
        played
    }

    fn event(&mut self, event: Event) -> &[Effect] {
        self.effects = self.state.handle(event);
        &self.effects
    }

    fn press(&mut self, code: KeyCode) -> &[Effect] {
        self.event(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    fn ctrl(&mut self, letter: char) -> &[Effect] {
        let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        self.event(Event::Key(key))
    }

    fn write(&mut self, text: &str) {
        for letter in text.chars() {
            self.press(KeyCode::Char(letter));
        }
    }

    /// The query and the number of the last search that was asked for.
    fn asked(&self) -> (String, u64) {
        let search = self.effects.iter().find_map(|effect| match effect {
            Effect::Search(request) => Some((request.query.clone(), request.generation)),
            _ => None,
        });
        search.expect("a search was asked for")
    }

    fn answer(&mut self, rows: Vec<Summary>, more: bool, words: &[&str]) {
        let (_, generation) = self.asked();
        self.answer_to(generation, rows, more, words);
    }

    fn answer_to(&mut self, generation: u64, rows: Vec<Summary>, more: bool, words: &[&str]) {
        self.event(Event::Answer(Answer::Results(Results {
            generation,
            found: Found {
                rows,
                more,
                marks: Marks::from_iter(words.iter().copied()),
            },
            remark: None,
        })));
    }

    fn keys(&self) -> Vec<&str> {
        self.state.rows.iter().map(|row| row.key.as_str()).collect()
    }

    fn screen(&mut self, width: u16, height: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let theme = Theme::new(Colors::None);
        terminal
            .draw(|frame| draw(frame, &mut self.state, &theme))
            .unwrap();
        let backend = terminal.backend();
        let mut out = String::new();
        for y in 0..height {
            let mut line = String::new();
            let mut x = 0;
            while x < width {
                let symbol = backend.buffer()[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol))
                    .unwrap()
                    .max(1);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

fn entry(key: &str, people: &[&str], year: i64, title: &str, venue: &str) -> Summary {
    Summary {
        key: key.to_owned(),
        r#type: "article".to_owned(),
        title: Some(title.to_owned()),
        authors: people.iter().map(|name| (*name).to_owned()).collect(),
        editors: Vec::new(),
        date: Some(year.to_string()),
        year: Some(year),
        venue: (!venue.is_empty()).then(|| venue.to_owned()),
        volume: None,
        issue: None,
        pages: None,
        doi: None,
        tags: Vec::new(),
        score: None,
    }
}

fn numbered(from: usize, count: usize) -> Vec<Summary> {
    (from..from + count)
        .map(|number| entry(&format!("k{number}"), &[], 2000, "T", ""))
        .collect()
}

fn some() -> Vec<Summary> {
    vec![
        entry(
            "zahid2017",
            &["Zahid, Farhan"],
            2017,
            "IS Footprint in Pakistan",
            "Counter Terrorist Trends",
        ),
        entry(
            "erdos1959",
            &["Erdős, Paul", "Rényi, Alfréd"],
            1959,
            "On Random Graphs I",
            "Publicationes Mathematicae",
        ),
        entry(
            "日本2001",
            &["山田, 太郎", "Wu, Li", "et al."],
            2001,
            "日本語の論文について\u{202e}👩\u{200d}💻 e\u{301}",
            "情報処理学会論文誌",
        ),
    ]
}

#[test]
fn typing_asks_and_late_answers_are_dropped() {
    let mut picker = Played::new("");
    picker.write("ab");
    let (query, second) = picker.asked();
    assert_eq!(query, "ab");
    picker.answer_to(second - 1, numbered(0, 1), false, &[]);
    assert!(picker.state.is_stale() && picker.keys().is_empty());
    picker.answer_to(second, numbered(1, 1), false, &["ab"]);
    assert_eq!(picker.keys(), ["k1"]);
    assert_eq!(picker.effects, [Effect::Preview("k1".to_owned())]);
    picker.answer_to(second, numbered(2, 1), false, &[]);
    assert_eq!(picker.keys(), ["k1"], "an answer counts once");
    // where a search fails, what was found by another must not be picked
    picker.write("(");
    let (_, generation) = picker.asked();
    picker.event(Event::Answer(Answer::Results(Results {
        generation,
        found: Found::default(),
        remark: Some(Notice::Failed("a parenthesis is not closed".to_owned())),
    })));
    assert_eq!(picker.press(KeyCode::Enter), []);
    assert!(
        picker
            .screen(80, 24)
            .contains("a parenthesis is not closed")
    );
    assert!(!picker.state.is_stale());
    picker.event(Event::Paste("x\ny".to_owned()));
    assert_eq!(picker.asked().0, "ab(x y");
}

#[test]
fn an_unfinished_query_is_not_said_to_find_nothing() {
    let mut picker = Played::new("author:");
    let (_, generation) = picker.asked();
    picker.event(Event::Answer(Answer::Results(Results {
        generation,
        found: Found::default(),
        remark: Some(Notice::Hint("there is nothing behind it".to_owned())),
    })));
    let screen = picker.screen(80, 24);
    assert!(screen.contains("there is nothing behind it"), "{screen}");
    assert!(!screen.contains("nothing found"), "{screen}");
}

#[test]
fn nothing_is_printed_for_half_a_query() {
    let mut picker = Played::new("k author:");
    let (_, generation) = picker.asked();
    picker.event(Event::Answer(Answer::Results(Results {
        generation,
        found: Found {
            rows: numbered(0, 2),
            ..Found::default()
        },
        remark: Some(Notice::Hint("there is nothing behind it".to_owned())),
    })));
    assert_eq!(picker.press(KeyCode::Enter), []);
    assert!(picker.screen(80, 24).contains("there is nothing behind it"));
    // what was marked was chosen before
    picker.press(KeyCode::Tab);
    let printed = Effect::Print(vec!["k0".to_owned()]);
    assert_eq!(picker.press(KeyCode::Enter).last(), Some(&printed));
}

/// As over a slow line, where a query and Enter arrive at once.
#[test]
fn keys_wait_for_the_rows_they_are_about() {
    let mut picker = Played::with(numbered(0, 5));
    picker.write("tex");
    let (_, generation) = picker.asked();
    assert_eq!(picker.press(KeyCode::Down), []);
    assert_eq!(picker.press(KeyCode::Enter), []);
    picker.answer_to(generation, numbered(10, 13), false, &[]);
    let printed = picker.effects.last();
    assert_eq!(printed, Some(&Effect::Print(vec!["k11".to_owned()])));
    // they change the query no more than before, and leaving never waits
    let mut picker = Played::new("");
    picker.press(KeyCode::Enter);
    picker.press(KeyCode::Char('a'));
    assert_eq!(picker.state.line.text(), "");
    assert_eq!(picker.press(KeyCode::Esc), [Effect::Quit]);
    // where the query is faulty they have nothing to be about
    let mut picker = Played::new("author:");
    picker.press(KeyCode::Enter);
    picker.event(Event::Answer(Answer::Results(Results {
        generation: 1,
        found: Found::default(),
        remark: None,
    })));
    assert_eq!(picker.effects, []);
    picker.write("x");
    assert_eq!(picker.state.line.text(), "author:x");
}

#[test]
fn more_is_asked_for_towards_the_end() {
    let mut picker = Played::new("");
    picker.answer(numbered(0, 100), true, &[]);
    for _ in 0..85 {
        picker.press(KeyCode::Down);
        assert!(picker.effects.len() < 2);
    }
    picker.press(KeyCode::PageDown);
    let asked = picker.effects.iter().find_map(|effect| match effect {
        Effect::Search(request) => Some((request.most, request.kept.clone())),
        _ => None,
    });
    assert_eq!(asked, Some((200, Some("k94".to_owned()))));
    picker.answer(numbered(0, 200), false, &[]);
    assert_eq!(picker.state.selected, 94, "the selected one stays selected");
    picker.event(Event::Key(KeyEvent::new(
        KeyCode::End,
        KeyModifiers::CONTROL,
    )));
    assert_eq!(picker.state.selected, 199);
    picker.press(KeyCode::Down);
    assert_eq!(picker.state.selected, 199);
    picker.event(Event::Key(KeyEvent::new(
        KeyCode::Home,
        KeyModifiers::CONTROL,
    )));
    picker.press(KeyCode::Up);
    assert_eq!(picker.state.selected, 0);
}

#[test]
fn the_end_is_that_of_all_there_are() {
    let mut picker = Played::new("");
    picker.answer(numbered(0, 100), true, &[]);
    let end = || Event::Key(KeyEvent::new(KeyCode::End, KeyModifiers::CONTROL));
    picker.event(end());
    let (_, generation) = picker.asked();
    picker.answer_to(generation, numbered(0, 1234), false, &[]);
    assert_eq!(picker.state.selected, 1233);
    // with another query the way to the end is forgotten
    let mut picker = Played::new("");
    picker.answer(numbered(0, 100), true, &[]);
    picker.event(end());
    picker.write("a");
    picker.answer(numbered(0, 100), true, &[]);
    assert_eq!(picker.state.selected, 0);
}

#[test]
fn marks_outlive_a_query_and_are_printed_in_their_order() {
    let mut picker = Played::with(some());
    assert_eq!(
        picker.press(KeyCode::Enter),
        [Effect::Print(vec!["zahid2017".to_owned()])]
    );
    picker.press(KeyCode::Down);
    picker.press(KeyCode::Tab);
    picker.press(KeyCode::BackTab);
    picker.press(KeyCode::Up);
    assert_eq!(picker.state.marked, ["erdos1959", "日本2001"]);
    picker.press(KeyCode::Tab);
    picker.press(KeyCode::Tab);
    assert_eq!(picker.state.marked, ["日本2001", "zahid2017"]);
    picker.write("x");
    picker.answer(Vec::new(), false, &["x"]);
    assert!(picker.screen(80, 10).contains("nothing found for “x”"));
    let both = vec!["日本2001".to_owned(), "zahid2017".to_owned()];
    let remembered = Effect::Remember("x".to_owned());
    assert_eq!(
        picker.press(KeyCode::Enter),
        [remembered.clone(), Effect::Print(both.clone())]
    );
    picker.ctrl('y');
    assert_eq!(picker.state.mode, Mode::Copy);
    assert_eq!(
        picker.press(KeyCode::Char('r')),
        [remembered, Effect::Copy(Copying::Reference, both)]
    );
}

#[test]
fn nothing_is_printed_where_there_is_nothing() {
    let mut picker = Played::with(Vec::new());
    assert_eq!(picker.press(KeyCode::Enter), []);
    assert_eq!(
        picker.state.notice,
        Some(Notice::Note("there is nothing to print".to_owned()))
    );
    assert_eq!(picker.ctrl('x'), []);
    assert_eq!(picker.ctrl('o'), []);
    assert_eq!(picker.press(KeyCode::Esc), [Effect::Quit]);
    assert_eq!(picker.ctrl('c'), [Effect::Quit]);
}

#[test]
fn a_key_after_the_copying_key_says_what_to_copy() {
    let mut picker = Played::with(some());
    let key = || vec!["zahid2017".to_owned()];
    picker.ctrl('y');
    assert_eq!(picker.ctrl('y'), [Effect::Copy(Copying::Key, key())]);
    picker.ctrl('y');
    assert!(picker.screen(80, 24).contains("copy  k key  c citation"));
    assert_eq!(picker.press(KeyCode::Esc), []);
    assert_eq!(picker.state.mode, Mode::Browse);
    picker.ctrl('y');
    assert_eq!(picker.press(KeyCode::Char('q')), []);
    assert_eq!(picker.state.line.text(), "");
}

#[test]
fn earlier_queries_come_back() {
    let mut picker = Played::with(some());
    picker.write("dra");
    picker.ctrl('r');
    assert_eq!(picker.asked().0, "newer query");
    picker.ctrl('r');
    assert_eq!(picker.asked().0, "older query");
    picker.ctrl('r');
    assert!(picker.effects.is_empty() && picker.state.notice.is_some());
    for expected in ["newer query", "dra"] {
        picker.event(Event::Key(KeyEvent::new(
            KeyCode::Char('r'),
            KeyModifiers::ALT,
        )));
        assert_eq!(picker.asked().0, expected);
    }
    picker.ctrl('u');
    assert_eq!(picker.asked().0, "");
    assert_eq!(picker.ctrl('u'), [], "nothing changed");
}

#[test]
fn an_entry_with_a_new_key_stays_selected_and_marked() {
    let mut picker = Played::with(some());
    picker.press(KeyCode::Down);
    picker.press(KeyCode::Tab);
    picker.press(KeyCode::Up);
    picker.effects = picker
        .state
        .refresh(&[("erdos1959".to_owned(), "er1959".to_owned())]);
    let mut rows = some();
    rows[1].key = "er1959".to_owned();
    rows.rotate_left(1);
    picker.answer(rows, false, &[]);
    assert_eq!(picker.state.marked, ["er1959"]);
    assert_eq!(picker.state.current().unwrap().key, "er1959");
}

#[test]
fn help_scrolls_and_goes() {
    let mut picker = Played::with(some());
    picker.press(KeyCode::Char('?'));
    assert_eq!(picker.state.mode, Mode::Help(0));
    picker.press(KeyCode::Down);
    picker.screen(80, 24);
    assert_eq!(picker.state.mode, Mode::Help(1));
    for _ in 0..100 {
        picker.press(KeyCode::PageDown);
    }
    let end = picker.screen(80, 24);
    assert!(end.contains("Ctrl-Z") && !end.contains("Ctrl-Y"), "{end}");
    picker.press(KeyCode::Char('x'));
    assert_eq!(picker.state.mode, Mode::Browse);
    assert_eq!(picker.state.line.text(), "");
    picker.write("a?");
    assert_eq!(picker.state.line.text(), "a?", "in a query it is a letter");
}

#[test]
fn the_help_the_footer_and_the_table_have_the_same_keys() {
    let mut picker = Played::with(some());
    picker.press(KeyCode::F(1));
    let help = picker.screen(120, 100);
    let table = super::keys::table();
    picker.press(KeyCode::Esc);
    let footer = picker.screen(140, 24);
    let footer = footer.lines().last().unwrap();
    for binding in super::keys::bindings() {
        let names = super::keys::names(binding);
        let has = |text: &str| {
            let mut lines = text.lines();
            lines.any(|line| line.trim().starts_with(&names) && line.ends_with(binding.help))
        };
        assert!(has(&help), "{names} in {help}");
        assert!(has(&table), "{names} in {table}");
        if !binding.brief.is_empty() {
            let hint = format!("{} {}", binding.chords[0].short(), binding.brief);
            assert!(footer.contains(&hint), "{hint} in {footer}");
        }
    }
}

fn previewed() -> Played {
    let mut picker = Played::new("graphs in");
    picker.answer(some(), true, &["graphs", "in*"]);
    picker.press(KeyCode::Tab);
    picker.event(Event::Answer(Answer::Preview(Preview {
        key: "erdos1959".to_owned(),
        reference: "Erdős, Paul; Rényi, Alfréd (1959). On Random Graphs I. Publicationes Mathematicae 6.".to_owned(),
        abstract_: "Let us consider a random graph having n possible labelled vertices and N edges; in other words, \
                    let us choose at random one of the possible graphs."
            .to_owned(),
        rows: vec![("file", "papers/erdos.pdf".to_owned()), ("tags", "graphs, classic".to_owned())],
        source: "@article{erdos1959,\n\ttitle = {On Random Graphs I}\n}".to_owned(),
    })));
    picker
}

#[test]
fn it_looks_good_in_eighty_columns() {
    assert_snapshot!(previewed().screen(80, 24), @"
    ❯ graphs in                                                        3+ of 100,000
    ──────────────────────────────────────────────────────── 1 marked · best first ─
     ● Zahid             2017  IS Footprint in Pakistan · Counter Terro…  zahid2017
    ▌  Erdős & Rényi     1959  On Random Graphs I · Publicationes Mathe…  erdos1959
       山田 et al.       2001  日本語の論文について👩‍💻 é · 情報処理学会論…  日本2001








    ─ erdos1959 · article ──────────────────────────────────────────────────────────
    Erdős, Paul; Rényi, Alfréd (1959). On Random Graphs I. Publicationes
    Mathematicae 6.

    Let us consider a random graph having n possible labelled vertices and N edges;
    in other words, let us choose at random one of the possible graphs.

    file  papers/erdos.pdf
    tags  graphs, classic

    Enter print  Tab mark  ^Y copy  ^O open  ^X edit  ^V BibTeX  F1 help  Esc quit
    ");
}

#[test]
fn it_looks_good_where_there_is_room() {
    assert_snapshot!(previewed().screen(120, 14), @"
    ❯ graphs in                                                                                                3+ of 100,000
    ──────────────────────────────────────────────────────────────────────────────────────────────── 1 marked · best first ─
     ● Zahid          2017  IS Footprint in Pakistan        zahid2017 │ erdos1959  article
    ▌  Erdős & Rényi  1959  On Random Graphs I              erdos1959 │
       山田 et al.    2001  日本語の論文について👩‍💻 é         日本2001 │ Erdős, Paul; Rényi, Alfréd (1959). On Random Graphs
                                                                      │ I. Publicationes Mathematicae 6.
                                                                      │
                                                                      │ Let us consider a random graph having n possible
                                                                      │ labelled vertices and N edges; in other words, let
                                                                      │ us choose at random one of the possible graphs.
                                                                      │
                                                                      │ file  papers/erdos.pdf
                                                                      │ tags  graphs, classic
    Enter print  Tab mark  ^Y copy  ^O open  ^X edit  ^V BibTeX  ^S sort  ^U clear  F1 help  Esc quit
    ");
}

#[test]
fn it_shows_bibtex() {
    let mut picker = previewed();
    picker.ctrl('v');
    let screen = picker.screen(80, 20);
    assert!(
        screen.contains("\n    title = {On Random Graphs I}\n}\n"),
        "{screen}"
    );
    picker.ctrl('t');
    assert!(!picker.screen(80, 20).contains("title ="));
}

#[test]
fn it_looks_good_where_there_is_little_room() {
    let mut picker = previewed();
    assert_snapshot!(picker.screen(44, 12), @"
    ❯ graphs in                    3+ of 100,000
    ─ erdos1959 ──────── 1 marked · best first ─
     ● Zahid       2017  IS Footprint in Pakist…
    ▌  Erdős & R…  1959  On Random Graphs I
       山田 et a…  2001  日本語の論文について👩‍…






    Enter print  Tab mark  F1 help  Esc quit
    ");
    assert_snapshot!(picker.screen(24, 5), @"
    ❯ graphs in
    ─ erdos1959 ────────────
     ● IS Footprint in Paki…
    ▌  On Random Graphs I
       日本語の論文について…
    ");
    for (width, height) in [(1, 1), (2, 2), (3, 3), (5, 1), (1, 9), (0, 0), (200, 2)] {
        picker.screen(width, height);
        picker.press(KeyCode::F(1));
        picker.screen(width, height);
        picker.press(KeyCode::Esc);
    }
}

#[test]
fn no_colour_is_used_where_none_is_wanted_and_the_selected_row_is_seen() {
    use ratatui::style::{Color, Modifier};
    for colors in [Colors::None, Colors::Sixteen, Colors::Many] {
        let mut picker = previewed();
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        let theme = Theme::new(colors);
        terminal
            .draw(|frame| draw(frame, &mut picker.state, &theme))
            .unwrap();
        let buffer = terminal.backend().buffer();
        let coloured = buffer
            .content()
            .iter()
            .any(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
        assert_eq!(coloured, colors != Colors::None);
        let row = &buffer[(70, 3)];
        assert!(row.bg != Color::Reset || row.modifier.contains(Modifier::REVERSED));
        // "Graphs" in the selected row, "in" in the one above
        for (needle, y) in [("Graphs", 3_u16), ("in ", 2)] {
            let line: Vec<&str> = (0..80).map(|x| buffer[(x, y)].symbol()).collect();
            let at = (0..80 - needle.len())
                .find(|at| line[*at..*at + needle.len()].concat() == needle)
                .unwrap();
            let cell = &buffer[(u16::try_from(at).unwrap(), y)];
            assert!(
                cell.modifier.contains(Modifier::BOLD),
                "{needle} {colors:?}"
            );
        }
    }
}
