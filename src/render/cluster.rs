//! Citations of several items, one after the other as they stand in a document: sorted, grouped and collapsed, and
//! shorter where an item was cited before (CSL 1.0.2, Citation and Position).

use std::collections::HashMap;

use super::disambiguate::{Cite, Position};
use super::eval::{Mode, Scope};
use super::locale::Form;
use super::rich::{self, Part, Rich, plain, to_text};
use super::style::Collapse;
use super::{Formatted, Locator, Markup, markup, sort};

/// An item in a citation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CitedItem {
    /// Which of the publications, from 0.
    pub index: usize,
    /// What part of it is meant.
    pub locator: Option<Locator>,
    /// What stands before it: `see`.
    pub prefix: String,
    /// What stands behind it, with the space or comma that comes first.
    pub suffix: String,
    /// Whether its authors are left out, because the sentence names them.
    pub without_author: bool,
    /// Whether its authors stand in the sentence and the rest in brackets, as in `Zahid (2017, p. 3)`, or in a note; only
    /// of the first item of a citation.
    pub in_sentence: bool,
}

/// An item that is ready to be joined to others.
struct Ready<'c> {
    asked: &'c CitedItem,
    cite: Cite,
    rich: Rich,
    /// The names that it begins with.
    lead: String,
    /// What of it stands in the sentence.
    aside: Rich,
    /// Whether nothing but the item itself is shown.
    is_bare: bool,
}

/// Where an item was cited last, and where first.
struct Before {
    first: usize,
    last: usize,
}

