CREATE TABLE recipients (
    id text PRIMARY KEY,
    channel text NOT NULL CHECK (channel IN ('whatsapp', 'twilio')),
    account_id text NOT NULL,
    phone text,
    user_id text,
    language text NOT NULL,
    -- When the person last wrote, up to a minute early; the 24-hour window is counted from here.
    heard_at timestamptz,
    -- Until when the messages already sent are paid for at the pair rate, up to a few messages early.
    paid_until timestamptz,
    CHECK (phone IS NOT NULL OR user_id IS NOT NULL)
);

CREATE TABLE messages (
    id uuid PRIMARY KEY,
    key text NOT NULL UNIQUE,
    recipient_id text NOT NULL,
    class text NOT NULL CHECK (class IN ('ORDER', 'REPLY', 'REMINDER', 'MARKETING')),
    state text NOT NULL CHECK (state IN ('QUEUED', 'SENDING', 'AMBIGUOUS', 'ACCEPTED', 'SENT', 'DELIVERED', 'READ',
        'FAILED', 'MERGED', 'DROPPED', 'DEAD')),
    message jsonb NOT NULL,
    -- How often it was handed to the network; also the fence: only the attempt that has the row may end it.
    attempts integer NOT NULL,
    -- Attempts that failed and count towards the limit; waiting for an account that is held does not.
    failures integer NOT NULL,
    -- Attempts whose outcome never became known.
    ambiguities integer NOT NULL,
    reason text,
    provider_message_id text,
    -- QUEUED: when it may be sent. AMBIGUOUS: when the wait for a status ends.
    due_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    traceparent text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- One recipient, one message on its way: the database itself keeps replicas from sending side by side.
CREATE UNIQUE INDEX messages_in_flight ON messages (recipient_id) WHERE state = 'SENDING';
CREATE INDEX messages_waiting ON messages (recipient_id, id) WHERE state IN ('QUEUED', 'AMBIGUOUS');
CREATE INDEX messages_due ON messages (due_at) WHERE state IN ('QUEUED', 'AMBIGUOUS');
CREATE INDEX messages_of_recipient ON messages (recipient_id, id);
CREATE INDEX messages_by_provider_id ON messages (provider_message_id) WHERE provider_message_id IS NOT NULL;
-- The states an operator looks for; those of messages that simply went well are found newest first.
CREATE INDEX messages_uncommon ON messages (state, id)
    WHERE state NOT IN ('SENDING', 'ACCEPTED', 'SENT', 'DELIVERED', 'READ');

-- The file of a message that is a document: its content until the network has it, then the network's id of it.
CREATE TABLE documents (
    message_id uuid PRIMARY KEY REFERENCES messages (id),
    content bytea,
    media_id text,
    CHECK ((content IS NULL) <> (media_id IS NULL))
);
CREATE INDEX documents_here ON documents (message_id) WHERE content IS NOT NULL;

CREATE TABLE account_events (
    id uuid PRIMARY KEY,
    channel text NOT NULL CHECK (channel IN ('whatsapp', 'twilio')),
    account_id text NOT NULL,
    field text NOT NULL,
    raw_json text NOT NULL,
    created_at timestamptz NOT NULL
);
