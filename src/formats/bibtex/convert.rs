//! An entry on its way out, made what [`Options`] ask for: the one place that knows in which order.

use std::borrow::Cow;
use std::collections::HashSet;

use super::dialect::{self, Found, Kin};
use super::draft::{Draft, Part};
use super::fields::RawEntry;
use super::journals::JournalTable;
use super::latex;
use super::letters::{percent_encoded, to_ascii, to_unicode};
use super::macros::MacroTexts;
use super::options::{Dialect, DoiAs, JournalNames, Letters, Options};
use super::private::{is_local_address, is_private};
use super::record::{Keys, REFERENCE_FIELDS};
use super::wrap::wrapped;
use super::write::tidy;
use crate::formats::loss::{Loss, LossKind};

/// What a conversion must know of the library around an entry.
pub struct Around<'c> {
    /// The macros that the entry uses.
    pub texts: &'c MacroTexts,
    /// What it has from other entries.
    pub kin: &'c Kin,
    /// The key it gets.
    pub key: &'c str,
    /// The key that a key in a reference gets, where that is another.
    pub renamed: &'c dyn Fn(&str) -> Option<String>,
    /// The journals that are known by two names.
    pub journals: &'c JournalTable,
}

/// A converted entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// Its text.
    pub text: String,
    /// The names of the macros in it, lower case.
    pub macros: HashSet<String>,
    /// How many private fields were left out.
    pub left_out: u64,
    /// What a conversion between dialects found out.
    pub found: Found,
}

/// Fields whose text is no prose: letters in them stay.
const VERBATIM: &[&str] = &[
    "url",
    "urlraw",
    "doi",
    "eprint",
    "file",
    "files",
    "pdf",
    "verba",
    "verbb",
    "verbc",
    "isbn",
    "issn",
    "ids",
    "crossref",
    "xref",
    "xdata",
    "related",
    "entryset",
    "set",
    "options",
    "execute",
    "adsurl",
    "localfile",
    "local-url",
];

/// Whether the text of the field `name` is no prose.
pub(super) fn is_verbatim(name: &str) -> bool {
    let starts = |start: &str| {
        name.get(..start.len())
            .is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
    };
    VERBATIM
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
        || starts("bdsk-")
}

/// The entry `source` as `options` ask for it; `None` where the dialect has no such entry. What is lost goes to
/// `lost`.
pub fn convert(
    source: &str,
    options: &Options,
    around: &Around<'_>,
    lost: &mut dyn FnMut(Loss),
) -> Option<Converted> {
    let Ok(raw) = RawEntry::parse(source) else {
        return Some(Converted {
            text: source.to_owned(),
            macros: HashSet::new(),
            left_out: 0,
            found: Found::default(),
        });
    };
    let mut draft = Draft::new(&raw);
    let key = raw.key.to_owned();
    let mut lost = |field: &str, kind: LossKind, message: String| {
        lost(Loss {
            key: key.clone(),
            field: field.to_owned(),
            kind,
            message,
        });
    };
    if around.key != raw.key {
        draft.key = Cow::Owned(around.key.to_owned());
    }
    let texts = around.texts;
    if options.resolve_crossrefs {
        flatten(&mut draft, options.dialect, around.kin);
    }
    let mut found = Found::default();
    if let Some(dialect) = options.dialect {
        let kin = if options.resolve_crossrefs {
            &Kin::default()
        } else {
            around.kin
        };
        found = dialect::convert(&mut draft, dialect, kin, texts, &mut lost)?;
    }
    journal(&mut draft, options.journals, around);
    doi(&mut draft, options.doi_as, texts);
    let mut left_out = 0;
    draft.fields.retain(|field| {
        let local = || {
            options.public
                && !options.keeps(&field.name)
                && field
                    .parts
                    .first()
                    .and_then(Part::literal)
                    .is_some_and(is_local_address)
        };
        let goes = options.omits(&field.name) || local();
        left_out += u64::from(goes && (is_private(&field.name) || local()));
        !goes
    });
    references(&mut draft, around.renamed);
    letters(&mut draft, options.letters, &mut lost);
    let macros = draft.macros().collect();
    let mut text = draft.write();
    if let Some(width) = options.wrap {
        // the layout comes first, for it decides what is too long
        if options.tidy
            && let Ok(entry) = RawEntry::parse(&text)
        {
            text = tidy(&entry);
        }
        text = wrapped(&text, usize::from(width));
    }
    Some(Converted {
        text,
        macros,
        left_out,
        found,
    })
}

