CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    unique_key text UNIQUE,
    -- When it may be taken. Taking a job moves this forward by its lease, so a worker that dies gives it back.
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    dead boolean NOT NULL DEFAULT FALSE,
    last_error text,
    traceparent text,
    created_at timestamptz NOT NULL
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE NOT dead;

CREATE TABLE events (
    id uuid PRIMARY KEY,
    -- Given after the commit that stored the event, by whoever holds the feed's lock: 1, 2, 3 without gaps.
    position bigint UNIQUE,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    traceparent text,
    created_at timestamptz NOT NULL
);
CREATE INDEX events_unplaced ON events (id) WHERE position IS NULL;

CREATE TABLE cursors (
    feed text PRIMARY KEY,
    position bigint NOT NULL
);
