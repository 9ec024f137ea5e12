//! The full-screen picker: results as one types, drawn on the terminal so that standard output carries results only.
//!
//! - [`state`]: what is shown and how events change it; knows neither terminal nor library
//! - [`view`], [`pane`]: the drawing
//! - [`keys`]: the list of keys
//! - [`worker`]: threads that search and read
//! - [`terminal`]: the terminal, given back however this ends
//!
//! This file connects them.

mod highlight;
mod history;
pub(super) mod keys;
mod line;
mod pane;
mod state;
mod terminal;
#[cfg(test)]
mod tests;
mod theme;
mod view;
mod worker;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event;
use ibid::render::Renderer;
use ibid::store::{Library, Sort};

use super::commands::{cite, edit};
use super::context::Context;
use super::error::CliError;
use super::forms::cite::Syntax;
use super::opening::{self, Wanted};
use super::ui::Ui;
use super::written;
use history::History;
use keys::Copying;
use state::{Effect, Event, Notice, State};
use terminal::{Clipboard, Screen};
use theme::{Colors, Theme};
use worker::Worker;

/// How long an answer may take before the screen is drawn without it, so that it does not flicker.
const MOMENT: Duration = Duration::from_millis(25);
/// How long to wait for what may be there already; no time at all would not look.
const NOW: Duration = Duration::from_millis(1);
/// How often answers are looked for while some are on their way.
const SOON: Duration = Duration::from_millis(5);
/// How often anything else is looked for: signals.
const LATER: Duration = Duration::from_millis(200);

/// Lets a person pick entries, and returns their keys; none where they left without picking.
pub(super) fn pick(
    ui: &mut Ui,
    context: &Context,
    query: &str,
    order: Sort,
    syntax: &'static Syntax,
) -> Result<Vec<(i64, String)>, CliError> {
    if context.tty.dumb {
        return Err(CliError::new(
            "`ibid pick` needs a terminal that can move its cursor, and TERM says this one is dumb",
        )
        .hint("`ibid find WORDS` needs no such terminal"));
    }
    let library = context.open()?;
    let total = library.len()?;
    if total == 0 {
        return Err(CliError::not_found(format!(
            "the library {} is empty",
            library.path().display()
        ))
        .hint("`ibid import FILE.bib` brings entries in"));
    }
    let queries = context.queries()?;
    let history = queries.as_deref().map(history::read).unwrap_or_default();
    let renderer = Arc::new(cite::configured(&context.config()?)?);
    let worker = Worker::start(context, Arc::clone(&renderer))?;
    let screen = Screen::take()?;
    let (state, effects) = State::new(query, order, total, History::new(&history));
    let mut picker = Picker {
        ui,
        context,
        library,
        syntax,
        renderer,
        worker,
        queries: queries.as_deref(),
        theme: Theme::new(match (context.tty.color, context.tty.many_colors) {
            (false, _) => Colors::None,
            (true, false) => Colors::Sixteen,
            (true, true) => Colors::Many,
        }),
        state,
        screen,
    };
    let picked = picker.run(effects);
    let Picker {
        library,
        screen,
        worker,
        ..
    } = picker;
    // a signal is obeyed when the terminal is as it was
    screen.end();
    // the last to close a library takes away what SQLite keeps beside it, which those who only read may not
    drop(worker);
    let entries = entries(&library, &picked?)?;
    let ids: Vec<i64> = entries.iter().map(|(id, _)| *id).collect();
    context.record_use(&library, &ids)?;
    Ok(entries)
}

/// The numbers and keys of the entries that `keys` name.
fn entries(library: &Library, keys: &[String]) -> Result<Vec<(i64, String)>, CliError> {
    let mut entries = Vec::with_capacity(keys.len());
    for key in keys {
        entries.extend(library.entry(key)?.map(|entry| (entry.id, entry.key)));
    }
    Ok(entries)
}

struct Picker<'p> {
    ui: &'p mut Ui,
    context: &'p Context,
    library: Library,
    /// How copied citations are written.
    syntax: &'static Syntax,
    /// How copied references are written.
    renderer: Arc<Renderer>,
    worker: Worker,
    queries: Option<&'p Path>,
    theme: Theme,
    state: State,
    screen: Screen,
}

