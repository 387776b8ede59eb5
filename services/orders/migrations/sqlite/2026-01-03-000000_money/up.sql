-- Attempts to pay. The reference is known before the provider is asked, so that an answer that never came can be asked for.
CREATE TABLE payments (
    reference TEXT NOT NULL PRIMARY KEY,
    order_id BLOB NOT NULL REFERENCES orders (id),
    provider TEXT NOT NULL,
    state TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    received_currency TEXT,
    received_minor INTEGER CHECK (received_minor > 0),
    url TEXT NOT NULL,
    -- The wish that people of the shop noted it with.
    idempotency_key TEXT UNIQUE,
    created_at INTEGER NOT NULL,
    -- Since when the customer can pay, or could.
    opened_at INTEGER,
    updated_at INTEGER NOT NULL
);
CREATE INDEX payments_by_order ON payments (order_id, created_at, reference);

-- Money that moved. Rows are only ever added: a payment comes once, a refund goes once.
CREATE TABLE ledger (
    id BLOB NOT NULL PRIMARY KEY,
    order_id BLOB NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    payment_reference TEXT NOT NULL REFERENCES payments (reference),
    note TEXT NOT NULL,
    moved_at INTEGER NOT NULL
);
CREATE INDEX ledger_by_order ON ledger (order_id, moved_at, id);
CREATE UNIQUE INDEX ledger_payment_comes_once ON ledger (payment_reference) WHERE kind = 'PAYMENT';

CREATE TABLE refunds (
    id BLOB NOT NULL PRIMARY KEY,
    order_id BLOB NOT NULL REFERENCES orders (id),
    payment_reference TEXT NOT NULL REFERENCES payments (reference),
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- Set before the provider is asked: whoever finds it set looks first whether the provider knows the refund.
    asked INTEGER NOT NULL,
    -- The provider's own name of it; empty until it answered.
    provider_id TEXT NOT NULL,
    -- The wish that began it; one wish may begin several.
    idempotency_key TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX refunds_by_order ON refunds (order_id, created_at, id);
CREATE INDEX refunds_by_payment ON refunds (payment_reference);
CREATE INDEX refunds_by_key ON refunds (idempotency_key);

-- What payment providers told, without what it says about people and how they pay.
CREATE TABLE payment_events (
    id BLOB NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    -- The event's name and what it is about: providers give their events no ids.
    event_key TEXT NOT NULL,
    -- PAYMENT or REFUND with the payment's reference, or OTHER.
    subject TEXT NOT NULL,
    payment_reference TEXT,
    -- The sum it names, which is not believed.
    claimed_currency TEXT,
    claimed_minor INTEGER,
    -- NEW, APPLIED, IGNORED, or UNKNOWN for payments that were never begun here.
    state TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    UNIQUE (provider, event_key)
);
CREATE INDEX payment_events_by_time ON payment_events (received_at DESC, id DESC);
CREATE INDEX payment_events_by_state ON payment_events (state, received_at DESC, id DESC);

CREATE TABLE invoices (
    id BLOB NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    order_id BLOB NOT NULL REFERENCES orders (id),
    -- What it says; never changed.
    content TEXT NOT NULL,
    -- Of a credit note: the invoice it takes back.
    credited_id BLOB REFERENCES invoices (id),
    idempotency_key TEXT UNIQUE,
    issued_at INTEGER NOT NULL
);
CREATE INDEX invoices_by_time ON invoices (issued_at DESC, id DESC);
CREATE INDEX invoices_by_status ON invoices (status, issued_at DESC, id DESC);
CREATE INDEX invoices_by_order ON invoices (order_id, issued_at DESC, id DESC);
CREATE INDEX invoices_by_credited ON invoices (credited_id);

-- The last number given. Its row is locked until the document is stored, so numbers have no gaps.
CREATE TABLE invoice_counters (
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (kind, year)
);

CREATE TABLE attachments (
    id BLOB NOT NULL PRIMARY KEY,
    order_id BLOB NOT NULL REFERENCES orders (id),
    customer_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    mime_type TEXT NOT NULL,
    filename TEXT NOT NULL,
    caption TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    -- Tells a retry from a mix-up.
    content_hash BLOB NOT NULL,
    proof_state TEXT,
    created_at INTEGER NOT NULL
);
CREATE INDEX attachments_by_order ON attachments (order_id, created_at, id);
CREATE INDEX attachments_by_customer ON attachments (customer_id, created_at);

-- Files lie apart, so that lists do not read them; some time after their order ended they are deleted.
CREATE TABLE attachment_contents (
    attachment_id BLOB NOT NULL PRIMARY KEY REFERENCES attachments (id),
    content BLOB NOT NULL
);
