//! What a language brings to a style: terms, forms of dates, quotation marks.

use std::collections::HashMap;

use super::StyleError;
use super::style::{self, Format};
use super::xml::{self, Element};

/// The form of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    Long,
    Short,
    Verb,
    VerbShort,
    Symbol,
}

impl Form {
    pub(super) fn read(text: &str) -> Self {
        match text {
            "short" => Self::Short,
            "verb" => Self::Verb,
            "verb-short" => Self::VerbShort,
            "symbol" => Self::Symbol,
            _ => Self::Long,
        }
    }

    /// The form to take where this one is missing (CSL 1.0.2, Terms).
    fn fallback(self) -> Option<Self> {
        match self {
            Self::Long => None,
            Self::Short | Self::Verb => Some(Self::Long),
            Self::VerbShort => Some(Self::Verb),
            Self::Symbol => Some(Self::Short),
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Term {
    single: String,
    multiple: String,
}

/// The gender of a noun, and of what agrees with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Gender {
    Masculine,
    Feminine,
}

impl Gender {
    fn read(text: &str) -> Option<Self> {
        match text {
            "masculine" => Some(Self::Masculine),
            "feminine" => Some(Self::Feminine),
            _ => None,
        }
    }
}

/// An ordinal's ending.
#[derive(Debug, Clone)]
struct Ordinal {
    number: u32,
    digits: Digits,
    gender: Option<Gender>,
    text: String,
}

/// Which numbers an ordinal's ending is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Digits {
    Last,
    LastTwo,
    Whole,
    /// All for which there is no other.
    Any,
}

/// One of the two localised forms of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateForm {
    Numeric,
    Text,
}

/// A part of a date.
#[derive(Debug, Clone)]
pub(super) struct DatePart {
    pub(super) name: PartName,
    pub(super) form: String,
    pub(super) range: Option<String>,
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PartName {
    Year,
    Month,
    Day,
}

/// What one file or one `locale` element says.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    terms: HashMap<(String, Form), Term>,
    genders: HashMap<String, Gender>,
    ordinals: Vec<Ordinal>,
    /// `first`, with the gender that it is for.
    long_ordinals: Vec<(u32, Option<Gender>, String)>,
    dates: [Option<(Vec<DatePart>, Format)>; 2],
    punctuation_in_quote: Option<bool>,
    limit_day_ordinals: Option<bool>,
}

/// What a style says in place of a locale.
#[derive(Debug, Clone)]
pub(super) struct Overrides {
    /// The language it is for; empty for all.
    pub(super) language: String,
    pub(super) terms: Terms,
}

/// A language as a style sees it: the first layer that knows a term gives it.
#[derive(Debug)]
pub(super) struct Locale {
    /// `en-GB`
    pub(super) tag: String,
    layers: Vec<Terms>,
}

impl Locale {
    /// The locale `tag` of which `files` are the texts, the nearest first, as the style's `overrides` change it.
    pub(super) fn new(
        tag: &str,
        files: &[&str],
        overrides: &[Overrides],
    ) -> Result<Self, StyleError> {
        let language = tag.split('-').next().unwrap_or(tag);
        let mut layers = Vec::new();
        for wanted in [tag, language, ""] {
            for change in overrides.iter().filter(|change| change.language == wanted) {
                layers.push(change.terms.clone());
            }
        }
        for file in files {
            let root = xml::parse(file)?;
            let mut terms = Terms::default();
            read(&root, &mut terms)?;
            layers.push(terms);
        }
        Ok(Self {
            tag: tag.to_owned(),
            layers,
        })
    }

    /// Whether it is English, whose titles have a case of their own.
    pub(super) fn is_english(&self) -> bool {
        self.tag.starts_with("en")
    }

    /// The text of a term; `None` where no layer has it in any form.
    pub(super) fn term(&self, name: &str, form: Form, plural: bool) -> Option<&str> {
        let mut form = Some(form);
        while let Some(wanted) = form {
            for layer in &self.layers {
                if let Some(term) = layer.terms.get(&(name.to_owned(), wanted)) {
                    return Some(if plural { &term.multiple } else { &term.single });
                }
            }
            form = wanted.fallback();
        }
        None
    }

    /// The gender of a term.
    pub(super) fn gender(&self, term: &str) -> Option<Gender> {
        let mut layers = self.layers.iter();
        layers.find_map(|layer| layer.genders.get(term).copied())
    }

    /// The ending that makes `number` an ordinal: `nd`. Of a form that a gender lacks, the neutral one is taken (CSL
    /// 1.0.2, Gender-specific Ordinals).
    pub(super) fn ordinal(&self, number: u32, gender: Option<Gender>) -> &str {
        // endings belong together: English ones fill no gaps of a language that has its own
        let mut layers = self.layers.iter();
        let layer = layers.find(|layer| !layer.ordinals.is_empty());
        let ordinals = layer
            .map(|layer| layer.ordinals.as_slice())
            .unwrap_or_default();
        let find = |digits: Digits, value: u32| {
            let those = || {
                ordinals
                    .iter()
                    .filter(|known| known.digits == digits && known.number == value)
            };
            those()
                .find(|known| known.gender == gender)
                .or_else(|| those().find(|known| known.gender.is_none()))
                .or_else(|| those().next().filter(|_| gender.is_none()))
                .map(|known| known.text.as_str())
        };
        find(Digits::Whole, number)
            .or_else(|| find(Digits::LastTwo, number % 100))
            .or_else(|| find(Digits::Last, number % 10))
            .or_else(|| find(Digits::Any, 0))
            .unwrap_or_default()
    }