impl Picker<'_> {
    fn run(&mut self, effects: Vec<Effect>) -> Result<Vec<String>, CliError> {
        let failed = |error: io::Error| CliError::new("the terminal cannot be used").because(error);
        if let Some(keys) = self.perform(effects)? {
            return Ok(keys);
        }
        let mut changed = true;
        loop {
            if self.screen.is_to_end() {
                return Ok(Vec::new());
            }
            let patience = Instant::now() + MOMENT;
            loop {
                while event::poll(NOW).map_err(failed)? {
                    changed = true;
                    let event = match event::read().map_err(failed)? {
                        event::Event::Key(key) if key.kind != event::KeyEventKind::Release => {
                            Event::Key(key)
                        }
                        event::Event::Paste(text) => Event::Paste(text),
                        // drawing finds out about a new size
                        _ => continue,
                    };
                    if let Some(keys) = self.take(event)? {
                        return Ok(keys);
                    }
                }
                while let Ok(answer) = self.worker.answers.try_recv() {
                    changed = true;
                    if let Some(keys) = self.take(Event::Answer(answer))? {
                        return Ok(keys);
                    }
                }
                if !self.state.waits() || Instant::now() >= patience {
                    break;
                }
                event::poll(SOON).map_err(failed)?;
            }
            if changed {
                let (state, theme) = (&mut self.state, &self.theme);
                self.screen
                    .draw(|frame| view::draw(frame, state, theme))
                    .map_err(failed)?;
                changed = false;
            }
            self.worker.check()?;
            let waits = self.state.waits();
            event::poll(if waits { SOON } else { LATER }).map_err(failed)?;
        }
    }

    fn take(&mut self, event: Event) -> Result<Option<Vec<String>>, CliError> {
        let effects = self.state.handle(event);
        self.perform(effects)
    }

    /// Does what is to be done; what was picked, where that is the end.
    fn perform(&mut self, effects: Vec<Effect>) -> Result<Option<Vec<String>>, CliError> {
        let lost = |error: io::Error| CliError::new("the terminal cannot be used").because(error);
        for effect in effects {
            match effect {
                Effect::Search(request) => self.worker.search(request),
                Effect::Preview(key) => self.worker.preview(key),
                Effect::Copy(what, keys) => {
                    let copied = self.copy(what, &keys);
                    self.tell(copied);
                }
                Effect::Open(key) => {
                    let opened = self.open(&key);
                    self.tell(opened);
                }
                Effect::Edit(keys) => {
                    let (ui, context) = (&mut *self.ui, self.context);
                    let edited = self
                        .screen
                        .lend(|| {
                            let edited = edit::edit(ui, context, &keys);
                            if let Err(error) = &edited {
                                // the status line has room for its first line only
                                ui.error(error);
                            }
                            edited
                        })
                        .map_err(lost)?;
                    self.edited(&keys, edited)?;
                }
                Effect::Remember(query) => {
                    // a query that cannot be kept is no reason to stop
                    let _ = self.queries.map(|path| history::keep(path, &query));
                }
                Effect::Print(keys) => return Ok(Some(keys)),
                Effect::Quit => return Ok(Some(Vec::new())),
                Effect::Suspend => self.screen.lend(terminal::stop).map_err(lost)?,
                Effect::Redraw => self.screen.forget().map_err(lost)?,
            }
        }
        Ok(None)
    }

    fn tell(&mut self, done: Result<String, CliError>) {
        self.state.notice = Some(match done {
            Ok(text) => Notice::Done(text),
            Err(error) => Notice::Failed(error.message),
        });
    }

    fn edited(
        &mut self,
        keys: &[String],
        edited: Result<written::Report, CliError>,
    ) -> Result<(), CliError> {
        let renamed = match edited {
            Ok(report) if report.keys.is_empty() => {
                self.state.notice = Some(Notice::Note("nothing was changed".to_owned()));
                return Ok(());
            }
            Ok(report) => {
                let changed = written::few(&report.keys);
                self.tell(Ok(format!("changed {changed}; {}", written::UNDO)));
                let mut renamed = Vec::new();
                for key in keys {
                    if let Some(entry) = self.library.entry(key)?
                        && entry.key != *key
                    {
                        renamed.push((key.clone(), entry.key));
                    }
                }
                renamed
            }
            Err(error) => {
                self.tell(Err(error));
                return Ok(());
            }
        };
        let effects = self.state.refresh(&renamed);
        self.perform(effects).map(|_| ())
    }

    /// Copies entries to the clipboard and says so.
    fn copy(&self, what: Copying, keys: &[String]) -> Result<String, CliError> {
        let entries = entries(&self.library, keys)?;
        let ids: Vec<i64> = entries.iter().map(|(id, _)| *id).collect();
        let keys_now: Vec<&str> = entries.iter().map(|(_, key)| key.as_str()).collect();
        let (text, name) = match what {
            Copying::Key => (keys_now.join(","), "key"),
            Copying::Citation => {
                let citation = self.syntax.cite(&keys_now, None);
                (citation.map_err(CliError::new)?, "citation")
            }
            Copying::Reference => {
                let mut publications = Vec::with_capacity(ids.len());
                self.library
                    .publications(ids.iter().copied(), |publication| {
                        publications.push(publication);
                        Ok::<_, CliError>(())
                    })?;
                let text = worker::references(&self.renderer, &publications);
                (text, "reference")
            }
            Copying::Source => {
                let mut sources = Vec::with_capacity(keys_now.len());
                for key in keys_now {
                    sources.extend(self.library.entry(key)?.map(|entry| entry.source));
                }
                (sources.join("\n\n"), "BibTeX")
            }
        };
        let clipboard = if self.context.tty.tmux {
            Clipboard::Tmux
        } else if self.context.tty.gnu_screen {
            Clipboard::GnuScreen
        } else {
            Clipboard::Terminal
        };
        clipboard
            .copy(&text)
            .map_err(|error| CliError::new("nothing could be copied").because(error))?;
        self.context.record_use(&self.library, &ids)?;
        Ok(match keys {
            [key] => format!("copied the {name} of {key}"),
            keys => format!("copied the {name} of {} entries", keys.len()),
        })
    }

    /// Opens what an entry leads to and says so.
    fn open(&self, key: &str) -> Result<String, CliError> {
        let config = self.context.config()?;
        let folders = opening::folders(self.library.path(), config.files.as_deref());
        let publication = match self.library.entry(key)? {
            Some(entry) => self.library.publication(entry.id)?,
            None => None,
        };
        let found = publication
            .as_ref()
            .map(|publication| opening::target(publication, Wanted::Best, &folders))
            .unwrap_or_default();
        let remarks = found.remarks.join("; ");
        let Some(target) = found.target else {
            let nothing = format!("{key} has no file, DOI or URL to open");
            return Err(CliError::not_found(if remarks.is_empty() {
                nothing
            } else {
                format!("{nothing}: {remarks}")
            }));
        };
        opening::open(&target, self.context.opener(&config).as_deref())?;
        if let Some(publication) = &publication {
            self.context.record_use(&self.library, &[publication.id])?;
        }
        Ok(if remarks.is_empty() {
            format!("opened {target}")
        } else {
            format!("opened {target}; {remarks}")
        })
    }
}
