//! `ibid export --watch`: exporting again whenever a document, a file it includes, the project file or the library
//! changes.
//!
//! Folders are watched rather than files, since editors put a new file in the place of the old one. Changes that come
//! together are one. The library counts as changed when it has a new batch, whatever its files do.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use ibid::store::Library;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::report::{Report, Reports};
use super::{Args, Job};
use crate::cli::Outcome;
use crate::cli::citations::Citations;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;

/// How long it must be quiet before changes are taken for complete.
const QUIET: Duration = Duration::from_millis(100);
/// How long changes may go on before an export does not wait any longer.
const LONGEST: Duration = Duration::from_secs(2);

enum Message {
    Changed(Event),
    Stop,
}

/// Exports, and does so again with each change, until it is interrupted.
pub(super) fn run(args: &Args, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
    if args.reads_standard_input() {
        return Err(CliError::new("standard input does not change")
            .hint("name files with `--cited-in`, or leave `--watch` out"));
    }
    let failed = |error: notify::Error| CliError::new("files cannot be watched").because(error);
    let (sender, receiver) = channel();
    let stop: Sender<Message> = sender.clone();
    // a second handler in one process is the only reason to fail
    let _ = ctrlc::set_handler(move || {
        let _ = stop.send(Message::Stop);
    });
    let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if let Ok(event) = event {
            let _ = sender.send(Message::Changed(event));
        }
    })
    .map_err(failed)?;
    let mut watch = Watch {
        watcher,
        folders: HashSet::new(),
        sight: Sight::default(),
        libraries: BTreeMap::new(),
    };
    let mut first = true;
    loop {
        let jobs = match args.jobs(context) {
            Ok(jobs) => jobs,
            Err(error) => {
                ui.error(&error);
                Vec::new()
            }
        };
        // looked at before the export, so that what changes meanwhile is seen
        watch.look(&jobs, context);
        let mut exports = Vec::with_capacity(jobs.len());
        for job in &jobs {
            let mut report = Report::new(context.json);
            if let Err(error) = job.run(ui, context, first, &mut report) {
                if error.is_closed_pipe() {
                    return Ok(Outcome::Done);
                }
                report.fail(&error);
                ui.error(&error);
            }
            exports.push(report);
        }
        if context.json {
            ui.json(&Reports { exports })?;
        }
        ui.finish()?;
        if std::mem::take(&mut first) {
            ui.note(&format!(
                "watching {}; Ctrl-C ends it",
                match watch.sight.files.len() {
                    0 => "the library".to_owned(),
                    1 => "1 file and the library".to_owned(),
                    count => format!("{count} files and the library"),
                }
            ));
        }
        if watch.wait(&receiver, context) {
            return Ok(Outcome::Done);
        }
    }
}

/// What is watched.
struct Watch {
    watcher: RecommendedWatcher,
    folders: HashSet<PathBuf>,
    sight: Sight,
    /// Each library, open, with the number of its last batch. An open library keeps its files, which would come and
    /// go with each export else.
    libraries: BTreeMap<PathBuf, (Library, Option<i64>)>,
}

/// The files that matter.
#[derive(Default)]
struct Sight {
    files: BTreeSet<PathBuf>,
    /// The endings of documents: a file of such an ending may be one that was missing.
    endings: HashSet<OsString>,
    outputs: HashSet<PathBuf>,
}

