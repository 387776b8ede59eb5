CREATE TABLE customers (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    -- Where the customer was last heard.
    address jsonb NOT NULL,
    -- The conversation after the last turn, cart included.
    conversation jsonb NOT NULL,
    -- Grows with every turn: a turn holds only if nobody else ended one meanwhile.
    version bigint NOT NULL,
    -- The last turn, until its replies are known to have reached notifications.
    undelivered uuid,
    -- How many messages came in the minute that began then.
    minute_at timestamptz NOT NULL,
    minute_count integer NOT NULL,
    -- To the minute: a lively conversation moves through the index once a minute, not with every message.
    heard_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX customers_heard ON customers (heard_at, id);
CREATE INDEX customers_undelivered ON customers (undelivered) WHERE undelivered IS NOT NULL;

-- The names under which networks know customers.
CREATE TABLE aliases (
    alias text PRIMARY KEY,
    customer_id uuid NOT NULL
);

-- What customers wrote and what was decided about it. It refers to customers without a foreign key: nothing deletes
-- customers, and the check would cost every message.
CREATE TABLE inbox (
    -- Ids of one process rise in the order in which messages came.
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL,
    channel text NOT NULL,
    account_id text NOT NULL,
    message_id text NOT NULL,
    payload jsonb NOT NULL,
    traceparent text,
    sent_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    -- Attempts that failed, or whose end is not known.
    attempts integer NOT NULL,
    -- The turn it led to, and when it was decided; both are missing while the message is pending.
    turn jsonb,
    decided_at timestamptz,
    -- Why it was given up, without the customer's words.
    given_up text
);
CREATE UNIQUE INDEX inbox_message ON inbox (channel, account_id, message_id);
CREATE INDEX inbox_turns ON inbox (customer_id, id);
CREATE INDEX inbox_pending ON inbox (customer_id, sent_at, id) WHERE decided_at IS NULL;
CREATE INDEX inbox_dead ON inbox (id) WHERE given_up IS NOT NULL;
