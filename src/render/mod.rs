//! Formatted references and citations in any CSL style (Citation Style Language 1.0.2).
//!
//! A [`Renderer`] is a style in a language; it takes publications and gives what a reader sees, in the language of the
//! page it goes to ([`Markup`]). Nothing in a record can be markup, and what CSL leaves to the processor is done here:
//! punctuation that meets, quotation marks, English title case, ranges of pages, names and letters that tell citations
//! apart.
//!
//! ```
//! use ibid::model::{Contribution, Name, Publication, Role};
//! use ibid::render::{Markup, Renderer};
//!
//! let name = Name { family: "Zahid".into(), given: "Farhan".into(), ..Name::default() };
//! let publication = Publication {
//!     key: "zahid2017".into(),
//!     entry_type: "book".into(),
//!     title: Some("IS footprint".into()),
//!     publisher: Some("Press".into()),
//!     date: Some("2017".into()),
//!     contributions: vec![Contribution { role: Role::Author, name: Some(name) }],
//!     ..Publication::default()
//! };
//! let apa = Renderer::new("apa", None)?;
//! let [reference] = &apa.bibliography(&[publication], Markup::Markdown)[..] else { panic!() };
//! assert_eq!(reference.text, "Zahid, F. (2017). *IS footprint*. Press.");
//! # Ok::<(), ibid::render::RenderError>(())
//! ```

mod bundled;
mod cluster;
mod dates;
mod disambiguate;
mod eval;
mod genres;
mod label;
mod latex;
mod locale;
mod locator;
mod markup;
mod names;
mod number;
mod rich;
mod sort;
mod style;
#[cfg(test)]
mod tests;
mod text;
mod xml;

use std::cell::RefCell;

pub use bundled::{Bundled, STYLES, StyleKind};
pub use cluster::CitedItem;
pub use locator::{Locator, LocatorError};
pub use markup::Markup;
pub use rich::Target;

use crate::formats::csl::{self, Item, Member};
use crate::model::{Identifier, Publication, Scheme, url};
use disambiguate::{Cite, GivenNames};
use eval::{Mode, Scope, State};
use locale::Locale;
use markup::Links;
use rich::{Part, Rich, plain};
use style::{Layout, NameOptions, Style};

/// What is wrong with a style or a locale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct StyleError {
    /// Where, from 1.
    pub line: usize,
    /// What.
    pub message: String,
}

/// Why there is no renderer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// No style is called so.
    #[error("there is no style {name:?}")]
    UnknownStyle {
        /// What was asked for.
        name: String,
        /// What may have been meant, the nearest first.
        near: Vec<&'static str>,
    },
    /// There is no such language among the locales.
    #[error("there is no locale {0:?}")]
    UnknownLocale(String),
    /// A style that cannot be used.
    #[error(transparent)]
    Style(#[from] StyleError),
}

/// A style in a language.
#[derive(Debug)]
pub struct Renderer {
    style: Style,
    locale: Locale,
    /// Whether the style says itself where the letter after the year goes.
    places_suffix: bool,
    has_condition: bool,
    shows_locators: bool,
}

/// An entry of a bibliography.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The citation key.
    pub key: String,
    /// Which of the publications it is, from 0.
    pub index: usize,
    /// What a reader sees; empty where the style shows nothing of the publication.
    pub text: String,
}

/// A citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The citation key.
    pub key: String,
    /// What a reader sees.
    pub text: String,
}

/// Variables of people who stand in the place of editors.
const LIKE_EDITORS: [&str; 2] = ["compiler", "editorial-director"];

/// How many items are worth a second thread.
const MANY: usize = 200;

