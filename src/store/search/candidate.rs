//! What the order of hits depends on, of one entry: read in one row, since candidates lie scattered over the library.

use std::cell::OnceCell;

use rusqlite::Row;

use crate::model::{Column, Contribution, Name, Role};
use crate::store::StoreError;

/// How many people of an entry are looked at.
const PEOPLE: usize = 60;
/// How the line of an author starts.
const AUTHOR: &str = "author\t";

/// An entry's words, folded when they are asked for: many a candidate is known by its title alone.
pub(super) struct Text {
    pub(super) title: String,
    pub(super) title_words: Vec<String>,
    pub(super) title_forms: Vec<String>,
    pub(super) year: Option<i64>,
    /// How often the person used it.
    pub(super) times: i64,
    /// As [`people`] writes it.
    lines: String,
    asked: Letters,
    people: OnceCell<Vec<Person>>,
    container: String,
    venue: OnceCell<String>,
}

pub(super) struct Person {
    /// Its place among all people, authors first.
    pub(super) at: usize,
    pub(super) author: bool,
    pub(super) editor: bool,
    /// The words of the family name, then their other forms.
    pub(super) family: Vec<String>,
    /// Whether the family name is of several words.
    pub(super) compound: bool,
    pub(super) given: Vec<String>,
    name: Name,
    forms: OnceCell<String>,
}

/// What the projection keeps of people for lists and the order of hits: authors first, then the others as they stand; a
/// line each, with tabs between role, family name, given names, prefix, 1 for an organisation, and suffix; all but the
/// role are empty for `and others`.
pub(in crate::store) fn people(contributions: &[Contribution]) -> String {
    let author = |contribution: &&Contribution| contribution.role == Role::Author;
    let authors = contributions.iter().filter(author);
    let others = contributions.iter().filter(|other| !author(other));
    let mut out = String::new();
    for Contribution { role, name } in authors.chain(others).take(PEOPLE) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(role.name());
        let nobody = Name::default();
        let name = name.as_ref().unwrap_or(&nobody);
        let corporate = if name.corporate { "1" } else { "0" };
        for part in [
            &name.family,
            &name.given,
            &name.prefix,
            corporate,
            &name.suffix,
        ] {
            out.push('\t');
            if part.contains(['\t', '\n', '\r']) {
                out.push_str(&part.replace(['\t', '\n', '\r'], " "));
            } else {
                out.push_str(part);
            }
        }
    }
    out
}

/// Authors and editors as lists name them, from what [`people`] made; `None` where there may be more of them.
pub(in crate::store) fn listed(people: &str) -> Option<(Vec<String>, Vec<String>)> {
    let (mut authors, mut editors) = (Vec::new(), Vec::new());
    for (at, line) in people.lines().enumerate() {
        if at + 1 == PEOPLE {
            return None;
        }
        let (role, name) = line.split_once('\t')?;
        let of_role = match Role::from_field(role) {
            Some(Role::Author) => &mut authors,
            Some(Role::Editor) => &mut editors,
            _ => continue,
        };
        of_role.push(match is_named(line) {
            true => name_of(name).sorted(),
            false => "et al.".to_owned(),
        });
    }
    Some((authors, editors))
}

/// Whether a line of [`people`] is of somebody, and not of others.
fn is_named(line: &str) -> bool {
    let mut parts = line.split('\t').enumerate();
    parts.any(|(at, part)| !matches!(at, 0 | 4) && !part.is_empty())
}

/// The name in a line of [`people`] behind its role.
fn name_of(parts: &str) -> Name {
    let mut parts = parts.split('\t');
    let mut part = || parts.next().unwrap_or_default();
    let [family, given, prefix] = [part(), part(), part()].map(str::to_owned);
    Name {
        family,
        given,
        prefix,
        corporate: part() == "1",
        suffix: part().to_owned(),
    }
}

/// The same in SQL, for libraries of older schemas that are only read.
const PEOPLE_JOINED: &str = "coalesce((SELECT group_concat(line, char(10)) FROM (
    SELECT concat_ws(char(9), role, family, given, prefix, corporate) AS line
    FROM contribution JOIN person ON person.id = person
    WHERE contribution.entry = projection.entry ORDER BY role, position LIMIT 60)), '')";

/// Letters that words begin with, as bits: those from a to z, and one for whatever else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters(u32);

impl Letters {
    const OTHER: u32 = 26;

    fn bit(letter: u8) -> u32 {
        1 << match letter.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => u32::from(letter - b'a'),
            _ => Self::OTHER,
        }
    }

    /// Whether a word of the name in a line of [`people`], or another form of it, may begin with one of them. Every
    /// form begins as one of the words does, unless there are letters that have others in their place.
    fn begin_a_word_of(self, line: &str) -> bool {
        let name = line.split_once('\t').map_or(line, |(_, name)| name);
        let mut before = b' ';
        !name.is_ascii()
            || name.bytes().any(|byte| {
                let begins = byte.is_ascii_alphanumeric() && !before.is_ascii_alphanumeric();
                before = byte;
                begins && self.0 & Self::bit(byte) != 0
            })
    }
}

impl<'w> FromIterator<&'w str> for Letters {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let first = words.into_iter().filter_map(|word| word.bytes().next());
        Self(first.fold(0, |letters, first| letters | Self::bit(first)))
    }
}