    /// The word for an ordinal: `first`.
    pub(super) fn long_ordinal(&self, number: u32, gender: Option<Gender>) -> Option<&str> {
        let mut layers = self.layers.iter();
        let words = &layers
            .find(|layer| !layer.long_ordinals.is_empty())?
            .long_ordinals;
        let those = || words.iter().filter(|(known, ..)| *known == number);
        those()
            .find(|(_, known, _)| *known == gender)
            .or_else(|| those().find(|(_, known, _)| known.is_none()))
            .or_else(|| those().next())
            .map(|(.., text)| text.as_str())
    }

    /// The parts of a localised date and what stands between them.
    pub(super) fn date(&self, form: DateForm) -> (&[DatePart], &str) {
        self.layers
            .iter()
            .find_map(|layer| layer.dates[form as usize].as_ref())
            .map(|(parts, format)| (parts.as_slice(), format.delimiter.as_str()))
            .unwrap_or_default()
    }

    pub(super) fn punctuation_in_quote(&self) -> bool {
        self.option(|layer| layer.punctuation_in_quote)
    }

    pub(super) fn limit_day_ordinals(&self) -> bool {
        self.option(|layer| layer.limit_day_ordinals)
    }

    fn option(&self, read: impl Fn(&Terms) -> Option<bool>) -> bool {
        self.layers.iter().find_map(read).unwrap_or(false)
    }

    /// Opening and closing quotation marks, the outer and the inner ones.
    pub(super) fn quotes(&self) -> [&str; 4] {
        [
            ("open-quote", "“"),
            ("close-quote", "”"),
            ("open-inner-quote", "‘"),
            ("close-inner-quote", "’"),
        ]
        .map(|(name, usual)| self.term(name, Form::Long, false).unwrap_or(usual))
    }
}

/// Adds what a `locale` element says.
pub(super) fn read(element: &Element, out: &mut Terms) -> Result<(), StyleError> {
    for options in element.children("style-options") {
        let says = |name: &str| options.attribute(name).map(|text| text == "true");
        out.punctuation_in_quote = says("punctuation-in-quote").or(out.punctuation_in_quote);
        out.limit_day_ordinals = says("limit-day-ordinals-to-day-1").or(out.limit_day_ordinals);
    }
    for date in element.children("date") {
        let form = match date.attribute("form") {
            Some("numeric") => DateForm::Numeric,
            _ => DateForm::Text,
        };
        let parts = date.children("date-part").map(date_part).collect();
        out.dates[form as usize] = Some((parts, style::format(date)));
    }
    for term in element
        .children("terms")
        .flat_map(|terms| terms.children("term"))
    {
        let name = term
            .attribute("name")
            .ok_or_else(|| term.fault("a term without a name"))?;
        let text = |child: &str| term.child(child).map(|child| child.text.clone());
        let single = text("single").unwrap_or_else(|| term.text.clone());
        let gender = term.attribute("gender-form").and_then(Gender::read);
        if let Some(number) = name.strip_prefix("ordinal") {
            let number = number.strip_prefix('-').unwrap_or_default().parse().ok();
            let digits = match (term.attribute("match"), number) {
                (_, None) => Digits::Any,
                (Some("last-digit"), _) => Digits::Last,
                (Some("last-two-digits"), _) => Digits::LastTwo,
                (Some("whole-number"), _) => Digits::Whole,
                (_, Some(..10)) => Digits::Last,
                _ => Digits::LastTwo,
            };
            out.ordinals.push(Ordinal {
                number: number.unwrap_or(0),
                digits,
                gender,
                text: single,
            });
            continue;
        }
        if let Some(number) = name.strip_prefix("long-ordinal-")
            && let Ok(number) = number.parse()
        {
            out.long_ordinals.push((number, gender, single));
            continue;
        }
        if let Some(own) = term.attribute("gender").and_then(Gender::read) {
            out.genders.entry(name.to_owned()).or_insert(own);
        }
        let form = term.attribute("form").map_or(Form::Long, Form::read);
        let multiple = text("multiple").unwrap_or_else(|| single.clone());
        if gender.is_none() || !out.terms.contains_key(&(name.to_owned(), form)) {
            out.terms
                .insert((name.to_owned(), form), Term { single, multiple });
        }
    }
    Ok(())
}

/// Reads a `date-part`.
pub(super) fn date_part(element: &Element) -> DatePart {
    DatePart {
        name: match element.attribute("name") {
            Some("month") => PartName::Month,
            Some("day") => PartName::Day,
            _ => PartName::Year,
        },
        form: element.attribute("form").unwrap_or_default().to_owned(),
        range: element.attribute("range-delimiter").map(str::to_owned),
        format: style::format(element),
    }
}
