//! `ibid cite`: references and citations as a reader sees them.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::path::Path;

use clap::Args as ClapArgs;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use ibid::model::Publication;
use ibid::query::{Field, Query, Term, Test, Words};
use ibid::render::{self, CitedItem, Formatted, Locator, Markup, RenderError, Renderer};
use ibid::store::{Library, StoreError};
use serde::Serialize;

use super::Run;
use crate::cli::config::Config;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::forms::cited::{self, Cited};
use crate::cli::searches;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, complete, keys};

const EXAMPLES: &str = "\
Examples:
  ibid cite knuth1984                          the reference, in APA
  ibid cite knuth1984 --style chicago-notes --in-text
  ibid cite knuth1984 --in-text --locator 'chap. 3'
  ibid cite knuth1984 lamport1986 --in-text    one citation of both
  ibid cite '[see @knuth1984, p. 33; @lamport1986]' '[@knuth1984]'
                                               two citations, as in a text
  ibid cite '@knuth1984 [p. 33]'               the author in the sentence: Knuth (1984, p. 33)
  ibid cite --query 'zahid 2017' --style ieee --format html
  ibid find tex --keys | ibid cite - --format markdown
  ibid cite knuth1984 --style journal.csl --locale de-DE
  ibid cite knuth1984 --json | jq -r '.[0].citation'

In the configuration file, `style = \"ieee\"` and `locale = \"en-GB\"` set what is used where nothing is said.";

/// The style where nobody says another.
pub(crate) const USUAL: &str = "apa";

/// Prints references, or in-text citations, in a citation style.
///
/// References come in the style's order: sorted by author in author-date styles, as asked for in numbered ones. What
/// tells citations apart (`2017a`) is settled among the entries asked for. `ibid styles` lists the styles; any
/// independent style of the Citation Style Language does as a file. With --json each entry has `key`, `reference` and
/// `citation`, in the order asked for. A set of biblatex's is cited by its members.
///
/// With --in-text, the keys make one citation: sorted, grouped and collapsed as the style wants. A citation in brackets
/// is one of its own, as Pandoc's Markdown writes it: `[see @key, pp. 3-5 and elsewhere; -@other]` has what stands
/// before and behind, a part of the work, and - where the authors are left out. `@key [p. 3]` has the authors in the
/// sentence and the rest in brackets, or in a note. Several citations are printed line by line as they follow in a
/// document, so notes become shorter when a work comes again. With --json each citation has `keys` and `citation`.
/// --each gives each key a citation of its own.
///
/// LaTeX needs no package but hyperref for the links. Letters such as ą and marks such as „ want the font encoding T1,
/// and other scripts a font that has them.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation keys, or citations in brackets; - reads them from standard input
    #[arg(value_name = "KEY", required_unless_present = "query", add = complete::keys())]
    keys: Vec<String>,
    /// Also the entries that match a query, word for word; `ibid help query` explains it
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    /// A style's name, or a .csl file
    #[arg(short, long, value_name = "STYLE", value_hint = clap::ValueHint::FilePath, add = complete::styles())]
    style: Option<String>,
    /// The language of terms, dates and quotation marks: en-GB
    #[arg(long, value_name = "LOCALE", add = complete::locales())]
    locale: Option<String>,
    /// What it is written in, DOIs and URLs as links (in LaTeX those of hyperref); else plain text, with italics on a
    /// terminal
    #[arg(short, long, value_name = "FORMAT", value_parser = markup())]
    format: Option<Markup>,
    /// Print the citations that stand in the text in place of the references
    #[arg(short, long)]
    in_text: bool,
    /// Print a citation for each key, as if it were the only one
    #[arg(short, long)]
    each: bool,
    /// What part of the work is cited: a page, or 'chap. 3'; of several, the last
    #[arg(long, value_name = "PART")]
    locator: Option<Locator>,
}

