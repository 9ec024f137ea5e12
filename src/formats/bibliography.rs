//! Formatted bibliographies in a CSL style: what a reader sees, in the language of the page it goes to.
//!
//! A style sorts, numbers and tells apart, for which it must have seen all entries; so these formats hold them until
//! the end. Here each reference gets what its language puts around it; [`crate::render`] makes the reference.

use std::io::{self, Write};

use super::loss::{Loss, LossKind};
use super::{Format, FormatError, Item, OpenReferences, Output, Writer};
use crate::model::Publication;
use crate::render::{Markup, Renderer};

/// A format of formatted references. None is told by a file's ending: such a file is mostly somebody's document.
const fn format(
    name: &'static str,
    title: &'static str,
    extensions: &'static [&'static str],
    media_type: &'static str,
    purpose: &'static str,
    open: OpenReferences,
) -> Format {
    Format {
        name,
        title,
        extensions,
        by_extension: false,
        purpose,
        media_type,
        several: true,
        mapping: None,
        output: Output::Bibliography(open),
    }
}

pub(super) const TEXT: Format = format(
    "text",
    "Text",
    &["txt"],
    "text/plain",
    "references in the style of `--style`, a line each",
    |renderer, _| open(renderer, Markup::Text),
);

pub(super) const MARKDOWN: Format = format(
    "markdown",
    "Markdown",
    &["md"],
    "text/markdown",
    "references in the style of `--style`, a paragraph each",
    |renderer, _| open(renderer, Markup::Markdown),
);

pub(super) const HTML: Format = format(
    "html",
    "HTML",
    &["html"],
    "text/html",
    "references in the style of `--style`, a part of a page",
    |renderer, _| open(renderer, Markup::Html),
);

pub(super) const LATEX: Format = format(
    "latex",
    "LaTeX",
    &["tex", "bbl"],
    "application/x-latex",
    "references in the style of `--style`, a `thebibliography` to `\\input`",
    |renderer, _| open(renderer, Markup::Latex),
);

pub(super) const TYPST: Format = format(
    "typst",
    "Typst",
    &["typ"],
    "text/plain",
    "references in the style of `--style`, a paragraph each",
    |renderer, _| open(renderer, Markup::Typst),
);

pub(super) const RTF: Format = format(
    "rtf",
    "RTF",
    &["rtf"],
    "application/rtf",
    "references in the style of `--style`, for word processors",
    |renderer, _| open(renderer, Markup::Rtf),
);

fn open(renderer: Renderer, markup: Markup) -> Result<Box<dyn Writer>, FormatError> {
    Ok(Box::new(Bibliography {
        renderer,
        markup,
        publications: Vec::new(),
    }))
}

struct Bibliography {
    renderer: Renderer,
    markup: Markup,
    publications: Vec<Publication>,
}

impl Writer for Bibliography {
    fn write(
        &mut self,
        item: Item<'_>,
        _: &mut dyn Write,
        _: &mut dyn FnMut(Loss),
    ) -> io::Result<()> {
        self.publications.push(item.publication.clone());
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, lost: &mut dyn FnMut(Loss)) -> io::Result<()> {
        let formatted = self.renderer.publications(&self.publications);
        let references = formatted.bibliography(self.markup);
        let (shown, empty): (Vec<_>, Vec<_>) = references
            .iter()
            .partition(|reference| !reference.text.is_empty());
        for reference in empty {
            lost(nothing_shown(&reference.key));
        }
        // what `\cite` shows in a style that cites by names
        let labels: Vec<String> = if self.markup == Markup::Latex && !self.renderer.cites_in_notes()
        {
            let citations = formatted.citations(None, self.markup);
            citations.iter().map(|cited| bare(&cited.text)).collect()
        } else {
            Vec::new()
        };
        match self.markup {
            Markup::Html => out.write_all(b"<div class=\"csl-bib-body\">\n")?,
            Markup::Latex => {
                // as wide as the widest number
                let widest = "9".repeat(shown.len().to_string().len());
                writeln!(out, "\\begin{{thebibliography}}{{{widest}}}")?;
            }
            Markup::Rtf => out.write_all(b"{\\rtf1\\ansi\\uc1\n")?,
            _ => {}
        }
        for (index, reference) in shown.iter().enumerate() {
            let text = &reference.text;
            let apart = if index > 0 { "\n" } else { "" };
            match self.markup {
                Markup::Text | Markup::Ansi => writeln!(out, "{text}")?,
                Markup::Markdown | Markup::Typst => writeln!(out, "{apart}{text}")?,
                Markup::Html => {
                    let id = attribute(&reference.key);
                    writeln!(out, "<div class=\"csl-entry\" id=\"ref-{id}\">{text}</div>")?;
                }
                Markup::Latex => {
                    let key = &reference.key;
                    match (unnumbered(text, index + 1), labels.get(reference.index)) {
                        (Some(text), _) => writeln!(out, "\n\\bibitem{{{key}}}\n{text}")?,
                        (None, Some(label)) => {
                            writeln!(out, "\n\\bibitem[{{{label}}}]{{{key}}}\n{text}")?;
                        }
                        (None, None) => writeln!(out, "\n\\bibitem{{{key}}}\n{text}")?,
                    }
                }
                Markup::Rtf => writeln!(out, "{text}\\par")?,
            }
        }
        match self.markup {
            Markup::Html => out.write_all(b"</div>\n"),
            Markup::Latex => out.write_all(b"\n\\end{thebibliography}\n"),
            Markup::Rtf => out.write_all(b"}\n"),
            _ => Ok(()),
        }
    }
}

/// What is said of an entry of which the style shows nothing.
pub(super) fn nothing_shown(key: &str) -> Loss {
    Loss {
        key: key.to_owned(),
        field: "type".to_owned(),
        kind: LossKind::Dropped,
        message: "the style shows nothing of the entry".to_owned(),
    }
}

/// `text` without the number that it begins with, which LaTeX sets itself.
fn unnumbered(text: &str, number: usize) -> Option<&str> {
    let forms = [
        format!("{{[}}{number}{{]}} "),
        format!("({number}) "),
        format!("{number}. "),
        format!("{number} "),
    ];
    forms
        .iter()
        .find_map(|form| text.strip_prefix(form.as_str()))
}

/// A citation without the brackets around it, since LaTeX puts its own.
fn bare(citation: &str) -> String {
    let inner = citation
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    inner.unwrap_or(citation).to_owned()
}

/// A key as the value of an attribute.
fn attribute(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for c in key.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // an identifier has no space
            c if c.is_whitespace() || c.is_control() => out.push('_'),
            c => out.push(c),
        }
    }
    out
}
