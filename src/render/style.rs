//! A CSL style as a tree that is ready to be evaluated (CSL 1.0.2).

use std::collections::HashMap;

use super::StyleError;
use super::locale::{self, DateForm, DatePart, Form, Overrides, Terms};
use super::rich::TextStyle;
use super::xml::{self, Element};

/// A style.
#[derive(Debug)]
pub(super) struct Style {
    pub(super) title: String,
    pub(super) note: bool,
    /// Whether names or labels and years stand in the text rather than numbers.
    pub(super) default_locale: Option<String>,
    pub(super) page_range: PageRange,
    pub(super) demote: Demote,
    pub(super) initialize_with_hyphen: bool,
    pub(super) overrides: Vec<Overrides>,
    pub(super) macros: Vec<Vec<Node>>,
    pub(super) citation: Layout,
    pub(super) bibliography: Option<Layout>,
}

/// `citation` or `bibliography`.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) options: NameOptions,
    pub(super) sort: Vec<SortKey>,
    pub(super) nodes: Vec<Node>,
    pub(super) format: Format,
    pub(super) add_names: bool,
    pub(super) add_givenname: bool,
    pub(super) add_year_suffix: bool,
    pub(super) rule: GivenRule,
    pub(super) collapse: Option<Collapse>,
    /// Between items of the same names.
    pub(super) group_delimiter: Option<String>,
    /// Behind items that were collapsed.
    pub(super) after_collapse: Option<String>,
    /// Between the letters after one year.
    pub(super) suffix_delimiter: Option<String>,
    /// How many notes count as near.
    pub(super) near_note: usize,
    pub(super) substitute: Option<String>,
    /// Whether the first field stands in the margin.
    pub(super) second_field: bool,
}

#[derive(Debug)]
pub(super) struct SortKey {
    pub(super) by: SortBy,
    pub(super) descending: bool,
    pub(super) options: NameOptions,
}

#[derive(Debug)]
pub(super) enum SortBy {
    Variable(String),
    Macro(usize),
}

/// How items of one citation are made shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Collapse {
    /// Ranges of numbers.
    Number,
    /// Names once for several years.
    Year,
    /// The year once for several letters too.
    YearSuffix,
    /// The same, and ranges of letters.
    YearSuffixRanged,
}

/// Which names may be told apart by given names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum GivenRule {
    AllNames,
    AllInitials,
    Primary,
    PrimaryInitials,
    #[default]
    ByCite,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum PageRange {
    #[default]
    AsGiven,
    Expanded,
    Minimal,
    MinimalTwo,
    Chicago15,
    Chicago16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Demote {
    Never,
    SortOnly,
    #[default]
    DisplayAndSort,
}

/// A rendering element.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) format: Format,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Macro(usize),
    Variable {
        name: String,
        short: bool,
    },
    Term {
        name: String,
        form: Form,
        plural: bool,
    },
    Value(String),
    Date(DateNode),
    Number {
        variable: String,
        form: NumberForm,
    },
    Names(Box<NamesNode>),
    Label(LabelNode),
    Group(Vec<Node>),
    Choose(Vec<Branch>),
}

