//! Lists of names.

use super::disambiguate::{Given, Position, cited_names};
use super::eval::{Mode, Out, Scope};
use super::locale::Form;
use super::rich::{Part, Rich, plain};
use super::style::{Demote, Format, NameForm, NameOptions, NamesNode, Precedes};
use crate::formats::csl::{Member, Name, Names};
use crate::model::is_east_asian;

impl Scope<'_> {
    /// A `names` element; within a `substitute`, `outer` is the one that it stands in for.
    pub(super) fn names(
        &self,
        node: &NamesNode,
        format: &Format,
        outer: Option<&NamesNode>,
    ) -> Out {
        let sets_aside = self.cite.in_sentence && outer.is_none() && self.mode != Mode::Sort;
        if !sets_aside || self.state.borrow().aside.is_some() {
            return self.names_here(node, format, outer);
        }
        let out = self.names_here(node, format, outer);
        if out.rich.is_empty() {
            return out;
        }
        self.state.borrow_mut().aside = Some(out.rich);
        // what stands beside the names stays: they are shown, elsewhere
        Out {
            filled: true,
            ..Out::variable(Rich::new())
        }
    }

    fn names_here(&self, node: &NamesNode, format: &Format, outer: Option<&NamesNode>) -> Out {
        // the short way of writing takes everything from the element it stands in for
        let spec = match outer {
            Some(outer) if !node.has_name && node.label.is_none() && node.et_al.is_none() => outer,
            _ => node,
        };
        let options = spec.options.within(&self.options);
        let lists = self.lists(node, spec);
        if lists.is_empty() {
            return self.substitute(node, spec);
        }
        if options.form == Some(NameForm::Count) {
            let count: usize = lists
                .iter()
                .map(|(_, names)| self.shown(names, &options).0)
                .sum();
            return Out::variable(vec![plain(count.to_string())]);
        }
        let first =
            self.mode != Mode::Sort && !std::mem::replace(&mut self.state.borrow_mut().led, true);
        let mut rich = Rich::new();
        let delimiter = if format.delimiter.is_empty() {
            options.names_delimiter.clone().unwrap_or_default()
        } else {
            format.delimiter.clone()
        };
        for (index, (role, names)) in lists.iter().enumerate() {
            if index > 0 {
                rich.push(plain(delimiter.as_str()));
            }
            let mut list = self.list(names, spec, &options, first && index == 0);
            if first && index == 0 {
                for piece in &mut list {
                    piece.part = Part::Lead;
                }
            }
            let list = self.decorate(list, &spec.format);
            let label = spec
                .label
                .as_ref()
                .filter(|_| self.mode != Mode::Sort)
                .map(|label| self.names_label(label, role, names.names.len()))
                .unwrap_or_default();
            if spec.label_first {
                rich.extend(label);
                rich.extend(list);
            } else {
                rich.extend(list);
                rich.extend(label);
            }
        }
        Out::variable(self.decorate(rich, format))
    }

    /// The names as a sentence has them, in a style that cites without names.
    pub(super) fn names_for_sentence(&self) -> Rich {
        let Some(names) = cited_names(self.item) else {
            return Rich::new();
        };
        let options = NameOptions {
            form: Some(NameForm::Short),
            and_symbol: Some(false),
            min: Some(3),
            use_first: Some(1),
            ..NameOptions::default()
        };
        self.list(names, &NamesNode::default(), &options, false)
    }

    /// The lists that there are, with the term for what the people did.
    fn lists(&self, node: &NamesNode, spec: &NamesNode) -> Vec<(&'static str, &Names)> {
        let mut lists: Vec<(&'static str, &Names)> = Vec::new();
        for variable in &node.variables {
            if let Some(Member::Names(names)) = self.member(variable)
                && !names.names.is_empty()
            {
                lists.push((role(variable), names));
                self.use_up(variable);
            }
        }
        // who edited and translated is named once
        if let [("editor", editors), ("translator", translators)] = lists[..]
            && editors == translators
            && spec.label.is_some()
            && self
                .locale
                .term("editortranslator", Form::Long, false)
                .is_some()
        {
            return vec![("editortranslator", editors)];
        }
        lists
    }

    fn substitute(&self, node: &NamesNode, spec: &NamesNode) -> Out {
        for stand_in in &node.substitute {
            let mark = self.state.borrow().used.len();
            let out = match &stand_in.kind {
                super::style::Kind::Names(names) => self.names(names, &stand_in.format, Some(spec)),
                _ => self.node(stand_in),
            };
            if !out.rich.is_empty() {
                let mut state = self.state.borrow_mut();
                let used = state.used[mark..].to_vec();
                state.suppressed.extend(used);
                return Out::variable(out.rich);
            }
        }
        Out::variable(Rich::new())
    }

    /// How many names are shown, and whether there are others.
    pub(super) fn shown(&self, names: &Names, options: &NameOptions) -> (usize, bool) {
        let count = names.names.len();
        let again = self.cite.position != Position::First;
        let least = options.min_again.filter(|_| again).or(options.min);
        let least = least.unwrap_or(usize::MAX);
        let first = options
            .use_first_again
            .filter(|_| again)
            .or(options.use_first);
        let first = first.unwrap_or(1).max(self.cite.shown);
        if count >= least && count > first {
            (first, true)
        } else {
            (count, names.others)
        }
    }

    fn list(&self, names: &Names, node: &NamesNode, options: &NameOptions, lead: bool) -> Rich {
        let (shown, others) = self.shown(names, options);
        if lead {
            self.state.borrow_mut().first_list = Some((names.names.len(), shown));
        }
        let delimiter = options.delimiter.as_deref().unwrap_or(", ");
        let inverted = |index: usize| match options.sort_order_all {
            _ if options.form == Some(NameForm::Short) => false,
            Some(all) => all || index == 0,
            None => false,
        };
        let mut rich = Rich::new();
        for (index, name) in names.names.iter().take(shown).enumerate() {
            let last = index + 1 == shown;
            if index > 0 {
                match options.and_symbol {
                    // lists are sorted by their names alone
                    Some(symbol) if last && !others && self.mode != Mode::Sort => {
                        let precedes = match options.precedes_last.unwrap_or(Precedes::Contextual) {
                            Precedes::Contextual => shown > 2,
                            Precedes::AfterInvertedName => inverted(index - 1),
                            Precedes::Always => true,
                            Precedes::Never => false,
                        };
                        // a sentence has the word
                        let and = if symbol && !self.cite.in_sentence {
                            "&"
                        } else {
                            self.term("and", Form::Long)
                        };
                        let gap = if precedes && !delimiter.is_empty() {
                            delimiter
                        } else {
                            " "
                        };
                        let gap = if gap.ends_with(char::is_whitespace) {
                            gap.to_owned()
                        } else {
                            format!("{gap} ")
                        };
                        rich.push(plain(format!("{gap}{and} ")));
                    }
                    _ => rich.push(plain(delimiter)),
                }
            }
            rich.extend(self.name(name, index, node, options, inverted(index)));
        }
        if others && shown > 0 {
            let truncated = shown < names.names.len();
            match names.names.last() {
                Some(name)
                    if truncated
                        && options.use_last == Some(true)
                        && names.names.len() > shown + 1 =>
                {
                    rich.push(plain(format!("{delimiter}… ")));
                    let index = names.names.len() - 1;
                    rich.extend(self.name(name, index, node, options, inverted(index)));
                }
                _ => self.et_al(
                    shown,
                    delimiter,
                    inverted(shown - 1),
                    node,
                    options,
                    &mut rich,
                ),
            }
        }
        rich
    }

    fn et_al(
        &self,
        shown: usize,
        delimiter: &str,
        inverted: bool,
        node: &NamesNode,
        options: &NameOptions,
        rich: &mut Rich,
    ) {
        let precedes = match options.precedes_et_al.unwrap_or(Precedes::Contextual) {
            Precedes::Contextual => shown > 1,
            Precedes::AfterInvertedName => inverted,
            Precedes::Always => true,
            Precedes::Never => false,
        };
        let (term, format) = match &node.et_al {
            Some((term, format)) => (term.as_str(), format.clone()),
            None => ("et-al", Format::default()),
        };
        let text = match self.term(term, Form::Long) {
            "" => term,
            text => text,
        };
        rich.push(plain(if precedes { delimiter } else { " " }));
        rich.extend(self.decorate(vec![plain(text)], &format));
    }

    fn name(
        &self,
        name: &Name,
        index: usize,
        node: &NamesNode,
        options: &NameOptions,
        inverted: bool,
    ) -> Rich {
        let family = |text: &str| self.part(text, node.family.0.as_ref());
        let given = |text: &str| self.part(text, node.given.0.as_ref());
        if self.mode == Mode::Sort && !name.literal {
            return vec![plain(sort_text(
                name,
                self.style.demote,
                options,
                self.style.initialize_with_hyphen,
            ))];
        }
        if name.literal
            || name.given.is_empty() && name.suffix.is_empty() && particle(name).is_empty()
        {
            return family(&name.family);
        }
        let short = options.form == Some(NameForm::Short);
        let level = match short {
            true => self.given_level(name, index),
            false => Given::Full,
        };
        let first = match (level, &options.initialize_with) {
            (Given::None, _) => String::new(),
            (Given::Full, Some(with)) if !short => initials(
                &name.given,
                with,
                options.initialize != Some(false),
                self.style.initialize_with_hyphen,
            ),
            (Given::Initials, Some(with)) => initials(
                &name.given,
                with,
                options.initialize != Some(false),
                self.style.initialize_with_hyphen,
            ),
            _ => name.given.clone(),
        };
        if is_east_asian(&name.family) {
            let mut rich = family(&name.family);
            rich.extend(given(if short && level == Given::None {
                ""
            } else {
                &name.given
            }));
            return rich;
        }
        let mut rich = Rich::new();
        if inverted {
            let separator = options.sort_separator.as_deref().unwrap_or(", ");
            let demotes = self.style.demote == Demote::DisplayAndSort;
            let surname = if demotes {
                name.family.clone()
            } else {
                tied(&[&name.non_dropping, &name.family])
            };
            rich.extend(family(&surname));
            let behind = if demotes {
                spaced(&[&first, &name.dropping, &name.non_dropping])
            } else {
                spaced(&[&first, &name.dropping])
            };
            // where initials have no period, neither has `Jr.`
            let bare = options
                .initialize_with
                .as_deref()
                .is_some_and(|with| !with.contains('.'));
            let suffix = if bare {
                name.suffix.trim_end_matches('.')
            } else {
                &name.suffix
            };
            for text in [behind, suffix.to_owned()] {
                if !text.is_empty() {
                    rich.push(plain(separator));
                    rich.extend(given(&text));
                }
            }
        } else {
            let before = if short && level == Given::None {
                String::new()
            } else {
                first
            };
            let front = if short && level == Given::None {
                String::new()
            } else {
                spaced(&[&before, &name.dropping])
            };
            if !front.is_empty() {
                rich.extend(given(&front));
                // `d'` stands close; an apostrophe at the end of a given name is a part of it
                if name.dropping.is_empty() || !front.ends_with(['-', '\'', '’']) {
                    rich.push(plain(" "));
                }
            }
            rich.extend(family(&tied(&[&name.non_dropping, &name.family])));
            if !short && !name.suffix.is_empty() {
                rich.push(plain(" "));
                rich.extend(given(&name.suffix));
            }
        }
        rich
    }

    fn part(&self, text: &str, format: Option<&Format>) -> Rich {
        if text.is_empty() {
            return Rich::new();
        }
        let rich = super::text::typographic(text, self.locale.quotes(), false);
        match format {
            Some(format) => self.decorate(rich, format),
            None => rich,
        }
    }

    fn given_level(&self, name: &Name, index: usize) -> Given {
        let global = self.given.level(name, index);
        let own = self.cite.given.get(index).copied().unwrap_or_default();
        global.max(own)
    }
}

