/**
 * The tables of the local API, as steps from one version to the next. A step that was released is
 * never changed; `PRAGMA user_version` holds the version. Times are ms since 1970, UTC.
 */
export const apiMigrations: readonly string[] = [
  `
  CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- SHA-256 of the key, in hex: the key itself is nowhere.
    hash TEXT NOT NULL UNIQUE,
    -- Its last characters, to be known by.
    hint TEXT NOT NULL,
    scope TEXT NOT NULL,
    per_minute INTEGER NOT NULL CHECK (per_minute > 0),
    -- Credits; NULL: as many as are asked for.
    quota INTEGER CHECK (quota >= 0),
    used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
    at INTEGER NOT NULL,
    revoked_at INTEGER
  ) STRICT;

  -- What was accepted to be done later. What is waited for is in the queue alone.
  CREATE TABLE jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL REFERENCES keys (id),
    dialect TEXT NOT NULL,
    batch TEXT,
    -- Of the queue, whose list may be cleared or replaced, so this is no reference.
    queue_job INTEGER,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed', 'cancelled')),
    -- What the picture is called by whoever sent it.
    name TEXT NOT NULL,
    -- All that the queue has to be told again if it has forgotten it, as JSON.
    work TEXT NOT NULL,
    -- What the dialect has to remember of the request, as JSON.
    request TEXT NOT NULL,
    facts TEXT,
    error TEXT,
    credits INTEGER NOT NULL,
    idempotency TEXT,
    at INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT;
  CREATE INDEX jobs_of_key ON jobs (key, dialect, sequence);
  CREATE INDEX jobs_of_batch ON jobs (batch, sequence) WHERE batch IS NOT NULL;
  CREATE INDEX jobs_open ON jobs (state) WHERE state = 'open';
  CREATE INDEX jobs_by_age ON jobs (at);
  CREATE INDEX jobs_to_tell ON jobs (sequence) WHERE json_extract(request, '$.webhook') IS NOT NULL;
  CREATE UNIQUE INDEX jobs_once ON jobs (key, idempotency) WHERE idempotency IS NOT NULL;

  -- Pictures that stay until they are deleted, each a file of its own.
  CREATE TABLE images (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL REFERENCES keys (id),
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    published INTEGER NOT NULL DEFAULT 0 CHECK (published IN (0, 1)),
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX images_of_key ON images (key, sequence);
  CREATE INDEX images_by_age ON images (at);

  -- What has to be told to somebody's server, until it was.
  CREATE TABLE deliveries (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL REFERENCES keys (id),
    job TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    error TEXT,
    -- When the job ended.
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting';
  CREATE INDEX deliveries_by_age ON deliveries (at);

  -- What links and webhooks are signed with.
  CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
];