#[derive(Debug, Clone)]
pub(super) struct DateNode {
    pub(super) variable: String,
    pub(super) form: Option<DateForm>,
    pub(super) parts: Vec<DatePart>,
    /// How many of year, month, day a localised date shows.
    pub(super) limit: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberForm {
    Numeric,
    Ordinal,
    LongOrdinal,
    Roman,
}

#[derive(Debug, Clone)]
pub(super) struct LabelNode {
    /// Empty within `names`.
    pub(super) variable: String,
    pub(super) form: Form,
    pub(super) plural: Plural,
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Plural {
    #[default]
    Contextual,
    Always,
    Never,
}

#[derive(Debug, Clone, Default)]
pub(super) struct NamesNode {
    pub(super) variables: Vec<String>,
    /// What the `names` and `name` elements say.
    pub(super) options: NameOptions,
    /// Whether there is a `name` element of its own.
    pub(super) has_name: bool,
    pub(super) format: Format,
    pub(super) family: PartFormat,
    pub(super) given: PartFormat,
    pub(super) et_al: Option<(String, Format)>,
    pub(super) label: Option<LabelNode>,
    /// Whether the label stands before the names.
    pub(super) label_first: bool,
    pub(super) substitute: Vec<Node>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct PartFormat(pub(super) Option<Format>);

#[derive(Debug, Clone)]
pub(super) struct Branch {
    pub(super) matching: Match,
    pub(super) tests: Vec<Test>,
    pub(super) nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    All,
    Any,
    None,
}

#[derive(Debug, Clone)]
pub(super) enum Test {
    Type(String),
    Variable(String),
    Numeric(String),
    Uncertain(String),
    Locator(String),
    Position(String),
    Disambiguate,
}

/// What every rendering element may say about its looks.
#[derive(Debug, Clone, Default)]
pub(super) struct Format {
    pub(super) style: TextStyle,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) delimiter: String,
    pub(super) case: Option<Case>,
    pub(super) quotes: bool,
    pub(super) strip_periods: bool,
    pub(super) display: Option<Display>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    Block,
    LeftMargin,
    RightInline,
    Indent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
    CapitalizeFirst,
    CapitalizeAll,
    Sentence,
    Title,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precedes {
    Contextual,
    AfterInvertedName,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum NameForm {
    #[default]
    Long,
    Short,
    Count,
}

/// What may be said about names at any level; the innermost wins.
#[derive(Debug, Clone, Default)]
pub(super) struct NameOptions {
    /// Whether the last two names are joined by `&` (else by the word).
    pub(super) and_symbol: Option<bool>,
    pub(super) delimiter: Option<String>,
    pub(super) names_delimiter: Option<String>,
    pub(super) precedes_et_al: Option<Precedes>,
    pub(super) precedes_last: Option<Precedes>,
    pub(super) min: Option<usize>,
    pub(super) use_first: Option<usize>,
    /// The same where an item is cited again.
    pub(super) min_again: Option<usize>,
    pub(super) use_first_again: Option<usize>,
    pub(super) use_last: Option<bool>,
    pub(super) form: Option<NameForm>,
    pub(super) initialize: Option<bool>,
    pub(super) initialize_with: Option<String>,
    /// Whether all names are inverted, or only the first.
    pub(super) sort_order_all: Option<bool>,
    pub(super) sort_separator: Option<String>,
}

impl NameOptions {
    /// These, and what they do not say from `outer`.
    pub(super) fn within(&self, outer: &Self) -> Self {
        Self {
            and_symbol: self.and_symbol.or(outer.and_symbol),
            delimiter: self.delimiter.clone().or_else(|| outer.delimiter.clone()),
            names_delimiter: self
                .names_delimiter
                .clone()
                .or_else(|| outer.names_delimiter.clone()),
            precedes_et_al: self.precedes_et_al.or(outer.precedes_et_al),
            precedes_last: self.precedes_last.or(outer.precedes_last),
            min: self.min.or(outer.min),
            use_first: self.use_first.or(outer.use_first),
            min_again: self.min_again.or(outer.min_again),
            use_first_again: self.use_first_again.or(outer.use_first_again),
            use_last: self.use_last.or(outer.use_last),
            form: self.form.or(outer.form),
            initialize: self.initialize.or(outer.initialize),
            initialize_with: self
                .initialize_with
                .clone()
                .or_else(|| outer.initialize_with.clone()),
            sort_order_all: self.sort_order_all.or(outer.sort_order_all),
            sort_separator: self
                .sort_separator
                .clone()
                .or_else(|| outer.sort_separator.clone()),
        }
    }

    fn read(element: &Element, own: bool) -> Self {
        let get = |name: &str| element.attribute(name);
        let number = |name: &str| get(name).and_then(|text| text.trim().parse().ok());
        let precedes = |name: &str| {
            Some(match get(name)? {
                "always" => Precedes::Always,
                "never" => Precedes::Never,
                "after-inverted-name" => Precedes::AfterInvertedName,
                _ => Precedes::Contextual,
            })
        };
        Self {
            and_symbol: get("and").map(|and| and == "symbol"),
            delimiter: get(if own { "delimiter" } else { "name-delimiter" }).map(str::to_owned),
            names_delimiter: get("names-delimiter").map(str::to_owned),
            precedes_et_al: precedes("delimiter-precedes-et-al"),
            precedes_last: precedes("delimiter-precedes-last"),
            min: number("et-al-min").or_else(|| number("names-min")),
            use_first: number("et-al-use-first").or_else(|| number("names-use-first")),
            min_again: number("et-al-subsequent-min"),
            use_first_again: number("et-al-subsequent-use-first"),
            use_last: get("et-al-use-last")
                .or_else(|| get("names-use-last"))
                .map(|text| text == "true"),
            form: get(if own { "form" } else { "name-form" }).map(|form| match form {
                "short" => NameForm::Short,
                "count" => NameForm::Count,
                _ => NameForm::Long,
            }),
            initialize: get("initialize").map(|text| text == "true"),
            initialize_with: get("initialize-with").map(str::to_owned),
            sort_order_all: get("name-as-sort-order").map(|text| text == "all"),
            sort_separator: get("sort-separator").map(str::to_owned),
        }
    }
}

/// Reads a style.
pub(super) fn parse(text: &str) -> Result<Style, StyleError> {
    let root = xml::parse(text)?;
    if root.name != "style" {
        return Err(root.fault(format!("<{}> is no CSL style", root.name)));
    }
    let info = root.child("info");
    if let Some(info) = info
        && root.child("citation").is_none()
        && let Some(link) = info
            .children("link")
            .find(|link| link.attribute("rel") == Some("independent-parent"))
    {
        let parent = link.attribute("href").unwrap_or_default();
        let name = parent.rsplit('/').next().unwrap_or(parent);
        return Err(link.fault(format!(
            "it is only another name for the style {name}, which is to be named in its place"
        )));
    }
    let macros: Vec<&Element> = root.children("macro").collect();
    let mut names = HashMap::new();
    for (index, element) in macros.iter().enumerate() {
        let name = element
            .attribute("name")
            .ok_or_else(|| element.fault("a macro without a name"))?;
        names.insert(name, index);
    }
    let reader = Reader { macros: &names };
    let mut bodies = Vec::with_capacity(macros.len());
    for element in &macros {
        bodies.push(reader.nodes(element)?);
    }
    for (element, index) in macros.iter().zip(0..) {
        if calls_itself(&bodies, index) {
            let name = element.attribute("name").unwrap_or_default();
            return Err(element.fault(format!("the macro {name:?} calls itself")));
        }
    }
    let global = NameOptions::read(&root, false);
    let citation = root
        .child("citation")
        .ok_or_else(|| root.fault("there is no <citation> in it"))?;
    let mut overrides = Vec::new();
    for element in root.children("locale") {
        let mut terms = Terms::default();
        locale::read(element, &mut terms)?;
        overrides.push(Overrides {
            language: element.attribute("xml:lang").unwrap_or_default().to_owned(),
            terms,
        });
    }
    let mut citation = reader.layout(citation, &global)?;
    if citation.collapse == Some(Collapse::Number)
        && !shows(&citation.nodes, &bodies, "citation-number")
    {
        citation.collapse = None;
    }
    // two works must not have one label, whatever the style forgot to ask for
    if shows(&citation.nodes, &bodies, "citation-label") {
        citation.add_year_suffix = true;
    }
    Ok(Style {
        title: info
            .and_then(|info| info.child("title"))
            .map(|title| title.text.trim().to_owned())
            .unwrap_or_default(),
        note: root.attribute("class") == Some("note"),
        default_locale: root.attribute("default-locale").map(str::to_owned),
        page_range: match root.attribute("page-range-format") {
            Some("expanded") => PageRange::Expanded,
            Some("minimal") => PageRange::Minimal,
            Some("minimal-two") => PageRange::MinimalTwo,
            Some("chicago" | "chicago-15") => PageRange::Chicago15,
            Some("chicago-16") => PageRange::Chicago16,
            _ => PageRange::AsGiven,
        },
        demote: match root.attribute("demote-non-dropping-particle") {
            Some("never") => Demote::Never,
            Some("sort-only") => Demote::SortOnly,
            _ => Demote::DisplayAndSort,
        },
        initialize_with_hyphen: root.attribute("initialize-with-hyphen") != Some("false"),
        overrides,
        macros: bodies,
        citation,
        bibliography: match root.child("bibliography") {
            Some(element) => Some(reader.layout(element, &global)?),
            None => None,
        },
    })
}

/// Whether nodes show the variable, by their macros too.
pub(super) fn shows(nodes: &[Node], macros: &[Vec<Node>], wanted: &str) -> bool {
    nodes.iter().any(|node| match &node.kind {
        Kind::Variable { name, .. } => name == wanted,
        Kind::Number { variable, .. } => variable == wanted,
        Kind::Macro(index) => shows(&macros[*index], macros, wanted),
        Kind::Group(nodes) => shows(nodes, macros, wanted),
        Kind::Choose(branches) => branches
            .iter()
            .any(|branch| shows(&branch.nodes, macros, wanted)),
        _ => false,
    })
}

/// Whether evaluating a macro would never end.
fn calls_itself(macros: &[Vec<Node>], start: usize) -> bool {
    fn calls(nodes: &[Node], found: &mut Vec<usize>) {
        for node in nodes {
            match &node.kind {
                Kind::Macro(index) => found.push(*index),
                Kind::Group(nodes) => calls(nodes, found),
                Kind::Choose(branches) => {
                    for branch in branches {
                        calls(&branch.nodes, found);
                    }
                }
                Kind::Names(names) => calls(&names.substitute, found),
                _ => {}
            }
        }
    }
    let mut seen = vec![false; macros.len()];
    let mut open = vec![start];
    while let Some(index) = open.pop() {
        let mut found = Vec::new();
        calls(&macros[index], &mut found);
        for index in found {
            if index == start {
                return true;
            }
            if !std::mem::replace(&mut seen[index], true) {
                open.push(index);
            }
        }
    }
    false
}

struct Reader<'m> {
    macros: &'m HashMap<&'m str, usize>,
}

impl Reader<'_> {
    fn layout(&self, element: &Element, global: &NameOptions) -> Result<Layout, StyleError> {
        let layout = element
            .child("layout")
            .ok_or_else(|| element.fault(format!("<{}> without <layout>", element.name)))?;
        let mut sort = Vec::new();
        for key in element
            .child("sort")
            .into_iter()
            .flat_map(|sort| sort.children("key"))
        {
            let by = match (key.attribute("variable"), key.attribute("macro")) {
                (Some(variable), _) => SortBy::Variable(variable.to_owned()),
                (None, Some(name)) => SortBy::Macro(self.index(key, name)?),
                (None, None) => return Err(key.fault("a sort key by nothing")),
            };
            sort.push(SortKey {
                by,
                descending: key.attribute("sort") == Some("descending"),
                options: NameOptions::read(key, false),
            });
        }
        let says = |name: &str| element.attribute(name) == Some("true");
        let text = |name: &str| element.attribute(name).map(str::to_owned);
        Ok(Layout {
            options: NameOptions::read(element, false).within(global),
            sort,
            nodes: self.nodes(layout)?,
            format: format(layout),
            add_names: says("disambiguate-add-names"),
            add_givenname: says("disambiguate-add-givenname"),
            add_year_suffix: says("disambiguate-add-year-suffix"),
            rule: match element.attribute("givenname-disambiguation-rule") {
                Some("all-names") => GivenRule::AllNames,
                Some("all-names-with-initials") => GivenRule::AllInitials,
                Some("primary-name") => GivenRule::Primary,
                Some("primary-name-with-initials") => GivenRule::PrimaryInitials,
                _ => GivenRule::ByCite,
            },
            collapse: match element.attribute("collapse") {
                Some("citation-number") => Some(Collapse::Number),
                Some("year") => Some(Collapse::Year),
                Some("year-suffix") => Some(Collapse::YearSuffix),
                Some("year-suffix-ranged") => Some(Collapse::YearSuffixRanged),
                _ => None,
            },
            group_delimiter: text("cite-group-delimiter"),
            after_collapse: text("after-collapse-delimiter"),
            suffix_delimiter: text("year-suffix-delimiter"),
            near_note: text("near-note-distance")
                .and_then(|text| text.trim().parse().ok())
                .unwrap_or(5),
            substitute: element
                .attribute("subsequent-author-substitute")
                .map(str::to_owned),
            second_field: element.attribute("second-field-align").is_some(),
        })
    }

