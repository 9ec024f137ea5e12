//! A web page of one file: the bibliography by year or type, with a filter, links, and each entry's BibTeX to copy.
//!
//! It loads nothing, needs no server and no script to be read, and says so to the browser: its content security
//! policy allows the script below and nothing else, so that no record can bring one in. Every text goes through
//! [`escape()`], every link is `http` or `https`.

mod bibtex;
mod escape;
mod item;

use std::io::{self, Write};

use crate::model::Publication;

pub use escape::escape;

use super::loss::Loss;
use super::{Format, FormatError, Item, Options, Output, Writer};

pub(super) const FORMAT: Format = Format {
    name: "html-page",
    title: "Web page",
    extensions: &["html", "htm"],
    by_extension: false,
    purpose: "one file for a web site: by year or type, with a filter, links and BibTeX to copy",
    media_type: "text/html",
    several: true,
    mapping: None,
    output: Output::Publications(open),
};

fn open(options: &Options<'_>) -> Result<Box<dyn Writer>, FormatError> {
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
    Ok(Box::new(Page::new(PageOptions {
        title: options.title.map_or(usual.title, str::to_owned),
        language: options.locale.map_or(usual.language, str::to_owned),
        group,
        files: options.files,
    })))
}

impl Writer for Page {
    fn write(
        &mut self,
        item: Item<'_>,
        _: &mut dyn Write,
        _: &mut dyn FnMut(Loss),
    ) -> io::Result<()> {
        let bibtex = bibtex::alone(item);
        self.add(item.publication, &bibtex, None);
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &mut dyn FnMut(Loss)) -> io::Result<()> {
        self.print(out)
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
    options: PageOptions,
    items: Vec<item::Item>,
}

impl Page {
    /// An empty page.
    pub fn new(options: PageOptions) -> Self {
        Self {
            options,
            items: Vec::new(),
        }
    }

    /// Puts a publication on it. `bibtex` is its entry as it is to be copied; `reference` is the reference as HTML,
    /// which is taken as it is, and made here where there is none.
    pub fn add(&mut self, publication: &Publication, bibtex: &str, reference: Option<&str>) {
        self.items.push(item::Item::new(
            publication,
            bibtex,
            reference,
            self.options.files,
        ));
    }

    /// Writes it.
    ///
    /// # Errors
    /// The output's.
    pub fn print(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.items.sort_by(|one, other| one.order.cmp(&other.order));
        let mut rest = TEMPLATE;
        while let Some((before, after)) = rest.split_once("{{") {
            out.write_all(before.as_bytes())?;
            let (name, after) = after.split_once("}}").unwrap_or((after, ""));
            self.place(name, out)?;
            rest = after;
        }
        out.write_all(rest.as_bytes())
    }

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