impl Renderer {
    /// The bundled style called `style`, by name or identifier, in the language `locale`, else in the style's own or
    /// American English.
    ///
    /// # Errors
    /// If there is no such style or locale.
    pub fn new(style: &str, locale: Option<&str>) -> Result<Self, RenderError> {
        let wanted = style.trim().trim_end_matches(".csl");
        let wanted = wanted
            .strip_prefix("http://www.zotero.org/styles/")
            .unwrap_or(wanted);
        let found = STYLES.iter().find(|bundled| {
            bundled.name.eq_ignore_ascii_case(wanted) || bundled.id.eq_ignore_ascii_case(wanted)
        });
        match found {
            Some(bundled) => Self::from_csl(bundled.text, locale),
            None => Err(RenderError::UnknownStyle {
                name: style.to_owned(),
                near: near(wanted),
            }),
        }
    }

    /// The style whose text is `csl`, an independent style of CSL 1.0.
    ///
    /// # Errors
    /// Says what is wrong with it and on which line; or if there is no such locale.
    pub fn from_csl(csl: &str, locale: Option<&str>) -> Result<Self, RenderError> {
        let style = style::parse(csl)?;
        let tag = locale
            .or(style.default_locale.as_deref())
            .unwrap_or("en-US");
        let files = locale_files(tag).ok_or_else(|| RenderError::UnknownLocale(tag.to_owned()))?;
        let texts: Vec<&str> = files.iter().map(|(_, text)| *text).collect();
        let tag = if tag.contains('-') { tag } else { files[0].0 };
        let locale = Locale::new(tag, &texts, &style.overrides)?;
        Ok(Self {
            // not the value of `collapse`
            places_suffix: csl.contains("variable=\"year-suffix\""),
            has_condition: csl.contains("disambiguate=\"true\""),
            shows_locators: csl.contains("variable=\"locator\"")
                || csl.contains("variable=\"locator "),
            style,
            locale,
        })
    }

    /// The style's title.
    pub fn title(&self) -> &str {
        &self.style.title
    }

    /// Whether the style cites in notes.
    pub fn cites_in_notes(&self) -> bool {
        self.style.note
    }

    /// Whether citations of the style show what part of a work is meant.
    pub fn shows_locators(&self) -> bool {
        self.shows_locators
    }

    /// The references of `publications` in the order of the style, or as given where it has none.
    pub fn bibliography(&self, publications: &[Publication], markup: Markup) -> Vec<Reference> {
        self.publications(publications).bibliography(markup)
    }

    /// The citations of `publications`, each alone, in the order given; as they read where all of these are cited.
    pub fn citations(
        &self,
        publications: &[Publication],
        locator: Option<&Locator>,
        markup: Markup,
    ) -> Vec<Citation> {
        self.formatted(items(publications))
            .citations(locator, markup)
    }

