-- One row: every change of the catalogue waits for it and raises it.
CREATE TABLE menu_revision (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
);
INSERT INTO menu_revision (id, revision) VALUES (1, 1);

CREATE TABLE categories (
    id BLOB PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    active BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    -- A removed category stays, so that loading a market again does not bring it back.
    deleted_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX categories_slug ON categories (slug) WHERE deleted_at IS NULL;
CREATE INDEX categories_order ON categories (position, id) WHERE deleted_at IS NULL;

CREATE TABLE products (
    id BLOB PRIMARY KEY,
    sku TEXT NOT NULL,
    category_id BLOB NOT NULL REFERENCES categories (id),
    name TEXT NOT NULL,
    -- The name in small letters without accents, by which lists are sorted.
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    currency TEXT NOT NULL,
    unit TEXT NOT NULL,
    aliases TEXT NOT NULL,
    available BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- A removed product stays, so that loading a market again does not bring it back.
    deleted_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX products_sku ON products (sku) WHERE deleted_at IS NULL;
CREATE INDEX products_name ON products (name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX products_category ON products (category_id, name_key, id) WHERE deleted_at IS NULL;
