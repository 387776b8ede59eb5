CREATE TABLE customers (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    -- Where the customer was last heard.
    address TEXT NOT NULL,
    -- The conversation after the last turn, cart included, sealed; missing until there was a turn.
    conversation BLOB,
    -- The ids of the products in the cart; missing while it is empty.
    cart TEXT,
    -- Grows with every turn: a turn holds only if nobody else ended one meanwhile.
    version INTEGER NOT NULL,
    -- The newest turn, from which the older ones are found.
    last_turn BLOB,
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
    -- Who wrote what, sealed: any words may turn out to be private.
    payload BLOB NOT NULL,
    traceparent TEXT,
    sent_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- Attempts that failed, or whose end is not known.
    attempts INTEGER NOT NULL,
    -- The turn it led to, sealed, and when it was decided; both are missing while the message is pending.
    turn BLOB,
    decided_at INTEGER,
    -- The customer's turn before this one, or itself when it is the first; missing until its first turn. An index of
    -- each customer's turns would have a page of its own to write with every message.
    previous BLOB,
    -- Why it was given up, without the customer's words.
    given_up TEXT
);
CREATE UNIQUE INDEX inbox_message ON inbox (channel, account_id, message_id);
CREATE INDEX inbox_pending ON inbox (customer_id, sent_at, id) WHERE decided_at IS NULL;
CREATE INDEX inbox_dead ON inbox (id) WHERE given_up IS NOT NULL;

-- The revision of the menu that was looked at last for what sold out.
CREATE TABLE looked_at (
    id INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL
);
INSERT INTO looked_at (id, revision) VALUES (1, 0);

-- What that menu had sold out.
CREATE TABLE sold_out (
    product_id BLOB PRIMARY KEY,
    -- The last revision that was looked at and had it on offer.
    offered_at INTEGER NOT NULL,
    -- Whether all who have it in an open cart have been told, or will be by a message in the inbox.
    told INTEGER NOT NULL
);