impl Watch {
    /// Takes note of what the exports depend on.
    fn look(&mut self, jobs: &[Job], context: &Context) {
        let mut sight = Sight::default();
        let mut libraries = BTreeSet::new();
        if let Some(project) = context.project_path() {
            sight.files.insert(whole(&project));
        }
        for job in jobs {
            let settings = &job.settings;
            for document in &settings.documents {
                sight.files.insert(whole(document));
                // a document that cannot be read is told by its export
                let read = Citations::read(std::slice::from_ref(document), settings.kind);
                for file in read.map(|cited| cited.files).unwrap_or_default() {
                    let path = whole(Path::new(&file));
                    sight
                        .endings
                        .extend(path.extension().map(ToOwned::to_owned));
                    sight.files.insert(path);
                }
            }
            for output in [&settings.output, &settings.merge_into]
                .into_iter()
                .flatten()
            {
                sight.outputs.insert(whole(output));
            }
            libraries.extend(context.library_for(settings.library.as_deref()).ok());
        }
        for file in &sight.files {
            self.folders
                .extend(folder(file).filter(|folder| watches(&mut self.watcher, folder)));
        }
        for path in libraries {
            let path = whole(&path);
            self.folders
                .extend(folder(&path).filter(|folder| watches(&mut self.watcher, folder)));
            if !self.libraries.contains_key(&path) {
                self.libraries.extend(opened(&path, context));
            }
        }
        self.sight = sight;
    }

    /// Waits until something changed and it is quiet again; whether it is to end.
    fn wait(&mut self, receiver: &Receiver<Message>, context: &Context) -> bool {
        let mut changed: Option<Instant> = None;
        loop {
            let message = match changed {
                None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(since) if since.elapsed() > LONGEST => return false,
                Some(_) => receiver.recv_timeout(QUIET),
            };
            match message {
                Ok(Message::Changed(event)) => {
                    if self.concerns(&event, context) {
                        changed.get_or_insert_with(Instant::now);
                    }
                }
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }

    fn concerns(&mut self, event: &Event, context: &Context) -> bool {
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
            EventKind::Access(_) => return false,
            _ => {}
        }
        let mut concerns = false;
        for path in &event.paths {
            let document = self.sight.files.contains(path)
                || (path
                    .extension()
                    .is_some_and(|ending| self.sight.endings.contains(ending))
                    && !self.sight.outputs.contains(path));
            concerns |= document || self.library_changed(path, event.kind, context);
        }
        concerns
    }

    /// Whether `path` belongs to a library that has a new batch, or is another file now.
    fn library_changed(&mut self, path: &Path, kind: EventKind, context: &Context) -> bool {
        let belongs = |library: &Path| {
            let name = library.file_name().map(|name| name.to_string_lossy());
            let other = path.file_name().map(|name| name.to_string_lossy());
            folder(library) == folder(path)
                && matches!((name, other), (Some(name), Some(other)) if other.starts_with(&*name))
        };
        let Some(library) = self
            .libraries
            .keys()
            .find(|library| belongs(library))
            .cloned()
        else {
            return false;
        };
        let replaced = path == library
            && matches!(
                kind,
                EventKind::Create(_)
                    | EventKind::Remove(_)
                    | EventKind::Modify(notify::event::ModifyKind::Name(_))
            );
        if replaced {
            self.libraries.remove(&library);
            self.libraries.extend(opened(&library, context));
            return true;
        }
        let Some((open, batch)) = self.libraries.get_mut(&library) else {
            return false;
        };
        let now = last_batch(open);
        now != std::mem::replace(batch, now)
    }
}

fn last_batch(library: &Library) -> Option<i64> {
    Some(library.log(None, 1).ok()?.first()?.batch)
}

fn opened(path: &Path, context: &Context) -> Option<(PathBuf, (Library, Option<i64>))> {
    // one that is not there yet is told by its export
    let library = context.open_at(Some(path)).ok()?;
    let batch = last_batch(&library);
    Some((path.to_owned(), (library, batch)))
}

fn watches(watcher: &mut RecommendedWatcher, folder: &Path) -> bool {
    watcher.watch(folder, RecursiveMode::NonRecursive).is_ok()
}

fn folder(path: &Path) -> Option<PathBuf> {
    path.parent().map(Path::to_owned)
}

/// The path as the system names it, also of a file that is not there.
fn whole(path: &Path) -> PathBuf {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = path.file_name().unwrap_or_default();
    match folder.canonicalize() {
        Ok(folder) => folder.join(name),
        Err(_) => path.to_owned(),
    }
}