impl Formatted<'_> {
    /// The citations of a document in their order, each of one or more items; in a style with notes, each is a note.
    pub fn cited(&self, citations: &[Vec<CitedItem>], markup: Markup) -> Vec<String> {
        let mut places = vec![0; self.items.len()];
        for (place, index) in self.order.iter().enumerate() {
            places[*index] = place;
        }
        let mut before: HashMap<usize, Before> = HashMap::new();
        let mut previous: Vec<CitedItem> = Vec::new();
        let mut out = Vec::with_capacity(citations.len());
        for (note, citation) in (1..).zip(citations) {
            let in_sentence = citation.first().is_some_and(|first| first.in_sentence);
            let sorted = match in_sentence {
                true => citation.iter().collect(),
                false => self.sorted(citation, &places),
            };
            let mut ready = Vec::with_capacity(sorted.len());
            for (place, asked) in sorted.iter().enumerate() {
                let last = match place {
                    0 if previous.len() == 1 => previous.first(),
                    0 => None,
                    _ => Some(sorted[place - 1]),
                };
                let position = match before.get(&asked.index) {
                    None => Position::First,
                    Some(_) => position(asked, last),
                };
                let cite = Cite {
                    locator: asked
                        .locator
                        .as_ref()
                        .map(|locator| locator.in_language(&self.renderer.locale)),
                    near_note: before.get(&asked.index).is_some_and(|known| {
                        note - known.last <= self.renderer.style.citation.near_note
                    }),
                    first_note: before.get(&asked.index).map(|known| known.first),
                    position,
                    // a note has the names in the form of its own
                    in_sentence: in_sentence && place == 0 && !self.renderer.style.note,
                    ..self.cites[asked.index].clone()
                };
                before
                    .entry(asked.index)
                    .or_insert(Before {
                        first: note,
                        last: note,
                    })
                    .last = note;
                ready.push(self.ready(asked, cite, place == 0, in_sentence && place == 0));
            }
            let aside = ready
                .first_mut()
                .map(|first| std::mem::take(&mut first.aside));
            let rich = self.join(self.grouped(ready));
            let layout = &self.renderer.style.citation;
            let in_quote = self.renderer.locale.punctuation_in_quote();
            let mut whole = aside.unwrap_or_default();
            let mut note = None;
            if !rich.is_empty() {
                let cite = Cite::default();
                let scope = self.scope_of(citation[0].index, &cite);
                let rich = scope.decorate(rich, &layout.format);
                if !whole.is_empty() && self.renderer.style.note {
                    note = Some(markup::write(&rich::settle(rich, in_quote), markup));
                } else {
                    // a raised number stands close to the name; plain text raises nothing
                    let raised = rich.iter().all(|piece| piece.style.vertical.is_some());
                    if !whole.is_empty() && (!raised || markup == Markup::Text) {
                        whole.push(plain(" "));
                    }
                    whole.extend(rich);
                }
            }
            let mut text = match whole.is_empty() {
                true => String::new(),
                false => markup::write(&rich::settle(whole, in_quote), markup),
            };
            if let Some(note) = note {
                text.push_str(&markup::footnote(&note, markup));
            }
            out.push(text);
            previous = sorted.into_iter().cloned().collect();
        }
        out
    }

    fn scope_of<'a>(&'a self, index: usize, cite: &'a Cite) -> Scope<'a> {
        let layout = &self.renderer.style.citation;
        self.renderer.scope(
            layout,
            &layout.options,
            &self.items[index],
            cite,
            &self.given,
        )
    }

    /// The items in the order in which the style cites them; between equals, that of the bibliography, by `places`.
    fn sorted<'c>(&self, citation: &'c [CitedItem], places: &[usize]) -> Vec<&'c CitedItem> {
        let layout = &self.renderer.style.citation;
        let mut keyed: Vec<_> = citation
            .iter()
            .map(|asked| {
                let keys = sort::keys(&layout.sort, |key| Scope {
                    mode: Mode::Sort,
                    ..self.renderer.scope(
                        layout,
                        &key.options,
                        &self.items[asked.index],
                        &self.cites[asked.index],
                        &self.given,
                    )
                });
                (keys, asked)
            })
            .collect();
        if !layout.sort.is_empty() {
            keyed.sort_by(|a, b| {
                let by_keys = sort::compare(&layout.sort, &a.0, &b.0);
                by_keys.then_with(|| places[a.1.index].cmp(&places[b.1.index]))
            });
        }
        keyed.into_iter().map(|(_, asked)| asked).collect()
    }

    fn ready<'c>(
        &self,
        asked: &'c CitedItem,
        cite: Cite,
        begins: bool,
        in_sentence: bool,
    ) -> Ready<'c> {
        let scope = self.scope_of(asked.index, &cite);
        let mut rich = scope.layout();
        let laid_out = to_text(&rich);
        let mut aside = scope.state.borrow_mut().aside.take().unwrap_or_default();
        if in_sentence && aside.is_empty() {
            aside = scope.names_for_sentence();
        }
        drop(scope);
        if asked.without_author || in_sentence && self.renderer.style.note {
            rich = without_lead(rich);
        }
        if begins && self.renderer.style.note && asked.prefix.is_empty() {
            self.capital_ibid(&mut rich);
        }
        let shows_part = || {
            let whole = Cite {
                locator: None,
                ..cite.clone()
            };
            to_text(&self.scope_of(asked.index, &whole).layout()) != laid_out
        };
        let is_bare = asked.prefix.is_empty()
            && asked.suffix.is_empty()
            && (asked.locator.is_none() || !shows_part());
        let lead = aside.iter().chain(&rich);
        let lead = lead.filter(|piece| piece.part == Part::Lead);
        let lead = lead.map(|piece| piece.text.as_str()).collect();
        Ready {
            asked,
            cite,
            is_bare,
            rich,
            lead,
            aside,
        }
    }

    /// A note begins with a capital letter.
    fn capital_ibid(&self, rich: &mut Rich) {
        let Some(ibid) = self.renderer.locale.term("ibid", Form::Long, false) else {
            return;
        };
        if let Some(piece) = rich.iter_mut().find(|piece| !piece.text.is_empty())
            && let Some(rest) = piece.text.strip_prefix(ibid)
        {
            let mut letters = ibid.chars();
            if let Some(first) = letters.next() {
                piece.text = format!("{}{}{rest}", first.to_uppercase(), letters.as_str());
            }
        }
    }

    /// Brings items of the same names together, where the style wants it.
    fn grouped<'c>(&self, ready: Vec<Ready<'c>>) -> Vec<Ready<'c>> {
        let layout = &self.renderer.style.citation;
        let groups = layout.group_delimiter.is_some()
            || matches!(
                layout.collapse,
                Some(Collapse::Year | Collapse::YearSuffix | Collapse::YearSuffixRanged)
            );
        if !groups {
            return ready;
        }
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut placed: Vec<(usize, Ready)> = Vec::with_capacity(ready.len());
        for (at, item) in ready.into_iter().enumerate() {
            let place = match item.lead.is_empty() {
                true => at,
                false => *places.entry(item.lead.clone()).or_insert(at),
            };
            placed.push((place, item));
        }
        placed.sort_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, item)| item).collect()
    }

    /// The items as one text, without what stands around a citation.
    fn join(&self, items: Vec<Ready>) -> Rich {
        let layout = &self.renderer.style.citation;
        let mut out = Rich::new();
        let mut at = 0;
        let mut collapsed = false;
        while at < items.len() {
            let item = &items[at];
            let mut end = at + 1;
            let mut rich = item.rich.clone();
            let same_names = at > 0
                && !item.lead.is_empty()
                && item.lead == items[at - 1].lead
                && item.asked.prefix.is_empty();
            let delimiter = match layout.collapse {
                Some(Collapse::Number) => {
                    end = run(&items, at, |item| i64::try_from(item.cite.number).ok());
                    if end - at > 2 {
                        rich.push(plain("–"));
                        rich.extend(items[end - 1].rich.clone());
                    } else {
                        end = at + 1;
                    }
                    &layout.format.delimiter
                }
                Some(Collapse::Year | Collapse::YearSuffix | Collapse::YearSuffixRanged)
                    if same_names =>
                {
                    rich = without_lead(rich);
                    collapsed = true;
                    match self.suffix_alone(&items[at - 1], item) {
                        Some(suffix) if layout.collapse != Some(Collapse::Year) => {
                            if layout.collapse == Some(Collapse::YearSuffixRanged) {
                                end = self.suffixes_until(&items, at);
                            }
                            rich = vec![plain(suffix)];
                            if end - at > 1
                                && let Some(last) = &items[end - 1].cite.suffix
                            {
                                // three letters at least, the one before among them
                                out.push(plain("–"));
                                out.push(plain(last.as_str()));
                                at = end;
                                continue;
                            }
                            layout
                                .suffix_delimiter
                                .as_ref()
                                .or(layout.group_delimiter.as_ref())
                                .unwrap_or(&layout.format.delimiter)
                        }
                        // `2000, 3; 2001`: a comma would make the year a page
                        _ if items[at - 1].asked.locator.is_some()
                            && layout.after_collapse.is_some() =>
                        {
                            layout.after_collapse.as_ref().unwrap_or(&COMMA)
                        }
                        _ => layout.group_delimiter.as_ref().unwrap_or(&COMMA),
                    }
                }
                _ if same_names && layout.group_delimiter.is_some() => {
                    layout.group_delimiter.as_ref().unwrap_or(&COMMA)
                }
                _ => {
                    let after = layout.after_collapse.as_ref().filter(|_| collapsed);
                    collapsed = false;
                    after.unwrap_or(&layout.format.delimiter)
                }
            };
            if !item.asked.prefix.is_empty() {
                rich.insert(0, plain(format!("{} ", item.asked.prefix.trim())));
            }
            if !item.asked.suffix.is_empty() {
                let suffix = item.asked.suffix.as_str();
                // where the names were all there was to show
                let suffix = match rich.is_empty() {
                    true => suffix.trim_start_matches([',', ' ']),
                    false => suffix,
                };
                rich.push(plain(suffix));
            }
            if !rich.is_empty() {
                if !out.is_empty() {
                    out.push(plain(delimiter.as_str()));
                }
                out.extend(rich);
            }
            at = end;
        }
        out
    }

    /// The letter after the year of `item`, where nothing else tells it from the one before.
    fn suffix_alone(&self, before: &Ready, item: &Ready) -> Option<String> {
        let suffix = item.cite.suffix.clone()?;
        if before.cite.suffix.is_none() || !item.is_bare || !before.is_bare {
            return None;
        }
        let year = |ready: &Ready| {
            let cite = Cite {
                suffix: None,
                ..ready.cite.clone()
            };
            to_text(&self.scope_of(ready.asked.index, &cite).layout())
        };
        (year(before) == year(item)).then_some(suffix)
    }

    /// How far the letters after one year follow on one another from the item before `at`; `at + 1` where too few do.
    fn suffixes_until(&self, items: &[Ready], at: usize) -> usize {
        let number = |item: &Ready| match item.cite.suffix.as_deref()?.as_bytes() {
            [letter] => Some(i64::from(*letter)),
            _ => None,
        };
        let mut end = at;
        while end < items.len()
            && items[end].lead == items[at].lead
            && self.suffix_alone(&items[end - 1], &items[end]).is_some()
            && number(&items[end - 1]).map(|letter| letter + 1) == number(&items[end])
        {
            end += 1;
        }
        end.max(at + 1)
    }
}

