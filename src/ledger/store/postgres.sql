-- The award ledger on PostgreSQL, edition 1. Every table is primary and append-only: a row is written once.
-- "pos" is the position of a record: 1 for the first, without gaps; its leaf index in the tree is pos - 1.
-- @schema@ is the schema's name, checked to be a plain identifier; @lock@ the number of its writer lock.
-- Writers insert through the function append and have no right to a table's rows but to read them.

CREATE SCHEMA IF NOT EXISTS @schema@;
SET LOCAL search_path = @schema@;

CREATE TABLE edition (
    edition int PRIMARY KEY
);
INSERT INTO edition VALUES (1);

CREATE TABLE record (
    pos   bigint PRIMARY KEY,
    type  text COLLATE "C" NOT NULL,
    tags  text NOT NULL,                  -- JSON list
    round text COLLATE "C",
    data  bytea NOT NULL                  -- the record: the entry of the leaf
);
ALTER TABLE record ALTER data SET STORAGE EXTERNAL;
CREATE INDEX record_round ON record (round, pos) WHERE round IS NOT NULL;

CREATE TABLE tag (
    tag  text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    pos  bigint NOT NULL,
    PRIMARY KEY (tag, type, pos)
);

CREATE TABLE claim (
    id  text COLLATE "C" PRIMARY KEY,
    pos bigint NOT NULL
);

-- All that one record seals is one row: for each sealed value its digest (32 bytes), the length of its box (4 bytes,
-- big-endian) and the box.
CREATE TABLE sealed (
    pos   bigint PRIMARY KEY,
    boxes bytea NOT NULL CHECK (octet_length(boxes) >= 36)
);
ALTER TABLE sealed ALTER boxes SET STORAGE EXTERNAL;

-- "pos" is the record that completes the subtree: all that one record completes lies together. Its index is pos / 2^level - 1.
CREATE TABLE node (
    pos   bigint NOT NULL,
    level int NOT NULL CHECK (level >= 0 AND pos > 0 AND pos & ((1::bigint << level) - 1) = 0),
    hash  bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (pos, level)
);

CREATE TABLE head (
    size        bigint PRIMARY KEY,
    root        bytea NOT NULL CHECK (octet_length(root) = 32),
    recorded_at text NOT NULL
);

CREATE TABLE checkpoint (
    seq  bigint PRIMARY KEY,
    size bigint NOT NULL,
    note bytea NOT NULL
);

-- No row changes or goes, whoever asks.

CREATE FUNCTION deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['edition', 'record', 'tag', 'claim', 'sealed', 'node', 'head', 'checkpoint'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON @schema@.%I '
            'FOR EACH STATEMENT EXECUTE FUNCTION @schema@.deny()', name || '_append_only', name);
        EXECUTE format('ALTER TABLE @schema@.%I ENABLE ALWAYS TRIGGER %I', name, name || '_append_only');
    END LOOP;
END $$;

-- The records that the wider look-ups of a query find: see probes.py.

CREATE FUNCTION wide_matches(wide jsonb, low bigint, high bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, @schema@, pg_temp AS $$
    SELECT t.pos
    FROM jsonb_array_elements(wide -> 'typed') AS p
    JOIN tag AS t ON t.tag = p ->> 0 AND t.type = p ->> 1 AND t.pos > low AND t.pos <= high
    WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(p -> 2) AS o(tag)
        WHERE NOT EXISTS (SELECT 1 FROM tag AS x WHERE x.tag = o.tag AND x.type = t.type AND x.pos = t.pos))
    UNION ALL
    SELECT t.pos
    FROM jsonb_array_elements(wide -> 'broad') AS p
    JOIN tag AS t ON t.tag = p ->> 0 AND t.pos > low AND t.pos <= high
    WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(p -> 1) AS o(tag)
        WHERE NOT EXISTS (SELECT 1 FROM tag AS x WHERE x.tag = o.tag AND x.type = t.type AND x.pos = t.pos))
    UNION ALL
    SELECT r.pos
    FROM record AS r
    WHERE jsonb_array_length(wide -> 'types') > 0 AND r.pos > low AND r.pos <= high
        AND r.type IN (SELECT jsonb_array_elements_text(wide -> 'types'))
$$;

-- One commit in one call. Nothing is inserted unless the head is the one that the draft was made for,
-- no record stands inside the boundary, and no id is spent. outcome: 0 done, -1 the head moved,
-- -2 record "at" is inside the boundary, -3 the id "what" was spent by record "at".