/// The term for what the people of a variable did.
fn role(variable: &str) -> &'static str {
    const ROLES: &[&str] = &[
        "author",
        "chair",
        "collection-editor",
        "compiler",
        "composer",
        "container-author",
        "contributor",
        "curator",
        "director",
        "editor",
        "editor-translator",
        "editorial-director",
        "executive-producer",
        "guest",
        "host",
        "illustrator",
        "interviewer",
        "narrator",
        "organizer",
        "original-author",
        "performer",
        "producer",
        "recipient",
        "reviewed-author",
        "script-writer",
        "series-creator",
        "translator",
    ];
    ROLES
        .iter()
        .find(|known| **known == variable)
        .copied()
        .unwrap_or_default()
}

fn particle(name: &Name) -> String {
    spaced(&[&name.dropping, &name.non_dropping])
}

/// Parts with a space between, unless the one before ties itself to the next.
fn spaced(parts: &[&str]) -> String {
    let mut out = String::new();
    for part in parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
    {
        if !out.is_empty() && !out.ends_with(['-', '\'', '’']) {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

fn tied(parts: &[&String]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.as_str()).collect();
    spaced(&parts)
}

/// A name as it is sorted: family, given, suffix; the particles where the style wants them. A hyphen does not part a
/// family name, so that Villa-Lobos comes after Villafuerte, as APA's and Chicago's manuals have it.
fn sort_text(name: &Name, demote: Demote, options: &NameOptions, hyphen: bool) -> String {
    let given = match &options.initialize_with {
        Some(with) => initials(&name.given, with, options.initialize != Some(false), hyphen),
        None => name.given.clone(),
    };
    let family = name.family.replace(['-', '–', '.'], "");
    if demote == Demote::Never {
        spaced(&[
            &name.non_dropping,
            &family,
            &given,
            &name.dropping,
            &name.suffix,
        ])
    } else {
        spaced(&[
            &family,
            &given,
            &name.dropping,
            &name.non_dropping,
            &name.suffix,
        ])
    }
}

/// Given names as initials, each followed by `with`. Where not `all` are wanted, only what is an initial already gets
/// it. `hyphen` says whether `Jean-Luc` keeps his. What is abbreviated (`Wm.`) stays, and so do words in lower case.
pub(super) fn initials(given: &str, with: &str, all: bool, hyphen: bool) -> String {
    let mut out = String::new();
    let apart = given
        .replace(". ", ".\u{0}")
        .replace('.', ".\u{0}")
        .replace("\u{0}-", "-");
    for word in apart.split(|c: char| c.is_whitespace() || c == '\u{0}') {
        if word.is_empty() {
            continue;
        }
        let first = word.chars().find(|c| c.is_alphabetic());
        let large = word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
        if first.is_none() || !large {
            gap(&mut out);
            out.push_str(word);
            out.push(' ');
            continue;
        }
        let pieces: Vec<&str> = word.split(['-', '‐']).collect();
        let bare = |piece: &str| piece.trim_end_matches('.').to_owned();
        let short = |piece: &&str| bare(piece).chars().count() == 1 || piece.ends_with('.');
        if !all && !pieces.iter().all(short) {
            gap(&mut out);
            out.push_str(word);
            out.push(' ');
            continue;
        }
        let mut begun = false;
        for piece in pieces {
            let text = bare(piece);
            let Some(initial) = text.chars().next().filter(|c| !c.is_lowercase()) else {
                continue;
            };
            if begun && hyphen && all {
                let kept = out.trim_end().len();
                out.truncate(kept);
                out.push('-');
            }
            if piece.ends_with('.') && text.chars().count() > 1 {
                out.push_str(&text);
            } else {
                out.push(initial);
            }
            out.push_str(with);
            begun = true;
        }
    }
    out.trim_end().to_owned()
}

/// A space before a word that is written out.
fn gap(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '-']) {
        out.push(' ');
    }
}

