//! A web page of one file: references in a CSL style by year or type, with a filter, links, and each entry's BibTeX to
//! copy.
//!
//! A reference stands without the style's number, since the page has an order of its own and a filter; its title and
//! the URLs in it are links. The page loads nothing, needs no server and no script to be read, and says so to the browser: its content security
//! policy allows the script below and nothing else, so that no record can bring one in. Every text goes through
//! [`escape()`] or is written by [`crate::render`], every link is `http` or `https`.

mod bibtex;
mod escape;
mod item;
mod links;

use std::io::{self, Write};

use crate::model::{Publication, Scheme};
use crate::render::{Renderer, Target};

pub use escape::escape;

use super::bibliography::nothing_shown;
use super::loss::Loss;
use super::{Format, FormatError, Item, Options, Output, Writer};
use links::Link;

pub(super) const FORMAT: Format = Format {
    name: "html-page",
    title: "Web page",
    extensions: &["html", "htm"],
    by_extension: false,
    purpose: "references in the style of `--style`, by year or type, with a filter, links and BibTeX to copy",
    media_type: "text/html",
    several: true,
    mapping: None,
    output: Output::Bibliography(open),
};

fn open(renderer: Renderer, options: &Options<'_>) -> Result<Box<dyn Writer>, FormatError> {
    let usual = PageOptions::default();
    let group = match options.group {
        None | Some("year") => Group::Year,
        Some("type") => Group::Type,
        Some(other) => {
            return Err(FormatError {
                message: format!("a page is not grouped by {other:?}"),
                hint: Some("`year` and `type` are possible".to_owned()),
            });
        }
    };
    let options = PageOptions {
        title: options.title.map_or(usual.title, str::to_owned),
        language: options.locale.map_or(usual.language, str::to_owned),
        group,
        files: options.files,
    };
    Ok(Box::new(Page::new(renderer, options)))
}

impl Writer for Page {
    fn write(
        &mut self,
        item: Item<'_>,
        _: &mut dyn Write,
        _: &mut dyn FnMut(Loss),
    ) -> io::Result<()> {
        let bibtex = bibtex::alone(item);
        self.add(item.publication.clone(), bibtex);
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()> {
        self.print(out, lost)
    }
}

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Of `page.js`; a test says what it should be.
const SCRIPT_HASH: &str = "sha256-VnWsIYpgTKHYq8l1lemFJM17qsEva75u1j24AoCe90E=";

/// What a person may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOptions {
    /// The heading, which is the page's title, too.
    pub title: String,
    /// The page's language, a BCP 47 tag: `en`.
    pub language: String,
    /// What the entries are grouped by at first.
    pub group: Group,
    /// Whether attached files are linked: those whose path is relative, and so may be beside the page, and URLs.
    pub files: bool,
}

impl Default for PageOptions {
    fn default() -> Self {
        Self {
            title: "Publications".to_owned(),
            language: "en".to_owned(),
            group: Group::Year,
            files: false,
        }
    }
}

/// How the entries are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Group {
    /// The newest first.
    #[default]
    Year,
    /// Articles, papers, books, and so on.
    Type,
}

/// A page that is being made.
#[derive(Debug)]
pub struct Page {
    renderer: Renderer,
    options: PageOptions,
    publications: Vec<Publication>,
    /// The entry of each, to be copied.
    bibtex: Vec<String>,
}

impl Page {
    /// An empty page, whose references this style and language make.
    pub fn new(renderer: Renderer, options: PageOptions) -> Self {
        Self {
            renderer,
            options,
            publications: Vec::new(),
            bibtex: Vec::new(),
        }
    }

    /// Puts a publication on it. `bibtex` is its entry as it is to be copied.
    pub fn add(&mut self, publication: Publication, bibtex: String) {
        self.publications.push(publication);
        self.bibtex.push(bibtex);
    }

