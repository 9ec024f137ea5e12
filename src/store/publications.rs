//! Reading publications from the projection: no TeX is interpreted again.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Library, StoreError};
use crate::model::{
    Attachment, Contribution, Identifier, Journal, Name, Publication, Role, Scheme,
};

impl Library {
    /// The publication with the number `id`.
    ///
    /// # Errors
    /// SQLite's.
    pub fn publication(&self, id: i64) -> Result<Option<Publication>, StoreError> {
        read(self, id)
    }

    /// Gives each of these publications to `take`, in the order of `ids`; a number without an entry is passed over.
    ///
    /// # Errors
    /// SQLite's, or what `take` fails with.
    pub fn publications<E: From<StoreError>>(
        &self,
        ids: impl IntoIterator<Item = i64>,
        mut take: impl FnMut(Publication) -> Result<(), E>,
    ) -> Result<(), E> {
        let _snapshot = self.snapshot()?;
        for id in ids {
            if let Some(publication) = read(self, id)? {
                take(publication)?;
            }
        }
        Ok(())
    }
}

fn read(library: &Library, id: i64) -> Result<Option<Publication>, StoreError> {
    let conn = &library.conn;
    // libraries of older schemas are only read
    let marked = if library.schema < 4 { "NULL" } else { "marked" };
    let row = conn
        .prepare_cached(&format!(
            "SELECT entry.id, key, type, projection.title, venue, volume, issue, pages, publisher, date, year,
                    coalesce(fields, '{{}}'), journal.title, journal.abbreviation, journal.issn, added, modified, {marked}
             FROM entry LEFT JOIN projection ON projection.entry = entry.id
             LEFT JOIN journal ON journal.id = projection.journal WHERE entry.id = ?1"
        ))?
        .query_row([id], |row| Ok((own(row)?, row.get::<_, String>(11)?, row.get(17)?)))
        .optional()?;
    let Some((mut publication, fields, marked)): Option<(_, _, Option<String>)> = row else {
        return Ok(None);
    };
    publication.fields = serde_json::from_str::<Fields>(&fields)?.0;
    if let Some(marked) = marked {
        publication.marked = serde_json::from_str::<Fields>(&marked)?.0;
    }
    publication.contributions = all(
        conn,
        "SELECT role, family, given, prefix, suffix, corporate FROM contribution
         LEFT JOIN person ON person.id = contribution.person WHERE entry = ?1 ORDER BY role, position",
        id,
        contribution,
    )?;
    // authors before editors before the others
    publication
        .contributions
        .sort_by_key(|contribution| contribution.role);
    publication.identifiers = all(
        conn,
        "SELECT scheme, value FROM identifier WHERE entry = ?1 ORDER BY scheme, value",
        id,
        |row| {
            let scheme = Scheme::from_name(row.get_ref(0)?.as_str()?);
            let value = row.get_ref(1)?.as_str()?;
            Ok(scheme.and_then(|scheme| Identifier::parse(scheme, value).ok()))
        },
    )?;
    publication.attachments = all(
        conn,
        "SELECT path, description FROM attachment WHERE entry = ?1 ORDER BY position",
        id,
        |row| {
            Ok(Some(Attachment {
                path: row.get(0)?,
                description: row.get(1)?,
            }))
        },
    )?;
    publication.tags = all(
        conn,
        "SELECT name FROM tag WHERE entry = ?1 ORDER BY name",
        id,
        |row| Ok(Some(row.get(0)?)),
    )?;
    Ok(Some(publication))
}

/// The columns of one row.
/// The fields of an entry, as a publication that has nothing else.
pub(super) fn fields_of(conn: &Connection, id: i64) -> Result<Option<Publication>, StoreError> {
    let fields: Option<String> = conn
        .prepare_cached("SELECT fields FROM projection WHERE entry = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let fields = fields.map(|fields| serde_json::from_str::<Fields>(&fields));
    Ok(fields.transpose()?.map(|Fields(fields)| Publication {
        fields,
        ..Publication::default()
    }))
}

fn own(row: &Row<'_>) -> rusqlite::Result<Publication> {
    let journal = row.get::<_, Option<String>>(12)?;
    Ok(Publication {
        id: row.get(0)?,
        key: row.get(1)?,
        entry_type: row.get(2)?,
        title: row.get(3)?,
        venue: row.get(4)?,
        volume: row.get(5)?,
        issue: row.get(6)?,
        pages: row.get(7)?,
        publisher: row.get(8)?,
        date: row.get(9)?,
        year: row.get(10)?,
        journal: match journal {
            Some(title) => Some(Journal {
                title,
                abbreviation: row.get(13)?,
                issn: row.get(14)?,
            }),
            None => None,
        },
        added: row.get(15)?,
        modified: row.get(16)?,
        ..Publication::default()
    })
}

/// What another version wrote and this one does not know is passed over.
fn contribution(row: &Row<'_>) -> rusqlite::Result<Option<Contribution>> {
    let Some(role) = Role::from_field(row.get_ref(0)?.as_str()?) else {
        return Ok(None);
    };
    let name = match row.get::<_, Option<String>>(1)? {
        Some(family) => Some(Name {
            family,
            given: row.get(2)?,
            prefix: row.get(3)?,
            suffix: row.get(4)?,
            corporate: row.get(5)?,
        }),
        None => None,
    };
    Ok(Some(Contribution { role, name }))
}

fn all<T>(
    conn: &Connection,
    sql: &str,
    id: i64,
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<Option<T>>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(read(row)?);
    }
    Ok(found)
}

/// A JSON object's members in their order.
struct Fields(Vec<(String, String)>);

impl<'de> serde::Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> serde::de::Visitor<'de> for Members {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Fields, A::Error> {
                let mut fields = Vec::with_capacity(map.size_hint().unwrap_or(16));
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(Members)
    }
}
