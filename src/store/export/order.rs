//! In what order entries go out: the same for the same entries, however they came into the library.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::Connection;

use super::Selection;
use crate::formats::bibtex::options::{KeyStyle, Options, Sort};
use crate::keys;
use crate::model::fold;
use crate::store::{Library, StoreError};

impl Library {
    /// `ids`, which start with those asked for, in the order that is wanted.
    pub(in crate::store) fn sorted(
        &self,
        mut ids: Vec<i64>,
        selection: &Selection,
        options: &Options,
    ) -> Result<Vec<i64>, StoreError> {
        match options.sort {
            Sort::Library => ids.sort_unstable(),
            Sort::Key => {
                let keys = self.keys_of(&ids)?;
                ids.sort_by_cached_key(|id| keys.get(id).map(|key| by_key(key)));
            }
            Sort::AuthorYear => {
                let mut places = HashMap::with_capacity(ids.len());
                for id in &ids {
                    places.insert(*id, author_year(&self.conn, *id)?);
                }
                ids.sort_by(|a, b| places.get(a).cmp(&places.get(b)));
            }
            Sort::Citation => {
                // what only comes along has no place of its own
                let asked = match selection {
                    Selection::All => 0,
                    Selection::Entries(asked) => asked.iter().collect::<HashSet<_>>().len(),
                };
                let keys = self.keys_of(&ids[asked..])?;
                ids[asked..].sort_by_cached_key(|id| keys.get(id).map(|key| by_key(key)));
            }
        }
        Ok(ids)
    }

    /// The same with parents behind their children.
    pub(super) fn order(
        &self,
        ids: Vec<i64>,
        selection: &Selection,
        options: &Options,
    ) -> Result<Vec<i64>, StoreError> {
        let ids = self.sorted(ids, selection, options)?;
        let places: HashMap<i64, i64> = ids
            .iter()
            .zip(0_i64..)
            .map(|(id, place)| (*id, place))
            .collect();
        let links = |field: &str| -> Result<Vec<(i64, i64)>, StoreError> {
            let links = self.parents(field, Some(&ids))?.into_iter();
            let placed = links
                .filter_map(|(child, parent)| Some((*places.get(&child)?, *places.get(&parent)?)));
            Ok(placed.collect())
        };
        let crossrefs = links("crossref")?;
        // nothing needs `xref` to keep to the order, so it does where it can
        let both = late(&[crossrefs.clone(), links("xref")?].concat());
        let late = if both.has_cycle {
            late(&crossrefs).behind
        } else {
            both.behind
        };
        if late.is_empty() {
            return Ok(ids);
        }
        let moved: HashSet<i64> = late.values().flatten().copied().collect();
        let at = |place: i64| {
            usize::try_from(place)
                .ok()
                .and_then(|place| ids.get(place))
                .copied()
        };
        Ok((0_i64..)
            .take(ids.len())
            .filter(|place| !moved.contains(place))
            .flat_map(|place| {
                std::iter::once(place).chain(late.get(&place).into_iter().flatten().copied())
            })
            .filter_map(at)
            .collect())
    }

    fn keys_of(&self, ids: &[i64]) -> Result<HashMap<i64, String>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT key FROM entry WHERE id = ?1")?;
        let mut keys = HashMap::with_capacity(ids.len());
        for id in ids {
            keys.insert(*id, statement.query_row([id], |row| row.get(0))?);
        }
        Ok(keys)
    }

    /// The keys that `style` gives to those of `ids` that it gives another than they have. Where two would have the
    /// same, the one whose present key comes first in the alphabet has it, and the other gets a letter more.
    pub(super) fn new_keys(
        &self,
        ids: &[i64],
        style: &KeyStyle,
    ) -> Result<HashMap<i64, String>, StoreError> {
        if *style == KeyStyle::AsGiven {
            return Ok(HashMap::new());
        }
        let keys = self.keys_of(ids)?;
        let mut sorted: Vec<(&i64, &String)> = keys.iter().collect();
        sorted.sort_by_cached_key(|(_, key)| by_key(key));
        let mut taken = HashSet::new();
        let mut new = HashMap::new();
        for (id, key) in sorted {
            let wanted = match style {
                KeyStyle::AsGiven => key.clone(),
                KeyStyle::Ascii => keys::ascii(key),
                KeyStyle::Template(template) => match self.publication(*id)? {
                    Some(publication) => keys::ascii(&keys::from_template(template, &publication)),
                    None => key.clone(),
                },
            };
            let free = |key: &String| !taken.contains(&key.to_lowercase());
            let given = match free(&wanted) {
                true => wanted,
                false => keys::alternatives(&wanted).find(free).unwrap_or_default(),
            };
            taken.insert(given.to_lowercase());
            if given != *key {
                new.insert(*id, given);
            }
        }
        Ok(new)
    }
}

