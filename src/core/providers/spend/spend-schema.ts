/**
 * The tables of the spend book, as steps from one version to the next. A step that was released is
 * never changed; `PRAGMA user_version` holds the version.
 */
export const spendMigrations: readonly string[] = [
  `
  CREATE TABLE spend (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    provider TEXT NOT NULL,
    -- Of a queue that may be cleared or replaced, so this is no reference.
    job INTEGER,
    -- 0: set aside for a call whose end was not recorded, and counted like the others.
    settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
    pictures INTEGER NOT NULL CHECK (pictures >= 0),
    -- In millionths of a credit.
    micro INTEGER NOT NULL CHECK (micro >= 0),
    -- When it was set aside.
    at INTEGER NOT NULL
  ) STRICT;
  -- Holds all that is summed.
  CREATE INDEX spend_of_provider ON spend (provider, at, pictures, micro);
  `,
];