/// A citation as JSON.
#[derive(Serialize)]
struct Together {
    keys: Vec<String>,
    citation: String,
}

/// An entry as JSON.
#[derive(Serialize)]
struct Both {
    key: String,
    reference: String,
    citation: String,
}

fn markup() -> impl TypedValueParser<Value = Markup> {
    PossibleValuesParser::new(Markup::ALL.map(|(_, name)| name)).try_map(|name| {
        let found = Markup::ALL.into_iter().find(|(_, known)| *known == name);
        found.map(|(markup, _)| markup).ok_or("no such format")
    })
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        let library = context.open()?;
        let config = context.config()?;
        let style = self.style.or(config.style);
        let locale = self.locale.or(config.locale);
        let renderer = renderer(style.as_deref().unwrap_or(USUAL), locale.as_deref())?;
        let markup = self
            .format
            .unwrap_or(match ui.shows_color() && !context.json {
                true => Markup::Ansi,
                false => Markup::Text,
            });
        let arguments = keys::with_standard_input(&self.keys)?;
        let mut citations = citations(&library, &arguments)?;
        let written = citations.iter().any(|citation| citation.written);
        for citation in &citations {
            if let Some(doubt) = citation.items.iter().find_map(cited::doubt) {
                ui.note(&doubt);
            }
        }
        if self.each && written {
            return Err(
                CliError::new("--each takes keys, not citations in brackets")
                    .hint("without --each, every citation in brackets is one of its own"),
            );
        }
        let in_text = self.in_text || self.each || written || self.locator.is_some();
        // a part of a work alone changes nothing in what JSON holds
        let together = !self.each && (self.in_text || written || in_text && !context.json);
        let named = citations.iter().flat_map(|citation| &citation.items);
        let named: Vec<String> = named.map(|cited| cited.key.clone()).collect();
        let Looked {
            mut ids,
            mut of_key,
            sets,
            unknown,
        } = look_up(&library, &named)?;
        for (key, _) in sets.iter().filter(|(_, members)| members.is_empty()) {
            ui.note(&format!("{key} is a set, and none of its members is here"));
        }
        for citation in &mut citations {
            citation.items = with_members(std::mem::take(&mut citation.items), &sets);
        }
        let asked_by_key = ids.len();
        if let Some(query) = &self.query {
            let parsed = searches::read(&library, query)?;
            let found = without_sets(&library, parsed)?;
            if found.is_empty() && ids.is_empty() && unknown.is_empty() {
                return Err(CliError::not_found(format!("nothing found for {query:?}")));
            }
            let named: HashSet<i64> = ids.iter().copied().collect();
            ids.extend(found.into_iter().filter(|id| !named.contains(id)));
        }
        let mut publications: Vec<Publication> = Vec::with_capacity(ids.len());
        context.record_use(&library, &ids)?;
        library.publications(ids, |publication| {
            publications.push(publication);
            Ok::<_, StoreError>(())
        })?;
        let formatted = renderer.publications(&publications);
        let mut named = citations.iter().flat_map(|citation| &citation.items);
        if (self.locator.is_some() || named.any(|cited| cited.locator.is_some()))
            && !renderer.shows_locators()
        {
            ui.note("the style shows no pages or other parts of works in citations");
        }
        if together {
            if publications.len() > asked_by_key {
                for (index, publication) in publications.iter().enumerate().skip(asked_by_key) {
                    of_key.entry(publication.key.clone()).or_insert(index);
                }
                let found = publications[asked_by_key..].iter();
                let found = found.map(|publication| Cited {
                    key: publication.key.clone(),
                    ..Cited::default()
                });
                match citations.last_mut() {
                    Some(last) if !last.written => last.items.extend(found),
                    _ => citations.push(Citation {
                        items: found.collect(),
                        written: false,
                    }),
                }
            }
            if let (Some(locator), Some(last)) = (
                self.locator,
                citations
                    .last_mut()
                    .and_then(|citation| citation.items.last_mut()),
            ) {
                if last.locator.is_some() {
                    let message = format!(
                        "the citation of {} says itself what part is cited",
                        last.key
                    );
                    return Err(CliError::new(message).hint("leave --locator out"));
                }
                last.locator = Some(locator);
            }
            let number = |key: &str| of_key.get(key).copied();
            let items: Vec<Vec<CitedItem>> = citations
                .into_iter()
                .map(|citation| {
                    citation
                        .items
                        .into_iter()
                        .filter_map(|cited| item(cited, &number))
                        .collect()
                })
                .filter(|items: &Vec<CitedItem>| !items.is_empty())
                .collect();
            let texts = formatted.cited(&items, markup);
            let lost: Vec<&str> = lost(&formatted, &items, &texts)
                .into_iter()
                .map(|index| publications[index].key.as_str())
                .collect();
            let keys = |items: &[CitedItem]| -> Vec<String> {
                items
                    .iter()
                    .map(|item| publications[item.index].key.clone())
                    .collect()
            };
            let texts = items.iter().map(|items| keys(items)).zip(texts);
            if context.json {
                let together: Vec<Together> = texts
                    .map(|(keys, citation)| Together { keys, citation })
                    .collect();
                ui.json(&together)?;
            } else {
                print(
                    ui,
                    markup,
                    false,
                    texts.map(|(keys, text)| (keys.join(", "), text)),
                )?;
            }
            if !lost.is_empty() {
                ui.finish()?;
                ui.note(&format!("the style shows nothing of {}", lost.join(", ")));
            }
        } else if context.json {
            let mut references = formatted.bibliography(markup);
            references.sort_by_key(|reference| reference.index);
            let citations = formatted.citations(self.locator.as_ref(), markup);
            let cited: Vec<Both> = references
                .into_iter()
                .zip(citations)
                .map(|(reference, citation)| Both {
                    key: reference.key,
                    reference: reference.text,
                    citation: citation.text,
                })
                .collect();
            ui.json(&cited)?;
        } else if in_text {
            let citations = formatted.citations(self.locator.as_ref(), markup);
            let texts = citations
                .into_iter()
                .map(|citation| (citation.key, citation.text));
            print(ui, markup, false, texts)?;
        } else {
            let references = formatted.bibliography(markup);
            let texts = references
                .into_iter()
                .map(|reference| (reference.key, reference.text));
            print(ui, markup, true, texts)?;
        }
        match keys::unknown_error(&library, &unknown)? {
            Some(error) => Err(error),
            None => Ok(Outcome::Done),
        }
    }
}

