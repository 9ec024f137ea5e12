//! A style applied to one item.
//!
//! Every rendering element gives its text, and whether it asked for variables and found any: by that a group knows
//! whether to show what stands around them (CSL 1.0.2, Group).

use std::cell::RefCell;

use super::disambiguate::{Cite, GivenNames, Position};
use super::locale::{Form, Locale};
use super::number;
use super::rich::{Part, Piece, Rich, Target, apart, plain, to_text};
use super::style::{
    Branch, Display, Format, Kind, LabelNode, Layout, Match, NameOptions, Node, NumberForm, Plural,
    Style, Test,
};
use super::text::{recase, recase_rich, typographic};
use crate::formats::csl::{Item, Member};

/// What is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Citation,
    Bibliography,
    /// A key to sort by.
    Sort,
}

/// An item under a style.
pub(super) struct Scope<'a> {
    pub(super) style: &'a Style,
    pub(super) locale: &'a Locale,
    pub(super) layout: &'a Layout,
    pub(super) options: NameOptions,
    pub(super) item: &'a Item,
    pub(super) cite: &'a Cite,
    pub(super) given: &'a GivenNames,
    /// Whether the style says itself where the letter after the year goes.
    pub(super) places_suffix: bool,
    pub(super) mode: Mode,
    pub(super) state: RefCell<State>,
}

/// What has happened so far in an entry.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Variables that stood in for missing names and are not shown again.
    pub(super) suppressed: Vec<String>,
    /// Variables that have been shown.
    pub(super) used: Vec<String>,
    /// Whether the first names have been shown.
    pub(super) led: bool,
    /// The first names, or what stands in for them, where they are set aside.
    pub(super) aside: Option<Rich>,
    /// Whether the letter after the year has been shown.
    pub(super) suffixed: bool,
    /// How many names the first list has, and how many of them are shown.
    pub(super) first_list: Option<(usize, usize)>,
}

/// What an element gives.
#[derive(Debug, Default)]
pub(super) struct Out {
    pub(super) rich: Rich,
    /// Whether a variable was asked for.
    pub(super) called: bool,
    /// Whether one of them held anything.
    pub(super) filled: bool,
}

impl Out {
    fn of(text: impl Into<String>) -> Self {
        Self {
            rich: vec![plain(text)],
            ..Self::default()
        }
    }

    pub(super) fn variable(rich: Rich) -> Self {
        let filled = !rich.is_empty();
        Self {
            rich,
            called: true,
            filled,
        }
    }
}

