//! The terminal: taken over, and given back as it was however the picker ends.
//!
//! It is drawn on the terminal itself and not on standard output, which carries results only.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::{Command, Stdio};
#[cfg(unix)]
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Frame;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use crate::cli::error::CliError;

/// Whether a terminal is taken over just now; there is one for a process.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// What can be written to.
enum Tty {
    File(File),
    Stderr(io::Stderr),
    Stdout(io::Stdout),
}

impl Tty {
    /// The terminal this process belongs to.
    fn open() -> Option<Self> {
        #[cfg(unix)]
        if let Ok(file) = File::options().read(true).write(true).open("/dev/tty") {
            return Some(Self::File(file));
        }
        if io::stderr().is_terminal() {
            return Some(Self::Stderr(io::stderr()));
        }
        io::stdout()
            .is_terminal()
            .then(|| Self::Stdout(io::stdout()))
    }
}

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stderr(stderr) => stderr.write(bytes),
            Self::Stdout(stdout) => stdout.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stderr(stderr) => stderr.flush(),
            Self::Stdout(stdout) => stdout.flush(),
        }
    }
}

/// A terminal that is taken over until this is dropped.
pub(crate) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Tty>>>,
    signals: Signals,
}

impl Screen {
    /// Takes the terminal over.
    pub(crate) fn take() -> Result<Self, CliError> {
        let none = || {
            CliError::new("`ibid pick` needs a terminal to draw on, and there is none")
                .hint("`ibid find WORDS --keys` prints keys without one")
        };
        let tty = Tty::open().ok_or_else(none)?;
        let failed = |error| CliError::new("the terminal cannot be used").because(error);
        // a size of nothing is what something that only looks like a terminal has
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, tty));
        let signals = Signals::new().map_err(failed)?;
        give_back_on_panic();
        take_over().map_err(|error| {
            give_back();
            none().because(error)
        })?;
        let terminal = Terminal::new(backend);
        match terminal {
            Ok(terminal) => Ok(Self { terminal, signals }),
            Err(error) => {
                give_back();
                Err(failed(error))
            }
        }
    }

    /// Draws, unless a thread panicked and the terminal was given back for what that has to say.
    pub(crate) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        self.terminal.draw(draw).map(|_| ())
    }

    /// Draws everything anew the next time, whatever is there.
    pub(crate) fn forget(&mut self) -> io::Result<()> {
        // not `clear`, which asks the terminal where its cursor is and waits for the answer
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Gives the terminal back for as long as `work` takes.
    pub(crate) fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        give_back();
        let done = work();
        // Ctrl-C was meant for the other program
        self.signals.forget_interrupts();
        take_over()?;
        self.forget()?;
        Ok(done)
    }

    /// Whether somebody wants this process to end.
    pub(crate) fn is_to_end(&self) -> bool {
        self.signals.pending()
    }

    /// Gives the terminal back and ends this process as the signal that came would have ended it.
    pub(crate) fn end(self) {
        let signals = self.signals.clone();
        drop(self);
        signals.obey();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut tty = Tty::open().ok_or(io::ErrorKind::NotFound)?;
    execute!(tty, EnterAlternateScreen, EnableBracketedPaste)
}

fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    if let Some(mut tty) = Tty::open() {
        // nobody can be told where the terminal is gone
        let _ = execute!(tty, DisableBracketedPaste, LeaveAlternateScreen, Show);
    }
    let _ = disable_raw_mode();
}

/// What a panic has to say is said on the ordinary screen.
fn give_back_on_panic() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            before(panic);
        }));
    });
}

/// The signals that end this process.
#[derive(Clone)]
struct Signals {
    /// By number.
    #[cfg(unix)]
    came: Vec<(i32, Arc<AtomicBool>)>,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

        let mut came = Vec::new();
        for signal in [SIGTERM, SIGHUP, SIGINT] {
            let flag = Arc::new(AtomicBool::new(false));
            signal_hook::flag::register(signal, Arc::clone(&flag))?;
            came.push((signal, flag));
        }
        Ok(Self { came })
    }

    fn pending(&self) -> bool {
        self.came
            .iter()
            .any(|(_, came)| came.load(Ordering::SeqCst))
    }

    fn forget_interrupts(&self) {
        for (signal, came) in &self.came {
            if *signal == signal_hook::consts::SIGINT {
                came.store(false, Ordering::SeqCst);
            }
        }
    }

    fn obey(&self) {
        for (signal, came) in &self.came {
            if came.load(Ordering::SeqCst) {
                let _ = signal_hook::low_level::emulate_default_handler(*signal);
            }
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    fn pending(&self) -> bool {
        false
    }

    fn forget_interrupts(&self) {}

    fn obey(&self) {}
}

/// Stops this process until the shell lets it go on.
pub(crate) fn stop() {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
}

/// How text gets to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clipboard {
    /// The terminal is asked, wherever it is: OSC 52.
    Terminal,
    /// tmux is told, which tells its terminal.
    Tmux,
    /// The terminal around GNU screen is asked.
    GnuScreen,
}

impl Clipboard {
    /// Copies `text`.
    pub(crate) fn copy(self, text: &str) -> io::Result<()> {
        if self == Self::Tmux && told_tmux(text).is_ok() {
            return Ok(());
        }
        let mut tty = Tty::open().ok_or(io::ErrorKind::NotFound)?;
        tty.write_all(self.sequence(text).as_bytes())?;
        tty.flush()
    }

    /// What asks the terminal.
    fn sequence(self, text: &str) -> String {
        let mut ask = String::new();
        let _ = crossterm::Command::write_ansi(&CopyToClipboard::to_clipboard_from(text), &mut ask);
        match self {
            Self::Terminal => ask,
            // an old tmux hands on what is wrapped up like this, with each escape doubled
            Self::Tmux => format!(
                "\u{1b}Ptmux;{}\u{1b}\\",
                ask.replace('\u{1b}', "\u{1b}\u{1b}")
            ),
            // a control string ends with its first ST, so the request must end with BEL
            Self::GnuScreen => format!("\u{1b}P{}\u{1b}\\", ask.replace("\u{1b}\\", "\u{7}")),
        }
    }
}

/// Since tmux 3.2 it takes a text and hands it on, also where it does not let programs ask its terminal.
fn told_tmux(text: &str) -> io::Result<()> {
    let mut tmux = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let written = match tmux.stdin.take() {
        Some(mut stdin) => stdin.write_all(text.as_bytes()),
        None => Ok(()),
    };
    let status = tmux.wait()?;
    written?;
    if status.success() {
        Ok(())
    } else {
        Err(io::ErrorKind::Other.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboard_is_asked_for_in_the_terminals_words() {
        assert_eq!(
            Clipboard::Terminal.sequence("knuth84"),
            "\u{1b}]52;c;a251dGg4NA==\u{1b}\\"
        );
        assert_eq!(
            Clipboard::Tmux.sequence("k"),
            "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;aw==\u{1b}\u{1b}\\\u{1b}\\"
        );
        assert_eq!(
            Clipboard::GnuScreen.sequence("k"),
            "\u{1b}P\u{1b}]52;c;aw==\u{7}\u{1b}\\"
        );
    }
}
