CREATE TABLE customers (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    -- Where the customer was last heard.
    address TEXT NOT NULL,
    -- The conversation after the last turn, cart included.
    conversation TEXT NOT NULL,
    -- Grows with every turn: a turn holds only if nobody else ended one meanwhile.
    version INTEGER NOT NULL,
    -- The last turn, until its replies are known to have reached notifications.
    undelivered BLOB,
    -- How many messages came in the minute that began then.
    minute_at INTEGER NOT NULL,
    minute_count INTEGER NOT NULL,
    -- To the minute: a lively conversation moves through the index once a minute, not with every message.
    heard_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX customers_heard ON customers (heard_at, id);
CREATE INDEX customers_undelivered ON customers (undelivered) WHERE undelivered IS NOT NULL;

-- The names under which networks know customers.
CREATE TABLE aliases (
    alias TEXT PRIMARY KEY,
    customer_id BLOB NOT NULL
) WITHOUT ROWID;

-- What customers wrote and what was decided about it. It refers to customers without a foreign key: nothing deletes
-- customers, and the check would cost every message.
CREATE TABLE inbox (
    -- Ids of one process rise in the order in which messages came.
    id BLOB PRIMARY KEY,
    customer_id BLOB NOT NULL,
    channel TEXT NOT NULL,
    account_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    traceparent TEXT,
    sent_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- Attempts that failed, or whose end is not known.
    attempts INTEGER NOT NULL,
    -- The turn it led to, and when it was decided; both are missing while the message is pending.
    turn TEXT,
    decided_at INTEGER,
    -- Why it was given up, without the customer's words.
    given_up TEXT
);
CREATE UNIQUE INDEX inbox_message ON inbox (channel, account_id, message_id);
CREATE INDEX inbox_turns ON inbox (customer_id, id);
CREATE INDEX inbox_pending ON inbox (customer_id, sent_at, id) WHERE decided_at IS NULL;
CREATE INDEX inbox_dead ON inbox (id) WHERE given_up IS NOT NULL;