/// Particles that stand in the family name, taken apart from it: `de Ridder`.
pub(super) fn take_particles(name: &mut Name) {
    if name.literal || !name.non_dropping.is_empty() || !name.dropping.is_empty() {
        return;
    }
    let mut at = 0;
    for word in name.family.split_inclusive(' ') {
        let small = word.starts_with(char::is_lowercase) && !word.contains(char::is_uppercase);
        if !small || !word.ends_with(' ') {
            break;
        }
        at += word.len();
    }
    if at > 0 && name.family[at..].starts_with(char::is_uppercase) {
        name.non_dropping = name.family[..at].trim().to_owned();
        name.family.drain(..at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_all_kinds() {
        for (given, spaced, bare, some) in [
            ("Donald E.", "D. E.", "DE", "Donald E."),
            ("J.R.R.", "J. R. R.", "JRR", "J. R. R."),
            ("JRR", "J.", "J", "JRR"),
            ("Jean-Luc", "J.-L.", "J-L", "Jean-Luc"),
            ("J.-L.", "J.-L.", "J-L", "J. L."),
            ("Y.-Chuang", "Y.-C.", "Y-C", "Y.-Chuang"),
            ("C. W.", "C. W.", "CW", "C. W."),
            ("Fa. D.", "Fa. D.", "FaD", "Fa. D."),
            ("Yu.V.", "Yu. V.", "YuV", "Yu. V."),
            ("Élie", "É.", "É", "Élie"),
            ("Maria de la", "M. de la", "M de la", "Maria de la"),
            ("José (Pepe)", "J. (Pepe)", "J (Pepe)", "José (Pepe)"),
            ("Ana-maría", "A.", "A", "Ana-maría"),
            ("A B.C.", "A. B. C.", "ABC", "A. B. C."),
        ] {
            assert_eq!(initials(given, ". ", true, true), spaced, "{given}");
            assert_eq!(initials(given, "", true, true), bare, "{given}");
            assert_eq!(initials(given, ". ", false, true), some, "{given}");
        }
        assert_eq!(initials("Jean-Luc", "", true, false), "JL");
    }
}