/// Writes what the entry inherits into it.
fn flatten(draft: &mut Draft<'_>, dialect: Option<Dialect>, kin: &Kin) {
    dialect::take_containers(draft, kin);
    let bibtex = match dialect {
        Some(dialect) => dialect == Dialect::Bibtex,
        None => !dialect::is_biblatex(draft),
    };
    for (name, text) in &kin.inherited {
        if !draft.has(name) {
            // to BibTeX a parent's fields keep their names
            let own = kin.parent.as_ref().and_then(|parent| parent.get(name));
            let text = own.filter(|_| bibtex).unwrap_or(text);
            draft.set(name, vec![Part::text(text.to_owned())], None);
        }
    }
    if kin.parent.is_some() {
        draft.remove("crossref");
    }
}

fn journal(draft: &mut Draft<'_>, names: JournalNames, around: &Around<'_>) {
    if names == JournalNames::AsGiven {
        return;
    }
    for field in ["journaltitle", "journal"] {
        let Some(tex) = draft.text(field, around.texts) else {
            continue;
        };
        let title = latex::to_unicode(&tex).into_owned();
        let short = draft.text("shortjournal", around.texts);
        let short = short.map(|tex| latex::to_unicode(&tex).into_owned());
        if let Some(name) = around.journals.name(&title, short.as_deref(), names)
            && name != title
        {
            draft.set(field, vec![Part::text(escaped(&name))], None);
        }
    }
}

/// Plain text as TeX.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        match c {
            '&' | '%' | '#' | '_' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '{' | '}' => {}
            '\\' => out.push_str("{\\textbackslash}"),
            c => out.push(c),
        }
    }
    out
}

fn doi(draft: &mut Draft<'_>, form: DoiAs, texts: &MacroTexts) {
    if form == DoiAs::AsGiven {
        return;
    }
    let bare = |text: Option<String>| bare_doi(&latex::verbatim(&text?));
    let url = draft.text("url", texts);
    let of_url = bare(url.clone());
    let Some(doi) =
        bare(draft.text("doi", texts)).or_else(|| of_url.clone().filter(|_| form == DoiAs::Bare))
    else {
        return;
    };
    match form {
        DoiAs::Bare => {
            if draft.has("doi") {
                draft.set("doi", vec![Part::text(doi)], None);
            } else {
                draft.rename("url", "doi");
                draft.set("doi", vec![Part::text(doi)], None);
            }
        }
        _ => {
            let address = format!("https://doi.org/{doi}");
            if url.is_none() {
                draft.remove("url");
                draft.rename("doi", "url");
                draft.set("url", vec![Part::text(address)], None);
            } else if of_url.is_some_and(|other| other.eq_ignore_ascii_case(&doi)) {
                draft.remove("doi");
                draft.set("url", vec![Part::text(address)], None);
            } else {
                draft.set("doi", vec![Part::text(doi)], None);
            }
        }
    }
}

/// The DOI in `text` without resolver or label, in its own letter case.
fn bare_doi(text: &str) -> Option<String> {
    let mut rest = text.trim();
    for prefix in [
        "https://", "http://", "dx.", "www.", "doi.org/", "doi:", "doi ",
    ] {
        if rest
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        {
            rest = rest[prefix.len()..].trim_start();
        }
    }
    let registrant = rest.strip_prefix("10.")?.split_once('/')?.0;
    let known =
        registrant.starts_with(|c: char| c.is_ascii_digit()) && !rest.contains(char::is_whitespace);
    known.then(|| rest.to_owned())
}

fn references(draft: &mut Draft<'_>, renamed: &dyn Fn(&str) -> Option<String>) {
    for field in &mut draft.fields {
        let Some((_, keys)) = REFERENCE_FIELDS
            .iter()
            .find(|(name, _)| *name == field.name)
        else {
            continue;
        };
        field.change(|text| {
            let parts: Vec<String> = text
                .split(|c| c == ',' && *keys == Keys::List)
                .map(|part| match renamed(part.trim()) {
                    Some(new) => part.replacen(part.trim(), &new, 1),
                    None => part.to_owned(),
                })
                .collect();
            Some(parts.join(","))
        });
    }
}

