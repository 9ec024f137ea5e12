//! `ibid find`: the job that comes first.

use clap::Args as ClapArgs;
use ibid::store::Summary;

use super::Run;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::text::{clean, fit, width};
use crate::cli::ui::{FAINT, STRONG, Ui};

const EXAMPLES: &str = "\
Examples:
  ibid find knuth literate          entries in which both words stand
  ibid find zahid 2017 --keys       keys only, one a line
  ibid find 10.1000/182             by DOI, ISBN, arXiv number …
  ibid find attention --json | jq -r '.[0].key'";

/// Finds entries by words from anywhere in them, best first.
///
/// All words must stand in an entry: in its title, names, venue, key, date, identifiers or any other field. Case and
/// accents do not matter, and the beginning of a word is enough.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// What to look for
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// How many entries to show; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print keys only, one a line
    #[arg(short, long, conflicts_with = "json")]
    keys: bool,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let words = self.words.join(" ");
        if words.trim().is_empty() {
            return Err(CliError::new("say what to look for")
                .hint("`ibid find WORDS` takes words of the title, names, years …; `ibid log` tells what was added last"));
        }
        let library = context.open()?;
        let limit = if self.limit == 0 {
            usize::MAX
        } else {
            self.limit
        };
        // one more, to know whether there are more
        let mut found = library.find(&words, limit.saturating_add(1))?;
        let more = found.len() > limit;
        found.truncate(limit);
        if context.json {
            ui.json(&found)?;
        } else if self.keys {
            for entry in &found {
                ui.line(&clean(&entry.key))?;
            }
        } else {
            for entry in &found {
                show(ui, entry, context.width)?;
            }
        }
        if found.is_empty() {
            ui.note(&format!("nothing found for {words:?}"));
            return Ok(Outcome::Findings);
        }
        if more {
            ui.finish()?;
            ui.note(&format!(
                "there are more than these {limit}: add words, or `--limit 0` for all"
            ));
        }
        Ok(Outcome::Done)
    }
}

/// Two lines: key, people, year; title, venue.
fn show(ui: &mut Ui, entry: &Summary, columns: usize) -> Result<(), CliError> {
    let key = clean(&entry.key);
    let people = if entry.authors.is_empty() {
        &entry.editors
    } else {
        &entry.authors
    };
    let mut about = people_in_short(people);
    if let Some(date) = entry
        .year
        .map(|year| year.to_string())
        .or_else(|| entry.date.clone())
    {
        about = if about.is_empty() {
            date
        } else {
            format!("{about} {date}")
        };
    }
    let room = columns.saturating_sub(width(&key) + 2);
    let line = format!("{}  {}", ui.paint(STRONG, &key), fit(&clean(&about), room));
    ui.line(line.trim_end())?;
    let title = entry.title.as_deref().unwrap_or("(no title)");
    let venue = venue(entry);
    let title = clean(title).into_owned();
    let venue = clean(&venue).into_owned();
    let room = columns.saturating_sub(4);
    if venue.is_empty() {
        return ui.line(&format!("    {}", fit(&title, room)));
    }
    // of a line too long the title keeps what it needs, up to two thirds
    let for_title = (room * 2 / 3).max(room.saturating_sub(width(&venue) + 3));
    let title = fit(&title, for_title).into_owned();
    let room = room.saturating_sub(width(&title) + 3);
    ui.line(&format!(
        "    {title} {}",
        ui.paint(FAINT, &format!("— {}", fit(&venue, room)))
    ))
}

/// `Knuth`, `Knuth & Plass`, `Smith et al.`
fn people_in_short(people: &[String]) -> String {
    let family = |name: &str| name.split(',').next().unwrap_or(name).to_owned();
    match people {
        [] => String::new(),
        [one] => family(one),
        [one, other] if other == "et al." => format!("{} et al.", family(one)),
        [one, other] => format!("{} & {}", family(one), family(other)),
        [one, ..] => format!("{} et al.", family(one)),
    }
}

/// `Journal 12(3), 45–67`
fn venue(entry: &Summary) -> String {
    let mut out = entry.venue.clone().unwrap_or_default();
    let mut put = |text: String, separator: &str| {
        if !out.is_empty() {
            out.push_str(separator);
        }
        out.push_str(&text);
    };
    match (&entry.volume, &entry.issue) {
        (Some(volume), Some(issue)) => put(format!("{volume}({issue})"), " "),
        (Some(volume), None) => put(volume.clone(), " "),
        (None, Some(issue)) => put(format!("({issue})"), " "),
        (None, None) => {}
    }
    if let Some(pages) = &entry.pages {
        put(pages.clone(), ", ");
    }
    out
}
