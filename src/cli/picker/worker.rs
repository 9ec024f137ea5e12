//! Searching and reading in threads of their own, each with its own connection, so that typing never waits.
//!
//! Only the newest request of a kind counts: it replaces one that waits, and breaks off one that is being worked on.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use ibid::model::{Publication, Role, Scheme, fold};
use ibid::store::{Interrupter, Library, StoreError, Summary};

use super::state::Notice;
use crate::cli::context::Context;
use crate::cli::error::CliError;

/// By what results are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Relevance,
}

impl Order {
    /// The one after this.
    pub(crate) fn next(self) -> Self {
        match self {
            Self::Relevance => Self::Relevance,
        }
    }

    /// As the screen has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Relevance => "best first",
        }
    }
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// Counts requests, so that an answer can be told from a late one.
    pub(crate) generation: u64,
    pub(crate) query: String,
    pub(crate) order: Order,
    /// How many entries at most.
    pub(crate) most: usize,
    /// The key of the entry that is to stay selected.
    pub(crate) kept: Option<String>,
}

/// What came of a request or a key.
#[derive(Debug)]
pub(crate) enum Answer {
    Results(Results),
    Preview(Preview),
}

/// What came of a request.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) generation: u64,
    /// What was found; nothing where the query cannot be read or the search failed.
    pub(crate) found: Option<Found>,
    /// What there is to say about the query.
    pub(crate) remark: Option<Notice>,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) rows: Vec<Summary>,
    /// Whether there are more.
    pub(crate) more: bool,
    /// The folded words to point out.
    pub(crate) words: Vec<String>,
}

/// What the pane beside the results shows of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Preview {
    pub(crate) key: String,
    /// The formatted reference.
    pub(crate) reference: String,
    pub(crate) abstract_: String,
    /// Labels and texts: files, tags, keywords …
    pub(crate) rows: Vec<(&'static str, String)>,
    /// The entry's BibTeX.
    pub(crate) source: String,
}

/// A request that waits, if one does; a newer one takes its place.
struct Slot<T> {
    waiting: Mutex<Waiting<T>>,
    changed: Condvar,
}

struct Waiting<T> {
    request: Option<T>,
    closed: bool,
}