fn letters(draft: &mut Draft<'_>, letters: Letters, lost: dialect::Lost<'_>) {
    for field in &mut draft.fields {
        let mut left = Vec::new();
        match letters {
            Letters::AsGiven => return,
            Letters::Unicode if is_verbatim(&field.name) => {}
            Letters::Unicode => field.change(|text| Some(to_unicode(text))),
            Letters::Ascii if matches!(&*field.name, "url" | "urlraw" | "adsurl") => {
                field.change(|text| Some(percent_encoded(text)));
            }
            Letters::Ascii if is_verbatim(&field.name) => {
                for part in &field.parts {
                    left.extend(
                        part.literal()
                            .unwrap_or_default()
                            .chars()
                            .filter(|c| !c.is_ascii()),
                    );
                }
            }
            Letters::Ascii => field.change(|text| {
                let (text, unknown) = to_ascii(text);
                left.extend(unknown);
                Some(text)
            }),
        }
        if !left.is_empty() {
            left.sort_unstable();
            left.dedup();
            let shown: String = left.iter().take(8).collect();
            let more = if left.len() > 8 { " …" } else { "" };
            let message = format!("no TeX command for {shown}{more}; they stay as they are");
            lost(&field.name, LossKind::Weakened, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(source: &str, options: &str) -> (String, Vec<String>) {
        let options: Options = toml::from_str(options).unwrap();
        let mut lost = Vec::new();
        let (texts, kin, journals) = Default::default();
        let raw = RawEntry::parse(source).unwrap();
        let around = Around {
            texts: &texts,
            kin: &kin,
            key: raw.key,
            renamed: &|key| (key == "p").then(|| "q".to_owned()),
            journals: &journals,
        };
        let out = convert(source, &options, &around, &mut |loss| {
            lost.push(format!("{}: {}", loss.field, loss.message))
        });
        (out.map(|out| out.text).unwrap_or_default(), lost)
    }

    #[test]
    fn nothing_asked_nothing_changed() {
        let source = "@Misc( k , Title = \"a\" # b, title = {c}, )";
        assert_eq!(converted(source, ""), (source.to_owned(), vec![]));
    }

    #[test]
    fn fields_go_and_stay() {
        let source =
            "@misc{k, title = {T}, file = {x}, abstract = {A}, url = {file:///x}, crossref = {p}}";
        assert_eq!(
            converted(source, "public = true\nomit = ['abs*']\nkeep = ['file']").0,
            "@misc{k, title = {T}, file = {x}, crossref = {q}}"
        );
    }

    #[test]
    fn dois_are_written_as_asked() {
        let source = "@misc{k, doi = {https://doi.org/10.1000/A\\_b}}";
        assert_eq!(
            converted(source, "doi-as = 'bare'").0,
            "@misc{k, doi = {10.1000/A_b}}"
        );
        assert_eq!(
            converted(source, "doi-as = 'url'").0,
            "@misc{k, url = {https://doi.org/10.1000/A_b}}"
        );
        let source = "@misc{k, doi = {10.1000/1}, url = {http://a.org}}";
        assert_eq!(converted(source, "doi-as = 'url'").0, source);
        let source = "@misc{k, url = {http://dx.doi.org/10.1000/1}}";
        assert_eq!(
            converted(source, "doi-as = 'bare'").0,
            "@misc{k, doi = {10.1000/1}}"
        );
    }

    #[test]
    fn letters_in_addresses_stay_addresses() {
        let source = "@misc{k, title = {é 書}, url = {http://a.org/é}, file = {é.pdf}}";
        let (text, lost) = converted(source, "letters = 'ascii'");
        assert_eq!(
            text,
            "@misc{k, title = {{\\'e} 書}, url = {http://a.org/%C3%A9}, file = {é.pdf}}"
        );
        assert_eq!(lost.len(), 2, "{lost:?}");
        let source = "@misc{k, title = {\\'e}, url = {\\'e}}";
        assert_eq!(
            converted(source, "letters = 'unicode'").0,
            "@misc{k, title = {é}, url = {\\'e}}"
        );
    }
}