CREATE FUNCTION append(
    before_size bigint, before_root bytea,
    conditional boolean, low bigint, everything boolean, plain_tag text[], plain_type text[], wide jsonb,
    r_type text[], r_tags text[], r_round text[], r_data bytea[],
    t_tag text[], t_type text[], t_pos bigint[],
    c_id text[], c_pos bigint[],
    s_pos bigint[], s_boxes bytea[],
    n_pos bigint[], n_level int[], n_hash bytea[],
    new_root bytea, new_recorded_at text,
    OUT outcome int, OUT at bigint, OUT what text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, @schema@, pg_temp AS $$
DECLARE
    now_size bigint;
    now_root bytea;
BEGIN
    -- First of all, the lock: each later statement then sees all that was committed before it was had.
    PERFORM pg_advisory_xact_lock(@lock@);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append needs READ COMMITTED, so that it sees what was committed while it waited';
    END IF;

    SELECT h.size, h.root INTO now_size, now_root FROM head AS h ORDER BY h.size DESC LIMIT 1;
    IF coalesce(now_size, 0) <> before_size OR (now_size IS NOT NULL AND now_root <> before_root) THEN
        outcome := -1;
        RETURN;
    END IF;

    IF conditional THEN
        IF everything THEN
            SELECT r.pos INTO at FROM record AS r WHERE r.pos > low ORDER BY r.pos LIMIT 1;
        ELSE
            IF cardinality(plain_tag) > 0 THEN
                -- LIMIT 1 per look-up keeps each at one descent of the index.
                SELECT m.pos INTO at
                FROM unnest(plain_tag, plain_type) AS p(tag, type)
                CROSS JOIN LATERAL (SELECT t.pos FROM tag AS t
                    WHERE t.tag = p.tag AND t.type = p.type AND t.pos > low ORDER BY t.pos LIMIT 1) AS m
                LIMIT 1;
            END IF;
            IF at IS NULL AND wide IS NOT NULL THEN
                SELECT m INTO at FROM wide_matches(wide, low, before_size) AS m LIMIT 1;
            END IF;
        END IF;
        IF at IS NOT NULL THEN
            outcome := -2;
            RETURN;
        END IF;
    END IF;

    IF cardinality(c_id) > 0 THEN
        SELECT m.id, m.pos INTO what, at
        FROM unnest(c_id) AS p(id)
        CROSS JOIN LATERAL (SELECT c.id, c.pos FROM claim AS c WHERE c.id = p.id LIMIT 1) AS m
        LIMIT 1;
        IF at IS NOT NULL THEN
            outcome := -3;
            RETURN;
        END IF;
    END IF;

    INSERT INTO record SELECT before_size + r.ord, r.type, r.tags, r.round, r.data
    FROM unnest(r_type, r_tags, r_round, r_data) WITH ORDINALITY AS r(type, tags, round, data, ord);
    INSERT INTO tag SELECT * FROM unnest(t_tag, t_type, t_pos);
    INSERT INTO claim SELECT * FROM unnest(c_id, c_pos);
    INSERT INTO sealed SELECT * FROM unnest(s_pos, s_boxes);
    INSERT INTO node SELECT * FROM unnest(n_pos, n_level, n_hash);
    INSERT INTO head VALUES (before_size + cardinality(r_type), new_root, new_recorded_at);
    outcome := 0;
END $$;

-- The same for the usual commit: one record, decided on the head that it follows, so that nothing can stand inside
-- its boundary. Row by row, without reading rows out of arrays. Hashes of "nodes" are those of levels 0, 1 …

CREATE FUNCTION append_one(
    before_size bigint, before_root bytea,
    r_type text, r_tags text, r_round text, r_data bytea,
    tags text[], claims text[], boxes bytea, nodes bytea, new_root bytea, new_recorded_at text,
    OUT outcome int, OUT at bigint, OUT what text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, @schema@, pg_temp AS $$
DECLARE
    now_size bigint;
    now_root bytea;
    place bigint := before_size + 1;
    one text;
BEGIN
    PERFORM pg_advisory_xact_lock(@lock@);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_one needs READ COMMITTED, so that it sees what was committed while it waited';
    END IF;

    SELECT h.size, h.root INTO now_size, now_root FROM head AS h ORDER BY h.size DESC LIMIT 1;
    IF coalesce(now_size, 0) <> before_size OR (now_size IS NOT NULL AND now_root <> before_root) THEN
        outcome := -1;
        RETURN;
    END IF;

    FOREACH one IN ARRAY claims LOOP
        SELECT c.pos INTO at FROM claim AS c WHERE c.id = one;
        IF at IS NOT NULL THEN
            outcome := -3;
            what := one;
            RETURN;
        END IF;
    END LOOP;

    INSERT INTO record VALUES (place, r_type, r_tags, r_round, r_data);
    FOREACH one IN ARRAY tags LOOP
        INSERT INTO tag VALUES (one, r_type, place);
    END LOOP;
    FOREACH one IN ARRAY claims LOOP
        INSERT INTO claim VALUES (one, place);
    END LOOP;
    IF boxes IS NOT NULL THEN
        INSERT INTO sealed VALUES (place, boxes);
    END IF;
    FOR level IN 0 .. octet_length(nodes) / 32 - 1 LOOP
        INSERT INTO node VALUES (place, level, substr(nodes, level * 32 + 1, 32));
    END LOOP;
    INSERT INTO head VALUES (place, new_root, new_recorded_at);
    outcome := 0;
END $$;

-- Take the writer lock until the end of the transaction, for a writer that lost the race too often.

CREATE FUNCTION hold() RETURNS void LANGUAGE sql AS $$ SELECT pg_advisory_xact_lock(@lock@) $$;

-- Keep a signed checkpoint. Nothing is inserted when it is beyond the records or behind the published one.

CREATE FUNCTION publish(new_size bigint, new_note bytea, OUT recorded bigint, OUT published bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, @schema@, pg_temp AS $$
DECLARE last bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(@lock@);
    SELECT coalesce(max(h.size), 0) INTO recorded FROM head AS h;
    SELECT c.seq, c.size INTO last, published FROM checkpoint AS c ORDER BY c.seq DESC LIMIT 1;
    published := coalesce(published, 0);
    IF new_size <= recorded AND new_size >= published THEN
        INSERT INTO checkpoint VALUES (coalesce(last, 0) + 1, new_size, new_note);
    END IF;
END $$;

-- Rights. Readers never see the vault's rows; nobody but the owner has a right to write a row.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA @schema@ FROM PUBLIC;
GRANT USAGE ON SCHEMA @schema@ TO award_ledger_writer, award_ledger_reader;
GRANT SELECT ON edition, record, tag, claim, node, head, checkpoint TO award_ledger_writer, award_ledger_reader;
GRANT SELECT ON sealed TO award_ledger_writer;
GRANT EXECUTE ON FUNCTION wide_matches TO award_ledger_writer, award_ledger_reader;
GRANT EXECUTE ON FUNCTION append, append_one, hold, publish TO award_ledger_writer;
