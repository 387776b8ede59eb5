CREATE TABLE sellers (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    -- The name in small letters without accents, by which lists are sorted.
    name_key TEXT NOT NULL,
    phone TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'suspended')),
    availability TEXT NOT NULL CHECK (availability IN ('available', 'busy', 'offline')),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX sellers_phone ON sellers (phone);
CREATE INDEX sellers_name ON sellers (name_key, id);

CREATE TABLE specializations (
    seller_id BLOB NOT NULL REFERENCES sellers (id),
    specialization TEXT NOT NULL,
    PRIMARY KEY (seller_id, specialization)
) WITHOUT ROWID;
CREATE INDEX specializations_sellers ON specializations (specialization, seller_id);
