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
    -- Lines never change once the order is placed and are only ever read with it, so they live in its row.
    lines jsonb NOT NULL,
    currency text NOT NULL,
    subtotal_minor bigint NOT NULL CHECK (subtotal_minor >= 0),
    total_minor bigint NOT NULL CHECK (total_minor >= 0),
    fulfilment jsonb NOT NULL,
    source text NOT NULL,
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
