//! Citation keys for entries that come without one, or with one that is taken.

mod template;

pub use template::{ascii, check_template, from_template};

use crate::model::{Role, fold};
use crate::project::Projection;

/// A key from the first author's (or editor's) family name and the year, else from the title: `Zahid2017`.
///
/// ```
/// use ibid::formats::bibtex::{fields::RawEntry, record::Record};
///
/// let entry = RawEntry::parse("@misc{, author = {Erdős, Paul}, year = 1959}").unwrap();
/// let projection = ibid::project::project(&Record::new(&entry, &Default::default()));
/// assert_eq!(ibid::keys::generate(&projection), "Erdos1959");
/// ```
pub fn generate(projection: &Projection) -> String {
    let person = [Role::Author, Role::Editor].into_iter().find_map(|role| {
        let mut of_role = projection
            .contributions
            .iter()
            .filter(|contribution| contribution.role == role);
        of_role.find_map(|contribution| contribution.name.as_ref())
    });
    let name = person.map(|name| word(&name.family, usize::MAX));
    let title = || projection.title.as_deref().map(|title| word(title, 2));
    let mut key = name
        .filter(|name| !name.is_empty())
        .or_else(title)
        .unwrap_or_default();
    if key.is_empty() {
        key.push_str("Untitled");
    }
    if let Some(year) = projection.year {
        key.push_str(&year.to_string());
    }
    key
}

/// The first words of `text`, folded, each with a capital, run together.
fn word(text: &str, most: usize) -> String {
    let mut out = String::new();
    for word in fold(text)
        .split(' ')
        .filter(|word| word.is_ascii())
        .take(most)
    {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}

/// The keys to try in place of `key` when it is taken: `Zahid2017a`, `Zahid2017b` … behind a digit, else `zahid-2`,
/// `zahid-3` …
pub fn alternatives(key: &str) -> impl Iterator<Item = String> {
    let letters = key.ends_with(|c: char| c.is_ascii_digit());
    (0_u32..).map(move |index| {
        if letters && index < 26 {
            format!(
                "{key}{}",
                char::from(b'a' + u8::try_from(index).unwrap_or(0))
            )
        } else {
            format!("{key}-{}", if letters { index - 24 } else { index + 2 })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_never_repeat() {
        let first: Vec<String> = alternatives("k").take(3).collect();
        assert_eq!(first, ["k-2", "k-3", "k-4"]);
        let with_letters: Vec<String> = alternatives("k1").take(28).collect();
        assert_eq!(
            (&*with_letters[0], &*with_letters[25], &*with_letters[26]),
            ("k1a", "k1z", "k1-2")
        );
    }
}
