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
    -- Lines never change once the order is placed and are only ever read with it, so they live in its row.
    lines TEXT NOT NULL,
    currency TEXT NOT NULL,
    subtotal_minor INTEGER NOT NULL CHECK (subtotal_minor >= 0),
    total_minor INTEGER NOT NULL CHECK (total_minor >= 0),
    fulfilment TEXT NOT NULL,
    source TEXT NOT NULL,
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
