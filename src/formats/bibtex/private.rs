//! Fields that stay at home when entries are written for others: local paths, private notes, the book-keeping of
//! reference managers.

use super::fields::{RawEntry, RawField};

/// Fields that are private; one that ends in `*` stands for all that start like it.
pub const PRIVATE: &[&str] = &[
    // where files are
    "file",
    "files",
    "pdf",
    "ps",
    "localfile",
    "local-url",
    "bdsk-*",
    // what somebody thought
    "annote",
    "annotation",
    "comment",
    "review",
    // who keeps the record, and since when
    "owner",
    "username",
    "timestamp",
    "date-added",
    "date-modified",
    "creationdate",
    "modificationdate",
    "added-at",
    // how it is kept
    "groups",
    "mendeley-*",
    "papers2_*",
    "__markedentry",
    "printed",
    "priority",
    "qualityassured",
    "ranking",
    "read",
    "readstatus",
    "relevance",
];

/// Whether the field `name` is private.
///
/// ```
/// use ibid::formats::bibtex::private::is_private;
///
/// assert!(is_private("Bdsk-File-1") && is_private("owner"));
/// assert!(!is_private("abstract") && !is_private("note"));
/// ```
pub fn is_private(name: &str) -> bool {
    PRIVATE
        .iter()
        .any(|private| match private.strip_suffix('*') {
            Some(start) => name
                .get(..start.len())
                .is_some_and(|prefix| prefix.eq_ignore_ascii_case(start)),
            None => name.eq_ignore_ascii_case(private),
        })
}

/// Whether the field `name` is private, or holds an address on this computer.
pub fn is_private_field(name: &str, text: &str) -> bool {
    is_private(name) || is_local_address(text)
}

/// The entry `source` without its private fields, and how many those were; `None` where it has none.
pub fn without_private(source: &str) -> Option<(String, usize)> {
    let entry = RawEntry::parse(source).ok()?;
    let mut out = source.to_owned();
    let mut count = 0;
    for (index, field) in entry.fields.iter().enumerate().rev() {
        if is_private(field.name) || is_local(field) {
            let before = index
                .checked_sub(1)
                .map_or(entry.key_span.end, |index| entry.fields[index].span.end);
            out.replace_range(before..field.span.end, "");
            count += 1;
        }
    }
    (count > 0).then_some((out, count))
}

/// Whether a field that is public otherwise holds an address on this computer.
fn is_local(field: &RawField<'_>) -> bool {
    field
        .value
        .pieces()
        .first()
        .and_then(|piece| piece.literal())
        .is_some_and(is_local_address)
}

/// Whether `text` is an address on this computer.
pub(super) fn is_local_address(text: &str) -> bool {
    let start = text.trim_start();
    start
        .get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_fields_go_and_nothing_else_changes() {
        let entry = "@misc{k,\n  owner = {me},\n  title = {T}, % mine\n  Bdsk-Url-1 = {x},\n  url = {file:///home/me/x.pdf},\n  abstract = {A}\n}";
        let (out, count) = without_private(entry).unwrap();
        assert_eq!(out, "@misc{k,\n  title = {T},\n  abstract = {A}\n}");
        assert_eq!(count, 3);
        assert_eq!(without_private("@misc{k, title = {T}}"), None);
        assert_eq!(
            without_private("@misc{k, file = {x}}"),
            Some(("@misc{k}".to_owned(), 1))
        );
    }
}
