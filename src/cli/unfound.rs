//! A search that found nothing: what may be wrong with it.

use std::borrow::Cow;

use ibid::query::{FIELDS, Field, Kind, Known, Query, Term, Test, parse};
use ibid::store::{Library, SearchOptions};

use crate::cli::error::CliError;
use crate::cli::template;
use crate::cli::ui::Ui;

/// Says why there is nothing, as far as that can be told.
pub(crate) fn tell(
    ui: &mut Ui,
    library: &Library,
    text: &str,
    query: &Query,
    options: &SearchOptions,
) -> Result<(), CliError> {
    /// The longest query of which it is tried what it finds without a term.
    const TRIED: usize = 8;
    /// How many terms are named without which there is something.
    const HINTS: usize = 3;
    if library.is_empty()? {
        ui.note("the library is empty");
        ui.advice("`ibid import FILE.bib` brings entries in");
        return Ok(());
    }
    ui.note(&format!("nothing found for {:?}", shortened(text)));
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        query => std::slice::from_ref(query),
    };
    if let Some(field) = spaced_field(text, parts) {
        ui.advice(&format!(
            "a field's value follows its colon without a space: `{field}:…`"
        ));
    }
    if text
        .split_whitespace()
        .any(|word| word.starts_with('*') && word.len() > 1)
    {
        ui.advice(
            "a star stands for the end of a word, as in `relativ*`, and not for its beginning",
        );
    }
    if parts.len() > TRIED {
        return Ok(());
    }
    for part in parts {
        if let Query::Term(term) = part
            && let Some(told) = about(library, term)?
        {
            ui.advice(&told);
            return Ok(());
        }
    }
    if let Query::And(parts) = query {
        let mut hints = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if hints.len() == HINTS {
                break;
            }
            let others = parts
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index);
            let without = Query::and(others.map(|(_, part)| part.clone()));
            let options = SearchOptions {
                most: 3,
                ..options.clone()
            };
            let found = library.search(&without, &options)?;
            let mut keys = Vec::new();
            for hit in &found.hits {
                keys.extend(library.hit(hit)?.map(|entry| entry.key));
            }
            if !keys.is_empty() {
                let more = if found.more { " …" } else { "" };
                hints.push(format!("without {part} there is {}{more}", keys.join(", ")));
            }
        }
        hints.iter().for_each(|hint| ui.advice(hint));
        if !hints.is_empty() {
            return Ok(());
        }
    }
    if options.exact {
        ui.advice("without --exact, similar words are found too");
    }
    Ok(())
}

/// The beginning of a query that is longer than anyone reads.
fn shortened(text: &str) -> Cow<'_, str> {
    const SHOWN: usize = 200;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// What is wrong with the value of a field, where the library shows it.
fn about(library: &Library, term: &Term) -> Result<Option<String>, CliError> {
    let finds = |query: &Query| -> Result<bool, CliError> {
        let options = SearchOptions {
            most: 1,
            exact: true,
            ..SearchOptions::default()
        };
        Ok(!library.search(query, &options)?.hits.is_empty())
    };
    let query = Query::Term(term.clone());
    let field = match (&term.test, &term.field) {
        (Test::Has(field), _) => field,
        (_, Some(field)) => field,
        _ => return Ok(None),
    };
    if finds(&query)? {
        return Ok(None);
    }
    let has = Term {
        field: Some(Field::named("has")),
        test: Test::Has(field.clone()),
    };
    let name = field.name();
    if let Field::Known(Known {
        kind: Kind::Type, ..
    }) = field
        && let Test::Words(words) = &term.test
    {
        let typed = words.text.to_lowercase();
        let near = template::types()
            .map(|known| (strsim::osa_distance(&typed, known), known))
            .min_by_key(|(distance, _)| *distance);
        return Ok(Some(match near {
            Some((distance, near)) if distance < typed.chars().count().div_ceil(2).min(3) => {
                format!("did you mean `type:{near}`?")
            }
            _ => format!("no entry is of the type `{typed}`"),
        }));
    }
    let has_name = !matches!(field, Field::Known(known) if !matches!(known.kind, Kind::Text(_) | Kind::Value(_)));
    if (has_name || matches!(term.test, Test::Has(_))) && !finds(&Query::Term(has))? {
        return Ok(Some(format!("no entry has `{name}`")));
    }
    if let Test::Words(words) = &term.test
        && words.phrase
        && words.text.contains(' ')
        && !words.text.contains(['"', '(', ')'])
    {
        let apart = format!("{name}:({})", words.text);
        if let Ok(query) = parse(&apart)
            && finds(&query)?
        {
            return Ok(Some(format!("`{apart}` finds the words apart")));
        }
    }
    // what is compared as a whole may have been meant as a beginning
    if !matches!(term.test, Test::Years(..) | Test::Days(..))
        && let Ok(begun) = parse(&format!("{query}*"))
        && finds(&begun)?
    {
        return Ok(Some(format!("`{begun}` finds what begins so")));
    }
    Ok(None)
}

/// A field's name that is followed by a colon and a space, as in `knuth title: tex`, where it was taken for a word.
fn spaced_field(text: &str, parts: &[Query]) -> Option<&'static str> {
    let is_asked = |field: &Known| {
        parts.iter().any(|part| {
            matches!(part, Query::Term(Term { field: Some(asked), .. }) if asked.name() == field.name)
        })
    };
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        if let Some(name) = word.strip_suffix(':')
            && words.peek().is_some()
            && let Some(field) = FIELDS.iter().find(|field| {
                field.name.eq_ignore_ascii_case(name)
                    || field
                        .aliases
                        .iter()
                        .any(|alias| alias.eq_ignore_ascii_case(name))
            })
            && !is_asked(field)
        {
            return Some(field.name);
        }
    }
    None
}
