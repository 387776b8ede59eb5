CREATE TABLE orders (
    id BLOB NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    -- Names the wish: a second order with the same key cannot exist. The fingerprint tells a retry from a mix-up.
    idempotency_key TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    status TEXT NOT NULL,
    -- Every change is a compare-and-swap on it.
    version INTEGER NOT NULL CHECK (version >= 1),
    customer_id TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    customer_phone TEXT,
    -- Lines are only ever read with their order, so they live in its row; so does how its total comes about.
    lines TEXT NOT NULL,
    currency TEXT NOT NULL,
    subtotal_minor INTEGER NOT NULL CHECK (subtotal_minor >= 0),
    total_minor INTEGER NOT NULL CHECK (total_minor >= 0),
    deal TEXT NOT NULL,
    fulfilment TEXT NOT NULL,
    source TEXT NOT NULL,
    -- The shop's terms of then.
    terms TEXT NOT NULL,
    payment_status TEXT NOT NULL,
    -- What the ledger says came, less what went back: below zero when a provider sent back more than came.
    paid_minor INTEGER NOT NULL,
    -- What of it is to go back and has not gone yet.
    returning_minor INTEGER NOT NULL CHECK (returning_minor >= 0),
    -- Payment proofs that nobody has decided about.
    proofs_waiting INTEGER NOT NULL CHECK (proofs_waiting >= 0),
    -- Number of the last change of its lines; 1 for none.
    revision INTEGER NOT NULL,
    -- Whether the catalogue holds anything for it.
    reserved BOOLEAN NOT NULL,
    -- A change of its lines that waits for the customer.
    pending TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
-- One index for each list that is asked for, so that every page is read in its order.
CREATE INDEX orders_by_time ON orders (created_at DESC, id DESC);
CREATE INDEX orders_by_customer ON orders (customer_id, created_at DESC, id DESC);
CREATE INDEX orders_by_status ON orders (status, created_at DESC, id DESC);

CREATE TABLE status_changes (
    order_id BLOB NOT NULL REFERENCES orders (id),
    -- The order's version after the change.
    version INTEGER NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    idempotency_key TEXT UNIQUE,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (order_id, version)
) WITHOUT ROWID;

-- Orders whose goods are being reserved, and what became of those that were not placed.
CREATE TABLE placements (
    order_id BLOB NOT NULL PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserving', 'placed', 'denied', 'expired')),
    -- The order it will be, as long as it is being reserved.
    draft TEXT,
    -- What was in the way, once it was denied.
    denial TEXT,
    created_at INTEGER NOT NULL
);
CREATE INDEX placements_unfinished ON placements (created_at) WHERE state = 'reserving';

-- Every wish to change the lines of an order.
CREATE TABLE amendments (
    order_id BLOB NOT NULL REFERENCES orders (id),
    revision INTEGER NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserving', 'denied', 'dropped', 'proposed', 'applied', 'declined')),
    amendment TEXT NOT NULL,
    -- What was in the way, once it was denied.
    denial TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (order_id, revision)
) WITHOUT ROWID;
CREATE INDEX amendments_unfinished ON amendments (created_at) WHERE state = 'reserving';