const WRITTEN: &str =
    "a citation is written as [@key], [see @key, p. 3; @other], [-@key] or @key [p. 3]";

/// What is cited together.
struct Citation {
    items: Vec<Cited>,
    /// Whether it was written in brackets.
    written: bool,
}

/// The citations that arguments are: bare keys side by side make one.
fn citations(library: &Library, arguments: &[String]) -> Result<Vec<Citation>, CliError> {
    let mut out: Vec<Citation> = Vec::new();
    for argument in arguments {
        // a key may look like a citation
        if cited::is_citation(argument) && library.entry(argument)?.is_none() {
            let items = cited::read(argument).map_err(|fault| {
                CliError::new(format!("the citation {argument}: {fault}")).hint(WRITTEN)
            })?;
            out.push(Citation {
                items,
                written: true,
            });
            continue;
        }
        if argument.starts_with('@') && library.entry(argument)?.is_none() {
            let message = format!("{argument:?} is neither a key nor a citation");
            return Err(CliError::new(message).hint(WRITTEN));
        }
        let bare = Cited {
            key: argument.clone(),
            ..Cited::default()
        };
        match out.last_mut() {
            Some(last) if !last.written => last.items.push(bare),
            _ => out.push(Citation {
                items: vec![bare],
                written: false,
            }),
        }
    }
    Ok(out)
}