    /// Writes it; gives `lost` the publications of which the style shows nothing, which stand there by their titles.
    ///
    /// # Errors
    /// The output's.
    pub fn print(&self, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()> {
        let files = self.options.files;
        let all = &self.publications;
        let links: Vec<Vec<Link>> = all.iter().map(|one| links::of(one, files)).collect();
        let references = self
            .renderer
            .listing(all, |index, target, text| match target {
                Target::Title => links[index].first().map(|link| link.url.clone()),
                Target::Url => links::web(text),
                Target::Doi => links::identified(&all[index], Scheme::Doi),
                Target::Pmid => links::identified(&all[index], Scheme::Pmid),
                Target::Pmcid => links::identified(&all[index], Scheme::Pmcid),
            });
        let mut items = Vec::with_capacity(all.len());
        for ((reference, links), bibtex) in references.iter().zip(&links).zip(&self.bibtex) {
            let publication = &all[reference.index];
            if reference.text.is_empty() {
                lost(nothing_shown(&publication.key));
            }
            items.push(item::Item::new(publication, &reference.text, links, bibtex));
        }
        items.sort_by(|one, other| one.order.cmp(&other.order));
        let sorted = Sorted {
            options: &self.options,
            items,
        };
        let mut rest = TEMPLATE;
        while let Some((before, after)) = rest.split_once("{{") {
            out.write_all(before.as_bytes())?;
            let (name, after) = after.split_once("}}").unwrap_or((after, ""));
            sorted.place(name, out)?;
            rest = after;
        }
        out.write_all(rest.as_bytes())
    }
}

/// What stands on a page, in order.
struct Sorted<'p> {
    options: &'p PageOptions,
    items: Vec<item::Item>,
}

impl Sorted<'_> {
    /// Writes what the template calls `name`.
    fn place(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        let checked = |group| {
            if self.options.group == group {
                " checked"
            } else {
                ""
            }
        };
        match name {
            "title" => write!(out, "{}", escape(&self.options.title)),
            "language" => write!(out, "{}", escape(&self.options.language)),
            "hash" => write!(out, "{SCRIPT_HASH}"),
            "style" => write!(out, "{STYLE}"),
            "script" => write!(out, "{SCRIPT}"),
            "by-year" => write!(out, "{}", checked(Group::Year)),
            "by-type" => write!(out, "{}", checked(Group::Type)),
            "types" => write!(out, "{}", escape(&item::TYPES.join("|"))),
            "count" => match self.items.len() {
                1 => write!(out, "1 publication"),
                count => write!(out, "{} publications", grouped(count)),
            },
            "main" => self.groups(out),
            _ => Ok(()),
        }
    }

    fn groups(&self, out: &mut dyn Write) -> io::Result<()> {
        // a number that is small for every name: where it comes first in the order
        let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
        match self.options.group {
            Group::Year => {
                for (number, item) in self.items.iter().enumerate() {
                    match groups.last_mut() {
                        Some((name, members)) if *name == item.year => members.push(number),
                        _ => groups.push((&item.year, vec![number])),
                    }
                }
            }
            Group::Type => {
                groups = item::TYPES.iter().map(|name| (*name, Vec::new())).collect();
                for (number, item) in self.items.iter().enumerate() {
                    groups[item.kind].1.push(number);
                }
                groups.retain(|(_, members)| !members.is_empty());
            }
        }
        for (number, (name, members)) in groups.iter().enumerate() {
            writeln!(
                out,
                "<section aria-labelledby=\"ibid-group-{number}\" style=\"--n:{count}\">\n<h2 id=\"ibid-group-{number}\">{} <small>{}</small></h2>\n<ol>",
                escape(name),
                grouped(members.len()),
                count = members.len()
            )?;
            for number in members {
                self.items[*number].write(*number, out)?;
            }
            writeln!(out, "</ol>\n</section>")?;
        }
        Ok(())
    }
}

/// `count` with commas between thousands.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests;