impl<T> Slot<T> {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            waiting: Mutex::new(Waiting {
                request: None,
                closed: false,
            }),
            changed: Condvar::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        // what is in it is whole at any time
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, request: T) {
        self.lock().request = Some(request);
        self.changed.notify_one();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_one();
    }

    fn is_idle(&self) -> bool {
        self.lock().request.is_none()
    }

    /// Waits for a request; nothing when there will be none.
    fn take(&self) -> Option<T> {
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if let Some(request) = waiting.request.take() {
                return Some(request);
            }
            waiting = self
                .changed
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The threads, and the way to them.
pub(crate) struct Worker {
    requests: Arc<Slot<Request>>,
    keys: Arc<Slot<String>>,
    interrupter: Interrupter,
    /// What they answer.
    pub(crate) answers: Receiver<Answer>,
    threads: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts the threads on the library.
    pub(crate) fn start(context: &Context) -> Result<Self, CliError> {
        let (sender, answers) = channel();
        let searched = context.open_to_read()?;
        let read = context.open_to_read()?;
        let interrupter = searched.interrupter();
        let requests = Slot::new();
        let keys = Slot::new();
        let threads = vec![
            std::thread::spawn({
                let (slot, sender) = (Arc::clone(&requests), sender.clone());
                move || search(&searched, &slot, &sender)
            }),
            std::thread::spawn({
                let slot = Arc::clone(&keys);
                move || preview(&read, &slot, &sender)
            }),
        ];
        Ok(Self {
            requests,
            keys,
            interrupter,
            answers,
            threads,
        })
    }

    /// Searches, and breaks an earlier search off.
    pub(crate) fn search(&self, request: Request) {
        self.requests.put(request);
        self.interrupter.interrupt();
    }

    /// Fails where a thread has ended, which none does while this is there.
    pub(crate) fn check(&self) -> Result<(), CliError> {
        if self.threads.iter().any(JoinHandle::is_finished) {
            return Err(CliError::new("the search broke down"));
        }
        Ok(())
    }

    /// Reads what there is to show of an entry.
    pub(crate) fn preview(&self, key: String) {
        self.keys.put(key);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests.close();
        self.keys.close();
        self.interrupter.interrupt();
        for thread in self.threads.drain(..) {
            // one that panicked has said so
            let _ = thread.join();
        }
    }
}

fn search(library: &Library, slot: &Slot<Request>, answers: &Sender<Answer>) {
    while let Some(request) = slot.take() {
        let found = loop {
            match find(library, &request) {
                // meant for the search before this one
                Err(StoreError::Interrupted) if slot.is_idle() && !slot.lock().closed => {}
                found => break found,
            }
        };
        let (found, remark) = match found {
            Ok((found, remark)) => (Some(found), remark),
            // a newer request waits
            Err(StoreError::Interrupted) => continue,
            Err(error) => (None, Some(Notice::Failed(error.to_string()))),
        };
        let results = Results {
            generation: request.generation,
            found,
            remark,
        };
        if answers.send(Answer::Results(results)).is_err() {
            return;
        }
    }
}

fn find(library: &Library, request: &Request) -> Result<(Found, Option<Notice>), StoreError> {
    let query = request.query.trim();
    let mut rows = if query.is_empty() {
        library.newest(request.most + 1)?
    } else {
        library.find(query, request.most + 1)?
    };
    let more = rows.len() > request.most;
    rows.truncate(request.most);
    let found = Found {
        rows,
        more,
        words: fold(query).split_whitespace().map(str::to_owned).collect(),
    };
    Ok((found, None))
}

fn preview(library: &Library, slot: &Slot<String>, answers: &Sender<Answer>) {
    while let Some(key) = slot.take() {
        let preview = describe(library, &key).unwrap_or_else(|error| Preview {
            reference: error.to_string(),
            ..Preview::default()
        });
        let preview = Preview { key, ..preview };
        if answers.send(Answer::Preview(preview)).is_err() {
            return;
        }
    }
}

/// What there is to show of the entry that `key` names.
fn describe(library: &Library, key: &str) -> Result<Preview, StoreError> {
    let Some(entry) = library.entry(key)? else {
        return Err(StoreError::UnknownKey(key.to_owned()));
    };
    let Some(publication) = library.publication(entry.id)? else {
        return Err(StoreError::UnknownKey(key.to_owned()));
    };
    let mut rows = Vec::new();
    let mut row = |label, text: String| {
        if !text.trim().is_empty() {
            rows.push((label, text));
        }
    };
    for attachment in &publication.attachments {
        row("file", attachment.path.clone());
    }
    if let Some(doi) = publication.identifier(Scheme::Doi) {
        row("doi", doi.to_owned());
    }
    row(
        "url",
        publication.get(&["url"]).unwrap_or_default().to_owned(),
    );
    row("tags", publication.tags.join(", "));
    for (label, names) in [
        ("keywords", ["keywords", "keyword"]),
        ("note", ["note", "annotation"]),
        ("annote", ["annote", "comment"]),
    ] {
        row(
            label,
            publication.get(&names).unwrap_or_default().to_owned(),
        );
    }
    row("former keys", entry.aliases.join(", "));
    for (field, message) in &entry.problems {
        row("problem", format!("{field}: {message}"));
    }
    Ok(Preview {
        key: entry.key.clone(),
        reference: reference(&publication),
        abstract_: publication
            .get(&["abstract"])
            .unwrap_or_default()
            .to_owned(),
        rows,
        source: entry.source,
    })
}

/// The reference in words.
pub(crate) fn reference(publication: &Publication) -> String {
    let people = |role| -> Vec<String> {
        publication
            .people(role)
            .map(|name| name.map_or_else(|| "et al.".to_owned(), ibid::model::Name::sorted))
            .collect()
    };
    let mut authors = people(Role::Author);
    if authors.is_empty() {
        authors = people(Role::Editor);
    }
    let mut parts = Vec::new();
    let date = publication
        .year
        .map(|year| year.to_string())
        .or_else(|| publication.date.clone());
    match (authors.is_empty(), date) {
        (false, Some(date)) => parts.push(format!("{} ({date})", authors.join("; "))),
        (false, None) => parts.push(authors.join("; ")),
        (true, Some(date)) => parts.push(format!("({date})")),
        (true, None) => {}
    }
    parts.extend(publication.title.clone());
    let mut venue = publication.venue.clone().unwrap_or_default();
    if let Some(volume) = &publication.volume {
        venue.push_str(&format!(" {volume}"));
    }
    if let Some(issue) = &publication.issue {
        venue.push_str(&format!("({issue})"));
    }
    if let Some(pages) = &publication.pages {
        venue.push_str(&format!(", {pages}"));
    }
    parts.push(venue.trim_start_matches([',', ' ']).to_owned());
    if let Some(publisher) = &publication.publisher
        && publication.venue.as_ref() != Some(publisher)
    {
        parts.push(publisher.clone());
    }
    parts.retain(|part| !part.is_empty());
    let mut out = String::new();
    for part in parts {
        out.push_str(&part);
        out.push_str(if part.ends_with(['.', '?', '!']) {
            " "
        } else {
            ". "
        });
    }
    out.trim_end().to_owned()
}
