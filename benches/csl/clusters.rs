//! Citations of several works: as drawn, as both processors write them.

use ibid::formats::csl::Item;
use ibid::render::{CitedItem, Formatted, Markup};
use serde_json::{Value, json};

/// What part of a work is cited, by CSL's words.
const LOCATORS: [(&str, &str); 5] = [
    ("page", "3"),
    ("page", "12-15"),
    ("chapter", "2"),
    ("section", "4"),
    ("page", "iv"),
];

/// One work in a citation: which, and the part of it as one of [`LOCATORS`].
type Drawn = (usize, Option<usize>);

/// Citations of one to four different works with and without parts, in which all of `count` works come for the first
/// time in their order, the same for the same seed.
pub(crate) fn draw(count: usize, seed: u64) -> Vec<Vec<Drawn>> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below).unwrap()).unwrap()
    };
    let mut citations = Vec::new();
    let mut next = 0;
    while next < count {
        let mut citation: Vec<Drawn> = Vec::new();
        for _ in 0..=random(4) {
            let index = if next < count && (next < 4 || random(5) < 3) {
                next += 1;
                next - 1
            } else if random(3) == 0 {
                // one of the last few, as in a text
                next - 1 - random(next.min(4))
            } else {
                random(next)
            };
            if citation.iter().all(|(known, _)| *known != index) {
                let part = (random(5) < 2).then(|| random(LOCATORS.len()));
                citation.push((index, part));
            }
        }
        citations.push(citation);
    }
    citations
}

/// For the reference processor.
pub(crate) fn to_json(citations: &[Vec<Drawn>], items: &[Item]) -> Value {
    let item = |(index, part): &Drawn| match part.map(|part| LOCATORS[part]) {
        Some((label, locator)) => {
            json!({ "id": items[*index].id, "label": label, "locator": locator })
        }
        None => json!({ "id": items[*index].id }),
    };
    let citations = citations.iter();
    citations
        .map(|citation| citation.iter().map(item).collect::<Vec<_>>())
        .collect()
}

/// As ibid writes them.
pub(crate) fn ours(formatted: &Formatted<'_>, citations: &[Vec<Drawn>]) -> Vec<String> {
    let item = |(index, part): &Drawn| CitedItem {
        index: *index,
        locator: part.map(|part| {
            let (label, value) = LOCATORS[part];
            format!("{label} {value}").parse().unwrap()
        }),
        ..CitedItem::default()
    };
    let citations: Vec<Vec<CitedItem>> = citations
        .iter()
        .map(|citation| citation.iter().map(item).collect())
        .collect();
    formatted.cited(&citations, Markup::Html)
}
