//! Telling citations apart that would read the same: more names, given names, the style's own condition, and at last a
//! letter after the year (CSL 1.0.2, Disambiguation).

use std::collections::HashMap;

use super::names::initials;
use super::style::{Demote, GivenRule, Layout};
use crate::formats::csl::{Item, Member, Name, Names};

/// How much of a given name a short form shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Given {
    #[default]
    None,
    Initials,
    Full,
}

/// What tells an item's citation from others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cite {
    /// The item's number, from 1; 0 where references stand without what cites them.
    pub(super) number: usize,
    /// The letter after the year.
    pub(super) suffix: Option<String>,
    pub(super) disambiguate: bool,
    /// The least number of names shown.
    pub(super) shown: usize,
    /// By the place of the name.
    pub(super) given: Vec<Given>,
    /// What part of the work is meant: label and value.
    pub(super) locator: Option<(String, String)>,
    pub(super) position: Position,
    /// Whether it was cited a few notes before.
    pub(super) near_note: bool,
    /// The note that cites it first.
    pub(super) first_note: Option<usize>,
    /// Whether the names that it begins with are set aside, for the sentence around it.
    pub(super) in_sentence: bool,
}

/// Where a citation stands to others of the same item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Position {
    #[default]
    First,
    Subsequent,
    /// Nothing is cited between.
    Ibid,
    /// Nothing is cited between, but another part was meant.
    IbidWithLocator,
}

/// Given names that are shown wherever their bearers are named.
#[derive(Debug, Default)]
pub(super) struct GivenNames {
    levels: HashMap<(String, String), Given>,
    primary: bool,
    with_particles: bool,
}

impl GivenNames {
    /// What names have in common that must be told apart.
    fn surname(&self, name: &Name) -> String {
        if self.with_particles {
            format!("{} {}", name.non_dropping, name.family).to_lowercase()
        } else {
            name.family.to_lowercase()
        }
    }

    pub(super) fn level(&self, name: &Name, index: usize) -> Given {
        if self.levels.is_empty() || self.primary && index > 0 {
            return Given::None;
        }
        self.levels
            .get(&(self.surname(name), name.given.clone()))
            .copied()
            .unwrap_or_default()
    }

    /// The given names that tell people of one surname apart, where the style wants that for all citations.
    pub(super) fn of(items: &[Item], layout: &Layout, demote: Demote) -> Self {
        let primary = matches!(layout.rule, GivenRule::Primary | GivenRule::PrimaryInitials);
        let only_initials = matches!(
            layout.rule,
            GivenRule::PrimaryInitials | GivenRule::AllInitials
        );
        let mut out = Self {
            primary,
            with_particles: demote == Demote::Never,
            ..Self::default()
        };
        if !layout.add_givenname || layout.rule == GivenRule::ByCite {
            return out;
        }
        let mut bearers: HashMap<String, Vec<&str>> = HashMap::new();
        for item in items {
            let lists = item.members.iter().filter_map(|(_, member)| match member {
                Member::Names(names) => Some(names.names.as_slice()),
                _ => None,
            });
            let names = lists.flat_map(|names| {
                let count = if primary { 1 } else { names.len() };
                &names[..count.min(names.len())]
            });
            for name in names.filter(|name| !name.literal) {
                let given = bearers.entry(out.surname(name)).or_default();
                if !given.contains(&name.given.as_str()) {
                    given.push(&name.given);
                }
            }
        }
        for (surname, given) in bearers.into_iter().filter(|(_, given)| given.len() > 1) {
            let short: Vec<String> = given
                .iter()
                .map(|name| initials(name, ".", true, true))
                .collect();
            for (index, name) in given.iter().enumerate() {
                let alike = (0..given.len())
                    .filter(|other| *other != index && short[*other] == short[index])
                    .count();
                let level = if alike > 0 && !only_initials {
                    Given::Full
                } else if alike + 1 == given.len() {
                    // initials tell nothing
                    Given::None
                } else {
                    Given::Initials
                };
                out.levels
                    .insert((surname.clone(), (*name).to_owned()), level);
            }
        }
        out
    }
}

/// The names an item is cited by.
pub(super) fn cited_names(item: &Item) -> Option<&Names> {
    ["author", "editor", "translator", "director"]
        .iter()
        .find_map(|variable| item.names(variable))
}