impl Scope<'_> {
    /// The layout, without its own affixes.
    pub(super) fn layout(&self) -> Rich {
        let mut rich = Rich::new();
        let margin = self.mode == Mode::Bibliography && self.layout.second_field;
        for (index, node) in self.layout.nodes.iter().enumerate() {
            // without its number a reference has no margin
            let first = rich.is_empty() && (index == 0 || self.cite.number > 0);
            rich.extend(self.node(node).rich);
            if margin && first && !rich.is_empty() {
                // the margin is a space itself
                if let Some(piece) = rich.last_mut() {
                    piece.text.truncate(piece.text.trim_end().len());
                }
                rich.push(mark("", Part::MarginEnd));
            }
        }
        rich
    }

    pub(super) fn nodes(&self, nodes: &[Node], delimiter: &str) -> Out {
        let mut out = Out::default();
        for node in nodes {
            let part = self.node_in(node, delimiter);
            out.called |= part.called;
            out.filled |= part.filled;
            if part.rich.is_empty() {
                continue;
            }
            if !out.rich.is_empty() && !delimiter.is_empty() {
                out.rich.push(plain(delimiter));
            }
            out.rich.extend(part.rich);
        }
        out
    }

    pub(super) fn node(&self, node: &Node) -> Out {
        self.node_in(node, "")
    }

    /// A node whose siblings have `delimiter` between them; what a condition chooses is among them.
    fn node_in(&self, node: &Node, delimiter: &str) -> Out {
        let format = &node.format;
        match &node.kind {
            Kind::Macro(index) => {
                let mut out = self.nodes(&self.style.macros[*index], "");
                out.rich = self.decorate(out.rich, format);
                out
            }
            Kind::Variable { name, short } => {
                let rich = match self.text(name, *short) {
                    Some(text) => {
                        self.use_up(name);
                        // words are told apart before quotation marks are
                        let text = match format.case {
                            Some(case) => recase(&text, case, self.is_english()),
                            None => text,
                        };
                        apart(typographic(&text, self.locale.quotes(), format.quotes))
                    }
                    None => Vec::new(),
                };
                let mut format = Format {
                    case: None,
                    ..format.clone()
                };
                let rich = self.aimed(rich, name, &mut format.prefix);
                let out = Out::variable(self.decorate(rich, &format));
                // the letter after the year says nothing about the item
                Out {
                    called: out.called && name != "year-suffix",
                    ..out
                }
            }
            // `Revised ed.` has the word already
            Kind::Term { name, .. } if name == "edition" && self.names_edition() => Out::default(),
            Kind::Term { name, form, plural } => {
                let text = self.locale.term(name, *form, *plural).unwrap_or_default();
                let mut out = Out::of(text);
                out.rich = self.word(out.rich, format);
                out
            }
            Kind::Value(text) => {
                let mut out = Out::of(text.as_str());
                out.rich = self.word(out.rich, format);
                out
            }
            Kind::Date(date) => {
                let rich = self.date(date, format);
                Out::variable(self.decorate(
                    rich,
                    &Format {
                        delimiter: String::new(),
                        ..format.clone()
                    },
                ))
            }
            Kind::Number { variable, form } => {
                let rich = match self.text(variable, false) {
                    Some(text) => {
                        self.use_up(variable);
                        vec![plain(self.number(variable, &text, *form))]
                    }
                    None => Vec::new(),
                };
                Out::variable(self.decorate(rich, format))
            }
            Kind::Names(names) => self.names(names, format, None),
            Kind::Label(label) => Out {
                rich: self.label(label),
                ..Out::default()
            },
            Kind::Group(nodes) => {
                let out = self.nodes(nodes, &format.delimiter);
                if out.called && !out.filled {
                    return Out {
                        rich: Vec::new(),
                        ..out
                    };
                }
                let rich = self.decorate(out.rich, format);
                Out {
                    filled: out.filled || !rich.is_empty(),
                    called: out.called || !rich.is_empty(),
                    rich,
                }
            }
            Kind::Choose(branches) => {
                for branch in branches {
                    if self.holds(branch) {
                        return self.nodes(&branch.nodes, delimiter);
                    }
                }
                Out::default()
            }
        }
    }

    /// Notes that a variable has been shown.
    pub(super) fn use_up(&self, variable: &str) {
        self.state.borrow_mut().used.push(variable.to_owned());
    }

    pub(super) fn is_suppressed(&self, variable: &str) -> bool {
        self.state
            .borrow()
            .suppressed
            .iter()
            .any(|known| known == variable)
    }

    /// What a variable holds, if it is not to be kept back.
    pub(super) fn member(&self, variable: &str) -> Option<&Member> {
        if self.is_suppressed(variable) {
            return None;
        }
        self.holding(variable)
    }

    /// What a variable holds.
    fn holding(&self, variable: &str) -> Option<&Member> {
        self.item.get(variable).or_else(|| match variable {
            "event" => self.item.get("event-title"),
            "event-title" => self.item.get("event"),
            _ => None,
        })
    }

    /// The text of a variable with what it leads to; with the beginning of a URL that stands before it.
    fn aimed(&self, mut rich: Rich, variable: &str, prefix: &mut String) -> Rich {
        if self.mode != Mode::Bibliography || rich.is_empty() {
            return rich;
        }
        let Some(target) = Target::of_variable(variable) else {
            return rich;
        };
        if let Some(at) = prefix.find("http") {
            rich.insert(0, plain(prefix.split_off(at)));
        }
        for piece in &mut rich {
            piece.target = Some(target);
        }
        rich
    }

    /// The text of a variable, those that are not the item's own among them.
    fn text(&self, variable: &str, short: bool) -> Option<String> {
        let cite = self.cite;
        let text = match variable {
            "citation-number" | "citation-label" if cite.number == 0 => return None,
            "citation-number" => return Some(cite.number.to_string()),
            "first-reference-note-number" => return Some(cite.first_note?.to_string()),
            "year-suffix" => {
                self.state.borrow_mut().suffixed = true;
                return cite.suffix.clone();
            }
            "locator" => {
                let (label, value) = cite.locator.as_ref()?;
                return Some(if label == "page" {
                    self.pages(value)
                } else {
                    number::dashes(value)
                });
            }
            "citation-label" => {
                return Some(super::label::label(self.item, cite.suffix.as_deref()));
            }
            "page-first" => {
                let pages = self.item.text("page")?;
                let end = pages
                    .find(|c: char| matches!(c, '-' | '–' | ',' | ';' | '&') || c.is_whitespace())
                    .unwrap_or(pages.len());
                return Some(pages[..end].to_owned()).filter(|page| !page.is_empty());
            }
            _ => {
                let short_form = || match variable {
                    "title" => self.item.text("title-short"),
                    "container-title" => self.item.text("container-title-short"),
                    _ => None,
                };
                let given = match self.member(variable)? {
                    Member::Text(text) => text.as_str(),
                    _ => return None,
                };
                short.then(short_form).flatten().unwrap_or(given).trim()
            }
        };
        if text.is_empty() {
            return None;
        }
        Some(match variable {
            "page" => self.pages(text),
            "volume" | "issue" | "number-of-volumes" | "edition" | "chapter-number"
            | "collection-number" | "number-of-pages" => number::dashes(text),
            _ => text.to_owned(),
        })
    }

    /// Whether the edition is no number and says itself that it is one.
    fn names_edition(&self) -> bool {
        let edition = self.item.text("edition").unwrap_or_default();
        let last = edition.rsplit(' ').next().unwrap_or_default();
        edition.contains(' ')
            && matches!(last, "ed." | "ed" | "edn" | "edn." | "edition" | "Edition")
    }

    /// Pages as the style writes ranges, with the sign that the language has for them.
    fn pages(&self, text: &str) -> String {
        let pages = number::pages(text, self.style.page_range);
        let sign = self
            .locale
            .term("page-range-delimiter", Form::Long, false)
            .unwrap_or("–");
        pages.replace('–', sign)
    }

    fn number(&self, variable: &str, text: &str, form: NumberForm) -> String {
        match variable {
            "page" | "locator" => text.to_owned(),
            "number" if is_identifier(text) => text.to_owned(),
            _ => number::number(text, form, self.locale, self.locale.gender(noun(variable))),
        }
    }

    /// Whether titles have English case.
    fn is_english(&self) -> bool {
        match self.item.text("language") {
            Some(language) => language.to_lowercase().starts_with("en"),
            None => self.locale.is_english(),
        }
    }

    fn holds(&self, branch: &Branch) -> bool {
        let mut tests = branch.tests.iter().map(|test| self.test(test));
        match branch.matching {
            Match::All => tests.all(|holds| holds),
            Match::Any => tests.any(|holds| holds),
            Match::None => !tests.any(|holds| holds),
        }
    }

    fn test(&self, test: &Test) -> bool {
        match test {
            Test::Type(kind) => self.item.kind == *kind,
            Test::Variable(variable) => match variable.as_str() {
                "citation-number" | "citation-label" => true,
                "locator" => self.cite.locator.is_some(),
                "year-suffix" => self.cite.suffix.is_some(),
                "first-reference-note-number" => self.cite.first_note.is_some(),
                "page-first" => self.item.get("page").is_some(),
                // conditions ask for the item, whatever has been shown of it
                _ => match self.holding(variable) {
                    Some(Member::Text(text)) => !text.trim().is_empty(),
                    Some(Member::Names(names)) => !names.names.is_empty(),
                    Some(Member::Date(date)) => !date.parts.is_empty() || !date.literal.is_empty(),
                    None => false,
                },
            },
            Test::Numeric(variable) => self.text(variable, false).is_some_and(|text| {
                // `4.1.0-beta` is a number of a version, and of nothing else
                let version =
                    variable == "version" && text.starts_with(|c: char| c.is_ascii_digit());
                version || number::is_numeric(&text)
            }),
            Test::Uncertain(variable) => {
                matches!(self.member(variable), Some(Member::Date(date)) if date.circa)
            }
            Test::Locator(label) => self
                .cite
                .locator
                .as_ref()
                .is_some_and(|(known, _)| known == label),
            Test::Position(wanted) => {
                let position = self.cite.position;
                match wanted.as_str() {
                    "first" => position == Position::First,
                    "subsequent" => position != Position::First,
                    "ibid" => matches!(position, Position::Ibid | Position::IbidWithLocator),
                    "ibid-with-locator" => position == Position::IbidWithLocator,
                    "near-note" => position != Position::First && self.cite.near_note,
                    _ => false,
                }
            }
            Test::Disambiguate => self.cite.disambiguate,
        }
    }

    /// A label of a number or locator.
    fn label(&self, label: &LabelNode) -> Rich {
        let variable = label.variable.as_str();
        let (term, text) = if variable == "locator" {
            match &self.cite.locator {
                Some((label, value)) => (label.as_str(), value.clone()),
                None => return Vec::new(),
            }
        } else {
            match self.text(variable, false) {
                Some(text) => (variable, text),
                None => return Vec::new(),
            }
        };
        let plural = match label.plural {
            Plural::Always => true,
            Plural::Never => false,
            Plural::Contextual if variable.starts_with("number-of-") => {
                text.trim().parse::<u32>().is_ok_and(|count| count > 1)
            }
            Plural::Contextual if variable == "number" && is_identifier(&text) => false,
            Plural::Contextual => number::is_plural(&text),
        };
        let term = self
            .locale
            .term(term, label.form, plural)
            .unwrap_or_default();
        self.word(vec![plain(term)], &label.format)
    }

    /// The label of a list of names.
    pub(super) fn names_label(&self, label: &LabelNode, role: &str, count: usize) -> Rich {
        let plural = match label.plural {
            Plural::Always => true,
            Plural::Never => false,
            Plural::Contextual => count > 1,
        };
        let term = self
            .locale
            .term(role, label.form, plural)
            .unwrap_or_default();
        self.word(vec![plain(term)], &label.format)
    }

    /// Text with the looks, case, quotation marks and affixes that an element asks for; nothing stays nothing.
    pub(super) fn decorate(&self, rich: Rich, format: &Format) -> Rich {
        self.decorate_in(rich, format, self.is_english())
    }

    /// The same for the style's own words, whatever language the work is in.
    fn word(&self, rich: Rich, format: &Format) -> Rich {
        one_word(self.decorate_in(rich, format, self.locale.is_english()))
    }

    fn decorate_in(&self, mut rich: Rich, format: &Format, english: bool) -> Rich {
        rich.retain(|piece| !piece.text.is_empty() || piece.part != Part::Text);
        if rich.is_empty() {
            return rich;
        }
        if format.strip_periods {
            for piece in &mut rich {
                piece.text = without_periods(&piece.text);
            }
        }
        if let Some(case) = format.case {
            recase_rich(&mut rich, case, english);
        }
        for piece in &mut rich {
            piece.style = piece.style.within(format.style);
        }
        if format.quotes {
            let [open, close, ..] = self.locale.quotes();
            rich.insert(0, mark(open, Part::OpenQuote));
            rich.push(mark(close, Part::CloseQuote));
        }
        if !format.prefix.is_empty() {
            rich.insert(0, plain(format.prefix.as_str()));
        }
        if !format.suffix.is_empty() {
            rich.push(plain(format.suffix.as_str()));
        }
        match format.display {
            Some(Display::LeftMargin) => rich.push(mark("", Part::MarginEnd)),
            Some(Display::Block | Display::Indent) => rich.insert(0, mark("", Part::Break)),
            _ => {}
        }
        rich
    }

    /// A term as text.
    pub(super) fn term(&self, name: &str, form: Form) -> &str {
        self.locale.term(name, form, false).unwrap_or_default()
    }

    /// The text of a key to sort by.
    pub(super) fn sort_key(&self, index: usize) -> String {
        to_text(&self.nodes(&self.style.macros[index], "").rich)
    }
}