static COMMA: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| ", ".to_owned());

/// Where an item that was cited before stands to what is cited just before it.
fn position(asked: &CitedItem, last: Option<&CitedItem>) -> Position {
    match last {
        Some(last) if last.index == asked.index => match (&last.locator, &asked.locator) {
            (None, None) => Position::Ibid,
            (Some(last), Some(own)) if last == own => Position::Ibid,
            (_, Some(_)) => Position::IbidWithLocator,
            (Some(_), None) => Position::Subsequent,
        },
        _ => Position::Subsequent,
    }
}

/// The end of the bare items from `at` on whose numbers follow on one another.
fn run(items: &[Ready], at: usize, number: impl Fn(&Ready) -> Option<i64>) -> usize {
    let mut end = at + 1;
    while end < items.len()
        && items[end - 1].is_bare
        && items[end].is_bare
        && number(&items[end - 1]).map(|number| number + 1) == number(&items[end])
    {
        end += 1;
    }
    end
}

/// What is left without the names that it begins with.
fn without_lead(rich: Rich) -> Rich {
    let Some(last) = rich.iter().rposition(|piece| piece.part == Part::Lead) else {
        return rich;
    };
    let first = rich
        .iter()
        .position(|piece| piece.part == Part::Lead)
        .unwrap_or(0);
    if rich[..first]
        .iter()
        .any(|piece| piece.text.contains(char::is_alphanumeric))
    {
        return rich;
    }
    let mut rest: Rich = rich.into_iter().skip(last + 1).collect();
    while let Some(piece) = rest.first_mut() {
        if piece.part == Part::Text {
            piece.text = piece
                .text
                .trim_start_matches([' ', ',', ';', ':', '.', '\u{a0}'])
                .to_owned();
        }
        if !piece.text.is_empty() {
            break;
        }
        rest.remove(0);
    }
    rest
}

#[cfg(test)]
mod tests;