    /// Settles how the publications are sorted, numbered and told apart.
    pub fn publications(&self, publications: &[Publication]) -> Formatted<'_> {
        self.formatted(items(publications))
    }

    /// The references as HTML for a list that is looked through rather than cited from: in the order given, each
    /// complete in itself, without what serves citations (numbers, labels, letters after years). `link` gives the URL
    /// that a part of a publication leads to, by the publication's place and what the CSL variable holds; the title
    /// has the class `title`, linked or not.
    pub fn listing(
        &self,
        publications: &[Publication],
        link: impl Fn(usize, Target, &str) -> Option<String> + Sync,
    ) -> Vec<Reference> {
        let in_quote = self.locale.punctuation_in_quote();
        let (cite, given) = (Cite::default(), GivenNames::default());
        in_parallel(publications.len(), |index| {
            let mut item = csl::item(&publications[index]).0;
            self.prepare(&mut item);
            let rich = rich::settle(self.reference(&item, &cite, &given), in_quote);
            let rich = rich::without_open_end(rich);
            let url = |target: Target| {
                let held = item.text(target.variable()).unwrap_or_default();
                link(index, target, held)
            };
            let links = Links {
                url: &url,
                title: true,
            };
            Reference {
                text: markup::linked(&rich, Markup::Html, &links),
                key: item.id,
                index,
            }
        })
    }

    /// Takes particles out of the names that have them within, and says in the language of the page what a work is.
    fn prepare(&self, item: &mut Item) {
        for (_, member) in &mut item.members {
            if let Member::Names(names) = member {
                names.names.iter_mut().for_each(names::take_particles);
            }
        }
        // the author of the whole book, where that is not the author anyway
        if item.get("container-author").is_some()
            && item.get("container-author") == item.get("author")
        {
            item.members.retain(|(name, _)| name != "container-author");
        }
        genres::localize(item, &self.locale);
        with_part(item);
        self.name_editors(item);
        self.place_number(item);
    }

    /// Makes editors of those who did the work of editors by another name that the style does not show.
    fn name_editors(&self, item: &mut Item) {
        if item.get("editor").is_some() {
            return;
        }
        let unseen = LIKE_EDITORS
            .iter()
            .find(|variable| item.get(variable).is_some() && !self.shows(item, variable));
        if let Some(variable) = unseen {
            rename(item, variable, "editor");
        }
    }

    /// Puts the number of an article or of a preprint where the style shows it.
    fn place_number(&self, item: &mut Item) {
        let elsewhere = match item.kind.as_str() {
            "article" => as_article(item).filter(|_| !self.leads_to_number(item)),
            kind if kind.starts_with("article-") => {
                number_as_page(item).filter(|_| !self.shows(item, "number"))
            }
            _ => None,
        };
        if let Some(elsewhere) = elsewhere {
            *item = elsewhere;
        }
    }

    /// Whether the number of a preprint is anywhere in its reference, an address included.
    fn leads_to_number(&self, item: &Item) -> bool {
        let number = item.text("number").unwrap_or_default();
        let number = number.split_once(':').map_or(number, |(_, after)| after);
        self.reference_text(item).contains(number)
    }

    /// Whether the reference is another one without the variable: what it holds may also be a part of the DOI.
    fn shows(&self, item: &Item, variable: &str) -> bool {
        let mut without = item.clone();
        without.members.retain(|(name, _)| name != variable);
        self.reference_text(&without) != self.reference_text(item)
    }

    /// The text of an item's reference, as if it were the only one.
    fn reference_text(&self, item: &Item) -> String {
        rich::to_text(&self.reference(item, &Cite::default(), &GivenNames::default()))
    }

    /// An item's reference.
    fn reference(&self, item: &Item, cite: &Cite, given: &GivenNames) -> Rich {
        let layout = self.layout();
        let scope = Scope {
            mode: Mode::Bibliography,
            ..self.scope(layout, &layout.options, item, cite, given)
        };
        scope.decorate(scope.layout(), &layout.format)
    }

    /// Settles how the items are sorted, numbered and told apart.
    pub fn formatted(&self, mut items: Vec<Item>) -> Formatted<'_> {
        items.iter_mut().for_each(|item| self.prepare(item));
        let mut cites: Vec<Cite> = (1..=items.len())
            .map(|number| Cite {
                number,
                ..Cite::default()
            })
            .collect();
        let given = GivenNames::of(&items, &self.style.citation, self.style.demote);
        let mut order: Vec<usize> = (0..items.len()).collect();
        let layout = self.layout();
        if !layout.sort.is_empty() {
            let keys = in_parallel(items.len(), |index| {
                sort::keys(&layout.sort, |key| Scope {
                    mode: Mode::Sort,
                    ..self.scope(layout, &key.options, &items[index], &cites[index], &given)
                })
            });
            order.sort_by(|a, b| sort::compare(&layout.sort, &keys[*a], &keys[*b]));
            for (place, index) in order.iter().enumerate() {
                cites[*index].number = place + 1;
            }
        }
        let citation = &self.style.citation;
        let render = |index: usize, cite: &Cite| {
            let scope = self.scope(citation, &citation.options, &items[index], cite, &given);
            rich::to_text(&scope.layout())
        };
        let snapshot = cites.clone();
        let first = in_parallel(items.len(), |index| render(index, &snapshot[index]));
        let known = |index: usize, cite: &Cite| {
            if *cite == snapshot[index] {
                first[index].clone()
            } else {
                render(index, cite)
            }
        };
        disambiguate::disambiguate(
            &items,
            citation,
            self.has_condition,
            &mut cites,
            &order,
            &known,
        );
        Formatted {
            renderer: self,
            items,
            cites,
            given,
            order,
        }
    }

    /// What a reference is laid out by: that of citations where the style has no bibliography.
    fn layout(&self) -> &Layout {
        self.style
            .bibliography
            .as_ref()
            .unwrap_or(&self.style.citation)
    }

    fn scope<'a>(
        &'a self,
        layout: &'a Layout,
        options: &NameOptions,
        item: &'a Item,
        cite: &'a Cite,
        given: &'a GivenNames,
    ) -> Scope<'a> {
        Scope {
            style: &self.style,
            locale: &self.locale,
            layout,
            options: options.within(&layout.options),
            item,
            cite,
            given,
            places_suffix: self.places_suffix,
            mode: Mode::Citation,
            state: RefCell::new(State::default()),
        }
    }
}

