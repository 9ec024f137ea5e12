//! Searching and reading in threads of their own, each with its own connection, so that typing never waits.
//!
//! Only the newest request of a kind counts: it replaces one that waits, and breaks off one that is being worked on.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use ibid::diagnostic::Diagnostic;
use ibid::model::{Publication, Scheme};
use ibid::query::{Query, parse};
use ibid::render::{Markup, Reference, Renderer};
use ibid::store::{Interrupter, Library, Marks, SearchOptions, Sort, StoreError, Summary};

use super::state::Notice;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::searches;

/// The orders of results, and what the screen calls them.
const ORDERS: &[(Sort, &str)] = &[
    (Sort::Relevance, "best first"),
    (Sort::Year, "newest publication first"),
    (Sort::Author, "by author"),
    (Sort::Title, "by title"),
    (Sort::Added, "last added first"),
];

/// The order after this one.
pub(crate) fn next(order: Sort) -> Sort {
    let at = ORDERS.iter().position(|(known, _)| *known == order);
    ORDERS[at.map_or(0, |at| (at + 1) % ORDERS.len())].0
}

/// An order as the screen has it.
pub(crate) fn name(order: Sort) -> &'static str {
    let known = ORDERS.iter().find(|(known, _)| *known == order);
    known.map_or("", |(_, name)| name)
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// Counts requests, so that an answer can be told from a late one.
    pub(crate) generation: u64,
    pub(crate) query: String,
    pub(crate) order: Sort,
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
    /// What was found; nothing where the query is faulty or the search failed, so that no entry of another query is
    /// picked for this one.
    pub(crate) found: Found,
    /// What there is to say about the query.
    pub(crate) remark: Option<Notice>,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) rows: Vec<Summary>,
    /// Whether there are more.
    pub(crate) more: bool,
    /// What to point out.
    pub(crate) marks: Marks,
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
    pub(crate) fn start(context: &Context, renderer: Arc<Renderer>) -> Result<Self, CliError> {
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
                move || preview(&read, &renderer, &slot, &sender)
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
            Ok(answer) => answer,
            // a newer request waits
            Err(StoreError::Interrupted) => continue,
            Err(error) => (Found::default(), Some(Notice::Failed(error.to_string()))),
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
    let (query, hint) = match library.query_of_key(&request.query)? {
        Some(query) => (query, None),
        None => match parse(&request.query) {
            Ok(query) => (query, None),
            Err(error) => {
                let help = error.help.as_ref().map(|help| format!("; {help}"));
                let text = format!("{}{}", error.message, help.unwrap_or_default());
                let before = begun(&request.query, &error);
                let hint = match before {
                    Some(_) => Notice::Hint(text),
                    None => Notice::Failed(text),
                };
                match before.filter(|_| is_unfinished(&error)).map(parse) {
                    Some(Ok(query)) if query != Query::All => (query, Some(hint)),
                    // entries of another query must not be picked for this one
                    _ => return Ok((Found::default(), Some(hint))),
                }
            }
        },
    };
    let options = SearchOptions {
        most: request.most,
        sort: request.order,
        typing: !request.query.ends_with(char::is_whitespace),
        ..SearchOptions::default()
    };
    let _snapshot = library.snapshot()?;
    let found = library.search(&query, &options)?;
    let mut rows = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        rows.extend(library.hit(hit)?);
    }
    let remark = hint.or_else(|| {
        let told = searches::told(&found, 2);
        (!told.is_empty()).then(|| Notice::Note(told.join("; ")))
    });
    let found = Found {
        rows,
        more: found.more,
        marks: found.marks,
    };
    Ok((found, remark))
}

/// Whether something else is to come, and nothing that is there is wrong.
fn is_unfinished(error: &Diagnostic) -> bool {
    matches!(error.code, "query-unfinished" | "query-operator")
}

/// What stands before the last word of a query, where only that word is wrong, so that more letters may put it right.
fn begun<'q>(query: &'q str, error: &Diagnostic) -> Option<&'q str> {
    let column = error.place.as_ref()?.column - 1;
    let at = query
        .char_indices()
        .nth(column)
        .map_or(query.len(), |(at, _)| at);
    let (before, rest) = query.split_at(at);
    let (before, is_last) = if is_unfinished(error) {
        (before.trim_end(), rest.split_whitespace().count() <= 1)
    } else {
        (before, !rest.contains(char::is_whitespace))
    };
    let start = before.trim_end_matches(|c: char| !c.is_whitespace()).len();
    is_last.then_some(&query[..start])
}

fn preview(library: &Library, renderer: &Renderer, slot: &Slot<String>, answers: &Sender<Answer>) {
    while let Some(key) = slot.take() {
        let preview = describe(library, renderer, &key).unwrap_or_else(|error| Preview {
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
fn describe(library: &Library, renderer: &Renderer, key: &str) -> Result<Preview, StoreError> {
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
        reference: references(renderer, std::slice::from_ref(&publication)),
        abstract_: publication
            .get(&["abstract"])
            .unwrap_or_default()
            .to_owned(),
        rows,
        source: entry.source,
    })
}

/// The references of publications as the style has them, one a line; of what it shows nothing of, the title.
pub(crate) fn references(renderer: &Renderer, publications: &[Publication]) -> String {
    let references = renderer.bibliography(publications, Markup::Text);
    let text = |reference: Reference| {
        let title = || publications[reference.index].title.clone();
        match reference.text.trim() {
            "" => title().unwrap_or_default(),
            text => text.to_owned(),
        }
    };
    let lines: Vec<String> = references.into_iter().map(text).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_wrong_when_a_word_is_left_behind_wrong() {
        for (query, before) in [
            ("author:", Some("")),
            ("knuth author:", Some("knuth ")),
            ("knuth author: ", Some("knuth ")),
            ("knuth 山 year:20x", Some("knuth 山 ")),
            ("knuth OR", Some("knuth ")),
            ("knuth OR ", Some("knuth ")),
            ("knuth autor:x", Some("knuth ")),
            ("title:\"", Some("")),
            ("tex doi:10.", Some("tex ")),
            ("knuth autor:x ", None),
            ("year:20x knuth", None),
        ] {
            let error = parse(query).unwrap_err();
            assert_eq!(begun(query, &error), before, "{query:?}");
        }
    }

    #[test]
    fn orders_go_round() {
        let mut order = Sort::Relevance;
        for _ in 0..ORDERS.len() {
            assert!(!name(order).is_empty());
            order = next(order);
        }
        assert_eq!(order, Sort::Relevance);
    }
}
