-- ── The projection ────────────────────────────────────────────────────────────────────────────────────────────
-- What lists show of people without a look at each: a line of `people` also has the suffix at its end, and one without
-- a name stands for others. What titles lose as plain text: italics, raised and lowered letters, what keeps its case. The program makes the
-- projection anew.
ALTER TABLE projection ADD COLUMN marked TEXT;  -- JSON object: the text of each title that has typography, which stands
                                                -- in it as noncharacters from U+FDD0; NULL where none has