/// The entries that keys name.
struct Looked {
    /// Each once, in the order of their keys.
    ids: Vec<i64>,
    /// Which of these each key names.
    of_key: HashMap<String, usize>,
    /// The members of biblatex's sets: they are what is cited.
    sets: BTreeMap<String, Vec<String>>,
    unknown: Vec<String>,
}

fn look_up(library: &Library, named: &[String]) -> Result<Looked, CliError> {
    let mut looked = Looked {
        ids: Vec::new(),
        of_key: HashMap::new(),
        sets: BTreeMap::new(),
        unknown: Vec::new(),
    };
    let mut numbers: HashMap<i64, usize> = HashMap::new();
    let mut named: VecDeque<String> = named.iter().cloned().collect();
    while let Some(key) = named.pop_front() {
        let key = &key;
        if looked.of_key.contains_key(key) || looked.sets.contains_key(key) {
            continue;
        }
        let Some(entry) = library.entry(key)? else {
            if !looked.unknown.contains(key) {
                looked.unknown.push(key.clone());
            }
            continue;
        };
        if entry.entry_type == SET {
            let mut members = Vec::new();
            for member in library.set_members(entry.id)? {
                // a set is no member of another
                if library
                    .entry(&member)?
                    .is_some_and(|entry| entry.entry_type != SET)
                {
                    members.push(member);
                }
            }
            members
                .iter()
                .rev()
                .for_each(|member| named.push_front(member.clone()));
            looked.sets.insert(key.clone(), members);
            continue;
        }
        let number = *numbers.entry(entry.id).or_insert_with(|| {
            looked.ids.push(entry.id);
            looked.ids.len() - 1
        });
        looked.of_key.insert(key.clone(), number);
    }
    Ok(looked)
}

/// The entry type of biblatex's sets.
const SET: &str = "set";

/// The members of sets in their place: what stands before a set stands before the first of them, what stands behind it
/// behind the last.
fn with_members(items: Vec<Cited>, sets: &BTreeMap<String, Vec<String>>) -> Vec<Cited> {
    let mut out = Vec::with_capacity(items.len());
    for cited in items {
        let Some(members) = sets.get(&cited.key) else {
            out.push(cited);
            continue;
        };
        let start = out.len();
        out.extend(members.iter().map(|member| Cited {
            key: member.clone(),
            without_author: cited.without_author,
            in_sentence: cited.in_sentence,
            ..Cited::default()
        }));
        if let Some(first) = out.get_mut(start) {
            first.prefix = cited.prefix;
        }
        if let Some(last) = out[start..].last_mut() {
            last.suffix = cited.suffix;
            last.locator = cited.locator;
        }
    }
    out
}

/// What a query finds, the members of sets in their place.
fn without_sets(library: &Library, query: Query) -> Result<Vec<i64>, CliError> {
    let mut found = library.search_all(&query)?;
    let sets = Query::Term(Term {
        field: Some(Field::named("type")),
        test: Test::Words(Words::word(SET)),
    });
    let sets = library.search_all(&Query::and([query, sets]))?;
    for id in &sets {
        for member in library.set_members(*id)? {
            found.extend(library.entry(&member)?.map(|entry| entry.id));
        }
    }
    let mut seen: HashSet<i64> = sets.into_iter().collect();
    found.retain(|id| seen.insert(*id));
    Ok(found)
}

fn item(cited: Cited, number: &impl Fn(&str) -> Option<usize>) -> Option<CitedItem> {
    Some(CitedItem {
        index: number(&cited.key)?,
        locator: cited.locator,
        prefix: cited.prefix,
        suffix: cited.suffix,
        without_author: cited.without_author,
        in_sentence: cited.in_sentence,
    })
}

