CREATE TABLE users (
    id uuid PRIMARY KEY,
    -- Lower case, so that one person has one account.
    email text NOT NULL UNIQUE,
    role text NOT NULL CHECK (role IN ('admin', 'staff', 'viewer')),
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL
);

-- One row per login. Tokens name it, so that ending it ends them all at once.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX sessions_user ON sessions (user_id);

-- Every refresh token a session has had: a used one that comes again was stolen.
CREATE TABLE refresh_tokens (
    hash text PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

-- Failed logins by account, whether there is such an account or not.
CREATE TABLE login_failures (
    account text PRIMARY KEY,
    failures integer NOT NULL,
    blocked_until timestamptz NOT NULL,
    last_at timestamptz NOT NULL
);
CREATE INDEX login_failures_age ON login_failures (last_at);

CREATE TABLE signing_keys (
    id uuid PRIMARY KEY,
    pkcs8 bytea NOT NULL,
    created_at timestamptz NOT NULL
);

-- Answers by Idempotency-Key; without a status the request is still running.
CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    claimed_at timestamptz NOT NULL,
    status integer,
    etag text,
    body text,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (claimed_at);
