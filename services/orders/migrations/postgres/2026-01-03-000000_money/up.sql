-- Attempts to pay. The reference is known before the provider is asked, so that an answer that never came can be asked for.
CREATE TABLE payments (
    reference text PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders (id),
    provider text NOT NULL,
    state text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    received_currency text,
    received_minor bigint CHECK (received_minor > 0),
    url text NOT NULL,
    -- The wish that people of the shop noted it with.
    idempotency_key text UNIQUE,
    created_at timestamptz NOT NULL,
    -- Since when the customer can pay, or could.
    opened_at timestamptz,
    updated_at timestamptz NOT NULL
);
CREATE INDEX payments_by_order ON payments (order_id, created_at, reference);

-- Money that moved. Rows are only ever added: a payment comes once, a refund goes once.
CREATE TABLE ledger (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders (id),
    kind text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    payment_reference text NOT NULL REFERENCES payments (reference),
    note text NOT NULL,
    moved_at timestamptz NOT NULL
);
CREATE INDEX ledger_by_order ON ledger (order_id, moved_at, id);
CREATE UNIQUE INDEX ledger_payment_comes_once ON ledger (payment_reference) WHERE kind = 'PAYMENT';

CREATE TABLE refunds (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders (id),
    payment_reference text NOT NULL REFERENCES payments (reference),
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    state text NOT NULL,
    reason text NOT NULL,
    -- Set before the provider is asked: whoever finds it set looks first whether the provider knows the refund.
    asked boolean NOT NULL,
    -- The provider's own name of it; empty until it answered.
    provider_id text NOT NULL,
    -- The wish that began it; one wish may begin several.
    idempotency_key text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX refunds_by_order ON refunds (order_id, created_at, id);
CREATE INDEX refunds_by_payment ON refunds (payment_reference);
CREATE INDEX refunds_by_key ON refunds (idempotency_key);

-- What payment providers told, without what it says about people and how they pay.
CREATE TABLE payment_events (
    id uuid PRIMARY KEY,
    provider text NOT NULL,
    -- The event's name and what it is about: providers give their events no ids.
    event_key text NOT NULL,
    -- PAYMENT or REFUND with the payment's reference, or OTHER.
    subject text NOT NULL,
    payment_reference text,
    -- The sum it names, which is not believed.
    claimed_currency text,
    claimed_minor bigint,
    -- NEW, APPLIED, IGNORED, or UNKNOWN for payments that were never begun here.
    state text NOT NULL,
    received_at timestamptz NOT NULL,
    UNIQUE (provider, event_key)
);
CREATE INDEX payment_events_by_time ON payment_events (received_at DESC, id DESC);
CREATE INDEX payment_events_by_state ON payment_events (state, received_at DESC, id DESC);

CREATE TABLE invoices (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    kind text NOT NULL,
    status text NOT NULL,
    order_id uuid NOT NULL REFERENCES orders (id),
    -- What it says; never changed.
    content jsonb NOT NULL,
    -- Of a credit note: the invoice it takes back.
    credited_id uuid REFERENCES invoices (id),
    idempotency_key text UNIQUE,
    issued_at timestamptz NOT NULL
);
CREATE INDEX invoices_by_time ON invoices (issued_at DESC, id DESC);
CREATE INDEX invoices_by_status ON invoices (status, issued_at DESC, id DESC);
CREATE INDEX invoices_by_order ON invoices (order_id, issued_at DESC, id DESC);
CREATE INDEX invoices_by_credited ON invoices (credited_id);

-- The last number given. Its row is locked until the document is stored, so numbers have no gaps.
CREATE TABLE invoice_counters (
    kind text NOT NULL,
    year integer NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (kind, year)
);

CREATE TABLE attachments (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders (id),
    customer_id text NOT NULL,
    idempotency_key text NOT NULL UNIQUE,
    purpose text NOT NULL,
    mime_type text NOT NULL,
    filename text NOT NULL,
    caption text NOT NULL,
    size_bytes bigint NOT NULL,
    -- Tells a retry from a mix-up.
    content_hash bytea NOT NULL,
    proof_state text,
    created_at timestamptz NOT NULL
);
CREATE INDEX attachments_by_order ON attachments (order_id, created_at, id);
CREATE INDEX attachments_by_customer ON attachments (customer_id, created_at);

-- Files lie apart, so that lists do not read them; some time after their order ended they are deleted.
CREATE TABLE attachment_contents (
    attachment_id uuid PRIMARY KEY REFERENCES attachments (id),
    content bytea NOT NULL
);