/// Which of the works are not to be seen in a citation that shows others.
fn lost(formatted: &Formatted<'_>, citations: &[Vec<CitedItem>], texts: &[String]) -> Vec<usize> {
    let of_several = citations.iter().zip(texts);
    let of_several = of_several.filter(|(items, text)| items.len() > 1 && !text.is_empty());
    let mut named: Vec<usize> = of_several
        .flat_map(|(items, _)| items.iter().map(|item| item.index))
        .collect();
    if named.is_empty() {
        return named;
    }
    let alone = formatted.citations(None, Markup::Text);
    named.sort_unstable();
    named.dedup();
    named.retain(|index| alone[*index].text.is_empty());
    named
}

/// Prints texts: references as paragraphs, citations as lines.
fn print(
    ui: &mut Ui,
    markup: Markup,
    paragraphs: bool,
    texts: impl Iterator<Item = (String, String)>,
) -> Result<(), CliError> {
    let mut empty = Vec::new();
    let mut first = true;
    if markup == Markup::Rtf {
        ui.line("{\\rtf1\\ansi\\uc1")?;
    }
    for (key, text) in texts {
        if text.is_empty() {
            empty.push(key);
            continue;
        }
        match markup {
            Markup::Markdown | Markup::Latex | Markup::Typst if paragraphs && !first => {
                ui.line("")?;
                ui.line(&text)?;
            }
            Markup::Html if paragraphs => ui.line(&format!("<p>{text}</p>"))?,
            Markup::Rtf => ui.line(&format!("{text}\\par"))?,
            _ => ui.line(&text)?,
        }
        first = false;
    }
    if markup == Markup::Rtf {
        ui.line("}")?;
    }
    if !empty.is_empty() {
        ui.finish()?;
        ui.note(&format!("the style shows nothing of {}", empty.join(", ")));
    }
    Ok(())
}

/// The renderer for the style and the language that are configured.
pub(in crate::cli) fn configured(config: &Config) -> Result<Renderer, CliError> {
    renderer(
        config.style.as_deref().unwrap_or(USUAL),
        config.locale.as_deref(),
    )
}

/// The renderer for a style by name or file.
pub(crate) fn renderer(style: &str, locale: Option<&str>) -> Result<Renderer, CliError> {
    let is_file = style.contains(std::path::MAIN_SEPARATOR) && !style.contains("://")
        || Path::new(style)
            .extension()
            .is_some_and(|extension| extension == "csl");
    if !is_file {
        return Renderer::new(style, locale).map_err(failure);
    }
    let path = Path::new(style);
    let csl = match std::fs::read_to_string(path) {
        Ok(csl) => csl,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // the bundled ones go by their files' names too
            if let Ok(renderer) = Renderer::new(style, locale) {
                return Ok(renderer);
            }
            return Err(CliError::file(path, error)
                .hint("`ibid styles` lists the styles that need no file"));
        }
        Err(error) => return Err(CliError::file(path, error)),
    };
    Renderer::from_csl(&csl, locale).map_err(|error| match error {
        RenderError::Style(fault) => CliError::new(format!(
            "{}:{}: {}",
            path.display(),
            fault.line,
            fault.message
        ))
        .hint("a style is an independent style of the Citation Style Language; `ibid styles` lists those that need no file"),
        other => failure(other),
    })
}

fn failure(error: RenderError) -> CliError {
    let hint = match &error {
        RenderError::UnknownStyle { near, .. } if !near.is_empty() => format!(
            "did you mean {}? `ibid styles` lists all, and --style takes a .csl file",
            near.join(" or ")
        ),
        RenderError::UnknownStyle { .. } => {
            "`ibid styles` lists the styles; --style also takes a .csl file".to_owned()
        }
        RenderError::UnknownLocale(_) => {
            let tags: Vec<&str> = render::locales().collect();
            format!("there are {}", tags.join(", "))
        }
        RenderError::Style(_) => return CliError::new(error.to_string()),
    };
    CliError::new(error.to_string()).hint(hint)
}
