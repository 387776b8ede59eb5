CREATE TABLE things (id uuid PRIMARY KEY, name text NOT NULL UNIQUE, amount bigint NOT NULL CHECK (amount >= 0), at timestamptz NOT NULL);
