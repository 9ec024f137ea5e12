//! An entry as a reader of the page takes it along: without what is private, and without macros that only its
//! library defines.

use crate::formats::Item;
use crate::formats::bibtex::edit::{Text, set_field};
use crate::formats::bibtex::fields::RawEntry;
use crate::formats::bibtex::macros::is_month;
use crate::formats::bibtex::private::without_private;
use crate::formats::bibtex::write::tidy;

/// The entry's text so that it stands alone, in the tidy layout.
pub(super) fn alone(item: Item<'_>) -> String {
    let mut source = match without_private(item.source) {
        Some((public, _)) => public,
        None => item.source.to_owned(),
    };
    let named: Vec<String> = match RawEntry::parse(&source) {
        Ok(entry) => entry
            .fields
            .iter()
            .filter(|field| {
                let mut macros = field.value.macros();
                macros.any(|name| !is_month(&name.to_ascii_lowercase()))
            })
            .map(|field| field.name.to_owned())
            .collect(),
        Err(_) => Vec::new(),
    };
    for name in named {
        let text = item.publication.get(&[&name.to_ascii_lowercase()]);
        let text = text.map(|text| format!("{{{}}}", escaped(text)));
        if let Some(Ok(replaced)) = text.map(|text| set_field(&source, &name, Text::Raw(&text))) {
            source = replaced;
        }
    }
    RawEntry::parse(&source).map_or_else(|_| source.clone(), |entry| tidy(&entry))
}

/// Plain text as TeX reads it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '#' | '_' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // a brace in plain text has no partner that could be relied on
            '{' | '}' => {}
            '\\' => out.push_str("\\textbackslash{}"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Publication;

    #[test]
    fn macros_become_text_and_private_fields_stay_at_home() {
        let publication = Publication {
            fields: vec![("journal".to_owned(), "Science & Life".to_owned())],
            ..Publication::default()
        };
        let item = Item {
            publication: &publication,
            source: "@Article{k,\n  Journal = sal, month = jan, file = {x.pdf}, year = 1999}",
        };
        assert_eq!(
            alone(item),
            "@article{k,\n  journal = {Science \\& Life},\n  month = jan,\n  year = 1999\n}"
        );
    }
}