/// Items of which it is settled how they are sorted, numbered and told apart.
#[derive(Debug)]
pub struct Formatted<'r> {
    renderer: &'r Renderer,
    items: Vec<Item>,
    cites: Vec<Cite>,
    given: GivenNames,
    order: Vec<usize>,
}

impl Formatted<'_> {
    /// The references, in the order of the style.
    pub fn bibliography(&self, markup: Markup) -> Vec<Reference> {
        let mut entries = in_parallel(self.order.len(), |place| {
            let index = self.order[place];
            let (item, cite) = (&self.items[index], &self.cites[index]);
            self.renderer.reference(item, cite, &self.given)
        });
        if let Some(substitute) = &self.renderer.layout().substitute {
            replace_repeated(&mut entries, substitute);
        }
        let in_quote = self.renderer.locale.punctuation_in_quote();
        let text = |rich, item| {
            let rich = rich::without_open_end(rich::settle(rich, in_quote));
            let links = Links {
                url: &|target| reached(item, target),
                title: false,
            };
            markup::linked(&rich, markup, &links)
        };
        entries
            .into_iter()
            .zip(&self.order)
            .map(|(rich, index)| Reference {
                key: self.items[*index].id.clone(),
                index: *index,
                text: text(rich, &self.items[*index]),
            })
            .collect()
    }

    /// The citations, each alone, in the order of the items.
    pub fn citations(&self, locator: Option<&Locator>, markup: Markup) -> Vec<Citation> {
        let renderer = self.renderer;
        let layout = &renderer.style.citation;
        let in_quote = renderer.locale.punctuation_in_quote();
        in_parallel(self.items.len(), |index| {
            let mut cite = self.cites[index].clone();
            cite.locator = locator.map(|locator| locator.in_language(&renderer.locale));
            let item = &self.items[index];
            let scope = renderer.scope(layout, &layout.options, item, &cite, &self.given);
            let rich = scope.decorate(scope.layout(), &layout.format);
            Citation {
                key: item.id.clone(),
                text: markup::write(&rich::settle(rich, in_quote), markup),
            }
        })
    }
}

/// The URL that a part of a reference leads to.
fn reached(item: &Item, target: Target) -> Option<String> {
    let held = item.text(target.variable())?;
    let scheme = match target {
        Target::Title => return None,
        Target::Url => return url::web(held),
        Target::Doi => Scheme::Doi,
        Target::Pmid => Scheme::Pmid,
        Target::Pmcid => Scheme::Pmcid,
    };
    Some(Identifier::parse(scheme, held).ok()?.url())
}

/// An article for a style that knows pages and no numbers of articles.
fn number_as_page(item: &Item) -> Option<Item> {
    if item.get("number").is_none() || item.get("page").is_some() {
        return None;
    }
    let mut item = item.clone();
    rename(&mut item, "number", "page");
    Some(item)
}

/// Gives what one variable holds to another, which has nothing.
fn rename(item: &mut Item, from: &str, to: &str) {
    for (variable, _) in &mut item.members {
        if variable == from {
            to.clone_into(variable);
        }
    }
}

