//! `ibid pick` in a real terminal: typed at, looked at, resized and left.

#![cfg(unix)]

use std::fs;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::Ibid;
use crate::judge::has_tool;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a terminal sends for a key.
const ENTER: &str = "\r";
const TAB: &str = "\t";
const DOWN: &str = "\u{1b}[B";
const ESCAPE: &str = "\u{1b}";

const fn ctrl(letter: char) -> char {
    (letter as u8 & 0x1f) as char
}

/// What the terminal has been sent.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

/// A terminal with a shell command in it.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    seen: Arc<Mutex<Seen>>,
    child: Box<dyn Child + Send + Sync>,
    modes: String,
}

fn size(columns: u16, lines: u16) -> PtySize {
    PtySize {
        rows: lines,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Terminal {
    /// Runs `script`, in which `ibid` is the program, with standard output of the program where the script sends it.
    fn new(ibid: &Ibid, script: &str, environment: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(size(80, 24)).unwrap();
        let mut command = CommandBuilder::new("sh");
        command.arg("-c");
        command.arg(script.replace("ibid ", concat!(env!("CARGO_BIN_EXE_ibid"), " ")));
        command.env_clear();
        command.cwd(ibid.home.path());
        let home = ibid.home.path().to_string_lossy().into_owned();
        let path = std::env::var("PATH").unwrap();
        let tmp = format!("{home}/tmp");
        let usual = [
            ("HOME", home.as_str()),
            ("PATH", &path),
            ("TMPDIR", &tmp),
            ("TERM", "xterm-256color"),
            ("IBID_NOW", "1500000000"),
        ];
        for (name, value) in usual.iter().chain(environment) {
            command.env(name, value);
        }
        let mut from_program = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let modes = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let seen = Arc::new(Mutex::new(Seen {
            parser: vt100::Parser::new(24, 80, 0),
            bytes: Vec::new(),
        }));
        std::thread::spawn({
            let seen = Arc::clone(&seen);
            move || {
                let mut bytes = [0; 4096];
                while let Ok(count @ 1..) = from_program.read(&mut bytes) {
                    let mut seen = seen.lock().unwrap();
                    seen.parser.process(&bytes[..count]);
                    seen.bytes.extend_from_slice(&bytes[..count]);
                }
            }
        });
        Self {
            master: pair.master,
            keyboard,
            seen,
            child,
            modes,
        }
    }

    fn press(&mut self, keys: impl ToString) {
        self.keyboard
            .write_all(keys.to_string().as_bytes())
            .unwrap();
        self.keyboard.flush().unwrap();
    }

    /// The lines of the screen.
    fn screen(&self) -> String {
        self.seen.lock().unwrap().parser.screen().contents()
    }

    /// Waits until what was sent is as it should be.
    fn wait_for(&self, what: &str, is_there: impl Fn(&Seen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_there(&self.seen.lock().unwrap()) {
            assert!(Instant::now() < end, "no {what} in:\n{}", self.screen());
            sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the screen shows `text`.
    fn wait(&self, text: &str) {
        self.wait_for(text, |seen| seen.parser.screen().contents().contains(text));
    }

    fn resize(&self, columns: u16, lines: u16) {
        let mut seen = self.seen.lock().unwrap();
        seen.parser.screen_mut().set_size(lines, columns);
        self.master.resize(size(columns, lines)).unwrap();
    }

    /// Waits for the end, and sees that the terminal is as it was. How the script ended.
    fn end(mut self) -> portable_pty::ExitStatus {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > end {
                let _ = self.child.kill();
                panic!("it does not end:\n{}", self.screen());
            }
            sleep(Duration::from_millis(10));
        };
        self.wait_for("clean terminal", |seen| {
            let screen = seen.parser.screen();
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        });
        assert_eq!(modes(&*self.master), self.modes);
        status
    }
}

/// The modes of a terminal: whether it is raw, whether it echoes …
fn modes(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios())
}

/// The selected line.
fn selected(seen: &Seen) -> String {
    let contents = seen.parser.screen().contents();
    let mut lines = contents.lines();
    lines
        .find(|line| line.starts_with('▌'))
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn it_types_moves_marks_and_prints() {
    let ibid = Ibid::with_entries();
    let mut terminal = Terminal::new(&ibid, "ibid pick > out", &[]);
    terminal.wait("3 entries");
    terminal.wait_for("entry that came last", |seen| {
        selected(seen).contains("Erdős")
    });
    terminal.press("knut");
    terminal.wait("of 3");
    terminal.wait_for("entry", |seen| selected(seen).contains("knuth84"));
    terminal.press(TAB);
    terminal.wait("1 marked");
    terminal.press(ctrl('u'));
    terminal.wait("3 entries");
    terminal.press(DOWN);
    terminal.press(DOWN);
    terminal.wait_for("third entry", |seen| selected(seen).contains("zahid2017"));
    terminal.wait("Much is said here");
    terminal.press(TAB);
    terminal.wait("2 marked");
    terminal.press(ENTER);
    let status = terminal.end();
    assert_eq!(status.exit_code(), 0);
    assert_eq!(ibid.read("out"), "knuth84\nzahid2017\n");
    assert!(!ibid.path(".local/share/ibid/library.ibid-wal").exists());
    assert_eq!(
        ibid.read(".local/state/ibid/queries"),
        "knut
"
    );
}

#[test]
fn it_starts_with_a_query_and_remembers_it() {
    let ibid = Ibid::with_entries();
    let mut terminal = Terminal::new(&ibid, "ibid pick texbook > out", &[]);
    terminal.wait("1 of 3");
    terminal.press(ENTER);
    assert_eq!(terminal.end().exit_code(), 0);
    assert_eq!(ibid.read("out"), "knuth84\n");
    let mut terminal = Terminal::new(&ibid, "ibid pick > out", &[]);
    terminal.wait("3 entries");
    terminal.press(ctrl('r'));
    terminal.wait("1 of 3");
    terminal.press(ESCAPE);
    assert_eq!(terminal.end().exit_code(), 1);
    assert_eq!(ibid.read("out"), "");
}

#[test]
fn it_follows_the_size_of_the_terminal() {
    let ibid = Ibid::with_entries();
    let mut terminal = Terminal::new(&ibid, "ibid pick", &[]);
    terminal.wait("Esc quit");
    let last = |lines: u16| {
        move |seen: &Seen| {
            let screen = seen.parser.screen();
            let columns = screen.size().1;
            screen
                .rows(0, columns)
                .nth(usize::from(lines) - 1)
                .is_some_and(|line| line.contains("Esc quit"))
        }
    };
    terminal.wait_for("footer", last(24));
    for (columns, lines) in [(60, 10), (130, 40), (30, 8)] {
        terminal.resize(columns, lines);
        terminal.wait_for("footer at the new place", last(lines));
    }
    terminal.resize(20, 3);
    terminal.wait("Graphs");
    terminal.press(ctrl('g'));
    assert_eq!(terminal.end().exit_code(), 1);
}

#[test]
fn interrupted_it_leaves_the_terminal_clean() {
    let ibid = Ibid::with_entries();
    let mut terminal = Terminal::new(&ibid, "ibid pick; echo status $?", &[]);
    terminal.wait("3 entries");
    assert!(
        terminal
            .seen
            .lock()
            .unwrap()
            .parser
            .screen()
            .alternate_screen()
    );
    terminal.press(ctrl('c'));
    terminal.wait("status 1");
    terminal.end();
    // nor is anything left beside the library
    assert!(!ibid.path(".local/share/ibid/library.ibid-wal").exists());
}

#[test]
fn terminated_it_leaves_the_terminal_clean() {
    let ibid = Ibid::with_entries();
    let terminal = Terminal::new(&ibid, "exec ibid pick", &[]);
    terminal.wait("3 entries");
    let process = terminal.child.process_id().unwrap().to_string();
    let kill = std::process::Command::new("sh")
        .args(["-c", &format!("kill -TERM {process}")])
        .status();
    assert!(kill.unwrap().success());
    let status = terminal.end();
    assert!(!status.success() && status.signal().is_some(), "{status:?}");
}

#[test]
fn it_copies_to_the_clipboard_of_the_terminal() {
    let ibid = Ibid::with_entries();
    let mut terminal = Terminal::new(&ibid, "ibid pick knuth", &[]);
    terminal.wait_for("entry", |seen| selected(seen).contains("knuth84"));
    terminal.press(ctrl('y'));
    terminal.wait("k key");
    terminal.press("k");
    terminal.wait("copied the key of knuth84");
    // base64 of knuth84
    let asked = b"\x1b]52;c;a251dGg4NA==\x1b\\";
    terminal.wait_for("request", |seen| {
        seen.bytes.windows(asked.len()).any(|part| part == asked)
    });
    terminal.press(ESCAPE);
    terminal.end();
}

#[test]
fn it_edits_and_comes_back() {
    let ibid = Ibid::with_entries();
    let editor = ("EDITOR", "sed -i -e s/{knuth84/{tb84/ -e s/TeX/XeT/");
    let mut terminal = Terminal::new(&ibid, "ibid pick knuth > out", &[editor]);
    terminal.wait_for("entry", |seen| selected(seen).contains("knuth84"));
    terminal.press(ctrl('x'));
    terminal.wait("changed tb84");
    terminal.wait_for("changed entry", |seen| selected(seen).contains("XeTbook"));
    terminal.press(ENTER);
    terminal.end();
    assert_eq!(ibid.read("out"), "tb84\n");
    assert!(ibid.source("knuth84").contains("XeT"));
}

#[test]
fn an_editor_that_fails_is_told_of() {
    let ibid = Ibid::with_entries();
    let mut terminal = Terminal::new(&ibid, "ibid pick knuth", &[("EDITOR", "false")]);
    terminal.wait_for("entry", |seen| selected(seen).contains("knuth84"));
    terminal.press(ctrl('x'));
    terminal.wait("the editor `false` failed");
    terminal.press(ESCAPE);
    terminal.end();
}

#[test]
fn it_opens_what_an_entry_leads_to() {
    let ibid = Ibid::with_entries();
    fs::write(
        ibid.path("opener"),
        "printf %s \"$1\" > opened.new; mv opened.new opened\n",
    )
    .unwrap();
    let mut terminal = Terminal::new(&ibid, "ibid pick zahid", &[("IBID_OPENER", "sh opener")]);
    terminal.wait_for("entry", |seen| selected(seen).contains("zahid2017"));
    terminal.press(ctrl('o'));
    terminal.wait("opened https://doi.org/10.1000/example.1");
    terminal.press(ESCAPE);
    terminal.end();
    let end = Instant::now() + PATIENCE;
    while !ibid.path("opened").exists() {
        assert!(Instant::now() < end);
        sleep(Duration::from_millis(10));
    }
    assert_eq!(ibid.read("opened"), "https://doi.org/10.1000/example.1");
}

#[test]
fn it_prints_in_the_form_that_is_asked_for() {
    let ibid = Ibid::with_entries();
    let mut terminal = Terminal::new(&ibid, "ibid pick --sort title --cite pandoc > out", &[]);
    terminal.wait("by title");
    terminal.wait_for("first entry", |seen| selected(seen).contains("Graphs"));
    terminal.press(TAB);
    terminal.press(DOWN);
    terminal.wait_for("last entry", |seen| selected(seen).contains("TeXbook"));
    terminal.press(TAB);
    terminal.wait("2 marked");
    terminal.press(ENTER);
    assert_eq!(terminal.end().exit_code(), 0);
    assert!(
        ibid.read("out").ends_with("; @knuth84]\n"),
        "{}",
        ibid.read("out")
    );
    for (form, expected) in [
        ("--template '{author.family} {year}'", "Knuth 1984\n"),
        ("--bibtex", "@book{knuth84,"),
        ("--json", "[\n  {\n    \"key\": \"knuth84\""),
    ] {
        let script = format!("ibid pick {form} texbook > out");
        let mut terminal = Terminal::new(&ibid, &script, &[("NO_COLOR", "1"), ("TERM", "vt100")]);
        terminal.wait_for("the entry", |seen| selected(seen).contains("TeXbook"));
        terminal.press(ENTER);
        assert_eq!(terminal.end().exit_code(), 0);
        let out = ibid.read("out");
        assert!(out.starts_with(expected), "{form}: {out}");
    }
    let mut terminal = Terminal::new(&ibid, "ibid pick texbook --json > out", &[]);
    terminal.wait("1 of 3");
    terminal.press(ENTER);
    terminal.end();
    assert!(ibid.read("out").contains("\"key\": \"knuth84\""));
}

#[test]
fn nothing_is_kept_where_nothing_is_to_be() {
    let ibid = Ibid::with_entries();
    fs::create_dir_all(ibid.path(".config/ibid")).unwrap();
    fs::write(ibid.path(".config/ibid/config.toml"), "remember = false\n").unwrap();
    let mut terminal = Terminal::new(&ibid, "ibid pick texbook", &[]);
    terminal.wait("1 of 3");
    terminal.press(ENTER);
    terminal.end();
    assert!(!ibid.path(".local/state").exists());
}

#[test]
fn a_typo_or_a_wrong_query_ends_nothing() {
    let ibid = Ibid::with_entries();
    let mut terminal = Terminal::new(&ibid, "ibid pick", &[("NO_COLOR", "1")]);
    terminal.wait("3 entries");
    terminal.press("\"*():^ NEAR qqqqqq");
    terminal.wait_for("unchanged query", |seen| {
        seen.parser
            .screen()
            .contents()
            .contains("❯ \"*():^ NEAR qqqqqq")
    });
    terminal.press(ctrl('u'));
    terminal.wait("3 entries");
    terminal.press("zahdi");
    terminal.wait("no \"zahdi\": showing \"zahid\"");
    terminal.wait_for("entry", |seen| selected(seen).contains("zahid2017"));
    terminal.press(ctrl('u'));
    terminal.press("year:never");
    // no entry of another query is there to be picked
    terminal.wait_for("mistake", |seen| {
        seen.parser
            .screen()
            .contents()
            .lines()
            .nth(1)
            .is_some_and(|line| line.contains("never"))
            && selected(seen).is_empty()
    });
    terminal.press(ENTER);
    // what is finished of a query counts
    terminal.press(ctrl('u'));
    terminal.press("zahid author:");
    terminal.wait("there is nothing to look for behind `author:`");
    terminal.wait("1 of 3");
    terminal.wait_for("entry", |seen| selected(seen).contains("zahid2017"));
    let colours = terminal
        .seen
        .lock()
        .unwrap()
        .bytes
        .windows(5)
        .any(|part| part == b"[38;5" || part == b"[48;5");
    assert!(!colours);
    terminal.press(ESCAPE);
    terminal.end();
}

#[test]
fn where_it_cannot_work_it_says_so() {
    let ibid = Ibid::with_entries();
    assert_snapshot!(ibid.ended(ibid.command().arg("pick").env("TERM", "dumb")), @"
    [stderr]
    error: `ibid pick` needs a terminal that can move its cursor, and TERM says this one is dumb
    hint: `ibid find WORDS` needs no such terminal
    [exit 2]
    ");
    if has_tool("setsid", "where_it_cannot_work_it_says_so") {
        let mut command = assert_cmd::Command::new("setsid");
        command
            .args(["--wait", env!("CARGO_BIN_EXE_ibid"), "pick"])
            .env_clear()
            .env("HOME", ibid.home.path());
        assert_snapshot!(ibid.ended(&mut command), @"
        [stderr]
        error: `ibid pick` needs a terminal to draw on, and there is none
        hint: `ibid find WORDS --keys` prints keys without one
        [exit 2]
        ");
    }
    let ibid = Ibid::new();
    ibid.run_with("@misc{a, title = {T}}", &["new", "-"]);
    ibid.run(&["rm", "a"]);
    assert_snapshot!(ibid.run(&["pick"]), @"
    [stderr]
    error: the library ~/.local/share/ibid/library.ibid is empty
    hint: `ibid import FILE.bib` brings entries in
    [exit 1]
    ");
}
