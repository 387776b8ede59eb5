CREATE TABLE orders (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    -- Names the wish: a second order with the same key cannot exist. The fingerprint tells a retry from a mix-up.
    idempotency_key text NOT NULL UNIQUE,
    fingerprint bytea NOT NULL,
    status text NOT NULL,
    -- Every change is a compare-and-swap on it.
    version bigint NOT NULL CHECK (version >= 1),
    customer_id text NOT NULL,
    customer_name text NOT NULL,
    customer_phone text,
    -- Lines are only ever read with their order, so they live in its row; so does how its total comes about.
    lines jsonb NOT NULL,
    currency text NOT NULL,
    subtotal_minor bigint NOT NULL CHECK (subtotal_minor >= 0),
    total_minor bigint NOT NULL CHECK (total_minor >= 0),
    deal jsonb NOT NULL,
    fulfilment jsonb NOT NULL,
    source text NOT NULL,
    -- The shop's terms of then.
    terms jsonb NOT NULL,
    payment_status text NOT NULL,
    -- What the ledger says came, less what went back: below zero when a provider sent back more than came.
    paid_minor bigint NOT NULL,
    -- What of it is to go back and has not gone yet.
    returning_minor bigint NOT NULL CHECK (returning_minor >= 0),
    -- Payment proofs that nobody has decided about.
    proofs_waiting integer NOT NULL CHECK (proofs_waiting >= 0),
    -- Number of the last change of its lines; 1 for none.
    revision integer NOT NULL,
    -- Whether the catalogue holds anything for it.
    reserved boolean NOT NULL,
    -- A change of its lines that waits for the customer.
    pending jsonb,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
-- One index for each list that is asked for, so that every page is read in its order.
CREATE INDEX orders_by_time ON orders (created_at DESC, id DESC);
CREATE INDEX orders_by_customer ON orders (customer_id, created_at DESC, id DESC);
CREATE INDEX orders_by_status ON orders (status, created_at DESC, id DESC);

CREATE TABLE status_changes (
    order_id uuid NOT NULL REFERENCES orders (id),
    -- The order's version after the change.
    version bigint NOT NULL,
    from_status text,
    to_status text NOT NULL,
    actor jsonb NOT NULL,
    reason text NOT NULL,
    idempotency_key text UNIQUE,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (order_id, version)
);

-- Orders whose goods are being reserved, and what became of those that were not placed.
CREATE TABLE placements (
    order_id uuid PRIMARY KEY,
    idempotency_key text NOT NULL UNIQUE,
    fingerprint bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('reserving', 'placed', 'denied', 'expired')),
    -- The order it will be, as long as it is being reserved.
    draft jsonb,
    -- What was in the way, once it was denied.
    denial jsonb,
    created_at timestamptz NOT NULL
);
CREATE INDEX placements_unfinished ON placements (created_at) WHERE state = 'reserving';

-- Every wish to change the lines of an order.
CREATE TABLE amendments (
    order_id uuid NOT NULL REFERENCES orders (id),
    revision integer NOT NULL,
    idempotency_key text NOT NULL UNIQUE,
    fingerprint bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('reserving', 'denied', 'dropped', 'proposed', 'applied', 'declined')),
    amendment jsonb NOT NULL,
    -- What was in the way, once it was denied.
    denial jsonb,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (order_id, revision)
);
CREATE INDEX amendments_unfinished ON amendments (created_at) WHERE state = 'reserving';