/// A preprint for a style that shows nothing of where preprints are: an article of its archive.
fn as_article(item: &Item) -> Option<Item> {
    let number = item.text("number")?;
    let archive = item.text("publisher").unwrap_or_default();
    if !number.starts_with(archive) || item.get("container-title").is_some() {
        return None;
    }
    let journal = format!("{archive} preprint {number}");
    let mut item = item.clone();
    item.kind = "article-journal".to_owned();
    item.members
        .push(("container-title".to_owned(), Member::Text(journal)));
    Some(item)
}

fn items(publications: &[Publication]) -> Vec<Item> {
    publications
        .iter()
        .map(|publication| csl::item(publication).0)
        .collect()
}

/// The dash in place of the names that the entry before begins with as well.
fn replace_repeated(entries: &mut [Rich], substitute: &str) {
    let lead = |rich: &Rich| {
        let pieces = rich.iter().filter(|piece| piece.part == Part::Lead);
        pieces.map(|piece| piece.text.as_str()).collect::<String>()
    };
    let mut before = String::new();
    for rich in entries {
        let names = lead(rich);
        if !names.is_empty() && names == before {
            let first = rich.iter().position(|piece| piece.part == Part::Lead);
            rich.retain(|piece| piece.part != Part::Lead);
            rich.insert(first.unwrap_or(0), plain(substitute));
        }
        before = names;
    }
}

/// `make` of each number below `count`, in order; on several threads where there are many.
fn in_parallel<T: Send>(count: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    if count < MANY || threads < 2 {
        return (0..count).map(make).collect();
    }
    let size = count.div_ceil(threads);
    let make = &make;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..count)
            .step_by(size)
            .map(|start| {
                scope.spawn(move || {
                    let end = count.min(start + size);
                    (start..end).map(make).collect::<Vec<T>>()
                })
            })
            .collect();
        let mut out = Vec::with_capacity(count);
        for worker in workers {
            match worker.join() {
                Ok(part) => out.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        out
    })
}

/// The files for a language, the nearest first, American English last.
fn locale_files(tag: &str) -> Option<Vec<(&'static str, &'static str)>> {
    let all = bundled::LOCALES;
    let exact = all
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(tag));
    let language = tag.split(['-', '_']).next().unwrap_or(tag);
    let main = all.iter().find(|(known, _)| {
        let known = known.split('-').next().unwrap_or(known);
        known.eq_ignore_ascii_case(language)
    });
    let first = exact.or(main)?;
    let mut files = vec![*first];
    let english = all.iter().find(|(known, _)| *known == "en-US");
    for file in main.into_iter().chain(english) {
        if files.iter().all(|(known, _)| *known != file.0) {
            files.push(*file);
        }
    }
    Some(files)
}

/// The tags of the languages there are.
pub fn locales() -> impl Iterator<Item = &'static str> {
    bundled::LOCALES.iter().map(|(tag, _)| *tag)
}

/// The names of styles that are spelt like `wanted`, at most three.
fn near(wanted: &str) -> Vec<&'static str> {
    let wanted = wanted.to_lowercase();
    let mut found: Vec<(f64, &'static str)> = STYLES
        .iter()
        .map(|bundled| {
            let likeness = strsim::jaro_winkler(&wanted, bundled.name)
                .max(strsim::jaro_winkler(&wanted, bundled.id));
            let title = bundled.title.to_lowercase();
            let within = wanted.len() > 2 && title.contains(&wanted);
            (if within { 1.0 } else { likeness }, bundled.name)
        })
        .filter(|(likeness, _)| *likeness > 0.75)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, name)| name).take(3).collect()
}

/// Volume and part as biblatex prints them, `7.2`: no style here knows parts, without which it is another book.
fn with_part(item: &mut Item) {
    let Some(part) = item.text("part-number").map(str::to_owned) else {
        return;
    };
    for (variable, member) in &mut item.members {
        if variable == "volume"
            && let Member::Text(volume) = member
        {
            volume.push('.');
            volume.push_str(&part);
        }
    }
}
