-- ── The projection ────────────────────────────────────────────────────────────────────────────────────────────
-- The words of `search`: from them misspelt words are put right and beginnings of words completed. Words that no
-- entry has any more stay until the next rebuild, so the counts are what there was at most.
CREATE TABLE vocabulary (
    word   TEXT    PRIMARY KEY,
    titles INTEGER NOT NULL,  -- how often it stands in titles
    people INTEGER NOT NULL,  -- in names
    others INTEGER NOT NULL   -- in venues, keywords and other text
) STRICT, WITHOUT ROWID;

CREATE INDEX projection_year ON projection (year);

-- ── Habits ────────────────────────────────────────────────────────────────────────────────────────────────────
-- Which entries the person looked up, cited or exported; between equal matches these come first. Neither record nor
-- projection: no batch tells of it. An entry that was removed keeps its row, since it may come back.
CREATE TABLE usage (
    entry INTEGER PRIMARY KEY,
    times INTEGER NOT NULL,
    last  INTEGER NOT NULL     -- seconds since 1970, UTC
) STRICT;

-- More words are gathered before they become a segment of the index: a large import merges fewer of them.
INSERT INTO search (search, rank) VALUES ('hashsize', 4194304);
