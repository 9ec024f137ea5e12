//! `ibid find`: the job that comes first.

use clap::{Args as ClapArgs, ValueEnum};
use ibid::store::{Found, Library, SearchOptions, Sort, Summary};

use super::Run;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::forms::{Form, FormArgs, list};
use crate::cli::searches::{self, Search};
use crate::cli::ui::Ui;
use crate::cli::{Outcome, complete, count, unfound};

const EXAMPLES: &str = "\
Examples:
  ibid find knuth literate          entries in which both words stand
  ibid find author:zahid year:2015..2017 -review
  ibid find 10.1000/182             by DOI, ISBN, arXiv number or their URLs
  ibid find --keys                  the last search again, in another form
  ibid find knuth --template '{author.family} {year} – {title}'
  ibid find --first --cite latex time clocks ordering
  ibid find attention --json | jq -r '.[0].key'

`ibid help query` explains the query language, `ibid help forms` citations and templates.";

/// Finds entries by words from anywhere in them, best first.
///
/// All words must stand in an entry: in its title, names, venue, key, date, identifiers or any other field. Case and
/// accents do not matter, the beginning of the last word is enough, and a misspelt word is put right by the library's
/// own. Without words, the last search is made again.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES, alias = "search")]
pub(crate) struct Args {
    /// What to look for; `ibid help query` explains all that it can be
    #[arg(value_name = "WORDS", add = complete::queries())]
    words: Vec<String>,
    /// How many entries to show; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, value_parser = count, allow_negative_numbers = true)]
    limit: usize,
    /// Only the best one, for scripts
    #[arg(long, conflicts_with = "limit")]
    first: bool,
    /// In which order
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = Order::Relevance)]
    sort: Order,
    /// Take every word as it is: no others in place of misspelt ones, no longer ones
    #[arg(short = 'x', long)]
    exact: bool,
    #[command(flatten)]
    form: FormArgs,
}

/// The order of what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Order {
    /// The best match first
    Relevance,
    /// The newest publication first
    Year,
    /// By the first author's name
    Author,
    /// What came into the library last, first
    Added,
    /// By title
    Title,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Self::Relevance,
            Order::Year => Self::Year,
            Order::Author => Self::Author,
            Order::Added => Self::Added,
            Order::Title => Self::Title,
        }
    }
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let form = self.form.form(context)?;
        let library = context.open()?;
        let text = self.words.join(" ");
        let remembered = context.searches()?;
        let again = self.words.is_empty();
        let nothing_asked = || {
            CliError::new("say what to look for").hint(
                "`ibid find WORDS` takes words of the title, names, years …; `ibid help query` tells all",
            )
        };
        // an argument without a word in it is the empty variable of a script
        if !again && text.trim().is_empty() {
            return Err(nothing_asked());
        }
        let (text, exact) = if again {
            let last = remembered
                .as_deref()
                .and_then(|file| searches::last(file, library.path()));
            let Some(Search { query, exact, .. }) = last else {
                return Err(nothing_asked());
            };
            ui.note(&format!("again: {query}"));
            (query, exact || self.exact)
        } else {
            (text, self.exact)
        };
        let query = searches::read(&library, &text)?;
        let limit = match (self.first, self.limit) {
            (true, _) => 1,
            (false, 0) => usize::MAX,
            (false, limit) => limit,
        };
        let options = SearchOptions {
            most: limit,
            sort: self.sort.into(),
            exact,
            ..SearchOptions::default()
        };
        let snapshot = library.snapshot()?;
        let found = library.search(&query, &options)?;
        for told in searches::told(&found, 4) {
            ui.note(&told);
        }
        let entries = print(ui, &library, context, &form, &found)?;
        drop(snapshot);
        if entries.is_empty() {
            ui.finish()?;
            unfound::tell(ui, &library, &text, &query, &options)?;
            return Ok(Outcome::Findings);
        }
        // a search that finds nothing is not worth making again
        if let Some(file) = remembered.as_deref().filter(|_| !again) {
            searches::keep(file, library.path(), &text, exact, context.now());
        }
        if self.first || matches!(form, Form::Cite(..)) {
            let ids: Vec<i64> = entries.iter().map(|(id, _)| *id).collect();
            context.record_use(&library, &ids)?;
        }
        if found.more && !self.first {
            ui.finish()?;
            let more = match limit {
                1 => "is more than this one".to_owned(),
                limit => format!("are more than these {limit}"),
            };
            ui.note(&format!("there {more}: add words, or `--limit 0` for all"));
        }
        Ok(Outcome::Done)
    }
}

/// Prints what was found; the numbers and keys of the entries.
fn print(
    ui: &mut Ui,
    library: &Library,
    context: &Context,
    form: &Form,
    found: &Found,
) -> Result<Vec<(i64, String)>, CliError> {
    let mut summaries: Vec<Summary> = Vec::with_capacity(found.hits.len());
    let mut entries = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        if let Some(summary) = library.hit(hit)? {
            entries.push((hit.id, summary.key.clone()));
            summaries.push(summary);
        }
    }
    if !form.print(ui, library, &entries)? {
        if matches!(form, Form::Json) {
            ui.json(&summaries)?;
        } else {
            for summary in &summaries {
                let marker = |text: &str| found.marks.ranges(text);
                let item = list::item(ui, summary, context.line, &marker);
                ui.line(&item)?;
            }
        }
    }
    Ok(entries)
}
