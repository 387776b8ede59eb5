CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT UNIQUE,
    -- When it may be taken. Taking a job moves this forward by its lease, so a worker that dies gives it back.
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    dead BOOLEAN NOT NULL DEFAULT FALSE,
    last_error TEXT,
    traceparent TEXT,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX jobs_due ON jobs (due_at) WHERE NOT dead;

-- An event fills a third of a page and more, so the tree of ids keeps nothing but ids.
CREATE TABLE events (
    id BLOB PRIMARY KEY,
    -- Given after the commit that stored the event, by whoever holds the feed's lock: 1, 2, 3 without gaps.
    position INTEGER UNIQUE,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    traceparent TEXT,
    created_at INTEGER NOT NULL
);
CREATE INDEX events_unplaced ON events (id) WHERE position IS NULL;

CREATE TABLE cursors (
    feed TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) WITHOUT ROWID;