fn mark(text: &str, part: Part) -> Piece {
    Piece {
        part,
        ..plain(text)
    }
}

/// What is made of a term as one piece: the period behind `ed` ends no sentence.
fn one_word(mut rich: Rich) -> Rich {
    if let [.., word, end] = &mut rich[..]
        && end.text.starts_with('.')
        && end.part == Part::Text
        && word.part == Part::Text
    {
        word.text.push('.');
        end.text.remove(0);
    }
    rich
}

/// `text` without periods but those within numbers: `Phys. Rev.` loses its own, `arXiv:1234.5678` does not.
fn without_periods(text: &str) -> String {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let within = digit(out.chars().next_back()) && digit(chars.peek().copied());
        if c != '.' || within {
            out.push(c);
        }
    }
    out
}

/// Whether a number of a report, patent or standard has hyphens, which then belong to it: `98-14`, `CSE90-001`.
fn is_identifier(number: &str) -> bool {
    number.contains('-')
}

/// The term for what a variable counts.
fn noun(variable: &str) -> &str {
    match variable {
        "chapter-number" => "chapter",
        "number-of-volumes" | "collection-number" => "volume",
        "number-of-pages" => "page",
        variable => variable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_of_abbreviations_go_and_those_of_numbers_stay() {
        assert_eq!(without_periods("Phys. Rev. D."), "Phys Rev D");
        assert_eq!(without_periods("arXiv:1234.5678."), "arXiv:1234.5678");
    }
}