/// Settles what tells the citations apart. `render` gives the citation of an item as it would read; `order` the items as
/// the bibliography lists them, by which letters are given out.
pub(super) fn disambiguate(
    items: &[Item],
    layout: &Layout,
    has_condition: bool,
    cites: &mut [Cite],
    order: &[usize],
    render: &dyn Fn(usize, &Cite) -> String,
) {
    let wanted = layout.add_names
        || layout.add_year_suffix
        || has_condition
        || layout.add_givenname && layout.rule == GivenRule::ByCite;
    if !wanted {
        return;
    }
    let all: Vec<usize> = (0..items.len()).collect();
    let mut groups = alike(&all, cites, render);
    let by_cite = layout.add_givenname && layout.rule == GivenRule::ByCite;
    if layout.add_names || by_cite {
        groups = split_by(groups, cites, render, items, |item| {
            let count = cited_names(item).map_or(0, |names| names.names.len());
            let mut steps = Vec::new();
            for place in 0..count {
                if layout.add_names && place > 0 {
                    steps.push(Step::Shown(place + 1));
                }
                if by_cite {
                    steps.push(Step::Given(place, Given::Initials));
                    steps.push(Step::Given(place, Given::Full));
                }
            }
            steps
        });
    }
    if has_condition {
        groups = split_by(groups, cites, render, items, |_| vec![Step::Condition]);
    }
    if layout.add_year_suffix {
        let mut place = vec![0; items.len()];
        for (at, index) in order.iter().enumerate() {
            place[*index] = at;
        }
        for mut group in groups {
            group.sort_by_key(|index| place[*index]);
            for (count, index) in group.into_iter().enumerate() {
                cites[index].suffix = Some(letters(count));
            }
        }
    }
}

/// Something that may tell a citation from others.
#[derive(Debug, Clone, Copy)]
enum Step {
    Shown(usize),
    Given(usize, Given),
    Condition,
}

impl Step {
    fn apply(self, cite: &mut Cite) {
        match self {
            Self::Shown(shown) => cite.shown = shown,
            Self::Given(place, given) => {
                if cite.given.len() <= place {
                    cite.given.resize(place + 1, Given::None);
                }
                cite.given[place] = given;
            }
            Self::Condition => cite.disambiguate = true,
        }
    }
}

/// The groups of more than one whose citations read the same, in order of their first members.
fn alike(
    members: &[usize],
    cites: &[Cite],
    render: &dyn Fn(usize, &Cite) -> String,
) -> Vec<Vec<usize>> {
    partition(members, |index| render(index, &cites[index]))
        .into_iter()
        .filter(|group| group.len() > 1)
        .collect()
}

fn partition(members: &[usize], text: impl Fn(usize) -> String) -> Vec<Vec<usize>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &index in members {
        let next = groups.len();
        let place = *places.entry(text(index)).or_insert(next);
        if place == next {
            groups.push(Vec::new());
        }
        groups[place].push(index);
    }
    groups
}

/// Takes the steps one after the other as long as there are groups, and keeps those that split one.
fn split_by(
    groups: Vec<Vec<usize>>,
    cites: &mut [Cite],
    render: &dyn Fn(usize, &Cite) -> String,
    items: &[Item],
    steps: impl Fn(&Item) -> Vec<Step>,
) -> Vec<Vec<usize>> {
    let mut left = Vec::new();
    for group in groups {
        let longest = group
            .iter()
            .map(|index| steps(&items[*index]))
            .max_by_key(Vec::len)
            .unwrap_or_default();
        // who has been tried how, and which of that has split off others
        let mut open = vec![group];
        let mut tried: HashMap<usize, Cite> = HashMap::new();
        for step in longest {
            let mut next = Vec::new();
            for group in std::mem::take(&mut open) {
                let before = tried.clone();
                for &index in &group {
                    let cite = tried.entry(index).or_insert_with(|| cites[index].clone());
                    step.apply(cite);
                }
                let parts = partition(&group, |index| render(index, &tried[&index]));
                let split = parts.len() > 1;
                if !split && matches!(step, Step::Condition) {
                    // the style's last means stays, whether or not it tells anything
                    for index in &group {
                        cites[*index].disambiguate = true;
                    }
                } else if !split && !matches!(step, Step::Shown(_)) {
                    // a given name that tells nothing is not shown; names only tell something together
                    for index in &group {
                        let cite = before.get(index).unwrap_or(&cites[*index]).clone();
                        tried.insert(*index, cite);
                    }
                }
                for part in parts {
                    if split {
                        for index in &part {
                            cites[*index] = tried[index].clone();
                        }
                    }
                    if part.len() > 1 {
                        next.push(part);
                    }
                }
            }
            open = next;
        }
        left.extend(open);
    }
    left
}

/// a, b, … z, aa, ab, …
fn letters(mut count: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'a' + u8::try_from(count % 26).unwrap_or(0));
        if count < 26 {
            break;
        }
        count = count / 26 - 1;
    }
    out.reverse();
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on() {
        let of: Vec<_> = [0, 25, 26, 27, 701, 702].into_iter().map(letters).collect();
        assert_eq!(of, ["a", "z", "aa", "ab", "zz", "aaa"]);
    }
}