    fn index(&self, element: &Element, name: &str) -> Result<usize, StyleError> {
        self.macros
            .get(name)
            .copied()
            .ok_or_else(|| element.fault(format!("there is no macro {name:?}")))
    }

    fn nodes(&self, element: &Element) -> Result<Vec<Node>, StyleError> {
        element
            .children
            .iter()
            .filter(|child| child.name != "sort")
            .map(|child| self.node(child))
            .collect()
    }

    fn node(&self, element: &Element) -> Result<Node, StyleError> {
        let get = |name: &str| element.attribute(name);
        let variable = || {
            get("variable")
                .map(str::to_owned)
                .ok_or_else(|| element.fault(format!("<{}> without a variable", element.name)))
        };
        let form = || get("form").map_or(Form::Long, Form::read);
        let kind = match element.name.as_str() {
            "text" => {
                if let Some(name) = get("macro") {
                    Kind::Macro(self.index(element, name)?)
                } else if let Some(name) = get("variable") {
                    Kind::Variable {
                        name: name.to_owned(),
                        short: get("form") == Some("short"),
                    }
                } else if let Some(name) = get("term") {
                    Kind::Term {
                        name: name.to_owned(),
                        form: form(),
                        plural: get("plural") == Some("true"),
                    }
                } else {
                    Kind::Value(get("value").unwrap_or_default().to_owned())
                }
            }
            "date" => Kind::Date(DateNode {
                variable: variable()?,
                form: get("form").map(|form| match form {
                    "numeric" => DateForm::Numeric,
                    _ => DateForm::Text,
                }),
                parts: element
                    .children("date-part")
                    .map(locale::date_part)
                    .collect(),
                limit: match get("date-parts") {
                    Some("year") => 1,
                    Some("year-month") => 2,
                    _ => 3,
                },
            }),
            "number" => Kind::Number {
                variable: variable()?,
                form: match get("form") {
                    Some("ordinal") => NumberForm::Ordinal,
                    Some("long-ordinal") => NumberForm::LongOrdinal,
                    Some("roman") => NumberForm::Roman,
                    _ => NumberForm::Numeric,
                },
            },
            "names" => Kind::Names(Box::new(self.names(element)?)),
            "label" => Kind::Label(label(element)),
            "group" => Kind::Group(self.nodes(element)?),
            "choose" => {
                let mut branches = Vec::with_capacity(element.children.len());
                for child in &element.children {
                    branches.push(self.branch(child)?);
                }
                Kind::Choose(branches)
            }
            name => return Err(element.fault(format!("<{name}> has no place here"))),
        };
        Ok(Node {
            kind,
            format: format(element),
        })
    }

