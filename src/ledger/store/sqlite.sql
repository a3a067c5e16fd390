-- The award ledger on SQLite, edition 1. Every table is primary and append-only: a row is written once.
-- "pos" is the position of a record: 1 for the first, without gaps; its leaf index in the tree is pos - 1.

CREATE TABLE record (
    pos   INTEGER PRIMARY KEY,
    type  TEXT NOT NULL,
    tags  TEXT NOT NULL,              -- JSON list
    round TEXT,
    data  BLOB NOT NULL               -- the record: the entry of the leaf
);
CREATE INDEX record_round ON record (round, pos) WHERE round IS NOT NULL;

CREATE TABLE tag (
    tag  TEXT NOT NULL,
    type TEXT NOT NULL,
    pos  INTEGER NOT NULL,
    PRIMARY KEY (tag, type, pos)
) WITHOUT ROWID;

CREATE TABLE claim (
    id  TEXT PRIMARY KEY,
    pos INTEGER NOT NULL
) WITHOUT ROWID;

-- All that one record seals is one row, so that a commit writes to the end of the table and a replay reads a run of it:
-- for each sealed value its digest (32 bytes), the length of its box (4 bytes, big-endian) and the box.
CREATE TABLE sealed (
    pos   INTEGER PRIMARY KEY,
    boxes BLOB NOT NULL CHECK (length(boxes) >= 36)
);

-- "pos" is the record that completes the subtree: all that one record completes lies together. Its index is pos / 2^level - 1.
CREATE TABLE node (
    pos   INTEGER NOT NULL,
    level INTEGER NOT NULL CHECK (level >= 0 AND pos > 0 AND pos & ((1 << level) - 1) = 0),
    hash  BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (pos, level)
) WITHOUT ROWID;

CREATE TABLE head (
    size        INTEGER PRIMARY KEY,
    root        BLOB NOT NULL CHECK (length(root) = 32),
    recorded_at TEXT NOT NULL
);

CREATE TABLE checkpoint (
    seq  INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    note BLOB NOT NULL
);

-- No row changes or goes.

CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;
CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;
CREATE TRIGGER tag_no_update BEFORE UPDATE ON tag BEGIN SELECT RAISE(ABORT, 'tag is append-only'); END;
CREATE TRIGGER tag_no_delete BEFORE DELETE ON tag BEGIN SELECT RAISE(ABORT, 'tag is append-only'); END;
CREATE TRIGGER claim_no_update BEFORE UPDATE ON claim BEGIN SELECT RAISE(ABORT, 'claim is append-only'); END;
CREATE TRIGGER claim_no_delete BEFORE DELETE ON claim BEGIN SELECT RAISE(ABORT, 'claim is append-only'); END;
CREATE TRIGGER sealed_no_update BEFORE UPDATE ON sealed BEGIN SELECT RAISE(ABORT, 'sealed is append-only'); END;
CREATE TRIGGER sealed_no_delete BEFORE DELETE ON sealed BEGIN SELECT RAISE(ABORT, 'sealed is append-only'); END;
CREATE TRIGGER node_no_update BEFORE UPDATE ON node BEGIN SELECT RAISE(ABORT, 'node is append-only'); END;
CREATE TRIGGER node_no_delete BEFORE DELETE ON node BEGIN SELECT RAISE(ABORT, 'node is append-only'); END;
CREATE TRIGGER head_no_update BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, 'head is append-only'); END;
CREATE TRIGGER head_no_delete BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'head is append-only'); END;
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;

-- INSERT OR REPLACE deletes without asking the triggers above, so an insert may not meet an old row,
-- and nothing is added to a record that the tree has taken in.

CREATE TRIGGER record_no_gap BEFORE INSERT ON record
WHEN NEW.pos IS NOT (SELECT coalesce(max(pos), 0) + 1 FROM record)
BEGIN SELECT RAISE(ABORT, 'record is append-only: the next position follows the last'); END;
CREATE TRIGGER tag_no_late BEFORE INSERT ON tag
WHEN NEW.pos <= (SELECT max(size) FROM head)
BEGIN SELECT RAISE(ABORT, 'tag is append-only: its record is in the tree already'); END;
CREATE TRIGGER claim_no_replace BEFORE INSERT ON claim
WHEN NEW.pos <= (SELECT max(size) FROM head) OR EXISTS (SELECT 1 FROM claim WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'claim is append-only: an id is spent once'); END;
CREATE TRIGGER sealed_no_replace BEFORE INSERT ON sealed
WHEN NEW.pos <= (SELECT max(size) FROM head) OR EXISTS (SELECT 1 FROM sealed WHERE pos = NEW.pos)
BEGIN SELECT RAISE(ABORT, 'sealed is append-only: a record seals its values at once'); END;
CREATE TRIGGER node_no_replace BEFORE INSERT ON node
WHEN EXISTS (SELECT 1 FROM node WHERE pos = NEW.pos AND level = NEW.level)
BEGIN SELECT RAISE(ABORT, 'node is append-only: a subtree is complete once'); END;
CREATE TRIGGER head_no_return BEFORE INSERT ON head
WHEN NEW.size <= (SELECT max(size) FROM head) OR NEW.size IS NOT (SELECT max(pos) FROM record)
BEGIN SELECT RAISE(ABORT, 'head is append-only: the tree grows with the records'); END;
CREATE TRIGGER checkpoint_no_return BEFORE INSERT ON checkpoint
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM checkpoint)
    OR NEW.size < (SELECT max(size) FROM checkpoint)
BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only: it does not go back'); END;
