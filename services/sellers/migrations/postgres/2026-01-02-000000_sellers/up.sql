CREATE TABLE sellers (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    -- The name in small letters without accents, by which lists are sorted; "C" sorts as SQLite does.
    name_key text COLLATE "C" NOT NULL,
    phone text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'inactive', 'suspended')),
    availability text NOT NULL CHECK (availability IN ('available', 'busy', 'offline')),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX sellers_phone ON sellers (phone);
CREATE INDEX sellers_name ON sellers (name_key, id);

CREATE TABLE specializations (
    seller_id uuid NOT NULL REFERENCES sellers (id),
    specialization text COLLATE "C" NOT NULL,
    PRIMARY KEY (seller_id, specialization)
);
CREATE INDEX specializations_sellers ON specializations (specialization, seller_id);
