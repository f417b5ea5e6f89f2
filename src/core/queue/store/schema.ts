/**
 * The store's tables, as steps from one version to the next: step 0 makes version 1 of an empty
 * file. A step that was released is never changed; `PRAGMA user_version` holds the version. What is
 * stored as JSON counts too: a version that cannot read it must say `queue-too-new` instead.
 *
 * Whatever SQLite's own check can prove stands in a CHECK, so that a damaged file is noticed when
 * it is opened and not when its row is read.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE queue (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    paused INTEGER NOT NULL CHECK (paused IN (0, 1))
  ) STRICT;
  INSERT INTO queue VALUES (1, 0);

  CREATE TABLE hot_folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    recipe TEXT NOT NULL CHECK (json_valid(recipe)),
    added_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    recipe TEXT NOT NULL CHECK (json_valid(recipe)),
    placement TEXT NOT NULL CHECK (placement IN ('rename', 'skip', 'overwrite', 'replace')),
    priority INTEGER NOT NULL CHECK (priority IN (0, 10, 20)),
    hot_folder INTEGER REFERENCES hot_folders ON DELETE SET NULL,
    lenient INTEGER NOT NULL CHECK (lenient IN (0, 1)),
    max_pixels INTEGER NOT NULL,
    paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    added_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX batches_of_hot_folder ON batches (hot_folder) WHERE hot_folder IS NOT NULL;
  CREATE INDEX batches_paused ON batches (id) WHERE paused = 1;

  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL REFERENCES batches,
    source_kind TEXT NOT NULL CHECK (source_kind IN ('file', 'url')),
    source TEXT NOT NULL,
    folder TEXT NOT NULL,
    target TEXT NOT NULL,
    priority INTEGER NOT NULL CHECK (priority IN (0, 10, 20)),
    position REAL NOT NULL,
    model TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (
      state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'skipped')
    ),
    state_at INTEGER CHECK (state = 'queued' OR state_at IS NOT NULL),
    not_before INTEGER CHECK (not_before IS NULL OR (state = 'queued' AND state_at IS NOT NULL)),
    temp TEXT CHECK ((temp IS NOT NULL) = (state = 'running')),
    skipped_path TEXT CHECK ((skipped_path IS NOT NULL) = (state = 'skipped'))
  ) STRICT;
  -- Each holds all that its query filters by, so that a far page is counted off within the index.
  CREATE INDEX jobs_in_order ON jobs (priority DESC, position, id, state);
  CREATE INDEX jobs_of_batch ON jobs (batch, priority DESC, position, id, state);
  CREATE INDEX jobs_waiting ON jobs (priority DESC, position, id, not_before, state_at, batch)
    WHERE state = 'queued';
  CREATE INDEX jobs_running ON jobs (id) WHERE state = 'running';

  CREATE TABLE outputs (
    job INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    facts TEXT NOT NULL CHECK (json_valid(facts)),
    -- The version of the source, where somebody asks for it.
    cut TEXT CHECK (json_valid(cut) IS NOT 0)
  ) STRICT;

  CREATE TABLE attempts (
    job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
    number INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT NOT NULL CHECK (
      outcome IN ('running', 'done', 'failed', 'cancelled', 'skipped', 'interrupted')
    ),
    model TEXT,
    device TEXT,
    error TEXT CHECK ((error IS NOT NULL) = (outcome = 'failed') AND json_valid(error) IS NOT 0),
    PRIMARY KEY (job, number)
  ) STRICT, WITHOUT ROWID;

  -- Counting a hundred thousand rows is too slow for a number that is always on show.
  CREATE TABLE batch_counts (
    batch INTEGER NOT NULL REFERENCES batches ON DELETE CASCADE,
    state TEXT NOT NULL,
    jobs INTEGER NOT NULL,
    PRIMARY KEY (batch, state)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE queue_counts (
    state TEXT PRIMARY KEY,
    jobs INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO queue_counts
    VALUES ('queued', 0), ('running', 0), ('done', 0), ('failed', 0), ('cancelled', 0), ('skipped', 0);
  CREATE TRIGGER batches_added AFTER INSERT ON batches BEGIN
    INSERT INTO batch_counts SELECT new.id, state, 0 FROM queue_counts;
  END;
  CREATE TRIGGER jobs_added AFTER INSERT ON jobs BEGIN
    UPDATE batch_counts SET jobs = jobs + 1 WHERE batch = new.batch AND state = new.state;
    UPDATE queue_counts SET jobs = jobs + 1 WHERE state = new.state;
  END;
  CREATE TRIGGER jobs_removed AFTER DELETE ON jobs BEGIN
    UPDATE batch_counts SET jobs = jobs - 1 WHERE batch = old.batch AND state = old.state;
    UPDATE queue_counts SET jobs = jobs - 1 WHERE state = old.state;
  END;
  CREATE TRIGGER jobs_changed AFTER UPDATE OF state ON jobs WHEN new.state <> old.state BEGIN
    UPDATE batch_counts SET jobs = jobs - 1 WHERE batch = old.batch AND state = old.state;
    UPDATE batch_counts SET jobs = jobs + 1 WHERE batch = new.batch AND state = new.state;
    UPDATE queue_counts SET jobs = jobs - 1 WHERE state = old.state;
    UPDATE queue_counts SET jobs = jobs + 1 WHERE state = new.state;
  END;

  CREATE TABLE ledger (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hot_folder INTEGER NOT NULL REFERENCES hot_folders ON DELETE CASCADE,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    mtime INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    -- Jobs are cleared and ledgers are not, so this is no reference.
    job INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'skipped', 'cancelled')),
    at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX ledger_versions ON ledger (hot_folder, path, bytes, mtime, sha256);
  CREATE INDEX ledger_newest ON ledger (hot_folder, id);

  CREATE TABLE spend (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    provider TEXT NOT NULL,
    job INTEGER,
    pictures INTEGER NOT NULL,
    credits REAL NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX spend_of_provider ON spend (provider, at);
  `,
  `
  -- How sure the model was of what is done; NULL where none ran.
  ALTER TABLE jobs ADD COLUMN confidence REAL CHECK (confidence IS NULL OR state = 'done');
  UPDATE jobs SET confidence = (
    SELECT CAST(json_extract(facts, '$.confidence') AS REAL) FROM outputs
    WHERE job = jobs.id AND json_extract(facts, '$.model') IS NOT NULL
  ) WHERE state = 'done';
  -- Small as they are, they give their number by being counted off. Another DEFAULT_MIN_CONFIDENCE
  -- needs another step, with these two made anew.
  CREATE INDEX jobs_doubtful ON jobs (priority DESC, position, id, confidence)
    WHERE confidence < 0.75;
  CREATE INDEX jobs_doubtful_of_batch ON jobs (batch, priority DESC, position, id, confidence)
    WHERE confidence < 0.75;
  `,
  `
  -- What providers cost outlives a queue that goes back to its backup, so it is kept elsewhere.
  -- Nothing was ever written into this table.
  DROP TABLE spend;
  `,
  `
  -- Whom the pictures of a batch may be sent to; NULL: to nobody.
  ALTER TABLE batches ADD COLUMN consent TEXT CHECK (json_valid(consent) IS NOT 0);
  `,
];
