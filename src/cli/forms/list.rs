//! The readable list: key, people, year; title, venue; fitted to the terminal, with the words looked for marked.

use std::ops::Range;

use ibid::store::Summary;

use crate::cli::text::{clean, fit, width};
use crate::cli::ui::{FAINT, MARK, STRONG, Ui};

/// Which parts of a text are to be marked, in bytes.
pub(crate) type Marker<'m> = &'m dyn Fn(&str) -> Vec<Range<usize>>;

/// Two lines: key, people, year; title, venue.
pub(crate) fn item(ui: &Ui, entry: &Summary, columns: usize, marker: Marker<'_>) -> String {
    let key = fit(&clean(&entry.key), columns).into_owned();
    let people = if entry.authors.is_empty() {
        &entry.editors
    } else {
        &entry.authors
    };
    let mut about = people_in_short(people, marker);
    if let Some(date) = entry
        .year
        .map(|year| year.to_string())
        .or_else(|| entry.date.clone())
    {
        if !about.is_empty() {
            about.push(' ');
        }
        about.push_str(&date);
    }
    let room = columns.saturating_sub(width(&key) + 2);
    // beside a key as long as the line an ellipsis would say nothing
    let about = match room {
        0..4 => String::new(),
        room => fit(&clean(&about), room).into_owned(),
    };
    let head = format!("{}  {}", ui.paint(STRONG, &key), marked(ui, &about, marker));
    let title = clean(entry.title.as_deref().unwrap_or("(no title)")).into_owned();
    let venue = clean(&venue(entry)).into_owned();
    let room = columns.saturating_sub(4);
    if venue.is_empty() {
        return format!(
            "{}\n    {}",
            head.trim_end(),
            marked(ui, &fit(&title, room), marker)
        );
    }
    // of a line too long the title keeps what it needs, up to two thirds
    let for_title = (room * 2 / 3).max(room.saturating_sub(width(&venue) + 3));
    let title = fit(&title, for_title).into_owned();
    let room = room.saturating_sub(width(&title) + 3);
    format!(
        "{}\n    {} {}",
        head.trim_end(),
        marked(ui, &title, marker),
        ui.paint(FAINT, &format!("— {}", fit(&venue, room)))
    )
}

/// `text` with its marked parts in colour.
fn marked(ui: &Ui, text: &str, marker: Marker<'_>) -> String {
    if !ui.colors() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 32);
    let mut at = 0;
    for range in marker(text) {
        if let (Some(plain), Some(word)) = (text.get(at..range.start), text.get(range.clone())) {
            out.push_str(plain);
            out.push_str(&ui.paint(MARK, word));
            at = range.end;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// `Knuth`, `Knuth & Plass`, `Smith et al.`; where somebody further down is looked for, `Smith … Zahid et al.`
fn people_in_short(people: &[String], marker: Marker<'_>) -> String {
    let family = |name: &str| name.split(',').next().unwrap_or(name).to_owned();
    match people {
        [] => String::new(),
        [one] => family(one),
        [one, other] if other == "et al." => format!("{} et al.", family(one)),
        [one, other] => format!("{} & {}", family(one), family(other)),
        [one, others @ ..] => {
            let sought = others
                .iter()
                .map(|name| family(name))
                .find(|name| !marker(name).is_empty());
            match sought {
                Some(name) if marker(&family(one)).is_empty() => {
                    format!("{} … {name} et al.", family(one))
                }
                _ => format!("{} et al.", family(one)),
            }
        }
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
