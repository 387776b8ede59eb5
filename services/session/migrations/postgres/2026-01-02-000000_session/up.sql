CREATE TABLE customers (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    -- Where the customer was last heard.
    address jsonb NOT NULL,
    -- The conversation after the last turn, cart included, sealed; missing until there was a turn.
    conversation bytea,
    -- The ids of the products in the cart; missing while it is empty.
    cart text,
    -- Grows with every turn: a turn holds only if nobody else ended one meanwhile.
    version bigint NOT NULL,
    -- The newest turn, from which the older ones are found.
    last_turn uuid,
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
    -- Who wrote what, sealed: any words may turn out to be private.
    payload bytea NOT NULL,
    traceparent text,
    sent_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    -- Attempts that failed, or whose end is not known.
    attempts integer NOT NULL,
    -- The turn it led to, sealed, and when it was decided; both are missing while the message is pending.
    turn bytea,
    decided_at timestamptz,
    -- The customer's turn before this one, or itself when it is the first; missing until its first turn. An index of
    -- each customer's turns would have a page of its own to write with every message.
    previous uuid,
    -- Why it was given up, without the customer's words.
    given_up text
);
CREATE UNIQUE INDEX inbox_message ON inbox (channel, account_id, message_id);
CREATE INDEX inbox_pending ON inbox (customer_id, sent_at, id) WHERE decided_at IS NULL;
CREATE INDEX inbox_dead ON inbox (id) WHERE given_up IS NOT NULL;

-- The revision of the menu that was looked at last for what sold out.
CREATE TABLE looked_at (
    id integer PRIMARY KEY,
    revision bigint NOT NULL
);
INSERT INTO looked_at (id, revision) VALUES (1, 0);

-- What that menu had sold out.
CREATE TABLE sold_out (
    product_id uuid PRIMARY KEY,
    -- The last revision that was looked at and had it on offer.
    offered_at bigint NOT NULL,
    -- Whether all who have it in an open cart have been told, or will be by a message in the inbox.
    told boolean NOT NULL
);