/// Keys in alphabetical order, letter case aside unless nothing else differs.
fn by_key(key: &str) -> (String, String) {
    (key.to_lowercase(), key.to_owned())
}

/// What an entry is sorted by: names, year, title, key.
type Place = (String, i64, String, (String, String));

fn author_year(conn: &Connection, id: i64) -> Result<Place, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT role, family, given, prefix FROM contribution JOIN person ON person.id = person
         WHERE entry = ?1 AND role IN ('author', 'editor') ORDER BY role, position",
    )?;
    let mut rows = statement.query([id])?;
    let mut names = String::new();
    let mut first_role = None;
    while let Some(row) = rows.next()? {
        let role: String = row.get(0)?;
        if *first_role.get_or_insert_with(|| role.clone()) != role {
            break;
        }
        let part = |column| {
            row.get_ref(column)
                .map(|text| text.as_str().unwrap_or_default().to_owned())
        };
        names.push_str(&format!(
            "{}\u{1}{}\u{1}{}\u{2}",
            fold(&part(1)?),
            fold(&part(2)?),
            fold(&part(3)?)
        ));
    }
    let mut statement = conn.prepare_cached(
        "SELECT key, title, year FROM entry LEFT JOIN projection ON projection.entry = entry.id WHERE entry.id = ?1",
    )?;
    Ok(statement.query_row([id], |row| {
        let key: String = row.get(0)?;
        let title: Option<String> = row.get(1)?;
        let year: Option<i64> = row.get(2)?;
        Ok((
            names,
            year.unwrap_or(i64::MAX),
            fold(&title.unwrap_or_default()),
            by_key(&key),
        ))
    })?)
}

/// Parents that stand before a child of theirs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Late {
    /// The place behind which they are to go, and they, the children before their parents.
    pub(super) behind: BTreeMap<i64, Vec<i64>>,
    /// Whether some are children of their children, so that no order is right for all.
    has_cycle: bool,
}

/// Finds them by the places of (child, parent).
pub(super) fn late(links: &[(i64, i64)]) -> Late {
    let mut has_cycle = false;
    let mut children: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (child, parent) in links {
        children.entry(*parent).or_default().push(*child);
    }
    // where each parent goes, and how many parents stand between it and the entry there
    let mut settled: HashMap<i64, (i64, usize)> = HashMap::new();
    for &parent in children.keys() {
        let mut path = vec![parent];
        let mut on_path = HashSet::from([parent]);
        while let Some(&at) = path.last() {
            let own = children.get(&at).map(Vec::as_slice).unwrap_or_default();
            let is_open = |child: &&i64| {
                children.contains_key(*child)
                    && !settled.contains_key(*child)
                    && !on_path.contains(*child)
            };
            if let Some(&child) = own.iter().find(is_open) {
                on_path.insert(child);
                path.push(child);
                continue;
            }
            // a cycle ends where it began
            has_cycle |= own
                .iter()
                .any(|child| *child != at && on_path.contains(child));
            let behind = own
                .iter()
                .filter(|child| !on_path.contains(*child))
                .map(|child| settled.get(child).copied().unwrap_or((*child, 0)))
                .max();
            let place = match behind {
                Some((place, between)) if place > at => (place, between + 1),
                _ => (at, 0),
            };
            settled.insert(at, place);
            on_path.remove(&at);
            path.pop();
        }
    }
    let mut moved: Vec<(i64, usize, i64)> = settled
        .into_iter()
        .filter(|(parent, (place, _))| place > parent)
        .map(|(parent, (place, between))| (place, between, -parent))
        .collect();
    moved.sort_unstable();
    let mut behind: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (place, _, parent) in moved {
        behind.entry(place).or_default().push(-parent);
    }
    Late { behind, has_cycle }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_that_is_moved_takes_its_parent_along() {
        let behind = |links: &[(i64, i64)]| late(links).behind;
        // 0 is a child of 3 and the parent of 4
        assert_eq!(behind(&[(0, 3), (4, 0)]), BTreeMap::from([(4, vec![0, 3])]));
        assert_eq!(behind(&[(1, 0), (2, 0)]), BTreeMap::from([(2, vec![0])]));
        assert_eq!(behind(&[(0, 1)]), BTreeMap::new());
        let cycle = late(&[(1, 0), (0, 1)]);
        assert!(cycle.has_cycle && cycle.behind == BTreeMap::from([(1, vec![0])]));
        assert!(!late(&[(0, 0)]).has_cycle);
    }
}
