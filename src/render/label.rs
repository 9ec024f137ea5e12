//! Labels such as `Zah17`, for styles that cite by them.

use crate::formats::csl::Item;

/// The label of an item: letters of its authors' family names and the last digits of its year, `suffix` behind.
pub(super) fn label(item: &Item, suffix: Option<&str>) -> String {
    let names = ["author", "editor", "translator"]
        .iter()
        .find_map(|variable| item.names(variable));
    let names = names
        .map(|names| names.names.as_slice())
        .unwrap_or_default();
    let each: &[usize] = match names.len() {
        0 => &[],
        1 => &[4],
        2 => &[2, 2],
        3 => &[2, 1, 1],
        _ => &[1, 1, 1, 1],
    };
    let mut out = String::new();
    for (name, count) in names.iter().zip(each) {
        out.extend(
            name.family
                .chars()
                .filter(|c| c.is_alphanumeric())
                .take(*count),
        );
    }
    if out.is_empty() {
        let title = item.text("title").unwrap_or(&item.id);
        out.extend(title.chars().filter(|c| c.is_alphanumeric()).take(4));
    }
    let year = item
        .date("issued")
        .and_then(|date| date.parts.first()?.first().copied());
    if let Some(year) = year {
        out.push_str(&format!("{:02}", year.unsigned_abs() % 100));
    }
    out.push_str(suffix.unwrap_or_default());
    out
}