    fn branch(&self, element: &Element) -> Result<Branch, StyleError> {
        let mut tests = Vec::new();
        for (name, value) in &element.attributes {
            for word in value.split_whitespace().map(str::to_owned) {
                match name.as_str() {
                    "type" => tests.push(Test::Type(word)),
                    "variable" => tests.push(Test::Variable(word)),
                    "is-numeric" => tests.push(Test::Numeric(word)),
                    "is-uncertain-date" => tests.push(Test::Uncertain(word)),
                    "locator" => tests.push(Test::Locator(word)),
                    "position" => tests.push(Test::Position(word)),
                    "disambiguate" => tests.push(Test::Disambiguate),
                    _ => {}
                }
            }
        }
        Ok(Branch {
            matching: match element.attribute("match") {
                Some("any") => Match::Any,
                Some("none") => Match::None,
                _ => Match::All,
            },
            tests,
            nodes: self.nodes(element)?,
        })
    }

    fn names(&self, element: &Element) -> Result<NamesNode, StyleError> {
        let name = element.child("name");
        let part = |wanted: &str| {
            let parts = name.into_iter().flat_map(|name| name.children("name-part"));
            PartFormat(
                parts
                    .filter(|part| part.attribute("name") == Some(wanted))
                    .map(format)
                    .next(),
            )
        };
        let outer = NameOptions::read(element, false);
        let position = |name: &str| element.children.iter().position(|child| child.name == name);
        Ok(NamesNode {
            variables: element
                .attribute("variable")
                .unwrap_or_default()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            options: match name {
                Some(name) => NameOptions::read(name, true).within(&outer),
                None => outer,
            },
            has_name: name.is_some(),
            format: name.map(format).unwrap_or_default(),
            family: part("family"),
            given: part("given"),
            et_al: element.child("et-al").map(|et_al| {
                let term = et_al.attribute("term").unwrap_or("et-al");
                (term.to_owned(), format(et_al))
            }),
            label: element.child("label").map(label),
            label_first: match (position("label"), position("name")) {
                (Some(label), Some(name)) => label < name,
                _ => false,
            },
            substitute: match element.child("substitute") {
                Some(substitute) => self.nodes(substitute)?,
                None => Vec::new(),
            },
        })
    }
}

fn label(element: &Element) -> LabelNode {
    LabelNode {
        variable: element.attribute("variable").unwrap_or_default().to_owned(),
        form: element.attribute("form").map_or(Form::Long, Form::read),
        plural: match element.attribute("plural") {
            Some("always") => Plural::Always,
            Some("never") => Plural::Never,
            _ => Plural::Contextual,
        },
        format: format(element),
    }
}

/// The looks that an element asks for.
pub(super) fn format(element: &Element) -> Format {
    let get = |name: &str| element.attribute(name);
    let text = |name: &str| get(name).unwrap_or_default().to_owned();
    Format {
        style: TextStyle::read(element),
        prefix: text("prefix"),
        suffix: text("suffix"),
        delimiter: text("delimiter"),
        case: get("text-case").and_then(|case| {
            Some(match case {
                "lowercase" => Case::Lower,
                "uppercase" => Case::Upper,
                "capitalize-first" => Case::CapitalizeFirst,
                "capitalize-all" => Case::CapitalizeAll,
                "sentence" => Case::Sentence,
                "title" => Case::Title,
                _ => return None,
            })
        }),
        quotes: get("quotes") == Some("true"),
        strip_periods: get("strip-periods") == Some("true"),
        display: get("display").and_then(|display| {
            Some(match display {
                "block" => Display::Block,
                "left-margin" => Display::LeftMargin,
                "right-inline" => Display::RightInline,
                "indent" => Display::Indent,
                _ => return None,
            })
        }),
    }
}
