-- The library. `application_id` says "ibid"; `user_version` is the number of the last migration.
PRAGMA application_id = 0x69626964;

-- ── The record ────────────────────────────────────────────────────────────────────────────────────────────────
-- Everything up to `batch` is the truth; nothing else is. `id` is one sequence for entries, macros,
-- preambles and free text: it is their order in the library, and no number is given out twice.
CREATE TABLE library (
    id   TEXT    NOT NULL,  -- tells this library and its backups from others
    next INTEGER NOT NULL   -- the next number of the sequence
) STRICT;
INSERT INTO library VALUES (lower(hex(randomblob(16))), 1);

CREATE TABLE entry (
    id          INTEGER PRIMARY KEY,
    key         TEXT    NOT NULL COLLATE NOCASE UNIQUE,  -- citation key; BibTeX compares keys ignoring case
    given_key   TEXT    COLLATE NOCASE,                  -- the key it came with, where it could not have it
    type        TEXT    NOT NULL,                        -- entry type, lower case
    source      TEXT    NOT NULL,                        -- the entry's own text
    leading     TEXT    NOT NULL,                        -- the text between the item before it and this one
    macros      TEXT,                                    -- JSON: each macro name in it, lower case, and `macro.id`;
                                                         -- null where nothing defined it
    fingerprint INTEGER NOT NULL,                        -- of the content, layout aside
    added       INTEGER NOT NULL,                        -- seconds since 1970, UTC
    modified    INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_given_key ON entry (given_key) WHERE given_key IS NOT NULL;
CREATE INDEX entry_undefined_macro ON entry (id) WHERE instr(macros, ':null') > 0;

CREATE TABLE macro (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL COLLATE NOCASE,  -- repeated where a file redefines it
    given_name TEXT NOT NULL COLLATE NOCASE,  -- the name it came with
    source     TEXT NOT NULL,                 -- @string{name = value}
    leading    TEXT NOT NULL,
    macros     TEXT,                          -- as in `entry`
    value      TEXT NOT NULL                  -- TeX, macros expanded
) STRICT;
CREATE INDEX macro_name ON macro (name);
CREATE INDEX macro_given_name ON macro (given_name);

CREATE TABLE preamble (
    id      INTEGER PRIMARY KEY,
    source  TEXT NOT NULL,
    leading TEXT NOT NULL,
    macros  TEXT
) STRICT;

-- Text behind the last block of an input.
CREATE TABLE free_text (
    id     INTEGER PRIMARY KEY,
    source TEXT NOT NULL
) STRICT;

-- Former keys: each goes on naming its entry.
CREATE TABLE alias (
    key   TEXT    PRIMARY KEY COLLATE NOCASE,
    entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_entry ON alias (entry);

CREATE TABLE tag (
    entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    name  TEXT    NOT NULL COLLATE NOCASE,
    PRIMARY KEY (entry, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_name ON tag (name);

-- ── History ───────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE batch (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,                      -- seconds since 1970, UTC
    command TEXT    NOT NULL,                      -- the command line that asked for it
    program TEXT    NOT NULL,                      -- the version of ibid that wrote it
    reverts INTEGER REFERENCES batch (id),         -- the batch that this one undoes
    first   INTEGER NOT NULL,                      -- it made the items from this one on
    next    INTEGER NOT NULL                       -- up to, and without, this one
) STRICT;

-- What each other item was before a batch changed it: a JSON object, NULL where it did not exist. What it was
-- afterwards is what the item's next change says, or what it is now.
CREATE TABLE change (
    batch  INTEGER NOT NULL REFERENCES batch (id),
    item   INTEGER NOT NULL,
    kind   TEXT    NOT NULL,                       -- entry, macro, preamble, free_text
    before TEXT,
    PRIMARY KEY (batch, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_item ON change (item);

-- ── The projection ────────────────────────────────────────────────────────────────────────────────────────────
-- Derived from the record, dropped and rebuilt at will. Plain Unicode text throughout.
CREATE TABLE journal (
    id           INTEGER PRIMARY KEY,
    title        TEXT NOT NULL,
    abbreviation TEXT NOT NULL,  -- as the entries give it, '' for none
    issn         TEXT NOT NULL,  -- NNNN-NNNX, '' for none
    UNIQUE (title, abbreviation, issn)
) STRICT;

CREATE TABLE projection (
    entry     INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
    title     TEXT,
    venue     TEXT,     -- whatever contains the work: journal, proceedings, book, institution …
    journal   INTEGER REFERENCES journal (id),
    volume    TEXT,
    issue     TEXT,
    pages     TEXT,
    publisher TEXT,
    date      TEXT,     -- EDTF level 1, or the text that stands for a date
    year      INTEGER,
    fields    TEXT NOT NULL  -- JSON object: each field's text, inherited ones included
) STRICT;
CREATE INDEX projection_journal ON projection (journal);

CREATE TABLE person (
    id        INTEGER PRIMARY KEY,
    family    TEXT    NOT NULL,
    given     TEXT    NOT NULL,
    prefix    TEXT    NOT NULL,  -- von
    suffix    TEXT    NOT NULL,  -- Jr
    corporate INTEGER NOT NULL,  -- 1 for an organisation, named in `family`
    UNIQUE (family, given, prefix, suffix, corporate)
) STRICT;

CREATE TABLE contribution (
    entry    INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    role     TEXT    NOT NULL,  -- author, editor, translator …
    position INTEGER NOT NULL,  -- from 1
    person   INTEGER REFERENCES person (id),  -- NULL for "and others"
    PRIMARY KEY (entry, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX contribution_person ON contribution (person);

CREATE TABLE identifier (
    entry  INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    scheme TEXT    NOT NULL,  -- doi, isbn, issn, arxiv …
    value  TEXT    NOT NULL,  -- normalised
    PRIMARY KEY (entry, scheme, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifier_value ON identifier (value);

CREATE TABLE attachment (
    entry       INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    path        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID;

-- Keys that an entry's fields name: crossref, xdata, related …, and `ids`, biblatex's own aliases.
CREATE TABLE link (
    entry  INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    field  TEXT    NOT NULL,
    target TEXT    NOT NULL COLLATE NOCASE,
    PRIMARY KEY (entry, field, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_target ON link (target);

-- What could not be interpreted.
CREATE TABLE problem (
    entry   INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    field   TEXT    NOT NULL,
    code    TEXT    NOT NULL,
    message TEXT    NOT NULL,
    PRIMARY KEY (entry, field, code, message)
) STRICT, WITHOUT ROWID;

-- The words, folded as `ibid::model::fold` folds them; rowid is the entry.
CREATE VIRTUAL TABLE search USING fts5 (
    title, people, venue, key, date, keywords, text,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- ── Public views: the columns are stable ──────────────────────────────────────────────────────────────────────
CREATE VIEW publication AS
SELECT
    entry.key,
    entry.type,
    projection.title,
    (SELECT group_concat(name, '; ') FROM (
        SELECT coalesce(nullif(person.prefix, '') || ' ', '') || person.family
               || coalesce(', ' || nullif(person.suffix, ''), '')
               || coalesce(', ' || nullif(person.given, ''), '') AS name
        FROM contribution JOIN person ON person.id = contribution.person
        WHERE contribution.entry = entry.id AND role = 'author' ORDER BY position)) AS authors,
    (SELECT group_concat(name, '; ') FROM (
        SELECT coalesce(nullif(person.prefix, '') || ' ', '') || person.family
               || coalesce(', ' || nullif(person.suffix, ''), '')
               || coalesce(', ' || nullif(person.given, ''), '') AS name
        FROM contribution JOIN person ON person.id = contribution.person
        WHERE contribution.entry = entry.id AND role = 'editor' ORDER BY position)) AS editors,
    projection.year,
    projection.date,
    projection.venue,
    journal.title        AS journal,
    journal.abbreviation AS journal_abbreviation,
    projection.volume,
    projection.issue,
    projection.pages,
    projection.publisher,
    (SELECT value FROM identifier WHERE identifier.entry = entry.id AND scheme = 'doi' ORDER BY value LIMIT 1) AS doi,
    (SELECT value FROM identifier WHERE identifier.entry = entry.id AND scheme = 'isbn' ORDER BY value LIMIT 1) AS isbn,
    (SELECT value FROM identifier WHERE identifier.entry = entry.id AND scheme = 'issn' ORDER BY value LIMIT 1) AS issn,
    json_extract(projection.fields, '$.url')      AS url,
    json_extract(projection.fields, '$.abstract') AS abstract,
    (SELECT group_concat(name, ', ') FROM (SELECT name FROM tag WHERE tag.entry = entry.id ORDER BY name)) AS tags,
    datetime(entry.added, 'unixepoch')    AS added,
    datetime(entry.modified, 'unixepoch') AS modified,
    entry.source AS bibtex,
    entry.id
FROM entry
JOIN projection ON projection.entry = entry.id
LEFT JOIN journal ON journal.id = projection.journal;

-- One row a field: the text of each, as plain Unicode.
CREATE VIEW field AS
SELECT entry.key, json_each.key AS name, json_each.value AS value
FROM entry JOIN projection ON projection.entry = entry.id, json_each(projection.fields);
