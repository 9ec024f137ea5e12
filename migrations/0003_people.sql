-- ── The projection ────────────────────────────────────────────────────────────────────────────────────────────
-- With the names in the row itself, a search reads one page for each candidate instead of one for each person. They
-- stand before `fields`, which may be long. The program makes the projection anew.
DROP TABLE projection;
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
    people    TEXT NOT NULL,  -- for ranking: a line for each of the first, with tabs between role, family, given, prefix
                              -- and 1 for an organisation
    fields    TEXT NOT NULL   -- JSON object: each field's text, inherited ones included
) STRICT;
CREATE INDEX projection_journal ON projection (journal);
CREATE INDEX projection_year ON projection (year);
