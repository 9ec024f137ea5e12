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
    people: OnceCell<Vec<Person>>,
    container: String,
    venue: OnceCell<String>,
}

pub(super) struct Person {
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

/// What the projection keeps of people for the order of hits: authors first, then the others as they stand; a line each,
/// with tabs between role, family name, given names, prefix and 1 for an organisation.
pub(in crate::store) fn people(contributions: &[Contribution]) -> String {
    let author = |contribution: &&Contribution| contribution.role == Role::Author;
    let authors = contributions.iter().filter(author);
    let others = contributions.iter().filter(|other| !author(other));
    let mut out = String::new();
    for Contribution { role, name } in authors.chain(others).take(PEOPLE) {
        let Some(name) = name else {
            continue;
        };
        if !out.is_empty() {
            out.push('\n');
        }
        for part in [role.name(), &name.family, &name.given, &name.prefix] {
            if part.contains(['\t', '\n', '\r']) {
                out.push_str(&part.replace(['\t', '\n', '\r'], " "));
            } else {
                out.push_str(part);
            }
            out.push('\t');
        }
        out.push(if name.corporate { '1' } else { '0' });
    }
    out
}

/// The same in SQL, for libraries of older schemas that are only read.
const PEOPLE_JOINED: &str = "coalesce((SELECT group_concat(line, char(10)) FROM (
    SELECT concat_ws(char(9), role, family, given, prefix, corporate) AS line
    FROM contribution JOIN person ON person.id = person
    WHERE contribution.entry = projection.entry ORDER BY role, position LIMIT 60)), '')";

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

    pub(super) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
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
            people: OnceCell::new(),
            container: text(1)?.to_owned(),
            venue: OnceCell::new(),
        })
    }

    pub(super) fn people(&self) -> &[Person] {
        self.people
            .get_or_init(|| self.lines.lines().map(Person::new).collect())
    }

    /// How many authors there are; where there are none, how many people.
    pub(super) fn authors(&self) -> usize {
        let authors = self.lines.lines().filter(|line| line.starts_with(AUTHOR));
        match authors.count() {
            0 => self.lines.lines().count(),
            authors => authors,
        }
    }

    pub(super) fn venue(&self) -> &str {
        self.venue.get_or_init(|| words_of(&self.container))
    }
}

impl Person {
    /// From a line of [`people`].
    fn new(line: &str) -> Self {
        let mut parts = line.split('\t');
        let mut part = || parts.next().unwrap_or_default();
        let role = part();
        let name = Name {
            family: part().to_owned(),
            given: part().to_owned(),
            prefix: part().to_owned(),
            suffix: String::new(),
            corporate: part() == "1",
        };
        let mut family = Column::default();
        family.text(&name.family);
        Self {
            compound: family.parts().0.trim().contains(' '),
            author: role == Role::Author.name(),
            editor: role.starts_with("editor"),
            family: split(&family.finish()),
            given: split(&words_of(&name.given)),
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