impl Text {
    /// The statement that gives what [`Text::read`] reads of the entry ?1.
    pub(super) fn sql(schema: i64) -> String {
        let people = if schema < 3 { PEOPLE_JOINED } else { "people" };
        let times = if schema < 2 {
            "0"
        } else {
            "(SELECT times FROM usage WHERE usage.entry = projection.entry)"
        };
        format!("SELECT title, venue, year, {people}, {times} FROM projection WHERE entry = ?1")
    }

    /// An entry's words; of the people those of whom a word may begin with one of the letters `asked`.
    pub(super) fn read(row: &Row<'_>, asked: Letters) -> Result<Self, StoreError> {
        let text = |column| -> Result<&str, rusqlite::Error> {
            let text = row.get_ref(column)?.as_str_or_null();
            Ok(text.ok().flatten().unwrap_or_default())
        };
        let mut title = Column::default();
        title.text(text(0)?);
        let (main, other) = title.parts();
        Ok(Self {
            title_words: split(main),
            title_forms: split(other),
            title: title.finish(),
            year: row.get(2)?,
            times: row.get::<_, Option<i64>>(4)?.unwrap_or(0),
            lines: text(3)?.to_owned(),
            asked,
            people: OnceCell::new(),
            container: text(1)?.to_owned(),
            venue: OnceCell::new(),
        })
    }

    /// The people of whom a word may begin with one of the letters asked for.
    pub(super) fn people(&self) -> &[Person] {
        self.people.get_or_init(|| {
            let lines = self.lines.lines().enumerate();
            let asked =
                lines.filter(|(_, line)| self.asked.begin_a_word_of(line) && is_named(line));
            asked.map(|(at, line)| Person::new(at, line)).collect()
        })
    }

    /// How many people there are, whatever they begin with.
    pub(super) fn all_people(&self) -> usize {
        self.lines.lines().filter(|line| is_named(line)).count()
    }

    /// How many authors there are; where there are none, how many people.
    pub(super) fn authors(&self) -> usize {
        let authors = self.lines.lines().filter(|line| line.starts_with(AUTHOR));
        match authors.filter(|line| is_named(line)).count() {
            0 => self.all_people(),
            authors => authors,
        }
    }

    /// Whether there are authors who are not named.
    pub(super) fn has_other_authors(&self) -> bool {
        let mut authors = self.lines.lines().filter(|line| line.starts_with(AUTHOR));
        authors.any(|line| !is_named(line))
    }

    pub(super) fn venue(&self) -> &str {
        self.venue.get_or_init(|| words_of(&self.container))
    }
}

impl Person {
    /// From a line of [`people`] and its number.
    fn new(at: usize, line: &str) -> Self {
        let (role, name) = line.split_once('\t').unwrap_or((line, ""));
        let name = name_of(name);
        let mut family = Column::default();
        family.text(&name.family);
        Self {
            at,
            compound: family.parts().0.trim().contains(' '),
            author: role == Role::Author.name(),
            editor: role.starts_with("editor"),
            family: split(&family.finish()),
            // `von` is as little a second person as a given name
            given: split(&words_of(&format!("{} {}", name.given, name.prefix))),
            name,
            forms: OnceCell::new(),
        }
    }

    /// Every form of the name that is in the index.
    pub(super) fn forms(&self) -> &str {
        self.forms.get_or_init(|| {
            let mut all = Column::default();
            all.name(&self.name);
            all.finish()
        })
    }
}

fn split(words: &str) -> Vec<String> {
    let words = words.split(' ').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn words_of(text: &str) -> String {
    let mut column = Column::default();
    column.text(text);
    column.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Contribution;

    /// No form of a name may be lost because of how its words begin.
    #[test]
    fn forms_begin_as_words_do() {
        for [family, given, prefix] in [
            ["Knuth", "Donald E.", ""],
            ["Berg", "J.-L. A.", "van der"],
            ["O'Brien", "Flann", ""],
            ["Muehlhaeuser", "M.", "d'"],
            ["Smith-Jones", "R2 D2", ""],
            ["Erdős", "Pál", ""],
            ["World Health Organization", "", ""],
        ] {
            let name = Name {
                family: family.into(),
                given: given.into(),
                prefix: prefix.into(),
                ..Name::default()
            };
            let line = people(&[Contribution {
                role: Role::Author,
                name: Some(name),
            }]);
            for form in Person::new(0, &line).forms().split(' ') {
                let asked: Letters = [form].into_iter().collect();
                assert!(asked.begin_a_word_of(&line), "{form} of {family}");
            }
        }
        let asked: Letters = ["lamport", "erdos"].into_iter().collect();
        assert!(!asked.begin_a_word_of("author\tKnuth\tDonald F.\t\t0"));
    }

    #[test]
    fn lists_name_authors_and_editors() {
        let of = |role, family: &str, suffix: &str| Contribution {
            role,
            name: (!family.is_empty()).then(|| Name {
                family: family.into(),
                given: "Ann".into(),
                prefix: "von".into(),
                suffix: suffix.into(),
                corporate: false,
            }),
        };
        let mut contributions = vec![
            of(Role::Editor, "Roe", ""),
            of(Role::Author, "Lee", "Jr"),
            of(Role::Translator, "Poe", ""),
            of(Role::Author, "", ""),
        ];
        let lines = people(&contributions);
        let (authors, editors) = listed(&lines).unwrap();
        assert_eq!(authors, ["von Lee, Jr, Ann", "et al."]);
        assert_eq!(editors, ["von Roe, Ann"]);
        assert_eq!(listed(""), Some((Vec::new(), Vec::new())));
        // of very many not all are kept
        contributions.resize_with(PEOPLE, || of(Role::Author, "Lee", ""));
        assert_eq!(listed(&people(&contributions)), None);
    }
}
